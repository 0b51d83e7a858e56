"""Notes that no marker of the page leads to, told from those whose marker is of an unusual kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from posixpath import commonprefix

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from painsci_search.auditing.flaws import Flaw, quote
from painsci_search.auditing.view import View
from painsci_search.model import Article, Note
from painsci_search.reading.dom import (
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
from painsci_search.reading.notes import FoundMarker, FoundNote
from painsci_search.reading.notes.labels import leading_label, read_label, strip_label
from painsci_search.reading.tree import PageTree

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
# A range of more numbers is one of pages or years, not of notes.
_WIDEST_RANGE = 200
# A number in brackets so far beyond the last note is more likely no marker.
_FARTHEST_LABEL = 12
# Two markers with more nodes between them are not joined by a dash.
_MOST_BETWEEN = 12


@dataclass(slots=True)
class _Called:
    """By what a page's text calls notes.

    Attributes:
        notes: identities of notes with a marker.
        fragments: what links from outside of notes lead to.
        labels: labels in ranges of markers, and numbers in brackets or raised that are no links.
        text: the page's text outside of notes, folded.
    """

    notes: set[int] = field(default_factory=set)
    fragments: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    text: str = ""


def match_notes(article: Article, found: list[FoundNote]) -> list[tuple[Note, FoundNote]]:
    """Pair an article's notes with where the page has them; both are in the page's order."""
    pairs: list[tuple[Note, FoundNote]] = []
    start = 0
    for note in article.notes:
        for place in range(start, len(found)):
            one = found[place]
            if one.label == note.label and (not note.anchor_in_page or one.anchor == note.anchor):
                pairs.append((note, one))
                start = place + 1
                break
    return pairs


def find_unmarked_notes(view: View, pairs: list[tuple[Note, FoundNote]]) -> Iterator[Flaw]:
    """Yield the notes without a marker."""
    waiting = [(note, one) for note, one in pairs if not note.cited_from]
    waiting += [(Note(one.label, one.anchor, _text_of(one)), one) for one in _find_like(view)]
    if not waiting:
        return
    called = _read_calls(view, [one for _, one in waiting])
    for note, one in waiting:
        if id(one) in called.notes or _anchors_in(view.tree, one) & called.fragments:
            continue
        if note.label.casefold() in called.labels or _is_named(note, called.text):
            continue
        named = f"note {note.label}" if note.label else "this note"
        yield Flaw(
            "note-without-marker",
            view.line_of(one),
            note.anchor if note.anchor_in_page else "",
            f"no marker leads to {named}: {quote(note.text)}",
        )


def _find_like(view: View) -> Iterator[FoundNote]:
    """Yield what reading takes for no note, as nothing leads to it, but stands among notes.

    Such are the siblings of notes with like names, and what the page itself calls a note and that
    has a link back.
    """
    tree = view.tree
    groups: dict[tuple[int, str], list[str]] = {}
    for note in view.found.notes:
        tag = tree.anchors.get(note.anchor)
        if tag is not None and tag.parent is not None and tag.name in BLOCKS:
            groups.setdefault((id(tag.parent), tag.name), []).append(note.anchor)
    prefixes = {place: _prefix(anchors) for place, anchors in groups.items()}
    for tag in tree.below(tree.body):
        anchor = anchor_of(tag) if tag.name in BLOCKS else ""
        if not anchor or tree.anchors.get(anchor) is not tag or not tree.letters(tag):
            continue
        prefix = prefixes.get((id(tag.parent), tag.name))
        is_alike = prefix and anchor.startswith(prefix) and re.search(r"\d", anchor)
        is_sure = is_alike or _SURE_ITEM.search(f"{names_of(tag)} {role_of(tag)}")
        if not is_sure and not (_is_called_note(tag) and _leads_back(view, tag)):
            continue
        is_shown = not view.in_note(tag) and view.in_article(tag)
        if is_shown and not any(view.in_note(inner) for inner in tree.below(tag)):
            printed = leading_label((tag,), "")
            read = read_label(text_of(printed)) if printed is not None else None
            label = read[0] if read else tree.item_number(tag) if tag.name == "li" else ""
            yield FoundNote(anchor, label, (tag,), position=tree.extent(tag).first)


def _prefix(anchors: list[str]) -> str:
    """Return with what all anchors of some notes start, up to the first digit.

    >>> _prefix(["cite_note-OOTP19-8", "cite_note-9"]), _prefix(["fn:12"])
    ('cite_note-', 'fn:')
    """
    return re.split(r"\d", commonprefix(anchors))[0]


def _is_called_note(tag: Tag) -> bool:
    """Say whether a page calls an element a note, or a list of notes that it is an item of."""
    if _NOTE_ITEM.search(f"{names_of(tag)} {role_of(tag)}"):
        return True
    around = " ".join(f"{names_of(one)} {role_of(one)}" for one in ancestors(tag, 2))
    return tag.name in ("li", "p", "div") and _NOTE_LIST.search(around) is not None


def _leads_back(view: View, tag: Tag) -> bool:
    """Say whether an element has the link back of a note: one that is only an arrow or a label."""
    for link in view.tree.named("a", within=tag):
        text = text_of(link)
        is_back = "backlink" in role_of(link) or _BACK.fullmatch(text) or read_label(text)
        if attribute(link, "href").startswith("#") and is_back:
            return True
    return False


def _text_of(note: FoundNote) -> str:
    text = " ".join(text_of(node) for node in note.nodes if isinstance(node, Tag))
    return strip_label(text, note.label)


def find_unlisted_numbers(view: View) -> Iterator[Flaw]:
    """Yield numbers in brackets, on a page whose markers are such, that its list does not have."""
    labels = {marker.label for spans in view.found.spans.values() for _, marker in spans}
    labels.update(note.label for note in view.found.notes)
    highest = max((int(label) for label in labels if label.isdecimal()), default=0)
    if not view.found.spans:
        return
    for tag in view.tree.below(view.content.root):
        if tag.name in _VERBATIM or view.in_note(tag):
            continue
        for node in tag.contents:
            if not isinstance(node, NavigableString) or "[" not in node:
                continue
            for boxed in _BOXED_ALONE.finditer(str(node)):
                missing = [label for label in _expand(boxed[1]) if label.isdecimal()]
                missing = [label for label in missing if label not in labels]
                is_near = all(0 < int(label) <= highest + _FARTHEST_LABEL for label in missing)
                if missing and is_near and view.in_article(tag):
                    message = f"marker {missing[0]} has no note in the list"
                    line = view.lines.find(boxed[0], view.lines.of(tag), view.lines.of(tag) + 200)
                    yield Flaw("marker-without-note", line, "", message)


def _read_calls(view: View, unmarked: list[FoundNote]) -> _Called:
    """Read how the page calls notes, outside of all its notes."""
    called = _Called()
    own = {
        id(tag)
        for note in unmarked
        for node in note.nodes
        if isinstance(node, Tag)
        for tag in (node, *view.tree.below(node))
    }
    markers = list(view.markers())
    called.notes = {id(marker.note) for marker in markers if marker.note is not None}
    called.labels = set(_labels_in_ranges(view, markers))
    for tag in view.tree.elements[1:]:
        if tag.name in ("a", "label") and id(tag) not in own and not view.in_note(tag):
            called.fragments.add(view.tree.fragment(tag))
        for name, value in tag.attrs.items():
            # what a program of the page may follow
            if name.startswith(("data-", "aria-", "popover")):
                called.fragments.update(part.removeprefix("#") for part in str(value).split()[:4])
    pieces: list[str] = []
    for tag in view.tree.below(view.tree.body):
        if tag.name in SILENT or id(tag) in own or view.in_note(tag):
            continue
        if tag.name == "sup" and view.tree.letters(tag) <= 20 and not _is_linked(view, tag):
            called.labels.update(_expand(text_of(tag)))
        pieces += [str(node) for node in tag.contents if isinstance(node, NavigableString)]
    called.text = fold_space(" ".join(pieces))
    for boxed in _BOXED.finditer(called.text):
        called.labels.update(_expand(boxed[1]))
    return called


def _is_linked(view: View, tag: Tag) -> bool:
    """Say whether a number is a link, which leads elsewhere then."""
    links = [*view.tree.named("a", within=tag), *ancestors(tag, 3)]
    return any(link.name == "a" and "href" in link.attrs for link in links)


def _anchors_in(tree: PageTree, note: FoundNote) -> set[str]:
    """Collect the anchors by which a link may name a note."""
    anchors = {note.anchor}
    for node in note.nodes:
        if isinstance(node, Tag):
            anchors.update(anchor_of(tag) for tag in (node, *tree.below(node)))
    return anchors - {""}


def _expand(label: str) -> Iterator[str]:
    """Yield each number of a label that stands for several, such as "1, 3–5"."""
    yield label.strip().casefold()
    for found in _RANGE.finditer(label):
        first, last = int(found[1]), int(found[2] or found[1])
        if first <= last <= first + _WIDEST_RANGE:
            yield from map(str, range(first, last + 1))


def _labels_in_ranges(view: View, markers: list[FoundMarker]) -> Iterator[str]:
    """Yield the labels between two markers that a dash joins, such as the 4 of "³–⁵"."""
    for marker in markers:
        if not marker.label.isdecimal():
            yield from _expand(marker.label)
    linked = sorted(
        view.found.markers.values(), key=lambda one: view.tree.extent(one.element).first
    )
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
    """Return the text between two elements, if it is short; else something that is no dash."""
    node: PageElement | None = one
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
    """Say whether a text names the first work of a note by its first author and year."""
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
