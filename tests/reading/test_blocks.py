"""Blocks and inline marks of sections: lists, tables, quotations, code, formulas, raised text."""

from __future__ import annotations

import pytest

from painsci_search import read_article_bytes
from painsci_search.model import Block, Section, paragraphs_of, with_paragraphs


def section_of(body: str) -> Section:
    page = f"<html><body><article><h1>Cold and Calves</h1>{body}</article></body></html>"
    return read_article_bytes(page.encode(), "page.html").sections[0]


def shapes(section: Section) -> list[tuple[str, str]]:
    return [(block.kind, section.text[block.start : block.end]) for block in section.blocks]


def marked(section: Section) -> list[tuple[str, str]]:
    return [(mark.kind, section.text[mark.start : mark.end]) for mark in section.marks]


def test_blocks_cover_the_text_in_order() -> None:
    section = section_of(
        "<p>One.</p><ul><li>Two<li>Three</ul><blockquote><p>Four.</p></blockquote>"
    )
    assert section.text == "One.\n\nTwo\n\nThree\n\nFour."
    assert shapes(section) == [
        ("paragraph", "One."),
        ("item", "Two"),
        ("item", "Three"),
        ("quote", "Four."),
    ]
    assert with_paragraphs(section.text, section.blocks[1:]) == section.blocks


def test_items_keep_their_printed_numbers_and_depth() -> None:
    section = section_of(
        '<ol start="3"><li>Warm up<ol type="a"><li>slowly<li>longer</ol><li value="9">Rest</ol>'
        "<ol reversed><li>x<li>y</ol>"
    )
    found = [(block.label, block.depth, block.group) for block in section.blocks]
    assert found == [("3", 1, 1), ("a", 2, 1), ("b", 2, 1), ("9", 1, 1), ("2", 1, 2), ("1", 1, 2)]


def test_further_paragraphs_of_an_item_are_not_items() -> None:
    section = section_of("<ul><li><p>First.</p><p>Further.</p></li></ul>")
    assert [(block.kind, block.depth) for block in section.blocks] == [
        ("item", 1),
        ("paragraph", 1),
    ]


@pytest.mark.parametrize("cell", ["{}", "<p>{}</p>", "<div><div>{}</div></div>"])
def test_a_row_of_a_table_is_a_block_with_its_cells(cell: str) -> None:
    words = [cell.format(word) for word in ("Pack", "Minutes", "Gel", "12")]
    section = section_of(
        "<p>Packs were timed by nobody.</p><table><caption>Times</caption><thead>"
        f"<tr><th>{words[0]}</th><th>{words[1]}</th></tr></thead>"
        f"<tr><td>{words[2]}</td><td>{words[3]}</td></tr></table>"
    )
    assert shapes(section)[1:] == [
        ("caption", "Times"),
        ("header", "Pack | Minutes"),
        ("row", "Gel | 12"),
    ]
    row = section.blocks[-1]
    assert [section.text[low:high] for low, high in row.cells] == ["Gel", "12"]


def test_an_empty_cell_keeps_its_column() -> None:
    section = section_of("<table><tr><td>Gel<td><td>12</tr><tr><td><td>5<td>6</tr></table>")
    cells = [[section.text[a:b] for a, b in block.cells] for block in section.blocks]
    assert cells == [["Gel", "", "12"], ["", "5", "6"]]


def test_the_columns_of_a_layout_are_no_rows() -> None:
    section = section_of(
        "<table><tr><td><p>" + "A long column of text. " * 40 + "</p><td><p>Menu.</p></tr></table>"
    )
    assert {block.kind for block in section.blocks} == {"paragraph"}


def test_terms_and_descriptions() -> None:
    section = section_of("<dl><dt>Gel<dd>A cold pack.<dt>Ice<dd>Water.</dl>")
    assert [kind for kind, _ in shapes(section)] == ["term", "description"] * 2


def test_code_keeps_its_lines_and_prose_in_pre_its_paragraphs() -> None:
    code = section_of("<p>See:</p><pre><code>if cold:\n    stop()\n\nelse:\n    go()</code></pre>")
    assert shapes(code)[1] == ("code", "if cold:\n    stop()\nelse:\n    go()")
    prose = section_of(
        "<pre>The packs were cold when they were laid on the calves, and they\n"
        "stayed cold for as long as anybody cared to wait for them.\n\n  Day  Pain\n"
        "  1    5\n</pre>"
    )
    assert [kind for kind, _ in shapes(prose)] == ["paragraph", "paragraph"]
    assert prose.text.endswith("wait for them.\n\nDay Pain\n1 5")


def test_marks_cover_their_words_also_beside_notes() -> None:
    section = section_of(
        "<p>It was <em> very <b>cold</b></em>, <a href='/ice'>says one</a>"
        "<sup><a href='#n1' id='r1'>1</a></sup> of <code>us</code>.</p>"
        "<h2>Notes</h2><ol><li id='n1'>A remark. <a href='#r1'>↩</a></li></ol>"
    )
    assert section.text == "It was very cold, says one of us."
    assert marked(section) == [
        ("emphasis", "very cold"),
        ("strong", "cold"),
        ("link", "says one"),
        ("code", "us"),
    ]
    assert section.marks[2].target == "/ice"
    assert [ref.label for ref in section.note_refs] == ["1"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("10<sup>6</sup> cells", "10⁶ cells"),
        ("3·10<sup>−4</sup> a year", "3·10⁻⁴ a year"),
        ("I<sup>2</sup> = 78 %", "I² = 78 %"),
        ("x<sup>2k</sup>", "x^(2k)"),
        ("CO<sub>2</sub> and V<sub>max</sub>", "CO₂ and Vmax"),
        ("<sup>18</sup>F in the calf", "¹⁸F in the calf"),
        ("<sup>1</sup> Institute of Cold", "1 Institute of Cold"),
        ("the 4<sup>th</sup> day", "the 4th day"),
        ("le 3<sup>e</sup> jour", "le 3e jour"),
        ("12.3<sup>a</sup>", "12.3^a"),
        ("le n<sup>o</sup> 3 du D<sup>r</sup> Berg", "le no 3 du Dr Berg"),
        ("2<sup>k</sup> and D<sup>m</sup>", "2^k and D^m"),
        ("Gel<sup>™</sup> packs", "Gel™ packs"),
        ("M<sup>me</sup> Froid", "Mme Froid"),
    ],
)
def test_raised_and_lowered_text_keeps_its_meaning(markup: str, text: str) -> None:
    assert section_of(f"<p>{markup}</p>").text == text


MATHML = "<mi>p</mi><mo>&lt;</mo><mn>.05</mn>"


FORMULAS = {
    "MathML": f"<math>{MATHML}</math>",
    "alttext": '<math alttext="p \\lt .05"></math>',
    "TeX": '<script type="math/tex">p < .05</script>',
    "MathML in a script": f'<script type="math/mml"><math>{MATHML}</math></script>',
    "MathJax 2": (
        '<span class="MathJax_Preview">p&lt;</span><span class="MathJax"><i>p&lt;.05</i></span>'
        '<script type="math/tex">p<.05</script>'
    ),
    "MathJax 3": (
        '<mjx-container><mjx-math aria-hidden="true"></mjx-math><mjx-assistive-mml>'
        f"<math>{MATHML}</math></mjx-assistive-mml></mjx-container>"
    ),
    "KaTeX": (
        f'<span class="katex"><span class="katex-mathml"><math>{MATHML}</math></span>'
        '<span class="katex-html" aria-hidden="true">p&lt;.05</span></span>'
    ),
    "MediaWiki": (
        f'<span class="mwe-math-element"><span style="display:none"><math>{MATHML}</math></span>'
        '<img class="mwe-math-fallback-image-inline" alt="p&lt;.05"></span>'
    ),
    "picture": '<img class="latex" alt="p < .05">',
    "Pandoc": '<span class="math inline">\\(p &lt; .05\\)</span>',
}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<i>1</i><i class='sr-only'>/</i><i>2</i>", "Take 1/2 pill."),
        ("2<i class='visually-hidden'>×</i>3", "Take 2×3 pill."),
        ("2<i class='sr-only'> (two)</i>", "Take 2 pill."),
        ("two<i class='sr-only'>/</i>3", "Take two3 pill."),
    ],
)
def test_a_hidden_sign_between_two_numbers_is_kept(markup: str, text: str) -> None:
    assert section_of(f"<p>Take {markup} pill.</p>").text == text


@pytest.mark.parametrize("markup", FORMULAS.values(), ids=FORMULAS)
def test_a_formula_is_read_once_from_each_renderer(markup: str) -> None:
    section = section_of(f"<p>The result, {markup}, was cold.</p>")
    assert section.text == "The result, p < .05, was cold."
    assert marked(section) == [("formula", "p < .05")]


def test_a_formula_that_cannot_be_read_is_said_to_be_one() -> None:
    section = section_of('<p>So <script type="math/tex">\\unheardof{x}</script> holds.</p>')
    assert section.text == "So [formula] holds."


def test_a_reading_is_apart_from_its_words() -> None:
    section = section_of("<p>慢性<ruby>腰<rt>よう</rt>痛<rt>つう</rt></ruby>は多い。</p>")
    assert section.text == "慢性腰痛は多い。"
    assert [mark.target for mark in section.marks] == ["よう つう"]


def test_raised_text_in_a_note_keeps_its_meaning() -> None:
    page = (
        "<article><h1>Cold</h1><p>Cells were counted.<sup><a href='#n1' id='r1'>1</a></sup></p>"
        "<ol><li id='n1'>About 10<sup>6</sup> of them. <a href='#r1'>↩</a></li></ol></article>"
    )
    assert read_article_bytes(page.encode(), "p.html").notes[0].text == "About 10⁶ of them."


def test_paragraphs_of_a_text_without_blocks() -> None:
    assert paragraphs_of("a\n\nb") == (Block("paragraph", 0, 1), Block("paragraph", 3, 4))


def test_breaks_are_where_the_page_shows_something_else() -> None:
    section = section_of("<p>Cold draws <img src='a.png'> on 10<sup>6</sup> cells.</p>")
    assert section.text == "Cold draws on 10⁶ cells."
    assert section.breaks == (10, 16, 17)
    assert section_of("<p>The 4<sup>th</sup> day.</p>").breaks == ()


@pytest.mark.parametrize(
    ("marker", "joined"),
    [
        ("<sup>{1}</sup>", "1"),
        ("<sup>{1},{2}</sup>", "1,2"),
        ("<sup>{1}, {2}</sup>", "1"),
        ("<sup>{1}–{2}</sup>", "1"),
        ("<sup>{1}</sup><sup>{2}</sup>", "12"),
        ("<sup>[{1}]</sup>", ""),
        (" <sup>{1}</sup>", ""),
        ("<sup>{[1]}</sup>", ""),
    ],
)
def test_a_marker_without_brackets_is_one_word_with_the_word_before_it(
    marker: str, joined: str
) -> None:
    for label in ("1", "2", "[1]"):
        marker = marker.replace(f"{{{label}}}", f"<a href='#n{label.strip('[]')}'>{label}</a>")
    section = section_of(
        f"<p>Cold helps{marker} here, and more of it helps no more than some of it does.</p>"
        f"<ol><li id='n1'>Marsh R. Calm. J Rest. 2011;2:4-5.</li>"
        "<li id='n2'>Pike T. Restless. J Rest. 2013;2:4-5.</li></ol>"
    )
    assert section.text.startswith("Cold helps here, and")
    assert section.note_refs[0].offset == 10
    assert section.joined == (((10, joined),) if joined else ())


def test_a_marker_that_holds_more_is_joined_by_its_number_alone() -> None:
    section = section_of(
        "<p>Cold helps<span class='ltx_note ltx_role_footnotemark'><sup class='ltx_note_mark'>2"
        "</sup><span class='ltx_note_outer'><span class='ltx_note_content'><sup "
        "class='ltx_note_mark'>2</sup><span class='ltx_note_type'>footnotemark: </span><span "
        "class='ltx_tag ltx_tag_note'>2</span></span></span></span>, some say.</p>"
    )
    assert section.text == "Cold helps, some say."
    assert section.joined == ((10, "2"),)


def test_a_figure_has_its_caption_and_the_alternative_text_of_its_picture() -> None:
    section = section_of(
        "<p>Look.</p><figure><img src='a.png' alt='Two calves beside a tub of ice'>"
        "<figcaption>Figure 1. Before the bath.</figcaption></figure><p>Done.</p>"
    )
    assert shapes(section) == [
        ("paragraph", "Look."),
        ("caption", "Figure 1. Before the bath."),
        ("caption", "Two calves beside a tub of ice"),
        ("paragraph", "Done."),
    ]
    assert marked(section) == [("alternative", "Two calves beside a tub of ice")]


@pytest.mark.parametrize("alt", ["", "IMG 2.png", "Before the bath"])
def test_an_alternative_text_that_says_nothing_new_is_left_out(alt: str) -> None:
    section = section_of(
        f"<p>Look.</p><figure><img src='a.png' alt='{alt}'>"
        "<figcaption>Figure 1. Before the bath.</figcaption></figure>"
    )
    assert section.text == "Look.\n\nFigure 1. Before the bath."
