"""Headings of a page in; which one names the site, and which names the article below it, out.

Old pages repeat the site's name in the window and at the top of each page, and some generators use
it for articles without a title. The article's own heading then comes after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from painsci_search.reading.dom.elements import ancestors, attribute, elements_in, names_of, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.headings.heading import heading_text
from painsci_search.reading.notes.labels import read_label
from painsci_search.reading.titles.parts import fold_title

_SITE = re.compile(
    r"(?:^|[\s_-])(?:site-?(?:title|name|header|branding)|masthead|menu-title|navbar|logo|branding|"
    r"header-?wrapper|blog-title)(?=[\s_-]|$)"
)
_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+)?")
_HOME_FROM_BELOW = re.compile(r"(?:\.{1,2}/)+(?:index\.\w+)?")
# Letters that are no links between the name of the site and a title, and letters below a title.
_MOST_BETWEEN = 100
_FEWEST_BELOW = 200
# Links to other pages: a line with fewer may name the author and the subject of an article.
_FEWEST_OF_NAVIGATION = 3


def is_of_site(tag: Tag) -> bool:
    """Return whether a heading is the site's name at the top of each of its pages."""
    around = " ".join(names_of(parent) for parent in (tag, *ancestors(tag, 4)))
    return _SITE.search(around) is not None or _is_site_logo(tag)


def _is_site_logo(tag: Tag) -> bool:
    links = (inner for inner in elements_in(tag) if inner.name == "a" and "href" in inner.attrs)
    link = next(links, None)
    return (
        link is not None
        and text_of(link) == text_of(tag)
        and _HOME.fullmatch(attribute(link, "href")) is not None
    )


def heading_below_site_name(tree: PageTree, name: Tag, headings: Sequence[Tag]) -> Tag | None:
    """Return the heading of the article where another heading only names the site, or None.

    It is the only one of its level: an article may have several sections, and no title.

    Args:
        name: the heading that is the same as the title of the window.
        headings: those of the first levels, in order.
    """
    after = [tag for tag in headings if tag.first > name.first]
    tops = [tag for tag in after if tag.name == "h1" and heading_text(tag)]
    seconds = [tag for tag in after if tag.name == "h2" and heading_text(tag)]
    below = tops or seconds
    if name.name != "h1" or len(below) != 1 or read_label(heading_text(below[0])):
        return None
    start, end = name.text_end, below[0].text_start
    following = after[after.index(below[0]) + 1 :]
    text_end = following[0].text_start if following else tree.letters(tree.root)
    if (
        end - start - tree.linked_between(start, end) > _MOST_BETWEEN
        or text_end - below[0].text_end <= _FEWEST_BELOW
        or fold_title(heading_text(below[0])) == fold_title(heading_text(name))
    ):
        return None
    is_name = _names_site(tree, name) or _is_above_navigation(tree, name, below[0])
    return below[0] if is_name else None


def _names_site(tree: PageTree, name: Tag) -> bool:
    """Return whether a heading, or a link to the front page, has the name of the site."""
    if is_of_site(name):
        return True
    folded, letters = fold_title(heading_text(name)), tree.letters(name)
    return any(
        _leads_home(link) and fold_title(text_of(link)) == folded
        for link in tree.named("a")
        if tree.letters(link) == letters and not tree.contains(name, link)
    )


def _leads_home(link: Tag) -> bool:
    href = attribute(link, "href")
    return bool(href) and bool(_HOME.fullmatch(href) or _HOME_FROM_BELOW.fullmatch(href))


def _is_above_navigation(tree: PageTree, name: Tag, title: Tag) -> bool:
    """Return whether links to several other pages, and little else, are between two headings."""
    links = [
        tag
        for tag in tree.elements[name.last + 1 : title.first]
        if tag.name == "a" and not attribute(tag, "href").startswith("#") and tree.letters(tag)
    ]
    linked = tree.linked_between(name.text_end, title.text_start)
    is_most = 3 * linked > 2 * (title.text_start - name.text_end)
    return is_most and len(links) >= _FEWEST_OF_NAVIGATION
