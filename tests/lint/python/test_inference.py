"""What expressions may be: each source asks for ``probe(expression)``, and says what the evaluator makes of it."""

from __future__ import annotations

from random import Random
from textwrap import dedent

import libcst as cst
import pytest

from edgewise.python.inference.evaluator import MAX_VALUES, Evaluator
from edgewise.python.inference.values import (
    Class,
    Constant,
    Function,
    Imported,
    Object,
    Reason,
    Text,
    Unknown,
    Value,
    Values,
    all_texts,
    constant_text,
    is_complete,
    is_nothing,
    only_text,
)
from edgewise.python.syntax.tree import Tree
from edgewise.templates import HOLE
from support import examples


def said(value: Value) -> str:
    """Return a value in short: what it is, and the reasons to doubt it."""
    match value:
        case Text():
            what = repr(value.text.replace(HOLE, "?"))
        case Constant(value=constant):
            what = str(constant)
        case Imported(name=name):
            what = name
        case Object(of=Imported(name=name)):
            what = f"{name}()"
        case Object(of=Class() as of):
            what = f"{of.definition.name.value}()"
        case Class():
            what = value.definition.name.value
        case Function():
            what = "function"
        case Unknown(variable=variable):
            what = f"?{variable}"
        case _:
            what = type(value).__name__.lower()
    doubts = sorted(doubt.reason.name for doubt in value.doubts)
    return f"{what} ({', '.join(doubts)})" if doubts else what


def probed(source: str) -> list[str]:
    """Return what each probe of a source is given, in the order of the source."""
    tree = Tree(dedent(source))
    evaluator = Evaluator(tree)
    return [
        " | ".join(sorted(said(value) for value in evaluator.values(call.args[0].value, scope)))
        for call, scope in tree.nodes(cst.Call)
        if isinstance(call.func, cst.Name) and call.func.value == "probe"
    ]


ENUMERATION = 'from enum import Enum\nclass R(Enum):\n    A = "ie1"\n    B = "us1"\n'
TABLE = {
    "name": ('R = "ie1"\nprobe(R)', "'ie1'"),
    "ternary": ('probe("ie1" if x else "us1")', "'ie1' | 'us1'"),
    "or, of what is true": ('probe("ie1" or "us1")', "'ie1'"),
    "or, of what is not known": ('import os\nprobe(os.getenv("R") or "ie1")', "'ie1' | ?R (ENVIRONMENT)"),
    "variable with a default": ('import os\nprobe(os.environ.get("R", "ie1"))', "'ie1' | ?R (ENVIRONMENT)"),
    "variable": ('import os\nprobe(os.environ["R"])', "?R (ENVIRONMENT)"),
    "bound twice in a row": ('r = "us1"\nr = "ie1"\nprobe(r)', "'ie1'"),
    "bound again on a condition": ('r = "us1"\nif x:\n    r = "ie1"\nprobe(r)', "'ie1' | 'us1'"),
    "bound again behind": ('r = "us1"\nprobe(r)\nr = "ie1"', "'us1'"),
    "bound again in a loop": ('r = "us1"\nwhile x:\n    probe(r)\n    r = "ie1"', "'ie1' | 'us1'"),
    "in branches": ('if x:\n    r = "ie1"\nelse:\n    r = "us1"\nprobe(r)', "'ie1' | 'us1'"),
    "grows": ('r = "a"\nr = r + "b"\nr += "c"\nprobe(r)', "'abc'"),
    "bound by a function": ('def f():\n    global r\n    r = "ie1"\nr = "us1"\nf()\nprobe(r)', "'ie1' | 'us1'"),
    "split": ('probe("api.ie1".split(".")[1])', "'ie1'"),
    "getattr with a default": ('import x\nprobe(getattr(x, "R", "ie1"))', "'ie1' | x.R"),
    "closure": ('def f(r):\n    def g():\n        return "api." + r\n    return g\nprobe(f("ie1")())', "'api.ie1'"),
    "walrus": ('if (r := "ie1"):\n    probe(r)', "'ie1'"),
    "several targets": ('a = b = "ie1"\nprobe(a)', "'ie1'"),
    "unpacked": ('a, (b, c) = "x", ("y", "z")\nprobe(c)', "'z'"),
    "unpacked by name": ('pair = ("x", "y")\na, b = pair\nprobe(b)', "'y'"),
    "guarded import": ("try:\n    from a import X\nexcept ImportError:\n    X = None\nprobe(X)", "None | a.X"),
    "star behind": ("from a import R\nfrom b import *\nprobe(R)", "a.R (STAR)"),
    "star before": ('from b import *\nR = "ie1"\nprobe(R)', "'ie1'"),
    "function": ('def f():\n    return "ie1"\nprobe(f())', "'ie1'"),
    "lambda": ('f = lambda r: f"api.{r}.x"\nprobe(f("ie1"))', "'api.ie1.x'"),
    "argument": ('def f(r):\n    return r\nprobe(f("ie1"))\nf("us1")', "'ie1'"),
    "default": ('def f(r="ie1"):\n    return r\nprobe(f())', "'ie1'"),
    "tested default": ('def f(r, e=None):\n    if e:\n        return e + r\n    return r\nprobe(f("ie1"))', "'ie1'"),
    "early return": ('def f(r):\n    if r is None:\n        return "us1"\n    return r\nprobe(f("ie1"))', "'ie1'"),
    "parameter": ('def f(r="us1"):\n    probe(r)\nf("ie1")', "'ie1' | 'us1' | ? (CALLERS)"),
    "parameter inside": ('def g():\n    def f(r):\n        probe(r)\n    f("ie1")', "'ie1'"),
    "rest by name": ('def f(**k):\n    return k["r"]\nprobe(f(r="ie1"))', "'ie1'"),
    "rest by position": ('def f(*a):\n    return a[1]\nprobe(f("x", "ie1"))', "'ie1'"),
    "keyword and spread": ('def f(a, b="us1"):\n    return b\nprobe(f(*["x"], **{"b": "ie1"}))', "'ie1'"),
    "falls off": ('def f(x):\n    if x:\n        return "ie1"\nprobe(f(y))', "'ie1' | None"),
    "recursion": ('def f(n):\n    return f(n - 1) if n else "ie1"\nprobe(f(x))', "'ie1'"),
    "generator": ('def f():\n    yield "ie1"\nprobe(next(f()))', "'ie1'"),
    "entered": (
        'from contextlib import contextmanager\n@contextmanager\ndef f(r):\n    yield r\nwith f("ie1") as r:\n    probe(r)',
        "'ie1'",
    ),
    "await": ('async def f():\n    return "ie1"\nasync def g():\n    probe(await f())', "'ie1'"),
    "decorated": (
        "from functools import wraps\ndef d(f):\n    @wraps(f)\n    def w(*a, **k):\n        return f(*a, **k)\n"
        '    return w\n@d\ndef h(r):\n    return "api." + r\nprobe(h("ie1"))',
        "'api.ie1'",
    ),
    "decorated by what is not known": ('import x\n@x.y\ndef f():\n    return "ie1"\nprobe(f())', "'ie1' (DECORATED)"),
    "partial": ('from functools import partial\nf = partial("{}.{}".format, "api")\nprobe(f("ie1"))', "'api.ie1'"),
    "in a thread": ('import asyncio\ndef f(r):\n    return r\nprobe(asyncio.to_thread(f, "ie1"))', "'ie1'"),
    "list": ('L = ["us1", "ie1"]\nprobe(L[1])', "'ie1'"),
    "list, last": ('L = ["us1", "ie1"]\nprobe(L[-1])', "'ie1'"),
    "appended": ('l = []\nl.append("ie1")\nfor r in l:\n    probe(r)', "'ie1'"),
    "dictionary": ('D = {"eu": {"r": "ie1"}}\nprobe(D["eu"]["r"])', "'ie1'"),
    "dictionary, any key": ('D = {"eu": "ie1", "us": "us1"}\nprobe(D[x])', "'ie1' | 'us1'"),
    "get": ('D = {"eu": "ie1"}\nprobe(D.get("eu", "us1"))', "'ie1'"),
    "get what is not there": ('D = {"eu": "ie1"}\nprobe(D.get("us", "us1"))', "'us1'"),
    "stored": ('d = {}\nd["r"] = "ie1"\nprobe(d["r"])', "'ie1'"),
    "stored over": ('d = {"r": "us1"}\nd["r"] = "ie1"\nprobe(d["r"])', "'ie1'"),
    "stored on a condition": (
        'd = {"r": "us1"}\nif x:\n    d["r"] = "ie1"\nprobe(d["r"])',
        "'ie1' (CONDITION) | 'us1'",
    ),
    "stored behind": ('d = {"r": "us1"}\nprobe(d["r"])\nd["r"] = "ie1"', "'us1'"),
    "stored by a function": (
        'd = {"r": "us1"}\ndef put(d):\n    d["r"] = "ie1"\nput(d)\nprobe(d["r"])',
        "'ie1' (CONDITION) | 'us1'",
    ),
    "taken away": ('d = {"r": "ie1"}\nd.pop("r")\nprobe(d.get("r"))', "None"),
    "updated": ('d = {}\nd.update(r="ie1")\nprobe(d["r"])', "'ie1'"),
    "joined": ('d = {"a": 1}\nd |= {"r": "ie1"}\nprobe(d["r"])', "'ie1'"),
    "handed out": ('import x\nd = {"r": "ie1"}\nx.y(d)\nprobe(d["r"])', "'ie1' (CHANGED)"),
    "spread": ('a = {"r": "ie1"}\nprobe({**a, "e": 1}["r"])', "'ie1'"),
    "made of keywords": ('probe(dict(r="ie1")["r"])', "'ie1'"),
    "filtered": ('probe({k: v for k, v in {"r": "ie1", "e": None}.items() if v is not None}.get("e"))', "None"),
    "zipped": ('for a, b in zip(["x", "y"], ["ie1", "us1"]):\n    probe(b)', "'ie1' | 'us1'"),
    "numbered pairs": (
        'for i, (a, b) in enumerate(zip(["x", "y"], ["ie1", "us1"])):\n    probe(a)\n    probe(b)',
        "'x' | 'y'",
        "'ie1' | 'us1'",
    ),
    "numbered entries": (
        'for i, (k, v) in enumerate({"x": "ie1"}.items()):\n    probe(k)\n    probe(v)',
        "'x'",
        "'ie1'",
    ),
    "filtered by truth": ('probe(".".join(filter(None, ["api", None, "", "ie1"])))', "'api.ie1'"),
    "filtered by a function": ('probe([*filter(lambda r: r != "us1", ["us1", "ie1"])][0])', "'ie1'"),
    "filtered by what is not known": ('probe([*filter(other, ["us1", "ie1"])][0])', "'ie1' | 'us1'"),
    "handed on one by one": ('def f(r):\n    probe(r)\n[*map(f, ["ie1", "us1"])]', "'ie1' | 'us1' | ? (CALLERS)"),
    "a dictionary's class": ('class D(dict):\n    """It."""\nd = D(r="ie1")\nprobe(d["r"])', "'ie1'"),
    "a dictionary's class of its own ways": (
        'class D(dict):\n    def __getitem__(self, key):\n        return "x"\nprobe(D(r="ie1")["r"])',
        "'x'",
    ),
    "numbered": ('for i, r in enumerate(["ie1"]):\n    probe(r)', "'ie1'"),
    "items": ('for k, v in {"eu": "ie1"}.items():\n    probe(v)\n    probe(k)', "'ie1'", "'eu'"),
    "comprehension": ('probe([r for r in ["ie1", "us1"] if r != "us1"][0])', "'ie1'"),
    "class attribute": ('class A:\n    R = "ie1"\nprobe(A.R)\nprobe(A().R)', "'ie1'", "'ie1'"),
    "object": (
        'class A:\n    def __init__(self, r):\n        self.r = r\na = A("ie1")\nb = A("us1")\nprobe(a.r)',
        "'ie1'",
    ),
    "object, base": (
        "class B:\n    def __init__(self, r):\n        self.r = r\nclass A(B):\n    def __init__(self, r):\n"
        '        super().__init__(r)\nprobe(A("ie1").r)\nprobe(A("us1").r)',
        "'ie1'",
        "'us1'",
    ),
    "method": (
        'class A:\n    r = "us1"\n    def h(self):\n        return f"api.{self.r}.x"\nclass B(A):\n    r = "ie1"\n'
        "probe(B().h())",
        "'api.ie1.x'",
    ),
    "any object": (
        'class A:\n    def __init__(self, r="us1"):\n        self.r = r\n    def m(self):\n        probe(self.r)\nA("ie1")',
        "'ie1' | 'us1' | ? (CALLERS)",
    ),
    "property": ('class A:\n    @property\n    def r(self):\n        return "ie1"\nprobe(A().r)', "'ie1'"),
    "stored from outside": ('class A:\n    r = None\na = A()\na.r = "ie1"\nprobe(a.r)', "'ie1' | None"),
    "static": (
        'class A:\n    @staticmethod\n    def r():\n        return "ie1"\nprobe(A.r())\nprobe(A().r())',
        "'ie1'",
        "'ie1'",
    ),
    "of the class": (
        'class A:\n    R = "ie1"\n    @classmethod\n    def r(cls):\n        return cls.R\nprobe(A.r())',
        "'ie1'",
    ),
    "data class": (
        'from dataclasses import dataclass\n@dataclass\nclass A:\n    r: str = "us1"\n    e: str = "x"\n'
        'probe(A(r="ie1").r)\nprobe(A("ie1").e)',
        "'ie1'",
        "'x'",
    ),
    "named tuple": (
        'from typing import NamedTuple\nclass A(NamedTuple):\n    r: str\nprobe(A("ie1")._asdict()["r"])',
        "'ie1'",
    ),
    "model": (
        'from pydantic import BaseModel, Field\nclass A(BaseModel):\n    r: str = Field(default="ie1")\n'
        'probe(A().r)\nprobe(A(r="us1").model_dump()["r"])',
        "'ie1'",
        "'us1'",
    ),
    "settings": (
        'from pydantic_settings import BaseSettings\nclass A(BaseSettings):\n    region: str = "ie1"\nprobe(A().region)',
        "'ie1' | ?REGION (ENVIRONMENT)",
    ),
    "replaced": (
        "from dataclasses import dataclass, replace\n@dataclass\nclass A:\n    r: str\n    e: str = None\n"
        'b = replace(A("ie1"), e="x")\nprobe(b.r)\nprobe(b.e)',
        "'ie1'",
        "'x'",
    ),
    "attrs": ('import attr\n@attr.s\nclass A:\n    r = attr.ib(default="ie1")\nprobe(A().r)', "'ie1'"),
    "member that is a text": ('from enum import Enum\nclass R(str, Enum):\n    A = "ie1"\nprobe(R.A)', "'ie1'"),
    "member": ('from enum import Enum\nclass R(Enum):\n    A = "ie1"\nprobe(R.A.value)', "'ie1'"),
    "class of an object": (
        'class C:\n    R = "ie1"\nprobe(C().__class__.R)\nprobe(C().__class__().R)',
        "'ie1'",
        "'ie1'",
    ),
    "any member": (ENUMERATION + "    def f(self):\n        probe(self.value)", "'ie1' | 'us1'"),
    "members in turn": (ENUMERATION + "for r in R:\n    probe(r.value)", "'ie1' | 'us1'"),
    "members in a list": (ENUMERATION + "probe([r.value for r in R][1])", "'ie1' | 'us1'"),
    "member by its value": (ENUMERATION + 'probe(R("us1").value)\nprobe(R(x).value)', "'us1'", "'ie1' | 'us1'"),
    "member by its name": (ENUMERATION + 'probe(R["B"].value)\nprobe(R[x].value)', "'us1'", "'ie1' | 'us1'"),
    "member by what else is taken": (
        ENUMERATION + '    @classmethod\n    def _missing_(cls, v):\n        return cls.A\nprobe(R("us1").value)',
        "'ie1' | 'us1'",
    ),
    "cast": ('from typing import cast\nprobe(cast(str, "ie1"))', "'ie1'"),
    "getattr": ('class A:\n    R = "ie1"\nprobe(getattr(A, "R"))', "'ie1'"),
    "class as an argument": (
        "from x import C\nclass S:\n    def __init__(self, of, **k):\n        self.it = of(**k)\n"
        'probe(S(C, region="ie1").it)',
        "x.C()",
    ),
    "f-string": ('r = "ie1"\nprobe(f"api.{r}.{x}")', "'api.ie1.?'"),
    "percent": ('probe("api.%s.x" % "ie1")', "'api.ie1.x'"),
    "percent, tuple": ('probe("%s.%s" % ("api", "ie1"))', "'api.ie1'"),
    "percent, names": ('probe("%(a)s.x" % {"a": "api"})', "'api.x'"),
    "format": ('probe("{}.{r}".format("api", r="ie1"))', "'api.ie1'"),
    "join": ('probe(".".join(["api", "ie1"]))', "'api.ie1'"),
    "replace": ('probe("api.us1".replace("us1", "ie1"))', "'api.ie1'"),
    "computed": ('probe("IE1".lower().strip())', "'ie1'"),
    "same name twice": ('r = "a" if x else "b"\nprobe(f"{r}{r}")', "'aa' | 'bb'"),
    "promised": ('from x import C\ndef f(c: "C | None"):\n    probe(c)', "x.C() (PROMISED)"),
    "promised class": ("from x import C\ndef f(c: type[C]):\n    probe(c)", "x.C"),
    "base in two ways": (
        "try:\n    from a import C\nexcept ImportError:\n    from b import C\n"
        "class D(C):\n    def f(self): probe(super().f)",
        "a.C().f | b.C().f",
    ),
    "foreign method": ("import re\np = re.compile('x')\nprobe(p.match)", "re.compile().match"),
    "refers to itself": ("a = b\nb = a\nprobe(a)", "? (ITSELF)"),
    "matched": ('match "ie1":\n    case r:\n        probe(r)', "'ie1'"),
    "matched by key": ('match {"r": "ie1", "e": 1}:\n    case {"r": str() as r, **more}:\n        probe(r)', "'ie1'"),
    "matched rest": ('match {"r": "ie1", "e": "x"}:\n    case {"r": _, **more}:\n        probe(more["e"])', "'x'"),
    "matched elements": ('match ["a", "ie1", "b"]:\n    case [_, *rest, "b"]:\n        probe(rest[0])', "'ie1'"),
    "matched in another class": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    r: str\n@dataclass\nclass B:\n    r: str\n"
        'match A("ie1") if x else B("us1"):\n    case B(r):\n        probe(r)\n    case A(r=r):\n        probe(r)',
        "'us1'",
        "'ie1'",
    ),
    "matched in a call": (
        'def f(k):\n    match k:\n        case "a" | "b":\n            return "ie1"\n        case None:\n            return "au1"\n'
        '    return "us1"\nprobe(f("b"))\nprobe(f(None))\nprobe(f("c"))',
        "'ie1'",
        "'au1'",
        "'us1'",
    ),
    "starred target": (
        'a, *b, c = "x", "y", "z", "w"\nprobe(b[1])\nprobe(c)\n*d, e = b\nprobe(e)',
        "'z'",
        "'w'",
        "'z'",
    ),
    "starred, of what is not known": ("a, *b = f()\nprobe(b[0])", "? (LENGTH)"),
    "slice": ('r = ["x", "ie1", "y"]\nprobe(r[1:][0])\nprobe("-ie1"[1:])\nprobe(r[::-1][0])', "'ie1'", "'ie1'", "'y'"),
    "slice of bounds that are not known": ('probe(["x", "ie1"][n:][0])', "'ie1' | 'x'"),
    "getters": (
        'from operator import attrgetter, itemgetter\nclass A:\n    class B:\n        r = "ie1"\n'
        'probe(itemgetter(1)(["x", "y"]))\nprobe(itemgetter("b", "a")({"a": 1, "b": 2})[0])\nprobe(attrgetter("B.r")(A))',
        "'y'",
        "2",
        "'ie1'",
    ),
    "chained dictionaries": (
        'from collections import ChainMap\nc = ChainMap({"a": "x"}, {"a": "y", "b": "z"})\nprobe(c["a"])\nprobe(c["b"])',
        "'x'",
        "'z'",
    ),
    "fixture": (
        "import pytest\n@pytest.fixture(name='r')\ndef _r():\n    yield 'ie1'\n@pytest.fixture\ndef host(r):\n"
        "    return f'api.{r}'\ndef test_it(host, r):\n    probe(host)\n    probe(r)\ndef helper(host):\n    probe(host)",
        "'api.ie1'",
        "'ie1'",
        "? (CALLERS)",
    ),
    "fixture of the class": (
        "import pytest\n@pytest.fixture\ndef r():\n    return 'us1'\nclass TestIt:\n    @pytest.fixture\n"
        "    def r(self):\n        return 'ie1'\n    def test_it(self, r):\n        probe(r)\ndef test_it(r):\n    probe(r)",
        "'ie1'",
        "'us1'",
    ),
    "fixture with rows in its place": (
        "import pytest\n@pytest.fixture\ndef r():\n    return 'us1'\n@pytest.mark.parametrize('a, r', [(1, 'ie1')])\n"
        "def test_it(a, r):\n    probe(r)",
        "? (CALLERS)",
    ),
    "decorated by the module": (
        'def edge(f):\n    def inner(r):\n        return f(r, e="x")\n    return inner\n@edge\ndef make(r, e=None):\n'
        '    return f"{e}.{r}"\nprobe(make("ie1"))',
        "'x.ie1'",
    ),
    "decorated with an argument": (
        "import functools\ndef given(r):\n    def around(f):\n        @functools.wraps(f)\n        def inner(*a):\n"
        '            return f(r, *a)\n        return inner\n    return around\n@given("ie1")\ndef make(r):\n    return r\n'
        "probe(make())",
        "'ie1'",
    ),
    "stored under a key that is not known": ('d = {}\nd[x] = "ie1"\nprobe(d["a"])', "'ie1' (KEYS) | ? (KEYS)"),
    "shown under a key that is not known": ('probe({x: "ie1", "b": "us1"}["b"])', "'us1'"),
    "made under keys that are not known": ('d = {x: "ie1" for x in y}\nprobe(d["a"])', "'ie1' (LENGTH) | ? (LENGTH)"),
    "grown by a function before it is handed out": (
        'def f(r):\n    d = {"a": 1}\n    d["r"] = r\n    d.update(e="x")\n    return d\nprobe(f("ie1")["r"])\nprobe(f("ie1")["e"])',
        "'ie1'",
        "'x'",
    ),
    "grown by a function behind a return": (
        'def f(x):\n    d = {"r": "us1"}\n    if x:\n        return d\n    d["r"] = "ie1"\n    return d\nprobe(f(y)["r"])',
        "'ie1' (CONDITION) | 'us1'",
    ),
    "default of a dictionary": (
        'from collections import defaultdict\nd = defaultdict(lambda: "ie1", a="us1")\nprobe(d["a"])\nprobe(d["b"])',
        "'us1'",
        "'ie1'",
    ),
    "dictionary of dictionaries": (
        'from collections import defaultdict\nd = defaultdict(dict)\nd["a"]["r"] = "ie1"\nprobe(d["a"]["r"])',
        "'ie1'",
    ),
    "queue": (
        'import queue\nq = queue.Queue()\nq.put("ie1")\nprobe(q.get())',
        "'ie1' | ? (CHANGED)",
    ),
    "variable of a context": (
        'from contextvars import ContextVar\nv = ContextVar("v", default="ie1")\nv.set("au1")\nprobe(v.get())',
        "'au1' | 'ie1' | ? (CHANGED)",
    ),
    "future": (
        "from concurrent.futures import ThreadPoolExecutor\ndef f(r):\n    return r\nwith ThreadPoolExecutor() as pool:\n"
        '    probe(pool.submit(f, "ie1").result())',
        "'ie1'",
    ),
    "deque": ('from collections import deque\nd = deque(["ie1"])\nprobe(d.popleft())', "'ie1'"),
    "class made by a call": ('C = type("C", (), {"R": "ie1"})\nprobe(C.R)\nprobe(C().R)', "'ie1'", "'ie1'"),
    "data class made by a call": (
        'from dataclasses import make_dataclass\nC = make_dataclass("C", ["a", ("r", str, "ie1")])\nprobe(C(1).r)\n'
        'probe(C(1, "us1").r)\nprobe(C(1).a)',
        "'ie1'",
        "'us1'",
        "1",
    ),
    "stored under a key of what is not known": (
        'import os\nos.environ["R"] = "ie1"\nprobe(os.environ["R"])\nprobe(os.environ["S"])',
        "'ie1' | ?R (ENVIRONMENT)",
        "?S (ENVIRONMENT)",
    ),
    "name of the module as a key": ('R = "ie1"\nprobe(globals()["R"])', "'ie1'"),
    "text of a class of its own": ('class Url(str):\n    """A URL."""\nprobe(Url("ie1"))', "'ie1'"),
    "text of a new type": ('from typing import NewType\nUrl = NewType("Url", str)\nprobe(Url("ie1"))', "'ie1'"),
}


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE)
def test_what_an_expression_may_be(case: tuple[str, ...]) -> None:
    source, *expected = case
    assert probed(source) == expected


# -------------------------------------------------------------------------------------------------------- provenance


def _evaluated(source: str) -> tuple[Evaluator, cst.Call, Values]:
    tree = Tree(source)
    evaluator = Evaluator(tree)
    call, scope = next(
        (call, scope)
        for call, scope in tree.nodes(cst.Call)
        if isinstance(call.func, cst.Name) and call.func.value == "probe"
    )
    return evaluator, call, evaluator.values(call.args[0].value, scope)


@pytest.mark.parametrize(
    ("source", "item"),
    [
        ('probe(r="ie1")', 'r="ie1"'),
        ('R = "ie1"\nprobe(R)', 'R = "ie1"'),
        ('D = {"a": "ie1"}\nprobe(D["a"])', '"a": "ie1"'),
        ('def f(r="ie1"):\n    return r\nprobe(f())', "r"),  # libcst counts the name as the whole parameter
        ('def f(r):\n    return r\nprobe(f("ie1"))', '"ie1"'),
        ('R = "ie1" if x else "us1"\nprobe(R)', None),
    ],
)
def test_the_item_that_gives_a_value(source: str, item: str | None) -> None:
    evaluator, _, values = _evaluated(source)
    given = [evaluator.item_of(value) for value in values]
    assert {evaluator.tree.source(found.item) if found is not None else None for found in given} == {item}


def test_a_template_knows_what_stands_there_itself() -> None:
    evaluator, call, values = _evaluated('R = "ie1"\nprobe("https://api." + R + ".twilio.com")')
    (text,) = values
    assert isinstance(text, Text)
    template = evaluator.template(text, call.args[0].value)
    assert template.text == "https://api.ie1.twilio.com"
    start = template.text.index("ie1")
    assert template.replace(start, start + 3, "dublin.ie1") is None
    edits = template.replace(start, start, "dublin.")
    assert edits is not None
    (edit,) = edits
    assert evaluator.tree.text[: edit.start] + edit.content + evaluator.tree.text[edit.end :] == (
        'R = "ie1"\nprobe("https://api.dublin." + R + ".twilio.com")'
    )
    assert [value.constant for value in values if isinstance(value, Text)] == [template.text]


def test_a_doubt_is_a_sentence() -> None:
    evaluator, _, values = _evaluated("def make(r):\n    probe(r)")
    (value,) = values
    assert [doubt.reason for doubt in value.doubts] == [Reason.CALLERS]
    assert "may be called from elsewhere" in " ".join(map(evaluator.sentence, value.doubts))


def test_simple_questions() -> None:
    _, _, values = _evaluated('probe("ie1" if x else None)')
    assert all_texts(values) == ["ie1"]
    assert only_text(values) is None
    assert is_complete(values)
    assert not is_nothing(values)
    _, _, values = _evaluated('import x\nd = {"r": "ie1"}\nx.y(d)\nprobe(d["r"])')
    assert (only_text(values), constant_text(values), is_complete(values)) == (None, "ie1", False)


# ------------------------------------------------------------------------------------------------------------- calls


def test_the_calls_of_a_function_are_told_apart() -> None:
    tree = Tree('def make(r, e=None):\n    return probe(r, edge=e)\nmake("ie1")\nmake("us1", e="x")\n')
    evaluator = Evaluator(tree)
    call, scope = next(iter(tree.nodes(cst.Call)))
    pairs = {
        tuple(
            only_text(evaluator.of(arguments.get(name, at)))
            for arguments in [evaluator.arguments(call, scope, frame)]
            for name, at in (("region", 0), ("edge", None))
        )
        for frame in evaluator.frames(call)
    }
    assert pairs == {("ie1", None), ("us1", "x")}


def test_what_is_handed_on_to_be_called() -> None:
    tree = Tree('from twilio.rest import Client\npool.submit(Client, "AC", region="ie1")\n')
    evaluator = Evaluator(tree)
    ((call, scope),) = tree.nodes(cst.Call)
    ((callee, arguments),) = evaluator.handed_on(call, scope)
    assert said(callee) == "twilio.rest.Client"
    assert only_text(evaluator.of(arguments.get("region"))) == "ie1"


def test_a_partial_gives_what_it_was_made_with() -> None:
    tree = Tree('from functools import partial\nfrom x import C\nmake = partial(C, region="ie1")\nmake(edge="e")\n')
    evaluator = Evaluator(tree)
    *_, (call, scope) = tree.nodes(cst.Call)
    ((callee, arguments),) = evaluator.callees(call, scope)
    assert said(callee) == "x.C"
    assert [only_text(evaluator.of(arguments.get(name))) for name in ("region", "edge")] == ["ie1", "e"]


# ------------------------------------------------------------------------------------------------------------ bounds


def test_of_too_many_values_one_is_not_known() -> None:
    (values,) = probed("r = 'x'\n" + "".join(f"if a{at}:\n    r = 'r{at}'\n" for at in range(200)) + "probe(r)\n")
    assert values.count("|") == MAX_VALUES - 1
    assert "? (MANY)" in values


@pytest.mark.parametrize(
    "link",
    ["r{0} = r{1} if x else r{1}", "r{0} = (r{1},)[0]", "r{0} = r{1} + ''", "r{0} = (lambda: r{1})()"],
)
@pytest.mark.parametrize("asked", [(499, 40), (40, 499)])
def test_a_long_way_is_gone_to_its_end(link: str, asked: tuple[int, int]) -> None:
    links = "".join(f"{link.format(at + 1, at)}\n" for at in range(500))
    source = f"r0 = 'ie1'\n{links}" + "".join(f"probe(r{at})\n" for at in asked)
    assert probed(source) == ["'ie1'", "'ie1'"]


def test_values_stand_in_the_order_of_the_source() -> None:
    texts = [f"r{at}" for at in range(30)]
    tree = Tree("def f(r): probe(r)\n" + "".join(f"f('{text}')\n" for text in texts))
    probe, scope = next(iter(tree.nodes(cst.Call)))
    values = Evaluator(tree).values(probe.args[0].value, scope)
    assert [value.constant for value in values if isinstance(value, Text)] == texts


@pytest.mark.parametrize(
    "source",
    [
        "a0 = 'x'\n" + "".join(f"a{at + 1} = a{at} + a{at}\n" for at in range(60)) + "probe(a60)",
        "".join(f"a{at} = a{at + 1}\n" for at in range(3000)) + "probe(a0)",
        "".join(f"a{at} = [a{(at + 1) % 40}, a{(at + 7) % 40}]\n" for at in range(40)) + "probe(a0[0][0])",
        "".join(f"def f{at}(x):\n    return f{(at + 1) % 30}(x) or f{(at + 7) % 30}([x])\n" for at in range(30))
        + "probe(f0('ie1'))",
        "d = {}\nd['d'] = d\nd.update(d)\nprobe(d['d']['d'])",
        "a, b = [], []\na += b\nb += a\na.extend(b)\nfor x in a:\n    probe(x)",
        "class A(A): pass\nprobe(A.x)",
        "class A(B): pass\nclass B(A): pass\nprobe(A().x)",
        "f = lambda g: g(g)\nprobe(f(f))",
        "def f(*a, **k):\n    return f(*a, *a, **k)\nprobe(f(1, x=2))",
        "x = f'{x}{x}'\nprobe(x)",
    ],
)
def test_evaluation_ends(source: str) -> None:
    assert probed(source)


def _circles(random: Random) -> tuple[str, list[list[int]]]:
    """Return functions or attributes that are made of each other, and for each the numbers of those it is made of."""
    made_of = [[random.randrange(5) for _ in range(random.randint(1, 2))] for _ in range(5)]
    if random.randrange(2):
        bodies = [
            [f"if q{at}: return 'L{at}'", *(f"if p{other}: return f{other}()" for other in others), "raise E"]
            for at, others in enumerate(made_of)
        ]
        made = [f"def f{at}():\n    " + "\n    ".join(lines) for at, lines in enumerate(bodies)]
        asked = [f"probe(f{at}())" for at in range(5)]
    else:
        bodies = [
            [f"if q: self.x{at} = 'L{at}'", *(f"if p: self.x{at} = self.x{other}" for other in others)]
            for at, others in enumerate(made_of)
        ]
        methods = [f"    def f{at}(self):\n        " + "\n        ".join(lines) for at, lines in enumerate(bodies)]
        made = ["class K:", *methods, "k = K()"]
        asked = [f"probe(k.x{at})" for at in range(5)]
    return "\n".join([*made, *asked]), made_of


@pytest.mark.parametrize("part", range(4))
def test_circles_lose_nothing_whichever_is_asked_first(part: int) -> None:
    for seed in range(part, examples(80, 2_000), 4):
        random = Random(seed)
        source, made_of = _circles(random)
        tree = Tree(source)
        evaluator = Evaluator(tree)
        probes = [
            (at, call, scope)
            for at, (call, scope) in enumerate(
                (call, scope) for call, scope in tree.nodes(cst.Call) if tree.source(call.func) == "probe"
            )
        ]
        random.shuffle(probes)
        for at, call, scope in probes:
            reached = [at]
            for number in reached:
                reached += [other for other in dict.fromkeys(made_of[number]) if other not in reached]
            values = evaluator.values(call.args[0].value, scope)
            assert {value.text for value in values if isinstance(value, Text)} == {f"L{number}" for number in reached}
