"""Notes and the works that they cite, with links to where those can be read."""

from __future__ import annotations

from urllib.parse import urlsplit

from painsci_search.identifiers import SCHEMES, label, link
from painsci_search.model import Note, Reference
from painsci_search.render.references import EASIEST_FIRST, full_reference, short_reference
from painsci_search.web.pages.asked import Asked
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import Markup, element, join

_SCHEMES = ("http", "https")
_RAW_SHOWN = 90


def web_address(address: str | None) -> str | None:
    """Give an address back if a link may lead there: none that a browser would run or open.

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


def outside(address: str, *words: str) -> Markup:
    """Write a link that leads away from the server, and does not tell where from."""
    return element("a", {"href": address, "rel": "noreferrer noopener external"}, *words)


def work_links(work: Reference, site: Site, asked: Asked) -> Markup | None:
    """Link to where a work can be read, and to all that cites it here.

    Args:
        asked: filters that are left aside for that; only the way to ask is kept.
    """
    found: list[Markup] = []
    cited = ""
    for kind in EASIEST_FIRST:
        value = getattr(work, SCHEMES[kind].attribute)
        if value:
            href, shown = link(kind, value), label(kind, value)
            found.append(outside(href, shown) if href else element("span", None, shown))
            if kind in ("pmid", "doi"):
                cited = cited or f"{kind}:{value}"
    address_given = web_address(work.url)
    if address_given:
        found.append(outside(address_given, urlsplit(address_given).netloc))
    if cited:
        href = site.to.search(Asked(q=cited, exact=asked.exact))
        spoken = f"All notes that cite {short_reference(work)}"
        found.append(element("a", {"href": href, "aria-label": spoken}, "All notes that cite it"))
    if not found:
        return None
    return element("ul", {"class": "ways"}, [element("li", None, each) for each in found])


def note_card(note: Note, href: str, site: Site, asked: Asked) -> Markup:
    """Write a note with the works that it cites, as a list would have them.

    Args:
        href: leads to the note in its article.
    """
    name = f"Note {note.label}".strip()
    if note.references:
        shown = [_work(work, site, asked) for work in note.references]
    else:
        shown = [element("p", {"dir": "auto"}, note.text)]
    return element(
        "div",
        {"class": "backing"},
        element("p", {"class": "label"}, element("a", {"href": href}, name)),
        element("div", None, _said_first(note), shown),
    )


def _said_first(note: Note) -> Markup | None:
    """Give what a note says before its first work."""
    if not note.references:
        return None
    before, found, _ = note.text.partition(note.references[0].raw)
    return element("p", {"dir": "auto"}, before.strip()) if found and before.strip() else None


def _work(work: Reference, site: Site, asked: Asked) -> Markup:
    commentary = work.commentary and element(
        "p", {"class": "commentary", "dir": "auto"}, work.commentary
    )
    return join(
        element("p", {"class": "work", "dir": "auto"}, full_reference(work)),
        work_links(work, site, asked),
        commentary,
    )


def note_works(note: Note, site: Site, asked: Asked) -> Markup | None:
    """Link the works of a note whose text is shown already, so that they need only be named."""
    rows = []
    for work in note.references:
        links = work_links(work, site, asked)
        if links is None:
            continue
        name = short_reference(Reference(work.raw[:_RAW_SHOWN], work.authors, work.title))
        year = "" if work.year is None else f" {work.year}"
        several = len(note.references) > 1
        rows.append(element("div", {"class": "work"}, f"{name}{year} " if several else None, links))
    return join(rows) if rows else None
