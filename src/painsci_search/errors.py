"""Every exception that leaves the package, in one tree:

    PainSciSearchError
      ReadError             a file or folder cannot be read as articles
      QueryError            a query cannot be parsed, or costs too much
      IndexMissing          the folder has no index
      IndexClosed           the Index was closed
      IndexLocked           another writer holds the lock of the index
      IndexDamaged          a file of the index is not as written
      IndexVersionError     the index has another format
      IndexUnavailable      the cluster of the index does not answer, or refuses
      SemanticUnavailable   a search by meaning has no model, or no vectors
      TooSlow               an answer takes longer than a server may take for it
      ExtraMissing          an optional part of the package is not installed

Each message is one line: what is wrong, where, and what to do.
"""

from __future__ import annotations

from typing import Any


class PainSciSearchError(Exception):
    """Base of all errors of this package.

    An error can be pickled, so that it leaves a worker process as it is.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(
    kind: type[PainSciSearchError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> PainSciSearchError:
    """Return an error as it was pickled, without calling its constructor."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class ReadError(PainSciSearchError):
    """A file or folder cannot be read as articles.

    Attributes:
        kind: of a text that is no article, such as "RSS feed", or of a file that needs an extra; ""
            for a file that should be an article.
        is_closed: whether the file is there and cannot be opened, such as without rights to it.
    """

    def __init__(self, message: str, kind: str = "", *, is_closed: bool = False) -> None:
        super().__init__(message)
        self.kind = kind
        self.is_closed = is_closed


class QueryError(PainSciSearchError):
    """A query cannot be parsed, or costs too much.

    Attributes:
        query: the query string.
        position: character offset of the error in the query.
    """

    def __init__(self, message: str, query: str, position: int) -> None:
        super().__init__(message)
        self.query = query
        self.position = position


class IndexMissing(PainSciSearchError):
    """The folder has no index."""


class IndexClosed(PainSciSearchError):
    """The Index was closed: it neither answers nor changes any more."""


class IndexLocked(PainSciSearchError):
    """Another writer, in this process or another, holds the lock of the index."""


class IndexDamaged(PainSciSearchError):
    """A file of the index is not as written."""


class IndexVersionError(PainSciSearchError):
    """The index has a format that this version cannot read.

    Attributes:
        is_older: whether an older version of this package made it.
    """

    def __init__(self, message: str, *, is_older: bool = False) -> None:
        super().__init__(message)
        self.is_older = is_older


class IndexUnavailable(PainSciSearchError):
    """The cluster of an index does not answer, or refuses what it is asked.

    Attributes:
        reason: what happened and what to do, without the address and the words of the cluster.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class SemanticUnavailable(PainSciSearchError):
    """A search by meaning has no model or no vectors, or they do not fit together.

    Attributes:
        reason: what is missing and what to do, without the paths of this machine.
    """

    def __init__(
        self, message: str, reason: str = "this index cannot be searched by meaning"
    ) -> None:
        super().__init__(message)
        self.reason = reason


class TooSlow(PainSciSearchError):
    """An answer takes longer than a server may take for it."""


class ExtraMissing(PainSciSearchError):
    """An optional part of the package is not installed.

    >>> str(ExtraMissing("pdf"))
    "an extra is missing: pip install 'painsci-search[pdf]'"
    """

    def __init__(self, extra: str) -> None:
        super().__init__(f"an extra is missing: pip install 'painsci-search[{extra}]'")
