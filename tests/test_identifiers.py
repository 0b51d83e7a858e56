"""Identifiers, however they are written, have one normal form, one label and one link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.identifiers import (
    KINDS,
    IdentifierKind,
    identify_url,
    label,
    link,
    normalise,
    parse_identifier,
)

SOURCE = Path(__file__).parents[1] / "src" / "painsci_search"
BMJ = "10.1136/bmj.h2747"
# SICI (ANSI/NISO Z39.56): its signs have a meaning in URLs, markup and queries.
SICI = "10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-#"
ARXIV = "10.48550/arxiv.2101.00001"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1136/BMJ.h2747", BMJ),
        ("doi:10.1136/bmj.h2747.", BMJ),
        ("DOI: doi:10.1136/bmj.h2747", BMJ),
        ("doi = 10.1136/bmj.h2747", BMJ),
        ("10.1136%2Fbmj.h2747", BMJ),
        ("10.1136/bmj.h2747.PMID: 7", BMJ),
        ("doi:10.1136/bmj.h2747(PubMed", BMJ),
        ("doi:10.1136/bmj.h2747PubMedGoogle", BMJ),
        ("10.1136/bmj.h2747CrossRef", BMJ),
        ("10.1136/bmj.h274710.1136/bmj.h2747", BMJ),
        ("10.1136/bmj.h2747.10.1136/bmj.h2747", BMJ),
        ("10.1000/pubmed.google", "10.1000/pubmed.google"),
        ("10.1101/2020.02.03.20099v2.full.pdf", "10.1101/2020.02.03.20099"),
        ("10.1101/2020.02.03.20099v1", "10.1101/2020.02.03.20099"),
        ("10.1000/2020.v1.full.pdf", "10.1000/2020.v1.full.pdf"),
        (
            "https://www.biorxiv.org/content/10.1101/2020.02.03.20099v3.full",
            "10.1101/2020.02.03.20099",
        ),
        ("10.1136%252Fbmj.h2747", BMJ),
        ("https://doi.org/10.1136/bmj.h2747", BMJ),
        ("http://dx.doi.org/10.1136%2fbmj.h2747", BMJ),
        ("https://www.doi.org/10.1136/bmj.h2747/", BMJ),
        ("doi.org/10.1136/bmj.h2747", BMJ),
        ("doi:https://www.doi.org/10.1136/bmj.h2747", BMJ),
        ("https://doi.org/doi:10.1136/bmj.h2747", BMJ),
        ("https%3A%2F%2Fdoi.org%2F10.1136%2Fbmj.h2747", BMJ),
        ("https://doi.org/10.1136/bmj.h2747?utm_source=x&utm_medium=y", BMJ),
        ("10.1136/bmj.h2747?utm_source=x", BMJ),
        ("https://doi.org/10.1136/bmj.h2747#sec-2", BMJ),
        ("<https://doi.org/10.1136/bmj.h2747>", BMJ),
        ("<doi:10.1136/bmj.h2747>", BMJ),
        ('"10.1136/bmj.h2747"', BMJ),
        ("10.1136/bmj.h2747?", BMJ),
        ("10.1136/bmj.h2747),", BMJ),
        ("https://www.bmj.com/lookup/doi/10.1136/bmj.h2747", BMJ),
        ("https://example.org/doi/full/10.1136/bmj.h2747?view=1#b", BMJ),
        ("10.1000.10/AB(1)", "10.1000.10/ab(1)"),
        ("10.1000/123#456", "10.1000/123#456"),
        ("10.1002/1521-3773(20010316)40:6<9823::AID-ANIE9823>3.3.CO;2-#", SICI),
        (f"doi:{SICI}.", SICI),
        (f"<{SICI}>", SICI),
        (f"https://doi.org/{SICI}", SICI),
        (str(link("doi", SICI)), SICI),
        (f"{link('doi', SICI)}?utm_source=x", SICI),
        (f"https://example.org/doi/abs/{SICI}", SICI),
        ("10.1002/x(2000)1:2<3::aid-y4>3.0.co;2-3", "10.1002/x(2000)1:2<3::aid-y4>3.0.co;2-3"),
        ("arXiv:2101.00001v2", ARXIV),
        ("https://arxiv.org/abs/2101.00001", ARXIV),
        ("https://arxiv.org/pdf/2101.00001v3.pdf", ARXIV),
        ("doi:10.48550/arXiv.2101.00001", ARXIV),
        ("arXiv:math.GT/0309136", "10.48550/arxiv.math/0309136"),
    ],
)
def test_a_doi_has_one_normal_form(written: str, doi: str) -> None:
    assert normalise("doi", written) == doi
    assert parse_identifier(written) == (("doi", doi),)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("pmid", "30397584", "30397584"),
        ("pmid", "PMID: 0030397584", "30397584"),
        ("pmid", "PubMed #30397584.", "30397584"),
        ("pmid", "３０３９７５８４", "30397584"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/30397584/", "30397584"),
        ("pmid", "pubmed.ncbi.nlm.nih.gov/30397584", "30397584"),
        ("pmid", "<https://www.ncbi.nlm.nih.gov/pubmed/30397584?utm_source=x>", "30397584"),
        ("pmcid", "2844363", "PMC2844363"),
        ("pmcid", "pmc2844363", "PMC2844363"),
        ("pmcid", "PMCID: PMC2844363", "PMC2844363"),
        ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/PMC2844363/", "PMC2844363"),
        ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2844363/#s2", "PMC2844363"),
        ("painsci", "PainSci #52158", "52158"),
        ("painsci", "https://www.painscience.com/bib/52158.html", "52158"),
    ],
)
def test_a_number_has_one_normal_form(kind: IdentifierKind, written: str, value: str) -> None:
    assert normalise(kind, written) == value


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("doi", "10 1136"),
        ("doi", "10.1136"),
        ("doi", "10.1136/"),
        ("doi", "10.1136/..."),
        ("doi", "https://doi.org/"),
        ("doi", "https://pubmed.ncbi.nlm.nih.gov/30397584/"),
        ("doi", "arXiv:2101.000012"),
        ("doi", "10.1136/" + "a" * 3000),
        ("pmid", "0"),
        ("pmid", "7x"),
        ("pmid", "PMC2844363"),
        ("pmid", f"https://doi.org/{BMJ}"),
        ("pmcid", "PMID 30397584"),
        ("painsci", "https://www.painscience.com/bib/"),
    ],
)
def test_what_is_no_identifier_of_the_kind_has_none(kind: IdentifierKind, written: str) -> None:
    assert normalise(kind, written) is None


@pytest.mark.parametrize(
    ("kind", "value", "shown", "url"),
    [
        ("pmid", "30397584", "PubMed 30397584", "https://pubmed.ncbi.nlm.nih.gov/30397584/"),
        (
            "pmcid",
            "PMC2844363",
            "PMC2844363",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC2844363/",
        ),
        ("doi", BMJ, f"doi:{BMJ}", f"https://doi.org/{BMJ}"),
        (
            "doi",
            SICI,
            f"doi:{SICI}",
            "https://doi.org/10.1002/1521-3773%2820010316%2940:6%3C9823::aid-anie9823%3E3.3.co;2-%23",
        ),
        ("doi", ARXIV, "arXiv:2101.00001", "https://arxiv.org/abs/2101.00001"),
        (
            "doi",
            "10.48550/arxiv.math/0309136",
            "arXiv:math/0309136",
            "https://arxiv.org/abs/math/0309136",
        ),
        ("painsci", "52158", "PainSci 52158", None),
    ],
)
def test_an_identifier_has_a_label_and_a_link(
    kind: IdentifierKind, value: str, shown: str, url: str | None
) -> None:
    assert (label(kind, value), link(kind, value)) == (shown, url)
    assert (kind, value) in parse_identifier(shown)
    assert url is None or normalise(kind, url) == value


def test_signs_of_urls_in_an_invalid_doi_are_encoded() -> None:
    assert link("doi", "10.1000/a b%?#\ud800") == "https://doi.org/10.1000/a%20b%25%3F%23%3F"


@given(st.sampled_from(KINDS), st.text())
def test_a_link_is_ascii_and_has_no_sign_of_markup(kind: IdentifierKind, value: str) -> None:
    url = link(kind, value)
    assert url is None or re.fullmatch(r"https://[\w./%:;~-]+", url, re.ASCII)


@given(st.text(max_size=60))
def test_a_url_has_at_most_one_identifier_and_one_page(path: str) -> None:
    mentions = identify_url(f"https://example.org/doi/{path}")
    assert [mention.kind for mention in mentions] in ([], ["url"], ["url", "doi"])


def test_a_doi_in_a_query_of_a_publishers_url_is_found_only_where_a_user_writes_it() -> None:
    # in an article it may be the DOI of a figure or a data set
    url = f"https://example.org/article?id={BMJ}&x=1"
    assert parse_identifier(url) == (("doi", BMJ),)
    assert [mention.kind for mention in identify_url(url)] == ["url"]


def test_the_pattern_of_a_doi_is_in_one_module() -> None:
    with_pattern = [
        path.name
        for path in SOURCE.rglob("*.py")
        if re.search(r"10\\?\[?\.\]?\\d\{+4", path.read_text(encoding="utf-8"))
    ]
    assert with_pattern == ["identifiers.py"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("30397584", [("pmid", "30397584"), ("painsci", "30397584")]),
        ("#52158", [("pmid", "52158"), ("painsci", "52158")]),
        ("PMID: 30397584", [("pmid", "30397584")]),
        ("PubMed #30397584", [("pmid", "30397584")]),
        ("https://pubmed.ncbi.nlm.nih.gov/30397584/", [("pmid", "30397584")]),
        ("https://www.ncbi.nlm.nih.gov/pubmed/30397584", [("pmid", "30397584")]),
        ("PMC2844363", [("pmcid", "PMC2844363")]),
        ("pmcid:2844363", [("pmcid", "PMC2844363")]),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC2844363/", [("pmcid", "PMC2844363")]),
        ("PainSci #52158", [("painsci", "52158")]),
        ("painsci:52158", [("painsci", "52158")]),
        ("https://www.painscience.com/bib/52158.html", [("painsci", "52158")]),
        ("doi:10.1136/BMJ.h2747", [("doi", "10.1136/bmj.h2747")]),
        ("<https://doi.org/10.1136/bmj.h2747>", [("doi", "10.1136/bmj.h2747")]),
        ("https://example.org/doi/full/10.1136/bmj.h2747?a=1#b", [("doi", "10.1136/bmj.h2747")]),
        ("https://example.org/article?id=10.1136%2Fbmj.h2747&b=1", [("doi", "10.1136/bmj.h2747")]),
        ("https://example.org/10.1136/bmj.h2747/abstract", [("doi", "10.1136/bmj.h2747")]),
        ("https://example.org/about?x=10.1", []),
        ("lochte 2018", []),
        ("0", []),
        ("", []),
        ("٣٠٣", []),
    ],
)
def test_what_a_user_writes_is_parsed(asked: str, found: list[tuple[str, str]]) -> None:
    assert list(parse_identifier(asked)) == found


@given(st.text(max_size=60))
def test_any_text_is_parsed_and_a_normal_form_is_stable(asked: str) -> None:
    for kind, value in parse_identifier(asked):
        assert parse_identifier(value if kind == "doi" else f"{kind}:{value}")[-1].value == value
