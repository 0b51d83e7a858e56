"""Words that the project's English does without, in docs, help, docstrings and comments."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
# Verbs of speech for code, and vague words where the field has exact ones.
NOT_WANTED = re.compile(
    r"\b(?:tells?|told|telling|stands?|standing|stood|behind|pass(?:ed|es)? over|whoever)\b"
    r"|as of ``|\breckon",
    re.IGNORECASE,
)
# A function's first line is an imperative.
NO_IMPERATIVE = re.compile(r"\s*(?:What|How|Where|Whether|Which|Say)\b")
# The few right uses: whole phrases, by the name of the file that has them.
RIGHT_USES: dict[str, tuple[str, ...]] = {}
PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md")])
MODULES = sorted(REPOSITORY.glob("src/**/*.py"))


def docstrings_and_comments(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line number and the text of each docstring and comment of a module."""
    with tokenize.open(path) as file:
        source = file.read()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node, clean=False)
            if text is not None:
                yield node.body[0].lineno, text
                if isinstance(node, ast.FunctionDef) and NO_IMPERATIVE.match(text):
                    yield node.body[0].lineno, f"as of ``{node.name}"
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def unwanted(texts: Iterator[tuple[int, str]], right: tuple[str, ...]) -> list[str]:
    """List the line numbers and words that should be others."""
    found = []
    for line, text in texts:
        for phrase in right:
            text = text.replace(phrase, "")  # noqa: PLW2901
        found += [f"{line}: {match.group()}" for match in NOT_WANTED.finditer(text)]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_docstrings_and_comments_use_the_words_of_the_field(path: Path) -> None:
    right = RIGHT_USES.get(path.name, ())
    assert not unwanted(docstrings_and_comments(path), right)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_use_the_words_of_the_field(path: Path) -> None:
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    assert not unwanted(lines, RIGHT_USES.get(path.name, ()))
