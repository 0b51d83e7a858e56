"""The kinds of study: their order, the words that people read, and those that people may write.

The order is one that many handbooks of evidence-based practice share: syntheses of many studies
before single studies, comparisons at random before observation, observation of people before
animals and cells, and results before plans. It is an order of kinds, not a judgement of a work: a
careful cohort study can say more than a careless meta-analysis.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from painsci_search.model import StudyKind

ORDER: tuple[StudyKind, ...] = get_args(StudyKind)
# A kind that is not here is read as it is written.
_LABELS: Mapping[StudyKind, str] = {
    "systematic-review": "systematic review",
    "randomised-trial": "randomised trial",
    "other-trial": "trial",
    "cohort": "cohort study",
    "case-control": "case-control study",
    "cross-sectional": "cross-sectional study",
    "case-report": "case report",
    "scoping-review": "scoping review",
    "narrative-review": "narrative review",
    "other-review": "review",
    "animal": "animal study",
    "laboratory": "laboratory study",
}
LABELS: Mapping[StudyKind, str] = MappingProxyType(
    {kind: _LABELS.get(kind, kind) for kind in ORDER}
)
# The words that a user may write for several kinds.
GROUPS: Mapping[str, tuple[StudyKind, ...]] = MappingProxyType(
    {
        "review": (
            *("meta-analysis", "systematic-review"),
            *("scoping-review", "narrative-review", "other-review"),
        ),
        "trial": ("randomised-trial", "other-trial"),
        "observational": ("cohort", "case-control", "cross-sectional"),
        "preclinical": ("animal", "laboratory"),
    }
)
# Further names that a user may write; groups have the last word on a name.
_BY_NAME: Mapping[str, tuple[StudyKind, ...]] = {
    "rct": ("randomised-trial",),
    "randomised-controlled-trial": ("randomised-trial",),
    "case-series": ("case-report",),
    **{label.replace(" ", "-"): (kind,) for kind, label in LABELS.items()},
    **{kind: (kind,) for kind in ORDER},
    **GROUPS,
}
_PLURALS = (("studies", "study"), ("analyses", "analysis"), ("series", "series"), ("s", ""))


def kinds_named(name: str) -> tuple[StudyKind, ...]:
    """Return the kinds that a user means by the name of a kind or a group.

    Raises:
        ValueError: there is no such kind; the message has the nearest name, and all names.

    >>> kinds_named("Randomized trials"), kinds_named("trial")
    (('randomised-trial',), ('randomised-trial', 'other-trial'))
    """
    written = "-".join(name.lower().replace("randomiz", "randomis").replace("_", " ").split())
    for known in (written, _singular(written)):
        if known in _BY_NAME:
            return _BY_NAME[known]
    near = difflib.get_close_matches(written, [*GROUPS, *ORDER], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    raise ValueError(
        f"unknown kind of study {name[:_SHOWN]!r}; {hint}the kinds are {', '.join(ORDER)}, and the "
        f"groups {', '.join(GROUPS)}"
    )


# Characters of a wrong name in a message.
_SHOWN = 40


def _singular(name: str) -> str:
    for ending, singular in _PLURALS:
        if name.endswith(ending):
            return name.removesuffix(ending) + singular
    return name
