"""The text of a file in, its metadata and the rest out.

Metadata are YAML between lines of "---", TOML between lines of "+++", JSON in braces, the title
block of Pandoc ("% Title"), or lines "Title: …" as of MultiMarkdown.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import yaml

from painsci_search.model.labels import NO_LABELS, Labels
from painsci_search.reading.forms.document import (
    clean_date,
    clean_language,
    clean_url,
    split_names,
)
from painsci_search.reading.forms.markdown.citations import mappings_in
from painsci_search.reading.forms.markdown.highlights import split_highlights
from painsci_search.reading.tags import LONGEST_LABEL, tags_in

_FENCED = re.compile(
    r"(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"([A-Za-z][\w -]{0,40})::?[ \t]*(.*)")
# A title and the lines directly below it, as editors of notes export a page with its properties.
_TITLED = re.compile(
    r"(#[ \t]++[^\n]++\n)\s*+((?:[A-Za-z][\w -]{0,40}::?[ \t][^\n]*\n){2,40})(?=[ \t]*\n|\Z)"
)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")
_MARKUP = re.compile(
    r"\[([^\[\]]{1,300})\]\([^()\s]{0,500}\)|</?[a-zA-Z][^<>]{0,200}>|[*`]|(?<!\w)_|_(?!\w)"
)
# Aliases, as YAML has them, let a few lines become gigabytes.
_MOST_ALIASES = 20
# Characters; metadata are short, and their parser is slow.
_LONGEST = 200_000
# Lines of metadata without a fence.
_MOST_FIELDS = 40

_TITLE = ("title", "pagetitle")
_SUBTITLE = ("subtitle", "sub_title", "deck", "tagline")
_AUTHORS = (
    *("author", "authors", "byline", "by", "creator"),
    *("auteur", "auteurs", "autor", "autores", "autoren", "autore", "autori"),
)
_PUBLISHED = (
    "date",
    "published",
    "publishdate",
    "date_published",
    "pubdate",
    "publish_date",
    "issued",
)
_UPDATED = (
    "updated",
    "lastmod",
    "modified",
    "last_modified_at",
    "date_modified",
    "last_modified",
    "last_updated",
)
_LANGUAGE = ("lang", "language", "locale")
_URL = (
    "canonical_url",
    "canonical",
    "canonicalurl",
    "url",
    "permalink",
    "original_url",
    "source_url",
    "sourceurl",
    "sourceuri",
    "source",
    "doi",
)
# What a clipper of web pages calls the day of clipping; "created" is that of writing elsewhere.
_SAVED = ("created", "clipped", "date_saved")
_ABSTRACT = ("abstract",)
_TAGS = ("tags", "tag", "keywords", "keyword", "categories", "category")
# What generators of sites read, and nobody searches for.
_OF_GENERATORS = (
    *("layout", "slug", "weight", "draft", "toc", "template", "type", "id", "uuid", "aliases"),
    *("cssclass", "cssclasses", "output", "format", "bibliography", "csl", "description"),
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The metadata of a Markdown file; the fields are those of `Document`."""

    title: str = ""
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    url: str | None = None
    saved: str | None = None
    abstract: str = ""
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = NO_LABELS
    references: tuple[Mapping[str, Any], ...] = ()


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Return the metadata above a text, and the text without them.

    Metadata with an error of syntax are removed like others: they are no part of the text. Those of
    an export of highlights may be below others.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start = text.lstrip("\n")
    splits = (_split_fenced, _split_json, _split_title_block, _split_fields)
    found = next(filter(None, (split(start) for split in splits)), None)
    fields, rest = found or ({}, text)
    properties = _split_properties(rest.lstrip("\n"))
    if properties is not None:
        fields, rest = {**properties[0], **fields}, properties[1]
    highlights = split_highlights(rest)
    if highlights is not None:
        fields, rest = {**highlights[0], **fields}, highlights[1]
    return _read_fields(fields), rest


_Split = tuple[Mapping[str, Any], str] | None


def _split_fenced(text: str) -> _Split:
    if not text.startswith(("---", "+++")):
        return None
    found = _FENCED.match(text)
    if found is None or (found[1] == "---" and not _FIELD.search(found[2]) and found[2].strip()):
        return None
    rest = text[found.end() :]
    block = found[2]
    if len(block) > _LONGEST:
        return {}, rest
    return (_load_toml(block) if found[1] == "+++" else _load_yaml(block)), rest


def _load_toml(block: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        return _read_lines(block)


def _load_yaml(block: str) -> Mapping[str, Any]:
    if len(re.findall(r"(?<![\w*])\*\w", block)) > _MOST_ALIASES:
        return _read_lines(block)
    try:
        fields = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _read_lines(block)
    return fields if isinstance(fields, dict) else {}


def _read_lines(block: str) -> Mapping[str, Any]:
    """Return the simple fields of metadata that no parser accepts."""
    found = (re.match(r"(\w[\w-]{0,40})\s*[:=]\s*(.*)", line) for line in block.split("\n"))
    return {
        one[1]: one[2].strip().strip("\"'") for one in found if one is not None and one[2].strip()
    }


def _split_json(text: str) -> _Split:
    if not text.startswith("{\n"):
        return None
    try:
        fields, end = json.JSONDecoder().raw_decode(text[:_LONGEST])
    except (ValueError, RecursionError):
        return None
    return (fields, text[end:]) if isinstance(fields, dict) else None


def _split_title_block(text: str) -> _Split:
    """Split off the title block of Pandoc: up to three fields, each with its indented lines."""
    if not text.startswith("% "):
        return None
    fields: list[str] = []
    lines = text.split("\n")
    count = 0
    for line in lines:
        if line.startswith("%") and len(fields) < 3:
            fields.append(line[1:].strip())
        elif fields and line.startswith(" ") and line.strip():
            separator = "; " if len(fields) == 2 else " "
            fields[-1] += separator + line.strip()
        else:
            break
        count += 1
    return dict(zip(("title", "author", "date"), fields, strict=False)), "\n".join(lines[count:])


def _split_fields(text: str) -> _Split:
    """Split off lines "Title: …" above the first blank line; one of them must be a title."""
    fields: dict[str, str] = {}
    end = 0
    while end < len(text):
        stop = text.find("\n", end)
        stop = len(text) if stop < 0 else stop
        line = text[end:stop]
        if not line.strip():
            break
        found = _FIELD.fullmatch(line.rstrip())
        if found is None or len(fields) >= _MOST_FIELDS:
            return None
        fields[found[1]] = found[2]
        end = stop + 1
    names = {_key(name) for name in fields}
    is_metadata = (
        len(fields) > 1 and "title" in names and not names.isdisjoint(_FIELDS_BESIDE_TITLE)
    )
    return (fields, text[end:]) if is_metadata else None


def _split_properties(text: str) -> _Split:
    """Split off lines "Author: …" directly below the title; two of them must be known fields."""
    found = _TITLED.match(text)
    if found is None:
        return None
    lines = (_FIELD.fullmatch(line.rstrip()) for line in found[2].split("\n"))
    fields = {line[1]: line[2] for line in lines if line is not None}
    is_metadata = sum(_key(name) in _PROPERTIES for name in fields) > 1
    return (fields, f"{found[1]}\n{text[found.end() :]}") if is_metadata else None


def _key(name: object) -> str:
    return re.sub(r"[\s-]+", "_", str(name).strip().casefold())


_KNOWN = frozenset(
    {
        *(*_TITLE, *_SUBTITLE, *_AUTHORS, *_PUBLISHED, *_UPDATED, *_LANGUAGE, *_URL, *_SAVED),
        *(*_ABSTRACT, *_TAGS, *_OF_GENERATORS),
    }
)
_PROPERTIES = frozenset(
    {*_AUTHORS, *_PUBLISHED, *_UPDATED, *_LANGUAGE, *_URL, *_SAVED, *_TAGS, "status"}
)
_FIELDS_BESIDE_TITLE = frozenset({*_AUTHORS, *_PUBLISHED, *_LANGUAGE, "slug", "tags", "category"})


def _read_fields(given: Mapping[str, Any]) -> FrontMatter:
    fields = {_key(name): value for name, value in given.items()}
    names = [name for key in _AUTHORS if key in fields for name in _names_in(fields[key])]
    urls = [url for url in map(clean_url, _texts(fields, _URL)) if url]
    return FrontMatter(
        title=_first(fields, _TITLE),
        subtitle=_first(fields, _SUBTITLE) or None,
        authors=tuple(dict.fromkeys(names)),
        published=_first_date(fields, _PUBLISHED if urls else (*_PUBLISHED, "created")),
        updated=_first_date(fields, _UPDATED),
        language=next(filter(None, map(clean_language, _texts(fields, _LANGUAGE))), None),
        url=urls[0] if urls else None,
        saved=_first_date(fields, _SAVED) if "source" in fields else None,
        abstract=next(_texts(fields, _ABSTRACT), ""),
        tags=tags_in(*(fields[key] for key in _TAGS if key in fields)),
        metadata=Labels(dict(_read_labels(fields))),
        references=tuple(mappings_in(fields.get("references"))),
    )


def _read_labels(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the fields with one text or number that have no meaning of their own."""
    for name in (name for name in fields if name not in _KNOWN):
        text = next(_texts(fields, (name,)), "") if not isinstance(fields[name], list) else ""
        if text and len(text) <= LONGEST_LABEL and "=" not in name:
            yield name, plain_text(text)


def _texts(fields: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    """Yield the texts of the first fields that have one; dates in the format of ISO 8601."""
    for key in keys:
        value = fields.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, (dt.date, int)) and not isinstance(value, bool):
            yield str(value)
        elif isinstance(value, str) and value.strip():
            yield value.strip()


def _first(fields: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return plain_text(next(_texts(fields, keys), ""))


def _first_date(fields: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    return next(filter(None, map(clean_date, _texts(fields, keys))), None)


def plain_text(text: str) -> str:
    """Return a field without its Markdown and HTML.

    >>> plain_text("Why *most* backs ache: [[People/Ada|Ada]]")
    'Why most backs ache: Ada'
    """
    text = _WIKI_LINK.sub(r"\1", text)
    return " ".join(unescape(_MARKUP.sub(lambda found: found[1] or "", text)).split())


def _names_in(value: object) -> list[str]:
    """Return the names in a field of authors: a text, a mapping, or a list of these."""
    names: list[str] = []
    queue = [value]
    while queue and len(names) < 1000:
        one = queue.pop(0)
        if isinstance(one, list):
            queue = one + queue
        elif isinstance(one, dict):
            names += _names_of_person(one)
        elif isinstance(one, str):
            names += split_names(_without_notes(plain_text(one)))
    return names


def _without_notes(text: str) -> str:
    """Return a text of names without notes such as "^[Example University]" and mail addresses."""
    text = re.sub(
        r"\^\[[^\[\]]{0,500}\]|<[^<>\s]{1,100}@[^<>\s]{1,100}>|\([^()\s]{1,80}@[^()\s]{1,80}\)",
        "",
        text,
    )
    return re.sub(r"^(?:by|By|BY)\s+", "", text.strip())


def _names_of_person(given: Mapping[str, Any]) -> list[str]:
    if len(given) == 1 and isinstance(next(iter(given.values())), dict):
        only = str(next(iter(given)))
        if _key(only) != "name":
            return [only]  # {"Ada Brandt": {"affiliation": …}}, as bookdown writes it
    person = {_key(name): part for name, part in given.items()}
    name = person.get("name")
    if isinstance(name, dict):
        person = {_key(key): part for key, part in name.items()}
        name = person.get("literal")
    if isinstance(name, str) and name.strip():
        return list(split_names(_without_notes(plain_text(name))))
    parts = [
        next((str(person[key]) for key in keys if isinstance(person.get(key), str)), "")
        for keys in (
            ("given", "first", "firstname", "first_name"),
            ("family", "last", "lastname", "last_name"),
        )
    ]
    full = " ".join(filter(None, parts))
    return [full] if full else []
