"""The dialect of linked notes: a link with a short label, and the block to which it leads.

Most generators of pages write it. The block mostly has a link back. `evidence.py` decides which
links are markers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice

from painsci_search.reading.dom.document_comments import is_of_comment
from painsci_search.reading.dom.elements import (
    BLOCKS,
    ancestors,
    anchor_of,
    attribute,
    block_of,
    heading_level,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.blocks import Targets, find_note_nodes
from painsci_search.reading.notes.evidence import (
    LinksToNotes,
    MarkerCandidate,
    item_number,
    signature_of,
)
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import (
    is_boxed,
    is_superscript,
    leading_label,
    plain_label,
    read_label,
    read_word,
    same_label,
)
from painsci_search.reading.notes.lists import plain_number
from painsci_search.reading.notes.unseen import is_spoken

# Letters of a link that may be a label or an author and a year.
_LONGEST_LINK = 80
# Elements around a link back among which one has the anchor of its note.
_NEAREST = 3
# Elements that may go on with a note, and how many are looked at.
_PARAGRAPHS = frozenset({"p", "ul", "ol", "blockquote", "dl"})
_MOST_PARAGRAPHS = 24
# The id of an element that is an argument in a script, as in `jumpTo('note_7_1')`.
_QUOTED_ID = re.compile(r"\(\s*['\"]#?([\w.:-]{2,80})['\"]\s*[,)]")
# Elements that may be the items of a list of notes.
_ITEMS = frozenset({"li", "p", "div", "tr", "dt", "article", "cite", "span", "a"})


def find_linked_notes(tree: PageTree, found: FoundNotes) -> None:
    """Add the notes of the page to which links lead, and their markers."""
    candidates = _find_candidates(tree)
    targets = Targets(candidate.target for candidate in candidates)
    nodes: dict[int, tuple[Node, ...]] = {}
    for candidate in candidates:
        key = id(candidate.target)
        if key not in nodes:
            nodes[key] = find_note_nodes(tree, candidate.target, targets)
        candidate.nodes = nodes[key]
    links = LinksToNotes(tree, candidates)
    back_links: set[int] = set()
    accepted: list[MarkerCandidate] = []
    for candidate in candidates:
        if id(candidate.link) not in back_links and links.is_marker(candidate):
            back_links.update(id(link) for link in candidate.back_links)
            accepted.append(candidate)
    markers = [candidate for candidate in accepted if id(candidate.link) not in back_links]
    notes: dict[int, FoundNote] = {}
    for marker in markers:
        key = id(marker.target)
        if key not in notes:
            anchor = (
                marker.fragment if marker.fragment in tree.anchors else anchor_of(marker.target)
            )
            notes[key] = _make_note(tree, anchor, marker.nodes, marker.label, found)
        found.hidden.update(id(link) for link in marker.back_links)
        words = marker.kind == "year" or (marker.kind == "word" and not is_superscript(marker.link))
        found.mark(FoundMarker(marker.link, marker.label, notes[key], words))
    _add_further_paragraphs(notes, markers)
    to_notes = [candidate for candidate in accepted if id(candidate.target) in notes]
    _add_uncited(tree, to_notes, notes, found)
    found.notes.extend(sorted(notes.values(), key=lambda note: note.position))


def _find_candidates(tree: PageTree) -> list[MarkerCandidate]:
    """Return the links with a label as text to another element of the page, in document order."""
    found = []
    fragments = {f"#{anchor}" for anchor in tree.anchors}
    by_script = _targets_of_scripts(tree)
    by_data = {*tree.anchors, *fragments, *by_script}
    for link in _maybe_markers(tree, fragments):
        if tree.letters(link) > _LONGEST_LINK:
            continue
        own = tree.fragment(link)
        fragment = own or _data_fragment(tree, link, by_data)
        target = tree.anchors.get(fragment) or by_script.get(fragment) if fragment else None
        if (
            target is None
            or _is_permalink(link)
            or is_of_comment(fragment)
            or tree.contains(target, link)
            or tree.contains(link, target)
        ):
            continue
        text = text_of(link, _is_not_read) or text_of(link)
        label = read_label(text)
        if label is None and text and "noteref" in role_of(link):
            label = (text, "sign")
        if label is None and (word := read_word(text)) and (is_boxed(link) or is_superscript(link)):
            label = (word, "word")
        if label is not None:
            found.append(MarkerCandidate(link, *label, fragment, target, by_data=not own))
    return found


def _maybe_markers(tree: PageTree, fragments: set[str]) -> list[Tag]:
    """Return the links, and elements without one that have the fragment of an anchor as data."""
    others = [
        tag
        for tag in tree.named("span", "sup")
        if tag.attrs
        and not fragments.isdisjoint(tag.attrs.values())
        and not tree.named("a", within=tag)
        and tag.parent is not None
        and tag.parent.name != "a"
    ]
    return tree.in_order([*tree.links, *others]) if others else tree.links


def _targets_of_scripts(tree: PageTree) -> dict[str, Tag]:
    """Return the elements to which only a script of the page leads, by fragments that none has.

    A data attribute of the element has the fragment, or a link at the element leads back to a link
    with the fragment. The nearest element with an anchor may hold several notes: then it is the
    block of the link.
    """
    lost = {tree.fragment(jump.link) for jump in tree.jumps}
    lost |= {attribute(link, "data-open") for link in tree.links if "data-open" in link.attrs}
    lost -= {"", *tree.anchors}
    if not lost:
        return {}
    found: dict[str, Tag] = {}
    for tag in tree.elements:
        if not lost.isdisjoint(tag.attrs.values()):
            for name, value in tag.attrs.items():
                is_name = name.startswith("data-") or name == "content-id"
                if is_name and value in lost and tag.name not in ("a", "label"):
                    found.setdefault(value, _with_anchor(tag))
    fragments: dict[int, set[str]] = defaultdict(set)
    ways: list[tuple[str, Tag, Tag]] = []
    for back in tree.links:
        link = tree.target(back)
        if link is None or link.name != "a" or back.first < link.first:
            continue
        fragment = tree.fragment(link)
        around = next(filter(anchor_of, (back, *ancestors(back, _NEAREST))), None)
        if fragment in lost and (around is None or not tree.contains(around, link)):
            target = around or block_of(back)
            ways.append((fragment, back, target))
            fragments[id(target)].add(fragment)
    for fragment, back, target in ways:
        is_shared = len(fragments[id(target)]) > 1
        found.setdefault(fragment, block_of(back) if is_shared else target)
    return found


def _with_anchor(tag: Tag) -> Tag:
    """Return the element with an anchor that is all of an element; else the element itself."""
    inner = [node for node in tag.contents if isinstance(node, Tag)]
    return inner[0] if len(inner) == 1 and anchor_of(inner[0]) and not anchor_of(tag) else tag


def _is_not_read(tag: Tag) -> bool:
    """Return whether an element is not displayed, or only heard."""
    return "display:none" in attribute(tag, "style").replace(" ", "").lower() or is_spoken(tag)


def _is_permalink(link: Tag) -> bool:
    """Return whether a link is alone in a heading: it is the heading's own permalink."""
    parent = link.parent
    return parent is not None and heading_level(parent) is not None and len(parent.contents) == 1


def _data_fragment(tree: PageTree, link: Tag, known: set[str]) -> str:
    """Return the fragment that a script of the page would follow.

    It is the id in a data attribute, or the one that a script quotes which a click runs.

    Args:
        known: the values that such an attribute has: nearly all links have none of them.
    """
    element: Tag | None = link
    for _ in range(3):
        if element is None:
            break
        if not known.isdisjoint(element.attrs.values()):
            for name, value in element.attrs.items():
                fragment = str(value).removeprefix("#")
                is_known = fragment in tree.anchors or (name == "data-open" and fragment in known)
                if name.startswith("data-") and is_known and len(fragment) > 1:
                    return fragment
        listed = attribute(element, "data-rid").split() if "data-rid" in element.attrs else []
        if listed and listed[0] in tree.anchors:
            return listed[0]
        quoted = "onclick" in element.attrs and _QUOTED_ID.search(attribute(element, "onclick"))
        if quoted and quoted[1] in tree.anchors:
            return quoted[1]
        if element.name in BLOCKS:
            break
        element = element.parent
    return ""


def _make_note(
    tree: PageTree, anchor: str, nodes: tuple[Node, ...], label: str, found: FoundNotes
) -> FoundNote:
    """Build a note, and hide its printed label.

    Args:
        label: the label of its marker, or "" for any.
    """
    block = next(node for node in nodes if isinstance(node, Tag))
    printed = leading_label(nodes, label)
    marker = read_label(label)
    if marker is not None and marker[1] == "year":
        printed = printed or leading_label(nodes, "")
        label = label if plain_label(nodes, label) and not label.isdecimal() else ""
    if printed is not None:
        read = read_label(text_of(printed))
        label = read[0] if read else label
        found.hidden.add(id(printed))
    elif (tag := _tag_of(block)) is not None:
        found.hidden.add(id(tag))
    elif block.name == "dt" and len(nodes) > 1:
        found.hidden.add(id(block))
    elif (term := _term_before(block)) is not None and same_label(text_of(term), label):
        found.hidden.add(id(term))
    number = item_number(tree, block)
    return FoundNote(
        anchor=anchor,
        label=label or number,
        nodes=nodes,
        position=block.first,
        is_bare=printed is None and not number and plain_label(nodes, label),
    )


def _tag_of(block: Tag) -> Tag | None:
    """Return the element in which LaTeXML prints authors and year again before a work, or None."""
    first = next((node for node in block.contents if isinstance(node, Tag)), None)
    return first if first is not None and "ltx_tag" in names_of(first) else None


def _term_before(block: Tag) -> Tag | None:
    """Return the term whose definition is a note, or starts with it; None for another block."""
    for tag in (block, *ancestors(block, _NEAREST)):
        if tag.name == "dd" and tag.text_start == block.text_start:
            before = (node for node in tag.previous_siblings if isinstance(node, Tag))
            term = next(before, None)
            return term if term is not None and term.name == "dt" else None
    return None


def _add_further_paragraphs(notes: dict[int, FoundNote], markers: list[MarkerCandidate]) -> None:
    """Add to each note that is a paragraph what follows it up to the next note.

    What follows is text if the marker of the next note is in it.
    """
    first_markers: dict[int, int] = {}
    for marker in markers:
        position = marker.link.first
        note = notes[id(marker.target)]
        first_markers[id(note)] = min(position, first_markers.get(id(note), position))
    blocks = {id(note.nodes[0]): note for note in notes.values()}
    for note in notes.values():
        block = note.nodes[0]
        if len(note.nodes) > 1 or not isinstance(block, Tag) or block.name != "p":
            continue
        further: list[Node] = []
        for node in islice(block.next_siblings, _MOST_PARAGRAPHS):
            following = blocks.get(id(node))
            if following is not None:
                if first_markers[id(following)] < note.position:
                    note.nodes = (block, *further)
                break
            if isinstance(node, Tag) and (node.name not in _PARAGRAPHS or anchor_of(node)):
                break
            further.append(node)


def _add_uncited(
    tree: PageTree, cited: list[MarkerCandidate], notes: dict[int, FoundNote], found: FoundNotes
) -> None:
    """Add the items of lists of notes to which no marker leads, as lists of references have them.

    Args:
        cited: the candidates that lead to notes.
        notes: the notes by the identity of their target; the new ones are added.
    """
    in_notes = {id(node) for note in notes.values() for node in note.nodes}
    for parent, name, members in _lists_of_notes(cited):
        items = _items_like(tree, parent, name, members)
        uncited = [item for item in items if id(item) not in notes]
        others = Targets([*(member.target for member in members), *uncited])
        is_bare = any(notes[id(member.target)].is_bare for member in members)
        for item in uncited:
            nodes = find_note_nodes(tree, item, others)
            if nodes and not any(id(node) in in_notes for node in nodes):
                # "3. Aldo A. Feet." after "1." and "2." of notes that are cited
                label = plain_number(item) if is_bare else ""
                notes[id(item)] = _make_note(tree, anchor_of(item), nodes, label, found)
                in_notes.update(id(node) for node in nodes)


def _lists_of_notes(cited: list[MarkerCandidate]) -> list[tuple[Tag, str, list[MarkerCandidate]]]:
    """Return the elements with several notes, the name of the notes' elements, and the markers."""
    groups: dict[tuple[int, str], tuple[Tag, list[MarkerCandidate]]] = {}
    for candidate in cited:
        name = candidate.target.name
        if name in _ITEMS:
            for parent in ancestors(candidate.target, 2):
                groups.setdefault((id(parent), name), (parent, []))[1].append(candidate)
    return [
        (parent, name, members)
        for (_, name), (parent, members) in groups.items()
        if parent.name not in ("body", "main")
        and len({id(member.target) for member in members}) > 1
    ]


def _items_like(
    tree: PageTree, parent: Tag, name: str, members: list[MarkerCandidate]
) -> list[Tag]:
    """Return the elements in a list whose name and anchor are like those of its cited notes."""
    signatures = {signature_of(member.target, member.fragment) for member in members}
    return [
        item
        for item in tree.named(name, within=parent)
        if (anchor := anchor_of(item))
        and tree.anchors.get(anchor) is item
        and (signature := signature_of(item, anchor)) in signatures
        and signature[2]
    ]
