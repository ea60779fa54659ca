"""Uses: where the value of an expression goes, which is the question of the evaluator asked backwards.

A use of a value is an expression that may be it: both questions have one answer, and what ``values`` follows, through
names, attributes, entries, arguments, returns and loops, ``uses`` follows as well.
"""

from __future__ import annotations

from collections import defaultdict
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import libcst as cst

from edgewise.python.inference.values import Mapping, Sequence, Text, Values
from edgewise.python.syntax.literals import STRINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Choice
    from edgewise.python.syntax.scopes import Scope

Way = Literal["itself", "built", "held"]
"""How the value is there: as it is, as a part of a text that is built from it, or inside of a container."""
Kind = Literal[
    "assigned", "stored", "entry", "element", "key", "argument", "called", "attribute", "item", "comparison", "text",
    "test", "asserted", "raised", "told", "returned", "yielded", "iterated", "entered", "decorator", "deleted",
    "default", "annotation", "passed", "dropped", "lost", "other",
]  # fmt: skip
"""What is done with a value: see :func:`_kind`."""

Sign = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]
OPERATORS: dict[Sign, Callable[[Any, Any], object]] = {
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
"""What the signs of comparisons ask, but for those of members and of identity."""
_SIGNS: dict[type[cst.BaseCompOp], Sign] = {
    cst.Equal: "==", cst.NotEqual: "!=", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=", cst.In: "in", cst.NotIn: "not in", cst.Is: "is", cst.IsNot: "is not",
}  # fmt: skip
EXPRESSIONS: tuple[type[cst.BaseExpression], ...] = (
    cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.IfExp, cst.BooleanOperation, cst.NamedExpr, cst.Await,
    cst.Lambda, cst.BinaryOperation, cst.UnaryOperation, cst.Comparison, cst.List, cst.Tuple, cst.Set, cst.Dict,
    cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp, cst.Integer, cst.Float, *STRINGS,
)  # fmt: skip
_MANY = 2_000
"""Of a value with more uses, the rest is said to be lost."""


class Use(NamedTuple):
    """An expression that may be a value, and what is done with it there.

    ``around`` is what does it: the call, comparison, statement, display, attribute or subscript. ``name`` is the
    keyword of an argument, the attribute that is looked up or stored, the key of an entry that is a literal, or how a
    text is filled into another one: ``%`` from the right of that sign, ``!r`` with that conversion, ``:.9`` in that
    layout, ``/`` as a part of a path.
    """

    node: cst.CSTNode
    scope: Scope
    kind: Kind
    around: cst.CSTNode
    name: str = ""
    way: Way = "itself"

    @property
    def call(self) -> cst.Call | None:
        """The call that is given the value, or calls it."""
        return self.around if isinstance(self.around, cst.Call) else None

    @property
    def compared(self) -> list[Compared]:
        """What the value is compared with, in each comparison of a chain of which it is a side."""
        if not isinstance(self.around, cst.Comparison):
            return []
        found: list[Compared] = []
        left = self.around.left
        for target in self.around.comparisons:
            if self.node in (left, target.comparator):
                is_left = self.node is left
                other = target.comparator if is_left else left
                found.append(Compared(_SIGNS[type(target.operator)], other, is_left=is_left))
            left = target.comparator
        return found


class Compared(NamedTuple):
    """One comparison of a value: the sign, the other side, and whether the value is the left one."""

    sign: Sign
    other: cst.BaseExpression
    is_left: bool

    @property
    def is_membership(self) -> bool:
        """Whether it asks whether something is in something else."""
        return self.sign in ("in", "not in")


class Uses:
    """Answers for one module; the first question reads all of its expressions."""

    def __init__(self, evaluator: Evaluation) -> None:
        self._evaluator = evaluator
        self._tree = evaluator.tree
        self._index: dict[cst.CSTNode, dict[cst.BaseExpression, tuple[Scope, Way]]] | None = None
        self._holders: dict[cst.CSTNode, dict[cst.CSTNode, None]] = defaultdict(dict)
        """What makes the containers in which a value is, or a text that is built of it."""

    def of(self, node: cst.CSTNode) -> list[Use]:
        """Return the uses of what ``node`` makes: a literal, a display, a call, a definition."""
        found: dict[tuple[cst.CSTNode, Way], Use] = {}
        todo: list[tuple[cst.CSTNode, Way]] = [(node, "itself")]
        seen = {node}
        for origin, way in todo:
            uses = self._uses(origin)
            if origin in self._evaluator.dropped or len(found) > _MANY:
                found[origin, way] = Use(origin, self._evaluator.module_scope, "lost", origin, way=way)
            for use, (scope, how) in uses.items():
                reached: Way = how if way == "itself" else way
                kind, around, name = _kind(self._tree.parents, use)
                found.setdefault((use, reached), Use(use, scope, kind, around, name, reached))
            for holder in self._holders.get(origin, ()):
                if holder not in seen:
                    seen.add(holder)
                    todo.append((holder, "held"))
        return [*found.values()]

    def here(self, node: cst.BaseExpression, scope: Scope) -> Use:
        """Return what is done with an expression where it stands."""
        kind, around, name = _kind(self._tree.parents, node)
        return Use(node, scope, kind, around, name)

    def _uses(self, origin: cst.CSTNode) -> dict[cst.BaseExpression, tuple[Scope, Way]]:
        if self._index is None:
            self._index = defaultdict(dict)
            containers: dict[Mapping | Sequence, None] = {}
            for node, scope in self._tree.nodes(*EXPRESSIONS):
                if not is_only_a_name(self._tree.parents, node):
                    values = self._evaluator.values(node, scope)
                    self._add(self._index, node, scope, values)
                    containers.update((value, None) for value in values if isinstance(value, (Mapping, Sequence)))
            for container in containers:
                for value in self._evaluator.of(*self._inside(container)):
                    parts = value.parts if isinstance(value, Text) else ()
                    for held in {value.node, *(part.node for part in parts)} - {container.node}:
                        self._holders[held][container.node] = None
        return self._index.get(origin, {})

    def _inside(self, container: Mapping | Sequence) -> list[Choice]:
        if isinstance(container, Sequence):
            return [*self._evaluator.elements(container).items]
        return [*self._evaluator.entries(container).known.values()]

    @staticmethod
    def _add(
        index: dict[cst.CSTNode, dict[cst.BaseExpression, tuple[Scope, Way]]],
        node: cst.BaseExpression,
        scope: Scope,
        values: Values,
    ) -> None:
        for value in values:
            index[value.node][node] = scope, "itself"
            for part in value.parts if isinstance(value, Text) else ():
                if part.node is not value.node:
                    index[part.node].setdefault(node, (scope, "built"))


_NAME_OF: dict[type[cst.CSTNode], str] = {
    cst.Attribute: "attr",
    cst.Arg: "keyword",
    cst.FunctionDef: "name",
    cst.ClassDef: "name",
    cst.Param: "name",
    **dict.fromkeys((cst.NamedExpr, cst.AssignTarget, cst.AnnAssign, cst.For, cst.CompFor, cst.AugAssign), "target"),
    cst.AsName: "name",
    cst.MatchMapping: "rest",
}
"""What may hold a name that is no expression, and the field in which it stands."""
_NAMING = frozenset({
    *(*_NAME_OF, cst.ImportAlias, cst.NameItem, cst.ImportFrom, cst.MatchAs, cst.MatchKeywordElement, cst.MatchStar),
    *(cst.Element, cst.StarredElement),
})  # fmt: skip
"""The same with what holds nothing else, and what a target may consist of."""


def is_only_a_name(parents: dict[cst.CSTNode, cst.CSTNode], node: cst.BaseExpression) -> bool:
    """Say whether a node is no expression of its own: an attribute's name, a keyword, what is bound."""
    parent = parents.get(node)
    if parent is None or type(parent) not in _NAMING:
        return False
    field = _NAME_OF.get(type(parent))
    if field is not None:
        return getattr(parent, field) is node
    if type(parent) not in (cst.Element, cst.StarredElement):
        return True
    child: cst.CSTNode = parent
    around = parents.get(child)
    while isinstance(around, (cst.Element, cst.StarredElement, cst.Tuple, cst.List)):
        child, around = around, parents.get(around)
    return isinstance(around, cst.AssignTarget) or (
        isinstance(around, (cst.For, cst.CompFor)) and around.target is child
    )


def _kind(  # noqa: C901, PLR0911, PLR0912  # one line for each form
    parents: dict[cst.CSTNode, cst.CSTNode], node: cst.CSTNode
) -> tuple[Kind, cst.CSTNode, str]:
    """Return what is done with an expression, what does it, and a name."""
    parent = parents.get(node, node)
    match parent:
        case cst.Arg(keyword=keyword):
            return "argument", parents[parent], keyword.value if keyword is not None else parent.star
        case cst.Call():
            return "called", parent, ""
        case cst.Attribute(attr=attribute):
            return "attribute", parent, attribute.value
        case cst.Subscript():
            return "item", parent, ""
        case cst.Index() | cst.Slice():
            return "key", parents[parents[parent]], ""
        case cst.Comparison():
            return "comparison", parent, ""
        case cst.ComparisonTarget():
            return "comparison", parents[parent], ""
        case cst.BinaryOperation(operator=cst.Modulo(), right=right) if right is node:
            return "text", parent, "%"
        case cst.BinaryOperation(operator=cst.Divide(), right=right) if right is node:
            return "text", parent, "/"
        case cst.BinaryOperation() | cst.ConcatenatedString():
            return "text", parent, ""
        case cst.FormattedStringExpression(conversion=conversion, format_spec=layout):
            if layout and not conversion and len(layout) == 1 and isinstance(layout[0], cst.FormattedStringText):
                return "text", parents[parent], f":{layout[0].value}"
            return "text", parents[parent], f"!{conversion}" if conversion else ""
        case cst.Assign(targets=[cst.AssignTarget(target=target), *_]) | cst.AnnAssign(target=target):
            return _stored(target, parent)
        case cst.AugAssign(target=target):
            return _stored(target, parent)
        case cst.NamedExpr():
            return "assigned", parent, ""
        case cst.Return() | cst.Lambda():
            return "returned", parent, ""
        case cst.Yield() | cst.From():
            return "yielded", parent, ""
        case cst.Element() | cst.StarredElement():
            return "element", parents[parent], ""
        case cst.DictElement(key=key):
            name = key.raw_value if isinstance(key, cst.SimpleString) and key is not node else ""
            return ("key" if key is node else "entry"), parents[parent], name
        case cst.StarredDictElement():
            return "entry", parents[parent], "**"
        case cst.DictComp(key=key):
            return ("key" if key is node else "entry"), parent, ""
        case cst.ListComp() | cst.SetComp() | cst.GeneratorExp():
            return "element", parent, ""
        case cst.For() | cst.CompFor():
            return "iterated", parent, ""
        case cst.IfExp(test=test):
            return ("test" if test is node else "passed"), parent, ""
        case cst.If() | cst.While() | cst.CompIf() | cst.UnaryOperation(operator=cst.Not()):
            return "test", parent, ""
        case cst.BooleanOperation() | cst.Await() | cst.UnaryOperation():
            return "passed", parent, ""
        case cst.Match() | cst.MatchValue():
            return "comparison", parent, ""
        case cst.Assert(test=test):
            return ("asserted" if test is node else "told"), parent, ""
        case cst.Raise():
            return "raised", parent, ""
        case cst.WithItem():
            return "entered", parent, ""
        case cst.Decorator():
            return "decorator", parent, ""
        case cst.Del():
            return "deleted", parent, ""
        case cst.Param():
            return "default", parent, parent.name.value
        case cst.Annotation():
            return "annotation", parent, ""
        case cst.Expr():
            return "dropped", parent, ""
        case _:
            return "other", parent, ""


def _stored(target: cst.CSTNode, statement: cst.CSTNode) -> tuple[Kind, cst.CSTNode, str]:
    match target:
        case cst.Attribute(attr=attribute):
            return "stored", target, attribute.value
        case cst.Subscript():
            return "entry", target, ""
        case _:
            return "assigned", statement, ""
