"""What tools return: an answer within its limits, or an error that suggests what exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from painsci_search.mcp.text import bounded, count_that_fit


class AnswerLimits(NamedTuple):
    """Size and form of an answer.

    Attributes:
        characters: most characters of its text, 2000 or more.
        structured: whether search, references and cites also return the objects of the published
            schemas, in as many characters again.
    """

    characters: int = 10_000
    structured: bool = False


class ToolResult(NamedTuple):
    """Result of a call: text, the same as a JSON object, and whether the text is an error."""

    text: str
    content: dict[str, Any] | None = None
    is_error: bool = False


class ToolError(Exception):
    """A request names what does not exist; the message suggests what does."""


class Answers:
    """Makes the answers of tools, within limits.

    Args:
        limits: of each answer.
    """

    def __init__(self, limits: AnswerLimits) -> None:
        self.limits = limits

    def cut(self, items: tuple[Any, ...], as_object: Callable[[Any], Any]) -> tuple[Any, ...]:
        """Cut items to those that fit into the JSON of an answer, if it has JSON."""
        if not self.limits.structured:
            return items
        return items[: count_that_fit(map(as_object, items), self.limits.characters)]

    def make(self, text: str, make_object: Callable[[], dict[str, Any]]) -> ToolResult:
        """Return an answer: its text, and its object where answers have one."""
        return ToolResult(text, bounded(make_object()) if self.limits.structured else None)
