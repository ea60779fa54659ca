"""Bytes -> may a client of a helper library be given a region there? Lets too much pass, never too little."""

from __future__ import annotations

import re

# A region that is given by its position has no name, and the serverless toolkit fails for an edge alone.
_OTHERS = re.compile(rb"[\"'`](?:[a-z-]+\.)?(?:ie1|au1|br1|de1|jp1|jp2|sg1|us1|us2)[\"'`]|@twilio-labs/serverless-api")


def may_match(lowered: bytes) -> bool:
    """Say whether the bytes of a file, in lower case, may give a client a region."""
    return b"region" in lowered or (b"twilio" in lowered and _OTHERS.search(lowered) is not None)
