"""The passages of an index get vectors, once for each text, and keep them."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_model import write_model

from painsci_search import Article, Index, IndexDamaged, Section, SemanticUnavailable
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.store import Store
from painsci_search.semantic import embedding
from painsci_search.semantic.embedding import keys_of, passage_of
from painsci_search.semantic.model import load_model
from painsci_search.semantic.nearest import Nearness, stored_vectors
from painsci_search.semantic.vectors import write_vectors
from painsci_search.semantic.windows import windows_of


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def index(tmp_path: Path, model: Path) -> Index:
    made = Index.create(tmp_path / "index", model=model)
    made.add([_article("legs", "sore thighs"), _article("sky", "rain is the weather")])
    return made


def _article(name: str, *texts: str) -> Article:
    sections = [Section(f"s{number}", "The", text) for number, text in enumerate(texts)]
    return Article(name, name, tuple(sections))


def _snapshot(index: Index) -> Snapshot:
    index.refresh()
    snapshot = index._store.snapshot
    assert isinstance(snapshot, Snapshot)
    return snapshot


def _files(index: Index) -> list[Path]:
    assert index.path is not None
    return sorted(index.path.glob("*.vectors"))


def test_each_passage_gets_the_vectors_of_its_windows(index: Index, model: Path) -> None:
    report = index.embed()
    assert (report.passages, report.computed) == (4, 4)
    encoder, snapshot = load_model(model), _snapshot(index)
    (file,) = stored_vectors(snapshot).files.values()
    for view in snapshot.views:
        for doc, key in enumerate(view.segment.digests().tolist()):
            passage = passage_of(view.segment, doc)
            wanted = encoder.embed_tokens(
                [each.tokens for each in windows_of(passage, encoder.tokens)]
            )
            at = file.keys.tolist().index(key)
            rows = slice(file.firsts[at], file.firsts[at + 1])
            found = file.values[rows] * file.scales[rows][:, None]
            assert np.allclose(found, wanted, atol=0.01)


def test_a_second_run_computes_nothing_and_changes_nothing(index: Index) -> None:
    index.embed()
    before, generation = _files(index), index.generation
    assert index.embed().computed == 0
    assert _files(index) == before
    assert index.generation == generation


def test_a_run_is_a_commit_that_readers_see(index: Index) -> None:
    before = index.generation
    index.embed()
    assert index.generation != before


def test_only_new_and_changed_texts_are_computed(index: Index) -> None:
    index.embed()
    index.add([_article("sky", "rain is the weather", "a sham"), _article("tooth", "dental")])
    report = index.embed()
    assert (report.passages, report.computed) == (7, 3)
    index.add(_article("legs", "sore sore thighs"))
    assert index.embed().computed == 1


def test_a_text_that_occurs_twice_is_computed_once(index: Index) -> None:
    index.add(Article("again", "sky", (Section("x", "The", "rain is the weather"),)))
    report = index.embed()
    assert (report.passages, report.computed) == (6, 4)


def test_progress_is_reported(index: Index) -> None:
    calls: list[tuple[int, int, str]] = []
    index.embed(progress=lambda *call: calls.append(call))
    assert calls[-1][:2] == (4, 4)
    assert calls[-1][2] in ("legs", "sky")


def test_a_run_that_was_killed_goes_on_where_it_was(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_TOGETHER", 1)
    monkeypatch.setattr(embedding, "_COMMIT", 2)

    def kill(done: int, *_: object) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.embed(progress=kill)
    assert index.stats().vectors == 2
    assert index.embed().computed == 2
    assert index.stats().vectors == 4


def test_many_commits_become_one_file(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_TOGETHER", 1)
    monkeypatch.setattr(embedding, "_COMMIT", 1)
    monkeypatch.setattr(embedding, "_MOST_FILES", 2)
    most = 0

    def look(*_: object) -> None:
        nonlocal most
        most = max(most, len(_files(index)))

    index.embed(progress=look)
    assert most == 2
    assert len(_files(index)) == 1
    assert index.stats().vectors == 4


def test_merges_keep_vectors(index: Index) -> None:
    index.embed()
    for number in range(6):
        index.add(_article(f"more{number}", f"sham {number}"))
    assert index.stats().vectors == 4
    assert index.embed().computed == 12
    assert len(_snapshot(index).views) < 7


def test_removed_texts_lose_their_vectors_with_the_next_run(index: Index) -> None:
    index.embed()
    index.remove("sky")
    assert index.stats().vectors == 2
    index.embed()
    (file,) = stored_vectors(_snapshot(index)).files.values()
    assert sorted(file.keys.tolist()) == sorted(keys_of(_snapshot(index)).tolist())


def test_articles_that_come_back_keep_their_vectors(index: Index) -> None:
    index.embed()
    index.remove("sky")
    index.add(_article("sky", "rain is the weather"))
    assert index.embed().computed == 0


def test_a_rebuilt_index_keeps_vectors(tmp_path: Path, model: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Knees\n\nSore thighs are the aching of muscles.\n")
    with Index.create(tmp_path / "index", model=model) as made:
        made.update(page)
        made.embed()
        count = made.stats().vectors
    Index.rebuild(tmp_path / "index", page)
    with Index.open(tmp_path / "index", model=model) as made:
        assert made.stats().vectors == count > 0
        assert made.embed().computed == 0


def test_vectors_of_another_model_are_replaced(index: Index, tmp_path: Path) -> None:
    index.embed()
    assert index.path is not None
    other = Index.open(index.path, model=write_model(tmp_path / "other", seed=1))
    with pytest.raises(SemanticUnavailable, match="another model"):
        other.search("sore", semantic=True)
    assert other.embed().computed == 4
    other.search("sore", semantic=True)
    assert len(_files(index)) == 1


@pytest.mark.parametrize("damage", ["change", "cut", "empty", "remove"])
def test_damaged_vectors_are_reported_and_computed_anew(index: Index, damage: str) -> None:
    index.embed()
    (file,) = _files(index)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    match damage:
        case "change":
            file.write_bytes(content)
        case "cut":
            file.write_bytes(content[:-10])
        case "empty":
            file.write_bytes(b"")
        case _:
            file.unlink()
    index = pickle.loads(pickle.dumps(index))
    with pytest.raises(IndexDamaged, match="painsci-search embed") as raised:
        index.search("sore", semantic=True)
    assert "\n" not in str(raised.value)
    assert index.search("sore").total
    assert any("vectors are damaged" in problem.message for problem in index.check())
    assert index.stats().vectors == 0
    index.add(_article("more", "sham"))
    assert index.embed().computed == 6
    assert index.search("sore", semantic=True).hits
    assert index.check() == ()


def _forge(index: Index, **changes: Any) -> None:
    """Replace the vectors of an index by others with a right checksum."""
    snapshot = _snapshot(index)
    (vectors,) = stored_vectors(snapshot).files.values()
    assert isinstance(index._store, Store)
    with index._store.writing() as writer:
        writer.attach_vectors(write_vectors(vectors._replace(**changes)))
    index.refresh()


def test_vectors_of_another_length_are_those_of_another_model(index: Index) -> None:
    index.embed()
    (vectors,) = stored_vectors(_snapshot(index)).files.values()
    _forge(index, values=vectors.values[:, :-1])
    assert not index.can_search_by_meaning()
    with pytest.raises(SemanticUnavailable, match="another model"):
        index.search("sore", semantic=True)
    index.add(_article("more", "sham"))
    assert index.embed().computed == 6
    assert index.search("sore", semantic=True).hits


def test_forged_vectors_have_no_other_keys_than_those_of_texts(index: Index) -> None:
    index.embed()
    (vectors,) = stored_vectors(_snapshot(index)).files.values()
    _forge(index, keys=vectors.keys + np.uint64(1))
    assert not any(hit.by_meaning for hit in index.search("aching", semantic=True))
    assert index.embed().computed == 4


def test_vectors_are_copied_between_folders(index: Index, tmp_path: Path, model: Path) -> None:
    index.embed()
    index.add(_article("new", "dental"))
    index.copy_to(tmp_path / "copy")
    copy = Index.open(tmp_path / "copy", model=model)
    assert copy.stats().vectors == 4
    assert [hit.anchor for hit in copy.search("aching", semantic=True)] == [
        hit.anchor for hit in index.search("aching", semantic=True)
    ]
    assert copy.embed().computed == 2


def test_damaged_vectors_are_not_copied(index: Index, tmp_path: Path) -> None:
    index.embed()
    (file,) = _files(index)
    file.write_bytes(b"")
    Index.open(index.path).copy_to(tmp_path / "copy")
    assert Index.open(tmp_path / "copy").stats().vectors == 0


def test_check_and_stats_count_the_passages_with_vectors(index: Index) -> None:
    assert index.check() == ()
    assert index.stats().vectors == 0
    index.embed()
    assert index.check() == ()
    index.add(_article("tooth", "dental"))
    (problem,) = index.check()
    assert problem.message.startswith("4 of 6 passages have a vector")
    assert index.stats().vectors == 4


def test_an_index_in_memory_can_have_vectors(model: Path) -> None:
    index = Index.in_memory(model=model)
    index.add(_article("legs", "sore thighs"))
    assert index.embed().passages == 2
    assert index.search("aching", semantic=True).hits


def test_an_index_without_articles_has_none(tmp_path: Path, model: Path) -> None:
    assert Index.create(tmp_path / "empty", model=model).embed().passages == 0


def test_nearness_counts_the_passages_without_a_vector(index: Index, model: Path) -> None:
    index.embed()
    index.add(_article("tooth", "dental"))
    assert Nearness(_snapshot(index), load_model(model)).without == 2
