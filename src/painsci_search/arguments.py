"""Arguments of public methods in; the values that are used out, or what is wrong in one line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from painsci_search.model import ArticleInfo, Results
from painsci_search.query.fields import check_date


class HasArticle(Protocol):
    """A hit, a citation, a verdict, or another part of an article."""

    @property
    def article(self) -> ArticleInfo:
        """The article."""


def check_path(name: str, value: object) -> None:
    """Refuse a value that is no path.

    Raises:
        TypeError: it is not.
    """
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{name} must be a path, not {value!r}")


def check_items(name: str, values: Any, types: tuple[type, ...]) -> tuple[Any, ...]:
    """Return values as a tuple.

    Raises:
        TypeError: `values` are one string, or no values of these types.

    >>> check_items("paths", "corpus", (Path,))
    Traceback (most recent call last):
    TypeError: paths must be a list of Path, not 'corpus'
    """
    allowed = " or ".join(each.__name__ for each in types)
    items = _items_of(name, values, allowed)
    for item in items:
        if not isinstance(item, types):
            raise TypeError(f"each of {name} must be {allowed}, not {item!r}")
    return items


def _items_of(name: str, values: object, allowed: str) -> tuple[Any, ...]:
    """Return the items of a list; one string is not taken for a list of its characters."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list of {allowed}, not {values!r}")
    return tuple(values)


def check_text(name: str, value: object) -> None:
    """Refuse a value that is not a string.

    Raises:
        TypeError: it is not a string.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {value!r}")


def check_number(name: str, value: object, minimum: int, maximum: int | None = None) -> None:
    """Refuse a value that is not a whole number, or out of range.

    Raises:
        TypeError: it is not a whole number.
        ValueError: it is less than `minimum` or more than `maximum`.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    if value < minimum:
        raise ValueError(f"{name} must be {minimum} or more, not {value}")
    if maximum is not None and value > maximum:
        raise ValueError(f"{name} must be {maximum} or less, not {value}")


def check_flag(name: str, value: object) -> None:
    """Refuse a value that is neither True nor False.

    Raises:
        TypeError: it is neither.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {value!r}")


def text_of_date(name: str, value: object) -> str | None:
    """Return a date as text: that of a `datetime.date` or a year, or the given text; None for None.

    Raises:
        ValueError: it is not like "2024", "2024-06" or "2024-06-30".

    >>> text_of_date("since", date(2024, 6, 30)), text_of_date("since", 2024)
    ('2024-06-30', '2024')
    """
    if value is None:
        return None
    text = f"{value:%Y-%m-%d}" if isinstance(value, date) else value
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    check_date(name, text)  # type: ignore[arg-type]  # it refuses what is no text
    return str(text)


def year_of(value: Any) -> Any:
    """Return the year of a `datetime.date`; any other value as it is.

    >>> year_of(date(2024, 6, 30)), year_of(2024)
    (2024, 2024)
    """
    return value.year if isinstance(value, date) else value


def check_seconds(name: str, value: object) -> None:
    """Refuse a value that is not a number of seconds.

    Raises:
        TypeError: it is not a number.
        ValueError: it is negative or not a number (NaN).
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number of seconds, not {value!r}")
    if not value >= 0:
        raise ValueError(f"{name} must be 0 or more seconds, not {value!r}")


def texts_of(name: str, values: Iterable[str]) -> list[str]:
    """Return strings as a list.

    Raises:
        TypeError: `values` is one string, or no list of strings.
    """
    texts = list(_items_of(name, values, "strings"))
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"{name} must be strings, not {text!r}")
    return texts


def check_choice(name: str, value: object, choices: tuple[object, ...]) -> None:
    """Refuse a value that is none of the choices.

    Raises:
        ValueError: it is none of them.
    """
    if value not in choices:
        named = ", ".join(str(choice) for choice in choices if choice is not None)
        raise ValueError(f"{name} must be one of {named}, not {value!r}")


def parts_of_articles(results: Iterable[HasArticle]) -> tuple[HasArticle, ...]:
    """Return parts of articles as a tuple.

    Raises:
        TypeError: they are not parts of articles.
    """
    wanted = "results must be hits, citations or others that have an article"
    if isinstance(results, str) or not isinstance(results, Iterable):
        raise TypeError(f"{wanted}, not {results!r}")
    parts = tuple(results)
    for part in parts:
        if not isinstance(getattr(part, "article", None), ArticleInfo):
            raise TypeError(f"{wanted}, not {type(part).__name__}")
    return parts


def paths_of(paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[Path]:
    """Return one path, or several, as a list.

    Raises:
        TypeError: one of them is no path.
    """
    if isinstance(paths, str | os.PathLike):
        return [Path(paths)]
    return [Path(path) for path in check_items("paths", paths, (str, os.PathLike))]


def check_results(results: object) -> None:
    """Refuse what are no results, such as the query of a search.

    Raises:
        TypeError: they are not.
    """
    if not isinstance(results, Results):
        raise TypeError(f"results must be Results, as search returns them, not {results!r}")
