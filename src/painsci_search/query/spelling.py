"""Spelling variants of a word, between British and American English.

A folded word in, its other spellings out. Stems are respelled by a list; the families of "-ise",
"-yse", "-our", "-re" and of the doubled "l" by rules with exceptions. A word has no variant where
that would be a word of another meaning ("prise", "four", "tyre"). Some variants are never written,
such as "anesthetise"; they match nothing.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple

_SHORTEST, _LONGEST = 4, 40

# British and American stems, anywhere in a word.
_ANYWHERE = """
    acidaemi acidemi  anaemi anemi  anaesthe anesthe  anaesthi anesthi  bacteraemi bacteremi
    calcaemi calcemi  cholesterolaemi cholesterolemi  dysaesthe dysesthe  allaesthe allesthe
    glycaemi glycemi  haemodynam hemodynam  haemoglob hemoglob  haemorrh hemorrh  hypaesthe hypesthe
    hyperaemi hyperemi  hyperaesthe hyperesthe  hypoaesthe hypoesthe  hypovolaemi hypovolemi
    hypoxaemi hypoxemi  ischaemi ischemi  kalaemi kalemi  kinaesthe kinesthe  leukaemi leukemi
    lipidaemi lipidemi  lymphoedema lymphedema  manoeuvra maneuvera  myxoedema myxedema
    natraemi natremi  orthopaed orthoped
    paediatr pediatr  papilloedema papilledema  paraesthe paresthe  phosphataemi phosphatemi
    pnoea pnea  pnoeic pneic  rrhoea rrhea  rrhoeic rrheic  septicaemi septicemi
    somaesthe somesthe  sulph sulf  synaesthe synesthe  thalassaemi thalassemi  toxaemi toxemi
    uraemi uremi  uricaemi uricemi  viraemi viremi  gynaecolog gynecolog  leucocyt leukocyt
    homoeopath homeopath  homoeosta homeosta  manoeuvri maneuveri
"""
# British and American stems at the beginning of a word only.
_BEGINNINGS = """
    aetiolog etiolog  aetiopath etiopath  aluminium aluminum  archaeolog archeolog
    artefact artifact
    caecum cecum  caesarean cesarean  caesium cesium  coeliac celiac  encyclopaed encycloped
    faecal fecal  faeces feces  foetal fetal  foetus fetus  foetid fetid  gynaecomast gynecomast
    haemangi hemangi  haemarthr hemarthr  haematin hematin  haematoc hematoc  haematol hematol
    haematom hematom  haematop hematop  haematu hematu
    oesophag esophag  oestradiol estradiol  oestrogen estrogen
    gastrooesophag gastroesophag  antioestrogen antiestrogen  phytooestrogen phytoestrogen
    haematog hematog  haemochrom hemochrom
    haemocyt hemocyt  haemodial hemodial  haemolys hemolys  haemolyt hemolyt  haemophil hemophil
    haemopoie hemopoie  haemopt hemopt  haemosta hemosta  haemothor hemothor  leucopeni leukopeni
    mediaeval medieval  oedema edema  oestrus estrus  oestrous estrous  palaeo paleo
    primaeval primeval  sceptic skeptic  smoulder smolder  tranquillis tranquiliz
    tranquilliz tranquiliz  tranquillit tranquilit  yoghurt yogurt
"""
# Whole words, British and American.
_WHOLE = """
    acknowledgement acknowledgment  acknowledgements acknowledgments  ageing aging
    analogue analog  analogues analogs  appal appall  appals appalls  catalogue catalog
    catalogues catalogs  catalogued cataloged  cataloguing cataloging  cosy cozy  cosier cozier
    defence defense  defences defenses  defenceless defenseless  dialogue dialog  dialogues dialogs
    disc disk  discs disks  distil distill  distils distills  enrol enroll  enrols enrolls
    enrolment enrollment  enrolments enrollments  fulfil fulfill  fulfils fulfills
    fulfilment fulfillment  gramme gram  grammes grams  grey gray  greys grays  greyer grayer
    greyish grayish  greying graying  haem heme  instalment installment  instalments installments
    instil instill  instils instills  jewellery jewelry  judgement judgment  judgements judgments
    judgemental judgmental  kilogramme kilogram  kilogrammes kilograms  licence license
    licences licenses  likeable likable  marvellous marvelous  marvellously marvelously
    misjudgement misjudgment  mould mold  moulds molds  moulded molded  moulding molding
    mouldy moldy  monologue monolog  moustache mustache  moustaches mustaches  naevus nevus
    naevi nevi  neurone neuron  neurones neurons  offence offense  offences offenses
    paralyser paralyzer  plough plow  ploughs plows  ploughed plowed  ploughing plowing
    pretence pretense  pretences pretenses  programme program  programmes programs  pyjama pajama
    pyjamas pajamas  skilful skillful  skilfully skillfully  sizeable sizable  titre titer
    titres titers  unskilful unskillful  wilful willful  wilfully willfully  wilfulness willfulness
    woollen woolen  focussed focused  focusses focuses  focussing focusing  biassed biased
    benefitted benefited  benefitting benefiting  unbiassed unbiased
"""
# Words whose other spelling is also another word: respelled in one direction only.
_ONE_WAY = """
    practise practice  practises practices  practised practiced  practising practicing
    practiced practised  practicing practising  practisers practicers  analyzes analyses
    paralyzes paralyses  catalyzes catalyses  dialyzes dialyses  hydrolyzes hydrolyses
"""
_OUR = """
    arm behavi cand clam col demean endeav fav ferv flav glam harb hon hum lab neighb od parl
    ranc rig rum sav savi splend tum val vap vig
"""
_OUR_ENDINGS = frozenset(
    "/s/ed/ing/ings/er/ers/able/ably/less/ful/fully/ite/ites/itism/hood/hoods/ly/y/al/ally/ism/"
    "ist/ists/iest".split("/")
)
# After other stems these endings make another word ("humoral"), or both spell it with "-or-".
_BEHAVIOUR_ONLY = frozenset("al ally ism ist ists".split())
_RE = """
    calib cent fib goit lit lust meag met och sab somb spect theat manoeuv
    centimet millimet kilomet micromet nanomet decimet millilit centilit microlit decilit
    epicent multicent microfib myofib
"""
_RE_ENDINGS = {"re": "er", "res": "ers", "red": "ered", "ring": "ering"}
_RE_ENDS = (*_RE_ENDINGS, *_RE_ENDINGS.values())
_DOUBLED_L = """
    bevel cancel channel chisel counsel dial dishevel duel equal fuel funnel grovel initial jewel
    label level marvel mislabel model panel pedal pencil quarrel ravel relabel remodel rival shovel
    shrivel signal snivel stencil swivel total travel tunnel unlabel unparallel unravel unrival
"""
_DOUBLED_ENDINGS = frozenset("ed ing ings er ers or ors".split())
_DOUBLED_ENDS = tuple(_DOUBLED_ENDINGS)
_BEFORE_YS = "analy paraly cataly dialy hydroly electroly haemoly hemoly breathaly".split()
_YS = late_pattern(rf"(?:{'|'.join(_BEFORE_YS)})$")
_YS_ENDINGS = frozenset("e ed er ers ing able".split())
_IS = late_pattern(
    r"(.{2,})([iy])([sz])"
    r"(e|es|ed|er|ers|ing|ings|ingly|edly|able|ability|ation|ations|ational|ationally)$"
)
# What is in each word that `_our` or `_is` respells.
_VARYING = late_pattern("ou?r|[iy][sz]")
# The letters before "-is-" or "-iz-" in words with one spelling only, or with another meaning in
# the other spelling: their ending, and all of them.
_SOLID_ENDINGS = tuple(
    "advert circumc comprom compr desp disgu enterpr exerc expert franch improv merchand prem prom "
    "superv surm surpr telev treat w pract fala metropol kr cru bru pra bra ra parad prec conc lia "
    "mala mayonna porpo torto turquo no po marqu pelv epiderm trell pen he ma clitor "
    "appra repra lou den chem cha repr".split()
)
_SOLID = frozenset(
    "adv an appr ar chast dem dev exc gu inc ir pr r rev se upr sunr moonr highr vis cr val cer "
    "bas ax orch mort gr gl t unadv misadv lowr midr fr qu sne free reexam coex".split()
)


# "Synthesise" and "emphasise", but not "size" and its derivatives.
_BEFORE_SIS = ("thes", "phas", "tas")


class _Stem(NamedTuple):
    """A stem in both spellings, and whether it occurs only at the beginning of a word."""

    ours: str
    theirs: str
    only_first: bool


class _Tables(NamedTuple):
    """The lists above as tables, by direction: British to American, and back.

    Attributes:
        words: the whole words of all lists, and those that a doubled letter or "-re" makes.
        anywhere, beginnings: the first three letters of the stems.
    """

    stems: tuple[dict[str, list[_Stem]], dict[str, list[_Stem]]]
    whole: tuple[dict[str, str], dict[str, str]]
    one_way: dict[str, str]
    words: frozenset[str]
    anywhere: frozenset[str]
    beginnings: frozenset[str]


@lru_cache(maxsize=4096)
def variants(word: str) -> tuple[str, ...]:
    """Return the other spellings of a folded word, American or British.

    >>> variants("tumours"), variants("randomized"), variants("hour")
    (('tumors',), ('randomised',), ())
    >>> variants("anesthetized")
    ('anaesthetised', 'anaesthetized')
    """
    if not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()):
        return ()
    tables = _tables()
    if not _may_vary(word, tables):
        return ()
    american = _respell(word, 0, tables)
    british = _respell(word, 1, tables)
    # Oxford spells as in Britain, but "-ize".
    oxford = _with_ize(british)
    found = dict.fromkeys((american, british, oxford, tables.one_way.get(word, word)))
    return tuple(other for other in found if other != word)


def rules() -> dict[str, list[Any]]:
    """Return the lists above by name, for programs in other languages that follow these rules."""
    return {
        "anywhere": _pairs(_ANYWHERE),
        "beginnings": _pairs(_BEGINNINGS),
        "whole": _pairs(_WHOLE),
        "oneWay": _pairs(_ONE_WAY),
        "our": _OUR.split(),
        "ourEndings": sorted(_OUR_ENDINGS),
        "behaviourOnly": sorted(_BEHAVIOUR_ONLY),
        "re": _RE.split(),
        "reEndings": [*_RE_ENDINGS.items()],
        "doubled": _DOUBLED_L.split(),
        "doubledEndings": sorted(_DOUBLED_ENDINGS),
        "ys": _BEFORE_YS,
        "ysEndings": sorted(_YS_ENDINGS),
        "solid": sorted(_SOLID),
        "solidEndings": [*_SOLID_ENDINGS],
        "beforeSis": [*_BEFORE_SIS],
    }


def _may_vary(word: str, tables: _Tables) -> bool:
    """Return whether a list or a rule may respell a word: few words pass, and none is missed."""
    if word in tables.words or word[:3] in tables.beginnings:
        return True
    if _VARYING.search(word) is not None:
        return True
    return not tables.anywhere.isdisjoint([word[at : at + 3] for at in range(len(word) - 2)])


def _respell(word: str, way: int, tables: _Tables) -> str:
    """Spell a word the American way, 0, or the British one, 1."""
    whole = tables.whole[way].get(word)
    if whole is not None:
        return whole
    word = _respell_stems(word, tables.stems[way])
    respelled = _our(word, way) or _re(word, way) or _doubled(word, way)
    return respelled or _is(word, way)


def _respell_stems(word: str, stems: dict[str, list[_Stem]]) -> str:
    at = 0
    while at <= len(word) - 3:
        for stem in stems.get(word[at : at + 3], ()):
            if word.startswith(stem.ours, at) and not (stem.only_first and at):
                word = word[:at] + stem.theirs + word[at + len(stem.ours) :]
                at += len(stem.theirs) - 1
                break
        at += 1
    return word


def _our(word: str, way: int) -> str | None:
    mine, other = (("our", "or"), ("or", "our"))[way]
    at = word.rfind(mine)
    if at < 2 or word[at + len(mine) :] not in _OUR_ENDINGS:
        return None
    stem, ending = word[:at], word[at + len(mine) :]
    known = next((end for end in _set("our") if stem.endswith(end)), None)
    if known is None or (ending in _BEHAVIOUR_ONLY and not stem.endswith("behavi")):
        return None
    if len(known) < 4 and not _may_precede(stem.removesuffix(known)):
        return None
    return stem + other + ending


def _may_precede(beginning: str) -> bool:
    """Return whether a short stem keeps its meaning after a beginning: "dis", not "comm"."""
    return beginning in ("", "dis", "un", "mis", "be", "multi", "water", "de", "out", "anti", "mal")


def _re(word: str, way: int) -> str | None:
    if not word.endswith(_RE_ENDS):
        return None
    for british, american in _RE_ENDINGS.items():
        mine, other = ((british, american), (american, british))[way]
        if word.endswith(mine):
            stem = word[: -len(mine)]
            if way == 1 and stem.endswith("maneuv"):
                stem = stem.replace("maneuv", "manoeuv")
            if stem in _set("re"):
                return (stem.replace("manoeuv", "maneuv") if way == 0 else stem) + other
    return None


def _doubled(word: str, way: int) -> str | None:
    if not word.endswith(_DOUBLED_ENDS):
        return None
    for length in (2, 3, 4):
        stem, ending = word[:-length], word[-length:]
        if ending not in _DOUBLED_ENDINGS:
            continue
        if way == 0 and stem.endswith("ll") and stem[:-1] in _set("doubled"):
            return stem[:-1] + ending
        if way == 1 and stem in _set("doubled"):
            return stem + "l" + ending
    return None


def _is(word: str, way: int) -> str:
    match = _IS.fullmatch(word)
    if match is None or match[3] != "sz"[way]:
        return word
    before, vowel, _, ending = match.groups()
    if vowel == "y":
        known = _YS.search(before + "y") is not None and ending in _YS_ENDINGS
    else:
        known = before not in _SOLID and not before.endswith(_SOLID_ENDINGS)
        known = known and (before[-1] != "s" or before.endswith(_BEFORE_SIS))
    return f"{before}{vowel}{'zs'[way]}{ending}" if known else word


def _with_ize(british: str) -> str:
    match = _IS.fullmatch(british)
    return _is(british, 0) if match is not None and match[2] == "i" else british


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset({"our": _OUR, "re": _RE, "doubled": _DOUBLED_L}[name].split())


@cache
def _tables() -> _Tables:
    stems: tuple[dict[str, list[_Stem]], dict[str, list[_Stem]]] = ({}, {})
    for text, only_first in ((_ANYWHERE, False), (_BEGINNINGS, True)):
        for british, american in _pairs(text):
            for way, (mine, other) in enumerate(((british, american), (american, british))):
                stems[way].setdefault(mine[:3], []).append(_Stem(mine, other, only_first))
    whole, one_way = dict(_pairs(_WHOLE)), dict(_pairs(_ONE_WAY))
    words = {*whole, *whole.values(), *one_way}
    words |= {
        stem + doubled + ending
        for stem in _set("doubled")
        for doubled in ("", "l")
        for ending in _DOUBLED_ENDINGS
    }
    # the rule for "-re" finds a stem with the "oe" of "manoeuvre" in its American spelling, too
    of_re = {stem.replace("oeuv", "euv") for stem in _set("re")} | _set("re")
    words |= {stem + ending for stem in of_re for ending in _RE_ENDS}
    return _Tables(
        stems,
        (whole, {other: word for word, other in whole.items()}),
        one_way,
        frozenset(words),
        frozenset(stem[:3] for stem in _ANYWHERE.split()),
        frozenset(stem[:3] for stem in _BEGINNINGS.split()),
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    words = text.split()
    return list(zip(words[::2], words[1::2], strict=True))
