"""A page of HTML in, its article with the page's flaws and line numbers out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import zip_longest

from painsci_search.auditing.facts import page_facts
from painsci_search.auditing.flaws import AuditedArticle, Flaw, quote
from painsci_search.auditing.links import (
    find_dead_links,
    find_duplicate_ids,
    find_unread_markers,
)
from painsci_search.auditing.located import locate
from painsci_search.auditing.malformed import (
    Malformed,
    check_link,
    check_year,
    find_malformed,
)
from painsci_search.auditing.notes import (
    find_unlisted_numbers,
    find_unmarked_notes,
    match_notes,
)
from painsci_search.auditing.stated import find_canonical_flaws, find_title_flaws
from painsci_search.auditing.view import PageView
from painsci_search.model import Article, Note, Section
from painsci_search.reading.dom.elements import attribute, elements_in, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.parse import collection_deferred
from painsci_search.reading.forms.html import read_page
from painsci_search.reading.headings.anchors import find_anchor
from painsci_search.reading.notes import FoundNote
from painsci_search.reading.notes.labels import is_note_heading
from painsci_search.reading.sections import DraftSection
from painsci_search.reading.titles.decks import is_deck

# Words: a shorter text is a deck, a teaser or the label of a box, not text of an article.
_FEWEST_WORDS = 15
# Share of a heading's text that a link must have for the heading to be a link.
_MOSTLY = 0.9
# Share of a section's text that may be links; with more it is a list of links.
_MOSTLY_LINKS = 0.5
_UNREAD_MARKER = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]")


def audit_page(html: str, source: str, latest_year: int) -> AuditedArticle:
    """Read a page and find its flaws.

    Raises:
        ReadError: the page cannot be read as an article.
    """
    article = read_page(html, source)
    with collection_deferred():
        view = PageView(html, source)
        audited = _audit(article, view, latest_year)
        audited.facts = page_facts(view, article, html)
        if not audited.facts.is_saved:
            audited.flaws += [*find_title_flaws(view), *find_canonical_flaws(view)]
    if any(note.anchor not in audited.note_lines for note in article.notes):
        locate(audited, html, "XML")
    return audited


def _audit(article: Article, view: PageView, latest_year: int) -> AuditedArticle:
    audited = AuditedArticle(article)
    matched = list(_match_sections(article, view.drafts))
    for section, draft in matched:
        audited.section_lines[section.anchor] = view.lines.of(draft.tag or view.content.root)
    audited.flaws += _find_headings(view, article, matched)
    pairs = match_notes(article, view.found.notes)
    for note, found in pairs:
        audited.note_lines[note.anchor] = view.line_of(found)
        audited.flaws += _find_malformed(view, note, found, latest_year)
    audited.flaws += find_unmarked_notes(view, pairs)
    audited.flaws += find_unlisted_numbers(view)
    audited.flaws += find_dead_links(view)
    audited.flaws += find_unread_markers(view)
    audited.flaws += find_duplicate_ids(view)
    audited.noted = set(_sections_with_notes_of_other_kinds(view, matched))
    return audited


def _match_sections(
    article: Article, drafts: list[DraftSection]
) -> Iterator[tuple[Section, DraftSection]]:
    """Pair an article's sections with the drafts they were built from; both are in page order."""
    remaining = iter(drafts)
    for section in article.sections:
        for draft in remaining:
            is_same = draft.level == section.level and draft.text == section.text
            is_opening = drafts[0] in (draft, draft.continues)
            if is_same and (is_opening or draft.heading == section.heading):
                yield section, draft
                break


def _find_headings(
    view: PageView, article: Article, matched: list[tuple[Section, DraftSection]]
) -> Iterator[Flaw]:
    """Yield the headings of the article to which no link can lead."""
    linked = _LinkedLetters(view)
    styles = {
        _style_of(draft.tag)
        for section, draft in matched
        if draft.tag is not None and len(section.text.split()) >= _FEWEST_WORDS
    }
    words_above = titles_above = 0
    for (section, draft), following in zip_longest(matched, [one for one, _ in matched[1:]]):
        tag = draft.tag
        is_unnamed = tag is not None and draft is not view.drafts[0] and not section.anchor_in_page
        # a heading with an anchor that another element has, too, is reported as a duplicate id
        is_heading = tag is not None and tag.name != "dt"  # a term of a glossary needs no id
        if tag is not None and is_heading and is_unnamed and not find_anchor(view.tree, tag):
            is_title = _is_title(article, section, None if titles_above else words_above)
            is_title = is_title or (words_above < _FEWEST_WORDS and is_deck(tag))
            if not is_title and not _is_side_matter(linked, draft, section, following, styles):
                message = (
                    f"the heading {quote(section.heading)} has no id that a link could lead to"
                )
                yield Flaw("heading-without-anchor", view.lines.of(tag), "", message)
        words_above += len(section.text.split())
        titles_above += section.level == 1 and draft is not view.drafts[0]


def _is_title(article: Article, section: Section, words_above: int | None) -> bool:
    """Return whether a heading is the page's title: a link to the page leads to it.

    Args:
        words_above: the number of words before the heading; None after another top heading.
    """
    heading, title = _plain(section.heading), _plain(article.title)
    if heading == title:
        return True
    if words_above is None or words_above >= _FEWEST_WORDS:
        return False
    return section.level == 1 or (not words_above and (heading in title or title in heading))


class _LinkedLetters:
    """The number of letters of links between the headings of an article."""

    def __init__(self, view: PageView) -> None:
        starts = [draft.tag for draft in view.drafts[1:] if draft.tag is not None]
        positions = [tag.first for tag in starts]
        self._counts = dict.fromkeys(map(id, starts), 0)
        for link in view.tree.links:
            number = bisect_left(positions, link.first) - 1
            # links after the last heading may belong to the page around the article
            if number >= 0 and view.in_article(link) and not view.in_note(link):
                self._counts[id(starts[number])] += view.tree.letters(link)

    def after(self, heading: Tag | None) -> int:
        """Return the number of letters of links between a heading and the next."""
        return self._counts.get(id(heading), 0)


def _style_of(heading: Tag) -> tuple[str, ...]:
    """Return the names and classes that headings of one rank in one article have in common."""
    around = heading.parent
    names = (around.name, attribute(around, "class")) if around is not None else ()
    return (heading.name, attribute(heading, "class"), *names)


def _is_side_matter(
    linked: _LinkedLetters,
    draft: DraftSection,
    section: Section,
    following: Section | None,
    styles: set[tuple[str, ...]],
) -> bool:
    """Return whether a heading has links or little text below it, like those around an article.

    Args:
        following: the next section.
        styles: the styles of headings that have text below them.
    """
    if section.note_refs:
        return False
    is_short = len(section.text.split()) < _FEWEST_WORDS
    if is_short and (draft.tag is None or _style_of(draft.tag) not in styles):
        # a heading with subsections directly below it is a heading of the article
        return following is None or following.level <= section.level
    if draft.tag is not None and _is_link_elsewhere(draft.tag):
        return True
    return linked.after(draft.tag) > _MOSTLY_LINKS * len(section.text)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _is_link_elsewhere(heading: Tag) -> bool:
    """Return whether a heading is a link to another page, as in teasers."""
    around = [tag for tag in (heading.parent, *elements_in(heading)) if tag is not None]
    links = [tag for tag in around if tag.name == "a" and "href" in tag.attrs]
    return any(
        not attribute(link, "href").startswith("#")
        and len(text_of(link)) >= _MOSTLY * len(text_of(heading))
        for link in links
    )


def _find_in_note(note: Note, addresses: list[str], latest_year: int) -> Iterator[Malformed]:
    """Yield what is malformed in a note's text or references, each once."""
    reported: set[str] = set()
    for bad in find_malformed(note.text, addresses, latest_year):
        if bad.written not in reported:
            reported.add(bad.written)
            yield bad
    for work in note.references:
        if work.year is not None and str(work.year) not in reported:
            reported.add(str(work.year))
            yield from check_year(work.year, latest_year)


def _find_malformed(
    view: PageView, note: Note, found: FoundNote, latest_year: int
) -> Iterator[Flaw]:
    """Yield the malformed identifiers and years in a note's text, references and links."""
    links = [
        link
        for node in found.nodes
        if isinstance(node, Tag)
        for link in (node, *view.tree.below(node))
        if link.name == "a" and "href" in link.attrs
    ]
    anchor = note.anchor if note.anchor_in_page else ""
    first, last = view.line_of(found), view.end_of(found)
    addresses = [attribute(link, "href") for link in links]
    reported: set[str] = set()
    for bad in _find_in_note(note, addresses, latest_year):
        reported.add(bad.written)
        line = view.lines.find(bad.written, first, last)
        yield Flaw(bad.kind, line, anchor, bad.message)
    for link, address in zip(links, addresses, strict=True):
        bad_link = check_link(address, text_of(link))
        # an identifier that is printed and linked is reported once
        if bad_link is not None and not any(written in address for written in reported):
            yield Flaw(bad_link.kind, view.lines.of(link), anchor, bad_link.message)


def _sections_with_notes_of_other_kinds(
    view: PageView, matched: list[tuple[Section, DraftSection]]
) -> Iterator[str]:
    """Yield the anchors of sections that need no note, or have evidence of another kind.

    These are lists of works, and sections with margin notes, with citations that a script of the
    page numbers, or with text that looks like a marker but was not read as one.
    """
    noted: list[Tag] = [tag for tag in view.tree.elements if id(tag) in view.found.asides]
    noted += view.tree.named("d-cite", "dt-cite")
    positions = sorted(tag.first for tag in noted)
    for number, (section, draft) in enumerate(matched):
        first = (draft.tag or view.content.root).first
        after = matched[number + 1][1].tag if number + 1 < len(matched) else None
        last = after.first if after is not None else len(view.tree.elements)
        is_noted = bisect_left(positions, first) < bisect_left(positions, last)
        if is_noted or is_note_heading(section.heading) or _UNREAD_MARKER.search(section.text):
            yield section.anchor
