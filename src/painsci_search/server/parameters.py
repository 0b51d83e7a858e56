"""The parameters of requests: their types, bounds and descriptions; and messages for wrong ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from painsci_search.bibliography.formats import BibliographyFormat
from painsci_search.bibliography.kind_names import GROUPS, ORDER
from painsci_search.model import Kind, Sort, WorkSort
from painsci_search.model.dates import is_date
from painsci_search.options import DATE_PATTERN, OPTIONS

LONGEST_ID = 1_000
LONGEST_NAME = 200
LONGEST_QUERY = 1_000
MOST_ARTICLES = 50
# The highest offset: a deeper page costs as much as all pages before it.
DEEPEST = 10_000
_MOST = 100
# Works: a reference manager imports a file, not pages.
_MOST_WORKS = 1_000
_A_DATE = "must be a date: 2024, 2024-06 or 2024-06-30"


def _as_flag(value: Any) -> Any:
    """Accept "true" and "false" alone, not the other words that Pydantic accepts."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("must be true or false")


def _as_number(value: Any) -> Any:
    """Accept digits alone, as JSON writes integers."""
    if isinstance(value, str) and not re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", value, re.ASCII):
        raise ValueError("must be a whole number")
    return value


def _as_date(value: str | None) -> str | None:
    """Refuse a day that the calendar does not have; its pattern is right."""
    if value is not None and not is_date(value):
        raise ValueError(_A_DATE)
    return value


def is_number(text: str, most: int | None = None) -> bool:
    """Return whether the value of a page's parameter is a number, of `most` digits."""
    return text.isascii() and text.isdecimal() and (most is None or len(text) <= most)


def read_offset(text: str) -> int:
    """Return how many items a page skips: at most DEEPEST, and 0 where it is no number."""
    return min(int(text[:9]), DEEPEST) if is_number(text) else 0


def described(name: str, **bounds: Any) -> Any:
    """Describe a parameter that is an option of a search.

    Args:
        bounds: those of HTTP, where they are narrower than the library's.
    """
    schema = OPTIONS[name].schema
    known = {"ge": schema.get("minimum"), "le": schema.get("maximum")}
    pattern = schema.get("pattern")
    return Field(description=OPTIONS[name].help, pattern=pattern, **{**known, **bounds})


_STUDY = Field(
    description="Only works whose title names this kind of study, or one of a group: "
    f"{', '.join((*GROUPS, *ORDER))}.",
    examples=["review", "randomised-trial"],
)
Flag = Annotated[bool, BeforeValidator(_as_flag)]
Number = BeforeValidator(_as_number)
Date = AfterValidator(_as_date)
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]


# Pydantic's errors in the words of a client, by the type of the error.
_WORDS = {
    "extra_forbidden": "unknown parameter",
    "missing": "is required",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "string_pattern_mismatch": _A_DATE,
    "string_too_short": "must not be empty",
    "string_too_long": "may have {max_length} characters at most",
    "too_long": "may be given {max_length} times at most",
}


def explain(error: Mapping[str, Any]) -> str:
    """Return the message for an error of a parameter, as listed by Pydantic."""
    words = _WORDS.get(error["type"])
    if words is None:
        return str(error["msg"]).removeprefix("Value error, ")
    return words.format_map(error.get("ctx", {}))


class Parameters(BaseModel):
    """Parameters; an unknown one is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageParameters(Parameters):
    """Which part of a long list to return."""

    limit: Annotated[
        int, Field(ge=1, le=_MOST, description="The maximum number of items."), Number
    ] = 10
    offset: Annotated[
        int, Field(ge=0, le=DEEPEST, description="The number of items to skip first."), Number
    ] = 0


class FilterParameters(PageParameters):
    """Which passages to consider."""

    kind: Annotated[Kind | None, described("kind")] = None
    article: Annotated[
        list[Id],
        Field(max_length=MOST_ARTICLES, description=f"{OPTIONS['articles'].help} (repeatable)"),
    ] = []
    author: Annotated[Name | None, described("author")] = None
    since: Annotated[str | None, described("since"), Date] = None
    until: Annotated[str | None, described("until"), Date] = None
    cited_since: Annotated[int | None, described("cited_since"), Number] = None

    def options(self, without: Collection[str] = ()) -> dict[str, Any]:
        """Return the keyword arguments of a method of `Index`, besides the query."""
        values = self.model_dump(exclude={"q", "article", *without})
        return {**values, "articles": self.article}


Query = Annotated[
    str,
    Field(
        max_length=LONGEST_QUERY,
        description='Words, "phrases", AND OR NOT + -, fields, patterns, ranges, parentheses.',
        examples=["placebo", '"sham surgery" year:>=2015'],
    ),
]


class PassageParameters(FilterParameters):
    """A query for passages, and their order."""

    q: Query
    sort: Annotated[Sort, described("sort")] = "relevance"
    per_article: Annotated[int, described("per_article", le=_MOST), Number] = 0
    exact: Annotated[Flag, described("exact")] = False
    lenient: Annotated[Flag, described("lenient")] = False


class SearchParameters(PassageParameters):
    """Of /v1/search."""

    explain: Annotated[Flag, described("explain")] = False
    facets: Annotated[Flag, described("facets")] = False
    semantic: Annotated[Flag, described("semantic")] = False
    evidence: Annotated[
        Flag,
        Field(
            description="Add for each claim the newest work that it cites and the strongest kind "
            "of study by title, and the years of all works."
        ),
    ] = False


class QuotesParameters(PassageParameters):
    """Of /v1/quotes."""


class LikeParameters(FilterParameters):
    """Of /v1/like."""

    id: Annotated[Id, Field(description="Id of an article, as in hits.")]
    anchor: Annotated[
        str | None,
        Field(
            max_length=LONGEST_ID,
            description="The section or note of it; without it, the article as a whole.",
        ),
    ] = None
    per_article: Annotated[int, described("per_article", le=_MOST), Number] = 0
    semantic: Annotated[Flag, described("semantic")] = False


class WorksParameters(PageParameters):
    """How works are written."""

    limit: Annotated[
        int, Field(ge=1, le=_MOST_WORKS, description="The maximum number of works."), Number
    ] = 10
    format: Annotated[
        Literal["json", BibliographyFormat],
        Field(description="json, or a format of reference managers; bibtex, ris, csl-json, csv."),
    ] = "json"


class BibliographyParameters(WorksParameters, FilterParameters):
    """Of /v1/bibliography."""

    q: Query
    sort: Annotated[
        Literal[Sort, WorkSort],
        Field(
            description="The order: that of the passages that cite the works (relevance, date, "
            "position), or that of the works (cited, year, author, title)."
        ),
    ] = "relevance"
    study: Annotated[Name | None, _STUDY] = None
    exact: Annotated[Flag, described("exact")] = False
    lenient: Annotated[Flag, described("lenient")] = False


class ReferencesParameters(WorksParameters):
    """Of /v1/references."""

    q: Annotated[
        str,
        Field(
            max_length=LONGEST_QUERY,
            description="Words of titles, authors and journals, all of which must match, and "
            "year: title: author: journal: pmid: pmcid: doi: painsci: article:; empty for all.",
        ),
    ] = ""
    sort: Annotated[
        WorkSort,
        Field(
            description="The order: cited (most notes first), year (latest first), author or title."
        ),
    ] = "cited"
    cited_with: Annotated[
        Name | None,
        Field(
            description="Only works cited together with this work, which is named as in /v1/cites."
        ),
    ] = None
    kind: Annotated[Name | None, _STUDY] = None
    since: Annotated[
        int | None, Field(ge=0, le=9999, description="Only works of this year or later."), Number
    ] = None


class CitesParameters(Parameters):
    """Of /v1/cites."""

    work: Annotated[
        Name,
        Field(
            description="A PubMed id, PMCID, DOI, PainSci id, citation key, or words that match "
            "only one work.",
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
            description="Only the section or note with this anchor, and its evidence.",
        ),
    ] = None


class SuggestParameters(Parameters):
    """Of /v1/suggest."""

    q: Annotated[str, Field(max_length=LONGEST_QUERY, description="The query so far.")]
    limit: Annotated[
        int, Field(ge=1, le=20, description="The maximum number of suggestions."), Number
    ] = 8


class NewsParameters(PageParameters):
    """Of /v1/news."""

    since: Annotated[
        str,
        Field(
            pattern=DATE_PATTERN,
            description="Only articles published or updated since this date, which the calendar "
            "must have: 2026-02-31 is refused.",
            examples=["2024", "2024-06", "2024-06-30"],
        ),
        Date,
    ]


class FeedParameters(Parameters):
    """Of /v1/news.atom."""

    since: Annotated[
        str | None,
        Field(
            pattern=DATE_PATTERN,
            description="Only articles published or updated since this date, which the calendar "
            "must have: 2026-02-31 is refused.",
        ),
        Date,
    ] = None
    limit: Annotated[
        int, Field(ge=1, le=_MOST, description="The maximum number of articles."), Number
    ] = 30


class UnderstandParameters(Parameters):
    """Of /v1/understand."""

    q: Query
    exact: Annotated[Flag, described("exact")] = False
    lenient: Annotated[Flag, described("lenient")] = False


class NoParameters(Parameters):
    """Of requests without parameters."""
