"""Raised and lowered text in; the same in characters of one line out: "⁶", "₂", "^(2k)"."""

from __future__ import annotations

# The characters that Unicode has as superscripts and subscripts, without letters that look like
# others: https://www.unicode.org/charts/PDF/U2070.pdf
_RAISED = str.maketrans("0123456789+-−–=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁱⁿ")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_CAN_BE_RAISED = frozenset("0123456789+-−–=()in")
_CAN_BE_LOWERED = frozenset("0123456789+-−–=()")
# Signs beside a word or number that are no exponent of it.
_SIGNS = frozenset("°*†‡§¶′″™®©ªº")
# Endings of ordinals in English, French, Italian, Spanish.
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "re", "ère", "ème", "TM"})


def raised(text: str) -> str:
    """Return an exponent as text that follows its base.

    >>> raised("-4"), raised("2k"), raised("x")
    ('⁻⁴', '^(2k)', '^x')
    """
    text = "".join(text.split())
    if text and _CAN_BE_RAISED.issuperset(text):
        return text.translate(_RAISED)
    if not text or _SIGNS.issuperset(text) or text in _ORDINALS:
        return text
    return f"^{text}" if len(text) == 1 else f"^({text})"


def lowered(text: str) -> str:
    """Return an index as text that follows its base.

    >>> lowered("2"), lowered("max")
    ('₂', '_max')
    """
    text = "".join(text.split())
    if text and _CAN_BE_LOWERED.issuperset(text):
        return text.translate(_LOWERED)
    if not text:
        return ""
    return f"_{text}" if text.isalnum() else f"_({text})"
