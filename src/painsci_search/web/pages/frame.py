"""The frame of every page: the head of the document, the search field, and hints of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from painsci_search.web.pages.markup import Child, element
from painsci_search.web.pages.urls import SearchState, URLs
from painsci_search.web.questions import Example

LAST_PAGE = "To the last page"


@dataclass(frozen=True, slots=True)
class Site:
    """What pages need to know of the server.

    Attributes:
        urls: URLs of pages and files.
        longest_query: number of characters that a query may have.
        name: name of the site, at the top of each page.
        styles: citation styles to choose from, with their labels.
        has_bibliographies: whether RIS and BibTeX can be written.
        saved_files: whether the server serves the saved files of articles.
        by_meaning: whether searches by meaning are offered.
        examples: queries for the index; none for those of the help.
    """

    urls: URLs
    longest_query: int
    name: str = "painsci-search"
    styles: Mapping[str, str] = field(default_factory=dict)
    has_bibliographies: bool = False
    saved_files: bool = False
    by_meaning: bool = False
    examples: Sequence[Example] = ()


def document(site: Site, title: str, body: Child, page: str | None = None) -> bytes:
    """Render a whole document.

    Args:
        site: names and URLs.
        title: title of the document.
        body: content of the body.
        page: the name of the page's own style and script, without extensions.
    """
    urls = site.urls
    styles = ["style.css", "served.css", *([f"{page}.css"] if page else [])]
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("title", None, title),
        element("link", {"rel": "icon", "type": "image/svg+xml", "href": urls.static("icon.svg")}),
        element("link", {"rel": "alternate", "type": "application/atom+xml", "href": urls.feed()}),
        [element("link", {"rel": "stylesheet", "href": urls.static(name)}) for name in styles],
        page and element("script", {"type": "module", "src": urls.static(f"{page}.js")}),
    )
    whole = element("body", {"class": "painsci-page painsci-search"}, body)
    html = element("html", {"lang": "en"}, head, whole)
    return b"<!doctype html>\n" + html.encode("utf-8", "replace") + b"\n"


def masthead(
    site: Site,
    state: SearchState,
    keys: Sequence[tuple[str, str]] = (),
    kept: Child = None,
    tools: Child = None,
) -> Markup:
    """Render the top of a page: the name of the site, and the search field.

    Args:
        site: names and URLs.
        state: the search; its query is in the field.
        keys: keys that the page's script handles, each with its action.
        kept: hidden fields sent with the query.
        tools: links and menus beside the hints of keys.
    """
    field: dict[str, str | int | bool | None] = {
        "id": "~q",
        "type": "search",
        "name": "q",
        "value": state.q,
        "maxlength": site.longest_query,
        "placeholder": "Words or “phrases”",
        "autocomplete": "off",
        "autocapitalize": "off",
        "spellcheck": "false",
        "enterkeyhint": "search",
        "dir": "auto",
        # the page without a query is there to ask; an article is there to read
        "autofocus": kept is not None and not state.q,
    }
    form = element(
        "form",
        {
            "id": "~search",
            "class": "query-form",
            "role": "search",
            "action": f"{site.urls.root}/",
            "method": "get",
        },
        element("label", {"for": "~q", "class": "unseen"}, "Search the articles"),
        element("input", field),
        element("button", {"type": "submit"}, "Search"),
        element("div", {"id": "~kept", "hidden": True}, kept),
    )
    home = element(
        "nav",
        {"class": "homes", "aria-label": "Pages"},
        element("a", {"class": "home", "href": f"{site.urls.root}/"}, site.name),
        element("a", {"href": site.urls.works([])}, "Works"),
    )
    below = element("div", {"class": "below"}, _keys(keys) if keys else None, tools)
    field_and_keys = element("div", None, form, below if keys or tools else None)
    return element("header", {"class": "masthead"}, element("div", None, home, field_and_keys))


def printed(words: str) -> Markup:
    """Render what only a print shows: what it is, its address and the day, filled by the script."""
    rows = [
        element("p", None, words),
        element("p", {"id": "~address"}),
        element("p", {"id": "~day"}),
    ]
    return element("div", {"class": "printed"}, rows)


def past_the_end(all_of_them: str) -> str:
    """Return the line of a list that ends before the page asked for.

    >>> past_the_end("66 works")
    'This is past the last page of 66 works.'
    """
    return f"This is past the last page of {all_of_them}."


def skip_link(target: str, words: str) -> Markup:
    """Render the link that skips the top of a page."""
    return element("a", {"class": "skip", "href": f"#{target}"}, words)


def _keys(keys: Sequence[tuple[str, str]]) -> Markup:
    """Render the hints of keys; hidden, until the script that handles the keys shows them."""
    rows = [
        element("li", None, [element("kbd", None, key) for key in names.split()], f" {what}")
        for names, what in keys
    ]
    return element("ul", {"class": "keys", "aria-label": "Keys", "hidden": True}, rows)


def slash_choice() -> Markup:
    """Render the option to turn off keys of one letter; hidden, until the script shows it."""
    box = element("input", {"type": "checkbox", "id": "~slash", "checked": True})
    label = element("label", None, box, " Keys of one letter, such as ", element("kbd", None, "/"))
    return element("p", {"class": "slash", "hidden": True}, label)
