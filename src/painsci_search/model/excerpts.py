"""Excerpts of articles, completions of queries, and news."""

from __future__ import annotations

from typing import Literal

from painsci_search.late_classes import late_dataclass
from painsci_search.model.articles import Change, Note, Section
from painsci_search.model.json_values import FromJSON
from painsci_search.model.passages import ArticleInfo, Claim
from painsci_search.model.types import Count, PlainDate
from painsci_search.records import Kind

SuggestionKind = Literal["word", "article"]


@late_dataclass(frozen=True, slots=True)
class Excerpt(FromJSON):
    """An article, a section with its subsections, or a note, with its evidence.

    Attributes:
        heading: of the section; "Note 3" for a note; the title for an article.
        anchor: None for an article.
        link: to it, as exactly as the page allows.
        sections: in reading order; none for a note.
        notes: those with markers in the sections; all of an article; the note itself.
        claims: the sentences of the sections that have markers; for a note, the sentences that
            have a marker of it.
    """

    article: ArticleInfo
    kind: Kind
    heading: str
    anchor: str | None
    link: str
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    claims: tuple[Claim, ...] = ()


@late_dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of a query.

    Attributes:
        text: the query with its last word completed; of an article, its title.
        kind: "word", or "article" for one whose title contains the query.
        count: the number of passages that match all of the text; 1 for an article.
        article: the id of the article; None for a word.
    """

    text: str
    kind: SuggestionKind
    count: Count
    article: str | None = None


@late_dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article of an index, and how much of it can be found.

    Attributes:
        passages: the number of its sections, notes and its title that a search can find.
        saves: the number of further files of the same article.
    """

    article: ArticleInfo
    passages: Count
    saves: Count = 0


@late_dataclass(frozen=True, slots=True)
class News:
    """An article published or updated since a date.

    Attributes:
        date: the date of the article: of its publication, its last update or the last entry of its
            change log, whichever is latest; see `PartialDate`.
        changes: the entries of its change log since then, the latest first.
        link: its URL, or that of its file; "" if it has neither.
    """

    article: ArticleInfo
    date: PlainDate
    changes: tuple[Change, ...] = ()
    link: str = ""
