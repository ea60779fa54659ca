"""What an annotation says that a value is: ``Client | None``, ``Optional[Client]``, "Client"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from edgewise.python.inference.legacy.strings import Strings
    from edgewise.python.syntax.scopes import Scope


def types_of(annotation: cst.BaseExpression, scope: Scope, strings: Strings) -> list[cst.BaseExpression]:
    """Return the types of which an annotation is the union."""
    match annotation:
        case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
            return types_of(left, scope, strings) + types_of(right, scope, strings)
        case cst.Subscript(value=value, slice=elements):
            name = value.attr.value if isinstance(value, cst.Attribute) else getattr(value, "value", None)
            if name in ("Optional", "Union", "Annotated", "Final", "ClassVar"):
                inner = [item.slice.value for item in elements if isinstance(item.slice, cst.Index)]
                return [option for item in inner for option in types_of(item, scope, strings)]
            return []
        case cst.SimpleString():
            text = strings.constant(annotation, scope) or ""
            try:
                return [cst.parse_expression(text)]
            except (cst.ParserSyntaxError, ValueError):
                return []
        case _:
            return [annotation]
