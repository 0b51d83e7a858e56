from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from painsci_search import Article, Index, Note, NoteRef, QueryError, Reference, Section
from painsci_search.bibliography.graph import graph_of
from painsci_search.model import WorkSort

LOCHTE = Reference(
    "Lochte BC. An fMRI investigation of tingles. Bioimpacts. 2018. PubMed 30397584.",
    authors=("Lochte BC", "Guillory SA"),
    title="An fMRI investigation of tingles",
    journal="Bioimpacts",
    year=2018,
    pmid="30397584",
    commentary="Few people took part.",
)
LOCHTE_BY_DOI = Reference(
    "Lochte BC. doi.org/10.15171/bi.2018.32",
    authors=("Lochte BC",),
    title="An fMRI Investigation of Tingles",
    year=2018,
    doi="10.15171/bi.2018.32",
)
MOSELEY = Reference(
    "Moseley GL. Fifteen years of explaining pain. J Pain. 2015.",
    authors=("Moseley GL", "Butler DS"),
    title="Fifteen Years of Explaining Pain",
    journal="J Pain",
    year=2015,
    pmid="26051220",
    painsci_id="52158",
)
SIHVONEN = Reference(
    "Sihvonen R, et al. Sham surgery.",
    authors=("Sihvonen R", "Kam-Hansen S"),
    title="Sham surgery for a tear: 5 years",
    journal="BMJ",
    year=2020,
    doi="10.1136/bjsports-2020-103330",
)
UNDATED = Reference("Doe J. Surgery, a sham?", ("Doe J",), "Surgery, a sham?", pmid="52158")


def article(name: str, *works: Reference, text: str = "Tingling is real. So is pain.") -> Article:
    """Make an article in which each work has a note, each cited behind the first sentence."""
    end = text.index(".") + 1
    refs = tuple(NoteRef(str(n), end, f"n{n}") for n, _ in enumerate(works, 1))
    notes = tuple(
        Note(str(n), f"n{n}", work.raw, (work,), ("s",)) for n, work in enumerate(works, 1)
    )
    section = Section("s", "Findings", text, note_refs=refs)
    url = f"https://example.org/{name}"
    return Article(name, f"About {name}", (section,), notes, url=url)


@pytest.fixture
def cited(tmp_path: Path) -> Iterator[Index]:
    with Index.create(tmp_path / "index") as index:
        index.add(article("asmr", LOCHTE, MOSELEY))
        index.add([article("touch", LOCHTE_BY_DOI, SIHVONEN), article("knee", SIHVONEN, UNDATED)])
        yield index


def keys(index: Index, query: str = "", **options: object) -> list[str]:
    return [work.key for work in index.references(query, **options)]


def test_a_work_is_merged_from_its_citations_in_all_articles(cited: Index) -> None:
    (work,) = cited.references("tingles")
    assert (work.key, work.citations, work.articles) == ("Lochte2018fmri", 2, ("asmr", "touch"))
    assert work.reference.doi == "10.15171/bi.2018.32"
    assert work.reference.pmid == "30397584"
    assert work.reference.authors == ("Lochte BC", "Guillory SA")
    assert work.reference.commentary is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lochte 2018", "Lochte2018fmri"),
        ("lochte 2017", ""),
        ("Lochte et al. 2018", "Lochte2018fmri"),
        ("(Lochte et al., 2018)", "Lochte2018fmri"),
        ("Lochte and Guillory (2018)", "Lochte2018fmri"),
        ("and", ""),
        ("LOCHTE tingle", "Lochte2018fmri"),
        ("sham", "Doendsurgery Sihvonen2020sham"),
        ('"sham surgery"', "Sihvonen2020sham"),
        ("surgery sham", "Doendsurgery Sihvonen2020sham"),
        ("kam-hansen", "Sihvonen2020sham"),
        ("expl*", "Moseley2015fifteen"),
        ("l?chte", "Lochte2018fmri"),
        ("locte~", "Lochte2018fmri"),
        ("year:>=2018", "Lochte2018fmri Sihvonen2020sham"),
        ("year:[2014 TO 2018]", "Lochte2018fmri Moseley2015fifteen"),
        ("year:2015", "Moseley2015fifteen"),
        ("author:moseley", "Moseley2015fifteen"),
        ("author:fifteen", ""),
        ("journal:pain", "Moseley2015fifteen"),
        ("title:pain OR journal:bmj", "Moseley2015fifteen Sihvonen2020sham"),
        ("surgery NOT tear", "Doendsurgery"),
        ("sham -2020", "Doendsurgery"),
        ("pmid:30397584", "Lochte2018fmri"),
        ("30397584", "Lochte2018fmri"),
        ("doi:10.15171/BI.2018.32", "Lochte2018fmri"),
        ("painsci:52158", "Moseley2015fifteen"),
        ("52158", "Doendsurgery Moseley2015fifteen"),
        ("lochte2018FMRI", "Lochte2018fmri"),
        ("article:touch", "Lochte2018fmri Sihvonen2020sham"),
        ("article:kn*", "Doendsurgery Sihvonen2020sham"),
        ("", "Doendsurgery Lochte2018fmri Moseley2015fifteen Sihvonen2020sham"),
    ],
)
def test_queries(cited: Index, query: str, found: str) -> None:
    assert sorted(keys(cited, query)) == found.split()


@pytest.mark.parametrize(
    "query", ["heading:tear", "kind:note", "note:x", "has:note", "year:x", "("]
)
def test_what_works_do_not_have_is_an_error(cited: Index, query: str) -> None:
    with pytest.raises(QueryError):
        cited.references(query)


def test_sorting_and_paging(cited: Index) -> None:
    by_count = ["Lochte2018fmri", "Sihvonen2020sham", "Doendsurgery", "Moseley2015fifteen"]
    assert keys(cited) == by_count
    assert keys(cited, sort="year")[0] == "Sihvonen2020sham"
    assert keys(cited, sort="year")[-1] == "Doendsurgery"
    assert keys(cited, sort="author") == sorted(by_count)
    assert keys(cited, sort="title")[0] == "Lochte2018fmri"
    page = cited.references(limit=2, offset=1)
    assert ([work.key for work in page], page.total, len(page)) == (by_count[1:3], 4, 2)


def test_works_cited_together_with_one(cited: Index) -> None:
    found = cited.references(cited_with="30397584")
    assert found.cited_with is not None
    assert found.cited_with.key == "Lochte2018fmri"
    assert [(work.key, work.together) for work in found] == [
        ("Sihvonen2020sham", 1),
        ("Moseley2015fifteen", 1),
    ]
    with pytest.raises(QueryError, match="no single work"):
        cited.references(cited_with="1")


@pytest.mark.parametrize("options", [{"limit": 0}, {"offset": -1}, {"sort": "size"}])
def test_options_out_of_range_are_refused(cited: Index, options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        cited.references(**options)


@pytest.mark.parametrize(
    "asked",
    [
        "30397584",
        "PMID 30397584",
        "pmid:30397584",
        "https://pubmed.ncbi.nlm.nih.gov/30397584/",
        "10.15171/bi.2018.32",
        "https://doi.org/10.15171/BI.2018.32",
        "lochte2018fmri",
        "lochte 2018",
        "Lochte et al., 2018",
        "Lochte and Guillory 2018",
        "tingles",
    ],
)
def test_who_cites_a_work_and_for_what(cited: Index, asked: str) -> None:
    found = cited.cites(asked)
    assert [work.key for work in found.works] == ["Lochte2018fmri"]
    first, second = found
    assert (first.article.id, first.label, first.anchor) == ("asmr", "1", "n1")
    assert first.reference == LOCHTE
    assert first.link.startswith("https://example.org/asmr#n1")
    (claim,) = first.claims
    assert (claim.text, claim.heading) == ("Tingling is real.", "Findings")
    assert claim.link.startswith("https://example.org/asmr#s:~:text=")
    assert (second.article.id, second.reference) == ("touch", LOCHTE_BY_DOI)


def test_a_page_of_the_web_is_named_by_its_address(tmp_path: Path) -> None:
    page = Reference("", title="Tingles", url="https://example.org/Tingles?a=1&b=*")
    note = Note("1", "n1", "x", references=(page,))
    with Index.create(tmp_path) as index:
        index.add(Article("a", "A", notes=(note,)))
        assert [work.reference for work in index.cites(page.url or "").works] == [page]
        assert index.cites("https://example.org/other?a=1&b=*").works == ()


@pytest.mark.parametrize("asked", ["0306406152", "978-0-306-40615-7", "ISBN 0-306-40615-2"])
def test_a_book_is_named_by_its_isbn(asked: str, tmp_path: Path) -> None:
    book = Reference("a", ("Doe J",), "Pills", year=2018, type="book", isbn="978-0-306-40615-7")
    with Index.create(tmp_path) as index:
        index.add(article("a", book, LOCHTE))
        assert [work.reference for work in index.cites(asked).works] == [book]
        assert index.cites("9783161484100").works == ()
        assert keys(index, "9780306406157") == ["Doe2018pills"]


def test_a_number_is_a_pubmed_id_first(cited: Index) -> None:
    found = cited.cites("52158")
    assert [work.key for work in found.works] == ["Doendsurgery"]
    assert [work.key for work in found.near] == ["Moseley2015fifteen"]
    assert [work.key for work in cited.cites("PainSci 52158").works] == ["Moseley2015fifteen"]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("30397548", ["Lochte2018fmri"]),
        ("10.15171/bi.2018.33", ["Lochte2018fmri"]),
        ("lochte2018fmr", ["Lochte2018fmri"]),
        ("lochte2018", ["Lochte2018fmri"]),
        ("loechte 2018", ["Lochte2018fmri"]),
        ("sham", ["Sihvonen2020sham", "Doendsurgery"]),
        ("99999999", []),
        ("zebra", []),
        ("", []),
    ],
)
def test_what_is_not_known_has_near_misses(cited: Index, asked: str, near: list[str]) -> None:
    found = cited.cites(asked)
    assert (found.works, found.citations) == ((), ())
    assert [work.key for work in found.near] == near


def test_two_works_under_one_pmid_are_both_shown(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(article("a", Reference("a", title="Weather and knees", pmid="7")))
        index.add(article("b", Reference("b", title="Sham surgery", pmid="7")))
        found = index.cites("7")
        assert sorted(work.key for work in found.works) == ["ShamSurgerynd", "WeatherKneesnd"]
        assert {(each.key, each.article.id) for each in found} == {
            ("WeatherKneesnd", "a"),
            ("ShamSurgerynd", "b"),
        }


def test_what_is_removed_or_changed_is_no_longer_cited(cited: Index) -> None:
    assert len(cited.references()) == 4
    cited.remove("knee")
    cited.add(article("asmr", MOSELEY))
    (work,) = cited.references("lochte")
    assert (work.articles, work.reference.pmid) == (("touch",), None)
    assert sorted(keys(cited)) == ["Lochte2018fmri", "Moseley2015fifteen", "Sihvonen2020sham"]


def test_a_note_that_nothing_points_to_has_no_claims(tmp_path: Path) -> None:
    note = Note("", "end", LOCHTE.raw, (LOCHTE, MOSELEY))
    with Index.create(tmp_path / "index") as index:
        index.add(Article("list", "A list", (), (note,)))
        (found,) = index.cites("30397584")
        assert (found.claims, found.reference) == ((), LOCHTE)
        assert [work.citations for work in index.references()] == [1, 1]


def test_a_note_that_cites_a_work_twice_is_one_note(tmp_path: Path) -> None:
    note = Note("1", "n1", "Twice.", (LOCHTE, LOCHTE))
    with Index.create(tmp_path / "index") as index:
        index.add(Article("twice", "Twice", (), (note,)))
        (work,) = index.references()
        assert work.citations == 1


def test_works_of_notes_come_in_the_order_of_the_notes(cited: Index) -> None:
    snapshot = cited._store.snapshot
    found = snapshot.find("touch")
    assert found is not None
    view = snapshot.views.index(found.view)
    first, end = found.view.segment.records_of(found.number)
    notes = [(view, number) for number in range(first, end)]
    works = graph_of(snapshot).of_notes([*reversed(notes), *notes])
    assert [work.key for work in works] == ["Sihvonen2020sham", "Lochte2018fmri"]


def test_an_index_without_citations_has_no_works(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        assert index.references().total == 0
        assert index.references("pain").total == 0
        assert index.cites("pain").works == ()


SEED = Path(__file__).parents[3] / "shared" / "seed"


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article is not there")
def test_the_same_work_is_one_in_the_demo_corpus_and_in_a_saved_text(tmp_path: Path) -> None:
    corpus = Path(__file__).parents[2] / "corpus"
    with Index.create(tmp_path / "index") as index:
        index.update([corpus, SEED])
        found = index.cites("lochte 2018")
        assert [work.reference.pmid for work in found.works] == ["30397584"]
        assert len(found.works[0].articles) == 2
        assert all(each.claims for each in found)


@pytest.mark.parametrize("order", ["cited", "year", "author", "title"])
def test_works_behind_passages_may_be_sorted_as_works_are(
    order: WorkSort, demo_index: Index
) -> None:
    behind = demo_index.bibliography("nocebo", sort=order)
    keys = [work.key for work in behind.works]
    every = [work.key for work in demo_index.references(sort=order).works]
    assert keys == [key for key in every if key in keys]
    assert sorted(keys) == sorted(work.key for work in demo_index.bibliography("nocebo").works)
    assert len(keys) > 10


def test_the_work_of_a_citation_is_found_by_its_note_and_number() -> None:
    with Index.in_memory() as index:
        index.add([article("one", LOCHTE, UNDATED), article("two", LOCHTE_BY_DOI)])
        (note, *_) = index.get("one").notes
        found = index.cited_work("one", note.anchor)
        assert found is not None
        assert found.citations == 2
        assert found == index.cited_work("two", index.get("two").notes[0].anchor)
        assert index.cited_work("one", note.anchor, 9) is None
        assert index.cited_work("one", "nowhere") is None
        assert index.cited_work("three", note.anchor) is None
