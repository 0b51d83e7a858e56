"""Make the URL of a passage: the article's URL, the anchor, and a text fragment.

A browser highlights the first occurrence in a page of the words of a text fragment, wherever the
anchor is. A passage whose first words occur earlier in the page is therefore identified by more of
its words, or by the words before it.

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

# Text in which only spaces must be escaped.
_PLAIN = re.compile(r"[A-Za-z0-9 ._~]*")
# White space and punctuation between words, in every script.
_STOP = re.compile(r"[\s,;:.!?\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f]+")


def article_url(info: ArticleInfo, origin: Origin, base_url: str | None) -> str:
    """Return the URL of an article without a fragment: its canonical URL, or that of its file.

    Args:
        info: the article.
        origin: the file that it was read from.
        base_url: the URL at which the indexed folders are served, which may be relative to the page
            with the link, such as "../articles"; None for URLs of the files themselves.
    """
    if info.url:
        return info.url.partition("#")[0]
    if base_url and origin.relative:
        # not urljoin: it drops a leading "../" of a relative URL
        return f"{base_url.rstrip('/')}/{quote(origin.relative, errors='surrogateescape')}"
    return Path(origin.path).as_uri() if origin.path else ""


def section_url(section: Section, record: StoredRecord, url: str, span: Span | None) -> str:
    """Return the URL of a passage of a section.

    Args:
        record: the stored record of the section.
        url: the URL of the article.
        span: start and end of the passage in the section's text; None for the section as a whole.
    """
    anchor = section.anchor if section.anchor_in_page else None
    if span is None:
        if anchor:
            return url + make_fragment(anchor, PagePart("", "", []), (0, 0))
        # a table of contents repeats the heading, but not the first sentence below it
        span = (0, record.sentences[1]) if record.sentences else None
    part = PagePart(section.heading, section.text, record.sentences, section.unquotable())
    if span is None:
        part, span = PagePart("", section.heading, []), (0, len(section.heading))
    return url + make_fragment(anchor, part, span, record.data.get("disambiguations", ()))


def note_url(note: Note, record: StoredRecord, url: str, span: Span) -> str:
    """Return the URL of a passage of a note; the arguments are those of `section_url`."""
    anchor = note.anchor if note.anchor_in_page else None
    part = PagePart("", note.text, record.sentences)
    return url + make_fragment(anchor, part, span, record.data.get("disambiguations", ()))


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
            # the anchor alone leads near the passage, a text fragment would lead elsewhere
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
    start = high + 1
    while count > 0 or text[start - 2].isdigit():
        count -= 1
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
        return text.replace(" ", "%20")
    return quote(text, safe="", errors="replace").replace("-", "%2D")
