"""Works and their citations: which citations name the same work, and what they say of it together.

names.py, identifiers.py, titles.py    what of two citations can be compared
merging.py                             which citations are one work
disagreements.py                       where citations of a work contradict one another
combining.py, keys.py                  one reference, and one key, for each work
"""

from painsci_search.works.combining import combine
from painsci_search.works.disagreements import Disagreement, disagreements
from painsci_search.works.identifiers import Identity, identities, read_identity
from painsci_search.works.keys import citation_key, citation_keys
from painsci_search.works.merging import merge
from painsci_search.works.names import Name, has_more_authors, split_name

__all__ = [
    "Disagreement",
    "Identity",
    "Name",
    "citation_key",
    "citation_keys",
    "combine",
    "disagreements",
    "has_more_authors",
    "identities",
    "merge",
    "read_identity",
    "split_name",
]
