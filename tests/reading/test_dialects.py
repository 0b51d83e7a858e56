"""Pages that write notes in many ways, each beside its sections, markers, notes and warnings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from operations import count_calls
from painsci_search.model import Article, Section
from painsci_search.reading import read_article, reading_of
from painsci_search.reading.forms.html import read_page
from painsci_search.reading.notes import evidence

PAGES = Path(__file__).parent / "dialects"


def mark(section: Section) -> str:
    """Write a section's text, with the label of each marker in its place."""
    text, done = "", 0
    for ref in section.note_refs:
        text += f"{section.text[done : ref.offset]}«{ref.label}»"
        done = ref.offset
    return text + section.text[done:]


def summarize(article: Article) -> dict[str, Any]:
    return {
        "sections": [[one.heading, one.anchor, mark(one)] for one in article.sections],
        "notes": [
            [note.label, note.anchor, note.text, list(note.cited_from)] for note in article.notes
        ],
        "warnings": [each for each in article.warnings if "without" in each],
    }


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_a_dialect_of_notes_is_understood(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert summarize(read_article(page)) == expected


def test_the_links_below_a_reference_belong_to_it() -> None:
    notes = read_article(PAGES / "rows-of-links.html").notes
    assert notes[0].references[0].doi == "10.9999/tub"


def test_the_dialect_that_found_the_notes_is_a_decision() -> None:
    page = PAGES / "lone-note.html"
    decisions = reading_of(page.read_bytes(), page.name).decisions
    chosen = [(one.rule, one.value) for one in decisions if one.part == "notes"]
    assert chosen == [("a link to a block elsewhere in the page, and back", "1 note, 1 marker")]


def test_an_article_warns_of_notes_and_markers_that_lack_each_other() -> None:
    lost = "<sup><a role='doc-noteref' href='#fn9'>9</a></sup>"
    text = f"One.<sup><a href='#fn1' id='fnref1'>1</a></sup> Two.{lost}"
    notes = "".join(f"<li id='fn{n}'>A note. <a href='#fnref{n}'>↩</a></li>" for n in range(1, 4))
    page = f"<p>{text}</p><ol class='footnotes'>{notes}</ol>"
    warnings = read_page(page, "page.html").warnings[:2]
    assert warnings == ("1 marker without a note", "2 notes without a marker")


def make_linked(count: int) -> str:
    text = "".join(
        f"<p>Words.<sup><a href='#n{n}' id='r{n}'>{n}</a></sup></p>" for n in range(1, count + 1)
    )
    return text + "".join(
        f"<p id='n{n}'>{n}. A note. <a href='#r{n}'>^</a></p>" for n in range(1, count + 1)
    )


def make_ranges(count: int) -> str:
    text = "".join(
        f"Words [<a href='#n{n}'>{n}</a>–<a href='#n{n + 2}'>{n + 2}</a>]. "
        for n in range(1, count - 1)
    )
    items = "".join(f"<li id='n{n}'>A note.</li>" for n in range(1, count + 1))
    return f"<p>{text}</p><h2>References</h2><ol>{items}</ol>"


def make_words(count: int) -> str:
    text = "".join(f"Words [<a href='#n{n}'>W{n}.x</a>]. " for n in range(count))
    items = "".join(f"<dt id='n{n}'>[W{n}.x]</dt><dd>A note.</dd>" for n in range(count))
    return f"<p>{text}</p><h2>References</h2><dl>{items}</dl>"


def make_printed(count: int) -> str:
    text = "".join(f"<p>Words [{n}].</p>" for n in range(1, count + 1))
    return text + "".join(f"<p>[{n}] A note.</p>" for n in range(1, count + 1))


def make_ways_back(count: int) -> str:
    return "<h1>Notes</h1>" + "".join(
        f"<p><a href='text.html#r{n}'>{n}</a> A note.</p>" for n in range(1, count + 1)
    )


def make_lines(count: int) -> str:
    text = "".join(f"Words [<a href='#n{n}'>{n}</a>].<br>" for n in range(1, count + 1))
    notes = "".join(f"<br>[<a name='n{n}'>{n}</a>] A note.<br>" for n in range(1, count + 1))
    return f"<div>{text}{notes}</div>"


def make_works(count: int) -> str:
    text = "".join(f"<p>Words of Quill (2011{n:03}) and Quill{n} (2011).</p>" for n in range(count))
    works = "".join(f"<p>Quill{n} A (2011). A title.</p>" for n in range(count))
    return f"{text}<p>Words.</p><h2>References</h2>{works}"


@pytest.mark.parametrize(
    "make",
    [make_linked, make_ranges, make_words, make_printed, make_ways_back, make_lines, make_works],
)
def test_the_work_grows_with_the_number_of_notes(make: Any) -> None:
    def read(count: int) -> int:
        page = make(count)
        assert len(read_page(page, "page.html").notes) == count
        return count_calls(lambda: read_page(page, "page.html"))

    assert read(400) < 2.3 * read(200)


def test_a_marker_that_is_sure_is_not_examined_further(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise AssertionError

    monkeypatch.setattr(evidence, "_prints_label", fail)
    marker = "<sup class='footnote'><a href='#fn1' id='back1'>1</a></sup>"
    note = "<ol class='footnotes'><li id='fn1'>On socks. <a href='#back1'>back</a></li></ol>"
    article = read_page(f"<p>Socks are warm.{marker}</p>{note}", "page.html")
    assert [each.text for each in article.notes] == ["On socks."]
    assert [each.anchor for each in article.sections[0].note_refs] == ["fn1"]


PROSE = "<p>Feet are cold in the evening, and socks help a little, as the helpers wrote.</p>" * 3
WORK = "Moss T. Stoves. Stoves. 2011;3:4-8. doi:10.9999/st.1"


@pytest.mark.parametrize(
    "works",
    [
        f"<h2>References</h2><dl><dt>[1]</dt><dd><div>{WORK}</div></dd></dl>",
        f"<button>Show references</button><div><ol><li>{WORK}</li></ol></div>",
        f"<details><summary>View all references</summary><p>{WORK}</p></details>",
        f"<h2>References</h2><h3>Articles</h3><ul><li>{WORK}</li></ul>",
    ],
)
def test_a_list_of_works_is_read_in_any_markup(works: str) -> None:
    article = read_page(f"<article><h1>Feet</h1>{PROSE}{works}</article>", "feet.html")
    (note,) = article.notes
    assert note.references[0].doi == "10.9999/st.1"
    assert "1 reference without a marker" in article.warnings


def test_the_sources_in_the_footer_of_a_site_are_no_notes() -> None:
    footer = f"<footer><h5>Sources</h5><ul><li>{WORK}</li></ul></footer>"
    assert read_page(f"<h1>Feet</h1>{PROSE}{footer}", "feet.html").notes == ()


def test_the_copy_of_a_work_at_a_marker_of_words_is_left_out() -> None:
    work = "Moss, T., and E. Reed. 2011. Stoves of the north. Stoves 3 (1): 4–8."
    marker = f"<a href='#c1'>Moss 2011</a><span>{work} <a href='/x'>[Crossref]</a></span>"
    works = f"<h2>References</h2><ul><li id='c1'>{work} <a href='/y'>Scholar</a></li></ul>"
    article = read_page(f"<h1>Feet</h1><p>Warm ({marker}).</p>{PROSE}{works}", "feet.html")
    assert article.sections[0].text.startswith("Warm (Moss 2011).")


@pytest.mark.parametrize(
    "part",
    [
        "<p><b>About the author</b></p><p>Ada has mended socks since 1999.</p>",
        "<p><b>Funding:</b> a grant of 2018.</p>",
        "<p>Acknowledgements</p><p>We thank the helpers of 2018.</p>",
        "<h4>Competing interests</h4><p>None since 1999, see https://socks.example.</p>",
        "<p><i>Interessenkonflikte.</i> Keine seit 1999.</p>",
    ],
)
@pytest.mark.parametrize(
    "works",
    [
        f"<h2>References</h2><p>{WORK}</p><p>{WORK}</p>",
        f"<h2>References</h2><div><p>{WORK}</p><p>{WORK}</p></div>",
        f"<hr><p><sup>1</sup> {WORK}</p><p><sup>2</sup> {WORK}</p>",
    ],
)
def test_what_follows_the_references_is_no_part_of_them(works: str, part: str) -> None:
    text = "<p>Socks are warm.<sup>1</sup> Stoves are, too.<sup>2</sup></p>"
    article = read_page(f"<article><h1>Feet</h1>{text}{PROSE}{works}{part}</article>", "feet.html")
    assert [note.text for note in article.notes] == [WORK] * 2
    assert "19" in article.sections[-1].text or "2018" in article.sections[-1].text


def test_the_lines_after_the_last_line_of_notes_may_be_of_another_part() -> None:
    lines = f"Notes:<br>1. {WORK}<br>2. {WORK}<br>Funding: a grant of the drawers."
    page = f"<h1>Feet</h1><p>Warm [1], and warm [2].</p>{PROSE}<p>{lines}</p>"
    assert [note.text for note in read_page(page, "feet.html").notes] == [WORK] * 2


def test_the_part_about_the_author_is_a_section() -> None:
    works = f"<h2>References</h2><ul><li>{WORK}</li></ul>"
    about = "<h2>About the author</h2><p>Ada has mended socks since 1999.</p>"
    article = read_page(f"<article><h1>Feet</h1>{PROSE}{works}{about}</article>", "feet.html")
    assert article.sections[-1].heading == "About the author"


STEPS = "<li>Fill the stove with birch.</li><li>Warm the socks on it.</li><li>Wait an hour.</li>"
WORKS = f"<li>{WORK}</li><li>Fenn C. Warm feet. J Sock Res. 2012;4:1-9.</li>" + f"<li>{WORK}</li>"


@pytest.mark.parametrize(
    ("text", "below", "count"),
    [
        ("There are two ways (1), or rather (2).", f"<hr><ol>{STEPS}</ol>", 0),
        ("There are two ways (1), or rather (2).", f"<p>* * *</p><ol>{STEPS}</ol>", 0),
        (
            "There are two ways (1), or rather (2).",
            "<hr><p>1. Fill the stove.</p><p>2. Warm.</p>",
            2,
        ),
        ("There are two ways (1).", "<hr><p>1. Fill the stove.</p><p>2. Warm the socks.</p>", 0),
        ("There are (1), (2), and (3).", f"<hr><ol>{STEPS}</ol>", 3),
        ("There are two ways (1), or rather (2).", f"<hr><ol>{WORKS}</ol>", 3),
        ("There are two ways (1), or rather (2).", f"<h2>Notes</h2><ol>{STEPS}</ol>", 3),
        ("There are two ways [1], or rather [2].", f"<hr><ol>{STEPS}</ol>", 3),
        ("There is no way.", f"<hr><ol>{STEPS}</ol>", 0),
    ],
)
def test_steps_below_a_rule_are_no_notes_of_numbers_that_count(
    text: str, below: str, count: int
) -> None:
    page = f"<article><h1>Feet</h1><p>{text}</p>{PROSE}{below}</article>"
    assert len(read_page(page, "feet.html").notes) == count


NOTES_BY_SCRIPT = {
    "terms": (
        "<dl{}><dt><a href='#m1'>[1]</a></dt><dd>Moss T. Stoves. 2011.</dd>"
        "<dt><a href='#m2'>[2]</a></dt><dd>Fenn C. Socks. 2012.</dd></dl>"
        "<dl{}><dt><sup><a href='#ma'>a</a></sup></dt><dd><p>Not at noon.</p></dd>"
        "<dt><sup><a href='#mb'>b</a></sup></dt><dd><p>With sugar.</p></dd></dl>"
    ),
    "items": (
        "<ul{}><li><span><a href='#m1'>[1]</a></span> Moss T. Stoves. 2011.</li>"
        "<li><span><a href='#m2'>[2]</a></span> Fenn C. Socks. 2012.</li></ul>"
        "<div{}><p><sup><a href='#ma'>a</a></sup> Not at noon.</p>"
        "<p><sup><a href='#mb'>b</a></sup> With sugar.</p></div>"
    ),
}


@pytest.mark.parametrize("notes", NOTES_BY_SCRIPT.values(), ids=NOTES_BY_SCRIPT)
@pytest.mark.parametrize("anchors", [(" id='list1'", " id='list2'"), ("", "")])
def test_two_kinds_of_notes_that_only_a_script_finds_are_told_apart(
    notes: str, anchors: tuple[str, str]
) -> None:
    text = (
        "<p>Warm [<a name='m1' href='#lost1'>1</a>], cold [<a name='m2' href='#lost2'>2</a>],"
        "<a name='ma' href='#losta'><sup>a</sup></a> sweet.<a name='mb' href='#lostb'><sup>b</sup>"
        "</a></p>"
    )
    page = f"<article><h1>Feet</h1>{text}{PROSE}{notes.format(*anchors)}</article>"
    article = read_page(page, "feet.html")
    assert [(note.label, note.text) for note in article.notes] == [
        ("1", "Moss T. Stoves. 2011."),
        ("2", "Fenn C. Socks. 2012."),
        ("a", "Not at noon."),
        ("b", "With sugar."),
    ]
    cited = [anchor for ref in article.sections[0].note_refs for anchor in ref.anchors]
    assert cited == [note.anchor for note in article.notes]
