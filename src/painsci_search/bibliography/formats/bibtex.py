r"""Works in, BibTeX in UTF-8 out, for BibLaTeX and reference managers.

bibtexparser writes the entries; the values of the fields are escaped here. Braces in a text are
written as commands, so that they are always balanced. DOIs and URLs are not escaped, because
styles link them as they are. What is raised or lowered is in mathematics ("$^{6}$"): LaTeX does not
take the characters for it.

A work is an entry of a type that both BibTeX and BibLaTeX have; a field of `_PUBLISHERS` or
`_CONTAINERS` has the name that the type gives it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from painsci_search.bibliography.comparing import Name
from painsci_search.bibliography.formats.entries import (
    GENRES,
    BibliographyEntry,
    EntryKind,
    initials,
    make_entry,
)
from painsci_search.bibliography.markup import LOWERED, RAISED
from painsci_search.errors import ExtraMissing
from painsci_search.model import Work

_TYPES: dict[EntryKind, str] = {
    "article": "article",
    "book": "book",
    "chapter": "incollection",
    "paper": "inproceedings",
    "report": "techreport",
    "guideline": "techreport",
    "thesis": "phdthesis",
    "preprint": "misc",
    "webpage": "misc",
    "other": "misc",
}
_CONTAINERS = {
    "article": "journal",
    "incollection": "booktitle",
    "inproceedings": "booktitle",
    "book": "series",
    "techreport": "series",
    "phdthesis": "series",
    "misc": "howpublished",
}
_PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
# The field `type` replaces the words that styles print for the type of entry: "Technical Report".
_KINDS: dict[EntryKind, str] = {
    "report": "Report",
    "guideline": GENRES["guideline"],
    "thesis": "Thesis",
}
_SHIFTED = re.compile(f"[{''.join(RAISED.values())}]+|[{''.join(LOWERED.values())}]+")
_PLAIN = {sign: plain for signs in (RAISED, LOWERED) for plain, sign in signs.items()}
_COMMANDS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: "\\" + sign for sign in "%&_#$"},
    }
)
_BRACES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_WORD = re.compile(r"[^\s:()\[\]/\u2013\u2014-]+")
# Letters. Shorter words have no capital in title case, either.
_LONG_WORD = 4
# With a higher proportion of capitalized words the title is in title case: capitals are style.
_SENTENCE_CASE = 0.5


def render_bibtex(works: Sequence[Work]) -> str:
    """Return an entry for each work, with a blank line between them.

    Raises:
        ExtraMissing: bibtexparser is not installed.
    """
    try:
        from bibtexparser.entrypoint import write_string
        from bibtexparser.library import Library
        from bibtexparser.model import Block, Field
        from bibtexparser.model import Entry as BibtexEntry
        from bibtexparser.writer import BibtexFormat
    except ModuleNotFoundError as error:
        raise ExtraMissing("bibliography") from error

    style = BibtexFormat()  # type: ignore[no-untyped-call]
    style.indent, style.trailing_comma = "  ", True
    entries = [make_entry(work) for work in works]
    made: list[Block] = [
        BibtexEntry(
            _TYPES[entry.kind],
            entry.key,
            [Field(name, f"{{{value}}}") for name, value in _fields(entry) if value],
        )
        for entry in entries
    ]
    # The values are escaped and in braces: the library must not change them (unparse_stack).
    return str(write_string(Library(made), bibtex_format=style, unparse_stack=[]))


def _fields(entry: BibliographyEntry) -> Iterator[tuple[str, str]]:
    kind = _TYPES[entry.kind]
    authors = _names(entry.authors)
    yield "author", f"{authors} and others" if entry.more_authors and authors else authors
    yield "title", protect_capitals(entry.title)
    yield "editor", _names(entry.editors)
    yield _CONTAINERS[kind], _escape_title(entry.journal)
    yield "edition", escape(ordinal(entry.edition))
    yield "type", _KINDS.get(entry.kind, "")
    yield _PUBLISHERS.get(kind, "publisher"), escape(entry.publisher)
    yield "address", escape(entry.place)
    yield "year", "" if entry.year is None else str(entry.year)
    yield "volume", escape(entry.volume)
    yield "number", escape(entry.issue)
    yield "pages", escape(_page_range(entry.pages))
    yield "isbn", escape(entry.isbn)
    yield "doi", entry.doi.translate(_BRACES)
    yield "pmid", escape(entry.pmid)
    yield "pmcid", escape(entry.pmcid)
    yield "painsci", escape(entry.painsci)
    yield "url", entry.url.translate(_BRACES)
    yield "urldate", entry.accessed
    yield "keywords", escape(entry.study)
    genre = GENRES["preprint"] if entry.kind == "preprint" else ""
    yield "note", ". ".join(filter(None, (genre, escape(entry.notices))))


def escape(text: str) -> str:
    r"""Escape a text for TeX.

    >>> escape("50% of {A_1} & ~B")
    '50\\% of \\textbraceleft{}A\\_1\\textbraceright{} \\& \\textasciitilde{}B'
    """
    return text.translate(_COMMANDS)


def _escape_title(text: str) -> str:
    """Escape a text that may have raised and lowered characters."""
    return _SHIFTED.sub(_shifted, escape(text))


def _shifted(found: re.Match[str]) -> str:
    signs = found.group()
    command = "^" if signs[0] in RAISED.values() else "_"
    return f"${command}{{{''.join(map(_PLAIN.__getitem__, signs))}}}$"


def protect_capitals(title: str) -> str:
    """Escape a title, with braces around the words whose capitals a style must not change.

    These are words with a capital after the first letter, such as "fMRI"; in a title that is not
    in title case also words that begin with a capital, which are proper names.

    >>> protect_capitals("Imaging pain: an fMRI study of Finnish nurses")
    'Imaging pain: an {fMRI} study of {Finnish} nurses'
    >>> protect_capitals("The Kyoto Protocol of IASP")
    'The Kyoto Protocol of {IASP}'
    >>> protect_capitals("Growth of 10⁻⁶ moles of CO₂")
    'Growth of 10$^{-6}$ moles of {CO$_{2}$}'
    """
    words = [match for match in _WORD.finditer(title) if match.group()[:1].isalpha()]
    long = [word.group() for word in words[1:] if len(word.group()) >= _LONG_WORD]
    capitals = sum(word[0].isupper() for word in long)
    names_stand_out = capitals <= _SENTENCE_CASE * len(long)
    pieces, at = [], 0
    for number, word in enumerate(words):
        text = word.group()
        is_name = names_stand_out and number > 0 and text[0].isupper()
        if is_name or any(char.isupper() for char in text[1:]):
            pieces += [_escape_title(title[at : word.start()]), "{", _escape_title(text), "}"]
            at = word.end()
    return "".join([*pieces, _escape_title(title[at:])])


def _names(names: Sequence[Name]) -> str:
    return " and ".join(map(_name, names))


def _name(name: Name) -> str:
    """Return a name as "von Last, Jr, First", which BibTeX splits in one way only."""
    if name.is_group:
        return f"{{{escape(name.family)}}}"
    parts = (name.particle, _part(name.family))
    family = " ".join(part for part in parts if part)
    suffix = f", {escape(name.suffix)}" if name.suffix else ""
    return f"{family}{suffix}, {_given(name)}"


def _given(name: Name) -> str:
    return _part(initials(name.given))


def _part(text: str) -> str:
    """Escape a part of a name; in braces if it has a separator or begins like a particle."""
    separates = "," in text or re.search(r"(?:^|\s)(?:and|others)(?:\s|$)", text, re.IGNORECASE)
    return f"{{{escape(text)}}}" if separates or text[:1].islower() else escape(text)


def ordinal(edition: str) -> str:
    """Return a bare number as styles print it before "edition"; another text is unchanged.

    >>> [ordinal(text) for text in ("1", "2", "11", "23", "3rd", "Revised")]
    ['1st', '2nd', '11th', '23rd', '3rd', 'Revised']
    """
    if not re.fullmatch(r"[1-9][0-9]?", edition):
        return edition
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(edition[-1], "th")
    return edition + ("th" if edition in ("11", "12", "13") else ending)


def _page_range(pages: str) -> str:
    first, hyphen, last = pages.partition("-")
    return f"{first}--{last}" if hyphen and first and last and "-" not in last else pages
