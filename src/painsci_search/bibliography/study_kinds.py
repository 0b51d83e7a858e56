"""Words in titles, and the kinds of study that they name: the table of rules.

`title_kinds` applies the rules. Only the words of a title count, and the type of work that a
citation shows: nothing is guessed from the journal, the authors or the text. Most works have no
kind, and that says nothing about them.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NamedTuple

from painsci_search.model import StudyKind


class Rule(NamedTuple):
    """A name of a kind.

    Attributes:
        nouns: the noun of the phrase, in the singular.
        words: one of these must be with it; empty where the noun is enough.
        leads: whether the noun is the first of the phrase, as in Romance languages.
    """

    kind: StudyKind
    nouns: frozenset[str]
    words: frozenset[str] = frozenset()
    leads: bool = False


def _rule(kind: StudyKind, nouns: str, words: str = "", *, leads: bool = False) -> Rule:
    return Rule(kind, frozenset(nouns.split()), frozenset(words.split()), leads)


# The first rule that a phrase matches is its kind. Names of several words are one word here, as
# `NAMES` writes them.
RULES = (
    _rule("protocol", "protocol", "study trial review research metaanalysis"),
    _rule("protocol", "studienprotokoll studyprotocol"),
    _rule("meta-analysis", "metaanalysis"),
    _rule("systematic-review", "review", "systematic cochrane umbrella"),
    _rule("systematic-review", "ubersichtsarbeit ubersicht", "systematische systematischer"),
    _rule("systematic-review", "revue revision", "systematique sistematica", leads=True),
    _rule("guideline", "guideline leitlinie versorgungsleitlinie praxisleitlinie"),
    _rule("guideline", "guia", "clinica clinicas", leads=True),
    _rule(
        "randomised-trial",
        "trial study experiment comparison evaluation crossover rct",
        "randomised randomized",
    ),
    _rule("randomised-trial", "rct"),
    _rule("randomised-trial", "studie", "randomisierte randomisierten randomisierter"),
    _rule(
        "randomised-trial",
        "essai ensayo etude estudio",
        "randomise randomisee aleatorizado aleatorizada aleatorio randomizado",
        leads=True,
    ),
    _rule(
        "other-trial",
        "trial",
        "clinical controlled pilot feasibility crossover pragmatic open blind blinded phase nof1 "
        "nonrandomised quasirandomised",
    ),
    _rule("other-trial", "essai ensayo", "clinique clinico controle controlado", leads=True),
    _rule("cohort", "study analysis", "cohort"),
    _rule("cohort", "cohort", "prospective retrospective inception birth historical population"),
    _rule("cohort", "kohortenstudie"),
    _rule("cohort", "etude estudio", "cohorte cohortes", leads=True),
    _rule("case-control", "study analysis", "casecontrol"),
    _rule("case-control", "fallkontrollstudie casecontrolstudy"),
    _rule("cross-sectional", "study survey analysis", "crosssectional"),
    _rule("cross-sectional", "querschnittsstudie querschnittstudie"),
    _rule("cross-sectional", "etude estudio", "transversale transversal", leads=True),
    _rule("case-report", "casereport fallbericht kasuistik"),
    _rule("scoping-review", "review", "scoping"),
    _rule("narrative-review", "review", "narrative"),
    _rule("narrative-review", "ubersichtsarbeit ubersicht", "narrative narrativer"),
    _rule("narrative-review", "revue revision", "narrative narrativa", leads=True),
    _rule(
        "other-review",
        "review",
        "literature critical clinical integrative rapid realist comprehensive brief mini evidence "
        "updated topical methodological qualitative stateoftheart article",
    ),
    _rule("other-review", "minireview ubersichtsarbeit literaturubersicht reviewarticle"),
    _rule("other-review", "revue revision", "litterature literatura bibliografica", leads=True),
)
PLURALS = MappingProxyType(
    {
        "reviews": "review",
        "trials": "trial",
        "studies": "study",
        "rcts": "rct",
        "cohorts": "cohort",
        "metaanalyses": "metaanalysis",
        "casereports": "casereport",
        "surveys": "survey",
        "experiments": "experiment",
        "protocols": "protocol",
    }
)
# A guideline is as often called by the plural.
ALSO_PLURAL = MappingProxyType({"guidelines": "guideline", "leitlinien": "leitlinie"})
# Names of several words, each written as one word. In order: later ones see the earlier.
_SPELLED = (
    (r"meta ?analysis|meta ?analyse|meta ?analisis|metanalisis", "metaanalysis"),
    (r"meta ?analyses|meta ?analysen", "metaanalyses"),
    (r"(?:over|re)view of (?:the )?(?:systematic )?reviews", "umbrella review"),
    (r"review of (?:the )?(?:current )?(?:literature|evidence|research)", "literature review"),
    (r"state of the art", "stateoftheart"),
    (r"mini review", "minireview"),
    (r"review article", "reviewarticle"),
    (r"case report|case series|report of (?:a|one) case", "casereport"),
    (r"report of (?:\d+|two|three|four|five|six) cases", "casereport"),
    (r"(?:rapport|presentation) de cas|cas clinique|a propos d un cas", "casereport"),
    (r"(?:reporte|informe|presentacion) de (?:un )?caso|a proposito de un caso", "casereport"),
    (r"case reports", "casereports"),
    (r"cas temoins?|casos? y controles", "casecontrolstudy"),
    (r"(?:etude|estudio)(?: de)? casecontrolstudy", "casecontrolstudy"),
    (r"case control(?:led)?|case referent", "casecontrol"),
    (r"fall kontroll studie", "fallkontrollstudie"),
    (r"kohorten studie", "kohortenstudie"),
    (r"cross sectional", "crosssectional"),
    (r"(etude|estudio) de (?=cohortes?)", r"\1 "),
    (r"(revue|revision) (?:de la |de )?(?=litt?erature|literatura)", r"\1 "),
    (r"revision bibliografica", "revision literatura"),
    (r"guias? de practica clinicas?", "guia clinica"),
    (r"recommandations (?:de bonne pratique|pour la pratique clinique)", "guideline"),
    (r"non ?randomi[sz]ed", "nonrandomised"),
    (r"quasi ?randomi[sz]ed", "quasirandomised"),
    (r"n of (?:1|one)", "nof1"),
    (r"s[123]k? leitlinie", "leitlinie"),
    # the German genitive follows without a word like "of"
    (r"(?:randomisierter|kontrollierter|klinischer) (?:[^\W_]+ )?studien", "von studien"),
    (r"protocol[eo] (?:d|de|para|pour) (?:une? |una )?(?:etude|essai|revue)", "studyprotocol"),
    (r"protocolo (?:de|para) (?:una? )?(?:estudio|ensayo|revision)", "studyprotocol"),
)
NAMES = tuple((re.compile(rf"\b(?:{pattern})\b"), word) for pattern, word in _SPELLED)
# Without one of these letters in a row, no rule can match: most titles are tested by this alone.
MAY_MATCH = re.compile(
    r"review|analys|analis|trial|study|studie|rct|cohort|case|guideline|protocol|leitlinie|"
    r"revue|revision|essai|ensayo|etude|estudio|report|\bcas\b|caso|survey|ubersicht|kasuistik|bericht|"
    r"guia|recommandations|experiment|crossover|comparison|evaluation|protokoll|"
    r"\b(?:rats?|mice|mouse|murine|rodents?|vitro|cadaver\w*|ratten|mausen?|souris|ratas?|ratones)\b"
)

# Words of a phrase that make it another thing than a study of the kind.
OTHER_THINGS = frozenset(
    "retrospective chart charts record records peer book utilization utilisation case cases year "
    "years month months audit performance judicial consecutive"
    .split()
)  # fmt: skip
# A part that begins with one of these makes the work a remark on another one.
REMARK = re.compile(
    r"(?:a |an |the |invited |editorial )*(?:"
    r"comments? (?:on|to)\b|commentary\b|critique\b|criticisms? of\b|editorial\b|erratum\b|"
    r"corrigend(?:um|a)\b|letters? to the editor\b|authors? (?:reply|response)\b|book review\b|"
    r"reply to\b|in reply\b|response to (?:the )?(?:letter|comment|commentary|editor)|"
    r"(?:re|reply|response|letter|comment|comments|correction|retraction|retracted|kommentar|"
    r"commentaire|comentario|withdrawn|replik)$|correction to\b|retraction of:|"
    r"rationale\b|(?:study )?design (?:and|of)\b|retracted article\b|kommentar zu\b|"
    r"commentaire sur\b|comentario sobre\b)"
)
PROTOCOL = re.compile(
    r"(?:a |the )?protocol (?:for|of|to)(?: conduct| update)? (?=(?:an?|the|two|three)?\b)"
)
# A first part that is only the name of a kind is a label ("Meta-analysis: yoga for backs"), unless
# the title is about the kind itself.
ABOUT = re.compile(
    r"\b(?:its|their|friends?|foes?|gold|strengths?|weaknesses|limitations?|pitfalls?|principles|"
    r"methods?|methodolog\w+|introduction|primer|tutorial|guide|problems?|promises?|uses?|abuses?|"
    r"future|past|present|lessons?|myths?|critique|critical|what|how|why|is|are|can|should|do|does|"
    r"when|good|bad|better|useful|useless|truth|art|science|tools?|reporting|quality|role|value|"
    r"need|bias|challenges?|basics?|overview|steps?|checklist|appraisal|ready|time|evolution|"
    r"history|anatomy|caveats?|concepts?|perils?|time|teach\w*|learn\w*|writ\w+|read\w*)\b"
)
LABELS = frozenset(
    "prospective retrospective double single triple blind blinded pilot updated rapid cluster "
    "multicenter multicentre nested network individual patient participant data bayesian living "
    "brief clinical practice evidence based european national international american consensus "
    "short long term small large controlled placebo crossover pragmatic open label parallel group "
    "longitudinal population matched phase arm three two ii iii preliminary sham cochrane"
    .split()
)  # fmt: skip
GERUND = re.compile(
    r"(?:understand|read|interpret|conduct|design|writ|report|apprais|assess|evaluat|teach|plann?|"
    r"improv|register|us|perform|do|publish|mak|criticis|criticiz)ing"
)
# What a guideline or a review may be for, or of, that makes it no work on health.
ABOUT_WRITING = re.compile(
    r"(?:for|on|of|to) (?:the )?(?:authors?|reviewers?|report\w*|writing|publi\w+|conduct\w*|"
    r"editors|use of (?:guidelines?|animals)|guidelines?\b|peer)"
)
OF_PATIENTS = re.compile(
    r"\d|\b(?:cases|patients|records|charts|files|claims|experience|books?|consecutive|admissions)\b"
)
ANIMALS = re.compile(
    r"\b(?:murine|rodents?|zebrafish)\b"
    r"|\b(?:rat|mouse|mice|rabbit|rodent|animal|porcine|canine|ovine|primate) "
    r"(?:models?|spinal|brain|dorsal|sciatic|stud(?:y|ies))\b"
    r"|\b(?:in|of|on|using|from|with) (?:the |a |an )?(?:[^\W_]+ ){0,3}?"
    r"(?:rats|mice|rabbits|piglets|monkeys|macaques|sheep|guinea pigs)\b"
    r"|\b(?:in|of) the (?:[^\W_]+ )?(?:rat|rabbit)\b(?! race)"
    r"|\bin (?:[^\W_]+ ){0,2}?(?:dogs|cats|horses|pigs)\b"
    r"|\b(?:bei|an|von) (?:ratten|mausen)\b|\bchez (?:le rat|les rats|la souris)\b"
    r"|\ben (?:ratas|ratones)\b"
)
LABORATORY = re.compile(
    r"\b(?:in vitro|ex vivo|cadaver|cadavers|cadaveric|cell lines?|"
    r"cultured (?:[^\W_]+ ){0,3}?(?:cells|neurons|fibroblasts))\b"
)
_PEOPLE = (
    "humans|people|persons|patients?|participants|volunteers|men|women|adults|children|owners?|"
    "riders?|menschen|patienten|humains?|humanos?"
)
# The words beside which a title is not of animals alone, or of cells alone.
NOT_OF_ANIMALS = re.compile(rf"\b(?:{_PEOPLE}|human)\b")
NOT_OF_CELLS = re.compile(rf"\b(?:{_PEOPLE}|in vivo)\b")
# Words that make a cross-section one of the body.
OF_THE_BODY = frozenset("imaging mri ct area anatomy anatomical scan".split())
# Words by which a title that begins with the name of a kind is about the method.
ABOUT_METHODS = re.compile(
    r"\b(?:rationale|conduct|reporting|methodolog\w+|primer|tutorial|introduction|pitfalls?|"
    r"strengths|limitations|principles|checklist|statement|recommendations)\b"
)
NAME_WORDS = frozenset(word for rule in RULES for word in (*rule.nouns, *rule.words)) | {
    *PLURALS,
    *ALSO_PLURAL,
}
