"""The heading of a title in; the lines that belong to it, its deck and its kicker, out."""

from __future__ import annotations

import re
from itertools import islice

from painsci_search.reading.dom.elements import HEADINGS, attribute, elements_in, role_of, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.headings.heading import heading_text
from painsci_search.reading.titles.parts import GivenTitles, fold_title

_DECK = re.compile(
    r"(?:^|[\s_-])(?:deck|dek|subtitle|sub-title|standfirst|subhead|subheading|subheadline|tagline|"
    r"strapline|kicker-sub|teaser|excerpt|summary-deck|secondary-title)(?=[\s_-]|$)"
)
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|overline|eyebrow|top-?line|roof-?line|dach-?zeile|super-?title|pre-?title|"
    r"spitzmarke|ober-?zeile|antetitulo|antetítulo|occhiello|sur-?titre|chapeau-?titre)(?=[\s_-]|$)"
)
# Letters: a heading's text after its kicker is a title, and not the end of one.
_SHORTEST_AFTER_KICKER = 6
# Letters: a longer text is no deck.
_LONGEST_DECK = 500
# Words: a paragraph with more, after a title, is text and not a byline.
_LONGEST_BYLINE = 15
# Elements of a heading that are looked at.
_MOST_INSIDE = 12


def find_deck(heading: Tag) -> Tag | None:
    """Return the deck in the heading or next to it, or None."""
    inside = deck_inside(heading)
    if inside is not None:
        return inside
    level = heading
    for _ in range(2):
        siblings = list(islice((n for n in level.next_siblings if isinstance(n, Tag)), 3))
        deck = _find_among(siblings)
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


def deck_inside(heading: Tag) -> Tag | None:
    """Return the deck in the heading, or None."""
    for inner in islice(elements_in(heading), _MOST_INSIDE):
        if is_deck(inner) or (inner.name == "small" and len(text_of(inner).split()) > 2):
            return inner
    return None


def _find_among(siblings: list[Tag]) -> Tag | None:
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
    classes = attribute(tag, "class")
    if not classes or _DECK.search(classes.lower()) is None:
        return False
    return 0 < len(text_of(tag)) < _LONGEST_DECK


def find_kicker(heading: Tag, titles: GivenTitles) -> set[int]:
    """Return the identity of the element before the title proper in a heading, if it has one.

    It is one without which the heading is a title of the metadata, or one with a class of kickers.
    """
    inside = list(islice(elements_in(heading), _MOST_INSIDE))
    full = fold_title(heading_text(heading)) if inside else ""
    for inner in inside:
        text = fold_title(text_of(inner))
        if not text or not full.startswith(text) or full == text:
            continue
        rest = fold_title(heading_text(heading, {id(inner)}))
        if full not in titles.titles and (rest in titles.titles or rest in titles.first_parts):
            return {id(inner)}
        if len(rest) >= _SHORTEST_AFTER_KICKER and _KICKER.search(_split_camel(inner)):
            return {id(inner)}
    return set()


def _split_camel(tag: Tag) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", attribute(tag, "class")).lower()
