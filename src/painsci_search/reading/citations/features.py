"""Tokens in; the features by which the model labels each of them out.

Training and reading share this module. A feature is about the word and its form, the words next to
it, the sentence and the brackets or quotation marks that it is in, and what the page shows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise

from painsci_search.model import Mark
from painsci_search.reading.citations.hints import Hint
from painsci_search.reading.citations.tokens import Token

# Raise it with each change of the features, and train again: a test compares it with the model.
VERSION = 1

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[a-h]?")
_ROMAN_LETTERS = frozenset("ivxlcIVXLC")
_ROMAN = re.compile(r"[ivxlc]+|[IVXLC]+")
# The sign that closes each opening one; '"' closes itself.
BRACKETS = {
    "(": ")",
    "[": "]",
    "“": "”",
    "«": "»",
    "``": "''",
    "‘": "’",
    "„": "“",
    '"': '"',
}
_CLOSING = tuple(dict.fromkeys(BRACKETS.values()))
_WORD_CLASSES = {
    "month": "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april "
    "june july august september october november december spring summer autumn fall winter",
    "and": "and und et y e &",
    "etal": "al colleagues others",
    "editor": "ed eds editor editors edited hrsg dir",
    "volume": "vol volume vols bd band",
    "issue": "no nr issue iss number suppl supplement n°",
    "pages": "p pp page pages pgs s",
    "edition": "edn ed edition rev revised 1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th",
    "publisher": "press publisher publishers publishing publications verlag springer elsevier "
    "wiley routledge sage books university oxford cambridge mcgraw saunders lippincott academic "
    "blackwell kluwer hall macmillan",
    "journal": "journal j proceedings proc annals ann archives arch review reviews rev research "
    "res transactions trans letters lett bulletin bull american am european eur international int "
    "medicine med clinical clin science sci acta annual nature",
    "particle": "van von der den de del della di da dos du la le el al ter ten bin ibn af av zu",
    "suffix": "jr sr ii iii iv",
    "web": "available retrieved accessed online from http https www website web",
    "thesis": "thesis dissertation phd master masters doctoral diss msc",
    "report": "report reports technical paper working tech rep guideline guidelines",
    "in": "in",
    "function": "of the a an on for with to by at from as is are was were be or not do does how "
    "what why when its their this that these which into between among during after",
    "remark": "see also cf compare contrary but however source sources quoted cited ibid op cit "
    "example e.g i.e recently",
    "body": "group committee organization organisation society association institute network "
    "consortium panel foundation centre center college academy council agency ministry "
    "department collaborators investigators collaboration",
}
_CLASSES: dict[str, list[str]] = {}
for _name, _words in _WORD_CLASSES.items():
    for _word in _words.split():
        _CLASSES.setdefault(_word, []).append(_name)
# Tokens of a sentence or of a bracket, and of a window to the next year, by size.
_SIZES = (0, 1, 2, 3, 4, 6, 8, 12, 20, 40)
# The size of each count up to the last of them.
_SIZE_OF = tuple(
    max(size for size, least in enumerate(_SIZES) if least <= count)
    for count in range(_SIZES[-1] + 1)
)
# The features of a place in a note, and of the distance to a year; one that is farther is none.
_GAPS = {gap: f"gap={gap}" for gap in ("", " ", "\n")}
_FIRST_PLACES = tuple(f"at={number}" for number in (0, 1, 2, 3))
_PLACES = tuple(f"in={tenth}" for tenth in range(10))
_FARTHEST = 1000
_NO_YEAR_BEFORE, _NO_YEAR_AFTER = "yb=-", "ya=-"
_YEAR_BEFORE = tuple(f"yb={size}" for size in _SIZE_OF)
_YEAR_AFTER = (
    *(f"ya={_SIZE_OF[min(distance, _SIZES[-1])]}" for distance in range(_FARTHEST)),
    _NO_YEAR_AFTER,
)
_LONGEST_WORD = 18
# Signs that end a part of a note; the first three also end a sentence.
PART_ENDS = ".?!,;:()"
_SENTENCE_ENDS = frozenset(PART_ENDS[:3])
_PART_ENDS = frozenset(PART_ENDS)


# The features of a token, in groups that often come again as they are.
Groups = tuple[tuple[str, ...], ...]


def token_features(
    tokens: Sequence[Token], marks: Sequence[Mark], hints: Sequence[Hint]
) -> list[list[str]]:
    """Return the features of each token, as strings; see `grouped_features`."""
    return [list(chain.from_iterable(groups)) for groups in grouped_features(tokens, marks, hints)]


def grouped_features(
    tokens: Sequence[Token], marks: Sequence[Mark], hints: Sequence[Hint]
) -> list[Groups]:
    """Return the groups of features of each token.

    Args:
        marks: links, italics and bold words in the note, ascending by start.
        hints: what well-known forms take the parts of the note for.
    """
    return group_features(tokens, shown_features(tokens, marks), hinted_features(tokens, hints))


def group_features(
    tokens: Sequence[Token],
    shown: Sequence[tuple[str, ...]],
    hinted: Sequence[tuple[str, ...]],
) -> list[Groups]:
    """Return the groups of features of each token, see `shown_features` and `hinted_features`."""
    if not tokens:
        return []
    words = [word_features(token.text) for token in tokens]
    shapes = [word[3] for word in words]
    edge = word_features("")
    beside = ["^", "^", *shapes, "$", "$"]
    columns = zip(
        map(beside_features, beside, beside[1:], beside[2:], beside[3:], beside[4:]),
        _places(tokens),
        _sentences("S", _SENTENCE_ENDS, tokens, shapes),
        _sentences("P", _PART_ENDS, tokens, shapes),
        _brackets(tokens),
        _years(shapes),
        shown,
        hinted,
        strict=False,
    )
    return [
        (word[0], before[1], after[2], *others)
        for word, before, after, others in zip(
            words, [edge, *words], [*words[1:], edge], columns, strict=False
        )
    ]


def fixed_features() -> list[tuple[str, ...]]:
    """Return the groups of features that need no word: of places, brackets and years."""
    sizes = range(len(_SIZES))
    return [
        *((gap,) for gap in _GAPS.values()),
        *((place,) for place in (*_FIRST_PLACES, *_PLACES)),
        *((f"end={left}",) for left in (1, 2)),
        *((f"close={sign}",) for sign in _CLOSING),
        *((f"open={sign}{size}", f"open={sign}") for sign in _CLOSING for size in sizes),
        ("quoted",),
        (_NO_YEAR_BEFORE,),
        *((f"yb={size}",) for size in sizes),
        (_NO_YEAR_AFTER,),
        *((f"ya={size}",) for size in sizes),
    ]


@lru_cache(maxsize=20000)
def beside_features(
    two_before: str, before: str, shape: str, after: str, two_after: str
) -> tuple[str, ...]:
    """Return the features of the shapes of a word and of the two words on each side."""
    return (
        f"s-2={two_before}",
        f"s+2={two_after}",
        f"s-1,0={before}|{shape}",
        f"s0,1={shape}|{after}",
        f"s-1,0,1={before}|{shape}|{after}",
        f"s-2,-1,0={two_before}|{before}|{shape}",
        f"s0,1,2={shape}|{after}|{two_after}",
    )


@lru_cache(maxsize=20000)
def word_features(word: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]:
    """Return the features of a word for itself and for its neighbours, and its shape.

    Returns:
        The features of the word, those of the word after it and of the word before it; the shape.
    """
    shape = _shape(word)
    lower = word.lower()
    own = [f"s={shape}"]
    near: list[str] = [f"s={shape}"]
    if word[:1].isalpha():
        if len(word) <= _LONGEST_WORD:
            own.append(f"w={lower}")
            near.append(f"w={lower}")
        own += [f"x3={lower[-3:]}", f"x2={lower[-2:]}", f"p3={lower[:3]}"]
        own.append(f"n={min(len(word), 12)}")
    elif word.isdecimal():
        number = int(word) if len(word) < 6 else 99999
        own.append("m=" + ("0" if number < 13 else "1" if number < 100 else "2"))
    for name in _CLASSES.get(lower, ()):
        own.append(f"c={name}")
        near.append(f"c={name}")
    before = tuple([f"-1{each}" for each in near])
    return tuple(own), before, tuple([f"+1{each}" for each in near]), shape


def _shape(word: str) -> str:
    """Return the form of a word: "Xx", "X", "x", "4", "year", "<doi>", or the sign itself."""
    if not word or (word[0] == "<" and len(word) > 1):
        return word or "#"
    # most words have letters only, which is the cheapest to see
    if not word.isalpha() and (shape := _shape_with_digits(word)):
        return shape
    if word[0] in _ROMAN_LETTERS and len(word) > 1 and _ROMAN.fullmatch(word):
        return "roman"
    if word.isupper():
        return "X" * min(len(word), 4)
    if word.islower():
        return "x" if len(word) > 1 else "x1"
    if word[0].isupper():
        return "Xx" if word[1:].islower() else "Xx-X" if "-" in word else "XxX"
    return "xX"


def _shape_with_digits(word: str) -> str:
    """Return the form of a number, a sign or a word with a digit; "" for another word."""
    if _YEAR.fullmatch(word):
        return "year"
    if word.isdecimal():
        return str(min(len(word), 6))
    if not word[0].isalnum():
        return word
    if any(map(str.isdigit, word)):
        return ("x9" if word[0].islower() else "X9") if word[0].isalpha() else "9x"
    return ""


def _size(count: int) -> int:
    return _SIZE_OF[min(count, _SIZES[-1])]


def _places(tokens: Sequence[Token]) -> list[tuple[str, ...]]:
    """Return features of the place of each token in its note."""
    count = len(tokens)
    gaps = [_GAPS[token.gap] for token in tokens]
    found: list[tuple[str, ...]] = list(zip(gaps, _place_names(count), strict=True))
    for number in range(max(0, count - 2), count):
        found[number] = (*found[number], f"end={count - number}")
    return found


@lru_cache(maxsize=1000)
def _place_names(count: int) -> tuple[str, ...]:
    """Return the features of the places in a note of so many tokens."""
    later = (_PLACES[10 * number // count] for number in range(4, count))
    return (*_FIRST_PLACES[:count], *later)


def _years(shapes: Sequence[str]) -> list[tuple[str, str]]:
    """Return whether years precede and follow each token, and how near they are."""
    years = [number for number, shape in enumerate(shapes) if shape.startswith("year")]
    before: list[str] = []
    after: list[str] = []
    # each run but the last ends with a year, each but the first follows one
    runs = pairwise((0, *(year + 1 for year in years), len(shapes)))
    for run, (start, end) in enumerate(runs):
        count = end - start
        if run:
            before += _YEAR_BEFORE[1 : count + 1]
            before += [_YEAR_BEFORE[-1]] * (count + 1 - len(_YEAR_BEFORE))
        else:
            before += [_NO_YEAR_BEFORE] * count
        if run < len(years):
            after += [_NO_YEAR_AFTER] * (count - _FARTHEST)
            after += _YEAR_AFTER[min(count, _FARTHEST) - 1 :: -1] if count else ()
        else:
            after += [_NO_YEAR_AFTER] * count
    return list(zip(before, after, strict=True))


def _sentences(
    name: str, ends: frozenset[str], tokens: Sequence[Token], shapes: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return the number and the form of each token's sentence, or of its part between signs."""
    found: list[tuple[str, ...]] = []
    index = 0
    previous = "^"
    last = len(tokens) - 1
    for number, token in enumerate(tokens):
        if number < last and token.text not in ends and tokens[number + 1].gap != "\n":
            continue
        start = len(found)
        if not _ends_part(name, ends, tokens, shapes, number, start):
            continue
        form = _form(tuple(shapes[start : number + 1]))
        described = described_features(name, form, min(index, 8), previous)
        rest = number + 1 - start - len(_SIZE_OF)
        found += [described[size] for size in _SIZE_OF[: number + 1 - start]]
        found += [described[-1]] * rest
        has_sign = number < last and token.text in ends
        previous = form + (token.text if has_sign else "")
        index += 1
    return found


@lru_cache(maxsize=5000)
def described_features(
    name: str, form: str, index: int, previous: str
) -> tuple[tuple[str, ...], ...]:
    """Return the features of a sentence or part, for each size of the distance to its start."""
    own = (f"{name}={form}", f"{name}n={index}", f"{name}b={previous}")
    return tuple((*own, distance) for distance in _distances(name, form[0]))


@cache
def _distances(name: str, size: str) -> tuple[str, ...]:
    """Return the features of the distance to the start of a sentence or part, by its size."""
    return tuple(f"{name}i={distance}|{size}" for distance in range(len(_SIZES)))


def _ends_part(  # noqa: PLR0913, PLR0917
    name: str,
    ends: frozenset[str],
    tokens: Sequence[Token],
    shapes: Sequence[str],
    number: int,
    start: int,
) -> bool:
    """Return whether a sentence ("S") or part ("P") that begins at `start` ends with a token."""
    if number + 1 == len(tokens):
        return True
    follows = tokens[number + 1].gap
    if follows == "\n":
        return True
    text = tokens[number].text
    if text not in ends or (name == "S" and follows == ""):
        return False
    is_initial = text == "." and number - start < 3 and len(shapes[number - 1]) < 3
    return not (name == "S" and is_initial)


@lru_cache(maxsize=20000)
def _form(shapes: tuple[str, ...]) -> str:
    """Return the form of a sentence: its size, its share of small words, and signs of digits."""
    small = shapes.count("x")
    initials = shapes.count("X") + shapes.count("XX") + shapes.count("XXX")
    firsts = [shape[0] for shape in shapes]
    large = firsts.count("X")
    digits = any(map(str.isdigit, firsts)) or "year" in shapes
    words = small + large
    share = 3 * small // words if words else "-"
    dense = "i" if large and 3 * initials >= large else ""
    return f"{_size(words)}{share}{dense}{'d' if digits else ''}"


def _brackets(tokens: Sequence[Token]) -> list[tuple[str, ...]]:
    """Return the bracket or quotation mark open at each token; none reaches across blocks."""
    found: list[tuple[str, ...]] = []
    open_signs: list[tuple[str, int]] = []
    closed = 0
    for number, token in enumerate(tokens):
        if open_signs and token.gap == "\n":
            open_signs.clear()
        sign = token.text
        if open_signs and sign == open_signs[-1][0]:
            if sign not in ")]":
                closed += 1
            found.append((f"close={sign}",))
            open_signs.pop()
            continue
        if open_signs:
            opened, start = open_signs[-1]
            found.append((f"open={opened}{_size(number - start)}", f"open={opened}"))
        else:
            found.append(("quoted",) if closed else ())
        if sign in BRACKETS and not (sign == "‘" and token.gap == ""):
            open_signs.append((BRACKETS[sign], number))
    return found


def shown_features(tokens: Sequence[Token], marks: Sequence[Mark]) -> list[tuple[str, ...]]:
    """Return features of what the page shows of each token: links, italics and bold words."""
    if not marks:
        return [()] * len(tokens)
    features: list[list[str]] = [[] for _ in tokens]
    number = 0
    seen: set[str] = set()
    kinds = {mark.kind for mark in marks}
    for mark in marks:
        while number and tokens[number - 1].start >= mark.start:
            number -= 1
        while number < len(tokens) and tokens[number].end <= mark.start:
            number += 1
        place = number
        while place < len(tokens) and tokens[place].start < mark.end:
            features[place].append(f"{mark.kind}{'' if place == number else '+'}")
            if mark.kind not in seen:
                features[place].append(f"{mark.kind}1")
            place += 1
        seen.add(mark.kind)
    if "emphasis" in kinds:
        for own in features:
            if not any(each.startswith("emphasis") for each in own):
                own.append("roman")
    return list(map(tuple, features))


def hinted_features(tokens: Sequence[Token], hints: Sequence[Hint]) -> list[tuple[str, ...]]:
    """Return features of what well-known forms take each token and its neighbours for."""
    fields = ["none"] * len(tokens)
    first: dict[int, list[str]] = {}
    starts = [token.start for token in tokens] if hints else []
    for hint in hints:
        number = bisect_left(starts, hint.start)
        if number < len(tokens) and starts[number] < hint.end:
            first.setdefault(number, []).append(f"h^{hint.field}")
        while number < len(tokens) and starts[number] < hint.end:
            fields[number] = "in" if hint.field == "work" else hint.field
            number += 1
    found: list[tuple[str, ...]] = list(
        map(_named, ["^", *fields[:-1]], fields, [*fields[1:], "$"])
    )
    for number, own in first.items():
        found[number] = (*own, *found[number])
    return found


@lru_cache(maxsize=2000)
def _named(before: str, field: str, after: str) -> tuple[str, str, str]:
    """Return the features of three fields next to each other."""
    return f"h={field}", f"h-1={before}", f"h+1={after}"
