"""Citations as running text writes them, and the works that they name."""

from __future__ import annotations

import pytest

from operations import count_calls
from painsci_search import Article, Index, Note, Reference
from painsci_search.bibliography.short_citations import (
    ShortCitation,
    looked_for,
    names_work,
    read_short_citations,
    without_joining_words,
)

WORKS = {
    "two": Reference("a", ("Berggren TX", "Ödman RO"), "Moss on stones", year=2015),
    "three": Reference("b", ("Berggren TX", "Ödman RO", "Quist A"), "Bark", year=2015),
    "alone": Reference("c", ("Quist A",), "Lichen and Berggren moss", year=2015),
    "particle": Reference("d", ("van der Holm B", "O'Dell C"), "Ferns", year=2016),
    "group": Reference("e", ("Society of Fern Growers",), "Growing ferns", year=2016),
}


@pytest.fixture
def cited(index: Index) -> Index:
    notes = [Note(key, key, work.raw, (work,)) for key, work in WORKS.items()]
    index.add(Article("moss", "Moss", notes=tuple(notes)))
    return index


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Berggren et al. 2015", "three"),
        ("Berggren et al (2015)", "three"),
        ("(Berggren et al., 2015)", "three"),
        ("(see Berggren et al., 2015b)", "three"),
        ("[cf. Berggren et al., 2015]", "three"),
        ("Berggren and colleagues (2015)", "three"),
        ("Berggren et al.'s (2015) study", "three"),
        ("Berggren u. a. 2015", "three"),
        ("Berggren et al.", "three"),
        ("Berggren and Ödman 2015", "two"),
        ("Berggren and Odman 2015", "two"),
        ("Berggren & Ödman, 2015", "two"),
        ("“Berggren & Ödman, 2015”", "two"),
        ('"Berggren & Ödman, 2015"', "two"),
        ("BERGGREN & ÖDMAN (2015)", "two"),
        ("Berggren und Ödman (2015)", "two"),
        ("Berggren and Ödman’s 2015", "two"),
        ("T. X. Berggren and R. O. Ödman (2015)", "two"),
        ("Berggren, T. X., & Ödman, R. O. (2015)", "two"),
        ("Berggren TX, Ödman RO 2015", "two"),
        ("Berggren, Ödman, & Quist, 2015", "three"),
        ("Berggren, Ödman and Quist (2015)", "three"),
        ("Quist (2015)", "alone"),
        ("Quist's 2015", "alone"),
        ("Quist’s 2015 review", "alone"),
        ("Ödman (2015)", "two three"),
        ("Ödman and Berggren 2015", "two three"),
        ("van der Holm et al. 2016", "particle"),
        ("Van der Holm & O’Dell, 2016", "particle"),
        ("Society of Fern Growers (2016)", "group"),
        ("(Quist, 2015; van der Holm & O'Dell, 2016)", "alone particle"),
        ("berggren 2015", "two three alone"),
        ("moss and lichen (2015)", "alone"),
        ("moss and stones", "two"),
        ("Berggren et. al. 2015", "three"),
        ("Berggren/Ödman 2015", "two"),
        ("quist 2015a", "alone"),
        ("Berggren 2015b", "two three"),
    ],
)
def test_refs_and_cites_find_the_works_that_a_short_citation_names(
    text: str, found: str, cited: Index
) -> None:
    raws = {WORKS[name].raw for name in found.split()}
    assert {work.reference.raw for work in cited.references(text)} == raws
    answer = cited.cites(text)
    assert {work.reference.raw for work in answer.works or answer.near} == raws
    assert len(answer.works) == (len(raws) == 1)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Berggren et al. 2016", "three two"),
        ("Berggren and Ödman 2016", "three two"),
        ("Bergren and Ödman 2015", "three two"),
        ("Quist and Ödman 2016", "three"),
        ("Quizt et al. 2015", "three alone"),
        ("Berggren and Nobody 2015", "three two"),
        ("van der Hulm et al. 2016", "particle"),
        ("Zed et al. 2015", ""),
        ("Berggren 1999", "three two"),
        ("van der Hulm 1999", "particle"),
        ("Zed 2015", ""),
    ],
)
def test_works_that_a_short_citation_may_mean_are_named(text: str, near: str, cited: Index) -> None:
    answer = cited.cites(text)
    assert answer.works == ()
    raws = [work.reference.raw for work in answer.near]
    assert sorted(raws) == sorted(WORKS[name].raw for name in near.split())


def test_works_of_the_nearest_years_are_named_first(index: Index) -> None:
    works = [Reference(str(year), ("Quist A",), "Moss", year=year) for year in (1990, 2014, 2019)]
    works.append(Reference("undated", ("Quist A",), "Moss and bark"))
    notes = [Note(work.raw, work.raw, work.raw, (work,)) for work in works]
    index.add(Article("moss", "Moss", notes=tuple(notes)))
    near = index.cites("Quist et al. (2015)").near
    assert [work.reference.raw for work in near] == ["2014", "2019", "1990", "undated"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Quist (2015)", "works of 2015 by Quist"),
        ("Quist et al.", "works by Quist and others"),
        (
            "(Quist, 2015; Holm & Dell, 2016)",
            "works of 2015 by Quist; works of 2016 by Holm and Dell",
        ),
        ("moss bark", "all words in title, authors, journal or year"),
        ("moss", ""),
        ("PMID 7", ""),
    ],
)
def test_what_was_looked_for_is_said_in_words(text: str, words: str) -> None:
    assert looked_for(text) == words


@pytest.mark.parametrize(
    "text",
    [
        *("", "2015", "(2015)", "berggren 2015", "moss", "moss and stones", "moss OR (bark 2015)"),
        *("author:berggren (2015)", "year:2015", "berggr* (2015)", "Berggren AND Ödman (2015)"),
        "a very long text of many words that is no name of anybody (2015)",
        "Berggren (2015); moss",
    ],
)
def test_other_queries_are_no_short_citations(text: str) -> None:
    assert read_short_citations(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Moss 2019b", ["Twigs"]),
        ("Moss (2019a)", ["Roots"]),
        ("Moss & Fern, 2019b", ["Twigs"]),
        ("Moss 2019c", ["Roots", "Twigs"]),
        ("Moss, 2019", ["Roots", "Twigs"]),
    ],
)
def test_the_letter_after_a_year_chooses_among_works(
    index: Index, text: str, found: list[str]
) -> None:
    works = [
        Reference(f"Moss A, Fern B ({year}). {title}.", ("Moss A", "Fern B"), title, year=2019)
        for title, year in [("Roots", "2019a"), ("Twigs", "2019b")]
    ]
    index.add(Article("a", "A", notes=tuple(Note("", w.raw, w.raw, (w,)) for w in works)))
    listed = index.references(text, sort="title").works
    assert [work.reference.title for work in listed] == found
    assert len(index.cites(text).works) == (1 if len(found) == 1 else 0)


def test_a_citation_has_the_words_to_search_for_without_initials() -> None:
    (citation,) = read_short_citations("van der Holm B, & C. O'Dell, 2016")
    assert citation.words == "van der Holm O'Dell 2016"
    assert without_joining_words('"moss and stones"') == '"moss and stones"'


def test_a_citation_ranks_works_by_their_authors() -> None:
    work = WORKS["three"]
    ranks = [
        names_work(ShortCitation(names, more, 2015), work)
        for names, more in [
            (("Berggren",), True),
            (("Berggren", "Odman"), False),
            (("Quist",), False),
            (("Holm",), False),
        ]
    ]
    assert ranks == [3, 2, 1, 0]
    assert names_work(ShortCitation(("Berggren",), has_more=True, year=2014), work) == 0


def test_the_work_of_reading_a_citation_does_not_grow_with_a_long_text() -> None:
    texts = ["Berggren, " * number + "Quist (2015)" for number in (1000, 8000)]
    few, many = (count_calls(lambda text=text: read_short_citations(text)) for text in texts)
    assert many <= few
