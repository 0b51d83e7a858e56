"""From an index to what a site shows of it: each article with its sections and notes and links.

A link that leads out of the site's own pages to a file of this machine would be dead for everyone
else, and would tell where it lies: such links are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from painsci_search.errors import PainSciSearchError
from painsci_search.index import Index
from painsci_search.model import Article, ArticleInfo, Claim, Excerpt, Note, Section

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A section or a note as a site shows it.

    Attributes:
        part: the section or note itself.
        heading: of the section; "Note 3" for a note.
        link: leads to it; "" where nothing can be linked to.
        claims: the sentences of the section that bear markers; of a note, those that bear its.
    """

    part: Section | Note
    heading: str
    link: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with its passages.

    Attributes:
        about: what hits tell of it; without its source, which lies on this machine.
        link: leads to it; "" where nothing can be linked to.
    """

    article: Article
    about: ArticleInfo
    link: str
    passages: tuple[Passage, ...]


def read_entries(index: Index) -> Iterator[Entry]:
    """Read the articles of an index, by id."""
    for info in index.articles():
        article, whole = index.get(info.id), index.read(info.id)
        # gone since the list was made
        if article is not None and whole is not None:
            yield _entry(index, article, whole)


def check_links(index: Index) -> None:
    """Refuse an index some of whose articles have no address but that of a file.

    Raises:
        PainSciSearchError: names them.
    """
    dead = []
    for info in index.articles():
        whole = index.read(info.id)
        if whole is not None and whole.link.startswith("file:"):
            dead.append(info.id)
    if dead:
        named = ", ".join(dead[:_NAMED]) + (" and others" if len(dead) > _NAMED else "")
        raise PainSciSearchError(
            f"{len(dead)} of the articles name no address of their own ({named}): say where they "
            "are served with --base-url, such as https://example.org/articles or ../articles"
        )


def _entry(index: Index, article: Article, whole: Excerpt) -> Entry:
    own: dict[str, list[Claim]] = {}
    for claim in whole.claims:
        own.setdefault(claim.anchor, []).append(claim)
    parts: list[Section | Note] = [*article.sections, *article.notes]
    passages = []
    for part in parts:
        excerpt = index.read(article.id, part.anchor)
        if excerpt is None:
            continue
        claims = excerpt.claims if isinstance(part, Note) else tuple(own.get(part.anchor, ()))
        safe = tuple([replace(claim, link=safe_link(claim.link)) for claim in claims])
        passages.append(Passage(part, excerpt.heading, safe_link(excerpt.link), safe))
    about = ArticleInfo(
        id=article.id,
        title=article.title,
        url=safe_link(article.url or "") or None,
        authors=article.authors,
        published=article.published,
        updated=article.updated,
    )
    return Entry(article, about, safe_link(whole.link), tuple(passages))


def safe_link(link: str) -> str:
    """Give a link that may be followed from a page, or "": one that runs a script is none.

    >>> safe_link("https://example.org/a#b"), safe_link("../articles/a.html#b")
    ('https://example.org/a#b', '../articles/a.html#b')
    >>> safe_link("javascript:alert(1)"), safe_link("#b"), safe_link("file:///home/you/a.html")
    ('', '', '')
    """
    try:
        scheme = urlsplit(link).scheme.lower()
    except ValueError:
        return ""
    if scheme not in ("", "http", "https") or not link or link[0] == "#":
        return ""
    return link
