"""The articles of a site: an index in, its articles with sections, notes and safe links out.

A link to a file of this machine would be dead for everyone else, and would reveal its path: such
links are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from painsci_search.errors import PainSciSearchError
from painsci_search.index import Index
from painsci_search.model import Article, ArticleInfo, Claim, Excerpt, Note, Section

# Articles named in a message.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class SitePassage:
    """A section or a note of an article of a site.

    Attributes:
        part: the section or note.
        heading: heading of the section; "Note 3" for a note.
        link: URL of the section or note; "" for none.
        claims: sentences with note markers in the section; sentences that cite the note.
    """

    part: Section | Note
    heading: str
    link: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteArticle:
    """An article of a site, with its passages.

    Attributes:
        article: the article as indexed.
        info: the article as hits show it, without its source, which is a path of this machine.
        link: URL of the article; "" for none.
        passages: its sections and notes, in reading order.
    """

    article: Article
    info: ArticleInfo
    link: str
    passages: tuple[SitePassage, ...]


def read_articles(index: Index) -> Iterator[SiteArticle]:
    """Yield the articles of an index, by id."""
    for info in index.articles():
        article, whole = index.get(info.id), index.read(info.id)
        # removed since the list was read
        if article is not None and whole is not None:
            yield _site_article(index, article, whole)


def check_links(index: Index) -> None:
    """Refuse an index with articles that have no URL but that of a file.

    Raises:
        PainSciSearchError: the message names some of them.
    """
    dead = []
    for info in index.articles():
        whole = index.read(info.id)
        if whole is not None and whole.link.startswith("file:"):
            dead.append(info.id)
    if dead:
        named = ", ".join(dead[:_NAMED]) + (" and others" if len(dead) > _NAMED else "")
        raise PainSciSearchError(
            f"{len(dead)} articles have no canonical URL ({named}): give the URL under which they "
            "are served with --base-url, such as https://example.org/articles or ../articles"
        )


def _site_article(index: Index, article: Article, whole: Excerpt) -> SiteArticle:
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
        passages.append(SitePassage(part, excerpt.heading, safe_link(excerpt.link), safe))
    info = ArticleInfo(
        id=article.id,
        title=article.title,
        url=safe_link(article.url or "") or None,
        authors=article.authors,
        published=article.published,
        updated=article.updated,
        saved=article.saved,
        file=safe_link(whole.article.file),
    )
    return SiteArticle(article, info, safe_link(whole.link), tuple(passages))


def safe_link(link: str) -> str:
    """Return a link if it is safe in a page, else "": a script, a file or a fragment is not.

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
