"""Works and notes of articles in; references with their links, kinds and notices as HTML out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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

# URLs of other schemes could run a script or open a file.
_SCHEMES = ("http", "https")
# Characters of a citation whose authors and title are not known.
_RAW_SHOWN = 90


@dataclass(frozen=True, slots=True)
class CitedAt:
    """A citation of a work: the id of the article, the anchor of the note, its number there."""

    article_id: str
    anchor: str
    number: int


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


def original_link(address: str | None) -> Markup | None:
    """Render the link to the original page of an article or passage, if it has one on the web."""
    if address is None:
        return None
    attributes: dict[str, str | int | bool | None] = {
        "href": address,
        "rel": "noreferrer noopener external",
        "data-original": True,
    }
    return element("a", attributes, "Original page")


def saved_link(article_id: str, addresses: Iterable[str], site: Site) -> Markup | None:
    """Render the link to the saved file of an article: on the web, or on this server.

    Args:
        article_id: id of the article.
        addresses: the URLs of the file and of the article, as hits have them.
        site: names and URLs.
    """
    file, *others = addresses
    address = web_address(file)
    if address:
        return external_link(address, "Saved file")
    if not site.saved_files or not any(each.startswith("file:") for each in (file, *others)):
        return None
    return element("a", {"href": site.urls.saved(article_id)}, "Saved file")


def work_links(work: Reference, site: Site, at: CitedAt | None = None) -> Markup | None:
    """Render links to a work at other sites, to the page of all that cite it, and to its citation.

    Args:
        work: the work.
        site: names and URLs.
        at: the citation that is shown; None on the page of the work.
    """
    links: list[Markup] = []
    for kind in EASIEST_FIRST:
        value = getattr(work, SCHEMES[kind].attribute)
        if value:
            href, shown = link(kind, value), label(kind, value)
            links.append(external_link(href, shown) if href else element("span", None, shown))
    url = web_address(work.url)
    if url:
        links.append(external_link(url, urlsplit(url).netloc))
    if at is not None:
        name = short_reference(replace(work, notices=()))
        href = site.urls.citing(at.article_id, at.anchor, at.number)
        spoken = f"Who cites it: {name}"
        links.append(element("a", {"href": href, "aria-label": spoken}, "Who cites it"))
        href = site.urls.cite(at.article_id, at.anchor, at.number)
        spoken = f"Copy the citation of {name}"
        attributes = {"href": href, "data-copy": "citation", "aria-label": spoken}
        links.append(element("a", attributes, "Copy citation"))
    if not links:
        return None
    return element("ul", {"class": "ways"}, [element("li", None, each) for each in links])


def note_card(note: Note, href: str, site: Site, article_id: str) -> Markup:
    """Render a note with the works that it cites, as in a list of references.

    Args:
        note: the note.
        href: URL of the note in its article.
        site: names and URLs.
        article_id: id of the article.
    """
    name = f"Note {note.label}".strip()
    if note.references:
        shown = [
            work_card(work, site, CitedAt(article_id, note.anchor, number))
            for number, work in enumerate(note.references)
        ]
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


def work_card(work: Reference, site: Site, at: CitedAt, *, brief: bool = False) -> Markup:
    """Render a work with its kind of study, its links, and the note's remarks on it.

    Args:
        work: the work.
        site: names and URLs.
        at: the citation of the work.
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
        work_links(work, site, at),
        commentary,
    )


def badge(work: Reference) -> Markup | None:
    """Render the notices about a work, such as a retraction, as a badge after it."""
    words = notice_words(work.notices)
    return join(" ", element("strong", {"class": "notice"}, words)) if words else None


def note_works(note: Note, site: Site, article_id: str) -> Markup | None:
    """Render the links of a note's works; the text of the note is shown already."""
    rows = []
    for number, work in enumerate(note.references):
        links = work_links(work, site, CitedAt(article_id, note.anchor, number))
        name = short_reference(Reference(work.raw[:_RAW_SHOWN], work.authors, work.title))
        year = "" if work.year is None else f" {work.year}"
        several = len(note.references) > 1
        rows.append(
            element(
                "div", {"class": "work"}, f"{name}{year} " if several else None, badge(work), links
            )
        )
    return join(rows) if rows else None
