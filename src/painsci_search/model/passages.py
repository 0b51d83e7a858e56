"""What a search answers: hits with snippets, claims and the reasons for their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from painsci_search.model.articles import Note
from painsci_search.model.json_values import FromJSON
from painsci_search.records import Kind


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of at most three sentences and the words in it that matched.

    Attributes:
        text: plain text; "…" at either end where a sentence had to be cut.
        highlights: (start, end) offsets into text, ascending and disjoint.
    """

    text: str
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """What a hit tells of its article."""

    id: str
    title: str
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class CitingSection:
    """A section that cites a note, with the link that leads to it."""

    anchor: str
    heading: str
    link: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an article that bears the markers of notes: what is said, and on what evidence.

    Attributes:
        text: the sentence as it stands in its section, without markers.
        anchor: of the section.
        heading: of the section.
        link: leads to the sentence.
        notes: the anchors of the notes whose markers stand in it, in order, each once; "" for a
            marker whose note is missing.
    """

    text: str
    anchor: str
    heading: str
    link: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What a part of the query gave to the score of a hit.

    Attributes:
        term: the word, phrase or prefix as typed; "all words" for what a hit gets more for having
            all of them.
        field: where it matched: "title", "heading", "path" (the headings above), "body", "note",
            "author"; None for an exact value, such as a PubMed id, and for "all words".
        count: how often it stands there, in any of its forms.
        score: the shares of a hit add up to its score.
    """

    term: str
    field: str | None
    count: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: an article, a section or a note that matched.

    Attributes:
        rank: 1 for the best.
        score: comparable within one query only.
        heading: of the section; "Note 3" for a note; the title for an article.
        title_highlights, heading_highlights: the words that matched in the article's title and
            in the heading, as (start, end) offsets, ascending and disjoint.
        path: the headings above it, outermost first.
        anchor: None on an article hit.
        link: leads to the passage itself as far as the page allows.
        notes: on a section hit, the notes whose markers stand in or next to the snippet; on a
            note hit, the note itself.
        cited_from: on a note hit, the sections that cite it.
        claims: on a section hit, the sentences of the snippet that bear markers; on a note hit,
            the sentences that bear a marker of it.
        explanation: where the score comes from, if that was asked for.
    """

    rank: int
    score: float
    kind: Kind
    article: ArticleInfo
    heading: str
    path: tuple[str, ...]
    anchor: str | None
    link: str
    snippet: Snippet
    notes: tuple[Note, ...] = ()
    cited_from: tuple[CitingSection, ...] = ()
    title_highlights: tuple[tuple[int, int], ...] = ()
    heading_highlights: tuple[tuple[int, int], ...] = ()
    claims: tuple[Claim, ...] = ()
    explanation: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that some of the matching passages have.

    Attributes:
        value: as it is written in a query or filter.
        count: how many of the passages have it.
        label: for reading: of an article, its title.
    """

    value: str
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Facet:
    """How the matching passages divide by a field.

    Attributes:
        field: "kind", "article", "author" (of the article) or "updated" (its year).
        values: those that most passages have, first; 20 at most.
    """

    field: str
    values: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Results(FromJSON):
    """The answer to a query.

    Attributes:
        query: as asked.
        total: how many records match, not only those in hits.
        took_ms: milliseconds spent on the answer.
        hits: best first.
        suggestion: a corrected query that finds more, where the one asked finds nothing or has a
            word that occurs nowhere in the index.
        partial: whether the hits are the best partial matches, since no passage has all that was
            asked for.
        unknown: the words that occur nowhere in the index, as typed.
        facets: how all matching passages divide, if that was asked for.
    """

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...] = ()
    suggestion: str | None = None
    partial: bool = False
    unknown: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()

    @classmethod
    def _prepared(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Turn the object of facets, by field, into a list."""
        facets = value.get("facets", {})
        if isinstance(facets, Mapping):
            facets = [{"field": field, "values": values} for field, values in facets.items()]
        return {**value, "facets": facets}

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def _repr_html_(self) -> str:
        """Show the results in a notebook (IPython's display protocol)."""
        # The one import that points up: a notebook asks the value itself, which cannot be told
        # from outside who writes its markup.
        from painsci_search.render.notebook import render_html  # noqa: PLC0415

        return render_html(self)
