"""The search page without a query: questions to begin with, and the articles updated last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from painsci_search.model import Article, Results
from painsci_search.render.wording import byline, count
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import element, join
from painsci_search.web.pages.urls import SearchState

# A query that finds each article once.
ALL_ARTICLES = "kind:article"
# Words of a heading that is asked as it is: a shorter one is too general, a longer one too special.
_WORDS = range(3, 9)
# Signs that have a meaning in queries.
_SIGNS = re.compile(r"[^\w\s'\u2019-]|(?<!\w)-|-(?!\w)")


def questions_of(articles: Iterable[Article], most: int = 4) -> tuple[str, ...]:
    """Choose headings of articles to ask as examples, one of each article.

    A heading that has a word of its article's title is clear by itself. Of these, and then of the
    others, questions come first.

    >>> from painsci_search import Section
    >>> texts = ("Other things to know", "Why is that so?", "Does humming help with pain?")
    >>> sections = tuple(Section(str(n), text, "", 2) for n, text in enumerate(texts))
    >>> questions_of([Article("x", "Humming, Slowly", sections)])
    ('Does humming help with pain?',)
    """
    chosen: list[tuple[bool, bool, str]] = []
    for article in articles:
        titled = _words_of(article.title)
        headings = [each.heading for each in article.sections if each.path or each.level > 1]
        fitting = [each for each in headings if len(each.split()) in _WORDS]
        if fitting:
            chosen.append(min(_unfit(each, titled) for each in fitting))
    return tuple(dict.fromkeys(heading for *_, heading in sorted(chosen)))[:most]


def _unfit(heading: str, titled: frozenset[str]) -> tuple[bool, bool, str]:
    """Return what a heading lacks as an example: a word of the title, being a question."""
    return not _words_of(heading) & titled, not heading.endswith("?"), heading


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in re.findall(r"\w{4,}", text))


def home(newest: Results | None, questions: Sequence[str], site: Site) -> Markup:
    """Render the page without a query."""
    hits = newest.hits if newest is not None else ()
    total = newest.total if newest is not None else 0
    rows = []
    for hit in hits:
        href = site.urls.article(hit.article.id, SearchState())
        title = hit.article.title or hit.article.id
        link = element("a", {"class": "open", "href": href, "dir": "auto"}, title)
        about = element("p", {"class": "byline", "dir": "auto"}, byline(hit.article))
        rows.append(element("li", None, link, about))
    articles = count(total, "article")
    lead = f"Where was it said, and on what evidence? Search the sections and notes of {articles}."
    heading, every = "Articles", None
    if total > len(rows):
        heading = "Updated last"
        href = site.urls.search(SearchState(q=ALL_ARTICLES, sort="date"))
        every = element("p", {"class": "more"}, element("a", {"href": href}, f"All {articles}"))
    listed = join(element("h2", None, heading), element("ul", {"class": "newest"}, rows), every)
    return join(
        element("h1", None, "Find the passage"),
        element("p", {"class": "lead"}, lead),
        _questions(questions, site),
        listed if rows else None,
    )


def _questions(questions: Sequence[str], site: Site) -> Markup | None:
    if not questions:
        return None
    rows = [
        element("li", None, element("a", {"href": _asked(each, site), "dir": "auto"}, each))
        for each in questions
    ]
    return element(
        "section",
        {"class": "questions", "aria-labelledby": "questions"},
        element("h2", {"id": "questions"}, "For example"),
        element("ul", {"class": "chips"}, rows),
    )


def _asked(heading: str, site: Site) -> str:
    """Return the URL of the search for a heading, without the signs of the query language."""
    return site.urls.search(SearchState(q=" ".join(_SIGNS.sub(" ", heading).split())))
