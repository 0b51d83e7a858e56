"""The number of examples of property tests, by Hypothesis's profile."""

from __future__ import annotations

from typing import Any

from hypothesis import settings


def examples(count: int, **more: Any) -> settings:
    """Return settings with `count` examples in the default profile, and a share in another.

    Args:
        more: further settings, such as health checks to suppress.
    """
    share = settings.default.max_examples / 100
    return settings(max_examples=max(1, round(count * share)), **more)
