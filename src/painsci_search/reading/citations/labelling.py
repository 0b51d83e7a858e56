"""The tokens of a note in; the label of each token and how sure it is, out.

The labels are found by a linear-chain conditional random field (Lafferty, McCallum and Pereira
2001, "Conditional Random Fields: Probabilistic Models for Segmenting and Labeling Sequence Data").
`make citation-model` trains it. The model is loaded with the first note that needs it: by the
compiled kernel (`packed_model.py`), or without one by the library by which it was fitted.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from painsci_search.model import Mark
from painsci_search.native import KERNEL
from painsci_search.reading.citations.features import (
    hinted_features,
    shown_features,
    token_features,
)
from painsci_search.reading.citations.hints import Hint
from painsci_search.reading.citations.tokens import Token

if TYPE_CHECKING:
    from pycrfsuite import Tagger

    from painsci_search.reading.citations.feature_codes import Coder
    from painsci_search.reading.citations.packed_model import PackedModel

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


def label_tokens(tokens: list[Token], marks: Sequence[Mark], hints: Sequence[Hint]) -> list[Label]:
    """Return the labels of a sequence of tokens: the most probable ones together.

    Args:
        marks: links, italics and bold words in the note, ascending by start.
        hints: what well-known forms take the parts of the note for.
    """
    if not tokens:
        return []
    label = _label_by_library if KERNEL is None else _label_by_kernel
    return label(tokens, marks, hints)


def _label_by_library(
    tokens: list[Token], marks: Sequence[Mark], hints: Sequence[Hint]
) -> list[Label]:
    tagger = _tagger()
    tagger.set(token_features(tokens, marks, hints))
    marginal = tagger.marginal
    return [
        _NO_FIELD.get(label) or Label(*_parts(label), marginal(label, number))
        for number, label in enumerate(tagger.tag())
    ]


def _label_by_kernel(
    tokens: list[Token], marks: Sequence[Mark], hints: Sequence[Hint]
) -> list[Label]:
    from painsci_search.reading.citations.feature_codes import (  # noqa: PLC0415 - see `_packed`
        feature_rows,
    )

    model, coder = _packed()
    shown, hinted = shown_features(tokens, marks), hinted_features(tokens, hints)
    labels, sure = model.label(feature_rows(tokens, shown, hinted, coder))
    return [
        _NO_FIELD.get(label) or Label(*_parts(label), probability)
        for label, probability in zip(map(model.names.__getitem__, labels), sure, strict=True)
    ]


@cache
def _packed() -> tuple[PackedModel, Coder]:
    from painsci_search.reading.citations.feature_codes import Coder  # noqa: PLC0415 - as the library
    from painsci_search.reading.citations.packed_model import unpack_model  # noqa: PLC0415

    model = unpack_model(_model())
    return model, Coder.of(model.numbers.get)


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
