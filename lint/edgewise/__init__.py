"""A linter for the Twilio domain migration.

>>> from edgewise import resolve
>>> str(resolve("api.ie1.twilio.com").resolved)
'api.dublin.ie1.twilio.com'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.api import check_paths, check_source
    from edgewise.config.config import ConfigError
    from edgewise.engine.check import FileResult
    from edgewise.files.sources import Lines, Source
    from edgewise.findings import Edit, Finding, Fix, Safety
    from edgewise.twilio.hosts import Host, Resolution, Status, resolve
    from edgewise.twilio.releases import Behaviour, ClientResolution, resolve_client

__all__ = [
    "Behaviour",
    "ClientResolution",
    "ConfigError",
    "Edit",
    "FileResult",
    "Finding",
    "Fix",
    "Host",
    "Lines",
    "Resolution",
    "Safety",
    "Source",
    "Status",
    "check_paths",
    "check_source",
    "resolve",
    "resolve_client",
]

__version__ = "0.2.0"

_HOMES = {
    **dict.fromkeys(("check_paths", "check_source"), "api"),
    **dict.fromkeys(("Host", "Resolution", "Status", "resolve"), "twilio.hosts"),
    **dict.fromkeys(("Behaviour", "ClientResolution", "resolve_client"), "twilio.releases"),
    **dict.fromkeys(("Edit", "Finding", "Fix", "Safety"), "findings"),
    **dict.fromkeys(("Lines", "Source"), "files.sources"),
    "ConfigError": "config.config",
    "FileResult": "engine.check",
}


def __getattr__(name: str) -> object:
    # The command starts faster without the resolver, which a file without a candidate never needs.
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
