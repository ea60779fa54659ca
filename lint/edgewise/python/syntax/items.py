"""Items: what stands in a call, a display or the bases of a class, and what an expression is an item of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Sequence

Form = Literal["call", "class", "list", "tuple", "set", "dict"]
_DISPLAYS: dict[type[cst.CSTNode], Form] = {cst.List: "list", cst.Tuple: "tuple", cst.Set: "set"}
_FEW = 3


class Item(NamedTuple):
    """An argument, an element or an entry: its node, its value, and what it stands in.

    ``name`` is the keyword of an argument, ``key`` the key of an entry, ``star`` is "*" or "**" where it is spread.
    """

    node: cst.CSTNode
    value: cst.BaseExpression
    owner: cst.CSTNode
    form: Form
    name: str = ""
    key: cst.BaseExpression | None = None
    star: str = ""

    @property
    def is_element(self) -> bool:
        """Whether it is one element of a list, tuple or set."""
        return self.form in _DISPLAYS.values() and not self.star

    @property
    def call(self) -> cst.Call | None:
        """The call whose argument it is."""
        return self.owner if isinstance(self.owner, cst.Call) else None


def as_item(node: cst.CSTNode | None, owner: cst.CSTNode | None) -> Item | None:
    """Return the node of an item as what it is, None for every other node."""
    if owner is None:
        return None
    match node:
        case cst.Arg(keyword=keyword):
            form: Form = "call" if isinstance(owner, cst.Call) else "class"
            return Item(node, node.value, owner, form, keyword.value if keyword else "", star=node.star)
        case cst.Element() | cst.StarredElement() if type(owner) in _DISPLAYS:
            star = "*" if isinstance(node, cst.StarredElement) else ""
            return Item(node, node.value, owner, _DISPLAYS[type(owner)], star=star)
        case cst.DictElement(key=key):
            return Item(node, node.value, owner, "dict", key=key)
        case cst.StarredDictElement():
            return Item(node, node.value, owner, "dict", star="**")
        case _:
            return None


def items_of(owner: cst.CSTNode | None) -> list[Item]:
    """Return the items of a call or display; nothing of any other node."""
    return [item for node in _nodes_of(owner) if (item := as_item(node, owner)) is not None]


def starts_empty(owner: cst.CSTNode) -> bool:
    """Say whether a display or a call makes an empty container: ``{}``, ``set()``, ``defaultdict(int)``."""
    match owner:
        case cst.Dict(elements=inside) | cst.List(elements=inside):
            return not inside
        case cst.Call(func=cst.Name(value="dict" | "list" | "set" | "OrderedDict"), args=inside):
            return not inside
        case cst.Call(
            func=cst.Name(value="defaultdict") | cst.Attribute(attr=cst.Name(value="defaultdict")), args=made
        ):
            return len(made) == 1
        case _:
            return False


def keys_of(owner: cst.CSTNode) -> tuple[cst.BaseExpression, cst.BaseExpression | None] | None:
    """Return the key and the value of a comprehension, and for ``dict.fromkeys(HOSTS)`` what it gets its keys from."""
    match owner:
        case cst.DictComp(key=key, value=value):
            return key, value
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="fromkeys")), args=[source, *_]):
            return source.value, None
        case _:
            return None


def is_long(owner: cst.CSTNode) -> bool:
    """Say whether a list or tuple is longer than those in which an old value stands beside its new one."""
    return isinstance(owner, (cst.List, cst.Tuple)) and len(owner.elements) > _FEW


def _nodes_of(owner: cst.CSTNode | None) -> Sequence[cst.CSTNode]:
    match owner:
        case cst.Call(args=nodes):
            return nodes
        case cst.List(elements=elements) | cst.Tuple(elements=elements) | cst.Set(elements=elements):
            return elements
        case cst.Dict(elements=entries):
            return entries
        case _:
            return ()
