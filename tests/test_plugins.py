"""Plug-ins of other packages: they read further forms and add synonyms, and break nothing."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from blocks import blocks_of

from painsci_search import Index, ReadError, plugins, versions
from painsci_search.query import synonyms
from painsci_search.reading import forms, read_article, read_article_bytes

READER = """
from painsci_search import Article, Section

suffixes = [".lines"]

def recognises(data):
    return data.startswith(b"LINES")

def read(data, source):
    title, text = data.decode().splitlines()[1:3]
    return Article("lines", title, (Section("all", "All", text),))
"""
HTML_READER = """
suffixes = [".wiki"]

def read(data, source):
    title, _, text = data.decode().partition("=")
    return f"<html><title>{title}</title><body><h1>{title}</h1><p>{text}</p></body></html>"
"""
Install = Callable[..., None]


def forget() -> None:
    for cached in (
        plugins.find_plugins,
        plugins._is_any_installed,
        forms.plugged_forms,
        synonyms._installed,
        versions.reader_version,
    ):
        cached.cache_clear()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a package of one module, or another version of it."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    names = set(sys.modules)

    def write(
        group: str, module: str, source: str, version: str = "1.0", attribute: str = ""
    ) -> None:
        (site / f"{module}.py").write_text(source)
        info = site / f"{module}.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Name: {module}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[{group}]\n{module} = {module}{attribute}\n")
        forget()

    yield write
    for name in set(sys.modules) - names:
        if name.startswith("mended_"):
            del sys.modules[name]
    monkeypatch.undo()
    forget()


def test_a_reader_reads_its_files_below_a_folder_and_no_others(
    install: Install, tmp_path: Path
) -> None:
    install(plugins.READERS, "mended_lines", READER)
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "one.lines").write_text("LINES\nKnees in winter\nA cold knee is not a bad knee.\n")
    (folder / "two.lines").write_bytes(b"\x00\x01 of another program")
    index = Index.in_memory()
    report = index.update(folder)
    assert report.added == (str(folder / "one.lines"),)
    assert report.problems == ()
    assert {hit.article.title for hit in index.search("cold knee")} == {"Knees in winter"}


def test_a_reader_may_return_html(install: Install) -> None:
    install(plugins.READERS, "mended_wiki", HTML_READER)
    article = read_article_bytes("Bäcker’s elbow=An elbow of bakers.".encode(), "elbow.wiki")
    assert article.title == "Bäcker’s elbow"
    assert article.source == "elbow.wiki"


def test_what_the_package_reads_needs_no_plugin(install: Install, tmp_path: Path) -> None:
    install(plugins.READERS, "mended_broken", "raise RuntimeError('never imported')")
    page = tmp_path / "plain.txt"
    page.write_text("Knees\n\nA text about knees.\n")
    assert Index.in_memory().update([page]).added == (str(page),)
    assert "mended_broken" not in sys.modules
    assert forms.plugged_forms.cache_info().misses == 0


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import nowhere_at_all", "ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ("suffixes = ['.lines']", "AttributeError: "),
        ("suffixes = '.lines'\ndef read(data, source): ...", "TypeError: suffixes must be a list"),
        ("raise ValueError('two\\nlines')", "ValueError: two lines"),
    ],
)
def test_a_broken_reader_is_one_line_and_the_others_read(
    source: str, reason: str, install: Install, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    install(plugins.READERS, "mended_broken", source)
    install(plugins.READERS, "mended_wiki", HTML_READER)
    for name in ("one.wiki", "two.wiki", "three.lines"):
        (tmp_path / name).write_text("Knees=A text about knees.")
    report = Index.in_memory().update([tmp_path / "one.wiki", tmp_path / "two.wiki"])
    assert len(report.added) + len(report.saves) == 2
    (record,) = caplog.records
    line = record.getMessage()
    assert line.startswith(
        f"painsci-search: the plug-in 'mended_broken' of mended_broken 1.0 is ignored ({reason}"
    )
    assert "\n" not in line


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("    raise KeyError('title')", "failed (KeyError: 'title')"),
        ("    return 7", "returned no Article, but: int"),
    ],
)
def test_a_reader_that_fails_is_a_problem_of_the_file(
    body: str, reason: str, install: Install, tmp_path: Path
) -> None:
    install(plugins.READERS, "mended_bad", f"suffixes = ['.bad']\ndef read(data, source):\n{body}")
    (tmp_path / "one.bad").write_text("something")
    (tmp_path / "two.txt").write_text("Knees\n\nA text about knees.\n")
    report = Index.in_memory().update([tmp_path / "one.bad", tmp_path / "two.txt"])
    assert report.added == (str(tmp_path / "two.txt"),)
    (problem,) = report.problems
    assert problem.message == f"the plug-in 'mended_bad' of mended_bad 1.0 {reason}"
    with pytest.raises(ReadError, match=r"one\.bad: the plug-in"):
        read_article(tmp_path / "one.bad")


def test_a_recogniser_that_fails_is_logged_once(
    install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    broken = READER.replace("return data.startswith", "return data.begins")
    install(plugins.READERS, "mended_lines", broken)
    for _ in range(2):
        assert read_article_bytes(b"LINES\nof a text", "one.lines").title
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_files_are_read_anew_when_a_reader_comes_changes_or_goes(
    install: Install, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Knees\n\nA text about knees.\n")
    index = Index.in_memory()
    index.update([page])
    assert index.update([page]).unchanged == (str(page),)
    for version in ("1.0", "1.1"):
        install(plugins.READERS, "mended_wiki", HTML_READER, version)
        assert index.stats().outdated == "reader"
        assert index.update([page]).changed == (str(page),)
        assert index.update([page]).unchanged == (str(page),)


@pytest.mark.parametrize(
    "value", ["'tailors = bunionette  # a comment\\nfell = moor'", "['tailors = bunionette']"]
)
def test_synonyms_are_added_as_a_text_or_lines(
    value: str, install: Install, tmp_path: Path
) -> None:
    install(plugins.SYNONYMS, "mended_terms", f"TERMS = {value}", attribute=":TERMS")
    assert synonyms.load_synonyms().others(["bunionette"]) == ("tailors",)
    own = tmp_path / "own.txt"
    own.write_text("-tailors\n")
    assert synonyms.load_synonyms(own).others(["bunionette"]) == ()


def test_synonyms_may_remove_those_of_the_package(install: Install) -> None:
    assert synonyms.load_synonyms().others(["lbp"])
    install(plugins.SYNONYMS, "mended_terms", "TERMS = ['-LBP']", attribute=":TERMS")
    assert synonyms.load_synonyms().others(["lbp"]) == ()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("['lbp = back', 'b']", "PainSciSearchError: mended_terms:2: the line has no = or =>"),
        ("7", "TypeError: expected a text or a list of lines"),
        ("[7]", "TypeError: "),
    ],
)
def test_broken_synonyms_are_one_line_and_the_others_remain(
    value: str, reason: str, install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install(plugins.SYNONYMS, "mended_terms", f"TERMS = {value}", attribute=":TERMS")
    assert synonyms.load_synonyms().others(["lbp"])
    (record,) = caplog.records
    assert f"is ignored ({reason}" in record.getMessage()


def test_the_plugins_of_the_guide_work(install: Install) -> None:
    [reader] = blocks_of("extending.md", language="python")
    [terms] = blocks_of("extending.md", language="text")
    install(plugins.READERS, "mended_cards", reader.text)
    article = read_article_bytes(b"Knees & feet\nOne text.\n\nAnother text.", "feet.cards")
    assert article.title == "Knees & feet"
    assert [section.text for section in article.sections] == ["One text.\n\nAnother text."]
    install(plugins.SYNONYMS, "mended_terms", f"FOOT = {terms.text!r}", attribute=":FOOT")
    assert synonyms.load_synonyms().others(["metatarsalgia"]) == ("forefoot pain",)


def test_without_plugins_nothing_slow_is_imported() -> None:
    code = (
        "import sys; from painsci_search.query.synonyms import load_synonyms; load_synonyms(); "
        "print('importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"
