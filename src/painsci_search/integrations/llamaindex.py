"""LlamaIndex retriever over an Index: a query in, nodes with scores out.

from painsci_search import Index
from painsci_search.integrations.llamaindex import PainSciSearchRetriever

retriever = PainSciSearchRetriever(Index.open("index"), limit=5, kind="section")
for result in retriever.retrieve("sham surgery"):
    print(result.score, result.node.metadata["link"], result.text)
"""

from __future__ import annotations

import asyncio
from typing import Unpack

from painsci_search.index import Index
from painsci_search.integrations.passages import (
    PassageRetriever,
    RetrievalKeywords,
    RetrievedPassage,
)

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.callbacks import CallbackManager
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ModuleNotFoundError as error:
    raise ImportError(
        "LlamaIndex is not installed: pip install 'painsci-search[llamaindex]'"
    ) from error

__all__ = ["PainSciSearchRetriever"]
# Metadata that a language model reads before the text, and that are embedded with it.
_SHOWN = ("title", "heading", "link")
_EMBEDDED = ("title", "heading")


class PainSciSearchRetriever(BaseRetriever):
    """Retrieves the passages of an index that match a query, as LlamaIndex nodes with scores.

    The metadata of a node are plain JSON values: link (URL of the passage), article (its id),
    title, authors, published, updated, kind, heading, path, anchor, rank, score, references (the
    works that back the passage) and claims (the sentences with note markers). A language model gets
    the title, the heading and the link with the text. The id of a node is that of the article, with
    "#" and the anchor.
    """

    def __init__(
        self,
        index: Index,
        *,
        callback_manager: CallbackManager | None = None,
        verbose: bool = False,
        **options: Unpack[RetrievalKeywords],
    ) -> None:
        """Initialise a retriever.

        Args:
            index: the index; it may be shared.
            callback_manager, verbose: those of every retriever of LlamaIndex.
            options: `limit`, most nodes (5); `kind`, `articles`, `author`, `since`, `until`,
                `cited_since`, `sort`, `per_article` and `exact`, see `Index.search`; `lenient`
                (True), whether a text that is no valid query is read as words; `content`,
                text of a node: "snippet" for the sentences that match, "passage" for the whole
                section or note; `refresh`, whether each call refreshes the index first (True).

        Raises:
            TypeError: `index` is not an Index, or an option is unknown.
            QueryError, PainSciSearchError, ValueError: from a call; see `Index.search`.
        """
        if not isinstance(index, Index):
            raise TypeError(f"index must be an Index, not {index!r}; open a folder with Index.open")
        super().__init__(callback_manager=callback_manager, verbose=verbose)
        self._index = index
        self._retriever = PassageRetriever(**options)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return list(map(_node, self._retriever.retrieve(self._index, query_bundle.query_str)))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(passage: RetrievedPassage) -> NodeWithScore:
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=passage.metadata,
        excluded_llm_metadata_keys=[name for name in passage.metadata if name not in _SHOWN],
        excluded_embed_metadata_keys=[name for name in passage.metadata if name not in _EMBEDDED],
    )
    return NodeWithScore(node=node, score=passage.score)
