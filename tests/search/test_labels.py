"""Tags and metadata of articles: stored, returned, filtered and counted."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from painsci_search import Article, Index, Note, QueryError, Section, read_article_bytes
from painsci_search.model.labels import Labels
from painsci_search.render.json import article_object, results_object


@pytest.fixture
def labelled() -> Index:
    index = Index.in_memory()
    section, empty = Section("s", "S", "Tape holds a knee."), Section("e", "Empty", "")
    index.add(
        [
            Article(
                "knee",
                "Knee",
                (section, empty),
                (Note("1", "n", "A note on tape."),),
                tags=("Knee", "low  back"),
                metadata={"topic": "Joint pain", "reviewed-by": "Kim Doe"},
            ),
            Article(
                "back", "Back", (section,), tags=("low back", "knees"), metadata={"topic": "x"}
            ),
            Article("none", "None", (section,)),
        ]
    )
    return index


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tag:knee", {"knee"}),
        ("tag:KNEE.", {"knee"}),
        ('tag:"Low Back"', {"knee", "back"}),
        ("tag:kne*", {"knee", "back"}),
        ("tag:ckne*", set()),
        ("tape -tag:knee", {"back", "none"}),
        ("meta:topic=x", {"back"}),
        ('meta:"topic=joint pain"', {"knee"}),
        ("meta:topic=joint*", {"knee"}),
        ("meta:topic", {"knee", "back"}),
        ("meta:reviewed-by", {"knee"}),
        ("meta:opic", set()),
    ],
)
def test_articles_are_filtered_by_tags_and_metadata(
    labelled: Index, query: str, found: set[str]
) -> None:
    assert {hit.article.id for hit in labelled.iter_search(query)} == found


def test_other_names_of_the_fields_are_answered_with_the_field(labelled: Index) -> None:
    for name, field in (("keywords", "tag"), ("metadata", "meta")):
        with pytest.raises(QueryError, match=f"did you mean {field}:"):
            labelled.search(f"{name}:knee")


def test_every_record_with_text_of_an_article_has_its_tags(labelled: Index) -> None:
    assert sorted(hit.kind for hit in labelled.iter_search("tag:knee")) == [
        "article",
        "note",
        "section",
    ]


def test_hits_articles_and_lists_have_tags_and_metadata(labelled: Index) -> None:
    found = labelled.search("tag:knee")[0].article
    assert found.tags == ("Knee", "low  back")
    assert found.metadata == {"topic": "Joint pain", "reviewed-by": "Kim Doe"}
    article = labelled.get("knee")
    assert article is not None
    assert (article.tags, article.metadata) == (found.tags, found.metadata)
    assert labelled.articles()[2].metadata == {}
    value = results_object(labelled.search("tag:knee"))["hits"][0]["article"]
    assert (value["tags"], value["metadata"]["topic"]) == (["Knee", "low  back"], "Joint pain")
    assert Article.from_json(article_object(article)) == article


def test_tags_and_metadata_are_counted(labelled: Index) -> None:
    facets = {
        facet.field: {value.value: value.count for value in facet.values}
        for facet in labelled.search("tape", facets=True).facets
    }
    assert facets["tag"] == {"low back": 3, "knee": 2, "knees": 1}
    assert facets["meta"]["topic=joint pain"] == 2
    only = labelled.search("tape article:none", facets=True).facets
    assert [facet.field for facet in only] == ["kind", "article", "author", "updated"]


def test_metadata_cannot_be_changed_and_can_be_hashed_and_pickled() -> None:
    given = {"topic": "knee"}
    article = Article("a", "A", metadata=given)
    given["topic"] = "back"
    assert article.metadata == {"topic": "knee"}
    assert not hasattr(article.metadata, "__setitem__")
    assert hash(article) == hash(replace(article)) == hash(pickle.loads(pickle.dumps(article)))
    assert repr(Labels({"a": "b"})) == "{'a': 'b'}"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"tags": "knee"}, "tags must be a list or tuple, not 'knee'"),
        ({"tags": (" ",)}, "tag 1 must not be blank"),
        ({"metadata": ("topic",)}, "metadata must be a mapping, such as a dict"),
        ({"metadata": {"topic": 5}}, "metadata: topic must be a string, not 5"),
        ({"metadata": {5: "topic"}}, "a name of metadata must be a string, not 5"),
        ({"metadata": {"a=b": "c"}}, "a name of metadata must not be blank or have '='"),
    ],
)
def test_labels_that_no_query_can_name_are_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        Index.in_memory().add(Article("a", "A", **wrong))


MARKDOWN = """---
title: Of Knees
tags: [Knee, "low back"]
categories: Guideline; knee
topic: Joints
Reviewed By: Kim *Doe*
layout: post
numbers: [1, 2]
---
A text about knees that is long enough to be one.
"""


def test_the_front_matter_of_markdown_gives_tags_and_metadata() -> None:
    article = read_article_bytes(MARKDOWN.encode(), "knees.md")
    assert article.tags == ("Knee", "low back", "Guideline")
    assert article.metadata == {"topic": "Joints", "reviewed_by": "Kim Doe"}


PAGE = """<!doctype html><html lang="en"><head><title>Of Knees</title>
<meta name="keywords" content="knee, low back"><meta property="article:tag" content="Guideline">
<meta name="painsci-search:topic" content="Joints"></head><body><article><h1>Of Knees</h1>
<p>A text about knees that is long enough to be a paragraph of an article.</p></article></body>
</html>
"""


def test_a_page_gives_tags_and_metadata(tmp_path: Path) -> None:
    (tmp_path / "knees.html").write_text(PAGE, encoding="utf-8")
    index = Index.in_memory()
    index.update([tmp_path])
    article = index.search("tag:guideline meta:topic=joints")[0].article
    assert (article.tags, article.metadata) == (
        ("knee", "low back", "Guideline"),
        {"topic": "Joints"},
    )


def test_an_article_is_found_by_its_own_identifiers() -> None:
    index = Index.in_memory()
    section = Section("s", "S", "Tape holds a knee.")
    index.add([Article("knee", "Knee", (section,), metadata={"pmid": "99934567", "doi": "no"})])
    (hit,) = index.search("pmid:99934567").hits
    assert (hit.article.id, hit.kind) == ("knee", "article")
