"""Make quotes of search results, and read packs of quotes from files.

Hits in, exact quotes out, with what is needed to cite them and to verify them later. A pack may
come from anywhere, so reading one checks every value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from painsci_search.engine.seam import AnySnapshot
from painsci_search.engine.storage.manifest import MANIFEST
from painsci_search.errors import PainSciSearchError
from painsci_search.model import QUOTES_SCHEMA, ArticleInfo, Hit, Kind, Quote, QuotePack, Results
from painsci_search.model.quotes import hash_of
from painsci_search.records import StoredRecord

_ELLIPSIS = "\u2026"
_OTHER_SPACE = re.compile(r"[^\S ]")
# Larger packs and longer quotes were not made by this package: reading refuses them.
_MOST_BYTES = 64_000_000
_MOST_LETTERS = 5_000


def make_quotes(snapshot: AnySnapshot, results: Results) -> QuotePack:
    """Make quotes of the hits that have a snippet."""
    changed = snapshot.folder.modified_at(MANIFEST)
    indexed = datetime.fromtimestamp(changed, UTC).isoformat(timespec="seconds")
    quotes = [_quote(snapshot, hit) for hit in results.hits if hit.snippet.text]
    return QuotePack(results.query, indexed, tuple(quotes))


def _quote(snapshot: AnySnapshot, hit: Hit) -> Quote:
    text = _exact(snapshot, hit)
    return Quote(
        text,
        hash_of(text),
        hit.kind,
        hit.article,
        hit.heading,
        hit.path,
        hit.anchor,
        hit.link,
        hit.notes,
    )


def _exact(snapshot: AnySnapshot, hit: Hit) -> str:
    """Return a snippet's text as in its record: with its white space and without ellipses."""
    snippet = hit.snippet.text
    without = snippet.removeprefix(_ELLIPSIS)
    candidates = [
        snippet,
        snippet.removesuffix(_ELLIPSIS),
        without,
        without.removesuffix(_ELLIPSIS),
    ]
    for record in records_of(snapshot, hit.article.id):
        if record.kind == hit.kind and record.data.get("anchor") == hit.anchor:
            spaced = _OTHER_SPACE.sub(" ", record.text)
            for text in candidates:
                start = spaced.find(text)
                if start >= 0:
                    return record.text[start : start + len(text)]
    # the index has changed since the search
    return candidates[-1]


def records_of(snapshot: AnySnapshot, article_id: str) -> list[StoredRecord]:
    """Load the records of an article; none where the index has no such article."""
    return snapshot.load_all(article_id) or []


def read_quotes(data: bytes, source: str) -> QuotePack:
    """Read a pack of quotes, as far as verifying them needs; the pack may be hostile.

    Args:
        source: the name of the pack in errors.

    Raises:
        PainSciSearchError: it is no pack of quotes; the error has the wrong value and its path.
    """
    try:
        return _pack_of(_parse(data))
    except ValueError as error:
        raise PainSciSearchError(f"{source}: no pack of quotes: {error}") from None


def _parse(data: bytes) -> Any:
    if len(data) > _MOST_BYTES:
        raise ValueError(f"larger than {_MOST_BYTES // 1_000_000} MB")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON at line {error.lineno}: {error.msg}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _pack_of(value: Any) -> QuotePack:
    pack = _Reader(value, "")
    schema = pack.take("schema", str)
    if schema != QUOTES_SCHEMA:
        raise ValueError(f"its schema is {schema[:40]!r}, not {QUOTES_SCHEMA!r}")
    query, indexed = pack.take("query", str), pack.take("indexed", str)
    quotes = pack.take("quotes", list)
    read = [_quote_of(_Reader(quote, f"quotes[{n}]")) for n, quote in enumerate(quotes)]
    return QuotePack(query, indexed, tuple(read))


def _quote_of(values: _Reader) -> Quote:
    text, digest = values.take("text", str), values.take("sha256", str)
    if not text.strip():
        raise ValueError(f"{values.where}.text is empty")
    if len(text) > _MOST_LETTERS:
        raise ValueError(f"{values.where}.text has more than {_MOST_LETTERS} letters")
    if digest != hash_of(text):
        raise ValueError(f"{values.where}.text does not match its sha256")
    kind = values.take("kind", str)
    if kind not in get_args(Kind):
        raise ValueError(f"{values.where}.kind must be one of {', '.join(get_args(Kind))}")
    article = _Reader(values.take("article", dict), f"{values.where}.article")
    path = values.take("path", list)
    if not all(isinstance(heading, str) for heading in path):
        raise ValueError(f"{values.where}.path has an element that is not a string")
    return Quote(
        text,
        digest,
        kind,
        ArticleInfo(
            article.take("id", str), article.take("title", str), source=article.take("source", str)
        ),
        values.take("heading", str),
        tuple(path),
        values.take("anchor", str, type(None)),
        values.take("link", str),
    )


class _Reader:
    """Reads values from a JSON object and checks their types."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{where or 'the whole'} is {_NAMES[type(value)]}, not an object")  # noqa: TRY004
        self.where = where
        self._values: Mapping[str, Any] = value

    def take(self, name: str, *kinds: type) -> Any:
        """Return the value of `name`, which must be of one of `kinds`."""
        where = f"{self.where}.{name}" if self.where else name
        if name not in self._values:
            raise ValueError(f"{where} is missing")
        value = self._values[name]
        if type(value) not in kinds:
            raise ValueError(f"{where} is {_NAMES[type(value)]}, not {_NAMES[kinds[0]]}")
        return value


_NAMES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}
