"""The corpus: articles made from a seed, and the same as flat documents for the other engines.

Article number n depends on the seed and on n alone. So a smaller corpus is the beginning of a
larger one, and no file of it has to be kept.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from painsci_search import Article, Note, NoteRef, Reference, Section
from vocabulary import SEED, Vocabulary, vocabulary

_JOURNALS = 60
_INITIALS = "ABCDEFGHJKLMNPRST"


class Shape(NamedTuple):
    """How long an article is: (least, most) sections and notes."""

    sections: tuple[int, int]
    notes: tuple[int, int]


ARTICLE = Shape(sections=(8, 18), notes=(4, 9))
# A long article, which makes a page of about 67 kB.
PAGE = Shape(sections=(32, 48), notes=(31, 46))


class Document(NamedTuple):
    """A section or note as an engine without articles takes it.

    Attributes:
        id: the article's id and the anchor.
        title: the article's title, and for a section its headings.
        body: its text.
    """

    id: str
    title: str
    body: str


class _Text(NamedTuple):
    text: str
    ends: tuple[int, ...]


def make_articles(records: int) -> Iterator[Article]:
    """Yield articles with so many sections and notes in all."""
    left, number = records, 0
    while left:
        article = make_article(number, ARTICLE, most=left)
        yield article
        left -= len(article.sections) + len(article.notes)
        number += 1


def make_article(number: int, shape: Shape, most: int | None = None) -> Article:
    """Make the article of that number, with at most so many sections and notes."""
    rng = random.Random(f"{SEED} {number} {shape.sections[0]}")
    sections, notes = rng.randint(*shape.sections), rng.randint(*shape.notes)
    if most is not None:
        sections = min(sections, most)
        notes = min(notes, most - sections)
    writer = _Writer(rng, vocabulary())
    return writer.article(number, sections, notes)


def flatten(articles: Iterable[Article]) -> list[Document]:
    """Make a document of each section and each note."""
    found = []
    for article in articles:
        for section in article.sections:
            title = " / ".join((article.title, *section.path, section.heading))
            found.append(Document(f"{article.id}#{section.anchor}", title, section.text))
        found.extend(
            Document(f"{article.id}#{note.anchor}", article.title, note.text)
            for note in article.notes
        )
    return found


class _Writer:
    """Writes one article; some of its words are its topic and come again and again."""

    def __init__(self, rng: random.Random, known: Vocabulary) -> None:
        self.rng = rng
        self.known = known
        stems = [rng.choice(known.stems[:6_000]) for _ in range(8)]
        self.topic = [form for forms in stems for form in forms]

    def words(self, count: int) -> list[str]:
        """Draw words; one in ten belongs to the topic."""
        drawn = self.rng.choices(self.known.words, cum_weights=self.known.cumulative, k=count)
        for place in self.rng.sample(range(count), count // 10):
            drawn[place] = self.rng.choice(self.topic)
        return drawn

    def phrase(self, least: int, most: int) -> str:
        """Write a title, heading or name of made-up words, a third of them the topic's."""
        rng = self.rng
        chosen = [
            rng.choice(self.topic if rng.random() < 1 / 3 else rng.choice(self.known.stems[:4_000]))
            for _ in range(rng.randint(least, most))
        ]
        return " ".join(chosen).capitalize()

    def text(self, count: int) -> _Text:
        """Write so many words as sentences and paragraphs; return where the sentences end, too."""
        rng, words = self.rng, self.words(count)
        pieces: list[str] = []
        ends: list[int] = []
        length = place = 0
        while place < count:
            sentence = words[place : place + rng.randint(8, 26)]
            place += len(sentence)
            if len(sentence) > 12:
                sentence[rng.randint(4, 8)] += ","
            written = " ".join(sentence)
            pieces.append(written[0].upper() + written[1:] + ".")
            length += len(pieces[-1])
            ends.append(length)
            if place < count:
                pieces.append("\n\n" if rng.random() < 0.25 else " ")
                length += len(pieces[-1])
        return _Text("".join(pieces), tuple(ends))

    def article(self, number: int, sections: int, notes: int) -> Article:
        """Write an article; its notes are spread evenly over its sections."""
        rng = self.rng
        texts = [self.text(rng.randint(70, 230)) for _ in range(sections)]
        refs: list[list[int]] = [[] for _ in range(sections)]
        for note in range(notes):
            home = note * sections // notes
            refs[home].append(rng.choice(texts[home].ends))
        written: list[Section] = []
        homes: list[str] = []
        above: tuple[str, ...] = ()
        for index, text in enumerate(texts):
            heading, level = self.phrase(2, 6), 3 if index % 3 else 2
            above = () if level == 2 else above or (written[-1].heading,)
            anchor = f"s{index + 1}"
            marks = []
            for offset in sorted(refs[index]):
                homes.append(anchor)
                marks.append(NoteRef(str(len(homes)), offset, f"n{len(homes)}"))
            written.append(Section(anchor, heading, text.text, level, above, tuple(marks)))
        return Article(
            id=f"article-{number}",
            url=f"https://example.org/article-{number}.html",
            title=self.phrase(3, 8),
            sections=tuple(written),
            notes=tuple(self.note(label, home) for label, home in enumerate(homes, 1)),
            authors=(self.author(),),
            published=f"{rng.randint(2005, 2026)}-{rng.randint(1, 12):02}",
            language="en",
        )

    def note(self, label: int, home: str) -> Note:
        """Write a note: for four in five a citation, for each a commentary."""
        comment = self.text(self.rng.randint(15, 65)).text.replace("\n\n", " ")
        works = (self.reference(),) if self.rng.random() < 0.8 else ()
        text = " ".join([*(work.raw for work in works), comment])
        return Note(str(label), f"n{label}", text, works, (home,))

    def author(self) -> str:
        """Write a name as PubMed does."""
        name = self.rng.choice(self.known.stems)[0].capitalize()
        return f"{name} {''.join(self.rng.choices(_INITIALS, k=self.rng.randint(1, 2)))}"

    def reference(self) -> Reference:
        """Write a citation in the manner of Vancouver."""
        rng = self.rng
        authors = tuple(self.author() for _ in range(rng.randint(1, 4)))
        title = self.phrase(6, 14)
        journal = self.known.stems[rng.randrange(_JOURNALS)][0].capitalize() + " Research"
        year, volume, issue = rng.randint(1985, 2026), str(rng.randint(1, 60)), rng.randint(1, 12)
        first = rng.randint(1, 900)
        pages = f"{first}-{first + rng.randint(2, 15)}"
        pmid = str(rng.randint(8_000_000, 39_000_000))
        raw = (
            f"{', '.join(authors)}. {title}. {journal}. {year};{volume}({issue}):{pages}. "
            f"PubMed #{pmid}."
        )
        return Reference(raw, authors, title, journal, year, volume, str(issue), pages, pmid=pmid)
