"""The roles of a text in a module: where its value goes, and whether anything there depends on what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import libcst as cst

from edgewise.judgement.roles import Role, Seen, Weight
from edgewise.python.hostnames import shapes
from edgewise.python.hostnames.uses import sinks
from edgewise.python.hostnames.uses.exchanges import Exchanges
from edgewise.python.hostnames.uses.expectations import ExpectedHosts
from edgewise.python.hostnames.uses.libraries import GivenText, LibraryCalls
from edgewise.python.hostnames.uses.memos import Memos
from edgewise.python.hostnames.uses.named import Named
from edgewise.python.hostnames.uses.objects.callbacks import Callbacks
from edgewise.python.hostnames.uses.objects.compared import ComparedObjects
from edgewise.python.hostnames.uses.objects.fields import GivenFields
from edgewise.python.hostnames.uses.objects.handlers import Handlers
from edgewise.python.hostnames.uses.rebuilt import Rebuilt
from edgewise.python.hostnames.uses.reflection import Reflection
from edgewise.python.hostnames.uses.rendered import Rendered
from edgewise.python.hostnames.uses.witnesses import Witnesses
from edgewise.python.inference.flows.derived import Derived
from edgewise.python.inference.intent import refuses
from edgewise.python.inference.uses import OPERATORS
from edgewise.python.inference.values import Class, Function, Imported, Object, Partial, Text, Unknown, as_constant
from edgewise.python.syntax.nodes import item_access, last_name, looked_for
from edgewise.templates import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.uses import Compared, Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


_FINDING = frozenset({Role.COMPARISON, Role.SELECTOR, Role.OUTSIDE})
_GIVEN_AWAY = frozenset({Role.REQUEST, Role.HANDED_ON, Role.SHOWN, Role.ADDRESS})
_LEAVING = frozenset({"argument", "key", "item", "comparison", "text"})
"""Uses that do something with a text itself."""


class Roles:
    """Answers for the texts of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._contexts = module.evaluator.contexts
        self._derived = Derived(module.evaluator)
        self._reflection = Reflection(module, self._derived)
        self._rendered = Rendered(module)
        self._witnesses = Witnesses(module, self._derived)
        self._named = Named(module)
        self._memos = Memos(module)
        self._rebuilt = Rebuilt(module)
        self.expectations = ExpectedHosts(module)
        self._fields = GivenFields(module)
        self._callbacks = Callbacks(module)
        self._compared_objects = ComparedObjects(module, self._fields)
        self._by_default: dict[tuple[cst.CSTNode, bool], tuple[Role, ...]] = {}
        self._exchanges = Exchanges(module)
        self._handlers = Handlers(module, self._derived)
        self._libraries = LibraryCalls(
            module,
            self,
            derived=self._derived,
            named=self._named,
            memos=self._memos,
            rebuilt=self._rebuilt,
            expectations=self.expectations,
            exchanges=self._exchanges,
            callbacks=self._callbacks,
            handlers=self._handlers,
        )

    def of(self, node: cst.BaseExpression, change: TextChange, start: int) -> list[Seen]:
        """Return what is done with the text that ``node`` makes, as far as the module shows.

        :param start: where in the text the host begins, in characters from 0.
        """
        used = [
            (own, place)
            for role, place in self.follow(node, change, frozenset())
            for own in self._in_context(role, place)
        ]
        exchanged = {self._around(place) for role, place in used if role is Role.MIGRATION}
        found = [
            # What finds the old host where it is exchanged is a part of that.
            self._seen(Role.MIGRATION if role in _FINDING and self._around(place) in exchanged else role, place)
            for role, place in used
        ]
        if shapes.selects_rows(change.old) or shapes.is_in_condition(change.old[:start]):
            return [self._seen(Role.SELECTOR, node)]
        if shapes.is_told(change.old) and not any(seen.role in (Role.REQUEST, Role.SELECTOR) for seen in found):
            return [self._seen(Role.TOLD, node)]
        is_given_away = any(role in _GIVEN_AWAY for role, _ in used)
        if is_given_away and (judged := self._witnesses.judge(node, change)) is not None:
            found.append(self._seen(Role.COMPARISON, judged))
        if shapes.is_pattern(change.old_host):
            # Whatever gets a regular expression looks for what it says.
            is_given = any(role is Role.HANDED_ON for role, _ in used)
            return [*found, self._seen(Role.COMPARISON, node)] if is_given else found
        shape = shapes.by_shape(change.old[:start], change.old, change.old_host)
        if shape is Role.NAME:  # whatever gets it gets a path
            found = [seen for seen in found if seen.role is not Role.HANDED_ON]
        return found if shape is None else [*found, self._seen(shape, node)]

    def _in_context(self, role: Role, place: cst.CSTNode) -> Iterator[Role]:
        """Yield what a use is where tests expect it to fail, or answer it: for each way there."""
        if role.weight > Weight.ALLOWS:
            yield role
        else:
            yield from (around or role for around in self._contexts.roles(place))

    def _around(self, place: cst.CSTNode) -> cst.CSTNode | None:
        """Return the function in which something is done, outside of all functions the loop or condition."""
        function = self._tree.enclosing(place, cst.FunctionDef, cst.Lambda)
        return function or self._tree.enclosing(place, cst.For, cst.While, cst.If) or place

    def unseen(self, node: cst.CSTNode) -> Seen:
        """Return what to say of a text of which no use is seen at all."""
        return self._seen(Role.UNSEEN, node)

    def _seen(self, role: Role, place: cst.CSTNode) -> Seen:
        return Seen(role, self._tree.line(place))

    def follow(
        self,
        node: cst.CSTNode,
        change: TextChange | None,
        on: frozenset[cst.CSTNode],
        without: frozenset[str] = frozenset(),
    ) -> Iterator[tuple[Role, cst.CSTNode]]:
        """Yield the roles of what ``node`` makes; without a change it depends on the text in a way not computed.

        :param without: attributes of it that do not depend on the host.
        """
        if node in on:
            return
        for use in self._evaluator.uses(node):
            if use.kind == "attribute" and use.name in without:
                continue
            if use.way == "held" and self._is_text(use):
                continue  # a piece that is taken out of what holds it is one that is built
            changes = [change] if use.way == "itself" else self._rebuilt.of(use, change)
            if use.way == "built" and self._is_told(use):
                yield Role.SHOWN, use.around
                continue
            if use.way == "built" and self._is_sql(use):
                yield Role.SELECTOR, use.around
                continue
            if (
                use.way == "built"
                and use.kind in _LEAVING
                and any(each and shapes.goes_on(*each.around) for each in changes)
            ):
                yield Role.NAME, use.around
                continue
            if use.way == "built" and use.kind in _LEAVING and self._rebuilt.is_another_name(use, node, change):
                yield Role.TAKEN_APART, use.around
            name = self._name_given(use) if use.kind in ("argument", "entry", "stored") else ""
            if self._rendered.compares(name):
                yield Role.COMPARISON, use.around
            if name.lower() in sinks.EXEMPTING or (use.way == "built" and name and _is_list(changes)):
                yield Role.ALLOW, use.around
            for changed in changes:
                for role in self.of_use(use, changed, on | {node}):
                    yield role, use.around

    def _is_text(self, use: Use) -> bool:
        known = [value for value in self._evaluator.used(use) if not isinstance(value, Unknown)]
        return bool(known) and all(isinstance(value, Text) for value in known)

    def _is_sql(self, use: Use) -> bool:
        return any(isinstance(value, Text) and shapes.selects_rows(value.text) for value in self._evaluator.used(use))

    def _is_told(self, use: Use) -> bool:
        texts = [value.text for value in self._evaluator.used(use) if isinstance(value, Text)]
        return bool(texts) and all(shapes.is_told(text.replace(HOLE, "x")) for text in texts)

    def of_use(self, use: Use, change: TextChange | None, on: frozenset[cst.CSTNode]) -> Iterator[Role]:
        """Yield the roles of one use."""
        match use.kind:
            case "comparison":
                yield from self._compared(use, change)
            case "argument":
                yield from self._given(use, change, on)
            case "attribute" if use.way != "held":
                yield from self._method(use, change, on)
            case "attribute":
                yield from self._looked_at(use)
            case "text":
                yield from self._filled_in(use, change, on)
            case "item" if use.way != "held":
                yield Role.TAKEN_APART
            case "item" if use.way == "held" and self._named.has_keys(use):
                yield Role.KEY
            case "key":
                yield from self._looked_up(use)
            case "iterated" if use.way != "held":
                yield Role.TAKEN_APART
            case "assigned" | "stored" | "default" | "entry":
                yield self._kept(use)
                yield from self._taken(use, change, on)
            case "returned" | "yielded" | "element" | "passed":
                yield Role.ADDRESS
            case "annotation":
                yield Role.ALLOW
            case "lost":
                yield Role.UNSEEN
            case "told" | "raised":
                yield Role.SHOWN
            case _:
                pass

    def _looked_up(self, use: Use) -> Iterator[Role]:
        """Yield the role of a key of a dictionary, or of what stands in its brackets."""
        accessed = item_access(use.around)
        table = accessed[0] if accessed is not None else cast("cst.BaseExpression", use.around)
        if not self._memos.finds_again(self._evaluator.values(table, use.scope)):
            yield Role.MIGRATION if self._exchanges.leads_to_new(use) else Role.KEY

    def _kept(self, use: Use) -> Role:
        """Return the role of what is kept under a name, in an attribute or at a key."""
        if use.kind in ("stored", "entry") and self._fields.is_taken_by_code(use):
            return Role.UNSEEN
        if use.kind == "entry":
            return Role.DATA if self._is_payload(use) else Role.ADDRESS
        return Role.COMPARISON if self._reflection.goes_by(use) else Role.ADDRESS

    def _taken(self, use: Use, change: TextChange | None, on: frozenset[cst.CSTNode]) -> Iterator[Role]:
        """Yield the roles of what is kept in an attribute by what the class of the object does with it."""
        default = self._fields.default_of(use) if use.kind == "assigned" else None
        if default is not None:
            of, name = default
            yield from self._given_to_field(of, name, change, on)
            yield from self._of_objects(of, is_read=bool(self._named.attributes(name)))
            if self._fields.compares_defaults:
                yield Role.COMPARISON
        elif use.kind == "stored":
            for of in self._fields.stored_in(use):
                yield from self._given_to_field(of, use.name, change, on)
            setters = [*self._fields.setters(use)]
            yield from self._called_back(setters, change, on)
            yield from self.read_again(self._named.attributes(use.name) if setters else (), change, on)

    def _of_objects(self, of: Class, *, is_read: bool) -> tuple[Role, ...]:
        """Return the roles of what the objects of a class hold by default, by what is done with all of them.

        :param is_read: whether code reads what they hold; comparisons that are made of fields do it by themselves.
        """
        key = of.node, is_read
        if key not in self._by_default:
            uses = (use for use in self._evaluator.uses(of.node) if use.kind == "called")
            made = [(use.call, use.scope) for use in uses if use.call is not None]
            calls = (call for call, scope in made if is_read or self._fields.keeps(call, scope))
            roles = (role for call in calls for role in self._compared_objects.roles(call))
            self._by_default[key] = tuple(dict.fromkeys(roles))
        return self._by_default[key]

    def _given_to_field(
        self, of: Value, name: str, change: TextChange | None, on: frozenset[cst.CSTNode]
    ) -> Iterator[Role]:
        """Yield the roles of what a field of a class gets, by its declaration and validators."""
        yield self._fields.role(of, name, change)
        yield from self._called_back(self._fields.validators(of, name), change, on)

    def _given_to_declaration(self, use: Use, change: TextChange | None, on: frozenset[cst.CSTNode]) -> Iterator[Role]:
        """Yield the roles of what a library is given that declares a field: ``base = URLField(default=...)``."""
        declared = self._fields.default_of(use)
        if declared is not None:
            yield from self._called_back(self._fields.validators(*declared), change, on)
            reads = [*self._named.field(declared[1])]
            yield from self.read_again(reads, None, on)
            if any(self._derived.is_judged(read, scope) for read, scope in reads):
                yield Role.COMPARISON

    def _called_back(
        self, functions: Iterable[cst.FunctionDef], change: TextChange | None, on: frozenset[cst.CSTNode]
    ) -> Iterator[Role]:
        for function in functions:
            yield from self.called_back(self._callbacks.given_to(function), change, on)

    def called_back(
        self, parameters: Iterable[cst.Param], change: TextChange | None, on: frozenset[cst.CSTNode]
    ) -> Iterator[Role]:
        """Yield the roles of what functions do with parameters that may be the text, and speak against a fix."""
        for parameter in parameters:
            for role, _ in self.follow(parameter, change, on, self._named.of_no_text):
                if role.weight >= Role.COMPARISON.weight:
                    yield role

    def _name_given(self, use: Use) -> str:
        """Return the name under which a use gives a value to something, also that of an item: ``globals["host"] =``."""
        accessed = item_access(use.around)
        keys = self._evaluator.values(accessed[1], use.scope) if accessed is not None and not use.name else ()
        return next((key.constant for key in keys if isinstance(key, Text) and key.constant), use.name)

    def _is_payload(self, use: Use) -> bool:
        """Say whether an item of something's headers, or of another part of a message, is set."""
        accessed = item_access(use.around)
        return accessed is not None and last_name(accessed[0]) in sinks.PAYLOADS

    def _filled_in(self, use: Use, change: TextChange | None, on: frozenset[cst.CSTNode]) -> Iterator[Role]:
        """Yield the roles of what is put into a text: as it is, by ``%``, or in another form: ``{text!r}``.

        A text in a text, and what ``%`` makes of it, is followed by itself.
        """
        if use.name == "/":
            yield Role.NAME  # of a file
        elif use.name[:1] in (":", "%") and self._rebuilt.is_cut(use, change):
            yield Role.TAKEN_APART
        elif use.way == "held" and not use.name:
            yield Role.ALLOW  # a sum of lists
        elif use.name and self._is_sql(use._replace(node=use.around)):
            yield Role.SELECTOR
        elif use.name != "%" and (use.name or change is None):
            yield from (role for role, _ in self.follow(use.around, None, on) if role.weight >= Role.COMPARISON.weight)

    def _looked_at(self, use: Use) -> Iterator[Role]:
        """Yield the roles of what is in a container at one of whose methods code looks."""
        if use.name in ("index", "count", "remove", "discard", "sort", "__contains__"):
            yield Role.COMPARISON
        elif use.name in ("get", "pop", "setdefault") and self._named.has_keys(use):
            yield Role.KEY
        elif use.name in ("values", "items", "copy"):
            call = self._tree.parents.get(use.around, use.around)
            if any(view.kind == "comparison" for view in self._evaluator.uses(call)):
                yield Role.ALLOW

    # -- comparisons

    def _compared(self, use: Use, change: TextChange | None) -> Iterator[Role]:
        for compared in use.compared:
            if self._may_differ(use, compared, change):
                yield self._answered(use, compared, change)
        if not use.compared and self._is_told_apart(use, change):
            yield Role.COMPARISON

    def _is_told_apart(self, use: Use, change: TextChange | None) -> bool:
        """Say whether a ``match`` may choose another case with the new text, or is one of its cases."""
        cases = looked_for(use.around)
        if cases is None:
            return True
        values = [value for case in cases for value in self._evaluator.values(case, use.scope)]
        known = [as_constant(value) for value in values]
        if change is None or use.way == "held" or not all(known):
            return any(not one or (isinstance(one[0], str) and bool(one[0])) for one in known)
        return any((change.old == one[0]) != (change.new == one[0]) for one in known if one)

    def _may_differ(self, use: Use, compared: Compared, change: TextChange | None) -> bool:
        """Say whether a comparison may have another answer with the new text."""
        if compared.sign in ("is", "is not"):
            return False
        values = self._evaluator.values(compared.other, use.scope)
        known = [None if isinstance(value, Object) else as_constant(value) for value in values]
        if use.way == "held" and compared.is_membership:
            is_safe = self._memos.finds_again(self._evaluator.used(use)) or self._named.is_beside_a_key(use)
            return compared.is_left or not is_safe
        if compared.is_membership and compared.is_left and self._memos.finds_again(values):
            return False
        if change is None or any(
            one is None or (value.doubts and one) for one, value in zip(known, values, strict=True)
        ):
            return True
        constants = [one[0] for one in known if one]
        if compared.is_membership:
            if compared.is_left:
                return True
            return any(isinstance(one, str) and (one in change.old) != (one in change.new) for one in constants)
        compare = OPERATORS[compared.sign]
        try:
            return any(bool(compare(change.old, one)) != bool(compare(change.new, one)) for one in constants)
        except TypeError:
            return False  # it raises either way

    def _answered(self, use: Use, compared: Compared, change: TextChange | None) -> Role:
        """Return the role that a comparison gives a text, by what follows from its answer."""
        if self._tree.enclosing(use.around, cst.Assert) is not None:
            is_made_here = change is not None and self.expectations.is_made_here(compared.other, use.scope, change)
            if self.expectations.has_one_origin(use, compared.other):
                return Role.ADDRESS
            return Role.AGREES if is_made_here else Role.EXPECTED
        is_no = refuses(self._tree, use.around)
        if is_no and compared.sign in ("in", "=="):
            return Role.DENY
        if compared.is_membership and use.way == "held":
            return Role.PASSES if is_no else Role.ALLOW
        return Role.OUTSIDE if self._is_from_outside(compared.other, use.scope) else Role.COMPARISON

    def _is_from_outside(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether an expression is no text of this module for sure: read from the environment, or by a library."""
        values = self._evaluator.values(node, scope)
        return all(
            (isinstance(value, Unknown) and bool(value.variable))
            or (isinstance(value, Object) and isinstance(value.of, Imported) and not value.doubts)
            for value in values
        )

    # -- methods

    def _method(self, use: Use, change: TextChange | None, on: frozenset[cst.CSTNode]) -> Iterator[Role]:
        """Yield the roles of a text one of whose methods is called."""
        call = self._tree.call_of(use.around)
        if call is None:
            if hasattr(str, use.name) and use.name not in sinks.OF_TEXT:
                yield Role.TAKEN_APART  # by whatever calls the method later
            for role, _ in self.follow(use.around, None, on):
                if role.weight > Role.SHOWN.weight:
                    yield role
            return
        if use.name == "replace" and call.args and self._exchanges.gives_new(call, use.scope, change):
            yield Role.MIGRATION
            return
        results = self._rebuilt.computed(use, call, change)
        if results is None:
            is_told_by = not self._rebuilt.is_asked_beside_the_host(use, call)
            if hasattr(str, use.name) and use.name not in sinks.OF_TEXT and is_told_by:
                yield Role.TAKEN_APART
            return
        old, new = results
        if isinstance(old, str) or old == new or self._rebuilt.is_followed_in_pieces(call, use.scope, results, change):
            return  # a text that is built from it is followed by itself
        yield from (role for role, _ in self.follow(call, None, on) if role.weight >= Role.COMPARISON.weight)
        if isinstance(old, (bool, list, tuple)):
            yield Role.TAKEN_APART

    # -- arguments

    def _given(self, use: Use, change: TextChange | None, on: frozenset[cst.CSTNode]) -> Iterator[Role]:
        call = use.call
        if call is None:
            yield self._given_to_bases(use)
            return
        if use.name in ("cassette", "cassette_name", "filename", "cache_key"):
            yield Role.NAME
            return
        if shapes.selects_rows(change.old if change else ""):
            yield Role.SELECTOR
            return
        yield from self._given_to_declaration(use._replace(around=self._tree.parents[call]), change, on)
        keeps = self._fields.keeps(call, use.scope)
        for callee, _ in self._evaluator.callees(call, use.scope):
            if isinstance(callee, Function):
                if _is_swallowed(callee, use):
                    yield Role.UNSEEN
                yield self._fields.role_of_parameter(callee, use, call, change)
                if callee.is_cached and not self._memos.remembers(callee, use, call):
                    yield Role.KEY
            elif isinstance(callee, Class) or keeps:
                yield from self._given_to_class(GivenText(callee, use, call, change, on), keeps=keeps)
            elif isinstance(callee, Imported) and callee.name in sinks.PARTIALS:
                made = (value for value in self._evaluator.values(call, use.scope) if isinstance(value, Partial))
                for inner in made:
                    if isinstance(inner.callee, Imported):
                        yield from self._libraries.roles(GivenText(inner.callee, use, call, change, on))
            elif isinstance(callee, Imported) and isinstance(callee.receiver, Class):  # ``Model.model_validate(row)``
                for name in self._named.keys(use) if use.way == "held" else (use.name,):
                    yield from self._given_to_field(callee.receiver, name, change, on)
                yield from self._libraries.roles(GivenText(callee, use, call, change, on))
            elif not (isinstance(callee, Object) and isinstance(callee.of, Class)):
                yield from self._libraries.roles(GivenText(callee, use, call, change, on))

    def _given_to_class(self, given: GivenText, *, keeps: bool) -> Iterator[Role]:
        """Yield the roles of what an object of the module is made with.

        :param keeps: its fields are what it is given.
        """
        callee, use, change, on = given.callee, given.use, given.change, given.on
        yield from self._of_object(given.call)
        if self._handlers.go_by(callee):
            yield Role.COMPARISON
        if self._reflection.is_made_by_metaclass(callee):
            yield Role.UNSEEN
        constructor = self._evaluator.constructor(callee) if isinstance(callee, Class) else None
        if constructor is not None and _is_swallowed(constructor, use):
            yield from self.read_again(self._named.attributes(use.name), change, on)
        if isinstance(callee, Class) and self._fields.defines(callee, "__get__"):
            yield Role.UNSEEN  # whoever looks at the attribute gets something else
        elif keeps and use.way == "itself":
            name = self._fields.name(use, given.call)
            yield from self._given_to_field(callee, name, change, on)
            yield from self.read_again(self._named.attributes(name), change, on)

    def _given_to_bases(self, use: Use) -> Role:
        """Return the role of what the definition of a class gives to its bases; in those of the module it is lost."""
        definition = use.around
        bases = definition.bases if isinstance(definition, cst.ClassDef) else ()
        values = (value for base in bases for value in self._evaluator.values(base.value, use.scope))
        return Role.UNSEEN if any(isinstance(value, Class) for value in values) else Role.HANDED_ON

    def _of_object(self, call: cst.Call) -> Iterator[Role]:
        """Yield the roles of an object of the module in which a text is kept: it may be compared as a whole."""
        yield from self._compared_objects.roles(call)
        if self.expectations.is_asserted(call):
            yield Role.EXPECTED

    def read_again(
        self,
        places: Iterable[tuple[cst.BaseExpression, Scope]],
        change: TextChange | None,
        on: frozenset[cst.CSTNode],
    ) -> Iterator[Role]:
        """Yield the roles of what is read by the names under which something has got a text.

        :param change: the change of the text where an attribute of that name is not for certain this one.
        """
        for read, scope in places:
            found = [*self.of_use(self._evaluator.use_here(read, scope), change, on)]
            found += [role for role, _ in self.follow(read, change, on)]
            for role in found:
                if role.weight > Role.SHOWN.weight:
                    is_sure = change is None or role.weight is not Weight.SILENCES
                    yield role if is_sure else Role.COMPARISON


def _is_list(changes: Iterable[TextChange | None]) -> bool:
    """Say whether a text that is built of a host lists it among others."""
    return any(each is not None and shapes.is_list(each.old) for each in changes)


def _is_swallowed(function: Function, use: Use) -> bool:
    """Say whether a function of the module takes an argument as one of any number of names."""
    params = function.definition.params
    named = {param.name.value for param in (*params.params, *params.kwonly_params, *params.posonly_params)}
    return params.star_kwarg is not None and use.name not in (*named, "", "*", "**")
