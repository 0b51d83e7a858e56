"""The LangChain retriever, with the real library: alone, in a chain, and asynchronously."""

from __future__ import annotations

import asyncio
import json
import pickle
from pathlib import Path

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.load import dumps
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from pydantic import ValidationError

from painsci_search import Article, Index, QueryError, Section
from painsci_search.integrations.langchain import PainSciSearchRetriever


@pytest.fixture
def retriever(demo_index: Index) -> PainSciSearchRetriever:
    return PainSciSearchRetriever(index=demo_index, limit=3)


def test_documents_are_the_passages_of_the_answer(
    retriever: PainSciSearchRetriever, demo_index: Index
) -> None:
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("sham surgery")
    hits = demo_index.search("sham surgery", limit=3).hits
    assert [document.page_content for document in documents] == [hit.snippet.text for hit in hits]
    assert [document.id for document in documents] == [
        f"{hit.article.id}#{hit.anchor}" for hit in hits
    ]
    for document, hit in zip(documents, hits, strict=True):
        assert document.metadata["link"] == hit.link
        assert document.metadata["article"] == hit.article.id
        assert document.metadata["title"] == hit.article.title
        assert document.metadata["heading"] == hit.heading
        assert document.metadata["anchor"] == hit.anchor
        assert document.metadata["kind"] == hit.kind
        assert document.metadata["score"] == pytest.approx(hit.score, abs=1e-4)


def test_a_document_brings_the_references_and_the_claims_behind_it(
    retriever: PainSciSearchRetriever,
) -> None:
    (document,) = retriever.invoke("neural correlates of ASMR", kind="note", limit=1)
    works = document.metadata["references"]
    assert "30397584" in [work["pmid"] for work in works]
    (claim,) = document.metadata["claims"]
    assert claim["text"].startswith("A study with fMRI")
    assert claim["link"].startswith("file://")


def test_metadata_can_be_written_as_json(retriever: PainSciSearchRetriever) -> None:
    documents = retriever.invoke("placebo", limit=20)
    for document in documents:
        assert json.loads(json.dumps(document.metadata)) == document.metadata
    assert "Document" in dumps(documents)


def test_filters_are_set_once_or_for_a_call(demo_index: Index) -> None:
    retriever = PainSciSearchRetriever(
        index=demo_index, kind="section", articles=["nocebo", "expect*"], per_article=1
    )
    found = [document.metadata for document in retriever.invoke("placebo")]
    assert [each["article"] for each in found] == ["expectation", "nocebo"] or [
        each["article"] for each in found
    ] == ["nocebo", "expectation"]
    assert {each["kind"] for each in found} == {"section"}
    notes = retriever.invoke("placebo", kind="note", articles="asmr", limit=1)
    assert [(each.metadata["article"], each.metadata["kind"]) for each in notes] == [
        ("asmr", "note")
    ]


def test_a_document_may_hold_the_whole_passage(
    retriever: PainSciSearchRetriever, demo_index: Index
) -> None:
    (snippet,) = retriever.invoke("sham surgery", limit=1)
    (passage,) = retriever.invoke("sham surgery", limit=1, content="passage")
    excerpt = demo_index.read(passage.metadata["article"], passage.metadata["anchor"])
    assert passage.page_content == excerpt.sections[0].text
    assert snippet.page_content in passage.page_content
    (note,) = retriever.invoke("lochte 2018", kind="note", limit=1, content="passage")
    excerpt = demo_index.read(note.metadata["article"], note.metadata["anchor"])
    assert note.page_content == excerpt.notes[0].text
    (article,) = retriever.invoke("title:asmr", kind="article", limit=1, content="passage")
    assert article.id == "asmr"
    assert article.page_content


def test_it_answers_asynchronously_and_in_batches(retriever: PainSciSearchRetriever) -> None:
    alone = retriever.invoke("placebo", kind="note")

    async def ask() -> None:
        several = (retriever.ainvoke("placebo", kind="note") for _ in range(8))
        assert await asyncio.gather(*several) == 8 * [alone]
        assert await retriever.abatch(["placebo", "sham"]) == retriever.batch(["placebo", "sham"])

    asyncio.run(ask())


def test_it_works_in_a_chain(retriever: PainSciSearchRetriever) -> None:
    prompt = ChatPromptTemplate.from_template("Answer from {context}: {question}")
    together = RunnableLambda(
        lambda documents: "\n".join(
            f"{each.page_content} ({each.metadata['link']})" for each in documents
        )
    )
    model = RunnableLambda(lambda value: value.to_messages()[0].content.upper())
    chain = {"context": retriever | together, "question": RunnablePassthrough()} | prompt | model
    answer = chain.invoke("sham surgery")
    assert "A FINNISH TRIAL COMPARED" in answer
    assert answer.endswith(": SHAM SURGERY")
    assert asyncio.run(chain.ainvoke("sham surgery")) == answer


def test_callbacks_are_told_of_each_retrieval(retriever: PainSciSearchRetriever) -> None:
    class Watch(BaseCallbackHandler):
        def __init__(self) -> None:
            self.seen: list[str] = []

        def on_retriever_start(self, _serialized: object, query: str, **_more: object) -> None:
            self.seen.append(query)

        def on_retriever_end(self, documents: list[object], **_more: object) -> None:
            self.seen.append(f"{len(documents)} documents")

        def on_retriever_error(self, error: BaseException, **_more: object) -> None:
            self.seen.append(type(error).__name__)

    watch = Watch()
    retriever.invoke("placebo", {"callbacks": [watch]})
    with pytest.raises(QueryError):
        retriever.invoke('"placebo', {"callbacks": [watch]}, lenient=False)
    assert watch.seen == ["placebo", "3 documents", '"placebo', "QueryError"]


def test_what_is_wrong_is_refused(demo_index: Index, retriever: PainSciSearchRetriever) -> None:
    with pytest.raises(ValidationError):
        PainSciSearchRetriever(index=demo_index, kind="notes")
    with pytest.raises(ValidationError):
        PainSciSearchRetriever(index="index")
    with pytest.raises(ValidationError, match="limt"):
        PainSciSearchRetriever(index=demo_index, limt=3)
    with pytest.raises(ValueError, match="kind"):
        retriever.invoke("placebo", kind="notes")
    with pytest.raises(ValueError, match="content"):
        retriever.invoke("placebo", content="all")
    with pytest.raises(TypeError, match="number"):
        retriever.invoke("placebo", number=3)


def test_it_sees_what_was_committed_elsewhere_unless_told_not_to(tmp_path: Path) -> None:
    article = Article("asmr", "Tingles", (Section("a", "Part", "Tingles soothe."),))
    with Index.create(tmp_path / "index") as writer, Index.open(tmp_path / "index") as reader:
        still = PainSciSearchRetriever(index=reader, refresh=False)
        retriever = PainSciSearchRetriever(index=reader)
        writer.add(article)
        assert still.invoke("tingles soothe") == []
        assert retriever.invoke("tingles soothe")[0].page_content == "Tingles soothe."


def test_a_pickled_retriever_opens_its_index_anew(retriever: PainSciSearchRetriever) -> None:
    loaded = pickle.loads(pickle.dumps(retriever))
    assert loaded.limit == 3
    assert loaded.invoke("sham surgery") == retriever.invoke("sham surgery")
