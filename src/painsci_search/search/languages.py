"""A query tree and a snapshot in; the tree by the rules of the snapshot's languages out."""

from __future__ import annotations

from painsci_search.engine.collection import collection_of
from painsci_search.engine.seam import AnySnapshot
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import Node
from painsci_search.text import fold


def languages_of(snapshot: AnySnapshot) -> tuple[str, ...]:
    """Return the codes of the languages of an index other than English, sorted."""
    counts = (
        collection_of(snapshot).counts if isinstance(snapshot, Snapshot) else snapshot.languages
    )
    return tuple(sorted(filter(None, counts)))


def words_in(word: str, snapshot: AnySnapshot) -> tuple[str, ...]:
    """Return the words of an unknown compound of a language of the index; () for none."""
    if not languages_of(snapshot):
        return ()
    from painsci_search.engine.compounds import words_of_compound

    return words_of_compound(word, snapshot)


def letters_within_words(word: str, snapshot: AnySnapshot) -> str:
    """Return the letters of a word that longer ones of an index have in them, see `compounds`."""
    if not languages_of(snapshot):
        return ""
    from painsci_search.engine import compounds

    return compounds.letters_within_words(fold(word), snapshot)


def in_languages_of(tree: Node, snapshot: AnySnapshot) -> Node:
    """Return a tree by the rules of the languages of an index; in English it stays as it is."""
    codes = languages_of(snapshot)
    if not codes:
        return tree
    from painsci_search.engine.compounds import compounds_of
    from painsci_search.query.localising import localise

    return localise(tree, codes, lambda word, code: compounds_of(word, code, snapshot))
