"""A page in; its title, deck, authors, dates, language and URL out, from its metadata.

Each is from the first of its sources, which are in a table, the more exact ones first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urlsplit

from painsci_search.model import Decision, ReadPart
from painsci_search.model.labels import NO_LABELS, Labels
from painsci_search.reading.bylines.byline import Byline, find_byline
from painsci_search.reading.dom.elements import SILENT, attribute, fold_space, texts_in
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.language import choose_language
from painsci_search.reading.metadata.authors import find_authors
from painsci_search.reading.metadata.own_identifiers import own_identifiers
from painsci_search.reading.metadata.shown_authors import AuthorPage
from painsci_search.reading.metadata.stated import Stated, read_stated
from painsci_search.reading.metadata.times import (
    UPDATED_SOURCES,
    DatePage,
    find_date,
    find_published,
)
from painsci_search.reading.tags import LONGEST_LABEL, tags_in
from painsci_search.reading.titles.lines import lines_around
from painsci_search.reading.titles.parts import site_part
from painsci_search.reading.titles.title import Title, find_title

_LANGUAGE_METAS = (
    "citation_language",
    "dc.language",
    "dcterms.language",
    "content-language",
    "language",
    "og:locale",
)
_TAG_METAS = ("citation_keywords", "keywords", "article:tag", "dc.subject", "dcterms.subject")
_LABEL_META = "painsci-search:"
_URL_METAS = ("og:url", "citation_public_url", "citation_fulltext_html_url")
_TAGS = re.compile(r"</?[a-z]{1,6}\b[^<>]{0,80}>")
# Letters: a shorter text may be a label.
_SENTENCE = 60


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a page.

    Attributes:
        heading: the element of the page that shows the title, or None.
        deck: the element that shows the subtitle, or None.
        labels: further texts by name, from `meta` elements "painsci-search:NAME".
        decisions: the sources of what was found.
    """

    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    published: str | None
    updated: str | None
    language: str | None
    url: str | None
    heading: Tag | None
    deck: Tag | None
    tags: tuple[str, ...] = ()
    labels: Mapping[str, str] = NO_LABELS
    decisions: tuple[Decision, ...] = ()

    def completed(self, byline: Byline) -> Metadata:
        """Return the metadata with what only the first lines of the text state."""
        rule = "the first lines of the text"
        authors = self.authors or byline.authors
        published = self.published or byline.published
        updated = self.updated or byline.updated
        missing: tuple[tuple[ReadPart, object, str], ...] = (
            ("authors", self.authors, "; ".join(authors)),
            ("published", self.published, published or ""),
            ("updated", self.updated, updated or ""),
        )
        added = (Decision.of(part, rule, new) for part, old, new in missing if new and not old)
        return replace(
            self,
            authors=authors,
            published=published,
            updated=updated,
            decisions=(*self.decisions, *added),
        )


def read_metadata(tree: PageTree) -> Metadata:
    """Return the metadata of a page."""
    stated = read_stated(tree)
    url_rule, url = _find_url(tree, stated)
    host = _host(url or "")
    title: Title = find_title(tree, _titles(tree, stated), (*stated.site, *names_of_host(host)))
    heading = title.heading
    language_rule, language = choose_language(
        _stated_language(tree, stated), lambda letters: _sample(tree, heading or tree.body, letters)
    )
    lines = lines_around(tree, heading)
    byline = find_byline(lines, language)
    site = site_part(_window_title(tree), title.text)
    author_rule, authors = find_authors(
        AuthorPage(tree, stated, heading, lines, byline, language, host, site)
    )
    page = DatePage(tree, stated, heading, byline, language, url or "")
    published_rule, published = find_published(page)
    updated_rule, updated = find_date(page, UPDATED_SOURCES)
    decisions = (
        Decision.of("title", title.rule, title.text),
        Decision.of("authors", author_rule, "; ".join(authors)),
        Decision.of("published", published_rule, published or ""),
        Decision.of("updated", updated_rule, updated or ""),
        Decision.of("language", language_rule, language or ""),
        Decision.of("url", url_rule, url or ""),
    )
    return Metadata(
        title=title.text,
        subtitle=title.subtitle,
        authors=authors,
        published=published,
        updated=updated,
        language=language,
        url=url,
        heading=heading,
        deck=title.deck,
        tags=_find_tags(stated),
        labels=Labels({**own_identifiers(stated.metas, url), **_find_labels(stated)}),
        decisions=tuple(one for one in decisions if one.rule and one.value),
    )


def _find_tags(stated: Stated) -> tuple[str, ...]:
    given = [text for name in _TAG_METAS for text in stated.metas.get(name, ())]
    return tags_in(given, *(work.get("keywords") for work in stated.articles))


def _find_labels(stated: Stated) -> Labels:
    named = (
        (name.removeprefix(_LABEL_META), texts[0])
        for name, texts in stated.metas.items()
        if name.startswith(_LABEL_META) and "=" not in name
    )
    return Labels({name: text[:LONGEST_LABEL] for name, text in named if name})


def _titles(tree: PageTree, stated: Stated) -> list[str]:
    """Return the titles in the metadata, the most exact first, the window's last."""
    given = [
        stated.first_meta("citation_title", "dc.title", "dcterms.title"),
        stated.first_of_works("headline"),
        stated.first_meta("og:title", "parsely-title", "sailthru.title"),
        stated.first_meta("twitter:title"),
        _window_title(tree),
    ]
    plain = (fold_space(_without_markup(title)) for title in given)
    return [title for title in plain if title]


def _without_markup(text: str) -> str:
    """Return a text without the tags and character references that some sites leave in metadata."""
    if "&" in text:
        text = unescape(text)
    return _TAGS.sub("", text) if "<" in text else text


def _window_title(tree: PageTree) -> str:
    """Return the text of the title element; those of pictures come after it."""
    for tag in tree.named("title"):
        text = "".join(str(node) for node in texts_in(tag))
        if text.strip():
            return text
    return ""


def _stated_language(tree: PageTree, stated: Stated) -> tuple[str, str]:
    """Return the source of the page's language, and the language as the page states it."""
    for tag in (*tree.named("html")[:1], *tree.named("body")[:1], *tree.named("article")[:1]):
        given = attribute(tag, "lang") or attribute(tag, "xml:lang")
        if given.strip():
            return f"the attribute lang of {tag.name}", given
    in_json_ld = stated.first_of_works("inLanguage")
    if in_json_ld:
        return "inLanguage in JSON-LD", in_json_ld
    for name in _LANGUAGE_METAS:
        if name in stated.metas:
            return f"{name} of the page's metadata", stated.metas[name][0]
    return "", ""


def _sample(tree: PageTree, start: Tag, letters: int) -> str:
    """Return the first long texts of the page; short ones are often labels in another language.

    Args:
        start: the title, or the element with the page's text.
    """
    pieces: list[str] = []
    for node in tree.texts_after(start):
        if letters <= 0:
            break
        if len(node) >= _SENTENCE:
            parent = node.parent
            if parent is not None and parent.name not in SILENT and parent.name != "a":
                pieces.append(fold_space(str(node)))
                letters -= len(pieces[-1])
    return " ".join(pieces)


def _find_url(tree: PageTree, stated: Stated) -> tuple[str, str | None]:
    """Return the source of the canonical URL, and the URL; ("", None) where a page names none."""
    for link in tree.named("link"):
        if "canonical" in attribute(link, "rel").lower().split() and attribute(link, "href"):
            href = attribute(link, "href").strip()
            if _is_url(href):
                return "the canonical link", href
    for name in _URL_METAS:
        given = stated.first_meta(name)
        if given:
            return (f"{name} of the page's metadata", given) if _is_url(given) else ("", None)
    return "", None


def names_of_host(host: str) -> tuple[str, ...]:
    """Return the names of a site in the name of its host.

    >>> names_of_host("www.necks-daily.co.uk")
    ('necks-daily.co.uk', 'necks-daily.co', 'necks-daily')
    """
    bare = host.removeprefix("www.")
    return tuple(filter(None, (bare, bare.rpartition(".")[0], bare.partition(".")[0])))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_url(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return re.match(r"https?://", text) is not None
