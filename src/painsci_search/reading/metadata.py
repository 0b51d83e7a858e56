"""A page's own account of itself in; title, deck, authors, dates, language and address out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bs4 import Tag

from painsci_search.reading.byline import Byline, read_line
from painsci_search.reading.dates import parse_date
from painsci_search.reading.dom import (
    SILENT,
    ancestors,
    attribute,
    elements_in,
    fold_space,
    is_text,
    names_of,
    text_of,
)
from painsci_search.reading.parse import MAX_DEPTH
from painsci_search.reading.titles import Title, find_title
from painsci_search.reading.tree import PageTree

_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|NewsArticle|Report|WebPage|Book|Chapter|Posting")
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author|authors|post-author|entry-author)(?=[\s_-]|$)")
_BY = re.compile(
    r"^(?:(?:written|posted|published)\s+)?(?:by|von|par|por|di|door|av)\b[:\s]+", re.IGNORECASE
)
_OF_READERS = re.compile(r"comment|respond|related")
_OF_OTHERS = re.compile(
    rf"{_OF_READERS.pattern}|(?:^|[\s_-])(?:sidebar|widget|infobox)(?=[\s_-]|$)"
)
_BLOCKS_OF_PROSE = frozenset({"p", "li", "dd", "td", "blockquote"})
_LONGEST_BYLINE = 300
_DATE_NAME = re.compile(
    r"(?:^|\s)(?:published|updated|dt-(?:published|updated)|(?:entry|post)-?date|date-?published)(?=\s|$)"
)
_META_LINE = re.compile(
    r"(?:^|[-_])(?:meta|byline|dateline|info|postmetadata|submitted|details)$", re.IGNORECASE
)
_UPDATED = re.compile(
    r"\b(?:updated|modified|edited|revised|reviewed|changed|update)\b[\s:]*(?:on|at)?[\s:]*$",
    re.IGNORECASE,
)
_LAST_UPDATED = re.compile(
    r"(?:^\W*|\b(?:page|article|document|text) (?:was )?)last (?:updated|modified|edited|revised)"
    r"(?: on)?[\s:]{1,3}(?P<date>[^;()\n]{0,24}?\b(?:19|20)\d\d(?:-\d\d){0,2})",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[\w.'’-]+){0,5}$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself.

    Attributes:
        heading: the element of the page that shows the title, where there is one.
        deck: the element that shows the subtitle, where there is one.
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


def read_metadata(tree: PageTree) -> Metadata:
    """Collect a page's metadata; the more exact vocabulary goes before the more general."""
    metas = _read_metas(tree)
    linked = _read_json_ld(tree)
    line = _read_meta_line(tree)
    title: Title = find_title(tree, _titles(tree, metas, linked), _first(metas, "og:site_name"))
    return Metadata(
        title=title.text,
        subtitle=title.subtitle,
        authors=_authors(tree, metas, linked) or line.authors,
        published=_date(_published(tree, metas, linked)) or line.published,
        updated=_date(_updated(tree, metas, linked)) or line.updated,
        language=_language(tree, metas, linked),
        url=_find_url(tree, metas),
        heading=title.heading,
        deck=title.deck,
    )


def _read_metas(tree: PageTree) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for tag in tree.named("meta"):
        content = fold_space(attribute(tag, "content"))
        for key in ("name", "property", "itemprop"):
            name = attribute(tag, key).strip().lower()
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def _first(metas: dict[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _read_json_ld(tree: PageTree) -> dict[str, Any]:
    """Return the first JSON-LD object that describes an article, {} where there is none."""
    for script in tree.named("script"):
        if "ld+json" not in attribute(script, "type").lower():
            continue
        try:
            data = json.loads(_content_of(script).strip())
        except (ValueError, RecursionError):
            continue  # the page's own slip: its other vocabularies still stand
        for thing in _things(data):
            kinds = thing.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            _resolve(thing, data)
            if any(_ARTICLE_TYPES.search(str(kind)) for kind in kinds) and (
                thing.get("headline") or thing.get("author") or thing.get("datePublished")
            ):
                return thing
    return {}


def _content_of(tag: Tag) -> str:
    """Return all text in an element that shows none in the page."""
    return "".join(str(node) for node in tag.descendants if is_text(node))


def _resolve(thing: dict[str, Any], data: object) -> None:
    """Put the person that an author's `@id` refers to in its place."""
    said = thing.get("author")
    if isinstance(said, dict) and "name" not in said and "@id" in said:
        named = (one for one in _things(data) if one.get("@id") == said["@id"] and "name" in one)
        thing["author"] = next(named, said)


def _things(data: object) -> Iterator[dict[str, Any]]:
    waiting = [data]
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            waiting.extend(thing[key] for key in ("@graph", "mainEntity") if key in thing)


def _titles(tree: PageTree, metas: dict[str, list[str]], linked: dict[str, Any]) -> list[str]:
    # some journals leave markup in their metadata
    shown = next(map(_content_of, tree.named("title")), "")
    given = [
        _first(metas, "citation_title", "dc.title", "dcterms.title"),
        _text(linked.get("headline")),
        _first(metas, "og:title", "twitter:title"),
        shown,
    ]
    plain = (fold_space(re.sub(r"</?[a-z]{1,6}\b[^<>]{0,80}>", "", title)) for title in given)
    return [title for title in plain if title]


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return fold_space(value) if isinstance(value, str) else ""


def _authors(
    tree: PageTree, metas: dict[str, list[str]], linked: dict[str, Any]
) -> tuple[str, ...]:
    said = linked.get("author")
    names = [_text(one) for one in (said if isinstance(said, list) else [said])]
    names = [name for name in names if name and not name.startswith("http")]
    for key in ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author"):
        if not any(names):
            names = [name for name in metas.get(key, []) if not name.startswith("http")]
    if not any(names):
        links = [tag for tag in tree.named("a") if "author" in attribute(tag, "rel").split()]
        names = [text_of(tag) for tag in links if not _is_said_by_reader(tag)][:6]
    if not any(names):
        people = [tag for tag in tree.elements if tag.attrs.get("itemprop") == "author"]
        names = [_name_in(tag) for tag in people if not _is_said_by_reader(tag)][:6]
    if not any(names):
        names = _byline(tree)
    cleaned = (_BY.sub("", fold_space(name)).strip(" ,;•·|") for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if 0 < len(name) <= 100))


def _is_said_by_reader(tag: Tag) -> bool:
    """Say whether an element belongs to a comment or to another article that is advertised."""
    return _OF_OTHERS.search(_names_around(tag)) is not None


def _names_around(tag: Tag) -> str:
    return " ".join(names_of(parent) for parent in ancestors(tag, 12) if parent.name != "body")


def _name_in(person: Tag) -> str:
    """Return the name in the description of a person, or all of its text."""
    names = (tag for tag in elements_in(person) if tag.attrs.get("itemprop") == "name")
    return text_of(next(names, person))


def _byline(tree: PageTree) -> list[str]:
    """Read the names off the first element that is called a byline."""
    for tag in tree.elements:
        if "class" not in tag.attrs or not _BYLINE.search(names_of(tag)) or _is_said_by_reader(tag):
            continue
        text = text_of(tag)
        if not text or len(text) > 200:
            continue
        text = re.split(r"\s[•·|]\s|\b(?:on|updated|published)\b|\s\d", _BY.sub("", text))[0]
        names = [name for name in _split_names(text) if _NAME.match(name)]
        if names:
            return names
    return []


def _read_meta_line(tree: PageTree) -> Byline:
    """Read the first line that is called the article's particulars and holds nothing else."""
    for tag in tree.named("p", "div", "span", "small"):
        classes = attribute(tag, "class").split()
        if not any(_META_LINE.search(one) for one in classes):
            continue
        text = "" if _is_said_by_reader(tag) else text_of(tag)
        if (said := read_line(text)) is not None:
            return said
    return Byline()


def _split_names(text: str) -> list[str]:
    return [name.strip() for name in re.split(r",\s*|;\s*|\s+(?:and|&|und|et|y)\s+", text) if name]


def _published(tree: PageTree, metas: dict[str, list[str]], linked: dict[str, Any]) -> str:
    said = _text(linked.get("datePublished")) or _first(
        metas,
        "citation_publication_date",
        "citation_online_date",
        "citation_date",
        "article:published_time",
        "dc.date",
        "dc.date.issued",
        "dcterms.issued",
        "dcterms.date",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
    )
    if said:
        return said
    for tag in tree.named("time", "abbr", "span"):
        if _is_date(tag) and not _is_of_update(tag) and not _is_of_another(tag):
            return _date_in(tag)
    return ""


def _updated(tree: PageTree, metas: dict[str, list[str]], linked: dict[str, Any]) -> str:
    said = _text(linked.get("dateModified")) or _first(
        metas,
        "article:modified_time",
        "og:updated_time",
        "dcterms.modified",
        "dc.date.modified",
        "datemodified",
        "last-modified",
    )
    if said:
        return said
    for tag in tree.named("time", "abbr", "span"):
        if _is_date(tag) and _is_of_update(tag) and not _is_of_another(tag):
            return _date_in(tag)
    return _last_updated(tree)


def _last_updated(tree: PageTree) -> str:
    """Read the date of what says "This page was last edited on 2 May 2021", as at a page's end."""
    for tag in tree.elements:
        for number, text in enumerate(tag.contents if tag.name not in SILENT else ()):
            if is_text(text) and "last " in str(text).lower():
                # a work that is cited with such words does not begin with them
                words = fold_space(str(text))
                said = _LAST_UPDATED.search(words if number == 0 else f"x {words}")
                if said and _date(said["date"]) and not _is_said_by_reader(tag):
                    return said["date"]
    return ""


def _is_date(tag: Tag) -> bool:
    """Say whether an element is the date of the page, by HTML or by the classes of hAtom."""
    if tag.name == "time":
        return "pubdate" in tag.attrs or not _is_in_prose(tag)
    called = attribute(tag, "class").lower()
    return called != "" and _DATE_NAME.search(called) is not None and _date_in(tag) != ""


def _is_of_another(tag: Tag) -> bool:
    """Say whether a date is that of a comment, or of something else than the page."""
    # builders of pages make widgets of the articles themselves
    is_named = attribute(tag, "itemprop").lower() in ("datepublished", "datemodified")
    pattern = _OF_READERS if is_named else _OF_OTHERS
    return pattern.search(_names_around(tag)) is not None


def _is_in_prose(tag: Tag) -> bool:
    """Say whether a date stands in a paragraph: what it tells of may be anything."""
    around = [parent for parent in ancestors(tag, 4) if parent.name in _BLOCKS_OF_PROSE][:1]
    return any(len(text_of(parent)) > _LONGEST_BYLINE for parent in around)


def _date_in(tag: Tag) -> str:
    said = attribute(tag, "datetime") or (attribute(tag, "title") if tag.name == "abbr" else "")
    said = said or text_of(tag)
    return said if tag.name == "time" or _date(said) else ""


def _is_of_update(tag: Tag) -> bool:
    """Say whether a date is that of a change: its names or the word before it tell."""
    if re.search(r"updated|modified", names_of(tag)) and "published" not in names_of(tag):
        return True
    if "datemodified" in attribute(tag, "itemprop").lower():
        return True
    texts = (node for node in tag.previous_elements if is_text(node))
    before = next((node for node in texts if re.search(r"\w", str(node))), None)
    if before is None or before.parent is None:
        return False
    near = {id(parent) for parent in ancestors(tag, 2)}
    around = (before.parent, *ancestors(before.parent, MAX_DEPTH))
    return any(id(parent) in near for parent in around) and _UPDATED.search(str(before)) is not None


def _date(text: str) -> str | None:
    return parse_date(text) if text else None


def _language(tree: PageTree, metas: dict[str, list[str]], linked: dict[str, Any]) -> str | None:
    said = ""
    for html in tree.named("html")[:1]:
        said = attribute(html, "lang") or attribute(html, "xml:lang")
    for body in tree.named("body")[:1]:
        said = said or attribute(body, "lang")
    said = said or _text(linked.get("inLanguage"))
    said = said or _first(
        metas, "citation_language", "dc.language", "dcterms.language", "og:locale"
    )
    said = said.strip().replace("_", "-")
    return said if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", said) else None


def _find_url(tree: PageTree, metas: dict[str, list[str]]) -> str | None:
    """Return the page's canonical address, None where it names none."""
    for link in tree.named("link"):
        if "canonical" in attribute(link, "rel").lower().split() and attribute(link, "href"):
            href = attribute(link, "href").strip()
            if _is_address(href):
                return href
    said = _first(metas, "og:url", "citation_public_url", "citation_fulltext_html_url")
    return said if _is_address(said) else None


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return re.match(r"https?://", text) is not None
