"""An exported site answers as `Index.search`: the same passages, in the same order."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sites import CORPUS, export_articles, export_corpus

from browser import Browser, opened_browser, served
from painsci_search import Article, Index, Section
from painsci_search.query.notation import notations
from painsci_search.text import stem, tokenize

QUERIES = """
placebo
nocebo effect
"sham surgery"
"meta-analysis"
meta-analysis
placebo -meta-analysis
placebo NOT knee
placebo AND nocebo
placebo OR massage
+massage pain
(placebo OR nocebo) AND expectation
"placebo effect" -"sham surgery"
title:massage
heading:exercise
note:trial
author:smith
journal:pain
"low back pain"
LBP
MRI
RCT
tumour
randomized trial
randomised
behavioural
sensitization
"central sensitization"
0.5 mL
5mg
µ-opioid
COVID-19
L4/L5
x-ray
non-specific
nonspecific low back pain
don't
people's beliefs
what is the placebo effect
how do expectations change pain
how long does back pain last
is exercise good for back pain
year:2018
year:[2010 TO 2015]
year:>=2015 placebo
kind:note massage
has:reference pain
article:asmr
lang:en pain
pmid:30397584
10.1136/bmj.h2747
sensiti*
*algesia
placebo~1
"back pain imaging"~3
pain pain pain
the
"the pain"
imaging^3 pain
massage,exercise
zebra pain
plasebo
exersize
masage theraphy
""".strip().split("\n")
# Texts whose words are compared one by one.
TEXTS = [
    "β-endorphin, TNF-α and TNFα; Aδ fibres, α2δ; 5 µg and 5µg of it, 600mg, the 1st, 1980s",
    "10^6, 10⁶ and 10⁻³; L4/L5, 10.1136/bmj.h2747; naïve, Hróbjartsson’s ﬁeld; 1,000–2,000; A&B",
    "慢性疼痛の治療と腰痛 — 한국어 통증, العَرَبِيَّة, עִבְרִית, हिन्दी, ไทย; Straße, ΣΊΣΥΦΟΣ, İstanbul",
    "co\u00adoperate, rock'n'roll, patients’ and patient’s, 5'9, m², CO₂, ½, Ⅳ, 𝔸bc, a_b, -x-",
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened_browser(tmp_path_factory.mktemp("profile"), "sites are not looked at") as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    export_corpus(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with served(folder / "site") as address:
        yield f"{address}/search"


@pytest.fixture(scope="module")
def index(folder: Path) -> Iterator[Index]:
    with Index.open(folder / "index", base_url="../articles") as opened:
        yield opened


def ask(browser: Browser, site: str, query: str, **options: Any) -> dict[str, Any]:
    if browser.evaluate("location.href") != f"{site}/README.txt":
        browser.open(f"{site}/README.txt")
    script = (
        f"import('{site}/search.js').then(module => "
        f"module.search({json.dumps(query)}, {json.dumps(options)}))"
    )
    found: dict[str, Any] = browser.evaluate(script)
    return found


@pytest.mark.parametrize("query", QUERIES)
def test_a_site_answers_as_the_command_line(
    browser: Browser, site: str, index: Index, query: str
) -> None:
    here = index.search(query, limit=1000)
    there = ask(browser, site, query, limit=1000)
    assert there["total"] == here.total
    expected = [(hit.article.id, hit.anchor) for hit in here.hits]
    assert [(hit["article"]["id"], hit["anchor"]) for hit in there["hits"]] == expected
    scores = [hit.score for hit in here.hits]
    assert [hit["score"] for hit in there["hits"]] == pytest.approx(scores, rel=1e-6)
    assert there["suggestion"] == here.suggestion
    assert tuple(there["unknown"]) == here.unknown
    assert there["partial"] == here.partial
    snippets = [(hit.snippet.text, list(map(list, hit.snippet.highlights))) for hit in here.hits]
    shown = [hit["snippet"] for hit in there["hits"]]
    assert [(each["text"], each["highlights"]) for each in shown] == snippets


@pytest.mark.parametrize("query", ["sham surgery", "placebo", "exercise"])
def test_links_of_hits_highlight_the_sentence_of_their_snippet(
    browser: Browser, site: str, query: str
) -> None:
    sections = ask(browser, site, query, kind="section", limit=50)["hits"]
    assert len(sections) > 5
    for hit in sections:
        assert "#:~:text=" in hit["link"] or f"#{hit['anchor']}:~:text=" in hit["link"]


@pytest.mark.parametrize("options", [{"sort": "date"}, {"kind": "note"}, {"per_article": 1}])
def test_options_mean_the_same(
    browser: Browser, site: str, index: Index, options: dict[str, Any]
) -> None:
    here = index.search("pain", limit=1000, **options)
    there = ask(browser, site, "pain", limit=1000, **options)
    expected = [(hit.article.id, hit.anchor) for hit in here.hits]
    assert [(hit["article"]["id"], hit["anchor"]) for hit in there["hits"]] == expected


def test_words_and_stems_are_those_of_the_index(browser: Browser, site: str) -> None:
    chance = random.Random(7)
    signs = "aZbs1 90-'’./&:,–µαδ⁶²^é\u0301\u00ad\n腰の ß"
    texts = [*TEXTS, *("".join(chance.choices(signs, k=60)) for _ in range(2000))]
    texts += [file.read_text(encoding="utf-8") for file in sorted(CORPUS.glob("*.html"))]
    browser.open(f"{site}/README.txt")
    names = "Promise.all(['tokens', 'stems'].map(name => import(`./${name}.js`)))"
    found = browser.evaluate(
        f"{names}.then(([{{tokenize}}, {{stem}}]) => {json.dumps(texts)}.map(text => "
        "tokenize(text).map(token => [token.word, token.position, token.parts, stem(token.word)])))"
    )
    for text, tokens in zip(texts, found, strict=True):
        expected = [
            [each.word, each.position, each.parts, stem(each.word)] for each in tokenize(text)
        ]
        assert tokens == expected, text[:200]


def test_stems_of_inflected_words_are_those_of_the_index(browser: Browser, site: str) -> None:
    roots = {
        token.word for file in CORPUS.glob("*.html") for token in tokenize(file.read_text("utf-8"))
    }
    endings = "s ed ing ly ational ization izers eedly ingly ies ied us ness ogist ement ion li"
    words = sorted(
        {
            root + ending
            for root in roots
            if root.isascii() and root.isalpha()
            for ending in endings.split()
        }
    )
    browser.open(f"{site}/README.txt")
    found = browser.evaluate(
        f"import('./stems.js').then(({{stem}}) => {json.dumps(words)}.map(stem))"
    )
    assert len(words) > 10_000
    wrong = [word for word, stemmed in zip(words, found, strict=True) if stemmed != stem(word)]
    assert wrong == []


def test_text_in_any_script_is_found(browser: Browser, tmp_path: Path) -> None:
    texts = {"ja": "慢性疼痛の治療には運動が役立つ。", "el": "Η β-ενδορφίνη μειώνει τον πόνο."}
    articles = [
        Article(name, name, (Section("a", "A", text),), url=f"https://example.org/{name}")
        for name, text in texts.items()
    ]
    with served(export_articles(tmp_path, articles)) as address:
        browser.open(f"{address}/README.txt")
        for query, name in (("疼痛", "ja"), ('"運動が役立つ"', "ja"), ("πονο", "el")):
            script = f"import('./search.js').then(module => module.search({json.dumps(query)}))"
            hits = browser.evaluate(script)["hits"]
            assert [hit["article"]["id"] for hit in hits] == [name], query
        # a run that occurs nowhere is looked for by its pairs of characters
        script = "import('./search.js').then(({search}) => search('疼痛療法'))"
        snippet = browser.evaluate(script)["hits"][0]["snippet"]
        spans = [snippet["text"][start:end] for start, end in snippet["highlights"]]
        assert spans == ["疼痛"]


SEVERAL = {
    "knie": (
        "de",
        "Die Kniegelenke schmerzen bei Belastung. Eine Schmerztherapie hilft manchmal.",
        "Die Therapie der Knieschmerzen beginnt mit Bewegung. Patienten werden behandelt.",
    ),
    "ruecken": (
        "de",
        "Rückenschmerzen sind häufig. Die Patientin bewegt sich wenig.",
        "Übungen helfen vielen Patienten. Massagen auch.",
    ),
    "genou": (
        "fr",
        "L’arthrose du genou est fréquente. Les douleurs chroniques des genoux gênent.",
        "Le traitement de la douleur chronique commence par l’exercice.",
    ),
    "knee": (
        "en",
        "Knees hurt under load. Pain therapy sometimes helps patients.",
        "Massage and movement for pain of the knee.",
    ),
}


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, str]]:
    """An index of articles in three languages, and the address of its export."""
    folder = tmp_path_factory.mktemp("several")
    articles = [
        Article(
            name,
            name.title(),
            tuple(Section(f"s{at}", f"Part {at}", text) for at, text in enumerate(texts)),
            url=f"https://example.org/{name}",
            language=language,
        )
        for name, (language, *texts) in SEVERAL.items()
    ]
    search = export_articles(folder, articles)
    with Index.open(folder / "index") as index, served(folder) as address:
        assert search == folder / "search"
        yield index, f"{address}/search"


@pytest.mark.parametrize(
    "query",
    [
        *("schmerzen", "schmerz", "patient", "massage", "knie", "genoux", "douleur", "therapie"),
        *("l'arthrose", "arthrose", '"douleur chronique"', "exercice", "lang:de patient"),
        *("was hilft bei schmerzen", "schmerzen bei belastung", "bewegung*", "rücken", "pain"),
    ],
)
def test_a_site_in_several_languages_answers_as_the_command_line(
    browser: Browser, several: tuple[Index, str], query: str
) -> None:
    index, site = several
    here = index.search(query, limit=100)
    there = ask(browser, site, query, limit=100)
    expected = [(hit.article.id, hit.anchor) for hit in here.hits]
    assert [(hit["article"]["id"], hit["anchor"]) for hit in there["hits"]] == expected
    scores = [hit.score for hit in here.hits]
    assert [hit["score"] for hit in there["hits"]] == pytest.approx(scores, rel=1e-6)
    assert here.hits


def test_names_are_written_otherwise_as_on_the_command_line(browser: Browser, site: str) -> None:
    texts = [
        *("TNFalpha", "TNF alpha", "high TNF alpha", "alpha2delta", "alpha 2 delta", "IL 1 beta"),
        *("vitamin B-12", "5HT3", "5-HT3", "L4/L5", "beta-endorphin", "betaendorphin", "600mg"),
        *("1980s", "10^6", "omega 3", "CRPS1", "x-ray", "sham surgery", "α2δ", "muopioid"),
    ]
    browser.open(f"{site}/README.txt")
    found = browser.evaluate(
        f"import('./notation.js').then(({{notations}}) => {json.dumps(texts)}.map(notations))"
    )
    assert found == [notations(text) for text in texts]


def test_only_the_parts_with_the_words_of_a_query_are_loaded(browser: Browser, site: str) -> None:
    browser.open(f"{site}/README.txt")
    loaded = browser.evaluate(
        "import('./search.js').then(({search}) => search('placebo', {limit: 1}))"
        ".then(() => performance.getEntriesByType('resource').map(each => each.name))"
    )
    kinds = [name.split("/search/")[1].split("-")[0] for name in loaded if "/index/" in name]
    assert sorted(kinds) == ["index/records", "index/terms", "index/words"]
    assert sum("/articles/" in name for name in loaded) == 1
