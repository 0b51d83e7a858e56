"""Signs in the text decide where the fields end that the model labels word by word."""

from __future__ import annotations

import re

import pytest

from painsci_search.reading.citations.boundaries import settle
from painsci_search.reading.citations.segments import Span, Spans

_MARKED = re.compile(r"<(\w+)>|</\w+>")


def _read(marked: str) -> tuple[str, Spans]:
    """Return the text and the spans of "A <title>Sock</title>.", each as sure as the others."""
    text, spans, opened = "", Spans(), 0
    position = 0
    for tag in _MARKED.finditer(marked):
        text += marked[position : tag.start()]
        position = tag.end()
        if tag[1]:
            opened, label = len(text), tag[1]
        else:
            spans.setdefault(label, []).append(Span(opened, len(text), 0.9))
    return text + marked[position:], spans


def _settled(marked: str) -> dict[str, list[str]]:
    text, spans = _read(marked)
    found = settle(text, spans)
    return {
        label: [text[part.start : part.end] for part in parts] for label, parts in found.items()
    }


CASES = {
    "a law review has its volume before it": (
        (
            "<author>Ada Q. Moss</author>, <author>Sham Warmth</author>: <title>Feet</title>, "
            "88 MADEUP <container>L. REV</container>. <volume>401</volume>, <pages>415</pages> "
            "(<year>2016</year>)."
        ),
        {
            "author": ["Ada Q. Moss"],
            "title": ["Sham Warmth: Feet"],
            "container": ["MADEUP L. REV."],
            "volume": ["88"],
            "pages": ["401"],
            "year": ["2016"],
        },
    ),
    "two authors of a law review": (
        (
            "<author>C. Moss</author> & <author>O. Holm</author>, <container>Warm Law</container>, "
            "<volume>14</volume> <editor>J. SOCK</editor> <editor>L</editor>. & MED. "
            "<pages>233</pages>, 240–41 (Spring <year>2009</year>)."
        ),
        {
            "author": ["C. Moss", "O. Holm"],
            "title": ["Warm Law"],
            "container": ["J. SOCK L. & MED."],
            "volume": ["14"],
            "pages": ["233"],
            "year": ["2009"],
        },
    ),
    "a head of a law review that is no list of names": (
        (
            "<author>Note</author>, <container>Feet</container>, 9 <title>SOCK L.J.</title> "
            "<volume>12</volume> (<year>2009</year>)."
        ),
        {
            "author": ["Note"],
            "container": ["SOCK L.J."],
            "volume": ["9"],
            "pages": ["12"],
            "year": ["2009"],
        },
    ),
    "a journal with its volume after it is no law review": (
        (
            "<author>A. Quill</author>, <container>Sock. Rev. Lett.</container> "
            "<volume>12</volume>, <pages>101</pages> (<year>2011</year>)"
        ),
        {
            "author": ["A. Quill"],
            "container": ["Sock. Rev. Lett."],
            "volume": ["12"],
            "pages": ["101"],
            "year": ["2011"],
        },
    ),
    "an issue that is named as one": (
        (
            "<container>Sock Rev</container> <year>2019</year>; Issue <volume>4</volume>: "
            "<pages>CD999999</pages>."
        ),
        {"container": ["Sock Rev"], "year": ["2019"], "issue": ["4"], "pages": ["CD999999"]},
    ),
    "the day of a date is no volume": (
        (
            "<container>Sleep Sock</container>. <year>2023</year> Jan <volume>5</volume>:"
            "<pages>zsad001</pages>."
        ),
        {"container": ["Sleep Sock"], "year": ["2023"], "pages": ["zsad001"]},
    ),
    "a volume after a date": (
        (
            "<container>Sleep Sock</container>. <year>2023</year> Jan 5;<volume>12</volume>:"
            "<pages>3</pages>."
        ),
        {"container": ["Sleep Sock"], "year": ["2023"], "volume": ["12"], "pages": ["3"]},
    ),
    "the number of a chapter is no volume": (
        (
            "<title>Warm Feet</title> (<publisher>Yarn</publisher>, <year>2011</year>), "
            "ch. <volume>4</volume>, pp. <pages>120–140</pages>."
        ),
        {
            "title": ["Warm Feet"],
            "publisher": ["Yarn"],
            "year": ["2011"],
            "pages": ["120–140"],
        },
    ),
    "the year of a title and the number of a report": (
        (
            "<container>Feet in numbers</container> <year>2018</year>/19. <type>Report</type> No. "
            "<volume>77</volume>. <place>York</place>: <publisher>SOX</publisher>; "
            "<year>2019</year>."
        ),
        {
            "title": ["Feet in numbers 2018/19"],
            "type": ["Report"],
            "place": ["York"],
            "publisher": ["SOX"],
            "year": ["2019"],
        },
    ),
    "two years of a volume": (
        "<container>Socks</container> <year>2018</year>/19; <volume>7</volume>: <year>2020</year>.",
        {"container": ["Socks"], "year": ["2018", "2020"], "volume": ["7"]},
    ),
    "a publisher after its place": (
        (
            "<title>Warm feet</title>. <place>Oslo</place>: <container>SOX</container>; "
            "<year>2019</year>."
        ),
        {"title": ["Warm feet"], "place": ["Oslo"], "publisher": ["SOX"], "year": ["2019"]},
    ),
    "a university press": (
        "<title>Warm Feet</title>. <container>Mitten UP</container>, <year>2011</year>.",
        {"title": ["Warm Feet"], "publisher": ["Mitten UP"], "year": ["2011"]},
    ),
    "a university press after editors": (
        (
            "“<title>Feet</title>.” <container>Warm Reader</container>, edited by <editor>Edna Holm"
            "</editor>, <editor>Yarn UP</editor>, <year>1999</year>."
        ),
        {
            "title": ["Feet"],
            "container": ["Warm Reader"],
            "editor": ["Edna Holm"],
            "publisher": ["Yarn UP"],
            "year": ["1999"],
        },
    ),
    "a number with its label is an issue": (
        (
            "<container>Socken</container> <year>2019</year>; Heft <volume>4</volume>: "
            "<pages>3-9</pages>."
        ),
        {"container": ["Socken"], "year": ["2019"], "issue": ["4"], "pages": ["3-9"]},
    ),
    "a university press in the title": (
        "<title>Warm Feet. U of Yarn P</title>, <year>2011</year>.",
        {"title": ["Warm Feet."], "publisher": ["U of Yarn P"], "year": ["2011"]},
    ),
    "a name that goes on with the title of a preprint": (
        "<editor>Moss X. Feet</editor> (<type>preprint</type>). <container>sockRxiv</container>.",
        {
            "editor": ["Moss X."],
            "title": ["Feet"],
            "type": ["preprint"],
            "container": ["sockRxiv"],
        },
    ),
    "a title of one word as a name": (
        (
            "<author>Moss X</author>. <editor>Feet</editor> (<type>preprint</type>). "
            "<container>sockRxiv</container>."
        ),
        {
            "author": ["Moss X"],
            "title": ["Feet"],
            "type": ["preprint"],
            "container": ["sockRxiv"],
        },
    ),
    "a journal ends with the bracket that it opens": (
        "<title>Warm socks</title>. <container>Socks (Oxford</container>). <volume>12</volume>",
        {"title": ["Warm socks"], "container": ["Socks (Oxford)"], "volume": ["12"]},
    ),
    "a title ends with its quotation mark": (
        "“<container>Warm Socks.” Journal of Socks</container> <volume>12</volume>",
        {"title": ["Warm Socks.”"], "container": ["Journal of Socks"], "volume": ["12"]},
    ),
    "the rest of a title that the container begins with": (
        "“<title>Warm</title> <container>Socks.” Journal of Socks</container> <volume>1</volume>",
        {"title": ["Warm Socks.”"], "container": ["Journal of Socks"], "volume": ["1"]},
    ),
    "a journal after a quoted title": (
        '"<title>Warm socks", Sock Software</title> <year>1990</year>',
        {"title": ['Warm socks"'], "container": ["Sock Software"], "year": ["1990"]},
    ),
    "quoted words in a title end nothing": (
        (
            "<title>“Warm,” “dry” and other words</title>. <container>Sock J</container> "
            "<volume>1</volume>"
        ),
        {"title": ["“Warm,” “dry” and other words"], "container": ["Sock J"], "volume": ["1"]},
    ),
    "a book after In": (
        "<title>Cold feet and what to do In Handbook of Socks</title>, <pages>1-9</pages>",
        {
            "title": ["Cold feet and what to do"],
            "container": ["Handbook of Socks"],
            "pages": ["1-9"],
        },
    ),
    "In is a word of a title with capitals": (
        "<title>What Happens In Woolshire</title>. <publisher>Yarn</publisher>",
        {"title": ["What Happens In Woolshire"], "publisher": ["Yarn"]},
    ),
    "a name that goes on with the title": (
        "<title>Los calcetines de la</title> <editor>Sierra de Lana</editor>. <year>2001</year>",
        {"title": ["Los calcetines de la Sierra de Lana"], "year": ["2001"]},
    ),
    "the type of a thesis in the title": (
        "<title>Cold feet (Unpublished master's thesis</title>). <publisher>Yarn U</publisher>",
        {
            "title": ["Cold feet"],
            "type": ["Unpublished master's thesis"],
            "publisher": ["Yarn U"],
        },
    ),
    "the number of a guideline after the title": (
        "<title>Cold feet: management. Sock guideline SG59</title>. <year>2016</year>",
        {"title": ["Cold feet: management."], "type": ["Sock guideline SG59"], "year": ["2016"]},
    ),
    "a bracket that closes after the title": (
        "<title>Cold feet (in winter</title>). <year>2016</year>",
        {"title": ["Cold feet (in winter)"], "year": ["2016"]},
    ),
    "pages in the title": (
        "<title>Cold feet, page 346</title>. <year>2016</year>",
        {"title": ["Cold feet"], "pages": ["346"], "year": ["2016"]},
    ),
    "place and publisher in one": (
        "<title>Cold feet</title>. <place>New Yarn</place>: <place>Needle</place>; 2016",
        {"title": ["Cold feet"], "place": ["New Yarn"], "publisher": ["Needle"]},
    ),
    "place and publisher in one, as publisher": (
        "<title>Cold feet</title>. <publisher>New Yarn: Needle</publisher>; 2016",
        {"title": ["Cold feet"], "place": ["New Yarn"], "publisher": ["Needle"]},
    ),
    "a publisher in brackets": (
        "<title>Feet</title> [<type>Thesis</type>, <publisher>Yarn U]. ProWool</publisher>.",
        {"title": ["Feet"], "type": ["Thesis"], "publisher": ["Yarn U"]},
    ),
    "the department of a thesis": (
        (
            "<title>Feet</title>, <type>Ph.D. thesis</type>, <container>Dept. Wool</container>, "
            "<editor>Woolshire, U.K.</editor>"
        ),
        {"title": ["Feet"], "type": ["Ph.D. thesis"], "publisher": ["Dept. Wool"]},
    ),
    "a thesis in a thesis": (
        (
            "<title>Los calcetines</title>. In <container>Tesis Doctoral</container>. "
            "<publisher>Universidad de Lana</publisher>"
        ),
        {
            "title": ["Los calcetines"],
            "type": ["Tesis Doctoral"],
            "publisher": ["Universidad de Lana"],
        },
    ),
    "an archived page": (
        (
            "<title>Feet</title>. <container>Sock Times. Archived from the original on</container> "
            "<volume>1</volume>"
        ),
        {"title": ["Feet"], "container": ["Sock Times"], "volume": ["1"]},
    ),
    "an issue of four digits": (
        (
            "<container>Sock Science</container>, vol. <volume>342</volume>, no. "
            "<volume>6653</volume>, pp. <pages>1-9</pages>"
        ),
        {
            "container": ["Sock Science"],
            "volume": ["342"],
            "issue": ["6653"],
            "pages": ["1-9"],
        },
    ),
    "an issue of two numbers": (
        "<container>Sock J</container>, vol. <volume>12</volume>, no. 3/<issue>4</issue>",
        {"container": ["Sock J"], "volume": ["12"], "issue": ["3/4"]},
    ),
    "an issue in brackets": (
        "<container>Sock J</container>, <volume>3</volume>(30), <pages>1035</pages>",
        {"container": ["Sock J"], "volume": ["3"], "issue": ["30"], "pages": ["1035"]},
    ),
    "a year in brackets is no issue": (
        "<container>Sock J</container> <volume>3</volume> (2011), <pages>35</pages>",
        {"container": ["Sock J"], "volume": ["3"], "pages": ["35"]},
    ),
    "volume and issue in one": (
        "<container>Sock J</container> <volume>31. 4</volume>, <pages>35</pages>",
        {"container": ["Sock J"], "volume": ["31"], "issue": ["4"], "pages": ["35"]},
    ),
    "a page that follows the volume": (
        "<container>Sock Phys. B</container> <volume>44</volume>, <issue>12</issue> (1999)",
        {"container": ["Sock Phys. B"], "volume": ["44"], "pages": ["12"]},
    ),
    "a volume that is no issue": (
        "<container>Sock Materials</container>, <issue>6</issue>, <pages>291</pages> (2007)",
        {"container": ["Sock Materials"], "volume": ["6"], "pages": ["291"]},
    ),
    "the place of a meeting is no editor": (
        (
            "<author>Quill A</author>, <title>Feet</title>, in <container>Proc. Socks</container>, "
            "<editor>Woolshire, U.K.</editor>, 2011"
        ),
        {"author": ["Quill A"], "title": ["Feet"], "container": ["Proc. Socks"]},
    ),
    "editors have a sign": (
        (
            "<author>Quill A</author>, <title>Feet</title>, in <container>Socks</container>, "
            "<editor>C. Fenn</editor>, Ed., 2011"
        ),
        {
            "author": ["Quill A"],
            "title": ["Feet"],
            "container": ["Socks"],
            "editor": ["C. Fenn"],
        },
    ),
    "pages that have their label": (
        (
            "<title>Feet</title>. In <container>Socks</container> (<edition>2nd ed</edition>., "
            "pp. 23–45). <publisher>Yarn</publisher>"
        ),
        {
            "title": ["Feet"],
            "container": ["Socks"],
            "edition": ["2nd ed"],
            "publisher": ["Yarn"],
            "pages": ["23–45"],
        },
    ),
    "years of a work in parts": (
        "<title>Socks I–VII</title>. <publisher>Yarn</publisher>; <pages>1840–1878</pages>",
        {"title": ["Socks I–VII"], "publisher": ["Yarn"], "year": ["1840–1878"]},
    ),
    "the number of a version": (
        "<title>socks: an index</title>. version 1.<issue>1</issue>.1. <year>2019</year>",
        {"title": ["socks: an index"], "year": ["2019"]},
    ),
    "a place that ends with a quotation": (
        "“<title>Socks</title>. <publisher>Yarn</publisher>, <place>Woolshire.” USA</place>",
        {"title": ["Socks"], "publisher": ["Yarn"], "place": ["Woolshire."]},
    ),
    "a domain": (
        "<title>Feet</title>. <container>Sockblog</container>.example. <volume>1</volume>",
        {"title": ["Feet"], "container": ["Sockblog.example"], "volume": ["1"]},
    ),
    "the year of a visit": (
        "<title>Feet</title>. Retrieved <year>2018</year>-04-16",
        {"title": ["Feet"], "accessed": ["2018-04-16"]},
    ),
    "the day of a visit": (
        "<title>Feet</title>. <year>2017</year>. Accessed on 16 April <year>2018</year>.",
        {"title": ["Feet"], "year": ["2017"], "accessed": ["16 April 2018"]},
    ),
    "a title ends before In, whose colon is outside it": (
        (
            "<author>Moss B</author>. <title>Cold feet In</title>: <editor>Fenn A</editor>, eds. "
            "<container>Sham socks</container>. <year>2010</year>:<pages>8-17</pages>."
        ),
        {
            "author": ["Moss B"],
            "title": ["Cold feet"],
            "editor": ["Fenn A"],
            "container": ["Sham socks"],
            "year": ["2010"],
            "pages": ["8-17"],
        },
    ),
    "a volume and an issue with a space between them": (
        (
            "<author>Moss B</author>. <year>2008</year> <title>Cold feet</title>. "
            "<container>J Sock Res</container>. <volume>21 5</volume>:<pages>658-670</pages>."
        ),
        {
            "author": ["Moss B"],
            "year": ["2008"],
            "title": ["Cold feet"],
            "container": ["J Sock Res"],
            "volume": ["21"],
            "issue": ["5"],
            "pages": ["658-670"],
        },
    ),
    "the year in the name of a journal is not that of the work": (
        (
            "<author>Moss B</author>: <title>Cold feet</title>. "
            "<container>J Sock Physiol</container> <year>1985</year>, "
            "<volume>2010, 108</volume>: <pages>119-121</pages>."
        ),
        {
            "author": ["Moss B"],
            "title": ["Cold feet"],
            "container": ["J Sock Physiol"],
            "year": ["2010"],
            "volume": ["108"],
            "pages": ["119-121"],
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_signs_end_fields(name: str) -> None:
    marked, expected = CASES[name]
    assert _settled(marked) == expected
