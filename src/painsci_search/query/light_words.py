"""Verbs that carry little in a question: the code of a language in; its verbs, folded, out.

English has them in `stop_words.py`. They are no stop words: text is not analysed by them.
"""

from __future__ import annotations

from functools import cache

# Verbs that carry little in a question ("Was hilft bei Gicht?"), folded, as `LIGHT` in English.
_LIGHT = {
    "de": "bringen bringt geholfen half helfen helft hilft machen macht nutzen nutzt tue tun "
    "wirken wirkt",
    "es": "ayuda ayudan ayudar funciona funcionan funcionar hace hacer hago sirve sirven servir",
    "fr": "aide aident aider ca faire fais faut marche marchent sert servent servir",
    "it": "aiuta aiutano aiutare fa faccio fare funziona funzionano funzionare serve servono "
    "servire",
    "nl": "doe doen doet help helpen helpt werken werkt",
    "pt": "ajuda ajudam ajudar faco faz fazer funciona funcionam funcionar serve servem servir",
}
# Words before a noun: after one of them such a word is a noun ("la marche", "ohne Nutzen").
_BEFORE_NOUN = {
    "de": "am beim dem den der des das im kein keinen ohne vom zum",
    "es": "con de la mi sin su una",
    "fr": "a avec cette d de en l la ma par sa sans son une",
    "it": "con di il la l senza una",
    "nl": "aan bij het met om op te van zonder",
    "pt": "a com da de minha na sem sua uma",
}


@cache
def light_words(code: str) -> frozenset[str]:
    """Return the verbs of a language that carry little in a question, folded."""
    return frozenset(_LIGHT.get(code, "").split())


@cache
def words_before_nouns(code: str) -> frozenset[str]:
    """Return the words of a language after which a light word is a noun, folded."""
    return frozenset(_BEFORE_NOUN.get(code, "").split())
