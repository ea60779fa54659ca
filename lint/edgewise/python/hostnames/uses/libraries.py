"""Libraries: what a call of something that is not of the module does with a text, kind of library by kind."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.python.hostnames import shapes
from edgewise.python.hostnames.uses import sinks
from edgewise.python.hostnames.uses.changes import changes_of
from edgewise.python.hostnames.uses.commands import Commands
from edgewise.python.hostnames.uses.exchanges import Exchanges
from edgewise.python.hostnames.uses.stores import Stores
from edgewise.python.hostnames.uses.tables import Tables
from edgewise.python.inference.forms.changes import PUSHES
from edgewise.python.inference.intent import is_assertion, is_of_mock
from edgewise.python.inference.known.calls import hands_on
from edgewise.python.inference.uses import OPERATORS
from edgewise.python.inference.values import Class, Function, Imported, Mapping, Object, Sequence, Text, as_constant
from edgewise.python.syntax.items import items_of
from edgewise.python.syntax.nodes import as_call, base_of, called_name, dotted_name, receiver_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import libcst as cst

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.hostnames.uses.expectations import ExpectedHosts
    from edgewise.python.hostnames.uses.memos import Memos
    from edgewise.python.hostnames.uses.named import Named
    from edgewise.python.hostnames.uses.objects.callbacks import Callbacks
    from edgewise.python.hostnames.uses.objects.handlers import Handlers
    from edgewise.python.hostnames.uses.rebuilt import Rebuilt
    from edgewise.python.inference.flows.derived import Derived
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.table import ProcessingRegion

_BY_KEY = frozenset({"get", "pop", "setdefault"})
_LOOKING_FOR = _BY_KEY | {"index", "count", "remove", "discard"}
"""Methods of containers that look for what they are given."""
_UNBOUND = on_demand(r"builtins\.(?:dict|list|tuple|set|frozenset)\.\w+\Z")
"""Methods of containers that are given the container as well."""
_LOOKING_AT = frozenset({"iterated", "test", "comparison", "asserted", "key", "item"})
_NETLOC = 1
"""Where the host stands in what ``urlsplit`` gives, from 0."""


class GivenText(NamedTuple):
    """A text, or what holds it, that is given to a call."""

    callee: Value
    use: Use
    call: cst.Call
    change: TextChange | None
    on: frozenset[cst.CSTNode]
    """What is followed already."""

    @property
    def name(self) -> str:
        """The full name of what is called, nothing where it is not known."""
        return self.callee.name if isinstance(self.callee, Imported) else ""

    @property
    def method(self) -> str:
        """The last part of its name, or of that by which it is called."""
        return self.name.rpartition(".")[2].removesuffix("()") or called_name(self.call)


class Follower(Protocol):
    """What follows a text on its way through the module."""

    def follow(
        self,
        node: cst.CSTNode,
        change: TextChange | None,
        on: frozenset[cst.CSTNode],
        without: frozenset[str] = frozenset(),
    ) -> Iterator[tuple[Role, cst.CSTNode]]:
        """Yield the roles of what ``node`` makes, each with its place."""
        ...

    def of_use(self, use: Use, change: TextChange | None, on: frozenset[cst.CSTNode]) -> Iterator[Role]:
        """Yield the roles of one use."""
        ...

    def called_back(
        self, parameters: Iterable[cst.Param], change: TextChange | None, on: frozenset[cst.CSTNode]
    ) -> Iterator[Role]:
        """Yield the roles of what functions do with parameters that may be a text, and speak against a fix."""
        ...

    def read_again(
        self,
        places: Iterable[tuple[cst.BaseExpression, Scope]],
        change: TextChange | None,
        on: frozenset[cst.CSTNode],
    ) -> Iterator[Role]:
        """Yield the roles of what is read by the names under which something has got a text."""
        ...


class LibraryCalls:
    """Answers for the calls of one module."""

    def __init__(
        self,
        module: Module,
        follower: Follower,
        *,
        derived: Derived,
        named: Named,
        memos: Memos,
        rebuilt: Rebuilt,
        expectations: ExpectedHosts,
        exchanges: Exchanges,
        callbacks: Callbacks,
        handlers: Handlers,
    ) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._follower = follower
        self._derived = derived
        self._named = named
        self._memos = memos
        self._rebuilt = rebuilt
        self._expectations = expectations
        self._exchanges = exchanges
        self._callbacks = callbacks
        self._handlers = handlers
        self._way: ProcessingRegion = module.options.way
        self._stores = Stores(module)
        self._commands = Commands(module)
        self._tables = Tables(module)

    def roles(self, given: GivenText) -> Iterable[Role]:
        """Return what a call does with a text that it is given, by the first kind of library that knows it."""
        questions = (
            self._of_container,
            self._of_test,
            self._of_search,
            self._of_words,
            self._of_comparison,
            self._of_keyword,
            self._of_builtin,
            self._of_service,
            self._of_table,
        )
        answers = (question(given) for question in questions)
        found = next((answer for answer in answers if answer is not None), None)
        return self._of_unknown(given) if found is None else found

    def _of_container(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for a method of a list or a dictionary of the module."""
        receiver = given.callee.receiver if isinstance(given.callee, Imported) else None
        if not isinstance(receiver, (Mapping, Sequence)):
            return None
        if given.method == "send":
            return [Role.UNSEEN]  # a generator gets it where it yields
        if given.method == "update" and isinstance(receiver, Mapping):
            return self._of_attributes(given)
        is_open = isinstance(receiver, Sequence) and self._evaluator.elements(receiver).more is not None
        adds = given.method in ("add", "update") and is_open  # it may be there already
        is_key = given.method not in _BY_KEY or self._tables.position(given.use, given.call) == 0
        looks = given.method in _LOOKING_FOR and is_key and (given.use.way != "held" or given.use.name == "*")
        return [Role.KEY] if (adds or looks) and not self._memos.finds_again((receiver,)) else ()

    def _of_test(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for what expects a text, or answers in place of a host."""
        use, call, change = given.use, given.call, given.change
        if self._expectations.states(call, use.scope):
            others = [argument.value for argument in call.args if argument.value is not use.node]
            if len(others) == 1 and self._expectations.has_one_origin(use, others[0]):
                return [Role.ADDRESS]
            is_call = is_of_mock(call) or not is_assertion(call)
            if is_call and change is not None and self._expectations.is_given_as_it_is(use, change):
                return [Role.ADDRESS]
            agrees = change is not None and (
                any(self._expectations.is_made_here(other, use.scope, change) for other in others)
                or (is_call and self._expectations.is_given_here(change, use.node))
            )
            return [Role.AGREES if agrees and use.way != "held" else Role.EXPECTED]
        is_fixture = not given.name and dotted_name(receiver_of(call) or call.func) in sinks.FIXTURES
        return [Role.MOCKED] if is_fixture or sinks.MOCKING.match(given.name) else None

    def _of_search(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for what looks for a text in another one, or at each of several."""
        use, call, change, name, method = given.use, given.call, given.change, given.name, given.method
        if method.startswith("__") and method not in sinks.TAKING:
            return [Role.COMPARISON]
        if name in sinks.CALLING and use.way == "held":
            return () if self._named.is_beside_a_key(use) else self._given_one_by_one(call, use.scope)
        if sinks.PATTERNS.match(name):
            return [Role.MIGRATION if self._exchanges.only_exchanges(call, use, change) else Role.COMPARISON]
        if method in sinks.SEARCHES and (not name or ")." in name) and receiver_of(call) is not None:
            return [self._searched(call, use, change)]
        return None

    def _of_words(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for what shows a text, or takes it for the name of something else."""
        name = given.name
        if sinks.SHOWING.match(name):
            return [Role.SHOWN]
        if name in sinks.JOINING and given.change is not None and "//" in given.change.around[0]:
            return ()  # the URL that is built from it is followed by itself
        if sinks.NAMING.match(name):
            return [Role.DATA if given.method in sinks.WRITING else Role.NAME]
        is_error = name.startswith("builtins.") and name.endswith(("Error", "Exception", "Warning", "Exit"))
        if is_error and self._handlers.go_by(given.callee):
            return [Role.COMPARISON]
        return [Role.SHOWN] if is_error else None

    def _of_comparison(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for what measures, judges or orders texts."""
        use, name = given.use, given.name
        if name in sinks.MEASURING and given.change is not None:
            measure = sinks.MEASURING[name]
            old, new = measure(given.change.old), measure(given.change.new)
            return self._measured(given.call, old, new, use.scope) if old != new else ()
        if name in PUSHES or name == "heapq.heappop":
            is_heap = given.call.args[0].value is use.node
            return () if is_heap or self._is_behind_a_count(use) else [Role.COMPARISON]
        if sinks.JUDGING.match(name):
            return [Role.COMPARISON]
        if name in sinks.ORDERING or name.startswith("operator."):
            return () if use.way == "held" and self._named.is_beside_a_key(use) else [Role.COMPARISON]
        return None

    def _of_keyword(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for what a keyword says: choices, rows of a test, parts of a message."""
        if given.use.name == "choices" or given.method == "Choice":
            return [Role.ALLOW]
        if self._expectations.gives_rows_to_a_test(given.call, given.name):
            return [Role.EXPECTED]
        return [Role.DATA] if given.use.name in sinks.PAYLOADS else None

    def _of_builtin(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for methods of texts, builtins, and what does the same whatever is in its arguments."""
        use, call, name = given.use, given.call, given.name
        if name.startswith("builtins.str().") and given.method in sinks.OF_TEXT:  # those that search are asked before
            # A text that is built from it is followed by itself.
            return [Role.TAKEN_APART] if self._rebuilt.is_cut(use._replace(name=""), given.change) else ()
        if _UNBOUND.match(name) and given.method in _LOOKING_FOR and call.args[0].value is not use.node:
            return [Role.KEY]
        if name.startswith("builtins.") and not name.startswith("builtins.str"):
            return self._held_in_builtin(call, name, use.scope) if use.way == "held" else ()
        if hands_on(given.callee) and self._is_followed_through(call, name, use.scope):
            has_keys = use.way == "held" and self._named.has_keys(self._evaluator.use_here(call, use.scope))
            return [*([Role.KEY] if has_keys else ()), *self._of_callbacks(given)]
        return None

    def _of_service(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for what takes URLs apart, asks stores, runs programs or sends requests."""
        use, call, change, name = given.use, given.call, given.change, given.name
        if sinks.PARSING.match(name):
            return [Role.ADDRESS, *self._of_parsed(call, change, given.on)]
        if self._stores.selects(call):
            return [Role.SELECTOR]
        if sinks.PROGRAMS.match(name):
            is_for_it = use.name == "env" or self._commands.asks(call, use.scope, change)
            return [Role.REQUEST if is_for_it else Role.UNSEEN]
        if sinks.SENDING.match(name):
            is_data = use.way == "held" and not self._is_spread(use) and not sinks.TAKES_LISTS.match(name)
            return [Role.DATA if is_data else self._keeps(call, name, use.scope) or Role.REQUEST]
        return None

    def _of_table(self, given: GivenText) -> Iterable[Role] | None:
        """Answer for a mapping that is not of the module."""
        is_key = self._tables.is_asked_by(given.use, given.call, given.name, given.method)
        return [Role.KEY] if is_key else None

    def _of_unknown(self, given: GivenText) -> Iterator[Role]:
        """Answer for what is not known; a text that is built there is followed by itself."""
        use, call = given.use, given.call
        if not all(isinstance(made, Text) for made in self._evaluator.values(call, use.scope)):
            yield self._handed(use, call, given.name, given.change)
            yield from self._follower.read_again(self._named.reads(self._named.given(use, call)), None, given.on)
            yield from self._of_attributes(given)
        yield from self._of_callbacks(given)

    def _of_attributes(self, given: GivenText) -> Iterator[Role]:
        """Answer for what is put under a name into a dictionary, which may be that of an object: ``vars(a).update``."""
        is_put = given.method == "update" and given.use.name.isidentifier()
        read = self._named.attributes(given.use.name) if is_put else ()
        return self._follower.read_again(read, given.change, given.on)

    def _of_callbacks(self, given: GivenText) -> Iterator[Role]:
        """Answer for functions that are given beside the text: they may be called with it."""
        parameters = [*self._callbacks.parameters(given.call, given.use.scope)]
        for change in self._changes(given) if parameters else ():
            yield from self._follower.called_back(parameters, change, given.on)

    def _changes(self, given: GivenText) -> Iterable[TextChange | None]:
        """Return what becomes of a text that is given, or of each in a container."""
        if given.use.way != "held":
            return (given.change,)
        held = (value.text for value in self._named.texts_in(given.use) if isinstance(value, Text))
        return [change for text in held for change in changes_of(text, self._way)]

    def _of_parsed(self, call: cst.Call, change: TextChange | None, on: frozenset[cst.CSTNode]) -> Iterator[Role]:
        """Yield the roles of a URL that is taken apart: of its host, which is known by itself, and of all the rest."""
        before, behind = change.around if change is not None else ("", ":")
        is_all = before.endswith("//") and behind[:1] in ("", "/")  # without a user and a port
        host = change.within(change.old_host) if change is not None and is_all else None
        without = sinks.BESIDE_THE_HOST if host is None else sinks.BESIDE_THE_HOST | sinks.HOSTS
        found = [*self._follower.follow(call, None, on, without)]
        for use in self._evaluator.uses(call) if host is not None else ():
            if use.kind == "attribute" and use.name in sinks.HOSTS and self._tree.call_of(use.around) is None:
                attribute = cast("cst.BaseExpression", use.around)
                here = self._evaluator.use_here(attribute, use.scope)
                found += [(role, attribute) for role in self._follower.of_use(here, host, on)]
                found += self._follower.follow(use.around, host, on)
        for read, scope, path in self._derived.taken_out(call):
            if path[-1:] == (_NETLOC,):
                found += self._follower.follow(read, host, on)
                found += [
                    (role, read) for role in self._follower.of_use(self._evaluator.use_here(read, scope), host, on)
                ]
        yield from (role for role, _ in found if role.weight >= Role.COMPARISON.weight)

    def _keeps(self, call: cst.Call, name: str, scope: Scope) -> Role | None:
        """Return the role of what an object of an HTTP library is given to keep, None where a request goes there.

        An adapter is kept for a host, or a password; a cookie or a header is sent along. With an adapter of a library
        nothing else is asked, or answered, than without.
        """
        parts = {part.removesuffix("()").lower() for part in name.split(".")[:-1]}
        if not parts.isdisjoint(sinks.PAYLOADS):
            return Role.DATA
        is_method = name.rpartition(".")[0].endswith("()") and not name.startswith("twilio.")
        is_dropped = all(use.kind == "dropped" for use in self._evaluator.uses(call))
        if not is_method or not is_dropped or sinks.ASKING.match(called_name(call)):
            return None
        kept = [value for item in call.args[1:] for value in self._evaluator.values(item.value, scope)]
        is_adapter = called_name(call) == "mount" and all(
            isinstance(value, Object) and isinstance(value.of, Imported) for value in kept
        )
        return Role.ADDRESS if is_adapter and kept else Role.KEY

    def _is_spread(self, use: Use) -> bool:
        """Say whether a container gives what is in it as arguments, and a host in none that is sent."""
        if use.name == "*":  # the URL comes first
            rows = [self._evaluator.elements(value).items for value in self._evaluator.used(use)]
            return not any(isinstance(value, Text) for row in rows for value in self._evaluator.of(*row[1:]))
        if use.name != "**":
            return False
        return sinks.PAYLOADS.isdisjoint(self._named.keys(use))

    def _given_one_by_one(self, call: cst.Call, scope: Scope) -> Iterator[Role]:
        """Yield the roles of the elements that ``map`` gives to a function: in one of the module they are followed."""
        for callee in self._evaluator.values(call.args[0].value, scope):
            if isinstance(callee, (Function, Class)) or hands_on(callee):
                continue  # what it gives is followed
            if isinstance(callee, Imported):
                yield Role.REQUEST if sinks.SENDING.match(callee.name) else Role.UNSEEN
            else:  # as where it is called with each by itself, if it is no method
                is_seen = base_of(call.args[0].value) is None and called_name(call) == "map"
                is_handed_on = is_seen and not self._derived.is_judged(call, scope)
                yield Role.HANDED_ON if is_handed_on else Role.UNSEEN

    def _handed(self, use: Use, call: cst.Call, name: str, change: TextChange | None) -> Role:
        """Return the role of what goes to something that is not known, by what is done with its answer."""
        if self._decides(call):
            return Role.COMPARISON
        is_asked = change is not None and "//" in change.old and sinks.METHODS.match(called_name(call))
        if not is_asked and self._expectations.is_asserted(call):
            return Role.EXPECTED  # what answers a request, its URL does not say
        if use.way == "held" and self._is_looked_at(call):
            return Role.DATA
        if self._is_judged(use, call, change):
            return Role.DATA if use.way == "held" else Role.COMPARISON
        if self._stores.is_beside_sql(call, use.scope) or self._derived.is_given_to(call, use.scope, sinks.QUERIES):
            return Role.SELECTOR
        is_of_python = name.partition(".")[0] in sys.stdlib_module_names
        return Role.UNSEEN if is_of_python and not sinks.KEEPING.match(name) else Role.HANDED_ON

    def _is_judged(self, use: Use, call: cst.Call, change: TextChange | None) -> bool:
        """Say whether code goes by what a call makes of what it is given, or by what is in the object that it gives it.

        Of what is made of an address only the attributes have its text: what answers come from there, it does not say.
        """
        is_document = use.way == "held" or (change is not None and shapes.is_document(change.old))
        if self._derived.is_judged(call, use.scope, only_attributes=not is_document):
            return True
        callees = (callee for callee, _ in self._evaluator.callees(call, use.scope))
        receivers = (callee.receiver for callee in callees if isinstance(callee, Imported))
        has_key = change is not None and shapes.is_value_of_option(change.around[0])
        names = sinks.OF_SECTIONS if has_key else frozenset[str]()
        return is_document and any(
            isinstance(one, Object) and self._derived.is_judged(one.node, one.origin.scope, without=names)
            for one in receivers
        )

    def _is_looked_at(self, call: cst.Call) -> bool:
        """Say whether code looks at what a call answers, as at the errors of a validation."""
        for use in self._evaluator.uses(call):
            if use.kind in _LOOKING_AT and use.way == "itself":
                return True
            if use.kind == "argument" and use.call is not None and self._is_builtin(use.call, use.scope):
                return True
        return False

    def _is_builtin(self, call: cst.Call, scope: Scope) -> bool:
        callees = (callee for callee, _ in self._evaluator.callees(call, scope))
        return any(isinstance(callee, Imported) and callee.name.startswith("builtins.") for callee in callees)

    def _held_in_builtin(self, call: cst.Call, name: str, scope: Scope) -> Iterator[Role]:
        """Yield the roles of the elements of what a builtin is given."""
        made = [(call, scope), *((use.call, use.scope) for use in self._evaluator.uses(call) if use.call is not None)]
        if any(
            self._named.has_keys(self._evaluator.use_here(each, where))
            and not self._memos.finds_again(self._evaluator.values(each, where))
            for each, where in made
        ):
            yield Role.KEY  # of a dictionary that is made of it, perhaps of its pairs
        elif name.count(".") == 1 and not self._is_followed_through(call, name, scope):
            yield Role.UNSEEN

    def _is_followed_through(self, call: cst.Call, name: str, scope: Scope) -> bool:
        """Say whether a builtin only looks at a container, or what it makes of its elements is known."""
        if name.partition(".")[2] in sinks.PASSING:
            return True
        return all(isinstance(value, (Mapping, Sequence)) for value in self._evaluator.values(call, scope))

    def _searched(self, call: cst.Call, use: Use, change: TextChange | None) -> Role:
        """Return the role of what a method of a text looks for in it, or puts into it."""
        if called_name(call) == "replace" and len(call.args) > 1 and call.args[1].value is use.node:
            return Role.HANDED_ON
        return Role.MIGRATION if self._exchanges.gives_new(call, use.scope, change) else Role.COMPARISON

    def _measured(self, call: cst.Call, old: object, new: object, scope: Scope) -> Iterator[Role]:
        for use in self._evaluator.uses(call):
            if use.compared:
                for compared in use.compared:
                    known = [as_constant(value) for value in self._evaluator.values(compared.other, scope)]
                    compare = OPERATORS.get(compared.sign)
                    if compare is None or any(
                        not one or bool(compare(old, one[0])) != bool(compare(new, one[0])) for one in known
                    ):
                        yield Role.COMPARISON
            elif use.kind not in ("assigned", "test", "asserted"):
                yield Role.TAKEN_APART

    def _is_behind_a_count(self, use: Use) -> bool:
        """Say whether in a row a number of its own stands before a host, so that rows are never compared by that."""
        for element in items_of(use.node):
            values = self._evaluator.values(element.value, use.scope) if element.form == "tuple" else ()
            if any(isinstance(value, Text) and "twilio" in value.text.lower() for value in values):
                return False
            call = as_call(element.value)
            given = call.args[:1] if call is not None and called_name(call) == "next" else ()
            counters = [one for item in given for one in self._evaluator.values(item.value, use.scope)]
            if counters and all(isinstance(one, Object) and _is_count(one.of) for one in counters):
                return True
        return False

    def _decides(self, call: cst.Call) -> bool:
        """Say whether code goes by what a call answers."""
        return any(
            use.kind in ("test", "asserted", "comparison") and use.node is call for use in self._evaluator.uses(call)
        )


def _is_count(of: Class | Imported) -> bool:
    return isinstance(of, Imported) and of.name == "itertools.count"
