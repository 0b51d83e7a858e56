"""``query --explain``: where the score of each hit comes from."""

from __future__ import annotations

import json
import re

import pytest

from described import validate
from painsci_search import Index
from painsci_search.cli.app import run


def test_the_shares_are_told_in_words(
    demo_index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    query = ["query", "sham", "surgery", "--explain", "-n", "2"]
    assert run([*query, "--index", str(demo_index.path)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    told = re.split(r" score (?=[\d.]+ = )", text)[1:]
    assert len(told) == 2
    share = r"([\d.]+) (?:\w+ in (?:title|heading|headings above|text|note)|all words)"
    for line in told:
        score, _, shares = line.partition(" = ")
        parts = [float(number) for number in re.findall(share, shares)]
        assert sum(parts) == pytest.approx(float(score), abs=0.02)
    assert "sham in title" in text
    assert re.search(r"surgery in text \(\d+ times\)", text)


def test_the_shares_stand_in_the_json_that_the_schema_describes(
    demo_index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    query = ["query", "plac*", "--explain", "--format", "json", "--index", str(demo_index.path)]
    assert run(query) == 0
    answer = json.loads(capsys.readouterr().out)
    validate("results.schema.json", answer)
    for hit in answer["hits"]:
        total = sum(share["score"] for share in hit["explanation"])
        assert total == pytest.approx(hit["score"], abs=1e-3)


def test_an_index_without_articles_is_told_by_check(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--index", str(index.path)]) == 0
    assert capsys.readouterr().out == "The index is empty.\n"
