"""A parsed query as an indented tree in plain words, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from painsci_search.escaping import dump
from painsci_search.model import QUERY_SCHEMA, QueryPart
from painsci_search.render.json import plain
from painsci_search.render.terminal import Style, Terminal
from painsci_search.render.wording import count

_INDENT = 2
_HEADINGS = {
    "all of": "All of these must match:",
    "any of": "At least one of these must match:",
    "none of": "None of these may match:",
}
# The parts of a ranked query by their role, in the order in which they are listed; the heading of
# "may" depends on the other parts.
_ROLES = {
    "may": "",
    "must": "These must match:",
    "must not": "None of these may match:",
    "narrows": "Only where these match too:",
    "ignored": "Ignored, because they are too common:",
}
_FIELDS = {
    "title": " in titles",
    "heading": " in headings",
    "body": " in the text",
    "note": " in notes",
    "author": " as an author's name",
    "journal": " in a journal's name",
}
_VALUES = {
    "year": "of the year",
    "pmid": "citing the PubMed id",
    "pmcid": "citing the PubMed Central id",
    "doi": "citing the DOI",
    "painsci": "citing the PainSci id",
    "article": "of articles with the id",
    "kind": "that are of the kind",
    "has": "that have a",
    "lang": "in the language",
    "updated": "updated in",
    "tag": "with the tag",
    "meta": "with the metadata",
}
_SIGNS = {"=": "{}", ">=": "{} or later", ">": "after {}", "<=": "{} or earlier", "<": "before {}"}


def render_query_tree(query: str, part: QueryPart, terminal: Terminal) -> str:
    """Render a parsed query as an indented tree."""
    lines = [*terminal.paragraph(f"Query: {query}", base="title"), *_part(part, 0, terminal)]
    return "\n".join(lines) + "\n"


def query_tree_object(query: str, part: QueryPart) -> dict[str, Any]:
    """Return a parsed query as the object that query.schema.json describes."""
    if part.kind == "ranked" and not part.parts:
        # a text without words; the schema has no branch without parts
        part = QueryPart("word", text=query or " ")
    return {"schema": QUERY_SCHEMA, "query": query, "understood": _object(part)}


def render_query_tree_json(query: str, part: QueryPart) -> str:
    """Render a parsed query as one indented object."""
    return dump(query_tree_object(query, part)) + "\n"


def _object(part: QueryPart) -> dict[str, Any]:
    """Return a part with the keys that apply to its kind."""
    value: dict[str, Any] = {"kind": part.kind}
    if part.role:
        value["role"] = part.role
    if part.parts:
        if part.kind == "boost":
            value["factor"] = part.factor
        return {**value, "parts": [_object(each) for each in part.parts]}
    value |= {"text": part.text, "field": part.field}
    if part.kind in ("word", "phrase"):
        value["also"] = plain(part.also)
    if part.kind == "phrase":
        value["slop"] = part.slop
    if part.kind == "fuzzy":
        value["distance"] = part.distance
    if part.kind == "range":
        value["bounds"] = plain(part.bounds)
    return value


def _part(part: QueryPart, depth: int, terminal: Terminal) -> Iterator[str]:
    if part.kind == "ranked":
        yield from _ranked(part, depth, terminal)
    elif part.kind == "boost":
        heading = f"Weighted {part.factor:g} times as much as the others:"
        yield from _group(heading, part.parts, depth, terminal)
    elif part.parts:
        yield from _group(_HEADINGS[part.kind], part.parts, depth, terminal)
    else:
        yield from _lines(_leaf(part), depth, terminal)
        if part.also:
            quoted = (f'"{text}"' if " " in text else text for text in part.also)
            yield from _lines(f"also: {', '.join(quoted)}", depth + 2, terminal, base="faint")


def _ranked(part: QueryPart, depth: int, terminal: Terminal) -> Iterator[str]:
    by_role = {role: tuple(each for each in part.parts if each.role == role) for role in _ROLES}
    for role, heading in _ROLES.items():
        if by_role[role]:
            words = heading or _optional(len(by_role["may"]), bool(by_role["must"]))
            if role == "narrows" and not by_role["may"] and not by_role["must"]:
                words = _ROLES["must"]
            yield from _group(words, by_role[role], depth, terminal)


def _optional(parts: int, has_required: bool) -> str:
    """Return the heading of optional parts."""
    if has_required:
        return "Optional; passages with these rank higher:"
    if parts == 1:
        return "This must match:"
    return "At least one must match; passages with all of them come first:"


def _group(
    heading: str, parts: tuple[QueryPart, ...], depth: int, terminal: Terminal
) -> Iterator[str]:
    yield from _lines(heading, depth, terminal, base="heading")
    for part in parts:
        yield from _part(part, depth + 1, terminal)


def _lines(text: str, depth: int, terminal: Terminal, base: Style | None = None) -> list[str]:
    # A deeply nested query keeps half of the line for its words.
    indent = min(depth * _INDENT, terminal.width // 2)
    return terminal.paragraph(text, indent, base=base)


def _leaf(part: QueryPart) -> str:
    """Describe a part without parts in words."""
    where = _FIELDS.get(part.field or "", "")
    match part.kind:
        case "range":
            bounds = " and ".join(_SIGNS[sign].format(value) for sign, value in part.bounds)
            return f"{part.field}: {bounds}"
        case "value":
            return f"{_VALUES.get(part.field or '', part.field)} {part.text}"
        case "phrase":
            return f'the phrase "{part.text}"{where}{_slop(part.slop)}'
        case "prefix":
            return f"words that begin with {part.text}{where}"
        case "wildcard":
            return f"words like {part.text}{where}; * is any number of letters, ? is one"
        case "fuzzy":
            return f"words like {part.text}{where}, with up to {count(part.distance, 'typo')}"
        case _:
            return f"{part.text}{where}"


def _slop(slop: int) -> str:
    return f", its words up to {count(slop, 'position')} off" if slop else ""
