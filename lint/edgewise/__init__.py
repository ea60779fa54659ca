"""A linter for the Twilio domain migration.

>>> from edgewise import resolve
>>> str(resolve("api.ie1.twilio.com").resolved)
'api.dublin.ie1.twilio.com'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.hosts import ClientResolution, Host, Resolution, Status, resolve, resolve_client

__all__ = ["ClientResolution", "Host", "Resolution", "Status", "resolve", "resolve_client"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # The command starts faster without the resolver, which a file without a candidate never needs.
    if name in __all__:
        from edgewise import hosts

        return getattr(hosts, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
