"""Count what an index holds: a snapshot in, its `Stats` out."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import numpy as np

from painsci_search.engine.caching import cached_for
from painsci_search.engine.seam import AnySnapshot, Counts, RemoteSnapshot
from painsci_search.engine.storage.columns import Array, narrow
from painsci_search.engine.storage.manifest import MANIFEST
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.stored_fields import count_in_data
from painsci_search.model import LanguageCount, Stats, WarningCount
from painsci_search.records import KINDS, PASSAGE_FIELDS
from painsci_search.semantic.nearest import count_embedded

# What the JSON of an article has that has none, and that of a note before each work that it cites.
# No string has these bytes: quotation marks in it follow a backslash.
_NO_SAVES, _NO_WARNINGS, _WORK = b'"sources":[]', b'"warnings":[]', b'{"raw":"'
# The number that a warning begins with, and the noun after it.
_NUMBERED = re.compile(r"\A[0-9]+ (\w+?)s?\b")


def count(snapshot: AnySnapshot) -> Stats:
    """Count articles, their parts, saves and warnings, and bytes; reads every article and note.

    An index that is elsewhere is counted there; only the own records of its articles are brought.
    """
    if isinstance(snapshot, RemoteSnapshot):
        counts, size, changed = snapshot.counts(), snapshot.size(), snapshot.changed
        vectors = 0  # a cluster holds none
    else:
        counts, size, vectors = _count(snapshot), _size(snapshot), count_embedded(snapshot)
        changed = datetime.fromtimestamp(snapshot.folder.modified_at(MANIFEST), UTC)
    heads = snapshot.heads()
    saves, warnings = 0, Counter[str]()
    for _, head in heads.own_records():
        if all(count_in_data(head.whole, none) for none in (_NO_SAVES, _NO_WARNINGS)):
            continue
        data = head.data
        saves += len(data.get("sources", ()))
        warnings.update(set(map(warning_kind, data.get("warnings", ()))))
    return Stats(
        **counts._asdict(),
        bytes=size,
        updated=changed.isoformat(timespec="seconds"),
        saves=saves,
        vectors=vectors,
        warnings=_in_order(warnings),
        languages=_count_languages(heads),
    )


def _count(snapshot: Snapshot) -> Counts:
    views = snapshot.views
    articles, sections, notes = (sum(len(view.numbers(kind)) for view in views) for kind in KINDS)
    references = sum(int(_references(view.segment)[view.numbers("note")].sum()) for view in views)
    return Counts(articles, sections, notes, references, _words(snapshot))


@cached_for
def _references(segment: Segment) -> Array:
    """Return for each record how many works it cites: shape (segment.size,)."""
    citing = segment.value("has", "reference")
    notes = citing[segment.kinds()[citing] == KINDS.index("note")]
    found = np.zeros(segment.size, np.int64)
    found[notes] = [count_in_data(whole, _WORK) for whole in segment.read(notes.tolist())]
    return narrow(found)


def _size(snapshot: Snapshot) -> int:
    return sum(map(snapshot.folder.size, [MANIFEST, *snapshot.manifest.names()]))


def _count_languages(snapshot: Snapshot) -> tuple[LanguageCount, ...]:
    """Count the articles in each language, whatever its region, the most common first."""
    found: Counter[str] = Counter()
    for view in snapshot.views:
        for tag in view.segment.values("lang"):
            language = tag.partition("-")[0]
            found[language] += len(view.only_live(view.segment.value("lang", tag)))
    ordered = sorted((each for each in found.items() if each[1]), key=lambda each: (-each[1], each))
    return tuple(LanguageCount(language, articles) for language, articles in ordered)


def warning_kind(warning: str) -> str:
    """Return the kind of a warning: the warning without its number, in the plural.

    >>> warning_kind("1 marker without a note"), warning_kind("no date")
    ('markers without a note', 'no date')
    """
    return _NUMBERED.sub(r"\1s", warning)


def _in_order(warnings: Counter[str]) -> tuple[WarningCount, ...]:
    """Return the kinds of warnings, the most common first."""
    ordered = sorted(warnings.items(), key=lambda item: (-item[1], item[0]))
    return tuple(WarningCount(kind, articles) for kind, articles in ordered)


def _words(snapshot: Snapshot) -> int:
    """Count the words of all sections and notes."""
    words = 0
    for view in snapshot.views:
        fields = view.segment.fields
        lengths = np.zeros(view.segment.size, np.int64)
        for name in PASSAGE_FIELDS:
            lengths += fields[name].length.all()
        lengths[view.segment.kinds() == KINDS.index("article")] = 0
        words += int(lengths.sum() if view.live is None else lengths[view.live].sum())
    return words
