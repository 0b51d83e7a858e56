"""The media types of responses, and which of them a request asks for."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs

from starlette.types import Scope

from painsci_search.bibliography.formats import BibliographyFormat
from painsci_search.render import atom

JSON = "application/json"
ATOM = atom.MEDIA_TYPE
FEED_PATH = "/v1/news.atom"
# Of works, by the value of `format` besides "json".
BIBLIOGRAPHIES: dict[BibliographyFormat, str] = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv",
}
# The extension of the file that a browser saves.
EXTENSIONS: dict[BibliographyFormat, str] = {
    "bibtex": "bib",
    "ris": "ris",
    "csl-json": "json",
    "csv": "csv",
}
_WITH_FORMAT = ("/v1/references", "/v1/bibliography")


def accept_weight(accept: str, *media_types: str) -> float:
    """Return the weight that an Accept header gives to the first, most exact of some media types
    that it names, or 0 if it names none (RFC 9110, section 12.5.1).

    >>> accept_weight("text/*;q=0.5, */*;q=0.1", "text/html", "text/*", "*/*")
    0.5
    """
    named: dict[str, float] = {}
    for part in accept.split(","):
        media_type, *options = [each.strip().lower() for each in part.split(";")]
        named[media_type] = max(named.get(media_type, 0.0), quality(options))
    return next((named[each] for each in media_types if each in named), 0.0)


def quality(options: Sequence[str]) -> float:
    """Return the weight among the parameters of a value of a header; 1 without one."""
    for option in options:
        if option.startswith("q="):
            try:
                return float(option[2:])
            except ValueError:
                return 0.0
    return 1.0


def expected_type(path: str, scope: Scope) -> str:
    """Return the media type of the response to a request of the API.

    Args:
        path: of the request, below the path at which the application is mounted.
    """
    if path == FEED_PATH:
        return ATOM
    if path in _WITH_FORMAT:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("format", [""])[-1]
        return next((kind for name, kind in BIBLIOGRAPHIES.items() if name == given), JSON)
    return JSON
