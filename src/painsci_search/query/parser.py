"""The query language: a string in, a query tree out, or a QueryError that says where.

    query    = item+                    ranked: best match first, not every item need match,
                                        except those with a field, which narrow
    item     = ["+" | "-"] choice       "+" requires, "-" and NOT exclude
    choice   = both ("OR" both)*
    both     = unit ("AND" unit)*
    unit     = "NOT" unit
             | [field ":"] ( word | phrase | range | "(" query ")" ) ["^" number]
    word     = letters                  "*" in it stands for any letters, an inner "?" for one
             | letters "~" ["1" | "2"]  nearly so spelled
    phrase   = '"' letters '"' ["~" number]
    range    = "[" value "TO" value "]" | (">" | ">=" | "<" | "<=") value

AND, OR and NOT are operators in capitals only. Signs that stand alone ("?", "&", "-") are ignored.
"""

from __future__ import annotations

import re

from painsci_search.errors import QueryError
from painsci_search.query.ast import (
    EXACT,
    FIELDS,
    And,
    Boost,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Ranked,
    Wildcard,
    Word,
    leaves,
)
from painsci_search.query.fields import unknown_field, value_leaf
from painsci_search.query.lexer import Lexeme, split_query
from painsci_search.text import fold, surface, tokenize

_MAX_DEPTH = 50
_MAX_WORDS = 500
_MAX_PHRASES = 50
_MAX_EXPANDED = 20
_MAX_SLOP = 50
_MAX_BOOST = 100.0
_MAX_DISTANCE = 2
# Letters that a word with "*" needs, and one that begins with it; how many "*" it may have.
_MIN_PATTERN, _MIN_ENDING = 2, 3
_MAX_STARS = 3
_BEFORE_VALUE = ("word", "phrase", "open", "quote", "doi", "range")
_NEARLY = re.compile(r"(?<=\w)~(\d?)\W*$")
_BOOSTED = re.compile(r"(?<=.)\^(-?[\d.]+)[,;:!?]*$")
# A "?" at the end of a word is a question mark.
_PATTERN = re.compile(r"\*|(?<=\w)\?(?=[\w*])")
# What parts two words with no space between them; in a number it parts thousands.
_COMMAS = re.compile("(?:[,;|\u3001\uff0c\uff1b]+(?!\\d)|(?<!\\d)[,;|\u3001\uff0c\uff1b]+)(?=\\w)")
_ADDRESS = re.compile("://|10[.]\\d{4}")
_PREFIX = re.compile(r"[^*?]+\*+")
# What may stand around a word with "*" or "?" in a sentence.
_WIDE = "\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f"
_AROUND = ".,;:!?'[]{}<>\u2018\u2019\u201a\u201b\u2026\u00a1\u00bf" + _WIDE
_EXPANDED = re.compile(rf"{_PATTERN.pattern}|~")


def parse_query(query: str) -> Node:
    """Parse a query.

    Raises:
        QueryError: where a quote or parenthesis is not closed, an operator or field has nothing
            to work on, a field's name is unknown, its value cannot be right, a pattern stands for
            too much, or there is no word to look for.

    >>> word = parse_query("sham surgery").should[1]
    >>> word.text, word.field, word.start, word.end
    ('surgery', None, 5, 12)
    """
    return _Parser(query).parse()


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query
        self.lexemes = split_query(query)
        self.next = 0

    def parse(self) -> Node:
        self._check_size()
        node = self._ranked(None, 0)
        lexeme = self._peek()
        if lexeme is not None:
            raise self._error("a closing parenthesis with no opening one", lexeme)
        if node is None:
            raise QueryError("no word to look for", self.query, 0)
        if not leaves(node):
            raise self._error("only words to leave out; add one to look for", self.lexemes[0])
        return node

    def _check_size(self) -> None:
        asked = [lexeme for lexeme in self.lexemes if lexeme.kind in ("word", "phrase", "doi")]
        sizes = (
            (_MAX_WORDS, "words", sum(1 for lexeme in asked for _ in tokenize(lexeme.text))),
            (_MAX_PHRASES, "phrases", sum(lexeme.kind == "phrase" for lexeme in asked)),
            (
                _MAX_EXPANDED,
                "words with *, ? or ~",
                sum(
                    lexeme.kind == "word" and bool(_EXPANDED.search(lexeme.text))
                    for lexeme in asked
                ),
            ),
        )
        for most, what, count in sizes:
            if count > most:
                raise QueryError(f"more than {most} {what} in one query", self.query, 0)

    def _error(self, message: str, lexeme: Lexeme) -> QueryError:
        return QueryError(message, self.query, lexeme.start)

    def _peek(self) -> Lexeme | None:
        return self.lexemes[self.next] if self.next < len(self.lexemes) else None

    def _take(self, *kinds: str, text: str | None = None) -> Lexeme | None:
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
            elif lexeme.kind == "word" and isinstance(node, Ranked):
                should += node.should
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
            raise self._error(f"{first.text} needs a word before it", first)
        parts = [self._operand(operator, field, depth, negate=negate)]
        while (joint := self._take("operator", text=operator)) is not None:
            part = None
            while part is None:
                lexeme = self._peek()
                if lexeme is None or lexeme.kind == "close" or _is_joint(lexeme):
                    raise self._error(f"{operator} needs a word after it", joint)
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
            at = self.lexemes[min(self.next, len(self.lexemes) - 1)]
            raise self._error(f"more than {_MAX_DEPTH} levels of nesting", at)
        lexeme = self._peek()
        if lexeme is None or lexeme.kind == "close":
            return None
        self.next += 1
        match lexeme.kind:
            case "operator" if lexeme.text == "NOT":
                return self._negated(lexeme, field, depth)
            case "operator":
                raise self._error(f"{lexeme.text} needs a word before it", lexeme)
            case "open":
                node = self._ranked(field, depth + 1)
                if self._take("close") is None:
                    raise self._error("a parenthesis that is not closed", lexeme)
                return self._boosted(node)
            case "field":
                return self._fielded(lexeme, depth)
            case "quote":
                raise self._error("a quote that is not closed", lexeme)
            case _:
                return self._boosted(self._word(lexeme, field))

    def _boosted(self, node: Node | None) -> Node | None:
        """Take the boost that stands behind a phrase, a range or a parenthesis, if one does."""
        lexeme = self._take("boost")
        if lexeme is None or node is None:
            return node
        return Boost(node, self._factor(lexeme.text[1:], lexeme))

    def _factor(self, number: str, lexeme: Lexeme) -> float:
        try:
            factor = float(number)
        except ValueError:
            factor = 0.0
        if not 0 < factor <= _MAX_BOOST:
            raise self._error(f"^ needs a number above 0, up to {_MAX_BOOST:.0f}", lexeme)
        return factor

    def _negated(self, operator: Lexeme, field: str | None, depth: int) -> Node:
        self._take("sign")
        node = self._unit(field, depth + 1)
        if node is None:
            raise self._error("NOT needs a word after it", operator)
        return Not(node)

    def _fielded(self, lexeme: Lexeme, depth: int) -> Node:
        name = lexeme.text[:-1].casefold()
        if name not in FIELDS:
            raise unknown_field(name, self.query, lexeme.start)
        following = self._peek()
        node = None
        if following is not None and following.kind in _BEFORE_VALUE:
            node = self._unit(name, depth + 1)
        if node is None:
            raise self._error(f"{name}: needs a word after it", lexeme)
        return node

    def _word(self, lexeme: Lexeme, field: str | None) -> Node | None:
        """Parse a word, a phrase or a range, with the boost that a word may end in."""
        boost = _BOOSTED.search(lexeme.text) if lexeme.kind == "word" else None
        base = lexeme.text[: boost.start()] if boost else ""
        if boost is None or base.isdigit():  # 10^6 is a number
            return self._listed(lexeme, field)
        node = self._listed(lexeme._replace(text=base, end=lexeme.start + len(base)), field)
        return node and Boost(node, self._factor(boost[1], lexeme))

    def _listed(self, lexeme: Lexeme, field: str | None) -> Node | None:
        """Parse a word, or several with no more than a comma between them, as in parentheses."""
        text, start = lexeme.text, lexeme.start
        if lexeme.kind != "word" or field is not None or _ADDRESS.search(text):
            return self._leaf(lexeme, field)
        gaps = [gap.span() for gap in _COMMAS.finditer(text)]
        edges = [0, *(edge for gap in gaps for edge in gap), len(text)]
        parts = []
        for low, high in zip(edges[::2], edges[1::2], strict=True):
            piece = lexeme._replace(text=text[low:high], start=start + low, end=start + high)
            part = self._leaf(piece, field)
            if part is not None:
                parts.append(part)
        return Ranked(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _leaf(self, lexeme: Lexeme, field: str | None) -> Leaf | None:
        if field in EXACT:
            return value_leaf(field, lexeme, self.query)
        text, start, end = lexeme.text, lexeme.start, lexeme.end
        if lexeme.kind == "range":
            raise self._error("a range needs a field: year:[2015 TO 2020]", lexeme)
        if lexeme.kind == "word" and _PATTERN.search(text):
            return self._pattern(lexeme, field)
        if (star := re.search(r"\w\*", text)) is not None:
            at = start + (lexeme.kind == "phrase") + star.start() + 1
            raise QueryError("a * works on a single word only", self.query, at)
        if not _has_word(text):
            return None
        if lexeme.kind == "phrase":
            if lexeme.slop > _MAX_SLOP:
                raise self._error(f"~ after a phrase allows for {_MAX_SLOP} places at most", lexeme)
            return Phrase(text, field, start, end, slop=lexeme.slop)
        if (nearly := _NEARLY.search(text)) is not None:
            return self._fuzzy(lexeme, field, nearly)
        if lexeme.kind == "doi":
            return Word(text, field, start, end)
        low, high = surface(text)
        return Word(text[low:high], field, start + low, start + high)

    def _fuzzy(self, lexeme: Lexeme, field: str | None, nearly: re.Match[str]) -> Fuzzy:
        low, high = surface(lexeme.text[: nearly.start()])
        text = lexeme.text[low:high]
        words = list(tokenize(text))
        if len(words) != 1:
            raise self._error("a ~ works on a single word only", lexeme)
        distance = int(nearly[1] or 1)
        if distance > _MAX_DISTANCE or len(words[0].word) <= distance:
            raise self._error(
                f"~1 and ~{_MAX_DISTANCE} allow for as many wrong letters, in longer words only",
                lexeme,
            )
        end = lexeme.start + nearly.start() + 1 + len(nearly[1])
        return Fuzzy(text, field, lexeme.start + low, end, distance)

    def _pattern(self, lexeme: Lexeme, field: str | None) -> Leaf | None:
        """Parse a word with "*" or "?" in it."""
        text = lexeme.text.strip(_AROUND)
        start = lexeme.start + lexeme.text.index(text)
        end = start + len(text)
        if not _has_word(text):
            return None
        if _PREFIX.fullmatch(text):
            beginning = text.rstrip("*")
            words = list(tokenize(beginning))
            if len(words) == 1 and len(words[0].word) < _MIN_PATTERN:
                raise self._error(f"a word with * needs {_MIN_PATTERN} letters or more", lexeme)
            return Prefix(beginning, field, start, end)
        text = re.sub(r"\*+", "*", fold(text))
        letters = re.sub(r"[*?]", "", text)
        if not letters.isalnum():
            sign = "*" if "*" in text else "?"
            raise self._error(f"a {sign} works on a single word only", lexeme)
        needed = _MIN_ENDING if text.startswith("*") else _MIN_PATTERN
        if len(letters) < needed:
            where = "that begins with" if text.startswith("*") else "with"
            raise self._error(f"a word {where} * needs {needed} letters or more", lexeme)
        if text.count("*") > _MAX_STARS:
            raise self._error(f"a word may have {_MAX_STARS} * at most", lexeme)
        return Wildcard(text, field, start, end)


def _has_word(text: str) -> bool:
    return next(iter(tokenize(text)), None) is not None


def _is_negative(sign: Lexeme | None) -> bool:
    return sign is not None and sign.text.strip("+") != ""


def _is_joint(lexeme: Lexeme) -> bool:
    return lexeme.kind == "operator" and lexeme.text != "NOT"


def _either(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))
