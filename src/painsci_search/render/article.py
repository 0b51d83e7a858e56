"""An article as text: what was understood of a page, or the article itself for reading."""

from __future__ import annotations

from collections.abc import Iterable

from painsci_search.model import Article, Change, Excerpt, Note, Section
from painsci_search.render.grouping import ARROW, BYLINE_DOT
from painsci_search.render.references import best_identifier, short_reference
from painsci_search.render.terminal import Terminal, shorten


def render_outline(article: Article, terminal: Terminal) -> str:
    """List what was understood of a page: its metadata, sections, notes with works, changes."""
    lines = _head(article, terminal)
    facts = (
        ("id", article.id),
        ("source", article.source),
        ("address", article.url),
        ("language", article.language),
    )
    lines += [line for name, value in facts for line in _fact(name, value, terminal)]
    words = sum(map(_words, article.sections))
    lines += _title(f"Sections: {len(article.sections)}, {words:,} words", terminal)
    for section in article.sections:
        lines += _section_outline(section, terminal)
    parts: tuple[Section | Note, ...] = (*article.sections, *article.notes)
    if not all(part.anchor_in_page for part in parts):
        lines += ["", *terminal.paragraph("* not an anchor of the page, made up", base="faint")]
    lines += _title(f"Notes: {len(article.notes)}", terminal)
    for note in article.notes:
        lines += _note_outline(note, article, terminal)
    return _finish([*lines, *_changes(article.changes, terminal)])


def render_article(article: Article, terminal: Terminal) -> str:
    """Write an article out, with its note markers in brackets, its notes and its change log."""
    lines = _head(article, terminal)
    for section in article.sections:
        lines += _section(section, terminal, opening=section is article.sections[0])
    if article.notes:
        lines += _title("Notes", terminal)
    for note in article.notes:
        lines += _note(note, article, terminal)
    return _finish([*lines, *_changes(article.changes, terminal)])


def render_excerpt(article: Article, excerpt: Excerpt, terminal: Terminal) -> str:
    """Write a part of an article out: sections with the notes that they cite, or a note."""
    lines = terminal.paragraph(_name(article), base="faint")
    if not excerpt.sections:
        for note in excerpt.notes:
            lines += _note(note, article, terminal)
        return _finish(lines)
    for section in excerpt.sections:
        lines += _section(section, terminal)
    if excerpt.notes:
        lines += _title("Notes", terminal)
    for note in excerpt.notes:
        lines += _note(note, article, terminal)
    return _finish(lines)


def _name(article: Article) -> str:
    return article.title or article.id


def _finish(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _title(words: str, terminal: Terminal) -> list[str]:
    return ["", *terminal.paragraph(words, base="heading")]


def _head(article: Article, terminal: Terminal) -> list[str]:
    lines = terminal.paragraph(_name(article), base="title")
    lines += terminal.paragraph(article.subtitle or "")
    parts = [", ".join(article.authors), article.published or ""]
    if article.updated and article.updated != article.published:
        parts.append(f"updated {article.updated}")
    return lines + terminal.paragraph(BYLINE_DOT.join(filter(None, parts)), base="faint")


def _fact(name: str, value: str | None, terminal: Terminal) -> list[str]:
    return terminal.paragraph(f"{name}: {value}", base="faint") if value else []


def _words(section: Section) -> int:
    return len(section.text.split())


def _section_outline(section: Section, terminal: Terminal) -> list[str]:
    words = _words(section)
    counts = f"{words:,} word{'' if words == 1 else 's'}"
    if section.note_refs:
        counts += ", notes " + " ".join(ref.label for ref in section.note_refs)
    made_up = "" if section.anchor_in_page else "*"
    indent = 2 * section.level
    lines = terminal.paragraph(section.heading or "(no heading)", indent)
    return lines + terminal.paragraph(
        f"#{section.anchor}{made_up} \u2013 {counts}", indent + 2, base="faint"
    )


def _note_outline(note: Note, article: Article, terminal: Terminal) -> list[str]:
    made_up = "" if note.anchor_in_page else "*"
    first = f"[{note.label}] {note.text}" if note.label else note.text
    lines = terminal.paragraph(shorten(first, terminal.width - 2), 2)
    lines += terminal.paragraph(
        f"#{note.anchor}{made_up} \u2013 {_citing(note, article)}", 6, base="faint"
    )
    return lines + _works(note, terminal)


def _citing(note: Note, article: Article) -> str:
    headings = {section.anchor: section.heading for section in article.sections}
    places = [headings.get(anchor, f"#{anchor}") for anchor in note.cited_from]
    return "cited in: " + "; ".join(places) if places else "cited nowhere"


def _works(note: Note, terminal: Terminal) -> list[str]:
    lines = []
    for reference in note.references:
        details = [short_reference(reference)]
        if reference.authors and reference.title:
            details.append(f"\u201c{reference.title}\u201d")
        if reference.journal:
            details.append(reference.journal)
        lines += terminal.paragraph("\u2192 " + ", ".join(details), 6)
    return lines


def _section(section: Section, terminal: Terminal, *, opening: bool = False) -> list[str]:
    lines = []
    if not opening:
        lines += _title(ARROW.join((*section.path, section.heading)), terminal)
    for paragraph in with_markers(section).split("\n\n"):
        wrapped = terminal.paragraph(paragraph)
        lines += ["", *wrapped] if wrapped else []
    return lines


def with_markers(section: Section) -> str:
    """Give a section's text with the markers of its notes, in brackets, where they stood."""
    pieces, at = [], 0
    for ref in section.note_refs:
        pieces += [section.text[at : ref.offset], f"[{ref.label}]"]
        at = ref.offset
    return "".join([*pieces, section.text[at:]])


def _note(note: Note, article: Article, terminal: Terminal) -> list[str]:
    mark = f"[{note.label}] " if note.label else ""
    lines = []
    for number, paragraph in enumerate(note.text.split("\n\n")):
        lines += terminal.paragraph(paragraph if number else mark + paragraph, 4 if number else 0)
    for reference in note.references:
        identifier = best_identifier(reference)
        if identifier and identifier[1]:
            lines.append(" " * 4 + terminal.link(identifier[1]))
    return ["", *lines, *terminal.paragraph(_citing(note, article), 4, base="faint")]


def _changes(changes: Iterable[Change], terminal: Terminal) -> list[str]:
    lines = []
    for change in changes:
        lines += terminal.paragraph(
            f"{change.date}  {change.text}" if change.date else change.text, 2
        )
    return [*_title("Changes", terminal), *lines] if lines else []
