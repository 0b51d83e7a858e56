"""Every exception that leaves the package, in one tree:

    PainSciSearchError
      ReadError             a file or folder cannot be read as articles
      QueryError            a query cannot be understood; knows where
      IndexMissing          there is no index at that place
      IndexLocked           another process is writing to the index
      IndexDamaged          the index's files are not what they should be
      IndexVersionError     the index was written in another format
      ExtraMissing          an optional part of the package is not installed

The message of each is one line that says what, where, and what to do.
"""

from __future__ import annotations


class PainSciSearchError(Exception):
    """Base of every error that this package raises on purpose."""


class ReadError(PainSciSearchError):
    """A file or folder cannot be read as articles."""


class QueryError(PainSciSearchError):
    """A query cannot be understood.

    Attributes:
        query: the query as asked.
        position: character offset into the query where the trouble is.
    """

    def __init__(self, message: str, query: str, position: int) -> None:
        super().__init__(message)
        self.query = query
        self.position = position


class IndexMissing(PainSciSearchError):
    """There is no index at that place."""


class IndexLocked(PainSciSearchError):
    """Another process is writing to the index."""


class IndexDamaged(PainSciSearchError):
    """The index's files are not what they should be."""


class IndexVersionError(PainSciSearchError):
    """The index was written in a format that this version does not read."""


class ExtraMissing(PainSciSearchError):
    """An optional part of the package is not installed.

    >>> str(ExtraMissing("site"))
    "an extra is missing: pip install 'painsci-search[site]'"
    """

    def __init__(self, extra: str) -> None:
        super().__init__(f"an extra is missing: pip install 'painsci-search[{extra}]'")
