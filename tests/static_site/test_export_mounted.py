"""A folder that something is mounted on cannot be replaced by a rename."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from painsci_search import Article, Index, PainSciSearchError
from painsci_search.static_site import export_site


def test_a_folder_that_is_mounted_is_refused_and_left(
    index: Index, asmr: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(asmr)
    folder = tmp_path / "site"
    folder.mkdir()
    mounted = folder.resolve()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == mounted)
    with pytest.raises(PainSciSearchError, match="mounted"):
        export_site(index, folder)
    assert sorted(tmp_path.glob("**/*.html")) == []
    assert list(folder.iterdir()) == []
