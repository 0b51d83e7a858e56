"""The dialect of inline notes: sidenotes, `d-footnote`, LaTeXML's notes, and tooltips.

Such a note is in the text directly after its marker. A copy of a linked note is only removed from
the text.
"""

from __future__ import annotations

import re

from painsci_search.reading.dom.elements import (
    BLOCKS,
    ancestors,
    anchor_of,
    attribute,
    is_text,
    names_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.copies import fold_start, start_of_note
from painsci_search.reading.notes.found import FoundMarker, FoundNote, FoundNotes
from painsci_search.reading.notes.labels import leading_label, read_label

_TAGS = frozenset({"d-footnote", "dt-fn", "fn", "aside", "span", "small", "div", "sn", "cite"})
# Letters of a marker, with words such as "[see above]".
_LONGEST_MARKER = 24
_ALWAYS = frozenset({"d-footnote", "dt-fn"})
_SIDENOTE = re.compile(
    r"(?:^|\s)(?:side-?note|foot-?note-?_?_?(?:content|text|body|note|tooltip)|inline-?note|"
    r"tooltip-?note|tool-?tip-?_?_?(?:text|content|body)|foot_?note_?tooltip|ltx_note_outer|modern-footnotes-footnote__note|"
    r"snote|sidenote-(?:content|text|body|right|left)|sn-content)(?=\s|$)"
)
# Names of elements that are notes only if their text is one, and no marker's.
_MAYBE = re.compile(r"(?:^|\s)(?:foot-?note|note|fn)(?=\s|$)")
# Letters: a shorter hidden text is no note.
_FEWEST_HIDDEN = 15
_MARGIN = re.compile(r"(?:^|\s)margin-?note(?=\s|$)")


def find_inline_notes(tree: PageTree, found: FoundNotes) -> None:
    """Add the inline notes, and the margin notes that have no marker."""
    inline = _named_notes(tree)
    if not inline:
        return
    known = {start_of_note(note) for note in found.notes}
    inside = {id(node) for note in found.notes for node in note.nodes}
    number = 1
    for tag in inline:
        if tag.name not in _ALWAYS and _MARGIN.search(attribute(tag, "class").lower()):
            _put_aside(tree, tag, found)
        elif any(id(parent) in inside for parent in (tag, *ancestors(tag, 12))):
            continue
        elif "footnotemark" in " ".join(names_of(parent) for parent in ancestors(tag, 1)):
            _mark_lone_number(tag, found)
        else:
            number += _add_note(tree, tag, found, known, number)
    _mark_repeated(tree, found)


def _named_notes(tree: PageTree) -> list[Tag]:
    """Return the elements with a name or a class of inline notes or margin notes, in order."""
    found = tree.named(*_ALWAYS)
    for classes, tags in tree.classes.items():
        lower = classes.lower()
        # all names of notes have one of these, and a pattern takes far longer to search
        if not any(part in lower for part in ("note", "fn", "sn-content", "tip")):
            continue
        if _MARGIN.search(lower) or _SIDENOTE.search(lower):
            found += [tag for tag in tags if tag.name in _TAGS]
        elif _MAYBE.search(lower):
            found += [tag for tag in tags if _is_bare(tree, tag)]
    return tree.in_order(found)


def _is_bare(tree: PageTree, tag: Tag) -> bool:
    """Return whether an inline element is a note without a label: in brackets, or hidden."""
    if tag.name not in ("span", "small") or not _MAYBE.search(attribute(tag, "class").lower()):
        return False
    style = attribute(tag, "style").replace(" ", "").lower()
    if "hidden" in tag.attrs or "display:none" in style:
        return tree.letters(tag) >= _FEWEST_HIDDEN
    return _is_boxed(tag)


def _is_boxed(tag: Tag) -> bool:
    """Return whether a text in square brackets is more than a label."""
    text = text_of(tag)
    return text.startswith("[") and text.endswith("]") and read_label(text) is None


def _mark_repeated(tree: PageTree, found: FoundNotes) -> None:
    """Add the markers that lead to a note which is in the text at an earlier marker."""
    notes = {note.anchor: note for note in found.notes if note.anchor and note.is_inline}
    for link in tree.links if notes else ():
        note = notes.get(tree.fragment(link))
        if note is None or found.holds(link) or tree.letters(link) > _LONGEST_MARKER:
            continue
        if any(one.name in BLOCKS or found.holds(one) for one in ancestors(link, 1)):
            continue
        around = link.parent
        is_all = around is not None and tree.letters(around) == tree.letters(link)
        found.mark(FoundMarker(around if is_all and around is not None else link, note.label, note))


def _put_aside(tree: PageTree, tag: Tag, found: FoundNotes) -> None:
    """Move a margin note after its paragraph, and remove its checkbox's label from the text."""
    found.asides.add(id(tag))
    label = _marker_before(tree, tag, found)
    if label is not None and label.name == "label":
        found.hidden.add(id(label))


def _mark_lone_number(tag: Tag, found: FoundNotes) -> None:
    """Add the marker of a note that is not in this page."""
    label = read_label(re.sub(r"footnotemark:?", "", text_of(tag)).split(" ")[0])
    if label is not None and tag.parent is not None:
        found.mark(FoundMarker(tag.parent, label[0], None))


def _add_note(tree: PageTree, tag: Tag, found: FoundNotes, known: set[str], number: int) -> bool:
    """Add a note that has a marker and is no copy; return whether it was added."""
    marker = None if tag.name in _ALWAYS else _marker_before(tree, tag, found)
    if _is_copy(tag, marker, found, known):
        found.hidden.add(id(tag))
        return False
    is_bare = _is_bare(tree, tag)
    if marker is None and is_bare:
        _add(tree, tag, found, None, number)
        return True
    if marker is None and tag.name not in _ALWAYS and "ltx" not in attribute(tag, "class").lower():
        marker = _enclosing_marker(tree, tag) if tree.letters(tag) else None
        if marker is None:
            return False
    _add(tree, tag, found, marker, number)
    return True


def _add(tree: PageTree, tag: Tag, found: FoundNotes, marker: Tag | None, number: int) -> None:
    note = FoundNote("", "", (tag,), in_page=False, position=tag.first)
    note.is_inline = True
    printed = leading_label(note.nodes, "")
    text = text_of(printed) if printed is not None else ""
    if marker is not None and not text:
        text = text_of(marker, lambda inner: inner is tag)
    read = read_label(text)
    note.label = read[0] if read else str(number)
    note.anchor = anchor_of(tag)
    note.in_page = bool(note.anchor)
    if not note.in_page:
        around = next(
            (p for p in ancestors(tag, 2) if "note" in names_of(p) and anchor_of(p)), None
        )
        if around is not None:
            note.anchor, note.in_page = anchor_of(around), True
    while printed is not None and id(printed) not in found.hidden:
        found.hidden.add(id(printed))
        printed = leading_label(note.nodes, note.label, found.hidden)
    found.notes.append(note)
    if marker is None or marker is tag or tree.contains(marker, tag):
        found.mark(FoundMarker(marker if marker is not None else tag, note.label, note))
        return
    found.mark(FoundMarker(marker, note.label, note))
    found.hidden.add(id(tag))


def _marker_before(tree: PageTree, tag: Tag, found: FoundNotes) -> Tag | None:
    """Return the marker directly before an inline note; a checkbox between them is ignored."""
    node = tag.previous_sibling
    for _ in range(4):
        if node is None:
            return None
        if isinstance(node, Tag):
            if node.name == "input":
                node = node.previous_sibling
                continue
            if not tree.letters(node) and node.name == "span":
                node = node.previous_sibling
                continue
            return _last_marker(tree, node, found)
        if is_text(node) and str(node).strip():
            return None
        node = node.previous_sibling
    return None


def _last_marker(tree: PageTree, node: Tag, found: FoundNotes) -> Tag | None:
    if found.holds(node) or (node.name == "label" and tree.letters(node) <= 6):
        return node
    for inner in reversed(tree.named("a", "label", "sup", "button", within=node)):
        if found.holds(inner) or (inner.name == "label" and tree.letters(inner) <= 6):
            return inner
    if node.name in ("sup", "a", "label", "span", "button") and read_label(text_of(node)):
        return node
    return None


def _enclosing_marker(tree: PageTree, tag: Tag) -> Tag | None:
    """Return the element that prints the marker and contains the note, which a click shows."""
    for parent in ancestors(tag, 2):
        if tree.letters(parent) - tree.letters(tag) > 80:
            break
        rest = text_of(parent, lambda inner: inner is tag)
        if parent.name in ("span", "sup", "a", "button", "label", "div") and read_label(rest):
            return parent
    return None


def _is_copy(tag: Tag, marker: Tag | None, found: FoundNotes, known: set[str]) -> bool:
    if marker is not None and found.holds(marker):
        return True
    return bool(known) and fold_start(text_of(tag)) in known
