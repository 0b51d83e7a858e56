"""Running text with its marks, the markers of its notes and the passage that a link leads to."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from markupsafe import Markup

from painsci_search.model import Article, Mark, NoteRef
from painsci_search.model.markers import words_of_marker
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.marks import marked
from painsci_search.web.pages.markup import Span, element, join
from painsci_search.web.pages.urls import PASSAGE_ID, SearchState

_SIGN = "*"
_MISSING = "This note is missing."


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """Passage of an article that a link leads to.

    Attributes:
        anchor: anchor of a section or note; "" for none.
        passage: words to highlight, searched at `anchor` first; "" for the whole section or note.
        state: the search that the reader comes from.
    """

    anchor: str = ""
    passage: str = ""
    state: SearchState = field(default_factory=SearchState)


@dataclass(slots=True)
class Rendering:
    """State of rendering an article.

    Attributes:
        article: the article.
        location: the passage to highlight.
        site: names and URLs.
        anchor: anchor of the section or note that is highlighted; None for none.
        span: the passage in its text; None for the section or note as a whole.
        markers: number of note markers rendered so far.
        marker_ids: ids of the markers of each note, by its anchor.
        is_highlighted: whether the id of the passage was given out.
    """

    article: Article
    location: ReadingPosition
    site: Site
    anchor: str | None = None
    span: Span | None = None
    markers: int = 0
    marker_ids: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    is_highlighted: bool = False


class RunningText:
    """The text of a section or note, whose spans are rendered one after the other."""

    def __init__(
        self,
        words: str,
        span: Span | None,
        refs: Sequence[NoteRef],
        marks: Sequence[Mark],
        rendering: Rendering,
    ) -> None:
        self._words = words
        self._span = span
        self._refs = deque(refs)
        self._marks = deque(marks)
        self._rendering = rendering

    def render(self, part: Span) -> Markup:
        """Render a span with the markers of its notes, its marks, and the passage highlighted."""
        start, end = part
        low, high = self._span or (end, end)
        low, high = max(low, start), min(high, end)
        markers, linked = self._markers_until(start, end)
        marks = self._marks_until(end)
        cuts = {start, end, *(offset for offset, _ in markers)}
        cuts |= {cut for (at, until), _ in linked for cut in (at, until)}
        cuts |= {cut for cut in (low, high) if start <= cut <= end}
        cuts |= {cut for mark in marks for cut in (mark.start, mark.end) if start <= cut <= end}
        ordered = sorted(cuts)
        due, ahead = deque(markers), deque(linked)
        parts: list[Markup] = []
        inside: list[Markup] = []
        for at, until in zip(ordered, [*ordered[1:], end], strict=True):
            while due and due[0][0] == at:
                parts.append(self._marker(due.popleft()[1]))
            if until == at:
                continue
            is_linked = bool(ahead) and ahead[0][0][0] <= at
            # there are no links in a link
            shown = [each for each in marks if each.kind != "link"] if is_linked else marks
            words = marked(self._words, (at, until), shown, self._rendering.article.url)
            words = highlight(self._rendering, words) if low <= at < high else words
            (inside if is_linked else parts).append(words)
            if is_linked and until == ahead[0][0][1]:
                parts.append(_linked_words(ahead.popleft()[1], join(inside), self._rendering))
                inside = []
        return join(parts)

    def _markers_until(
        self, start: int, end: int
    ) -> tuple[list[tuple[int, NoteRef]], list[tuple[Span, NoteRef]]]:
        """Return the markers up to an offset that were not rendered yet.

        First those to be raised, each with its offset; then those whose words in the text are to
        be links, each with the span of its words.
        """
        raised: list[tuple[int, NoteRef]] = []
        linked: list[tuple[Span, NoteRef]] = []
        done = start
        while self._refs and self._refs[0].offset <= end:
            ref = self._refs.popleft()
            words = words_of_marker(ref, self._words)
            if words and done <= words[0] and words[1] <= end:
                linked.append((words, ref))
                done = words[1]
            else:
                done = min(max(ref.offset, done), end)
                raised.append((done, ref))
        return raised, linked

    def _marker(self, ref: NoteRef) -> Markup:
        """Render a raised marker; its label is a sign if the text has its words already."""
        label = ref.label or _SIGN
        shown = _SIGN if words_of_marker(ref, self._words) else label
        if not ref.anchor:
            return element("sup", {"title": _MISSING}, shown)
        dash = "–" if ref.starts_range else ""
        attributes = {**_way_to(ref, self._rendering), "aria-label": f"Note {label}"}
        return element("sup", {"class": "marker"}, element("a", attributes, shown), dash)

    def _marks_until(self, end: int) -> list[Mark]:
        """Return the marks that start before an offset and were not rendered yet."""
        found: list[Mark] = []
        while self._marks and self._marks[0].start < end:
            found.append(self._marks.popleft())
        return found


def highlight(rendering: Rendering, words: Markup) -> Markup:
    """Highlight words; the first ones have the id that links lead to."""
    first = not rendering.is_highlighted
    rendering.is_highlighted = True
    return element("mark", {"id": PASSAGE_ID if first else None, "class": "passage"}, words)


def _linked_words(ref: NoteRef, words: Markup, rendering: Rendering) -> Markup:
    """Link the words of a marker to its note."""
    if not ref.anchor:
        return element("span", {"title": _MISSING}, words)
    return element("a", {**_way_to(ref, rendering), "class": "cited"}, words)


def _way_to(ref: NoteRef, rendering: Rendering) -> dict[str, str | int | bool | None]:
    """Return the attributes of a link to a note, which the note leads back to."""
    rendering.markers += 1
    name = f"~ref-{rendering.markers}"
    for anchor in ref.anchors:
        rendering.marker_ids[anchor].append(name)
    return {"id": name, "href": "#" + quote(ref.anchor, errors="replace")}
