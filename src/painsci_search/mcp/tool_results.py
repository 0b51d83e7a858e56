"""What tools return: an answer within its limits, or an error that suggests what exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from painsci_search.mcp.text import bounded, count_that_fit

# Characters of the longest remark that some articles are stale, and the end of its line.
_REMARK = 110


class AnswerLimits(NamedTuple):
    """Size and form of an answer.

    Attributes:
        characters: most characters of its text, 2000 or more.
        structured: whether search, references and cites also return the objects of the published
            schemas, in as many characters again.
    """

    characters: int = 10_000
    structured: bool = False

    @property
    def room(self) -> int:
        """Characters of a text before the remark that some of its articles are stale."""
        return self.characters - _REMARK


class ToolResult(NamedTuple):
    """Result of a call.

    Attributes:
        text: what the assistant reads.
        content: the same as a JSON object; None where answers have none.
        is_error: whether the text is an error.
        articles: the ids of the articles that it shows.
        is_noted: whether the text names those of them whose file changed.
    """

    text: str
    content: dict[str, Any] | None = None
    is_error: bool = False
    articles: tuple[str, ...] = ()
    is_noted: bool = False


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

    def make(
        self, text: str, make_object: Callable[[], dict[str, Any]], articles: Iterable[str] = ()
    ) -> ToolResult:
        """Return an answer: its text, and its object where answers have one.

        Args:
            text: what the assistant reads.
            make_object: makes the object.
            articles: the ids of the articles that the answer shows.
        """
        content = bounded(make_object()) if self.limits.structured else None
        return ToolResult(text, content, articles=tuple(dict.fromkeys(articles)))
