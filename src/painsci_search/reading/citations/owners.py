"""A citation and what follows it in; whether an identifier there is of its work or of another.

A note may go on after a citation: with its links to PubMed, or with an erratum, a reply or what
others found, which have identifiers of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from painsci_search.identifiers import DOI_PREFIX, Mention
from painsci_search.model import Mark, Reference
from painsci_search.reading.citations.identifying import identifiers_of_url
from painsci_search.reading.citations.vocabulary import MONTH

# The name of a notice of another text about the work.
_NAME_OF_NOTICE = (
    r"\b(?:published\s)?(?:errat(?:um|a)|correct(?:ion|ed(?:\sand\srepublished)?)|corrigend(?:um|a)|"
    r"comments?|retract(?:ion|ed)|expression\sof\sconcern|republished|update[ds]?|"
    r"summary\sfor\spatients|original\sreport|korrektur|berichtigung|corrección|corre[cç]ão)"
)
# In ASCII, each name has one of these, which are far cheaper to find.
_WORDS_OF_NOTICES = (
    *("errat", "correct", "corrigend", "comment", "retract", "concern", "republish", "update"),
    *("patients", "original", "korrektur", "berichtigung"),
)
# The place of a notice: its journal at most, and numbers of a volume and a page.
_JOURNAL = r"(?:[^\W\d][^;\n\[\]()\d]{0,60}\s)?"
_VOLUME = r"(?:(?:19|20)\d\d\b[\w\s]{0,8}?[;,]\s?)?\d{1,4}(?:\(\w{1,6}\))?\s?[:,;]\s?[a-z]?\d"
# A notice as PubMed and journals write it after the citation.
_NOTICE = re.compile(
    rf"(?P<bracket>[\[(])?{_NAME_OF_NOTICE}(?:\sof)?(?:\sappears)?\s?(?:(?:in|on|from)\b|:)"
    r"|\b(?:errat(?:um|a)|correction|corrigend(?:um|a)|retraction)"
    rf"(?=[.,]?\s(?:{_JOURNAL}{_VOLUME}|(?-i:Crossref|PubMed|doi)\b))",
    re.IGNORECASE,
)
# The same in brackets, with what it names; a title may have such words in brackets as well.
_INSIDE = r"[^\[\]()]{0,200}"
_BRACKETED_NOTICE = re.compile(
    rf"[\[(]\s?(?:an?\s|the\s)?{_NAME_OF_NOTICE}(?:\s(?:appear(?:s|ed)|published|notice)){{0,2}}\s?"
    r"(?:(?:in|on|from|to)\b|of\s?:|[:.,;]|(?=doi|https?:|10\.|PM))"
    rf"(?P<text>{_INSIDE}(?:\([^()]{{0,60}}\){_INSIDE}){{0,3}})[\])]",
    re.IGNORECASE,
)
# The same without brackets, after the numbers or the year of a citation, up to its own numbers.
_PLAIN_NOTICE = re.compile(
    r"(?<=[\d)][.;,]\s)(?:published\s|author\s)?(?:errat(?:um|a)|correction|corrigend(?:um|a))"
    rf"(?:\sappear(?:s|ed))?(?:\sin)?[:.]?\s{_JOURNAL}{_VOLUME}[\w–:;-]{{0,20}}"
    r"(?:\s\((?:19|20)\d\d\))?",
    re.IGNORECASE,
)
# The same in the words of PubMed, up to the numbers of PubMed, else to its own. A title may have
# such words as well; a notice follows the numbers of a citation or an identifier of it.
_LISTED_NOTICE = re.compile(
    rf"(?<=\S[.;]\s){_NAME_OF_NOTICE}\s?(?:in|on|of|for|from):\s"
    r"(?:[^\n]{3,400}?(?=\s(?:PubMed\s(?:Central\s)?)?PM(?:C|CID|ID):)"
    rf"|{_JOURNAL}{_VOLUME}[\w–:;-]{{0,20}})",
    re.IGNORECASE,
)
# What a notice has that no title has: numbers of a volume or page, or an identifier.
_PLACE = re.compile(
    rf"\d\s?[;:(]\s?[a-z]?\d|\bdoi\b|\b{DOI_PREFIX}|\bPM(?:C|ID)|https?:", re.IGNORECASE
)
# Words of a sentence that names another work.
_OTHER = re.compile(
    r"\b(?:but\s(?:see|cf)|see\salso|cf|compare|contrast|another|others?|errat(?:um|a)|"
    r"corrigend(?:um|a)|correction|rebuttal|retraction|repl(?:y|ies|ied)|replicat\w+|"
    r"respon(?:se|ses|ds?|ded)|comment(?:s|ed|ary)?|editorial|criti(?:cs?|que[sd]?|ci[sz]\w+)|"
    r"discussed|disputed|refuted|challenged|contradicted|cited|follow(?:ed)?[\s-]up)\b"
    r"|\bby\s(?-i:[A-Z])\w"
    rf"|\b(?!(?:{MONTH}|in|since|from|until)\b)(?-i:[A-Z])\w+(?:\set\sal\.?|\s(?:and|&)\s\w+)?,?\s\(?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
# Characters of what precedes a notice.
_LONGEST_IDENTIFIER = 80
# Characters of a sentence that are looked at before an identifier.
_LONGEST_SENTENCE = 300
_NUMBERS = ("pmid", "pmcid")
_SENTENCE_END = re.compile(r"(?<!\bal)[.!?]\s|\n")
_WORD = re.compile(r"\w+")
# The words of links that lead to the work just named, in several languages.
_LINK_WORDS = frozenset(
    (
        "a abstract access article at available central cross crossref direct doi download epub "
        "europe free full fulltext google here html in is it journal link medline ncbi of on "
        "online open original page paper pdf pmc pmcid pmid preprint publication publisher pubmed "
        "read record ref report scholar science site source springer study summary text the this "
        "to trial version via view web website wiley arxiv biorxiv jstor medrxiv researchgate "
        "sciencedirect painsci painscience bib bibliography "
        "artikel das den der die hier quelle studie volltext zum "
        "aquí articulo artículo completo el enlace estudio la texto "
        "article étude ici intégral le lien texte articolo testo artigo"
    ).split()
)
_NAME_WORDS = frozenset(("and", "al", "et"))


def without_notices(text: str) -> str:
    """Return a text of the same length with spaces in place of notices.

    What a notice names would be read as the fields of the citation before it.

    >>> without_notices("A title. [Correction in: J. 2012;1:2] Foo.")
    'A title.                               Foo.'
    """
    if text.isascii():
        lower = text.lower()
        if not any(word in lower for word in _WORDS_OF_NOTICES):
            return text
    text = _LISTED_NOTICE.sub(_blank_listed_notice, text)
    text = _PLAIN_NOTICE.sub(lambda found: " " * len(found[0]), text)
    if "[" not in text and "(" not in text:
        return text
    return _BRACKETED_NOTICE.sub(_blank_notice, text)


def _blank_listed_notice(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - _LONGEST_IDENTIFIER) : found.start()].split()
    return " " * len(found[0]) if any(map(str.isdigit, before[-1])) else found[0]


def _blank_notice(found: re.Match[str]) -> str:
    return " " * len(found[0]) if _PLACE.search(found["text"]) else found[0]


def core_end(text: str, start: int, end: int, reference: Reference) -> int:
    """Return the offset after the fields of a citation that starts at `start`."""
    values = (reference.title, reference.journal, reference.publisher, reference.pages)
    year = str(reference.year) if reference.year else None
    ends = [start]
    for value in filter(None, (*values, year)):
        found = text.find(value, start, end)
        if found >= 0:
            ends.append(found + len(value))
    return max(ends)


class Following:
    """The text after the fields of a citation, up to the last identifier or link before the next.

    Attributes:
        core: the end of the citation's fields, see `core_end`.
    """

    def __init__(self, text: str, core: int, limit: int) -> None:
        self.text, self.core = text, core
        self._starts: list[int] = []
        # The ends of the notices in brackets; others end in no certain place.
        self._closings: list[int | None] = []
        closing = core
        for found in _NOTICE.finditer(text, core, limit):
            if found["bracket"] and found.start() >= closing:
                after = text.find("]" if found["bracket"] == "[" else ")", found.end(), limit)
                closing = after if after >= 0 else limit
            self._starts.append(found.start())
            self._closings.append(closing if found["bracket"] else None)
        bare = (n for n, end in enumerate(self._closings) if end is None)
        self._first_open = next((self._starts[n] for n in bare), limit)

    def is_in_brackets(self, position: int) -> bool:
        """Return whether a position is in a notice in brackets."""
        number = bisect_left(self._starts, position) - 1
        closing = self._closings[number] if number >= 0 else None
        return closing is not None and position <= closing

    def is_after_notice(self, position: int) -> bool:
        """Return whether a position is in, or somewhere after, a notice without brackets."""
        return position > self._first_open

    def sentence_before(self, position: int) -> str:
        """Return the part of a sentence before a position, or the end of it if it is long."""
        part = self.text[max(self.core, position - _LONGEST_SENTENCE) : position]
        breaks = [found.end() for found in _SENTENCE_END.finditer(part)]
        return part[breaks[-1] :] if breaks else part


def own_identifiers(follow: Following, end: int, identifiers: Sequence[Mention]) -> list[Mention]:
    """Return the identifiers of a citation's work, of those in it and up to the next citation.

    Args:
        end: the end of the citation.
    """
    own: list[Mention] = []
    last_of_kind = {one.kind: one for one in identifiers}
    for one in identifiers:
        if follow.is_in_brackets(one.start):
            continue
        if follow.is_after_notice(one.start):
            # PubMed puts its own numbers of a work after all notices and their numbers
            is_own = one.kind in _NUMBERS and one is last_of_kind[one.kind]
        else:
            sentence = "" if one.kind == "url" else follow.sentence_before(one.start)
            is_own = one.start < end and not names_other(sentence)
        if is_own:
            own.append(one)
    return own


def names_other(part: str) -> bool:
    """Return whether a part of a sentence names a work other than the one before it."""
    return _OTHER.search(part) is not None


def is_own_link(follow: Following, link: Mark, reference: Reference, *, is_tail: bool) -> bool:
    """Return whether a link after a citation's fields leads to the citation's work.

    Args:
        is_tail: whether the link directly follows the citation, and no sentence goes on after it.
    """
    name = follow.text[link.start : link.end]
    if link.start >= follow.core:
        if follow.is_after_notice(link.start) or follow.is_in_brackets(link.start):
            return False
        sentence = follow.sentence_before(link.start)
        if _names_work(name, reference):
            return True
        if names_other(sentence + name):
            return False
        if is_tail:
            return True
    return is_name_of_link(name, link) or _names_work(name, reference)


def is_name_of_link(name: str, link: Mark) -> bool:
    """Return whether a link has a name such as "PubMed", "Full text" or "doi:10.1000/a"."""
    words = _WORD.findall(name.lower())
    return _LINK_WORDS.issuperset(words) or _is_identifier(name, link)


def _is_identifier(name: str, link: Mark) -> bool:
    """Return whether the name of a link is the identifier to which it leads."""
    lower = name.lower()
    return any(one.value.lower() in lower for one in identifiers_of_url(link.target))


def _names_work(name: str, reference: Reference) -> bool:
    """Return whether all words of a link's name are those of the work's citation."""
    known = set(_WORD.findall(" ".join((reference.title or "", *reference.authors)).lower()))
    words = set(_WORD.findall(name.lower())) - {str(reference.year)} - _LINK_WORDS - _NAME_WORDS
    return bool(words) and words <= known
