"""No program is broken by a safe fix, and most of those that may be fixed are: see :mod:`oracle.written.uses`."""

from __future__ import annotations

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.findings import Safety
from edgewise.options import Options
from oracle.written.renamed import renamed
from oracle.written.uses import PROCESSING, USES, Outcome, may_be_fixed, outcomes, seen, verdict
from support import THOROUGH

RUN = USES if THOROUGH else USES[::4]
"""The programs that are run: in the short form one of four."""
SHARE = 0.7
"""How many of the programs that may be fixed without any harm are fixed at least."""
SO_FAR: dict[str, float] = {}
"""The share that is reached, where it is less: an entry goes once it is not."""


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Outcome]]:
    """The outcomes of all programs, in the short form of those that are run there."""
    return outcomes(RUN)


def test_programs_by_use(found: dict[str, dict[str, Outcome]]) -> None:
    broken = {use.name for use in RUN if any(one.name == "broken" for one in found[use.name].values())}
    assert broken == {use.name for use in RUN if use.is_broken}, "the headings say which are broken today"


@pytest.mark.slow
@pytest.mark.parametrize("way", PROCESSING)
def test_most_of_what_may_be_fixed_is(found: dict[str, dict[str, Outcome]], way: str) -> None:
    may = [one[way] for one in found.values() if one[way].may]
    share = sum(one.name == "fixed" for one in may) / len(may)
    assert share >= SO_FAR.get(way, SHARE)
    assert (share >= SHARE) is (way not in SO_FAR)
    assert len(may) > 150


def test_names_that_say_nothing_make_no_fix_safer() -> None:
    safer: set[str] = set()
    looked_at = 0
    for use in RUN:
        text = renamed(use.text)
        if text != use.text and _did(text) == _did(use.text):
            looked_at += 1
            if _safe_fixes(text) > _safe_fixes(use.text):
                safer.add(use.name)
    assert looked_at > 0.8 * len(RUN)
    assert not safer


def _did(program: str) -> tuple[object, ...]:
    found = seen(program)
    return found.record.hosts, found.record.requests, found.told()


def _safe_fixes(program: str) -> int:
    found, error = check_source(Source(program), FileKind.PYTHON, Options("as-written"))
    assert error is None
    return sum(one.fix is not None and one.fix.safety is Safety.SAFE for one in found)


def test_there_are_programs_of_many_styles() -> None:
    assert len({use.name for use in USES}) == len(USES) > 400
    assert len({use.style for use in USES}) > 20


@pytest.mark.parametrize("style", sorted({use.style for use in USES}))
def test_programs_pass_before(style: str) -> None:
    for use in USES:
        if use.style == style:
            before = seen(use.text)
            assert before.record.raised is None or before.record.raised.startswith("SystemExit"), use.name
            assert all(test.endswith(("passed", "run")) for test in before.tests), use.name


_OLD = "https://api.ie1.twilio.com"
_NEW = "https://api.dublin.ie1.twilio.com"

VERDICTS = {
    "right": [
        ("fetch(OLD)", "fetch(NEW)"),
        ("fetch(OLD); print('POST', OLD)", "fetch(NEW); print('POST', NEW)"),
        ("fetch(OLD); open('x.ini', 'w').write(OLD)", "fetch(NEW); open('x.ini', 'w').write(NEW)"),
        ("def test_x():\n    fetch(OLD)", "def test_x():\n    fetch(NEW)"),
    ],
    "part": [("fetch(OLD); fetch(OLD)", "fetch(OLD); fetch(NEW)")],
    "same": [("print(1)", "print(1)"), ("x = OLD", "x = NEW")],
    "asks for": [
        ("fetch('https://api.twilio.com')", "fetch(NEW)"),
        ("fetch('https://api.au1.twilio.com')", "fetch(NEW)"),
        ("fetch(OLD)", "fetch('https://api.twilio.com')"),
    ],
    "requests": [
        ("fetch(OLD)", "fetch(NEW); fetch(NEW)"),
        ("fetch(OLD + '/x')", "fetch(NEW + '/y')"),
        ("import requests; requests.get(OLD, headers={'X': '1'})", "import requests; requests.get(NEW, headers={'X': '2'})"),
        ("import requests; requests.post(OLD, json={'a': OLD})", "import requests; requests.post(NEW, json={'a': NEW})"),
    ],
    "it says": [
        ("print(OLD)", "print(NEW)"),
        ("fetch(OLD); print('OLD is switched off')", "fetch(NEW); print('NEW is switched off')"),
        ("fetch(OLD); print(len(OLD))", "fetch(NEW); print(len(NEW))"),
        ("fetch(OLD)", "fetch(NEW); raise SystemExit(1)"),
        ("open('x.ini', 'w').write(OLD)", "open('x.ini', 'w').write(NEW)"),
        ("open('x', 'w').close()", "open('y', 'w').close()"),
        ("def test_x():\n    assert OLD == OLD", "def test_x():\n    assert NEW == OLD"),
        ("import logging; logging.warning('a')", "import logging; logging.warning('b')"),
    ],
    "rows": [
        ("import sqlite3; sqlite3.connect('stored.db').execute('SELECT 1')",
         "import sqlite3; sqlite3.connect('stored.db').execute('DELETE FROM media')"),
        ("from pymongo import MongoClient; MongoClient()['a']['b'].insert_one({'x': OLD})",
         "from pymongo import MongoClient; MongoClient()['a']['b'].insert_one({'x': NEW})"),
    ],
}  # fmt: skip
"""A verdict -> programs before and after a rewrite."""


@pytest.mark.parametrize("wanted", VERDICTS)
def test_verdicts(wanted: str) -> None:
    for before, after in VERDICTS[wanted]:
        old, new = (_literals(text) for text in (before, after))
        assert verdict(old, seen(old), seen(new), "as-written").startswith(wanted), (before, after)


def _literals(text: str) -> str:
    for name, url in (("OLD", _OLD), ("NEW", _NEW)):
        text = text.replace(f"'{name} is", f"'{url} is").replace(name, f'"{url}"')
    return text


@pytest.mark.parametrize(("program", "may"), [
    ("fetch(OLD)", True),
    ("A = OLD\nfetch(A + '/x')", True),
    ("import os\nA = OLD\nfetch(A)\nassert os.environ['STORED_URL'].startswith(A)", False),
    ("import os\nfetch(OLD)\nassert os.environ['STORED_URL'].startswith(OLD)", True),
    ("import os\nA = ['x', OLD]\nassert OLD in A\nfetch(OLD)\nassert 'https://' + os.environ['STORED_HOST'] in A", True),
    ("A = OLD\nfetch(A)\nassert len(A) == 26", False),
    ("R = 'ie1'\nfetch(f'https://api.{R}.twilio.com')", True),
    ("print(OLD)", False),
    ("fetch('https://api.twilio.com')", False),
    ("from twilio.rest import Client\nClient('AC1', 't', region='ie1').messages('SM1').fetch()", True),
    ("import os\nfrom twilio.rest import Client\nos.environ['TWILIO_REGION'] = 'ie1'\nClient('AC1', 't').messages('SM1').fetch()", True),
    ("from twilio.rest import Client\nO = {'region': 'ie1'}\nClient('AC1', 't', **O).messages('SM1').fetch()", True),
    ("from twilio.rest import Client\nO = {'region': 'ie1'}\nClient('AC1', 't', **O).messages('SM1').fetch()\nprint(O)", True),
    ("from twilio.rest import Client\nO = {'region': 'ie1'}\nc = Client('AC1', 't', **O)\nc.messages('SM1').fetch()\nprint(O, c.edge)", False),
])  # fmt: skip
def test_what_may_be_fixed(program: str, may: bool) -> None:
    assert may_be_fixed(_literals(program), "as-written") is may
