"""A text in Markdown in; its markers without a note and its notes without a marker out.

The notes of an article have numbers; in the text they have labels of any kind, so that these are
compared where they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from painsci_search.auditing.flaws import Flaw

_FENCE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_CODE = re.compile(r"(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,100})\]:", re.MULTILINE)
_MARKER = re.compile(r"(?<!\\)\[\^([^\]\s]{1,100})\](?!:)")


def find_lost_markers(text: str) -> Iterator[Flaw]:
    """Yield each marker whose label no note has, and each note whose label no marker has."""
    prose = _without_code(text)
    notes, markers = list(_NOTE.finditer(prose)), list(_MARKER.finditer(prose))
    for kind, ones, others, message in (
        ("marker-without-note", markers, notes, "marker {} has no note in the text"),
        ("note-without-marker", notes, markers, "no marker leads to note {}"),
    ):
        known = {found[1].casefold() for found in others}
        for found in ones:
            if found[1].casefold() not in known:
                line = prose.count("\n", 0, found.start()) + 1
                yield Flaw(kind, line, "", message.format(found[1]))


def _without_code(text: str) -> str:
    """Return a text without the characters of code; lines stay where they are."""
    plain = _FENCE.sub(lambda found: "\n" * found[0].count("\n"), re.sub(r"\r\n?", "\n", text))
    return _CODE.sub("", plain)
