"""Bytes -> may there be a finding? Reads nothing but bytes; lets too much pass, never too little."""

from __future__ import annotations

import codecs

from edgewise.patterns import on_demand

_PROBE_BYTES = 8192
_WIDE_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# The dot may be escaped once or twice, or written as an escape sequence; labels may be items of a list.
_DOMAIN = on_demand(
    rb"twilio(?:[\\\[]{0,2}(?:\.\]?|(?:[ux]|&#x?)\{?[0-9a-f]{2,8}[;}]?)|[\"']\s{0,80},\s{0,80}[\"'])com"
)


def may_match(data: bytes) -> bool:
    """Say whether the bytes of a file, notebooks included, may hold a finding."""
    if data.startswith(_WIDE_BOMS):
        data = data.replace(b"\0", b"")
    lowered = data.lower()
    if b"twilio" not in lowered:
        return False
    return b"region" in lowered or _DOMAIN.search(lowered) is not None


def is_binary(data: bytes, *, large: bool = False) -> bool:
    """Say whether the bytes of a file are no text: a NUL near the start, and no mark of an encoding that has them.

    :param large: whether all of ``data`` is near the start.
    """
    return b"\0" in (data if large else data[:_PROBE_BYTES]) and not data.startswith(_WIDE_BOMS)
