"""The names of elements of JATS and NLM XML by their layout, and the usual headings of parts."""

from __future__ import annotations

from painsci_search.reading.forms.jats.inline import FORMULAS

NOT_TEXT = frozenset(
    "graphic inline-graphic object-id permissions index-term alt-text long-desc label title def "
    "fn sec-meta kwd-group related-article related-object processing-meta counts ref-list subtitle "
    "inline-supplementary-material-link custom-meta-group colspec spanspec".split()
)
INLINE = FORMULAS | frozenset(
    "xref fn break bold italic sup sub sc underline monospace overline roman sans-serif strike "
    "named-content styled-content ext-link uri email abbrev milestone-start milestone-end "
    "inline-supplementary-material institution".split()
)
# By "list-type".
LIST_STYLES = {
    "order": "1",
    "alpha-lower": "a",
    "alpha-upper": "A",
    "roman-lower": "i",
    "roman-upper": "I",
}
# The headings of parts that have none, by "abstract-type" and by element.
NAMES_OF_ABSTRACTS = {"graphical": "Graphical abstract", "": "Abstract"}
NAMES_OF_PARTS = {
    "ack": "Acknowledgements",
    "glossary": "Glossary",
    "app": "Appendix",
    "bio": "About the author",
}
