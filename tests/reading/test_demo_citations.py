"""The demo articles cite only works whose bibliographic data was verified, and cite them right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from painsci_search.model import Reference
from painsci_search.reading import read_article

REPOSITORY = Path(__file__).parents[2]
VERIFIED = REPOSITORY / ".." / "shared" / "references.json"

needs_verified = pytest.mark.skipif(
    not VERIFIED.exists(), reason="the list of verified citations is not here"
)


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


@needs_verified
@pytest.mark.parametrize(
    "page", sorted((REPOSITORY / "corpus").glob("*.html")), ids=lambda p: p.stem
)
def test_every_citation_is_a_verified_one(page: Path) -> None:
    known = {plain(work["title"]): work for work in json.loads(VERIFIED.read_text("utf-8"))}
    cited = [work for note in read_article(page).notes for work in note.references]
    assert cited
    for work in cited:
        assert plain(work.title or "") in known, work.raw
        assert_agrees(work, known[plain(work.title or "")])


def assert_agrees(work: Reference, record: dict[str, str | int | list[str]]) -> None:
    assert work.year == record["year"]
    assert plain(work.journal or "") == plain(str(record["journal"]))
    given = record["authors"]
    assert isinstance(given, list)
    assert list(work.authors) == given[: len(work.authors)]
    for name, value in (("pmid", work.pmid), ("doi", work.doi), ("pmcid", work.pmcid)):
        if value is not None and name in record:
            assert value.lower() == str(record[name]).lower()
    assert work.pmid is None or "pmid" in record
    assert work.doi is None or "doi" in record
