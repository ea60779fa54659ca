"""What the parts of the evaluator ask of each other, so that each of them can be read on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    import libcst as cst

    from edgewise.python.inference.values import (
        Arguments,
        Choice,
        Class,
        Elements,
        Entries,
        Frame,
        Function,
        Imported,
        Mapping,
        Object,
        Place,
        Sequence,
        SequenceKind,
        Text,
        Value,
        Values,
    )
    from edgewise.python.syntax.scopes import Binding, Scope
    from edgewise.python.syntax.tree import Tree


K = TypeVar("K")
T = TypeVar("T")


class Evaluation(Protocol):
    """See :class:`edgewise.python.inference.evaluator.Evaluator`."""

    tree: Tree
    dropped: set[cst.CSTNode]
    module_scope: Scope

    def values(self, node: cst.BaseExpression, scope: Scope, frame: Frame | None = None) -> Values:
        """Return everything that an expression may be; never empty."""
        ...

    def prepare(self) -> None:
        """Find which functions are called where, and what changes containers, unless that is done."""
        ...

    def flow(self, node: cst.CSTNode, scope: Scope, frame: Frame | None = None) -> Values:
        """Return what :meth:`values` returns, but nothing for what only refers to itself."""
        ...

    def of(self, *choices: Choice) -> Values:
        """Return what is given in one of several places; nothing for what is not given."""
        ...

    def bound(self, binding: Binding, frame: Frame | None = None) -> Values:
        """Return what one binding of a name gives it."""
        ...

    def solve(self, key: Hashable, compute: Callable[[], Iterable[Value]]) -> Values:
        """Return what is computed for a key, once; nothing where it is being computed already."""
        ...

    def once(self, store: dict[K, T], key: K, compute: Callable[[], T], itself: T) -> T:
        """Return what is computed for a key and kept in ``store``; ``itself`` while it is being computed."""
        ...

    def bounded(self, values: Iterable[Value]) -> Values:
        """Return each value once, in the order of the source; of too many the first, and one that nobody knows."""
        ...

    def defer(self) -> None:
        """Say that what is computed now is not final: an index that it asks is being made."""
        ...

    def entangle(self) -> None:
        """Say that what is computed now is a part of what is being computed further out."""
        ...

    def arguments(self, call: cst.Call, scope: Scope, frame: Frame | None = None) -> Arguments:
        """Return what a call gives."""
        ...

    def apply(self, callee: Value, arguments: Arguments, place: Place) -> Values:
        """Return what a call of ``callee`` gives."""
        ...

    def attribute(self, base: Value, name: str, place: Place) -> Values:
        """Return what an attribute of a value may be, where ``place`` looks at it."""
        ...

    def members(self, of: Class) -> list[Value]:
        """Return the members of an enumeration in the order of its body, nothing for what is none."""
        ...

    def item(self, base: Value, keys: Values, place: Place) -> Values:
        """Return what ``base[key]`` may be."""
        ...

    def each(self, value: Value, place: Place) -> Values:
        """Return what a loop over a value goes through."""
        ...

    def entries(self, value: Mapping, at: cst.CSTNode | None = None) -> Entries:
        """Return what a dictionary holds where ``at`` reads it."""
        ...

    def whole(self, value: Value, at: cst.CSTNode) -> Entries:
        """Return the entries of what is spread into a dictionary or put into it: a dictionary, or pairs."""
        ...

    def elements(self, value: Value) -> Elements:
        """Return what a loop over a value goes through, one by one."""
        ...

    def make_mapping(self, place: Place, entries: Entries) -> Mapping:
        """Return a dictionary that ``place`` makes."""
        ...

    def make_sequence(self, place: Place, elements: Elements, kind: SequenceKind = "list", level: int = 0) -> Sequence:
        """Return a sequence that ``place`` makes."""
        ...

    def runs(self, node: cst.CSTNode, frame: Frame | None, *, behind: bool = False) -> bool:
        """Say whether the code at ``node`` may run in a call of the function around it, or the end of that block."""
        ...

    def results(self, function: Function, arguments: Arguments, place: Place) -> Values:
        """Return what a call of a function of the module gives."""
        ...

    def parameter(self, binding: Binding, frame: Frame | None) -> list[Value]:
        """Return what a parameter is: in one call, or in all that are seen and those that are not."""
        ...

    def calls(self, definition: cst.CSTNode) -> list[tuple[cst.Call, Scope, Value]]:
        """Return the calls of a function or class of the module, and what is called there."""
        ...

    def given(self, function: Function, arguments: Arguments, parameter: cst.Param) -> Choice:
        """Return what a call gives to a parameter; empty if nothing."""
        ...

    def enter(self, function: Function, arguments: Arguments, place: Place) -> Frame | None:
        """Return the frame of a call, None where it is nested too deeply to be told from others."""
        ...

    def lineage(self, of: Class) -> list[Class | Imported]:
        """Return a class and its bases, in the order in which attributes are looked up."""
        ...

    def fields(self, made: Object) -> Entries | None:
        """Return the fields of an object of a class that is made of declared fields, None for every other class."""
        ...

    def hold(self, of: Imported, fields: Arguments, place: Place) -> Object:
        """Return an object of a class of the library that holds what it is given by name: a namespace."""
        ...

    def remake(self, made: Object, arguments: Arguments, place: Place) -> Values:
        """Return a copy of an object in which some fields are given anew."""
        ...

    def method_of_text(
        self, name: str, text: Text, arguments: Arguments, place: Place, given: Choice = ()
    ) -> list[Value]:
        """Return what a method of a text gives; nothing where that is not known."""
        ...

    def added(self, operands: list[tuple[cst.CSTNode, Values]], place: Place) -> list[Value]:
        """Return the texts that a sum is; nothing where no operand is a text."""
        ...

    def receiver(self, function: cst.CSTNode) -> Value | None:
        """Return "any object of the class" for a method's first parameter, or the class; None for other functions."""
        ...
