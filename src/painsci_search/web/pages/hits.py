"""Passages under their articles, each with its evidence: hits, notes and works in, HTML out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from markupsafe import Markup

from painsci_search.bibliography.notice_words import notice_words
from painsci_search.identifiers import SCHEMES, label, link
from painsci_search.model import Claim, Hit, Note, Reference
from painsci_search.render.references import (
    EASIEST_FIRST,
    full_reference,
    kind_words,
    short_reference,
)
from painsci_search.render.wording import byline, count, heading_path
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import element, highlighted, join
from painsci_search.web.pages.urls import SearchState

# URLs of other schemes could run a script or open a file.
_SCHEMES = ("http", "https")
# Characters of a citation whose authors and title are not known.
_RAW_SHOWN = 90


def article_group(hits: Sequence[Hit], state: SearchState, site: Site, total: int = 0) -> Markup:
    """Render the passages of an article under its title.

    Args:
        hits: passages of one article.
        state: the search.
        site: names and URLs.
        total: number of its passages that match; 0 if unknown.
    """
    first = hits[0]
    title = first.article.title
    spans = first.title_highlights if title else ()
    link = element(
        "a",
        {"href": site.urls.article(first.article.id, state)},
        highlighted(title or first.article.id, spans),
    )
    more = None
    if total > len(hits) and not state.article:
        href = site.urls.search(state.but(article=(first.article.id,)))
        label = f"All {total} passages in {title or first.article.id}"
        words = f"All {total} passages in this article"
        more = element(
            "p", {"class": "more"}, element("a", {"href": href, "aria-label": label}, words)
        )
    about = byline(first.article)
    return element(
        "section",
        {"class": "group"},
        element("h2", {"dir": "auto"}, link),
        about and element("p", {"class": "byline", "dir": "auto"}, about),
        element("ol", None, [_hit(hit, state, site) for hit in hits]),
        more,
    )


def _hit(hit: Hit, state: SearchState, site: Site) -> Markup:
    heading, spans = heading_path(hit)
    passage = hit.snippet.text.strip("… ")
    href = site.urls.article(hit.article.id, state, hit.anchor, passage)
    link = element("a", {"class": "open", "href": href}, highlighted(heading, spans))
    snippet = hit.snippet.text and element(
        "p",
        {"class": "snippet", "dir": "auto"},
        highlighted(hit.snippet.text, hit.snippet.highlights),
    )
    columns = hit.snippet.columns and element(
        "p", {"class": "columns", "dir": "auto"}, hit.snippet.columns
    )
    address = web_address(hit.link)
    file = web_address(hit.article.file)
    links = tuple(
        external_link(href, words)
        for href, words in ((address, "Original page"), (file, "Saved file"))
        if href
    )
    ways = element("p", {"class": "original"}, join([each, " "] for each in links))
    head = element("div", {"class": "head"}, element("h3", {"dir": "auto"}, link), links and ways)
    return element(
        "li",
        {"class": "hit"},
        head,
        columns,
        snippet,
        _card(hit, state, site),
    )


def _card(hit: Hit, state: SearchState, site: Site) -> Markup | None:
    """Render what unfolds below a passage: its notes, or the sentences that cite a note."""
    if hit.kind == "article":
        return None
    if hit.kind == "note":
        summary, body = _of_note(hit, state, site)
    else:
        summary, body = _of_section(hit, state, site)
    if not body:
        return None
    return element("details", {"class": "card"}, element("summary", None, summary), body)


def _of_section(hit: Hit, state: SearchState, site: Site) -> tuple[str, Markup | None]:
    notes = {note.anchor: note for note in hit.notes}
    parts: list[Markup] = []
    shown: set[str] = set()
    for claim in hit.claims:
        backed = [notes[anchor] for anchor in claim.notes if anchor in notes]
        missing = len(claim.notes) - len(backed)
        if not backed and not missing:
            continue
        parts.append(element("blockquote", {"dir": "auto"}, element("p", None, claim.text)))
        for note in backed:
            parts.append(_note(hit, note, state, site, again=note.anchor in shown))
            shown.add(note.anchor)
        if missing:
            label = f"{count(missing, 'marker')} without a note"
            parts.append(element("p", {"class": "gone"}, label))
    others = [note for note in hit.notes if note.anchor not in shown]
    if others and shown:
        parts.append(element("p", {"class": "gone"}, "Nearby:"))
    parts += [_note(hit, note, state, site, again=False) for note in others]
    summary = count(len(hit.notes), "note") if hit.notes else "Evidence"
    return summary, join(parts) if parts else None


def _note(hit: Hit, note: Note, state: SearchState, site: Site, *, again: bool) -> Markup:
    href = site.urls.article(hit.article.id, state, note.anchor)
    if again:
        name = element("a", {"href": href}, f"Note {note.label}".strip())
        return element(
            "div", {"class": "backing"}, element("p", {"class": "label"}, name), "as above"
        )
    return note_card(note, href, site, state)


def _of_note(hit: Hit, state: SearchState, site: Site) -> tuple[str, Markup | None]:
    parts = [_citing(hit, claim, state, site) for claim in hit.claims]
    if not hit.claims:
        for section in hit.cited_from:
            href = site.urls.article(hit.article.id, state, section.anchor)
            link = element("a", {"href": href, "dir": "auto"}, section.heading)
            parts.append(element("p", {"class": "where"}, "Cited in ", link))
    itself = [_itself(hit, note, state, site) for note in hit.notes]
    parts += [each for each in itself if each is not None]
    what, citing = ("sentence", hit.claims) if hit.claims else ("section", hit.cited_from)
    summary = f"Cited by {count(len(citing), what)}" if citing else "In full"
    return summary, join(parts) if parts else None


def _itself(hit: Hit, note: Note, state: SearchState, site: Site) -> Markup | None:
    """Render the whole note, unless the snippet shows all of it, and the links of its works."""
    rest = None if hit.snippet.text == note.text else element("p", {"dir": "auto"}, note.text)
    works = note_works(note, site, state)
    if rest is None and works is None:
        return None
    name = element(
        "a", {"href": site.urls.article(hit.article.id, state, note.anchor)}, hit.heading
    )
    return element(
        "div",
        {"class": "backing"},
        element("p", {"class": "label"}, name),
        element("div", None, rest, works),
    )


def _citing(hit: Hit, claim: Claim, state: SearchState, site: Site) -> Markup:
    href = site.urls.article(hit.article.id, state, claim.anchor, claim.text)
    heading = "Opening" if claim.heading == hit.article.title else claim.heading
    return element(
        "blockquote",
        {"dir": "auto"},
        element("p", None, claim.text),
        element("p", {"class": "where"}, "in ", element("a", {"href": href}, heading)),
    )


def web_address(address: str | None) -> str | None:
    """Return a URL if it is safe to link to: neither a script nor a file.

    >>> web_address("https://example.org/a"), web_address(" javascript:alert(1)//http://a")
    ('https://example.org/a', None)
    """
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in _SCHEMES and parts.netloc else None


def external_link(address: str, *words: str) -> Markup:
    """Render a link to another site, without a Referer."""
    return element("a", {"href": address, "rel": "noreferrer noopener external"}, *words)


def work_links(work: Reference, site: Site, state: SearchState) -> Markup | None:
    """Render links to a work at other sites, and to all notes that cite it.

    Args:
        work: the work.
        site: names and URLs.
        state: the search; of it, the links keep `exact` alone.
    """
    links: list[Markup] = []
    query = ""
    for kind in EASIEST_FIRST:
        value = getattr(work, SCHEMES[kind].attribute)
        if value:
            href, shown = link(kind, value), label(kind, value)
            links.append(external_link(href, shown) if href else element("span", None, shown))
            if kind in ("pmid", "doi"):
                query = query or f"{kind}:{value}"
    url = web_address(work.url)
    if url:
        links.append(external_link(url, urlsplit(url).netloc))
    if query:
        href = site.urls.search(SearchState(q=query, exact=state.exact))
        spoken = f"All notes that cite {short_reference(work)}"
        links.append(element("a", {"href": href, "aria-label": spoken}, "All notes that cite it"))
    if not links:
        return None
    return element("ul", {"class": "ways"}, [element("li", None, each) for each in links])


def note_card(note: Note, href: str, site: Site, state: SearchState) -> Markup:
    """Render a note with the works that it cites, as in a list of references.

    Args:
        note: the note.
        href: URL of the note in its article.
        site: names and URLs.
        state: the search.
    """
    name = f"Note {note.label}".strip()
    if note.references:
        shown = [_work(work, site, state) for work in note.references]
    else:
        shown = [element("p", {"dir": "auto"}, note.text)]
    return element(
        "div",
        {"class": "backing"},
        element("p", {"class": "label"}, element("a", {"href": href}, name)),
        element("div", None, _lead(note), shown),
    )


def _lead(note: Note) -> Markup | None:
    """Render the text of a note before its first work."""
    if not note.references:
        return None
    before, found, _ = note.text.partition(note.references[0].raw)
    return element("p", {"dir": "auto"}, before.strip()) if found and before.strip() else None


def _work(work: Reference, site: Site, state: SearchState) -> Markup:
    commentary = work.commentary and element(
        "p", {"class": "commentary", "dir": "auto"}, work.commentary
    )
    shown = full_reference(replace(work, notices=()))
    kind = kind_words(work)
    return join(
        element("p", {"class": "work", "dir": "auto"}, shown, _badge(work)),
        kind and element("p", {"class": "kind"}, kind),
        work_links(work, site, state),
        commentary,
    )


def _badge(work: Reference) -> Markup | None:
    """Render the notices about a work, such as a retraction, as a badge after it."""
    words = notice_words(work.notices)
    return join(" ", element("strong", {"class": "notice"}, words)) if words else None


def note_works(note: Note, site: Site, state: SearchState) -> Markup | None:
    """Render the links of a note's works; the text of the note is shown already."""
    rows = []
    for work in note.references:
        links, badge = work_links(work, site, state), _badge(work)
        if links is None and badge is None:
            continue
        name = short_reference(Reference(work.raw[:_RAW_SHOWN], work.authors, work.title))
        year = "" if work.year is None else f" {work.year}"
        several = len(note.references) > 1
        rows.append(
            element("div", {"class": "work"}, f"{name}{year} " if several else None, badge, links)
        )
    return join(rows) if rows else None
