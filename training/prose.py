"""Prose of notes: commentary around works, lead-ins, joins, and notes that cite no work."""

from __future__ import annotations

import random
import re

from training import lists
from training.markup import mark
from training.names import make_body, make_name
from training.works import FIELDS

_SLOT = re.compile(r"\{(\w+)\}")


def sentence(rng: random.Random) -> str:
    """Return one sentence of commentary, or a remark such as "Ibid., p. 45."."""
    if rng.random() < 0.4:
        return rng.choice(lists.sentences())
    return _SLOT.sub(lambda found: _value(found[1], rng), rng.choice(lists.lines("prose")))


def sentences(rng: random.Random, most: int = 3) -> str:
    """Return one to `most` sentences, some with a word in italics or as a link."""
    text = " ".join(sentence(rng) for _ in range(rng.randint(1, most)))
    if rng.random() < 0.3:
        words = text.split(" ")
        at = rng.randrange(len(words))
        words[at] = mark(rng.choice(("italic", "italic", "link", "bold")), words[at])
        text = " ".join(words)
    return text


def lead_in(rng: random.Random) -> str:
    """Return words before a work: "See also"."""
    return rng.choice(lists.lines("lead_ins"))


def join(rng: random.Random) -> str:
    """Return what joins two works of a note: "; see also"."""
    return rng.choice(lists.lines("joins"))


def _value(slot: str, rng: random.Random) -> str:
    if slot == "year":
        return str(rng.randint(1600, 2024))
    if slot == "number":
        return str(rng.choice((rng.randint(2, 12), rng.randint(10, 400))))
    if slot == "percent":
        return f"{rng.randint(1, 99)}%"
    if slot == "sentence":
        return rng.choice(lists.sentences())
    if slot == "topic":
        topic = rng.choice(lists.phrases("topics")[rng.choice(FIELDS)]["topic"])
        return re.sub("<[^>]*>", "", topic)
    if slot == "name":
        name = make_name(rng)
        whole = f"{name.given.split()[0]} {name.surname}"
        return rng.choice(
            (name.surname, whole, whole, f"Dr. {name.surname}", make_body(rng).family)
        )
    raise ValueError(slot)
