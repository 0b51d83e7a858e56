"""The page to search with and the articles, used in a real browser with a keyboard and a mouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from page_server import page_server

from browser import Browser, check_accessibility
from page_samples import ODD_ANCHOR, ODD_ID, hostile
from painsci_search import Index

CORPUS = Path(__file__).parents[2] / "corpus"
HITS = "document.querySelectorAll('.hit').length"
FOCUSED = "document.activeElement"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with Index.create(folder / "index") as index:
        index.update([CORPUS])
        index.add(hostile())
    with page_server(folder / "index", folder / "log") as address:
        yield address


@pytest.fixture
def browser(chromium: Browser, served: str) -> Iterator[Browser]:
    """A browser at the page; whatever a test does there, nothing may be complained about."""
    chromium.resize(1100, 900)
    chromium.prefer("light")
    chromium.open(f"{served}/")
    yield chromium
    assert not chromium.complaints
    assert not foreign(chromium, served)
    assert not chromium.evaluate("'hacked' in window")


def foreign(browser: Browser, served: str) -> list[str]:
    """List what the page was made of that is from elsewhere."""
    names = browser.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    return [name for name in names if not name.startswith(f"{served}/")]


def search_for(browser: Browser, words: str) -> None:
    """Type a query and wait for its answer, which the title tells."""
    browser.evaluate("document.getElementById('~q').select()")
    browser.type(words)
    wait_for_answer(browser, words)


def wait_for_answer(browser: Browser, words: str) -> None:
    title = f"{words} · painsci-search" if words else "painsci-search"
    browser.wait_for(f"document.title === {json.dumps(title)}")


def wait_for_article(browser: Browser) -> None:
    """Wait until an article with a highlighted passage is loaded, and its script has run."""
    browser.wait_for(
        "document.readyState === 'complete' && !!document.querySelector('mark.passage')"
    )


def shown(browser: Browser) -> dict[str, Any]:
    """Give all that the page shows and could lose."""
    return browser.evaluate(
        "({address: location.pathname + location.search,"
        " query: document.getElementById('~q').value,"
        " count: document.getElementById('count').textContent,"
        " text: document.getElementById('results').innerText})"
    )


def focused(browser: Browser) -> str:
    return browser.evaluate(f"{FOCUSED}.id || {FOCUSED}.textContent")


def test_typing_finds_without_pressing_enter(browser: Browser) -> None:
    browser.press("/")
    browser.type("placebo")
    wait_for_answer(browser, "placebo")
    assert browser.evaluate(HITS) > 5
    assert "passages" in browser.text("#count")
    assert browser.evaluate("document.querySelector('.hit mark').textContent") == "placebo"
    assert focused(browser) == "~q"


def test_half_a_word_shows_what_it_may_become_and_says_so(browser: Browser) -> None:
    browser.press("/")
    browser.type("placeb")
    wait_for_answer(browser, "placeb")
    assert "No passage has “placeb”. Shown are those with placebo." in browser.text("#message")
    assert browser.evaluate(HITS) > 5
    browser.click("#completions a")
    wait_for_answer(browser, "placebo")
    assert browser.evaluate("document.getElementById('~q').value") == "placebo"


def test_the_keyboard_leads_to_a_passage_and_back(browser: Browser) -> None:
    browser.press("/")
    browser.type("neural ASMR")
    wait_for_answer(browser, "neural ASMR")
    browser.press("ArrowDown")
    assert "Looking at the brain" in focused(browser)
    browser.press("ArrowDown")
    assert focused(browser) == "Note 5"
    browser.press("ArrowUp")
    browser.press("ArrowRight")
    assert browser.evaluate("document.querySelector('.card').open")
    assert "Lochte BC" in browser.text(".card")
    browser.press("ArrowLeft")
    assert not browser.evaluate("document.querySelector('.card').open")
    browser.press("Enter")
    wait_for_article(browser)
    browser.settle()
    assert browser.evaluate("location.pathname") == "/articles/asmr"
    assert "A study with fMRI" in browser.text("#\\~passage")
    assert browser.evaluate(
        "(box => box.top > 0 && box.bottom < innerHeight)"
        "(document.getElementById('~passage').getBoundingClientRect())"
    )
    places = browser.evaluate("history.length")
    browser.press("Escape")
    browser.wait_for("location.pathname === '/'")
    wait_for_answer(browser, "neural ASMR")
    assert browser.evaluate(HITS) > 2
    browser.wait_for(f"{FOCUSED}.matches('.open')")
    assert "Looking at the brain" in focused(browser)
    assert browser.evaluate("history.length") == places
    browser.press("ArrowDown")
    assert focused(browser) == "Note 5"


def test_escape_leads_to_the_field_and_then_clears_it(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "sham")
    browser.press("ArrowDown")
    assert focused(browser) != "~q"
    browser.press("Escape")
    assert focused(browser) == "~q"
    browser.press("Escape")
    wait_for_answer(browser, "")
    assert browser.evaluate("document.getElementById('~q').value") == ""
    assert "Find the passage" in browser.text("#results")


def test_up_from_the_first_passage_is_the_field(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "sham")
    browser.press("ArrowDown")
    browser.press("ArrowUp")
    assert focused(browser) == "~q"


def test_a_slash_is_a_slash_in_the_field_and_where_it_is_turned_off(browser: Browser) -> None:
    browser.press("/")
    browser.type("L4/L5")
    assert browser.evaluate("document.getElementById('~q').value") == "L4/L5"
    browser.evaluate("document.activeElement.blur()")
    browser.click("#\\~slash")
    browser.evaluate("document.activeElement.blur()")
    browser.press("/")
    assert focused(browser) != "~q"
    browser.reload()
    assert browser.evaluate("document.getElementById('~slash').checked") is False
    browser.click("#\\~slash")
    browser.evaluate("document.activeElement.blur()")
    browser.press("/")
    assert focused(browser) == "~q"


def test_back_and_forward_go_through_the_searches(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "sham")
    browser.press("Enter")
    first = shown(browser)
    search_for(browser, "massage")
    browser.press("Enter")
    second = shown(browser)
    assert first["text"] != second["text"]
    browser.evaluate("history.back()")
    wait_for_answer(browser, "sham")
    assert shown(browser) == first
    browser.evaluate("history.back()")
    wait_for_answer(browser, "")
    browser.evaluate("history.go(2)")
    wait_for_answer(browser, "massage")
    assert shown(browser) == second


def test_back_leads_to_the_search_even_from_a_place_in_the_page(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "sham")
    first = browser.text("#results")
    browser.evaluate("document.querySelector('.skip').click()")
    browser.wait_for("location.hash === '#main'")
    browser.press("/")
    search_for(browser, "massage")
    browser.evaluate("history.back()")
    wait_for_answer(browser, "sham")
    assert browser.text("#results") == first
    assert browser.evaluate("location.hash") == "#main"


def test_a_query_being_typed_is_one_step_of_the_history(browser: Browser) -> None:
    before = browser.evaluate("history.length")
    browser.press("/")
    for words in ("sham", "sham sur", "sham surgery"):
        browser.type(words[len(browser.evaluate("document.getElementById('~q').value")) :])
        wait_for_answer(browser, words)
    browser.press("Enter")
    browser.wait_for("history.state.typed === false")
    assert browser.evaluate("history.length") == before + 1


def test_reloading_and_sharing_show_the_same(browser: Browser, served: str) -> None:
    browser.press("/")
    search_for(browser, "placebo")
    browser.click("a[data-key='kind note']")
    browser.wait_for("location.search.includes('kind=note')")
    browser.click("a[data-key='updated 2026']")
    browser.wait_for("location.search.includes('since=2026')")
    before = shown(browser)
    assert "Notes" in browser.text("#chosen")
    assert "Updated in 2026" in browser.text("#chosen")
    browser.reload()
    assert shown(browser) == before
    browser.open(served + before["address"])
    assert shown(browser) == before


def test_facets_do_not_move_when_the_plot_of_years_arrives(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "placebo")
    browser.wait_for("!!document.querySelector('#years input')")
    top = "document.getElementById('facets').getBoundingClientRect().top"
    after = browser.evaluate(top)
    before = browser.evaluate(f"(document.getElementById('years').replaceChildren(), {top})")
    assert before == after


def test_no_room_is_left_for_a_plot_that_does_not_come(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "placebo")
    browser.wait_for("!!document.querySelector('#years input')")
    # titles and decks cite nothing
    browser.open(browser.evaluate("location.origin") + "/?q=placebo&kind=article")
    assert browser.evaluate(HITS) > 0
    assert browser.evaluate("document.getElementById('years').offsetHeight") == 0


def test_a_facet_narrows_keeps_the_focus_and_is_undone(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "placebo")
    everything = shown(browser)
    browser.click("a[data-key='kind note']")
    browser.wait_for("!!document.querySelector('.chips')")
    assert browser.evaluate(
        "[...document.querySelectorAll('.hit h3')].every(h => /^Note/.test(h.innerText))"
    )
    assert browser.evaluate(f"{FOCUSED}.dataset.key") == "kind note"
    assert browser.evaluate(f"{FOCUSED}.getAttribute('aria-current')") == "true"
    browser.click(".chips a")
    browser.wait_for("!document.querySelector('.chips')")
    assert shown(browser) == everything
    assert focused(browser) == "main"


def test_filters_stay_while_the_query_is_changed(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "placebo")
    browser.click("a[data-key='kind note']")
    browser.wait_for("!!document.querySelector('.chips')")
    browser.press("/")
    search_for(browser, "massage")
    assert "kind=note" in browser.evaluate("location.search")


def test_what_is_typed_or_chosen_beside_the_query_counts(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "placebo")
    browser.wait_for("!!document.querySelector('#years input')")
    browser.evaluate("document.querySelector('#years input').focus()")
    browser.press("End")
    browser.wait_for("location.search.includes('cited_since=20')")
    browser.wait_for("!!document.querySelector('.chips')")
    assert browser.evaluate(f"{FOCUSED}.dataset.key") == "cited_since"
    browser.press("Home")
    browser.wait_for("!location.search.includes('cited_since')")
    browser.wait_for("!document.querySelector('.chips')")
    browser.click("#exact")
    browser.wait_for("location.search.includes('exact=true')")
    browser.evaluate(
        "(s => { s.value = 'date'; s.dispatchEvent(new Event('change', {bubbles: true})) })"
        "(document.getElementById('sort'))"
    )
    browser.wait_for("location.search.includes('sort=date')")


def test_a_wrong_date_in_a_url_is_reported(browser: Browser, served: str) -> None:
    browser.open(f"{served}/?q=placebo&until=soon")
    browser.wait_for("!!document.querySelector('.trouble')")
    assert "until must be" in browser.text("#message").lower()
    [complaint] = browser.complaints
    assert "status of 400" in complaint
    browser.complaints.clear()


def test_more_passages_are_further_ones(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "pain")
    first = browser.text("#results")
    browser.click("a[rel=next]")
    browser.wait_for("location.search.includes('offset=20')")
    assert "21 to 40 shown" in browser.text("#count")
    assert browser.text("#results") != first
    assert browser.evaluate("scrollY") == 0
    browser.click("a[rel=prev]")
    browser.wait_for("!location.search.includes('offset')")
    assert browser.text("#results") == first


def test_a_misspelt_word_is_told_and_its_correction_shown(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "placibo")
    assert browser.text("#message") == "No passage has “placibo”. Shown are those with placebo."


def test_nothing_found_is_said(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "zzqqxx")
    assert browser.text("#count") == "No passage matches."
    assert "zzqqxx” occurs in no article." in browser.text("#message")


def test_partial_matches_are_said_to_be_so(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "sham zebra")
    assert "No passage matches the whole query" in browser.text("#message")
    assert browser.evaluate(HITS) > 2


def test_only_the_last_of_several_answers_is_shown(browser: Browser) -> None:
    browser.evaluate(
        "(send => { XMLHttpRequest.prototype.send = function () {"
        " setTimeout(() => { if (this.readyState === 1) send.call(this) }, window.late ?? 0) } })"
        "(XMLHttpRequest.prototype.send)"
    )
    browser.press("/")
    browser.evaluate("window.late = 600")
    browser.type("sham")
    browser.wait_for("new Promise(done => setTimeout(() => done(true), 200))")
    browser.evaluate("window.late = 0")
    browser.type(" massage")
    wait_for_answer(browser, "sham massage")
    browser.evaluate("new Promise(done => setTimeout(done, 700))")
    wait_for_answer(browser, "sham massage")
    assert browser.evaluate("location.search") == "?q=sham+massage"


def test_a_server_that_is_gone_is_said_to_be_gone(
    chromium: Browser, tmp_path: Path, demo_index: Index
) -> None:
    assert demo_index.path is not None
    with page_server(demo_index.path, tmp_path / "log") as address:
        chromium.open(f"{address}/")
    chromium.press("/")
    chromium.type("sham")
    chromium.wait_for("document.getElementById('count').textContent.includes('does not answer')")


def test_without_a_script_the_form_finds_and_cards_unfold(browser: Browser, served: str) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(f"{served}/?q=placebo&kind=note")
        browser.click(".card summary")
        assert "PubMed" in browser.text(".card")
        browser.click("#\\~q")
        browser.type(" sham")
        browser.click("#\\~search button")
        wait_for_answer(browser, "placebo sham")
        assert "kind=note" in browser.evaluate("location.search")
        assert browser.evaluate("document.querySelector('.keys').hidden")
    finally:
        browser.ask("Emulation.setScriptExecutionDisabled", value=False)


def test_a_page_that_is_asked_again_is_whole(browser: Browser, served: str) -> None:
    for _ in range(2):
        browser.open(f"{served}/?q=placebo")
        assert (
            browser.evaluate("getComputedStyle(document.querySelector('.columns')).display")
            == "grid"
        )
        assert not browser.complaints


def test_an_article_is_found_under_an_odd_name_and_runs_nothing(
    browser: Browser, served: str
) -> None:
    browser.press("/")
    search_for(browser, "quokka calm")
    browser.press("ArrowDown")
    browser.press("Enter")
    wait_for_article(browser)
    assert browser.evaluate(f"document.getElementById({json.dumps(ODD_ANCHOR)}) !== null")
    assert "<script>" in browser.text("h1")
    browser.open(f"{served}/articles/{quote(ODD_ID, safe='')}#{quote(ODD_ANCHOR)}")
    assert browser.evaluate("document.querySelector(':target').tagName") == "SECTION"


def test_a_hostile_query_runs_nothing(browser: Browser, served: str) -> None:
    attack = '"><img src=x onerror=window.hacked=1><script>window.hacked=1</script>'
    browser.open(f"{served}/?q={quote(attack)}&author={quote(attack)}&since={quote(attack)}")
    assert not browser.evaluate("document.querySelectorAll('main img, main script').length")
    browser.open(
        f"{served}/articles/asmr?q={quote(attack)}&at={quote(attack)}&passage={quote(attack)}"
    )
    assert not browser.evaluate("document.querySelectorAll('main img, main script').length")


def test_a_marker_in_a_passage_unfolds_its_note(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "neural ASMR")
    browser.click(".snippet .marker a")
    assert browser.evaluate("document.querySelector('.card').open")
    assert browser.evaluate(f"{FOCUSED}.matches('.card summary')")
    assert browser.evaluate("location.pathname") == "/"


NOTE = "document.getElementById('~note')"


def test_a_note_is_shown_beside_its_marker(browser: Browser, served: str) -> None:
    browser.open(f"{served}/articles/asmr?q=ASMR&at=brain#~passage")
    browser.evaluate(
        "document.querySelector('[href=\"#n5\"]').focus({preventScroll: true, focusVisible: true})"
    )
    browser.wait_for(f"!{NOTE}.hidden")
    assert browser.text("#\\~note").startswith("Lochte BC")
    assert browser.evaluate(f"{FOCUSED}.getAttribute('aria-describedby')") == "~note"
    assert browser.evaluate(
        f"(box => box.left >= 0 && box.right <= innerWidth)({NOTE}.getBoundingClientRect())"
    )
    check_accessibility(browser)
    browser.press("Escape")
    assert browser.evaluate(f"{NOTE}.hidden")
    assert browser.evaluate("location.pathname") == "/articles/asmr"


def test_a_note_opens_with_the_first_tap_and_the_second_leads_to_it(
    browser: Browser, served: str
) -> None:
    browser.open(f"{served}/articles/asmr?q=ASMR&at=brain#~passage")
    tap = (
        "(e => { e.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true,"
        " pointerType: 'touch'})); e.click() })(document.querySelector('[href=\"#n5\"]'))"
    )
    browser.evaluate(tap)
    assert browser.text("#\\~note").startswith("Lochte BC")
    assert browser.evaluate("location.hash") == "#~passage"
    browser.evaluate(tap)
    browser.wait_for("location.hash === '#n5'")
    assert browser.evaluate(f"{NOTE}.hidden")


def test_keys_lead_to_the_next_match_and_the_one_before(browser: Browser, served: str) -> None:
    browser.open(f"{served}/articles/asmr?q=ASMR")
    browser.press("n")
    browser.wait_for("!!document.querySelector('.matches')?.innerText.startsWith('Match 1 of 19')")
    wait_for_article(browser)
    browser.press("n")
    browser.wait_for("!!document.querySelector('.matches')?.innerText.startsWith('Match 2 of 19')")
    wait_for_article(browser)
    browser.press("p")
    browser.wait_for("!!document.querySelector('.matches')?.innerText.startsWith('Match 1 of 19')")


COPIED = (
    "navigator.clipboard.write = async ([item]) => {"
    " window.copied = await (await item.getType('text/plain')).text() }"
)


def copied(browser: Browser) -> str:
    browser.wait_for("document.getElementById('~said').matches('.shown')")
    return str(browser.evaluate("window.copied"))


def test_a_quotation_is_copied_with_its_source_and_its_link(browser: Browser, served: str) -> None:
    browser.evaluate(COPIED)
    browser.press("/")
    search_for(browser, "neural ASMR")
    browser.click(".copy summary")
    browser.click(".copy[open] [data-copy=quotation]")
    words, source, link = copied(browser).split("\n")
    assert words.startswith("“A study with fMRI has investigated")
    assert words.endswith("imaging literatures apply.”")
    # without the markers of notes
    assert "5" not in words
    assert source == "painsci-search demo corpus. ASMR and Pleasant Touch. 2026."
    assert link.startswith(f"{served}/articles/asmr?")
    assert browser.text("#\\~said") == "Copied."
    assert not browser.evaluate("document.querySelector('.copy').open")
    assert browser.evaluate(f"{FOCUSED}.matches('.copy summary')")


def test_a_key_copies_the_quotation_of_the_passage_with_the_focus(browser: Browser) -> None:
    browser.evaluate(COPIED)
    browser.press("/")
    search_for(browser, "neural ASMR")
    browser.press("ArrowDown")
    browser.press("c")
    assert copied(browser).startswith("“A study with fMRI")


def test_citations_are_copied_in_the_style_that_the_reader_chose(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "neural ASMR")
    browser.click(".export summary")
    if not browser.evaluate("document.querySelectorAll('#\\\\~style option').length > 1"):
        pytest.skip("the extra styles is not installed")
    browser.evaluate(
        "(s => { s.value = 'apa'; s.dispatchEvent(new Event('change', {bubbles: true})) })"
        "(document.getElementById('~style'))"
    )
    browser.reload()
    browser.evaluate(COPIED)
    browser.click(".card summary")
    browser.click(".card[open] [data-copy=citation]")
    assert copied(browser).startswith("Lochte, B. C., Guillory, S. A.")
    browser.click(".hit .open")
    wait_for_article(browser)
    browser.evaluate(COPIED)
    browser.click(".copy summary")
    browser.click(".copy[open] [data-copy=citation]")
    assert copied(browser) == "painsci-search demo corpus. (2026). ASMR and Pleasant Touch."


def test_escape_closes_a_menu_and_nothing_else(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "sham")
    browser.click(".export summary")
    browser.press("Escape")
    assert not browser.evaluate("document.querySelector('.export').open")
    assert browser.evaluate(f"{FOCUSED}.matches('.export summary')")
    browser.click(".export summary")
    browser.click("#count")
    assert not browser.evaluate("document.querySelector('.export').open")


def test_a_saved_file_is_shown_and_nothing_in_it_runs(browser: Browser, served: str) -> None:
    browser.open(f"{served}/saved/asmr")
    assert "ASMR and Pleasant Touch" in browser.text("h1")
    assert browser.evaluate("self.origin") == "null"
    browser.open(f"{served}/")


@pytest.mark.parametrize(
    ("typed", "finished"),
    [
        ('"sham surg', '"sham surg"'),
        ("sham AND", "sham"),
        ("(sham", "sham"),
        ("sham title:", "sham"),
    ],
)
def test_half_a_query_shows_the_answer_to_what_is_finished(
    browser: Browser, served: str, typed: str, finished: str
) -> None:
    browser.open(f"{served}/?q={quote(finished)}")
    expected = browser.evaluate(HITS)
    browser.open(f"{served}/")
    browser.press("/")
    search_for(browser, typed)
    assert browser.evaluate(HITS) == expected
    assert not browser.evaluate("document.querySelector('.trouble')")


def test_an_answer_is_never_that_to_an_earlier_query(browser: Browser) -> None:
    browser.press("/")
    search_for(browser, "sham")
    browser.type(" zzqqxx")
    # as soon as this query is answered, whatever the answer is
    browser.wait_for("document.title.startsWith('sham zzqqxx')")
    assert "zzqqxx” occurs in no article." in browser.text("#message")


def test_the_field_has_the_focus_where_there_is_no_query(browser: Browser, served: str) -> None:
    assert focused(browser) == "~q"
    browser.type("sham")
    wait_for_answer(browser, "sham")
    browser.open(f"{served}/?q=sham")
    assert focused(browser) != "~q"


def test_an_example_asks_a_heading_of_an_article(browser: Browser) -> None:
    example = browser.text(".questions a")
    browser.click(".questions a")
    browser.wait_for(HITS)
    assert browser.evaluate("document.getElementById('~q').value") == example.rstrip("?")


def test_the_help_opens_by_its_key_and_its_link_and_closes(browser: Browser, served: str) -> None:
    browser.open(f"{served}/?q=sham")
    browser.press("?")
    assert browser.evaluate("document.getElementById('~help').open")
    check_accessibility(browser)
    browser.press("Escape")
    browser.wait_for("!document.getElementById('~help').open")
    browser.click("a.help")
    browser.click("#\\~help button")
    browser.wait_for("!document.getElementById('~help').open")
    browser.press("/")
    browser.type("?")
    assert not browser.evaluate("document.getElementById('~help').open")


def test_searches_are_kept_and_saved_in_this_browser_alone(browser: Browser, served: str) -> None:
    browser.evaluate("localStorage.clear()")
    browser.press("/")
    search_for(browser, "sham")
    browser.press("Enter")
    browser.wait_for("localStorage.getItem('painsci-search-recent')")
    search_for(browser, "massage")
    browser.click("#\\~searches summary")
    browser.wait_for("!document.querySelector('[data-list=recent]').hidden")
    browser.click("[data-save]")
    browser.wait_for("!document.querySelector('[data-list=saved]').hidden")
    assert browser.text("[data-list=saved] a") == "massage"
    assert browser.text("[data-list=recent] a") == "sham"
    check_accessibility(browser)
    browser.click("[data-list=recent] a")
    wait_for_answer(browser, "sham")
    browser.open(f"{served}/")
    browser.click("#\\~searches summary")
    browser.wait_for("!document.querySelector('[data-list=saved]').hidden")
    browser.click("[data-list=saved] button")
    browser.click("[data-forget]")
    browser.wait_for("document.querySelector('[data-list=saved]').hidden")
    assert browser.evaluate("document.querySelector('[data-list=recent]').hidden")


def test_a_search_that_something_else_kept_leads_nowhere_else(
    browser: Browser, served: str
) -> None:
    kept = [{"query": "x", "url": "javascript:window.hacked=1"}, {"query": 1}, None]
    browser.evaluate(f"localStorage.setItem('painsci-search-saved', '{json.dumps(kept)}')")
    browser.click("#\\~searches summary")
    browser.wait_for("!!document.querySelector('[data-list=saved] a')")
    assert browser.evaluate("document.querySelector('[data-list=saved] a').href").startswith(served)
    browser.evaluate("localStorage.clear()")


def test_a_print_says_what_it_is_of_and_has_the_evidence(browser: Browser, served: str) -> None:
    browser.open(f"{served}/?q=neural+ASMR")
    browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    browser.ask("Emulation.setEmulatedMedia", media="print")
    try:
        shown = browser.text("main")
        assert "Search: neural ASMR" in shown
        assert f"{served}/?q=neural+ASMR" in shown
        assert browser.evaluate("new Date().getFullYear().toString()") in shown
        assert "Lochte BC, Guillory SA" in shown
        assert "Copy citation" not in shown
        assert (
            browser.evaluate("getComputedStyle(document.querySelector('.masthead')).display")
            == "none"
        )
    finally:
        browser.ask("Emulation.setEmulatedMedia", media="")
    browser.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not browser.evaluate("document.querySelectorAll('.card[open]').length")


PLACES = {
    "home": "/",
    "passages": "/?q=neural+placebo",
    "filtered": "/?q=placebo&kind=note&since=2026&until=2026&article=placebo",
    "further": "/?q=pain&offset=20",
    "trouble": "/?q=%22sham",
    "nothing": "/?q=zzqqxx",
    "hostile": "/?q=quokka",
    "article": "/articles/asmr?q=ASMR&at=n5#~passage",
    "hostile article": f"/articles/{quote(ODD_ID, safe='')}?q=quokka",
    "like": "/like/asmr?at=brain",
    "missing": "/articles/none",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("width", "scheme"), [(1100, "light"), (1100, "dark"), (360, "light")])
def test_every_page_is_accessible_and_fits(
    chromium: Browser, served: str, place: str, width: int, scheme: Any
) -> None:
    chromium.resize(width, 800)
    chromium.prefer(scheme)
    chromium.open(served + PLACES[place])
    # menus would cover what is below them
    folds = "document.querySelectorAll('details:not(.menu)')"
    chromium.evaluate(f"{folds}.forEach(each => {{ each.open = true }})")
    check_accessibility(chromium)
    for menu in range(chromium.evaluate("document.querySelectorAll('.menu').length")):
        chromium.evaluate(f"document.querySelectorAll('.menu')[{menu}].open = true")
        assert chromium.evaluate("document.documentElement.scrollWidth") <= width
    assert chromium.evaluate("document.documentElement.scrollWidth") <= width
    assert len(chromium.complaints) == (1 if place == "missing" else 0)
    assert not foreign(chromium, served)
