"""Parts of articles to be read: an article, a section with those below it, or a note."""

from __future__ import annotations

from functools import partial

from painsci_search.documents import load_info, load_note, load_origin, load_section
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import ArticleInfo, Claim, Excerpt, Note, Section
from painsci_search.records import StoredRecord
from painsci_search.search.claims import make_claims
from painsci_search.search.links import article_address, link_note, link_section


def read_excerpt(
    snapshot: Snapshot, article_id: str, anchor: str | None, base_url: str | None
) -> Excerpt | None:
    """Read an article, or the section or note of it that has an anchor.

    Args:
        anchor: None or "" for the article.
        base_url: where the indexed folders are served.

    Returns:
        None where the index has no such article, section or note.
    """
    found = snapshot.find(article_id)
    if found is None:
        return None
    segment = found.view.segment
    head, *rest = map(segment.load, range(*segment.records_of(found.number)))
    about = load_info(article_id, head)
    parts = _Parts(about, article_address(about, load_origin(head), base_url), rest)
    if not anchor:
        return parts.whole()
    anchors = segment.anchors_of(found.number)[1:]
    if anchor not in anchors:
        return None
    number = anchors.index(anchor)
    return parts.note(number) if rest[number].kind == "note" else parts.section(number)


class _Parts:
    """The sections and notes of an article, by their place in it."""

    def __init__(self, about: ArticleInfo, address: str, records: list[StoredRecord]) -> None:
        self._about = about
        self._address = address
        self._records = records
        self._sections = [load_section(record) for record in records if record.kind == "section"]
        self._notes = [load_note(record) for record in records if record.kind == "note"]

    def whole(self) -> Excerpt:
        """The article."""
        claims = [claim for number in range(len(self._sections)) for claim in self._claims(number)]
        return Excerpt(
            self._about,
            "article",
            self._about.title,
            None,
            self._address,
            tuple(self._sections),
            tuple(self._notes),
            tuple(claims),
        )

    def section(self, number: int) -> Excerpt:
        """A section and those below it."""
        section = self._sections[number]
        numbers = range(number, self._end(number))
        sections = tuple([self._sections[each] for each in numbers])
        return Excerpt(
            self._about,
            "section",
            section.heading,
            section.anchor,
            link_section(section, self._records[number], self._address, None),
            sections,
            self._cited(sections),
            tuple([claim for each in numbers for claim in self._claims(each)]),
        )

    def note(self, number: int) -> Excerpt:
        """A note, by its place among all records."""
        record, note = self._records[number], self._notes[number - len(self._sections)]
        citing = (at for at, each in enumerate(self._sections) if each.anchor in note.cited_from)
        return Excerpt(
            self._about,
            "note",
            f"Note {note.label}".strip(),
            note.anchor,
            link_note(note, record, self._address, (0, len(note.text))),
            (),
            (note,),
            tuple([claim for at in citing for claim in self._claims(at, note.anchor)]),
        )

    def _end(self, number: int) -> int:
        """The place behind the last section below one."""
        above = self._sections[number]
        path = (*above.path, above.heading)
        end = number + 1
        while end < len(self._sections) and self._sections[end].path[: len(path)] == path:
            end += 1
        return end

    def _cited(self, sections: tuple[Section, ...]) -> tuple[Note, ...]:
        anchors = {ref.anchor for section in sections for ref in section.note_refs}
        return tuple([note for note in self._notes if note.anchor in anchors])

    def _claims(self, number: int, note: str | None = None) -> tuple[Claim, ...]:
        """The claims of a section; only those that a note backs, where one is named."""
        section, record = self._sections[number], self._records[number]
        refs = [ref for ref in section.note_refs if note in (None, ref.anchor)]
        link = partial(link_section, section, record, self._address)
        return make_claims(section, record.sentences, refs, link)
