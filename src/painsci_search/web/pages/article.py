"""An article to read: its sections and notes as they were indexed, and a passage of it marked.

It is made of the texts of the index alone, so that nothing of the page that was indexed comes along
but its words, its anchors and its addresses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from painsci_search.model import Article, Note, NoteRef, Section
from painsci_search.render.wording import byline
from painsci_search.web.pages.asked import PASSAGE_ID, Asked
from painsci_search.web.pages.evidence import note_works, outside, web_address
from painsci_search.web.pages.frame import Site, document, masthead, skip_link, slash_choice
from painsci_search.web.pages.markup import Markup, Span, element, join, text

LONGEST_PASSAGE = 3_000
_KEYS = (("/", "field"), ("Esc", "back to the passages"))
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_RIGHT_TO_LEFT = frozenset(
    "ar arc azb ckb dv fa he ku-arab nqo pa-arab pnb prs ps sd syr ug ur yi".split()
)
# The ids of the page's own begin so; an anchor that does goes without.
_OWN = "~"
_NOTES_ID, _CHANGES_ID, _MAIN_ID = "~notes", "~changes", "~article"
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where in an article a reader wants to be.

    Attributes:
        anchor: of a section or note; "" for none.
        passage: words to be marked, first of all there; "" for the place as a whole.
        asked: the search that led here.
    """

    anchor: str = ""
    passage: str = ""
    asked: Asked = field(default_factory=Asked)


@dataclass(slots=True)
class _Writing:
    """An article while it is written.

    Attributes:
        place: the anchor of the section or note that is marked; None for none.
        span: the passage in its text; None for the place as a whole.
        markers: how many were written.
        marker_ids: of each note, by its anchor.
    """

    article: Article
    wanted: Wanted
    site: Site
    place: str | None = None
    span: Span | None = None
    markers: int = 0
    marker_ids: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    is_marked: bool = False


def article_page(article: Article, wanted: Wanted, site: Site) -> bytes:
    """Write the page of an article."""
    writing = _Writing(article, wanted, site)
    writing.place, writing.span = _find(article, wanted)
    sections = _sections(writing)
    title = article.title or article.id
    body = element(
        "article",
        _language(article.language),
        _head(writing, title),
        sections,
        _notes(writing),
        _changes(article),
    )
    main = element("main", {"id": _MAIN_ID, "tabindex": "-1", "class": "reading"}, body)
    page = join(
        skip_link(_MAIN_ID, "Skip to the article"),
        masthead(site, Asked(q=wanted.asked.q), _KEYS),
        element("div", {"class": "columns"}, _contents(writing), main),
        element("footer", None, slash_choice()),
    )
    return document(site, f"{title} · {site.name}", page, "article.js")


def _find(article: Article, wanted: Wanted) -> tuple[str | None, Span | None]:
    """Find the passage where it should be, else anywhere; else the place where it should be."""
    places = [(each.anchor, each.text) for each in article.sections]
    places += [(each.anchor, each.text) for each in article.notes]
    if wanted.passage:
        words = wanted.passage[:LONGEST_PASSAGE].split()
        pattern = re.compile(r"\s+".join(map(re.escape, words)))
        for anchor, body in sorted(places, key=lambda place: place[0] != wanted.anchor):
            match = pattern.search(body) if words else None
            if match:
                return anchor, match.span()
    known = wanted.anchor and any(anchor == wanted.anchor for anchor, _ in places)
    return (wanted.anchor if known else None), None


def _language(tag: str | None) -> dict[str, str | int | bool | None]:
    """Say in which language and direction an article is written."""
    if not tag or not _LANGUAGE.fullmatch(tag):
        return {"dir": "auto"}
    parts = tag.lower().split("-")
    leftward = parts[0] in _RIGHT_TO_LEFT or "-".join(parts[:2]) in _RIGHT_TO_LEFT
    if "arab" in parts[1:] or "hebr" in parts[1:]:
        leftward = True
    elif "latn" in parts[1:] or "cyrl" in parts[1:]:
        leftward = False
    return {"lang": tag, "dir": "rtl" if leftward else "ltr"}


def _head(writing: _Writing, title: str) -> Markup:
    article = writing.article
    wanted = writing.wanted
    told = byline(article, "Published ", "Updated ")
    lost = None
    if wanted.passage and writing.span is None:
        said = "The passage is not in the article as it is indexed now."
        lost = element("p", {"class": "trouble", "role": "status", "lang": "en"}, said)
    original = web_address(article.url)
    return element(
        "header",
        None,
        element("h1", None, title),
        article.subtitle and element("p", {"class": "deck"}, article.subtitle),
        told and element("p", {"class": "byline"}, told),
        original
        and element(
            "p", {"class": "original", "lang": "en"}, outside(original, "The original page")
        ),
        lost,
    )


def _contents(writing: _Writing) -> Markup:
    """Write the way back, and the list of the sections."""
    asked = writing.wanted.asked
    words = join("Back to “", element("bdi", None, asked.q), "”") if asked.q else "Search"
    back = element(
        "p",
        {"class": "back"},
        element("a", {"id": "~back", "href": writing.site.to.search(asked)}, "‹ ", words),
    )
    attributes = _language(writing.article.language)
    rows = [
        element("li", {"class": f"depth{min(len(each.path), 2)}"}, _to(each.anchor, each.heading))
        for each in writing.article.sections
        if each.heading and not _is_opening(each, writing.article)
    ]
    if writing.article.notes:
        rows.append(element("li", {"lang": "en"}, _to(_NOTES_ID, "Notes")))
    if writing.article.changes:
        rows.append(element("li", {"lang": "en"}, _to(_CHANGES_ID, "What’s new")))
    listed = element(
        "details",
        {"class": "side"},
        element("summary", None, "Contents"),
        element("ul", attributes, rows),
    )
    return element(
        "nav", {"class": "aside", "aria-label": "Contents"}, back, listed if rows else None
    )


def _to(anchor: str, *words: str) -> Markup:
    return element("a", {"href": "#" + quote(anchor, errors="replace")}, *words)


def _is_opening(section: Section, article: Article) -> bool:
    return not section.path and section.heading == article.title


def _id(anchor: str) -> str | None:
    """Keep an anchor as it is, unless it could be taken for one of the page's own."""
    return None if not anchor or anchor.startswith(_OWN) else anchor


def _sections(writing: _Writing) -> Markup:
    parts: list[Markup] = []
    above = 1
    for section in writing.article.sections:
        level = min(len(section.path) + 2, above + 1, _DEEPEST)
        is_place = writing.place == section.anchor
        heading: Markup | None = None
        if section.heading and not _is_opening(section, writing.article):
            above = level
            words = text(section.heading)
            if is_place and writing.span is None:
                words = _mark(writing, words)
            heading = element(f"h{level}", None, words)
        elif is_place and writing.span is None:
            heading = element("span", {"id": PASSAGE_ID})
        body = _paragraphs(
            section.text, section.note_refs, writing.span if is_place else None, writing
        )
        parts.append(element("section", {"id": _id(section.anchor)}, heading, body))
    return join(parts)


def _paragraphs(
    body: str, note_refs: Iterable[NoteRef], span: Span | None, writing: _Writing
) -> Markup:
    refs = sorted(note_refs, key=lambda ref: ref.offset)
    parts: list[Markup] = []
    start = 0
    while start <= len(body):
        end = body.find("\n\n", start)
        end = len(body) if end < 0 else end
        count = sum(ref.offset <= end for ref in refs)
        if end > start or count:
            parts.append(
                element("p", None, _pieces(body, (start, end), span, refs[:count], writing))
            )
        refs = refs[count:]
        start = end + 2
    return join(parts)


def _pieces(
    body: str, part: Span, span: Span | None, refs: list[NoteRef], writing: _Writing
) -> Markup:
    """Write a paragraph with the markers of its notes, and the passage in it marked."""
    start, end = part
    low, high = (max(span[0], start), min(span[1], end)) if span else (end, end)
    places = [(min(max(ref.offset, start), end), ref) for ref in refs]
    cuts = sorted(
        {
            start,
            end,
            *(place for place, _ in places),
            *(c for c in (low, high) if start <= c <= end),
        }
    )
    parts: list[Markup] = []
    for at, until in zip(cuts, [*cuts[1:], end], strict=True):
        parts += [_marker(ref, writing) for place, ref in places if place == at]
        if until > at:
            words = text(body[at:until])
            parts.append(_mark(writing, words) if low <= at < high else words)
    return join(parts)


def _mark(writing: _Writing, words: Markup) -> Markup:
    """Mark words; the first that are so have the id that links lead to."""
    first = not writing.is_marked
    writing.is_marked = True
    return element("mark", {"id": PASSAGE_ID if first else None, "class": "passage"}, words)


def _marker(ref: NoteRef, writing: _Writing) -> Markup:
    label = ref.label or "*"
    if not ref.anchor:
        return element("sup", {"title": "There is no such note."}, label)
    writing.markers += 1
    name = f"~ref-{writing.markers}"
    writing.marker_ids[ref.anchor].append(name)
    told = {
        "id": name,
        "href": "#" + quote(ref.anchor, errors="replace"),
        "aria-label": f"Note {label}",
    }
    return element("sup", {"class": "marker"}, element("a", told, label))


def _notes(writing: _Writing) -> Markup | None:
    if not writing.article.notes:
        return None
    rows = [_note(note, writing) for note in writing.article.notes]
    return element(
        "section",
        {"class": "notes", "aria-labelledby": _NOTES_ID},
        element("h2", {"id": _NOTES_ID, "lang": "en"}, "Notes"),
        element("ol", {"role": "list"}, rows),
    )


def _note(note: Note, writing: _Writing) -> Markup:
    is_place = writing.place == note.anchor
    span = (writing.span or (0, len(note.text))) if is_place else None
    paragraphs = _paragraphs(note.text, (), span, writing)
    return element(
        "li",
        {"id": _id(note.anchor)},
        element("span", {"class": "label"}, note.label or "·"),
        element(
            "div",
            None,
            paragraphs,
            note_works(note, writing.site, writing.wanted.asked),
            _ways_back(note, writing),
        ),
    )


def _ways_back(note: Note, writing: _Writing) -> Markup | None:
    """Link back to where a note's markers stand."""
    headings = {section.anchor: section.heading for section in writing.article.sections}
    markers = writing.marker_ids.get(note.anchor, [])
    if not markers:
        return None
    where = [headings.get(anchor, "") for anchor in note.cited_from]
    links = []
    for number, marker in enumerate(markers):
        known = len(where) == len(markers) and where[number]
        words = where[number] if known else "the text"
        name = f"Back to {words}" + ("" if known or len(markers) == 1 else f", place {number + 1}")
        shown = f"↩ {words}" if number == 0 or known else f"↩ {number + 1}"
        links.append(element("a", {"href": f"#{marker}", "aria-label": name}, shown))
    return element("p", {"class": "ways-back", "lang": "en"}, join([link, " "] for link in links))


def _changes(article: Article) -> Markup | None:
    if not article.changes:
        return None
    rows = [
        element("li", None, change.date and element("b", None, change.date), " ", change.text)
        for change in article.changes
    ]
    return element(
        "section",
        {"class": "changes", "aria-labelledby": _CHANGES_ID},
        element("h2", {"id": _CHANGES_ID, "lang": "en"}, "What’s new in this article"),
        element("ul", {"role": "list"}, rows),
    )
