"""The form of JATS and NLM XML, in which journals publish: a file in, an `Article` out.

`xml.py` parses the file, `front.py` reads the metadata, `notes.py` with `references.py` the
reference lists and footnotes, and `body.py` the sections.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from painsci_search.errors import ReadError
from painsci_search.model import Article, Decision, Note, NoteRef, Section
from painsci_search.reading.anchors import Anchors, slugify
from painsci_search.reading.forms.jats.body import BodyReader
from painsci_search.reading.forms.jats.drafts import Draft
from painsci_search.reading.forms.jats.front import front_of, read_front
from painsci_search.reading.forms.jats.markers import Marker
from painsci_search.reading.forms.jats.notes import NoteTable, read_notes
from painsci_search.reading.forms.jats.xml import Element, attribute, child, parse_article
from painsci_search.reading.forms.saved_file import SavedFile
from painsci_search.reading.naming import suggest_id
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Read an article from JATS or NLM XML; the file shows nothing around it.

    Raises:
        ReadError: the XML is damaged, or holds no text.
    """
    article = parse_article(file.data, file.source)
    front = read_front(article)
    title = front.title or PurePath(file.source).stem or "Untitled"
    used = Anchors()
    table = read_notes(article, used)
    drafts = _read_drafts(article, title, table)
    sections, citing = _build_sections(drafts, used)
    if not sections and not table.notes:
        raise ReadError(f"{file.source}: the XML shows no text; check that it was saved completely")
    read = Article(
        id=suggest_id(front.url, title, file.source),
        title=title,
        sections=sections,
        notes=_build_notes(table, citing),
        source=file.source,
        url=front.url,
        subtitle=front.subtitle,
        authors=front.authors,
        published=front.published,
        updated=front.updated,
        language=front.language,
        metadata=front.identifiers,
        warnings=_warnings(sections),
    )
    return Reading(read, "", _decisions(article, read))


def _warnings(sections: tuple[Section, ...]) -> tuple[str, ...]:
    """Return what reading is unsure of."""
    missing = sum(not ref.anchor for section in sections for ref in section.note_refs)
    noun = "marker" if missing == 1 else "markers"
    return (f"{missing} {noun} without a note",) if missing else ()


def _decisions(element: Element, article: Article) -> tuple[Decision, ...]:
    """Return the choices that a fault in reading may come from."""
    inner = element.findall("sub-article") + element.findall("response")
    left_out = ", ".join(filter(None, (attribute(one, "article-type") for one in inner)))
    decisions = [
        Decision.of("title", "the element article-title", article.title),
        Decision.of("authors", "the contributors that are authors", ", ".join(article.authors)),
        Decision.of("published", "the dates of publication", article.published or ""),
        Decision.of("url", "the DOI, or another address of the article", article.url or ""),
        Decision.of("notes", "the reference lists and footnotes", str(len(article.notes))),
    ]
    if inner and child(element, "body") is not None:
        decisions.append(Decision.of("body", "articles within the article left out", left_out))
    return tuple(decisions)


def _read_drafts(article: Element, title: str, table: NoteTable) -> list[Draft]:
    """Read the abstracts, the body and the back matter, in the order in which they are printed."""
    reader = BodyReader(title, table, child(article, "floats-group"))
    meta, body = front_of(article), child(article, "body")
    for abstract in meta.iter("abstract", "trans-abstract") if meta is not None else ():
        reader.read_abstract(abstract)
    if groups := list(meta.iter("kwd-group")) if meta is not None else []:
        reader.read_keywords(groups)
    if body is not None:
        reader.read_body(body)
    else:
        # an issue of abstracts holds nothing but articles
        for inner in article.findall("sub-article"):
            reader.read_article(inner, read_front(inner).title)
    parts = [child(article, "front"), child(article, "back")]
    for part in (inner for outer in parts if outer is not None for inner in outer):
        if part.tag not in ("journal-meta", "article-meta"):
            reader.read_back(part)
    return reader.drafts


def _build_sections(
    drafts: list[Draft], used: Anchors
) -> tuple[tuple[Section, ...], dict[str, dict[str, None]]]:
    """Return the sections that have a text or a subsection, and what cites each note."""
    sections: list[Section] = []
    citing: dict[str, dict[str, None]] = {}
    for draft in drafts:
        done = draft.prose.finish()
        if not done.text and draft.level == 1:
            continue
        in_page = bool(draft.anchor) and draft.anchor not in used
        anchor = used.add(draft.anchor if in_page else slugify(draft.heading))
        cited = []
        for marker, offset in done.markers:
            if isinstance(marker, Marker):
                cited.append((marker.label, offset, marker.anchor))
                citing.setdefault(marker.anchor, {})[anchor] = None
        refs = NoteRef.join(cited)
        section = Section(anchor, draft.heading, done.text, draft.level, draft.path, refs)
        sections.append(
            replace(section, anchor_in_page=in_page, blocks=done.blocks, marks=done.marks)
        )
    return tuple(sections), citing


def _build_notes(table: NoteTable, citing: dict[str, dict[str, None]]) -> tuple[Note, ...]:
    return tuple(
        Note(
            note.label,
            note.anchor,
            note.text,
            note.references,
            tuple(citing.get(note.anchor, ())),
            note.in_page,
        )
        for note in table.notes
    )
