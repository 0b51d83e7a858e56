"""Formulas in; readable text out: "I² = 78 %", "x^(2k)", "(a + b)/c".

`found.py` finds the formulas of a page in the markup of each renderer, `mathml.py` and `tex.py`
read their sources, and `scripts.py` has the raised and lowered characters.
"""

from __future__ import annotations

from painsci_search.reading.formulas.found import UNREADABLE, formula_text, is_formula
from painsci_search.reading.formulas.mathml import read_mathml
from painsci_search.reading.formulas.scripts import lowered, raised
from painsci_search.reading.formulas.tex import read_tex

__all__ = [
    "UNREADABLE",
    "formula_text",
    "is_formula",
    "lowered",
    "raised",
    "read_mathml",
    "read_tex",
]
