"""The matches of a search within an article: hits in; a bar with the one before and after, out."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from painsci_search.model import Hit
from painsci_search.web.pages.hits import passage_of
from painsci_search.web.pages.markup import Child, element, join
from painsci_search.web.pages.urls import SearchState, URLs


def match_bar(
    matches: Sequence[Hit], anchor: str | None, passage: str, state: SearchState, urls: URLs
) -> Markup | None:
    """Render the number of the match that is shown, and links to its neighbours.

    Args:
        matches: the hits of the search in the article, by position.
        anchor: the anchor of the section or note that is shown; None for the top of the article.
        passage: the words that are highlighted.
        state: the search.
        urls: URLs of pages.
    """
    if not matches or not state.q:
        return None
    at = _position(matches, anchor, passage)
    before = at - 1 if at is not None else None
    after = 0 if at is None else at + 1
    name = f"{len(matches):,} matches" if len(matches) > 1 else "1 match"
    where = name if at is None else f"Match {at + 1:,} of {len(matches):,}"
    query = element("bdi", None, f"“{state.q}”")

    def link(number: int | None, words: str, rel: str) -> Child:
        if number is None or not 0 <= number < len(matches):
            return element("span", {"class": "off"}, words)
        hit = matches[number]
        href = urls.article(hit.article.id, state, hit.anchor, passage_of(hit))
        return element("a", {"href": href, "rel": rel}, words)

    ways = join(link(before, "‹ Previous", "prev"), " ", link(after, "Next ›", "next"))
    return element(
        "nav",
        {"class": "matches", "aria-label": "Matches in this article", "lang": "en"},
        element("p", None, where, element("span", {"class": "of"}, " for ", query)),
        element("p", None, ways),
    )


def _position(matches: Sequence[Hit], anchor: str | None, passage: str) -> int | None:
    """Return the index of the match that is shown: the same words, or else the same part."""
    if anchor is None:
        return None
    same_part = [number for number, hit in enumerate(matches) if hit.anchor == anchor]
    for number in same_part:
        if passage_of(matches[number]) == passage:
            return number
    return same_part[0] if same_part else None
