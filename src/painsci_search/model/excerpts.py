"""Parts of articles to be read, completions of queries, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from painsci_search.model.articles import Change, Note, Section
from painsci_search.model.json_values import FromJSON
from painsci_search.model.passages import ArticleInfo, Claim
from painsci_search.records import Kind

SuggestionKind = Literal["word", "article"]


@dataclass(frozen=True, slots=True)
class Excerpt(FromJSON):
    """An article, a section with those below it, or a note, to be read with its evidence.

    Attributes:
        heading: of the section; "Note 3" for a note; the title for an article.
        anchor: None for an article.
        link: leads to it as far as the page allows.
        sections: in reading order; none for a note.
        notes: those whose markers stand in the sections; all of an article; the note itself.
        claims: the sentences of the sections that bear markers; for a note, those that bear one
            of it.
    """

    article: ArticleInfo
    kind: Kind
    heading: str
    anchor: str | None
    link: str
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a query that is being typed may become.

    Attributes:
        text: the query with its last word completed; of an article, its title.
        kind: "word", or "article" for one whose title has what was typed.
        count: how many passages have all of the text; of an article 1.
        article: the id of the article.
    """

    text: str
    kind: SuggestionKind
    count: int
    article: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What an article says is new since a date.

    Attributes:
        date: the latest of the dates that are recent enough: of publication, update, changes.
        changes: the entries of its change log, the latest first.
    """

    article: ArticleInfo
    date: str
    changes: tuple[Change, ...] = ()
