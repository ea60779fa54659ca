"""A parsed module: libcst's tree with parents, scopes and positions, made in one walk.

libcst's own metadata providers answer the same questions for every node of a file and cost several times the parsing;
here positions are computed when the first one is asked for, and scopes hold what the rules need: who binds a name.
"""

from __future__ import annotations

import dataclasses
import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Literal, TypeVar

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper

from edgewise.sources import Lines

NodeT = TypeVar("NodeT", bound=cst.CSTNode)

# Whitespace and punctuation own no name, string or call; passing over them halves the walk.
_PASSED_OVER = frozenset(
    {
        *("leading_lines", "header", "footer", "trailing_whitespace", "lpar", "rpar", "comma", "semicolon", "operator"),
        *("equal", "dot", "colon", "asname_whitespace", "lbracket", "rbracket", "lbrace", "rbrace", "indent"),
        *("newline", "comment"),
    }
)


class SyntaxFailure(Exception):
    """The source does not parse. ``offset`` is the place, in characters from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, eq=False)
class Binding:
    """One place where a name gets a value.

    ``assign`` has the expression as ``value``; ``import`` the dotted name of what is bound as ``dotted``; ``class`` and
    ``function`` their definition as ``node``; ``parameter`` its ``cst.Param`` as ``node``; ``declaration`` an
    annotation without a value; every ``other`` (loops, ``with``, ``del``, ``+=``, patterns) a value nobody follows.
    """

    kind: Literal["assign", "import", "class", "function", "parameter", "declaration", "other"]
    scope: Scope
    node: cst.CSTNode
    value: cst.BaseExpression | None = None
    dotted: str = ""
    annotation: cst.BaseExpression | None = None


@dataclass(eq=False)
class Scope:
    """A namespace: of the module, a class, a function or a comprehension."""

    kind: Literal["module", "class", "function", "comprehension"]
    node: cst.CSTNode
    parent: Scope | None = None
    names: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[str, Scope] = field(default_factory=dict)
    """Names that ``global`` and ``nonlocal`` send to another scope."""
    stars: list[str] = field(default_factory=list)
    """Dotted names of the modules from which everything is imported."""

    def lookup(self, name: str) -> tuple[Scope, Sequence[Binding]] | None:
        """Return the scope that a name used here belongs to and its bindings there; None if nothing binds it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.elsewhere:
                scope = scope.elsewhere[name]
            # A class body's names are seen by the class body alone.
            if name in scope.names and (scope is self or scope.kind != "class"):
                return scope, scope.names[name]
            scope = scope.parent
        return None

    @property
    def module(self) -> Scope:
        """The scope of the module."""
        return self if self.parent is None else self.parent.module


class Tree:
    """A module's tree with what the rules ask of it.

    :raises SyntaxFailure: the text does not parse.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._shifts: list[int] = []
        self.module = self._parse(text)
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.scope = Scope("module", self.module)
        self.opened: dict[cst.CSTNode, Scope] = {}
        """The scope that each class and function definition opens."""
        self._nodes: dict[type[cst.CSTNode], list[tuple[int, cst.CSTNode, Scope]]] = defaultdict(list)
        _Walk(self).run()

    def _parse(self, text: str) -> cst.Module:
        try:
            module = cst.parse_module(text)
            if module.code != text:
                # libcst drops a form feed that begins a line; Python ignores it there as well.
                self._shifts = [found.start() for found in re.finditer(r"(?m)^\f", text)]
                module = cst.parse_module(re.sub(r"(?m)^\f", "", text))
                if len(module.code) != len(text) - len(self._shifts):
                    raise SyntaxFailure("libcst does not give back what it read", 0)
        except cst.ParserSyntaxError as error:
            raise SyntaxFailure(error.message, _offset(text, error.raw_line, error.raw_column)) from None
        except (RecursionError, MemoryError):
            raise SyntaxFailure("it is nested too deeply", 0) from None
        except (TypeError, ValueError, cst.CSTValidationError) as error:
            raise SyntaxFailure(f"libcst cannot read it: {error}", 0) from None
        return module

    def add(self, node: cst.CSTNode, scope: Scope) -> None:
        """Remember a node for :meth:`nodes`."""
        self._nodes[type(node)].append((len(self.parents), node, scope))

    def nodes(self, *types: type[NodeT]) -> Iterator[tuple[NodeT, Scope]]:
        """Yield the nodes of these very types, each with its scope; a node comes before those inside it."""
        for _, node, scope in heapq.merge(*(self._nodes[kind] for kind in types), key=itemgetter(0)):
            yield node, scope  # type: ignore[misc]

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield the parent of a node, its parent, and so on up to the module."""
        parent = self.parents.get(node)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)

    def enclosing(self, node: cst.CSTNode, *types: type[NodeT]) -> NodeT | None:
        """Return the nearest ancestor of one of these types."""
        return next((ancestor for ancestor in self.ancestors(node) if isinstance(ancestor, types)), None)

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return the characters of a node, without the parentheses and comma around it."""
        span = self._positions[node]
        return self._character(span.start), self._character(span.start + span.length)

    def source(self, node: cst.CSTNode) -> str:
        """Return the text of a node as it stands in the file."""
        start, end = self.span(node)
        return self.text[start:end]

    @cached_property
    def _positions(self) -> Mapping[cst.CSTNode, CodeSpan]:
        wrapper = MetadataWrapper(self.module, unsafe_skip_copy=True)
        return wrapper.resolve(ByteSpanPositionProvider)

    @cached_property
    def _encoded(self) -> bytes | None:
        """The parsed text as the utf-8 in which libcst counts; None where bytes and characters are the same."""
        code = self.module.code
        return None if code.isascii() else code.encode("utf-8", "surrogatepass")

    def _character(self, byte: int) -> int:
        index = byte if self._encoded is None else len(self._encoded[:byte].decode("utf-8", "surrogatepass"))
        for shift in self._shifts:  # what was taken out before parsing counts again
            if shift > index:
                break
            index += 1
        return index


def _offset(text: str, row: int, column: int) -> int:
    lines = Lines(text)
    return min(lines.start(min(max(row, 1), len(lines))) + max(column, 0), len(text))


class _Walk:
    """Fills a tree's parents, scopes and nodes: each node once, without recursion."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._todo: list[tuple[cst.CSTNode, Scope]] = [(tree.module, tree.scope)]
        self._special = {
            cst.FunctionDef: self._function,
            cst.Lambda: self._lambda,
            cst.ClassDef: self._class,
            cst.GeneratorExp: self._comprehension,
            cst.ListComp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.DictComp: self._comprehension,
        }
        self._redirected: list[tuple[Scope, str, Scope | None]] = []

    def run(self) -> None:
        """Walk the whole module."""
        while self._todo:
            node, scope = self._todo.pop()
            self._tree.add(node, scope)
            special = self._special.get(type(node))
            if special is not None:
                special(node, scope)
            else:
                self._bind(node, scope)
                self._push(node, scope, children(node))
        for scope, name, target in self._redirected:
            self._redirect(scope, name, target)

    def _push(self, parent: cst.CSTNode, scope: Scope, nodes: Iterable[cst.CSTNode]) -> None:
        for node in nodes:
            self._tree.parents[node] = parent
            self._todo.append((node, scope))

    # -- what opens a scope

    def _function(self, node: cst.CSTNode, scope: Scope) -> None:
        assert isinstance(node, cst.FunctionDef)
        scope.names[node.name.value].append(Binding("function", scope, node))
        inner = Scope("function", node, scope)
        self._tree.opened[node] = inner
        outside = [*node.decorators, *([node.returns] if node.returns else [])]
        self._push(node, scope, [node.name, *outside])
        self._parameters(node, node.params, scope, inner)
        self._push(node, inner, [*([node.type_parameters] if node.type_parameters else []), node.body])

    def _lambda(self, node: cst.CSTNode, scope: Scope) -> None:
        assert isinstance(node, cst.Lambda)
        inner = Scope("function", node, scope)
        self._parameters(node, node.params, scope, inner)
        self._push(node, inner, [node.body])

    def _parameters(self, owner: cst.CSTNode, parameters: cst.Parameters, outer: Scope, inner: Scope) -> None:
        self._tree.parents[parameters] = owner
        for parameter in children(parameters):
            self._tree.parents[parameter] = parameters
            if not isinstance(parameter, cst.Param):
                continue
            annotation = parameter.annotation.annotation if parameter.annotation else None
            inner.names[parameter.name.value].append(Binding("parameter", inner, parameter, annotation=annotation))
            self._push(parameter, outer, children(parameter))

    def _class(self, node: cst.CSTNode, scope: Scope) -> None:
        assert isinstance(node, cst.ClassDef)
        scope.names[node.name.value].append(Binding("class", scope, node))
        inner = Scope("class", node, scope)
        self._tree.opened[node] = inner
        self._push(node, scope, [node.name, *node.bases, *node.keywords, *node.decorators])
        self._push(node, inner, [*([node.type_parameters] if node.type_parameters else []), node.body])

    def _comprehension(self, node: cst.CSTNode, scope: Scope) -> None:
        assert isinstance(node, (cst.GeneratorExp, cst.ListComp, cst.SetComp, cst.DictComp))
        inner = Scope("comprehension", node, scope)
        loop: cst.CompFor | None = node.for_in
        self._push(node, inner, [child for child in children(node) if child is not loop])
        parent: cst.CSTNode = node
        outermost = scope
        while loop is not None:
            self._tree.parents[loop] = parent
            self._unpack(loop.target, inner)
            self._push(loop, outermost, [loop.iter])
            self._push(loop, inner, [loop.target, *loop.ifs])
            parent, loop, outermost = loop, loop.inner_for_in, inner

    # -- what binds a name

    def _bind(self, node: cst.CSTNode, scope: Scope) -> None:
        match node:
            case cst.Assign():
                for target in node.targets:
                    self._assign(target.target, node.value, scope)
            case cst.AnnAssign(target=cst.Name(value=name), value=value):
                kind: Literal["assign", "declaration"] = "declaration" if value is None else "assign"
                scope.names[name].append(
                    Binding(kind, scope, node, value=value, annotation=node.annotation.annotation)
                )
            case cst.NamedExpr(target=cst.Name(value=name)):
                owner = scope
                while owner.kind == "comprehension" and owner.parent is not None:
                    owner = owner.parent
                owner.names[name].append(Binding("assign", owner, node, value=node.value))
            case cst.AugAssign() | cst.For():
                self._unpack(node.target, scope)
            case cst.Del():
                self._unpack(node.target, scope)
            case cst.AsName():
                self._as_name(node, scope)
            case cst.Import():
                self._import(node, scope)
            case cst.ImportFrom():
                self._import_from(node, scope)
            case cst.Global():
                self._redirected += [(scope, item.name.value, scope.module) for item in node.names]
            case cst.Nonlocal():
                self._redirected += [(scope, item.name.value, None) for item in node.names]
            case cst.MatchAs(name=cst.Name(value=name)) | cst.MatchStar(name=cst.Name(value=name)):
                self._other(name, node, scope)
            case cst.MatchMapping(rest=cst.Name(value=name)):
                self._other(name, node, scope)
            case cst.TypeAlias(name=cst.Name(value=name)) | cst.TypeVar(name=cst.Name(value=name)):
                self._other(name, node, scope)
            case _:
                pass

    def _other(self, name: str, node: cst.CSTNode, scope: Scope) -> None:
        scope.names[name].append(Binding("other", scope, node))

    def _assign(self, target: cst.BaseExpression, value: cst.BaseExpression, scope: Scope) -> None:
        match target, value:
            case cst.Name(value=name), _:
                scope.names[name].append(Binding("assign", scope, target, value=value))
            case (cst.Tuple(), cst.Tuple() | cst.List()) | (cst.List(), cst.Tuple() | cst.List()):
                pairs = list(zip(target.elements, value.elements, strict=False))
                plain = all(isinstance(item, cst.Element) for item in [*target.elements, *value.elements])
                if plain and len(target.elements) == len(value.elements):
                    for left, right in pairs:
                        self._assign(left.value, right.value, scope)
                else:
                    self._unpack(target, scope)
            case _:
                self._unpack(target, scope)

    def _unpack(self, target: cst.BaseExpression, scope: Scope) -> None:
        todo = [target]
        while todo:
            item = todo.pop()
            if isinstance(item, cst.Name):
                self._other(item.value, item, scope)
            elif isinstance(item, (cst.Tuple, cst.List)):
                todo += [element.value for element in item.elements]

    def _as_name(self, node: cst.AsName, scope: Scope) -> None:
        parent = self._tree.parents[node]
        if isinstance(parent, cst.ImportAlias):
            return
        value = parent.item if isinstance(parent, cst.WithItem) else None
        if isinstance(node.name, cst.Name) and value is not None:
            # `with X() as y` binds what X().__enter__ returns: for most classes, but not all, the object itself
            scope.names[node.name.value].append(Binding("other", scope, node, value=value))
        else:
            self._unpack(node.name, scope)

    def _import(self, node: cst.Import, scope: Scope) -> None:
        for alias in node.names:
            dotted = dotted_name(alias.name) or ""
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                bound = alias.asname.name.value
            else:
                bound = dotted = dotted.split(".")[0]
            scope.names[bound].append(Binding("import", scope, node, dotted=dotted))

    def _import_from(self, node: cst.ImportFrom, scope: Scope) -> None:
        package = "." * len(node.relative) + (dotted_name(node.module) or "" if node.module else "")
        if isinstance(node.names, cst.ImportStar):
            scope.stars.append(package)
            return
        for alias in node.names:
            imported = dotted_name(alias.name) or ""
            bound = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else imported
            scope.names[bound].append(Binding("import", scope, node, dotted=f"{package}.{imported}"))

    def _redirect(self, scope: Scope, name: str, target: Scope | None) -> None:
        if target is None:
            found = scope.parent.lookup(name) if scope.parent else None
            target = found[0] if found else scope.module
        if target is scope:
            return
        scope.elsewhere[name] = target
        target.names[name] += scope.names.pop(name, [])


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the child nodes of a node, whitespace and punctuation left out."""
    kind = type(node)
    names = _FIELDS.get(kind)
    if names is None:
        names = tuple(
            item.name
            for item in dataclasses.fields(kind)
            if item.name not in _PASSED_OVER and "whitespace" not in item.name
        )
        _FIELDS[kind] = names
    found: list[cst.CSTNode] = []
    for name in names:
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            found.append(value)
        elif isinstance(value, (list, tuple)):
            found += [item for item in value if isinstance(item, cst.CSTNode)]
    return found


_FIELDS: dict[type[cst.CSTNode], tuple[str, ...]] = {}


def dotted_name(node: cst.CSTNode) -> str | None:
    """Return "a.b.c" for a name or a chain of attributes of one, None for every other expression."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    return ".".join([node.value, *reversed(parts)])
