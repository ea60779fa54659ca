"""The value of a setting as it is written -> a literal, a literal that only holds as a default, or unknown."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from edgewise.patterns import on_demand


class Nature(enum.Enum):
    """How much a written value says."""

    LITERAL = "this value"
    FALLBACK = "this value unless another is set elsewhere"
    DYNAMIC = "not known here"


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A value; ``text`` is "" where it is empty or not known.

    ``origin`` names what the value is taken from, where it is nothing but handed on: a variable (``TWILIO_REGION``,
    ``vars.TWILIO_REGION``) or a value of a chart (``.Values.twilio.region``).
    """

    nature: Nature
    text: str = ""
    origin: str = ""


UNKNOWN = SettingValue(Nature.DYNAMIC)
INTO_CONTAINER = "container: "
"""Before an :attr:`Value.origin` that is the environment around a command which runs a container."""


def handed_on(origin: str) -> SettingValue:
    """Return a value that is not known here, and taken from ``origin``."""
    return SettingValue(Nature.DYNAMIC, origin=origin)


_NAME = r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"
_LITERAL = on_demand(_NAME)
_FALLBACK = on_demand(
    rf"""
      \$\{{[\w.]+(?::?[-=]|:)["']?({_NAME})["']?\}}                          # ${{X:-ie1}}; Spring: ${{x.y:ie1}}
    | \$\{{[\w.:~/()-]+,\s*["']({_NAME})["']\s*\}}                          # Serverless
    | \$\{{\{{[^{{}}]*\|\|\s*["']({_NAME})["']\s*\}}\}}                      # GitHub
    | \$\{{[^{{}}]*(?:\|\||\?\?)\s*["']({_NAME})["']\s*\}}                   # JavaScript
    | \{{\{{[^{{}}]*\bdefault\s*\(?\s*\\?["']({_NAME})\\?["'][^{{}}]*\}}\}}  # Helm, Jinja
    """,
    re.VERBOSE,
)

_ORIGIN = on_demand(
    r"""
      \$(\w+) | \$\{(\w+)(?::?[-?][^{}]*)?\}                      # a shell, Compose
    | \$\{\{\s*([\w.]+)\s*\}\}                                   # GitHub
    | \{\{-?\s*(?:quote\s+)?(\.Values\.[\w.]+)(?:\s*\|\s*\w+)*\s*-?\}\}  # Helm
    """,
    re.VERBOSE,
)


def read(written: str) -> SettingValue:
    """Return what ``written``, a value without its quotes, says."""
    written = written.strip()
    if not written or _LITERAL.fullmatch(written):
        return SettingValue(Nature.LITERAL, written)
    found = _FALLBACK.fullmatch(written)
    if found is not None:
        return SettingValue(Nature.FALLBACK, next(filter(None, found.groups())))
    origin = _ORIGIN.fullmatch(written)
    return handed_on(next(filter(None, origin.groups()))) if origin is not None else UNKNOWN
