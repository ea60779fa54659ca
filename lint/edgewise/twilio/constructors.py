"""What the constructors of twilio-python's clients look like; read in its source, versions 6.40 to 9.13."""

from __future__ import annotations

CLIENT_CLASSES = frozenset({"twilio.rest.Client", "twilio.base.client_base.ClientBase"})
"""Where twilio-python defines classes with the constructor of a client (``ClientBase`` from 8.0.0 on)."""

REGION_POSITION = 3
HTTP_CLIENT_POSITION = 4
ENVIRONMENT_POSITION = 5
EDGE_POSITION = 6
"""Positions, from 0, of the constructor's arguments."""
