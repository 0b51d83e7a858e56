"""The options of a search: names, types, defaults, bounds and explanations, for every way in.

`Index` checks its arguments as `SearchOptions`. The command line, HTTP, the assistants' tools and
the frameworks take their parameters from `OPTIONS`, so that a value that the library refuses is
refused in the same words everywhere.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypedDict, Unpack, get_args, get_type_hints

from painsci_search.arguments import (
    check_choice,
    check_flag,
    check_number,
    check_text,
    text_of_date,
    texts_of,
    year_of,
)
from painsci_search.errors import PainSciSearchError, SemanticUnavailable
from painsci_search.escaping import may_be_linked
from painsci_search.late_classes import late_dataclass
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Kind, Sort
from painsci_search.text import tokenize

# A year, a month or a day (ECMA-262 and Python). `check_date` also refuses the 30th of February.
DATE_PATTERN = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


class Option(NamedTuple):
    """An option of a search, described for people and programs.

    Attributes:
        help: one sentence.
        schema: its type and bounds as a JSON Schema (draft 2020-12).
    """

    help: str
    schema: Mapping[str, Any]


_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
_DATE: Mapping[str, Any] = {"type": "string", "pattern": DATE_PATTERN, "maxLength": 10}
_FLAG: Mapping[str, Any] = {"type": "boolean"}


@late_dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """The checked options of one search; `OPTIONS` explains each.

    Raises:
        TypeError: an option is of another type, such as a limit of 2.5.
        ValueError: a number is out of range, a date is invalid, or `kind` or `sort` is unknown.

    >>> SearchOptions(since="2024-13")
    Traceback (most recent call last):
    ValueError: since must be a date such as 2024, 2024-06 or 2024-06-30, not '2024-13'
    """

    limit: Annotated[
        int, Option("The maximum number of passages.", {"type": "integer", "minimum": 1})
    ] = 10
    offset: Annotated[
        int, Option("The number of passages to skip first.", {"type": "integer", "minimum": 0})
    ] = 0
    kind: Annotated[
        Kind | None,
        Option(
            "Only passages of this kind: article, section or note (with its citations).",
            {"type": "string", "enum": list(get_args(Kind))},
        ),
    ] = None
    articles: Annotated[
        str | Sequence[str],
        Option(
            "Only passages of these articles, by id; * matches any letters.",
            {"type": "array", "items": _TEXT},
        ),
    ] = ()
    author: Annotated[str | None, Option("Only articles by this author.", _TEXT)] = None
    since: Annotated[
        int | str | date | None,
        Option(
            "Only articles last updated, or else published, on or after this date: 2024, 2024-06 "
            "or 2024-06-30.",
            _DATE,
        ),
    ] = None
    until: Annotated[
        int | str | date | None,
        Option("Only articles last updated, or else published, on or before this date.", _DATE),
    ] = None
    cited_since: Annotated[
        int | date | None,
        Option(
            "Only articles that cite a work of this year or later.",
            {"type": "integer", "minimum": 0, "maximum": 9999},
        ),
    ] = None
    sort: Annotated[
        Sort,
        Option(
            "The order: relevance (best first), date (latest articles first) or position (by "
            "article and place in it).",
            {"type": "string", "enum": list(get_args(Sort))},
        ),
    ] = "relevance"
    per_article: Annotated[
        int,
        Option(
            "The maximum number of passages of one article; 0 for any number.",
            {"type": "integer", "minimum": 0},
        ),
    ] = 0
    exact: Annotated[bool, Option("Search without synonyms and other spellings.", _FLAG)] = False
    lenient: Annotated[
        bool,
        Option(
            "Answer any text: what is no valid query is read as words, an open quote is closed.",
            _FLAG,
        ),
    ] = False
    explain: Annotated[
        bool, Option("Show what each word in each field contributed to a score.", _FLAG)
    ] = False
    facets: Annotated[
        bool,
        Option(
            "Count all matches by kind, article, author, year, language, tag and metadata.", _FLAG
        ),
    ] = False
    semantic: Annotated[
        bool,
        Option(
            "Search by meaning, too: find passages that say the same in other words. The index "
            "needs vectors, see 'painsci-search embed'.",
            _FLAG,
        ),
    ] = False

    def __post_init__(self) -> None:
        for name in ("limit", "offset", "per_article"):
            check_number(name, getattr(self, name), OPTIONS[name].schema["minimum"])
        for name, option in OPTIONS.items():
            if option.schema is _FLAG:
                check_flag(name, getattr(self, name))
        check_choice("kind", self.kind, (None, *get_args(Kind)))
        check_choice("sort", self.sort, get_args(Sort))
        if not isinstance(self.articles, str):
            # a generator would be empty for the second who reads it
            object.__setattr__(self, "articles", tuple(texts_of("articles", self.articles)))
        if self.author is not None and not isinstance(self.author, str):
            raise TypeError(f"author must be a name, not {self.author!r}")
        if self.author is not None and not any(tokenize(self.author)):
            raise ValueError(f"author must be a name, not {self.author!r}")
        for name in ("since", "until"):
            object.__setattr__(self, name, text_of_date(name, getattr(self, name)))
        object.__setattr__(self, "cited_since", year_of(self.cited_since))
        if self.cited_since is not None:
            bounds = OPTIONS["cited_since"].schema
            check_number("cited_since", self.cited_since, bounds["minimum"], bounds["maximum"])

    @property
    def article_ids(self) -> tuple[str, ...]:
        """The ids of `articles`, which may be one string."""
        return (self.articles,) if isinstance(self.articles, str) else tuple(self.articles)


# Combinations of options that are kept with the outcome of their check: programs use few.
_MOST_CHECKED = 64


def checked_options(**options: Unpack[SearchKeywords]) -> SearchOptions:
    """Return `SearchOptions`; those that came before are not checked again.

    Raises:
        TypeError, ValueError: see `SearchOptions`.
    """
    try:
        return _checked(**options)
    except TypeError:  # a value is a list, which no cache keeps; or it is wrong
        return SearchOptions(**options)


@lru_cache(maxsize=_MOST_CHECKED, typed=True)
def _checked(**options: Unpack[SearchKeywords]) -> SearchOptions:
    return SearchOptions(**options)


@late_dataclass(frozen=True, slots=True, kw_only=True)
class IndexOptions:
    """The checked options of an index, which answers depend on; `Index` explains each.

    Raises:
        TypeError: an option is of another type.
        ValueError: `base_url` is an address that no link may lead to.
        PainSciSearchError: a file is missing or cannot be opened; its content is read later.
        SemanticUnavailable: the folder of the model is missing.
    """

    base_url: str | None = None
    synonyms: Path | None = None
    notices: Path | None = None
    model: Path | None = None

    def __init__(
        self,
        *,
        base_url: str | None = None,
        synonyms: str | os.PathLike[str] | None = None,
        notices: str | os.PathLike[str] | None = None,
        model: str | os.PathLike[str] | None = None,
    ) -> None:
        if base_url is not None:
            check_text("base_url", base_url)
            if not may_be_linked(base_url):
                raise ValueError(
                    f"base_url must be an http, https, file or ftp URL, or a relative one, not "
                    f"{base_url!r}"
                )
        object.__setattr__(self, "base_url", base_url)
        paths = (("synonyms", synonyms), ("notices", notices), ("model", model))
        for name, file in paths:
            if file is not None and not isinstance(file, str | os.PathLike):
                kind = "folder" if name == "model" else "file"
                raise TypeError(f"{name} must be the path of a {kind}, not {file!r}")
            path = None if file is None else Path(file)
            if path is not None:
                _check_there(name, path)
            object.__setattr__(self, name, path)


def _check_there(name: str, path: Path) -> None:
    """Refuse the file or folder of an option that is missing or of the other kind.

    Raises:
        PainSciSearchError: it is; SemanticUnavailable for a model.
    """
    is_model = name == "model"
    code = errno.EACCES
    try:
        # a pipe is not opened, because its writer would end with the first reader
        if path.is_dir() != is_model and path.exists():
            code = errno.ENOTDIR if is_model else errno.EISDIR
        elif os.access(path, os.R_OK):
            return
        else:
            path.stat()
        reason = os.strerror(code)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    message = f"{path}: the {name} cannot be read: {reason}"
    raise SemanticUnavailable(message) if is_model else PainSciSearchError(message)


class IndexKeywords(TypedDict, total=False):
    """The options of `IndexOptions` as keyword arguments."""

    base_url: str | None
    synonyms: str | os.PathLike[str] | None
    notices: str | os.PathLike[str] | None
    model: str | os.PathLike[str] | None


class WorkKeywords(TypedDict, total=False):
    """The options of `SearchOptions` that apply where its passages lead to works."""

    offset: int
    kind: Kind | None
    articles: str | Sequence[str]
    author: str | None
    since: int | str | date | None
    until: int | str | date | None
    cited_since: int | date | None
    exact: bool
    lenient: bool


class SearchKeywords(WorkKeywords, total=False):
    """The options of `SearchOptions` as keyword arguments."""

    limit: int
    sort: Sort
    per_article: int
    explain: bool
    facets: bool
    semantic: bool


def index_options(options: IndexKeywords) -> IndexOptions:
    """Return `IndexOptions`.

    Raises:
        TypeError, ValueError: see `IndexOptions`; an option is unknown.
    """
    _check_names("an index", options, IndexKeywords)
    return IndexOptions(**options)


def search_options(options: SearchKeywords) -> SearchOptions:
    """Return `SearchOptions`.

    Raises:
        TypeError, ValueError: see `SearchOptions`; an option is unknown.
    """
    _check_names("a search", options, SearchKeywords)
    return SearchOptions(**options)


def _check_names(owner: str, options: Iterable[str], known: Any) -> None:
    names = known.__annotations__
    for name in options:
        if name not in names:
            raise TypeError(f"unknown option {name!r}: those of {owner} are {', '.join(names)}")


def _described() -> dict[str, Option]:
    hints = get_type_hints(SearchOptions, include_extras=True)
    return {field.name: hints[field.name].__metadata__[0] for field in fields(SearchOptions)}


# Every option by its name, in the order of `SearchOptions`.
OPTIONS: dict[str, Option] = _described()


_DEFAULTS = {field.name: field.default for field in fields(SearchOptions)}


def json_schema_of(name: str, **changes: Any) -> dict[str, Any]:
    """Describe an option as a JSON Schema (draft 2020-12), for a program that fills it in.

    Args:
        changes: keywords to add or to replace, such as a lower `maximum`.

    >>> json_schema_of("exact")["default"], json_schema_of("limit", maximum=20)["maximum"]
    (False, 20)
    """
    option, default = OPTIONS[name], _DEFAULTS[name]
    defaults = {} if default in (None, ()) else {"default": default}
    return {**option.schema, "description": option.help, **defaults, **changes}
