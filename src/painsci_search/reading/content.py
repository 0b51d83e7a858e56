"""A page in; out, which elements are the article, and the text of the page around it.

What is hidden, or is navigation, advertising and the like, is no part of the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from bs4 import Tag

from painsci_search.reading.dom import (
    BLOCKS,
    HEADINGS,
    SILENT,
    ancestors,
    attribute,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.notes.blocks import Targets
from painsci_search.reading.notes.found import FoundNotes
from painsci_search.reading.tree import PageTree

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_EDGE = r"(?:^|[\s_-])(?:{})(?=[\s_-]|$)"

# Names (classes and ids) of elements that are no part of the text. Those of the second list are
# ambiguous: an element with one is left out only if it is mostly links or short.
_CHROME = re.compile(
    _EDGE.format(
        r"nav|navbar|navigation|navbox|breadcrumbs?|sidebar|share|sharing|sharedaddy|social|"
        r"newsletter|subscribe|subscription|signup|sign-up|comments?|commentlist|comment-list|disqus|"
        r"respond|cookies?|consent|gdpr|advert|advertisement|adsbygoogle|sponsored|popup|modal|"
        r"pagination|pager|toc|table-of-contents|toctree-wrapper|skip-link|skiplink|site-header|"
        r"site-footer|masthead|outbrain|taboola|screen-reader-text|sr-only|visually-hidden|editsection|"
        r"mw-editsection|catlinks|printfooter|sitesub|jump-to-nav|headerlink|permalink|anchorjs-link|"
        r"boilerplate|byline|dateline|tagline|yarpp|jp-relatedposts|related-?posts?|related-?articles?|"
        r"post-navigation|pagenum|page-?number|author-?bio|author-?box|navheader|navfooter|nav-panel|noprint|no-print|"
        r"pupw|pupx|pullquote|pull-quote|elementor-share-buttons|copy-button|clipboard|zero-click"
    )
)
_MAYBE = re.compile(
    _EDGE.format(
        r"related|recommended|recommendations|menu|widgets?|promo|banner|ads?|ad-unit|meta|"
        r"metadata|tags?|tools?|toolbar|outline|footer|header|callout-box|popular|trending|read-more|"
        r"readmore|more|author|pubdate|reading-time|date|login|search|share-bar|links|contents|follow|"
        r"donate|support|cta|infobox|ambox|hatnote|sistersitebox|authority-control"
    )
)
_NEVER_CHROME = frozenset({"body", "html", "main", "article"})
_DROPPED = frozenset({"nav", "pq", "form", "menu", "footer"})
# An element without any of these names and attributes is part of the text.
_CHECKED_NAMES = SILENT | _DROPPED | {"aside", "header"}
_CHECKED_ATTRIBUTES = frozenset(
    {"class", "id", "role", "epub:type", "data-type", "hidden", "style", "aria-hidden"}
)
_ROLES = re.compile(
    r"\b(?:navigation|banner|contentinfo|complementary|search|dialog|alertdialog|toolbar|menu|menubar|"
    r"tablist|doc-toc|doc-pullquote|doc-backlink)\b"
)
_INLINE = re.compile(
    _EDGE.format(
        r"sr-only|screen-reader-text|visually-hidden|editsection|mw-editsection|headerlink|permalink|"
        r"anchorjs-link|hash-link|anchor-link|pagenum|page-?number|pupw|pupx|copy-button|noprint|"
        r"zero-click|share-button"
    )
)
_HEADING_OF_ELSE = re.compile(
    r"sr-only|screen-reader|visually-hidden|(?:^|[\s_-])(?:authors?|byline|date-?line|post-?date)(?=[\s_-]|$)"
)
# Characters of text around an article: no article has more above it.
_MOST_AROUND = 100_000
_CONTAINERS = frozenset(
    [
        "article",
        "body",
        "center",
        "div",
        "form",
        "html",
        "main",
        "section",
        "table",
        "tbody",
        "td",
        "tr",
        "font",
        "span",
    ]
)


class Content:
    """Decides which elements of a page are part of the article.

    Of a page that is `whole` nothing but the article, only what is hidden is left out.

    Attributes:
        root: the smallest element that contains nearly all of the article.
    """

    def __init__(
        self, tree: PageTree, title: Tag | None, notes: FoundNotes, *, whole: bool = False
    ) -> None:
        self._tree = tree
        self._whole = whole
        self._markers = Targets(tree, (marker.element for marker in notes.markers.values()))
        self._title = title
        self._seen: dict[int, bool] = {}
        self._total = max(tree.letters(tree.body), 1)
        self.root = tree.body if whole else self._find_root()

    def leaves_out(self, tag: Tag) -> bool:
        """Return whether an element, with everything in it, is no part of the text."""
        if tag.name not in _CHECKED_NAMES and _CHECKED_ATTRIBUTES.isdisjoint(tag.attrs):
            return False
        key = id(tag)
        if key not in self._seen:
            self._seen[key] = (
                tag.name in SILENT
                or is_hidden(self._tree, tag)
                or (not self._whole and self._is_chrome(tag))
            )
        return self._seen[key]

    def _is_chrome(self, tag: Tag) -> bool:
        name = tag.name
        if name in _NEVER_CHROME:
            return False
        if name in HEADINGS:
            return _HEADING_OF_ELSE.search(attribute(tag, "class").lower()) is not None
        if name == "header":
            return self._share(tag) < 0.4 and self._is_page_header(tag)
        if self._holds_title(tag):
            return False
        role = role_of(tag)
        if name in _DROPPED or (role and _ROLES.search(role)):
            return self._share(tag) < 0.5
        # the id of a section is the slug of its heading
        names = "" if name == "section" and "class" not in tag.attrs else names_of(tag)
        if name == "aside":
            return self._share(tag) < 0.5 and self._is_side_matter(tag, names)
        return bool(names.strip()) and self._has_chrome_name(tag, names)

    def _has_chrome_name(self, tag: Tag, names: str) -> bool:
        """Return whether an element is no part of the text, by its names and share of the page."""
        share = self._share(tag)
        if tag.name not in BLOCKS:
            return _INLINE.search(names) is not None and share < 0.2
        if _CHROME.search(names):
            if re.search(r"comment|respond|disqus", names):
                return share < 0.8
            if "toc" in names and self._linked(tag) < 0.15 * self._tree.letters(tag):
                return False  # "toc-section" is a section that is listed in the contents
            return share < 0.4 and not self._holds_marker(tag)
        return _MAYBE.search(names) is not None and (
            share < 0.2 and self._is_side_matter(tag, names)
        )

    def _share(self, tag: Tag) -> float:
        return self._tree.letters(tag) / self._total

    def _holds_title(self, tag: Tag) -> bool:
        return self._title is not None and self._tree.contains(tag, self._title)

    def _holds_marker(self, tag: Tag) -> bool:
        return self._markers.first_in(self._tree, tag) is not None

    def _is_page_header(self, tag: Tag) -> bool:
        """Return whether a header has the page's title or no heading: others belong to sections."""
        return self._holds_title(tag) or self._tree.heading_in(tag) is None

    def _is_side_matter(self, tag: Tag, names: str) -> bool:
        """Return whether an element goes with an article, but is no box that is part of it."""
        if self._holds_marker(tag):
            return False
        letters = self._tree.letters(tag)
        if self._tree.linked_letters(tag) > 0.4 * letters:
            return True
        if re.search(r"note|tip|warning|admonition|callout|example|definition|sidebox", names):
            return False
        return letters < 120 and tag.name != "p" and self._tree.heading_in(tag) is None

    def _linked(self, tag: Tag) -> int:
        """Return the number of letters of an element's links."""
        return sum(self._tree.letters(link) for link in self._tree.named("a", within=tag))

    def _find_root(self) -> Tag:
        """Return the smallest element that contains nearly all the prose of the page."""
        self._measure_gaps()
        body = self._tree.body
        whole = max(self._weigh(body), 1)
        best = body
        for tag in filter(_is_main, self._tree.below(body)):
            weight = self._weigh(tag)
            enough = 0.5 * whole if best is body else 0.8 * self._weigh(best)
            if weight >= max(enough, 0.5 * whole) and self._tree.contains(best, tag):
                best = tag
        if best.name == "article":
            return best
        enough = 0.93 * self._weigh(best)
        while True:
            inner = [
                child
                for child in best.contents
                if isinstance(child, Tag) and self._weigh(child) >= max(enough, 1)
            ]
            if len(inner) != 1 or inner[0].name not in _CONTAINERS:
                return best
            best = inner[0]

    def _weigh(self, tag: Tag) -> int:
        """Return the number of letters of prose in an element: not links, not left out."""
        extent = self._tree.extent(tag)
        lost = self._lost_before(extent.text_end) - self._lost_before(extent.text_start)
        return extent.text_end - extent.text_start - lost

    def _lost_before(self, letter: int) -> int:
        """Return the number of letters before an offset in the text that are no prose."""
        number = bisect_left(self._gap_starts, letter)
        beyond = max(0, self._gap_ends[number - 1] - letter) if number else 0
        return self._lost[number] - beyond

    def _measure_gaps(self) -> None:
        """Record the starts and ends of the parts that are no prose, and sum up their letters."""
        self._gap_starts: list[int] = []
        self._gap_ends: list[int] = []
        self._lost = [0]
        elements = self._tree.elements
        whole = self._tree.extent(self._tree.body)
        number = whole.first
        while number <= whole.last:
            tag = elements[number]
            number += 1
            if tag.name == "a" or self.leaves_out(tag):
                extent = self._tree.extent(tag)
                number = extent.last + 1
                if extent.text_end > extent.text_start:
                    self._gap_starts.append(extent.text_start)
                    self._gap_ends.append(extent.text_end)
                    self._lost.append(self._lost[-1] + extent.text_end - extent.text_start)


def _is_main(tag: Tag) -> bool:
    if tag.name in ("article", "main") or tag.attrs.get("role") == "main":
        return True
    return "itemprop" in tag.attrs and "articlebody" in attribute(tag, "itemprop").lower()


def is_hidden(tree: PageTree, tag: Tag) -> bool:
    """Return whether a page hides an element from its readers."""
    attrs = tag.attrs
    if "hidden" in attrs and attribute(tag, "hidden") != "until-found":
        return True
    style = attrs.get("style")
    if style and _HIDDEN_STYLE.search(str(style)):
        return True
    if attrs.get("aria-hidden") == "true":
        names = names_of(tag)
        return "katex-html" in names or "anchor" in names or tree.letters(tag) <= 3
    return False


def text_around(tree: PageTree, root: Tag, left_out: Iterable[Tag], found: FoundNotes) -> str:
    """Return the text that a page shows above its article and beside it: menus, boxes, pull quotes.

    It is not searched. It is needed because a browser that searches for words of the article, to
    follow a link, finds them there first.

    Args:
        root: the element that contains the article.
        left_out: the elements inside the root that are no part of the article.
        found: the notes: their text belongs to the article wherever it is.
    """
    kept = {id(node) for note in found.notes for node in note.nodes} | found.hidden

    def skip(tag: Tag) -> bool:
        return id(tag) in kept or is_hidden(tree, tag)

    pieces: list[str] = []
    length = 0
    for tag in (*_above(root), *left_out):
        if tag.name in SILENT:
            continue
        text = text_of(tag, skip)
        if text:
            pieces.append(text)
            length += len(text)
        if length > _MOST_AROUND:
            break
    return "\n".join(pieces)


def _above(root: Tag) -> Iterator[Tag]:
    """Yield the elements before an element, the nearest first."""
    for parent in (root, *ancestors(root)):
        for node in parent.previous_siblings:
            if isinstance(node, Tag) and node.name not in ("head", "title"):
                yield node
