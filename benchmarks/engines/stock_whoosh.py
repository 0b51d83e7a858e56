"""Whoosh as it comes, used as its documentation says for a batch: one large writer, stems cached.

Its stemming analyzer keeps stop words and short words here, as the other engines do.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.qparser import MultifieldParser, OrGroup

from corpus import Document, flatten
from engines import HITS, Ask, Found
from painsci_search import Article
from queries import Query, quote

_WRITER_MB = 256


def version() -> str:
    """Name the version."""
    return metadata.version("whoosh-reloaded")


def prepare(articles: list[Article]) -> list[Document]:
    """Flatten articles."""
    return flatten(articles)


def build(given: list[Document], folder: Path) -> None:
    """Index all documents in one commit."""
    analyzer = StemmingAnalyzer(stoplist=None, minsize=1, cachesize=-1)
    schema = Schema(
        id=ID(stored=True),
        title=TEXT(analyzer=analyzer, stored=True),
        body=TEXT(analyzer=analyzer, stored=True),
    )
    folder.mkdir()
    writer = whoosh_index.create_in(str(folder), schema).writer(limitmb=_WRITER_MB)
    for document in given:
        writer.add_document(id=document.id, title=document.title, body=document.body)
    writer.commit()


def open_index(folder: Path) -> Ask:
    """Open an index for queries."""
    index = whoosh_index.open_dir(str(folder))
    searcher = index.searcher()
    parser = MultifieldParser(["title", "body"], index.schema, group=OrGroup)

    def ask(query: Query) -> list[Found]:
        hits = searcher.search(parser.parse(quote(query)), limit=HITS)
        snippets = [hit.highlights("body") for hit in hits]
        return [Found(text, len(re.findall("<b ", text))) for text in snippets]

    return ask
