"""The parser of the query language: a query string in, a query tree out, or a QueryError.

    query    = item+                    ranked, best match first; items are optional, except
                                        phrases, and those with a field, which narrow
    item     = ["+" | "-"] choice       "+" requires; "-" and NOT exclude
    choice   = both ("OR" both)*
    both     = unit ("AND" unit)*
    unit     = "NOT" unit
             | [field ":"] ( word | phrase | range | "(" query ")" ) ["^" number]
    word     = letters                  "*" in it matches any letters, an inner "?" one letter
             | letters "~" ["1" | "2"]  also matches similar spellings
    phrase   = '"' letters '"' ["~" number]
    range    = "[" value "TO" value "]" | (">" | ">=" | "<" | "<=") value

AND, OR and NOT are operators in capitals only. Lone signs ("?", "&", "-") are ignored.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Protocol

from painsci_search.errors import QueryError
from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
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
    has_leaf,
    leaves,
)
from painsci_search.query.field_names import field_meant
from painsci_search.query.fields import value_leaf, word_values
from painsci_search.query.lexer import OPERATORS, Lexeme, number_of, split_query
from painsci_search.query.words import tokens_of
from painsci_search.text import fold, surface

# Limits on what one query may cost: parentheses (recursion), words and phrases (lookups), patterns
# and fuzzy words (each of them matches many words of the index).
_MAX_DEPTH = 50
MAX_WORDS = 500
ONLY_EXCLUDES = "the query only excludes words: add a word to search for"
_MAX_PHRASES = 50
_MAX_EXPANDED = 20
_MAX_SLOP = 50
_MAX_BOOST = 100.0
_MAX_DISTANCE = 2
# The least letters of a word with "*", and of one that begins with "*"; the most "*" in a word.
# Fewer letters, or more "*", would match most of the index.
_MIN_PATTERN, _MIN_ENDING = 2, 3
_MAX_STARS = 3
_BEFORE_VALUE = ("word", "phrase", "open", "quote", "identifier", "range")
_TILDE = late_pattern(r"(?<=\w)~(\d*)\W*$")
_BOOSTED = late_pattern(r"(?<=\w)\^[,;:!?]*$|(?<=.)\^(-?[\d.]+)[,;:!?]*$")
# A "?" at the end of a word is a question mark.
_PATTERN = late_pattern(r"\*|(?<=\w)\?(?=[\w*])")
# Commas and the like between two words without a space; in numbers they separate thousands.
_COMMA = "[,;|\u3001\uff0c\uff1b]"
_COMMAS = late_pattern(rf"(?<!{_COMMA})(?:{_COMMA}++(?!\d)|(?<!\d){_COMMA}++)(?=\w)")
# A "?" in an address is not a wildcard.
_ADDRESS = late_pattern(
    r"(?:[a-z][a-z+.-]*+:/|www\.|[^\s/?*]++/[^\s?*]*+\?|[^\s?*]++\?[^\s=]++=)", re.IGNORECASE
)
_PREFIX = late_pattern(r"[^*?]+\*+")
# Punctuation around a word with "*" or "?" in a sentence.
_WIDE = "\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f"
_AROUND = ".,;:!?'[]{}<>\u2018\u2019\u201a\u201b\u2026\u00a1\u00bf" + _WIDE
_EXPANDED = late_pattern(rf"{_PATTERN.pattern}|~")
_NO_NEAR = '{} is no operator: for words near each other write "one other"~5'
_ON_ONE_WORD = "{} works in a single word only, not in a phrase or compound"


def parse_query(query: str) -> Node:
    """Parse a query.

    Raises:
        QueryError: a quote or parenthesis is not closed, an operator or field has no operand, a
            field is unknown, its value is invalid, a pattern has too few letters, or the query has
            no word to search for.

    >>> word = parse_query("sham surgery").should[1]
    >>> word.text, word.field, word.start, word.end
    ('surgery', None, 5, 12)
    """
    return _plain_words(query) or _Parser(query).parse()


def _plain_words(query: str) -> Node | None:
    """Parse a query that has only letters from A to Z and spaces; None for any other.

    Most queries are of this kind, and it is several times faster.
    """
    if not (query.isascii() and query.replace(" ", "").isalpha()):
        return None
    words: list[Node] = []
    end = -1
    for text in query.split(" "):
        start, end = end + 1, end + 1 + len(text)
        if text in OPERATORS:
            return None
        if text:
            words.append(Word(text, None, start, end))
    if len(words) > MAX_WORDS:
        return None
    return words[0] if len(words) == 1 else Ranked(tuple(words))


class _Operand(Protocol):
    """A method that parses the operand of an operator."""

    def __call__(self, *, negate: bool) -> Node | None: ...


class _Scope(NamedTuple):
    """The surroundings of a part of the query.

    Attributes:
        field: the field whose parentheses enclose it; None for all text.
        depth: the number of parentheses, fields and NOTs that enclose it.
    """

    field: str | None = None
    depth: int = 0

    def inner(self, field: str | None) -> _Scope:
        """Return the scope one level deeper."""
        return _Scope(field, self.depth + 1)


class _Parser:
    """A recursive descent over the lexemes: one method for each rule of the grammar above."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.lexemes = split_query(query)
        self.next = 0

    def parse(self) -> Node:
        """Parse the whole query."""
        self._check_size()
        node = self._query(_Scope())
        lexeme = self._peek()
        if lexeme is not None:
            raise self._error("')' without '(': remove it, or open a parenthesis", lexeme)
        if node is None:
            raise QueryError("the query has no word to search for", self.query, 0)
        if not has_leaf(node):
            raise self._error(ONLY_EXCLUDES, self.lexemes[0])
        return node

    def _check_size(self) -> None:
        kinds = ("word", "phrase", "identifier")
        texts = [lexeme for lexeme in self.lexemes if lexeme.kind in kinds]
        is_expanded = (
            one.kind == "word" and not one.is_plain and _EXPANDED.search(one.text) for one in texts
        )
        sizes = (
            (MAX_WORDS, "words", sum(len(tokens_of(lexeme.text)) for lexeme in texts)),
            (_MAX_PHRASES, "phrases", sum(lexeme.kind == "phrase" for lexeme in texts)),
            (_MAX_EXPANDED, "words with *, ? or ~", sum(map(bool, is_expanded))),
        )
        for most, unit, count in sizes:
            if count > most:
                raise QueryError(f"{count} {unit}: a query may have at most {most}", self.query, 0)

    def _error(self, message: str, lexeme: Lexeme) -> QueryError:
        return QueryError(message, self.query, lexeme.start)

    def _peek(self) -> Lexeme | None:
        return self.lexemes[self.next] if self.next < len(self.lexemes) else None

    def _take(self, *kinds: str, text: str | None = None) -> Lexeme | None:
        """Consume and return the next lexeme if it is of one of the kinds, and has the text."""
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in kinds or (text and lexeme.text != text):
            return None
        self.next += 1
        return lexeme

    def _query(self, scope: _Scope) -> Node | None:
        """Parse items up to a closing parenthesis or the end, and sort them by their roles."""
        should: list[Node] = []
        must: list[Node] = []
        must_not: list[Node] = []
        within: list[Node] = []
        while (lexeme := self._peek()) is not None and lexeme.kind != "close":
            word = self._plain_word(scope)
            if word is not None:
                should.append(word)
                continue
            sign = self._take("sign")
            node = self._choice(scope, negate=_is_negative(sign))
            if node is None:
                continue
            if isinstance(node, Not):
                must_not.append(node.part)
            elif (sign is not None and not _is_negative(sign)) or _is_phrase(node, scope.field):
                must.append(node)
            elif scope.field is None and all(leaf.field for leaf in leaves(node)):
                within.append(node)
            elif lexeme.kind == "word" and isinstance(node, Ranked):
                should += node.should
            else:
                should.append(node)
        included = should + must + within
        if not included:
            return Not(_either(must_not)) if must_not else None
        if len(included) == 1 and not must_not:
            return included[0]
        return Ranked(tuple(should), tuple(must), tuple(must_not), tuple(within))

    def _plain_word(self, scope: _Scope) -> Word | None:
        """Parse a plain word that is an item by itself; None if the next lexeme is anything else.

        It takes the place of the rules below, most of which look for signs that it does not have.
        """
        lexeme = self.lexemes[self.next]
        if not lexeme.is_plain or scope.field in EXACT or scope.depth > _MAX_DEPTH:
            return None
        following = self.next + 1
        if following < len(self.lexemes) and _joins(self.lexemes[following]):
            return None
        self.next = following
        return Word(lexeme.text, scope.field, lexeme.start, lexeme.end)

    def _choice(self, scope: _Scope, *, negate: bool) -> Node | None:
        """Parse units joined by AND into groups, and such groups joined by OR.

        Args:
            negate: whether a "-" precedes the first unit; a sign holds for one unit only.
        """
        parts = self._joined("OR", partial(self._both, scope), negate=negate)
        return Or(parts) if len(parts) > 1 else next(iter(parts), None)

    def _both(self, scope: _Scope, *, negate: bool) -> Node | None:
        parts = self._joined("AND", partial(self._signed, scope), negate=negate)
        return And(parts) if len(parts) > 1 else next(iter(parts), None)

    def _signed(self, scope: _Scope, *, negate: bool) -> Node | None:
        node = self._unit(scope)
        return Not(node) if negate and node is not None else node

    def _joined(self, operator: str, parse: _Operand, *, negate: bool) -> tuple[Node, ...]:
        """Parse one operand, and another after each `operator`."""
        parts = [parse(negate=negate)]
        while (lexeme := self._take("operator", text=operator)) is not None:
            parts.append(self._operand_after(lexeme, parse))
        return tuple(part for part in parts if part is not None)

    def _operand_after(self, operator: Lexeme, parse: _Operand) -> Node:
        """Parse the operand after an operator; lone signs such as "?" before it are ignored."""
        while True:
            lexeme = self._peek()
            if lexeme is None or lexeme.kind == "close" or _joins(lexeme):
                raise self._error(f"{operator.text} needs a word after it", operator)
            node = parse(negate=_is_negative(self._take("sign")))
            if node is not None:
                return node

    def _unit(self, scope: _Scope) -> Node | None:
        """Parse a word, phrase, range, field, NOT or parenthesis; None for a lone sign."""
        if scope.depth > _MAX_DEPTH:
            at = self.lexemes[min(self.next, len(self.lexemes) - 1)]
            raise self._error(f"more than {_MAX_DEPTH} levels of nesting", at)
        lexeme = self._peek()
        if lexeme is None or lexeme.kind == "close":
            return None
        self.next += 1
        match lexeme.kind:
            case "operator" if lexeme.text == "NOT":
                return self._negated(lexeme, scope)
            case "operator":
                raise self._error(f"{lexeme.text} needs a word before it", lexeme)
            case "open":
                node = self._query(scope.inner(scope.field))
                if self._take("close") is None:
                    raise self._error("the parenthesis is not closed: add ')'", lexeme)
                return self._boosted(node)
            case "field":
                return self._fielded(lexeme, scope)
            case "quote":
                raise self._error("the quote is not closed: add a closing quote", lexeme)
            case "near":
                raise self._error(_NO_NEAR.format(lexeme.text), lexeme)
            case _:
                return self._boosted(self._word(lexeme, scope.field))

    def _boosted(self, node: Node | None) -> Node | None:
        """Apply the boost after a phrase, a range or a parenthesis, if there is one."""
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
            message = f"^ needs a number after it: above 0, at most {_MAX_BOOST:.0f}"
            raise self._error(message, lexeme)
        return factor

    def _negated(self, operator: Lexeme, scope: _Scope) -> Node:
        self._take("sign")
        node = self._unit(scope.inner(scope.field))
        if node is None:
            raise self._error("NOT needs a word after it", operator)
        return Not(node)

    def _fielded(self, lexeme: Lexeme, scope: _Scope) -> Node:
        name = lexeme.text[:-1].casefold()
        if name not in FIELDS:
            meant = field_meant(name)
            raise self._error(f"unknown field {name!r} (did you mean {meant}:?)", lexeme)
        following = self._peek()
        node = None
        if following is not None and following.kind in _BEFORE_VALUE:
            node = self._unit(scope.inner(name))
        if node is None:
            raise self._error(f"{name}: needs a word after it", lexeme)
        return node

    def _word(self, lexeme: Lexeme, field: str | None) -> Node | None:
        """Parse a word, a phrase or a range, and the boost at the end of a word."""
        boost = _BOOSTED.search(lexeme.text) if lexeme.kind == "word" else None
        base = lexeme.text[: boost.start()] if boost else ""
        if boost is None or base.isdigit():  # 10^6 is a number
            return self._listed(lexeme, field)
        node = self._listed(lexeme._replace(text=base, end=lexeme.start + len(base)), field)
        return node and Boost(node, self._factor(boost[1] or "", lexeme))

    def _listed(self, lexeme: Lexeme, field: str | None) -> Node | None:
        """Parse a word, or several words with only commas between them, as if in parentheses."""
        text, start = lexeme.text, lexeme.start
        if lexeme.kind != "word" or field is not None or "://" in text:
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
            raise self._error("a range needs a field, such as year:[2015 TO 2020]", lexeme)
        is_address = lexeme.kind == "word" and _ADDRESS.match(text) is not None
        if lexeme.kind == "word" and _PATTERN.search(text) and not is_address:
            return self._pattern(lexeme, field)
        if not is_address and (star := re.search(r"\w\*", text)) is not None:
            at = start + (lexeme.kind == "phrase") + star.start() + 1
            raise QueryError(_ON_ONE_WORD.format("*"), self.query, at)
        if not _has_word(text):
            return None
        if lexeme.kind == "phrase":
            if lexeme.slop > _MAX_SLOP:
                message = f"~ after a phrase allows at most {_MAX_SLOP} positions"
                raise self._error(message, lexeme)
            return Phrase(text, field, start, end, slop=lexeme.slop)
        if (tilde := _TILDE.search(text)) is not None:
            return self._fuzzy(lexeme, field, tilde)
        low, high = (0, len(text)) if lexeme.kind == "identifier" else surface(text)
        text = text[low:high]
        values = () if field else word_values(text)
        return Word(text, field, start + low, start + high, values=values)

    def _fuzzy(self, lexeme: Lexeme, field: str | None, tilde: re.Match[str]) -> Fuzzy:
        low, high = surface(lexeme.text[: tilde.start()])
        text = lexeme.text[low:high]
        words = tokens_of(text)
        if len(words) != 1 and not text.isalnum():
            raise self._error(_ON_ONE_WORD.format("~"), lexeme)
        distance = number_of(tilde[1] or "1")
        if not 0 < distance <= _MAX_DISTANCE:
            message = f"~{tilde[1]} is not possible; after a word ~1 and ~2 allow 1 or 2 typos"
            raise self._error(message, lexeme)
        if len(text) <= distance:
            message = "~1 and ~2 allow 1 or 2 typos; the word must be longer than that"
            raise self._error(message, lexeme)
        end = lexeme.start + tilde.start() + 1 + len(tilde[1])
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
            words = tokens_of(beginning)
            if len(words) == 1 and len(words[0].word) < _MIN_PATTERN:
                raise self._error(f"a word with * needs at least {_MIN_PATTERN} letters", lexeme)
            return Prefix(beginning, field, start, end)
        text = re.sub(r"\*+", "*", fold(text))
        letters = re.sub(r"[*?]", "", text)
        if not letters.isalnum():
            raise self._error(_ON_ONE_WORD.format("*" if "*" in text else "?"), lexeme)
        needed = _MIN_ENDING if text.startswith("*") else _MIN_PATTERN
        if len(letters) < needed:
            where = "that begins with" if text.startswith("*") else "with"
            raise self._error(f"a word {where} * needs at least {needed} letters", lexeme)
        if text.count("*") > _MAX_STARS:
            raise self._error(f"a word may have at most {_MAX_STARS} *", lexeme)
        return Wildcard(text, field, start, end)


def _is_phrase(node: Node, field: str | None) -> bool:
    """Return whether a node is a phrase that binds.

    Args:
        field: of the parentheses around it. Without one, a phrase with a field of its own narrows.
    """
    inner = node.part if isinstance(node, Boost) else node
    return isinstance(inner, Phrase) and (field is not None or inner.field is None)


def _has_word(text: str) -> bool:
    return bool(tokens_of(text))


def _is_negative(sign: Lexeme | None) -> bool:
    return sign is not None and sign.text.strip("+") != ""


def _joins(lexeme: Lexeme) -> bool:
    """Return whether a lexeme is AND or OR."""
    return lexeme.kind == "operator" and lexeme.text != "NOT"


def _either(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))
