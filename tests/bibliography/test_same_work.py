"""Pairs of citations, in all styles: which are of one work, and which only look like it."""

from __future__ import annotations

from typing import Any

import pytest

from operations import count_calls
from painsci_search.auditing.disagreements import disagreements
from painsci_search.bibliography.merging import merge
from painsci_search.bibliography.publications import journals_agree
from painsci_search.model import Reference

TITLE = "Moss on old stones: a field study of nine walls"
ARTICLE: dict[str, Any] = {
    "authors": ("Berggren TX", "Ödman RO", "van der Holm B"),
    "title": TITLE,
    "journal": "J Moss Res",
    "year": 2015,
    "volume": "8",
    "pages": "295-304",
    "type": "article",
}
BOOK: dict[str, Any] = {
    "authors": ("Quist A",),
    "title": "A handbook of ferns and mosses",
    "year": 2011,
    "publisher": "Fern Press",
    "type": "book",
}


def cite(base: dict[str, Any], **other: Any) -> Reference:
    fields = {**base, **other}
    raw = " ".join(str(value) for value in fields.values() if value)
    return Reference(raw, **fields)


def bare(*names: str) -> dict[str, Any]:
    """Return the article with only some of its fields."""
    return {name: ARTICLE[name] for name in names}


# the article as it is cited in Vancouver, and the same one in another style
SAME: dict[str, Reference] = {
    "to the letter": cite(ARTICLE),
    "APA": cite(
        ARTICLE,
        authors=("Berggren, T. X.", "Ödman, R. O.", "van der Holm, B."),
        journal="Journal of Moss Research",
    ),
    "Chicago": cite(ARTICLE, authors=("Berggren, Tore X.", "Rolf O. Ödman", "Bo van der Holm")),
    "Chicago, given names first": cite(ARTICLE, authors=("Tore X. Berggren", "Rolf O. Ödman")),
    "IEEE": cite(ARTICLE, authors=("T. X. Berggren", "R. O. Ödman", "B. van der Holm")),
    "IEEE without spaces": cite(ARTICLE, authors=("T.X. Berggren", "R.O. Ödman")),
    "Nature": cite(ARTICLE, authors=("Berggren, T. X.", "Ödman, R. O."), journal="J. Moss Res."),
    "AMA": cite(ARTICLE, authors=("Berggren TX", "Ödman RO"), journal="J Moss Res."),
    "MLA": cite(ARTICLE, authors=("Berggren, Tore", "Rolf Ödman"), title=f"“{TITLE}.”"),
    "Harvard": cite(ARTICLE, authors=("Berggren, T.X.", "Ödman, R.O."), pages="295–304"),
    "family names alone": cite(ARTICLE, authors=("Berggren", "Ödman", "van der Holm")),
    "in capitals": cite(ARTICLE, authors=("BERGGREN TX", "ÖDMAN RO"), title=TITLE.upper()),
    "the first author alone": cite(ARTICLE, authors=("Berggren TX",)),
    "the first and the last author": cite(ARTICLE, authors=("Berggren TX", "van der Holm B")),
    "one initial": cite(ARTICLE, authors=("Berggren T", "Ödman R")),
    "diacritics folded": cite(ARTICLE, authors=("Berggren TX", "Odman RO")),
    "umlauts with e": cite(ARTICLE, authors=("Berggren TX", "Oedman RO")),
    "particle with a capital": cite(ARTICLE, authors=("Berggren TX", "Ödman RO", "Van Der Holm B")),
    "title case": cite(ARTICLE, title="Moss on Old Stones: A Field Study of Nine Walls"),
    "without the subtitle": cite(ARTICLE, title="Moss on old stones"),
    "subtitle after a dash": cite(ARTICLE, title=TITLE.replace(":", " –")),
    "subtitle after a full stop": cite(ARTICLE, title=TITLE.replace(":", ".")),
    "subtitle in brackets": cite(ARTICLE, title="Moss on old stones (a field study)"),
    "subtitle cut short": cite(ARTICLE, title="Moss on old stones: a field stu"),
    "with the medium": cite(ARTICLE, title=f"{TITLE} [Internet]"),
    "with italics": cite(ARTICLE, title=TITLE.replace("Moss", "<i>Moss</i>")),
    "with an article before": cite(ARTICLE, title=f"The {TITLE}"),
    "journal dotted": cite(ARTICLE, journal="J. Moss Res."),
    "journal whole": cite(ARTICLE, journal="The Journal of Moss Research"),
    "journal with its place": cite(ARTICLE, journal="Journal of moss research (Umeå, Sweden)"),
    "journal by its initials": cite(ARTICLE, journal="JMR"),
    "no journal": cite(ARTICLE, journal=None, volume=None, pages=None),
    "the first page alone": cite(ARTICLE, pages="295"),
    "a volume in words": cite(ARTICLE, volume="vol. 8"),
    "no type": cite(ARTICLE, type=None),
    "called a page": cite(ARTICLE, type="webpage", url="https://example.org/moss"),
    "without title": cite(ARTICLE, title=None),
    "without title, dotted": cite(
        bare("year", "volume", "pages"),
        authors=("T. X. Berggren",),
        journal="J. Moss Res.",
        pages="295",
    ),
    "a short title of the same page": cite(ARTICLE, title="On moss and old stones: nine walls"),
    "another page by mistake": cite(ARTICLE, pages="259-304"),
    "with an identifier": cite(ARTICLE, pmid="7", doi="10.1000/moss"),
}

OTHER: dict[str, Reference] = {
    "another year": cite(ARTICLE, year=2014),
    "another first author": cite(ARTICLE, authors=("Quist A",)),
    "another initial": cite(ARTICLE, authors=("Berggren S", "Ödman RO")),
    "another second author": cite(ARTICLE, authors=("Berggren TX", "Quist A")),
    "another title": cite(ARTICLE, title="Lichen on old stones", volume="9", pages="1-8"),
    "a reply": cite(ARTICLE, title="Moss on old stones: reply", pages="310-311"),
    "a reply by its first words": cite(ARTICLE, title=f"Reply to: {TITLE}", pages="310"),
    "the authors' response": cite(ARTICLE, title=f"{TITLE} (authors' response)", pages="310"),
    "a comment": cite(ARTICLE, title="Moss on old stones: a comment", pages="312"),
    "an erratum": cite(ARTICLE, title=f"Erratum: {TITLE}", pages="400"),
    "a corrigendum after it": cite(ARTICLE, title="Moss on old stones [corrigendum]", pages="400"),
    "a correction of the same page": cite(ARTICLE, title=f"Correction to: {TITLE}"),
    "a second part": cite(ARTICLE, title="Moss on old stones: part 2", pages="305-310"),
    "another subtitle": cite(ARTICLE, title="Moss on old stones: does rain matter?", pages="1-9"),
    "a preprint": cite(
        ARTICLE, journal="mossRxiv", type="preprint", volume=None, pages=None, doi="10.1000/rxiv"
    ),
    "a paper at a conference": cite(
        ARTICLE, journal="Proceedings of the Moss Days", type="paper", volume=None, pages="4-5"
    ),
    "a thesis": cite(ARTICLE, journal=None, type="thesis", volume=None, pages=None),
    "published again elsewhere": cite(
        ARTICLE, journal="Stones and Walls", volume="31", pages="12-20"
    ),
    "only the journal": cite(bare("journal", "year", "volume", "pages")),
    "without title in another journal": cite(ARTICLE, title=None, journal="Stones and Walls"),
    "without title at another page": cite(ARTICLE, title=None, pages="305-310"),
    "without title in another volume": cite(ARTICLE, title=None, volume="9"),
    "without title and journal": cite(ARTICLE, title=None, journal=None),
}


@pytest.mark.parametrize("style", SAME)
def test_the_same_work_in_another_style_is_one(style: str) -> None:
    assert merge([cite(ARTICLE), SAME[style]]) == [(0, 1)]
    assert merge([SAME[style], cite(ARTICLE, doi="10.1000/moss")]) == [(0, 1)]


@pytest.mark.parametrize("kind", OTHER)
def test_a_different_work_of_the_authors_is_not_the_same(kind: str) -> None:
    assert merge([cite(ARTICLE), OTHER[kind]]) == [(0,), (1,)]


PAIRS: dict[str, tuple[Reference, Reference, bool]] = {
    "parts I and II": (
        cite(ARTICLE, title="Moss on old stones, part I: rain", pages="1"),
        cite(ARTICLE, title="Moss on old stones, part II: rain", pages="9"),
        False,
    ),
    "part 2 in two spellings": (
        cite(ARTICLE, title="Moss on old stones: Part II"),
        cite(ARTICLE, title="Moss on old stones. Part 2."),
        True,
    ),
    "a part and the page without title": (
        cite(ARTICLE, title="Moss on old stones: part 2"),
        cite(ARTICLE, title="Moss on old stones"),
        True,
    ),
    "two editions": (cite(BOOK, edition="1st"), cite(BOOK, edition="2nd"), False),
    "an edition in two spellings": (cite(BOOK, edition="2"), cite(BOOK, edition="Second"), True),
    "an edition in the title": (
        cite(BOOK, title="A handbook of ferns and mosses, 2nd edition"),
        cite(BOOK, edition="3rd"),
        False,
    ),
    "an edition in the title, too": (
        cite(BOOK, title="A handbook of ferns and mosses (2nd ed.)"),
        cite(BOOK, edition="2nd"),
        True,
    ),
    "an edition that one does not name": (cite(BOOK, edition="2nd"), cite(BOOK), True),
    "one ISBN, old and new": (
        cite(BOOK, year=None, isbn="0-306-40615-2"),
        cite(BOOK, authors=(), isbn="9780306406157"),
        True,
    ),
    "an ISBN alone": (cite(BOOK, isbn="0306406152"), cite({"isbn": "978-0-306-40615-7"}), True),
    "one ISBN, two editions by mistake": (
        cite(BOOK, year=2001, isbn="0306406152", edition="1st"),
        cite(BOOK, isbn="0306406152", edition="2nd"),
        False,
    ),
    "a book in hard and soft covers": (
        cite(BOOK, isbn="0306406152"),
        cite(BOOK, isbn="9783161484100"),
        True,
    ),
    "a chapter and its book": (
        cite(BOOK, isbn="0306406152"),
        cite(
            BOOK,
            title="Ferns of the north",
            journal=BOOK["title"],
            isbn="0306406152",
            type="chapter",
        ),
        False,
    ),
    "a chapter called as its book": (
        cite(BOOK, isbn="0306406152"),
        cite(BOOK, journal=BOOK["title"], isbn="0306406152", type="chapter"),
        False,
    ),
    "two chapters of a book": (
        cite(BOOK, title="Ferns", journal="All plants", isbn="0306406152", type="chapter"),
        cite(BOOK, title="Mosses", journal="All plants", isbn="0306406152", type="chapter"),
        False,
    ),
    "two chapters without a type": (
        cite({"journal": "All plants", "isbn": "0306406152"}),
        cite({"title": "Mosses", "journal": "All plants", "isbn": "0306406152"}),
        False,
    ),
    "a chapter in two styles": (
        cite(BOOK, journal="All plants", type="chapter", pages="45-67"),
        cite(BOOK, authors=("A. Quist",), journal="All Plants", type="chapter", pages="45"),
        True,
    ),
    "a guideline and the report": (
        cite(BOOK, type="guideline"),
        cite(BOOK, type="report"),
        True,
    ),
    "a page of the web on two days": (
        cite({"title": "Moss today", "url": "https://www.example.org/moss/"}),
        cite(
            {
                "title": "Moss Today",
                "url": "http://example.org/moss#top",
                "accessed": "2020-03-01",
            }
        ),
        True,
    ),
    "two pages of a site": (
        cite({"title": "Moss today", "url": "https://example.org/"}),
        cite({"title": "Lichen today", "url": "https://example.org/"}),
        False,
    ),
    "a page of two years": (
        cite({"title": "Moss today", "year": 2011, "url": "https://example.org/"}),
        cite({"title": "Moss today", "year": 2015, "url": "https://example.org/"}),
        False,
    ),
    "British and American spelling": (
        cite(ARTICLE, title="Colour and behaviour of randomised mosses", volume=None),
        cite(ARTICLE, title="Color and behavior of randomized mosses", volume=None),
        True,
    ),
    "hyphens": (
        cite(ARTICLE, title="A cross-over trial of moss", volume=None),
        cite(ARTICLE, title="A crossover trial of moss", volume=None),
        True,
    ),
    "Greek letters": (
        cite(ARTICLE, title="β-Mossine in old walls", volume=None),
        cite(ARTICLE, title="Beta-mossine in old walls", volume=None),
        True,
    ),
    "and": (
        cite(ARTICLE, title="Moss & lichen of old walls", volume=None),
        cite(ARTICLE, title="Moss and lichen of old walls", volume=None),
        True,
    ),
    "a short title at two places": (
        cite(ARTICLE, title="Editor's note", volume="8", pages="1"),
        cite(ARTICLE, title="Editor's note", volume="9", pages="77"),
        False,
    ),
    "a group of authors": (
        cite(ARTICLE, authors=("Society of Fern Growers",)),
        cite(ARTICLE, authors=("Society of fern growers",)),
        True,
    ),
    "two identifiers": (cite(ARTICLE, pmid="7"), cite(ARTICLE, pmid="8"), False),
    "two identifiers without title": (
        cite(ARTICLE, title=None, pmid="7"),
        cite(ARTICLE, title=None, pmid="8"),
        False,
    ),
    "a shared identifier, a preprint and an article": (
        cite(ARTICLE, doi="10.1000/moss"),
        cite(ARTICLE, doi="10.1000/moss", journal="mossRxiv", type="preprint"),
        True,
    ),
    "a shared identifier, the correction": (
        cite(ARTICLE, doi="10.1000/moss"),
        cite(ARTICLE, doi="10.1000/moss", title=f"Correction: {TITLE}"),
        False,
    ),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_pairs_that_look_alike(kind: str) -> None:
    one, other, is_same = PAIRS[kind]
    groups = [(0, 1)] if is_same else [(0,), (1,)]
    assert merge([one, other]) == merge([other, one]) == groups


def test_all_styles_of_a_work_are_one_in_any_order() -> None:
    styles = [one for kind, one in SAME.items() if kind != "another page by mistake"]
    assert len(merge([*styles, *reversed(styles)])) == 1


def test_a_title_cut_at_several_places_is_one_work() -> None:
    titles = ("Moss on old stones", "Moss on old stones: a field study", TITLE)
    assert len(merge([cite(ARTICLE, title=title, volume=None) for title in titles])) == 1


def test_works_that_were_published_apart_are_no_disagreement() -> None:
    assert disagreements([cite(BOOK, edition="1st"), cite(BOOK, edition="2nd")]) == ()
    assert disagreements([cite(ARTICLE), OTHER["published again elsewhere"]]) == ()


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("J Moss Res", "The Journal of Moss Research", True),
        ("J.Moss Res.", "J Moss Res", True),
        ("Br J Moss", "British Journal of Moss", True),
        ("Natl Moss J", "National Moss Journal", True),
        ("J Bone Jt Moss", "Journal of Bone and Joint Moss", True),
        ("Moss", "Moss (Phila Pa 1976)", True),
        ("BMR: British Moss Review", "BMR", True),
        ("British Moss Review", "BMR", True),
        ("Proc Natl Acad Moss U S A", "Proceedings of the National Academy of Mosses", True),
        ("J Moss", "Clin J Moss", False),
        ("Moss", "Moss Medicine", False),
        ("Moss", "Moss Open", False),
        ("J Mossol", "J Mosstherapy", False),
        ("Headmoss", "Ferns", False),
        ("BMR", "BMR Open", False),
        ("", "", True),
        ("?", "Moss", False),
    ],
)
def test_names_of_journals(one: str, other: str, agree: bool) -> None:
    assert journals_agree(one, other) is journals_agree(other, one) is agree


HOSTILE = {
    "one page, a title each": lambda n: cite(ARTICLE, title=f"Moss {'x' * (n % 7)} w{n}"),
    "one page, no title": lambda n: cite(ARTICLE, title=None, pmid=str(n + 1)),
    "one URL, a title each": lambda n: cite(
        {"title": f"Moss w{n} and stones", "url": "https://example.org/"}
    ),
    "one ISBN, a title each": lambda n: cite(BOOK, title=f"Ferns w{n}", isbn="0306406152"),
    "one title, ever longer": lambda n: cite(ARTICLE, title=f"{TITLE}: {'moss ' * (n % 90)}"),
    "one title, an edition each": lambda n: cite(BOOK, edition=str(n)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_work_grows_no_faster_than_the_citations_whatever_they_share(kind: str) -> None:
    few = [HOSTILE[kind](number) for number in range(250)]
    many = [HOSTILE[kind](number) for number in range(8 * 250)]
    merge(many)  # fills the caches of titles and names
    most = 8 * 1.2 * count_calls(lambda: merge(few))
    assert count_calls(lambda: merge(many)) < most
