"""A note's text in; the same with words and dates of other languages as English ones, out.

The days on which a page was made and visited, and the words before its address, are what citations
in all languages have: "Abgerufen am 5. Juni 2023", "Disponible en: https://…". Nothing moves: what
is shorter in English has spaces after it.
"""

from __future__ import annotations

import re

from painsci_search.late_patterns import late_pattern
from painsci_search.reading.citations.locations import YEAR_PATTERN
from painsci_search.reading.dates import parse_date

# The words before the day of a visit, by the language of the date.
_VISITED = {
    "de": r"(?:online\s)?(?:zuletzt\s)?(?:abgerufen|aufgerufen|abgefragt|eingesehen|besucht|"
    r"geprüft)(?:\sam)?|(?:letzter\s|datum\sdes\s)?(?:ab|auf|zu)(?:ruf|griff)s?(?:datum)?(?:\sam)?",
    "fr": r"(?:(?:page|site)\s)?(?:consulté|visité|accédé)e?s?(?:\s(?:le|en))?"
    r"|(?:dernière\sconsultation|dernier\saccès|date\sd[e’'](?:consultation|accès))(?:\sle)?",
    "es": r"(?:consultad|accedid|recuperad|citad|visitad)[oa](?:\s(?:el|en))?"
    r"|(?:última\sconsulta|fecha\sde\s(?:consulta|acceso)|último\sacceso|acceso)(?:\sel)?",
    "pt": r"(?:acess(?:ad)?o|acedid[oa]|consultad[oa]|acesso|visualizado|citado)\sem|citado"
    r"|(?:último\s|data\s(?:de|do)\s)acesso(?:\sem)?",
    "it": r"(?:URL\s)?(?:consultat|visitat)[oa](?:\s(?:il|in\sdata))?"
    r"|(?:ultimo\saccesso|ultima\s(?:visita|consultazione)|data\sdi\s(?:accesso|consultazione))"
    r"(?:\sil)?",
    "nl": r"(?:laatst\s)?(?:geraadpleegd|bezocht|opgehaald|bekeken)(?:\sop)?",
    "sv": r"(?:hämta[dt]|besökt|läst|åtkomst)(?:\sden)?",
    "da": r"(?:hentet|besøgt|besøkt|læst)(?:\sden)?",
    "pl": r"(?:data\s)?dostęp(?:u|\sw\sdniu)?",
    "fi": r"viitattu|luettu",
    "cs": r"citováno|(?<=\[)cit\.",
    "ru": r"дата\sобращения",
}
# The words before the day on which a page was made or changed.
_MADE = {
    "de": r"(?:zuletzt\s)?(?:aktualisiert|geändert|überarbeitet|bearbeitet|veröffentlicht|"
    r"erschienen|publiziert)(?:\sam)?|(?:letzte\s)?(?:aktualisierung|änderung)(?:\svom)?"
    r"|stand(?:(?:\sder\sinformationen)?(?:\svom|(?=:)))",
    "fr": r"(?:dernière\s)?mis(?:e)?\sà\sjour(?:\sle)?|(?:publié|modifié|révisé)e?s?"
    r"(?:\sen\sligne)?(?:\sle)?",
    "es": r"(?:última\s)?(?:actualizad[oa]|actualización|revisad[oa]|publicad[oa]|revisión)"
    r"(?:\sel)?",
    "pt": r"(?:última\s)?(?:atualizad[oa]|atualização|revisad[oa]|publicad[oa])(?:\sem)?",
    "it": r"(?:ultim[oa]\s)?(?:aggiornament[oa]|aggiornat[oa]|pubblicat[oa]|revisione)(?:\sil)?",
    "nl": r"(?:laatst\s)?(?:bijgewerkt|gewijzigd|herzien|gepubliceerd)(?:\sop)?",
    "sv": r"(?:senast\s)?(?:uppdatera[dt]|granska[dt]|ändra[dt]|publicera[dt])(?:\sden)?",
    "da": r"(?:si[ds]t|senest)\s(?:oppdatert|opdateret|revidert|revideret|endret)(?:\sden)?",
    "pl": r"(?:ostatnia\s)?aktualizacja",
}
_MONTH = r"[^\W\d_]{3,11}\.?"
_DATE = (
    r"(?:(?:den|d\.|du|le)\s)?"
    rf"(?:\d{{1,2}}(?:\.|er|[ºª°])?\s?(?:de\s|d[’'])?{_MONTH},?\s(?:del?\s)?{YEAR_PATTERN}"
    rf"|\d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?{YEAR_PATTERN}|{YEAR_PATTERN}-\d\d-\d\d"
    rf"|(?:\d\d[./]\s?|{_MONTH}\s(?:del?\s)?){YEAR_PATTERN})"
)
# What follows a date: a sign, or "de" before the address that was visited on it.
_SIGN = r"(?:,?\s(?:de|van|från|fra|von|da|du)(?=:?\s(?:https?:|www\.)):?|[.,;:)\]])?"


def _dated(words: dict[str, str], name: str) -> re.Pattern[str]:
    """Return the pattern of a date after the words of any language, in a group with its code."""
    each = "|".join(rf"(?P<{code}>{one})" for code, one in words.items())
    return late_pattern(
        rf"(?<![\w’'-])(?:{each}):?\s(?P<{name}>{_DATE})(?P<sign>{_SIGN})", re.IGNORECASE
    )


_VISIT = _dated(_VISITED, "date")
_CHANGE = _dated(_MADE, "date")
# The date of a work after its authors, as "(4 de marzo de 2019)" and "(2019, 4 maart)".
_AFTER_NAMES = late_pattern(
    rf"\((?<=[\w.,)]\s\()(?:\d{{1,2}}\.?\s(?:de\s)?(?P<month>{_MONTH})\s(?:del?\s)?"
    rf"(?P<year>{YEAR_PATTERN})|(?P<year_first>{YEAR_PATTERN}),\s(?:\d{{1,2}}\.?\s(?:de\s)?)?"
    rf"(?P<month_last>{_MONTH})(?:\s\d{{1,2}})?)\)(?P<sign>[.,:]?)"
)
_UNDATED = late_pattern(
    r"[(\[](?<=[\w.,]\s.)(?:s\.\s?[fd]\.|o\.\s?[JD]\.|z\.d\.|u\.\s?[åd]\.)[)\]]"
)
# A day between signs: ". 4. März 2019, https:" and ", 4 mars 2019 (".
_ALONE = late_pattern(
    rf"(?P<before>[.,;(»”\"]\s\s?)\d{{1,2}}(?:\.|er)?\s(?:de\s)?(?P<month>{_MONTH})\s(?:del?\s)?"
    rf"(?P<year>{YEAR_PATTERN})(?P<sign>[.,;)](?=\s|\Z)|(?=\s\(|\s?\Z))"
)
_AVAILABLE = late_pattern(
    r"(?<![\w’'-])(?:(?:online\s)?(?:verfügbar|abrufbar|zugänglich)\s(?:unter|über|auf)"
    r"|(?:online\s)?unter(?=:)|disponible\s(?:sur|à\sl[’']adresse|en|desde|a\stravés\sde)"
    r"|(?:accessible|en\sligne)\s(?:sur|à)|disponíve(?:l|is)\sem"
    r"|disponibil[ei]\s(?:su|in|al?l?[’']?\s?(?:indirizzo|sito|link)?|presso)"
    r"|beschikbaar\s(?:via|op)|geraadpleegd\s(?:van|via)|recuperado\sd[ea]|obtenido\sde"
    r"|tillgänglig(?:\s(?:på|via|från))?|tilgjengelig\s(?:fra|på)|tilgængelig\s(?:på|via|fra)"
    r"|hämtad\sfrån|hentet\sfra|dostępn[ye]\s(?:w|na|pod\sadresem)|доступно\s(?:на|по))"
    r"(?P<sign>\s?:)?(?=\s<?(?:https?:|www\.))",
    re.IGNORECASE,
)
_COPY = late_pattern(
    r"(?<=[.,;(]\s)archiviert\svom\soriginal(?:\s\([^()\n]{2,40}\))?\sam\s"
    rf"\d{{1,2}}\.\s{_MONTH}\s{YEAR_PATTERN}(?:[;,.](?=\s)|(?=\)|\s?\Z))",
    re.IGNORECASE,
)
# "(en)" before the names, for the language of a work.
_LANGUAGE = late_pattern(r"\A\((?:[a-z]{2}|[A-Z]{2})\)(?=\s[^\W\d_a-z])")
# The day of a visit in brackets at the end: "[05.06.2023]".
_BRACKETED = late_pattern(rf"\[(?<=\s\[)(?P<date>\d\d?\.\s?\d\d?\.\s?{YEAR_PATTERN})\](?=\.?\s?\Z)")
# Letters of which each match of the patterns above has some, and English has none: far cheaper to
# find. First those before dates, then those before addresses.
_OF_DATES = tuple(
    "abgeruf aufgeruf abgefragt eingesehen besucht geprüft abruf aufruf zugriff archiviert "
    "consulté visité accédé dernière dernier date|d consultad accedid recuperad citad visitad "
    "última último fecha|de acceso acess acedid visualizado data|d consultat visitat ultimo "
    "ultima geraadpleegd bezocht opgehaald bekeken hämta besök läst åtkomst hentet besøgt besøkt "
    "læst dostęp viitattu luettu citováno [cit. обращ aktualisier geändert überarbeitet "
    "bearbeitet veröffentlicht erschienen publiziert änderung stand: stand|der stand|vom à|jour "
    "publié modifié révisé actualiz revisad publicad revisión atualiz aggiornat pubblicat "
    "revisione bijgewerkt gewijzigd herzien gepubliceerd uppdatera granska ändra publicera "
    "oppdatert opdateret revider endret aktualizacja".split()
)
_OF_ADDRESSES = tuple(
    "verfügbar abrufbar zugänglich unter: disponib disponív accessible|sur accessible|à en|ligne "
    "beschikbaar geraadpleegd recuperado obtenido tillgänglig tilgjengelig tilgængelig hämtad "
    "hentet dostępn доступно".split()
)
# "S 4–8" after a book with editors: a letter and a number would also be pages.
_PAGES = late_pattern(r"(?<=,\s)S(?=\s\d{1,5}(?:\s?[-–]\s?\d{1,5})?\.?(?:\s|\Z))")
# Marks of the direction of text, as after the commas of French templates.
_DIRECTIONS = dict.fromkeys((0x200E, 0x200F), " ")
_VISITS = ("Accessed", "Viewed", "Cited")
_NAMES = "January February March April May June July August September October November December"
_ENGLISH = dict(enumerate(_NAMES.split(), start=1))
_NO_ENGLISH = frozenset(_NAMES.lower().split()) | {
    name[:count].lower() for name in _NAMES.split() for count in (3, 4)
}


def with_english_dates(text: str) -> str:
    """Return a text of the same length with English words before dates and addresses.

    >>> with_english_dates("Socken. https://example.org/a, abgerufen am 5. Juni 2023.")
    'Socken. https://example.org/a, Accessed 5 June 2023.     '
    """
    if not text.isascii():
        text = text.translate(_DIRECTIONS)
    if text.startswith("("):
        text = _LANGUAGE.sub(_blank, text)
    folded = _fold(text)
    if any(map(folded.__contains__, _OF_DATES)):
        text = _COPY.sub(_blank, text)
        text = _VISIT.sub(_write_visit, text)
        text = _CHANGE.sub(_write_change, text)
    if ("http" in folded or "www." in folded) and any(map(folded.__contains__, _OF_ADDRESSES)):
        text = _AVAILABLE.sub(_write_available, text)
    if "(" in text or "[" in text:
        text = _UNDATED.sub(lambda found: "(n.d.)".ljust(len(found[0])), text)
        text = _AFTER_NAMES.sub(_write_year, text)
        text = _BRACKETED.sub(_write_bracketed, text)
    if "e. V." in text:
        text = text.replace(" e. V.", " e.V. ")
    if "(Hrsg)" in text:
        text = _PAGES.sub("p", text.replace("(Hrsg)", "(eds) "))
    return _ALONE.sub(_write_day, text)


def _fold(text: str) -> str:
    """Return a text in lower case, with "|" in place of each space."""
    return " ".join(text.split()).lower().replace(" ", "|")


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _write_visit(found: re.Match[str]) -> str:
    code = next(name for name in _VISITED if found[name])
    return _write_dated(found, parse_date(found["date"], code), _VISITS)


def _write_change(found: re.Match[str]) -> str:
    code = next(name for name in _MADE if found[name])
    return _write_dated(found, parse_date(found["date"], code), ("Updated",))


def _write_dated(found: re.Match[str], date: str | None, words: tuple[str, ...]) -> str:
    """Return a word and a date in place of those found: the longest for which there is room."""
    whole = found[0]
    sign = found["sign"] if len(found["sign"]) < 2 else ","
    for word in words if date else ():
        for day in _written(date or ""):
            written = f"{word} {day}{sign}"
            if len(written) <= len(whole):
                return written.ljust(len(whole))
    return whole


def _written(date: str) -> tuple[str, ...]:
    """Return the English forms of a date, the longest first; () for a year alone."""
    match [int(part) for part in date.split("-")]:
        case [year, month, day]:
            name = _ENGLISH[month]
            return (f"{day} {name} {year}", f"{day} {name[:3]} {year}")
        case [year, month]:
            return (f"{_ENGLISH[month]} {year}", f"{_ENGLISH[month][:3]} {year}")
    return ()


def _write_bracketed(found: re.Match[str]) -> str:
    whole, date = found[0], parse_date(found["date"], "de")
    days = _written(date) if date else ()
    return next((f"[{one}]" for one in days if len(one) + 2 <= len(whole)), whole).ljust(len(whole))


def _write_available(found: re.Match[str]) -> str:
    whole = found[0]
    forms = ("Available from:", "Available at:", "Available at", "From:", "at:")
    return next(one for one in forms if len(one) <= len(whole)).ljust(len(whole))


def _write_year(found: re.Match[str]) -> str:
    month = found["month"] or found["month_last"]
    year = found["year"] or found["year_first"]
    if not _is_month(month, year):
        return found[0]
    return f"({year}){found['sign']}".ljust(len(found[0]))


def _write_day(found: re.Match[str]) -> str:
    before, year = found["before"], found["year"]
    whole = found[0].removeprefix(before)
    date = _find_day(whole) if _is_month(found["month"], year) else None
    for day in _written(date) if date else ():
        written = day + found["sign"]
        if len(written) <= len(whole):
            return before + written.ljust(len(whole))
    return found[0]


def _is_month(word: str, year: str) -> bool:
    """Return whether a word is a month in another language than English."""
    plain = word.rstrip(".").lower()
    return plain not in _NO_ENGLISH and _find_month(plain, year) is not None


def _find_month(word: str, year: str) -> str | None:
    for code in _VISITED:
        date = parse_date(f"{word} {year}", code)
        if date and len(date) > len(year):
            return date
    return None


def _find_day(text: str) -> str | None:
    dates = (parse_date(text, code) for code in _VISITED)
    return next((one for one in dates if one and one.count("-") == 2), None)
