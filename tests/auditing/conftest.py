from collections.abc import Callable
from pathlib import Path

import pytest

from dated_pages import dated


@pytest.fixture
def write_page(write_page: Callable[..., Path]) -> Callable[..., Path]:
    """Write a page that names an author and a date."""
    return dated(write_page)
