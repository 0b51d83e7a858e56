"""The words of an index on a cluster: parts that commits added in; look-ups by spelling out.

Patterns and misspelled words are compared with all words of the index here, by the same code as in
an embedded index; the cluster is then asked for the words found.
"""

from __future__ import annotations

import base64
import json
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np

from painsci_search.engine.fuzzy import within
from painsci_search.engine.patterns import MOST_FORMS, TooManyWords
from painsci_search.engine.storage.segment import MOST_USES
from painsci_search.query.ast import Fuzzy, Prefix, Wildcard
from painsci_search.query.patterns import compile_pattern, literal_beginning, one_word
from painsci_search.text import stem_all

_MOST_BYTES = 1 << 30


class WordUses:
    """Words as spelled, folded, and their uses.

    Attributes:
        counts: how often each word occurs.
        languages: the words of articles in each language whose compounds are one word, by code.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.languages: dict[str, set[str]] = {}

    def add(self, counts: Mapping[str, int], languages: Mapping[str, Iterable[str]]) -> None:
        """Add the uses of words, and the words of languages."""
        for word, count in counts.items():
            self.counts[word] += count
        for code, words in languages.items():
            self.languages.setdefault(code, set()).update(words)


class IndexWords:
    """The words of an index as spelled, folded, with the number of their uses.

    Uses in removed articles count until their words are merged away by an index that is made anew.
    """

    def __init__(self, found: WordUses) -> None:
        self._uses = uses = found.counts
        self._languages = found.languages
        self._words = sorted(uses)
        self._stems: dict[str, frozenset[str]] = {}
        self._counts = np.array([uses[word] for word in self._words], np.int64)

    def uses_of(self, word: str) -> int:
        """Return how often a word occurs."""
        return self._uses.get(word, 0)

    def near(self, word: str, distance: int) -> list[str]:
        """Return the words within an edit distance."""
        return within(word, self._words, distance)

    def containing(self, letters: str, code: str) -> list[str]:
        """Return the words of a language that contain some letters, in any order."""
        return [word for word in self._languages.get(code, ()) if letters in word]

    def stems_in(self, code: str) -> frozenset[str]:
        """Return the stems of the words of a language, given by its code."""
        stems = self._stems.get(code)
        if stems is None:
            stems = self._stems[code] = frozenset(
                stem_all(sorted(self._languages.get(code, ())), code)
            )
        return stems

    def most_used(self, beginning: str, count: int) -> list[tuple[str, int]]:
        """Return the most used words that start with `beginning`, with their counts."""
        first = bisect_left(self._words, beginning)
        end = bisect_left(self._words, beginning + "\U0010ffff")
        chosen = np.argsort(self._counts[first:end], kind="stable")[::-1][:count].tolist()
        return [(self._words[first + at], int(self._counts[first + at])) for at in chosen]

    def matching(self, leaf: Prefix | Wildcard | Fuzzy) -> list[str]:
        """Return the words that a pattern or fuzzy word matches.

        Raises:
            TooManyWords: a pattern matches more than `MOST_FORMS` words.
        """
        if isinstance(leaf, Fuzzy):
            return self.near(one_word(leaf), leaf.distance)
        if isinstance(leaf, Prefix):
            words: Iterable[str] = self._starting_with(one_word(leaf))
        else:
            beginning = literal_beginning(leaf.text)
            some = self._starting_with(beginning) if len(beginning) > 1 else self._words
            words = filter(compile_pattern(leaf.text).fullmatch, some)
        found = list(islice(words, MOST_FORMS + 1))
        if len(found) > MOST_FORMS:
            raise TooManyWords(leaf)
        return found

    def _starting_with(self, beginning: str) -> Iterator[str]:
        for word in islice(self._words, bisect_left(self._words, beginning), None):
            if not word.startswith(beginning):
                return
            yield word


def pack_uses(uses: WordUses) -> str:
    """Return words and their uses as compressed JSON in base64."""
    words = sorted(word for word, count in uses.counts.items() if count)
    counts = [min(uses.counts[word], MOST_USES) for word in words]
    languages = {code: sorted(found) for code, found in sorted(uses.languages.items())}
    data = json.dumps([words, counts, languages], separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(data, 6)).decode()


def unpack_uses(parts: Iterable[str]) -> WordUses:
    """Return the words of several parts with the sums of their uses.

    Raises:
        ValueError, TypeError, zlib.error: a part is not as `pack_uses` made it.
    """
    found = WordUses()
    for part in parts:
        decompressor = zlib.decompressobj()
        words, counts, languages = json.loads(
            decompressor.decompress(base64.b64decode(part, validate=True), _MOST_BYTES)
        )
        found.add(dict(zip(words, counts, strict=True)), dict(languages))
    return found
