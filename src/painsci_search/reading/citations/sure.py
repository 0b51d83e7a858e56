"""Citations in well-known forms in; whether they can only be read in one way, out.

What is sure needs no model: the citation starts where a sentence may start, it has all parts of an
article, and none of them looks like two parts, or like the end of another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from painsci_search.model import FieldConfidence, Reference
from painsci_search.reading.citations.known_forms import Citation
from painsci_search.reading.citations.vocabulary import BODY_NOUN

# The share of right values in citations that are sure, as measured on real notes.
SURE = 0.97
_WITH_ISSUE = tuple(
    FieldConfidence(field, SURE)
    for field in ("authors", "title", "journal", "year", "volume", "issue", "pages")
)
_WITHOUT_ISSUE = tuple(one for one in _WITH_ISSUE if one.field != "issue")
_START = re.compile(r"(?:\A|[.!?:❐)\]]\s{1,2}|\n)\Z")
# "Proc" is the first word of a journal, as in "Proc Natl Acad Sci", or its last: "Mayo Clin Proc".
_NO_JOURNAL = re.compile(
    r"\b(?:Vol|No|In|Eds?)\b|(?<!\A)\bProc\b(?!\Z)|\AProc\b(?=[^,:\d]*[,:\d])|\."
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
# A title that holds the end of another citation, or a volume and the start of the journal.
_NO_TITLE = re.compile(
    r"(?=[,se\d.])(?:,\s\d{1,3}\s[A-Z]|\bsee\salso\b|\bet\sal\b|\d:\s?\d{1,6}[-–]\d|\.\s(?:[A-Z][\w.]{0,12}(?:\s|\Z)){1,4}\Z)"
)
_ACRONYM_LAST = re.compile(r"\s[^\W\d_a-z]{3,}\Z")
# Characters of the shortest title.
_LEAST_TITLE = 4


def all_sure(text: str, citations: Sequence[Citation]) -> bool:
    """Return whether each citation of a note is sure."""
    return bool(citations) and all(_is_sure(text, citation) for citation in citations)


def _is_sure(text: str, citation: Citation) -> bool:
    work, authors = citation.work, citation.authors
    in_blocks = citation.authors_start > citation.start
    if authors is None or authors.mixed or (authors.given_first and not in_blocks):
        return False
    if any(_is_split_body(name) for name in authors.names):
        return False
    if not (work.title and work.journal and work.year and work.volume and work.pages):
        return False
    if not _START.search(text, max(0, citation.start - 3), citation.start):
        return False
    if work.title.startswith("‘") and "’" not in work.title:
        return False
    if _NO_JOURNAL.search(work.journal) or not _LETTERS.search(work.journal):
        return False
    return len(work.title) >= _LEAST_TITLE and not _NO_TITLE.search(work.title)


def _is_split_body(name: str) -> bool:
    """Return whether the name of a body may be two: an acronym ends it, or it has a comma."""
    is_split = "," in name or _ACRONYM_LAST.search(name) is not None
    return is_split and BODY_NOUN.search(name) is not None


def reference_of(citation: Citation) -> Reference:
    """Return the reference of a citation that is sure, without identifiers and remarks."""
    work = citation.work
    return Reference(
        raw="",
        authors=citation.authors.names if citation.authors else (),
        title=work.title,
        journal=work.journal,
        year=work.year,
        volume=work.volume,
        issue=work.issue,
        pages=work.pages,
        confidence=_WITH_ISSUE if work.issue else _WITHOUT_ISSUE,
    )
