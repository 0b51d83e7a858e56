"""JATS as its suppliers write it: the same content in other elements, and other XML around it."""

from __future__ import annotations

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading import read_article_bytes
from painsci_search.reading.forms import SavedFile, form_of

_WORK = "Sample B. Hills and backs. J Made Up. 2001;3:5-9."
_TAGGED = (
    '<element-citation publication-type="journal"><name><surname>Sample</surname>'
    "<given-names>B</given-names></name><article-title>Hills and backs</article-title>"
    "<source>J Made Up</source><year>2001</year></element-citation>"
)


_TITLES = "<title-group><article-title>Long walks</article-title></title-group>"


def _article(
    front: str = "", body: str = "<p>Text.</p>", back: str = "", titles: str = _TITLES
) -> Article:
    xml = (
        f"<article><front><article-meta>{titles}{front}</article-meta></front>"
        f"<body>{body}</body><back>{back}</back></article>"
    )
    return read_article_bytes(xml.encode(), "walks.nxml")


_GIVEN, _FAMILY = "<given-names>Ada</given-names>", "<surname>Model</surname>"
_ITEM = "<def-item><term>W</term><def><p>walk</p></def></def-item>"
_CALS = (
    '<table-wrap><table xmlns="urn:cals"><tgroup cols="2"><colspec/><thead><row>'
    "<entry>Hill</entry><entry>Pain</entry></row></thead><tbody><row><entry>A</entry>"
    "<entry>5</entry></row></tbody></tgroup></table>"
    "<table-wrap-foot><attrib>From a trial</attrib></table-wrap-foot></table-wrap>"
)
_CREDIT = "<role>Writing – review &amp; editing</role>"


def _texts(body: str) -> list[tuple[str, str]]:
    article = _article(body=f'<sec id="s"><title>Walks</title>{body}</sec>')
    return [(section.heading, section.text) for section in article.sections]


def _contributor(surname: str, attributes: str = "", more: str = "") -> str:
    name = f"<name><surname>{surname}</surname><given-names>Ada</given-names></name>"
    return f"<contrib {attributes}>{name}{more}</contrib>"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        (f"<string-name>{_GIVEN}{_FAMILY}</string-name>", "Ada Model"),
        (f"<string-name>{_FAMILY}, {_GIVEN}</string-name>", "Ada Model"),
        ("<string-name>Ada Model</string-name>", "Ada Model"),
        ("<collab>Walk Group<institution>Hill School</institution></collab>", "Walk Group"),
        ("<collab><institution>Hill School</institution></collab>", "Hill School"),
    ],
)
def test_a_name_is_read_from_its_parts(name: str, read: str) -> None:
    assert _article(f"<contrib-group><contrib>{name}</contrib></contrib-group>").authors == (read,)


def test_members_of_groups_and_editors_by_role_are_no_authors() -> None:
    people = (
        _contributor("Model", 'contrib-type="author"', _CREDIT),
        _contributor("Byline", 'contrib-type="author non-byline"'),
        _contributor("Member", 'contrib-type="collab-member"'),
        _contributor("Guide", "", "<role>Academic Editor</role>"),
    )
    assert _article(f"<contrib-group>{''.join(people)}</contrib-group>").authors == ("Ada Model",)


def test_a_raised_sign_at_the_end_is_not_part_of_the_title() -> None:
    title = "<title-group><article-title>Long walks<sup>*</sup></article-title></title-group>"
    assert _article(titles=title).title == "Long walks"


def test_a_date_of_publication_among_those_of_its_history() -> None:
    dates = '<date date-type="accepted"><year>2018</year></date>'
    dates += '<date date-type="published"><year>2019</year></date>'
    assert _article(f"<history>{dates}</history>").published == "2019"


def test_a_file_beside_the_page_is_not_the_address() -> None:
    links = '<self-uri href="https://a.example/1.pdf"/><self-uri href="https://a.example/1"/>'
    assert _article(links).url == "https://a.example/1"


def test_text_after_a_box_with_a_heading_belongs_to_the_section_around_it() -> None:
    box = (
        "<boxed-text><label>Box 1</label><caption><title>Rules</title></caption><p>Walk.</p>"
        "</boxed-text>"
    )
    assert _texts(f"<p>Before.</p>{box}<p>After.</p><sec><title>Hills</title><p>Up.</p></sec>") == [
        ("Walks", "Before.\n\nAfter."),
        ("Box 1 Rules", "Walk."),
        ("Hills", "Up."),
    ]
    assert _texts(f"<p>Before {box} after.</p>")[0] == ("Walks", "Before after.")


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("<media><label>Film 1.</label><caption><p>A.</p></caption></media>", "Film 1. A."),
        ("<media><caption><p>Click here for the film.</p></caption></media>", ""),
        (f"<def-list><title>Terms</title>{_ITEM}</def-list>", "Terms\n\nW\n\nwalk"),
        ("<list><title>Aims</title><list-item><p>A.</p></list-item></list>", "Aims\n\nA."),
        ("<statement><label>Rule 1</label><p>Walk.</p></statement>", "Rule 1\n\nWalk."),
        ("<verse-group><title>Song</title><verse-line>A.</verse-line></verse-group>", "Song\n\nA."),
        ("<p>The <abbrev>WHO<def><p>a body</p></def></abbrev> walks.</p>", "The WHO walks."),
        (_CALS, "Hill | Pain\n\nA | 5\n\nFrom a trial"),
    ],
)
def test_titles_films_and_tables_of_other_models_are_text(element: str, text: str) -> None:
    assert _texts(f"{element}<p>End.</p>")[0][1] == f"{text}\n\nEnd.".strip()


@pytest.mark.parametrize(
    "ref",
    [
        f"<label>1</label><mixed-citation>1. {_WORK}</mixed-citation>{_TAGGED}",
        f"<label>1</label><mixed-citation>1 {_WORK}</mixed-citation>",
        f"<mixed-citation>[1] {_WORK}</mixed-citation>",
        f"<label>1</label>{_TAGGED}<mixed-citation>{_WORK}</mixed-citation>",
    ],
)
def test_a_work_that_is_written_twice_or_with_its_number_is_one_work(ref: str) -> None:
    (note,) = _article(back=f'<ref-list><ref id="r1">{ref}</ref></ref-list>').notes
    assert (note.label, note.anchor, note.text) == ("1", "r1", _WORK)
    assert [work.title for work in note.references] == ["Hills and backs"]


def test_two_citations_of_one_entry_in_two_models_may_be_two_works() -> None:
    other = "<mixed-citation>Rivers D. Swimming. J Wet. 2005;1:2-3.</mixed-citation>"
    (note,) = _article(back=f"<ref-list><ref>{_TAGGED}{other}</ref></ref-list>").notes
    assert [work.title for work in note.references] == ["Hills and backs", "Swimming"]


def test_a_number_at_the_start_that_is_not_that_of_the_entry_stays() -> None:
    citation = (
        "<mixed-citation>7. Walks and other exercise. J Made Up. 2001;3:5-9.</mixed-citation>"
    )
    (note,) = _article(back=f"<ref-list><ref>{citation}</ref></ref-list>").notes
    assert (note.label, note.text[:8]) == ("", "7. Walks")


def test_identifiers_in_links_of_a_citation_without_fields_are_read() -> None:
    links = '<ext-link ext-link-type="pmid" href="12">PubMed</ext-link>'
    links += '<pub-id pub-id-type="doi">10.5555/HILLS</pub-id>'
    ref = f"<ref><mixed-citation>{_WORK} [{links}]</mixed-citation></ref>"
    (work,) = _article(back=f"<ref-list>{ref}</ref-list>").notes[0].references
    assert (work.pmid, work.doi) == ("12", "10.5555/hills")


def test_a_reference_list_of_paragraphs_is_one_of_notes() -> None:
    back = f"<ref-list><title>References</title><p>1. {_WORK}</p><p>2. {_WORK}</p></ref-list>"
    assert [(note.label, note.text) for note in _article(back=back).notes] == [
        ("1", _WORK),
        ("2", _WORK),
    ]


def test_paragraphs_of_a_note_are_separate_words() -> None:
    note = "<fn><p><bold>Note of the publisher</bold></p><p>Walk.</p></fn>"
    assert (
        _article(back=f"<fn-group>{note}</fn-group>").notes[0].text == "Note of the publisher Walk."
    )


def test_a_label_of_an_author_and_a_year_keeps_its_bracket() -> None:
    ref = f'<ref id="r1"><label>Sample(2001)</label><mixed-citation>{_WORK}</mixed-citation></ref>'
    body = '<p>Walk (as <xref ref-type="bibr" rid="r1">Sample (2001)</xref>).</p>'
    article = _article(body=body, back=f"<ref-list>{ref}</ref-list>")
    assert article.notes[0].label == "Sample(2001)"
    assert article.sections[0].note_refs[0].label == "Sample (2001)"


_META = "<title-group><title>Long walks</title></title-group>"
_PART = (
    f'<book-part><book-part-meta><book-part-id pub-id-type="doi">10.5555/b.1</book-part-id>{_META}'
    "</book-part-meta><body><p>Walk.</p></body></book-part>"
)


@pytest.mark.parametrize(
    "xml",
    [_PART, f"<book-part-wrapper><book-meta><p>Book</p></book-meta>{_PART}</book-part-wrapper>"],
)
def test_a_chapter_of_a_book_is_read_like_an_article(xml: str) -> None:
    article = read_article_bytes(xml.encode(), "a.xml")
    assert (article.title, article.url) == ("Long walks", "https://doi.org/10.5555/b.1")
    assert [section.text for section in article.sections] == ["Walk."]


def test_an_article_in_the_answer_of_a_service_is_read() -> None:
    front = "<front><article-meta/></front><body><p>Walk.</p></body>"
    xml = f"<response><total>1</total><records><article>{front}</article></records></response>"
    assert read_article_bytes(xml.encode(), "a.xml").sections[0].text == "Walk."


@pytest.mark.parametrize(
    "xml",
    [
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><p>Walk.</p></text></TEI>',
        '<t:TEI xmlns:t="http://www.tei-c.org/ns/1.0"><t:text><t:p>Walk.</t:p></t:text></t:TEI>',
        "<art><title>Walks</title><p>Walk.</p></art>",
    ],
)
def test_other_xml_is_refused_also_without_a_declaration(xml: str) -> None:
    with pytest.raises(ReadError, match="an XML file of another kind, not an article; save as"):
        form_of(SavedFile(xml.encode(), "a.xml"))


def test_a_name_space_of_html_is_no_sign_of_other_xml() -> None:
    page = b'<div xmlns="http://www.w3.org/1999/xhtml"><p>Walk.</p></div>'
    assert form_of(SavedFile(page, "a.html")).name == "HTML"
