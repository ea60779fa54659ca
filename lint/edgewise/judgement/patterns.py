"""The judge of patterns: a regular expression that accepts a retired host and refuses its replacement (EW107)."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Literal

from edgewise.twilio.hosts import Host, Status, resolve_host
from edgewise.twilio.table import PRODUCTS, REGION_EDGES, RETIRED_PRODUCT, ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Method = Literal["search", "match", "fullmatch"]

MAX_LENGTH = 2_000
"""Characters; a longer pattern is not tried."""
MAX_REPEATS = 1_000_000
"""How often nested counts (``(a{100}){100}``) may repeat something: the engine unfolds them, in gigabytes of memory."""
_COUNT = re.compile(r"\{(?:\d*,)?(\d+),?\}")
_DIGITS = 9
_TIMEOUT = 0.05
_BUDGET = 0.5
"""Seconds, for one attempt and for all attempts with one pattern."""

_LOOKS_ESCAPED = re.compile(r"twilio(?:\\\.|\[\.\])com", re.IGNORECASE)
_FRAMES = ("{}", "https://{}", "https://{}/", "https://{}/2010-04-01/Accounts.json")


def looks_like_pattern(text: str) -> bool:
    """Say whether a text is a regular expression for hosts of Twilio by the looks of it: an escaped dot."""
    return _LOOKS_ESCAPED.search(text) is not None


def refused(
    pattern: str, methods: Iterable[Method], processing_region: ProcessingRegion, flags: str = ""
) -> tuple[str, str] | None:
    """Return a retired host that ``pattern`` accepts and its replacement, which it refuses; None without such a pair.

    The pattern is tried as it is, with the inline ``flags`` ("i", "x"), within bounded time; one that does not compile
    or takes too long gives None.
    """
    # The standard library's engine cannot be interrupted; this one costs a start-up that few files are worth.
    import regex

    if len(pattern) > MAX_LENGTH or _repeats(pattern) > MAX_REPEATS:
        return None
    try:
        compiled = regex.compile(f"(?{flags}){pattern}" if flags else pattern)
    except (regex.error, RecursionError, OverflowError):
        return None
    deadline = time.monotonic() + _BUDGET
    for old, new in _pairs(pattern, processing_region):
        for frame in _FRAMES:
            for name in methods:
                attempt = getattr(compiled, name)
                try:
                    if attempt(frame.format(old), timeout=_TIMEOUT) and not attempt(
                        frame.format(new), timeout=_TIMEOUT
                    ):
                        return old, new
                except TimeoutError:
                    return None
                if time.monotonic() > deadline:
                    return None
    return None


def _repeats(pattern: str) -> int:
    """Return the product of the counts in a pattern, ``{2,5}`` as 5: what it unfolds to is no longer than so often."""
    product = 1
    for most in _COUNT.findall(pattern):
        product *= max(int(most[:_DIGITS]), 1)
    return product


def _pairs(pattern: str, processing_region: ProcessingRegion) -> Iterator[tuple[str, str]]:
    words = {word.lower() for word in re.findall(r"[A-Za-z][A-Za-z-]+", pattern)}
    for product in sorted(PRODUCTS & words) or [RETIRED_PRODUCT]:
        for region in REGION_EDGES:
            host = Host(product, region=region)
            resolution = resolve_host(host, processing_region)
            if resolution.status in (Status.RETIRED, Status.WITHOUT_EDGE):
                yield str(host), str(resolution.resolved)
