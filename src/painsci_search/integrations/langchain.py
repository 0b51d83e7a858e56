"""LangChain retriever over an Index: a query in, Documents out.

from painsci_search import Index
from painsci_search.integrations.langchain import PainSciSearchRetriever

retriever = PainSciSearchRetriever(index=Index.open("index"), limit=5, kind="section")
for document in retriever.invoke("sham surgery"):
    print(document.metadata["link"], document.page_content)
"""

from __future__ import annotations

import asyncio
from typing import Any

from painsci_search.index import Index
from painsci_search.integrations.passages import LIMIT, Content, PassageRetriever
from painsci_search.model import Kind, Sort
from painsci_search.options import OPTIONS

try:
    from langchain_core.callbacks import (
        AsyncCallbackManagerForRetrieverRun,
        CallbackManagerForRetrieverRun,
    )
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from pydantic import ConfigDict
except ModuleNotFoundError as error:
    raise ImportError(
        "LangChain is not installed: pip install 'painsci-search[langchain]'"
    ) from error

__all__ = ["PainSciSearchRetriever"]


class PainSciSearchRetriever(BaseRetriever):
    """Retrieves the passages of an index that match a query, as LangChain documents.

    All attributes except `index` can also be given to a single call:
    `retriever.invoke("placebo", kind="note", limit=2)`.

    Attributes:
        index: the index; it may be shared.
        limit: most documents, 1 or more.
        kind, articles, author, since, until, cited_since, sort, per_article, exact, lenient: see
            `Index.search`; a text that is no valid query is read as words unless `lenient` is
            false.
        content: text of a document: "snippet" for the sentences that match, "passage" for the
            whole section or note.
        refresh: whether each call refreshes the index first.

    The metadata of a document are plain JSON values: link (URL of the passage), article (its id),
    title, authors, published, updated, kind, heading, path, anchor, rank, score, references (the
    works that back the passage) and claims (the sentences with note markers). Its id is that of the
    article, with "#" and the anchor.

    Raises:
        QueryError, PainSciSearchError, ValueError: from a call; see `Index.search`.
    """

    model_config = ConfigDict(extra="forbid")

    index: Index
    limit: int = LIMIT
    kind: Kind | None = None
    articles: str | tuple[str, ...] = ()
    author: str | None = None
    since: str | None = None
    until: str | None = None
    cited_since: int | None = None
    sort: Sort = "relevance"
    per_article: int = 0
    exact: bool = False
    lenient: bool = True
    content: Content = "snippet"
    refresh: bool = True

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **changes: Any
    ) -> list[Document]:
        del run_manager  # LangChain reports the start and the end of the call itself
        return self._retrieve(query, changes)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **changes: Any
    ) -> list[Document]:
        del run_manager
        return await asyncio.to_thread(self._retrieve, query, changes)

    def _retrieve(self, query: str, changes: dict[str, Any]) -> list[Document]:
        names = type(self).model_fields.keys() & {*OPTIONS, "content", "refresh"}
        options = {name: getattr(self, name) for name in names}
        passages = PassageRetriever(**{**options, **changes}).retrieve(self.index, query)
        return [
            Document(id=passage.id, page_content=passage.text, metadata=passage.metadata)
            for passage in passages
        ]
