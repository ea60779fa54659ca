"""What a test says of a host: it expects the host, answers in its place, expects a failure, or only shows it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.judgement.sentences import is_sentence
from edgewise.judgement.uses import CONTAINS
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import LINE, LISPS, REQUESTS, STATEMENT, UNLIKE
from edgewise.text.hostnames.expectations import statements
from edgewise.text.settings.embedded import is_label_key

if TYPE_CHECKING:
    from edgewise.text.hostnames.context.replacements import Replacements
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_FAR = 8_000  # characters on either side of a request in which its response is looked for
_UNTESTED = frozenset(("nix", "terraform", "puppet", "sql"))
"""Languages whose assertions are about themselves."""
_NOT_IN_BEHIND = on_demand(r"[^\s\"']{0,120}\\?[\"'][ \t]+not[ \t]+in\b")
_RESPONSE = on_demand(r"[\"']?\bresponse[\"']?[ \t]*:[ \t]*(?:\{|\n[ \t]*[\w\"'-])")

_DEFINES = on_demand(r"\b(?:function|func|fn|defp?|fun|sub|static|public|private|protected|internal|void)[ \t]")
"""The head of a function, whose name may be that of an assertion."""
_TYPES = on_demand(
    r"(?:\.|->|::|\A)(?:fill(?:_in)?|type|clear_?[aA]nd_?[tT]ype|send_?[kK]eys|enter_?[tT]ext|type_?[tT]ext)\Z|\bhttptest\.NewRequest\w*\Z"
)
_OF_CLASS = on_demand(r"\b(?:class|object|interface|trait|impl|struct|record)\b[^{};]{0,200}\Z")

_ANNOTATES = on_demand(r"(?:^[ \t]*#?\[[^\]\n]*|@)\Z", re.MULTILINE)
_GIVEN_TO = on_demand(
    r"(?:(?P<subject>\bsubject)!?(?:\(:(?P<named>\w+)\))?|\blet!?\(:(?P<let>\w+)\))\s*(?:\{|do\b)\s*\Z"
    r"|(?:@|\$this->|this\.|\b_?)?\$?(?P<name>\w+)[ \t]*(?::[^=\n;]{1,60})?(?::=|=)\s*(?:await\s+)?[&(]?\s*\Z"
)
"""What stands before an object that is made, and gives it a name."""
_IN_CONDITION = on_demand(r"\bif[ \t]+!?\Z")
_FAILS_THEN = on_demand(r"[^\n{]{0,80}\{\s*t\.(?:Error|Fatal|Fail)")
_MAKE = ("New", "Make", "Create", "Open", "Dial", "Connect", "Build")
"""Beginnings of their functions that make an object, as a constructor does."""
_SUBJECT = on_demand(r"\bsubject!?(?:\(:\w+\))?[ \t]*\Z")
"""What stands before the block of which every example of RSpec asserts something."""
_TESTS_OF_GO = on_demand(
    r"\b(?:testing|assert|require|want\w*|expected|got|Describe|It|On|Expect|EXPECT|Should|httptest|httpmock|gock|t\.\w+)\b"
)
_IMPORTS_OF_GO = on_demand(r"\"(?:testing|[\w./-]*(?:ginkgo|gomega|testify|httptest|httpmock|gock)[\w./-]*)\"")
_UPPER = frozenset(("csharp", "go", "c#", "vb.net"))
"""Languages whose functions may begin with a capital letter, as classes do."""
_INPUT_OF_REGO = on_demand(r"(?P<not>\bnot[ \t]+)?\w[\w.\[\]\"]*[ \t]+with[ \t]+input(?:\.\w+)*[ \t]+as\b[^\n]*\Z")
"""What a test of a policy asks, before what it asks it of."""
_FORM_OF_TEST = on_demand(r"\((?:is|are|should|expect|assert\w*|check\w*)\s")
_LOOP = on_demand(r"\bfor(?:each)?\b[^;\n]{0,300}(?:\b(?:of|in|as)\b|:=[ \t]*range\b|<-)[ \t]*[^;\n]{0,300}\Z")
"""What stands before a value in the head of a loop, which goes through the cases of a test."""


class Assertions:
    """Answers for the hosts of one text.

    :param replacements: what answers for the same text whether a pair has a host and its replacement.
    """

    def __init__(self, places: HostPlaces, replacements: Replacements) -> None:
        self._places = places
        self._text = places.text
        self._replacements = replacements
        self._is_msw = statements.uses_msw(places.text)
        self.has_tests = self._is_msw or (places.lexer not in _UNTESTED and self._may_be_test())
        """Whether the text says anything that a test would."""
        self._mocks: dict[str, bool] = {}

    @cached_property
    def has_frame(self) -> bool:
        """Whether the text is a test, as its frame says."""
        return statements.has_frame(self._text)

    def _may_be_test(self) -> bool:
        if self._places.lexer == "go" and not (
            _IMPORTS_OF_GO.search(self._text) or _TESTS_OF_GO.search(statements.without_texts(self._text))
        ):
            return False  # tables of structs are everywhere
        if self._places.lexer == "go" and "*testing." in self._text:
            return True
        is_program = self._places.style == "code" and not self._places.is_data
        return statements.may_be_test(statements.without_texts(self._text) if is_program else self._text)

    def role(self, place: HostPlace, product: str) -> Role | None:
        """Return the role that a test gives a host: expected, mocked, refused, or part of a title.

        :param product: the first label of the host; its replacement has the same.
        """
        described = self._described(place)
        if described is not None:
            return described
        if is_label_key(place.key) and is_sentence(self._text[slice(*place.value)]):
            return None  # people read it
        if self._places.lexer == "groovy" and self._is_in_rows(place):
            return Role.EXPECTED
        if not self.has_tests or self._places.style == "xml":
            return self._expected_by_name(place)
        outline = self._places.outline(place.start)
        # In data, a value that is an assertion says so itself.
        low, high = place.whole if self._places.is_data and place.is_quoted else self._statement(place)
        low, high = max(low, place.start - STATEMENT), min(high, place.end + STATEMENT)
        statement, before = self._text[low:high], self._text[low : place.whole[0]]
        role = statements.role_in(statement, before)
        if role is Role.EXPECTED and (
            self._leads_to_new(place, low, high, product)
            or self._replacements.is_short_pair(place, outline.bracket(place.whole[0]), product)
        ):
            return Role.MIGRATION
        if role is Role.SHOWN and is_sentence(self._text[slice(*place.value)]):
            return Role.TOLD
        if role is Role.REFUSED or role is Role.SHOWN:
            return Role.UNSEEN if role is Role.REFUSED and self._is_made_to_ask(place) else role
        if role is Role.EXPECTED and statements.parametrizes(before) and self._is_case_that_fails(high):
            return Role.REFUSED
        fails = self._fails_around(place, low, high, is_said=role is not None)
        if fails is not None:
            return fails
        if role is not None or self._is_asserted_around(place):
            return role or Role.EXPECTED
        is_answered = self._is_msw and re.search(r"(?<!\w)(?:http|rest)\.\w+\(\s*[\"'`]?[^()\s]{0,60}\Z", before)
        if is_answered or self._is_answered_around(place) or self._is_given_to_mock(place):
            return Role.MOCKED
        if _LOOP.search(before):
            return Role.EXPECTED
        is_data = self._is_typed(place) or self._is_put_in(place, low, high)
        return self._expected_by_name(place) or (Role.DATA if is_data else None)

    def _described(self, place: HostPlace) -> Role | None:
        """Return the role of a host in what data says of a mock, or in what a test of a policy asks it."""
        if self._places.is_data:
            is_recorded = "request" in place.path and self._is_answered(place)
            return Role.MOCKED if is_recorded or any(map(names.mocks, place.path[1:])) else None
        before = self._text[max(self._places.line_start(place.start), place.start - LINE) : place.start]
        given = _INPUT_OF_REGO.search(before) if "with input" in before else None
        if given is None:
            return None
        return Role.REFUSED if given["not"] else Role.EXPECTED

    def _statement(self, place: HostPlace) -> tuple[int, int]:
        """Return the span of the statement around a host; in a Lisp it is the form of a test, or the innermost one."""
        outline = self._places.outline(place.start)
        if self._places.lexer not in LISPS:
            return outline.statement(place.start)
        bracket = own = outline.bracket(place.whole[0])
        while bracket.parent is not None and not _FORM_OF_TEST.match(self._text, bracket.start):
            bracket = bracket.parent
        found = bracket if bracket.sign else own
        return found.start, found.end + 1

    def _expected_by_name(self, place: HostPlace) -> Role | None:
        """Return the role of a host whose name says that it is expected: expected, or refused by the operator."""
        is_below = (self._places.is_data or self.has_tests) and any(map(names.expects, place.path))
        if not is_below and not _is_expected_by_name(place):
            return None
        before = self._text[max(self._places.line_start(place.start), place.start - LINE) : place.start]
        is_refused = UNLIKE.search(before) or _NOT_IN_BEHIND.match(self._text, place.end, place.end + LINE)
        return Role.REFUSED if is_refused else Role.EXPECTED

    def _is_case_that_fails(self, at: int) -> bool:
        """Say whether the test function at ``at``, whose cases are listed before it, asserts only that they fail."""
        opened = self._text.find("{", at, at + LINE)
        ended = self._text.find(";", at, at + LINE)
        if ended >= 0 and (opened < 0 or ended < opened):
            return statements.all_fail(self._text[at:ended])
        body = self._places.outline(at).bracket(opened + 1) if opened >= 0 else None
        return body is not None and statements.all_fail(self._text[at : min(body.end, at + STATEMENT)])

    def _is_put_in(self, place: HostPlace, low: int, high: int) -> bool:
        """Say whether a test gives a host to the code that it tests, and asserts something about the result."""
        call, index = self._places.call(place)
        if call is not None and self._places.callee(call)[1] == "Request" and call.parent is not None:
            call = call.parent if self._places.callee(call.parent)[1] else call  # what handles it is tested
        if call is None:
            return False
        method = re.split(r"\.|->|::", self._places.callee(call)[1])[-1]
        if self.makes(call) or names.asks_of_text(method) or (REQUESTS.fullmatch(method) and index != 1):
            return False
        block = self._places.outline(place.start).block(place.start)
        host = self._text[place.start : place.end]
        if self._places.lexer == "go" and self._is_asked_in_condition(call):
            return True
        if _SUBJECT.search(self._text, max(0, block.start - 80), max(0, block.start)):
            return True
        return statements.is_put_in(self._text[low:high], host, self._text[high : min(block.end, high + STATEMENT)])

    def _is_asked_in_condition(self, call: Bracket) -> bool:
        """Say whether a test of Go fails, or does not, by the answer of a call."""
        begin = self._places.callee(call)[0]
        asked = _IN_CONDITION.search(self._text, self._places.line_start(begin), begin)
        return asked is not None and _FAILS_THEN.match(self._text, call.end + 1) is not None

    def _is_answered(self, place: HostPlace) -> bool:
        """Say whether the response to a request is near it: it is recorded, or a stub returns it."""
        return _RESPONSE.search(self._text, max(0, place.start - _FAR), place.end + _FAR) is not None

    def _leads_to_new(self, place: HostPlace, low: int, high: int, product: str) -> bool:
        """Say whether a test asserts that a call with the host returns its replacement."""
        outline = self._places.outline(place.start)
        own = outline.bracket(place.whole[0])
        if own.sign != "(" or not statements.asserts(self._text[low:high]):
            return False
        return any(outline.bracket(start) is not own for start, _ in self._places.valid_within(low, high, product))

    def _is_made_to_ask(self, place: HostPlace) -> bool:
        """Say whether an object is made with a host, and asked something: that may be refused for something else."""
        call, _ = self._places.call(place)
        if call is None or not self.makes(call):
            return False
        return statements.asks_more(self._text[call.end + 1 : call.end + 1 + LINE])

    def makes(self, call: Bracket) -> bool:
        """Say whether a call makes an object, as a name with a capital or ``new`` says."""
        begin, callee = self._places.callee(call)
        method = re.split(r"\.|->|::", callee)[-1]
        is_class = method[:1].isupper() and (self._places.lexer not in _UPPER or method.startswith(_MAKE))
        return is_class or method == "new" or self._text.startswith("new", begin)

    def _fails_around(self, place: HostPlace, low: int, high: int, *, is_said: bool) -> Role | None:
        """Return the role of a host whose block a test expects to fail, or of which it asserts after it that it failed.

        :param is_said: whether the statement itself says what it expects.
        """
        outline = self._places.outline(place.start)
        block = outline.block(place.start)
        refused = Role.UNSEEN if self._is_made_to_ask(place) else Role.REFUSED
        if statements.expects_failure(self._text[max(block.start, low - STATEMENT) : low]):
            return refused
        behind = self._text[high : min(block.end, high + STATEMENT)]
        later = None if is_said else statements.fails_later(self._text[low:high], behind)
        if later is not None or not block.sign:
            return later
        if statements.is_to_fail(self._text[max(outline.first, block.start - LINE) : block.start]):
            return refused
        head_low, tail_high = outline.statement(block.start)
        head = self._text[max(head_low, block.start - LINE) : block.start]
        tail = self._text[block.end : min(tail_high, block.end + LINE)]
        return refused if statements.is_made_to_fail(head, tail) else None

    def is_made_with(self, place: HostPlace) -> bool:
        """Say whether an object is made with a host of which no member is asserted: a client, that asks for more."""
        call, _ = self._places.call(place)
        if call is None or not self.makes(call):
            return False
        begin, callee = self._places.callee(call)
        method = re.split(r"\.|->|::", callee.removesuffix(".new"))[-1]
        is_annotation = _ANNOTATES.search(self._text, max(0, begin - LINE), begin) is not None
        if is_annotation or CONTAINS.search(callee) or REQUESTS.fullmatch(method):
            return False  # another form of the same, which what is tested gets, or one of its cases
        own = _GIVEN_TO.search(self._text, max(0, begin - LINE), begin)
        made = [name for name in own.groups() if name] if own is not None else []
        return not statements.is_asked_of(made, self._text)

    def _is_typed(self, place: HostPlace) -> bool:
        """Say whether a test types a host into a field of a page, or makes a request that comes in."""
        call, _ = self._places.call(place)
        return call is not None and _TYPES.search(self._places.callee(call)[1]) is not None

    def _is_given_to_mock(self, place: HostPlace) -> bool:
        """Say whether a method of a mock is told a host: when to answer, or what it was asked for."""
        call, _ = self._places.call(place)
        *_, owner, method = ("", "", *re.split(r"\.|->|::", self._places.callee(call)[1] if call is not None else ""))
        if not owner or not method:
            return False
        if owner not in self._mocks:
            self._mocks[owner] = statements.makes_mock(owner.lstrip("$@"), self._text)
        return self._mocks[owner]

    def _is_in_rows(self, place: HostPlace) -> bool:
        """Say whether a host is in a row of a table of Spock, below ``where:``."""
        low, high = self._places.around(place)
        is_row = "|" in self._text[low : place.start] or "|" in self._text[place.end : high]
        return is_row and self._text.rfind("where:", max(0, low - STATEMENT), low) >= 0

    def _is_answered_around(self, place: HostPlace) -> bool:
        """Say whether the block around a host describes the call that a test answers with a mock."""
        outline = self._places.outline(place.start)
        block = outline.block(place.start)
        end = outline.statement(block.start)[1] if block.sign else 0
        return bool(block.sign) and statements.is_answered(self._text[block.end : min(end, block.end + LINE)])

    def _is_asserted_around(self, place: HostPlace) -> bool:
        """Say whether the braces around a host are an argument of an assertion."""
        outline = self._places.outline(place.start)
        block = outline.block(place.start)
        if not block.sign:
            return False
        head = self._text[max(outline.statement(block.start)[0], block.start - 80) : block.start]
        if _DEFINES.search(head) or (")" in head and self._is_in_class(block.start)):
            return False
        return statements.asserts(head)

    def _is_in_class(self, at: int) -> bool:
        block = self._places.outline(at).block(at)
        head = self._text[max(0, block.start - LINE) : max(0, block.start)]
        return _OF_CLASS.search(head) is not None


def _is_expected_by_name(place: HostPlace) -> bool:
    return any(map(names.expects, place.keys[:1])) or any(map(names.asserts, place.path))
