"""Exporting a site: what is written, what is refused, and what stays when something fails."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sites import CORPUS, evidence_of, export_articles, hostile_article

from described import validate
from painsci_search import Article, Index, PainSciSearchError, Section
from painsci_search.static_site import export_site, replacement
from painsci_search.static_site.words import LANGUAGES, load_words

TOOL = Path(sys.executable).with_name("painsci-search")


@pytest.fixture
def small(index: Index, asmr: Article) -> Index:
    """An index of one article that names its address."""
    index.add(asmr)
    return index


def content(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def run(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if "PAINSCI" not in name}
    return subprocess.run(
        [TOOL, *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**kept, **more},
        check=False,
    )


def test_an_export_holds_a_page_an_index_and_evidence(small: Index, tmp_path: Path) -> None:
    report = export_site(small, tmp_path / "out", title="Pain & <more>")
    files = content(tmp_path / "out")
    assert (report.articles, report.passages, report.unlinked) == (1, 2, ())
    assert (report.files, report.bytes) == (len(files), sum(map(len, files.values())))
    assert b"<title>Pain &amp; &lt;more&gt;</title>" in files["index.html"]
    assert {"page.js", "page.css", "search.js", "README.txt", "search.json"} <= set(files)
    assert sum(name.startswith("articles/") for name in files) == 1
    assert evidence_of(tmp_path / "out", "asmr")["article"]["title"] == "Tingles"


def test_every_module_that_the_page_imports_is_exported(small: Index, tmp_path: Path) -> None:
    export_site(small, tmp_path / "out")
    imported = {
        line.split('"./')[1].split('"')[0]
        for script in (tmp_path / "out").glob("*.js")
        for line in script.read_text(encoding="utf-8").splitlines()
        if ' from "./' in line and not line.startswith(" *")
    }
    assert {"parts.js", "search.js", "tokens.js", "words.js"} <= imported
    assert {name for name in imported if not (tmp_path / "out" / name).is_file()} == set()


def test_the_same_index_gives_the_same_texts_and_evidence(small: Index, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_site(small, tmp_path / name)
    one, two = content(tmp_path / "one"), content(tmp_path / "two")
    assert len(one) > 20
    assert one == two


def test_a_file_that_stays_the_same_is_not_written_again(small: Index, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = export_site(small, out)
    before = {path: path.stat().st_ino for path in out.rglob("*") if path.is_file()}
    again = export_site(small, out)
    assert (first.unchanged, again.unchanged) == (0, again.files)
    assert {path: path.stat().st_ino for path in out.rglob("*") if path.is_file()} == before
    small.add(Article("new", "New", (Section("a", "A", "Other words."),), url="https://e.org/n"))
    more = export_site(small, out)
    assert 20 < more.unchanged < more.files
    kept = [path for path, inode in before.items() if path.exists() and path.stat().st_ino == inode]
    assert any(path.parent.name == "articles" for path in kept)
    assert (out / "search.json") not in kept


def test_an_earlier_export_is_replaced_as_a_whole(small: Index, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_site(small, out)
    small.remove("asmr")
    small.add(Article("new", "New", (Section("a", "A", "Other words."),), url="https://e.org/n"))
    export_site(small, out)
    assert evidence_of(out, "new")["article"]["title"] == "New"
    assert len(list((out / "articles").iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_export_can_be_read_by_a_web_server(small: Index, tmp_path: Path) -> None:
    export_site(small, tmp_path / "out")
    umask = os.umask(0)
    os.umask(umask)
    for path in ((tmp_path / "out"), *(tmp_path / "out").rglob("*")):
        wanted = 0o777 if path.is_dir() else 0o666
        assert stat.S_IMODE(path.stat().st_mode) == wanted & ~umask, path


@pytest.mark.parametrize("name", ["index.html", "notes.txt", ".git"])
def test_a_folder_that_holds_something_else_is_refused_and_left(
    small: Index, tmp_path: Path, name: str
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine")
    with pytest.raises(PainSciSearchError, match=f"contains other files, such as {name}"):
        export_site(small, tmp_path / "out")
    assert content(tmp_path / "out") == {name: b"mine"}


def test_what_was_put_beside_an_export_is_not_lost(small: Index, tmp_path: Path) -> None:
    export_site(small, tmp_path / "out")
    (tmp_path / "out" / "mine.html").write_text("mine")
    before = content(tmp_path / "out")
    with pytest.raises(PainSciSearchError, match=r"contains mine\.html"):
        export_site(small, tmp_path / "out")
    assert content(tmp_path / "out") == before


@pytest.mark.parametrize(
    "name",
    ["articles/mine.html", "index/notes.txt", "mine/", "articles/new/"],
)
def test_what_was_put_into_a_folder_of_an_export_is_not_lost(
    small: Index, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    export_site(small, out)
    if name.endswith("/"):
        (out / name).mkdir()
    else:
        (out / name).write_text("mine")
    before = content(out)
    with pytest.raises(
        PainSciSearchError, match=f"out: contains {name}, which is not part of the export"
    ):
        export_site(small, out)
    assert content(out) == before
    assert (out / name).exists()


def test_a_link_in_an_export_is_not_lost(small: Index, tmp_path: Path) -> None:
    export_site(small, tmp_path / "out")
    (tmp_path / "out" / "articles" / "more").symlink_to(tmp_path)
    with pytest.raises(PainSciSearchError, match="contains articles/more"):
        export_site(small, tmp_path / "out")


@pytest.mark.parametrize("name", ["index.html", "page.css", "README.txt"])
def test_a_page_that_was_changed_by_hand_is_not_lost(
    small: Index, tmp_path: Path, name: str
) -> None:
    export_site(small, tmp_path / "out")
    file = tmp_path / "out" / name
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    export_site(small, tmp_path / "out")  # other ends of lines are no change
    file.write_bytes(file.read_bytes() + b"mine")
    with pytest.raises(PainSciSearchError, match=f"{name} was changed since the export"):
        export_site(small, tmp_path / "out")
    assert file.read_bytes().endswith(b"mine")


def test_what_is_put_there_while_an_export_is_made_is_not_lost(
    small: Index, tmp_path: Path
) -> None:
    def work(*_: object) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "mine.txt").write_text("mine")

    with pytest.raises(PainSciSearchError, match=r"contains other files, such as mine\.txt"):
        export_site(small, tmp_path / "out", progress=work)
    assert content(tmp_path / "out") == {"mine.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_folder_that_one_is_in_is_refused(
    small: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_site(small, tmp_path / "out")
    for place in ("out", "out/index"):
        monkeypatch.chdir(tmp_path / place)
        with pytest.raises(PainSciSearchError, match="is the current directory"):
            export_site(small, tmp_path / "out")


def test_an_export_of_before_is_replaced(small: Index, tmp_path: Path) -> None:
    export_site(small, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "export.json").read_bytes())
    del told["written"]
    (tmp_path / "out" / "export.json").write_text(json.dumps(told))
    export_site(small, tmp_path / "out")


def test_an_export_of_the_search_engine_of_before_is_replaced(small: Index, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_site(small, out)
    for name in ("texts.js", "pagefind/pagefind.js", "pagefind/fragment/en_1.pf_fragment"):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("old")
    export_site(small, out)
    assert not (out / "pagefind").exists()


def test_an_empty_folder_and_a_link_to_a_folder_are_filled(small: Index, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    export_site(small, tmp_path / "empty")
    (tmp_path / "link").symlink_to("empty")
    export_site(small, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "empty" / "index.html").is_file()


def test_a_file_is_no_folder(small: Index, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(PainSciSearchError, match="must be a folder"):
        export_site(small, tmp_path / "out")


def test_a_failed_export_leaves_the_old_one(
    small: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_site(small, tmp_path / "out")
    before = content(tmp_path / "out")

    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("painsci_search.static_site.search_index.SearchIndexBuilder.files", fail)
    with pytest.raises(OSError, match="No space"):
        export_site(small, tmp_path / "out")
    assert content(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_old_export_comes_back_if_the_new_one_cannot_take_its_place(
    small: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_site(small, tmp_path / "out")
    before = content(tmp_path / "out")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(1, "Operation not permitted")
        return rename(self, target)

    monkeypatch.setattr(replacement, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        export_site(small, tmp_path / "out")
    assert content(tmp_path / "out") == before


def test_a_section_without_a_word_is_left_out_and_one_that_is_a_heading_stays(
    index: Index, tmp_path: Path
) -> None:
    sections = (Section("a", "Knees", ""), Section("b", "—", "* * *"), Section("c", "C", "Words."))
    index.add(Article("a", "Title", sections, url="https://e.org/a"))
    assert export_site(index, tmp_path / "out").passages == 2


def test_an_export_can_be_made_from_within_a_running_loop(small: Index, tmp_path: Path) -> None:
    async def notebook() -> int:
        return export_site(small, tmp_path / "out").passages

    assert asyncio.run(notebook()) == 2


def test_the_help_has_queries_of_the_index_that_have_matches(index: Index, tmp_path: Path) -> None:
    section = Section("s", "Does humming calm quokkas?", "Quokkas hum.", 2)
    index.add(Article("a", "Humming and Quokkas", (section,), url="https://e.org/a"))
    export_site(index, tmp_path / "out")
    module = (tmp_path / "out" / "words.js").read_text(encoding="utf-8")
    words = json.loads(module.partition("export default ")[2].rstrip(";\n"))
    assert ["Does humming calm quokkas", "askQuestion"] in words["examples"]
    assert ["humming NOT quokkas", "askNot"] not in words["examples"]
    assert all(key in words for _, key in words["examples"])


def test_the_page_has_the_words_of_a_language_or_of_a_file(small: Index, tmp_path: Path) -> None:
    export_site(small, tmp_path / "de", language="de")
    page = (tmp_path / "de" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert "<title>Artikel durchsuchen</title>" in page
    own = tmp_path / "own.json"
    own.write_text('{"language": "nl", "search": "Zoek", "title": "Zoeken"}', encoding="utf-8")
    export_site(small, tmp_path / "own", language=str(own))
    module = (tmp_path / "own" / "words.js").read_text(encoding="utf-8")
    assert '"language": "nl"' in module
    assert '"search": "Zoek"' in module
    assert '"notes": "Notes"' in module


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (None, "cannot be read: No such file"),
        ("[", "must be a JSON object of texts"),
        ('{"search": 1}', "must be a JSON object of texts"),
        ('{"serach": "Zoek"}', "unknown word 'serach': the words are "),
    ],
)
def test_wrong_words_are_refused_before_anything_is_written(
    small: Index, tmp_path: Path, words: str | None, message: str
) -> None:
    own = tmp_path / "own.json"
    if words is not None:
        own.write_text(words, encoding="utf-8")
    with pytest.raises(PainSciSearchError, match=message):
        export_site(small, tmp_path / "out", language=str(own))
    assert not (tmp_path / "out").exists()


def test_an_unknown_language_is_refused_with_those_that_are_known(
    small: Index, tmp_path: Path
) -> None:
    message = "unknown language 'xx': must be one of de, en, es, fr, or a file of words"
    with pytest.raises(PainSciSearchError, match=message):
        export_site(small, tmp_path / "out", language="xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_all_words_with_the_same_values(language: str) -> None:
    english, words = load_words("en").words, load_words(language).words
    text = (files("painsci_search.static_site") / "words" / f"{language}.json").read_text("utf-8")
    assert json.loads(text).keys() == english.keys()
    values = re.compile(r"\{\w+\}")
    for key, text in english.items():
        assert sorted(values.findall(words[key])) == sorted(values.findall(text)), key


def test_texts_that_no_encoding_knows_are_exported(index: Index, tmp_path: Path) -> None:
    index.add(Article("a", "T", (Section("s", "H", "Words \ud800 here."),), url="https://e.org/a"))
    assert export_site(index, tmp_path / "out").passages == 1


def test_articles_without_any_address_are_named_in_the_report(tmp_path: Path) -> None:
    search = export_articles(tmp_path, [hostile_article()])
    assert evidence_of(search, hostile_article().id)["article"]["link"] == ""


def test_progress_tells_every_article(small: Index, tmp_path: Path) -> None:
    told: list[Any] = []
    export_site(small, tmp_path / "out", progress=lambda *each: told.append(each))
    assert told == [(1, 1, "asmr")]


def test_the_command_exports_and_tells_so(tmp_path: Path) -> None:
    assert run("index", str(CORPUS), cwd=tmp_path).returncode == 0
    done = run("export-site", "public/search", "--base-url", "../articles", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "14 articles with 306 sections and notes exported to public/search: "
    )
    # links to ../articles are dead where the folder itself is the root of the site
    serving = "run: python3 -m http.server --bind 127.0.0.1 --directory=public\n"
    assert done.stdout.endswith(f"{serving}and open: http://127.0.0.1:8000/search/\n")
    told = run("export-site", "public/search", "-f", "json", "--base-url", "/a", cwd=tmp_path)
    report = json.loads(told.stdout)
    validate("export.schema.json", report)
    assert (report["articles"], report["passages"]) == (14, 306)
    assert evidence_of(tmp_path / "public" / "search", "asmr")["article"]["link"] == "/a/asmr.html"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["out"], "14 articles have no canonical URL (asmr, "),
        (["corpus", "--base-url", "/a"], "corpus: contains other files, such as "),
        (["out", "--base-url", "/a", "-i", "absent"], "absent"),
        ([], "Missing argument 'DIR'"),
    ],
)
def test_what_cannot_be_exported_is_told_in_one_line(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    shutil.copytree(CORPUS, tmp_path / "corpus")
    run("index", "corpus", cwd=tmp_path)
    done = run("export-site", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit of the size of files")
@pytest.mark.parametrize("blocks", [0, 2, 60])
def test_a_file_that_cannot_be_written_is_named_and_the_old_export_stays(
    blocks: int, small: Index, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    export_site(small, folder)
    before = content(folder)
    # what did not change is not written
    long = " ".join(f"word{number}" for number in range(20_000))
    small.add(Article("new", "New", (Section("a", "A", long),), url="https://e.org/n"))
    limited = f'ulimit -f {blocks}; exec "$@"'
    arguments = ["export-site", folder, "--index", small.path, "--base-url", "/a"]
    # the limit would hold for the file of the measure of coverage, too
    environment = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    done = subprocess.run(
        ["sh", "-c", limited, "sh", TOOL, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith(f"painsci-search: {tmp_path / '.site.new-'}")
    assert line.endswith(": File too large")
    assert content(folder) == before
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".site")] == []


def test_an_empty_index_is_told_in_one_line_and_nothing_is_replaced(
    small: Index, tmp_path: Path
) -> None:
    export_site(small, tmp_path / "out")
    before = content(tmp_path / "out")
    small.remove("asmr")
    done = run("export-site", "out", "-i", str(small.path), cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith("the index has no articles; nothing is exported\n")
    assert content(tmp_path / "out") == before


def test_an_empty_index_that_is_on_no_disk_is_named_by_no_path(tmp_path: Path) -> None:
    with pytest.raises(PainSciSearchError, match=r"^the index has no articles"):
        export_site(Index.in_memory(), tmp_path / "out")


def test_a_folder_that_is_mounted_is_refused_and_left(
    index: Index, asmr: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(asmr)
    folder = tmp_path / "site"
    folder.mkdir()
    mounted = folder.resolve()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == mounted)
    with pytest.raises(PainSciSearchError, match="mounted"):
        export_site(index, folder)
    assert sorted(tmp_path.glob("**/*.html")) == []
    assert list(folder.iterdir()) == []
