"""Pages: what they link, mark and keep; and that texts never become anything but texts."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_samples import BREAKOUT, ODD_ANCHOR, ODD_ID, Parsed, hostile
from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from painsci_search.model import Hit, Mark, Notice, Offer, Results, Suggestion
from painsci_search.web.pages import (
    ReadingPosition,
    SearchOutcome,
    SearchState,
    Site,
    article_page,
    like_page,
    problem_page,
    search_page,
)
from painsci_search.web.pages.evidence import card
from painsci_search.web.pages.markup import element, highlighted
from painsci_search.web.pages.references import note_card
from painsci_search.web.pages.search_page import count_line
from painsci_search.web.pages.urls import PASSAGE_ID, URLs

FILES = (
    "style.css",
    "served.css",
    "results.css",
    "article.css",
    "icon.svg",
    "results.js",
    "article.js",
    "like.css",
    "like.js",
)
SITE = Site(URLs("", dict.fromkeys(FILES, "1")), longest_query=100)
# What the pages are made of; anything else was brought along by a text.
NAMES = set(
    "html head meta title link script body a header div form label input button ul li kbd details "
    "summary p select option section h1 h2 h3 h4 h5 h6 span aside main nav ol mark q bdi code "
    "blockquote article sup b footer dialog dl dt dd strong".split()
)


def read(article: Article, **location: str) -> Parsed:
    return Parsed(article_page(article, ReadingPosition(**location), SITE))


def marked_in(article: Article, **location: str) -> str:
    """Give the marked words of the page, joined where a marker or a paragraph parts them."""
    page = article_page(article, ReadingPosition(**location), SITE).decode()
    return " ".join(part.partition("</mark>")[0] for part in page.split('class="passage">')[1:])


def one_section(text: str, *refs: NoteRef, **more: object) -> Article:
    section = Section("here", "Here", text, 2, note_refs=refs)
    return Article("one", "One", (section,), **more)


def check_harmless(page: bytes) -> Parsed:
    parsed = Parsed(page)
    assert {name for name, _ in parsed.elements} <= NAMES
    scripts = parsed.all("script")
    assert all(each["src"].startswith("/static/") for each in scripts)
    for _, each in parsed.elements:
        assert not [name for name in each if name.startswith("on") or name == "style"]
    for link in parsed.links():
        assert link.startswith(("/", "#", "http://", "https://")), link
    return parsed


def test_nothing_of_a_hostile_article_is_markup() -> None:
    location = ReadingPosition(ODD_ANCHOR, "are calm.", SearchState(q=BREAKOUT, author=BREAKOUT))
    page = check_harmless(article_page(hostile(), location, SITE))
    assert ODD_ANCHOR in page.ids()
    assert "/secret/" not in page.words


def test_nothing_of_hostile_hits_is_markup() -> None:
    index = Index.in_memory()
    index.add(hostile())
    state = SearchState(
        q="quokka", article=(ODD_ID,), author=BREAKOUT, kind=BREAKOUT, since=BREAKOUT, until="x"
    )
    results = index.search("quokka", facets=True)
    assert {hit.kind for hit in results} == {"article", "section", "note"}
    strange = replace(results, suggestion=BREAKOUT, unknown=(BREAKOUT,), partial=True)
    words = (Suggestion(BREAKOUT, "word", 1), Suggestion(BREAKOUT, "article", 1, ODD_ID))
    for answer in (
        SearchOutcome(strange, more=True, completions=words),
        SearchOutcome(results, instead=BREAKOUT),
        SearchOutcome(error=BREAKOUT, position=2),
        SearchOutcome(newest=results),
    ):
        check_harmless(search_page(replace(state, q=BREAKOUT), answer, SITE))


def test_a_problem_is_told_as_text() -> None:
    check_harmless(problem_page(SITE, BREAKOUT, BREAKOUT))
    check_harmless(problem_page(SITE, BREAKOUT, BREAKOUT, f"/{BREAKOUT}"))


@given(st.text(), st.text(), st.text())
def test_an_element_holds_any_text_as_it_is(name: str, words: str, more: str) -> None:
    shown = Parsed(element("p", {"title": name}, words, [more, None]).encode())
    assert [tag for tag, _ in shown.elements] == ["p"]
    assert set(shown.words) <= {*words, *more, "\ufffd"}


def test_a_passage_shows_the_name_and_the_heading_above_that_matched(index: Index) -> None:
    section = Section("s", "Dose", "Some text.", level=3, path=("Big kites",))
    index.add(Article("a", "Title", (section,), authors=("Ann Kite", "Bo")))
    outcome = SearchOutcome(index.search("kite"), more=False)
    page = search_page(SearchState(q="kite"), outcome, SITE).decode()
    assert "<bdi>Ann <mark>Kite</mark>, Bo</bdi>" in page
    assert "Big <mark>kites</mark> \u203a Dose" in page


@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_marks_lose_no_words(words: str, places: list[int]) -> None:
    ends = sorted({place for place in places if place <= len(words)})
    spans = tuple(zip(ends[::2], ends[1::2], strict=False))
    plain = str(element("p", None, words))
    again = str(element("p", None, highlighted(words, spans)))
    assert again.replace("<mark>", "").replace("</mark>", "") == plain


def test_a_passage_is_marked_where_it_stands() -> None:
    article = one_section("A cat sat. A dog ran. A cat slept.")
    assert marked_in(article, anchor="here", passage="A dog ran.") == "A dog ran."
    assert read(article, anchor="here", passage="A dog ran.").ids().count(PASSAGE_ID) == 1


def test_a_passage_is_marked_across_paragraphs_and_markers() -> None:
    text = "One ends here.\n\nTwo is noted. Three follows."
    ref = NoteRef("1", text.index(" Three"), "n1")
    article = one_section(text, ref, notes=(Note("1", "n1", "A note.", cited_from=("here",)),))
    location = {"anchor": "here", "passage": "ends here. Two is noted. Three"}
    assert marked_in(article, **location) == "ends here. Two is noted.  Three"
    assert read(article, **location).ids().count(PASSAGE_ID) == 1


def test_a_passage_that_moved_is_found_in_another_section() -> None:
    first, second = Section("a", "A", "Nothing."), Section("b", "B", "It is here now.")
    article = Article("x", "X", (first, second))
    assert marked_in(article, anchor="a", passage="It is here") == "It is here"


def test_a_passage_is_first_looked_for_at_its_anchor() -> None:
    first, second = Section("a", "A", "The words."), Section("b", "B", "More of the words.")
    page = article_page(
        Article("x", "X", (first, second)), ReadingPosition("b", "words."), SITE
    ).decode()
    assert page.index(PASSAGE_ID) > page.index('id="b"')


def test_a_lost_passage_is_said_to_be_lost_and_its_section_shown() -> None:
    page = read(one_section("Something else."), anchor="here", passage="The old words.")
    assert "no longer in the article" in page.words
    assert page.ids().count(PASSAGE_ID) == 1


def test_without_a_passage_nothing_is_marked_or_said_to_be_lost() -> None:
    page = read(one_section("Something."))
    assert not page.all("mark")
    assert "indexed now" not in page.words


def test_a_note_is_marked_as_a_whole_when_its_anchor_is_asked_for() -> None:
    article = one_section("Text.", notes=(Note("1", "n1", "First part.\n\nSecond part."),))
    assert marked_in(article, anchor="n1") == "First part. Second part."


def test_markers_lead_to_notes_and_notes_back_to_each_marker() -> None:
    text = "Once. Twice."
    refs = (NoteRef("1", 5, "fn:1"), NoteRef("1", len(text), "fn:1"), NoteRef("9", len(text)))
    note = Note("1", "fn:1", "A note.", cited_from=("here",))
    page = read(one_section(text, *refs, notes=(note,)))
    to_note = [each for each in page.all("a") if each["href"] == "#fn%3A1"]
    assert len(to_note) == 2
    assert "fn:1" in page.ids()
    back = {f"#{each['id']}" for each in to_note}
    assert back <= set(page.links())
    assert [each["title"] for each in page.all("sup") if "title" in each] == [
        "This note is missing."
    ]


def test_a_note_within_a_range_leads_back_to_the_marker_of_the_range() -> None:
    refs = (NoteRef("1", 5, "n1", ("n2",)), NoteRef("3", 5, "n3"))
    notes = tuple(Note(n, f"n{n}", f"Note {n}.", cited_from=("here",)) for n in "123")
    page = read(one_section("Once.", *refs, notes=notes))
    assert "Once.1–3" in page.words
    to_first, to_last = (one for one in page.all("a") if one["href"] in ("#n1", "#n3"))
    assert page.links().count(f"#{to_first['id']}") == 2
    assert page.links().count(f"#{to_last['id']}") == 1


def test_words_that_are_a_marker_are_the_link_to_its_note() -> None:
    text = "So Roe and Bloggs (2015) and (Doe, 1983) found.\n\nNot (Poe 1840)."
    refs = (
        NoteRef("Roe and Bloggs 2015", text.index(") and"), "n1"),
        NoteRef("Doe, 1983", text.index(") found"), "n2"),
        NoteRef("Doe, 1983", text.index(") found"), "n3"),
        NoteRef("Poe 1840", len(text) - 2),
    )
    link = Mark("link", 3, 17, "https://example.org/roe")
    section = Section("here", "Here", text, 2, note_refs=refs, marks=(link,))
    notes = tuple(Note("", f"n{n}", "A note.", cited_from=("here",)) for n in "123")
    article = Article("one", "One", (section,), notes)
    page = article_page(article, ReadingPosition("here", "Bloggs (2015) and"), SITE).decode()
    assert re.search(r'So <a [^>]*href="#n1"[^>]*>Roe and <mark [^>]*>Bloggs</mark>', page)
    assert re.search(r"2015\)</mark></a><mark [^>]*> and</mark> \(<a ", page)
    assert re.search(
        r'href="#n2"[^>]*>Doe, 1983</a>'
        r'<sup class="marker"><a [^>]*href="#n3"[^>]*>\*</a></sup>\) found\.',
        page,
    )
    assert "example.org" not in page
    assert 'Not (<span title="This note is missing.">Poe 1840</span>).' in page
    ids = Parsed(page.encode()).ids()
    assert all(f'href="#~ref-{n}"' in page and f"~ref-{n}" in ids for n in (1, 2, 3))


def test_every_anchor_is_an_id_once() -> None:
    sections = (
        Section("sec ond", "B", "b", 3, ("A",)),
        Section("made-up", "C", "c", anchor_in_page=False),
        Section("~passage", "D", "d"),
    )
    article = Article("x", "X", sections, (Note("", "n\u00e9", "note"),))
    ids = read(article, anchor="made-up").ids()
    assert {"sec ond", "made-up", "n\u00e9"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_headings_never_skip_a_level() -> None:
    sections = (
        Section("opening", "X", "words"),
        Section("deep", "Deep", "words", 5, ("A", "B", "C")),
        Section("b", "B", "words", 2),
        Section("c", "C", "words", 4, ("B",)),
    )
    page = read(Article("x", "X", sections))
    levels = [int(name[1]) for name, _ in page.elements if len(name) == 2 and name[0] == "h"]
    # the last two are those of the help
    assert levels == [1, 2, 2, 3, 2, 2]


@pytest.mark.parametrize(
    ("language", "attributes"),
    [
        ("he", {"lang": "he", "dir": "rtl"}),
        ("ar-EG", {"lang": "ar-EG", "dir": "rtl"}),
        ("az-Arab", {"lang": "az-Arab", "dir": "rtl"}),
        ("de", {"lang": "de", "dir": "ltr"}),
        (None, {"dir": "auto"}),
        ('"><b>', {"dir": "auto"}),
    ],
)
def test_an_article_says_its_language_and_direction(
    language: str, attributes: dict[str, str]
) -> None:
    assert read(Article("x", "X", language=language)).all("article") == [attributes]


@pytest.mark.parametrize("url", ["https://example.org/a", None, "file:///etc/passwd", "//x"])
def test_only_a_web_address_is_linked_as_the_original(url: str | None) -> None:
    links = read(Article("x", "X", url=url)).links()
    assert (url in links) == (url == "https://example.org/a")


def test_the_way_back_keeps_the_search() -> None:
    state = SearchState(q="knee pain", kind="note", article=("a", "b"), offset=20)
    page = Parsed(article_page(Article("x", "X"), ReadingPosition(state=state), SITE))
    back = next(link for link in page.links() if "kind" in link)
    assert parse_qs(urlsplit(back).query) == {
        "q": ["knee pain"],
        "kind": ["note"],
        "article": ["a", "b"],
        "offset": ["20"],
    }


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8")))
def test_an_address_leads_to_any_id(article_id: str) -> None:
    parts = urlsplit(SITE.urls.article(article_id, SearchState(q="x"), "a", "words"))
    assert unquote(parts.path.removeprefix("/articles/")) == article_id


@given(st.text(), st.text(), st.text())
def test_an_address_never_grows_beyond_what_a_server_takes(q: str, anchor: str, words: str) -> None:
    address = SITE.urls.article("x", SearchState(q=q * 50), anchor[:100], words * 200)
    assert len(address) < 8_000


def test_a_long_passage_is_cut_between_words() -> None:
    address = SITE.urls.article("x", SearchState(), "a", "word " * 2000)
    passage = parse_qs(urlsplit(address).query)["passage"][0]
    assert set(passage.split()) == {"word"}


def test_filters_and_facets_change_one_thing_each(demo_index: Index) -> None:
    state = SearchState(q="placebo", kind="note")
    results = demo_index.search("placebo", kind="note", facets=True)
    links = Parsed(search_page(state, SearchOutcome(results), SITE)).links()
    assert "/?q=placebo" in links
    assert "/?q=placebo&kind=note&since=2026&until=2026" in links
    assert "/?q=placebo&kind=note&article=nocebo" in links


def test_a_search_without_filters_is_offered_once(demo_index: Index) -> None:
    state = SearchState(q="placebo", author="Nobody")
    results = demo_index.search("placebo", author="Nobody")
    assert results.offers
    page = Parsed(search_page(state, SearchOutcome(results), SITE))
    assert "Search without filters" in page.words
    assert "Without the filters" not in page.words
    assert "offers" not in [each.get("class") for each in page.all("ul")]


def test_a_form_keeps_what_links_have_chosen() -> None:
    page = Parsed(
        search_page(SearchState(q="x", kind="note", article=("a", "b")), SearchOutcome(), SITE)
    )
    kept = [
        (each["name"], each["value"]) for each in page.all("input") if each.get("type") == "hidden"
    ]
    assert sorted(kept) == [("article", "a"), ("article", "b"), ("kind", "note")]


def test_a_section_hit_tells_its_claim_and_the_works_behind_it(demo_index: Index) -> None:
    results = demo_index.search("neural correlates ASMR", kind="section", limit=1)
    html = search_page(SearchState(q="x"), SearchOutcome(results), SITE)
    page = Parsed(html)
    assert "Evidence: [5] Lochte 2018; Barratt 2015" in page.words
    # the snippet has the sentence; the card does not repeat it
    assert page.words.count("A study with fMRI") == 1
    assert "https://pubmed.ncbi.nlm.nih.gov/30397584/" in page.links()
    assert "https://doi.org/10.7717/peerj.851" in page.links()
    assert f"/works/of/asmr?note={results[0].notes[0].anchor}&work=0" in [
        unquote(link) for link in page.links()
    ]


def test_a_note_hit_leads_to_the_sentences_that_cite_it(demo_index: Index) -> None:
    results = demo_index.search("pmid:30397584", limit=1)
    page = Parsed(search_page(SearchState(q="x"), SearchOutcome(results), SITE))
    assert "cited in Looking at the brain" in page.words
    assert any("at=brain&passage=A+study+with+fMRI" in link for link in page.links())


def test_a_note_that_no_sentence_cites_leads_to_the_sections_that_do() -> None:
    section = Section("s", "Table", "", note_refs=(NoteRef("1", 0, "n"),))
    index = Index.in_memory()
    index.add(Article("a", "A", (section,), (Note("1", "n", "Quokkas.", cited_from=("s",)),)))
    page = Parsed(search_page(SearchState(q="x"), SearchOutcome(index.search("quokkas")), SITE))
    assert "cited in Table" in page.words
    assert any("at=s" in link for link in page.links())


def one_hit(article: Article, query: str) -> Parsed:
    index = Index.in_memory()
    index.add(article)
    return Parsed(search_page(SearchState(q="x"), SearchOutcome(index.search(query)), SITE))


def test_the_markers_of_a_passage_lead_to_its_notes_from_where_the_sentences_end() -> None:
    text = "Quokkas hum. They hum well. Nobody knows why."
    refs = (NoteRef("1", text.index(" They"), "n1"), NoteRef("2", text.index(" Nobody"), "n2"))
    notes = (Note("1", "n1", "Moss 2001."), Note("2", "n2", "Fern 2002."))
    index = Index.in_memory()
    index.add(one_section(text, *refs, notes=notes))
    page = search_page(SearchState(q="x"), SearchOutcome(index.search("quokkas")), SITE)
    assert re.search(r'hum\.<sup class="marker"><a href="[^"]*at=n1[^"]*"', page.decode())
    assert re.search(r'hum well\.<sup class="marker"><a href="[^"]*at=n2[^"]*"', page.decode())
    assert "Evidence: [1] Moss 2001. [2] Fern 2002." in Parsed(page).words


def test_the_line_of_evidence_names_the_kind_of_study_and_a_retraction() -> None:
    work = Reference(
        "Hummer A. Hums: a cohort study. 2018.",
        ("Hummer A",),
        "Hums: a cohort study",
        year=2018,
        notices=(Notice("retracted", "2020"),),
    )
    text = "Quokkas hum."
    note = Note("1", "n", work.raw, (work,))
    index = Index.in_memory()
    index.add(one_section(text, NoteRef("1", 12, "n"), notes=(note,)))
    # notices are no part of an index
    [hit] = [replace(each, notes=(note,)) for each in index.search("quokkas", kind="section")]
    line = Parsed(str(card(hit, SearchState(), SITE)).encode()).words
    assert line.startswith("Evidence: [1] Hummer 2018 cohort study RETRACTED 2020")


def test_a_line_of_evidence_counts_the_notes_that_it_leaves_out() -> None:
    notes = tuple(Note(str(n), f"n{n}", f"Moss {n}.") for n in range(7))
    refs = tuple(NoteRef(note.label, 12, note.anchor) for note in notes)
    words = one_hit(one_section("Quokkas hum.", *refs, notes=notes), "quokkas").words
    assert "and 3 more notes" in words


def test_the_card_has_a_sentence_that_the_snippet_has_not() -> None:
    long = "Quokkas " + "hum and hum and hum " * 30 + "at night."
    note = Note("1", "n", "Moss 2001.")
    page = one_hit(one_section(long, NoteRef("1", len(long), "n"), notes=(note,)), "night")
    assert len(page.all("blockquote")) == 1


def copied(article_id: str, text: str) -> Article:
    return Article(article_id, article_id, (Section("s", "Same", text),))


def test_a_near_copy_is_folded_under_the_passage_that_it_repeats() -> None:
    text = "Quokkas hum in the evening when the sun is low and the grass is cool and wet."
    index = Index.in_memory()
    index.add([copied("a", text), copied("b", text.replace("wet", "damp")), copied("c", "Quokka.")])
    results = index.search("quokkas", kind="section")
    page = Parsed(search_page(SearchState(q="x"), SearchOutcome(results), SITE))
    assert "1 near-copy folded" in page.words
    assert len([each for each in page.all("li") if each.get("class") == "hit"]) == 2
    assert {"/articles/a", "/articles/b"} <= {link.partition("?")[0] for link in page.links()}


@pytest.mark.parametrize(
    ("total", "offset", "more", "line"),
    [
        (4, 0, False, "4 passages in 1 article"),
        (11, 0, False, "11 passages; 4 shown, the rest folded under their articles"),
        (27, 20, False, "27 passages; 21 to 24 shown, the rest folded under their articles"),
        (83, 0, True, "83 passages; 1 to 4 shown, at most 3 of an article"),
    ],
)
def test_the_count_says_where_the_other_passages_are(
    demo_index: Index, total: int, offset: int, more: bool, line: str
) -> None:
    hits = demo_index.search("placebo", articles="placebo", limit=4)
    outcome = SearchOutcome(replace(hits, total=total, complete=total), more)
    assert count_line(SearchState(q="x", offset=offset), outcome) == line


def test_the_count_says_how_many_passages_have_all_words(demo_index: Index) -> None:
    results = demo_index.search("sham placebo", limit=20)
    line = count_line(SearchState(q="sham placebo"), SearchOutcome(results, more=True))
    assert line.startswith(f"{results.total} passages ({results.complete} with all words); ")


def test_an_answer_without_passages_leads_to_the_same_query_without_filters() -> None:
    offers = (Offer("sham", "without “zebra” and without the filters", 32, unfiltered=True),)
    outcome = SearchOutcome(Results("+sham +zebra", 0, 0.0, offers=offers))
    state = SearchState(q="+sham +zebra", since="2030", sort="date")
    page = Parsed(search_page(state, outcome, SITE))
    assert "/?q=sham&sort=date" in page.links()
    assert "Without “zebra” and without the filters: 32 passages" in page.words
    assert "Try other words" not in said_of(Results("sham", 5, 0.0))  # past the last one


def matches_of(index: Index, query: str) -> tuple[Hit, ...]:
    return index.search(query, sort="position", kind="section").hits


def humming_in_parts() -> Index:
    sections = tuple(Section(f"s{n}", f"Part {n}", f"Quokkas hum {n} times.") for n in range(3))
    index = Index.in_memory()
    index.add(Article("one", "One", sections))
    return index


def test_an_article_leads_to_the_matches_before_and_after_the_one_that_is_shown() -> None:
    index = humming_in_parts()
    state = SearchState(q="quokkas")
    location = ReadingPosition("s1", "Quokkas hum 1 times.", state)
    article = index.get("one")
    assert article is not None
    page = Parsed(article_page(article, location, SITE, matches_of(index, "quokkas")))
    assert "Match 2 of 3 for “quokkas”" in page.words
    ways = {
        each["rel"]: each["href"] for each in page.all("a") if each.get("rel") in ("prev", "next")
    }
    assert "at=s0" in ways["prev"]
    assert "at=s2" in ways["next"]
    assert ways["next"].endswith("#~passage")


def test_the_first_match_follows_the_top_of_an_article() -> None:
    index = humming_in_parts()
    article = index.get("one")
    assert article is not None
    location = ReadingPosition(state=SearchState(q="quokkas"))
    page = Parsed(article_page(article, location, SITE, matches_of(index, "quokkas")))
    assert "3 matches for “quokkas”" in page.words
    [way] = [each for each in page.all("a") if each.get("rel") in ("prev", "next")]
    assert "at=s0" in way["href"]


def test_an_article_without_a_search_has_no_bar_of_matches() -> None:
    assert "matches" not in read(one_section("Quokkas hum.")).words


def test_what_is_like_a_hostile_passage_is_harmless() -> None:
    index = Index.in_memory()
    index.add([hostile(), replace(hostile(), id="other")])
    excerpt, found = index.read(ODD_ID, ODD_ANCHOR), index.like(ODD_ID, ODD_ANCHOR)
    assert excerpt is not None
    assert found
    page = check_harmless(like_page(excerpt, found, SearchState(q=BREAKOUT), SITE))
    assert "More like this" in page.words


def said_of(results: Results) -> str:
    """Return the remarks above the passages, without those of the form."""
    page = search_page(SearchState(q="x"), SearchOutcome(results), SITE).decode()
    return Parsed(page.partition('id="message"')[2].encode()).words.partition("Passages for")[0]


def test_queries_that_have_answers_are_offered_where_this_one_has_none() -> None:
    offers = (Offer("sham", "without “zebra”", 32), Offer("sham zebra", "as words", 1))
    results = Results("+sham +zebra", 0, 0.0, offers=offers)
    assert "Without “zebra”: 32 passagesAs words: 1 passage" in said_of(results)
    page = Parsed(search_page(SearchState(q="x", kind="note"), SearchOutcome(results), SITE))
    assert "/?q=sham+zebra&kind=note" in page.links()


def test_words_that_no_passage_has_are_named_once(demo_index: Index) -> None:
    found = replace(demo_index.search("sham"), partial=True)
    missing = said_of(replace(found, missing=("knee", "zebra"), unknown=("zebra",)))
    assert "The best passage lacks “knee”." in missing
    assert "“zebra” occurs in no article." in missing
    uncited = said_of(replace(found, missing=(), unknown=("pmid:99991234",)))
    assert "No article cites a work with this identifier: “pmid:99991234”." in uncited
    assert "partial" not in missing
    assert "partial" in said_of(replace(found, missing=(), unknown=()))


def test_a_query_that_was_read_differently_is_shown_as_it_was_read(demo_index: Index) -> None:
    assert "The text was read as sham." in said_of(
        replace(demo_index.search("sham"), read_as="sham")
    )
    assert "no word to search" in said_of(Results("?!", 0, 0.0, read_as=""))
    assert "only excludes words" in said_of(Results("-sham", 0, 0.0, read_as=""))


def test_examples_are_asked_without_the_signs_of_the_query_language() -> None:
    newest = Index.in_memory().search("kind:article")
    outcome = SearchOutcome(newest=newest, questions=("Hums (a-b): “why” +so?", "<b>"))
    page = check_harmless(search_page(SearchState(), outcome, SITE))
    assert "/?q=Hums+a-b+why+so" in page.links()


def test_the_trouble_is_shown_at_its_place() -> None:
    page = search_page(
        SearchState(q="a ) b"), SearchOutcome(error="no parenthesis", position=2), SITE
    )
    assert "At character 3: no parenthesis." in Parsed(page).words
    assert b'<mark class="here">)</mark> b' in page


def test_a_reference_without_identifiers_gets_no_links() -> None:
    work = Reference("Doe J. Knees. 1950.", ("Doe J",), "Knees", year=1950)
    page = read(one_section("Text.", notes=(Note("1", "n", work.raw, (work,)),)))
    assert not [link for link in page.links() if link.startswith(("http", "/?q=doi", "/?q=pmid"))]
    assert "/cite/one?note=n&work=0" in page.links()


def test_a_notice_about_a_work_is_a_badge_with_its_words() -> None:
    work = Reference(
        "Hummer A. Hums. 2018.",
        ("Hummer A",),
        "Hums",
        year=2018,
        notices=(Notice("retracted", "2020<b>"), Notice("concern", "2019")),
    )
    note = Note("1", "n1", f"See {work.raw}", (work,))
    article = one_section("Humming helps.", NoteRef("1", 14, "n1"), notes=(note,))
    in_article = article_page(article, ReadingPosition(), SITE).decode()
    in_results = str(note_card(note, "#n1", SITE, "one"))
    badge = '<strong class="notice">RETRACTED 2020&lt;b&gt;, expression of concern 2019</strong>'
    assert badge in in_article
    assert badge in in_results
    assert "[RETRACTED" not in in_results
    plain = replace(note, references=(replace(work, notices=()),))
    assert "notice" not in str(note_card(plain, "#n1", SITE, "one"))


def test_the_kind_of_study_that_a_title_names_is_shown() -> None:
    work = Reference("Hummer 2018", ("Hummer A",), "Hums: a cohort study", year=2018)
    card = str(note_card(Note("1", "n1", work.raw, (work,)), "#n1", SITE, "one"))
    assert '<p class="kind">cohort study, by its title</p>' in card


def test_no_separator_comes_first_where_an_article_has_neither_author_nor_date() -> None:
    with Index.in_memory() as index:
        index.add(one_section("Humming helps.", url="https://example.org/one"))
        results = index.search("humming")
    hits = tuple(
        replace(hit, article=replace(hit.article, file="https://example.org/one.html"))
        for hit in results.hits
    )
    outcome = SearchOutcome(replace(results, hits=hits))
    html = search_page(SearchState(q="humming"), outcome, SITE).decode()
    assert re.search(r'<p class="byline"><bdi></bdi><a [^>]*>Saved file</a></p>', html)


def test_suggestions_have_labels_and_filters_in_use_differ_from_them() -> None:
    suggestions = (Suggestion("hums", "word", 2), Suggestion("Hums", "article", 1, "hums"))
    outcome = SearchOutcome(completions=suggestions)
    page = Parsed(search_page(SearchState(q="hum", cited_since="2015"), outcome, SITE))
    assert "Search for: hums" in page.words
    assert "Articles: Hums" in page.words
    assert "Articles that cite work since 2015" in page.words
    lists = [each.get("class") for each in page.all("ul")]
    assert "chips in-use" in lists
