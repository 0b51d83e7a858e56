"""Uses of the library that the type checker has to accept; it is never run.

An embedding program is written like this. What is assigned to a name with a type is what the
library promises; a ``type: ignore`` marks what it must refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import assert_type

from painsci_search import (
    Article,
    ArticleInfo,
    Change,
    Citations,
    Claim,
    Excerpt,
    Facet,
    Finding,
    Hit,
    Index,
    IndexLocked,
    IndexMissing,
    News,
    Note,
    NoteRef,
    PainSciSearchError,
    PartialDate,
    Problem,
    QueryError,
    QueryPart,
    QuotePack,
    Reference,
    References,
    Results,
    Section,
    Snippet,
    Stats,
    Suggestion,
    UpdateReport,
    Verdict,
    Work,
    __version__,
    audit,
    read_article,
    read_article_bytes,
)


def find(index: Index, words: str, *, only_notes: bool) -> list[tuple[str, str, float]]:
    """Search with the options of search, and take hits apart."""
    results = index.search(
        words,
        limit=5,
        offset=0,
        kind="note" if only_notes else None,
        articles=["sham-*", "placebo"],
        author="Marsh",
        since="2024",
        until="2026-06-30",
        cited_since=2015,
        sort="date",
        per_article=3,
        exact=True,
        explain=True,
        facets=True,
    )
    assert_type(results, Results)
    assert_type(results.hits, tuple[Hit, ...])
    assert_type(results.suggestion, str | None)
    assert_type(results.facets, tuple[Facet, ...])
    assert_type(len(results), int)
    return [(hit.heading, hit.link, hit.score) for hit in results]


def take_apart(hit: Hit) -> dict[str, str]:
    """Know the kinds of hits as the only ones that there are."""
    assert_type(hit.snippet, Snippet)
    assert_type(hit.article, ArticleInfo)
    assert_type(hit.notes, tuple[Note, ...])
    assert_type(hit.claims, tuple[Claim, ...])
    marked = [hit.snippet.text[start:end] for start, end in hit.snippet.highlights]
    match hit.kind:
        case "article":
            place = hit.article.title
        case "section" | "note":
            place = hit.anchor or ""
    works: list[Reference] = [work for note in hit.notes for work in note.references]
    years: list[int] = [work.year for work in works if work.year is not None]
    return {"place": place, "marked": " ".join(marked), "year": str(max(years, default=0))}


def stream(index: Index) -> Sequence[Hit]:
    """Take the hits of an iterator one by one."""
    hits: Iterator[Hit] = index.iter_search("nocebo", kind="section", sort="position")
    return tuple(islice(hits, 100))


def keep_up(path: str | Path) -> Index:
    """Open, make anew, and refresh."""
    try:
        index = Index.open(path, base_url="https://example.org", synonyms=Path("synonyms.txt"))
    except IndexMissing:
        index = Index.create(path)
    changed: bool = index.refresh()
    generation: str = index.generation
    print(__version__, changed, generation, index.path)
    return index


def write(index: Index, tell: Callable[[int, int, str], None]) -> UpdateReport | None:
    """Change an index in all ways."""
    text = "A claim that somebody made."
    work = Reference("Doe J. Pills. 2020.", authors=("Doe J",), title="Pills", year=2020)
    article = Article(
        "demo",
        "Demo",
        sections=(Section("s", "S", text, level=2, note_refs=(NoteRef("1", len(text), "n1"),)),),
        notes=(Note("1", "n1", work.raw, references=(work,), cited_from=("s",)),),
    )
    try:
        index.add(article)
        index.add([article, read_article("page.html"), read_article_bytes(b"<p>", "page.html")])
        removed: int = index.remove(["demo", "page"])
        index.update(Path("corpus"))
        report = index.update(["corpus", Path("more")], progress=tell, workers=2)
    except IndexLocked as error:
        print(error)
        return None
    problems: tuple[Problem, ...] = report.problems
    print(removed, [f"{problem.source}: {problem.message}" for problem in problems])
    return report


def read(index: Index) -> None:
    """Ask all the rest."""
    assert_type(index.get("demo"), Article | None)
    assert_type(index.read("demo", "s"), Excerpt | None)
    assert_type(index.articles(), tuple[ArticleInfo, ...])
    assert_type(index.suggest("plac", limit=5), tuple[Suggestion, ...])
    assert_type(index.understand("sham AND knee"), QueryPart)
    assert_type(index.like("demo", "s", limit=3), Results | None)
    assert_type(index.news("2024"), tuple[News, ...])
    assert_type(index.references("doe 2020", sort="year"), References)
    assert_type(index.references().works, tuple[Work, ...])
    assert_type(index.bibliography("sham"), References)
    assert_type(index.cites("30397584"), Citations)
    assert_type(index.stats(), Stats)
    assert_type(index.check(), tuple[Problem, ...])
    pack = index.quotes(index.search("sham"))
    assert_type(pack, QuotePack)
    assert_type(index.verify(pack), tuple[Verdict, ...])
    assert_type(audit(["corpus"]), tuple[Finding, ...])
    audit(Path("corpus"), ignore="dead-link")


def date_articles(index: Index, hit: Hit, day: date) -> list[int]:
    """Give dates as texts and days, lists for tuples, and read dates."""
    work = Reference("Doe J. 2020.", ["Doe J"], accessed=day)
    index.add(
        [
            Article("a", "A", published=day, updated="2024-06", authors=["Doe J"], tags=["knee"]),
            Article("b", "B", [Section("s", "S", "T", path=["Up"])], [Note("1", "n", "T", [work])]),
            Article("c", "C", changes=[Change(day, "Begun."), Change("", "Went on.")], saved=day),
            Article("d", "D", published=PartialDate("2024"), metadata={"topic": "knee"}),
        ]
    )
    index.search("sham", since=2024, until=day)
    assert_type(hit.article.published, PartialDate | None)
    assert_type(work.accessed, PartialDate | None)
    assert_type(work.authors, tuple[str, ...])
    years = [news.date.year for news in index.news(2024)]
    article = index.get("a")
    if article is not None and article.updated is not None:
        years.append(article.updated.year)
        years += [change.date.year for change in article.changes if change.date]
    if hit.article.saved:
        years.append(hit.article.saved.year)
    return years


def in_a_test() -> None:
    """Use an index that is on no disk, as a context manager."""
    with Index.in_memory() as index:
        assert_type(index, Index)
        assert_type(index.path, Path | None)
        assert not index.search("sham")


def told(index: Index, words: str) -> str:
    """Know where a query is wrong."""
    try:
        index.search(words)
    except QueryError as error:
        assert_type(error.position, int)
        return f"{error.query[error.position :]}: {error}"
    except PainSciSearchError as error:
        return str(error)
    return ""


def refused(index: Index, hit: Hit) -> None:
    """Do what the checker has to complain of; it complains of an ignore that ignores nothing."""
    index.search("sham", kind="page")  # type: ignore[arg-type]
    index.search("sham", 5)  # type: ignore[call-arg]
    index.search(["sham"])  # type: ignore[arg-type]
    index.search("sham", sort="author")  # type: ignore[arg-type]
    index.evidence("sham")  # type: ignore[arg-type]
    Article("a", "A", published=2024)  # type: ignore[arg-type]
    hit.score = 2.0  # type: ignore[misc]
    hit.snippets  # type: ignore[attr-defined]  # noqa: B018
