"""The id that an article suggests: readable, and never a bare number or the name of a view."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.reading.naming import LONGEST, names_an_article, suggest_id

_SITE = "https://www.example.org"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{_SITE}/pain/asmr.html", "asmr"),
        (f"{_SITE}/wiki/Neck_pain", "Neck_pain"),
        (f"{_SITE}/asmr/index.php", "asmr"),
        (f"{_SITE}/asmr/full", "asmr"),
        (f"{_SITE}/asmr/v2/download.pdf", "asmr"),
        (f"{_SITE}/2019/04/knees-and-rain/588400/", "knees-and-rain"),
        (f"{_SITE}/index.php?title=Neck_pain&oldid=17", "Neck_pain"),
        (f"{_SITE}/articles/10.5555/fknee.2020.00123/full", "fknee.2020.00123"),
        (f"{_SITE}/one/article?id=10.5555/journal.pknee.0012345", "journal.pknee.0012345"),
        (f"{_SITE}/content/350/knee.h1234.full.pdf", "knee.h1234"),
        ("https://doi.org/10.5555/70", "doi-10.5555-70"),
        (f"{_SITE}/pmc/articles/PMC1234567/", "PMC1234567"),
        (f"{_SITE}/fru%CC%88h-no%CC%88tig", "fr\u00fch-n\u00f6tig"),
        (f"{_SITE}/%E7%97%9B%E3%81%BF", "\u75db\u307f"),
        # No part of these names the article.
        (f"{_SITE}/articles/70", "cold-hands"),
        (f"{_SITE}/neurology/70", "cold-hands"),
        (f"{_SITE}/article-abstract/140/5/1234", "cold-hands"),
        (f"{_SITE}/science/article/pii/S0123456789012345", "cold-hands"),
        (f"{_SITE}/abs/1234.56789v2", "cold-hands"),
        (f"{_SITE}/p/3f2a9c1d77aa", "cold-hands"),
        (f"{_SITE}/2019-04-12", "cold-hands"),
        (f"{_SITE}/?p=70&utm_source=letter", "cold-hands"),
        (f"{_SITE}/", "page-of-mine"),
        ("http://[broken", "page-of-mine"),
    ],
)
def test_the_id_of_an_address(url: str, expected: str) -> None:
    assert suggest_id(url, "Cold Hands", "pages/page-of-mine.html") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("placebo.html", "placebo"),
        ("Neck pain.htm", "Neck pain"),
        ("a.html", "a"),
        ("placebo/index.html", "placebo"),
        ("x/index.html", "cold-hands"),
        ("70.html", "cold-hands"),
        ("v2.html", "cold-hands"),
        ("2019-04.txt", "cold-hands"),
        ("full.html", "cold-hands"),
        ("article.html", "cold-hands"),
        ("download.html", "cold-hands"),
        ("-", "cold-hands"),
    ],
)
def test_the_id_of_a_file(source: str, expected: str) -> None:
    assert suggest_id(None, "Cold Hands", source) == expected


def test_the_id_without_any_name_is_made_of_the_whole_address() -> None:
    assert suggest_id(f"{_SITE}/neurology/70", "Untitled", "1.html") == (
        "www.example.org-neurology-70"
    )
    assert suggest_id(None, "7", "knees/1.html") == "knees-1"
    assert suggest_id(None, "", "1.html") == "untitled-article"


def test_a_long_id_ends_with_a_word() -> None:
    name = suggest_id(f"{_SITE}/{'knees-and-hips-' * 20}", "", "a.html")
    assert len(name) <= LONGEST
    assert name.endswith(("-knees", "-and", "-hips"))


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_every_id_is_short_and_on_one_line(path: str, title: str, file: str) -> None:
    url = f"{_SITE}/{path}" if path else None
    name = suggest_id(url, title, file)
    assert name == unicodedata.normalize("NFC", name) == name.strip()
    assert 0 < len(name) <= LONGEST
    assert name.splitlines() == [name]
    assert not name.isdecimal()


@pytest.mark.parametrize("name", ["full", "Article", "INDEX", "abstract", "pdf", "2019", "v1.2"])
def test_views_and_kinds_name_no_article(name: str) -> None:
    assert not names_an_article(name)
