"""Parts of programs: every way of giving a client its region."""

from __future__ import annotations

from oracle.generated.parts import (
    IMPORT,
    Way,
    attributes,
    environ,
    made,
    own_attributes,
    reversed_keywords,
    self_attributes,
    within,
)

KEYWORD = Way("keyword", made('c@ = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\n'))

CONSTRUCTOR_WAYS = (
    KEYWORD,
    Way("keywords first, edge before region", reversed_keywords),
    Way("with other keywords around", made('c@ = CALL(Client|"AC1"|KEYWORDS|account_sid="AC9"|password="t")CALL\n')),
    Way("another http client", made('c@ = CALL(Client|"AC1"|"t"|http_client=other_http|KEYWORDS)CALL\n')),
    Way("by position", made('c@ = CALL(Client|"AC1"|"t"|"AC9"|REGION|other_http|None|EDGE)CALL\n')),
    Way("by position, more behind", made('c@ = CALL(Client|"AC1"|"t"|None|REGION|None|None|EDGE|["ua/1"])CALL\n'),
        since=(7,)),
    Way("region by position", made('c@ = CALL(Client|"AC1"|"t"|None|REGION|edge=EDGE)CALL\n')),
    Way("spread literal", made('c@ = CALL(Client|"AC1"|"t"|**ENTRIES)CALL\n')),
    Way("spread name", made('kw@ = ENTRIES\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n')),
    Way("spread dict()", made('kw@ = CALL(dict|KEYWORDS)CALL\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n')),
    Way("stored in a dict", made('kw@ = {}\nkw@["region"] = REGION\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n'),
        doubtful=True, takes_edge=False),
    Way("constant names", made('R@ = REGION\nE@ = EDGE\nc@ = CALL(Client|"AC1"|"t"|region=R@|edge=E@)CALL\nnote((R@, E@))\n')),
    Way("constant names in a function", made(
        'R@ = REGION\ndef make@():\n    E@ = EDGE\n    return CALL(Client|"AC1"|"t"|region=R@|edge=E@)CALL\nc@ = make@()\n')),
    Way("partial", made('make@ = CALL(partial|Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = make@()\n',
                         IMPORT + "from functools import partial\n")),
    Way("called partial", made('make@ = CALL(ft.partial|Client|"AC1"|"t")CALL\nc@ = CALL(make@|KEYWORDS)CALL\n',
                                IMPORT + "import functools as ft\n")),
    Way("subclass", made('class C@(Client):\n    pass\nc@ = CALL(C@|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("super().__init__", made(
        'class C@(Client):\n    def __init__(self):\n        CALL(super().__init__|"AC1"|"t"|KEYWORDS)CALL\nc@ = C@()\n')),
    Way("Client.__init__", made(
        'class C@(Client):\n    def __init__(self):\n        CALL(Client.__init__|self|"AC1"|"t"|KEYWORDS)CALL\nc@ = C@()\n')),
    Way("subclass that passes on", made(
        'class C@(Client):\n    def __init__(self, **kw):\n        super().__init__("AC1", "t", **kw)\n'
        "c@ = CALL(C@|KEYWORDS)CALL\n")),
    Way("alias", made('c@ = CALL(Twilio@|"AC1"|"t"|KEYWORDS)CALL\n', "from twilio.rest import Client as Twilio@\n")),
    Way("module attribute", made('c@ = CALL(twilio.rest.Client|"AC1"|"t"|KEYWORDS)CALL\n', "import twilio.rest\n")),
    Way("module alias", made('c@ = CALL(tr@.Client|"AC1"|"t"|KEYWORDS)CALL\n', "import twilio.rest as tr@\n")),
    Way("package attribute", made('c@ = CALL(rest.Client|"AC1"|"t"|KEYWORDS)CALL\n', "from twilio import rest\n")),
    Way("import in a function", made(
        'def make@():\n    from twilio.rest import Client as K@\n    return CALL(K@|"AC1"|"t"|KEYWORDS)CALL\nc@ = make@()\n', "")),
    Way("guarded import", made(
        'try:\n    from twilio.rest import Client as K@\nexcept ImportError:\n    K@ = None\nc@ = CALL(K@|"AC1"|"t"|KEYWORDS)CALL\n', "")),
    Way("starred name", made('a@ = ("AC1", "t")\nc@ = CALL(Client|*a@|KEYWORDS)CALL\n')),
    Way("starred literal", made('c@ = CALL(Client|*("AC1", "t")|KEYWORDS)CALL\n')),
    Way("spread in a spread", made('kw@ = {"account_sid": "AC9"}\nc@ = CALL(Client|"AC1"|"t"|**{**kw@, **ENTRIES})CALL\n')),
    Way("spread of two dicts", made('c@ = CALL(Client|"AC1"|"t"|**({"account_sid": "AC9"} <or> ENTRIES))CALL\n')),
    Way("spread under a condition", made('w@ = 1\nc@ = CALL(Client|"AC1"|"t"|**(ENTRIES if w@ else {}))CALL\n'),
        doubtful=True),
    Way("walrus", made('c@ = CALL(Client|"AC1"|"t"|region=(r@ := REGION)|edge=EDGE)CALL\nnote(r@)\n'), doubtful=True),
    Way("constant of a class", made(
        'class S@:\n    R = REGION\n    E = EDGE\nc@ = CALL(Client|"AC1"|"t"|region=S@.R|edge=S@.E)CALL\n')),
    Way("either way the same", made('R@ = REGION if True else REGION\nc@ = CALL(Client|"AC1"|"t"|region=R@|edge=EDGE)CALL\n'),
        doubtful=True),
    Way("default of a parameter", made(
        'def make@(region=REGION, edge=EDGE):\n    return CALL(Client|"AC1"|"t"|region=region|edge=edge)CALL\nc@ = make@()\n'),
        doubtful=True),
    Way("look-up with a default", made(
        'c@ = CALL(Client|"AC1"|"t"|region=os.environ.get("R@", REGION)|edge=EDGE)CALL\n', IMPORT + "import os\n"),
        doubtful=True),
    Way("lambda", made('make@ = lambda: CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = make@()\n')),
    Way("partial of a partial", made(
        'make@ = CALL(partial|partial(Client, "AC1")|"t"|KEYWORDS)CALL\nc@ = make@()\n', IMPORT + "from functools import partial\n")),
    Way("partial of a name", made(
        'first@ = partial(Client, "AC1", "t")\nmake@ = CALL(partial|first@|KEYWORDS)CALL\nc@ = make@()\n',
        IMPORT + "from functools import partial\n")),
    Way("partial, later positions", made(
        'make@ = CALL(partial|Client|"AC1"|"t"|"AC9"|REGION)CALL\nc@ = make@(other_http, None, EDGE)\n',
        IMPORT + "from functools import partial\n"), doubtful=True),
    Way("class from a function", made('def kind@():\n    return Client\nc@ = CALL(kind@()|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("subclass of a subclass", made(
        'class B@(Client):\n    pass\nclass C@(B@):\n    def __init__(self, *a, **kw):\n'
        '        super().__init__(*a, **kw)\nc@ = CALL(C@|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("getattr", made('c@ = CALL(getattr(twilio.rest, "Client")|"AC1"|"t"|KEYWORDS)CALL\n', "import twilio.rest\n")),
    Way("import_module", made(
        'rest@ = import_module("twilio.rest")\nc@ = CALL(rest@.Client|"AC1"|"t"|KEYWORDS)CALL\n',
        "from importlib import import_module\n")),
    Way("import under a condition", made(
        'if True:\n    from twilio.rest import Client as K@\nelse:\n    K@ = None\nc@ = CALL(K@|"AC1"|"t"|KEYWORDS)CALL\n', "")),
    Way("class assigned to a name", made('K@ = Client\nc@ = CALL(K@|"AC1"|"t"|KEYWORDS)CALL\n')),
    Way("updated dict", made('kw@ = {"account_sid": "AC9"}\nkw@.update(ENTRIES)\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n'), doubtful=True),
    Way("dict updated by keywords", made('kw@ = {}\nCALL(kw@.update|KEYWORDS)CALL\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n'),
        doubtful=True),
    Way("joined dict", made('kw@ = {"account_sid": "AC9"}\nkw@ <or>= ENTRIES\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n'), doubtful=True),
    Way("default set in a dict", made('kw@ = {}\nkw@.setdefault("region", REGION)\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n'),
        doubtful=True, takes_edge=False),
    Way("stored under a condition", made(
        'kw@ = {}\nif True:\n    kw@["region"] = REGION\nc@ = CALL(Client|"AC1"|"t"|**kw@)CALL\n'), doubtful=True, takes_edge=False),
    Way("spread of a class's dict", made('class S@:\n    KW = ENTRIES\nc@ = CALL(Client|"AC1"|"t"|**S@.KW)CALL\n'), doubtful=True),
    Way("spread of what a function returns", made(
        'def kw@():\n    return ENTRIES\nc@ = CALL(Client|"AC1"|"t"|**kw@())CALL\n'), doubtful=True),
    Way("spread of a comprehension", made(
        'c@ = CALL(Client|"AC1"|"t"|**{k: v for k, v in ENTRIES.items() if v})CALL\n'), doubtful=True),
    Way("conditional call", made('c@ = CALL(Client|"AC1"|"t"|KEYWORDS)CALL if True else None\n')),
    Way("in a comprehension", made('c@ = [CALL(Client|"AC1"|"t"|KEYWORDS)CALL for _ in "a"][0]\n')),
    Way("region of a comprehension", made(
        'regions@ = (REGION,)\nc@ = [CALL(Client|"AC1"|"t"|region=r)CALL for r in regions@][0]\n'), doubtful=True, takes_edge=False),
    Way("client of a class", made('class S@:\n    c = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = S@.c\n')),
    Way("in a property", made(
        'class S@:\n    <at>property\n    def c(self):\n        return CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = S@().c\n')),
    Way("in a cached property", made(
        'class S@:\n    <at>cached_property\n    def c(self):\n        return CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = S@().c\n',
        IMPORT + "from functools import cached_property\n")),
    Way("in a field's factory", made(
        '<at>dataclass\nclass S@:\n    c: object = field(default_factory=lambda: CALL(Client|"AC1"|"t"|KEYWORDS)CALL)\nc@ = S@().c\n',
        IMPORT + "from dataclasses import dataclass, field\n")),
    Way("entered", made('with nullcontext(CALL(Client|"AC1"|"t"|KEYWORDS)CALL) as c@:\n    pass\n',
                        IMPORT + "from contextlib import nullcontext\n")),
    Way("global", made('def make@():\n    global c@\n    c@ = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nmake@()\n')),
    Way("nonlocal", made(
        'def make@():\n    c = None\n    def put():\n        nonlocal c\n        c = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\n'
        "    put()\n    return c\nc@ = make@()\n")),
    Way("deleted name", made('k@ = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = k@\ndel k@\n')),
    Way("client by walrus", made('if (c@ := CALL(Client|"AC1"|"t"|KEYWORDS)CALL):\n    pass\n')),
    Way("matched", made('match CALL(Client|"AC1"|"t"|KEYWORDS)CALL:\n    case c@:\n        pass\n')),
    Way("default of a parameter, client", made(
        'def get@(c=CALL(Client|"AC1"|"t"|KEYWORDS)CALL):\n    return c\nc@ = get@()\n')),
    Way("cached factory", made(
        '<at>cache\ndef make@():\n    return CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = make@()\n', IMPORT + "from functools import cache\n")),
    Way("generator", made('def make@():\n    yield CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = next(make@())\n')),
    Way("coroutine", made(
        'async def make@():\n    return CALL(Client|"AC1"|"t"|KEYWORDS)CALL\nc@ = asyncio.run(make@())\n', IMPORT + "import asyncio\n")),
    Way("subclass with parameters", made(
        'class C@(Client):\n    def __init__(self, region=None, edge=None):\n'
        '        super().__init__("AC1", "t", region=region, edge=edge)\nc@ = CALL(C@|KEYWORDS)CALL\n')),
    Way("subclass, super with arguments", made(
        'class C@(Client):\n    def __init__(self):\n        CALL(super(C@, self).__init__|"AC1"|"t"|KEYWORDS)CALL\nc@ = C@()\n')),
    Way("partial by position", made(
        'make@ = CALL(partial|Client|"AC1"|"t"|None|REGION|edge=EDGE)CALL\nc@ = make@()\n', IMPORT + "from functools import partial\n")),
    Way("partial of a spread", made(
        'kw@ = ENTRIES\nmake@ = CALL(partial|Client|"AC1"|"t"|**kw@)CALL\nc@ = make@()\n', IMPORT + "from functools import partial\n")),
    Way("partial of a subclass that passes on", made(
        'class C@(Client):\n    def __init__(self, *a, **kw):\n        super().__init__(*a, **kw)\n'
        'make@ = CALL(partial|C@|"AC1"|"t"|KEYWORDS)CALL\nc@ = make@()\n', IMPORT + "from functools import partial\n"), doubtful=True),
    Way("star import", made('c@ = CALL(Client|"AC1"|"t"|KEYWORDS)CALL\n', "from twilio.rest import *\n")),
)  # fmt: skip

ATTRIBUTE_WAYS = (
    Way("attributes of a name", attributes("c@", f'{IMPORT}c@ = Client("AC1", "t")\n', edge_first=False, made="c@")),
    Way("edge before region", attributes("c@", f'{IMPORT}c@ = Client("AC1", "t")\n', edge_first=True, made="c@")),
    Way("edge in the constructor", made('c@ = CALL(Client|"AC1"|"t"|edge=EDGE)CALL\nc@.region = REGION\n')),
    Way("attributes of an attribute", self_attributes),
    Way(
        "setattr",
        made('c@ = CALL(Client|"AC1"|"t")CALL\nsetattr(c@, "region", REGION)\nsetattr(c@, "edge", EDGE)\n'),
        doubtful=True,
    ),
    Way(
        "attributes at once",
        made('c@ = CALL(Client|"AC1"|"t")CALL\nc@.region, c@.edge = REGION, EDGE\n'),
        doubtful=True,
    ),
    Way(
        "attribute and a name",
        made('c@ = CALL(Client|"AC1"|"t")CALL\nc@.region = r@ = REGION\nc@.edge = EDGE\nnote(r@)\n'),
        doubtful=True,
    ),
    Way(
        "set by a function",
        made(
            'def put@(client):\n    client.region = REGION\n    client.edge = EDGE\nc@ = CALL(Client|"AC1"|"t")CALL\nput@(c@)\n'
        ),
        doubtful=True,
    ),
    Way(
        "set in a loop",
        made('c@ = CALL(Client|"AC1"|"t")CALL\nfor k@ in (c@,):\n    k@.region = REGION\n    k@.edge = EDGE\n'),
        doubtful=True,
    ),
    Way(
        "set under a condition",
        made('c@ = CALL(Client|"AC1"|"t")CALL\nif c@: c@.region = REGION; c@.edge = EDGE\n'),
        doubtful=True,
    ),
    Way("attributes of self", own_attributes),
    *(
        Way(name, attributes(owner, f"{IMPORT}{before}", edge_first=False, made=made))
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
    Way("environ", environ("os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("imported environ", environ("environ[KEY] = VALUE\n", "from os import environ\n"), global_environment=True),
    Way("setdefault", environ("os.environ.setdefault(KEY, VALUE)\n"), global_environment=True),
    Way("monkeypatch", environ("monkeypatch.setenv(KEY, VALUE)\n", ""), global_environment=True),
    Way("behind a semicolon", environ("pass; os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("one-line if", environ("if True: os.environ[KEY] = VALUE\n"), global_environment=True),
    Way("behind an alias", environ("environment[KEY] = VALUE\n", "from os import environ as environment\n"),
        global_environment=True),
    Way("__setitem__", environ("os.environ.__setitem__(KEY, VALUE)\n"), global_environment=True),
    Way("update by keywords", made('CALL(os.environ.update|VARIABLES)CALL\nc@ = Client("AC1", "t")\n', "import os\n" + IMPORT),
        global_environment=True),
    Way("union", made('os.environ <or>= SETTINGS\nc@ = Client("AC1", "t")\n', "import os\n" + IMPORT), global_environment=True),
    Way("update", made('os.environ.update(SETTINGS)\nc@ = Client("AC1", "t")\n', "import os\n" + IMPORT),
        global_environment=True),
    Way("patch.dict", within("mock.patch.dict(os.environ, SETTINGS)")),
    Way("patch.dict by keywords", within("mock.patch.dict(os.environ, KEYWORDS)")),
    Way("patch.dict by name", within('mock.patch.dict("os.environ", SETTINGS)')),
    Way("environment=", made('c@ = CALL(Client|"AC1"|"t"|environment=SETTINGS)CALL\n')),
    Way("environment= of dict()", made('c@ = CALL(Client|"AC1"|"t"|environment=dict(os.environ, **SETTINGS))CALL\n', IMPORT + "import os\n")),
    Way("environment= over os.environ", made(
        'c@ = CALL(Client|"AC1"|"t"|environment={**os.environ, **SETTINGS})CALL\n', IMPORT + "import os\n")),
    Way("environment= by name", made('e@ = SETTINGS\nc@ = CALL(Client|"AC1"|"t"|environment=e@)CALL\n')),
)  # fmt: skip

WAYS = (*CONSTRUCTOR_WAYS, *ATTRIBUTE_WAYS, *SETTING_WAYS)
