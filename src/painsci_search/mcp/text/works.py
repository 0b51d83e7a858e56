"""The works that articles cite, and who cites one of them for what."""

from __future__ import annotations

from painsci_search.mcp.text.quoting import (
    NOTICE,
    Told,
    address_line,
    fit,
    json_line,
    place,
    plain_line,
    quote,
    range_line,
)
from painsci_search.model import Citation, Citations, References, Work
from painsci_search.render.references import (
    best_identifier,
    full_reference,
    identifier_labels,
    short_reference,
)
from painsci_search.render.wording import ARROW, count, join_parts, past_the_last, title_of

_WIDTH = 300
_COMMENTARY_WIDTH = 600
_ARTICLES_SHOWN = 8
_WORKS_SHOWN, _NEAR_WIDTH = 5, 120
_BELOW = 900


def tell_works(references: References, room: int, *, offset: int = 0) -> Told:
    """Tell the works that match a query, as many as there is room for.

    Args:
        room: characters.
        offset: how many works were passed over.
    """
    blocks = (_work(work, number) for number, work in enumerate(references.works, offset + 1))
    lines, shown = fit(blocks, room - len(NOTICE) - _BELOW)
    query = plain_line(references.query, _WIDTH)
    asked = f" for: {query}" if query else ""
    total = references.total
    if shown:
        head = [range_line("work", offset, shown, total) + asked, NOTICE]
    elif total:
        head = [past_the_last(total, "work", f"offset {offset}")]
    else:
        head = [f"No work matches: {query}" if query else "No note cites a work."]
    left = total - offset - shown
    below = ["", f"For more: the same with offset {offset + shown}."] if shown and left > 0 else []
    return Told("\n".join([*head, *lines, *below]), shown)


def tell_citations(
    citations: Citations, room: int, *, offset: int = 0, most: int | None = None, total: int = 0
) -> Told:
    """Tell who cites a work, as many notes as there is room for; or which works may be meant.

    Args:
        room: characters.
        offset: how many notes to pass over.
        most: how many notes to tell at most; None for any number.
        total: how many works match what was asked, if it is not known which is meant.
    """
    asked = plain_line(citations.asked, _WIDTH)
    if not citations.works:
        head = [f"{total} works match: {asked}"] if total > 1 else [f"No note cites: {asked}"]
        return Told(
            "\n".join([*head, *_near(citations, "Call it again with one of these works:")]), 0
        )
    named = [line for work in citations.works[:_WORKS_SHOWN] for line in ("", *_named(work))]
    cited = citations.citations
    wanted = cited[offset:][:most]
    blocks = (_citation(each, number) for number, each in enumerate(wanted, offset + 1))
    around = sum(len(line) + 1 for line in named)
    lines, shown = fit(blocks, max(room - around - len(NOTICE) - _BELOW, room // 3))
    articles = len({each.article.id for each in cited})
    head = [f"Cited by {count(len(cited), 'note')} in {count(articles, 'article')}", NOTICE]
    below: list[str] = []
    if not shown and cited:
        below = ["", f"Offset {offset} is past the last."]
    elif offset + shown < len(cited):
        below = ["", f"For more: the same with offset {offset + shown}."]
    below += _near(citations, "The same number also names, in another list:")
    return Told("\n".join([*head, *named, *lines, *below]), shown)


def _near(citations: Citations, words: str) -> list[str]:
    if not citations.near:
        return []
    lines = ["", words]
    for work in citations.near[:_WORKS_SHOWN]:
        name = quote(short_reference(work.reference), _NEAR_WIDTH)
        lines += [json_line({"work": work.key}), *name]
    return lines


def _work(work: Work, number: int) -> list[str]:
    shown = ", ".join(json_line(name) for name in work.articles[:_ARTICLES_SHOWN])
    more = len(work.articles) - _ARTICLES_SHOWN
    where = shown + (f" and {more} more" if more > 0 else "")
    together = f"; together in {count(work.together, 'article')}" if work.together else ""
    first, *others = _named(work)
    return [f"{number}. {first}", f"{count(work.citations, 'note')} in {where}{together}", *others]


def _named(work: Work) -> list[str]:
    reference = work.reference
    address = best_identifier(reference)
    lines = [json_line({"work": work.key}), *address_line(address[1] if address else None)]
    return [
        *lines,
        *quote(full_reference(reference), 2 * _WIDTH),
        *quote(join_parts(identifier_labels(reference)), _WIDTH),
    ]


def _citation(citation: Citation, number: int) -> list[str]:
    article = citation.article
    lines = [f"{number}. note {place(article.id, citation.anchor)}", *address_line(citation.link)]
    lines += quote(f"{title_of(article)}{ARROW}Note {citation.label}".strip(), _WIDTH)
    if citation.reference.commentary:
        lines += quote(citation.reference.commentary.replace("\n\n", " "), _COMMENTARY_WIDTH)
    for claim in citation.claims:
        lines += [f"cited in {place(None, claim.anchor)}", *address_line(claim.link)]
        lines += quote(claim.heading, _WIDTH) + quote(claim.text)
    if not citation.claims:
        lines.append("No sentence points to this note.")
    return lines
