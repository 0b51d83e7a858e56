"""Passages quoted word for word, and verdicts on them."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Literal, Self

from painsci_search.late_classes import late_dataclass
from painsci_search.model.articles import Note
from painsci_search.model.json_values import FromJSON
from painsci_search.model.passages import ArticleInfo
from painsci_search.model.sequences import SequenceOf
from painsci_search.model.types import Sha256, Similarity, Timestamp
from painsci_search.records import Kind

VerdictState = Literal["unchanged", "moved", "changed", "gone"]


def normal_form(text: str) -> str:
    r"""Normalize a text for comparing and hashing: NFC, white space folded, quotes unchanged.

    >>> normal_form(" “au\nlait” ")
    '“au lait”'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def hash_of(text: str) -> str:
    """Hash a passage: SHA-256 of its normal form in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(normal_form(text).encode("utf-8", "surrogatepass")).hexdigest()


@late_dataclass(frozen=True, slots=True)
class Quote:
    """A passage word for word, with what is needed to cite and to verify it.

    Attributes:
        text: exactly as in its section or note, without note markers; the subtitle of an article.
        sha256: SHA-256, in hexadecimal digits, of the normal form of `text` in UTF-8: Unicode NFC,
            every run of white space one space, none at the ends; quotation marks, dashes and case
            unchanged.
        anchor: of the section or note; None for an article.
        link: to the passage itself, as exactly as the page allows.
        notes: the notes that the passage cites, with their references; of a note, the note itself.
    """

    text: str
    sha256: Sha256
    kind: Kind
    article: ArticleInfo
    heading: str
    path: tuple[str, ...]
    anchor: str | None
    link: str
    notes: tuple[Note, ...] = ()

    @classmethod
    def of(cls, text: str, article: str, anchor: str | None = None) -> Self:
        """Make a quote of a text, to verify it.

        Args:
            text: word for word.
            article: the id of the article that has it.
            anchor: of its section or note, if it is known.

        >>> Quote.of("Humming helps.", "asmr").article.id
        'asmr'
        """
        return cls(text, hash_of(text), "section", ArticleInfo(article, ""), "", (), anchor, "")


@late_dataclass(frozen=True, slots=True)
class QuotePack(FromJSON, SequenceOf[Quote]):
    """The passages of results as quotes.

    Attributes:
        query: as given.
        indexed: the date and time (ISO 8601, UTC) of the index's last change.
    """

    query: str
    indexed: Timestamp
    quotes: tuple[Quote, ...] = ()

    def _items(self) -> tuple[Quote, ...]:
        return self.quotes


@late_dataclass(frozen=True, slots=True)
class Verdict:
    """The result of comparing a quote with the index.

    Attributes:
        state: "unchanged" (the exact text is in the same section or note), "moved" (it is in
            another one), "changed" (only similar text is there), or "gone".
        found: the passage with the text, or with the most similar one; None if it is gone.
        similarity: of the found passage to the quote, 0 to 1; 1 for the exact text.
        stale: whether the file of its article changed since it was indexed, or cannot be opened:
            `state` is then that of the older text, and confirms nothing.
    """

    quote: Quote
    state: VerdictState
    found: Quote | None = None
    similarity: Similarity = 0.0
    stale: bool = False

    @property
    def article(self) -> ArticleInfo:
        """The article that has the text now, or had it."""
        return self.found.article if self.found else self.quote.article
