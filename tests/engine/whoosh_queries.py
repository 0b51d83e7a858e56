"""What a query means, in Whoosh's words: a tree in, a query over the fields of the index out."""

from __future__ import annotations

from collections.abc import Iterator

from whoosh import query as whoosh_query

from painsci_search.engine.as_whoosh.schema import SPELLED
from painsci_search.engine.postings import ALL_TEXT, FIELDS
from painsci_search.query.ast import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Ranked, Word
from painsci_search.query.stop_words import drop_stop_words
from painsci_search.records import FIELDS as RECORD_FIELDS
from painsci_search.text import stem, tokenize


def translate(node: Node) -> whoosh_query.Query:
    match node:
        case And(parts):
            return whoosh_query.And([translate(part) for part in parts])
        case Or(parts):
            return either(*map(translate, parts))
        case Not(part):
            return without(anything(), translate(part))
        case Ranked():
            return translate_ranked(node)
        case Word(text, "year" | "pmid" | "doi" as field):
            return whoosh_query.Term(field, text)
        case Prefix(text):
            longest = max(tokenize(text), key=lambda token: token.parts).word
            return either(*(whoosh_query.Prefix(f, longest) for f in spelled_fields(node)))
        case Fuzzy(text, distance=distance):
            word = max(tokenize(text), key=lambda token: token.parts).word
            return either(
                *(
                    whoosh_query.FuzzyTerm(f, word, maxdist=distance, prefixlength=0)
                    for f in spelled_fields(node)
                )
            )
        case Word() | Phrase():
            return either(
                *(way for field in fields_of(node) for way in ways(node, field)),
                *(identifiers(node.text) if isinstance(node, Word) and not node.field else ()),
            )


def translate_ranked(node: Ranked) -> whoosh_query.Query:
    should = drop_stop_words(node)
    required = [translate(part) for part in node.must + node.within]
    if should and not node.must:
        required.append(either(*map(translate, should)))
    asked = whoosh_query.And(required)
    if not node.must_not:
        return asked
    return without(asked, either(*map(translate, node.must_not)))


def without(query: whoosh_query.Query, other: whoosh_query.Query) -> whoosh_query.Query:
    """Not AndNot: in 2.7.5 that keeps the first record of the one where the other began before."""
    rest = whoosh_query.ConstantScoreQuery(whoosh_query.Not(other))
    return whoosh_query.And([query, rest])


def either(*queries: whoosh_query.Query) -> whoosh_query.Query:
    return whoosh_query.Or(list(queries))


def fields_of(leaf: Word | Phrase | Prefix | Fuzzy) -> tuple[str, ...]:
    return ALL_TEXT if leaf.field is None else FIELDS[leaf.field]


def spelled_fields(leaf: Prefix | Fuzzy) -> Iterator[str]:
    for field in fields_of(leaf):
        yield field if field == "author" else SPELLED + field


def ways(leaf: Word | Phrase, field: str) -> Iterator[whoosh_query.Query]:
    tokens = list(tokenize(leaf.text))
    terms = [token.word if field == "author" else stem(token.word) for token in tokens]
    parts = [term for term, token in zip(terms, tokens, strict=True) if token.parts == 1]
    yield whoosh_query.Phrase(field, parts) if len(parts) > 1 else whoosh_query.Term(field, *parts)
    if isinstance(leaf, Word):
        for term, token in zip(terms, tokens, strict=True):
            if token.parts > 1:
                yield whoosh_query.Term(field, term)


def identifiers(text: str) -> Iterator[whoosh_query.Query]:
    """The values that a word of the corpora may be."""
    plain = text.lower()
    if plain.isdigit() and len(plain) > 4:
        yield whoosh_query.Term("pmid", plain)
        yield whoosh_query.Term("painsci", plain)
    if plain.startswith("pmc"):
        yield whoosh_query.Term("pmcid", plain)
    if plain.startswith("10."):
        yield whoosh_query.Term("doi", plain)


def anything() -> whoosh_query.Query:
    """Whatever has any text: a heading alone cannot be found."""
    return either(*(whoosh_query.Every(field) for field in RECORD_FIELDS))
