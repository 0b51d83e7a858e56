"""Stored records in; the articles, sections, notes and references that they hold, out.

`documents.py` makes the records.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from painsci_search.model import (
    Article,
    ArticleInfo,
    Block,
    Change,
    FieldConfidence,
    Mark,
    Note,
    NoteRef,
    Reference,
    Section,
    with_paragraphs,
)
from painsci_search.model.dates import latest_date
from painsci_search.model.labels import NO_LABELS
from painsci_search.records import StoredRecord

_start_of_block = itemgetter(1)
# In the bytes of any stored record that has rows of a table, which alone have column headers.
HAS_ROWS = b'["row",'


@dataclass(frozen=True, slots=True)
class Origin:
    """The file of an article; all attributes are "" for an article that a caller made.

    Attributes:
        path: absolute path.
        relative: path below the folder that was indexed, with "/".
        fingerprint: of the file's bytes.
        reader: the version of the code that read the file.
        surroundings: the text that the page shows above and beside the article; not stored.
    """

    path: str = ""
    relative: str = ""
    fingerprint: str = ""
    reader: str = ""
    surroundings: str = ""


NO_FILE = Origin()


def join_records(article_id: str, records: Iterable[StoredRecord]) -> Article:
    """Return an article from its stored records, given in order."""
    head, *rest = records
    data = {key: value for key, value in head.data.items() if key != "origin"}
    changes = load_changes(head)
    del data["changes"]
    for name in ("authors", "sources", "aliases", "warnings", "tags"):
        data[name] = tuple(data.get(name, ()))  # an older version did not store all of them
    sections = tuple(load_section(record) for record in rest if record.kind == "section")
    notes = tuple(load_note(record) for record in rest if record.kind == "note")
    return Article(id=article_id, **data, sections=sections, notes=notes, changes=changes)


def load_section(record: StoredRecord) -> Section:
    """Return a section from its stored record."""
    data = record.data
    return Section(
        data["anchor"],
        data["heading"],
        record.text,
        data["level"],
        tuple(data["path"]),
        NoteRef.join(data["note_refs"]),
        data["anchor_in_page"],
        _load_blocks(record.text, data.get("blocks")),
        tuple([Mark(*mark) for mark in data.get("marks", ())]),
        tuple(data.get("breaks", ())),
        tuple([(offset, word) for offset, word in data.get("joined", ())]),
    )


def _load_blocks(text: str, stored: list[Any] | None) -> tuple[Block, ...]:
    """Return the blocks of a text, from those that are no plain paragraphs; None for none."""
    if stored is None:
        return ()
    others = [
        Block(kind, start, end, depth, label, tuple([(low, high) for low, high in cells]), group)
        for kind, start, end, depth, label, cells, group in stored
    ]
    return with_paragraphs(text, tuple(others))


def column_headers(record: StoredRecord, offset: int) -> str:
    """Return the column headers of the table that has a row at an offset of a section's text.

    Returns:
        the header rows, with " / " between them; "" where there is no such row, or no header.
    """
    blocks = record.data.get("blocks")
    if not blocks:
        return ""
    number = bisect_right(blocks, offset, key=_start_of_block) - 1
    if number < 0:
        return ""
    kind, _, end, *_, group = blocks[number]
    if kind != "row" or end <= offset:
        return ""
    headers = [block for block in blocks[:number] if block[0] == "header" and block[-1] == group]
    return " / ".join([record.text[block[1] : block[2]] for block in headers])


def load_note(record: StoredRecord) -> Note:
    """Return a note from its stored record."""
    data = record.data
    return Note(
        data["label"],
        data["anchor"],
        record.text,
        load_references(data),
        tuple(data["cited_from"]),
        data["anchor_in_page"],
    )


def load_references(data: Mapping[str, Any]) -> tuple[Reference, ...]:
    """Return the references of a note from its stored values."""
    return tuple([_load_reference(work) for work in data["references"]])


def _load_reference(data: Mapping[str, Any]) -> Reference:
    values = dict(data)
    for name in ("authors", "editors"):
        values[name] = tuple(values.get(name, ()))
    confidence = values.get("confidence", {})
    values["confidence"] = tuple([FieldConfidence(*each) for each in confidence.items()])
    return Reference(**values)


def date_in(data: Mapping[str, Any]) -> str | None:
    """Return the date of an article from its stored values: the latest that it has; None for none.

    That is the date of its last update, of the last entry of its change log, or of its publication.
    """
    changes = (change["date"] for change in data["changes"])
    return latest_date(data["updated"], data["published"], *changes)


def load_info(article_id: str, record: StoredRecord) -> ArticleInfo:
    """Return what a hit shows of its article, from the article's stored record."""
    data = record.data
    updated = data["updated"]
    if data["changes"]:
        latest = date_in(data)
        updated = updated if latest == data["published"] else latest
    return ArticleInfo(
        article_id,
        data["title"],
        data["url"],
        tuple(data["authors"]),
        data["published"],
        updated,
        data["source"],
        data.get("saved"),
        tags=tuple(data.get("tags", ())),
        metadata=data.get("metadata", NO_LABELS),
    )


def load_changes(record: StoredRecord) -> tuple[Change, ...]:
    """Return the change log of an article, from its stored record."""
    return tuple(Change(**change) for change in record.data["changes"])


def load_origin(record: StoredRecord) -> Origin:
    """Return the file of an article, from its stored record, without the surroundings."""
    return Origin(*record.data["origin"])
