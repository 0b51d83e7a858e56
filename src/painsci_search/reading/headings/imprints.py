"""The heading and the text of a section in; whether it is the imprint of a journal's article, out.

Publishers put it below each article: how to cite it, when it was received, its DOI, its licence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Labels of the lines of an imprint: "Received: 2 May 2003".
_LABELS = re.compile(
    r"^\W{0,2}(keywords|citation|received|revised|accepted|published|version of record|issue date|"
    r"edited by|reviewed by|correspondence|doi)\s?:",
    re.IGNORECASE | re.MULTILINE,
)
# Lines with such a label, each another, and characters of all lines.
_FEWEST_LABELS = 3
_LONGEST = 3000
_ABOUT = re.compile(
    r"about this (?:article|chapter|paper)|article (?:information|info|history|details)|"
    r"publication (?:history|details)|(?:über|zu) diese[rmn]? (?:artikel|beitrag)|"
    r"informations? (?:sur|concernant) (?:cet |l[’'])article|acerca de este artículo",
    re.IGNORECASE,
)
_HOW_TO_CITE = re.compile(
    r"(?:how to )?cite this (?:article|chapter|paper|page)|how to cite|cite as|"
    r"diesen artikel zitieren|zitierhinweis|citer cet article|citar este artículo",
    re.IGNORECASE,
)
# Characters of a citation with the labels of buttons.
_LONGEST_CITATION = 800
_RIGHTS = re.compile(
    r"(?:rights|reprints?) (?:and|&) permissions|copyright(?: (?:notice|information))?|"
    r"(?:copyright (?:and|&) )?licen[cs]e|publisher[’']s note|rechte und genehmigungen|"
    r"droits et autorisations",
    re.IGNORECASE,
)
# What a publisher says of them, in English whatever the language of the article.
_OF_RIGHTS = re.compile(
    r"\bcreative commons\b|\bCC[- ]BY\b|\ball rights reserved\b|\bopen access\b|©|"
    r"\bremains neutral with regard to\b",
    re.IGNORECASE,
)
_LONGEST_RIGHTS = 2000


def has_labels_of_imprint(text: str) -> bool:
    """Return whether the lines of a text have several labels of an imprint, and are few."""
    labels = {match[1].casefold() for match in _LABELS.finditer(text)}
    return len(labels) >= _FEWEST_LABELS and len(text) <= _LONGEST


def is_imprint(heading: str, texts: Iterable[str]) -> bool:
    """Return whether a section is the imprint of its article.

    Args:
        texts: that of the section, and of those below it.
    """
    heading = heading.strip(" :")
    if _RIGHTS.fullmatch(heading):
        text = "\n".join(texts)
        return len(text) <= _LONGEST_RIGHTS and _OF_RIGHTS.search(text) is not None
    is_of_citation = _HOW_TO_CITE.fullmatch(heading) is not None
    if not is_of_citation and _ABOUT.fullmatch(heading) is None:
        return False
    text = "\n".join(texts)
    return has_labels_of_imprint(text) or (is_of_citation and len(text) <= _LONGEST_CITATION)
