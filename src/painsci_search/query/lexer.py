"""The first step of understanding a query: cutting it into words, phrases, signs and operators."""

from __future__ import annotations

import re
from typing import NamedTuple

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
# After these a space may follow; the others stand in titles, which people paste ("Body: a review").
_SPACED = (
    *("title", "heading", "note", "author", "journal", "year", "kind", "has", "lang"),
    *("pmid", "pmcid", "doi", "painsci"),
)
_SAME = {"&&": "AND", "||": "OR"}
_LEXEME = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<phrase>[{QUOTES}](?P<words>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>\d+))?)
  | (?P<quote>[{QUOTES}])
  | (?P<boost>\^[^\s()]*)
  | (?P<range>[\[{{]\s*[^\s\]}}]+\s+(?i:TO)\s+[^\s\]}}]+\s*[\]}}] | (?<=:)[<>]=?\s*[^\s()<>=]+)
  | (?P<open>\() | (?P<close>\))
  | (?P<sign>[+\-\u2212]+(?=[^\s)+\-\u2212]))
  | (?P<operator>(?:AND|OR|NOT)(?=[\s(){QUOTES}]|$) | && | \|\|)
  | (?P<doi>(?i:https?://(?:dx\.)?doi\.org/)?10\.\d{{4,9}}/[^\s{QUOTES}]+)
  | (?P<field>(?i:{"|".join(_SPACED)}): | [A-Za-z_]+:(?=[^\s:/]))
  | (?P<word>[^\s(){QUOTES}]+)
    """,
    re.VERBOSE,
)
# What a boost may stand directly behind; behind a word it is a part of it.
_BOOSTED = ("phrase", "close", "range")


class Lexeme(NamedTuple):
    """A piece of a query.

    Attributes:
        kind: "word", "phrase", "doi", "field", "range", "boost", "sign", "operator", "open",
            "close", or "quote" for one that is not closed.
        text: without the quotes of a phrase.
        start, end: character offsets into the query.
        slop: of a phrase.
    """

    kind: str
    text: str
    start: int
    end: int
    slop: int = 0


def split_query(query: str) -> list[Lexeme]:
    """Cut a query into its pieces; what no piece begins with, such as a lone colon, is ignored."""
    found: list[Lexeme] = []
    position = 0
    while position < len(query):
        match = _LEXEME.match(query, position)
        kind = match.lastgroup or "" if match else ""
        if kind in ("words", "slop"):
            kind = "phrase"
        behind = found[-1] if found and found[-1].end == position else None
        if match is None or (kind == "boost" and (not behind or behind.kind not in _BOOSTED)):
            position += 1
            continue
        start, position = match.span()
        if kind == "space":
            continue
        text, slop = match.group(), 0
        if kind == "phrase":
            text, slop = match["words"], min(int(match["slop"] or 0), 1_000_000)
        elif kind == "doi":
            text = _without_punctuation(text)
            position = start + len(text)
        elif kind == "operator":
            text = _SAME.get(text, text)
        found.append(Lexeme(kind, text, start, position, slop))
    return found


def _without_punctuation(doi: str) -> str:
    """Leave off what stands behind a DOI in a sentence or in parentheses."""
    doi = doi.rstrip(".,;")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;")
    return doi
