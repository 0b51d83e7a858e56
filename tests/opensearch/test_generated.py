"""Generated queries have the answers of an embedded index: hits, counts, offers, suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from clusters import delete
from generated import answer, generate

from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from profiles import trials

# Stems, compounds, Greek letters, units, stop words, languages, and words side by side.
_WORDS = (
    "pain pains painful surgery surgical sham shams knee knees placebo nocebo expectation "
    "expectations TNF-α beta endorphin β-endorphin 5mg 5 mg 10⁶ L4/L5 CRPS-1 high-quality trial "
    "trials recovery tissue therapy nerve back low the of not Schütz naïve 疼痛"
).split()
_GERMAN = "Schmerz Schmerztherapie Therapie der Rücken Rückenschmerzen Knie und Gelenk".split()
_UNHEARD = ("zebra", "quux", "does", "help", "CRPS-9")
_TAGS = ("knee", "low back", "guideline")


def _text(random: Random, words: list[str], most: int) -> str:
    drawn = random.choices(words, k=random.randint(3, most))
    return "".join(word + random.choice((" ", " ", " ", ". ", ", ", "\n\n")) for word in drawn)


def _article(random: Random, number: int) -> Article:
    language = random.choice(("en", "en", "en", "de", None))
    words = list(_GERMAN if language == "de" else _WORDS)
    title = " ".join(random.choices(words, k=3))
    notes = tuple(
        Note(
            str(at),
            f"n{at}",
            _text(random, words, 9),
            (Reference("raw", ("Doe J",), title, year=random.choice((1999, 2018, 2021))),),
            ("s0",),
        )
        for at in range(random.randint(0, 2))
    )
    texts = [_text(random, words, 25) for _ in range(random.randint(1, 3))]
    sections = tuple(
        Section(
            f"s{at}",
            random.choice(words),
            text,
            note_refs=tuple(
                NoteRef(note.label, len(text.rstrip()), note.anchor) for note in notes if not at
            ),
        )
        for at, text in enumerate(texts)
    )
    return Article(
        f"a{number}",
        title,
        sections,
        notes,
        authors=(random.choice(("Kim Doe", "Lee Roe")),),
        published=random.choice(("2016", "2019-05", "2021-06-07", None)),
        language=language,
        tags=tuple(random.sample(_TAGS, random.randint(0, 2))),
        metadata={"topic": random.choice(("joint", "nerves"))} if random.random() < 0.4 else {},
    )


@pytest.fixture(scope="module")
def pair(hosts: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Index]]:
    """The same articles in a folder and on a cluster, in three shards."""
    random = Random(20)
    articles = [_article(random, number) for number in range(60)]
    address = f"opensearch://{hosts}/generated"
    delete(address)
    here = Index.create(tmp_path_factory.mktemp("here"))
    here.add(articles)
    with Index.create(f"{address}?shards=3") as there:
        there.add(articles)
        yield here, there
    delete(address)
    here.close()


@pytest.mark.parametrize("seed", range(trials(2, 20)))
def test_a_hundred_queries_have_equal_answers(pair: tuple[Index, Index], seed: int) -> None:
    here, there = pair
    words = [*_WORDS, *_GERMAN, *_UNHEARD]
    phrases = ["sham surgery", "low back pain", "der Rücken", "knee pain", "TNF alpha", "mg 5"]
    for asked in generate(seed, 100, words, phrases):
        assert answer(there, asked) == answer(here, asked), asked


@pytest.mark.parametrize(
    "query",
    [
        "tag:knee",
        'tag:"Low Back"',
        "tag:kn*",
        "pain -tag:knee",
        "meta:topic=joint",
        "meta:topic",
        "meta:topic=ne*",
        "+tag:guideline +meta:topic trial",
    ],
)
def test_tags_and_metadata_filter_and_are_counted_alike(
    pair: tuple[Index, Index], query: str
) -> None:
    here, there = pair
    expected, found = (each.search(query, facets=True, limit=50) for each in pair)
    assert found.total == expected.total > 0
    assert [hit.article for hit in found] == [hit.article for hit in expected]
    assert found.facets == expected.facets
    names = {facet.field for facet in found.facets}
    assert {"tag", "meta"} <= names
    assert here.contents(query) == there.contents(query)
