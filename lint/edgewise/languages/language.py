"""What the engine is told of a language and of Twilio's helper library for it: facts as data, one value a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.grammar import Grammar
    from edgewise.languages.names import Declaration
    from edgewise.languages.tree import Tree
    from edgewise.twilio.libraries import HelperLibrary


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
    named: bool = False
    """Whether arguments may be given by name, as ``region`` and ``edge``."""
    environment: bool = True
    """Whether it reads TWILIO_REGION and TWILIO_EDGE."""
    serverless: bool = False
    """Whether it is a client of the serverless toolkit, which has rules of its own."""


@dataclass(frozen=True, eq=False)
class Language:
    """A language, how it is read, and the facts of its helper library."""

    name: str
    library: HelperLibrary
    distributions: tuple[str, ...]
    """What has to be installed besides tree-sitter itself."""
    gate: re.Pattern[bytes]
    """What a file says that may have a client in it, besides the word ``region``."""
    anchors: re.Pattern[bytes]
    """Where to begin: the spans of its first group are the names by which the library comes in."""
    grammar: Grammar
    constructors: tuple[Constructor, ...]
    root: Callable[[Tree, Node], str | None]
    """An expression or a name -> the path of the library that it is by itself, such as a call that imports it."""
    imported: Callable[[Tree, Declaration], str | None]
    """A declaration of kind ``import`` -> the path that it binds."""
    member_of: Callable[[str, str], str | None]
    """A path and a member's name -> the path of the member."""
    module: Callable[[Tree, Node], str | None]
    """The name of a module in quotes -> its path as an object whose members are what it exports."""
    helpers: re.Pattern[str]
    """Functions that give back the module that they are given."""
    failing: re.Pattern[str] = re.compile(r"(?!)")
    """Functions of tests that expect a failure of their arguments, or of the call before them."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Properties or methods of a client that change its ``region`` or ``edge``, or ``options`` for both."""
