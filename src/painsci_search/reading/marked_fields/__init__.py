"""A page and the elements of a note in; its references with the fields that the page marks, out.

Many pages mark the parts of the citations in their notes: by classes ("cit-article-title",
"NLM_year"), properties of RDFa and microdata, COinS, the addresses of searches for the work, and
lists in the head. So no guess is needed for these parts. Open `page.py` first. `elements.py` reads
the marks of a note by the table of `words.py`, `grouping.py` makes works of them; `described.py`
reads descriptions of works, `listed.py` those of the head, and `confirming.py` keeps what the note
shows of them. `combining.py` completes the result with what the text was parsed to.
"""

from __future__ import annotations

from painsci_search.reading.marked_fields.page import MarkedFields

__all__ = ["MarkedFields"]
