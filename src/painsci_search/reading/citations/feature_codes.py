"""Tokens of a note in; a row of numbers for each, its features in the model, out.

The compiled kernel makes the rows for `label_rows`. It knows the rules of sentences, brackets and
years, and asks here once for the numbers of a word, of shapes side by side and of a part.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from painsci_search.native import compiled
from painsci_search.reading.citations.features import (
    BRACKETS,
    PART_ENDS,
    beside_features,
    described_features,
    fixed_features,
    group_features,
    word_features,
)
from painsci_search.reading.citations.tokens import Token

NumberOf: TypeAlias = Callable[[str], int | None]
Groups: TypeAlias = Sequence[tuple[str, ...]]
# The numbers of a word itself, for the word after it and for the word before it; its shape, and
# what the kernel asks of it as bits.
WordCode: TypeAlias = tuple[bytes, bytes, bytes, str, int]
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

# Each sign that ends a part, in the order of the kernel: the first three end a sentence.
_SIGNS = {sign: number for number, sign in enumerate(PART_ENDS, 1)}
_CLOSERS = {closer: number for number, closer in enumerate(dict.fromkeys(BRACKETS.values()), 1)}
_OPENERS = {opening: _CLOSERS[closer] for opening, closer in BRACKETS.items()}
# A part of a note as a number, as in the kernel.
_MOST_PARTS = 9
_MOST_FORMS = 200
_MOST_SIGNS = 9


class _Memo(dict[_Key, _Value]):
    """What was made before, by what it was made from; it is emptied when it is full.

    A note of many odd words must not fill the memory.
    """

    MOST = 20_000

    def __init__(self, number_of: NumberOf) -> None:
        super().__init__()
        self._number_of = number_of

    def __missing__(self, key: _Key) -> _Value:
        if len(self) >= self.MOST:
            self.clear()
        made = self[key] = self.make(key)
        return made

    def make(self, key: _Key) -> _Value:
        """Make the value of a key."""
        raise NotImplementedError

    def _code(self, features: Sequence[str]) -> bytes:
        """Return the numbers of features, 4 bytes each.

        A feature that the model does not have is left out, as it has no weight.
        """
        numbers = map(self._number_of, features)
        return array("I", [number for number in numbers if number is not None]).tobytes()


class GroupCodes(_Memo[tuple[str, ...], bytes]):
    """The numbers of groups of features."""

    def make(self, key: tuple[str, ...]) -> bytes:
        """Return the numbers of a group."""
        return self._code(key)


class _WordCodes(_Memo[str, WordCode]):
    """What the kernel needs of a word."""

    def make(self, key: str) -> WordCode:
        """Return what the kernel needs of a word."""
        own, before, after, shape = word_features(key)
        flags = (
            (shape == "x")
            | (shape in ("X", "XX", "XXX")) << 1
            | (shape[0] == "X") << 2
            | (shape[0].isdigit() or shape == "year") << 3
            | shape.startswith("year") << 4
            | (len(shape) < 3) << 5
            | _SIGNS.get(key, 0) << 8
            | _OPENERS.get(key, 0) << 12
            | _CLOSERS.get(key, 0) << 16
        )
        return self._code(own), self._code(before), self._code(after), shape, flags


class _BesideCodes(_Memo[tuple[str, str, str, str, str], bytes]):
    """The numbers of the features of five shapes side by side."""

    def make(self, key: tuple[str, str, str, str, str]) -> bytes:
        """Return the numbers of five shapes."""
        return self._code(beside_features(*key))


class _PartCodes(_Memo[int, tuple[bytes, ...]]):
    """The numbers of a sentence or part, for each size of the distance to its start."""

    MOST = 5_000

    def make(self, key: int) -> tuple[bytes, ...]:
        """Return the numbers of a part, whose form, place and part before are in the key."""
        rest, is_part = divmod(key, 2)
        rest, before = divmod(rest, _MOST_FORMS * _MOST_SIGNS + 1)
        form, index = divmod(rest, _MOST_PARTS)
        previous = "^"
        if before:
            of_before, sign = divmod(before - 1, _MOST_SIGNS)
            previous = _form_of(of_before) + ("" if not sign else PART_ENDS[sign - 1])
        described = described_features("P" if is_part else "S", _form_of(form), index, previous)
        return tuple(map(self._code, described))


def _form_of(number: int) -> str:
    """Return the form of a part that the kernel gives as a number."""
    rest, digits = divmod(number, 2)
    rest, dense = divmod(rest, 2)
    size, share = divmod(rest, 5)
    return f"{size}{share - 1 if share else '-'}{'i' if dense else ''}{'d' if digits else ''}"


class Coder(NamedTuple):
    """What is known of words and parts, by the numbers of a model.

    Attributes:
        fixed: the numbers of the features that need no word, see `features.fixed_features`.
    """

    words: _WordCodes
    beside: _BesideCodes
    parts: _PartCodes
    groups: GroupCodes
    fixed: list[bytes]

    @classmethod
    def of(cls, number_of: NumberOf) -> Coder:
        """Return one that knows nothing yet.

        Args:
            number_of: returns the number of a feature; None for one that the model does not have.
        """
        groups = GroupCodes(number_of)
        return cls(
            _WordCodes(number_of),
            _BesideCodes(number_of),
            _PartCodes(number_of),
            groups,
            [groups[features] for features in fixed_features()],
        )


@compiled
def feature_rows(tokens: list[Token], shown: Groups, hinted: Groups, coder: Coder) -> list[bytes]:
    """Return the numbers of the features of each token, 4 bytes each, in order.

    Args:
        shown, hinted: the features of each token of what the page shows, and of hints.

    Raises:
        TypeError: the arguments are of other types.
    """
    code_of = coder.groups.__getitem__
    return [b"".join(map(code_of, each)) for each in group_features(tokens, shown, hinted)]
