"""One walk over libcst's tree: the parent of every node, the scopes, and what binds which name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

import libcst as cst

from edgewise.python.syntax.nodes import children, dotted_name, paired
from edgewise.python.syntax.scopes import Binding, Field, OtherElements, OtherKeys, Scope, UnderKey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edgewise.python.syntax.scopes import Step

_BINDING = frozenset({
    *(cst.Assign, cst.AnnAssign, cst.NamedExpr, cst.For, cst.AugAssign, cst.Del, cst.AsName, cst.Import),
    *(cst.ImportFrom, cst.Global, cst.Nonlocal, cst.MatchCase, cst.TypeAlias, cst.TypeVar),
})  # fmt: skip
"""The forms that bind names, besides those that open a scope."""


class Walk:
    """Visits each node of the parts of a module once, without recursion, and keeps what it saw.

    ``nodes`` are by type, each with a number that is larger than that of every node around it, and its scope.
    """

    def __init__(self, parts: Sequence[cst.Module]) -> None:
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.order: dict[cst.CSTNode, int] = {}
        """The number of each node: statements are numbered as they stand, what is inside a node behind the node."""
        self.opened: dict[cst.CSTNode, Scope] = {}
        self.taken: dict[cst.CSTNode, Binding] = {}
        """What attributes get that are a part of a target: ``self.host, self.path = ...``, ``for self.host in ...``."""
        self.nodes: dict[type[cst.CSTNode], list[tuple[int, cst.CSTNode, Scope]]] = defaultdict(list)
        scope = Scope("module", parts[0])
        self._todo: list[tuple[cst.CSTNode, Scope]] = [(part, scope) for part in reversed(parts)]
        self._special: dict[type[cst.CSTNode], Callable[[cst.CSTNode, Scope], None]] = {
            cst.FunctionDef: self._function,
            cst.Lambda: self._lambda,
            cst.ClassDef: self._class,
            cst.GeneratorExp: self._comprehension,
            cst.ListComp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.DictComp: self._comprehension,
        }
        self._redirected: list[tuple[Scope, str, Scope | None]] = []
        self._run()

    def _run(self) -> None:
        while self._todo:
            node, scope = self._todo.pop()
            number = self.order[node] = len(self.order)
            self.nodes[type(node)].append((number, node, scope))
            special = self._special.get(type(node))
            if special is not None:
                special(node, scope)
            else:
                if type(node) in _BINDING:
                    self._bind(node, scope)
                self._push(node, scope, children(node))
        for scope, name, target in self._redirected:
            self._redirect(scope, name, target)

    def _push(self, parent: cst.CSTNode, scope: Scope, nodes: Sequence[cst.CSTNode]) -> None:
        # The last one that is put there is the first one that is visited.
        for node in reversed(nodes):
            self.parents[node] = parent
            self._todo.append((node, scope))

    def _number(self, node: cst.CSTNode, parent: cst.CSTNode) -> None:
        """Count a node that is looked at from its parent, and is none of a type that is asked for."""
        self.parents[node] = parent
        self.order[node] = len(self.order)

    # -- what opens a scope

    def _function(self, node: cst.CSTNode, scope: Scope) -> None:
        assert isinstance(node, cst.FunctionDef)
        scope.names[node.name.value].append(Binding("function", scope, node))
        inner = Scope("function", node, self._type_scope(node, scope))
        self.opened[node] = inner
        outside = [*node.decorators, *([node.returns] if node.returns else [])]
        self._push(node, scope, [node.name, *outside])
        self._parameters(node, node.params, scope, inner)
        self._push(node, inner, [node.body])

    def _type_scope(self, node: cst.FunctionDef | cst.ClassDef, scope: Scope) -> Scope:
        """Return the scope of a definition's type parameters, which its body sees; ``scope`` where there are none."""
        if node.type_parameters is None:
            return scope
        inner = Scope("function", node.type_parameters, scope)
        self._push(node, inner, [node.type_parameters])
        return inner

    def _lambda(self, node: cst.CSTNode, scope: Scope) -> None:
        assert isinstance(node, cst.Lambda)
        inner = Scope("function", node, scope)
        self.opened[node] = inner
        self._parameters(node, node.params, scope, inner)
        self._push(node, inner, [node.body])

    def _parameters(self, owner: cst.CSTNode, parameters: cst.Parameters, outer: Scope, inner: Scope) -> None:
        self._number(parameters, owner)
        for parameter in children(parameters):
            self._number(parameter, parameters)
            if not isinstance(parameter, cst.Param):
                continue
            annotation = parameter.annotation.annotation if parameter.annotation else None
            inner.names[parameter.name.value].append(Binding("parameter", inner, parameter, annotation=annotation))
            self._push(parameter, outer, children(parameter))

    def _class(self, node: cst.CSTNode, scope: Scope) -> None:
        assert isinstance(node, cst.ClassDef)
        scope.names[node.name.value].append(Binding("class", scope, node))
        inner = Scope("class", node, self._type_scope(node, scope))
        self.opened[node] = inner
        self._push(node, scope, [node.name, *node.bases, *node.keywords, *node.decorators])
        self._push(node, inner, [node.body])

    def _comprehension(self, node: cst.CSTNode, scope: Scope) -> None:
        assert isinstance(node, (cst.GeneratorExp, cst.ListComp, cst.SetComp, cst.DictComp))
        inner = self.opened[node] = Scope("comprehension", node, scope)
        loop: cst.CompFor | None = node.for_in
        self._push(node, inner, [child for child in children(node) if child is not loop])
        parent: cst.CSTNode = node
        outermost = scope
        while loop is not None:
            self._number(loop, parent)
            self._unpack(loop.target, inner, loop.iter, (None,), outermost)
            self._push(loop, outermost, [loop.iter])
            self._push(loop, inner, [loop.target, *loop.ifs])
            parent, loop, outermost = loop, loop.inner_for_in, inner

    # -- what binds a name

    def _bind(self, node: cst.CSTNode, scope: Scope) -> None:  # noqa: C901, PLR0912  # one case for each form that binds
        match node:
            case cst.Assign():
                for target in node.targets:
                    self._assign(target.target, node.value, scope)
            case cst.AnnAssign(target=cst.Name(value=name), value=value):
                kind: Literal["assign", "declaration"] = "declaration" if value is None else "assign"
                scope.names[name].append(
                    Binding(kind, scope, node, annotation=node.annotation.annotation, source=value)
                )
            case cst.NamedExpr(target=cst.Name(value=name)):
                owner = scope
                while owner.kind == "comprehension" and owner.parent is not None:
                    owner = owner.parent
                owner.names[name].append(Binding("assign", scope, node, source=node.value))
            case cst.For():
                self._unpack(node.target, scope, node.iter, (None,))
            case cst.AugAssign():
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
            case cst.MatchCase():
                self._patterns(node, scope)
            case cst.TypeAlias(name=cst.Name(value=name)) | cst.TypeVar(name=cst.Name(value=name)):
                self._other(name, node, scope)
            case _:
                pass

    def _other(self, name: str, node: cst.CSTNode, scope: Scope) -> None:
        scope.names[name].append(Binding("other", scope, node))

    def _assign(self, target: cst.BaseExpression, value: cst.BaseExpression, scope: Scope) -> None:
        if isinstance(target, cst.Name):
            scope.names[target.value].append(Binding("assign", scope, target, source=value))
            return
        pairs = paired(target, value)
        if any(right is None for _, right in pairs):
            self._unpack(target, scope, value)
            return
        for left, right in pairs:
            if right is not None:
                self._assign(left, right, scope)

    def _unpack(
        self,
        target: cst.BaseExpression,
        scope: Scope,
        source: cst.BaseExpression | None = None,
        path: tuple[Step, ...] = (),
        outer: Scope | None = None,
    ) -> None:
        """Bind what is in a target to the parts of ``source``, whose names are looked up in ``outer``."""
        todo = [(target, source, path)]
        while todo:
            item, of, way = todo.pop()
            if isinstance(item, cst.Name):
                binding = Binding("other", outer or scope, item, source=of, path=way)
                scope.names[item.value].append(binding)
            elif isinstance(item, cst.Attribute) and of is not None and way:
                self.taken[item] = Binding("other", outer or scope, item, source=of, path=way)
            elif isinstance(item, (cst.Tuple, cst.List)):
                star = next((at for at, each in enumerate(item.elements) if isinstance(each, cst.StarredElement)), None)
                for at, element in reversed(list(enumerate(item.elements))):
                    todo.append((element.value, of, (*way, _step(at, star, len(item.elements)))))

    def _patterns(self, case: cst.MatchCase, scope: Scope) -> None:
        """Bind the names in the pattern of a ``case`` to the parts of what is matched."""
        match = self.parents[case]
        assert isinstance(match, cst.Match)
        todo: list[tuple[cst.CSTNode, tuple[Step, ...]]] = [(case.pattern, ())]
        while todo:
            pattern, way = todo.pop()
            name: cst.Name | None = None
            rest: Step | None = None
            match pattern:
                case cst.MatchAs():
                    name = pattern.name
                    todo += [(pattern.pattern, way)] if pattern.pattern is not None else []
                case cst.MatchOr(patterns=patterns):
                    todo += [(item.pattern, way) for item in reversed(patterns)]
                case cst.MatchList(patterns=items) | cst.MatchTuple(patterns=items):
                    star = next((at for at, item in enumerate(items) if isinstance(item, cst.MatchStar)), None)
                    for at, item in enumerate(items):
                        inner = item.value if isinstance(item, cst.MatchSequenceElement) else item
                        todo.append((inner, (*way, _step(at, star, len(items)))))
                case cst.MatchStar():
                    name = pattern.name
                case cst.MatchMapping(elements=entries):
                    todo += [(entry.pattern, (*way, UnderKey(entry.key))) for entry in entries]
                    name, rest = pattern.rest, OtherKeys(tuple(entry.key for entry in entries))
                case cst.MatchClass(cls=of, patterns=positions, kwds=keywords):
                    todo += [(item.value, (*way, Field(of, "", at))) for at, item in enumerate(positions)]
                    todo += [(item.pattern, (*way, Field(of, item.key.value, None))) for item in keywords]
                case _:
                    pass
            if name is not None:
                path = way if rest is None else (*way, rest)
                scope.names[name.value].append(Binding("other", scope, pattern, source=match.subject, path=path))

    def _as_name(self, node: cst.AsName, scope: Scope) -> None:
        parent = self.parents[node]
        if isinstance(parent, cst.WithItem) and isinstance(node.name, cst.Name):
            scope.names[node.name.value].append(Binding("with", scope, node, source=parent.item))
        elif not isinstance(parent, cst.ImportAlias):
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
            scope.stars[package] = node
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


def _step(at: int, star: int | None, length: int) -> Step:
    """Return which part of a sequence the target at an index takes; behind a starred one it is counted from the end."""
    if at == star:
        return OtherElements(at, length - at - 1)
    return at if star is None or at < star else at - length
