"""How the documentation is built: ``make docs``, or sphinx-build -W -b html docs build/docs."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from typing import Any

import painsci_search.index
from painsci_search import model

project = "painsci-search"
author = "The painsci-search authors"
copyright = author  # noqa: A001 - Sphinx's name for it
release = version = version_of("painsci-search")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["conf.py"]
# Dashes are set as such; quotation marks in code stay straight.
smartquotes_action = "D"
html_theme = "furo"
html_title = project
html_copy_source = html_show_sourcelink = False

myst_heading_anchors = 3
# The language of the examples is named for readers; no tool colours all of them.
highlight_language = "none"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
# The bounds of a field are for its JSON Schema.
autodoc_type_aliases = {
    **dict.fromkeys(("Count", "Positive", "Level"), "int"),
    **dict.fromkeys(("Date", "DateOrEmpty", "Timestamp", "Sha256"), "str"),
    "Similarity": "float",
}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

# Every name in a signature has to lead somewhere, but for those of Python and of Whoosh, whose
# pages are elsewhere: nothing is fetched to build these.
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(collections|datetime|os|pathlib|types|typing|whoosh)(\..*)?"),
    ("py:.*", r"(Any|BaseException|Exception|Path|PathLike|Self|TracebackType|WhooshIndex)"),
    ("py:.*", r"(bool|bytes|dict|float|int|list|object|str|tuple|type|None|\.\.\.)"),
    ("py:.*", r"(Callable|Iterable|Iterator|Sequence|Literal)"),
    (
        "py:.*",
        r"(Count|Date|Level|Outdated|Positive|Sha256|Similarity|Timestamp|WorkType|TypeAliasForwardRef)",
    ),
    ("py:.*", r"(ClaimState|DateOrEmpty|HasArticle|KindSource|NoticeKind|StudyKind|WorkType)"),
    ("py:.*", r"(painsci_search\.model\.articles\.)?FieldConfidence"),
    ("py:.*", r"(painsci_search\.model\.blocks\.)?(Block|Mark)(Kind)?"),
    ("py:.*", r"(painsci_search\.model\.reports\.)?(LanguageCount|WarningCount|FurtherSave)"),
    # The keyword arguments of `Index.search`, which its own docstring explains.
    ("py:.*", r"painsci_search\.options\.(Index|Search|Work)(Keywords|Options)"),
]


def setup(app: Any) -> None:
    """Take the docstrings as they are written here: plain text for ``help()``."""
    # Types that only type checkers import, so that they can be links.
    vars(painsci_search.index).update({name: getattr(model, name) for name in model.__all__})
    app.connect("autodoc-process-docstring", _prepare, priority=1)


def _prepare(*arguments: Any) -> None:
    """Keep backslashes, and keep "since, until: ..." from reading as the name of a type."""
    lines: list[str] = arguments[-1]
    in_example = False
    for number, line in enumerate(lines):
        in_example = bool(line.strip()) and (in_example or line.lstrip().startswith(">>>"))
        if not in_example:
            joined = re.sub(r"^( +[a-z_]+), ([a-z_]+: )", r"\1,\2", line)
            lines[number] = joined.replace("\\", "\\\\")
