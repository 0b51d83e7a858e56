"""How to ask, and the keys of a page: a dialog that a button and the key "?" open.

Without a script it is a part of the page, at its end.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import element
from painsci_search.web.pages.urls import SearchState

HELP_ID = "~help"
# For an index whose articles have no heading that is a fitting question.
_EXAMPLES = (
    ("massage soreness", "either word; passages with both come first"),
    ('"sham surgery" knee', "a phrase, and a word"),
    ("placebo NOT drug", "the first word without the second; also placebo -drug"),
    ("+sham +knee", "both words"),
    ("catastrophi*", "words with this beginning"),
    ("note:nocebo", "in notes only"),
    ("author:moseley year:>=2010", "notes that cite such work"),
    ("title:sleep insomnia", "in articles with this title only"),
)
_LEAD = (
    "A question in plain words is answered, too: words that carry little count little. "
    "Other spellings, synonyms and abbreviations are searched along; “Only words as typed” turns "
    "that off."
)
SEARCH_KEYS = (
    ("/", "the search field"),
    ("↓ ↑", "the next passage, the one before"),
    ("→ ←", "unfold and fold the evidence of a passage"),
    ("Enter", "open a passage"),
    ("c", "copy the quotation of a passage"),
    ("Esc", "back to the field; there, clear it"),
    ("?", "this help"),
)
ARTICLE_KEYS = (
    ("/", "the search field"),
    ("n p", "the next match, the one before"),
    ("Esc", "close a note; back to the passages"),
    ("?", "this help"),
)


def help_button() -> Markup:
    """Render the way to the help; the script makes it open the dialog."""
    return element("a", {"class": "help", "href": f"#{HELP_ID}"}, "How to ask")


def help_dialog(site: Site, keys: Sequence[tuple[str, str]]) -> Markup:
    """Render how to ask, and the keys of the page."""
    examples = [
        [
            element("dt", None, element("a", _link(query, site), element("code", None, query))),
            element("dd", None, what),
        ]
        for query, what in [each[:2] for each in site.examples] or _EXAMPLES
    ]
    listed = [
        [
            element("dt", None, [element("kbd", None, key) for key in names.split()]),
            element("dd", None, what),
        ]
        for names, what in keys
    ]
    close = element(
        "form", {"method": "dialog", "class": "scripted"}, element("button", None, "Close")
    )
    return element(
        "dialog",
        {"id": HELP_ID, "class": "helping", "aria-labelledby": "~asking"},
        element("h2", {"id": "~asking"}, "How to ask"),
        element("p", None, _LEAD),
        element("dl", None, examples),
        element(
            "div",
            {"class": "scripted"},
            element("h2", None, "Keys"),
            element("dl", None, listed),
        ),
        close,
    )


def _link(query: str, site: Site) -> dict[str, str | int | bool | None]:
    return {"href": site.urls.search(SearchState(q=query))}
