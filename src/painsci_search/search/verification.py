"""Verify quotes against the index: each is unchanged, moved, changed, or gone.

A quote in, a verdict out, with the passage as it is now.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nlargest

from painsci_search.engine.article_names import find_ids
from painsci_search.engine.seam import AnySnapshot
from painsci_search.engine.top_k import Ranking
from painsci_search.loading import load_info, load_origin
from painsci_search.model import ArticleInfo, Quote, Verdict
from painsci_search.model.quotes import hash_of, normal_form
from painsci_search.records import StoredRecord
from painsci_search.search.answer import Request, search
from painsci_search.search.links import LinkedPart, article_url
from painsci_search.search.quotes import records_of
from painsci_search.sentences import sentences
from painsci_search.text import tokenize

# The rest of a word, in scripts that separate words; at most 29 letters, to bound the search.
_END_OF_WORD = re.compile(r"(?<=[0-9A-Za-z\u00c0-\u058f])[0-9A-Za-z\u00c0-\u058f]{1,29}\b")
_START_OF_WORD = re.compile(r"\b[0-9A-Za-z\u00c0-\u058f]{1,29}\Z")

# The least similarity (0 to 1) at which a passage is the quote with changes.
_NEAR = 0.5
# A quote is searched in other articles by its longest words; the most words, and the most passages
# that are read.
_MOST_WORDS, _MOST_PASSAGES = 8, 20
# The most runs of sentences that are compared word by word: those that share most words; the most
# sentences of a run.
_MOST_COMPARED, _MOST_SENTENCES = 8, 10


class Verifier:
    """Verifies quotes; the texts of an article are loaded once.

    Args:
        snapshot: the index.
        base_url: the URL at which the indexed folders are served.
    """

    def __init__(self, snapshot: AnySnapshot, base_url: str | None) -> None:
        self._snapshot = snapshot
        self._base_url = base_url
        self._texts: dict[str, list[_Text]] = {}

    def verify(self, quotes: Sequence[Quote]) -> list[Verdict]:
        """Return the verdict on each quote; the articles of all are loaded together."""
        names = [quote.article.id for quote in quotes]
        ids = find_ids(self._snapshot, names)
        self._load(ids.values())
        return [
            self._verify(quote, ids.get(name, name))
            for quote, name in zip(quotes, names, strict=True)
        ]

    def _verify(self, quote: Quote, own_id: str) -> Verdict:
        normal = normal_form(quote.text)
        own = list(self._texts.get(own_id, ()))
        own.sort(key=lambda text: not text.is_source_of(quote))
        for text in own:
            if text.contains(normal):
                is_same = text.may_be_source_of(quote)
                return Verdict(quote, "unchanged" if is_same else "moved", text.exact(normal), 1.0)
        others = self._elsewhere(quote, own_id)
        for text in others:
            if text.contains(normal):
                return Verdict(quote, "moved", text.exact(normal), 1.0)
        return _nearest(quote, own) or _nearest(quote, others) or Verdict(quote, "gone")

    def _load(self, ids: Iterable[str]) -> None:
        """Load the texts of articles that are not loaded yet."""
        new = [each for each in dict.fromkeys(ids) if each not in self._texts]
        local = self._snapshot.of(new)
        for article_id in new:
            records = records_of(local, article_id)
            info = load_info(article_id, records[0])
            url = article_url(info.url, load_origin(records[0]), self._base_url)
            self._texts[article_id] = [_Text(info, url, record) for record in records]

    def _elsewhere(self, quote: Quote, own_id: str) -> list[_Text]:
        """Find the texts of other articles that have the longest words of a quote."""
        words = dict.fromkeys(_words(quote.text))
        longest = sorted(words, key=len, reverse=True)[:_MOST_WORDS]
        if not longest:
            return []
        request = Request(" ".join(longest), Ranking(limit=_MOST_PASSAGES))
        hits = search(self._snapshot, request).hits
        passages = dict.fromkeys(
            (hit.article.id, hit.anchor) for hit in hits if hit.article.id != own_id
        )
        self._load(article_id for article_id, _ in passages)
        return [
            text
            for article_id, anchor in passages
            for text in self._texts[article_id]
            if text.anchor == anchor
        ]


class _Text:
    """The text of a section, a note, or an article's deck."""

    def __init__(self, article: ArticleInfo, url: str, record: StoredRecord) -> None:
        self.article = article
        self.record = record
        self.anchor: str | None = record.data.get("anchor")
        self._url = url

    @cached_property
    def normal(self) -> str:
        """The text in its normal form."""
        return normal_form(self.record.text)

    def is_source_of(self, quote: Quote) -> bool:
        """Return whether a quote was taken from this text."""
        return self.anchor == quote.anchor  # within an article no two texts have one anchor

    def may_be_source_of(self, quote: Quote) -> bool:
        """Return whether a quote of the article is of this text, or of an unknown one."""
        is_unplaced = quote.anchor is None and quote.kind != "article"
        return is_unplaced or self.is_source_of(quote)

    def contains(self, passage: str) -> bool:
        """Return whether a passage, in its normal form, occurs here as whole words."""
        start = self.normal.find(passage)
        while start >= 0 and _cuts_word(self.normal, start, start + len(passage)):
            start = self.normal.find(passage, start + 1)
        return start >= 0

    def exact(self, passage: str) -> Quote:
        """Quote a passage that this text contains."""
        pattern = r"\s+".join(map(re.escape, passage.split()))
        text = self.record.text
        spans = (found.span() for found in re.finditer(pattern, text))
        whole = (span for span in spans if not _cuts_word(text, *span))
        # no match where the record has the letters in another normal form: quote the whole text
        return self.quote(next(whole, (0, len(text))))

    def quote(self, span: tuple[int, int]) -> Quote:
        """Quote a passage of this text by its offsets."""
        text = self.record.text[slice(*span)]
        heading, path = self._location()
        url = self._url
        if self.record.kind != "article":
            url = LinkedPart(self.record, url).url_of(*span)
        return Quote(
            text, hash_of(text), self.record.kind, self.article, heading, path, self.anchor, url
        )

    def _location(self) -> tuple[str, tuple[str, ...]]:
        """Return the heading, and the headings above."""
        match self.record.kind:
            case "section":
                return self.record.data["heading"], tuple(self.record.data["path"])
            case "note":
                return f"Note {self.record.data['label']}".strip(), ()
            case _:
                return self.article.title, ()


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Return whether a passage begins or ends inside a word, as "rest" in "arrest"."""
    if _END_OF_WORD.match(text, end):
        return True
    first = text[start : start + 1]
    return bool(first.isalnum() and _START_OF_WORD.search(text[max(0, start - 30) : start]))


def _words(text: str) -> list[str]:
    return [token.word for token in tokenize(text) if token.parts == 1]


def _nearest(quote: Quote, texts: Iterable[_Text]) -> Verdict | None:
    """Find the sentences most similar to a quote; None where none is similar enough."""
    quoted = _words(quote.text)
    counts = Counter(quoted)
    most = min(len(sentences(quote.text)), _MOST_SENTENCES) + 1

    def shared(run: _Run) -> float:
        words = run[2]
        both = sum((counts & Counter(words)).values())
        return 2 * both / (len(quoted) + len(words) or 1)

    best: tuple[float, _Text, tuple[int, int]] | None = None
    runs = (run for text in texts for run in _runs(text, most))
    for text, span, words in nlargest(_MOST_COMPARED, runs, key=shared):
        ratio = SequenceMatcher(None, quoted, words, autojunk=False).ratio()
        if ratio >= _NEAR and (best is None or ratio > best[0]):
            best = ratio, text, span
    if best is None:
        return None
    ratio, text, span = best
    # below 1: with the same words, case or punctuation differ
    return Verdict(quote, "changed", text.quote(span), min(ratio, 0.999))


_Run = tuple[_Text, tuple[int, int], list[str]]


def _runs(text: _Text, most: int) -> Iterator[_Run]:
    """Yield all runs of 1 to `most` adjacent sentences, with their words."""
    offsets = text.record.sentences
    words = [
        _words(text.record.text[a:b]) for a, b in zip(offsets[::2], offsets[1::2], strict=True)
    ]
    for first in range(len(words)):
        run: list[str] = []
        for last in range(first, min(first + most, len(words))):
            run = run + words[last]
            yield text, (offsets[2 * first], offsets[2 * last + 1]), run
