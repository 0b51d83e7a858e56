"""Replacing a folder: whenever the process dies, the old or the new folder is there, whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from painsci_search.static_site import replacement
from painsci_search.static_site.replacement import replacing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

# The steps before and after which the process dies.
STEPS = (
    (os, "rename"),
    (os, "sync"),
    (os, "mkdir"),
    (shutil, "rmtree"),
    (replacement, "_exchange"),
)
NAMES = ("page", "texts")


def fill(folder: Path, content: str) -> None:
    for name in NAMES:
        (folder / name).write_text(content)


def content_of(folder: Path) -> set[str]:
    return {(folder / name).read_text() for name in NAMES}


def replace(folder: Path, content: str) -> None:
    with replacing(folder, lambda _: None) as new:
        fill(new.folder, content)


def left_beside(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.parent.iterdir() if each != folder)


def is_alive_after(step: int, work: Callable[[], None]) -> bool:
    """Work in a process that dies at a step; return whether it had fewer steps."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    steps = 0

    def dying(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == step:
                os._exit(9)
            result = function(*arguments, **named)
            steps += 1
            if steps == step:
                os._exit(9)
            return result

        return call

    for module, name in STEPS:
        setattr(module, name, dying(getattr(module, name)))
    with contextlib.suppress(BaseException):
        work()
        os._exit(0)
    os._exit(1)


def deaths(folder: Path, content: str) -> Iterator[int]:
    """Replace a folder again and again, to die one step later each time."""
    for step in range(1, 60):
        if is_alive_after(step, lambda: replace(folder, content)):
            assert step > 8
            return
        yield step
    raise AssertionError("it never ends")


def test_the_old_or_the_new_folder_is_there_whenever_it_dies(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    replace(folder, "old")
    if not replacement._exchange(folder, folder):
        pytest.skip("this file system cannot exchange folders")
    for _ in deaths(folder, "new"):
        assert content_of(folder) in ({"old"}, {"new"})
        replace(folder, "old")
        assert content_of(folder) == {"old"}
        assert left_beside(folder) == []


def test_two_renames_are_completed_by_the_next_replacement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacement, "_exchange", lambda *_: False)
    folder = tmp_path / "site"
    replace(folder, "old")
    for _ in deaths(folder, "new"):
        with contextlib.suppress(RuntimeError), replacing(folder, lambda _: None):
            assert content_of(folder) in ({"old"}, {"new"})
            raise RuntimeError
        replace(folder, "old")
        assert left_beside(folder) == []


def test_a_replacement_in_progress_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with replacing(folder, lambda _: None) as new:
        fill(new.folder, "slow")
        replace(folder, "fast")
        assert content_of(folder) == {"fast"}
        assert new.folder.exists()
    assert content_of(folder) == {"slow"}
    assert left_beside(folder) == []


def test_a_folder_that_must_stay_stays(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    replace(folder, "old")

    def refuse(_: Path) -> None:
        raise ValueError("changed meanwhile")

    with pytest.raises(ValueError, match="changed"), replacing(folder, refuse) as new:
        fill(new.folder, "new")
    assert content_of(folder) == {"old"}
    assert left_beside(folder) == []


def test_a_file_in_the_way_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    (tmp_path / ".site.old-x").write_text("mine")
    replace(folder, "new")
    assert content_of(folder) == {"new"}
    assert (tmp_path / ".site.old-x").read_text() == "mine"
