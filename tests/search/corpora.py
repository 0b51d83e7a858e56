"""Small indexes of few words, built in many steps and at once, and queries to ask of both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from painsci_search import Article, Index, Note, Reference, Section
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.store import Store
from painsci_search.query.ast import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Ranked, Word
from painsci_search.query.fields import word_values

# Words that share stems, stop words, compounds joined in several ways, letters that are folded or
# stand outside of Windows-1252, and identifiers.
WORDS = (
    "pain pains painful surgery surgeries surgical sham shams knee knees nee the of not L4/L5 L4 "
    "L5 CRPS-1 crps1 CRPS patient's patients naïve naive 疼痛 Schütz ﬁeld 30397584 "
    "10.1136/bmj.h2747 PMC2844363 PMC 1 high-quality high quality e.g."
).split()
# Words that stand nowhere but in the body of a section or an article.
BODY_WORDS = ("placebo", "nocebo", "expectations")
NAMES = ("Moseley GL", "Ann Sham", "Lochte BC", "Schütz A", "van der Knee J")
YEARS = (1999, 2018, 2021)
PMIDS = ("30397584", "123456")
DOIS = ("10.1136/bmj.h2747", "10.1000/demo.1")
IDS = ("asmr", "b", "a#b", "knee", "zzz", "é", "a")


@dataclass(frozen=True)
class Corpus:
    """The same articles in an index made in many steps, and in one that was made at once."""

    articles: tuple[Article, ...]
    many: Index
    once: Index


def build(folder: Path, seed: int) -> Corpus:
    """Add, replace and remove articles at random; then add what is left at once, in any order."""
    random = Random(seed)
    many = Index.create(folder / "many")
    left: dict[str, Article] = {}
    for _ in range(random.randint(2, 9)):
        names = random.sample(IDS, random.randint(1, 3))
        batch = {name: _article(random, name) for name in names}
        many.add(batch.values())
        left |= batch
        if random.random() < 0.4:
            gone = random.sample(sorted(left), 1)
            many.remove(gone)
            left = {name: article for name, article in left.items() if name not in gone}
    articles = list(left.values())
    random.shuffle(articles)
    once = Index.create(folder / "once")
    once.add(articles)
    return Corpus(tuple(articles), many, once)


def snapshot_of(index: Index) -> Snapshot:
    """The snapshot that answers for an index."""
    return Store.open(DiskFolder(index.path)).snapshot


def _article(random: Random, name: str) -> Article:
    sections = tuple(
        Section(
            f"s{number}",
            _text(random, 2),
            _body(random) if random.random() < 0.9 else "",
            2,
            (_text(random, 2),) if random.random() < 0.3 else (),
        )
        for number in range(random.randint(0, 3))
    )
    notes = tuple(
        Note(str(number), f"n{number}", _text(random, 8), _references(random))
        for number in range(random.randint(0, 2))
    )
    return Article(
        name,
        _text(random, 3),
        sections,
        notes,
        subtitle=_text(random, 5) if random.random() < 0.5 else None,
        authors=_names(random),
        published=str(random.choice(YEARS)) if random.random() < 0.7 else None,
    )


def _references(random: Random) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            "raw",
            _names(random),
            year=random.choice((*YEARS, None)),
            pmid=random.choice((*PMIDS, None)),
            doi=random.choice((*DOIS, None)),
            pmcid=random.choice(("PMC2844363", None)),
            painsci_id=random.choice(("123456", None)),
        )
        for _ in range(random.randint(0, 2))
    )


def _names(random: Random) -> tuple[str, ...]:
    return tuple(random.sample(NAMES, random.randint(0, 2)))


def _text(random: Random, longest: int) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, longest)))


def _body(random: Random) -> str:
    words = random.choices((*WORDS, *BODY_WORDS * 3), k=random.randint(1, 14))
    return "".join(word + random.choice((" ", " ", " ", ", ", ". ", "\n\n")) for word in words)


_FIELDS = st.sampled_from((None, None, "title", "heading", "note", "author"))
_TEXTS = st.sampled_from((*WORDS, *BODY_WORDS, "moseley", "schutz", "unheard"))
_IN_PHRASE = st.lists(_TEXTS, min_size=1, max_size=3).map(" ".join)
_BEGINNINGS = st.sampled_from(
    ("pa", "sur", "surg", "kn", "l4/l", "mo", "hi", "10", "sch", "疼", "xy")
)
_MISSPELLED = st.sampled_from(
    ("paim", "shma", "knees", "surgerie", "plcebo", "mosely", "crsp", "unheard")
)


def _leaf(kind: type, texts: st.SearchStrategy[str], *more: object) -> st.SearchStrategy[Node]:
    return st.builds(kind, texts, _FIELDS, st.just(0), st.just(0), *more)


def _word(text: str, field: str | None) -> Word:
    return Word(text, field, 0, 0, values=() if field else word_values(text))


def _exact(field: str, values: tuple[str, ...]) -> st.SearchStrategy[Node]:
    texts = st.sampled_from((*values, "1234"))
    return st.builds(Word, texts, st.just(field), st.just(0), st.just(0))


LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(_word, _TEXTS, _FIELDS),
    st.builds(_word, _TEXTS, _FIELDS),
    _leaf(Phrase, _IN_PHRASE),
    _leaf(Prefix, _BEGINNINGS),
    _leaf(Fuzzy, _MISSPELLED, st.sampled_from((1, 2))),
    _exact("year", tuple(map(str, YEARS))),
    _exact("pmid", PMIDS),
    _exact("doi", DOIS),
)


def _joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    some = st.lists(parts, max_size=2).map(tuple)
    none = st.just(())
    one = parts.map(lambda part: (part,))
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, parts),
        st.builds(Ranked, several),
        st.builds(Ranked, one, some, some, some),
        st.builds(Ranked, none, one, some, some),
        st.builds(Ranked, some, none, some, one),
    )


TREES = st.recursive(LEAVES, _joined, max_leaves=6)
_TYPED = st.sampled_from(
    (
        *WORDS,
        *BODY_WORDS,
        '"sham surgery"',
        '"knee pain"',
        "surg*",
        "paim~1",
        "paim~2",
        "+knee",
        "-sham",
        "title:pain",
        "author:moseley",
        "year:2018",
        "AND knee",
        "OR pains",
        "NOT naive",
        "(pain OR knee)",
    )
)
# Queries as typed; the first word is one that an operator may follow.
TYPED = st.lists(_TYPED, max_size=4).map(lambda more: " ".join(["pain", *more]))
