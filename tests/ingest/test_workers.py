"""Reading with several processes gives what one gives, and says so when one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Index, PainSciSearchError
from painsci_search.engine.storage import builder
from painsci_search.ingest import workers
from painsci_search.ingest.files import FileToRead
from painsci_search.reading import Reading
from painsci_search.reading.forms import FileForm

pytestmark = pytest.mark.slow

WritePage = Callable[..., Path]


@pytest.fixture
def many(write_page: WritePage, tmp_path: Path) -> Path:
    for number in range(40):
        opening = f"The opening of page {number}, which is long enough to be a paragraph."
        write_page(f"many/page-{number}.html", opening=opening)
    (tmp_path / "many" / "empty.html").write_text("")
    return tmp_path / "many"


def test_several_processes_index_what_one_does(many: Path, tmp_path: Path) -> None:
    alone, together = Index.create(tmp_path / "one"), Index.create(tmp_path / "two")
    seen: list[tuple[int, int]] = []
    first = alone.update([many])
    second = together.update(
        [many], workers=3, progress=lambda done, total, _: seen.append((done, total))
    )
    assert first == second
    assert len(first.added) == 40
    assert len(first.problems) == 1
    assert seen == [(number, 41) for number in range(1, 42)]
    for query in ("opening", '"page 7"', "finding", "page*"):
        one, two = alone.search(query, limit=100), together.search(query, limit=100)
        assert [(hit.article.id, hit.anchor, hit.snippet) for hit in one] == [
            (hit.article.id, hit.anchor, hit.snippet) for hit in two
        ]
        assert [hit.score for hit in one] == pytest.approx([hit.score for hit in two])
    assert alone.stats().words == together.stats().words


_SHOW_IMPORTED = """
import sys
from pathlib import Path
from painsci_search import Index
from painsci_search.ingest import workers

def show(builder, file, read_file=workers.read_file):
    before = set(sys.modules)
    outcome = read_file(builder, file)
    new = sorted(name for name in set(sys.modules) - before if "reading.forms" in name)
    # one call of the system for a line, as several processes write
    sys.stdout.write("".join(f"{name}\\n" for name in new))
    sys.stdout.flush()
    return outcome

workers.read_file = show
Index.create(sys.argv[2]).update([sys.argv[1]], workers=2)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="workers are not forked")
def test_forked_workers_do_not_import_what_reads_most_files(many: Path, tmp_path: Path) -> None:
    (many / "text.txt").write_text("A text, which is long enough to be a paragraph of an article.")
    command = [sys.executable, "-c", _SHOW_IMPORTED, str(many), str(tmp_path / "index")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "painsci_search.reading.forms.plaintext" in imported
    assert "painsci_search.reading.forms.html" not in imported


def test_a_reader_that_cannot_be_imported_is_reported_for_each_file(
    many: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ImportError("no library")

    monkeypatch.setattr(FileForm, "load", fail)
    report = index.update([many], workers=2)
    assert len(report.problems) == 41
    assert sum("ImportError" in problem.message for problem in report.problems) == 40


def test_a_system_that_cannot_fork_can_read_files() -> None:
    forget = "import multiprocessing.context as context; del context.ForkContext"
    command = [sys.executable, "-c", f"{forget}; import painsci_search.ingest.workers"]
    subprocess.run(command, check=True)


def test_a_worker_that_is_killed_is_reported_and_nothing_is_changed(
    many: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        # Never the process that runs the tests, should it read the files itself.
        assert multiprocessing.parent_process() is not None
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(workers, "read_file", die)
        with pytest.raises(PainSciSearchError, match=r"was killed.*--workers 1"):
            index.update([many], workers=2)
    assert index.articles() == ()
    assert len(index.update([many], workers=2).added) == 40


def test_an_error_of_a_worker_is_raised_here(
    many: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(builder, "write_stored", fail)
    with pytest.raises(PainSciSearchError, match="No space left on device"):
        index.update([many], workers=2)
    assert {path.name for path in index.path.iterdir()} == {"painsci-search.json", "write.lock"}


def test_a_worker_that_is_killed_within_its_message_is_reported() -> None:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with receiver:
        os.write(sender.fileno(), struct.pack("!i", 1000) + b"the beginning")
        sender.close()
        with pytest.raises(PainSciSearchError, match=r"was killed.*--workers 1"):
            workers._receive(receiver)


def test_articles_that_got_further_saves_are_read_again_by_several_processes(
    many: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    (many / "again").mkdir()
    for number in range(20):
        page = many / f"page-{number}.html"
        words = " ".join(f"word{number}x{place}" for place in range(60))
        page.write_text(page.read_text().replace("The opening", words))
        (many / "again" / page.name).write_bytes(page.read_bytes())
    read_here: list[str] = []
    reading_of = workers.reading_of

    def record(data: bytes, source: str) -> Reading:
        read_here.append(source)
        return reading_of(data, source)

    monkeypatch.setattr(workers, "reading_of", record)
    assert len(index.update([many], workers=2).saves) == 20
    assert read_here == []
    articles = [index.get(one.id) for one in index.articles()]
    assert sum(len(article.sources) for article in articles if article is not None) == 20


@pytest.mark.parametrize("count", [1, 16, 41])
def test_workers_get_fewer_files_near_the_end_and_each_file_once(count: int) -> None:
    files = [FileToRead(f"/{number}", f"{number}", f"{number}") for number in range(count)]
    waiting, chunks = deque(files), list[list[FileToRead]]()
    while chunk := workers._take_chunk(waiting, 2):
        chunks.append(chunk)
    assert [file for chunk in chunks for file in chunk] == files
    assert [len(chunk) for chunk in chunks[-2:]] == [1] * min(count, 2)
    assert max(map(len, chunks)) <= 4
