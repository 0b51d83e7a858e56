"""The passages of a site's articles, and the parts in which a browser loads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sites import hostile_article

from painsci_search import (
    Article,
    Block,
    Index,
    Mark,
    Note,
    NoteRef,
    PainSciSearchError,
    Reference,
    Section,
)
from painsci_search.static_site.articles import SiteArticle, check_links, read_articles, safe_link
from painsci_search.static_site.records import make_parts


def site_article(index: Index, article: Article) -> SiteArticle:
    index.add(article)
    (entry,) = read_articles(index)
    return entry


def test_each_record_has_a_passage_with_its_own_link(index: Index, asmr: Article) -> None:
    entry = site_article(index, asmr)
    whole, section, note = entry.passages
    assert (whole.part, whole.heading, whole.link) == (None, "Tingles", "https://example.org/asmr")
    assert section.link == "https://example.org/asmr#scan"
    assert note.link.startswith("https://example.org/asmr#n1:~:text=")
    assert [each.record.kind for each in entry.passages] == ["article", "section", "note"]
    assert section.linked is not None
    assert "#scan:~:text=" in section.linked.url_of(*section.record.sentences[:2])


def test_evidence_has_the_claims_and_the_works_in_the_shape_of_results(
    index: Index, asmr: Article
) -> None:
    ((first, part),) = make_parts(site_article(index, asmr))
    assert first == 0
    _, section, note = part["passages"]
    assert section["claims"] == []
    ((offset, anchor),) = section["refs"]
    assert section["text"][:offset].endswith("Tingling was seen in a scanner.")
    assert anchor == "n1"
    (claim,) = note["claims"]
    assert claim["text"] == "Tingling was seen in a scanner."
    assert claim["link"].startswith("https://example.org/asmr#scan:~:text=Tingling")
    assert note["cited_from"][0]["anchor"] == "scan"
    (work,) = part["notes"]["n1"]["references"]
    assert work["pmid"] == "30397584"
    assert work["short"] == "Lochte 2018, PubMed 30397584"
    assert work["link"] == "https://pubmed.ncbi.nlm.nih.gov/30397584/"


def test_a_work_has_the_kind_that_its_title_names(index: Index) -> None:
    review = Reference("Hums. 2018.", title="Hums: a systematic review", year=2018)
    note = Note("1", "n1", review.raw, (review, Reference("Doe J. Hums.", ("Doe J",), "Hums")))
    section = Section("a", "A", "It hums.", note_refs=(NoteRef("1", 8, "n1"),))
    ((_, part),) = make_parts(site_article(index, Article("hum", "Hum", (section,), (note,))))
    assert [work["study"] for work in part["notes"]["n1"]["references"]] == [
        "systematic review",
        "",
    ]


def test_what_links_are_made_of_is_kept_with_a_passage(
    index: Index, make_article: Callable[..., Article]
) -> None:
    article = make_article("a", "It hums \U0001f998. It was so. It was so. It rests.")
    section = Section("b", "B", article.sections[0].text, anchor_in_page=False)
    ((_, part),) = make_parts(site_article(index, replace(article, sections=(section,))))
    passage = part["passages"][1]
    assert passage["unanchored"]
    starts = passage["sentences"][::2]
    assert all(found[0] in starts for found in passage["disambiguations"])


@pytest.mark.parametrize(("name", "unquoted"), [("hum.epub", [0, 11]), ("hum.md", [3, 7])])
def test_spans_that_no_page_shows_as_they_are_are_named(
    index: Index, name: str, unquoted: list[int]
) -> None:
    section = Section("a", "A", "It hums so.", marks=(Mark("emphasis", 3, 7),))
    article = Article("hum", "Hum", (section,), url=f"https://example.org/{name}")
    ((_, part),) = make_parts(site_article(index, article))
    assert part["passages"][1]["unquoted"] == unquoted


def test_rows_of_tables_have_their_column_headers(index: Index) -> None:
    text = "Name | Sound\n\nQuokka | low"
    blocks = (
        Block("header", 0, 12, cells=((0, 4), (7, 12))),
        Block("row", 14, len(text), cells=((14, 20), (23, 26))),
    )
    section = Section("a", "A", text, blocks=blocks)
    ((_, part),) = make_parts(site_article(index, Article("t", "T", (section,))))
    assert part["passages"][1]["rows"] == [[14, len(text), "Name | Sound"]]


def test_a_long_article_is_divided_into_parts_that_follow_one_another(index: Index) -> None:
    sections = tuple(
        Section(f"s{number}", f"Part {number}", "Quokkas rest at noon. " * 300)
        for number in range(9)
    )
    parts = list(make_parts(site_article(index, Article("long", "Long", sections))))
    assert len(parts) > 2
    ends = [first + len(part["passages"]) for first, part in parts]
    assert [first for first, _ in parts] == [0, *ends[:-1]]
    assert ends[-1] == 10


def test_paragraphs_stay_and_harmful_characters_are_replaced_one_by_one(
    index: Index, make_article: Callable[..., Article]
) -> None:
    text = "One\n\ntwo\x1b[31m \u202ethree."
    ((_, part),) = make_parts(site_article(index, make_article("a", text, "A\ttitle")))
    assert part["passages"][1]["text"] == "One\n\ntwo\ufffd[31m \ufffdthree."
    assert part["article"]["title"] == "A title"


def test_offsets_are_those_of_texts_in_a_browser(
    index: Index, make_article: Callable[..., Article]
) -> None:
    article = make_article("a", "A \U0001f998 hops. It rests.", "A")
    ((_, part),) = make_parts(site_article(index, article))
    assert part["passages"][1]["sentences"] == [0, 10, 11, 20]


def test_evidence_does_not_tell_where_the_files_lie(
    index: Index, write_page: Callable[..., Path], tmp_path: Path
) -> None:
    write_page("pages/knee.html")
    index.update([tmp_path / "pages"])
    with Index.open(index.path, base_url="../pages") as opened:
        (entry,) = read_articles(opened)
    assert entry.link == "../pages/knee.html"
    ((_, evidence),) = make_parts(entry)
    assert evidence["article"]["source"] == ""
    assert str(tmp_path) not in str(evidence)


def test_no_link_of_a_record_is_a_script(index: Index) -> None:
    ((_, part),) = make_parts(site_article(index, hostile_article()))
    links = list(all_links(part))
    assert len(links) > 3
    assert not any("javascript" in (link or "") for link in links), links


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
