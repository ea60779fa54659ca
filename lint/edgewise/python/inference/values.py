"""Values: what an expression may be, which place of the source gives it, and why it may be another one."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

import libcst as cst

from edgewise.templates import HOLE, Origin
from edgewise.values import Values as Constants

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Dictionary
    from collections.abc import Sequence as Run

    from edgewise.python.syntax.scopes import Scope


# ------------------------------------------------------------------------------------------------------- provenance


@dataclass(frozen=True, eq=False)
class Frame:
    """A call of a function of the module: what its parameters are there. Or one round of a comprehension.

    ``node`` is the definition or comprehension, ``call`` where it is called, ``closure`` the frame in which it is
    defined, and ``function`` what is called, with its receiver.
    """

    node: cst.FunctionDef | cst.Lambda | cst.BaseComp
    arguments: Arguments
    call: Place
    closure: Frame | None = None
    function: Function | None = None

    @property
    def calling(self) -> cst.Call | None:
        """The call itself, None for a round of a comprehension."""
        return self.call.node if isinstance(self.call.node, cst.Call) else None

    @property
    def parameters(self) -> cst.Parameters | None:
        """The parameters of what is called, None for a comprehension."""
        return self.node.params if isinstance(self.node, (cst.FunctionDef, cst.Lambda)) else None

    @property
    def caller(self) -> Frame | None:
        """The frame in which the call stands, None for code that belongs to no call in particular."""
        return self.call.frame

    @property
    def depth(self) -> int:
        """How many calls stand inside each other here, from 1."""
        return 1 + (self.caller.depth if self.caller is not None else 0)

    def is_within(self, definition: cst.CSTNode) -> bool:
        """Say whether this is a call of a function, or stands inside one."""
        return self.node is definition or (self.caller is not None and self.caller.is_within(definition))


class Place(NamedTuple):
    """An expression or a definition, the scope in which its names are looked up, and the call that runs it.

    Without a frame it stands for every run of the code: a parameter is all that it is given.
    """

    node: cst.CSTNode
    scope: Scope
    frame: Frame | None = None


class Given(NamedTuple):
    """Something that is given: the item of the source that gives it, and where its value stands.

    ``item`` is an argument, an entry, an element, an assignment or a parameter with a default; ``owner`` the call or
    display whose list it stands in, None where nothing may be put beside it. ``known`` takes the place of ``place``
    where no expression stands for the value.
    """

    item: cst.CSTNode
    place: Place | None
    owner: cst.CSTNode | None = None
    doubts: frozenset[Doubt] = frozenset()
    known: tuple[Value, ...] = ()

    @property
    def call(self) -> cst.Call | None:
        """The call of which it is an argument."""
        return self.owner if isinstance(self.owner, cst.Call) else None


Choice = tuple["Given | None", ...]
"""What may be given in one place; None stands for nothing at all."""


@dataclass(frozen=True, eq=False)
class Arguments:
    """What a call gives: by position, by name, and why it may give more than is seen.

    ``calls`` are the calls that give it: the one, and those that made the partials that are called.
    """

    positions: Run[Choice] = ()
    names: Dictionary[str, Choice] = field(default_factory=dict[str, Choice])
    more_positions: Doubt | None = None
    more_names: Doubt | None = None
    calls: tuple[cst.CSTNode, ...] = ()

    def get(self, name: str, position: int | None = None) -> Choice:
        """Return what is given under a name or at a position (from 0); empty if nothing is."""
        if name in self.names:
            return self.names[name]
        return self.positions[position] if position is not None and position < len(self.positions) else ()

    def after(self, earlier: Arguments) -> Arguments:
        """Return what a partial's call gives, if ``earlier`` is what the partial was made with."""
        return Arguments(
            (*earlier.positions, *self.positions),
            {**earlier.names, **self.names},
            earlier.more_positions or self.more_positions,
            earlier.more_names or self.more_names,
            (*earlier.calls, *self.calls),
        )

    def behind(self, count: int) -> Arguments:
        """Return what is given behind the first ``count`` positions."""
        return replace(self, positions=self.positions[count:])


Key = str | int | float | complex | bool | tuple[str] | None
"""A key of a dictionary that is known: a text or a constant; for something imported a tuple with its dotted name."""
ANY_OTHER: Key = ("",)
"""Stands for all keys of which nothing else is known: what is there, may be under any of them."""


@dataclass(frozen=True, eq=False)
class Entries:
    """What a dictionary holds under each key, and why it may hold more."""

    known: Dictionary[Key, Choice] = field(default_factory=dict[Key, Choice])
    more: Doubt | None = None


@dataclass(frozen=True, eq=False)
class Elements:
    """What a sequence holds, in turn, and why it may hold more. Without an order each may stand anywhere, or repeat."""

    items: Run[Choice] = ()
    more: Doubt | None = None
    in_order: bool = True


class Reason(enum.Enum):
    """Why a value may be another one; ``{}`` stands for the source of what the doubt is about."""

    CALLERS = "`{}` may be called from elsewhere, with something else"
    CHANGED = "`{}` may be changed elsewhere"
    CONDITION = "it depends on a condition"
    KEYS = "the keys of `{}` are not known here"
    LENGTH = "how much `{}` holds is not known here"
    STAR = "`{}` may bind the name again"
    DECORATED = "what `{}` makes of it is not known here"
    OVERRIDDEN = "a subclass may have its own, or whatever makes objects of `{}`"
    ENVIRONMENT = "`{}` may say otherwise"
    PROMISED = "only the annotation `{}` says what it is"
    MANY = "it may be too many things"
    DEPTH = "it is made in too many steps to follow"
    ITSELF = "it refers to itself"
    UNBOUND = "nothing here binds `{}`"
    FOREIGN = "`{}` is not known here"


class Doubt(NamedTuple):
    """One reason why a value may be another one, and the node that it is about."""

    reason: Reason
    node: cst.CSTNode | None = None


# ------------------------------------------------------------------------------------------------------------ kinds


@dataclass(frozen=True)
class Value:
    """Something that an expression may be. ``origin`` is the place that makes it; names and calls hand it on."""

    origin: Place
    doubts: frozenset[Doubt] = field(default=frozenset(), kw_only=True)

    @property
    def node(self) -> cst.CSTNode:
        """The node that makes it."""
        return self.origin.node

    @property
    def call(self) -> cst.Call | None:
        """The call that makes it, None where no call does."""
        return self.origin.node if isinstance(self.origin.node, cst.Call) else None


class Part(NamedTuple):
    """A run of a text: the literal that says it, and the characters there.

    ``start`` and ``end`` count from the first character of a literal behind its quote, or of a text in an f-string.
    ``place`` is the expression inside the text's origin that brings it in, None for what stands there itself.
    A hole's ``node`` is the expression of unknown value. ``doubts`` say why it may read otherwise.
    """

    text: str
    node: cst.CSTNode
    start: int = 0
    end: int = 0
    origin: Origin = Origin.VERBATIM
    place: cst.CSTNode | None = None
    doubts: frozenset[Doubt] = frozenset()


@dataclass(frozen=True)
class Text(Value):
    """A string or bytes: known text and holes."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The text, with :data:`edgewise.templates.HOLE` for each part that is not known."""
        return "".join(part.text for part in self.parts)

    @property
    def constant(self) -> str | None:
        """The text if all of it is known."""
        return None if any(part.origin is Origin.HOLE for part in self.parts) else self.text


@dataclass(frozen=True)
class Constant(Value):
    """A number, a boolean, None or an ellipsis."""

    value: bool | int | float | complex | None


SequenceKind = Literal["list", "tuple", "set", "iterator"]


@dataclass(frozen=True)
class Sequence(Value):
    """A list, tuple or set, or what hands out its elements one by one.

    ``level`` counts from 0 how many others are inside of it that the same node makes: pairs of pairs.
    """

    kind: SequenceKind = "list"
    level: int = 0


@dataclass(frozen=True)
class Mapping(Value):
    """A dictionary."""


@dataclass(frozen=True)
class Class(Value):
    """A class that the module defines."""

    @property
    def definition(self) -> cst.ClassDef:
        """The definition of the class."""
        assert isinstance(self.node, cst.ClassDef)
        return self.node


@dataclass(frozen=True)
class Function(Value):
    """A function or lambda that the module defines, with the object that it is a method of."""

    receiver: Value | None = None
    role: Literal["plain", "property", "static", "class", "context"] = "plain"
    is_cached: bool = False

    @property
    def definition(self) -> cst.FunctionDef | cst.Lambda:
        """The definition of the function."""
        assert isinstance(self.node, (cst.FunctionDef, cst.Lambda))
        return self.node


@dataclass(frozen=True)
class Imported(Value):
    """Something imported or built in, or what comes of it, by its dotted name.

    "twilio.rest.Client", "builtins.str().format", "re.compile().match": ``()`` stands for a call; flags that are joined
    are "re.I|re.M". ``receiver`` is the object whose attribute it is.
    """

    name: str
    receiver: Value | None = None


@dataclass(frozen=True)
class Partial(Value):
    """A callable with arguments that are given in advance."""

    callee: Value
    arguments: Arguments


@dataclass(frozen=True)
class Object(Value):
    """An object of a class, or what a call of something imported gives.

    Its origin is the call that makes it; the definition of the class for "any object of it"; a parameter or an
    annotated name where only an annotation says so.
    """

    of: Class | Imported


@dataclass(frozen=True)
class Unknown(Value):
    """Anything at all. ``variable`` is the environment variable that is read, where it is one."""

    variable: str = ""


Values = tuple[Value, ...]
"""Each value once, as what makes it stands in the source: what is found must not depend on the order of a set."""
ValueT = TypeVar("ValueT", bound=Value)


def united(values: Iterable[ValueT]) -> tuple[ValueT, ...]:
    """Return each of several values once, in the order in which they come."""
    found = tuple(values)
    return found if len(found) < 2 else tuple(dict.fromkeys(found))  # to hash a value costs more than all the rest


def doubted(values: Iterable[ValueT], *doubts: Doubt | None) -> tuple[ValueT, ...]:
    """Return values with more doubts."""
    more = frozenset(doubt for doubt in doubts if doubt is not None)
    if not more:
        return values if isinstance(values, tuple) else united(values)
    return united(replace(value, doubts=value.doubts | more) if more - value.doubts else value for value in values)


def untouched(choice: Choice) -> Choice:
    """Return what is given in a copy: the original is not edited for it."""
    return tuple(given and given._replace(owner=None) for given in choice)


def unknown(place: Place, reason: Reason, about: cst.CSTNode | None = None, variable: str = "") -> Unknown:
    """Return the value of an expression of which nothing is known."""
    return Unknown(place, variable, doubts=frozenset({Doubt(reason, about or place.node)}))


def unwrapped(callee: Value, arguments: Arguments) -> tuple[Value, Arguments]:
    """Return what the call of a partial calls in the end, and all that it is given there."""
    inner: Value = callee
    while True:
        match inner:
            case Partial(callee=made, arguments=earlier):
                inner, arguments = made, arguments.after(earlier)
            case _:
                return inner, arguments


# -------------------------------------------------------------------------------------------------- simple questions


def only_text(values: Values) -> str | None:
    """Return the one text that an expression is for certain, None if it may be anything else."""
    texts = {value.constant if isinstance(value, Text) and not value.doubts else None for value in values}
    return next(iter(texts)) if len(texts) == 1 else None


def constant_text(values: Values) -> str | None:
    """Return the one text that is known of an expression, doubts or not; None if it may be anything else."""
    texts = {value.constant if isinstance(value, Text) else None for value in values}
    return next(iter(texts)) if len(texts) == 1 else None


def all_texts(values: Iterable[Value]) -> list[str]:
    """Return the known texts among values, sorted."""
    return sorted({text for value in values if isinstance(value, Text) and (text := value.constant) is not None})


def is_complete(values: Iterable[Value]) -> bool:
    """Say whether an expression can be nothing but these values."""
    return not any(isinstance(value, Unknown) or value.doubts or _has_hole(value) for value in values)


def is_nothing(values: Values) -> bool:
    """Say whether an expression is for certain None or empty: as an argument, as good as not given."""
    return is_complete(values) and all(is_true(value) is False for value in values)


def as_constants(values: Values) -> Constants:
    """Return what an expression may be as constants: texts, and None for what is no text and counts for nothing."""
    texts = {value.constant for value in values if isinstance(value, Text) and value.constant}
    nothing = any(isinstance(value, Constant) or (isinstance(value, Text) and not value.parts) for value in values)
    known = all(isinstance(value, Constant) or (isinstance(value, Text) and not _has_hole(value)) for value in values)
    empty = any(isinstance(value, Text) and value.constant == "" for value in values)
    complete = known and not any(value.doubts for value in values)
    return Constants(frozenset([*texts, *([None] if nothing or empty else [])]), complete, empty)


def is_true(value: Value) -> bool | None:
    """Say whether a value counts as true, None if that is not known."""
    match value:
        case Text():
            return True if value.text.replace(HOLE, "") else (False if not value.parts else None)
        case Constant(value=constant):
            return bool(constant)
        case Class() | Function() | Partial():
            return True
        case _:
            return None


def as_constant(value: Value) -> tuple[object, ...] | None:
    """Return what a value is as a tuple of one, a tuple of none for an object that equals no constant, None if open."""
    match value:
        case Text() if value.constant is not None:
            return (value.constant,)
        case Constant():
            return (value.value,)
        case Object() | Class() | Function() | Partial() | Mapping() | Sequence():
            return ()
        case _:
            return None


def _has_hole(value: Value) -> bool:
    return isinstance(value, Text) and value.constant is None
