from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations import count_calls
from painsci_search.auditing.disagreements import disagreements
from painsci_search.bibliography.comparing import identifiers_of
from painsci_search.bibliography.merging import merge
from painsci_search.model import Reference
from profiles import examples

TITLE = "An fMRI investigation of the neural correlates underlying tingles"
OTHER = "Weather and knee pain: a case-crossover study"


def cite(title: str | None = None, author: str | None = None, **more: object) -> Reference:
    return Reference("", authors=(author,) if author else (), title=title, **more)


def together(*references: Reference) -> bool:
    return len(merge(references)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"pmid": "30397584"}, {"pmid": "030397584"}),
        ({"pmid": "30397584"}, {"pmid": "PMID: 30397584"}),
        ({"pmcid": "PMC2844363"}, {"pmcid": "2844363"}),
        ({"painsci_id": "52158"}, {"painsci_id": "#52158"}),
        ({"doi": "10.1136/bmj.h2747"}, {"doi": "https://doi.org/10.1136/BMJ.h2747"}),
        ({"doi": "10.1136/bmj.h2747"}, {"doi": "http://dx.doi.org/10.1136%2Fbmj.h2747."}),
        ({"doi": "10.1136/bmj.h2747"}, {"doi": "doi:10.1136/bmj.h2747),"}),
        ({"doi": "10.1002/(sici)1(19970)5:3<443::aid>3.0.co;2-5"},) * 2,
    ],
)
def test_one_identifier_however_it_is_written_is_one_work(
    one: dict[str, str], other: dict[str, str]
) -> None:
    assert together(Reference("a", **one), Reference("b", **other))


def test_citations_are_joined_through_each_other() -> None:
    first, between, last = cite(pmid="7"), cite(pmid="7", doi="10.1000/x"), cite(doi="10.1000/x")
    assert merge([first, cite(pmid="8"), last, between]) == [(0, 2, 3), (1,)]


def test_no_identifier_takes_author_year_and_title() -> None:
    full = cite(TITLE, "Lochte BC", year=2018)
    assert together(full, cite(TITLE.upper() + ".", "Lochte, B. C.", year=2018, pmid="7"))
    assert not together(full, cite(TITLE, "Lochte BC", year=2017))
    assert not together(full, cite(TITLE, "Guillory SA", year=2018))
    assert not together(full, cite(TITLE, year=2018))
    assert not together(full, cite(OTHER, "Lochte BC", year=2018))
    assert not together(cite(TITLE), cite(TITLE))
    assert not together(Reference("Doe, unpublished"), Reference("Roe, unpublished"))


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (["Smith A"], ["Smith B"], False),
        (["Smith JA"], ["Smith, John B."], False),
        (["Smith A", "Jones B"], ["Smith A", "Brown C"], False),
        (["Smith A", "Jones B", "Brown C"], ["Smith, Ann", "Jones, B. D."], True),
        (["Cochrane Collaboration"], ["Cochrane Collaboration"], True),
        (["van der Bérg, A"], ["van der Berg A"], True),
    ],
)
def test_without_an_identifier_all_authors_must_agree_as_far_as_they_are_named(
    one: list[str], other: list[str], agree: bool
) -> None:
    cited = [Reference(".", tuple(names), TITLE, year=2018) for names in (one, other)]
    assert together(*cited) is agree
    found = [(each.field, each.shared, each.apart) for each in disagreements(cited)]
    assert found == ([] if agree else [("author", "year and title", True)])


def test_a_citation_that_is_the_same_to_the_letter_is_of_the_same_work() -> None:
    page = Reference("Guideline. https://example.org/g", title="Guideline")
    assert together(page, page)
    assert not together(page, Reference("Guideline. https://example.org/h", title="Guideline"))


def test_a_subtitle_may_be_left_off_where_only_one_is_known() -> None:
    def part(subtitle: str) -> Reference:
        return cite(f"What low back pain is{subtitle}", "Doe J", year=2018)

    assert together(part(""), part(": a call for action"))
    assert len(merge([part(": part 1"), part(": part 2")])) == 2
    assert len(merge([part(""), part(": part 1"), part(": part 2")])) == 3


def test_a_shared_pmid_with_clearly_different_titles_is_not_one_work() -> None:
    assert not together(cite(TITLE, pmid="7"), cite(OTHER, pmid="7"))


@pytest.mark.parametrize(
    "title",
    [
        "An fMRI investigation",
        "An fMRI investigation of the neural correl",
        "the neural correlates underlying tingles",
        "An fMRI investigation of the neural correlates underlying tingles: a pilot study",
        "An fMRI investigation of neural correlates that underlie tingles",
        None,
    ],
)
def test_a_title_cut_short_or_written_a_little_differently_agrees(title: str | None) -> None:
    assert together(cite(TITLE, pmid="7"), cite(title, pmid="7"))


def test_a_title_that_was_read_wrongly_agrees_where_the_citation_holds_the_other() -> None:
    wrong = Reference(f"Lochte. {TITLE}. Bioimpacts. 2018.", title="Bioimpacts today", pmid="7")
    assert together(cite(TITLE, pmid="7"), wrong)


def test_british_and_american_spelling_is_the_same_title() -> None:
    assert together(
        cite("Colour and behaviour in anaesthesia and sensitisation", pmid="7"),
        cite("Color and behavior in anesthesia and sensitization", pmid="7"),
    )


def test_a_mistyped_doi_does_not_chain_two_works() -> None:
    right = cite(TITLE, "Lochte BC", year=2018, pmid="1", doi="10.1000/x")
    wrong = cite(OTHER, "Doe J", year=2011, pmid="2", doi="10.1000/x")
    also = cite(OTHER, "Doe J", year=2011, pmid="2", doi="10.1000/y")
    assert merge([right, wrong, also]) == [(0,), (1, 2)]


def test_works_are_not_chained_by_a_citation_without_a_title() -> None:
    one, other = cite(TITLE, pmid="1"), cite(OTHER, doi="10.1000/x")
    between = cite(pmid="1", doi="10.1000/x")
    assert merge([one, between, other]) == [(0, 1), (2,)]


def test_another_identifier_that_differs_keeps_works_apart_unless_all_else_agrees() -> None:
    assert not together(cite(pmid="1", doi="10.1000/x"), cite(pmid="2", doi="10.1000/x"))
    assert not together(
        cite(TITLE, "Lochte BC", pmid="1", doi="10.1000/x"), cite(pmid="2", doi="10.1000/x")
    )
    all_of_it = {"title": TITLE, "author": "Lochte BC", "year": 2018}
    assert together(
        cite(**all_of_it, pmid="1", doi="10.1000/x"), cite(**all_of_it, pmid="2", doi="10.1000/x")
    )
    assert not together(cite(**all_of_it, pmid="1"), cite(**all_of_it, pmid="2"))


def test_a_title_without_letters_or_an_odd_identifier_harms_nothing() -> None:
    odd = [cite("?!", "…", year=2018), cite("", "", doi="10.1000"), cite("一", pmid="x", doi="")]
    assert merge(odd) == [(0,), (1,), (2,)]
    assert merge([]) == []


TITLES = (TITLE, OTHER, "An fMRI investigation", "Weather", "Pain: part one", "Pain: part two")
CITATIONS = st.builds(
    cite,
    st.sampled_from((None, *TITLES)),
    st.sampled_from((None, "Lochte BC", "Doe J")),
    year=st.sampled_from((None, 2017, 2018)),
    pmid=st.sampled_from((None, "1", "2", "3")),
    doi=st.sampled_from((None, "10.1000/x", "10.1000/Y", "10.1000/y")),
    painsci_id=st.sampled_from((None, None, "5", "6")),
)


@examples(400)
@given(st.lists(CITATIONS, max_size=9), st.randoms())
def test_what_is_together_does_not_depend_on_the_order(
    references: list[Reference], rng: random.Random
) -> None:
    order = list(range(len(references)))
    rng.shuffle(order)
    shuffled = merge([references[at] for at in order])
    again = sorted(tuple(sorted(order[at] for at in group)) for group in shuffled)
    assert again == merge(references)


@examples(400)
@given(st.lists(CITATIONS, max_size=9))
def test_every_citation_is_in_one_group_and_no_conflict_is_silent(
    references: list[Reference],
) -> None:
    groups = merge(references)
    assert sorted(at for group in groups for at in group) == list(range(len(references)))
    told = disagreements(references)
    for group in groups:
        for kind in ("pmid", "doi", "painsci"):
            values = {dict(identifiers_of(references[at])).get(kind) for at in group} - {None}
            if len(values) > 1:
                assert any(_is_about(each.values, group) and each.field == kind for each in told)
    sharing: dict[object, set[int]] = {}
    for number, group in enumerate(groups):
        for at in group:
            for identifier in identifiers_of(references[at]):
                sharing.setdefault(identifier, set()).add(number)
    for numbers in sharing.values():
        for number in numbers if len(numbers) > 1 else ():
            assert any(_is_about(each.values, groups[number]) and each.apart for each in told)


def _is_about(values: Sequence[tuple[str, tuple[int, ...]]], group: tuple[int, ...]) -> bool:
    return any(at in group for _, indices in values for at in indices)


HOSTILE = {
    "one identifier, a title each": lambda n: cite(f"{_word(n)} {_word(n + 1)} pain", pmid="7"),
    "one identifier, a doi each": lambda n: cite(pmid="7", doi=f"10.1000/{n}"),
    "one title, a pmid each": lambda n: cite(TITLE, "Lochte BC", year=2018, pmid=str(n + 1)),
    "one title, a subtitle each": lambda n: cite(f"{TITLE}: {_word(n)}", "Doe J", year=2018),
    "a chain": lambda n: cite(pmid=str(n // 2 + 1), doi=f"10.1000/{(n + 1) // 2}"),
}


def _word(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number * 7919))


@pytest.mark.parametrize("kind", HOSTILE)
def test_work_grows_no_faster_than_the_citations_whatever_they_share(kind: str) -> None:
    few = [HOSTILE[kind](number) for number in range(250)]
    many = [HOSTILE[kind](number) for number in range(8 * 250)]
    most = 8 * 1.2 * count_calls(lambda: disagreements(few))
    assert count_calls(lambda: disagreements(many)) < most
