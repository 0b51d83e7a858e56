"""The results of a search: hits with snippets, claims, facets and explained scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from painsci_search import display
from painsci_search.late_classes import late_dataclass
from painsci_search.model.articles import Note
from painsci_search.model.dates import keep_dates, keep_tuples
from painsci_search.model.json_values import FromJSON
from painsci_search.model.labels import NO_LABELS, Labels
from painsci_search.model.late import Late
from painsci_search.model.sequences import SequenceOf
from painsci_search.model.types import Count, GivenDate, PlainDate, Positive
from painsci_search.records import Kind


@late_dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of at most three sentences and the words in it that matched.

    Attributes:
        text: plain text; "…" at either end where a sentence was cut.
        highlights: (start, end) offsets into `text`, ascending and disjoint.
        columns: the column headers of the table, where `text` is of one of its rows; else "".
    """

    text: str
    highlights: tuple[tuple[int, int], ...] = ()
    columns: str = ""


@late_dataclass(frozen=True, slots=True)
class ArticleInfo:
    """The article of a hit.

    Attributes:
        id: a stable name, unique within the index.
        url: the canonical URL; None where the page has none.
        published, updated: dates in the precision of the page, see `PartialDate`. An entry of the
            change log that is later is an update, too.
        source: the path as given to the reader; "" for an article made by a program.
        saved: the day when the page was saved; None where the file does not say.
        file: the URL of the saved file beside a canonical URL, in hits and excerpts; "" where links
            lead to the file anyway, or where there is none.
        tags: what the article is filed under.
        metadata: further texts of its own by name.
    """

    id: str
    title: str
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: PlainDate | None = None
    updated: PlainDate | None = None
    source: str = ""
    saved: PlainDate | None = None
    file: str = ""
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = NO_LABELS

    if TYPE_CHECKING:  # what may be given; `__post_init__` makes the fields of it

        def __init__(
            self,
            id: str,
            title: str,
            url: str | None = None,
            authors: Sequence[str] = (),
            published: GivenDate | None = None,
            updated: GivenDate | None = None,
            source: str = "",
            saved: GivenDate | None = None,
            file: str = "",
            tags: Sequence[str] = (),
            metadata: Mapping[str, str] = NO_LABELS,
        ) -> None: ...

    def __post_init__(self) -> None:
        keep_dates(self, "published", "updated", "saved")
        keep_tuples(self, "authors", "tags")
        if type(self.metadata) is dict:
            object.__setattr__(self, "metadata", Labels(self.metadata))


@late_dataclass(frozen=True, slots=True)
class CitingSection:
    """A section that cites a note, with its link."""

    anchor: str
    heading: str
    link: str


@late_dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with note markers: a claim and its evidence.

    Attributes:
        text: the sentence, without markers.
        anchor: of the section.
        heading: of the section.
        link: to the sentence.
        notes: the anchors of the notes of its markers, in order, each once; "" for a marker whose
            note is missing.
    """

    text: str
    anchor: str
    heading: str
    link: str
    notes: tuple[str, ...] = ()


@late_dataclass(frozen=True, slots=True)
class Share:
    """The contribution of a part of the query to the score of a hit.

    Attributes:
        term: the word, phrase or prefix as typed; "all words" for the bonus of a hit that matches
            all of them.
        field: the field that matched: "title", "heading", "path" (the headings above), "body",
            "note", "author"; None for an exact value, such as a PubMed id, and for "all words".
        count: the number of occurrences, in any form of the word.
        score: the scores of all shares of a hit add up to its score.
    """

    term: str
    field: str | None
    count: Positive
    score: float


@late_dataclass(frozen=True, slots=True)
class Hit(Late):
    """An article, a section or a note that matches a query.

    A search makes `rank`, `score`, `kind` and `snippet`, and the other attributes when
    one of them is first read; then a damaged index may raise IndexDamaged.

    Attributes:
        rank: 1 for the best.
        score: comparable within one answer only.
        heading: of the section; "Note 3" for a note; the title for an article.
        title_highlights, heading_highlights: matching words in the title of the article and in
            the heading, as (start, end) offsets, ascending and disjoint.
        path_highlights, author_highlights: the same in each of the headings above it, and in the
            name of each author of the article; empty where none has a matching word.
        path: the headings above it, outermost first.
        anchor: None for an article.
        link: to the passage itself, as exactly as the page allows; "" where the article has neither
            a URL nor a file, since a program added it.
        notes: of a section, the notes whose markers are in or next to the snippet; of a note, the
            note itself.
        cited_from: of a note, the sections that cite it.
        claims: of a section, the sentences of the snippet that have markers; of a note, the
            sentences that have a marker of it.
        explanation: the shares of the score, if requested.
        by_meaning: whether a search by meaning found it, and none of the query's words; then the
            snippet shows, and the link leads to, the sentence that is nearest to the query.
    """

    rank: Positive
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
    by_meaning: bool = False
    path_highlights: tuple[tuple[tuple[int, int], ...], ...] = ()
    author_highlights: tuple[tuple[tuple[int, int], ...], ...] = ()


@late_dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet.

    Attributes:
        value: as written in a query or filter.
        count: the number of matching passages or works with the value.
        label: for people; of an article, its title.
    """

    value: str
    count: Positive
    label: str


@late_dataclass(frozen=True, slots=True)
class Facet:
    """Counts of the matching passages or works by a field.

    Attributes:
        field: of passages "kind", "article", "author" (of the article), "updated" (its year),
            "lang" in an index of several languages, and, where an article has some, "tag" and
            "meta" (as "name=text"); of works "kind" (of study) or "decade".
        values: of passages the most frequent first, at most 20.
    """

    field: str
    values: tuple[FacetValue, ...] = ()


def with_listed_facets(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a JSON object whose facets, an object by field, are a list."""
    facets = value.get("facets", {})
    if isinstance(facets, Mapping):
        facets = [{"field": field, "values": values} for field, values in facets.items()]
    return {**value, "facets": facets}


@late_dataclass(frozen=True, slots=True)
class Offer:
    """Another query that has answers, offered where a query as it is written has none or fewer.

    Attributes:
        query: the query to ask.
        reason: its difference from the query that was asked: "without “zebra”".
        total: the number of its matching passages.
        unfiltered: whether it is asked without the filters; only then it has these passages.
    """

    query: str
    reason: str
    total: Positive
    unfiltered: bool = False


@late_dataclass(frozen=True, slots=True)
class Results(FromJSON, SequenceOf[Hit]):
    """The results of a query.

    Attributes:
        query: as given.
        total: the number of all matching passages, not only those in `hits`.
        took_ms: the time to answer, in milliseconds; equal results may have taken another time.
        hits: the best first.
        suggestion: a corrected query that finds more, where the query finds nothing or has a word
            that occurs nowhere in the index.
        partial: whether no passage matches all of the query, so that the hits are the best
            partial matches.
        complete: the number of matching passages that have all words of the query; 0 where the
            passages are not those of a query.
        unknown: the words that occur nowhere in the index, as typed.
        facets: counts of all matching passages, if requested.
        offers: where nothing matches, what has answers, the nearest first: the query itself
            without the filters, and other queries with them, or without where none has any. Where
            something matches, at most the query with its excluded words only in the text of
            sections, if more passages match it so.
        missing: of a partial answer, the words of the query that its best passage lacks, as typed:
            the same on every page and in every order. Where nothing matches, the unknown words.
        read_as: the query that a lenient search made of the text; None where it was read as it is
            written.
        without_vectors: in a search by meaning, the number of passages of the index that have no
            vector yet, and take part by their words only.
    """

    query: str
    total: Count
    took_ms: float = field(compare=False)
    hits: tuple[Hit, ...] = ()
    suggestion: str | None = None
    partial: bool = False
    unknown: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    offers: tuple[Offer, ...] = ()
    missing: tuple[str, ...] = ()
    read_as: str | None = None
    without_vectors: Count = 0
    complete: Count = 0

    @classmethod
    def _prepared(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        return with_listed_facets(value)

    def _items(self) -> tuple[Hit, ...]:
        return self.hits

    def _repr_html_(self) -> str:
        """Return the results as HTML for a notebook (IPython's display protocol)."""
        return display.render_html(self)
