"""Words with their inline marks in; emphasis, links, raised text and the like as HTML out."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from markupsafe import Markup

from painsci_search.model import Mark
from painsci_search.web.pages.markup import Span, element, text
from painsci_search.web.pages.references import external_link, web_address

_ELEMENTS = {"emphasis": "em", "strong": "strong", "code": "code"}
_SCRIPTS = {"superscript": "sup", "subscript": "sub"}


def marked(words: str, part: Span, marks: Sequence[Mark], base: str | None) -> Markup:
    """Render a span of a text, at whose ends alone marks begin and end.

    Args:
        marks: ascending by start, the outer before the inner.
        base: the address of the article, which relative links are joined to.
    """
    start, end = part
    rendered = text(words[start:end])
    for mark in reversed(marks):
        if mark.start <= start and end <= mark.end:
            rendered = _wrapped(rendered, mark, words, part, base)
    return rendered


def _wrapped(rendered: Markup, mark: Mark, words: str, part: Span, base: str | None) -> Markup:
    name = _ELEMENTS.get(mark.kind)
    if name:
        return element(name, None, rendered)
    shown = words[mark.start : mark.end]
    if mark.kind in _SCRIPTS:
        # other signs are raised or lowered by their characters
        return element(_SCRIPTS[mark.kind], None, rendered) if shown.isalpha() else rendered
    if mark.kind == "ruby" and part == (mark.start, mark.end):
        return element("ruby", None, rendered, element("rt", None, mark.target))
    if mark.kind == "link":
        address = _address(mark.target, base)
        return external_link(address, rendered) if address else rendered
    return rendered


def _address(target: str, base: str | None) -> str | None:
    """Return the address of a link of the article, if it is one of the web."""
    try:
        return web_address(urljoin(base or "", target))
    except ValueError:
        return None
