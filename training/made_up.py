"""Made-up journals, publishers and organisations, for names that no list has."""

from __future__ import annotations

import random

from training import lists
from training.lists import Journal


def make_journal(rng: random.Random) -> Journal:
    """Return a made-up journal with its abbreviation."""
    name = _fill(rng.choice(lists.sections("made_up")["journals"]), rng)
    return Journal(name, shorten(name, rng))


def shorten(name: str, rng: random.Random) -> str:
    """Return an abbreviation: each longer word is cut after a consonant, as ISO 4 does."""
    short = []
    for word in lists.abbreviate(name).split(" "):
        cut = word
        if len(word) > 6 and not word.endswith("."):
            ends = [
                at
                for at in range(3, min(len(word) - 1, 9))
                if word[at - 1] not in "aeiouy" and word[at] in "aeiouy"
            ]
            cut = f"{word[: rng.choice(ends)]}." if ends else word
        short.append(cut)
    return " ".join(short) if len(short) > 1 else name


def make_publisher(rng: random.Random) -> tuple[str, str]:
    """Return a made-up publisher and its place."""
    return _fill(rng.choice(lists.sections("made_up")["publishers"]), rng), rng.choice(
        lists.lines("places")
    )


def make_organisation(rng: random.Random) -> str:
    """Return a made-up organisation."""
    return _fill(rng.choice(lists.sections("made_up")["bodies"]), rng)


def _word(section: str, rng: random.Random) -> str:
    return rng.choice(lists.section_words("made_up", section))


def _fill(pattern: str, rng: random.Random) -> str:
    families = lists.groups("families")
    size = rng.randint(3, 5)
    values = {
        "{family}": rng.choice(rng.choice(families)),
        "{family2}": rng.choice(rng.choice(families)),
        "{place}": rng.choice(lists.lines("places")).split(",")[0],
        "{nation}": _word("nations", rng),
        "{n}": _word("nations", rng),
        "{a}": _word("before", rng),
        "{b}": _word("subjects", rng),
        "{c}": _word("subjects", rng),
        "{a2}": _word("before", rng),
        "{d}": _word("subjects", rng),
        "{u}": rng.choice("ABCDEG"),
        "{l}": _word("latin", rng),
        "{subject}": _word("subjects", rng),
        "{subject2}": _word("subjects", rng),
        "{subject3}": _word("subjects", rng),
        "{latin}": _word("latin", rng),
        "{acronym}": "".join(rng.choice("ABCDEFGHIJLMNOPRSTUW") for _ in range(size)),
    }
    for slot, value in values.items():
        pattern = pattern.replace(slot, value)
    return pattern
