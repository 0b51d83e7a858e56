"""A class, a property or a kind of work as a page names it in; the part of a citation out.

Names are split into words at hyphens, underscores and capitals, and known by how they end:
"NLM_article-title", "articleTitle" and "reference__article-title" are one word for it. So no
publisher needs a table of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from painsci_search.model import WorkType

Role = Literal[
    "author", "authors", "editor", "editors", "collab", "surname", "given", "suffix",
    "title", "chapter", "book", "journal", "source", "series", "container", "volume", "issue",
    "pages", "first", "last", "year", "publisher", "place", "edition", "isbn", "accessed",
    "doi", "pmid", "pmcid", "name",
]  # fmt: skip

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")
# Words of an ending that are looked at.
_LONGEST = 3

# The last words of a class, or of a property, that names a part of a citation.
_ENDINGS: dict[Role, str] = {
    "author": "author, auth, contrib author, string name, person name",
    "authors": "authors, author list, authors list, auth list, authorgroup, author group,"
    " person group, creators",
    "editor": "editor, cit ed, ref editor",
    "editors": "editors, editor list, editors list, editorgroup, ed list, editoren",
    "collab": "collab, group name, corporate author, collaboration, collective name, corpauthor",
    "surname": "surname, family name, lastname, last name, author family",
    "given": "given names, given name, firstname, first name, forename, forenames, author given",
    "suffix": "name suffix",
    "title": "title, article title, art title, paper title, citetitle, headline, data title",
    "chapter": "chapter title, inbook title, chaptertitle, part title",
    "book": "book title, booktitle, monograph title",
    "journal": "journal title, journal, jnl abbrev, jnl, jtitle, journal abbrev, journal name,"
    " container title, source journal, periodical, journal source",
    "source": "source, source title, publication title, publication name",
    "series": "series title, book series title, series",
    "volume": "volume, vol, volume number, volumenum, volume num, journal volume, volume no",
    "issue": "issue, iss, cited issue, issue number, issuenum, journal issue, bib number, issue no",
    "pages": "pages, page range, pagenums, pagination, pageinfo, elocation id, elocation,"
    " article number, page numbers, artpagenums",
    "first": "fpage, first page, page first, page start, start page, spage, firstpage",
    "last": "lpage, last page, page last, page end, end page, epage, lastpage",
    "year": "year, pub year, pub date, pubdate, pubyear, publication year, publication date,"
    " date published, issued",
    "publisher": "publisher, publisher name, publ name, publishername, pub name",
    "place": "publisher loc, publisher location, publ loc, pub place, publ place, bib place,"
    " publisher place, publication place",
    "edition": "edition",
    "isbn": "isbn",
    "accessed": "access date, accessdate, accessed, date accessed, date in citation, last accessed",
    "doi": "doi",
    "pmid": "pmid",
    "pmcid": "pmcid",
}
# Further words that name a part only as a property of RDFa or microdata.
_PROPERTIES: dict[Role, str] = {
    "author": "creator",
    "container": "is part of",
    "name": "name",
}
_KINDS: dict[WorkType, str] = {
    "article": "journal article journalarticle articlejournal scholarlyarticle magazine newspaper"
    " medicalscholarlyarticle newspaperarticle news periodical refjournal",
    "book": "book monograph wholebook editedbook refbook encyclopaedia encyclopedia",
    "chapter": "chapter bookchapter booksection bookitem inbook incollection refchapter"
    " entryencyclopedia encyclopediaarticle",
    "paper": "confproc conference conferencepaper proceeding proceedings inproceedings paper"
    " paperconference conf refconference",
    "report": "report techreport technicalreport gov government workingpaper refreport",
    "guideline": "guideline",
    "thesis": "thesis dissertation phdthesis mastersthesis refthesis",
    "preprint": "preprint eprint arxiv biorxiv medrxiv ssrn psyarxiv",
    "webpage": "web webpage website blogpost www postweblog postblog refweb",
}


def _table(endings: dict[Role, str]) -> dict[str, Role]:
    return {
        ending.strip(): role for role, listed in endings.items() for ending in listed.split(",")
    }


_OF_CLASSES = _table(_ENDINGS)
_OF_PROPERTIES = _OF_CLASSES | _table(_PROPERTIES)
_OF_KINDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}


@lru_cache(maxsize=4096)
def role_of_class(name: str) -> Role | None:
    """Return the part of a citation that a class names; None for other classes.

    >>> role_of_class("NLM_article-title"), role_of_class("pageFirst"), role_of_class("title-link")
    ('title', 'first', None)
    """
    return _role(name, _OF_CLASSES)


@lru_cache(maxsize=4096)
def role_of_property(name: str) -> Role | None:
    """Return the part of a citation that a property of RDFa or microdata names, or None.

    >>> role_of_property("schema:familyName"), role_of_property("http://purl.org/dc/terms/creator")
    ('surname', 'author')
    """
    return _role(re.split(r"[:/#]", name)[-1], _OF_PROPERTIES)


@lru_cache(maxsize=4096)
def kind_of(name: str) -> WorkType | None:
    """Return the type of work that a word means in a class, an attribute or a key.

    >>> kind_of("conf-proc"), kind_of("http://schema.org/ScholarlyArticle"), kind_of("cs1")
    ('paper', 'article', None)
    """
    last = re.split(r"[:/#]", name)[-1]
    return _OF_KINDS.get("".join(char for char in last.lower() if char.isalpha()))


def _role(name: str, roles: dict[str, Role]) -> Role | None:
    words = [word.lower() for word in _WORD.findall(name[:200])]
    for length in range(min(_LONGEST, len(words)), 0, -1):
        role = roles.get(" ".join(words[-length:]))
        if role:
            return role
    return None
