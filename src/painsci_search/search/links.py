"""Make the URL of a passage: the article's URL, the anchor, and a text fragment.

A browser highlights the first occurrence in a page of the words of a text fragment, wherever the
anchor is. A passage whose first words occur earlier in the page is therefore identified by more of
its words, or by the words before it.

Source: WICG, "URL Fragment Text Directives".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.late_patterns import late_pattern
from painsci_search.loading import Origin
from painsci_search.model import ArticleInfo
from painsci_search.native import compiled
from painsci_search.records import StoredRecord
from painsci_search.text_fragments import (
    MIN_WORDS,
    SEPARATORS,
    Disambiguation,
    PagePart,
    Span,
    end_of_text_start,
    span_at_marker,
)

# Pieces at the end of a passage whose last words may end a quote: each is searched in the passage.
_LAST_PIECES = 12
# Text in which only spaces, commas and hyphens must be escaped.
_PLAIN = late_pattern(r"[A-Za-z0-9 ._~,-]*")
_LETTER = late_pattern(r"\w")
# Files that no browser shows: there is no page in which it could find the words.
_NO_PAGES = frozenset({"epub", "docx", "odt", "fodt"})
# Files that browsers show as they were written, with the signs of markup between the words.
_AS_WRITTEN = frozenset({"md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"})
_NONE: Mapping[int, Disambiguation] = {}
# White space and punctuation between words, in every script.
_STOP = late_pattern(r"[\s,;:.!?\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f]+")


def article_url(url: str | None, origin: Origin, base_url: str | None) -> str:
    """Return the URL of an article without a fragment: its canonical URL, or that of its file.

    Args:
        url: the canonical URL of the article.
        origin: the file that it was read from.
        base_url: the URL at which the indexed folders are served, which may be relative to the page
            with the link, such as "../articles"; None for URLs of the files themselves.
    """
    return url.partition("#")[0] if url else file_url(origin, base_url)


def with_file(info: ArticleInfo, origin: Origin, base_url: str | None) -> ArticleInfo:
    """Return an article with the URL of its file, if it has a canonical URL besides."""
    return replace(info, file=file_url(origin, base_url)) if info.url else info


def file_url(origin: Origin, base_url: str | None) -> str:
    """Return the URL of the file of an article; "" for an article made by a program."""
    if base_url and origin.relative:
        # not urljoin: it drops a leading "../" of a relative URL
        return f"{base_url.rstrip('/')}/{quote(origin.relative, errors='surrogateescape')}"
    return Path(origin.path).as_uri() if origin.path else ""


class LinkedPart:
    """A section or note to which URLs lead, as it is stored.

    Args:
        record: of the section or note.
        url: the URL of the article.

    Attributes:
        heading: of a section; "" of a note.
        anchor: unique within the article.
        anchor_in_page: whether the page has the anchor.
        markers: offsets at which the page has more text, ascending.
        disambiguations: those of the sentences whose words occur earlier in the page, each as the
            values of a `Disambiguation`.
    """

    __slots__ = (
        "_record",
        "anchor",
        "anchor_in_page",
        "disambiguations",
        "heading",
        "markers",
        "url",
    )

    def __init__(self, record: StoredRecord, url: str) -> None:
        data = record.data
        self.url = url
        self.heading: str = data.get("heading", "")
        self.anchor: str = data["anchor"]
        self._record = record
        self.anchor_in_page: bool = data["anchor_in_page"]
        self.markers = _unquotable(data)
        self.disambiguations: Sequence[Sequence[int]] = data.get("disambiguations", ())

    @property
    def text(self) -> str:
        """The text of the section or note."""
        return self._record.text

    @property
    def sentences(self) -> list[int]:
        """Flat character offsets into the text: start and end of each sentence."""
        return self._record.sentences

    @property
    def shown(self) -> dict[int, str]:
        """By the offset of each note marker what `PagePart` has of it; nothing in a note."""
        data = self._record.data
        shown = {offset: "" for _, offset, _ in data.get("note_refs") or ()}
        return {**shown, **dict(data.get("joined") or ())}

    def url_of(self, start: int, end: int) -> str:
        """Return the URL of a passage, given by its offsets; "" where the article has none."""
        if not self.url:
            return ""
        record, known = self._record, self.disambiguations
        if not self._shows(start, end):
            directive = ""
        elif not isinstance(record, PackedRecord) or (
            known and any(values[0] == start for values in known)
        ):
            directive = self._directive(start, end)
        else:
            markers, make = self.markers, self._directive
            directive = make_directive(record.whole, markers, start, end, make)
        return self.url + _fragment(self._own(), directive)

    def own_url(self) -> str:
        """Return the URL of a section as a whole; "" where the article has none."""
        if not self.url:
            return ""
        if self._own():
            return f"{self.url}#{_quote_anchor(self.anchor)}"
        sentences = self.sentences
        if sentences:
            # a table of contents repeats the heading, but not the first sentence below it
            return self.url_of(0, sentences[1])
        if not self._shows(0, 0):
            return self.url
        heading = PagePart("", self.heading, [])
        window = 0, len(self.heading)
        return self.url + make_fragment(self._own(), heading, window, self.disambiguations)

    @property
    def unquoted(self) -> Sequence[Span]:
        """The spans of the text that a browser, if it opens the file, does not show as they are."""
        extension = self.url.rpartition(".")[2].lower()
        if extension in _NO_PAGES:
            return ((0, len(self.text)),)
        if extension not in _AS_WRITTEN:
            return ()
        marks = self._record.data.get("marks", ())
        # of the text of notes, marks are not known; a passage that recurs is quoted with others
        if self._record.kind == "note" or (marks and self.disambiguations):
            return ((0, len(self.text)),)
        return [(low, high) for _, low, high, _ in marks]

    def _shows(self, start: int, end: int) -> bool:
        """Return whether a browser that opens the file shows the words of a passage as they are."""
        return not any(low <= end and high >= start for low, high in self.unquoted)

    def _own(self) -> str | None:
        return self.anchor if self.anchor_in_page else None

    def _directive(self, start: int, end: int) -> str:
        part = PagePart(self.heading, self.text, self.sentences, self.markers, self.shown)
        return _directive(part, (start, end), _by_start(self.disambiguations))


def _unquotable(data: Mapping[str, Any]) -> list[int]:
    """Return the offsets of markers and breaks in a stored section, ascending; none in a note."""
    refs, breaks = data.get("note_refs"), data.get("breaks")
    if not refs and not breaks:
        return []
    return sorted([*[offset for _, offset, _ in refs or ()], *(breaks or ())])


@compiled
def make_directive(
    whole: bytes,  # noqa: ARG001
    markers: list[int],  # noqa: ARG001
    start: int,
    end: int,
    make: Callable[[int, int], str],
) -> str:
    """Return the text directive of a passage of a section or note, without "text=".

    Args:
        whole: the record, decompressed.
        markers: see `PagePart`.
        start, end: offsets of the passage. No disambiguation begins at the first.
        make: returns the directive, given the offsets; the compiled function calls it for what
            occurs seldom only.
    """
    return make(start, end)


def make_fragment(
    anchor: str | None,
    part: PagePart,
    window: tuple[int, int],
    disambiguations: Iterable[Sequence[int]] = (),
) -> str:
    """Make the fragment "#anchor:~:text=first words,last words" of a passage.

    Args:
        anchor: None where the page has no anchor for it.
        part: the section or note.
        window: start and end offsets of the passage in the part's text.
        disambiguations: those of the part's sentences whose words occur earlier in the page, each
            as the values of a `Disambiguation`.
    """
    return _fragment(anchor, _directive(part, window, _by_start(disambiguations)))


def _by_start(disambiguations: Iterable[Sequence[int]]) -> Mapping[int, Disambiguation]:
    if not disambiguations:
        return _NONE
    return {values[0]: Disambiguation(*values) for values in disambiguations}


def _fragment(anchor: str | None, directive: str) -> str:
    fragment = _quote_anchor(anchor) if anchor else ""
    if directive:
        return f"#{fragment}:~:text={directive}"
    return f"#{fragment}" if fragment else ""


@lru_cache(maxsize=4096)
def _quote_anchor(anchor: str) -> str:
    return quote(anchor, safe="!$&'()*+,;=:@/?-._~", errors="replace")


def _directive(
    part: PagePart, window: tuple[int, int], disambiguations: Mapping[int, Disambiguation]
) -> str:
    text = part.text
    start, end = _at_words(text, *window)
    disambiguation = disambiguations.get(start)
    while disambiguation is not None and not disambiguation.least_end:
        if disambiguation.prefix_start == start:
            # the anchor alone leads near the passage, a text fragment would lead elsewhere
            return ""
        start = disambiguation.prefix_start
        disambiguation = disambiguations.get(start)
    least_end = disambiguation.least_end if disambiguation else 0
    pieces = _quotable_pieces(part, start, max(end, least_end))
    if not pieces:
        return ""
    before = _words_before(part, start, pieces[0][0], disambiguation)
    prefix = f"{_encode(before)}-," if before else ""
    first, last = _edges(text, pieces, least_end)
    directive = prefix + _encode_terms(text, first, last)
    word = _marked_word_at_end(part, pieces[-1][1], end)
    longer = _with_word(text, pieces[-1], (first, last), word) if word else None
    if word is None or longer is None:
        return directive
    # Browsers mark what any of the directives matches: the second marks the last word, too, which
    # is whole to them if the page shows "help[1]", and a longer one if it shows "help1". The first
    # matches even if the style sheet hides markers.
    terms = prefix + _encode_terms(text, *longer)
    suffix = part.shown[word[1]]
    return f"{directive}&text={terms}" + (f",-{_encode(suffix)}" if suffix else "")


def _marked_word_at_end(part: PagePart, stop: int, end: int) -> Span | None:
    """Return the span of the last word of a passage if it was left out for the marker after it.

    Args:
        stop: the end of the last piece of the passage.
    """
    number = bisect_right(part.markers, end) - 1
    marker = part.markers[number] if number >= 0 else 0
    if marker not in part.shown:
        return None
    low, high = span_at_marker(part.text, marker)
    return (low, marker) if stop <= low < high == marker else None


def _with_word(
    text: str, piece: Span, edges: tuple[Span, Span | None], word: Span
) -> tuple[Span, Span | None] | None:
    """Return the edges of a quote that ends with one more word; None if no last words lead there.

    Args:
        piece: the last piece of the quote.
        edges: of the quote without the word.
    """
    low, high = word
    is_next = text[piece[1] : low] == " "
    (start, stop), last = edges
    if is_next and last is None and stop == piece[1]:
        return (start, high), None
    found = _last_words(text, max(piece[0] if is_next else low, stop), high, stop)
    return found and ((start, stop), found)


def _encode_terms(text: str, first: Span, last: Span | None) -> str:
    quoted = _encode(text[slice(*first)])
    return quoted if last is None else f"{quoted},{_encode(text[slice(*last)])}"


def _quotable_pieces(part: PagePart, start: int, end: int) -> list[Span]:
    """Return the spans of a passage that one term of a directive can quote."""
    text, markers = part.text, part.markers
    if (
        (not markers or bisect_left(markers, start) == bisect_right(markers, end))
        and text.find("\n", start, end) < 0
        and text.find(" | ", start, end) < 0
    ):
        # the whole passage: most have neither a marker nor the end of a block
        passage = text[start:end]
        quotable = passage.strip(SEPARATORS)
        if not (quotable[:1].isalnum() or _LETTER.search(quotable)):
            return []
        start += passage.index(quotable)
        return [(start, start + len(quotable))]
    return list(part.quotable_spans(start, end))


def _at_words(text: str, start: int, end: int) -> Span:
    """Move the ends of a passage to word boundaries, as far as the script shows them."""
    if 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        stop = _STOP.search(text, start, end)
        start = stop.end() if stop else start
    if start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        stops = [stop.start() for stop in _STOP.finditer(text, start, end)]
        end = stops[-1] if stops else end
    return start, end


def _words_before(
    part: PagePart, start: int, quoted: int, disambiguation: Disambiguation | None
) -> str:
    """Return the words before a quote that the fragment needs, as its own words occur earlier.

    Args:
        start: the offset of the passage.
        quoted: the offset of the quote, which may be after a marker.
    """
    text = part.text
    if disambiguation is not None:
        prefix_start = disambiguation.prefix_start
        if prefix_start == disambiguation.start:
            return ""
        words = part.heading if prefix_start < 0 else text[prefix_start:quoted]
        return words.strip(SEPARATORS)
    index = bisect_left(part.sentences, start)
    if start == 0 or (index % 2 == 0 and part.sentences[index : index + 1] == [start]):
        return ""
    # the passage begins inside a sentence: only starts of sentences are disambiguated
    found = text[part.start_of_run(start) : start].rsplit(None, MIN_WORDS)
    return " ".join(found[-MIN_WORDS:])


def _edges(text: str, pieces: list[Span], until: int) -> tuple[Span, Span | None]:
    """Choose the first and last words of a quote; None for the last if the first are the whole."""
    start, stop = pieces[0]
    edge = min(max(end_of_text_start(text, start, stop), until), stop)
    if len(pieces) == 1 and len(text[edge:stop].split(None, MIN_WORDS)) <= MIN_WORDS:
        return (start, stop), None
    for low, high in reversed(pieces[-_LAST_PIECES:]):
        last = _last_words(text, max(low, edge), high, edge)
        if last is not None:
            return (start, edge), last
    return (start, stop), None


def _last_words(text: str, low: int, high: int, since: int) -> Span | None:
    """Find last words of a piece that do not occur between the first words and themselves."""
    for count in (MIN_WORDS, 2 * MIN_WORDS, 4 * MIN_WORDS):
        start = _back(text, low, high, count)
        if start < high and not _occurs_in(text[start:high], text[since:start]):
            return start, high
    return None


def _back(text: str, low: int, high: int, count: int) -> int:
    """Return the offset `count` words before `high`, at least `low`.

    A number and its unit count as one word: a no-break space in the page is a plain space here.
    """
    before, *words = text[low:high].rsplit(" ", count)
    if len(words) < count:
        return low + text[low : low + 1].isspace()
    start = low + len(before) + 1
    while text[start - 2].isdigit():
        start = text.rfind(" ", low, start - 1) + 1
        if not start:
            return low + text[low : low + 1].isspace()
    return start


def _occurs_in(words: str, text: str) -> bool:
    """Return whether words occur in a text as a browser searches: whole words, any case."""
    words, text = words.lower(), text.lower()
    if words not in text:
        return False
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _encode(text: str) -> str:
    """Percent-encode for a text directive, in which "-" and "," are syntax as well."""
    if _PLAIN.fullmatch(text):
        return text.replace(" ", "%20").replace(",", "%2C").replace("-", "%2D")
    return quote(text, safe="", errors="replace").replace("-", "%2D")
