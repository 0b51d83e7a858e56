"""Make the dictionary of stored records, `records.zdict`, from the articles of `corpus/`.

It is a part of the format on disk: a new one makes all indexes unreadable, so `FORMAT` in
`engine/storage/manifest.py` must be raised with it.

    python benchmarks/dictionary.py src/painsci_search/engine/storage/records.zdict
"""

from __future__ import annotations

import sys
from pathlib import Path

import zstandard

from painsci_search import Index
from painsci_search.engine.storage.stored_fields import decompress

# Bytes. With more, records of other articles become hardly smaller.
_SIZE = 16_384
_ELSEWHERE = b"/home/you/articles"


def main() -> None:
    """Train a dictionary on the stored records of the demo articles."""
    corpus = Path(__file__).resolve().parent.parent / "corpus"
    index = Index.in_memory()
    index.update([corpus])
    # where this machine has the articles is no matter of the format
    samples = [
        decompress(segment.stored(number)).replace(str(corpus).encode(), _ELSEWHERE)
        for segment in (view.segment for view in index._store.snapshot.views)  # noqa: SLF001 - no public way
        for number in range(segment.size)
    ]
    trained = zstandard.train_dictionary(_SIZE, samples)
    Path(sys.argv[1]).write_bytes(trained.as_bytes())


if __name__ == "__main__":
    main()
