"""The works that the claims of an answer cite, as text for reading."""

from __future__ import annotations

from painsci_search.model import ClaimEvidence, Evidence, Work
from painsci_search.render.references import kind_label, short_reference
from painsci_search.render.terminal import Terminal
from painsci_search.render.wording import ARROW, count

KINDS_REMARK = "The kind of a work is what its title names; it is no judgement of the work."
# Columns.
_INDENT, _DEEPER = 2, 4
_NONE = {
    "no-note": "no note",
    "no-work": "its notes name no work",
    "retracted": "only retracted works",
}


def render_evidence(evidence: Evidence, terminal: Terminal) -> str:
    """Render each claim with its newest work and its strongest kind, and the years of all works."""
    lines = terminal.paragraph("Claims and the works that they cite", base="title")
    for claim in evidence.claims:
        lines += _claim(claim, evidence, terminal)
    lines += ["", *terminal.paragraph(summary(evidence), base="faint")]
    if any(work.kind for work in evidence.works):
        lines += terminal.paragraph(KINDS_REMARK, base="faint")
    return "\n".join(lines) + "\n"


def _claim(claim: ClaimEvidence, evidence: Evidence, terminal: Terminal) -> list[str]:
    where = f"{claim.article}{ARROW}{claim.claim.heading}"
    lines = ["", *terminal.paragraph(claim.claim.text, _INDENT)]
    lines += terminal.paragraph(where, _DEEPER, base="faint")
    for row in claim_rows(claim, evidence):
        lines += terminal.paragraph(row, _DEEPER)
    return lines


def claim_rows(claim: ClaimEvidence, evidence: Evidence) -> list[str]:
    """List the newest work of a claim, its strongest kind, and why it has none, a line each."""
    rows = [_NONE[claim.state]] if claim.state in _NONE else []
    newest, strongest = (
        None if key is None else _work(evidence.work(key))
        for key in (claim.newest, claim.strongest)
    )
    if len(claim.works) == 1:
        rows.append(f"its only work: {_work(evidence.work(claim.works[0]))}")
    elif claim.works:
        if newest is not None and claim.newest == claim.strongest:
            rows.append(f"newest, and strongest kind: {newest}")
        else:
            rows.append(f"newest: {newest or 'no year is known'}")
            rows.append(f"strongest kind: {strongest or 'no title names one'}")
        rows.append(f"of {count(len(claim.works), 'work')}")
    rows += [f"not counted: {_work(evidence.work(key))}" for key in claim.retracted]
    return rows


def _work(work: Work) -> str:
    none = "no kind in its title" if work.title else "its title is unknown"
    kind = f"{kind_label(work)}, by its {work.kind_source}" if work.kind else none
    return f"{short_reference(work.reference)} \u2013 {kind}"


def summary(evidence: Evidence) -> str:
    """Return the number of claims, and of works with their years."""
    claims = len(evidence.claims)
    without = sum(claim.state in ("no-note", "no-work") for claim in evidence.claims)
    text = count(claims, "claim")
    if without:
        text += ", without a work" if claims == 1 else f", {without:,} of them without a work"
    years = evidence.years
    if years is None:
        return f"{text}."
    if years.works == 1:
        age = ", more than ten years old" if years.older else ""
        return f"{text}. 1 work, of {years.newest}{age}."
    span = f"{years.oldest} to {years.newest} (median {years.median})"
    if years.oldest == years.newest:
        span = str(years.newest)
    older = f"{years.older:,}" if years.older else "none"
    return f"{text}. {years.works:,} works of {span}, {older} of them more than ten years old."
