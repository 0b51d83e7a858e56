"""Signs in the text decide where the fields end that the model labels word by word."""

from __future__ import annotations

import re

import pytest

from painsci_search.reading.citations.boundaries import Spans, settle
from painsci_search.reading.citations.segments import Span

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
}


@pytest.mark.parametrize("name", CASES)
def test_signs_end_fields(name: str) -> None:
    marked, expected = CASES[name]
    assert _settled(marked) == expected
