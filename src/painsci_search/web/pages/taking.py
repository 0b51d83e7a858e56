"""What readers take along: quotations, citations, links, and whole answers as files.

The buttons copy by the page's script; browsers without scripts hide them. The links work without.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from markupsafe import Markup

from painsci_search.bibliography.formats import BibliographyFormat
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import Child, element, join
from painsci_search.web.pages.urls import SearchState

# The style of citations in the pages themselves, which needs no extra.
PLAIN = "plain"
# Browsers keep at most one of the menus with this name open.
_ONE_OPEN = "~menu"


class ExportFormat(NamedTuple):
    """A format of exported answers.

    Attributes:
        label: its name.
        media_type: of the file.
        extension: of the file's name.
        of_works: the bibliography format; "csl-json" is not used for formats of passages.
    """

    label: str
    media_type: str
    extension: str
    of_works: BibliographyFormat = "csl-json"


FORMATS: Mapping[str, ExportFormat] = {
    "markdown": ExportFormat("Markdown", "text/markdown; charset=utf-8", "md"),
    "csv": ExportFormat("CSV", "text/csv; charset=utf-8", "csv"),
    "ris": ExportFormat("RIS", "application/x-research-info-systems", "ris", "ris"),
    "bibtex": ExportFormat("BibTeX", "application/x-bibtex; charset=utf-8", "bib", "bibtex"),
    "csl-json": ExportFormat(
        "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", "csl-json"
    ),
    "works-csv": ExportFormat("CSV", "text/csv; charset=utf-8", "csv", "csv"),
}
OF_PASSAGES = ("markdown", "csv")
_OF_WORKS = ("ris", "bibtex", "csl-json", "works-csv")
# Those that the extra "bibliography" writes.
_OF_EXTRA = ("ris", "bibtex")


def export_menu(state: SearchState, site: Site) -> Markup:
    """Render the links to an answer as a file, and the choice of a citation style."""
    rows = [
        _exports("The passages", OF_PASSAGES, state, site),
        _exports("The works that they cite", _OF_WORKS, state, site),
        None if site.has_bibliographies else _missing_formats(),
        style_choice(site),
    ]
    return element(
        "details",
        {"class": "menu export", "name": _ONE_OPEN},
        element("summary", None, "Export"),
        element("div", None, rows),
    )


def style_choice(site: Site) -> Markup:
    """Render the choice of the style in which the page copies citations."""
    styles = {PLAIN: "As in this page", **site.styles}
    options = [element("option", {"value": name}, label) for name, label in styles.items()]
    label = element("label", {"for": "~style"}, "Citations are copied as")
    select = element("select", {"id": "~style", "autocomplete": "off"}, options)
    return element("p", {"class": "styles scripted"}, label, " ", select)


def more_menu(label: str, rows: Child, words: str = "More") -> Markup:
    """Render a menu of what can be copied, and other ways on.

    Args:
        label: what it is about, for those who hear the page.
        rows: see `copy_button` and `citation_link`.
        words: what is shown of it.
    """
    summary = element("summary", {"aria-label": label}, words)
    attributes = {"class": "menu copy", "name": _ONE_OPEN}
    return element("details", attributes, summary, element("div", None, rows))


def copy_button(what: Literal["quotation", "link"], words: str) -> Markup:
    """Render a button that copies the passage around it, or its link."""
    return element("button", {"type": "button", "class": "scripted", "data-copy": what}, words)


def citation_link(words: str, address: str) -> Markup:
    """Render a link to a citation, which the script copies."""
    return element("a", {"href": address, "data-copy": "citation"}, words)


def said() -> Markup:
    """Render the place where the script reports that something was copied, and its words."""
    words = {
        "data-copied": "Copied.",
        "data-failed": "The browser does not allow copying. Select the text and copy it.",
    }
    return element("p", {"id": "~said", "role": "status", "class": "said", **words})


def _exports(words: str, names: tuple[str, ...], state: SearchState, site: Site) -> Markup:
    links = [
        element(
            "a",
            {
                "href": site.urls.export(state, name),
                "download": True,
                "aria-label": f"{words} as {FORMATS[name].label}",
            },
            FORMATS[name].label,
        )
        for name in names
        if name not in _OF_EXTRA or site.has_bibliographies
    ]
    return element("p", None, f"{words}: ", join([link, " "] for link in links))


def _missing_formats() -> Markup:
    """Render which formats the server lacks, and what adds them."""
    names = " and ".join(FORMATS[name].label for name in _OF_EXTRA)
    command = element("code", None, "pip install 'painsci-search[bibliography]'")
    return element("p", None, f"{names} need an extra on the server: ", command)
