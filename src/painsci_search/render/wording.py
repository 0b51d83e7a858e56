"""Counts, bylines, headings and remarks in words: model values in, plain text out.

Every format and every way in takes these phrases from here, so that one thing has one wording.
Nothing is escaped: the texts of articles go through the caller's own escaping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from painsci_search.identifiers import KINDS, normalise_doi
from painsci_search.model import Article, ArticleInfo, Hit, Note, NoteRef, Results, Section
from painsci_search.text import tokenize

Spans = tuple[tuple[int, int], ...]
ARROW = " \u203a "
DOT = " \u00b7 "
ELLIPSIS = "\u2026"
# Characters of a word of a query in a remark: longer than words, so that it is read at a glance.
_LONGEST = 80

BY_MEANING = "found by its meaning"
PARTIAL_MATCHES = "No passage matches the whole query; these are the best partial matches."


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not one.

    >>> count(1, "passage"), count(0, "passage"), count(1200, "more note")
    ('1 passage', '0 passages', '1,200 more notes')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def stale(number: int) -> str:
    """Return the remark that some articles of an answer are older than their files.

    >>> print(stale(1))
    1 article of this answer has changed since it was indexed, or its file cannot be opened.
    """
    return f"{count(number, 'article')} of this answer {_has_changed(number)}."


def exported_stale(number: int) -> str:
    """Return the remark that some exported articles are older than their files.

    >>> exported_stale(1).removeprefix("1 article of this export has changed since it was indexed")
    ', or its file cannot be opened: see "check".'
    """
    return f'{count(number, "article")} of this export {_has_changed(number)}: see "check".'


def _has_changed(number: int) -> str:
    if number == 1:
        return "has changed since it was indexed, or its file cannot be opened"
    return "have changed since they were indexed, or their files cannot be opened"


def count_kind(number: int, kind: str) -> str:
    """Return a number with a kind of file; names in capitals have no plural.

    >>> count_kind(12, "PDF"), count_kind(2, "link file"), count_kind(2, "link out of the folder")
    ('12 PDF', '2 link files', '2 links out of the folder')
    """
    noun, *rest = re.split(r"(?= (?:of|out of|that|to|without)\b)", kind, maxsplit=1)
    named = count(number, noun) if noun[-1:].islower() else f"{number:,} {noun}"
    return named + "".join(rest)


def join_names(names: Sequence[str]) -> str:
    """Join the names of authors; by semicolons where a name has a comma of its own.

    >>> join_names(["Robin Marsh", "Doe J"]), join_names(["Marsh, Robin", "Doe J"])
    ('Robin Marsh, Doe J', 'Marsh, Robin; Doe J')
    """
    return _separator(names).join(names)


def _separator(names: Sequence[str]) -> str:
    return "; " if any("," in name for name in names) else ", "


def join_parts(parts: Iterable[str | None]) -> str:
    """Join the parts of a line by middle dots, without the empty ones."""
    return DOT.join(filter(None, parts))


def dates(
    article: Article | ArticleInfo, published: str = "", updated: str = "updated "
) -> list[str]:
    """List the dates of an article after their labels; an update of the same date is left out.

    Args:
        published: the label of the date of publication.
        updated: the label of the date of the last update.
    """
    labelled = [published + article.published] if article.published else []
    if article.updated and article.updated != article.published:
        labelled.append(updated + article.updated)
    return labelled


def byline(article: Article | ArticleInfo, published: str = "", updated: str = "updated ") -> str:
    """Name the authors and the dates of an article; see `dates`.

    >>> byline(ArticleInfo("a", "A", None, ("Robin Marsh",), "2020", "2024-06"))
    'Robin Marsh \u00b7 2020 \u00b7 updated 2024-06'
    """
    return join_parts([join_names(article.authors), *dates(article, published, updated)])


def title_of(article: Article | ArticleInfo) -> str:
    """Return the title of an article, or its id where it has none."""
    return article.title or article.id


def is_opening(section: Section, article: Article) -> bool:
    """Return whether a section is the text below the title, which is its heading.

    >>> article = Article("a", "Socks", (Section("b", "Abstract", "Warm."),))
    >>> is_opening(article.sections[0], article), is_opening(Section("a", "Socks", "So."), article)
    (False, True)
    """
    return not section.path and section.heading in ("", article.title)


def label_of(note: Note) -> str:
    """Return the label of a note in brackets, followed by a space; "" where it has none."""
    return f"[{note.label}] " if note.label else ""


def marker_labels(refs: Sequence[NoteRef]) -> str:
    """Return the labels of note markers in a line; a dash joins the ends of a range.

    >>> marker_labels([NoteRef("3", 9, "n3", ("n4",)), NoteRef("5", 9, "n5"), NoteRef("a", 9)])
    '3–5, a'
    """
    line = ""
    for number, ref in enumerate(refs):
        is_last = number == len(refs) - 1
        line += ref.label + ("" if is_last else "–" if ref.starts_range else ", ")
    return line


def heading_path(hit: Hit) -> tuple[str, Spans]:
    """Return the headings above a hit and its own, with the spans in them that matched.

    An opening section has the article's title as its heading, which every format shows above it
    already; it is called "Opening".
    """
    if hit.kind == "article":
        return "The whole article", ()
    if hit.kind == "section" and not hit.path and hit.heading == hit.article.title:
        return "Opening", ()
    each = [*hit.path, hit.heading]
    above = hit.path_highlights or ((),) * len(hit.path)
    return ARROW.join(each), _joined_spans(each, [*above, hit.heading_highlights], ARROW)


def title_spans(hits: Sequence[Hit]) -> Spans:
    """Return what matched in the title of an article that some hits are of."""
    return next((hit.title_highlights for hit in hits if hit.title_highlights), ())


def byline_spans(hits: Sequence[Hit]) -> Spans:
    """Return what matched in the byline of an article that some hits are of."""
    names = hits[0].article.authors
    found = next((hit.author_highlights for hit in hits if hit.author_highlights), ())
    return _joined_spans(names, found, _separator(names)) if found else ()


def _joined_spans(texts: Sequence[str], spans: Iterable[Spans], separator: str) -> Spans:
    """Return the spans of some texts in the text that is joined of them."""
    found, start = [], 0
    for text, own in zip(texts, spans, strict=False):
        found += [(low + start, high + start) for low, high in own]
        start += len(text) + len(separator)
    return tuple(found)


def with_all_words(results: Results) -> str:
    """Return how many of the passages have all words of the query; "" for all or none.

    >>> with_all_words(Results("sham knee", 32, 0.1, complete=3))
    '3 with all words'
    """
    is_some = 0 < results.complete < results.total
    return f"{results.complete:,} with all words" if is_some else ""


def count_passages(results: Results) -> str:
    """Return how many passages match, and how many of them have all words.

    >>> count_passages(Results("sham knee", 32, 0.1, complete=3))
    '32 passages (3 with all words)'
    """
    complete = with_all_words(results)
    return count(results.total, "passage") + (f" ({complete})" if complete else "")


def count_line(results: Results) -> str:
    """Return how many passages match, which of them are shown, and in how many articles.

    The rank of the first hit shows how many passages were skipped.
    """
    if not results.hits:
        return "No passage shown."
    shown, first = len(results.hits), results.hits[0].rank
    where = count(len({hit.article.id for hit in results.hits}), "article")
    total = count_passages(results)
    if shown >= results.total:
        return f"{total} in {where}"
    which = f"the best {shown}" if first == 1 else f"{first} to {first + shown - 1}"
    return f"{total}; {which} shown, in {where}"


def no_match(query: str) -> str:
    """Return that no passage matches a query."""
    return f"No passage matches: {query}"


def past_the_last(total: int, noun: str, offset: str) -> str:
    """Return that an offset skips every match.

    >>> past_the_last(1, "passage", "--offset 5")
    '1 passage matches, and --offset 5 is past the last.'
    """
    verb = "matches" if total == 1 else "match"
    return f"{count(total, noun)} {verb}, and {offset} is past the last."


def missing_words(results: Results) -> str:
    """Return which words of a query the best passage lacks; "" where it matches all of it.

    Words that occur in no article, and identifiers that none cites, are named first.
    """
    nowhere = list(unknown_words(results))
    lines = [" ".join(nowhere)] if nowhere else []
    lacking = _quoted([word for word in results.missing if word not in results.unknown])
    if results.partial and lacking:
        lines.append(f"No passage matches the whole query; the best one lacks {lacking}.")
    elif results.partial and nowhere:
        lines.append("The best passage has the rest of the query.")
    elif results.partial:
        lines.append(PARTIAL_MATCHES)
    return " ".join(lines)


def unknown_words(results: Results) -> Iterator[str]:
    """Yield which words of a query occur in no article, and which identifiers none cites."""
    identifiers = [word for word in results.unknown if is_identifier(word)]
    words = [word for word in results.unknown if word not in identifiers]
    if words:
        yield f"{_quoted(words)} {'occurs' if len(words) == 1 else 'occur'} in no article."
    if identifiers:
        yield f"{cited_nowhere(len(identifiers))}: {', '.join(identifiers)}."


def is_identifier(word: str) -> bool:
    """Return whether a word of a query is a DOI, or an identifier with its field.

    >>> is_identifier("pmid:123"), is_identifier("10.1000/x"), is_identifier("123")
    (True, True, False)
    """
    field, _, value = word.partition(":")
    return bool(value and field in KINDS) or normalise_doi(word) is not None


def cited_nowhere(number: int) -> str:
    """Return that no article cites the works with some identifiers, which are named after it."""
    these = "this identifier" if number == 1 else "these identifiers"
    return f"No article cites a work with {these}"


def _quoted(words: Sequence[str]) -> str:
    """Join words in quotation marks by commas and "and"."""
    quoted = [
        f"\u201c{word if len(word) <= _LONGEST else word[:_LONGEST] + ELLIPSIS}\u201d"
        for word in words
    ]
    *before, last = quoted or [""]
    return f"{', '.join(before)} and {last}" if before else last


def offers(results: Results) -> list[str]:
    """Return each query that is offered, with its difference and its number of passages."""
    return [
        f"Instead: {offer.query} ({offer.reason}: {count(offer.total, 'passage')})"
        for offer in results.offers
    ]


def read_as(results: Results) -> str:
    """Return the query that a lenient search made of the text."""
    return f"Read as: {results.read_as}" if results.read_as else nothing_to_search(results.query)


def nothing_to_search(query: str) -> str:
    """Return why a lenient search has nothing to search.

    >>> nothing_to_search("-placebo"), nothing_to_search("?!")
    ('The query only excludes words: add a word to search for.', 'The text has no word to search.')
    """
    if any(tokenize(query)):
        return "The query only excludes words: add a word to search for."
    return "The text has no word to search."


def without_vectors(number: int) -> str:
    """Return that passages were searched by their words only, and what to do.

    >>> without_vectors(1)
    "1 passage has no vector yet and was searched by its words only: run 'painsci-search embed'"
    """
    return f"{searched_by_words(number)}: run 'painsci-search embed'"


def searched_by_words(number: int) -> str:
    """Return that passages took part in a search by meaning only by their words."""
    verbs = "has no vector yet and was searched by its"
    if number != 1:
        verbs = "have no vector yet and were searched by their"
    return f"{count(number, 'passage')} {verbs} words only"


def suggestion(results: Results) -> str:
    """Return the query that was perhaps meant."""
    return f"Did you mean: {results.suggestion}"
