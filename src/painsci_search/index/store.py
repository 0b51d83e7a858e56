"""The index on disk: opening it, reading records back, and one atomic change at a time.

Whoosh keeps postings and stored values; a manifest beside them names the format.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import index as whoosh_index
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from painsci_search.errors import (
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexVersionError,
    PainSciSearchError,
)
from painsci_search.index.records import Place, Record, dump, join_records, make_records
from painsci_search.index.schema import make_schema
from painsci_search.model import Article

FORMAT = 1
_MANIFEST = "painsci-search.json"
# Up to this many records a commit leaves one segment, so that scores depend on the contents
# alone and not on how they came about; beyond it, segments are merged as they grow.
_ONE_SEGMENT = 1_000


@dataclass(frozen=True, slots=True)
class FileState:
    """What the index knows of a file that it was given.

    Attributes:
        path: absolute.
        source: the path as given.
        relative: the path below the folder that was given, with "/"; the file's name for a file.
        fingerprint: of the file's bytes and of the version of the reader.
        base_id: the id that its article asks for.
        url: the article's canonical address.
        article_id: the id under which its article is indexed; None where it is left out.
        problem: why it is left out.
    """

    path: str
    source: str
    relative: str
    fingerprint: str
    base_id: str | None = None
    url: str | None = None
    article_id: str | None = None
    problem: str | None = None


class StoredRecord(NamedTuple):
    """A record as read back; ``kind`` is "file" for the state of a file."""

    kind: str
    article_id: str
    order: int
    data: dict[str, Any]


class Changes(NamedTuple):
    """One atomic change of an index: what goes, then what comes.

    Attributes:
        articles: each with the state of its file, or None for an article made by a caller.
        left_out: states of files that were read and are not indexed.
    """

    remove_articles: tuple[str, ...] = ()
    remove_files: tuple[str, ...] = ()
    articles: Iterable[tuple[Article, FileState | None]] = ()
    left_out: tuple[FileState, ...] = ()


class Store:
    """An index's folder; one instance reads one snapshot until ``refresh``."""

    def __init__(self, path: Path, index: whoosh_index.FileIndex) -> None:
        self.path = path
        self._index = index
        self._searcher: Searcher | None = None

    @classmethod
    def create(cls, path: Path) -> Store:
        """Make an empty index, or open the one that is there.

        Raises:
            PainSciSearchError: the folder cannot be made or written.
        """
        if (path / _MANIFEST).exists():
            return cls.open(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
            whoosh_index.create_in(str(path), make_schema()).close()
            (path / _MANIFEST).write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
        except OSError as error:
            raise PainSciSearchError(
                f"cannot make an index at {path}: {error.strerror or error}"
            ) from error
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open an index.

        Raises:
            IndexMissing, IndexVersionError, IndexDamaged: as their names say.
        """
        try:
            manifest = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
            found = manifest["format"]
        except (FileNotFoundError, NotADirectoryError):
            raise IndexMissing(
                f"no index at {path}: make one with "
                f"'painsci-search index --index {shlex.quote(str(path))} FOLDER', "
                "FOLDER being your articles"
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(path, error) from error
        if found != FORMAT:
            raise IndexVersionError(
                f"the index at {path} has format {found}, this version reads {FORMAT}: "
                "delete the folder's contents and index again"
            )
        with _translated(path):
            return cls(path, _open_latest(path))

    @property
    def searcher(self) -> Searcher:
        """Whoosh's searcher over the snapshot."""
        if self._searcher is None:
            with self.translated():
                try:
                    self._searcher = self._index.searcher()
                except FileNotFoundError:  # merged away by a writer since this was opened
                    self._index = _open_latest(self.path)
                    self._searcher = self._index.searcher()
        return self._searcher

    def close(self) -> None:
        """Let go of the snapshot's files."""
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None

    def refresh(self) -> None:
        """Take the latest snapshot."""
        self.close()
        with self.translated():
            self._index = self._index.refresh()

    @contextmanager
    def writing(self) -> Iterator[Callable[[Changes], None]]:
        """Take the write lock and the latest snapshot; yield a function that takes the changes.

        They are committed together at the end; after an exception, none is.

        Raises:
            IndexLocked: another process is writing.
        """
        with self.translated():
            writer = self._open_writer()
        staged: list[Changes] = []
        try:
            self.refresh()
            yield staged.append
            for changes in staged:
                self._write(writer, changes)
        except BaseException:
            writer.cancel()
            raise
        if not staged:
            writer.cancel()
            return
        with self.translated():
            writer.commit(optimize=writer.doc_count() + self._index.doc_count() < _ONE_SEGMENT)
        self.refresh()

    def _write(self, writer: SegmentWriter, changes: Changes) -> None:
        with self.translated():
            for article_id in changes.remove_articles:
                writer.delete_by_term("article", article_id)
            for path in changes.remove_files:
                writer.delete_by_term("key", _file_key(path))
        for article, file in changes.articles:
            place = Place(file.path, file.relative) if file else Place()
            for record in make_records(article, place):
                _write_record(writer, record)
            if file:
                _write_file(writer, file)
        for file in changes.left_out:
            _write_file(writer, file)

    def stored(self, key: str) -> dict[str, Any] | None:
        """Return the stored values of the record with that key."""
        number = next(self.numbers("key", key), None)
        return None if number is None else self.load(number).data

    def load(self, number: int) -> StoredRecord:
        """Read the record with Whoosh's document number."""
        with self.translated():
            fields = self.searcher.stored_fields(number)
            return StoredRecord(
                fields["kind"],
                fields.get("article", ""),
                fields.get("order", 0),
                json.loads(fields["data"]),
            )

    def files(self) -> list[FileState]:
        """List the files that the index was given, by path."""
        found = (FileState(**self.load(number).data) for number in self.numbers("kind", "file"))
        return sorted(found, key=lambda state: state.path)

    def file(self, article_id: str) -> FileState | None:
        """Return the state of the file that an article came from."""
        article = self.stored(article_id)
        state = self.stored(_file_key(article["place"]["path"])) if article else None
        return None if state is None else FileState(**state)

    def has_article(self, article_id: str) -> bool:
        """Tell whether there is an article of that id."""
        return any(self.load(n).kind == "article" for n in self.numbers("article", article_id))

    def article(self, article_id: str) -> Article | None:
        """Rebuild an article from its records."""
        records = [self.load(number) for number in self.numbers("article", article_id)]
        parts = sorted(
            (record for record in records if record.kind != "file"),
            key=lambda record: record.order,
        )
        return join_records((part.kind, part.data) for part in parts) if parts else None

    def numbers(self, field: str, value: str) -> Iterator[int]:
        """Yield the numbers of the records with that exact value."""
        reader = self.searcher.reader()
        if (field, value) in reader:
            matcher = reader.postings(field, value)
            while matcher.is_active():
                yield matcher.id()
                matcher.next()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn whatever Whoosh raises over an unreadable index into IndexDamaged."""
        with _translated(self.path):
            yield

    def _open_writer(self) -> SegmentWriter:
        try:
            return self._index.writer()
        except whoosh_index.LockError:
            raise IndexLocked(
                f"another process is writing to the index at {self.path}: try again when it is done"
            ) from None


def _open_latest(path: Path) -> whoosh_index.FileIndex:
    """Open the latest commit; once more if a writer commits another just then."""
    try:
        return whoosh_index.open_dir(str(path), schema=make_schema())
    except FileNotFoundError:
        return whoosh_index.open_dir(str(path), schema=make_schema())


def _write_record(writer: SegmentWriter, record: Record) -> None:
    fields: dict[str, Any] = {name: ((text, 1.0),) for name, text in record.fields.items() if text}
    exact = {name: list(values) for name, values in record.values.items() if values}
    writer.add_document(
        key=record.key,
        kind=record.kind,
        article=record.article_id,
        all=record.texts,
        words=record.texts,
        order=record.order,
        data=dump(record.stored),
        **fields,
        **exact,
    )


def _write_file(writer: SegmentWriter, state: FileState) -> None:
    writer.add_document(
        key=_file_key(state.path),
        kind="file",
        article=state.article_id or "",
        data=dump(asdict(state)),
    )


def _file_key(path: str) -> str:
    return f"file {path}"


def _damaged(path: Path, error: BaseException) -> IndexDamaged:
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return IndexDamaged(
        f"the index at {path} is damaged ({reason}): delete the folder's contents and index again"
    )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise _damaged(path, error) from error
    except (PainSciSearchError, OSError, KeyboardInterrupt, MemoryError):
        raise
    except Exception as error:
        raise _damaged(path, error) from error
