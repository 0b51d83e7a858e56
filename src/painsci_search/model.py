"""The vocabulary of the project: what an article is made of, and what a search answers.

Every value is a frozen, slotted dataclass and every sequence a tuple, so that they can be shared
between threads and compared. Offsets are character offsets into the ``text`` beside them. Dates
are strings that keep the precision of their source: "2021", "2021-06" or "2021-06-30".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ARTICLE_SCHEMA = "painsci-search/article/1"
RESULTS_SCHEMA = "painsci-search/results/1"
EXCERPT_SCHEMA = "painsci-search/excerpt/1"
ARTICLES_SCHEMA = "painsci-search/articles/1"
SUGGESTIONS_SCHEMA = "painsci-search/suggestions/1"
HEALTH_SCHEMA = "painsci-search/health/1"
QUOTES_SCHEMA = "painsci-search/quotes/1"
VERDICTS_SCHEMA = "painsci-search/verdicts/1"
QUERY_SCHEMA = "painsci-search/query/1"
REFERENCES_SCHEMA = "painsci-search/references/1"
CITATIONS_SCHEMA = "painsci-search/citations/1"
NEWS_SCHEMA = "painsci-search/news/1"
FINDINGS_SCHEMA = "painsci-search/findings/1"

Kind = Literal["article", "section", "note"]
SuggestionKind = Literal["word", "article"]
VerdictState = Literal["unchanged", "moved", "changed", "gone"]
LeafKind = Literal["word", "phrase", "prefix", "wildcard", "fuzzy", "range", "value"]
BranchKind = Literal["all of", "any of", "none of", "ranked", "boost"]
PartRole = Literal["", "may", "must", "must not", "narrows", "ignored"]
WorkSort = Literal["cited", "year", "author", "title"]
Severity = Literal["error", "warning", "hint"]
Sort = Literal["relevance", "date", "position"]


@dataclass(frozen=True, slots=True)
class NoteRef:
    """A note's marker in the text of a section.

    Attributes:
        label: the marker as printed, without brackets: "3", "a", "*".
        offset: where in the section's text the marker stood (it is taken out of the text).
        anchor: the anchor of the note that it points to; "" where that note is missing.
    """

    label: str
    offset: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    r"""A headed part of an article, without the text of its subsections.

    Attributes:
        anchor: the fragment that identifies the section within its article; unique there.
        heading: the heading's text; the article's title for the text before the first heading.
        text: the section's own text; paragraphs are separated by a blank line ("\n\n"), lines
            that the page breaks by "\n"; white space is otherwise folded to single spaces, note
            markers are taken out.
        level: 1 to 6, as in h1 to h6.
        path: the headings above this one, outermost first, without the article's title.
        note_refs: the markers in the text, ascending by offset.
        anchor_in_page: True where a browser can jump to the anchor; False where it was made up.
    """

    anchor: str
    heading: str
    text: str
    level: int = 1
    path: tuple[str, ...] = ()
    note_refs: tuple[NoteRef, ...] = ()
    anchor_in_page: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """A work cited in a note. A field that the text does not give is None or empty, never guessed.

    Attributes:
        raw: the citation as it stands in the note.
        authors: each "Lochte BC"; "et al" is not an author.
        year: the year of publication.
        pages: as given, with a hyphen for any dash: "295-304", "e3846".
        doi: in lower case, without a resolver's address: "10.7717/peerj.3846".
        pmid: digits only.
        pmcid: with its letters: "PMC2844363".
        painsci_id: the number in the PainSci bibliography, digits only.
        url: the first link that is not merely a PMID, PMCID, DOI or PainSci address.
        commentary: what the note says about the work: after its citation, and before it what
            leads there from the work before, with "…" between the two.
    """

    raw: str
    authors: tuple[str, ...] = ()
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    painsci_id: str | None = None
    url: str | None = None
    commentary: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote.

    Attributes:
        label: the number or sign that the reader sees: "3"; "" where it has none.
        anchor: the fragment that identifies the note within its article; unique there.
        text: the note's text without its label and without the link back.
        references: the works that it cites, in order.
        cited_from: the anchors of the sections with a marker for it, in order, each once.
        anchor_in_page: True where a browser can jump to the anchor; False where it was made up.
    """

    label: str
    anchor: str
    text: str
    references: tuple[Reference, ...] = ()
    cited_from: tuple[str, ...] = ()
    anchor_in_page: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of an article's change log; date is "" where the entry gives none."""

    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article as understood by the reader.

    Attributes:
        id: stable name, unique within an index.
        title: without the site's name.
        source: the path as given to the reader; "" for an article made by a caller.
        url: the canonical address; None where the page names none.
        subtitle: the deck; None where there is none.
        authors: names as the page gives them.
        published, updated: dates with the precision that the page gives.
        language: BCP 47 tag such as "en"; None where the page names none.
        sections: in reading order; anchors are unique over sections and notes together.
    """

    id: str
    title: str
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    changes: tuple[Change, ...] = ()
    source: str = ""
    url: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None


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
class Excerpt:
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
class Results:
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


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be indexed and why, in one line."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What ``Index.update`` did: sources as given, each list in path order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What an export wrote.

    Attributes:
        folder: where.
        articles, passages: how many; a passage is a section or a note.
        files: how many files.
        bytes: their size together.
        unlinked: the ids of articles that nothing can be linked to, since they came from no file
            and name no address.
    """

    folder: str
    articles: int
    passages: int
    files: int
    bytes: int
    unlinked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts over an index; ``words`` counts the words of sections and notes."""

    articles: int
    sections: int
    notes: int
    references: int
    words: int
    bytes: int
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an article, for whoever looks after it.

    Attributes:
        kind: in short: "marker-without-note", "dead-link", "disagreement" and so on.
        severity: an error is wrong for sure; a warning may be meant so; a hint is worth a look.
        source: the file, as given or under the folder given.
        line: in the file, from 1; 1 for what concerns it as a whole.
        anchor: the fragment that it is about, of a section, a note or a link; "" for none.
        message: what is wrong, in one line.
    """

    kind: str
    severity: Severity
    source: str
    line: int
    anchor: str
    message: str


@dataclass(frozen=True, slots=True)
class Work:
    """A work that notes cite, merged from all citations that name it.

    Attributes:
        key: its citation key, unique within the index: "Lochte2018fmri".
        reference: what its citations say of it together; without a commentary.
        citations: how many notes cite it.
        articles: the ids of the articles that cite it, sorted.
        together: how many of them also cite the work that was asked for with ``cited_with``.
    """

    key: str
    reference: Reference
    citations: int = 0
    articles: tuple[str, ...] = ()
    together: int = 0


@dataclass(frozen=True, slots=True)
class References:
    """The works that match a query.

    Attributes:
        query: as asked.
        total: how many works match, not only those in works.
        works: in the order asked for.
        cited_with: the work that all of these are cited together with, if that was asked for.
    """

    query: str
    total: int
    works: tuple[Work, ...] = ()
    cited_with: Work | None = None

    def __iter__(self) -> Iterator[Work]:
        return iter(self.works)

    def __len__(self) -> int:
        return len(self.works)


@dataclass(frozen=True, slots=True)
class Citation:
    """A note that cites a work.

    Attributes:
        key: of the work.
        article: that the note belongs to.
        label, anchor: of the note.
        link: leads to the note.
        reference: as this note gives it, with what it says about the work.
        claims: the sentences that bear a marker of the note, in the order of the article; none
            where nothing in the text points to the note.
    """

    key: str
    article: ArticleInfo
    label: str
    anchor: str
    link: str
    reference: Reference
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Citations:
    """Where a work is cited.

    Attributes:
        asked: the identifier, key or words as given.
        works: the work that is meant; several where their citations give one identifier to works
            that are clearly not the same; none where it is not known which.
        citations: by article and place of the note in it.
        near: if works is empty, those that may be meant; else those that are named in another way
            by the same number, as it may be both a PubMed id and a PainSci id.
    """

    asked: str
    works: tuple[Work, ...] = ()
    citations: tuple[Citation, ...] = ()
    near: tuple[Work, ...] = ()

    def __iter__(self) -> Iterator[Citation]:
        return iter(self.citations)

    def __len__(self) -> int:
        return len(self.citations)


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of a query as it is understood: what it asks for, and what it means for the whole.

    Attributes:
        kind: of what is looked for, "word", "phrase", "prefix", "wildcard", "fuzzy" (nearly so
            spelled), "range" or "value" (an exact one, such as a PubMed id); of several parts,
            "all of", "any of", "none of", "ranked" (best match first) or "boost".
        role: among the parts of one that is ranked: "may" match and raises the rank, "must", "must
            not", "narrows" (must match; names a field), or "ignored", as words that are too common
            are; "" elsewhere.
        text: what is looked for; of a range, as typed. "" where there are parts.
        field: what it is looked for in; None for all text.
        also: words and phrases that are found as well: synonyms, other spellings.
        slop: of a phrase, by how many places its words may be off.
        distance: of a fuzzy word, how many letters may be wrong.
        factor: of a boost, how many times as much it counts.
        bounds: of a range, pairs such as (">=", "2015"), all of which must hold.
        parts: in the order of the query.
    """

    kind: LeafKind | BranchKind
    role: PartRole = ""
    text: str = ""
    field: str | None = None
    also: tuple[str, ...] = ()
    slop: int = 0
    distance: int = 0
    factor: float = 1.0
    bounds: tuple[tuple[str, str], ...] = ()
    parts: tuple[QueryPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage word for word, with all that is needed to cite it and to check it again.

    Attributes:
        text: exactly as it stands in its section or note; the deck for an article hit.
        sha256: of the text in its normal form, in hexadecimal digits.
        anchor: of the section or note in its article; None for a deck.
        link: leads to the passage itself as far as the page allows.
        notes: those that the passage cites, with their references; the note itself for a note.
    """

    text: str
    sha256: str
    kind: Kind
    article: ArticleInfo
    heading: str
    path: tuple[str, ...]
    anchor: str | None
    link: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotePack:
    """The passages of an answer as quotes.

    Attributes:
        query: as asked.
        indexed: when the index was last changed, as an ISO 8601 date and time in UTC.
    """

    query: str
    indexed: str
    quotes: tuple[Quote, ...] = ()

    def __iter__(self) -> Iterator[Quote]:
        return iter(self.quotes)

    def __len__(self) -> int:
        return len(self.quotes)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What has become of a quote.

    Attributes:
        state: "unchanged" (the exact text is where it was), "moved" (it is in another section,
            note or article now), "changed" (only something like it is there), or "gone".
        found: where its text is now, or what is nearest to it; None if it is gone.
        similarity: of what was found to the quote, 0 to 1: 1 for the exact text.
    """

    quote: Quote
    state: VerdictState
    found: Quote | None = None
    similarity: float = 0.0

    @property
    def article(self) -> ArticleInfo:
        """The article in which it is now, or was."""
        return self.found.article if self.found else self.quote.article
