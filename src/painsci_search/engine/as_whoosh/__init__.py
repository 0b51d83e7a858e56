"""The index as a `whoosh.index.Index`: a snapshot in; what Whoosh's documented interfaces need out.

A snapshot is a `whoosh.index.Index`, each segment a `whoosh.reading.IndexReader`, the postings of a
term a `whoosh.matching.Matcher`, all of them read-only. Nothing is copied from our arrays, and
Whoosh is not patched. Open `index.py` first.
"""

from painsci_search.engine.as_whoosh.index import WhooshIndex
from painsci_search.engine.as_whoosh.schema import make_schema

__all__ = ["WhooshIndex", "make_schema"]
