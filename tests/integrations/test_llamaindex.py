"""The LlamaIndex retriever, with the real library: alone, in a query engine, asynchronously."""

from __future__ import annotations

import asyncio
import json
import pickle
from pathlib import Path

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer
from llama_index.core.schema import MetadataMode, QueryBundle

from painsci_search import Article, Index, QueryError, Section
from painsci_search.integrations.llamaindex import PainSciSearchRetriever


@pytest.fixture
def retriever(demo_index: Index) -> PainSciSearchRetriever:
    return PainSciSearchRetriever(demo_index, limit=3)


def test_nodes_are_the_passages_of_the_answer_with_their_scores(
    retriever: PainSciSearchRetriever, demo_index: Index
) -> None:
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve("sham surgery")
    hits = demo_index.search("sham surgery", limit=3).hits
    assert [node.text for node in nodes] == [hit.snippet.text for hit in hits]
    assert [node.score for node in nodes] == [hit.score for hit in hits]
    assert [node.node_id for node in nodes] == [f"{hit.article.id}#{hit.anchor}" for hit in hits]
    assert [node.metadata["link"] for node in nodes] == [hit.link for hit in hits]
    assert retriever.retrieve(QueryBundle("sham surgery")) == nodes


def test_a_node_brings_the_references_and_the_claims_behind_it(demo_index: Index) -> None:
    retriever = PainSciSearchRetriever(demo_index, kind="note", limit=1)
    (node,) = retriever.retrieve("neural correlates of ASMR")
    assert node.metadata["references"][0]["pmid"] == "30397584"
    assert node.metadata["claims"][0]["text"].startswith("A study with fMRI")
    assert json.loads(json.dumps(node.metadata)) == node.metadata


def test_a_model_is_shown_the_title_the_heading_and_the_link(
    retriever: PainSciSearchRetriever,
) -> None:
    node = retriever.retrieve("sham surgery")[0].node
    told = node.get_content(MetadataMode.LLM)
    head, _, text = told.partition("\n\n")
    assert text == node.text
    assert sorted(line.partition(":")[0] for line in head.splitlines()) == [
        "heading",
        "link",
        "title",
    ]
    embedded = node.get_content(MetadataMode.EMBED)
    assert "link:" not in embedded
    assert "title: Sham Surgery" in embedded


def test_it_is_narrowed_by_the_filters_of_the_search(demo_index: Index) -> None:
    retriever = PainSciSearchRetriever(
        demo_index, kind="note", articles=("nocebo", "asmr"), since="2024", per_article=1
    )
    nodes = retriever.retrieve("placebo")
    assert sorted(node.metadata["article"] for node in nodes) == ["asmr", "nocebo"]
    assert {node.metadata["kind"] for node in nodes} == {"note"}


def test_a_node_may_hold_the_whole_passage(demo_index: Index) -> None:
    retriever = PainSciSearchRetriever(demo_index, limit=1, content="passage")
    (node,) = retriever.retrieve("sham surgery")
    excerpt = demo_index.read(node.metadata["article"], node.metadata["anchor"])
    assert node.text == excerpt.sections[0].text


def test_it_answers_asynchronously(retriever: PainSciSearchRetriever) -> None:
    alone = retriever.retrieve("placebo")

    async def ask() -> None:
        answers = await asyncio.gather(*(retriever.aretrieve("placebo") for _ in range(8)))
        assert answers == 8 * [alone]

    asyncio.run(ask())


def test_it_works_in_a_query_engine(retriever: PainSciSearchRetriever) -> None:
    # the mock of a model gives its prompt back
    synthesizer = get_response_synthesizer(llm=MockLLM(), response_mode="compact")
    engine = RetrieverQueryEngine(
        retriever=retriever,
        response_synthesizer=synthesizer,
        node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=0.1)],
    )
    response = engine.query("sham surgery")
    assert "A Finnish trial compared arthroscopic" in str(response)
    assert [node.node_id for node in response.source_nodes] == [
        node.node_id for node in retriever.retrieve("sham surgery")
    ]
    assert str(asyncio.run(engine.aquery("sham surgery"))) == str(response)


def test_what_is_wrong_is_refused(demo_index: Index, retriever: PainSciSearchRetriever) -> None:
    assert retriever.retrieve('"placebo')
    with pytest.raises(QueryError):
        PainSciSearchRetriever(demo_index, lenient=False).retrieve('"placebo')
    with pytest.raises(ValueError, match="content"):
        PainSciSearchRetriever(demo_index, content="all")
    with pytest.raises(ValueError, match="kind"):
        PainSciSearchRetriever(demo_index, kind="notes").retrieve("placebo")
    with pytest.raises(TypeError, match=r"Index\.open"):
        PainSciSearchRetriever("index")
    with pytest.raises(TypeError, match="number"):
        PainSciSearchRetriever(demo_index, number=3)


def test_it_sees_what_was_committed_elsewhere_unless_told_not_to(tmp_path: Path) -> None:
    article = Article("asmr", "Tingles", (Section("a", "Part", "Tingles soothe."),))
    with Index.create(tmp_path / "index") as writer, Index.open(tmp_path / "index") as reader:
        still = PainSciSearchRetriever(reader, refresh=False)
        retriever = PainSciSearchRetriever(reader)
        writer.add(article)
        assert still.retrieve("tingles soothe") == []
        assert retriever.retrieve("tingles soothe")[0].text == "Tingles soothe."


def test_a_pickled_retriever_opens_its_index_anew(retriever: PainSciSearchRetriever) -> None:
    loaded = pickle.loads(pickle.dumps(retriever))
    assert loaded.retrieve("sham surgery") == retriever.retrieve("sham surgery")
