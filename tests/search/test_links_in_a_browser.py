"""The links of hits, followed in a real browser: it must mark the passage and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from marks import follow, text_of

from browser import Browser, opened_browser, served
from painsci_search import Hit, Index

PAGES = Path(__file__).with_name("pages")


class Case(NamedTuple):
    """A passage of a page.

    Attributes:
        page: its name, and after "#" the section or note whose hit is meant.
        query: asks for it.
        place: the id of the element in which it must be marked.
        marked: what must be marked, markers of notes included; "" for all that the element shows.
    """

    page: str
    query: str
    place: str
    marked: str = ""


CASES = [
    Case("letters#signs", "quokkas cured", "curly"),
    Case("letters#signs", "numbats cured", "straight"),
    Case("letters#signs", "bilby", "dashes"),
    Case("letters#signs", "koalas", "commas"),
    Case("letters#signs", "potoroos", "percents"),
    Case("letters#signs", "wallaby", "addresses"),
    Case("letters#signs", "dunnart", "ends"),
    Case("letters#spaces", "antechinus", "soft"),
    Case("letters#spaces", "kowari", "fixed"),
    Case("letters#spaces", "mulgara", "breaks"),
    Case("letters#spaces", "bettong", "verse"),
    Case("letters#spaces", "ningaui", "folded"),
    Case("letters#spaces", "kaluta", "zero"),
    Case("letters#scripts", "coordinated", "accents"),
    Case("letters#scripts", "quenda", "decomposed"),
    Case("letters#scripts", "πόνος", "greek"),
    Case("letters#scripts", "повреждены", "russian"),
    Case("letters#scripts", "الألم", "arabic"),
    Case("letters#scripts", "चोट", "hindi"),
    Case("letters#scripts", "疼痛", "chinese"),
    Case("letters#scripts", "痛み", "japanese"),
    Case("letters#scripts", "ความเจ็บปวดไม่ได้หมายความว่าเนื้อเยื่อเสียหายเสมอไป", "thai"),
    Case("letters#scripts", "numbat", "emoji"),
    Case("markers#places", "quokka", "last", "The quokka was calm at the end of it."),
    Case("markers#places", "numbat", "middle"),
    Case(
        "markers#places",
        "potoroos",
        "first",
        "were calm at the start, but restless at the end of a long day.",
    ),
    Case("markers#places", "bilby", "list"),
    Case("markers#places", "wombats kowaris", "stop"),
    Case("markers#places", "wallaby", "two"),
    Case(
        "markers#places",
        "phascogale",
        "bare",
        "Some say that the phascogale is calm in the end, but it does not sleep",
    ),
    Case(
        "markers#places",
        "woylie",
        "bracketed",
        "Some say that the woylie is calm at the start, but it will not rest",
    ),
    Case(
        "markers#places",
        "kaluta",
        "pair",
        "Some say that the kaluta is calm at dawn, but it may not eat",
    ),
    Case("markers#places", "ningaui", "brief", "The ningaui did not wake"),
    Case(
        "markers#places",
        "glider known often",
        "both",
        "The glider, of which some more is known, did not often wake1 early",
    ),
    Case(
        "markers#places",
        "dibbler",
        "range",
        "Some say that the dibbler is calm at dusk, but it does not rest",
    ),
    Case(
        "markers#places",
        "quoll",
        "spaced",
        "Some say that the quoll is calm at noon, but it does not eat",
    ),
    Case(
        "markers#places",
        "tammar",
        "adjacent",
        "Some say that the tammar is calm at night, but it may not rest",
    ),
    Case(
        "markers#places",
        "pademelon",
        "raised",
        "Some say that the pademelon is calm at home, but it will not eat",
    ),
    Case(
        "markers#places",
        "chuditch",
        "apart",
        "Some say that the chuditch is calm at sea, but it does not swim",
    ),
    Case(
        "markers#places",
        "boodie",
        "sign",
        "Some say that the boodie is calm at play, but it may not jump",
    ),
    Case(
        "markers#places",
        "rakali",
        "named",
        "Some say that the rakali is calm at work, but it does not stop, say Marsh and Pike 2011",
    ),
    Case("markers#after", "mulgara", "same2"),
    Case(
        "markers#n1",
        "antechinus",
        "n1",
        "Marsh R, Pike T. Calm marsupials at dusk. J Rest. 2011;2(3):4-5. "
        "A small trial of antechinus.",
    ),
    Case(
        "markers#n3",
        "ningauis",
        "n3",
        "Pike T. Restless nights. J Rest. 2013;2(3):4-5. About ningauis: “it’s 50% noise”.",
    ),
    Case("markup#inline", "quokkas", "em"),
    Case("markup#inline", "numbat", "inside"),
    Case("markup#inline", "potoroo", "quoted"),
    Case("markup#inline", "bilby", "caps"),
    Case("markup#inline", "kowari", "picture"),
    Case("markup#inline", "wallaby", "remark"),
    Case("markup#blocks", "dunnart", "row"),
    Case("markup#blocks", "ningaui", "item"),
    Case("markup#blocks", "animal defined terms", "definition"),
    Case("markup#blocks", "phascogale", "block"),
    Case("markup#blocks", "quenda", "caption"),
    Case("markup#blocks", "brushtail", "loose", "The brushtail stands in no paragraph."),
    Case("markup#blocks", "ringtail", "loose", "The ringtail comes behind two breaks of the line."),
    Case("markup#long", "antechinus", "three"),
    Case("markup#long", "possum", "edge"),
    Case("markup#a-heading-without-an-anchor", "bettong", "under"),
    Case("markup#a-heading-without-an-anchor", "woylie", "short"),
    Case("repeats#once", "quokka", "whole1"),
    Case("repeats#twice", "quokka", "whole2"),
    Case("repeats#thrice", "quokka", "whole3"),
    Case("repeats#headed", "quokka", "whole4"),
    Case("repeats#once", "numbat", "start1"),
    Case("repeats#twice", "numbat", "start2"),
    Case("repeats#thrice", "numbat", "start3"),
    Case("repeats#twice", "potoroo", "middle2"),
    Case("repeats#twice", "wallaby", "twin2"),
    Case("repeats#twice", "kowari", "case2"),
    Case("repeats#long", "mulgara north", "long1"),
    Case("repeats#long", "mulgara south", "long2"),
    Case("repeats#long", "dunnart", "ends"),
    Case("repeats#cells", "kaluta", "cell"),
    Case(
        "repeats#n1",
        "phascogales dusk",
        "n1",
        "Marsh R, Pike T. Calm phascogales at dusk. J Rest. 2011;2(3):4-5.",
    ),
    Case(
        "repeats#n2",
        "phascogales dawn",
        "n2",
        "Marsh R, Pike T. Calm phascogales at dawn. J Rest. 2012;2(3):4-5.",
    ),
    Case("surroundings#does-a-sham-needle-help-quokkas", "quokkas", "opening"),
    Case("surroundings#one", "bilby", "seller"),
    Case("surroundings#one", "numbat", "hidden"),
    Case("surroundings#one", "dunnart", "reader"),
    Case("surroundings#one", "mulgara", "heading"),
    Case("surroundings#one", "kowari", "month"),
    Case("surroundings#one", "kaluta", "deck"),
    Case("surroundings#one", "glider", "pulled"),
    Case(
        "surroundings#one",
        "potoroos",
        "marker",
        "were asked, too, and they had a great deal to say about it in the end.",
    ),
    Case("surroundings#the-wallaby-and-its-needle", "wallabies", "bare"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened_browser(tmp_path_factory.mktemp("profile"), "links are not followed") as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the pages."""
    path = tmp_path_factory.mktemp("pages") / "index"
    with Index.create(path) as index:
        report = index.update([PAGES])
    assert not report.problems
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.page}-{case.place}")
def test_the_browser_marks_the_passage_and_shows_it(
    browser: Browser, pages: Path, case: Case
) -> None:
    with Index.open(pages) as index:
        hit = find(index, case)
    shown = follow(browser, hit.link)
    wanted = case.marked or text_of(browser, case.place)
    assert squeeze(shown.marked) == squeeze(wanted), hit.link
    assert case.place in shown.places, hit.link
    assert shown.in_view


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.page == "markers#places"],
    ids=lambda case: case.place,
)
def test_each_directive_of_a_link_matches_in_the_passage(
    browser: Browser, pages: Path, case: Case
) -> None:
    with Index.open(pages) as index:
        hit = find(index, case)
    page, _, directives = hit.link.partition(":~:text=")
    for directive in directives.split("&text="):
        shown = follow(browser, f"{page}:~:text={directive}")
        assert shown.places, directive
        assert squeeze(shown.marked) in squeeze(case.marked or text_of(browser, case.place))


def test_a_long_sentence_is_marked_where_it_was_cut(browser: Browser, pages: Path) -> None:
    with Index.open(pages) as index:
        hit = find(index, Case("markup#long", "teeth counted", "endless"))
    assert hit.snippet.text.startswith("…")
    shown = follow(browser, hit.link)
    assert squeeze(shown.marked) == squeeze(hit.snippet.text.strip("…"))
    assert shown.in_view


def test_a_note_that_only_repeats_another_is_led_to_by_its_anchor(
    browser: Browser, pages: Path
) -> None:
    with Index.open(pages) as index:
        hit = find(index, Case("repeats#n3", "phascogales dawn", "n3"))
    assert hit.link.endswith("/repeats.html#n3")
    shown = follow(browser, hit.link)
    assert shown.marked == ""
    assert shown.scrolled > 0


def test_the_sentence_of_a_claim_is_marked_alone(browser: Browser, pages: Path) -> None:
    with Index.open(pages) as index:
        hit = find(index, Case("markers#places", "wombats kowaris", "stop"))
    claims = [claim for claim in hit.claims if claim.text.startswith("Nor were")]
    assert len(claims) == 1
    shown = follow(browser, claims[0].link)
    assert shown.plain == "Nor were the kowaris asked , of whom there are few."
    assert shown.places == {"stop"}


def test_a_section_that_no_anchor_names_is_marked_at_its_beginning(
    browser: Browser, pages: Path
) -> None:
    with Index.open(pages) as index:
        hit = find(index, Case("surroundings#n2", "headless", "n2"))
    (citing,) = hit.cited_from
    shown = follow(browser, citing.link)
    assert shown.plain.startswith("Wallabies are under a heading that has no anchor")
    assert "bare" in shown.places
    assert shown.in_view


@pytest.mark.parametrize("case", CASES[::20], ids=lambda case: f"{case.page}-{case.place}")
def test_links_to_where_the_pages_are_served_mark_the_passage(
    browser: Browser, pages: Path, case: Case
) -> None:
    with served(PAGES) as address:
        with Index.open(pages, base_url=address) as index:
            hit = find(index, case)
        assert hit.link.startswith(f"{address}/{case.page.partition('#')[0]}.html#")
        shown = follow(browser, hit.link)
    assert squeeze(shown.marked) == squeeze(case.marked or text_of(browser, case.place))
    assert shown.in_view


@pytest.mark.parametrize("query", ["placebo", "knee trial", "massage soreness"])
def test_the_passages_of_the_demo_articles_are_marked(
    browser: Browser, demo_index: Index, query: str
) -> None:
    hits = [hit for hit in demo_index.search(query, limit=8) if hit.kind != "article"]
    assert len(hits) > 4
    for hit in hits:
        page = Path(hit.article.source).resolve().as_uri()
        shown = follow(browser, f"{page}#{hit.link.partition('#')[2]}")
        # the cells of a row are parted by a sign that the page does not have
        wanted = hit.snippet.text.strip("…").replace(" | ", " ")
        assert squeeze(shown.plain) == squeeze(wanted), hit.link
        assert shown.in_view, hit.link


def find(index: Index, case: Case) -> Hit:
    name, _, anchor = case.page.partition("#")
    hits = index.search(case.query, limit=100, per_article=0).hits
    return next(hit for hit in hits if (hit.article.id, hit.anchor) == (name, anchor))


def squeeze(text: str) -> str:
    """Leave out what cannot be seen: white space, soft hyphens and the like."""
    return re.sub("[\\s\u00ad\u200b\u2060\ufeff]", "", text)
