"""The seam between the rooms above and the engines: what an engine of its own must be able to do.

The embedded engine (`storage/`) has all of an index at hand: the rooms above read its `Snapshot`
record by record. Another engine holds the index elsewhere. It finds, ranks and counts there, and
brings the records that a page of an answer is made of as a small `Snapshot`, from which the same
code makes hits, snippets and links.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.ast import Leaf, Node
from painsci_search.query.stop_words import scored_leaves
from painsci_search.records import Record

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from painsci_search.engine.filters import Filters
    from painsci_search.engine.top_k import Ranking
    from painsci_search.errors import PainSciSearchError


class Known(NamedTuple):
    """A leaf, looked up in the whole index.

    Attributes:
        is_known: whether it matches any record.
        idf: inverse document frequency: the weight of a match.
        matches: the number of records that it matches.
    """

    is_known: bool
    idf: float
    matches: int


class Found(NamedTuple):
    """A record that an engine found.

    Attributes:
        number: of the record in its article.
        score: as the engine computed it, which may differ in its last digits.
    """

    article_id: str
    number: int
    anchor: str
    record: Record
    score: float


class Page(NamedTuple):
    """One page of the matches of a query.

    Attributes:
        total: the number of all matches.
        complete: the number of matches that have all parts of the query.
        facets: for "kind", "article", "author", "updated", "tag" and "meta" the most frequent
            values with their counts; {} where none were asked for.
    """

    total: int
    complete: int
    found: tuple[Found, ...]
    facets: Mapping[str, Sequence[tuple[str, int]]]


class Counts(NamedTuple):
    """What an index has of each kind.

    Attributes:
        references: the works that notes cite; one that two notes cite counts twice.
        words: of all sections and notes.
    """

    articles: int
    sections: int
    notes: int
    references: int
    words: int


class Closeness(NamedTuple):
    """The closeness of the best matches to the whole query; smaller is better.

    Attributes:
        missing: the number of parts of the query that the best matches lack.
        matches: the number of matches that lack no more, negated: more of them are better.
    """

    missing: int
    matches: int


class RemoteArticle(NamedTuple):
    """An article of an index elsewhere.

    Attributes:
        snapshot: its records alone.
    """

    id: str
    snapshot: Snapshot


class RemoteQuery(ABC):
    """A query tree that an engine evaluates where the index is."""

    tree: Node

    @abstractmethod
    def resolve(self, leaf: Leaf) -> Known:
        """Look up a leaf; all leaves of the query are looked up together.

        Raises:
            TooManyWords: a pattern, or all patterns together, expand to too many words.
        """

    @abstractmethod
    def is_known(self, node: Node) -> bool:
        """Return whether a node matches any record of the index."""

    @property
    def scored_leaves(self) -> tuple[Leaf, ...]:
        """The leaves that the score of a match is made of, in the order of the query's parts."""
        return tuple(scored_leaves(self.tree))

    @property
    @abstractmethod
    def size(self) -> int:
        """The number of distinct parts of the query, without stop words beside other words."""

    @abstractmethod
    def ranked(
        self, filters: Filters, ranking: Ranking, *, complete: bool = False
    ) -> Iterator[Found]:
        """Yield the matches in order, from the offset of a ranking on, without its limit.

        Matches are brought as they are read, so that all of them take time in proportion to their
        number.

        Args:
            complete: only those that all parts of the query match.
        """

    @abstractmethod
    def page(
        self,
        filters: Filters,
        ranking: Ranking,
        *,
        facets: bool = False,
        without: tuple[str, str | None] | None = None,
    ) -> Page:
        """Return one page of the matches.

        Args:
            without: an article, and the anchor of a record of it or None, to leave out.
        """

    @abstractmethod
    def articles(self, filters: Filters) -> Container[str]:
        """Return the ids of the articles with records that all parts of the query match."""

    @abstractmethod
    def closeness(self, filters: Filters) -> Closeness:
        """Return how close the best matches come to all parts of the query."""

    @abstractmethod
    def count_complete(self) -> int:
        """Count the records that all parts of the query match."""

    @abstractmethod
    def evaluate_on(self, local: Snapshot) -> Any:
        """Return a `ScoredQuery` of a few records, with the statistics of the whole index."""


class RemoteSnapshot(ABC):
    """What one query sees of an index that is elsewhere: the state of one commit.

    Attributes:
        folder: the location, as text, for messages.
        changed: the time of the commit.
        caches: values computed for the snapshot, by `engine.caching.cached_for`.
    """

    folder: Any
    changed: datetime
    caches: dict[Callable[..., Any], Any]

    @property
    @abstractmethod
    def languages(self) -> Mapping[str, int]:
        """The number of passages by the code of their language, see `Collection.counts`."""

    @property
    @abstractmethod
    def generation(self) -> str:
        """The name of the commit."""

    @property
    @abstractmethod
    def manifest(self) -> Any:
        """The manifest; its `segments` is empty for an empty index, `analyzer` the version."""

    @abstractmethod
    def query(self, tree: Node) -> RemoteQuery:
        """Return a query of this snapshot."""

    @abstractmethod
    def find(self, name: str) -> RemoteArticle | None:
        """Find an article by its id or a former id; None if there is none."""

    @abstractmethod
    def ids_of(self, names: Iterable[str]) -> dict[str, str]:
        """Find the ids of articles by their ids or former ids; unknown names are left out.

        Returns:
            The ids by the names.
        """

    @abstractmethod
    def load_all(self, article_id: str) -> Any:
        """Read the records of an article in order; None if there is no such article."""

    @abstractmethod
    def of(self, names: Iterable[str]) -> Snapshot:
        """Bring some articles, named by id or former id; unknown names are ignored."""

    @abstractmethod
    def parts(self, wanted: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[int, Record]]]:
        """Bring the own record of some articles, and their records with some anchors."""

    @abstractmethod
    def numbered(self, wanted: Mapping[str, Iterable[int]]) -> dict[str, list[tuple[int, Record]]]:
        """Bring the own record of some articles, and their records with some numbers."""

    @abstractmethod
    def citing_notes(self) -> Iterator[tuple[str, int, Record]]:
        """Yield the notes that cite works, with article and number, in this order."""

    @abstractmethod
    def passages_of_articles(self) -> Mapping[str, int]:
        """Count the records with text of each article that has any."""

    @abstractmethod
    def heads(self, ids: Iterable[str] | None = None) -> Snapshot:
        """Bring the own record of each article, or of those with some ids, and no other."""

    @abstractmethod
    def whole(self) -> Snapshot:
        """Bring the whole index; kept with this snapshot, since it takes long."""

    @abstractmethod
    def articles(
        self, skipping: Callable[[], AbstractContextManager[None]] = ...
    ) -> Iterator[tuple[str, list[Record]]]:
        """Yield all articles by id, each with its records in order.

        Args:
            skipping: in this context each article is read; an article is skipped if the context
                suppresses its error.
        """

    @abstractmethod
    def read_attachment(self) -> bytes:
        """Return the bytes that were committed together with the records."""

    @abstractmethod
    def check(self) -> None:
        """Verify that the engine has all that was committed."""

    @abstractmethod
    def counts(self) -> Counts:
        """Count the articles and what is in them."""

    @abstractmethod
    def size(self) -> int:
        """Return the bytes that the index takes."""

    @abstractmethod
    def is_known(self, word: str, field: str | None = None) -> bool:
        """Return whether a folded word occurs, in any form; as an author, as spelled."""

    @abstractmethod
    def uses_of(self, word: str) -> int:
        """Return how often a folded word occurs as spelled."""

    @abstractmethod
    def uses_together(self, text: str) -> int:
        """Return how often the words of a text occur as a phrase."""

    @abstractmethod
    def words_with(self, letters: str, code: str) -> list[str]:
        """Return the words as spelled, of a language, that contain some letters.

        Args:
            code: of a language whose compounds are one word.
        """

    @abstractmethod
    def stems_in(self, code: str) -> Container[str]:
        """Return the stems of the words of a language whose compounds are one word."""

    @abstractmethod
    def forms_near(self, word: str, distance: int) -> list[str]:
        """Return the words as spelled within an edit distance of a folded word."""

    @abstractmethod
    def most_used(self, beginning: str, count: int) -> list[tuple[str, int]]:
        """Return the most used words that start with `beginning`, with their counts."""


AnySnapshot = Snapshot | RemoteSnapshot


class AnyBuilder(Protocol):
    """Takes records for a writer; another process makes one of its own for the same folder.

    Attributes:
        folder: where it puts them.
    """

    folder: Any

    def __init__(self, folder: Any) -> None: ...

    def add(self, records: Iterable[Record]) -> tuple[str, int]:
        """Add the records of an article; return what names the article for `accept`."""

    def finish(self) -> Sequence[Any]:
        """Return what was made, for `AnyWriter.take`."""


class AnyWriter(Protocol):
    """Collects changes of an index; all are committed at once.

    Attributes:
        snapshot: the commit that is changed.
        folder: where `builder` and other processes put what they make.
        builder: takes records; what its `add` returns names an article for `accept`.
        removed: the ids of removed articles.
    """

    folder: Any
    removed: dict[str, None]

    @property
    def snapshot(self) -> AnySnapshot: ...  # noqa: D102

    @property
    def builder(self) -> AnyBuilder: ...  # noqa: D102

    def start_over(self) -> None: ...  # noqa: D102

    def add(self, article_id: str, records: Iterable[Record]) -> None: ...  # noqa: D102

    def take(self, shards: Iterable[Any]) -> None: ...  # noqa: D102

    def accept(self, at: tuple[str, int], article_id: str) -> None: ...  # noqa: D102

    def remove(self, ids: Iterable[str]) -> None: ...  # noqa: D102

    def withdraw(self, article_id: str) -> None: ...  # noqa: D102

    def attach(self, data: bytes) -> None: ...  # noqa: D102


class Remains(NamedTuple):
    """The place of an index that is made anew, in whatever state it is.

    Attributes:
        check: raises IndexMissing where there is no index, and other errors for an unusable one.
        create: creates an empty index.
        rebuilding: takes the lock for some seconds, and yields a writer of all new contents, and
            why some of the old cannot be read.
    """

    check: Callable[[], object]
    create: Callable[[], object]
    rebuilding: Callable[
        [float], AbstractContextManager[tuple[AnyWriter, PainSciSearchError | None]]
    ]


class Engine(Protocol):
    """An index as the rooms above open it: snapshots to read from, and one writer at a time."""

    @property
    def path(self) -> Path | None: ...  # noqa: D102

    @property
    def snapshot(self) -> AnySnapshot: ...  # noqa: D102

    def refresh(self) -> AnySnapshot: ...  # noqa: D102

    def close(self) -> None: ...  # noqa: D102

    def reporting_damage(self) -> AbstractContextManager[None]: ...  # noqa: D102

    def writing(self, timeout: float = 0) -> AbstractContextManager[AnyWriter]: ...  # noqa: D102
