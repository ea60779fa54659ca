"""What a text within another one is: by the name of the file that it becomes, else by its look."""

from __future__ import annotations

import re

from edgewise.judgement.names import words
from edgewise.patterns import on_demand
from edgewise.text.kinds import HASH, Kind, are_assignments, kind_of

SCRIPT = Kind("shell", HASH)
"""A script of several lines."""
COMMAND = Kind("command", HASH)
"""A script of one line, below which no other one can be put."""
JSON = Kind("json", "javascript")
DOCKER_OPTIONS = Kind("options", HASH)
"""Options of a command that runs a container: ``-e KEY=value``."""

_YAML = Kind("yaml", HASH)
_DOTENV = Kind("dotenv", HASH)
_INI = Kind("ini", HASH)
_JSON_START = on_demand(r"\{(?!\{)|\[\s*\{(?!\{)")
_HEADER = on_demand(r"^[ \t]*\[[\w.: -]+\][ \t]*\r?$", re.MULTILINE)
_DOCKER = Kind("docker", HASH)
_DOCKERFILE = on_demand(r"(?:[ \t]*(?:#[^\n]*|ARG[ \t][^\n]*)?\r?\n)*[ \t]*FROM[ \t]+\S+[^\n]*\n")
_TERRAFORM = Kind("terraform", "terraform")
_HCL = on_demand(
    r"(?:^|\{)[ \t]*\w+(?:[ \t]+\"[^\"\n]{0,200}\"){0,3}[ \t]*(?:=[ \t]*)?\{"
    r"[^{}]{0,4000}?[\w.-]*TWILIO_REGION[ \t]*=[ \t]*[\"']",
    re.MULTILINE,
)
"""A block or map of HCL with the setting directly in it."""
_YAML_KEY = on_demand(
    r"^[ \t]*(?:-[ \t]+)?"
    r"(?:[\"']?[\w.-]*TWILIO_REGION[\"']?:[ \t]|(?<=-[ \t])[\"']?[\w.-]*TWILIO_REGION="
    r"|name:[ \t]*[\"']?[\w.-]*TWILIO_REGION[\"']?[ \t]*\r?$"
    r"|path:[ \t]*[\"']?/[\w./~-]*TWILIO_REGION[\"']?[ \t]*\r?$"
    # In braces: `- {name: KEY, value: ie1}`, `value: {KEY: ie1}`
    r"|(?:[\w.-]+:[ \t]+)?\{[^\n]{0,300}?(?<=[{,\s])"
    r"(?:[\"']?[\w.-]{0,80}TWILIO_REGION[\"']?:[ \t]|(?:name|key):[ \t]*[\"']?[\w.-]{0,80}TWILIO_REGION[\"']?[ \t]*,))",
    re.MULTILINE,
)

_TEXTS = frozenset("description message msg title summary help comment doc docs note notes text body reason".split())
"""Keys of strings that are for people, whatever they look like."""
_LABELS = _TEXTS - {"body"} | frozenset("label name hint caption tooltip placeholder subject heading headline".split())
"""Keys of strings that are for people if they have a word in them."""
_SCRIPTS = on_demand(
    r"run|shell|exec|entrypoint|args|inline|sh|bash|powershell|pwsh"
    r"|(?:before|after|pre|post)[_-]?(?:script|install|build|start|deploy)|\w*commands?",
    re.IGNORECASE,
)
"""Keys of strings that a shell runs. In any other one a setting may be prose, or another tool's: it gets no fix."""
_RUN = frozenset({"script", "scripts", "command", "commands", "cmd", "cmds"})
"""The last words of other such keys: ``before_script``, ``inlineScript``."""


def is_script_key(key: str) -> bool:
    """Say whether a string under ``key`` is run by a shell."""
    last = key.rpartition(".")[2]  # `ansible.builtin.shell`
    return _SCRIPTS.fullmatch(last) is not None or not _RUN.isdisjoint(words(last)[-1:])


def is_text_key(key: str) -> bool:
    """Say whether a string under ``key`` is for people."""
    return key.lower() in _TEXTS


def is_label_key(key: str) -> bool:
    """Say whether a string under ``key`` is for people if there is a word in it, be it only one: ``displayName``."""
    return bool(_LABELS.intersection(words(key)[-1:]))


def by_name(name: str, text: str) -> Kind | None:
    """Return the kind of a text that is kept under ``name``, a path or a key; None where that says nothing."""
    kind = kind_of(name.strip().strip("\"'"))
    if kind.prose:
        return kind
    if not kind.notation or not kind.lexer or (kind.notation == "dotenv" and not are_assignments(text)):
        return None
    return kind


def by_look(text: str) -> tuple[Kind, bool] | None:
    """Return the kind of a text of which nothing else is known, and whether that is sure; None where none fits."""
    first = text.lstrip()
    if first.startswith("#!"):
        kind = kind_of("", first)
        return (SCRIPT, True) if kind.notation == "shell" else (Kind(), False)
    if _JSON_START.match(first):
        return JSON, True
    if are_assignments(text):
        return _DOTENV, False
    if _DOCKERFILE.match(text):
        return _DOCKER, False
    if _HEADER.search(text):
        return _INI, False
    if _HCL.search(text):
        return _TERRAFORM, True
    return (_YAML, True) if _YAML_KEY.search(text) else None
