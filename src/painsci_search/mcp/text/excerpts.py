"""A section, a note or an article as quoted lines, and pages of them with an offset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from painsci_search.mcp.text.quoting import (
    MARK,
    NOTICE,
    arguments_json,
    json_line,
    link_line,
    quote,
)
from painsci_search.model import Article, Claim, Excerpt, Note, Reference, Section
from painsci_search.render.blocks import with_markers
from painsci_search.render.references import best_identifier, short_reference
from painsci_search.render.wording import ARROW, byline, count, join_parts, marker_labels, title_of

_WIDTH = 300
# Characters kept for the line of the page's range and the line that continues it.
_AROUND = 200


class Page(NamedTuple):
    """A part of a text: its lines, and the offsets at which it begins and ends."""

    lines: list[str]
    start: int
    end: int
    total: int


def excerpt_lines(excerpt: Excerpt) -> list[str]:
    """Format a section with its subsections and the notes that they cite, or a note."""
    lines = quote(title_of(excerpt.article), _WIDTH)
    for section in excerpt.sections:
        lines += _section(section)
    for note in excerpt.notes:
        lines += _note(note)
    for claim in excerpt.claims if not excerpt.sections else ():
        lines += _claim(claim)
    return lines


def article_lines(article: Article) -> list[str]:
    """Format an article: byline, list of sections, then all sections and notes."""
    lines = quote(title_of(article), _WIDTH)
    lines += quote(join_parts([article.subtitle, byline(article)]), 2 * _WIDTH)
    lines += ["", "Sections"] + [line for each in article.sections for line in _outline(each)]
    for section in article.sections:
        lines += _section(section)
    for note in article.notes:
        lines += _note(note)
    if article.changes:
        lines += ["", "Changes"]
    for change in article.changes:
        lines += quote(f"{change.date} {change.text}".strip())
    return lines


def format_page(
    arguments: str, link: str | None, lines: Sequence[str], offset: int, room: int
) -> str:
    """Format a page of lines, with the offset of the next page.

    Args:
        arguments: arguments of the tool that read the lines.
        link: URL of the section, note or article.
        lines: all lines.
        offset: number of characters to skip.
        room: most characters of the answer.
    """
    links = link_line(link)
    around = sum(map(len, (arguments, NOTICE, *links))) + _AROUND
    page = cut_page(lines, offset, max(room - around, 1))
    characters = f"characters {page.start + 1} to {page.end} of {page.total}"
    answer = [
        arguments if page.end - page.start == page.total else f"{arguments} {characters}",
        *links,
        NOTICE,
        "",
    ]
    answer += page.lines
    if page.end < page.total:
        answer += ["", f"Cut here, {page.total - page.end} characters follow: offset {page.end}."]
    return "\n".join(answer)


def cut_page(lines: Sequence[str], offset: int, room: int) -> Page:
    """Cut a page out of lines: whole lines while they fit, then a line between two words.

    The rest of a line that was cut is quoted, whatever line it was.

    Args:
        lines: all lines.
        offset: number of characters to skip, each line counted with its end.
        room: most characters of the page, 1 or more.

    >>> lines = ["A", "> one two three"]
    >>> cut_page(lines, 0, 15)
    Page(lines=['A', '> one two'], start=0, end=11, total=18)
    >>> cut_page(lines, 11, 12)
    Page(lines=['> three'], start=11, end=18, total=18)
    """
    ends = list(accumulate(len(line) + 1 for line in lines))
    total = ends[-1] if ends else 0
    page: list[str] = []
    at, left = offset, room
    for line, end in zip(lines, ends, strict=True):
        if end <= offset:
            continue
        begin = at - (end - len(line) - 1)
        rest = _quoted_rest(line[begin:]) if begin else line
        if len(rest) + 1 > left:
            if left > room // 2:
                piece = _first_words(line[begin:], left)
                page.append(_quoted_rest(piece) if begin else piece)
                at += len(piece)
            break
        page.append(rest)
        left -= len(rest) + 1
        at = end
    return Page(page, offset, at, total)


def _quoted_rest(text: str) -> str:
    return f"{MARK} {text.lstrip(f'{MARK} ')}".rstrip()


def _first_words(text: str, room: int) -> str:
    """Return the first words of a text that fit, or its first characters."""
    most = text[: max(room - len(MARK) - 2, 1)]
    head, _, _ = most.rpartition(" ")
    return head if len(head) > len(MARK) else most


def _outline(section: Section) -> list[str]:
    words = count(len(section.text.split()), "word")
    notes = marker_labels(section.note_refs)
    counts = words + (f", notes {notes}" if notes else "")
    anchor = json_line({"anchor": section.anchor})
    heading = ARROW.join((*section.path, section.heading))
    return quote(f"{anchor} {heading}, {counts}", _WIDTH)


def _section(section: Section) -> list[str]:
    lines = ["", f"Section {arguments_json(None, section.anchor)}"]
    lines += quote(ARROW.join((*section.path, section.heading)), _WIDTH)
    return lines + quote(with_markers(section))


def _note(note: Note) -> list[str]:
    mark = f"[{note.label}] " if note.label else ""
    lines = ["", f"Note {arguments_json(None, note.anchor)}", *quote(mark + note.text)]
    return lines + [line for work in note.references for line in _work(work)]


def _work(work: Reference) -> Iterable[str]:
    identifier = best_identifier(work)
    address = identifier[1] if identifier else None
    return quote(f"\u2192 {short_reference(work)}{f' {address}' if address else ''}")


def _claim(claim: Claim) -> list[str]:
    lines = ["", f"Cited in {arguments_json(None, claim.anchor)}", *link_line(claim.link)]
    return lines + quote(claim.heading, _WIDTH) + quote(claim.text)
