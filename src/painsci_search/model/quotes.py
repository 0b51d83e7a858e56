"""Passages that are kept word for word, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from painsci_search.model.articles import Note
from painsci_search.model.json_values import FromJSON
from painsci_search.model.passages import ArticleInfo
from painsci_search.records import Kind

VerdictState = Literal["unchanged", "moved", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage word for word, with all that is needed to cite it and to check it again.

    Attributes:
        text: exactly as it stands in its section or note; the deck for an article hit.
        sha256: of the text in its normal form, in hexadecimal digits.
        anchor: of the section or note in its article; None for a deck.
        link: leads to the passage itself as far as the page allows.
        notes: those that the passage cites, with their references; the note itself for a note.
    """

    text: str
    sha256: str
    kind: Kind
    article: ArticleInfo
    heading: str
    path: tuple[str, ...]
    anchor: str | None
    link: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotePack(FromJSON):
    """The passages of an answer as quotes.

    Attributes:
        query: as asked.
        indexed: when the index was last changed, as an ISO 8601 date and time in UTC.
    """

    query: str
    indexed: str
    quotes: tuple[Quote, ...] = ()

    def __iter__(self) -> Iterator[Quote]:
        return iter(self.quotes)

    def __len__(self) -> int:
        return len(self.quotes)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What has become of a quote.

    Attributes:
        state: "unchanged" (the exact text is where it was), "moved" (it is in another section,
            note or article now), "changed" (only something like it is there), or "gone".
        found: where its text is now, or what is nearest to it; None if it is gone.
        similarity: of what was found to the quote, 0 to 1: 1 for the exact text.
    """

    quote: Quote
    state: VerdictState
    found: Quote | None = None
    similarity: float = 0.0

    @property
    def article(self) -> ArticleInfo:
        """The article in which it is now, or was."""
        return self.found.article if self.found else self.quote.article
