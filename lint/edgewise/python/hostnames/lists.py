"""Lists of what may pass: whether a host is a member of one, and the fix that lets another host pass as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.judgement.hostnames import valid_hosts
from edgewise.python.inference import intent
from edgewise.python.inference.values import Text
from edgewise.python.syntax.items import items_of
from edgewise.python.syntax.literals import literal
from edgewise.python.syntax.nodes import is_unpacking

if TYPE_CHECKING:
    from edgewise.findings import Edit, Fix
    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.uses import Use
    from edgewise.python.module import Module
    from edgewise.python.syntax.items import Form, Item
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.hosts import Host

_SETS = ("builtins.set", "builtins.frozenset")
_PAIRING = ("builtins.zip", "builtins.enumerate", "builtins.map", "itertools.product", "itertools.cycle")
_COPIES = (*_SETS, "builtins.tuple", "builtins.list")


class Member(NamedTuple):
    """A host that is an element of a set, list or tuple.

    ``is_known`` says that its replacement is one as well, and nothing but membership is asked of the list;
    ``is_only_asked`` that membership is asked, and nothing else done. ``edits`` add the replacement, which is ``new``;
    there are none where something else is done with the list.
    """

    is_known: bool
    is_only_asked: bool
    edits: tuple[Edit, ...]
    new: str

    def addition(self, fix: Fix | None) -> Fix | None:
        """Return the fix that adds the new host and keeps the old one, in place of one that exchanges them."""
        if fix is None or not self.edits:
            return None
        return fix._replace(
            message=f"Add `{self.new}`, and keep the old host", edits=self.edits, processing_region=None
        )


class Lists:
    """The lists of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._layout = module.layout
        self._texts: dict[cst.CSTNode, frozenset[str]] = {}
        """The texts in each list, tuple or set."""
        self._products: dict[cst.CSTNode, frozenset[str]] = {}
        """The products whose valid hosts are in each."""
        self._first: dict[tuple[cst.CSTNode, str], cst.CSTNode] = {}
        """The first element of each list that has a replacement."""

    def member(self, node: cst.BaseExpression, scope: Scope, change: TextChange) -> Member | None:
        """Return what is known of a literal as an element of a list, None for any other expression."""
        element = self._element(node)
        if element is None or not literal(node):
            return None
        uses = [use for use in self._evaluator.uses(node) if use.way == "held" and not self._is_kept(use, element.form)]
        asked = all(map(_asks_for_member, uses))
        # Where several have one replacement, it stands behind the first.
        first = self._first.setdefault((element.owner, change.new), element.node)
        edits = self._layout.insert_after(first, self._layout.quoted(change.new, node)) if asked else ()
        return Member(
            asked and change.new in self._texts_in(element.owner, scope), asked and bool(uses), edits, change.new_host
        )

    def may_be_to_pass(self, node: cst.BaseExpression, scope: Scope, host: Host) -> bool:
        """Say whether a host is a member of a set, or of a list beside a valid host of its product, that is exported.

        Where the module asks something of the list, that decides; a set is there to be asked what it holds.
        """
        if intent.is_listed_to_pass(self._tree, node):
            return True
        element = self._element(node)
        if element is None or element.form == "set":
            return element is not None
        if is_unpacking(self._tree.parents.get(element.owner)):
            return False
        given = self._tree.item_of(element.owner)
        if given is not None and given.call is not None and self._evaluator.is_dotted(given.call.func, scope, *_SETS):
            return True
        if any(map(self._goes_through, self._evaluator.uses(element.owner))):
            return False
        return host.product in self._products_in(element.owner, scope)

    def _goes_through(self, use: Use) -> bool:
        """Say whether a use of a list takes its elements one by one, to pair them with others for example."""
        if use.kind == "iterated":
            return True
        if use.call is None or not self._evaluator.is_dotted(use.call.func, use.scope, *_PAIRING):
            return False
        # The first of two lists may become the keys of a dictionary, which says what it holds.
        is_first = len(use.call.args) > 1 and use.call.args[0].value is use.node
        return not is_first or all(one.kind == "iterated" for one in self._evaluator.uses(use.call))

    def _element(self, node: cst.BaseExpression) -> Item | None:
        """Return the element of a list, tuple or set that an expression is, None for any other place."""
        item = self._tree.item_of(node)
        return item if item is not None and item.is_element else None

    def _is_kept(self, use: Use, form: Form) -> bool:
        """Say whether a use of a list only gives it a name, or makes another list of it."""
        if use.kind == "assigned":
            return not (isinstance(use.around, cst.AnnAssign) and form == "tuple")
        return use.call is not None and self._evaluator.is_dotted(use.call.func, use.scope, *_COPIES)

    def _texts_in(self, display: cst.CSTNode, scope: Scope) -> frozenset[str]:
        if display not in self._texts:
            values = (value for item in items_of(display) for value in self._evaluator.values(item.value, scope))
            self._texts[display] = frozenset(value.text for value in values if isinstance(value, Text))
        return self._texts[display]

    def _products_in(self, display: cst.CSTNode, scope: Scope) -> frozenset[str]:
        if display not in self._products:
            names = (name for text in self._texts_in(display, scope) for name in valid_hosts(text))
            self._products[display] = frozenset(name.partition(".")[0] for name in names)
        return self._products[display]


def _asks_for_member(use: Use) -> bool:
    """Say whether a comparison asks whether something is in what is used there, and nothing else of it."""
    return len(use.compared) == 1 and use.compared[0].is_membership and not use.compared[0].is_left
