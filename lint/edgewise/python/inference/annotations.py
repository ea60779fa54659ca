"""What an annotation promises: ``Client | None``, ``Optional["Client"]``, ``type[Client]``, ``list[Client]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import (
    Class,
    Doubt,
    Elements,
    Given,
    Imported,
    Object,
    Place,
    Reason,
    Text,
    Value,
    doubted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.syntax.scopes import Binding, Scope

_TRANSPARENT = ("Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "InitVar")
_CLASSES = ("builtins.type", "typing.Type")
_UNTOLD = ("builtins.", "typing.", "typing_extensions.", "collections.abc.", "types.")
"""Modules whose types say nothing about which object of the module it is."""


def promised(evaluation: Evaluation, binding: Binding, place: Place) -> list[Value]:
    """Return the objects that the annotation of a name promises; nothing where it says nothing of a class."""
    scope = binding.scope.parent if binding.kind == "parameter" else binding.scope
    if binding.annotation is None or scope is None:
        return []
    return [*promise(evaluation, binding.annotation, scope, place)]


def promise(evaluation: Evaluation, annotation: cst.BaseExpression, scope: Scope, place: Place) -> Iterator[Value]:
    """Yield the objects that an annotation in ``scope`` promises of what ``place`` makes."""
    match annotation:
        case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
            yield from promise(evaluation, left, scope, place)
            yield from promise(evaluation, right, scope, place)
        case cst.SimpleString():
            for text in evaluation.flow(annotation, scope):
                if isinstance(text, Text) and (said := _parsed(text.text)) is not None:
                    yield from promise(evaluation, said, scope, place)
        case cst.Subscript(value=kind, slice=parameters):
            inner = [item.slice.value for item in parameters if isinstance(item.slice, cst.Index)]
            names = [of.name for of in evaluation.flow(kind, scope) if isinstance(of, Imported)]
            found = [value for item in inner for value in promise(evaluation, item, scope, place)]
            if any(name.rpartition(".")[2] in _TRANSPARENT for name in names):
                yield from found
            elif any(name in _CLASSES for name in names):
                yield from (value.of for value in found if isinstance(value, Object))
            elif found:
                given = Given(annotation, None, known=tuple(found))
                yield evaluation.make_sequence(place, Elements([(given,)], Doubt(Reason.PROMISED, annotation)))
        case cst.Name() | cst.Attribute():
            doubt = Doubt(Reason.PROMISED, annotation)
            for of in evaluation.flow(annotation, scope):
                if isinstance(of, Class) or (isinstance(of, Imported) and not of.name.startswith(_UNTOLD)):
                    yield from doubted([Object(place, of)], doubt)
        case _:
            pass


def _parsed(text: str) -> cst.BaseExpression | None:
    try:
        return cst.parse_expression(text)
    except (cst.ParserSyntaxError, ValueError):
        return None
