"""JSON Schemas of all that this package writes as JSON, made from the dataclasses of the model.

`json_schema` describes one format. The files in `schemas/` are its output, written by
`python -m painsci_search.render.json_schema FOLDER`, for programs that are not written in Python.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from painsci_search.model import (
    BranchKind,
    Hit,
    LeafKind,
    PartRole,
    Problem,
    QueryPart,
    Quote,
    Work,
)
from painsci_search.render.json_documents import DOCUMENTS, Schema, object_schema

_SCALARS: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
# The problem of a request has the name of the class.
_NAMES: dict[type, str] = {Problem: "FileProblem"}
# Keys that are written only where they have a value.
_OPTIONAL = {(Hit, name) for name in ("explanation", "path_highlights", "author_highlights")}
# Keys of properties, which are written beside the fields.
_PROPERTIES: dict[type, tuple[str, ...]] = {Work: ("title",)}
_PASSAGE_ARTICLE: Schema = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {"id": {"type": "string"}, "title": {"type": "string"}},
}
_BOUND: Schema = {
    "type": "array",
    "prefixItems": [{"enum": ["=", "<", "<=", ">", ">="]}, {"type": "string"}],
    "minItems": 2,
    "maxItems": 2,
}
# Documents without a key `schema`: their format is named by where they are written.
_UNNAMED = ("error", "problem")


def json_schema(name: str) -> Schema:
    """Return the JSON Schema (draft 2020-12) of a format.

    Args:
        name: a key of `DOCUMENTS`, such as "results".

    >>> json_schema("articles")["properties"]["total"]["minimum"]
    0
    """
    document = DOCUMENTS[name]
    describer = _Describer()
    keys: dict[str, tuple[Schema, bool]] = {}
    if name not in _UNNAMED:
        keys["schema"] = ({"const": f"painsci-search/{name}/1"}, True)
    if document.model is not None:
        keys |= describer.keys_of(document.model, without=document.keys)
    for key, (hint, description, required) in document.keys.items():
        schema = hint if isinstance(hint, dict) else describer.of(hint)
        keys[key] = (_with(schema, description), required)
    written = json.dumps(keys)
    if "#/$defs/QueryPart" in written:
        describer.add_query_part()
    if "#/$defs/QuotedPassage" in written:
        describer.add_quoted_passage()
    definitions = {"$defs": describer.definitions} if describer.definitions else {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:painsci-search:{name}:1",
        "title": document.title,
        **object_schema(keys, document.description),
        **definitions,
    }


class _Describer:
    """Turns annotations into schemas; each dataclass becomes one definition.

    Attributes:
        definitions: the schemas of dataclasses, by name.
    """

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def of(self, hint: Any) -> Schema:
        """Return the schema of an annotation."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return {**self.of(arguments[0]), **hint.__metadata__[0].keywords()}
        if is_dataclass(hint):
            return self._refer(hint)  # type: ignore[arg-type]  # a class, not an instance
        if origin in (Union, UnionType):
            return self._nullable(next(each for each in arguments if each is not NoneType))
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if origin is tuple:
            return self._array(arguments)
        return {"type": _SCALARS[hint]}

    def keys_of(self, model: type, without: Collection[str] = ()) -> dict[str, tuple[Schema, bool]]:
        """Return the schema of each field, with its description, and whether it is required."""
        hints, described = get_type_hints(model, include_extras=True), _attributes(model)
        derived = {
            name: (_with(self.of(hint), description), True)
            for name, hint, description in _properties(model)
        }
        return derived | {
            field.name: (
                _with(self.of(hints[field.name]), described.get(field.name, "")),
                (model, field.name) not in _OPTIONAL,
            )
            for field in fields(model)
            if field.name not in without
        }

    def _refer(self, model: type) -> Schema:
        name = _NAMES.get(model, model.__name__)
        if name not in self.definitions:
            self.definitions[name] = {}  # a class may refer to itself
            self.definitions[name] = object_schema(self.keys_of(model), _summary(model))
        return {"$ref": f"#/$defs/{name}"}

    def _nullable(self, hint: Any) -> Schema:
        schema = self.of(hint)
        if isinstance(schema.get("type"), str):
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}

    def _array(self, arguments: tuple[Any, ...]) -> Schema:
        if arguments[1:] == (...,):
            return {"type": "array", "items": self.of(arguments[0])}
        items = [self.of(each) for each in arguments]
        size = {"minItems": len(items), "maxItems": len(items)}
        return {"type": "array", "prefixItems": items, **size}

    def add_query_part(self) -> None:
        """Add the definition of a part of a query, which is a leaf or has parts."""
        keys = self.keys_of(QueryPart)
        keys["bounds"] = (_with({"type": "array", "items": _BOUND}, "All of them must hold."), True)
        also, roles = ("also", "slop", "distance", "bounds"), get_args(PartRole)
        role = {"role": ({**keys["role"][0], "enum": [each for each in roles if each]}, False)}
        leaf = {
            "kind": ({"enum": list(get_args(LeafKind))}, True),
            **role,
            "text": keys["text"],
            "field": keys["field"],
            **{name: (keys[name][0], False) for name in also},
        }
        part = {"$ref": "#/$defs/QueryPart"}
        branch = {
            "kind": ({"enum": list(get_args(BranchKind))}, True),
            **role,
            "factor": (keys["factor"][0], False),
            "parts": ({"type": "array", "minItems": 1, "items": part}, True),
        }
        self.definitions["QueryPart"] = {
            "description": _summary(QueryPart),
            "oneOf": [object_schema(leaf), object_schema(branch)],
        }

    def add_quoted_passage(self) -> None:
        """Add the definition of a quote without its notes."""
        keys = self.keys_of(Quote)
        del keys["notes"]
        keys["article"] = (_PASSAGE_ARTICLE, True)
        self.definitions = {"QuotedPassage": object_schema(keys, "A passage word for word.")}


def _with(schema: Schema, description: str) -> Schema:
    if not description:
        return schema
    text = re.sub(r"\bNone\b", "null", description)
    return {**schema, "description": text[0].upper() + text[1:]}


def _properties(model: type) -> Iterator[tuple[str, Any, str]]:
    """Yield the name, the type and the description of each property that is written."""
    for name in _PROPERTIES.get(model, ()):
        getter = getattr(model, name).fget
        yield name, get_type_hints(getter)["return"], getter.__doc__


def _summary(model: type) -> str:
    return " ".join((model.__doc__ or "").partition("\n\n")[0].split())


# "name: text" or "name, other: text", and its continuation, which is indented further.
_ATTRIBUTE = re.compile(r"^ {4}(\w+(?:, \w+)*): (.+(?:\n {8}.+)*)", re.MULTILINE)


def _attributes(model: type) -> dict[str, str]:
    """Return the descriptions of a class's attributes from its docstring.

    >>> _attributes(Hit)["anchor"]
    'None for an article.'
    """
    found = {}
    # Python 3.13 removes the indentation of docstrings, older ones keep it
    for names, text in _ATTRIBUTE.findall(inspect.cleandoc(model.__doc__ or "")):
        for name in names.split(", "):
            found[name] = " ".join(text.split())
    return found


def main(folder: Path) -> None:
    """Write the schema of every format into a folder."""
    for name in DOCUMENTS:
        text = json.dumps(json_schema(name), indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
