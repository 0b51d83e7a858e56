"""Text in; the identifiers of works and the URLs in it out, with their offsets.

Citations and prose name works by these, so they are found before anything else is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from painsci_search.identifiers import (
    ARXIV,
    DOI_IN_TEXT,
    NUMBERED,
    PUNCTUATION,
    Mention,
    arxiv_doi,
    identify_url,
    normalise_doi,
    trim_end,
    without_touching,
)

_URL = re.compile(
    r"(?:\bhttps?://|\bwww\.|\b(?:dx\.)?doi\.org/|\bpubmed\.ncbi\.nlm\.nih\.gov/)"
    r"[^\s\"“”|❐]{1,1000}",
    re.IGNORECASE,
)
# Each URL has one of these, in lower case; most texts have none, which is cheap to test.
_PARTS_OF_URLS = ("http", "www.", "doi.org/", "pubmed.ncbi")
# Characters of a label before the word that it has: "PubMed Central" is the longest.
_BEFORE_WORD = len("PubMed ")
# More characters than those from the start of any such word to the end of the number after it.
_TO_NUMBER_END = 64
_DOI_LABEL = re.compile(r"(?:\bdoi\b[\s:]{0,3})\Z", re.IGNORECASE)


def find_identifiers(text: str) -> tuple[Mention, ...]:
    """Find the identifiers and URLs in a text, in order, without overlaps.

    >>> [(one.kind, one.value) for one in find_identifiers("PubMed #123 ❐ doi:10.1000/AB(1).")]
    [('pmid', '123'), ('doi', '10.1000/ab(1)')]
    """
    lower = text.lower()
    found = sorted(
        (
            *_find_urls(text, lower),
            *_find_dois(text),
            *_find_labelled(text, lower),
            *_find_arxiv(text, lower),
        ),
        key=lambda one: (one.start, -one.end),
    )
    return tuple(_drop_overlapping(found))


def _find_urls(text: str, lower: str) -> Iterator[Mention]:
    if not any(part in lower for part in _PARTS_OF_URLS):
        return
    for match in _URL.finditer(text):
        url = trim_end(match.group())
        end = match.start() + len(url)
        full = "https://" + url if url.lower().startswith("www.") else url
        for mention in identify_url(full):
            yield mention._replace(start=match.start(), end=end)


def _find_dois(text: str) -> Iterator[Mention]:
    if "10." not in text:
        return
    for match in DOI_IN_TEXT.finditer(text):
        written = trim_end(without_touching(match.group()), PUNCTUATION)
        doi = normalise_doi(written)
        if doi is None:
            continue
        before = text[max(0, match.start() - 8) : match.start()]
        named = _DOI_LABEL.search(before)
        start = match.start() - (len(named.group()) if named else 0)
        yield Mention("doi", doi, start, match.start() + len(written))


def _find_labelled(text: str, lower: str) -> Iterator[Mention]:
    for scheme in NUMBERED:
        words = [word for word in scheme.words if word in lower]
        if scheme.in_text and words:
            start, end = 0, len(text)
            # some letters have more than one in lower case, which moves the places
            if len(lower) == end:
                start = max(0, min(map(lower.find, words)) - _BEFORE_WORD)
                end = max(map(lower.rfind, words)) + _TO_NUMBER_END
            for match in scheme.in_text.finditer(text, start, end):
                number = next(group for group in match.groups() if group)
                yield Mention(scheme.kind, scheme.prefix + number, match.start(), match.end())


def _find_arxiv(text: str, lower: str) -> Iterator[Mention]:
    if "arxiv" in lower:
        for match in ARXIV.finditer(text):
            yield Mention("doi", arxiv_doi(match), match.start(), match.end())


def _drop_overlapping(found: Iterable[Mention]) -> Iterator[Mention]:
    start = end = 0
    for one in found:
        # a publisher's URL and the DOI in it have the same span
        if one.start >= end or (one.start, one.end) == (start, end):
            yield one
            start, end = one.start, one.end
