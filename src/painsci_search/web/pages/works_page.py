"""The pages of works: all that is cited, and one work with the sentences that cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Self

from markupsafe import Markup

from painsci_search.bibliography.notice_words import notice_words
from painsci_search.identifiers import link
from painsci_search.model import Citation, Citations, Facet, FacetValue, Work, WorkSort
from painsci_search.render.references import full_reference, kind_label
from painsci_search.render.wording import count, title_of
from painsci_search.web.pages.filters import CITED_SINCE, chips
from painsci_search.web.pages.frame import (
    LAST_PAGE,
    Site,
    document,
    masthead,
    past_the_end,
    skip_link,
)
from painsci_search.web.pages.markup import element, join
from painsci_search.web.pages.messages import ignored_lines, stale_line
from painsci_search.web.pages.references import badge, external_link, work_links
from painsci_search.web.pages.urls import SearchState
from painsci_search.web.pages.year_plot import year_plot

# Works on a page of all works, and works on the page of a work that are cited with it.
PAGE_SIZE = 50
MOST_WITH = 10
_SORTS: Mapping[WorkSort, str] = {
    "cited": "Times cited",
    "year": "Latest works",
    "author": "Author",
    "title": "Title",
}
_FACETS = {"kind": "Kind of study"}
_FORM = "~works"


@dataclass(frozen=True, slots=True)
class WorksState:
    """A search for works: the whole state of their page.

    Attributes:
        q, sort, kind, since, cited_with: see `Index.references`; the text of a year may be wrong.
        noticed: only works with a notice, such as a retraction.
        offset: number of works to skip.
    """

    q: str = ""
    sort: WorkSort = "cited"
    kind: str = ""
    since: str = ""
    cited_with: str = ""
    noticed: bool = False
    offset: int = 0

    def but(self, **values: Any) -> Self:
        """Return the state with other values, at the first work."""
        return replace(self, **{"offset": 0, **values})

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters that differ from their defaults."""
        plain = [
            ("q", self.q),
            ("sort", "" if self.sort == "cited" else self.sort),
            ("kind", self.kind),
            ("since", self.since),
            ("cited_with", self.cited_with),
            ("noticed", "true" if self.noticed else ""),
            ("offset", str(self.offset or "")),
        ]
        return [(name, value) for name, value in plain if value]


@dataclass(frozen=True, slots=True)
class WorksOutcome:
    """What was found for a search for works.

    Attributes:
        works: those of the page.
        total: how many there are.
        facets: counts of all of them.
        years: number of works by year, whatever `since` is.
        cited_with: the work with which they are cited together.
        error: message about an invalid query or filter.
        suggestion: the query in another spelling, where none is found.
        ignored: remarks on parameters of the URL that are ignored.
        stale: the number of articles that cite these works whose file changed, or is gone.
    """

    works: Sequence[Work] = ()
    total: int = 0
    facets: Sequence[Facet] = ()
    years: Mapping[int, int] | None = None
    cited_with: Work | None = None
    error: str | None = None
    suggestion: str | None = None
    ignored: tuple[str, ...] = ()
    stale: int = 0


def works_page(state: WorksState, outcome: WorksOutcome, site: Site) -> bytes:
    """Render the page of all works."""
    side = element(
        "details",
        {"class": "side filters"},
        element("summary", None, "Filters"),
        _fields(state, outcome),
        element("div", {"id": "facets"}, [_facet(each, state, site) for each in outcome.facets]),
    )
    start = state.offset + 1
    rows = [element("li", {"class": "hit work-row"}, _row(work, site)) for work in outcome.works]
    main = element(
        "main",
        {"id": "main", "tabindex": "-1"},
        element("h1", {"class": "of-works"}, "Works cited"),
        _search_form(state, site),
        element("div", {"id": "chosen"}, _chosen(state, outcome, site)),
        element(
            "div",
            {"role": "status"},
            element("p", {"id": "count", "class": "status"}, _count(state, outcome)),
            element(
                "div",
                {"id": "message"},
                ignored_lines(outcome.ignored),
                stale_line(outcome.stale),
            ),
        ),
        element(
            "div",
            {"id": "results"},
            _did_you_mean(state, outcome, site),
            rows and element("ol", {"class": "works", "start": start}, rows),
            _page_links(state, outcome, site),
        ),
    )
    columns = element(
        "div", {"class": "columns"}, element("aside", {"aria-label": "Filters"}, side), main
    )
    body = join(skip_link("main", "Skip to the works"), masthead(site, SearchState()), columns)
    title = f"{state.q} · Works · {site.name}" if state.q else f"Works · {site.name}"
    return document(site, title, body, "works")


def work_page(
    citations: Citations,
    others: Sequence[Work],
    total_others: int,
    site: Site,
    stale: int = 0,
) -> bytes:
    """Render the page of a work.

    Args:
        citations: of the work.
        others: works that are cited with it, the most often first.
        total_others: how many of these there are.
        site: names and URLs.
        stale: the number of articles that cite it whose file changed, or is gone.
    """
    work = citations.works[0]
    main = element(
        "main",
        {"id": "main", "class": "plain of-work", "tabindex": "-1"},
        element(
            "p",
            {"class": "up"},
            element("a", {"href": site.urls.works(WorksState().pairs())}, "All works"),
        ),
        element(
            "h1", {"dir": "auto"}, work.title or full_reference(replace(work.reference, notices=()))
        ),
        work.title
        and element(
            "p",
            {"class": "work", "dir": "auto"},
            full_reference(replace(work.reference, notices=())),
        ),
        _notices(work),
        _about(work),
        work_links(work.reference, site),
        stale_line(stale),
        _cited([each for each in citations.citations if each.key == work.key], site),
        _cited_with(work, others, total_others, site),
    )
    body = join(skip_link("main", "Skip to the work"), masthead(site, SearchState()), main)
    name = work.title or work.key
    return document(site, f"{name} · {site.name}", body, "works")


def years_page(years: Mapping[int, int], state: SearchState, site: Site) -> bytes:
    """Render the plot of the years of the works that an answer cites, for the search page."""
    plot = year_plot(
        years, state.cited_since, name="cited_since", words=CITED_SINCE, form="~search"
    )
    return document(site, "Years of works", element("main", {"id": "plot"}, plot))


def _search_form(state: WorksState, site: Site) -> Markup:
    field: dict[str, str | int | bool | None] = {
        "id": "~works-q",
        "type": "search",
        "name": "q",
        "value": state.q,
        "maxlength": site.longest_query,
        "placeholder": "Author, title",
        "autocomplete": "off",
        "spellcheck": "false",
        "dir": "auto",
    }
    kept = [("kind", state.kind), ("cited_with", state.cited_with)]
    return element(
        "form",
        {"id": _FORM, "class": "query-form", "role": "search", "action": f"{site.urls.root}/works"},
        element(
            "label",
            {"for": "~works-q", "class": "unseen"},
            "Search the works by author, year, title, DOI or PubMed id",
        ),
        element("input", field),
        element("button", {"type": "submit"}, "Find works"),
        [
            element("input", {"type": "hidden", "name": name, "value": value})
            for name, value in kept
            if value
        ],
    )


def _fields(state: WorksState, outcome: WorksOutcome) -> Markup:
    options = [
        element("option", {"value": value, "selected": state.sort == value}, words)
        for value, words in _SORTS.items()
    ]
    noticed = element(
        "input",
        {
            "type": "checkbox",
            "name": "noticed",
            "value": "true",
            "form": _FORM,
            "checked": state.noticed,
            "autocomplete": "off",
        },
    )
    select = {"id": "sort", "name": "sort", "form": _FORM, "autocomplete": "off"}
    return element(
        "div",
        {"class": "fields"},
        element(
            "p",
            None,
            element("label", {"for": "sort"}, "Sort by"),
            element("select", select, options),
        ),
        element(
            "p",
            {"class": "check"},
            element("label", None, noticed, " Retracted or with another notice"),
        ),
        year_plot(outcome.years or {}, state.since, name="since", words="Since", form=_FORM),
    )


def _facet(facet: Facet, state: WorksState, site: Site) -> Markup | None:
    title = _FACETS.get(facet.field)
    if title is None or not facet.values:
        return None
    rows = [_facet_row(value, state, site) for value in facet.values]
    name = f"facet-{facet.field}"
    heading = element("h2", {"id": name}, title)
    return element(
        "section", {"class": "facet", "aria-labelledby": name}, heading, element("ul", None, rows)
    )


def _facet_row(value: FacetValue, state: WorksState, site: Site) -> Markup:
    chosen = state.kind == value.value
    other = state.but(kind="" if chosen else value.value)
    attributes = {
        "href": site.urls.works(other.pairs()),
        "class": "chosen" if chosen else None,
        "aria-current": "true" if chosen else None,
    }
    shown = element("span", {"class": "count"}, f"{value.count:,}")
    return element("li", None, element("a", attributes, value.label), " ", shown)


def _chosen(state: WorksState, outcome: WorksOutcome, site: Site) -> Markup | None:
    """Render the active filters; each links to the works without it."""
    active: list[tuple[str, WorksState]] = []
    if state.kind:
        active.append((state.kind.replace("-", " "), state.but(kind="")))
    if state.since:
        active.append((f"Since {state.since}", state.but(since="")))
    if state.noticed:
        active.append(("With a notice", state.but(noticed=False)))
    if state.cited_with:
        work = outcome.cited_with
        name = (work.title or work.key) if work else state.cited_with
        active.append((f"Cited with {name}", state.but(cited_with="", sort="cited")))
    return chips((words, site.urls.works(other.pairs())) for words, other in active)


def _count(state: WorksState, outcome: WorksOutcome) -> str:
    if outcome.error:
        return f"{outcome.error[:1].upper()}{outcome.error[1:]}."
    if not outcome.total:
        return "No work matches."
    if not outcome.works:
        return past_the_end(count(outcome.total, "work"))
    first, last = state.offset + 1, state.offset + len(outcome.works)
    if len(outcome.works) == outcome.total:
        return count(outcome.total, "work")
    return f"{count(outcome.total, 'work')}; {first:,} to {last:,} shown"


def _did_you_mean(state: WorksState, outcome: WorksOutcome, site: Site) -> Markup | None:
    if not outcome.suggestion:
        return None
    href = site.urls.works(state.but(q=outcome.suggestion).pairs())
    link = element("a", {"href": href, "dir": "auto", "class": "query"}, outcome.suggestion)
    return element("p", None, "Did you mean ", link, "?")


def _row(work: Work, site: Site) -> Markup:
    href = site.urls.work(work.key)
    name = full_reference(replace(work.reference, notices=()))
    cited = f"cited in {count(work.citations, 'note')} of {count(len(work.articles), 'article')}"
    together = f", {work.together:,} of them with it" if work.together else ""
    about = f"{kind_label(work)} · {cited}{together}" if work.kind else f"{cited}{together}"
    return join(
        element(
            "p",
            {"class": "work", "dir": "auto"},
            element("a", {"class": "open", "href": href}, name),
            badge(work.reference),
        ),
        element("p", {"class": "byline"}, about[:1].upper() + about[1:]),
    )


def _page_links(state: WorksState, outcome: WorksOutcome, site: Site) -> Markup | None:
    links: list[Markup] = []
    if outcome.total and not outcome.works:
        last = (outcome.total - 1) // PAGE_SIZE * PAGE_SIZE
        href = site.urls.works(replace(state, offset=last).pairs())
        links.append(element("a", {"href": href}, LAST_PAGE))
    elif state.offset:
        before = replace(state, offset=max(0, state.offset - PAGE_SIZE))
        links.append(
            element("a", {"href": site.urls.works(before.pairs()), "rel": "prev"}, "Previous")
        )
    if state.offset + len(outcome.works) < outcome.total:
        after = replace(state, offset=state.offset + PAGE_SIZE)
        links.append(
            element("a", {"href": site.urls.works(after.pairs()), "rel": "next"}, "More works")
        )
    return (
        element("nav", {"class": "pages", "aria-label": "Further works"}, links) if links else None
    )


def _about(work: Work) -> Markup:
    kind = f"{kind_label(work)}, by its {work.kind_source} · " if work.kind else ""
    cited = f"cited in {count(work.citations, 'note')} of {count(len(work.articles), 'article')}"
    words = kind + cited
    return element("p", {"class": "byline"}, words[:1].upper() + words[1:])


def _notices(work: Work) -> Markup | None:
    rows = []
    for notice in work.reference.notices:
        words = notice_words([notice])
        address = link("doi", notice.notice) if notice.notice else None
        reason = f" {notice.reason}" if notice.reason else ""
        shown = element("strong", {"class": "notice"}, words)
        rows.append(
            element(
                "li", None, shown, reason, address and join(" ", external_link(address, "Notice"))
            )
        )
    return element("ul", {"class": "notices"}, rows) if rows else None


def _cited(citations: Sequence[Citation], site: Site) -> Markup:
    groups = [
        _article(list(group), site)
        for _, group in groupby(citations, key=lambda each: each.article.id)
    ]
    return element(
        "section",
        {"aria-labelledby": "cited"},
        element("h2", {"id": "cited"}, "Who cites it, and for what"),
        groups,
    )


def _article(cited: Sequence[Citation], site: Site) -> Markup:
    article = cited[0].article
    href = site.urls.article(article.id, SearchState())
    heading = element("h3", {"dir": "auto"}, element("a", {"href": href}, title_of(article)))
    rows = [row for citation in cited for row in _claims(citation, site)]
    return element(
        "section", {"class": "citing"}, heading, element("ul", {"class": "claims"}, rows)
    )


def _claims(citation: Citation, site: Site) -> list[Markup]:
    """Render the sentences that cite a work by a note, or the note itself without any."""
    label = f"Note {citation.label}".strip()
    note = site.urls.article(citation.article.id, SearchState(), citation.anchor)
    rows = []
    for claim in citation.claims:
        href = site.urls.article(citation.article.id, SearchState(), claim.anchor, claim.text)
        where = "Opening" if claim.heading == citation.article.title else claim.heading
        rows.append(
            element(
                "li",
                None,
                element("p", {"class": "claim", "dir": "auto"}, claim.text),
                element(
                    "p",
                    {"class": "byline"},
                    element("a", {"class": "open", "href": href, "dir": "auto"}, where),
                    " · ",
                    element("a", {"href": note}, label),
                ),
            )
        )
    commentary = citation.reference.commentary
    if not rows or commentary:
        words = commentary or "No sentence cites this note."
        shown = element("p", {"class": "commentary", "dir": "auto"}, words)
        link_ = element(
            "p", {"class": "byline"}, element("a", {"class": "open", "href": note}, label)
        )
        rows.append(element("li", None, shown, link_))
    return rows


def _cited_with(work: Work, others: Sequence[Work], total: int, site: Site) -> Markup | None:
    if not others:
        return None
    rows = [element("li", None, _with(other, site)) for other in others]
    more = None
    if total > len(others):
        href = site.urls.works(WorksState(cited_with=work.key).pairs())
        more = element(
            "p",
            {"class": "more"},
            element("a", {"href": href}, f"All {total:,} works cited with it"),
        )
    return element(
        "section",
        {"aria-labelledby": "with"},
        element("h2", {"id": "with"}, "Cited with"),
        element("ul", {"class": "works"}, rows),
        more,
    )


def _with(work: Work, site: Site) -> Markup:
    name = full_reference(replace(work.reference, notices=()))
    return join(
        element(
            "p",
            {"class": "work", "dir": "auto"},
            element("a", {"href": site.urls.work(work.key)}, name),
            badge(work.reference),
        ),
        element("p", {"class": "byline"}, f"Together in {count(work.together, 'article')}"),
    )
