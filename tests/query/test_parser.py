"""The query language: every string is a tree or one clear error."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.errors import QueryError
from painsci_search.query.ast import (
    And,
    Boost,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Ranked,
    Wildcard,
    Word,
    leaves,
    spelled,
)
from painsci_search.query.parser import parse_query


def outline(node: Node) -> str:
    """Write a tree in a short form that is easy to compare."""
    match node:
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            kind = "?" if isinstance(node, Wildcard) else ""
            return f"{kind}{node.field}:{spelled(node)}" if node.field else kind + spelled(node)
        case Range(_, field, bounds=bounds):
            return " ".join(f"{field}{sign}{value}" for sign, value in bounds)
        case Boost(part, factor):
            return f"{outline(part)}^{factor:g}"
        case And(parts):
            return f"({' & '.join(map(outline, parts))})"
        case Or(parts):
            return f"({' | '.join(map(outline, parts))})"
        case Not(part):
            return f"!{outline(part)}"
        case Ranked(should, must, must_not, within):
            signed = [*map(outline, should), *("+" + outline(part) for part in must)]
            signed += ["in " + outline(part) for part in within]
            return f"[{' '.join([*signed, *('-' + outline(part) for part in must_not)])}]"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("placebo", "placebo"),
        ("sham surgery", "[sham surgery]"),
        ('"sham surgery" knee', '[knee +"sham surgery"]'),
        ("“sham surgery”", '"sham surgery"'),
        ("a AND b OR c d", "[((a & b) | c) d]"),
        ("a OR (b c)", "(a | [b c])"),
        ("a AND -b", "(a & !b)"),
        ("-a AND b", "(!a & b)"),
        ("a --b", "[a -b]"),
        ("a \u2212b \u2013c", "[a -b -c]"),
        ("a \u22121.6 \u20132 b", "[a 1.6 2 b]"),
        ("a -+b", "[a -b]"),
        ("a ++b", "[a +b]"),
        ("+a -b c", "[c +a -b]"),
        ("a NOT b", "[a -b]"),
        ("title:asmr massage", "[massage in title:asmr]"),
        ("title:(a b) note:c d", "[d in [title:a title:b] in note:c]"),
        ("title:a OR b c", "[(title:a | b) c]"),
        ("Title: asmr", "title:asmr"),
        ('note:(a "b c")', '[note:a +note:"b c"]'),
        ("title:(year:2018 a)", "[year:2018 title:a]"),
        ("place*", "place*"),
        ("heading:trig*", "heading:trig*"),
        ("CRPS-1 L4/L5", "[CRPS-1 L4/L5]"),
        ("10:30 pm", "[10:30 pm]"),
        ("http://example.org/x", "http://example.org/x"),
        ("ASMR: a feeling", "[ASMR a feeling]"),
        ("doi:https://doi.org/10.1136/BMJ.h2747", "doi:10.1136/bmj.h2747"),
        ("10.1016/S0140-6736(17)32457-1.", "10.1016/S0140-6736(17)32457-1"),
        ("(10.1136/bmj.h2747)", "10.1136/bmj.h2747"),
        ("pmid:0030397584", "pmid:30397584"),
        ("and or not", "[and or not]"),
        ("a & b ? - c", "[a b c]"),
        ("a () b", "[a b]"),
        ('"a b"~5', '"a b"~5'),
        ('title:"a b"~2 c', '[c in title:"a b"~2]'),
        ("pl*c", "?pl*c"),
        ("*itis", "?*itis"),
        ("sensiti?ation", "?sensiti?ation"),
        ("What helps back pain?", "[What helps back pain]"),
        ("word~ word~2", "[word~1 word~2]"),
        ("year:[2015 TO 2020]", "year>=2015 year<=2020"),
        ("year:[2015 to 2020]", "year>=2015 year<=2020"),
        ("a && b || c", "((a & b) | c)"),
        ("journal: pain", "journal:pain"),
        ("Body: a review", "[Body a review]"),
        ("year:{2015 TO 2020}", "year>2015 year<2020"),
        ("year:[2015 TO *]", "year>=2015"),
        ("year:[* TO *]", "year>=1000"),
        ("year:>=2018 knee", "[knee in year>=2018]"),
        ("year:> 2018", "year>2018"),
        ("year:<2018", "year<2018"),
        ("year:2015-2020", "year>=2015 year<=2020"),
        ("year:2015..2020", "year>=2015 year<=2020"),
        ("updated:2024-06", "updated=2024-06"),
        ("updated:[2023 TO 2024-06-30]", "updated>=2023 updated<=2024-06-30"),
        ("p < 0.05 year:2018", "[p 0.05 in year:2018]"),
        ("knee^2 sham", "[knee^2 sham]"),
        ('"a b"^2.5 (c d)^3', '[[c d]^3 +"a b"^2.5]'),
        ("title:knee^2 sham", "[sham in title:knee^2]"),
        ("10^6 cells", "[10^6 cells]"),
        ("a ^ b", "[a b]"),
        ("kind:notes", "kind:note"),
        ('meta:topic="Knee pain" x', "[x in meta:topic=knee pain]"),
        ('META:topic="a" "b"', '[+"b" in meta:topic=a]'),
        ("has:note has:references x", "[x in has:note in has:reference]"),
        ("article:Back-Pain_2", "article:Back-Pain_2"),
        ('article:"a b"', "article:a b"),
        ("lang:pt-BR", "lang:pt-br"),
        ("pmcid:2844363 painsci:053324", "[in pmcid:pmc2844363 in painsci:53324]"),
        ("journal:bmj body:x", "[in journal:bmj in body:x]"),
        ("treatment, and how recent is it?", "[treatment and how recent is it]"),
        ("‘runner’s knee’, #1 …", "[runner’s knee 1]"),
        ("title:(what?) it!", "[it in title:what]"),
        ("10.1016/S0140-6736(17), 30397584.", "[10.1016/S0140-6736(17) 30397584]"),
        ("'place*' ‘hyper*ia’ [sensiti?ation], ¿what?", "[place* ?hyper*ia ?sensiti?ation what]"),
        ("year:2018? x, pmid:30397584.", "[x in year:2018 in pmid:30397584]"),
        ("has:notes. updated:>=2024-06! x", "[x in has:note in updated>=2024-06]"),
        ("article:asmr, x", "[x in article:asmr]"),
        ("knee,hip；back; neck,", "[knee hip back neck]"),
        ("a AND b,c^2 -d,e", "[(a & [b c]^2) -[d e]]"),
        ("1,000 x,1 author:Lochte,BC", "[1,000 x 1 in author:Lochte,BC]"),
        ("http://example.org/a,b", "http://example.org/a,b"),
        ("updated:2024-06..2024", "updated>=2024-06 updated<=2024"),
        ('pmid:PMID7 pmid:"PubMed #07"', "[in pmid:7 in pmid:7]"),
        ("plac?* ?eb?", "[?plac?* eb]"),
        ("'word~2', word~…", "[word~2 word~1]"),
        ("knee^2? sham,^3", "[knee^2 sham^3]"),
    ],
)
def test_a_query_means_what_a_reader_expects(query: str, expected: str) -> None:
    assert outline(parse_query(query)) == expected


@pytest.mark.parametrize(
    ("query", "message", "position"),
    [
        ("", "no word to search for", 0),
        ("? ! &", "no word to search for", 0),
        ("*", "no word to search for", 0),
        ("-a", "the query only excludes words: add a word", 0),
        ("(a", "the parenthesis is not closed: add ')'", 0),
        ("a b)", "')' without '(': remove it", 3),
        ('a "b', "the quote is not closed: add a closing quote", 2),
        ("AND a", "AND needs a word before it", 0),
        ("a OR", "OR needs a word after it", 2),
        ("a AND OR b", "AND needs a word after it", 2),
        ("a NOT", "NOT needs a word after it", 2),
        ("titel:x", "did you mean title:?", 0),
        ("title:", "title: needs a word", 0),
        ("knee meta:", "meta: needs a word", 5),
        ("tag: ", "tag: needs a word", 0),
        ("year:18", "needs a year such as 2018", 5),
        ("pmid:abc", "needs a number", 5),
        ("year:2018..", "needs a year", 5),
        ("year:[2020 TO 2015]", "a range that ends before it begins", 5),
        ("updated:2024-06..2023", "a range that ends before it begins", 8),
        ("doi:abc", "needs a DOI", 4),
        ("p*", "a word with * needs at least 2 letters", 0),
        ("*is", "that begins with * needs at least 3 letters", 0),
        ("a*b*c*d*e", "at most 3 *", 0),
        ("sham-*-x", "a single word only", 0),
        ("a text:b", "did you mean body:?", 2),
        ("low-b?ck", "a single word only", 0),
        ("authors:b", "did you mean author:?", 0),
        ("date:2018", "did you mean updated:?", 0),
        ("jornal:pain", "did you mean journal:?", 0),
        ("year:[2018 2020]", "[2015 TO 2020]", 5),
        ("pain NEAR/5 damage", 'NEAR/5 is no operator: for words near each other write "one', 5),
        ("NEAR(pain damage, 5)", "NEAR is no operator", 0),
        ("pain W/3 damage", "W/3 is no operator", 5),
        ("[2015 TO 2020]", "a range needs a field, such as year:", 0),
        ("title:[2015 TO 2020]", "a range needs a field", 6),
        ("updated:2024-13", "needs a date", 8),
        ("updated:2026-02-31", "needs a date", 8),
        ("updated:[2024 TO 2025-02-29]", "needs a date", 8),
        ("kind:book", "article, section or note", 5),
        ("has:picture", "note or reference", 4),
        ("lang:english!", "a language such as en", 5),
        ("placebo~9", "~9 is not possible; after a word ~1 and ~2 allow 1 or 2 typos", 0),
        ("placebo~10", "~10 is not possible", 0),
        ("placebo~0", "~0 is not possible", 0),
        ("ab~2", "~1 and ~2 allow 1 or 2 typos; the word must be longer", 0),
        ("a^0", "^ needs a number after it: above 0, at most 100", 0),
        ("sham placebo^", "^ needs a number after it", 5),
        ("a^1000", "^ needs a number after it: above 0, at most 100", 0),
        ("(a b)^x", "^ needs a number", 5),
        ('"a b"~500', "~ after a phrase allows at most 50 positions", 0),
        ('"a b"~' + "9" * 5000, "~ after a phrase allows at most 50 positions", 0),
        ('"sham* surgery"', "a single word only", 5),
        ("doi:10.1136/bmj*", "doi: needs a DOI", 4),
        ("ab* " * 21, "21 words with *, ? or ~: a query may have at most 20", 0),
        ('"a b" ' * 51, "51 phrases: a query may have at most 50", 0),
        ("(" * 200, "levels of nesting", 51),
        ("NOT " * 200 + "a", "levels of nesting", 204),
        ("a " * 501, "501 words: a query may have at most 500", 0),
    ],
)
def test_an_error_says_what_is_wrong_and_where(query: str, message: str, position: int) -> None:
    with pytest.raises(QueryError, match=re.escape(message)) as caught:
        parse_query(query)
    assert "\n" not in str(caught.value)
    assert caught.value.position == position
    assert caught.value.query == query


@pytest.mark.parametrize(
    "query", ["Backs:a", "CBT:what", "a xyzzy:b", "Rückenschmerz:was", "pain:burrows", "a:b:c"]
)
def test_a_word_before_a_colon_that_is_no_field_is_a_word(query: str) -> None:
    words = [leaf.text for leaf in leaves(parse_query(query))]
    assert " ".join(words) == query


@pytest.mark.parametrize(
    "query",
    [
        "https://quoll.example/page?id=5",
        "http://quoll.example/?q=bilby&page=2",
        "www.quoll.example/page?id=5",
        "quoll.example/burrows?page=2",
        "https://quoll.example/a*b",
    ],
)
def test_an_address_has_no_wildcards(query: str) -> None:
    (leaf,) = leaves(parse_query(query))
    assert isinstance(leaf, Word)


PIECES = """
    pain AND OR NOT " ( ) + - * : title: year: 2018 10.1136/bmj ~ ^ “ \x00 é 疼 \\ [ x:
""".split(" ")


@given(st.lists(st.sampled_from([*PIECES, " "])).map("".join) | st.text())
def test_any_string_is_a_tree_or_a_query_error(query: str) -> None:
    try:
        parse_query(query)
    except QueryError as error:
        assert 0 <= error.position <= len(query)
