"""Works, each merged from its citations, and the notes that cite them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from painsci_search.late_classes import late_dataclass
from painsci_search.model.articles import Reference
from painsci_search.model.json_values import FromJSON
from painsci_search.model.notices import KindSource, StudyKind
from painsci_search.model.passages import ArticleInfo, Claim, Facet, with_listed_facets
from painsci_search.model.sequences import SequenceOf
from painsci_search.model.types import Count


@late_dataclass(frozen=True, slots=True)
class Work:
    """A cited work, merged from all of its citations.

    Attributes:
        key: its citation key, unique within the index: "Lochte2018fmri".
        reference: merged from its citations; without a commentary.
        citations: the number of notes that cite it.
        articles: the ids of the articles that cite it, sorted.
        together: the number of those articles that also cite the work given as `cited_with`.
        kind: the kind of study that the work itself names; None where it names none.
        kind_source: what names the kind: words of the title, or the type of the work.
    """

    key: str
    reference: Reference
    citations: Count = 0
    articles: tuple[str, ...] = ()
    together: Count = 0
    kind: StudyKind | None = None
    kind_source: KindSource | None = None

    @property
    def title(self) -> str | None:
        """The title of the work; None where no citation gives one."""
        return self.reference.title


@late_dataclass(frozen=True, slots=True)
class References(FromJSON, SequenceOf[Work]):
    """The works that match a query.

    Attributes:
        query: as given.
        total: the number of all matching works, not only those in `works`.
        works: in the order requested.
        cited_with: the work with which all of these are cited together, if one was given.
        facets: counts of all matching works by kind of study and by decade; a work whose kind or
            year is unknown is not counted.
    """

    query: str
    total: Count
    works: tuple[Work, ...] = ()
    cited_with: Work | None = None
    facets: tuple[Facet, ...] = ()

    @classmethod
    def _prepared(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        return with_listed_facets(value)

    def _items(self) -> tuple[Work, ...]:
        return self.works


@late_dataclass(frozen=True, slots=True)
class Citation:
    """A note that cites a work.

    Attributes:
        key: of the work.
        article: the article of the note.
        label, anchor: of the note.
        link: to the note.
        reference: as in this note, with its commentary.
        claims: the sentences that have a marker of the note, in the order of the article.
    """

    key: str
    article: ArticleInfo
    label: str
    anchor: str
    link: str
    reference: Reference
    claims: tuple[Claim, ...] = ()


@late_dataclass(frozen=True, slots=True)
class Citations(FromJSON, SequenceOf[Citation]):
    """The notes that cite a work.

    Attributes:
        asked: the identifier, key or words as given.
        works: the work; several where citations give the same identifier to works that clearly
            differ; none where the work is unknown or ambiguous.
        citations: sorted by article and position of the note in it.
        near: where `works` is empty, works that may be meant; else works for which the same
            number is another kind of identifier (PubMed id or PainSci id).
    """

    asked: str
    works: tuple[Work, ...] = ()
    citations: tuple[Citation, ...] = ()
    near: tuple[Work, ...] = ()

    def _items(self) -> tuple[Citation, ...]:
        return self.citations
