"""Values that are made in two steps: like any others, and the second step only where it is read."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import pytest

from painsci_search.model.late import Late, make_late


@dataclass(frozen=True, slots=True)
class Bird(Late):
    name: str
    song: str
    eggs: tuple[int, ...] = ()


class Nest:
    """Makes the rest of a bird, and counts how often."""

    def __init__(self) -> None:
        self.asked = 0

    def rest(self, _: str) -> tuple[dict[str, object], bool]:
        self.asked += 1
        return {"song": "tsip", "eggs": (3, 4)}, True

    def one_by_one(self, name: str) -> tuple[dict[str, object], bool]:
        return ({"eggs": (3, 4)}, False) if name == "eggs" else self.rest(name)


WHOLE = Bird("wren", "tsip", (3, 4))


def late_bird(nest: Nest) -> Bird:
    return make_late(Bird, ("name",), [("wren", nest.rest)])[0]


def test_the_rest_is_made_once_and_only_if_it_is_read() -> None:
    nest = Nest()
    bird = late_bird(nest)
    assert bird.name == "wren"
    assert nest.asked == 0
    assert (bird.song, bird.eggs, bird.song) == ("tsip", (3, 4), "tsip")
    assert nest.asked == 1


def test_a_field_may_be_made_before_the_rest() -> None:
    nest = Nest()
    (bird,) = make_late(Bird, ("name",), [("wren", nest.one_by_one)])
    assert (bird.eggs, bird.eggs, nest.asked) == ((3, 4), (3, 4), 0)
    assert (bird.song, bird.song, nest.asked) == ("tsip", "tsip", 1)
    assert bird == WHOLE


@pytest.mark.parametrize(
    "look",
    [
        repr,
        hash,
        asdict,
        copy.copy,
        copy.deepcopy,
        lambda bird: pickle.loads(pickle.dumps(bird)),
        lambda bird: replace(bird, name="robin"),
        lambda bird: bird == WHOLE,
        type,
    ],
)
def test_it_is_like_one_that_was_made_at_once(look: Callable[[Bird], object]) -> None:
    assert look(late_bird(Nest())) == look(WHOLE)


def test_other_names_are_no_attributes() -> None:
    for bird in (late_bird(Nest()), WHOLE):
        for name in ("wings", "_make", "__html__"):
            with pytest.raises(AttributeError, match=f"'Bird' object has no attribute '{name}'"):
                getattr(bird, name)


def test_what_makes_the_rest_is_let_go_after_it() -> None:
    nest = Nest()
    bird, watched = late_bird(nest), weakref.ref(nest)
    del nest
    gc.collect()
    assert watched() is not None
    assert bird.eggs
    gc.collect()
    assert watched() is None


def test_an_error_comes_at_the_reading_and_again_at_the_next() -> None:
    def fail(_: str) -> tuple[dict[str, object], bool]:
        raise ValueError("no nest")

    (bird,) = make_late(Bird, ("name",), [("wren", fail)])
    assert bird.name == "wren"
    for _ in range(2):
        with pytest.raises(ValueError, match="no nest"):
            bird.song  # noqa: B018 - reading it is the test


def test_a_thread_that_comes_second_reads_what_the_first_made() -> None:
    def rest(_: str) -> tuple[dict[str, object], bool]:
        if not inside:
            inside.append(True)
            assert bird.song == "tsip"  # as another thread would, between two steps of this one
        return {"song": "tsip", "eggs": ()}, True

    inside: list[bool] = []
    (bird,) = make_late(Bird, ("name",), [("wren", rest)])
    assert bird.eggs == ()
