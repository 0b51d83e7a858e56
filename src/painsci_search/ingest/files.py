"""The table of the files that were indexed, committed beside the records.

`update` writes it, to know next time which files changed; `staleness` compares it with the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from painsci_search.engine.caching import cached_for
from painsci_search.engine.seam import AnySnapshot
from painsci_search.engine.storage.manifest import damaged
from painsci_search.ingest.sketches import Sketch, sketch_of
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Article

# Characters of a title that are compared.
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class FileState:
    """A file that was given to the index, and the outcome.

    Attributes:
        path: absolute.
        source: the path as given.
        relative: the path below the given folder, with "/"; the name of a file that was given.
        fingerprint: of the file's bytes; "" for a file that could not be opened.
        reader: the version of the code that read it; "" if it is not known.
        base_id: the id that the file suggests for its article.
        url: the article's canonical URL.
        article_id: the id of its article in the index; None if the file is left out.
        problem: why it is left out.
        kind: of a file that is no article, the name of its kind; else "".
        title: the article's title.
        words, runs, hashes: the sketch of the article's text, see `sketches.Sketch`.
        notes: the number of the article's notes.
        dated: the day when the file was saved, or else the date of the article; "" if unknown.
        save_of: the id of the article of which the file is a further save.
        aliases: the article's former ids.
        saves: the sources of the article's further saves.
    """

    path: str
    source: str
    relative: str
    fingerprint: str
    reader: str = ""
    base_id: str | None = None
    url: str | None = None
    article_id: str | None = None
    problem: str | None = None
    kind: str = ""
    title: str = ""
    words: int = 0
    runs: int = 0
    hashes: str = ""
    notes: int = 0
    dated: str = ""
    save_of: str | None = None
    aliases: tuple[str, ...] = ()
    saves: tuple[str, ...] = ()

    @property
    def sketch(self) -> Sketch:
        """The sketch of the article's text."""
        return Sketch(self.words, self.runs, self.hashes)

    @property
    def known_id(self) -> str | None:
        """The id of the article that the file holds, as its best or as a further save."""
        return self.article_id or self.save_of


class FileToRead(NamedTuple):
    """A file to be read; `reading.source.FoundFile` has the same attributes.

    Attributes:
        path: absolute.
        source: the path as given.
        relative: the path below the given folder, with "/".
        aliases, saves: the former ids and the further saves of its article, as far as known.
    """

    path: str
    source: str
    relative: str
    aliases: tuple[str, ...] = ()
    saves: tuple[str, ...] = ()


class ReadOutcome(NamedTuple):
    """The outcome of reading a file.

    Attributes:
        state: what the table of files is to have of it; without an id.
        at: the name of the article's segment, and the number of the article in it; None if the file
            has no article.
        is_closed: whether the file is there, but cannot be opened.
    """

    file: FileToRead
    state: FileState
    at: tuple[str, int] | None = None
    is_closed: bool = False


@cached_for
def indexed_files(snapshot: AnySnapshot) -> tuple[FileState, ...]:
    """Read the table of files of a commit, sorted by path.

    Raises:
        IndexDamaged: the table is not what was written.
    """
    data = snapshot.read_attachment()
    if not data:
        return ()
    try:
        return tuple([_load_state(state) for state in json.loads(data)])
    except (TypeError, ValueError, RecursionError) as error:
        raise damaged(snapshot.folder, "its table of files makes no sense") from error


def describe_article(state: FileState, article: Article) -> FileState:
    """Return the state of a file with what is known of its article."""
    sketch = sketch_of(article)
    return replace(
        state,
        base_id=article.id,
        url=article.url,
        title=article.title[:_LONGEST_TITLE],
        words=sketch.words,
        runs=sketch.runs,
        hashes=sketch.hashes,
        notes=len(article.notes),
        dated=article.saved or article.updated or article.published or "",
    )


def _load_state(values: dict[str, Any]) -> FileState:
    lists = {name: tuple(values.get(name, ())) for name in ("aliases", "saves")}
    return FileState(**{**values, **lists})


def dump_files(states: Sequence[FileState]) -> bytes:
    """Write a table of files as JSON."""
    return json.dumps([asdict(state) for state in states], separators=(",", ":")).encode()


def roots_of(path: str | Path) -> tuple[Path, Path]:
    """Return a path with all links resolved, and with those of its folder only.

    The table lists a link to a file by the link's own name.
    """
    return Path(path).resolve(), Path(path).parent.resolve() / Path(path).name


def is_below(path: Path, roots: Iterable[Path]) -> bool:
    """Return whether a path is one of the roots or below one."""
    return any(path.is_relative_to(root) for root in roots)
