"""The page of an article: an indexed Article in, HTML out, with a passage highlighted.

It is made of the texts in the index alone: of the page that was indexed only words, anchors and
URLs remain, so nothing in it can run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from painsci_search.model import Article, Block, Hit, Mark, Note, NoteRef, Section, paragraphs_of
from painsci_search.render.references import article_as_work, full_reference
from painsci_search.render.wording import byline, is_opening
from painsci_search.web.pages.blocks import render_blocks
from painsci_search.web.pages.frame import (
    Site,
    document,
    masthead,
    printed,
    skip_link,
    slash_choice,
)
from painsci_search.web.pages.help import ARTICLE_KEYS, help_button, help_dialog
from painsci_search.web.pages.labels import labels
from painsci_search.web.pages.markup import Span, element, join, text
from painsci_search.web.pages.matches import match_bar
from painsci_search.web.pages.references import (
    note_works,
    original_link,
    saved_link,
    web_address,
)
from painsci_search.web.pages.running_text import (
    ReadingPosition,
    Rendering,
    RunningText,
    highlight,
)
from painsci_search.web.pages.taking import (
    citation_link,
    copy_button,
    more_menu,
    said,
    style_choice,
)
from painsci_search.web.pages.urls import PASSAGE_ID, SearchState

LONGEST_PASSAGE = 3_000
_KEYS = (("/", "field"), ("n p", "next, previous match"), ("Esc", "back to the passages"))
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_RIGHT_TO_LEFT = frozenset(
    "ar arc azb ckb dv fa he ku-arab nqo pa-arab pnb prs ps sd syr ug ur yi".split()
)
# The page's own ids begin so; an anchor of an article that begins so gets no id.
_OWN = "~"
_NOTES_ID, _CHANGES_ID, _MAIN_ID = "~notes", "~changes", "~article"
_DEEPEST = 6
_STALE = "This article has changed since it was indexed, or its file cannot be opened."


def article_page(
    article: Article,
    location: ReadingPosition,
    site: Site,
    matches: Sequence[Hit] = (),
    *,
    is_stale: bool = False,
) -> bytes:
    """Render the page of an article.

    Args:
        article: the article.
        location: the passage to highlight.
        site: names and URLs.
        matches: the hits of the reader's search in the article, by position.
        is_stale: whether its file changed, or is gone, since it was indexed.
    """
    rendering = Rendering(article, location, site)
    rendering.anchor, rendering.span = _find(article, location)
    sections = _sections(rendering)
    title = article.title or article.id
    body = element(
        "article",
        _language(article.language),
        _head(rendering, title),
        sections,
        _notes(rendering),
        _changes(article),
    )
    attributes: dict[str, str | int | bool | None] = {
        "id": _MAIN_ID,
        "tabindex": "-1",
        "class": "reading",
        "data-source": full_reference(article_as_work(article)),
    }
    shown = rendering.anchor
    bar = match_bar(matches, shown, location.passage, location.state, site.urls)
    beside = element("div", {"id": "~note", "class": "beside", "role": "note", "hidden": True})
    note = element("p", {"class": "status stale", "role": "note"}, _STALE) if is_stale else None
    main = element("main", attributes, printed(site.name), note, body, bar, beside)
    page = join(
        skip_link(_MAIN_ID, "Skip to the article"),
        masthead(site, SearchState(q=location.state.q), _KEYS, tools=help_button()),
        element("div", {"class": "columns"}, _contents(rendering), main),
        said(),
        element("footer", None, slash_choice()),
        help_dialog(site, ARTICLE_KEYS),
    )
    return document(site, f"{title} · {site.name}", page, "article")


def _find(article: Article, location: ReadingPosition) -> tuple[str | None, Span | None]:
    """Find the passage at its anchor, then anywhere; else the anchor alone."""
    texts = [(each.anchor, each.text) for each in article.sections]
    texts += [(each.anchor, each.text) for each in article.notes]
    if location.passage:
        words = location.passage[:LONGEST_PASSAGE].split()
        pattern = re.compile(r"\s+".join(map(re.escape, words)))
        for anchor, body in sorted(texts, key=lambda each: each[0] != location.anchor):
            match = pattern.search(body) if words else None
            if match:
                return anchor, match.span()
    known = location.anchor and any(anchor == location.anchor for anchor, _ in texts)
    return (location.anchor if known else None), None


def _language(tag: str | None) -> dict[str, str | int | bool | None]:
    """Return the attributes for the language and the direction of an article."""
    if not tag or not _LANGUAGE.fullmatch(tag):
        return {"dir": "auto"}
    parts = tag.lower().split("-")
    leftward = parts[0] in _RIGHT_TO_LEFT or "-".join(parts[:2]) in _RIGHT_TO_LEFT
    if "arab" in parts[1:] or "hebr" in parts[1:]:
        leftward = True
    elif "latn" in parts[1:] or "cyrl" in parts[1:]:
        leftward = False
    return {"lang": tag, "dir": "rtl" if leftward else "ltr"}


def _head(rendering: Rendering, title: str) -> Markup:
    article = rendering.article
    location = rendering.location
    about = byline(article, "Published ", "Updated ")
    lost = None
    if location.passage and rendering.span is None:
        message = "The passage is no longer in the article."
        lost = element("p", {"class": "trouble", "role": "status", "lang": "en"}, message)
    return element(
        "header",
        None,
        element("h1", None, title),
        article.subtitle and element("p", {"class": "deck"}, article.subtitle),
        about and element("p", {"class": "byline"}, about),
        labels(article, rendering.site),
        _ways(rendering),
        lost,
    )


def _ways(rendering: Rendering) -> Markup:
    """Render the links to the original page and the saved file, and what can be copied."""
    article, site, state = rendering.article, rendering.site, rendering.location.state
    buttons = [
        rendering.span and copy_button("quotation", "Copy the quotation with its source"),
        citation_link("Copy the citation of the article", site.urls.cite(article.id)),
        copy_button("link", "Copy the link"),
        style_choice(site),
    ]
    ways = (
        original_link(web_address(article.url)),
        saved_link(article.id, ("", "file:" if article.source else ""), site),
        article.saved and f"saved {article.saved}",
        more_menu("Copy the quotation, the citation or the link", buttons, "Copy"),
        element("a", {"href": site.urls.like(article.id, state)}, "More like this"),
    )
    rows = [[each, " "] for each in ways if each]
    return element("div", {"class": "original", "lang": "en"}, rows)


def _contents(rendering: Rendering) -> Markup:
    """Render the link back to the search, and the list of sections."""
    state = rendering.location.state
    words = join("Back to “", element("bdi", None, state.q), "”") if state.q else "Search"
    back = element(
        "p",
        {"class": "back"},
        element("a", {"id": "~back", "href": rendering.site.urls.search(state)}, "‹ ", words),
    )
    attributes = _language(rendering.article.language)
    rows = [
        element(
            "li", {"class": f"depth{min(len(each.path), 2)}"}, _link_to(each.anchor, each.heading)
        )
        for each in rendering.article.sections
        if each.heading and not is_opening(each, rendering.article)
    ]
    if rendering.article.notes:
        rows.append(element("li", {"lang": "en"}, _link_to(_NOTES_ID, "Notes")))
    if rendering.article.changes:
        rows.append(element("li", {"lang": "en"}, _link_to(_CHANGES_ID, "What’s new")))
    listed = element(
        "details",
        {"class": "side"},
        element("summary", None, "Contents"),
        element("ul", attributes, rows),
    )
    return element(
        "nav", {"class": "aside", "aria-label": "Contents"}, back, listed if rows else None
    )


def _link_to(anchor: str, *words: str) -> Markup:
    return element("a", {"href": "#" + quote(anchor, errors="replace")}, *words)


def _id(anchor: str) -> str | None:
    """Return an anchor as an id, unless it could be one of the page's own ids."""
    return None if not anchor or anchor.startswith(_OWN) else anchor


def _sections(rendering: Rendering) -> Markup:
    parts: list[Markup] = []
    above = 1
    for section in rendering.article.sections:
        level = min(len(section.path) + 2, above + 1, _DEEPEST)
        is_location = rendering.anchor == section.anchor
        heading: Markup | None = None
        if section.heading and not is_opening(section, rendering.article):
            above = level
            words = text(section.heading)
            if is_location and rendering.span is None:
                words = highlight(rendering, words)
            heading = element(f"h{level}", None, words)
        elif is_location and rendering.span is None:
            heading = element("span", {"id": PASSAGE_ID})
        body = _body(section, rendering.span if is_location else None, rendering)
        parts.append(element("section", {"id": _id(section.anchor)}, heading, body))
    return join(parts)


def _body(part: Section | Note, span: Span | None, rendering: Rendering) -> Markup:
    """Render the text of a section or note, with its blocks, marks and markers."""
    refs: Sequence[NoteRef] = ()
    marks: Sequence[Mark] = ()
    blocks = paragraphs_of(part.text)
    if isinstance(part, Section):
        refs = sorted(part.note_refs, key=lambda ref: ref.offset)
        marks, blocks = part.marks, part.blocks or blocks
    if not blocks and refs:
        blocks = (Block("paragraph", 0, 0),)
    text_of_part = RunningText(part.text, span, refs, marks, rendering)
    return render_blocks(blocks, text_of_part.render)


def _notes(rendering: Rendering) -> Markup | None:
    if not rendering.article.notes:
        return None
    rows = [_note(note, rendering) for note in rendering.article.notes]
    return element(
        "section",
        {"class": "notes", "aria-labelledby": _NOTES_ID},
        element("h2", {"id": _NOTES_ID, "lang": "en"}, "Notes"),
        element("ol", {"role": "list"}, rows),
    )


def _note(note: Note, rendering: Rendering) -> Markup:
    is_location = rendering.anchor == note.anchor
    span = (rendering.span or (0, len(note.text))) if is_location else None
    paragraphs = _body(note, span, rendering)
    return element(
        "li",
        {"id": _id(note.anchor)},
        element("span", {"class": "label"}, note.label or "·"),
        element(
            "div",
            None,
            paragraphs,
            note_works(note, rendering.site, rendering.article.id),
            _back_links(note, rendering),
        ),
    )


def _back_links(note: Note, rendering: Rendering) -> Markup | None:
    """Render links back to the markers of a note."""
    headings = {section.anchor: section.heading for section in rendering.article.sections}
    markers = rendering.marker_ids.get(note.anchor, [])
    if not markers:
        return None
    where = [headings.get(anchor, "") for anchor in note.cited_from]
    links = []
    for number, marker in enumerate(markers):
        known = len(where) == len(markers) and where[number]
        words = where[number] if known else "the text"
        name = f"Back to {words}" + ("" if known or len(markers) == 1 else f", marker {number + 1}")
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
