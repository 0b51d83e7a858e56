"""A page of HTML, in; its article with the page's flaws, each at its line, out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import zip_longest

from bs4 import Tag

from painsci_search.auditing.flaws import AuditedArticle, Flaw, quote
from painsci_search.auditing.links import find_dead_links, find_duplicate_ids
from painsci_search.auditing.malformed import (
    Malformed,
    find_malformed,
    judge_link,
    judge_year,
)
from painsci_search.auditing.notes import (
    find_unlisted_numbers,
    find_unmarked_notes,
    match_notes,
)
from painsci_search.auditing.view import PageView
from painsci_search.model import Article, Note, Section
from painsci_search.reading.dom import attribute, elements_in, text_of
from painsci_search.reading.forms.html import read_page
from painsci_search.reading.notes import FoundNote
from painsci_search.reading.notes.labels import is_note_heading
from painsci_search.reading.parse import collection_deferred
from painsci_search.reading.sections import DraftSection, find_anchor
from painsci_search.reading.titles import is_deck

# Fewer words are no text of an article: a deck, a teaser, the label of a box.
_FEWEST_WORDS = 15
# A heading is a link if so much of its text is.
_MOSTLY = 0.9
_UNREAD_MARKER = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]")


def audit_page(html: str, source: str, latest_year: int) -> AuditedArticle:
    """Read a page and look for its flaws.

    Raises:
        ReadError: the page cannot be read as an article.
    """
    article = read_page(html, source)
    with collection_deferred():
        return _audit(article, PageView(html, source), latest_year)


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
    audited.flaws += find_duplicate_ids(view)
    audited.noted = set(_sections_with_notes_of_other_kinds(view, matched))
    return audited


def _match_sections(
    article: Article, drafts: list[DraftSection]
) -> Iterator[tuple[Section, DraftSection]]:
    """Pair an article's sections with what they were made from; both are in the page's order."""
    waiting = iter(drafts)
    for section in article.sections:
        for draft in waiting:
            is_same = draft.level == section.level and draft.text == section.text
            if is_same and (draft is drafts[0] or draft.heading == section.heading):
                yield section, draft
                break


def _find_headings(
    view: PageView, article: Article, matched: list[tuple[Section, DraftSection]]
) -> Iterator[Flaw]:
    """Yield the headings of the article that no link can lead to."""
    linked = _LinkedLetters(view)
    looks = {
        _look(draft.tag)
        for section, draft in matched
        if draft.tag is not None and len(section.text.split()) >= _FEWEST_WORDS
    }
    words_above = titles_above = 0
    for (section, draft), below in zip_longest(matched, [one for one, _ in matched[1:]]):
        tag = draft.tag
        is_unnamed = tag is not None and draft is not view.drafts[0] and not section.anchor_in_page
        # a heading whose anchor another element has, too, is one whose id is there twice
        if tag is not None and is_unnamed and not find_anchor(view.tree, tag):
            is_title = _is_title(article, section, None if titles_above else words_above)
            is_title = is_title or (words_above < _FEWEST_WORDS and is_deck(tag))
            if not is_title and not _is_side_matter(linked, draft, section, below, looks):
                message = (
                    f"the heading {quote(section.heading)} has no id that a link could lead to"
                )
                yield Flaw("heading-without-anchor", view.lines.of(tag), "", message)
        words_above += len(section.text.split())
        titles_above += section.level == 1 and draft is not view.drafts[0]


def _is_title(article: Article, section: Section, words_above: int | None) -> bool:
    """Say whether a heading is the page's title, where the page itself is the place to link to.

    Args:
        words_above: how many words come before it; None below another heading like a title.
    """
    heading, title = _plain(section.heading), _plain(article.title)
    if heading == title:
        return True
    if words_above is None or words_above >= _FEWEST_WORDS:
        return False
    return section.level == 1 or (not words_above and (heading in title or title in heading))


class _LinkedLetters:
    """Counts the letters of the article's links between its headings."""

    def __init__(self, view: PageView) -> None:
        starts = [draft.tag for draft in view.drafts[1:] if draft.tag is not None]
        places = [view.tree.extent(tag).first for tag in starts]
        self._counts = dict.fromkeys(map(id, starts), 0)
        for link in view.tree.links:
            number = bisect_left(places, view.tree.extent(link).first) - 1
            # what stands around the article comes after its last heading, too
            if number >= 0 and view.in_article(link) and not view.in_note(link):
                self._counts[id(starts[number])] += view.tree.letters(link)

    def after(self, heading: Tag | None) -> int:
        """Return the letters of links from a heading to the next."""
        return self._counts.get(id(heading), 0)


def _look(heading: Tag) -> tuple[str, ...]:
    """Return what headings of one rank in one article have in common."""
    around = heading.parent
    names = (around.name, attribute(around, "class")) if around is not None else ()
    return (heading.name, attribute(heading, "class"), *names)


def _is_side_matter(
    linked: _LinkedLetters,
    draft: DraftSection,
    section: Section,
    below: Section | None,
    looks: set[tuple[str, ...]],
) -> bool:
    """Say whether a heading stands above links and the like, as those around an article do.

    Args:
        looks: those of headings above text.
    """
    if section.note_refs:
        return False
    is_short = len(section.text.split()) < _FEWEST_WORDS
    if is_short and (draft.tag is None or _look(draft.tag) not in looks):
        # a heading right above others is one of the article's if those are
        return below is None or below.level <= section.level
    if draft.tag is not None and _is_link_elsewhere(draft.tag):
        return True
    return linked.after(draft.tag) > 0.5 * len(section.text)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _is_link_elsewhere(heading: Tag) -> bool:
    """Say whether a heading is a link to another page, as teasers have it."""
    around = [tag for tag in (heading.parent, *elements_in(heading)) if tag is not None]
    links = [tag for tag in around if tag.name == "a" and "href" in tag.attrs]
    return any(
        not attribute(link, "href").startswith("#")
        and len(text_of(link)) >= _MOSTLY * len(text_of(heading))
        for link in links
    )


def _find_in_note(note: Note, addresses: list[str], latest_year: int) -> Iterator[Malformed]:
    told: set[str] = set()
    for bad in find_malformed(note.text, addresses, latest_year):
        if bad.written not in told:
            told.add(bad.written)
            yield bad
    for work in note.references:
        if work.year is not None and str(work.year) not in told:
            told.add(str(work.year))
            yield from judge_year(work.year, latest_year)


def _find_malformed(
    view: PageView, note: Note, found: FoundNote, latest_year: int
) -> Iterator[Flaw]:
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
    told: set[str] = set()
    for bad in _find_in_note(note, addresses, latest_year):
        told.add(bad.written)
        line = view.lines.find(bad.written, first, last)
        yield Flaw(bad.kind, line, anchor, bad.message)
    for link, address in zip(links, addresses, strict=True):
        bad_link = judge_link(address, text_of(link))
        # what is printed and linked is told once
        if bad_link is not None and not any(written in address for written in told):
            yield Flaw(bad_link.kind, view.lines.of(link), anchor, bad_link.message)


def _sections_with_notes_of_other_kinds(
    view: PageView, matched: list[tuple[Section, DraftSection]]
) -> Iterator[str]:
    """Yield the anchors of sections that need no note, or have what is as good as one.

    Such are lists of works, margin notes, citations that a program of the page numbers, and what
    may be markers that were not understood.
    """
    inside = [tag for tag in view.tree.elements if id(tag) in view.found.asides]
    inside += view.tree.named("d-cite", "dt-cite")
    places = sorted(view.tree.extent(tag).first for tag in inside)
    for number, (section, draft) in enumerate(matched):
        first = view.tree.extent(draft.tag or view.content.root).first
        after = matched[number + 1][1].tag if number + 1 < len(matched) else None
        last = view.tree.extent(after).first if after is not None else len(view.tree.elements)
        is_noted = bisect_left(places, first) < bisect_left(places, last)
        if is_noted or is_note_heading(section.heading) or _UNREAD_MARKER.search(section.text):
            yield section.anchor
