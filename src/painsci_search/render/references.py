"""References and notes on one line: short ones below a passage, full ones in a list of works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from painsci_search.bibliography.comparing import has_more_authors
from painsci_search.bibliography.kind_names import LABELS
from painsci_search.bibliography.notice_words import notice_words
from painsci_search.escaping import clean, is_web_address
from painsci_search.identifiers import KINDS, SCHEMES, IdentifierKind, label, link, normalise
from painsci_search.late_patterns import late_pattern
from painsci_search.model import Article, ArticleInfo, Note, Reference
from painsci_search.render.terminal import shorten
from painsci_search.render.wording import label_of, title_of

if TYPE_CHECKING:
    from painsci_search.model import Work

_INITIALS = late_pattern(r"(?:[^\W\d_a-z]\.?[\s-]?){1,4}(?:\s+(?:Jr|Sr|I{2,3})\.?)?")
_EDITION = late_pattern(r"\bed(?:n|ition)?\b", re.IGNORECASE)
# Columns of a name or of the first words of a note: a line of 80 has room for the indent, too.
_WORDS_WIDTH = 68
# Columns of a reference that could not be parsed; four lines of a terminal.
_RAW_WIDTH = 300
# The Vancouver style names six authors before "et al".
_AUTHORS_SHOWN = 6
# Words after the title, for kinds that nothing else in the line shows.
_KINDS = {"thesis": " [thesis]", "preprint": " [preprint]"}
# A PubMed id has an abstract, a DOI may lead to a paywall.
EASIEST_FIRST: tuple[IdentifierKind, ...] = ("pmid", "doi", "pmcid", "painsci")


def short_reference(reference: Reference) -> str:
    """Return the first author, year and best identifier of a work, and the notices about it.

    >>> short_reference(Reference("", authors=("Lochte BC",), year=2018, pmid="30397584"))
    'Lochte 2018, PubMed 30397584'
    """
    words = short_name(reference)
    identifier = best_identifier(reference)
    shown = shorten(identifier[0], _WORDS_WIDTH) if identifier else ""
    # the text of a reference may be its identifier and nothing else
    words = f"{words}, {shown}" if shown and shown != words else words
    return words + notice_mark(reference)


def short_name(reference: Reference) -> str:
    """Return the first author and the year of a work; without an author, its first words.

    >>> short_name(Reference("", authors=("Lochte BC", "Doe J"), year=2018, pmid="30397584"))
    'Lochte 2018'
    """
    name = surname(reference.authors[0]) if reference.authors else reference.title
    words = shorten(name or reference.raw, _WORDS_WIDTH)
    return words if reference.year is None else f"{words} {reference.year}"


def full_reference(work: Reference) -> str:
    """Return a work on one line, as in a list of references, and the notices about it.

    >>> work = Reference("", ("Doe J",), "Big pills", "Pain", 2018, volume="8", pages="2-4")
    >>> full_reference(work)
    'Doe J. Big pills. Pain. 2018;8:2-4.'
    >>> full_reference(
    ...     Reference("", ("Doe J",), "Pills", "All of medicine", 2018, pages="2-4", type="chapter",
    ...               editors=("Roe R",), publisher="Moss Press", place="Basel")
    ... )
    'Doe J. Pills. In: Roe R, editor. All of medicine. Basel: Moss Press; 2018. p. 2-4.'
    """
    if not work.title and not work.authors:
        return shorten(work.raw, _RAW_WIDTH) + notice_mark(work)
    names = ", ".join(work.authors[:_AUTHORS_SHOWN])
    if len(work.authors) > _AUTHORS_SHOWN or has_more_authors(work):
        names += ", et al"
    title = (work.title or "") + _KINDS.get(work.type or "", "")
    parts = (names or _editors(work), title, *_container(work), *_published(work))
    texts = [" ".join(clean(part).split()) for part in parts]
    shown = " ".join(text if text[-1] in ".?!" else f"{text}." for text in texts if text)
    return shown + notice_mark(work)


def article_as_work(article: Article | ArticleInfo) -> Reference:
    """Return an article as a work that can be cited: a page of the web, of its last update.

    >>> from painsci_search.model import ArticleInfo
    >>> full_reference(article_as_work(ArticleInfo("a", "Knees", authors=("Marsh R",))))
    'Marsh R. Knees.'
    """
    title = title_of(article)
    date = article.updated or article.published or ""
    return Reference(
        raw=title,
        authors=article.authors,
        title=title,
        year=int(date[:4]) if date[:4].isdecimal() else None,
        url=article.url,
        accessed=article.saved,
        type="webpage",
    )


def kind_label(work: Work) -> str:
    """Return the kind of study that a work names, in words; "" for none.

    >>> from painsci_search.model import Work
    >>> kind_label(Work("x", Reference(""), kind="cohort"))
    'cohort study'
    """
    return LABELS[work.kind] if work.kind else ""


def kind_words(work: Reference) -> str:
    """Return the kind of study that a reference names, and what names it; "" for none.

    >>> kind_words(Reference("", title="Hums: a systematic review"))
    'systematic review, by its title'
    """
    from painsci_search.bibliography.title_kinds import (  # noqa: PLC0415 - for a fast start
        kind_of,
    )

    named = kind_of(work)
    return f"{LABELS[named.kind]}, by its {named.source}" if named else ""


def kind_name(work: Reference) -> str:
    """Return the kind of study that a reference names, alone; "" for none.

    >>> kind_name(Reference("", title="Hums: a systematic review"))
    'systematic review'
    """
    from painsci_search.bibliography.title_kinds import (  # noqa: PLC0415 - for a fast start
        kind_of,
    )

    named = kind_of(work)
    return LABELS[named.kind] if named else ""


def notice_mark(work: Reference) -> str:
    """Return the notices about a work in brackets after a space; "" for none.

    >>> from painsci_search.model import Notice
    >>> notice_mark(Reference("", notices=(Notice("retracted", "2020-03-01"),)))
    ' [RETRACTED 2020-03-01]'
    """
    return f" [{notice_words(work.notices)}]" if work.notices else ""


def _container(work: Reference) -> Iterator[str]:
    """Yield the journal, or the book with its editors, and the edition."""
    editors = _editors(work) if work.authors else ""
    is_in_book = work.type in ("chapter", "paper")
    if is_in_book and (editors or work.journal):
        yield f"In: {editors or work.journal}"
        yield work.journal or "" if editors else ""
    else:
        yield editors
        yield work.journal or ""
    if work.edition:
        yield work.edition if _EDITION.search(work.edition) else f"{work.edition} ed"


def _published(work: Reference) -> Iterator[str]:
    """Yield publisher, year, volume and pages, and the day on which a page was read."""
    year = "" if work.year is None else str(work.year)
    volume = (work.volume or "") + (f"({work.issue})" if work.issue else "")
    publisher = ": ".join(part for part in (work.place, work.publisher) if part)
    if publisher or work.type in ("chapter", "paper"):
        yield f"Vol. {volume}" if volume else ""
        yield "; ".join(part for part in (publisher, year) if part)
        yield f"p. {work.pages}" if work.pages else ""
    else:
        yield year + (f";{volume}" if volume else "") + (f":{work.pages}" if work.pages else "")
    if work.accessed:
        yield f"Accessed {work.accessed}"


def _editors(work: Reference) -> str:
    """Return the editors as "Roe R, Poe P, editors"; "" without any."""
    if not work.editors:
        return ""
    shown = ", ".join(work.editors[:_AUTHORS_SHOWN])
    others = ", et al" if len(work.editors) > _AUTHORS_SHOWN else ""
    return f"{shown}{others}, editor{'s' if len(work.editors) > 1 else ''}"


def surname(author: str) -> str:
    """Return an author's name without initials, in any of the usual notations.

    >>> surname("van der Berg BC"), surname("Berg, B. C."), surname("Cochrane Collaboration")
    ('van der Berg', 'Berg', 'Cochrane Collaboration')
    """
    family, comma, _ = author.partition(",")
    if comma:
        return family.strip()
    head, _, last = author.strip().rpartition(" ")
    return head if head and _INITIALS.fullmatch(last) else author.strip()


def best_identifier(reference: Reference) -> tuple[str, str | None] | None:
    """Return the label and the URL of the identifier that is easiest to look up; None without one.

    >>> best_identifier(Reference("", doi="10.1000/x;2-#"))
    ('doi:10.1000/x;2-#', 'https://doi.org/10.1000/x;2-%23')
    """
    for kind in EASIEST_FIRST:
        value = getattr(reference, SCHEMES[kind].attribute)
        if value:
            value = normalise(kind, value) or value
            return label(kind, value), link(kind, value)
    if reference.url:
        return reference.url, reference.url if is_web_address(reference.url) else None
    return None


def identifier_labels(reference: Reference) -> list[str]:
    """List every identifier by which `cites` finds a work.

    >>> identifier_labels(Reference("", pmid="30397584", painsci_id="52158"))
    ['PubMed 30397584', 'PainSci 52158']
    """
    values = ((kind, getattr(reference, SCHEMES[kind].attribute)) for kind in KINDS)
    isbn = [f"ISBN {reference.isbn}"] if reference.isbn else []
    return [*(label(kind, value) for kind, value in values if value), *isbn]


def short_note(note: Note) -> str:
    """Name the references of a note after its label; without any, give its first words."""
    if note.references:
        return label_of(note) + "; ".join(map(short_reference, note.references))
    return label_of(note) + shorten(note.text, _WORDS_WIDTH)
