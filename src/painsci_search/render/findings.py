"""The findings of an audit: as lines that editors and other tools understand, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from painsci_search.escaping import clean, dump
from painsci_search.model import FINDINGS_SCHEMA, Finding
from painsci_search.render.json import plain


def render_findings(
    findings: Sequence[Finding], counts: Mapping[str, int], files: int, *, most: int = 0
) -> str:
    r"""Write one finding a line, as "file:line: kind: message", and what they come to.

    Args:
        counts: how many there are of each kind.
        files: how many files were looked at.
        most: how many of one kind are written out for a file, and a line for the rest; 0 for all.

    >>> dead = Finding("dead-link", "error", "asmr.html", 12, "x", "the link leads to #x")
    >>> print(render_findings([dead], {"dead-link": 1}, 2), end="")
    asmr.html:12: dead-link: the link leads to #x
    1 finding in 1 of 2 files: 1 dead-link.
    >>> render_findings([], {}, 1)
    'No findings in 1 file.\n'
    """
    of_files = f"{files} file{'' if files == 1 else 's'}"
    if not findings:
        return f"No findings in {of_files}.\n"
    rows = [
        f"{clean(source)}:{line}: {kind}: {clean(message)}\n"
        for source, line, kind, message in _fold(findings, most)
    ]
    affected = len({one.source for one in findings})
    total = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
    kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    return f"{''.join(rows)}{total} in {affected} of {of_files}: {kinds}.\n"


def _fold(findings: Sequence[Finding], most: int) -> Iterator[tuple[str, int, str, str]]:
    """Yield the parts of each row; one row stands for all beyond the most of a kind in a file."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.source, one.kind), []).append(one)
    written = dict.fromkeys(groups, 0)
    for one in findings:
        place = one.source, one.kind
        written[place] += 1
        rest = groups[place][most:] if most else []
        if len(rest) < 2 or written[place] <= most:
            yield one.source, one.line, one.kind, one.message
        elif written[place] == most + 1:
            last = rest[-1].line
            where = f"down to line {last}" if last > one.line else "on the same line"
            more = f"{len(rest)} more like this in the file, {where} (--all lists them)"
            yield one.source, one.line, one.kind, more


def findings_object(
    findings: Sequence[Finding], counts: Mapping[str, int], files: int
) -> dict[str, Any]:
    """Give findings as the object that findings.schema.json describes."""
    return {
        "schema": FINDINGS_SCHEMA,
        "files": files,
        "counts": dict(counts),
        "findings": [plain(one) for one in findings],
    }


def render_findings_json(findings: Sequence[Finding], counts: Mapping[str, int], files: int) -> str:
    """Write findings as one indented object."""
    return dump(findings_object(findings, counts, files)) + "\n"
