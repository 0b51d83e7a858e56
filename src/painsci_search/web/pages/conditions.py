"""Conditions of a query, such as `+tag:"low back"`: a query in, one with or without them out."""

from __future__ import annotations

import re

from painsci_search.query.quoting import quote

_PLAIN = re.compile(r"\w[\w-]*")


def toggle_condition(query: str, field: str, value: str) -> tuple[str, bool]:
    """Add a condition to a query, or remove it.

    Returns:
        The other query, and whether this one has the condition.

    >>> toggle_condition("sham", "lang", "de")
    ('sham +lang:de', False)
    >>> toggle_condition('sham +tag:"low back" +lang:de', "tag", "low back")
    ('sham +lang:de', True)
    """
    condition = f"{field}:{value if _PLAIN.fullmatch(value) else quote(value)}"
    rest, found = re.subn(rf"(?<!\S)\+?{re.escape(condition)}(?!\S)", "", query)
    if found:
        return " ".join(rest.split()), True
    return f"{query.strip()} +{condition}".strip(), False
