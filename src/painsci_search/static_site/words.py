"""The words of the page of a site: a language or a file of words in, the words of the page out.

The languages that come with the package are in `words/`. A file of own words is a JSON object of
the same keys; a key that it lacks is taken from the English ones, and "language" is its tag.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from painsci_search.errors import PainSciSearchError
from painsci_search.escaping import dump
from painsci_search.web.questions import Example

LANGUAGES = ("de", "en", "es", "fr")
# The keys of the words in the page itself, with their names in its template.
_IN_PAGE = {"NO_SCRIPT": "noScript"}


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page.

    Attributes:
        language: the tag of the language, such as "de".
        words: texts by key; some have "{name}" for values; keys end in "_one" and "_other" for
            counts.
    """

    language: str
    words: dict[str, str]

    @property
    def page(self) -> dict[str, str]:
        """The words that are inserted into the template of the page."""
        return {name: self.words[key] for name, key in _IN_PAGE.items()}

    def module(self, examples: Sequence[Example]) -> str:
        """Return the JavaScript module with the words, and with queries for the help."""
        queries = [[each.query, each.key] for each in examples]
        value = {"language": self.language, **self.words, "examples": queries}
        return f"// The words of the page.\nexport default {dump(value)};\n"


def load_words(language: str) -> PageWords:
    """Load the words of a language, or those of a file.

    Raises:
        PainSciSearchError: the language is unknown, or the file is no table of known words.
    """
    english = _read((files(__package__) / "words" / "en.json").read_text(encoding="utf-8"))
    if language in LANGUAGES:
        text = (files(__package__) / "words" / f"{language}.json").read_text(encoding="utf-8")
        return PageWords(language, english | _read(text))
    path = Path(language)
    if path.suffix != ".json":
        known = ", ".join(LANGUAGES)
        raise PainSciSearchError(
            f"unknown language {language!r}: must be one of {known}, or a file of words (.json)"
        )
    try:
        own = _read(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PainSciSearchError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise PainSciSearchError(f"{path}: must be a JSON object of texts: {error}") from None
    tag = own.pop("language", "en")
    unknown = sorted(own.keys() - english.keys())
    if unknown:
        raise PainSciSearchError(
            f"{path}: unknown word {unknown[0]!r}: the words are {', '.join(sorted(english))}"
        )
    return PageWords(tag, english | own)


def _read(text: str) -> dict[str, str]:
    found: Any = json.loads(text)
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise ValueError("a value is no text")
    return found
