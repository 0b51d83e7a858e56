"""Markers of notes whose words the text has as well, such as "Doe 2018"."""

from __future__ import annotations

from painsci_search.model.articles import NoteRef

# What the label of a marker may lack, or have more, than its words in the text.
_BESIDE_WORDS = frozenset("()[]{}（）［］【】〔〕,，、")
_CLOSING = {")": "(", "]": "[", "）": "（", "］": "［"}
# Fewer characters may be before a marker by chance, as in "grade 2" with the marker "2".
_FEWEST_OF_WORDS = 4


def words_of_marker(ref: NoteRef, text: str) -> tuple[int, int] | None:
    """Return the span of the words of a marker, if the text has them directly before its offset.

    Brackets, commas and white space make no difference. A bracket that is opened in the words is
    closed in the span.

    >>> words_of_marker(NoteRef("Roe and Bloggs 2015", 23), "So Roe and Bloggs (2015) found.")
    (3, 24)
    >>> words_of_marker(NoteRef("Moss, n.d.", 14), "So (Moss, n.d.) found.")
    (4, 14)
    """
    at = min(ref.offset, len(text))
    words = [sign for sign in ref.label if not _is_beside_words(sign)]
    if len(words) < _FEWEST_OF_WORDS or not (words[-1].isalnum() or words[-1] == "."):
        return None
    while at and _is_beside_words(text[at - 1]):
        at -= 1
    end = at
    while words:
        at -= 1
        if at < 0:
            return None
        if text[at] == words[-1]:
            words.pop()
        elif not _is_beside_words(text[at]):
            return None
    closing = text[end : end + 1]
    opening = _CLOSING.get(closing)
    if opening and text.count(opening, at, end) > text.count(closing, at, end):
        end += 1
    return at, end


def _is_beside_words(sign: str) -> bool:
    return sign in _BESIDE_WORDS or sign.isspace()
