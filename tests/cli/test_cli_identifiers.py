"""A work is found by its identifier, however a user writes it, in `query`, `refs` and `cites`."""

from __future__ import annotations

import html
import json
import subprocess
import sys
from pathlib import Path

import pytest
from running import painsci

from painsci_search import Index
from painsci_search.bibliography.formats import render_bibliography
from painsci_search.identifiers import label, link

DOI, PMID = "10.1136/bmj.h2747", "30397584"
SICI = "10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-#"
ARXIV = "10.48550/arxiv.2101.00001"
NOTES = {
    "bmj": "Doe J. Knees. BMJ. 2015;350:1-8. doi:10.1136/bmj.h2747.",
    "pubmed": "Roe R. Tingles. Pain. 2018;8(4):2-4. PubMed #30397584.",
    "sici": f"Poe P. Molecules. Chem. 2001;40(6):3-9. doi:{SICI.upper()}.",
    "arxiv": "Moe M. Networks of nerves. Pain. 2021;9:1-2. arXiv:2101.00001v2.",
}
WAYS = [
    ("https://www.doi.org/10.1136/bmj.h2747", "bmj"),
    ("https://doi.org/10.1136%2Fbmj.h2747?utm_source=x", "bmj"),
    ("10.1136%2Fbmj.h2747", "bmj"),
    ("10.1136%252Fbmj.h2747", "bmj"),
    ("<https://dx.doi.org/10.1136/BMJ.h2747>", "bmj"),
    ("10.1136/bmj.h2747?", "bmj"),
    ("https://pubmed.ncbi.nlm.nih.gov/30397584/", "pubmed"),
    ("pubmed.ncbi.nlm.nih.gov/30397584/?utm_source=x", "pubmed"),
    (SICI, "sici"),
    (f"https://doi.org/{SICI}", "sici"),
    (str(link("doi", SICI)), "sici"),
    ("arXiv:2101.00001", "arxiv"),
    ("https://arxiv.org/abs/2101.00001v1", "arxiv"),
]


def page() -> str:
    text = "".join(
        f'<p>A sentence on it.<a href="#{name}" id="r-{name}">{number}</a></p>'
        for number, name in enumerate(NOTES, 1)
    )
    notes = "".join(
        f'<li id="{name}">{html.escape(note)} <a href="#r-{name}">back</a></li>'
        for name, note in NOTES.items()
    )
    return (
        f"<!doctype html><title>Works</title><article><h1>Works</h1>{text}"
        f'<h2 id="notes">Notes</h2><ol>{notes}</ol></article>'
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article that cites four works, indexed."""
    folder = tmp_path_factory.mktemp("identifiers")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "works.html").write_text(page(), encoding="utf-8")
    done = painsci("index", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def works(place: Path) -> Index:
    return Index.open(place / "index")


@pytest.mark.parametrize(("written", "note"), WAYS)
def test_a_work_is_found_by_its_identifier(written: str, note: str, works: Index) -> None:
    field = "pmid" if note == "pubmed" else "doi"
    assert [each.anchor for each in works.cites(written).citations] == [note]
    titles = [work.reference.title for work in works.references(f"{field}:{written}").works]
    assert titles == [work.reference.title for work in works.cites(written).works]
    assert [work.reference.title for work in works.references(written).works] == titles
    assert [hit.anchor for hit in works.search(f"{field}:{written}").hits] == [note]
    assert works.search(written).hits[0].anchor == note
    assert works.search(f"({written}) AND kind:note").hits[0].anchor == note


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["cites", "https://www.doi.org/10.1136/bmj.h2747"], "Knees"),
        (["refs", "doi:https://www.doi.org/10.1136/bmj.h2747"], "Knees"),
        (["refs", "doi:10.1136%2Fbmj.h2747"], "Knees"),
        (["refs", "pmid:https://pubmed.ncbi.nlm.nih.gov/30397584/"], "Tingles"),
        (["cites", SICI], "Molecules"),
        (["query", "doi:https://www.doi.org/10.1136/bmj.h2747"], "Knees"),
        (["query", "pmid:https://pubmed.ncbi.nlm.nih.gov/30397584/"], "Tingles"),
        (["query", "https://doi.org/10.1136%2Fbmj.h2747?utm_source=x"], "Knees"),
    ],
)
def test_the_commands_find_it(arguments: list[str], title: str, place: Path) -> None:
    done = painsci(*arguments, "--format", "json", cwd=place)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    if "hits" in answer:
        found = answer["hits"][0]["notes"][0]["references"][0]["title"]
    else:
        found = answer["works"][0]["reference"]["title"]
    assert found == title


def test_a_sici_is_printed_whole_with_a_link_that_leads_to_it(place: Path) -> None:
    done = painsci("show", "works#sici", cwd=place)
    assert done.returncode == 0, done.stderr
    assert str(link("doi", SICI)) in "".join(done.stdout.decode().split())


@pytest.mark.parametrize(("value", "field"), [(SICI, "doi"), (ARXIV, "doi"), (PMID, "pmid")])
def test_what_is_shown_finds_the_work_again(value: str, field: str, works: Index) -> None:
    (work,) = works.references(f"{field}:{value}").works
    assert works.cites(label("pmid" if field == "pmid" else "doi", value)).works == (work,)


def test_a_bibliography_has_the_doi_and_not_an_encoded_one(works: Index) -> None:
    found = works.references(f"doi:{SICI}").works
    assert json.loads(render_bibliography(found, "csl-json"))[0]["DOI"] == SICI
    assert SICI in render_bibliography(found, "csv")


@pytest.mark.parametrize(("form", "library"), [("bibtex", "bibtexparser"), ("ris", "rispy")])
def test_a_missing_extra_is_named(form: str, library: str, place: Path) -> None:
    program = (
        f"import sys; sys.modules[{library!r}] = None;"
        f"from painsci_search.cli.app import run; sys.exit(run(['refs', '--format', {form!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=place, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "painsci-search: an extra is missing: pip install 'painsci-search[bibliography]'\n"
    )
