"""The fields as a `whoosh.fields.Schema`, with an analyzer that yields the terms of the index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer, KeywordAnalyzer, Token
from whoosh.fields import ID, FieldType, Schema
from whoosh.formats import Positions

from painsci_search.engine.analysis import GAP, paragraphs
from painsci_search.engine.storage.columns import decode, encode
from painsci_search.records import FIELDS
from painsci_search.text import fold, stem, tokenize

# Prefix of the fields that hold words as spelled, where the field of the plain name holds stems.
SPELLED = "spell_"
# The fields whose terms are stems, and those whose terms are words as spelled. Names have no stems.
STEMMED = tuple(field for field in FIELDS if field != "author")
UNSTEMMED = ("author", *(SPELLED + field for field in STEMMED))
# The fields of exact values; a record may have several values of each.
VALUES = ("year", "pmid", "doi", "pmcid", "painsci", "has", "lang", "updated", "tag", "meta")


def make_schema() -> Schema:
    """Return the fields of the index as Whoosh describes them.

    `title`, `heading`, `path`, `body`, `note` and `journal` are text, and their terms
    stems; `author` is text, and its terms words as spelled. `spell_title` and so on hold the
    spelled words of the first six, for prefixes, wildcards, fuzzy terms and suggestions. `kind`,
    `article`, `key` ("asmr", "asmr#anchor"), `year`, `pmid`, `doi`, `pmcid`,
    `painsci`, `has` ("note", "reference"), and of an article `lang` and `updated` are exact
    values. All but the spelled words are stored.

    >>> from whoosh.qparser import QueryParser
    >>> QueryParser("body", make_schema()).parse('"knee surgeries" OR CRPS-1')
    Or([Phrase('body', ['knee', 'surgeri'], slop=1, boost=1.000000), \
Phrase('body', ['crps', '1'], slop=1, boost=1.000000)])
    """
    texts = {name: TextField(is_stemmed=True) for name in STEMMED}
    names = {name: TextField(is_stemmed=False, stored=name == "author") for name in UNSTEMMED}
    exact = {name: ExactField(stored=True) for name in ("kind", "article")}
    in_lower_case = KeywordAnalyzer(lowercase=True)
    values = {name: ExactField(stored=True, analyzer=in_lower_case) for name in VALUES}
    return Schema(key=ExactField(stored=True, unique=True), **texts, **names, **exact, **values)


class ExactField(ID):  # type: ignore[misc]
    """An exact value; lone surrogates, as in undecodable paths of files, are kept."""

    def to_bytes(self, value: str | bytes) -> bytes:
        """Encode a value as the index does."""
        return encode(value) if isinstance(value, str) else value

    def from_bytes(self, bs: bytes) -> str:
        """Decode a value as the index does."""
        return decode(bs)


class TextField(FieldType):  # type: ignore[misc]
    """Text with positions.

    Args:
        is_stemmed: whether its terms are stems; otherwise words as spelled.
        stored: whether stored fields include the text.
    """

    def __init__(self, *, is_stemmed: bool, stored: bool = True) -> None:
        super().__init__(
            Positions(),
            WordAnalyzer(is_stemmed=is_stemmed),
            scorable=True,
            stored=stored,
            multitoken_query="phrase",  # of a compound such as "L4/L5"
        )
        self._is_stemmed = is_stemmed

    def spelling_fieldname(self, fieldname: str) -> str:
        """Return the name of the field in which Whoosh looks for spelling corrections."""
        return SPELLED + fieldname if self._is_stemmed else fieldname


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """The analysis of `painsci_search.text` as Whoosh's tokens.

    In a query a compound yields its parts only, which make a phrase. Elsewhere its whole is one
    more token, at the position of the first part.
    """

    def __init__(self, *, is_stemmed: bool) -> None:
        self.is_stemmed = is_stemmed

    def __call__(  # noqa: PLR0913 - the arguments that Whoosh passes
        self,
        value: str,
        *,
        positions: bool = False,
        chars: bool = False,
        tokenize: bool = True,
        mode: str = "",
        no_morph: bool = False,
        **more: Any,
    ) -> Iterator[Token]:
        """Yield the tokens of a text; as in Whoosh, one object whose attributes change."""
        token = Token(positions, chars, mode=mode, **more)
        is_stemmed = self.is_stemmed and tokenize and not no_morph
        found = _words(value, with_wholes=mode != "query") if tokenize else _unsplit(value)
        for word, start, end, position in found:
            token.text = stem(word) if is_stemmed else word
            token.boost = 1.0
            token.stopped = False
            if positions:
                token.pos = position
            if chars:
                token.startchar, token.endchar = start, end
            yield token


_Word = tuple[str, int, int, int]


def _words(text: str, *, with_wholes: bool) -> Iterator[_Word]:
    base = 0
    for paragraph, offset in paragraphs(text):
        last = -1
        for token in tokenize(paragraph):
            last = token.position
            if with_wholes or token.parts == 1:
                yield token.word, offset + token.start, offset + token.end, base + last
        base += last + 1 + GAP


def _unsplit(text: str) -> Iterator[_Word]:
    yield fold(text), 0, len(text), 0
