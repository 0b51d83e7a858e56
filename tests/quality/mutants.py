"""Break the source in ways that tests must notice: run by hand, ``make mutants``.

Each mutant is applied to a copy of the project, wherever its line stands, and the tests that must
fail are run there. One that survives, or whose line is gone, makes the exit status 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).parents[2]
QUALITY = "test_quality.py"
KILLED, SURVIVED = "killed", "SURVIVED"


class Mutant(NamedTuple):
    """A change to the source.

    Attributes:
        name: what is broken.
        old: text that occurs once in one module.
        new: what takes its place.
        tests: names of the files of tests that notice.
    """

    name: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "weight of a list of notes 2 to 1",
        '"the note is in a list of notes", 2, ',
        '"the note is in a list of notes", 1, ',
        (QUALITY,),
    ),
    Mutant(
        "URLs as names of authors, from JSON-LD",
        'return [name for name in names if name and not name.startswith("http")]',
        "return [name for name in names if name]",
        (QUALITY,),
    ),
    Mutant(
        "URLs as names of authors, from meta elements",
        'page.metas.get(key, []) if not name.startswith("http")]',
        "page.metas.get(key, [])]",
        (QUALITY,),
    ),
    Mutant("no tie-break of ranking", "_TIE = 1e-4", "_TIE = 0.0", ("test_ranking_constants.py",)),
    Mutant("K3 8 to 1", "K3 = 8.0", "K3 = 1.0", ("test_ranking_constants.py",)),
    Mutant(
        "weight of notes 0.6 to 1", '"note": 0.6', '"note": 1.0', ("test_ranking_constants.py",)
    ),
    Mutant(
        "no bonus for an early sentence",
        "value += 0.02 / (1 + first)",
        "value += 0.0",
        ("test_snippet_choice.py",),
    ),
    Mutant("limit of expansion 8 to 4", "\nMOST = 8\n", "\nMOST = 4\n", ("test_expand_limit.py",)),
    Mutant(
        "window of years 1 to 0", "_SAME_YEARS = 1", "_SAME_YEARS = 0", ("test_merging_limits.py",)
    ),
    Mutant("most works 8 to 1", "_MOST_WORKS = 8", "_MOST_WORKS = 1", ("test_merging_limits.py",)),
    Mutant(
        "marks of annotation in a terminal",
        "\\u2066-\\u206f\\ufff9-\\ufffb\\U000e0000",
        "\\u2066-\\u206f\\U000e0000",
        ("test_cli_annotation_marks.py",),
    ),
    Mutant(
        "marks of annotation in JSON",
        "\\u2066-\\u206f\\ufff9-\\ufffb\\ud800",
        "\\u2066-\\u206f\\ud800",
        ("test_cli_annotation_marks.py",),
    ),
    Mutant(
        "an export onto a mount",
        "if os.path.ismount(resolved):",
        "if False:",
        ("test_export.py",),
    ),
    Mutant(
        "version of the reader not compared in an update",
        "return self._is_rebuild or state.reader != versions.reader_version()",
        "return self._is_rebuild",
        ("test_staleness.py",),
    ),
    Mutant(
        "version of the reader not compared in a check",
        "is_outdated = is_outdated or file.reader != versions.reader_version()",
        "pass",
        ("test_staleness.py",),
    ),
    Mutant(
        "version of the analyzer not compared",
        "return not manifest.segments or manifest.analyzer == versions.analyzer_version()",
        "return True",
        ("test_staleness.py",),
    ),
    Mutant(
        "no decoding of ISO-2022",
        'escapes = declared.startswith(("iso-2022", "iso2022", "hz", "utf-7"))',
        "escapes = False",
        ("test_source_escapes.py",),
    ),
    Mutant(
        "suggested works 5 to 2", "_MOST_NEAR = 5", "_MOST_NEAR = 2", ("test_references_near.py",)
    ),
)


def main() -> int:
    """Try all mutants, or those whose names hold one of the words given; report each."""
    words = sys.argv[1:]
    chosen = [one for one in MUTANTS if not words or any(word in one.name for word in words)]
    tests = dict.fromkeys(name for one in chosen for name in one.tests)
    unbroken = _try(Mutant("(the source as it is)", "", "", tuple(tests)))
    results = [_try(one) for one in chosen]
    return int(unbroken != SURVIVED or any(result != KILLED for result in results))


def _try(mutant: Mutant) -> str:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("src", "tests", "corpus"):
            shutil.copytree(REPOSITORY / name, copy / name)
        shutil.copy(REPOSITORY / "pyproject.toml", copy)
        result = _apply(mutant, copy / "src") or _run(mutant, copy)
    print(f"{result:10} {mutant.name}", flush=True)  # noqa: T201
    return result


def _apply(mutant: Mutant, source: Path) -> str:
    """Change the one module that holds the line; return what is wrong where that cannot be."""
    if not mutant.old:
        return ""
    texts = {path: path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    places = [path for path, text in texts.items() if mutant.old in text]
    if len(places) != 1 or texts[places[0]].count(mutant.old) != 1:
        return f"no line ({len(places)} modules)"
    changed = texts[places[0]].replace(mutant.old, mutant.new)
    places[0].write_text(changed, encoding="utf-8")
    return ""


def _run(mutant: Mutant, copy: Path) -> str:
    files = [path for name in mutant.tests for path in (copy / "tests").rglob(name)]
    if len(files) != len(mutant.tests):
        return "no test"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *map(str, files)],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src")},
        capture_output=True,
        check=False,
    )
    # pytest's own exit status: 1 where tests failed
    return {0: SURVIVED, 1: KILLED}.get(done.returncode, f"error {done.returncode}")


if __name__ == "__main__":
    sys.exit(main())
