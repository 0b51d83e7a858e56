"""The query language: a string in, a query tree out, or a QueryError that says where.

    query    = item+                    ranked: best match first, not every item need match,
                                        except those with a field, which narrow
    item     = ["+" | "-"] choice       "+" requires, "-" and NOT exclude
    choice   = both ("OR" both)*
    both     = unit ("AND" unit)*
    unit     = "NOT" unit
             | [field ":"] ( word | word"*" | word"~"["1"|"2"] | '"' phrase '"' | "(" query ")" )

AND, OR and NOT are operators in capitals only. Signs that stand alone ("?", "&", "-") are ignored.
"""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

from painsci_search.errors import QueryError
from painsci_search.search.tree import (
    EXACT,
    FIELDS,
    And,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Ranked,
    Word,
    leaves,
)
from painsci_search.text import fold, tokenize

_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_LEXEME = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<phrase>[{_QUOTES}](?P<words>[^{_QUOTES}]*)[{_QUOTES}])
  | (?P<quote>[{_QUOTES}])
  | (?P<open>\() | (?P<close>\))
  | (?P<sign>[+\-\u2212]+(?=[^\s)+\-\u2212]))
  | (?P<operator>(?:AND|OR|NOT)(?=[\s(){_QUOTES}]|$))
  | (?P<doi>(?i:https?://(?:dx\.)?doi\.org/)?10\.\d{{4,9}}/[^\s{_QUOTES}]+)
  | (?P<field>(?i:{"|".join(FIELDS)}):(?=\s*) | [A-Za-z_]+:(?=[^\s:/]))
  | (?P<word>[^\s(){_QUOTES}]+)
    """,
    re.VERBOSE,
)
_MAX_DEPTH = 50
_MAX_WORDS = 500
_MIN_PREFIX = 2
_MAX_DISTANCE = 2
_NEARLY = re.compile(r"(?<=\w)~(\d?)[.,;!?]*$")
_MAX_EXPANDED = 20
_EXPANDED = re.compile(r"[*~]")
_MAX_PHRASES = 50


class _Lexeme(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def parse_query(query: str) -> Node:
    """Parse a query.

    Raises:
        QueryError: where a quote or parenthesis is not closed, an operator or field has nothing
            to work on, a field's name is unknown, its value cannot be right, or there is no word
            to look for.

    >>> parse_query("sham surgery")
    Ranked(should=(Word(text='sham', field=None, start=0, end=4), \
Word(text='surgery', field=None, start=5, end=12)), must=(), must_not=(), within=())
    """
    return _Parser(query).parse()


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query
        self.lexemes = list(_split(query))
        self.next = 0

    def parse(self) -> Node:
        asked = (lexeme for lexeme in self.lexemes if lexeme.kind in ("word", "phrase", "doi"))
        if sum(1 for lexeme in asked for _ in tokenize(lexeme.text)) > _MAX_WORDS:
            raise QueryError(f"more than {_MAX_WORDS} words in one query", self.query, 0)
        if sum(lexeme.kind == "phrase" for lexeme in self.lexemes) > _MAX_PHRASES:
            raise QueryError(f"more than {_MAX_PHRASES} phrases in one query", self.query, 0)
        if sum(bool(_EXPANDED.search(lexeme.text)) for lexeme in self.lexemes) > _MAX_EXPANDED:
            raise QueryError(
                f"more than {_MAX_EXPANDED} words with * or ~ in one query", self.query, 0
            )
        node = self._ranked(None, 0)
        lexeme = self._peek()
        if lexeme is not None:
            raise QueryError("a closing parenthesis with no opening one", self.query, lexeme.start)
        if node is None:
            raise QueryError("no word to look for", self.query, 0)
        if not leaves(node):
            raise QueryError(
                "only words to leave out; add one to look for", self.query, self.lexemes[0].start
            )
        return node

    def _peek(self) -> _Lexeme | None:
        return self.lexemes[self.next] if self.next < len(self.lexemes) else None

    def _take(self, *kinds: str, text: str | None = None) -> _Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in kinds or (text and lexeme.text != text):
            return None
        self.next += 1
        return lexeme

    def _ranked(self, field: str | None, depth: int) -> Node | None:
        should: list[Node] = []
        must: list[Node] = []
        must_not: list[Node] = []
        within: list[Node] = []
        while (lexeme := self._peek()) is not None and lexeme.kind != "close":
            sign = self._take("sign")
            node = self._joined("OR", field, depth, negate=_is_negative(sign))
            if node is None:
                continue
            if isinstance(node, Not):
                must_not.append(node.part)
            elif sign is not None and not _is_negative(sign):
                must.append(node)
            elif field is None and all(leaf.field for leaf in leaves(node)):
                within.append(node)
            else:
                should.append(node)
        asked = should + must + within
        if not asked:
            return Not(_either(must_not)) if must_not else None
        if len(asked) == 1 and not must_not:
            return asked[0]
        return Ranked(tuple(should), tuple(must), tuple(must_not), tuple(within))

    def _joined(self, operator: str, field: str | None, depth: int, *, negate: bool) -> Node | None:
        """Parse units joined by AND, or such groups joined by OR; a sign holds for one unit."""
        first = self._peek()
        if first is not None and _is_joint(first):
            raise QueryError(f"{first.text} needs a word before it", self.query, first.start)
        parts = [self._operand(operator, field, depth, negate=negate)]
        while (joint := self._take("operator", text=operator)) is not None:
            part = None
            while part is None:
                lexeme = self._peek()
                if lexeme is None or lexeme.kind == "close" or _is_joint(lexeme):
                    raise QueryError(f"{operator} needs a word after it", self.query, joint.start)
                negative = _is_negative(self._take("sign"))
                part = self._operand(operator, field, depth, negate=negative)
            parts.append(part)
        kept = [part for part in parts if part is not None]
        if len(kept) < 2:
            return kept[0] if kept else None
        return And(tuple(kept)) if operator == "AND" else Or(tuple(kept))

    def _operand(
        self, operator: str, field: str | None, depth: int, *, negate: bool
    ) -> Node | None:
        if operator == "OR":
            return self._joined("AND", field, depth, negate=negate)
        node = self._unit(field, depth)
        return Not(node) if negate and node is not None else node

    def _unit(self, field: str | None, depth: int) -> Node | None:
        if depth > _MAX_DEPTH:
            at = self.lexemes[min(self.next, len(self.lexemes) - 1)].start
            raise QueryError(f"more than {_MAX_DEPTH} levels of nesting", self.query, at)
        lexeme = self._peek()
        if lexeme is None or lexeme.kind == "close":
            return None
        self.next += 1
        match lexeme.kind:
            case "operator" if lexeme.text == "NOT":
                return self._negated(lexeme, field, depth)
            case "operator":
                raise QueryError(f"{lexeme.text} needs a word before it", self.query, lexeme.start)
            case "open":
                node = self._ranked(field, depth + 1)
                if self._take("close") is None:
                    raise QueryError("a parenthesis that is not closed", self.query, lexeme.start)
                return node
            case "field":
                return self._fielded(lexeme, depth)
            case "quote":
                raise QueryError("a quote that is not closed", self.query, lexeme.start)
            case _:
                return self._leaf(lexeme, field)

    def _negated(self, operator: _Lexeme, field: str | None, depth: int) -> Node:
        self._take("sign")
        node = self._unit(field, depth + 1)
        if node is None:
            raise QueryError("NOT needs a word after it", self.query, operator.start)
        return Not(node)

    def _fielded(self, lexeme: _Lexeme, depth: int) -> Node:
        name = lexeme.text[:-1].casefold()
        if name not in FIELDS:
            close = difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.6)
            hint = f"did you mean {close[0]}:?" if close else f"there are {_listing(FIELDS)}"
            raise QueryError(f"no field {name}: ({hint})", self.query, lexeme.start)
        following = self._peek()
        if following is None or following.kind not in ("word", "phrase", "open", "quote", "doi"):
            raise QueryError(f"{name}: needs a word after it", self.query, lexeme.start)
        node = self._unit(name, depth + 1)
        if node is None:
            raise QueryError(f"{name}: needs a word after it", self.query, lexeme.start)
        return node

    def _leaf(self, lexeme: _Lexeme, field: str | None) -> Node | None:
        text, start, end = lexeme.text, lexeme.start, lexeme.end
        if re.search(r"\w\*", text) and (lexeme.kind != "word" or field in EXACT):
            at = lexeme.start + self.query[lexeme.start :].index("*")
            raise QueryError("a * works on a single word only", self.query, at)
        if field in EXACT:
            return Word(self._identifier(field, lexeme), field, start, end)
        if lexeme.kind == "phrase":
            return Phrase(text, field, start, end) if _has_word(text) else None
        if lexeme.kind == "word" and "*" in text:
            return self._prefix(lexeme, field)
        if not _has_word(text):
            return None
        if (nearly := _NEARLY.search(text)) is not None:
            return self._fuzzy(lexeme, field, nearly)
        return Word(text, field, start, end)

    def _identifier(self, field: str, lexeme: _Lexeme) -> str:
        value = fold(lexeme.text).strip(" ,;#")
        if field == "doi":
            value = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", value).rstrip(".")
            if not re.fullmatch(r"10\.\d{4,9}/\S+", value):
                raise QueryError(
                    "doi: needs a DOI such as 10.1136/bmj.h2747", self.query, lexeme.start
                )
            return value
        if field == "year" and not re.fullmatch(r"[12]\d{3}", value):
            raise QueryError("year: needs a year of four digits", self.query, lexeme.start)
        if field == "pmid" and not re.fullmatch(r"0*[1-9]\d{0,8}", value):
            raise QueryError("pmid: needs a number such as 30397584", self.query, lexeme.start)
        return value.lstrip("0") if field == "pmid" else value

    def _fuzzy(self, lexeme: _Lexeme, field: str | None, nearly: re.Match[str]) -> Node:
        text = lexeme.text[: nearly.start()]
        words = list(tokenize(text))
        if len(words) != 1:
            raise QueryError("a ~ works on a single word only", self.query, lexeme.start)
        distance = int(nearly[1] or 1)
        if distance > _MAX_DISTANCE or len(words[0].word) <= distance:
            raise QueryError(
                f"~1 and ~{_MAX_DISTANCE} allow for as many wrong letters, in longer words only",
                self.query,
                lexeme.start,
            )
        return Fuzzy(text, field, lexeme.start, lexeme.end, distance)

    def _prefix(self, lexeme: _Lexeme, field: str | None) -> Node | None:
        stripped = lexeme.text.rstrip("*.,;!?")
        if not _has_word(stripped):
            return None
        if "*" in stripped:
            at = lexeme.start + lexeme.text.index("*")
            raise QueryError("a * may stand only at the end of a word", self.query, at)
        words = list(tokenize(stripped))
        if len(words) == 1 and len(words[0].word) < _MIN_PREFIX:
            raise QueryError(
                f"a word with * needs {_MIN_PREFIX} letters or more", self.query, lexeme.start
            )
        return Prefix(stripped, field, lexeme.start, lexeme.end)


def _split(query: str) -> list[_Lexeme]:
    found = []
    position = 0
    while position < len(query):
        match = _LEXEME.match(query, position)
        if match is None:  # a colon or the like that no word begins with
            position += 1
            continue
        position = match.end()
        kind = match.lastgroup or ""
        if kind == "words":
            kind = "phrase"
        if kind == "space":
            continue
        text = match["words"] if kind == "phrase" else match.group()
        if kind == "doi":
            text = text.rstrip(".,;")
            while text.endswith(")") and text.count(")") > text.count("("):
                text = text[:-1].rstrip(".,;")
            position = match.start() + len(text)
        found.append(_Lexeme(kind, text, match.start(), position))
    return found


def _has_word(text: str) -> bool:
    return next(iter(tokenize(text)), None) is not None


def _is_negative(sign: _Lexeme | None) -> bool:
    return sign is not None and sign.text.strip("+") != ""


def _is_joint(lexeme: _Lexeme) -> bool:
    return lexeme.kind == "operator" and lexeme.text != "NOT"


def _either(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def _listing(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name}:" for name in names)
