"""An article as flat records: one for the article, one for each section, one for each note.

A record is what an engine needs and all that a hit needs: texts to be searched with their
weights, exact values, and the stored part of the article as plain JSON values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple

from painsci_search.model import (
    Article,
    ArticleInfo,
    Change,
    Kind,
    Note,
    NoteRef,
    Reference,
    Section,
)

# How much a word counts in a place, against 1 in the body.
TITLE_WEIGHT = 3.0
HEADING_WEIGHT = 3.0
PATH_WEIGHT = 1.0
# A note is short and may be no more than a citation: the passage that cites it comes first.
NOTE_WEIGHT = 0.6
NOTE_TITLE_WEIGHT = 0.3


class Record(NamedTuple):
    """A unit of the index.

    Attributes:
        key: stable and unique: "asmr" for an article, "asmr#what-is-asmr" within it.
        order: 0 for the article, then the sections and the notes in reading order.
        texts: (text, weight) pairs, searched and ranked together.
        fields: texts by field name, for queries that name a field.
        values: exact values by field name.
        stored: JSON values from which a hit is made.
    """

    key: str
    kind: Kind
    article_id: str
    order: int
    texts: tuple[tuple[str, float], ...]
    fields: dict[str, str]
    values: dict[str, tuple[str, ...]]
    stored: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article came from; both are "" for an article made by a caller.

    Attributes:
        path: the file's absolute path.
        relative: its path below the folder that was indexed, with "/".
    """

    path: str = ""
    relative: str = ""


def make_records(article: Article, place: Place = Place()) -> Iterator[Record]:
    """Flatten an article; its own record comes first."""
    authors = ", ".join(article.authors)
    years = _years(date[:4] for date in (article.published, article.updated) if date)
    yield Record(
        key=article.id,
        kind="article",
        article_id=article.id,
        order=0,
        texts=((article.title, 1.0), (article.subtitle or "", 1.0), (authors, 1.0)),
        fields={"title": article.title, "author": authors},
        values={"year": years},
        stored={**_article_stored(article), "place": asdict(place)},
    )
    taken = {article.id}
    for number, section in enumerate(article.sections, 1):
        if not section.text:
            yield _empty(article, section, number, taken)
            continue
        above = " / ".join(section.path)
        yield Record(
            key=_key(article.id, section.anchor, taken),
            kind="section",
            article_id=article.id,
            order=number,
            texts=(
                (article.title, TITLE_WEIGHT),
                ("" if section.heading == article.title else section.heading, HEADING_WEIGHT),
                (above, PATH_WEIGHT),
                (section.text, 1.0),
            ),
            fields={
                "title": article.title,
                "heading": f"{section.heading} / {above}",
                "author": authors,
            },
            values={"year": years},
            stored=asdict(section),
        )
    for number, note in enumerate(article.notes, len(article.sections) + 1):
        cited = note.references
        yield Record(
            key=_key(article.id, note.anchor, taken),
            kind="note",
            article_id=article.id,
            order=number,
            texts=((article.title, NOTE_TITLE_WEIGHT), (note.text, NOTE_WEIGHT)),
            fields={
                "title": article.title,
                "note": note.text,
                "author": ", ".join(name for work in cited for name in work.authors),
            },
            values={
                "year": _years(str(work.year) for work in cited if work.year),
                "pmid": _values(work.pmid for work in cited),
                "doi": _values(work.doi for work in cited),
                "pmcid": _values(work.pmcid for work in cited),
                "painsci": _values(work.painsci_id for work in cited),
            },
            stored=asdict(note),
        )


def check_article(article: Article) -> None:
    """Refuse an article that cannot be indexed as it is.

    Raises:
        TypeError: a text is no string.
        ValueError: an id or anchor is empty, or an offset is not in its text.
    """
    texts = {"id": article.id, "title": article.title}
    for number, section in enumerate(article.sections, 1):
        where = f"section {number}"
        texts[f"{where}: anchor"] = section.anchor
        texts[f"{where}: heading"] = section.heading
        texts[f"{where}: text"] = section.text
        for ref in section.note_refs:
            texts[f"{where}: label of a note_ref"] = ref.label
            if not isinstance(ref.offset, int) or not 0 <= ref.offset <= len(section.text):
                raise ValueError(
                    f"{where}: the offset of note_ref {ref.label!r} is not in its text"
                )
    for number, note in enumerate(article.notes, 1):
        texts[f"note {number}: label"] = note.label
        texts[f"note {number}: anchor"] = note.anchor
        texts[f"note {number}: text"] = note.text
    for name, value in texts.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} must be a string, not {value!r}")
        if not value and name.endswith(("id", "anchor")):
            raise ValueError(f"{name} must not be empty")


def join_records(stored: Iterable[tuple[str, dict[str, Any]]]) -> Article:
    """Rebuild an article from the stored parts of its records, given in their order."""
    parts = list(stored)
    head = dict(parts[0][1])
    sections = tuple(load_section(data) for kind, data in parts if kind == "section")
    notes = tuple(load_note(data) for kind, data in parts if kind == "note")
    changes = tuple(Change(**change) for change in head.pop("changes"))
    head["authors"] = tuple(head["authors"])
    del head["place"]
    return Article(**head, sections=sections, notes=notes, changes=changes)


def load_section(data: dict[str, Any]) -> Section:
    """Rebuild a section from the stored part of its record."""
    refs = tuple(NoteRef(**ref) for ref in data["note_refs"])
    return Section(**{**data, "path": tuple(data["path"]), "note_refs": refs})


def load_note(data: dict[str, Any]) -> Note:
    """Rebuild a note from the stored part of its record."""
    references = tuple(
        Reference(**{**work, "authors": tuple(work["authors"])}) for work in data["references"]
    )
    return Note(**{**data, "references": references, "cited_from": tuple(data["cited_from"])})


def load_info(data: dict[str, Any]) -> ArticleInfo:
    """Make what a hit tells of its article from the stored part of the article's record."""
    kept = {field.name: data[field.name] for field in fields(ArticleInfo)}
    return ArticleInfo(**{**kept, "authors": tuple(data["authors"])})


def dump(stored: dict[str, Any]) -> str:
    """Write stored values as JSON: an index holds data, never code."""
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def _empty(article: Article, section: Section, number: int, taken: set[str]) -> Record:
    """A heading without a text of its own is kept, but there is nothing to find in it."""
    key = _key(article.id, section.anchor, taken)
    return Record(key, "section", article.id, number, (), {}, {}, asdict(section))


def _article_stored(article: Article) -> dict[str, Any]:
    data = {
        field.name: getattr(article, field.name)
        for field in fields(Article)
        if field.name not in ("sections", "notes", "changes")
    }
    return {**data, "changes": [asdict(change) for change in article.changes]}


def _key(article_id: str, anchor: str, taken: set[str]) -> str:
    key, number = f"{article_id}#{anchor}", 1
    while key in taken:
        number += 1
        key = f"{article_id}#{anchor}~{number}"
    taken.add(key)
    return key


def _values(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.lower() for value in values if value))


def _years(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
