"""The passages that answer a query, each with its place, its link and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from painsci_search.mcp.text.quoting import (
    NOTICE,
    Told,
    address_line,
    fit,
    place,
    plain_line,
    quote,
    range_line,
)
from painsci_search.model import Hit, Problem, Results
from painsci_search.render.references import short_note
from painsci_search.render.wording import (
    PARTIAL_MATCHES,
    byline,
    count,
    heading_path,
    join_parts,
    no_match,
    past_the_last,
    suggestion,
    title_of,
    unknown_words,
)

_NOTES_SHOWN = 4
_CLAIMS_SHOWN = 3
_WIDTH = 300
# What may stand below the passages: how to go on, a suggestion, files that changed.
_BELOW = 900
_PROBLEMS_SHOWN = 2


def tell_results(
    results: Results,
    room: int,
    *,
    offset: int = 0,
    more: bool = False,
    remarks: Sequence[str] = (),
) -> Told:
    """Tell the passages that answer a query, as many as there is room for.

    Args:
        room: characters.
        offset: how many passages were passed over.
        more: whether passages follow those of the results.
        remarks: lines to put below.
    """
    lines, shown = fit(map(_hit, results.hits), room - len(NOTICE) - _BELOW)
    below = list(remarks)
    if shown < len(results.hits) or more:
        below.insert(0, f"For more: the same search with offset {offset + shown}.")
    if shown and below:
        below.insert(0, "")
    head = [*_head(results, shown, offset), *([NOTICE] if shown else [])]
    return Told("\n".join([*head, *lines, *below]), shown)


def tell_problems(problems: Sequence[Problem]) -> list[str]:
    """Tell which files are not what they were when they were indexed."""
    lines = [
        f"Note: {plain_line(f'{problem.source}: {problem.message}', _WIDTH)}"
        for problem in problems[:_PROBLEMS_SHOWN]
    ]
    if len(problems) > _PROBLEMS_SHOWN:
        more = count(len(problems) - _PROBLEMS_SHOWN, "more file")
        lines.append(f"Note: changed or gone since they were indexed: {more}.")
    return lines


def _head(results: Results, shown: int, offset: int) -> Iterable[str]:
    query = plain_line(results.query, _WIDTH)
    if shown:
        yield f"{range_line('passage', offset, shown, results.total)} for: {query}"
    elif results.total:
        yield past_the_last(results.total, "passage", f"offset {offset}")
    else:
        yield no_match(query)
    if results.partial:
        yield PARTIAL_MATCHES
    if results.unknown:
        yield plain_line(unknown_words(results), _WIDTH)
    if results.suggestion:
        yield plain_line(suggestion(results), _WIDTH)


def _hit(hit: Hit) -> list[str]:
    heading, _ = heading_path(hit)
    title = plain_line(title_of(hit.article), _WIDTH)
    lines = [f"{hit.rank}. {hit.kind} {place(hit.article.id, hit.anchor)}"]
    lines += address_line(hit.link)
    lines += quote(join_parts([title, plain_line(byline(hit.article), _WIDTH)]))
    lines += quote(heading, _WIDTH) + quote(hit.snippet.text)
    notes = [note for note in hit.notes if hit.kind != "note" or note.references]
    told = [short_note(note) for note in notes[:_NOTES_SHOWN]]
    if len(notes) > _NOTES_SHOWN:
        told.append(f"and {count(len(notes) - _NOTES_SHOWN, 'more note')}")
    if hit.kind == "note":
        claims = hit.claims[:_CLAIMS_SHOWN]
        told += [f"cited in {claim.heading}: {claim.text}" for claim in claims]
    return lines + [line for text in told for line in quote(text.replace("\n\n", " "), _WIDTH)]
