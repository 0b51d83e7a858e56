"""The pages of works: what they show, and how they are used in a browser, also by keys alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from asking import Client
from page_server import page_server

from browser import Browser, check_accessibility
from page_samples import Parsed
from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from painsci_search.server.pages import make_site
from painsci_search.server.works_pages import find_years
from painsci_search.web.pages.urls import SearchState
from painsci_search.web.pages.works_page import years_page

FERNS = Reference(
    "Quist A. Ferns. 2018.", ("Quist A",), "Ferns: a systematic review", year=2018, pmid="7"
)
MOSS = Reference("Pell B. Moss. 1990.", ("Pell B",), "Moss <b>at</b> dawn", year=1990, pmid="8")
REEDS = Reference("Tuner C. Reeds. 2004.", ("Tuner C",), "Reeds", year=2004, pmid="9")


def article(name: str, *works: Reference) -> Article:
    text = "Ferns fade. Others stay."
    notes = tuple(
        Note(str(at), f"n{at}", work.raw, (work,), ("one",)) for at, work in enumerate(works, 1)
    )
    refs = tuple(NoteRef(note.label, len("Ferns fade."), note.anchor) for note in notes)
    section = Section("one", "A part", text, note_refs=refs)
    return Article(name, name.title(), (section,), notes, url=f"https://example.org/{name}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("works")
    with Index.create(folder / "index") as index:
        index.add([article("dusk", FERNS, MOSS), article("dawn", FERNS), article("noon", REEDS)])
    (folder / "notices.csv").write_text("pmid,kind,date\n9,retracted,2020-03-01\n")
    options = ("--notices", str(folder / "notices.csv"))
    with page_server(folder / "index", folder / "log", *options) as address:
        yield address


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    chromium.resize(1100, 900)
    chromium.prefer("light")
    yield chromium
    assert not chromium.complaints


def texts(browser: Browser, selector: str) -> list[str]:
    found = browser.evaluate(
        f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)"
    )
    return [str(each) for each in found]


def titles(browser: Browser) -> list[str]:
    found = [text.split(". ")[1].partition(" ")[0] for text in texts(browser, "#results .work")]
    return [title.strip(".:") for title in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ferns", "Moss", "Reeds"]),
        ("?sort=year", ["Ferns", "Reeds", "Moss"]),
        ("?sort=title", ["Ferns", "Moss", "Reeds"]),
        ("?q=quist", ["Ferns"]),
        ("?kind=systematic-review", ["Ferns"]),
        ("?since=2000", ["Ferns", "Reeds"]),
        ("?noticed=true", ["Reeds"]),
        ("?cited_with=PMID+7", ["Moss"]),
        ("?since=soon&sort=odd&offset=x", ["Ferns", "Moss", "Reeds"]),
        ("?offset=1&sort=year", ["Reeds", "Moss"]),
    ],
)
def test_works_can_be_searched_sorted_and_narrowed(
    browser: Browser, served: str, query: str, expected: list[str]
) -> None:
    browser.open(f"{served}/works{query}")
    assert titles(browser) == expected


@pytest.mark.parametrize(
    ("query", "words"),
    [("?kind=odd", "odd"), ("?q=title:", "itle: needs a word"), ("?cited_with=qqq", "qqq")],
)
def test_a_wrong_filter_is_reported_in_the_page(
    browser: Browser, served: str, query: str, words: str
) -> None:
    browser.open(f"{served}/works{query}")
    assert words in browser.text("#count")
    assert titles(browser) == []
    [complaint] = browser.complaints
    assert "status of 400" in complaint
    browser.complaints.clear()


def test_a_work_has_a_page_with_who_cites_it_for_what(browser: Browser, served: str) -> None:
    browser.open(f"{served}/works")
    browser.click("#results a.open")
    browser.wait_for("location.pathname.startsWith('/works/Quist2018')")
    assert browser.text("h1") == "Ferns: a systematic review"
    assert "cited in 2 notes of 2 articles" in browser.text("main > .byline")
    assert texts(browser, ".citing h3") == ["Dawn", "Dusk"]
    assert texts(browser, ".claim") == ["Ferns fade."] * 2
    assert [each.partition(". ")[2][:4] for each in texts(browser, ".works .work")] == ["Moss"]
    browser.click(".citing .open")
    browser.wait_for("location.pathname === '/articles/dawn'")
    browser.wait_for("document.getElementById('~passage')?.textContent.includes('Ferns fade.')")


def test_a_work_is_found_by_an_identifier_and_an_unknown_one_is_not(
    browser: Browser, served: str
) -> None:
    browser.open(f"{served}/works/PMID%207")
    assert browser.evaluate("location.pathname").startswith("/works/Quist2018")
    status = browser.evaluate("fetch('/works/nobody1900').then(answer => answer.status)")
    assert status == 404
    browser.complaints.clear()


def test_a_notice_is_shown_with_its_work(browser: Browser, served: str) -> None:
    browser.open(f"{served}/works/PMID%209")
    assert "RETRACTED 2020-03-01" in browser.text(".notices")


def test_titles_with_markup_are_texts(browser: Browser, served: str) -> None:
    browser.open(f"{served}/works/PMID%208")
    assert browser.evaluate("document.querySelectorAll('main b').length") == 0


def test_a_misspelt_query_is_offered_in_another_spelling(browser: Browser, served: str) -> None:
    browser.open(f"{served}/works?q=fernns")
    assert browser.text("#count") == "No work matches."
    assert browser.text("#results") == "Did you mean ferns?"
    browser.click("#results a")
    browser.wait_for("document.querySelectorAll('#results .work').length === 1")


def test_the_slider_begins_and_ends_with_the_plot(browser: Browser, served: str) -> None:
    browser.open(f"{served}/works")
    assert browser.evaluate("getComputedStyle(document.getElementById('since')).padding") == "0px"


def test_the_slider_chooses_years_by_keys_and_its_left_end_chooses_none(
    browser: Browser, served: str
) -> None:
    browser.open(f"{served}/works")
    browser.evaluate("document.getElementById('since').focus()")
    assert browser.text(".years output") == "any"
    for _ in range(3):
        browser.press("ArrowRight")
    assert browser.text(".years output") == "1993"
    browser.wait_for("location.search === '?since=1993'")
    browser.wait_for("document.querySelectorAll('#results .work').length === 2")
    assert browser.evaluate("document.activeElement.id") == "since"
    browser.press("Home")
    browser.wait_for("location.search === ''")
    browser.wait_for("document.querySelectorAll('#results .work').length === 3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/works", "/works?since=2000", "/works/PMID%207"])
def test_the_pages_are_accessible_and_fit_a_phone(
    browser: Browser, served: str, scheme: str, path: str
) -> None:
    browser.open(served + path)
    browser.prefer("dark" if scheme == "dark" else "light")
    check_accessibility(browser)
    browser.resize(360, 780)
    browser.settle()
    assert browser.evaluate("document.documentElement.scrollWidth") <= 360
    check_accessibility(browser)


def test_the_plot_of_an_answer_follows_the_query_and_keeps_the_year(
    browser: Browser, served: str
) -> None:
    browser.open(f"{served}/?q=ferns&cited_since=2000")
    browser.wait_for("document.querySelectorAll('#years rect').length === 3")
    assert browser.text("#years output") == "2000"
    assert texts(browser, "#years rect.left title") == ["1990: 1"]
    browser.evaluate("document.getElementById('~q').select()")
    browser.type("reeds")
    browser.wait_for("location.search.includes('q=reeds')")
    assert browser.evaluate("new URLSearchParams(location.search).getAll('cited_since')") == [
        "2000"
    ]
    browser.click(".chips a")
    browser.wait_for("!location.search.includes('cited_since')")


def test_every_work_of_a_note_leads_to_its_page_with_all_its_notes(
    make_client: Callable[..., Client],
) -> None:
    known = Reference("Quist A. Ferns. 2018.", ("Quist A",), "Ferns in shade", year=2018, pmid="7")
    bare = Reference("Quist A. Ferns in shade. 2018.", ("Quist A",), "Ferns in shade", year=2018)
    other = Reference("Pell B. Moss. 1990.", ("Pell B",), "Moss at dawn", year=1990)
    with Index.in_memory() as index:
        index.add([article("dusk", known), article("dawn", bare, other)])
        client = make_client(index)
        page = Parsed(client.get("/?q=ferns").content)
        links = sorted({link for link in page.links() if link.startswith("/works/of/")})
        assert links == [
            "/works/of/dawn?note=n1&work=0",
            "/works/of/dawn?note=n2&work=0",
            "/works/of/dusk?note=n1&work=0",
        ]
        ferns, moss, same = (client.get(link).headers["location"] for link in links)
        assert ferns == same != moss
        page = Parsed(client.get(ferns).content)
        assert "ited in 2 notes of 2 articles" in page.words
        assert page.words.count("Ferns fade.") == 2
        assert "Moss at dawn" in Parsed(client.get(moss).content).words
        for wrong in ("dawn?note=n2&work=1", "dawn?note=n9&work=0", "no?note=n1", "dawn?work=x"):
            assert client.get(f"/works/of/{wrong}").status_code == 404


def test_works_of_one_year_have_a_plot_and_works_without_a_year_none() -> None:
    def plot(years: dict[int, int]) -> Parsed:
        return Parsed(years_page(years, SearchState(q="x"), make_site("")))

    assert [each["data-year"] for each in plot({1990: 2}).all("rect")] == ["1990"]
    assert "Articles that cite work since" in plot({1990: 2}).words
    assert not plot({}).all("rect")


def test_the_works_of_an_answer_without_a_passage_that_has_all_words_have_years() -> None:
    with Index.in_memory() as index:
        index.add(article("dusk", FERNS, MOSS))
        assert find_years(index, SearchState(q="fade qqqq")) == {2018: 1, 1990: 1}
        assert find_years(index, SearchState(q="qqqq")) == {}
