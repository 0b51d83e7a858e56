"""An exported site, served as plain files and used in a browser, with keys and with the mouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sites import CORPUS, SCRIPT, export_articles, export_corpus, hostile_article

from browser import Browser, check_accessibility, opened_browser, served
from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from painsci_search.static_site import export_site

HITS = "document.querySelectorAll('.results h3').length"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened_browser(tmp_path_factory.mktemp("profile"), "sites are not looked at") as opened:
        yield opened


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo articles, below "articles", and of the search, below "search"."""
    with served(export_corpus(tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a search of articles that mean harm."""
    folder = export_articles(tmp_path_factory.mktemp("hostile"), [hostile_article()])
    with served(folder) as address:
        yield address


def test_a_retracted_work_says_so_whichever_citation_names_it(
    browser: Browser, tmp_path: Path
) -> None:
    named = Reference("Quist A. Ferns. 2018.", ("Quist A",), "Ferns at dusk", year=2018, pmid="7")
    bare = replace(named, pmid=None)
    articles = [
        Article(
            name,
            name.title(),
            (Section("one", "One", text, note_refs=(NoteRef("1", len(text), "n1"),)),),
            (Note("1", "n1", f"On {name}: {work.raw}", (work,), ("one",)),),
            url=f"https://example.org/{name}",
        )
        for name, text, work in (("dusk", "Ferns fade.", named), ("dawn", "Ferns rise.", bare))
    ]
    with Index.create(tmp_path / "index") as index:
        index.add(articles)
    (tmp_path / "notices.csv").write_text("pmid,kind,date\n7,retracted,2020-03-01\n")
    with Index.open(tmp_path / "index", notices=tmp_path / "notices.csv") as index:
        export_site(index, tmp_path / "search")
    with served(tmp_path / "search") as address:
        look(browser, address, "ferns")
        shown = texts(browser, ".card summary")
        assert len(shown) == 4
        assert all("Quist 2018" in each and "retracted" in each.lower() for each in shown)


def look(browser: Browser, address: str, query: str = "", **more: str) -> None:
    """Open the search, with a query in its address, and wait for the answer."""
    values = {"q": query, **more}
    asked = "&".join(f"{name}={quote(value)}" for name, value in values.items() if value)
    browser.resize(1000, 800)
    browser.prefer("light")
    browser.open(f"{address}/?{asked}")
    browser.wait_for("document.querySelector('.painsci-search form') !== null")
    browser.wait_for("document.querySelector('h1, .status:not(:empty)') !== null")
    if query:
        answered(browser)


def answered(browser: Browser) -> str:
    """Wait until the page has answered, and give what it says of the answer."""
    browser.wait_for(
        "!document.querySelector('[aria-busy]') && /passage/i.test("
        "document.querySelector('.status').textContent)"
    )
    return browser.text(".status")


def texts(browser: Browser, selector: str) -> list[str]:
    found = browser.evaluate(
        f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)"
    )
    return [str(each) for each in found]


def links(browser: Browser, selector: str) -> list[str]:
    found = browser.evaluate(
        f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.href)"
    )
    return [str(each) for each in found]


def state(browser: Browser) -> dict[str, str]:
    asked = parse_qs(urlsplit(str(browser.evaluate("location.href"))).query)
    return {name: values[0] for name, values in asked.items()}


def ask(browser: Browser, site: str, query: str, **options: Any) -> dict[str, Any]:
    """Ask the module of a site, as a script of a page would."""
    script = (
        f"import({json.dumps(site + '/search/search.js')}).then(module => "
        f"module.search({json.dumps(query)}, {json.dumps(options)}))"
    )
    found: dict[str, Any] = browser.evaluate(script)
    return found


def test_a_query_being_typed_is_one_step_of_the_history(browser: Browser, site: str) -> None:
    # early in this file: a browser keeps fifty entries
    look(browser, f"{site}/search")
    before = browser.evaluate("history.length")
    browser.press("/")
    for query in ("nocebo", "nocebo effects"):
        browser.type(query[len(browser.evaluate("document.activeElement.value")) :])
        browser.wait_for(f"new URLSearchParams(location.search).get('q') === {json.dumps(query)}")
    browser.press("Enter")
    browser.wait_for("history.state.typed === false")
    assert browser.evaluate("history.length") == before + 1


def test_typing_finds_sections_and_notes_under_their_articles(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search")
    browser.click("input[type=search]")
    browser.type("sham surgery")
    browser.wait_for(f"{HITS} > 3")
    assert "passages" in answered(browser)
    assert "Sham Surgery" in texts(browser, ".results .group h2")[0]
    headings = texts(browser, ".results h3")
    assert any(heading.startswith("Note ") for heading in headings)
    assert not all(heading.startswith("Note ") for heading in headings)
    assert state(browser) == {"q": "sham surgery"}
    assert browser.complaints == []


def test_the_words_that_match_are_marked(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "massage soreness")
    marks = {mark.lower() for mark in texts(browser, ".results .snippet mark")}
    assert {"massage", "soreness"} <= marks
    assert all(mark.startswith(("massag", "sore")) for mark in marks), marks


def test_a_hit_leads_to_its_section_or_note_in_the_served_article(
    browser: Browser, site: str
) -> None:
    look(browser, f"{site}/search", "lochte")
    found = links(browser, ".results h3 a")
    assert found
    assert all(link.startswith(f"{site}/articles/") for link in found)
    note = next(link for link in found if "asmr.html#n5" in link)
    browser.open(note)
    assert browser.evaluate("document.getElementById('n5').textContent").strip()
    assert browser.evaluate("scrollY") > 0


def test_every_link_of_a_section_or_note_names_a_place_that_its_article_has(
    browser: Browser, site: str
) -> None:
    look(browser, f"{site}/search")
    missing = browser.evaluate(
        """(async () => {
          const { search } = await import('./search.js');
          const missing = [];
          for (const kind of ['section', 'note']) {
            const { hits } = await search('pain', { kind, limit: 60 });
            for (const { link } of hits) {
              const url = new URL(link);
              const page = new DOMParser().parseFromString(
                await (await fetch(url.pathname)).text(), 'text/html');
              const anchor = decodeURIComponent(url.hash.slice(1));
              const [id, words] = anchor.split(':~:');
              if (id ? !page.getElementById(id) : !words) missing.push(link);
            }
            if (hits.length < 10) missing.push(kind);
          }
          return missing;
        })()"""
    )
    assert missing == []


def test_a_note_shows_its_work_and_where_it_is_cited(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "lochte", kind="note")
    shown = texts(browser, ".results .card summary")
    assert any("Lochte 2018" in each and "cited in Looking at the brain" in each for each in shown)
    leads = links(browser, ".results .card a")
    assert "https://pubmed.ncbi.nlm.nih.gov/30397584/" in leads
    assert any("/articles/asmr.html#brain:~:text=" in link for link in leads)


def test_a_section_shows_the_works_of_its_passage_which_lead_to_their_pages(
    browser: Browser, site: str
) -> None:
    look(browser, f"{site}/search", "fMRI neural correlates", kind="section")
    assert "[5] Lochte 2018" in texts(browser, ".results .card summary")[0]
    (work, *_) = links(browser, ".results .card .work a")
    browser.open(work)
    browser.wait_for("document.querySelector('.of-work .claims') !== null")
    assert browser.text("h1").startswith("An fMRI investigation")
    assert any("fMRI" in each for each in texts(browser, ".claim"))
    claim = next(link for link in links(browser, ".claims a") if ":~:text=" in link)
    assert claim.startswith(f"{site}/articles/")
    assert browser.complaints == []
    check_accessibility(browser)


def test_all_works_can_be_searched_sorted_and_narrowed(browser: Browser, site: str) -> None:
    browser.resize(1000, 800)
    browser.open(f"{site}/search/works.html")
    browser.wait_for("document.querySelectorAll('.works li').length === 50")
    check_accessibility(browser)
    everything = browser.text("#count")
    assert everything.endswith("1 to 50 shown")
    browser.click(".pages a[rel=next]")
    browser.wait_for("location.search.includes('offset=50')")
    browser.open(f"{site}/search/works.html")
    browser.wait_for("document.querySelector('.facet a') !== null")
    browser.click(".facet a")
    browser.wait_for(
        "location.search.includes('kind=') && document.querySelector('.chips') !== null"
    )
    assert browser.text("#count") != everything
    browser.open(f"{site}/search/works.html?q=lochte+2018")
    browser.wait_for("document.querySelectorAll('.works li').length === 1")
    browser.open(f"{site}/search/works.html?q=30397584")
    browser.wait_for("document.querySelectorAll('.works li').length === 1")
    browser.open(f"{site}/search/works.html?sort=year")
    browser.wait_for("document.querySelector('.works li') !== null")
    assert browser.evaluate("document.querySelector('#sort').value") == "year"
    browser.open(f"{site}/search/works.html?work=nobody1900")
    browser.wait_for("document.querySelector('h1') !== null")
    assert browser.text("h1") == "No article cites this work."
    browser.click(".plain p a")
    browser.wait_for("document.querySelectorAll('.works li').length === 50")
    assert browser.complaints == []


@pytest.mark.parametrize(
    "query",
    [
        *(
            "year:>=2015",
            "journal:bmj",
            "author:lochte",
            "year:2010..2015 -journal:pain",
            "placebo",
        ),
        *("title:placebo OR title:sham", "pmid:30397584", "author:mos*", '"low back pain"'),
    ],
)
def test_fields_of_works_are_understood(
    browser: Browser, site: str, tmp_path: Path, query: str
) -> None:
    with Index.create(tmp_path / "index") as index:
        index.update(CORPUS)
        total = index.references(query, limit=1).total
    browser.open(f"{site}/search/works.html?q={quote(query)}")
    browser.wait_for("document.querySelectorAll('.works li').length")
    assert int(browser.text("#count").split()[0]) == total


def test_a_field_that_works_do_not_have_is_named(browser: Browser, site: str) -> None:
    browser.open(f"{site}/search/works.html?q=kind:note")
    browser.wait_for("document.querySelector('#count') !== null")
    assert browser.text("#count").startswith("Works have no field kind:. Use title, author,")


def test_works_with_a_notice_are_chosen_and_say_so(browser: Browser, tmp_path: Path) -> None:
    work = Reference("Quist A. Ferns. 2018.", ("Quist A",), "Ferns at dusk", year=2018, pmid="7")
    other = Reference("Roe B. Moss. 2011.", ("Roe B",), "Moss at dawn", year=2011)
    section = Section("one", "One", "Ferns fade.", note_refs=(NoteRef("1", 11, "n1"),))
    note = Note("1", "n1", f"{work.raw} {other.raw}", (work, other), ("one",))
    with Index.create(tmp_path / "index") as index:
        index.add([Article("a", "A", (section,), (note,), url="https://example.org/a")])
    (tmp_path / "notices.csv").write_text("pmid,kind,date\n7,retracted,2020-03-01\n")
    with Index.open(tmp_path / "index", notices=tmp_path / "notices.csv") as index:
        export_site(index, tmp_path / "search")
    with served(tmp_path / "search") as address:
        browser.resize(1100, 800)  # filters are not folded
        browser.open(f"{address}/works.html")
        browser.wait_for("document.querySelectorAll('.works li').length === 2")
        browser.click("input[name=noticed]")
        browser.wait_for("document.querySelectorAll('.works li').length === 1")
        assert "retracted" in browser.text(".works .notice").lower()
        browser.click(".works a")
        browser.wait_for("document.querySelector('.of-work .notices') !== null")
        assert texts(browser, ".claim") == ["Ferns fade."]
        assert "Roe B" in browser.text("section[aria-labelledby=with]")


def test_a_work_is_shown_with_the_kind_that_its_title_names(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "placebo systematic review", kind="note")
    assert "systematic review" in texts(browser, ".results .card .study")


def test_an_answer_can_be_narrowed_by_kind_and_year_and_put_in_order(
    browser: Browser, site: str
) -> None:
    look(browser, f"{site}/search", "placebo")
    everything = answered(browser)
    browser.click("[data-key='kind note']")
    browser.wait_for("document.querySelector('.status').textContent !== " + json.dumps(everything))
    assert all(heading.startswith("Note") for heading in texts(browser, ".results h3"))
    assert state(browser) == {"q": "placebo", "kind": "note"}
    browser.evaluate(
        "(select => { select.value = 'date'; "
        "select.dispatchEvent(new Event('change', { bubbles: true })) })"
        "(document.querySelector('select[name=sort]'))"
    )
    browser.wait_for("location.search.includes('sort=date')")
    answered(browser)
    whole = ask(browser, site, "placebo", sort="date", limit=1000)
    found = whole["hits"]
    dates = [hit["article"]["updated"] or hit["article"]["published"] or "" for hit in found]
    assert dates == sorted(dates, reverse=True)
    year = dates[-1][:4]
    narrowed = ask(browser, site, "placebo", year=year, limit=40)
    assert narrowed["total"] == sum(date[:4] == year for date in dates) > 0
    assert ask(browser, site, "placebo", year="1999")["total"] == 0
    assert all(
        (hit["article"]["updated"] or hit["article"]["published"])[:4] == year
        for hit in narrowed["hits"]
    )


def test_one_article_can_be_searched_alone_and_all_of_them_again(
    browser: Browser, site: str
) -> None:
    look(browser, f"{site}/search", "pain")
    assert "1 to 20 shown, at most 3 of an article" in answered(browser)
    title = texts(browser, ".results h2")[0]
    browser.click(".results .more a")
    browser.wait_for("document.querySelector('.chips') !== null")
    browser.wait_for("document.querySelectorAll('.results .group').length === 1")
    assert title in browser.text(".chips")
    assert "article" in state(browser)
    browser.click(".chips a")
    browser.wait_for("document.querySelectorAll('.results .group').length > 1")
    assert "article" not in state(browser)


def test_what_is_asked_survives_a_reload_and_the_way_back(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "nocebo", kind="note", sort="date")
    first = texts(browser, ".results h3")
    browser.reload()
    answered(browser)
    assert texts(browser, ".results h3") == first
    assert browser.evaluate("document.querySelector('input[type=search]').value") == "nocebo"
    browser.wait_for("document.querySelector('.chips') !== null")
    assert texts(browser, ".chips a")[0].startswith("Remove filter: Notes")
    browser.click(".chips a")
    browser.wait_for("!location.search.includes('kind=')")
    answered(browser)
    browser.evaluate("history.back()")
    browser.wait_for("location.search.includes('kind=note')")
    answered(browser)
    browser.wait_for(
        "[...document.querySelectorAll('.results h3')].map(e => e.textContent).join('|') === "
        + json.dumps("|".join(first))
    )


def test_keys_alone_do_all(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search")
    browser.press("/")
    assert browser.evaluate("document.activeElement.type") == "search"
    browser.type("nocebo")
    browser.wait_for(f"{HITS} > 2")
    assert browser.evaluate("document.activeElement.value") == "nocebo"
    browser.press("ArrowDown")
    browser.press("ArrowDown")
    focused = "[...document.querySelectorAll('.results h3 a')].indexOf(document.activeElement)"
    assert browser.evaluate(focused) == 1
    browser.press("ArrowUp")
    assert browser.evaluate(focused) == 0
    browser.press("Escape")
    assert browser.evaluate("document.activeElement.type") == "search"
    browser.press("Escape")
    browser.wait_for("document.querySelector('.newest') !== null")
    assert state(browser) == {}
    browser.type("placebo/drug")
    assert browser.evaluate("document.activeElement.value") == "placebo/drug"
    browser.press("Enter")
    assert "passage" in answered(browser)


def test_a_slash_is_a_slash_where_the_key_is_turned_off(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search")
    try:
        browser.click(".slash input")
        browser.evaluate("document.activeElement.blur()")
        browser.press("/")
        assert browser.evaluate("document.activeElement.type") != "search"
        browser.reload()
        assert browser.evaluate("document.querySelector('.slash input').checked") is False
    finally:
        browser.evaluate("localStorage.clear()")


def test_enter_follows_the_link_that_keys_have_reached(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "nocebo")
    browser.press("/")
    browser.press("ArrowDown")
    browser.press("Enter")
    browser.wait_for("location.pathname.startsWith('/articles/')")


def test_more_passages_are_on_the_next_page(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "pain")
    assert len(texts(browser, ".results h3")) == 20
    browser.click(".pages a[rel=next]")
    browser.wait_for("location.search.includes('offset=20')")
    assert "21 to " in answered(browser)
    browser.click(".pages a[rel=prev]")
    browser.wait_for("!location.search.includes('offset')")
    assert "1 to 20 shown" in answered(browser)


def test_a_word_that_occurs_nowhere_is_named_and_nothing_else_is_found_for_it(
    browser: Browser, site: str
) -> None:
    look(browser, f"{site}/search", "abracadabra")
    assert answered(browser) == "No passage matches."
    assert "\u201cabracadabra\u201d occurs in no article." in browser.text("#message")
    found = ask(browser, site, "massage abracadabra")
    assert found["unknown"] == ["abracadabra"]
    look(browser, f"{site}/search", "pmid:99999999 10.1000/none abracadabra")
    message = browser.text("#message")
    assert "No article cites a work with these identifiers: “pmid:99999999”" in message
    assert "\u201cabracadabra\u201d occurs in no article." in message
    assert found["total"] == ask(browser, site, "massage")["total"] > 0


def test_where_a_phrase_has_no_answer_others_are_offered_with_their_counts(
    browser: Browser, site: str
) -> None:
    look(browser, f"{site}/search", '"sham zebra"')
    assert answered(browser) == "No passage matches."
    total = ask(browser, site, "sham zebra")["total"]
    offers = texts(browser, ".offers li")
    assert f"As words instead of a phrase: {total} passages" in offers
    browser.click(".offers a")
    browser.wait_for(f"{HITS} > 3")
    assert state(browser) == {"q": "sham zebra"}
    look(browser, f"{site}/search", '"sham surgery')
    assert 'The text was read as "sham surgery".' in browser.text("#message")


COPIED = """
window.copied = [];
navigator.clipboard.write = async ([item]) => {
  window.copied.push(await (await item.getType('text/plain')).text());
};
"""


def test_a_quotation_a_citation_and_a_link_are_copied(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "sham surgery")
    browser.evaluate(COPIED)
    for what in ("quotation", "citation", "link"):
        browser.click(".hit details.copy summary")
        browser.wait_for("document.querySelector('.hit details.copy').open")
        browser.click(f".hit details.copy [data-copy={what}]")
        browser.wait_for(
            "document.querySelector('#\\\\~said').classList.contains('shown') !== null"
        )
        browser.wait_for("!document.querySelector('.hit details.copy').open")
    quotation, citation, link = browser.wait_for("copied.length === 3 && copied")
    assert link.startswith(f"{site}/articles/sham-surgery.html#")
    assert quotation.splitlines()[0].startswith("\u201c")
    assert quotation.splitlines()[1:] == [citation, link]
    assert "Sham Surgery" in citation
    # a key copies the quotation of the focused passage
    browser.evaluate("document.querySelector('.hit .open').focus()")
    browser.press("c")
    assert browser.wait_for("copied[3]") == quotation
    assert browser.complaints == []


SAVED = """
window.saved = [];
URL.createObjectURL = blob => { window.saved.push(blob); return '#'; };
HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download); };
"""


def test_an_answer_is_exported_as_files(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "lochte")
    browser.evaluate(SAVED)
    files: dict[str, str] = {}
    browser.wait_for("document.querySelector('details.export') !== null")
    browser.click("details.export summary")
    for label in texts(browser, "details.export a"):
        number = len(files)
        browser.evaluate(
            f"document.querySelectorAll('details.export a')[{number}].dispatchEvent("
            "new MouseEvent('click', {bubbles: true, cancelable: true}))"
        )
        browser.wait_for(f"saved.length === {2 * (number + 1)}")
        name, text = browser.evaluate("saved.at(-2).text().then(text => [saved.at(-1), text])")
        files[name] = text
        assert text, label
    assert {"lochte-passages.md", "lochte-passages.csv", "lochte-works.csv"} <= files.keys()
    assert "](<" in files["lochte-passages.md"]
    assert files["lochte-passages.csv"].startswith("rank,score,kind,")
    assert "30397584" in files["lochte-works.csv"]
    assert "30397584" in files["lochte-works.json"]
    assert files["lochte-works.ris"].count("ER  -") == files["lochte-works.bib"].count("\n@") + 1


def test_searches_are_kept_and_the_help_opens_by_its_key(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "nocebo")
    try:
        browser.click("#\\~searches summary")
        browser.click("#\\~searches [data-save]")
        assert texts(browser, "[data-list=saved] a") == ["nocebo"]
        browser.press("Escape")
        assert not browser.evaluate("document.querySelector('#\\\\~searches').open")
        browser.evaluate("document.activeElement.blur()")
        browser.press("?")
        browser.wait_for("document.querySelector('dialog').open")
        check_accessibility(browser)
        queries = texts(browser, "dialog dt code")
        assert len(queries) > 5
        assert not {"massage soreness", "catastrophi*"} & set(queries)
        (without,) = [query for query in queries if " NOT " in query]
        assert f"also {without.replace(' NOT ', ' -')}" in browser.text("dialog")
        browser.press("Escape")
        browser.wait_for("!document.querySelector('dialog').open")
    finally:
        browser.evaluate("localStorage.clear()")


def test_the_plot_of_years_narrows_an_answer(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "placebo")
    everything = answered(browser)
    browser.wait_for("document.querySelector('#years input') !== null")
    browser.evaluate(
        "(slider => { slider.value = 2024; slider.dispatchEvent(new Event('input', "
        "{bubbles: true})); slider.dispatchEvent(new Event('change', {bubbles: true})) })"
        "(document.querySelector('#years input'))"
    )
    browser.wait_for("location.search.includes('cited_since=2024')")
    assert answered(browser) != everything
    browser.wait_for("document.querySelector('.chips') !== null")
    assert "Articles that cite work since 2024" in browser.text(".chips")
    assert browser.evaluate("document.querySelector('#years input').value") == "2024"


def test_a_print_unfolds_the_evidence_and_names_the_search(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "placebo")
    browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert browser.evaluate("document.querySelectorAll('.card:not([open])').length") == 0
    assert f"{site}/search/?q=placebo" in browser.evaluate(
        "document.querySelector('.printed').textContent"
    )
    browser.evaluate("dispatchEvent(new Event('afterprint'))")
    assert browser.evaluate("document.querySelectorAll('.card[open]').length") == 0


def test_fields_and_alternatives_are_understood(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search")
    titled = ask(browser, site, "title:massage", limit=100)
    assert {"massage" in hit["article"]["title"].lower() for hit in titled["hits"]} == {True}
    either = ask(browser, site, "title:massage OR soreness", limit=100)
    assert either["total"] > titled["total"] > 0


def test_another_spelling_is_offered_and_asked_with_a_click(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "plasebo")
    # as the page of a server: with the passages of the other spelling
    assert "No passage has “plasebo”. Shown are those with placebo." in browser.text("#message")
    assert browser.evaluate(HITS) > 3
    browser.click("#message a.query")
    browser.wait_for("location.search.includes('placebo')")
    browser.wait_for(f"{HITS} > 3")
    browser.wait_for("document.querySelector('#message').textContent === ''")
    look(browser, f"{site}/search", "sham knee plasebo")
    assert "Did you mean" in browser.text("#message")


def test_the_count_names_how_many_passages_have_all_words(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "placebo sham")
    found = ask(browser, site, "placebo sham", limit=0)
    assert 0 < found["complete"] < found["total"]
    look(browser, f"{site}/search", "placebo sham")
    count = f"{found['total']} passages ({found['complete']} with all words)"
    assert answered(browser).startswith(count)


def test_an_excluded_word_alone_finds_nothing_and_says_why(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "NOT placebo")
    assert answered(browser) == "No passage matches."
    assert browser.text("#message") == "The query only excludes words: add a word to search for."


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("since", "yesterday", "since must be a date such as 2024-06, not “yesterday”."),
        ("until", "2024-13", "until must be a date such as 2024-06, not “2024-13”."),
        ("until", "2026-02-31", "until must be a date such as 2024-06, not “2026-02-31”."),
        ("cited_since", "x", "cited_since must be a year such as 2018, not “x”."),
        ("kind", "book", "kind must be article, section or note, not “book”."),
    ],
)
def test_a_wrong_filter_is_named(
    browser: Browser, site: str, name: str, value: str, words: str
) -> None:
    browser.open(f"{site}/search/index.html?q=placebo&{name}={value}")
    browser.wait_for("document.querySelector('#message').textContent !== ''")
    assert browser.text("#message") == words
    assert browser.evaluate("document.querySelector('#chosen a') !== null")


def test_passages_with_some_of_the_words_are_given_where_none_has_all(
    browser: Browser, site: str
) -> None:
    look(browser, f"{site}/search", "massage imaging weather nocebo")
    answered(browser)
    remarks = ("No passage matches the whole query", "The best passage lacks")
    assert browser.text("#message").startswith(remarks)
    found = ask(browser, site, "massage imaging weather nocebo")
    assert found["partial"]
    assert found["total"] > 10


def test_phrases_stand_together_and_words_can_be_ruled_out(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search")
    together = ask(browser, site, '"back pain"', limit=100)
    assert 0 < together["total"] < ask(browser, site, "back pain", limit=100)["total"]
    assert all("back pain" in hit["snippet"]["text"].lower() for hit in together["hits"][:5])
    without = ask(browser, site, '"back pain" -imaging', limit=100)
    assert 0 < without["total"] < together["total"]
    both = ask(browser, site, '+"back pain" +imaging', limit=100)
    assert without["total"] + both["total"] == together["total"]


def test_an_answer_has_the_shape_of_every_other_result(browser: Browser, site: str) -> None:
    from importlib.resources import files

    from jsonschema import Draft202012Validator

    look(browser, f"{site}/search")
    found = ask(browser, site, "lochte")
    text = (files("painsci_search") / "schemas" / "results.schema.json").read_text("utf-8")
    whole = {"schema": "painsci-search/results/1", "took_ms": 0, "suggestion": None, **found}
    Draft202012Validator(json.loads(text)).validate(whole)
    hit = found["hits"][0]
    start, end = hit["snippet"]["highlights"][0]
    assert hit["snippet"]["text"][start:end].lower() == "lochte"


def test_texts_that_are_scripts_are_shown_and_not_run(browser: Browser, hostile: str) -> None:
    look(browser, hostile, "quokkas")
    assert len(texts(browser, ".results h3")) == 3
    assert SCRIPT in texts(browser, ".results h2")[0]
    assert any(SCRIPT in text for text in texts(browser, ".results h3"))
    assert any("<script>" in text for text in texts(browser, ".results .snippet"))
    assert any(SCRIPT in text for text in texts(browser, ".results .card"))
    assert (
        browser.evaluate("document.querySelectorAll('.painsci-search :is(script, img)').length")
        == 0
    )
    assert not browser.evaluate("'harmed' in window")
    assert browser.complaints == []


def test_addresses_that_are_scripts_are_not_linked_to(browser: Browser, hostile: str) -> None:
    look(browser, hostile, "quokkas")
    found = links(browser, ".results a")
    assert all(link.startswith(f"{hostile}/works.html?work=") for link in found), found


@pytest.mark.parametrize(
    "query", [SCRIPT, '"', "--", "\\", "a" * 3000, "\u202e\u0000x", '"" -"" +', "%00%ff", "🙂"]
)
def test_any_query_gets_an_answer(browser: Browser, hostile: str, query: str) -> None:
    look(browser, hostile, query)
    assert "passage" in answered(browser)
    assert not browser.evaluate("'harmed' in window")
    assert browser.complaints == []


def test_the_page_works_under_its_own_strict_policy(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "placebo")
    policy = browser.evaluate("document.querySelector('meta[http-equiv]').content")
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    refused = browser.evaluate(
        "new Promise(done => { document.addEventListener('securitypolicyviolation', "
        "event => done(event.effectiveDirective)); "
        "const script = document.createElement('script'); "
        "script.textContent = 'window.harmed = 1'; document.head.append(script) })"
    )
    assert refused == "script-src-elem"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "placebo", "abracadabra"])
def test_the_page_is_accessible(browser: Browser, site: str, scheme: Any, query: str) -> None:
    look(browser, f"{site}/search", query)
    browser.prefer(scheme)
    check_accessibility(browser)


def test_the_page_fits_a_phone(browser: Browser, site: str) -> None:
    look(browser, f"{site}/search", "placebo")
    browser.resize(360, 780)
    browser.settle()
    assert browser.evaluate("document.documentElement.scrollWidth") <= 360
    check_accessibility(browser)


@pytest.mark.parametrize("language", ["de", "en", "es", "fr"])
def test_the_words_of_each_language_fit_their_places(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    work = Reference("Quist A. Ferns. 2018.", ("Quist A",), "Ferns at dusk", year=2018)
    section = Section("one", "One", "Ferns fade.", note_refs=(NoteRef("1", 11, "n1"),))
    article = Article(
        "dusk", "Dusk", (section,), (Note("1", "n1", work.raw, (work,), ("one",)),), url="/dusk"
    )
    with Index.create(tmp_path / "index") as index:
        index.add(article)
        export_site(index, tmp_path / "out", language=language)
    with served(tmp_path / "out") as address:
        for width in (360, 1280):
            browser.resize(width, 780)
            browser.open(f"{address}/index.html")
            browser.wait_for("document.querySelectorAll('.newest li').length")
            assert _cut_placeholders(browser) == []
            browser.evaluate("document.querySelector('#\\\\~searches').open = true")
            browser.settle()
            assert browser.evaluate("document.querySelector('[data-none]').offsetHeight") > 0
            form, menu = (_edge(browser, each) for each in ("form", "#\\\\~searches > div"))
            assert menu <= form + 1
            browser.open(f"{address}/index.html?q=ferns")
            browser.wait_for("document.querySelectorAll('.card').length")
            browser.evaluate("document.querySelectorAll('.card').forEach(c => { c.open = true; })")
            browser.settle()
            labels = "[...document.querySelectorAll('.backing .label')]"
            assert browser.evaluate(f"{labels}.length") > 0
            assert browser.evaluate(f"{labels}.every(l => l.scrollWidth <= l.clientWidth)")
            browser.open(f"{address}/works.html")
            browser.wait_for("document.querySelectorAll('.work-row').length")
            assert _cut_placeholders(browser) == []


def _cut_placeholders(browser: Browser) -> list[str]:
    """Return the placeholders that are wider than their fields."""
    found: list[str] = browser.evaluate(
        "[...document.querySelectorAll('input[type=search]')].filter((field) => {"
        "const style = getComputedStyle(field);"
        "const context = document.createElement('canvas').getContext('2d');"
        "context.font = style.font;"
        "const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);"
        "return context.measureText(field.placeholder).width > field.clientWidth - padding;"
        "}).map(({ placeholder }) => placeholder)"
    )
    return found


def _edge(browser: Browser, selector: str) -> float:
    """Return where an element ends on the right."""
    edge: float = browser.evaluate(
        f"document.querySelector('{selector}').getBoundingClientRect().right"
    )
    return edge


def test_the_search_stands_in_a_page_of_ones_own_with_three_lines(
    browser: Browser, tmp_path: Path
) -> None:
    site = export_corpus(tmp_path)
    (site / "own").mkdir()
    own = site / "own" / "page.html"
    own.write_text(
        '<!doctype html><html lang="de"><title>Own</title><h1>Own</h1>'
        '<link rel="stylesheet" href="/search/page.css">'
        '<script type="module" src="/search/page.js"></script>'
        "<div data-painsci-search></div>",
        encoding="utf-8",
    )
    with served(site) as address:
        browser.resize(1000, 800)
        browser.open(f"{address}/own/page.html?q=placebo&other=1")
        answered(browser)
        assert all(
            link.startswith(f"{address}/articles/") for link in links(browser, ".results h3 a")
        )
        browser.wait_for("document.querySelector('#years input') !== null")
        browser.click("[data-key='kind note']")
        browser.wait_for("location.search.includes('kind=note')")
        assert state(browser) == {"q": "placebo", "other": "1", "kind": "note"}


def test_articles_of_all_languages_are_found_in_one_search(
    browser: Browser, tmp_path: Path
) -> None:
    def article(name: str, text: str, language: str) -> Article:
        url = f"https://example.org/{name}"
        sections = (Section("a", "A", text),)
        return Article(name, name.title(), sections, url=url, language=language)

    articles = [
        article("knie", "Das Kniegelenk schmerzt kaum.", "de-AT"),
        article("hüfte", "Die Hüfte schmerzt nie.", "de"),
        article("neck", "The neck rarely hurts.", "en"),
    ]
    with served(export_articles(tmp_path, articles)) as address:
        look(browser, address, "hurts")
        assert texts(browser, ".results h2") == ["Neck"]
        look(browser, address, "hufte")
        assert texts(browser, ".results h2") == ["Hüfte"]
        assert browser.evaluate("document.querySelector('.results .group').lang") == "de"
        look(browser, address, "schmerzt lang:de-at")
        assert texts(browser, ".results h2") == ["Knie"]


def test_a_site_whose_files_are_gone_says_that_the_search_cannot_be_loaded(
    browser: Browser, tmp_path: Path
) -> None:
    search = export_articles(tmp_path, [hostile_article()])
    (search / "search.json").unlink()
    with served(search) as address:
        browser.open(f"{address}/?q=quokkas")
        browser.wait_for(
            "document.querySelector('.status')?.textContent.includes('not be loaded') !== null"
        )


def test_a_former_id_in_an_address_leads_to_the_article(browser: Browser, tmp_path: Path) -> None:
    knee = Section("bend", "Bending", "Quokkas bend their knees.")
    back = Section("rest", "Resting", "Quokkas rest their backs.")
    folder = export_articles(
        tmp_path,
        [Article("knees", "Knees", (knee,), aliases=("70",)), Article("backs", "Backs", (back,))],
    )
    with served(folder) as address:
        look(browser, address, "quokkas", article="70")
        assert texts(browser, ".group h2") == ["Knees"]


def test_the_saved_file_is_linked_beside_the_web_page(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "knees.html").write_text(
        '<title>Knees</title><link rel="canonical" href="https://example.org/about-knees">'
        "<h1>Knees</h1><p>Quokkas bend their knees, and nobody has counted how often.</p>"
    )
    with Index.create(tmp_path / "index") as index:
        index.update([tmp_path / "pages"])
    with Index.open(tmp_path / "index", base_url="../pages") as index:
        export_site(index, tmp_path / "search")
    with served(tmp_path) as address:
        look(browser, f"{address}/search", "quokkas")
        assert links(browser, ".group h2 a") == ["https://example.org/about-knees"]
        assert links(browser, ".byline a") == [f"{address}/pages/knees.html"]
