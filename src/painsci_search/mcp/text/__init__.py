"""Answers as short text for the context of a language model, in a bounded number of characters.

What comes from an article stands in lines that begin with "> ", and the answer says that these are
quoted. An article is written by anybody and may hold text that is meant to be obeyed: no character
of it can end the quotation, for each of its lines is given the mark, and none is hidden.
"""

from painsci_search.mcp.text.passages import tell_problems, tell_results
from painsci_search.mcp.text.quoting import (
    NOTICE,
    Told,
    json_line,
    keep_within,
    place,
    plain_line,
)
from painsci_search.mcp.text.reading import article_lines, excerpt_lines, tell_page
from painsci_search.mcp.text.works import tell_citations, tell_works

__all__ = [
    "NOTICE",
    "Told",
    "article_lines",
    "excerpt_lines",
    "json_line",
    "keep_within",
    "place",
    "plain_line",
    "tell_citations",
    "tell_page",
    "tell_problems",
    "tell_results",
    "tell_works",
]
