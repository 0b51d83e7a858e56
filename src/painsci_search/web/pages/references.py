"""Works and notes of articles in; references with their links, kinds and notices as HTML out."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from markupsafe import Markup

from painsci_search.bibliography.notice_words import notice_words
from painsci_search.identifiers import SCHEMES, label, link
from painsci_search.model import Note, Reference
from painsci_search.render.references import (
    EASIEST_FIRST,
    full_reference,
    kind_words,
    short_name,
    short_reference,
)
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import element, join
from painsci_search.web.pages.urls import SearchState

# URLs of other schemes could run a script or open a file.
_SCHEMES = ("http", "https")
# Characters of a citation whose authors and title are not known.
_RAW_SHOWN = 90


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
        shown = [work_card(work, site, state) for work in note.references]
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


def work_card(work: Reference, site: Site, state: SearchState, *, brief: bool = False) -> Markup:
    """Render a work with its kind of study, its links, and the note's remarks on it.

    Args:
        work: the work.
        site: names and URLs.
        state: the search.
        brief: name it by author and year, without remarks, where its citation is shown already.
    """
    commentary = None
    if work.commentary and not brief:
        commentary = element("p", {"class": "commentary", "dir": "auto"}, work.commentary)
    shown = short_name(work) if brief else full_reference(replace(work, notices=()))
    kind = kind_words(work)
    return join(
        element("p", {"class": "work", "dir": "auto"}, shown, badge(work)),
        kind and element("p", {"class": "kind"}, kind),
        work_links(work, site, state),
        commentary,
    )


def badge(work: Reference) -> Markup | None:
    """Render the notices about a work, such as a retraction, as a badge after it."""
    words = notice_words(work.notices)
    return join(" ", element("strong", {"class": "notice"}, words)) if words else None


def note_works(note: Note, site: Site, state: SearchState) -> Markup | None:
    """Render the links of a note's works; the text of the note is shown already."""
    rows = []
    for work in note.references:
        links, notices = work_links(work, site, state), badge(work)
        if links is None and notices is None:
            continue
        name = short_reference(Reference(work.raw[:_RAW_SHOWN], work.authors, work.title))
        year = "" if work.year is None else f" {work.year}"
        several = len(note.references) > 1
        rows.append(
            element("div", {"class": "work"}, f"{name}{year} " if several else None, notices, links)
        )
    return join(rows) if rows else None
