"""What is written is read back with libraries that know the formats: pybtex, rispy, citeproc."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import warnings
from collections.abc import Sequence
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.bibliography.formats import COLUMNS, FORMATS, render_bibliography
from painsci_search.bibliography.formats.bibtex import ordinal
from painsci_search.bibliography.formats.entries import make_entry, tidy
from painsci_search.bibliography.markup import LOWERED, RAISED
from painsci_search.errors import ExtraMissing
from painsci_search.model import Reference, Work, WorkType
from profiles import examples

LOCHTE = Work(
    "Lochte2018fmri",
    Reference(
        "Lochte BC, Guillory SA. …",
        ("Lochte BC", "van der Berg J-P", "Cochrane Collaboration"),
        "An fMRI investigation of tingles: 50% of {Finnish} nurses & others",
        "Bioimpacts",
        2018,
        "8",
        "4",
        "295-304",
        doi="10.1000/a_b%c#d",
        pmid="30397584",
        pmcid="PMC6209837",
        painsci_id="52158",
    ),
    2,
    ("asmr", "touch"),
)
PAGE = Work(
    "Guideline2020", Reference("", title="A guideline", url="https://example.org/a_b?c=d&e")
)
BARE = Work("doi101000x", Reference("", doi="10.1000/x"))

CONTAINERS = ("journal", "booktitle", "series", "howpublished")
PUBLISHERS = ("publisher", "institution", "school")

HOSTILE = st.text(
    alphabet=st.sampled_from("abAB{}\\\"'%&_#$~^,;@=- \n\r\t\x00\x1b\u2028\u202eé王\ud800ER")
    | st.characters(),
    max_size=40,
)
OPTIONAL = st.none() | HOSTILE
WORKS = st.lists(
    st.builds(
        Work,
        st.uuids().map(lambda each: f"k{each.hex}"),
        st.builds(
            Reference,
            HOSTILE,
            st.lists(HOSTILE, max_size=4).map(tuple),
            OPTIONAL,
            OPTIONAL,
            st.none() | st.integers(1, 9999),
            OPTIONAL,
            OPTIONAL,
            OPTIONAL,
            doi=OPTIONAL,
            pmid=OPTIONAL,
            pmcid=OPTIONAL,
            painsci_id=OPTIONAL,
            url=st.none() | HOSTILE.map(lambda text: "https://" + text),
            type=st.none() | st.sampled_from(get_args(WorkType)),
            editors=st.lists(HOSTILE, max_size=2).map(tuple),
            publisher=OPTIONAL,
            place=OPTIONAL,
            edition=OPTIONAL,
            isbn=OPTIONAL,
            accessed=st.none() | st.sampled_from(["2020", "2020-03", "2020-03-31"]),
        ),
    ),
    max_size=4,
)


def test_an_unknown_format_is_refused() -> None:
    message = "unknown format 'risx'; expected one of bibtex, ris, csl-json, csv"
    with pytest.raises(ValueError, match=message):
        render_bibliography([], "risx")


@pytest.mark.parametrize(
    ("form", "library"), [("bibtex", "bibtexparser.entrypoint"), ("ris", "rispy")]
)
def test_bibtex_and_ris_name_the_extra_that_they_need(
    form: Any, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ExtraMissing, match=r"pip install 'painsci-search\[bibliography\]'"):
        render_bibliography([LOCHTE], form)


@pytest.mark.parametrize("form", ["csl-json", "csv"])
def test_csl_and_csv_need_no_extra(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("bibtexparser", "bibtexparser.entrypoint", "pylatexenc", "rispy"):
        monkeypatch.setitem(sys.modules, library, None)
    assert "Lochte2018fmri" in render_bibliography([LOCHTE], form)


def write(works: Sequence[Work], form: Any) -> str:
    """Render works, where the library that renders the format is installed."""
    library = {"bibtex": "bibtexparser", "ris": "rispy"}.get(form)
    if library is not None:
        pytest.importorskip(library, reason="needs the extra bibliography")
    return render_bibliography(works, form)


def parse_bibtex(text: str) -> Any:
    database = pytest.importorskip("pybtex.database", reason="pybtex reads BibTeX back")
    return database.parse_string(text, "bibtex")


def read_bibtex(works: list[Work]) -> Any:
    return parse_bibtex(write(works, "bibtex"))


def read_ris(works: list[Work]) -> list[dict[str, Any]]:
    text = write(works, "ris")
    rispy = pytest.importorskip("rispy", reason="needs the extra bibliography")
    found: list[dict[str, Any]] = rispy.loads(text)
    return found


def plain(tex: str) -> str:
    """Undo what TeX needs: the commands for single characters, and the braces around words."""
    raised, lowered = (str.maketrans(each) for each in (RAISED, LOWERED))
    tex = re.sub(r"\$\^\{(.+?)\}\$", lambda found: found[1].translate(raised), tex)
    tex = re.sub(r"\$_\{(.+?)\}\$", lambda found: found[1].translate(lowered), tex)
    named = {
        r"\textbackslash{}": "\\",
        r"\textbraceleft{}": "{",
        r"\textbraceright{}": "}",
        r"\textasciitilde{}": "~",
        r"\textasciicircum{}": "^",
        "{": "",
        "}": "",
    }
    pattern = "|".join([*map(re.escape, named), r"\\([%&_#$])"])
    return re.sub(pattern, lambda found: found[1] or named[found.group()], tex)


class TestBibtex:
    def test_an_article_in_full(self) -> None:
        entry = read_bibtex([LOCHTE]).entries["Lochte2018fmri"]
        assert entry.type == "article"
        assert dict(entry.fields) == {
            "title": r"An {fMRI} investigation of tingles: 50\% of "
            r"\textbraceleft{}Finnish\textbraceright{} nurses \& others",
            "journal": "Bioimpacts",
            "year": "2018",
            "volume": "8",
            "number": "4",
            "pages": "295--304",
            "doi": "10.1000/a_b%c#d",
            "pmid": "30397584",
            "pmcid": "PMC6209837",
            "painsci": "52158",
        }
        lochte, berg, cochrane = entry.persons["author"]
        assert (lochte.first_names, lochte.middle_names, lochte.last_names) == (
            ["B."],
            ["C."],
            ["Lochte"],
        )
        assert (berg.prelast_names, berg.last_names) == (["van", "der"], ["Berg"])
        assert berg.first_names == ["J.-P."]
        assert cochrane.last_names == ["{Cochrane Collaboration}"]

    def test_authors_that_are_not_all_named_end_in_others(self) -> None:
        work = Work("a", Reference("Zou K, Wong J, et al. Effects.", ("Zou K", "Wong J")))
        assert "author = {Zou, K. and Wong, J. and others}" in write([work], "bibtex")

    @pytest.mark.parametrize(
        ("author", "written"),
        [
            ("van der Maaten L Jr", "van der Maaten, Jr, L."),
            ("Kam-Hansen S", "Kam-Hansen, S."),
            ("Ministry of Health and Care", "{Ministry of Health and Care}"),
            ("Smith and Sons B", "{Smith and Sons}, B."),
            ("Doe, Jane", "Doe, Jane"),
            ("O’Brien SJ", "O’Brien, S. J."),
            ("O_K A", r"O\_K, A."),
        ],
    )
    def test_names(self, author: str, written: str) -> None:
        work = Work("a", Reference("", (author,)))
        assert f"author = {{{written}}}" in write([work], "bibtex")

    @pytest.mark.parametrize(
        ("title", "written"),
        [
            ("An fMRI study of ASMR", "An {fMRI} study of {ASMR}"),
            ("The Kyoto protocol for pain in nurses", "The {Kyoto} protocol for pain in nurses"),
            ("Placebo Effects in Chronic Pain", "Placebo Effects in Chronic Pain"),
            ("CRPS-1 and 5-HT", "{CRPS}-1 and 5-{HT}"),
        ],
    )
    def test_capitals_that_no_style_may_change(self, title: str, written: str) -> None:
        work = Work("a", Reference("", title=title))
        assert f"title = {{{written}}}" in write([work], "bibtex")

    @pytest.mark.parametrize(
        ("pages", "written"),
        [("S2-15", "S2--15"), ("e3846", "e3846"), ("1-2-1-9", "1-2-1-9"), ("5-", "5-")],
    )
    def test_a_range_of_pages_has_two_hyphens(self, pages: str, written: str) -> None:
        assert f"pages = {{{written}}}" in write([Work("a", Reference("", pages=pages))], "bibtex")

    def test_what_names_no_journal_is_no_article(self) -> None:
        entries = read_bibtex([PAGE, BARE]).entries
        assert [entry.type for entry in entries.values()] == ["misc", "misc"]
        assert entries["Guideline2020"].fields["url"] == "https://example.org/a_b?c=d&e"

    @examples(300)
    @given(WORKS)
    def test_any_text_comes_back(self, works: list[Work]) -> None:
        entries = read_bibtex(works).entries
        assert list(entries) == [work.key for work in works]
        for work, entry in zip(works, entries.values(), strict=True):
            made = make_entry(work)
            for field in ("title", "volume", "pmid", "pmcid", "painsci", "isbn"):
                assert plain(entry.fields.get(field, "")) == getattr(made, field)
            assert plain(entry.fields.get("edition", "")) == ordinal(made.edition)
            container = next((name for name in CONTAINERS if name in entry.fields), "journal")
            assert plain(entry.fields.get(container, "")) == made.journal
            publisher = next((name for name in PUBLISHERS if name in entry.fields), "publisher")
            assert plain(entry.fields.get(publisher, "")) == made.publisher
            assert plain(entry.fields.get("address", "")) == made.place
            assert plain(entry.fields.get("number", "")) == made.issue
            people = [
                person for person in entry.persons.get("author", ()) if str(person) != "others"
            ]
            assert len(people) == len(made.authors)
            assert len(entry.persons.get("editor", ())) == len(made.editors)
            for person, name in zip(people, made.authors, strict=True):
                family = " ".join([*person.prelast_names, *person.last_names])
                assert plain(family) == f"{name.particle} {name.family}".lstrip()

    @given(WORKS)
    def test_braces_are_balanced_in_every_line(self, works: list[Work]) -> None:
        for line in write(works, "bibtex").splitlines():
            if line.startswith("  "):
                assert line.count("{") == line.count("}")
                assert line.endswith("},")


class TestRis:
    def test_an_article_in_full(self) -> None:
        assert read_ris([LOCHTE]) == [
            {
                "type_of_reference": "JOUR",
                "id": "Lochte2018fmri",
                "authors": ["Lochte, B. C.", "van der Berg, J.-P.", "Cochrane Collaboration"],
                "title": "An fMRI investigation of tingles: 50% of {Finnish} nurses & others",
                "secondary_title": "Bioimpacts",
                "year": "2018",
                "volume": "8",
                "number": "4",
                "start_page": "295",
                "end_page": "304",
                "doi": "10.1000/a_b%c#d",
                "accession_number": "30397584",
                "custom2": "PMC6209837",
                "notes": ["PainSci 52158"],
            }
        ]

    def test_every_record_ends_and_a_page_is_electronic(self) -> None:
        text = write([PAGE, BARE], "ris")
        assert text.count("ER  - \n") == 2
        assert [each["type_of_reference"] for each in read_ris([PAGE, BARE])] == ["ELEC", "GEN"]

    @examples(300)
    @given(WORKS)
    def test_any_text_comes_back(self, works: list[Work]) -> None:
        records = read_ris(works)
        assert [record["id"] for record in records] == [work.key for work in works]
        for work, record in zip(works, records, strict=True):
            made = make_entry(work)
            assert record.get("title", "") == made.title
            assert record.get("secondary_title", "") == made.journal
            assert record.get("doi", "") == made.doi
            assert len(record.get("authors", ())) == len(made.authors)
            of_book = record.get("unknown_tag", {}).get("ED", ())  # rispy does not know the tag
            editors = record.get("secondary_authors", of_book)
            assert len(editors) == len(made.editors)
            assert record.get("publisher", "") == made.publisher


class TestCsl:
    def test_an_article_in_full(self) -> None:
        assert json.loads(render_bibliography([LOCHTE], "csl-json")) == [
            {
                "id": "Lochte2018fmri",
                "type": "article-journal",
                "author": [
                    {"family": "Lochte", "given": "B. C."},
                    {"family": "Berg", "given": "J.-P.", "non-dropping-particle": "van der"},
                    {"literal": "Cochrane Collaboration"},
                ],
                "title": "An fMRI investigation of tingles: 50% of {Finnish} nurses & others",
                "container-title": "Bioimpacts",
                "issued": {"date-parts": [[2018]]},
                "volume": "8",
                "issue": "4",
                "page": "295-304",
                "DOI": "10.1000/a_b%c#d",
                "PMID": "30397584",
                "PMCID": "PMC6209837",
                "note": "PainSci 52158",
            }
        ]

    def test_a_style_makes_a_bibliography_of_it(self) -> None:
        citeproc = pytest.importorskip("citeproc", reason="citeproc formats the items")
        read_items = pytest.importorskip("citeproc.source.json").CiteProcJSON
        plain_text = pytest.importorskip("citeproc.formatter").plain
        items = json.loads(render_bibliography([LOCHTE, PAGE, BARE], "csl-json"))
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        made = citeproc.CitationStylesBibliography(style, read_items(items), plain_text)
        for item in items:
            made.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
        shown = [str(entry) for entry in made.bibliography()]
        assert len(shown) == 3
        assert "Lochte, B.C., van der Berg, J.-P. and Cochrane Collaboration (2018)" in shown[0]
        assert "tingles: 50% of {Finnish} nurses" in shown[0]
        assert "Bioimpacts, 8(4), pp. 295–304" in shown[0]
        assert "A guideline" in shown[1]

    @given(WORKS)
    def test_any_text_is_json_that_citeproc_takes(self, works: list[Work]) -> None:
        text = render_bibliography(works, "csl-json")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
        items = json.loads(text)
        assert [item["id"] for item in items] == [work.key for work in works]
        for work, item in zip(works, items, strict=True):
            assert item.get("title", "") == tidy(work.reference.title)
        read_items = pytest.importorskip("citeproc.source.json").CiteProcJSON
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # citeproc warns of the keys that it does not know
            assert len(read_items(items)) == len(works)


class TestCsv:
    def test_an_article_in_full(self) -> None:
        heading, row = csv.reader(io.StringIO(render_bibliography([LOCHTE], "csv")))
        assert heading == list(COLUMNS)
        values = dict(zip(heading, row, strict=True))
        assert values["key"] == "Lochte2018fmri"
        assert values["authors"] == "Lochte BC; van der Berg J-P; Cochrane Collaboration"
        assert (values["citations"], values["articles"]) == ("2", "asmr touch")

    @given(WORKS)
    def test_no_cell_is_a_formula_and_rows_are_whole(self, works: list[Work]) -> None:
        text = render_bibliography(works, "csv")
        rows = list(csv.reader(io.StringIO(text)))
        assert [row[0] for row in rows[1:]] == [work.key for work in works]
        for row in rows:
            assert len(row) == len(COLUMNS)
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)


@pytest.mark.parametrize("form", FORMATS)
def test_a_very_long_text_is_not_cut(form: Any) -> None:
    long = "pain {" * 20_000
    text = write([Work("a", Reference("", title=long))], form)
    assert text.count("pain ") == 20_000


@pytest.mark.parametrize("form", FORMATS)
def test_a_key_cannot_break_out(form: Any) -> None:
    text = write([Work('a},\n"ER  - ', BARE.reference)], form)
    assert text.count("\nER  -") == (form == "ris")
    if form == "bibtex":
        assert list(parse_bibtex(text).entries) == ["aER-"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_demo_corpus_is_read_whole(form: Any, demo_index: Any) -> None:
    works = demo_index.references().works
    text = write(works, form)
    assert text == write(works, form)
    keys = {
        "bibtex": lambda: list(parse_bibtex(text).entries),
        "ris": lambda: [record["id"] for record in read_ris(works)],
        "csl-json": lambda: [item["id"] for item in json.loads(text)],
        "csv": lambda: [row["key"] for row in csv.DictReader(io.StringIO(text))],
    }
    assert keys[form]() == [work.key for work in works]
