"""Of a module libcst reads the statements and methods that matter for a finding: what gives a value, what gets it."""

from __future__ import annotations

import pytest

from edgewise.options import Options
from edgewise.python.prefilter.parts import relevant_parts
from edgewise.python.syntax.unread import emptied

H = '"https://api.ie1.twilio.com"'
CLIENT = "from twilio.rest import Client\n"
CLASS = f"""\
class Panel(Base):
    title = "x"

    def address(self):
        unused = {H}

    def other(self, value):
        self.value = value
"""


def read(source: str) -> str:
    """Return what libcst reads of a source; a ``0`` stands for each method that is left out."""
    parts = relevant_parts(source, Options())
    assert parts is not None
    text = emptied(source, parts.left_out)
    lines = "".join(text[start:end] for start, end in parts.read).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


@pytest.mark.parametrize(
    ("source", "kept", "left_out"),
    [
        # A host that goes nowhere needs nothing but its own method, and the head of the class.
        (CLASS, ["def address", "class Panel(Base)"], ["def other"]),
        # What gives a value, and what that is made of.
        ('R = "ie1"\nS = R\nT = "x"\nget(f"https://api.{S}.twilio.com")\n', ["R =", "S ="], ["T ="]),
        # What gets a value: by a name, by a result, by an attribute, by a container, by an argument.
        (f"X = {H}\nsend(X)\nother()\n", ["send(X)"], ["other()"]),
        (f"def f():\n    return {H}\ndef g():\n    send(f())\ndef h():\n    other()\n", ["def g"], ["def h"]),
        (CLASS.replace("unused", "self.value") + "def f(p):\n    send(p.value)\n", ["def other", "send(p"], []),
        (f'X = {{}}\nX["a"] = {H}\nsend(X)\nother()\n', ["X = {}", "send(X)"], ["other()"]),
        (f"def f(u):\n    send(u)\nf({H})\ndef g(u):\n    send(u)\n", ["def f"], ["def g"]),
        # A statement that has no local name in common with it is not what it goes by.
        (f"A = load()\nB = load()\ndef f():\n    x = {H}\n    send(x, A)\n    log(B)\n", ["A ="], ["B ="]),
        # What is only called, or asked for an attribute, gives nothing away; what is changed does.
        (f"L = log()\ndef f():\n    L.info({H})\ndef g():\n    L.info(1)\n", ["L ="], ["def g"]),
        (f"L = []\ndef f():\n    send({H}, L)\ndef g():\n    L.append(1)\n", ["L =", "def g"], []),
        # A parameter has what callers give; a name of the same spelling in another function is another one.
        (f"def f(u={H}):\n    send(u)\ndef g():\n    f()\ndef h(u):\n    send(u)\n", ["def g"], ["def h"]),
        # Half of the domain is none unless the other half is there.
        ('x = "twilio"\n', [], ["twilio"]),
        ('x = "twilio"\ny = ".com"\nsend(x + y)\n', ["x =", "y ="], []),
        # Clients: what comes near one, and methods that the library calls.
        (f'{CLIENT}def f():\n    Client(region="ie1")\ndef g():\n    other(region="x")\n', ["def f"], ["def g"]),
        (f'{CLIENT}class C(Client):\n    def request(self):\n        pass\nC(region="ie1")\n', ["def request"], []),
    ],
)
def test_what_is_read(source: str, kept: list[str], left_out: list[str]) -> None:
    text = read(source)
    assert [part for part in kept if part not in text] == []
    assert [part for part in left_out if part in text] == []


def test_a_method_that_is_left_out_keeps_the_place_of_the_others() -> None:
    parts = relevant_parts(CLASS, Options())
    assert parts is not None
    text = emptied(CLASS, parts.left_out)
    assert len(text) == len(CLASS)
    assert text.index(H) == CLASS.index(H)
    assert text.rstrip().endswith("    0")
