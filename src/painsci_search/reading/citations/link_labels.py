"""A note's text and links in; the text without the labels of links to databases at its end out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from painsci_search.model import Mark

# The names of databases and copies to which journals link each work, right after its citation.
LINK_NAME = (
    r"(?:abstract|cross-?ref|doi|google\sscholar|highwire|medline|pdf|pub-?med|scopus|web\sof\sscience)"
    r"(?!\w)"
)
# The same and others, as the whole of a link.
_LABEL = re.compile(
    rf"(?:{LINK_NAME}|pub-?med(?: central|/ncbi){{1,2}}|ncbi|free article|"
    r"(?:europe |pub-?med central )?pmc(?: free article)?(?:\W{1,2}pmc\d{1,9})?|"
    r"(?:pmc free article|pub-?med|pmid): ?(?:pmc)?\d{1,9}|"
    r"web of science\W{0,2}medline|isi|cas|(?:search )?ads|mathscinet|world-?cat|open-?url|get it|"
    r"cited here|green version|details|links?|bib-?tex|back to top|download cit(?:e|ation)|"
    r"view(?: (?:record )?(?:article|pdf|in (?:scopus|article|pubmed|web of science)))?|"
    r"view at (?:publisher|google scholar|scopus)|download pdf|publisher(?: site)?|"
    r"(?:abstract\W)?(?:free )?full[ -]?text(?: pdf| links| via cross-?ref)?|publisher full text|"
    r"(?:pub-?med(?: central)?|cross-?ref) (?:abstract|full text)|article|full article|"
    r"article pub-?med central)(?: ?\(\d{1,6}\)?)?"
    r"(?: \(opens? in (?:a )?new (?:tab|window)\)?)?",
    re.IGNORECASE,
)
# What separates labels from one another and from the note.
_BETWEEN = " \n\t[]()|·•;,/↗®"
# The words before the first of them.
_VIEW_AT = re.compile(r"\s(?:View|Available) at:?\Z")
# The ends of what labels follow: a note that goes on up to a label, as in "available from PubMed",
# would be cut in a sentence.
_ENDS = tuple('0123456789.?!)]”"’»')
_OPENINGS = tuple("[|·•")
# Letters of a note that has more than labels.
_FEWEST = 20


def is_link_label(text: str) -> bool:
    """Return whether a text is the name of a database or a copy, as links below works have."""
    return _LABEL.fullmatch(text.strip(_BETWEEN)) is not None


def without_link_labels(text: str, marks: Iterable[Mark]) -> str:
    """Return a note's text without links such as "[Google Scholar] [CrossRef]" at its end.

    Args:
        marks: the links and other marks in the text, by start.

    >>> note = "Doe J. Warm cups and tea. 2001. [PubMed]"
    >>> without_link_labels(note, [Mark("link", 33, 39, "https://example.org/1")])
    'Doe J. Warm cups and tea. 2001.'
    """
    end = len(text)
    for mark in reversed([mark for mark in marks if mark.kind == "link"]):
        is_label = is_link_label(text[mark.start : mark.end])
        if text[mark.end : end].strip(_BETWEEN + ".") or not is_label:
            break
        end = mark.start
    kept = text[:end]
    if end < len(text) and (announced := _VIEW_AT.search(kept.rstrip())):
        kept = kept[: announced.start()]
    if end == len(text) or len(kept) < _FEWEST or not _has_ended(kept):
        return text
    return kept.rstrip(" \n\t[(|·•;,/")


def _has_ended(text: str) -> bool:
    """Return whether a text has come to an end before a label: a sign, a line or a bracket."""
    bare = text.rstrip()
    if bare.endswith(_OPENINGS):
        return True
    bare = bare.removesuffix("(").rstrip()
    return bare.endswith(_ENDS) or "\n" in text[len(bare) :]
