"""The parts of an article: sections with note markers, notes with references, a change log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from painsci_search.late_classes import late_dataclass
from painsci_search.model.blocks import Block, Mark
from painsci_search.model.dates import keep_dates, keep_tuples
from painsci_search.model.json_values import FromJSON
from painsci_search.model.labels import NO_LABELS, Labels
from painsci_search.model.notices import Notice
from painsci_search.model.types import Count, Date, DateOrEmpty, GivenDate, Level, Similarity

# A paper is one in the proceedings of a conference.
WorkType = Literal[
    "article", "book", "chapter", "paper", "report", "guideline", "thesis", "preprint", "webpage"
]


@late_dataclass(frozen=True, slots=True)
class NoteRef:
    """A note's marker in the text of a section.

    Attributes:
        label: the marker as printed, without brackets: "3", "a", "*".
        offset: the position of the marker in the section's text, from which it was removed.
        anchor: the anchor of its note; "" where the note is missing.
        between: the anchors of the other notes of a range, such as "3–6", that this marker starts
            or is; the text has no markers of their own.
    """

    label: str
    offset: Count
    anchor: str = ""
    between: tuple[str, ...] = ()

    if TYPE_CHECKING:  # what may be given; `__post_init__` makes the fields of it

        def __init__(
            self,
            label: str,
            offset: Count,
            anchor: str = "",
            between: Sequence[str] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        keep_tuples(self, "between")

    @property
    def anchors(self) -> tuple[str, ...]:
        """The anchors of all notes that the marker cites; "" for a missing one."""
        return (self.anchor, *self.between)

    @property
    def starts_range(self) -> bool:
        """True if the next marker is the last one of a range, as in "3" and "6" of "3–6"."""
        return bool(self.between) and self.label.isalnum()

    @staticmethod
    def join(cited: Iterable[tuple[str | None, int, str]]) -> tuple[NoteRef, ...]:
        """Make the markers from the notes that they cite.

        Args:
            cited: the label, offset and anchor of each note; None is the label of a note within
                a range, which belongs to the marker before it, or to the first of all.

        >>> NoteRef.join([("3", 9, "n3"), (None, 9, "n4"), ("5", 9, "n5")])[0]
        NoteRef(label='3', offset=9, anchor='n3', between=('n4',))
        """
        refs: list[NoteRef] = []
        ahead: tuple[str, ...] = ()
        for label, offset, anchor in cited:
            if label is not None:
                refs.append(NoteRef(label, offset, anchor, ahead))
                ahead = ()
            elif refs:
                refs[-1] = replace(refs[-1], between=(*refs[-1].between, anchor))
            else:
                ahead = (*ahead, anchor)
        return tuple(refs)

    def cited(self) -> Iterator[tuple[str | None, int, str]]:
        """Yield the notes that the marker cites, as `join` takes them."""
        yield self.label, self.offset, self.anchor
        for anchor in self.between:
            yield None, self.offset, anchor


@late_dataclass(frozen=True, slots=True)
class Section:
    r"""A headed part of an article, without the text of its subsections.

    Attributes:
        anchor: the fragment that identifies the section within its article; unique there.
        heading: the heading's text; the article's title for the text before the first heading.
        text: the section's own text, without note markers; a blank line ("\n\n") separates
            blocks, "\n" is a line break of the page, and other white space is one space, except
            in code, whose spaces are kept.
        level: 1 to 6, as in h1 to h6.
        path: the headings above this one, outermost first, without the article's title.
        note_refs: the markers in the text, ascending by offset.
        anchor_in_page: whether the page has the anchor, so that a browser can jump to it; False
            where the reader made it up.
        blocks: the paragraphs, list items, rows and so on, in order, which cover the text;
            empty where only the text is known.
        marks: emphasis, superscripts, links and so on, ascending by start.
        breaks: offsets where the page shows a picture or field, or other characters than the
            text; a quotation for a browser to find does not cross them.
        joined: what the page shows of markers right after a word, so that a browser takes both for
            one word, with the offset of each: "1" where the page has "help1", nothing where it has
            "help[1]".
    """

    anchor: str
    heading: str
    text: str
    level: Level = 1
    path: tuple[str, ...] = ()
    note_refs: tuple[NoteRef, ...] = ()
    anchor_in_page: bool = True
    blocks: tuple[Block, ...] = ()
    marks: tuple[Mark, ...] = ()
    breaks: tuple[Count, ...] = ()
    joined: tuple[tuple[Count, str], ...] = ()

    if TYPE_CHECKING:  # what may be given; `__post_init__` makes the fields of it

        def __init__(
            self,
            anchor: str,
            heading: str,
            text: str,
            level: Level = 1,
            path: Sequence[str] = (),
            note_refs: Sequence[NoteRef] = (),
            anchor_in_page: bool = True,
            blocks: Sequence[Block] = (),
            marks: Sequence[Mark] = (),
            breaks: Sequence[int] = (),
            joined: Sequence[tuple[int, str]] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        keep_tuples(self, "path", "note_refs", "blocks", "marks", "breaks", "joined")

    def unquotable(self) -> list[int]:
        """Return the offsets of markers and breaks, ascending: the page has more text there."""
        return sorted([*(ref.offset for ref in self.note_refs), *self.breaks])


@late_dataclass(frozen=True, slots=True)
class FieldConfidence:
    """The estimated probability that a field of a reference is right.

    Attributes:
        field: its name: "title".
        probability: from 0 to 1.
    """

    field: str
    probability: Similarity


@late_dataclass(frozen=True, slots=True)
class Reference:
    """A work cited in a note; a field that the citation lacks is None or empty, never guessed.

    Attributes:
        raw: the citation as written in the note.
        authors: each "Lochte BC"; "et al" is not an author.
        journal: the journal; for a chapter or a paper, the title of the book that it is part of.
        year: the year of publication.
        pages: as given, with a hyphen for any dash: "295-304", "e3846".
        doi: in lower case, without the URL of a resolver: "10.7717/peerj.3846".
        pmid: digits only.
        pmcid: with its letters: "PMC2844363".
        painsci_id: the number in the PainSci bibliography, digits only.
        url: the first link that is not a PMID, PMCID, DOI or PainSci link.
        commentary: the note's remarks on the work: those before its citation and those after it,
            with "…" between the two.
        type: of the work, as its citation shows it.
        editors: of the book, as `authors`.
        publisher: of a book or report; the university of a thesis.
        place: of the publisher.
        edition: as given, without the word: "2nd".
        isbn: digits, and "X" as the last of ten.
        accessed: the day on which a web page was read.
        confidence: how sure each field is that was estimated; empty where the page marks the
            fields.
        notices: what was published about the work later, such as a retraction, by date; only from
            a file of notices that the user gives, and never stored.
    """

    raw: str
    authors: tuple[str, ...] = ()
    title: str | None = None
    journal: str | None = None
    year: Count | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    painsci_id: str | None = None
    url: str | None = None
    commentary: str | None = None
    type: WorkType | None = None
    editors: tuple[str, ...] = ()
    publisher: str | None = None
    place: str | None = None
    edition: str | None = None
    isbn: str | None = None
    accessed: Date | None = None
    confidence: tuple[FieldConfidence, ...] = ()
    notices: tuple[Notice, ...] = ()

    if TYPE_CHECKING:  # what may be given; `__post_init__` makes the fields of it

        def __init__(
            self,
            raw: str,
            authors: Sequence[str] = (),
            title: str | None = None,
            journal: str | None = None,
            year: int | None = None,
            volume: str | None = None,
            issue: str | None = None,
            pages: str | None = None,
            doi: str | None = None,
            pmid: str | None = None,
            pmcid: str | None = None,
            painsci_id: str | None = None,
            url: str | None = None,
            commentary: str | None = None,
            type: WorkType | None = None,
            editors: Sequence[str] = (),
            publisher: str | None = None,
            place: str | None = None,
            edition: str | None = None,
            isbn: str | None = None,
            accessed: GivenDate | None = None,
            confidence: Sequence[FieldConfidence] = (),
            notices: Sequence[Notice] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        keep_tuples(self, "authors", "editors", "confidence", "notices")
        if self.accessed is not None:
            keep_dates(self, "accessed")


@late_dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote.

    Attributes:
        label: the printed number or sign: "3"; "" where it has none.
        anchor: the fragment that identifies the note within its article; unique there.
        text: without its label and without the link back.
        references: the works that it cites, in order.
        cited_from: the anchors of the sections with a marker of the note, in order, each once.
        anchor_in_page: whether the page has the anchor, so that a browser can jump to it; False
            where the reader made it up.
    """

    label: str
    anchor: str
    text: str
    references: tuple[Reference, ...] = ()
    cited_from: tuple[str, ...] = ()
    anchor_in_page: bool = True

    if TYPE_CHECKING:  # what may be given; `__post_init__` makes the fields of it

        def __init__(
            self,
            label: str,
            anchor: str,
            text: str,
            references: Sequence[Reference] = (),
            cited_from: Sequence[str] = (),
            anchor_in_page: bool = True,
        ) -> None: ...

    def __post_init__(self) -> None:
        keep_tuples(self, "references", "cited_from")


@late_dataclass(frozen=True, slots=True)
class Change:
    """An entry of an article's change log.

    Attributes:
        date: see `PartialDate`; "" where the entry gives none.
    """

    date: DateOrEmpty
    text: str

    if TYPE_CHECKING:  # what may be given; `__post_init__` makes the fields of it

        def __init__(
            self,
            date: GivenDate,
            text: str,
        ) -> None: ...

    def __post_init__(self) -> None:
        keep_dates(self, "date")


_TUPLES_OF_ARTICLE = (
    "sections",
    "notes",
    "changes",
    "authors",
    "sources",
    "aliases",
    "warnings",
    "tags",
)


@late_dataclass(frozen=True, slots=True)
class Article(FromJSON):
    """An article as read from a file, or made by a program.

    Attributes:
        id: a stable name, unique within an index.
        title: without the site's name.
        source: the path as given to the reader; "" for an article made by a program.
        url: the canonical URL; None where the page has none.
        subtitle: the deck; None where there is none.
        authors: names as the page gives them.
        published, updated: dates in the precision of the page, see `PartialDate`; a `datetime.date`
            may be given, too.
        language: a BCP 47 tag such as "en"; None where it is unknown.
        saved: the day when the page was saved; None where the file does not say.
        sources: the paths of further saves of the same article.
        aliases: former ids, by which the article is found, too.
        warnings: what reading was unsure of: "no date", "3 markers without a note".
        tags: what it is filed under, for `tag:` in queries: "low back", "guideline".
        metadata: further texts of its own by name, for `meta:` in queries.
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
    published: Date | None = None
    updated: Date | None = None
    language: str | None = None
    saved: Date | None = None
    sources: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = NO_LABELS

    if TYPE_CHECKING:  # what may be given; `__post_init__` makes the fields of it

        def __init__(
            self,
            id: str,
            title: str,
            sections: Sequence[Section] = (),
            notes: Sequence[Note] = (),
            changes: Sequence[Change] = (),
            source: str = "",
            url: str | None = None,
            subtitle: str | None = None,
            authors: Sequence[str] = (),
            published: GivenDate | None = None,
            updated: GivenDate | None = None,
            language: str | None = None,
            saved: GivenDate | None = None,
            sources: Sequence[str] = (),
            aliases: Sequence[str] = (),
            warnings: Sequence[str] = (),
            tags: Sequence[str] = (),
            metadata: Mapping[str, str] = NO_LABELS,
        ) -> None: ...

    def __post_init__(self) -> None:
        keep_dates(self, "published", "updated", "saved")
        keep_tuples(self, *_TUPLES_OF_ARTICLE)
        if type(self.metadata) is dict:
            object.__setattr__(self, "metadata", Labels(self.metadata))
