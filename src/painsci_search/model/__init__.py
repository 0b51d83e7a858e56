"""The vocabulary of the project: what an article is made of, and what a search answers.

Every value is a frozen, slotted dataclass and every sequence a tuple, so that they can be shared
between threads and compared. Offsets are character offsets into the ``text`` beside them. Dates
are strings that keep the precision of their source: "2021", "2021-06" or "2021-06-30".
"""

from painsci_search.model.articles import (
    Article,
    Change,
    Note,
    NoteRef,
    Reference,
    Section,
)
from painsci_search.model.excerpts import (
    Excerpt,
    News,
    Suggestion,
    SuggestionKind,
)
from painsci_search.model.passages import (
    ArticleInfo,
    CitingSection,
    Claim,
    Facet,
    FacetValue,
    Hit,
    Results,
    Share,
    Snippet,
)
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
    Finding,
    Problem,
    Severity,
    SiteReport,
    Stats,
    UpdateReport,
)
from painsci_search.model.schemas import (
    ARTICLE_SCHEMA,
    ARTICLES_SCHEMA,
    CHECK_SCHEMA,
    CITATIONS_SCHEMA,
    EXCERPT_SCHEMA,
    EXPORT_SCHEMA,
    FINDINGS_SCHEMA,
    HEALTH_SCHEMA,
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
from painsci_search.model.works import (
    Citation,
    Citations,
    References,
    Work,
    WorkSort,
)
from painsci_search.records import Kind, Sort

__all__ = [
    "ARTICLES_SCHEMA",
    "ARTICLE_SCHEMA",
    "CHECK_SCHEMA",
    "CITATIONS_SCHEMA",
    "EXCERPT_SCHEMA",
    "EXPORT_SCHEMA",
    "FINDINGS_SCHEMA",
    "HEALTH_SCHEMA",
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
    "BranchKind",
    "Change",
    "Citation",
    "Citations",
    "CitingSection",
    "Claim",
    "Excerpt",
    "Facet",
    "FacetValue",
    "Finding",
    "Hit",
    "Kind",
    "LeafKind",
    "News",
    "Note",
    "NoteRef",
    "PartRole",
    "Problem",
    "QueryPart",
    "Quote",
    "QuotePack",
    "Reference",
    "References",
    "Results",
    "Section",
    "Severity",
    "Share",
    "SiteReport",
    "Snippet",
    "Sort",
    "Stats",
    "Suggestion",
    "SuggestionKind",
    "UpdateReport",
    "Verdict",
    "VerdictState",
    "Work",
    "WorkSort",
]
