"""A name or a list of names as a page gives it in, the names of people and bodies out.

The order of a name is that of speech ("Aldo, Ann" is "Ann Aldo"), so that a person has one name
whichever vocabulary gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from painsci_search.reading.bylines.words import (
    AND,
    DEGREE,
    FOR_CLIENT,
    LEAD,
    NOBODY,
    PARTICLES,
    REPORTER_AFTER_NAME,
    ROLE,
    ROLE_AFTER_NAME,
    ROLE_INSIDE,
    TITLE,
    WEEKDAY,
)
from painsci_search.reading.citations.vocabulary import SUFFIX
from painsci_search.reading.dom.elements import fold_space
from painsci_search.text import fold

# Letters and words: a longer text is no name.
_LONGEST_NAME = 100
_MOST_WORDS = 8
_MOST_WORDS_OF_PERSON = 4
_NAME_WORD = re.compile(
    r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\W\d_](?:\.-?[^\W\d_])*\.|(?:Dr|Prof|St|Th|Ch|Jr|Sr)\."
)
_WEB = re.compile(r"https?:|www\.|\.(?:com|org|net)/", re.IGNORECASE)
_MAIL = re.compile(
    r"(?<![^\s()<>])[(\[<]?[^\s()<>@\[]*+(?:@|\[at\]|\(at\))[^\s()<>]*+[)>]?", re.IGNORECASE
)
_EDGES = ' \t,;:•·|/–—-~*†‡§¶‖☆★()[]"“”„«»'
# Words in the names of bodies, and between names.
_JOINING = frozenset("of for für the and und et y & och og ve и та pour para på til".split())
_MARKUP = re.compile(r"</?[a-z]{1,8}\b[^<>]{0,80}>", re.IGNORECASE)
_DEGREES = re.compile(
    rf"(?:,\s*|\s\((?=[^()]{{1,40}}\))){DEGREE.pattern}(?=[,;\s]|$)|\s(?:Ph\.?\s?D|M\.?D)\b\.?"
)
_PERSON_AFTER = re.compile(r"\s+[^\W\d_a-z][^\W\d_A-Z]+\s+[^\W\d_a-z]")
# After a name and a comma: credentials that are in no list, or an agency ("Ann Aldo, OCS").
_CAPITALS = re.compile(r"[A-Z]{2,7}(?:-[A-Z]{1,4})?")
# The body at which an author works, after the name and a comma.
_PLACE_OF_WORK = re.compile(
    r"\b(?:universit\w{1,4}|department|faculty|hospital|college|school|institute?|instituto|clinic|"
    r"cent(?:er|re)|hochschule|klinik(?:um)?|krankenhaus|hôpital|école|ospedale|universidad|"
    r"ziekenhuis|sjukhus)\b",
    re.IGNORECASE,
)
# The mark of a place of work; and what an address has beside capital words, and the most of it.
_MARK = re.compile(r"\A[\W\d_]{0,3}(?:[a-z]\s(?=[A-Z]))?")
_SMALL = frozenset(
    "of and the for in at on de des du der die und für von la le el et do da".split()
)
_MOST_SMALL = 0.2
# Who publishes what an author writes: "Ann Aldo, Necks News", "Ann Aldo, for Necks Daily".
_OUTLET = re.compile(
    r"\A\s*(?:for|of)\s|\b(?:(?:associated|canadian|free)\spress|news|times|tribune|herald|"
    r"gazette|healthline|reuters|magazine|network|association|foundation|society)\s*\Z",
    re.IGNORECASE,
)
_BETWEEN_PEOPLE = re.compile(r"\s*[;|•·]\s*")
# Before the last name of a list with one name in each item.
_AND_BEFORE = re.compile(r"\A(?:and|und|&)\s")
# What belongs to the title of a doctor: "le Dr", "Dr. med. univ.", "Dr. rer. nat.".
_OF_TITLE = re.compile(
    rf"\b(?:le|la|el|il|lo|der|die)\s(?=(?:Dra?|Prof|Pr|{TITLE})(?![^\W\d_]))|"
    rf"(?:(?<![.\w]){TITLE}\s?){{1,5}}(?<=[\s.])(?=[^\W\d_a-z]|(?:van|von|de|di|da)\s)|"
    r"\b(?:Frau|Herrn?|Mme|Mlle|Dhr\.?|Mevr\.?|Sig\.?\s?ra)\s(?=[^\W\d_a-z])|"
    r"(?<=\bDr\.)(?:\s?(?:med|dent|vet|univ|rer|nat|phil|hum|biol|sc|jur|iur|pol|oec|paed|theol|"
    r"habil|h|c)\.)+",
)
# The body of an author, in Japanese or Chinese: "見本花子（見本大学）".
_BODY_IN_BRACKETS = re.compile(r"(?<=[\u3040-\u30ff\u4e00-\u9fff])\s?（[^（）]{1,30}）")
_INITIALS_LAST = re.compile(
    r"(?P<family>[^\W\d_]\S*[^\W\d_A-Z](?:\s\S+)?) (?P<initials>[A-Z]{1,3})"
)
_INITIALS_FIRST = re.compile(r"(?P<initials>(?:[A-Z]\.[\s-]?){1,3}) ?(?P<family>[^\W\d_]{2}.*)")
_SUFFIX = re.compile(rf"(?:{SUFFIX})\.?", re.IGNORECASE)


def names_in(text: str, *, inverted: bool = False, shown: bool = False) -> list[str]:
    """Return the names in a text with one name or several.

    Args:
        inverted: whether a comma separates last and first name, as in library catalogues.
        shown: whether the text is of the page, where other words may follow a name.

    >>> names_in("By Ann Aldo, MD, and Ben C. Berg"), names_in("Aldo, Ann", inverted=True)
    (['Ann Aldo', 'Ben C. Berg'], ['Ann Aldo'])
    """
    text = _bare(text)
    if _WEB.search(text):
        return []
    text = _cut(ROLE_INSIDE.sub("", text)) if shown else text
    names: list[str] = []
    parts = _BETWEEN_PEOPLE.split(text)
    for part in parts if all(map(is_like_person, parts)) else text.split(";"):
        turned = _turn(part.strip(), surely=inverted)
        names += [turned] if turned else AND.split(part)
    kept = [name for name in names if not ROLE.fullmatch(name.strip())]
    if kept and " " in kept[0] and not kept[0].isupper():
        kept = [name for name in kept if not _CAPITALS.fullmatch(name.strip())]
    if shown and kept and is_like_person(kept[0].strip(_EDGES)):
        kept[1:] = (name for name in kept[1:] if not is_elsewhere(name))
    return without_repeats(map(_clean, kept or names))


def is_elsewhere(name: str) -> bool:
    """Return whether what follows a name is where its author works, or for whom."""
    return _PLACE_OF_WORK.search(name) is not None or _OUTLET.search(name) is not None


def is_place_of_work(text: str) -> bool:
    """Return whether a text is only where an author works.

    >>> is_place_of_work("1 Department of Walks, University of Port Aldo, Port Aldo")
    True
    >>> is_place_of_work("The University of Port Aldo has found that walks are good for the back.")
    False
    """
    bare = _MARK.sub("", text)
    if "," not in bare or _PLACE_OF_WORK.search(bare) is None:
        return False
    words = [word for word in re.findall(r"[^\W\d_]{2,}", bare) if word not in _SMALL]
    small = sum(word.islower() for word in words)
    return len(words) > 1 and small <= _MOST_SMALL * len(words)


def is_all_names(text: str) -> bool:
    """Return whether a text has nothing but names, with their degrees and mail addresses."""
    bare = _bare(text)
    return bool(bare) and len(_cut(bare).split()) == len(bare.split())


def is_like_person(name: str) -> bool:
    """Return whether a name has the form of a person's in a script with capitals.

    >>> is_like_person("Ann C. van Aldo"), is_like_person("Health"), is_like_person("More on Ann")
    (True, False, False)
    """
    words = [word for word in name.split() if word not in PARTICLES]
    return 2 <= len(words) <= _MOST_WORDS_OF_PERSON and all(
        _NAME_WORD.fullmatch(word) and word[0].isupper() for word in words
    )


def split_initials(name: str) -> tuple[str, str] | None:
    """Return the folded family name and the first initial of a name that has initials only.

    >>> split_initials("van Aldo AB"), split_initials("A. B. Aldo"), split_initials("Ann Aldo")
    (('van aldo', 'a'), ('aldo', 'a'), None)
    """
    found = _INITIALS_LAST.fullmatch(name) or _INITIALS_FIRST.fullmatch(name)
    return (fold(found["family"]), found["initials"][0].lower()) if found else None


def _bare(text: str) -> str:
    text = _BODY_IN_BRACKETS.sub("", without_lead(fold_space(_MARKUP.sub(" ", text))))
    text = _OF_TITLE.sub("", text)
    return fold_space(_DEGREES.sub(_after_degrees, _MAIL.sub(" ", text))).strip(_EDGES)


def _after_degrees(degrees: re.Match[str]) -> str:
    """Return what separates degrees from what follows: a comma, also where a name follows."""
    is_followed = _PERSON_AFTER.match(degrees.string, degrees.end()) is not None
    return "," if is_followed or degrees.group().rstrip().endswith(",") else ""


def without_repeats(names: Iterable[str]) -> list[str]:
    """Return the names, each person once: the spelling counts without case and accents."""
    kept = {re.sub(r"\W+", "", fold(name)): name for name in reversed(list(names)) if name}
    return list(kept.values())[::-1]


def without_lead(text: str) -> str:
    """Return a text without a "By" at its start; "Von Trapp" and "De Witte" are names."""
    lead = LEAD.match(text)
    if not lead or not lead.group().strip():
        return text
    word = lead.group().split()[-1]
    is_of_name = word.lower() in PARTICLES | {"per"} and word[0].isupper() and len(lead[0]) < 5
    is_of_name = is_of_name and not _OF_TITLE.match(text, lead.end())
    return text if is_of_name else text[lead.end() :].lstrip()


def _turn(text: str, *, surely: bool) -> str:
    """Return "First Last" for "Last, First", or "" for another text."""
    last, comma, first = text.partition(",")
    first, _, suffix = first.strip().partition(", ")
    if not comma or (suffix and not _SUFFIX.fullmatch(suffix)) or _SUFFIX.fullmatch(first):
        return f"{last}, {first}" if comma and _SUFFIX.fullmatch(first) and not suffix else ""
    named = [word for word in last.split() if word.lower() not in PARTICLES]
    is_short = len(named) <= (3 if surely else 1) and 1 <= len(first.split()) <= 3
    if not is_short or AND.search(first) or AND.search(last):
        return ""
    return f"{first} {last}" + (f", {suffix}" if suffix else "")


def _clean(name: str) -> str:
    """Return a name without what bylines put around it, or "" for what is no name."""
    clean = " ".join(name.strip(_EDGES).split())
    client = FOR_CLIENT.match(clean)
    if client:
        clean = client["name"]
    clean = _AND_BEFORE.sub("", REPORTER_AFTER_NAME.sub("", clean))
    if " " in clean:
        shorter = ROLE_AFTER_NAME.sub("", clean)
        clean = shorter if " " in shorter else clean
    if fold(clean) in NOBODY or clean[-1:] in tuple("?!"):
        return ""
    fits = len(clean) <= _LONGEST_NAME and len(clean.split()) <= _MOST_WORDS
    return clean if fits and re.search(r"[^\W\d_]", clean) else ""


def _cut(text: str) -> str:
    """Return the words before the first that no name has: with it the byline goes on."""
    words = text.split()
    kept: list[str] = []
    for number, word in enumerate(words):
        following = words[number + 1][:1] if number + 1 < len(words) else ""
        joins = word in PARTICLES or (word in _JOINING and not following.islower())
        if number and not joins and (word[:1].islower() or word[:1].isdigit()):
            break
        if number and WEEKDAY.fullmatch(word.strip(",")):
            break
        kept.append(word)
    while len(kept) > 1 and kept[-1].lower() in PARTICLES | _JOINING:
        kept.pop()
    return " ".join(kept).strip(_EDGES)
