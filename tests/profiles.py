"""How often tests repeat themselves: the examples of property tests, and the trials."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings


def examples(count: int, **more: Any) -> settings:
    """Return settings with `count` examples in the default profile, and a share in another.

    Args:
        more: further settings, such as health checks to suppress.
    """
    share = settings.default.max_examples / 100
    return settings(max_examples=max(1, round(count * share)), **more)


def trials(short: int, full: int) -> int:
    """Return how often to repeat a trial: `full` times for `make trials`, else `short` times."""
    return full if os.environ.get("PAINSCI_SEARCH_TRIALS") == "full" else short
