"""Pages, DOIs, ISBNs and URLs of made-up works."""

from __future__ import annotations

import random

from training import lists

_PREFIXES = (
    "1002 1016 1017 1037 1038 1080 1093 1097 1111 1136 1177 1186 1371 3389 5555 7554 12688"
).split()
_SUFFIXES = (
    "j.@@@@.20##.0#.###", "@@@@.########", "@@@####", "s########", "0#######-###-####",
    "S####-####(##)0####-#", "@@@@/###.#.##", "^^^.########", "j.1###-####.20##.0####.x",
    "####-####.######",
    "@@@@-20##-######", "journal.^^^^.0######", "^^^^^/@@###",
)  # fmt: skip
_ODD_PAGES = (
    "e##", "e####", "e1######", "######", "e1#-e2#", "S1#-S2#", "0#####", "i-iv", "v-xii",
    "xi-xiii", "iii-ix", "vii",
    "12##-13##, 14##", "2##-3##; discussion 4##-5##", "2##-3##, discussion 3##", "L##",
    "11##S-12##S", "1#:2#",
    "CD0#####", "a1###", "b2###", "A1##-A2##", "F1##-F2##", "2##-##", "1#-2#",
)  # fmt: skip
_ISBNS = (
    "978-#-###-#####-#",
    "978-0-##-######-#",
    "0-###-#####-#",
    "978##########",
    "##########",
    "0-#######-#-X",
)
_PATHS = (
    "/{slug}", "/{slug}/", "/{slug}.html", "/20##/0#/{slug}", "/articles/#####", "/pdf/{slug}.pdf",
    "", "/",
    "/view.php?id=####", "/doc/##/index.htm", "/~@@@@/paper.ps", "/library/@@@@/{slug}_##.aspx",
    "/news/{slug}-########",
)  # fmt: skip


def fill(rng: random.Random, pattern: str) -> str:
    """Return `pattern` with a digit for each "#", a small letter for "@" and a capital for "^"."""
    choices = {"#": "0123456789", "@": "abcdefghijklmnoprstuvw", "^": "ABCDEFGHJKLMNOPRSTUVW"}
    return "".join(rng.choice(choices[sign]) if sign in choices else sign for sign in pattern)


def make_pages(rng: random.Random, *, plain: bool = False) -> str:
    """Return pages as "319-328", or as an article number, an abbreviated or another form."""
    first = rng.choice((rng.randint(1, 60), rng.randint(10, 999), rng.randint(100, 3000)))
    last = first + rng.choice((rng.randint(1, 12), rng.randint(5, 30)))
    chance = rng.random()
    if plain or chance < 0.72:
        return f"{first}-{last}"
    return str(first) if chance < 0.82 else fill(rng, rng.choice(_ODD_PAGES))


def make_doi(rng: random.Random) -> str:
    """Return a DOI with a made-up suffix."""
    return f"10.{rng.choice(_PREFIXES)}/{fill(rng, rng.choice(_SUFFIXES))}"


def make_isbn(rng: random.Random) -> str:
    """Return a made-up ISBN of 10 or 13 digits."""
    return fill(rng, rng.choice(_ISBNS))


def make_url(rng: random.Random, host: str = "") -> str:
    """Return a URL at a reserved host."""
    host = host or rng.choice(lists.pairs("websites"))[1][0]
    words = rng.choice(lists.phrases("topics")["society"]["topic"]).lower().split()
    slug = rng.choice("-_").join(
        "".join(c for c in word if c.isascii() and c.isalnum()) for word in words
    )
    path = fill(rng, rng.choice(_PATHS)).replace("{slug}", slug)
    return f"{rng.choice(('https', 'http'))}://{host}{path}"


def plain_topics(field: str) -> list[str]:
    """Return the topics of a field that have no markup."""
    return [topic for topic in lists.phrases("topics")[field]["topic"] if "<" not in topic]
