"""The renderer of values in notebooks: the model calls it, and the package's root supplies it.

Notebooks call `_repr_html_` of a value, but the model must not import the room that renders HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Set by painsci_search/__init__.py, which runs before any other module of the package.
render_html: Callable[[Any], str]
