"""From the query tree to Whoosh's queries, with the one query class that Whoosh lacks:
words ranked together, where a record that has them all comes before one that repeats one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from whoosh import query as whoosh_query
from whoosh.matching import Matcher, NullMatcher
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from painsci_search.index.schema import SPELLED
from painsci_search.search.tree import (
    And,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Ranked,
    Word,
)
from painsci_search.text import Token, fold, stem, tokenize

# Of the model that a searcher ranks with: one term scores at most (k1 + 1) times its idf.
K1 = float(BM25F().K1)
_MAX_EXPANSION = 50
_PUBMED_ADDRESS = re.compile(r"pubmed\S*/(\d{4,9})$")

STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before being between both but "
    "by can could did do does doing during each for from further had has have having he her here "
    "hers him his how i if in into is it its itself just me might more most my myself no nor not "
    "of off on once only or other our ours out over own same she should so some such than that the "
    "their theirs them then there these they this those through to too under until up very was we "
    "were what when where which while who whom why will with would you your yours".split()
)


class Coordinated(whoosh_query.Or):  # type: ignore[misc]
    """Any of the subqueries, scored together.

    A record's score is the sum of the subqueries' scores, and ``bonus`` more if all of them match.
    A bonus of the most that any one subquery can score puts every record that has all the words
    before every record that has only one of them, however often that is repeated.
    """

    def __init__(self, subqueries: list[Any], bonus: float = 0.0, boost: float = 1.0) -> None:
        super().__init__(subqueries, boost=boost)
        self.bonus = bonus

    def normalize(self) -> Coordinated:
        """Keep the subqueries apart: merging them would change what is counted."""
        return self

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Match any of the subqueries; called once for each segment."""
        matchers = [query.matcher(searcher, context) for query in self.subqueries]
        active = [matcher for matcher in matchers if matcher.is_active()]
        if not active:
            return NullMatcher()
        # Words that no record has are not asked of a record that is complete.
        reader = searcher.get_parent().reader()
        known = sum(query.estimate_size(reader) > 0 for query in self.subqueries)
        return CoordinatedMatcher(active, known, self.bonus)


class CoordinatedMatcher(Matcher):  # type: ignore[misc]
    """The union of matchers; scores their sum, and ``bonus`` more where ``complete`` match."""

    def __init__(self, matchers: list[Matcher], complete: int, bonus: float) -> None:
        self.matchers = matchers
        self.complete = complete
        self.bonus = bonus
        self._settle()

    def _settle(self) -> None:
        self._active = [matcher for matcher in self.matchers if matcher.is_active()]
        self._id = min((matcher.id() for matcher in self._active), default=-1)

    def is_active(self) -> bool:
        return bool(self._active)

    def reset(self) -> None:
        for matcher in self.matchers:
            matcher.reset()
        self._settle()

    def copy(self) -> CoordinatedMatcher:
        copies = [matcher.copy() for matcher in self.matchers]
        return CoordinatedMatcher(copies, self.complete, self.bonus)

    def children(self) -> list[Matcher]:
        return self._active

    def supports_block_quality(self) -> bool:
        return False

    def supports(self, astype: str) -> bool:
        return all(matcher.supports(astype) for matcher in self.matchers)

    def id(self) -> int:
        return self._id

    def next(self) -> None:
        for matcher in self._active:
            if matcher.id() == self._id:
                matcher.next()
        self._settle()

    def skip_to(self, target: int) -> None:
        for matcher in self._active:
            if matcher.id() < target:
                matcher.skip_to(target)
        self._settle()

    def weight(self) -> float:
        return float(sum(m.weight() for m in self._active if m.id() == self._id))

    def score(self) -> float:
        scores = [matcher.score() for matcher in self._active if matcher.id() == self._id]
        return float(sum(scores)) + (self.bonus if len(scores) >= max(2, self.complete) else 0.0)


def compile_query(node: Node, searcher: Searcher) -> Any:
    """Compile a tree for Whoosh; the searcher gives the statistics that ranking needs."""
    match node:
        case Word():
            return _word(node)
        case Phrase(text, field):
            return _side_by_side(text, field)
        case Prefix():
            return _prefix(node, searcher)
        case And(parts):
            return whoosh_query.And([compile_query(part, searcher) for part in parts])
        case Or(parts):
            return whoosh_query.Or([compile_query(part, searcher) for part in parts])
        case Not(part):
            return whoosh_query.AndNot(whoosh_query.Every("all"), compile_query(part, searcher))
        case Ranked():
            return _ranked(node, searcher)


def drop_stop_words(node: Ranked) -> tuple[Node, ...]:
    """Return the optional parts without the words that say nothing beside the others."""
    kept = tuple(part for part in node.should if not _is_stop_word(part))
    return kept if kept or node.must or node.within else node.should


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and node.field is None and fold(node.text) in STOP_WORDS


def _ranked(node: Ranked, searcher: Searcher) -> Any:
    should = drop_stop_words(node)
    optional = [compile_query(part, searcher) for part in should]
    required = [compile_query(part, searcher) for part in node.must + node.within]
    scored = optional + required
    query: Any = scored[0]
    if len(scored) > 1:
        highest = max(_ceiling(part, searcher) for part in should + node.must + node.within)
        query = Coordinated(scored, bonus=highest)
    if required:
        if optional and not node.must:
            required = [*required, whoosh_query.Or(optional)]
        query = whoosh_query.Require(query, whoosh_query.And(required))
    if node.must_not:
        excluded = [compile_query(part, searcher) for part in node.must_not]
        query = whoosh_query.AndNot(query, whoosh_query.Or(excluded))
    return query


def _ceiling(node: Node, searcher: Searcher) -> float:
    """The most that a node can score in any record."""
    match node:
        case Prefix(text, field):
            words = expand(_beginning(text), searcher) if field is None else []
            return 1.0 + (K1 + 1) * sum(
                float(searcher.idf("all", term)) for term in {stem(word) for word in words}
            )
        case Word() | Phrase():
            return (K1 + 1) * rarity(node, searcher)
        case And(parts) | Or(parts):
            return sum(_ceiling(part, searcher) for part in parts)
        case Not():
            return 1.0
        case Ranked(should, must, _, within):
            highest = [_ceiling(part, searcher) for part in should + must + within]
            return sum(highest) + max(highest)


def rarity(leaf: Leaf, searcher: Searcher, combine: Callable[[list[float]], float] = sum) -> float:
    """Inverse document frequency of a leaf, combined over its terms."""
    if searcher.doc_count_all() == 0:
        return 0.0
    terms = [stem(token.word) for token in tokenize(leaf.text)]
    return combine([float(searcher.idf("all", term)) for term in terms]) if terms else 0.0


def _word(node: Word) -> Any:
    if node.field in ("year", "pmid", "doi"):
        return whoosh_query.Term(node.field, fold(node.text))
    tokens = list(tokenize(node.text))
    query = _side_by_side(node.text, node.field)
    whole = next((token for token in tokens if token.parts > 1), None)
    alternatives = [query]
    if whole is not None:
        field = node.field or "all"
        alternatives.append(whoosh_query.Term(field, _term(whole, node.field)))
    if node.field is None:
        alternatives += _identifiers(node.text)
    return whoosh_query.Or(alternatives) if len(alternatives) > 1 else query


def _identifiers(text: str) -> list[Any]:
    """A word that looks like an identifier is looked for among the references, too."""
    plain = fold(text).strip(".,;#/")
    address = _PUBMED_ADDRESS.search(plain)
    if address:
        return [whoosh_query.Term("pmid", address[1])]
    if plain.isdigit() and 4 < len(plain) < 10:
        return [whoosh_query.Term(field, plain) for field in ("pmid", "painsci")]
    if plain.startswith("pmc") and plain[3:].isdigit():
        return [whoosh_query.Term("pmcid", plain)]
    if "10." in plain and "/" in plain:
        return [whoosh_query.Term("doi", plain[plain.index("10.") :])]
    return []


def _term(token: Token, field: str | None) -> str:
    return token.word if field == "author" else stem(token.word)


def _side_by_side(text: str, field: str | None) -> Any:
    words = [_term(token, field) for token in tokenize(text) if token.parts == 1]
    if len(words) == 1:
        return whoosh_query.Term(field or "all", words[0])
    return whoosh_query.Phrase(field or "all", words)


def _prefix(node: Prefix, searcher: Searcher) -> Any:
    beginning = _beginning(node.text)
    if node.field == "author":
        return _constant(whoosh_query.Prefix("author", beginning))
    if node.field is not None:
        return _constant(whoosh_query.Prefix(node.field, SPELLED + beginning))
    spelled = _constant(whoosh_query.Prefix("words", beginning))
    stems = {stem(word): None for word in expand(beginning, searcher)}
    scored = [whoosh_query.Term("all", term) for term in stems]
    return whoosh_query.AndMaybe(spelled, whoosh_query.Or(scored)) if scored else spelled


def _constant(query: Any) -> Any:
    """Score every match 1, however often and under however many words it matches."""
    return whoosh_query.ConstantScoreQuery(query, 1.0)


def _beginning(text: str) -> str:
    return max(tokenize(text), key=lambda token: token.parts).word


def expand(beginning: str, searcher: Searcher) -> list[str]:
    """List the words of the index that begin so, up to as many as are worth ranking by."""
    found = []
    for term in searcher.reader().expand_prefix("words", beginning):
        found.append(term.decode())
        if len(found) == _MAX_EXPANSION:
            break
    return found
