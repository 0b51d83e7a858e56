"""An element of a note in; whether it repeats a link for those who do not see it, out.

Publishers add a work's DOI and words such as "opens in a new window" for programs that read pages
aloud. Other text that is not seen, such as a comma between two links, belongs to the note.
"""

from __future__ import annotations

import re

from painsci_search.identifiers import identify_url, normalise_doi
from painsci_search.reading.citations.link_labels import is_link_label
from painsci_search.reading.dom.elements import ancestors, attribute, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.found import FoundNote

_SPOKEN = (
    r"visually-?hidden|visibility-?hidden|sr-only|screen-?readers?(?:-(?:text|only))?|off-?screen|"
    r"show-for-sr"
)
_OF_LINKS = re.compile(rf"(?:^|[\s_-])(?:{_SPOKEN})(?=[\s_-]|$)", re.IGNORECASE)
_OF_COPIES = re.compile(rf"(?:^|[\s_-])(?:{_SPOKEN}|hidden)(?=[\s_-]|$)", re.IGNORECASE)
# A work in the form of BibTeX, which a script shows.
_OF_BIBTEX = re.compile(r"bib-?tex", re.IGNORECASE)
# Levels between words and the link that they belong to.
_LEVELS = 4
# Letters of an identifier or a label.
_LONGEST = 200


def is_spoken(tag: Tag) -> bool:
    """Return whether an element is there for those who hear the page, by its class."""
    return "class" in tag.attrs and _OF_LINKS.search(attribute(tag, "class")) is not None


def repeats_link(tree: PageTree, tag: Tag, note: FoundNote) -> bool:
    """Return whether an element that is not seen is the label of a link, or repeats its DOI."""
    names = attribute(tag, "class") if "class" in tag.attrs else ""
    if not names or (_OF_COPIES.search(names) is None and _OF_BIBTEX.search(names) is None):
        return False
    if tree.letters(tag) > _LONGEST:
        return False
    text = text_of(tag)
    if _OF_BIBTEX.search(names) and text.startswith("@"):
        return True
    is_in_link = any(one.name == "a" for one in ancestors(tag, _LEVELS))
    if _OF_LINKS.search(names) and (is_in_link or is_link_label(text)):
        return True
    doi = normalise_doi(text)
    return doi is not None and doi in _dois_of(tree, note)


def _dois_of(tree: PageTree, note: FoundNote) -> set[str]:
    """Return the DOIs to which a note links."""
    nodes = (node for node in (*note.nodes, *note.rows) if isinstance(node, Tag))
    links = (link for node in nodes for link in tree.named("a", within=node))
    found = (one for link in links for one in identify_url(attribute(link, "href")))
    return {one.value for one in found if one.kind == "doi"}
