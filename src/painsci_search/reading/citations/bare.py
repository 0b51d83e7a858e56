"""Identifiers and links that are of no cited work in; a reference for each of their works out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from painsci_search.identifiers import Mention
from painsci_search.model import Mark, Reference
from painsci_search.reading.citations.identifying import add_identifiers, identifiers_of_url
from painsci_search.reading.citations.owners import is_name_of_link, names_other
from painsci_search.reading.citations.remarks import ORNAMENTS
from painsci_search.reading.citations.vocabulary import ET_AL, YEAR

_BETWEEN = ORNAMENTS + "(["
# Characters between the name of a work and a link such as "full text" to the same work.
_LONGEST_BETWEEN = 200
_QUOTES = "\"“”'‘’ "
# Three words or more, one of which is no name.
_TITLE = re.compile(
    r"(?=(?-i:[A-Z\d]))(?!(?:the|this|that|these|a|an|one|another|my|our)\s(?:\w+\s)?"
    r"(?:study|paper|article|trial|reply|review|research\w*|finding\w*|post)\b"
    r"|(?:see|read|more|here|click|as|in)\b)"
    r"(?=\S+(?:\s\S+)*?\s(?-i:[a-z-]{4}))\S+(?:\s\S+){2,}",
    re.IGNORECASE,
)
_BEFORE_TITLE = re.compile(r"(?:\A|[.:;!?“\"‘(\n])\s{0,3}\Z")
_AFTER_TITLE = re.compile(r"\s*(?:\Z|[.,;:!?”\"’)(\[\n|–—]|by\s)")


def reference_identifiers(
    text: str, identifiers: Sequence[Mention], links: Sequence[Mark], known: Iterable[Mention]
) -> list[tuple[int, Reference]]:
    """Return the start and the reference of each work that only has identifiers.

    Args:
        identifiers: those in the text that are of no cited work.
        links: those that lead to no cited work, with or without an identifier.
        known: the identifiers of the cited works.
    """
    seen = {(one.kind, one.value) for one in known}
    spans = {(link.start, link.end): link for link in links}
    linked = [
        one._replace(start=link.start, end=link.end)
        for link in links
        for one in identifiers_of_url(link.target)
    ]
    named = [one for one in identifiers if one.kind != "url" and one.value]
    groups: list[list[Mention]] = []
    for one in sorted([*named, *linked], key=lambda mention: mention.start):
        if (one.kind, one.value) in seen:
            continue
        seen.add((one.kind, one.value))
        last = groups[-1] if groups else []
        if last and _is_of_same(text, last, one, spans.get((one.start, one.end))):
            last.append(one)
        else:
            groups.append([one])
    return [(group[0].start, _reference_group(text, group, spans)) for group in groups]


def reference_links(text: str, links: Sequence[str]) -> tuple[Reference, ...]:
    """Return the work of a note whose links, in no certain place, lead to one work; else ()."""
    found = dict.fromkeys(one for link in links for one in identifiers_of_url(link))
    if not found or len({one.kind for one in found}) < len(found):
        return ()
    return (add_identifiers(Reference(text), [*found]),)


def _is_of_same(text: str, last: Sequence[Mention], one: Mention, link: Mark | None) -> bool:
    """Return whether an identifier is of the same work as those before it."""
    if any(one.kind == other.kind for other in last):
        return False
    between = text[max(other.end for other in last) : one.start]
    if not between.strip(ORNAMENTS if link is None else _BETWEEN):
        return True
    if link is None or len(between) > _LONGEST_BETWEEN or names_other(between):
        return False
    return is_name_of_link(text[link.start : link.end], link)


def _reference_group(
    text: str, group: Sequence[Mention], spans: dict[tuple[int, int], Mark]
) -> Reference:
    first = group[0]
    raw = text[first.start : max(one.end for one in group)]
    if raw.count("(") > raw.count(")") and text.startswith(")", first.start + len(raw)):
        raw += ")"
    reference = add_identifiers(Reference(raw), group)
    link = spans.get((first.start, first.end))
    title = _read_title(text, link) if link else None
    return replace(reference, title=title) if title else reference


def _read_title(text: str, link: Mark) -> str | None:
    """Return the title of the work that is the name of a link, if it plainly is one."""
    name = text[link.start : link.end].strip(_QUOTES + ".,")
    is_apart = _BEFORE_TITLE.search(text, max(0, link.start - 3), link.start)
    if not is_apart or not _AFTER_TITLE.match(text, link.end):
        return None
    if YEAR.search(name) or ET_AL.search(name) or is_name_of_link(name, link):
        return None
    return name if _TITLE.fullmatch(name) else None
