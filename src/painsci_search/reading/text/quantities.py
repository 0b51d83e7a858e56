"""A number and the text around it in; whether it belongs to a quantity, and marks no note, out.

A raised number may be an exponent or the mass of an isotope, and numbers in brackets the ends of
an interval: "I² = 12 %", "10³ cells", "¹⁸F", "95% CI [1, 3]". To take one of them for a marker
removes it from the text and changes what the text says.
"""

from __future__ import annotations

import re

# A number after a unit, a variable or 10 is a power.
_POWER = re.compile(r"(?:^|[^A-Za-z])(?:[a-z]|10|[cdkmnµμ]m|ft|in|yd|ha)\Z")
# Variables of statistics whose square has a name, such as the I² of heterogeneity and χ²; and gases
# that are printed with a raised 2. A Greek letter after a hyphen is a part of a name: "TNF-α".
_SQUARED = re.compile(
    r"(?:^|[\s(\[{=,;:/·×|≤≥<>–—’'\"“])"
    r"(?:[IRTHQ]|SD|(?i:adj(?:usted)?\.?[ ]?)R|[Α-Ωα-ωϕϵ]|[VSP]?[ap]?C?O)\Z"
)
# The Roman numeral of "CRPS type I", and the pronoun: a number after them is a marker.
_ROMAN = re.compile(
    r"\b(?:types?|grades?|class|stages?|phases?|groups?|levels?|parts?|stud(?:y|ies)|axis|table|figure|"
    r"fig\.?|appendix|complex|fibers?|fibres?|CRPS|WHO|[Tt]han|[Aa]nd|[Oo]r|[Aa]s)\sI\Z"
)
# What follows in "R² = .3", "χ²(1) = 3.1" and "η²p < .1".
_EQUALS = re.compile(r"[a-z]?\s{0,2}(?:\([\w\s,.=]{1,20}\)\s{0,2})?[=<>≤≥≈]")
# Of an exponent, as in "10⁻³".
_RAISED_SIGNS = ("⁻", "⁺")
# Characters: more than the longest unit or variable and the sign before it.
_LONGEST_UNIT = 12
# Words of a spread, after which numbers in brackets are its ends. "[1, 3]" after "M = 2", too.
_SPREAD = re.compile(
    r"(?:\b(?:CI|CIs|CrI|KI|IC|IQR|HDI|HPDI?|PI|LoA|SDs?|SEM?|intervals?|quartiles?|ranges?|ranging|"
    r"Spannweite|intervalle|intervalo)\b[\])]?|[=≈]\s?-?\d{1,4}(?:\.\d{1,3})?\s?%?)"
    r"\s{0,2}[:=,]?\s{0,2}(?:of|from|was|were)?\s{0,2}[(\[]?\Z"
)
# Characters before and after a number that are looked at.
LOOK_AROUND = 40


def text_before(text: str, end: int) -> str:
    """Return what is looked at of a text before an offset."""
    return text[max(0, end - LOOK_AROUND) : end]


def is_raised_quantity(before: str, number: str, after: str) -> bool:
    """Return whether a raised number is an exponent, or the mass of an isotope.

    Args:
        before: the text before the number.
        number: its digits.
        after: the text after it.
    """
    tail = before[-_LONGEST_UNIT:]
    if _POWER.search(tail) or tail[-1:] in _RAISED_SIGNS:
        return True
    if number == "2" and _SQUARED.search(tail) and not _ROMAN.search(before[-LOOK_AROUND:]):
        return True
    if before[-1:].isalpha() and _EQUALS.match(after[:LOOK_AROUND]):
        return True
    return _is_isotope(before, after)


def _is_isotope(before: str, after: str) -> bool:
    """Return whether no word is directly before the number, and a letter directly after it."""
    begins = not before or before[-1].isspace() or before[-1] in "[(-–/"
    return begins and after[:1].isalpha() and after[:1].isascii()


def is_spread(before: str) -> bool:
    """Return whether numbers in brackets after a text are the ends of an interval or a range."""
    return _SPREAD.search(before[-LOOK_AROUND:]) is not None
