"""The text of a note and its links in, the works that it cites out.

Open `find.py` first, then `works.py`. Identifiers are found as they are (`mentions.py`). Citations
in well-known forms that can be read in one way only are read by rules (`known_forms.py` with
`names.py`, `publication.py` and `locations.py`; `sure.py`), all others by a model: `tokens.py` →
`features.py` → `labelling.py` → `segments.py` → `fields.py`. What signs and words make certain is
corrected in between: the authors that are bodies (`bodies.py`), editions (`editions.py`), then all
other fields (`boundaries.py`).
"""

from __future__ import annotations

from painsci_search.reading.citations.find import parse_references

__all__ = ["parse_references"]
