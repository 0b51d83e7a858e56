"""What readers take along: answers as files, citations, and the saved files of articles."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from asking import Client

from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from painsci_search.bibliography.formats.citation_styles import has_styles
from painsci_search.server import pages

WORK = Reference(
    "Fern A. Hums. J Hums. 2016;4:1-9.", ("Fern A",), "Hums", "J Hums", 2016, volume="4"
)


def humming() -> Article:
    sections = (Section("s", "Hums", "Quokkas hum.", note_refs=(NoteRef("1", 12, "n"),)),)
    notes = (Note("1", "n", WORK.raw, (WORK,), ("s",)),)
    return Article(
        "a/b", "Quokkas", sections, notes, authors=("Marsh R",), updated="2024-05", source="/s/x"
    )


def test_the_passages_of_an_answer_are_exported(client: Client) -> None:
    answer = client.get("/export?q=placebo&kind=note&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    total = client.get("/v1/search?q=placebo&kind=note").json()["total"]
    assert len(rows) == total > 20
    assert {row["kind"] for row in rows} == {"note"}
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="placebo-passages.csv"')
    assert client.get("/export?q=placebo&format=markdown").content.startswith(b"## ")


@pytest.mark.parametrize(("form", "begin"), [("ris", b"TY  - JOUR"), ("bibtex", b"@article{")])
def test_the_works_of_an_answer_are_exported(client: Client, form: str, begin: bytes) -> None:
    pytest.importorskip("rispy")
    pytest.importorskip("bibtexparser")
    assert client.get(f"/export?q=placebo+sham&format={form}").content.startswith(begin)


def test_works_are_exported_as_csl_json_and_csv(client: Client) -> None:
    items = json.loads(client.get("/export?q=neural+ASMR&format=csl-json").content)
    assert "Lochte" in {item["author"][0]["family"] for item in items}
    answer = client.get("/export?q=neural+ASMR&format=works-csv")
    assert len(list(csv.DictReader(io.StringIO(answer.content.decode())))) == len(items)
    assert 'filename="neural-asmr-works.csv"' in answer.headers["content-disposition"]


def test_an_export_of_partial_matches_has_the_works_of_their_claims(client: Client) -> None:
    items = json.loads(client.get("/export?q=fMRI+zzqqxx&format=csl-json").content)
    assert "Lochte" in {item["author"][0]["family"] for item in items}


@pytest.mark.parametrize(
    "asked", ["format=csv", "q=x", "q=x&format=zip", "q=x&since=soon&format=csv",
              "q=x&cited_since=y&format=ris"],
)  # fmt: skip
def test_what_cannot_be_exported_is_refused(client: Client, asked: str) -> None:
    assert client.get(f"/export?{asked}").status_code == 400


def test_an_export_without_a_query_names_the_query(client: Client) -> None:
    answer = client.get("/export?format=csv").content.decode()
    assert "the query must not be empty" in answer.lower()


def test_formats_whose_extra_is_missing_are_named_with_what_adds_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    advice = "pip install &#39;painsci-search[bibliography]&#39;"
    monkeypatch.setattr(pages, "_has_bibliographies", lambda: True)
    assert advice not in client.get("/?q=placebo").content.decode()
    monkeypatch.setattr(pages, "_has_bibliographies", lambda: False)
    page = client.get("/?q=placebo").content.decode()
    assert "RIS and BibTeX need an extra on the server" in page
    assert advice in page
    assert "format=ris" not in page


def test_an_export_whose_extra_is_missing_is_not_implemented(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rispy", None)
    answer = client.get("/export?q=placebo&format=ris")
    assert answer.status_code == 501
    assert "painsci-search[bibliography]" in answer.content.decode()


def test_an_export_has_no_path_of_a_file(
    make_client: Callable[..., Client], tmp_path: Path, write_page: Callable[..., Path]
) -> None:
    with Index.create(tmp_path / "index") as index:
        index.update([write_page("pages/one.html").parent])
    served = make_client(Index.open(tmp_path / "index"), shows_sources=False)
    for form in ("markdown", "csv"):
        exported = served.get(f"/export?q=finding&format={form}").content.decode()
        assert "/articles/" in exported
        assert str(tmp_path) not in exported


def test_an_article_and_the_works_of_its_notes_are_cited(
    make_client: Callable[..., Client],
) -> None:
    client = make_client(humming())
    assert client.get("/cite/a%2Fb").content == b"Marsh R. Quokkas. 2024.\n"
    assert client.get("/cite/a%2Fb?note=n").content.startswith(b"Fern A. Hums. J Hums. 2016;4")
    if has_styles():
        cited = client.get("/cite/a%2Fb?note=n&work=0&style=apa").content
        assert cited == b"Fern, A. (2016). Hums. J Hums, 4.\n"
    for missing in ("none", "a%2Fb?note=x", "a%2Fb?note=n&work=1", "a%2Fb?note=n&work=-1",
                    "a%2Fb?note=s"):  # fmt: skip
        assert client.get(f"/cite/{missing}").status_code == 404
    assert client.get("/cite/a%2Fb?style=none").status_code == 400


def test_a_missing_extra_for_citation_styles_is_named(
    make_client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "citeproc", None)
    answer = make_client(humming()).get("/cite/a%2Fb?style=apa")
    assert answer.status_code == 501
    assert b"pip install 'painsci-search[styles]'" in answer.content


@pytest.fixture
def saved(tmp_path: Path, write_page: Callable[..., Path]) -> Path:
    """An index of a saved page in the folder "pages"."""
    head = "<script>document.title = 'hacked'</script>"
    with Index.create(tmp_path / "index") as index:
        index.update([write_page("pages/one.html", head=head).parent])
        index.add(humming())
    return tmp_path / "index"


def test_a_saved_file_is_served_as_it_is_and_runs_nothing(
    make_client: Callable[..., Client], saved: Path, tmp_path: Path
) -> None:
    client = make_client(Index.open(saved), saved_files=True)
    [name] = [each.id for each in Index.open(saved).articles() if each.id != "a/b"]
    answer = client.get(f"/saved/{quote(name)}")
    assert answer.content == (tmp_path / "pages/one.html").read_bytes()
    # the page declares its own encoding
    assert answer.headers["content-type"] == "text/html"
    [policy] = answer.headers.getlist("content-security-policy")
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-" not in policy
    assert not [value for value in answer.headers.values() if str(tmp_path) in value]


def test_links_lead_to_saved_files_where_they_are_served(
    make_client: Callable[..., Client], saved: Path
) -> None:
    allowed = make_client(Index.open(saved), saved_files=True)
    refused = make_client(Index.open(saved))
    page = [("Accept", "text/html")]
    assert b'href="/saved/' in allowed.get("/?q=finding", headers=page).content
    assert b'href="/saved/' not in refused.get("/?q=finding", headers=page).content


def test_there_is_no_saved_file_but_that_of_an_article(
    make_client: Callable[..., Client], saved: Path, tmp_path: Path
) -> None:
    [name] = [each.id for each in Index.open(saved).articles() if each.id != "a/b"]
    assert make_client(Index.open(saved)).get(f"/saved/{quote(name)}").status_code == 404
    client = make_client(Index.open(saved), saved_files=True)
    for other in ("none", "a%2Fb", "..%2Fpages%2Fone.html", "%2Fetc%2Fpasswd"):
        assert client.get(f"/saved/{other}").status_code == 404
    (tmp_path / "pages/one.html").unlink()
    answer = client.get(f"/saved/{quote(name)}")
    assert answer.status_code == 404
    assert str(tmp_path).encode() not in answer.content
