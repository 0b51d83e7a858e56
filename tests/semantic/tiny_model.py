"""A made-up model of two layers, written as the published one is: a folder comes out."""

import json
import struct
from pathlib import Path

import numpy as np

SIZE, WIDE, LAYERS, HEADS, PLACES = 24, 48, 2, 3, 160
# Words of a line have the same vector, as if they meant the same.
SENSES = (
    ("aching", "sore"),
    ("muscles", "thighs"),
    ("exercise", "workout"),
    ("rain", "weather"),
    ("tooth", "dental"),
    ("sham", "placebo"),
)
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,;:!?'-()%"
VOCABULARY = (
    *_MARKS,
    *_LETTERS,
    *(f"##{letter}" for letter in _LETTERS),
    *(word for words in SENSES for word in words),
    "##ness",
    "##ing",
    "is",
    "the",
    "of",
    "a",
)
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "num_attention_heads": HEADS,
    "layer_norm_eps": 1e-12,
}


def make_weights(seed: int = 0) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)

    def normal(*shape: int, around: float = 0.0, by: float = 0.15) -> np.ndarray:
        return (around + by * chance.standard_normal(shape)).astype(np.float32)

    words = normal(len(VOCABULARY), SIZE, by=1.0)
    for same in SENSES:
        words[[VOCABULARY.index(word) for word in same]] = words[VOCABULARY.index(same[0])]
    weights = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": normal(PLACES, SIZE, by=0.02),
        "embeddings.token_type_embeddings.weight": normal(2, SIZE, by=0.02),
    }

    def linear(name: str, before: int, after: int) -> None:
        weights[f"{name}.weight"] = normal(after, before)
        weights[f"{name}.bias"] = normal(after, by=0.02)

    def norm(name: str) -> None:
        weights[f"{name}.weight"] = normal(SIZE, around=1.0, by=0.05)
        weights[f"{name}.bias"] = normal(SIZE, by=0.02)

    norm("embeddings.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            linear(f"{layer}.attention.self.{part}", SIZE, SIZE)
        linear(f"{layer}.attention.output.dense", SIZE, SIZE)
        norm(f"{layer}.attention.output.LayerNorm")
        linear(f"{layer}.intermediate.dense", SIZE, WIDE)
        linear(f"{layer}.output.dense", WIDE, SIZE)
        norm(f"{layer}.output.LayerNorm")
    return weights


def as_safetensors(weights: dict[str, np.ndarray]) -> bytes:
    header, arrays, end = {"__metadata__": {"format": "made up"}}, [], 0
    for name, array in weights.items():
        data = np.ascontiguousarray(array, "<f4").tobytes()
        place = [end, end + len(data)]
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": place}
        arrays.append(data)
        end += len(data)
    line = json.dumps(header).encode()
    return b"".join([struct.pack("<Q", len(line)), line, *arrays])


def write_model(folder: Path, seed: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(as_safetensors(make_weights(seed)))
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    return folder
