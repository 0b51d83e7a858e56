"""The features of tokens in; the label of each token and how sure it is, out.

The labels are found by a linear-chain conditional random field (Lafferty, McCallum and Pereira
2001, "Conditional Random Fields: Probabilistic Models for Segmenting and Labeling Sequence Data").
`make citation-model` trains it. The model is loaded with the first note that needs it.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pycrfsuite import Tagger

MODEL = Path(__file__).parent / "model" / "citations.crfsuite"
# Its version, the names of its data and its figures, as JSON.
MODEL_DESCRIPTION = MODEL.with_name("description.json")
# Marks of a label: it begins a work; it begins another name of a list of names.
WORK, NAME = "^", "+"


class Label(NamedTuple):
    """The label of a token.

    Attributes:
        field: "author", "title" and so on; "prose" for what is no citation, "other" for signs and
            words between fields.
        begins_work: whether the token is the first of a work.
        begins_name: whether it is the first of another name.
        sure: the marginal probability of the label of a field.
    """

    field: str
    begins_work: bool
    begins_name: bool
    sure: float


# The labels between fields, whose probability nothing asks for.
_NO_FIELD = {name: Label(name, False, False, 1.0) for name in ("other", "prose")}
# A tagger keeps the sequence that it works on, so each thread has its own.
_of_thread = threading.local()


def label_tokens(features: list[list[str]]) -> list[Label]:
    """Return the labels of a sequence of tokens: the most probable ones together."""
    tagger = _tagger()
    tagger.set(features)
    marginal = tagger.marginal
    return [
        _NO_FIELD.get(label) or Label(*_parts(label), marginal(label, number))
        for number, label in enumerate(tagger.tag())
    ]


@cache
def _parts(label: str) -> tuple[str, bool, bool]:
    """Return the field of a label, and whether it begins a work and another name."""
    return label.strip("^+"), label[0] == WORK, label[-1] == NAME


def _tagger() -> Tagger:
    tagger: Tagger | None = getattr(_of_thread, "tagger", None)
    if tagger is None:
        import pycrfsuite  # noqa: PLC0415 - only notes that need it pay for it

        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(_model())
        _of_thread.tagger = tagger
    return tagger


@cache
def _model() -> bytes:
    return MODEL.read_bytes()
