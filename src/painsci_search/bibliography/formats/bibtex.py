r"""Works as BibTeX in UTF-8, which BibTeX's successors and reference managers read.

The entries are written by bibtexparser; what stands in their fields is escaped here.

Braces are never left to be counted: those of a text are written as commands. DOIs, addresses and
numbers are written as they are, as styles print or link them so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from painsci_search.bibliography.formats.entries import Entry, initials, make_entry
from painsci_search.bibliography.names import Name
from painsci_search.model import Work

_TYPES = {"article": "article", "page": "misc", "other": "misc"}
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
_LONG_WORD = 4
# In a title of which more words than that begin with a capital, capitals are a matter of style.
_SENTENCE_CASE = 0.5


def render_bibtex(works: Sequence[Work]) -> str:
    """Write an entry for each work, with a blank line between them."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Block, Field
    from bibtexparser.model import Entry as BibtexEntry
    from bibtexparser.writer import BibtexFormat

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
    # Fields are escaped and enclosed already: nothing of them is for the library to change.
    return str(write_string(Library(made), bibtex_format=style, unparse_stack=[]))


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    names = [_name(name) for name in entry.authors]
    yield "author", " and ".join([*names, "others"] if entry.more_authors and names else names)
    yield "title", protect_capitals(entry.title)
    yield "journal", escape(entry.journal)
    yield "year", "" if entry.year is None else str(entry.year)
    yield "volume", escape(entry.volume)
    yield "number", escape(entry.issue)
    yield "pages", escape(_page_range(entry.pages))
    yield "doi", entry.doi.translate(_BRACES)
    yield "pmid", escape(entry.pmid)
    yield "pmcid", escape(entry.pmcid)
    yield "painsci", escape(entry.painsci)
    yield "url", entry.url.translate(_BRACES)


def escape(text: str) -> str:
    r"""Write a text so that TeX prints it as it is.

    >>> escape("50% of {A_1} & ~B")
    '50\\% of \\textbraceleft{}A\\_1\\textbraceright{} \\& \\textasciitilde{}B'
    """
    return text.translate(_COMMANDS)


def protect_capitals(title: str) -> str:
    """Put braces around the words whose capitals no style may change, and escape the rest.

    Those are words with a capital inside, such as "fMRI"; in a title that is not in title case
    also proper names, which begin with one.

    >>> protect_capitals("Imaging pain: an fMRI study of Finnish nurses")
    'Imaging pain: an {fMRI} study of {Finnish} nurses'
    >>> protect_capitals("The Kyoto Protocol of IASP")
    'The Kyoto Protocol of {IASP}'
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
            pieces += [escape(title[at : word.start()]), "{", escape(text), "}"]
            at = word.end()
    return "".join([*pieces, escape(title[at:])])


def _name(name: Name) -> str:
    """Write a name in the form that BibTeX cannot mistake."""
    if name.is_group:
        return f"{{{escape(name.family)}}}"
    parts = (name.particle, _part(name.family))
    family = " ".join(part for part in parts if part)
    suffix = f", {escape(name.suffix)}" if name.suffix else ""
    return f"{family}{suffix}, {_given(name)}"


def _given(name: Name) -> str:
    return _part(initials(name.given))


def _part(text: str) -> str:
    """Brace a part of a name that holds what separates names, or begins as a particle does."""
    separates = "," in text or re.search(r"(?:^|\s)(?:and|others)(?:\s|$)", text, re.IGNORECASE)
    return f"{{{escape(text)}}}" if separates or text[:1].islower() else escape(text)


def _page_range(pages: str) -> str:
    first, hyphen, last = pages.partition("-")
    return f"{first}--{last}" if hyphen and first and last and "-" not in last else pages
