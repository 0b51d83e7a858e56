"""A description list in; the terms of it that head sections of their own, out.

A term with an anchor is what a link to its definition leads to, so its definition is a section. So
is one below a heading such as "Glossary", or of many in alphabetical order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from painsci_search.reading.dom.elements import (
    HEADINGS,
    anchor_of,
    children_of,
    elements_in,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.labels import is_word_in_brackets, read_label
from painsci_search.reading.notes.lists import before
from painsci_search.text import fold

# Letters of a term; a longer one is a sentence.
_LONGEST_TERM = 120
# Terms: one alone is no glossary.
_FEWEST_TERMS = 2
# Terms that are in alphabetical order by no chance, and letters of a definition, on average: facts,
# such as an author and a date, have fewer.
_FEWEST_SORTED = 6
_FEWEST_LETTERS = 40
_HEADING = re.compile(
    r"(?:a |the )?(?:(?:short |little )?glossar(?:y|e|io)?(?: of (?:\w+ ){0,2}\w+)?|"
    r"definitions(?: of terms)?|terms and definitions|key terms|begriffe|begriffserklärungen|"
    r"glossaire|glosario|glossário|lessico|woordenlijst|begrippenlijst|ordlista|ordliste|"
    r"słownik(?: pojęć)?|słowniczek|slovníček(?: pojmů)?|slovník|sanasto|fogalomtár|szójegyzék|"
    r"глоссарий|словарь(?: терминов)?|用語集|术语表|용어집)",
    re.IGNORECASE,
)
# Elements in a term of which one may have the anchor.
_MOST_IN_TERM = 4


def find_terms(tree: PageTree, listed: Tag) -> dict[int, tuple[Tag, ...]]:
    """Return the terms of a glossary in groups with one definition; {} for another list.

    All of its terms have a definition, and at least half of them an anchor, unless its heading or
    its order shows that it is one.

    Returns:
        The groups, by the identity of their first term.
    """
    groups = _read_groups(listed)
    terms = [term for group, _ in groups for term in group]
    if len(terms) < _FEWEST_TERMS or not all(map(_is_term, terms)):
        return {}
    if not all(any(map(tree.letters, definitions)) for _, definitions in groups):
        return {}
    if 2 * sum(map(_has_anchor, terms)) < len(terms):
        letters = sum(tree.letters(one) for _, definitions in groups for one in definitions)
        is_glossary = _is_headed(listed) or _is_sorted([group[0] for group, _ in groups])
        if letters < _FEWEST_LETTERS * len(groups) or not is_glossary:
            return {}
    return {id(group[0]): tuple(group) for group, _ in groups}


def _read_groups(listed: Tag) -> list[tuple[list[Tag], list[Tag]]]:
    """Return the terms that share a definition, with its parts; they may be in a wrapper."""
    groups: list[tuple[list[Tag], list[Tag]]] = []
    for child in children_of(listed, "dt", "dd", "div"):
        parts = children_of(child, "dt", "dd") if child.name == "div" else [child]
        for part in parts:
            if part.name == "dt":
                if not groups or groups[-1][1]:
                    groups.append(([], []))
                groups[-1][0].append(part)
            elif groups:
                groups[-1][1].append(part)
    return groups


def _is_headed(listed: Tag) -> bool:
    """Return whether a heading right before a list says that it explains words."""
    heading = before(listed)
    if heading is None or heading.name not in HEADINGS:
        return False
    return _HEADING.fullmatch(text_of(heading)) is not None


def _is_sorted(terms: Sequence[Tag]) -> bool:
    """Return whether many terms are in alphabetical order."""
    words = [fold(text_of(term)) for term in terms] if len(terms) >= _FEWEST_SORTED else []
    return bool(words) and all(one < other for one, other in pairwise(words))


def _has_anchor(term: Tag) -> bool:
    return any(map(anchor_of, (term, *islice(elements_in(term), _MOST_IN_TERM))))


def _is_term(term: Tag) -> bool:
    """Return whether a term has a text, and is no label of a note or a work."""
    text = text_of(term, enough=_LONGEST_TERM + 1)
    if not text or len(text) > _LONGEST_TERM or is_word_in_brackets(text):
        return False
    read = read_label(text)
    return read is None or read[1] == "letter"
