"""The unit of an index: a record with texts to search, exact values, and stored data.

`documents` flattens articles into records; an engine indexes records and knows nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, get_args

Kind = Literal["article", "section", "note"]
# The orders in which matching records can be ranked.
Sort = Literal["relevance", "date", "position"]


# The fields whose words are indexed. A section's body and a note's text are what snippets are
# cut from; an article's body is its subtitle and its authors.
FIELDS = ("title", "heading", "path", "body", "note", "author", "journal")
# The fields that hold the text from which snippets are cut, by the kind of record.
TEXT_FIELD: dict[Kind, str] = {"article": "body", "section": "body", "note": "note"}
KINDS: tuple[Kind, ...] = get_args(Kind)


class Record(NamedTuple):
    """A unit of the index.

    Attributes:
        anchor: unique within the article; "" for the article's own record.
        text: what a snippet is cut from; the field that ``TEXT_FIELD`` names begins with it.
        sentences: flat offsets into text: start and end of each sentence.
        fields: texts to be searched, by field.
        values: exact values, by name.
        stored: JSON values from which a hit is made, together with the text.
    """

    kind: Kind
    anchor: str
    text: str
    sentences: list[int]
    fields: dict[str, str]
    values: dict[str, tuple[str, ...]]
    stored: dict[str, Any]


class StoredRecord(NamedTuple):
    """A record as read back.

    Attributes:
        sentences: flat offsets into text: start and end of each sentence.
        steps: for each position of its text's field, how many characters after the one before
            the word there begins.
    """

    kind: Kind
    text: str
    sentences: list[int]
    steps: Sequence[int]
    data: dict[str, Any]


def dump(stored: dict[str, Any]) -> bytes:
    """Write stored values as JSON: an index holds data, never code."""
    return _ENCODE(stored).encode("utf-8", "surrogatepass")


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
