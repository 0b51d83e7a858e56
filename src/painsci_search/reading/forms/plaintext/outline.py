"""The lines of a text in; which of them are headings by their numbers or their names, out.

"2. Methods" and "2.1 Participants" are headings where the numbers follow each other and prose is
below each; a list has its next item there. The parts of a paper have names that are always the
same, which matter in texts that were made of pages: any short line may be of a figure there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from painsci_search.reading.forms.plaintext.lines import ends_prose, is_notes_heading

_NUMBERED = re.compile(
    r"[ \t]{0,8}(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?[ \t]{1,4}(?P<text>[^\W_][^\n]{0,100})\Z"
)
_NAMED = re.compile(
    r"abstract|summary|introduction|background|objectives?|aims?|"
    r"(?:(?:materials?|patients|participants|subjects)\s(?:and|&)\s)?methods?|"
    r"methods?\s(?:and|&)\smaterials?|methodology|statistical\sanalys[ie]s|"
    r"results?(?:\s(?:and|&)\sdiscussion)?|findings|discussion|limitations|conclusions?|"
    r"acknowledge?ments?|funding|(?:author|authors[’'])\scontributions|"
    r"(?:conflicts?\sof\sinterests?|(?:competing|declaration\sof)\s(?:competing\s)?interests?)|"
    r"(?:supporting|supplementary)\s(?:information|materials?)|appendix|"
    r"zusammenfassung|einleitung|hintergrund|methoden?|methodik|ergebnisse|diskussion|"
    r"schlussfolgerung(?:en)?|fazit|danksagung|interessenkonflikte?|"
    r"résumé|contexte|méthodes?|résultats|conclusion|remerciements|"
    r"resumen|introducción|métodos?|resultados|discusión|conclusion(?:es)?|agradecimientos|"
    r"resumo|introdução|métodos|discussão|conclus(?:ão|ões)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"\s*(?P<label>Abstract|ABSTRACT|Summary|SUMMARY)\s?[:.—–]\s+(?=\S)")
_SPACED = re.compile(r"a\s{1,3}b\s{1,3}s\s{1,3}t\s{1,3}r\s{1,3}a\s{1,3}c\s{1,3}t", re.IGNORECASE)
# Words of the longest heading.
_MOST_WORDS = 16
# Headings of the first level, and names, that make up an outline at least.
FEWEST = 2
# Characters of prose below a heading, and of a line of it, at least.
_PROSE, _LONG_LINE = 80, 40
# The part of the first line of prose that a heading directly above it has at most.
_SHORT_PART = 0.75
# Lines below a heading by which its prose is known; lines with a number 1 that are tried as first.
_LOOKED_AT, _MOST_STARTS = 8, 20
_DEEPEST = 6

_Number = tuple[int, ...]


def find_outline(lines: Sequence[str], *, by_name: bool) -> dict[int, int]:
    """Return the levels of the headings among lines, by their positions.

    Args:
        by_name: whether a line that is the name of a part of a paper is a heading, too.
    """
    end = next((n for n, line in enumerate(lines) if is_notes_heading(line.strip())), len(lines))
    found = _numbered(lines[:end])
    if by_name:
        named = {at: 2 for at, line in enumerate(lines) if _is_name(line)}
        is_listed = end < len(lines)
        if is_listed or len(found) + len(named) >= FEWEST:
            found |= named
    return dict(sorted(found.items()))


def split_abstract(lines: Sequence[str]) -> list[str]:
    """Return lines with the label of an abstract in a line of its own, without spaced letters.

    >>> split_abstract(["Abstract: We asked 40 people"])
    ['Abstract', 'We asked 40 people']
    """
    for at, line in enumerate(lines):
        if _SPACED.fullmatch(line.strip()):
            return [*lines[:at], "Abstract", *lines[at + 1 :]]
        if label := _LABELLED.match(line):
            return [*lines[:at], label["label"], line[label.end() :], *lines[at + 1 :]]
    return list(lines)


def _is_name(line: str) -> bool:
    name = line.strip().rstrip(":")
    return name[:1].isupper() and (is_notes_heading(name) or _NAMED.fullmatch(name) is not None)


def _numbered(lines: Sequence[str]) -> dict[int, int]:
    """Return the levels of the longest run of numbered headings that have prose below them."""
    candidates = _candidates(lines)
    starts = [n for n, (_, number) in enumerate(candidates) if number == (1,)][:_MOST_STARTS]
    runs = [_follow(candidates, start) for start in starts]
    best = max(runs, key=len, default=[])
    if sum(len(number) == 1 for _, number in best) < FEWEST:
        return {}
    return {at: min(1 + len(number), _DEEPEST) for at, number in best}


def _candidates(lines: Sequence[str]) -> list[tuple[int, _Number]]:
    """Return the lines that may be numbered headings, with prose or a deeper one below them."""
    found: list[tuple[int, _Number]] = []
    for at in range(len(lines) - 1, -1, -1):
        match = _NUMBERED.match(lines[at].rstrip())
        if match is None or not _is_heading(match):
            continue
        number = tuple(map(int, match["number"].split(".")))
        below = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), None)
        is_above = bool(found) and found[-1] == (below, (*number, 1))
        if is_above or _has_prose(lines, at):
            found.append((at, number))
    return found[::-1]


def _is_heading(match: re.Match[str]) -> bool:
    text = match["text"]
    if not text[0].isupper() or len(text.split()) > _MOST_WORDS or ends_prose(text):
        return False
    return sum(map(str.isalpha, text)) > len(text) / 2


def _has_prose(lines: Sequence[str], at: int) -> bool:
    """Return whether prose begins below a line, which is none of its lines."""
    length = 0
    for line in lines[at + 1 : at + 1 + _LOOKED_AT]:
        text = line.strip()
        if not text and length:
            break
        if text and not length:
            is_apart = not lines[at + 1].strip() or len(lines[at]) < _SHORT_PART * len(line)
            starts = len(text) >= _LONG_LINE and not text[0].islower()
            if not starts or not is_apart or _NUMBERED.match(line):
                return False
        length += len(text)
    return length >= _PROSE


def _follow(candidates: Sequence[tuple[int, _Number]], start: int) -> list[tuple[int, _Number]]:
    """Return the candidates from one on whose numbers follow each other."""
    run = [candidates[start]]
    for at, number in candidates[start + 1 :]:
        last = run[-1][1]
        same = last[: len(number) - 1]
        is_next = len(number) <= len(last) and number == (*same, last[len(same)] + 1)
        if is_next or number == (*last, 1):
            run.append((at, number))
    return run
