"""Articles in several languages are found by the rules of each, in one index."""

from __future__ import annotations

import subprocess
import sys

import pytest

from painsci_search import Article, Index, Results, Section
from painsci_search.engine import compounds
from painsci_search.query.localising import localise
from painsci_search.query.parser import parse_query
from painsci_search.query.stop_words import scored_leaves
from painsci_search.search.languages import in_languages_of
from painsci_search.sentences import sentences

GERMAN = "Die Therapie der Schmerzen braucht Zeit. Eine Schmerztherapie hilft dem Rücken."
FRENCH = "Le traitement de l’arthrose du genou reste simple. Les douleurs d'arthrose varient."
ENGLISH = "The treatment of pain takes time. War and heat changed how it was treated."
SPANISH = "La articulación duele. Las inflamaciones crónicas duran."
PORTUGUESE = "As articulações doem. Uma lesão dura."


def article(name: str, language: str | None, *texts: str) -> Article:
    sections = tuple(Section(f"s{n}", f"Part {n}", text) for n, text in enumerate(texts))
    return Article(name, f"Title {name}", sections, language=language)


@pytest.fixture(scope="module")
def index() -> Index:
    made = Index.in_memory()
    texts = {"de": GERMAN, "fr": FRENCH, "en": ENGLISH, "es": SPANISH, "pt": PORTUGUESE}
    for language, text in texts.items():
        made.add(article(language, language, text))
    return made


def marked(results: Results) -> dict[str, list[str]]:
    return {
        hit.article.id: [hit.snippet.text[a:b] for a, b in hit.snippet.highlights]
        for hit in results.hits
    }


@pytest.mark.parametrize(
    ("query", "read_as", "found"),
    [
        ("Rückenschmerz", "rucken schmerz", ["Schmerzen", "Schmerztherapie", "Rücken"]),
        ("+Zeit Zeitrücken", "+Zeit zeit rucken", None),
        ("Schmerzxyzzy", None, []),
        ("Wartherapie", None, []),
    ],
)
def test_a_compound_that_occurs_nowhere_is_read_as_its_words(
    index: Index, query: str, read_as: str | None, found: list[str] | None
) -> None:
    results = index.search(query)
    assert results.read_as == read_as
    if found is not None:
        assert marked(results).get("de", []) == found
        assert results.unknown == (query,)


def test_the_words_of_a_compound_that_occurs_nowhere_are_found_in_compounds(
    index: Index,
) -> None:
    assert marked(index.search("Schmerz-Xyzzy")) == marked(index.search("Schmerz"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Schmerz", {"de": ["Schmerzen", "Schmerztherapie"]}),
        ("schmerzes", {"de": ["Schmerzen", "Schmerztherapie"]}),
        ("Therapien", {"de": ["Therapie", "Schmerztherapie"]}),
        ('"Therapie der Schmerz"', {"de": ["Therapie der Schmerzen"]}),
        ("Schmerztherapien", {"de": ["Schmerztherapie"]}),
        ("rucken", {"de": ["Rücken"]}),
        ("arthrose", {"fr": ["arthrose", "arthrose"]}),
        ("arthroses", {"fr": ["arthrose", "arthrose"]}),
        ("l'arthrose", {"fr": ["l’arthrose", "arthrose"]}),
        ("l’arthrose", {"fr": ["l’arthrose", "arthrose"]}),
        ("d’arthrose", {"fr": ["arthrose", "d'arthrose"]}),
        ("qu'arthrose", {"fr": ["arthrose", "arthrose"]}),
        ('"douleur d’arthroses"', {"fr": ["douleurs d'arthrose"]}),
        ("articulaciones", {"es": ["articulación"]}),
        ("articulação", {"pt": ["articulações"]}),
        ("lesões", {"pt": ["lesão"]}),
        ("treatments", {"en": ["treatment"]}),
        ("war", {"en": ["War"]}),
        ("traitements", {"fr": ["traitement"]}),
        ("traitements lang:en", {}),
        ("lang:de Therapie", {"de": ["Therapie", "Schmerztherapie"]}),
    ],
)
def test_a_word_is_found_by_the_rules_of_each_language(
    index: Index, query: str, found: dict[str, list[str]]
) -> None:
    assert marked(index.search(query)) == found


def test_titles_and_headings_are_marked_by_the_rules_of_their_language() -> None:
    index = Index.in_memory()
    sections = (Section("s", "Schmerztherapie im Alter", "Die Therapie und der Schmerz."),)
    index.add(Article("a", "Über Schmerzen", sections, language="de"))
    (hit,) = index.search("Schmerz", kind="section").hits
    assert [hit.article.title[a:b] for a, b in hit.title_highlights] == ["Schmerzen"]
    assert [hit.heading[a:b] for a, b in hit.heading_highlights] == ["Schmerztherapie"]


@pytest.mark.parametrize(
    ("query", "compound", "others", "is_found"),
    [
        ("Schmerz", "Kopfschmerzen", "Kopf", True),
        ("Schmerz", "Kopfschmerzen", "Fuß", False),  # a part occurs nowhere
        ("Kopf", "Kopfschmerzen", "Schmerz", True),
        ("Erfolg", "Behandlungserfolg", "Behandlung", True),
        ("Behandlung", "Behandlungserfolge", "Erfolg", True),
        ("Schule", "Rückenschulen", "Rücken", True),
        ("Rücken", "Rückenschmerztherapie", "Schmerz Therapie", True),
        ("Schmerz", "Rückenschmerztherapie", "Rücken Therapie", True),
        ("Therapie", "Rückenschmerztherapie", "Rücken Schmerz", True),
        ("Rat", "Operation", "Opera Ionen", False),
        ("Arm", "Armschmerz", "Schmerz", True),
        ("Arm", "Darmschmerz", "Schmerz", False),
    ],
)
def test_a_compound_is_split_into_words_that_occur(
    query: str, compound: str, others: str, is_found: bool
) -> None:
    index = Index.in_memory()
    index.add(article("a", "de", f"Hier ist {compound} gemeint.", f"Auch {others} gibt es."))
    found = marked(index.search(query, kind="section", limit=1))
    first = [hit for hit in index.search(query).hits if compound in hit.snippet.text]
    assert bool(first) == is_found, found
    if is_found:
        (span,) = first[0].snippet.highlights
        assert first[0].snippet.text[slice(*span)] == compound


def test_compounds_of_several_segments_are_those_of_one() -> None:
    index = Index.in_memory()
    index.add(article("a", "de", "Der Kopfschmerz ist stark."))
    assert not index.search("Kopf").hits
    index.add(article("b", "de", "Ein Schmerz kommt selten allein."))
    assert marked(index.search("Kopf")) == {"a": ["Kopfschmerz"]}


def test_words_of_any_length_are_no_compounds(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.in_memory()
    long = "schmerz" * 400
    index.add(article("a", "de", f"Der Kopfschmerz und {long} am Kopf, der Schmerz."))
    tried = []
    split = compounds.Splitter._split
    monkeypatch.setattr(
        compounds.Splitter, "_split", lambda self, text: tried.append(text) or split(self, text)
    )
    assert "Kopfschmerz" in marked(index.search("Kopf"))["a"]
    index.search("Schmerz")
    assert max(map(len, tried)) < 60


def test_compounds_of_a_long_text_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.in_memory()
    index.add(article("a", "de", "Der Kopfschmerz am Kopf, ein Schmerz."))
    asked = []
    monkeypatch.setattr(compounds, "compounds_of", lambda word, *_: asked.append(word) or ())
    index.search("Kopf Schmerz")
    assert asked[:2] == ["kopf", "schmerz"]
    asked.clear()
    index.search(" ".join(f"Wort{chr(97 + n // 10)}{chr(97 + n % 10)}" for n in range(60)))
    assert not asked


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("was hilft bei Schmerzen", {"de"}),
        ("was and war", {"en"}),
        ("le traitement de la douleur", {"fr"}),
    ],
)
def test_stop_words_are_those_of_the_language_of_the_query(
    index: Index, query: str, found: set[str]
) -> None:
    assert {hit.article.id for hit in index.search(query).hits} == found


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("de", "Wir sahen z. B. Schmerzen am 3. Mai. Danach kam Dr. Huber.", "am 3. Mai."),
        ("de", "Das gilt ca. Hundert Mal, vgl. Abb. Zwei davon. Dann nicht.", "davon."),
        ("fr", "Voir p. ex. Marie et M. Petit, cf. Fig. Deux. Puis la suite.", "Deux."),
        ("es", "Según el Dr. Soto, pág. Diez, p. ej. Ana. Luego nada.", "Ana."),
        ("it", "Il dott. Verdi, cfr. Fig. Due, disse no. Poi nulla.", "no."),
    ],
)
def test_a_sentence_does_not_end_at_an_abbreviation_of_its_language(
    language: str, text: str, first: str
) -> None:
    index = Index.in_memory()
    index.add(article("a", language, f"{text}\n\n{'Sonst wort ' * 40}zebra."))
    made = index.search("zebra").hits[0]
    assert made.article.id == "a"
    start, end = sentences(text, (), language)[0]
    assert text[start:end].endswith(first)


def test_an_article_without_a_language_has_that_of_its_words() -> None:
    index = Index.in_memory()
    prose = (
        "Die Behandlung ist nicht für alle gleich, und sie braucht Zeit. Wenn der Rücken weh tut, "
        "hilft es oft, sich zu bewegen. Das ist auch bei einer Schmerztherapie so, die man mit dem "
        "Arzt plant. Die Therapien sind dabei nur ein Teil von dem, was sich im Alltag ändert."
    )
    index.add(article("a", None, prose))
    assert marked(index.search("therapie lang:de"))["a"] == ["Therapien"]


@pytest.mark.parametrize("common", ["placebo", "Placebo Effekt"])
def test_a_passage_scores_alike_in_each_language(common: str) -> None:
    index = Index.in_memory()
    for number in range(6):
        index.add(article(f"en{number}", "en", f"The placebo effekt number {number} is here."))
        index.add(article(f"x{number}", "en", f"Nothing of it number {number} is here."))
    index.add(article("de", "de", "Ein Placebo Effekt Nummer eins ist hier."))
    scores = {hit.article.id: hit.score for hit in index.search(common, limit=20).hits}
    assert scores["de"] == pytest.approx(scores["en0"], rel=0.05)


def test_a_word_is_as_rare_as_in_the_language_that_uses_it() -> None:
    index = Index.in_memory()
    for number in range(40):
        index.add(article(f"en{number}", "en", f"Some words on knees, number {number}."))
    for number in range(4):
        index.add(article(f"de{number}", "de", "Schmerzen im Knie und Gicht."[: 16 + 12 * number]))
    alone = Index.in_memory()
    for number in range(4):
        alone.add(article(f"de{number}", "de", "Schmerzen im Knie und Gicht."[: 16 + 12 * number]))
    assert [hit.article.id for hit in index.search("Gicht Schmerz").hits] == [
        hit.article.id for hit in alone.search("Gicht Schmerz").hits
    ]


def test_segments_are_merged_within_a_language() -> None:
    index = Index.in_memory()
    for number in range(12):
        index.add(article(f"a{number}", ("de", "en")[number % 2], f"Knie knees Nummer {number}."))
    views = index._store.snapshot.views
    assert {view.segment.language for view in views} == {"", "de"}
    assert len(views) < 8
    assert len(index.search("knee", limit=20).hits) == 6
    assert len(index.search("Knie", limit=20).hits) == 12


def test_steps_of_adding_do_not_change_an_answer() -> None:
    once, many = Index.in_memory(), Index.in_memory()
    texts = {"de": GERMAN, "fr": FRENCH, "en": ENGLISH, "es": SPANISH, None: PORTUGUESE}
    articles = [
        article(f"{language}{number}", language, f"{text} Teil {number}.", text[:40])
        for number in range(3)
        for language, text in texts.items()
    ]
    once.add(articles)
    for each in articles:
        many.add(each)
    many.remove("es1")
    once.remove("es1")
    for query in ("Schmerz", "l'arthrose", "treatment", "articulaciones Therapie", "teil -time"):
        left, right = (index.search(query, limit=50, facets=True) for index in (once, many))
        assert left.hits == right.hits
        assert left.facets == right.facets


def test_facets_and_counts_name_the_languages(index: Index) -> None:
    facets = {facet.field: facet.values for facet in index.search("title", facets=True).facets}
    assert {value.value: value.count for value in facets["lang"]} == dict.fromkeys(
        ("de", "en", "es", "fr", "pt"), 2
    )
    assert {(each.language, each.articles) for each in index.stats().languages} == {
        (language, 1) for language in ("de", "en", "es", "fr", "pt")
    }
    only = Index.in_memory()
    only.add(article("a", "en", ENGLISH))
    assert "lang" not in {facet.field for facet in only.search("pain", facets=True).facets}


def test_articles_of_all_regions_of_a_language_are_counted_as_one() -> None:
    index = Index.in_memory()
    tags = ("de", "de-AT", "de-de", "en", "en-GB", "pt-BR")
    index.add([article(tag, tag, f"Pain {tag}.") for tag in tags])
    counts = [(each.language, each.articles) for each in index.stats().languages]
    assert counts == [("de", 3), ("en", 2), ("pt", 1)]
    (facet,) = [each for each in index.search("pain", facets=True).facets if each.field == "lang"]
    for value in facet.values:
        found = index.search(f"lang:{value.value} kind:section", limit=9)
        assert len({hit.article.id for hit in found.hits}) == dict(counts)[value.value]
    assert [value.value for value in facet.values] == ["de", "en", "pt"]


def test_a_query_in_english_keeps_its_tree() -> None:
    index = Index.in_memory()
    index.add([article("a", "en", ENGLISH), article("b", "ja", "慢性の痛み")])
    tree = parse_query("was l'arthrose bei pain")
    assert in_languages_of(tree, index._store.snapshot) is tree


_QUERY = """
import sys
from painsci_search import Article, Index, Section
index = Index(sys.argv[1])
assert index.search("knees treated l'effet").hits
print("painsci_search.languages" in sys.modules)
"""


@pytest.mark.process
def test_an_index_in_english_needs_no_other_language(tmp_path: object) -> None:
    with Index.create(tmp_path) as index:
        index.add(article("a", "en", ENGLISH + " Knees."))
    command = [sys.executable, "-c", _QUERY, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"


def test_a_word_within_others_is_not_said_to_occur_nowhere() -> None:
    index = Index.in_memory()
    text = "Nach der VersorgungsLeitlinie ist Bewegung gut. Der Rücken mag das."
    index.add(article("a", "de", text))
    index.add(article("b", "en", "A zebrafish swims."))
    for query in ("Leitlinie Bewegung", "Leitlinien Bewegung"):
        results = index.search(query)
        assert (results.unknown, results.missing) == ((), (query.split()[0],))
    # in English two words are two, and few letters are in many words
    assert index.search("zebra Bewegung").unknown == ("zebra",)
    assert index.search("eit Bewegung").unknown == ("eit",)


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("de", "Bei Gicht ist Ruhe gut.", "Was hilft bei Gicht?"),
        ("de", "Bei Gicht ist Ruhe gut.", "Hilft Ruhe bei Gicht?"),
        ("fr", "La goutte est douloureuse.", "Comment aider avec la goutte"),
        ("es", "La gota duele mucho.", "¿Qué ayuda con la gota?"),
        ("it", "La gotta fa male.", "Cosa aiuta contro la gotta?"),
        ("nl", "Jicht doet zeer.", "Wat helpt bij jicht?"),
        ("pt", "A gota dói.", "O que ajuda na gota?"),
    ],
)
def test_verbs_of_a_question_that_carry_little_are_dropped(
    language: str, text: str, query: str
) -> None:
    index = Index.in_memory()
    index.add(article("a", language, text))
    results = index.search(query)
    assert (results.total, results.unknown, results.partial) == (1, (), False)


@pytest.mark.parametrize(
    ("code", "query", "kept"),
    [
        ("fr", "comment améliorer la marche avec une prothèse", ["marche", "prothèse"]),
        ("fr", "comment ça marche avec une prothèse", ["prothèse"]),
        ("de", "was hilft mir", ["hilft"]),
        ("de", "helfen Gicht", ["helfen", "Gicht"]),
    ],
)
def test_a_light_verb_is_kept_as_a_noun_and_by_itself(
    code: str, query: str, kept: list[str]
) -> None:
    tree = localise(parse_query(query), [code], lambda *_: ())
    assert [leaf.text for leaf in scored_leaves(tree) if leaf.text != "améliorer"] == kept


def test_a_word_that_is_in_longer_ones_alone_is_unknown_and_offered_there() -> None:
    index = Index.in_memory()
    index.add(article("a", "de", "Die Schmerztherapie hilft. Bewegung auch."))
    for query, letters in (("Therapie", "therapie"), ("Therapien", "therapi")):
        results = index.search(query)
        assert (results.total, results.unknown) == (0, (query,))
        (offer,) = results.offers
        assert (offer.query, offer.total) == (f"*{letters}*", 1)
        assert offer.reason == f"with \u201c{query}\u201d in longer words"
        assert index.search(offer.query).total == 1
    first, *_ = index.search("Therapie AND Bewegung").offers
    assert first.query == "*therapie* AND Bewegung"
    (both,) = index.search("Therapie zebra").offers
    assert both.query == "*therapie* zebra"
