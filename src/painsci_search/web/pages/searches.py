"""The menu of the searches that a reader saved or made before, which the browser alone keeps."""

from __future__ import annotations

from markupsafe import Markup

from painsci_search.web.pages.markup import element

_NONE = "No search is saved yet. Search first, then save it here."


def searches_menu() -> Markup:
    """Render the menu; the script fills its lists, and hides those that are empty."""
    return element(
        "details",
        {"id": "~searches", "class": "menu searches scripted", "name": "~menu"},
        element("summary", None, "My searches"),
        element(
            "div",
            {"data-remove": "Remove the saved search"},
            element("button", {"type": "button", "data-save": True}, "Save this search"),
            _list("saved", "Saved"),
            _list("recent", "Recent"),
            element("button", {"type": "button", "data-forget": True}, "Forget recent searches"),
            element("p", {"class": "kept", "data-none": True, "hidden": True}, _NONE),
            element("p", {"class": "kept", "data-kept": True}, "Kept in this browser alone."),
        ),
    )


def _list(name: str, heading: str) -> Markup:
    return element(
        "section",
        {"data-list": name, "aria-labelledby": f"~{name}", "hidden": True},
        element("h2", {"id": f"~{name}"}, heading),
        element("ul", None),
    )
