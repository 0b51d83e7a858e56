"""The references of articles and a file of notices in; citations of retracted works, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from painsci_search.bibliography.comparing import identifiers_of
from painsci_search.bibliography.merging import merge
from painsci_search.bibliography.notice_words import noted_states
from painsci_search.bibliography.notices import load_notices
from painsci_search.bibliography.works import citation_keys, combine
from painsci_search.model import NoticeKind, Reference

# The kind of finding for each kind of notice; a reinstated work is no finding.
_FINDINGS: dict[NoticeKind, str] = {
    "retracted": "retracted-work",
    "concern": "work-of-concern",
    "superseded": "superseded-work",
    "corrected": "corrected-work",
}


class NoticedCitation(NamedTuple):
    """A citation of a work with a notice.

    Attributes:
        number: of the reference, among all references.
        kind: of finding.
        message: names the work and the notice.
    """

    number: int
    kind: str
    message: str


def noticed_citations(references: Sequence[Reference], path: Path) -> Iterator[NoticedCitation]:
    """Yield the citations of works that a file of notices lists, in the order of the works.

    A citation without an identifier is found if another citation of the same work has one.

    Raises:
        PainSciSearchError: see `painsci_search.bibliography.notices_file.read_notices`.
    """
    cited = {identifier for work in references for identifier in identifiers_of(work)}
    notices = load_notices(path, cited)
    groups = merge(references)
    names = citation_keys([combine([references[at] for at in group]) for group in groups])
    for name, group in zip(names, groups, strict=True):
        found = [notice for at in group for notice in notices.of(references[at])]
        for kind, words in noted_states(found):
            for at in group:
                yield NoticedCitation(at, _FINDINGS[kind], f"cites {name}: {words}")
