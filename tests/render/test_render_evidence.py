"""The words for the works of claims."""

from __future__ import annotations

import pytest

from painsci_search.model import Claim, ClaimEvidence, Evidence, WorkYears
from painsci_search.render.evidence import summary

CITED = ClaimEvidence("a", Claim("Hums help.", "one", "One", ""), "works", ("Hum2020",))
BARE = ClaimEvidence("a", Claim("Hums hurt.", "one", "One", ""), "no-note")


@pytest.mark.parametrize(
    ("claims", "years", "words"),
    [
        ((), None, "0 claims."),
        ((BARE,), None, "1 claim, without a work."),
        ((BARE, BARE), None, "2 claims, 2 of them without a work."),
        (
            (CITED, BARE),
            WorkYears(1, 2020, 2020, 2020, 0, 2024),
            ("2 claims, 1 of them without a work. 1 work, of 2020."),
        ),
        (
            (CITED,),
            WorkYears(2, 2020, 2020, 2020, 0, 2024),
            ("1 claim. 2 works of 2020, none of them more than ten years old."),
        ),
        (
            (CITED,),
            WorkYears(2, 1999, 1999, 2020, 1, 2024),
            ("1 claim. 2 works of 1999 to 2020 (median 1999), 1 of them more than ten years old."),
        ),
    ],
)
def test_claims_and_works_are_counted_in_words(
    claims: tuple[ClaimEvidence, ...], years: WorkYears | None, words: str
) -> None:
    assert summary(Evidence(claims, (), years)) == words
