"""Pages of which reading is unsure of nothing: they name an author and a date."""

from collections.abc import Callable
from pathlib import Path

_AUTHOR = '<meta name="author" content="Ann Bilby">'
_DATE = '<meta property="article:published_time" content="2020-03-04">'


def dated(write_page: Callable[..., Path]) -> Callable[..., Path]:
    """Return a writer of pages that adds what the head of a page lacks."""

    def write(name: str, **parts: str) -> Path:
        head = parts.pop("head", "")
        if "author" not in head:
            head += _AUTHOR
        if "time" not in head and "date" not in head:
            head += _DATE
        return write_page(name, head=head, **parts)

    return write
