"""EW201 to EW204: which calls and assignments are clients, what they give, and what becomes of them."""

from __future__ import annotations

import libcst as cst
import pytest

from edgewise.findings import Safety
from edgewise.options import Options
from edgewise.python.clients.find import Clients, ClientVisitor
from edgewise.python.module import Module
from edgewise.python.settings.find import Environment
from support import CLIENT, block, findings, fixed, seen

# call, as written, kept in the United States; one EW201 each
CALLS = [
    ('Client(sid, token, region="ie1")', 'Client(sid, token, region="ie1", edge="dublin")', "Client(sid, token)"),
    ("Client(sid, token, region='ie1')", "Client(sid, token, region='ie1', edge='dublin')", "Client(sid, token)"),
    ('Client(sid, token, region="IE1")', 'Client(sid, token, region="IE1", edge="dublin")', "Client(sid, token)"),
    ('Client(region="au1")', 'Client(region="au1", edge="sydney")', "Client()"),
    ('Client(region="de1")', "Client()", "Client()"),
    ('Client(sid, region="de1", timeout=3)', "Client(sid, timeout=3)", "Client(sid, timeout=3)"),
    ('Client(region="jp2", account_sid=a)', "Client(account_sid=a)", "Client(account_sid=a)"),
    ('Client(region="ie1", edge=None)', 'Client(region="ie1", edge="dublin")', "Client(edge=None)"),
    ('Client(region="ie1", edge="")', 'Client(region="ie1", edge="dublin")', 'Client(edge="")'),
    ('Client(edge="", region="ie1")', 'Client(edge="dublin", region="ie1")', 'Client(edge="")'),
    ('Client(region = "ie1")', 'Client(region = "ie1", edge = "dublin")', "Client()"),
    ('Client(region=("ie1"))', 'Client(region=("ie1"), edge="dublin")', "Client()"),
    ('Client(region="i" "e1")', 'Client(region="i" "e1", edge="dublin")', "Client()"),
    ("Client(region=f'ie{1}')", "Client(region=f'ie{1}', edge=\"dublin\")", "Client()"),
    ('Client(region="ie1",)', 'Client(region="ie1", edge="dublin",)', "Client()"),
    ('Client(sid, region="ie1",)', 'Client(sid, region="ie1", edge="dublin",)', "Client(sid,)"),
    ('Client(sid, token, None, "ie1")', 'Client(sid, token, None, "ie1", edge="dublin")', "Client(sid, token, None)"),
    (
        'Client(sid, token, None, "ie1", http, env)',
        'Client(sid, token, None, "ie1", http, env, edge="dublin")',
        "Client(sid, token, None, None, http, env)",
    ),
    (
        'Client(sid, token, None, "ie1", http_client=http)',
        'Client(sid, token, None, "ie1", http_client=http, edge="dublin")',
        "Client(sid, token, None, http_client=http)",
    ),
    (
        'Client(sid, token, None, "ie1", None, None, None)',
        'Client(sid, token, None, "ie1", None, None, "dublin")',
        "Client(sid, token, None, None, None, None, None)",
    ),
    ('Client(*auth, region="ie1")', 'Client(*auth, region="ie1", edge="dublin")', "Client(*auth)"),
    ('Client(*("a", "b"), region="ie1")', 'Client(*("a", "b"), region="ie1", edge="dublin")', 'Client(*("a", "b"))'),
    (
        'Client(sid, **{"region": "ie1"})',
        'Client(sid, **{"region": "ie1", "edge": "dublin"})',
        "Client(sid, **{})",
    ),
    (
        "Client(sid, **{'region' : 'ie1', 'account_sid': a})",
        "Client(sid, **{'region' : 'ie1', 'edge' : 'dublin', 'account_sid': a})",
        "Client(sid, **{'account_sid': a})",
    ),
    (
        'Client(**({"region": "ie1"} if eu else {}))',
        'Client(**({"region": "ie1", "edge": "dublin"} if eu else {}))',
        "Client(**({} if eu else {}))",
    ),
    (
        'Client(**{"a": {"region": "ie1"}, "b": {"region": "us1"}}[name])',
        'Client(**{"a": {"region": "ie1", "edge": "dublin"}, "b": {"region": "us1"}}[name])',
        'Client(**{"a": {}, "b": {"region": "us1"}}[name])',
    ),
    (
        'kw = {}\nkw["timeout"] = 3\nkw["region"] = "ie1"\nClient(**kw)',
        'kw = {}\nkw["timeout"] = 3\nkw["region"] = "ie1"\nkw["edge"] = "dublin"\nClient(**kw)',
        'kw = {}\nkw["timeout"] = 3\nkw["region"] = None\nClient(**kw)',
    ),
    (
        "def made():\n    kw = dict()\n    kw['region'] = 'ie1'; return kw\nClient(**made())",
        "def made():\n    kw = dict()\n    kw['region'] = 'ie1'; kw['edge'] = 'dublin'; return kw\nClient(**made())",
        "def made():\n    kw = dict()\n    kw['region'] = None; return kw\nClient(**made())",
    ),
    ('Client(sid, **dict(region="ie1"))', 'Client(sid, **dict(region="ie1", edge="dublin"))', "Client(sid, **dict())"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "as_written", "us1"), CALLS, ids=[call for call, _, _ in CALLS])
def test_a_call_that_gives_a_region_alone(call: str, as_written: str, us1: str) -> None:
    source = f"{CLIENT}{call}\n"
    assert [code for code, _ in seen(source)] == ["EW201"]
    assert fixed(source) == f"{CLIENT}{as_written}\n"
    assert fixed(source, processing_region="us1") == f"{CLIENT}{us1}\n"
    assert seen(fixed(source)) == []
    assert seen(fixed(source, processing_region="us1")) == []


@pytest.mark.parametrize(("also", "edge"), [
    ('print(kw["region"])', ', edge="dublin"'),
    ("other(**kw)", ', edge="dublin"'),
    ('if eu:\n    kw["region"] = "au1"', ""),
    ("kw |= other()", ""),
])  # fmt: skip
def test_a_region_that_is_stored_for_more_than_the_client_stays_there(also: str, edge: str) -> None:
    source = f'{CLIENT}kw = {{}}\nkw["region"] = "ie1"\n{also}\nClient(**kw$)\n'
    before = source.replace("$", "")
    assert seen(before)[0][1] == 'kw["region"] = "ie1"'
    assert fixed(before) == source.replace("$", edge)
    assert fixed(before, processing_region="us1") == before


def test_everything_is_sent_to_one_region() -> None:
    source = CLIENT + 'Client(region="de1")\nClient(region="ie1")\nClient(s, t, None, "jp1")\n'
    wanted = CLIENT + (
        'Client(region="au1", edge="sydney")\nClient(region="au1", edge="sydney")\n'
        'Client(s, t, None, "au1", edge="sydney")\n'
    )
    assert fixed(source, processing_region="au1") == wanted


SILENT = [
    "def make(region=None, edge=None):\n    return Client(region=region, edge=edge)",
    'def make(region="us1", edge=None):\n    return Client(region=region, edge=edge)',
    "class Ours(Client):\n    def __init__(self, a, b, region=None, edge=None):\n        super().__init__(a, b, None, region, edge=edge)",
    'Client(sid, token, region="ie1", edge="dublin")',
    'Client(edge="dublin", region="ie1")',
    'Client(sid, token, None, "ie1", None, None, "dublin")',
    'Client(region="us1")',
    'Client(region="US1", edge=edge)',
    'Client(region="dublin.ie1")',
    'Client(sid, token, None, "sydney.au1")',
    'Client(edge="dublin")',
    "Client(region=None)",
    'Client(region="")',
    "Client(region=True)",
    "Client(region=False, edge=None)",
    'Client(region="stage")',
    'Client(region="dev", edge="dublin")',
    "Client(region=region, edge=edge)",
    'Client(region="ie1", edge=settings.EDGE)',
    'Client(region="ie1", **{"edge": "dublin"})',
    'Client(**{"region": "ie1", "edge": EDGE})',
    'OPTIONS = {"region": "ie1", "edge": "dublin"}\nClient(**OPTIONS)',
    'options = {"region": "ie1"}\noptions["edge"] = "dublin"\nClient(**options)',
    "Client(**options)",
    "Client(sid, token, **kwargs)",
    'NONE = None\nClient(region=NONE)',
    'Client(region="us1" if home else None)',
    'client = Client(region="ie1")\nclient.edge = "dublin"',
    'R = "ie1"\nR = "us1"\nClient(region=R)',
    'class Ours(Client):\n    def __init__(self, **kw):\n        kw.setdefault("edge", "dublin")\n        super().__init__(**kw)\nOurs(region="ie1")',
    'client = Client(edge="dublin")\nclient.region = "ie1"',
    'client = Client()\nclient.edge = "dublin"\nclient.region = "ie1"',
    'client = Client()\nclient.region, client.edge = "ie1", "dublin"',
    'client = Client()\nclient.region = "us1"',
    "client = Client()\nclient.region = None",
    'from functools import partial\nmake = partial(Client, edge="dublin")\nmake(region="ie1")',
    'from functools import partial\nmake = partial(Client, region="ie1")\nmake(edge="dublin")',
    'def make(Client):\n    return Client(region="ie1")',
    'def make():\n    from supabase import Client\n    return Client(region="ie1")',
    'def make():\n    class Client: ...\n    return Client(region="ie1")',
    'from twilio.jwt.access_token import AccessToken\nAccessToken(a, b, c, region="ie1")',
    'response.dial().conference("x", region="ie1")',
    'client = Client()\nclient.conferences("CF").participants.create(region="ie1", from_="a", to="b")',
    'client = Client()\nclient.addresses.create(region="ie1")',
    'client = Client()\nclient.video.rooms.create(media_region="ie1")',
    'client = Client()\nclient.insights.v1.rooms.list(edge=["ashburn"])',
    'client = Client()\nclient.http_client.region = "ie1"',
    'import boto3\nboto3.client("s3", region="ie1")',
]  # fmt: skip


@pytest.mark.parametrize("source", SILENT)
def test_what_is_fine_is_silent(source: str) -> None:
    assert seen(CLIENT + source + "\n") == []


NOT_OURS = [
    'from supabase import Client\nClient(region="ie1")',
    'from boto3 import Client as TwilioClient\nTwilioClient(region="ie1")',
    'class TwilioClient:\n    def __init__(self, region): ...\nTwilioClient(region="ie1")',
    'Client(region="ie1")  # twilio',
    'import twilio\ntwilio.Client(region="ie1")',
    'from .rest import Client  # our twilio\nClient(region="ie1")',
    'from twilio.twiml import Client\nClient(region="ie1")',
    'import twilio.rest\nrest.Client(region="ie1")',
]


@pytest.mark.parametrize("source", NOT_OURS)
def test_another_client_is_silent(source: str) -> None:
    assert seen(source + "\n") == []


BINDINGS = [
    'from twilio.rest import Client\nClient(region="ie1")',
    'from twilio.rest import Client as TwilioClient\nTwilioClient(region="ie1")',
    'import twilio.rest\ntwilio.rest.Client(region="ie1")',
    'import twilio.rest as tr\ntr.Client(region="ie1")',
    'from twilio import rest\nrest.Client(region="ie1")',
    'from twilio import rest as r\nr.Client(region="ie1")',
    'from twilio.rest import *\nClient(region="ie1")',
    'from twilio.base.client_base import ClientBase\nClientBase(region="ie1")',
    'import twilio.base.client_base\ntwilio.base.client_base.ClientBase(region="ie1")',
    'def f():\n    from twilio.rest import Client\n    return Client(region="ie1")',
    'class A:\n    def f(self):\n        import twilio.rest\n        return twilio.rest.Client(region="ie1")',
    'try:\n    from twilio.rest import Client\nexcept ImportError:\n    Client = None\nClient(region="ie1")',
    'try:\n    from twilio.rest import Client\nexcept ImportError:\n    Client = None\n'
    'class C(Client):\n    def __init__(self):\n        Client.__init__(self, region="ie1")\nC()',
    'import typing\nif typing.TYPE_CHECKING:\n    from twilio.rest import Client\ndef f():\n'
    '    from twilio.rest import Client\n    return Client(region="ie1")',
    'from twilio.rest import Client\nC = Client\nC(region="ie1")',
    'from twilio.rest import Client\nclass K:\n    make = Client\nK.make(region="ie1")',
    'import importlib\nrest = importlib.import_module("twilio.rest")\nrest.Client(region="ie1")',
    'from twilio.rest import Client\nclass Ours(Client):\n    pass\nOurs(region="ie1")',
    'from twilio.rest import Client\nclass A(Client): ...\nclass B(A): ...\nB(region="ie1")',
    'from twilio.rest import Client\nclass Ours(Client):\n    def __init__(self):\n'
    '        super().__init__("a", "b", region="ie1")',
    'from twilio.rest import Client\nclass Ours(Client):\n    def __init__(self):\n'
    '        super(Ours, self).__init__("a", "b", region="ie1")',
    'from twilio.rest import Client\nclass Ours(Client):\n    def __init__(self):\n'
    '        Client.__init__(self, "a", "b", region="ie1")',
    'from twilio.rest import Client\nclass Ours(Client):\n    def __init__(self, *args, **kwargs):\n'
    '        super().__init__(*args, **kwargs)\nOurs("a", region="ie1")',
    'from twilio.rest import Client\nfrom functools import partial\nmake = partial(Client, "a", region="ie1")',
    'from twilio.rest import Client\nimport functools\nmake = functools.partial(Client)\nmake(region="ie1")',
    'from twilio.rest import Client\nif (client := Client(region="ie1")): ...',
    'from twilio.rest import Client\nmake = lambda: Client(region="ie1")',
    'from twilio.rest import Client\n[Client(region="ie1") for _ in range(3)]',
    'from twilio.rest import Client\nclass A:\n    client = Client(region="ie1")',
    'from twilio.rest import Client\nasync def f():\n    await g(Client(region="ie1"))',
    'import twilio.rest\ndef f(x=twilio.rest.Client(region="ie1")): ...',
]  # fmt: skip


@pytest.mark.parametrize("source", BINDINGS)
def test_a_client_by_whatever_name(source: str) -> None:
    assert seen(source + "\n") == [("EW201", 'region="ie1"')]
    assert fixed(source + "\n") == source.replace('region="ie1"', 'region="ie1", edge="dublin"') + "\n"


ALSO_CALLED = """\
def use(make):
    make("a", "b", region="ie1")
def strict(user, key, region):
    pass
use(Client)
use(strict)
"""


def test_a_call_of_something_else_as_well_is_left() -> None:
    source = CLIENT + ALSO_CALLED
    assert seen(source) == [("EW201", 'region="ie1"')]
    assert fixed(source, unsafe=True) == source


UNCERTAIN = [
    'try:\n    from twilio.rest import Client\nexcept ImportError:\n    from ours import Client\nClient(region="ie1")',
    'from twilio.rest import Client\nif test:\n    Client = Fake\nClient(region="ie1")',
    'from twilio.rest import Client\nfrom ours import Other\nmake = Client if live else Other\nmake(region="ie1")',
    'from twilio.rest import *\nfrom ours import *\nClient(region="ie1")',
]  # fmt: skip


@pytest.mark.parametrize("source", UNCERTAIN)
def test_what_may_be_a_client_is_reported_and_left(source: str) -> None:
    assert seen(source + "\n") == [("EW201", 'region="ie1"')]
    assert findings(source + "\n")[0].fix is None


HANDS_ON = """\
class A(Client):
    def __init__(self, user, key, {parameters}):
        super().__init__(user, key, {arguments})
"""
PAIR = "region=None, edge=None"
BOTH = "region=region, edge=edge"
HANDED_ON = [
    (PAIR, BOTH, 'A("a", "b", region="ie1"@)'),
    ("*, " + PAIR, BOTH, 'A(region="ie1"@, user="a", key="b")'),
    ("*, " + PAIR + ", **rest", BOTH + ", retries=3", 'A("a", "b", region="ie1"@)'),
    ("account=None, region=None, http=None, env=None, edge=None", "account, region, http, env, edge", 'A("a", "b", None, "ie1"@)'),
    (PAIR, BOTH, 'class B(A): ...\nB("a", "b", region="ie1"@)'),
    (PAIR, BOTH, f'class B(A):\n    def __init__(self, user, key, {PAIR}):\n        super().__init__(user, key, {BOTH})\nB("a", "b", region="ie1"@)'),
]  # fmt: skip
NOT_HANDED_ON = [
    ("region=None, edge='dublin'", BOTH, 'A("a", "b", region="ie1")'),
    (PAIR, "region=edge, edge=region", 'A("a", "b", region="ie1")'),
    (PAIR, "region=region, edge=edge or EDGES[region]", 'A("a", "b", region="ie1")'),
    (PAIR, BOTH, 'A("a", "b", "us1", "ie1")'),
]  # fmt: skip
HANDED_ON_AND_MORE = [
    ("region, edge", BOTH, 'A("a", "b", region="ie1", edge=None)', "EW201"),
    (PAIR, BOTH + ", **more", 'A("a", "b", region="ie1")', "EW201"),
    (PAIR, BOTH + "); use(edge", 'A("a", "b", region="ie1")', "EW204"),
    (PAIR, BOTH, 'A(*both, region="ie1")', "EW204"),
]


@pytest.mark.parametrize(("parameters", "arguments", "call"), HANDED_ON)
def test_a_subclass_that_hands_region_and_edge_on_is_called_as_a_client(
    parameters: str, arguments: str, call: str
) -> None:
    source = f"{CLIENT}{HANDS_ON.format(parameters=parameters, arguments=arguments)}{call}\n"
    assert [code for code, _ in seen(source.replace("@", ""))] == ["EW201"]
    assert fixed(source.replace("@", "")) == source.replace("@", ', edge="dublin"')
    assert seen(source.replace("@", ', edge="dublin"')) == []


@pytest.mark.parametrize(("parameters", "arguments", "call"), NOT_HANDED_ON)
def test_a_subclass_with_a_way_of_its_own_is_not_judged_by_its_call(parameters: str, arguments: str, call: str) -> None:
    source = f"{CLIENT}{HANDS_ON.format(parameters=parameters, arguments=arguments)}{call}\n"
    assert fixed(source) == source
    assert [code for code, span in seen(source) if span in call] == []


@pytest.mark.parametrize(("parameters", "arguments", "call", "code"), HANDED_ON_AND_MORE)
def test_a_subclass_that_needs_its_arguments_is_called_as_a_client_and_left_to_a_human(
    parameters: str, arguments: str, call: str, code: str
) -> None:
    source = f"{CLIENT}{HANDS_ON.format(parameters=parameters, arguments=arguments)}{call}\n"
    assert fixed(source) == source
    assert [found for found, span in seen(source) if span in call] == [code]


# what stands before a subclass of a mixin and the client, and what is written behind the region: None for no fix
MIXINS = [
    ("class Mixin:\n    def hello(self):\n        return 1\n", ', edge="dublin"'),
    ("class Mixin:\n    def __init__(self, *args, **more):\n        super().__init__(*args, **more)\n", ', edge="dublin"'),
    ("class Base:\n    x = 1\nclass Mixin(Base):\n    def __init__(self, *args, **more):\n        super().__init__(*args, **more)\n",
     ', edge="dublin"'),
    ("class Mixin:\n    edge = 'dublin'\n", None),
    ("from ours import Mixin\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("mixin", "added"), MIXINS)
def test_a_subclass_with_a_mixin_is_a_client(mixin: str, added: str | None) -> None:
    source = f'{CLIENT}{mixin}class A(Mixin, Client):\n    pass\nA("a", "b", region="ie1")\n'
    assert [code for code, _ in seen(source)] == ["EW201" if added else "EW204"]
    assert fixed(source) == source.replace('"ie1"', f'"ie1"{added or ""}')


@pytest.mark.parametrize(
    "around",
    [
        "class Run:\n    @staticmethod\n    def go():\n@\nRun.go()\n",
        "class Run:\n    @classmethod\n    def go(cls):\n@\nRun.go()\n",
        "from contextlib import contextmanager\n@contextmanager\ndef go():\n@\n        yield\nwith go():\n    pass\n",
        "import click\n@click.command()\ndef go():\n@\ngo()\n",
    ],
)
def test_what_stands_around_a_call_of_a_subclass_has_no_say_in_it(around: str) -> None:
    made = (
        "        from twilio.rest import Client\n        class Ours(Client):\n            def __init__(self, *a, **kw):\n"
        '                super().__init__(*a, **kw)\n        Ours("a", "b", region="ie1")'
    )
    source = around.replace("@\n", f"{made}\n")
    assert fixed(source) == source.replace('region="ie1"', 'region="ie1", edge="dublin"')


def test_a_subclass_with_a_constructor_of_its_own_answers_for_its_own_arguments() -> None:
    source = CLIENT + block("""
        class Ours(Client):
            def __init__(self, region):
                super().__init__("a", "b", region=region, edge=EDGES[region])
        Ours("ie1")
        Ours(region="ie1")
    """)
    assert seen(source) == []


DYNAMIC = [
    ("Client(region=region)", "region=region"),
    ("Client(region=settings.REGION)", "region=settings.REGION"),
    ('import os\nClient(region=os.environ.get("TWILIO_REGION", "ie1"))', 'region=os.environ.get("TWILIO_REGION", "ie1")'),
    ('Client(region="ie1" if eu else "us1")', 'region="ie1" if eu else "us1"'),
    ('Client(region=given or "ie1")', 'region=given or "ie1"'),
    ('def f(region="ie1"):\n    return Client(region=region)', "region=region"),
    ('def f(region="ie1", edge=None):\n    return Client(region=region, edge=edge)', "region=region"),
    ('def f(edge=None):\n    return Client(region="ie1", edge=edge)', 'region="ie1"'),
    ('R = "ie1"\nif home:\n    R = "us1"\nClient(region=R)', "region=R"),
    ('Client(region="ie1", **kwargs)', 'region="ie1"'),
    ('Client(region="ie1", **{**kwargs})', 'region="ie1"'),
    ('Client(sid, token, None, "ie1", *rest)', '"ie1"'),
    ('Client(*auth, None, "ie1")', '"ie1"'),
    ('Client(**({"region": r} if r else {}))', '"region": r'),
    ('Client(**({"region": "ie1"} if eu else {}), **({"edge": "dublin"} if eu else {}))', '"region": "ie1"'),
    ('kw = {}\nkw["region"] = r\nClient(**kw)', 'kw["region"] = r'),
    ('kw = {}\nif eu:\n    kw["region"] = "ie1"\nClient(**kw)', 'kw["region"] = "ie1"'),
    ('kw = {"region": "ie1"}\nlog(kw)\nClient(**kw)', '"region": "ie1"'),
    ('Client(**{REGION: "ie1", EDGE: "dublin", "region": "ie1"})', '"region": "ie1"'),
    ("client = Client()\nclient.region = region", "client.region = region"),
    ('def f(client: Client):\n    client.region = "ie1"', 'client.region = "ie1"'),
    ('client: Client = make()\nclient.region = "ie1"', 'client.region = "ie1"'),
    ('client = Client(**kwargs)\nclient.region = "ie1"', 'client.region = "ie1"'),
    ('class Ours(Mixin, Client):\n    def __init__(self):\n        super().__init__(region="ie1")', 'region="ie1"'),
    ('class Ours(Client):\n    def __init__(self, **kw):\n        if home:\n            kw.setdefault("edge", "dublin")\n        super().__init__(**kw)\nOurs(region="ie1")', 'region="ie1"'),
    ('from functools import partial\nmake = partial(Client, region="ie1")\nregister(make)', 'region="ie1"'),
    ('from functools import partial\nmake = partial(Client, region="ie1")\nmake(edge="dublin")\nmake()', 'region="ie1"'),
]  # fmt: skip


@pytest.mark.parametrize(("source", "span"), DYNAMIC, ids=[source for source, _ in DYNAMIC])
def test_no_guess(source: str, span: str | None) -> None:
    source = CLIENT + source + "\n"
    if span is None:
        assert seen(source) == []
        return
    assert seen(source) == [("EW204", span)]
    assert findings(source)[0].fix is None


def test_the_message_says_what_was_seen() -> None:
    (finding,) = findings(CLIENT + 'Client(region="ie1" if eu else "au1")\n')
    assert "`au1` or `ie1`" in finding.message
    assert "no edge visible here" in finding.message
    assert "TWILIO_EDGE" in finding.message
    (finding,) = findings(CLIENT + 'Client(region="ie1", **options)\n')
    assert "`**options`" in finding.message
    (finding,) = findings(CLIENT + 'REGION = "ie1"\nClient("a", "b", region=REGION, **options)\n')
    assert "the region is `REGION`, which is `ie1`, and an edge may come from `**options`" in finding.message
    (finding,) = findings(CLIENT + 'given = {}\nR = "ie1"\nif x:\n    given["region"] = R\nClient("a", "b", **given)\n')
    assert "which may be `ie1` (not in every case)" in finding.message, finding.message
    (finding,) = findings(CLIENT + '@traced\ndef make(cls):\n    return cls("a", "b", region="ie1")\nmake(Client)\n')
    assert "(what `make` calls is not sure)" in finding.message, finding.message


ARGPARSE = CLIENT + "import argparse\nparser = argparse.ArgumentParser()\n"


@pytest.mark.parametrize(
    "program",
    [
        ARGPARSE + 'parser.add_argument("-r", "--region", default="ie1")\nClient(**vars(parser.parse_args()))\n',
        ARGPARSE
        + 'parser.add_argument_group("x").add_argument("--twilio-region", dest="region", default="ie1")\n'
        + "def main(argv):\n    given = parser.parse_args(argv)\n    return Client(given.sid, given.token, region=given.region)\n",
        ARGPARSE + 'parser.set_defaults(region="ie1")\nClient("a", "b", region=parser.parse_args().region)\n',
        CLIENT + 'import click\n@click.command()\n@click.option("-r", "--region", default="ie1")\n'
        'def call(region):\n    Client("a", "b", region=region)\n',
        CLIENT + 'import click\n@click.command()\n@click.option("--twilio-region", "region", default="ie1")\n'
        '@click.option("--edge", default=None)\n'
        'def call(region, edge):\n    Client("a", "b", region=region, edge=edge)\n',
        CLIENT + 'import typer\napp = typer.Typer()\n@app.command()\ndef call(region: str = typer.Option("ie1")):\n'
        '    Client("a", "b", region=region)\n',
    ],
)
def test_what_a_command_line_gives_by_default_is_said(program: str) -> None:
    (finding,) = findings(program)
    assert finding.code == "EW204"
    assert "which may be `ie1` or anything else" in finding.message, finding.message
    assert finding.fix is None


@pytest.mark.parametrize(
    ("second", "rewritten"),
    [('"ie1"', '"ie1"\nclient.edge = "dublin"'), ('"au1"', None), ('"us1"', None), ("region", None)],
)
def test_one_edge_does_not_fit_two_regions(second: str, rewritten: str | None) -> None:
    before = CLIENT + f'client = Client(region="ie1")\nclient.region = {second}\n'
    assert fixed(before) == (before if rewritten is None else before.replace(f"= {second}\n", f"= {rewritten}\n"))


@pytest.mark.parametrize(
    ("imports", "bases", "call", "code"),
    [
        ("from mixins import Mixin", "Mixin, Client", "super().__init__(", "EW204"),
        ("from mixins import Mixin", "Mixin, Client", "Mixin.__init__(self, ", None),
        (
            "try:\n    from vendored import Client\nexcept ImportError:\n    pass",
            "Client",
            "super().__init__(",
            "EW201",
        ),
        ("class Mixin:\n    pass", "Mixin, Client", "super().__init__(", "EW201"),
    ],
)
def test_a_base_of_another_module_may_leave_the_constructor_to_the_next(
    imports: str, bases: str, call: str, code: str | None
) -> None:
    source = f'{CLIENT}{imports}\nclass C({bases}):\n    def __init__(self):\n        {call}"AC1", "t", region="ie1")\n'
    assert [name for name, _ in seen(source + "c = C()\n")] == ([code] if code else [])


@pytest.mark.parametrize("made", ['C0(region="br1")', 'make("br1")'])
def test_a_client_that_is_made_within_many_calls_is_found(made: str) -> None:
    source = f"""\
def wrapped(f):
    def inner(*a, **k):
        return f(*a, **k)
    return inner
@wrapped
def first():
    def second():
        from twilio.rest import Client
        class C0(Client):
            def __init__(self, region=None, edge=None):
                super().__init__("AC1", "t", region=region, edge=edge)
        def make(region=None):
            return Client("AC1", "t", region=region)
        c0 = {made}
    second()
first()
"""
    assert [code for code, _ in seen(source)] == ["EW201"]


@pytest.mark.parametrize(
    ("calls", "code"),
    [
        ("EDGE\nc = make()\n", None),
        ("EDGE\n", None),
        ("c = make()\nEDGE\n", "EW204"),
        ("def setup():\n    return make()\nc = setup()\nEDGE\n", "EW204"),
        ("def setup():\n    return make()\nEDGE\nc = setup()\n", None),
        ("c = [make() for _ in x]\nEDGE\n", "EW204"),
        ("class C:\n    c = make()\nEDGE\n", "EW204"),
        ("class C:\n    EDGE\nc = [make() for _ in x]\n", None),
        ("class C:\n    @property\n    def c(self):\n        return make()\nC().c\nEDGE\n", "EW204"),
        ("class C:\n    @property\n    def c(self):\n        return make()\no = C()\nEDGE\no.c\n", None),
        ("class C:\n    def __enter__(self):\n        return make()\nwith C() as c:\n    pass\nEDGE\n", "EW204"),
        ("class C:\n    def __call__(self):\n        return make()\nEDGE\nC()()\n", None),
    ],
)
def test_an_edge_of_the_environment_is_too_late_for_what_is_called_before(calls: str, code: str | None) -> None:
    calls = calls.replace("EDGE", 'os.environ["TWILIO_EDGE"] = "dublin"')
    found = seen(CLIENT + 'import os\ndef make():\n    return Client(region="ie1")\n' + calls)
    assert [name for name, _ in found] == ([code] if code else [])


def test_a_comprehension_and_the_body_of_a_class_run_where_they_stand() -> None:
    late = 'x = [Client(region="ie1") for _ in y]\nclass C:\n    x = Client(region="ie1")\n'
    edge = 'import os\nos.environ["TWILIO_EDGE"] = "dublin"\n'
    assert [name for name, _ in seen(CLIENT + late + edge)] == ["EW201", "EW201"]
    assert seen(CLIENT + edge + late) == []


WRONG = [
    ('Client(region="dublin")', "EW202", 'Client(edge="dublin")'),
    ('Client(sid, token, None, "dublin")', "EW202", 'Client(sid, token, None, edge="dublin")'),
    ('Client(**{"region": "dublin"})', "EW202", 'Client(**{"edge": "dublin"})'),
    ('Client(region="de1", edge="frankfurt")', "EW202", "Client()"),
    ('Client(sid, edge="frankfurt", region="de1", timeout=1)', "EW202", "Client(sid, timeout=1)"),
    ('Client(region="de1", edge=edge)', "EW202", None),
    ('Client(region="eu-west-1")', "EW202", None),
    ('Client(region="ie2")', "EW201", None),
    ('Client(region="ie2", edge="dublin")', "EW202", None),
    ('Client(region="us1", edge="dubln")', "EW203", None),
    ('Client(region="frankfurt.de1")', "EW202", "Client()"),
    ('Client(region="ie1", edge="sydney")', "EW203", 'Client(region="ie1", edge="dublin")'),
    ('Client(region="ie1", edge="dubln")', "EW203", None),
    ('Client(s, t, None, "au1", None, None, "dublin")', "EW203", 'Client(s, t, None, "au1", None, None, "sydney")'),
    ('Client(region="sydney.ie1")', "EW203", 'Client(region="ie1", edge="dublin")'),
]  # fmt: skip


@pytest.mark.parametrize(("call", "code", "rewritten"), WRONG, ids=[call for call, _, _ in WRONG])
def test_unsupported_and_mismatched(call: str, code: str, rewritten: str | None) -> None:
    source = f"{CLIENT}{call}\n"
    assert [found for found, _ in seen(source)] == [code]
    assert fixed(source) == source
    assert fixed(source, unsafe=True) == (source if rewritten is None else f"{CLIENT}{rewritten}\n")


LAYOUTS = [
    (
        """
        client = Client(
            sid,
            token,
            region="ie1",  # Ireland
        )
        """,
        """
        client = Client(
            sid,
            token,
            region="ie1",  # Ireland
            edge="dublin",
        )
        """,
        """
        client = Client(
            sid,
            token,
        )
        """,
    ),
    (
        """
        client = Client(
            region="ie1"  # Ireland
        )
        """,
        """
        client = Client(
            region="ie1",  # Ireland
            edge="dublin"
        )
        """,
        """
        client = Client()
        """,
    ),
    (
        """
        client = Client(sid,  # account
                        region="ie1")
        """,
        """
        client = Client(sid,  # account
                        region="ie1",
                        edge="dublin")
        """,
        """
        client = Client(sid,  # account
                        )
        """,
    ),
    (
        """
        client = Client(
            sid, token, region="ie1",
            http_client=http,
        )
        """,
        """
        client = Client(
            sid, token, region="ie1", edge="dublin",
            http_client=http,
        )
        """,
        """
        client = Client(
            sid, token,
            http_client=http,
        )
        """,
    ),
    (
        """
        client = Client(
            sid
            , token
            , region="ie1"
        )
        """,
        """
        client = Client(
            sid
            , token
            , region="ie1"
            , edge="dublin"
        )
        """,
        """
        client = Client(
            sid
            , token
        )
        """,
    ),
    (
        """
        client = Client(
            sid,
            token,
            None,
            "ie1",
            http,
            **extra(),
        )
        """,
        None,
        None,
    ),
    (
        """
        options = {
            "region": "ie1",  # Ireland
        }
        client = Client(**options)
        """,
        """
        options = {
            "region": "ie1",  # Ireland
            "edge": "dublin",
        }
        client = Client(**options)
        """,
        """
        options = {}
        client = Client(**options)
        """,
    ),
    (
        """
        def f():
            client = Client()
            client.region = 'ie1'  # Ireland
            return client
        """,
        """
        def f():
            client = Client()
            client.region = 'ie1'  # Ireland
            client.edge = 'dublin'
            return client
        """,
        """
        def f():
            client = Client()
            client.region = 'us1'  # Ireland
            return client
        """,
    ),
    (
        """
        client = Client()
        if eu: client.region = "ie1"
        x = 1; client.region = "ie1"; y = 2  # both
        """,
        """
        client = Client()
        if eu: client.region = "ie1"; client.edge = "dublin"
        x = 1; client.region = "ie1"; client.edge = "dublin"; y = 2  # both
        """,
        """
        client = Client()
        if eu: client.region = "us1"
        x = 1; client.region = "us1"; y = 2  # both
        """,
    ),
    (
        """
        class Texts:
            def __init__(self):
                self.client = Client(sid, token)
                self.client.region = "ie1"
        """,
        """
        class Texts:
            def __init__(self):
                self.client = Client(sid, token)
                self.client.region = "ie1"
                self.client.edge = "dublin"
        """,
        """
        class Texts:
            def __init__(self):
                self.client = Client(sid, token)
                self.client.region = "us1"
        """,
    ),
    (
        """
        class Ours(Client):
            def __init__(self):
                super().__init__("a", "b")
                self.region = "ie1"
        """,
        """
        class Ours(Client):
            def __init__(self):
                super().__init__("a", "b")
                self.region = "ie1"
                self.edge = "dublin"
        """,
        """
        class Ours(Client):
            def __init__(self):
                super().__init__("a", "b")
                self.region = "us1"
        """,
    ),
    (
        """
        try:
            from twilio.nowhere import Client as Base
        except ImportError:
            Base = Client
        class Ours(Base):
            def __init__(self):
                super().__init__("a", "b")
                self.region = "ie1"
        """,
        """
        try:
            from twilio.nowhere import Client as Base
        except ImportError:
            Base = Client
        class Ours(Base):
            def __init__(self):
                super().__init__("a", "b")
                self.region = "ie1"
                self.edge = "dublin"
        """,
        """
        try:
            from twilio.nowhere import Client as Base
        except ImportError:
            Base = Client
        class Ours(Base):
            def __init__(self):
                super().__init__("a", "b")
                self.region = "us1"
        """,
    ),
    (
        """
        REGION = "ie1"
        client = Client(region=REGION)
        other = Client()
        other.region = REGION
        """,
        """
        REGION = "ie1"
        client = Client(region=REGION, edge="dublin")
        other = Client()
        other.region = REGION
        other.edge = "dublin"
        """,
        """
        REGION = "ie1"
        client = Client()
        other = Client()
        other.region = "us1"
        """,
    ),
    (
        """
        client = Client( region="ie1"
                       , account_sid=sid
                       )
        """,
        """
        client = Client( region="ie1"
                       , edge="dublin"
                       , account_sid=sid
                       )
        """,
        """
        client = Client( account_sid=sid
                       )
        """,
    ),
    (
        """
        options = {
            'username' : sid,
            'region'   : 'ie1',
        }
        client = Client(**options)
        """,
        """
        options = {
            'username' : sid,
            'region'   : 'ie1',
            'edge'     : 'dublin',
        }
        client = Client(**options)
        """,
        """
        options = {
            'username' : sid,
        }
        client = Client(**options)
        """,
    ),
    (
        """
        options = {
            "account_sid": sid,
            "region":      "ie1",
        }
        client = Client(**options)
        """,
        """
        options = {
            "account_sid": sid,
            "region":      "ie1",
            "edge":        "dublin",
        }
        client = Client(**options)
        """,
        """
        options = {
            "account_sid": sid,
        }
        client = Client(**options)
        """,
    ),
    (
        """
        client = Client(
            account_sid = sid,
            region      = "ie1")
        """,
        """
        client = Client(
            account_sid = sid,
            region      = "ie1",
            edge        = "dublin")
        """,
        """
        client = Client(
            account_sid = sid)
        """,
    ),
    (
        """
        REGION = 'ie1'
        client = Client('AC1', 't', region=REGION)
        """,
        """
        REGION = 'ie1'
        client = Client('AC1', 't', region=REGION, edge='dublin')
        """,
        """
        REGION = 'ie1'
        client = Client('AC1', 't')
        """,
    ),
    (
        """
        client = Client(
            # one for all
            account_sid=sid,
            # GDPR: in Europe,
            # says the contract
            region="ie1",
        )
        """,
        """
        client = Client(
            # one for all
            account_sid=sid,
            # GDPR: in Europe,
            # says the contract
            region="ie1",
            edge="dublin",
        )
        """,
        """
        client = Client(
            # one for all
            account_sid=sid,
        )
        """,
    ),
    (
        """
        client = Client(  # ours
            # in Europe
            region="ie1",
        )
        """,
        """
        client = Client(  # ours
            # in Europe
            region="ie1",
            edge="dublin",
        )
        """,
        """
        client = Client(  # ours
        )
        """,
    ),
]  # fmt: skip


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize(("old", "as_written", "us1"), LAYOUTS)
def test_the_layout_is_the_authors(old: str, as_written: str | None, us1: str | None, line_break: str) -> None:
    def text(source: str) -> str:
        return (CLIENT + block(source)).replace("\n", line_break)

    source = text(old)
    assert seen(source)
    assert fixed(source) == (text(as_written) if as_written else source)
    assert fixed(source, processing_region="us1") == (text(us1) if us1 else source)


COMMENTS = [
    ('Client(sid,\n    region="ie1",  # GDPR: keep it in Europe\n)', "`# GDPR: keep it in Europe`"),
    ('Client(\n    # in Europe\n    # for good\n    region="ie1"\n)', "`# in Europe` `# for good`"),
    ('Client(sid, region="ie1")  # stays', None),
    ('Client(sid,  # stays\n    region="ie1",\n)', None),
]


@pytest.mark.parametrize(("call", "told"), COMMENTS)
def test_a_comment_that_goes_along_is_told(call: str, told: str | None) -> None:
    (finding,) = findings(f"{CLIENT}c = {call}\n", processing_region="us1")
    assert finding.fix is not None
    said = f"; this takes the comment {told} along"
    assert finding.fix.message.endswith(said) if told else "comment" not in finding.fix.message
    assert [finding.fix for finding in findings(f"{CLIENT}c = {call}\n") if "comment" in str(finding.fix)] == []


UNUSED = [
    ('def f():\n    where = "ie1"\n    return Client(region=where)', "`where` on line 3"),
    ('def f():\n    where = "ie1"\n    print(where)\n    return Client(region=where)', None),
    (
        'def f():\n    where = "ie1"\n    def g():\n        return Client(region=where)\n    return g',
        "`where` on line 3",
    ),
    ('WHERE = "ie1"\nClient(region=WHERE)', "`WHERE` on line 2"),
    ('WHERE = "ie1"\nClient(region=WHERE)\nprint(WHERE)', None),
    ('WHERE = "ie1"\n__all__ = ["WHERE"]\nClient(region=WHERE)', None),
    ('region = "ie1"\nClient(region=region)', "`region` on line 2"),
    ('Client(region="ie1")', None),
]


@pytest.mark.parametrize(("body", "told"), UNUSED)
def test_a_name_that_is_left_unused_is_told(body: str, told: str | None) -> None:
    (finding,) = findings(f"{CLIENT}{body}\n", processing_region="us1")
    assert finding.fix is not None
    said = f"; then {told} is not used any more, and you may remove it"
    assert finding.fix.message.endswith(said) if told else "not used" not in finding.fix.message
    assert [one.fix for one in findings(f"{CLIENT}{body}\n") if "not used" in str(one.fix)] == []


def test_a_statement_at_the_end_of_a_file_without_a_line_break() -> None:
    assert fixed(CLIENT + 'c = Client()\nc.region = "ie1"').endswith('c.region = "ie1"\nc.edge = "dublin"')
    assert fixed(CLIENT + 'c = Client()\nc.region = "ie1" # x').endswith('c.region = "ie1" # x\nc.edge = "dublin"')


def test_classes_of_the_project_with_the_same_constructor() -> None:
    source = 'from acme.texts import TextClient\nTextClient(region="ie1")\n'
    assert seen(source) == []
    assert seen(source, clients=("acme.texts.TextClient",)) == [("EW201", 'region="ie1"')]


def test_a_dictionary_that_others_use_too_stays_as_it_is() -> None:
    source = CLIENT + 'options = {"region": "ie1"}\nClient(**options)\nother(**options)\n'
    assert fixed(source) == source.replace("Client(**options)", 'Client(**options, edge="dublin")')
    assert [finding.fix for finding in findings(source, processing_region="us1")] == [None]


def test_the_fix_says_whose_credentials_it_needs() -> None:
    (finding,) = findings(CLIENT + 'Client(region="ie1")\n')
    assert finding.fix is not None
    assert finding.fix.processing_region == "ie1"
    assert "needs IE1 credentials" in finding.fix.message
    (finding,) = findings(CLIENT + 'Client(region="ie1")\n', processing_region="us1")
    assert finding.fix is not None
    assert finding.fix.processing_region == "us1"
    assert "credentials" not in finding.fix.message


HANDS_ON_TO_A_CLIENT = [
    "def make(region=None, edge=None):\n    return Client('a', 'b', region=region, edge=edge)\n",
    "def make(*, region=None, edge=None):\n    return Client('a', 'b', None, region, edge=edge)\n",
    "def make(**options):\n    return Client('a', 'b', **options)\n",
    "make = lambda region=None, edge=None: Client('a', 'b', region=region, edge=edge)\n",
    "class make:\n    def __init__(self, region=None, edge=None):\n"
    "        self.client = Client('a', 'b', region=region, edge=edge)\n",
]


@pytest.mark.parametrize("definition", HANDS_ON_TO_A_CLIENT)
def test_a_call_of_what_hands_region_and_edge_on_to_a_client_is_fixed_as_the_clients(definition: str) -> None:
    source = CLIENT + definition + 'make(region="ie1")\n'
    assert seen(source) == [("EW201", 'region="ie1"')]
    assert fixed(source) == CLIENT + definition + 'make(region="ie1", edge="dublin")\n'
    assert fixed(source, processing_region="us1") == CLIENT + definition + "make()\n"
    assert seen(fixed(source)) == []


def test_what_is_kept_as_an_attribute_on_its_way_to_a_client_is_left_to_a_human() -> None:
    source = CLIENT + block("""
        class Service:
            def __init__(self, region=None, edge=None):
                self.region, self.edge = region, edge
            def client(self):
                return Client("a", "b", region=self.region, edge=self.edge)
        Service(region="ie1")
    """)
    assert seen(source) == [("EW201", 'region="ie1"')]
    assert fixed(source) == source


# what stands before the client, what gives the region, as written, kept in the United States
FOLLOWED = [
    ('def name():\n    return "ie1"\n', "region=name()", 'region=name(), edge="dublin"', ""),
    ('name = lambda: "ie1"\n', "region=name()", 'region=name(), edge="dublin"', ""),
    ('REGION = None\n', 'region=REGION or "ie1"', 'region=REGION or "ie1", edge="dublin"', ""),
    ('class Settings:\n    region = "ie1"\n', "region=Settings().region", 'region=Settings().region, edge="dublin"', ""),
    ('REGIONS = {"eu": "ie1"}\n', 'region=REGIONS["eu"]', 'region=REGIONS["eu"], edge="dublin"', ""),
    ("from typing import cast\n", 'region=cast(str, "ie1")', 'region=cast(str, "ie1"), edge="dublin"', ""),
    (
        "from dataclasses import dataclass\n@dataclass\nclass Gateway:\n    region: str\n    edge: str | None = None\n"
        'GATEWAY = Gateway(region="ie1")\n',
        "region=GATEWAY.region, edge=GATEWAY.edge",
        'region=GATEWAY.region, edge="dublin"',
        "edge=GATEWAY.edge",
    ),
    (
        "from types import SimpleNamespace\nN = SimpleNamespace(region=\"ie1\", edge=None)\n",
        "region=N.region, edge=N.edge", 'region=N.region, edge="dublin"', "edge=N.edge",
    ),
    (
        'from collections import namedtuple\nGateway = namedtuple("Gateway", "region, edge", defaults=[None])\nG = Gateway("ie1")\n',
        "region=G.region, edge=G.edge", 'region=G.region, edge="dublin"', "edge=G.edge",
    ),
    (
        'from collections import namedtuple\nGateway = namedtuple("Gateway", ["name", "region"])\n',
        'region=Gateway("eu", region="ie1")[1]', 'region=Gateway("eu", region="ie1")[1], edge="dublin"',
        'region=Gateway("eu", region="ie1")[1]',
    ),
    ('REGIONS = {letter: "ie1" for letter in "ab"}\n', 'region=REGIONS["b"]', 'region=REGIONS["b"], edge="dublin"', ""),
    ("", '**{"eu": {"region": "ie1"}}["eu"]', '**{"eu": {"region": "ie1", "edge": "dublin"}}["eu"]', '**{"eu": {}}["eu"]'),
    ('def name():\n    print("asked")\n    return "ie1"\n', "region=name()", 'region=name(), edge="dublin"', "region=name()"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "given", "as_written", "us1"), FOLLOWED)
def test_a_region_that_comes_from_elsewhere_is_followed(before: str, given: str, as_written: str, us1: str) -> None:
    source = f"{CLIENT}{before}Client({given})\n"
    assert [code for code, _ in seen(source)] == ["EW201"]
    assert fixed(source) == f"{CLIENT}{before}Client({as_written})\n"
    assert fixed(source, processing_region="us1") == f"{CLIENT}{before}Client({us1})\n"


CALLED_ELSEWHERE = [
    ('@traced\ndef send(key, to):\n    Client(key, "b", region="ie1"$)\nsend("a", "+1")', "EW201"),
    ('@app.task(bind=True)\ndef send(self):\n    Client("a", "b", region="ie1"$)\nsend.delay()\nsend()', "EW201"),
    ('def again(f):\n    return lambda *a: f(*a)\n@again\ndef send(key):\n    Client(key, "b", region="ie1"$)\nsend("a")', "EW201"),
    ('@traced\ndef make(region):\n    return Client("a", "b", region=region)\nmake("ie1")', "EW204"),
    ('@traced\ndef make(cls):\n    return cls("a", "b", region="ie1")\nmake(Client)', "EW204"),
    ('def make(cls, **more):\n    return cls("a", "b", **more)\nmake(Client, region="ie1"$)', "EW201"),
    ('import asyncio\nasyncio.to_thread(Client, "a", "b", region="ie1"$)', "EW201"),
    ('def make(region):\n    return Client("a", "b", region=region$)\nmake("ie1")', "EW201"),
    ('pool.submit(Client, "a", "b", region="ie1")', "EW201"),
    ('import os\nClient(region="ie1", edge=os.getenv("TWILIO_EDGE"))', "EW201"),
    ('def make(region):\n    return Client("a", "b", region=region)\nmake("ie1")\nmake("au1")', "EW204"),
    ('def make(region=None):\n    return Client("a", "b", region=region)\nmake("ie1")', "EW201"),
    ('def put(client, region):\n    client.region = region\nput(Client("a", "b"), "ie1")', "EW201"),
    ('def make(region, times):\n    if times:\n        return make(region, times - 1)\n'
     '    return Client("a", "b", region=region)\nmake("ie1", 3)', "EW204"),
    ('options = {"region": "ie1"}\nprint(options)\nClient(**options$)', "EW201"),
    ('options = {"region": "ie1"}\nif len(options) == 1:\n    Client(**options$)', "EW201"),
    ('class Base:\n    OPTIONS = {"region": "ie1"}\n    def client(self):\n        print(self.OPTIONS)\n'
     '        return Client(**self.OPTIONS)', "EW201"),
    ('class Base:\n    def options(self):\n        return {"region": "ie1"}\n    def client(self):\n        options = self.options()\n'
     '        print(options)\n        return Client(**options)', "EW201"),
    ('class Base:\n    def client(self):\n        options = {"region": "ie1"}\n        print(options)\n'
     '        return Client(**options$)', "EW201"),
    ('from types import SimpleNamespace\nn = SimpleNamespace(region="ie1")\nClient(**vars(n)$)', "EW201"),
    ('import copy\nBASE = {"region": "ie1"}\nClient("a", **copy.deepcopy(BASE)$)\nClient("b", **copy.deepcopy(BASE)$)', "EW201"),
    ('import copy\nBASE = {"region": "ie1"}\nClient(**copy.copy(BASE))\nClient(**copy.copy(BASE), edge="dublin")', "EW204"),
    ('Client(**dict(zip(("username", "region"), ("a", "ie1")))$)', "EW201"),
    ('given = ("a", "b", None, "ie1")\nClient(*given$)', "EW201"),
    ('given = ("a", "b", None, "ie1", None, None, None)\nClient(*given)', "EW201"),
    ('def connect(given):\n    return Client(**dict(zip(("username", "region"), given)))\nconnect(("a", "ie1"))', "EW201"),
    ('class Base:\n    region = None\n    def client(self):\n        return Client("a", region=self.region)\n'
     'class Heir(Base):\n    region = "ie1"\nHeir().client()', "EW201"),
    ('class Options(dict):\n    pass\noptions = Options(username="a")\noptions.update(region="ie1"$)\nClient(**options)', "EW201"),
    ('from collections import UserDict\nclass Options(UserDict):\n    pass\nClient(**Options({"region": "ie1"})$)', "EW201"),
    ('from functools import partial\nMAKE = {"eu": partial(Client, region="ie1"$)}\nMAKE["eu"]("a")', "EW201"),
    ('from functools import partial\nMAKE = [partial(Client, region="ie1"$)]\nfor make in MAKE:\n    make("a")', "EW201"),
    ('from functools import partial\nMAKE = {"eu": partial(Client, region="ie1")}\nrun(MAKE)\nMAKE["eu"]("a")', "EW204"),
    ('def make(region):\n    return Client("a", region=region)\nfor c in map(make, ["ie1", "au1"]):\n    c.calls.list()', "EW204"),
    ('def make(name, region):\n    return Client(name, region=region$)\nfrom concurrent.futures import ThreadPoolExecutor\n[*ThreadPoolExecutor().map(make, ["a", "b"], ["ie1", "ie1"])]', "EW201"),
    ('for n, (name, region) in enumerate({"a": "ie1"}.items()):\n    Client(name, region=region$)', "EW201"),
    ('options = {"region": "ie1"}\nClient(**options)\nClient(edge="dublin", **options)', "EW204"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code"), CALLED_ELSEWHERE)
def test_a_client_that_is_made_elsewhere_is_fixed_where_every_call_agrees(source: str, code: str) -> None:
    before = f"{CLIENT}{source}\n".replace("$", "")
    assert [found for found, _ in seen(before)] == [code]
    assert fixed(before) == f"{CLIENT}{source}\n".replace("$", ', edge="dublin"')


def test_any_walk_over_the_module_may_drive_the_visitor() -> None:
    source = CLIENT + 'c = Client(region="ie1")\nd = Client()\nd.region = "au1"\nsetattr(d, "region", "de1")\n'
    module = Module.parse(source, Options())
    visitor = ClientVisitor(Clients(module, Environment(module)))
    (root, _) = next(module.tree.nodes(cst.Module))
    cst.visit_batched(root, [visitor])
    found = sorted((finding.code, source[finding.start : finding.end]) for finding in visitor.findings)
    assert found == sorted(seen(source))
    assert len(found) == 3


# what stands beside `CLIENT_MADE`, and why its fix is unsafe: as written, kept in the United States
CLIENT_MADE = 'c = Client("a", "b", region="ie1")\n'
GOES_BY = [
    ("print(c.region)\n", None, "its region is read on line 3"),
    ("assert not c.edge\n", "its edge is read on line 3", None),
    ('name = "edge"\nlog(getattr(c, name))\n', "its edge is read on line 4", None),
    ('assert made.call_args.kwargs["region"] == "ie1"\n', None, "a test expects `ie1` on line 3"),
    ('WANTED = {"region": "ie1"}\nassert made.call_args.kwargs == WANTED\n', "a test expects `ie1` on line 4",
     "a test expects `ie1` on line 4"),
    ('made.assert_called_with("a", "b", region="ie1")\nd = Client("a", "b", region="ie1")  # edgewise: ignore\n',
     "a test expects `ie1` on line 3", "a test expects `ie1` on line 3"),
    ('made.assert_called_with("x", region="ie1")\n', "a test expects `ie1` on line 3", "a test expects `ie1` on line 3"),
    ('made.assert_called_with("x", "y", None, "IE1")\n', "a test expects `ie1` on line 3", "a test expects `ie1` on line 3"),
    ('from unittest.mock import call\nassert made.mock_calls == [call(region="ie1")]\n', "a test expects `ie1` on line 4",
     "a test expects `ie1` on line 4"),
    ('WANTED = {"region": "ie1"}\ndef test(self, seen):\n    self.assertEqual(seen, [WANTED])\n', "a test expects `ie1` on line 5",
     "a test expects `ie1` on line 5"),
    ('assert ".ie1." in c.get_hostname(URL)\n', None, "a test expects `ie1` on line 3"),
    ('assert c.get_hostname(URL).startswith("https://api.ie1.")\n', "a test expects `ie1` on line 3", "a test expects `ie1` on line 3"),
    ('ALLOWED = {"api.ie1.twilio.com"}\nif host not in ALLOWED:\n    raise ValueError(len(ALLOWED))\n',
     "`api.ie1.twilio.com` stays on line 4, where only what is in this list may pass",
     "`api.ie1.twilio.com` stays on line 4, where only what is in this list may pass"),
    ('import responses\nresponses.get("https://api.ie1.twilio.com/x")\n',
     "`api.ie1.twilio.com` stays on line 4, where a test answers in its place",
     "`api.ie1.twilio.com` stays on line 4, where a test answers in its place"),
    ('assert list(made.call_args.kwargs) == ["region"]\n', "a test expects `region` on line 3", "a test expects `region` on line 3"),
    ('import ours\ndef fake(user, key, region):\n    pass\npatch.object(ours, "Client", fake, c)\n',
     "what takes the place of the class on line 6 takes other arguments",
     "what takes the place of the class on line 6 takes other arguments"),
    ('class Fake:\n    def __init__(self, user, key, region=None):\n        pass\nmonkeypatch.setattr("ours.Client", Fake)\n',
     "what takes the place of the class on line 6 takes other arguments", None),
    ("import ours\nours.Client, c.x = lambda user, key, region=None: None, 1\n",
     "what takes the place of the class on line 4 takes other arguments", None),
    ('monkeypatch.setattr("ours.Client", lambda *a, **k: None)\n', None, None),
    ("host = c.get_hostname(URL)\nfor url in stored():\n    if url.startswith(host):\n        take(url)\n",
     "its host is compared on line 5", "its host is compared on line 5"),
    ("host = c.get_hostname(URL)\nif host == own:\n    go()\n", "its host is compared on line 4", "its host is compared on line 4"),
    ('host = c.get_hostname(URL)\nif host.startswith("https://"):\n    get(host + "/x")\n', None, None),
    ('assert other.region == "au1"\nassert "pie1" in name\nREGION = "ie1"\nassert REGION == "ie1"\n', None, None),
    ('def region_of(name):\n    return name\nassert region_of("ie1") == region_of("ie1")\n', None, None),
    ("c.region = 'ie1'\nprint(d.region, d.edge)\n", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("beside", "as_written", "us1"), GOES_BY)
def test_a_fix_is_unsafe_where_something_goes_by_what_it_changes(
    beside: str, as_written: str | None, us1: str | None
) -> None:
    source = CLIENT + CLIENT_MADE + beside
    for way, why in (("as-written", as_written), ("us1", us1)):
        found = next(one for one in findings(source, processing_region=way) if one.code == "EW201")
        if why is None:
            assert found.fix is None or found.fix.safety is Safety.SAFE, way
            assert found.message.endswith("switched it off on 2026-04-28"), way
        else:
            assert found.fix is not None
            assert (found.fix.safety, found.message.rpartition("; ")[2]) == (Safety.UNSAFE, why), way


# an assertion about the one client of a module, as written, kept in the United States
GOES_WITH = [
    ('made.assert_called_once_with("a", "b", region="ie1")', 'made.assert_called_once_with("a", "b", region="ie1", edge="dublin")',
     'made.assert_called_once_with("a", "b")'),
    ('made.assert_has_calls([call("a", "b", region="ie1")])', 'made.assert_has_calls([call("a", "b", region="ie1", edge="dublin")])',
     'made.assert_has_calls([call("a", "b")])'),
    ('assert made.call_args.kwargs == {"region": "ie1"}', 'assert made.call_args.kwargs == {"region": "ie1", "edge": "dublin"}',
     "assert made.call_args.kwargs == {}"),
    ('assert made.mock_calls == [call("a", "b", region="ie1")]', 'assert made.mock_calls == [call("a", "b", region="ie1", edge="dublin")]',
     'assert made.mock_calls == [call("a", "b")]'),
]  # fmt: skip


@pytest.mark.parametrize(("assertion", "as_written", "us1"), GOES_WITH)
def test_what_a_test_expects_of_a_client_is_fixed_with_it(assertion: str, as_written: str, us1: str) -> None:
    before = f'{CLIENT}from unittest.mock import call\nClient("a", "b"{{}})\n'
    source = before.format(', region="ie1"') + assertion + "\n"
    assert fixed(source) == before.format(', region="ie1", edge="dublin"') + as_written + "\n"
    assert fixed(source, processing_region="us1") == before.format("") + us1 + "\n"
    (found,) = findings(source, processing_region="as-written")
    assert found.fix is not None
    assert found.fix.message.endswith("; so does what a test expects on line 4")


def test_a_copy_of_a_client_has_the_region_of_its_original() -> None:
    source = f'{CLIENT}import copy\nc = Client(region="ie1")\nd = copy.copy(c)\nd.region = "us1"\n'
    assert fixed(source) == source


@pytest.mark.parametrize("base", ["pass", "def __enter__(self):\n        return self", "name = 'x'"])
def test_a_base_of_the_module_is_asked_for_its_constructor_by_name(base: str) -> None:
    source = (
        f"{CLIENT}class Base(Client):\n    {base}\nclass Own(Base):\n    def __init__(self):\n"
        '        Base.__init__(self, "AC1", "t", region="ie1")\nc = Own()\n'
    )
    assert fixed(source) == source.replace('"ie1"', '"ie1", edge="dublin"')


TRANSPORT = (
    "from twilio.http.http_client import TwilioHttpClient\n\n\nclass Own(TwilioHttpClient):\n"
    "    def request(self, method, url, *args, **more):\n        {}\n        return super().request(method, url, *args, **more)\n\n\n"
    'client = Client("AC1", "t", region="ie1", http_client=Own())\n'
)


@pytest.mark.parametrize(("does", "looks"), [
    ("print(method, url)", False),
    ('logger.info(f"asking {url}")', False),
    ("self.calls.append(url)", False),
    ("answer = self.session.request(method, url)", False),
    ("host = urlparse(url).netloc", True),
    ('region = url.split(".")[1]', True),
    ('if url.startswith("https://api.ie1."): more["timeout"] = 3', True),
    ("self.last = url", True),
])  # fmt: skip
def test_a_transport_that_looks_at_the_url_holds_the_fix(does: str, looks: bool) -> None:
    source = CLIENT + TRANSPORT.format(does)
    assert (fixed(source) == source) is looks
    assert fixed(source, unsafe=True) != source
    told = "its HTTP client looks at the URL on line 7"
    assert any(told in finding.message for finding in findings(source, processing_region="as-written")) is looks
