"""docs/assistants.md and docs/frameworks.md: every example does what the page shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from assistant_pages import ASSISTANTS, CALL, FRAMEWORKS, Example, call, run, scripts
from talking import SCRIPT, Assistant

from painsci_search import Index
from painsci_search.integrations.passages import RetrievalKeywords
from painsci_search.mcp.arguments import MOST_PASSAGES, MOST_WORKS, SCHEMAS
from painsci_search.mcp.resources import TEMPLATES
from painsci_search.options import OPTIONS

PAGE = ASSISTANTS.read_text(encoding="utf-8")
EXAMPLES = list(scripts())
SETTINGS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


@pytest.fixture
def place(demo_index: Index, tmp_path: Path) -> Path:
    """A folder in which ``index`` is the index of the demo corpus."""
    (tmp_path / "index").symlink_to(demo_index.path)
    return tmp_path


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{e.page}-{n}" for n, e in enumerate(EXAMPLES)])
def test_a_script_prints_what_its_page_shows(example: Example, place: Path) -> None:
    assert run(example.script, place) == example.answer


def test_every_script_of_the_pages_is_run() -> None:
    pages = PAGE + FRAMEWORKS.read_text(encoding="utf-8")
    assert len(EXAMPLES) == pages.count("```python") >= 7


def test_a_tool_answers_as_the_page_shows(place: Path) -> None:
    shown = CALL.search(PAGE)
    assert shown
    assert call(shown["tool"], shown["given"], place) == shown["answer"]


def server_of(settings: dict[str, Any]) -> dict[str, Any]:
    (servers,) = settings.values()
    return servers["painsci-search"]


@pytest.mark.parametrize("settings", SETTINGS, ids=[next(iter(each)) for each in SETTINGS])
def test_the_settings_start_a_server(settings: dict[str, Any], demo_index: Index) -> None:
    server = server_of(settings)
    assert Path(server["command"]).name == SCRIPT.name
    name, option, folder, *more = server["args"]
    assert (name, option, Path(folder).name) == ("mcp", "--index", "articles-index")
    with Assistant(demo_index.path, *more) as talking:
        assert "Passage 1 of" in talking.ask("search", query="placebo", limit=1)


def test_the_settings_of_two_assistants_are_shown() -> None:
    assert [next(iter(each)) for each in SETTINGS] == ["mcpServers", "servers"]


def test_the_table_names_every_tool_and_argument() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| .* \|$", PAGE, re.MULTILINE)
    assert {tool: re.findall(r"`(\w+)`", takes) for tool, takes in rows} == {
        tool: list(schema["properties"]) for tool, schema in SCHEMAS.items()
    }


def test_the_limits_are_those_of_the_tools() -> None:
    search = SCHEMAS["search"]["properties"]
    works = SCHEMAS["references"]["properties"]
    passages, each = search["limit"]["default"], search["per_article"]["default"]
    for what, limit in (
        (
            "passages of a `search`",
            f"{MOST_PASSAGES} ({passages} unless asked for more; {each} of one article)",
        ),
        (
            "works of `references`",
            f"{MOST_WORKS} ({works['limit']['default']} unless asked for more)",
        ),
        ("characters of a query", f"{search['query']['maxLength']:,}"),
    ):
        assert f"| {what} | {limit} |" in PAGE


def test_the_addresses_of_resources_are_those_that_are_understood() -> None:
    for template in TEMPLATES:
        assert f"`{template.removesuffix('{?offset}')}`" in PAGE


def test_the_options_of_assistants_and_retrievers_are_those_of_the_search() -> None:
    names = set(SCHEMAS["search"]["properties"]) - {"query", "evidence"}
    assert names == set(OPTIONS) - {"explain", "facets", "lenient"}
    assert set(get_type_hints(RetrievalKeywords)) == set(OPTIONS) | {"content", "refresh"}
