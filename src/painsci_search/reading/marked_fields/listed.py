"""The head of a page in; the works that it lists as cited, and those of them a note cites, out.

Pages list what they cite in `citation_reference` and in JSON-LD ("citation"). The lists may be in
another order than the notes, or of other works. A work belongs to a note that has its identifier
or shows its title; without a title, to the note of the same number if both lists are as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from painsci_search.identifiers import IdentifierKind
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.dom.elements import attribute
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.marked_fields.described import (
    Described,
    read_reference_meta,
    without_tags,
)
from painsci_search.reading.marked_fields.people import Name, read_name
from painsci_search.reading.marked_fields.shown import ShownText, key_of
from painsci_search.reading.marked_fields.words import Role, kind_of
from painsci_search.reading.metadata.stated import json_ld_in, text_in

# Works that a page lists; more are not looked at.
_MOST = 20_000
# Letters and digits of a title that are compared first.
_PREFIX = 12
_VALUES: tuple[tuple[str, Role], ...] = (
    ("datePublished", "year"),
    ("volumeNumber", "volume"),
    ("issueNumber", "issue"),
    ("pagination", "pages"),
    ("pageStart", "first"),
    ("pageEnd", "last"),
    ("isbn", "isbn"),
)


class ListedWorks:
    """The works that the head of a page lists as cited; empty for most pages."""

    def __init__(self, tree: PageTree) -> None:
        self.works = [*_in_metas(tree), *_in_json_ld(tree)]
        self._by_title: dict[str, list[Described]] = {}
        self._by_id: dict[tuple[IdentifierKind, str], Described] = {}
        for work in self.works:
            key = key_of(work.title)
            if len(key) >= _PREFIX:
                self._by_title.setdefault(key[:_PREFIX], []).append(work)
            for identifier in work.ids.items():
                self._by_id.setdefault(identifier, work)

    def of_note(self, shown: ShownText, number: int, notes: int) -> list[Described]:
        """Return the works that a note may cite, in the order of the note.

        Args:
            shown: the text of the note.
            number: of the note among the notes of the page, from 0.
            notes: the number of the notes of the page.
        """
        found: dict[int, Described] = {}
        for one in find_identifiers(shown.text):
            work = self._by_id.get((one.kind, one.value)) if one.kind != "url" else None
            if work is not None:
                found[id(work)] = work
        for at in range(len(shown.key) - _PREFIX + 1):
            for work in self._by_title.get(shown.key[at : at + _PREFIX], ())[:3]:
                found[id(work)] = work
        if not found and len(self.works) == notes:
            return [self.works[number]]
        return list(found.values())


def _in_metas(tree: PageTree) -> Iterator[Described]:
    metas = (tag for tag in tree.named("meta") if "content" in tag.attrs)
    for tag in islice(metas, _MOST):
        if attribute(tag, "name").lower() == "citation_reference":
            work = read_reference_meta(attribute(tag, "content"))
            if work is not None:
                yield work


def _in_json_ld(tree: PageTree) -> Iterator[Described]:
    for data in json_ld_in(tree, '"citation"'):
        for thing in islice(_cited(data), _MOST):
            work = _read_thing(thing)
            if work is not None:
                yield work


def _cited(data: object) -> Iterator[dict[str, Any]]:
    """Yield the objects below the key "citation", at any depth."""
    queue: list[object] = [data]
    for thing in queue:
        if isinstance(thing, list):
            queue.extend(thing)
        elif isinstance(thing, dict):
            cited = thing.get("citation")
            several = cited if isinstance(cited, list) else [cited]
            yield from (one for one in several if isinstance(one, dict))
            queue.extend(value for key, value in thing.items() if key != "citation")


def _read_thing(thing: dict[str, Any]) -> Described | None:
    work = Described(kind=kind_of(text_in(thing.get("@type"))))
    title = text_in(thing.get("headline")) or text_in(thing.get("name"))
    work.add("title", without_tags(title))
    work.add("publisher", text_in(thing.get("publisher")))
    people = thing.get("author") or thing.get("creator") or ()
    for person in people if isinstance(people, list) else [people]:
        name = _name_of(person)
        if name is not None:
            work.authors.append(name)
    part: object = thing
    for _ in range(4):
        if not isinstance(part, dict):
            break
        for key, role in _VALUES:
            value = part.get(key)
            work.add(role, str(value) if isinstance(value, int) else text_in(value))
        part = part.get("isPartOf")
        work.add("journal", text_in(part) if isinstance(part, dict) else "")
    urls = [thing.get("@id"), thing.get("url"), thing.get("sameAs"), thing.get("identifier")]
    for one in find_identifiers(" \n".join(filter(None, map(text_in, urls)))):
        if one.kind != "url" and one.value:
            work.ids.setdefault(one.kind, one.value)
    return work if work.values else None


def _name_of(person: object) -> Name | None:
    if isinstance(person, dict):
        family, given = text_in(person.get("familyName")), text_in(person.get("givenName"))
        if family:
            return Name(family, given)
        if "Organization" in text_in(person.get("@type")):
            return Name(text_in(person.get("name")))
    return read_name(text_in(person))
