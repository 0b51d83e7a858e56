"""An article and the text of its file in; a language that is no valid tag of BCP 47 out.

Browsers, screen readers and the stemmers of this package take the language from the tag, and ignore
one that they do not know. Source: RFC 5646, section 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from painsci_search.auditing.flaws import Flaw, quote
from painsci_search.model import Article

# Language, script, region, variants, extensions and private use, or private use alone. Languages of
# more than three letters are reserved, and none is registered.
_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+|i-[a-z]{2,8})",
    re.IGNORECASE,
)
# Where a file states its language: an attribute, a field of front matter, or an element.
_STATED = re.compile(
    r"(?:<(?:html|article|book|package|body)\b[^<>]{0,2000}?\s(?:xml:)?lang\s*=\s*[\"']?([^\"'\s<>]*)"
    r"|^lang(?:uage)?\s*:\s*[\"']?([^\"'\n#]*)"
    r"|<dc:language[^<>]{0,200}>([^<>]{0,100})<)",
    re.IGNORECASE | re.MULTILINE,
)
# Characters of a file in which it states its language.
_HEAD = 20_000
# Names that people write instead of the tag of two letters.
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "francais": "fr",
    "français": "fr", "spanish": "es", "español": "es", "italian": "it", "dutch": "nl",
    "portuguese": "pt", "swedish": "sv", "danish": "da", "norwegian": "no", "polish": "pl",
    "russian": "ru", "japanese": "ja", "chinese": "zh", "korean": "ko", "arabic": "ar",
}  # fmt: skip


def is_language_tag(tag: str) -> bool:
    """Return whether a text has the form of a language tag.

    >>> [is_language_tag(each) for each in ("en", "de-CH-1996", "zh-Hant-TW", "english", "en_US")]
    [True, True, True, False, False]
    """
    return _TAG.fullmatch(tag) is not None


def find_bad_language(article: Article, text: str) -> Iterator[Flaw]:
    """Yield a flaw for each language that a file states and that is no valid tag.

    Args:
        text: of the file; "" where it is not known: the article has the language then.
    """
    stated = [(1, article.language or "")]
    if text:
        stated = [
            (text.count("\n", 0, found.start()) + 1, next(filter(None, found.groups()), ""))
            for found in _STATED.finditer(text[:_HEAD])
        ]
    reported = {""}
    for line, written in stated:
        tag = written.strip()
        if tag in reported or is_language_tag(tag):
            continue
        reported.add(tag)
        yield Flaw("bad-language", line, "", f"the language {quote(tag)} is no tag{_hint(tag)}")


def _hint(tag: str) -> str:
    plain = _NAMES.get(tag.casefold(), tag.replace("_", "-"))
    if plain != tag and is_language_tag(plain):
        return f" of BCP 47: write {plain}"
    return " of BCP 47, such as en or de-CH"
