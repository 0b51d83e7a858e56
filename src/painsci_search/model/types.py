"""Types of the model with the bounds that their JSON Schemas state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from painsci_search.model.dates import PartialDate


class Bounds(NamedTuple):
    """Keywords of JSON Schema for a value; None for none."""

    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    format: str | None = None

    def keywords(self) -> dict[str, Any]:
        """Return the keywords that have a value."""
        return {name: value for name, value in self._asdict().items() if value is not None}


WorkSort = Literal["cited", "year", "author", "title"]

_DATE = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

Count = Annotated[int, Bounds(minimum=0)]
Positive = Annotated[int, Bounds(minimum=1)]
Level = Annotated[int, Bounds(minimum=1, maximum=6)]
# A date as programs give it.
GivenDate = str | date
# A year, month or day in ISO 8601, as precise as the page. For JSON it is a text of a pattern.
if TYPE_CHECKING:
    Date = PartialDate
    DateOrEmpty = PartialDate | Literal[""]
    PlainDate = PartialDate
else:
    Date = Annotated[str, Bounds(pattern=f"^{_DATE}$")]
    DateOrEmpty = Annotated[str, Bounds(pattern=f"^({_DATE})?$")]
    PlainDate = str  # the JSON Schemas of these fields state no pattern
# A date and time in UTC (RFC 3339).
Timestamp = Annotated[str, Bounds(format="date-time")]
Sha256 = Annotated[str, Bounds(pattern="^[0-9a-f]{64}$")]
Similarity = Annotated[float, Bounds(minimum=0, maximum=1)]
