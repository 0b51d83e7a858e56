"""A description list in; the terms of it that head sections of their own, out.

A term with an anchor is what a link to its definition leads to, so its definition is a section.
"""

from __future__ import annotations

from itertools import islice

from painsci_search.reading.dom import anchor_of, children_of, elements_in, text_of
from painsci_search.reading.nodes import Tag
from painsci_search.reading.notes.labels import is_word_in_brackets, read_label
from painsci_search.reading.tree import PageTree

# Letters of a term; a longer one is a sentence.
_LONGEST_TERM = 120
# Terms: one alone is no glossary.
_FEWEST_TERMS = 2
# Elements in a term of which one may have the anchor.
_MOST_IN_TERM = 4


def find_terms(tree: PageTree, listed: Tag) -> dict[int, tuple[Tag, ...]]:
    """Return the terms of a glossary in groups with one definition; {} for another list.

    At least half of its terms have anchors, and all have a definition.

    Returns:
        The groups, by the identity of their first term.
    """
    groups = _read_groups(listed)
    terms = [term for group, _ in groups for term in group]
    if len(terms) < _FEWEST_TERMS or 2 * sum(map(_has_anchor, terms)) < len(terms):
        return {}
    if not all(map(_is_term, terms)):
        return {}
    if not all(any(map(tree.letters, definitions)) for _, definitions in groups):
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


def _has_anchor(term: Tag) -> bool:
    return any(map(anchor_of, (term, *islice(elements_in(term), _MOST_IN_TERM))))


def _is_term(term: Tag) -> bool:
    """Return whether a term has a text, and is no label of a note or a work."""
    text = text_of(term, enough=_LONGEST_TERM + 1)
    if not text or len(text) > _LONGEST_TERM or is_word_in_brackets(text):
        return False
    read = read_label(text)
    return read is None or read[1] == "letter"
