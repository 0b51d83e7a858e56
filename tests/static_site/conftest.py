"""What the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _any_url_is_indexed() -> Iterator[None]:
    """Let any URL into an index, as older versions did: pages must be safe nevertheless."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("painsci_search.ingest.article_checks.may_be_linked", lambda _: True)
        yield
