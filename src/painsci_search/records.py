"""Records, the unit of an index: texts to search, exact values, and stored data.

`documents.py` flattens articles into records; the engine indexes records and knows nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Literal, Protocol, get_args

from painsci_search.late_tuples import NamedTuple

Kind = Literal["article", "section", "note"]
# The orders in which matching records can be ranked.
Sort = Literal["relevance", "date", "position"]

# The fields whose words are indexed, part of the format on disk. An article's body is its subtitle
# and its authors.
FIELDS = ("title", "heading", "path", "body", "note", "author", "journal")
# The field whose text snippets are cut from, by the kind of record.
TEXT_FIELD: dict[Kind, str] = {"article": "body", "section": "body", "note": "note"}
# The fields of the texts of sections and notes.
PASSAGE_FIELDS = ("body", "note")
# The kinds in the order of their numbers in an index, part of the format on disk.
KINDS: tuple[Kind, ...] = get_args(Kind)


def fold_id(article_id: str) -> str:
    """Return the form in which ids of articles are compared: without case, in NFC.

    >>> fold_id("Fru\u0308h") == fold_id("fr\u00fch")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", article_id).casefold())


def fold_url(url: str) -> str:
    """Return a URL in the form in which it is compared.

    >>> fold_url("https://www.Example.org/page/?id=5#top")
    'example.org/page/?id=5'
    """
    address = url.partition("#")[0].strip().casefold()
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address).rstrip("/")


def fold_label(text: str) -> str:
    """Return the form in which tags and metadata are compared.

    Case, the number of spaces and punctuation at the end make no difference.

    >>> fold_label("Low  Back.")
    'low back'
    """
    return fold_id(" ".join(text.split()).rstrip(".,;:!? "))


class Record(NamedTuple):
    """A record to be indexed.

    Attributes:
        anchor: unique within the article; "" for the article's own record.
        text: what snippets are cut from; the field in `TEXT_FIELD` starts with it.
        sentences: flat character offsets into `text`: start and end of each sentence.
        fields: texts to search, by field of `FIELDS`.
        values: exact values, by field.
        stored: JSON values from which a hit is made, together with `text`.
        language: the code of the language by whose rules the texts are analysed; "" for English.
    """

    kind: Kind
    anchor: str
    text: str
    sentences: list[int]
    fields: dict[str, str]
    values: dict[str, tuple[str, ...]]
    stored: dict[str, Any]
    language: str = ""


class StoredRecord(Protocol):
    """A record as read from an index; an engine may decode each part when it is first read."""

    @property
    def kind(self) -> Kind:
        """The kind of the record."""

    @property
    def text(self) -> str:
        """The text that snippets are cut from."""

    @property
    def sentences(self) -> list[int]:
        """Flat character offsets into `text`: start and end of each sentence."""

    @property
    def steps(self) -> Sequence[int]:
        """For each position of the text, how many characters its word starts after the last one.

        The running sum gives the offsets of the words.
        """

    @property
    def data(self) -> dict[str, Any]:
        """The `stored` values of the record."""
