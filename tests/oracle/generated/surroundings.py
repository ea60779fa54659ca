"""What stands around the parts of a program: how a client is imported, what is made of it, blocks, and layouts."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from oracle.generated.parts import IMPORT, Call, one_line


@dataclass(frozen=True)
class Source:
    """A way to come by the class of clients: statements with ``@`` for a number, and the expression that is the class.

    Among the kinds the statements have ``<c>`` for the class, and what they make need not be a class but can be called.
    ``doubtful``: a client may be reported without a fix.
    """

    name: str
    text: str
    expression: str
    is_class: bool = True
    doubtful: bool = False

    def make(self, number: int, given: str = "") -> tuple[str, str]:
        at = str(number)
        text = self.text.replace("@", at).replace("<at>", "@").replace("<c>", given)
        return text, self.expression.replace("@", at).replace("<c>", given)


IMPORTS = (
    Source("from", IMPORT, "Client"),
    Source("from, as", "from twilio.rest import Client as T@\n", "T@"),
    Source("from, over lines", "from twilio.rest import (\n    Client as T@,  # the client\n)\n", "T@"),
    Source("from, with another", "from twilio.rest import api, Client as T@\n", "T@"),
    Source("module", "import twilio.rest\n", "twilio.rest.Client"),
    Source("module as", "import os, twilio.rest as tw@\n", "tw@.Client"),
    Source("package", "from twilio import rest\n", "rest.Client"),
    Source("package as", "from twilio import rest as tw@\nT@ = tw@.Client\n", "T@"),
    Source("guarded", "try:\n    from twilio.rest import Client as T@\nexcept ImportError:\n    T@ = None\n", "T@"),
    Source("guarded module", "try:\n    import twilio.rest as tw@\nexcept ImportError as error:\n    raise SystemExit(1) from error\n",
           "tw@.Client"),
    Source("tried twice", "try:\n    from twilio.nowhere import Client as T@\nexcept ImportError:\n    from twilio.rest import Client as T@\n",
           "T@", doubtful=True),
    Source("by version", "import sys\nif sys.version_info >= (3, 8):\n    from twilio.rest import Client as T@\n"
           "else:\n    from twilio.rest import TwilioRestClient as T@\n", "T@", doubtful=True),
    Source("type checking", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from twilio.rest import Client\n"
           "from twilio.rest import Client as T@\n", "T@"),
    Source("lazy", "def load@():\n    from twilio.rest import Client\n    return Client\n", "load@()"),
    Source("lazy, cached", "from functools import lru_cache\n<at>lru_cache(maxsize=None)\ndef load@():\n    import twilio.rest\n"
           "    return twilio.rest.Client\n", "load@()"),
    Source("lazy, global", "T@ = None\ndef load@():\n    global T@\n    from twilio.rest import Client as T@\nload@()\n", "T@"),
    Source("importlib", 'import importlib\ntw@ = importlib.import_module("twilio.rest")\n', "tw@.Client"),
    Source("in a class", "class M@:\n    from twilio.rest import Client as T\n", "M@.T"),
    Source("semicolons", "import sys; from twilio.rest import Client as T@; import os\n", "T@"),
    Source("continued", "from twilio \\\n    . rest import \\\n    Client \\\n    as T@\n", "T@"),
)  # fmt: skip

KINDS = (
    Source("itself", "", "<c>"),
    Source("name", "K@ = <c>\n", "K@"),
    Source("annotated name", "K@: type = <c>\n", "K@"),
    Source("subclass", "class K@(<c>):\n    pass\n", "K@"),
    Source("subclass with more", 'class K@(<c>):\n    """A client."""\n    retries = 3\n    def hello(self):\n        return self.retries\n', "K@"),
    Source("subclass that passes on", "class K@(<c>):\n    def __init__(self, *args, **kwargs):\n"
           "        super().__init__(*args, **kwargs)\n        self.ready = True\n", "K@"),
    Source("subclass of a subclass", "class J@(<c>):\n    pass\nclass K@(J@):\n    pass\n", "K@"),
    Source("subclass with a mixin", "class J@:\n    def hello(self):\n        return 1\nclass K@(J@, <c>):\n    pass\n", "K@",
           doubtful=True),
    Source("decorated subclass", "def mark@(kind):\n    kind.marked = True\n    return kind\n<at>mark@\nclass K@(<c>):\n    pass\n", "K@",
           doubtful=True),
    Source("subclass as context", "class K@(<c>):\n    def __enter__(self):\n        return self\n    def __exit__(self, *_):\n        pass\n", "K@"),
    Source("conditional", "K@ = <c> if True else None\n", "K@"),
    Source("in a class", "class N@:\n    kind = <c>\n", "N@.kind"),
    Source("partial", "from functools import partial\nK@ = partial(<c>)\n", "K@", is_class=False),
    Source("partial of a subclass", "import functools\nclass J@(<c>):\n    pass\nK@ = functools.partial(J@)\n", "K@", is_class=False),
    Source("class method", "class J@(<c>):\n    <at>classmethod\n    def of(cls, *args, **kwargs):\n        return cls(*args, **kwargs)\n",
           "J@.of", is_class=False, doubtful=True),
    Source("function", "def make_client@(*args, **kwargs):\n    return <c>(*args, **kwargs)\n", "make_client@", is_class=False,
           doubtful=True),
    Source("lambda", "K@ = lambda *a, **k: <c>(*a, **k)\n", "K@", is_class=False, doubtful=True),
)  # fmt: skip
_NEEDS_CLASS = re.compile(r"class \w+\(Client\)|Client\.__init__")


def needs_class(setup: str) -> bool:
    """Say whether the statements of a part do with ``Client`` what only works with a class."""
    return _NEEDS_CLASS.search(setup) is not None


def exchange(setup: str, number: int, imported: Source, kind: Source) -> str:
    """Exchange the usual import in the statements of a part for another, and ``Client`` for what is made of it."""
    before, usual, after = setup.partition(IMPORT)
    if not usual:
        return setup
    text, name = imported.make(number)
    more, expression = kind.make(number, name)
    return before + text + more + re.sub(r"\bClient\b", lambda _: expression, after)


# ---------------------------------------------------------------------------------------------------------- around it


@dataclass(frozen=True)
class Block:
    """Statements around others: ``<body>`` stands on a line of its own. ``runs``: within an event loop."""

    name: str
    text: str
    runs: bool = False

    def around(self, number: int, body: str) -> str:
        lines = self.text.replace("@", str(number)).replace("<at>", "@").splitlines(keepends=True)
        return "".join(textwrap.indent(body, line[: line.index("<")]) if "<body>" in line else line for line in lines)


BLOCKS = (
    Block("function", "def run@():\n    <body>\nrun@()\n"),
    Block("method", "class Run@:\n    def go(self, again=False):\n        <body>\nRun@().go()\n"),
    Block("static method", "class Run@:\n\t<at>staticmethod\n\tdef go():\n\t\t<body>\nRun@.go()\n"),
    Block("coroutine", "import asyncio\nasync def run@():\n    await asyncio.sleep(0)\n    <body>\nasyncio.run(run@())\n", runs=True),
    Block("main", 'if __name__ == "__program__":\n    <body>\n'),
    Block("try", 'try:\n    <body>\nexcept ImportError:\n    note("not there")\nelse:\n    note("there")\n'),
    Block("except", "try:\n    raise KeyError(1)\nexcept KeyError as error@:\n    <body>\n"),
    Block("finally", "try:\n    pass\nfinally:\n  <body>\n"),
    Block("with", "from contextlib import suppress\nwith suppress(KeyError), suppress(IndexError):\n    <body>\n"),
    Block("loop", "for _ in range(1):\n    <body>\nelse:\n    note('done')\n"),
    Block("while", "while True:\n    <body>\n    break\n"),
    Block("if", 'if len("ab") == 2:\n        <body>\n'),
    Block("else", 'if len("ab") == 3:\n    pass\nelse:\n    <body>\n'),
    Block("match", 'match ("a", 1):\n    case ("a", int()):\n        <body>\n    case _:\n        pass\n'),
    Block("decorated", "from functools import wraps\ndef deco@(f):\n    <at>wraps(f)\n    def inner(*a, **k):\n        return f(*a, **k)\n"
          "    return inner\n<at>deco@\ndef run@():\n    <body>\nrun@()\n"),
    Block("closure", "def outer@():\n    def inner():\n        <body>\n    return inner\nouter@()()\n"),
    Block("generator", "def run@():\n    <body>\n    yield 1\nnote(list(run@()))\n"),
    Block("context manager", "from contextlib import contextmanager\n<at>contextmanager\ndef run@():\n    <body>\n    yield\nwith run@():\n    pass\n"),
    Block("warns", 'import warnings\nwarnings.warn("soon")\nif 1:\n    <body>\n'),
    Block("prints", 'import sys\nprint("on its way")\nprint("really", file=sys.stderr)\nif 1:\n    <body>\n'),
)  # fmt: skip


def fits(block: Block, body: str) -> bool:
    """Say whether statements run, and mean the same, within a block."""
    if ".\\\n" in body:
        return False  # a string goes on in the next line
    return not (block.runs and "asyncio.run(" in body) and not ("def " in block.text and "    global " in body)


# ------------------------------------------------------------------------------------------------------------ layouts


def _spaced(function: str, arguments: list[str]) -> str:
    return f"{function}( {' , '.join(arguments)} , )"


def _tight(function: str, arguments: list[str]) -> str:
    return f"{function}({','.join(arguments)})"


def _odd_spaces(function: str, arguments: list[str]) -> str:
    spaced = (re.sub(r"^(\w+)=", "\\1 \t=\f ", argument) for argument in arguments)
    return f"{function} (\t{' ,  '.join(spaced)})"


def _lines(function: str, arguments: list[str]) -> str:
    body = "".join(f"        {argument},\n" for argument in arguments)
    return f"{function}(\n{body}    )"


def _lines_without_trailing_comma(function: str, arguments: list[str]) -> str:
    body = ",\n".join(f"        {argument}" for argument in arguments)
    return f"{function}(\n{body}\n    )"


def _commented_lines(function: str, arguments: list[str]) -> str:
    body = "".join(f"\t{argument},  # number {number}\n" for number, argument in enumerate(arguments))
    return f"{function}(  # a call\n{body}\t# the end\n)"


def _commented_last_line(function: str, arguments: list[str]) -> str:
    body = ",  # one\n  ".join(arguments)
    return f"{function}(\n  {body}  # the last\n  )"


def _comments_between(function: str, arguments: list[str]) -> str:
    body = ',\n    # region="ie1", edge: none\n    '.join(arguments)
    return f"{function}(\n    # (first\n    {body}\n    # last)\n)"


def _comments_before_commas(function: str, arguments: list[str]) -> str:
    return f"{function}(" + "  # why\n    , ".join(arguments) + "  # and\n    ,\n)"


def _hanging(function: str, arguments: list[str]) -> str:
    return f"{function}({arguments[0]},\n" + ",\n".join(f"       {argument}" for argument in arguments[1:]) + ")"


def _leading_commas(function: str, arguments: list[str]) -> str:
    return f"{function}(\n    " + "\n    , ".join(arguments) + "\n)"


def _blank_lines(function: str, arguments: list[str]) -> str:
    return f"{function}(\n\n    " + ",\n\n    ".join(arguments) + "\n\n)"


def _backslashes(function: str, arguments: list[str]) -> str:
    return f"{function}( \\\n    " + ", \\\n    ".join(arguments) + ")"


def _after_umlauts(function: str, arguments: list[str]) -> str:
    return f"{function}(\n    # größer als 日本\n    " + ", ".join(arguments) + ",\n)"


def _two_a_line(function: str, arguments: list[str]) -> str:
    pairs = [", ".join(arguments[at : at + 2]) for at in range(0, len(arguments), 2)]
    return f"{function}(\n    " + ",\n    ".join(pairs) + ",\n)"


LAYOUTS: tuple[Call, ...] = (
    one_line, _spaced, _tight, _odd_spaces, _lines, _lines_without_trailing_comma, _commented_lines,
    _commented_last_line, _comments_between, _comments_before_commas, _hanging, _leading_commas, _blank_lines,
    _backslashes, _after_umlauts, _two_a_line,
)  # fmt: skip
