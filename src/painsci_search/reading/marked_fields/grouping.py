"""The marks of a note in; the works that they are parts of, each with the text that it has, out.

A part that the note does not show is left out. A second list of authors or a second title starts
another work, if both have what a work needs; names after "In" or before "eds" are those of editors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from painsci_search.identifiers import IdentifierKind, normalise
from painsci_search.reading.marked_fields.elements import Mark
from painsci_search.reading.marked_fields.people import Name, is_list, read_name, split_names
from painsci_search.reading.marked_fields.shown import ShownText
from painsci_search.reading.marked_fields.words import Role
from painsci_search.reading.marked_fields.work import MarkedWork

_PEOPLE = frozenset({"author", "authors", "collab", "editor", "editors"})
_PARTS_OF_NAMES = frozenset({"surname", "given", "suffix"})
_TITLES = frozenset({"title", "chapter"})
_IDENTIFIERS: dict[str, IdentifierKind] = {"doi": "doi", "pmid": "pmid", "pmcid": "pmcid"}
_OF_EDITORS = frozenset({"editor", "editors"})
_IN_BEFORE = re.compile(r"(?:\A|[\W\d_])[Ii]n\W{0,3}\Z")
_EDITORS_AFTER = re.compile(
    r"[\s,.;(\[]*(?:[^\W\d_]\.?[\s,;]*){0,6}[\s,(\[]*(?:eds?|editors?|hrsg|coords?)\b",
    re.IGNORECASE,
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


@dataclass(slots=True)
class _Part:
    """A part of a citation in the text of a note: a value, or the names of people."""

    role: Role
    start: int
    end: int
    text: str
    names: tuple[Name, ...] = ()


def group_marks(marks: list[Mark], shown: ShownText) -> list[MarkedWork]:
    """Return the works that the marks of a note are parts of, in order."""
    parts = list(_with_editors(list(_locate(_join_names(marks), shown)), shown.text))
    groups: list[list[_Part]] = []
    for part in parts:
        if not groups or _starts_work(part, groups[-1]):
            groups.append([])
        groups[-1].append(part)
    works = [_make_work(group) for group in groups]
    if len(works) > 1 and not all(map(_is_whole, works)):
        works = [_make_work(parts)]
    return [work for work in works if _is_sure(work)]


def _join_names(marks: list[Mark]) -> Iterator[tuple[Role, str, tuple[Name, ...]]]:
    """Yield role, text and names of each mark; the parts of one name are joined."""
    parts: dict[str, str] = {}
    of = around = ""
    for mark in (*marks, None):
        is_part = mark is not None and mark.role in _PARTS_OF_NAMES
        key = f"{mark.around}" if mark else ""
        if parts and (not is_part or key != around or (mark and mark.role in parts)):
            if "surname" in parts:
                name = Name(parts["surname"], parts.get("given", ""), parts.get("suffix", ""))
                role: Role = "editor" if of in _OF_EDITORS else "author"
                yield role, parts["surname"], (name,)
            parts = {}
        if mark is None:
            return
        if is_part:
            parts[mark.role] = mark.text.strip(" ,.;") if mark.role == "surname" else mark.text
            of, around = mark.holder, key
        else:
            yield from _one(mark)


def _one(mark: Mark) -> Iterator[tuple[Role, str, tuple[Name, ...]]]:
    role = mark.role
    if role == "name" or (role == "title" and mark.holder == "container"):
        role = _NAMES.get(mark.holder, "title")
    elif role in ("author", "authors", "collab") and mark.holder in _OF_EDITORS:
        role = "editor"
    if role not in _PEOPLE:
        yield role, mark.text, ()
        return
    if role == "collab":
        names = [Name(mark.text.strip(" ,.;"))]
    elif mark.role in ("authors", "editors") or is_list(mark.text):
        names = split_names(mark.text)
    else:
        names = [name] if (name := read_name(mark.text)) else []
    if names:
        yield ("editor" if role in _OF_EDITORS else "author"), mark.text, tuple(names)


def _locate(
    marks: Iterator[tuple[Role, str, tuple[Name, ...]]], shown: ShownText
) -> Iterator[_Part]:
    """Yield the parts that the note shows, in the order of the page."""
    position = 0
    for role, text, names in marks:
        span = shown.find_next(text, position)
        if span is not None:
            position = span[1]
            yield _Part(role, *span, shown.slice(span), names)


def _with_editors(parts: list[_Part], text: str) -> Iterator[_Part]:
    """Yield the parts; names that the text shows to be those of editors have their role."""
    number = 0
    while number < len(parts):
        end = number + 1
        if parts[number].role == "author":
            while end < len(parts) and parts[end].role == "author":
                end += 1
            run = parts[number:end]
            if _are_editors(parts[:number][-1:], run, text):
                for part in run:
                    part.role = "editor"
        yield from parts[number:end]
        number = end


def _are_editors(before: list[_Part], run: list[_Part], text: str) -> bool:
    if not before:
        return False
    lead = text[max(before[0].end, run[0].start - 12) : run[0].start]
    return (
        _IN_BEFORE.search(lead) is not None
        or _EDITORS_AFTER.match(text[run[-1].end : run[-1].end + 40]) is not None
    )


def _starts_work(part: _Part, group: list[_Part]) -> bool:
    """Return whether a part is that of another work than those before it."""
    if part.role == "author":
        roles = {one.role for one in group}
        return group[-1].role != "author" and "author" in roles and not roles.isdisjoint(_TITLES)
    return part.role in _TITLES and any(one.role == part.role for one in group)


def _make_work(parts: list[_Part]) -> MarkedWork:
    work = MarkedWork()
    for part in parts:
        if part.names:
            (work.editors if part.role == "editor" else work.authors).extend(part.names)
        elif kind := _IDENTIFIERS.get(part.role):
            if value := normalise(kind, part.text):
                work.ids.setdefault(kind, value)
        else:
            work.values.setdefault(part.role, part.text)
        work.spans.append((part.start, part.end))
    return work


def _is_whole(work: MarkedWork) -> bool:
    return work.named and bool(work.authors or "year" in work.values)


def _is_sure(work: MarkedWork) -> bool:
    """Return whether the marks of a work are those of a citation: a title, and something else."""
    return work.named and len(work.values) + bool(work.authors) + bool(work.editors) > 1
