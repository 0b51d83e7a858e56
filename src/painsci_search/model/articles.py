"""What an article is made of: sections with markers of notes, notes with references, changes."""

from __future__ import annotations

from dataclasses import dataclass

from painsci_search.model.json_values import FromJSON


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
class Article(FromJSON):
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
