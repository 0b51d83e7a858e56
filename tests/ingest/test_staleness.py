"""An index made by another version of the reader is known to be out of date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Index
from painsci_search.ingest import staleness


def test_a_page_that_another_version_of_the_reader_read_is_named_and_read_again(
    index: Index, write_page: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = write_page("pages/knee.html")
    index.update([page.parent])
    assert index.check() == ()
    assert index.update([page.parent]).unchanged == (str(page),)
    monkeypatch.setattr(staleness, "READER_VERSION", staleness.READER_VERSION + 1)
    assert [problem.source for problem in index.check()] == [str(page)]
    assert index.update([page.parent]).changed == (str(page),)
    assert index.check() == ()
