"""Bytes -> may a client of a helper library be given a region there? Lets too much pass, never too little."""

from __future__ import annotations

from edgewise.patterns import on_demand

# A region that is given by its position has no name, and the serverless toolkit fails for an edge alone.
_OTHERS = on_demand(rb"[\"'`](?:[a-z-]+\.)?(?:ie1|au1|br1|de1|jp1|jp2|sg1|us1|us2)[\"'`]|@twilio-labs/serverless-api")

_QUOTES = (b'"', b"'", b"`")


def may_match(lowered: bytes) -> bool:
    """Say whether the bytes of a file, in lower case, may give a client a region."""
    if b"region" in lowered:
        return True
    # A list of files has no quotes: to look for these is a hundred times as fast as for the expression.
    may_be_given = b"twilio-labs" in lowered or any(quote in lowered for quote in _QUOTES)
    return b"twilio" in lowered and may_be_given and _OTHERS.search(lowered) is not None
