"""The form of HTML: a page in, an `Article` out. `_read_page` runs the stages in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import PurePath

from painsci_search.errors import ReadError
from painsci_search.model import Article, Change, Decision, Note, Reference, Section
from painsci_search.reading.anchors import Anchors
from painsci_search.reading.bylines.byline import read_byline
from painsci_search.reading.changes import is_change_log, read_changes
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.link_labels import without_link_labels
from painsci_search.reading.content import Content, text_around
from painsci_search.reading.dom.elements import (
    attribute,
    elements_in,
    heading_level,
    text_of,
    texts_in,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.parse import collection_deferred, parse_html
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.frames import Frame, find_article, has_frames
from painsci_search.reading.forms.saved_from import (
    UNKNOWN,
    SavedFrom,
    choose_url,
    find_origin,
    without_archive,
)
from painsci_search.reading.headings.closing import (
    is_about_authors,
    is_after_article,
    is_of_related,
)
from painsci_search.reading.headings.heading import heading_text
from painsci_search.reading.headings.imprints import is_imprint
from painsci_search.reading.headings.plain import read_sections
from painsci_search.reading.marked_fields import MarkedFields
from painsci_search.reading.metadata import Metadata, read_metadata
from painsci_search.reading.naming import suggest_id
from painsci_search.reading.notes import FoundNote, FoundNotes, find_notes
from painsci_search.reading.notes.kept import (
    cited_notes,
    cited_or_listed,
    counted,
    warn_of_notes,
    without_headings_of_notes,
)
from painsci_search.reading.notes.texts import read_note
from painsci_search.reading.outcome import Reading, metadata_warnings
from painsci_search.reading.sections import DraftSection, build_sections, finish

# Letters: a longer paragraph is no title or summary of another article.
_LONGEST_SUMMARY = 300
_CONTENTS = re.compile(
    r"(?:table of )?contents|on this page|in this article|navigation(?: menu)?", re.IGNORECASE
)

_IDENTIFIERS = ("doi", "pmid", "pmcid", "painsci_id", "isbn", "url")


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


def read_saved_page(
    file: SavedFile, origin: SavedFrom, frames: Callable[[], Sequence[Frame]] = tuple
) -> Reading:
    """Read an article from a page whose container names its origin.

    Args:
        frames: returns the frames that the container holds beside the page.

    Raises:
        ReadError: the HTML cannot be parsed, or has no text.
    """
    html, origin = find_origin(file.text, origin)
    with collection_deferred():
        reading = _read_page(html, file.source, origin=origin, frames=frames)
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
    html: str,
    source: str,
    *,
    whole: bool = False,
    origin: SavedFrom = UNKNOWN,
    frames: Callable[[], Sequence[Frame]] = tuple,
) -> Reading:
    tree, frame_url = find_article(PageTree(parse_html(html, source)), frames, source)
    if has_frames(tree):
        raise ReadError(f"{source}: a page of frames without text; save the frame with the article")
    origin = origin._replace(url=frame_url or origin.url)
    metadata = read_metadata(tree)
    url, url_rule = choose_url(metadata.url, origin)
    tree.learn_url(url, origin.url, without_archive(origin.url))
    found = find_notes(tree)
    drafts, surroundings, body = _read_body(tree, metadata, found, whole=whole)
    finish(drafts)
    metadata = metadata.completed(read_byline(drafts[0], metadata.language, metadata.authors))
    if whole:
        changes: tuple[Change, ...] = ()
    else:
        drafts, changes = _split_off_changes(_without_teasers(drafts))
    cited = cited_notes(drafts, found)
    notes = cited_or_listed(found, cited)
    drafts = without_headings_of_notes(tree, drafts, notes)
    used = Anchors()
    anchors = {id(note): _note_anchor(note, number, used) for number, note in enumerate(notes, 1)}
    title = (
        _title_of(metadata, found) or _first_heading(drafts) or PurePath(source).stem or "Untitled"
    )
    drafts[0].heading = title
    sections = build_sections(tree, drafts, anchors, used)
    citing = _citing_sections(sections)
    if not sections and not notes:
        raise ReadError(f"{source}: the page shows no text; check that it was saved completely")
    article = Article(
        id=suggest_id(url, title, source),
        title=title,
        sections=sections,
        notes=_build_notes(tree, found, notes, anchors, citing),
        changes=changes,
        source=source,
        url=url,
        subtitle=metadata.subtitle,
        authors=metadata.authors,
        published=metadata.published,
        updated=metadata.updated,
        language=metadata.language,
        saved=origin.saved,
        tags=metadata.tags,
        metadata=metadata.labels,
    )
    of_notes = warn_of_notes(drafts, notes, cited)
    article = replace(article, warnings=(*of_notes, *metadata_warnings(article)))
    decisions = [
        body,
        *(choice for choice in metadata.decisions if choice.part != "url"),
        *_choices_of_notes(found),
    ]
    if url:
        decisions.append(Decision.of("url", url_rule, url))
    tree.release()
    return Reading(article, surroundings, tuple(decisions))


def _read_body(
    tree: PageTree, metadata: Metadata, found: FoundNotes, *, whole: bool
) -> tuple[list[DraftSection], str, Decision]:
    """Return the sections, not yet finished, the text around them, and how they were found.

    What the search for the article took in memory is free before the texts are finished.
    """
    content = Content(tree, metadata.heading, found, whole=whole)
    drafts, left_out = read_sections(tree, content, found, metadata)
    surroundings = text_around(tree, content.root, left_out, found)
    return drafts, surroundings, Decision.of("body", content.rule, _start_tag(content.root))


def _start_tag(tag: Tag) -> str:
    """Return the start tag of an element with its id and classes, as a page might print it."""
    names = [f' {name}="{attribute(tag, name)}"' for name in ("id", "class") if name in tag.attrs]
    return f"<{tag.name}{''.join(names)}>"


def _choices_of_notes(found: FoundNotes) -> Iterator[Decision]:
    """Yield the dialect in which each group of notes was found."""
    for rule, notes, markers in found.dialects:
        counts = f"{counted(notes, 'note')}, {counted(markers, 'marker')}"
        yield Decision.of("notes", rule, counts)


def _title_of(metadata: Metadata, found: FoundNotes) -> str:
    """Return the title without the signs of notes after it.

    If it is the text of a heading, all markers of notes in it are left out.
    """
    heading = metadata.heading
    if heading is None:
        return metadata.title
    title = metadata.title
    if title == heading_text(heading):
        markers = {key for key, marker in found.markers.items() if not marker.keep_words}
        title = heading_text(heading, markers | found.hidden)
    for node in texts_in(heading) if found.spans else ():
        for span, _ in found.spans.get(id(node), ()):
            title = title.removesuffix(span.label).rstrip()
    return title


def _split_off_changes(
    drafts: list[DraftSection],
) -> tuple[list[DraftSection], tuple[Change, ...]]:
    """Return the sections without change log, related reading and contents, and the changes."""
    kept: list[DraftSection] = []
    changes: list[Change] = []
    lengths = [0, *accumulate(len(draft.text) for draft in drafts)]
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
        # a section at the end about the authors; with much after it, they are its subject
        is_last = 4 * (lengths[-1] - lengths[end]) < lengths[number]
        texts = (one.text for one in drafts[number:end])
        if number and is_last and is_about_authors(draft.heading, texts):
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
    texts = [draft.text for draft in drafts]
    if is_after_article(heading) or is_imprint(heading, texts):
        return True
    if not is_of_related(heading):
        return False
    lines = (line for draft in drafts for line in draft.text.split("\n\n"))
    return all(len(line) <= _LONGEST_SUMMARY for line in lines)


def _is_contents(draft: DraftSection) -> bool:
    """Return whether a section is a table of contents, by its heading and its short lines."""
    if _CONTENTS.fullmatch(draft.heading) is None:
        return False
    return all(len(line) <= 100 for line in draft.text.split("\n\n"))


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


def _first_heading(drafts: list[DraftSection]) -> str:
    return next((one.heading for one in drafts[1:] if one.tag and heading_level(one.tag)), "")


def _note_anchor(note: FoundNote, number: int, used: Anchors) -> str:
    note.in_page = note.in_page and bool(note.anchor) and note.anchor not in used
    return used.add(note.anchor or f"note-{note.label or number}")


def _build_notes(
    tree: PageTree,
    found: FoundNotes,
    notes: Sequence[FoundNote],
    anchors: dict[int, str],
    citing: dict[str, tuple[str, ...]],
) -> tuple[Note, ...]:
    marked = MarkedFields(tree, found, len(notes))
    read: dict[int, tuple[str, tuple[Reference, ...]]] = {}
    for number, note in enumerate(notes):
        text, links, marks = read_note(tree, note, found)
        spans = [(mark.start, mark.end) for mark in marks if mark.kind == "link"]
        references = parse_references(text, links, marks)
        references = marked.complete(note, number, (text, links, spans), references)
        read[id(note)] = without_link_labels(text, marks), references
    built: list[Note] = []
    for note in notes:
        anchor, (text, references) = anchors[id(note)], read[id(note)]
        if works := [one for work in note.works for one in read.get(id(work), ("", ()))[1]]:
            references = _with_works(references, works)
        cited_from = citing.get(anchor, ())
        built.append(Note(note.label, anchor, text, references, cited_from, note.in_page))
    return tuple(built)


def _with_works(
    references: tuple[Reference, ...], works: Sequence[Reference]
) -> tuple[Reference, ...]:
    """Add the listed works that a note cites to those of its own text.

    An author and a year alone, as short notes have them, are no other work.
    """
    own = [one for one in references if one.title or any(getattr(one, id_) for id_ in _IDENTIFIERS)]
    return tuple(dict.fromkeys((*own, *works)))


def _citing_sections(sections: tuple[Section, ...]) -> dict[str, tuple[str, ...]]:
    """Return the anchors of the sections that cite a note, by the note's anchor."""
    citing: dict[str, dict[str, None]] = {}
    for section in sections:
        for anchor in (one for ref in section.note_refs for one in ref.anchors):
            citing.setdefault(anchor, {})[section.anchor] = None
    return {anchor: tuple(found) for anchor, found in citing.items()}
