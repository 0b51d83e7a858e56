"""The features of tokens in; the label of each token and how sure it is, out.

The labels are found by a linear-chain conditional random field (Lafferty, McCallum and Pereira
2001, "Conditional Random Fields: Probabilistic Models for Segmenting and Labeling Sequence Data").
`make citation-model` trains it. The model is loaded with the first note that needs it: by the
compiled kernel (`packed_model.py`), or without one by the library by which it was fitted.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from painsci_search.native import KERNEL
from painsci_search.reading.citations.features import Groups

if TYPE_CHECKING:
    from pycrfsuite import Tagger

    from painsci_search.reading.citations.packed_model import FeatureCodes, PackedModel

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


def label_tokens(groups: Sequence[Groups]) -> list[Label]:
    """Return the labels of a sequence of tokens: the most probable ones together.

    Args:
        groups: the features of each token, see `features.grouped_features`.
    """
    if not groups:
        return []
    return _label_by_library(groups) if KERNEL is None else _label_by_kernel(groups)


def _label_by_library(groups: Sequence[Groups]) -> list[Label]:
    tagger = _tagger()
    tagger.set([list(chain.from_iterable(each)) for each in groups])
    marginal = tagger.marginal
    return [
        _NO_FIELD.get(label) or Label(*_parts(label), marginal(label, number))
        for number, label in enumerate(tagger.tag())
    ]


def _label_by_kernel(groups: Sequence[Groups]) -> list[Label]:
    model, codes = _packed()
    code_of = codes.__getitem__
    labels, sure = model.label([b"".join(map(code_of, each)) for each in groups])
    return [
        _NO_FIELD.get(label) or Label(*_parts(label), probability)
        for label, probability in zip(map(model.names.__getitem__, labels), sure, strict=True)
    ]


@cache
def _packed() -> tuple[PackedModel, FeatureCodes]:
    from painsci_search.reading.citations.packed_model import (  # noqa: PLC0415 - as the library
        FeatureCodes,
        unpack_model,
    )

    model = unpack_model(_model())
    return model, FeatureCodes(model.numbers.get)


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
