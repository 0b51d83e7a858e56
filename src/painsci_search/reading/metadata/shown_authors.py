"""A page in; the names of authors that its elements show, by their properties and classes, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

from painsci_search.reading.bylines.byline import Byline
from painsci_search.reading.bylines.names import names_in_line
from painsci_search.reading.bylines.people import (
    is_all_names,
    is_elsewhere,
    is_like_person,
    names_in,
    without_repeats,
)
from painsci_search.reading.bylines.words import ABOUT, LEAD, NOT_WRITTEN, PARTICLES
from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    SILENT,
    ancestors,
    attribute,
    elements_in,
    fold_space,
    is_text,
    role_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.metadata.stated import Stated
from painsci_search.reading.titles.lines import Line, TitleLines, is_apart, line_of
from painsci_search.text import fold

# Names: a page with more links to authors lists those of the site.
_MOST_AUTHORS = 6
# Letters: an element with more is no byline, and no name.
_LONGEST_BYLINE = 200
_LONGEST_NAME = 60
# Nodes of a list of authors that are looked at.
_MOST_CHILDREN = 40
# What follows a name in such a list: "Ann Aldo1,2*".
_AFFILIATION = "0123456789*†‡§¶✉, \n\t\xa0"
# Elements between a title and its byline.
_NEAR = 40
# Elements between two authors of one list.
_NEIGHBOURS = 6
# Spaces in the title of another article, to which its byline belongs.
_FEWEST_IN_TITLE = 2
# Elements of bylines that are read, and how many of them may name others.
_MOST_BYLINES = 40
_MOST_OTHERS = 2
# The last word of a class of bylines: "post-author", "author__name", "article-author-info".
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|(?:post|entry|p|h|u)?-?authors?|autor(?:en)?|auteurs?|autore|"
    r"authorgroup|writers?)(?:[_-]{1,2}(?:full-?)?(?:names?|links?|infos?|group|list|meta|bio|box|text|content|"
    r"details?|data|by|display))?(?:--[\w-]+)?(?=\s|$)"
)
# Without one of these, no class is that of an author.
_MAYBE_AUTHOR = re.compile(r"by-?line|auth|autor|auteur|writer", re.IGNORECASE)
# Characters of the classes of an element that are looked at.
_LONGEST_CLASSES = 500
_DESCRIBING = frozenset({"itemprop", "property", "role", "epub:type", "data-type"})
_NAME_CLASS = re.compile(r"(?:^|[\s_-])(?:fn|p-name|(?:person)?name|author-link|username)(?=\s|$)")
# The classes of the parts of a name that have an element each.
_GIVEN_NAME = re.compile(
    r"(?:^|[\s_-])(?:given-?names?|fore-?names?|first-?name)(?=\s|$)", re.IGNORECASE
)
_FAMILY_NAME = re.compile(r"(?:^|[\s_-])(?:surname|family-?name|last-?name)(?=\s|$)", re.IGNORECASE)
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|auteurs?|autore|writers?|by|people|profiles?|profil|users?|"
    r"members?|mitglied(?:er)?|contributors?|persons?|staff|journalists?|reporters?|columnists?|"
    r"bloggers?|redakteure?|experten?|forfattere?|skribent(?:er)?)(?:-[a-z-]{1,20})?/|"
    r"[?&]author=|^(?:https?://(?:[\w-]{1,60}\.)?(?:substack|medium)\.com)?/@[\w.-]{1,40}/?(?=[?#]|$)",
    re.IGNORECASE,
)
# Pages for those who have an account, or want one.
_ACCOUNT = re.compile(
    r"/(?:register|registration|log-?in|sign-?(?:in|up)|join|log-?out|(?:lost-?)?password|settings|"
    r"account|subscribe)(?=[/?#.]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AuthorPage:
    """A page in which authors are sought.

    Attributes:
        heading: the element that shows the title, or None.
        lines: the lines at the title.
        byline: the names in them.
        host: the name of the site's host, or "".
        window_part: the part of the window's title that names the site, or "".
    """

    tree: PageTree
    stated: Stated
    heading: Tag | None
    lines: TitleLines
    byline: Byline
    language: str | None
    host: str
    window_part: str

    @cached_property
    def described(self) -> list[Tag]:
        """The elements with a property, or with a class or role that may be that of an author."""
        found: list[Tag] = []
        for tag in self.tree.elements:
            attrs = tag.attrs
            if attrs and (
                ("class" in attrs and _MAYBE_AUTHOR.search(str(attrs["class"])) is not None)
                or not _DESCRIBING.isdisjoint(attrs)
            ):
                found.append(tag)
        return found

    @cached_property
    def profiles(self) -> list[Tag]:
        """The links to the pages of people, by their addresses."""
        return list(filter(leads_to_profile, self.tree.named("a")))

    @cached_property
    def spelled_out(self) -> dict[tuple[str, str], str]:
        """The full names that elements show, by what `split_initials` makes of their short forms.

        Two people with one short form are left out.
        """
        found: dict[tuple[str, str], set[str]] = {}
        for text in filter(is_like_person, shown_names(self)):
            words = text.split()
            if not words[0].endswith(".") and len(words[0]) > 1:
                for number in range(1, len(words)):
                    family = fold(" ".join(words[number:]))
                    found.setdefault((family, fold(words[0])[:1]), set()).add(text)
        return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def in_microdata(page: AuthorPage) -> list[str]:
    """Return the names in elements with the property author."""
    tags = (tag for tag in page.described if tag.name != "meta" and _is_author_property(tag))
    return _shown(page, tags)


def _is_author_property(tag: Tag) -> bool:
    for name in ("itemprop", "property"):
        if name in tag.attrs:
            kinds = attribute(tag, name).lower().split()
            return any(kind.rpartition(":")[2] in ("author", "creator") for kind in kinds)
    return False


def in_name_parts(page: AuthorPage) -> list[str]:
    """Return the names below the title whose given and family names have an element each."""
    if page.heading is None:
        return []
    tree, start = page.tree, page.heading.last
    headings = (tag.first for tag in tree.named(*HEADINGS))
    end = next((at for at in headings if at > start), len(tree.elements))
    given = [
        tag
        for classes, tags in tree.classes.items()
        if _GIVEN_NAME.search(classes[:_LONGEST_CLASSES])
        for tag in tags
        if start < tag.first < end and tag.name not in ("label", "input")
    ]
    names = (_whole_name(tag) for tag in tree.in_order(given))
    return [name for name in names if is_like_person(name)]


def _whole_name(given: Tag) -> str:
    """Return the name of which an element has the given part; "" without the other part."""
    beside = given.parent.contents if given.parent is not None else []
    for tag in beside:
        if isinstance(tag, Tag) and _FAMILY_NAME.search(attribute(tag, "class")[:_LONGEST_CLASSES]):
            name = f"{text_of(given, enough=_LONGEST_NAME)} {text_of(tag, enough=_LONGEST_NAME)}"
            return name.strip() if len(name) <= _LONGEST_NAME else ""
    return ""


def in_links(page: AuthorPage) -> list[str]:
    """Return the names in links with rel=author."""
    links = page.tree.named("a")
    return _shown(page, (tag for tag in links if "author" in attribute(tag, "rel").split()))


def in_classes(page: AuthorPage) -> list[str]:
    """Return the names in elements with a class of bylines."""
    tags = (tag for tag in page.described if tag.name != "body" and _has_author_class(tag))
    names = _shown(page, tags)
    # with more, they are topics
    return names if len(names) < _MOST_AUTHORS else []


def _has_author_class(tag: Tag) -> bool:
    classes = attribute(tag, "class")[:_LONGEST_CLASSES]
    if _MAYBE_AUTHOR.search(classes) is not None:
        parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", classes)
        if _AUTHOR_CLASS.search(parted.lower()) is not None:
            return True
    return "doc-authors" in role_of(tag)


def in_address(page: AuthorPage) -> list[str]:
    """Return the names in an address closely below the title; a number labels an affiliation."""
    addresses = page.tree.named("address")
    return _shown(page, _below_title(page, (tag for tag in addresses if not _is_numbered(tag))))


def _is_numbered(address: Tag) -> bool:
    return text_of(address, enough=_LONGEST_NAME).lstrip(" ([")[:1].isdigit()


def in_profile_links(page: AuthorPage) -> list[str]:
    """Return the names in links to profiles closely below the title."""
    links = _below_title(page, page.profiles)
    return _shown(page, (link for link in links if not _is_of_quotation(link)))


def _is_of_quotation(link: Tag) -> bool:
    """Return whether a link names the one who is quoted or shown."""
    return any(parent.name in ("blockquote", "figure") for parent in ancestors(link, 6))


def leads_to_profile(link: Tag) -> bool:
    """Return whether a link leads to the page of a person, by its address."""
    address = attribute(link, "href")
    if not address or address[0] == "#":
        return False
    if _PROFILE.search(address) is None or "/licenses/" in address:
        return False
    return _ACCOUNT.search(address) is None


def in_lone_profile(page: AuthorPage) -> list[str]:
    """Return the name in links to profiles after the title, if there is only one."""
    if page.heading is None:
        return []
    start = page.heading.last
    links = [
        tag
        for tag in page.profiles
        if tag.first > start
        and not is_apart(page.tree, tag, page.heading)
        and not _is_of_quotation(tag)
    ]
    names = [name for tag in links[:_MOST_BYLINES] for name in _names_of(tag, page.language)]
    whole = without_repeats(filter(is_like_person, names))
    return whole if len(whole) == 1 else []


def in_centred_line(page: AuthorPage) -> list[str]:
    """Return the names in a centred line below a centred title, as in papers."""
    if page.heading is None or not _is_centred(page.heading):
        return []
    start = page.heading.last + 1
    for tag in page.tree.elements[start : start + _NEAR]:
        if tag.name in ("p", "div", "center") and not page.tree.holds_block(tag):
            text = text_of(tag, enough=_LONGEST_BYLINE)
            if not text:
                continue
            names = names_in(text, shown=True)
            are_whole = is_all_names(text) and all(1 < len(name.split()) < 5 for name in names)
            return names if are_whole and _is_centred(tag) else []
    return []


def _is_centred(tag: Tag) -> bool:
    around = (tag, *ancestors(tag, 2))
    return any(
        one.name == "center"
        or attribute(one, "align").lower() == "center"
        or "text-align:center" in attribute(one, "style").lower().replace(" ", "")
        for one in around
    )


def _below_title(page: AuthorPage, tags: Iterable[Tag]) -> list[Tag]:
    """Return the elements that follow the title closely."""
    if page.heading is None:
        return []
    start = page.heading.last
    return [tag for tag in tags if 0 < tag.first - start <= _NEAR]


def _shown(page: AuthorPage, tags: Iterable[Tag]) -> list[str]:
    """Return the names in elements of bylines: the first after the title, and those beside it."""
    kept = [tag for tag in tags if not is_apart(page.tree, tag, page.heading)]
    kept = _innermost(page, kept)
    if page.heading is not None:
        start = page.heading.last
        # above a title the nearest byline counts
        above = [tag for tag in kept if tag.first <= start]
        kept = [tag for tag in kept if tag.first > start] + above[::-1]
    names: list[str] = []
    last: Tag | None = None
    others = 0
    for tag in islice(kept, _MOST_BYLINES):
        found = _names_of(tag, page.language)
        if last is None or _are_together(page.tree, last, tag):
            names += found
            last = tag if found else last
        elif found and not set(found) & set(names):
            others += 1
    if any(map(is_like_person, names)):
        names = [name for name in names if not is_elsewhere(name)]
    # bylines of many names one after another are those of teasers
    return [] if others > _MOST_OTHERS else without_repeats(names)[:_MOST_AUTHORS]


def _innermost(page: AuthorPage, tags: list[Tag]) -> list[Tag]:
    """Return the elements, in order, without those around others that name people themselves."""
    if all(other.first > one.last for one, other in pairwise(tags)):
        return tags
    named = [
        tag
        for tag in tags[:_MOST_BYLINES]
        if any(map(is_like_person, _names_of(tag, page.language)))
    ]
    return [
        tag
        for tag in tags
        if not any(one is not tag and page.tree.contains(tag, one) for one in named)
    ]


def _are_together(tree: PageTree, one: Tag, other: Tag) -> bool:
    """Return whether two elements are neighbours in a list of authors, or one is in the other."""
    distance = other.first - one.last
    return (
        one.parent is not None
        and other.parent is not None
        and (
            distance <= 0
            or (distance < _NEIGHBOURS and other.parent in (one.parent, one.parent.parent))
            or (
                distance < _NEIGHBOURS
                and other.parent.parent is one.parent.parent
                and not _is_below_link(tree, other)
            )
        )
    )


def _is_below_link(tree: PageTree, tag: Tag) -> bool:
    """Return whether a link of several words is before an element, as in a list of articles."""
    around = tag.parent
    links = tree.named("a", within=around) if around is not None else []
    return any(
        link.last < tag.first
        and text_of(link, enough=_LONGEST_BYLINE).count(" ") >= _FEWEST_IN_TITLE
        and not leads_to_profile(link)
        for link in links[:_NEIGHBOURS]
    )


def _names_of(tag: Tag, language: str | None) -> list[str]:
    """Return the names in an element: those of the elements in it that have one, or its text's."""
    if NOT_WRITTEN.match(f"{line_of(tag).text[:_LONGEST_NAME]} "):
        return []
    listed = _names_of_children(tag) or _names_of_lines(tag)
    if listed:
        return listed
    inner = list(islice(elements_in(tag), 40))
    for is_name in (_is_named, _is_heading, _is_item, _is_link):
        names = [name for one in inner if is_name(one) for name in _text_names(one, language)]
        if names:
            return names
    return _text_names(tag, language)


def _names_of_children(tag: Tag) -> list[str]:
    """Return the names of people in an element that has one in each of its children, or [].

    The children are of one class, or blocks: with another may be the post of an author. The
    numbers and signs of affiliations may follow each name.
    """
    children = [node for node in islice(tag.contents, _MOST_CHILDREN) if isinstance(node, Tag)]
    kinds = {(child.name, attribute(child, "class")) for child in children}
    if len(children) < 2 or len(kinds) > 1:
        return []
    if not all(classes or name in BLOCKS for name, classes in kinds):
        return []
    texts = [line_of(child).text.rstrip(_AFFILIATION) for child in children]
    return _leading_people(texts)


def _names_of_lines(tag: Tag) -> list[str]:
    """Return the names of people in an element that has one in each of its lines, or []."""
    if not any(isinstance(node, Tag) and node.name == "br" for node in tag.contents):
        return []
    lines: list[str] = [""]
    for node in islice(tag.contents, _MOST_CHILDREN):
        if isinstance(node, Tag) and node.name == "br":
            lines.append("")
        elif isinstance(node, Tag):
            lines[-1] += text_of(node, enough=_LONGEST_BYLINE)
        else:
            lines[-1] += str(node)
    return _leading_people([line.strip(_AFFILIATION) for line in lines if line.strip()])


def _leading_people(texts: list[str]) -> list[str]:
    """Return the names in the first texts that have nothing but names of people.

    What follows them is their post or their affiliation. With a "by", a text before it is none.
    """
    if any(LEAD.match(text) for text in texts):
        return []
    found: list[str] = []
    for text in texts:
        names = names_in(text, shown=True)
        if not (is_all_names(text) and all(map(is_like_person, names))):
            break
        found += names
    return found


def _is_named(tag: Tag) -> bool:
    classes = attribute(tag, "class").lower()
    return attribute(tag, "itemprop") == "name" or _NAME_CLASS.search(classes) is not None


def _is_heading(tag: Tag) -> bool:
    """Return whether an element is a heading of nothing but a name."""
    if tag.name not in HEADINGS:
        return False
    text = ABOUT.sub("", text_of(tag, enough=_LONGEST_BYLINE), count=1)
    return names_in(text, shown=True) == [text]


def _is_item(tag: Tag) -> bool:
    return tag.name == "li"


def _is_link(tag: Tag) -> bool:
    href = attribute(tag, "href") if tag.name == "a" else ""
    return bool(href) and not href.startswith("mailto:") and "orcid.org/" not in href


def _text_names(tag: Tag, language: str | None) -> list[str]:
    if tag.name == "meta":
        return names_in(attribute(tag, "content"))
    line = _first_line_of(tag) or line_of(tag)
    if tag.name in HEADINGS and ABOUT.match(line.text):
        line = line._replace(text=ABOUT.sub("", line.text, count=1))
    if not line.text or len(line.text) > _LONGEST_BYLINE:
        return []
    names = names_in_line(line, language, named=True)
    return [name for name in names if len(name.split()) <= _MOST_AUTHORS]


def _first_line_of(tag: Tag) -> Line | None:
    """Return the first line of an element that has a name, and then its body and place, or None."""
    line = line_of(tag, first=True)
    names = names_in(line.text, shown=True) if is_all_names(line.text) else []
    return line if names and all(map(is_like_person, names)) else None


def shown_names(page: AuthorPage) -> Iterator[str]:
    """Yield the texts of elements that have only a name of two words or more."""
    for tag in page.tree.elements:
        if len(tag.contents) != 1 or tag.name in SILENT or not is_text(tag.contents[0]):
            continue
        text = fold_space(str(tag.contents[0]))
        if (
            " " in text
            and len(text) < _LONGEST_NAME
            and all(word[:1].isupper() or word in PARTICLES for word in text.split())
        ):
            yield text
