"""What a page's audit finds, at which line; and above all what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import ReadError
from painsci_search.auditing.files import audit_bytes
from painsci_search.auditing.malformed import check_link, find_malformed
from painsci_search.reading.files.decoding import decode
from painsci_search.reading.files.finding import find_files
from profiles import examples

SHARED = Path(__file__).parents[3] / "shared" / "pages"
LATEST = 2027
PROSE = "Some people feel better after a pill that has nothing in it, and nobody is sure why."


def page(*lines: str, head: str = "") -> str:
    """Make a page whose given lines are numbered from 4 on."""
    top = f"<!doctype html><html><head><title>Pills</title>{head}</head>\n<body><article>"
    body = "\n".join([f"<p>{PROSE}</p>" if line == "…" else line for line in lines])
    return f"{top}\n<h1>Pills</h1>\n{body}\n</article></body></html>"


def flaws(html: str, name: str = "pills.html") -> list[tuple[str, int, str]]:
    found = audit_bytes(html.encode(), name, LATEST).flaws
    return [(flaw.kind, flaw.line, flaw.anchor) for flaw in found]


def noted(body: str, *notes: str) -> str:
    """Make a page with a claim that has the first note's marker, and a list of notes."""
    items = [f'<li id="fn{n}">{note}</li>' for n, note in enumerate(notes, 1)]
    return page(f"<p>{PROSE} {body}</p>", '<h2 id="notes">Notes</h2><ol>', *items, "</ol>")


def marker(number: int) -> str:
    return f'<sup class="footnote-ref"><a href="#fn{number}" id="fr{number}">{number}</a></sup>'


BACK = '<a href="#fr{}">↩</a>'


def test_a_page_without_flaws_has_none() -> None:
    text = f"One.{marker(1)} Two.{marker(2)}"
    assert flaws(noted(text, f"First. {BACK.format(1)}", f"Second. {BACK.format(2)}")) == []


def test_a_marker_whose_note_is_missing_stands_at_its_line() -> None:
    text = f"One.{marker(1)} Two.{marker(2)}\nThree.{marker(3)}"
    html = noted(text, f"First. {BACK.format(1)}", f"Second. {BACK.format(2)}")
    assert flaws(html) == [("marker-without-note", 5, "fn3")]


def test_a_raised_link_to_a_block_that_is_no_note_is_found() -> None:
    link = '<sup><a href="#quoted">1</a></sup>'
    html = page(f"<p>{PROSE}{link}</p>", f'<blockquote id="quoted">{PROSE}</blockquote>')
    assert flaws(html) == [("marker-without-note", 4, "quoted")]
    note = page(f"<p>{PROSE}{link}</p>", f'<p id="quoted">1. {PROSE}</p>')
    assert flaws(note) == []


@pytest.mark.parametrize(
    "link",
    [
        '<a class="fn" href="#{}">{}</a>',
        '<span class="ref"><a href="#{}">{}</a></span>',
        '<sup><a href="#{}">[{}]</a></sup>',
    ],
)
def test_what_looks_like_the_markers_is_one_whatever_its_note_would_be_called(link: str) -> None:
    names = ["c0de-7a1b", "be1d-c9ff", "c9ff-be1d", "lost-one"]
    text = " ".join(f"Claim.{link.format(name, n)}" for n, name in enumerate(names, 1))
    items = [f'<li id="{name}">A remark, the {name}.</li>' for name in names[:3]]
    html = page(f"<p>{PROSE} {text}</p>", '<h2 id="n">Notes</h2><ol>', *items, "</ol>")
    assert flaws(html) == [("marker-without-note", 4, "lost-one")]


def test_a_number_that_looks_otherwise_than_the_markers_is_a_dead_link() -> None:
    text = f"One.{marker(1)} Two.{marker(2)} See table <a href='#table3'>3</a>."
    html = noted(text, f"First. {BACK.format(1)}", f"Second. {BACK.format(2)}")
    assert flaws(html) == [("dead-link", 4, "table3")]


def test_a_note_that_no_marker_leads_to_stands_at_its_line() -> None:
    text = f"One.{marker(1)} Two.{marker(2)}"
    html = noted(text, "First, with a remark.", "Second, with a remark.", "Third, with a remark.")
    assert flaws(html) == [("note-without-marker", 8, "fn3")]


def test_what_stands_among_notes_or_is_called_one_is_a_note_without_a_marker_too() -> None:
    text = f"One.{marker(1)}"
    html = noted(text, f"First. {BACK.format(1)}", "Second, that nothing leads to.")
    assert flaws(html) == [("note-without-marker", 7, "fn2")]
    called = '<div class="footnote-definition" id="x"><sup>1</sup> A remark on it.</div>'
    assert flaws(page("…", "…", called)) == [("note-without-marker", 6, "x")]


def test_a_marker_that_a_program_follows_is_lost_with_its_note_all_the_same() -> None:
    link = '[<a href="#B3" onclick="show(3)">3</a>]'
    text = f'One [<a href="#B1">1</a>]. Two [<a href="#B2">2</a>]. Three {link}.'
    items = '<li id="B1">Doe J. Sham. 2015.</li><li id="B2">Roe R. Pain. 2011.</li>'
    html = page(f"<p>{PROSE} {text}</p>", "<h2 id=r>References</h2>", f"<ol>{items}</ol>")
    assert flaws(html) == [("marker-without-note", 4, "B3")]


@pytest.mark.parametrize(
    "third",
    [
        f"{marker(1)}–{marker(4)}",
        f'{marker(1)}, <a href="#fn2">see the second</a>, <a href="#fn3">there</a>{marker(4)}',
        f"{marker(1)}{marker(4)} and both others [2, 3]",
        f"{marker(1)}{marker(4)} and both others <sup>2,3</sup>",
    ],
)
def test_a_note_called_in_another_way_is_no_finding(third: str) -> None:
    notes = [
        f"{word}, with a remark of its own." for word in ("First", "Second", "Third", "Fourth")
    ]
    assert flaws(noted(third, *notes)) == []


def test_numbers_in_brackets_beyond_the_list_have_no_note() -> None:
    html = page(
        f"<p>{PROSE} One [1], two [2].",
        "And one more [4].</p>",
        "<h2 id=n>References</h2>",
        "<ol><li>Doe J. Sham surgery. BMJ. 2015;1(2):3-9.</li>",
        "<li>Roe R. Weather. Pain. 2011;15(1):1-8.</li></ol>",
    )
    assert flaws(html) == [("marker-without-note", 5, "")]


def test_an_id_given_twice_is_named_once_at_its_second_place() -> None:
    html = page('<p id="x">…</p>', "…", '<p id="x">…</p>', '<p id="x">…</p>')
    assert flaws(html) == [("duplicate-id", 6, "x")]


@pytest.mark.parametrize("holder", ["template", "noscript", "textarea", "iframe", "script"])
def test_what_a_browser_makes_no_element_of_has_no_id(holder: str) -> None:
    assert flaws(page('<p id="x">…</p>', f'<{holder}><p id="x">…</p></{holder}>', "…")) == []


def test_a_name_beside_the_same_id_is_no_duplicate() -> None:
    assert flaws(page('<a id="x" name="x"></a>', "…", "<!-- <p id=x> -->")) == []


def test_a_term_of_a_glossary_needs_no_id() -> None:
    terms = '<dl><dt id="a">Sock</dt><dd>A bag.</dd><dt>Stove</dt><dd>A box.</dd></dl>'
    assert flaws(page("…", terms, "…")) == []


def test_a_heading_without_an_id_is_found() -> None:
    html = page("…", "<h2", 'class="plain">Doses</h2>', "…", '<h2 id="colour">Colour</h2>', "…")
    assert flaws(html) == [("heading-without-anchor", 5, "")]


@pytest.mark.parametrize(
    "heading",
    [
        '<h2><a name="doses"></a>Doses</h2>',
        '<a name="doses"></a><h2>Doses</h2>',
        '<p><a id="doses"></a></p><h2>Doses</h2>',
        '<section id="doses"><h2>Doses</h2>',
        '<h2><span id="doses">Doses</span></h2>',
        "<h2 hidden>Doses</h2>",
        '<nav><h2>Doses</h2><a href="/a">one</a></nav>',
        "<h2>Pills</h2>",
        '<h2><a href="/more.html">Another article</a></h2>',
        '<div class="sidebar"><h2>Doses</h2><p>Buy now.</p></div>',
    ],
)
def test_a_heading_with_another_anchor_or_around_the_article_is_no_finding(heading: str) -> None:
    assert flaws(page("…", "…", heading, "…", "…")) == []


def test_links_around_the_article_say_nothing_of_its_last_heading() -> None:
    links = "".join(
        f'<li><a href="/{n}">Another article about pills, the {n}th</a></li>' for n in range(9)
    )
    html = page(
        "…", "<h2>Doses</h2>", "…", f'</article><div class="sidebar"><ul>{links}</ul></div>'
    )
    assert flaws(html) == [("heading-without-anchor", 5, "")]
    back = f"Nobody knows. {BACK.format(1)} " + "<a href='/x'>A work with a long title.</a> " * 9
    item = f'<li id="fn1">{back}</li>'
    html = page(f"<p>One.{marker(1)}</p>", "<h2>Doses</h2>", "…", "<hr>", f"<ol>{item}</ol>")
    assert ("heading-without-anchor", 5, "") in flaws(html)


def test_a_short_part_is_the_articles_if_its_heading_is_like_those_of_longer_ones() -> None:
    parts = '<h3 class="{}">Dose</h3><p>Two a day.</p>'
    html = page('<h3 class="a" id="b">Colour</h3>', "…", parts.format("a"), parts.format("b"))
    assert flaws(html) == [("heading-without-anchor", 6, "")]


@pytest.mark.parametrize(
    "top",
    [
        '<h2 class="article__dek">A line or two about it</h2>',
        "<p>By a photographer</p>\n<h1>Pills as the page has it</h1>",
        '<p>A caption</p><h1>Otherwise</h1>\n<h2 class="subtitle">About it</h2>',
    ],
)
def test_titles_and_decks_above_the_text_need_no_anchor(top: str) -> None:
    assert flaws(page(top, "…", "…")) == []


def test_below_the_title_and_the_first_words_a_heading_needs_an_anchor() -> None:
    html = page("<h1>Otherwise</h1>", "<p>A few words.</p>", "<h1>Doses</h1>", "…", "…")
    assert flaws(html) == [("heading-without-anchor", 6, "")]
    html = page("…", '<h2 class="subheading">Doses</h2>', "…", "…")
    assert flaws(html) == [("heading-without-anchor", 5, "")]


def test_a_link_that_leads_nowhere_is_found_with_what_is_spelled_otherwise() -> None:
    html = page('<p id="Dose">…</p>', "<p>See", 'the <a href="#dose">dose</a>.</p>')
    found = audit_bytes(html.encode(), "pills.html", LATEST).flaws
    assert [(one.kind, one.line, one.anchor) for one in found] == [("dead-link", 6, "dose")]
    assert "“Dose”" in found[0].message


def test_a_link_of_the_contents_and_a_way_back_may_lead_nowhere_too() -> None:
    contents = '<nav class="toc"><ul><li><a href="#gone">Gone</a></li></ul></nav>'
    assert flaws(page(contents, "…", "…")) == [("dead-link", 4, "gone")]
    html = noted(f"One.{marker(1)}", f"First. {BACK.format(1)} {BACK.format(7)}")
    assert flaws(html) == [("dead-link", 6, "fr7")]


def test_navigation_that_leads_to_headings_is_a_list_of_contents_by_any_name() -> None:
    parts = [f'<h2 id="p{n}">Part {n}</h2><p>{PROSE}</p>' for n in range(3)]
    links = " ".join(f'<a href="#p{n}">Part {n}</a>' for n in range(4))
    assert flaws(page(f"<nav>{links}</nav>", *parts)) == [("dead-link", 4, "p3")]
    assert flaws(page(f"<nav hidden>{links}</nav>", *parts)) == []
    menu = '<nav><a href="#p0">Start</a> <a href="/a">A</a> <a href="#search">Search</a></nav>'
    assert flaws(page(menu, *parts)) == []


@pytest.mark.parametrize(
    "link",
    [
        '<a href="#">up</a>',
        '<a href="#top">up</a>',
        '<a href="#TOP">up</a>',
        '<a href="#%C3%A4">percent-encoded</a><b id="ä"></b>',
        '<a href="#a%20b">percent-encoded as it is</a><b id="a%20b"></b>',
        '<a href="#old">by name</a><a name="old"></a>',
        '<a href="other.html#x">another page</a>',
        '<a href="/pills.html?page=2#x">another page</a>',
        '<a href="#!/route">for a program</a>',
        '<a href="#:~:text=pill">a text fragment</a>',
        '<a href="#menu" role="button">a switch</a>',
        '<a href="#menu" onclick="show()">a switch</a>',
        '<a href="#menu" data-bs-toggle="collapse">a switch</a>',
        '<span style="display:none"><a href="#x">hidden</a></span>',
        '<nav><a href="#search">navigation</a></nav>',
        '<noscript><a href="#x">without a program</a></noscript>',
        '<a href="http://[#x">no address</a>',
    ],
)
def test_what_is_no_dead_link_is_no_finding(link: str) -> None:
    assert flaws(page("…", f"<p>{PROSE} {link}</p>", "…")) == []


def test_a_base_makes_fragments_those_of_another_page() -> None:
    link = '<p>See <a href="#x">that</a>.</p>'
    assert flaws(page("…", link, head='<base href="https://example.org/">')) == []
    own = '<link rel="canonical" href="https://example.org/a"><base href="https://example.org/a">'
    assert flaws(page("…", link, head=own)) == [("dead-link", 5, "x")]


def test_an_own_address_is_this_page() -> None:
    link = '<p>See <a href="https://example.org/a#x">that</a>, <a href="pills.html#y">that</a>.</p>'
    head = '<link rel="canonical" href="https://example.org/a">'
    assert flaws(page("…", link, head=head)) == [("dead-link", 5, "x"), ("dead-link", 5, "y")]


@pytest.mark.slow
def test_lines_are_right_in_long_files_and_with_any_line_ends() -> None:
    html = page("…", *["<p>x</p>"] * 70_000, '<p>See <a\nhref="#x">that</a>.</p>')
    assert flaws(html) == [("dead-link", 70_005, "x")]
    html = page("…", '<p>See <a href="#x">that</a>.</p>')
    for end in ("\r\n", "\r"):
        assert flaws(html.replace("\n", end)) == [("dead-link", 5, "x")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PMID: 1234x", "bad-pmid"),
        ("PubMed #123456789", "bad-pmid"),
        ("PMID: PMC2844363", "bad-pmid"),
        ("PMID: 0", "bad-pmid"),
        ("doi:10.1097", "bad-doi"),
        ("doi: 10.1097j.pain.1", "bad-doi"),
        ("DOI:1O.1097/j.pain", "bad-doi"),
        ("doi 10.1097.j.pain.1", "bad-doi"),
        ("DOI 10,1097/j.pain.1", "bad-doi"),
        ("Pain. 20018;8(4):295-304.", "bad-year"),
        ("Pain. 20l8;8(4):295-304.", "bad-year"),
        ("Pain. 2O18 Mar;8(4):295-304.", "bad-year"),
        ("Pain. 201;8(4):295-304.", "bad-year"),
        ("Pain. 2918;8(4):295-304.", "bad-year"),
        ("Cochrane. 2918;1:CD004750.", "bad-year"),
        ("Pain. 1018 Mar;8(4):295-304.", "bad-year"),
    ],
)
def test_what_is_meant_as_an_identifier_or_year_and_is_none_is_found(text: str, kind: str) -> None:
    assert [bad.kind for bad in find_malformed(f"Doe J. Sham surgery. {text}", (), LATEST)] == [
        kind
    ]


@pytest.mark.parametrize(
    "text",
    [
        "PMID: 30397584. PMCID: PMC2844363",
        "PMID: 30397584PMCID: PMC2844363",
        "PubMed 2018 was searched; PMID: pending",
        "doi:10.1000.10/AB(1)123; doi: in press; DOI: https://doi.org/10.1136/bmj.h2747.",
        "doi:10/gfdgwv",
        "J Physiol. 586;7:1867",
        "J Physiol. 586;7(2):1867",
        "J Physiol 2008. 186;7(2):1867",
        "The doi 10 years on; doi 10.1097/j.pain.1",
        "Ann NY Acad Sci 2015. 1352;1:1-9",
        "Bible Q. 1611;1(1):1-2.",
    ],
)
def test_what_is_well_formed_or_nothing_of_the_kind_is_left_alone(text: str) -> None:
    assert list(find_malformed(text, (), LATEST)) == []


def test_a_space_in_a_printed_doi_harms_nobody_where_the_link_is_right() -> None:
    text, link = "doi:10.1016/ j.pain.2010", "https://doi.org/10.1016/j.pain.2010"
    assert len(list(find_malformed(text, (), LATEST))) == 1
    assert list(find_malformed(text, (link,), LATEST)) == []


@pytest.mark.parametrize(
    ("href", "text", "kind"),
    [
        ("https://doi.org/10.1097", "", "bad-doi"),
        ("https://dx.doi.org/1016/j.pain.2010", "", "bad-doi"),
        ("https://pubmed.ncbi.nlm.nih.gov/1234x/", "", "bad-pmid"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/123456789", "", "bad-pmid"),
        ("https://pubmed.ncbi.nlm.nih.gov/", "PubMed #30397584", "bad-pmid"),
        ("https://doi.org/10.1016%2Fj.pain", "", None),
        ("https://doi.org/10/gfdgwv", "", None),
        ("https://doi.org/d8dn", "", None),
        ("https://doi.org/", "DOI", None),
        ("https://pubmed.ncbi.nlm.nih.gov/", "PubMed", None),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=pain", "PubMed: 12345", None),
        ("https://pubmed.ncbi.nlm.nih.gov/advanced/", "", None),
        ("https://www.ncbi.nlm.nih.gov/pubmed/30397584,29018601", "", None),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2844363", "", None),
        ("http://[doi.org/10", "", None),
    ],
)
def test_a_link_is_judged_by_where_it_is_meant_to_lead(
    href: str, text: str, kind: str | None
) -> None:
    bad = check_link(href, text)
    assert (bad.kind if bad else None) == kind


def test_malformed_identifiers_stand_at_their_own_lines() -> None:
    note = f"Doe J. Sham surgery.\n<em>BMJ</em>. 2015;1(2):3-9.\nPMID: 1234x. {BACK.format(1)}"
    link = f'Roe R. Weather.\n<a href="https://doi.org/10.1097">DOI</a> {BACK.format(2)}'
    html = noted(f"One.{marker(1)} Two.{marker(2)}", note, link)
    assert flaws(html) == [("bad-pmid", 8, "fn1"), ("bad-doi", 10, "fn2")]


def test_of_a_plain_text_only_what_applies_is_looked_for() -> None:
    text = (
        "Pills\n\nBy Robin Marsh\n\nFIRST PART\n\n"
        f"{PROSE}[^1]\nAnd nobody asked.[^7]\n\nSECOND PART\n\n{PROSE}[^2]\n\nNOTES\n\n"
        "[^1]: Doe J. Sham surgery. BMJ. 2015;1(2):3-9. PMID: 12x45\n[^2]: A remark.\n"
        "[^3]: Nobody leads here.\n"
    )
    assert sorted(flaws(text, "pills.txt")) == [
        ("bad-pmid", 16, ""),
        ("marker-without-note", 8, ""),
        ("note-without-marker", 18, ""),
    ]


def test_a_text_that_has_lost_its_markers_has_no_notes_without_one() -> None:
    text = f"Pills\n\nBy Robin Marsh\n\n{PROSE}\n\nNOTES\n\n1. A remark.\n2. Another.\n"
    assert flaws(text, "pills.txt") == []


def test_what_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ReadError):
        audit_bytes(b"%PDF-1.4", "pills.html", LATEST)


@examples(60)
@given(
    st.lists(
        st.sampled_from(
            "<h2>|</h2>|<a href='#x'>|</a>|<p id=x>|<sup>1</sup>|pain |\n|<li id=fn1>|</ol>|&amp;|"
            "<table><tr><td>|<!--|-->|<script>|</script>|[1]|PMID: 1x|<a href='#fn1'>1</a>|<ol>|"
            "<h2 id=n>Notes</h2>".split("|")
        ),
        max_size=40,
    )
)
def test_any_page_is_audited_and_lines_lie_in_it(pieces: list[str]) -> None:
    html = f"<p>{PROSE}</p>" + "".join(pieces)
    for flaw in audit_bytes(html.encode(), "any.html", LATEST).flaws:
        assert 1 <= flaw.line <= html.count("\n") + 1
        assert flaw.message == " ".join(flaw.message.split())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real pages are not here")
@pytest.mark.slow
def test_every_finding_in_real_pages_is_at_its_line() -> None:
    count = 0
    for file in find_files([SHARED]).files:
        data = file.path.read_bytes()
        lines = decode(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for flaw in audit_bytes(data, file.source, LATEST).flaws:
            line = lines[flaw.line - 1]
            words = {"heading-without-anchor": "<h", "duplicate-id": flaw.anchor}
            words |= {"dead-link": f"#{flaw.anchor}", "note-without-marker": flaw.anchor}
            words |= {
                "different-title": "<title",
                "missing-title": "",
                "relative-canonical": "link",
            }
            assert words[flaw.kind] in line, (file.source, flaw)
            count += 1
    assert count > 100


def test_bold_lines_that_are_read_as_headings_are_audited_as_headings() -> None:
    lines = ["<p><b>Their colours</b></p>", "…", "<p id='who'><b>Who takes them</b></p>", "…"]
    html = page("…", *lines, "<p><b>What they cost</b></p>", "…")
    found = [one for one in flaws(html) if one[0] == "heading-without-anchor"]
    assert found == [("heading-without-anchor", 5, ""), ("heading-without-anchor", 9, "")]
