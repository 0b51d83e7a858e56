"""Tantivy through its Python bindings: one indexing thread, its English stemmer, its snippets."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import tantivy

from corpus import Document, flatten
from engines import HITS, Ask, Found
from painsci_search import Article
from queries import Query, quote

_FIELDS = ["title", "body"]
# Characters; a snippet of this project is at most as long.
_SNIPPET = 320


def version() -> str:
    """Name the version."""
    return metadata.version("tantivy")


def prepare(articles: list[Article]) -> list[Document]:
    """Flatten articles."""
    return flatten(articles)


def build(given: Iterable[Document], folder: Path) -> None:
    """Index all documents in one commit."""
    folder.mkdir()
    writer = tantivy.Index(_schema(), str(folder)).writer(num_threads=1)
    for document in given:
        writer.add_document(
            tantivy.Document(id=document.id, title=document.title, body=document.body)
        )
    writer.commit()
    writer.wait_merging_threads()


def open_index(folder: Path) -> Ask:
    """Open an index for queries."""
    index = tantivy.Index.open(str(folder))
    searcher, schema = index.searcher(), index.schema

    def ask(query: Query) -> list[Found]:
        parsed = index.parse_query(quote(query), _FIELDS)
        hits = searcher.search(parsed, limit=HITS).hits
        generator = tantivy.SnippetGenerator.create(searcher, parsed, schema, "body")
        generator.set_max_num_chars(_SNIPPET)
        snippets = [generator.snippet_from_doc(searcher.doc(address)) for _, address in hits]
        return [Found(snippet.fragment(), len(snippet.highlighted())) for snippet in snippets]

    return ask


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in _FIELDS:
        builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
    return builder.build()
