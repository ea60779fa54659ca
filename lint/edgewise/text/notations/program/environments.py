"""Environments in a program: which brackets hold one, and whether it takes other variables."""

from __future__ import annotations

import re
from functools import cached_property

from edgewise.judgement.names import words
from edgewise.patterns import on_demand
from edgewise.text.notations.program.brackets import ProgramBracket

_TYPES = frozenset("typescript tsx vue astro".split())
"""Languages in which an object has the keys of its type and no others."""
_ENVIRONMENTS = frozenset("env envs environ environment".split())
_VARIABLES = frozenset("variables vars".split())
_OF_SERVICES = ("app", "settings")
"""What a service of Azure calls the environment of a program: ``appSettings``."""
_OF_SESSION = ["sessionVariables"]
"""What modules of Nix call the environment of a session."""
_BUILDS_ATTRIBUTES = frozenset("shell derivation".split())
"""Functions of Nix that make an environment of their attributes: ``mkShell``, ``mkDerivation``."""
SETS = on_demand(r"(?:with_?|set_?|put_?|add_?|stub_?)?env(?:ironment)?(?:_?var(?:iable)?)?s?", re.IGNORECASE)
"""Names of environments, and of calls that set a variable: ``envs``, ``withEnv``, ``setEnvironmentVariable``."""
_TYPE = on_demand(r"\b(?:interface|type|struct|class)\b")
_NAME = on_demand(r"[A-Za-z_$][\w$]*")
_CONSTRUCTS = on_demand(
    r"(?:[\w.]*(?:mapOf|toMap|Map\.of|HashMap|Dictionary(?:<[\w, ]*>)?|Record)|Map(?:\[[\w, ]*\])?|map\[\w+\]\w+"
    r"|\[\]\*?[\w.]+|new|%|dict|array|c"
    r"|list|append)\s*\(?\s*\Z"
)
"""Constructors of maps and lists, which say nothing about their purpose."""
_PASSED_ON = on_demand(r"\benv[ \t]*,\s*\Z")
"""The argument before an object that a call merges into it: ``Object.assign(process.env, {...})``."""
_RUNS = on_demand(r"\b(?:system|spawn|exec|popen|capture[23]e?)[ \t]*\(?\s*\Z")
"""A call of Ruby that runs a program, before the environment of that."""
_TYPED = on_demand(r":[ \t]*(?P<type>[A-Za-z_][^=;{}()\n]{0,120}?)[ \t]*=[ \t]*\Z")
_TYPED_BEHIND = on_demand(r"\s*(?:satisfies|as)[ \t]+(?!const\b)(?P<type>[^;,)\n]{1,120})")
_TAKES_ANY_KEY = on_demand(r"Env\b.*\[|ProcessEnv|Record<[ ]*string|Map\b|Dict|Hash|any\b|\bstring\]")
_GIVEN_NAME = on_demand(r"(?P<name>[A-Za-z_$][\w$]*)[ \t]*(?::[^=;{}()\n]{1,120})?:?=[ \t]*[^=;\n{(]{0,60}\(?[ \t]*\Z")
ASSERTS = on_demand(r"\b(?:expect|assert\w*|should\w*|toEqual|Equal)\b")
"""Calls of tests that assert something."""
_BEHIND = on_demand(r"[^;\n]{0,200}[\w$]*")
_OWN_NAME = on_demand(rf"(?<![\w$.]){_NAME.pattern}")
NEAR = 200
"""How many characters before and after a mention or brackets are searched."""


class Environments:
    """Answers for the brackets of one program."""

    def __init__(self, text: str, lexer: str) -> None:
        self._text = text
        self._lexer = lexer

    def holds(self, holder: ProgramBracket) -> bool:
        """Say whether brackets hold an environment, by the name or the call before them."""
        if self._lexer == "jsonnet" and holder.sign == "{":
            return True  # its objects are those of YAML and JSON
        for _ in range(4):
            if holder.parent is None:
                return False
            low = max(holder.parent.start + 1, holder.start - NEAR)
            head = self._text[low : holder.start]
            # Brackets may open on the line below.
            head = head.rstrip() if head.rstrip().endswith("=") else head
            head = head[max(head.rfind(sign) for sign in (";", "\n")) + 1 :]
            typed = _TYPED.search(head) if self._lexer in _TYPES else None
            if typed is not None:
                if holds_variables(_NAME.findall(typed["type"])[0]):
                    return True
                head = head[: typed.start()]
            given = head[head.rfind(",") + 1 :]
            if not given.strip() and (_PASSED_ON.search(head) or self._is_run_with(holder)):
                return True
            named = [found[0] for found in _NAME.finditer(_CONSTRUCTS.sub("", given))]
            if _TYPE.search(head):
                return False
            last = words(named[-1])[-1:] if named else ()
            if named and holds_variables(named[-1]):
                return True
            if self._lexer == "nix" and (holds_variables("_".join(named[-2:])) or named[-1:] == _OF_SESSION):
                return True
            if self._lexer == "nix" and last and _BUILDS_ATTRIBUTES.issuperset(last):
                return True
            if named and not _VARIABLES.issuperset(last):
                return False
            holder = holder.parent
        return False

    def is_closed(self, holder: ProgramBracket) -> bool:
        """Say whether brackets have a type that may allow no other entries."""
        if self._lexer not in _TYPES or holder.sign not in ("{", "["):
            return False
        typed = _TYPED.search(self._head(holder)) or _TYPED_BEHIND.match(self._text, holder.end + 1, holder.end + NEAR)
        return typed is not None and _TAKES_ANY_KEY.search(typed["type"]) is None

    def is_asserted(self, holder: ProgramBracket) -> bool:
        """Say whether a test asserts something about the name of brackets."""
        given = _GIVEN_NAME.search(self._head(holder)) if holder.sign in ("{", "[") else None
        return given is not None and given["name"] in self._asserted

    @cached_property
    def _asserted(self) -> frozenset[str]:
        """The names that stand behind an assertion, in the same statement and on the same line."""
        behind = (_BEHIND.match(self._text, found.end()) for found in ASSERTS.finditer(self._text))
        return frozenset(name for found in behind if found is not None for name in _OWN_NAME.findall(found[0]))

    def _is_run_with(self, holder: ProgramBracket) -> bool:
        """Say whether brackets hold the environment of a program that Ruby runs."""
        return self._lexer == "ruby" and _RUNS.search(self._text, max(0, holder.start - 40), holder.start) is not None

    def _head(self, holder: ProgramBracket) -> str:
        """Return the text before brackets on their line."""
        return self._text[max(self._text.rfind("\n", 0, max(holder.start, 0)) + 1, holder.start - NEAR) : holder.start]


def holds_variables(name: str) -> bool:
    """Say whether a name is that of an environment: ``env``, ``containerEnv``, ``envVars``, ``env_production``."""
    said = words(name)
    if said[-1:] and said[-1] in _VARIABLES:
        return said[-2:-1] != () and said[-2] in _ENVIRONMENTS
    if said == _OF_SERVICES:
        return True
    return bool(said) and (said[-1] in _ENVIRONMENTS or name.startswith("env_") or SETS.fullmatch(name) is not None)
