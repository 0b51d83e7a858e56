"""The media types of responses, and which of them a request asks for."""

from __future__ import annotations

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
