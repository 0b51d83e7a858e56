"""Checks of written JSON against the published schemas and the contract of earlier releases."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator


def validate(name: str, value: object) -> None:
    """Check that a value matches its schema, has no other key, and keeps the released contract.

    The schemas allow more keys, since keys may be added; but each key written must be described.
    The contract is the schema of version 0.1.0, in tests/contract.
    """
    _validator(name).validate(value)
    _contract(name).validate(value)


@cache
def _validator(name: str) -> Draft202012Validator:
    text = (files("painsci_search") / "schemas" / name).read_text(encoding="utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(_closed(schema))


@cache
def _contract(name: str) -> Draft202012Validator:
    text = (Path(__file__).parent / "contract" / name).read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: _closed(value) for key, value in schema.items()}
    return parts | {"unevaluatedProperties": False} if schema.get("type") == "object" else parts
