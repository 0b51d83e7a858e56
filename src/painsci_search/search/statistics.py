"""Count what an index holds: a snapshot in, its `Stats` out."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from painsci_search.engine.storage.manifest import MANIFEST
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import Stats
from painsci_search.records import KINDS


def count(snapshot: Snapshot) -> Stats:
    """Count articles, sections, notes, references, words, and bytes; reads every note."""
    articles, sections, notes = (list(snapshot.numbers(number)) for number in range(len(KINDS)))
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
    )


def _words(snapshot: Snapshot) -> int:
    """Count the words of all sections and notes."""
    words = 0
    for view in snapshot.views:
        fields = view.segment.fields
        lengths = fields["body"].length.all().astype(np.int64) + fields["note"].length.all()
        lengths[view.segment.kinds() == KINDS.index("article")] = 0
        words += int(lengths.sum() if view.live is None else lengths[view.live].sum())
    return words
