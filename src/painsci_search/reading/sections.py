"""The article's element in; headed sections with their text, anchors and markers out."""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import Tag

from painsci_search.model import NoteRef, Section
from painsci_search.reading.anchors import make_unique, slugify
from painsci_search.reading.content import Content
from painsci_search.reading.dom import (
    BLOCKS,
    anchor_of,
    heading_level,
    text_of,
    walk,
)
from painsci_search.reading.notes import FoundMarker, FoundNotes
from painsci_search.reading.notes.labels import is_note_heading
from painsci_search.reading.prose import Prose
from painsci_search.reading.titles import heading_text
from painsci_search.reading.tree import PageTree


@dataclass(slots=True)
class Draft:
    """A section while its page is read.

    Attributes:
        markers: markers in the text, each with its offset.
        tag: the heading's element; None for the text before the first heading.
    """

    heading: str
    level: int
    tag: Tag | None
    prose: Prose = field(default_factory=Prose)
    text: str = ""
    markers: list[tuple[FoundMarker, int]] = field(default_factory=list)


class SectionReader:
    """Walks the article once and cuts it at its headings."""

    def __init__(self, tree: PageTree, content: Content, notes: FoundNotes) -> None:
        self._tree = tree
        self._content = content
        self._notes = notes
        self._notes_nodes = {id(node) for note in notes.notes for node in note.nodes}

    def read(self, title: str, heading: Tag | None, unwanted: set[int]) -> list[Draft]:
        """Return the sections in reading order, the opening one first.

        Args:
            heading: the element of the title, which starts no section of its own.
            unwanted: identities of more elements to leave out, such as the deck's.
        """
        drafts = [Draft(title, 1, heading)]

        def skip(tag: Tag) -> bool:
            if tag is heading:
                return True
            key = id(tag)
            if key in self._notes.markers or key in self._notes.asides:
                return False
            return (
                key in unwanted
                or key in self._notes.hidden
                or key in self._notes_nodes
                or self._content.leaves_out(tag)
            )

        inside_heading: Tag | None = None
        silent: Tag | None = None
        breaks = 0
        for step, node in walk(self._content.root, skip):
            if silent is not None:
                if step == "close" and node is silent:
                    silent = None
                continue
            prose = drafts[-1].prose
            if step == "text":
                if id(node) in self._notes_nodes:
                    continue
                breaks = 0 if str(node).strip() else breaks
                if inside_heading is None:
                    prose.add(str(node))
                continue
            assert isinstance(node, Tag)
            if step == "close":
                if node is inside_heading:
                    inside_heading = None
                elif node.name in BLOCKS and inside_heading is None:
                    _close_block(prose, node)
                continue
            if id(node) in self._notes.markers:
                marker = self._notes.markers[id(node)]
                if marker.keep_words:
                    prose.add(text_of(node))
                prose.mark(marker)
                silent = node
            elif id(node) in self._notes.asides:
                prose.put_aside(text_of(node, self._content.leaves_out))
                silent = node
            elif inside_heading is not None:
                continue
            elif (level := heading_level(node)) is not None:
                text = self._heading_text(node)
                if text:
                    drafts.append(Draft(text, level, node))
                    inside_heading = node
            elif node.name == "br":
                breaks += 1
                prose.add(" ")
                if breaks > 1:
                    prose.end_paragraph()
            elif node.name in BLOCKS:
                _open_block(prose, node)
        for draft in drafts:
            draft.text, placed = _finish(draft.prose)
            draft.markers = placed
        return drafts

    def _heading_text(self, tag: Tag) -> str:
        hidden = self._notes.hidden | set(self._notes.markers)
        return heading_text(tag, hidden)


def _finish(prose: Prose) -> tuple[str, list[tuple[FoundMarker, int]]]:
    text, placed = prose.finish()
    return text, [(one, offset) for one, offset in placed if isinstance(one, FoundMarker)]


def _open_block(prose: Prose, tag: Tag) -> None:
    if tag.name in ("td", "th") and tag.find(list(BLOCKS)) is None:
        prose.separate(" | ")
    else:
        prose.end_paragraph()


def _close_block(prose: Prose, tag: Tag) -> None:
    if tag.name not in ("td", "th") or tag.find(list(BLOCKS)) is not None:
        prose.end_paragraph()


def find_anchor(tree: PageTree, tag: Tag) -> str:
    """Return the fragment that takes a browser to a heading, "" where the page has none.

    It may be on the heading, in it, on an empty element right before it, or on an element that the
    heading starts.
    """
    own = anchor_of(tag)
    if own:
        return own
    for inner in tag.find_all(True, limit=20):
        if anchor_of(inner):
            return anchor_of(inner)
    level = tag
    for _ in range(4):
        before = _empty_before(tree, level)
        if before:
            return before
        parent = level.parent
        if parent is None or parent.name in ("body", "main", "html", "article", "td"):
            break
        if tree.extent(parent).text_start != tree.extent(tag).text_start:
            break
        if anchor_of(parent):
            return anchor_of(parent)
        level = parent
    return ""


def _empty_before(tree: PageTree, tag: Tag) -> str:
    """Return the anchor of an element without text between a heading and what is before it."""
    for number, node in enumerate(tag.previous_siblings):
        if not isinstance(node, Tag):
            if str(node).strip() or number > 6:
                break
            continue
        if tree.letters(node) or node.name in ("img", "figure", "hr", "input", "form", "iframe"):
            break
        if anchor_of(node):
            return anchor_of(node)
        inner = next((tag for tag in node.find_all(["a", "span"], limit=4) if anchor_of(tag)), None)
        if inner is not None:
            return anchor_of(inner)
    return ""


def paths_of(drafts: list[Draft]) -> list[tuple[str, ...]]:
    """Return the headings above each section, outermost first, without the article's title."""
    above: list[tuple[int, str]] = []
    paths: list[tuple[str, ...]] = []
    for number, draft in enumerate(drafts):
        if number == 0:
            paths.append(())
            continue
        while above and above[-1][0] >= draft.level:
            above.pop()
        paths.append(tuple(heading for _, heading in above))
        above.append((draft.level, draft.heading))
    return paths


def build_sections(
    tree: PageTree, drafts: list[Draft], note_anchors: dict[int, str], taken: set[str]
) -> tuple[Section, ...]:
    """Give each draft its anchor and path.

    Args:
        note_anchors: the anchors of notes by their identity.
        taken: anchors that are given already; those of the sections are added.
    """
    sections: list[Section] = []
    for number, (draft, path) in enumerate(zip(drafts, paths_of(drafts), strict=True)):
        if number == 0 and not draft.text:
            continue
        if is_note_heading(draft.heading) and len(draft.text) < 40 and number:
            continue
        found = find_anchor(tree, draft.tag) if draft.tag is not None else ""
        in_page = bool(found) and found not in taken
        anchor = make_unique(found if in_page else slugify(draft.heading), taken)
        refs = tuple(
            NoteRef(marker.label, offset, note_anchors.get(id(marker.note), ""))
            for marker, offset in draft.markers
        )
        sections.append(
            Section(anchor, draft.heading, draft.text, draft.level, path, refs, in_page)
        )
    return tuple(sections)
