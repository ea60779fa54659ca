"""Uses of a name: what a text does with a host, or with a list of hosts, to which it gives one."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Judged, Role, Weight
from edgewise.judgement.uses import HostUse
from edgewise.languages.find import uses_in
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context import refusals
from edgewise.text.hostnames.context.answers import is_truth
from edgewise.text.hostnames.context.comparisons import compares
from edgewise.text.hostnames.context.signs import LINE, REQUESTS
from edgewise.text.hostnames.place import HostPlace
from edgewise.text.hostnames.uses.callees import Does, does
from edgewise.text.hostnames.uses.followed import VALUES, Followed
from edgewise.text.hostnames.uses.given import GivenNames
from edgewise.text.hostnames.uses.shown import Shown
from edgewise.text.kinds import is_among_tests, is_test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from edgewise.languages.uses.found import TreeUses
    from edgewise.text.hostnames.context.roles import ContextRoles
    from edgewise.text.hostnames.expectations.producers import Producers
    from edgewise.text.hostnames.place import HostPlaces

_WITHOUT_TREE = frozenset(
    "kotlin swift rust scala elixir erlang lua c cpp objective-c dart perl splus julia clojure haskell groovy fsharp "
    "ocaml elm nimrod cr zig coffeescript tcl vb.net powershell".split()
)
"""Lexers of languages in which names are followed by patterns alone."""
_MOST_WAYS = 40
"""How many names lead to a host, one after the other or beside each other."""
_ITERATED = on_demand(r"\b(?:of|in|range|as|each|foreach|for)\s*\(?\s*\Z")
_LOOP = on_demand(r"\bfor(?:each)?\s*\([^()]{1,50}(?:\b(?:of|in|as)\s|:)\s*\$?\Z")
"""The head of a loop, up to what it goes through."""
_ITERATED_BEHIND = on_demand(
    r"\s*(?:\)?\s*(?:\{|:|do\b|as\b|;[ \t]*do\b)|(?:\.|->)(?:map|forEach|each\w*|flatMap|iter\w*|stream|reduce|sort\w*"
    r"|shuffle|values|entries|for_each|ForEach)\b|\[\d*\w*\])"
)
_PLACES = on_demand(r"(?i:(?:r|last_?|first_?|find_?)?index(?:_?of)?|position)")
"""Methods of lists that say where a member is."""
_BEFORE_ARGUMENT = r"(?:\s*\(|(?<=\?)[ \t]+(?=[\w\"'@:]))"
"""What is between a method and its first argument: Ruby needs no brackets there."""
_ASKS_BEHIND = on_demand(rf"\s*\)?\??(?:\.|->|::)(?P<name>\w+[?!]?){_BEFORE_ARGUMENT}")
_OF_VALUE = r"(?:containsValue|ContainsValue|(?:has_)?value\?|key|rassoc|find_?[kK]ey)(?![\w?])"
"""Methods of tables that are given a value."""
_BY_VALUE = on_demand(rf"(?:\.|->|::)(?:(?:values|Values|entries)\b|{_OF_VALUE})")
"""Behind a table: it is asked for a value, and not for a key."""
_FINDS_KEY = on_demand(rf"(?:\.|->|::){_OF_VALUE}{_BEFORE_ARGUMENT}")
_BY_VALUE_BEFORE = on_demand(rf"(?:{VALUES}|in_array|array_search|contains_value)\([^()\n]{{0,120}}\Z")
_CHAIN = on_demand(
    r"\)?(?:[ \t]+as[ \t]+[\w<>\[\]. |]{1,40}\))?"
    r"(?:(?:\?\.|\.|->|::)(?:values|Values|entries|keys|stream|iter|to_a|toList)(?:\(\))?){0,3}"
)
_IN = on_demand(r"(?P<not>!|\bnot[ \t]+)?\bin[ \t]+[\w.:$@>-]{0,40}\Z")
_IN_LOOP = on_demand(r"\bfor(?:each)?\b[^\n;]*\Z")
_WRAPS = on_demand(rf"{VALUES}\Z")
_HOSTLIKE = on_demand(r"(?i:twilio|api|[a-z]{2}\d|\.)")
_CHANGED = on_demand(r"(?<=\w)(?:(?:\.|->)\w+)?[ \t]*[-+|]?=(?![=>~])")
"""An attribute that what is made with a host is given: ``url.RawQuery = "..."``."""
_WITH_HOST = on_demand(r"\s*[!=]==?\s*[\"'`][^\"'`\n]{0,80}(?<![\w-])twilio\.com")
"""A comparison with a host that is written there, which decides about both: they are fixed together, or not at all."""
_WITH_CONSTANT = on_demand(
    r"\s*[!=]==?\s*(?:(?P<sign>[\"'`])(?P<text>[^\"'`\n]{0,80})(?P=sign)|(?:null|nil|None|undefined|false|true)\b)"
    r"|\s+is\s+(?:not\s+)?null\b"
)
_WITH_CONSTANT_BEFORE = on_demand(
    r"(?:(?P<sign>[\"'`])(?P<text>[^\"'`\n]{0,80})(?P=sign)|(?<![\w.$])(?:null|nil|undefined))\s*[!=]==?\s*\Z"
)
"""A comparison whose answer is the same whatever host stands in a text."""
_MEASURED = on_demand(
    r"(?<![\w.>:$])(?i:len|count|sizeof|(?:mb_)?strlen|is_?(?:string|array|set|null|nil|object|callable)|empty|typeof|gettype)"
    r"\(\Z"
)
"""What asks how long something is, whether it is there, or of what type."""
_END = on_demand(r"\.c?r?end\(\)|[ \t]*[!=]=[ \t]*[\w.>-]{1,80}(?:\.c?r?end\(\)|::end\()")
"""The end of a list or a table of C++, or a comparison with it."""
_ASKED_BY_TEST = on_demand(r"[ \t]*(?:run[ \t]+)?(?:curl|wget)[ \t][^\n]*")
_EXPORTS = on_demand(r"\s*(?:export[ \t]|(?:module\.)?exports\b)")
_EXPORTED = on_demand(r"\bexports?\s*=?\s*\{[^{}]*\Z")
"""What stands before the names that a module gives to others."""
_CHOSEN = on_demand(r"[^?]\?\s*\Z")
"""What stands before the first of two values of which a condition chooses one."""
_CONSTANT = on_demand(r"\s*[\"'`](?P<text>[^\"'`\n]{0,80})[\"'`]\s*\)")


class TextUses:
    """Answers for the names of one text."""

    def __init__(
        self,
        places: HostPlaces,
        context: ContextRoles,
        producers: Producers,
        by_names: Callable[[HostPlace], Judged | None],
        path: str,
    ) -> None:
        self._places = places
        self._text = places.text
        self._context = context
        self._producers = producers
        self._given = GivenNames(places, producers)
        self._followed = Followed(places)
        self._shown = Shown(places, self._given, producers)
        self._by_names = by_names
        self._path = path
        self._judged: dict[tuple[HostUse, str], Judged | None] = {}
        """What is done with a name at a place, for a product: for all hosts it gets."""

    @cached_property
    def _tree(self) -> TreeUses | None:
        return uses_in(self._places.written, self._path)

    def role(self, place: HostPlace, product: str) -> Judged | None:
        """Return the role that the uses of a name, to which a literal or a list of them is given, give a host."""
        found = [role for role in self._roles(place, product) if role is not None]
        call, _ = self._places.call(place)
        if call is not None and place.keys and self._followed.turns(self._places.callee(call)[1]):
            found.append(Judged(Role.KEY, place.start))
        if not found:
            return None
        heaviest = max(found, key=lambda one: (one.role.weight, -one.at))
        if heaviest.role.weight is Weight.SILENCES and any(one.role.weight < Weight.SILENCES for one in found):
            return Judged(Role.COMPARISON, heaviest.at)  # the old host is meant there, and asked elsewhere
        return None if heaviest.role is Role.ADDRESS else heaviest

    def _roles(self, place: HostPlace, product: str) -> Iterator[Judged | None]:
        host = self._text[place.start : place.end].lower()
        for use in self._uses(place):
            if (use, product) not in self._judged:
                self._judged[use, product] = self._role_of(use, product)
            judged = self._judged[use, product]
            expected = judged is not None and judged.role is Role.EXPECTED
            if not expected or not self._producers.is_told_beside(use.start, host):
                yield judged

    def _uses(self, place: HostPlace) -> Iterator[HostUse]:
        """Yield where a host, or what has it, stands by a name elsewhere in the text."""
        if self._tree is not None:
            yield from self._tree.of(place.start, place.end)
            if self._tree.is_whole:
                return
        ways = self._given.first(place)
        for number, way in enumerate(ways):
            if number >= _MOST_WAYS:
                return
            for found in self._followed.uses(way):
                if isinstance(found, HostUse):
                    yield found
                elif found not in ways:
                    ways.append(found)

    @cached_property
    def is_in_test(self) -> bool:
        """Whether the text is a test without a tree: what it gives a host to, it compares with something."""
        lexer = self._places.lexer
        return (lexer in _WITHOUT_TREE or lexer == "bash") and is_test(self._path) and self._tree is None

    @cached_property
    def is_of_test(self) -> bool:
        """Whether the text is a test by its frame, or by its name and what it says, and a tree shows what it does."""
        assertions = self._context.assertions
        is_one = is_among_tests(self._path) or assertions.has_frame
        return assertions.has_tests and is_one and self._tree is not None

    def is_asked_by_test(self, place: HostPlace) -> bool:
        """Say whether a test of scripts itself has a command that asks a host."""
        return _ASKED_BY_TEST.fullmatch(self._text, self._places.line_start(place.start), place.start) is not None

    def unknown(self, place: HostPlace) -> int | None:
        """Return where it is not known what a program does with a host; None where all is known."""
        if self._tree is None:
            return self._shown.unknown(place) if self._places.lexer in _WITHOUT_TREE else None
        named = (self._places.at(use.start, use.end) for use in self._uses(place) if not use.steps and not use.string)
        return next((one.start for one in (place, *named) if self._is_given_as_other(one)), None)

    def _is_given_as_other(self, place: HostPlace) -> bool:
        """Say whether a call that is not known to ask gets a host by a name of something else: ``{issuer: ...}``."""
        outline = self._places.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        if bracket.parent is None or bracket.parent.sign != "(" or not place.keys or not outline.is_object(bracket):
            return False
        callee = self._places.callee(bracket.parent)[1]
        is_made = not callee or self._context.assertions.makes(bracket.parent)
        asked = is_made or names.may_be_asked(place.keys) or names.may_be_asked((place.keys[0], *place.path[1:2]))
        return not asked and does(callee, is_url=place.value[0] != place.start) is Does.UNKNOWN

    def is_gone_to(self, place: HostPlace) -> bool:
        """Say whether a request goes to a host by the name that it is given, or a condition chooses it by that."""
        return any(
            self._is_requested(self._as_place(use)) or _CHOSEN.search(self._text, max(0, use.start - 8), use.start)
            for use in self._uses(place)
            if not use.steps
        )

    def is_asked(self, place: HostPlace) -> bool:
        """Say whether a host, or the name that it is given to, is an argument of a call that sends a request."""
        return self._is_requested(place) or any(
            self._is_requested(self._as_place(use)) for use in self._uses(place) if not use.steps
        )

    def is_made_with(self, place: HostPlace) -> bool:
        """Say whether a test makes an object with a host that is asked for more, by its own or another name."""
        found = (place, *(self._as_place(use) for use in self._uses(place) if not use.steps))
        return any(map(self._context.assertions.is_made_with, found))

    def is_only_exported(self, place: HostPlace) -> bool:
        """Say whether a host leaves the module under a name, and nothing else is done with it there."""
        line = self._text[self._places.line_start(place.start) : place.start]
        return _EXPORTS.match(line) is not None and all(use.start == place.whole[0] for use in self._uses(place))

    def _is_requested(self, place: HostPlace) -> bool:
        call, _ = self._places.call(place)
        if call is None:
            return False
        begin, callee = self._places.callee(call)
        sends = REQUESTS.fullmatch(re.split(r"\.|->|::", callee)[-1]) is not None
        is_made = self._text.startswith("new ", begin)  # a request as an object, which others get
        return sends and not is_made and self._context.assertions.role(place, "") is None

    def _role_of(self, use: HostUse, product: str) -> Judged | None:
        place, at = self._as_place(use), use.start
        if self._is_same_for_any(use) or _WITH_HOST.match(self._text, use.end) or self._is_changed(use):
            return None
        if use.steps:
            member = self._membership(use, place)
            if member is not None or use.turned or use.role is not None or not _is_list(use):
                own = Role.KEY if use.turned else use.role
                if own is None and use.is_exact:
                    own = self._context.queries.role(place, product)
                return member or (Judged(own, at) if own is not None else self._named(use))
        else:
            asked = _ASKS_BEHIND.match(self._text, use.end, use.end + 80)
            if asked is not None and compares(asked["name"]):
                constant = _CONSTANT.match(self._text, asked.end())
                is_same = constant is not None and not _HOSTLIKE.search(constant["text"])
                return None if is_same else Judged(Role.COMPARISON, at)
            if self._is_asked_for_constant(place):
                return None
            if not use.is_exact and self._followed.is_key(use):
                return Judged(Role.KEY, at)
        context = self._context
        for question in (context.replacements, context.queries, context.assertions, context.comparisons):
            role = question.role(place, product)
            if role is not None:
                return None if role in (Role.SHOWN, Role.TOLD) else Judged(role, at)
        if use.role is not None:
            return Judged(use.role, at)
        named = self._named(use)
        if named is not None:
            return named
        is_exported = _EXPORTED.search(self._text, max(0, at - LINE), at) is not None
        return None if use.steps or use.goes_on or is_exported else Judged(Role.ADDRESS, at)

    def _is_changed(self, use: HostUse) -> bool:
        """Say whether an attribute of what is made with a host is set; one of an own object is what gets it."""
        is_own = self._text.startswith(("this", "self", "$this", "@"), use.start)
        return not is_own and _CHANGED.match(self._text, use.end) is not None

    def _named(self, use: HostUse) -> Judged | None:
        """Return the role that what a use is given to says by its name, as it does for a literal there."""
        if not use.is_exact or (use.steps and self._text[use.start] in "{["):
            return None
        named = self._by_names(self._places.at(use.start, use.end))
        return named if named is not None and named.role is not Role.UNSEEN else None

    def _is_same_for_any(self, use: HostUse) -> bool:
        """Say whether a use is compared with a constant that is no host, or asked how long, or of what type it is."""
        if _MEASURED.search(self._text, max(0, use.start - LINE), use.start) and self._text[use.end :][:1] == ")":
            return True
        if use.steps and _END.match(self._text, use.end):
            return True  # what a search gives back that has found nothing
        compared = _WITH_CONSTANT.match(self._text, use.end) or _WITH_CONSTANT_BEFORE.search(
            self._text, max(0, use.start - LINE), use.start
        )
        return compared is not None and not _HOSTLIKE.search(compared["text"] or "")

    def _membership(self, use: HostUse, place: HostPlace) -> Judged | None:
        """Return the role that a list, or the values of a table, give a host by being asked for a member."""
        if len(use.steps) > 1:
            return None
        at, line = use.start, self._places.line_start(use.start)
        before = self._text[max(line, at - 160) : at]
        chain = _CHAIN.match(self._text, use.end)
        end = chain.end() if chain is not None else use.end
        by_value = _is_list(use) or _BY_VALUE.match(self._text, use.end) or _BY_VALUE_BEFORE.search(before)
        if not by_value or "keys" in self._text[use.end : end]:
            return None
        asked = _ASKS_BEHIND.match(self._text, end, end + 80)
        asked = asked if asked is not None and compares(asked["name"]) else None
        own = _FINDS_KEY.match(self._text, use.end)
        found = asked or own
        if asked is not None and _PLACES.fullmatch(asked["name"]) and not is_truth(self._behind_call(asked.end())):
            return Judged(Role.KEY, at)  # the place of a member among others goes on
        if found is not None:
            refused = refusals.is_refused_by(found["name"] if asked else "", before, self._behind_call(found.end()))
            return Judged(Role.DENY if refused else Role.ALLOW, at)
        call, _ = self._places.call(place)
        while call is not None and _WRAPS.search(self._places.callee(call)[1]) and call.parent is not None:
            call = call.parent if call.parent.sign == "(" else None
        method = re.split(r"\.|->|::", self._places.callee(call)[1])[-1] if call is not None else ""
        if call is not None and (compares(method) or method == "array_search"):
            return Judged(Role.DENY if self._context.comparisons.is_refused_by_call(call, place) else Role.ALLOW, at)
        within = _IN.search(before)
        if within is not None and not _IN_LOOP.search(before):
            refused = refusals.is_refused_by(
                "", before[: within.start()] + (within["not"] or ""), self._text[end : end + 400]
            )
            return Judged(Role.DENY if refused else Role.ALLOW, at)
        return None

    def _behind_call(self, at: int) -> str:
        """Return what follows the call whose first argument begins at a place; as it has no brackets, from there."""
        opened = at - 1 if self._text[at - 1] == "(" else None
        end = at if opened is None else self._places.outline(at).bracket(at).end + 1
        return self._text[end : end + 400]

    def _as_place(self, use: HostUse) -> HostPlace:
        at, end = use.start, use.end
        whole = use.string or (at, end)
        return HostPlace(at, end, whole, whole, (), self._places.outline(at).bracket(whole[0]), use.string is not None)

    def _is_asked_for_constant(self, place: HostPlace) -> bool:
        """Say whether a call looks for a constant that no host has, such as a slash at the end."""
        call, index = self._places.call(place)
        if call is None or index or len(call.commas) != 1:
            return False
        method = re.split(r"\.|->|::", self._places.callee(call)[1])[-1]
        constant = _CONSTANT.match(self._text, call.commas[0] + 1)
        return compares(method) and constant is not None and not _HOSTLIKE.search(constant["text"])

    def has_own_name(self, place: HostPlace) -> bool:
        """Say whether a name is given to a host by itself, also where it stands beside others."""
        ways = self._given.first(place)
        return bool(ways) and not ways[0].steps

    def is_only_asked(self, place: HostPlace) -> bool:
        """Say whether all that is done with a list, in the text, is to ask whether something is in it."""
        ways = self._given.first(place)
        if not ways:
            return self._places.is_data and any(map(names.allows, place.keys))
        if len(ways) > 1 or re.search(
            r"\bexport\b", self._text[self._places.line_start(ways[0].value) : ways[0].value]
        ):
            return False
        count = 0
        for use in self._followed.uses(ways[0]):
            if (
                not isinstance(use, HostUse)
                or len(use.steps) != 1
                or (asked := self._membership(use, self._as_place(use))) is None
                or asked.role is Role.KEY
            ):
                return False
            count += 1
        return count > 0

    def is_only_iterated(self, place: HostPlace) -> bool:
        """Say whether all that is done with a list, in the text, is to go through it."""
        if self._tree is not None and self._tree.is_whole:
            uses = self._tree.of(place.start, place.end)
            are_used = any(not use.steps and use.start != place.whole[0] for use in uses)
            return are_used and all(use.goes_on for use in uses if use.steps)
        ways = self._given.first(place)
        if len(ways) != 1 or not ways[0].steps:
            return False
        count = 0
        for use in self._followed.uses(ways[0]):
            if not isinstance(use, HostUse):
                continue
            before = self._text[max(0, use.start - 60) : use.start]
            is_behind = _ITERATED_BEHIND.match(self._text, use.end, use.end + 60)
            is_looped = _LOOP.search(before) and self._text.startswith(")", use.end)
            is_gone_through = is_behind and (_ITERATED.search(before) or self._text[use.end] in ".-[")
            if use.steps and not (is_looped or is_gone_through):
                return False
            count += 1
        return count > 0


def _is_list(use: HostUse) -> bool:
    return use.steps[:1] == ("*",) or isinstance(use.steps[0], int)
