"""Holding what is written as JSON to the published schemas, both ways round."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator


def validate(name: str, value: object) -> None:
    """Make sure that a value is as a schema says, and has no key that the schema is silent about.

    The schemas are open, since keys may be added; but those that are there must be described.
    """
    _validator(name).validate(value)


@cache
def _validator(name: str) -> Draft202012Validator:
    text = (files("painsci_search") / "schemas" / name).read_text(encoding="utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(_closed(schema))


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: _closed(value) for key, value in schema.items()}
    return parts | {"unevaluatedProperties": False} if schema.get("type") == "object" else parts
