"""The works of each claim in, quoted lines out, as many claims as fit."""

from __future__ import annotations

from painsci_search.mcp.text.quoting import FormattedItems, arguments_json, fit, quote
from painsci_search.model import ClaimEvidence, Evidence
from painsci_search.render.evidence import KINDS_REMARK, claim_rows, summary
from painsci_search.render.wording import count

# Characters of a heading or a work; characters kept for the lines before and after the claims.
_WIDTH, _AROUND = 300, 500


def format_evidence(evidence: Evidence, room: int) -> FormattedItems:
    """Format the claims of passages, each with its newest work and its strongest kind.

    Args:
        evidence: of the passages of the answer, which says already that such lines are quoted.
        room: most characters of the text.
    """
    claims = evidence.claims
    blocks = (_claim(claim, evidence, number) for number, claim in enumerate(claims, 1))
    lines, shown = fit(blocks, max(room - _AROUND, 1))
    below = ["", summary(evidence)]
    if any(work.kind for work in evidence.works):
        below.append(KINDS_REMARK)
    if shown < len(claims):
        left = count(len(claims) - shown, "more claim")
        below.append(f"{left} not shown: search again with a smaller limit.")
    text = "\n".join(["Claims of these passages, and the works that they cite", *lines, *below])
    return FormattedItems(text, shown)


def _claim(claim: ClaimEvidence, evidence: Evidence, number: int) -> list[str]:
    lines = [f"{number}. claim in {arguments_json(claim.article, claim.claim.anchor)}"]
    lines += quote(claim.claim.text, 2 * _WIDTH)
    for row in claim_rows(claim, evidence):
        lines += quote(row, _WIDTH)
    return lines
