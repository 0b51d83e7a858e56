"""The findings of an audit: as "file:line:" lines that editors and tools parse, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from painsci_search.escaping import clean, dump
from painsci_search.model import FINDINGS_SCHEMA, Finding
from painsci_search.render.json import plain
from painsci_search.render.wording import count


def render_findings(
    findings: Sequence[Finding], counts: Mapping[str, int], files: int, *, most: int = 0
) -> str:
    r"""Render each finding as "file:line: kind: message", followed by their counts.

    Args:
        counts: the number of findings of each kind.
        files: the number of audited files.
        most: the maximum number of lines for one kind in one file, with one more line that counts
            the rest; 0 for all.

    >>> dead = Finding("dead-link", "error", "asmr.html", 12, "x", "the link leads to #x")
    >>> print(render_findings([dead], {"dead-link": 1}, 2), end="")
    asmr.html:12: dead-link: the link leads to #x
    1 finding in 1 of 2 files: 1 dead-link.
    >>> render_findings([], {}, 1)
    'No findings in 1 file.\n'
    """
    audited = count(files, "file")
    if not findings:
        return f"No findings in {audited}.\n"
    rows = [
        f"{clean(source)}:{line}: {kind}: {clean(message)}\n"
        for source, line, kind, message in _fold(findings, most)
    ]
    affected = len({one.source for one in findings})
    total = count(len(findings), "finding")
    kinds = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    return f"{''.join(rows)}{total} in {affected} of {audited}: {kinds}.\n"


def _fold(findings: Sequence[Finding], most: int) -> Iterator[tuple[str, int, str, str]]:
    """Yield the columns of each row; one row sums up the findings after the first `most`."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.source, one.kind), []).append(one)
    written = dict.fromkeys(groups, 0)
    for one in findings:
        group = one.source, one.kind
        written[group] += 1
        rest = groups[group][most:] if most else []
        if len(rest) < 2 or written[group] <= most:
            yield one.source, one.line, one.kind, one.message
        elif written[group] == most + 1:
            last = rest[-1].line
            where = f"up to line {last}" if last > one.line else "on the same line"
            more = f"{count(len(rest), 'more finding')} of this kind, {where} (--all lists them)"
            yield one.source, one.line, one.kind, more


def findings_object(
    findings: Sequence[Finding], counts: Mapping[str, int], files: int
) -> dict[str, Any]:
    """Return findings as the object that findings.schema.json describes."""
    return {
        "schema": FINDINGS_SCHEMA,
        "files": files,
        "counts": dict(counts),
        "findings": [plain(one) for one in findings],
    }


def render_findings_json(findings: Sequence[Finding], counts: Mapping[str, int], files: int) -> str:
    """Render findings as one indented object."""
    return dump(findings_object(findings, counts, files)) + "\n"
