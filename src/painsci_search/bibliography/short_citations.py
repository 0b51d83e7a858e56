"""A short citation as in running text in, "Lund et al. (2015)"; its names and its year out.

It has a sign that it is no list of words to search for: several names, "et al.", a possessive,
initials, brackets or a comma beside the year, or a letter after it. `names_work` ranks a work
by such a citation.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from painsci_search.bibliography.comparing import family_key, has_more_authors, split_name
from painsci_search.identifiers import parse_identifier
from painsci_search.model import Reference

# Characters. A longer text is no short citation.
_LONGEST = 300
# Words of a name: "Preventive Services Task Force" has four.
_MOST_WORDS = 6
# The text has no more than one space between two words.
_SEE = re.compile(r"(?:see(?: also)?|cf\.?|e\. ?g\.|compare|also)[,:]? ", re.IGNORECASE)
_NOUN = re.compile(r" (?:study|trial|paper|review|article|work)\Z")
_YEAR = re.compile(
    r"(?P<comma>,?) ?(?P<bracket>[(\[]?) ?(?P<year>(?:1[5-9]|20)\d\d)(?P<letter>[a-z]?) ?[)\]]?\Z"
)
_MORE = re.compile(
    r",? ?(?:\bet\.? al\b\.?|\bu\. ?a\.|(?:\band|&|\bund|\bet|\by) "
    r"(?:colleagues|co-?workers|associates|others|kollegen|coll?\b\.?|cols?\b\.?))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r" ?, ?(?:and|&|und) | (?:and|und|et|y|och|en) | ?[,&/] ?")
_POSSESSIVE = re.compile(r"(?<=[\w.])['\u2019]s?(?=\s|[,(\[]|\Z)")
_NAME = re.compile(r"[^\W\d_][\w.'\u2019\u2010\u2011 -]*")
_INITIALS = re.compile(r"[A-Z]{1,3}|(?:[A-Z]\.[\s-]?){1,4}")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
# Words between the names of authors, or in place of further ones.
_JOINING = re.compile(r"\b(?:and|et\s+al)\b\.?")


class ShortCitation(NamedTuple):
    """A work as running text names it.

    Attributes:
        names: of the first authors, in order, as written.
        has_more: whether "et al." or the like is in place of further authors.
        year: None where there is none.
        letter: after the year, by which a list distinguishes works of one year; "" for none.
    """

    names: tuple[str, ...]
    has_more: bool
    year: int | None
    letter: str = ""

    @property
    def words(self) -> str:
        """The names and the year, as words to search for."""
        names = (split_name(name) for name in self.names)
        families = [f"{name.particle} {name.family}".strip() for name in names]
        return " ".join([*families, *([] if self.year is None else [str(self.year)])])

    @property
    def described(self) -> str:
        """The works that the citation names, in words.

        >>> read_short_citations("Lund and Medin 2015")[0].described
        'works of 2015 by Lund and Medin'
        """
        names = [*self.names, *["others"] * self.has_more]
        people = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        return f"works {'' if self.year is None else f'of {self.year} '}by {people}"


def read_short_citations(text: str) -> tuple[ShortCitation, ...]:
    """Read one short citation, or several between semicolons; () for any other text.

    >>> read_short_citations("(see Lund et al., 2015a)")
    (ShortCitation(names=('Lund',), has_more=True, year=2015, letter='a'),)
    >>> read_short_citations("Lund's 2015")[0].names, read_short_citations("lund 2015")
    (('Lund',), ())
    """
    if len(text) > _LONGEST:
        return ()
    inner = text.strip().strip("\"'\u201c\u201d").strip()
    is_bracketed = inner[:1] in ("(", "[")
    if is_bracketed:
        inner = inner[1:].removesuffix(")" if inner[0] == "(" else "]")
    read = [_read(part, is_sure=is_bracketed) for part in inner.split(";") if part.strip()]
    found = [each for each in read if each is not None]
    return tuple(found) if len(found) == len(read) else ()


def _read(text: str, *, is_sure: bool) -> ShortCitation | None:
    """Read one citation; None for a text that has no sign of being one, unless `is_sure`."""
    text = _NOUN.sub("", _SEE.sub("", " ".join(text.split()), count=1))
    dated = _YEAR.search(text)
    names = text[: dated.start()] if dated else text
    possessive = _POSSESSIVE.search(names)
    names = _POSSESSIVE.sub("", names)
    names, others = _MORE.subn("", names)
    parts = [part for part in _BETWEEN.split(names.strip(" ,")) if part]
    people = tuple(parts[:1] + [part for part in parts[1:] if not _INITIALS.fullmatch(part)])
    if not people or not all(map(_is_name, people)) or not (dated or others):
        return None
    has_initials = len(parts) > len(people) or any(split_name(name).given for name in people)
    signs = (is_sure, others, possessive, has_initials, len(people) > 1)
    beside_year = dated and (dated["comma"] or dated["bracket"] or dated["letter"])
    if not any(signs) and not beside_year:
        return None
    year, letter = (int(dated["year"]), dated["letter"]) if dated else (None, "")
    return ShortCitation(people, bool(others), year, letter)


def _is_name(text: str) -> bool:
    words = text.split()
    is_short = len(words) <= _MOST_WORDS and _NAME.fullmatch(text) is not None
    return is_short and not _OPERATORS.intersection(words)


def names_work(citation: ShortCitation, work: Reference) -> int:
    """Rank a work by a citation: 0 if it has other authors or another year, else 1 to 3.

    Returns:
        3 if the names are all of its authors, or the first ones and "et al.", or the first one
        alone; 2 if they are the first ones; 1 if they are authors in any order.
    """
    if citation.year is not None and work.year != citation.year:
        return 0
    names = [family_key(name) for name in citation.names]
    authors = [family_key(author) for author in work.authors]
    if not set(names) <= set(authors):
        return 0
    if authors[: len(names)] != names:
        return 1
    if len(names) == 1 and not citation.has_more:
        return 3
    # "et al." is in place of two authors or more
    further = len(authors) - len(names)
    if citation.has_more:
        return 3 if further > 1 or has_more_authors(work) else 2
    return 2 if further else 3


def has_lettered_year(citation: ShortCitation, work: Reference) -> bool:
    """Return whether a work is written with the year of a citation and the letter after it."""
    return re.search(rf"(?<!\d){citation.year}{citation.letter}\b", work.raw) is not None


def looked_for(text: str) -> str:
    """Return in words what was looked for by a text that names a work.

    It is "" where the text says it: for one word, and for an identifier.

    >>> looked_for("Lund et al. (2015)"), looked_for("lund humming")
    ('works of 2015 by Lund and others', 'all words in title, authors, journal or year')
    """
    citations = read_short_citations(text)
    if citations:
        return "; ".join(citation.described for citation in citations)
    is_plain = len(text.split()) < 2 or parse_identifier(text)
    return "" if is_plain else "all words in title, authors, journal or year"


def without_joining_words(query: str) -> str:
    """Replace "and" and "et al." by as many spaces, except in a query with a phrase.

    >>> without_joining_words("sleep and pain")
    'sleep     pain'
    """
    if '"' in query:
        return query
    rest = _JOINING.sub(lambda match: " " * len(match.group()), query)
    return rest if rest.strip() else query
