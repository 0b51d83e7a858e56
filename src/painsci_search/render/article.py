"""Articles as text: the outline of a parsed page, a whole article, or a part of one."""

from __future__ import annotations

from collections.abc import Iterable

from painsci_search.escaping import is_web_address
from painsci_search.late_patterns import late_pattern
from painsci_search.model import Article, Change, Excerpt, Note, Section
from painsci_search.render.blocks import render_text
from painsci_search.render.references import best_identifier, short_reference
from painsci_search.render.terminal import Terminal, shorten
from painsci_search.render.wording import (
    ARROW,
    byline,
    count,
    is_opening,
    label_of,
    marker_labels,
    title_of,
)
from painsci_search.text import UNSPACED

_UNSPACED_LETTER = late_pattern(f"[{UNSPACED}]")


def render_outline(article: Article, terminal: Terminal) -> str:
    """Render what was parsed from a page: metadata, sections, notes with their works, changes."""
    lines = _head(article, terminal)
    facts = (
        ("id", article.id),
        ("source", article.source),
        ("URL", article.url),
        ("language", article.language),
        *_labels(article),
        ("saved", article.saved),
        ("further saves", ", ".join(article.sources)),
        ("former ids", ", ".join(article.aliases)),
        ("unsure of", "; ".join(article.warnings)),
    )
    lines += [line for name, value in facts for line in _fact(name, value, terminal)]
    words = sum(map(_count_words, article.sections))
    lines += _title(f"Sections: {len(article.sections)}, {count(words, 'word')}", terminal)
    for section in article.sections:
        lines += _section_outline(section, terminal)
    parts: tuple[Section | Note, ...] = (*article.sections, *article.notes)
    if not all(part.anchor_in_page for part in parts):
        lines += [
            "",
            *terminal.paragraph("* generated anchor; the page has none there", base="faint"),
        ]
    lines += _title(f"Notes: {len(article.notes)}", terminal)
    for note in article.notes:
        lines += _note_outline(note, article, terminal)
    return _finish([*lines, *_changes(article.changes, terminal)])


def render_article(article: Article, terminal: Terminal) -> str:
    """Render an article with its note markers in brackets, its notes and its change log."""
    lines = _head(article, terminal) + _saves(article, terminal)
    lines += [line for name, value in _labels(article) for line in _fact(name, value, terminal)]
    for section in article.sections:
        lines += _section(section, terminal, opening=is_opening(section, article))
    if article.notes:
        lines += _title("Notes", terminal)
    for note in article.notes:
        lines += _note(note, article, terminal)
    return _finish([*lines, *_changes(article.changes, terminal)])


def render_excerpt(article: Article, excerpt: Excerpt, terminal: Terminal) -> str:
    """Render a part of an article: sections with the notes that they cite, or a note."""
    lines = terminal.paragraph(title_of(article), base="faint")
    for section in excerpt.sections:
        lines += _section(section, terminal)
    if excerpt.sections and excerpt.notes:
        lines += _title("Notes", terminal)
    for note in excerpt.notes:
        lines += _note(note, article, terminal)
    return _finish(lines)


def _finish(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _title(words: str, terminal: Terminal) -> list[str]:
    return ["", *terminal.paragraph(words, base="heading")]


def _head(article: Article, terminal: Terminal) -> list[str]:
    lines = terminal.paragraph(title_of(article), base="title")
    lines += terminal.paragraph(article.subtitle or "")
    return lines + terminal.paragraph(byline(article), base="faint")


def _saves(article: Article, terminal: Terminal) -> list[str]:
    """Render the address of an article and the files that it was saved in, if it has an address."""
    lines: list[str] = []
    if article.url and is_web_address(article.url):
        lines.append(terminal.link(article.url))
    day = f", saved {article.saved}" if article.saved else ""
    if article.source and (lines or day or article.sources):
        lines += terminal.paragraph(f"file: {article.source}{day}", base="faint")
    lines += _fact("further saves", ", ".join(article.sources), terminal)
    return lines + _fact("former ids", ", ".join(article.aliases), terminal)


def _labels(article: Article) -> list[tuple[str, str]]:
    """Return the tags and the metadata of an article, with their names."""
    return [("tags", ", ".join(article.tags)), *article.metadata.items()]


def _fact(name: str, value: str | None, terminal: Terminal) -> list[str]:
    return terminal.paragraph(f"{name}: {value}", base="faint") if value else []


def _count_words(section: Section) -> int:
    """Return the number of words; each letter of a script without spaces counts as one."""
    letters = len(_UNSPACED_LETTER.findall(section.text))
    return letters + len(_UNSPACED_LETTER.sub(" ", section.text).split())


def _section_outline(section: Section, terminal: Terminal) -> list[str]:
    counts = count(_count_words(section), "word")
    if section.note_refs:
        counts += ", notes " + marker_labels(section.note_refs)
    made_up = "" if section.anchor_in_page else "*"
    indent = 2 * section.level
    lines = terminal.paragraph(section.heading or "(no heading)", indent)
    return lines + terminal.paragraph(
        f"#{section.anchor}{made_up} \u2013 {counts}", indent + 2, base="faint"
    )


def _note_outline(note: Note, article: Article, terminal: Terminal) -> list[str]:
    made_up = "" if note.anchor_in_page else "*"
    lines = terminal.paragraph(shorten(label_of(note) + note.text, terminal.width - 2), 2)
    lines += terminal.paragraph(
        f"#{note.anchor}{made_up} \u2013 {_citing(note, article)}", 6, base="faint"
    )
    return lines + _works(note, terminal)


def _citing(note: Note, article: Article) -> str:
    headings = {section.anchor: section.heading for section in article.sections}
    citing = [headings.get(anchor, f"#{anchor}") for anchor in note.cited_from]
    return "cited in: " + "; ".join(citing) if citing else "not cited"


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
    return lines + render_text(section, terminal)


def _note(note: Note, article: Article, terminal: Terminal) -> list[str]:
    first, *others = note.text.split("\n\n")
    lines = terminal.paragraph(label_of(note) + first)
    lines += [line for paragraph in others for line in terminal.paragraph(paragraph, 4)]
    for reference in note.references:
        identifier = best_identifier(reference)
        if identifier and identifier[1]:
            lines.append(" " * 4 + terminal.link(identifier[1]))
        if reference.notices:
            lines += terminal.paragraph(short_reference(reference), 4)
    return ["", *lines, *terminal.paragraph(_citing(note, article), 4, base="faint")]


def _changes(changes: Iterable[Change], terminal: Terminal) -> list[str]:
    lines = []
    for change in changes:
        lines += terminal.paragraph(
            f"{change.date}  {change.text}" if change.date else change.text, 2
        )
    return [*_title("Changes", terminal), *lines] if lines else []
