"""Records to documents of the cluster, and back.

An article's records in, one document for each out: the terms of each field as the analysis of this
package yields them, exact values, what belongs to the article as a whole, and the record itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from painsci_search.engine.analysis import Tokens, Vocabulary, analyse
from painsci_search.engine.opensearch.schema import EMPTY, STACKED, length_name, text_name
from painsci_search.engine.top_k import day_of
from painsci_search.records import FIELDS, KINDS, TEXT_FIELD, Record, fold_id
from painsci_search.text import stem_all

# Characters of a term or exact value. Longer ones are cut, and their digest is added: Lucene
# refuses terms of more than 32,766 bytes.
_LONGEST = 1000
# What cannot be part of a term as it is: it separates terms, or begins an escape.
_SPECIAL = re.compile(rf"[\s%{re.escape(STACKED)}\ud800-\udfff]")
# Bytes of a decompressed record: a small forged one must not fill the memory.
_MOST_BYTES = 256 * 1024 * 1024


def shortened(value: str) -> str:
    """Return an exact value or term as it is kept: a very long one by its digest.

    >>> shortened("pmid=123")
    'pmid=123'
    """
    if len(value) <= _LONGEST:
        return value
    return value[:_LONGEST] + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(word: str) -> str:
    escaped = _SPECIAL.sub(lambda match: f"%{ord(match.group()):x}.", word)
    return shortened(escaped)


def stem_term(stem: str, language: str = "") -> str:
    """Return the term of a stem in a language, given by its code.

    >>> stem_term("knee"), stem_term("knie", "de")
    ('sknee', 'sde~knie')
    """
    return f"s{language}~{_plain(stem)}" if language else "s" + _plain(stem)


def form_term(form: str) -> str:
    """Return the term of a word as spelled.

    >>> form_term("knees"), form_term("a b")
    ('fknees', 'fa%20.b')
    """
    return "f" + _plain(form)


def value_term(name: str, value: str) -> str:
    """Return an exact value together with the name of its field."""
    return shortened(f"{name}={value}")


class Analyzed(NamedTuple):
    """Texts as the cluster gets them.

    Attributes:
        texts: for each text its terms, position by position.
        lengths: for each text the number of its words.
        uses: how often each word as spelled occurs in all of them.
        of_languages: the words of each language whose compounds are one word, by code.
    """

    texts: list[str]
    lengths: list[int]
    uses: Counter[str]
    of_languages: dict[str, set[str]]


def analyzed(texts: Sequence[str], languages: Sequence[str] = ()) -> Analyzed:
    """Analyze some texts as for any index of this package.

    Args:
        languages: the code of the language of each text; () if all are in English.

    >>> analyzed(["Sham/real knees"]).texts
    ['ssham|fsham|sshamreal|fshamreal sreal|freal sknee|fknees']
    """
    vocabulary = Vocabulary()
    tokens = analyse(texts, vocabulary)
    forms = vocabulary.forms
    terms = {code: _terms_in(forms, code) for code in dict.fromkeys(languages or [""])}
    terms_of_text = [terms[code] for code in languages or [""] * len(texts)]
    uses = np.bincount(tokens.form, minlength=len(forms)).tolist()
    text = np.repeat(np.arange(len(texts)), tokens.counts)
    lengths = np.bincount(text[~tokens.whole], minlength=len(texts)).tolist()
    counts = Counter(dict(zip(forms, uses, strict=True)))
    of_languages = {
        code: {forms[at] for at in np.unique(tokens.form[np.isin(text, numbers)]).tolist()}
        for code, numbers in _texts_with_compounds(languages).items()
    }
    return Analyzed(_joined(tokens, terms_of_text), lengths, counts, of_languages)


def _texts_with_compounds(languages: Sequence[str]) -> dict[str, list[int]]:
    """Return the texts, by number, of each language whose compounds are one word."""
    if not any(languages):
        return {}
    from painsci_search.languages import links

    return {
        code: [number for number, each in enumerate(languages) if each == code]
        for code in dict.fromkeys(languages)
        if code and links(code)
    }


def _terms_in(forms: list[str], code: str) -> list[str]:
    """Return the terms of some words in a language: of the stem, and of the word as spelled."""
    return [
        f"{stem_term(stem, code)}{STACKED}{form_term(form)}"
        for stem, form in zip(stem_all(forms, code), forms, strict=True)
    ]


def _joined(tokens: Tokens, terms_of_text: list[list[str]]) -> list[str]:
    """Return the terms of each text, position by position.

    Args:
        terms_of_text: for each text the terms of the words, by the number of the word.
    """
    found = []
    positions, forms = tokens.position.tolist(), tokens.form.tolist()
    start = 0
    for count, terms in zip(tokens.counts.tolist(), terms_of_text, strict=True):
        of_text: list[str] = []
        for at in range(start, start + count):
            position = positions[at]
            if position < len(of_text):
                of_text[position] += STACKED + terms[forms[at]]
            else:
                of_text += [EMPTY] * (position - len(of_text))
                of_text.append(terms[forms[at]])
        found.append(" ".join(of_text))
        start += count
    return found


def documents_of(
    article_id: str,
    records: Sequence[Record],
    packed: Sequence[str],
    analysis: Iterator[tuple[str, int]],
) -> Iterator[dict[str, Any]]:
    """Yield the documents of an article.

    Args:
        packed: each of the records as `pack` returns it.
        analysis: the terms and the length of each text of the records, as of `texts_of`.
    """
    shared = _of_article(article_id, records)
    for number, (record, blob) in enumerate(zip(records, packed, strict=True)):
        document: dict[str, Any] = {
            **shared,
            "number": number,
            "anchor": shortened(record.anchor),
            "kind": KINDS.index(record.kind),
            "values": [
                value_term(name, value)
                for name, values in record.values.items()
                for value in dict.fromkeys(values)
            ],
            "references": len(record.stored.get("references", ())),
            "record": blob,
        }
        filled = False
        for field in _texts(record):
            document[text_name(field)], document[length_name(field)] = next(analysis)
            filled = filled or document[length_name(field)] > 0
        if "author" in records[0].fields and "by" not in shared:
            shared["by"] = document["by"] = document.get(text_name("author"), "")
        yield {**document, "filled": filled}


def texts_of(records: Iterable[Record]) -> list[str]:
    """List the texts of records, in the order in which `documents_of` needs them analyzed."""
    return [record.fields[field] for record in records for field in _texts(record)]


def _texts(record: Record) -> list[str]:
    return [field for field in FIELDS if record.fields.get(field)]


def _of_article(article_id: str, records: Sequence[Record]) -> dict[str, Any]:
    """Return what each document has of its article as a whole."""
    head = records[0]
    date = next(iter(head.values.get("updated", ())), "")
    authors = head.stored.get("authors", ())
    return {
        "article": shortened(article_id),
        "names": [shortened(name) for name in (fold_id(article_id), *head.values.get("alias", ()))],
        "lang": [shortened(value) for value in head.values.get("lang", ())],
        "language": head.language,
        "date": shortened(date) if date else None,
        "day": day_of(date),
        "cited": sorted(
            {y for each in records if each.kind == "note" for y in each.values.get("year", ())}
        ),
        "facet_author": [shortened(author) for author in dict.fromkeys(authors)],
        "facet_year": date[:4] or None,
    }


def pack(record: Record) -> str:
    """Return a record as compressed JSON in base64."""
    field = TEXT_FIELD[record.kind]
    fields = dict(record.fields)
    # the text is not kept twice: the field starts with it
    starts = field in fields and fields[field].startswith(record.text)
    if starts:
        fields[field] = fields[field][len(record.text) :]
    parts = [*record._replace(fields=fields), starts]
    data = json.dumps(parts, separators=(",", ":"), check_circular=False).encode()
    return base64.b64encode(zlib.compress(data, 1)).decode()


def unpack(packed: str) -> Record:
    """Return the record that `pack` was given.

    Raises:
        ValueError, TypeError, zlib.error: it is no packed record.
    """
    decompressor = zlib.decompressobj()
    data = decompressor.decompress(base64.b64decode(packed, validate=True), _MOST_BYTES)
    if not decompressor.eof:
        raise ValueError("a packed record is cut off or too long")
    *parts, starts = json.loads(data)
    record = Record(*parts)
    fields = dict(record.fields)
    if starts:
        field = TEXT_FIELD[record.kind]
        fields[field] = record.text + fields[field]
    values = {name: tuple(found) for name, found in record.values.items()}
    return record._replace(fields=fields, values=values)
