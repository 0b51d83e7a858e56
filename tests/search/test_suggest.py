"""Did you mean: what is offered for a word that was mistyped, run together or torn apart."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from corpora import snapshot_of

from operations import count_calls
from painsci_search import Article, Index, Section
from painsci_search.engine.lexicon import NearWord, error_cost, is_known, nearest_words
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.text import stem

# As typed, and as meant: words of the demo corpus.
TYPOS = """
    placibo placebo  plasebo placebo  plcebo placebo  palcebo placebo  placeboo placebo
    nocibo nocebo  excercise exercise  exersise exercise excersise exercise
    exrecise exercise  streching stretching  stretcing stretching  strecthing stretching
    massge massage  masage massage  massague massage  accupuncture acupuncture
    acupunture acupuncture  acupuncure acupuncture  arthoscopic arthroscopic
    artroscopic arthroscopic  arthroscpy arthroscopy  fibromialgia fibromyalgia
    fybromyalgia fibromyalgia  fibromyalga fibromyalgia  sensitzation sensitization
    sensitasation sensitisation  catastrophysing catastrophizing  catastophizing catastrophizing
    musculosceletal musculoskeletal  musculoskelatal musculoskeletal
    muskuloskeletal musculoskeletal  osteoarthitis osteoarthritis  osteoathritis osteoarthritis
    osteoartritis osteoarthritis  neuropathc neuropathic  nueropathic neuropathic
    neuroscence neuroscience  expecation expectation  expactation expectation
    expectaion expectation  hypoalgisia hypoalgesia  hypolagesia hypoalgesia  insomina insomnia
    insomia insomnia  infalmmation inflammation  migrane migraine  meniscectmy meniscectomy
    menisectomy meniscectomy  randomzed randomized  ramdomised randomised  physican physician
    phisicians physicians  questionaire questionnaires  rheumatolgy rheumatology
    rhuematology rheumatology  shouder shoulder  sholder shoulder  sorness soreness
    surgry surgery  sugrery surgery  surgary surgery  systmatic systematic  systematc systematic
    tigger trigger  triger trigger  trigegr trigger  vertabral vertebral
    vertebroplaty vertebroplasty  wether weather  wheather weather  headahce headache
    hedache headache  diagnossis diagnosis  diagnoss diagnosis  degenrative degenerative
    degenaritive degenerative  chroinc chronic  cronic chronic  analgeisc analgesic
    analgesik analgesic  cartilege cartilage  cartiladge cartilage  anxeity anxiety
    anxity anxiety  psycological psychological  pyschological psychological  phsycology psychology
    imagning imaging  tingeling tingling  tinglng tingling  ilness illness  treatmnet treatment
    treatement treatment  thereapy therapy  evidnece evidence  posutre posture  plasibo placebo
    newropathic neuropathic  kronic chronic  akupunkture acupuncture  fizical physical
    sykological psychological  rumatology rheumatology  migrayne migraine
    fibermyalgia fibromyalgia  neadling needling  hedakes headaches  opoids opioids
    oppiods opioids  nosebo nocebo  platnar plantar  fascitis fasciitis  fasciitus fasciitis
    menisus meniscus  meniskus meniscus  nocicepton nociception  nosiception nociception
    hyperalgeasia hyperalgesia  sertonin serotonin  fysical physical  fisical physical
    fycologicl psychological  stretchng stretching  sensatisasion sensitisation
    expektashun expectation  brane brain  nek neck  kne knee  bakc back  muscel muscle
    mussle muscle  sleap sleep  tabelts tablets  sugeon surgeon  catastrofizing catastrophizing
    anesthtic anaesthetic  artheritis arthritis  theripy therapy  docter doctor  pashent patient
""".split()


@pytest.fixture(scope="module")
def demo(demo_index: Index) -> Snapshot:
    return snapshot_of(demo_index)


def test_most_misspelt_words_of_the_demo_corpus_are_put_right(demo: Snapshot) -> None:
    pairs = list(zip(TYPOS[::2], TYPOS[1::2], strict=True))
    assert len(pairs) > 130
    wrong = []
    for typed, meant in pairs:
        assert is_known(meant, demo), meant
        assert not is_known(typed, demo), typed
        found = nearest_words(typed, demo)
        if not found or stem(found[0].word) != stem(meant):
            wrong.append(typed)
    assert len(wrong) <= 9, wrong


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("placibo", "placebo"),
        ("massge sorness", "massage soreness"),
        ("sham surgury", "sham surgery"),
        ('"sham surgury"', '"sham surgery"'),
        ("+plasebo -nocibo", "+placebo -nocibo"),
        ("author:mosely", "author:moseley"),
        ("placibo^2 nocebo", "placebo^2 nocebo"),
        ("(placibo OR nocebo) AND note:trial", "(placebo OR nocebo) AND note:trial"),
        ("nonspecific bakc pain", "nonspecific back pain"),
        ("anesthtic", "anaesthetic"),
        ("backpain", "back pain"),
        ("backpain AND imaging", '"back pain" AND imaging'),
        ("title:backpain", 'title:"back pain"'),
        ('"lower backpain"', '"lower back pain"'),
        ("triggerpoint injecton", "trigger point injection"),
        ("over view", "overview"),
        ("placebo effect", None),
        ("pain", None),
        ("tumor", None),
        ("xqztvw", None),
        ("sciatica", None),
        ("12345678901 crps-12", None),
        ("Wie geht es Ihnen denn heute mein guter Herr", None),
    ],
)
def test_a_query_gets_the_spelling_that_finds_more(
    demo_index: Index, query: str, suggestion: str | None
) -> None:
    assert demo_index.search(query).suggestion == suggestion


def add(index: Index, *texts: str) -> None:
    for text in texts:
        name = f"a{index.stats().articles}"
        index.add(Article(name, "Title", (Section("s", "Heading", text),)))


def test_a_word_with_a_synonym_that_is_there_is_known(index: Index) -> None:
    add(index, "On physiotherapy.", "A physic garden.")
    assert index.search("physio").suggestion is None
    assert index.search("physio", exact=True).suggestion == "physic"


def test_a_word_that_is_right_is_not_put_right(index: Index) -> None:
    add(index, "A timer.", "A keycap.", "A randomiser.", "A century.")
    assert index.search("centre").suggestion is None
    assert index.search("centurye").suggestion == "century"
    assert index.search("tumor").suggestion is None
    assert index.search("kneecap").suggestion is None
    assert index.search("tamer").suggestion == "timer"
    assert index.search("ramdomised").suggestion == "randomiser"


def test_two_words_become_one_where_that_finds_more(index: Index) -> None:
    add(index, "Fingerprints of pain.", "A fingerprint.", "No print of a finger.")
    results = index.search("finger print")
    assert (results.total, results.suggestion) == (1, "fingerprint")


def test_two_words_stay_two_where_they_stand_side_by_side(index: Index) -> None:
    add(index, "A foot note.", "Footnotes.", "Another footnote.")
    assert index.search("foot note").suggestion is None


def test_two_words_stay_two_where_one_finds_no_more(index: Index) -> None:
    add(index, "A print of a finger.", "The finger on another print.", "One fingerprint.")
    assert index.search("finger print").suggestion is None


def test_a_word_becomes_two_only_if_they_stand_side_by_side(index: Index) -> None:
    add(index, "Muscle and pain.", "A back pain.")
    assert index.search("backpain").suggestion == "back pain"
    assert index.search("musclepain").suggestion is None


def test_a_correction_is_not_offered_if_no_passage_has_all_of_it(index: Index) -> None:
    add(index, "On shoulders alone.", "On placebo alone.")
    assert index.search("placebo sholder").suggestion is None
    add(index, "On shoulders and placebo.")
    assert index.search("placebo sholder").suggestion == "placebo shoulders"


def test_a_correction_is_offered_that_brings_passages_nearer(index: Index) -> None:
    add(index, "On shoulders and placebo.", "On placebo.", "Physiotherapy for shoulders.")
    query = "physiotherapy placebo of the sholder"
    assert index.search(query).suggestion == "physiotherapy placebo of the shoulders"


def test_a_suggestion_has_no_word_that_occurs_nowhere(index: Index) -> None:
    add(index, "On shoulders and placebo.", "On placebo.", "Physiotherapy for shoulders.")
    assert index.search("physiotherapy zebra of the sholder").suggestion is None
    assert index.search("zebra sholder physiotherapy placebo").suggestion is None
    # an excluded word and a stop word need not occur
    assert index.search("what sholder -zebra").suggestion == "what shoulders -zebra"


def test_the_second_likeliest_is_offered_where_the_likeliest_finds_nothing(index: Index) -> None:
    add(index, "Mental health. Mental illness.", "The dental nerve of the jaw.")
    assert index.search("sental").suggestion == "mental"
    assert index.search("sental AND jaw").suggestion == "dental AND jaw"


def test_the_words_of_articles_that_are_gone_are_not_offered(index: Index) -> None:
    add(index, "On placebo.", "On other things.")
    index.remove("a0")
    assert index.search("placibo").suggestion is None


def test_names_are_put_right_among_names_only(index: Index) -> None:
    text = "Mostly, and mostly, and mostly."
    index.add(Article("a", "T", (Section("s", "H", text),), authors=("Moseley GL",)))
    assert index.search("author:mosely").suggestion == "author:moseley"


def test_letters_beyond_english_have_neighbours_too(index: Index) -> None:
    add(index, "\u0411\u043e\u043b\u044c.")
    assert index.search("\u0431\u043e\u043b\u0430").suggestion == "\u0431\u043e\u043b\u044c"


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("placebo", "placebo", 0),
        ("placibo", "placebo", 0.6),
        ("palcebo", "placebo", 0.6),
        ("placebbo", "placebo", 0.5),
        ("plcebo", "placebo", 1),
        ("fisical", "physical", 1.1),
        ("rumatism", "rheumatism", 1.7),
        ("tlacebo", "placebo", 1.7),
        ("", "ab", 2.7),
    ],
)
def test_slips_that_come_easily_cost_less(typed: str, meant: str, cost: float) -> None:
    assert error_cost(typed, meant) == pytest.approx(cost)


def test_few_words_of_a_large_vocabulary_are_looked_at_one_by_one(tmp_path: Path) -> None:
    random = Random(7)
    syllables = [a + b for a in "bcdfglmnprst" for b in ("a", "e", "i", "o", "u", "al", "en", "is")]
    words = {"".join(random.choices(syllables, k=random.randint(2, 6))) for _ in range(22_000)}
    words -= {"placebo"}
    assert len(words) > 20_000
    listed = sorted(words)
    parts = (
        Section(f"s{at}", "H", " ".join(listed[at : at + 5000]))
        for at in range(0, len(listed), 5000)
    )
    index = Index.create(tmp_path / "index")
    index.add(Article("all", "Words", (*parts, Section("p", "H", "A placebo."))))
    found: list[NearWord] = []
    snapshot = snapshot_of(index)
    calls = count_calls(lambda: found.extend(nearest_words("placbeo", snapshot)))
    assert found[0].word == "placebo"
    assert calls < len(words) / 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wether and joint pain", "weather and joint pain"),  # not "whether", a stop word
        ("streching before running", "stretching before running"),  # no passage has both words
        ("statins and cramps", None),
        ("ist Massage gut gegen Schmerzen", None),  # no English, which the articles are in
        ("plcebo efect pian", "placebo effect pain"),
    ],
)
def test_a_word_of_several_is_put_right_where_it_is_surely_mistyped(
    typed: str, meant: str | None, demo_index: Index
) -> None:
    assert demo_index.search(typed).suggestion == meant
