"""The OpenAPI document says what the server does; schemathesis asks it for all of that."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from asking import Client
from jsonschema import Draft202012Validator
from serving import HERE, serving

from painsci_search import Index

EXAMPLES = 25


@pytest.fixture(scope="session")
def document(client: Client) -> dict[str, Any]:
    response = client.get("/v1/openapi.json")
    assert response.headers["content-type"] == "application/json"
    return response.json()


def test_every_route_of_the_api_is_described(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert set(document["paths"]) == {
        "/v1/search", "/v1/references", "/v1/cites", "/v1/articles", "/v1/articles/{id}",
        "/v1/suggest", "/v1/health", "/v1/openapi.json", "/v1/like", "/v1/bibliography",
        "/v1/quotes", "/v1/verify", "/v1/news", "/v1/news.atom", "/v1/stats", "/v1/understand",
    }  # fmt: skip
    for path, methods in document["paths"].items():
        assert set(methods) == {"post" if path == "/v1/verify" else "get"}
        for operation in methods.values():
            assert operation["description"]
            for parameter in operation.get("parameters", []):
                assert parameter["description"]
                assert "anyOf" not in parameter["schema"]


def test_answers_are_described_by_the_schemas_of_the_package(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("results", "references", "citations", "articles", "article", "excerpt",
                 "suggestions", "health", "problem", "quotes", "verdicts", "news", "stats",
                 "query"):  # fmt: skip
        text = (files("painsci_search") / "schemas" / f"{name}.schema.json").read_text("utf-8")
        assert schemas[name.capitalize()]["required"] == json.loads(text)["required"]
        Draft202012Validator.check_schema(schemas[name.capitalize()])
    told = json.dumps(document)
    for target in re.findall(r'"\$ref": "([^"]*)"', told):
        place: Any = document
        for part in target.removeprefix("#/").split("/"):
            place = place[part]
    assert "$defs" not in told
    assert '"$id"' not in told


def test_every_problem_is_described(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        [operation] = methods.values()
        responses = operation["responses"]
        assert {"200", "400", "406", "414", "421", "431", "500", "503"} <= set(responses)
        assert ("404" in responses) is (path in {"/v1/articles/{id}", "/v1/like"})
        assert ("304" in responses) is (path not in {"/v1/health", "/v1/verify"})
        assert ({"408", "413", "415"} <= set(responses)) is (path == "/v1/verify")
        assert "422" not in responses
        for status in set(responses) - {"200", "304"}:
            assert set(responses[status]["content"]) == {"application/problem+json"}


def test_a_token_is_told_of(demo_index: Index, make_client: Callable[..., Client]) -> None:
    client = make_client(demo_index, token="a-secret-of-26-characters!")
    shown = [("authorization", "Bearer a-secret-of-26-characters!")]
    document = client.get("/v1/openapi.json", headers=shown).json()
    assert document["security"] == [{"token": []}]
    assert "401" in document["paths"]["/v1/search"]["get"]["responses"]
    health = document["paths"]["/v1/health"]["get"]
    assert health["security"] == []
    assert "401" not in health["responses"]


def test_schemathesis_finds_the_document_true(demo_index: Index, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis")
    with serving(tmp_path, index=demo_index.path) as server:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                *("--config-file", HERE / "schemathesis.toml", "--no-color"),
                *("run", f"{server.url}v1/openapi.json"),
                *("--max-examples", str(EXAMPLES), "--generation-deterministic"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line[:300] for line in done.stdout.splitlines()]
        assert done.returncode == 0, "\n".join(lines)
        assert not [line for line in server.lines() if line["level"] != "info"]
    # All but the document itself, which it does not ask for again.
    assert any("15 selected / 15 total" in line for line in lines), lines[:20]


def test_the_document_is_whole_where_the_paths_of_files_are_left_out(
    document: dict[str, Any], demo_index: Index, make_client: Callable[..., Client]
) -> None:
    assert make_client(demo_index).get("/v1/openapi.json").json() == document
