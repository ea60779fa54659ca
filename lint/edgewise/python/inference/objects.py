"""Objects: what classes of the module hold, what makes their objects, and what is stored in these."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import (
    Arguments,
    Class,
    Doubt,
    Entries,
    Function,
    Given,
    Imported,
    Object,
    Place,
    Reason,
    Text,
    doubted,
    unknown,
)
from edgewise.python.syntax.flow import at_the_end
from edgewise.python.syntax.nodes import positional

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Choice, Frame, Key, Value, Values
    from edgewise.python.syntax.scopes import Binding, Scope

    _Stores = dict[str, list[tuple[cst.CSTNode, cst.BaseExpression, Place | None]]]

_OF_FIELDS = ("dataclass", "define", "frozen", "mutable", "attrs", "attr.s", "s")
_FIELD_MODULES = (
    "dataclasses",
    "attr",
    "attrs",
    "pydantic",
    "typing",
    "typing_extensions",
    "msgspec",
    "pydantic_settings",
)
_FIELD_BASES = ("NamedTuple", "BaseModel", "BaseSettings", "Struct", "SQLModel", "RootModel", "GenericModel")
"""Decorators and bases that make a constructor of the fields that a class declares."""

_DICTIONARIES = ("builtins.dict", "collections.OrderedDict", "collections.UserDict")
_OF_CLASSES = ("__new__", "__init_subclass__", "__class_getitem__")
"""Methods whose first parameter is the class."""


class Objects:
    """Answers for the classes of one module and their objects."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree
        self._arguments: dict[tuple[cst.CSTNode, Frame | None], Arguments] = {}
        self._lineages: dict[cst.CSTNode, list[Class | Imported]] = {}
        self._stores: dict[None, _Stores] = {}
        self._heirs_of: dict[None, dict[cst.CSTNode, list[Class]]] = {}

    # -- classes

    def lineage(self, of: Class) -> list[Class | Imported]:
        """Return a class and its bases, in the order in which attributes are looked up."""
        return self._evaluation.once(self._lineages, of.node, lambda: self._lineage(of), [of])

    def _lineage(self, of: Class) -> list[Class | Imported]:
        found: list[Class | Imported] = [of]
        for argument in of.definition.bases:
            for base in self._evaluation.flow(argument.value, of.origin.scope, of.origin.frame):
                if isinstance(base, Class):
                    found += [item for item in self.lineage(base) if item not in found]
                elif isinstance(base, Imported) and base not in found:
                    found.append(base)
        return found

    def _bases(self, of: Class) -> Iterator[str]:
        return (base.name for base in self.lineage(of) if isinstance(base, Imported))

    def is_enumeration(self, of: Class) -> bool:
        """Say whether the names in the body of a class are members of an enumeration."""
        return any(name.startswith("enum.") for name in self._bases(of))

    def _heirs(self, of: Class) -> list[Class]:
        """Return the classes of the module that have a class among their bases."""
        return self._evaluation.once(self._heirs_of, None, self._all_heirs, {}).get(of.node, [])

    def _all_heirs(self) -> dict[cst.CSTNode, list[Class]]:
        found: dict[cst.CSTNode, list[Class]] = defaultdict(list)
        for node, scope in self._tree.nodes(cst.ClassDef):
            heir = Class(Place(node, scope))
            for base in self.lineage(heir)[1:]:
                if isinstance(base, Class):
                    found[base.node].append(heir)
        return found

    def receiver(self, function: cst.CSTNode) -> Value | None:
        """Return "any object of the class" for a method's first parameter, or the class; None for other functions."""
        outer = self._tree.opened[function].parent
        if outer is not None and isinstance(outer.node, cst.TypeParameters):
            outer = outer.parent
        if not isinstance(function, cst.FunctionDef) or outer is None or not isinstance(outer.node, cst.ClassDef):
            return None
        names = {item.decorator.value for item in function.decorators if isinstance(item.decorator, cst.Name)}
        if not positional(function.params) or "staticmethod" in names:
            return None
        around = outer.parent or outer
        while isinstance(around.node, cst.TypeParameters) and around.parent is not None:
            around = around.parent
        owner = Class(Place(outer.node, around))
        is_class = "classmethod" in names or function.name.value in _OF_CLASSES
        return owner if is_class else Object(owner.origin, owner)

    # -- what makes an object

    def made(self, of: Class, arguments: Arguments, place: Place) -> Values:
        """Return what a call of a class gives."""
        bases = [*self._bases(of)]
        if any(name.rpartition(".")[2] == "TypedDict" for name in bases):
            known: dict[Key, Choice] = dict(arguments.names.items())
            return (self._evaluation.make_mapping(place, Entries(known, arguments.more_names)),)
        if self._only_names(of):
            if "builtins.str" in bases and len(arguments.positions) == 1:
                return self._evaluation.of(*arguments.positions)
            for base in self.lineage(of):  # ``class Settings(dict)``
                if isinstance(base, Imported) and base.name in _DICTIONARIES:
                    return self._evaluation.apply(base, arguments, place)
        if members := self.members(of):
            return self._evaluation.bounded(self._looked_up(of, members, arguments, place))
        self._arguments[place.node, place.frame] = arguments
        found = Object(place, of)
        doubt = Doubt(Reason.OVERRIDDEN, of.definition.name) if self.is_made_otherwise(of) else None
        return doubted([found], doubt)

    def _only_names(self, of: Class) -> bool:
        """Say whether a class but gives its base another name: ``class Url(str)`` with nothing in its body."""
        names = (self._tree.opened[base.node].names for base in self.lineage(of) if isinstance(base, Class))
        return not any(set(each) - {"__slots__"} for each in names)

    def is_made_otherwise(self, of: Class) -> bool:
        """Say whether more than a constructor has a say in what a call of a class gives."""
        return bool(of.definition.keywords) or self._has(of, "__new__") or self._has(of, "__call__", meta=True)

    def _has(self, of: Class, name: str, *, meta: bool = False) -> bool:
        if meta:
            return any(argument.keyword is not None for argument in of.definition.keywords)
        return any(name in self._tree.opened[base.node].names for base in self.lineage(of) if isinstance(base, Class))

    def hold(self, of: Imported, fields: Arguments, place: Place) -> Object:
        """Return an object of a class of the library that holds what it is given by name: a namespace."""
        self._arguments[place.node, place.frame] = fields
        return Object(place, of)

    def remake(self, made: Object, arguments: Arguments, place: Place) -> Values:
        """Return a copy of an object in which some fields are given anew: ``replace``, ``evolve``."""
        fields = self.fields(made)
        if fields is None:
            return (unknown(place, Reason.FOREIGN),)
        names = {str(key): choice for key, choice in fields.known.items()}
        whole = Arguments((), {**names, **arguments.names}, None, arguments.more_names, (place.node,))
        self._arguments[place.node, place.frame] = whole
        return (Object(place, made.of, doubts=made.doubts),)

    def fields(self, made: Object) -> Entries | None:
        """Return the fields of an object of a class that is made of declared fields, None for every other class."""
        if isinstance(made.of, Imported):
            held = self._arguments.get((made.node, made.origin.frame))
            return Entries(dict(held.names.items()), held.more_names) if held is not None else None
        if not self._is_of_fields(made.of):
            return None
        known: dict[Key, Choice] = {}
        declared = self._declared(made.of)
        given = self._given_to(made)
        is_any = (made.node, made.origin.frame) not in self._arguments
        for at, (name, (default, binding)) in enumerate(declared.items()):
            choice: Choice = ()
            for arguments in given:
                choice += arguments.get(name, at) or (None,)
            if is_any or not given or None in choice:
                choice = (
                    *(item for item in choice if item is not None),
                    *self._default(made.of, default, binding, is_any=is_any),
                )
            known[name] = choice
        for arguments in given:
            for name, choice in arguments.names.items():
                known.setdefault(name, choice)
        more = next((arguments.more_names for arguments in given if arguments.more_names is not None), None)
        return Entries(known, more)

    def _default(
        self, of: Class, default: cst.BaseExpression | None, binding: Binding, *, is_any: bool = False
    ) -> Choice:
        """Return what a field is that nothing is given for; of "any object" others may give something."""
        place = Place(binding.node, binding.scope, of.origin.frame)
        settings = any(name.endswith("BaseSettings") for name in self._bases(of))
        name = getattr(getattr(binding.node, "target", None), "value", "")
        said = unknown(place, Reason.ENVIRONMENT if settings else Reason.CALLERS, of.definition.name, str(name).upper())
        open_ended = Given(binding.node, None, known=(said,))
        if default is None:
            return (open_ended,)
        given = Given(binding.node, Place(default, binding.scope, of.origin.frame))
        return (given, open_ended) if settings or is_any else (given,)

    def _given_to(self, made: Object) -> list[Arguments]:
        """Return what the constructor of an object is given; of "any object" what all calls that are seen give."""
        known = self._arguments.get((made.node, made.origin.frame))
        if known is not None:
            return [known]
        calls = self._evaluation.calls(made.of.node) if isinstance(made.of, Class) else []
        return [self._evaluation.arguments(call, scope) for call, scope, callee in calls if isinstance(callee, Class)]

    def _is_of_fields(self, of: Class) -> bool:
        for base in self.lineage(of):
            if isinstance(base, Imported):
                module, _, name = base.name.rpartition(".")
                if name in _FIELD_BASES and module.partition(".")[0] in (*_FIELD_MODULES, "sqlmodel"):
                    return True
                continue
            for item in base.definition.decorators:
                called = item.decorator.func if isinstance(item.decorator, cst.Call) else item.decorator
                for value in self._evaluation.flow(called, base.origin.scope, base.origin.frame):
                    if isinstance(value, Imported):
                        module, _, name = value.name.rpartition(".")
                        if name in _OF_FIELDS and module.partition(".")[0] in _FIELD_MODULES:
                            return True
        return False

    def _declared(self, of: Class) -> dict[str, tuple[cst.BaseExpression | None, Binding]]:
        """Return the fields that a class and its bases declare, in the order of the constructor."""
        found: dict[str, tuple[cst.BaseExpression | None, Binding]] = {}
        for base in reversed(self.lineage(of)):
            names = self._tree.opened[base.node].names if isinstance(base, Class) else {}
            for name, bindings in names.items():
                for binding in bindings:
                    if binding.annotation is not None or isinstance(binding.source, cst.Call):
                        found[name] = binding.source, binding
        return found

    # -- attributes

    def attribute(self, base: Class | Object, name: str, place: Place) -> Values:
        """Return what an attribute of a class of the module, or of an object, may be."""
        if isinstance(base, Object) and name == "__class__":
            return doubted([base.of], *base.doubts)
        if isinstance(base, Object) and isinstance(base.of, Imported):
            other = Imported(place, f"{base.of.name}().{name}", base, doubts=base.doubts)
            held = self.fields(base)
            given = held.known.get(name, ()) if held is not None else ()
            values = self._evaluation.of(given, *self._stored(base, name))
            return doubted(values, *base.doubts) if given and None not in given else (*values, other)
        of = base if isinstance(base, Class) else base.of
        assert isinstance(of, Class)
        found: list[Value] = []
        stored = [*self._stored(base, name)]
        found += self._evaluation.of(*stored)
        fields = self.fields(base) if isinstance(base, Object) else None
        if fields is not None and name == "__dict__":
            return (self._evaluation.make_mapping(place, fields),)
        if fields is not None and name in fields.known:
            found += self._evaluation.of(fields.known[name])
        elif not any(self._is_set_by_constructor(item) for choice in stored for item in choice):
            found += self._of_class(of, base, name, place)
        if not found:
            found += self._of_foreign_bases(of, base, name, place)
        return doubted(found, *base.doubts)

    def _of_class(self, of: Class, base: Class | Object, name: str, place: Place) -> list[Value]:
        """Return what the body of a class, or of its first base that has it, binds an attribute to."""
        own = self._in_body(of, base, name, place)
        # Any object of the class, or ``cls``, may be of one that inherits from it; ``Base.__init__`` is the base's.
        is_any = base.node is of.node and not (isinstance(base, Class) and name.startswith("__"))
        heirs = self._heirs(of) if is_any else ()
        of_heirs = [value for heir in heirs for value in self._in_body(heir, base, name, place)]
        if not own and (isinstance(base, Class) or not of_heirs):
            own = self._inherited(of, base, name, place)
        return [*own, *of_heirs]

    def _inherited(self, of: Class, base: Class | Object, name: str, place: Place) -> list[Value]:
        """Return what the first base of a class that has an attribute binds it to.

        One of a library may have all, or leave it to the next, which may also be another reading of the same base.
        """
        lineage = self.lineage(of)[1:]
        for at, owner in enumerate(lineage):
            if isinstance(owner, Imported) and isinstance(base, Class) and owner.name != "builtins.object":
                others = (other for other in lineage[at:] if isinstance(other, Imported))
                return [Imported(place, f"{other.name}.{name}", base) for other in others]
            found = self._in_body(owner, base, name, place) if isinstance(owner, Class) else []
            if found:
                return found
        return []

    def _in_body(self, owner: Class, base: Class | Object, name: str, place: Place) -> list[Value]:
        scope = self._tree.opened[owner.node]
        found: list[Value] = []
        for binding in at_the_end(self._tree, scope, scope.names.get(name, [])):
            for value in self._evaluation.bound(binding, owner.origin.frame):
                if self.is_enumeration(owner) and not isinstance(value, Function):
                    found += self._member(owner, value, binding)
                else:
                    found += self._seen_from(base, value, place)
        return found

    def _seen_from(self, base: Class | Object, value: Value, place: Place) -> Iterable[Value]:
        """Return what an object or class sees in the body of its class: methods are bound, properties looked up."""
        if not isinstance(value, Function) or value.receiver is not None:
            return [value]
        match value.role:
            case "property" if isinstance(base, Object):
                return self._evaluation.results(replace(value, receiver=base), Arguments(calls=(place.node,)), place)
            case "class":
                return [replace(value, receiver=base.of if isinstance(base, Object) else base)]
            case "static" | "property":
                return [value]
            case _:
                return [replace(value, receiver=base) if isinstance(base, Object) else value]

    def _member(self, owner: Class, value: Value, binding: Binding) -> Iterable[Value]:
        """Return a member of an enumeration: the text itself where it is one."""
        if any(name in ("enum.StrEnum", "builtins.str") for name in self._bases(owner)):
            return [value]
        place = Place(binding.node, binding.scope, owner.origin.frame)
        given = Given(binding.node, None, known=(value,))
        self._arguments[place.node, place.frame] = Arguments((), {"value": (given,)})
        return [Object(place, owner)]

    def members(self, of: Class) -> list[Value]:
        """Return the members of an enumeration in the order of its body, nothing for what is none."""
        if not self.is_enumeration(of):
            return []
        names = (name for name in self._tree.opened[of.node].names if not name.startswith("_"))
        found = (value for name in names for value in self._in_body(of, of, name, of.origin))
        return [value for value in found if not isinstance(value, Function)]

    def _value_of(self, member: Value, place: Place) -> Values:
        return self._evaluation.attribute(member, "value", place) if isinstance(member, Object) else (member,)

    def _looked_up(self, of: Class, members: Iterable[Value], arguments: Arguments, place: Place) -> Iterable[Value]:
        """Return the members of an enumeration that have a value: any, where that is not known."""
        wanted = self._evaluation.of(*arguments.positions[:1])
        texts = {value.constant for value in wanted if isinstance(value, Text)} - {None}
        found = [
            member
            for member in members
            if any(isinstance(value, Text) and value.constant in texts for value in self._value_of(member, place))
        ]
        is_known = len(texts) == len(wanted) and not self._has(of, "_missing_")
        return found if found and is_known else members

    def _of_foreign_bases(self, of: Class, base: Class | Object, name: str, place: Place) -> list[Value]:
        """Return what an attribute is that the module does not show."""
        if self.is_enumeration(of) and isinstance(base, Object) and name == "value":
            known = self._arguments.get((base.node, base.origin.frame))
            if known is not None:
                return [*self._evaluation.of(*known.names.values())]
            # It may be any member.
            return [value for member in self.members(of) for value in self._value_of(member, place)]
        call = "()" if isinstance(base, Object) else ""
        foreign = [item for item in self._bases(of) if item != "builtins.object"]
        if foreign:
            return [Imported(place, f"{item}{call}.{name}", base) for item in foreign]
        return [unknown(place, Reason.OVERRIDDEN, of.definition.name)]

    # -- what is stored in objects

    def _stored(self, base: Class | Object, name: str) -> Iterator[Choice]:
        """Yield what the module assigns to an attribute of an object or class."""
        for target, owner, place in self._stores_of(name):
            scope = place.scope if place is not None else None
            for value in self._evaluation.flow(owner, scope or self._scope_of(owner)):
                if self.is_same(value, base):
                    yield (self._stored_by(base, target, place),)
                    break

    def _stored_by(self, base: Class | Object, target: cst.CSTNode, place: Place | None) -> Given:
        function = self._tree.enclosing(target, cst.FunctionDef)
        frame = self._frame_of(base, function) if function is not None and isinstance(base, Object) else None
        if place is None:
            part = self._tree.taken.get(target)
            known = self._evaluation.bound(part, frame) if part is not None else ()
            return Given(target, None, known=known or (unknown(Place(target, self._scope_of(target)), Reason.FOREIGN),))
        return Given(
            self._tree.enclosing(target, cst.Assign, cst.AnnAssign, cst.Call) or target, place._replace(frame=frame)
        )

    def _stores_of(self, name: str) -> list[tuple[cst.CSTNode, cst.BaseExpression, Place | None]]:
        return self._evaluation.once(self._stores, None, self._all_stores, {}).get(name, [])

    def _all_stores(self) -> _Stores:
        found: _Stores = defaultdict(list)
        for target, value, scope in self._tree.assigned_attributes():
            place = Place(value, scope) if value is not None else None
            found[target.attr.value].append((target, target.value, place))
        for call, scope in self._tree.nodes(cst.Call):
            match call:
                case cst.Call(
                    func=cst.Name(value="setattr")
                    | cst.Attribute(attr=cst.Name(value="setattr" | "object" | "__setattr__")),
                    args=[owner, key, set_to, *_],
                ) if not scope.lookup("setattr"):  # also ``monkeypatch.setattr`` and ``mock.patch.object``
                    for text in self._evaluation.flow(key.value, scope):
                        if isinstance(text, Text) and text.constant:
                            found[text.constant].append((call, owner.value, Place(set_to.value, scope)))
                case _:
                    pass
        return found

    def _scope_of(self, node: cst.CSTNode) -> Scope:
        around = self._tree.enclosing(node, cst.FunctionDef, cst.Lambda, cst.ClassDef)
        if around is not None:
            return self._tree.opened[around]
        return next(scope for _, scope in self._tree.nodes(cst.Module))

    def is_same(self, value: Value, base: Class | Object) -> bool:
        """Say whether something that is stored into may be an object, or the class of it."""
        match value, base:
            case Class(), _:
                of = base if isinstance(base, Class) else base.of
                return isinstance(of, Class) and any(value.node is item.node for item in self.lineage(of))
            case Object(), Object():
                if value.node is base.node:
                    return is_same_frame(value.origin.frame, base.origin.frame)
                return self._is_any_of(value, base) or self._is_any_of(base, value)
            case _:
                return False

    def _is_any_of(self, value: Object, base: Object) -> bool:
        """Say whether ``value`` is any object of a class of which ``base`` is one."""
        if not isinstance(value.of, Class) or value.node is not value.of.node or not isinstance(base.of, Class):
            return False
        related = [*self.lineage(base.of), *(self._heirs(base.of) if base.node is base.of.node else ())]
        return any(value.of.node is item.node for item in related)

    def _is_set_by_constructor(self, given: Given | None) -> bool:
        """Say whether a store surely runs whenever an object is made."""
        if given is None:
            return False
        line = self._tree.parents.get(given.item)
        body = self._tree.parents.get(line) if line is not None else None
        function = self._tree.parents.get(body) if body is not None else None
        return isinstance(function, cst.FunctionDef) and function.name.value == "__init__"

    def _frame_of(self, made: Object, function: cst.FunctionDef, depth: int = 0) -> Frame | None:
        """Return the frame in which a constructor makes an object."""
        arguments = self._arguments.get((made.node, made.origin.frame))
        if arguments is None or not isinstance(made.of, Class) or depth > 2:  # bases of bases
            return None
        for owner in self.lineage(made.of):
            bindings = self._tree.opened[owner.node].names.get("__init__", []) if isinstance(owner, Class) else []
            for binding in bindings:
                if binding.node is function:
                    constructor = Function(Place(function, binding.scope, owner.origin.frame), made)
                    return self._evaluation.enter(constructor, arguments, made.origin)
            if bindings:
                break
        for call, scope, callee in self._evaluation.calls(function):
            around = self._tree.enclosing(call, cst.FunctionDef)
            if around is None or around is function or not isinstance(callee, Function):
                continue
            outer = self._frame_of(made, around, depth + 1)
            if outer is not None:
                place = Place(call, scope, outer)
                handed = self._evaluation.arguments(call, scope, outer)
                return self._evaluation.enter(replace(callee, receiver=made), handed, place)
        return None


def is_same_frame(one: Frame | None, other: Frame | None) -> bool:
    """Say whether two frames may be of one call, however it was found; one without a frame, or unseen, may be any."""
    while one is not None and other is not None and one is not other:
        if one.node is not other.node:
            return False
        if any(frame.function is not None and frame.function.doubts for frame in (one, other)):
            return True  # whatever stands in the place of the function may call it
        if _is_unseen(one) or _is_unseen(other):
            receivers = [frame.function.receiver for frame in (one, other) if frame.function is not None]
            made = {receiver.node for receiver in receivers if isinstance(receiver, Object)}
            return len(made - {receiver.of.node for receiver in receivers if isinstance(receiver, Object)}) < 2
        if one.call.node is not other.call.node:
            return False
        one, other = one.caller, other.caller
    return True


def _is_unseen(frame: Frame) -> bool:
    """Say whether it is not known what the call of a frame gives."""
    doubt = frame.arguments.more_names
    return doubt is not None and doubt.node is frame.node
