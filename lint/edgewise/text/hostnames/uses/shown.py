"""Whether a program that has no tree shows what becomes of a host: each place that gets it has to be known.

A host is followed from the inside out, through what it is joined with and the brackets around it, to a call that asks
there, to what is given back, or to a name; then the same is asked of each place where that name stands. A place that
is none of these is one where something unknown is done.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from edgewise.judgement import names
from edgewise.text.code import code_only
from edgewise.text.hostnames.context.signs import LISPS, PUTS
from edgewise.text.hostnames.expectations import statements
from edgewise.text.hostnames.place import HostPlace
from edgewise.text.hostnames.uses import forms
from edgewise.text.hostnames.uses.callees import DEFAULTS, GETS, METHOD, Does, does

if TYPE_CHECKING:
    from edgewise.text.hostnames.expectations.producers import Producers
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlaces
    from edgewise.text.hostnames.uses.given import GivenNames

_DEEPEST = 12
"""How many brackets and joined texts around a place are looked at."""
_MOST_USES = 120
"""How many places of a name are looked at; one with more is not followed."""
_NEAR = 300
"""How many characters of a statement are looked at, on each side."""
_BASES = frozenset("base endpoint server upstream proxy backend".split())
_KEYS = (("key",), ("id",), ("hash",), ("digest",))
"""With what the names of functions end that give back what something is kept by."""
_CALLED = -1
"""In place of a step: a call of the function that gives it back."""
_POSITIONAL = frozenset(("c", "cpp", "objective-c"))
"""Lexers of languages in which fields may be given by their place alone."""
_OF_LISP = frozenset("or str let do if-let".split())
"""What gives back the last thing that it is given."""


class _Held(NamedTuple):
    """What has the host: characters of the text from 0."""

    low: int
    high: int
    is_url: bool
    steps: tuple[str | int, ...] = ()
    """The keys and numbers of the entries that lead to it in a table or a list, "" for one that is not known."""
    is_own: bool = False
    """Whether it is what is written there, and no name that was given it."""


_OTHER = _Held(-1, -1, is_url=False)
"""In place of what has the host: something else of the same table, or whether there is one."""


class Shown:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces, given: GivenNames, producers: Producers) -> None:
        self._producers = producers
        self._places = places
        self._given = given
        self._text = places.text
        self._lexer = places.lexer
        joins = forms.JOINS.get(places.lexer, r"\+")
        self._joined_before = re.compile(rf"(?:{forms.OPERAND}\s*(?:{joins})\s*)+\Z")
        self._joined_behind = re.compile(rf"(?:\s*(?:{joins})\s*{forms.OPERAND})+")
        self._known: dict[tuple[str, int, int, tuple[str | int, ...]], tuple[int | None, int]] = {}

    @cached_property
    def _code(self) -> str:
        return code_only(self._text, self._lexer)

    @cached_property
    def _words(self) -> dict[str, list[int]]:
        """Where each word of the text stands."""
        found = defaultdict[str, "list[int]"](list)
        for word in re.finditer(r"[\w?!-]+" if self._lexer in LISPS else r"\w+|\$(?!\w)", self._text):
            found[word[0]].append(word.start())
        return found

    def unknown(self, place: HostPlace) -> int | None:
        """Return where something is done with a host of which it is not known what; None where all is known."""
        low, high = place.whole
        if forms.PLACEHOLDER.search(self._text, place.value[0], place.start):
            return None
        if place.is_quoted and re.search(r"\s", self._text[place.value[0] : place.start]):
            return None if self._is_told(place.whole, place.start) else low
        return self._goes(_Held(low, high, is_url=place.value[0] != place.start, is_own=True))

    def _goes(self, held: _Held) -> int | None:
        at = held.low
        for _ in range(_DEEPEST):
            grown = self._grown(held)
            if grown is None:
                return at
            if grown is _OTHER or (grown.is_url and forms.OPENED.match(self._code, grown.high)):
                return None
            each = forms.ITERATED.match(self._code, grown.high) if grown.steps else None
            if each is not None:
                return self._through(grown, each)
            after = self._outward(grown)
            if not isinstance(after, _Held):
                return at if after == grown.low else after
            held = after
        return at

    # -- what is held

    def _grown(self, held: _Held) -> _Held | None:
        """Return what has a host together with what it is joined with; None where something unknown is asked of it."""
        low, high, is_url, steps, _ = held
        code = self._code
        sigil = forms.SIGILS.search(code, max(0, low - 20), low)
        if sigil is not None and self._lexer not in forms.CALLS_WITH_TEXT:
            low = sigil.start()
        while steps and (asked := self._asked(high)) is not None:
            said = re.search(r"\w+(?=\W*\Z)", self._text[asked.start() : asked.end()])
            if asked["literal"] and said is not None and not said[0].isdigit():
                if isinstance(steps[0], str) and steps[0] not in ("", said[0]):
                    return _OTHER
                if isinstance(steps[0], int) and said[0] not in forms.BY_PLACE and self._lexer not in _POSITIONAL:
                    break
            steps, high = steps[1:], asked.end()
        if steps and forms.SIZE.match(code, high):
            return _OTHER
        if self._lexer == "powershell" and (cast := forms.CAST.search(code, max(0, low - 60), low)) is not None:
            low = cast.start()
        if code[low - 2 : low] == "<<" and code[high : high + 2] == ">>":
            low, high = low - 2, high + 2
        while (method := METHOD.match(code, high, high + _NEAR)) is not None:
            high = method.end()
        high += code[high : high + 1] in ("!", "?")
        if steps and forms.ITERATED.match(code, high):
            return held._replace(high=high, steps=steps)
        if self._lexer != "perl" and forms.MEMBER.match(code, high):
            return held._replace(high=high) if forms.OPENED.match(code, high) else None
        if (joined := self._joined_before.search(code, max(0, low - _NEAR), low)) is not None:
            low, is_url = joined.start(), True
        if (joined := self._joined_behind.match(code, high, high + _NEAR)) is not None:
            high, is_url = joined.end(), True
        is_there = forms.THERE.match(code, high) is not None
        return _OTHER if is_there else held._replace(low=low, high=high, is_url=is_url, steps=steps)

    def _through(self, held: _Held, each: re.Match[str]) -> int | None:
        """Return what a function does that gets each entry."""
        *_, name = re.findall(r"\w+", each["names"])
        body = self._places.outline(each.end()).bracket(each.end())
        return self._uses(name, each.end(), body.end, held._replace(steps=held.steps[1:]), is_within=True)[0]

    def _asked(self, at: int) -> re.Match[str] | None:
        """Return how an entry of what stands before a place is asked for."""
        called = forms.CALLED_ENTRY.match(self._code, at, at + _NEAR) if self._lexer == "scala" else None
        return called or forms.ASKED_ENTRY.match(self._code, at, at + _NEAR)

    # -- what is around it

    def _outward(self, held: _Held) -> _Held | int | None:
        """Return what has what is held; or None where it is known what becomes of it, and where it stands if not."""
        outline = self._places.outline(held.low)
        bracket = outline.bracket(held.low)
        is_object = bracket.sign == "{" and (outline.is_object(bracket) or self._is_record(bracket))
        begin, end = outline.entry(bracket, held.low)
        first, last = outline.statement(held.low)
        if bracket.sign not in ("(", "[") and not is_object:
            begin, end = max(begin, first), min(end, last)
        before = self._code[max(begin, held.low - _NEAR) : held.low]
        behind = self._code[held.high : min(end, held.high + _NEAR)]
        if self._lexer in LISPS and bracket.sign:
            return self._in_lisp(held, bracket)
        if bracket.sign == "[" and self._lexer == "objective-c":
            said = forms.MESSAGE.match(self._code[bracket.start + 1 : held.low])
            if said is not None:
                return self._given_to(held, f"{said['owner']}.{said['method']}", bracket)
            if not before.strip() and forms.ASKED_MESSAGE.match(behind):
                return held._replace(low=bracket.start, high=bracket.end + 1, is_url=True)
        whole = self._code[max(first, held.low - _NEAR) : held.low]
        called = self._called(held, whole[-max(0, held.low - bracket.start - 1) :] if bracket.sign else whole)
        if called is not _OTHER:
            return called
        is_choice = behind.lstrip()[:1] == ":" and "?" in before
        if forms.COMPLETE.match(behind) is None and not is_choice:
            return held.low
        if bracket.sign == "(":
            return self._in_call(held, bracket, before)
        if bracket.sign == "[" or is_object:
            return self._in_list(held, bracket, before)
        return self._in_statement(held, bracket, before, whole)

    def _is_record(self, bracket: Bracket) -> bool:
        """Say whether braces hold the entries of a dictionary, or of a record, for what is special to a language."""
        if self._lexer in ("objective-c", "powershell"):
            return self._code[bracket.start - 1 : bracket.start] == "@"
        return self._lexer in forms.BY_CLAUSES and forms.RECORD.match(self._code, bracket.start) is not None

    def _called(self, held: _Held, before: str) -> _Held | int | None:
        """Return what becomes of an argument of a call without brackets, as above; ``_OTHER`` where it is none."""
        if self._lexer not in forms.WITHOUT_BRACKETS:
            return _OTHER
        if re.search(r"\w:[ \t]*\Z", before):
            return _OTHER  # an argument by its name
        option = forms.OPTION.search(before)
        if option is not None and names.addresses(option["name"]):
            return None
        head = forms.HEAD.search(before)
        if head is None or head["head"] in forms.NO_CALLS:
            return _OTHER
        if head["head"] in forms.FLOW:
            return held.low
        said = head["head"], *head["rest"].replace(",", " ").split()
        if said[0] == "set" and len(said) == 2:
            return self._bound(said[1], self._places.outline(held.low).top, held)
        if DEFAULTS.fullmatch(said[0].rpartition(".")[2]) and "|>" in before:
            return held._replace(low=held.low - len(before.rpartition("=")[2]))
        found = does(said[0], is_url=held.is_url)
        if found is Does.UNKNOWN and said[-1][:1].isupper():
            found = does(said[-1], is_url=held.is_url)  # `plug Tesla.Middleware.BaseUrl, ...`
        if found is Does.GIVES_BACK:
            more = forms.MORE.match(self._code, held.high)
            low = held.low - len(before) + head.start("head")
            return held._replace(low=low, high=more.end() if more is not None else held.high, is_url=True)
        return None if found in (Does.ASKS, Does.SHOWS) else held.low

    def _in_lisp(self, held: _Held, bracket: Bracket) -> _Held | int | None:
        outline = self._places.outline(held.low)
        before = self._code[bracket.start + 1 : held.low]
        said = re.findall(r"[\"'][\"_]*[\"']|\([^()]*\)|[^\s()\[\]{}\"]+", before)
        whole = held._replace(low=bracket.start, high=bracket.end + 1)
        if bracket.sign == "{":
            is_value = len(said) % 2 == 1
            return whole._replace(steps=(said[-1].strip(':"'), *held.steps)) if is_value else held.low
        if bracket.sign == "[":
            is_binding = len(said) % 2 == 1 and re.fullmatch(r"[\w*?!-]+", said[-1])
            return self._uses(said[-1], 0, len(self._text), held)[0] if is_binding else held.low
        head = said[0] if said else ""
        if head.startswith("def") and len(said) > 1:
            return None if head.startswith(("defn", "defm")) else self._bound(said[-1], outline.top, held)
        if held.steps and len(said) == 1 and (head == "get" or head.startswith(":")):
            return whole._replace(steps=held.steps[1:])
        if head in _OF_LISP or (head in ("if", "when") and len(said) > 1):
            return whole._replace(is_url=True)
        found = does(head, is_url=held.is_url)
        if found is Does.GIVES_BACK:
            return whole._replace(is_url=True)
        return None if found in (Does.ASKS, Does.SHOWS) else held.low

    def _in_call(self, held: _Held, bracket: Bracket, before: str) -> _Held | int | None:
        begin, callee = self._places.callee(bracket)
        key = self._places.given(self._places.outline(held.low), held.low, bracket)
        whole = held._replace(low=begin, high=bracket.end + 1)
        head = forms.LAMBDA.search(before) if callee else None
        if head is not None:
            key, before = None, before[: head.start()]
        if callee.lstrip("-").lower().startswith("define"):
            name = re.match(r"\s*(\w+)", self._code[bracket.start + 1 : held.low])
            return self._bound(name[1], self._places.outline(begin).top, held) if name is not None else held.low
        if callee in forms.FLOW:
            is_value = key in ("do", "else") or (callee == "switch" and key is not None)
            return whole if is_value else held.low
        if self._is_declared(bracket):
            return self._bound(key, self._places.outline(begin).block(begin), held) if key is not None else None
        if not callee:
            is_first = bool(bracket.commas) and bracket.index(held.low) == 0 and key is None
            if is_first or self._code[bracket.start - 1 : bracket.start] in (")", "]", "}", ">"):
                return held.low
            return whole._replace(steps=(self._step(held, bracket), *held.steps)) if bracket.commas else whole
        if key is None and before.strip() and not forms.KEY.search(before):
            return held.low
        is_asked = key is not None and (_is_base(key) or names.words(key) == ("default", "value"))
        return None if is_asked else self._given_to(held, callee, bracket)

    def _is_declared(self, bracket: Bracket) -> bool:
        """Say whether brackets hold the parameters of what is declared there."""
        begin, callee = self._places.callee(bracket)
        if bracket.sign != "(" or not callee or callee in forms.FLOW or callee in forms.NO_CALLS:
            return False
        return callee in ("init", "constructor", "param") or self._declares(begin)

    def _declares(self, begin: int) -> bool:
        """Say whether a name with brackets behind it is declared where it begins."""
        said = [forms.DECLARES, *([forms.DECLARES_TYPED] if self._lexer in forms.TYPE_FIRST else [])]
        return any(one.search(self._code, max(0, begin - 120), begin) for one in said)

    def _given_to(self, held: _Held, callee: str, bracket: Bracket) -> _Held | int | None:
        """Return what becomes of an argument of a call with brackets."""
        begin = bracket.start if bracket.sign == "[" else self._places.callee(bracket)[0]
        is_chained = callee[:1] in (".", ":")
        asked = self._code[self._receiver(begin) : begin] if is_chained else ""
        found = does(re.sub(r"\([^()]*\)", "", asked).replace("(", ".").replace(")", "") + callee, is_url=held.is_url)
        whole = held._replace(low=self._receiver(begin) if is_chained else begin, high=bracket.end + 1)
        method = re.split(r"\.|->|::?", callee)[-1]
        is_last = bracket.index(held.low) == len(bracket.commas) > 0
        if DEFAULTS.fullmatch(method) or (is_last and GETS.fullmatch(method)):
            return whole
        if found is Does.CONTAINS:
            return whole._replace(steps=(self._step(held, bracket), *held.steps))
        is_first = found is Does.WRITES and bracket.index(held.low) == 0  # which C writes into, and others give back
        if found is Does.GIVES_BACK or is_first:
            return whole._replace(is_url=True)
        if found is Does.WRITES:
            name = re.match(r"\s*[&*]?(\w+)", self._code[bracket.start + 1 : bracket.end])
            block = self._places.outline(begin).block(begin)
            return self._uses(name[1], bracket.end, block.end, held)[0] if name is not None else held.low
        is_command = forms.COMMAND.search(self._text, max(bracket.start, held.low - _NEAR), held.low) is not None
        flag = forms.FLAG.search(self._text, max(bracket.start, held.low - _NEAR), held.low)
        is_option = flag is not None and names.may_be_asked((flag["name"],))
        is_shown = found is Does.SHOWS and not held.is_own
        return None if is_command or is_option or is_shown or found is Does.ASKS else self._kept(held, bracket, callee)

    def _kept(self, held: _Held, bracket: Bracket, callee: str) -> _Held | int | None:
        """Return what is done with an argument of which the text shows where a table, a class or a function has it."""
        key = held.steps[-1] if held.steps else None
        if isinstance(key, str) and _is_base(key):
            return self._uses(key, 0, 0, held._replace(steps=()))[0]
        puts = PUTS.search(callee)
        if puts is not None and not held.steps and bracket.commas and bracket.index(held.low) == len(bracket.commas):
            return self._uses(puts["name"], 0, len(self._text), held._replace(steps=("",)))[0]
        span = held.low, held.high
        place = HostPlace(*span, span, span, (), bracket, is_quoted=False)
        ways = self._given.first(place) if not held.steps else []
        if not ways or any(way.value >= 0 or way.is_called for way in ways):
            return held.low
        for way in ways:
            if not way.is_member and not way.steps:
                unknown, _ = self._uses(way.name, way.low, way.high, held, is_within=True)
                if unknown is not None:
                    return unknown
        if ways[0].is_member:  # what is made has it in that field
            begin, _ = self._places.callee(bracket)
            return held._replace(low=begin, high=bracket.end + 1, steps=(ways[0].name,))
        field = ways[-1].steps[-1] if ways[-1].steps else ""
        return self._uses(str(field), 0, 0, held)[0] if field else None

    def _step(self, held: _Held, bracket: Bracket) -> str | int:
        """Return the key, or the number, of an entry of brackets."""
        key = self._places.given(self._places.outline(held.low), held.low, bracket)
        said = forms.PAIRED.search(self._text, max(bracket.start + 1, held.low - 80), held.low)
        if key is None and said is not None and (said["comma"] is None or bracket.sign == "("):
            key = said["key"]
        return bracket.index(held.low) if key is None else key

    def _receiver(self, at: int) -> int:
        """Return where the expression begins of which something is asked at a place: ``env::var("X").or_else``."""
        code = self._code
        while at > 0:
            sign = code[at - 1]
            if sign in ")]":
                opened = self._places.outline(at - 2).bracket(at - 1 if code[at - 2] in "([" else at - 2)
                at = opened.start if opened.end == at - 1 else at - 2
            elif sign.isspace() and code[at : at + 1] == ".":
                at = len(code[:at].rstrip())
            elif sign.isalnum() or sign in "_.:?!$@\"'" or code[at - 2 : at] == "->":
                at -= 1
            else:
                break
        return at

    def _in_list(self, held: _Held, bracket: Bracket, before: str) -> _Held | int | None:
        begin, _ = self._places.callee(bracket)
        if bracket.sign == "[" and re.search(r"[\w)\]]\Z", self._code[max(0, bracket.start - 1) : bracket.start]):
            return held.low  # something is looked up by it
        key = self._places.given(self._places.outline(held.low), held.low, bracket)
        if before.strip() and key is None and not forms.KEY.search(before):
            return held.low
        made = re.search(r"[\w:]+\Z", self._code[max(0, bracket.start - 80) : bracket.start])
        if self._lexer == "cpp" and bracket.sign == "{" and made is not None and not held.steps and key is None:
            if forms.TYPE_BEFORE.search(self._code, max(0, bracket.start - 120), bracket.start - len(made[0])):
                return self._bound(made[0], bracket.parent or bracket, held)
            found = does(made[0], is_url=held.is_url)
            whole = held._replace(low=bracket.start - len(made[0]), high=bracket.end + 1)
            return whole if found is Does.GIVES_BACK else None if found is Does.ASKS else held.low
        return held._replace(low=begin, high=bracket.end + 1, steps=(self._step(held, bracket), *held.steps))

    def _in_statement(self, held: _Held, bracket: Bracket, before: str, whole: str) -> int | None:
        loop = forms.LOOP.search(before)
        if loop is not None and held.steps and (given := re.findall(r"\w+", loop["names"])):
            return self._uses(given[-1], held.low, len(self._text), held._replace(steps=held.steps[1:]))[0]
        if held.steps and forms.EXTENDS.search(before):
            return self._uses(str(held.steps[0]), 0, 0, held._replace(steps=held.steps[1:]))[0]
        head = forms.HEAD_OF_FUNCTION.search(whole)
        if head is not None or forms.RESULT.search(before) or not before.strip():
            named = self._property(held.low)
            if named is not None:
                return held.low if _is_key(named["name"]) else self._uses(named["name"], 0, len(self._text), held)[0]
            return self._given_back(held, head["name"] if head is not None else self._producers.function(held.low))
        key = self._places.given(self._places.outline(held.low), held.low, bracket)
        if key is None:
            return None if forms.CHOICE.search(before) else held.low
        if re.search(r"[\"'`]\s*(?:->|=>|=|:)\s*\Z", before) or key in ("do", "else", "then"):
            return None
        if re.search(r":[ \t]*\Z", before):  # an argument by its name, of a call without brackets
            called = whole.split()[:1]
            is_asked = names.addresses(key) or (called and does(called[0], is_url=held.is_url) is Does.ASKS)
            return None if is_asked else held.low
        if self._lexer in forms.BY_CLAUSES and forms.CLAUSE.match(before):
            return None
        is_equation = self._lexer in ("fsharp", "ocaml") and forms.BINDS.search(before) is None
        if is_equation or forms.CONDITION.search(before):
            return held.low
        owner, _, name = re.sub(r"->|::", ".", key).rpartition(".")
        name = name.lstrip("@%") or key
        name = name.lstrip("$") or name
        if owner and owner.lstrip("$@") not in ("self", "this", "Self"):
            return None if names.may_be_asked((name,)) or names.addresses(name) else held.low
        return self._bound(name, bracket, held) if re.fullmatch(r"[\w$?!-]+", name) else held.low

    def _property(self, at: int) -> re.Match[str] | None:
        """Return the property in whose braces a place is, which gives back something each time that it is asked."""
        outline = self._places.outline(at)
        block = outline.block(at)
        while block.parent is not None:
            named = forms.PROPERTY.search(self._code, max(0, block.start - 120), block.start)
            if named is not None:
                return named
            block = outline.block(block.start)
        return None

    def _given_back(self, held: _Held, name: str | None) -> int | None:
        """Return what is done with what a function gives back, where the text calls it."""
        if name is None or held.steps:
            return None
        if _is_key(name):
            return held.low
        return self._uses(name, 0, len(self._text), held._replace(steps=(_CALLED,)))[0]

    # -- names

    def _bound(self, name: str, bracket: Bracket, held: _Held) -> int | None:
        """Return where something unknown is done with a name that gets a host; it has to be shown to be one as well."""
        low, high = (bracket.start, bracket.end) if bracket.sign == "{" else (0, len(self._text))
        found, count = self._uses(name, low, high, held)
        said = (name, *(step for step in held.steps if isinstance(step, str)))
        is_shown = count > 0 or not (held.is_own or held.steps) or any(names.may_be_asked((part,)) for part in said)
        return found if is_shown else held.low

    def _uses(self, name: str, low: int, high: int, held: _Held, *, is_within: bool = False) -> tuple[int | None, int]:
        """Return where something unknown is done with a name, and at how many places something is.

        :param is_within: whether what has the name outside of the stretch, as a member, is something else.
        """
        known = (name, low, high, held.steps)
        if known in self._known:
            return self._known[known]
        self._known[known] = None, 1  # what leads back to itself is told by its other places
        written = self._words.get(name, [])
        nearest = bisect_left(written, held.low) - 1
        declared = written[nearest] if nearest >= 0 and self._leads(written[nearest] + len(name), held.low) else -1
        is_called = held.steps == (_CALLED,)
        count, found = 0, None
        for start in written:
            end = start + len(name)
            is_here = start in range(low, high) if is_within else True
            is_method = (
                not is_called
                and self._code[end : end + 1] == "("
                and forms.IS_MEMBER.search(self._code, max(0, start - 8), start)
            )
            if start == declared or is_method or not is_here or not self._is_use(start, end, range(low, high)):
                continue
            if is_called and not self._is_call(start, end):
                continue
            count += 1
            found = start if count > _MOST_USES else self._at_use(start, end, held)
            if found is not None:
                break
        self._known[known] = found, count
        return found, count

    def _leads(self, end: int, at: int) -> bool:
        """Say whether a name that ends at a place is the one which what begins at another is given to."""
        return 0 < at - end < _NEAR and re.search(r"[;\n]\s*\w", self._code[end:at]) is None

    def _is_use(self, start: int, end: int, scope: range) -> bool:
        """Say whether a name stands at a place for what it is given, and is not declared, given or named there."""
        outline = self._places.outline(start)
        string = outline.string(start)
        if string is not None:
            return forms.IN_TEXT.search(self._text, max(string[0], start - 80), start) is not None
        before = self._code[max(0, start - _NEAR) : start]
        line = self._code[self._places.line_start(start) : start]
        is_member = forms.IS_MEMBER.search(before) is not None
        if outline.is_comment(start) or (start not in scope and not is_member):
            return False
        if forms.LABEL.match(self._code, end) and not re.search(r"\?[^?]*\Z", line):
            return False
        if forms.DECLARED.search(before) or forms.NAMES_ALONE.match(line) or forms.MEASURED.search(before):
            return False
        bracket = outline.bracket(start)
        if self._is_declared(bracket) and "=" not in self._code[outline.entry(bracket, start)[0] : start]:
            return False
        is_typed = self._lexer in forms.TYPE_FIRST and forms.TYPED.search(line) is not None
        return is_member or not (is_typed and re.match(r"\s*[;,)}\[]", self._code[end : end + 4]))

    def _is_call(self, start: int, end: int) -> bool:
        """Say whether a function of the text's own is called, and none of another object."""
        owner = forms.OWNER.search(self._code, max(0, start - _NEAR), start)
        said = re.sub(r"\W", "", owner[0]) if owner is not None else ""
        is_own = owner is None or said in ("self", "this", "Self") or said in self._places.owners
        if self._declares(start):
            return False
        low, high = self._places.outline(start).statement(start)
        if statements.asserts(self._text[low:high]) and "twilio.com" in self._text[low:high].lower():
            return False  # with what it is compared there, it is fixed together
        has_brackets = self._code[end : end + 1] == "(" or self._lexer in forms.BY_CLAUSES | LISPS
        return is_own and has_brackets

    def _at_use(self, start: int, end: int, held: _Held) -> int | None:
        string = self._places.outline(start).string(start)
        if string is not None:
            if re.search(r"[^\S\n]", self._text[string[0] : start]):
                return None if self._is_told(string, start) else start
            return self._goes(_Held(*string, is_url=True))
        owner = forms.OWNER.search(self._code, max(0, start - _NEAR), start)
        low = owner.start() if owner is not None else start
        if held.steps == (_CALLED,):
            if self._lexer in forms.BY_CLAUSES and (more := forms.MORE.match(self._code, end)) is not None:
                end = more.end()
            elif self._code[end : end + 1] == "(":
                is_empty = self._code[end + 1 : end + 2] == ")"
                end = end + 2 if is_empty else self._places.outline(end).bracket(end + 1).end + 1
            held = held._replace(steps=())
        end += owner is not None and owner[0].endswith("{") and self._code[end : end + 1] == "}"
        return self._goes(_Held(low, end, held.is_url, held.steps))

    def _is_told(self, string: tuple[int, int], start: int) -> bool:
        """Say whether a text of several words is a command that asks, or is shown to people."""
        if forms.COMMAND.search(self._text[string[0] : start]):
            return True
        bracket = self._places.outline(string[0]).bracket(string[0])
        line = self._code[self._places.line_start(string[0]) : string[0]].split()
        callee = self._places.callee(bracket)[1] if bracket.sign == "(" else line[0] if line else ""
        return does(callee, is_url=True) in (Does.SHOWS, Does.ASKS)


def _is_key(name: str) -> bool:
    """Say whether a function has the name of what gives back something that things are kept by."""
    return names.words(name)[-1:] in _KEYS


def _is_base(name: str) -> bool:
    """Say whether only what is asked has a name: a base, an endpoint. A `url` may be that of anything."""
    return not _BASES.isdisjoint(names.words(name))
