"""An answer stays within its characters, says where it was cut, and can be gone on with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from talking import Assistant, text_of

from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from painsci_search.mcp import AnswerLimits, Tools
from painsci_search.mcp.resources import Resources, uri_of

ROOM = 2000
SENTENCE = "The knee that hurts was seen in a scanner by somebody who looked with care. "
ACCENTS = "e" + 4000 * "\u0301"


def large_article(number: int) -> Article:
    """An article of which every part is too long for an answer."""
    works = tuple(
        Reference(
            raw=f"Doe{each} J. Knees {each}. " + 50 * "Long. ",
            authors=tuple(f"Author{n} A" for n in range(100)),
            title=f"Knees and more knees {each} " + 100 * "word ",
            journal="Pain " + ACCENTS,
            year=2000 + each,
            pmid=str(1000 * number + each),
            commentary=20 * SENTENCE,
        )
        for each in range(6)
    )
    text = "\n\n".join(f"{n}. " + 20 * SENTENCE for n in range(20)) + " " + 3000 * "longword"
    return Article(
        id=f"knees-{number}-" + 150 * "x",
        title="Knees " + ACCENTS,
        subtitle=100 * SENTENCE,
        authors=tuple(f"Author {n}" for n in range(500)),
        sections=(
            Section(
                "knee-" + 300 * "y",
                "Knee " + 1000 * "heading ",
                text,
                path=tuple(f"Above {n}" for n in range(300)),
                note_refs=tuple(NoteRef(str(n), 75, f"n{n}") for n in range(12)),
            ),
            *(Section(f"s{n}", f"Part {n}", SENTENCE) for n in range(60)),
        ),
        notes=tuple(Note(str(n), f"n{n}", 40 * SENTENCE, works) for n in range(12)),
    )


@pytest.fixture(scope="module")
def large_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "index"
    with Index.create(folder) as index:
        index.add(large_article(number) for number in range(3))
    return folder


@pytest.fixture(scope="module")
def small(large_index: Path) -> Iterator[Assistant]:
    """An assistant with very little room."""
    with Assistant(large_index, "--max-chars", str(ROOM)) as talking:
        yield talking


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"query": "knee", "limit": 20, "per_article": 0}),
        ("search", {"query": "knee", "kind": "note", "limit": 20}),
        ("search", {"query": "knee", "kind": "article", "limit": 20}),
        ("search", {"query": "nothing", "articles": 20 * ["knees-1-" + 140 * "x"]}),
        ("search", {"query": 500 * "é("}),
        ("read", {"article": large_article(1).id}),
        ("read", {"article": large_article(1).id, "anchor": "n7"}),
        ("read", {"article": large_article(1).id, "anchor": large_article(1).sections[0].anchor}),
        ("read", {"article": "knees-1-" + 149 * "x"}),
        ("read", {"article": large_article(1).id, "anchor": 2000 * "y"}),
        ("references", {"limit": 50}),
        ("references", {"query": "knees", "cited_with": "1003"}),
        ("cites", {"work": "1003"}),
        ("cites", {"work": "knees"}),
    ],
)
def test_no_answer_is_longer_than_its_limit(
    tool: str, arguments: dict[str, object], small: Assistant
) -> None:
    text = text_of(small.call(tool, **arguments))
    assert 0 < len(text) <= ROOM


def test_a_resource_is_no_longer_than_the_limit_though_its_link_is() -> None:
    article = Article(
        "knees", "Knees", (Section("s", "S", SENTENCE),), url="https://e.org/" + 3000 * "é"
    )
    with Index.in_memory() as index:
        index.add(article)
        resources = Resources(index, Tools(index, AnswerLimits(ROOM)))
        assert 0 < len(resources.read(uri_of("knees"))) <= ROOM


def test_a_search_that_was_cut_goes_on_to_the_last_passage(small: Assistant) -> None:
    ranks: list[int] = []
    while True:
        text = small.ask("search", query="scanner", limit=20, per_article=0, offset=len(ranks))
        ranks += map(int, re.findall(r"^(\d+)\. ", text, re.MULTILINE))
        assert ranks == list(range(1, len(ranks) + 1))
        more = re.search(r"the same search with offset (\d+)\.$", text)
        if more is None:
            break
        assert int(more[1]) == len(ranks)
        if len(ranks) > 50:
            break
    assert len(ranks) > 50
    total = int(re.match(r"Passages? [\d to]+ of (\d+)", text)[1])
    last = small.ask("search", query="scanner", limit=20, per_article=0, offset=total - 1)
    assert "For more" not in last


def test_works_and_citations_that_were_cut_are_gone_on_with(small: Assistant) -> None:
    first = small.ask("references")
    shown = len(re.findall(r"^\d+\. ", first, re.MULTILINE))
    assert first.endswith(f"For more: the same with offset {shown}.")
    cited = small.ask("cites", work="1003")
    shown = len(re.findall(r"^\d+\. note", cited, re.MULTILINE))
    assert cited.endswith(f"For more: the same with offset {shown}.")
    assert shown < 12


def test_a_section_that_was_cut_is_read_on_to_its_end(small: Assistant) -> None:
    article = large_article(1)
    place = {"article": article.id, "anchor": article.sections[0].anchor}
    words, offset, pages = [], 0, 0
    while pages < 25:
        text = small.ask("read", **place, offset=offset)
        pages += 1
        body = re.split(r"\n\n", text, maxsplit=1)[1]
        body, cut, rest = body.partition("\n\nCut here")
        words.append("".join(body.replace("\n>", "\n").removeprefix(">").split()))
        if not cut:
            break
        offset = int(rest.rpartition("offset ")[2].rstrip("."))
    read = "".join(words)
    assert pages == 25
    assert "".join(article.sections[0].text[75:20_000].split()) in read.replace(
        "".join(f"[{n}]" for n in range(12)), ""
    )


def test_the_limit_is_told_and_has_bounds(large_index: Path, small: Assistant) -> None:
    text = small.ask("read", article=large_article(1).id)
    assert re.search(r"characters 1 to \d+ of \d+$", text, re.MULTILINE)
    with Assistant(large_index, "--max-chars", "30000") as roomy:
        text = roomy.ask("read", article=large_article(1).id)
        assert 20_000 < len(text) <= 30_000


def test_the_json_beside_the_text_is_bounded_too(large_index: Path) -> None:
    with Assistant(large_index, "--structured", "--max-chars", "20000") as programmed:
        found = programmed.call("search", query="knee", limit=20, per_article=0)
        hits = found.structured_content["hits"]
        sizes = [len(json.dumps(hit, ensure_ascii=False)) for hit in hits]
        assert len(hits) == 1 or sum(sizes) <= 20_000
        assert len(hits) < 20
        works = programmed.call("references").structured_content["works"]
        assert 0 < len(works) < 10
