"""A page in; its notes without a marker, and its markers in brackets without a note, out.

A note counts as marked if the page refers to it in any way, also in one that reading ignores: a
range of markers, a link of another kind, a script, or the author and year of its first work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from posixpath import commonprefix
from typing import NamedTuple

from painsci_search.auditing.flaws import Flaw, quote
from painsci_search.auditing.view import PageView
from painsci_search.model import Article, Note
from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    SILENT,
    ancestors,
    anchor_of,
    attribute,
    fold_space,
    is_text,
    names_of,
    role_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag, Text
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes import FoundMarker, FoundNote
from painsci_search.reading.notes.labels import leading_label, read_label, strip_label

_RANGE = re.compile(r"(\d{1,4})(?:\s?[–—‑−-]\s?(\d{1,4}))?")
_BOXED = re.compile(r"\[\s*((?:\d{1,4}[a-z]?)(?:\s?[,;–—‑−-]\s?\d{1,4}[a-z]?){0,30})\s*\]")
_BOXED_ALONE = re.compile(r"\[(\d{1,3}(?:\s?[,;–—‑−-]\s?\d{1,3}){0,30})\]")
_VERBATIM = SILENT | HEADINGS | {"pre", "code", "kbd", "samp", "math"}
_DASH = re.compile(r"[\s\])]*(?:[–—‑−-]|to|through)[\s\[(]*")
_SURE_ITEM = re.compile(r"(?:^|\s)(?:doc-(?:footnote|endnote)|footnote-definition)(?=\s|$)")
_NOTE_ITEM = re.compile(
    r"(?:^|\s)(?:(?:foot|end|side)note(?:-(?:item|body))?|footnotedef|footdef)(?=\s|$)"
)
_NOTE_LIST = re.compile(r"(?:^|[\s_-])(?:foot-?notes|end-?notes|doc-endnotes)(?=[\s_-]|$)")
_BACK = re.compile(r"[\s\[({]*(?:[↩↑⤴⏎↵⇧⇑⬆🔙^]\ufe0e?\ufe0f?|back|return)[\s\])}.]*", re.IGNORECASE)
# Numbers: a wider range is one of pages or years, not of notes.
_WIDEST_RANGE = 200
# A number in brackets that is greater than the last note's by more than this is no marker.
_FARTHEST_LABEL = 12
# Nodes between two markers that may be joined by a dash.
_MOST_BETWEEN = 12
# Lines after the start of an element in which a number in brackets is searched.
_MOST_LINES = 200


@dataclass(slots=True)
class _Calls:
    """The ways in which a page's text refers to notes.

    Attributes:
        notes: identities of notes with a marker.
        fragments: fragments in links outside notes, and in attributes that scripts read.
        labels: labels in ranges of markers, and unlinked numbers in brackets or superscript.
        text: the page's text outside notes, with white space folded.
    """

    notes: set[int] = field(default_factory=set)
    fragments: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    text: str = ""


def match_notes(article: Article, found: list[FoundNote]) -> list[tuple[Note, FoundNote]]:
    """Pair an article's notes with the notes found in its page; both are in the page's order."""
    pairs: list[tuple[Note, FoundNote]] = []
    start = 0
    for note in article.notes:
        for number in range(start, len(found)):
            one = found[number]
            if one.label == note.label and (not note.anchor_in_page or one.anchor == note.anchor):
                pairs.append((note, one))
                start = number + 1
                break
    return pairs


def find_unmarked_notes(view: PageView, pairs: list[tuple[Note, FoundNote]]) -> Iterator[Flaw]:
    """Yield the notes without a marker."""
    unmarked = [(note, one) for note, one in pairs if not note.cited_from]
    unmarked += [
        (Note(one.label, one.anchor, _text_of(one)), one) for one in _find_ignored_notes(view)
    ]
    if not unmarked:
        return
    calls = _read_calls(view, [one for _, one in unmarked])
    for note, one in unmarked:
        if id(one) in calls.notes or _anchors_in(view.tree, one) & calls.fragments:
            continue
        if note.label.casefold() in calls.labels or _is_named(note, calls.text):
            continue
        named = f"note {note.label}" if note.label else "this note"
        yield Flaw(
            "note-without-marker",
            view.line_of(one),
            note.anchor if note.anchor_in_page else "",
            f"no marker leads to {named}: {quote(note.text)}",
        )


class _Block(NamedTuple):
    """A block with an anchor that may be a note.

    Attributes:
        note_prefix: how the anchors of the notes among its siblings start, or "".
    """

    tag: Tag
    anchor: str
    note_prefix: str


def _has_anchor_like_notes(_: PageView, block: _Block) -> bool:
    is_alike = block.note_prefix and block.anchor.startswith(block.note_prefix)
    return bool(is_alike) and re.search(r"\d", block.anchor) is not None


def _has_class_of_note(_: PageView, block: _Block) -> bool:
    return _SURE_ITEM.search(f"{names_of(block.tag)} {role_of(block.tag)}") is not None


def _is_note_with_back_link(view: PageView, block: _Block) -> bool:
    return _is_called_note(block.tag) and _links_back(view, block.tag)


# By each of these signs a block is a note, although no marker leads to it.
_SIGNS_OF_NOTES: tuple[tuple[str, Callable[[PageView, _Block], bool]], ...] = (
    ("its anchor is like those of the notes beside it", _has_anchor_like_notes),
    ("its class or role is that of a single note", _has_class_of_note),
    ("its names or its list's are those of notes, and it links back", _is_note_with_back_link),
)


def _find_ignored_notes(view: PageView) -> Iterator[FoundNote]:
    """Yield the notes that reading ignores because no marker leads to them."""
    for block in _anchored_blocks(view):
        is_note = any(has_sign(view, block) for _, has_sign in _SIGNS_OF_NOTES)
        if is_note and _is_shown_outside_notes(view, block.tag):
            yield _make_note(view.tree, block)


def _anchored_blocks(view: PageView) -> Iterator[_Block]:
    """Yield the blocks with text to which a link can lead."""
    tree = view.tree
    groups: dict[tuple[int, str], list[str]] = {}
    for note in view.found.notes:
        tag = tree.anchors.get(note.anchor)
        if tag is not None and tag.parent is not None and tag.name in BLOCKS:
            groups.setdefault((id(tag.parent), tag.name), []).append(note.anchor)
    prefixes = {siblings: _common_prefix(anchors) for siblings, anchors in groups.items()}
    for tag in tree.below(tree.body):
        anchor = anchor_of(tag) if tag.name in BLOCKS else ""
        if anchor and tree.anchors.get(anchor) is tag and tree.letters(tag):
            yield _Block(tag, anchor, prefixes.get((id(tag.parent), tag.name), ""))


def _is_shown_outside_notes(view: PageView, tag: Tag) -> bool:
    """Return whether an element is shown in the article, is in no note and contains none."""
    if view.in_note(tag) or not view.in_article(tag):
        return False
    return not any(view.in_note(inner) for inner in view.tree.below(tag))


def _make_note(tree: PageTree, block: _Block) -> FoundNote:
    """Build a note with the label that it prints, or with its number in a list."""
    tag = block.tag
    printed = leading_label((tag,), "")
    read = read_label(text_of(printed)) if printed is not None else None
    label = read[0] if read else tree.item_number(tag) if tag.name == "li" else ""
    return FoundNote(block.anchor, label, (tag,), position=tag.first)


def _common_prefix(anchors: list[str]) -> str:
    """Return how all anchors of some notes start, up to the first digit.

    >>> _common_prefix(["cite_note-OOTP19-8", "cite_note-9"]), _common_prefix(["fn:12"])
    ('cite_note-', 'fn:')
    """
    return re.split(r"\d", commonprefix(anchors))[0]


def _is_called_note(tag: Tag) -> bool:
    """Return whether an element, or a list of which it is an item, has a name of notes."""
    if _NOTE_ITEM.search(f"{names_of(tag)} {role_of(tag)}"):
        return True
    around = " ".join(f"{names_of(one)} {role_of(one)}" for one in ancestors(tag, 2))
    return tag.name in ("li", "p", "div") and _NOTE_LIST.search(around) is not None


def _links_back(view: PageView, tag: Tag) -> bool:
    """Return whether an element has a link back: one that is only an arrow or a label."""
    for link in view.tree.named("a", within=tag):
        text = text_of(link)
        is_back = "backlink" in role_of(link) or _BACK.fullmatch(text) or read_label(text)
        if attribute(link, "href").startswith("#") and is_back:
            return True
    return False


def _text_of(note: FoundNote) -> str:
    text = " ".join(text_of(node) for node in note.nodes if isinstance(node, Tag))
    return strip_label(text, note.label, spaced=note.is_bare)


def find_unlisted_numbers(view: PageView) -> Iterator[Flaw]:
    """Yield the numbers in brackets without a note, if the page's markers are such numbers."""
    labels = {marker.label for spans in view.found.spans.values() for _, marker in spans}
    labels.update(note.label for note in view.found.notes)
    highest = max((int(label) for label in labels if label.isdecimal()), default=0)
    if not view.found.spans:
        return
    for tag in view.tree.below(view.content.root):
        if tag.name in _VERBATIM or view.in_note(tag):
            continue
        for node in tag.contents:
            if not isinstance(node, Text) or "[" not in node:
                continue
            for boxed in _BOXED_ALONE.finditer(str(node)):
                missing = [label for label in _expand(boxed[1]) if label.isdecimal()]
                missing = [label for label in missing if label not in labels]
                is_near = all(0 < int(label) <= highest + _FARTHEST_LABEL for label in missing)
                if missing and is_near and view.in_article(tag):
                    message = f"marker {missing[0]} has no note in the list"
                    first = view.lines.of(tag)
                    line = view.lines.find(boxed[0], first, first + _MOST_LINES)
                    yield Flaw("marker-without-note", line, "", message)


def _read_calls(view: PageView, unmarked: list[FoundNote]) -> _Calls:
    """Read how the page refers to notes, outside all its notes and those in `unmarked`."""
    calls = _Calls()
    own = {
        id(tag)
        for note in unmarked
        for node in note.nodes
        if isinstance(node, Tag)
        for tag in (node, *view.tree.below(node))
    }
    markers = list(view.markers())
    calls.notes = {id(marker.note) for marker in markers if marker.note is not None}
    calls.labels = set(_labels_in_ranges(view, markers))
    for one in view.tree.elements[1:]:
        if one.name in ("a", "label") and id(one) not in own and not view.in_note(one):
            calls.fragments.add(view.tree.fragment(one))
        for name, value in one.attrs.items():
            # attributes whose ids a script of the page may follow
            if name.startswith(("data-", "aria-", "popover")):
                calls.fragments.update(part.removeprefix("#") for part in str(value).split()[:4])
    pieces: list[str] = []
    for tag in view.tree.below(view.tree.body):
        if tag.name in SILENT or id(tag) in own or view.in_note(tag):
            continue
        if tag.name == "sup" and view.tree.letters(tag) <= 20 and not _is_linked(view, tag):
            calls.labels.update(_expand(text_of(tag)))
        pieces += [str(node) for node in tag.contents if isinstance(node, Text)]
    calls.text = fold_space(" ".join(pieces))
    for boxed in _BOXED.finditer(calls.text):
        calls.labels.update(_expand(boxed[1]))
    return calls


def _is_linked(view: PageView, tag: Tag) -> bool:
    """Return whether a number is a link or contains one; such a link leads elsewhere."""
    links = [*view.tree.named("a", within=tag), *ancestors(tag, 3)]
    return any(link.name == "a" and "href" in link.attrs for link in links)


def _anchors_in(tree: PageTree, note: FoundNote) -> set[str]:
    """Return the anchors by which a link may lead to a note."""
    anchors = {note.anchor}
    for node in note.nodes:
        if isinstance(node, Tag):
            anchors.update(anchor_of(tag) for tag in (node, *tree.below(node)))
    return anchors - {""}


def _expand(label: str) -> Iterator[str]:
    """Yield a label, and each number that it lists or spans, such as "1, 3–5"."""
    yield label.strip().casefold()
    for found in _RANGE.finditer(label):
        first, last = int(found[1]), int(found[2] or found[1])
        if first <= last <= first + _WIDEST_RANGE:
            yield from map(str, range(first, last + 1))


def _labels_in_ranges(view: PageView, markers: list[FoundMarker]) -> Iterator[str]:
    """Yield the labels between two markers that are joined by a dash, such as the 4 of "³–⁵"."""
    for marker in markers:
        if not marker.label.isdecimal():
            yield from _expand(marker.label)
    linked = sorted(view.found.markers.values(), key=lambda one: one.element.first)
    for one, other in pairwise(linked):
        if one.label.isdecimal() and other.label.isdecimal():
            between = _text_between(one.element, other.element)
            if _DASH.fullmatch(between):
                yield from _expand(f"{one.label}-{other.label}")
    for spans in view.found.spans.values():
        for (span, _), (following, _) in pairwise(spans):
            if following.start - span.end <= 3:
                yield from _expand(f"{span.label}-{following.label}")


def _text_between(one: Tag, other: Tag) -> str:
    """Return the text between two elements if it is short, or else an ellipsis."""
    node: Node | None = one
    while isinstance(node, Tag) and node.contents:
        node = node.contents[-1]
    pieces: list[str] = []
    for _ in range(_MOST_BETWEEN):
        node = node.next_element if node is not None else None
        if node is other:
            return "".join(pieces)
        if node is None:
            break
        if is_text(node):
            pieces.append(str(node))
    return "…"


def _is_named(note: Note, text: str) -> bool:
    """Return whether a text cites the first work of a note by its first author and year."""
    for work in note.references[:1]:
        if work.authors and work.year:
            name = re.escape(work.authors[0].split()[0].strip(","))
            if re.search(rf"\b{name}\b.{{0,80}}?\b{work.year}", text):
                return True
    found = re.match(r"[^\W\d_][\w’'-]+", note.text)
    year = re.search(r"\b(?:1[5-9]|20)\d\d", note.text[:300])
    if found is None or year is None:
        return False
    return re.search(rf"\b{re.escape(found[0])}\b.{{0,80}}?\b{year[0]}", text) is not None
