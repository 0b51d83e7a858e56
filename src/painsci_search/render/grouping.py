"""Results as a search page shows them: hits gathered under their article, headings put in words."""

from __future__ import annotations

from painsci_search.model import Hit, Results
from painsci_search.render.terminal import Span

ARROW = " \u203a "
BYLINE_DOT = " \u00b7 "


def group_by_article(results: Results) -> list[tuple[Hit, ...]]:
    """Gather the hits of each article; articles by their best hit, best hit first."""
    groups: dict[str, list[Hit]] = {}
    for hit in results.hits:
        groups.setdefault(hit.article.id, []).append(hit)
    return [tuple(hits) for hits in groups.values()]


def one_by_one(results: Results) -> list[tuple[Hit, ...]]:
    """Leave the hits in their order; only those of one article that follow each other gather."""
    groups: list[list[Hit]] = []
    for hit in results.hits:
        if groups and groups[-1][0].article.id == hit.article.id:
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return [tuple(hits) for hits in groups]


def byline(hit: Hit) -> str:
    """Name the authors and the date of a hit's article."""
    article = hit.article
    dates = [article.published] if article.published else []
    if article.updated and article.updated != article.published:
        dates.append(f"updated {article.updated}")
    between = "; " if any("," in name for name in article.authors) else ", "
    return BYLINE_DOT.join(part for part in (between.join(article.authors), *dates) if part)


def heading_path(hit: Hit) -> tuple[str, tuple[Span, ...]]:
    """Put the place of a hit in words, with the spans in it that matched.

    The opening section bears the article's title as its heading, which stands above it already.
    """
    if hit.kind == "article":
        return "The whole article", ()
    if hit.kind == "section" and not hit.path and hit.heading == hit.article.title:
        return "Opening", ()
    above = "".join(heading + ARROW for heading in hit.path)
    shift = len(above)
    spans = tuple((start + shift, end + shift) for start, end in hit.heading_highlights)
    return above + hit.heading, spans


def count_line(results: Results) -> str:
    """Say how much of the answer is shown; the first rank tells how much was passed over."""
    if not results.hits:
        return "No passage shown."
    shown, first = len(results.hits), results.hits[0].rank
    articles = len({hit.article.id for hit in results.hits})
    where = f"{articles} article{'' if articles == 1 else 's'}"
    if shown >= results.total:
        return f"{shown} passage{'' if shown == 1 else 's'} in {where}"
    if first == 1:
        return f"{results.total} passages; the best {shown} shown, in {where}"
    return f"{results.total} passages; {first} to {first + shown - 1} shown, in {where}"
