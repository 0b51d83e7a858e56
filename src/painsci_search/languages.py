"""The languages that have rules of their own: a language tag in; stemmer, words and signs out.

English is analysed by `text.py` itself, and so is every language without a row here. The code of a
language is its ISO 639 code, and "" for English and the others. This module is imported for the
first text or index in another language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import Stemmer

# The algorithms of Snowball, by the code of the language.
_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
# Codes of the written forms of a language.
_SAME = {"nb": "no", "nn": "no"}
# Words that say little beside others, folded. They also show which language a text is in.
_STOP_WORDS = {
    "da": "af alle at blev da de dem den der deres det dig din du efter eller en er et for fra "
    "fordi han hun har havde hvad hvis hvor hvordan hvorfor i ikke ind jeg kan kun man med "
    "meget men mig min mod nar og ogsa om op os pa sa sig sin skal som til ud under var ved "
    "vi vil",
    "de": "aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da "
    "damit dann das dass dein dem den denn der des dich die dies diese diesem diesen dieser "
    "dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch fur "
    "gegen gibt hab habe haben hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem "
    "ihren ihrer im in ist ja jede jedem jeden jeder jedes kann kein keine keinem keinen "
    "keiner konnen man mehr mein meine mich mir mit nach nicht noch nun nur ob oder ohne "
    "sehr sein seine seinem seinen seiner seit sich sie sind so soll sollte sondern uber um "
    "und uns unser unter vom von vor wann war waren warum was weil welche welchen welcher "
    "welches wenn wer werden wie wieder wir wird wo wurde wurden zu zum zur zwischen",
    "es": "a al algo ante como con contra cual cuales cuando de del desde donde durante e el ella "
    "ellas ellos en entre era es esa ese eso esta estaba estan estar este esto estos fue "
    "fueron ha hasta hay la las le les lo los mas me mi muy ni no nos o otra otro para pero "
    "por porque pueden puede que quien se sea ser si sin sobre son su sus tambien tan te "
    "tiene tienen todo todos tu un una uno unos y ya yo",
    "fi": "ei eivat etta han hanen he ja joka jos jotka kanssa kuin kun kuten mika miksi miten "
    "mutta myos ne niin niita nyt olla oli on olisi ovat sen se sita tai tama vain voi",
    "fr": "a afin ai alors apres au aucun aussi autre aux avec avoir c ce cela ces cet cette chez "
    "comme comment d dans de des deux dont du elle elles en est et etaient etait ete etre "
    "eux fait il ils j je l la le les leur leurs lors lui m ma mais me meme mes moi mon n "
    "ne nos notre nous on ont ou par parce pas peut peuvent plus pour pourquoi qu quand que "
    "quel quelle quelles quels qui s sa sans se ses si son sont sur t ta te tes tous tout "
    "toute toutes tres tu un une vos votre vous y",
    "it": "a ad agli ai al alla alle allo anche c che chi ci come con contro cosa cui d da dagli "
    "dai dal dalla dalle de degli dei del della delle dello di dopo dove e ed era erano "
    "essere fra gli ha hanno i il in io l la le lei li lo loro lui ma mi nei nel nella "
    "nelle no noi non o ogni per perche piu puo qual quale quali quando questa queste "
    "questi questo se senza si sia sono su sua sue sugli sul sulla suo suoi tra tutti tutto "
    "un una uno voi",
    "nl": "aan al alle als bij dan dat de der deze die dit door dus een en er geen haar had heb "
    "hebben heeft hem het hij hoe hun iets ik in is je kan kunnen maar me meer men met mij "
    "mijn na naar niet nog nu of om omdat onder ons ook op over te tegen tot uit van veel "
    "voor waar waarom wanneer want waren was wat we wel welke wie wij wordt worden zal ze "
    "zich zij zijn zo zonder",
    "no": "alle at av blir ble da de dem den der deres det du eller en er et etter for fra fordi "
    "han har hun hva hvis hvor hvordan hvorfor i ikke jeg kan kun man med men meg min mot "
    "mye na nar og ogsa om opp oss pa sa seg sin skal som til under ut var ved vi vil",
    "pl": "a aby ale az bardzo bez bo by byc byl byla bylo byly co czy dla do gdy gdzie go i ich "
    "ile im ja jak jako jego jej jest jestem juz kiedy kto ktora ktore ktory ktorych lub ma "
    "moze na nad nie niz o od on ona oni oraz po pod przed przez przy sa sie ta tak takze "
    "te tego tej ten to tu tylko w we wiec z za ze",
    "pt": "a ao aos as ate com como contra da das de dela dele deles depois do dos e ela elas ele "
    "eles em entre era essa esse esta estao este eu foi foram ha isso isto ja la lhe mais "
    "mas me mesmo meu minha muito na nao nas nem no nos o os ou para pela pelas pelo pelos "
    "por porque qual quais quando que quem sao se seja sem ser seu seus so sobre sua suas "
    "tambem te tem tinha um uma voce",
    "ru": "а без более бы был была были было быть в вам вас весь во вот все всех вы где да для до "
    "его ее если есть еще же за здесь и из или им их к как когда кто ли либо между меня мне "
    "может мои мы на над не него нет ни но ну о об он она они оно от по под при с со так "
    "также такои там то того тоже только том тот ты у уже чем что чтобы чье эта эти это "
    "этого этои этом этот я",
    "sv": "alla att av blev bli da dar de dem den denna deras dess det detta dig din du efter "
    "eller en ett for fran han har hennes hon hur i icke ifran in inte jag kan man med "
    "mellan men mig min mot mycket nar nu och om oss pa sa sedan sig sin ska skulle som "
    "till under ut utan vad var varfor vara vem vi vid vill",
}
# Words before a full stop that does not end a sentence, in lower case.
_ABBREVIATIONS = {
    "da": "bl.a ca dvs evt f.eks fx jf kl m.fl mfl nr osv pga s tlf vedr",
    "de": "abb abs anm art bd bspw bzgl bzw ca d.h dgl dr ebd eigtl etc evtl f ff frl ggf hr hrsg "
    "inkl insb jh kap lt max min mio mrd nr o.a o.g o.ä prof resp s s.o s.u sog st str tab "
    "tel u.a u.u usw v.a vgl vs z.b z.t zit zzt",
    "es": "a.c aprox art cap cf d.c dr dra ed eds ej etc fig figs ibid núm op p p.ej pág págs "
    "prof s sr sra srta ss tel trad ud uds v vol vols vs",
    "fr": "al apr art av c.-à-d cf chap coll dir dr éd éds env et etc ex fig figs ibid j.-c m me "
    "mgr mlle mm mme mmes n no nos op p p.ex pp pr réf sq st ste suiv t tabl tél trad v vol "
    "vols vs",
    "it": "a.c al art cap cfr d.c dott dott.ssa ecc ed eds es fig figg ibid ing n nn op p pag "
    "pagg prof prof.ssa sec segg sig sig.ra tab tel trad v vol voll vs",
    "nl": "a.u.b al art bijv blz ca d.m.v d.w.z dhr div dr drs e.d enz etc evt fig hfdst i.p.v "
    "i.v.m incl ir jl m.b.t m.i max mevr min mr n.a.v nr o.a o.l.v p p.m prof red resp sr "
    "t.a.v t.o.v tel vgl vs z.g.n",
    "no": "bl.a ca dvs evt f.eks jf kl m.fl mfl nr osv pga s tlf vedr",
    "pl": "al art dr fig godz im inż itd itp m.in mgr nr np ok os p pkt pl pn prof r ryc rys s "
    "str sz tab tel tj tzn tzw ul ur ww zob",
    "pt": "al aprox art cap cf d.c dr dra ed eds etc ex exa fig figs ibid n no núm op p p.ex pág "
    "págs prof profa séc sr sra srta tab tel trad v vol vols vs",
    "ru": "г гг ред рис руб см ср стр т т.д т.е т.к т.п тыс ул",
    "sv": "bl.a ca dvs dr d.v.s e.d etc ev f.d fig fr.o.m jfr kap kl m.fl m.m mm nr obs osv p.g.a "
    "prof resp s s.k st t.ex t.o.m tel vs",
}
# Abbreviations that may end a sentence, in any of these languages.
_MAY_END = frozenset("al ecc enz etc itd itp m.fl m.m mfl osv usw е.д т.д т.п".split())
# Words that lose their last letter before a vowel, without the apostrophe, folded.
_ELIDED = {
    "ca": "d l m n s t",
    "fr": "c d j jusqu l lorsqu m n presqu puisqu qu quelqu quoiqu s t",
    "ga": "b d m",
    "it": "all c coll d dall dell l m nell quell quest s sant sull t un v",
}
# Letters that join the words of a compound, for the languages that write it as one word.
_LINKS = {
    "da": ("", "s", "e"),
    "de": ("", "s", "n", "en", "es", "er", "e", "ens"),
    "fi": ("", "n", "s"),
    "hu": ("",),
    "nl": ("", "s", "e", "en", "er"),
    "no": ("", "s", "e"),
    "sv": ("", "s", "e", "o", "a", "u"),
}
# Letters that a word loses inside a compound: "Schule", "Schultasche".
_LOST = {"de": ("e", "en"), "sv": ("a", "e"), "da": ("e",), "no": ("e",)}
# Endings that the stemmer knows with accents only, which folding has removed.
_RESPELLED = {"pt": re.compile("(?:o|a)es$")}
# Ordinal numbers have a full stop, before one of these words, in lower case.
_AFTER_ORDINAL = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember "
    "jahrhundert jahrhunderts auflage tag tage woche monat lebensjahr",
}
# Words of a text by which its language is known; a shorter one is of no language.
_FEWEST_WORDS = 40
# The share of stop words that prose has at least, and how much more often than those of any other
# language they must occur.
_FEWEST_STOPS, _CLEARLY = 0.2, 1.3


class Rules(NamedTuple):
    """How the sentences of a language end.

    Attributes:
        abbreviations: words, in lower case, after which a full stop may be no end of a sentence.
        never_end: those of them after which it never is.
        after_ordinal: words before which a number has a full stop.
    """

    abbreviations: frozenset[str]
    never_end: frozenset[str]
    after_ordinal: frozenset[str]


@cache
def language_code(tag: str | None) -> str:
    """Return the code of a language tag; "" for English, and a language without rules.

    >>> language_code("de-AT"), language_code("nb"), language_code("en-GB"), language_code("ja")
    ('de', 'no', '', '')
    """
    primary = (tag or "").split("-")[0].lower()
    code = _SAME.get(primary, primary)
    return code if _ALGORITHMS.get(code) in _installed() else ""


@cache
def _installed() -> frozenset[str]:
    return frozenset(Stemmer.algorithms())


@cache
def _stemmer(code: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_ALGORITHMS[code])


def stem_words(words: list[str], code: str) -> list[str]:
    """Return the stems of folded words of letters.

    Raises:
        KeyError: no language has the code.

    >>> stem_words(["schmerzen", "rucken"], "de"), stem_words(["lesoes", "lesao"], "pt")
    (['schmerz', 'ruck'], ['lesa', 'lesa'])
    """
    respelled = _RESPELLED.get(code)
    if respelled is not None:
        words = [respelled.sub("ao", word) for word in words]
    stems: list[str] = _stemmer(code).stemWords(words)
    return stems


@cache
def stop_words(code: str) -> frozenset[str]:
    """Return the stop words of a language, folded."""
    return frozenset(_STOP_WORDS.get(code, "").split())


@cache
def all_stop_words() -> frozenset[str]:
    """Return the stop words of all languages other than English, folded."""
    return frozenset().union(*map(stop_words, _STOP_WORDS))


@cache
def rules_of(code: str) -> Rules | None:
    """Return how sentences end in a language; None where it is as in English."""
    words = _ABBREVIATIONS.get(code)
    if words is None:
        return None
    abbreviations = frozenset(words.split())
    after = frozenset(_AFTER_ORDINAL.get(code, "").split())
    return Rules(abbreviations, abbreviations - _MAY_END, after)


@cache
def elided_words(code: str) -> frozenset[str]:
    """Return the words of a language that an apostrophe joins to the next word, folded."""
    return frozenset(_ELIDED.get(code, "").split())


def links(code: str) -> tuple[str, ...]:
    """Return the letters between the words of a compound; () where none is one word."""
    return _LINKS.get(code, ())


def lost_letters(code: str) -> tuple[str, ...]:
    """Return the endings that a word may lose inside a compound."""
    return _LOST.get(code, ())


def guess_language(words: Sequence[str]) -> str | None:
    """Return the code of the language whose common words a text has, "en" for English; or None.

    It knows the languages with stop words here. A short or mixed text is in none of them.

    Args:
        words: the folded words of the text.
    """
    if len(words) < _FEWEST_WORDS:
        return None
    shares = sorted(
        (sum(word in common for word in words) / len(words), code)
        for code, common in _common_words().items()
    )
    (second, _), (best, code) = shares[-2:]
    return code if best >= _FEWEST_STOPS and best >= second * _CLEARLY else None


_ENGLISH = (
    "a about after all an and are as at be been but by can did do for from had has have he her his "
    "how if in into is it its more most no not of on or our she so some than that the their them "
    "then there these they this to was we were what when which who will with would you your"
)


@cache
def _common_words() -> dict[str, frozenset[str]]:
    return {"en": frozenset(_ENGLISH.split())} | {code: stop_words(code) for code in _STOP_WORDS}
