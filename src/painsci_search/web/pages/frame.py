"""What every page has around it: the head of the document, the ways to and fro, the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from painsci_search.web.pages.asked import Addresses, Asked
from painsci_search.web.pages.markup import Child, Markup, element, join


@dataclass(frozen=True, slots=True)
class Site:
    """What pages are told of where they stand.

    Attributes:
        to: the addresses of things.
        longest_query: the most letters that a query may have.
        name: of the site, in the head of each page.
    """

    to: Addresses
    longest_query: int
    name: str = "painsci-search"


def document(site: Site, title: str, body: Child, script: str | None = None) -> bytes:
    """Write a whole document.

    Args:
        body: all that the body holds.
        script: the file that the page runs.
    """
    to = site.to
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("title", None, title),
        element("link", {"rel": "icon", "type": "image/svg+xml", "href": to.static("icon.svg")}),
        element("link", {"rel": "stylesheet", "href": to.static("page.css")}),
        script and element("script", {"type": "module", "src": to.static(script)}),
    )
    page = element("html", {"lang": "en"}, head, element("body", None, body))
    return b"<!doctype html>\n" + page.encode("utf-8", "replace") + b"\n"


def masthead(
    site: Site, asked: Asked, keys: Sequence[tuple[str, str]] = (), kept: Child = None
) -> Markup:
    """Write the head of a page: the name of the site, and the field.

    Args:
        keys: those that the page's script listens to, and what each does.
        kept: hidden fields that go along with the query.
    """
    field: dict[str, str | int | bool | None] = {
        "id": "q",
        "type": "search",
        "name": "q",
        "value": asked.q,
        "maxlength": site.longest_query,
        "placeholder": "Words or “phrases”",
        "autocomplete": "off",
        "autocapitalize": "off",
        "spellcheck": "false",
        "enterkeyhint": "search",
        "dir": "auto",
    }
    form = element(
        "form",
        {"id": "search", "role": "search", "action": f"{site.to.root}/", "method": "get"},
        element("label", {"for": "q", "class": "unseen"}, "Search the articles"),
        element("input", field),
        element("button", {"type": "submit"}, "Search"),
        element("div", {"id": "kept", "hidden": True}, kept),
    )
    home = element("a", {"class": "home", "href": f"{site.to.root}/"}, site.name)
    field_and_keys = element("div", None, form, _keys(keys) if keys else None)
    return element("header", {"class": "masthead"}, element("div", None, home, field_and_keys))


def skip_link(target: str, words: str) -> Markup:
    """Write the link that leads past the head of a page."""
    return element("a", {"class": "skip", "href": f"#{target}"}, words)


def _keys(keys: Sequence[tuple[str, str]]) -> Markup:
    """Tell of the keys that a script listens to; it shows the line when it does."""
    told = [
        element("li", None, [element("kbd", None, key) for key in names.split()], f" {what}")
        for names, what in keys
    ]
    return element("ul", {"class": "keys", "aria-label": "Keys", "hidden": True}, told)


def slash_choice() -> Markup:
    """Let a reader turn off the one key that is a character; shown as the line of keys is."""
    box = element("input", {"type": "checkbox", "id": "slash", "checked": True})
    label = element(
        "label", None, box, " The key ", element("kbd", None, "/"), " leads to the field"
    )
    return element("p", {"class": "slash", "hidden": True}, label)


def problem_page(site: Site, title: str, detail: str) -> bytes:
    """Tell a reader what went wrong."""
    main = element(
        "main",
        {"id": "main", "class": "plain"},
        element("h1", None, title),
        element("p", None, detail[:1].upper() + detail[1:] + "."),
        element("p", None, element("a", {"href": f"{site.to.root}/"}, "To the search")),
    )
    head = join(skip_link("main", "Skip to what went wrong"), masthead(site, Asked()))
    return document(site, f"{title} · {site.name}", join(head, main))
