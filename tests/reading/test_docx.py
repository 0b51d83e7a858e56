"""DOCX: headings by style, lists, tables, notes, tracked changes, fields, text boxes, formulas."""

from __future__ import annotations

import pytest

from archives import docx, word_paragraph, word_style, zip_of
from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading import read_article_bytes

STYLES = (
    word_style("T", "Title")
    + word_style("S", "Subtitle")
    + word_style("H1", "heading 1")
    + word_style("H2", "Überschrift 2")
    + word_style("My", "My heading", based_on="H2")
    + word_style("Out", "Odd name", '<w:outlineLvl w:val="0"/>')
    + word_style("Toc", "toc 1")
    + word_style("Q", "Quote")
    + word_style("C", "caption")
    + word_style("K", "Source Code")
)
P = word_paragraph


def read(data: bytes, source: str = "backs.docx") -> Article:
    return read_article_bytes(data, source)


def outline(article: Article) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in article.sections]


def text_of(article: Article) -> str:
    return "\n\n".join(section.text for section in article.sections)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_by_name_language_inheritance_and_outline_level() -> None:
    body = (
        P("On Backs", "T") + P("A Study", "S") + P("They ache.")
        + P("Rest", "H1") + P("a") + P("Ice", "H2") + P("b") + P("Heat", "My") + P("c")
        + P("Sleep", "Out") + P("d") + P("Night", "", more='<w:outlineLvl w:val="1"/>') + P("e")
    )  # fmt: skip
    article = read(docx(body, styles=STYLES))
    assert (article.title, article.subtitle) == ("On Backs", "A Study")
    assert outline(article) == [
        (1, "On Backs"), (2, "Rest"), (3, "Ice"), (3, "Heat"), (2, "Sleep"), (3, "Night"),
    ]  # fmt: skip
    assert article.sections[3].path == ("Rest",)
    assert not any(section.anchor_in_page for section in article.sections)


def test_the_only_top_heading_at_the_start_is_the_title() -> None:
    body = P("Backs", "H1") + P("They ache.") + P("Rest", "H2") + P("a")
    article = read(docx(body, styles=STYLES))
    assert (article.title, outline(article)[1:]) == ("Backs", [(3, "Rest")])
    article = read(docx(body + P("Ice", "H1") + P("b"), styles=STYLES), "why_backs-ache.docx")
    assert article.title == "why backs ache"
    assert [heading for _, heading in outline(article)] == ["Backs", "Rest", "Ice"]


def test_styles_of_titles_that_inherit_from_a_heading_and_a_printed_byline() -> None:
    styles = (
        word_style("H", "Heading")
        + word_style("T", "Title", based_on="H")
        + word_style("S", "Subtitle", based_on="H")
        + word_style("H1", "heading 1", '<w:outlineLvl w:val="0"/>', based_on="H")
        + word_style("C", "TOC Heading", based_on="H1")
    )
    body = (
        P("What is in it", "C") + P("On Backs", "T") + P("A Study", "S") + P("By Ada Brandt")
        + P("They ache.") + P("Rest", "H1") + P("It helps.")
    )  # fmt: skip
    article = read(docx(body, styles=styles, core="<dc:creator>pc7</dc:creator>"))
    assert (article.title, article.subtitle) == ("On Backs", "A Study")
    assert article.authors == ("Ada Brandt",)
    assert [section.text for section in article.sections] == ["They ache.", "It helps."]


def test_properties_are_the_metadata() -> None:
    core = (
        "<dc:title>On Backs</dc:title><dc:creator>Ada Brandt; Bo Lind</dc:creator>"
        "<dcterms:created>2011-05-06T07:08:09Z</dcterms:created><dc:language>en-GB</dc:language>"
        "<dcterms:modified>2012-07-08T09:10:11Z</dcterms:modified>"
    )
    article = read(docx(P("They ache."), core=core))
    assert article.title == "On Backs"
    assert article.authors == ("Ada Brandt", "Bo Lind")
    assert (article.published, article.updated) == ("2011-05-06", "2012-07-08")
    assert article.language == "en-GB"


def test_the_language_of_most_of_the_text_is_the_language() -> None:
    german = '<w:lang w:val="de-DE"/>'
    body = P(
        "",
        runs=run("Rücken schmerzen oft lange.", german) + run("Backs.", '<w:lang w:val="en-US"/>'),
    )
    assert read(docx(body)).language == "de-DE"


def test_short_bold_lines_are_headings_where_no_style_marks_any() -> None:
    bold, large = "<w:b/>", '<w:sz w:val="40"/>'
    body = (
        P("", runs=run("On Backs", large)) + P("They ache.") + P("", runs=run("Rest", bold))
        + P("It helps.") + P("", runs=run("Not a heading.", bold))
        + P("", runs=run("Ice", bold) + run(" is cold"))
    )  # fmt: skip
    article = read(docx(body))
    assert [heading for _, heading in outline(article)] == ["On Backs", "Rest"]
    assert article.title == "On Backs"
    body = P("Ice", "H1") + P("a") + P("", runs=run("Rest", bold))
    assert [heading for _, heading in outline(read(docx(body, styles=STYLES)))] == ["Ice"]


def reference(note_id: int, kind: str = "footnote", more: str = "", mark: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{note_id}" {more}/>{mark}</w:r>'


def note(note_id: int, text: str, kind: str = "footnote") -> str:
    content = P("", runs=f"<w:r><w:{kind}Ref/></w:r>" + run(text))
    return f'<w:{kind} w:id="{note_id}">{content}</w:{kind}>'


SEPARATOR = f'<w:footnote w:id="-1" w:type="separator">{P("---")}</w:footnote>'


def test_footnotes_and_endnotes_are_numbered_by_their_markers() -> None:
    body = P("They ache", runs=reference(7) + run(" and heal.") + reference(2)) + P(
        "Ice", runs=reference(1, "endnote") + run(" helps.") + reference(9)
    )
    article = read(
        docx(
            body,
            footnotes=SEPARATOR + note(2, "Lind, 2004.") + note(7, "Brandt, 2001."),
            endnotes=note(1, "Marsh, 2007.", "endnote"),
        )
    )
    assert [(one.label, one.text) for one in article.notes] == [
        ("1", "Brandt, 2001."),
        ("2", "Lind, 2004."),
        ("i", "Marsh, 2007."),
    ]
    assert text_of(article) == "They ache and heal.\n\nIce helps."
    refs = article.sections[0].note_refs
    assert [(ref.label, ref.offset) for ref in refs] == [("1", 9), ("2", 19), ("i", 24)]


def test_a_marker_that_the_author_chose_takes_no_number() -> None:
    mark = "<w:t>*</w:t>"
    body = P(
        "They",
        runs=reference(1, more='w:customMarkFollows="1"', mark=mark) + run(" ache") + reference(2),
    )
    article = read(docx(body, footnotes=note(1, "By some.") + note(2, "Brandt, 2001.")))
    assert [one.label for one in article.notes] == ["*", "1"]
    assert text_of(article) == "They ache"


def field(code: str, result: str) -> str:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    computed = f"<w:r><w:instrText>{code}</w:instrText></w:r>{char('separate')}{result}"
    return f"{char('begin')}{computed}{char('end')}"


def test_a_cross_reference_to_a_note_is_another_marker() -> None:
    place = '<w:bookmarkStart w:id="0" w:name="_Ref5"/>'
    body = P("Ice", runs=place + reference(1)) + P(
        "Heat", runs=field(" NOTEREF _Ref5 \\h ", run("1"))
    )
    article = read(docx(body, footnotes=note(1, "Brandt, 2001.")))
    assert text_of(article) == "Ice\n\nHeat"
    assert [ref.label for ref in article.sections[0].note_refs] == ["1", "1"]
    assert len(article.notes) == 1


def test_tracked_changes_are_accepted_and_comments_are_out() -> None:
    changed = (
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        f'<w:ins>{run("often ")}</w:ins><w:commentRangeStart w:id="1"/>{run("ache.")}'
        '<w:r><w:commentReference w:id="1"/></w:r>'
    )
    moved = (
        f"<w:p><w:moveFrom>{run('Heat.')}</w:moveFrom></w:p>"
        f"<w:p><w:moveTo>{run('Heat.')}</w:moveTo></w:p>"
    )
    joined = P("Ice ", more="<w:rPr><w:del/></w:rPr>") + P("helps.")
    body = P("They ", runs=changed) + joined + moved
    assert text_of(read(docx(body))) == "They often ache.\n\nIce helps.\n\nHeat."


def test_fields_and_contents() -> None:
    toc = field(' TOC \\o "1-3" ', run("Rest 7"))
    body = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        f"</w:sdtPr><w:sdtContent>{P('Ice 9')}</w:sdtContent></w:sdt>"
        + P("Sleep 8", "Toc") + P("", runs=toc) + P("Page ", runs=field(" PAGE ", run("3")))
        + P("See ", runs=field(" ADDIN ZOTERO_ITEM {} ", run("(Brandt, 2001)")) + run("."))
        + P("", runs=field(' HYPERLINK "https://a.example" ', run("A link")))
        + '<w:p><w:fldSimple w:instr=" TOC "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
    )  # fmt: skip
    assert text_of(read(docx(body, styles=STYLES))) == "Page\n\nSee (Brandt, 2001).\n\nA link"


def test_links_of_a_note_are_those_of_its_part() -> None:
    link = '<w:hyperlink r:id="u">' + run("Backs") + "</w:hyperlink>"
    article = read(docx(P("", runs=link + run(" ache.")), links={"u": "https://a.example/"}))
    assert text_of(article) == "Backs ache."


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt '
    'w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
)


def item(text: str, level: int) -> str:
    return P(text, more=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')


def test_items_of_lists_are_apart() -> None:
    article = read(
        docx(item("Ice", 0) + item("cold", 1) + item("Heat", 0) + P("End."), numbering=NUMBERING)
    )
    assert text_of(article) == "Ice\n\ncold\n\nHeat\n\nEnd."


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{P(text)}</w:tc>"


def test_tables_text_boxes_and_hidden_text() -> None:
    merged = cell("lost", "<w:vMerge/>")
    rows = f"<w:tr>{cell('Part')}{cell('Pain')}</w:tr><w:tr>{merged}{cell('7')}</w:tr>"
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('gone')}{cell('8')}</w:tr>"
    box = f"<wps:txbx><w:txbxContent>{P('A box')}</w:txbxContent></wps:txbx>"
    twice = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback>"
        f"<w:pict><v:textbox><w:txbxContent>{P('A box')}</w:txbxContent></v:textbox></w:pict>"
        f"</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    frame = f"<w:tbl><w:tr><w:tc>{P('Framed')}{P('text')}</w:tc></w:tr></w:tbl>"
    body = (
        f"<w:tbl>{rows}{deleted}</w:tbl>"
        + P("Ice", runs=twice + run("never", "<w:vanish/>"))
        + frame
    )
    text = text_of(read(docx(body)))
    assert "Part | Pain" in text
    assert text.count("A box") == 1
    assert text.endswith("Ice\n\nA box\n\nFramed\n\ntext")
    assert not [word for word in ("lost", "gone", "never") if word in text]


def test_symbols_breaks_and_hyphens() -> None:
    parts = (
        '<w:r><w:sym w:font="Symbol" w:char="F061"/><w:t> \uf0b1 5</w:t><w:noBreakHyphen/><w:t>'
        "mm</w:t>"
        "<w:br/><w:t>Ice</w:t><w:tab/><w:t>cold</w:t><w:softHyphen/></w:r>"
    )
    assert text_of(read(docx(P("", runs=parts)))) == "α ± 5\u2011mm\nIce cold"


def test_formulas_keep_their_characters() -> None:
    def letters(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    formula = (
        f"<m:oMath><m:f><m:num>{letters('a+1')}</m:num><m:den><m:rad><m:deg/><m:e>"
        f"{letters('b')}</m:e></m:rad></m:den></m:f>"
        f"<m:sSup><m:e>{letters('x')}</m:e><m:sup>{letters('2')}</m:sup></m:sSup>"
        f"<m:d><m:e>{letters('y')}</m:e></m:d></m:oMath>"
    )
    text = text_of(read(docx(P("It is ", runs=formula + run(".")))))
    assert text == "It is (a + 1)/(√b)x²(y)."


def test_styles_of_quotes_captions_and_code() -> None:
    body = (
        P("Ice", "Q") + P("Figure 1. A back", "C") + P("x = 1", "K") + P("y = 2", "K") + P("End.")
    )
    text = text_of(read(docx(body, styles=STYLES)))
    assert "Ice" in text
    assert "Figure 1. A back" in text
    assert "x = 1\ny = 2" in text


@pytest.mark.parametrize(
    "data",
    [
        docx(""),
        docx(P(" ")),
        docx("<w:p>"),
        docx(P("They ache."))[:600],
        zip_of({"word/other.xml": "<x/>"}),
        zip_of({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    ],
)
def test_a_damaged_or_empty_document_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"^backs\.docx: [^\n]+$"):
        read(data)
