"""Rewriting for the Twilio domain migration: what ``edgewise fix`` does, for programs and for libcst's codemod tool.

>>> from edgewise_codemods import fix_source
>>> fix_source('URL = "https://api.de1.twilio.com/2010-04-01"').text
'URL = "https://api.twilio.com/2010-04-01"'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise_codemods.libcst_commands import FixTwilioClients, FixTwilioDomains, FixTwilioHostnames, RefusedError
    from edgewise_codemods.rewrite import RewriteResult, Rewritten, fix_source, rewrite_file, rewrite_source

__all__ = [
    "FixTwilioClients",
    "FixTwilioDomains",
    "FixTwilioHostnames",
    "RefusedError",
    "RewriteResult",
    "Rewritten",
    "fix_source",
    "rewrite_file",
    "rewrite_source",
]

_HOMES = {
    **dict.fromkeys(("FixTwilioClients", "FixTwilioDomains", "FixTwilioHostnames", "RefusedError"), "libcst_commands"),
    **dict.fromkeys(("RewriteResult", "Rewritten", "fix_source", "rewrite_file", "rewrite_source"), "rewrite"),
}


def __getattr__(name: str) -> object:
    # Who runs `edgewise check` does not pay for the import of libcst's codemod tool.
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
