"""Answers as short text for the context of a language model, in a bounded number of characters.

Results and excerpts in, text out. Lines from an article begin with "> ", and the answer says that
these are quoted: anybody may have written the article, and its text may try to give orders. No
character of it can end the quotation, and none is invisible. Open `quoting.py` first.
"""

from painsci_search.mcp.text.evidence import format_evidence
from painsci_search.mcp.text.excerpts import article_lines, excerpt_lines, format_page
from painsci_search.mcp.text.quoting import (
    NOTICE,
    FormattedItems,
    arguments_json,
    bounded,
    count_that_fit,
    json_line,
    keep_within,
    plain_line,
)
from painsci_search.mcp.text.reports import (
    format_news,
    format_quotes,
    format_verdicts,
    works_as,
)
from painsci_search.mcp.text.results import (
    format_citations,
    format_problems,
    format_results,
)

__all__ = [
    "NOTICE",
    "FormattedItems",
    "arguments_json",
    "article_lines",
    "bounded",
    "count_that_fit",
    "excerpt_lines",
    "format_citations",
    "format_evidence",
    "format_news",
    "format_page",
    "format_problems",
    "format_quotes",
    "format_results",
    "format_verdicts",
    "json_line",
    "keep_within",
    "plain_line",
    "works_as",
]
