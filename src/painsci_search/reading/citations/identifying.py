"""References and identifiers in; references with them, out.

An identifier that only a link has is kept if it is certain to which work it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from painsci_search.identifiers import (
    KINDS,
    SCHEMES,
    IdentifierKind,
    Mention,
    identify_url,
    is_arxiv,
)
from painsci_search.model import Reference

# The URL of a search for a work, or of a resolver or index that finds it, is not its own.
_SEARCH = re.compile(
    r"[?&](?:q|query|term|search|keywords?|title|atitle|author|aulast)="
    r"|/(?:openurl|scholar_lookup|sfx\w*|resolver?|linkresolver|linkout|getft|inward)\b",
    re.IGNORECASE,
)


def add_identifiers(reference: Reference, identifiers: Sequence[Mention]) -> Reference:
    """Fill in identifiers that the reference lacks, see `missing_identifiers`."""
    added = missing_identifiers(reference, identifiers)
    return replace(reference, **added) if added else reference


def missing_identifiers(reference: Reference, identifiers: Sequence[Mention]) -> dict[str, Any]:
    """Return those that the reference lacks, by field; of two of a kind the first, arXiv's last."""
    added: dict[str, Any] = {}
    for one in sorted(identifiers, key=is_preprint):
        attribute = one.kind if one.kind == "url" else SCHEMES[one.kind].attribute
        if one.value and getattr(reference, attribute) is None:
            added.setdefault(attribute, one.value)
    return added


def identifiers_of_url(url: str) -> list[Mention]:
    """Return the identifiers of the work to which a URL leads, without the URL itself."""
    return [one for one in identify_url(url) if one.kind != "url" and one.value]


def is_preprint(one: Mention) -> bool:
    """Return whether an identifier is that of a preprint of arXiv."""
    return is_arxiv(one.kind, one.value)


def add_links(references: list[Reference], links: Sequence[str]) -> tuple[Reference, ...]:
    """Add the identifiers that only links have, if they are as many as the works without one."""
    named = [one for link in links for one in identify_url(link) if one.value]
    if not (references and named):
        return tuple(references)
    for kind in KINDS:
        same_kind = [one for one in named if one.kind == kind]
        _assign(references, kind, [one.value for one in same_kind if not is_preprint(one)])
    _assign(references, "doi", [one.value for one in named if is_preprint(one)])
    pages = [one.value for one in named if one.kind == "url" and not _SEARCH.search(one.value)]
    if pages and len(references) == 1 and references[0].url is None:
        references[0] = replace(references[0], url=pages[0])
    return tuple(references)


def _assign(references: list[Reference], kind: IdentifierKind, values: Sequence[str]) -> None:
    """Assign identifiers of a kind, in order, to as many works without one."""
    attribute = SCHEMES[kind].attribute
    known = {getattr(reference, attribute) for reference in references}
    spare = [value for value in dict.fromkeys(values) if value not in known]
    lacking = [n for n, work in enumerate(references) if getattr(work, attribute) is None]
    if len(spare) == len(lacking):
        for number, value in zip(lacking, spare, strict=True):
            references[number] = replace(references[number], **{attribute: value})  # type: ignore[arg-type]
