"""Notes that links lead to, whatever the page's generator: a link with a short label, the block
that it names, and as a rule a link back. Names and roles only weigh in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.reading.dom import (
    BLOCKS,
    HEADINGS,
    ancestors,
    anchor_of,
    attribute,
    elements_in,
    heading_level,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.notes.blocks import Targets, find_note_nodes
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import (
    LabelKind,
    is_note_heading,
    is_raised,
    leading_label,
    read_label,
)
from painsci_search.reading.tree import PageTree

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
_OTHER_NAME = re.compile(
    r"(?:^|[\s_-])(?:fig|figure|tab|tbl|table|eq|eqn|equation|sec|sect|section|s|chap|chapter|page|pg|"
    r"p|l|line|thm|theorem|lemma|lem|def|prop|cor|ex|exercise|step|comment|respond|reply|post|msg|tab|"
    r"slide|panel|box|app|appendix|part|toc|supp?|media|video|alg|listing|item|q|question)"
    r"(?:[\s_.:-]*[\divxs]|-\w|$)"
)
_ACCEPTED = 4


@dataclass(slots=True, eq=False)
class _Candidate:
    link: Tag
    label: str
    kind: LabelKind
    fragment: str
    target: Tag
    by_data: bool
    nodes: tuple[PageElement, ...] = ()
    back_links: list[Tag] = field(default_factory=list)
    score: int = 0

    @property
    def block(self) -> Tag:
        return next((node for node in self.nodes if isinstance(node, Tag)), self.target)


def find_linked_notes(tree: PageTree, found: FoundNotes) -> None:
    """Add the notes of the page that links lead to, and their markers."""
    candidates = _find_candidates(tree)
    targets = Targets(tree, (candidate.target for candidate in candidates))
    nodes: dict[int, tuple[PageElement, ...]] = {}
    for candidate in candidates:
        key = id(candidate.target)
        if key not in nodes:
            nodes[key] = find_note_nodes(tree, candidate.target, targets)
        candidate.nodes = nodes[key]
    judge = _Judge(tree, candidates)
    backs: set[int] = set()
    notes: dict[int, FoundNote] = {}
    accepted: list[_Candidate] = []
    for candidate in candidates:
        if id(candidate.link) in backs or not judge.accepts(candidate):
            continue
        backs.update(id(link) for link in candidate.back_links)
        accepted.append(candidate)
    for candidate in accepted:
        if id(candidate.link) in backs:
            continue
        key = id(candidate.target)
        if key not in notes:
            notes[key] = _make_note(
                tree, candidate.fragment, candidate.nodes, candidate.label, found
            )
        found.hidden.update(id(link) for link in candidate.back_links)
        words = candidate.kind == "year"
        found.mark(FoundMarker(candidate.link, candidate.label, notes[key], words))
    _add_uncited(tree, [c for c in accepted if id(c.target) in notes], notes, found)
    found.notes.extend(sorted(notes.values(), key=lambda note: note.position))


def _find_candidates(tree: PageTree) -> list[_Candidate]:
    """Return links with a label's text to another element of the page, in document order."""
    found = []
    for link in tree.links:
        if tree.letters(link) > 80 or found_in_heading(link):
            continue
        own = tree.fragment(link)
        fragment = own or _data_fragment(tree, link)
        target = tree.anchors.get(fragment) if fragment else None
        if target is None or tree.contains(target, link) or tree.contains(link, target):
            continue
        text = text_of(link, _is_not_displayed)
        label = read_label(text)
        if label is None and text and "noteref" in role_of(link):
            label = (text, "sign")
        if label is not None:
            found.append(_Candidate(link, *label, fragment, target, by_data=not own))
    return found


def _is_not_displayed(tag: Tag) -> bool:
    return "display:none" in attribute(tag, "style").replace(" ", "").lower()


def found_in_heading(link: Tag) -> bool:
    """A lone link in a heading is the heading's own permalink."""
    parent = link.parent
    return parent is not None and heading_level(parent) is not None and len(parent.contents) == 1


def _data_fragment(tree: PageTree, link: Tag) -> str:
    """Find a fragment that the page's program would follow: a data attribute that is an id."""
    for element in (link, *ancestors(link, 2)):
        for name, value in element.attrs.items():
            fragment = str(value).removeprefix("#")
            if name.startswith("data-") and fragment in tree.anchors and len(fragment) > 1:
                return fragment
        if element.name in BLOCKS:
            break
    return ""


class _Judge:
    """Weighs what speaks for a candidate's being a marker of a note."""

    def __init__(self, tree: PageTree, candidates: list[_Candidate]) -> None:
        self.tree = tree
        self.clusters: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        self.labels: dict[int, set[str]] = defaultdict(set)
        for candidate in candidates:
            if candidate.nodes:
                self.clusters[_signature(candidate.target, candidate.fragment)].add(
                    id(candidate.target)
                )
            if candidate.kind in ("number", "letter"):
                self.labels[id(candidate.target)].add(candidate.label.casefold())
        self._ways_out: dict[int, dict[str, list[Tag]]] = {}
        self._heading_places: list[int] = []
        self._announces_notes: list[bool] = []
        self._read_headings()

    def _read_headings(self) -> None:
        """Note down, for each heading and bold text, whether notes are what comes after it."""
        announced = False
        for tag in self.tree.named(*HEADINGS, "strong", "b"):
            text = text_of(tag) if self.tree.letters(tag) <= 200 else ""
            if tag.name in HEADINGS:
                announced = announced if read_label(text) else is_note_heading(text)
            elif is_note_heading(text):
                announced = announced or text_of(block_of_bold(tag)) == text
            self._heading_places.append(self.tree.extent(tag).first)
            self._announces_notes.append(announced)

    def accepts(self, candidate: _Candidate) -> bool:
        """Decide whether the candidate is a marker."""
        if not candidate.nodes or len(self.labels[id(candidate.target)]) > 2:
            return False
        tree, link, block = self.tree, candidate.link, candidate.block
        if any(isinstance(node, Tag) and tree.contains(node, link) for node in candidate.nodes):
            return False
        candidate.back_links = self._find_back_links(candidate)
        after = tree.extent(block).first > tree.extent(link).first
        score = 4 if candidate.back_links else 0
        score += self._names(candidate)
        listed = self._stands_in_list(block)
        score += 2 if listed else 0
        score += 2 if candidate.by_data and block.name == "aside" else 0
        score += 1 if candidate.kind == "sign" else 0
        size = len(self.clusters[_signature(candidate.target, candidate.fragment)])
        score += 1 if size > 1 else 0
        score += 0 if after else -4
        if candidate.kind == "year":
            score += 4 if _is_work_of(candidate) else 0
            return score >= _ACCEPTED and (listed or bool(candidate.back_links)) and after
        score += 1 if is_raised(link) else 0
        label = leading_label(candidate.nodes, candidate.label)
        score += 2 if label is not None or _numbered(tree, block) == candidate.label else 0
        score -= 3 if _fills_item(tree, link) and not candidate.back_links else 0
        return score >= _ACCEPTED

    def _names(self, candidate: _Candidate) -> int:
        """Weigh what the page calls the marker and its target."""
        link, fragment = candidate.link, candidate.fragment.lower()
        parents = [parent for parent in ancestors(link, 2) if parent.name not in BLOCKS]
        called = " ".join(
            [f"{names_of(tag)} {role_of(tag)}" for tag in (link, *parents)]
            + [" data-footnote" for name in link.attrs if "footnote" in name]
        )
        if _NOTE_NAME.search(called) or _NOTE_NAME.search(fragment):
            return 3
        if _OTHER_NAME.search(fragment):
            return -4
        if _REFERENCE_NAME.search(fragment) or re.search(
            r"\b(?:reference|xref-bibr|citation)", called
        ):
            return 2
        return 0

    def _stands_in_list(self, block: Tag) -> bool:
        """Say whether the block stands under a heading or in an element for notes."""
        for parent in (block, *ancestors(block, 5)):
            if parent.name in ("body", "main", "html"):
                break
            called = f"{names_of(parent)} {role_of(parent)}"
            if _LIST_NAME.search(called) and self.tree.letters(parent) < 0.8 * self.tree.letters(
                self.tree.body
            ):
                return True
        place = bisect_left(self._heading_places, self.tree.extent(block).first)
        return place > 0 and self._announces_notes[place - 1]

    def _find_back_links(self, candidate: _Candidate) -> list[Tag]:
        """Return the links of a note that lead back to its marker or to where it stands."""
        key = id(candidate.target)
        if key not in self._ways_out:
            self._ways_out[key] = _ways_out(self.tree, candidate)
        ways = self._ways_out[key]
        near = _near_anchors(self.tree, candidate.link) if ways else set()
        return [link for fragment in near for link in ways.get(fragment, ())]


def _is_work_of(candidate: _Candidate) -> bool:
    """Say whether the first words of a note hold the name and the year that its marker prints."""
    name = re.search(r"[^\W\d_]{2,}", candidate.label)
    year = re.search(r"\d{4}[a-z]?", candidate.label)
    text = " ".join(text_of(n) if isinstance(n, Tag) else str(n) for n in candidate.nodes)[:600]
    return name is not None and year is not None and name[0] in text[:200] and year[0] in text


def block_of_bold(tag: Tag) -> Tag:
    """Return the block around a bold text."""
    return next((parent for parent in ancestors(tag, 4) if parent.name in BLOCKS), tag)


def _signature(target: Tag, fragment: str) -> tuple[str, str, str]:
    """Name what like targets share: their element, its parent, and the letters of the fragment."""
    prefix = re.match(r"\D*", fragment)
    parent = target.parent.name if target.parent is not None else ""
    has_number = prefix is not None and prefix.end() < len(fragment)
    return target.name, parent, prefix[0] if prefix is not None and has_number else ""


def _numbered(tree: PageTree, block: Tag) -> str:
    """Return the number that a browser prints before an item of an ordered list."""
    item = block if block.name == "li" else block.parent
    return tree.item_number(item) if item is not None and item.name == "li" else ""


def _fills_item(tree: PageTree, link: Tag) -> bool:
    """Say whether a link is all that its item or cell holds, as in a list of contents."""
    block = block_of_bold(link)
    return block.name in ("li", "td", "nav", "dt") and tree.letters(block) <= tree.letters(link) + 2


def _ways_out(tree: PageTree, candidate: _Candidate) -> dict[str, list[Tag]]:
    """Collect the short links of a note to other places of the page, by their fragments."""
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
    """Collect the anchors on, in, around and right before a marker."""
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


def _make_note(
    tree: PageTree, anchor: str, nodes: tuple[PageElement, ...], label: str, found: FoundNotes
) -> FoundNote:
    """Build a note, and hide its printed label; label is what its marker prints, "" for any."""
    block = next(node for node in nodes if isinstance(node, Tag))
    printed = leading_label(nodes, label)
    marker = read_label(label)
    if marker is not None and marker[1] == "year":
        printed = printed or leading_label(nodes, "")
        label = ""
    if printed is not None:
        read = read_label(text_of(printed))
        label = read[0] if read else label
        found.hidden.add(id(printed))
    elif block.name == "dt" and len(nodes) > 1:
        found.hidden.add(id(block))
    return FoundNote(
        anchor=anchor,
        label=label or _numbered(tree, block),
        nodes=nodes,
        position=tree.extent(block).first,
    )


def _add_uncited(
    tree: PageTree, accepted: list[_Candidate], notes: dict[int, FoundNote], found: FoundNotes
) -> None:
    """Add the items of a list of notes that no marker names, as lists of references have them."""
    groups: dict[tuple[int, str], tuple[Tag, list[_Candidate]]] = {}
    for candidate in accepted:
        name = candidate.target.name
        if name in ("li", "p", "div", "tr", "dt", "article", "cite", "span", "a"):
            for parent in ancestors(candidate.target, 2):
                groups.setdefault((id(parent), name), (parent, []))[1].append(candidate)
    taken = {id(node) for note in notes.values() for node in note.nodes}
    for (_, name), (parent, members) in groups.items():
        if len({id(member.target) for member in members}) < 2 or parent.name in ("body", "main"):
            continue
        likes = {_signature(member.target, member.fragment) for member in members} - {("", "", "")}
        likes = {like for like in likes if like[2]}
        alike = [
            like
            for like in tree.named(name, within=parent)
            if (anchor := anchor_of(like))
            and id(like) not in notes
            and tree.anchors.get(anchor) is like
            and _signature(like, anchor) in likes
        ]
        everything = Targets(tree, [*(member.target for member in members), *alike])
        for like in alike:
            nodes = find_note_nodes(tree, like, everything)
            if nodes and not any(id(node) in taken for node in nodes):
                notes[id(like)] = _make_note(tree, anchor_of(like), nodes, "", found)
                taken.update(id(node) for node in nodes)
