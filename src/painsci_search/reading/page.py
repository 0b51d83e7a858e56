"""An article's HTML in, an Article out: the stages of reading a page in their order."""

from __future__ import annotations

import re
import warnings
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from painsci_search.errors import ReadError
from painsci_search.model import Article, Change, Note, Section
from painsci_search.reading.anchors import make_unique
from painsci_search.reading.byline import read_byline
from painsci_search.reading.citations import parse_references
from painsci_search.reading.content import Content, is_hidden
from painsci_search.reading.dates import parse_date
from painsci_search.reading.dom import BLOCKS, SILENT, ancestors, attribute, text_of, walk
from painsci_search.reading.metadata import find_url, read_metadata
from painsci_search.reading.notes import FoundNote, FoundNotes, find_notes
from painsci_search.reading.notes.labels import strip_label
from painsci_search.reading.prose import Prose
from painsci_search.reading.sections import Draft, SectionReader, build_sections
from painsci_search.reading.tree import PageTree

_RELATED = re.compile(
    r"related (?:reading|articles?|posts?|links?|pages?|content)|you (?:may|might) also like|"
    r"read (?:next|more)|more (?:from|on|in) .{1,40}|subscribe|share this.{0,20}|leave a (?:reply|comment)|"
    r"(?:\d+ )?comments?(?: \(\d+\))?|newsletter|about the authors?",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"what[’']s new(?: in this (?:article|page))?\??|updates?|change ?log|revision history|"
    r"update (?:history|log)|document history",
    re.IGNORECASE,
)
_DATE_FIRST = re.compile(r"^(.{4,24}?)\s*(?:—|–|--?|:)\s+")


def read_page(html: str, source: str) -> Article:
    """Read an article from HTML.

    Raises:
        ReadError: the HTML cannot be parsed, or shows no text at all.
    """
    try:
        with warnings.catch_warnings():
            # XHTML is read as browsers read a page saved with the extension .html
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            soup = BeautifulSoup(html, "lxml")
        return _read(soup, source)
    except (RecursionError, AssertionError, ValueError, AttributeError) as err:
        raise ReadError(f"{source}: its HTML cannot be read ({err}); save the page again") from err


def _read(soup: BeautifulSoup, source: str) -> Article:
    about = read_metadata(soup)
    tree = PageTree(soup, find_url(soup))
    found = find_notes(tree)
    content = Content(tree, about.heading, found)
    unwanted = {id(about.deck)} if about.deck is not None else set()
    drafts = SectionReader(tree, content, found).read(about.title, about.heading, unwanted)
    byline = read_byline(drafts[0])
    drafts, changes = _set_apart(_without_teasers(drafts))
    notes = _cited_or_listed(drafts, found)
    taken: set[str] = set()
    anchors = {id(note): _note_anchor(note, number, taken) for number, note in enumerate(notes, 1)}
    sections = build_sections(tree, drafts, anchors, taken)
    citing = _citing_sections(sections)
    if not sections and not notes:
        raise ReadError(f"{source}: the page shows no text; check that it was saved completely")
    return Article(
        id=article_id(about.url, source),
        title=about.title,
        sections=sections,
        notes=tuple(
            _build_note(note, anchors[id(note)], citing.get(anchors[id(note)], ()), found)
            for note in notes
        ),
        changes=changes,
        source=source,
        url=about.url,
        subtitle=about.subtitle,
        authors=about.authors or byline.authors,
        published=about.published or byline.published,
        updated=about.updated,
        language=about.language,
    )


def _set_apart(drafts: list[Draft]) -> tuple[list[Draft], tuple[Change, ...]]:
    """Part the change log and the related reading from the sections."""
    kept: list[Draft] = []
    changes: list[Change] = []
    dropped: int | None = None
    for number, draft in enumerate(drafts):
        if number and dropped is not None and draft.level > dropped:
            continue
        dropped = None
        anchor = attribute(draft.tag, "id") if draft.tag is not None else ""
        if number and (_RELATED.fullmatch(draft.heading) or anchor == "rr"):
            dropped = draft.level
        elif number and (anchor == "updates" or _CHANGES.fullmatch(draft.heading)):
            entries = _read_changes(draft.text)
            if entries:
                changes.extend(entries)
                dropped = draft.level
            else:
                kept.append(draft)
        else:
            kept.append(draft)
    return kept, tuple(changes)


def _without_teasers(drafts: list[Draft]) -> list[Draft]:
    """Drop a tail of at least three headings that are links to other pages, as teasers are."""
    end = len(drafts)
    while end > 1 and _is_teaser(drafts[end - 1]):
        end -= 1
    return drafts[:end] if len(drafts) - end >= 3 else drafts


def _is_teaser(draft: Draft) -> bool:
    if draft.tag is None or draft.markers or len(draft.text) > 400:
        return False
    parent = draft.tag.parent
    around = draft.tag.find("a", href=True) or (parent if parent and parent.name == "a" else None)
    if not isinstance(around, Tag) or attribute(around, "href").startswith("#"):
        return False
    return len(text_of(around)) >= 0.9 * len(draft.heading)


def _read_changes(text: str) -> list[Change]:
    """Read a change log: each paragraph that starts with a date is an entry."""
    entries: list[Change] = []
    for paragraph in filter(None, text.split("\n\n")):
        found = _DATE_FIRST.match(paragraph)
        date = parse_date(found[1]) if found else None
        if found and date:
            entries.append(Change(date, paragraph[found.end() :]))
        elif entries or re.match(
            r"(?:publication|first published|\d+ (?:archived )?updates)", paragraph, re.IGNORECASE
        ):
            entries.append(Change("", paragraph))
    return entries if any(entry.date for entry in entries) else []


def _cited_or_listed(drafts: list[Draft], found: FoundNotes) -> list[FoundNote]:
    """Keep the notes that the text cites, and the uncited ones beside them."""
    cited = {id(marker.note) for draft in drafts for marker, _ in draft.markers}
    lists = {place for note in found.notes if id(note) in cited for place in _places(note)}
    return [note for note in found.notes if id(note) in cited or lists & _places(note)]


def _places(note: FoundNote) -> set[int]:
    """Identify the elements that may be the list in which a note stands."""
    first = note.nodes[0]
    block = first if isinstance(first, Tag) else first.parent
    return {id(parent) for parent in ancestors(block, 2)} if block is not None else set()


def _note_anchor(note: FoundNote, number: int, taken: set[str]) -> str:
    note.in_page = note.in_page and bool(note.anchor) and note.anchor not in taken
    return make_unique(note.anchor or f"note-{note.label or number}", taken)


def _build_note(note: FoundNote, anchor: str, citing: tuple[str, ...], found: FoundNotes) -> Note:
    text, links = _note_text(note, found)
    references = parse_references(text, links)
    return Note(note.label, anchor, text, references, citing, note.in_page)


def _citing_sections(sections: tuple[Section, ...]) -> dict[str, tuple[str, ...]]:
    """Return the anchors of the sections that cite each note, by the note's anchor."""
    citing: dict[str, dict[str, None]] = {}
    for section in sections:
        for ref in section.note_refs:
            citing.setdefault(ref.anchor, {})[section.anchor] = None
    return {anchor: tuple(sections) for anchor, sections in citing.items()}


def _note_text(note: FoundNote, found: FoundNotes) -> tuple[str, tuple[str, ...]]:
    """Return a note's text without its label and the ways back, and the links in it."""
    prose = Prose()
    links: list[str] = []

    roots = {id(node) for node in note.nodes}

    def skip(tag: Tag) -> bool:
        if id(tag) in roots:
            return tag.name in SILENT
        return tag.name in SILENT or id(tag) in found.hidden or is_hidden(tag)

    for node in note.nodes:
        if not isinstance(node, Tag):
            prose.add(str(node))
            continue
        if id(node) in found.hidden and len(note.nodes) > 1:
            continue
        for step, inner in walk(node, skip):
            if step == "text":
                prose.add(str(inner))
            elif isinstance(inner, Tag):
                if inner.name in BLOCKS:
                    prose.end_paragraph()
                elif inner.name == "br":
                    prose.add(" ")
                elif step == "open" and inner.name == "a" and attribute(inner, "href"):
                    links.append(attribute(inner, "href"))
    text, _ = prose.finish()
    return strip_label(text, note.label), tuple(links)


def article_id(url: str | None, source: str) -> str:
    """Name an article: by the last part of its address, else by its file.

    >>> article_id("https://example.org/pain/asmr.html", "x.html")
    'asmr'
    """
    parts = [part for part in unquote(urlsplit(url).path).split("/") if part] if url else []
    file = PurePath(source)
    names = parts[::-1] or [file.name, file.parent.name]
    for name in names:
        stem = re.sub(r"\.[A-Za-z]{2,5}$", "", name)
        if stem and stem.lower() not in ("index", "default"):
            return stem
    return file.stem or "article"
