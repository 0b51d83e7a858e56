"""A section, a note or an article to read, with the references behind it, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from painsci_search.mcp.text.quoting import (
    MARK,
    NOTICE,
    address_line,
    json_line,
    place,
    quote,
)
from painsci_search.model import Article, Claim, Excerpt, Note, Reference, Section
from painsci_search.render.article import with_markers
from painsci_search.render.references import best_identifier, short_reference
from painsci_search.render.wording import ARROW, byline, count, join_parts, title_of

_WIDTH = 300
# What stands above a page and below it.
_AROUND = 200


class Page(NamedTuple):
    """A part of a text: its lines, and the offsets at which it begins and ends."""

    lines: list[str]
    start: int
    end: int
    total: int


def excerpt_lines(excerpt: Excerpt) -> list[str]:
    """Write out a section with those below it and the notes that they cite, or a note."""
    lines = quote(title_of(excerpt.article), _WIDTH)
    for section in excerpt.sections:
        lines += _section(section)
    for note in excerpt.notes:
        lines += _note(note)
    for claim in excerpt.claims if not excerpt.sections else ():
        lines += _claim(claim)
    return lines


def article_lines(article: Article) -> list[str]:
    """Write out an article: what it is, its sections in short, then all of it."""
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


def tell_page(where: str, link: str | None, lines: Sequence[str], offset: int, room: int) -> str:
    """Tell a part of what is to be read, and how to read on.

    Args:
        where: the place, as arguments of a tool.
        link: that leads there.
        lines: all that is to be read.
        offset: characters of it to pass over.
        room: how many characters the answer may have.
    """
    links = address_line(link)
    around = sum(map(len, (where, NOTICE, *links))) + _AROUND
    page = cut_page(lines, offset, max(room - around, 1))
    which = f"characters {page.start + 1} to {page.end} of {page.total}"
    told = [
        where if page.end - page.start == page.total else f"{where} {which}",
        *links,
        NOTICE,
        "",
    ]
    told += page.lines
    if page.end < page.total:
        told += ["", f"Cut here, {page.total - page.end} characters follow: offset {page.end}."]
    return "\n".join(told)


def cut_page(lines: Sequence[str], offset: int, room: int) -> Page:
    """Cut a part out of lines: whole ones as far as they fit, else one of them between words.

    The rest of a line that was cut is quoted, whatever line it was.

    Args:
        offset: counts the characters of the lines and one for the end of each.
        room: characters, 1 or more.

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
    """Take what fits of a text, to the end of a word if there is one."""
    most = text[: max(room - len(MARK) - 2, 1)]
    head, _, _ = most.rpartition(" ")
    return head if len(head) > len(MARK) else most


def _outline(section: Section) -> list[str]:
    words = count(len(section.text.split()), "word")
    notes = " ".join(ref.label for ref in section.note_refs)
    counts = words + (f", notes {notes}" if notes else "")
    anchor = json_line({"anchor": section.anchor})
    heading = ARROW.join((*section.path, section.heading))
    return quote(f"{anchor} {heading}, {counts}", _WIDTH)


def _section(section: Section) -> list[str]:
    lines = ["", f"Section {place(None, section.anchor)}"]
    lines += quote(ARROW.join((*section.path, section.heading)), _WIDTH)
    return lines + quote(with_markers(section))


def _note(note: Note) -> list[str]:
    mark = f"[{note.label}] " if note.label else ""
    lines = ["", f"Note {place(None, note.anchor)}", *quote(mark + note.text)]
    return lines + [line for work in note.references for line in _work(work)]


def _work(work: Reference) -> Iterable[str]:
    identifier = best_identifier(work)
    address = identifier[1] if identifier else None
    return quote(f"\u2192 {short_reference(work)}{f' {address}' if address else ''}")


def _claim(claim: Claim) -> list[str]:
    lines = ["", f"Cited in {place(None, claim.anchor)}", *address_line(claim.link)]
    return lines + quote(claim.heading, _WIDTH) + quote(claim.text)
