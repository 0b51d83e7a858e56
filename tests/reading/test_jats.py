"""JATS and NLM XML: every part of an article is read from its tags, nothing from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Article, Note, Section
from painsci_search.reading import read_article_bytes
from painsci_search.reading.files.finding import find_files
from painsci_search.reading.forms import SavedFile, form_of

META = """
<journal-meta><journal-id>walks</journal-id></journal-meta>
<article-meta>
<article-id pub-id-type="doi">10.5555/walks.12</article-id>
<title-group><article-title>Long walks <xref ref-type="fn" rid="f0">*</xref></article-title>
<subtitle>A made-up trial</subtitle></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Example</surname><given-names>Ada B</given-names>
<suffix>Jr</suffix></name><xref ref-type="aff" rid="a1">1</xref></contrib>
<contrib contrib-type="author"><name name-style="eastern"><surname>Model</surname>
<given-names>Cy</given-names></name></contrib>
<contrib contrib-type="author"><collab>The Walk Group<contrib-group><contrib><name>
<surname>Member</surname></name></contrib></contrib-group></collab></contrib>
<contrib contrib-type="editor"><name><surname>Editor</surname></name></contrib>
</contrib-group>
<pub-date pub-type="ppub"><year>2020</year></pub-date>
<pub-date pub-type="epub"><day>5</day><month>3</month><year>2019</year></pub-date>
<history><date date-type="received"><day>1</day><month>1</month><year>2018</year></date></history>
"""
REFS = """
<ref-list><title>References</title>
<ref id="r1"><label>1.</label><element-citation publication-type="journal">
<person-group person-group-type="author"><name><surname>Sample</surname>
<given-names>Bo C.</given-names></name><collab>Hill Club</collab><etal/></person-group>
<article-title>Hills and backs</article-title><source>J Made Up</source><year>2001</year>
<volume>3</volume><issue>4</issue><fpage>5</fpage><lpage>9</lpage>
<pub-id pub-id-type="pmid">12</pub-id><pub-id pub-id-type="doi">10.5555/HILLS</pub-id>
</element-citation></ref>
<ref id="r2"><label>2</label><mixed-citation publication-type="book"><name><surname>Rivers</surname>
<given-names>D</given-names></name>. <source>A book of rivers</source>. <publisher-name>Made Up
Press</publisher-name>; <year>2002</year>.</mixed-citation></ref>
<ref id="r3"><label>3</label><mixed-citation>Lakes E. Swimming and backs. J Made Up.
2003;5(6):7-8.</mixed-citation></ref>
<ref id="r4"><label>4</label><element-citation><person-group><name><surname>Woods</surname>
<given-names>F</given-names></name></person-group><article-title>First</article-title>
<source>J Made Up</source><year>2004</year></element-citation><element-citation><person-group>
<name><surname>Woods</surname><given-names>F</given-names></name></person-group>
<article-title>Second</article-title><source>J Made Up</source><year>2005</year>
</element-citation></ref>
</ref-list>
"""


def _article(body: str = "", front: str = "", back: str = REFS, after: str = "") -> Article:
    xml = (
        '<article xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="en">'
        f"<front>{META}{front}</article-meta></front><body>{body}</body><back>{back}</back>{after}"
        "</article>"
    )
    return read_article_bytes(xml.encode(), "walks.nxml")


def _section(body: str, back: str = REFS) -> Section:
    return _article(f"<sec><title>Walks</title>{body}</sec>", back=back).sections[-1]


def _notes(back: str) -> tuple[Note, ...]:
    return _article("<p>Text.</p>", back=back).notes


def test_the_front_matter_is_read_from_its_tags() -> None:
    article = _article("<p>Text.</p>")
    assert (article.title, article.subtitle) == ("Long walks", "A made-up trial")
    assert article.authors == ("Ada B Example Jr", "Model Cy", "The Walk Group")
    assert (article.published, article.language) == ("2019-03-05", "en")
    assert article.url == "https://doi.org/10.5555/walks.12"
    assert dict(article.metadata) == {"doi": "10.5555/walks.12"}


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        (('<pub-date date-type="pub" publication-format="electronic"><year>2019</year></pub-date>'
         '<pub-date date-type="collection"><month>Oct</month><year>2019</year></pub-date>'),
         "2019-10"),
        (('<pub-date pub-type="pmc-release"><year>2021</year></pub-date>'
         '<pub-date pub-type="ppub"><season>Fall</season><year>2018</year></pub-date>'), "2018"),
        ('<pub-date iso-8601-date="2017-06-01"/>', "2017-06-01"),
    ],
)  # fmt: skip
def test_the_date_is_that_of_publication_as_exact_as_it_is_known(
    dates: str, published: str
) -> None:
    meta = f"<front><article-meta>{dates}</article-meta></front>"
    xml = f"<article>{meta}<body><p>A.</p></body></article>"
    assert read_article_bytes(xml.encode(), "a.xml").published == published


def test_references_are_notes_with_all_their_fields() -> None:
    first, book, untagged, several = _article("<p>Text.</p>").notes
    work = first.references[0]
    assert (first.label, first.anchor, first.anchor_in_page) == ("1", "r1", True)
    assert work.authors == ("Sample BC", "Hill Club")
    assert (work.title, work.journal, work.year) == ("Hills and backs", "J Made Up", 2001)
    assert (work.volume, work.issue, work.pages) == ("3", "4", "5-9")
    assert (work.pmid, work.doi) == ("12", "10.5555/hills")
    assert first.text.startswith(
        "Sample BC, Hill Club, et al. Hills and backs. J Made Up. 2001;3(4)"
    )
    assert book.text == "Rivers D. A book of rivers. Made Up Press; 2002."
    assert (book.references[0].title, book.references[0].journal) == ("A book of rivers", None)
    assert (untagged.references[0].authors, untagged.references[0].year) == (("Lakes E",), 2003)
    assert [work.title for work in several.references] == ["First", "Second"]


@pytest.mark.parametrize(
    ("citation", "fields"),
    [
        (("<citation><article-title>Old tags</article-title><source>J</source>"
         "<year>1999a</year></citation>"), {"title": "Old tags", "year": 1999}),
        (("<nlm-citation><article-title>A</article-title><source>J</source><fpage>e12</fpage>"
         '<pub-id pub-id-type="pmc">123</pub-id></nlm-citation>'),
         {"pages": "e12", "pmcid": "PMC123"}),
        (("<citation-alternatives><mixed-citation>Hills G. In print. 2001.</mixed-citation>"
         "<element-citation><article-title>Tagged</article-title><source>J</source>"
         "<year>2001</year></element-citation></citation-alternatives>"),
         {"title": "Tagged", "raw": "Hills G. In print. 2001."}),
        (('<element-citation><article-title>A</article-title><source>J</source><ext-link '
         'xlink:href="https://doi.org/10.5555/linked">link</ext-link></element-citation>'),
         {"doi": "10.5555/linked"}),
        (('<element-citation publication-type="web"><source>A page</source><ext-link '
         'xlink:href="https://walks.example/page">link</ext-link></element-citation>'),
         {"title": "A page", "url": "https://walks.example/page"}),
        (('<element-citation><person-group person-group-type="editor"><name>'
         "<surname>Editor</surname><given-names>E</given-names></name></person-group><chapter-title>"
         "A chapter</chapter-title><source>A book</source></element-citation>"),
         {"title": "A chapter", "journal": "A book", "editors": ("Editor E",), "type": "chapter"}),
        (("<mixed-citation><string-name><surname>Glued</surname><given-names>AB</given-names>"
         "</string-name>, <article-title>Ends?</article-title><source>J</source><volume>3</volume>"
         '(<issue>4</issue>): <fpage>5</fpage>.<pub-id pub-id-type="pmid">77</pub-id>'
         "</mixed-citation>"),
         {"raw": "Glued AB, Ends? J 3(4): 5. PMID: 77", "authors": ("Glued AB",)}),
    ],
)  # fmt: skip
def test_citations_of_all_versions_are_read(citation: str, fields: dict[str, object]) -> None:
    note = _notes(f'<ref-list><ref id="r1">{citation}</ref></ref-list>')[0]
    assert {name: getattr(note.references[0], name) for name in fields} == fields


def test_sections_have_their_ids_levels_and_paths() -> None:
    article = _article(
        '<p>Opening.</p><sec id="s1"><label>1</label><title>Walks</title><p>One.</p>'
        '<sec id="s1.1"><title>Hills</title><p>Two.</p></sec></sec>'
    )
    assert [(one.anchor, one.heading, one.level, one.path) for one in article.sections] == [
        ("long-walks", "Long walks", 1, ()),
        ("s1", "1 Walks", 2, ()),
        ("s1.1", "Hills", 3, ("1 Walks",)),
    ]
    assert [one.anchor_in_page for one in article.sections] == [False, True, True]


def test_all_abstracts_are_sections_before_the_text() -> None:
    abstracts = (
        "<abstract><sec><title>Aims</title><p>To walk.</p></sec></abstract>"
        '<abstract abstract-type="graphical"><p>A hill.</p></abstract>'
        '<trans-abstract xml:lang="de"><title>Zusammenfassung</title><p>Gehen.</p></trans-abstract>'
        "<kwd-group><kwd>hills</kwd><kwd>backs</kwd></kwd-group>"
    )
    sections = _article("<p>Text.</p>", front=abstracts).sections
    assert [one.heading for one in sections] == [
        "Abstract", "Aims", "Graphical abstract", "Zusammenfassung", "Keywords", "Long walks",
    ]  # fmt: skip
    assert sections[1].path == ("Abstract",)
    assert sections[4].text == "hills; backs"


@pytest.mark.parametrize(
    ("markers", "text", "labels"),
    [
        ('backs [<xref ref-type="bibr" rid="r1">1</xref>].', "backs.", ["1"]),
        ('backs<sup><xref rid="r1">1</xref>,<xref rid="r2">2</xref></sup>.', "backs.", ["1", "2"]),
        ('backs <xref ref-type="bibr" rid="r1"><sup>1</sup></xref>.', "backs.", ["1"]),
        ('backs <xref ref-type="bibr" rid="r1"/>.', "backs.", ["1"]),
        ('backs [<xref rid="r1 r2">1,2</xref>].', "backs.", ["1", "2"]),
        ('backs (<xref ref-type="bibr" rid="r1">Sample, 2001</xref>).',
         "backs (Sample, 2001).", ["Sample, 2001"]),
        ('backs <xref ref-type="bibr" rid="gone">9</xref>.', "backs.", ["9"]),
        ('backs (<xref ref-type="fig" rid="g">Fig. 1</xref>).', "backs (Fig. 1).", []),
    ],
)  # fmt: skip
def test_markers_of_references_leave_the_text_and_words_stay(
    markers: str, text: str, labels: list[str]
) -> None:
    section = _section(f"<p>Walks help {markers}</p>")
    assert section.text == f"Walks help {text}"
    assert [ref.label for ref in section.note_refs] == labels


@pytest.mark.parametrize(
    ("markers", "labels"),
    [
        ('[<xref rid="r1">1</xref>–<xref rid="r4">4</xref>]', "1234"),
        (' <xref rid="r2">2</xref>-<xref rid="r4">4</xref>', "234"),
        ('<sup><xref rid="r2">2</xref>–<xref rid="r4">4</xref></sup>', "234"),
        ('<sup><xref rid="r2">2</xref></sup>–<sup><xref rid="r4">4</xref></sup>', "234"),
        ('<xref rid="r2"><sup>2</sup></xref><sup>–</sup><xref rid="r4"><sup>4</sup></xref>', "234"),
        (' [<xref rid="r2">2</xref>]–[<xref rid="r4">4</xref>]', "234"),
        ('[<xref rid="r1 r2 r3 r4">1-4</xref>]', "1234"),
        ('[<xref rid="r1 r4">1–4</xref>]', "1234"),
        ('[<xref rid="r1">1–4</xref>]', "1234"),
        ('[<xref rid="r1 r3 r4">1,3–4</xref>]', "134"),
        ('[<xref rid="r1">1</xref>,<xref rid="r2">2</xref>–<xref rid="r4">4</xref>]', "1234"),
        ('[<xref rid="r4">4</xref>–<xref rid="r1">1</xref>]', "41"),
    ],
)
def test_every_note_of_a_range_is_cited_in_its_order(markers: str, labels: str) -> None:
    article = _article(f'<sec id="s1"><title>Walks</title><p>Help{markers}. Often.</p></sec>')
    section = article.sections[-1]
    assert section.text == "Help. Often."
    assert {ref.offset for ref in section.note_refs} == {len("Help")}
    cited = [anchor for ref in section.note_refs for anchor in ref.anchors]
    assert cited == [f"r{label}" for label in labels]
    assert [bool(note.cited_from) for note in article.notes] == [n in labels for n in "1234"]


def test_a_range_that_counts_no_notes_cites_its_ends_alone() -> None:
    years = '(<xref rid="r1">2001</xref>–<xref rid="r4">2004</xref>)'
    beyond = '[<xref rid="r3">3</xref>–<xref ref-type="bibr" rid="r9">9</xref>]'
    section = _section(f"<p>From 2001–2004 {years} and {beyond}.</p>")
    assert section.text.startswith("From 2001–2004")
    assert [ref.anchor for ref in section.note_refs] == ["r1", "r4", "r3", ""]


def test_footnotes_in_the_text_in_groups_and_below_tables_are_notes() -> None:
    body = (
        '<sec id="s1"><title>Walks</title><p>Help<fn id="f1"><label>a</label><p>Mostly.</p></fn> '
        'and more<xref ref-type="fn" rid="f2">b</xref>.</p><table-wrap><table><tbody><tr><td>12'
        '<xref ref-type="table-fn" rid="t1">c</xref></td></tr></tbody></table><table-wrap-foot>'
        '<fn id="t1"><label>c</label><p>Days.</p></fn><fn><p>All are made up.</p></fn>'
        "</table-wrap-foot></table-wrap></sec>"
    )
    back = (
        '<fn-group><fn id="f2"><label>b</label><p>Often.</p></fn></fn-group><fn-group><title>'
        "Conflicts</title><fn><p>None known.</p></fn></fn-group>"
    )
    article = _article(body, back=back)
    assert [(note.label, note.text) for note in article.notes] == [
        ("a", "Mostly."), ("c", "Days."), ("b", "Often."),
    ]  # fmt: skip
    assert all(note.cited_from == ("s1",) for note in article.notes)
    assert article.sections[0].text == "Help and more.\n\n12\n\nAll are made up."
    assert (article.sections[1].heading, article.sections[1].text) == ("Conflicts", "None known.")


def test_figures_and_tables_follow_their_paragraph_with_caption_and_rows() -> None:
    body = (
        '<p>See <fig id="g1"><label>Figure 1</label><caption><title>A hill</title><p>In rain.</p>'
        "</caption><graphic/></fig>the hill. And the <xref ref-type='table' rid='t1'>table</xref>"
        " at the end.</p><p>More.</p>"
    )
    floats = (
        '<floats-group><table-wrap id="t1"><label>Table 1</label><caption><p>Days.</p></caption>'
        "<alternatives><graphic/><table><thead><tr><th>Group</th><th>Days</th></tr></thead><tbody>"
        "<tr><td>Walkers</td><td><p>12</p></td></tr></tbody></table></alternatives></table-wrap>"
        "</floats-group>"
    )
    text = _article(f"<sec><title>Walks</title>{body}</sec>", after=floats).sections[-1].text
    assert text.split("\n\n") == [
        "See the hill. And the table at the end.", "Figure 1. A hill. In rain.", "Table 1. Days.",
        "Group | Days", "Walkers | 12", "More.",
    ]  # fmt: skip


def test_a_picture_without_caption_has_its_alternative_text() -> None:
    figure = "<fig><label>Figure 2</label><graphic><alt-text>A river</alt-text></graphic></fig>"
    assert _section(figure).text == "Figure 2. A river"


def _blocks(section: Section) -> list[tuple[str, int, str, str]]:
    return [
        (block.kind, block.depth, block.label, section.text[block.start : block.end])
        for block in section.blocks
    ]


def test_lists_definitions_quotations_and_code_are_blocks() -> None:
    body = (
        '<list list-type="order"><list-item><p>Go out.</p></list-item><list-item><p>Walk.</p>'
        "<p>More.</p><list><list-item><p>Slowly.</p></list-item></list></list-item></list>"
        "<list><list-item><label>(iii)</label><p>Rest.</p></list-item></list>"
        "<def-list><def-item><term>LBP</term><def><p>low back pain</p></def></def-item></def-list>"
        "<disp-quote><p>I walk.</p><attrib>A walker</attrib></disp-quote>"
        "<verse-group><verse-line>Up</verse-line><verse-line>and down</verse-line></verse-group>"
        "<preformat>a = 1\n  b = 2</preformat>"
    )
    assert _blocks(_section(body)) == [
        ("item", 1, "1", "Go out."),
        ("item", 1, "2", "Walk."),
        ("paragraph", 1, "", "More."),
        ("item", 2, "", "Slowly."),
        ("item", 1, "iii", "Rest."),
        ("term", 0, "", "LBP"),
        ("description", 0, "", "low back pain"),
        ("quote", 1, "", "I walk."),
        ("quote", 1, "", "A walker"),
        ("paragraph", 0, "", "Up\nand down"),
        ("code", 0, "", "a = 1\n  b = 2"),
    ]


def test_rows_have_cells_and_headers() -> None:
    table = (
        "<table-wrap><caption><p>Days.</p></caption><table><thead><tr><td>Group</td><td>Days</td>"
        "</tr></thead><tbody><tr><th>Walkers</th><td><p>12</p><p>13</p></td></tr></tbody></table>"
        "</table-wrap>"
    )
    section = _section(table)
    caption, header, row = section.blocks
    assert (caption.kind, header.kind, row.kind) == ("caption", "header", "row")
    assert header.group == row.group > 0
    assert [section.text[start:end] for start, end in row.cells] == ["Walkers", "12\n13"]


def test_inline_elements_are_marks_and_raised_text_keeps_its_meaning() -> None:
    section = _section(
        "<p><italic>Fast</italic> walks of 10<sup>6</sup> steps and CO<sub>2</sub>, see "
        '<ext-link xlink:href="https://walks.example/">a page</ext-link>.</p>'
    )
    assert section.text == "Fast walks of 10⁶ steps and CO₂, see a page."
    found = [(m.kind, section.text[m.start : m.end], m.target) for m in section.marks]
    assert found == [
        ("emphasis", "Fast", ""),
        ("superscript", "⁶", ""),
        ("subscript", "₂", ""),
        ("link", "a page", "https://walks.example/"),
    ]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (
            "<mml:math><mml:mfrac><mml:mi>a</mml:mi><mml:mn>2</mml:mn></mml:mfrac></mml:math>",
            "a/2",
        ),
        (
            (
                "<alternatives><graphic/><tex-math>\\documentclass{a}\\begin{document}$$x^2$$"
                "\\end{document}</tex-math></alternatives>"
            ),
            "x²",
        ),
        ("<italic>I</italic><sup>2</sup>", "I²"),
        ("<inline-graphic/>", "[formula]"),
    ],
)
def test_formulas_are_readable_once(formula: str, text: str) -> None:
    body = f'<p xmlns:mml="m">So <inline-formula>{formula}</inline-formula> is large.</p>'
    assert _section(body).text == f"So {text} is large."
    body = f'<disp-formula xmlns:mml="m">{formula}<label>(1)</label></disp-formula>'
    section = _section(body)
    assert (section.text, section.blocks[0].kind) == (text, "formula")


def test_boxed_text_with_a_title_is_a_section() -> None:
    box = "<boxed-text><caption><title>Box 1</title></caption><p>Take water.</p></boxed-text>"
    section = _section(f"<p>Walks help.</p>{box}")
    assert (section.heading, section.path, section.text) == ("Box 1", ("Walks",), "Take water.")


def test_back_matter_is_read_and_reference_lists_in_it_are_notes() -> None:
    back = (
        "<ack><p>We thank the hills.</p></ack><app-group><app><title>Routes</title><p>Up.</p></app>"
        f"</app-group><sec><title>Data</title><p>None.</p></sec>{REFS}"
    )
    sections = _article("<p>Text.</p>", back=back).sections
    assert [(one.heading, one.text) for one in sections[1:]] == [
        ("Acknowledgements", "We thank the hills."), ("Routes", "Up."), ("Data", "None."),
    ]  # fmt: skip


def test_responses_and_translations_are_left_out_unless_the_article_is_made_of_them() -> None:
    inner = (
        '<sub-article article-type="reply"><front-stub><title-group><article-title>Reply'
        "</article-title></title-group></front-stub><body><p>We agree.</p></body></sub-article>"
    )
    assert "We agree." not in " ".join(
        one.text for one in _article("<p>A.</p>", after=inner).sections
    )
    issue = f"<article><front>{META}</article-meta></front>{inner}</article>"
    section = read_article_bytes(issue.encode(), "a.xml").sections[0]
    assert (section.heading, section.text) == ("Reply", "We agree.")


ARTICLE = (
    f'<article article-type="a"><front>{META}</article-meta></front>'
    "<body><p>A.</p></body></article>"
)


@pytest.mark.parametrize(
    "xml",
    [
        ARTICLE,
        f"<!-- saved --><?xml-stylesheet href='a'?>{ARTICLE}",
        '<!DOCTYPE article PUBLIC "-//NLM//DTD Journal Publishing DTD v2.3//EN" "a.dtd">' + ARTICLE,
        f"<pmc-articleset>{ARTICLE}</pmc-articleset>",
        '<OAI-PMH xmlns="http://a.example/"><GetRecord><record><metadata>'
        + ARTICLE.replace("<article ", '<article xmlns="https://jats.example/" ')
        + "</metadata></record></GetRecord></OAI-PMH>",
    ],
)
@pytest.mark.parametrize("name", ["walks.xml", "walks.html", "walks"])
def test_jats_is_recognised_by_its_content(xml: str, name: str) -> None:
    assert form_of(SavedFile(xml.encode(), name)).name == "JATS XML"
    assert read_article_bytes(xml.encode(), name).title == "Long walks"


def test_jats_called_xml_is_found_in_a_folder_and_other_xml_is_not(tmp_path: Path) -> None:
    (tmp_path / "walks.xml").write_text(ARTICLE)
    (tmp_path / "map.xml").write_text('<?xml version="1.0"?><urlset/>')
    assert [file.relative for file in find_files([tmp_path]).files] == ["walks.xml"]


def test_other_xml_with_the_root_article_is_no_jats() -> None:
    docbook = (
        b'<?xml version="1.0"?><article xmlns="http://docbook.org/ns/docbook"><info/></article>'
    )
    with pytest.raises(ReadError, match="XML file of another kind"):
        form_of(SavedFile(docbook, "a.xml"))


def test_a_marker_without_a_note_is_a_warning() -> None:
    link = '<p>Walks help <xref ref-type="bibr" rid="gone">9</xref>.</p>'
    assert _article(link).warnings == ("1 marker without a note",)
    assert _article("<p>Walks help.</p>").warnings == ()


def test_a_set_of_several_articles_is_refused() -> None:
    with pytest.raises(ReadError, match="2 articles in one file"):
        read_article_bytes(f"<pmc-articleset>{ARTICLE}{ARTICLE}</pmc-articleset>".encode(), "a.xml")


def test_names_of_characters_are_read_and_no_other_entity_is() -> None:
    doctype = (
        '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "http://127.0.0.1:9/a.dtd" '
        '[<!ENTITY own "hidden"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    )
    xml = f"{doctype}<article><front/><body><p>5&nbsp;&mu;g&own;&file; a</p></body></article>"
    assert read_article_bytes(xml.encode(), "a.xml").sections[0].text == "5 μg a"


def test_entities_of_entities_do_not_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    for use in ("<body><p>&l12; a</p></body>", '<body><p id="&l12;">a</p></body>'):
        xml = f'<!DOCTYPE article [<!ENTITY l0 "ha">{laughs}]><article><front/>{use}</article>'
        try:
            text = read_article_bytes(xml.encode(), "a.xml").sections[0].text
        except ReadError as refused:
            text = str(refused)
        assert len(text) < 300


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (ARTICLE[:-20], "damaged XML"),
        ("<article><front/>" + "<sec>" * 150 + "</sec>" * 150 + "</article>", "nested deeper"),
        ("<article><front/></article>", "shows no text"),
    ],
)
def test_what_is_damaged_or_empty_is_refused_in_one_line(xml: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as refused:
        read_article_bytes(xml.encode(), "a.nxml")
    assert "\n" not in str(refused.value)
