"""The published model, where it is on this machine."""

import os
from pathlib import Path

import pytest

from painsci_search.semantic.model import find_package


def real_folder() -> Path:
    given = os.environ.get("PAINSCI_SEARCH_MODEL")
    folder = Path(given) if given else find_package()
    if folder is None:
        pytest.skip("needs the model all-MiniLM-L6-v2: PAINSCI_SEARCH_MODEL names its folder")
    return folder
