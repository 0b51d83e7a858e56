"""The parameters of requests: what each is, and what it may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from painsci_search.model import Kind, Sort, WorkSort

LONGEST_ID = 1_000
LONGEST_NAME = 200
LONGEST_QUERY = 1_000
MOST_ARTICLES = 50
# How many hits may be passed over.
DEEPEST = 10_000
_MOST = 100
_DATE = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def _as_flag(value: Any) -> Any:
    """Take "true" and "false", and none of the other words that may be meant so."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("must be true or false")


def _as_number(value: Any) -> Any:
    """Take digits only, as JSON writes integers."""
    if isinstance(value, str) and not re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", value, re.ASCII):
        raise ValueError("must be a whole number")
    return value


Flag = Annotated[bool, BeforeValidator(_as_flag)]
Number = BeforeValidator(_as_number)
Limit = Annotated[int, Field(ge=1, le=_MOST), Number]
Year = Annotated[int, Field(ge=0, le=9999), Number]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
Date = Annotated[str, Field(pattern=_DATE)]


# What Pydantic finds, in words for whoever has written the address.
_WORDS = {
    "extra_forbidden": "there is no such parameter",
    "missing": "is needed",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "string_pattern_mismatch": "must be a date: 2024, 2024-06 or 2024-06-30",
    "string_too_short": "must not be empty",
    "string_too_long": "may have {max_length} characters at most",
    "too_long": "may be given {max_length} times at most",
}


def explain(error: Mapping[str, Any]) -> str:
    """Say what is wrong with a parameter.

    Args:
        error: as Pydantic lists it.
    """
    words = _WORDS.get(error["type"])
    if words is None:
        return str(error["msg"]).removeprefix("Value error, ")
    return words.format_map(error.get("ctx", {}))


class Parameters(BaseModel):
    """Parameters of which none is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageParameters(Parameters):
    """Which part of a long answer is wanted."""

    limit: Annotated[Limit, Field(description="The most to return.")] = 10
    offset: Annotated[
        int, Field(ge=0, le=DEEPEST, description="How many to pass over first."), Number
    ] = 0


class SearchParameters(PageParameters):
    """Of /v1/search."""

    q: Annotated[
        str,
        Field(
            max_length=LONGEST_QUERY,
            description='Words, "phrases", AND OR NOT + -, fields, patterns, ranges, parentheses.',
            examples=["placebo", '"sham surgery" year:>=2015'],
        ),
    ]
    kind: Annotated[Kind | None, Field(description="Only hits of that kind.")] = None
    article: Annotated[
        list[Id],
        Field(
            max_length=MOST_ARTICLES,
            description="Only of the article of that id, in which * stands for any letters; "
            "again for another article.",
        ),
    ] = []
    author: Annotated[Name | None, Field(description="Only of articles by that author.")] = None
    since: Annotated[
        Date | None, Field(description="Only of articles last updated, or published, since then.")
    ] = None
    until: Annotated[
        Date | None, Field(description="Only of articles last updated, or published, until then.")
    ] = None
    cited_since: Annotated[
        Year | None,
        Field(description="Only of articles that cite a work of that year or a later one."),
    ] = None
    sort: Annotated[
        Sort, Field(description="Best first; latest articles first; or by article and place.")
    ] = "relevance"
    per_article: Annotated[
        int,
        Field(ge=0, le=_MOST, description="The most hits of one article; 0 for any number."),
        Number,
    ] = 0
    exact: Annotated[Flag, Field(description="Look for no synonyms and other spellings.")] = False
    explain: Annotated[Flag, Field(description="Tell where each score comes from.")] = False
    facets: Annotated[
        Flag, Field(description="Count what kinds, articles, authors, years all matches are.")
    ] = False


class ReferencesParameters(PageParameters):
    """Of /v1/references."""

    q: Annotated[
        str,
        Field(
            max_length=LONGEST_QUERY,
            description="Words of titles, authors and journals, all of which must match, and "
            "year: title: author: journal: pmid: pmcid: doi: painsci: article:; empty for all.",
        ),
    ] = ""
    sort: Annotated[WorkSort, Field(description="Cited most first, or by what it names.")] = "cited"
    cited_with: Annotated[
        Name | None,
        Field(description="Only works that an article cites together with this one; as of cites."),
    ] = None


class CitesParameters(Parameters):
    """Of /v1/cites."""

    work: Annotated[
        Name,
        Field(
            description="A PubMed id, PMCID, DOI, PainSci id, citation key, or words that only "
            "one work has.",
            examples=["30397584", "10.1136/bmj.h2747"],
        ),
    ]


class ArticlesParameters(PageParameters):
    """Of /v1/articles."""


class ArticleParameters(Parameters):
    """Of /v1/articles/{id}."""

    anchor: Annotated[
        str | None,
        Field(
            max_length=LONGEST_ID,
            description="Only the section or note that has this anchor, with its evidence.",
        ),
    ] = None


class SuggestParameters(Parameters):
    """Of /v1/suggest."""

    q: Annotated[
        str, Field(max_length=LONGEST_QUERY, description="A query, as far as it is typed.")
    ]
    limit: Annotated[int, Field(ge=1, le=20, description="The most suggestions."), Number] = 8


class NoParameters(Parameters):
    """Of what takes none."""
