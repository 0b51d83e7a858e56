"""A text in Markdown in; its markers without a note, notes without a marker and lost works out.

The notes of an article have numbers; in the text they have labels of any kind, so that these are
compared where they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from painsci_search.auditing.flaws import Flaw
from painsci_search.reading.forms.markdown.citations import cited_keys, take_works
from painsci_search.reading.forms.markdown.front_matter import split_front_matter

# A line that opens or closes code; what follows the sign on a closing line is only space.
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_TICKS = re.compile(r"`+")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,100})\]:", re.MULTILINE)
_BIBLIOGRAPHY = re.compile(r"^bibliography[ \t]*:", re.MULTILINE)
# Keys of figures, sections and the like, as pandoc-crossref and Quarto have them.
_OF_PART = re.compile(r"(?:fig|tbl|tab|eq|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr|alg|apx)[:-]")
_MARKER = re.compile(r"(?<!\\)\[\^([^\]\s]{1,100})\](?![:(])")


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


def find_lost_citations(text: str) -> Iterator[Flaw]:
    """Yield each citation as of Pandoc whose work the file does not have, if it has others.

    A file that names a bibliography of its own has its works there.
    """
    if "@" not in text or _BIBLIOGRAPHY.search(text):
        return
    front, body = split_front_matter(text)
    _, works = take_works(body, front.references)
    if not works:
        return
    above = text.count("\n") - body.count("\n")
    prose = _without_code(body)
    for start, key in cited_keys(prose):
        if key not in works and not _OF_PART.match(key):
            line = above + prose.count("\n", 0, start) + 1
            yield Flaw("marker-without-note", line, "", f"citation @{key} has no work in the text")


def _without_code(text: str) -> str:
    """Return a text without the characters of code; lines stay where they are."""
    lines = re.sub(r"\r\n?", "\n", text).split("\n")
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            lines[number] = ""
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and (found[1][0] == "~" or "`" not in found[2]):
            lines[number], fence = "", found[1]
        else:
            lines[number] = _without_spans(line)
    return "\n".join(lines)


def _without_spans(line: str) -> str:
    """Return a line without what is between two runs of as many backticks."""
    runs = list(_TICKS.finditer(line))
    closing = [-1] * len(runs)
    following: dict[int, int] = {}
    for number in reversed(range(len(runs))):
        length = len(runs[number][0])
        closing[number] = following.get(length, -1)
        following[length] = number
    kept, start, number = [], 0, 0
    while number < len(runs):
        last = closing[number]
        if last >= 0:
            kept.append(line[start : runs[number].start()])
            start, number = runs[last].end(), last
        number += 1
    return "".join(kept) + line[start:]
