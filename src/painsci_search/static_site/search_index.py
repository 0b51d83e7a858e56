"""The index that a site searches in the browser: records of articles in, named files out.

Words are analysed as those of any index (`text.py`), in the records that the engine indexes
(`documents.py`). Postings are divided into shards of sorted stems, so that a search loads those of
its own words only. The name of a file has a digest of its content: a browser may keep it for ever,
and a file that did not change keeps its name. `search.json` names all files.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from painsci_search.engine.analysis import GAP, paragraphs
from painsci_search.engine.bm25f import K1, K3
from painsci_search.engine.boolean import PAIR, TIE
from painsci_search.engine.collection import WEIGHTS, B
from painsci_search.escaping import dump
from painsci_search.languages import links
from painsci_search.query.synonyms import Synonyms
from painsci_search.records import FIELDS, KINDS, Record
from painsci_search.static_site.compounds import compounds_by_part
from painsci_search.static_site.expansions import make_expansions, term_key
from painsci_search.static_site.varints import write_number, write_numbers, write_text
from painsci_search.text import stem, tokenize

# Bytes of a shard: fewer make more requests of a query with several words, more make each larger. A
# stem with more postings is a shard by itself.
_SHARD = 32_768
# Numbers of an occurrence in `_occurrences`: record, position, number of the form.
_WIDTH = 3

# A file: its name without its digest, its ending, and its content.
_Content = tuple[str, str, bytes]


class SiteFile(NamedTuple):
    """A file of an export.

    Attributes:
        name: path below the folder of the export.
    """

    name: str
    content: bytes


class SearchIndexBuilder:
    """Collects the words of a site's records, numbered in the order in which they are added."""

    def __init__(self) -> None:
        self._occurrences: dict[str, dict[int, array[int]]] = {}
        self._forms: dict[str, dict[str, int]] = {}
        self._uses: Counter[str] = Counter()
        self._values: dict[str, dict[str, list[int]]] = {}
        self._records: list[tuple[int, ...]] = []
        self._languages: Counter[str] = Counter()

    def add(self, record: Record) -> bool:
        """Add a record, and return whether it has a word."""
        number = len(self._records)
        lengths = [
            self._add_text(number, place, record.fields.get(field, ""), record.language)
            for place, field in enumerate(FIELDS)
        ]
        self._records.append((KINDS.index(record.kind), *lengths))
        if any(lengths) and record.kind != "article":
            self._languages[record.language] += 1
        for field, values in record.values.items():
            of_field = self._values.setdefault(field, {})
            for value in dict.fromkeys(values):
                of_field.setdefault(value, []).append(number)
        return any(lengths)

    def _add_text(self, number: int, field: int, text: str, language: str) -> int:
        """Add the words of a field of a record, and return their number."""
        base = words = 0
        for paragraph, _ in paragraphs(text) if text else ():
            last = -1
            for token in tokenize(paragraph):
                last = token.position
                words += token.parts == 1
                self._add_word(token.word, field, (number, base + last), language)
            base += last + 1 + GAP
        return words

    def _add_word(self, word: str, field: int, place: tuple[int, int], language: str) -> None:
        stemmed = term_key(stem(word, language), language)
        forms = self._forms.setdefault(stemmed, {})
        fields = self._occurrences.setdefault(stemmed, {})
        occurrences = fields.get(field)
        if occurrences is None:
            occurrences = fields[field] = array("L")
        occurrences.extend((*place, forms.setdefault(word, len(forms))))
        self._uses[word] += 1

    def files(
        self,
        articles: Iterable[Mapping[str, Any]],
        synonyms: Synonyms,
        others: Mapping[str, Any],
    ) -> Iterator[SiteFile]:
        """Yield the files of the index; the last one, "search.json", names the others.

        Args:
            articles: what the search needs of each article, in the order of the records.
            others: the names of further files, by what they have, and what else a page needs.
        """
        contents: list[_Content] = [
            ("records", "bin", b"".join(map(write_numbers, self._records))),
            ("words", "json", _json(make_expansions(self._forms, synonyms, self._languages))),
        ]
        named: dict[str, Any] = {}
        for name, ending, content in contents:
            file = named_file(name, ending, content)
            named[name] = file.name
            yield file
        values = {
            field: named_file("values", "json", _json(found))
            for field, found in sorted(self._values.items())
            if found
        }
        named["values"] = {field: file.name for field, file in values.items()}
        # fields with the same values share a file
        yield from dict.fromkeys(values.values())
        for kind, ending, items in (
            ("terms", "bin", self._terms()),
            ("forms", "txt", self._lines()),
            ("compounds", "txt", self._compounds()),
        ):
            shards: list[tuple[str, str]] = []
            for first, content in _shards(items):
                file = named_file(kind, ending, content)
                shards.append((first, file.name))
                yield file
            named[kind] = shards
        yield SiteFile(
            "search.json",
            _json({**self._collection(), **named, **others, "articles": [*articles]}),
        )

    def _collection(self) -> dict[str, Any]:
        """Return the statistics and the constants of the ranking."""
        records = self._records
        article = KINDS.index("article")
        averages = {}
        for place, field in enumerate(FIELDS, 1):
            lengths = [record[place] for record in records if record[place]]
            averages[field] = sum(lengths) / len(lengths) if lengths else 1.0
        return {
            "kinds": KINDS,
            "fields": FIELDS,
            "passages": sum(any(record[1:]) and record[0] != article for record in records),
            "languages": self._languages,
            "averages": averages,
            "weights": WEIGHTS,
            "constants": {"b": B, "k1": K1, "k3": K3, "tie": TIE, "pair": PAIR},
        }

    def _terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield each stem with its forms and its postings, sorted as a browser sorts texts."""
        for stemmed in sorted(self._occurrences, key=_utf16):
            forms = self._forms[stemmed]
            fields = self._occurrences[stemmed]
            content = [write_text(stemmed), write_number(len(forms)), *map(write_text, forms)]
            content.append(write_number(len(fields)))
            for field, occurrences in sorted(fields.items()):
                data = _postings(occurrences, len(forms))
                content += [write_number(field), write_number(len(data)), data]
            yield stemmed, b"".join(content)

    def _lines(self) -> Iterator[tuple[str, bytes]]:
        """Yield each form with its number of uses, sorted as a browser sorts texts.

        They are followed by the keys of its terms in other languages than English, which have
        stemmers that browsers lack.
        """
        others = [code for code in self._languages if code]
        for form in sorted(self._uses, key=_utf16):
            keys = [term_key(stem(form, code), code) for code in others]
            known = "".join(f"\t{key}" for key in keys if key in self._occurrences)
            yield form, f"{form}\t{self._uses[form]}{known}\n".encode("utf-8", "replace")

    def _compounds(self) -> Iterator[tuple[str, bytes]]:
        """Yield the stems that are in compounds with these, sorted as a browser sorts texts."""
        codes = [code for code in self._languages if links(code)]
        found = {
            key: words
            for code in codes
            for key, words in compounds_by_part(code, self._forms).items()
        }
        for key in sorted(found, key=_utf16):
            yield key, ("\t".join((key, *found[key])) + "\n").encode("utf-8", "replace")


def _postings(occurrences: array[int], forms: int) -> bytes:
    """Return the occurrences of a stem in a field.

    For each record: its distance from the record before, the number of occurrences, and for each of
    these its distance from the one before, times the number of forms, plus the number of its form.
    """
    by_record: dict[int, list[tuple[int, int]]] = {}
    for at in range(0, len(occurrences), _WIDTH):
        record, position, form = occurrences[at : at + _WIDTH]
        by_record.setdefault(record, []).append((position, form))
    numbers = [len(by_record)]
    for (before, _), (record, found) in pairwise([(0, []), *by_record.items()]):
        numbers += [record - before, len(found)]
        last = 0
        for position, form in found:
            numbers.append((position - last) * forms + form)
            last = position
    return write_numbers(numbers)


def _shards(items: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Join sorted items to shards, and yield each with its first key."""
    parts: list[bytes] = []
    first, size = "", 0
    for key, content in items:
        if parts and size + len(content) > _SHARD:
            yield first, b"".join(parts)
            parts, size = [], 0
        first = first if parts else key
        parts.append(content)
        size += len(content)
    if parts:
        yield first, b"".join(parts)


def named_file(name: str, ending: str, content: bytes) -> SiteFile:
    """Return a file of the index, whose name has a digest of its content."""
    return SiteFile(f"index/{name}-{digest(content)}.{ending}", content)


def digest(content: bytes) -> str:
    """Return a digest for the name of a file: 12 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=6).hexdigest()


def _json(value: object) -> bytes:
    return dump(value, pretty=False).encode("utf-8", "replace")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")
