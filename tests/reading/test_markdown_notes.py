"""Notes in Markdown that a converter wrote: lost or raised links, lists in lines; in shortcodes."""

from __future__ import annotations

import pytest

from painsci_search.model import Article
from painsci_search.reading import read_article_bytes

HEAT = "Lund A. Warmth and stiff backs: a small trial. Spine. 2011;36(4):512-519."
REST = "Berg O, Holm K. Bed rest compared with walking. Eur J Pain. 2014;18(2):101-109."

TEXT = """# Warm Backs

Warmth feels good on a stiff back, and it costs next to nothing.{one} Nobody knows for sure why it
helps.

## What else helps

Walking helps{two}, and so does almost everything else that people like to do every day.

"""


def read(text: str) -> Article:
    return read_article_bytes(text.encode(), "backs.md")


def cited_after(article: Article) -> list[tuple[str, str]]:
    """Return the words before each marker, and the start of the text of its note."""
    notes = {note.anchor: note for note in article.notes}
    return [
        (section.text[: ref.offset].rpartition(" ")[2], notes[ref.anchor].text)
        for section in article.sections
        for ref in section.note_refs
    ]


@pytest.mark.parametrize(
    ("one", "two", "notes"),
    [
        ("[[1]](#r1)", "[[2]](#r2)", "## References\n\n1. {heat}\n2. {rest}"),
        (
            "[[1]](https://wiki.example/Back#cite_note-1)",
            "[[2]](https://wiki.example/Back#cite_note-2)",
            (
                "## References\n\n1. **[^](https://wiki.example/Back#cite_ref-1)** {heat}\n"
                "2. **[^](https://wiki.example/Back#cite_ref-2)** {rest}"
            ),
        ),
        (
            r"^[\[1\]](#cite_note-1)^",
            r"^[\[2\]](#cite_note-2)^",
            "## References\n\n1. [↑](#cite_ref-1) {heat}\n2. [↑](#cite_ref-2) {rest}",
        ),
        (
            r"^[\[1\]](#fnk9x)^",
            r"^[\[2\]](#fnw5a)^",
            "1.  ^**[^](#fnrefk9x)**^\n\n    {heat}\n\n2.  ^**[^](#fnrefw5a)**^\n\n    {rest}",
        ),
        (
            "^[1](#fn:heat)",
            "^[2](#fn:rest)",
            "1. {heat} [↩](#fnref:heat)\n2. {rest} [↩](#fnref:rest)",
        ),
        (
            "[^1^](#sdfootnote1sym)",
            "[^2^](#sdfootnote2sym)",
            "[1](#sdfootnote1anc){heat}\n\n[2](#sdfootnote2anc){rest}",
        ),
        ("^[1](#n3){#t3}^", "^[2](#n4){#t4}^", "[1](#t3){#n3} {heat}\n\n[2](#t4){#n4} {rest}"),
        ("[1](#R1)", "[2](#R2)", "## References\n\n*   1. {heat}\n*   2. {rest}"),
        (r" \[[1](#B1-x)\]", r" \[[2](#B2-x)\]", "## References\n\n* 1.\n  {heat}\n* 2.\n  {rest}"),
        (" ([1](#CR01))", " ([2](#CR02))", "## References\n\n1.{heat}\n\n2.{rest}"),
        ("【1】", "【2】", "## References\n\n【1】{heat}\n\n【2】{rest}"),
        (r"^\[1\]^", r"^\[2\]^", "## References\n\n1. {heat}\n2. {rest}"),
        ("[1]", "[2]", "## References\n\n[1] {heat}\n[2] {rest}"),
        ("<sup>1</sup>", "<sup>2</sup>", "## Notes\n\n<sup>1</sup> {heat}\n<sup>2</sup> {rest}"),
    ],
    ids=[
        "boxed links",
        "boxed links to the web",
        "raised links",
        "arrows in bold",
        "raised links without an end",
        "links in raised text",
        "links with attributes",
        "numbers that are links",
        "links in brackets",
        "links in parentheses",
        "full-width brackets",
        "raised brackets",
        "boxed lines",
        "raised lines",
    ],
)
def test_notes_as_converters_write_them(one: str, two: str, notes: str) -> None:
    text = TEXT.replace("{one}", one).replace("{two}", two)
    article = read(text + notes.replace("{heat}", HEAT).replace("{rest}", REST))
    assert cited_after(article) == [("nothing.", HEAT), ("helps", REST)]
    assert [section.heading for section in article.sections] == ["Warm Backs", "What else helps"]
    assert [len(section.text.split()) for section in article.sections] == [20, 15]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("See [[Warmth]](and cold), or [[Cold|ice]].", "See Warmth(and cold), or ice."),
        ("It costs 2^10^ or x^2^ a day.", "It costs 2¹⁰ or x² a day."),
        ("[3] of them\nand [4] of us.", "[3] of them and [4] of us."),
        ("[1] A line.\n[3] Another.", "[1] A line. [3] Another."),
    ],
)
def test_what_is_no_marker_stays(markdown: str, text: str) -> None:
    assert read(f"# Backs\n\n{markdown}").sections[0].text == text


def test_a_note_in_the_text_may_hold_a_link() -> None:
    article = read("# Backs\n\nThey ache.^[See [this page](https://backs.example) for more.]")
    assert cited_after(article) == [("ache.", "See this page for more.")]


@pytest.mark.parametrize(
    "note",
    [
        "{{% sidenote %}}A *note* here.{{% /sidenote %}}",
        '{{< sidenote "sn-1" >}}\nA *note*\nhere.\n{{< /sidenote >}}',
        "{{<sidenote id=one\n>}}A *note* here.{{</sidenote>}}",
        "{{< marginnote >}}A *note* here.{{< /marginnote >}}",
        "{% sidenote %}A *note* here.{% /sidenote %}",
        "{% sidenote 'one' 'A *note* here.' %}",
        '{% marginnote "one" "A *note*\nhere." %}',
        '{% sidenote "A *note* here." %}{% endsidenote %}',
        "{% sidenote one A *note* here. %}",
        "{%- sidenote one A *note* here. -%}",
        "{%- footnote -%}A *note* here.{%- endfootnote -%}",
    ],
)
def test_a_note_in_a_shortcode_is_a_note_at_its_place(note: str) -> None:
    article = read(f"# Backs\n\nBacks ache{note}, and then they do not.")
    assert article.sections[0].text == "Backs ache, and then they do not."
    assert cited_after(article) == [("ache", "A note here.")]


def test_the_word_that_a_shortcode_shows_stays() -> None:
    article = read('# Backs\n\nTry {{< sidenote "heat" >}}Not too hot.{{< /sidenote >}} first.')
    assert article.sections[0].text == "Try heat first."
    assert cited_after(article) == [("heat", "Not too hot.")]


def test_what_is_no_whole_shortcode_of_a_note_stays_text() -> None:
    article = read(
        "# Backs\n\n{{< sidenote >}}\n\nThey ache.\n\n{{< /sidenote >}}\n\n{% note a %}Yes."
    )
    assert article.sections[0].text == "They ache.\n\nYes."
    assert article.notes == ()


def test_a_marker_that_is_a_formula() -> None:
    notes = '1. <a id="r1"></a>{heat}\n2. <a id="r2"></a>{rest}'
    text = TEXT.replace("{one}", "[$$^{[1]}$$](#r1)").replace("{two}", "[$^2$](#r2)")
    article = read(text + notes.replace("{heat}", HEAT).replace("{rest}", REST))
    assert cited_after(article) == [("nothing.", HEAT), ("helps", REST)]
    assert read("# Backs\n\nSo $^{14}$C and $x^2$.").sections[0].text == "So ¹⁴C and x²."


def test_html_that_is_indented_after_blank_lines_is_no_code() -> None:
    html = "<article>\n  <div>\n\n    </div>\n\n        <p>They <b>ache</b>.</p>\n\n</article>\n"
    article = read(f"---\ntitle: Backs\n---\n{html}")
    assert article.sections[0].text == "They ache."
    code = read("# Backs\n\nSo:\n\n    <p>They ache.</p>\n").sections[0]
    assert code.text == "So:\n\n<p>They ache.</p>"


def test_a_number_that_leads_to_the_work_of_its_item_is_a_marker() -> None:
    notes = f"**Citations:**\n[1] {HEAT} https://heat.example/a/\n[2] {REST} https://rest.example/b"
    text = TEXT.replace("{one}", "[1](https://heat.example/a)")
    text = text.replace(
        "{two}", "[2](https://rest.example/b/) more than [2](https://b.example) things"
    )
    article = read(text + notes)
    assert [(words, note[:4]) for words, note in cited_after(article)] == [
        ("nothing.", "Lund"),
        ("helps", "Berg"),
    ]
    assert "helps more than 2 things" in article.sections[1].text
