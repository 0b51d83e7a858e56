"""All samples in a seeded order: works in styles and in forms, alone or in notes, and prose."""

from __future__ import annotations

import random
from collections.abc import Iterator

from training import prose
from training.csl import render, style_names
from training.forms import forms, print_form
from training.markup import field, to_sample
from training.noise import disturb, unmark
from training.samples import Sample
from training.works import make_work

# Shares of the samples: works in citation styles, works in forms, notes of prose; the rest are
# notes with one to three works and commentary.
_STYLES, _FORMS, _PROSE = 0.34, 0.37, 0.14
# Share of the notes that have several works without titles.
_UNTITLED = 0.15
_SAME_FORM = 0.8
# Works in each style: more styles teach more than more works in each.
_OF_A_STYLE = 12
# Works in styles that are shuffled together.
_SHUFFLED = 1500
# A style that fails on more of its works than this is left out.
_FAILURES = 0.5


def generate(count: int, seed: int = 1) -> Iterator[Sample]:
    """Yield `count` samples in an order of chance; equal arguments give equal samples.

    Args:
        count: The number of samples. A small number has fewer styles, not fewer kinds.
        seed: The seed of all choices.
    """
    rng = random.Random(seed)
    rendered = _in_styles(round(count * _STYLES) + 1, rng)
    printed = _in_forms(rng)
    kinds = rng.choices(
        ("style", "form", "prose", "note"),
        (_STYLES, _FORMS, _PROSE, 1 - _STYLES - _FORMS - _PROSE),
        k=count,
    )
    for kind in kinds:
        if kind == "prose":
            yield to_sample(field("prose", prose.sentences(rng, 4)), "prose")
        elif kind == "note" and rng.random() < _UNTITLED:
            yield _untitled_note(rng)
        elif kind == "note":
            yield _note(
                [next(rng.choice((rendered, printed))) for _ in range(rng.choice((1, 1, 2, 2, 3)))],
                rng,
            )
        else:
            style, text = next(rendered if kind == "style" else printed)
            yield to_sample(_marks(field("work", text), rng), style)


def _in_styles(count: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield works in citation styles without end, shuffled in blocks of `_SHUFFLED` or less."""
    names = style_names()
    rng.shuffle(names)
    waiting: list[tuple[str, str]] = []
    while True:
        for style in names:
            works = [make_work(rng) for _ in range(min(_OF_A_STYLE, 2 + count // 100))]
            done = render(style, works, rng)
            if done.failures > _FAILURES * len(works):
                continue
            waiting += [(f"csl:{style}", disturb(text, rng)) for _, text in done.texts]
            if len(waiting) >= min(count, _SHUFFLED):
                rng.shuffle(waiting)
                yield from waiting
                waiting.clear()


def _in_forms(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield works in forms without end, each form as often as its weight says."""
    while True:
        order = [form for form in forms() for _ in range(form.weight)]
        rng.shuffle(order)
        for form in order:
            _, text = print_form(form, rng)
            yield f"form:{form.name}", disturb(text, rng)


def _note(works: list[tuple[str, str]], rng: random.Random) -> Sample:
    """Return a note of works with commentary before, between and after them."""
    parts = []
    before = rng.random()
    if before < 0.35:
        parts.append(field("prose", prose.lead_in(rng)) + " ")
    elif before < 0.5:
        parts.append(field("prose", prose.sentences(rng)) + " ")
    for at, (_, text) in enumerate(works):
        if at:
            parts.append(_between(rng))
        parts.append(field("work", text))
    if rng.random() < (0.5 if before < 0.5 else 0.7) or len(works) == 1:
        parts.append(" " + field("prose", prose.sentences(rng)))
    return to_sample(_marks("".join(parts), rng), f"note:{works[0][0]}")


def _untitled_note(rng: random.Random) -> Sample:
    """Return a note of works without titles, as in physics: "A, B 1, 2 (3); C, D 4, 5 (6)."."""
    untitled = [form for form in forms() if "{T}" not in form.pattern]
    first, other = rng.choice(untitled), rng.choice(untitled)
    printed = [first] + [
        first if rng.random() < _SAME_FORM else other for _ in range(rng.choice((1, 1, 2, 3)))
    ]
    works = [disturb(print_form(form, rng)[1], rng).rstrip(".") for form in printed]
    joined = rng.choice(("; ", "; ", ". ", ", ")).join(field("work", text) for text in works)
    return to_sample(_marks(f"{joined}.", rng), f"untitled:{first.name}")


def _between(rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.12:
        return rng.choice((" ", "\n", "\n\n", ""))
    if chance < 0.25:
        return " " + field("prose", prose.sentences(rng)) + " "
    join = prose.join(rng)
    words = join.lstrip(".;, ")
    return join[: len(join) - len(words)] + (field("prose", words) if words else "") + " "


def _marks(text: str, rng: random.Random) -> str:
    """Return `text` as it is or, as often, without its italics, bold and links."""
    return text if rng.random() < 0.55 else unmark(text)
