"""The element of the article in; headed sections with their text, anchors and markers out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType

from painsci_search.model import Block, Mark, NoteRef, Section
from painsci_search.reading.anchors import Anchors, slugify
from painsci_search.reading.content import Content
from painsci_search.reading.dom.elements import (
    BLOCKS,
    LONGEST_HEADING,
    elements_in,
    heading_level,
    text_of,
    texts_in,
    walk,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.headings.anchors import find_anchor
from painsci_search.reading.headings.glossaries import find_terms
from painsci_search.reading.headings.heading import heading_text
from painsci_search.reading.notes import FoundMarker, FoundNotes
from painsci_search.reading.notes.back_matter import names_back_matter
from painsci_search.reading.notes.labels import is_note_heading
from painsci_search.reading.text.inline import close_inline, is_special, open_inline, read_special
from painsci_search.reading.text.layout import Layout, add_preformatted, alternative_text
from painsci_search.reading.text.parts import Shape
from painsci_search.reading.text.prose import Prose

# What a page may show within a line of text.
_BOXES = frozenset(
    "audio button canvas embed iframe img input object picture select svg textarea video".split()
)
# Letters of a marker: more than brackets, a word and a number.
_LONGEST_SHOWN = 20
_LOWEST_LEVEL = 6
# Characters of a text below the heading of notes that is no part of the article.
_LONGEST_REST = 40
# Elements of a raised text that are looked at for a marker.
_MOST_IN_SCRIPT = 20


@dataclass(slots=True)
class DraftSection:
    """A section as read from its page, before it gets its anchor and path.

    Attributes:
        tag: the heading's element, or None.
        prose: the text under construction.
        text, blocks, marks, breaks, joined: the finished text, with spans over it, see `Section`.
        markers: the markers in the text, each with its offset.
        continues: the section that the text after a list of definitions goes on with.
    """

    heading: str
    level: int
    tag: Tag | None
    prose: Prose = field(default_factory=Prose)
    text: str = ""
    markers: list[tuple[FoundMarker, int]] = field(default_factory=list)
    blocks: tuple[Block, ...] = ()
    marks: tuple[Mark, ...] = ()
    breaks: tuple[int, ...] = ()
    joined: tuple[tuple[int, str], ...] = ()
    continues: DraftSection | None = None

    def drop_start(self, length: int) -> None:
        """Remove the first blocks of the finished text, with the gap after them."""
        self.text = self.text[length:]
        self.markers = [(marker, max(at - length, 0)) for marker, at in self.markers]
        self.blocks = tuple(
            replace(
                block,
                start=block.start - length,
                end=block.end - length,
                cells=tuple((low - length, high - length) for low, high in block.cells),
            )
            for block in self.blocks
            if block.start >= length
        )
        self.marks = tuple(
            replace(mark, start=mark.start - length, end=mark.end - length)
            for mark in self.marks
            if mark.start >= length
        )
        self.breaks = tuple(at - length for at in self.breaks if at >= length)
        self.joined = tuple((at - length, word) for at, word in self.joined if at >= length)


class SectionReader:
    """Walks through the article once and splits it at its headings.

    Attributes:
        left_out: the elements inside the article that are no part of its text.
        blocks: the blocks of its text that are no headings.
    """

    def __init__(
        self,
        tree: PageTree,
        content: Content,
        notes: FoundNotes,
        plain_headings: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        self._tree = tree
        self._content = content
        self._notes = notes
        self._kept = notes.markers.keys() | notes.asides
        self._notes_nodes = {id(node) for note in notes.notes for node in note.nodes}
        self._ignored = notes.hidden | self._notes_nodes
        self._not_of_headings = notes.hidden | {
            key for key, marker in notes.markers.items() if not marker.keep_words
        }
        self._plain_headings = plain_headings
        self.left_out: list[Tag] = []
        self.blocks: list[Tag] = []
        self._drafts: list[DraftSection] = []
        self._heading: Tag | None = None
        # The open glossaries, each with the section around it; the terms in them that may start a
        # section, each with those of the same definition; the identities of the latter.
        self._glossaries: list[tuple[Tag, DraftSection]] = []
        self._terms: dict[int, tuple[Tag, ...]] = {}
        self._further: set[int] = set()
        self._done_with: Tag | None = None
        self._breaks = 0
        self._layout = Layout(tree)
        self._preformatted: Tag | None = None

    def read(self, title: str, heading: Tag | None, ignored: set[int]) -> list[DraftSection]:
        """Return the sections in reading order, the opening section first, to be finished.

        Args:
            title: the heading of the opening section.
            heading: the element of the title, which doesn't start another section.
            ignored: identities of more elements to leave out, such as the deck's.
        """
        self._drafts = [DraftSection(title, 1, heading)]
        self._ignored |= ignored

        def skip(tag: Tag) -> bool:
            return tag is heading or self._skips(tag)

        if heading is not None:
            self._mark_title(heading)
        for step, node in walk(self._content.root, skip):
            if self._done_with is not None:
                if node is self._done_with:
                    self._done_with = None
            elif not isinstance(node, Tag):
                self._read_text(node)
            elif step == "open":
                self._open(node)
            else:
                self._close(node)
        return self._drafts

    def _skips(self, tag: Tag) -> bool:
        key = id(tag)
        if key in self._kept:
            return False
        if key in self._ignored or (self._glossaries and key in self._further):
            return True
        if self._content.leaves_out(tag) and (not is_special(tag) or _is_hidden_script(tag)):
            self.left_out.append(tag)
            if tag.name in _BOXES:
                self._drafts[-1].prose.break_quote()
            return True
        return False

    def _read_text(self, node: Node) -> None:
        key = id(node)
        if key in self._notes_nodes:
            return
        text = str(node)
        if self._breaks and text.strip():
            self._breaks = 0
        if self._heading is not None:
            return
        prose = self._drafts[-1].prose
        if key in self._notes.spans:
            done = 0
            for span, marker in self._notes.spans[key]:
                prose.add(text[done : span.start])
                prose.mark(marker, text[span.start : span.end])
                done = span.end
            text = text[done:]
        if self._layout.keeps_lines:
            prose.add_lines(text)
        elif self._preformatted is not None:
            add_preformatted(prose, text, self._layout)
        else:
            prose.add(text)

    def _open(self, tag: Tag) -> None:
        prose = self._drafts[-1].prose
        if id(tag) in self._notes.markers:
            self._mark(prose, tag)
        elif id(tag) in self._notes.asides:
            prose.put_aside(text_of(tag, self._content.leaves_out))
            self._done_with = tag
        elif self._heading is not None or self._starts_section(tag):
            return
        elif tag.name == "br":
            self._break_line(prose)
        elif tag.name in BLOCKS:
            self.blocks.append(tag)
            if tag.name == "dl":
                self._open_glossary(tag)
            self._layout.open(prose, tag)
            if tag.name == "pre" and not self._layout.keeps_lines:
                self._preformatted = tag
        elif is_special(tag) and not self._holds_marker(tag) and read_special(prose, tag):
            self._done_with = tag
        else:
            open_inline(prose, tag)

    def _close(self, tag: Tag) -> None:
        if tag is self._heading:
            self._heading = None
            return
        if self._heading is not None:
            return
        if tag is self._preformatted:
            self._preformatted = None
        prose = self._drafts[-1].prose
        if tag.name in BLOCKS:
            if tag.name == "figure":
                prose.begin_block(Shape("caption"))
                prose.add_marked("alternative", alternative_text(tag))
            self._layout.close(prose, tag)
            if self._glossaries and self._glossaries[-1][0] is tag:
                self._close_glossary()
        else:
            close_inline(prose, tag)

    def _holds_marker(self, tag: Tag) -> bool:
        """Return whether one of the first nodes in an element is or holds the marker of a note."""
        return any(
            id(node) in self._notes.markers or id(node) in self._notes.spans
            for _, node in islice(walk(tag), _MOST_IN_SCRIPT)
        )

    def _mark(self, prose: Prose, tag: Tag) -> None:
        marker = self._notes.markers[id(tag)]
        if marker.keep_words and self._heading is None:
            prose.add(text_of(tag))
            prose.mark(marker)
        else:
            # a marker may hold its note, or words for screen readers
            shown = text_of(tag, enough=_LONGEST_SHOWN)
            prose.mark(marker, marker.label if shown.startswith(marker.label) else shown)
        self._done_with = tag

    def _mark_title(self, heading: Tag) -> None:
        """Add the markers in the title's element to the opening section."""
        for tag in elements_in(heading):
            marker = self._notes.markers.get(id(tag))
            if marker is not None:
                self._drafts[0].prose.mark(marker)
        self._mark_spans(heading)

    def _mark_spans(self, heading: Tag) -> None:
        """Add the markers that are parts of the texts of a heading to the section's text."""
        for node in texts_in(heading) if self._notes.spans else ():
            for _, marker in self._notes.spans.get(id(node), ()):
                self._drafts[-1].prose.mark(marker)

    def _starts_section(self, tag: Tag) -> bool:
        """Start a section if the element is a heading with text; return whether it is."""
        if id(tag) in self._terms:
            return self._start_definition(tag)
        level = heading_level(tag) or self._plain_headings.get(id(tag))
        if level is None or self._tree.letters(tag) > LONGEST_HEADING:
            return False
        text = heading_text(tag, self._not_of_headings)
        if text:
            self._drafts.append(DraftSection(text, level, tag))
            self._heading = tag
            self._glossaries.clear()
            self._mark_spans(tag)
        return bool(text)

    def _open_glossary(self, tag: Tag) -> None:
        terms = find_terms(self._tree, tag)
        if terms:
            self._terms.update(terms)
            self._glossaries.append((tag, self._drafts[-1]))
            self._further.update(id(term) for group in terms.values() for term in group[1:])

    def _start_definition(self, tag: Tag) -> bool:
        """Start the section of a definition, whose heading is its terms; return whether it did."""
        texts = [heading_text(term, self._not_of_headings) for term in self._terms[id(tag)]]
        if not self._glossaries or not all(texts):
            return False
        level = min(self._glossaries[-1][1].level + 1, _LOWEST_LEVEL)
        self._drafts.append(DraftSection(", ".join(texts), level, tag))
        self._heading = tag
        return True

    def _close_glossary(self) -> None:
        """Go on with the section around a glossary."""
        _, around = self._glossaries.pop()
        around = around.continues or around
        self._drafts.append(DraftSection(around.heading, around.level, None, continues=around))

    def _break_line(self, prose: Prose) -> None:
        """Add a line break; two in a row end the paragraph."""
        self._breaks += 1
        prose.break_line()
        if self._breaks > 1:
            prose.begin_block(self._layout.next_shape(prose))


def _is_hidden_script(tag: Tag) -> bool:
    """Return whether an element of raised or lowered text is hidden, not a formula's copy."""
    return tag.name in ("sup", "sub") and "hidden" in tag.attrs


def finish(drafts: list[DraftSection]) -> None:
    """Finish the texts of sections, and drop those after a glossary that have none."""
    for draft in drafts:
        done = draft.prose.finish()
        draft.text, draft.blocks, draft.marks = done.text, done.blocks, done.marks
        draft.breaks, draft.joined = done.breaks, done.joined
        draft.markers = [(one, at) for one, at in done.markers if isinstance(one, FoundMarker)]
    drafts[:] = [draft for draft in drafts if draft.continues is None or draft.text]


def paths_of(drafts: list[DraftSection]) -> list[tuple[str, ...]]:
    """Return the headings above each section, outermost first, without the article's title."""
    above: list[tuple[int, str]] = []
    paths: list[tuple[str, ...]] = []
    for number, draft in enumerate(drafts):
        if number == 0 or draft.continues is drafts[0]:
            paths.append(())
            above.clear()
            continue
        while above and above[-1][0] >= draft.level:
            above.pop()
        paths.append(tuple(heading for _, heading in above))
        above.append((draft.level, draft.heading))
    return paths


def _is_rest_of_notes(draft: DraftSection) -> bool:
    """Return whether a section is the heading of notes, and what else is below it, such as "↑"."""
    is_short = is_note_heading(draft.heading) and len(draft.text) < _LONGEST_REST
    return is_short and not names_back_matter(draft.text)


def build_sections(
    tree: PageTree, drafts: list[DraftSection], note_anchors: dict[int, str], anchors: Anchors
) -> tuple[Section, ...]:
    """Return the sections, with their anchors and paths.

    Args:
        note_anchors: the anchors of notes, by the identity of the note.
        anchors: the anchors in use; those of the sections are added.
    """
    sections: list[Section] = []
    for number, (draft, path) in enumerate(zip(drafts, paths_of(drafts), strict=True)):
        if number == 0 and not draft.text:
            continue
        if number and _is_rest_of_notes(draft):
            continue
        heading = draft.continues.heading if draft.continues else draft.heading
        found = find_anchor(tree, draft.tag) if draft.tag is not None else ""
        in_page = bool(found) and found not in anchors
        anchor = anchors.add(found if in_page else slugify(heading))
        refs = NoteRef.join(
            (label, offset, note_anchors.get(id(note), ""))
            for marker, offset in draft.markers
            for label, note in marker.cited()
        )
        sections.append(
            Section(
                anchor,
                heading,
                draft.text,
                draft.level,
                path,
                refs,
                in_page,
                draft.blocks,
                draft.marks,
                draft.breaks,
                draft.joined,
            )
        )
    return tuple(sections)
