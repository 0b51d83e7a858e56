"""A retriever of LlamaIndex over an Index.

from painsci_search import Index
from painsci_search.integrations.llamaindex import PainSciSearchRetriever

retriever = PainSciSearchRetriever(Index.open("index"), limit=5, kind="section")
for found in retriever.retrieve("sham surgery"):
    print(found.score, found.node.metadata["link"], found.text)
"""

from __future__ import annotations

import asyncio
from typing import Unpack

from painsci_search.index import Index
from painsci_search.integrations.passages import Passage, Retrieval, RetrievalOptions

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.callbacks import CallbackManager
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ModuleNotFoundError as error:
    raise ImportError(
        "LlamaIndex is not installed: pip install 'painsci-search[llamaindex]'"
    ) from error

# What a language model reads of the metadata before the text, and what is embedded with it.
_TOLD = ("title", "heading", "link")
_EMBEDDED = ("title", "heading")


class PainSciSearchRetriever(BaseRetriever):
    """Finds the passages of an index that answer a query, as LlamaIndex nodes with scores.

    A node's metadata, all of it plain JSON values: link (leads to the passage), article (its id),
    title, authors, published, updated, kind, heading, path, anchor, rank, score, references (the
    works that back the passage) and claims (the sentences that bear markers of notes). A language
    model is shown the title, the heading and the link with the text. A node's id is that of the
    article with "#" and the anchor.
    """

    def __init__(
        self,
        index: Index,
        *,
        callback_manager: CallbackManager | None = None,
        verbose: bool = False,
        **how: Unpack[RetrievalOptions],
    ) -> None:
        """Make a retriever.

        Args:
            index: what to search; it may be shared.
            callback_manager, verbose: as of every retriever of LlamaIndex.
            how: ``limit``, the most nodes to return (5); ``kind``, ``articles``, ``author``,
                ``since``, ``until``, ``cited_since``, ``sort``, ``per_article`` and ``exact`` as
                of ``Index.search``; ``content``, which makes a node's text the "snippet" of the
                sentences that match or the whole "passage", a section or note; ``refresh``,
                whether each retrieval sees what was committed before it (True).

        Raises:
            TypeError: index is none, or how names what there is not.
            QueryError, PainSciSearchError, ValueError: from retrieving, as of ``Index.search``.
        """
        if not isinstance(index, Index):
            raise TypeError(f"index must be an Index, not {index!r}: Index.open opens a folder")
        super().__init__(callback_manager=callback_manager, verbose=verbose)
        self._index = index
        self._how = Retrieval(**how)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return list(map(_node, self._how.retrieve(self._index, query_bundle.query_str)))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(passage: Passage) -> NodeWithScore:
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=passage.metadata,
        excluded_llm_metadata_keys=[name for name in passage.metadata if name not in _TOLD],
        excluded_embed_metadata_keys=[name for name in passage.metadata if name not in _EMBEDDED],
    )
    return NodeWithScore(node=node, score=passage.score)
