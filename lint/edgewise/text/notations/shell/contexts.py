"""What a command line says before an assignment: whose option it is, what declares it, what runs its string."""

from __future__ import annotations

import re

from edgewise.patterns import on_demand

_DECLARE = r"(?:export|declare(?:[ \t]+-\w+)?|typeset(?:[ \t]+-\w+)?|local|readonly|[Ss][Ee][Tt]|override)"
ALONE = on_demand(rf"[ \t]*@?(?:{_DECLARE}[ \t]+)?[\"']?|[ \t]*(?:%env|%set_env)[ \t]+")
"""All that stands before an assignment which has its line for itself."""
TARGET = on_demand(r"[\w./%$() -]+:[ \t]*(?:export[ \t]+)?")
"""A target of a Makefile, for which a variable is set."""
POWERSHELL = on_demand(
    r"(?:\A|[;{(&|\"'][ \t]*|(?:powershell|pwsh)(?:\.exe)?(?:[ \t]+-\w+)*[ \t]+)[ \t]*(?P<lead>\$\{?env:)\Z",
    re.IGNORECASE,
)
APPENDED = on_demand(r"(?:\A|[{(;]|&&)[ \t]*(?P<echo>echo[ \t]+[\"']?(?:export[ \t]+)?)\Z")
"""``echo``, with which a line is written to a file."""
FLAG = on_demand(r"(?<!\S)(?:(?:-e|-E|--env|--env-add|--build-env|--from-literal|--\w+_env)(?:[ \t]+|=)|-e)[\"']?\Z")
BUILD_OPTION = on_demand(r"(?<!\S)--build-arg=[\"']?\Z")
START = r"(?:\A|[;&|(]|`|[({][ \t]|\A[ \t]*[@+-]+|\$\(|\)[ \t]|(?<![\w-])(?:then|do|else|time|!)[ \t])[ \t\\\r\n]*"
_GAP = r"[ \t](?:[ \t]|[\\`^]\r?\n)*"
# What stands before the assignment in a command: other assignments, options and names.
_BEFORE_IT = r"(?:[\w.]+(?:=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|<>()\\])*)?[ \t\\\r\n]+)*\Z"
_ASSIGNMENTS = r"(?:[\w.]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|<>()\\])*[ \t\\\r\n]+)*\Z"
_STARTED = on_demand(rf"(?:{START}|\A[\w-]+:[ \t]+){_ASSIGNMENTS}")
_DECLARED = on_demand(
    rf"{START}(?:(?P<word>export|declare|local|readonly|typeset){_GAP}(?:-\w+[ \t]+)*{_BEFORE_IT}"
    rf"|(?:cross-env|cross-env-shell|npx[ \t]+cross-env|sudo){_GAP}(?:-[iE][ \t]+)*{_ASSIGNMENTS})"
    # also behind other programs that run one: `timeout 10 env KEY=value program`
    rf"|(?<![^\s;&|(])(?:[\w./]*/)?env{_GAP}(?:-[iE][ \t]+)*{_ASSIGNMENTS}"
)
_SETTER = on_demand(
    rf"{START}(?:sudo[ \t]+)?(?:heroku[ \t]+config:(?:set|add)|dokku[ \t]+config:set|(?:kubectl|oc)[ \t]+set[ \t]+env"
    r"|(?:fly(?:ctl)?|supabase)[ \t]+secrets[ \t]+set|eb[ \t]+setenv|convox[ \t]+env[ \t]+set"
    r"|railway[ \t]+variables[ \t]+set"
    r"|az[ \t][^;&|\n\"'`$()<>#]*--(?:settings|environment-variables|set-env-vars|secure-environment-variables))"
    r"[ \t](?:[^;&|\"'`()<>#]|\"[^\"\n]*\")*(?<=\s)\Z"
)
_RUNS_CONTAINER = on_demand(
    rf"{START}(?:[\w.]+=\S*[ \t]+)*(?:sudo[ \t]+)?(?:[\w./-]*/)?"
    r"(?:docker|docker-compose|podman|nerdctl|kubectl|oc)[ \t][^;&|]*\Z"
)
_COMMAND_BEHIND = on_demand(r"[ \t]+(?:[\w.]+=\S*[ \t]+)*[\w./$@~-]*[\w/]")
_SHELL_STRING = on_demand(
    r"\b(?:(?:(?:ba|z|k|da|a)?sh[ \t]+(?:-\w+[ \t]+)*-\w*c|su[ \t][^;&|\"'\n]*-c|ssh[ \t][^;&|\"'\n]*(?<=[\w}])|eval)"
    r"[ \t]+|(?i:(?:powershell|pwsh)(?:\.exe)?[ \t]+(?:-\w+[ \t]+)*?-c(?:ommand)?[ \t]+)|alias[ \t]+[\w.-]+=)\Z"
)
_IN_COMMAS = on_demand(
    r"(?:--environment[ \t=]+[\"']?Variables=\{[^{}\s]*"
    r"|--(?:set|update)-(?:build-)?env-vars(?:[ \t]+|=)[\"']?(?:[^\s\"'^]*,)?)\Z"
)
_OTHER_SIGN = on_demand(
    r"--(?:set|update)-(?:build-)?env-vars(?:[ \t]+|=)[\"']?\^(?P<sign>[^\^\s\"']{1,5})\^[^\s\"']*\Z"
)
_HELM_VALUE = on_demand(r"--set(?:-string)?(?:[ \t]+|=)[\"']?(?:[^\s\"']*,)?\Z")
_HELM = on_demand(r"(?<![\w.-])(?:helm\w*|werf|nelm)[ \t]")
_AZURE = on_demand(r"(?<![\w./-])az[ \t]")


def separator(before: str, logical: str) -> str:
    """Return what separates the settings of the list that an assignment stands in, "" where it is in none.

    :param before: the line up to it; ``logical`` is the command up to it, over continued lines.
    """
    other = _OTHER_SIGN.search(before)
    if other is not None:
        return other["sign"]
    # The same option of `az` takes a list with spaces.
    if _IN_COMMAS.search(before) is not None and _AZURE.search(logical) is None:
        return ","
    return "," if _HELM_VALUE.search(before) and _HELM.search(logical) else ""


def is_helm_value(before: str) -> bool:
    """Say whether an assignment is a value for a chart (``--set env.KEY=value``)."""
    return _HELM_VALUE.search(before) is not None


def is_setter(logical: str) -> bool:
    """Say whether an assignment is an argument of a command that keeps settings for others."""
    return _SETTER.search(logical) is not None


def runs_container(logical: str) -> bool:
    """Say whether a flag belongs to a command that runs a container, or describes one."""
    return _RUNS_CONTAINER.search(logical) is not None


def is_run(before: str) -> bool:
    """Say whether a shell runs the string that starts behind ``before``."""
    return _SHELL_STRING.search(before) is not None


def is_declared(logical: str) -> bool:
    """Say whether a word before an assignment makes it hold from there on (``export``)."""
    found = _DECLARED.search(logical)
    return found is not None and bool(found["word"])


def declares(logical: str, rest: str, *, lines: bool) -> bool:
    """Say whether an assignment stands behind ``export``, ``env`` or their like."""
    found = _DECLARED.search(logical)
    # `env` and its like set for a command: without one, what stands in another file's string is no command line.
    return found is not None and (lines or found["word"] == "export" or _COMMAND_BEHIND.match(rest) is not None)


def starts(logical: str, rest: str, quote: str, *, lines: bool) -> bool:
    """Say whether an assignment stands where a command starts: in a script, or in a string that is one."""
    if quote or logical.endswith(("'", '"')):
        return not quote and is_run(logical[:-1]) and _COMMAND_BEHIND.match(rest) is not None
    if _STARTED.search(logical) is None:
        return False
    # The command may stand on the next line.
    return lines or rest.strip() == "\\" or _COMMAND_BEHIND.match(rest) is not None
