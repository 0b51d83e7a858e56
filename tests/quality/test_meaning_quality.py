"""Searches by meaning have floors: with the published model, and with one that is made up here.

The made-up model has the same vector for words of one sense, so that what is near is known.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from real_model import real_folder
from tiny_model import SENSES, write_model

from painsci_search import Article, Index, Section
from painsci_search.search.by_meaning import WEIGHT
from painsci_search.semantic.model import load_model
from quality import floors, ranking_figures
from quality.scoring import ndcg

# Of a cosine, by the bytes that vectors are kept in.
ROUNDING = 0.01
# Passages of the made-up collection: more than twice as many as meaning alone may find.
PASSAGES, MOST_ALONE, LEAST = 260, 100, 0.25
SYNONYMS = dict(pair for one, other in SENSES for pair in ((one, other), (other, one)))


class Collection(NamedTuple):
    """Passages made of a few words.

    Attributes:
        texts: by the anchor of the passage.
        cosines: what the model itself says of two texts.
    """

    index: Index
    texts: dict[str, str]
    model: Path

    def cosines(self, query: str) -> dict[str, float]:
        """Return the cosine of each passage with a query, computed anew from the texts."""
        vectors = load_model(self.model).embed([query, *self.texts.values()])
        return dict(zip(self.texts, map(float, vectors[1:] @ vectors[0]), strict=True))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    chance = random.Random(5)
    words = sorted(SYNONYMS)
    texts = {
        f"p{number}": " ".join(chance.choices(words, k=chance.randint(2, 5))).capitalize() + "."
        for number in range(PASSAGES)
    }
    model = write_model(tmp_path_factory.mktemp("model"))
    index = Index.in_memory(model=model)
    index.add(
        Article(f"a{anchor}", "", (Section(anchor, "", text),)) for anchor, text in texts.items()
    )
    index.embed()
    return Collection(index, texts, model)


@pytest.mark.parametrize("query", ["sore thighs", "placebo", "rain workout dental", "tooth ache"])
def test_words_and_meaning_are_fused_as_described(made: Collection, query: str) -> None:
    by_words = {hit.anchor: hit.score for hit in made.index.search(query, limit=PASSAGES)}
    best = max(by_words.values())
    cosines = made.cosines(query)
    fused = {
        anchor: (1 - WEIGHT) * by_words.get(anchor, 0) / best + WEIGHT * max(cosine, 0)
        for anchor, cosine in cosines.items()
    }
    hits = made.index.search(query, semantic=True, limit=PASSAGES).hits
    found = {str(hit.anchor): hit for hit in hits}

    assert by_words.keys() <= found.keys()
    for anchor, hit in found.items():
        assert hit.by_meaning is (anchor not in by_words)
        assert hit.score == pytest.approx(fused[anchor], abs=ROUNDING)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)

    nearest = max(LEAST, sorted(cosines.values(), reverse=True)[:MOST_ALONE][-1])
    surely = {anchor for anchor, cosine in cosines.items() if cosine > nearest + ROUNDING}
    assert surely <= found.keys()
    alone = [anchor for anchor, hit in found.items() if hit.by_meaning]
    assert all(cosines[anchor] >= nearest - ROUNDING for anchor in alone)
    assert len(alone) <= MOST_ALONE


def test_passages_in_other_words_come_before_those_about_other_things(tmp_path: Path) -> None:
    index = Index.in_memory(model=write_model(tmp_path / "model"))
    for number, (one, other) in enumerate(SENSES):
        index.add(Article(f"{number}", "", (Section(one, "", f"The {one} is the {one}."),)))
        index.add(Article(f"{number}x", "", (Section(other, "", f"The {other}."),)))
    index.embed()
    figures, by_words = [], []
    for word, synonym in SYNONYMS.items():
        grades = {word: 3, synonym: 3}
        hits = index.search(word, semantic=True).hits
        figures.append(ndcg(grades, [str(hit.anchor) for hit in hits]))
        by_words.append(ndcg(grades, [str(hit.anchor) for hit in index.search(word)]))
    assert np.mean(figures) >= floors.OTHER_WORDS["ndcg"], figures
    assert np.mean(by_words) < 0.7


def test_queries_find_the_passages_that_answer_them_by_meaning_too(
    demo_index: Index, tmp_path: Path
) -> None:
    demo_index.copy_to(tmp_path / "index")
    index = Index.open(tmp_path / "index", model=real_folder())
    index.embed()
    found = ranking_figures.measure(index, semantic=True)
    worst = sorted(found.queries.items(), key=lambda each: each[1])[:10]
    assert found.ndcg >= floors.MEANING["ndcg"], worst
    assert found.first >= floors.MEANING["first"], worst
