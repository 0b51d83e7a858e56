"""Citations in languages other than English: their dates, and the words before these."""

from __future__ import annotations

import pytest

from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.english_dates import with_english_dates

URL = "https://sock.example/a"


def read_work(note: str) -> Reference:
    (work,) = parse_references(note)
    return work


@pytest.mark.parametrize(
    ("words", "accessed"),
    [
        ("abgerufen am 5. Juni 2023", "2023-06-05"),
        ("Abruf: 05.06.2023", "2023-06-05"),
        ("Abruf: 06/2023", "2023-06"),
        ("letzter Zugriff am 5.6.2023", "2023-06-05"),
        ("Zugriff: 05.06.2023", "2023-06-05"),
        ("consulté le 5 juin 2023", "2023-06-05"),
        ("page consultée le 1er juin 2023", "2023-06-01"),
        ("dernière consultation le 05/06/2023", "2023-06-05"),
        ("consultado el 5 de junio de 2023", "2023-06-05"),
        ("fecha de consulta: 5 junio 2023", "2023-06-05"),
        ("Recuperado el 5 de junio de 2023", "2023-06-05"),
        ("Acesso em: 5 jun. 2023", "2023-06-05"),
        ("Consultado em 5 de junho de 2023", "2023-06-05"),
        ("URL consultato il 5 giugno 2023", "2023-06-05"),
        ("ultimo accesso: 5 giugno 2023", "2023-06-05"),
        ("Geraadpleegd op 5 juni 2023", "2023-06-05"),
        ("Hämtad 5 juni 2023", "2023-06-05"),
        ("Hentet 5. juni 2023", "2023-06-05"),
        ("dostęp 5 czerwca 2023", "2023-06-05"),
        ("дата обращения: 05.06.2023", "2023-06-05"),
    ],
)
def test_the_day_of_a_visit_is_read_in_any_language(words: str, accessed: str) -> None:
    work = read_work(f"Moss T. Calde calze e piedi. Quill Verlag; 2019. {URL} ({words})")
    assert (work.title, work.year, work.url) == ("Calde calze e piedi", 2019, URL)
    assert (work.accessed, work.commentary) == (accessed, None)


@pytest.mark.parametrize(
    "words",
    [
        "Zuletzt aktualisiert am 4. März 2021",
        "Stand: 4. März 2021",
        "Mis à jour le 4 mars 2021",
        "Actualizado el 4 de marzo de 2021",
        "Atualizado em 4 de março de 2021",
        "Ultimo aggiornamento: 4 marzo 2021",
        "Laatst bijgewerkt op 4 maart 2021",
        "Senast uppdaterad 4 mars 2021",
        "Sist oppdatert 4. mars 2021",
    ],
)
def test_the_day_of_a_change_is_no_part_of_the_title(words: str) -> None:
    work = read_work(f"Ministerio de Calcetines. Calcetines. {words}. {URL}")
    assert (work.authors, work.title) == (("Ministerio de Calcetines",), "Calcetines")
    assert (work.year, work.url, work.commentary) == (2021, URL, None)


@pytest.mark.parametrize(
    "date",
    [
        "(4 de marzo de 2019)",
        "(4. März 2019)",
        "(2019, 4 maart)",
        "(2019, 4 de março)",
        "(2019, marzo 4)",
    ],
)
def test_the_day_after_the_authors_is_read_in_any_language(date: str) -> None:
    work = read_work(f"Moss, T. {date}. Pieds froids et chaussettes. El Calcetín. {URL}")
    assert (work.authors, work.title) == (("Moss T",), "Pieds froids et chaussettes")
    assert (work.year, work.publisher, work.url) == (2019, "El Calcetín", URL)


@pytest.mark.parametrize("words", ["(s.f.)", "(o. J.)", "(s.d.)", "(z.d.)", "(u.å.)"])
def test_a_work_without_a_year_is_read_in_any_language(words: str) -> None:
    work = read_work(f"Moss, T. {words}. Pieds froids. Recuperado el 5 de junio de 2023, de {URL}")
    assert (work.title, work.year, work.accessed) == ("Pieds froids", None, "2023-06-05")


@pytest.mark.parametrize(
    "words",
    [
        "Disponible à l'adresse :",
        "Disponible sur :",
        "Disponible en:",
        "Disponibile all'indirizzo:",
        "Verfügbar unter:",
        "Online abrufbar unter",
        "Beschikbaar via:",
        "Tillgänglig:",
    ],
)
def test_the_words_before_an_address_are_no_title(words: str) -> None:
    work = read_work(f"Moss T. Pieds froids. Genève : Quill ; 2023. {words} {URL} (5 juin 2023)")
    assert (work.title, work.publisher, work.url) == ("Pieds froids", "Quill", URL)


def test_the_language_of_a_work_before_its_authors_is_no_name() -> None:
    work = read_work(
        "(en) Ada Moss et Tom Fenn, « Cold feet and socks », Sock Journal, vol. 12, no 3,\u200e "
        "1er mars 2018, p. 45–51 (DOI 10.99999/a, lire en ligne)."
    )
    assert (work.authors, work.title) == (("Moss A", "Fenn T"), "Cold feet and socks")
    assert (work.journal, work.year, work.pages) == ("Sock Journal", 2018, "45-51")


@pytest.mark.parametrize(
    "text",
    [
        "Moss T. Der Stand 2018 und was folgt. J Sock. 2018;3:4-8.",
        "Moss T. Publicado en marzo. J Sock. 2018;3:4-8.",
        "Moss T, Fenn A. We stand 4 May 2018 on cold feet.",
        "Moss T (2019). Cold feet. Sock Press. Accessed 5 May 2020.",
        "Moss T. (2019, May 4). Cold feet.",
        "Moss T. Cold feet. 4 May 2019. https://sock.example",
    ],
)
def test_english_dates_and_other_words_stay_as_they_are(text: str) -> None:
    assert with_english_dates(text) == text


@pytest.mark.parametrize("text", ["Abruf: 30.02.2023", "(Abruf: 2.2023)", "Stand: 05.06.2023."])
def test_english_dates_take_the_room_of_those_before(text: str) -> None:
    assert len(with_english_dates(text)) == len(text)


def test_the_register_number_of_a_guideline_is_no_volume() -> None:
    work = read_work(
        "Deutsche Gesellschaft für Socken: Leitlinie kalte Füße. AWMF-Registernummer: 030/123. "
        f"{URL}, abgerufen am 5. Juni 2023."
    )
    assert (work.volume, work.pages, work.accessed) == (None, None, "2023-06-05")


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (
            "Ada Moss: Der Fuß. 3. Auflage. Quill, Stuttgart 2018, ISBN 978-3-13-123456-1.",
            ("Der Fuß", "Quill", "Stuttgart", "3", None),
        ),
        (
            "T. Moss: Der Rücken. Quill, Stuttgart 2018.",
            ("Der Rücken", "Quill", "Stuttgart", None, None),
        ),
        (
            "Ada Moss (Hrsg.): Socken: Was hilft? Springer, Berlin/Heidelberg 2018, S. 45 ff.",
            ("Socken: Was hilft", "Springer", "Berlin/Heidelberg", None, "45"),
        ),
        (
            "Ada Moss: Füße. Eine Einführung. C. H. Quill, München u. a. 2018, S. 4–8.",
            ("Füße. Eine Einführung", "C. H. Quill", "München", None, "4-8"),
        ),
    ],
)
def test_a_german_book_has_its_title_after_the_colon(
    note: str, expected: tuple[str, str, str, str | None, str | None]
) -> None:
    work = read_work(note)
    named = (work.title, work.publisher, work.place, work.edition, work.pages)
    assert (*named, work.year) == (*expected, 2018)
    assert (len(work.authors), work.journal, work.type) == (1, None, "book")


def test_any_number_of_german_books_in_one_note_are_read() -> None:
    books = "Ada Moss: Der Fuß. Quill, Stuttgart 2018, S. 4–8. " * 1200
    assert len(parse_references(books)) == 1200


@pytest.mark.parametrize(
    "note",
    [
        "Ada Moss: Kalte Füße. In: Tom Fenn (Hrsg.): Handbuch Socken. Quill, Berlin 2018, S. 4–8.",
        "Moss A (2018) Kalte Füße. In: Fenn T (Hrsg) Handbuch Socken. Quill, Berlin, S 4–8",
    ],
)
def test_a_german_chapter_has_its_book_after_the_editors(note: str) -> None:
    work = read_work(note)
    assert (work.authors, work.title, work.editors) == (("Moss A",), "Kalte Füße", ("Fenn T",))
    assert (work.journal, work.publisher, work.place) == ("Handbuch Socken", "Quill", "Berlin")
    assert (work.year, work.pages, work.type) == (2018, "4-8", "chapter")
