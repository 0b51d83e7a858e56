"""bm25s: scores computed when indexing, in sparse matrices; no fields, phrases or snippets.

What it ranks is a bag of words, title and body together; the words of a phrase are words to it.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import bm25s
import Stemmer

from corpus import flatten
from engines import HITS, Ask, Found
from painsci_search import Article
from queries import Query

_STEMMER = Stemmer.Stemmer("english")


def version() -> str:
    """Name the version."""
    return metadata.version("bm25s")


def prepare(articles: list[Article]) -> list[str]:
    """Flatten articles to texts."""
    return [f"{document.title}\n{document.body}" for document in flatten(articles)]


def build(given: list[str], folder: Path) -> None:
    """Index all texts and save the matrices."""
    retriever = bm25s.BM25()
    retriever.index(_tokenize(given), show_progress=False)
    retriever.save(str(folder), show_progress=False)


def open_index(folder: Path) -> Ask:
    """Open an index for queries."""
    retriever = bm25s.BM25.load(str(folder), show_progress=False)

    def ask(query: Query) -> list[Found]:
        tokens = _tokenize([" ".join(query)])
        _, scores = retriever.retrieve(tokens, k=HITS, show_progress=False)
        return [Found("", 0) for score in scores[0] if score > 0]

    return ask


def _tokenize(texts: list[str]) -> Any:
    return bm25s.tokenize(
        texts, token_pattern=r"(?u)\b\w+\b", stopwords=None, stemmer=_STEMMER, show_progress=False
    )
