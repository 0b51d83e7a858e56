"""Named texts of an article, such as its topic: a mapping that cannot be changed."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping


class Labels(Mapping[str, str]):
    """Texts by name, in the order given; it can be hashed, copied and pickled.

    >>> Labels({"topic": "knees"}) == {"topic": "knees"}
    True
    """

    __slots__ = ("_texts",)
    _texts: dict[str, str]

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = dict(texts or {})

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def items(self) -> ItemsView[str, str]:
        """Return the names with their texts; by itself, as that of `Mapping` looks each up."""
        return self._texts.items()

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __repr__(self) -> str:
        return repr(self._texts)


NO_LABELS = Labels()
