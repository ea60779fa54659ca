"""Python source -> the parts of it in which a finding may be, by the standard library's parser.

That parser is some ten times as fast as libcst, which then reads only the top-level statements that matter: those that
may hold a finding, those that bind a name which these use, and those that use a name which these bind. Lets too much
pass, never too little: what it leaves out changes no finding.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgewise.python import words
from edgewise.python.errors import UnparsableError
from edgewise.python.facts import CLIENT_CLASSES, REGION_POSITION
from edgewise.sources import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.options import Options

Span = tuple[int, int]
"""Characters of the source, from 0, the end exclusive."""

# The domain in a literal, or as much of it as stands before the literal, or its known part, ends.
_DOMAIN = re.compile(
    r"(?:\A|[.\]})>a-z])twilio[\\\[.\]]{0,3}(?:\Z|[{%$<]|c(?:\Z|o(?:\Z|m)))",
    re.IGNORECASE,
)
MAX_DEPTH = 2_000
"""How deeply nodes may be nested: libcst 1.9 crashes between 3,000 and 10,000 on a stack of 8 MiB."""
_STATEMENT_START = re.compile(r"\n(?=[^\s)\]}#'\"])(?!(?:elif|else|except|finally)\b)")
_NESTING = re.compile(r"[-+*/%@&|^~<>=.(\[{:]|\b(?:not|lambda|if|await|or|and|in|is|elif)\b|['\"][ \t\r\n\\]*['\"]")
MAX_LINKS = 1_000
"""How many operators, attributes or calls in a row libcst is given if nobody else could read them: 2,000 take 8 s."""
_LINK = re.compile(
    r"(?P<branch>\belif\b)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)"
    r"|(?P<link>[-+*/%@&|^~<>.]|\b(?:not|lambda|if|await|or|and|in|is)\b|['\"][ \t\r\n\\]*['\"])"
    r"|(?P<statement>\n(?=[^\s)\]}#'\"])(?!(?:elif|else)\b))|(?P<line>\n)"
)
_TOO_DEEP = "it is nested too deeply"
_PATTERN = re.compile(r"twilio.*[\\(\[*+?|]|[\\(\[*+?|].*twilio", re.IGNORECASE | re.DOTALL)
"""The word in what may be a regular expression, where nearly anything may stand around it."""
_WORD = re.compile(r"[^\W\d]\w*")
_LONGEST_ANNOTATION = 100
_SETTING = "TWILIO_REGION"
_PARTNER = "TWILIO_EDGE"
_ARGUMENTS = frozenset({"region", "edge"})


def relevant_parts(text: str, options: Options) -> list[Span] | None:
    """Return the lines of the top-level statements to look at, in order; None where that cannot be told: all of it.

    An empty list says that there is no finding.

    :raises UnparsableError: it is nested so deeply that libcst would bring the process down.
    """
    if not options.prose and not words.may_match(text, options.clients):
        return []
    tree = parse(text)
    if tree is None:
        return None
    if options.prose and _DOMAIN.search(text):
        return None
    wanted = CLIENT_CLASSES.union(options.clients)
    statements = [_Statement(node) for node in tree.body]
    for statement in statements:
        statement.read(wanted, prose=options.prose)
    clients = any(statement.imports_client for statement in statements)
    chosen = [statement.has_host or (clients and statement.may_configure) for statement in statements]
    if not any(chosen):
        return []
    chosen = [is_chosen or item.sets_edge for item, is_chosen in zip(statements, chosen, strict=True)]
    _complete(statements, chosen, clients=clients)
    _complete_lines(statements, chosen)
    parts = [item for item, is_chosen in zip(statements, chosen, strict=True) if is_chosen]
    refuse_depth(item.node for item in parts)
    return list(_lines(text, parts))


def parse(text: str) -> ast.Module | None:
    """Return the tree of the standard library's parser, None where it cannot read the source.

    :raises UnparsableError: the source is nested so deeply that it cannot, and libcst would crash.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):
        if _bracket_depth(text) > MAX_DEPTH // 10 or _has_long_chain(text):
            raise UnparsableError(_TOO_DEEP, 0) from None
        return None
    except (RecursionError, MemoryError):
        # Python 3.12 gives up on chains that libcst still reads.
        if _may_be_too_deep(text):
            raise UnparsableError(_TOO_DEEP, 0) from None
        return None
    return tree


def _bracket_depth(text: str) -> int:
    """Return how many brackets are open at once, at the most; those in strings and comments count as well."""
    depth = deepest = 0
    for bracket in re.finditer(r"[\[({\])}]", text):
        depth = depth + 1 if bracket[0] in "[({" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _may_be_too_deep(text: str) -> bool:
    """Say whether a statement has more signs that nest what they stand between than may be nested."""
    statements = _STATEMENT_START.split(text)
    return any(sum(1 for _ in _NESTING.finditer(statement)) > MAX_DEPTH for statement in statements)


def _has_long_chain(text: str) -> bool:
    """Say whether an expression, or an ``if`` with its ``elif``, has more links than may be nested."""
    links = branches = depth = 0
    for found in _LINK.finditer(text):
        match found.lastgroup:
            case "branch":
                branches += 1
            case "link" | "open":
                links += 1
                depth += found.lastgroup == "open"
            case "close":
                depth = max(depth - 1, 0)
            case "statement":
                links = branches = depth = 0
            case _:
                links = links if found.lastgroup == "line" and depth else 0
        if max(links, branches) > MAX_LINKS:
            return True
    return False


def refuse_depth(nodes: Iterable[ast.AST]) -> None:
    """Refuse syntax trees that are nested too deeply for libcst.

    :raises UnparsableError: one of them is.
    """
    level = list(nodes)
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise UnparsableError(_TOO_DEEP, 0)


@dataclass
class _Statement:
    """What a top-level statement has to do with others, by names."""

    node: ast.stmt
    has_host: bool = False
    """Whether it holds the domain or sets a region for all clients."""
    sets_edge: bool = False
    may_configure: bool = False
    imports_client: bool = False
    sets_attribute: bool = False
    """Whether it gives a region or an edge to some object."""
    used: set[str] = field(default_factory=set[str])
    """Names that it mentions at any depth; attributes with a dot before them."""
    bound: set[str] = field(default_factory=set[str])
    """Names of the module that it binds, and attributes, with a dot, that it gives to objects of other classes."""
    functions: set[str] = field(default_factory=set[str])
    """Names of the functions that it defines at any depth, with and without a dot."""
    assigned: set[str] = field(default_factory=set[str])
    """Those of them whose values other statements may change, and attributes that it sets."""

    @property
    def first_row(self) -> int:
        """The line, from 1, on which it starts, decorators included."""
        decorators: list[ast.expr] = getattr(self.node, "decorator_list", [])
        return min([self.node.lineno, *(decorator.lineno for decorator in decorators)])

    @property
    def last_row(self) -> int:
        """The line, from 1, on which it ends."""
        return self.node.end_lineno or self.node.lineno

    def read(self, wanted: frozenset[str], *, prose: bool) -> None:
        passed_over: set[int] = set() if prose else _prose(self.node)
        for node in ast.walk(self.node):
            self._read_value(node, wanted, passed_over)
            match node:
                case ast.Name(id=name, ctx=context):
                    self.used.add(name)
                    if isinstance(context, ast.Store):
                        self.assigned.add(name)
                case ast.Constant(value=str(said)) if len(said) < _LONGEST_ANNOTATION:
                    # An annotation may be written as a string.
                    self.used.update(_WORD.findall(said))
                case ast.Global(names=names):
                    self.bound.update(names)
                case ast.Attribute(value=owner, attr=name, ctx=ast.Store()):
                    self.assigned.add(name)
                    if not (isinstance(owner, ast.Name) and owner.id == "self"):
                        self.bound.add(f".{name}")
                case ast.Attribute(attr=name):
                    self.used.add(f".{name}")
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    self.functions |= {name, f".{name}"}
                case ast.Compare(ops=operators, comparators=comparators):
                    # A list is an allow-list by what is asked of it, wherever that is.
                    for operator, asked in zip(operators, comparators, strict=True):
                        if isinstance(operator, (ast.In, ast.NotIn)) and isinstance(asked, ast.Attribute):
                            self.used.add(asked.attr)
                case _:
                    pass
        for node in _same_scope(self.node):
            self._read_binding(node)

    def _read_value(self, node: ast.AST, wanted: frozenset[str], passed_over: set[int]) -> None:
        match node:
            case ast.Constant(value=str() | bytes() as value) if id(node) not in passed_over:
                said = value if isinstance(value, str) else value.decode("latin-1")
                if "twilio" in said.lower():
                    host = _SETTING in said or _DOMAIN.search(said) or _PATTERN.search(said)
                    self.has_host = self.has_host or bool(host)
                self.sets_edge = self.sets_edge or _PARTNER in said
                self.may_configure = self.may_configure or said in _ARGUMENTS
                self.imports_client = self.imports_client or _leads_to((said,), wanted)
            case ast.keyword(arg=str(name)):
                self.has_host = self.has_host or name.endswith(_SETTING)
                self.sets_edge = self.sets_edge or name.endswith(_PARTNER)
                self.may_configure = self.may_configure or name in _ARGUMENTS
            case ast.Attribute(attr=name, ctx=ast.Store()) if name in _ARGUMENTS:
                self.may_configure = self.sets_attribute = True
            case ast.Call(func=function, args=arguments):
                starred = any(isinstance(argument, ast.Starred) for argument in arguments)
                # A partial of a client is called with the rest of its positions.
                called = getattr(function, "id", "") or getattr(function, "attr", "")
                partial = called.startswith("partial") or called == "setattr"
                self.may_configure = self.may_configure or starred or partial or len(arguments) > REGION_POSITION
                self.sets_attribute = self.sets_attribute or called == "setattr"
            case ast.Import(names=names):
                self.imports_client = self.imports_client or _leads_to((alias.name for alias in names), wanted)
            case ast.ImportFrom(module=module, names=names, level=0) if module is not None:
                dotted = (module if alias.name == "*" else f"{module}.{alias.name}" for alias in names)
                self.imports_client = self.imports_client or _leads_to(dotted, wanted)
            case _:
                pass

    def _read_binding(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                self.bound.add(name)
                self.assigned.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self.bound.add(name)
            case ast.alias(name=name, asname=asname):
                self.bound.add(asname or name.split(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self.bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                self.bound.add(name)
            case _:
                pass


def _complete(statements: list[_Statement], chosen: list[bool], *, clients: bool) -> None:
    """Choose as well what gives names to chosen statements or may change what these bind, until nothing is added."""
    used: set[str] = {"*"}
    assigned: set[str] = set()
    # A client may be given a region by a function that it is handed to.
    handed: set[str] = set()
    before = -1
    while before < sum(chosen):
        before = sum(chosen)
        for item, is_chosen in zip(statements, chosen, strict=True):
            if is_chosen:
                used |= item.used
                assigned |= item.assigned
                if clients and (item.sets_attribute or not handed.isdisjoint(item.used)):
                    handed |= item.functions
        for index, item in enumerate(statements):
            alone = used.isdisjoint(item.bound) and assigned.isdisjoint(item.used) and handed.isdisjoint(item.used)
            chosen[index] = chosen[index] or not alone


def _complete_lines(statements: list[_Statement], chosen: list[bool]) -> None:
    """Choose as well what shares a line with a chosen statement: a part consists of full lines."""
    order = range(len(statements) - 1)
    for index in (*order, *reversed(order)):
        one, next_one = statements[index], statements[index + 1]
        if one.last_row >= next_one.first_row and chosen[index] != chosen[index + 1]:
            chosen[index] = chosen[index + 1] = True


def _lines(text: str, chosen: list[_Statement]) -> Iterator[Span]:
    """Yield the full lines on which statements stand; neighbours become one."""
    lines = Lines(text)
    begin = end = 0
    for item in chosen:
        first, last = item.first_row, item.last_row
        if end and first > end + 1:
            yield lines.start(begin), lines.start(end + 1)
        if not end or first > end + 1:
            begin = first
        end = last
        # A statement may end in a backslash and a line with nothing on it.
        while end < len(lines) and lines.line(end).endswith("\\") and not lines.line(end + 1).strip():
            end += 1
    yield lines.start(begin), lines.start(end + 1) if end < len(lines) else len(text)


def _leads_to(imported: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether one of the imported names is, or contains, one of the classes."""
    return any(name == target or target.startswith(f"{name}.") for name in imported for target in wanted)


def _prose(node: ast.stmt) -> set[int]:
    """Return the literals that are statements by themselves: docstrings, and strings nobody uses."""
    return {
        id(inner.value)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant)
    }


def _same_scope(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes whose names belong to the module: not those inside of functions and classes."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            todo += node.decorator_list
        elif not isinstance(node, ast.Lambda):
            todo += ast.iter_child_nodes(node)
