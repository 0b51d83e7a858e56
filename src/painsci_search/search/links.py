"""Links that land on the passage itself: address, anchor, and a text fragment.

A browser marks the first place in a page with the words of a text fragment, wherever the anchor is.
So a passage whose first words stand further up, too, is told by more of them or by those before it.

Source: WICG, "URL Fragment Text Directives".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from painsci_search.documents import Origin
from painsci_search.model import ArticleInfo, Note, Section
from painsci_search.records import StoredRecord
from painsci_search.text_fragments import (
    MIN_WORDS,
    SEPARATORS,
    Disambiguation,
    PagePart,
    Span,
    end_of_text_start,
)

# Nothing of it needs an escape but its spaces.
_PLAIN = re.compile(r"[A-Za-z0-9 ._~]*")
# What ends a stretch of words in every script.
_STOP = re.compile(r"[\s,;:.!?\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f]+")


def article_address(info: ArticleInfo, place: Origin, base_url: str | None) -> str:
    """The address of an article, without a fragment: its own, or that of its file.

    Args:
        info: the article.
        place: the file that it came from.
        base_url: where the indexed folders are served, which may be as seen from the page that the
            link will stand in, such as "../articles"; None for the files themselves.
    """
    if info.url:
        return info.url.partition("#")[0]
    if base_url and place.relative:
        # joined as texts: urljoin drops what leads up at the start of a relative one
        return f"{base_url.rstrip('/')}/{quote(place.relative, errors='surrogateescape')}"
    return Path(place.path).as_uri() if place.path else ""


def link_section(section: Section, record: StoredRecord, address: str, span: Span | None) -> str:
    """Make the link to a passage of a section.

    Args:
        record: the section's.
        address: of the article.
        span: start and end of the passage in the section's text; None for the section as a whole.
    """
    anchor = section.anchor if section.anchor_in_page else None
    if span is None:
        if anchor:
            return address + make_fragment(anchor, PagePart("", "", []), (0, 0))
        # a list of contents above has the heading, too, but not the first sentence below it
        span = (0, record.sentences[1]) if record.sentences else None
    markers = [ref.offset for ref in section.note_refs]
    part = PagePart(section.heading, section.text, record.sentences, markers)
    if span is None:
        part, span = PagePart("", section.heading, []), (0, len(section.heading))
    return address + make_fragment(anchor, part, span, record.data.get("disambiguations", ()))


def link_note(note: Note, record: StoredRecord, address: str, span: Span) -> str:
    """Make the link to a passage of a note, as ``link_section`` does for one of a section."""
    anchor = note.anchor if note.anchor_in_page else None
    part = PagePart("", note.text, record.sentences)
    return address + make_fragment(anchor, part, span, record.data.get("disambiguations", ()))


def make_fragment(
    anchor: str | None,
    part: PagePart,
    window: tuple[int, int],
    disambiguations: Iterable[Sequence[int]] = (),
) -> str:
    """Make "#anchor:~:text=first words,last words" for a passage.

    Args:
        anchor: None where the page has none.
        part: the section or note.
        window: start and end offsets of the passage in its text.
        disambiguations: those of the part's sentences, each as the values of a `Disambiguation`.
    """
    by_start = {values[0]: Disambiguation(*values) for values in disambiguations}
    directive = _directive(part, window, by_start)
    fragment = _quote_anchor(anchor) if anchor else ""
    if directive:
        fragment += f":~:text={directive}"
    return f"#{fragment}" if fragment else ""


@lru_cache(maxsize=4096)
def _quote_anchor(anchor: str) -> str:
    return quote(anchor, safe="!$&'()*+,;=:@/?-._~", errors="replace")


def _directive(
    part: PagePart, window: tuple[int, int], disambiguations: Mapping[int, Disambiguation]
) -> str:
    start, end = _at_words(part.text, *window)
    disambiguation = disambiguations.get(start)
    while disambiguation is not None and not disambiguation.least_end:
        if disambiguation.prefix_start == start:
            # the anchor alone leads near it, the words would lead away from it
            return ""
        start = disambiguation.prefix_start
        disambiguation = disambiguations.get(start)
    least_end = disambiguation.least_end if disambiguation else 0
    pieces = part.quotable_spans(start, max(end, least_end))
    if not pieces:
        return ""
    before = _words_before(part, start, pieces[0][0], disambiguation)
    first, last = _edges(part.text, pieces, least_end)
    quoted = _encode(part.text[slice(*first)])
    if last is not None:
        quoted += "," + _encode(part.text[slice(*last)])
    return f"{_encode(before)}-,{quoted}" if before else quoted


def _at_words(text: str, start: int, end: int) -> Span:
    """Move the ends of a passage to where words end, which is unclear in scripts without spaces."""
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
    """Give the words that must stand before a quote, where its own may stand further up.

    Args:
        start: of the passage.
        quoted: where the quote begins, which may be behind a marker.
    """
    text = part.text
    if disambiguation is not None:
        prefix_start = disambiguation.prefix_start
        if prefix_start == disambiguation.start:
            return ""
        words = part.heading if prefix_start < 0 else text[prefix_start:quoted]
        return words.strip(SEPARATORS)
    unit = bisect_left(part.sentences, start)
    if start == 0 or (unit % 2 == 0 and part.sentences[unit : unit + 1] == [start]):
        return ""
    # the passage starts inside a sentence: only starts of sentences are disambiguated
    found = text[part.start_of_run(start) : start].rsplit(None, MIN_WORDS)
    return " ".join(found[-MIN_WORDS:])


def _edges(text: str, pieces: list[Span], until: int) -> tuple[Span, Span | None]:
    """Choose the first and the last words of a quote; None for the last if the first are all."""
    start, stop = pieces[0]
    end = pieces[-1][1]
    edge = min(max(end_of_text_start(text, start, stop), until), stop)
    if len(pieces) == 1 and len(text[edge:end].split(None, MIN_WORDS)) <= MIN_WORDS:
        return (start, end), None
    for low, high in reversed(pieces):
        last = _last_words(text, max(low, edge), high, edge)
        if last is not None:
            return (start, edge), last
    return (start, stop), None


def _last_words(text: str, low: int, high: int, since: int) -> Span | None:
    """Find the last words of a piece that do not stand between the first words and them."""
    for count in (MIN_WORDS, 2 * MIN_WORDS, 4 * MIN_WORDS):
        start = _back(text, low, high, count)
        if start < high and not _stands_in(text[start:high], text[since:start]):
            return start, high
    return None


def _back(text: str, low: int, high: int, count: int) -> int:
    """Go back by some words, but not beyond low; not between a number and its unit, either.

    A no-break space between them, which is a mere space here, makes one word of the two.
    """
    start = high + 1
    while count > 0 or text[start - 2].isdigit():
        count -= 1
        start = text.rfind(" ", low, start - 1) + 1
        if not start:
            return low + text[low : low + 1].isspace()
    return start


def _stands_in(words: str, text: str) -> bool:
    """Say whether words stand in a text as a browser looks for them: whole, in any case."""
    words, text = words.lower(), text.lower()
    if words not in text:
        return False
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _encode(text: str) -> str:
    """Percent-encode for a text directive, where "-" and "," are syntax, too."""
    if _PLAIN.fullmatch(text):
        return text.replace(" ", "%20")
    return quote(text, safe="", errors="replace").replace("-", "%2D")
