"""Inputs: what is given by name to something that has to declare each name, so that one more has no effect there.

A module of Terraform refuses it, a workflow or a build ignores it; and nobody reads a local value that nothing names.
"""

from __future__ import annotations

from edgewise.patterns import on_demand

_BUILD = on_demand(r"\w*build_?arg(?:ument)?s?")
_CONFIG_OF_BUILD = frozenset({"args", "config"})
_INPUTS = frozenset({"with", "inputs", "parameters", "params", "arguments", "substitutions"})
_DECLARED = on_demand(r"TF_VAR_|INPUT_|ORG_GRADLE_PROJECT_")
"""How the environment names inputs of Terraform, of an action, of a build."""
_OF_ENVIRONMENT = on_demand(r"(?i:[\w.-]*(?:env\w*|vars|variables|config\w*|data|secrets?)\.)TWILIO_")


def holds_build_arguments(name: str, outer: str = "") -> bool:
    """Say whether entries under ``name``, which stands under ``outer``, are arguments of a build of an image."""
    plain = _plain(name)
    return _BUILD.fullmatch(plain) is not None or (plain in _CONFIG_OF_BUILD and _plain(outer) == "build")


def holds_inputs(name: str) -> bool:
    """Say whether entries under ``name`` are inputs of a module, a workflow, a template or a task."""
    return _plain(name) in _INPUTS


def is_input(key: str) -> bool:
    """Say whether the environment variable ``key`` is an input of a program that declares its inputs."""
    return _DECLARED.match(key) is not None


def is_entry_of_environment(key: str) -> bool:
    """Say whether a value of a chart, ``env.TWILIO_REGION``, is an entry of a map that takes any: an environment."""
    return _OF_ENVIRONMENT.match(key) is not None


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")
