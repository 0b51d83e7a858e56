"""The articles of a site: an index in, its articles with records, passages and safe links out.

A link to a file of this machine would be dead for everyone else, and would reveal its path: such
links are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from painsci_search.documents import make_records
from painsci_search.errors import PainSciSearchError
from painsci_search.index import Index
from painsci_search.model import Article, ArticleInfo, CitingSection, Claim, Excerpt, Note, Section
from painsci_search.records import Kind, Record
from painsci_search.search.links import LinkedPart

# Articles named in a message.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class SitePassage:
    """A record of an article of a site: the article's own, a section, or a note.

    Attributes:
        record: what is searched.
        part: the section or note; None for the article's own record.
        heading: heading of the section; "Note 3" for a note; the title for the article itself.
        link: URL of the passage as a whole; "" for none.
        linked: what URLs of its sentences are made of; None for the article itself.
        claims: sentences that cite the note; none for a section.
        cited_from: the sections that cite the note.
    """

    record: Record
    part: Section | Note | None
    heading: str
    link: str
    linked: LinkedPart | None = None
    claims: tuple[Claim, ...] = ()
    cited_from: tuple[CitingSection, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteArticle:
    """An article of a site, with its passages.

    Attributes:
        article: the article as indexed.
        info: the article as hits show it, without its source, which is a path of this machine.
        link: URL of the article; "" for none.
        passages: one for each of its records, in their order.
    """

    article: Article
    info: ArticleInfo
    link: str
    passages: tuple[SitePassage, ...]


class _Stored(NamedTuple):
    """A record in the shape in which an index returns it."""

    kind: Kind
    text: str
    sentences: list[int]
    steps: Sequence[int]
    data: dict[str, Any]


def read_articles(index: Index) -> Iterator[SiteArticle]:
    """Yield the articles of an index, by id."""
    for article, whole, linked in index.iter_linked_articles():
        yield _site_article(article, whole, linked)


def check_links(index: Index) -> None:
    """Refuse an index with articles that have no URL but that of a file.

    Raises:
        PainSciSearchError: the message names some of them.
    """
    dead = [name for name, link in index.links().items() if link.startswith("file:")]
    if dead:
        named = ", ".join(dead[:_NAMED]) + (" and others" if len(dead) > _NAMED else "")
        raise PainSciSearchError(
            f"{len(dead)} articles have no canonical URL ({named}): give the URL under which they "
            "are served with --base-url, such as https://example.org/articles or ../articles"
        )


def _site_article(article: Article, whole: Excerpt, linked: Sequence[LinkedPart]) -> SiteArticle:
    url = safe_link(whole.link)
    info = ArticleInfo(
        id=article.id,
        title=article.title,
        url=safe_link(article.url or "") or None,
        authors=article.authors,
        published=article.published,
        updated=whole.article.updated,
        saved=article.saved,
        file=safe_link(whole.article.file),
    )
    return SiteArticle(article, info, url, tuple(_passages(article, whole, linked, url)))


def _passages(
    article: Article, whole: Excerpt, linked: Sequence[LinkedPart], url: str
) -> Iterator[SitePassage]:
    head, *records = make_records(article)
    yield SitePassage(head, None, article.title, url)
    parts: list[Section | Note] = [*article.sections, *article.notes]
    claims = [replace(claim, link=safe_link(claim.link)) for claim in whole.claims]
    citing: dict[str, list[Claim]] = {}
    for claim in claims:
        for anchor in claim.notes:
            citing.setdefault(anchor, []).append(replace(claim, notes=(anchor,)))
    sections = {
        part.anchor: CitingSection(part.anchor, part.heading, each.own_url() if url else "")
        for part, each in zip(article.sections, linked, strict=False)
    }
    for record, part, each in zip(records, parts, linked, strict=True):
        is_note = isinstance(part, Note)
        yield SitePassage(
            record,
            part,
            f"Note {part.label}".strip() if isinstance(part, Note) else part.heading,
            _own_url(each, is_note) if url else "",
            each,
            tuple(citing.get(part.anchor, ())) if is_note else (),
            tuple([sections[anchor] for anchor in part.cited_from if anchor in sections])
            if isinstance(part, Note)
            else (),
        )


def _own_url(linked: LinkedPart, is_note: bool) -> str:
    return linked.url_of(0, len(linked.text)) if is_note else linked.own_url()


def stored_form(record: Record) -> _Stored:
    """Return a record in the shape in which an index returns it."""
    return _Stored(record.kind, record.text, record.sentences, (), record.stored)


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
