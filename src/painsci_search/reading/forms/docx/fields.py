"""The fields of a DOCX: what computes a text is dropped, and the text that it computed is kept.

A field can begin in one paragraph and end in another, as a table of contents does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Fields whose text is no part of the article: tables of contents and page numbers.
_DROPPED = re.compile(
    r"\s*(?:TOC|TOA|INDEX|RD|PAGE|PAGEREF|NUMPAGES|SECTIONPAGES|TC|XE|FILENAME)\b"
)
# Characters; the code of a citation can hold a bibliography, but begins with its name.
_LONGEST_CODE = 2200
_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"')
_NOTE = re.compile(r"\s*NOTEREF\s+\"?([\w.-]{1,100})")


@dataclass(slots=True)
class _Field:
    """A field.

    Attributes:
        in_hidden: whether the field around it hides its text.
    """

    in_hidden: bool
    code: str = ""
    is_code: bool = True

    @property
    def hides(self) -> bool:
        """True where its text is no part of the article."""
        return self.in_hidden or self.is_code or is_dropped(self.code) or bool(note_in(self.code))


class Fields:
    """The fields that are open at a point of the document."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def hides(self) -> bool:
        """True where the text is the code of a field, or computed but no part of the article."""
        return bool(self._open) and self._open[-1].hides

    def change(self, kind: str) -> str:
        """Begin a field, end its code ("separate"), or end it; return its code, or ""."""
        if kind == "begin":
            self._open.append(_Field(self.hides))
        elif kind == "separate" and self._open:
            self._open[-1].is_code = False
            return self._open[-1].code
        elif kind == "end" and self._open:
            return self._open.pop().code
        return ""

    def add_code(self, text: str) -> None:
        """Add a part of the code of the innermost field."""
        if self._open:
            self._open[-1].code = (self._open[-1].code + text)[:_LONGEST_CODE]


def is_dropped(code: str) -> bool:
    """Return whether the text of a field is no part of the article."""
    return _DROPPED.match(code) is not None


def link_in(code: str) -> str:
    """Return the address of a field that is a link, or ""."""
    found = _LINK.match(code)
    return found[1] if found else ""


def note_in(code: str) -> str:
    """Return the bookmark of a field that repeats the marker of a note, or ""."""
    found = _NOTE.match(code)
    return found[1] if found else ""
