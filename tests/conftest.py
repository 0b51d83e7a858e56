"""Fixtures shared by the tests: small articles made on the spot, and the demo corpus."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import coverage
import pytest
from hypothesis import settings

from painsci_search import Article, Index, Note, NoteRef, Reference, Section

REPOSITORY = Path(__file__).parents[1]

# No deadline: the time of an example depends on the machine. A property test scales its number of
# examples by the profile (see `profiles.examples`); --hypothesis-profile chooses another one.
settings.register_profile("default", deadline=None, max_examples=100)
settings.register_profile("quick", deadline=None, max_examples=10)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("default")

# A test module that imports one of these starts a process, a server or a browser.
_PROCESSES = re.compile(
    r"^(?:from|import) (?:subprocess|multiprocessing|running|serving|talking|page_server)\b",
    re.MULTILINE,
)
_BROWSERS = re.compile(r"^(?:from|import) browser\b", re.MULTILINE)
# Its tests share what is made once for all of them.
_SHARED = re.compile(r"^@pytest\.fixture\(scope=\"module\"", re.MULTILINE)
# Cases of a test that coverage is measured of: the others hardly reach other lines, and measuring
# takes more than half as long again as the test itself.
_MEASURED_CASES = 3
_FURTHER_CASE = pytest.StashKey[bool]()


def pytest_sessionstart() -> None:
    """Handle SIGINT if it is ignored, as in the background: child processes inherit that."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)  # before the groups are looked at
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of modules that start processes or browsers, and further cases of a test.

    Tests that share what takes long to make run in one process.
    """
    cases: Counter[str] = Counter()
    for item in items:
        name = item.nodeid.partition("[")[0]
        cases[name] += 1
        item.stash[_FURTHER_CASE] = cases[name] > _MEASURED_CASES
    sources: dict[Path, str] = {}
    for item in items:
        if item.path.suffix != ".py":
            continue
        source = sources.get(item.path)
        if source is None:
            source = sources[item.path] = item.path.read_text(encoding="utf-8")
        if _PROCESSES.search(source):
            item.add_marker("process")
        if _BROWSERS.search(source):
            item.add_marker("browser")
        # the tests of a cluster have a group of their own
        if _SHARED.search(source) and item.path.parent.name != "opensearch":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to go on if tests that should run in one process would not."""
    if not session.config.getoption("loadgroup", False):
        return
    for item in session.items:
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid.rpartition("::")[2]:
            raise pytest.UsageError(f"pytest-xdist keeps no group together: {item.nodeid}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure no coverage of tests that are slow or need a browser, and of further cases."""
    if (
        item.stash[_FURTHER_CASE]
        or getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        or any(item.get_closest_marker(mark) for mark in ("browser", "slow"))
    ):
        with _without_coverage():
            return (yield)
    return (yield)


@contextmanager
def _without_coverage() -> Iterator[None]:
    """Measure no coverage, here and in the processes that start meanwhile."""
    measured = coverage.Coverage.current()
    if measured is None:
        yield
        return
    names = [name for name in os.environ if name.startswith("COVERAGE_PROCESS_")]
    kept = {name: os.environ.pop(name) for name in names}
    measured.stop()
    try:
        yield
    finally:
        measured.start()
        os.environ.update(kept)


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>
<body><article><h1>{title}</h1>
<p>{opening}</p>
<h2 id="findings">Findings</h2>
<p>{body}<sup id="fnref:1"><a href="#fn:1">1</a></sup></p>
<div class="footnotes"><ol><li id="fn:1"><p>{note} <a href="#fnref:1">↩</a></p></li></ol></div>
</article></body></html>
"""


@pytest.fixture
def write_page(tmp_path: Path) -> Callable[..., Path]:
    """Write an article's page below the test's folder and return its path."""

    def write(name: str, **parts: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        values = {
            "title": path.stem.title(),
            "head": "",
            "opening": "An opening with nothing much in it, but long enough to be a paragraph.",
            "body": "A finding that somebody reported after looking for it with some care.",
            "note": "A remark in prose.",
            **parts,
        }
        path.write_text(PAGE.format(**values), encoding="utf-8")
        return path

    return write


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """An empty index."""
    return Index.create(tmp_path / "index")


@pytest.fixture
def make_article() -> Callable[..., Article]:
    """Make an article of one section from its text."""

    def make(article_id: str, text: str, title: str = "Untitled", **more: object) -> Article:
        section = Section(anchor="text", heading="Part", text=text)
        return Article(id=article_id, title=title, sections=(section,), **more)

    return make


@pytest.fixture
def asmr() -> Article:
    """An article whose one claim is backed by one note."""
    text = "Touch may soothe. Tingling was seen in a scanner. Nobody knows why."
    work = Reference(
        raw="Lochte BC. An fMRI investigation. Bioimpacts. 2018;8(4):295-304. PubMed #30397584",
        authors=("Lochte BC",),
        title="An fMRI investigation",
        journal="Bioimpacts",
        year=2018,
        pmid="30397584",
        doi="10.1000/demo.1",
    )
    return Article(
        id="asmr",
        title="Tingles",
        url="https://example.org/asmr",
        authors=("Ann Author",),
        published="2021-06",
        sections=(
            Section(
                anchor="scan",
                heading="In the scanner",
                text=text,
                level=2,
                note_refs=(NoteRef("1", text.index(" Nobody"), "n1"),),
            ),
        ),
        notes=(Note("1", "n1", work.raw + ". A small study.", (work,), ("scan",)),),
    )


@pytest.fixture(scope="session")
def demo_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The demo corpus, indexed once."""
    built = Index.create(tmp_path_factory.mktemp("demo") / "index")
    report = built.update([REPOSITORY / "corpus"])
    assert not report.problems
    return built
