"""Find and load the model of sentences: a folder in, an `Encoder` of texts out.

Nothing is downloaded. The folder is given, or is that of an installed package that carries the
published model; then its weights and vocabulary must have the checksums below.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from painsci_search.errors import SemanticUnavailable
from painsci_search.semantic.computing import Computing
from painsci_search.semantic.safetensors import read_safetensors
from painsci_search.semantic.transformer import Floats, Shape, Transformer
from painsci_search.semantic.wordpiece import WordPieces, read_vocabulary

NAME = "all-MiniLM-L6-v2"
_WEIGHTS, _VOCABULARY, _CONFIG = "model.safetensors", "vocab.txt", "config.json"
_POOLING = "1_Pooling/config.json"
# SHA-256 of the weights and of the vocabulary of NAME, as the sentence-transformers project
# publishes them. A package is used only if its files have these.
PUBLISHED = {
    _WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    _VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
# Where the packages of the search path may have the files: in their own folder, or in this one.
_INSIDE = ("", "model")
_ADVICE = "give its folder with --model or PAINSCI_SEARCH_MODEL; see docs/semantic.md"


class Encoder(NamedTuple):
    """A model of sentences, loaded.

    Attributes:
        digest: identifies the weights, vocabulary and shape: vectors of two models with the same
            digest can be compared.
        is_published: whether it is the published model `NAME`.
        pieces: its tokenizer.
        computing: computes its vectors.
    """

    digest: str
    is_published: bool
    pieces: WordPieces
    computing: Computing

    @property
    def name(self) -> str:
        """The name of the published model, or the beginning of the digest of another."""
        return NAME if self.is_published else self.digest[:12]

    def tokens(self, text: str) -> list[int]:
        """Return the numbers of the pieces of a text, without marks."""
        return self.pieces.tokens(text)

    def embed_tokens(self, texts: Sequence[Sequence[int]], workers: int = 1) -> Floats:
        """Return a vector of length 1 for each text, given by its pieces without marks.

        Pieces beyond the most that the model takes are left out.

        Args:
            workers: the number of threads that compute.
        """
        first, last, room = self.pieces.first, self.pieces.last, self.computing.longest - 2
        return self.computing.embed([[first, *text[:room], last] for text in texts], workers)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for each text: float32, shape (texts, dimension)."""
        return self.embed_tokens([self.tokens(text) for text in texts])


def load_model(folder: Path | None = None) -> Encoder:
    """Load the model in a folder, or that of an installed package.

    Raises:
        SemanticUnavailable: there is none, or it is damaged or of another kind.
    """
    if folder is None:
        folder = find_package()
        if folder is None:
            reason = f"a search by meaning needs the model {NAME}: {_ADVICE}"
            raise SemanticUnavailable(reason, reason)
    shape = check_folder(folder)
    sums = {name: _sha256(folder / name) for name in PUBLISHED}
    digest = hashlib.sha256(repr((sorted(sums.items()), shape)).encode()).hexdigest()[:32]
    pieces = read_vocabulary(folder / _VOCABULARY)
    weights = read_safetensors(folder / _WEIGHTS)
    try:
        transformer = Transformer(weights, shape, len(pieces))
    except (KeyError, TypeError, ValueError) as error:
        reason = f"it has no numbers {error}" if isinstance(error, KeyError) else str(error)
        raise SemanticUnavailable(
            f"{folder} has a model of another kind ({reason}): {NAME} is expected"
        ) from error
    return Encoder(digest, sums == PUBLISHED, pieces, Computing(transformer))


def check_folder(folder: Path) -> Shape:
    """Return the shape of the model in a folder; its weights are not read.

    Raises:
        SemanticUnavailable: a file is missing or damaged, or the model is of another kind.
    """
    missing = [name for name in (_WEIGHTS, _VOCABULARY, _CONFIG) if not (folder / name).is_file()]
    if missing:
        raise SemanticUnavailable(
            f"{folder} is not the folder of a model: it has no {missing[0]}; {_ADVICE}"
        )
    return _read_shape(folder)


def find_package() -> Path | None:
    """Find an installed package that carries the published model; None if there is none.

    Looked at are PACKAGE/ and PACKAGE/model/ for each package of the search path. The package
    itself is not imported.
    """
    for folder in _candidates():
        if all(_sha256(folder / name) == value for name, value in PUBLISHED.items()):
            return folder
    return None


def _candidates() -> Iterator[Path]:
    """Yield the folders of packages that have the files of a model."""
    for entry in map(Path, filter(None, sys.path)):
        if not entry.is_dir():
            continue
        for package in sorted(entry.iterdir()):
            for inside in _INSIDE:
                if all((package / inside / name).is_file() for name in (*PUBLISHED, _CONFIG)):
                    yield package / inside


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SemanticUnavailable(f"{path}: cannot be opened: {error.strerror}") from error


def _read_shape(folder: Path) -> Shape:
    """Read what the weights do not show, and refuse another kind of model.

    Raises:
        SemanticUnavailable: a file is damaged, or the model is of another kind.
    """
    config = _read_json(folder / _CONFIG)
    pooling = _read_json(folder / _POOLING) if (folder / _POOLING).is_file() else {}
    expected = {
        "model_type": (config.get("model_type"), "bert"),
        "hidden_act": (config.get("hidden_act"), "gelu"),
        "position_embedding_type": (config.get("position_embedding_type", "absolute"), "absolute"),
        "pooling_mode_mean_tokens": (pooling.get("pooling_mode_mean_tokens", True), True),
    }
    for name, (value, allowed) in expected.items():
        if value != allowed:
            raise SemanticUnavailable(
                f"{folder} has a model of another kind ({name} is {value!r}, not {allowed!r}): "
                f"{NAME} is expected"
            )
    try:
        shape = Shape(int(config["num_attention_heads"]), float(config["layer_norm_eps"]))
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise SemanticUnavailable(
            f"{folder / _CONFIG}: num_attention_heads and layer_norm_eps must be numbers"
        ) from error
    if not 0 <= shape.epsilon < 1:
        raise SemanticUnavailable(
            f"{folder / _CONFIG}: layer_norm_eps is {shape.epsilon}; it must be between 0 and 1"
        )
    return shape


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise SemanticUnavailable(f"{path}: cannot be opened: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SemanticUnavailable(f"{path}: is not valid JSON; copy it again") from error
    if not isinstance(value, dict):
        raise SemanticUnavailable(f"{path}: an object is expected; copy it again")
    return value
