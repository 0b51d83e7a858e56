"""The links of a page that may be markers in; which of them are markers of notes out.

The decision is made by points: the tables `EVIDENCE`, `EVIDENCE_OF_YEARS` and `EVIDENCE_OF_LABELS`
list what counts for and against a candidate.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    ancestors,
    anchor_of,
    elements_in,
    is_text,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.labels import (
    LabelKind,
    is_boxed,
    is_note_heading,
    is_raised,
    is_superscript,
    leading_label,
    plain_digits,
    plain_label,
    read_label,
)

_NOTE_NAME = re.compile(
    r"foot-?_?note|end-?_?note|side-?_?note|(?:^|[\s_-])(?:fn|ftn|ftnt|fnref|noteref|footref|footnum|"
    r"footdef)(?=[\s_:.\d-]|$)|(?:^|[\s_-])en\d|doc-noteref|doc-biblioref|cite_(?:note|ref)"
)
_LIST_NAME = re.compile(
    r"foot-?_?notes?|end-?_?notes?|references|ref-?_?list|bibliograph|reflist|biblist|citations|"
    r"doc-(?:endnotes?|footnote|bibliography|biblioentry)|(?:^|\s)notes(?:\s|$)"
)
_REFERENCE_NAME = re.compile(
    r"(?:^|[\s_.:-])(?:refs?|cite|citation|cit|bib|bibr|biblio|reference|cr|b|r|c|rfn|n|note)"
    r"[\s_.:-]*\d|\bbib"
)
# The name of a note after that of a part of the page: "part2-ref5", "p2fn1".
_NOTE_OF_PART = re.compile(
    r"(?:[\s_.:-](?:fn|refs?|references?|cite|citation|cit|bib|biblio|note)|"
    r"(?<=\d)(?:fn|refs?|cite|cit|bib|note|n))[\s_.:-]?\d"
)
_REFERENCE_LINK = re.compile(r"\b(?:reference|xref-bibr|citation)")
_OTHER_NAME = re.compile(
    r"(?:^|[\s_-])(?:fig|figure|tab|tbl|table|eq|eqn|equation|sec|sect|section|s|chap|chapter|page|pg|"
    r"p|l|line|thm|theorem|lemma|lem|def|prop|cor|ex|exercise|step|comment|respond|reply|post|msg|tab|"
    r"slide|panel|box|app|appendix|part|toc|supp?|media|video|alg|listing|item|q|question)"
    r"s?(?:[\s_.:-]*(?:\d|[ivx]{1,5}(?![a-z]))|-\w|$)"
)
_DIGIT = re.compile(r"\d")
# Words before a year in which the author's name is.
_LONGEST_NAME = 4
# Points: a link back alone makes a marker; without it, two or three weaker signs are needed.
_ACCEPTED = 4


@dataclass(slots=True, eq=False)
class MarkerCandidate:
    """A link that may be the marker of a note.

    Attributes:
        link: the link.
        label: the link's text as a label.
        kind: the kind of label.
        fragment: the fragment to which it leads.
        target: the element with this fragment, or to which a script leads from there.
        by_data: whether a data attribute leads there, and not the link's `href`.
        nodes: the nodes of the note; empty if the target cannot be a note.
        back_links: the links of the note that lead back.
        is_listed: whether the note is in a list of notes or below a heading for notes.
        opens_with_label: whether the text of the note starts with the label; None if not known yet.
    """

    link: Tag
    label: str
    kind: LabelKind
    fragment: str
    target: Tag
    by_data: bool
    nodes: tuple[Node, ...] = ()
    back_links: list[Tag] = field(default_factory=list)
    is_listed: bool = False
    opens_with_label: bool | None = None

    @property
    def block(self) -> Tag:
        """The first element of the note."""
        return next((node for node in self.nodes if isinstance(node, Tag)), self.target)


class LinksToNotes:
    """Decides which candidates are markers, by comparing them with the others of the page."""

    def __init__(self, tree: PageTree, candidates: list[MarkerCandidate]) -> None:
        self.tree = tree
        self._targets_alike: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        self._labels: dict[int, set[str]] = defaultdict(set)
        for candidate in candidates:
            if candidate.nodes:
                signature = signature_of(candidate.target, candidate.fragment)
                self._targets_alike[signature].add(id(candidate.target))
            if candidate.kind in ("number", "letter"):
                self._labels[id(candidate.target)].add(candidate.label.casefold())
        self._links_out: dict[int, dict[str, list[Tag]]] = {}

    @cached_property
    def _announcers(self) -> tuple[list[int], list[bool]]:
        """The position of each heading and bold text, and whether notes follow it."""
        positions: list[int] = []
        announces: list[bool] = []
        announced = False
        for tag in self.tree.named(*HEADINGS, "strong", "b"):
            text = text_of(tag) if self.tree.letters(tag) <= 200 else ""
            if tag.name in HEADINGS:
                announced = announced if read_label(text) else is_note_heading(text)
            elif is_note_heading(text):
                announced = announced or text_of(_block_around(tag)) == text
            positions.append(tag.first)
            announces.append(announced)
        return positions, announces

    def is_marker(self, candidate: MarkerCandidate) -> bool:
        """Return whether the candidate is a marker; set its `back_links` and `is_listed`."""
        if self._is_no_note(candidate):
            return False
        candidate.back_links = self._find_back_links(candidate)
        candidate.is_listed = self.is_in_list(candidate.block)
        is_year = candidate.kind == "year"
        is_printed = is_year and _opens_with_key(candidate)
        if is_year and not (candidate.is_listed or candidate.back_links or is_printed):
            return False
        if is_year and not self.precedes_note(candidate):
            return False
        if candidate.kind == "word" and not (candidate.back_links or _opens_with_label(candidate)):
            return False
        points = _points_of_names(candidate)
        for _, worth, holds in _FOR_YEARS if is_year else _FOR_LABELS:
            if worth > 0 and points >= _ACCEPTED:
                break
            points += worth if holds(self, candidate) else 0
        return points >= _ACCEPTED

    def _is_no_note(self, candidate: MarkerCandidate) -> bool:
        """Return whether the target is no note, has many labels, or contains the link."""
        if not candidate.nodes or len(self._labels[id(candidate.target)]) > 2:
            return True
        tags = [node for node in candidate.nodes if isinstance(node, Tag)]
        return any(self.tree.contains(tag, candidate.link) for tag in tags)

    def precedes_note(self, candidate: MarkerCandidate) -> bool:
        """Return whether the link comes before the note."""
        position = candidate.link.first
        return candidate.block.first > position

    def has_target_like_others(self, candidate: MarkerCandidate) -> bool:
        """Return whether other candidates lead to targets with the same signature."""
        return len(self._targets_alike[signature_of(candidate.target, candidate.fragment)]) > 1

    def is_in_list(self, block: Tag) -> bool:
        """Return whether a block is in an element for notes or below a heading for notes."""
        for parent in (block, *ancestors(block, 5)):
            if parent.name in ("body", "main", "html"):
                break
            names = f"{names_of(parent)} {role_of(parent)}"
            # an element with most of the page is the article, whatever its name
            most = 0.8 * self.tree.letters(self.tree.body)
            if _LIST_NAME.search(names) and self.tree.letters(parent) < most:
                return True
        positions, announces = self._announcers
        number = bisect_left(positions, block.first)
        return number > 0 and announces[number - 1]

    def _find_back_links(self, candidate: MarkerCandidate) -> list[Tag]:
        """Return the links of a note that lead back to its marker or close to it."""
        key = id(candidate.target)
        if key not in self._links_out:
            self._links_out[key] = _links_out_of(self.tree, candidate)
        links = self._links_out[key]
        near = _near_anchors(self.tree, candidate.link) if links else set()
        return [link for fragment in near for link in links.get(fragment, ())]


_Evidence = tuple[tuple[str, int, Callable[[LinksToNotes, MarkerCandidate], bool]], ...]

# What counts for a marker, and against it (points below 0). The figures of tests/quality hold them.
EVIDENCE: _Evidence = (
    ("the note links back", 4, lambda _, one: bool(one.back_links)),
    ("the note is in a list of notes", 2, lambda _, one: one.is_listed),
    ("data lead to an aside", 2, lambda _, one: one.by_data and one.block.name == "aside"),
    ("the label is a sign", 1, lambda _, one: one.kind == "sign"),
    ("targets are alike", 1, lambda page, one: page.has_target_like_others(one)),
    ("the note comes first", -4, lambda page, one: not page.precedes_note(one)),
)
EVIDENCE_OF_YEARS: _Evidence = (
    ("the note names author and year", 4, lambda _, one: _is_work_of(one)),
    ("the note starts with the label", 3, lambda _, one: _opens_with_key(one)),
)
EVIDENCE_OF_LABELS: _Evidence = (
    ("the link is raised", 1, lambda _, one: is_raised(one.link)),
    ("the link is superscript", 1, lambda _, one: is_superscript(one.link)),
    ("the note prints the label", 2, lambda page, one: _prints_label(page.tree, one)),
    ("both are written as notes are", 1, lambda _, one: _looks_like_note(one)),
    ("a list of contents", -3, lambda page, one: _is_contents_link(page.tree, one)),
)


def _against_first(evidence: _Evidence) -> _Evidence:
    """Return rules with those against a marker first, so that some of those for it suffice."""
    return tuple(sorted(evidence, key=lambda rule: rule[1] > 0))


_FOR_YEARS = _against_first(EVIDENCE + EVIDENCE_OF_YEARS)
_FOR_LABELS = _against_first(EVIDENCE + EVIDENCE_OF_LABELS)


def _points_of_names(candidate: MarkerCandidate) -> int:
    """Return the points for the names of the link and its target."""
    link, fragment = candidate.link, candidate.fragment.lower()
    parents = [parent for parent in ancestors(link, 2) if parent.name not in BLOCKS]
    names = " ".join(
        [f"{names_of(tag)} {role_of(tag)}" for tag in (link, *parents)]
        + [" data-footnote" for name in link.attrs if "footnote" in name]
    )
    if _NOTE_NAME.search(names) or _NOTE_NAME.search(fragment):
        return 3
    if other := _OTHER_NAME.search(fragment):
        return 2 if _NOTE_OF_PART.search(fragment, other.start() + 1) else -4
    if _REFERENCE_NAME.search(fragment) or _REFERENCE_LINK.search(names):
        return 2
    return 0


def _prints_label(tree: PageTree, candidate: MarkerCandidate) -> bool:
    """Return whether a note starts with the label of its marker, or has it as its number."""
    if _opens_with_label(candidate):
        return True
    return item_number(tree, candidate.block) == plain_digits(candidate.label)


def _opens_with_label(candidate: MarkerCandidate) -> bool:
    """Return whether the text of a note starts with the label of its marker."""
    if candidate.opens_with_label is None:
        nodes, label = candidate.nodes, candidate.label
        opens = leading_label(nodes, label) is not None or plain_label(nodes, label)
        candidate.opens_with_label = opens
    return candidate.opens_with_label


def _opens_with_key(candidate: MarkerCandidate) -> bool:
    """Return whether a note starts with a label such as "Knuth84", which is no year alone."""
    return not candidate.label.isdecimal() and _opens_with_label(candidate)


def _looks_like_note(candidate: MarkerCandidate) -> bool:
    """Return whether a marker is a sign, superscript or boxed, and its note starts with it."""
    link = candidate.link
    looks = candidate.kind == "sign" or is_superscript(link) or is_boxed(link)
    return looks and _opens_with_label(candidate)


def _is_contents_link(tree: PageTree, candidate: MarkerCandidate) -> bool:
    """Return whether a link is all of its item or cell, as in a list of contents."""
    if candidate.back_links or is_superscript(candidate.link):
        return False
    block = _block_around(candidate.link)
    letters = tree.letters(candidate.link)
    return block.name in ("li", "td", "nav", "dt") and tree.letters(block) <= letters + 2


def _is_work_of(candidate: MarkerCandidate) -> bool:
    """Return whether the start of a note has the author and the year of its marker."""
    before = candidate.link.previous_sibling
    named = candidate.label
    if named.isdecimal() and before is not None and is_text(before):
        # the last word with a capital: "As Moss (2011)"
        words = [word for word in str(before).split()[-_LONGEST_NAME:] if word[:1].isupper()]
        named = words[-1] if words else ""
    name = re.search(r"[^\W\d_]{2,}", named)
    year = re.search(r"\d{4}[a-z]?", candidate.label)
    text = " ".join(text_of(n) if isinstance(n, Tag) else str(n) for n in candidate.nodes)[:600]
    return name is not None and year is not None and name[0] in text[:200] and year[0] in text


def _block_around(tag: Tag) -> Tag:
    """Return the nearest block around an element."""
    return next((parent for parent in ancestors(tag, 4) if parent.name in BLOCKS), tag)


def signature_of(target: Tag, fragment: str) -> tuple[str, str, str]:
    """Return what similar targets share: their name, their parent's, and the fragment's prefix."""
    number = _DIGIT.search(fragment)
    parent = target.parent.name if target.parent is not None else ""
    return target.name, parent, fragment[: number.start()] if number else ""


def item_number(tree: PageTree, block: Tag) -> str:
    """Return the number that a browser prints before an item of an ordered list."""
    item = block if block.name == "li" else block.parent
    return tree.item_number(item) if item is not None and item.name == "li" else ""


def _links_out_of(tree: PageTree, candidate: MarkerCandidate) -> dict[str, list[Tag]]:
    """Return the short links of a note to other elements of the page, by fragment."""
    found: dict[str, list[Tag]] = defaultdict(list)
    for node in candidate.nodes:
        if isinstance(node, Tag):
            links = [node] if node.name == "a" else []
            for link in [*links, *tree.named("a", within=node)]:
                fragment = tree.fragment(link)
                if fragment and fragment != candidate.fragment and tree.letters(link) <= 40:
                    found[fragment].append(link)
    return dict(found)


def _near_anchors(tree: PageTree, marker: Tag) -> set[str]:
    """Return the anchors on, in, around and directly before a marker."""
    near = {anchor_of(marker)}
    near.update(anchor_of(tag) for tag in islice(elements_in(marker), 8))
    level = marker
    for _ in range(6):
        for sibling in list(_siblings_before(level))[:3]:
            if tree.letters(sibling) <= 8:
                near.add(anchor_of(sibling))
                near.update(anchor_of(tag) for tag in islice(elements_in(sibling), 4))
        parent = level.parent
        if parent is None or parent.name in ("body", "main", "article", "html", "section"):
            break
        near.add(anchor_of(parent))
        if parent.name in BLOCKS:
            break
        level = parent
    return near - {""}


def _siblings_before(tag: Tag) -> list[Tag]:
    found = []
    for number, node in enumerate(tag.previous_siblings):
        if number >= 4:
            break
        if isinstance(node, Tag):
            found.append(node)
    return found
