"""Words with "*" and "?" in them: which words of a segment they stand for."""

from __future__ import annotations

import re
from itertools import islice

from painsci_search.engine.fuzzy import all_forms
from painsci_search.engine.storage.segment import Form, Segment
from painsci_search.errors import QueryError
from painsci_search.query.ast import Leaf, Prefix, Wildcard, spelled
from painsci_search.query.patterns import compile_pattern, one_word

# More words of a segment than these say nothing any more, and cost time.
MOST_FORMS = 2000
# So many may stand for all such words of a query together.
MOST_ALTOGETHER = 10_000
_BEGINNING = re.compile(r"[^*?]*")


class TooManyWords(Exception):
    """A pattern stands for too many words, alone or with others of the query.

    Attributes:
        leaf: the pattern.
    """

    def __init__(self, leaf: Leaf, *, with_others: bool = False) -> None:
        most = f"more than {MOST_ALTOGETHER if with_others else MOST_FORMS:,} words"
        alone, together = "it stands for", "the words with *, ? or ~ together stand for"
        help_ = "leave some out" if with_others else "give it more letters"
        super().__init__(f"{together if with_others else alone} {most}; {help_}")
        self.leaf = leaf

    def as_query_error(self, query: str) -> QueryError:
        """Say the same of the query that the pattern stands in."""
        return QueryError(f"{spelled(self.leaf)}: {self}", query, self.leaf.start)


def forms_like(segment: Segment, leaf: Prefix | Wildcard) -> list[Form]:
    """List what a pattern stands for in a segment.

    Raises:
        TooManyWords: it stands for too many words.
    """
    if isinstance(leaf, Prefix):
        forms = segment.forms_from(one_word(leaf))
        found = [form for _, form in islice(forms, MOST_FORMS + 1)]
    else:
        found = _matching(segment, leaf.text)
    if len(found) > MOST_FORMS:
        raise TooManyWords(leaf)
    return found


def _matching(segment: Segment, pattern: str) -> list[Form]:
    beginning = _BEGINNING.match(pattern)
    matches = compile_pattern(pattern).fullmatch
    if beginning is not None and len(beginning.group()) > 1:
        forms = segment.forms_from(beginning.group())
        return list(islice((form for word, form in forms if matches(word)), MOST_FORMS + 1))
    words = list(islice(filter(matches, all_forms(segment)), MOST_FORMS + 1))
    return [form for form in map(segment.form, words) if form is not None]
