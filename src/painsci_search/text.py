"""Text analysis: a text in; tokens with offsets, folded words and stems out.

Indexing, queries and highlights share it, so that what is indexed can be found and highlighted.

A word such as "CRPS-1", "L4/L5" or "10.1136/bmj.h2747" is a compound: its parts are tokens at
consecutive positions, and the whole is one more token at the position of its first part. So the
whole and each part can be found, and a phrase of the parts matches however they were joined. The
number and the unit of "600mg" are parts, too, and so is a Greek letter beside others ("TNFα").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from painsci_search.late_patterns import late_pattern
from painsci_search.native import compiled

# Without a cache of its own, which takes longer than stemming once it is full.
_STEMMER = Stemmer.Stemmer("english", 0)
_DIGIT = late_pattern(r"\d")
_IZE = late_pattern(r"(?<=\w{3})([iy])z(?=(?:e[ds]?|ers?|ings?|able|ations?|ational)$)")

# Letters that Unicode does not decompose into a base letter and a mark. The last is the Arabic
# tatweel, which only makes a word longer on the page.
_FOLD_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "\u0640": "",
    }
)
# Marks that make another letter: of a Japanese sound, and of the Cyrillic short i.
_OF_LETTERS = late_pattern("[\u3099\u309a]|(?<=\u0438)\u0306")
# A Greek letter alone is the same word as its name: "TNF-α" and "TNF-alpha".
GREEK_NAMES = tuple(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma tau upsilon phi chi psi omega".split()
)
_GREEK_NAMES = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", GREEK_NAMES, strict=True))
# In a unit the letter is a prefix, which is also spelled "u".
_MICRO = late_pattern(r"\bμ(?=[a-z]{1,3}\b)")
_MICRO_UNIT = late_pattern(r"\d*[\xb5μ][a-zA-Z]{1,3}\Z")
_GREEK_ALONE = late_pattern(r"(?<![\u0370-\u03ff])[\u0370-\u03ff](?![\u0370-\u03ff])")
# A power is one word: "10^6" and "10" with a raised 6, but not "106".
_RAISED = "\u2070\xb9\xb2\xb3\u2074-\u2079"
_POWER = rf"\d+(?:\^[-\u2212]?\d+|\u207b?[{_RAISED}]+)(?![^\W_])"
# A number and the letters after it, but not "1st" or "1980s".
_MEASURE = late_pattern(rf"(\d+)(?!(?:st|nd|rd|th|s)\Z|[{_RAISED}])[^\W\d_]+\Z", re.IGNORECASE)
_EXPONENT = late_pattern(rf"(?<=\d)(?=\u207b?[{_RAISED}])")
_HYPHENS = "-\u2010\u2011"
_APOSTROPHES = "'\u2018\u2019\u02bc"
# Characters that join the parts of a compound; "," and the en dash only between digits.
JOINERS = _HYPHENS + _APOSTROPHES + "./&:,\u2013"
_POSSESSIVE = late_pattern("['\u2018\u2019\u02bc][sS](?=$|[-./&:\u2010\u2011])")
_POSSESSIVE_END = late_pattern("['\u2018\u2019\u02bc][sS](?!\\w)")
# Letters of Chinese, Japanese and Thai, for a set of a pattern: words are written without spaces.
UNSPACED = (
    r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46"
    r"\u3005-\u3007\u3041-\u3096\u309d-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\uff66-\uff9d\U00020000-\U0003ffff"
)
# The separator of paragraphs.
PARAGRAPH = late_pattern(r"\n\s*\n")
# Code points among which there are marks: of all scripts of the basic plane before the Chinese
# characters, and from their end to the Korean ones.
_MARKED = (*range(0x300, 0x3100), *range(0xA000, 0xAC00))
# Parts of a compound that is indexed as a whole, too. Longer chains are URLs and the like, of which
# only parts are searched for; a lower limit would lose the wholes of DOIs.
_WHOLE_PARTS = 8
# Characters of a word or compound at an offset that are looked at: the ends of words in a page that
# is one compound, or one word, would otherwise cost the square of its length.
_LONGEST_COMPOUND = 400


class Token(NamedTuple):
    """A word of a text.

    Attributes:
        word: folded by `fold`.
        start, end: character offsets in the text.
        position: number of the word in the text, from 0; the whole of a compound has the position
            of its first part.
        parts: 1; for the whole of a compound the number of its parts.
    """

    word: str
    start: int
    end: int
    position: int
    parts: int = 1


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of a text by position; the whole of a compound follows its first part.

    >>> [token.word for token in tokenize("Patients’ CRPS-1: naïve")]
    ['patients', 'crps', 'crps1', '1', 'naive']
    """
    return iter(ascii_tokens(text, Token)) if text.isascii() else _tokens(text)


@compiled
def ascii_tokens(text: str, kind: type[Token]) -> list[Token]:  # noqa: ARG001
    """Return the tokens of an ASCII text.

    Args:
        kind: `Token`: the compiled function makes what it is given.
    """
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    compound, one_part = _western_patterns() if _is_western(text) else _universal_patterns()
    position = 0
    for match in compound.finditer(text):
        surface, base = match.group(), match.start()
        if surface.isascii() and surface.isalnum() and not measure_unit(surface):
            yield Token(surface.lower(), base, match.end(), position)
            position += 1
            continue
        surface = _POSSESSIVE.sub("  ", surface)
        written = [part for part in one_part.finditer(surface) if fold(part.group())]
        split = [span for part in written for span in _split_word(part.group(), part.start())]
        # a mark or soft hyphen before a Greek letter is cut off from it, and no word by itself
        parts = [span for span in split if fold(surface[slice(*span)])]
        words = [fold(surface[start:end]) for start, end in parts]
        for number, (word, (start, end)) in enumerate(zip(words, parts, strict=True)):
            yield Token(word, base + start, base + end, position + number)
            if number == 0 and len(parts) > 1 and len(written) <= _WHOLE_PARTS:
                gaps = [surface[a[1] : b[0]] for a, b in pairwise(parts)]
                yield Token(_join(words, gaps), base, base + parts[-1][1], position, len(parts))
        position += len(parts)


def _split_word(word: str, base: int) -> list[tuple[int, int]]:
    """Return the spans of the parts of a word without joiners, which starts at the offset `base`.

    They meet after the number of a measure, and before and after a Greek letter among others.
    """
    cuts = [0, len(word)]
    if not word.isascii() and not _MICRO_UNIT.match(word):
        cuts += [cut for letter in _GREEK_ALONE.finditer(word) for cut in letter.span()]
    cuts += [low + measure_unit(word[low:high]) for low, high in pairwise(sorted(set(cuts)))]
    return [(base + low, base + high) for low, high in pairwise(sorted(set(cuts)))]


def measure_unit(word: str) -> int:
    """Return the offset of the unit in a number with a unit, such as "600mg"; 0 in other words."""
    measure = _MEASURE.match(word)
    return measure.end(1) if measure else 0


def word_end(text: str, start: int) -> int:
    """Return the end of the word that starts at `start`; of a compound, of its first part."""
    match = _match_at(text, start, 1)
    return _split_word(match.group(), start)[0][1] if match else start


def compound_end(text: str, start: int) -> int:
    """Return the end of the compound that starts at `start`, without a possessive's s."""
    match = _match_at(text, start, 0)
    tokens = tokenize(match.group()) if match else ()
    return max((start + token.end for token in tokens if token.start == 0), default=start)


def surface(text: str) -> tuple[int, int]:
    """Return the start of the first word and the end of the last, with a possessive's s.

    >>> text = "(runner’s?)"
    >>> text[slice(*surface(text))]
    'runner’s'
    """
    if text.isascii() and text.isalnum():
        return 0, len(text)
    tokens = list(tokenize(text))
    end = max((token.end for token in tokens), default=0)
    possessive = _POSSESSIVE_END.match(text, end)
    return (tokens[0].start if tokens else 0), (possessive.end() if possessive else end)


def _match_at(text: str, start: int, which: int) -> re.Match[str] | None:
    """Match a compound (`which` = 0) or a part (1) at `start`, by faster patterns if they apply."""
    limit = start + _LONGEST_COMPOUND
    match = _western_patterns()[which].match(text, start, limit)
    # A combining mark may follow the last letter, or a joiner of another script.
    if match and _is_western(text[start : match.end() + 2]):
        return match
    return _universal_patterns()[which].match(text, start, limit)


def _is_western(text: str) -> bool:
    """Return whether the western patterns suffice, which are faster to compile and to run."""
    if text.isascii():
        return True
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return "\xad" not in text


@cache
def _western_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the patterns of compounds and parts for text in Windows-1252."""
    part = rf"(?:{_POWER}|[^\W_]+)"
    joiner = r"[-'\u2018\u2019./&:]|(?<=\d)[,\u2013](?=\d)"
    return re.compile(f"{part}(?:(?:{joiner}){part})*"), re.compile(part)


@cache
def _universal_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the patterns of compounds and parts for text in any script.

    A part is a run of letters and digits with their combining marks and soft hyphens; in Chinese,
    Japanese and Thai each character is a part, so that a word is found inside a sentence.
    """
    marks = _marks()
    letter = rf"(?![{UNSPACED}])[^\W_]|[{marks}]"
    voiced = r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a\uff9e\uff9f]*"
    part = rf"[{UNSPACED}]{voiced}|{_POWER}|(?:[^\W_]|[{marks}])(?:{letter})*"
    joiner = rf"[{_HYPHENS}{_APOSTROPHES}./&:]|(?<=\d)[,\u2013](?=\d)"
    return re.compile(rf"(?:{part})(?:(?:{joiner})(?:{part}))*"), re.compile(part)


def _marks() -> str:
    """Return the marks that are parts of words, for a set of a pattern, and the soft hyphen.

    The re module does not count them as letters: accents that are written apart, the vowels of
    Arabic and Hebrew, and those of Brahmic scripts and of Thai.
    """
    marks = [code for code in _MARKED if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    return "\xad" + "".join(map(chr, marks))


def _join(words: list[str], gaps: list[str]) -> str:
    """Return the spelling of a compound as a whole: joined, with a joiner only between digits."""
    joined = words[0]
    for word, gap in zip(words[1:], gaps, strict=True):
        is_number = joined[-1].isdigit() and word[0].isdigit() and gap.strip() != ","
        joined += ("." if gap.strip() == "." else "-" if gap else "") + word if is_number else word
    return joined


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a text in lower case without accents, ligatures, curly quotes and soft hyphens.

    >>> fold("Hróbjartsson’s ﬁeld")
    "hrobjartsson's field"
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", _EXPONENT.sub("^", text))
    plain = plain.casefold().translate(_FOLD_LETTERS)
    kept = {mark.start() for mark in _OF_LETTERS.finditer(plain)}
    plain = "".join(
        char
        for at, char in enumerate(plain)
        if (not unicodedata.combining(char) and char != "\xad") or at in kept
    )
    plain = unicodedata.normalize("NFC", plain) if kept else plain
    plain = _MICRO.sub("u", _GREEK_NAMES.get(plain, plain)).replace("^\u2212", "^-")
    return re.sub(f"[{_HYPHENS}\u2013\u2014]", "-", re.sub(f"[{_APOSTROPHES}]", "'", plain))


@lru_cache(maxsize=65536)
def stem(word: str, language: str = "") -> str:
    """Return the stem of a folded word; a word with digits is returned unchanged.

    Args:
        language: the code of a language with rules of its own, see `languages.py`; "" for English.

    Source: Snowball's "english" stemmer (Porter 2). Before it, "-ize" and "-yze" are spelled with
    an s: the stemmer would remove "ize", and make "randomized" a form of "random".

    >>> stem("sensitisation"), stem("sensitization"), stem("expectations"), stem("crps1")
    ('sensitis', 'sensitis', 'expect', 'crps1')
    """
    if language:
        return stem_all([word], language)[0]
    if not word.isalpha():
        return word
    return str(_STEMMER.stemWord(_with_s(word) if "z" in word else word))


def stem_all(words: list[str], language: str = "") -> list[str]:
    """Return the stems of many folded words, faster than one by one.

    >>> stem_all(["expectations", "crps1"]), stem_all(["erwartungen", "l5"], "de")
    (['expect', 'crps1'], ['erwart', 'l5'])
    """
    if language:
        from painsci_search.languages import stem_words  # noqa: PLC0415 - seldom needed

        found = stem_words(words, language)
        pairs = zip(words, found, strict=True)
        return [word if _DIGIT.search(word) else each for word, each in pairs]
    spelled = [_with_s(word) if "z" in word else word for word in words]
    stems: list[str] = _STEMMER.stemWords(spelled)
    return [each if word.isalpha() else word for word, each in zip(words, stems, strict=True)]


def _with_s(word: str) -> str:
    return _IZE.sub(r"\1s", word)
