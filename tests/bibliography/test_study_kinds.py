"""The kind of study that a title names, and the many titles that only speak of one.

All titles are made up for these tests.
"""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.bibliography.kind_names import GROUPS, LABELS, ORDER, kinds_named
from painsci_search.bibliography.title_kinds import StudiedKind, kind_of, kind_of_title
from painsci_search.model import Reference, StudyKind
from profiles import examples

NAMED: dict[str, str] = {
    # meta-analyses
    "Humming for sore knees: a systematic review and meta-analysis": "meta-analysis",
    "Humming for sore knees: systematic review with meta-analysis of randomised trials": (
        "meta-analysis"
    ),
    "Meta-analysis: humming for sore knees": "meta-analysis",
    "Meta-analysis of humming in the treatment of sore knees": "meta-analysis",
    "A meta-analysis of humming for sore knees": "meta-analysis",
    "Humming, whistling and sore knees: a network meta-analysis": "meta-analysis",
    "Humming for knees: an individual patient data meta-analysis": "meta-analysis",
    "Humming for knees: systematic review, meta-analysis and trial sequential analysis": (
        "meta-analysis"
    ),
    "Does humming help? A metaanalysis": "meta-analysis",
    "Humming and gait \u2014 A Bayesian Meta\u2010Analysis of Cohort Studies": "meta-analysis",
    "Humming for knees. An updated systematic review and meta-analyses": "meta-analysis",
    "Summen bei Knieschmerz: eine Metaanalyse": "meta-analysis",
    "Summen bei Knieschmerz: eine Meta-Analyse randomisierter Studien": "meta-analysis",
    "Le fredonnement et le genou : une méta-analyse en réseau": "meta-analysis",
    "El tarareo y la rodilla: un metaanálisis": "meta-analysis",
    "El tarareo y la rodilla: revisión sistemática y metaanálisis": "meta-analysis",
    # systematic reviews
    "Humming for sore knees: a systematic review": "systematic-review",
    "Humming for sore knees (a systematic review)": "systematic-review",
    "Systematic review of humming for sore knees": "systematic-review",
    "Systematic Review: Humming for Sore Knees": "systematic-review",
    "Humming for sore knees: a systematic review of randomised controlled trials": (
        "systematic-review"
    ),
    "Humming for sore knees: a systematic literature review": "systematic-review",
    "Humming for sore knees - an updated Cochrane review": "systematic-review",
    "Humming for sore knees: an overview of systematic reviews": "systematic-review",
    "Humming for sore knees: an umbrella review": "systematic-review",
    "Humming in office workers: systematic review of cohort studies": "systematic-review",
    "Humming for sore knees, a systematic review": "systematic-review",
    "Summen bei Knieschmerz: eine systematische Übersichtsarbeit": "systematic-review",
    "Le fredonnement et le genou : revue systématique": "systematic-review",
    "Tarareo y rodilla: una revisión sistemática de la literatura": "systematic-review",
    "An update of a systematic review of humming": "systematic-review",
    # guidelines
    "Guidelines for the management of sore knees in hummers": "guideline",
    "Sore knees: a clinical practice guideline from the College of Hummers": "guideline",
    "European guideline on humming": "guideline",
    "Chronic knee humming: clinical guidelines": "guideline",
    "S3-Leitlinie Summen: Leitlinie zur Behandlung des Knies": "guideline",
    "Guía de práctica clínica para el tarareo": "guideline",
    # randomised trials
    "Humming for sore knees: a randomised controlled trial": "randomised-trial",
    "Humming for sore knees: a randomized, double-blind, placebo-controlled trial": (
        "randomised-trial"
    ),
    "A randomized clinical trial of humming": "randomised-trial",
    "Randomised trial of humming for sore knees": "randomised-trial",
    "Randomized controlled trial comparing humming with whistling": "randomised-trial",
    "Two randomised controlled trials of humming": "randomised-trial",
    "Results of a randomised trial of humming in schools": "randomised-trial",
    "Two-year results of a cluster-randomised trial of humming": "randomised-trial",
    "Humming: 2-year results from the randomised controlled trial": "randomised-trial",
    "Humming for sore knees: an RCT": "randomised-trial",
    "Humming for sore knees: the UK HUMM randomised trial": "randomised-trial",
    "Humming or whistling? A pragmatic randomised non-inferiority study": "randomised-trial",
    "Humming or whistling: randomised crossover trial in adults": "randomised-trial",
    "Summen bei Knieschmerz: eine randomisierte kontrollierte Studie": "randomised-trial",
    "Fredonner pour le genou : un essai contrôlé randomisé": "randomised-trial",
    "Tararear para la rodilla: ensayo clínico aleatorizado": "randomised-trial",
    "Placebo response to humming: a randomised trial": "randomised-trial",
    "Correction of a hunched back by humming: a randomised trial": "randomised-trial",
    "Dog owners and their knees: a randomised trial": "randomised-trial",
    "Computer mouse use and sore wrists: a randomised trial": "randomised-trial",
    # other trials
    "Humming for sore knees: a controlled clinical trial": "other-trial",
    "Humming for sore knees: a non-randomised pilot trial": "other-trial",
    "Humming for sore knees: an open-label trial": "other-trial",
    "Humming in one man: an N-of-1 trial": "other-trial",
    # observation
    "Humming and knees: a prospective cohort study": "cohort",
    "A 10-year cohort study of hummers": "cohort",
    "Humming and knees: results from a birth cohort study": "cohort",
    "Summen und Knie: eine Kohortenstudie": "cohort",
    "Fredonner et genou : une étude de cohorte": "cohort",
    "Tarareo y rodilla: un estudio de cohortes": "cohort",
    "Humming and knees: a nested case-control study": "case-control",
    "Humming and knees: a case\u2013control study": "case-control",
    "Tarareo y rodilla: estudio de casos y controles": "case-control",
    "Humming in bakers: a cross-sectional study": "cross-sectional",
    "Humming in bakers: cross sectional survey of 300 shops": "cross-sectional",
    "Summen bei Bäckern: eine Querschnittsstudie": "cross-sectional",
    "Fredonner chez les boulangers : étude transversale": "cross-sectional",
    # cases
    "Knee pain cured by humming: a case report": "case-report",
    "A case report of humming": "case-report",
    "Knee pain cured by humming: report of two cases": "case-report",
    "Knee pain cured by humming: a case series": "case-report",
    "Knee pain after humming: case report and review of the literature": "case-report",
    "Summen und Knie: ein Fallbericht": "case-report",
    "Genou et fredonnement : à propos d’un cas": "case-report",
    # other reviews
    "Humming in old age: a scoping review": "scoping-review",
    "Humming in old age: a narrative review": "narrative-review",
    "Fredonner à tout âge : une revue narrative": "narrative-review",
    "Humming in old age: a review": "other-review",
    "Humming in old age: a review of current concepts": "other-review",
    "Humming in old age: a review of the literature": "other-review",
    "Humming in old age: a critical review": "other-review",
    "Summen im Alter: eine Übersichtsarbeit": "other-review",
    # animals and cells
    "Humming eases tail flicks in rats: a randomised controlled trial": "animal",
    "Humming eases tail flicks in adult male Sprague rats": "animal",
    "A mouse model of humming": "animal",
    "Humming and joints in dogs: a systematic review": "animal",
    "Summen bei Ratten: eine randomisierte Studie": "animal",
    "Humming in healthy adult rats": "animal",
    "Humming in rats in vivo": "animal",
    "Humming of cartilage in vitro: a controlled trial": "laboratory",
    "Humming of human cartilage in vitro": "laboratory",
    "Stretch of the hamming muscle: a cadaveric study": "laboratory",
    # protocols
    "Humming for sore knees: protocol for a systematic review": "protocol",
    "Humming for sore knees: a study protocol for a randomised controlled trial": "protocol",
    "Humming for sore knees: a randomised trial protocol": "protocol",
    "Protocol of a cohort study of hummers": "protocol",
    "Humming for sore knees (Protocol)": "protocol",
    "Humming in rats: protocol for a systematic review": "protocol",
    "Summen bei Knieschmerz: Studienprotokoll": "protocol",
}
UNNAMED = (
    "",
    "Humming and sore knees",
    "Why meta-analyses of humming mislead",
    "Why most systematic reviews are wrong",
    "A critique of randomised trials of humming",
    "Humming for knees: a critique of a meta-analysis",
    "Comment on “Humming for sore knees: a randomised trial”",
    "Commentary: Humming for sore knees: a systematic review",
    "Humming for sore knees: a systematic review. Reply",
    "Reply to: Humming for sore knees: a randomised trial",
    "Re: Humming for sore knees: a randomised trial",
    "Humming for sore knees: a randomised trial. Authors' reply",
    "Letter to the editor: a randomised trial of humming",
    "Humming for sore knees: a meta-analysis [letter]",
    "Erratum: A randomised trial of humming",
    "Correction to: Humming for sore knees: a randomised trial",
    "Corrigendum to “Humming: a cohort study”",
    "Retracted: Humming for sore knees: a randomised trial",
    "Editorial: randomised trial or not?",
    "Response to the letter on humming: a systematic review",
    "Bias in randomised trials of humming",
    "Bias in a randomised trial of humming",
    "Reporting of randomised controlled trials of humming",
    "Randomised trials of humming: where next?",
    "Randomised trials and tribulations",
    "The randomised controlled trial: gold standard or just a standard?",
    "The systematic review in humming research",
    "Meta-analysis: its strengths and limitations",
    "Meta-analysis: friend or foe?",
    "Systematic reviews: what are they good for?",
    "Systematic reviews in the science of humming",
    "A systematic review is only as good as its hums",
    "Is a randomised trial of humming ethical?",
    "How to read a systematic review",
    "Conducting a systematic review of humming",
    "Understanding systematic review: a primer",
    "The quality of systematic reviews of humming",
    "Guidelines for reporting systematic reviews",
    "Guidelines for authors of humming trials",
    "Guidelines: are they useful?",
    "Clinical guidelines: do hummers follow them?",
    "Adherence to guidelines for knee pain",
    "Guideline adherence in hummers",
    "Guideline-based care for hummers",
    "Barriers to the use of a clinical guideline",
    "Cohort studies: design and pitfalls",
    "Secondary analysis of a randomised trial of humming",
    "Economic evaluation alongside a randomised trial of humming",
    "Predictors of dropout from a randomised trial",
    "Rationale and design of a randomised trial of humming",
    "Recruitment to a trial of humming",
    "Clinical trial participants: who are they?",
    "Trial and error: how hummers choose a tune",
    "A trial by fire",
    "Peer review: humming in the dark",
    "A review of 45 hummers",
    "A review of patients with humming knees",
    "A ten-year retrospective review of hummers",
    "Chart review of hummers",
    "Book review: The humming cure",
    "Review of The Humming Cure by A. N. Author",
    "Case reports in humming medicine: are they useful?",
    "The case for humming",
    "The case against guidelines",
    "A protocol for rehabilitation after humming",
    "The Kyoto Protocol and the knee",
    "An exercise protocol for hummers",
    "Of mice and men: humming in humans",
    "Humming in rats and in healthy volunteers",
    "Rat race: work, stress and humming",
    "Fear of dogs and humming",
    "Mendelian randomisation of humming: an analysis",
    "A prospective study of humming",
    "A survey of hummers",
    "A qualitative study of hummers",
    "Humming in vitro and in vivo",
    "The anatomy of the hamming muscle",
    "The weight of the mouse and sore wrists",
    "A cross-sectional imaging study of hummers",
    "Meta-analysis of individual hummers: rationale, conduct and reporting",
    "Design and rationale of the HUM study: a randomised trial",
    "Rationale for humming: a randomised trial",
    "The HUM statement: updated guidelines for reporting hums",
    "Überblick über das Summen",
    "Warum Metaanalysen irren",
    "Pourquoi les essais randomisés échouent",
    "Cómo leer una revisión sistemática",
    "Crítica de los ensayos clínicos",
)  # fmt: skip


def test_the_titles_are_enough() -> None:
    assert len(NAMED) + len(UNNAMED) >= 120
    assert len(UNNAMED) >= 50
    assert set(NAMED.values()) == set(get_args(StudyKind))


@pytest.mark.parametrize("title", NAMED)
def test_a_title_names_its_kind(title: str) -> None:
    assert kind_of_title(title) == NAMED[title]


@pytest.mark.parametrize("title", NAMED)
def test_capitals_and_a_final_stop_change_nothing(title: str) -> None:
    assert kind_of_title(f"{title.title()}.") == NAMED[title]


@pytest.mark.parametrize("title", UNNAMED)
def test_a_title_that_only_speaks_of_a_kind_names_none(title: str) -> None:
    assert kind_of_title(title) is None


def test_the_type_of_a_work_names_a_guideline() -> None:
    assert kind_of(Reference("", title="Humming", type="guideline")) == StudiedKind(
        "guideline", "type"
    )
    assert kind_of(Reference("", title="Humming", type="article")) is None
    assert kind_of(Reference("", type="book")) is None


def test_the_title_comes_before_the_type() -> None:
    work = Reference("", title="Humming: a systematic review", type="guideline")
    assert kind_of(work) == StudiedKind("systematic-review", "title")


def test_groups_have_kinds_and_the_name_of_none() -> None:
    kinds = [kind for group in GROUPS.values() for kind in group]
    assert set(kinds) < set(ORDER)
    assert not GROUPS.keys() & set(ORDER)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("review", GROUPS["review"]),
        ("Reviews", GROUPS["review"]),
        ("systematic review", ("systematic-review",)),
        ("systematic_reviews", ("systematic-review",)),
        ("meta-analyses", ("meta-analysis",)),
        ("RCTs", ("randomised-trial",)),
        ("randomized controlled trial", ("randomised-trial",)),
        ("cohort studies", ("cohort",)),
        ("case series", ("case-report",)),
        ("trials", ("randomised-trial", "other-trial")),
        ("other-review", ("other-review",)),
    ],
)
def test_a_kind_has_many_names(name: str, kinds: tuple[str, ...]) -> None:
    assert kinds_named(name) == kinds


def test_each_kind_is_found_by_its_label_unless_that_names_a_group() -> None:
    for kind, label in LABELS.items():
        assert kind in kinds_named(label)


def test_an_unknown_kind_is_answered_with_the_nearest_and_all() -> None:
    with pytest.raises(ValueError, match=r"unknown kind of study 'revew'; did you mean review\?"):
        kinds_named("revew")
    with pytest.raises(
        ValueError, match=r"the kinds are meta-analysis, .*, and the groups review, "
    ):
        kinds_named("\u2603")


WORDS = st.lists(
    st.sampled_from(
        "a the an systematic review meta-analysis of randomised trial and cohort study protocol "
        "for in rats : , . ? ( ) - case report guideline is results from two why revue de".split()
    ),
    max_size=40,
)


@examples(200)
@given(WORDS | st.text(max_size=200))
def test_every_title_has_an_answer(words: list[str] | str) -> None:
    title = words if isinstance(words, str) else " ".join(words)
    assert kind_of_title(title) in (None, *ORDER)
