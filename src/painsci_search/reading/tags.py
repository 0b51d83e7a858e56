"""What files name as their keywords or categories in; tags out."""

from __future__ import annotations

import re

# Characters, and tags of an article: a longer list was made for search engines.
_LONGEST_TAG, _MOST_TAGS = 60, 50
_IDENTIFIER = re.compile(r"(?:doi|pmid|pmcid)\s?:\s?\S", re.IGNORECASE)
# Characters of a text of an article's own metadata.
LONGEST_LABEL = 500


def tags_in(*values: object) -> tuple[str, ...]:
    """Return the tags in some values, each once: lists, or texts with commas or semicolons.

    >>> tags_in(["low back", "knee"], "guideline; knee, #review")
    ('low back', 'knee', 'guideline', 'review')
    """
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    parts = (part for text in texts if isinstance(text, str) for part in re.split(r"[,;]", text))
    tags = (" ".join(part.split()).removeprefix("#") for part in parts)
    found: dict[str, str] = {}
    for tag in tags:
        if tag and len(tag) <= _LONGEST_TAG and not _IDENTIFIER.match(tag):
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())[:_MOST_TAGS]
