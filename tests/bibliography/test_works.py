from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Note
from painsci_search.bibliography.title_kinds import kind_of_work
from painsci_search.bibliography.works import citation_key, citation_keys, combine
from painsci_search.model import FieldConfidence, Reference

TITLE = "Sham surgery and the knee"
WORDS = st.text(max_size=12)
ANY = st.builds(
    Reference,
    raw=WORDS,
    authors=st.lists(WORDS, max_size=3).map(tuple),
    title=st.none() | WORDS,
    journal=st.none() | WORDS,
    year=st.none() | st.integers(0, 9999),
    doi=st.none() | WORDS | st.sampled_from(["10.1000/a", "10.1000/A%2Fb"]),
    pmid=st.none() | WORDS | st.sampled_from(["7", "8"]),
    commentary=st.none() | WORDS,
    type=st.none() | st.sampled_from(["article", "webpage", "book"]),
    editors=st.lists(WORDS, max_size=2).map(tuple),
    edition=st.none() | WORDS | st.sampled_from(["2", "2nd", "second"]),
    isbn=st.none() | WORDS | st.sampled_from(["0306406152", "9780306406157"]),
    accessed=st.none() | st.sampled_from(["2020", "2020-03-01"]),
    confidence=st.dictionaries(
        st.sampled_from(["title", "year", "authors", "edition"]), st.sampled_from([0.5, 0.9, 1.0])
    ).map(lambda found: tuple(FieldConfidence(*each) for each in sorted(found.items()))),
)


class TestCombine:
    def test_each_field_is_as_most_say_and_then_the_fullest(self) -> None:
        works = [
            Reference("a", ("Doe J", "Roe R"), "Big pills", journal="J Pain", year=2018, pages="2"),
            Reference("b", ("Doe J",), "Big pills", journal="J Pain", year=2018, pages="2-4"),
            Reference("c", ("Doe J",), "Big pils", journal="Journal of Pain", year=2017),
        ]
        combined = combine(works)
        assert combined.authors == ("Doe J", "Roe R")
        assert (combined.title, combined.journal, combined.year) == ("Big pills", "J Pain", 2018)
        assert combined.pages == "2-4"

    def test_identifiers_come_from_whoever_has_them_in_one_spelling(self) -> None:
        works = [
            Reference("a", pmid="7", doi="https://doi.org/10.1000/A."),
            Reference("b", pmid="7", pmcid="5", painsci_id="#9"),
        ]
        combined = combine(works)
        assert (combined.doi, combined.pmcid, combined.painsci_id) == ("10.1000/a", "PMC5", "9")

    def test_what_a_note_says_is_not_the_work(self) -> None:
        said = Reference("a", title=TITLE, commentary="A fine study.")
        assert combine([said]).commentary is None
        assert combine([said, said]).commentary is None

    def test_raw_is_that_of_the_fullest_citation(self) -> None:
        full = Reference("full", ("Doe J",), TITLE, year=2018, pmid="7")
        assert combine([Reference("a longer text", pmid="7"), full]).raw == "full"

    def test_authors_follow_the_first_author_that_most_name(self) -> None:
        wrong = Reference("", ("A study", "of B", "C"), pmid="7")
        right = Reference("", ("Doe J", "Roe R"), pmid="7")
        assert combine([wrong, right, right]).authors == ("Doe J", "Roe R")

    def test_the_fields_of_a_book_are_combined_as_others_are(self) -> None:
        works = [
            Reference("a", ("Doe J",), "Pills", edition="2nd", isbn="0306406152", place="Basel"),
            Reference("b", ("Doe J",), "Pills", edition="2", isbn="978-0-306-40615-7"),
            Reference("c", ("Doe J",), "Pills", edition="Second", publisher="Moss Press"),
            Reference("d", ("Doe J",), "Pills", edition="3rd", editors=("Roe R", "Poe P")),
            Reference("e", ("Doe J",), "Pills", editors=("Roe R",), accessed="2020-03-01"),
            Reference("f", ("Doe J",), "Pills", accessed="2019-12-31", type="book"),
        ]
        combined = combine(works)
        assert (combined.edition, combined.place) == ("Second", "Basel")
        assert (combined.publisher, combined.isbn) == ("Moss Press", "978-0-306-40615-7")
        assert (combined.editors, combined.accessed) == (("Roe R", "Poe P"), "2020-03-01")
        assert combined.type == "book"

    def test_a_page_of_the_web_is_what_other_citations_call_it(self) -> None:
        types = ("webpage", "webpage", "guideline")
        assert combine([Reference("", title="A", type=one) for one in types]).type == "guideline"
        assert combine([Reference("", title="A", type=one) for one in types[:2]]).type == "webpage"

    def test_of_values_as_frequent_the_surest_is_kept_with_its_confidence(self) -> None:
        def cite(title: str, year: int, *sureness: tuple[str, float]) -> Reference:
            estimates = tuple(FieldConfidence(*each) for each in sureness)
            return Reference(title, ("Doe J",), title, year=year, confidence=estimates)

        unsure = cite("Big pills and more of them", 2017, ("title", 0.6), ("year", 0.7))
        sure = cite("Big pills", 2018, ("title", 0.9), ("year", 0.8))
        combined = combine([unsure, sure])
        assert (combined.title, combined.year) == ("Big pills", 2018)
        assert combined.confidence == (FieldConfidence("title", 0.9), FieldConfidence("year", 0.8))
        marked = cite("Big pills", 2019)
        combined = combine([unsure, sure, marked])
        assert (combined.title, combined.year, combined.confidence) == ("Big pills", 2019, ())
        assert combine([unsure, unsure, sure]).title == unsure.title

    def test_nothing_cannot_be_combined(self) -> None:
        with pytest.raises(ValueError, match="no citation"):
            combine([])

    @given(st.lists(ANY, min_size=1, max_size=5), st.randoms())
    def test_the_order_of_citations_does_not_matter(
        self, works: list[Reference], rng: object
    ) -> None:
        shuffled = list(works)
        rng.shuffle(shuffled)
        assert combine(shuffled) == combine(works)


class TestKeys:
    @pytest.mark.parametrize(
        ("work", "key"),
        [
            (Reference("", ("Lochte BC",), "An fMRI investigation", year=2018), "Lochte2018fmri"),
            (
                Reference("", ("Hróbjartsson A",), "Is the placebo powerless?"),
                "Hrobjartssonndplacebo",
            ),
            (Reference("", ("de Craen AJM",), "Effect of colour", year=1996), "deCraen1996colour"),
            (Reference("", ("Kam-Hansen S",), "Altered", year=2014), "KamHansen2014altered"),
            (
                Reference("", ("World Health Organization",), year=2020),
                "WorldHealthOrganization2020",
            ),
            (Reference("", (), "Wild cats of Africa", year=1996), "WildCats1996"),
            (Reference("", ("Doe J",), "5 t tests of pain", year=2016), "Doe2016tests"),
            (Reference("", pmid="30397584"), "pmid30397584"),
            (Reference("", pmcid="PMC12"), "pmcid12"),
            (Reference("", ("王芳",), "疼痛", painsci_id="52158"), "painsci52158"),
        ],
    )
    def test_a_key_is_author_year_and_the_first_telling_word(
        self, work: Reference, key: str
    ) -> None:
        assert citation_key(work) == key

    def test_what_has_nothing_to_be_named_by_is_named_by_its_text(self) -> None:
        one, other = citation_key(Reference("痛み")), citation_key(Reference("痛"))
        assert one != other
        assert one == citation_key(Reference("痛み"))

    def test_a_new_work_changes_no_key_and_one_that_looks_the_same_comes_behind(self) -> None:
        old = Reference("", ("Doe J",), "Knees", year=2018, pmid="900")
        new = Reference("", ("Doe J",), "Knees again", year=2018, pmid="1000")
        other = Reference("", ("Roe J",), "Knees", year=2018)
        assert citation_keys([old]) == ("Doe2018knees",)
        assert citation_keys([new, other, old]) == (
            "Doe2018knees-2",
            "Roe2018knees",
            "Doe2018knees",
        )

    @given(st.lists(ANY, max_size=8))
    def test_keys_differ_in_any_case_and_are_plain(self, works: list[Reference]) -> None:
        keys = citation_keys(works)
        assert len({key.casefold() for key in keys}) == len(works)
        plain = set(string.ascii_letters + string.digits + "-")
        assert all(key and set(key) <= plain for key in keys)

    @given(st.lists(ANY, max_size=8, unique_by=lambda work: work.raw), st.randoms())
    def test_a_key_stays_with_its_work_whatever_the_order(
        self, works: list[Reference], rng: object
    ) -> None:
        keys = dict(zip((work.raw for work in works), citation_keys(works), strict=True))
        shuffled = list(works)
        rng.shuffle(shuffled)
        again = dict(zip((work.raw for work in shuffled), citation_keys(shuffled), strict=True))
        assert again == keys


def test_a_citation_without_the_subtitle_takes_no_kind_away(index: Index) -> None:
    short = Reference("Doe 2018.", ("Doe J",), "Hums and sore elbows", year=2018, pmid="7")
    full = replace(short, title="Hums and sore elbows: a cohort study")
    notes = [
        Note(str(at), f"n{at}", "Doe", (work,)) for at, work in enumerate([short, short, full])
    ]
    index.add(Article("a", "A", notes=tuple(notes)))
    (work,) = index.references().works
    assert (work.title, work.kind, work.kind_source) == (short.title, "cohort", "title")


def test_citations_that_name_several_kinds_name_none() -> None:
    short = Reference("", title="Hums")
    others = [replace(short, title=f"Hums: a {kind}") for kind in ("cohort study", "case report")]
    assert kind_of_work(short, [short, *others]) is None
    assert kind_of_work(others[0], others) == ("cohort", "title")
