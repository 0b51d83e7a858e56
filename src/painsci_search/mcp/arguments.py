"""The arguments of the tools: a JSON Schema for each tool, and messages for wrong arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from math import isfinite
from typing import Any, get_args

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from painsci_search.bibliography.formats import FORMATS
from painsci_search.bibliography.kind_names import GROUPS, ORDER
from painsci_search.mcp.text import plain_line
from painsci_search.model import Sort, WorkSort
from painsci_search.options import DATE_PATTERN, json_schema_of

Schema = dict[str, Any]

MOST_PASSAGES, MOST_WORKS, MOST_QUOTES = 20, 50, 20
_MOST_OFFSET = 1_000_000
_MESSAGE_WIDTH = 240
_MOST_ERRORS = 3
_INTEGER = re.compile(r"[+-]?\d{1,15}(?:\.0+)?")
_BOOLEANS = {"true": True, "false": False}


def _text(words: str, most: int = 1000, **more: object) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most, "description": words, **more}


def _number(words: str, least: int, most: int, default: int | None = None) -> Schema:
    schema = {"type": "integer", "minimum": least, "maximum": most, "description": words}
    return schema if default is None else {**schema, "default": default}


def _choice(words: str, choices: tuple[str, ...], default: str | None = None) -> Schema:
    schema: Schema = {"type": "string", "enum": list(choices), "description": words}
    return schema if default is None else {**schema, "default": default}


def _takes(properties: dict[str, Schema], *required: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


_ID = _text("The id of an article; * matches any letters.", 500)

_PASSAGE = {
    "article": _text("The id of the article, as given with a passage.", 2000),
    "anchor": _text("The anchor of a section or note; omit it for the article as a whole.", 2000),
}
# As in a quote that `quotes` returns.
_GIVEN_ARTICLE = {**_takes({"id": _PASSAGE["article"]}, "id"), "additionalProperties": True}
_STUDY = _choice(
    "Only works whose title names this kind of study, or one of a group of kinds; most titles "
    "name none.",
    (*GROUPS, *ORDER),
)
_FILTERS = {
    "kind": json_schema_of("kind"),
    "articles": json_schema_of("articles", items=_ID, minItems=1, maxItems=20),
}
_FORMAT = _choice("text, or a format of reference managers.", ("text", *FORMATS), "text")


def _page(what: str, most: int, default: int) -> dict[str, Schema]:
    return {
        "limit": _number(f"The maximum number of {what}.", 1, most, default),
        "offset": _number(f"The number of {what} to skip first.", 0, _MOST_OFFSET, 0),
    }


SCHEMAS: dict[str, Schema] = {
    "search": _takes(
        {
            "query": _text(
                'Words, best match first; also "a phrase", AND OR NOT + -, prefix*, title:word, '
                "author:name, journal:name, year:>=2018, pmid:30397584, doi:..., has:reference."
            ),
            "kind": json_schema_of("kind"),
            "articles": json_schema_of("articles", items=_ID, minItems=1, maxItems=20),
            "author": json_schema_of("author", maxLength=200),
            **{
                name: json_schema_of(name)
                for name in ("since", "until", "cited_since", "sort", "exact", "semantic")
            },
            "per_article": json_schema_of("per_article", maximum=MOST_PASSAGES, default=3),
            "limit": json_schema_of("limit", maximum=MOST_PASSAGES, default=5),
            "offset": json_schema_of("offset", maximum=_MOST_OFFSET),
            "evidence": {
                "type": "boolean",
                "default": False,
                "description": "Also list for each claim of the passages the newest work that it "
                "cites, and the newest one of the strongest kind of study, as titles name it; and "
                "claims without a work.",
            },
        },
        "query",
    ),
    "read": _takes(
        {
            "article": _text("The id of the article, as given with a passage.", 2000),
            "anchor": _text(
                "The anchor of a section (returned with its subsections) or of a note; omit it for "
                "the whole article.",
                2000,
            ),
            "offset": _number(
                "The offset at which to continue, as given at the end of a shortened answer.",
                0,
                100_000_000,
                0,
            ),
        },
        "article",
    ),
    "references": _takes(
        {
            "query": _text(
                "Words of titles, authors, journals or years, all of which must match; also "
                '"a phrase", AND OR NOT, author:, title:, journal:, year:>=2018, pmid:, doi:, '
                "article:. Omit it for all works.",
                minLength=0,
            ),
            "sort": _choice(
                "The order: cited (by most notes first), year (latest first), author, title.",
                get_args(WorkSort),
                "cited",
            ),
            "cited_with": _text(
                "Only works that an article cites together with this work, named as in cites."
            ),
            "kind": _STUDY,
            "since": _number("Only works of this year or later.", 0, 9999),
            "format": _FORMAT,
            "limit": _number("The maximum number of works.", 1, MOST_WORKS, 10),
            "offset": _number("The number of works to skip first.", 0, _MOST_OFFSET, 0),
        }
    ),
    "cites": _takes(
        {
            "work": _text(
                "A PubMed id, PMCID, DOI or PainSci id, with or without its label or as a URL; a "
                "key from references; or words that match only one work."
            ),
            "offset": _number("The number of citing notes to skip first.", 0, _MOST_OFFSET, 0),
        },
        "work",
    ),
    "like": _takes(
        {
            **_PASSAGE,
            **_FILTERS,
            "semantic": json_schema_of("semantic"),
            "per_article": json_schema_of("per_article", maximum=MOST_PASSAGES, default=3),
            **_page("passages", MOST_PASSAGES, 5),
        },
        "article",
    ),
    "bibliography": _takes(
        {
            "query": _text("As for search; passages must match all of it."),
            **_FILTERS,
            "study": _STUDY,
            "format": _FORMAT,
            "sort": _choice(
                "The order: of the passages (relevance, date, position) or of the works (cited, "
                "year, author, title).",
                (*get_args(Sort), *get_args(WorkSort)),
                "relevance",
            ),
            **_page("works", MOST_WORKS, 10),
        },
        "query",
    ),
    "quotes": _takes(
        {"query": _text("As for search."), **_FILTERS, **_page("passages", MOST_PASSAGES, 5)},
        "query",
    ),
    "verify": _takes(
        {
            "quotes": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_QUOTES,
                "description": "Quotes, each with its text word for word and its article.",
                "items": {
                    **_takes(
                        {
                            "text": _text("Word for word.", 5000),
                            **_PASSAGE,
                            "article": {
                                "anyOf": [_PASSAGE["article"], _GIVEN_ARTICLE],
                                "description": "The id of the article, or an object with it.",
                            },
                        },
                        "text",
                        "article",
                    ),
                    # what `quotes` returns besides
                    "additionalProperties": True,
                },
            }
        },
        "quotes",
    ),
    "news": _takes(
        {
            "since": {
                "type": "string",
                "pattern": DATE_PATTERN,
                "maxLength": 10,
                "description": "A year, month or day of the calendar: 2024, 2024-06 or 2024-06-30.",
            },
            **_page("articles", MOST_WORKS, 10),
        },
        "since",
    ),
    "stats": _takes({}),
    "explain_query": _takes(
        {"query": _text("As for search."), "exact": json_schema_of("exact")}, "query"
    ),
}


class BadArguments(Exception):
    """The arguments do not match the schema of the tool; the message has the reasons."""


def check_arguments(tool: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Check the arguments of a tool and add its defaults; null counts as omitted.

    Raises:
        BadArguments: the arguments do not match the schema.
    """
    schema = SCHEMAS[tool]
    values = {
        name: _as_type(value, schema["properties"].get(name, {}))
        for name, value in (given or {}).items()
        if value is not None
    }
    errors = sorted(_validator(tool).iter_errors(values), key=lambda error: list(error.path))
    if errors:
        raise BadArguments("; ".join(map(_explain, errors[:_MOST_ERRORS])))
    for name, argument in schema["properties"].items():
        if "default" in argument:
            values.setdefault(name, argument["default"])
        if argument["type"] == "integer" and name in values:
            values[name] = int(values[name])  # 5.0 is an integer, too
    return values


def _as_type(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a value in the JSON type of its schema, if it is written in another one.

    Assistants write numbers and true as texts, identifiers as numbers, and one name for a list.

    >>> _as_type("2", {"type": "integer"}), _as_type("True", {"type": "boolean"})
    (2, True)
    >>> _as_type(5, {"type": "array", "items": {"type": "string"}})
    ['5']
    """
    match schema.get("type"), value:
        case "integer", str() if _INTEGER.fullmatch(value.strip()):
            return int(float(value))
        case "boolean", str() if value.strip().lower() in _BOOLEANS:
            return _BOOLEANS[value.strip().lower()]
        case "string", int() | float() if not isinstance(value, bool) and isfinite(value):
            return str(int(value)) if value == int(value) else str(value)
        case "array", list():
            return [_as_type(each, schema["items"]) for each in value]
        case "array", str() | int():
            return [_as_type(each, schema["items"]) for each in _listed(value)]
        case _:
            return value


def _listed(value: str | int) -> list[Any]:
    """Return the members of a list that is written as a text, or else the value as one member."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        with suppress(ValueError, RecursionError):
            return list(json.loads(value))
    return [value]


@lru_cache
def _validator(tool: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[tool])


def _explain(error: ValidationError) -> str:
    """Return which argument is wrong and why, without repeating a long value.

    >>> try:
    ...     check_arguments("search", {"query": "x", "limit": 0})
    ... except BadArguments as error:
    ...     print(error)
    limit: 0 is less than the minimum of 1
    """
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.path)
    where = where.removeprefix(".")
    if error.validator == "maxLength":
        message = f"longer than {error.validator_value} characters"
    elif error.validator_value == DATE_PATTERN:
        given = plain_line(repr(error.instance), _MESSAGE_WIDTH)
        message = f"must be a date such as 2024, 2024-06 or 2024-06-30, not {given}"
    else:
        message = plain_line(error.message, _MESSAGE_WIDTH)
    return f"{where}: {message}" if where else message
