"""A query in; its words, phrases, fields, operators and signs out, as `Lexeme`s with offsets.

The first step of parsing: `parser` builds the tree from these.
"""

from __future__ import annotations

import re

from painsci_search.identifiers import parse_identifier, trim_end
from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.field_names import field_meant

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
# A space may follow these fields; others occur in pasted titles ("Body: a review").
_SPACED = (
    *("title", "heading", "note", "author", "journal", "year", "kind", "has", "lang"),
    *("pmid", "pmcid", "doi", "painsci"),
)
# Characters of no width, which come with pasted text: no part of a word, and none between words.
_UNSEEN = "\u200b\u2060\ufeff"
_REMOVED = str.maketrans("", "", _UNSEEN)
_SYNONYMS = {"&&": "AND", "||": "OR"}
# Begins as identifiers with signs in them do: a URL or a DOI. It may be in angle brackets.
_IDENTIFIER = late_pattern(
    rf"<?((?:https?[:%]|www\.|(?:dx\.)?doi\.org/|arxiv(?::|\.org/)|10\.\d)[^\s{QUOTES}]+)",
    re.IGNORECASE,
)
_LEXEME = late_pattern(
    rf"""
    (?P<space>[\s{_UNSEEN}]+)
  | (?P<labelled>(?<=(?i:meta):)(?P<label>[^\s(){QUOTES}=]+=)
      [{QUOTES}](?P<value>[^{QUOTES}]*)[{QUOTES}])
  | (?P<phrase>[{QUOTES}](?P<words>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>\d+))?)
  | (?P<quote>[{QUOTES}])
  | (?P<boost>\^[^\s()]*)
  | (?P<range>[\[{{]\s*[^\s\]}}]+\s+(?i:TO)\s+[^\s\]}}]+\s*[\]}}] | (?<=:)[<>]=?\s*[^\s()<>=]+)
  | (?P<open>\() | (?P<close>\))
  | (?P<sign>(?:[+\-]|\u2212(?!\.?\d)|(?<=\s)\u2013(?!\.?\d))+(?=[^\s)+\-\u2212\u2013]))
  | (?P<operator>(?:AND|OR|NOT)(?=[\s(){QUOTES}]|$) | && | \|\|)
  | (?P<near>NEAR(?:/\d+)?(?=\() | (?:NEAR|PRE|W)/\d+(?=[\s(){QUOTES}]|$))
  | (?P<field>(?i:{"|".join(_SPACED)}): | (?i:meta|tag):(?=\s*\Z) | [A-Za-z_]+:(?=[^\s:/]))
  | (?P<word>[^\s(){QUOTES}]+)
    """,
    re.VERBOSE,
)
# A word of letters from A to Z with spaces around it: no sign in it has a meaning of its own.
_PLAIN = late_pattern(r"\s*([A-Za-z]++)(?!\S)")
OPERATORS = ("AND", "OR", "NOT")
_WORD = late_pattern(rf"[^\s(){QUOTES}]+")
# A boost follows one of these directly; after a word it is part of the word.
_BOOSTED = ("phrase", "close", "range")
# Punctuation of the sentence around an identifier. A "*" is not: it would change the query.
_AFTER_IDENTIFIER = ".,;:?!'\u2019"


class Lexeme(NamedTuple):
    """A piece of a query.

    Attributes:
        kind: "word", "phrase", "identifier", "field", "range", "boost", "sign", "operator",
            "open", "close", "near" for an operator of other search languages, or "quote" for one
            that is not closed.
        text: without the quotes of a phrase.
        start, end: character offsets into the query.
        slop: of a phrase.
        is_plain: whether it is a word of letters from A to Z, with spaces around it.
    """

    kind: str
    text: str
    start: int
    end: int
    slop: int = 0
    is_plain: bool = False


def split_query(query: str) -> list[Lexeme]:
    """Split a query into lexemes; what no lexeme begins with, such as a lone colon, is ignored."""
    lexemes: list[Lexeme] = []
    position = 0
    while position < len(query):
        plain = _PLAIN.match(query, position)
        if plain is not None and plain[1] not in OPERATORS:
            start, position = plain.span(1)
            lexemes.append(Lexeme("word", plain[1], start, position, is_plain=True))
            continue
        identifier = _match_identifier(query, position)
        if identifier is not None:
            lexemes.append(identifier)
            position = identifier.end
            continue
        match = _LEXEME.match(query, position)
        kind = match.lastgroup or "" if match else ""
        if match and kind == "field" and not field_meant(match.group()[:-1]):
            match, kind = _WORD.match(query, position), "word"  # as in "Backs:a review"
        if kind in ("words", "slop"):
            kind = "phrase"
        previous = lexemes[-1] if lexemes and lexemes[-1].end == position else None
        if match is None or (kind == "boost" and (not previous or previous.kind not in _BOOSTED)):
            position += 1
            continue
        position = match.end()
        if kind == "space":
            continue
        lexemes.append(_lexeme(kind, match))
    return lexemes


def _lexeme(kind: str, match: re.Match[str]) -> Lexeme:
    """Return the lexeme of a match."""
    text, slop = match.group(), 0
    match kind:
        case "phrase":
            text, slop = match["words"], number_of(match["slop"] or "0")
        case "labelled":  # meta:topic="knee pain" is meta:"topic=knee pain"
            kind, text = "phrase", match["label"] + match["value"]
        case "operator":
            text = _SYNONYMS.get(text, text)
    return Lexeme(kind, text.translate(_REMOVED), *match.span(), slop)


def number_of(digits: str) -> int:
    """Return the number that digits write, at most 1,000,000: `int` refuses thousands of digits."""
    significant = digits.lstrip("0")
    return min(int(significant[:8] or 0), 1_000_000)


def _match_identifier(query: str, position: int) -> Lexeme | None:
    """Return the identifier or the URL of a work that begins at a position, if one does."""
    match = _IDENTIFIER.match(query, position)
    if match is None:
        return None
    typed = trim_end(match[1], _AFTER_IDENTIFIER + _UNSEEN)
    text = typed.translate(_REMOVED)
    if not parse_identifier(text):
        return None
    return Lexeme("identifier", text, match.start(1), match.start(1) + len(typed))
