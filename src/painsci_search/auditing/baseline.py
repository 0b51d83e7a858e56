"""A baseline: findings that are known. A file of them in, those that are new out.

A finding is recognised by its file, kind, anchor and message, not by its line number, which changes
with every edit above it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from painsci_search.errors import ReadError
from painsci_search.escaping import dump
from painsci_search.model import Finding

SCHEMA = "painsci-search/baseline/1"
# Messages name other lines, too.
_LINE = re.compile(r"\bline \d+")
_Key = tuple[str, str, str, str]


def write_baseline(path: Path, findings: Iterable[Finding]) -> None:
    """Write findings as a baseline, sorted, so that a version control shows what changed.

    Raises:
        OSError: the file cannot be written.
    """
    names = ("source", "kind", "anchor", "message")
    rows = [
        {**dict(zip(names, key, strict=True)), "count": count}
        for key, count in sorted(Counter(map(_key, findings)).items())
    ]
    path.write_text(dump({"schema": SCHEMA, "findings": rows}) + "\n", encoding="utf-8")


def without_known(findings: Sequence[Finding], path: Path) -> tuple[Finding, ...]:
    """Return the findings that a baseline does not have; of equal ones, those beyond its count.

    Raises:
        ReadError: the file cannot be read as a baseline.
    """
    known = _read(path)
    new = []
    for finding in findings:
        key = _key(finding)
        if known[key] > 0:
            known[key] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _read(path: Path) -> Counter[_Key]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        known = Counter(
            {
                (row["source"], row["kind"], row["anchor"], row["message"]): int(row["count"])
                for row in value["findings"]
            }
        )
        is_baseline = value["schema"] == SCHEMA
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror}: write it with --write-baseline") from None
    except (ValueError, KeyError, TypeError):
        is_baseline, known = False, Counter()
    if not is_baseline:
        raise ReadError(f"{path}: not a baseline of findings: write it anew with --write-baseline")
    return known


def _key(finding: Finding) -> _Key:
    source = Path(finding.source).as_posix()
    return source, finding.kind, finding.anchor, _LINE.sub("a line", finding.message)
