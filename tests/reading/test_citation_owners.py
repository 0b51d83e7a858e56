"""A note that names another work after a citation in; whose identifiers are whose, out."""

from __future__ import annotations

import pytest

from note_pages import read_references
from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references

CITED = "Quill A, Fenn C. Warm socks in winter. <i>Sock Sci</i>. 2011;12:101-9."
DOI = "10.99999/other.1"
TARGET = f"https://doi.org/{DOI}"
PUBMED = "https://pubmed.ncbi.nlm.nih.gov/99919001/"


def read_cited(note: str) -> Reference:
    """Return the reference of `CITED` in a note."""
    (cited,) = (one for one in read_references(note) if one.year == 2011)
    return cited


@pytest.mark.parametrize(
    "note",
    [
        f"{CITED} But see <a href='{TARGET}'>this rebuttal</a>.",
        f"{CITED} <a href='{TARGET}'>A larger trial</a> found cold feet.",
        f"{CITED} Moss (<a href='{TARGET}'>2014</a>) thinks otherwise.",
        f"{CITED} Criticised by Moss (2014; <a href='{TARGET}'>PubMed</a>).",
        f"{CITED} See also Moss et al. 2014 (<a href='{TARGET}'>full text</a>).",
        f"{CITED} [<a href='{TARGET}'>Erratum</a>]",
        f"{CITED} Erratum in: Sock Sci. 2012;13:4. <a href='{TARGET}'>CrossRef</a>.",
        f"{CITED} Erratum in: Sock Sci. 2012;13:4. doi:{DOI}.",
        f"{CITED} Comment in: Sock Sci. 2012;13:4. doi:{DOI}.",
        f"{CITED} [Correction appears in: Sock Sci. 2012;13:4. doi:{DOI}]",
        f"As <a href='{TARGET}'>Moss (2014)</a> has said. {CITED}",
        f"{CITED} [published correction appears in Sock Sci. 2012;13(4):4; doi:{DOI}].",
        f"{CITED} [published correction doi:{DOI}]",
        f"{CITED} (Corrected: <a href='{TARGET}'>doi:{DOI}</a>)",
        f"{CITED} [Correction. Sock Sci. 2012;13:4. doi:{DOI}]",
    ],
)
def test_the_identifier_of_another_work_is_not_that_of_the_citation(note: str) -> None:
    assert read_cited(note).doi is None


@pytest.mark.parametrize("own", ["", " doi:10.99999/own.1"])
def test_a_notice_in_brackets_is_no_part_of_the_citation_before_it(own: str) -> None:
    cited = "Quill A, Fenn C. Warm socks in winter. Sock Sci. 2011;12:101-9."
    notice = f"[published correction appears in J Feet. 2012;13:4; doi:{DOI}]."
    work, correction = parse_references(f"{cited} {notice}{own}")
    assert (work.title, work.journal, work.year) == ("Warm socks in winter", "Sock Sci", 2011)
    assert work.doi == (own[5:] or None)
    assert correction.doi == DOI


def test_words_of_a_notice_in_brackets_may_be_of_a_title() -> None:
    note = "Quill A. Bent toes (correction in children of 1998): a trial. Sock Sci. 2011;12:101-9."
    (work,) = parse_references(note)
    assert work.title == "Bent toes (correction in children of 1998): a trial"


@pytest.mark.parametrize(
    "after",
    [
        f"<a href='{PUBMED}'>PubMed</a> | <a href='{TARGET}'>CrossRef</a>",
        f"The <a href='{TARGET}'>full text</a> is free.",
        f"It is <a href='{TARGET}'>here</a>.",
        f"<a href='{TARGET}'>View article</a>",
        f"[<a href='{TARGET}'>Zum Volltext</a>]",
        f"A small trial. <a href='{TARGET}'>Warm socks in winter</a> is free to read.",
        f"A small trial (<a href='{TARGET}'>{DOI}</a>).",
        f"In <a href='{TARGET}'>Quill and Fenn 2011</a>, nobody had cold feet.",
        f"<a href='{TARGET}'>DOI</a>. But see <a href='https://doi.org/10.99999/b'>this reply</a>.",
        f"doi:{DOI}. Erratum in: Sock Sci. 2012;13:4. doi:10.99999/err.1.",
    ],
)
def test_a_link_named_for_the_work_leads_to_the_work(after: str) -> None:
    assert read_cited(f"{CITED} {after}").doi == DOI


def test_the_numbers_of_pubmed_after_a_notice_are_those_of_the_work() -> None:
    note = (
        "Quill A, Fenn C. Warm socks in winter. Sock Sci. 2011 Mar;12(1):101-9. Erratum in: Sock "
        "Sci. 2012;13:4. doi: 10.99999/err.1. PMID: 99919001; PMCID: PMC9991900."
    )
    cited, erratum = parse_references(note)
    assert (cited.doi, cited.pmid, cited.pmcid) == (None, "99919001", "PMC9991900")
    assert (erratum.doi, erratum.pmid) == ("10.99999/err.1", None)


@pytest.mark.parametrize(
    ("notice", "others"),
    [
        ("Comment in: Feet. 2012 May 3;361:k1. doi: 10.99999/b.1.", ["10.99999/b.1"]),
        ("Comment on: Feet. 2010 May;11(5):1-9.", []),
        ("Erratum in: Feet. 2012 Jan;13(1):5. Fenn, Bob [corrected to Fenn, Ann].", []),
        ("Update in: Sock Database Rev. 2012 Sep 2;9:CD001. doi: 10.99999/b.1.", ["10.99999/b.1"]),
        ("Update of: medRxiv [Preprint]. 2010 Sep 2:2010.09.01. doi: 10.1101/b.", ["10.1101/b"]),
        ("Retraction in: Feet. 2012;14(1):9. doi: 10.99999/b.1. PMID: 99930000.", ["10.99999/b.1"]),
    ],
)
def test_what_pubmed_lists_beside_a_work_has_none_of_its_fields(
    notice: str, others: list[str]
) -> None:
    cited = "Quill A, Fenn C. Warm socks. Sock Sci. 2011 Mar;12(1):101-9. doi: 10.99999/a.1."
    work, *rest = parse_references(f"{cited} Epub 2011 Jan 2. {notice} PMID: 99919001.")
    assert (work.title, work.journal, work.year) == ("Warm socks", "Sock Sci", 2011)
    assert (work.volume, work.issue, work.pages) == ("12", "1", "101-9")
    assert (work.doi, work.pmid, work.accessed) == ("10.99999/a.1", "99919001", None)
    assert [one.doi for one in rest] == others


def test_a_title_with_the_words_of_a_notice_is_a_title() -> None:
    (work,) = parse_references(
        "Quill A. Comment on: warm socks. Sock Sci. 2011;12:101-9. PMID: 99."
    )
    assert (work.title, work.journal) == ("Comment on: warm socks", "Sock Sci")


def test_marked_fields_do_not_take_the_identifier_of_an_erratum() -> None:
    marked = (
        '<span class="citation_author">Quill A</span>. <span itemprop="headline">Warm socks in '
        f"winter</span>. <i>Sock Sci</i>. 2011;12:101-9. "
        f"Erratum in: Sock Sci. 2012;13:4. doi:{DOI}."
    )
    assert read_cited(marked).doi is None


@pytest.mark.parametrize(
    "notice",
    [
        "Author correction. J Sock Res. 2012;4:99.",
        "Published correction appears in J Sock Res. 2012;4:99.",
        "Erratum 2012;4:99.",
        "Erratum, 4:99.",
        "Corrigendum J Sock Res 4, 99 (2012),",
    ],
)
@pytest.mark.parametrize("before", ["2011;3(1):4-8. ", "2011;3(1):4-8; ", "3, 4-8 (2011). "])
def test_the_doi_of_a_correction_without_brackets_is_not_that_of_the_work(
    notice: str, before: str
) -> None:
    text = f"Moss T, Fenn C. Warm feet at night. J Sock Res {before}{notice} doi:10.9999/st.99"
    work, correction = parse_references(text)
    assert (work.title, work.journal, work.year, work.volume, work.pages, work.doi) == (
        "Warm feet at night",
        "J Sock Res",
        2011,
        "3",
        "4-8",
        None,
    )
    assert correction.doi == "10.9999/st.99"


@pytest.mark.parametrize("title", ["Correction of posture", "Erratum: Warm feet at night"])
def test_a_title_with_the_word_for_a_correction_keeps_its_doi(title: str) -> None:
    text = f"Moss T, Fenn C. {title}. J Sock Res. 2011;3(1):4-8. doi:10.9999/st.1"
    (work,) = parse_references(text)
    assert (work.title, work.doi) == (title, "10.9999/st.1")
