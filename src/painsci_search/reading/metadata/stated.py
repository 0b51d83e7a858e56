"""A page in; what it states about itself for programs out: meta elements and JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from painsci_search.reading.dom.elements import attribute, fold_space, is_text, texts_in
from painsci_search.reading.dom.tree import PageTree

# Types of schema.org that are articles, in the order in which one is preferred.
_TYPES = (
    re.compile(r"Article$|Posting$|Report$"),
    re.compile(
        r"Recipe$|Review$|Book$|Chapter$|HowTo$|Thesis$|Legislation$|CreativeWork|^Question$"
    ),
    re.compile(r"Page$|Guide$|VideoObject$|Podcast|Event$"),
)
_PAGES = 2
# Attributes that name a meta element.
_NAMES = frozenset({"name", "property", "itemprop", "http-equiv"})
# Keys below which the description of the page goes on; others, such as "hasPart", name other works.
_KEYS = ("@graph", "mainEntity", "mainEntityOfPage")
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
_COMMENTED = re.compile(r"(?://|/\*)?\s{0,9}(?:<!\[CDATA\[|\]\]>|<!--|-->)\s{0,9}(?:\*/)?")
# A quotation mark that neither begins nor ends a string.
_QUOTE_WITHIN = re.compile(r"""(?<=[^\s{\[,:\\])(\s{0,3})"(?=\s{0,3}[^\s,:}\]])""")
_BETWEEN_VALUES = re.compile(r"[ \t\r\n;,]*")
_DECODER = json.JSONDecoder(strict=False)  # pages have line breaks in strings
# Letters of a title: with fewer, others contain it by chance.
_FEWEST_OF_TITLE = 12


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states about itself for programs.

    Attributes:
        metas: the contents of meta elements, by name in lower case.
        works: the JSON-LD objects that describe the article, the best first.
        articles: those of them that are articles, books or the like, and not just pages.
        site: the names of the site and its publisher.
    """

    metas: dict[str, list[str]]
    works: list[dict[str, Any]]
    articles: list[dict[str, Any]]
    site: tuple[str, ...]

    def first_meta(self, *names: str) -> str:
        """Return the content of the first of some meta elements that the page has, or ""."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")

    def first_of_works(self, key: str) -> str:
        """Return the first text that the JSON-LD objects have below a key, or ""."""
        return next(filter(None, (text_in(work.get(key)) for work in self.works)), "")

    def first_of_articles(self, key: str) -> str:
        """Return the first text that the articles in JSON-LD have below a key, or ""."""
        return next(filter(None, (text_in(work.get(key)) for work in self.articles)), "")


def read_stated(tree: PageTree) -> Stated:
    """Return the meta elements and the JSON-LD of a page."""
    metas = _read_metas(tree)
    things = [thing for data in json_ld_in(tree) for thing in _things(data)]
    by_id = {thing["@id"]: thing for thing in things if _is_named(thing)}
    titles = tree.named("title")[:1]
    window = _folded("".join(str(node) for title in titles for node in texts_in(title)))
    works = [thing for thing in things if _describes(thing)]
    works.sort(key=lambda work: (_rank(work), _is_of_other(work, window)))
    for work in works:
        for key in ("author", "creator", "publisher"):
            if key in work:
                work[key] = _resolve(work[key], by_id)
    named = [metas[name][0] for name in ("og:site_name", "application-name") if name in metas]
    named += [text_in(work.get("publisher")) for work in works]
    named += [text_in(thing.get("name")) for thing in things if "WebSite" in _types(thing)]
    articles = [work for work in works if _rank(work) < _PAGES]
    return Stated(metas, works, articles, tuple(dict.fromkeys(filter(None, named))))


def text_in(value: object) -> str:
    """Return the text or the name in a value of JSON-LD, of a list that of the first; or ""."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        parts = (value.get("givenName"), value.get("familyName"))
        in_parts = " ".join(filter(None, map(text_in, parts)))
        value = value.get("name") or value.get("@value") or in_parts
    return fold_space(value) if isinstance(value, str) else ""


def _read_metas(tree: PageTree) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for tag in tree.named("meta"):
        content = fold_space(attribute(tag, "content"))
        if not content:
            continue
        for key in _NAMES.intersection(tag.attrs):
            for name in attribute(tag, key).lower().split():
                metas.setdefault(name, []).append(content)
    return metas


def json_ld_in(tree: PageTree, word: str = "") -> Iterator[object]:
    """Yield the JSON-LD of a page; what is no JSON is an error of the page, which has the rest.

    Args:
        word: only scripts that contain it are parsed.
    """
    for script in tree.named("script"):
        if "ld+json" not in attribute(script, "type").lower():
            continue
        text = "".join(str(node) for node in script.contents if is_text(node)).strip()
        if word not in text:
            continue
        plain = _TRAILING_COMMA.sub("", _COMMENTED.sub("", text)).strip()
        for repaired in (text, plain, _QUOTE_WITHIN.sub(r"\1\"", plain)):
            try:
                data = list(_decoded(repaired))
            except (ValueError, RecursionError):
                continue
            yield from data
            break


def _decoded(text: str) -> Iterator[object]:
    """Yield the values of a JSON text, which some pages have one after another.

    Raises:
        ValueError: a part of the text is no JSON.
    """
    end = _next_value(text, 0)
    while end < len(text):
        data, end = _DECODER.raw_decode(text, end)
        yield data
        end = _next_value(text, end)


def _next_value(text: str, start: int) -> int:
    found = _BETWEEN_VALUES.match(text, start)
    return found.end() if found else start


def _things(data: object) -> Iterator[dict[str, Any]]:
    queue = [data]
    for thing in queue:
        if isinstance(thing, list):
            queue.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            queue.extend(thing[key] for key in _KEYS if key in thing)


def _types(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]


def _rank(thing: dict[str, Any]) -> int:
    """Return the place of the first pattern of types that an object has."""
    kinds = _types(thing)
    ranks = (rank for rank, pattern in enumerate(_TYPES) if any(map(pattern.search, kinds)))
    return next(ranks, len(_TYPES))


def _is_of_other(work: dict[str, Any], window: str) -> bool:
    """Return whether the title of a work is no part of the window's, as in lists of articles."""
    title = _folded(text_in(work.get("headline")))
    return len(title) >= _FEWEST_OF_TITLE and title not in window


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", unescape(text).casefold())


def _describes(thing: dict[str, Any]) -> bool:
    """Return whether an object describes an article."""
    stated = (
        *("headline", "author", "creator", "datePublished", "dateModified", "dateCreated"),
        "lastReviewed",
    )
    if "Question" in _types(thing) and not thing.get("author"):
        return False  # one of a list with the site's answers
    return _rank(thing) < len(_TYPES) and any(thing.get(key) for key in stated)


def _is_named(thing: dict[str, Any]) -> bool:
    return isinstance(thing.get("@id"), str) and bool(thing.get("name"))


def _resolve(value: object, by_id: dict[str, dict[str, Any]]) -> object:
    """Replace what is only an `@id` by the person or body that it names."""
    if isinstance(value, list):
        return [_resolve(one, by_id) for one in value]
    if isinstance(value, dict) and not value.get("name"):
        return by_id.get(str(value.get("@id")), value)
    return by_id.get(value, value) if isinstance(value, str) else value
