"""Which calls may make a client at all: those alone that call a class by its import, where that goes nowhere else."""

from __future__ import annotations

import pytest

from edgewise.python.clients.constructions import Constructions
from edgewise.python.inference.evaluator import Evaluator
from edgewise.python.syntax.direct import direct_calls
from edgewise.python.syntax.limits import UnparsableError, deep_recursion
from edgewise.python.syntax.tree import Tree
from edgewise.twilio.constructors import CLIENT_CLASSES
from oracle.written.hard_programs import PROGRAMS
from support import sampled

IMPORT = "from twilio.rest import Client\n"
DIRECT = {
    "by name": (IMPORT + "Client('AC', 't')\nprint('x')", ["Client('AC', 't')"]),
    "by its module": ("import twilio.rest as t\nt.Client('AC')", ["t.Client('AC')"]),
    "another name": ("from twilio.rest import Client as C\nC()\nother.C()\nf(C=1)", ["C()"]),
    "an annotation": (IMPORT + "def f(c: Client | None) -> Client: return Client()", ["Client()"]),
    "a constructor": (IMPORT + "c = Client()\nc.__init__('AC')", ["Client()", "c.__init__('AC')"]),
    "of a base": (IMPORT + "class A(B):\n def __init__(self): super().__init__(Client())", ["Client()"]),
    "the type of something": (IMPORT + "print(type(c).__name__, type(c) is A)\nf(type=1)", ["type(c)", "type(c)"]),
    "no import": ("from app import Client\nClient()", []),
}  # fmt: skip
ELSEWHERE = {
    "the class of an object": "c = Client()\nc.__class__('AC')",
    "a variable": "C = Client\nC()",
    "an argument": "submit(Client, 'AC')",
    "a default": "def f(of=Client): of()",
    "a base": "class Own(Client): pass",
    "a choice": "(Client if x else y)()",
    "a dictionary": "{'a': Client}['a']()",
    "a method": "init = Client().__init__\ninit('AC')",
    "the type of one": "type(Client())('AC')",
    "an annotation of a class": "def f(of: type[Client]): of()",
    "in a text": "def f(of: 'type[Client]'): of()",
    "by another name": "from typing import Type as T\ndef f(of: T[Client]): of()",
    "another name of type": "t = type\ndef f(of: t[Client]): of()",
    "by text": "import importlib\nimportlib.import_module('twilio.rest').Client()",
    "the table of names": "globals()['Client']()",
    "the name of the constructor": "getattr(c, '__init__')()",
    "everything": "from twilio.rest import *",
    "the body of a class": "class A:\n from twilio.rest import Client",
}


@pytest.mark.parametrize(("source", "calls"), DIRECT.values(), ids=DIRECT)
def test_calls_that_may_make_a_client(source: str, calls: list[str]) -> None:
    tree = Tree(source)
    found = direct_calls(tree, CLIENT_CLASSES)
    assert found is not None
    assert sorted(map(tree.source, found)) == calls


@pytest.mark.parametrize("source", ELSEWHERE.values(), ids=ELSEWHERE)
def test_any_call_may_make_one_where_the_class_goes_elsewhere(source: str) -> None:
    assert direct_calls(Tree(IMPORT + source), CLIENT_CLASSES) is None


@pytest.mark.parametrize("source", sampled(sorted(set(PROGRAMS.values())), 40))
def test_no_other_call_makes_one(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> list[tuple[str, int]]:
        tree = Tree(source)
        with deep_recursion():
            found = Constructions(tree, Evaluator(tree), ()).all
        return [(tree.source(call), len(several)) for call, several in found.items()]

    try:
        few = made()
    except UnparsableError:
        return
    monkeypatch.setattr("edgewise.python.clients.constructions.direct_calls", lambda *_: None)
    assert few == made()
