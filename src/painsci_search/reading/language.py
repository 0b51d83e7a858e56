"""A stated language and a text in, the language of the article out, as a BCP 47 tag.

A page's own statement counts, unless its text plainly contradicts it: many pages carry the "en" of
their theme. The model that recognises languages takes half a second and 100 MB to load, so that it
is loaded once for a process, and only where the common words of the large languages are not enough.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from py3langid.langid import LanguageIdentifier

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
# Letters of text by which a language is recognised, and by which a stated one is checked.
_SAMPLE = 2000
_CHECKED = 1000
# Letters: of a shorter text the language is not certain.
_SHORTEST_SAMPLE = 120
_SHORTEST_AGAINST = 400
# Probability that the model gives its choice: below, the text is mixed or in none of its languages.
_SURE = 0.9
# Words that make up a tenth of any prose and more, by language.
_COMMON_WORDS = {
    "en": "the of and to in a is that for was",
    "de": "der die das und in zu den ist nicht von mit ein eine",
    "fr": "le la les de des et en un une est que pour dans",
    "es": "el la los las de y en que un una es por con",
    "it": "il la di e che in un una per è del con i le",
    "pt": "o a os as de e que em um uma para com do da",
    "nl": "de het een van en in is dat op te met voor",
    "sv": "och i att det som en på är av för med till",
    "da": "og i at det er en til på som af for med",
    "no": "og i det er en til på som av for med å",
    "nb": "og i det er en til på som av for med å",
    "pl": "i w na z do nie się że jest o to",
    "cs": "a v na se je že s z do to i o",
    "ru": "и в на не что с по как это к для",
    "tr": "ve bir bu da de için ile olarak çok",
}
# Share of the words of a text that are common ones of its language: in prose it is above 0.15.
_FEWEST_COMMON = 0.1
# Share that makes a language certain, if no other language has half of it.
_MANY_COMMON = 0.14
_COMMON = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")


def choose_language(
    stated: tuple[str, str], sample: Callable[[int], str]
) -> tuple[str, str | None]:
    """Return the source of the language, and the language; ("", None) where neither is known.

    Args:
        stated: the source of the page's statement, and the statement, or two empty strings.
        sample: returns the beginning of the article, with at least so many letters if it has them.
    """
    rule, given = stated
    tag = given.split(",")[0].strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        found = recognise_language(sample(_SAMPLE)[:_SAMPLE])
        return ("the words of the text", found) if found else ("", None)
    if tag[:2].lower() not in _COMMON:
        return rule, tag
    text = sample(_CHECKED)
    if len(text) >= _SHORTEST_AGAINST and not _has_common_words(text[:_CHECKED], tag):
        text = sample(_SAMPLE)[:_SAMPLE]
        found = None if _has_common_words(text, tag) else recognise_language(text)
        if found and found != tag[:2].lower() and not _are_alike(found, tag):
            return f"the words of the text, against {rule}", found
    return rule, tag


def recognise_language(text: str) -> str | None:
    """Return the language of a text as an ISO 639 code, or None for a short or a mixed text."""
    if len(text) < _SHORTEST_SAMPLE:
        return None
    words = Counter(_WORD.findall(text.lower()))
    shares = sorted((_share_of_common(words, language), language) for language in _COMMON)
    (second, _), (best, common) = shares[-2:]
    if best >= _MANY_COMMON and second <= best / 2:
        return common
    language, probability = _identifier().classify(text)
    return str(language) if probability >= _SURE else None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow to load

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _has_common_words(text: str, tag: str) -> bool:
    """Return whether a text has as many common words as prose in a language."""
    words = Counter(_WORD.findall(text.lower()))
    return _share_of_common(words, tag[:2].lower()) >= _FEWEST_COMMON


def _share_of_common(words: Counter[str], language: str) -> float:
    """Return the share of words that are common in a language."""
    return sum(words[word] for word in _COMMON[language]) / max(1, words.total())


def _are_alike(found: str, tag: str) -> bool:
    """Return whether two languages are easily confused, or one is the other's written form."""
    alike = ({"no", "nb", "nn", "da"}, {"hr", "sr", "bs", "sh"}, {"id", "ms"}, {"la", "en"})
    return any({found, tag[:2].lower()} <= group for group in alike)
