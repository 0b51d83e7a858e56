"""The search page: a search and its outcome in, HTML with filters and results out."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from painsci_search.render.grouping import group_by_article, group_neighbours
from painsci_search.render.wording import count, count_passages
from painsci_search.web.pages.copies import near_copies
from painsci_search.web.pages.filters import (
    chosen_filters,
    completions,
    facet_lists,
    fields,
    kept_fields,
    years_of_works,
)
from painsci_search.web.pages.frame import (
    LAST_PAGE,
    Site,
    document,
    masthead,
    past_the_end,
    printed,
    skip_link,
    slash_choice,
)
from painsci_search.web.pages.help import SEARCH_KEYS, help_button, help_dialog
from painsci_search.web.pages.hits import article_group
from painsci_search.web.pages.home import home
from painsci_search.web.pages.markup import element, join
from painsci_search.web.pages.messages import message, quoted
from painsci_search.web.pages.outcome import SearchOutcome
from painsci_search.web.pages.searches import searches_menu
from painsci_search.web.pages.taking import export_menu, said
from painsci_search.web.pages.urls import PAGE_SIZE, SearchState

_KEYS = (("/", "field"), ("↓ ↑", "passages"), ("→ ←", "evidence"), ("Enter", "open"), ("?", "help"))


def search_page(state: SearchState, outcome: SearchOutcome, site: Site) -> bytes:
    """Render the page. The parts that a script replaces as the query is typed have ids."""
    titles = _titles(outcome)
    side = element(
        "details",
        {"class": "side filters"},
        element("summary", None, "Filters"),
        fields(state, site),
        years_of_works(state, site, outcome.results),
        element("div", {"id": "facets"}, _facets(outcome, state, site)),
    )
    main = element(
        "main",
        {"id": "main", "tabindex": "-1"},
        element("div", {"id": "printed"}, printed(f"Search: {state.q}") if state.q else None),
        element(
            "nav",
            {"id": "completions", "aria-label": "Suggestions"},
            completions(outcome.completions, state, site),
        ),
        element("div", {"id": "chosen"}, chosen_filters(state, titles, site)),
        element("div", {"id": "taking"}, _taking(state, outcome, site)),
        element(
            "div",
            {"role": "status"},
            element("p", {"id": "count", "class": "status"}, count_line(state, outcome)),
            element(
                "div",
                {"id": "message", "data-trouble": "true" if outcome.error else None},
                message(state, outcome, site),
            ),
        ),
        element("div", {"id": "results", "class": "results"}, _results(state, outcome, site)),
    )
    columns = element(
        "div",
        {"class": "columns"},
        element("aside", {"aria-label": "Filters"}, side),
        main,
    )
    body = join(
        skip_link("main", "Skip to the passages"),
        masthead(site, state, _KEYS, kept_fields(state), [searches_menu(), help_button()]),
        columns,
        said(),
        element("footer", None, _footer(state, outcome, site), slash_choice()),
        help_dialog(site, SEARCH_KEYS),
    )
    return document(site, _title(state, site), body, "results")


def count_line(state: SearchState, outcome: SearchOutcome) -> str:
    """Return the number of passages found, and which of them are shown."""
    results = outcome.results
    if outcome.error:
        return "Invalid query or filter."
    if results is None:
        return ""
    if not results.hits:
        past = outcome.last is not None
        return past_the_end(count_passages(results)) if past else "No passage matches."
    total, shown = count_passages(results), len(results.hits)
    if shown == results.total:
        articles = len({hit.article.id for hit in results.hits})
        return f"{total} in {count(articles, 'article')}"
    first, last = state.offset + 1, state.offset + shown
    which = f"{first:,} to {last:,}" if outcome.more or state.offset else f"{shown:,}"
    if not outcome.more and state.per_article:
        rest = ", the rest folded under their articles"
    else:
        rest = f", at most {state.per_article} of an article" if state.per_article else ""
    return f"{total}; {which} shown{rest}"


def _taking(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup | None:
    """Render what can be done with a whole answer."""
    if outcome.results is None or not outcome.results.hits:
        return None
    return export_menu(state.but(q=outcome.instead or state.q), site)


def _title(state: SearchState, site: Site) -> str:
    return f"{state.q} · {site.name}" if state.q else site.name


def _titles(outcome: SearchOutcome) -> dict[str, str]:
    if outcome.results is None:
        return {}
    values = {
        value.value: value.label
        for facet in outcome.results.facets
        if facet.field == "article"
        for value in facet.values
    }
    return values | {hit.article.id: hit.article.title for hit in outcome.results.hits}


def _facets(outcome: SearchOutcome, state: SearchState, site: Site) -> Markup | None:
    if outcome.results is None:
        return None
    # a condition at the end of a query binds only where the query is whole
    read = outcome.instead or outcome.results.read_as or state.asked
    return facet_lists(outcome.results.facets, state.but(q=read), site)


def _results(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup:
    results = outcome.results
    if results is None:
        return (
            home(outcome.newest, outcome.questions, site)
            if not outcome.error
            else element("h1", {"class": "unseen"}, "Search")
        )
    counts = {
        value.value: value.count
        for facet in results.facets
        if facet.field == "article"
        for value in facet.values
    }
    group = group_by_article if state.sort == "relevance" else group_neighbours
    copies = near_copies(results.hits)
    folded = {hit.rank for each in copies.values() for hit in each}
    kept = replace(results, hits=tuple(hit for hit in results.hits if hit.rank not in folded))
    groups = [
        article_group(hits, state, site, counts.get(hits[0].article.id, 0), copies)
        for hits in group(kept)
    ]
    heading = element("h1", {"class": "unseen"}, "Passages for ", quoted(state.q))
    return join(heading, groups, _page_links(state, outcome, site))


def _page_links(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup | None:
    links: list[Markup] = []
    if outcome.last is not None:
        href = site.urls.search(state.but(offset=outcome.last))
        links.append(element("a", {"href": href}, LAST_PAGE))
    elif state.offset:
        before = state.but(offset=max(0, state.offset - PAGE_SIZE))
        links.append(element("a", {"href": site.urls.search(before), "rel": "prev"}, "Previous"))
    if outcome.more:
        after = state.but(offset=state.offset + PAGE_SIZE)
        links.append(
            element("a", {"href": site.urls.search(after), "rel": "next"}, "More passages")
        )
    if not links:
        return None
    return element("nav", {"class": "pages", "aria-label": "Further passages"}, links)


def _footer(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup:
    data = element(
        "a",
        {"href": site.urls.data(replace(state, q=outcome.instead or state.q))},
        "These results as JSON",
    )
    return element("p", {"id": "data"}, data if outcome.results is not None else None)
