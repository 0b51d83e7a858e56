"""Each spelling of a name finds the others, in phrases too, and is marked where it is written."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from painsci_search import Article, Index, Section

LINES = (Path(__file__).parent / "spellings.txt").read_text("utf-8").splitlines()
GROUPS = [
    [spelling.strip() for spelling in line.split("|")]
    for line in LINES
    if line and not line.startswith("#")
]
BEFORE, AFTER = "Then they measured ", " yesterday in all of them."


@pytest.fixture(scope="module")
def indexes() -> dict[str, Index]:
    """For each group an index with an article for each spelling, whose id is the spelling."""
    found = {}
    for group in GROUPS:
        found[group[0]] = Index.in_memory()
        for number, spelling in enumerate(group):
            text = f"{BEFORE}{spelling}{AFTER}"
            found[group[0]].add(Article(str(number), "Title", (Section("s", "Head", text),)))
    return found


@pytest.mark.parametrize(
    ("group", "typed"), [(group[0], typed) for group in GROUPS for typed in group]
)
@pytest.mark.parametrize("query", ["{}", '"{}"', '"measured {} yesterday"'])
def test_a_spelling_finds_all_that_mean_the_same(
    indexes: dict[str, Index], group: str, typed: str, query: str
) -> None:
    spellings = next(each for each in GROUPS if each[0] == group)
    results = indexes[group].search(query.format(typed), limit=20)
    assert {hit.article.id for hit in results.hits} == set(map(str, range(len(spellings))))
    assert not results.partial
    for hit in results.hits:
        shown = spellings[int(hit.article.id)]
        start, end = len(BEFORE), len(BEFORE) + len(shown)
        if "measured" in query:
            start, end = BEFORE.index("measured"), end + len(" yesterday")
        marked = hit.snippet.highlights
        assert (marked[0][0], marked[-1][1]) == (start, end), hit.snippet.text
        if query != "{}":
            assert marked == ((start, end),)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        *permutations(("ガン", "カン"), 2),
        *permutations(("ペイン", "ベイン"), 2),
        *permutations(("мой", "мои"), 2),
        *permutations(("5 mg", "5 ml"), 2),
        *permutations(("10^6", "106"), 2),
        *permutations(("5-HT3", "5-HT4"), 2),
        *permutations(("TNF-α", "TNF-β"), 2),
    ],
)
def test_other_words_are_not_found(typed: str, written: str) -> None:
    index = Index.in_memory()
    index.add(Article("a", "Title", (Section("s", "Head", f"{BEFORE}{written}{AFTER}"),)))
    assert not index.search(f'"{typed}"').hits or index.search(f'"{typed}"').partial


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("placebo –cells", {"without"}),
        ("placebo -cells", {"without"}),
        ("placebo–cells", {"with"}),
        ("placebo – cells", {"with", "without"}),
        ("5–10", {"with"}),
    ],
)
def test_an_en_dash_is_a_minus_only_after_a_space(query: str, found: set[str]) -> None:
    index = Index.in_memory()
    texts = {"with": "Here 5–10 placebo cells are seen.", "without": "Only placebo is here."}
    for name, text in texts.items():
        index.add(Article(name, "Title", (Section("s", "Head", text),)))
    assert {hit.article.id for hit in index.search(query).hits} == found


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("慢性疼痛", ["慢性疼痛"]),
        ('"疼痛の治療"', ["疼痛の治療"]),
        ("「運動療法」", ["運動療法"]),
        ("がん", ["がん"]),
        ("5mg", ["5mg"]),
        ("運動療法の効果", ["運動療法"]),
    ],
)
def test_words_are_found_in_text_without_spaces(query: str, marked: list[str]) -> None:
    index = Index.in_memory()
    text = "慢性疼痛の治療には運動療法が有効である。がんでは5mgを服用した。"
    index.add(Article("a", "題", (Section("s", "章", text),)))
    (hit,) = index.search(query).hits
    spans = hit.snippet.highlights
    assert [hit.snippet.text[start:end] for start, end in spans] == marked
