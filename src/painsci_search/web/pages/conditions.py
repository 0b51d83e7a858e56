"""Conditions of a query, such as `+tag:"low back"`: a query in, one with or without them out."""

from __future__ import annotations

import re

from painsci_search.query.quoting import quote

_PLAIN = re.compile(r"\w[\w-]*")


def toggle_condition(query: str, field: str, value: str) -> tuple[str, bool]:
    """Add a condition to a query, or remove it from its end.

    Returns:
        The other query, and whether this one has the condition.

    >>> toggle_condition("sham", "lang", "de")
    ('sham +lang:de', False)
    >>> toggle_condition('sham +tag:"low back" +lang:de', "tag", "low back")
    ('sham +lang:de', True)
    """
    condition = f"+{field}:{value if _PLAIN.fullmatch(value) else quote(value)}"
    pieces = f" {query} ".partition(f" {condition} ")
    if pieces[1]:
        return " ".join(each.strip() for each in (pieces[0], pieces[2]) if each.strip()), True
    return f"{query.strip()} {condition}".strip(), False
