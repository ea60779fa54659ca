"""What the engine is told of a language and of Twilio's helper library for it: facts as data, one value a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.grammar import Grammar
    from edgewise.languages.syntax.names import Declaration
    from edgewise.languages.syntax.tree import SyntaxTree
    from edgewise.twilio.libraries import HelperLibrary


_NEVER, _NEVER_BYTES = re.compile(r"(?!)"), re.compile(rb"(?!)")


def _nothing(*_: object) -> None:
    return None


def _never(*_: object) -> bool:
    return False


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}"


@dataclass(frozen=True)
class Constructor:
    """What makes a client: its dotted name from the library on, and where region and edge are given. Positions from 0.

    ``options`` is the position of an object that holds them under their names, or under those of ``inside``.
    """

    path: str
    called: Literal["new", "call", "either"] = "either"
    options: int | None = None
    inside: tuple[tuple[str, ...], ...] = ((),)
    region: int | None = None
    edge: int | None = None
    listed: int | None = None
    """The position of an array that holds the arguments, where they are not given one by one."""
    fixable: bool = True
    """Whether what is given may be changed in place."""
    named: bool = False
    """Whether arguments may be given by name, as ``region`` and ``edge``."""
    overloads: tuple[tuple[int, int], ...] = ()
    """Other positions of region and edge, where what stands there tells that they are meant."""
    environment: bool = True
    """Whether it reads TWILIO_REGION and TWILIO_EDGE."""
    environment_at: int | None = None
    """The position of an environment that it reads in place of that of the process, called ``environment``."""
    serverless: bool = False
    """Whether it is a client of the serverless toolkit, which has rules of its own."""


@dataclass(frozen=True, eq=False)
class Language:
    """A language, how it is read, and the facts of its helper library."""

    name: str
    helper_library: HelperLibrary
    distributions: tuple[str, ...]
    """What has to be installed besides tree-sitter itself."""
    gate: re.Pattern[bytes]
    """What a file says that may have a client in it, besides the word ``region``."""
    anchors: re.Pattern[bytes]
    """Where to begin: the spans of its first group are the names by which the library comes in."""
    grammar: Grammar
    constructors: tuple[Constructor, ...]
    root: Callable[[SyntaxTree, Node], str | None]
    """An expression or a name -> the path of the library that it is by itself, such as a call that imports it."""
    imported: Callable[[SyntaxTree, Declaration], str | None] = _nothing
    """A declaration of kind ``import`` or ``parameter`` -> the path that it binds."""
    member_of: Callable[[str, str], str | None] = _joined
    """A path and a member's name -> the path of the member."""
    module: Callable[[SyntaxTree, Node], str | None] = _nothing
    """The name of a module in quotes -> its path as an object whose members are what it exports."""
    handed: Callable[[SyntaxTree, Node], Node | None] = _nothing
    """The name of a module in quotes -> the parameters of the function to which something hands the module."""
    unqualified: Callable[[SyntaxTree, str], str | None] = _nothing
    """The name of a method that is called without an object -> the path of the class that a file imports it from."""
    client_types: frozenset[str] = frozenset()
    """The paths of types that a client has which was made elsewhere."""
    helpers: re.Pattern[str] = _NEVER
    """Functions that give back the module that they are given."""
    environment_setters: re.Pattern[bytes] = _NEVER_BYTES
    """Where a text sets TWILIO_EDGE by other means than an assignment to a member of that name."""
    unset: re.Pattern[str] = _NEVER
    """Expressions for a variable of the environment, which may be nothing."""
    defaulting: re.Pattern[str] = _NEVER
    """What is called with a default behind the name of a setting."""
    writers: str = ""
    """What lets others set a field ``{0}`` of a class: a pattern."""
    same: frozenset[str] = frozenset()
    """Functions that give back what they are given."""
    unchanging: frozenset[str] = frozenset()
    """Methods without arguments that give back their own object."""
    merging: frozenset[str] = frozenset()
    """Functions that give to their first argument all that the others hold, and give it back."""
    constructing: frozenset[str] = frozenset()
    """Functions that make an object of the class that they get first, with the arguments in an array behind it."""
    defining: Mapping[str, str] = field(default_factory=dict[str, str])
    """Functions that set a member of an object: the object, the name in quotes, and the value or what holds it.

    The name of what holds it, "" where the value itself is given.
    """
    sending: frozenset[str] = frozenset()
    """Methods that call the setter whose name they are given first, with what they are given behind it."""
    rebinding: re.Pattern[bytes] = _NEVER_BYTES
    """What gives variables another value by names that are not written there."""
    failing: re.Pattern[str] = _NEVER
    """Functions of tests that expect a failure of their arguments, or of the call before them."""
    statics: Mapping[str, bool] = field(default_factory=dict[str, bool])
    """The paths of what is set up for all clients, and whether it reads TWILIO_REGION and TWILIO_EDGE."""
    fluent: bool = False
    """Whether every method of what makes a client gives back the same."""
    yielding: frozenset[str] = frozenset()
    """Methods that hand their object to the block or function that they are given."""
    continuing: frozenset[str] = frozenset()
    """Those of them that give back what the function gives back."""
    parts: frozenset[str] = frozenset()
    """Members of a client that stand for all of it."""
    products: re.Pattern[bytes] = _NEVER_BYTES
    """Where a text names a part of the library that is for one product: its first group is the path of that part."""
    resources: re.Pattern[bytes] = _NEVER_BYTES
    """Where a class of such a part does something: its first group is the resource."""
    static_is_default: bool = False
    """Whether what is set up for all clients is what others have that are given nothing."""
    edge_statement: str = ""
    """The statement that gives the edge ``{edge}`` to the client ``{client}``, where its constructor takes none."""
    edge_argument: str = "edge: {edge}"
    nothing: str = "null"
    """What stands for a positional argument that is not given."""
    quotes: str = "'\""
    """The quotes of strings, those of a new one first."""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    """Properties or methods of a client that change its ``region`` or ``edge``, or ``options`` for both."""
    getters: Mapping[str, str] = field(default_factory=dict[str, str])
    """Methods of a client that give back its ``region`` or ``edge``, besides those that change it."""
    others_assign: Callable[[SyntaxTree, Declaration], bool] = _never
    """Whether other files may give a name that is declared in this one another value."""
