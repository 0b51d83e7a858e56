"""Read a part of an article: the whole, a section with its subsections, or a note.

An article id and an anchor in, an `Excerpt` with notes and claims out.
"""

from __future__ import annotations

from painsci_search.engine.article_names import find_article
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.loading import load_info, load_note, load_origin, load_section
from painsci_search.model import ArticleInfo, Claim, Excerpt, Note, Section
from painsci_search.records import StoredRecord
from painsci_search.search.claims import make_claims
from painsci_search.search.links import LinkedPart, article_url, with_file


def read_excerpt(
    snapshot: Snapshot, article_id: str, anchor: str | None, base_url: str | None
) -> Excerpt | None:
    """Read an article, or the section or note of it that has an anchor.

    Args:
        anchor: None or "" for the whole article.
        base_url: the URL at which the indexed folders are served.

    Returns:
        None where the index has no such article, section or note.
    """
    found = find_article(snapshot, article_id)
    if found is None:
        return None
    segment = found.view.segment
    first, *records = map(segment.load, range(*segment.records_of(found.number)))
    info, origin = load_info(found.id, first), load_origin(first)
    url = article_url(info.url, origin, base_url)
    parts = _Parts(with_file(info, origin, base_url), url, records)
    if not anchor:
        return parts.whole()
    anchors = segment.anchors_of(found.number)[1:]
    if anchor not in anchors:
        return None
    number = anchors.index(anchor)
    return parts.note(number) if records[number].kind == "note" else parts.section(number)


def read_linked_parts(
    snapshot: Snapshot, article_id: str, base_url: str | None
) -> tuple[LinkedPart, ...]:
    """Return what links to the sections and notes of an article are made of, in their order.

    Args:
        base_url: the URL at which the indexed folders are served.
    """
    found = find_article(snapshot, article_id)
    if found is None:
        return ()
    segment = found.view.segment
    first, *records = map(segment.load, range(*segment.records_of(found.number)))
    url = article_url(first.data["url"], load_origin(first), base_url)
    return tuple([LinkedPart(record, url) for record in records])


class _Parts:
    """The sections and notes of an article, by their number among its records."""

    def __init__(self, info: ArticleInfo, url: str, records: list[StoredRecord]) -> None:
        self._info = info
        self._url = url
        self._records = records
        self._sections = [load_section(record) for record in records if record.kind == "section"]
        self._notes = [load_note(record) for record in records if record.kind == "note"]

    def whole(self) -> Excerpt:
        """Return the whole article."""
        claims = [claim for number in range(len(self._sections)) for claim in self._claims(number)]
        return Excerpt(
            self._info,
            "article",
            self._info.title,
            None,
            self._url,
            tuple(self._sections),
            tuple(self._notes),
            tuple(claims),
        )

    def section(self, number: int) -> Excerpt:
        """Return a section and its subsections."""
        section = self._sections[number]
        numbers = range(number, self._end(number))
        sections = tuple([self._sections[each] for each in numbers])
        return Excerpt(
            self._info,
            "section",
            section.heading,
            section.anchor,
            self._linked(number).own_url(),
            sections,
            self._cited(sections),
            tuple([claim for each in numbers for claim in self._claims(each)]),
        )

    def note(self, number: int) -> Excerpt:
        """Return a note, by its number among all records."""
        note = self._notes[number - len(self._sections)]
        citing = (n for n, each in enumerate(self._sections) if each.anchor in note.cited_from)
        return Excerpt(
            self._info,
            "note",
            f"Note {note.label}".strip(),
            note.anchor,
            self._linked(number).url_of(0, len(note.text)),
            (),
            (note,),
            tuple([claim for n in citing for claim in self._claims(n, note.anchor)]),
        )

    def _end(self, number: int) -> int:
        """Return the index one past the last subsection of section `number`."""
        above = self._sections[number]
        path = (*above.path, above.heading)
        end = number + 1
        while end < len(self._sections) and self._sections[end].path[: len(path)] == path:
            end += 1
        return end

    def _cited(self, sections: tuple[Section, ...]) -> tuple[Note, ...]:
        anchors = {
            anchor for section in sections for ref in section.note_refs for anchor in ref.anchors
        }
        return tuple([note for note in self._notes if note.anchor in anchors])

    def _claims(self, number: int, note: str | None = None) -> tuple[Claim, ...]:
        """Make the claims of a section; with `note`, only those that this note supports."""
        refs = self._sections[number].note_refs
        chosen = [
            (ref.offset, anchor) for ref in refs for anchor in ref.anchors if note in (None, anchor)
        ]
        return make_claims(self._linked(number), chosen)

    def _linked(self, number: int) -> LinkedPart:
        return LinkedPart(self._records[number], self._url)
