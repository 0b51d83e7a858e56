"""Labels of a note whose spans are partly known, and those that a model gives it, in; all out.

The given notes name neither publisher nor editors, so that their tokens would be "other" where
rendered samples have a label for them. A model of rendered samples labels them.
"""

from __future__ import annotations

from collections.abc import Sequence

# What the known works of a note do not name.
_ADDED = frozenset(
    {
        "publisher",
        "place",
        "editor",
        "editor+",
        "edition",
        "type",
        "accessed",
        "identifier",
        "prose",
    }
)
_UNKNOWN = frozenset({"other", "prose"})


def complete(known: Sequence[str], guessed: Sequence[str]) -> list[str]:
    """Return the known labels, with guesses for the tokens that no known field covers.

    There is no prose between the known fields of one work, and nothing else before the first.
    """
    labels = list(known)
    fields = [n for n, label in enumerate(known) if label not in _UNKNOWN]
    starts = [n for n in fields if known[n].startswith("^")]
    for number, (label, guess) in enumerate(zip(known, guessed, strict=True)):
        if label not in _UNKNOWN or guess not in _ADDED:
            continue
        last = next((n for n in reversed(fields) if n < number), None)
        following = next((n for n in fields if n > number), None)
        is_within = last is not None and following is not None and following not in starts
        if (guess == "prose" and is_within) or (guess != "prose" and last is None):
            continue
        labels[number] = guess
    return labels
