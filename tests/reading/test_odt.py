"""ODT, zipped and flat: headings by outline level, lists, tables, notes, tracked changes."""

from __future__ import annotations

import pytest

from archives import flat_odt, odt, zip_of
from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading import read_article_bytes, reading_of

STYLES = (
    '<style:style style:name="Title" style:family="paragraph"/>'
    '<style:style style:name="Heading_20_1" style:display-name="Heading 1" '
    'style:family="paragraph"/>'
    '<style:style style:name="Quotations" style:family="paragraph"/>'
    '<style:style style:name="Up" style:family="text"><style:text-properties '
    'style:text-position="super 58%"/></style:style>'
    '<style:default-style style:family="paragraph"><style:text-properties fo:language="de" '
    'fo:country="AT"/></style:default-style>'
)
TEXT = (
    '<text:p text:style-name="P1">On Backs</text:p><text:p>They ache.</text:p>'
    '<text:h text:outline-level="1">Rest</text:h><text:p>a</text:p>'
    '<text:section><text:h text:outline-level="2">Ice</text:h><text:p>b</text:p></text:section>'
)
AUTOMATIC = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
)


def read(data: bytes, source: str = "backs.odt") -> Article:
    return read_article_bytes(data, source)


def outline(article: Article) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in article.sections]


def text_of(article: Article) -> str:
    return "\n\n".join(section.text for section in article.sections)


def test_headings_have_outline_levels_and_the_title_its_style() -> None:
    article = read(odt(TEXT, styles=STYLES, automatic=AUTOMATIC))
    assert article.title == "On Backs"
    assert outline(article) == [(1, "On Backs"), (2, "Rest"), (3, "Ice")]
    assert article.language == "de-AT"


META = (
    "<dc:title>On Backs</dc:title><meta:initial-creator>Ada Brandt</meta:initial-creator>"
    "<dc:creator>Bo Lind</dc:creator><meta:creation-date>2011-05-06T07:08:09</meta:creation-date>"
    "<dc:date>2012-07-08</dc:date><dc:language>en-GB</dc:language>"
)


@pytest.mark.parametrize("make", [odt, flat_odt])
def test_properties_are_the_metadata(make: object) -> None:
    assert callable(make)
    source = "backs.odt" if make is odt else "backs.fodt"
    article = read(make("<text:p>They ache.</text:p>", meta=META), source)
    assert (article.title, article.authors) == ("On Backs", ("Ada Brandt",))
    assert (article.published, article.updated) == ("2011-05-06", "2012-07-08")
    assert article.language == "en-GB"


@pytest.mark.parametrize(
    ("created", "saved", "printed", "dates"),
    [
        ("2026-11-27T00:58:26Z", "2026-11-27T00:58:26Z", "", ("2026-11-27", None)),
        ("2026-11-27T00:58:26Z", "2026-11-27T10:00:00Z", "2017-10-06", ("2017-10-06", None)),
        ("2026-11-27", "2026-11-28", "2017-10", ("2017-10", None)),
        ("2017-10-02", "2018-03-04", "2017-10-06", ("2017-10-06", "2018-03-04")),
        ("2017-10-20", "2018-03-04", "2017-10", ("2017-10", "2018-03-04")),
        ("", "2018-03-04", "", (None, None)),
    ],
)
def test_only_a_save_after_the_day_of_the_first_one_is_an_update(
    created: str, saved: str, printed: str, dates: tuple[str | None, str | None]
) -> None:
    meta = f"<meta:creation-date>{created}</meta:creation-date><dc:date>{saved}</dc:date>"
    if printed:
        meta += f'<meta:user-defined meta:name="date">{printed}</meta:user-defined>'
    article = read(odt("<text:p>They ache.</text:p>", meta=meta))
    assert (article.published, article.updated) == dates


def note(number: str, text: str, kind: str = "footnote") -> str:
    return (
        f'<text:note text:id="{kind}{number}" text:note-class="{kind}"><text:note-citation>{number}'
        f"</text:note-citation><text:note-body><text:p>{text}</text:p></text:note-body></text:note>"
    )


def test_notes_have_the_labels_that_are_printed() -> None:
    again = '<text:note-ref text:ref-name="footnote1" text:note-class="footnote">1</text:note-ref>'
    text = (
        f"<text:p>They ache{note('1', 'Brandt, 2001.')} "
        f"often.{note('i', 'Lind, 2004.', 'endnote')}</text:p>"
        f"<text:p>Ice{again} helps.{note('*', 'Marsh, 2007.')}</text:p>"
    )
    article = read(odt(text))
    assert [(one.label, one.text) for one in article.notes] == [
        ("1", "Brandt, 2001."),
        ("i", "Lind, 2004."),
        ("*", "Marsh, 2007."),
    ]
    assert text_of(article) == "They ache often.\n\nIce helps."
    assert [ref.label for ref in article.sections[0].note_refs] == ["1", "i", "1", "*"]


def test_deletions_annotations_and_contents_are_out() -> None:
    text = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>Rest 7</text:p></text:index-body>"
        "</text:table-of-content>"
        '<text:p>They<text:s text:c="2"/><text:change-start/>often<text:change-end/> ache'
        "<office:annotation><dc:creator>Bo</dc:creator><text:p>sure?</text:p></office:annotation>."
        "<text:line-break/>Ice<text:tab/>too<text:soft-page-break/></text:p>"
    )
    assert text_of(read(odt(text))) == "They often ache.\nIce too"


def test_lists_tables_and_text_boxes() -> None:
    text = (
        "<text:list><text:list-item><text:p>Ice</text:p><text:list><text:list-item><text:p>"
        "cold</text:p>"
        "</text:list-item></text:list></text:list-item><text:list-item><text:p>Heat</text:p>"
        "</text:list-item></text:list>"
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>"
        "Part</text:p></table:table-cell>"
        "<table:table-cell><text:p>Pain</text:p></table:table-cell></table:table-row>"
        "</table:table-header-rows>"
        "<table:table-row><table:table-cell><text:p>neck</text:p></table:table-cell>"
        "<table:table-cell>"
        "<text:p>7</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p><draw:frame><draw:text-box><text:p>A box</text:p></draw:text-box></draw:frame>"
        "</text:p>"
    )
    got = text_of(read(odt(text)))
    assert got.startswith("Ice\n\ncold\n\nHeat\n\n")
    assert "neck" in got
    assert got.endswith("\n\nA box")
    assert got.count("A box") == 1


def test_a_numbered_heading_in_a_list_is_a_heading() -> None:
    text = (
        '<text:p>They ache.</text:p><text:list><text:list-item><text:h text:outline-level="1">'
        "Rest</text:h>"
        "</text:list-item></text:list><text:p>It helps.</text:p>"
    )
    assert outline(read(odt(text)))[-1] == (2, "Rest")


def test_a_formula_is_in_another_part() -> None:
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>x</mi><mo>=</mo><mn>'
        "7</mn>"
        "</mrow><annotation>x = 7 again</annotation></semantics></math>"
    )
    frame = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
    text = text_of(
        read(odt(f"<text:p>It is {frame}.</text:p>", others={"Object 1/content.xml": math}))
    )
    assert text.startswith("It is x")
    assert "7" in text
    assert "again" not in text


@pytest.mark.parametrize(
    "data",
    [
        odt(""),
        odt("<text:p> </text:p>"),
        odt("<text:p>"),
        odt("<text:p>They ache.</text:p>")[:500],
        zip_of({"mimetype": "application/vnd.oasis.opendocument.text"}),
        odt("<text:p>a</text:p>", others={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        flat_odt("<text:p>"),
    ],
)
def test_a_damaged_or_empty_document_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"^backs\.f?odt: [^\n]+$"):
        read(data, "backs.odt" if data.startswith(b"PK") else "backs.fodt")


def test_the_rules_that_chose_are_named() -> None:
    reading = reading_of(odt(TEXT, styles=STYLES, automatic=AUTOMATIC, meta=META), "backs.odt")
    chosen = {decision.part: (decision.rule, decision.value) for decision in reading.decisions}
    assert chosen["title"] == ("the style of the title", "On Backs")
    rule = "the properties and the first lines of the document"
    assert chosen["authors"] == (rule, "Ada Brandt")
    assert chosen["published"] == (rule, "2011-05-06")
