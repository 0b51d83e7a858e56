"""The formats by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from painsci_search.bibliography.formats.bibtex import render_bibtex
from painsci_search.bibliography.formats.csl import render_csl
from painsci_search.bibliography.formats.ris import render_ris
from painsci_search.bibliography.formats.table import render_table
from painsci_search.model import Work

Form = Literal["bibtex", "ris", "csl-json", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)

_WRITERS: dict[str, Callable[[Sequence[Work]], str]] = {
    "bibtex": render_bibtex,
    "ris": render_ris,
    "csl-json": render_csl,
    "csv": render_table,
}


def render_bibliography(works: Sequence[Work], form: Form) -> str:
    """Write works as a bibliography; the same works in the same order give the same text.

    Args:
        works: with keys that differ.
        form: one of FORMS.

    Raises:
        ValueError: form is none of them.
    """
    if form not in _WRITERS:
        raise ValueError(f"a bibliography is one of {', '.join(FORMS)}, not {form!r}")
    return _WRITERS[form](works)
