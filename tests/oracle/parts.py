"""Parts of programs: every way of giving a client its region.

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
    environment of everything that runs later. ``takes_edge``: it gives the edge too. ``since``: the release of the
    library from which on it runs.
    """

    name: str
    make: Callable[[int, str | None, str | None, Call], Part]
    doubtful: bool = False
    global_environment: bool = False
    takes_edge: bool = True
    since: tuple[int, ...] = ()


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
                if argument == "KEYWORDS":
                    full += _keywords(region, edge)
                elif argument == "VARIABLES":
                    full += [f"TWILIO_{name.upper()}={value}" for name, value in _pairs(region, edge)]
                else:
                    full.append(argument)
            setup = head + call(function, full) + tail
        setup = re.sub(r"\bREGION\b", lambda _: region or "None", setup)
        setup = re.sub(r"\bEDGE\b", lambda _: edge or "None", setup).replace("@", str(number)).replace("<at>", "@")
        setup = (
            setup.replace("ENTRIES", _entries(region, edge))
            .replace("SETTINGS", _settings(region, edge))
            .replace("<or>", "|")
        )
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
        return Part(
            (before + "".join(lines)).replace("@", str(number)).replace("<at>", "@"),
            request(made.replace("@", str(number)).replace("<at>", "@")),
        )

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
    Way("by position, more behind", _made('c@ = CALL(Client|"AC1"|"t"|None|REGION|None|None|EDGE|["ua/1"])CALL\n'),
        since=(7,)),
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
    Way("starred name", _made('a@ = ("AC1", "t")\nc@ = CALL(Client|*a@|KEYWORDS)CALL\n')),
    Way("starred literal", _made('c@ = CALL(Client|*("AC1", "t")|KEYWORDS)CALL\n')),
    Way("spread in a spread", _made('kw@ = {"account_sid": "AC9"}\nc@ = CALL(Client|"AC1"|"t"|**{**kw@, **ENTRIES})CALL\n')),
    Way("spread of two dicts", _made('c@ = CALL(Client|"AC1"|"t"|**({"account_sid": "AC9"} <or> ENTRIES))CALL\n')),
    Way("spread under a condition", _made('w@ = 1\nc@ = CALL(Client|"AC1"|"t"|**(ENTRIES if w@ else {}))CALL\n'),
        doubtful=True),
    Way("walrus", _made('c@ = CALL(Client|"AC1"|"t"|region=(r@ := REGION)|edge=EDGE)CALL\nnote(r@)\n'), doubtful=True),
    Way("constant of a class", _made(
        'class S@:\n    R = REGION\n    E = EDGE\nc@ = CALL(Client|"AC1"|"t"|region=S@.R|edge=S@.E)CALL\n')),
    Way("either way the same", _made('R@ = REGION if True else REGION\nc@ = CALL(Client|"AC1"|"t"|region=R@|edge=EDGE)CALL\n'),
        doubtful=True),
    Way("default of a parameter", _made(
        'def make@(region=REGION, edge=EDGE):\n    return CALL(Client|"AC1"|"t"|region=region|edge=edge)CALL\nc@ = make@()\n'),
        doubtful=True),
    Way("look-up with a default", _made(
        'c@ = CALL(Client|"AC1"|"t"|region=os.environ.get("R@", REGION)|edge=EDGE)CALL\n', IMPORT + "import os\n"),
        doubtful=True),
    Way("lambda", _made('make@ = lambda: CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = make@()\n')),
    Way("partial of a partial", _made(
        'make@ = CALL(partial|partial(Client, "AC1")|"t"|KEYWORDS)CALL\nc@ = make@()\n', IMPORT + "from functools import partial\n")),
    Way("partial of a name", _made(
        'first@ = partial(Client, "AC1", "t")\nmake@ = CALL(partial|first@|KEYWORDS)CALL\nc@ = make@()\n',
        IMPORT + "from functools import partial\n")),
    Way("partial, later positions", _made(
        'make@ = CALL(partial|Client|"AC1"|"t"|"AC9"|REGION)CALL\nc@ = make@(other_http, None, EDGE)\n',
        IMPORT + "from functools import partial\n"), doubtful=True),
    Way("class from a function", _made('def kind@():\n    return Client\nc@ = CALL(kind@()|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("subclass of a subclass", _made(
        'class B@(Client):\n    pass\nclass C@(B@):\n    def __init__(self, *a, **kw):\n'
        '        super().__init__(*a, **kw)\nc@ = CALL(C@|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("getattr", _made('c@ = CALL(getattr(twilio.rest, "Client")|"AC1"|"t"|KEYWORDS)CALL\n', "import twilio.rest\n")),
    Way("import_module", _made(
        'rest@ = import_module("twilio.rest")\nc@ = CALL(rest@.Client|"AC1"|"t"|KEYWORDS)CALL\n',
        "from importlib import import_module\n")),
    Way("import under a condition", _made(
        'if True:\n    from twilio.rest import Client as K@\nelse:\n    K@ = None\nc@ = CALL(K@|"AC1"|"t"|KEYWORDS)CALL\n', "")),
    Way("class assigned to a name", _made('K@ = Client\nc@ = CALL(K@|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("star import", _made('c@ = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\n', "from twilio.rest import *\n")),
)  # fmt: skip

ATTRIBUTE_WAYS = (
    Way("attributes of a name", _attributes("c@", f'{IMPORT}c@ = Client("AC1", "t")\n', edge_first=False, made="c@")),
    Way("edge before region", _attributes("c@", f'{IMPORT}c@ = Client("AC1", "t")\n', edge_first=True, made="c@")),
    Way("edge in the constructor", _made('c@ = CALL(Client|"AC1"|"t"|edge=EDGE)CALL\nc@.region = REGION\n')),
    Way("attributes of an attribute", _self_attributes),
    Way("attributes of self", _own_attributes),
    *(
        Way(name, _attributes(owner, f"{IMPORT}{before}", edge_first=False, made=made))
        for name, before, owner, made in (
            ("of what a function returns", 'def make@():\n    return Client("AC1", "t")\nc@ = make@()\n', "c@", "c@"),
            ("of what a lambda returns", 'make@ = lambda: Client("AC1", "t")\nc@ = make@()\n', "c@", "c@"),
            ("of a kept object", 'k@ = Client("AC1", "t")\ndef get@():\n    return k@\nc@ = get@()\n', "c@", "k@"),
            (
                "of an object's attribute",
                'class S@:\n    def __init__(self):\n        self.c = Client("AC1", "t")\ns@ = S@()\n',
                "s@.c",
                "s@.c",
            ),
            (
                "of an inherited attribute",
                'class B@:\n    def __init__(self):\n        self.c = Client("AC1", "t")\n'
                "class S@(B@):\n    pass\ns@ = S@()\n",
                "s@.c",
                "s@.c",
            ),
            (
                "of a property",
                'class S@:\n    def __init__(self):\n        self._c = Client("AC1", "t")\n'
                "    <at>property\n    def c(self):\n        return self._c\ns@ = S@()\n",
                "s@.c",
                "s@.c",
            ),
            (
                "of what a method returns",
                'class S@:\n    def make(self):\n        return Client("AC1", "t")\nc@ = S@().make()\n',
                "c@",
                "c@",
            ),
            (
                "of what a class method returns",
                "class S@(Client):\n    <at>classmethod\n    def make(cls):\n"
                '        return cls("AC1", "t")\nc@ = S@.make()\n',
                "c@",
                "c@",
            ),
            (
                "of what with gives",
                'from contextlib import nullcontext\nwith nullcontext(Client("AC1", "t")) as c@: pass\n',
                "c@",
                "c@",
            ),
            (
                "of what a context manager gives",
                "from contextlib import contextmanager\n<at>contextmanager\ndef open@():\n"
                '    yield Client("AC1", "t")\nwith open@() as c@: pass\n',
                "c@",
                "c@",
            ),
            ("of an alias", 'k@ = c@ = Client("AC1", "t")\n', "k@", "c@"),
            ("of a variable with a type", 'c@: "Client" = Client("AC1", "t")\n', "c@", "c@"),
            (
                "of what a partial makes",
                'from functools import partial\nc@ = partial(Client, "AC1")("t")\n',
                "c@",
                "c@",
            ),
        )
    ),
)

SETTING_WAYS = (
    Way("environ", _environ("os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("imported environ", _environ("environ[KEY] = VALUE\n", "from os import environ\n"), global_environment=True),
    Way("setdefault", _environ("os.environ.setdefault(KEY, VALUE)\n"), global_environment=True),
    Way("monkeypatch", _environ("monkeypatch.setenv(KEY, VALUE)\n", ""), global_environment=True),
    Way("behind a semicolon", _environ("pass; os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("one-line if", _environ("if True: os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("behind an alias", _environ("environment[KEY] = VALUE\n", "from os import environ as environment\n"),
        global_environment=True),
    Way("__setitem__", _environ("os.environ.__setitem__(KEY, VALUE)\n"), global_environment=True),
    Way("update by keywords", _made('CALL(os.environ.update|VARIABLES)CALL\nc@ = Client("AC1", "t")\n', "import os\n" + IMPORT),
        global_environment=True),
    Way("union", _made('os.environ <or>= SETTINGS\nc@ = Client("AC1", "t")\n', "import os\n" + IMPORT), global_environment=True),
    Way("update", _made('os.environ.update(SETTINGS)\nc@ = Client("AC1", "t")\n', "import os\n" + IMPORT),
        global_environment=True),
    Way("patch.dict", _within("mock.patch.dict(os.environ, SETTINGS)")),
    Way("patch.dict by keywords", _within("mock.patch.dict(os.environ, KEYWORDS)")),
    Way("patch.dict by name", _within('mock.patch.dict("os.environ", SETTINGS)')),
    Way("environment=", _made('c@ = CALL(Client|"AC1"|"t"|environment=SETTINGS)CALL\n')),
    Way("environment= by name", _made('e@ = SETTINGS\nc@ = CALL(Client|"AC1"|"t"|environment=e@)CALL\n')),
)  # fmt: skip

WAYS = (*CONSTRUCTOR_WAYS, *ATTRIBUTE_WAYS, *SETTING_WAYS)
