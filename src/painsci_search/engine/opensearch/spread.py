"""Scores of a ranked query in; numbers of the same order that single precision keeps apart, out.

Records in which all parts of a query match are lifted to a floor and a small share of their sum
(`boolean.py`). Beside the floor, sums that differ in their fifth digit are the same in the single
precision of a cluster, which would leave the order of these records to chance.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from painsci_search.engine.boolean import TIE

# Of a sum, and of the sum of a record that is lifted, see `Spread`.
SUM_SCRIPT = (
    "_score <= params.floor ? _score : _score <= params.top"
    " ? params.floor + (_score - params.floor) / params.tie : _score + params.shift"
)
LIFTED_SCRIPT = "params.floor + _score"


class Spread(NamedTuple):
    """A scale on which the scores of lifted records are as far apart as their sums.

    Only the scores between the floor and the highest of a lifted record are spread; those above
    are moved up, so that the order of all scores is the same.

    Attributes:
        floor: what records are lifted to.
        most: the highest sum of a record.

    >>> spread = Spread(8.0, 10.0)
    >>> spread.restored(7.5), spread.restored(8.0 + 5.0) == 8.0 + TIE * 5.0
    (7.5, True)
    """

    floor: float
    most: float

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of both scripts."""
        top = self.floor + TIE * self.most
        return {"floor": self.floor, "top": top, "tie": TIE, "shift": (1 - TIE) * self.most}

    def restored(self, value: float) -> float:
        """Return the score that belongs to a value on the scale."""
        if value <= self.floor:
            return value
        if value <= self.floor + self.most:
            return self.floor + TIE * (value - self.floor)
        return value - (1 - TIE) * self.most
