"""The search page: a search and its outcome in, HTML with filters and results out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from painsci_search.model import Offer, Results, Suggestion
from painsci_search.render.grouping import group_by_article, group_neighbours
from painsci_search.render.wording import byline, count, missing_words
from painsci_search.web.pages.copies import near_copies
from painsci_search.web.pages.filters import (
    chosen_filters,
    completions,
    facet_lists,
    fields,
    kept_fields,
    years_of_works,
)
from painsci_search.web.pages.frame import Site, document, masthead, skip_link, slash_choice
from painsci_search.web.pages.hits import article_group
from painsci_search.web.pages.markup import element, join
from painsci_search.web.pages.taking import export_menu, said
from painsci_search.web.pages.urls import PAGE_SIZE, SearchState

# A query that finds each article once.
ALL_ARTICLES = "kind:article"
_KEYS = (
    ("/", "field"),
    ("↓ ↑", "passages"),
    ("→ ←", "evidence"),
    ("c", "copy"),
    ("Enter", "open"),
    ("Esc", "back, clear"),
)
_EXAMPLES = (
    ("massage soreness", "either word; passages with both come first"),
    ('"sham surgery" knee', "a phrase"),
    ("placebo NOT drug", "the first word without the second"),
    ("catastrophi*", "words with this beginning"),
    ("note:nocebo", "in notes only"),
    ("author:moseley year:>=2010", "notes that cite such work"),
    ("title:sleep insomnia", "in articles with this title only"),
)


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """Outcome of a search, as the page shows it.

    Attributes:
        results: None for an empty or an invalid query.
        more: whether more passages follow those of the results.
        instead: the query whose results are shown, because the reader's has none.
        completions: completions of the query.
        error: why the query or a filter is invalid.
        position: character offset of the error in the query; None if it is not in the query.
        newest: for an empty query, the articles updated last.
    """

    results: Results | None = None
    more: bool = False
    instead: str | None = None
    completions: tuple[Suggestion, ...] = ()
    error: str | None = None
    position: int | None = None
    newest: Results | None = None


def search_page(state: SearchState, outcome: SearchOutcome, site: Site) -> bytes:
    """Render the page. The parts that a script replaces as the query is typed have ids."""
    titles = _titles(outcome)
    side = element(
        "details",
        {"class": "side filters"},
        element("summary", None, "Filters"),
        fields(state),
        years_of_works(state, site, has_answer=outcome.results is not None),
        element("div", {"id": "facets"}, _facets(outcome, state, site)),
    )
    main = element(
        "main",
        {"id": "main", "tabindex": "-1"},
        element(
            "nav",
            {"id": "completions", "aria-label": "Completions"},
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
                _message(state, outcome, site),
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
        masthead(site, state, _KEYS, kept_fields(state)),
        columns,
        said(),
        element("footer", None, _footer(state, outcome, site), slash_choice()),
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
        return "No passage matches." if not state.offset else "No more passages."
    total, shown = count(results.total, "passage"), len(results.hits)
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
    return facet_lists(outcome.results.facets, state, site)


def _message(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup | None:
    """Render messages on results that are not those of the query as typed."""
    if outcome.error:
        return _error(state, outcome)
    results = outcome.results
    if results is None:
        return None
    if outcome.instead is not None:
        link = _query_link(outcome.instead, state, site)
        return element(
            "p", None, "No passage has ", _quoted(state.q), ". Shown are those with ", link, "."
        )
    lines: list[Markup] = []
    if results.read_as:
        link = _query_link(results.read_as, state, site)
        lines.append(element("p", None, "The text was read as ", link, "."))
    if not results.hits and state.is_narrowed and not results.unknown:
        every = SearchState(q=state.q, sort=state.sort, exact=state.exact)
        link = element("a", {"href": site.urls.search(every)}, "Search without filters")
        lines.append(element("p", None, "No passage matches with these filters. ", link, "."))
    elif not results.hits and not results.offers:
        lines.append(element("p", None, "Try other words, or fewer."))
    missing = missing_words(results)
    if missing:
        lines.insert(0, element("p", None, missing))
    if results.offers:
        offers = join(_offer(offer, state, site) for offer in results.offers)
        lines.append(element("ul", {"class": "offers"}, offers))
    if results.suggestion:
        link = _query_link(results.suggestion, state, site)
        lines.append(element("p", None, "Did you mean ", link, "?"))
    return join(lines) if lines else None


def _quoted(words: str) -> Markup:
    return join("“", element("bdi", None, words), "”")


def _offer(offer: Offer, state: SearchState, site: Site) -> Markup:
    number = count(offer.total, "passage")
    return element("li", None, _query_link(offer.query, state, site), f" {offer.reason}: {number}")


def _query_link(query: str, state: SearchState, site: Site) -> Markup:
    href = site.urls.search(state.but(q=query))
    return element("a", {"href": href, "dir": "auto", "class": "query"}, query)


def _error(state: SearchState, outcome: SearchOutcome) -> Markup:
    """Render the query with the position of its error."""
    message = outcome.error or ""
    if outcome.position is None:
        return element("p", {"class": "trouble"}, message[:1].upper() + message[1:] + ".")
    at = min(outcome.position, len(state.q))
    here = element("mark", {"class": "here"}, state.q[at : at + 1] or "\N{OPEN BOX}")
    query = element("code", {"dir": "auto"}, state.q[:at], here, state.q[at + 1 :])
    where = f"At character {at + 1}: {message}."
    return join(
        element("p", {"class": "trouble"}, where), element("p", {"class": "faulty-query"}, query)
    )


def _results(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup:
    results = outcome.results
    if results is None:
        return (
            _home(outcome, site)
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
    heading = element("h1", {"class": "unseen"}, "Passages for ", _quoted(state.q))
    return join(heading, groups, _page_links(state, outcome.more, site))


def _page_links(state: SearchState, more: bool, site: Site) -> Markup | None:
    links: list[Markup] = []
    if state.offset:
        before = state.but(offset=max(0, state.offset - PAGE_SIZE))
        links.append(element("a", {"href": site.urls.search(before), "rel": "prev"}, "Previous"))
    if more:
        after = state.but(offset=state.offset + PAGE_SIZE)
        links.append(
            element("a", {"href": site.urls.search(after), "rel": "next"}, "More passages")
        )
    if not links:
        return None
    return element("nav", {"class": "pages", "aria-label": "Further passages"}, links)


def _home(outcome: SearchOutcome, site: Site) -> Markup:
    rows = []
    total = 0
    if outcome.newest is not None:
        total = outcome.newest.total
        for hit in outcome.newest.hits:
            href = site.urls.article(hit.article.id, SearchState())
            title = hit.article.title or hit.article.id
            link = element("a", {"class": "open", "href": href, "dir": "auto"}, title)
            about = element("p", {"class": "byline", "dir": "auto"}, byline(hit.article))
            rows.append(element("li", None, link, about))
    articles = count(total, "article")
    lead = f"Where was it said, and on what evidence? Search the sections and notes of {articles}."
    newest, every = "Articles", None
    if total > len(rows):
        newest = "Updated last"
        href = site.urls.search(SearchState(q=ALL_ARTICLES, sort="date"))
        every = element("p", {"class": "more"}, element("a", {"href": href}, f"All {articles}"))
    return join(
        element("h1", None, "Find the passage"),
        element("p", {"class": "lead"}, lead),
        rows and join(element("h2", None, newest), element("ul", {"class": "newest"}, rows), every),
    )


def _footer(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup:
    rows = [
        element(
            "li",
            None,
            element(
                "a", {"href": site.urls.search(SearchState(q=query))}, element("code", None, query)
            ),
            f" {what}",
        )
        for query, what in _EXAMPLES
    ]
    data = element(
        "a",
        {"href": site.urls.data(replace(state, q=outcome.instead or state.q))},
        "These results as JSON",
    )
    return join(
        element(
            "details",
            {"class": "asking"},
            element("summary", None, "How to search"),
            element("ul", None, rows),
        ),
        element("p", {"id": "data"}, data if outcome.results is not None else None),
    )
