"""A place in which the examples of the documentation run as for a reader."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from blocks import REPOSITORY
from manual_page import TOOL

from painsci_search import Index


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the demo corpus as ``index``."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "corpus").symlink_to(REPOSITORY / "corpus")
    with Index.create(folder / "index") as index:
        index.update([folder / "corpus"])
    return folder


@pytest.fixture
def reader(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder as the current one, with the command on the PATH."""
    for name in [name for name in os.environ if "PAINSCI" in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{TOOL.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.chdir(place)
    return place
