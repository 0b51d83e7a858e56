"""Which sentences of an article need more than their first words in a text fragment.

An article goes in; for each section and note, its sentences come out, and how to disambiguate those
that recur. A browser highlights the first match of a text directive in the page. So a sentence
whose first words occur earlier needs a longer textStart, or a prefix, to be the first match.
`search/links.py` makes the links.

Source: WICG, "URL Fragment Text Directives", whose terms are used here: a directive is
`text=[prefix-,]textStart[,textEnd]`; section "Finding ranges in a document" has the search.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice

import numpy as np
import numpy.typing as npt

from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Article
from painsci_search.native import compiled
from painsci_search.sentences import sentences

# The least length of textStart and textEnd. With less, more sentences recur and need a longer
# directive. `_may_recur` looks for windows of so many letters, as two integers of 8 bytes.
MIN_WORDS, MIN_LETTERS = 5, 16
# The end of a paragraph, or of a table cell: no term of a directive crosses it, since browsers
# search within a block.
_BREAK = re.compile(r"\n+| \| ")
SEPARATORS = " |\n"
# Words of textStart, and of a prefix, to try before the whole sentence or the whole block.
_LONGER = (8, 12, 20, 40)
_PREFIX_WORDS = (3, 6, 12, 24)
# Characters of textStart to try at most: a link should stay short enough to be copied. A word that
# touches a marker is searched no farther either, so that a page of one word costs no more.
_LONGEST = 400
# Characters before a quote that may be its prefix: enough for most paragraphs, and few enough that
# thousands of sentences in one paragraph do not each look at all that is above them.
_LONGEST_PREFIX = 2_000
# Characters in which the nearest end of a block is searched first: most table cells are shorter.
_NEAR = 100
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"\w")
# The first character of scripts that are written without spaces: there, a marker's number after a
# word is not taken for a part of the word.
_UNSPACED = "\u2e80"
# Characters that may be scanned for an article, and for each of its characters: a bound of the cost
# of thousands of equal sentences. Sentences that are left then count as unique, so that their links
# may highlight an earlier match.
_SCAN_LIMIT, _SCAN_LIMIT_PER_CHARACTER = 10_000_000, 20
# Factor of the hash: odd, with well mixed bits. 2**64 divided by the golden ratio, as in Knuth,
# TAOCP 3, section 6.4.
_FACTOR = 0x9E3779B97F4A7C15
# Windows that are hashed at a time: so few that their hashes stay in the processor's cache.
_WINDOWS = 1 << 15
# Beginnings of hashes for each sentence: of the other windows one in so many is taken for its own.
_SPARSE = 16


Span = tuple[int, int]
Letters = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]
Offsets = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class PagePart(NamedTuple):
    """A section or note, in the order of the page.

    Attributes:
        heading: the heading right above the text; "" if unknown.
        sentences: flat offsets into `text`: start and end of each sentence.
        markers: the offsets in `text` of note markers, ascending. A page has more text there, such
            as a number, which is not in `text`.
        shown: by the offset of each note marker, what the page shows of it as one word with the
            word before it: "1" of "help1", "" of "help[1]".
    """

    heading: str
    text: str
    sentences: list[int]
    markers: Sequence[int] = ()
    shown: Mapping[int, str] = {}

    def quotable_spans(self, start: int, end: int) -> Iterator[Span]:
        """Yield the spans of a passage that one term of a directive can quote.

        They end at markers and at the ends of blocks. A word that touches a marker is left out,
        since with a number after it the browser sees another word.
        """
        text = self.text
        low, high = bisect_left(self.markers, start), bisect_right(self.markers, end)
        cuts = [span_at_marker(text, marker) for marker in self.markers[low:high]]
        if text.find("\n", start, end) >= 0 or text.find(" | ", start, end) >= 0:
            cuts += [match.span() for match in _BREAK.finditer(text, start, end)]
        cuts.sort()
        for low, high in (*cuts, (end, end)):
            quotable = text[start : min(low, end)].strip(SEPARATORS)
            if _LETTER.search(quotable):
                begin = text.index(quotable, start)
                yield begin, begin + len(quotable)
            start = max(start, high)

    def start_of_run(self, end: int) -> int:
        """Return where the text before `end` starts that has no marker or end of a block in it.

        It is at most `_LONGEST_PREFIX` characters before `end`.
        """
        number = bisect_right(self.markers, end)
        marker = self.markers[number - 1] if number else 0
        for length in (_NEAR, _LONGEST_PREFIX):
            start = max(marker, end - length)
            breaks = [match.end() for match in _BREAK.finditer(self.text, start, end)]
            if breaks:
                return breaks[-1]
        # the text may be cut inside a word
        word = _WORD.match(self.text, start, end) if start > marker else None
        return word.end() if word else start

    def end_of_run(self, start: int) -> int:
        """Return where the first quotable span from `start` ends, as far as a textStart may reach.

        The words at the end are complete, or beyond the longest textStart.
        """
        for length in (_NEAR, 2 * _LONGEST):
            limit = min(len(self.text), start + length)
            first, second = islice(chain(self.quotable_spans(start, limit), [None, None]), 2)
            if second:
                break
        return first[1] if first else start


class Disambiguation(NamedTuple):
    """What makes a text directive match a sentence, and not earlier text with the same first words.

    Attributes:
        start: offset of the sentence.
        prefix_start: offset of the words that must be the prefix; `start` if no prefix is needed,
            -1 if the prefix is the heading.
        least_end: the least end of textStart, which may be beyond the sentence. 0 if no textStart
            helps: then a quote must start with the sentence at `prefix_start` instead, or, if that
            is `start`, there is no directive that matches.
    """

    start: int
    prefix_start: int
    least_end: int


def end_of_text_start(text: str, start: int, limit: int) -> int:
    """Return the end of the shortest textStart from `start`; a number and its unit stay together.

    >>> end_of_text_start("It is as if it were so.", 0, 23)
    19
    """
    end = start
    for _ in range(MIN_WORDS):
        end = text.find(" ", end + 1, limit)
        if end < 0:
            return limit
    while end - start < MIN_LETTERS or text[end - 1].isdigit():
        end = text.find(" ", end + 1, limit)
        if end < 0:
            return limit
    return end


def disambiguate_article(
    article: Article, surroundings: str = "", language: str = ""
) -> list[tuple[list[int], list[Disambiguation]]]:
    """Split an article into sentences and disambiguate those that recur.

    All headings count as text above the article, since many pages start with a table of contents.

    Args:
        surroundings: the text that the page shows above and beside the article.
        language: the code of the article's language, see `text.sentences`.

    Returns:
        For each section, then for each note: flat offsets of its sentences, and disambiguations.
    """
    headings = [section.heading for section in article.sections]
    above = [surroundings, article.title, article.subtitle or "", *article.authors, *headings]
    parts = [
        PagePart(
            "" if section.heading == article.title else section.heading,
            section.text,
            _flat(sentences(section.text, (), language)),
            section.unquotable(),
        )
        for section in article.sections
    ]
    for note in article.notes:
        units = sentences(note.text, [work.raw for work in note.references], language)
        parts.append(PagePart("", note.text, _flat(units)))
    return [
        (part.sentences, disambiguations)
        for part, disambiguations in zip(parts, disambiguate(above, parts), strict=True)
    ]


def _flat(units: list[tuple[int, int]]) -> list[int]:
    return [offset for unit in units for offset in unit]


def disambiguate(above: Iterable[str], parts: Sequence[PagePart]) -> list[list[Disambiguation]]:
    """Find the sentences of each part whose first words occur earlier in the page.

    Args:
        above: the texts above the parts, such as the title and the table of contents.
        parts: all sections and notes.

    >>> text = "It was so in Rome. It was so in Rome. It was so in Ravenna."
    >>> part = PagePart("Trials", text, [0, 18, 19, 37, 38, 59])
    >>> disambiguate(["On trials"], [part])
    [[Disambiguation(start=19, prefix_start=7, least_end=37)]]
    """
    page = _Page(above, parts)
    found: list[list[Disambiguation]] = [[] for _ in parts]
    for number, unit in page.candidates():
        disambiguation = page.disambiguate(number, unit)
        if disambiguation is not None:
            found[number].append(disambiguation)
    return found


class _Page:
    """The text of an article as a browser searches it: from the top, ignoring case."""

    def __init__(self, above: Iterable[str], parts: Sequence[PagePart]) -> None:
        self._parts = parts
        texts = ["\n".join(above)]
        self._bases: list[int] = []
        length = len(texts[0])
        for part in parts:
            self._bases.append(length + len(part.heading) + 2)
            texts += (part.heading, part.text)
            length += len(part.heading) + len(part.text) + 2
        # U+0130 is the one letter whose lower case has two characters, which would shift offsets.
        self._text = "\n".join(texts).replace("\u0130", "i").lower()
        self._scans_left = _SCAN_LIMIT + _SCAN_LIMIT_PER_CHARACTER * len(self._text)

    def candidates(self) -> list[tuple[int, int]]:
        """Return the sentences whose first words may occur earlier: number of part, of sentence."""
        pairs = zip(self._parts, self._bases, strict=True)
        parts = [(base, part.sentences, part.markers) for part, base in pairs]
        return uncertain_sentences(_lowest_bytes(self._text), parts)

    def disambiguate(self, number: int, unit: int) -> Disambiguation | None:
        """Disambiguate a sentence; None if its first words do not occur earlier.

        These are tried in order: a longer textStart within the sentence; a prefix; a textStart that
        extends beyond the sentence.
        """
        part, base = self._parts[number], self._bases[number]
        start, high = part.sentences[2 * unit], part.sentences[2 * unit + 1]
        span = next(part.quotable_spans(start, high), None)
        if span is None:
            return None
        low, limit = span
        first = end_of_text_start(part.text, low, limit)
        if not self._occurs_earlier(base + low, base + first):
            return None
        longer = [end for end in _word_ends(part.text, low, limit) if end > first]
        for end in longer:
            if not self._occurs_earlier(base + low, base + end):
                return Disambiguation(start, start, end)
        for prefix_start in _prefix_starts(part, low):
            for end in dict.fromkeys((first, limit)):
                if not self._occurs_earlier(base + prefix_start, base + end):
                    return Disambiguation(start, max(prefix_start, -1), end)
        for end in _word_ends(part.text, low, part.end_of_run(low)):
            if end > limit and not self._occurs_earlier(base + low, base + end):
                return Disambiguation(start, start, end)
        return Disambiguation(start, part.sentences[2 * unit - 2] if unit else start, 0)

    def _occurs_earlier(self, start: int, end: int) -> bool:
        """Return whether a span of the page has an earlier match; False beyond the scan limit."""
        if self._scans_left < 0:
            return False
        offset = self._text.find(self._text[start:end], 0, end - 1)
        self._scans_left -= start if offset < 0 else offset
        return offset >= 0


@compiled
def uncertain_sentences(
    letters: Letters, parts: list[tuple[int, list[int], Sequence[int]]]
) -> list[tuple[int, int]]:
    """Return the sentences whose first words may occur earlier: number of part and of sentence.

    Each window of MIN_LETTERS letters is hashed; a sentence that starts with a window whose hash
    occurs only once is unique.

    Args:
        letters: of the page.
        parts: for each part the offset of its text in the page, and in its text the flat offsets of
            its sentences, and those of its markers, ascending.
    """
    counts = [len(sentences) for _, sentences, _ in parts]
    ends_of_parts = list(accumulate(count // 2 for count in counts))
    flat = np.fromiter(chain.from_iterable(sentences for _, sentences, _ in parts), np.int64)
    flat += np.repeat(np.array([base for base, _, _ in parts], np.int64), counts)
    markers = np.array([base + marker for base, _, own in parts for marker in own], np.int64)
    starts, ends = flat[::2], flat[1::2]
    is_short = _is_short(letters, starts, ends, markers)
    found = []
    for index in np.flatnonzero(is_short | _may_recur(letters, starts)).tolist():
        number = bisect_right(ends_of_parts, index)
        found.append((number, index - (ends_of_parts[number - 1] if number else 0)))
    return found


def _is_short(letters: Letters, starts: Offsets, ends: Offsets, markers: Offsets) -> Flags:
    """Return for each sentence whether fewer letters than a window precede its first break."""
    breaks = np.flatnonzero((letters == ord("\n")) | (letters == ord("|")))
    edges = np.sort(np.concatenate([markers, breaks, [len(letters)]]))
    room = np.minimum(ends, edges[np.searchsorted(edges, starts, "right")]) - starts
    return np.asarray(room < MIN_LETTERS)


def _may_recur(letters: Letters, starts: Offsets) -> Flags:
    """Return for each start whether the window of letters there may occur elsewhere, too.

    The hash of a window is that of its halves, of 8 letters each. Equal hashes of different windows
    only cost time.
    """
    if len(letters) < 2 * MIN_LETTERS:
        return np.ones(len(starts), np.bool_)
    # All runs of 8 letters, without a copy.
    runs = np.ndarray((len(letters) - 7,), np.uint64, letters, strides=(1,))
    last = len(letters) - MIN_LETTERS
    own = _hash(runs[np.minimum(starts, last)], runs[np.minimum(starts, last) + 8])
    # The highest bits of a hash exclude most other windows before any are sorted.
    bits = max(16, (_SPARSE * len(starts)).bit_length())
    shift = np.uint64(64 - bits)
    is_own = np.zeros(1 << bits, np.bool_)
    is_own[own >> shift] = True
    likely = []
    for low in range(0, last + 1, _WINDOWS):
        high = min(low + _WINDOWS, last + 1)
        hashes = _hash(runs[low:high], runs[low + 8 : high + 8])
        likely.append(hashes[is_own[hashes >> shift]])
    found = np.sort(np.concatenate(likely))
    return np.isin(own, found[1:][found[1:] == found[:-1]])


def _hash(first: Hashes, second: Hashes) -> Hashes:
    return first * np.uint64(_FACTOR) + second * np.uint64(_FACTOR**2 % (1 << 64))


def _lowest_bytes(text: str) -> Letters:
    """Return the lowest byte of each character: equal texts have equal bytes."""
    try:
        return np.frombuffer(text.encode("latin-1"), np.uint8)
    except UnicodeEncodeError:
        lowest = np.empty(len(text), np.uint8)
    for low in range(0, len(text), _WINDOWS):
        part = text[low : low + _WINDOWS].encode("utf-32-le", "surrogatepass")
        lowest[low : low + _WINDOWS] = np.frombuffer(part, np.uint8)[::4]
    return lowest


def span_at_marker(text: str, marker: int) -> Span:
    """Return the span of the words that touch a marker; empty if none does."""
    low = high = marker
    if text[low - 1 : low].isalnum() and text[low - 1] < _UNSPACED:
        first = max(0, low - _LONGEST)
        space = max(text.rfind(" ", first, low), text.rfind("\n", first, low))
        low = first if space < 0 else space + 1
    if text[high : high + 1].isalnum() and text[high] < _UNSPACED:
        word = _WORD.match(text, high, high + _LONGEST)
        high = word.end() if word else high
    return low, high


def _word_ends(text: str, start: int, limit: int) -> list[int]:
    """Return the ends of ever longer textStarts from `start`, up to `limit` or `_LONGEST`."""
    ends = [word.end() for word in _WORD.finditer(text, start, min(limit, start + _LONGEST))]
    return list(
        dict.fromkeys([*(ends[count - 1] for count in _LONGER if count < len(ends)), *ends[-1:]])
    )


def _prefix_starts(part: PagePart, start: int) -> Iterator[int]:
    """Yield the starts of ever longer prefixes of a quote from `start`.

    A prefix may be in the block before, but no marker may be between. A heading is taken whole, and
    starts before the text does: at -1 - its length. A title is not taken as a prefix, since a page
    often has more text below it.
    """
    end = start
    while end > 0 and part.text[end - 1] in SEPARATORS:
        end -= 1
    if end == 0:
        if part.heading and (not part.markers or part.markers[0] > start):
            yield -1 - len(part.heading)
        return
    low = part.start_of_run(start)
    if low >= end:
        number = bisect_left(part.markers, end)
        is_marked = number < len(part.markers) and part.markers[number] <= start
        low = start if is_marked else part.start_of_run(end)
    run = part.text[low:end].lstrip()
    words = run.rsplit(None, _PREFIX_WORDS[-1])
    last, first = len(run), end - len(run)
    for count, word in enumerate(reversed(words[1:]), start=1):
        last = run.rfind(word, 0, last)
        if count in _PREFIX_WORDS:
            yield first + last
    if words:
        yield first
