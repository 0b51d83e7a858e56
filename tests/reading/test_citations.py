"""Citations become references: what the text says, all of it, and nothing else."""

from __future__ import annotations

import dataclasses
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.identifiers import identify_url
from painsci_search.model import Mark, Reference
from painsci_search.reading.citations import known_forms, names, parse_references, works
from painsci_search.reading.citations.labelling import Label
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.citations.names import AuthorList, read_authors
from painsci_search.reading.citations.sure import SURE
from painsci_search.reading.citations.tokens import Token

FIXTURES = Path(__file__).parent / "citations"
VERIFIED = Path(__file__).parents[2] / ".." / "shared" / "references.json"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FIXTURES.glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]
FIELDS = (
    "authors",
    "title",
    "journal",
    "year",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "pmcid",
    "painsci_id",
)
# A case names them where it is about them.
NEWER_FIELDS = (
    *("type", "editors", "publisher", "place", "edition", "isbn", "accessed", "confidence"),
)
LEAST_SHARE_READ_BACK = 1.0


@pytest.mark.parametrize("case", CASES)
def test_a_citation_gives_what_it_says(case: dict[str, Any]) -> None:
    found = parse_references(case["text"], tuple(case.get("links", ())))
    named = {key for expected in case["expected"] for key in expected}
    assert [_as_given(reference, named) for reference in found] == case["expected"]


def test_the_word_before_the_date_of_a_text_is_no_place() -> None:
    note = "Gemeinsamer Sockenausschuss. Hinweise zu kalten Füßen. Stand: 12. März 2019."
    (found,) = parse_references(note)
    assert (found.authors, found.place, found.type) == (
        ("Gemeinsamer Sockenausschuss",),
        None,
        None,
    )


def _as_given(reference: Reference, named: set[str]) -> dict[str, Any]:
    """Return the fields of a reference that it has, of the newer ones those that a case names."""
    given = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in dataclasses.asdict(reference).items()
        if key in named or key not in NEWER_FIELDS
    }
    return {key: value for key, value in given.items() if value not in (None, [])}


def _read_verified() -> list[dict[str, Any]]:
    if not VERIFIED.exists():
        pytest.skip("the verified citations are not here")
    records: list[dict[str, Any]] = json.loads(VERIFIED.read_text(encoding="utf-8"))
    return records


def _expected(record: dict[str, Any], field: str) -> Any:
    value = record.get(field)
    if field == "authors":
        return tuple(value or ())
    if field == "pages" and value:
        return re.sub("[–—]", "-", value)
    return value.lower() if field == "doi" and value else value


def _end_sentence(title: str) -> str:
    return title if title[-1] in "?!" else title + "."


def _invert(author: str) -> str:
    surname, initials = author.rsplit(" ", 1)
    return f"{surname}, " + " ".join(f"{initial}." for initial in initials)


def _write_identifiers(record: dict[str, Any], forms: dict[str, str]) -> str:
    return "".join(
        " " + form.format(record[field]) for field, form in forms.items() if record.get(field)
    )


def _write_vancouver(record: dict[str, Any]) -> str:
    names = ", ".join(record["authors"]) + ("" if record["authors_complete"] else ", et al")
    volume, issue = record.get("volume", ""), record.get("issue", "")
    bracketed = f"({issue})" if issue else ""
    place = volume + (f" {issue}" if "(" in issue else bracketed)
    pages = f":{record['pages']}" if record.get("pages") else ""
    forms = {
        "doi": "doi:{}.",
        "pmid": "PubMed #{} ❐",
        "pmcid": "PMCID: {}",
        "painsci_id": "PainSci #{} ❐",
    }
    return (
        f"{names}. {_end_sentence(record['title'])} {record['journal']}. {record['year']}"
        f"{';' + place if place else ''}{pages}.{_write_identifiers(record, forms)}"
    )


def _write_apa(record: dict[str, Any]) -> str:
    names = [_invert(author) for author in record["authors"]]
    if not record["authors_complete"]:
        joined = ", ".join(names) + ", et al."
    else:
        joined = ", & ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    volume, issue = record.get("volume", ""), record.get("issue")
    place = volume + (f"({issue})" if issue else "")
    parts = [record["journal"], place, record.get("pages", "")]
    forms = {
        "doi": "https://doi.org/{}",
        "pmid": "PMID: {}.",
        "pmcid": "PMCID: {}.",
        "painsci_id": "PainSci Bibliography {}",
    }
    return (
        f"{joined} ({record['year']}). {_end_sentence(record['title'])} "
        f"{', '.join(filter(None, parts))}.{_write_identifiers(record, forms)}"
    )


def _write_wikipedia(record: dict[str, Any]) -> str:
    names = "; ".join(map(_invert, record["authors"]))
    more = "" if record["authors_complete"] else "; et al."
    volume = f". {record['volume']}" if record.get("volume") else ""
    issue = f" ({record['issue']})" if record.get("issue") else ""
    pages = f": {record['pages']}" if record.get("pages") else ""
    forms = {
        "doi": "doi:{}.",
        "pmcid": "{}.",
        "pmid": "PMID {}.",
        "painsci_id": "PainSci #{}.",
    }
    return (
        f'{names}{more} ({record["year"]}). "{record["title"]}". {record["journal"]}'
        f"{volume}{issue}{pages}.{_write_identifiers(record, forms)} S2CID 123456."
    )


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("write", [_write_vancouver, _write_apa, _write_wikipedia])
def test_verified_citations_are_read_back_from_the_usual_styles(write: Any, field: str) -> None:
    records = _read_verified()
    wrong = []
    for record in records:
        found = parse_references(write(record))
        expected = _expected(record, field)
        if len(found) != 1 or getattr(found[0], field) != expected:
            wrong.append((write(record), expected))
    assert 1 - len(wrong) / len(records) >= LEAST_SHARE_READ_BACK, wrong[:3]


def test_verified_citations_in_one_note_are_told_apart() -> None:
    records = _read_verified()
    for first, second in pairwise(records):
        note = f"{_write_vancouver(first)} A remark. See also: {_write_vancouver(second)}"
        found = parse_references(note)
        assert [one.title for one in found] == [first["title"], second["title"]]
        assert found[0].commentary == "A remark."


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://pubmed.ncbi.nlm.nih.gov/30397584/", [("pmid", "30397584")]),
        ("//www.ncbi.nlm.nih.gov/pubmed/30397584", [("pmid", "30397584")]),
        (
            "http://www.ncbi.nlm.nih.gov/entrez/query.fcgi?db=pubmed&list_uids=30397584",
            [("pmid", "30397584")],
        ),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3772691/", [("pmcid", "PMC3772691")]),
        ("https://europepmc.org/articles/PMC3772691", [("pmcid", "PMC3772691")]),
        ("http://dx.doi.org/10.1016%2FS0140-6736", [("doi", "10.1016/s0140-6736")]),
        (
            "https://onlinelibrary.wiley.com/doi/full/10.1002/acn3.89?x=1",
            [
                ("url", "https://onlinelibrary.wiley.com/doi/full/10.1002/acn3.89?x=1"),
                ("doi", "10.1002/acn3.89"),
            ],
        ),
        ("https://www.painscience.com/bibliography.php?id=52158", [("painsci", "52158")]),
        ("https://example.org/a", [("url", "https://example.org/a")]),
        ("#fr1", []),
        ("javascript:back()", []),
    ],
)
def test_a_url_has_the_identifier_of_the_work_that_it_leads_to(
    href: str, expected: list[tuple[str, str]]
) -> None:
    assert [(one.kind, one.value) for one in identify_url(href)] == expected


HOSTILE = st.text(alphabet=st.sampled_from('Ab.,;:()[]“”" \n’-–&10258PMIDdoi/é❐'), max_size=400)


@given(st.one_of(st.text(max_size=300), HOSTILE))
def test_any_text_gives_references_that_stand_in_it(text: str) -> None:
    for reference in parse_references(text):
        assert reference.raw in text
        assert reference.raw.strip()
        folded = " ".join(text.split())
        assert (reference.title or "") in folded
        assert (reference.journal or "").rstrip(".") in folded
    for identifier in find_identifiers(text):
        assert 0 <= identifier.start < identifier.end <= len(text)


@given(st.text(max_size=100), st.integers(0, 100))
def test_an_author_list_ends_within_its_text(text: str, start: int) -> None:
    authors = read_authors(text, min(start, len(text)))
    assert authors is None or (authors.names and start < authors.end <= len(text))


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "Smith J, ",
        "Smith, J., & ",
        "Smith J. Title. 2010. ",
        "A",
        "Aa ",
        "van der ",
        "((2010). ",
        '"T". ',
        "2010;12(",
        "10.1000/x;",
        "http://a/?dbfrom=pubmed&id=",
        "Smith J. Title. J Pain. 2010;1:1–2. PMID 12345 ",
    ],
)
def test_a_long_hostile_note_is_read_to_its_end(unit: str) -> None:
    parse_references(unit * (200_000 // len(unit)))


MOE = "Moe M, Doe J. Networks of nerves. "


@pytest.mark.parametrize(
    ("note", "links", "doi"),
    [
        (MOE + "Pain. 2021;9(1):1-2. arXiv:2101.00001v2.", (), "10.48550/arxiv.2101.00001"),
        (MOE + "arXiv preprint arXiv:2101.00001. 2021.", (), "10.48550/arxiv.2101.00001"),
        (MOE + "Pain. 2021;9(1):1-2. arXiv:2101.00001 doi:10.1000/a", (), "10.1000/a"),
        (
            MOE + "Pain. 2021;9(1):1-2. doi:10.48550/arXiv.2101.00001",
            (),
            "10.48550/arxiv.2101.00001",
        ),
        (
            MOE + "Pain. 2021;9(1):1-2.",
            ("https://arxiv.org/abs/2101.00001",),
            "10.48550/arxiv.2101.00001",
        ),
        (
            MOE + "Pain. 2021;9(1):1-2.",
            ("https://arxiv.org/abs/2101.00001", "https://doi.org/10.1000/a"),
            "10.1000/a",
        ),
        ("A preprint says so (arXiv:2101.00001).", (), "10.48550/arxiv.2101.00001"),
    ],
)
def test_an_arxiv_id_is_the_doi_of_a_work_without_another_one(
    note: str, links: tuple[str, ...], doi: str
) -> None:
    (work,) = parse_references(note, links)
    assert work.doi == doi


def test_an_identifier_ends_before_the_punctuation_of_its_sentence() -> None:
    text = (
        "See <https://doi.org/10.1136/bmj.h2747?utm_source=x>, (10.1000/a), 10.1000/b? 10.1000/c;"
    )
    found = find_identifiers(text)
    assert [one.value for one in found] == [
        *("10.1136/bmj.h2747", "10.1000/a", "10.1000/b", "10.1000/c")
    ]
    assert [text[one.end] for one in found[:3]] == [">", ")", "?"]


def test_a_sici_is_found_whole() -> None:
    sici = "10.1002/1521-3773(20010316)40:6<9823::AID-ANIE9823>3.3.CO;2-#"
    text = f"Poe P. Molecules. Chem. 2001;40(6):3-9. doi:{sici}. A remark."
    (work,) = parse_references(text)
    assert (work.doi, work.commentary) == (sici.lower(), "A remark.")


def test_a_link_in_a_citation_is_of_its_work_whatever_other_works_have() -> None:
    first = "Madeup T, Fern C. Humming in the knee. Pain Lett. 2018;13:37–40. DOI ❐ "
    second = "Moss B. Itching at the elbow. Pain Lett. 2014;38:15–19. PubMed #99000007 ❐"
    third = " See also Reed A. Tingles of the toe. Pain Lett. 2011;3:4–9."
    text = first + second + third
    target = "https://doi.org/10.99999/hum.1"
    mark = Mark("link", text.index("DOI"), text.index("DOI") + 3, target)
    found = parse_references(text, (target,), (mark,))
    assert [one.doi for one in found] == ["10.99999/hum.1", None, None]
    assert [one.pmid for one in found] == [None, "99000007", None]


def test_names_after_the_title_of_a_chapter_are_the_editors_of_its_book() -> None:
    (chapter,) = parse_references(
        "Madeup A. Humming and its meanings. In: Fern L, Moss B, Reed GE, eds. Humming: Theory and "
        "Methods. New York: Elbow Press; 1985. p. 9-36."
    )
    assert chapter.authors == ("Madeup A",)
    assert chapter.editors == ("Fern L", "Moss B", "Reed GE")
    assert chapter.journal == "Humming: Theory and Methods"


def test_two_family_names_are_two_authors() -> None:
    (work,) = parse_references("Madeup and Fern (2009), Ann. Rheum. Dis., 68:12-19.")
    assert work.authors == ("Madeup", "Fern")


def test_a_sentence_is_not_tried_as_a_list_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    known = read_authors("Moss van Holm B, Fenn C. Socks.", 0)
    assert known is not None
    assert known.names == ("Moss van Holm B", "Fenn C")

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(names, "_read_names", fail)
    assert read_authors("Socks were dry, Moss B said.", 0) is None


@pytest.mark.parametrize(
    ("text", "has_sign"),
    [
        ("of 1999", True),
        ("of 2018a", True),
        ("8(4)", True),
        ("12 : 34", True),
        ("VOL. 3", True),
        ("pp. 12", True),
        ("p.\n1", True),
        ("in press", True),
        ("Isbn", True),
        ("n.d.x", True),
        ("n.d. ", False),
        ("1499", False),
        ("12018", False),
        ("20180", False),
        ("stop. 3", False),
        ("8 (of)", False),
        ("in pressing", False),
        ("since 2018 has", False),
        ("since 2018, has", True),
        ("since 2018 Has", True),
        ("Since 2018 has", False),
        ("the NHS 2018 has", True),
        ("since 2018 has 8(4)", True),
        ("since 2018 has 1999", True),
        ("since 2018: 3 pairs", True),
        ("since 12018 has", False),
    ],
)
def test_a_citation_has_a_year_a_place_or_a_word_for_them(text: str, *, has_sign: bool) -> None:
    assert works._has_sign(f"Socks {text}", 0, len(text) + 6) is has_sign
    assert not works._has_sign(text, len(text), len(text))


def test_a_remark_about_a_year_leaves_a_citation_in_a_known_form_to_the_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    citation = "Moss B, Fenn C. Cold feet at night. J Socks. 2011;8(4):295-304."
    labelled: list[str] = []

    def label(tokens: list[Token], *_: object) -> list[Label]:
        labelled.append(tokens[-2].text)
        return [Label("prose", False, False, 1.0)] * len(tokens)

    monkeypatch.setattr(works, "label_tokens", label)
    (found,) = parse_references(f"{citation} The socks of 1998 were warmer.")
    assert (found.title, found.pages) == ("Cold feet at night", "295-304")
    assert found.commentary == "The socks of 1998 were warmer."
    assert parse_references("The socks of 1998 were warmer.") == ()
    parse_references(f"{citation} In 1998, socks were warmer, 1999 was cold, 2000, too, was.")
    assert labelled == []
    parse_references("In 1998, socks were warmer.")
    parse_references(f"{citation} Warm Socks, 1998.")
    assert labelled == ["warmer", "1998"]


def test_after_a_citation_a_text_without_numbers_is_not_searched_for_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []

    def read(text: str, start: int) -> AuthorList | None:
        tried.append(start)
        return read_authors(text, start)

    monkeypatch.setattr(known_forms, "read_authors", read)
    citation = "Moss B, Fenn C. Cold feet at night. J Socks. 2011;8(4):295-304."
    for rest, others in (("Warm. Too. And so on.", 0), ("Warm. Too. No. 3. So.", 4)):
        tried.clear()
        assert len(known_forms.find_citations(f"{citation} {rest}", ())) == 1
        assert len([start for start in tried if start >= len(citation)]) == others


@pytest.mark.parametrize(
    ("note", "title"),
    [
        ("Tidewell, Orla. Cold Feet. Mitten UP, 1998.", "Cold Feet"),
        ("Tidewell, Orla. Cold Feet: A History. Mitten UP, 1998.", "Cold Feet: A History"),
        ("Tidewell, Orla. Cold Feet. London: Mitten UP, 1998.", "Cold Feet"),
    ],
)
def test_the_press_of_a_university_needs_no_place(note: str, title: str) -> None:
    [work] = parse_references(note)
    assert (work.authors, work.title, work.year) == (("Tidewell O",), title, 1998)
    assert (work.publisher, work.type) == ("Mitten UP", "book")


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (
            "羊毛, 李袜. 冬天的袜子[J]. 袜子科学, 2018, 19(3): 210-219. doi:10.9999/wa.2018",
            (
                ("羊毛", "李袜"),
                "冬天的袜子",
                "袜子科学",
                2018,
                "19",
                "3",
                "210-219",
                "10.9999/wa.2018",
            ),
        ),
        (
            "毛靴子,李袜,等.炉边:夜晚[J].炉子,2020,26(5):321—328.",
            (("毛靴子", "李袜"), "炉边:夜晚", "炉子", 2020, "26", "5", "321-328", None),
        ),
        (
            "足袋一郎, 靴下次郎. 冬の靴下. 靴下科学. 2018;19(3):210-219.",
            (("足袋一郎", "靴下次郎"), "冬の靴下", "靴下科学", 2018, "19", "3", "210-219", None),
        ),
        (
            "足袋花子、他：ストーブの夕べ．ストーブ 40：11-19，2015",
            (("足袋花子",), "ストーブの夕べ", "ストーブ", 2015, "40", None, "11-19", None),
        ),
        (
            "足袋一郎「冬の靴下」『靴下科学』19巻3号、2018年、210-219頁。",
            (("足袋一郎",), "冬の靴下", "靴下科学", 2018, "19", "3", "210-219", None),
        ),
        (
            "김양말, 이난로. 겨울 양말의 효과. 양말학회지. 2018;19(3):210-219.",
            (
                ("김양말", "이난로"),
                "겨울 양말의 효과",
                "양말학회지",
                2018,
                "19",
                "3",
                "210-219",
                None,
            ),
        ),
    ],
)
def test_citations_of_east_asia_are_read(note: str, expected: tuple[object, ...]) -> None:
    (work,) = parse_references(note)
    assert (
        *(work.authors, work.title, work.journal, work.year, work.volume, work.issue),
        *(work.pages, work.doi),
    ) == expected
    assert work.commentary is None


@pytest.mark.parametrize(
    ("note", "publisher"),
    [
        ("毛敏. 炉边的夜晚[M]. 北京: 抽屉出版社, 2015: 11-19.", "抽屉出版社"),
        ("足袋一郎『靴下の科学』引出し出版、2018年。", "引出し出版"),
    ],
)
def test_books_of_east_asia_have_a_publisher(note: str, publisher: str) -> None:
    (work,) = parse_references(note)
    assert (work.journal, work.publisher, work.type) == (None, publisher, "book")


def test_a_sentence_in_japanese_is_no_citation() -> None:
    assert parse_references("この研究は2018年に行われた。その結果は足の温度であった。") == ()


@pytest.mark.parametrize(
    ("journal", "by_rule"),
    [
        ("Proc Natl Acad Sci U S A", True),
        ("Sham Clin Proc", True),
        ("Sock Comput, Proc Feet", False),
        ("Proc Feet, Oslo", False),
    ],
)
def test_proceedings_that_are_a_journal_are_read_by_rule(journal: str, by_rule: bool) -> None:
    title = "Sock processing in the human foot: Thermoscopic approach"
    note = f"Moss BA, Fenn C, et al. {title}. {journal} 1996;93:8809–15 [PubMed] [Google Scholar]"
    (work,) = parse_references(note)
    assert ({one.probability for one in work.confidence} == {SURE}) is by_rule
    if by_rule:
        assert (work.title, work.journal) == (title, journal)
        assert (work.year, work.volume, work.pages) == (1996, "93", "8809-15")


def test_an_issue_is_its_number_without_the_word() -> None:
    (work,) = parse_references('Moss, Tim (2008). "Warmer!" New Sock 199 (issue 2666): 32-35.')
    assert (work.volume, work.issue, work.pages) == ("199", "2666", "32-35")


@pytest.mark.parametrize(
    ("note", "authors"),
    [
        ("Voir Anne Fenn, Traité des chaussettes, Paris, Tiroir, 2015, p. 12.", ("Fenn A",)),
        ("Siehe Holm C, Fenn D: Kalte Füße. Z Sockenkd 2015; 3: 1–9.", ("Holm C", "Fenn D")),
        ("Zie Holm C, Fenn D. Koude voeten. Ned Tijdschr Sok. 2015;3:1–9.", ("Holm C", "Fenn D")),
        ("Véase Holm C, Fenn D. Pies fríos. Rev Calcet. 2015;3:1–9.", ("Holm C", "Fenn D")),
        ("See also Holm C, Fenn D. Cold feet. J Sock Res. 2015;3:1–9.", ("Holm C", "Fenn D")),
    ],
)
def test_a_word_that_leads_to_a_citation_is_no_name(note: str, authors: tuple[str, ...]) -> None:
    (work,) = parse_references(note)
    assert work.authors == authors
