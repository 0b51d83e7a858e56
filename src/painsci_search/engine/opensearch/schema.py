"""How records are kept in a cluster: the settings and mappings of its indexes."""

from __future__ import annotations

from typing import Any

from painsci_search.engine.opensearch.address import Address
from painsci_search.records import FIELDS

# The version of this schema. Raise it when documents, mappings or the manifest change: an index
# with another version raises IndexVersionError instead of being misread.
FORMAT = 2
# For a phrase it is added up for each of its terms, so that its boost must divide it.
_FREQUENCY = "return query.boost * doc.freq;"
# The separator of terms at one position, and a position without a word.
STACKED, EMPTY = "|", "_"
# No term may be longer in Lucene than 32,766 bytes; one position may have several terms.
_LONGEST_TOKEN = 1_048_576


def record_index(address: Address, rebuilt: int = 0) -> str:
    """Return the name of the cluster's index of records.

    Args:
        rebuilt: the number of the commit that made the index anew; 0 for the first index.
    """
    return f"{address.name}-records-{rebuilt}" if rebuilt else address.name


def state_index(address: Address) -> str:
    """Return the name of the cluster's index of manifest, lock, vocabulary and table of files."""
    return f"{address.name}-state"


def text_name(field: str) -> str:
    """Return the name of a field's terms in a document."""
    return f"text_{field}"


def length_name(field: str) -> str:
    """Return the name of a field's number of words in a document."""
    return f"length_{field}"


def _copies(address: Address) -> dict[str, Any]:
    if address.replicas is None:
        return {"auto_expand_replicas": "0-1"}
    return {"number_of_replicas": address.replicas}


def settings_of_records(address: Address) -> dict[str, Any]:
    """Return settings and mappings of the index of records.

    A document has its terms as text that is only split: at white space into positions, at "|" into
    the terms of one position. A term's score is its frequency: everything else is computed from it.
    """
    whole = {"type": "whitespace", "max_token_length": _LONGEST_TOKEN}
    analysis = {
        "tokenizer": {"positions": whole},
        "filter": {
            "empty": {"type": "stop", "stopwords": [EMPTY]},
            "stacked": {
                "type": "pattern_capture",
                "preserve_original": False,
                "patterns": [rf"([^\{STACKED}]+)"],
            },
        },
        "analyzer": {
            "stacked": {"type": "custom", "tokenizer": "positions", "filter": ["empty", "stacked"]},
            "terms": {"type": "custom", "tokenizer": "positions"},
        },
    }
    text = {
        "type": "text",
        "analyzer": "stacked",
        "search_analyzer": "terms",
        "similarity": "frequency",
        "norms": False,
    }
    keyword = {"type": "keyword"}
    properties: dict[str, Any] = {
        "article": keyword,
        "number": {"type": "integer"},
        "anchor": keyword,
        "kind": {"type": "byte"},
        "born": {"type": "long"},
        "died": {"type": "long"},
        "filled": {"type": "boolean"},
        "values": keyword,
        "names": keyword,
        "lang": keyword,
        "language": keyword,
        "date": keyword,
        "day": {"type": "integer"},
        "cited": keyword,
        "by": text,
        "facet_author": keyword,
        "facet_year": keyword,
        "references": {"type": "integer"},
        "record": {"type": "binary"},
    }
    for field in FIELDS:
        properties[text_name(field)] = text
        properties[length_name(field)] = {"type": "integer"}
    return {
        "settings": {
            "index": {
                "number_of_shards": address.shards,
                # a writer refreshes when it has written all: no one sees what it wrote before
                "refresh_interval": "-1",
                "analysis": analysis,
                "similarity": {"frequency": {"type": "scripted", "script": {"source": _FREQUENCY}}},
                **_copies(address),
            }
        },
        "mappings": {"dynamic": "strict", "properties": properties},
    }


def settings_of_state(address: Address) -> dict[str, Any]:
    """Return settings and mappings of the index of the state: documents that are read by id."""
    return {
        "settings": {"index": {"number_of_shards": 1, **_copies(address)}},
        "mappings": {"dynamic": False, "properties": {}},
    }
