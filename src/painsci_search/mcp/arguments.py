"""What the tools take: a JSON Schema of each, and in words what is wrong with what was given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, get_args

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from painsci_search.mcp.text import plain_line
from painsci_search.model import Kind, Sort, WorkSort

Schema = dict[str, Any]

MOST_PASSAGES, MOST_WORKS = 20, 50
_MOST_OFFSET = 1_000_000
_MESSAGE_WIDTH = 240
_ERRORS_TOLD = 3
_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


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


SCHEMAS: dict[str, Schema] = {
    "search": _takes(
        {
            "query": _text(
                'Words, best match first; also "a phrase", AND OR NOT + -, prefix*, title:word, '
                "author:name, journal:name, year:>=2018, pmid:30397584, doi:..., has:reference."
            ),
            "kind": _choice(
                "Only one kind of passage: a section of an article, a note (footnote with its "
                "citations), or an article as a whole.",
                get_args(Kind),
            ),
            "articles": {
                "type": "array",
                "items": _text("An article's id; * stands for any letters.", 500),
                "minItems": 1,
                "maxItems": 20,
                "description": "Only passages of these articles.",
            },
            "author": _text("Only articles by this author.", 200),
            "since": _text(
                "Only articles last updated then or later: 2024, 2024-06 or 2024-06-30.",
                10,
                pattern=_DATE,
            ),
            "until": _text(
                "Only articles last updated then or earlier, given in the same way.",
                10,
                pattern=_DATE,
            ),
            "cited_since": _number(
                "Only articles that cite a work of this year or a later one.", 1000, 9999
            ),
            "sort": _choice(
                "By relevance; by date, the latest articles first; by position in the article.",
                get_args(Sort),
                "relevance",
            ),
            "exact": {
                "type": "boolean",
                "default": False,
                "description": "Whether to look for no synonyms and no other spellings.",
            },
            "per_article": _number(
                "The most passages of one article; 0 for any number.", 0, MOST_PASSAGES, 3
            ),
            "limit": _number("The most passages to return.", 1, MOST_PASSAGES, 5),
            "offset": _number("How many passages to pass over first.", 0, _MOST_OFFSET, 0),
        },
        "query",
    ),
    "read": _takes(
        {
            "article": _text("The article's id, as a passage gives it.", 2000),
            "anchor": _text(
                "Of a section (returned with those below it) or of a note; none for the article.",
                2000,
            ),
            "offset": _number(
                "Where to read on, as the last answer said when it was cut.", 0, 100_000_000, 0
            ),
        },
        "article",
    ),
    "references": _takes(
        {
            "query": _text(
                "Words of titles, authors, journals or years, all of which must match; also "
                '"a phrase", AND OR NOT, author:, title:, journal:, year:>=2018, pmid:, doi:, '
                "article:. Leave it out for all works."
            ),
            "sort": _choice(
                "By the number of notes that cite it, most first; by year, latest first; by "
                "author; by title.",
                get_args(WorkSort),
                "cited",
            ),
            "cited_with": _text(
                "Only works that an article cites together with this one, named as for cites."
            ),
            "limit": _number("The most works to return.", 1, MOST_WORKS, 10),
            "offset": _number("How many works to pass over first.", 0, _MOST_OFFSET, 0),
        }
    ),
    "cites": _takes(
        {
            "work": _text(
                "A PubMed id, PMCID, DOI or PainSci id, bare, with its name or as an address; a "
                "key that references gave; or words that only one work has."
            ),
            "offset": _number("How many citing notes to pass over first.", 0, _MOST_OFFSET, 0),
        },
        "work",
    ),
}


class BadArguments(Exception):
    """What was given is not what the tool takes; the message says what is wrong."""


def check_arguments(tool: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give the arguments of a tool with its defaults; one that is null counts as left out.

    Raises:
        BadArguments: the schema does not allow them.
    """
    schema = SCHEMAS[tool]
    values = {name: value for name, value in (given or {}).items() if value is not None}
    errors = sorted(_validator(tool).iter_errors(values), key=lambda error: list(error.path))
    if errors:
        raise BadArguments("; ".join(map(_explain, errors[:_ERRORS_TOLD])))
    for name, argument in schema["properties"].items():
        if "default" in argument:
            values.setdefault(name, argument["default"])
        if argument["type"] == "integer" and name in values:
            values[name] = int(values[name])  # 5.0 is an integer, too
    return values


@lru_cache
def _validator(tool: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[tool])


def _explain(error: ValidationError) -> str:
    """Say which argument is wrong and why; what was given may be too long to be repeated.

    >>> try:
    ...     check_arguments("search", {"query": "x", "limit": 0})
    ... except BadArguments as error:
    ...     print(error)
    limit: 0 is less than the minimum of 1
    """
    where = "".join(f"[{part}]" if isinstance(part, int) else str(part) for part in error.path)
    if error.validator == "maxLength":
        message = f"longer than {error.validator_value} characters"
    else:
        message = plain_line(error.message, _MESSAGE_WIDTH)
    return f"{where}: {message}" if where else message
