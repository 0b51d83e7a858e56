"""The tools as assistants see them: titles, descriptions, and the schemas of their objects."""

from __future__ import annotations

from typing import NamedTuple


class ToolDescription(NamedTuple):
    """Title and description of a tool for assistants, and the published schema of its object."""

    title: str
    description: str
    schema: str | None


DESCRIPTIONS: dict[str, ToolDescription] = {
    "search": ToolDescription(
        "Search articles",
        "Search articles on pain science for passages. Each passage has a link to it, the notes "
        "that back it, and the article and anchor with which read returns it in full.",
        "results.schema.json",
    ),
    "read": ToolDescription(
        "Read a section or note",
        "Read a section of an article with its notes and their references; a note with the "
        "sentences that cite it; or an article, beginning with a list of its sections.",
        None,
    ),
    "references": ToolDescription(
        "Find cited works",
        "Find the works (studies, reviews, books) that the articles cite, each once, with its "
        "identifiers, a link, and the articles that cite it.",
        "references.schema.json",
    ),
    "cites": ToolDescription(
        "Find citations of a work",
        "Find every note that cites a work, and the sentences that it backs, each with a link: "
        "what the work is cited for.",
        "citations.schema.json",
    ),
    "like": ToolDescription(
        "Find similar passages",
        "Find the passages most similar to a section or note, or to an article as a whole: what "
        "else the articles say on its subject.",
        "results.schema.json",
    ),
    "bibliography": ToolDescription(
        "Make a bibliography",
        "List the works that the passages cite which match all of a query, as text or as BibTeX, "
        "RIS, CSL-JSON or CSV for a reference manager.",
        "references.schema.json",
    ),
    "quotes": ToolDescription(
        "Quote passages",
        "Return the passages that match a query word for word, to quote them, and to check later "
        "with verify that they are still there.",
        "quotes.schema.json",
    ),
    "verify": ToolDescription(
        "Verify quotes",
        "Check quotes against the articles before they are given to a reader: each is unchanged, "
        "moved (the exact text is in another place), changed (only a similar text is there, which "
        "is shown), gone, or unchecked (the file changed since it was indexed).",
        "verdicts.schema.json",
    ),
    "news": ToolDescription(
        "List new articles",
        "List the articles that were published or updated since a date, the latest first, with "
        "the entries of their change logs.",
        "news.schema.json",
    ),
    "stats": ToolDescription(
        "Count the articles",
        "Count the articles of the index, their sections, notes, citations and words, and report "
        "when it was last changed.",
        "stats.schema.json",
    ),
    "explain_query": ToolDescription(
        "Explain a query",
        "Show how search parses a query, without searching: which words must match, which other "
        "spellings and synonyms are searched as well, and which words are ignored.",
        "query.schema.json",
    ),
}
