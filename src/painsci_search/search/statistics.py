"""Count what an index holds: a snapshot in, its `Stats` out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.manifest import MANIFEST
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import LanguageCount, Stats, WarningCount
from painsci_search.records import KINDS

# The number that a warning begins with, and the noun after it.
_NUMBERED = re.compile(r"\A[0-9]+ (\w+?)s?\b")


def count(snapshot: AnySnapshot) -> Stats:
    """Count articles, their parts, saves and warnings, and bytes; reads every article and note."""
    if isinstance(snapshot, RemoteSnapshot):
        changed = snapshot.changed.isoformat(timespec="seconds")
        return replace(_count(snapshot.whole()), bytes=snapshot.size(), updated=changed)
    return _count(snapshot)


def _count(snapshot: Snapshot) -> Stats:
    articles, sections, notes = (list(snapshot.numbers(number)) for number in range(len(KINDS)))
    heads = [snapshot.load(number) for number in articles]
    manifest = snapshot.manifest
    names = [MANIFEST, *(entry.name for entry in manifest.segments)]
    if manifest.files is not None:
        names.append(manifest.files.name)
    folder = snapshot.folder
    changed = datetime.fromtimestamp(folder.modified_at(MANIFEST), UTC)
    return Stats(
        articles=len(articles),
        sections=len(sections),
        notes=len(notes),
        references=sum(len(snapshot.load(number).data["references"]) for number in notes),
        words=_words(snapshot),
        bytes=sum(map(folder.size, names)),
        updated=changed.isoformat(timespec="seconds"),
        saves=sum(len(head.data.get("sources", ())) for head in heads),
        warnings=_count_warnings(head.data.get("warnings", ()) for head in heads),
        languages=_count_languages(snapshot),
    )


def _count_languages(snapshot: Snapshot) -> tuple[LanguageCount, ...]:
    """Count the articles in each language, the most common first."""
    found: Counter[str] = Counter()
    for view in snapshot.views:
        for language in view.segment.values("lang"):
            found[language] += len(view.only_live(view.segment.value("lang", language)))
    ordered = sorted((each for each in found.items() if each[1]), key=lambda each: (-each[1], each))
    return tuple(LanguageCount(language, articles) for language, articles in ordered)


def warning_kind(warning: str) -> str:
    """Return the kind of a warning: the warning without its number, in the plural.

    >>> warning_kind("1 marker without a note"), warning_kind("no date")
    ('markers without a note', 'no date')
    """
    return _NUMBERED.sub(r"\1s", warning)


def _count_warnings(warnings: Iterable[Sequence[str]]) -> tuple[WarningCount, ...]:
    """Count the articles with each kind of warning, the most common first."""
    kinds = Counter(kind for each in warnings for kind in set(map(warning_kind, each)))
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return tuple(WarningCount(kind, articles) for kind, articles in ordered)


def _words(snapshot: Snapshot) -> int:
    """Count the words of all sections and notes."""
    words = 0
    for view in snapshot.views:
        fields = view.segment.fields
        lengths = fields["body"].length.all().astype(np.int64) + fields["note"].length.all()
        lengths[view.segment.kinds() == KINDS.index("article")] = 0
        words += int(lengths.sum() if view.live is None else lengths[view.live].sum())
    return words
