"""The bytes of an XML file in, its elements out; no entity is resolved, and no DTD is loaded."""

from __future__ import annotations

from typing import Any

from lxml import etree

from painsci_search.errors import ReadError

# lxml has no types.
Element = Any


def parse_xml(data: bytes, source: str) -> Element:
    """Return the root of an XML document without comments and processing instructions.

    Raises:
        ReadError: the XML is not well-formed, or it declares entities.
    """
    if b"<!ENTITY" in data:
        raise ReadError(f"{source}: its XML declares entities, which are not read")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as err:
        raise ReadError(f"{source}: its XML cannot be read ({err}); save it again") from err


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace; "" for an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def local_attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without its namespace, or ""."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def all_text(element: Element) -> str:
    """Return all text in an element, with white space folded."""
    return " ".join("".join(element.itertext(tag=etree.Element)).split())
