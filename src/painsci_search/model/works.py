"""Works that notes cite, each merged from its citations, and where they are cited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from painsci_search.model.articles import Reference
from painsci_search.model.json_values import FromJSON
from painsci_search.model.passages import ArticleInfo, Claim

WorkSort = Literal["cited", "year", "author", "title"]


@dataclass(frozen=True, slots=True)
class Work:
    """A work that notes cite, merged from all citations that name it.

    Attributes:
        key: its citation key, unique within the index: "Lochte2018fmri".
        reference: what its citations say of it together; without a commentary.
        citations: how many notes cite it.
        articles: the ids of the articles that cite it, sorted.
        together: how many of them also cite the work that was asked for with ``cited_with``.
    """

    key: str
    reference: Reference
    citations: int = 0
    articles: tuple[str, ...] = ()
    together: int = 0


@dataclass(frozen=True, slots=True)
class References(FromJSON):
    """The works that match a query.

    Attributes:
        query: as asked.
        total: how many works match, not only those in works.
        works: in the order asked for.
        cited_with: the work that all of these are cited together with, if that was asked for.
    """

    query: str
    total: int
    works: tuple[Work, ...] = ()
    cited_with: Work | None = None

    def __iter__(self) -> Iterator[Work]:
        return iter(self.works)

    def __len__(self) -> int:
        return len(self.works)


@dataclass(frozen=True, slots=True)
class Citation:
    """A note that cites a work.

    Attributes:
        key: of the work.
        article: that the note belongs to.
        label, anchor: of the note.
        link: leads to the note.
        reference: as this note gives it, with what it says about the work.
        claims: the sentences that bear a marker of the note, in the order of the article; none
            where nothing in the text points to the note.
    """

    key: str
    article: ArticleInfo
    label: str
    anchor: str
    link: str
    reference: Reference
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Citations(FromJSON):
    """Where a work is cited.

    Attributes:
        asked: the identifier, key or words as given.
        works: the work that is meant; several where their citations give one identifier to works
            that are clearly not the same; none where it is not known which.
        citations: by article and place of the note in it.
        near: if works is empty, those that may be meant; else those that are named in another way
            by the same number, as it may be both a PubMed id and a PainSci id.
    """

    asked: str
    works: tuple[Work, ...] = ()
    citations: tuple[Citation, ...] = ()
    near: tuple[Work, ...] = ()

    def __iter__(self) -> Iterator[Citation]:
        return iter(self.citations)

    def __len__(self) -> int:
        return len(self.citations)
