"""The elements of a note in; the parts of citations that their classes or properties name, out.

An element names a part if no part is inside it; around others it only shows what they are of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from painsci_search.identifiers import IdentifierKind, normalise
from painsci_search.model import WorkType
from painsci_search.reading.dom.elements import SILENT, attribute, text_of, walk
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.marked_fields.words import (
    Role,
    kind_of,
    role_of_class,
    role_of_property,
)
from painsci_search.reading.marked_fields.work import is_value

_IDENTIFIERS: dict[str, IdentifierKind] = {
    "data-doi": "doi",
    "data-pmid": "pmid",
    "data-pubmed": "pmid",
    "data-pubmed-id": "pmid",
    "data-pmcid": "pmcid",
}
_KINDS = ("class", "itemtype", "typeof", "data-type", "data-publication-type")
_NAMED = frozenset({"class", "itemprop", "property", "itemtype", "typeof"})
# The parts that have parts of their own, which are of something else than the work.
_HOLDERS = frozenset({"author", "authors", "editor", "editors", "publisher", "container", "collab"})
_WORDS = frozenset(
    {"surname", "given", "suffix", "year", "volume", "issue", "pages", "first", "last"}
)
# Letters of a part; a longer one is cut, and so is none.
_ENOUGH = 6100
# Share of the letters of a note; an element with more is the citation, not a part of it.
_MOST = 0.8


class Mark(NamedTuple):
    """A part of a citation, as a page marks it.

    Attributes:
        around: the identity of the element around it: the parts of one name have the same.
        holder: the part that it is in: "editors", "publisher"; "" for the work itself.
    """

    role: Role
    text: str
    around: int
    holder: str = ""


@dataclass(slots=True)
class NoteMarks:
    """The marks of a note.

    Attributes:
        marks: the parts of its citations, in order.
        coins: the COinS of its citations, in order.
        kinds: the types of works that the elements around the parts name.
        identifiers: those in attributes, by kind.
    """

    marks: list[Mark] = field(default_factory=list)
    coins: list[str] = field(default_factory=list)
    kinds: list[WorkType] = field(default_factory=list)
    identifiers: dict[IdentifierKind, list[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there is any mark."""
        return bool(self.marks or self.coins or self.identifiers)


class _Open(NamedTuple):
    """An element that names a part or holds parts, while it is read.

    Attributes:
        tried: the number of elements before it that might have been parts.
        outer: the part that it is in; see `Mark.holder`.
        inner: the part that those inside it are in.
    """

    tag: Tag
    role: Role | None
    tried: int
    outer: str
    inner: str


def has_marks(tags: Iterable[Tag]) -> bool:
    """Return whether any of some elements may name a part of a citation, or identify a work."""
    return any(
        tag.attrs
        and (
            (not _NAMED.isdisjoint(tag.attrs) and (_role_of(tag) or is_coins(tag)))
            or not _IDENTIFIERS.keys().isdisjoint(tag.attrs)
        )
        for tag in tags
    )


def is_word(tag: Tag) -> bool:
    """Return whether a block is a part of a citation that is a word in its line: a number, a name.

    Pages show such blocks within a line.
    """
    return "class" in tag.attrs and _role_of(tag) in _WORDS


class MarkReader:
    """Reads the marks of a note.

    Args:
        skip: returns whether an element is hidden or no part of the note.
        letters: returns the number of letters of an element.
        whole: the letters of the note; an element with most of them is no part of a citation.
    """

    def __init__(
        self, skip: Callable[[Tag], bool], letters: Callable[[Tag], int], whole: int
    ) -> None:
        self._skip = skip
        self._letters = letters
        self._most = _MOST * whole
        self._tried = 0
        self._opened: list[_Open] = []
        self.found = NoteMarks()

    def read(self, root: Tag) -> None:
        """Add the marks of a node of the note."""
        for step, node in walk(root, self._is_silent):
            if isinstance(node, Tag) and node.attrs:
                if step == "open":
                    self._open(node)
                elif self._opened and self._opened[-1].tag is node:
                    self._close(self._opened.pop())

    def _is_silent(self, tag: Tag) -> bool:
        if tag.name == "meta" and "itemprop" in tag.attrs:
            return False
        return tag.name in SILENT or self._skip(tag)

    def _open(self, tag: Tag) -> None:
        _read_identifiers(self.found, tag)
        if is_coins(tag):
            self.found.coins.append(attribute(tag, "title"))
        elif not _NAMED.isdisjoint(tag.attrs):
            role = _role_of(tag)
            outer = self._opened[-1].inner if self._opened else ""
            is_holder = role in _HOLDERS and outer not in ("editor", "editors")
            inner = role if role and is_holder else outer
            self._opened.append(_Open(tag, role, self._tried, outer, inner))

    def _close(self, one: _Open) -> None:
        """Add the part that an element is; of an element around parts, the type of their work."""
        is_around = self._tried > one.tried
        letters = self._letters(one.tag)
        if one.role and not is_around and letters <= self._most:
            text = _text(one.tag) if letters or one.tag.name in ("meta", "time") else ""
            # what is around an element is no part: so each text is read once
            self._tried += bool(text)
            if is_value(one.role, text):
                self.found.marks.append(Mark(one.role, text, id(one.tag.parent), one.outer))
        elif not one.inner and (is_around or letters > self._most):
            self.found.kinds += _kinds(one.tag)


def _role_of(tag: Tag) -> Role | None:
    for name in ("itemprop", "property"):
        for word in attribute(tag, name).split() if name in tag.attrs else ():
            if role := role_of_property(word):
                return role
    if "class" not in tag.attrs:
        return None
    roles = [role for word in attribute(tag, "class").split() if (role := role_of_class(word))]
    return "collab" if "collab" in roles else next(iter(roles), None)


def is_coins(tag: Tag) -> bool:
    """Return whether an element is COinS, the description of a work in its title."""
    return "Z3988" in attribute(tag, "class").split() and "title" in tag.attrs


def _text(tag: Tag) -> str:
    if tag.name == "meta":
        return attribute(tag, "content")
    text = text_of(tag, enough=_ENOUGH)
    if not text and tag.name == "time":
        return attribute(tag, "datetime")
    return text


def _kinds(tag: Tag) -> list[WorkType]:
    words = [word for name in _KINDS if name in tag.attrs for word in attribute(tag, name).split()]
    return [kind for kind in map(kind_of, words) if kind]


def _read_identifiers(found: NoteMarks, tag: Tag) -> None:
    for name in tag.attrs:
        kind = _IDENTIFIERS.get(name)
        value = normalise(kind, attribute(tag, name)) if kind else None
        if kind and value:
            known = found.identifiers.setdefault(kind, [])
            if value not in known:
                known.append(value)
