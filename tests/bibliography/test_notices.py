"""Files of notices: what is read, what is refused, and where the notices are shown.

All works, identifiers and notices are made up for these tests.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from painsci_search import Article, Index, Note, NoteRef, PainSciSearchError, Reference, Section
from painsci_search.bibliography.formats import render_bibliography
from painsci_search.bibliography.notice_words import is_retracted, notice_words
from painsci_search.bibliography.notices_file import read_notices
from painsci_search.identifiers import Identifier
from painsci_search.model import Notice, Work

DOI, PMID = Identifier("doi", "10.99999/hum"), Identifier("pmid", "99000001")
CITED = {DOI, PMID}
PUBLISHED = (
    "Record ID,Title,Author,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,"
    "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes\n"
)


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "notices.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def read(folder: Path, text: str | bytes) -> list[tuple[Identifier, Notice]]:
    return list(read_notices(write(folder, text), CITED))


def test_the_short_form_is_read(tmp_path: Path) -> None:
    text = (
        "doi,pmid,kind,date,notice_doi\n"
        "10.99999/HUM,,retracted,2020-03-01,https://doi.org/10.99999/hum-r\n"
        ",99000001,Corrigendum,2019-5-6,\n"
        "10.99999/other,,superseded,,\n"
        "\n"
    )
    assert read(tmp_path, text) == [
        (DOI, Notice("retracted", "2020-03-01", "doi:10.99999/hum", "10.99999/hum-r")),
        (PMID, Notice("corrected", "2019-05-06", "pmid:99000001")),
    ]


def test_the_published_form_is_read_with_its_other_columns(tmp_path: Path) -> None:
    text = PUBLISHED + (
        '1,"A hum,\nin two lines",A;B,3/1/2020 0:00,10.99999/r,0,1/1/2018 0:00,10.99999/hum,'
        "99000001,Retraction,+Error in Data;,No,\n"
        "2,Other,A,1/2/2003 0:00,unavailable,0,1/1/2018 0:00,unavailable,0,Retraction,,No,\n"
        "3,Other,A,1/2/2003 0:00,,0,1/1/2018 0:00,10.1/not a doi,x,Retraction,,No,\n"
        "4,Hum,A,12/31/2021 0:00,,0,1/1/2018 0:00,,99000001,Expression of concern,,No,\n"
    )
    assert read(tmp_path, text) == [
        (
            DOI,
            Notice("retracted", "2020-03-01", "doi:10.99999/hum", "10.99999/r", "+Error in Data;"),
        ),
        (PMID, Notice("retracted", "2020-03-01", "pmid:99000001", "10.99999/r", "+Error in Data;")),
        (PMID, Notice("concern", "2021-12-31", "pmid:99000001")),
    ]


def test_stray_bytes_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbfDOI,Kind,Date,Reason\r\n10.99999/hum,retraction,2020,caf\xe9\r\n"
    assert read(tmp_path, text) == [
        (DOI, Notice("retracted", "2020", "doi:10.99999/hum", "", "caf\ufffd"))
    ]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_signs_between_the_columns_are_read(tmp_path: Path, sign: str) -> None:
    text = (
        sign.join(("doi", "kind", "date")) + "\n" + sign.join(("10.99999/hum", "retracted", "2020"))
    )
    assert read(tmp_path, text) == [(DOI, Notice("retracted", "2020", "doi:10.99999/hum"))]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Retraction", "retracted"),
        ("withdrawn", "retracted"),
        ("expression_of_concern", "concern"),
        ("Expression of Concern", "concern"),
        ("erratum", "corrected"),
        ("new_version", "superseded"),
        ("reinstatement", "reinstated"),
    ],
)
def test_kinds_are_read_in_the_words_of_those_who_publish_them(
    tmp_path: Path, word: str, kind: str
) -> None:
    [(_, notice)] = read(tmp_path, f"pmid,kind\n99000001,{word}\n")
    assert (notice.kind, notice.date) == (kind, "")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "the file is empty"),
        ("title,when\nHum,2020\n", 1, "the header 'title,when' lacks the columns"),
        ("doi|kind\n", 1, "write doi, pmid, kind, date"),
        ("doi,kind\n10.99999/x,retracted\n10.99999/hum,deleted\n", 3, "unknown kind 'deleted'"),
        ("doi,kind\n10.99999/hum,\n", 2, "allowed are retracted, concern, superseded, corrected"),
        ("doi,kind,date\n10.99999/hum,retracted,31/12/2020\n", 2, "unknown date '31/12/2020'"),
        ("doi,kind,date\n10.99999/hum,retracted,2020-02-30\n", 2, "3/1/2020 (month first)"),
        ("doi,kind\nhum,retracted\n", 2, "'hum' is no DOI, such as 10.1000/xyz"),
        ("pmid,kind\nseven,retracted\n", 2, "'seven' is no PMID"),
        ("doi,pmid,kind\n,,retracted\n", 2, "the row has no identifier"),
        ('doi,kind,reason\n10.99999/x,retracted,"\n\n"\n10.99999/hum,no,\n', 5, "unknown kind"),
        (f"doi,kind\n{'x' * 200_000},retracted\n", 2, "the row is no CSV"),
    ],
)
def test_a_malformed_file_is_one_line_with_its_line_number(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(PainSciSearchError) as caught:
        read(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'notices.csv'}:{line}: ")
    assert words in message
    assert "\n" not in message
    assert len(message) < 400


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PainSciSearchError, match=r"none\.csv: the notices cannot be read: No such"):
        list(read_notices(tmp_path / "none.csv", CITED))


def test_rows_are_read_one_by_one(tmp_path: Path) -> None:
    rows = "".join(f"10.99999/x{number},retracted\n" for number in range(2_000))
    file = write(tmp_path, f"doi,kind\n10.99999/hum,retracted\n{rows}10.99999/hum,wrong\n")
    found = read_notices(file, CITED)
    assert next(found)[0] == DOI  # the error of the last row is not reached yet
    with pytest.raises(PainSciSearchError, match=r":2003: "):
        next(found)


def test_a_work_that_was_reinstated_is_not_retracted() -> None:
    retracted, reinstated = Notice("retracted", "2020"), Notice("reinstated", "2021")
    assert is_retracted([retracted])
    assert not is_retracted([retracted, reinstated])
    assert is_retracted([Notice("reinstated", "2019"), retracted])
    assert not is_retracted([Notice("corrected")])
    assert notice_words([retracted, reinstated]) == "retracted 2020, reinstated 2021"
    assert notice_words([Notice("concern", "2019-01-02"), retracted]) == (
        "expression of concern 2019-01-02, RETRACTED 2020"
    )


HUM = Reference("Hummer A. Hums. 2018.", ("Hummer A",), "Hums", year=2018, doi="10.99999/hum")
LATE = Reference("Late B. Tunes. 2019.", ("Late B",), "Tunes", year=2019, pmid="99000002")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    text = "Humming helps knees. Tunes do not."
    section = Section(
        "s", "Humming", text, note_refs=(NoteRef("1", 20, "n1"), NoteRef("2", 34, "n2"))
    )
    notes = (Note("1", "n1", HUM.raw, (HUM,)), Note("2", "n2", LATE.raw, (LATE,)))
    with Index.create(tmp_path / "index") as index:
        index.add(Article("demo", "Demo", (section,), notes))
    write(tmp_path, "doi,pmid,kind,date\n10.99999/hum,,retracted,2020-03-01\n")
    return tmp_path


def opened(place: Path) -> Index:
    return Index.open(place / "index", notices=place / "notices.csv")


RETRACTED = (Notice("retracted", "2020-03-01", "doi:10.99999/hum"),)


def test_every_answer_has_the_notices(place: Path) -> None:
    with opened(place) as index:
        [hit] = index.search("knees").hits
        assert [note.references[0].notices for note in hit.notes] == [RETRACTED, ()]
        assert next(index.iter_search("knees")).notes[0].references[0].notices == RETRACTED
        assert index.references("hummer").works[0].reference.notices == RETRACTED
        assert index.references("late").works[0].reference.notices == ()
        assert index.bibliography("knees").works[0].reference.notices == RETRACTED
        cited = index.cites("10.99999/hum")
        assert cited.works[0].reference.notices == RETRACTED
        assert cited.citations[0].reference.notices == RETRACTED
        article, excerpt = index.get("demo"), index.read("demo", "n1")
        assert article is not None
        assert excerpt is not None
        assert article.notes[0].references[0].notices == RETRACTED
        assert excerpt.notes[0].references[0].notices == RETRACTED
    with Index.open(place / "index") as index:
        assert index.references("hummer").works[0].reference.notices == ()


def test_a_citation_without_an_identifier_has_the_notices_of_its_work(place: Path) -> None:
    bare = replace(HUM, raw="Hummer A. Hums. J Hum. 2018.", doi=None)
    with opened(place) as index:
        index.add(Article("bare", "Bare", notes=(Note("1", "n1", bare.raw, (bare,)),)))
        [work] = index.references("hummer").works
        assert work.articles == ("bare", "demo")
        article = index.get("bare")
        assert article is not None
        assert article.notes[0].references[0].notices == RETRACTED
        assert [each.reference.notices for each in index.cites(work.key)] == [RETRACTED] * 2


def test_a_newer_commit_is_compared_with_the_file_again(place: Path) -> None:
    with opened(place) as index:
        assert index.references("late").works[0].reference.notices == ()
        write(place, "pmid,kind\n99000002,corrected\n99000003,corrected\n")
        assert index.references("late").works[0].reference.notices == ()
        more = Reference("More C. 2020.", ("More C",), "More", year=2020, pmid="99000003")
        index.add(Article("new", "New", notes=(Note("1", "n1", more.raw, (more,)),)))
        assert index.references("more").works[0].reference.notices[0].kind == "corrected"


def test_the_variant_of_an_index_changes_with_its_notices(place: Path) -> None:
    with opened(place) as index, Index.open(place / "index") as plain:
        before = index.variant
        assert before != plain.variant
    write(place, "pmid,kind\n99000002,corrected\n")
    with opened(place) as index:
        assert index.variant != before


def test_a_stored_article_has_no_notices() -> None:
    noted = replace(HUM, notices=RETRACTED)
    with Index.in_memory() as index:
        index.add(Article("demo", "Demo", notes=(Note("1", "n1", noted.raw, (noted,)),)))
        article = index.get("demo")
        assert article is not None
        assert article.notes[0].references == (HUM,)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("bibtex", "  note = {RETRACTED 2020-03-01},"),
        ("ris", "N1  - RETRACTED 2020-03-01"),
        ("csl-json", '    "note": "RETRACTED 2020-03-01"'),
    ],
)
def test_bibliographies_have_the_notices(form: str, line: str) -> None:
    if form != "csl-json":
        pytest.importorskip("bibtexparser" if form == "bibtex" else "rispy")
    work = Work("Hummer2018hums", replace(HUM, notices=RETRACTED))
    assert line in render_bibliography([work], form).splitlines()  # type: ignore[arg-type]
    assert "RETRACTED" not in render_bibliography([Work("x", HUM)], form)  # type: ignore[arg-type]


def test_the_table_has_the_kind_and_the_notices() -> None:
    work = Work("x", replace(HUM, notices=RETRACTED), kind="cohort", kind_source="title")
    row = render_bibliography([work], "csv").splitlines()[1]
    assert row.endswith(",cohort,RETRACTED 2020-03-01,title")
