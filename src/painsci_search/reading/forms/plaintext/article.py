"""An article pasted or saved as plain text in, an `Article` out.

Its parts are identified by their order: a title, a deck and a byline; headed sections; a change log
and a list of notes, each below its usual heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from painsci_search.model import Article, Change, Decision, Note, Reference
from painsci_search.reading.anchors import Anchors
from painsci_search.reading.citations import parse_references
from painsci_search.reading.dates import split_date
from painsci_search.reading.forms.plaintext.blocks import (
    Block,
    find_headings,
    is_definition,
    item_text,
    split_blocks,
)
from painsci_search.reading.forms.plaintext.front import Front, read_front, separate_front
from painsci_search.reading.forms.plaintext.headers import Headers, split_headers
from painsci_search.reading.forms.plaintext.lines import is_changes_heading, is_notes_heading
from painsci_search.reading.forms.plaintext.pages import first_page, is_paged, join_pages
from painsci_search.reading.forms.plaintext.paper import read_paper
from painsci_search.reading.forms.plaintext.sections import Part, citing_sections, make_sections
from painsci_search.reading.language import recognise_language
from painsci_search.reading.naming import suggest_id
from painsci_search.reading.outcome import NAME_OF_FILE, Reading, metadata_warnings

_NEWSLETTER = re.compile(
    r"(?:get|subscribe|sign\sup|join|receive)\b.{0,120}\b(?:inbox|newsletter|mailing\slist|by\se-?mail)"
    r"\b.{0,120}",
    re.IGNORECASE,
)
_PUBLICATION = re.compile(
    r"(?:first\s|initial\s|original(?:ly)?\s)?publi(?:cation|shed)\b", re.IGNORECASE
)
# Characters by which the language is recognised.
_SAMPLE = 3000


def read_plain_text(text: str, source: str) -> Article:
    """Read an article from plain text or Markdown-like text; any text gives an article.

    Args:
        text: the whole file, with any line endings.
        source: its path; the stem of the file name is the article's title if the text has none.

    The anchors are generated, so `anchor_in_page` is False throughout.
    """
    return read_text(text, source).article


def read_text(text: str, source: str) -> Reading:
    """Read an article like `read_plain_text`, with the decisions on the way."""
    headers, text = split_headers(text.replace("\r\n", "\n"))
    language = recognise_language(text[:_SAMPLE])
    stem = PurePath(source).stem or "article"
    if of_pages := is_paged(text):
        blocks = find_headings(split_blocks(join_pages(text), of_pages=True), of_pages=True)
        paper = read_paper(blocks, first_page(text))
    else:
        blocks, paper = find_headings(separate_front(split_blocks(text), language)), None
    front = _with_headers(paper or read_front(blocks, stem, language), headers)
    parts = _split_parts([*front.text, *blocks[front.length :]], front.title)
    anchors = Anchors()
    notes = _read_notes(parts, anchors, of_pages=of_pages)
    changes = tuple(change for part in parts if _is_log(part) for change in _read_log(part))
    sections = make_sections([part for part in parts if not _is_log(part)], notes, anchors)
    published, updated = _date_by_log(changes)
    citing = citing_sections(sections)
    article = Article(
        id=suggest_id(None, front.title, source),
        title=front.title,
        subtitle=front.subtitle,
        authors=front.authors,
        published=front.published or published,
        updated=front.updated or updated,
        sections=sections,
        notes=tuple(replace(note, cited_from=citing.get(note.anchor, ())) for note in notes),
        changes=changes,
        source=source,
        language=language,
    )
    untitled = () if front.rule else ("no title",)
    article = replace(article, warnings=(*untitled, *metadata_warnings(article)))
    rule = front.rule or NAME_OF_FILE
    return Reading(article, decisions=(Decision.of("title", rule, front.title),))


def _with_headers(front: Front, headers: Headers) -> Front:
    """Return the front with what the headers state; a title of its own that differs is text."""
    if not headers.title:
        return front
    is_same = _folded(front.title) == _folded(headers.title)
    return replace(
        front if is_same else Front(headers.title),
        title=headers.title,
        authors=headers.authors or front.authors,
        published=headers.published or front.published,
        rule=headers.rule,
    )


def _folded(title: str) -> str:
    return "".join(char for char in title.casefold() if char.isalnum())


def _split_parts(blocks: Sequence[Block], title: str) -> list[Part]:
    parts = [Part(title, 1)]
    for block in blocks:
        if block.kind == "heading":
            parts.append(Part(block.text, block.level))
        elif not (len(block.text) < 250 and _NEWSLETTER.match(block.text)):
            parts[-1].blocks.append(block)
    return parts


def _is_log(part: Part) -> bool:
    """Return whether a part is a change log, by its heading and the date in its first line."""
    if not is_changes_heading(part.heading) or not part.blocks:
        return False
    return bool(split_date(part.blocks[0].text)[0])


def _read_log(part: Part) -> list[Change]:
    entries: list[tuple[str, list[str]]] = []
    for line in (line for block in part.blocks for line in block.lines):
        date, text = split_date(" ".join(line.split()))
        if date or not entries:
            entries.append((date, []))
        entries[-1][1].append(text)
    return [Change(date, " ".join(lines).strip()) for date, lines in entries]


def _date_by_log(changes: Sequence[Change]) -> tuple[str | None, str | None]:
    """Return the date of the entry "Publication", and the latest date of the other entries."""
    published = [one.date for one in changes if _PUBLICATION.match(one.text) and one.date]
    others = [one.date for one in changes if not _PUBLICATION.match(one.text) and one.date]
    return (min(published) if published else None), (max(others) if others else None)


def _read_notes(parts: list[Part], anchors: Anchors, *, of_pages: bool) -> tuple[Note, ...]:
    """Return the notes, and remove them from the parts: Markdown definitions, numbered lists."""
    found: list[tuple[str, list[str]]] = []
    for part in parts:
        if is_notes_heading(part.heading) and part.level > 0:
            part.blocks, listed = _take_list(part.blocks, of_pages=of_pages)
            found += listed
        part.blocks, defined = _take_definitions(part.blocks)
        found += defined
    if not found:
        parts[-1].blocks, found = _take_trailing_list(parts[-1].blocks)
    # the opening stays first, whatever the title says
    parts[1:] = [part for part in parts[1:] if part.blocks or not is_notes_heading(part.heading)]
    return tuple(
        _make_note(label, paragraphs, number, anchors)
        for number, (label, paragraphs) in enumerate(found, start=1)
    )


_Taken = tuple[list[Block], list[tuple[str, list[str]]]]


def _take_list(blocks: list[Block], *, of_pages: bool) -> _Taken:
    """Split off a list numbered in sequence, or an unnumbered list of works.

    Args:
        of_pages: whether a blank line may be within a paragraph.
    """
    kept: list[Block] = []
    # Of each note the label, and its paragraphs as lists of lines.
    notes: list[tuple[str, list[list[str]]]] = []
    for at, block in enumerate(blocks):
        if of_pages and block.text.strip("[]().").isdecimal():
            # the numbers are apart from the notes, and there are not as many of them
            kept += blocks[at:]
            break
        if is_definition(block):
            kept.append(block)
        elif block.kind == "item" and _continues(block.label, notes[-1][0] if notes else None):
            notes.append((block.label, [[item_text(block)]]))
        elif notes and (of_pages or (block.kind == "item" and not block.follows_blank)):
            notes[-1][1][-1].append(block.text)
        elif notes:
            notes[-1][1].append([block.text])
        else:
            kept.append(block)
    works = [block.text.lstrip("-*•– ") for block in kept]
    read = [parse_references(work) for work in works] if not notes else []
    if read and all(read):
        if of_pages:  # one work below the other, in lines that are as long as the page is wide
            works = [
                part
                for work, cited in zip(works, read, strict=True)
                for part in _apart(work, cited)
            ]
        return [], [("", [work]) for work in works]
    return kept, [(label, [" ".join(lines) for lines in note]) for label, note in notes]


def _apart(text: str, works: Sequence[Reference]) -> list[str]:
    """Return the parts of a text that begin with each of its works, if all are found in it."""
    starts = [0]
    for work in works[1:]:
        starts.append(text.find(work.raw, starts[-1] + 1))
        if starts[-1] < 0:
            return [text]
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _continues(label: str, last: str | None) -> bool:
    """Return whether a label continues a list; a number at the start of a line may be a year.

    Args:
        last: the last label of the list; None for an empty list.
    """
    if not label.isdecimal() or last is None or not last.isdecimal():
        return not label.isdecimal() or last is None or int(label) <= 1
    return int(label) == int(last) + 1


def _take_definitions(blocks: list[Block]) -> _Taken:
    kept: list[Block] = []
    notes: list[tuple[str, list[str]]] = []
    in_note = False
    for block in blocks:
        if is_definition(block):
            notes.append((block.label, [item_text(block)]))
        elif in_note and block.is_indented:
            notes[-1][1].append(block.text)
        else:
            kept.append(block)
        in_note = is_definition(block) or (in_note and block.is_indented)
    return kept, notes


def _take_trailing_list(blocks: list[Block]) -> _Taken:
    """Split off a list "[1] ... [2] ..." that ends a text and has no heading."""
    first = len(blocks)
    while (
        first > 0 and blocks[first - 1].kind == "item" and not blocks[first - 1].text[0].isascii()
    ):
        first -= 1
    while first > 0 and blocks[first - 1].kind == "item" and blocks[first - 1].text[0] == "[":
        first -= 1
    labels = [block.label for block in blocks[first:]]
    if not labels or labels != [str(number) for number in range(1, len(labels) + 1)]:
        return blocks, []
    return blocks[:first], [(block.label, [item_text(block)]) for block in blocks[first:]]


def _make_note(label: str, paragraphs: list[str], number: int, anchors: Anchors) -> Note:
    text = "\n\n".join(paragraphs)
    anchor = f"note-{label if label.isdecimal() else number}"
    return Note(label, anchors.add(anchor), text, parse_references(text), (), False)
