"""Citations of one work that contradict one another are reported."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from painsci_search.auditing.disagreements import disagreements
from painsci_search.bibliography.merging import merge
from painsci_search.model import Reference

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
)


class TestDisagreements:
    def test_agreeing_citations_give_none(self) -> None:
        one = Reference("a", ("Doe J",), TITLE, year=2018, pmid="7", pages="5-9")
        short = Reference("b", ("Doe J", "Roe R"), "Sham surgery", year=2018, pmid="7", pages="5-9")
        assert disagreements([one, short, one, Reference("c", pmid="7")]) == ()

    def test_different_titles_under_one_pmid(self) -> None:
        works = [
            Reference("", title=TITLE, pmid="7"),
            Reference("", title="Weather and pain", pmid="7"),
            Reference("", title=TITLE, pmid="7"),
        ]
        (found,) = disagreements(works)
        assert found.values == ((TITLE, (0, 2)), ("Weather and pain", (1,)))
        assert (found.field, found.shared, found.apart) == ("title", "pmid 7", True)
        assert not found.minor

    def test_a_year_apart_is_minor_and_more_is_not(self) -> None:
        def cite(year: int) -> Reference:
            return Reference("", title=TITLE, year=year, pmid="7")

        (near,) = disagreements([cite(2018), cite(2019)])
        (far,) = disagreements([cite(2018), cite(1918), cite(2018)])
        assert (near.field, near.minor, near.apart) == ("year", True, False)
        assert (far.field, far.minor, far.values) == (
            "year",
            False,
            (("2018", (0, 2)), ("1918", (1,))),
        )

    def test_two_pmids_of_what_is_else_the_same(self) -> None:
        one = Reference("", ("Doe J",), TITLE, year=2018, pmid="7")
        other = Reference("", ("Doe J",), TITLE, year=2018, pmid="8")
        (found,) = disagreements([one, other])
        assert (found.field, found.shared, found.apart) == ("pmid", "author, year and title", True)
        assert dict(found.values) == {"7": (0,), "8": (1,)}

    def test_two_dois_of_one_work(self) -> None:
        one = Reference("", ("Doe J",), TITLE, year=2018, pmid="7", doi="10.1000/a")
        other = Reference("", ("Doe J",), TITLE, year=2018, pmid="7", doi="10.1000/b")
        (found,) = disagreements([one, other])
        assert (found.field, found.shared, found.apart) == ("doi", "pmid 7", False)

    def test_what_they_differ_in_is_not_told_as_what_they_share(self) -> None:
        plain = Reference("", ("Doe J",), TITLE, year=2018, pmid="7")
        both = Reference("", ("Doe J",), TITLE, year=2018, pmid="7", doi="10.1000/a")
        other = Reference("", ("Doe J",), TITLE, year=2018, pmid="8", doi="10.1000/a")
        (found,) = disagreements([plain, both, other])
        assert (found.field, found.shared) == ("pmid", "doi 10.1000/a")

    def test_another_first_author(self) -> None:
        one = Reference("", ("Doe J",), TITLE, pmid="7")
        other = Reference("", ("Roe R",), TITLE, pmid="7")
        (found,) = disagreements([one, other])
        assert (found.field, found.values) == ("author", (("Doe J", (0,)), ("Roe R", (1,))))

    @given(st.lists(ANY, max_size=8))
    def test_each_names_two_values_of_citations_that_there_are(
        self, works: list[Reference]
    ) -> None:
        groups = merge(works)
        number = {at: group for group, members in enumerate(groups) for at in members}
        for found in disagreements(works):
            indices = [at for _, values in found.values for at in values]
            assert len(found.values) > 1 or found.apart
            assert len(indices) == len(set(indices)) > 1
            assert (len({number[at] for at in indices}) > 1) == found.apart
