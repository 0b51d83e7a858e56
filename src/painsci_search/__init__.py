"""A searchable full-text index of pain science articles.

    from painsci_search import Index

    index = Index.create("index")
    index.update(["corpus"])
    for hit in index.search("placebo"):
        print(hit.heading, hit.link, hit.snippet.text)

Names are imported when they are first used, so that `import painsci_search` is fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from painsci_search import display

if TYPE_CHECKING:
    from painsci_search.auditing.files import audit
    from painsci_search.errors import (
        ExtraMissing,
        IndexClosed,
        IndexDamaged,
        IndexLocked,
        IndexMissing,
        IndexUnavailable,
        IndexVersionError,
        PainSciSearchError,
        QueryError,
        ReadError,
        SemanticUnavailable,
        TooSlow,
    )
    from painsci_search.index import Index
    from painsci_search.model import (
        Article,
        ArticleInfo,
        Block,
        Change,
        Citation,
        Citations,
        CitingSection,
        Claim,
        ClaimEvidence,
        EmbedReport,
        Evidence,
        Excerpt,
        Facet,
        FacetValue,
        FieldConfidence,
        Finding,
        FurtherSave,
        Hit,
        LanguageCount,
        ListedArticle,
        Mark,
        News,
        Note,
        NoteRef,
        Notice,
        Offer,
        PartialDate,
        Problem,
        QueryPart,
        Quote,
        QuotePack,
        Reference,
        References,
        Results,
        Section,
        Share,
        Skipped,
        Snippet,
        Stats,
        Suggestion,
        UpdateReport,
        Verdict,
        WarningCount,
        Work,
        WorkYears,
    )
    from painsci_search.query.quoting import escape, quote
    from painsci_search.reading import read_article, read_article_bytes

__version__ = "0.2.0"

__all__ = [
    "Article",
    "ArticleInfo",
    "Block",
    "Change",
    "Citation",
    "Citations",
    "CitingSection",
    "Claim",
    "ClaimEvidence",
    "EmbedReport",
    "Evidence",
    "Excerpt",
    "ExtraMissing",
    "Facet",
    "FacetValue",
    "FieldConfidence",
    "Finding",
    "FurtherSave",
    "Hit",
    "Index",
    "IndexClosed",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexUnavailable",
    "IndexVersionError",
    "LanguageCount",
    "ListedArticle",
    "Mark",
    "News",
    "Note",
    "NoteRef",
    "Notice",
    "Offer",
    "PainSciSearchError",
    "PartialDate",
    "Problem",
    "QueryError",
    "QueryPart",
    "Quote",
    "QuotePack",
    "ReadError",
    "Reference",
    "References",
    "Results",
    "Section",
    "SemanticUnavailable",
    "Share",
    "Skipped",
    "Snippet",
    "Stats",
    "Suggestion",
    "TooSlow",
    "UpdateReport",
    "Verdict",
    "WarningCount",
    "Work",
    "WorkYears",
    "__version__",
    "audit",
    "escape",
    "quote",
    "read_article",
    "read_article_bytes",
]

_ELSEWHERE = {
    "Index": "index",
    "audit": "auditing.files",
    "escape": "query.quoting",
    "quote": "query.quoting",
    "read_article": "reading",
    "read_article_bytes": "reading",
    **dict.fromkeys((name for name in __all__ if name.endswith("Error")), "errors"),
    **dict.fromkeys(
        (
            "ExtraMissing",
            "IndexClosed",
            "IndexDamaged",
            "IndexLocked",
            "IndexMissing",
            "IndexUnavailable",
            "SemanticUnavailable",
            "TooSlow",
        ),
        "errors",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{_ELSEWHERE.get(name, 'model')}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def _render_html(results: Results) -> str:
    from painsci_search.render.notebook import render_html  # noqa: PLC0415 - only notebooks need it

    return render_html(results)


display.render_html = _render_html
