"""The form of HTML: a page in, an `Article` out. `_read_page` runs the stages in their order."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.errors import ReadError
from painsci_search.model import Article, Change, Decision, Note, Section
from painsci_search.reading.anchors import Anchors
from painsci_search.reading.byline import read_byline
from painsci_search.reading.changes import is_change_log, read_changes
from painsci_search.reading.citations import parse_references
from painsci_search.reading.content import Content, is_hidden, text_around
from painsci_search.reading.dom import (
    BLOCKS,
    SILENT,
    Step,
    ancestors,
    attribute,
    elements_in,
    text_of,
    walk,
)
from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.saved_from import (
    UNKNOWN,
    SavedFrom,
    choose_url,
    find_origin,
    without_archive,
)
from painsci_search.reading.inline import is_special, read_special_unless
from painsci_search.reading.metadata import read_metadata
from painsci_search.reading.naming import suggest_id
from painsci_search.reading.notes import FoundNote, FoundNotes, find_notes
from painsci_search.reading.notes.labels import strip_label
from painsci_search.reading.outcome import Reading
from painsci_search.reading.parse import collection_deferred, parse_html
from painsci_search.reading.prose import Prose
from painsci_search.reading.sections import DraftSection, SectionReader, build_sections
from painsci_search.reading.tree import PageTree

_RELATED = re.compile(
    r"related (?:reading|articles?|posts?|stories|links?|pages?|content)|"
    r"you (?:may|might) also (?:like|enjoy)|"
    r"(?:subscribe|sign up|join)(?: (?:to|for|our|my|the) .{1,40})?|"
    r"read (?:next|more)|more (?:from|on|in) .{1,40}|share this.{0,20}|leave a (?:reply|comment)|"
    r"(?:\d+ )?comments?(?: \(\d+\))?|newsletter|about the authors?",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:table of )?contents|on this page|in this article|navigation(?: menu)?", re.IGNORECASE
)


def read_page(html: str, source: str) -> Article:
    """Read an article from HTML.

    Raises:
        ReadError: the HTML cannot be parsed, or has no text.
    """
    with collection_deferred():
        return _read_page(html, source).article


def read(file: SavedFile) -> Reading:
    """Read an article from a file of HTML.

    Raises:
        ReadError: the HTML cannot be parsed, or has no text.
    """
    return read_saved_page(file, UNKNOWN)


def read_saved_page(file: SavedFile, origin: SavedFrom) -> Reading:
    """Read an article from a page whose container names its origin.

    Raises:
        ReadError: the HTML cannot be parsed, or has no text.
    """
    html, origin = find_origin(file.text, origin)
    with collection_deferred():
        reading = _read_page(html, file.source, origin=origin)
    return reading._replace(decisions=(file.encoding_decision, *reading.decisions))


def read_html(html: str, source: str, *, whole: bool = False) -> Reading:
    """Read an article from HTML that another form of files holds.

    Args:
        whole: whether the HTML is nothing but the article, so that no furniture is looked for.

    Raises:
        ReadError: the HTML cannot be parsed, or has no text.
    """
    with collection_deferred():
        return _read_page(html, source, whole=whole)


def _read_page(
    html: str, source: str, *, whole: bool = False, origin: SavedFrom = UNKNOWN
) -> Reading:
    tree = PageTree(parse_html(html, source))
    metadata = read_metadata(tree)
    url, url_rule = choose_url(metadata.url, origin)
    tree.learn_url(url, origin.url, without_archive(origin.url))
    found = find_notes(tree)
    content = Content(tree, metadata.heading, found, whole=whole)
    ignored = {id(metadata.deck)} if metadata.deck is not None else set()
    reader = SectionReader(tree, content, found)
    drafts = reader.read(metadata.title, metadata.heading, ignored)
    byline = read_byline(drafts[0])
    if whole:
        changes: tuple[Change, ...] = ()
    else:
        drafts, changes = _split_off_changes(_without_teasers(drafts))
    notes = _cited_or_listed(drafts, found)
    used = Anchors()
    anchors = {id(note): _note_anchor(note, number, used) for number, note in enumerate(notes, 1)}
    title = metadata.title or _first_heading(drafts) or PurePath(source).stem or "Untitled"
    drafts[0].heading = title
    sections = build_sections(tree, drafts, anchors, used)
    citing = _citing_sections(sections)
    if not sections and not notes:
        raise ReadError(f"{source}: the page shows no text; check that it was saved completely")
    article = Article(
        id=suggest_id(url, title, source),
        title=title,
        sections=sections,
        notes=tuple(
            _build_note(note, anchors[id(note)], citing, _note_text(tree, note, found))
            for note in notes
        ),
        changes=changes,
        source=source,
        url=url,
        subtitle=metadata.subtitle,
        authors=metadata.authors or byline.authors,
        published=metadata.published or byline.published,
        updated=metadata.updated or byline.updated,
        language=metadata.language,
        saved=origin.saved,
    )
    decisions = (Decision.of("url", url_rule, url),) if url else ()
    return Reading(article, text_around(tree, content.root, reader.left_out, found), decisions)


def _split_off_changes(
    drafts: list[DraftSection],
) -> tuple[list[DraftSection], tuple[Change, ...]]:
    """Return the sections without change log, related reading and contents, and the changes."""
    kept: list[DraftSection] = []
    changes: list[Change] = []
    number = 0
    while number < len(drafts):
        draft = drafts[number]
        end = number + 1
        while end < len(drafts) and drafts[end].level > draft.level:
            end += 1
        anchor = attribute(draft.tag, "id") if draft.tag is not None else ""
        related = _RELATED.fullmatch(draft.heading) or anchor == "rr" or _is_contents(draft)
        if number and related:
            number = end
            continue
        entries = read_changes(draft, drafts[number + 1 : end]) if is_change_log(draft) else []
        if number and entries:
            changes.extend(entries)
            number = end
            continue
        kept.append(draft)
        number += 1
    return kept, tuple(changes)


def _is_contents(draft: DraftSection) -> bool:
    """Return whether a section is a table of contents, by its heading and its short lines."""
    lines = draft.text.split("\n\n")
    return bool(_CONTENTS.fullmatch(draft.heading)) and all(len(line) <= 100 for line in lines)


def _without_teasers(drafts: list[DraftSection]) -> list[DraftSection]:
    """Drop three or more last sections whose headings are links to other pages, like teasers."""
    end = len(drafts)
    while end > 1 and _is_teaser(drafts[end - 1]):
        end -= 1
    return drafts[:end] if len(drafts) - end >= 3 else drafts


def _is_teaser(draft: DraftSection) -> bool:
    if draft.tag is None or draft.markers or len(draft.text) > 400:
        return False
    parent = draft.tag.parent
    link = next((tag for tag in elements_in(draft.tag) if "href" in tag.attrs), None)
    around = link or (parent if parent is not None and parent.name == "a" else None)
    if around is None or attribute(around, "href").startswith("#"):
        return False
    return len(text_of(around)) >= 0.9 * len(draft.heading)


def _cited_or_listed(drafts: list[DraftSection], found: FoundNotes) -> list[FoundNote]:
    """Return the notes that the text cites, and the uncited ones in the same lists."""
    cited = {id(marker.note) for draft in drafts for marker, _ in draft.markers}
    lists = {parent for note in found.notes if id(note) in cited for parent in _lists_around(note)}
    return [note for note in found.notes if id(note) in cited or lists & _lists_around(note)]


def _lists_around(note: FoundNote) -> set[int]:
    """Return the identities of the elements that may be the list of a note."""
    first = note.nodes[0]
    block = first if isinstance(first, Tag) else first.parent
    return {id(parent) for parent in ancestors(block, 2)} if block is not None else set()


def _first_heading(drafts: list[DraftSection]) -> str:
    return next((draft.heading for draft in drafts[1:]), "")


def _note_anchor(note: FoundNote, number: int, used: Anchors) -> str:
    note.in_page = note.in_page and bool(note.anchor) and note.anchor not in used
    return used.add(note.anchor or f"note-{note.label or number}")


def _build_note(
    note: FoundNote,
    anchor: str,
    citing: dict[str, tuple[str, ...]],
    content: tuple[str, tuple[str, ...]],
) -> Note:
    text, links = content
    references = parse_references(text, links)
    return Note(note.label, anchor, text, references, citing.get(anchor, ()), note.in_page)


def _citing_sections(sections: tuple[Section, ...]) -> dict[str, tuple[str, ...]]:
    """Return the anchors of the sections that cite a note, by the note's anchor."""
    citing: dict[str, dict[str, None]] = {}
    for section in sections:
        for ref in section.note_refs:
            citing.setdefault(ref.anchor, {})[section.anchor] = None
    return {anchor: tuple(sections) for anchor, sections in citing.items()}


def _note_text(tree: PageTree, note: FoundNote, found: FoundNotes) -> tuple[str, tuple[str, ...]]:
    """Return a note's text without its label and links back, and the URLs of its links."""
    prose = Prose()
    links: list[str] = []
    roots = {id(node) for node in note.nodes}

    def skip(tag: Tag) -> bool:
        if tag.name in SILENT:
            return not is_special(tag)
        return id(tag) not in roots and (id(tag) in found.hidden or is_hidden(tree, tag))

    for node in note.nodes:
        if not isinstance(node, Tag):
            prose.add(str(node))
        elif id(node) not in found.hidden or len(note.nodes) == 1:
            _read_note(prose, links, node, skip)
    return strip_label(prose.finish().text, note.label), tuple(links)


def _read_note(prose: Prose, links: list[str], root: Tag, skip: Callable[[Tag], bool]) -> None:
    """Add the text of an element of a note, and the URLs of its links."""
    done_with: PageElement | None = None
    for step, node in walk(root, skip):
        if done_with is not None:
            done_with = None if node is done_with else done_with
        elif step == "open" and read_special_unless(prose, node, skip):
            done_with = node
        else:
            _add_to_note(prose, links, step, node)


def _add_to_note(prose: Prose, links: list[str], step: Step, node: PageElement) -> None:
    if not isinstance(node, Tag):
        prose.add(str(node))
    elif node.name in BLOCKS:
        prose.end_paragraph()
    elif node.name == "br":
        prose.add(" ")
    elif step == "open" and node.name == "a" and attribute(node, "href"):
        links.append(attribute(node, "href"))
