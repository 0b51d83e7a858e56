"""Until the library has these itself."""

from __future__ import annotations

import hashlib
from typing import Any

from painsci_search import Index


def generation(index: Index) -> str:
    if hasattr(index, "generation"):
        return str(index.generation)
    manifest = index._store.snapshot.manifest  # noqa: SLF001
    return hashlib.sha256(repr(manifest).encode()).hexdigest()[:16]


def suggest(index: Index, text: str, limit: int) -> tuple[Any, ...]:
    if hasattr(index, "suggest"):
        return tuple(index.suggest(text, limit=limit))
    return ()


def read(index: Index, article: str, anchor: str) -> Any:
    if hasattr(index, "read"):
        return index.read(article, anchor)
    return None
