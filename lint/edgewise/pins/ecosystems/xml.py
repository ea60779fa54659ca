"""XML as elements: the one place that knows which library reads it, for files that may pin a library."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from edgewise.pins.tables import UnreadablePinsError

if TYPE_CHECKING:
    import re
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


def values_of(root: Element, said: str, reference: re.Pattern[str], holder: str) -> list[str]:
    """Return the values of a text, which may refer to a property of the same file by its name; none where it has none.

    :param reference: What a text that refers to a property looks like as a whole, with the name as its first group.
    :param holder: The name of the elements whose children are properties.
    """
    found = reference.fullmatch(said.strip())
    if found is None:
        return [said]
    return [value for element in named(root, holder) if (value := text_of(element, found[1]))]
