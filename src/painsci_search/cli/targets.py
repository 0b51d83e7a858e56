"""What a user names on the command line in; the id of an article, and an anchor in it, out.

Here the names of files name articles, too. Over HTTP and to assistants they do not: paths of files
are not shown there, and every answer has ids.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn

from painsci_search.cli.errors import did_you_mean, fail_not_found
from painsci_search.records import fold_id

if TYPE_CHECKING:
    from painsci_search import Index


def split_target(target: str, index: "Index") -> tuple[str, str]:
    """Split ID#ANCHOR at the "#" that ends an id of the index; both may contain other "#".

    What is no id may be the name of a saved file that only one article has.

    >>> from painsci_search import Article, Index
    >>> with Index.in_memory() as index:
    ...     index.add([Article("a", "A"), Article("b#c", "B")])
    ...     [split_target(target, index) for target in ("b#c#d", "a#b#c", "x#y")]
    [('b#c', 'd'), ('a', 'b#c'), ('x', 'y')]
    """
    ends = [number for number, char in enumerate(target) if char == "#"]
    names = [target, *(target[:end] for end in reversed(ends))]
    for name in names:
        found = index.get(name)
        if found is not None:
            return found.id, target[len(name) + 1 :]
    files = _articles_by_file(index, index.generation)
    for name in names:
        owners = files.get(fold_id(name), ())
        if len(owners) == 1:
            return owners[0], target[len(name) + 1 :]
    name, _, anchor = target.partition("#")
    return name, anchor


def find_id(index: "Index", name: str) -> str | None:
    """Return the id of the article with an id, a former id, or a saved file that no other has.

    >>> from painsci_search import Article, Index
    >>> with Index.in_memory() as index:
    ...     index.add(Article("a", "A", source="saved/Back pain.html"))
    ...     [find_id(index, name) for name in ("A", "back pain", "back pain.html", "back")]
    ['a', 'a', 'a', None]
    """
    article_id, anchor = split_target(name, index)
    return None if anchor or index.get(article_id) is None else article_id


@lru_cache(maxsize=1)
def _articles_by_file(index: "Index", generation: str) -> dict[str, list[str]]:
    """Return the ids of articles by the folded names of their files, with and without extension.

    Args:
        generation: of the index, which a command that names many files looks through once.
    """
    del generation
    owners: dict[str, list[str]] = {}
    for listed in index.contents():
        article_id = listed.article.id
        whole = index.get(article_id) if listed.saves else None
        sources = (listed.article.source, *(whole.sources if whole else ()))
        files = [source.replace("\\", "/").rpartition("/")[2] for source in sources]
        names = {fold_id(name) for file in files for name in (file, file.rpartition(".")[0])}
        for name in names - {""}:
            owners.setdefault(name, []).append(article_id)
    return owners


def similar_articles(index: "Index", name: str) -> str:
    """Return a question that suggests ids: like a name, or those of titles or files like it."""
    import difflib

    articles = index.articles()
    close = did_you_mean(name, [info.id for info in articles])
    folded = fold_id(name)
    if close or not folded:
        return close
    found = [info.id for info in articles if folded in fold_id(info.id)]
    found = found or [info.id for info in articles if folded in fold_id(info.title)]
    if not found:
        owners = dict(_articles_by_file(index, index.generation))
        for info in articles:
            title = fold_id(info.title)
            owners[title] = [*owners.get(title, ()), info.id]
        near = difflib.get_close_matches(folded, list(owners))
        found = list(dict.fromkeys(owner for each in near for owner in owners[each]))
    return f"; did you mean {' or '.join(found[:3])}?" if found else ""


def fail_unknown(index: "Index", name: str, anchor: str) -> NoReturn:
    """End the command because an article, or a section or note of it, does not exist.

    Raises:
        Failure: always, with status 1.
    """
    article = index.get(name)
    if article is None:
        fail_not_found(f"no article {name}{similar_articles(index, name)}")
    anchors = [section.anchor for section in article.sections]
    anchors += [note.anchor for note in article.notes]
    fail_not_found(f"no section or note #{anchor} in {name}{did_you_mean(anchor, anchors)}")
