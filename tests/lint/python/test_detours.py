"""Detours at which a rule may stumble: shadowed names, shared values, other readers, other makers, shared lines."""

from __future__ import annotations

import libcst
import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.options import Options
from support import fixed, seen

# source, codes, rewritten by safe fixes (None: untouched)
DETOURS = [
    ('x = """\nfoo"""; y = "api.ie1.twilio.com"\n', ['EW101'], 'x = """\nfoo"""; y = "api.dublin.ie1.twilio.com"\n'),
    ('x = (1,\n 2); y = "api.ie1.twilio.com"; z = (1,\n2); q=1\n', ['EW101'], 'x = (1,\n 2); y = "api.dublin.ie1.twilio.com"; z = (1,\n2); q=1\n'),
    ('"""doc\n"""; y = "api.ie1.twilio.com"\n', ['EW101'], '"""doc\n"""; y = "api.dublin.ie1.twilio.com"\n'),
    ('import re\nre.compile(r"^api\\.(?:ie1\\.)?twilio\\.com$")\n', ['EW107'], None),
    ('import re\nre.compile(r"^api\\.(ie1\\.)*twilio\\.com$")\n', ['EW107'], None),
    ('import re\nre.compile(r"^api\\.\\w+\\.(?:twilio\\.com)$")\n', ['EW107'], None),
    ('import re\nre.compile(r"^api\\.\\w+\\.(?:twilio)\\.com$")\n', ['EW107'], None),
    ('import re\nre.compile(r"^api\\.\\w+\\.(twilio|example)\\.com$")\n', ['EW107'], None),
    ('import re\nre.compile(r"^api\\.\\w+\\.twilio\\.(com|org)$")\n', ['EW107'], None),
    ('import re\nre.compile(r"^api\\.\\w+\\.twilio(\\.com)$")\n', ['EW107'], None),
    ('import re\nre.compile(r"^api\\.\\w+\\.twilio\\W+com$")\n', ['EW107'], None),
    ('from twilio.rest import Client\ndef f(c: "Client"):\n    c.region = "ie1"\n', ['EW204'], None),
    ('from twilio.rest import Client\ndef make(cls=Client):\n    return cls("a", "b", region="ie1")\ndef test(m):\n    make(m.Mock())\n', ['EW201'], None),
    ('from twilio.rest import Client\nD = {}\ndef add(name, **more): D[name] = more\nadd("eu", region="ie1")\nClient("a", "b", **D["eu"])\n', ['EW204'], None),
    ('from twilio.rest import Client\ndef f():\n    k = {"username": "a"}\n    k.update(region="ie1")\n    return k\nClient(**f())\n', ['EW201'], 'from twilio.rest import Client\ndef f():\n    k = {"username": "a"}\n    k.update(region="ie1", edge="dublin")\n    return k\nClient(**f())\n'),
    ('class A:\n    OK = ("api.ie1.twilio.com",)\ndef f(h): return h in A.OK\n', ['EW101'], None),
    ('from twilio.rest import Client\nclass A(Client):\n  if True:\n    def __init__(self, region): pass\nA(region="ie1")\n', ['EW204'], None),
    ('from twilio.rest import Client\nclass A(Client):\n  __init__ = other\nA(region="ie1")\n', ['EW204'], None),
    ('from twilio.rest import Client\nclass A(Client):\n  def __new__(cls, region): ...\nA(region="ie1")\n', ['EW204'], None),
    ('from twilio.rest import Client\n@dataclass\nclass A(Client): ...\nA(region="ie1")\n', ['EW204'], None),
    ('x = "{:{}} https://api.{}.twilio.com".format(label, "ie1", region)\n', ['EW106'], None),
    ('x = "%*d https://api.%s.twilio.com" % (5, "ie1", region)\n', ['EW106'], None),
    ('x = dict(TWILIO_REGION="ie1", **kw)\n', ['EW301'], None),
    ('OK=[]\nOK.append("api.ie1.twilio.com")\nh in OK\n', ['EW101'], None),
    ('OK=["api.twilio.com"]+["api.ie1.twilio.com"]\nh in OK\n', ['EW101'], None),
    ('def f(OK=("api.ie1.twilio.com",)): return h in OK\n', ['EW101'], None),
    ('url.startswith(("https://api.twilio.com", "https://api.ie1.twilio.com"))\n', ['EW101'], None),
    ('HOSTS = ("https://api.ie1.twilio.com", "https://api.twilio.com")\n', ['EW101'], None),
    ('match h:\n  case "api.ie1.twilio.com" | "api.twilio.com": pass\n', ['EW101'], None),
    ('import pytest\nfrom twilio.rest import Client\n@pytest.fixture\ndef client():\n    return Client("a", "b", region="ie1")\ndef test_a(client):\n    client.messages.create()\n', ['EW201'], 'import pytest\nfrom twilio.rest import Client\n@pytest.fixture\ndef client():\n    return Client("a", "b", region="ie1", edge="dublin")\ndef test_a(client):\n    client.messages.create()\n'),
    ('import pytest\nfrom twilio.rest import Client\n@pytest.fixture\ndef client():\n    return Client("a", "b", region="ie1")\ndef test_a(client):\n    client.edge = "dublin"\n', [], None),
    ('import pytest\nfrom twilio.rest import Client\n@pytest.fixture\ndef client():\n    return Client("a", "b", region="ie1")\n@pytest.fixture\ndef other(client):\n    client.edge = "dublin"\n    return client\ndef test_a(other): ...\ndef test_b(client): send(client)\n', ['EW204'], None),
    ('from twilio.rest import Client\ndef with_edge(f):\n    def inner(*a, **kw):\n        kw["edge"] = "dublin"\n        return f(*a, **kw)\n    return inner\n@with_edge\ndef make(region=None, edge=None):\n    return Client("a", "b", region=region, edge=edge)\nmake("ie1")\n', [], None),
    ('from twilio.rest import Client\ndef with_edge(f):\n    def inner(*a, **kw):\n        pass\n        return f(*a, **kw)\n    return inner\n@with_edge\ndef make(region=None, edge=None):\n    return Client("a", "b", region=region, edge=edge)\nmake("ie1")\n', ['EW201'], None),
    ('x = h == "api.ie1.twilio.com" or h == "api.twilio.com"\n', ['EW101'], None),
    ('R="ie1"\nclass A[R]:\n    def f(self): return f"https://api.{R}.twilio.com"\n', ['EW106'], None),
    ('from twilio.rest import Client\nclass A[Client]:\n    def f(self): return Client(region="ie1")\n', [], None),
    ('from twilio.rest import Client\nc = Client("a","b",region="ie1"); c.region = None\n', ['EW201'], None),
    ('from twilio.rest import Client\nClient().region = "ie1"\n', ['EW201'], None),
    ('from twilio.rest import Client\nClient(**{"region": "au1", "region": "ie1"})\n', ['EW201'], 'from twilio.rest import Client\nClient(**{"region": "au1", "region": "ie1"}, edge="dublin")\n'),
    ('from twilio.rest import Client\nc=Client()\nc.region="ie1"\nsetattr(c, "edge", "dublin")\n', [], None),
    ('from twilio.rest import Client\nc=Client()\nsetattr(c, "region", "ie1")\n', ['EW201'], None),
    ('from twilio.rest import Client\nc = Client.__new__(Client)\nc.__init__("a", "b", region="ie1")\n', ['EW201'], 'from twilio.rest import Client\nc = Client.__new__(Client)\nc.__init__("a", "b", region="ie1", edge="dublin")\n'),
    ('from twilio.rest import Client\nc = object.__new__(Client)\nClient.__init__(c, "a", "b", region="ie1")\nc.edge = "dublin"\n', [], None),
    ('assert load() == {"TWILIO_REGION": "ie1"}\n', ['EW301'], None),
    ('from twilio.rest import Client\nClient(*auth, None, "ie1", edge="dublin")\n', [], None),
    ('from twilio.rest import Client\nClient(*auth, None, "us1")\n', [], None),
    ('from twilio.rest import Client\nClient(*auth, "AC123")\n', [], None),
    ('from twilio.rest import Client\nClient(**({"region":"ie1","edge":"dublin"} if a else {"region":"au1"}))\n', ['EW201'], 'from twilio.rest import Client\nClient(**({"region":"ie1","edge":"dublin"} if a else {"region":"au1", "edge":"sydney"}))\n'),
    ('from twilio.rest import Client\nClient(**({"region":"ie1"} if a else {"edge":"dublin"}))\n', ['EW201'], 'from twilio.rest import Client\nClient(**({"region":"ie1", "edge":"dublin"} if a else {"edge":"dublin"}))\n'),
    ('from unittest.mock import patch\npatch.dict("os.environ", {"TWILIO_REGION":"ie1"}, TWILIO_EDGE="dublin")\n', [], None),
    ('x={"TWILIO_REGION":"ie1"}\nx["TWILIO_EDGE"]="dublin"\n', [], None),
    ('from twilio.rest import Client\nif eu: kw={"region":"ie1"}\nelse: kw={}\nClient(**kw)\n', ['EW201'], 'from twilio.rest import Client\nif eu: kw={"region":"ie1", "edge":"dublin"}\nelse: kw={}\nClient(**kw)\n'),
    ('from twilio.rest import Client\ndef f(**kw):\n    kw["region"]="ie1"\n    return Client(**kw)\n', ['EW204'], None),
    ('import re\nre.compile(r"API\\.[A-Z0-9]+\\.TWILIO\\.COM", re.I)\n', ['EW107'], None),
    ('x = b"https://api.%b.twilio.com" % b"ie1"\n', ['EW101'], 'x = b"https://api.dublin.%b.twilio.com" % b"ie1"\n'),
    ('T=\'{{"url": "https://api.ie1.twilio.com"}}\'\n', ['EW101'], 'T=\'{{"url": "https://api.dublin.ie1.twilio.com"}}\'\n'),
    ('from twilio.rest import Client\ndef f(cls=Client): return cls(region="ie1")\n', ['EW201'], None),
    ('from twilio.rest import Client\nimport functools\nKW={"region":"ie1"}\nm=functools.partial(Client, **KW)\n', ['EW201'], 'from twilio.rest import Client\nimport functools\nKW={"region":"ie1", "edge":"dublin"}\nm=functools.partial(Client, **KW)\n'),
    ('R: str\nR="ie1"\nx=f"https://api.{R}.twilio.com"\n', ['EW101'], 'R: str\nR="ie1"\nx=f"https://api.dublin.{R}.twilio.com"\n'),
    ('L=("api","ie1","twilio","com")\nx=".".join(L)\n', ['EW101'], None),
    ('import os\ndef f(monkeypatch): monkeypatch.setitem(os.environ,"TWILIO_REGION","ie1")\n', ['EW301'], 'import os\ndef f(monkeypatch): monkeypatch.setitem(os.environ,"TWILIO_REGION","ie1"); monkeypatch.setitem(os.environ,"TWILIO_EDGE","dublin")\n'),
    ('x={"TWILIO_REGION":"ie1","TWILIO_EDGE":""}\n', ['EW301'], 'x={"TWILIO_REGION":"ie1","TWILIO_EDGE":"dublin"}\n'),
    ('d = dict(TWILIO_REGION = "ie1")\n', ['EW301'], 'd = dict(TWILIO_REGION = "ie1", TWILIO_EDGE = "dublin")\n'),
]  # fmt: skip


@pytest.mark.parametrize(("source", "codes", "rewritten"), DETOURS, ids=[row[0] for row in DETOURS])
def test_a_detour(source: str, codes: list[str], rewritten: str | None) -> None:
    assert [code for code, _ in seen(source)] == codes
    assert fixed(source) == (rewritten or source)
    without_gates = check_source(Source(source), FileKind.PYTHON, Options(), gates=False)[0]
    assert [finding.code for finding in without_gates] == codes


def test_a_value_that_another_name_gets_too_is_left() -> None:
    source = 'import os\nos.environ["TWILIO_REGION"] = R = "ie1"\n'
    assert fixed(source, processing_region="us1") == source


CLIENT = "from twilio.rest import Client\n"
LARGE = {
    "hosts in one literal": 'x = "' + "https://api.ie1.twilio.com " * 500 + '"\n',
    "arguments": "f(" + '"https://api.ie1.twilio.com", ' * 500 + ")\n",
    "a list": "x = [" + '"https://api.ie1.twilio.com", ' * 1000 + "]\n",
    "one name for many clients": CLIENT + 'c = Client()\nc.region = "ie1"\n' * 300,
    "dictionaries that double each other": CLIENT
    + 'd0 = {"region": "ie1"}\n'
    + "".join(f"d{number + 1} = {{**d{number}, **d{number}}}\n" for number in range(60))
    + "Client(**d60)\n",
    "escapes in an f-string": 'x = f"' + "{{\\n}}" * 5000 + ' api.ie1.twilio.com"\n',
}


@pytest.mark.parametrize("source", LARGE.values(), ids=LARGE)
def test_large_sources_come_to_an_end(source: str) -> None:
    assert seen(source)


@pytest.mark.skipif(not hasattr(libcst, "TemplatedString"), reason="this libcst does not know t-strings")
def test_a_host_in_a_t_string() -> None:
    source = 'x = t"https://api.ie1.twilio.com/{y}"\n'
    assert fixed(source) == source.replace("api.ie1", "api.dublin.ie1")
