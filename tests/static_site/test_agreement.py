"""An exported site answers as `Index.search`: the same passages, in the same order."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from sites import CORPUS, articles_of_many_kinds, export_articles, export_corpus

from browser import Browser, opened_browser, served
from painsci_search import Article, Index, Section
from painsci_search.model import Mark, Results
from painsci_search.query.notation import notations
from painsci_search.query.spelling import variants
from painsci_search.text import stem, tokenize

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


def groups_of(name: str) -> list[Any]:
    """Return the groups of queries of a file, each with its heading as its id."""
    text = (Path(__file__).parent / "queries" / f"{name}.txt").read_text(encoding="utf-8")
    groups = [group.strip().split("\n") for group in text.split("## ")[1:]]
    return [pytest.param(queries, id=heading) for heading, *queries in groups]


def ask_all(browser: Browser, site: str, queries: list[str]) -> list[dict[str, Any]]:
    """Ask a site one query after the other."""
    browser.open(f"{site}/README.txt")
    asked = "all.then(found => search(query, {limit: 1000}).then(one => [...found, one]))"
    script = (
        f"import('{site}/search.js').then(({{search}}) => {json.dumps(queries)}"
        f".reduce((all, query) => {asked}, Promise.resolve([])))"
    )
    found: list[dict[str, Any]] = browser.evaluate(script)
    return found


def from_index(results: Results, site: str) -> dict[str, Any]:
    """Return what of results is compared; of hits the first ten in full."""
    return {
        "total": results.total,
        "partial": results.partial,
        "unknown": list(results.unknown),
        "missing": list(results.missing),
        "read_as": results.read_as,
        "suggestion": results.suggestion,
        "offers": [(offer.query, offer.reason, offer.total) for offer in results.offers],
        "order": [(hit.article.id, hit.anchor) for hit in results.hits],
        "scores": pytest.approx([hit.score for hit in results.hits], rel=1e-6),
        "hits": [
            {
                "snippet": (hit.snippet.text, spans(hit.snippet.highlights), hit.snippet.columns),
                "link": urljoin(f"{site}/", hit.link),
                "heading": (hit.heading, spans(hit.heading_highlights)),
                "title": (hit.article.title, spans(hit.title_highlights)),
                "path": list(map(spans, hit.path_highlights)),
                "authors": list(map(spans, hit.author_highlights)),
                "notes": [note.anchor for note in hit.notes],
                "claims": [
                    (claim.text, list(claim.notes), urljoin(f"{site}/", claim.link))
                    for claim in hit.claims
                ],
            }
            for hit in results.hits[:10]
        ],
    }


def from_site(results: dict[str, Any]) -> dict[str, Any]:
    """Return the same of the results of a site."""
    kept = ("total", "partial", "unknown", "missing", "read_as", "suggestion")
    return {
        **{name: results[name] for name in kept},
        "offers": [(each["query"], each["reason"], each["total"]) for each in results["offers"]],
        "order": [(hit["article"]["id"], hit["anchor"]) for hit in results["hits"]],
        "scores": [hit["score"] for hit in results["hits"]],
        "hits": [
            {
                "snippet": tuple(
                    hit["snippet"][name] for name in ("text", "highlights", "columns")
                ),
                "link": hit["link"],
                "heading": (hit["heading"], hit["heading_highlights"]),
                "title": (hit["article"]["title"], hit["title_highlights"]),
                "path": hit["path_highlights"],
                "authors": hit["author_highlights"],
                "notes": [note["anchor"] for note in hit["notes"]],
                "claims": [(each["text"], each["notes"], each["link"]) for each in hit["claims"]],
            }
            for hit in results["hits"][:10]
        ],
    }


def spans(highlights: Any) -> list[list[int]]:
    return [list(span) for span in highlights]


def check_agreement(browser: Browser, site: str, index: Index, queries: list[str]) -> None:
    for query, there in zip(queries, ask_all(browser, site, queries), strict=True):
        here = index.search(query, limit=1000, lenient=True)
        assert (query, from_site(there)) == (query, from_index(here, site))


def test_characters_of_no_width_are_no_part_of_a_word(
    browser: Browser, site: str, index: Index
) -> None:
    queries = [
        "pla\u200bcebo",
        "\ufeffmassage\u2060 \u200b pain",
        '"back\u200b pain"',
        "title:\u200bmassage",
    ]
    check_agreement(browser, site, index, queries)
    assert all(index.search(query).total for query in queries)


@pytest.mark.parametrize("queries", groups_of("demo"))
def test_a_site_answers_as_the_command_line(
    browser: Browser, site: str, index: Index, queries: list[str]
) -> None:
    check_agreement(browser, site, index, queries)


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


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, str]]:
    """An index of articles in several languages and scripts, and the address of its export."""
    folder = tmp_path_factory.mktemp("many")
    export_articles(folder, articles_of_many_kinds())
    with Index.open(folder / "index") as index, served(folder) as address:
        yield index, f"{address}/search"


@pytest.mark.parametrize("queries", groups_of("many"))
def test_a_site_of_many_kinds_of_articles_answers_as_the_command_line(
    browser: Browser, many: tuple[Index, str], queries: list[str]
) -> None:
    index, site = many
    check_agreement(browser, site, index, queries)


def test_articles_of_all_regions_of_a_language_are_counted_as_one(
    browser: Browser, tmp_path: Path
) -> None:
    articles = [
        Article(tag, tag, (Section("a", "A", "Sore."),), url=f"https://e.org/{tag}", language=tag)
        for tag in ("de", "de-AT", "en", "en-GB", "en-US", "pt-BR")
    ]
    export_articles(tmp_path, articles)
    with Index.open(tmp_path / "index") as index, served(tmp_path) as address:
        here = index.search("sore", facets=True).facets
        site = f"{address}/search"
        there = ask(browser, site, "sore", facets=True)["facets"]["language"]
        narrowed = ask(browser, site, "sore", language="en")["hits"]
    (counts,) = [facet.values for facet in here if facet.field == "lang"]
    expected = [("en", 3), ("de", 2), ("pt", 1)]
    assert [(value.value, value.count) for value in counts] == expected
    assert [(value["value"], value["count"]) for value in there] == expected
    assert {hit["article"]["id"] for hit in narrowed} == {"en", "en-GB", "en-US"}


def test_filters_mean_the_same(browser: Browser, many: tuple[Index, str]) -> None:
    index, site = many
    for options in (
        {"author": "quokka"},
        {"author": "Wombat-Smith"},
        {"since": "2022-11"},
        {"until": "2021"},
        {"since": "2020", "until": "2022"},
        {"cited_since": 2012},
        {"cited_since": 2019},
        {"kind": "note", "since": "2021"},
    ):
        here = index.search("hum OR dose OR cold OR schmerzen", limit=1000, **options)
        there = ask(browser, site, "hum OR dose OR cold OR schmerzen", limit=1000, **options)
        expected = [(hit.article.id, hit.anchor) for hit in here.hits]
        assert [(hit["article"]["id"], hit["anchor"]) for hit in there["hits"]] == expected
        reasons = [(offer.query, offer.reason, offer.total) for offer in here.offers]
        found = [(each["query"], each["reason"], each["total"]) for each in there["offers"]]
        assert found == reasons


def test_other_spellings_are_those_of_the_command_line(browser: Browser, site: str) -> None:
    stems = "tum behavi cent fib cancel label analy paraly random oesophag haemorrh exerc grey disc"
    endings = "our or ours ors re er ed led ing ling se ze sed zed sing zing ise ize isation y s us"
    words = [f"{stem}{ending}" for stem in stems.split() for ending in ["", *endings.split()]]
    browser.open(f"{site}/README.txt")
    found = browser.evaluate(
        f"import('./search.js').then(({{prepare}}) => prepare()).then(({{expander}}) => "
        f"{json.dumps(words)}.map(word => expander.spelling.variants(word)))"
    )
    assert found == [list(variants(word)) for word in words]
    assert sum(map(bool, found)) > 60


def test_names_are_written_otherwise_as_on_the_command_line(browser: Browser, site: str) -> None:
    texts = [
        *("TNFalpha", "TNF alpha", "high TNF alpha", "alpha2delta", "alpha 2 delta", "IL 1 beta"),
        *("vitamin B-12", "5HT3", "5-HT3", "L4/L5", "beta-endorphin", "betaendorphin", "600mg"),
        *("1980s", "10^6", "omega 3", "CRPS1", "x-ray", "sham surgery", "α2δ", "muopioid"),
        *("p<.05", "p = .05", "p < 0.001", "P≤0.05", "0.5 mg", ".5 mg", "1.05", "a.05", "..5"),
        *("mcg/kg", "5mcg/kg", "10 µg/h", "UG/L", "amcg/kg", "mcg"),
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


@pytest.mark.parametrize("name", ["hum.html", "hum.epub", "hum.md"])
def test_links_are_those_of_the_index_whatever_files_they_lead_to(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    text = "It hums so low. Nobody hears that it hums at night."
    section = Section("a", "A", text, marks=(Mark("emphasis", 3, 7),))
    article = Article("hum", "Hum", (section,), url=f"https://example.org/{name}")
    with served(export_articles(tmp_path, [article])) as address:
        found = [ask(browser, address, query)["hits"][0]["link"] for query in ("low", "hears")]
    with Index.open(tmp_path / "index") as index:
        assert found == [index.search(query).hits[0].link for query in ("low", "hears")]
