"""The page to search with: the field, what narrows the answer, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from painsci_search.model import Results, Suggestion
from painsci_search.render.grouping import group_by_article, group_neighbours
from painsci_search.render.wording import PARTIAL_MATCHES, byline, count
from painsci_search.web.pages.asked import PAGE_SIZE, Asked
from painsci_search.web.pages.controls import (
    chosen_filters,
    completions,
    facet_lists,
    fields,
    kept_fields,
)
from painsci_search.web.pages.frame import Site, document, masthead, skip_link, slash_choice
from painsci_search.web.pages.hits import article_group
from painsci_search.web.pages.markup import Markup, element, join

# A query that finds each article once.
ALL_ARTICLES = "kind:article"
_KEYS = (
    ("/", "field"),
    ("↓ ↑", "passages"),
    ("→ ←", "evidence"),
    ("Enter", "open"),
    ("Esc", "back, clear"),
)
_EXAMPLES = (
    ("massage soreness", "either word, passages with both first"),
    ('"sham surgery" knee', "a phrase"),
    ("placebo NOT drug", "the one without the other"),
    ("catastrophi*", "words that begin so"),
    ("note:nocebo", "only in notes"),
    ("author:moseley year:>=2010", "notes that cite such work"),
    ("title:sleep insomnia", "only in articles with that title"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page tells.

    Attributes:
        results: None where nothing was asked, or it cannot be understood.
        more: whether there are passages behind those of the results.
        instead: the query that the results are of, where that which was asked finds nothing.
        completions: what the query may become.
        trouble: why it cannot be answered.
        position: where in the query the trouble is, in characters; None if it is not there.
        newest: where nothing was asked, the articles updated last.
    """

    results: Results | None = None
    more: bool = False
    instead: str | None = None
    completions: tuple[Suggestion, ...] = ()
    trouble: str | None = None
    position: int | None = None
    newest: Results | None = None


def search_page(asked: Asked, answer: Answer, site: Site) -> bytes:
    """Write the page. What a script replaces as the query is typed has ids."""
    titles = _titles(answer)
    side = element(
        "details",
        {"class": "side filters"},
        element("summary", None, "Filters"),
        fields(asked),
        element("div", {"id": "facets"}, _facets(answer, asked, site)),
    )
    main = element(
        "main",
        {"id": "main", "tabindex": "-1"},
        element(
            "nav",
            {"id": "completions", "aria-label": "Completions"},
            completions(answer.completions, asked, site),
        ),
        element("div", {"id": "chosen"}, chosen_filters(asked, titles, site)),
        element(
            "div",
            {"role": "status"},
            element("p", {"id": "count"}, count_line(asked, answer)),
            element(
                "div",
                {"id": "message", "data-trouble": "true" if answer.trouble else None},
                _message(asked, answer, site),
            ),
        ),
        element("div", {"id": "results"}, _results(asked, answer, site)),
    )
    columns = element(
        "div",
        {"class": "columns"},
        element("aside", {"aria-label": "Filters"}, side),
        main,
    )
    body = join(
        skip_link("main", "Skip to the passages"),
        masthead(site, asked, _KEYS, kept_fields(asked)),
        columns,
        element("footer", None, _how_to_ask(asked, answer, site), slash_choice()),
    )
    return document(site, _title(asked, site), body, "search.js")


def count_line(asked: Asked, answer: Answer) -> str:
    """Say how much was found, and how much of it is shown."""
    results = answer.results
    if answer.trouble:
        return "Not understood."
    if results is None:
        return ""
    if not results.hits:
        return "No passage matches." if not asked.offset else "No more passages."
    total = count(results.total, "passage")
    first, last = asked.offset + 1, asked.offset + len(results.hits)
    shown = f"; {first} to {last} shown," if last < results.total or asked.offset else ""
    articles = len({hit.article.id for hit in results.hits})
    return f"{total}{shown} in {count(articles, 'article')}"


def _title(asked: Asked, site: Site) -> str:
    return f"{asked.q} · {site.name}" if asked.q else site.name


def _titles(answer: Answer) -> dict[str, str]:
    if answer.results is None:
        return {}
    values = {
        value.value: value.label
        for facet in answer.results.facets
        if facet.field == "article"
        for value in facet.values
    }
    return values | {hit.article.id: hit.article.title for hit in answer.results.hits}


def _facets(answer: Answer, asked: Asked, site: Site) -> Markup | None:
    if answer.results is None:
        return None
    return facet_lists(answer.results.facets, asked, site)


def _message(asked: Asked, answer: Answer, site: Site) -> Markup | None:
    """Say in words what is not as it was asked."""
    if answer.trouble:
        return _trouble(asked, answer)
    results = answer.results
    if results is None:
        return None
    if answer.instead is not None:
        link = _query_link(answer.instead, asked, site)
        return element(
            "p", None, "No passage has ", _quoted(asked.q), ". Shown are those with ", link, "."
        )
    lines: list[Markup] = []
    if not results.hits and asked.is_narrowed and not results.unknown:
        every = Asked(q=asked.q, sort=asked.sort, exact=asked.exact)
        link = element("a", {"href": site.to.search(every)}, "Search without filters")
        lines.append(element("p", None, "Nothing is left with these filters. ", link, "."))
    elif not results.hits:
        lines.append(element("p", None, "Other words, or fewer, may find something."))
    if results.partial:
        lines.append(element("p", None, PARTIAL_MATCHES))
    if results.unknown:
        words = join([_quoted(word), ", "] for word in results.unknown[:-1])
        verb = "occurs" if len(results.unknown) == 1 else "occur"
        told = f" {verb} nowhere in the articles."
        lines.append(element("p", None, words, _quoted(results.unknown[-1]), told))
    if results.suggestion:
        link = _query_link(results.suggestion, asked, site)
        lines.append(element("p", None, "Did you mean ", link, "?"))
    return join(lines) if lines else None


def _quoted(words: str) -> Markup:
    return join("“", element("bdi", None, words), "”")


def _query_link(query: str, asked: Asked, site: Site) -> Markup:
    href = site.to.search(asked.but(q=query))
    return element("a", {"href": href, "dir": "auto", "class": "query"}, query)


def _trouble(asked: Asked, answer: Answer) -> Markup:
    """Show the query, and where in it the trouble is."""
    said = answer.trouble or ""
    if answer.position is None:
        return element("p", {"class": "trouble"}, said[:1].upper() + said[1:] + ".")
    at = min(answer.position, len(asked.q))
    here = element("mark", {"class": "here"}, asked.q[at : at + 1] or "\N{OPEN BOX}")
    query = element("code", {"dir": "auto"}, asked.q[:at], here, asked.q[at + 1 :])
    where = f"At character {at + 1}: {said}."
    return join(element("p", {"class": "trouble"}, where), element("p", {"class": "asked"}, query))


def _results(asked: Asked, answer: Answer, site: Site) -> Markup:
    results = answer.results
    if results is None:
        return (
            _home(answer, site)
            if not answer.trouble
            else element("h1", {"class": "unseen"}, "Search")
        )
    of_article = {
        value.value: value.count
        for facet in results.facets
        if facet.field == "article"
        for value in facet.values
    }
    gathered = group_by_article if asked.sort == "relevance" else group_neighbours
    groups = [
        article_group(hits, asked, site, of_article.get(hits[0].article.id, 0))
        for hits in gathered(results)
    ]
    heading = element("h1", {"class": "unseen"}, "Passages for ", _quoted(asked.q))
    return join(heading, groups, _further(asked, answer.more, site))


def _further(asked: Asked, more: bool, site: Site) -> Markup | None:
    links: list[Markup] = []
    if asked.offset:
        before = asked.but(offset=max(0, asked.offset - PAGE_SIZE))
        links.append(element("a", {"href": site.to.search(before), "rel": "prev"}, "Previous"))
    if more:
        after = asked.but(offset=asked.offset + PAGE_SIZE)
        links.append(element("a", {"href": site.to.search(after), "rel": "next"}, "More passages"))
    if not links:
        return None
    return element("nav", {"class": "pages", "aria-label": "Further passages"}, links)


def _home(answer: Answer, site: Site) -> Markup:
    rows = []
    total = 0
    if answer.newest is not None:
        total = answer.newest.total
        for hit in answer.newest.hits:
            href = site.to.article(hit.article.id, Asked())
            title = hit.article.title or hit.article.id
            link = element("a", {"class": "open", "href": href, "dir": "auto"}, title)
            told = byline(hit.article)
            rows.append(
                element("li", None, link, element("p", {"class": "byline", "dir": "auto"}, told))
            )
    few = count(total, "article")
    lead = f"Where was it said, and on what evidence? Search the sections and notes of {few}."
    newest, every = "Articles", None
    if total > len(rows):
        newest = "Updated last"
        href = site.to.search(Asked(q=ALL_ARTICLES, sort="date"))
        every = element("p", {"class": "more"}, element("a", {"href": href}, f"All {few}"))
    return join(
        element("h1", None, "Find the passage"),
        element("p", {"class": "lead"}, lead),
        rows and join(element("h2", None, newest), element("ul", {"class": "newest"}, rows), every),
    )


def _how_to_ask(asked: Asked, answer: Answer, site: Site) -> Markup:
    rows = [
        element(
            "li",
            None,
            element("a", {"href": site.to.search(Asked(q=query))}, element("code", None, query)),
            f" {what}",
        )
        for query, what in _EXAMPLES
    ]
    data = element(
        "a",
        {"href": site.to.data(replace(asked, q=answer.instead or asked.q))},
        "This answer as JSON",
    )
    return join(
        element(
            "details",
            {"class": "asking"},
            element("summary", None, "How to ask"),
            element("ul", None, rows),
        ),
        element("p", {"id": "data"}, data if answer.results is not None else None),
    )
