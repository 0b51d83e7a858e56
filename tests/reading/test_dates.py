"""Dates as pages write them become ISO dates of the same precision."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations import count_calls
from painsci_search.reading import dates
from painsci_search.reading.dates import find_dates, parse_date, split_date
from painsci_search.reading.months import MONTHS, month_numbers

ISO_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021", "2021"),
        ("2021-06", "2021-06"),
        ("2021-06-30", "2021-06-30"),
        ("2021/06/30", "2021-06-30"),
        ("2021.6.3", "2021-06-03"),
        ("20210630", "2021-06-30"),
        ("2021-06-30T08:15:00Z", "2021-06-30"),
        ("2021-06-30T08:15:00.123+0200", "2021-06-30"),
        ("2021-06-30 08:15 -07:00", "2021-06-30"),
        ("Wed, 30 Jun 2021 12:00:00 GMT", "2021-06-30"),
        ("Jun 30, 2021", "2021-06-30"),
        ("June 30th 2021, 4:05 pm", "2021-06-30"),
        ("30 June 2021", "2021-06-30"),
        ("the 3rd of May 2019", "2019-05-03"),
        ("30-Jun-2021", "2021-06-30"),
        ("Sept. 3rd, 2019", "2019-09-03"),
        ("June 2021", "2021-06"),
        ("June, 2021", "2021-06"),
        ("06/2021", "2021-06"),
        ("2020 Nov", "2020-11"),
        ("2020 Nov 3", "2020-11-03"),
        ("Published on 5 May 2020 by someone", "2020-05-05"),
        ("13/04/2021", "2021-04-13"),
        ("04/13/2021", "2021-04-13"),
        ("04.04.2021", "2021-04-04"),
    ],
)
def test_a_date_keeps_the_precision_of_its_source(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "5 مايو 2021"),
        ("ca", "5 de maig de 2021"),
        ("cs", "5. května 2021"),
        ("da", "5. maj 2021"),
        ("de", "Mittwoch, 5. Mai 2021 um 10:30 Uhr"),
        ("el", "5 Μαΐου 2021"),
        ("en", "Wed May 05 10:27:24 2021"),
        ("es", "5 de mayo del 2021"),
        ("et", "5. mai 2021"),
        ("fi", "5. toukokuuta 2021"),
        ("fr", "le 5 mai 2021"),
        ("he", "5 במאי 2021"),
        ("hi", "5 मई 2021"),
        ("hr", "5. svibnja 2021."),
        ("hu", "2021. május 5."),
        ("id", "5 Mei 2021"),
        ("it", "5 mag 2021"),
        ("ja", "公開日：2021年5月5日"),
        ("ko", "2021년 5월 5일"),
        ("lt", "2021 m. gegužės 5"),
        ("nl", "5 mei 2021"),
        ("no", "5. mai 2021"),
        ("pl", "5 maja 2021 r."),
        ("pt", "5 de maio de 2021"),
        ("ro", "5 mai 2021"),
        ("ru", "5 мая 2021 г."),
        ("sk", "5. mája 2021"),
        ("sl", "5. maja 2021"),
        ("sv", "den 5 maj 2021"),
        ("tr", "5 Mayıs 2021"),
        ("uk", "5 травня 2021"),
        ("vi", "5 tháng 5, 2021"),
        ("zh", "发布于2021年5月5日"),
        ("cs", "5. 5. 2021"),
        ("fr", "1er mai 2021 et 5 mai 2021"),
    ],
)
def test_a_date_is_read_in_the_languages_of_the_web(language: str, text: str) -> None:
    assert [date.date for date in find_dates(text, language)][-1] == "2021-05-05"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "03/04/2021", "2021-04-03"),
        ("en-GB", "03/04/2021", "2021-04-03"),
        ("en-US", "03/04/2021", "2021-03-04"),
        ("en", "03/04/2021", "2021"),
        # Germans write full stops: between slashes a program may have put the month first
        ("de", "03/04/2021", "2021"),
        ("de", "03.04.2021", "2021-04-03"),
        (None, "03.04.2021", "2021-04-03"),
        ("hr", "3. listopada 2021.", "2021-10-03"),
        ("pl", "3 listopada 2021", "2021-11-03"),
        ("it", "3 set 2021", "2021-09-03"),
        ("en", "the third data set 2021", "2021"),
    ],
)
def test_the_language_of_a_page_decides_between_readings(
    language: str | None, text: str, expected: str
) -> None:
    assert parse_date(text, language) == expected


@pytest.mark.parametrize("language", MONTHS)
def test_each_language_has_twelve_months(language: str) -> None:
    months = [forms.split("/")[0] for forms in MONTHS[language].split()]
    numbers = [month_numbers(language)[month] for month in months]
    assert numbers == list(range(1, 13))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/04/2021", "2021"),
        ("3-4-2021", "2021"),
        ("2020 Nov-Dec", "2020"),
        ("5–7 May 2021", "2021-05"),
        ("May 5–7, 2021", "2021"),
        ("99/99/2021", "2021"),
    ],
)
def test_what_can_be_read_in_two_ways_is_left_out(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-02-30", "2021-02"),
        ("Feb 30, 2021", "2021-02"),
        ("2021-13-01", "2021"),
        ("2020-02-29", "2020-02-29"),
        ("2021-02-29", "2021-02"),
        ("0000-00-00", None),
    ],
)
def test_an_impossible_date_keeps_only_its_possible_parts(text: str, expected: str | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "8 minutes ago", "12:30", "CD007070", "e0196645", "1,204 words", "٢٠٢١"],
)
def test_a_text_without_a_date_has_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jun 30, 2021 — Publication.", ("2021-06-30", "Publication.")),
        ("2021-06-30: Publication.", ("2021-06-30", "Publication.")),
        ("June 2021 – Two sources added.", ("2021-06", "Two sources added.")),
        ("2021. Publication", ("2021", "Publication")),
        ("2021 - Publication", ("2021", "Publication")),
        ("(May 3, 2020) Rewritten", ("2020-05-03", "Rewritten")),
        ("• 3 May 2020, rewritten", ("2020-05-03", "rewritten")),
        ("May 3, 2020 rewritten", ("2020-05-03", "rewritten")),
        ("2021", ("2021", "")),
        ("2021 was a quiet year.", ("", "2021 was a quiet year.")),
        ("Publication, in June 2021.", ("", "Publication, in June 2021.")),
        ("", ("", "")),
    ],
)
def test_an_entry_of_a_change_log_is_split_after_its_date(
    text: str, expected: tuple[str, str]
) -> None:
    assert split_date(text) == expected


@given(st.dates(min_value=dt.date(1500, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_is_read_back_from_its_usual_forms(day: dt.date) -> None:
    forms = (
        day.isoformat(),
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
        f"{day:%A}, {day:%b}. {day.day}, {day.year}",
        f"{day.year} {day:%b} {day.day}",
    )
    assert {parse_date(form) for form in forms} == {day.isoformat()}


@given(st.text(alphabet=st.sampled_from("0123456789-/.:,TZ may Jun2021 \n—é٣")))
def test_any_text_gives_an_iso_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or ISO_DATE.fullmatch(found)
    date, rest = split_date(text)
    assert date == "" or ISO_DATE.fullmatch(date)
    assert rest in text


@given(st.lists(st.sampled_from(["1", "21", "2021", "-", "/", ".", ", ", " ", "\n"]), max_size=9))
def test_the_first_look_for_a_date_misses_none(rest: list[str]) -> None:
    words = ("May ", "sept. ", "Mon, ", "Tuesday May ", "mai de ", "d’abril ", "tháng ", "5 de ")
    for before in words:
        text = before + "".join(rest)
        starts = [found.start() for found in dates._START.finditer(text)]
        found = [at for at in starts if dates._match_date(text, at, None) is not None]
        assert all(dates._MAYBE_DATE.match(text, at) for at in found)


def test_words_before_a_year_cost_no_look_at_each_form_of_dates() -> None:
    text = "a remark on rain and snow that fell here and there in the year 2021 as well " * 40
    words = len(text.split())
    assert count_calls(lambda: list(find_dates(text))) < 16 * words
