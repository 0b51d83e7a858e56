"""New and updated articles as a feed: RFC 4287, The Atom Syndication Format.

An entry is an article. Its id is made of the article's own URL, or else of its id in the index, so
it stays the same on each server and after each change; what changes is when it was updated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from painsci_search.escaping import clean, is_web_address, percent_encode
from painsci_search.model import News
from painsci_search.render.wording import title_of

MEDIA_TYPE = "application/atom+xml"
_NAME = "painsci-search"
# Characters that no XML document may have, besides those that `clean` replaces.
_NOT_XML = re.compile("[\ufffe\uffff]")
# A feed must say when it was updated: one without entries never was.
_NEVER = "1970-01-01"


class FeedEntry(NamedTuple):
    """An article in a feed.

    Attributes:
        news: the article and its changes.
        link: the URL of the article; "" for none.
    """

    news: News
    link: str


class Feed(NamedTuple):
    """What a feed says of itself.

    Attributes:
        title: of the feed.
        url: the URL of the feed; "" if it is none's, as that of a file.
        home: the URL of the page of the site; "" for none.
    """

    title: str = "New and updated articles"
    url: str = ""
    home: str = ""


def render_feed(entries: Sequence[FeedEntry], feed: Feed) -> str:
    """Render a feed; equal entries give equal text."""
    updated = max((each.news.date for each in entries), default=_NEVER)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"  <id>{_id(feed.url or f'{_NAME}:news')}</id>",
        f"  <title>{_text(feed.title)}</title>",
        f"  <updated>{_moment(updated)}</updated>",
        *_links(("self", MEDIA_TYPE, feed.url), ("alternate", "text/html", feed.home)),
    ]
    if not all(each.news.article.authors for each in entries):
        # of those that name no author
        lines.append(f"  <author><name>{_NAME}</name></author>")
    lines.append(f"  <generator>{_NAME}</generator>")
    for each in entries:
        lines += _entry(each)
    return "\n".join([*lines, "</feed>"]) + "\n"


def _entry(entry: FeedEntry) -> Iterator[str]:
    news, article = entry.news, entry.news.article
    yield "  <entry>"
    yield f"    <id>{_id(article.url or f'{_NAME}:articles/{article.id}')}</id>"
    yield f"    <title>{_text(title_of(article))}</title>"
    if article.published:
        yield f"    <published>{_moment(article.published)}</published>"
    yield f"    <updated>{_moment(news.date)}</updated>"
    yield from (f"    <author><name>{_text(name)}</name></author>" for name in article.authors)
    if is_web_address(entry.link):
        yield f'    <link rel="alternate" href={quoteattr(percent_encode(entry.link))}/>'
    yield '    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    yield f"      {_content(news)}"
    yield "    </div></content>"
    yield "  </entry>"


def _content(news: News) -> str:
    """Render the changes of an article, or its dates if it lists no changes."""
    if news.changes:
        changes = [f"<li>{_text(each.date)}: {_text(each.text)}</li>" for each in news.changes]
        return f"<ul>{''.join(changes)}</ul>"
    article = news.article
    dates = (("Published", article.published), ("Updated", article.updated))
    return "".join(f"<p>{name} {_text(date)}</p>" for name, date in dates if date)


def _links(*links: tuple[str, str, str]) -> Iterator[str]:
    for relation, media_type, url in links:
        if is_web_address(url):
            href = quoteattr(percent_encode(url))
            yield f'  <link rel="{relation}" type="{media_type}" href={href}/>'


def _id(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name.encode('utf-8', 'replace').decode())}"


def _moment(date: str) -> str:
    """Return the beginning of a year, month or day (RFC 3339).

    >>> _moment("2024-06")
    '2024-06-01T00:00:00Z'
    """
    return f"{date}{'-01-01'[len(date) - 4 :]}T00:00:00Z"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", clean(text)))
