"""Quotes held against the index: unchanged, moved, changed, or gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nlargest

from painsci_search.documents import load_info, load_note, load_origin, load_section
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.top_k import Ranking
from painsci_search.model import ArticleInfo, Quote, Verdict
from painsci_search.records import StoredRecord
from painsci_search.search.answer import Request, search
from painsci_search.search.links import article_address, make_fragment
from painsci_search.search.quotes import hash_of, normal_form, records_of
from painsci_search.text import sentences, tokenize
from painsci_search.text_fragments import PagePart

# The rest of a word, in scripts that part words. A longer one is cut wherever it must be.
_END_OF_WORD = re.compile(r"(?<=[0-9A-Za-z\u00c0-\u058f])[0-9A-Za-z\u00c0-\u058f]{1,29}\b")
_START_OF_WORD = re.compile(r"\b[0-9A-Za-z\u00c0-\u058f]{1,29}\Z")

# A passage at least so similar to a quote is the quote, changed.
_NEAR = 0.5
# How many words of a quote are searched for: the longest ones.
_TELLING = 8
# How many passages that have them are looked at.
_FOUND = 20
# How many stretches of sentences are compared word by word: those that share most words.
_COMPARED = 8
_MOST_SENTENCES = 10


class Verifier:
    """Says what has become of quotes.

    Args:
        snapshot: the index as it is now.
        base_url: where the indexed folders are served.
    """

    def __init__(self, snapshot: Snapshot, base_url: str | None) -> None:
        self._snapshot = snapshot
        self._base_url = base_url
        self._texts: dict[str, list[_Text]] = {}

    def verify(self, quote: Quote) -> Verdict:
        """Say what has become of a quote."""
        wanted = normal_form(quote.text)
        own = self._of_article(quote.article.id)
        own.sort(key=lambda text: not text.is_place_of(quote))
        for text in own:
            if text.holds(wanted):
                same = text.is_place_of(quote)
                return Verdict(quote, "unchanged" if same else "moved", text.exact(wanted), 1.0)
        others = self._elsewhere(quote)
        for text in others:
            if text.holds(wanted):
                return Verdict(quote, "moved", text.exact(wanted), 1.0)
        return _nearest(quote, own) or _nearest(quote, others) or Verdict(quote, "gone")

    def _of_article(self, article_id: str) -> list[_Text]:
        texts = self._texts.get(article_id)
        if texts is None:
            texts = self._texts[article_id] = []
            records = records_of(self._snapshot, article_id)
            if records:
                info = load_info(article_id, records[0])
                address = article_address(info, load_origin(records[0]), self._base_url)
                texts += [_Text(info, address, record) for record in records]
        return list(texts)

    def _elsewhere(self, quote: Quote) -> list[_Text]:
        """Find the texts of other articles that have the telling words of a quote."""
        words = dict.fromkeys(_words(quote.text))
        telling = sorted(words, key=len, reverse=True)[:_TELLING]
        if not telling:
            return []
        request = Request(" ".join(telling), Ranking(limit=_FOUND))
        hits = search(self._snapshot, request).hits
        wanted = dict.fromkeys((hit.article.id, hit.anchor) for hit in hits)
        return [
            text
            for article_id, anchor in wanted
            if article_id != quote.article.id
            for text in self._of_article(article_id)
            if text.anchor == anchor
        ]


class _Text:
    """The text of a section, a note, or an article's deck."""

    def __init__(self, article: ArticleInfo, address: str, record: StoredRecord) -> None:
        self.article = article
        self.record = record
        self.anchor: str | None = record.data.get("anchor")
        self._address = address

    @cached_property
    def normal(self) -> str:
        """The whole in its normal form."""
        return normal_form(self.record.text)

    def is_place_of(self, quote: Quote) -> bool:
        """Say whether a quote was taken from it."""
        return (self.record.kind, self.anchor) == (quote.kind, quote.anchor)

    def holds(self, wanted: str) -> bool:
        """Say whether it has a passage, given in its normal form, by whole words."""
        place = self.normal.find(wanted)
        while place >= 0 and _cuts_word(self.normal, place, place + len(wanted)):
            place = self.normal.find(wanted, place + 1)
        return place >= 0

    def exact(self, wanted: str) -> Quote:
        """Quote a passage that it holds."""
        pattern = r"\s+".join(map(re.escape, wanted.split()))
        text = self.record.text
        spans = (found.span() for found in re.finditer(pattern, text))
        whole = (span for span in spans if not _cuts_word(text, *span))
        # the page may spell its letters in another form
        return self.quote(next(whole, (0, len(text))))

    def quote(self, span: tuple[int, int]) -> Quote:
        """Quote a passage of it by its place."""
        text = self.record.text[slice(*span)]
        heading, path, part, anchor = self._place()
        link = self._address
        if self.record.kind != "article":
            link += make_fragment(anchor, part, span, self.record.data.get("disambiguations", ()))
        return Quote(
            text, hash_of(text), self.record.kind, self.article, heading, path, self.anchor, link
        )

    def _place(self) -> tuple[str, tuple[str, ...], PagePart, str | None]:
        """Give its heading, those above, and what a link needs."""
        units = self.record.sentences
        if self.record.kind == "section":
            section = load_section(self.record)
            markers = [ref.offset for ref in section.note_refs]
            part = PagePart(section.heading, section.text, units, markers)
            return (
                section.heading,
                section.path,
                part,
                section.anchor if section.anchor_in_page else None,
            )
        part = PagePart("", self.record.text, units)
        if self.record.kind == "note":
            note = load_note(self.record)
            anchor = note.anchor if note.anchor_in_page else None
            return f"Note {note.label}".strip(), (), part, anchor
        return self.article.title, (), part, None


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Say whether a passage begins or ends within a word: "rest" does in "arrest"."""
    if _END_OF_WORD.match(text, end):
        return True
    first = text[start : start + 1]
    return bool(first.isalnum() and _START_OF_WORD.search(text[max(0, start - 30) : start]))


def _words(text: str) -> list[str]:
    return [token.word for token in tokenize(text) if token.parts == 1]


def _nearest(quote: Quote, texts: Iterable[_Text]) -> Verdict | None:
    """Find the sentences most like a quote; None where there are none near it."""
    wanted = _words(quote.text)
    counts = Counter(wanted)
    most = min(len(sentences(quote.text)), _MOST_SENTENCES) + 1

    def shared(stretch: _Stretch) -> float:
        words = stretch[2]
        both = sum((counts & Counter(words)).values())
        return 2 * both / (len(wanted) + len(words) or 1)

    best: tuple[float, _Text, tuple[int, int]] | None = None
    stretches = (stretch for text in texts for stretch in _stretches(text, most))
    for text, span, words in nlargest(_COMPARED, stretches, key=shared):
        ratio = SequenceMatcher(None, wanted, words, autojunk=False).ratio()
        if ratio >= _NEAR and (best is None or ratio > best[0]):
            best = ratio, text, span
    if best is None:
        return None
    ratio, text, span = best
    # the words may be the same and only their case and stops not
    return Verdict(quote, "changed", text.quote(span), min(ratio, 0.999))


_Stretch = tuple[_Text, tuple[int, int], list[str]]


def _stretches(text: _Text, most: int) -> Iterator[_Stretch]:
    """Yield all runs of up to so many sentences."""
    units = text.record.sentences
    words = [_words(text.record.text[a:b]) for a, b in zip(units[::2], units[1::2], strict=True)]
    for first in range(len(words)):
        run: list[str] = []
        for last in range(first, min(first + most, len(words))):
            run = run + words[last]
            yield text, (units[2 * first], units[2 * last + 1]), run
