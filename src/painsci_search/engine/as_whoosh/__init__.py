"""The index as Whoosh knows one: whatever its documented interfaces express is asked of our arrays.

A snapshot is a ``whoosh.index.Index``, each segment a ``whoosh.reading.IndexReader``, the postings
of a term a ``whoosh.matching.Matcher``. Nothing is copied and nothing of Whoosh is changed.
"""

from painsci_search.engine.as_whoosh.index import WhooshIndex
from painsci_search.engine.as_whoosh.schema import make_schema

__all__ = ["WhooshIndex", "make_schema"]
