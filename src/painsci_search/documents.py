"""Articles to flat records: one for the article, one for each section and each note.

A record has what the engine indexes, texts by field and exact values, and what a hit is made of,
the stored part of the article as plain JSON values. `loading.py` reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from operator import attrgetter
from typing import Any

from painsci_search.identifiers import IdentifierKind, normalise
from painsci_search.late_patterns import late_pattern
from painsci_search.loading import NO_FILE, Origin, join_records
from painsci_search.model import Article, Note, Reference, Section
from painsci_search.model.dates import latest_date
from painsci_search.records import Record, StoredRecord, fold_id, fold_label, fold_url
from painsci_search.sentences import sentences
from painsci_search.text import fold
from painsci_search.text_fragments import Disambiguation, disambiguate_article

_ENGLISH = late_pattern(r"en(?![a-z])", re.IGNORECASE)
_WORD = late_pattern(r"[^\W\d_]+")
_OWN_IDENTIFIERS: tuple[IdentifierKind, ...] = ("pmid", "doi", "pmcid")
# Characters, and sections, of an article by which its language is guessed.
_SAMPLE, _SAMPLED = 2000, 8


def make_records(article: Article, origin: Origin = NO_FILE) -> Iterator[Record]:
    """Yield the records of an article: its own, then those of its sections, then of its notes."""
    authors = ", ".join(article.authors)
    years = _years(date[:4] for date in (article.published, article.updated) if date)
    tag, language = language_of(article)
    labels = _labels(article)
    head = _article_record(article, authors, years, origin, tag)
    head.values.update(labels)
    yield head._replace(language=language)
    taken = {""}
    anchors_with_references = {note.anchor for note in article.notes if note.references}
    parts = iter(disambiguate_article(article, origin.surroundings, language))
    for section, (units, disambiguations) in zip(article.sections, parts, strict=False):
        anchor = _unique(section.anchor, taken)
        stored = _with_disambiguations(_section_stored(section), disambiguations)
        if not section.text:
            # A heading without text is stored, but its record has nothing to search.
            yield Record("section", anchor, "", [], {}, {}, stored, language)
            continue
        has_note = any(ref.anchor for ref in section.note_refs)
        has_reference = any(
            anchor in anchors_with_references for ref in section.note_refs for anchor in ref.anchors
        )
        yield Record(
            kind="section",
            anchor=anchor,
            text=section.text,
            sentences=units,
            fields={
                "title": article.title,
                "heading": "" if section.heading == article.title else section.heading,
                "path": " / ".join(section.path),
                "body": section.text,
                "author": authors,
            },
            values={"year": years, "has": _has(has_note, has_reference), **labels},
            stored=stored,
            language=language,
        )
    for note, (units, disambiguations) in zip(article.notes, parts, strict=True):
        stored = _with_disambiguations(_note_stored(note), disambiguations)
        record = _note_record(article, note, _unique(note.anchor, taken), units, stored)
        record.values.update(labels)
        yield record._replace(language=language)


def language_of(article: Article) -> tuple[str | None, str]:
    """Return the tag of an article's language, guessed where it has none, and the language's code.

    The code is that of `languages.py`; "" for English.
    """
    tag = article.language
    if tag is not None and _ENGLISH.match(tag):
        return tag, ""
    from painsci_search.languages import guess_language, language_code  # noqa: PLC0415

    if not tag:
        text = " ".join(section.text[:_SAMPLE] for section in article.sections[:_SAMPLED])
        tag = guess_language([fold(word) for word in _WORD.findall(text[:_SAMPLE])])
    return tag, language_code(tag)


def _article_record(
    article: Article, authors: str, years: tuple[str, ...], origin: Origin, language: str | None
) -> Record:
    subtitle = article.subtitle or ""
    return Record(
        kind="article",
        anchor="",
        text=subtitle,
        sentences=_flat(subtitle),
        fields={"title": article.title, "body": f"{subtitle}\n\n{authors}", "author": authors},
        values={
            "year": years,
            "updated": _values([date_of(article)]),
            "lang": _values([language]),
            "url": _values([fold_url(article.url) if article.url else None]),
            "alias": tuple(dict.fromkeys(map(fold_id, article.aliases))),
            **_own_identifiers(article),
            "has": _has(bool(article.notes), any(note.references for note in article.notes)),
        },
        stored=_article_stored(article, origin),
    )


def _own_identifiers(article: Article) -> dict[str, tuple[str, ...]]:
    """Return the identifiers of an article itself, which its metadata has, by field."""
    given = ((kind, article.metadata.get(kind, "")) for kind in _OWN_IDENTIFIERS)
    known = ((kind, normalise(kind, text)) for kind, text in given if text)
    return {kind: (value,) for kind, value in known if value}


def _note_record(
    article: Article, note: Note, anchor: str, units: list[int], stored: dict[str, Any]
) -> Record:
    cited = note.references
    return Record(
        kind="note",
        anchor=anchor,
        text=note.text,
        sentences=units,
        fields={
            "title": article.title,
            "note": note.text,
            "author": ", ".join(name for work in cited for name in work.authors),
            "journal": ", ".join(dict.fromkeys(work.journal for work in cited if work.journal)),
        },
        values={
            "year": _years(str(work.year) for work in cited if work.year),
            "pmid": _values(work.pmid for work in cited),
            "doi": _values(work.doi for work in cited),
            "pmcid": _values(work.pmcid for work in cited),
            "painsci": _values(work.painsci_id for work in cited),
            "has": _has(False, bool(cited)),
        },
        stored=stored,
    )


def rebuild_records(article_id: str, records: Iterable[StoredRecord]) -> Iterator[Record]:
    """Yield the records of a stored article as `make_records` did when it was indexed."""
    return make_records(join_records(article_id, records))


def update_records(
    article: Article, records: Sequence[StoredRecord], origin: Origin
) -> Iterator[Record]:
    """Yield the records of a stored article with other values of its own, such as its source.

    The stored disambiguations are kept: they may depend on the surroundings, which are not stored.

    Args:
        article: the article of `records`, with the same sections and notes.
    """
    for new, old in zip(make_records(article, origin), records, strict=True):
        stored = {key: value for key, value in new.stored.items() if key != "disambiguations"}
        kept = old.data.get("disambiguations", [])
        yield new._replace(stored=_with_disambiguations(stored, kept))


def date_of(article: Article) -> str | None:
    """Return the date by which articles are sorted and found, see `date_in`."""
    changes = (change.date for change in article.changes)
    return latest_date(article.updated, article.published, *changes)


def _article_stored(article: Article, origin: Origin) -> dict[str, Any]:
    """Return the stored values of an article without its id, which is assigned later."""
    data = {
        field.name: getattr(article, field.name)
        for field in fields(Article)
        if field.name not in ("id", "sections", "notes", "changes", "tags", "metadata")
    }
    if article.tags:
        data["tags"] = article.tags
    if article.metadata:
        data["metadata"] = dict(article.metadata)
    origin_values = (origin.path, origin.relative, origin.fingerprint, origin.reader)
    return {
        **data,
        "changes": [asdict(change) for change in article.changes],
        "origin": origin_values,
    }


def _section_stored(section: Section) -> dict[str, Any]:
    return {
        "anchor": section.anchor,
        "heading": section.heading,
        "level": section.level,
        "path": section.path,
        "note_refs": [cited for ref in section.note_refs for cited in ref.cited()],
        "anchor_in_page": section.anchor_in_page,
        **_shape_stored(section),
    }


def _shape_stored(section: Section) -> dict[str, Any]:
    """Return the blocks that are no plain paragraphs, marks, breaks and joined markers, if any."""
    shape: dict[str, Any] = {}
    if section.blocks:
        others = [block for block in section.blocks if not block.is_plain]
        shape["blocks"] = [
            (
                block.kind,
                block.start,
                block.end,
                block.depth,
                block.label,
                block.cells,
                block.group,
            )
            for block in others
        ]
    if section.breaks:
        shape["breaks"] = section.breaks
    if section.joined:
        shape["joined"] = section.joined
    if section.marks:
        shape["marks"] = [(mark.kind, mark.start, mark.end, mark.target) for mark in section.marks]
    return shape


def _note_stored(note: Note) -> dict[str, Any]:
    return {
        "label": note.label,
        "anchor": note.anchor,
        "references": [_reference_stored(work) for work in note.references],
        "cited_from": note.cited_from,
        "anchor_in_page": note.anchor_in_page,
    }


def _reference_stored(work: Reference) -> dict[str, Any]:
    values = zip(_REFERENCE_FIELDS, _values_of_reference(work), strict=True)
    stored = {name: value for name, value in values if value is not None and value != ()}
    if work.confidence:
        stored["confidence"] = {each.field: each.probability for each in work.confidence}
    return stored


# notices come from a file of the user, which may change
_REFERENCE_FIELDS = tuple(name for name in Reference.__annotations__ if name != "notices")
_values_of_reference = attrgetter(*_REFERENCE_FIELDS)


def _with_disambiguations(
    stored: dict[str, Any], disambiguations: list[Disambiguation]
) -> dict[str, Any]:
    return {**stored, "disambiguations": disambiguations} if disambiguations else stored


def _flat(text: str, citations: Iterable[str] = ()) -> list[int]:
    return [offset for sentence in sentences(text, citations) for offset in sentence]


def _unique(anchor: str, taken: set[str]) -> str:
    """Return `anchor`, with a number if it is taken, and add it to `taken`."""
    name, number = anchor, 1
    while name in taken:
        number += 1
        name = f"{anchor}~{number}"
    taken.add(name)
    return name


def _values(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.lower() for value in values if value))


def _has(has_note: bool, has_reference: bool) -> tuple[str, ...]:
    """Return the values of the field "has"."""
    return ("note",) * has_note + ("reference",) * has_reference


def _labels(article: Article) -> dict[str, tuple[str, ...]]:
    """Return the values of the fields "tag" and "meta", which all records of an article have."""
    named = (f"{name}={text}" for name, text in article.metadata.items())
    values = {"tag": article.tags, "meta": tuple(named)}
    return {
        field: tuple(dict.fromkeys(map(fold_label, texts)))
        for field, texts in values.items()
        if texts
    }


def _years(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
