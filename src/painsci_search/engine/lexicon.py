"""The lexicon: a word as typed in; words of the index that may be meant, likeliest first, out.

Source: the noisy channel model of Kernighan, Church and Gale 1990, "A spelling correction program
based on a noisy channel model": candidates are ranked by frequency of use and probability of the
typing error. Their table of errors is replaced by a few costs, listed below.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from painsci_search.engine.fuzzy import distances, forms_within
from painsci_search.engine.letters import OTHER, Letters, letters_of
from painsci_search.engine.postings import LeafPostings, occurs
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.ast import Leaf, Phrase, Word
from painsci_search.text import stem
from painsci_search.time_limit import check_time

# Costs are in errors: 1 is a letter that is wrong, missing or too many; likelier errors cost less.
# ERROR converts them to the unit of a word's score, the natural logarithm of its uses. Higher, and
# the nearest word wins however rare it is; lower, and frequent words win however far they are.
ERROR = 5.0
# Adjacent letters transposed; a letter doubled, or single where it should be double; a vowel or
# consonant for one that sounds like it; an h added or left out.
_SWAPPED, _DOUBLED, _ALIKE, _SILENT = 0.6, 0.5, 0.6, 0.7
# Added to an error in the first letter, which is rarely mistyped.
_FIRST = 0.7
# A plural for a singular, or the reverse: less than any error, since stems make them one word.
_PLURAL = 0.4
# One letter for two that sound like it, or the reverse.
_SOUNDS = {("f", "ph"): 0.5, ("k", "ch"): 0.6, ("s", "ps"): 0.6, ("k", "ck"): 0.6, ("z", "x"): 0.6}
# Groups of letters that sound alike.
_LIKE = ("aeiouy", "ckq", "csz", "gj", "mn", "dt", "bp", "fv")
# Letters. Shorter words have too many neighbours; longer ones are not words.
SHORTEST, LONGEST = 3, 30
# Rows of (greatest length of the typed word, highest cost of a candidate, edit distances to try).
# A distance is tried only if none before it had a candidate, since each takes more time.
_ALLOWED = ((4, 1.0, (1,)), (7, 1.75, (2, 3)), (LONGEST, 2.3, (2, 3)))


class NearWord(NamedTuple):
    """A word of the index.

    Attributes:
        score: ln(uses) - ERROR * cost; higher is likelier.
    """

    score: float
    word: str


def is_known(word: str, snapshot: AnySnapshot, field: str | None = None) -> bool:
    """Return whether a folded word occurs in the index, in any form; as an author, as spelled."""
    if isinstance(snapshot, RemoteSnapshot):
        return snapshot.is_known(word, field)
    return matches_anywhere(Word(word, "author" if field == "author" else None, 0, 0), snapshot)


def matches_anywhere(leaf: Leaf, snapshot: AnySnapshot) -> bool:
    """Return whether a leaf matches any record of the index."""
    if isinstance(snapshot, RemoteSnapshot):
        return snapshot.query(leaf).resolve(leaf).is_known
    return any(_matches_in(view, leaf) for view in snapshot.views)


def _matches_in(view: SegmentView, leaf: Leaf) -> bool:
    """Return whether a leaf matches any live record of a segment; of a stem no record is read."""
    postings = LeafPostings(view, leaf)
    plain = postings.plain_stem() if view.live is None else None
    if plain is None:
        return bool(len(postings.match().docs))
    word, names = plain
    term = view.segment.terms.find(word)
    fields = view.segment.fields
    ranges = (fields[name].range_of(term) for name in names if term >= 0)
    return any(low < high for low, high in filter(None, ranges))


def uses_of(word: str, snapshot: AnySnapshot) -> int:
    """Return how often a folded word occurs as spelled, up to `MOST_USES` for each segment."""
    if isinstance(snapshot, RemoteSnapshot):
        return snapshot.uses_of(word)
    return sum(view.segment.uses(word) for view in snapshot.views)


def occur_together(text: str, snapshot: AnySnapshot) -> bool:
    """Return whether the words of `text` occur as a phrase."""
    phrase = Phrase(text, None, 0, 0)
    if isinstance(snapshot, RemoteSnapshot):
        return matches_anywhere(phrase, snapshot)
    return any(occurs(view, phrase) for view in snapshot.views)


def uses_together(text: str, snapshot: AnySnapshot) -> int:
    """Return how often the words of `text` occur as a phrase."""
    if isinstance(snapshot, RemoteSnapshot):
        return snapshot.uses_together(text)
    phrase = Phrase(text, None, 0, 0)
    return sum(int(LeafPostings(view, phrase).match().counts.sum()) for view in snapshot.views)


def nearest_words(
    word: str, snapshot: AnySnapshot, field: str | None = None, most: int = 1
) -> list[NearWord]:
    """Return the words of the index that may be meant by a folded word, the likeliest first.

    Only the likeliest of the forms with one stem is returned. Words with digits are not corrected.

    Args:
        field: "author" for names, which are compared as spelled.
        most: the highest number of words.
    """
    if not word.isalpha() or not SHORTEST <= len(word) <= LONGEST:
        return []
    _, allowed, distances_tried = next(each for each in _ALLOWED if len(word) <= each[0])
    found: dict[str, NearWord] = {}
    for distance in distances_tried:
        check_time()
        for near in _within(word, snapshot, distance, allowed):
            key = near.word if field == "author" else stem(near.word)
            if key not in found and is_known(near.word, snapshot, field):
                found[key] = near
                if len(found) == most:
                    return list(found.values())
        if found:
            break
    return list(found.values())


def _within(word: str, snapshot: AnySnapshot, distance: int, allowed: float) -> list[NearWord]:
    """Return the forms within an edit distance whose cost is at most `allowed`, best first."""
    forms = {
        form
        for form in _forms_of(snapshot, word, distance)
        if form != word and form.isalpha() and len(form) >= SHORTEST
    }
    costs = {form: _cost_in_any_number(word, form) for form in forms}
    near = [
        NearWord(math.log(max(uses_of(form, snapshot), 1)) - ERROR * cost, form)
        for form, cost in costs.items()
        if cost <= allowed
    ]
    return sorted(near, reverse=True)


def _forms_of(snapshot: AnySnapshot, word: str, distance: int) -> list[str]:
    """Return the forms of a snapshot within an edit distance of `word`."""
    if isinstance(snapshot, RemoteSnapshot):
        return snapshot.forms_near(word, distance)
    return [form for view in snapshot.views for form in _forms_near(view.segment, word, distance)]


def _forms_near(segment: Segment, word: str, distance: int) -> list[str]:
    """Return forms of a segment within an edit distance of `word`.

    With more than one error, only forms whose first letter is right, transposed, or sounds like it
    are returned: others cost too much anyway, and there are many.
    """
    if not word.isascii():
        return forms_within(segment, word, distance)
    letters = letters_of(segment)
    numbers, least = letters.near(word, distance)
    first = np.frombuffer(_first_letters(word).encode(), np.uint8)
    has_first = np.isin(letters.text[letters.starts[numbers]], first)
    # A word of letters a to z is never corrected to one with digits or other letters.
    likely = (letters.has[numbers] < OTHER) & (least <= np.where(has_first, distance, 1))
    numbers = numbers[likely]
    numbers = numbers[_shared_letters(letters, numbers, word) >= len(word) - distance]
    forms = [segment.forms[number] for number in numbers.tolist()]
    far = distances(word, forms) > distance
    return [form for form, is_far in zip(forms, far.tolist(), strict=True) if not is_far]


def _first_letters(word: str) -> str:
    """Return the letters that the meant word may start with if there is more than one error."""
    alike = [group for group in _LIKE if word[0] in group]
    sounds = [letters[0] for letter, letters in _SOUNDS if letter == word[0]]
    return "".join((word[:2], *alike, *sounds))


def _shared_letters(
    letters: Letters, numbers: npt.NDArray[np.intp], word: str
) -> npt.NDArray[np.int64]:
    """Return how many letters each form shares with a word, regardless of order."""
    lengths = letters.lengths[numbers]
    width = int(lengths.max(initial=0))
    columns = np.arange(width)
    at = np.minimum(letters.starts[numbers][:, None] + columns, len(letters.text) - 1)
    table = np.where(columns < lengths[:, None], letters.text[at], 0)
    shared = np.zeros(len(numbers), np.int64)
    for letter in set(word):
        shared += np.minimum((table == ord(letter)).sum(axis=1), word.count(letter))
    return shared


def _cost_in_any_number(typed: str, meant: str) -> float:
    """Return the cost of an error, at most that of a plural and an error in the singular."""
    cost = error_cost(typed, meant)
    if typed.endswith("s") != meant.endswith("s"):
        cost = min(cost, _PLURAL + error_cost(typed.removesuffix("s"), meant.removesuffix("s")))
    return cost


def error_cost(typed: str, meant: str) -> float:
    """Return the cost of the errors between a word as typed and the meant word, in errors.

    It is a weighted edit distance, by dynamic programming over the beginnings of both words.

    >>> error_cost("palcebo", "placebo"), error_cost("placebbo", "placebo")
    (0.6, 0.5)
    """
    rows = [[0.0] * (len(meant) + 1) for _ in range(len(typed) + 1)]
    for i in range(len(typed) + 1):
        for j in range(len(meant) + 1):
            if i or j:
                rows[i][j] = min(_steps(rows, typed[:i], meant[:j]))
    return rows[-1][-1]


def _steps(rows: list[list[float]], typed: str, meant: str) -> list[float]:
    """Return the costs of all ways to end with the last letters of two beginnings."""
    i, j = len(typed), len(meant)
    first = _FIRST if min(i, j) <= 1 else 0.0
    found = []
    if i and j:
        same = typed[-1] == meant[-1]
        found.append(rows[i - 1][j - 1] + (0.0 if same else _unlike(typed[-1], meant[-1]) + first))
    if i:
        found.append(rows[i - 1][j] + _lone(typed) + (first if i == 1 else 0.0))
    if j:
        found.append(rows[i][j - 1] + _lone(meant) + (first if j == 1 else 0.0))
    if i > 1 and j > 1 and typed[-2:] == meant[:-3:-1]:
        found.append(rows[i - 2][j - 2] + _SWAPPED)
    sound = _SOUNDS.get((typed[-1:], meant[-2:]))
    if sound is not None:
        found.append(rows[i - 1][j - 2] + sound)
    sound = _SOUNDS.get((meant[-1:], typed[-2:]))
    if sound is not None:
        found.append(rows[i - 2][j - 1] + sound)
    return found


def _unlike(one: str, other: str) -> float:
    return _ALIKE if any(one in group and other in group for group in _LIKE) else 1.0


def _lone(word: str) -> float:
    """Return the cost of the last letter of a word if the other word lacks it."""
    if word[-2:-1] == word[-1]:
        return _DOUBLED
    return _SILENT if word[-1] == "h" else 1.0
