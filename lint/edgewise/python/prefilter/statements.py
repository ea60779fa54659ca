"""One top-level statement, read with the standard library's parser: whether a finding may be in it, and its names."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, cast

from edgewise.patterns import on_demand
from edgewise.python.syntax.imports import leads_to
from edgewise.twilio.accessors import PYTHON_NAMES
from edgewise.twilio.constructors import REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The domain in a literal, or as much of it as stands before the literal, or its known part, ends.
DOMAIN = on_demand(
    r"(?:\A|[.\]})>a-z])twilio[\\\[.\]]{0,3}(?:\Z|[{%$<]|c(?:\Z|[{%$<]|o(?:\Z|[{%$<]|m)))",
    re.IGNORECASE,
)
_OF_PATTERN = on_demand(r"[\\(\[*+?|]")
"""What stands in a regular expression that names the word, before or behind it."""
_WORD = on_demand(r"[^\W\d]\w*")
_LONGEST_ANNOTATION = 100
_PROSE = on_demand(r"\w(?:\s+|/)\w")
"""Two words behind each other, or parts of a path: no annotation and no name."""
_HOLE = on_demand(r"[{%$]")
SETTING = "TWILIO_REGION"
# The name of that setting, and the begin of the one of .NET, in any case.
_SETTING = on_demand(r"TWILIO_REGION|(?i:TWILIO(?:_|(?:__|:)C?)(?:\Z|[{%])|TWILIO(?:__|:)C)")
# As much of that name, the word included, as stands before the literal, or its known part, ends.
_SETTING_BEGINS = on_demand(r"TWILIO(?:_R?E?G?I?O?)?(?:\Z|[{%])")
# What another spelling makes a setting or a domain: `twilio-region`, `twilio com`; and what upper case makes its begin.
_RESPELLED = on_demand(r"twilio[^a-z0-9]{0,3}(?:region|com(?![a-z]))", re.IGNORECASE)
_LOWER_SETTING = on_demand(r"(?:\A|[^A-Za-z0-9\s])twilio_?(?:r?e?g?i?o?)(?:\Z|[{%])", re.IGNORECASE)
_LINK = on_demand(r"(?<=//)[a-z0-9-]+\.twilio\.com(?![a-z0-9_.\\({\[*+?%$-])", re.IGNORECASE)
"""The domain behind one label, in a link that no region stands in, and no hole."""
_LENGTH = len(SETTING)
_PARTNER = "TWILIO_EDGE"
_ARGUMENTS = frozenset({"region", "edge"})
_LOOKED_UP = frozenset(f".{name}" for name in PYTHON_NAMES)
_VERSION = on_demand(r"\.v[0-9]+", re.IGNORECASE)


class Statement:
    """What a top-level statement has to do with others, by names.

    Told on creation:

    - ``has_host``: whether it may hold a pattern of hosts, or sets a region for all clients.
    - ``begins_host``: whether it holds the domain or the first part of it, ``begins_region`` whether it does so but in
      links to a host without a region.
    - ``begins_setting``: whether it holds the first part of the name of a setting.
    - ``may_be_respelled``: whether it holds what becomes a host or a setting where the module rewrites texts,
      ``may_be_raised`` whether upper case makes it the first part of a setting.
    - ``sets_edge``: whether it sets an edge.
    - ``configures``: whether it names what is set as a region or an edge; ``may_configure``: whether it may give a
      client a region, also by position, or by what it spreads.
    - ``imports_client``: whether a name in it may come to be a client's class; ``says_client``: whether a text may,
      where its module imports by text.

    Told by :meth:`read_names`:

    - ``used``: names that it mentions at any depth; attributes with a dot before them.
    - ``bound``: names of the module that it binds; attributes, with a dot, that it gives to objects of other classes.
    - ``functions``: names of the functions and classes that it defines at any depth, with and without a dot.
    - ``defined``: names of the functions and classes that it binds in the module.
    - ``assigned``: those of them whose values other statements may change, and attributes that it sets.
    """

    def __init__(self, node: ast.stmt, wanted: frozenset[str], *, prose: bool) -> None:
        self.node = node
        self.nodes = nodes_of(node)
        self.has_host = False
        self.begins_host = False
        self.begins_region = False
        self.begins_setting = False
        self.may_be_respelled = False
        self.may_be_raised = False
        self.sets_edge = False
        self.configures = False
        self.may_configure = False
        self.imports_client = False
        self.says_client = False
        self._is_read = False
        self.used: set[str] = set()
        self.bound: set[str] = set()
        self.functions: set[str] = set()
        self.assigned: set[str] = set()
        self.defined: set[str] = set()
        self._read_values(wanted, prose=prose)
        self.may_configure = self.may_configure or self.configures

    @property
    def may_have_host(self) -> bool:
        """Whether it may hold a host or a setting, in one piece or begun in one of its texts."""
        return self.has_host or self.begins_host or self.begins_setting

    @property
    def looks_up(self) -> bool:
        """Whether it may look a product up on a client; known once the names are read."""
        by_text = "getattr" in self.used and not PYTHON_NAMES.isdisjoint(self.used)
        return by_text or not _LOOKED_UP.isdisjoint(self.used)

    @property
    def looks_up_version(self) -> bool:
        """Whether it may look up a version, as only a client's products have them; known once the names are read."""
        return any(map(_VERSION.fullmatch, self.used))

    @property
    def first_row(self) -> int:
        """The line, from 1, on which it starts, decorators included."""
        decorators: list[ast.expr] = getattr(self.node, "decorator_list", [])
        return min([self.node.lineno, *(decorator.lineno for decorator in decorators)])

    @property
    def last_row(self) -> int:
        """The line, from 1, on which it ends."""
        return self.node.end_lineno or self.node.lineno

    def read_names(self) -> None:
        """Find the names, once, which matter only where some statement may hold a finding."""
        if self._is_read:
            return
        self._is_read = True
        used = self.used
        for node in self.nodes:
            kind = type(node)
            # The most frequent ones come first, and not by pattern.
            if kind is ast.Name:
                used.add(cast("ast.Name", node).id)
            elif kind is ast.Attribute and not isinstance(cast("ast.Attribute", node).ctx, ast.Store):
                used.add(f".{cast('ast.Attribute', node).attr}")
            elif kind is ast.Constant:
                said = cast("ast.Constant", node).value
                if isinstance(said, str):
                    used.update(_names_in(said))
            elif kind in _NAMING:
                self._read_naming(node)
        for node in _same_scope(self.node):
            self._read_binding(node)

    def _read_naming(self, node: ast.AST) -> None:
        match node:
            case ast.Global(names=names):
                self.bound.update(names)
                self.assigned.update(names)
            case ast.Attribute(value=owner, attr=name):
                self.assigned.add(name)
                if not (isinstance(owner, ast.Name) and owner.id == "self"):
                    self.bound.add(f".{name}")
            case ast.Subscript(value=ast.Attribute(), slice=ast.Constant(value=str(key)), ctx=context):
                # What is put under a key of what another module has is looked up there: ``app.config["URL"]``.
                self.used.add(f"[{key}")
                if isinstance(context, ast.Store):
                    self.bound.add(f"[{key}")
                    self.assigned.add(f"[{key}")
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.functions |= {node.name, f".{node.name}"}
                self._read_fixture(node)
            case ast.ClassDef(name=name, body=body):
                self.functions |= {name, f".{name}"}
                for target in _targets(body):
                    self.assigned |= {target, f".{target}"}
            case ast.keyword(arg=str(name), value=ast.Constant(value=str(text))) if "twilio" in text.lower():
                # What gets it may be asked for it by that name: ``settings.configure(HOST=...)``.
                self.assigned |= {f".{name}", f"[{name}"}
            case ast.Compare(ops=operators, comparators=comparators):
                # A list is an allow-list by what is asked of it, wherever that is.
                for operator, asked in zip(operators, comparators, strict=True):
                    if isinstance(operator, (ast.In, ast.NotIn)) and isinstance(asked, ast.Attribute):
                        self.used.add(asked.attr)
            case _:
                pass

    def _read_values(self, wanted: frozenset[str], *, prose: bool) -> None:
        passed_over: set[int] = set()
        # By type, and not by pattern: this is most of what a file costs that holds no finding.
        for node in self.nodes:
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
                    self.configures = True
                    self.sets_edge = self.sets_edge or attribute.attr == "edge"
            elif kind is ast.keyword:
                self._read_keyword(cast("ast.keyword", node).arg)
            elif kind is ast.Name:
                # A constant that its module does not read.
                name = cast("ast.Name", node)
                self.has_host = self.has_host or (
                    isinstance(name.ctx, ast.Store) and name.id[-_LENGTH:].upper() == SETTING
                )
            elif kind is ast.Import:
                names = cast("ast.Import", node).names
                self.imports_client = self.imports_client or leads_to((alias.name for alias in names), wanted)
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
            self.has_host = self.has_host or bool(_SETTING.search(said) or _OF_PATTERN.search(said))
            self.begins_setting = self.begins_setting or _SETTING_BEGINS.search(said) is not None
            self.may_be_respelled = self.may_be_respelled or _RESPELLED.search(said) is not None
            self.may_be_raised = self.may_be_raised or _LOWER_SETTING.search(said) is not None
            self.begins_host = self.begins_host or DOMAIN.search(said) is not None
            self.begins_region = self.begins_region or DOMAIN.search(_LINK.sub("", said)) is not None
        self.sets_edge = self.sets_edge or _PARTNER in said
        self.configures = self.configures or said in _ARGUMENTS
        self.imports_client = self.imports_client or said in wanted
        self.says_client = self.says_client or leads_to((said,), wanted)

    def _read_call(self, call: ast.Call) -> None:
        starred = any(isinstance(argument, ast.Starred) for argument in call.args)
        # A partial of a client is called with the rest of its positions.
        called = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
        by_name = called == "setattr" or called.startswith("partial")
        self.may_configure = self.may_configure or starred or by_name or len(call.args) > REGION_POSITION

    def _read_keyword(self, name: str | None) -> None:
        if name is None:
            # What is spread may come from another statement, and that from a class or a function in it.
            self.may_configure = True
            return
        self.has_host = self.has_host or name.endswith(SETTING)
        self.sets_edge = self.sets_edge or name.endswith(_PARTNER) or name == "edge"
        self.configures = self.configures or name in _ARGUMENTS

    def _read_import_from(self, node: ast.ImportFrom, wanted: frozenset[str]) -> None:
        if node.level == 0 and node.module is not None:
            dotted = (node.module if alias.name == "*" else f"{node.module}.{alias.name}" for alias in node.names)
            self.imports_client = self.imports_client or leads_to(dotted, wanted)

    def _read_fixture(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Find what pytest binds: parameters of tests and fixtures, and the names that decorators give these."""
        if node.decorator_list or node.name.startswith("test"):
            self.used |= {"*", *(parameter.arg for parameter in (*node.args.args, *node.args.kwonlyargs))}
        for keyword in (item for call in node.decorator_list for item in getattr(call, "keywords", ())):
            if keyword.arg == "name":
                said = getattr(keyword.value, "value", None)
                names = {said if isinstance(said, str) else "*"}  # any name, where it is not written there
                self.bound |= names
                self.defined |= names

    def _read_binding(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                self.bound.add(name)
                self.assigned.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self.bound.add(name)
                self.defined.add(name)
            case ast.alias(name=name, asname=asname):
                self.bound.add(asname or name.split(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self.bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                self.bound.add(name)
            case _:
                pass


def _names_in(said: str) -> list[str]:
    """Return the names that a text may say: as an annotation, where one is asked for by it, or to fill its holes."""
    is_prose = len(said) >= _LONGEST_ANNOTATION or (_PROSE.search(said) and not _HOLE.search(said))
    return [] if is_prose else _WORD.findall(said)


def _targets(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that the statements of a class body are plain assignments to."""
    for statement in body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


_NAMING = frozenset({
    *(ast.Attribute, ast.Subscript, ast.Global, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Compare),
    ast.keyword,
})  # fmt: skip
_WITHOUT_NODES = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "level", "conversion", "type_comment", "simple"})
"""Fields in which nothing stands that has a name or a value."""


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each type of node that may hold others; half of a tree are names and constants, which have none."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        is_leaf = kind in (ast.Name, ast.Constant)
        self[kind] = () if is_leaf else tuple(name for name in kind._fields if name not in _WITHOUT_NODES)
        return self[kind]


_FIELDS = _Fields()


def nodes_of(root: ast.AST) -> list[ast.AST]:
    """Return a node and all below it but operators, each before what it holds; several times as fast as ast.walk."""
    found = [root]
    for node in found:
        if _FIELDS[type(node)]:
            _add_held(found, node)
    return found


def _add_held(found: list[ast.AST], node: ast.AST) -> None:
    for name in _FIELDS[type(node)]:
        value: object = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            for item in cast("list[object]", value):
                if isinstance(item, ast.AST):
                    found.append(item)  # noqa: PERF401  # most lists are empty, or hold one


def _same_scope(statement: ast.stmt) -> list[ast.AST]:
    """Return the nodes whose names belong to the module: not those inside of functions and classes."""
    found: list[ast.AST] = [statement]
    for node in found:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found += node.decorator_list
        elif not isinstance(node, ast.Lambda):
            _add_held(found, node)
    return found
