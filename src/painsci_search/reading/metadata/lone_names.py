"""A page in; the authors whose names have no "by" and no markup, by the lines around them, out.

A name of two words or more beside a date, below the title or above it, may be that of the author,
of a rubric or of a place. The words of the page decide: "Health News" has words that the page
writes in lower case, too, and a place follows words such as "in".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from painsci_search.reading.bylines.byline import read_line
from painsci_search.reading.bylines.names import names_beside_dates, names_in_line
from painsci_search.reading.bylines.parts import has_date_only
from painsci_search.reading.bylines.people import (
    is_all_names,
    is_like_person,
    is_place_of_work,
    names_in,
)
from painsci_search.reading.bylines.words import ABOUT, LEAD
from painsci_search.reading.dom.elements import HEADINGS, SILENT, attribute, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.headings.closing import heads_authors
from painsci_search.reading.metadata.shown_authors import AuthorPage
from painsci_search.reading.titles.lines import Line, is_apart

# Lines at the title in which names may be.
_MOST_BELOW = 8
_MOST_ABOVE = 3
# Elements after a heading among which its first paragraph is.
_NEAR = 12
# Lines of a list with one author in each.
_MOST_LISTED = 12
# Words of rubrics beside a date, which no person has in a name.
_OF_RUBRICS = frozenset(
    "article articles blog brief case center centre clinic comment comments education events "
    "exercise feature features guide health injuries insights interview media medicine news "
    "newsletter opinion pain perspective piece podcast post press release report research review "
    "series sports statement stories study therapy tips treatment trial update updates "
    "video".split()
)
_WORD = re.compile(r"[^\W\d_]+")
# Letters: a byline below the text, and a paragraph of the text beside it.
_LONGEST_BYLINE = 100
_PARAGRAPH = 100
# The start of a sentence about a person.
_NAME_BEFORE_VERB = re.compile(
    r"(?P<name>[^\W\d_]\S{0,30}(?:\s\S{1,30}){0,3}?),?\s"
    r"(?:is|was|has|holds|works|worked|writes|lives|studied|teaches|runs|serves|ist|arbeitet|est|es|è)\s"
)
_FEWEST_PARAGRAPHS = 2


def in_lone_line(page: AuthorPage) -> list[str]:
    """Return the names in a line of nothing else beside a date, at the title."""
    for lines in (page.lines.below[:_MOST_BELOW], page.lines.above[:_MOST_ABOVE]):
        for names, linked in _candidates(lines, page.language):
            if not all(map(is_like_person, names)) or _are_of_rubrics(names):
                continue
            if linked and not _leads_to_profile(page, names[0]):
                continue
            if not _has_common_words(page, names):
                return names
    return []


def _candidates(lines: list[Line], language: str | None) -> Iterator[tuple[list[str], bool]]:
    """Yield the names in lines with a date, or directly before or after a date's line."""
    dated = [has_date_only(line, language) for line in lines]
    for number, line in enumerate(lines):
        near = dated[max(0, number - 1) : number + 2]
        names = [] if line.is_heading else names_beside_dates(line, language, is_near=any(near))
        if names:
            yield names, bool(line.linked)


def _are_of_rubrics(names: list[str]) -> bool:
    """Return whether a name ends or starts with a word of rubrics: "Press Release"."""
    words = [name.casefold().split() for name in names]
    return any(not _OF_RUBRICS.isdisjoint((one[0], one[-1])) for one in words)


def _leads_to_profile(page: AuthorPage, name: str) -> bool:
    return any(text_of(tag, enough=_LONGEST_BYLINE) == name for tag in page.profiles)


def _has_common_words(page: AuthorPage, names: list[str]) -> bool:
    """Return whether the page writes words of the names in lower case, or words before a name."""
    words = {word for name in names for word in _WORD.findall(name.casefold()) if len(word) > 1}
    for text in _texts(page):
        if any(name in text and _follows_word(text, name) for name in names):
            return True
        # the first look is for speed
        if any(word in text for word in words) and not words.isdisjoint(_WORD.findall(text)):
            return True
    return False


def _follows_word(text: str, name: str) -> bool:
    """Return whether a name is after a word in lower case: "in Port Aldo"."""
    before = text.partition(name)[0].split()
    return bool(before) and before[-1].isalpha() and before[-1].islower()


def _texts(page: AuthorPage) -> Iterator[str]:
    for node in page.tree.texts_after(page.tree.body):
        if node.parent is not None:
            yield "" if node.parent.name in SILENT else str(node)


def in_line_of_text(page: AuthorPage) -> list[str]:
    """Return the names in a byline that is a paragraph among those of the article."""
    if page.heading is None:
        return []
    start = page.heading.last
    for tag in page.tree.named("p"):
        if tag.first < start or page.tree.letters(tag) > _LONGEST_BYLINE:
            continue
        text = text_of(tag, enough=_LONGEST_BYLINE)
        line = read_line(text, page.language) if LEAD.match(text) else None
        if line is not None and line.authors and _is_among_paragraphs(page, tag):
            return names_in_line(Line(text, frozenset(), is_heading=False), page.language)
    return []


def above_places(page: AuthorPage) -> list[str]:
    """Return the people in the lines directly above the first line of where they work."""
    lines = page.lines.below[:_MOST_LISTED]
    end = next((at for at, line in enumerate(lines) if is_place_of_work(line.text)), 0)
    names: list[str] = []
    for line in reversed(lines[:end]):
        people = names_in(line.text, shown=True)
        is_named = not line.linked and not line.is_heading and is_all_names(line.text)
        if not is_named or not all(map(is_like_person, people)):
            break
        names = people + names
    return names


def in_section_about_author(page: AuthorPage) -> list[str]:
    """Return the name that a section about the author starts with: "Ann Aldo is a writer"."""
    tree = page.tree
    start = page.heading.last if page.heading is not None else 0
    headings = (tag for tag in tree.named(*HEADINGS) if tag.first > start)
    for heading in headings:
        if tree.letters(heading) > _LONGEST_BYLINE:
            continue
        text = text_of(heading, enough=_LONGEST_BYLINE)
        name = ABOUT.sub("", text, count=1) if ABOUT.match(text) else ""
        if not name or is_apart(tree, heading, page.heading):
            continue
        after = tree.elements[heading.last + 1 : heading.last + 1 + _NEAR]
        below = next((one for one in after if one.name == "p"), None)
        words = text_of(below, enough=_LONGEST_BYLINE) if below is not None else ""
        found = _NAME_BEFORE_VERB.match(words)
        if found and heads_authors(text) and is_like_person(found["name"]):
            return [found["name"]]
        if found and is_like_person(name) and found["name"] in (name, name.split()[0]):
            return [name]
    return []


def _is_among_paragraphs(page: AuthorPage, tag: Tag) -> bool:
    siblings = tag.parent.contents if tag.parent is not None else []
    paragraphs = (
        one
        for one in siblings
        if isinstance(one, Tag) and one.name == "p" and page.tree.letters(one) > _PARAGRAPH
    )
    number = len(list(islice(paragraphs, _FEWEST_PARAGRAPHS)))
    is_article = number == _FEWEST_PARAGRAPHS and not is_apart(page.tree, tag, page.heading)
    return is_article and "caption" not in attribute(tag, "class").lower()
