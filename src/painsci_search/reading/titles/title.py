"""A page and the titles in its metadata in; the article's title, heading and deck out.

The title comes without the name of the site, and without the deck.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice

from painsci_search.reading.dom.elements import (
    LONGEST_HEADING,
    ancestors,
    attribute,
    elements_in,
    fold_space,
    is_text,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.headings.heading import heading_text
from painsci_search.reading.notes.labels import read_label
from painsci_search.reading.titles.decks import deck_inside, find_deck, find_kicker
from painsci_search.reading.titles.lines import lines_around
from painsci_search.reading.titles.parts import (
    GivenTitles,
    best_title,
    fold_title,
    has_several_parts,
    join_name,
    shared_words,
    without_part,
    without_site,
)
from painsci_search.reading.titles.site_headings import heading_below_site_name, is_of_site

# Headings in which the title is searched: it comes early.
_MOST_HEADINGS = 60
# Points of an exact match: with fewer, the site's name at the top of a page is not the title.
_EXACT = 30
# Points of a heading that starts with a part of a title, such as the part before " | Site".
_STARTS_WITH_PART = 24
# Points for each level above h3: of headings that agree equally, the highest is the title.
_PER_LEVEL = 8
_MOST_POINTS = _EXACT + 2 * _PER_LEVEL
# Share of words and number of them: titles with as many in common are one title in two wordings.
_MOST_WORDS = 0.6
_FEWEST_WORDS = 3
# Classes of the title of a document. Word writes its own beside a title in the metadata that is
# often that of an older text.
_OF_WORD = frozenset({"MsoTitle"})
_OF_DOCUMENTS = _OF_WORD | {"title"}
# Letters: between the name of a site and a title are few, below a title is its text.
_MOST_ABOVE_TITLE = 100
_FEWEST_BELOW_TITLE = 200
# Blocks and words of a first line that names a text.
_LINES = ("p", "div", "center", "td")
_MOST_WORDS_OF_LINE = 14
# Elements that show a title where the page has no headings, and how long a title in them is.
_SHOWN_IN = ("p", "div", "span", "strong", "b", "td", "center", "font", "a", "h4", "h5", "h6")
_LONGEST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Title:
    """A title, the elements that show it and its deck, and the rule that chose it."""

    text: str
    subtitle: str | None = None
    heading: Tag | None = None
    deck: Tag | None = None
    rule: str = ""


def find_title(tree: PageTree, given: list[str], sites: Collection[str]) -> Title:
    """Return the title: the heading that agrees with the page's metadata, or else the metadata's.

    Args:
        given: titles from the metadata, the most exact first; the last is that of the window.
        sites: the names of the site.
    """
    sites = {join_name(site) for site in sites} - {""}
    titles = GivenTitles(given)
    rule = "the heading that agrees best with the page's metadata"
    heading = _styled_title(tree, _OF_WORD if given else _OF_DOCUMENTS)
    if heading is not None:
        rule = "the paragraph in the style of titles"
    else:
        heading = _matching_heading(tree, titles, sites)
        if heading is not None and {fold_title(_shown_text(heading))} == set(titles.titles):
            named = _headings(tree, "h1", "h2", "h3")
            heading = heading_below_site_name(tree, heading, named) or heading
    if heading is None:
        rule = "the only heading for a title"
        heading = _titled_block(tree, given) or _only_heading(tree, given)
    if heading is None and not given:
        rule = "the first line of a page without headings"
        heading = _first_line(tree)
    if heading is not None and len(_shown_text(heading)) > LONGEST_HEADING:
        heading = None
    if heading is None:
        text = best_title(given, sites)
        heading = _number_heading(tree, text) or _shown_title(tree, text)
        return Title(text, None, heading, None, "the title in the page's metadata")
    deck = find_deck(heading)
    inside = find_kicker(heading, titles) | ({id(deck)} if deck is not None else set())
    text = _shown_text(heading, inside).lstrip(":|–— ") or best_title(given, sites)
    text = without_part(text, given)
    if fold_title(text) in map(fold_title, given):
        text = without_site(text, sites)
    subtitle = text_of(deck) if deck is not None else ""
    if subtitle and fold_title(subtitle) == fold_title(text):
        subtitle, deck = "", None
    return Title(text, subtitle or None, heading, deck, rule)


def _shown_text(heading: Tag, ignored: set[int] | None = None) -> str:
    """Return the text of a heading, or of the only picture in it that has one."""
    text = heading_text(heading, ignored)
    if text:
        return text
    pictures = [tag for tag in islice(elements_in(heading), 12) if tag.name == "img"]
    return fold_space(attribute(pictures[0], "alt")) if len(pictures) == 1 else ""


def _number_heading(tree: PageTree, title: str) -> Tag | None:
    """Return the first heading if it has only the number with which the title starts."""
    first = tree.heading_in(tree.root)
    if first is not None and read_label(text_of(first)):
        return first if fold_title(title).startswith(f"{fold_title(text_of(first))} ") else None
    return None


def _shown_title(tree: PageTree, title: str) -> Tag | None:
    """Return the element whose whole text is the title, before the text of the article."""
    folded = fold_title(title)
    if not folded:
        return None
    for tag in tree.named(*_SHOWN_IN, within=tree.body):
        text = tag.contents[0] if len(tag.contents) == 1 else None
        if is_text(text) and len(str(text)) < _LONGEST_SHOWN and fold_title(str(text)) == folded:
            below = tree.root.text_end - tag.text_end
            if below > _FEWEST_BELOW_TITLE and not any(
                parent.name in ("nav", "ul", "ol", "footer") for parent in ancestors(tag, 6)
            ):
                return tag
    return None


class _TitleHeading:
    """A heading that may be the title.

    Attributes:
        tag: the element.
        full: the folded text.
        text: the folded text without the kicker and the deck.
    """

    def __init__(self, tag: Tag, titles: GivenTitles) -> None:
        self.tag = tag
        self.full = self.text = fold_title(_shown_text(tag))
        if any(isinstance(inner, Tag) for inner in tag.contents):
            deck = deck_inside(tag)
            ignored = find_kicker(tag, titles) | ({id(deck)} if deck is not None else set())
            if ignored:
                self.text = fold_title(_shown_text(tag, ignored))


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


def _matching_heading(tree: PageTree, titles: GivenTitles, sites: set[str]) -> Tag | None:
    """Return the heading that agrees best with the metadata, or None if none agrees."""
    tags = _headings(tree, "h1", "h2", "h3")
    headings: list[_TitleHeading] = []
    best = number = 0
    for tag in tags:
        heading = _TitleHeading(tag, titles)
        headings.append(heading)
        is_name = not heading.text or heading.text.replace(" ", "") in sites
        points = 0 if is_name else _points(heading, titles)
        if points > best and not read_label(heading.text):
            best, number = points, len(headings) - 1
        if best == _MOST_POINTS:
            break
    if not best:
        return None
    if headings[number].text in titles.parts:
        headings += [_TitleHeading(tag, titles) for tag in tags[len(headings) : number + 3]]
        number = _heading_of_text(tree, tags, headings, number, titles)
    return headings[number].tag


def _headings(tree: PageTree, *names: str) -> list[Tag]:
    """Return the first headings with these names that were closed; others hold text, and others."""
    found = (tag for tag in tree.named(*names) if tree.letters(tag) <= LONGEST_HEADING)
    return list(islice(found, _MOST_HEADINGS))


def _heading_of_text(
    tree: PageTree,
    tags: list[Tag],
    headings: list[_TitleHeading],
    number: int,
    titles: GivenTitles,
) -> int:
    """Return the number of the heading that has the text: this one, or one of those after it.

    The window's title may name the site or a series as well as the article, each of which may be
    a heading; that of the article has its text below it.
    """

    def letters_below(other: int) -> int:
        following = tags[other + 1] if other + 1 < len(tags) else None
        end = tree.root.text_end
        end = end if following is None else following.text_start
        return end - tags[other].text_end

    if letters_below(number) > _MOST_ABOVE_TITLE:
        return number
    for other in range(number + 1, min(number + 3, len(headings))):
        text = headings[other].text
        is_part = text in titles.parts and text != headings[number].text
        if is_part and letters_below(other) > _FEWEST_BELOW_TITLE:
            return other
    return number


def _points(heading: _TitleHeading, titles: GivenTitles) -> int:
    """Return the points for a heading's agreement with the titles and its level; 0 for none."""
    points = max((_agreement(heading, title) for title in titles.titles), default=0)
    text = heading.text
    if points < _STARTS_WITH_PART and (
        text in titles.first_parts or any(text.startswith(f"{one} ") for one in titles.starts)
    ):
        points = _STARTS_WITH_PART
    if not points or (points < _EXACT and is_of_site(heading.tag)):
        return 0
    return points + _PER_LEVEL * (3 - int(heading.tag.name[1]))


def _agreement(heading: _TitleHeading, title: str) -> int:
    return next((points for _, points, holds in _AGREEMENTS if holds(heading, title)), 0)


def _styled_title(tree: PageTree, styles: frozenset[str]) -> Tag | None:
    """Return the paragraph of a document that its writer set in the style of titles.

    Word processors export it as such before the first heading, which is one of a section.
    """
    paragraphs = (tag for tag in tree.named("p") if "class" in tag.attrs)
    styled = [tag for tag in paragraphs if styles & {*attribute(tag, "class").split()}]
    if len(styled) != 1:
        return None
    headings = _headings(tree, "h1", "h2", "h3")
    first = tree.in_order([*styled, *headings])[:1]
    return styled[0] if first == styled else None


def _titled_block(tree: PageTree, given: list[str]) -> Tag | None:
    """Return a paragraph with a title and a class of titles, as word processors write it."""
    titles = {fold_title(title) for title in given}
    styled = (tag for tag in tree.named("p") if "title" in attribute(tag, "class").lower())
    for tag in islice(styled, 6):
        if fold_title(text_of(tag)) in titles:
            return tag
    return None


def _only_heading(tree: PageTree, given: list[str]) -> Tag | None:
    """Return the only h1, or the first heading of a page whose metadata have no title.

    Without an h1 it is the h2 that has most words of a title.
    """
    shown = ((tag, _shown_text(tag)) for tag in _headings(tree, "h1"))
    tops = [tag for tag, text in shown if text and not is_of_site(tag) and not read_label(text)]
    if len(tops) == 1 and _is_run_in(tree, tops[0], given):
        return None
    if len(tops) == 1 and (len(given) < 2 or shared_words(_shown_text(tops[0]), given[0]) >= 1 / 2):
        return tops[0]
    if not given:
        first = tops[0] if tops else tree.heading_in(tree.root)
        return first if first is not None and heading_text(first) else None
    headings = tops or [tag for tag in _headings(tree, "h2") if not is_of_site(tag)]
    return _other_wording(headings, given)


def _other_wording(headings: list[Tag], given: list[str]) -> Tag | None:
    """Return the heading that has most words of a title, or None."""
    titles = [title for title in given if len(title.split()) >= _FEWEST_WORDS]
    parts = GivenTitles(given).parts
    for heading in headings:
        text = heading_text(heading)
        folded = fold_title(text)
        if len(folded.split()) < _FEWEST_WORDS or folded in parts:
            continue
        if any(shared_words(text, title) >= _MOST_WORDS for title in titles):
            return heading
    return None


def _is_run_in(tree: PageTree, heading: Tag, given: list[str]) -> bool:
    """Return whether a heading only repeats the first words of the text below it."""
    title = " ".join(given)
    if len(given) != 1 or len(title.split()) < 2 or has_several_parts(title):
        return False
    name = heading_text(heading)
    if shared_words(name, title) >= 1 / 2:
        return False
    below = lines_around(tree, heading).below
    return bool(below) and fold_title(below[0].text).startswith(f"{fold_title(name)} ")


def _first_line(tree: PageTree) -> Tag | None:
    """Return the first block of a page without headings if it is short and a text follows."""
    if tree.heading_in(tree.root) is not None:
        return None
    blocks = (tag for tag in tree.named(*_LINES, within=tree.body) if not tree.holds_block(tag))
    first = next((tag for tag in islice(blocks, 20) if text_of(tag)), None)
    if first is None or len(text_of(first).split()) > _MOST_WORDS_OF_LINE:
        return None
    below = tree.root.text_end - first.text_end
    return first if below > _FEWEST_BELOW_TITLE else None
