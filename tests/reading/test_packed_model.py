"""The packed model of citations labels as the library does by which it was fitted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import native
from painsci_search.reading.citations import labelling
from painsci_search.reading.citations.feature_codes import GroupCodes
from painsci_search.reading.citations.features import grouped_features
from painsci_search.reading.citations.hints import Hint
from painsci_search.reading.citations.packed_model import (
    PackedModel,
    label_rows,
    unpack_model,
)
from painsci_search.reading.citations.tokens import tokenize
from profiles import examples

PIECES = (
    "Quill A, |Fenn C|. |Warm socks|. |Sock Rev|et al.|2018|;|8|(4)|:|295–304|In |“|”|(|)|\n|Press|"
    "A remark |that is no citation|, |12|Yarn, |éd. |19 20"
).split("|")
TWIN = native.TWINS["label_rows"]
KERNEL = getattr(native.KERNEL, "label_rows", TWIN)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was fitted to a few sequences."""
    path = tmp_path_factory.mktemp("model") / "small.crfsuite"
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"max_iterations": 20})
    for number in range(8):
        words = [f"w={(number * step) % 5}" for step in range(1, 7)]
        labels = ["abc"[(number + step) % 3] for step in range(6)]
        trainer.append([[word, "all", "ö="] for word in words], labels)
    trainer.train(str(path))
    return path


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return unpack_model(labelling.MODEL.read_bytes())


@examples(150)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60))
def test_a_note_has_the_labels_and_probabilities_of_the_library(pieces: list[str]) -> None:
    tokens = tokenize("".join(pieces), ())
    hints = [Hint("title", tokens[0].start, tokens[-1].end)] if len(tokens) > 3 else []
    groups = grouped_features(tokens, (), hints)
    if not groups:
        return
    by_library = labelling._label_by_library(tokens, (), hints)
    packed, coder = labelling._packed()
    code_of = coder.groups.__getitem__
    labels, sure = packed.label([b"".join(map(code_of, each)) for each in groups])
    names = [packed.names[label] for label in labels]
    tagger = labelling._tagger()
    tagger.set([[name for group in each for name in group] for each in groups])
    assert names == tagger.tag()
    assert sure == pytest.approx([tagger.marginal(name, at) for at, name in enumerate(names)])
    by_kernel = labelling._label_by_kernel(tokens, (), hints)
    assert [label[:3] for label in by_kernel] == [label[:3] for label in by_library]
    assert [each.sure for each in by_kernel] == pytest.approx([each.sure for each in by_library])


def test_another_model_is_read_as_by_the_library(small: Path) -> None:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(small))
    model = unpack_model(small.read_bytes())
    assert sorted(model.names) == sorted(tagger.labels())
    items = [["w=1", "all"], ["w=4"], [], ["w=9", "ö="], ["w=0", "all", "all"]]
    codes = GroupCodes(model.numbers.get)
    labels, sure = model.label([codes[tuple(item)] for item in items])
    tagger.set(items)
    names = [model.names[label] for label in labels]
    assert names == tagger.tag()
    assert sure == pytest.approx([tagger.marginal(name, at) for at, name in enumerate(names)])


@examples(200)
@given(st.data())
def test_the_kernel_labels_as_its_twin(data: st.DataObject) -> None:
    labels = data.draw(st.integers(1, 5))
    sizes = data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=6))
    starts = np.cumsum([0, *sizes]).astype(np.uint32)
    number = data.draw(st.integers(0, 1 << 30))
    random = np.random.default_rng(number)
    own = random.integers(0, labels, starts[-1]).astype(np.uint8)
    weights, moves = random.normal(size=len(own)), random.normal(size=labels * labels)
    feature = st.integers(0, len(sizes) - 1)
    rows = [
        np.array(row, np.uint32).tobytes()
        for row in data.draw(st.lists(st.lists(feature, max_size=4), min_size=1, max_size=8))
    ]
    found, sure = KERNEL(rows, starts, own, weights, moves)
    expected, probable = TWIN(rows, starts, own, weights, moves)
    assert bytes(found) == bytes(expected)
    assert np.frombuffer(sure) == pytest.approx(probable)


def model_of(**changes: Any) -> list[Any]:
    """The arguments of a right call, with some of them replaced."""
    arguments = {
        "rows": [np.array([0, 1], np.uint32).tobytes()],
        "starts": np.array([0, 1, 2], np.uint32),
        "labels": np.array([0, 1], np.uint8),
        "weights": np.array([0.5, 1.5]),
        "transitions": np.zeros(4),
    }
    return list({**arguments, **changes}.values())


@pytest.mark.parametrize("function", [KERNEL, TWIN], ids=["kernel", "twin"])
@pytest.mark.parametrize(
    "changes",
    [
        {"rows": []},
        {"rows": [b"abc"]},
        {"rows": [np.array([2], np.uint32).tobytes()]},
        {"rows": [np.array([0xFFFFFFFF], np.uint32).tobytes()]},
        {"starts": np.array([0, 1, 9], np.uint32)},
        {"starts": np.array([2, 1, 0], np.uint32)},
        {"starts": np.array([], np.uint32)},
        {"labels": np.array([0, 2], np.uint8)},
        {"labels": np.array([0], np.uint8)},
        {"transitions": np.zeros(3)},
        {"transitions": np.zeros(0)},
    ],
)
def test_numbers_beyond_the_arrays_are_refused(function: Any, changes: dict[str, Any]) -> None:
    function(*model_of())
    with pytest.raises(ValueError, match=r"\w"):
        function(*model_of(**changes))


@pytest.mark.skipif(native.KERNEL is None, reason="the native kernel is not compiled")
@pytest.mark.parametrize(
    "changes",
    [
        {"rows": ()},
        {"rows": ["text"]},
        {"weights": np.zeros(2, np.float32)},
        {"starts": b"\0\1\2"[:0]},
    ],
)
def test_the_kernel_refuses_other_types(changes: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        KERNEL(*model_of(**changes))


def test_a_damaged_file_is_refused_in_words(small: Path) -> None:
    data = small.read_bytes()
    for size in range(0, len(data) - 1, 37):
        with pytest.raises(ValueError, match=r"\w"):
            unpack_model(data[:size])
    with pytest.raises(ValueError, match="another kind"):
        unpack_model(b"x" * len(data))


def test_the_codes_of_a_feature_that_the_model_lacks_are_none(packed: PackedModel) -> None:
    codes = GroupCodes(packed.numbers.get)
    known = next(iter(packed.numbers))
    assert codes[known, "no feature"] == packed.numbers[known].to_bytes(4, sys.byteorder)
    assert codes["no feature",] == b""


def test_codes_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GroupCodes, "MOST", 10)
    codes = GroupCodes({"1": 1}.get)
    for number in range(100):
        assert codes[str(number),] == (b"\1\0\0\0" if number == 1 else b"")
        assert len(codes) <= 10


def test_the_compiled_function_is_used() -> None:
    assert label_rows is KERNEL
