"""Filters and facets, active filters, and completions of a query, as fields and links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from painsci_search.model import Facet, FacetValue, Hit, Results, Suggestion
from painsci_search.web.pages.conditions import toggle_condition
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.languages import language_name
from painsci_search.web.pages.markup import element, join
from painsci_search.web.pages.urls import SearchState

KINDS = {"section": "Sections", "note": "Notes", "article": "Whole articles"}
_SORTS = {"relevance": "Best match", "date": "Latest articles", "position": "Position in article"}
_FACETS = {
    "kind": "Kind",
    "article": "Article",
    "author": "Author",
    "updated": "Year",
    "lang": "Language",
    "tag": "Tag",
    "meta": "Metadata",
}
# Facets without a filter of their own: a value is a condition at the end of the query.
_IN_QUERY = ("lang", "tag", "meta")
# The filter keeps whole articles: their passages may cite older work.
CITED_SINCE = "Articles that cite work since"
# The fields of the form, as messages about their values name them.
LABELS = {
    "kind": "Kind",
    "author": "Author",
    "since": "Updated since",
    "until": "Updated until",
    "cited_since": CITED_SINCE,
}
_KEPT = ("kind", "author", "since", "until", "cited_since")
# Values of a facet that are shown; the others unfold.
_FEW = 6


def fields(state: SearchState, site: Site) -> Markup:
    """Render the fields of the form besides the query."""
    options = [
        element("option", {"value": value, "selected": state.sort == value}, words)
        for value, words in _SORTS.items()
    ]
    return element(
        "div",
        {"class": "fields"},
        _labelled(
            "sort",
            "Sort by",
            element(
                "select",
                {"id": "sort", "name": "sort", "form": "~search", "autocomplete": "off"},
                options,
            ),
        ),
        _checkbox("exact", "Only words as typed", is_checked=state.exact),
        _checkbox("semantic", "Also by meaning", is_checked=state.semantic)
        if site.by_meaning
        else None,
    )


def _checkbox(name: str, words: str, *, is_checked: bool) -> Markup:
    box = element(
        "input",
        {
            "type": "checkbox",
            "id": name,
            "name": name,
            "value": "true",
            "form": "~search",
            "checked": is_checked,
            "autocomplete": "off",
        },
    )
    return element("p", {"class": "check"}, element("label", None, box, f" {words}"))


def message_of(error: ValueError) -> str:
    """Return the message about the value of a filter, with the words that the form has for it."""
    name, found, rest = str(error).partition(" must be ")
    return f"{LABELS.get(name, name)}{found}{rest}"


def _labelled(name: str, words: str, control: Markup) -> Markup:
    return element("p", None, element("label", {"for": name}, words), control)


def kept_fields(state: SearchState) -> Markup:
    """Render hidden fields for the filters that were chosen beside the form.

    The year of cited works is one of them until a script has loaded the slider that chooses it.
    """
    pairs = [*(("article", each) for each in state.article)]
    pairs += [(name, getattr(state, name)) for name in _KEPT if getattr(state, name)]
    return join(
        element("input", {"type": "hidden", "name": name, "value": value}) for name, value in pairs
    )


def years_of_works(state: SearchState, site: Site, results: Results | None) -> Markup:
    """Render the place of the plot of the years of cited works, which a script loads.

    It has room for the plot where one will come, so that the facets below do not move then.
    """
    source = None if results is None else site.urls.years(state)
    has_room = results is not None and any(map(_cites, results.hits))
    return element(
        "div",
        {
            "id": "years",
            "class": "room" if has_room else None,
            "data-src": source,
            "data-since": state.cited_since or None,
        },
    )


def _cites(hit: Hit) -> bool:
    return any(work.year for note in hit.notes for work in note.references)


def facet_lists(facets: Sequence[Facet], state: SearchState, site: Site) -> Markup:
    """Render the facets; each value links to the search with this filter, or without it.

    Args:
        facets: those of the answer.
        state: the search, with the query as it was read.
        site: names and URLs.
    """
    return join(_facet_list(facet, state, site) for facet in facets if facet.values)


def _facet_list(facet: Facet, state: SearchState, site: Site) -> Markup | None:
    title = _FACETS.get(facet.field)
    if title is None:
        return None
    if facet.field == "lang" and len(facet.values) == 1:
        (only,) = facet.values
        if not _toggled("lang", only.value, state)[0]:
            return None
    rows = [_facet_row(facet.field, value, state, site) for value in facet.values]
    more = None
    if len(rows) > _FEW + 1:
        label = f"{len(rows) - _FEW} more"
        summary = element("summary", {"aria-label": f"{label}: {title}"}, label)
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


def _facet_row(field: str, value: FacetValue, state: SearchState, site: Site) -> Markup:
    name = _name_of(field, value)
    chosen, other = _toggled(field, value.value, state)
    link = element(
        "a",
        {
            "href": site.urls.search(other),
            "class": "chosen" if chosen else None,
            "aria-current": "true" if chosen else None,
            "data-key": f"{field} {value.value}",
            "dir": "auto",
        },
        name,
    )
    count = element("span", {"class": "count"}, f"{value.count}")
    return element("li", None, link, " ", count)


def _name_of(field: str, value: FacetValue) -> str:
    if field == "kind" and value.value in KINDS:
        return KINDS[value.value]
    if field == "lang":
        return language_name(value.value)
    if field == "meta":
        return value.value.replace("=", ": ", 1)
    return value.label or value.value


def _toggled(field: str, value: str, state: SearchState) -> tuple[bool, SearchState]:
    """Return whether a value is chosen, and the state after a click on it."""
    if field == "updated":
        chosen = state.since == state.until == value
        year = "" if chosen else value
        return chosen, state.but(since=year, until=year)
    if field in _IN_QUERY:
        q, chosen = toggle_condition(state.q, field, value)
        return chosen, state.but(q=q)
    if field == "article":
        chosen = value in state.article
        others = tuple(each for each in state.article if each != value)
        return chosen, state.but(article=others if chosen else (*others, value))
    chosen = getattr(state, field) == value
    return chosen, state.but(**{field: "" if chosen else value})


def chosen_filters(state: SearchState, titles: dict[str, str], site: Site) -> Markup | None:
    """Render the active filters; each links to the search without it.

    Args:
        state: the search.
        titles: known titles of articles, by id.
        site: names and URLs.
    """
    active: list[tuple[str, SearchState]] = []
    if state.kind:
        active.append((KINDS.get(state.kind, state.kind), state.but(kind="")))
    for each in state.article:
        others = tuple(other for other in state.article if other != each)
        active.append((titles.get(each) or each, state.but(article=others)))
    if state.author:
        active.append((f"By {state.author}", state.but(author="")))
    if state.since and state.since == state.until:
        active.append((f"Updated in {state.since}", state.but(since="", until="")))
    elif state.since or state.until:
        since = f"since {state.since}" if state.since else ""
        until = f"until {state.until}" if state.until else ""
        active.append((f"Updated {since} {until}".strip(), state.but(since="", until="")))
    if state.cited_since:
        active.append((f"{CITED_SINCE} {state.cited_since}", state.but(cited_since="")))
    return chips((words, site.urls.search(other)) for words, other in active)


def chips(active: Iterable[tuple[str, str]]) -> Markup | None:
    """Render active filters, each by its words and the URL of the page without it."""
    rows = [
        element(
            "li",
            None,
            element(
                "a",
                {"href": url, "data-key": f"without {words}"},
                element("span", {"class": "unseen"}, "Remove filter: "),
                element("span", {"dir": "auto"}, words),
                element("span", {"aria-hidden": "true"}, " ×"),
            ),
        )
        for words, url in active
    ]
    return (
        element("ul", {"class": "chips in-use", "aria-label": "Filters in use"}, rows)
        if rows
        else None
    )


def completions(suggestions: Sequence[Suggestion], state: SearchState, site: Site) -> Markup | None:
    """Render completions of the query; words link to their search, titles to the article."""
    words, titles = [], []
    for each in suggestions:
        if each.kind == "article" and each.article is not None:
            href = site.urls.article(each.article, state)
            name = each.text or each.article
            titles.append(element("a", {"href": href, "class": "title", "dir": "auto"}, name))
        else:
            href = site.urls.search(state.but(q=each.text))
            words.append(element("a", {"href": href, "data-key": f"word {each.text}"}, each.text))
    return join(_suggested("Search for:", words), _suggested("Articles:", titles)) or None


def _suggested(label: str, links: Sequence[Markup]) -> Markup | None:
    if not links:
        return None
    name = element("span", {"class": "label"}, label)
    rows = [element("li", None, each) for each in links]
    return element("div", None, name, " ", element("ul", {"aria-label": label.rstrip(":")}, rows))
