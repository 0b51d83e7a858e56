"""The vocabulary of the project: what an article is made of, and what a search answers.

Every value is a frozen, slotted dataclass and every sequence a tuple, so that they can be shared
between threads and compared. Offsets are character offsets into the ``text`` beside them. Dates
are strings that keep the precision of their source: "2021", "2021-06" or "2021-06-30"; those of
articles are `PartialDate`s.

A module is imported when one of its names is first used, since making a class takes a while, and a
program needs few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from painsci_search.model.articles import (
        Article,
        Change,
        FieldConfidence,
        Note,
        NoteRef,
        Reference,
        Section,
        WorkType,
    )
    from painsci_search.model.blocks import (
        BLOCK_GAP,
        CELL_GAP,
        Block,
        BlockKind,
        Mark,
        MarkKind,
        paragraphs_of,
        with_paragraphs,
    )
    from painsci_search.model.dates import PartialDate
    from painsci_search.model.decisions import Decision, ReadPart
    from painsci_search.model.evidence import ClaimEvidence, ClaimState, Evidence, WorkYears
    from painsci_search.model.excerpts import (
        Excerpt,
        ListedArticle,
        News,
        Suggestion,
        SuggestionKind,
    )
    from painsci_search.model.notices import KindSource, Notice, NoticeKind, StudyKind
    from painsci_search.model.passages import (
        ArticleInfo,
        CitingSection,
        Claim,
        Facet,
        FacetValue,
        Hit,
        Offer,
        Results,
        Share,
        Snippet,
    )
    from painsci_search.model.problems import Problem
    from painsci_search.model.queries import (
        BranchKind,
        LeafKind,
        PartRole,
        QueryPart,
    )
    from painsci_search.model.quotes import (
        Quote,
        QuotePack,
        Verdict,
        VerdictState,
    )
    from painsci_search.model.reports import (
        EmbedReport,
        Finding,
        FurtherSave,
        LanguageCount,
        Outdated,
        Severity,
        SiteReport,
        Skipped,
        Stats,
        UpdateReport,
        WarningCount,
    )
    from painsci_search.model.schemas import (
        ARTICLE_SCHEMA,
        ARTICLES_SCHEMA,
        CHECK_SCHEMA,
        CITATIONS_SCHEMA,
        EMBED_SCHEMA,
        EXCERPT_SCHEMA,
        EXPORT_SCHEMA,
        FINDINGS_SCHEMA,
        HEALTH_SCHEMA,
        LIST_SCHEMA,
        NEWS_SCHEMA,
        QUERY_SCHEMA,
        QUOTES_SCHEMA,
        REFERENCES_SCHEMA,
        RESULTS_SCHEMA,
        STATS_SCHEMA,
        SUGGESTIONS_SCHEMA,
        UPDATE_SCHEMA,
        VERDICTS_SCHEMA,
    )
    from painsci_search.model.types import WorkSort
    from painsci_search.model.works import (
        Citation,
        Citations,
        References,
        Work,
    )
    from painsci_search.records import Kind, Sort

__all__ = [
    "ARTICLES_SCHEMA",
    "ARTICLE_SCHEMA",
    "BLOCK_GAP",
    "CELL_GAP",
    "CHECK_SCHEMA",
    "CITATIONS_SCHEMA",
    "EMBED_SCHEMA",
    "EXCERPT_SCHEMA",
    "EXPORT_SCHEMA",
    "FINDINGS_SCHEMA",
    "HEALTH_SCHEMA",
    "LIST_SCHEMA",
    "NEWS_SCHEMA",
    "QUERY_SCHEMA",
    "QUOTES_SCHEMA",
    "REFERENCES_SCHEMA",
    "RESULTS_SCHEMA",
    "STATS_SCHEMA",
    "SUGGESTIONS_SCHEMA",
    "UPDATE_SCHEMA",
    "VERDICTS_SCHEMA",
    "Article",
    "ArticleInfo",
    "Block",
    "BlockKind",
    "BranchKind",
    "Change",
    "Citation",
    "Citations",
    "CitingSection",
    "Claim",
    "ClaimEvidence",
    "ClaimState",
    "Decision",
    "EmbedReport",
    "Evidence",
    "Excerpt",
    "Facet",
    "FacetValue",
    "FieldConfidence",
    "Finding",
    "FurtherSave",
    "Hit",
    "Kind",
    "KindSource",
    "LanguageCount",
    "LeafKind",
    "ListedArticle",
    "Mark",
    "MarkKind",
    "News",
    "Note",
    "NoteRef",
    "Notice",
    "NoticeKind",
    "Offer",
    "Outdated",
    "PartRole",
    "PartialDate",
    "Problem",
    "QueryPart",
    "Quote",
    "QuotePack",
    "ReadPart",
    "Reference",
    "References",
    "Results",
    "Section",
    "Severity",
    "Share",
    "SiteReport",
    "Skipped",
    "Snippet",
    "Sort",
    "Stats",
    "StudyKind",
    "Suggestion",
    "SuggestionKind",
    "UpdateReport",
    "Verdict",
    "VerdictState",
    "WarningCount",
    "Work",
    "WorkSort",
    "WorkType",
    "WorkYears",
    "paragraphs_of",
    "with_paragraphs",
]

# The names of each module.
_NAMES = {
    "model.articles": "Article Change FieldConfidence Note NoteRef Reference Section WorkType",
    "model.blocks": (
        "BLOCK_GAP CELL_GAP Block BlockKind Mark MarkKind paragraphs_of with_paragraphs"
    ),
    "model.dates": "PartialDate",
    "model.decisions": "Decision ReadPart",
    "model.evidence": "ClaimEvidence ClaimState Evidence WorkYears",
    "model.excerpts": "Excerpt ListedArticle News Suggestion SuggestionKind",
    "model.notices": "KindSource Notice NoticeKind StudyKind",
    "model.passages": (
        "ArticleInfo CitingSection Claim Facet FacetValue Hit Offer Results Share Snippet"
    ),
    "model.problems": "Problem",
    "model.queries": "BranchKind LeafKind PartRole QueryPart",
    "model.quotes": "Quote QuotePack Verdict VerdictState",
    "model.reports": (
        "EmbedReport Finding FurtherSave LanguageCount Outdated Severity SiteReport "
        "Skipped Stats UpdateReport WarningCount"
    ),
    "model.schemas": (
        "ARTICLE_SCHEMA ARTICLES_SCHEMA CHECK_SCHEMA CITATIONS_SCHEMA EMBED_SCHEMA EXCERPT_SCHEMA "
        "EXPORT_SCHEMA FINDINGS_SCHEMA HEALTH_SCHEMA LIST_SCHEMA NEWS_SCHEMA QUERY_SCHEMA "
        "QUOTES_SCHEMA REFERENCES_SCHEMA RESULTS_SCHEMA STATS_SCHEMA SUGGESTIONS_SCHEMA "
        "UPDATE_SCHEMA VERDICTS_SCHEMA"
    ),
    "model.types": "WorkSort",
    "model.works": "Citation Citations References Work",
    "records": "Kind Sort",
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"painsci_search.{_MODULE_OF[name]}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
