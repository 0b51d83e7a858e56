"""Made-up titles: patterns filled with phrases of a field, in sentence or title case."""

from __future__ import annotations

import random
import re

from training import lists

# Shares of titles: long ones, and parts of sentences, which have the words of prose.
_LONG, _SENTENCES = 0.5, 0.07
# Share of titles with a made-up word, as real titles have words that no list has.
_RARE = 0.4
_LETTERS = "ABCDEFGHIKLMNOPRSTUVWX"
_SMALL = frozenset(
    "a an and as at but by for from in into nor of on or over per the to up via vs with without "
    "versus der die das und de du des la le les et en el y e il da di do".split()
)


def make_title(rng: random.Random, field: str, *, book: bool = False) -> str:
    """Return an English title of a field in sentence case; <i>, <sub> and <sup> may occur in it."""
    patterns = lists.sections("title_patterns")["book" if book else "article"]
    chance = rng.random()
    if chance < _LONG and not (book and chance < _LONG / 2):
        patterns = lists.lines("long_patterns")
    elif chance > 1 - _SENTENCES:
        return _capital(_part_of_sentence(rng))
    phrases = lists.phrases("topics")[field] | lists.phrases("words")["any"]
    return _with_rare_words(_fill(rng, rng.choice(patterns), phrases), rng)


def make_foreign_title(rng: random.Random, language: str) -> str:
    """Return a title in German, French, Spanish, Portuguese or Italian."""
    pattern = rng.choice(lists.sections("title_patterns")["foreign"])
    if language == "de":
        pattern = pattern.replace(" et ", " und ").replace("« {topic} »", "„{topic}“")
    elif language != "fr":
        pattern = pattern.replace(" et ", " e " if language in {"it", "pt"} else " y ")
    return _fill(rng, pattern, lists.phrases("foreign_titles")[language])


def title_case(title: str) -> str:
    """Return a title with capitals, small words excepted: "The Effect of Heat on Pain"."""
    out: list[str] = []
    for word in title.split(" "):
        small = word in _SMALL and out and not out[-1].endswith((":", ".", "?"))
        out.append(word if small or "<" in word else _capital(word))
    return " ".join(out)


def make_acronym(rng: random.Random) -> str:
    """Return a made-up acronym: "BRAND-3"."""
    size = rng.choice((3, 3, 4, 4, 5))
    letters = "".join(rng.choice("AEIOU" if at % 2 else _LETTERS) for at in range(size))
    return letters + (f"-{rng.randint(2, 9)}" if rng.random() < 0.3 else "")


def make_taxon(rng: random.Random) -> str:
    """Return a made-up species, mostly in italics: "<i>Meloptera lithosa</i>"."""
    genus = _part("beginnings", rng).capitalize() + _part("genera", rng)
    species = _part("beginnings", rng) + _part("species", rng)
    family = _part("beginnings", rng).capitalize() + _part("families", rng)
    common = f"{rng.choice(lists.phrases('words')['any']['adj'])} {_part('animals', rng)}"
    taxon = rng.choice(
        (f"<i>{genus} {species}</i>", f"{genus} {species}", f"<i>{genus[0]}. {species}</i>")
    )
    return rng.choice((
        taxon, taxon, f"{common}, {taxon}", f"{common} ({taxon})", f"{taxon} ({family})", family,
        f"{common}, {taxon},", f"{taxon} {rng.choice(_AUTHORITIES)}",
        f"{common} ({taxon}: {family})",
    ))  # fmt: skip


_AUTHORITIES = ("L.", "(L.)", "Lam.", "Hook. f.", "(Say)", "Fabr.", "DC.", "(Walker)")


def _part(section: str, rng: random.Random) -> str:
    return rng.choice(lists.section_words("made_up", section))


def _with_rare_words(title: str, rng: random.Random) -> str:
    if rng.random() > _RARE or "<" in title:
        return title
    words = title.split(" ")
    places = [at for at, word in enumerate(words) if at and len(word) > 5 and word.isalpha()]
    for at in rng.sample(places, min(len(places), rng.randint(1, 2))):
        rare = _part("beginnings", rng) + _part("endings", rng)
        words[at] = rare if words[at].islower() else rare.capitalize()
    return " ".join(words)


def _part_of_sentence(rng: random.Random) -> str:
    words = rng.choice(lists.sentences()).rstrip(".?!").split(" ")
    size = rng.randint(4, 16)
    start = rng.randint(0, max(0, len(words) - size)) if rng.random() < 0.5 else 0
    return " ".join(words[start : start + size]).strip(",;: ")


def _fill(rng: random.Random, pattern: str, phrases: dict[str, tuple[str, ...]]) -> str:
    start = rng.randint(1750, 2000)
    values = {
        "year": str(start),
        "year2": str(min(start + rng.randint(2, 80), 2021)),
        "n": str(rng.choice((2, 3, 5, 6, 10, 12, 20, 24, 30, 100))),
        "acronym": make_acronym(rng),
        "month": rng.choice(("January", "March", "May", "July", "September", "December")),
        "name": rng.choice(rng.choice(lists.groups("families")[:5])),
    }

    def value(found: re.Match[str]) -> str:
        key = found[1]
        if key.lower() in values:
            return values[key.lower()]
        if key.lower() == "taxon":
            return make_taxon(rng)
        phrase = rng.choice(phrases[key.lower().rstrip("2")])
        return _capital(phrase) if key[0].isupper() else phrase

    return _capital(re.sub(r"\{(\w+)\}", value, pattern))


def _capital(text: str) -> str:
    at = next((place for place, letter in enumerate(text) if letter.isalpha()), None)
    if at is None or text.startswith("<") or text[:at].isdigit():
        return text
    return text[:at] + text[at].upper() + text[at + 1 :]
