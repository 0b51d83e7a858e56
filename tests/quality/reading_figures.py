"""Figures of reading: pages of ``pages/`` against what ``reading.json`` says is in them.

The gold is what a person sees in the page, and was not made from what the reader gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from painsci_search import Article, Note, Section, read_article_bytes
from quality.scoring import PAGES, Count, load

Fact = tuple[object, ...]
FIELDS = ("title", "journal", "year", "volume", "issue", "pages", "doi", "pmid", "commentary")


def measure() -> dict[str, Count]:
    """Read all pages and compare them with the gold, measure by measure."""
    names = ("about", "authors", "dates", "headings", "anchors", "notes", "note anchors")
    counts = {name: Count() for name in (*names, "markers", "references", "text")}
    for row in load("reading.json"):
        page = row["page"]
        article = read_article_bytes((PAGES / page).read_bytes(), page)
        for name, expected, found in _compare(row, article):
            counts[name].add(page, expected, found)
    return counts


def _compare(row: dict[str, Any], article: Article) -> Iterator[tuple[str, list[Fact], list[Fact]]]:
    """Yield for each measure what is expected of a page and what was found in it."""
    for name, fields in (
        ("about", ("title", "subtitle", "language", "url")),
        ("dates", ("published", "updated")),
    ):
        found = [(field, getattr(article, field)) for field in fields]
        yield name, [(field, row[field]) for field in fields], found
    yield "authors", [(name,) for name in row["authors"]], [(name,) for name in article.authors]
    sections, notes = article.sections, article.notes
    # an opening whose heading has no id may be reached by any element around it
    free = {heading for level, anchor, heading in row["sections"] if level == 1 and not anchor}
    yield (
        "headings",
        [(level, heading) for level, _, heading in row["sections"]],
        [(section.level, section.heading) for section in sections],
    )
    yield (
        "anchors",
        [(heading, anchor) for _, anchor, heading in row["sections"] if heading not in free],
        [(part.heading, _anchor(part)) for part in sections if part.heading not in free],
    )
    yield (
        "notes",
        [(label, _letters(text)) for label, _, text in row["notes"]],
        [(note.label, _letters(note.text)) for note in notes],
    )
    yield (
        "note anchors",
        [(label, anchor) for label, anchor, _ in row["notes"]],
        [(note.label, _anchor(note)) for note in notes],
    )
    known = [(heading, words) for _, heading, words in row["markers"]]
    yield (
        "markers",
        [tuple(marker) for marker in row["markers"]],
        [
            (ref.label, section.heading, _words_before(section, ref.offset, known))
            for section in sections
            for ref in section.note_refs
            if ref.anchor
        ],
    )
    yield "references", list(_facts(row["references"])), list(_facts(_references(article)))
    text = "\n".join([*(f"{part.heading}\n{part.text}" for part in sections), *map(_text, notes)])
    said = [("holds", words) for words in row["present"]]
    said += [("lacks", words) for words in row["absent"]]
    yield "text", said, [(how, words) for how, words in said if (words in text) == (how == "holds")]


def _anchor(part: Section | Note) -> str | None:
    """Return the anchor that the page itself has; None where it was made up."""
    return part.anchor if part.anchor_in_page else None


def _text(note: Note) -> str:
    return note.text


def _letters(text: str) -> str:
    """Return a text without white space: where a note's lines break does not matter."""
    return "".join(text.split())


def _words_before(section: Section, offset: int, known: list[tuple[str, str]]) -> str:
    """Return the expected words before a marker where they are there, else what is there."""
    before = section.text[:offset]
    for heading, words in known:
        if heading == section.heading and before.endswith(words):
            return words
    return before[-25:]


def _references(article: Article) -> list[dict[str, Any]]:
    return [
        {"note": note.label, "authors": list(work.authors)}
        | {field: getattr(work, field) for field in FIELDS if getattr(work, field) is not None}
        for note in article.notes
        for work in note.references
    ]


def _facts(references: list[dict[str, Any]]) -> Iterator[Fact]:
    """Yield each field of each work, and each author with the place in the list."""
    for work in references:
        for field, value in work.items():
            if field == "authors":
                yield from ((work["note"], field, *each) for each in enumerate(value))
            elif field != "note":
                yield work["note"], field, value
