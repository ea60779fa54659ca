"""XML as elements: the one place that knows which library reads it, for files that may pin a library."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from edgewise.pins.tables import UnreadablePinsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element


def root_of(text: str) -> Element:
    """Return the root of a text.

    :raises UnreadablePinsError: it is not valid, or declares entities, which no such file needs.
    """
    if "<!ENTITY" in text:
        raise UnreadablePinsError("declares entities")
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise UnreadablePinsError(f"is not valid XML: {error}") from None


def named(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name in an element, whatever their namespace."""
    return element.iterfind(f".//{{*}}{name}")


def text_of(element: Element, name: str) -> str:
    """Return the text of the first child of a name, "" without one."""
    child = element.find(f"{{*}}{name}")
    return (child.text or "").strip() if child is not None else ""
