"""Counts over an index, from its stored records."""

from __future__ import annotations

from datetime import UTC, datetime

from painsci_search.index.store import Store
from painsci_search.model import Stats
from painsci_search.text import tokenize


def count(store: Store) -> Stats:
    """Count articles, sections, notes, references, words, and bytes on disk."""
    sections = [store.load(number).data for number in store.numbers("kind", "section")]
    notes = [store.load(number).data for number in store.numbers("kind", "note")]
    files = [path for path in store.path.iterdir() if path.is_file()]
    written = max((path.stat().st_mtime for path in files), default=0.0)
    return Stats(
        articles=sum(1 for _ in store.numbers("kind", "article")),
        sections=len(sections),
        notes=len(notes),
        references=sum(len(note["references"]) for note in notes),
        words=sum(_words(data["text"]) for data in sections + notes),
        bytes=sum(path.stat().st_size for path in files),
        updated=datetime.fromtimestamp(written, UTC).isoformat(timespec="seconds"),
    )


def _words(text: str) -> int:
    return sum(token.parts == 1 for token in tokenize(text))
