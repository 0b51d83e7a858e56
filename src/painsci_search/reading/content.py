"""What of a page is the article, and what is the page around it or hidden from view."""

from __future__ import annotations

import re
from bisect import bisect_left

from bs4 import Tag

from painsci_search.reading.dom import (
    BLOCKS,
    HEADINGS,
    SILENT,
    attribute,
    names_of,
    role_of,
)
from painsci_search.reading.notes.blocks import Targets
from painsci_search.reading.notes.found import FoundNotes
from painsci_search.reading.tree import PageTree

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_EDGE = r"(?:^|[\s_-])(?:{})(?=[\s_-]|$)"

# Words by which authors of pages call what is no part of the text. The second list says less: what
# it names is left out only where it is mostly links or short.
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
# An element without any of these is part of the text.
_TELLING_NAMES = SILENT | _DROPPED | {"aside", "header"}
_TELLING_ATTRIBUTES = frozenset(
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
    """Tells the article from its surroundings.

    Attributes:
        root: the element that holds the article.
    """

    def __init__(self, tree: PageTree, title: Tag | None, notes: FoundNotes) -> None:
        self._tree = tree
        self._markers = Targets(tree, (marker.element for marker in notes.markers.values()))
        self._title = title
        self._seen: dict[int, bool] = {}
        self._total = max(tree.letters(tree.body), 1)
        self.root = self._find_root()

    def leaves_out(self, tag: Tag) -> bool:
        """Say whether an element, with all that it holds, is no part of the text."""
        if tag.name not in _TELLING_NAMES and _TELLING_ATTRIBUTES.isdisjoint(tag.attrs):
            return False
        key = id(tag)
        if key not in self._seen:
            self._seen[key] = (
                tag.name in SILENT or is_hidden(self._tree, tag) or self._is_chrome(tag)
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
        called = "" if name == "section" and "class" not in tag.attrs else names_of(tag)
        if name == "aside":
            return self._share(tag) < 0.5 and self._is_side_matter(tag, called)
        return bool(called.strip()) and self._is_called_chrome(tag, called)

    def _is_called_chrome(self, tag: Tag, called: str) -> bool:
        """Judge an element by its names; the more it holds of the page, the less they say."""
        share = self._share(tag)
        if tag.name not in BLOCKS:
            return _INLINE.search(called) is not None and share < 0.2
        if _CHROME.search(called):
            if re.search(r"comment|respond|disqus", called):
                return share < 0.8
            if "toc" in called and self._linked(tag) < 0.15 * self._tree.letters(tag):
                return False  # "toc-section" is a part that the contents list
            return share < 0.4 and not self._holds_marker(tag)
        return _MAYBE.search(called) is not None and (
            share < 0.2 and self._is_side_matter(tag, called)
        )

    def _share(self, tag: Tag) -> float:
        return self._tree.letters(tag) / self._total

    def _holds_title(self, tag: Tag) -> bool:
        return self._title is not None and self._tree.contains(tag, self._title)

    def _holds_marker(self, tag: Tag) -> bool:
        return self._markers.first_in(self._tree, tag) is not None

    def _is_page_header(self, tag: Tag) -> bool:
        """The header of a section holds that section's heading; the page's holds the title."""
        return self._holds_title(tag) or self._tree.heading_in(tag) is None

    def _is_side_matter(self, tag: Tag, called: str) -> bool:
        """Tell what goes along with an article from a box that is part of it."""
        if self._holds_marker(tag):
            return False
        letters = self._tree.letters(tag)
        if self._tree.linked_letters(tag) > 0.4 * letters:
            return True
        if re.search(r"note|tip|warning|admonition|callout|example|definition|sidebox", called):
            return False
        return letters < 120 and tag.name != "p" and self._tree.heading_in(tag) is None

    def _linked(self, tag: Tag) -> int:
        """Count the letters of an element's links."""
        return sum(self._tree.letters(link) for link in self._tree.named("a", within=tag))

    def _find_root(self) -> Tag:
        """Choose the smallest element that holds nearly all the prose of the page."""
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
        """Count the letters of prose in an element: of text that is no link and not left out."""
        extent = self._tree.extent(tag)
        lost = self._lost_before(extent.text_end) - self._lost_before(extent.text_start)
        return extent.text_end - extent.text_start - lost

    def _lost_before(self, letter: int) -> int:
        """Count the letters before a place in the text that are no prose."""
        number = bisect_left(self._gap_starts, letter)
        beyond = max(0, self._gap_ends[number - 1] - letter) if number else 0
        return self._lost[number] - beyond

    def _measure_gaps(self) -> None:
        """Note down where in the text the parts lie that are no prose, and add up their letters."""
        self._gap_starts: list[int] = []
        self._gap_ends: list[int] = []
        self._lost = [0]
        elements = self._tree.elements
        whole = self._tree.extent(self._tree.body)
        place = whole.first
        while place <= whole.last:
            tag = elements[place]
            place += 1
            if tag.name == "a" or self.leaves_out(tag):
                extent = self._tree.extent(tag)
                place = extent.last + 1
                if extent.text_end > extent.text_start:
                    self._gap_starts.append(extent.text_start)
                    self._gap_ends.append(extent.text_end)
                    self._lost.append(self._lost[-1] + extent.text_end - extent.text_start)


def _is_main(tag: Tag) -> bool:
    if tag.name in ("article", "main") or tag.attrs.get("role") == "main":
        return True
    return "itemprop" in tag.attrs and "articlebody" in attribute(tag, "itemprop").lower()


def is_hidden(tree: PageTree, tag: Tag) -> bool:
    """Say whether a page hides an element from its readers."""
    attrs = tag.attrs
    if "hidden" in attrs and attribute(tag, "hidden") != "until-found":
        return True
    style = attrs.get("style")
    if style and _HIDDEN_STYLE.search(str(style)):
        return True
    if attrs.get("aria-hidden") == "true":
        called = names_of(tag)
        return "katex-html" in called or "anchor" in called or tree.letters(tag) <= 3
    return False
