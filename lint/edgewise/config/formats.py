"""Names of the report formats."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "full": "full:render",
        "concise": "concise:render",
        "json": "json:render",
        "json-lines": "json:render_lines",
        "github": "github:render",
        "sarif": "sarif:render",
        "gitlab": "gitlab:render",
        "junit": "junit:render",
        "html": "html:render",
    }
)
"""The module and function of each format: only the one that is asked for is imported."""

SERVICES = ("sarif", "gitlab", "junit", "html")
"""Formats that have no place for counts instead of findings: others have fixed them, or they have both."""
