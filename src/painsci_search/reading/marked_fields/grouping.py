"""The marks of a note in; the works that they are parts of, each with the text that it has, out.

A part that the note does not show is left out. A second list of authors or a second title starts
another work, if both have what a work needs; names after "In" or before "eds" are those of editors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from painsci_search.identifiers import normalise
from painsci_search.reading.marked_fields.elements import Mark
from painsci_search.reading.marked_fields.people import Name, is_list, read_name, split_names
from painsci_search.reading.marked_fields.shown import ShownText
from painsci_search.reading.marked_fields.words import Role
from painsci_search.reading.marked_fields.work import IDENTIFIERS, NAMED, OF_PARTS, MarkedWork

_PEOPLE = frozenset({"author", "authors", "collab", "editor", "editors"})
_PARTS_OF_NAMES = frozenset({"surname", "given", "suffix"})
_OF_EDITORS = frozenset({"editor", "editors"})
_IN_BEFORE = re.compile(r"(?:\A|[\W\d_])[Ii]n\W{0,3}\Z")
_EDITORS_AFTER = re.compile(
    r"[\s,.;(\[]*+(?>(?:[^\W\d_a-z]{1,3}(?![^\W\d_])[\s,.;(\[-]*+){0,6})"
    r"(?i:eds?|editors?|hrsg|coords?)\b"
)
# What the name of the container of a thing is called, by what it is in.
_NAMES: dict[str, Role] = {
    "container": "journal",
    "publisher": "publisher",
    "author": "author",
    "authors": "author",
    "editor": "editor",
    "editors": "editor",
    "collab": "collab",
    "": "title",
}


# The role of a mark, the texts of which the note shows one, and the names in it.
_Read: TypeAlias = tuple[Role, tuple[str, ...], tuple[Name, ...]]


@dataclass(slots=True)
class _Part:
    """A part of a citation in the text of a note: a value, or the names of people."""

    role: Role
    start: int
    end: int
    text: str
    names: tuple[Name, ...] = ()


def group_marks(marks: list[Mark], shown: ShownText) -> list[MarkedWork]:
    """Return the works that the marks of a note are parts of, in order.

    Some may lack what a work needs; see `is_sure`.
    """
    parts = list(_locate(_join_names(marks), shown))
    _find_editors(parts, shown.text)
    works = [_make_work(group) for group in _split(parts)]
    if len(works) > 1 and not all(map(_is_whole, works)):
        works = [_make_work(parts)]
    return works


def _join_names(marks: list[Mark]) -> Iterator[_Read]:
    """Yield role, texts and names of each mark; the parts of one name are joined."""
    parts: dict[str, str] = {}
    of = around = ""
    for mark in (*marks, None):
        is_part = mark is not None and mark.role in _PARTS_OF_NAMES
        key = f"{mark.around}" if mark else ""
        if parts and (not is_part or key != around or (mark and mark.role in parts)):
            if "surname" in parts:
                name = Name(parts["surname"], parts.get("given", ""), parts.get("suffix", ""))
                role: Role = "editor" if of in _OF_EDITORS else "author"
                yield role, _written(name), (name,)
            parts = {}
        if mark is None:
            return
        if is_part:
            parts[mark.role] = mark.text.strip(" ,.;") if mark.role == "surname" else mark.text
            of, around = mark.holder, key
        else:
            yield from _one(mark)


def _written(name: Name) -> tuple[str, ...]:
    """Return the ways in which a note may write a name, the most exact first."""
    if not name.given:
        return (name.family,)
    return f"{name.family} {name.given}", f"{name.given} {name.family}", name.family


def _one(mark: Mark) -> Iterator[_Read]:
    role = mark.role
    if role == "name" or (role == "title" and mark.holder == "container"):
        role = _NAMES.get(mark.holder, "title")
    elif role in ("author", "authors", "collab") and mark.holder in _OF_EDITORS:
        role = "editor"
    if role not in _PEOPLE:
        yield role, (mark.text,), ()
        return
    if role == "collab":
        names = [Name(mark.text.strip(" ,.;"))]
    elif mark.role in ("authors", "editors") or is_list(mark.text):
        names = split_names(mark.text)
    else:
        names = [name] if (name := read_name(mark.text)) else []
    if names:
        yield ("editor" if role in _OF_EDITORS else "author"), (mark.text,), tuple(names)


def _locate(marks: Iterator[_Read], shown: ShownText) -> Iterator[_Part]:
    """Yield the parts that the note shows, in the order of the page."""
    position = 0
    for role, texts, names in marks:
        spans = (shown.find_next(text, position) for text in texts)
        span = next(filter(None, spans), None)
        if span is not None:
            position = span[1]
            yield _Part(role, *span, shown.slice(span), names)


def _find_editors(parts: list[_Part], text: str) -> None:
    """Change the role of names that the text shows to be those of editors."""
    number = 0
    while number < len(parts):
        end = number + 1
        if parts[number].role == "author":
            while end < len(parts) and parts[end].role == "author":
                end += 1
            before = parts[number - 1].end if number else 0
            lead = text[max(before, parts[number].start - 12) : parts[number].start]
            after = parts[end - 1].end
            is_led_in = number > 0 and _IN_BEFORE.search(lead) is not None
            if is_led_in or _EDITORS_AFTER.match(text[after : after + 40]):
                for part in parts[number:end]:
                    part.role = "editor"
        number = end


def _split(parts: list[_Part]) -> Iterator[list[_Part]]:
    """Yield the parts of each work: another one starts with names, or with a title of its own."""
    group: list[_Part] = []
    known: set[Role] = set()
    for part in parts:
        if part.role == "author":
            is_next = group[-1:] != [] and group[-1].role != "author" and "author" in known
            is_next = is_next and not known.isdisjoint(NAMED)
        else:
            is_next = part.role in OF_PARTS and part.role in known
        if is_next:
            yield group
            group, known = [], set()
        group.append(part)
        known.add(part.role)
    yield group


def _make_work(parts: list[_Part]) -> MarkedWork:
    """Return the work of these parts; names after its title, beside authors, are of editors."""
    work = MarkedWork()
    is_titled = False
    for part in parts:
        if part.names:
            is_editor = part.role == "editor" or is_titled
            (work.editors if is_editor else work.authors).extend(part.names)
        elif kind := IDENTIFIERS.get(part.role):
            if value := normalise(kind, part.text):
                work.ids.setdefault(kind, value)
        else:
            work.values.setdefault(part.role, part.text)
            is_titled = is_titled or (part.role in OF_PARTS and bool(work.authors))
        work.spans.append((part.start, part.end))
    return work


def _is_whole(work: MarkedWork) -> bool:
    return work.named and "year" in work.values


def is_sure(work: MarkedWork) -> bool:
    """Return whether the marks of a work are those of a citation: a title, and people or a place.

    A title and a year may be those of anything.
    """
    if not work.named:
        return False
    return bool(work.authors or work.editors) or len(work.values.keys() - {"year", "accessed"}) > 1
