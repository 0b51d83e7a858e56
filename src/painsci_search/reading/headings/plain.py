"""A page in; its sections out, also those below headings that are no heading elements.

Old pages set headings in bold, and editors of websites write them so, some as the first line of the
paragraph; others have a heading's level in a class alone, such as "h3". One bold line may be
anything. Several between paragraphs are headings, if most of the bold lines of the page look like
headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from painsci_search.reading.content import Content
from painsci_search.reading.dom.elements import (
    ancestors,
    anchor_of,
    attribute,
    block_of,
    elements_in,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.metadata import Metadata
from painsci_search.reading.notes import FoundNotes
from painsci_search.reading.notes.labels import is_note_heading
from painsci_search.reading.sections import DraftSection, SectionReader

_PARAGRAPHS = frozenset({"p", "div", "center"})
# Elements in which a bold line is the label of a thing, and no heading of what follows.
_OF_THINGS = frozenset(
    "li dl table figure figcaption blockquote aside details address caption pre".split()
)
_LEVEL_IN_CLASS = re.compile(r"(?:^|\s)h([2-6])(?=\s|$)")
_BOLD_STYLE = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
# Letters of a heading, and of a bold line that is compared with them.
_LONGEST = 80
_LONGEST_LINE = 400
# Letters of the text below a heading.
_FEWEST_BELOW = 40
# Headings of a page, and those which an anchor or a class makes plainer.
_FEWEST = 3
_FEWEST_PLAIN = 2
# Elements of a line among which the bold ones are.
_MOST_INSIDE = 12
_STOPS = tuple(".,;:!…。！，；：")
# Labels of figures, bylines, dates, attributions and lines of signs, which are bold, too.
_LABEL = re.compile(
    r"(?i:(?:fig(?:ure)?|tab(?:le)?|box|chart|photo|image|video|sources?|credits?|abb(?:ildung)?|"
    r"tabelle|tableau|tabla|rys)\.?\s*(?:[\d:(]|by\b|\Z))|"
    r"(?i:by|von|par|por)\s+[^\W\d_a-z]|(?i:updated|published|posted)\b|[–—−*•·-]|[\W\d]*\Z"
)


def read_sections(
    tree: PageTree, content: Content, found: FoundNotes, metadata: Metadata
) -> tuple[list[DraftSection], list[Tag]]:
    """Return the sections of an article, to be finished, and the elements in it that are no text.

    It is read once more where headings are found that are no heading elements.
    """
    ignored = {id(metadata.deck)} if metadata.deck is not None else set()
    reader = SectionReader(tree, content, found)
    drafts = reader.read(metadata.title, metadata.heading, ignored)
    plain = _find_plain_headings(tree, content.root, reader.blocks, drafts, metadata.authors)
    if plain:
        reader = SectionReader(tree, content, found, plain)
        drafts = reader.read(metadata.title, metadata.heading, ignored)
    return drafts, reader.left_out


def _find_plain_headings(
    tree: PageTree,
    root: Tag,
    blocks: Sequence[Tag],
    drafts: Sequence[DraftSection],
    authors: Collection[str],
) -> dict[int, int]:
    """Return the levels of the headings that are no heading elements, by the element's identity.

    They are in the text above the first heading element, if that is most of the article.

    Args:
        root: the element with the article.
        blocks: the blocks of its text, in order.
        drafts: its sections by the heading elements.
        authors: the names of its authors, which are no headings.
    """
    start, end = root.text_start, _end_of_opening(root, drafts)
    if 3 * (end - start) < 2 * tree.letters(root):
        return {}
    lines = [
        tag
        for tag in blocks
        if tag.name in _PARAGRAPHS
        and tag.text_end <= end
        and 0 < tree.letters(tag) <= _LONGEST_LINE
        and not tree.holds_block(tag)
        and not tree.linked_letters(tag)
        and _is_between_paragraphs(tree, tag, root)
    ]
    others = (*authors, drafts[0].heading)
    in_class = {id(tag): level for tag in lines if (level := _level_in_class(tag))}
    if len(in_class) >= _FEWEST_PLAIN:
        return in_class
    bold = [tag for tag in lines if _is_bold(tree, tag)]
    headings = _bold_headings(bold, end, others)
    run_in = list(_run_in_lines(tree, root, blocks, end))
    if run_in and 2 * (end - run_in[0].text_start) >= end - start:
        headings += _bold_headings(run_in, end, others)
    return dict.fromkeys(map(id, headings), 2)


def _end_of_opening(root: Tag, drafts: Sequence[DraftSection]) -> int:
    """Return the number of letters of the page before the first heading below the title."""
    tags = (one.tag for one in drafts if one.level > 1 and not is_note_heading(one.heading))
    first = next(filter(None, tags), None)
    return root.text_end if first is None else first.text_start


def _bold_headings(bold: Sequence[Tag], end: int, others: Collection[str]) -> list[Tag]:
    """Return the headings among bold lines, if most of them read like headings; else none.

    Args:
        others: the title and the names of the authors, which are none.
    """
    if len(bold) < _FEWEST_PLAIN:
        return []
    texts = [text_of(tag) for tag in bold]
    counts = Counter((*texts, *others))
    headings = [
        tag
        for tag, text, below in zip(bold, texts, _letters_below(bold, end), strict=True)
        if below >= _FEWEST_BELOW and counts[text] == 1 and _reads_like_heading(text)
    ]
    fewest = _FEWEST_PLAIN if all(map(_has_anchor, headings)) else _FEWEST
    if len(headings) < fewest or 3 * len(headings) < 2 * len(bold) or _are_questions(headings):
        return []
    return headings


def _run_in_lines(tree: PageTree, root: Tag, blocks: Iterable[Tag], end: int) -> Iterator[Tag]:
    """Yield the bold lines that a paragraph goes on below, after a line break."""
    read = set(map(id, blocks))
    last = 0
    for tag in tree.named("b", "strong", "span", within=root):
        if (
            last <= tag.text_start < tag.text_end <= end
            and (tag.name != "span" or _BOLD_STYLE.search(attribute(tag, "style")))
            and tree.letters(tag) <= _LONGEST_LINE
            and not tree.linked_letters(tag)
            and id(block_of(tag)) in read
            and _has_line(tree, tag, block_of(tag))
            and _is_between_paragraphs(tree, tag, root)
        ):
            yield tag
            last = tag.text_end


def _has_line(tree: PageTree, tag: Tag, block: Tag) -> bool:
    """Return whether a part of a block is its first line or one after a blank line, not its last.

    Between the letters before or after it there are line breaks.
    """
    if not tag.text_end < block.text_end:
        return False
    above = tree.elements[max(block.first + 1, tag.first - _MOST_INSIDE) : tag.first]
    below = tree.elements[tag.first + 1 : tag.last + 1 + _MOST_INSIDE]
    is_first = tag.text_start == block.text_start
    breaks_above = [_is_break_at(one, tag.text_start) for one in above]
    return (is_first or sum(breaks_above) > 1) and any(
        _is_break_at(one, tag.text_end) for one in below
    )


def _is_break_at(element: Tag, letter: int) -> bool:
    return element.name == "br" and element.text_start == letter


def _level_in_class(tag: Tag) -> int:
    """Return the level of a heading in the class of an element, or 0."""
    found = _LEVEL_IN_CLASS.search(attribute(tag, "class"))
    return int(found[1]) if found else 0


def _is_between_paragraphs(tree: PageTree, tag: Tag, root: Tag) -> bool:
    """Return whether a block is among paragraphs: a cell must have most of the text."""
    for parent in ancestors(tag):
        if parent is root:
            break
        if parent.name in ("td", "th"):
            return 2 * tree.letters(parent) >= tree.letters(root)
        if parent.name in _OF_THINGS:
            return False
    return True


def _is_bold(tree: PageTree, tag: Tag) -> bool:
    """Return whether all text of a block is bold."""
    if _BOLD_STYLE.search(attribute(tag, "style")):
        return True
    bold = end = 0
    for inner in islice(elements_in(tag), _MOST_INSIDE):
        is_bold = inner.name in ("b", "strong") or _BOLD_STYLE.search(attribute(inner, "style"))
        if is_bold and inner.text_start >= end:
            bold += inner.text_end - inner.text_start
            end = inner.text_end
    return bold == tree.letters(tag)


def _letters_below(lines: Sequence[Tag], end: int) -> list[int]:
    """Return the number of letters from each line to the next, and to the end after the last."""
    ends = [*(tag.text_start for tag in lines[1:]), end]
    return [end - tag.text_end for tag, end in zip(lines, ends, strict=True)]


def _reads_like_heading(text: str) -> bool:
    return len(text) <= _LONGEST and not text.endswith(_STOPS) and not _LABEL.match(text)


def _has_anchor(tag: Tag) -> bool:
    return any(map(anchor_of, (tag, *islice(elements_in(tag), _MOST_INSIDE))))


def _are_questions(lines: Sequence[Tag]) -> bool:
    """Return whether lines are the questions of an interview, which starts with one."""
    are = [text_of(tag).endswith(("?", "？")) for tag in lines]
    return 2 * sum(are) > len(are) and are[0]
