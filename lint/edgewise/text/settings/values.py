"""The value of a setting as it is written -> a literal, a literal that only holds as a default, or unknown."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass


class Nature(enum.Enum):
    """How much a written value says."""

    LITERAL = "this value"
    FALLBACK = "this value unless another is set elsewhere"
    DYNAMIC = "not known here"


@dataclass(frozen=True, slots=True)
class Value:
    """A value; ``text`` is "" where it is empty or not known."""

    nature: Nature
    text: str = ""


UNKNOWN = Value(Nature.DYNAMIC)

_NAME = r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"
_LITERAL = re.compile(_NAME)
_FALLBACK = re.compile(
    rf"""
      \$\{{[\w.]+(?::?[-=]|:)["']?({_NAME})["']?\}}                          # ${{X:-ie1}}; Spring: ${{x.y:ie1}}
    | \$\{{[\w.:~/()-]+,\s*["']({_NAME})["']\s*\}}                          # Serverless
    | \$\{{\{{[^{{}}]*\|\|\s*["']({_NAME})["']\s*\}}\}}                      # GitHub
    | \$\{{[^{{}}]*(?:\|\||\?\?)\s*["']({_NAME})["']\s*\}}                   # JavaScript
    | \{{\{{[^{{}}]*\bdefault\s*\(?\s*\\?["']({_NAME})\\?["'][^{{}}]*\}}\}}  # Helm, Jinja
    """,
    re.VERBOSE,
)


def read(written: str) -> Value:
    """Return what ``written``, a value without its quotes, says."""
    written = written.strip()
    if not written or _LITERAL.fullmatch(written):
        return Value(Nature.LITERAL, written)
    found = _FALLBACK.fullmatch(written)
    if found is not None:
        return Value(Nature.FALLBACK, next(filter(None, found.groups())))
    return UNKNOWN
