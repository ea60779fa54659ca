"""One top-level statement, read with the standard library's parser: whether a finding may be in it, and its names."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, cast

from edgewise.python.prefilter.mentions import bound_in
from edgewise.twilio.constructors import REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The domain in a literal, or as much of it as stands before the literal, or its known part, ends.
DOMAIN = re.compile(
    r"(?:\A|[.\]})>a-z])twilio[\\\[.\]]{0,3}(?:\Z|[{%$<]|c(?:\Z|[{%$<]|o(?:\Z|[{%$<]|m)))",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"twilio[\\\[.\]]{0,3}com", re.IGNORECASE)
# The end of the domain, or as much of it as stands before the literal, or its known part, ends.
_DOMAIN_ENDS = re.compile(
    r"(?:\A|[^a-z\d-]|%[a-z])c(?:\Z|[{%$<]|o(?:\Z|[{%$<]|m(?![a-z\d-])))|\Ao?m(?![a-z\d-])", re.IGNORECASE
)
_PATTERN = re.compile(r"twilio.*[\\(\[*+?|]|[\\(\[*+?|].*twilio", re.IGNORECASE | re.DOTALL)
"""The word in what may be a regular expression, where nearly anything may stand around it."""
_FRAGMENT = re.compile(r"\A\.|\.\Z|://|(?<![a-z])[a-z]{2}\d(?![a-z\d])", re.IGNORECASE)
"""Where a host begins, a dot before or behind a label, or a region."""
SETTING = "TWILIO_REGION"
# The name of that setting, or as much of it, the word included, as stands before the literal, or its known part, ends.
_SETTING_BEGINS = re.compile(r"TWILIO(?:_REGION|(?:_R?E?G?I?O?)?(?:\Z|[{%]))")
_LENGTH = len(SETTING)
_PARTNER = "TWILIO_EDGE"
_ARGUMENTS = frozenset({"region", "edge"})


class Signs:
    """What the words of some nodes tell.

    - ``has_host``: whether they hold the domain or set a region for all clients.
    - ``begins_host``, ``ends_host``: whether they hold a part of the domain, with which another one may be it.
    - ``sets_edge``: whether they set an edge.
    - ``may_configure``: whether they may give a client a region.
    - ``names_region``: whether they say "region" or "edge".
    - ``imports_client``: whether a name in them may come to be a client's class.
    - ``asserts``: whether they state what is expected.
    - ``is_fragment``: whether they have a string that may be a part of a host.
    """

    def __init__(self, nodes: Iterable[ast.AST], wanted: frozenset[str], *, prose: bool) -> None:
        self.has_host = False
        self.begins_host = False
        self.ends_host = False
        self.sets_edge = False
        self.may_configure = False
        self.names_region = False
        self.imports_client = False
        self.asserts = False
        self.is_fragment = False
        for node in nodes:
            self._read_values(node, wanted, prose=prose)

    def may_have_host(self, *, ends: bool) -> bool:
        """Say whether they may hold a host, or a part of one.

        :param ends: the domain ends in a text of the module, wherever it begins.
        """
        return self.has_host or (ends and self.begins_host)

    @property
    def tell_anything(self) -> bool:
        """Whether one of them is there."""
        return (
            self.has_host
            or self.begins_host
            or self.sets_edge
            or self.may_configure
            or self.imports_client
            or self.asserts
            or self.is_fragment
        )

    def _read_values(self, root: ast.AST, wanted: frozenset[str], *, prose: bool) -> None:
        passed_over: set[int] = set()
        # By type, and not by pattern: this is most of what a file costs that holds no finding.
        for node in _nodes(root):
            kind = type(node)
            if kind is ast.Constant:
                if id(node) not in passed_over:
                    self._read_constant(cast("ast.Constant", node).value, wanted)
            elif kind is ast.Call:
                self._read_call(cast("ast.Call", node))
            elif kind is ast.Expr:
                if not prose:
                    # A docstring, or a string that nobody uses.
                    passed_over.add(id(cast("ast.Expr", node).value))
            elif kind is ast.Attribute:
                attribute = cast("ast.Attribute", node)
                if attribute.attr in _ARGUMENTS and isinstance(attribute.ctx, ast.Store):
                    self.may_configure = True
                    self.sets_edge = self.sets_edge or attribute.attr == "edge"
            elif kind is ast.keyword:
                self._read_keyword(cast("ast.keyword", node).arg)
            elif kind is ast.Name:
                # A constant that its module does not read.
                name = cast("ast.Name", node)
                self.has_host = self.has_host or (
                    name.id[-_LENGTH:].upper() == SETTING and isinstance(name.ctx, ast.Store)
                )
            elif kind is ast.Assert:
                self.asserts = True
            elif kind is ast.Import:
                names = cast("ast.Import", node).names
                self.imports_client = self.imports_client or _leads_to((alias.name for alias in names), wanted)
            elif kind is ast.ImportFrom:
                self._read_import_from(cast("ast.ImportFrom", node), wanted)

    def _read_constant(self, value: object, wanted: frozenset[str]) -> None:
        if isinstance(value, str):
            said = value
        elif isinstance(value, bytes):
            said = value.decode("latin-1")
        else:
            return
        if "twilio" in said.lower():
            begins = DOMAIN.search(said)
            self.begins_host = self.begins_host or begins is not None
            self.has_host = self.has_host or bool(
                _SETTING_BEGINS.search(said) or (begins and _WHOLE.search(said)) or _PATTERN.search(said)
            )
        self.ends_host = self.ends_host or _DOMAIN_ENDS.search(said) is not None
        self.is_fragment = self.is_fragment or _FRAGMENT.search(said) is not None
        self.sets_edge = self.sets_edge or _PARTNER in said
        self.names_region = self.names_region or said in _ARGUMENTS
        self.may_configure = self.may_configure or self.names_region
        self.imports_client = self.imports_client or _leads_to((said,), wanted)

    def _read_call(self, call: ast.Call) -> None:
        starred = any(isinstance(argument, ast.Starred) for argument in call.args)
        # A partial of a client is called with the rest of its positions.
        called = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
        partial = called.startswith("partial") or called == "setattr"
        self.asserts = self.asserts or called.lower().startswith("assert")
        self.may_configure = self.may_configure or starred or partial or len(call.args) > REGION_POSITION

    def _read_keyword(self, name: str | None) -> None:
        if name is None:
            # What is spread may come from another statement, and that from a class or a function in it.
            self.may_configure = True
            return
        self.has_host = self.has_host or name.endswith(SETTING)
        self.sets_edge = self.sets_edge or name.endswith(_PARTNER) or name == "edge"
        self.names_region = self.names_region or name in _ARGUMENTS
        self.may_configure = self.may_configure or self.names_region

    def _read_import_from(self, node: ast.ImportFrom, wanted: frozenset[str]) -> None:
        if node.level == 0 and node.module is not None:
            dotted = (node.module if alias.name == "*" else f"{node.module}.{alias.name}" for alias in node.names)
            self.imports_client = self.imports_client or _leads_to(dotted, wanted)


class Statement(Signs):
    """A statement of a module: what its words tell, and what it has to do with others, by names.

    The names are told by :meth:`read_names`:

    - ``bound``: names of the module that it binds; attributes, with a dot, that it gives to objects of other classes.
    - ``functions``: names of the functions and classes that it defines at any depth, with and without a dot.
    - ``assigned``: those of them whose values other statements may change, and attributes that it sets.
    """

    def __init__(self, node: ast.stmt, wanted: frozenset[str], *, prose: bool) -> None:
        super().__init__([node], wanted, prose=prose)
        self.node = node
        self.bound: set[str] = set()
        self.functions: set[str] = set()
        self.assigned: set[str] = set()

    def read_names(self) -> None:
        """Find the names, which matter only where some statement may hold a finding."""
        for node in _nodes(self.node):
            match node:
                case ast.Name(id=name, ctx=ast.Store()):
                    self.assigned.add(name)
                case ast.Global(names=names):
                    self.bound.update(names)
                case ast.Attribute(value=owner, attr=name, ctx=ast.Store()):
                    self.assigned.add(name)
                    if not (isinstance(owner, ast.Name) and owner.id == "self"):
                        self.bound.add(f".{name}")
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    self.functions |= {name, f".{name}"}
                case ast.ClassDef(name=name, body=body):
                    self.functions |= {name, f".{name}"}
                    self.assigned |= {f".{target}" for target in bound_in(body)}
                case _:
                    pass
        self.bound.update(bound_in([self.node]))
        self.assigned.update(bound_in([self.node]))


def rows_of(statement: ast.stmt) -> tuple[int, int]:
    """Return the line, from 1, on which a statement starts, decorators included, and that on which it ends."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return first, statement.end_lineno or statement.lineno


def _leads_to(imported: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether one of the imported names is, or contains, one of the classes."""
    return any(name == target or target.startswith(f"{name}.") for name in imported for target in wanted)


def _nodes(root: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, each before what it holds, in no other order; three times as fast as ast.walk."""
    todo = [root]
    while todo:
        node = todo.pop()
        yield node
        for value in vars(node).values():
            if isinstance(value, list):
                todo += [item for item in cast("list[object]", value) if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                todo.append(value)
