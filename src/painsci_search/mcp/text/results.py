"""Search results, works and citations as quoted text, as many as fit into an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from painsci_search.bibliography.short_citations import looked_for
from painsci_search.mcp.text.quoting import (
    NOTICE,
    FormattedItems,
    arguments_json,
    fit,
    json_line,
    link_line,
    plain_line,
    quote,
    range_line,
)
from painsci_search.model import Citation, Citations, Hit, Problem, References, Results, Work
from painsci_search.render.references import (
    best_identifier,
    full_reference,
    identifier_labels,
    kind_label,
    short_note,
    short_reference,
)
from painsci_search.render.wording import (
    ARROW,
    BY_MEANING,
    byline,
    count,
    heading_path,
    join_parts,
    missing_words,
    no_match,
    offers,
    past_the_last,
    read_as,
    suggestion,
    title_of,
    with_all_words,
    without_vectors,
)

# Characters of a query, title or heading, of a commentary, and of the name of a similar work.
_WIDTH, _COMMENTARY_WIDTH, _SIMILAR_WIDTH = 300, 600, 120
# Items that are shown of longer lists; the text gives the number of the others.
_NOTES_SHOWN, _CLAIMS_SHOWN, _PROBLEMS_SHOWN = 4, 3, 2
_ARTICLES_SHOWN, _WORKS_SHOWN = 8, 5
# Characters kept for the lines after the items: offset, suggestion, changed files.
_BELOW = 900


def format_results(
    results: Results,
    room: int,
    *,
    offset: int = 0,
    more: bool = False,
    remarks: Sequence[str] = (),
) -> FormattedItems:
    """Format the passages of a search, as many as fit.

    Args:
        results: the passages.
        room: most characters of the text.
        offset: number of passages skipped before them.
        more: whether further passages follow them.
        remarks: lines after the passages.
    """
    lines, shown = fit(map(_hit, results.hits), room - len(NOTICE) - _BELOW)
    below = list(remarks)
    if shown < len(results.hits) or more:
        below.insert(0, f"For more: the same search with offset {offset + shown}.")
    if shown and below:
        below.insert(0, "")
    head = [*_head(results, shown, offset), *([NOTICE] if shown else [])]
    return FormattedItems("\n".join([*head, *lines, *below]), shown)


def format_problems(problems: Sequence[Problem]) -> list[str]:
    """Format the files that changed since they were indexed, a line each."""
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
    missing = plain_line(missing_words(results), _WIDTH)
    if results.partial and shown:
        yield missing
    if shown:
        complete = with_all_words(results)
        of_all = f" ({complete})" if complete else ""
        yield f"{range_line('passage', offset, shown, results.total)}{of_all} for: {query}"
    elif results.total:
        yield past_the_last(results.total, "passage", f"offset {offset}")
    elif results.read_as != "":  # which has no word to search
        yield no_match(query)
        if missing:
            yield missing
        yield from (plain_line(line, _WIDTH) for line in offers(results))
    if results.read_as is not None:
        yield plain_line(read_as(results), _WIDTH)
    if results.without_vectors:
        yield without_vectors(results.without_vectors)
    if results.suggestion:
        yield plain_line(suggestion(results), _WIDTH)


def _hit(hit: Hit) -> list[str]:
    heading, _ = heading_path(hit)
    title = plain_line(title_of(hit.article), _WIDTH)
    lines = [f"{hit.rank}. {hit.kind} {arguments_json(hit.article.id, hit.anchor)}"]
    lines += link_line(hit.link)
    lines += quote(join_parts([title, plain_line(byline(hit.article), _WIDTH)]))
    lines += quote(heading, _WIDTH)
    lines += quote(BY_MEANING) if hit.by_meaning else []
    lines += quote(hit.snippet.columns) + quote(hit.snippet.text)
    notes = [note for note in hit.notes if hit.kind != "note" or note.references]
    evidence = [short_note(note) for note in notes[:_NOTES_SHOWN]]
    if len(notes) > _NOTES_SHOWN:
        evidence.append(f"and {count(len(notes) - _NOTES_SHOWN, 'more note')}")
    if hit.kind == "note":
        claims = hit.claims[:_CLAIMS_SHOWN]
        evidence += [f"cited in {claim.heading}: {claim.text}" for claim in claims]
    return lines + [line for text in evidence for line in quote(text.replace("\n\n", " "), _WIDTH)]


def format_works(references: References, room: int, *, offset: int = 0) -> FormattedItems:
    """Format the works that match a query, as many as fit.

    Args:
        references: the works.
        room: most characters of the text.
        offset: number of works skipped before them.
    """
    blocks = (
        _format_work(work, number) for number, work in enumerate(references.works, offset + 1)
    )
    lines, shown = fit(blocks, room - len(NOTICE) - _BELOW)
    query = plain_line(references.query, _WIDTH)
    suffix = f" for: {query}" if query else ""
    total = references.total
    if shown:
        head = [range_line("work", offset, shown, total) + suffix, NOTICE]
    elif total:
        head = [past_the_last(total, "work", f"offset {offset}")]
    else:
        head = [
            f"No work matches: {query}{_looked_for(query)}" if query else "No note cites a work."
        ]
    left = total - offset - shown
    below = ["", f"For more: the same with offset {offset + shown}."] if shown and left > 0 else []
    return FormattedItems("\n".join([*head, *lines, *below]), shown)


def format_citations(
    citations: Citations, room: int, *, offset: int = 0, most: int | None = None, total: int = 0
) -> FormattedItems:
    """Format the notes that cite a work, as many as fit; or similar works, if it is unknown.

    Args:
        citations: the work and the notes.
        room: most characters of the text.
        offset: number of notes to skip.
        most: most notes; None for all.
        total: number of works that match, if it is ambiguous which is meant.
    """
    name = plain_line(citations.asked, _WIDTH)
    if not citations.works:
        head = (
            [f"{total} works match: {name}"]
            if total > 1
            else [f"No note cites: {name}{_looked_for(name)}"]
        )
        return FormattedItems(
            "\n".join([*head, *_similar(citations, "Call it again with one of these works:")]), 0
        )
    works = [line for work in citations.works[:_WORKS_SHOWN] for line in ("", *_work_lines(work))]
    cited = citations.citations
    page = cited[offset:][:most]
    blocks = (_citation(each, number) for number, each in enumerate(page, offset + 1))
    around = sum(len(line) + 1 for line in works)
    lines, shown = fit(blocks, max(room - around - len(NOTICE) - _BELOW, room // 3))
    articles = len({each.article.id for each in cited})
    head = [f"Cited by {count(len(cited), 'note')} in {count(articles, 'article')}", NOTICE]
    below: list[str] = []
    if not shown and cited:
        below = ["", f"Offset {offset} is past the last."]
    elif offset + shown < len(cited):
        below = ["", f"For more: the same with offset {offset + shown}."]
    below += _similar(citations, "The same number also names, in another list:")
    return FormattedItems("\n".join([*head, *works, *lines, *below]), shown)


def _looked_for(text: str) -> str:
    words = looked_for(text)
    return f" (looked for {words})" if words else ""


def _similar(citations: Citations, words: str) -> list[str]:
    if not citations.near:
        return []
    lines = ["", words]
    for work in citations.near[:_WORKS_SHOWN]:
        name = quote(short_reference(work.reference), _SIMILAR_WIDTH)
        lines += [json_line({"work": work.key}), *name]
    return lines


def _format_work(work: Work, number: int) -> list[str]:
    shown = ", ".join(json_line(name) for name in work.articles[:_ARTICLES_SHOWN])
    more = len(work.articles) - _ARTICLES_SHOWN
    where = shown + (f" and {more} more" if more > 0 else "")
    together = f"; together in {count(work.together, 'article')}" if work.together else ""
    first, *others = _work_lines(work)
    return [f"{number}. {first}", f"{count(work.citations, 'note')} in {where}{together}", *others]


def _work_lines(work: Work) -> list[str]:
    reference = work.reference
    address = best_identifier(reference)
    lines = [json_line({"work": work.key}), *link_line(address[1] if address else None)]
    if work.kind:
        lines.append(f"kind, by its {work.kind_source}: {kind_label(work)}")
    return [
        *lines,
        *quote(full_reference(reference), 2 * _WIDTH),
        *quote(join_parts(identifier_labels(reference)), _WIDTH),
    ]


def _citation(citation: Citation, number: int) -> list[str]:
    article = citation.article
    lines = [
        f"{number}. note {arguments_json(article.id, citation.anchor)}",
        *link_line(citation.link),
    ]
    lines += quote(f"{title_of(article)}{ARROW}Note {citation.label}".strip(), _WIDTH)
    if citation.reference.commentary:
        lines += quote(citation.reference.commentary.replace("\n\n", " "), _COMMENTARY_WIDTH)
    for claim in citation.claims:
        lines += [f"cited in {arguments_json(None, claim.anchor)}", *link_line(claim.link)]
        lines += quote(claim.heading, _WIDTH) + quote(claim.text)
    if not citation.claims:
        lines.append("No sentence cites this note.")
    return lines
