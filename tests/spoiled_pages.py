"""Pages of the fixtures and the demo corpus, spoiled at random: cut, mixed, repeated, encoded."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

_FIXTURES = Path(__file__).parent / "reading" / "fixtures"
_CORPUS = Path(__file__).parents[1] / "corpus"
# Bytes of a page before it is spoiled: a longer one is cut, so that many pages can be tried.
_MOST = 12_000
_TAGS = """a abbr article aside b blockquote body br button cite code dd del details dialog div dl
dt em figure footer form h1 h2 h3 h6 head header hr html i iframe input label li main math meta nav
noscript object ol option p pre q rp rt ruby script section select span style sub summary sup svg
table tbody td template textarea th time title tr ul video xmp plaintext frameset frame""".split()
_ATTRIBUTES = """id=x id="" class="footnotes note" class=related hidden aria-hidden=true
role=doc-toc href="#x" href="#%zz" href="http://[::1" href="javascript:x" name=x lang=xx
style="display:none" datetime=2021-02-30 itemprop=author rel=author data-footnote="#x"
start=-99999999999 value=9e9 colspan=99999999 type=I dir=rtl epub:type=noteref
shadowrootmode=open charset=undefined""".split()
_PIECES = (
    *"1 [1] [1,2] ¹ ² * † ↩ ^ (2018) 1. a) Notes References Bibliography By Updated ©".split(),
    *"doi:10.1000/x pmid:1 https:// http://[ ISBN 978 et al. (eds) vol. 12(3):4-5 p. pp. ?".split(),
    "Quoll J, Bilby R. Burrows and backs. Marsupial Medicine. 2018;8(4):295-304. ",
    "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-7'?>", "<!DOCTYPE x [",
    '<script type="application/ld+json">{"@type":"Article","author":[', "&#0;", "&#xD800;", "&amp",
    "\x00", "\x1b[31m", "\u00ad", "\u200b", "\u202e", "\ufeff", "\ue000", "\U0001f9e0", "e\u0301",
    "\r", "\n\n", "\t", " " * 40, "|", "```\n", "---\n", "# ", "[^1]: ", "$$", "\\(",
    "MIME-Version: 1.0\n",
)  # fmt: skip
_ENCODINGS = "utf-8 utf-8-sig utf-16 utf-16-le utf-32 cp1252 koi8-r shift-jis".split()
_ENDINGS = (".html", ".htm", ".xhtml", ".txt", ".md", ".xml", ".nxml", ".mht", ".epub", ".docx", "")


class SpoiledPage(NamedTuple):
    """The content and the name of a file."""

    data: bytes
    name: str


def spoiled_pages(seed: int, count: int) -> Iterator[SpoiledPage]:
    """Yield as many pages, the same for a seed."""
    paths = sorted([*_FIXTURES.glob("*.html"), *_CORPUS.glob("*.html")])
    sources = [path.read_text(encoding="utf-8")[:_MOST] for path in paths]
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        text = chance.choice(sources)
        for _ in range(chance.randrange(1, 7)):
            text = chance.choice(_WAYS)(text, sources, chance)
        data = text.encode(_encoding(chance), chance.choice(["replace", "xmlcharrefreplace"]))
        if not chance.randrange(4):
            data = _with_other_bytes(data, chance)
        ending = ".html" if chance.randrange(3) else chance.choice(_ENDINGS)
        yield SpoiledPage(data, f"page-{number}{ending}")


def _encoding(chance: random.Random) -> str:
    return "utf-8" if chance.randrange(3) else chance.choice(_ENCODINGS)


def _with_other_bytes(data: bytes, chance: random.Random) -> bytes:
    """Overwrite a few bytes at random."""
    spoiled = bytearray(data)
    for _ in range(chance.randrange(1, 30)):
        if spoiled:
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


def _span(text: str, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + int(chance.expovariate(1 / 300)))


def _cut(text: str, _: list[str], chance: random.Random) -> str:
    start, end = _span(text, chance)
    return text[:start] + text[end:]


def _end_early(text: str, _: list[str], chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _repeat(text: str, _: list[str], chance: random.Random) -> str:
    start, end = _span(text, chance)
    unit = text[start:end]
    times = 1 + _MOST // (len(unit) + 1) // chance.choice([1, 10, 100])
    return text[:end] + unit * times + text[end:]


def _mix(text: str, sources: list[str], chance: random.Random) -> str:
    other = chance.choice(sources)
    start, end = _span(other, chance)
    at = chance.randrange(len(text) + 1)
    return text[:at] + other[start:end] + text[at:]


def _insert(text: str, _: list[str], chance: random.Random) -> str:
    for _number in range(chance.randrange(1, 20)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + _piece(chance) + text[at:]
    return text


def _nest(text: str, _: list[str], chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + _tag(chance) * chance.choice([3, 30, 700]) + text[at:]


def _rename(text: str, _: list[str], chance: random.Random) -> str:
    """Give all elements of a name another one."""
    one, other = chance.choice(_TAGS), chance.choice(_TAGS)
    return text.replace(f"<{one}", f"<{other}").replace(f"</{one}", f"</{other}")


def _piece(chance: random.Random) -> str:
    kind = chance.randrange(3)
    if kind == 0:
        return _tag(chance)
    return f"</{chance.choice(_TAGS)}>" if kind == 1 else chance.choice(_PIECES)


def _tag(chance: random.Random) -> str:
    attributes = chance.choices(_ATTRIBUTES, k=chance.randrange(4))
    return f"<{' '.join([chance.choice(_TAGS), *attributes])}>"


_WAYS: tuple[Callable[[str, list[str], random.Random], str], ...] = (
    _cut,
    _end_early,
    _repeat,
    _mix,
    _insert,
    _insert,
    _nest,
    _rename,
)
