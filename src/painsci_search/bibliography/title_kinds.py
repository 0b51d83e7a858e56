"""The title of a work in; the kind of study that it names, out: "randomised-trial".

A title names its kind where a part of it begins with the name ("Yoga for backs: a randomised
trial"), not where it is about studies of that kind ("Bias in randomised trials"). `study_kinds` has
the names and the exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from painsci_search.bibliography.kind_names import ORDER
from painsci_search.bibliography.markup import markup_text
from painsci_search.bibliography.study_kinds import (
    ABOUT,
    ABOUT_METHODS,
    ABOUT_WRITING,
    ALSO_PLURAL,
    ANIMALS,
    GERUND,
    LABELS,
    LABORATORY,
    MAY_MATCH,
    NAME_WORDS,
    NAMES,
    NOT_OF_ANIMALS,
    NOT_OF_CELLS,
    OF_PATIENTS,
    OF_THE_BODY,
    OTHER_THINGS,
    PLURALS,
    PROTOCOL,
    REMARK,
    RULES,
)
from painsci_search.bibliography.title_phrases import (
    FOLLOWING,
    Phrase,
    parts_of,
    phrase_at,
    phrases_of,
)
from painsci_search.model import KindSource, Reference, StudyKind

_JOINING = frozenset("and with including und et y".split())
# The words after which "of" and the like make the first part of a title the name of a work.
_OF = frozenset(
    "of on comparing evaluating and with including von zu zur zum bei und de d des du sur chez et "
    "sobre y".split()
)
_FOR = frozenset("for on from by of zur zu zum pour sur para sobre de".split())
# Names that are complete without the word "update" or "study" after them.
_COMPLETE = (("review",), ("metaanalysis",), ("casereport",), ("trial",))


class StudiedKind(NamedTuple):
    """The kind of a work, and what names it."""

    kind: StudyKind
    source: KindSource


def kind_of(work: Reference) -> StudiedKind | None:
    """Return the kind of study that a work says it is; None where it does not.

    >>> kind_of(Reference("", title="Yoga for backs: a randomised trial"))
    StudiedKind(kind='randomised-trial', source='title')
    >>> kind_of(Reference("", title="Why meta-analyses of yoga mislead"))
    """
    named = kind_of_title(work.title) if work.title else None
    if named is not None:
        return StudiedKind(named, "title")
    return StudiedKind("guideline", "type") if work.type == "guideline" else None


def kind_of_work(work: Reference, citations: Iterable[Reference]) -> StudiedKind | None:
    """Return the kind of study of a merged work: its own, or that which its citations name.

    Some citations leave out the subtitle, which often names the kind. Citations that name several
    kinds name none.

    >>> short, full = (Reference("", title=title) for title in ("Hums", "Hums: a cohort study"))
    >>> kind_of_work(short, [short, full])
    StudiedKind(kind='cohort', source='title')
    """
    own = kind_of(work)
    if own is not None:
        return own
    titles = {each.title for each in citations if each.title and each.title != work.title}
    named = {kind for kind in map(kind_of_title, map(markup_text, titles)) if kind is not None}
    return StudiedKind(named.pop(), "title") if len(named) == 1 else None


def kind_of_title(title: str) -> StudyKind | None:
    """Return the kind that a title names; None where it names none, or several that disagree.

    Of several kinds the first in `ORDER` is returned, so a "systematic review and meta-analysis"
    is a meta-analysis. But a protocol is a protocol, whatever it plans, and a study of animals or
    cells is one, however it was done.

    >>> kind_of_title("Tingles: a systematic review and meta-analysis of cohort studies")
    'meta-analysis'
    >>> kind_of_title("Tingles in rats: a randomised trial"), kind_of_title("Tingles of cats")
    ('animal', None)
    """
    parts = parts_of(title)
    whole = " ".join(parts)
    if not MAY_MATCH.search(whole):
        return None
    named = list(map(_with_names, parts))
    if any(REMARK.match(part) for part in named):
        return None
    kinds = set(_kinds_named(named))
    if "protocol" in kinds or any(map(_plans_a_study, named)):
        return "protocol"
    if ANIMALS.search(whole):
        return None if NOT_OF_ANIMALS.search(whole) else "animal"
    if LABORATORY.search(whole):
        return None if NOT_OF_CELLS.search(whole) else "laboratory"
    return min(kinds, key=ORDER.index, default=None)


def _with_names(part: str) -> str:
    for pattern, word in NAMES:
        part = pattern.sub(word, part)
    return part


def _plans_a_study(part: str) -> bool:
    """Return whether a part is "protocol" alone, or "protocol for" a study of some kind."""
    if part in ("protocol", "a protocol", "protokoll", "protocole", "protocolo"):
        return True
    found = PROTOCOL.match(part)
    if found is None:
        return False
    phrase = phrase_at(part[found.end() :].split(), 1, True)
    return _kind_of_phrase(phrase, any_number=True) is not None


def _kinds_named(parts: Sequence[str]) -> Iterator[StudyKind]:
    """Yield the kinds that parts of a title begin with."""
    for phrase in phrases_of(parts):
        others = " ".join(part for number, part in enumerate(parts) if number != phrase.part)
        yield from _kinds_from(phrase, others)


def _kinds_from(phrase: Phrase, others: str, *, joined: bool = False) -> Iterator[StudyKind]:
    """Yield the kind of a phrase, and those that follow it at once: "review and meta-analysis".

    Args:
        others: the other parts of the title.
        joined: whether the phrase follows another one.
    """
    kind = _kind_of_phrase(phrase, any_number=joined)
    if kind is None or not _is_named(phrase, kind, others):
        return
    yield kind
    if phrase.rest and phrase.rest[0] in _JOINING:
        further = phrase_at(phrase.rest[1:], max(phrase.part, 1), phrase.is_last)
        yield from _kinds_from(further, others, joined=True)


def _kind_of_phrase(phrase: Phrase, *, any_number: bool = False) -> StudyKind | None:
    """Return the kind that a noun phrase names.

    Args:
        any_number: whether a plural is a name, too, without a number before it.
    """
    words = phrase.words
    if words[-1:] in (("update",), ("updated",), ("study",)) and words[-2:-1] in _COMPLETE:
        words = words[:-1]
    if not words:
        return None
    last = ALSO_PLURAL.get(words[-1], words[-1])
    if any_number or phrase.counted:
        last = PLURALS.get(last, last)
    for rule in RULES:
        noun = words[0] if rule.leads else last
        if noun in rule.nouns and (not rule.words or not rule.words.isdisjoint(words)):
            return rule.kind
    if words == ("review",) and phrase.article in ("a", "an"):
        return "other-review"
    return None


def _is_named(phrase: Phrase, kind: StudyKind, others: str) -> bool:
    """Return whether a phrase that names a kind says that the work is one.

    Args:
        others: the other parts of the title.
    """
    if phrase.rest and phrase.rest[0] not in FOLLOWING:
        return False
    if _is_another_thing(phrase, kind):
        return False
    if kind == "guideline":
        return _is_guideline(phrase, others)
    if phrase.article == "the" and _is_only_name(phrase):
        return False
    return bool(phrase.part or phrase.article or phrase.counted) or _begins(phrase, others)


def _is_another_thing(phrase: Phrase, kind: StudyKind) -> bool:
    """Return whether other words make the name of a kind one of something else."""
    rest = " ".join(phrase.rest)
    if ABOUT_WRITING.match(rest):
        return True
    if kind == "cross-sectional":
        return not OF_THE_BODY.isdisjoint(phrase.words)
    if kind == "other-review" and OF_PATIENTS.search(rest):
        return True
    return kind.endswith("review") and not OTHER_THINGS.isdisjoint(phrase.words)


def _begins(phrase: Phrase, others: str) -> bool:
    """Return whether a name that begins a title, without an article, is that of the work."""
    if any(map(GERUND.fullmatch, phrase.words)):
        return False
    if phrase.rest:
        return phrase.rest[0] in _OF and not ABOUT_METHODS.search(others)
    return not phrase.is_last and _is_only_name(phrase) and not ABOUT.search(others)


def _is_guideline(phrase: Phrase, others: str) -> bool:
    if phrase.rest:
        return phrase.rest[0] in _FOR
    if phrase.part == 0:
        return not phrase.is_last and len(phrase.words) > 1 and not ABOUT.search(others)
    return True


def _is_only_name(phrase: Phrase) -> bool:
    """Return whether a phrase has no word besides the name of a kind."""
    return all(word in LABELS or word in NAME_WORDS for word in phrase.words)
