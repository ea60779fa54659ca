"""Mentions: the names that pieces of source mention, bind and may change, told apart by whom they belong to."""

from __future__ import annotations

import ast
import re
from collections import deque
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W\d]\w*")
_LONGEST_ANNOTATION = 100
_CHANGING = {name for kind in (list, dict, set, deque, bytearray) for name in dir(kind)} - {
    name for kind in (tuple, frozenset, str, MappingProxyType) for name in dir(kind)
}
"""Methods that change a container: those that nothing has that does not change."""
_BY_NAME = frozenset({"getattr", "setattr", "delattr", "vars", "attrgetter", "methodcaller"})
"""What gets at attributes by their names."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (*_FUNCTIONS, ast.ClassDef, ast.Lambda)


@dataclass(eq=False, slots=True)
class Mentions:
    """Names in some nodes; attributes have a dot before them.

    - ``local``: those of the function around the nodes.
    - ``used``: all others that are mentioned.
    - ``touched``: those of them by which a value may be changed or get another name.
    - ``altered``: those of what is changed in place.
    - ``bound``: those that get a value, ``assigned`` those whose values others may change.
    - ``defined``: functions and classes in the nodes.
    - ``yields``: whether the function around the nodes yields something there.
    """

    local: set[str] = field(default_factory=set[str])
    used: set[str] = field(default_factory=set[str])
    touched: set[str] = field(default_factory=set[str])
    altered: set[str] = field(default_factory=set[str])
    bound: set[str] = field(default_factory=set[str])
    assigned: set[str] = field(default_factory=set[str])
    defined: set[str] = field(default_factory=set[str])
    yields: bool = False


def united(several: Sequence[Mentions]) -> Mentions:
    """Return the names of all of several."""
    found = several[0]
    for other in several[1:]:
        found.local |= other.local
        found.used |= other.used
        found.touched |= other.touched
        found.altered |= other.altered
        found.bound |= other.bound
        found.assigned |= other.assigned
        found.defined |= other.defined
        found.yields |= other.yields
    return found


class NameReader:
    """Reads the names in nodes."""

    def __init__(self) -> None:
        self._found = Mentions()
        self._own: frozenset[str] = frozenset()
        self._hidden: frozenset[str] = frozenset()
        """Names of functions between the node that is looked at and the function around all."""
        self._words: set[str] = set()
        self._todo: list[tuple[ast.AST, frozenset[str], bool]] = []
        """Nodes, each with what is hidden there, and whether what it gives stays as it is."""
        self._handlers: dict[type[ast.AST], Callable[..., None]] = {
            ast.Name: self._name,
            ast.AnnAssign: self._annotated,
            ast.Attribute: self._attribute,
            ast.Subscript: self._subscript,
            ast.Call: self._call,
            ast.Compare: self._compare,
            ast.BinOp: self._plain,
            ast.UnaryOp: self._plain,
            ast.JoinedStr: self._plain,
            ast.FormattedValue: self._plain,
            ast.Constant: self._constant,
            ast.FunctionDef: self._function,
            ast.AsyncFunctionDef: self._function,
            ast.Lambda: self._lambda,
            ast.ClassDef: self._class,
            **dict.fromkeys(_COMPREHENSIONS, self._comprehension),
            ast.Global: self._global,
            ast.Import: self._import,
            ast.ImportFrom: self._import,
            ast.ExceptHandler: self._named,
            ast.MatchAs: self._named,
            ast.MatchStar: self._named,
            ast.MatchMapping: self._named,
            ast.arg: self._parameter,
            ast.Yield: self._yield,
            ast.YieldFrom: self._yield,
        }

    def read(
        self, nodes: Iterable[ast.AST], own: frozenset[str] = frozenset(), types: Iterable[ast.AST] = ()
    ) -> Mentions:
        """Return the names in nodes and all below them.

        :param own: the names of the function around the nodes.
        :param types: annotations beside the nodes.
        """
        found = self._found = Mentions()
        self._own = own
        self._words = set()
        self._push(nodes, frozenset())
        self._push(types, frozenset(), stays=True)
        while self._todo:
            node, self._hidden, stays = self._todo.pop()
            handle = self._handlers.get(type(node))
            if handle is None:
                self._push(ast.iter_child_nodes(node), self._hidden)
            else:
                handle(node, stays)
        if not _BY_NAME.isdisjoint(found.used) or ".__dict__" in found.used:
            named = {f".{word}" for word in self._words}
            for names in (found.used, found.touched, found.bound, found.assigned):
                names.update(named)
        return found

    def _push(self, nodes: Iterable[ast.AST], hidden: frozenset[str], *, stays: bool = False) -> None:
        self._todo += [(node, hidden, stays) for node in nodes]

    # -- one form of node each

    def _name(self, node: ast.Name, stays: bool) -> None:
        self._mention(node.id, is_stored=not isinstance(node.ctx, ast.Load), stays=stays)

    def _mention(self, name: str, *, is_stored: bool, stays: bool = True) -> None:
        if name in self._hidden:
            return
        if name in self._own:
            self._found.local.add(name)
            return
        self._found.used.add(name)
        if is_stored:
            self._found.bound.add(name)
            self._found.assigned.add(name)
        elif not stays:
            self._found.touched.add(name)

    def _attribute(self, node: ast.Attribute, stays: bool) -> None:
        name = f".{node.attr}"
        is_read = isinstance(node.ctx, ast.Load)
        if is_read:
            self._found.used.add(name)
            if not stays:
                self._found.touched.add(name)
        else:
            self._found.bound.add(name)
            self._found.assigned.add(name)
            self._alter(node.value)
        self._push([node.value], self._hidden, stays=is_read)

    def _alter(self, node: ast.AST) -> None:
        """Note the names by which others get what is changed in place."""
        while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
            if isinstance(node, ast.Attribute):
                self._found.altered.add(f".{node.attr}")
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name) and node.id not in self._hidden and node.id not in self._own:
            self._found.altered.add(node.id)

    def _subscript(self, node: ast.Subscript, stays: bool) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._alter(node.value)
        # A member of an enumeration is not known by its name.
        self._push([node.value], self._hidden, stays=stays and not isinstance(node.value, ast.Name))
        self._push([node.slice], self._hidden, stays=True)

    def _call(self, node: ast.Call, stays: bool) -> None:  # noqa: ARG002
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr in _CHANGING:
            self._found.used.add(f".{func.attr}")
            self._alter(func.value)
            self._push([func.value], self._hidden)
        else:
            self._push([func], self._hidden, stays=True)
        self._push([*node.args, *(item.value for item in node.keywords)], self._hidden)

    def _compare(self, node: ast.Compare, stays: bool) -> None:  # noqa: ARG002
        # A list is an allow-list by what is asked of it, wherever that is.
        for operator, asked in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, (ast.In, ast.NotIn)) and isinstance(asked, ast.Attribute):
                self._found.used.add(asked.attr)
        self._push([node.left, *node.comparators], self._hidden, stays=True)

    def _plain(self, node: ast.AST, stays: bool) -> None:  # noqa: ARG002
        """Read what makes a new value of others."""
        self._push(ast.iter_child_nodes(node), self._hidden, stays=True)

    def _constant(self, node: ast.Constant, stays: bool) -> None:  # noqa: ARG002
        # An annotation may be written as a string.
        if isinstance(node.value, str) and len(node.value) < _LONGEST_ANNOTATION:
            words = _WORD.findall(node.value)
            self._found.used.update(words)
            self._words.update(words)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, stays: bool) -> None:  # noqa: ARG002
        self._definition(node.name)
        self._push(node.decorator_list, self._hidden)
        self._push([node.returns] if node.returns else [], self._hidden, stays=True)
        self._inside(node, node.body)

    def _lambda(self, node: ast.Lambda, stays: bool) -> None:  # noqa: ARG002
        self._inside(node, [node.body])

    def _inside(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, body: Iterable[ast.AST]) -> None:
        self._push(defaults_of(node.args).values(), self._hidden)
        self._push([*parameters_of(node.args), *body], self._hidden | locals_of(node))

    def _class(self, node: ast.ClassDef, stays: bool) -> None:  # noqa: ARG002
        self._definition(node.name)
        for name in bound_in(node.body):
            self._found.bound.add(f".{name}")
            self._found.assigned.add(f".{name}")
        self._push([*node.bases, *node.keywords, *node.decorator_list, *node.body], self._hidden)

    def _definition(self, name: str) -> None:
        self._mention(name, is_stored=True)
        self._found.defined |= {name, f".{name}"}

    def _comprehension(self, node: ast.AST, stays: bool) -> None:  # noqa: ARG002
        generators = cast("list[ast.comprehension]", getattr(node, "generators"))  # noqa: B009  # each kind has it
        targets = {name for item in generators for name in bound_in([item.target])}
        self._push([generators[0].iter], self._hidden)
        inner = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.comprehension)]
        for at, item in enumerate(generators):
            inner += [item.target, *item.ifs, *([item.iter] if at else [])]
        self._push(inner, self._hidden | targets)

    def _global(self, node: ast.Global, stays: bool) -> None:  # noqa: ARG002
        for name in node.names:
            self._mention(name, is_stored=True)

    def _import(self, node: ast.Import | ast.ImportFrom, stays: bool) -> None:  # noqa: ARG002
        for alias in node.names:
            self._bind(alias.asname or alias.name.split(".")[0])

    def _bind(self, name: str) -> None:
        """Bind a name to what nobody changes."""
        if name in self._own:
            self._found.local.add(name)
        elif name not in self._hidden:
            self._found.bound.add(name)

    def _named(self, node: ast.AST, stays: bool) -> None:  # noqa: ARG002
        """Read a node that binds a name which is no node."""
        name = getattr(node, "rest", None) if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
        if isinstance(name, str):
            self._mention(name, is_stored=True)
        self._push(ast.iter_child_nodes(node), self._hidden)

    def _annotated(self, node: ast.AnnAssign, stays: bool) -> None:  # noqa: ARG002
        self._push([node.target, *([node.value] if node.value else [])], self._hidden)
        self._push([node.annotation], self._hidden, stays=True)

    def _parameter(self, node: ast.arg, stays: bool) -> None:  # noqa: ARG002
        self._mention(node.arg, is_stored=False)
        self._found.used.add(node.arg)  # a fixture of that name
        self._push([node.annotation] if node.annotation else [], self._hidden, stays=True)

    def _yield(self, node: ast.Yield | ast.YieldFrom, stays: bool) -> None:  # noqa: ARG002
        self._found.yields = True
        self._push([node.value] if node.value else [], self._hidden)


def locals_of(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    """Return the names that belong to a function: its parameters, and what its body binds."""
    body = [function.body] if isinstance(function, ast.Lambda) else function.body
    elsewhere = {
        name for node in _same_scope(body) if isinstance(node, (ast.Global, ast.Nonlocal)) for name in node.names
    }
    return frozenset({item.arg for item in parameters_of(function.args)} | {*bound_in(body)}) - elsewhere


def parameters_of(arguments: ast.arguments) -> list[ast.arg]:
    """Return all parameters."""
    rest = [item for item in (arguments.vararg, arguments.kwarg) if item is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest]


def defaults_of(arguments: ast.arguments) -> dict[ast.arg, ast.expr]:
    """Return the parameters that have defaults, each with its own."""
    positional = [*arguments.posonlyargs, *arguments.args]
    found = dict(zip(reversed(positional), reversed(arguments.defaults), strict=False))
    by_name = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return found | {parameter: default for parameter, default in by_name if default is not None}


def bound_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names that nodes bind in the scope in which they stand."""
    for node in _same_scope(nodes):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name.split(".")[0]
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name
            case _:
                pass


def _same_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield nodes and what is below them in the same scope; a walrus in a comprehension belongs to it."""
    todo = [*nodes]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, _COMPREHENSIONS):
            todo += [each for each in ast.walk(node) if isinstance(each, ast.NamedExpr)]
        elif not isinstance(node, _SCOPES):
            todo += ast.iter_child_nodes(node)
