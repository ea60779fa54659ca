"""Clusters of a module: statements that hang together by the local names of a function, with all names they share.

A statement of the module is one cluster; a function has one for each group of its statements that have local names in
common; a class one for its head, one for what stands in its body, and those of its methods.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from edgewise.python.prefilter.mentions import (
    Mentions,
    NameReader,
    bound_in,
    defaults_of,
    locals_of,
    parameters_of,
    united,
)
from edgewise.python.prefilter.statements import Signs, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Function = ast.FunctionDef | ast.AsyncFunctionDef
"""A definition of a function."""
_CONSTANT = (ast.Constant, ast.JoinedStr, ast.Lambda, ast.Compare, ast.UnaryOp)
"""Values that nobody changes."""


@dataclass(eq=False)
class Cluster:
    """A group of statements, and the names by which it hangs together with others; attributes have a dot before them.

    - ``names``: those that it mentions, binds, assigns and may change.
    - ``bound``: those by which others get at what is in it.
    - ``called``: those whose mention may bring a value into it, or take one out: of its function.
    - ``changed``: those that it assigns, but for the names of constants: what others do to these may matter.
    - ``signs``: what its words tell.
    - ``handed_on``: names by which others get all that is in it, where they hand them on: of its class.
    """

    names: Mentions
    bound: frozenset[str]
    called: frozenset[str]
    changed: frozenset[str]
    signs: Signs
    handed_on: frozenset[str] = frozenset()


@dataclass(eq=False)
class Unit:
    """What is read or left out as a whole: a statement of the module, or a method of a class, its ``owner``."""

    node: ast.stmt
    owner: Unit | None = None
    clusters: list[Cluster] = field(default_factory=list[Cluster])

    @property
    def rows(self) -> tuple[int, int]:
        """The first line, decorators included, and the last, from 1."""
        return rows_of(self.node)


class ClusterReader:
    """Takes the statements of a module apart.

    :param wanted: the classes of clients, for :class:`Signs`.
    """

    def __init__(self, wanted: frozenset[str], *, prose: bool) -> None:
        self._wanted = wanted
        self._prose = prose
        self._names = NameReader()
        self._of_all: Signs | None = None

    def units(self, node: ast.stmt, signs: Signs) -> list[Unit]:
        """Return the units of a statement of the module, itself first.

        :param signs: what the words of the statement tell.
        """
        unit = Unit(node)
        self._of_all = signs
        if isinstance(node, Function):
            unit.clusters += self._of_function(node, frozenset({node.name, f".{node.name}"}))
            return [unit]
        if isinstance(node, ast.ClassDef):
            return [unit, *self._of_class(node, unit)]
        names = self._names.read([node])
        constant = isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, _CONSTANT)
        changed = {name for name in names.assigned if name.startswith(".") or not constant}
        called = frozenset(names.defined)
        unit.clusters.append(Cluster(names, called | names.bound, called, frozenset(changed), self._signs([node])))
        return [unit]

    def _signs(self, nodes: Iterable[ast.AST]) -> Signs:
        if self._of_all is not None and not self._of_all.tell_anything:
            return self._of_all  # nor does any part of it
        return Signs(nodes, self._wanted, prose=self._prose)

    # -- classes

    def _of_class(self, node: ast.ClassDef, unit: Unit) -> Iterator[Unit]:
        """Yield the methods of a class, and put what else it has into its own unit."""
        head, objects = (f"{what} of {node.name}" for what in ("head", "objects"))
        around: list[ast.AST] = [*node.bases, *node.keywords, *node.decorator_list]
        nothing = frozenset[str]()
        by_name = frozenset({node.name, f".{node.name}"})
        unit.clusters.append(
            Cluster(self._names.read(around), frozenset({head, *by_name}), nothing, nothing, self._signs(around))
        )
        body = [item for item in node.body if not isinstance(item, Function)]
        groups = _Groups(self._names, frozenset(bound_in(body)))
        groups.add_body(body)
        for nodes, names, _ in groups.all():
            attributes = frozenset(f".{name}" for name in names.local)
            names.used |= {head, *names.local}  # a name may be the module's as long as the class has none
            names.assigned |= attributes
            # Whoever makes an object may give what is declared; whoever goes through an enumeration gets all of it.
            is_declared = any(isinstance(each, ast.AnnAssign) for each in nodes)
            called = frozenset({*names.defined, *(by_name if is_declared else ())})
            bound = frozenset({*names.bound, *attributes, *called, *by_name, objects})
            signs = self._signs(nodes)
            unit.clusters.append(Cluster(names, bound, called, frozenset(names.assigned), signs, by_name))
        for method in node.body:
            if isinstance(method, Function):
                inner = Unit(method, unit)
                is_special = method.name.startswith("__")
                for cluster in self._of_function(method, frozenset({f".{method.name}"}), objects):
                    cluster.names.used.add(head)
                    if cluster.called and (is_special or node.bases):
                        # Python, or the class that it inherits from, calls it for the object.
                        cluster.called |= {node.name}
                    if is_special:
                        cluster.bound |= {*by_name, objects}
                    inner.clusters.append(cluster)
                yield inner

    # -- functions

    def _of_function(self, node: Function, by_name: frozenset[str], objects: str = "") -> Iterator[Cluster]:
        """Yield the groups of statements of a function that have local names in common.

        :param by_name: the names by which it is called.
        :param objects: what a method uses that uses its first parameter.
        """
        by_name |= _names_of_fixture(node)
        around = self._names.read(node.decorator_list, types=[node.returns] if node.returns else [])
        nothing = frozenset[str]()
        yield Cluster(around, by_name, nothing, nothing, self._signs(node.decorator_list))
        arguments = node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        is_static = any(getattr(item, "id", "") == "staticmethod" for item in node.decorator_list)
        receiver = positional[0].arg if objects and positional and not is_static else None
        groups = _Groups(self._names, locals_of(node), receiver)
        defaults = defaults_of(arguments)
        for parameter in parameters_of(arguments):
            if parameter.arg != receiver:
                groups.add([parameter], outside=[defaults[parameter]] if parameter in defaults else [], is_open=True)
        groups.add_body(node.body)
        for nodes, names, is_open in groups.all():
            names.used |= around.used
            if receiver in names.local:
                names.used.add(objects)
            called = names.defined | (by_name if is_open else nothing)
            yield Cluster(
                names, frozenset(names.bound | called), frozenset(called), frozenset(names.assigned), self._signs(nodes)
            )


class _Groups:
    """Puts the statements of a function together that have local names in common.

    :param own: the names of the function; ``receiver`` is the one that all statements of a method may have.
    """

    def __init__(self, names: NameReader, own: frozenset[str], receiver: str | None = None) -> None:
        self._names = names
        self._own = own
        self._receiver = receiver
        self._items: list[tuple[Sequence[ast.AST], Mentions, bool]] = []
        self._joined: list[int] = []
        """For each item another one of its group, itself for the one that stands for the group."""
        self._of_name: dict[str, int] = {}
        self._asserted: list[int] = []
        """Assertions, which are about all that has happened before."""

    def add(self, nodes: Sequence[ast.AST], *, outside: Sequence[ast.AST] = (), is_open: bool = False) -> int:
        """Add what stands together; return its number.

        :param outside: what belongs to it, and has no names of the function.
        :param is_open: it is a parameter, or a result.
        """
        mentions = self._names.read(nodes, self._own)
        if outside:
            mentions = united([mentions, self._names.read(outside)])
        number = len(self._items)
        self._items.append(([*nodes, *outside], mentions, is_open or mentions.yields))
        self._joined.append(number)
        for name in mentions.local:
            if name != self._receiver:
                self._join(number, self._of_name.setdefault(name, number))
        return number

    def add_body(self, body: Iterable[ast.stmt], around: tuple[int, ...] = ()) -> None:
        """Add the statements of a block; what decides whether it runs belongs to them if it goes by local names."""
        for statement in body:
            blocks = [*_blocks(statement)]
            gives = isinstance(statement, ast.Return) and statement.value is not None
            number = self.add(_header(statement) if blocks else [statement], is_open=gives)
            for header in around:
                self._join(number, header)
            if _is_assertion(statement):
                self._asserted.append(number)
            decides = bool(self._items[number][1].local - {self._receiver})
            for block in blocks:
                self.add_body(block, (number,) if decides else around)

    def _join(self, one: int, other: int) -> None:
        self._joined[self._first(one)] = self._first(other)

    def _first(self, number: int) -> int:
        while self._joined[number] != number:
            number = self._joined[number]
        return number

    def all(self) -> Iterator[tuple[list[ast.AST], Mentions, bool]]:
        """Yield the nodes of each group, their names, and whether a parameter or a result is among them."""
        for number in range(len(self._items)) if self._asserted else ():
            self._join(number, self._asserted[0])
        groups: dict[int, list[int]] = {}
        for number in range(len(self._items)):
            groups.setdefault(self._first(number), []).append(number)
        for several in groups.values():
            items = [self._items[number] for number in several]
            nodes = [node for each, _, _ in items for node in each]
            yield nodes, united([mentions for _, mentions, _ in items]), any(is_open for _, _, is_open in items)


def _names_of_fixture(node: Function) -> frozenset[str]:
    """Return the names that decorators give a function: ``fixture(name="client")``."""
    calls = (item for item in node.decorator_list if isinstance(item, ast.Call))
    given = (keyword.value for call in calls for keyword in call.keywords if keyword.arg == "name")
    return frozenset(value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str))


def _is_assertion(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assert():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return name.lower().startswith("assert")
        case _:
            return False


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement that is neither a function nor a class."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    holders: list[ast.AST] = [statement, *getattr(statement, "handlers", []), *getattr(statement, "cases", [])]
    for holder in holders:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(holder, name, [])
            if isinstance(block, list) and block:
                yield cast("list[ast.stmt]", block)


def _header(statement: ast.stmt) -> list[ast.AST]:
    """Return what a compound statement has besides its blocks."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, (ast.ExceptHandler, ast.match_case)):
            found += [node for node in ast.iter_child_nodes(child) if not isinstance(node, ast.stmt)]
        elif not isinstance(child, ast.stmt):
            found.append(child)
    return found
