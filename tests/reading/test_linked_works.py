"""A note in which only a link leads to a work in; a reference with its identifier out."""

from __future__ import annotations

import pytest

from note_pages import read_references
from painsci_search.reading.citations import parse_references

CITED = "Quill A, Fenn C. Warm socks in winter. <i>Sock Sci</i>. 2011;12:101-9."
PUBMED = "<a href='https://pubmed.ncbi.nlm.nih.gov/99919001/'>{}</a>"
DOI = "<a href='https://doi.org/10.99999/socks.1'>{}</a>"
PMC = "<a href='https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9991900/'>{}</a>"


@pytest.mark.parametrize(
    ("note", "identifiers", "title"),
    [
        (PUBMED.format("Socks: a trial"), {"pmid": "99919001"}, "Socks: a trial"),
        (PUBMED.format("Socks: a trial") + ", 2011", {"pmid": "99919001"}, "Socks: a trial"),
        (DOI.format("Warm socks at night") + ". Sock Sci", {"doi": "10.99999/socks.1"}, ...),
        (DOI.format("Quill et al. 2011"), {"doi": "10.99999/socks.1"}, None),
        (PMC.format("Quill (2011)") + " says so.", {"pmcid": "PMC9991900"}, None),
        ("Trials agree (" + PUBMED.format("one of many") + ").", {"pmid": "99919001"}, None),
        (DOI.format("View the article"), {"doi": "10.99999/socks.1"}, None),
        (
            PUBMED.format("Socks: a trial") + " [" + DOI.format("full text") + "]",
            {"pmid": "99919001", "doi": "10.99999/socks.1"},
            "Socks: a trial",
        ),
        (
            PUBMED.format("Quill") + " saw it, and the " + PMC.format("paper") + " is free.",
            {"pmid": "99919001", "pmcid": "PMC9991900"},
            None,
        ),
        ("PMID: " + PUBMED.format("99919001"), {"pmid": "99919001"}, None),
    ],
)
def test_a_link_to_an_identifier_is_a_reference(
    note: str, identifiers: dict[str, str], title: str | None
) -> None:
    (found,) = read_references(note)
    kinds = ("pmid", "pmcid", "doi")
    assert {kind: getattr(found, kind) for kind in kinds if getattr(found, kind)} == identifiers
    assert found.title == ("Warm socks at night" if title is ... else title)


def test_links_to_two_works_are_two_references() -> None:
    note = PUBMED.format("Quill 2011") + " is good, but " + DOI.format("this reply") + " is better."
    first, second = read_references(note)
    assert (first.pmid, first.doi, first.raw) == ("99919001", None, "Quill 2011")
    assert (second.pmid, second.doi, second.raw) == (None, "10.99999/socks.1", "this reply")


def test_a_work_that_is_linked_twice_is_one_reference() -> None:
    (found,) = read_references(PUBMED.format("Quill") + " and again " + PUBMED.format("Quill"))
    assert found.pmid == "99919001"


def test_a_link_after_a_citation_to_another_work_is_a_reference_of_its_own() -> None:
    cited, other = read_references(f"{CITED} But see {DOI.format('this reply')}.")
    assert (cited.year, cited.doi) == (2011, None)
    assert (other.raw, other.doi) == ("this reply", "10.99999/socks.1")


@pytest.mark.parametrize(
    "note",
    [
        f"{CITED} {PUBMED.format('PubMed')} {DOI.format('DOI')}",
        f"{CITED} The {DOI.format('full text')} is free.",
        DOI.format(CITED),
        CITED.replace("Warm socks in winter", DOI.format("Warm socks in winter")),
        f"{CITED} {PUBMED.format('PubMed')}. In {PUBMED.format('Quill 2011')}, feet were warm.",
    ],
)
def test_a_link_to_a_cited_work_gives_no_second_one(note: str) -> None:
    assert len(read_references(note)) == 1


def test_a_link_to_a_page_without_an_identifier_is_no_work() -> None:
    assert read_references("See <a href='https://socks.example/a'>Socks: a trial</a>.") == ()


def test_links_without_a_place_in_the_text_are_of_the_only_work() -> None:
    links = ("https://pubmed.ncbi.nlm.nih.gov/99919001/", "https://doi.org/10.99999/socks.1")
    (found,) = parse_references("Socks, by Quill", links)
    assert (found.raw, found.pmid, found.doi) == ("Socks, by Quill", "99919001", "10.99999/socks.1")
    assert parse_references("Socks", (links[0], links[0].replace("99919001", "99919002"))) == ()


def test_many_identifiers_and_links_after_a_citation_are_read_to_their_end() -> None:
    after = "".join(
        f"Comment in: Sock Sci. doi:10.99999/c.{number}. <a href='https://doi.org/10.99999/"
        f"l.{number}'>this reply {number}</a> "
        for number in range(3000, 6000)
    )
    found = {one.doi for one in read_references(f"{CITED} {after}")}
    assert found >= {f"10.99999/{part}.{number}" for part in "cl" for number in range(3000, 6000)}


@pytest.mark.parametrize(
    "links",
    [
        f"<span>doi:{DOI.format('10.99999/socks.1')}</span>{PUBMED.format('PubMed')}",
        f"https://doi.org/10.99999/socks.1{PUBMED.format('PubMed')}<a href='/x'>CrossRef</a>",
        f"doi:10.99999/socks.1<span>10.99999/socks.1</span> {PUBMED.format('PubMed')}",
        f"doi:10.99999/socks.1.<span>10.99999/socks.1</span> {PUBMED.format('PubMed')}",
    ],
)
def test_what_touches_a_doi_is_no_part_of_it(links: str) -> None:
    (work,) = read_references(f"Moss B, Fenn C. Cold feet. J Sock Res. 2015;3(1):1-9. {links}")
    assert (work.doi, work.pmid, work.pages) == ("10.99999/socks.1", "99919001", "1-9")
