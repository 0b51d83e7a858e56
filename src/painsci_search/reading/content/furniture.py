"""An element in; whether it is furniture of the page, by kind, names and amount of text, out."""

from __future__ import annotations

import re
from functools import cached_property

from painsci_search.reading.content.names import (
    INLINE_FURNITURE,
    UNLINKED_FURNITURE,
    Hint,
    hint_of,
    split_names,
)
from painsci_search.reading.content.page import Page
from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    ancestors,
    attribute,
    children_of,
    fold_space,
    role_of,
    text_of,
    texts_in,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.notes.blocks import Targets

_NEVER = frozenset({"body", "html", "main", "article"})
_DROPPED = frozenset({"nav", "pq", "form", "menu", "footer"})
# An element with neither of these names nor one of these attributes is no furniture.
CHECKED_NAMES = _DROPPED | {"aside", "header", "button"}
CHECKED_ATTRIBUTES = frozenset({"class", "id", "role", "epub:type", "data-type"})
_ROLES = re.compile(
    r"\b(?:navigation|banner|contentinfo|complementary|search|dialog|alertdialog|toolbar|menu|menubar|"
    r"tablist|doc-toc|doc-pullquote|doc-backlink)\b"
)
_HEADING_OF_ELSE = re.compile(
    r"sr-only|screen-reader|visually-hidden|(?:^|[\s_-])(?:authors?|byline|date-?line|post-?date)(?=[\s_-]|$)"
)
_BOX = re.compile(r"note|tip|warning|admonition|callout|example|definition|sidebox")
# Ends of sentences in the scripts of the web, also before closing quotes and brackets.
_SENTENCE = re.compile(r"[.!?…:;][\"”’»)\]]{0,2}\Z|[。！？…]\Z")
# Signs that a page hides where it shows a fraction or a power in another way.
_SIGNS_BETWEEN_NUMBERS = frozenset("/⁄÷×·−–-+±^.,:")
# Letters: with less prose beside it, a block may be the article in spite of its name.
_LEAST_PROSE = 140
# Times the prose of the article: a block with more is the article, in spite of its name; a footer
# or a notice may be longer than a short article.
_MOST_UNSURE = 2
_MOST_FURNITURE = 20
# The same of comments: readers of one page wrote more than this only where the article is
# a question, or where the name is wrong.
_MOST_COMMENTS = 100
# Pull quotes that are searched in the text: each costs time that grows with the page.
_MOST_QUOTES = 50
# Rows of an infobox: with fewer it is a notice.
_FEWEST_FACTS = 2
_OF_TABLES = frozenset({"table", "tbody", "tr", "th", "td", "caption"})
# Paragraphs of a header among which the lead is.
_MOST_PARAGRAPHS = 8
# Letters: a longer text in a block of details is no byline, date or list of tags.
_LONGEST_DETAILS = 300
# Letters: a shorter block without sentence and heading is a label.
_SHORTEST_BLOCK = 120


class Furniture:
    """Decides which elements of a page are furniture."""

    def __init__(self, page: Page) -> None:
        self._tree, self._measure, self._title, notes = page
        self._markers = Targets(marker.element for marker in notes.markers.values())
        nodes = (node for note in notes.notes for node in note.nodes if isinstance(node, Tag))
        self._notes = Targets(nodes)
        self._total = max(self._tree.letters(self._tree.body), 1)
        # the prose that may be the article's
        self._prose = (
            self._measure.prose(self._tree.body)
            if self._title is None
            else self._measure.prose_after(self._title)
        )
        self._hints: dict[str, tuple[str, Hint]] = {}
        self._quotes = 0

    def holds(self, tag: Tag) -> bool:
        """Return whether an element, with everything in it, is furniture."""
        name = tag.name
        if name in _NEVER:
            return False
        if name in HEADINGS:
            return _HEADING_OF_ELSE.search(attribute(tag, "class").lower()) is not None
        if name == "button":
            return not self._is_text_button(tag)
        if name == "header":
            return self._is_page_header(tag)
        if self.holds_title(tag):
            return False
        role = role_of(tag)
        if name in _DROPPED or (role and _ROLES.search(role)):
            return self._is_dropped(tag, role)
        if name == "aside" and self._share(tag) < 0.5 and self._is_side_matter(tag):
            return True
        return self._has_name_of_furniture(tag)

    def holds_title(self, tag: Tag) -> bool:
        """Return whether an element is or contains the title of the article."""
        return self._title is not None and self._tree.contains(tag, self._title)

    def holds_marker(self, tag: Tag) -> bool:
        """Return whether an element is or contains a marker of a note."""
        return self._markers.first_in(tag) is not None

    def holds_note(self, tag: Tag) -> bool:
        """Return whether an element is or contains a note, or a part of one."""
        return self._notes.first_in(tag) is not None

    def is_sentence(self, tag: Tag) -> bool:
        """Return whether a short block ends as a sentence does."""
        text = text_of(tag, enough=1000)
        end = _SENTENCE.search(text[-3:])
        return end is not None and (" " in text or text[-1] in "。！？…")

    def _is_dropped(self, tag: Tag, role: str) -> bool:
        if "tablist" in role:
            return not self._measure.prose(tag)
        if "complementary" in role and tag.name not in _DROPPED:
            return self._share(tag) < 0.5 and self._is_side_matter(tag)
        return self._is_beside_article(
            tag, 0.5, _MOST_FURNITURE if tag.name in ("footer", "nav") else _MOST_UNSURE
        )

    def _is_page_header(self, tag: Tag) -> bool:
        """Return whether a header has no text of the article: neither its lead nor a section."""
        holds_title = self.holds_title(tag)
        is_below = holds_title or self._follows_title(tag)
        if self._measure.prose(tag) and (is_below or self._is_of_section(tag)):
            return False
        if self._share(tag) >= 0.4 or (is_below and self._has_lead(tag)):
            return False
        return holds_title or self._tree.heading_in(tag) is None

    def _has_lead(self, header: Tag) -> bool:
        """Return whether a header has a paragraph that is a sentence without links."""
        return any(
            not self._tree.linked_letters(tag) and self.is_sentence(tag)
            for tag in self._tree.named("p", within=header)[:_MOST_PARAGRAPHS]
        )

    def _follows_title(self, tag: Tag) -> bool:
        return self._title is not None and tag.first > self._title.first

    def _is_of_section(self, tag: Tag) -> bool:
        """Return whether a header is of an article or a section, on a page without title."""
        return self._title is None and any(
            parent.name in ("article", "section") for parent in ancestors(tag, 3)
        )

    def _has_name_of_furniture(self, tag: Tag) -> bool:
        names, hint = self._read_names(tag, "class")
        if "id" in tag.attrs and (hint is Hint.NOTHING or tag.name not in BLOCKS):
            slug, own = self._read_names(tag, "id")
            is_of_part = tag.name == "section" and not names
            if own is not Hint.NOTHING and not is_of_part and not self._is_slug(tag, slug):
                hint, names = own, f"{names} {slug}"
        if hint is Hint.NOTHING:
            return False
        if tag.name not in BLOCKS:
            is_added = INLINE_FURNITURE.search(names) is not None and self._share(tag) < 0.2
            return is_added and not _joins_numbers(tag)
        return self._agrees(tag, hint, names)

    def _read_names(self, tag: Tag, attribute_name: str) -> tuple[str, Hint]:
        """Return the split class or id of an element, and what it hints at."""
        value = attribute(tag, attribute_name)
        if value not in self._hints:
            names = split_names(tag, attribute_name)
            self._hints[value] = names, hint_of(names)
        return self._hints[value]

    def _is_slug(self, tag: Tag, slug: str) -> bool:
        """Return whether the id of an element was made from the words of its heading."""
        heading = self._tree.heading_in(tag)
        if heading is None:
            return False
        words = set(re.findall(r"\w+", text_of(heading).lower()))
        return words.issuperset(re.findall(r"[^\W_]+", slug))

    def _agrees(self, tag: Tag, hint: Hint, names: str) -> bool:
        """Return whether the text of a block agrees with what its names hint at."""
        if hint is not Hint.COMMENTS and self._measure.headed(tag) == self._tree.letters(tag) > 0:
            return False  # the headings of a section, in a wrapper of their own
        if hint is Hint.COMMENTS:
            return self._is_beside_article(tag, 0.8, _MOST_COMMENTS)
        if hint is Hint.FURNITURE:
            if "toc" in names and self._linked(tag) < 0.15 * self._tree.letters(tag):
                return False  # "toc-section" is a section that is listed in the contents
            is_certain = UNLINKED_FURNITURE.search(names) is not None
            if not is_certain and (self._is_unlinked_prose(tag) or self._is_unlinked_box(tag)):
                return False
            most = _MOST_FURNITURE if is_certain else _MOST_UNSURE
            return (
                self._is_beside_article(tag, 0.4, most)
                and not self.holds_marker(tag)
                and not self.holds_note(tag)
            )
        if hint is Hint.DETAILS:
            return (
                self._share(tag) < 0.4
                and self._tree.letters(tag) < _LONGEST_DETAILS
                and not ("-info" in names and self._measure.prose(tag))
                and not self.holds_marker(tag)
            )
        if hint is Hint.PULL_QUOTE:
            return self._is_repeated(tag)
        return self._share(tag) < 0.2 and self._is_side_matter(tag)

    def _is_unlinked_prose(self, tag: Tag) -> bool:
        """Return whether an element has much of the page's prose, and nearly no links."""
        return 4 * self._measure.prose(tag) > max(
            self._prose, _LEAST_PROSE
        ) and 10 * self._tree.linked_letters(tag) < self._tree.letters(tag)

    def _is_unlinked_box(self, tag: Tag) -> bool:
        """Return whether an element is a box of the article that its page puts to the side."""
        is_box = _BOX.search(split_names(tag, "class")) is not None
        return is_box and not self._tree.linked_letters(tag)

    def _is_repeated(self, tag: Tag) -> bool:
        """Return whether the words of a pull quote are in the text as well."""
        self._quotes += 1
        if self._quotes > _MOST_QUOTES:
            return True
        words = text_of(tag).strip("\"'“”„«»‹›‘’ ")
        first = self._body_text.find(words)
        return bool(words) and self._body_text.find(words, first + 1) >= 0

    @cached_property
    def _body_text(self) -> str:
        return fold_space(" ".join(map(str, texts_in(self._tree.body))))

    def _is_beside_article(self, tag: Tag, most: float, times: float) -> bool:
        """Return whether there is an article beside an element.

        Args:
            most: the share of the page's letters below which an element is not the article.
            times: how much more prose than the rest an element may have without being the article.
        """
        if self._share(tag) < most:
            return True
        prose = self._measure.prose(tag)
        before = self._title is not None and not self._follows_title(tag)
        beside = self._prose if before else self._prose - prose
        return beside >= _LEAST_PROSE and prose < times * beside

    def _share(self, tag: Tag) -> float:
        return self._tree.letters(tag) / self._total

    def _linked(self, tag: Tag) -> int:
        """Return the number of letters of an element's links."""
        return sum(self._tree.letters(link) for link in self._tree.named("a", within=tag))

    def _is_side_matter(self, tag: Tag) -> bool:
        """Return whether an element goes with an article, but is no box that is part of it."""
        if self.holds_marker(tag) or self._is_table_of_facts(tag):
            return False
        letters = self._tree.letters(tag)
        if self._tree.linked_letters(tag) > 0.4 * letters:
            return True
        if _BOX.search(split_names(tag, "class")):
            return False
        return (
            letters < _SHORTEST_BLOCK
            and tag.name != "p"
            and self._tree.heading_in(tag) is None
            and not self.is_sentence(tag)
        )

    def _is_table_of_facts(self, tag: Tag) -> bool:
        """Return whether an element is an infobox of rows with a label and a fact, or in one."""
        if tag.name not in _OF_TABLES or "infobox" not in split_names(tag, "class"):
            return False
        if tag.name != "table":
            return any(map(self._is_table_of_facts, _table_around(tag)))
        labels = self._tree.named("th", within=tag)
        facts = (children_of(label.parent, "td") for label in labels if label.parent is not None)
        return sum(map(bool, facts)) >= _FEWEST_FACTS

    def _is_text_button(self, tag: Tag) -> bool:
        """Return whether a button shows words of the article: a heading, a word of a sentence."""
        parent = tag.parent
        while parent is not None and parent.name not in BLOCKS:
            parent = parent.parent
        if parent is None or not self._tree.letters(tag):
            return False
        if parent.name in HEADINGS or parent.name in ("dt", "summary"):
            return 2 * self._tree.letters(tag) > self._tree.letters(parent)
        if parent.name in ("p", "li", "dd", "td"):
            return 3 * self._tree.letters(tag) < self._tree.letters(parent)
        return self._opens_prose(tag)

    def _opens_prose(self, tag: Tag) -> bool:
        """Return whether a button is directly followed by the text that it unfolds."""
        following = next((node for node in tag.next_siblings if isinstance(node, Tag)), None)
        if following is None or following.name not in BLOCKS:
            return False
        if " " not in text_of(tag):
            return False
        is_first = not any(isinstance(node, Tag) for node in tag.previous_siblings)
        if not is_first and "aria-expanded" not in tag.attrs:
            return False
        return self._tree.letters(following) > 2 * self._tree.linked_letters(following)


def _table_around(tag: Tag) -> list[Tag]:
    """Return the table around a row or cell; [] if there is none near."""
    return [each for each in ancestors(tag, 4) if each.name == "table"][:1]


def _joins_numbers(tag: Tag) -> bool:
    """Return whether an element is a sign between two numbers, which are another without it."""
    if text_of(tag, enough=2) not in _SIGNS_BETWEEN_NUMBERS:
        return False
    before, after = tag.previous_sibling, tag.next_sibling
    return _text_beside(before)[-1:].isdecimal() and _text_beside(after)[:1].isdecimal()


def _text_beside(node: Node | None) -> str:
    return text_of(node) if isinstance(node, Tag) else str(node or "")
