"""The gates lose nothing: with them off the findings are the same. And they are cheap: they need no libcst."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Iterator

import pytest
import twilio  # type: ignore[import-untyped]
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import edgewise
from edgewise.engine.check import check_source, may_match
from edgewise.files.file import FileKind
from edgewise.files.sources import Source, decode_python
from edgewise.findings import Finding, Safety
from edgewise.options import Options
from edgewise.python.prefilter import words
from edgewise.python.prefilter.parts import ALWAYS_PARSED, relevant_parts
from oracle.generated.decoys import DECOYS, decoy
from oracle.generated.programs import Program, programs
from oracle.written.hard_programs import PROGRAMS
from oracle.written.uses import USES
from support import examples, sampled

OPTIONS = (Options(), Options(prose=True), Options("us1", clients=("shop.phone.Caller",)))


def behind_the_gates(text: str, options: Options) -> list[Finding]:
    if not may_match(text.encode("utf-8", "surrogatepass"), FileKind.PYTHON, options):
        return []
    return check_source(Source(text), FileKind.PYTHON, options)[0]


def without_gates(text: str, options: Options) -> list[Finding]:
    found = check_source(Source(text), FileKind.PYTHON, options, gates=False)[0]
    # A large file without a word of a finding in it is not parsed, so that nobody learns whether it could be.
    if len(text) <= ALWAYS_PARSED or options.prose or words.may_match(text, options.clients):
        return found
    return [finding for finding in found if finding.code != "EW002"]


SMALL = [
    'x = "https://api.ie1.twilio.com"\n',
    'x = b"https://api.ie1.twilio.com"\n',
    # What nothing links with the host says nothing of it, though others may call it with anything.
    'from shop import ask\n\n\nclass Folded(str):\n    def __eq__(self, other):\n        return other.split("/")[2] == self\n\n\nask("https://api.ie1.twilio.com")\n',
    'from shop import ask\nfrom unittest import mock\n\nget = mock.Mock()\nassert get.call_args[0][0].host == "ie1"\n\nask("https://api.ie1.twilio.com")\n',
    'x = f"https://api.{r}.twilio.com"\n',
    'x = f"https://api.{r}.{t}"\n',
    'x = "https://api.ie1.twil" + "io.com"\n',
    'x = "https://api.ie1.twilio" + ".com"\n',
    'x = "https://api.ie1.twilio." + "com"\n',
    'x = ".".join(["api", "ie1", "twilio", "com"])\n',
    'x = "https://api.ie1.TWILIO.com"\n',
    'x = "https://api.ie1.twilio\\x2ecom"\n',
    'x = "https://api.ie1.twi\\\nlio.com"\n',
    'x = "%s.%s.twilio%scom" % ("api", "ie1", ".")\n',
    'x = "https://api.ie1.twilio{}com".format(".")\n',
    'd = "twilio"\nx = f"https://api.ie1.{d}.com"\n',
    'd = "twilio"\nx = "https://api.ie1." + d + ".com"\n',
    'import re\nx = re.compile(r"api\\.ie1\\.twilio\\.com")\n',
    'import re\nx = re.compile("api(\\\\.[a-z0-9]+)?\\\\.twilio\\\\.com")\n',
    'import re\nx = re.compile(r"api[.]ie1[.]twilio[.]com")\n',
    '"""https://api.ie1.twilio.com"""\n',
    "# https://api.ie1.twilio.com\n",
    "# edgewise: ignore[EW101]\n",
    "# edgewise: ignore-file\n",
    'import os\nos.environ["TWILIO_REGION"] = "ie1"\n',
    'import os\nos.environ["TWILIO_" "REGION"] = "ie1"\n',
    'import os\nos.environ["TWILIO_" + "REGION"] = "ie1"\n',
    'import os\nos.environ["TWILIO" "_REGION"] = "ie1"\n',
    'import os\nP = "TWILIO"\nos.environ[f"{P}_REGION"] = "ie1"\n',
    'import os\nos.environ["%s_REGION" % "TWILIO"] = "ie1"\n',
    'import os\nos.environ["_".join(["TWILIO", "REGION"])] = "ie1"\n',
    'import os\nN = "REGION"\nos.environ[f"TWILIO_{N}"] = "ie1"\n',
    'import os\nos.environ["APP_TWILIO_RE{}".format("GION")] = "ie1"\n',
    'x = "https://api.ie1.twilio.c%s" % "om"\n',
    'x = "https://api.ie1.twilio.co{}".format("m")\n',
    'x = {"APP_TWILIO_REGION": "ie1"}\n',
    'import os\nKEY = "Twilio__Client__Region"\nos.environ[KEY] = "ie1"\n',
    'import os\nos.environ["Twilio__Client__Region"] = "ie1"\n',
    'import os\nos.environ["twilio:cli" + "ent:region"] = "ie1"\n',
    'import os\nos.environ["Twilio_" + "_Client__Region"] = "ie1"\n',
    'import os\nos.environ["Twilio__" + "Client__Region"] = "ie1"\n',
    'import os\nK = "Client"\nos.environ[f"Twilio__{K}__Region"] = "ie1"\n',
    'x = dict(TWILIO_REGION="ie1")\n',
    'x = dict(APP_TWILIO_REGION="ie1")\n',
    'from twilio.rest import Client\nx = Client(region="ie1")\n',
    'from twilio.rest import Client\nx = Client(1, 2, 3, "ie1")\n',
    'from twilio.rest import Client\nx = Client(*a)\n',
    'from twilio.rest import Client\nx = Client(*a, "ie1")\n',
    'from twilio.rest import Client\nx = Client(**{"region": "ie1"})\n',
    'from twilio.rest import Client\nx = Client(**{"re" "gion": "ie1"})\n',
    'from twilio.rest import Client\nx = Client(); x.region = "ie1"\n',
    'from twilio.rest import Client\nx = Client(); x.region, y = "ie1", 1\n',
    'from twilio.rest import Client\nx = Client(); x.region: str = "ie1"\n',
    'from twilio.rest import Client\nK = "region"\nx = Client(**{K: "ie1"})\n',
    'from twilio.rest import Client\nk = {}\nk["region"] = "ie1"\nx = Client(**k)\n',
    'from twilio import rest\nx = rest.Client(region="ie1")\n',
    'import twilio\nx = twilio.rest.Client(region="ie1")\n',
    'import twilio.rest\nx = twilio.rest.Client(region="ie1")\n',
    'import twilio.rest as t\nx = t.Client(region="ie1")\n',
    'import twilio.base.client_base\nx = twilio.base.client_base.ClientBase(region="ie1")\n',
    'from twilio.base.client_base import ClientBase as B\nx = B(region="ie1")\n',
    'from twilio.rest import *\nx = Client(region="ie1")\n',
    'from twilio import *\nx = rest.Client(region="ie1")\n',
    'from shop.phone import Caller\nx = Caller(region="ie1")\n',
    'import shop.phone\nx = shop.phone.Caller(region="ie1")\n',
    'import shop\nx = shop.phone.Caller(None, None, None, "ie1")\n',
    'import importlib\nx = importlib.import_module("twilio.rest").Client(region="ie1")\n',
    "print 'api.ie1.twilio.com'\n",
    "twilio = 1\x00\n",
]  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS, ids=["default", "prose", "clients"])
@pytest.mark.parametrize("text", [*SMALL, *(decoy(name, 1) for name in DECOYS)])
def test_a_small_program(text: str, options: Options) -> None:
    assert behind_the_gates(text, options) == without_gates(text, options)


HALVES = [
    'x = "https://api.ie1.twilio." "c" "om"\n',
    'x = "https://api.ie1.twilio" + "." + "c" + "om"\n',
    'x = "https://api.ie1.twilio.c" + "o" + "m"\n',
    'x = "https://api.ie1.twilio.co" + "m"\n',
    'x = b"https://api.ie1.twilio" + b".com"\n',
    'x = b"https://api.ie1.twilio." + b"CO" + b"M"\n',
    'x = "{}.com".format("https://api.ie1.twilio")\n',
    'x = "{}om".format("https://api.ie1.twilio.c")\n',
    'x = "{}c{}".format("https://api.ie1.twilio.", "om")\n',
    'x = "{0}{2}{1}{3}".format("https://api.ie1.twilio.", "o", "c", "m")\n',
    'x = "{d}.c{end}".format_map({"d": "https://api.ie1.twilio", "end": "om"})\n',
    'x = "%sc%s" % ("https://api.ie1.twilio.", "om")\n',
    'x = "%(d)sco%(e)s" % {"d": "https://api.ie1.twilio.", "e": "m"}\n',
    'x = "%lsc%ls" % ("https://api.ie1.twilio.", "om")\n',
    'd, o = "twilio", "o"\nx = f"https://api.ie1.{d}.c{o}m"\n',
    'd, e = "twilio", "c"\nx = f"https://api.ie1.{d}.{e}om"\n',
    'd, dot = "twilio", "."\nx = "https://api.ie1." + d + dot + "com"\n',
    'x = ".".join(["api", "ie1", "twilio", "".join(["c", "o", "m"])])\n',
    'x = "c".join(["https://api.ie1.twilio.", "om"])\n',
    'x = ".co".join(["https://api.ie1.twilio", "m"])\n',
    'x = "https://api.ie1.twilio.{end}".replace("{end}", "com")\n',
    'x = "https://api.ie1.twilio." + "c-------------------o--m".replace("-", "")\n',
    'x = "https://api.ie1.twilio." + "a very long text, c+o+m".partition(", ")[2].replace("+", "")\n',
    'x = "https://api.ie1.twilio." + "xcx".strip("x") + "xox".strip("x") + "m"\n',
    'x = "https://api.ie1.twilio." + "cent".removesuffix("ent") + "om"\n',
    'x = "https://api.ie1.twilio." + "xcxox".split("x")[1] + "om"\n',
    'p, _, q = "cxo".partition("x")\nx = "https://api.ie1.twilio." + p + q + "m"\n',
    'p, q = "cxo".split("x")\nx = "https://api.ie1.twilio." + p + q + "m"\n',
    'p, q = "cxo".rsplit("x")\nx = "https://api.ie1.twilio." + p + q + "m"\n',
    'x = "https://api.ie1.twilio." + "rest".removeprefix("rest") + "xc".lstrip("x") + "om"\n',
    'x = "https://api.ie1.twilio." + "cx".rstrip("x") + "om"\n',
    'x = "https://api.ie1.twilio." + "c\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\tom".expandtabs(0)\n',
    'x = "https://api.ie1.twilio." + getattr("xcx", "strip")("x") + "om"\n',
    'x = "https://api.ie1.twilio." + "a text of many letters: moc"[:-4:-1]\n',
    'L = "abcdefghijklmnopqrstuvwxyz"\nx = "https://api.ie1.twilio." + L[2] + L[14] + L[12]\n',
    'p, q, r = "moc"\nx = "https://api.ie1.twilio." + r + q + p\n',
    'x = "https://api.ie1.{}.{}{}{}".format("twilio", *reversed("moc"))\n',
    'for end in dict(com=1):\n    x = "https://api.ie1.twilio." + end\n',
    'x = "https://api.ie1.twilio." + [*dict(co=1)][0] + "m"\n',
    'from dataclasses import asdict, dataclass\n@dataclass\nclass T:\n    com: int = 1\n'
    'for end in asdict(T()):\n    x = "https://api.ie1.twilio." + end\n',
    'D = "twilio"\nclass A:\n    end = "com"\n    def f(self):\n        return f"https://api.ie1.{D}.{self.end}"\n',
    'D = "twilio"\nx = "^api(\\\\.ie1)?\\\\." + D + "\\\\.comm?"\n',
    'import re\nD = "twilio"\nx = re.compile("^api(\\\\.ie1)?\\\\." + D + "\\\\.\\\\w+$")\n',
    'from re import compile as c1\nD = "twilio"\nx = c1("^api(\\\\.ie1)?\\\\." + D + "\\\\.[a-z]{3}$")\n',
    'import importlib\nD = "twilio"\n'
    'x = importlib.import_module("re").compile("^api(\\\\.ie1)?\\\\." + D + "\\\\.\\\\w+$")\n',
    'D = "twilio"\nx = __import__("re").compile("^api(\\\\.ie1)?\\\\." + D + "\\\\.\\\\w+$")\n',
    'import os\nos.environ["Twilio" + "__Client__Region"] = "ie1"\n',
    'import os\nos.environ["Twilio" + "_" + "_Cli" + "ent__Region"] = "ie1"\n',
    'import os\nos.environ["__".join(["Twilio", "Client", "Region"])] = "ie1"\n',
    'import os\nP = "Twilio"\nos.environ[f"{P}:Client:Region"] = "ie1"\n',
    'import os\nos.environ["{}:C{}:Region".format("Twilio", "lient")] = "ie1"\n',
    'import os\nos.environ["%s__C%s__Region" % ("Twilio", "lient")] = "ie1"\n',
    'import os\nP = "Twilio"\nos.environ[f"{P}_region".upper()] = "ie1"\n',
    'import os\nP = "twilio"\nos.environ[P.swapcase() + "_REGION"] = "ie1"\n',
    'import os\nos.environ["TWILIO" + "_REGIO" + "N"] = "ie1"\n',
    'import os\nos.environ["TWILIO_{}ION".format("REG")] = "ie1"\n',
    'import os\nos.environ["_".join(["APP", "TWILIO", "REGION"])] = "ie1"\n',
    'import os\nfor key in dict(REGION=1):\n    os.environ[f"TWILIO_{key}"] = "ie1"\n',
    'D = "twilio"\nx = "^api(\\\\.ie1)?\\\\." + D + "\\\\.com(munity)?"\n',
    'p, *q = "com.twilio".split(".")\nx = f"https://api.ie1.{q[0]}.{p}"\n',
    'a, b, c, _ = "comx"\nx = f"https://api.ie1.twilio.{a}{b}{c}"\n',
    'c, o, m, *_ = "com/v1"\nx = f"https://api.ie1.twilio.{c}{o}{m}"\n',
    'for c, o, m in ["com"]:\n    x = f"https://api.ie1.twilio.{c}{o}{m}"\n',
    'x = "https://api.twilio.com".replace("api.", "api.ie1.")\n',
]  # fmt: skip
"""Names that begin with the word in one text and go on in another one."""


@pytest.mark.parametrize("text", HALVES)
def test_a_name_in_two_texts(text: str) -> None:
    text = f"from twilio.rest import Client\n{text}"  # so that the words alone do not decide
    assert behind_the_gates(text, OPTIONS[0]) != []
    for options in OPTIONS:
        assert behind_the_gates(text, options) == without_gates(text, options)


RESPELLED = [
    'import os\nP = "twilio"\nos.environ[f"{P.upper()}_REGION"] = "ie1"\n',
    'import os\nos.environ["twilio_region".upper()] = "ie1"\n',
    'import os\nos.environ["twilio-region".replace("-", "_").upper()] = "ie1"\n',
    'import os\nos.environ["TWILIO-REGION".replace("-", "_")] = "ie1"\n',
    'import os\nos.environ["Twilio Region".upper().replace(" ", "_")] = "ie1"\n',
    'x = "https://api.ie1" + "//api.twilio.com".strip("/api")\n',
    'x = "https://api.ie1" + "//api.twilio.com"[5:]\n',
    'x = "https://api.ie1" + "https://api.twilio.com".partition("api")[2]\n',
    'import os\nos.environ["_".join("TWILIO REGION".split())] = "ie1"\n',
    'import os\nos.environ["_".join("twilio region".upper().split())] = "ie1"\n',
    'import os\nfor k, v in {"twilio_region": "ie1"}.items():\n    os.environ[k.upper()] = v\n',
    'x = "https://api.ie1/twilio.com".replace("1/", "1.")\n',
    'x = "api ie1 twilio com".replace(" ", ".")\n',
    'x = ".".join("api ie1 twilio com".split())\n',
    'import os\nP = "Twilio"\nos.environ[(P + "_region").upper()] = "ie1"\n',
    'import os\nos.environ["twilio_region".swapcase()] = "ie1"\n',
    'import os\nos.environ[str.upper("twilio_region")] = "ie1"\n',
    'import os\nos.environ[getattr("twilio_region", "upper")()] = "ie1"\n',
    'x = "https://api.ie1" + "//api.twilio.com".strip("api/")\nimport requests\nrequests.get(x)\n',
    'US = "https://api.twilio.com"\nhead, tail = US.split("//api")\nx = head + "//api.ie1" + tail\n',
    'US = "https://api.twilio.com"\n_, _, tail = US.partition("//api")\nx = "https://api.ie1" + tail\n',
]  # fmt: skip
"""Names that stand in no text as they are, and are made of one."""


@pytest.mark.parametrize("text", RESPELLED)
def test_a_name_that_is_made_of_another_text(text: str) -> None:
    assert behind_the_gates(text, OPTIONS[0]) != []
    for options in OPTIONS:
        assert behind_the_gates(text, options) == without_gates(text, options)


@pytest.mark.parametrize("text", [
    'x = {"twilio": Client("AC1", "t"), "other": 1}\n',
    'x = f"https://api.{region}.twilio.{end}"\nlog("%s m", f"{x}m", "net.")\n',
    'x = "twilio"\ny = x.lower().startswith("t")\n',
    '"""https://twilio.com"""\nx = "twilio"\n',
    'x = {"twilio": ask("Order the complete and comfortable one", model="customer-com4")}\n',
    'x = {"twilio": time.strftime("%Y-%m-%d_%H")}\nwarn("%d_%d communities", 1, 2)\n',
    'x = fetch(f"https://verify.twilio.com{path}")\ny = "https://api.twilio.com"\n',
    'class Carrier:\n    TWILIO = "TWILIO"\n    OTHERS = "OTHERS_ONLY"\n',
    'x = {"twilio": "a document", "kind": "documents"}\nscheme, host, path = urlsplit(url)\n',
])  # fmt: skip
def test_the_begin_of_a_name_alone_is_not_looked_at(text: str) -> None:
    text = f"from twilio.rest import Client\n{text}"
    assert relevant_parts(text, Options()) == []
    assert without_gates(text, Options()) == []


def test_a_text_names_a_library_only_where_libraries_are_imported_by_text() -> None:
    text = 'from shop import Client\nx = {"twilio": Client(**given)}\n'
    assert relevant_parts(text, Options()) == []
    assert relevant_parts(f"from importlib import import_module\n{text}", Options()) != []


_HANDED_ON = [
    ("from twilio.rest import *\n", "def run():\n    Client{}\n"),
    ("def load():\n    global C\n    from twilio.rest import Client as C\n", "def run():\n    C{}\n"),
    ("class S:\n    from twilio.rest import Client as C\n", "class T(S):\n    def run(self):\n        self.C{}\n"),
    ("from twilio.rest import Client\nA, (B, C) = 1, (Client, 2)\n", "def run():\n    B{}\n"),
    ("from twilio.rest import Client\nMAKERS = {}\nMAKERS['c'] = Client\n", "def run():\n    MAKERS['c']{}\n"),
    ("from x import app\nfrom twilio.rest import Client\napp.config['C'] = Client\n", "def run():\n    app.config['C']{}\n"),
    ("from twilio.rest import Client\ndef start():\n    current.c = Client\n", "def run():\n    current.c{}\n"),
    ("from twilio.rest import Client\nclass Holder: pass\nsetattr(Holder, 'make', Client)\n", "def run():\n    Holder.make{}\n"),
    ("from twilio.rest import Client\ndef given():\n    yield Client\n", "def run():\n    for made in given():\n        made{}\n"),
    ("from twilio.rest import Client\nclass A:\n    maker = Client\n", "class B(A):\n    def run(self):\n        self.maker{}\n"),
    ("from twilio.rest import Client\nclass A:\n    @property\n    def kind(self):\n        return Client\n",
     "class B:\n    def run(self, held):\n        held.kind{}\nB().run(A())\n"),
    ("from twilio.rest import Client\nimport pytest\nN = 'k'\n@pytest.fixture(name=N)\ndef made():\n    return Client\n",
     "def test_it(k):\n    k{}\n"),
    ("from twilio.rest import Client\ndef outer():\n    def inner(kind):\n        return kind{}\n    return inner\n",
     "outer()(Client)\n"),
]  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("two", _HANDED_ON)
def test_a_class_of_clients_comes_to_another_statement(two: tuple[str, str], order: int) -> None:
    text = "\n".join(two[::order]).replace("{}", '("AC1", "t", "AC2", "ie1")')
    assert behind_the_gates(text, OPTIONS[0]) == without_gates(text, OPTIONS[0])
    assert [finding.code for finding in without_gates(text, OPTIONS[0])] == ["EW201"] or order == -1


@pytest.mark.parametrize("stated", [
    'made.assert_called_with("x", "y", None, "IE1")\n',
    'def test_it(made):\n    made.assert_called_with("x", "y", None, WANTED)\nWANTED = "IE1"\n',
    'import ours\ndef fake(user, key, region):\n    pass\npatch.object(ours, "Client", fake, True)\n',
])  # fmt: skip
def test_what_a_test_states_of_a_client_is_looked_at(stated: str) -> None:
    text = f"from twilio.rest import Client as Caller\n\ncaller = Caller('AC1', 't', region='ie1')\n{stated}"
    options = Options("as-written")
    found = behind_the_gates(text, options)
    assert found == without_gates(text, options)
    assert [finding.fix.safety for finding in found if finding.fix is not None] == [Safety.UNSAFE]


@pytest.mark.parametrize("other", [
    "def draw(canvas):\n    canvas.line(1, 2, 3, 4)\n",
    "class Entity(Base):\n    def __init__(self, *given, **named):\n        super().__init__(*given, **named)\n",
    "from functools import partial\nrun = partial(start, 1)\n",
])  # fmt: skip
def test_a_call_that_no_class_of_clients_comes_to_is_not_looked_at(other: str) -> None:
    text = f"from twilio.rest import Client\n\nsender = Client('AC1', 't')\n{other}"
    assert relevant_parts(text, Options()) == []
    assert without_gates(text, Options()) == []
    start = len(text)
    text += "caller = Client('AC1', 't', region='ie1')\n"
    assert [text[begin:end] for begin, end in relevant_parts(text, Options()) or ()] == [
        "from twilio.rest import Client\n", text[start:],
    ]  # fmt: skip


_OTHERWISE = [
    "from twilio.rest import Client\nmade = Client('AC1', 't')\nagain = type(made){}\n",
    "from twilio.rest import Client\nmade = Client('AC1', 't')\nagain = made.__class__{}\n",
    "from twilio.rest import Client\nmade = Client('AC1', 't')\nmade.__init__{}\n",
    "from twilio.rest import Client\ndef make(kind: type[Client]):\n    return kind{}\n",
    "from typing import Type\nfrom twilio.rest import Client\ndef make(kind: 'Type[Client]'):\n    return kind{}\n",
    "from twilio.rest import Client\nclass Ours(Client):\n    pass\nclass More(Ours):\n    pass\nmade = More{}\n",
    "from twilio.rest import Client\nclass Ours(Client):\n    def __init__(self):\n        super().__init__{}\n",
    "from twilio import rest\nmade = rest.Client{}\n",
    "import twilio.rest\nmodule = twilio.rest\ndef run():\n    return module.Client{}\n",
    "from twilio.rest import Client\nmake = Client\ndef run():\n    return make{}\n",
    "from twilio.rest import Client\nfor kind in [Client]:\n    kind{}\n",
    "from twilio.rest import Client\ndef run(kind=Client):\n    return kind{}\n",
    "from twilio.rest import Client\ndef kind():\n    return Client\ndef run():\n    return kind(){}\n",
    "from twilio.rest import Client\ndef run(do):\n    return do{}\nrun(lambda *given: Client(*given))\n",
    "class S:\n    from twilio.rest import Client\ndef run():\n    return S.Client{}\n",
    "from twilio.rest import Client\ndef run():\n    return globals()['Client']{}\n",
    "import asyncio\nfrom twilio.rest import Client\nasync def run():\n    return await asyncio.to_thread(Client, {})\n",
    "from functools import partial\nfrom twilio.rest import Client\ndef run():\n    return partial(Client, 'AC1'){}\n",
    "from twilio.rest import Client\ndef run():\n    return (lambda: Client)(){}\n",
    "from twilio.rest import Client as C\ndef run():\n    with_it = [C, 1]\n    return with_it[0]{}\n",
]  # fmt: skip
"""Ways on which a class of clients comes to a call that does not call it by its import."""


@pytest.mark.parametrize("text", _OTHERWISE)
def test_a_class_of_clients_is_called_otherwise(text: str) -> None:
    given = '"AC1", "t", "AC2", "ie1"'
    text = text.replace("{}", given if "Client, {}" in text else f"({given})")
    assert behind_the_gates(text, OPTIONS[0]) == without_gates(text, OPTIONS[0])


def test_a_class_of_clients_that_is_only_called_is_looked_for_nowhere_else() -> None:
    text = (
        "import hooks\nfrom shop.const import DOMAIN\nfrom twilio.rest import Client\n"
        "def start(shop, sid: str, token: str) -> Client:\n    shop.data[DOMAIN] = Client(sid, token)\n"
        "def enter(shop, entry):\n    hooks.register(shop, DOMAIN, 'shop', entry.data)\n"
    )
    assert relevant_parts(text, Options()) == []
    assert without_gates(text, Options()) == []
    for more in ("kind = Client\n", "made: dict[str, object] = {'class': Client}\n", "kept = globals()\n"):
        assert relevant_parts(text + more, Options()) != []


_LOOKED_UP = [
    ("made = {}\n", "def run():\n    made.fax.faxes.list()\n"),
    ("def send():\n    fax({})\n", "def fax(sender):\n    sender.fax.faxes.list()\n"),
    ("class A:\n    def __init__(self):\n        self.made = {}\n", "def run():\n    A().made.fax.faxes.list()\n"),
    ("class A:\n    made = {}\n", "class B:\n    def run(self, held):\n        held.made.fax.faxes.list()\nB().run(A())\n"),
    ("import app\napp.config['C'] = {}\n", "def run():\n    app.config['C'].fax.faxes.list()\n"),
    ("def start():\n    global made\n    made = {}\n", "def run():\n    made.fax.faxes.list()\n"),
    ("import pytest\n@pytest.fixture\ndef made():\n    return {}\n", "def test_it(made):\n    made.fax.faxes.list()\n"),
    ("globals()['made'] = {}\n", "def run():\n    made.fax.faxes.list()\n"),
    ("made = {}\n", "def run(sender: 'Client | None' = None):\n    sender.fax.faxes.list()\n"),
    ("made = {}\n", "def run(sender):\n    sender.fax.v1.faxes.list()\n"),
]  # fmt: skip


@pytest.mark.parametrize("two", _LOOKED_UP)
def test_what_a_client_is_used_for_is_read_wherever_it_comes(two: tuple[str, str]) -> None:
    for parts in (two, two[::-1]):
        text = "from twilio.rest import Client\n" + "".join(parts).replace("{}", 'Client("AC1", "t", region="au1")')
        for options in (Options(), Options("as-written")):
            found = behind_the_gates(text, options)
            assert found == without_gates(text, options)
            assert [finding.code for finding in found] == ["EW201"]


_UNREAD = [
    "class Door(Entity):\n    def opened(self, hub):\n        return self.hub.api.calls\n",
    "def draw(canvas):\n    for name, value in canvas.items():\n        setattr(canvas, name, value)\n",
    'def told(text):\n    """Draw what a caller and its modules send."""\n    return fetch("https://example.com/modules")\n',
    "def fill(address):\n    return address.strip()\n",
]
"""What says names of clients and their like, or names that are another function's own, and is about something else."""


@pytest.mark.parametrize("other", _UNREAD)
def test_what_has_only_names_in_common_is_not_read(other: str) -> None:
    text = (
        f"from twilio.rest import Client\n{other}\ndef call():\n"
        "    caller = Client('AC1', 't', region='ie1')\n    address = 'https://api.ie1.twilio.com'\n"
        "    return caller, address\n"
    )
    parts = relevant_parts(text, Options()) or []
    assert other.partition("\n")[0] not in "".join(text[begin:end] for begin, end in parts)
    found = behind_the_gates(text, Options())
    assert found == without_gates(text, Options())
    assert [finding.code for finding in found] == ["EW201", "EW101"]


def test_what_is_added_has_the_quotes_of_the_module_however_much_of_it_is_read() -> None:
    text = (
        'names = {"a": "b", "c": "d"}  # don\'t, isn\'t, can\'t\nsaid = f"{names}", f\'{names}\'\n'
        "from twilio.rest import Client\ncaller = Client('AC1', 't', region='IE1'.lower())\n"
    )
    found = behind_the_gates(text, Options("as-written"))
    assert found == without_gates(text, Options("as-written"))
    assert [edit.content for finding in found if finding.fix for edit in finding.fix.edits] == [', edge="dublin"']


GATED = ["partial pos", "partial pos drop"]
"""A region that is given by position to a partial: a known fault of the second gate."""
APART = [*GATED, "implicit split", "escape letter", "escape octal"]


@pytest.mark.parametrize("name", sampled((name for name in PROGRAMS if name not in APART), 16))
def test_a_hard_program(name: str) -> None:
    for options in (OPTIONS[0], OPTIONS[1 + len(PROGRAMS[name]) % 2]):  # one of the others, in turn
        assert behind_the_gates(PROGRAMS[name], options) == without_gates(PROGRAMS[name], options)


@pytest.mark.xfail(reason="a known fault: the first gate wants the word `twilio` in one piece")
@pytest.mark.parametrize("text", [
    'x = "https://api.ie1.twil" "io.com"\n',
    'x = "https://api.ie1.\\x74wilio.com"\n',
    'x = "https://api.ie1.\\N{LATIN SMALL LETTER T}wilio.com"\n',
])  # fmt: skip
def test_a_domain_that_is_spelt_in_pieces(text: str) -> None:
    assert behind_the_gates(text, Options()) == without_gates(text, Options()) != []


def test_a_broken_file_without_the_word_is_none_of_ours() -> None:
    assert behind_the_gates("x = (\n", Options()) == []
    assert [finding.code for finding in behind_the_gates("# Twilio, Inc.\nx = (\n", Options())] == ["EW002"]


def test_a_large_broken_file_needs_more_than_the_word() -> None:
    padding = "# more\n" * (ALWAYS_PARSED // 7)
    assert behind_the_gates(f"{padding}# Written for Twilio, Inc.\nx = (\n", Options()) == []
    for broken in ("from twilio.rest import Client\nx = (\n", "x = ('twilio.com'\n", "'twi' 'lio'\nx = (\n # twilio"):
        text = padding + broken
        assert [finding.code for finding in behind_the_gates(text, Options())] == ["EW002"]


@settings(max_examples=examples(30, 150), derandomize=True, database=None, deadline=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(programs(), st.sampled_from(OPTIONS))
def test_generated_programs(program: Program, options: Options) -> None:
    assume("twilio" in program.text.lower())  # the one word without which no file is looked at: README, limits
    assert behind_the_gates(program.text, options) == without_gates(program.text, options)


JOINED = [text for text in (*PROGRAMS.values(), *(use.text for use in USES)) if "__future__" not in text]


def joined(seed: int) -> str:
    """Return a module of one to three programs, some of them within a function, a class or a method."""
    rng = random.Random(seed)
    parts: list[str] = []
    for text in rng.sample(JOINED, rng.choice([1, 2, 2, 3])):
        head = rng.choice(["", "", "", "def run():\n", "class Part:\n", "class Part:\n    def run(self):\n"])
        is_inside = head and '"""' not in text and "import *" not in text
        parts.append(head + textwrap.indent(text, " " * 4 * head.count("\n")) if is_inside else text)
    return "\n".join(parts)


@pytest.mark.parametrize("seed", sampled(range(400), 20))
def test_programs_that_share_a_module(seed: int) -> None:
    text, options = joined(seed), Options("us1" if seed % 2 else "as-written")
    assert behind_the_gates(text, options) == without_gates(text, options)


@pytest.mark.parametrize(
    "fixture",
    [
        '@pytest.fixture(name="given")\ndef make():\n    return {}\n',
        'NAME = "given"\n@pytest.fixture(name=NAME)\ndef make():\n    return {}\n',
        "@pytest.fixture\ndef given():\n    return {}\n",
    ],
)
@pytest.mark.parametrize(
    ("value", "test"),
    [
        ('"ie1"', "def test_it(given):\n    Client(1, 2, region=given)\n"),
        ("Client(1, 2)", "def test_it(given):\n    given.region = 'ie1'\n"),
        (
            '"https://api.ie1.twilio.com"',
            "class TestIt:\n    def test_it(self, given):\n        assert given == ask()\n",
        ),
    ],
)
def test_a_fixture_by_its_name(fixture: str, value: str, test: str) -> None:
    text = f"import pytest\nfrom twilio.rest import Client\n{fixture.format(value)}{test}"
    found = behind_the_gates(text, Options("as-written"))
    assert found == without_gates(text, Options("as-written")) != []


def files_under(folder: str, every: int, largest: int) -> Iterator[str]:
    """Yield every so many-th Python file that is not larger than ``largest`` bytes, in a stable order."""
    found: list[str] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in ("site-packages", "test", "tests", "__pycache__"))
        found += [os.path.join(root, name) for name in sorted(names) if name.endswith(".py")]
    yield from [path for path in found if os.path.getsize(path) <= largest][::every]


@pytest.mark.parametrize(
    ("folder", "every", "at_least"),
    [
        pytest.param(os.path.dirname(twilio.__file__), 40, 15, id="twilio"),
        pytest.param(sysconfig.get_path("stdlib"), 60, 10, id="stdlib"),
        pytest.param(os.path.dirname(edgewise.__file__), 16, 10, id="edgewise"),
    ],
)
def test_a_real_tree(folder: str, every: int, at_least: int) -> None:
    looked_at = 0
    for path in files_under(folder, every, 40_000):
        with open(path, "rb") as stream:
            text = decode_python(stream.read()).text
        assert behind_the_gates(text, Options()) == without_gates(text, Options()), path
        looked_at += 1
    assert looked_at >= at_least


# ------------------------------------------------------------------------------------------------------------- speed


def loaded_after(program: str) -> set[str]:
    """Return which of the costly modules a fresh interpreter has loaded after a program."""
    search = os.pathsep.join(path for path in sys.path if path)
    shown = (
        f"{textwrap.dedent(program)}\nimport sys\nprint(*(m for m in ('libcst', 'regex', 'click') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", shown],
        env={**os.environ, "PYTHONPATH": search},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    return set(done.stdout.split())


CHECKED = """
    from edgewise.engine.check import check_bytes, check_source
    from edgewise.files.file import File, FileKind
    from edgewise.options import Options
    result = check_bytes({data!r}, File("x.py", FileKind.PYTHON, True), Options())
    assert not result.findings and result.error is None, result
"""


@pytest.mark.parametrize(
    "program",
    [
        "import edgewise",
        "import edgewise.twilio.hosts",
        "import edgewise.engine.check",
        "import edgewise.python.prefilter.parts",
        CHECKED.format(data=b"x = 1\n"),
        CHECKED.format(data=b'from twilio.rest import Client\nc = Client("AC1", "t")\nc.messages.list()\n'),
        CHECKED.format(data=b"from twilio.jwt.access_token import AccessToken\nAccessToken(1, 2, 3, region='ie1')\n"),
        CHECKED.format(data=b'"""Written for twilio.com."""\n# https://api.ie1.twilio.com\n'),
    ],
)
def test_what_is_clean_needs_no_libcst(program: str) -> None:
    assert loaded_after(program) == set()


def test_what_is_not_clean_does_need_it() -> None:
    program = CHECKED.format(data=b'x = "https://api.ie1.twilio.com"\n').replace("assert not", "assert")
    assert "libcst" in loaded_after(program)
