"""JSON Schemas, made from the dataclasses."""

from __future__ import annotations

import inspect
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from painsci_search import Hit
from painsci_search.render.json_documents import DOCUMENTS
from painsci_search.render.json_schema import json_schema, main

CONTRACT = Path(__file__).parents[1] / "contract"


def test_the_package_has_the_schema_of_each_format_as_generated(tmp_path: Path) -> None:
    main(tmp_path)
    folder = files("painsci_search") / "schemas"
    packaged = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert packaged == {
        file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()
    }, "run: make schemas"


@pytest.mark.parametrize("is_indented", [True, False], ids=["to Python 3.12", "from 3.13"])
def test_docstrings_describe_keys_with_their_indentation_or_without(
    monkeypatch: pytest.MonkeyPatch, is_indented: bool
) -> None:
    first, _, rest = inspect.cleandoc(Hit.__doc__ or "").partition("\n")
    lines = (f"    {line}" if is_indented and line else line for line in rest.split("\n"))
    monkeypatch.setattr(Hit, "__doc__", "\n".join([first, *lines]))
    hit = json_schema("results")["$defs"]["Hit"]["properties"]
    assert hit["anchor"]["description"] == "Null for an article."


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_is_valid_and_refers_to_its_own_definitions_alone(name: str) -> None:
    schema = json_schema(name)
    Draft202012Validator.check_schema(schema)
    written = json.dumps(schema)
    for definition in schema.get("$defs", {}):
        assert f"#/$defs/{definition}" in written
    assert set(_references(schema)) == {f"#/$defs/{each}" for each in schema.get("$defs", {})}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_key_of_the_contract_is_still_there(name: str) -> None:
    contract = json.loads((CONTRACT / f"{name}.schema.json").read_text(encoding="utf-8"))
    schema = json_schema(name)
    assert set(contract["required"]) <= set(schema["required"])
    assert set(contract["properties"]) <= set(schema["properties"])
    assert schema["$id"] == contract["$id"]


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for each in value for found in _references(each)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if "$ref" in value else []
    return own + [found for each in value.values() for found in _references(each)]
