"""An error as the object that other programs read: what kind, what is wrong, where in the query."""

from __future__ import annotations

from typing import Any

from painsci_search.errors import QueryError
from painsci_search.escaping import clean, dump


def error_object(kind: str, message: str, position: int | None = None) -> dict[str, Any]:
    """Give an error as the object that error.schema.json describes.

    Args:
        kind: in one word, which stays the same when the message is put better.
        message: one line for reading.
        position: character offset into the query; None where the error is not about a query.
    """
    line = " ".join(clean(message).split())
    return {"error": {"kind": kind, "message": line, "position": position}}


def exception_object(error: Exception) -> dict[str, Any]:
    """Give an exception of this package as that object; its class is its kind.

    >>> exception_object(QueryError("a quote that is not closed", 'sham "surgery', 5))
    {'error': {'kind': 'QueryError', 'message': 'a quote that is not closed', 'position': 5}}
    """
    position = error.position if isinstance(error, QueryError) else None
    return error_object(type(error).__name__, str(error), position)


def render_error(value: dict[str, Any]) -> str:
    """Write such an object on a line of its own."""
    return dump(value, pretty=False) + "\n"
