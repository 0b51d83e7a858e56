"""Pattern expansion: a prefix or wildcard in; the matching words of a segment out."""

from __future__ import annotations

from itertools import islice

from painsci_search.engine.letters import letters_of
from painsci_search.engine.storage.segment import Form, Segment
from painsci_search.errors import QueryError
from painsci_search.query.ast import Leaf, Prefix, Wildcard, spelled
from painsci_search.query.patterns import compile_pattern, literal_beginning, one_word

# Words of one segment that a pattern may expand to. With more it matches nearly everything, so that
# it ranks nothing, and its postings take long to merge.
MOST_FORMS = 2000
# Words that all patterns and fuzzy words of a query may expand to together: the bound of its cost.
MOST_ALTOGETHER = 10_000


class TooManyWords(Exception):
    """A pattern expands to too many words, alone or together with others of the query.

    Attributes:
        leaf: the pattern.
    """

    def __init__(self, leaf: Leaf, *, with_others: bool = False) -> None:
        if with_others:
            message = (
                f"the words with *, ? or ~ together match more than {MOST_ALTOGETHER:,} words; "
                "leave some out"
            )
        else:
            message = f"it matches more than {MOST_FORMS:,} words; add letters to it"
        super().__init__(message)
        self.leaf = leaf

    def as_query_error(self, query: str) -> QueryError:
        """Return the error as one of the query string, at the position of the pattern."""
        return QueryError(f"{spelled(self.leaf)}: {self}", query, self.leaf.start)


def forms_like(segment: Segment, leaf: Prefix | Wildcard) -> list[Form]:
    """Return the forms of a segment that a pattern matches.

    Raises:
        TooManyWords: the pattern matches more than `MOST_FORMS` forms.
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
    beginning = literal_beginning(pattern)
    matches = compile_pattern(pattern).fullmatch
    if len(beginning) > 1:
        forms = segment.forms_from(beginning)
        return list(islice((form for word, form in forms if matches(word)), MOST_FORMS + 1))
    # The words are not kept as strings: those of a large index take more memory than its arrays.
    letters = pattern.replace("*", "").replace("?", "")
    candidates = map(segment.forms.__getitem__, letters_of(segment).having(letters).tolist())
    words = list(islice(filter(matches, candidates), MOST_FORMS + 1))
    return [form for form in map(segment.form, words) if form is not None]
