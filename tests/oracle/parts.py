"""Parts of programs: every way of giving a client its region, every way of writing a URL, and what is to be left alone.

A part is text with places for a region and an edge. Names end in a number, so that many parts stand in one program.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Call = Callable[[str, list[str]], str]
"""Renders a call: the function's name and the arguments, as one expression."""

IMPORT = "from twilio.rest import Client\n"
CREDENTIALS = ['"AC1"', '"t"']


def one_line(function: str, arguments: list[str]) -> str:
    """Render a call on one line."""
    return f"{function}({', '.join(arguments)})"


@dataclass(frozen=True)
class Part:
    """Text that sets things up, and text that asks Twilio; both are whole statements."""

    setup: str
    ask: str


@dataclass(frozen=True)
class Way:
    """A way to give a client its region and edge (Python literals, or None for not at all).

    ``doubtful``: it may be reported without a fix, whatever the region. ``global_environment``: it changes the
    environment of everything that runs later. ``takes_edge``: it gives the edge too.
    """

    name: str
    make: Callable[[int, str | None, str | None, Call], Part]
    doubtful: bool = False
    global_environment: bool = False
    takes_edge: bool = True


def request(client: str) -> str:
    """Return a statement that asks the ``api`` product, and tells about the client."""
    return f'{client}.api.v2010.accounts("AC7").fetch()\nnote(({client}.username, {client}.account_sid))\n'


def _pairs(region: str | None, edge: str | None) -> list[tuple[str, str]]:
    return [(name, value) for name, value in (("region", region), ("edge", edge)) if value is not None]


def _keywords(region: str | None, edge: str | None) -> list[str]:
    return [f"{name}={value}" for name, value in _pairs(region, edge)]


def _entries(region: str | None, edge: str | None) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in _pairs(region, edge)) + "}"


def _settings(region: str | None, edge: str | None) -> str:
    return "{" + ", ".join(f'"TWILIO_{name.upper()}": {value}' for name, value in _pairs(region, edge)) + "}"


def _made(statement: str, before: str = IMPORT) -> Callable[[int, str | None, str | None, Call], Part]:
    """Return a maker for a statement with ``@`` for the number and ``CALL(f|a|b)`` for a call with the keywords last."""

    def make(number: int, region: str | None, edge: str | None, call: Call) -> Part:
        setup = before + statement
        while "CALL(" in setup:
            head, _, rest = setup.partition("CALL(")
            inner, _, tail = rest.partition(")CALL")
            function, *arguments = inner.split("|")
            full: list[str] = []
            for argument in arguments:
                full += _keywords(region, edge) if argument == "KEYWORDS" else [argument]
            setup = head + call(function, full) + tail
        setup = setup.replace("REGION", region or "None").replace("EDGE", edge or "None").replace("@", str(number))
        setup = setup.replace("ENTRIES", _entries(region, edge)).replace("SETTINGS", _settings(region, edge))
        return Part(setup, request(f"c{number}"))

    return make


def _reversed(number: int, region: str | None, edge: str | None, call: Call) -> Part:
    arguments = [*reversed(_keywords(region, edge)), 'password="t"', 'username="AC1"']
    return Part(f"{IMPORT}c{number} = {call('Client', arguments)}\n", request(f"c{number}"))


def _attributes(owner: str, before: str, *, edge_first: bool, made: str) -> Callable[..., Part]:
    def make(number: int, region: str | None, edge: str | None, call: Call) -> Part:
        lines = [f"{owner}.{name} = {value}\n" for name, value in _pairs(region, edge)]
        if edge_first:
            lines.reverse()
        return Part((before + "".join(lines)).replace("@", str(number)), request(made.replace("@", str(number))))

    return make


def _self_attributes(number: int, region: str | None, edge: str | None, call: Call) -> Part:
    lines = "".join(f"        self.c.{name} = {value}\n" for name, value in _pairs(region, edge)) or "        pass\n"
    return Part(
        f"{IMPORT}class S{number}:\n    def __init__(self):\n        self.c = {call('Client', CREDENTIALS)}\n"
        f"    def turn(self):\n{lines}"
        f"s{number} = S{number}()\ns{number}.turn()\nc{number} = s{number}.c\n",
        request(f"c{number}"),
    )


def _own_attributes(number: int, region: str | None, edge: str | None, call: Call) -> Part:
    lines = "".join(f"        self.{name} = {value}\n" for name, value in _pairs(region, edge))
    return Part(
        f"{IMPORT}class S{number}(Client):\n    def __init__(self):\n"
        f"        {call('super().__init__', CREDENTIALS)}\n{lines}c{number} = S{number}()\n",
        request(f"c{number}"),
    )


def _environ(line: str, before: str = "import os\n") -> Callable[..., Part]:
    def make(number: int, region: str | None, edge: str | None, call: Call) -> Part:
        lines = "".join(
            line.replace("KEY", f'"TWILIO_{name.upper()}"').replace("VALUE", value)
            for name, value in _pairs(region, edge)
        )
        return Part(f"{before}{IMPORT}{lines}c{number} = {call('Client', CREDENTIALS)}\n", request(f"c{number}"))

    return make


def _within(opening: str, before: str = "import os\nfrom unittest import mock\n") -> Callable[..., Part]:
    def make(number: int, region: str | None, edge: str | None, call: Call) -> Part:
        keywords = ", ".join(f"TWILIO_{name.upper()}={value}" for name, value in _pairs(region, edge))
        opened = opening.replace("SETTINGS", _settings(region, edge)).replace("KEYWORDS", keywords)
        made = call("Client", CREDENTIALS)
        return Part(f"{before}{IMPORT}with {opened}:\n    c{number} = {made}\n", request(f"c{number}"))

    return make


KEYWORD = Way("keyword", _made('c@ = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\n'))

CONSTRUCTOR_WAYS = (
    KEYWORD,
    Way("keywords first, edge before region", _reversed),
    Way("with other keywords around", _made('c@ = CALL(Client|"AC1"|KEYWORDS|account_sid="AC9"|password="t")CALL\n')),
    Way("another http client", _made('c@ = CALL(Client|"AC1"|"t"|http_client=other_http|KEYWORDS)CALL\n')),
    Way("by position", _made('c@ = CALL(Client|"AC1"|"t"|"AC9"|REGION|other_http|None|EDGE)CALL\n')),
    Way("by position, more behind", _made('c@ = CALL(Client|"AC1"|"t"|None|REGION|None|None|EDGE|["ua/1"])CALL\n')),
    Way("region by position", _made('c@ = CALL(Client|"AC1"|"t"|None|REGION|edge=EDGE)CALL\n')),
    Way("spread literal", _made('c@ = CALL(Client|"AC1"|"t"|**ENTRIES)CALL\n')),
    Way("spread name", _made('kw@ = ENTRIES\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n')),
    Way("spread dict()", _made('kw@ = CALL(dict|KEYWORDS)CALL\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n')),
    Way("stored in a dict", _made('kw@ = {}\nkw@["region"] = REGION\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n'),
        doubtful=True, takes_edge=False),
    Way("constant names", _made('R@ = REGION\nE@ = EDGE\nc@ = CALL(Client|"AC1"|"t"|region=R@|edge=E@)CALL\nnote((R@, E@))\n')),
    Way("constant names in a function", _made(
        'R@ = REGION\ndef make@():\n    E@ = EDGE\n    return CALL(Client|"AC1"|"t"|region=R@|edge=E@)CALL\nc@ = make@()\n')),
    Way("partial", _made('make@ = CALL(partial|Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = make@()\n',
                         IMPORT + "from functools import partial\n")),
    Way("called partial", _made('make@ = CALL(ft.partial|Client|"AC1"|"t")CALL\nc@ = CALL(make@|KEYWORDS)CALL\n',
                                IMPORT + "import functools as ft\n")),
    Way("subclass", _made('class C@(Client):\n    pass\nc@ = CALL(C@|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("super().__init__", _made(
        'class C@(Client):\n    def __init__(self):\n        CALL(super().__init__|"AC1"|"t"|KEYWORDS)CALL\nc@ = C@()\n')),
    Way("Client.__init__", _made(
        'class C@(Client):\n    def __init__(self):\n        CALL(Client.__init__|self|"AC1"|"t"|KEYWORDS)CALL\nc@ = C@()\n')),
    Way("subclass that passes on", _made(
        'class C@(Client):\n    def __init__(self, **kw):\n        super().__init__("AC1", "t", **kw)\n'
        "c@ = CALL(C@|KEYWORDS)CALL\n")),
    Way("alias", _made('c@ = CALL(Twilio@|"AC1"|"t"|KEYWORDS)CALL\n', "from twilio.rest import Client as Twilio@\n")),
    Way("module attribute", _made('c@ = CALL(twilio.rest.Client|"AC1"|"t"|KEYWORDS)CALL\n', "import twilio.rest\n")),
    Way("module alias", _made('c@ = CALL(tr@.Client|"AC1"|"t"|KEYWORDS)CALL\n', "import twilio.rest as tr@\n")),
    Way("package attribute", _made('c@ = CALL(rest.Client|"AC1"|"t"|KEYWORDS)CALL\n', "from twilio import rest\n")),
    Way("import in a function", _made(
        'def make@():\n    from twilio.rest import Client as K@\n    return CALL(K@|"AC1"|"t"|KEYWORDS)CALL\nc@ = make@()\n', "")),
    Way("guarded import", _made(
        'try:\n    from twilio.rest import Client as K@\nexcept ImportError:\n    K@ = None\nc@ = CALL(K@|"AC1"|"t"|KEYWORDS)CALL\n', "")),
    Way("class assigned to a name", _made('K@ = Client\nc@ = CALL(K@|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("star import", _made('c@ = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\n', "from twilio.rest import *\n")),
)  # fmt: skip

ATTRIBUTE_WAYS = (
    Way("attributes of a name", _attributes("c@", f'{IMPORT}c@ = Client("AC1", "t")\n', edge_first=False, made="c@")),
    Way("edge before region", _attributes("c@", f'{IMPORT}c@ = Client("AC1", "t")\n', edge_first=True, made="c@")),
    Way("edge in the constructor", _made('c@ = CALL(Client|"AC1"|"t"|edge=EDGE)CALL\nc@.region = REGION\n')),
    Way("attributes of an attribute", _self_attributes),
    Way("attributes of self", _own_attributes),
)

SETTING_WAYS = (
    Way("environ", _environ("os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("imported environ", _environ("environ[KEY] = VALUE\n", "from os import environ\n"), global_environment=True),
    Way("setdefault", _environ("os.environ.setdefault(KEY, VALUE)\n"), global_environment=True),
    Way("monkeypatch", _environ("monkeypatch.setenv(KEY, VALUE)\n", ""), global_environment=True),
    Way("behind a semicolon", _environ("pass; os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("one-line if", _environ("if True: os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("update", _made('os.environ.update(SETTINGS)\nc@ = Client("AC1", "t")\n', "import os\n" + IMPORT),
        global_environment=True),
    Way("patch.dict", _within("mock.patch.dict(os.environ, SETTINGS)")),
    Way("patch.dict by keywords", _within("mock.patch.dict(os.environ, KEYWORDS)")),
    Way("patch.dict by name", _within('mock.patch.dict("os.environ", SETTINGS)')),
    Way("environment=", _made('c@ = CALL(Client|"AC1"|"t"|environment=SETTINGS)CALL\n')),
    Way("environment= by name", _made('e@ = SETTINGS\nc@ = CALL(Client|"AC1"|"t"|environment=e@)CALL\n')),
)  # fmt: skip

WAYS = (*CONSTRUCTOR_WAYS, *ATTRIBUTE_WAYS, *SETTING_WAYS)


# ------------------------------------------------------------------------------------------------------------- URLs


@dataclass(frozen=True)
class Form:
    """A way to write the URL ``https://PRODUCT.MIDDLE.twilio.com/x`` (``MIDDLE.`` may be empty where ``any_middle``).

    In ``text`` the product is ``<p>``, the middle ``<m>`` and the number ``@``; the last line is an expression.
    """

    name: str
    text: str
    any_middle: bool = False
    doubtful: bool = False
    regions_only: bool = False

    def fits(self, middle: str) -> bool:
        """Say whether the form can be written, and is claimed to be understood, with this middle."""
        return (bool(middle) or self.any_middle) and not (
            self.regions_only and not re.fullmatch("[a-z]{2}[0-9]", middle)
        )

    def make(self, number: int, product: str, middle: str) -> Part:
        text = self.text.replace("<m.>", f"{middle}." if middle else "").replace("<m>", middle)
        text = text.replace("<p>", product).replace("@", str(number)).replace("<at>", "@")
        *setup, expression = text.split("\n---\n")
        return Part("".join(f"{line}\n" for line in setup), f"fetch({expression})\n")


FORMS = (
    Form("literal", '"https://<p>.<m.>twilio.com/x"', any_middle=True),
    Form("single quotes", "'https://<p>.<m.>twilio.com/x'", any_middle=True),
    Form("raw", 'r"https://<p>.<m.>twilio.com/x"', any_middle=True),
    Form("bytes", 'b"https://<p>.<m.>twilio.com/x"', any_middle=True),
    Form("triple", '"""https://<p>.<m.>twilio.com/x"""', any_middle=True),
    Form("userinfo and port", '"https://u:p<at><p>.<m.>twilio.com:443/x?y=1#z"', any_middle=True),
    Form("trailing dot", '"https://<p>.<m.>twilio.com./x"', any_middle=True),
    Form("upper case", '"HTTPS://<p>.<m.>TWILIO.COM/x"', any_middle=True),
    Form("implicit", '"https://<p>." "<m.>twilio.com" "/x"', any_middle=True),
    Form("implicit over lines", '(\n    "https://<p>.<m.>"  # a comment\n    r"twilio.com/x"\n)', any_middle=True),
    Form("implicit with f-string", '"https://<p>.<m.>" f"twilio.com/{1}"', any_middle=True),
    Form("escape before", '"\\x68ttps://<p>.<m.>twilio.com/x"', any_middle=True),
    Form("escape inside", '"https://<p>.<m.>\\x74wilio.com/x"', any_middle=True),
    Form("continuation", '"https://<p>.\\\n<m.>twilio.com/x"', any_middle=True),
    Form("plus", '"https://<p>." + "<m.>" + "twilio.com/x"', any_middle=True),
    Form("plus label", '"https://<p>." + "<m>" + ".twilio.com/x"'),
    Form("plus name", 'R@ = "<m>"\n---\n"https://<p>." + R@ + ".twilio.com/x"'),
    Form("product by name", 'P@ = "<p>"\n---\n"https://" + P@ + ".<m.>twilio.com/x"', any_middle=True),
    Form(
        "all by names", 'P@ = "<p>"; R@ = "<m>"; D@ = "twilio.com"\n---\n"https://" + P@ + "." + R@ + "." + D@ + "/x"'
    ),
    Form("base", 'BASE@ = "https://<p>.<m.>twilio.com"\n---\nBASE@ + "/x"', any_middle=True),
    Form("base in f-string", 'BASE@ = "https://<p>.<m.>twilio.com"\n---\nf"{BASE@}/x"', any_middle=True),
    Form("f-string name", 'R@ = "<m>"\n---\nf"https://<p>.{R@}.twilio.com/x"'),
    Form("f-string literal", "f\"https://<p>.{'<m>'}.twilio.com/x\""),
    Form("f-string nested", 'R@ = "<m>"\n---\nf"https://{f\'<p>.{R@}\'}.twilio.com/x"'),
    Form("f-string around", 'f"https://<p>.<m.>twilio.com/{1 + 1}/{{x}}"', any_middle=True),
    Form("percent", '"https://<p>.%s.twilio.com/x" % "<m>"'),
    Form("percent name", 'R@ = "<m>"\n---\n"https://<p>.%s.twilio.com/x" % R@'),
    Form("percent tuple", '"https://%s.%s.twilio.com/%d" % ("<p>", "<m>", 5)'),
    Form("percent mapping", '"https://%(p)s.%(m)s.twilio.com/x" % {"p": "<p>", "m": "<m>"}'),
    Form("percent elsewhere", '"https://<p>.<m.>twilio.com/%s%%20" % "x"', any_middle=True),
    Form("format", '"https://{}.{}.twilio.com/x".format("<p>", "<m>")'),
    Form("format index", '"https://{1}.{0}.twilio.com/x".format("<m>", "<p>")'),
    Form("format name", '"https://<p>.{m}.twilio.com/x".format(m="<m>")'),
    Form("format spread", '"https://<p>.{m}.twilio.com/x".format(**{"m": "<m>"})'),
    Form("format twice", '"https://<p>.{0}.twilio.com/x{1}".format("<m>", 1)'),
    Form("join dots", '"https://" + ".".join(["<p>", "<m>", "twilio.com"]) + "/x"'),
    Form("join labels", '"https://" + ".".join(("<p>", "<m>", "twilio", "com"))'),
    Form("join nothing", '"".join(["https://", "<p>.", "<m.>", "twilio.com", "/x"])', any_middle=True),
    Form("join bytes", 'b"https://" + b".".join([b"<p>", b"<m>", b"twilio.com"])'),
    Form("in a dict", 'T@ = {"a": "https://<p>.<m.>twilio.com/x"}\n---\nT@["a"]', any_middle=True),
    Form("default", 'def f@(host="<p>.<m.>twilio.com"):\n    return "https://" + host\n---\nf@()', any_middle=True),
    Form("conditional", '"https://<p>.<m.>twilio.com/x" if True else None', any_middle=True),
    Form("lambda", '(lambda u="https://<p>.<m.>twilio.com/x": u)()', any_middle=True),
    Form("unknown region", 'for R@ in ["<m>"]: pass\n---\nf"https://<p>.{R@}.twilio.com/x"', doubtful=True),
    Form(
        "unknown product",
        'for P@ in ["<p>"]: pass\n---\nf"https://{P@}.<m>.twilio.com/x"',
        doubtful=True,
        regions_only=True,
    ),
    Form("template by name", 'T@ = "https://<p>.%s.twilio.com/x"\n---\nT@ % "<m>"', doubtful=True),
    Form("method", '"https://<p>.{}.twilio.com/x".format("<m>".lower())', doubtful=True),
)


# ----------------------------------------------------------------------------------------------- to be left alone

DECOYS = (
    '"""Twilio switched https://api.ie1.twilio.com off."""\n',
    "# see https://api.ie1.twilio.com and region=\"ie1\"\n",
    'from twilio.jwt.access_token import AccessToken\nnote(AccessToken("AC1", "SK1", "s", region="ie1").region)\n',
    'from twilio.twiml.voice_response import VoiceResponse\nr@ = VoiceResponse()\n'
    'r@.dial().conference("room", region="ie1")\nnote(str(r@))\n',
    'class Other@:\n    def __init__(self, region): self.region = region\no@ = Other@(region="ie1")\n'
    'o@.region = "au1"\nnote(o@.region)\n',
    'def own@(Client):\n    return Client(region="ie1")\nnote(own@(dict))\n',
    'def local@():\n    Client = dict\n    return Client(region="de1")\nnote(local@())\n',
    'note("sip:me@example.sip.dublin.twilio.com")\nnote("example.sip.ie1.twilio.com")\n',
    'note("https://media.ie1.twilio.com")\nnote("wss://tsock.ie1.twilio.com")\nnote("chunderw-vpc-gll.twilio.com")\n',
    'note("https://api.ie1.twilio.com.evil.example")\nnote("https://foo.api.ie1.twilio.com")\n',
    'note("x.pstn.ie1.twilio.com")\nnote("https://my-api.ie1.twilio.com")\nnote("api.ie1.twilio.community")\n',
    'note(f"https://api.{{edge}}.{{region}}.twilio.com")\n',
    'note({"region": "ie1", "edge": None})\n',
    'settings@ = {"TWILIO_REGION": "us1"}\nnote(settings@)\n',
    'note("https://api.us1.twilio.com")\nnote("https://api.dublin.ie1.twilio.com")\n',
    'note("TWILIO_REGION")\nnote(["ie1", "twilio.com"])\n',
    'import os\nnote(os.environ.get("TWILIO_REGION"))\n',
    'note("https://console.twilio.com")\nnote("https://www.twilio.com/docs/ie1")\n',
)  # fmt: skip
