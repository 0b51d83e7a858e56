"""A page and the titles in its metadata in; the article's title, heading and deck out.

The title comes without the name of the site, and without the deck.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from bs4 import Tag

from painsci_search.reading.dom import (
    HEADINGS,
    LONGEST_HEADING,
    ancestors,
    attribute,
    elements_in,
    fold_space,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.headings import NUMBER, heading_text
from painsci_search.reading.notes.labels import read_label
from painsci_search.reading.title_lines import lines_around
from painsci_search.reading.tree import PageTree

_SEPARATOR = re.compile(r"\s+[|–—•·»«:-]{1,2}\s+|\s*\|\s*|\s+::\s+|:\s+|\s+\\\s+")
_DECK = re.compile(
    r"(?:^|[\s_-])(?:deck|dek|subtitle|sub-title|standfirst|subhead|subheading|subheadline|tagline|"
    r"strapline|kicker-sub|teaser|excerpt|summary-deck|secondary-title)(?=[\s_-]|$)"
)
_SITE = re.compile(
    r"(?:^|[\s_-])(?:site-?(?:title|name|header|branding)|masthead|menu-title|navbar|logo|branding|"
    r"header-?wrapper|blog-title)(?=[\s_-]|$)"
)
# Words: a paragraph with more, after a title, is text and not a byline.
_LONGEST_BYLINE = 15
# Headings in which the title is searched: it comes early.
_MOST_HEADINGS = 60
# Points of an exact match: with fewer, the site's name at the top of a page is not the title.
_EXACT = 30
# Points of a heading that starts with a part of a title, such as the part before " | Site".
_STARTS_WITH_PART = 24
# Points for each level above h3: of headings that agree equally, the highest is the title.
_PER_LEVEL = 8
# Letters: a shorter part of a title occurs by chance.
_SHORTEST_PART = 7
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|overline|eyebrow|top-?line|dach-?zeile|super-?title|pre-?title|spitzmarke|"
    r"ober-?zeile|antetitulo|antetítulo|occhiello|sur-?titre|chapeau-?titre)(?=[\s_-]|$)"
)
# Letters: a heading's text after its kicker is a title, and not the end of one.
_SHORTEST_AFTER_KICKER = 6
# Letters: between the name of a site and a title are few, below a title is its text.
_MOST_ABOVE_TITLE = 100
_FEWEST_BELOW_TITLE = 200
# Blocks and words of a first line that names a text.
_LINES = ("p", "div", "center", "td")
_MOST_WORDS_OF_LINE = 14


@dataclass(frozen=True, slots=True)
class Title:
    """A title, the elements that show it and its deck, and the rule that chose it."""

    text: str
    subtitle: str | None = None
    heading: Tag | None = None
    deck: Tag | None = None
    rule: str = ""


def find_title(tree: PageTree, given: list[str], site: str) -> Title:
    """Return the title: the heading that agrees with the page's metadata, or else the metadata's.

    Args:
        given: titles from the metadata, the most exact first; the last is that of the window.
        site: the name of the site, or "".
    """
    titles = _GivenTitles(given)
    rule = "the heading that agrees best with the page's metadata"
    heading = _matching_heading(tree, titles, site)
    if heading is None:
        rule = "the only heading for a title"
        heading = _titled_block(tree, given) or _only_heading(tree, given)
    if heading is None and not given:
        rule = "the first line of a page without headings"
        heading = _first_line(tree)
    if heading is not None and len(heading_text(heading)) > LONGEST_HEADING:
        heading = None
    if heading is None:
        text = _shared_part(given) or _without_site(given, site)
        heading = _number_heading(tree, text)
        return Title(text, None, heading, None, "the title in the page's metadata")
    deck = _find_deck(heading)
    inside = {id(deck)} if deck is not None else set()
    inside |= _find_kicker(heading, titles)
    text = heading_text(heading, inside).lstrip(":|–— ") or _without_site(given, site)
    text = _without_part(text, given)
    subtitle = text_of(deck) if deck is not None else ""
    if subtitle and _fold(subtitle) == _fold(text):
        subtitle, deck = "", None
    return Title(text, subtitle or None, heading, deck, rule)


def _number_heading(tree: PageTree, title: str) -> Tag | None:
    """Return the first heading if it has only the number with which the title starts."""
    first = tree.heading_in(tree.root)
    if first is not None and read_label(text_of(first)):
        return first if _fold(title).startswith(f"{_fold(text_of(first))} ") else None
    return None


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", fold_space(text).casefold()).strip()


class _GivenTitles:
    """The titles in a page's metadata, folded.

    Attributes:
        titles: the whole titles.
        starts: their numbers, and their first parts, such as that before the site's name.
        first_parts: the first parts alone.
        parts: all parts of the titles that have several.
    """

    def __init__(self, given: list[str]) -> None:
        parts = [_SEPARATOR.split(title) for title in given]
        whole = {_fold(title) for title in given}
        # a title of which one part is another title has the site's name besides
        self.titles = [
            _fold(title)
            for title, of_title in zip(given, parts, strict=True)
            if not (len(of_title) > 1 and whole & set(map(_fold, (of_title[0], of_title[-1]))))
        ]
        self.parts = {_fold(part) for of_title in parts if len(of_title) > 1 for part in of_title}
        first_parts = {_fold(first) for first, *_ in parts}
        self.first_parts = {part for part in first_parts if len(part) >= _SHORTEST_PART}
        numbers = {_fold(part) for of_title in parts for part in of_title if NUMBER.fullmatch(part)}
        self.starts = self.first_parts | numbers


class _TitleHeading:
    """A heading that may be the title.

    Attributes:
        tag: the element.
        full: the folded text.
        text: the folded text without the kicker and the deck.
    """

    def __init__(self, tag: Tag, titles: _GivenTitles) -> None:
        self.tag = tag
        self.full = _fold(heading_text(tag))
        deck = _find_deck(tag)
        ignored = _find_kicker(tag, titles) | ({id(deck)} if deck is not None else set())
        self.text = _fold(heading_text(tag, ignored)) if ignored else self.full


_Agreement = Callable[[_TitleHeading, str], bool]

# How a heading may agree with a title; the first row that holds gives the points.
_AGREEMENTS: tuple[tuple[str, int, _Agreement], ...] = (
    ("equal, with or without the deck", _EXACT, lambda one, title: title in (one.text, one.full)),
    (
        "one starts with the other",
        20,
        lambda one, title: title.startswith(f"{one.text} ") or one.text.startswith(f"{title} "),
    ),
    (
        "the title ends with words of the heading",
        15,
        lambda one, title: title.endswith(f" {one.text}") and " " in one.text,
    ),
    (
        "the title contains the h1",
        14,
        lambda one, title: one.tag.name == "h1" and len(one.text) > 3 and f" {one.text} " in title,
    ),
)


def _matching_heading(tree: PageTree, titles: _GivenTitles, site: str) -> Tag | None:
    """Return the heading that agrees best with the metadata, or None if none agrees."""
    tags = tree.named("h1", "h2", "h3")[:_MOST_HEADINGS]
    headings = [_TitleHeading(tag, titles) for tag in tags]
    points = [
        0 if one.text in ("", _fold(site)) or read_label(one.text) else _points(one, titles)
        for one in headings
    ]
    best = max(points, default=0)
    if not best:
        return None
    number = points.index(best)
    if best < _EXACT + _PER_LEVEL * 3 and headings[number].text in titles.parts:
        number = _heading_of_text(tree, headings, number, titles)
    return headings[number].tag


def _heading_of_text(
    tree: PageTree, headings: list[_TitleHeading], number: int, titles: _GivenTitles
) -> int:
    """Return the number of the heading that has the text: this one, or one of those after it.

    The window's title may name the site or a series as well as the article, each of which may be
    a heading; that of the article has its text below it.
    """
    starts = [tree.extent(one.tag).text_end for one in headings]
    ends = [tree.extent(one.tag).text_start for one in headings[1:]] + [
        tree.extent(tree.root).text_end
    ]
    if ends[number] - starts[number] > _MOST_ABOVE_TITLE:
        return number
    for other in range(number + 1, min(number + 3, len(headings))):
        text = headings[other].text
        is_part = text in titles.parts and text != headings[number].text
        if is_part and ends[other] - starts[other] > _FEWEST_BELOW_TITLE:
            return other
    return number


def _points(heading: _TitleHeading, titles: _GivenTitles) -> int:
    """Return the points for a heading's agreement with the titles and its level; 0 for none."""
    points = max((_agreement(heading, title) for title in titles.titles), default=0)
    text = heading.text
    if text in titles.first_parts or any(text.startswith(f"{one} ") for one in titles.starts):
        points = max(points, _STARTS_WITH_PART)
    if not points or (points < _EXACT and _is_of_site(heading.tag)):
        return 0
    return points + _PER_LEVEL * (3 - int(heading.tag.name[1]))


def _agreement(heading: _TitleHeading, title: str) -> int:
    return next((points for _, points, holds in _AGREEMENTS if holds(heading, title)), 0)


def _titled_block(tree: PageTree, given: list[str]) -> Tag | None:
    """Return a paragraph with a title and a class of titles, as word processors write it."""
    titles = {_fold(title) for title in given}
    styled = (tag for tag in tree.named("p") if "title" in attribute(tag, "class").lower())
    for tag in islice(styled, 6):
        if _fold(text_of(tag)) in titles:
            return tag
    return None


def _only_heading(tree: PageTree, given: list[str]) -> Tag | None:
    """Return the only h1, or the first heading of a page whose metadata have no title."""
    tops = [tag for tag in tree.named("h1") if heading_text(tag)]
    tops = [tag for tag in tops if not _is_of_site(tag) and not read_label(heading_text(tag))]
    if len(tops) == 1 and _is_run_in(tree, tops[0], given):
        return None
    if len(tops) == 1 and (len(given) < 2 or _shares_words(heading_text(tops[0]), given[0])):
        return tops[0]
    if tops and not given:
        return tops[0]
    if not given:
        first = tree.heading_in(tree.root)
        return first if first is not None and heading_text(first) else None
    return None


def _is_run_in(tree: PageTree, heading: Tag, given: list[str]) -> bool:
    """Return whether a heading only repeats the first words of the text below it."""
    title = " ".join(given)
    if len(given) != 1 or len(title.split()) < 2 or len(_SEPARATOR.split(title)) > 1:
        return False
    below, _ = lines_around(tree, heading)
    name = heading_text(heading)
    repeats = bool(below) and _fold(below[0].text).startswith(f"{_fold(name)} ")
    return repeats and not _shares_words(name, title)


def _shares_words(one: str, other: str) -> bool:
    left, right = set(_fold(one).split()), set(_fold(other).split())
    return 2 * len(left & right) >= min(len(left), len(right))


def _is_of_site(tag: Tag) -> bool:
    """Return whether a heading is the site's name at the top of each of its pages."""
    around = " ".join(names_of(parent) for parent in (tag, *ancestors(tag, 4)))
    return _is_site_logo(tag) or _SITE.search(around) is not None


def _is_site_logo(tag: Tag) -> bool:
    links = (inner for inner in elements_in(tag) if inner.name == "a" and "href" in inner.attrs)
    link = next(links, None)
    return (
        link is not None
        and text_of(link) == text_of(tag)
        and re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", attribute(link, "href"))
        is not None
    )


def _without_site(given: list[str], site: str) -> str:
    """Return the most exact title without the site's name or, without one, the last part."""
    if not given:
        return ""
    best = given[0]
    if site:
        best = re.sub(rf"\s*[|–—•·»:-]+\s*{re.escape(site)}\s*$", "", best, flags=re.IGNORECASE)
        best = re.sub(rf"^\s*{re.escape(site)}\s*[|–—•·»:-]+\s+", "", best, flags=re.IGNORECASE)
    if best == given[-1]:
        parts = re.split(r"\s+[|•·»]\s+|\s+[–—-]\s+(?=[^–—-]{1,40}$)", best)
        if len(parts) > 1 and len(parts[0]) >= 8:
            best = parts[0]
    return best.strip()


def _find_kicker(heading: Tag, titles: _GivenTitles) -> set[int]:
    """Return the identity of the element before the title proper in a heading, if it has one.

    It is one without which the heading is a title of the metadata, or one with a class of kickers.
    """
    full = _fold(heading_text(heading))
    for inner in islice(elements_in(heading), 12):
        text = _fold(text_of(inner))
        if not text or not full.startswith(text) or full == text:
            continue
        rest = _fold(heading_text(heading, {id(inner)}))
        if full not in titles.titles and rest in (*titles.titles, *titles.first_parts):
            return {id(inner)}
        if len(rest) >= _SHORTEST_AFTER_KICKER and _KICKER.search(_split_camel(inner)):
            return {id(inner)}
    return set()


def _split_camel(tag: Tag) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", attribute(tag, "class")).lower()


def _shared_part(given: list[str]) -> str:
    """Return the part that the titles have in common where none is in another, or ""."""
    if len(given) < 2 or _fold(given[0]) in _fold(given[-1]):
        return ""
    last = {_fold(part) for part in _SEPARATOR.split(given[-1])}
    shared = [part for part in _SEPARATOR.split(given[0]) if _fold(part) in last]
    return max(shared, key=len, default="").strip()


def _without_part(text: str, given: list[str]) -> str:
    """Return a heading without the site's name, where the metadata has the title without it."""
    for title in given:
        rest = text[len(title) :]
        if len(title) >= _SHORTEST_PART and text.startswith(title) and _SEPARATOR.match(rest):
            return title
    return text


def site_part(window: str, title: str) -> str:
    """Return the part of the window's title that names the site: the last or else the first.

    >>> site_part("Sore necks | Necks Daily", "Sore necks")
    'Necks Daily'
    """
    parts = [part.strip() for part in _SEPARATOR.split(fold_space(window))]
    ends = (parts[-1], parts[0]) if len(parts) > 1 else ()
    return next((part for part in ends if part and _fold(part) not in _fold(title)), "")


def _first_line(tree: PageTree) -> Tag | None:
    """Return the first block of a page without headings if it is short and a text follows."""
    if tree.heading_in(tree.root) is not None:
        return None
    blocks = (tag for tag in tree.named(*_LINES, within=tree.body) if not tree.holds_block(tag))
    first = next((tag for tag in islice(blocks, 20) if text_of(tag)), None)
    if first is None or len(text_of(first).split()) > _MOST_WORDS_OF_LINE:
        return None
    below = tree.extent(tree.root).text_end - tree.extent(first).text_end
    return first if below > _FEWEST_BELOW_TITLE else None


def _find_deck(heading: Tag) -> Tag | None:
    """Return the deck in the heading or next to it, or None."""
    for inner in islice(elements_in(heading), 12):
        if is_deck(inner) or (inner.name == "small" and len(text_of(inner).split()) > 2):
            return inner
    level = heading
    for _ in range(2):
        siblings = list(islice((n for n in level.next_siblings if isinstance(n, Tag)), 3))
        deck = _find_deck_among(siblings)
        if deck is not None:
            return deck
        parent = level.parent
        if parent is None or parent.name not in ("header", "hgroup", "div"):
            break
        if parent.name == "hgroup":
            paragraphs = [tag for tag in siblings if tag.name in ("p", "h2", "h3") and text_of(tag)]
            if paragraphs:
                return paragraphs[0]
        level = parent
    return None


def _find_deck_among(siblings: list[Tag]) -> Tag | None:
    """Return the deck among the elements after a title, or None."""
    for sibling in siblings:
        if is_deck(sibling):
            return sibling
        # there is no deck after another heading or the first paragraph
        is_prose = sibling.name == "p" and len(text_of(sibling).split()) > _LONGEST_BYLINE
        if sibling.name in HEADINGS or is_prose:
            break
    return None


def is_deck(tag: Tag) -> bool:
    """Return whether an element has a role or class of decks: the lines below a title."""
    if "doc-subtitle" in role_of(tag):
        return True
    return _DECK.search(attribute(tag, "class").lower()) is not None and 0 < len(text_of(tag)) < 500
