"""Marks that are broken, hidden, of other works, or very many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from marked_notes import COINS, PLAIN, SOCKS, coins, join, meta, read_notes, read_references, span

from operations import count_work
from painsci_search.reading.marked_fields import page
from painsci_search.reading.marked_fields.exports import read_export


@pytest.mark.parametrize(
    "marks",
    [
        span("author", "") + span("articleTitle", " ") + span("vol", ""),
        "<span class='Z3988'></span><span class='Z3988' title=''></span>",
        "<span class='Z3988' title='ctx_ver=%ZZ&rft.atitle=%E0%A4%A&&=&rft'></span>",
        coins(("rft.atitle", "Other title"), ("rft.aulast", "Holm")),
        coins(("rft.atitle", "Warm"), ("rft.aulast", "Quill"), ("rft.volume", "11")),
        f"<div hidden>{join(('author', 'Holm E'), ('articleTitle', 'Feet'), ('vol', '9'))}</div>",
        "<a href='https://a.example/scholar_lookup?title=Sock+Sci&author=A+Quill'></a>",
        "<a href='data:application/x-research-info-systems;base64,%%%'></a>",
        "<ul data-doi='10.5555/one'></ul><ul data-doi='10.5555/two'></ul><ul data-doi='none'></ul>",
        "<b class='volume'></b>",
    ],
)  # fmt: skip
def test_marks_that_are_broken_hidden_or_of_another_work_change_nothing(marks: str) -> None:
    assert read_references(PLAIN + marks) == read_references(PLAIN)


HOSTILE = {
    "parts": lambda count: span("author", "Quill A") * count,
    "works": lambda count: join(*SOCKS, " ", ("pubYear", "2011"), "; ") * count,
    "parts in parts": lambda count: "<span class='title'>" * count + "sock" + "</span>" * count,
    "empty parts in parts": lambda count: "<span class='year'>" * count + "a" + "</span>" * count,
    "COinS": lambda count: coins(*COINS.items()) * count,
    "values that are nowhere": lambda count: (
        "sock " * count + "<meta itemprop='volumeNumber' content='77'>" * count
    ),
    "keys": lambda count: f"<span class='Z3988' title='{'rft.au=Quill;' * count}'></span>",
}


@pytest.mark.parametrize("note", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_number_of_marks_and_not_faster(note: Callable[[int], str]) -> None:
    few = count_work(lambda: read_references(PLAIN + note(200)))
    many = count_work(lambda: read_references(PLAIN + note(800)))
    assert many.calls < 6 * few.calls
    assert many.members < 8 * few.members + 100_000


def test_work_grows_with_the_number_of_listed_works_and_not_faster() -> None:
    def read(count: int) -> object:
        titles = [f"Warm socks, part {n} of all" for n in range(count)]
        head = "".join(meta(title=title, author="A Quill") for title in titles)
        return read_notes(
            *(f"Quill A. {title}. Sock Sci. 2011;12:1–3." for title in titles), head=head
        )

    few, many = count_work(lambda: read(20)), count_work(lambda: read(80))
    assert many.calls < 6 * few.calls


def test_the_texts_of_notes_without_marks_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise AssertionError

    monkeypatch.setattr(page, "ShownText", refuse)
    notes = [f"<p class='note small'>{PLAIN} <a href='https://socks.example/'>Read</a></p>"] * 3
    assert all(note.references for note in read_notes(*notes).notes)


def test_a_record_in_a_malformed_address_is_no_work() -> None:
    assert read_export("data:application/x-research-info-systems;base64,é") is None
    assert read_export("data:application/x-research-info-systems;base64,A") is None
