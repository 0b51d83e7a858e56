"""What is told to Pagefind of an article, and what is laid beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sites import hostile_article

from painsci_search import Article, Index, PainSciSearchError, Section
from painsci_search.query.ast import FIELDS
from painsci_search.static_site.articles import SiteArticle, check_links, read_articles, safe_link
from painsci_search.static_site.records import PagefindRecord, make_evidence, make_records


def site_article(index: Index, article: Article) -> SiteArticle:
    index.add(article)
    (entry,) = read_articles(index)
    return entry


def records_of(index: Index, article: Article) -> list[PagefindRecord]:
    return list(make_records(site_article(index, article), "en", set()))


def test_each_section_and_each_note_is_a_record_with_its_own_link(
    index: Index, asmr: Article
) -> None:
    section, note = records_of(index, asmr)
    assert section.url == "https://example.org/asmr#scan"
    assert section.content == asmr.sections[0].text
    assert section.meta == {"title": "Tingles", "heading": "In the scanner"}
    assert note.url.startswith("https://example.org/asmr#n1:~:text=")
    assert note.content == asmr.notes[0].text
    assert note.meta == {"title": "Tingles"}
    assert [each.filters["kind"] for each in (section, note)] == [["section"], ["note"]]


def test_records_of_articles_that_give_one_address_have_links_of_their_own(
    index: Index, asmr: Article
) -> None:
    index.add([asmr, replace(asmr, id="copy")])
    taken: set[str] = set()
    urls = [each.url for entry in read_articles(index) for each in make_records(entry, "en", taken)]
    assert len(urls) == len(set(urls)) == 4
    assert urls[2:] == ["?article=copy#scan", "?article=copy#n1"]


def test_a_record_can_be_narrowed_by_article_author_and_year(index: Index, asmr: Article) -> None:
    section, note = records_of(index, asmr)
    for record in (section, note):
        assert record.filters["article"] == ["asmr"]
        assert record.filters["author"] == ["Ann Author"]
        assert record.filters["year"] == ["2021"]
        assert record.sort == {"date": "2021-06"}
        assert "language" not in record.filters


def test_the_later_date_counts_and_an_article_without_a_date_is_the_oldest(
    index: Index, asmr: Article
) -> None:
    dated = records_of(index, replace(asmr, updated="2023-01-02"))[0]
    assert dated.sort["date"] == "2023-01-02"
    assert dated.filters["year"] == ["2023"]
    undated = records_of(index, replace(asmr, published=None))[0]
    assert undated.sort["date"] < "1000"
    assert "year" not in undated.filters


def test_the_place_in_a_record_is_that_in_the_evidence(index: Index, asmr: Article) -> None:
    entry = site_article(index, asmr)
    passages = make_evidence(entry)["passages"]
    records = list(make_records(entry, "en", set()))
    assert len(records) == len(passages) > 1
    for record in records:
        (place,) = record.filters["passage"]
        assert passages[int(place)]["link"] == record.url
        assert [passages[int(place)]["kind"]] == record.filters["kind"]


def test_headings_above_are_told_apart_and_the_title_is_not_told_twice(index: Index) -> None:
    sections = (
        Section("top", "Knees", "An opening."),
        Section("sham", "Sham", "A sham.", path=("Surgery", "Trials")),
    )
    opening, below = records_of(index, Article("a", "Knees", sections))
    assert opening.meta == {"title": "Knees"}
    assert below.meta == {"title": "Knees", "heading": "Sham", "path": "Surgery › Trials"}


def test_white_space_and_harmful_characters_are_no_part_of_a_record(
    index: Index, make_article: Callable[..., Article]
) -> None:
    article = make_article("a", "One\n\ntwo\x1b[31m \u202ethree.", "A\ttitle")
    (record,) = records_of(index, article)
    assert record.content == "One two\ufffd[31m \ufffdthree."
    assert record.meta["title"] == "A title"


def test_evidence_has_the_claims_and_the_works_in_the_shape_of_results(
    index: Index, asmr: Article
) -> None:
    evidence = make_evidence(site_article(index, asmr))
    section, note = evidence["passages"]
    (claim,) = section["claims"]
    assert claim["text"] == "Tingling was seen in a scanner."
    assert claim["notes"] == ["n1"]
    assert claim["link"].startswith("https://example.org/asmr#scan:~:text=Tingling")
    assert note["claims"] == [claim]
    (work,) = evidence["notes"]["n1"]["references"]
    assert work["pmid"] == "30397584"
    assert work["short"] == "Lochte 2018, PubMed 30397584"
    assert work["link"] == "https://pubmed.ncbi.nlm.nih.gov/30397584/"


def test_evidence_does_not_tell_where_the_files_lie(
    index: Index, write_page: Callable[..., Path], tmp_path: Path
) -> None:
    write_page("pages/knee.html")
    index.update([tmp_path / "pages"])
    with Index.open(index.path, base_url="../pages") as opened:
        (entry,) = read_articles(opened)
    assert entry.link == "../pages/knee.html"
    evidence = make_evidence(entry)
    assert evidence["article"]["source"] == ""
    assert str(tmp_path) not in str(evidence)


def test_no_link_of_a_record_is_a_script(index: Index) -> None:
    entry = site_article(index, hostile_article())
    evidence = make_evidence(entry)
    links = list(all_links(evidence))
    assert len(links) > 3
    assert not any("javascript" in (link or "") for link in links), links
    urls = [record.url for record in make_records(entry, "en", set())]
    assert [url[:9] for url in urls] == ["?article="] * 2
    assert len(set(urls)) == 2


def all_links(value: Any) -> Any:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "link" or (key == "url" and "title" in value and "id" in value):
                yield each
            else:
                yield from all_links(each)
    elif isinstance(value, list):
        for each in value:
            yield from all_links(each)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///a", "#a"],
)
def test_only_addresses_of_the_web_and_relative_ones_are_links(link: str) -> None:
    assert safe_link(link) == ""


def test_articles_of_files_without_an_address_are_named_rather_than_linked_dead(
    index: Index, write_page: Callable[..., Path], tmp_path: Path
) -> None:
    for name in ("knee", "neck", "foot", "back"):
        write_page(f"pages/{name}.html")
    index.update([tmp_path / "pages"])
    with pytest.raises(PainSciSearchError, match=r"^4 articles .*back, foot, knee and oth"):
        check_links(index)
    with Index.open(index.path, base_url="https://example.org/pain") as opened:
        check_links(opened)


def test_the_page_knows_the_names_of_all_fields_that_it_leaves_out() -> None:
    script = (files("painsci_search.web") / "static" / "texts.js").read_text(encoding="utf-8")
    (names,) = re.findall(r"\(\(\?:([a-z|]+)\):\)", script)
    assert sorted(names.split("|")) == sorted(FIELDS)
