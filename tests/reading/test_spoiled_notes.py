"""Notes and headers that are spoiled by a few characters are read, whatever they hold then."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Mark
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.written import read_title
from painsci_search.reading.forms.html import read_page
from profiles import trials

URL = "https://sock.example/feet"
NOTES = f"""
Moss T, Fenn C. Warm feet. J Sock. 2011 Mar;3(1):4-8. Epub 2011 Jan 2. PMID: 99919001.
Moss T. Cold feet. J Sock. 2011;3(1):4-8. doi: 10.99999/a. Erratum in: Sock. 2012;4:9. PMID: 99.
Moss T. Cold feet. [Updated 2023 Jul 4]. In: SockPearls [Internet]. Fenn: Sock; 2024 Jan-. {URL}
Fenn Clinic. Cold feet. Published June 1, 2019. Updated May 4, 2020. Accessed 6/5/2021. {URL}
Feet [Internet]. Fenn: Centers for Socks; 2019 [updated 2020 Mar 9; cited 2021 Jul 1]. {URL}
Centers for Socks and Stoves. Chilblains. Last reviewed May 4, 2019.
Moss, Tom. “Why Feet Get Cold.” The Sock Times, 4 Mar. 2019, www.sock.example/feet.
Moss, T. (2018) ‘Cold feet in adults’, Journal of Feet, 12(3), pp. 45–51.
Moss T. Cold feet. In: Fenn A, ed. Feet. 4th ed. London: Sock Press; 2018:45-51.
""".strip().split("\n")
HEADERS = """
<div>Medically reviewed by <a href='/c'>Cy Dahl, DPT</a> — By <b>Ann Aldo</b> on 3/5/2021</div>
<p class='authors'>Ann Aldo; Ben Berg<br>Cy Dahl, MD</p><p>Submitted by aaldo on Fri, 3/5/2021</p>
<ul class='authors'><li>Ann Aldo, PhD</li><li>and Ben Berg</li></ul><p>Sport News | 5/3/2021</p>
""".strip().split("\n")
PIECES = (
    *("", ".", "...", " ", "\n", "(", ")", "[", "]", "“", ": ", ";", "0", "00", "2020", "年", "É"),
    *("May 3, 2020", "Accessed ", "[updated ", "In: ", "https://", "www.x.example", "<br>"),
)


def spoiled(texts: list[str], number: int) -> Iterator[str]:
    """Yield texts with up to five places in which a piece is in the place of some characters."""
    chance = random.Random(1)
    for _ in range(number):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 5)):
            start = chance.randrange(len(text) + 1)
            text = text[:start] + chance.choice(PIECES) + text[start + chance.randint(0, 12) :]
        yield text


def test_a_spoiled_note_has_works_or_none() -> None:
    for text in spoiled(NOTES, trials(600, 40_000)):
        link = (Mark("link", len(text) // 2, len(text), URL),) if len(text) > 1 else ()
        for marks in ((), link):
            works = parse_references(text, (URL,), marks)
            assert all(work.raw in text for work in works)


def test_a_spoiled_header_is_read_or_refused() -> None:
    end = "Nothing else was of any use in the three trials that we have read for this page."
    for header in spoiled(HEADERS, trials(200, 10_000)):
        page = f"<article><h1>Cold feet</h1>{header}</p></div><p>{end}</p></article>"
        try:
            assert read_page(page, "feet.html").title
        except ReadError as error:  # a tag that is not closed takes the text
            assert str(error).startswith("feet.html: ")


@pytest.mark.parametrize("text", ["", ".", "...", " . ", "“", "“”", ",", "("])
def test_signs_alone_are_no_title(text: str) -> None:
    assert not (read_title(text) or "").strip("(“”")
