"""The form of HTML: a page in, an `Article` out. `_read_page` runs the stages in their order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
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
from painsci_search.reading.headings import heading_text
from painsci_search.reading.inline import is_special, read_special_unless
from painsci_search.reading.metadata import Metadata, read_metadata
from painsci_search.reading.naming import suggest_id
from painsci_search.reading.notes import FoundNote, FoundNotes, find_notes
from painsci_search.reading.notes.labels import strip_label
from painsci_search.reading.outcome import Reading, metadata_warnings
from painsci_search.reading.parse import collection_deferred, parse_html
from painsci_search.reading.prose import Finished, Prose
from painsci_search.reading.sections import DraftSection, SectionReader, build_sections
from painsci_search.reading.tree import PageTree

# Headings of what a site puts below its articles.
_AFTER_ARTICLE = re.compile(
    r"(?:subscribe|sign up|join)(?: (?:to|for|our|my|the) .{1,40})?|share this.{0,20}|"
    r"leave a (?:reply|comment)|(?:\d+ )?comments?(?: \(\d+\))?|newsletter|about the authors?",
    re.IGNORECASE,
)
# A block of a note that ends or starts within a line: "Doe J," or ". A title."
_SPLIT_LINE = re.compile(r"(?<=,)\n\n|\n\n(?=[.,;:])")
# Headings of lists of other articles. A section of the article may have one, too.
_RELATED = re.compile(
    r"related (?:reading|articles?|posts?|stories|links?|pages?|content)|"
    r"you (?:may|might) also (?:like|enjoy)|read (?:next|more)|more (?:from|on|in) .{1,40}",
    re.IGNORECASE,
)
# Letters: a longer paragraph is no title or summary of another article.
_LONGEST_SUMMARY = 300
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
    metadata = metadata.completed(read_byline(drafts[0], metadata.language))
    if whole:
        changes: tuple[Change, ...] = ()
    else:
        drafts, changes = _split_off_changes(_without_teasers(drafts))
    notes = _cited_or_listed(drafts, found)
    used = Anchors()
    anchors = {id(note): _note_anchor(note, number, used) for number, note in enumerate(notes, 1)}
    title = (
        _title_of(metadata, found) or _first_heading(drafts) or PurePath(source).stem or "Untitled"
    )
    drafts[0].heading = title
    sections = build_sections(tree, drafts, anchors, used)
    citing = _citing_sections(sections, drafts, anchors)
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
        authors=metadata.authors,
        published=metadata.published,
        updated=metadata.updated,
        language=metadata.language,
        saved=origin.saved,
    )
    of_notes = _warn_of_notes(drafts, notes, found)
    article = replace(article, warnings=(*of_notes, *metadata_warnings(article)))
    surroundings = text_around(tree, content.root, reader.left_out, found)
    decisions = [
        Decision.of("body", content.rule, _start_tag(content.root)),
        *(choice for choice in metadata.decisions if choice.part != "url"),
        *_choices_of_notes(found),
    ]
    if url:
        decisions.append(Decision.of("url", url_rule, url))
    return Reading(article, surroundings, tuple(decisions))


def _start_tag(tag: Tag) -> str:
    """Return the start tag of an element with its id and classes, as a page might print it."""
    names = [f' {name}="{attribute(tag, name)}"' for name in ("id", "class") if name in tag.attrs]
    return f"<{tag.name}{''.join(names)}>"


def _choices_of_notes(found: FoundNotes) -> Iterator[Decision]:
    """Yield the dialect in which each group of notes was found."""
    for rule, notes, markers in found.dialects:
        counts = f"{_count(notes, 'note')}, {_count(markers, 'marker')}"
        yield Decision.of("notes", rule, counts)


def _title_of(metadata: Metadata, found: FoundNotes) -> str:
    """Return the title; without the markers of notes in it if it is the text of a heading."""
    heading = metadata.heading
    if heading is None or metadata.title != heading_text(heading):
        return metadata.title
    markers = {key for key, marker in found.markers.items() if not marker.keep_words}
    return heading_text(heading, markers | found.hidden)


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
        if number and (anchor == "rr" or _is_contents(draft) or _is_related(drafts[number:end])):
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


def _is_related(drafts: list[DraftSection]) -> bool:
    """Return whether a section, with its subsections, is no part of the article, by its heading."""
    heading = drafts[0].heading
    if _AFTER_ARTICLE.fullmatch(heading):
        return True
    lines = (line for draft in drafts for line in draft.text.split("\n\n"))
    return bool(_RELATED.fullmatch(heading)) and all(
        len(line) <= _LONGEST_SUMMARY for line in lines
    )


def _is_contents(draft: DraftSection) -> bool:
    """Return whether a section is a table of contents, by its heading and its short lines."""
    lines = draft.text.split("\n\n")
    return bool(_CONTENTS.fullmatch(draft.heading)) and all(len(line) <= 100 for line in lines)


def _without_teasers(drafts: list[DraftSection]) -> list[DraftSection]:
    """Drop three or more last sections whose headings are links to other pages, like teasers.

    Text between such headings that is longer than the text before them is the article's own.
    """
    end = len(drafts)
    while end > 1 and _is_teaser(drafts[end - 1]):
        end -= 1
    before = sum(len(draft.text) for draft in drafts[:end])
    after = sum(len(draft.text) for draft in drafts[end:])
    return drafts[:end] if len(drafts) - end >= 3 and after <= before else drafts


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
    """Return the notes that the text or another note cites, and the others in the same lists."""
    cited = {id(marker.note) for draft in drafts for marker, _ in draft.markers}
    cited |= _cited_by_notes(found, cited)
    lists = {parent for note in found.notes if id(note) in cited for parent in _lists_around(note)}
    return [
        note
        for note in found.notes
        if note.is_listed or id(note) in cited or lists & _lists_around(note)
    ]


def _warn_of_notes(
    drafts: list[DraftSection], notes: list[FoundNote], found: FoundNotes
) -> Iterator[str]:
    """Yield what is missing: notes of markers, and markers of notes if the text has any."""
    markers = [marker for draft in drafts for marker, _ in draft.markers]
    cited = {id(note) for marker in markers for note in (marker.note, *marker.between)}
    cited |= _cited_by_notes(found, cited)
    lost = sum(marker.note is None for marker in markers)
    uncited = sum(id(note) not in cited for note in notes) if markers else 0
    if lost:
        yield f"{_count(lost, 'marker')} without a note"
    if uncited:
        yield f"{_count(uncited, 'note')} without a marker"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cited_by_notes(found: FoundNotes, cited: set[int]) -> set[int]:
    """Return the identities of the notes to which cited notes lead, directly or over others."""
    owners = {id(node): note for note in found.notes for node in note.nodes}
    leads: dict[int, list[int]] = {}
    for marker in found.markers.values():
        around = (marker.element, *ancestors(marker.element, 12))
        owner = next((owners[id(tag)] for tag in around if id(tag) in owners), None)
        if owner is not None and marker.note is not None:
            leads.setdefault(id(owner), []).append(id(marker.note))
    reached: set[int] = set()
    waiting = list(cited)
    while waiting:
        for note in leads.pop(waiting.pop(), ()):
            if note not in reached:
                reached.add(note)
                waiting.append(note)
    return reached


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
    content: tuple[str, tuple[str, ...], tuple[tuple[int, int], ...]],
) -> Note:
    text, links, spans = content
    references = parse_references(text, links, spans)
    return Note(note.label, anchor, text, references, citing.get(anchor, ()), note.in_page)


def _citing_sections(
    sections: tuple[Section, ...], drafts: list[DraftSection], anchors: dict[int, str]
) -> dict[str, tuple[str, ...]]:
    """Return the anchors of the sections that cite a note, by the note's anchor.

    A range such as "1–4" cites the notes between its ends, too.
    """
    citing: dict[str, dict[str, None]] = {}
    remaining = iter(drafts)
    for section in sections:
        for ref in section.note_refs:
            citing.setdefault(ref.anchor, {})[section.anchor] = None
        for draft in remaining:
            if draft.heading == section.heading and draft.text == section.text:
                for marker, _ in draft.markers:
                    for note in marker.between:
                        citing.setdefault(anchors.get(id(note), ""), {})[section.anchor] = None
                break
    return {anchor: tuple(sections) for anchor, sections in citing.items()}


def _note_text(
    tree: PageTree, note: FoundNote, found: FoundNotes
) -> tuple[str, tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Return a note's text without its label and links back, and its links.

    Returns:
        The text, the URLs of the links, and the start and end of each link in the text.
    """
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
    for row in note.rows:
        links += [attribute(link, "href") for link in tree.named("a", within=row)]
    finished = prose.finish()
    joined = _SPLIT_LINE.sub(_join_line, finished.text)
    text = strip_label(joined, note.label, spaced=note.is_bare)
    return text, tuple(links), tuple(_link_spans(finished, text))


def _join_line(gap: re.Match[str]) -> str:
    return " " if gap.string[gap.start() - 1] == "," else ""


def _link_spans(finished: Finished, text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each link in a note's text without its label."""
    gaps = list(_SPLIT_LINE.finditer(finished.text))
    starts = [gap.start() for gap in gaps]
    lost = [0, *accumulate(len(gap.group()) - len(_join_line(gap)) for gap in gaps)]
    shift = max(0, _SPLIT_LINE.sub(_join_line, finished.text).find(text))
    for mark in finished.marks:
        start, end = (at - lost[bisect_left(starts, at)] - shift for at in (mark.start, mark.end))
        if mark.kind == "link" and start >= 0:
            yield start, end


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
    elif node.name == "a" and attribute(node, "href"):
        if step == "close":
            prose.close_mark("link")
            return
        if isinstance(node.previous_sibling, Tag) and node.previous_sibling.name == "a":
            prose.add(" ")  # two links that touch are two words
        links.append(attribute(node, "href"))
        prose.open_mark("link", links[-1])
