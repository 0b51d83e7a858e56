"""Remarks above the passages: what is wrong with a query, how it was read, and what has answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from painsci_search.model import Offer, Results
from painsci_search.render.wording import (
    PARTIAL_MATCHES,
    cited_nowhere,
    count,
    is_identifier,
    nothing_to_search,
    searched_by_words,
    stale,
)
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import Child, element, join
from painsci_search.web.pages.outcome import SearchOutcome
from painsci_search.web.pages.urls import SearchState


def message(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup | None:
    """Render the remarks on results: what is older than its file, or ignored, and on the query."""
    lines = filter(
        None,
        [
            stale_line(outcome.stale),
            ignored_lines(outcome.ignored),
            _of_search(state, outcome, site),
        ],
    )
    return join(*lines) or None


def stale_line(number: int) -> Markup | None:
    """Render the remark that some articles of an answer are older than their files."""
    return element("p", {"class": "stale"}, stale(number)) if number else None


def ignored_lines(remarks: Sequence[str]) -> Markup | None:
    """Render the remarks on parameters of the URL that are ignored."""
    return join(element("p", None, f"{each}.") for each in remarks) or None


def _of_search(state: SearchState, outcome: SearchOutcome, site: Site) -> Markup | None:
    """Render the remarks on results that are not those of the query as typed."""
    if outcome.error:
        return _error(state, outcome)
    results = outcome.results
    if results is None:
        return None
    if outcome.instead is not None:
        link = _query_link(outcome.instead, state, site)
        return element(
            "p", None, "No passage has ", quoted(state.q), ". Shown are those with ", link, "."
        )
    lines = [*_of_the_query(results, state, site), *_of_no_answer(results, state, site)]
    lines += _of_words(results)
    if results.without_vectors:
        lines.append(element("p", None, searched_by_words(results.without_vectors), "."))
    if results.suggestion:
        link = _query_link(results.suggestion, state, site)
        lines.append(element("p", None, "Did you mean ", link, "?"))
    return join(lines) if lines else None


def quoted(words: str) -> Markup:
    """Render words in quotation marks."""
    return join("“", element("bdi", None, words), "”")


def _of_the_query(results: Results, state: SearchState, site: Site) -> Iterator[Markup]:
    """Yield how the query was read."""
    if results.read_as:
        link = _query_link(results.read_as, state, site)
        yield element("p", None, "The text was read as ", link, ".")
    elif results.read_as is not None:
        yield element("p", None, nothing_to_search(results.query))


def _of_no_answer(results: Results, state: SearchState, site: Site) -> Iterator[Markup]:
    """Yield what to do where no passage matches, or more would."""
    if results.total or results.hits:
        if results.offers:
            yield _offers(results.offers, state, site)
        return
    asked = results.read_as or results.query
    others = [offer for offer in results.offers if offer.query != asked]
    if len(others) < len(results.offers):
        link = element(
            "a", {"href": site.urls.search(_unfiltered(state))}, "Search without filters"
        )
        yield element("p", None, "No passage matches with these filters. ", link, ".")
    elif not results.offers and results.read_as != "":
        yield element("p", None, "Try other words, or fewer.")
    if others:
        yield _offers(others, state, site)


def _of_words(results: Results) -> Iterator[Markup]:
    """Yield which words the passages, or all articles, do not have."""
    missing = [word for word in results.missing if word not in results.unknown]
    if results.hits and missing:
        yield element("p", None, "The best passage lacks ", _listed(missing), ".")
    elif results.partial:
        yield element("p", None, PARTIAL_MATCHES)
    identifiers = [word for word in results.unknown if is_identifier(word)]
    words = [word for word in results.unknown if word not in identifiers]
    if words:
        verb = "occurs" if len(words) == 1 else "occur"
        yield element("p", None, _listed(words), f" {verb} in no article.")
    if identifiers:
        yield element("p", None, cited_nowhere(len(identifiers)), ": ", _listed(identifiers), ".")


def _listed(words: Sequence[str]) -> Child:
    return [[quoted(word), ", "] for word in words[:-1]] + [[quoted(words[-1])]]


def _offers(offers: Sequence[Offer], state: SearchState, site: Site) -> Markup:
    """Render the queries that have answers, where the query as it is written has none."""
    rows = []
    for offer in offers:
        asked = _unfiltered(state) if offer.unfiltered else state
        href = site.urls.search(asked.but(q=offer.query))
        words = offer.reason[:1].upper() + offer.reason[1:]
        link = element("a", {"href": href, "dir": "auto"}, words)
        rows.append(element("li", None, link, f": {count(offer.total, 'passage')}"))
    return element("ul", {"class": "offers"}, rows)


def _unfiltered(state: SearchState) -> SearchState:
    """Return a search without its filters."""
    return SearchState(q=state.q, sort=state.sort, exact=state.exact, semantic=state.semantic)


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
