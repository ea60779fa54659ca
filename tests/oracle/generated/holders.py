"""Parts of programs: where a constant stands before it becomes a region, an edge or a piece of a host."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Holder:
    """A place for a value: ``text`` has ``<v>`` for it and ``@`` for a number, its last line is the expression.

    ``doubtful``: the value may be one of several for a reader, so that it is reported without a fix. ``strings``: it
    has to be a string, and not None.
    """

    name: str
    text: str
    doubtful: bool = False
    strings: bool = False

    def hold(self, number: int, value: str) -> tuple[str, str]:
        """Return the statements that set the value up, and the expression that has it."""
        text = self.text.replace("@", str(number)).replace("<at>", "@").replace("<v>", value)
        *setup, expression = text.split("\n---\n")
        return "".join(f"{line}\n" for line in setup), expression


HOLDERS = (
    Holder("name", "V@ = <v>\n---\nV@"),
    Holder("annotated name", "V@: str = <v>\n---\nV@"),
    Holder("Final", "from typing import Final\nV@: Final = <v>\n---\nV@"),
    Holder("name of a name", "U@ = <v>\nV@ = U@\n---\nV@"),
    Holder("two names", "V@ = U@ = <v>\n---\nU@"),
    Holder("unpacked", "V@, U@ = <v>, 1\n---\nV@"),
    Holder("deleted name", "U@ = <v>\nV@ = U@\ndel U@\n---\nV@", doubtful=True),
    Holder("class attribute", "class V@:\n    R = <v>\n---\nV@.R"),
    Holder("nested class", "class V@:\n    class Inner:\n        R = <v>\n---\nV@.Inner.R", doubtful=True),
    Holder("inherited class attribute", "class U@:\n    R = <v>\nclass V@(U@):\n    pass\n---\nV@.R", doubtful=True),
    Holder("attribute of an instance", "class V@:\n    R = <v>\n---\nV@().R", doubtful=True),
    Holder("set in __init__", "class V@:\n    def __init__(self):\n        self.r = <v>\n---\nV@().r", doubtful=True),
    Holder("property", "class V@:\n    <at>property\n    def r(self):\n        return <v>\n---\nV@().r", doubtful=True),
    Holder("static method", "class V@:\n    <at>staticmethod\n    def r():\n        return <v>\n---\nV@.r()", doubtful=True),
    Holder("getattr", 'class V@:\n    R = <v>\n---\ngetattr(V@, "R")', doubtful=True),
    Holder("table", 'V@ = {"home": <v>, "away": "us1"}\n---\nV@["home"]', doubtful=True),
    Holder("table, by a name", 'key@ = "home"\nV@ = {"home": <v>}\n---\nV@[key@]', doubtful=True),
    Holder("table, get", 'V@ = {"away": "us1"}\n---\nV@.get("home", <v>)', doubtful=True),
    Holder("table of tables", 'V@ = {"prod": {"region": <v>}}\n---\nV@["prod"]["region"]', doubtful=True),
    Holder("dict()", 'V@ = dict(home=<v>)\n---\nV@["home"]', doubtful=True),
    Holder("stored in a table", 'V@ = {}\nV@["home"] = <v>\n---\nV@["home"]', doubtful=True),
    Holder("list", "V@ = [<v>, 1]\n---\nV@[0]", doubtful=True),
    Holder("dict comprehension", 'V@ = {key: <v> for key in "ab"}\n---\nV@["a"]', doubtful=True),
    Holder("list comprehension", "[value for value in [<v>]][0]", doubtful=True),
    Holder("generator", "next(value for value in (<v>,))", doubtful=True),
    Holder("dataclass", "from dataclasses import dataclass\n<at>dataclass(frozen=True)\nclass V@:\n    r: str = <v>\n---\nV@().r",
           doubtful=True),
    Holder("dataclass field", "from dataclasses import dataclass, field\n<at>dataclass\nclass V@:\n"
           "    r: str = field(default=<v>)\n---\nV@().r", doubtful=True),
    Holder("dataclass argument", "from dataclasses import dataclass\n<at>dataclass\nclass V@:\n    r: str\n---\nV@(r=<v>).r",
           doubtful=True),
    Holder("named tuple", "from typing import NamedTuple\nclass V@(NamedTuple):\n    r: str = <v>\n---\nV@().r", doubtful=True),
    Holder("enum", "from enum import Enum\nclass V@(Enum):\n    HOME = <v>\n---\nV@.HOME.value", doubtful=True),
    Holder("enum of strings", "from enum import Enum\nclass V@(str, Enum):\n    HOME = <v>\n---\nV@.HOME.value",
           doubtful=True, strings=True),
    Holder("namespace", "from types import SimpleNamespace\nV@ = SimpleNamespace(r=<v>)\n---\nV@.r", doubtful=True),
    Holder("module", 'from types import ModuleType\nV@ = ModuleType("v")\nV@.R = <v>\n---\nV@.R', doubtful=True),
    Holder("settings", "import settings\nsettings.R@ = <v>\n---\nsettings.R@", doubtful=True),
    Holder("what a function returns", "def v@():\n    return <v>\n---\nv@()", doubtful=True),
    Holder("what a cached function returns",
           "from functools import lru_cache\n<at>lru_cache(maxsize=None)\ndef v@():\n    return <v>\n---\nv@()", doubtful=True),
    Holder("what a lambda returns", "v@ = lambda: <v>\n---\nv@()", doubtful=True),
    Holder("default of a parameter", "def v@(r=<v>):\n    return r\n---\nv@()", doubtful=True),
    Holder("default of a keyword", "def v@(*, r=<v>, **_):\n    return r\n---\nv@(x=1)", doubtful=True),
    Holder("starred arguments", "def v@(*a):\n    return a[0]\nA@ = (<v>,)\n---\nv@(*A@)", doubtful=True),
    Holder("global", "def v@():\n    global V@\n    V@ = <v>\nv@()\n---\nV@", doubtful=True),
    Holder("nonlocal", "def v@():\n    r = None\n    def put():\n        nonlocal r\n        r = <v>\n    put()\n    return r\n"
           "---\nv@()", doubtful=True),
    Holder("walrus", "(V@ := <v>)", doubtful=True),
    Holder("walrus in a test", "if (V@ := <v>) or True:\n    pass\n---\nV@", doubtful=True),
    Holder("conditional", 'W@ = 1\n---\n(<v> if W@ else "us1")', doubtful=True),
    Holder("or", "(None or <v>)", doubtful=True),
    Holder("try", "try:\n    V@ = <v>\nexcept ValueError:\n    V@ = None\n---\nV@", doubtful=True),
    Holder("if", "W@ = 1\nif W@:\n    V@ = <v>\nelse:\n    V@ = None\n---\nV@", doubtful=True),
    Holder("match", 'match "a":\n    case "a":\n        V@ = <v>\n    case _:\n        V@ = None\n---\nV@', doubtful=True),
    Holder("captured by match", "match (<v>, 1):\n    case (V@, _):\n        pass\n---\nV@", doubtful=True),
    Holder("loop", "for V@ in [<v>]:\n    pass\n---\nV@", doubtful=True),
    Holder("with", "from contextlib import nullcontext\nwith nullcontext(<v>) as V@:\n    pass\n---\nV@", doubtful=True),
    Holder("overwritten", "V@ = None\nV@ = <v>\n---\nV@", doubtful=True),
    Holder("environment, default", 'import os\n---\nos.environ.get("NOT_SET_@", <v>)', doubtful=True, strings=True),
    Holder("environment, or", 'import os\n---\n(os.getenv("NOT_SET_@") or <v>)', doubtful=True),
    Holder("f-string of a name", 'V@ = <v>\n---\nf"{V@}"', strings=True),
    Holder("str()", "V@ = <v>\n---\nstr(V@)", doubtful=True, strings=True),
    Holder("lower()", "V@ = <v>\n---\nV@.lower()", doubtful=True, strings=True),
    Holder("type checking", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from typing import Final\n"
           'V@: "Final" = <v>\n---\nV@'),
)  # fmt: skip
