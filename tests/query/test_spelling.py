"""British and American spellings of one word, and words that are not one word."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations import count_calls
from painsci_search.query.spelling import variants
from painsci_search.text import tokenize

CORPUS = Path(__file__).parents[2] / "corpus"

PAIRS = """
    oedema edema  tumour tumor  tumours tumors  antitumour antitumor  paralyse paralyze
    paralysed paralyzed  analyse analyze  analysing analyzing  analysers analyzers  centre center
    centred centered  centring centering  multicentre multicenter  epicentres epicenters
    randomised randomized  randomisation randomization  generalisable generalizable
    organisations organizations  catastrophising catastrophizing  mobilisation mobilization
    sensitisation sensitization  hospitalised hospitalized  stabilisers stabilizers
    haematoma hematoma  haemorrhage hemorrhage  haemoglobin hemoglobin  haemophilia hemophilia
    haemodynamic hemodynamic  haemorrhoids hemorrhoids  paediatric pediatric
    paediatrician pediatrician  orthopaedic orthopedic  gynaecology gynecology
    oesophagus esophagus  oestrogen estrogen  oestradiol estradiol  foetus fetus  foetal fetal
    diarrhoea diarrhea  amenorrhoea amenorrhea  dyspnoea dyspnea  apnoeas apneas  colour color
    coloured colored  discoloured discolored  behaviour behavior  behavioural behavioral
    misbehaviour misbehavior  labour labor  neighbour neighbor
    neighbourhood neighborhood  favourable favorable  favourite favorite  humour humor
    rumours rumors  odour odor  vapour vapor  rigour rigor  endeavour endeavor  travelled traveled
    travellers travelers  labelled labeled  labelling labeling  modelling modeling
    signalling signaling  counsellor counselor  cancelled canceled  programme program
    programmes programs  sceptic skeptic  scepticism skepticism  sceptical skeptical  grey gray
    ageing aging  judgement judgment  analogue analog  catalogue catalog  dialogue dialog
    defence defense  licence license  offence offense  pretence pretense  fibre fiber
    microfibre microfiber  litre liter  millilitres milliliters  metre meter
    centimetres centimeters  sulphate sulfate  sulphasalazine sulfasalazine  aetiology etiology
    ischaemia ischemia  ischaemic ischemic  leukaemia leukemia  anaemia anemia
    synthesise synthesize  hypothesised hypothesized  metastasise metastasize
    hypoglycaemia hypoglycemia  hyperaemia hyperemia  manoeuvre maneuver  manoeuvres maneuvers
    manoeuvring maneuvering  artefact artifact  mould mold  plough plow  fulfil fulfill
    fulfilment fulfillment  skilful skillful  enrol enroll  enrolment enrollment  disc disk
    distil distill  instil instill  coeliac celiac  caesarean cesarean  faeces feces
    lymphoedema lymphedema  kinaesthetic kinesthetic  dysaesthesia dysesthesia
    paraesthesia paresthesia  hyperaesthesia hyperesthesia  neurone neuron  gramme gram
    goitre goiter  titre titer  calibre caliber  sizeable sizable  homoeopathy homeopathy
    leucocyte leukocyte  palaeolithic paleolithic  archaeology archeology
    gastrooesophageal gastroesophageal  anaesthetist anesthetist  marvellous marvelous
    pyjamas pajamas  moustache mustache  jewellery jewelry  woollen woolen
""".split()
# Words that look like one of a pair, and are of another meaning or of one spelling only.
SOLID = """
    four for hour hor our or tour pour sour flour contour your prise prize prized rise raise wise
    arise advise advised adviser devise revise supervise improvise exercise exercises exercised
    exercising excise incise incised promise premise comprise compromise surprise surprising
    precise concise disease noise poise praise bruise bruises cruise raising rising otherwise
    likewise clockwise pairwise expertise enterprise franchise merchandise paradise treatise
    despise disguise demise chastise televise circumcise advertise advertising size sized sizes
    seize seized maize capsize oversize prizes tyre tire tyres tires storey story draught draft
    kerb curb check cheque practice practices analyses diagnoses crises bases basis hypothesis
    synthesis emphasis pelvises penis tennis iris axis visible hemisphere hemispheric hemiplegia
    hemp hem mathematics thematic schematic erythematous academic academia epidemic endemic
    pandemic systemic polemic anemone redemption edit pedal pedestrian expedition impede fetch
    fetter federal october humoral humorous vigorous rigorous laborious laboratory elaborate
    collaborate corroborate colorectal coloration colorado commodore motor donor error mirror
    tremor tenor anterior posterior inferior superior minor major tumorigenic rumorous perimeter
    parameter parameters diameter thermometer goniometer algometer symmetry geometry literature
    literal litter glitter letter water inter enter winter painter tender after ever her offer
    suffer differ fever lever never nerve serve aerobic anaerobic aorta aorist poem poet coexist
    goes shoes does toes heroes phoenix canoe aloe michael israel esther restless questionnaire
    testes westward respond despite essay estimate question falling calling filling rolling
    telling spelling pulling selling controlled controlling patrolled compelled expelled propelled
    repelled rebelled excelled bell ball well pain nociceptor placebo nocebo expectation meniscus
    sulk sulky scene science sceptre septic antiseptic skeleton dice vice device advice twice mice
    service practitioner surgery surgical chemistry chemotherapy biochemical hemlock gemellus
    memory remedy remember member patella petechiae neon neonate neural neutral ton tone ligament
    filament fontsize lifesize resized
""".split()


@pytest.mark.parametrize(
    ("british", "american"), list(zip(PAIRS[::2], PAIRS[1::2], strict=True)), ids=str
)
def test_each_spelling_of_a_word_has_the_other(british: str, american: str) -> None:
    assert american in variants(british)
    assert british in variants(american)


@pytest.mark.parametrize("word", SOLID)
def test_a_word_of_one_spelling_has_no_other(word: str) -> None:
    assert variants(word) == ()


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("practise", ("practice",)),
        ("practised", ("practiced",)),
        ("practicing", ("practising",)),
        ("practice", ()),
        ("analyzes", ("analyses",)),
        ("analyses", ()),
        ("anaesthetised", ("anesthetized", "anaesthetized")),
        ("anaesthetized", ("anesthetized", "anaesthetised")),
        ("anesthetized", ("anaesthetised", "anaesthetized")),
    ],
)
def test_what_is_a_word_of_its_own_is_found_one_way(word: str, others: tuple[str, ...]) -> None:
    assert variants(word) == others


def test_the_words_of_the_demo_corpus_have_these_other_spellings_and_no_more() -> None:
    text = " ".join(
        re.sub(r"<[^>]*>", " ", path.read_text(encoding="utf-8"))
        for path in sorted(CORPUS.glob("*.html"))
    )
    words = sorted({token.word for token in tokenize(text)})
    assert len(words) > 3000
    found = {f"{word} {other}" for word in words for other in variants(word)}
    assert found == set(DEMO.strip().split("\n"))


DEMO = """
anaesthesia anesthesia
anaesthetic anesthetic
anaesthetised anesthetized
anaesthetised anaesthetized
apnoea apnea
behavioral behavioural
behaviour behavior
behavioural behavioral
catastrophising catastrophizing
catastrophize catastrophise
catastrophizing catastrophising
characterised characterized
characterized characterised
color colour
colour color
colours colors
criticised criticized
disc disk
discoloured discolored
discs disks
favour favor
favourite favorite
fibre fiber
fibres fibers
flavour flavor
gray grey
judgement judgment
labeling labelling
labelled labeled
labelling labeling
multicentre multicenter
neighbour neighbor
neighbouring neighboring
neighbours neighbors
neurons neurones
organization organisation
pedalled pedaled
pretence pretense
programme program
programmes programs
randomised randomized
randomized randomised
recognised recognized
sceptic skeptic
sceptical skeptical
sceptics skeptics
sensitisation sensitization
sensitise sensitize
sensitised sensitized
sensitization sensitisation
summarise summarize
summarised summarized
theatre theater
tumour tumor
utilization utilisation
"""


@given(st.text("abceilmnoprstuyz", min_size=1, max_size=12))
def test_another_spelling_of_any_letters_is_other_letters(word: str) -> None:
    others = variants(word)
    assert word not in others
    assert len(set(others)) == len(others) <= 4
    assert all(other.isalpha() and abs(len(other) - len(word)) <= 4 for other in others)


@pytest.mark.parametrize("word", ["", "a", "5-ht", "naïve", "crps1", "疼痛", "x" * 400])
def test_what_is_no_english_word_has_no_other_spelling(word: str) -> None:
    assert variants(word) == ()


def test_the_work_for_a_word_grows_with_its_letters_and_not_with_the_lists() -> None:
    long = ["a" * 40, "haemanaes" * 4, "manoeuvra" * 4, "isational" * 4]
    for word in dict.fromkeys([*PAIRS, *SOLID, *long]):
        variants.cache_clear()
        assert count_calls(partial(variants, word)) < 80 + 8 * len(word), word
