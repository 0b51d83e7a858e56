"""A model is found, checked and loaded; what is wrong with one is said in one line."""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from real_model import real_folder
from tiny_model import CONFIG, as_safetensors, make_weights, write_model

from painsci_search.errors import SemanticUnavailable
from painsci_search.semantic import model as models
from painsci_search.semantic.model import find_package, load_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_model(tmp_path / "model")


def _line(folder: Path | None) -> str:
    with pytest.raises(SemanticUnavailable) as raised:
        load_model(folder)
    line = str(raised.value)
    assert "\n" not in line
    return line


def test_a_model_in_a_folder_is_loaded(folder: Path) -> None:
    encoder = load_model(folder)
    vectors = encoder.embed(["sore thighs", "aching muscles", "dental weather"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.99 > vectors[0] @ vectors[2]
    assert not encoder.is_published


def test_a_text_that_is_too_long_is_cut(folder: Path) -> None:
    encoder = load_model(folder)
    long = encoder.embed(["sore " * 500, "sore " * (encoder.computing.longest - 2)])
    assert np.allclose(long[0], long[1])


def test_models_with_other_weights_have_another_digest(folder: Path, tmp_path: Path) -> None:
    other = write_model(tmp_path / "other", seed=1)
    assert load_model(folder).digest == load_model(folder).digest
    assert load_model(folder).digest != load_model(other).digest


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.txt", "config.json"])
def test_a_folder_that_lacks_a_file_is_one_line(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in _line(folder)


def test_a_folder_that_does_not_exist_is_one_line(tmp_path: Path) -> None:
    assert "is not the folder of a model" in _line(tmp_path / "nowhere")


def test_damaged_weights_are_one_line(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    assert "damaged" in _line(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"model_type": "gpt2"},
        {"hidden_act": "relu"},
        {"position_embedding_type": "relative_key"},
        {"num_attention_heads": "many"},
        {"num_attention_heads": 7},
        {"num_attention_heads": float("inf")},
        {"layer_norm_eps": None},
        {"layer_norm_eps": -1},
        {"layer_norm_eps": float("nan")},
    ],
)
def test_another_kind_of_model_is_one_line(folder: Path, changes: dict[str, object]) -> None:
    (folder / "config.json").write_text(json.dumps({**CONFIG, **changes}))
    assert "kind" in (line := _line(folder)) or "must be" in line


@pytest.mark.parametrize("content", ["", "[]", "{" * 5000])
def test_a_damaged_configuration_is_one_line(folder: Path, content: str) -> None:
    (folder / "config.json").write_text(content)
    assert "config.json" in _line(folder)


def test_another_pooling_is_one_line(folder: Path) -> None:
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": false}')
    assert "pooling_mode_mean_tokens" in _line(folder)


def test_a_vocabulary_of_another_model_is_one_line(folder: Path) -> None:
    with (folder / "vocab.txt").open("a") as file:
        file.write("more\npieces\n")
    assert "vocabulary has more pieces" in _line(folder)


def test_a_vocabulary_that_was_cut_is_one_line(folder: Path) -> None:
    weights = make_weights()
    words = weights["embeddings.word_embeddings.weight"]
    weights["embeddings.word_embeddings.weight"] = np.concatenate([words, words, words])
    (folder / "model.safetensors").write_bytes(as_safetensors(weights))
    assert "vocabulary has fewer pieces" in _line(folder)


def test_weights_of_a_type_that_is_not_read_are_one_line(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes().replace(b'"F32"', b'"I32"'))
    assert "it has no numbers 'embeddings.word_embeddings.weight'" in _line(folder)


@given(st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_header_gives_a_model_or_one_line(folder: Path, data: st.DataObject) -> None:
    content = bytearray(as_safetensors(make_weights()))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, 3500))] = data.draw(st.integers(0, 255))
    (folder / "model.safetensors").write_bytes(content)
    try:
        with np.errstate(all="ignore"):
            vectors = load_model(folder).embed(["sore thighs"])
    except SemanticUnavailable as error:
        assert "\n" not in str(error)
    else:
        assert np.isfinite(vectors).all()


def test_without_a_model_one_line_says_how_to_give_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert "--model" in _line(None)
    assert "docs/semantic.md" in _line(None)


@pytest.mark.parametrize("inside", ["", "model"])
def test_a_package_with_the_published_files_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inside: str
) -> None:
    folder = write_model(tmp_path / "some_package" / inside)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "nowhere"), str(tmp_path)])
    assert find_package() is None
    sums = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in models.PUBLISHED
    }
    monkeypatch.setattr(models, "PUBLISHED", sums)
    assert find_package() == folder
    assert load_model().is_published


def test_a_package_with_other_weights_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = write_model(tmp_path / "some_package")
    vocabulary = hashlib.sha256((folder / "vocab.txt").read_bytes()).hexdigest()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setattr(models, "PUBLISHED", {**models.PUBLISHED, "vocab.txt": vocabulary})
    assert find_package() is None


def test_the_made_up_weights_have_no_array_too_many() -> None:
    assert len(make_weights()) == 5 + 2 * 16


def test_the_published_model_ranks_sentences_by_their_meaning() -> None:
    encoder = load_model(real_folder())
    assert encoder.is_published
    query, near, far = encoder.embed(
        [
            "Does a massage help tired legs?",
            "Rubbing the muscles after a long run eases soreness.",
            "The library opens at nine on weekdays.",
        ]
    )
    assert query @ near > 0.4 > query @ far
