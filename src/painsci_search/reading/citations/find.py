"""A note's text and the URLs of its links in; the works that it cites out, as `Reference`s.

Identifiers are facts and are found first. The works and their other fields are found by a model of
how citations are written. Nothing is added to the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from painsci_search.identifiers import Mention
from painsci_search.model import Mark, Reference
from painsci_search.model.late import set_fields
from painsci_search.reading.citations.bare import reference_identifiers, reference_links
from painsci_search.reading.citations.english_dates import with_english_dates
from painsci_search.reading.citations.identifying import (
    add_identifiers,
    add_links,
    identifiers_of_url,
    missing_identifiers,
)
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.citations.owners import (
    Following,
    core_end,
    is_own_link,
    own_identifiers,
    without_notices,
)
from painsci_search.reading.citations.plain_dates import with_plain_dates
from painsci_search.reading.citations.remarks import join_remarks, split_remarks
from painsci_search.reading.citations.tails import read_tail, skip_link_names
from painsci_search.reading.citations.vocabulary import AROUND
from painsci_search.reading.citations.work_types import type_of, with_site
from painsci_search.reading.citations.works import Found, find_works, within


def parse_references(
    text: str, links: tuple[str, ...] = (), marks: tuple[Mark, ...] = ()
) -> tuple[Reference, ...]:
    """Return the works that a note cites, in order; () for a note that is plain prose.

    Args:
        text: the note without its label and without the link back.
        links: the URLs of the links in the note, in order.
        marks: the links, italics and bold words in the text, ascending by start. The names of
            links that follow a citation are no remark on it.

    An identifier that only a link has is kept if it is certain to which work it belongs.

    >>> note = "Lochte BC, Guillory SA. A title. Bioimpacts. 2018;8(4):295–304. PubMed #30397584"
    >>> found = parse_references(note)[0]
    >>> found.authors, found.journal, found.pages, found.pmid
    (('Lochte BC', 'Guillory SA'), 'Bioimpacts', '295-304', '30397584')
    """
    written, text = text, with_english_dates(text)
    identifiers = find_identifiers(text)
    linked = [mark for mark in marks if mark.kind == "link"]
    spans = [(mark.start, mark.end) for mark in linked]
    plain = with_plain_dates(without_notices(text))
    outside: Sequence[Mention] = identifiers
    if plain is not text:
        starts_in = plain.startswith
        outside = [one for one in identifiers if starts_in(text[one.start : one.end], one.start)]
    works = find_works(plain, outside, marks)
    references: list[tuple[int, Reference]] = []
    lead = ""
    taken: set[Mention] = set()
    own_links: list[Mark] = []
    others: list[Mark] = [] if works else linked
    for work, next_start in zip(
        works, [*(one.start for one in works[1:]), len(text)], strict=False
    ):
        end = min(_find_end(text, work, identifiers, spans), next_start)
        core = core_end(text, work.start, end, work.reference)
        here = within(outside, work.start, next_start)
        near = within(linked, work.start if references else 0, next_start)
        starts = [one.start for one in here] + [one.start for one in near]
        follow = Following(text, core, max(starts, default=core))
        own = own_identifiers(follow, end, here)
        gap, is_followed = written[end:next_start], next_start < len(text)
        remarks, next_lead = split_remarks(gap, is_followed=is_followed)
        reference = _complete(written, work, end, own, join_remarks(lead, remarks))
        by_owner: dict[bool, list[Mark]] = {True: [], False: []}
        for link in near:
            is_outside = plain.startswith(text[link.start : link.end], link.start)
            by_owner[is_outside and _is_own(follow, link, work, end)].append(link)
        inside = within(by_owner[True], work.start, end)
        reference = add_identifiers(reference, _of_links(inside))
        references.append((work.start, reference))
        taken.update(own)
        own_links += by_owner[True]
        others += by_owner[False]
        lead = next_lead
    cited = [reference for _, reference in references]
    named = [one for one in identifiers if one not in taken]
    if cited and not (named or links or others):
        return tuple(cited)
    known = [*taken, *_of_links(own_links)]
    bare = reference_identifiers(text, named, others, known)
    if cited:
        foreign = {one.value for one in (*named, *_of_links(others))}
        foreign -= {one.value for one in known}
        completed = add_links(cited, [link for link in links if not _leads_to(link, foreign)])
        references = [
            (start, _typed(one)) for (start, _), one in zip(references, completed, strict=True)
        ]
    elif not bare:
        return reference_links(text, links)
    elif not _of_links(others):
        return add_links([reference for _, reference in bare], links)
    return tuple(one for _, one in sorted([*references, *bare], key=itemgetter(0)))


def _is_own(follow: Following, link: Mark, work: Found, end: int) -> bool:
    """Return whether a link near a citation, which ends at `end`, is of its work."""
    if link.start < follow.core and link.end > work.start:
        return True
    is_tail = work.end <= link.start < end
    return is_own_link(follow, link, work.reference, is_tail=is_tail)


def _typed(reference: Reference) -> Reference:
    """Return a reference whose type only the address shows that one of its links has."""
    if reference.type or not (reference.url and reference.title):
        return reference
    return with_site(replace(reference, type=type_of(reference, "", "")))


def _leads_to(link: str, values: set[str]) -> bool:
    return any(one.value in values for one in identifiers_of_url(link))


def _complete(
    text: str, work: Found, end: int, identifiers: Sequence[Mention], remarks: str | None
) -> Reference:
    """Return the reference of a work whose citation ends at `end`, with remarks on it.

    It is the one that was made for the work, which nothing else has yet: to fill it in takes far
    less time than to make it again.
    """
    reference = work.reference
    set_fields(reference, missing_identifiers(reference, identifiers))
    kind = type_of(reference, work.type_words, work.before_container)
    raw = _trim(text[work.start : end])
    rest = {"raw": raw, "type": kind, "commentary": remarks}
    # names after an article are no editors
    set_fields(reference, rest | {"editors": ()} if kind == "article" else rest)
    return with_site(reference)


def _of_links(links: Sequence[Mark]) -> list[Mention]:
    """Return the identifiers to which links in the text lead."""
    return [one for link in links for one in identifiers_of_url(link.target)]


def _find_end(
    text: str, work: Found, identifiers: Sequence[Mention], spans: Sequence[tuple[int, int]]
) -> int:
    """Return the end of a citation with its identifiers, dates of retrieval and labels of links."""
    end, _ = read_tail(text, work.end, identifiers)
    return skip_link_names(text, end, spans)


def _trim(raw: str) -> str:
    """Remove the ornaments around a citation, and brackets that it is in."""
    raw = raw.strip(AROUND)
    inner = raw.rstrip(" .")
    if raw[:1] == "(" and inner.endswith(")") and raw.count("(") == raw.count(")"):
        return inner[1:-1]
    if raw[:1] == "(" and raw.count("(") > raw.count(")"):
        return raw[1:]
    is_inside = inner.endswith(")") and inner.count(")") > inner.count("(")
    return inner[:-1] if is_inside else raw
