"""A linter for the Twilio domain migration.

>>> from edgewise import resolve
>>> str(resolve("api.ie1.twilio.com").resolved)
'api.dublin.ie1.twilio.com'
"""

from edgewise.hosts import ClientResolution, Host, Resolution, Status, resolve, resolve_client

__all__ = ["ClientResolution", "Host", "Resolution", "Status", "resolve", "resolve_client"]

__version__ = "0.1.0"
