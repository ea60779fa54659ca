"""Where Python sets Twilio's variables: in the environment, in dictionaries, in lists of arguments, by calls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import libcst as cst

from edgewise.judgement.settings import is_region_key, is_setting_key
from edgewise.patterns import on_demand
from edgewise.python.inference.values import Imported, Mapping, Part, Place, Reason, Text, constant_text
from edgewise.python.syntax.items import items_of
from edgewise.python.syntax.literals import literal
from edgewise.python.syntax.nodes import (
    as_call,
    base_of,
    called_name,
    dotted_name,
    item_access,
    joins,
    last_name,
    paired,
    receiver_of,
)
from edgewise.templates import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Run

    from edgewise.python.inference.values import Value, Values
    from edgewise.python.module import Module
    from edgewise.python.syntax.items import Item
    from edgewise.python.syntax.scopes import Scope

Holder = Literal["process", "patched", "container", "object", "configuration"]
"""What holds a variable: the environment of this process, the same one for a while (``patch.dict``), a dictionary or
list, an object with variables of its own (a container, a session of nox), or the configuration of a web framework."""

ENVIRONMENTS = frozenset({
    "env", "environ", "environment", "environments", "envs", "env_vars", "environment_vars", "env_variables",
    "environment_variables", "Environment", "variables", "Variables", "extra_env", "container_env",
})  # fmt: skip
"""What libraries call the argument or attribute that is somebody's environment."""
SETS = on_demand(r"(?:set|put|add|with)_?env(?:iron(?:ment)?)?(?:_?var(?:iable)?)?")
"""Methods that set one variable: ``monkeypatch.setenv``, ``add_environment`` of the CDK, ``with_env``."""
_OF_PROCESS = frozenset({"setenv", "putenv"})
_NAMES = ("name", "Name", "key", "Key")
_VALUES = ("value", "Value")
_IN_LIST = on_demand(r"(?P<option>(?:-e|--env|--build-arg)[= ]?)?(?P<key>[\w.-]+)=(?P<value>.*)", re.DOTALL)
_OPTIONS = frozenset({"-e", "--env", "--build-arg"})
"""What stands in a list of arguments before each variable."""
_ENV = on_demand(r"(?:.*/)?env")
"""The command before which all variables of another one stand."""


@dataclass(frozen=True)
class Setting:
    """One place that sets a variable: the literal key (None for a keyword), the value, and what to put beside it.

    ``place`` is the statement, dictionary entry, list element or argument; ``group`` tells which settings stand beside
    each other. For ``container`` it is the node that makes the dictionary or list.
    """

    key: str
    key_node: cst.BaseExpression | None
    value: cst.BaseExpression
    place: cst.CSTNode
    group: object
    scope: Scope
    span: tuple[cst.CSTNode, cst.CSTNode]
    holder: Holder
    is_sure: bool = True
    """Whether another setting put beside it has the effect of one in the environment."""
    option: cst.CSTNode | None = None
    """The item of a list of arguments that has to stand before each variable."""
    said: tuple[str, str] | None = None
    """What a text that holds key and value says before its value, and the value."""


class ModuleSettings:
    """Finds the settings of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator

    @cached_property
    def all(self) -> list[Setting]:
        """All places that set a region or an edge."""
        found: list[Setting] = []
        for assign, scope in self._tree.nodes(cst.Assign):
            for target in assign.targets:
                pairs = paired(target.target, assign.value)
                for place, value in [(target.target, assign.value)] if len(pairs) == 1 else pairs:
                    if value is not None:
                        found += self._assigned(place, value, assign, scope)
        for annotated, scope in self._tree.nodes(cst.AnnAssign):
            if annotated.value is not None:
                found += self._assigned(annotated.target, annotated.value, annotated, scope)
        for call, scope in self._tree.nodes(cst.Call):
            found += self._called(call, scope)
        for display, scope in self._tree.nodes(cst.Dict):
            found += self._in_dictionary(display, scope)
        for word, scope in self._tree.nodes(cst.SimpleString):
            if "TWILIO_" in word.value:
                found += self._in_list(word, scope)
        return found

    def of_key(self, key: str) -> list[Setting]:
        """Return the places that set one variable, or what may be one."""
        return self._by_key.get(key, [])

    @cached_property
    def _by_key(self) -> dict[str, list[Setting]]:
        found: dict[str, list[Setting]] = {}
        for setting in self.all:
            found.setdefault(setting.key, []).append(setting)
        return found

    # -- environ["TWILIO_REGION"] = "ie1"

    def _assigned(
        self, target: cst.BaseExpression, value: cst.BaseExpression, statement: cst.CSTNode, scope: Scope
    ) -> Iterator[Setting]:
        if (accessed := item_access(target)) is not None:
            yield from self._stored(*accessed, value, statement, scope, (target, value))

    def _stored(
        self,
        base: cst.BaseExpression,
        key: cst.BaseExpression,
        value: cst.BaseExpression,
        place: cst.CSTNode,
        scope: Scope,
        span: tuple[cst.CSTNode, cst.CSTNode],
    ) -> Iterator[Setting]:
        """Yield what is stored under a key into the environment, a dictionary, or an object's variables."""
        name = self._key(key, scope)
        source = self._source_of_key(key, scope)
        holder = self._holder(base, scope) if name is not None else None
        if name is None or holder is None or self._is_of_dictionary(key, source):
            return
        kind, group = holder
        # An edge may be stored into any dictionary that has a region; a region makes it an environment.
        if kind == "container" and is_region_key(name) and not self._is_environment(base, scope):
            return
        # Beside what a loop goes through an edge would be set for each of it.
        is_sure = kind != "configuration" and not (source is not None and source.is_element)
        yield Setting(name, key, value, place, group, scope, span, kind, is_sure)

    def _is_of_dictionary(self, key: cst.BaseExpression, source: Item | None) -> bool:
        """Say whether the key is one of a dictionary that is gone through, and judged where it stands."""
        return source is not None and not source.is_element and source.node is not self._tree.parents[key]

    def _source_of_key(self, key: cst.BaseExpression, scope: Scope) -> Item | None:
        """Return the item of the source in which the name of a variable is written."""
        node = next((value.node for value in self._evaluator.values(key, scope) if isinstance(value, Text)), key)
        return self._tree.item_at(node) or self._tree.item_of(node)

    def _holder(self, base: cst.BaseExpression, scope: Scope) -> tuple[Holder, object] | None:
        """Return what an expression is that something is stored into, None where it holds no variables."""
        values = self._evaluator.values(base, scope)
        if any(map(is_environ, values)):
            return "process", scope
        made = {value.node for value in values if isinstance(value, Mapping)}
        if len(made) == 1:
            return "container", made.pop()
        name = last_name(base)
        if base_of(base) is None:
            return None
        if name == "config":
            # Which object that is cannot be told.
            return "configuration", "config"
        if name in ENVIRONMENTS:
            return "object", (scope, dotted_name(base) or base)
        return None

    def _is_environment(self, base: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether a dictionary is a copy of the environment, or is given to something as one."""
        values = self._evaluator.values(base, scope)
        uses = (use for value in values if isinstance(value, Mapping) for use in self._evaluator.uses(value.node))
        is_given = any(use.kind == "argument" and use.name in ENVIRONMENTS for use in uses)
        return is_given or any(map(self.is_copy, values))

    def is_copy(self, value: Value) -> bool:
        """Say whether a value is a dictionary with all variables of the process."""
        more = self._evaluator.entries(value).more if isinstance(value, Mapping) else None
        return more is not None and more.reason is Reason.ENVIRONMENT

    # -- calls

    def _called(self, call: cst.Call, scope: Scope) -> Iterator[Setting]:
        yield from self._set_by_call(call, scope)
        named = [item for item in call.args if item.keyword is not None]
        holder = self._holder_of_keywords(call, scope) if any(_is_key(item) for item in named) else None
        for argument in named:
            if holder is not None and argument.keyword is not None and _is_key(argument):
                kind, group = holder
                yield Setting(
                    argument.keyword.value, None, argument.value, argument, group, scope, (argument, argument), kind,
                    is_sure=kind != "configuration",
                )  # fmt: skip
        yield from self._paired(call, scope, {item.keyword.value: item.value for item in named if item.keyword})

    def _set_by_call(self, call: cst.Call, scope: Scope) -> Iterator[Setting]:
        if len(call.args) < 2 or any(argument.star for argument in call.args[:3]):
            return
        key, value = call.args[0], call.args[1]
        name, base = called_name(call), receiver_of(call)
        if name == "setitem" and len(call.args) > 2:
            base, key, value = key.value, value, call.args[2]
            yield from self._stored(base, key.value, value.value, call, scope, (key, value))
        elif base is not None and name in ("setdefault", "__setitem__"):
            yield from self._stored(base, key.value, value.value, call, scope, (key, value))
        elif self._evaluator.is_dotted(call.func, scope, "os.putenv") or (
            base is not None and SETS.fullmatch(name) and name != "putenv"
        ):
            said, source = self._key(key.value, scope), self._source_of_key(key.value, scope)
            if said is not None and not self._is_of_dictionary(key.value, source):
                # pytest's monkeypatch under whatever name changes the process; every other object has its own.
                own = base if name not in _OF_PROCESS else None
                kind: Holder = "process" if own is None else "object"
                group = scope if own is None else (scope, self._tree.source(own))
                is_sure = source is None or not source.is_element
                yield Setting(said, key.value, value.value, call, group, scope, (key, value), kind, is_sure)

    def _holder_of_keywords(self, call: cst.Call, scope: Scope) -> tuple[Holder, object] | None:
        """Return what the keywords of a call belong to if they are variables, None if they are not."""
        if any(isinstance(value, Mapping) and value.node is call for value in self._evaluator.values(call, scope)):
            return self._holder_of(call, scope)
        return self._holder_by_call(call, scope)

    def _holder_by_call(self, call: cst.Call, scope: Scope) -> tuple[Holder, object] | None:
        """Return what ``environ.update``, ``patch.dict(environ)`` or ``config.update`` puts its arguments into."""
        base, name = receiver_of(call), called_name(call)
        if base is not None and name in ("update", "from_mapping"):
            return self._holder(base, scope)
        is_patch = base is not None and name == "dict" and call.args and self.is_patch(call, scope)
        return ("patched", call) if is_patch else None

    def is_patch(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call is ``patch.dict(os.environ, ...)``, by whatever name."""
        values = self._evaluator.values(call.args[0].value, scope)
        return any(map(is_environ, values)) or constant_text(values) == "os.environ"

    # -- displays

    def _holder_of(self, mapping: cst.Dict | cst.Call, scope: Scope) -> tuple[Holder, object]:
        """Return what the entries of a dictionary belong to: the process if they go into its environment."""
        holder, around, argument = None, self._tree.parents[mapping], self._tree.item_of(mapping)
        if isinstance(around, cst.AugAssign) and last_name(around.target):
            holder = self._holder(around.target, scope)
        elif argument is not None and argument.call is not None:
            holder = self._holder_by_call(argument.call, scope)
        return holder if holder is not None and holder[0] != "container" else ("container", mapping)

    def _in_dictionary(self, display: cst.Dict, scope: Scope) -> Iterator[Setting]:
        given: dict[str, cst.BaseExpression] = {}
        for entry in items_of(display):
            if entry.key is None:
                continue
            name = self._key(entry.key, scope)
            if name is not None:
                kind, group = self._holder_of(display, scope)
                yield Setting(
                    name, entry.key, entry.value, entry.node, group, scope, (entry.node, entry.node), kind,
                    is_sure=kind != "configuration",
                )  # fmt: skip
                continue
            said = constant_text(self._evaluator.values(entry.key, scope))
            if said in (*_NAMES, *_VALUES):
                given[said] = entry.value
        yield from self._paired(display, scope, given)

    # -- {"name": "TWILIO_REGION", "value": "ie1"}, EnvVar(name="TWILIO_REGION", value="ie1")

    def _paired(
        self, pair: cst.Dict | cst.Call, scope: Scope, given: dict[str, cst.BaseExpression]
    ) -> Iterator[Setting]:
        key = next((given[name] for name in _NAMES if name in given), None)
        value = next((given[name] for name in _VALUES if name in given), None)
        element = self._tree.item_of(pair)
        if key is None or element is None or not element.is_element:
            return
        name = self._key(key, scope)
        if name is None:
            return
        first, last = (key, value) if value is not None else (key, key)
        if self._tree.span(first) > self._tree.span(last):
            first, last = last, first
        # Without a value it comes from elsewhere.
        node = value if value is not None else pair
        is_sure = self._is_whole(element.owner) and value is not None
        yield Setting(name, key, node, element.node, element.owner, scope, (first, last), "container", is_sure)

    def _is_whole(self, group: cst.CSTNode) -> bool:
        """Say whether a list is seen as a whole: what is spread into it, or added to it, may bring the edge."""
        if any(item.star for item in items_of(group)):
            return False
        return as_call(group) is not None or not joins(self._tree.parents.get(group))

    # -- ["-e", "TWILIO_REGION=ie1"], run("env", "TWILIO_REGION=ie1"), environment=["TWILIO_REGION=ie1"]

    def _in_list(self, node: cst.SimpleString, scope: Scope) -> Iterator[Setting]:
        item = self._tree.item_of(node)
        if item is None or item.form not in ("call", "list", "tuple") or item.name:
            return
        text = constant_text(self._evaluator.values(node, scope))
        found = _IN_LIST.fullmatch(text or "")
        if found is None or not is_setting_key(found["key"]):
            return
        items = items_of(item.owner)
        index = items.index(item)
        option = items[index - 1] if index else None
        if option is not None and constant_text(self._evaluator.values(option.value, scope)) not in _OPTIONS:
            option = None
        is_argument = found["option"] is not None or option is not None or self._is_behind_env(index, items, scope)
        if not is_argument and (item.call is not None or not self._is_given_as_environment(item.owner)):
            return
        kind: Holder = "object" if item.call is not None else "container"
        said = f"{found['option'] or ''}{found['key']}=", found["value"]
        yield Setting(
            found["key"],
            node,
            node,
            item.node,
            item.owner,
            scope,
            (item.node, item.node),
            kind,
            self._is_whole(item.owner),
            option.node if option is not None else None,
            said,
        )

    def _is_behind_env(self, index: int, items: Run[Item], scope: Scope) -> bool:
        """Say whether nothing but other variables and options stands between an item and the command ``env``."""
        for item in reversed(items[:index]):
            text = constant_text(self._evaluator.values(item.value, scope)) or ""
            if _ENV.fullmatch(text):
                return True
            if not text.startswith("-") and _IN_LIST.fullmatch(text) is None:
                return False
        return False

    def _is_given_as_environment(self, display: cst.CSTNode) -> bool:
        uses = self._evaluator.uses(display)
        named = [use for use in uses if use.name in ENVIRONMENTS and use.way == "itself"]
        return any(use.kind == "argument" or (use.kind == "entry" and use.node is display) for use in named)

    # -- values

    def _key(self, key: cst.BaseExpression, scope: Scope) -> str | None:
        """Return the variable that a key names, None if it is none of Twilio's."""
        if (written := literal(key)) and "twilio" not in written.lower():
            return None
        name = constant_text(self._evaluator.values(key, scope))
        return name if name is not None and is_setting_key(name) else None

    def values(self, setting: Setting) -> Values:
        """Return everything that a variable may be set to."""
        if setting.said is not None:
            _, value = setting.said
            part = Part(value, setting.value, origin=Origin.FOREIGN)
            return (Text(Place(setting.value, setting.scope), (part,)),)
        return self._evaluator.values(setting.value, setting.scope)

    def is_put_into_environment(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call puts what it is given into an environment."""
        return self._holder_by_call(call, scope) is not None

    def may_reach_process(self, setting: Setting) -> bool:
        """Say whether a dictionary with a setting is put into ``os.environ``, by ``patch.dict`` or by its name."""
        if setting.holder == "patched":
            return True
        if setting.holder != "container" or not isinstance(setting.group, cst.CSTNode):
            return False
        for use in self._evaluator.uses(setting.group):
            if use.kind == "argument" and use.call is not None and use.way == "itself":
                holder = self._holder_by_call(use.call, use.scope)
                if holder is not None and holder[0] in ("process", "patched"):
                    return True
        return False


def is_environ(value: Value) -> bool:
    """Say whether a value is the environment of this process."""
    return isinstance(value, Imported) and value.name == "os.environ"


def _is_key(argument: cst.Arg) -> bool:
    return argument.keyword is not None and is_setting_key(argument.keyword.value)
