"""Where Python sets environment variables of Twilio's: ``os.environ``, ``putenv``, ``setenv``, dictionaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.settings import is_region_key, is_setting_key
from edgewise.python.syntax.nodes import paired

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


@dataclass(frozen=True)
class Setting:
    """One place that sets a variable: the literal key (None for a keyword), the value, and what to put beside it.

    ``place`` is the statement, dictionary entry or argument; ``group`` tells which settings stand beside each other.
    """

    key: str
    key_node: cst.BaseExpression | None
    value: cst.BaseExpression
    place: cst.CSTNode
    group: object
    scope: Scope
    span: tuple[cst.CSTNode, cst.CSTNode]
    is_sure: bool = True
    """Whether another setting put beside it has the effect of one in the environment."""


class Variables:
    """Finds the settings of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._names = module.names

    def find(self) -> Iterator[Setting]:
        """Yield every place that sets a region or an edge, in no particular order."""
        yield from self._assignments()
        yield from self._calls()
        yield from self._dictionaries()

    def _assignments(self) -> Iterator[Setting]:
        for statement, scope in self._tree.nodes(cst.Assign):
            for target in statement.targets:
                pairs = paired(target.target, statement.value)
                for place, value in [(target.target, statement.value)] if len(pairs) == 1 else pairs:
                    if value is not None:
                        yield from self._stored(place, value, statement, scope)
        for annotated, scope in self._tree.nodes(cst.AnnAssign):
            if annotated.value is not None:
                yield from self._stored(annotated.target, annotated.value, annotated, scope)

    def _stored(
        self, target: cst.BaseExpression, value: cst.BaseExpression, statement: cst.CSTNode, scope: Scope
    ) -> Iterator[Setting]:
        if not isinstance(target, cst.Subscript) or len(target.slice) != 1:
            return
        index = target.slice[0].slice
        if not isinstance(index, cst.Index):
            return
        if self.is_environ(target.value, scope):
            yield from self._setting(index.value, value, statement, scope, (target, value))
        elif isinstance(target.value, cst.Name) and (group := self._mapping(target.value, scope)) is not None:
            for setting in self._setting(index.value, value, statement, scope, (target, value), group=group):
                # An edge may be stored into any dictionary that has a region; a region makes it an environment.
                if not is_region_key(setting.key) or self._is_handed_on(target.value, group, scope):
                    yield setting

    def _mapping(self, name: cst.Name, scope: Scope) -> cst.BaseExpression | None:
        """Return the expression that makes the dictionary to which a name is bound once: that is its group."""
        found = scope.lookup(name.value)
        return found[1][0].value if found is not None and len(found[1]) == 1 else None

    def _is_handed_on(self, name: cst.Name, made: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether a dictionary is a copy of the environment, or is given to something as one."""
        found = scope.lookup(name.value)
        if found is None or self._is_environment(made, found[0]):
            return True
        uses = (self._tree.parents[use] for use, _ in self._tree.uses(name.value, found[0]))
        return any(
            isinstance(use, cst.Arg) and use.keyword is not None and use.keyword.value in ("env", "environment")
            for use in uses
        )

    def _is_environment(self, value: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether an expression is a copy of ``os.environ``."""
        match value:
            case cst.Dict(elements=elements):
                spread = [item.value for item in elements if isinstance(item, cst.StarredDictElement)]
                return any(self.is_environ(item, scope) for item in spread)
            case cst.Call(func=cst.Attribute(value=base, attr=cst.Name(value="copy"))):
                return self.is_environ(base, scope)
            case cst.Call(func=func, args=[first, *_]) if self._names.is_dotted(func, scope, "builtins.dict"):
                return self.is_environ(first.value, scope)
            case _:
                return False

    def _calls(self) -> Iterator[Setting]:
        for call, scope in self._tree.nodes(cst.Call):
            if isinstance(call.func, cst.Attribute):
                sets = self._sets_variable(call.func, scope)
            else:
                sets = self._names.is_dotted(call.func, scope, "os.putenv")
            if sets and len(call.args) >= 2 and not any(argument.star for argument in call.args[:2]):
                key, value = call.args[0], call.args[1]
                yield from self._setting(key.value, value.value, call, scope, (key, value))
            if isinstance(call.func, cst.Attribute) and call.func.attr.value == "setitem" and len(call.args) >= 3:
                _, key, value = call.args[:3]
                if self.is_environ(call.args[0].value, scope):
                    yield from self._setting(key.value, value.value, call, scope, (key, value))
            group = self._group_of_keywords(call, scope)
            for argument in call.args if group is not None else ():
                if argument.keyword is not None and is_setting_key(argument.keyword.value):
                    name = argument.keyword.value
                    yield Setting(name, None, argument.value, argument, group, scope, (argument, argument))

    def _sets_variable(self, function: cst.Attribute, scope: Scope) -> bool:
        match function.attr.value:
            case "setdefault" | "__setitem__":
                return self.is_environ(function.value, scope)
            case "putenv":
                return self._names.is_dotted(function, scope, "os.putenv")
            case "setenv":
                # pytest's monkeypatch under whatever name: the key says what is set
                return True
            case _:
                return False

    def _group_of_keywords(self, call: cst.Call, scope: Scope) -> object | None:
        """Return what the keywords of a call belong to if they are variables, None if they are not."""
        if self._names.is_dotted(call.func, scope, "builtins.dict"):
            return self._group_of(call, scope)
        if self._updates_environ(call, scope):
            return scope
        return call if self._patches_environ(call, scope) else None

    def may_reach_process(self, setting: Setting) -> bool:
        """Say whether a dictionary with a setting is put into ``os.environ``, by ``patch.dict`` or by its name."""
        group, scope = setting.group, setting.scope
        if isinstance(group, cst.Call) and self._patches_environ(group, scope):
            return True
        match self._tree.parents.get(group) if isinstance(group, cst.CSTNode) else None:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                found = scope.lookup(name)
            case _:
                return False
        for use, using in self._tree.uses(name, found[0]) if found is not None else ():
            argument = self._tree.parents[use]
            call = self._tree.parents[argument] if isinstance(argument, cst.Arg) else None
            if isinstance(call, cst.Call) and (
                self._updates_environ(call, using) or self._patches_environ(call, using)
            ):
                return True
        return False

    def _patches_environ(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call is ``patch.dict(os.environ, ...)``, by whatever name."""
        if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "dict" or not call.args:
            return False
        first = call.args[0].value
        return self.is_environ(first, scope) or self._strings.constant(first, scope) == "os.environ"

    def _updates_environ(self, call: cst.Call, scope: Scope) -> bool:
        if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "update":
            return False
        return self.is_environ(call.func.value, scope)

    def _group_of(self, mapping: cst.Dict | cst.Call, scope: Scope) -> object:
        """Return what the entries of a dictionary belong to: the process if they go into its environment."""
        parent = self._tree.parents[mapping]
        if isinstance(parent, cst.AugAssign) and self.is_environ(parent.target, scope):
            return scope
        if isinstance(parent, cst.Arg):
            call = self._tree.parents[parent]
            if isinstance(call, cst.Call) and self._updates_environ(call, scope):
                return scope
            if isinstance(call, cst.Call) and self._patches_environ(call, scope):
                return call
        return mapping

    def _dictionaries(self) -> Iterator[Setting]:
        for display, scope in self._tree.nodes(cst.Dict):
            for element in display.elements:
                if isinstance(element, cst.DictElement):
                    group = self._group_of(display, scope)
                    yield from self._setting(
                        element.key, element.value, element, scope, (element, element), group=group
                    )

    def _setting(
        self,
        key: cst.BaseExpression,
        value: cst.BaseExpression,
        place: cst.CSTNode,
        scope: Scope,
        span: tuple[cst.CSTNode, cst.CSTNode],
        group: object = None,
    ) -> Iterator[Setting]:
        if isinstance(key, cst.SimpleString) and "TWILIO" not in key.value:
            return
        name = self._strings.constant(key, scope)
        if name is not None and is_setting_key(name):
            yield Setting(name, key, value, place, scope if group is None else group, scope, span)

    def is_environ(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether an expression is ``os.environ``."""
        return self._names.is_dotted(node, scope, "os.environ")
