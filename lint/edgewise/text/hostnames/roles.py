"""The role of a host in a text: by its context, by the names that it is given to, and by their uses."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import IN_TEST, NAMED_OLD, OF_TESTS, UNSHOWN, Judged, Role
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.roles import ContextRoles
from edgewise.text.hostnames.context.signs import ADDS, LINE, SCHEME
from edgewise.text.hostnames.context.unshown import Unshown
from edgewise.text.hostnames.expectations.producers import Producers
from edgewise.text.hostnames.listed import is_listed
from edgewise.text.hostnames.plain import PlainSettings
from edgewise.text.hostnames.uses.names import TextUses
from edgewise.text.hostnames.uses.references import References

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_HOST_ITEM = on_demand(rf"[ \t]*-[ \t]+[\"']?{SCHEME}[\w.*-]*twilio\.com[^\s\"']*[\"']?[ \t]*(?:#.*)?\Z", re.IGNORECASE)
_CALLED_BARE = on_demand(
    r"[ \t]*(?!(?:when|if|unless|elsif|while|until|in)\b)(?P<callee>[\w.@]{2,80}[!?]?)[ \t]+(?=[:\"']|\w+:[ \t])"
)
_OPTION = on_demand(rf"(?<!\S)--?(?P<name>[A-Za-z][\w-]{{1,60}})(?:[ \t]+|=)[\"']{{0,3}}{SCHEME}\Z")
_TEXT_OPTION = on_demand(r"(?<!\S)--?(?P<name>[A-Za-z][\w-]{1,60})(?:[ \t]+|=)(?P<sign>[\"'])[^\"'\n]*\s[^\"'\n]*\Z")
"""An option before several words in quotes."""
_NAME = on_demand(r"@?[A-Za-z][\w.-]{0,80}:?")
_LISTS = on_demand(
    r"(?:\A|[.:>])(?:\w*(?:Set|List|Array|Map)|of|asList|(?:mutable|immutable|linked|hash)?_?(?:list|set|array|map)(?:_?of|Of)?"
    r"|vec!?)\Z"
)
"""Calls that make a list of their arguments."""
_RESOURCE = on_demand(r"(?::\d+)?(?:/[\w.{}$:-]*)*/[\w.-]*[A-Za-z]{3}")
"""A path that names more than a version."""
_NEAR = 4
"""How many names around a host may be those of a query that it is part of."""
_PORT_BEHIND = on_demand(r":\d{2,5}(?!\d)")
_ARRAY = on_demand(r"(?P<name>[A-Za-z_]\w*)\+?=\Z")
_REFUSABLE = frozenset((Role.COMPARISON, Role.KEY, Role.ALLOW, Role.UNSEEN))
"""Roles of what is refused where something around it says so."""
_LOOP_OR_ENTRY = on_demand(rf"\bfor[ \t]+\w+[ \t]+in[ \t][^\n;]*\Z|\]=[\"']?{SCHEME}\Z")
"""What stands before a host of a shell that a loop goes through, or that is an entry of a table by its key."""


class TextRoles:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces, path: str = "") -> None:
        self._places = places
        self._text = places.text
        self._context = ContextRoles(places)
        self._refusing = self._context.comparisons.refusing
        self._producers = Producers(places)
        self._uses = TextUses(places, self._context, self._producers, self._by_names, path)
        self._unshown = Unshown(places)
        self._references = References(places, self._unshown)
        self._plain = PlainSettings(places, self._context, self._unshown)
        self._known: dict[tuple[int, int], Judged] = {}

    def is_only_asked(self, place: HostPlace) -> bool:
        """Say whether all that is done with a list is to ask whether something is in it, as far as can be known."""
        return self._uses.is_only_asked(place)

    def is_entry(self, place: HostPlace) -> bool:
        """Say whether a host is an entry of a table behind its key, or gets a name of its own out of a list."""
        return self._context.replacements.is_value_of_pair(place) or self._uses.has_own_name(place)

    def is_asked(self, place: HostPlace) -> bool:
        """Say whether the text itself sends a request to a host, as far as can be seen."""
        return self._uses.is_asked(place)

    def of(self, start: int, end: int, product: str) -> Judged:
        """Return the role that decides for the host ``text[start:end]``; ``product`` is its first label."""
        known = self._known.get((start, end))
        if known is None:
            known = self._known[start, end] = self._judged(start, end, product)
        return known

    def _judged(self, start: int, end: int, product: str) -> Judged:
        place = self._places.at(start, end)
        is_plain = self._plain.has(place)
        judged = None if is_plain or self._plain.has_item(place) else self._by_all(place, product)
        if judged is None and not is_plain:
            judged = self._listed(place, product)
        if judged is None and self._places.is_of_tests:
            judged = Judged(Role.UNSEEN, start, OF_TESTS)
        elif judged is None and self._uses.is_in_test and not self._uses.is_asked_by_test(place):
            judged = Judged(Role.UNSEEN, start, IN_TEST)
        elif judged is None and self._is_tested_with(place):
            judged = Judged(Role.TESTED, start)
        elif judged is None and self._places.is_of_people:
            judged = Judged(Role.SHOWN, start)
        elif judged is None and not self._is_asked_in_loop(place) and self._unshown.is_unshown(place):
            judged = Judged(Role.UNSEEN, start, UNSHOWN)
        elif judged is None and (at := self._unknown(place)) is not None:
            judged = Judged(Role.UNSEEN, at, UNSHOWN if at == place.whole[0] else self._said(at))
        if judged is not None and judged.role in _REFUSABLE and self._is_refused(place):
            return Judged(Role.DENY, start)
        return judged or Judged(Role.ADDRESS, start)

    def _unknown(self, place: HostPlace) -> int | None:
        """Return where it is not known what is done with a host, None where all is known or in data."""
        is_script = self._places.lexer in ("bash", "fish", "nix", "terraform") or self._places.is_make
        return self._references.unknown(place) if is_script else self._uses.unknown(place)

    def _said(self, at: int) -> str:
        line = self._text.count("\n", 0, at) + 1
        return f"line {line} does something with it that is not known to be a request"

    def _is_tested_with(self, place: HostPlace) -> bool:
        """Say whether a test has a host that only what it tests gets, as far as its tree shows."""
        if not self._uses.is_of_test or self.is_asked(place) or self._uses.is_made_with(place):
            return False
        if self._uses.is_only_exported(place):
            return False
        return not self._producers.is_expected(place.start, self._text[place.start : place.end].lower())

    def _is_refused(self, place: HostPlace) -> bool:
        """Say whether what has a host, or is compared with it, is refused by what is said around it."""
        if any(map(names.allows, place.keys)) or self._is_resource(place):
            return False
        is_denied = any(map(names.denies, place.path)) and not self._refusing.is_unlike(place)
        return is_denied or self._refusing.is_refused_beside(place)

    def _by_all(self, place: HostPlace, product: str) -> Judged | None:
        """Return the role that decides by the context of a host, its names and their uses, None where none says it."""
        start = place.start
        by_context = self._context.role(place, product)
        if by_context is Role.EXPECTED and self._producers.is_about(start, self._text[start : place.end].lower()):
            return Judged(Role.AGREES, start)
        if by_context is Role.MIGRATION and self._uses.is_gone_to(place):
            return Judged(Role.COMPARISON, start)
        if by_context is not None:
            return Judged(by_context, start)
        role = self._by_names(place)
        if role is not None and role.role is Role.DENY and self._uses.is_gone_to(place):
            return Judged(Role.COMPARISON, start)
        used = None if role is not None and role.role is not Role.UNSEEN else self._uses.role(place, product)
        if role is not None:
            return used if used is not None and used.role is Role.DENY else role
        return used

    def _by_names(self, place: HostPlace) -> Judged | None:
        start = place.start
        dash = self._text.find("-", max(self._places.line_start(start), start - LINE), start)
        option = _OPTION.search(self._text, dash, start) if dash >= 0 else None
        inner = self._places.keys_in_block(place)
        keys = (option["name"],) if option else (*place.keys, *inner, *self._called(place), *self._directive(place))
        told = _TEXT_OPTION.search(self._text, dash, start) if dash >= 0 else None
        if told is not None and names.describes(told["name"]):
            return Judged(Role.TOLD, start)
        if place.key.startswith("$."):
            return Judged(Role.COMPARISON, start)  # a part of an answer
        if any(map(names.denies, keys)) and not self._is_resource(place):
            return Judged(Role.DENY, start)
        if any(map(names.searches, keys)):
            return Judged(Role.COMPARISON, start)
        allowing = place.path if self._places.style == "xml" else keys
        if any(map(names.allows, allowing)) or self._is_origin(place) or names.words(place.key) == ("enum",):
            return Judged(Role.ALLOW, start)
        is_bare = place.value[0] == start
        # What a check of health asks, or another block of that name, is no text that it is compared with.
        goes = not is_bare and names.addresses(place.key)
        checking = (name for name in place.path[:_NEAR] if is_bare or names.words(name) != ("check",))
        if any(map(names.checks, place.path[:1] if goes else checking)):
            return Judged(Role.COMPARISON, start)
        if is_bare and any(map(names.limits, place.path[1:2])):
            return Judged(Role.KEY, start)
        if any(map(names.calls_old, keys)):
            return Judged(Role.UNSEEN, start, NAMED_OLD)
        is_program = self._places.style == "code" and not self._places.is_data
        decides = names.conditions_in_program if is_program else names.conditions
        if any(map(decides, (*_before_result(place.path), *self._called(place)))) or names.listens(place.path):
            return Judged(Role.COMPARISON, start)
        if any(map(names.caches, keys)):
            return Judged(Role.NAME, start)
        if self._is_selected(place) or names.asks_for(place.key):
            return Judged(Role.SELECTOR, start)
        return None

    def _is_resource(self, place: HostPlace) -> bool:
        """Say whether a value is the URL of something by its path, which a word of its name may be about."""
        if place.value[0] == place.start or _RESOURCE.match(self._text, place.end) is None:
            return False
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        line = self._places.line(place.start)
        is_item = line is not None and line.is_item and not place.is_assigned
        return not is_item and bracket.sign != "["

    def _is_selected(self, place: HostPlace) -> bool:
        """Say whether a query is around a host; in what a filter sends on, a header say, is an address."""
        if place.is_assigned and names.addresses(place.key):
            return False
        above = takewhile(lambda name: not names.addresses(name), place.path[1:_NEAR])
        is_command = self._places.is_data and "q" in place.path[1:_NEAR]  # of Mongo: a query and its update
        return is_command or any(map(names.selects, (*place.path[:1], *above)))

    def _called(self, place: HostPlace) -> tuple[str, ...]:
        """Return the names in a call that a value is given to by itself: of what is called, and of its object."""
        call, _ = self._places.call(place)
        if call is not None and call is self._places.outline(place.start).bracket(place.whole[0]):
            callee = self._places.callee(call)[1]
        elif call is None and self._places.lexer in ("ruby", "elixir") and place.is_quoted:
            bare = _CALLED_BARE.match(self._text, self._places.line_start(place.start))
            callee = bare["callee"] if bare is not None else ""
        else:
            return ()
        *_, owner, method = ("", "", *re.split(r"\.|->|::", callee))
        if method.lower() in ("if", "unless"):
            return ()  # no name, and in Elixir and SQL with brackets
        is_of_type = owner[:1].isupper() and names.allows(owner)
        return (
            (method, owner)
            if re.fullmatch(ADDS, method) or is_of_type
            else (method,)
            if names.passes(method) or names.conditions(method)
            else ()
        )

    def _directive(self, place: HostPlace) -> tuple[str, ...]:
        """Return the last and the first word of a directive, which is no assignment, before its value."""
        if self._places.style != "lines" or place.keys or self._places.line(place.start) is not None:
            return ()
        own = self._text[self._places.line_start(place.start) : place.whole[0]][-LINE:].split()
        return tuple(filter(_NAME.fullmatch, (own[-1], own[0]))) if own else ()

    def _is_origin(self, place: HostPlace) -> bool:
        """Say whether a host is one of several ``origin`` that may ask: a single one may be where to go as well."""
        is_listed = self._places.outline(place.start).bracket(place.whole[0]).sign == "["
        return is_listed and names.words(place.key)[-1:] == ("origin",)

    def _listed(self, place: HostPlace, product: str) -> Judged | None:
        """Return what to say of a host among others, of which it is not seen what they are there for."""
        outline = self._places.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        start = place.start
        if self._uses.is_only_iterated(place) or "matrix" in place.path:
            return None  # as that of a pipeline, which runs with each of its values
        if self._context.assertions.has_tests and self._is_in_list(place, bracket):
            return Judged(Role.UNSEEN, start, OF_TESTS)
        is_bash = self._places.lexer == "bash"
        if is_bash and (
            _LOOP_OR_ENTRY.search(self._text, max(0, start - LINE), start) or self._is_asked_in_loop(place)
        ):
            return None
        is_address = place.value[0] != start or _PORT_BEHIND.match(self._text, place.end)
        if self._places.style != "code" and is_address and names.addresses(place.key):
            return None  # all of them are asked
        if is_listed(self._text, start, place.end):
            return Judged(Role.ALLOW, start)
        if bracket.sign in ("[", "{") and self._places.is_element(place, bracket):
            if re.search(r"\s", self._text[place.value[0] : start]):
                return None  # a command among others
            others = self._text[bracket.start : min(bracket.end, bracket.start + 8_000)].lower().count("twilio.com")
            if others > 1:
                return Judged(Role.UNSEEN, start)
        both = bracket.sign == "(" and self._places.is_element(place, bracket) and not place.keys
        if both and self._places.valid_within(bracket.start, bracket.end, product):
            return Judged(Role.UNSEEN, start)
        line = self._places.line(start)
        is_item = (
            line is not None and line.is_item and not place.is_assigned and line.at <= start and bracket.parent is None
        )
        if (is_item and self._has_twilio_sibling(place)) or (
            names.lists_hosts(place.key)
            and self._places.style != "xml"
            and not self._context.replacements.is_value_of_pair(place)
        ):
            return Judged(Role.UNSEEN, start)
        return None

    def _is_asked_in_loop(self, place: HostPlace) -> bool:
        """Say whether a loop goes through the array that a host is in, and a command in it connects to each."""
        if self._places.lexer != "bash":
            return False
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        head = self._text[self._places.line_start(max(0, bracket.start)) : max(0, bracket.start)]
        array = _ARRAY.search(head) if bracket.sign == "(" else None
        if array is None:
            return False
        entry = rf"\bfor[ \t]+(\w+)[ \t]+in[ \t]+\"?\$\{{{array['name']}\[[@*]\]\}}"
        loops = list(re.finditer(entry, self._text[place.end :]))
        return bool(loops) and all(self._unshown.connects_in_loop(one[1], place.end + one.end()) for one in loops)

    def _is_in_list(self, place: HostPlace, bracket: Bracket) -> bool:
        """Say whether a host is in a list by itself, without a key."""
        if bracket.sign not in ("[", "{", "(") or not self._places.is_element(place, bracket):
            return False
        if bracket.sign == "{" and not self._places.outline(place.start).is_object(bracket):
            return False
        callee = self._places.callee(bracket)[1]
        if bracket.sign == "(" and not callee:
            return not self._context.replacements.is_value_of_pair(place)
        is_method = "." in callee and not callee[:1].isupper()
        return bracket.sign == "[" or not callee or (_LISTS.search(callee) is not None and not is_method)

    def _has_twilio_sibling(self, place: HostPlace) -> bool:
        """Say whether the line above or below is an item that is a host of Twilio, or a URL, as this line is."""
        low, high = self._places.line_start(place.start), self._text.find("\n", place.end)
        above, end = self._places.line_start(max(0, low - 1)), self._text.find("\n", high + 1)
        lines = [self._text[above : max(0, low - 1)], self._text[high + 1 : end if end >= 0 else None]]
        own = self._text[low : high if high >= 0 else None]
        return _HOST_ITEM.match(own) is not None and any(
            _HOST_ITEM.match(line) for line in (lines[: None if high >= 0 else 1])
        )


def _before_result(path: tuple[str, ...]) -> Iterator[str]:
    """Yield the names around a host up to one below which is what the condition around it leads to."""
    return takewhile(lambda name: not names.leads(name), path)
