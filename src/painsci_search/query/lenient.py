"""Read any text as a query: a text, such as one that people paste, in; a tree out, never an error.

A text that is a valid query is read as it is written. In any other, what the parser refuses is
repaired one by one: an open quote or parenthesis is closed, and a stray operator or field is read
as a word. A text that only excludes words matches nothing, as it has nothing to search.
"""

from __future__ import annotations

from painsci_search.errors import QueryError
from painsci_search.query.ast import Node, Ranked
from painsci_search.query.field_names import field_meant
from painsci_search.query.lexer import Lexeme, split_query
from painsci_search.query.parser import MAX_WORDS, ONLY_EXCLUDES, parse_query
from painsci_search.query.quoting import escape
from painsci_search.query.words import tokens_of

# Repairs of one text; one that needs more is read as words. Each costs as much as parsing.
_MOST_REPAIRS = 20
# The tree of a text without a word to search, which matches nothing.
NOTHING = Ranked(())


def parse_leniently(text: str) -> tuple[Node, str | None]:
    """Parse a text as a query, repaired where it is none.

    Returns:
        The tree, and the repaired query; None if the text is a valid query. For a text without a
        word to search, the tree matches nothing and the query is empty.

    >>> tree, read_as = parse_leniently('"sham surgery')
    >>> read_as
    '"sham surgery"'
    """
    query = text
    for _ in range(_MOST_REPAIRS):
        try:
            tree = parse_query(query)
        except QueryError as error:
            if str(error) == ONLY_EXCLUDES:
                return NOTHING, ""
            repaired = " ".join(repair(query, error).split())
            if repaired == query:
                break
            query = repaired
        else:
            return tree, None if query == text else query
    query = _first_words(escape(query))
    return (parse_query(query), query) if query else (NOTHING, "")


def repair(query: str, error: QueryError) -> str:
    """Return a query without one of its errors; the query itself if that has no simple repair."""
    lexemes = split_query(query)
    at = [n for n, each in enumerate(lexemes) if each.start <= error.position < each.end]
    if not at:
        return query
    lexeme = lexemes[at[0]]
    match lexeme.kind:
        case "quote" if tokens_of(query[lexeme.end :]):
            return query + '"'
        case "open" if _is_open(lexemes):
            return query + ")"
        case "operator":
            return _replace(query, lexeme, f" {escape(query[lexeme.start : lexeme.end])} ")
        case "field":
            return _replace(query, lexeme, _field_meant(lexeme))
        case "word" | "phrase" | "range":
            fields = [each for each in lexemes[: at[0]] if each.kind == "field"]
            words = escape(lexeme.text)
            changed = _replace(query, lexeme, words)
            if fields and (fields[-1].end == lexeme.start or words == lexeme.text):
                return _replace(changed, fields[-1], f"{fields[-1].text[:-1]} ")
            return changed
        case _:
            return _replace(query, lexeme, " ")


def _field_meant(lexeme: Lexeme) -> str:
    """Return the field that a lexeme names by another name; else its name as a word."""
    name = lexeme.text[:-1]
    meant = field_meant(name)
    return f"{name} " if meant is None or meant == name.casefold() else f"{meant}:"


def _replace(query: str, lexeme: Lexeme, text: str) -> str:
    return query[: lexeme.start] + text + query[lexeme.end :]


def _is_open(lexemes: list[Lexeme]) -> bool:
    """Return whether more parentheses are opened than closed."""
    kinds = [each.kind for each in lexemes]
    return kinds.count("open") > kinds.count("close")


def _first_words(query: str) -> str:
    """Return the beginning of a query of words, up to as many words as a query may have."""
    kept, count = [], 0
    for piece in query.split():
        count += len(tokens_of(piece))
        if count > MAX_WORDS:
            break
        kept.append(piece)
    return " ".join(kept)
