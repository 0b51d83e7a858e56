"""The bytes of a JATS or NLM file in, the element of its article out; and texts of elements.

Nothing outside the file is read: no DTD, no entity of a file or URL, no network. Namespaces of
elements are dropped, so that files of all versions and suppliers have the same names.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.entities import html5
from typing import Any, TypeAlias

from lxml import etree

from painsci_search.errors import ReadError
from painsci_search.reading.dom.elements import fold_space

# lxml has no types.
Element: TypeAlias = Any

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Elements within elements; more are no article, and the walk is recursive.
_DEEPEST = 100
WITHOUT_TEXT = frozenset({"graphic", "inline-graphic", "media", "object-id", "index-term"})


def parse_article(data: bytes, source: str) -> Element:
    """Return the element of the only article of a file, without those of its wrapper.

    Raises:
        ReadError: the file is no well-formed XML, or has no article or more than one.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        reason = fold_space(str(err)) or "no elements"
        raise ReadError(
            f"{source}: damaged XML ({reason[:120]}); check that it was saved completely"
        ) from None
    _simplify(root, source)
    found = [root] if root.tag == "article" else list(_outermost(root, "article"))
    found = found or list(_outermost(root, "book-part"))
    if not found:
        raise ReadError(f"{source}: the XML holds no article with its text")
    if len(found) > 1:
        raise ReadError(f"{source}: {len(found)} articles in one file; save each as its own file")
    return found[0]


def _simplify(root: Element, source: str) -> None:
    """Drop the namespaces of elements, and replace references to entities by their text."""
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise ReadError(f"{source}: XML nested deeper than {_DEEPEST} elements; not an article")
        if event == "start" and isinstance(node.tag, str):
            node.tag = etree.QName(node).localname
    for parent in {entity.getparent(): None for entity in root.iter(etree.Entity)}:
        _resolve_entities(parent)


def _resolve_entities(parent: Element) -> None:
    """Replace the references to entities among the children of an element by their text."""
    before: Element | None = None
    pieces = [parent.text or ""]
    entities = []
    for node in parent:
        if node.tag is etree.Entity:
            pieces += [html5.get(f"{node.name};", ""), node.tail or ""]
            entities.append(node)
        else:
            _put_text(parent, before, "".join(pieces))
            before, pieces = node, [node.tail or ""]
    _put_text(parent, before, "".join(pieces))
    for node in entities:
        node.tail = None
        parent.remove(node)


def _put_text(parent: Element, before: Element | None, text: str) -> None:
    """Set the text after a child, or that before the first child."""
    if before is not None:
        before.tail = text
    else:
        parent.text = text


def _outermost(root: Element, name: str) -> Iterator[Element]:
    for element in root.iter(name):
        if next(element.iterancestors(name), None) is None:
            yield element


def language_of(element: Element) -> str | None:
    """Return the language tag of an element, or None."""
    return element.get(_LANGUAGE) or None


def attribute(element: Element, name: str) -> str:
    """Return an attribute of any namespace, or ""."""
    value = element.get(name)
    if value is None:
        ending = f"}}{name}"
        value = next((value for key, value in element.items() if key.endswith(ending)), "")
    return str(value).strip()


def child(element: Element | None, *names: str) -> Element | None:
    """Return the element below others by its path of names; None if one is missing."""
    for name in names:
        element = element.find(name) if element is not None else None
    return element


def bare_label(text: str) -> str:
    """Return the label of a note without the brackets around it and its stop.

    >>> bare_label("[3]."), bare_label("Doe (2001)")
    ('3', 'Doe (2001)')
    """
    bare = text.strip("[]().: ")
    return f"{bare})" if "(" in bare and ")" not in bare else bare


def text_of(element: Element | None, ignored: frozenset[str] = frozenset()) -> str:
    """Return the text of an element, folded; without elements of some names."""
    if element is None:
        return ""
    pieces: list[str] = []
    _collect(element, ignored | WITHOUT_TEXT, pieces)
    return fold_space("".join(pieces)).strip()


def _collect(element: Element, ignored: frozenset[str], pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for inner in alternatives_once(element):
        if inner.tag in _APART:
            pieces.append(" ")
        if inner.tag not in ignored:
            _collect(inner, ignored, pieces)
        if inner.tag in _APART:
            pieces.append(" ")
        pieces.append(inner.tail or "")


def alternatives_once(element: Element) -> list[Element]:
    """Return the children of an element; of alternatives, only the one that is best as text."""
    if element.tag not in ("alternatives", "name-alternatives", "citation-alternatives"):
        return list(element)
    by_name = {inner.tag: inner for inner in reversed(element)}
    names = (*_BEST_AS_TEXT, *by_name)
    return [next(by_name[name] for name in names if name in by_name)] if by_name else []


# Elements that begin a line of their own.
_APART = frozenset({"break", "p", "title", "list-item", "term", "def", "disp-quote", "sec"})
_BEST_AS_TEXT = ("table", "textual-form", "math", "tex-math", "mixed-citation", "p")
