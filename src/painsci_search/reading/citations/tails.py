"""A text and the end of a citation in; the end of its tail out: identifiers and names of links."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from painsci_search.identifiers import DOI_PREFIX, Mention
from painsci_search.reading.citations.link_labels import LINK_NAME

_TAIL = re.compile(
    r"[\s.,;|·•❐↗⎋)\]]+"
    r"|[(\[<](?=\s?(?:doi\b|PMC|PubMed\s?:|PMID|https?:|" + DOI_PREFIX + r"|arXiv))|>(?=[\s.,;]|\Z)"
    r"|discussion\s\w{1,9}(?:[-–]\w{1,9})?(?=[.;,]|\s?\Z)|PMC\sfree\sarticle:"
    r"|\[?Epub\s(?:ahead\sof\sprint|\d{4})[^.\]\n]{0,40}\]?"
    r"|\[[^\[\]\n]{1,60}\]"
    r"|(?:PubMed\s(?:Central\s)?(?:Abstract|Full\sText)|Publisher\sFull\sText|CrossRef\sFull\sText|"
    r"(?:View\sat\s)?Google\sScholar|View\sat\s(?:Publisher|Scopus)|Reference\sSource|"
    r"(?:Free\s)?Full\sText|Return\sto\stext)\b"
    rf"|{LINK_NAME}(?=\s?[.|·❐]|\s?\Z|\s{LINK_NAME})"
    r"|(?:S2CID|JSTOR|OCLC|ISSN|e?ISBN|Bibcode|arXiv|hdl|CiteSeerX)[\s:][\w./:-]{1,40}"
    r"|(?:Retrieved\s(?:from\s)?(?:\w+\s)?\d|Retrieved\sfrom\b|Accessed\s(?:\w+\s)?\d|Archived\sfrom|"
    r"Published\s(?:online|\d)|Available\s(?:at|from|online)|Epub\s\d)[^.\n]{0,120}?"
    r"(?=\.|\s?\Z|\s?https?:)"
    r"|(?:PMID|PMCID|doi):",
    re.IGNORECASE,
)
# The offset at which an identifier starts, to sort and search by.
start_of = attrgetter("start")
_OPENING = re.compile(r"[(\[]")
_LINK_NAME_ENDS = (*"|·•❐↗⎋)].,;\n", "")
_LONGEST_LINK_NAME = 40


def read_tail(
    text: str, start: int, identifiers: Sequence[Mention]
) -> tuple[int, tuple[Mention, ...]]:
    """Return the end and the identifiers of a citation, with link labels and dates of retrieval."""
    own: list[Mention] = []
    position = start
    while position < len(text):
        number = bisect_left(identifiers, position, key=start_of)
        here = [one for one in identifiers[number : number + 2] if one.start == position]
        own += here
        tail = _TAIL.match(text, position)
        if here:
            position = here[0].end
        elif tail:
            position = tail.end()
        else:
            break
    return position, tuple(own)


def skip_link_names(text: str, start: int, spans: Sequence[tuple[int, int]]) -> int:
    """Return the offset after links such as "[Order a copy]", if no sentence goes on."""
    position = start
    while position < len(text):
        number = bisect_left(spans, (position, 0))
        span = spans[number] if number < len(spans) and spans[number][0] == position else None
        tail = _TAIL.match(text, position) or _OPENING.match(text, position)
        if span and span[1] - position <= _LONGEST_LINK_NAME and _ends_link_name(text, span, spans):
            position = span[1]
        elif tail:
            position = tail.end()
        else:
            break
    return position


def _ends_link_name(text: str, span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a link is followed by another one, by a separator or by nothing."""
    end = span[1] + (text[span[1] : span[1] + 1] == " ")
    number = bisect_left(spans, (end, 0))
    is_next = number < len(spans) and spans[number][0] == end
    return is_next or text[end : end + 1] in _LINK_NAME_ENDS
