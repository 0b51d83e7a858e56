"""A page or a text in Markdown in; what other files are compared with out: its links and names.

They are kept after the page itself is gone: links and pictures that may be files, the anchors that
links of other files may lead to, the title, and the canonical URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from painsci_search.auditing.view import PageView
from painsci_search.model import Article
from painsci_search.reading.dom.elements import ancestors, attribute, fold_space, text_of, texts_in
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.parse import parse_html
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.forms.markdown.content import write_content
from painsci_search.reading.forms.markdown.front_matter import split_front_matter
from painsci_search.reading.forms.saved_from import UNKNOWN, find_origin

# Links or pictures of a page that are followed: each takes time in proportion to its depth.
_MOST_TARGETS = 2000
_LONGEST_HREF = 2000
_MEDIA = frozenset({"img", "source", "picture", "audio", "video"})
# Fragments of one address: with fewer, another page may have the same by chance.
_FEWEST_FRAGMENTS = 3
_WEB = re.compile(r"https?:|//", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Marks of templates, which a generator replaces.
_TEMPLATE = re.compile(r"[{}<>|\\]|%7[bB]|\$\(")
_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,])(?:\s+[\d.]+[wxh])?\s*(?:,|\Z)")
# Where a link or a picture is written in Markdown, or HTML within it.
_WRITTEN = re.compile(
    r"\]\(\s*<?([^\s()<>]+)|^\s{0,3}\[[^\]\n]{1,300}\]:\s*<?([^\s<>]+)|(?:href|src)\s*=\s*[\"']([^\"'\n]+)",
    re.MULTILINE,
)


class Target(NamedTuple):
    """What a link leads to, or a picture shows.

    Attributes:
        href: as written, without space around it.
        name: the text of the link; "picture" or "recording".
    """

    href: str
    line: int
    name: str


class Named(NamedTuple):
    """A title or an address, and its line number; "" for none."""

    text: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the audit of several files compares.

    Attributes:
        url: the URL of the page; "" where it is not known.
        base: the base URL of its relative links, or "".
        anchors: the fragments of its elements; None where the page may have had others.
        own_names: relative addresses by which it leads to itself, since it was renamed.
        is_saved: whether a program saved the page, so that its author is somebody else.
        titles: the title of the window, and that of the article if it is another one.
        canonical: the canonical URL as written.
    """

    form: Literal["HTML", "Markdown"]
    url: str
    base: str
    anchors: frozenset[str] | None
    own_names: frozenset[str]
    links: tuple[Target, ...]
    pictures: tuple[Target, ...]
    is_saved: bool
    titles: tuple[Named, ...]
    language: str
    canonical: Named


def page_facts(view: PageView, article: Article, html: str) -> PageFacts:
    """Return the facts of a page of HTML."""
    _, origin = find_origin(html, UNKNOWN)
    url = view.url or origin.url or ""
    is_saved = bool(origin.saver)
    title = window_title(view)
    return PageFacts(
        "HTML",
        url,
        view.base,
        None if is_saved else frozenset(_anchors(view.tree)),
        frozenset(_own_names(view.tree)),
        _collect(view, _links(view.tree), url),
        _collect(view, _pictures(view.tree), url),
        is_saved,
        (title, Named(article.title, title.line)) if title.text else (),
        article.language or "",
        canonical_of(view),
    )


def markdown_facts(text: str, article: Article) -> PageFacts:
    """Return the facts of a text in Markdown."""
    front, body = split_front_matter(text)
    content = write_content(body)
    tree = PageTree(parse_html(content.html, article.source))
    lines = _lines_written(text)
    links, pictures = (
        tuple(
            Target(href, lines.get(href, 1), name)
            for href, name, _ in islice(found, _MOST_TARGETS)
            if _may_be_file(href, article.url or "")
        )
        for found in (_links(tree), _pictures(tree))
    )
    title = article.title if front.title or content.title else ""
    at = text.find(title)
    return PageFacts(
        "Markdown",
        article.url or "",
        "",
        frozenset(_anchors(tree)),
        frozenset(),
        links,
        pictures,
        is_saved=article.saved is not None,
        titles=(Named(title, text.count("\n", 0, at) + 1 if at >= 0 else 1),) if title else (),
        language=article.language or "",
        canonical=Named(article.url or ""),
    )


def served_at(facts: PageFacts, base_url: str | None, relative: str) -> PageFacts:
    """Return facts with the URL at which a page is served, if it names none itself.

    Args:
        base_url: the URL of the folder in which it is, or None.
        relative: its path below that folder.
    """
    if not base_url or facts.url:
        return facts
    return replace(facts, url=f"{base_url.rstrip('/')}/{quote(relative, errors='surrogateescape')}")


def canonical_of(view: PageView) -> Named:
    """Return the canonical URL that a page names, as written."""
    for link in view.tree.named("link"):
        href = attribute(link, "href").strip()
        if href and "canonical" in attribute(link, "rel").lower().split():
            return Named(href, view.lines.of(link))
    return Named()


def window_title(view: PageView) -> Named:
    """Return the text of the element `title`; those of pictures come after it."""
    for tag in view.tree.named("title"):
        text = fold_space("".join(str(node) for node in texts_in(tag)))
        if text:
            return Named(text, view.lines.of(tag))
    return Named()


def _anchors(tree: PageTree) -> Iterator[str]:
    for tag in tree.elements[1:]:
        if "id" in tag.attrs:
            yield attribute(tag, "id").strip()
        if tag.name == "a" and "name" in tag.attrs:
            yield attribute(tag, "name").strip()


def _own_names(tree: PageTree) -> Iterator[str]:
    """Yield the relative addresses of whose fragments most are in the page itself."""
    known: dict[str, dict[str, bool]] = {}
    for jump in tree.jumps:
        if jump.address and not _SCHEME.match(jump.address):
            is_here = unquote(jump.fragment) in tree.anchors
            known.setdefault(jump.address, {})[jump.fragment] = is_here
    for address, fragments in known.items():
        if len(fragments) >= _FEWEST_FRAGMENTS and 2 * sum(fragments.values()) > len(fragments):
            yield address


def _links(tree: PageTree) -> Iterator[tuple[str, str, Tag]]:
    for tag in tree.named("a", "area"):
        if "footnote-backref" in attribute(tag, "class"):
            continue  # made by the program that writes the notes
        yield attribute(tag, "href").strip(), fold_space(text_of(tag, enough=200)), tag


def _pictures(tree: PageTree) -> Iterator[tuple[str, str, Tag]]:
    for tag in tree.named("img", "source"):
        is_media = any(one.name in ("audio", "video") for one in ancestors(tag, 2))
        name = "recording" if is_media else "picture"
        yield attribute(tag, "src").strip(), name, tag
        several = attribute(tag, "srcset")
        if several and "data:" not in several:
            for found in _CANDIDATE.finditer(several):
                yield found[1], name, tag


def _collect(view: PageView, found: Iterator[tuple[str, str, Tag]], url: str) -> tuple[Target, ...]:
    """Return the targets in the article that may be files, each once on a line."""
    local = ((href, name, tag) for href, name, tag in found if _may_be_file(href, url))
    shown = (
        Target(href, view.lines.of(tag), name)
        for href, name, tag in islice(local, _MOST_TARGETS)
        if not view.is_inert(tag) and view.in_article(_place_of(tag))
    )
    return tuple({(one.href, one.line): one for one in shown}.values())


def _place_of(tag: Tag) -> Tag:
    """Return the element around a picture, which is no part of an article's text itself."""
    around = (tag, *ancestors(tag, 3))
    return next((one for one in around if one.name not in _MEDIA), tag)


def _may_be_file(href: str, url: str) -> bool:
    """Return whether an address is relative, or of the page's site; of any if that is unknown."""
    if not href or len(href) > _LONGEST_HREF or _TEMPLATE.search(href):
        return False
    if not href.startswith("//") and not _SCHEME.match(href):
        return True
    try:
        host, own = urlsplit(href).netloc, urlsplit(url).netloc
    except ValueError:
        return False
    return _WEB.match(href) is not None and host != "" and host == (own or host)


def _lines_written(text: str) -> dict[str, int]:
    """Return the first line number of each address that is written in a text of Markdown."""
    lines: dict[str, int] = {}
    number, counted = 1, 0
    for found in _WRITTEN.finditer(text):
        start = found.start(found.lastindex or 0)
        number += text.count("\n", counted, start)
        counted = start
        lines.setdefault(found[found.lastindex or 0].strip(), number)
    return lines
