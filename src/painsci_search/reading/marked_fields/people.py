"""The text of a name, or of a list of names, in; family name and given names out."""

from __future__ import annotations

import re
from typing import NamedTuple

from painsci_search.reading.citations.names import format_name
from painsci_search.reading.citations.vocabulary import BODY, EDITORS_AT_END, ET_AL, SUFFIX_AT_END

_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?-?){1,4}")
_AND = re.compile(r"\s?[,;]?\s(?:and|und|et|y|e|&)\s|\s?&\s?")


class Name(NamedTuple):
    """The name of a person; of a body, all of it is the family name."""

    family: str
    given: str = ""
    suffix: str = ""

    def formatted(self) -> str:
        """Return the name as in `Reference.authors`: "van der Maaten L Jr"."""
        if not self.given:
            return " ".join(self.family.split()) + (f" {self.suffix}" if self.suffix else "")
        return format_name(self.family, self.given, self.suffix)


def read_name(text: str) -> Name | None:
    """Return the name of a person or a body in any order; None for a text without a name.

    >>> read_name("Lochte, Bryson C."), read_name("LochteBC"), read_name("BC van der Lochte")
    (Name(family='Lochte', given='Bryson C.', suffix=''), Name(family='LochteBC', given='', \
suffix=''), Name(family='van der Lochte', given='BC', suffix=''))
    """
    text = " ".join(text.split()).strip(" ,;:&")
    text = EDITORS_AT_END.sub("", text) or text
    suffix = SUFFIX_AT_END.search(text)
    rest = text[: suffix.start()] if suffix else text
    end = suffix["suffix"] if suffix else ""
    if not any(char.isalpha() for char in rest):
        return None
    family, comma, given = rest.partition(",")
    if comma and given.strip() and not BODY.search(rest):
        return Name(family.strip(), given.strip(), end)
    words = rest.split()
    if len(words) == 1 or BODY.search(rest):
        return Name(text.rstrip("."))
    return _split_words(words, end)


def _split_words(words: list[str], suffix: str) -> Name:
    """Return a name whose order only its initials and particles show."""
    if _INITIALS.fullmatch(words[-1]):
        first = len(words) - 1
        while first > 1 and _INITIALS.fullmatch(words[first - 1]):
            first -= 1
        return Name(" ".join(words[:first]), " ".join(words[first:]), suffix)
    start = len(words) - 1
    while start > 1 and words[start - 1][:1].islower():
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def is_list(text: str) -> bool:
    """Return whether a text names several people: it has "and", a semicolon or several commas.

    >>> is_list("A. B. Lochte and J. Aldo"), is_list("Lochte, B. C."), is_list("Wu J, Hu C, Li D")
    (True, False, True)
    >>> is_list("J Wu, C Hu"), is_list("van der Hu, C."), is_list("de Wu, Jo C.")
    (True, False, False)
    """
    if BODY.search(text):
        return False
    if ";" in text or text.count(",") > 1 or _AND.search(text) is not None:
        return True
    first, comma, second = text.partition(",")
    return bool(comma) and _is_whole(first) and _is_whole(second)


def _is_whole(name: str) -> bool:
    """Return whether a name has initials and something else."""
    words = name.split()
    return 0 < sum(_INITIALS.fullmatch(word) is not None for word in words) < len(words)


def split_names(text: str) -> list[Name]:
    """Return the names of a list, in order, without "et al.".

    >>> [name.family for name in split_names("Lochte, B. C., Guillory, S. A., & Aldo, J., et al.")]
    ['Lochte', 'Guillory', 'Aldo']
    >>> [name.family for name in split_names("Lochte BC, S. A. Guillory and Jo Aldo")]
    ['Lochte', 'Guillory', 'Aldo']
    """
    text = ET_AL.split(" ".join(text.split()), maxsplit=1)[0]
    mark = ";" if ";" in text else ","
    pieces = [piece.strip() for piece in _AND.sub(f"{mark} ", text).split(mark)]
    names: list[Name] = []
    for piece in filter(None, pieces):
        initials = mark == "," and all(map(_INITIALS.fullmatch, piece.split()))
        if initials and names and not names[-1].given:
            names[-1] = names[-1]._replace(given=piece)
        elif name := read_name(piece):
            names.append(name)
    return names
