"""Intent: what tests expect to be refused, and names that say why a host is there when no use of it does."""

from __future__ import annotations

import enum
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.patterns import on_demand
from edgewise.python.syntax.nodes import called_name, children, last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.syntax.tree import Tree

_EXPECTING = on_demand(r"(?:assert_?)?(?:raises|warns)\w*|deprecated_call", re.IGNORECASE)
"""Calls of test frameworks that say: this fails."""
_DENYING = on_demand(r"assert_?(?:false|(?:is_?)?not\w*|(?:is_?)?none)|assert_?is_?not\w*", re.IGNORECASE)
"""Those that say: this is not so."""
_AFFIRMING = on_demand(r"assert_?(?:is_?)?not_?none", re.IGNORECASE)
_COMPARING = on_demand(r"assert_?(?:is|equals?)", re.IGNORECASE)
_ASSERTING = on_demand(r"assert[A-Z_]\w*|assert_\w+|check_equal|expect")
_OLD = on_demand(
    r"(?:\A|_)(?:old|legacy|retired|deprecated|obsolete|former|denied|forbidden|blocked|rejected|refused)(?:_|\Z)",
    re.IGNORECASE,
)
_LET_THROUGH = on_demand(
    r"(?:\A|_)(?:allow(?:ed)?|allow_?list|white_?list|permitted|trusted|csp|origins|no_?proxy|safe_?hosts|known_?hosts)(?:_|\Z)",
    re.IGNORECASE,
)
"""Names of what the hosts are listed in that may pass."""
_RECORDERS = ("vcr", "cassette", "betamax")
_ALL_RECORDED = on_demand(r"^pytestmark\b[^\n]*\n?[^\n]*\.vcr\b", re.MULTILINE)
_WRAPPERS = (cst.Arg, cst.Element, cst.DictElement, cst.ComparisonTarget)
_NO = ("False", "None")


def is_named_old(tree: Tree, node: cst.BaseExpression) -> bool:
    """Say whether a host goes to a name which calls it old."""
    for ancestor in tree.ancestors(node):
        if any(_OLD.search(name) for name in _names_given(ancestor)):
            return True
        if isinstance(ancestor, (cst.BaseStatement, cst.BaseSmallStatement, cst.Param, cst.Lambda)):
            return False
    return False


def is_listed_to_pass(tree: Tree, node: cst.BaseExpression) -> bool:
    """Say whether a host is in a list whose name says that what is in it may pass."""
    display = tree.enclosing(node, cst.List, cst.Tuple, cst.Set, cst.Dict)
    if display is None:
        return False
    for ancestor in tree.ancestors(display):
        if any(_LET_THROUGH.search(name) for name in _names_given(ancestor)):
            return True
        if isinstance(ancestor, (cst.BaseStatement, cst.BaseSmallStatement)):
            return False
    return False


def is_assertion(call: cst.Call) -> bool:
    """Say whether a call is an assertion of a test framework, or of a mock."""
    return _ASSERTING.fullmatch(called_name(call)) is not None


def is_of_mock(call: cst.Call) -> bool:
    """Say whether an assertion is one of a mock, about what it was called with: ``get.assert_called_with(URL)``."""
    return is_assertion(call) and "call" in called_name(call) and isinstance(call.func, cst.Attribute)


def is_refused(tree: Tree, node: cst.CSTNode) -> bool:
    """Say whether a test expects what is given to it at ``node`` to fail, or not to be so."""
    denied = False
    below = node
    for ancestor in tree.ancestors(node):
        match ancestor:
            case cst.Call() if _is_refusal(ancestor):
                return True
            case cst.UnaryOperation(operator=cst.Not()):
                denied = not denied
            case cst.Comparison():
                denied = denied or any(_denies(item) for item in ancestor.comparisons)
            case cst.Tuple() | cst.List() if tree.enclosing(ancestor, cst.Decorator) and _beside_no(ancestor, below):
                return True
            case cst.Assert() if denied and ancestor.test is below:
                return True
            case cst.With(items=items, body=body) if any(map(_expects, items)) or _ends(body) is _End.FAILS:
                return True
            case cst.Try(body=body, orelse=other) | cst.TryStar(body=body, orelse=other) if body is below and any(
                _ends(block) is _End.FAILS for block in (body, *([other.body] if other is not None else ()))
            ):
                return True
            case cst.For(body=body, iter=given) if given is below and _holds_expectation(body):
                return True
            case cst.FunctionDef(body=body) if isinstance(below, cst.Decorator) and _holds_expectation(body):
                return True
            case cst.FunctionDef() | cst.ClassDef():
                return False
            case _:
                pass
        below = ancestor
    return False


def is_tried(tree: Tree, node: cst.CSTNode) -> bool:
    """Say whether a test goes on where what it does at ``node`` fails: that it fails may be what it expects."""
    below = node
    is_let_go = False
    for ancestor in tree.ancestors(node):
        if isinstance(ancestor, (cst.Try, cst.TryStar)) and ancestor.body is below:
            ends = [_ends(handler.body) for handler in ancestor.handlers]
            is_let_go = is_let_go or bool(ends and all(end is _End.GOES_ON for end in ends))
        elif isinstance(ancestor, cst.FunctionDef):
            return is_let_go and ancestor.name.value.startswith("test")
        below = ancestor
    return False


def is_recorded(tree: Tree, node: cst.CSTNode) -> bool:
    """Say whether requests at ``node`` are answered by a recording, which names the hosts that were asked then."""
    if not _may_be_recorded(tree.text):
        return False
    for ancestor in tree.ancestors(node):
        match ancestor:
            case cst.With(items=items):
                around = [item.item for item in items]
            case cst.FunctionDef(decorators=decorators, params=params):
                around = [*(each.decorator for each in decorators), *(each.name for each in params.params)]
            case cst.ClassDef(decorators=decorators, bases=bases):
                around = [*(each.decorator for each in decorators), *(base.value for base in bases)]
            case _:
                continue
        if any(_names_recorder(last_name(each.func if isinstance(each, cst.Call) else each)) for each in around):
            return True
    return _ALL_RECORDED.search(tree.text) is not None


@lru_cache(maxsize=4)
def _may_be_recorded(text: str) -> bool:
    # It is asked for each host of a module, and the same of all.
    return _names_recorder(text)


def _names_recorder(text: str) -> bool:
    """Say whether a text has a name of what plays recorded answers: of a mark, a fixture, a manager of contexts."""
    lowered = text.lower()
    return any(word in lowered for word in _RECORDERS)


def leads_to_an_error(tree: Tree, node: cst.CSTNode) -> bool:
    """Say whether a test of which an expression is a part ends in an exception."""
    below = node
    for ancestor in tree.ancestors(node):
        if isinstance(ancestor, cst.If) and ancestor.test is below and isinstance(ancestor.body, cst.IndentedBlock):
            lines = [line for line in ancestor.body.body if isinstance(line, cst.SimpleStatementLine)]
            return any(isinstance(small, cst.Raise) for line in lines for small in line.body)
        if not isinstance(ancestor, (cst.BaseExpression, cst.Arg)):
            return False
        below = ancestor
    return False


def refuses(tree: Tree, test: cst.CSTNode) -> bool:
    """Say whether a test that holds ends in an exception, or in a no."""
    below = test
    for above in tree.ancestors(test):
        if isinstance(above, cst.If) and above.test is below:
            return _ends_in_no(above.body)
        if not isinstance(
            above, (cst.GeneratorExp, cst.ListComp, cst.CompFor, cst.BooleanOperation, cst.Call, cst.Arg)
        ):
            return False
        below = above
    return False


def _small(body: cst.BaseSuite, at: int) -> cst.CSTNode | None:
    """Return the first (0) or last (-1) statement of a block, of several on a line the last."""
    statement: cst.CSTNode | None = body.body[at] if body.body else None
    while isinstance(statement, cst.SimpleStatementLine):
        statement = statement.body[-1]
    return statement


def _ends_in_no(body: cst.BaseSuite) -> bool:
    match _small(body, 0):
        case cst.Raise():
            return True
        case cst.Return(value=cst.Name(value="False")):
            return True
        case cst.Expr(value=cst.Call() as call):
            return called_name(call) in ("abort", "remove", "discard", "exit", "fail")
        case _:
            return False


def consumers(tree: Tree, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield the list, call or comparison that an expression is in, and the assertions about what is made of it."""
    above = [item for item in tree.ancestors(node) if not isinstance(item, _WRAPPERS)]
    yield from above[:1]
    for item in above[1:]:
        if (isinstance(item, cst.Comparison) and tree.enclosing(item, cst.Assert) is not None) or (
            isinstance(item, cst.Call) and called_name(item).startswith("assert")
        ):
            yield item
        elif isinstance(item, (cst.BaseStatement, cst.BaseSmallStatement)):
            return


class _End(enum.Enum):
    """What the last statement of a block does."""

    FAILS = "a test fails there"
    RAISES = "something else is raised, or the program ends"
    GOES_ON = "nothing of the kind"


def _ends(body: cst.BaseSuite) -> _End:
    match _small(body, -1):
        case cst.Assert(test=cst.Name(value="False")):
            return _End.FAILS
        case cst.Raise(exc=cst.Name(value="AssertionError") | cst.Call(func=cst.Name(value="AssertionError"))):
            return _End.FAILS
        case cst.Raise():
            return _End.RAISES
        case cst.Expr(value=cst.Call() as call):
            name = called_name(call)
            return _End.FAILS if name == "fail" else _End.RAISES if name in ("exit", "abort") else _End.GOES_ON
        case _:
            return _End.GOES_ON


def _is_refusal(call: cst.Call) -> bool:
    name = called_name(call)
    if _COMPARING.fullmatch(name):
        return any(_is_no(argument.value) for argument in call.args)
    return _EXPECTING.fullmatch(name) is not None or (
        _DENYING.fullmatch(name) is not None and _AFFIRMING.fullmatch(name) is None
    )


def _denies(item: cst.ComparisonTarget) -> bool:
    if isinstance(item.operator, cst.NotEqual):
        return True
    return isinstance(item.operator, (cst.Is, cst.Equal)) and _is_no(item.comparator)


def _is_no(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value in _NO


def _beside_no(display: cst.Tuple | cst.List, own: cst.CSTNode) -> bool:
    """Say whether a row of a test's table expects nothing, or a failure, of what is in it."""
    others = (element.value for element in display.elements if element is not own)
    return any(_is_no(other) or _is_expectation(other) for other in others)


def _expects(item: cst.WithItem) -> bool:
    return _is_expectation(item.item)


def _is_expectation(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Call) and _EXPECTING.fullmatch(called_name(node)) is not None


def _holds_expectation(body: cst.CSTNode) -> bool:
    todo = [body]
    while todo:
        node = todo.pop()
        if isinstance(node, cst.With) and any(map(_expects, node.items)):
            return True
        if isinstance(node, (cst.BaseSuite, cst.BaseCompoundStatement, cst.Else, cst.Finally, cst.ExceptHandler)):
            todo += children(node)
    return False


def _names_given(node: cst.CSTNode) -> list[str]:
    """Return the names to which an assignment, an argument or a default gives what is below it."""
    match node:
        case cst.Assign(targets=targets):
            return [last_name(target.target) for target in targets]
        case cst.AnnAssign(target=target):
            return [last_name(target)]
        case cst.Arg(keyword=cst.Name(value=name)) | cst.Param(name=cst.Name(value=name)):
            return [name]
        case _:
            return []
