"""Accessors: which product, and which resource of it, a URL asks for, or what is looked up on a client."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from edgewise.twilio.availability import RESOURCES
from edgewise.twilio.table import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Iterable

Node = TypeVar("Node")

_SHORTCUTS = "api"
"""The product whose resources are accessors of the client itself."""
_VERSIONED = re.compile(r"\A([A-Z][A-Za-z]*?)(V[0-9]+)\Z")
"""An accessor of Go's library: a product and its version in one word."""
_VERSION = re.compile(r"v[0-9]+", re.IGNORECASE)
_VERB = re.compile(r"\A(?:Create|Delete|Fetch|List|Page|Stream|Update)(?=[A-Z])")
"""What a method of Go's library does with the resource that the rest of its name says."""
_PATH = re.compile(r"\.?(?::[0-9]+)?((?:\\?/[^/\\\s\"'`<>?#|,;)\]]*)*)")


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


_PLAIN_RESOURCES = {(product, _plain(resource)): resource for product, resource in RESOURCES}
# The libraries' short form of the first version.
_PLAIN_RESOURCES["lookups", "phonenumbers"] = "v1"
_PLAIN_PRODUCTS = {
    **{_plain(product): product for product in PRODUCTS},
    # Libraries leave the end out.
    **{_plain(product.removesuffix("-api")): product for product in PRODUCTS if product.endswith("-api")},
}

PYTHON_NAMES = frozenset(
    {product.replace("-", "_") for product in PRODUCTS} | {name for product, name in RESOURCES if product == _SHORTCUTS}
)
"""The names in Python of what :func:`accessed` knows on a client."""


def resource_of(product: str, names: Iterable[str]) -> str:
    """Return the first resource of a product among names that has a row of its own, "" where none has.

    :param names: of accessors or of a URL's path, in order and in any spelling, with or without the plural: "messages",
        "Messages.json", "outgoingCallerIds", "Message".
    """
    for name in names:
        plain = _plain(name.partition(".")[0])
        for one in (plain, f"{plain}s"):
            resource = _PLAIN_RESOURCES.get((product, one))
            if resource is not None:
                return resource
    return ""


def resource_behind(product: str, text: str, end: int) -> str:
    """Return the resource that a URL asks for whose host ends at ``text[end]``: see :func:`resource_of`."""
    found = _PATH.match(text, end)
    return resource_of(product, found[1].split("/")) if found is not None else ""


def accessed(names: Iterable[str]) -> tuple[str, str] | None:
    """Return the product and the resource of what is looked up on a client, name by name; None where it is neither.

    ``["messages", "create"]`` is of ("api", "messages"), and so is ``["Api", "CreateMessage"]``; ``["lookups", "v1"]``
    of ("lookups", "v1"), and so is ``["LookupsV1"]``.
    """
    chain = _chain(names)
    if not chain:
        return None
    product = _PLAIN_PRODUCTS.get(_plain(chain[0]))
    if product is not None:
        return product, resource_of(product, chain[1:])
    resource = resource_of(_SHORTCUTS, chain[:1])
    return (_SHORTCUTS, resource) if resource else None


def furthest(node: Node, name: str, above: Iterable[tuple[Node, str]]) -> tuple[Node, str, str]:
    """Return the last look-up of a chain that says more of what is asked for, with the product and the resource.

    :param node: The first look-up, of a name that :func:`accessed` knows.
    :param above: What is looked up on it, and on what that gives, and so on, each with its name.
    :raises ValueError: If the name is not known.
    """
    names, known = [name], accessed([name])
    if known is None:
        raise ValueError(f"{name!r} is nothing that a client has")
    for holder, further in above:
        names.append(further)
        more = accessed(names)
        if more is not None and more != known:
            node, known = holder, more
    return node, *known


def is_unmistakable(names: Iterable[str]) -> bool:
    """Say whether only a client of Twilio has what is looked up: a product with its version, or a method of Go's."""
    names = list(names)
    chain = _chain(names)
    if len(chain) > 1 and _plain(chain[0]) in _PLAIN_PRODUCTS and _VERSION.fullmatch(chain[1]):
        return True
    return names[:1] == ["Api"] and len(names) > 1 and _VERB.match(names[1]) is not None


def _chain(names: Iterable[str]) -> list[str]:
    return [_VERB.sub("", part) for name in names for part in _VERSIONED.sub(r"\1 \2", name).split()]
