"""Filters and facets, what is chosen of them, and ways to complete a query: all of it links."""

from __future__ import annotations

from collections.abc import Sequence

from painsci_search.model import Facet, FacetValue, Suggestion
from painsci_search.web.pages.asked import Asked
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import Markup, element, join

KINDS = {"section": "Sections", "note": "Notes", "article": "Whole articles"}
_SORTS = {"relevance": "Best match", "date": "Latest articles", "position": "Place in article"}
_FACETS = {"kind": "Kind", "article": "Article", "author": "Author", "updated": "Year"}
_FEW = 6


def fields(asked: Asked) -> Markup:
    """Write what is typed or chosen besides the query; a part of the form."""
    options = [
        element("option", {"value": value, "selected": asked.sort == value}, words)
        for value, words in _SORTS.items()
    ]
    exact = element(
        "input",
        {
            "type": "checkbox",
            "id": "exact",
            "name": "exact",
            "value": "true",
            "form": "search",
            "checked": asked.exact,
            "autocomplete": "off",
        },
    )
    return element(
        "div",
        {"class": "fields"},
        _labelled(
            "sort",
            "Sort by",
            element(
                "select",
                {"id": "sort", "name": "sort", "form": "search", "autocomplete": "off"},
                options,
            ),
        ),
        _labelled("since", "Updated since", _date("since", asked.since)),
        _labelled("until", "Updated until", _date("until", asked.until)),
        _labelled("cited_since", "Cites work since", _date("cited_since", asked.cited_since)),
        element("p", {"class": "check"}, element("label", None, exact, " Only words as typed")),
    )


def _labelled(name: str, words: str, control: Markup) -> Markup:
    return element("p", None, element("label", {"for": name}, words), control)


def _date(name: str, value: str) -> Markup:
    shown = "2020" if name == "cited_since" else "2024-06"
    return element(
        "input",
        {
            "id": name,
            "name": name,
            "form": "search",
            "value": value,
            "placeholder": shown,
            "maxlength": 10,
            "size": 10,
            "autocomplete": "off",
        },
    )


def kept_fields(asked: Asked) -> Markup:
    """Keep in the form what was chosen by links."""
    pairs = [*(("article", each) for each in asked.article)]
    pairs += [("kind", asked.kind)] if asked.kind else []
    pairs += [("author", asked.author)] if asked.author else []
    return join(
        element("input", {"type": "hidden", "name": name, "value": value}) for name, value in pairs
    )


def facet_lists(facets: Sequence[Facet], asked: Asked, site: Site) -> Markup:
    """List how the passages divide; each value leads to those that have it, or back to all."""
    return join(_facet_list(facet, asked, site) for facet in facets if facet.values)


def _facet_list(facet: Facet, asked: Asked, site: Site) -> Markup | None:
    title = _FACETS.get(facet.field)
    if title is None:
        return None
    rows = [_facet_row(facet.field, value, asked, site) for value in facet.values]
    more = None
    if len(rows) > _FEW + 1:
        told = f"{len(rows) - _FEW} more"
        summary = element("summary", {"aria-label": f"{told}: {title}"}, told)
        more = element("details", None, summary, element("ul", None, rows[_FEW:]))
        rows = rows[:_FEW]
    name = f"facet-{facet.field}"
    return element(
        "section",
        {"class": "facet", "aria-labelledby": name},
        element("h2", {"id": name}, title),
        element("ul", None, rows),
        more,
    )


def _facet_row(field: str, value: FacetValue, asked: Asked, site: Site) -> Markup:
    name = KINDS.get(value.value, value.label or value.value) if field == "kind" else value.label
    chosen, other = _toggled(field, value.value, asked)
    link = element(
        "a",
        {
            "href": site.to.search(other),
            "class": "chosen" if chosen else None,
            "aria-current": "true" if chosen else None,
            "data-key": f"{field} {value.value}",
            "dir": "auto",
        },
        name or value.value,
    )
    count = element("span", {"class": "count"}, f"{value.count}")
    return element("li", None, link, " ", count)


def _toggled(field: str, value: str, asked: Asked) -> tuple[bool, Asked]:
    """Tell whether a value is chosen, and what is asked if that is changed."""
    if field == "updated":
        chosen = asked.since == asked.until == value
        year = "" if chosen else value
        return chosen, asked.but(since=year, until=year)
    if field == "article":
        chosen = value in asked.article
        others = tuple(each for each in asked.article if each != value)
        return chosen, asked.but(article=others if chosen else (*others, value))
    chosen = getattr(asked, field) == value
    return chosen, asked.but(**{field: "" if chosen else value})


def chosen_filters(asked: Asked, titles: dict[str, str], site: Site) -> Markup | None:
    """List what narrows the answer; each leads to the answer without it.

    Args:
        titles: of articles, by id, as far as they are known.
    """
    found: list[tuple[str, Asked]] = []
    if asked.kind:
        found.append((KINDS.get(asked.kind, asked.kind), asked.but(kind="")))
    for each in asked.article:
        others = tuple(other for other in asked.article if other != each)
        found.append((titles.get(each) or each, asked.but(article=others)))
    if asked.author:
        found.append((f"By {asked.author}", asked.but(author="")))
    if asked.since and asked.since == asked.until:
        found.append((f"Updated in {asked.since}", asked.but(since="", until="")))
    elif asked.since or asked.until:
        since = f"since {asked.since}" if asked.since else ""
        until = f"until {asked.until}" if asked.until else ""
        found.append((f"Updated {since} {until}".strip(), asked.but(since="", until="")))
    if asked.cited_since:
        found.append((f"Cites work since {asked.cited_since}", asked.but(cited_since="")))
    if not found:
        return None
    rows = [
        element(
            "li",
            None,
            element(
                "a",
                {"href": site.to.search(other), "data-key": f"without {words}"},
                element("span", {"class": "unseen"}, "Remove filter: "),
                element("span", {"dir": "auto"}, words),
                element("span", {"aria-hidden": "true"}, " ×"),
            ),
        )
        for words, other in found
    ]
    return element("ul", {"class": "chips", "aria-label": "Filters in use"}, rows)


def completions(found: Sequence[Suggestion], asked: Asked, site: Site) -> Markup | None:
    """List what the query may become; words lead to the search, titles to the article."""
    rows = []
    for each in found:
        if each.kind == "article" and each.article is not None:
            href = site.to.article(each.article, asked)
            link = element(
                "a", {"href": href, "class": "title", "dir": "auto"}, each.text or each.article
            )
        else:
            href = site.to.search(asked.but(q=each.text))
            link = element("a", {"href": href, "data-key": f"word {each.text}"}, each.text)
        rows.append(element("li", None, link))
    return element("ul", None, rows) if rows else None
