"""Statistics of one commit of an index on a cluster: what compiling and scoring a query need."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import log1p
from typing import Any

from painsci_search.engine.collection import mean_idf
from painsci_search.engine.opensearch.clauses import Clause
from painsci_search.engine.opensearch.commit import MOST_GROUPS, PASSAGES, Commit
from painsci_search.engine.opensearch.compiling import Compiler
from painsci_search.engine.opensearch.vocabulary import IndexWords, unpack_uses
from painsci_search.engine.seam import Known
from painsci_search.query.ast import Fuzzy, Leaf, Prefix, Wildcard

# Leaves that are kept as they were looked up, some hundred bytes each.
_MOST_KNOWN = 20_000


class CommitStatistics:
    """The words, fields and leaves of a commit; what was asked for is kept."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._known: dict[Leaf, Known] = {}
        self._distinct: dict[str, list[str]] = {}

    @property
    def languages(self) -> Mapping[str, int]:
        """The number of passages by the code of their language."""
        return self._commit.manifest.languages

    def average(self, field: str) -> float:
        """Return the average length of a field in words, over the records that have the field."""
        holders = self._commit.manifest.holders.get(field, 0)
        return self._commit.manifest.words.get(field, 0) / holders if holders else 1.0

    def matching_words(self, leaf: Prefix | Wildcard | Fuzzy) -> list[str]:
        """Return the words that a pattern matches."""
        return self.words.matching(leaf)

    def distinct(self, name: str) -> Sequence[str]:
        """Return the distinct values of a field, or those of "values" with a name, sorted.

        Removed records may have some of them.
        """
        found = self._distinct.get(name)
        if found is None:
            field, _, prefix = name.partition(":")
            source = {"value": {"terms": {"field": field}}}
            query: Clause = {"match_all": {}}
            aggregation: dict[str, Any] = {"composite": {"size": MOST_GROUPS, "sources": [source]}}
            found = []
            if prefix:
                include = {"field": field, "include": f"{prefix}=.*", "size": 100_000}
                aggregation = {"terms": include}
            while True:
                (answer,) = self._commit.search(
                    [{"size": 0, "query": query, "aggs": {"v": aggregation}}]
                )
                buckets = answer["aggregations"]["v"]["buckets"]
                found += [each["key"] if prefix else each["key"]["value"] for each in buckets]
                after = answer["aggregations"]["v"].get("after_key")
                if prefix or after is None:
                    break
                aggregation["composite"]["after"] = after
            self._distinct[name] = found
        return found

    def matches_any(self, clause: Clause) -> bool:
        """Return whether a query matches any record."""
        return self._commit.count(clause) > 0

    def look_up(self, leaves: Iterable[Leaf], compiler: Compiler) -> dict[Leaf, Known]:
        """Look up leaves, those that were not looked up before in one request."""
        known = self._known
        if len(known) > _MOST_KNOWN:  # other threads go on with those that they have
            known = self._known = {}
        wanted = list(dict.fromkeys(leaves))
        found = {leaf: known[leaf] for leaf in wanted if leaf in known}
        unknown = [leaf for leaf in wanted if leaf not in found]
        passages: dict[str, Any] = {"filter": PASSAGES}
        if len(self.languages) > 1:
            passages["aggs"] = {"languages": {"terms": {"field": "language", "size": MOST_GROUPS}}}
        answers = self._commit.search(
            [
                {
                    "size": 0,
                    "track_total_hits": True,
                    "query": self._commit.searchable(compiler.matching(leaf)),
                    "aggs": {"passages": passages},
                }
                for leaf in unknown
            ]
        )
        for leaf, answer in zip(unknown, answers, strict=True):
            total = int(answer["hits"]["total"]["value"])
            found[leaf] = known[leaf] = Known(
                total > 0, self._weight(answer["aggregations"]["passages"]), total
            )
        return found

    def _weight(self, passages: Any) -> float:
        """Return the weight of a leaf, see `Collection.weight`.

        Args:
            passages: the answer about the passages that match.
        """
        if len(self.languages) < 2:
            return self.idf(int(passages["doc_count"]))
        buckets = passages["languages"]["buckets"]
        found = {str(each["key"]): int(each["doc_count"]) for each in buckets}
        return mean_idf(self.languages, found)

    def idf(self, passages: int) -> float:
        """Return the inverse document frequency, see `Collection.idf`."""
        count = self._commit.manifest.passages
        return log1p((count - passages + 0.5) / (passages + 0.5))

    @cached_property
    def words(self) -> IndexWords:
        """The words of the index as spelled."""
        try:
            return IndexWords(unpack_uses(self._commit.state(self._commit.manifest.vocabulary)))
        except (TypeError, ValueError, zlib.error) as error:
            raise self._commit.damaged("its words are not as written") from error
