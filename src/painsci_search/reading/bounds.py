"""An article in; the same with its title, authors and headings cut to a length that any page needs.

Each section's record repeats them, so that a longer one would cost its length times the number of
sections.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from painsci_search.model import Article, Section

# Characters of a title, a deck or a heading, and of all names of authors: several times as many as
# in any article that is known; a paper of 3,000 authors has 60,000.
_LONGEST_TITLE, _LONGEST_DECK, _LONGEST_AUTHORS = 1_000, 5_000, 100_000
# Characters that the records of the sections may repeat of the authors' names.
_REPEATED = 10_000_000


def bounded(article: Article) -> Article:
    """Return an article with long titles cut, at a word, and names beyond the bound left out.

    >>> len(bounded(Article("bilby", "dig " * 5_000)).title)
    996
    """
    changes: dict[str, object] = {}
    if len(article.title) > _LONGEST_TITLE:
        changes["title"] = _cut(article.title, _LONGEST_TITLE)
    if article.subtitle and len(article.subtitle) > _LONGEST_DECK:
        changes["subtitle"] = _cut(article.subtitle, _LONGEST_DECK)
    room = min(_LONGEST_AUTHORS, _REPEATED // (len(article.sections) + 1))
    kept = sum(total <= room for total in accumulate(len(name) + 2 for name in article.authors))
    if kept < len(article.authors):
        changes["authors"] = article.authors[:kept]
    if any(len(section.heading) > _LONGEST_TITLE for section in article.sections):
        changes["sections"] = tuple(map(_bounded_section, article.sections))
    return replace(article, **changes) if changes else article  # type: ignore[arg-type]


def _bounded_section(section: Section) -> Section:
    path = tuple([_cut(heading, _LONGEST_TITLE) for heading in section.path])
    return replace(section, heading=_cut(section.heading, _LONGEST_TITLE), path=path)


def _cut(text: str, most: int) -> str:
    """Return a text of at most `most` characters, cut at a space if there is one."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut else cut) + "…"
