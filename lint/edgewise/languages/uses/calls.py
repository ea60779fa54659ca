"""Calls around an expression that holds a host: what gets it as an argument, or is asked of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from edgewise.judgement.roles import Role
from edgewise.judgement.uses import CONTAINS, plain
from edgewise.languages.uses.held import CALLED, CALLS, Holding, Steps, of_elements, taken
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.syntax.tree import Call, SyntaxTree
    from edgewise.languages.uses.naming import Naming

_SAME = frozenset(
    "tolower toupper tolowerinvariant toupperinvariant tolowercase touppercase downcase upcase trim strip tostring s "
    "str tos string valueof freeze dup clone intern itself get value unwrap orelse host hostname authority gethost "
    "getauthority toasciistring touri tourl uri url trimend trimstart chomp normalize href origin".split()
)
"""Methods of a text, of an address or of what holds one, that give back what has the same host."""
_ADDS = on_demand(r"(?i:add|push|append|unshift|insert|prepend|offer|concat|plus|join|resolve)")
_PUTS = on_demand(r"(?i:put|set|add|store|insert|putIfAbsent|tryadd|update)")
_BY_KEY = on_demand(
    r"(?i:on|once|off|(?:add|remove)_?(?:event)?_?listener|handle(?:_?func)?|merge|compute\w*|put_?if_?absent|get_?or_?add"
    r"|add_?or_?update|load_?or_?store|store|h?incr\w*|set_?ex)"
)
"""Methods that keep, or do, something by their first argument."""
_GETS = on_demand(r"(?i:get|fetch|dig|at|getOrDefault|getvalue|getvalueordefault|elementAt|nth|value)")
_DEFAULTS = on_demand(r"(?i:\w*(?:get|fetch|env|or_?else|default|config|option|setting|coalesce|first_?non\w*)\w*)")
_ELSE = frozenset("orelse valueor unwrapor getorelse ifempty presence".split())
"""Methods of what may be missing, whose argument is there in its place."""
_KEPT = on_demand(
    r"(?:\A|[.:>])(?:ref|shallowRef|reactive|readonly|signal|\$?(?:state|derived)|useState|useRef|useMemo|Optional\.of(?:Nullable)?|ofNullable"
    r"|Lazy|OnceValues?|use[A-Z]\w*|computed|memoize|once|lazy|\w*(?:URL|Url|URI|Uri)\w*\.(?:get|of|from\w*|new|create)|toRef|writable|readable"
    r"|create(?:Context|Signal|Store)?|Uri|URI|URL|HttpUrl|quote\w*|Quote\w*|QuoteMeta|preg_quote|[eE]scape\w*|trim|to_?lower\w*"
    r"|ToLower|strtolower|ToUpper|String|str|Box|Some|Just|parse\w*|Parse\w*|parse_url|cast|move|Must|Cow|NewURL|URI\.create)\Z"
)
"""Calls that give back what they are given in another form."""
_SEARCHES = on_demand(r"(?:\A|\.)(?:Pattern\.compile|RegExp|Regex|Regexp\.new|regexp\.\w*Compile\w*)\Z")
_ROUTED = frozenset("host host_name hostname domain subdomain".split())
_ROUTES = on_demand(
    r"(?i:get|post|put|patch|delete|head|options|constraints?|scope|match|mount|route\w*|namespace|resources?)"
)
"""Calls that say which requests are answered, and the names of arguments by which they tell hosts apart."""
_MEMBERS = on_demand(r"(?i:(?:where_?)?(?:not_?)?in|is_?in|one_?of|any_?of|none_?of|exclusion|inclusion)")
"""Calls that ask whether something is in a list."""
_CONTROLS = on_demand(r"Controller|constraints?|route\w*|match|scope|mount|vhost|guard")
"""Calls that get such a name in an object: none of them sends a request."""
_QUERIES = on_demand(r"(?:First|Take|Last|Find|Where|Not|Or|Delete|Count)\w*")
"""Methods that take an object as the condition of a query, in Go."""
_TABLES = on_demand(r"(?i:\w*(?:Map|Dict|Hash|Pair|entry)\w*(?:(?:\.|::)?of)?|of)")
_VALUES = on_demand(r"(?i:(?:array_)?values|entries|entry_?set|to_?pairs|items|each|iter\w*|stream|keys_?values)")
_PAIRS = on_demand(r"(?i:entries|entry_?set|to_?pairs|items)")
_KEYS = on_demand(r"(?i:(?:array_)?keys|key_?set|get_?own\w*|array_key\w*)")
_MAPS = on_demand(r"(?i:(?:array_|flat_?)?map\w*|select|collect|transform|flat_?map|pluck|to_?list)")
_PICKS = on_demand(
    r"(?i:find|first\w*|last\w*|single\w*|detect|element\w*|at|pop|shift|sample|max\w*|min\w*|reduce|next)"
)
_TURNS = on_demand(
    r"(?i:invert\w*|array_?flip|flip|from_?entries|to_?map|associate\w*|key_?by|index_?by|to_?dictionary|to_?lookup|group_?by"
    r"|grouping_?by|array_column|try_?from|from|value_?of|try_?parse|parse|native_?enum|enum|to_?h)"
)
"""Calls that make a table by what is in the elements, or find a member of an enumeration by its value."""
_HANDS_ON = frozenset("then tap yieldself let also run apply".split())
"""Methods of anything, which hand it to their function."""
_EQUALS = on_demand(r"equals?\w*|eql|compareto\w*|issame\w*|samevalue\w*")
_STRUCT = on_demand(r"(?:Struct|Data)\Z")


class GivenArgument(NamedTuple):
    """An argument of a call, by its place among the items of the list, and its name where it is given by one."""

    held: Holding
    call: Call
    callee: str
    method: str
    items: list[Node]
    place: int
    name: str


class CallsAround:
    """Answers for the calls of one tree."""

    def __init__(self, tree: SyntaxTree, naming: Naming) -> None:
        self._tree = tree
        self._grammar = tree.grammar
        self._naming = naming

    def ways(self, held: Holding, holder: Node) -> Iterator[Holding | Role]:
        """Yield where something goes that stands in a node of a call."""
        tree, grammar = self._tree, self._grammar
        if holder.type == "argument" or holder.type in grammar.spreads:
            listed = tree.parent(holder)
            if listed is not None and listed.type in grammar.arguments:
                yield from self.argument(Holding(holder, held.steps, held.word), listed)
        elif holder.type in grammar.arguments:
            yield from self.argument(held, holder)
        else:
            call = tree.call(holder)
            if call is not None and call.receiver == held.node:
                yield from self.asked(held, call)

    # -- arguments

    def argument(self, held: Holding, listed: Node) -> Iterator[Holding | Role]:
        """Yield where an argument goes: into a function of the text, a list, a table, or another form of it."""
        tree = self._tree
        outer = tree.parent(listed)
        if outer is None:
            return
        items = tree.items(listed)
        place = next((number for number, item in enumerate(items) if tree.within(held.node, item)), 0)
        name = self._name_of_argument(items[place]) if items else ""
        call = tree.call(outer)
        if call is None or outer.type in self._grammar.delegating:
            yield from self._of_constructor(outer, name or place, held.steps)
            return
        owner = f"{tree.source(call.receiver)}." if call.callee is None and call.receiver is not None else ""
        callee = tree.source(call.callee).partition("<")[0] if call.callee is not None else owner + call.name
        given = GivenArgument(held, call, callee, call.name or callee, items, place, name)
        yield from self._asked_by(given)
        for question in (self._into_own, self._into_receiver, self._kept):
            found = list(question(given))
            yield from found
            if found:
                return

    def _asked_by(self, given: GivenArgument) -> Iterator[Holding | Role]:
        """Yield what a call asks, by its name, with an argument, and the elements that it hands to a function."""
        steps, method = given.held.steps, given.method
        if steps[:1] == (CALLED,):
            if steps == (CALLED,) and given.place == 0 and _TURNS.fullmatch(method):
                yield Role.KEY  # the function that gives the keys
            return
        if steps and _EQUALS.fullmatch(plain(method)) and given.call.receiver is not None:
            yield Role.COMPARISON
        if steps and _MEMBERS.fullmatch(method):
            yield Role.COMPARISON
        if len(steps) in (1, 2) and steps[-1] in _ROUTED and _CONTROLS.fullmatch(method):
            yield Role.COMPARISON
        if not steps:
            if (given.name in _ROUTED and _ROUTES.fullmatch(method)) or _SEARCHES.search(given.callee):
                yield Role.COMPARISON
            return
        if given.place and self._grammar.records and _QUERIES.fullmatch(method):
            yield Role.SELECTOR
        if _TURNS.fullmatch(method) and method.lower() != "parse":
            yield Role.KEY
        for function in self._functions_of(given.call):
            yield from self._naming.elements(self._element_names(function), steps)

    def _into_receiver(self, given: GivenArgument) -> Iterator[Holding | Role]:
        """Yield where a list or a table stands that gets an argument, and a name in quotes that does."""
        held, call, steps = given.held, given.call, given.held.steps
        if given.callee == "define" and given.place == 1:
            said = self._naming.key(given.items[0])
            yield from (Holding(one, steps) for one in (self._tree.named(str(said)) if said is not None else ()))
        elif call.receiver is None or given.name:
            return
        elif len(given.items) == 1 and _ADDS.fullmatch(given.method) and not CONTAINS.search(given.callee):
            yield from self._naming.given(call.receiver, ("*", *steps))
            if given.method.lower() in ("concat", "resolve", "join"):
                yield held._replace(node=call.node)
        elif given.place == 0 and len(given.items) > 1 and _BY_KEY.fullmatch(given.method):
            if not steps:
                yield Role.KEY
        elif given.place and given.method == "addAll":
            yield from self._naming.given(given.items[0], ("*", *steps))
        elif len(given.items) == 2 and _PUTS.fullmatch(given.method):
            if given.place == 1:
                key = self._naming.key(given.items[0])
                yield from self._naming.given(call.receiver, ("*" if key is None else key, *steps))
            elif not steps:
                yield Role.KEY

    def _kept(self, given: GivenArgument) -> Iterator[Holding | Role]:
        """Yield the call that gives back what has its argument."""
        held, steps, items, method = given.held, given.held.steps, given.items, given.method
        whole = given.call.node
        if steps and _VALUES.fullmatch(method):
            yield Holding(whole, ("*", 1, *steps[1:]) if _PAIRS.fullmatch(method) else of_elements(steps))
        elif steps and _KEYS.fullmatch(method):
            return
        elif len(items) > 1 and not given.name and self._is_table(given.callee):
            if given.place % 2:
                key = self._naming.key(items[given.place - 1])
                yield Holding(whole, ("*" if key is None else key, *steps))
            elif not steps:
                yield Role.KEY
        elif CONTAINS.search(given.callee) or _KEPT.search(given.callee):
            is_element = not steps or (isinstance(steps[0], str) and steps[0] not in ("", "*"))
            yield Holding(whole, ("*", *steps) if is_element and self._makes_list(given.callee) else steps)
            if steps[:1] == (CALLED,):
                yield Holding(whole, steps[1:])
        elif method in ("append", "array_merge", "merge", "assign"):
            yield Holding(whole, ("*", *steps) if given.place and method == "append" else steps)
        elif not given.name and given.place == len(items) - 1 and self._is_default(given):
            yield held._replace(node=whole)

    @staticmethod
    def _is_default(given: GivenArgument) -> bool:
        """Say whether a call gives back its last argument where there is nothing else."""
        is_else = given.call.receiver is not None and plain(given.method) in _ELSE
        return is_else or (given.place > 0 and _DEFAULTS.fullmatch(given.method) is not None)

    @staticmethod
    def _is_table(callee: str) -> bool:
        """Say whether what is called makes a table, or an entry of one, of keys and values in turn."""
        of_table = re.search(r"(?i:map|dict|hash|pair|entry)", callee) is not None
        return of_table and _TABLES.fullmatch(callee.rpartition(".")[2]) is not None

    @staticmethod
    def _makes_list(callee: str) -> bool:
        return (
            re.search(r"(?i:(?:(?:set|list|array|vec)(?:\.?of|_of)?|(?:set|list|stream)\.of|aslist|vec!)\Z)", callee)
            is not None
        )

    def _name_of_argument(self, item: Node) -> str:
        """Return the name by which an argument is given, "" where it is given by its position."""
        named = item.child_by_field_name("name") if item.type in ("argument", "keyword_argument") else None
        if item.type in self._grammar.pairs and item.type not in ("keyed_element",):
            named = item.child_by_field_name("key")
        return self._tree.source(named).strip(":\"'") if named is not None else ""

    def _into_own(self, given: GivenArgument) -> Iterator[Holding | Role]:
        """Yield where the parameters of functions and classes of the text stand for an argument."""
        naming, call, steps, place = self._naming, given.call, given.held.steps, given.name or given.place
        made = given.callee if call.how.new else ""
        if made and self._tree.source(call.node).startswith(("new(", "new (")):
            made = naming.type_of(call.node)
        if given.callee in ("super", "parent.__construct"):
            made = naming.base_of(call.node)
        if call.receiver is not None and call.name == self._grammar.maker != "":
            made = self._tree.source(call.receiver)
        if made:
            for owner in naming.classes(re.split(r"\.|::|\\\\", made)[-1]):
                yield from self._into_class(owner, call, place, steps)
            yield from self._of_struct(made, call, place, steps)
            return
        for function in self._called(given):
            yield from naming.into(function, place, steps)

    def _called(self, given: GivenArgument) -> list[Node]:
        """Return the functions of the text that a call calls: by its name, that of its object, or where it stands."""
        call, tree = given.call, self._tree
        callee = tree.inner(call.callee) if call.callee is not None else None
        if callee is not None and callee.type in self._grammar.functions:
            return [callee]
        own = self._naming.functions(given.method)
        is_object = not own and call.receiver is not None and call.name.lower() in ("", *CALLS)
        return self._naming.functions(tree.source(call.receiver)) if is_object and call.receiver is not None else own

    def _into_class(self, owner: Node, call: Call, place: int | str, steps: Steps) -> Iterator[Holding | Role]:
        for function in self._naming.constructors(owner):
            yield from self._naming.into(function, place, steps)
            parameters = self._naming.parameters(function)
            if (
                isinstance(place, int)
                and place < len(parameters)
                and (function == owner or self._promotes(parameters[place]))
            ):
                name = self._tree.source(self._naming.name_of(parameters[place])).lstrip("$")
                yield Holding(call.node, (name, *steps))

    def _promotes(self, parameter: Node) -> bool:
        grammar = self._grammar
        modifiers = grammar.promoted.get(parameter.type, frozenset())
        return parameter.type in grammar.promotes or any(one.type in modifiers for one in parameter.children)

    def _of_struct(self, name: str, call: Call, place: int | str, steps: Steps) -> Iterator[Holding]:
        """Yield the object of which an argument is a field: ``Row = Struct.new(:host)``, ``Row.new("...")``."""
        tree = self._tree
        for node in tree.named(name) if self._grammar.maker else ():
            assigned = tree.assignment(tree.parent(node) or node)
            made = tree.call(assigned[1]) if assigned is not None and assigned[0] == node else None
            if made is None or made.receiver is None or not _STRUCT.search(tree.source(made.receiver)):
                continue
            fields = [tree.source(one.value).strip(":") for one in made.arguments]
            field = place if isinstance(place, str) else fields[place] if place < len(fields) else ""
            if field in fields:
                yield Holding(call.node, (field, *steps))
                block = made.node.child_by_field_name("block")
                inside = tree.named(field) if block is not None else []
                yield from (Holding(one, steps) for one in inside if block is not None and tree.within(one, block))

    def _of_constructor(self, outer: Node, place: int | str, steps: Steps) -> Iterator[Holding | Role]:
        """Yield where the constructor stands for an argument that its own class, or a member of an enum, hands on."""
        naming, grammar = self._naming, self._grammar
        if outer.type in grammar.delegating and self._tree.source(outer).lstrip(": ").startswith(("super", "base")):
            owners = list(naming.classes(naming.base_of(outer)))
        elif outer.type in grammar.delegating | grammar.enum_members:
            owners = [one for one in (naming.class_around(outer),) if one is not None]
        else:
            owners = [outer] if "anonymous_class" in outer.type else []
        for owner in owners:
            for function in naming.constructors(owner):
                if not self._tree.within(outer, function):
                    yield from naming.into(function, place, steps)

    def selected(self, call: Call, steps: Steps) -> Iterator[Holding]:
        """Yield where the parameter stands of a function that what is called is given, to choose of what it has."""
        for function in self._functions_of(call):
            for name in self._element_names(function)[:1]:
                yield from self._naming.given(name, steps)

    # -- methods

    def asked(self, held: Holding, call: Call) -> Iterator[Holding | Role]:
        """Yield what a method of an expression gives back that holds the same, or to whom it hands elements."""
        name, steps = call.name, held.steps
        said = plain(name.rstrip("!?"))
        if _EQUALS.fullmatch(said) and (not steps or self._grammar.equal_by_value or name == "equals"):
            yield Role.COMPARISON
        if not steps:
            if said in _HANDS_ON:
                yield from self.selected(call, steps)
            if call.arguments and (
                said.startswith("is") or said in ("filter", "takeif", "makerelativeuri", "relativize")
            ):
                yield Role.COMPARISON
            elif said in _SAME or (not call.arguments and said.startswith(("to", "as", "get", "host"))):
                yield Holding(call.node)
            elif said in ("concat", "resolve", "relative", "plus", "replace", "sub", "gsub", "append", "format"):
                yield held._replace(node=call.node)
            return
        if name == "join":
            yield Holding(call.node)
            return
        if _GETS.fullmatch(name) and call.arguments:
            rest = taken(steps, self._naming.key(call.arguments[0].value))
            if rest is not None:
                yield Holding(call.node, rest)
            return
        rest = taken(steps, name) if not call.arguments and steps[0] != "*" else None
        if rest is not None and (steps[0] != "" or not (_VALUES.fullmatch(name) or _KEYS.fullmatch(name))):
            yield Holding(call.node, rest)
            return
        yield from self.of_elements(held, call.node, name)
        for function in self._functions_of(call):
            yield from self._naming.elements(self._element_names(function), steps)

    def of_elements(self, held: Holding, whole: Node, name: str) -> Iterator[Holding | Role]:
        """Yield what holds the elements, or one of them, behind a method or an attribute of a list or a table."""
        steps = held.steps
        said = name.rstrip("!?")
        if _KEYS.fullmatch(said):
            return
        if _TURNS.fullmatch(said):
            behind = self._tree.source(whole).rpartition(name)[2]
            if not (len(steps) > 1 and isinstance(steps[1], str) and behind and steps[1].lower() not in behind.lower()):
                yield Role.KEY
        elif _PAIRS.fullmatch(said):
            yield Holding(whole, ("*", 1, *steps[1:]))
        elif _VALUES.fullmatch(said):
            yield Holding(whole, steps)
            yield Holding(whole, of_elements(steps))
        elif _PICKS.fullmatch(said):
            yield Holding(whole, steps[1:])
        elif re.fullmatch(
            r"(?i:filter\w*|where\w*|sort\w*|order\w*|reverse\w*|slice|take\w*|drop\w*|skip\w*|uniq\w*|distinct"
            r"|compact|freeze|dup|clone|to_?(?:a|array|set|list|immutable\w*)|as_?\w*|with_index|collect|tap|lazy"
            r"|reject|concat|peek|cases|values|shuffle\w*)",
            said,
        ):
            yield Holding(whole, steps)

    def _functions_of(self, call: Call) -> Iterator[Node]:
        for argument in call.arguments:
            value = self._tree.inner(argument.value)
            if value.type in self._grammar.functions:
                yield value
        block = call.node.child_by_field_name("block")
        if block is not None:
            yield block

    def _element_names(self, function: Node) -> list[Node]:
        tree = self._tree
        named = [self._naming.name_of(one) for one in self._naming.parameters(function)]
        if not named and self._grammar.takes_apart:
            named = [one for word in ("_1", "it") for one in tree.named(word) if tree.within(one, function)][:1]
        return named

    # -- what functions give back

    def given_back(self, function: Node, steps: Steps) -> Iterator[Holding | Role]:
        """Yield where a function is called, by its name or by what it is handed to."""
        tree, grammar = self._tree, self._grammar
        name = function.child_by_field_name("name")
        if name is not None and function.type != "function_expression":
            yield from self._naming.results(name, steps)
            if steps and tree.has_markup and tree.source(name) in ("data", "setup"):
                yield from self._naming.fields_of_component(steps)
            return
        whole = function
        holder = tree.parent(function)
        if holder is not None and holder.type in grammar.functions:  # the block of a lambda
            whole, holder = holder, tree.parent(holder)
        listed = holder
        while listed is not None and listed.type in grammar.wrappers | grammar.lists | {"argument"}:
            listed = tree.parent(listed)
        if listed is not None and (listed.type in grammar.arguments or function.type in ("block", "do_block")):
            call = tree.call(listed) or tree.call(tree.parent(listed) or listed)
            if call is not None:
                yield from self._through(call, function, steps)
        yield Holding(whole, (CALLED, *steps))

    def _through(self, call: Call, function: Node, steps: Steps) -> Iterator[Holding | Role]:
        """Yield what a call makes of what its function gives back."""
        if _MAPS.fullmatch(call.name):
            yield Holding(call.node, ("*", *steps))
        elif _TURNS.fullmatch(call.name):
            if not steps and self._functions_first(call, function):
                yield Role.KEY
        elif self._grammar.takes_apart and call.receiver is None and call.arguments:
            said = self._naming.key(call.arguments[0].value)  # `let(:name) { ... }`
            for node in self._tree.named(str(said)) if said is not None else ():
                yield Holding(node, steps)

    def _functions_first(self, call: Call, function: Node) -> bool:
        """Say whether a function is the one that gives the keys of a table."""
        first = next(self._functions_of(call), None)
        return first is None or first == function
