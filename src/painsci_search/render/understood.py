"""A query as it is understood: an indented tree in plain words, or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from painsci_search.escaping import dump
from painsci_search.model import QUERY_SCHEMA, QueryPart
from painsci_search.render.json import plain
from painsci_search.render.terminal import Terminal

_INDENT = 2
_HEADINGS = {
    "all of": "All of these must match:",
    "any of": "At least one of these must match:",
    "none of": "None of these may match:",
}
# How the parts of a ranked query are told, in this order; "may" depends on the others.
_ROLES = {
    "may": "",
    "must": "These must match:",
    "must not": "None of these may match:",
    "narrows": "Only where these match, too:",
    "ignored": "Too common to count beside the others:",
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
}
_SIGNS = {"=": "{}", ">=": "{} or later", ">": "after {}", "<=": "{} or earlier", "<": "before {}"}


def render_understood(query: str, part: QueryPart, terminal: Terminal) -> str:
    """Lay a query as it is understood out as an indented tree."""
    lines = [*terminal.paragraph(f"Query: {query}", base="title"), *_part(part, 0, terminal)]
    return "\n".join(lines) + "\n"


def understood_object(query: str, part: QueryPart) -> dict[str, Any]:
    """Give a query as it is understood as the object that query.schema.json describes."""
    return {"schema": QUERY_SCHEMA, "query": query, "understood": _object(part)}


def render_understood_json(query: str, part: QueryPart) -> str:
    """Write a query as it is understood as one indented object."""
    return dump(understood_object(query, part)) + "\n"


def _object(part: QueryPart) -> dict[str, Any]:
    """A part with the keys that say something of it."""
    told: dict[str, Any] = {"kind": part.kind}
    if part.role:
        told["role"] = part.role
    if part.parts:
        if part.kind == "boost":
            told["factor"] = part.factor
        return {**told, "parts": [_object(each) for each in part.parts]}
    told |= {"text": part.text, "field": part.field}
    if part.kind in ("word", "phrase"):
        told["also"] = plain(part.also)
    if part.kind == "phrase":
        told["slop"] = part.slop
    if part.kind == "fuzzy":
        told["distance"] = part.distance
    if part.kind == "range":
        told["bounds"] = plain(part.bounds)
    return told


def _part(part: QueryPart, depth: int, terminal: Terminal) -> Iterator[str]:
    if part.kind == "ranked":
        yield from _ranked(part, depth, terminal)
    elif part.kind == "boost":
        heading = f"Counting {part.factor:g} times as much as the others:"
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
            told = heading or _optional(len(by_role["may"]), bool(by_role["must"]))
            if role == "narrows" and not by_role["may"] and not by_role["must"]:
                told = _ROLES["must"]
            yield from _group(told, by_role[role], depth, terminal)


def _optional(count: int, has_required: bool) -> str:
    """What it means for parts that not all of them need match."""
    if has_required:
        return "These need not match, and raise the rank:"
    if count == 1:
        return "This must match:"
    return "At least one must match; passages with all of them come first:"


def _group(
    heading: str, parts: tuple[QueryPart, ...], depth: int, terminal: Terminal
) -> Iterator[str]:
    yield from _lines(heading, depth, terminal, base="heading")
    for part in parts:
        yield from _part(part, depth + 1, terminal)


def _lines(text: str, depth: int, terminal: Terminal, base: str = "") -> list[str]:
    # However deep a query is nested, half of the line is left for its words.
    indent = min(depth * _INDENT, terminal.width // 2)
    return terminal.paragraph(text, indent, base=base)


def _leaf(part: QueryPart) -> str:
    """Say in words what a part without parts asks for."""
    place = _FIELDS.get(part.field or "", "")
    match part.kind:
        case "range":
            bounds = " and ".join(_SIGNS[sign].format(value) for sign, value in part.bounds)
            return f"{part.field}: {bounds}"
        case "value":
            return f"{_VALUES.get(part.field or '', part.field)} {part.text}"
        case "phrase":
            return f'the phrase "{part.text}"{place}{_slop(part.slop)}'
        case "prefix":
            return f"words that begin with {part.text}{place}"
        case "wildcard":
            return f"words like {part.text}{place}, with any letters for * and one for ?"
        case "fuzzy":
            return (
                f"words like {part.text}{place}, with up to {_count(part.distance, 'letter')} wrong"
            )
        case _:
            return f"{part.text}{place}"


def _slop(slop: int) -> str:
    return f", its words up to {_count(slop, 'place')} off" if slop else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
