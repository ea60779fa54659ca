"""Statements of tests, in any language: what they expect, what they mock, and what they expect to fail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Sequence

_ASSERTS = on_demand(
    r"(?<![\w$.-])(?:(?:is_)?(?:[eE]xpect|EXPECT_)\w*|(?:[aA]ssert|ASSERT_)\w*!?"
    r"|refute\w*|XCTAssert\w*|Eventually|Consistently"
    r"|REQUIRE\w*|CHECK_?\w*|@test(?:_\w+)?(?=[ \t]+[A-Za-z(])|(?<![>:])ok(?=\()"
    r"|(?:throws|dies|lives)_ok|intercept(?=\[)"
    r"|should(?:Throw\w*|(?=\()|(?=[ \t]+\w+[ \t]*[({])))(?:<[^<>()\n]{0,120}>|\[\w*\])?[ \t]*(?:\.\w+){0,4}[ \t]*[({ ]"
    r"|(?<![\w$.-])(?:is_deeply|cmp_ok|isnt|like|unlike)[ \t]*[($@%\\\"']"
    r"|(?<![\w$.])(?:co)?[vV]erify\w*(?:\([^()\n]{0,120}\))?[ \t]*(?:\{|\Z)"
    r"|\.(?:should|and)\([ \t]*[\"']|\bthrownBy\b|\bthrown\(|\.exceptionOrNull\("
    r"|\.(?:Did(?:Not)?)?Received?(?:WithAnyArgs)?\("
    r"|(?:\A|\n)[ \t]*\d+[ \t]*\*[ \t]*\w+\."  # an interaction of Spock
    r"|\b[gG]\.(?:Expect|Eventually|Consistently)\w*\(|\.then\(\)\s*\.(?:assertThat|statusCode|body|contentType|log)\("
    r"|^[ \t]*(?:is|isnt|ok|like|unlike|cmp_ok|is_deeply)[ \t]+(?:[$!\[\\]|dies\b)"
    r"|\bmust[ \t]+be\w*(?=[ \t]*(?:[(\"'\[\d]|true\b|false\b|an?\b|the\w+|empty\b|defined\b))|\binterceptMessage\["
    r"|\bcmp\.(?:Diff|Equal)\(|\breflect\.DeepEqual\("
    r"|\(is\s+\(|\(are\s+\[|\bShould[ \t]+-\w|\bShould[ \t]+(?:Not[ \t]+)?(?:Be|Contain|Match|Start|End)\w*[ \t]"
    r"|(?<!\w)Assert(?:ions|That|j)?\.\w|\bshould(?:\.|_not\b|[A-Z]\w*)|\.should[ \t]+\w"
    r"|\bshould[ \t]+(?:not[ \t]+)?(?:eq|be|include|match|have)\b(?=[ \t]*[({\[\"'\d<>=]|[ \t]+(?:\w+[ \t]*[({]"
    r"|(?i:true|false|null|nil|none|empty|defined|thesame\w*|size|length|keys?|values?|message)\b))"
    r"|(?<!function )(?<![\w$.])is\(|->(?:expects|should\w*|assert\w*|see\w*|with|throws)\("
    r"|\.andExpect\(|\.expect(?:One|Once|None|Request)?\((?=[\w/])|\.expect[A-Z]\w*\(|\.to(?:(?:Be|Equal|StrictEqual|Have|Match|Contain|Throw)\w*|\.\w+)"
    r"|\.(?:should|must|wont)(?:_?[A-Z_]\w*|\.\w+)+|\.Should\w*\(|(?<!\w)Should\.\w+[(<]|\b(?:must|wont)_\w+|\brequire\.[A-Z]\w*\("
    r"|\[\[?[ \t]+\"?\$\{?(?:status|output|lines)\b|\.assert\.\w+\("
    r"|\b(?:t|tap|test|assert|chai|self|this|\$this)(?:\.|->|::)(?:is|not|like|equals?|same|deepEqual|strictEqual"
    r"|notEqual|assert\w+|equal|ok|notOk|true|false|truthy|falsy|regex|notRegex|match|throws\w*|rejects|snapshot)\("
    r"|(?<![\w.])verify\w*\((?:[^()\n]|\([^()\n]{0,120}\)){0,200}\)\.|\bArgumentCaptor\b|\bassert_(?:output|line|equal|success|failure)\b"
    r"|\.(?:isEqualTo|hasSize|containsExactly\w*|isSameAs|hasToString|startsWith|contains"
    r"|isNotEqualTo)\([^)\n]*\)[ \t]*;?\s*\Z",
)
"""Assertions of the usual libraries, by the form of their calls."""
_TEXT = on_demand(r"\"(?:[^\"\\\n]|\\.)*\"|(?<=[\s(,=:\[{+])'(?:[^'\\\n]|\\.)*'(?=[\s),;\]}.+:]|\Z)")
_OF_ASSERTIONS = (
    *"xpect EXPECT ASSERT REQUIRE CHECK @test OrNull Eventually Consistently ok( _ok intercept[ .and( thrown".split(),
    *"Received $status $output ${status ${output ${lines ssert refute is_deeply cmp_ok isnt like hould must".split(),
    *"wont erify .to (is (are is( not( same( equal Equal ->see ->with ->throws require. ArgumentCaptor".split(),
    *("Diff(", "xpect(", "then()", "interceptMessage[", "is ", "ok ", "like "),
    *("hasSize(", "contains", "isSameAs(", "hasToString(", "startsWith(", "* "),
)
"""One of these stands in every assertion: a long text without them need not be searched for the forms. So below."""
_MOCKS = on_demand(
    r"(?:Stub|Fake)\w*\.(?:register|add|stub|reply|respond)\w*\(|[mM]ock\w*(?:(?:\.|::)\w+){0,4}[ \t]*[(<{]"
    r"|(?<![\w$])(?:nock|[sS]tub|intercept\w*|gock|moxios|vcr|RegisterResponder|setupServer"
    r"|setupWorker|thenReturn|doReturn|willReturn|fake)\w*(?:\.\w+){0,4}[ \t]*[(<{]"
    r"|\.(?:withArgs|on(?:Get|Post|Put|Patch|Delete|Head|Any|Options))\(|Http::(?:fake|preventStray\w*)\(|\bpage\.route\("
    r"|\bcy\.(?:intercept|route)\(|(?<![.>])\ballow\(|\breceive\(|\b(?:instance|class|object)_(?:double|spy)\("
)
"""What answers in place of a host, in the usual libraries."""
_OF_MOCKS = (
    *(
        "ock",
        "Stub",
        "Fake",
        "stub",
        "intercept",
        "moxios",
        "vcr",
        "RegisterResponder",
        "setupServer",
        "setupWorker",
        "Return",
    ),
    *("withArgs(", ".on", "fake", "preventStray", "route(", "allow(", "receive(", "_double(", "_spy("),
)
_ANSWERED = on_demand(
    r"\)\s*\.(?:will|then|and)_?(?:Return|Throw|Answer|Respond|Reply|do)\w*\("
    r"|\}[ \t]*(?:returns|answers|throws)\b|\)\s*\.(?:Respond(?:With)?|Returns?(?:Async)?|Throws?|Answers?|Reply)\("
    r"|\)\s*\.(?:intercept|reply(?:Once)?|respond_with)\("
)
"""What stands behind a call that is answered in place of the host."""
_OF_ANSWERED = (
    *("Return", "Throw", "Answer", "espond", "eply", "answers", "returns", "throws", "intercept"),
    *("willdo", "will_do", "thendo", "then_do", "anddo", "and_do"),
)
_MAKES_MOCK = on_demand(r"(?i:mock|stub|\bspy|fake|substitute|(?<!\w)double[ \t]*\()")
_MSW = on_demand(r"[\"']msw[\"'/]")
_PARAMETRIZES = on_demand(
    r"\bTable\([ \t]*\n?[ \t]*\("
    r"|\.each[ \t]*[(`]|@(?:ValueSource|CsvSource|MethodSource|Parameters|ParameterizedTest)\b|\[(?:InlineData|TestCase"
    r"|DataRow|Values|Arguments)\(?"
    r"|\bArguments\.(?:of|arguments)\(|(?<![\w.])arguments\(|@(?:dataProvider|testWith)\b|#\[(?:DataProvider|TestWith|case|rstest)\b|\b(?:it_behaves_like|include_examples"
    r"|with_them)\b|\bforEvery\b"
    r"|\bstruct\s*\{[^{}]{0,400}(?:\b(?:want|expected)\w*|\}\s*\{)"
)
_OF_PARAMETRIZES = (
    *(
        ".each",
        "Table(",
        "rguments",
        "Source",
        "Parameter",
        "InlineData",
        "TestCase",
        "DataRow",
        "[Values",
        "[Arguments",
        "dataProvider",
    ),
    *("testWith", "#[", "it_behaves_like", "include_examples", "with_them", "forEvery", "struct"),
)
_TITLED = on_demand(
    r"(?<![\w.$])(?:it|test|describe|context|specify|scenario|suite|feature|bench|xit|fit"
    r"|it_should)(?:\.\w+)*[ \t]*\(?[ \t]*\Z"
    r"|\bt\.Run\([ \t]*\Z|@(?:DisplayName|test)\b[ \t]*\(?[ \t]*\Z"
)
"""What stands before the title of a test."""
_TITLED_ANYWHERE = on_demand(
    "|".join(
        # A pattern whose choices begin with letters is searched for fast: what may not stand before them comes behind.
        rf"{word}(?<![\w.$/-]{word})(?:\.\w+)?[ \t]*[(\"']"
        for word in "it test describe context specify scenario suite feature".split()
    )
    + r"|t\.Run\((?<!\wt\.Run\()|@(?:DisplayName|test)\b"
)
_OF_ARGUMENT = on_demand(r"\w\((?:[^()]*,)?[ \t]*(?:await[ \t]+)?(?:\w+\.|\$this->|@)?\Z")
_OF_MEMBER = on_demand(r"(?:\?\.|&\.|\.|->|::)\w")
_FRAME = on_demand(
    r"(?:<|\bextends|:)[ \t]*\\?(?:\w+(?:::|\\|\.))*(?:TestCase|Minitest::Test|FunSuite)\b|\*testing\.[TBF]\b"
    r"|(?<![\w$.>:-])(?:it|test|describe|context|specify|scenario|feature)(?:\.\w+)*[ \t]*\(?[ \t]*[\"'`]"
    r"|^[ \t]*\[(?:Fact|Theory|Test|TestCase|TestMethod)\b|^[ \t]*@(?:Test|ParameterizedTest)\b",
    re.MULTILINE,
)
"""What is around the tests of a text: titles, annotations, the class of a test case."""
_NOT_FAILING = on_demand(
    r"(?:not|never)(?:\.|_)?(?:to)?[. \t]?(?:be)?\.?_?(?:[tT]hrow\w*|raise\w*|reject\w*)|DoesNotThrow|NotThrow"
    r"|nothing_raised|NoError|NotRaise"
)
_FAILS = on_demand(
    r"\b(?:to)?(?:throws?|Throws?)(?:Error|ErrorMatching\w*|Async|Exactly\w*|Exception)?\b[ \t]*[(<;,\n)]"
    r"|\.toThrow\w*\(|\.rejects\b|\.rejected\w*\b"
    r"|\b[aA]ssert_?(?:that)?_?(?:[tT]hrows|[tT]hrown|[rR]aises?|That(?:Thrown|Exception)|Rejects)\w*"
    r"|\bassertThat(?:Thrown|Exception)\w*"
    r"|\bexpect_?[eE]xception\w*|raise_(?:error|exception)\b|XCTAssertThrows\w*"
    r"|(?:require|assert)\.(?:Error\w*|Panics\w*|False|NotContains|NotEqual|Nil)\b|\bAssert\.(?:False|IsFalse|Throws\w*"
    r"|That\([^\n]*,[ \t]*(?:Is\.False|Throws)|DoesNotContain|NotEqual|AreNotEqual|Null)"
    r"|\bassert_?(?:False|false|Not\w+|not_\w+|Null|null|nil|DoesNot\w+)\b|\brefute\w*\b|\bwont_\w+|\bXCTAssert(?:False"
    r"|NotEqual|Nil)\b"
    r"|\.(?:not|isNot|never|no)\.(?:to|be|have|eq|include|match)\w*|\bnot_to\b|\bto_not\b|\bshould_not\b"
    r"|\.(?:isNotEqualTo|doesNotContain|isFalse|isInvalid|NotBe|NotContain|BeFalse|doesNotMatch|notEqual|notStrictEqual"
    r"|doesNotStartWith)\b"
    r"|\.(?:toBe|toEqual|toStrictEqual|to\.equal|to\.be|equal)\((?:false|null|undefined|4\d\d)\)|\.toBe(?:Falsy|Null"
    r"|Undefined)\(\)|\.to\.be\.(?:false|null|undefined|rejected)\w*"
    r"|\b(?:be_falsey|be_falsy|be_invalid|be_nil|be[ \t]*\(?false\)?|eq[ \t]*\(?false\)?)\b|\bassert_failure\b"
    r"|\b(?:assert\w*!?|XCTAssert\w*|Assert\.\w+|assert\.\w+|ok)\(\s*!(?!=)"
    r"|\brun[ \t]+!|\bunlike\b|\bisnt\b|\.(?:is_err|is_none|unwrap_err|expect_err)\(|\{:error\b|,[ \t]*Err\("
    r"|\b(?:should|assert)_?(?:Throw|Fail)s?\w*|\bthrows[A-Z]\w*|\bisFalse\b"
    r"|\b(?:throws|dies)_ok\b|\bexpect_error\b|\b(?:EXPECT|ASSERT)_(?:THROW|ANY_THROW|DEATH|FALSE|NE|STRNE)\b"
    r"|\bShould\.Throw|\b(?:CHECK|REQUIRE)_THROWS\w*|@test_throws|\bcatch_(?:error|exit|throw)\b|\bhas_errors?\b"
    r"|\bthrown(?:-with-msg)?\?|\bexceptionOrNull\b|\bthrownBy\b|\bthrown\(|\bintercept\[|-Throw\b|\bassert_not\b|\.[tT]o\((?:MatchError\(|HaveOccurred\(\))|\.is(?:Failure|Left)\b"
    r"|\binterceptMessage\[|^[ \t]*ok[ \t]+!|\bdies[ \t]*\{|\((?:throws|throwing):"
    r"|\bt\.(?:false|falsy|notOk|throws\w*)\(|\b(?:NotTo|ToNot)\(Succeed\(\)\)|\bBeFalse\w*\(|\bDidNotReceive",
)
"""What a test says of something that is to fail, or not to be so."""
_DIFFERENT = on_demand(r"\b(?:assert|require|Assert)\w*[.:]*(?:Is)?Not(?:Equal|Contain|Empty|Zero|Len|Same)\w*")
"""An assertion that an answer is another one, which does not say that it is a refusal."""
_DIFFERS = on_demand(r"!=|\bnot\b|_ne\b|(?i:notequal|not_equal|isnot)")
_MADE = on_demand(
    r"\s*(?:(?:const|let|var|val|final|auto|my|local)\s+)?(?:[\w<>.]+\s+)?[\[({]?\s*"
    r"(?P<names>(?:[:$@]?[A-Za-z_]\w*\s*,\s*){0,5}[:$@]?[A-Za-z_]\w*)\s*,?\s*[\])}]?\s*(?::=|=(?![=~>]))"
)
"""A statement that gives names to what comes out of it: one, or several."""
_ERROR = on_demand(r"(?:\w*_)?err(?:or|ors|s)?\d?|\w+Err(?:or)?|exception|failure")
"""The name of an error, which is there only if something failed."""
_IS_ERROR = on_demand(
    r"\.(?:Error\w*|EqualError|NotNil|NotEmpty|IsError|IsNotNull)\(|HaveOccurred|MatchError"
    r"|!==?[ \t]*(?:nil|null|undefined)"
    r"|(?:not|isNot)(?:_to|To)?[._ ]?(?:to)?\.?_?(?:be)?_?(?:[nN]il|[nN]ull|[uU]ndefined|[eE]mpty)"
    r"|toBe(?:Defined|Truthy|InstanceOf)"
    r"|\bbe_(?:a|an|present)\b|be\.an?\(|\bassert_?(?:NotNull|not_nil|Error\w*|IsNotNone|Instance\w*)\b"
)
"""What says that there is an error."""
_NO_ERROR = on_demand(
    r"NoError|(?:NotTo|ToNot|Not)\(.*(?:HaveOccurred|MatchError)|not\.toBe(?:Defined|Truthy|InstanceOf)"
)
_FAILS_TEST_OF_GO = on_demand(r"\bt\.(?:Error|Fatal)f?\(")
"""What a comparison leads to in a test of Go."""
_NEVER = on_demand(r"(?!)")
_WANTS_ERROR = on_demand(r"\berr\w*[ \t]*==[ \t]*nil[ \t]*\{\s*[tb]\.(?:Error|Fatal|Fail)")
"""A test of Go that fails where there is no error."""
_WANTS_ERROR_NEXT = on_demand(rf"\s*(?:;|if[ \t])[ \t]*{_WANTS_ERROR.pattern}")
_MAKES_ERROR = on_demand(r"\berr\w*[ \t]*:?=[^=]")
_MADE_TO_FAIL = on_demand(
    r"#\[should_panic[^\]\n]{0,80}\]|@Test[ \t]*\([ \t]*expected[ \t]*=[^)\n]{0,80}\)|@expectedException\b"
    r"|\[ExpectedException\b"
)
"""What stands above a test that is to fail as a whole."""
_RUNS_TO_FAIL = on_demand(r"\brun[ \t]+!")
_NEXT_TEST = on_demand(
    r"(?<![\w.])(?:it|test|describe|context|def|func|function|fn|fun|specify|scenario)\b[ \t(]|@(?:Test|test)\b"
    r"|\[(?:Fact|Test)"
)
_REFUSED = on_demand(
    r"(?:[sS]tatus|[cC]ode|[hH]ttp|expect\()\w*\W[^\n;]{0,60}(?<![\w.])4[0-2]\d(?!\w|\.\d)"
    r"|(?i:status\w*)(?:\.|::|(?<=[sS]tatus))(?i:bad_?request|forbidden|conflict|gone|unprocessable_?\w*)\b"
    r"|:(?:bad_request|unauthorized|forbidden|not_found|unprocessable\w*|conflict)\b"
    r"|\[\[?[ \t]+\"?\$\{?status\}?\"?[ \t]+(?:-ne[ \t]+0|-(?:eq|gt)[ \t]+[1-9]|={1,2}[ \t]*\"?[1-9])"
    r"|\bassert_failure\b|SessionHasErrors|ValidationErrors|assertInvalid|assertUnprocessable|assertForbidden"
    r"|\.is(?:UnprocessableEntity|BadRequest|Forbidden|Unauthorized|NotFound|4xxClientError)\("
    r"|errors?\b[^\n;]{0,40}\.(?:toHaveLength\([1-9]|toContain|not\.toBeNull|toBeDefined)"
)
"""What is said of an answer, some statements after what was asked."""
_ASKS_MORE = on_demand(r"(?:(?:\?\.|&\.|\.|->|::)\w+[?!]?)+\([ \t]*[^)\s]")
"""A call of a method with arguments, behind what has it."""
_FAILS_NEXT = on_demand(r"[\s;]*(?:\$this->|self::|Assert(?:ions)?\.|t\.)?[fF]ail\(")
"""Behind what has to throw, so that this is never reached."""
_THROWN = on_demand(r"(?<![\w.])thrown\(")
"""A condition of Spock: what was done before has thrown."""
_SUCCEEDS = on_demand(
    r"(?<![\w.])20[0-4](?!\w|\.\d)|\bassert_success\b|:(?:ok|success|created)\b|\.is(?:Ok|Created|2xxSuccessful)\(|\bassertOk\("
)
"""What is said of an answer that is none of a refusal."""


_SIGNS = (
    (_OF_ASSERTIONS, _ASSERTS),
    (_OF_ANSWERED, _ANSWERED),
    (_OF_PARAMETRIZES, _PARAMETRIZES),
    (("run ", "run\t"), _RUNS_TO_FAIL),
    (("nil",), _WANTS_ERROR),
    (("should_panic", "@Test", "xpectedException"), _MADE_TO_FAIL),
    (("",), _TITLED_ANYWHERE),
)
"""What only tests say: words of which one stands in each form, and the form."""


def may_be_test(text: str) -> bool:
    """Say whether a text says anything at all that a test would."""
    return _says(text, _OF_MOCKS, _MOCKS) or any(_says(text, words, form) for words, form in _SIGNS)


def has_frame(text: str) -> bool:
    """Say whether a text is a test by what is around what it asserts."""
    return _FRAME.search(text) is not None


def is_asked_of(names: Sequence[str], text: str) -> bool:
    """Say whether a test asserts, or gives to a call, what a member says of what it made, by one of its names.

    A call with arguments asks for something else; that there is an object at all says nothing.
    """
    name = re.compile(rf"(?<![\w$])\$?(?:{'|'.join(names)})(?![\w$])") if names else _NEVER
    return any(
        _OF_MEMBER.match(line, found.end()) is not None and not asks_more(line[found.end() :])
        for line in text.replace("is_expected.", "expect(subject.").split("\n")
        for found in name.finditer(line)
        if _ASSERTS.search(line) or _OF_ARGUMENT.search(line, 0, found.start())
    )


def may_mock(text: str) -> bool:
    """Say whether a text says anything that answers in place of a host."""
    return _says(text, _OF_MOCKS, _MOCKS) or _says(text, _OF_ANSWERED, _ANSWERED) or uses_msw(text)


def uses_msw(text: str) -> bool:
    """Say whether a text imports Mock Service Worker."""
    return _says(text, ("msw",), _MSW)


def _says(text: str, words: tuple[str, ...], form: re.Pattern[str]) -> bool:
    return any(word in text for word in words) and form.search(text) is not None


def without_texts(code: str) -> str:
    """Return code with its texts emptied, whose words assert nothing."""
    return _TEXT.sub('""', code)


def asserts(statement: str) -> bool:
    """Say whether a statement is an assertion."""
    return _ASSERTS.search(statement) is not None


def role_in(statement: str, before: str) -> Role | None:
    """Return the role that a host has by the statement of a test in which it stands, None where that is no such one.

    :param before: the part of the statement before the value that has the host.
    """
    if _TITLED.search(before):
        return Role.SHOWN
    if asserts(without_texts(statement)) or _RUNS_TO_FAIL.search(statement):
        return Role.REFUSED if _fails(statement) or _says_refused(statement) else Role.EXPECTED
    if _PARAMETRIZES.search(before):
        return Role.EXPECTED
    return Role.MOCKED if _MOCKS.search(before) or _ANSWERED.search(statement, len(before)) else None


def makes_mock(name: str, text: str) -> bool:
    """Say whether a text gives a name to something that answers in place of a host."""
    if not name.isidentifier():
        return False
    given = re.search(rf"(?<![\w$.]){name}[ \t]*(?::[^=\n]{{0,60}})?(?::=|=(?![=~>]))(?P<made>[^\n;]{{0,160}})", text)
    return given is not None and _MAKES_MOCK.search(given["made"]) is not None


def is_answered(tail: str) -> bool:
    """Say whether what stands behind a block says what answers to the call in it."""
    return _ANSWERED.match(tail) is not None


def fails_later(statement: str, behind: str) -> Role | None:
    """Return the role of a host in a statement that what is behind it, in the same block, expects to have failed.

    An answer is said to be a refusal, or what the statement makes is said not to be so; not seen is why, where
    what it makes is asked something else.
    """
    following = _NEXT_TEST.search(behind)
    tested = behind[: following.start() if following else None]
    if _WANTS_ERROR.search(statement) or (_MAKES_ERROR.search(statement) and _WANTS_ERROR_NEXT.match(tested)):
        return Role.REFUSED
    if _FAILS_NEXT.match(tested):
        return Role.REFUSED
    made = _MADE.match(statement)
    names = re.findall(r"\w+", made["names"]) if made else []
    errors, others = (
        [name for name in names if bool(_ERROR.fullmatch(name)) is is_error] for is_error in (True, False)
    )
    error, other = _any_of(errors), _any_of(others)
    said = Role.REFUSED  # by an error
    has_succeeded = is_to_fail = False  # what is refused after a success is something else
    for line in tested.split("\n"):
        used = [one.end() for one in other.finditer(line)]
        role = Role.UNSEEN if used and all(asks_more(line[end:]) for end in used) else Role.REFUSED
        is_to_fail = is_to_fail or expects_failure(line)
        if not _ASSERTS.search(line):
            if used and is_to_fail:
                return role
            given = _MADE.match(line)
            found = [name for name in re.findall(r"\w+", given["names"]) if _ERROR.fullmatch(name)] if given else []
            if found and (used or error.search(line)):
                error, said = _any_of(found) if used else _NEVER, role
            continue
        if _THROWN.search(line):
            return role
        if _SUCCEEDS.search(line):
            has_succeeded = True
        if (_says_refused(line) and not has_succeeded) or (used and _fails(_DIFFERENT.sub("", line))):
            return role
        if error.search(line) and _IS_ERROR.search(line) and not _NO_ERROR.search(line):
            return said
    return None


def asks_more(behind: str) -> bool:
    """Say whether what is made of a host is asked something by a call with arguments: that may fail for these."""
    asked = _ASKS_MORE.match(behind)
    return asked is not None and not asserts(asked[0]) and not _fails(asked[0])


def is_put_in(statement: str, host: str, behind: str) -> bool:
    """Say whether a test asserts something else than a host, behind a statement, of what came out of the call in it."""
    made = _MADE.match(statement)
    if made is None:
        return False
    following = _NEXT_TEST.search(behind)
    name = _any_of(re.findall(r"\w+", made["names"]))
    tested = behind[: following.start() if following else None]
    lines = tested.split("\n")
    own = re.compile(rf"(?<![\w$]){re.escape(host)}(?!\w)")
    differs = rf"\bif\b[^\n]*(?:{name.pattern})[\w.()]*[ \t]*[!=]=[ \t]*(?!nil\b)"
    asserts = re.compile(differs) if _FAILS_TEST_OF_GO.search(tested) else _NEVER
    return any(
        ((_ASSERTS.search(line) and name.search(line)) or asserts.search(line)) and not own.search(line)
        for line in lines
    )


def all_fail(tested: str) -> bool:
    """Say whether all that a function asserts is that something fails."""
    asserting = [line for line in tested.split("\n") if _ASSERTS.search(line)]
    return bool(asserting) and all(_fails(line) or _says_refused(line) for line in asserting)


def parametrizes(before: str) -> bool:
    """Say whether what stands before a value gives it to a test as one of its cases."""
    return _PARAMETRIZES.search(before) is not None


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """Return what finds each of some names in a statement."""
    known = [name for name in names if name != "_"]
    return re.compile(rf"(?<![\w$.])\$?(?:{'|'.join(known)})(?![\w$])") if known else _NEVER


def _says_refused(statement: str) -> bool:
    return _REFUSED.search(statement) is not None and _DIFFERS.search(statement) is None


def _fails(statement: str) -> bool:
    return _FAILS.search(_NOT_FAILING.sub("", statement)) is not None


def expects_failure(before: str) -> bool:
    """Say whether what stands before a statement, in the same block, expects it to fail."""
    return re.search(r"expect_?[eE]xception\w*\(", before) is not None


def is_to_fail(above: str) -> bool:
    """Say whether what stands above a block says that it is a test which is to fail."""
    return _MADE_TO_FAIL.search(re.split(r"[{}]", above)[-1]) is not None


def is_made_to_fail(head: str, tail: str) -> bool:
    """Say whether a block is run to see it fail, by what stands before it and behind it in its statement."""
    said = f"{head} {tail}"
    return _fails(said) and (_ASSERTS.search(said) is not None or "throw" in said.lower())
