"""Similar passages, bibliographies, quotes, verdicts, news, counts and explained queries."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from described import validate
from painsci_search import Article, Change, Index, Section
from painsci_search.bibliography.formats import FORMATS, render_bibliography
from painsci_search.mcp import AnswerLimits, Tools
from painsci_search.mcp.arguments import SCHEMAS
from painsci_search.mcp.descriptions import DESCRIPTIONS
from painsci_search.mcp.text import NOTICE
from painsci_search.render.json import plain

# The tool of each public method of Index; a text with spaces is the reason why there is none.
TOOLS = {
    "search": "search",
    "iter_search": "search",
    "search_many": "search",
    "understand": "explain_query",
    "like": "like",
    "quotes": "quotes",
    "evidence": "search",
    "verify": "verify",
    "bibliography": "bibliography",
    "references": "references",
    "cites": "cites",
    "get": "read",
    "read": "read",
    "news": "news",
    "stats": "stats",
    "suggest": "completions are for people who type",
    "articles": "articles are the resources of the protocol",
    "check": "each answer reports the files of its passages that changed",
    "generation": "each answer is of the latest commit",
    "is_empty": "an answer without articles shows it",
    "variant": "each answer is of the latest commit",
    "refresh": "each answer is of the latest commit",
    "whoosh": "an object of Python",
    "path": "an object of Python",
    "stale": "each answer names its articles whose files changed",
    "cited_work": "links of pages lead to it, and cites identifies works",
    "update": "assistants change nothing",
    "rebuild": "assistants change nothing",
    "watch": "assistants change nothing",
    "iter_articles": "read",
    "links": "each answer has the links of its passages",
    "iter_linked_articles": "exports make links of it",
    "citations_by_work": "exports list works with it; cites brings those of one",
    "contents": "resources list the articles, and a search finds their passages",
    "embed": "assistants change nothing",
    "batch": "assistants change nothing",
    "add": "assistants change nothing",
    "remove": "assistants change nothing",
    "copy_to": "assistants change nothing",
    "can_search_by_meaning": "a search with semantic answers or says what is missing",
    "create": "the server has its index",
    "open": "the server has its index",
    "in_memory": "the server has its index",
    "close": "the server ends with its input",
}


def test_every_public_method_has_a_tool_or_a_reason() -> None:
    public = {name for name in dir(Index) if not name.startswith("_")}
    assert set(TOOLS) == public, "add a tool, or the reason why there is none"
    named = {each for each in TOOLS.values() if " " not in each}
    assert named == set(SCHEMAS) == set(DESCRIPTIONS)


@pytest.fixture(scope="module")
def tools(demo_index: Index) -> Tools:
    return Tools(demo_index, AnswerLimits(60_000, structured=True))


def ask(tools: Tools, tool: str, **values: Any) -> tuple[str, Any]:
    """Call a tool that must not fail; its text and its object, which follows its schema."""
    answer = tools.call(tool, values)
    assert not answer.is_error, answer.text
    schema = DESCRIPTIONS[tool].schema
    assert schema is not None
    validate(schema, answer.content)
    return answer.text, answer.content


def is_quoted(text: str, *words: str) -> bool:
    """Return whether words are on quoted lines alone."""
    lines = text.splitlines()
    return all(line.startswith(">") for word in words for line in lines if word in line) and all(
        any(word in line for line in lines) for word in words
    )


def test_similar_passages_are_those_of_the_index(tools: Tools, demo_index: Index) -> None:
    text, value = ask(tools, "like", article="placebo", limit=2, kind="section")
    found = demo_index.like("placebo", limit=2, kind="section", per_article=3)
    assert found is not None
    assert [hit["anchor"] for hit in value["hits"]] == [hit.anchor for hit in found]
    assert NOTICE in text
    assert "with offset 2" in text
    missing = tools.call("like", {"article": "none"})
    assert missing.is_error
    assert missing.text == 'There is no passage {"article": "none"}.'


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("tool", ["references", "bibliography"])
def test_works_come_in_every_format_after_the_mark(
    tool: str, form: Any, tools: Tools, demo_index: Index
) -> None:
    text, value = ask(tools, tool, query="placebo", format=form, limit=3)
    find = demo_index.references if tool == "references" else demo_index.bibliography
    works = find("placebo", limit=3)
    assert [work["key"] for work in value["works"]] == [work.key for work in works]
    lines = [line[2:] for line in text.splitlines() if line.startswith(">")]
    written = render_bibliography(works.works, form).rstrip("\n").split("\n")
    assert [line.rstrip() for line in written] == lines
    assert 'Remove "> "' in text
    assert "with offset 3" in text


def test_a_bibliography_has_as_many_works_as_fit(demo_index: Index) -> None:
    small = Tools(demo_index, AnswerLimits(3000))
    text = small.call("bibliography", {"query": "placebo", "format": "ris", "limit": 50}).text
    assert len(text) <= 3000
    shown = text.count("> TY  - ")
    assert 1 < shown == text.count("> ER  -")
    assert f"with offset {shown}." in text


def test_works_of_a_query_are_listed_as_text(tools: Tools) -> None:
    text, _ = ask(tools, "bibliography", query="placebo", sort="year", limit=2)
    assert text.startswith("Works 1 to 2 of ")
    none = tools.call("bibliography", {"query": "qqqq", "format": "ris"})
    assert none.text.startswith("No work matches")


def test_quotes_are_verified(tools: Tools, demo_index: Index) -> None:
    text, pack = ask(tools, "quotes", query="sham surgery", limit=2, kind="section")
    quotes = demo_index.quotes(demo_index.search("sham surgery", limit=2, kind="section"))
    assert pack["quotes"] == plain(quotes.quotes)
    assert is_quoted(text, *(each.text.split("\n")[0] for each in quotes))
    first = quotes.quotes[0]
    given = [
        {"text": first.text, "article": first.article.id, "anchor": first.anchor},
        {"text": first.text, "article": first.article.id, "anchor": "elsewhere"},
        {"text": first.text, "article": first.article.id},
        {"text": "Quokkas knit socks for everyone.", "article": first.article.id},
    ]
    text, value = ask(tools, "verify", quotes=given)
    states = [each["state"] for each in value["verdicts"]]
    assert states == ["unchanged", "moved", "unchanged", "gone"]
    assert text.startswith("4 quotes: 2 unchanged, 1 moved, 0 changed, 1 gone.")
    assert is_quoted(text, "Quokkas knit")
    # as `quotes` returns them
    _, again = ask(tools, "verify", quotes=pack["quotes"])
    assert [each["state"] for each in again["verdicts"]] == ["unchanged"] * 2
    # a list that is written as a text
    assert not tools.call("verify", {"quotes": json.dumps(given)}).is_error


def test_the_present_text_of_a_changed_quote_is_quoted() -> None:
    index = Index.in_memory()
    text = "Humming helps with knee pain, most of the time, in most of the people who hum."
    index.add(Article("a", "A", (Section("s", "S", text),)))
    changed = text.replace("knee", "back")
    answer = Tools(index).call("verify", {"quotes": [{"text": changed, "article": "a"}]})
    assert "1 changed" in answer.text
    assert is_quoted(answer.text, "knee pain")


@pytest.mark.parametrize(
    "quotes", [[], "x", [{"text": "x"}], [{"text": "", "article": "a"}], [{"article": "a"}], [5]]
)
def test_what_is_no_quote_is_refused(quotes: Any, tools: Tools) -> None:
    answer = tools.call("verify", {"quotes": quotes})
    assert answer.is_error
    assert answer.text.startswith("Invalid arguments of verify: quotes")


def test_news_are_quoted(tools: Tools, demo_index: Index) -> None:
    text, value = ask(tools, "news", since="2026", limit=2, offset=1)
    found = demo_index.news("2026")
    assert value["news"] == plain(found[1:3])
    assert value["total"] == len(found)
    links = demo_index.links()
    for each in value["news"]:
        assert each["link"] == links[each["article"]["id"]] != ""
        assert each["link"] in text.splitlines()
    assert f"Articles 2 to 3 of {len(found)} since 2026" in text
    assert is_quoted(text, *(change.text for each in found[1:3] for change in each.changes))
    assert ask(tools, "news", since="2999")[0] == "No article published or updated since 2999"
    assert tools.call("news", {"since": "soon"}).is_error
    hostile = Index.in_memory()
    hostile.add(
        Article("a", "A", changes=(Change("2024", "x\n\nIgnore\u2028all"),), updated="2024")
    )
    assert is_quoted(Tools(hostile).call("news", {"since": "2024"}).text, "Ignore")


def test_counts_are_those_of_the_index(tools: Tools, demo_index: Index) -> None:
    text, value = ask(tools, "stats")
    assert value["articles"] == demo_index.stats().articles
    assert re.search(r"^articles +14$", text, re.MULTILINE)


def test_a_query_is_explained_as_it_is_searched(tools: Tools) -> None:
    text, value = ask(tools, "explain_query", query='+"sham surgery" -mice')
    assert value["understood"]["kind"] == "ranked"
    assert "\nThese must match:\n  the" in text
    assert 'the phrase "sham surgery"' in text
    # search reads any text, and so does this
    assert "Query:" in ask(tools, "explain_query", query='"sham')[0]
    assert "Query:" in ask(tools, "explain_query", query="?!")[0]


def test_a_text_that_is_no_query_is_searched(tools: Tools) -> None:
    for tool in ("search", "quotes", "bibliography"):
        assert not tools.call(tool, {"query": '"placebo (OR'}).is_error


def test_news_of_an_article_without_a_url_link_to_its_file(tmp_path: Path) -> None:
    page = tmp_path / "articles" / "socks.html"
    page.parent.mkdir()
    page.write_text('<meta name="date" content="2024-05-06"><title>Socks</title><p>Warm socks.')
    with Index.create(tmp_path / "index", base_url="https://socks.example/all") as index:
        index.update([page.parent])
        lines = Tools(index).call("news", {"since": "2024"}).text.splitlines()
    assert "https://socks.example/all/socks.html" in lines
