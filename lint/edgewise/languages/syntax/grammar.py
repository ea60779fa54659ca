"""What the engine is told of the syntax of a language: the node types of its grammar, by what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import re


Operator = Literal["or", "else", "and", "+"]
"""What an operator comes to: the right value where the left is empty, where it is null, where it is not, or both."""

FIRST, SECOND, LAST, TYPE = "<first>", "<second>", "<last>", "<type>"
"""In place of a field: the first, second or last named child, or the type before the name that is declared."""


@dataclass(frozen=True)
class Called:
    """The fields of a node that calls something: those of the callee, or of the receiver and the method's name.

    A field is one of the grammar's, or :data:`FIRST` or :data:`LAST` for a child that has none.
    """

    arguments: str
    callee: str = ""
    receiver: str = ""
    name: str = ""
    new: bool = False
    """Whether the callee is a class, and the node makes an object of it."""
    with_list: bool = False
    """Whether the node calls something only where it has a list of arguments."""


@dataclass(frozen=True)
class Declares:
    """What a node declares by an identifier in one of its fields: where the name is seen, and what it stands for."""

    scope: Literal["block", "function", "body", "own"]
    """The innermost block, the innermost function, the body that belongs to the node, or the node itself."""
    value: str = ""
    """The field of what the name is bound to, "" where that cannot be known."""
    kind: Literal["name", "parameter", "import", "each"] = "name"
    """``parameter``: ``value`` is a default. ``each``: it is bound to every element of ``value``."""
    unless: str = ""
    """A field that declares instead, where it is there."""
    requires: str = ""
    """A field without which nothing is declared."""
    sign: str = ""
    """A token without which nothing is declared: what stands there is given a value."""


@dataclass(frozen=True)
class Grammar:
    """The node types of a grammar, by what they mean to the engine; fields are those of the grammar."""

    load: Callable[[str], object]
    """The suffix of a file -> the grammar, as its package gives it."""
    identifiers: frozenset[str]
    """Nodes that are a name: of a variable, a property, a type."""
    names: frozenset[str]
    """Those of them that stand for what the name is bound to."""
    calls: Mapping[str, Called]
    members: Mapping[str, tuple[str, str]]
    """Access to a member: the fields of the object and of the member's name."""
    assignments: Mapping[str, tuple[str, str]]
    """The fields of the target and of the value."""
    changes: frozenset[str]
    """Other nodes that change what their first child names, such as ``+=``."""
    declarations: Mapping[tuple[str, str], Declares]
    """The type of a node and the field of the identifier in it, "" where it has none -> what is declared."""
    patterns: frozenset[str]
    """Nodes between an identifier and the node that declares it: those that take a value apart."""
    functions: frozenset[str]
    blocks: frozenset[str]
    """Nodes that are a scope besides functions, and in which one statement may follow another."""
    hoisted: frozenset[str]
    """What holds a declaration whose names are seen in the whole function."""
    exported: frozenset[str]
    """What holds a declaration whose names others can see."""
    branching: frozenset[str]
    """Nodes of whose children only one is run."""
    statements: frozenset[str]
    """Statements that are nothing but an expression."""
    arguments: frozenset[str]
    """Nodes that list the arguments of a call."""
    wrappers: frozenset[str]
    """Nodes that are worth what their first named child is: parentheses, casts."""
    compiled: frozenset[str] = frozenset()
    """Conditions for the compiler, with what is compiled in their place in the field ``alternative``."""
    each: frozenset[str] = frozenset()
    """Loops that give a name, their second child, one value after the other."""
    by_reference: frozenset[str] = frozenset()
    """Words or signs beside a name by which something else may give it another value: ``ref``, ``&``, ``global``."""
    variables: frozenset[str] = frozenset()
    """Access to a variable of a class, which others may give another value."""
    rests: frozenset[str] = frozenset()
    """Parameters that take all arguments from theirs on."""
    captures: frozenset[str] = frozenset()
    """What lists the names that a function takes from around it."""
    last_of: frozenset[str] = frozenset()
    """Nodes that are worth what their last named child is."""
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Nodes that are worth what either of two fields is."""
    strings: frozenset[str] = frozenset()
    """Literals with text and escapes as named children."""
    texts: frozenset[str] = frozenset()
    """The plain text in a string."""
    substitutions: frozenset[str] = frozenset()
    empties: frozenset[str] = frozenset()
    """Nodes that are no string at all: null, false, true."""
    operators: Mapping[str, Literal["or", "else", "and", "+"]] = field(
        default_factory=dict[str, Literal["or", "else", "and", "+"]]
    )
    """Operators between ``left`` and ``right``: the right one where the left is empty, or where it is null."""
    arrays: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    """Several targets, or several values, of one assignment."""
    elements: frozenset[str] = frozenset()
    """Elements of an array that hold a value, or a key in quotes and a value."""
    this: frozenset[str] = frozenset()
    """The object to which a method belongs."""
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """What gives a field of a class its value: the fields of its name and value."""
    field_sign: str = ""
    """What stands before the name of a field where it is declared, and not where it is used."""
    typed: frozenset[str] = frozenset()
    """What declares a member with its type."""
    promoted: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])
    """A parameter of a constructor -> the modifiers by which it is a field as well."""
    open_field: re.Pattern[str] | None = None
    """What stands before the value of a field that others may give another one: a framework, other classes."""
    open_class: re.Pattern[str] | None = None
    """What stands before the body of a class whose fields others may set, those of ``fixed_field`` excepted."""
    fixed_field: re.Pattern[str] | None = None
    """What stands before the value of a field that never changes."""
    classes: frozenset[str] = frozenset()
    enums: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """A member of an enumeration: the fields of its name and value."""
    objects: frozenset[str] = frozenset()
    pairs: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    computed: frozenset[str] = frozenset()
    """Keys that are what the expression in them is worth."""
    shorthands: frozenset[str] = frozenset()
    spreads: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    """Parameters that may be left out."""
    defaulted: frozenset[str] = frozenset()
    """What gives a default to a name in a pattern."""
    defaults: frozenset[str] = frozenset()
    """Assignments that count where there is nothing yet: ``a ??= b``, with ``left`` and ``right``."""
    comments: frozenset[str] = frozenset({"comment"})
    terminator: str = ";"
    """What ends a statement, or may."""
    scripts: Mapping[str, re.Pattern[bytes]] = field(default_factory=dict[str, "re.Pattern[bytes]"])
    """Suffixes of files in another language -> what of them is in this one: the span of the first group."""
    markup: Mapping[str, re.Pattern[bytes]] = field(default_factory=dict[str, "re.Pattern[bytes]"])
    """Suffixes of files with markup around scripts -> an expression in it: the span of the group that is there."""
    stores: frozenset[str] = frozenset()
    """Suffixes of files in which ``$name`` is the value of what ``name`` holds."""
    calls_by_position: bool = False
    """Whether every parameter is an item of its list, and given by position alone."""
    returns: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    """Calls that are access to a member where they have no arguments."""
    wide: frozenset[str] = frozenset()
    """Names that are seen in the whole text, wherever they are given a value."""
    clauses: frozenset[str] = frozenset()
    """Clauses that give a name of the library another one."""
    symbols: frozenset[str] = frozenset()
    """Strings that are written without quotes, behind one character."""
    qualified: frozenset[str] = frozenset()
    """Nodes that a name is only the end of."""
    this_names: frozenset[str] = frozenset()
    """Names of the object to which a method belongs."""
    selves: frozenset[str] = frozenset()
    """Names of the class in which a method stands."""
    initializers: str = ""
    """The field with what is assigned to an object as it is made."""
    ends_with_value: bool = False
    """Whether a function gives back what its last statement is worth."""
    valueless: frozenset[str] = frozenset()
    """Methods and takers of blocks for which that is not so."""
    supers: frozenset[str] = frozenset()
    """What stands for the constructor of a base class, or for the base class itself."""
    bases: Mapping[str, str] = field(default_factory=dict[str, str])
    """What names the base class of the class around it: the field of its expression."""
    derived: frozenset[str] = frozenset()
    """The classes that may have a base."""
    own_constructors: frozenset[str] = frozenset()
    """The methods that make objects of a class of the text's own."""
    records: frozenset[str] = frozenset()
    """What gives a name to a type with fields, those of what it embeds included."""
    embedding: frozenset[str] = frozenset()
    """What declares a field of such a type; one without a name embeds its type."""
    maker: str = ""
    """The method of a class by which others make objects of it, "" where that is no method."""
    entries: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Access to an entry of a table or a list: the fields of that and of the key or number."""
    loops: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Loops: the fields of what they go through, and of the names that they give to elements."""
    cases: Mapping[str, str] = field(default_factory=dict[str, str])
    """What something is compared with by its place: the field of the value, "" where every child is one."""
    documents: Mapping[str, str] = field(default_factory=dict[str, str])
    """Bodies of texts that stand below the expression that they belong to, and what stands in it for them."""
    searching: frozenset[str] = frozenset()
    """Literals of regular expressions."""
    branches: frozenset[str] = frozenset()
    """Nodes that may be worth what their last named child is."""
    branched: frozenset[str] = frozenset()
    """Nodes that are worth what one of the branches in them is."""
    transparent: frozenset[str] = frozenset()
    """Nodes that are worth what their only named child is."""
    tuples: frozenset[str] = frozenset()
    """Nodes that list values and are neither arrays nor objects."""
    pairing: frozenset[str] = frozenset()
    """Those of them that have assignments in them, or lists of a key and a value, as entries."""
    pairing_names: frozenset[str] = frozenset()
    """Objects whose fields are names with their values behind them, or names alone."""
    open_blocks: frozenset[str] = frozenset()
    """Blocks of a single statement, whose names are seen in the block around them."""
    promotes: frozenset[str] = frozenset()
    """Parameters that are a field as well, without a modifier that says so."""
    delegating: frozenset[str] = frozenset()
    """What hands arguments to another constructor of the same class."""
    enum_members: frozenset[str] = frozenset()
    """Members of enumerations that hand arguments to its constructor."""
    takes_apart: bool = False
    """Whether a block that has several parameters takes an element apart."""
    equal_by_value: bool = False
    """Whether objects are compared, and looked up, by their fields."""
