"""Names of authors: families and given names of many origins, particles, suffixes and bodies."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training import lists
from training.made_up import make_organisation

# Groups of families.txt, in order, with the groups of givens.txt that go with them.
_GIVENS_OF = (
    (0,), (0,), (1,), (2,), (3,), (4,), (3, 4), (5,), (6,), (6,), (7,), (8,), (9,), (10,), (11,),
    (12,), (12,), (13,), (0, 1, 6),
)  # fmt: skip
# How often an origin is chosen, by group of families.txt.
_WEIGHTS = (
    26, 3, 8, 7, 6, 4, 1, 6, 4, 5, 5, 4, 5, 7, 4, 3, 2, 4, 3,
)  # fmt: skip
_PARTICLES = {
    2: ("von", "von der", "zu"),
    3: ("de", "de la", "du", "le"),
    4: ("de", "de la", "del", "dos"),
    5: ("da", "dos", "de"),
    6: ("de",),
    7: ("di", "della", "del"),
    8: ("van", "van der", "van den", "van de", "de", "ten", "ter"),
    9: ("af",),
    11: ("bin", "al", "el"),
}


# Share of families that are blends of two: names that no list has, in the form of their origin.
_BLENDS = 0.3


@dataclass(frozen=True)
class Name:
    """The name of a person, or of a body if `given` is empty and `body` is true."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    body: bool = False

    @property
    def surname(self) -> str:
        """Return the family name with its particle."""
        return f"{self.particle} {self.family}" if self.particle else self.family

    def initials(self, after: str = ".", between: str = " ", hyphen: str = "-") -> str:
        """Return the initials of the given names: "J.-P. R." by default."""
        return between.join(
            hyphen.join(part[0] + after for part in word.split("-") if part)
            for word in self.given.split()
        )


def make_name(rng: random.Random) -> Name:
    """Return the name of a person."""
    origin = rng.choices(range(len(_WEIGHTS)), _WEIGHTS)[0]
    families = lists.groups("families")
    family = rng.choice(families[origin])
    if rng.random() < _BLENDS:
        family = _blend(family, rng.choice(families[origin]))
    if rng.random() < 0.02:
        family = f"{family}-{rng.choice(rng.choice(families))}"
    givens = lists.groups("givens")[rng.choice(_GIVENS_OF[origin])]
    count = rng.choices((1, 2, 3), (52, 42, 6))[0] if origin not in {13, 15} else 1
    given = " ".join(rng.choice(givens) for _ in range(count))
    if count > 1 and rng.random() < 0.5:
        first, *others = given.split()
        given = " ".join([first, *(f"{other[0]}." for other in others)])
    particle = ""
    if origin in _PARTICLES and rng.random() < (0.35 if origin == 8 else 0.08):
        particle = rng.choice(_PARTICLES[origin])
    suffix = rng.choice(("Jr.", "Jr", "III", "Sr.", "II")) if rng.random() < 0.012 else ""
    return Name(family, given, particle, suffix)


def _blend(left: str, right: str) -> str:
    """Return the beginning of a family name with the end of another: "Lindson"."""
    if min(len(left), len(right)) < 5 or not (left + right).isalpha():
        return left
    return left[: (len(left) + 1) // 2] + right[len(right) // 2 :].lower()


def make_body(rng: random.Random) -> Name:
    """Return the name of an organisation, a panel or a consortium."""
    if rng.random() < 0.5:
        return Name(make_organisation(rng), body=True)
    return Name(rng.choice(lists.lines("organisations")), body=True)


def make_names(rng: random.Random, counts: dict[int, int], bodies: float = 0.0) -> tuple[Name, ...]:
    """Return names of authors; `counts` weights their number, `bodies` is the share of bodies."""
    if rng.random() < bodies:
        return (make_body(rng),)
    count = rng.choices(list(counts), list(counts.values()))[0]
    people = [make_name(rng) for _ in range(count)]
    if count > 2 and rng.random() < 0.015:
        people.append(make_body(rng))
    return tuple(people)
