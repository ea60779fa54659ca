"""Programs that somebody thought of: layouts, bindings and detours at which a rule may stumble, one after the other.

``hard_programs.txt`` has them under headings. ``held``: all claims hold. ``open``: they do not hold yet, a known fault.
``hole``: what the program asks for cannot be told from its text, or it never asks; a rewrite still must not break it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

_HEADING = re.compile(r"^=== (held|open|hole): (.+)\n", re.MULTILINE)
_CLIENT = "from twilio.rest import Client\n"
_ASK = 'c.api.v2010.accounts("AC").fetch()\n'


def _read() -> dict[str, tuple[str, str]]:
    path = os.path.join(os.path.dirname(__file__), "hard_programs.txt")
    with open(path, encoding="utf-8", newline="") as stream:
        _, *parts = _HEADING.split(stream.read())
    return {name: (kind, text) for kind, name, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)}


_LINES = _CLIENT + 'c = Client(\n    "AC1",\n    "t",\n    region="ie1",  # why\n)\n' + _ASK
_ATTRIBUTE = _CLIENT + 'c = Client("AC1", "t")\nif 1:\n    c.region = "ie1"  # why\n' + _ASK
_ALL = _read() | {
    "crlf": ("held", _LINES.replace("\n", "\r\n")),
    "crlf, attribute": ("held", _ATTRIBUTE.replace("\n", "\r\n")),
    "crlf, continued literal": ("held", 'fetch("https://api.\\\r\nie1.twilio.com/x")\r\n'),
    "cr": ("held", _LINES.replace("\n", "\r")),
    "cr, attribute": ("held", _ATTRIBUTE.replace("\n", "\r")),
    "mixed line breaks": ("held", _LINES.replace(",\n", ",\r\n")),
    "form feeds": ("held", "\f" + _CLIENT + '\fc = Client("AC1","t",region="ie1")\n\f\n' + _ASK),
    "form feed in a string": (
        "held",
        _CLIENT + 'x = """a\n\fb"""; note(x)\nc = Client("AC1","t",region="ie1")\n' + _ASK,
    ),
    "no last line break": ("held", (_ATTRIBUTE + 'fetch("https://api.ie1.twilio.com")\n').rstrip("\n")),
    "set and never asked, no last line break": (
        "hole",
        _CLIENT + 'c = Client("AC1","t")\n' + _ASK + 'c.region = "ie1"',
    ),
}

PROGRAMS: Mapping[str, str] = {name: text for name, (_, text) in _ALL.items()}
HELD = [name for name, (kind, _) in _ALL.items() if kind == "held"]
OPEN = [name for name, (kind, _) in _ALL.items() if kind == "open"]
HOLES = [name for name, (kind, _) in _ALL.items() if kind == "hole"]
