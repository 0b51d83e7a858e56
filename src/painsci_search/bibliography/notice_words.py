"""Notices about a work in; whether it is retracted, and words for people, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from painsci_search.model import Notice, NoticeKind

_WORDS: Mapping[NoticeKind, str] = {
    "retracted": "retracted",
    "concern": "expression of concern",
    "superseded": "superseded",
    "corrected": "corrected",
    "reinstated": "reinstated",
}


def is_retracted(notices: Iterable[Notice]) -> bool:
    """Return whether a work is retracted, and not reinstated later.

    >>> is_retracted([Notice("retracted", "2020"), Notice("reinstated", "2021")])
    False
    """
    states = [each for each in notices if each.kind in ("retracted", "reinstated")]
    return bool(states) and max(states, key=_by_date).kind == "retracted"


def _by_date(notice: Notice) -> tuple[str, bool]:
    return notice.date, notice.kind == "reinstated"


def notice_words(notices: Iterable[Notice]) -> str:
    """Return notices in words, the gravest one in capitals; "" for none.

    >>> notice_words([Notice("corrected", "2019"), Notice("retracted", "2020-03-01")])
    'corrected 2019, RETRACTED 2020-03-01'
    """
    notices = tuple(notices)
    retracted = is_retracted(notices)
    words = []
    for notice in notices:
        word = _WORDS[notice.kind]
        word = word.upper() if retracted and notice.kind == "retracted" else word
        words.append(f"{word} {notice.date}".rstrip())
    return ", ".join(words)


def noted_states(notices: Iterable[Notice]) -> list[tuple[NoticeKind, str]]:
    """Return the states of a work that a reader should know of, each with its words, gravest first.

    A retraction that was followed by a reinstatement is none.

    >>> noted_states([Notice("corrected", "2019"), Notice("retracted", "2020-03-01")])
    [('retracted', 'retracted 2020-03-01'), ('corrected', 'corrected 2019')]
    """
    latest: dict[NoticeKind, Notice] = {}
    for notice in sorted(notices, key=_by_date):
        latest[notice.kind] = notice
    if not is_retracted(latest.values()):
        latest.pop("retracted", None)
    latest.pop("reinstated", None)
    return [
        (kind, f"{words} {latest[kind].date}".rstrip())
        for kind, words in _WORDS.items()
        if kind in latest
    ]
