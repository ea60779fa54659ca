"""The judge of patterns: a regular expression that accepts a retired host and refuses its replacement (EW107).

The pattern is tried on texts that are made up from itself, with one host after the other in the place of its own.
"""

from __future__ import annotations

import re
import time
from itertools import product
from typing import TYPE_CHECKING, Literal, NamedTuple

from edgewise.judgement.expressions import Node, UnreadableExpressionError, read, samples, size
from edgewise.patterns import on_demand
from edgewise.twilio.hosts import Host, Status, resolve_host
from edgewise.twilio.table import (
    DEFAULT_REGION,
    PROCESSING_REGIONS,
    PRODUCTS,
    REGION_EDGES,
    RETIRED_PRODUCT,
    ProcessingRegion,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Method = Literal["search", "match", "fullmatch"]

ANYTHING = "(?:.*)"
"""What stands in a pattern for a part of it that is not known."""
MAX_LENGTH = 2_000
"""Characters; a longer pattern is not tried."""
MAX_SIZE = 20_000
"""How many characters and sets a pattern may have with its repeats unfolded, which the engine does in part."""
MAX_SECONDS = 2.0
"""For all patterns of one file together."""
_TIMEOUT = 0.05
_PER_PATTERN = 0.5
"""Seconds, for one attempt and for all attempts with one pattern."""
_SAMPLES = 48

_LOOKS_ESCAPED = on_demand(r"twilio\)?(?:\\\.|\[\.\])\(?com", re.IGNORECASE)
_DOMAIN = on_demand(r"(?P<host>[\w.-]{0,250}?)twilio\.com", re.IGNORECASE)
_WORD = on_demand(r"[A-Za-z][A-Za-z-]+")
_FRAMES = (("", ""), ("https://", ""), ("https://", "/"), ("https://", "/2010-04-01/Accounts.json"))
_FLAGS = frozenset("imsx")
_REGIONS = (*(region for region in PROCESSING_REGIONS if region != DEFAULT_REGION), *REGION_EDGES)
"""Regions in the order in which people look for them."""
_FOREIGN = on_demand(
    r"\\Q(?P<quoted>.*?)(?:\\E|\Z)|(?P<any>\[\^\])|\\[ux]\{(?P<code>[0-9A-Fa-f]{1,5})\}|\(\?'(?P<name>\w+)'"
    r"|(?P<escape>\\e)|(?P<end>\\z)|(?P<hex>\\h)|(?P<ungreedy>\(\?U\))|\\.",
    re.DOTALL,
)


def looks_like_pattern(text: str) -> bool:
    """Say whether a text is a regular expression for hosts of Twilio by the looks of it: an escaped dot."""
    return _LOOKS_ESCAPED.search(text) is not None


class PatternRefusal(NamedTuple):
    """A retired host that a pattern accepts, and its replacement, which the pattern refuses."""

    old: str
    new: str

    @property
    def message(self) -> str:
        """What is wrong, for the user."""
        return f"this regular expression accepts `{self.old}` and refuses `{self.new}`, which takes its place"

    @property
    def help(self) -> str:
        """What to do about it, for the user."""
        return r"let it accept two labels between the product and the domain, as `(\.[a-z0-9-]+){0,2}` does"


class Trials:
    """Tries the patterns of one file, within a budget of processor time: what is found does not depend on the load."""

    def __init__(self, processing_region: ProcessingRegion) -> None:
        self._processing_region: ProcessingRegion = processing_region
        self._seconds = MAX_SECONDS
        self._known: dict[tuple[str, tuple[Method, ...], str, bool, bool], PatternRefusal | None] = {}

    def refused(
        self, pattern: str, methods: Iterable[Method], flags: str = "", *, finds: bool = False, checks: bool = False
    ) -> PatternRefusal | None:
        """Return what a pattern refuses, None if nothing, or if that cannot be told within bounded time and memory.

        A pattern is there to find retired hosts, and is not at fault, if it accepts no valid one and is not made to
        match a text as a whole.

        :param flags: inline flags that hold for all of it ("i", "m", "s", "x").
        :param finds: whether it is known to be used for finding or replacing, and for no check.
        :param checks: whether it is known that what it refuses is not let through, or not looked at any more.
        """
        key = (pattern, tuple(methods), "".join(sorted(_FLAGS.intersection(flags))), finds, checks)
        if key not in self._known:
            began = time.thread_time()
            self._known[key] = self._tried(*key) if self._seconds > 0 and len(pattern) <= MAX_LENGTH else None
            self._seconds -= time.thread_time() - began
        return self._known[key]

    def _tried(
        self, pattern: str, methods: tuple[Method, ...], flags: str, finds: bool, checks: bool
    ) -> PatternRefusal | None:
        try:
            tree = read(pattern, verbose="x" in flags)
        except UnreadableExpressionError:
            return None
        if size(tree) > MAX_SIZE:
            return None
        accepts = _acceptor(pattern, methods, flags, time.thread_time() + min(_PER_PATTERN, self._seconds))
        if accepts is None:
            return None
        try:
            return self._refusal(tree, pattern, accepts, finds, checks)
        except TimeoutError:
            return None

    def _refusal(
        self, tree: Node, pattern: str, accepts: Callable[[str], bool], finds: bool, checks: bool
    ) -> PatternRefusal | None:
        frames = list(_frames(tree))
        for host, new in self._pairs(pattern):
            for before, behind in frames:
                text = f"{before}{host}{behind}"
                if not accepts(text) or accepts(f"{before}{new}{behind}"):
                    continue
                valid = (Host(host.product), Host(host.product, region=DEFAULT_REGION))
                if (checks and not finds) or any(accepts(f"{before}{other}{behind}") for other in valid):
                    return PatternRefusal(str(host), new)
                if not (finds or accepts(f"x {text}") or accepts(f"{text} x")):
                    return PatternRefusal(str(host), new)
        return None

    def _pairs(self, pattern: str) -> Iterator[tuple[Host, str]]:
        """Yield retired hosts with their replacements."""
        named = {word.lower() for word in _WORD.findall(pattern[: _end_of_hosts(pattern)])}
        for name, region in product(
            dict.fromkeys((RETIRED_PRODUCT, *sorted(PRODUCTS & named))), dict.fromkeys(_REGIONS)
        ):
            host = Host(name, region=region)
            resolution = resolve_host(host, self._processing_region)
            if resolution.status in (Status.RETIRED, Status.WITHOUT_EDGE):
                yield host, str(resolution.resolved)


def _end_of_hosts(pattern: str) -> int:
    return max(pattern.lower().rfind("twilio"), 0)


def _frames(tree: Node) -> Iterator[tuple[str, str]]:
    """Yield what may stand before and behind a host in texts that an expression accepts, the plainest first."""
    made_up = (
        (text[: found.start()], text[found.end() :])
        for text in samples(tree, lambda text: _DOMAIN.search(text) is not None or "twilio" in text, _SAMPLES)
        for found in _DOMAIN.finditer(text)
    )
    yield from dict.fromkeys((_FRAMES[0], *made_up, *_FRAMES))


def _acceptor(pattern: str, methods: tuple[Method, ...], flags: str, deadline: float) -> Callable[[str], bool] | None:
    """Return what says whether a pattern accepts a text, None for a pattern that is none.

    What it returns raises TimeoutError where an attempt, or all of them, take too long.
    """
    # The standard library's engine cannot be interrupted; this one costs a start-up that few files are worth.
    import regex

    inline = f"(?{flags})" if flags else ""
    compiled = None
    foreign = _FOREIGN.sub(_as_python, pattern)
    for spelling in dict.fromkeys((foreign,) if "\\h" in pattern else (pattern, foreign)):
        try:
            compiled = regex.compile(inline + spelling, cache_pattern=False)
            break
        except (regex.error, RecursionError, OverflowError, ValueError):
            continue
    if compiled is None:
        return None
    engine = compiled

    def accepts(text: str) -> bool:
        if time.thread_time() > deadline:
            raise TimeoutError
        return any(getattr(engine, name)(text, timeout=_TIMEOUT) is not None for name in methods)

    return accepts


def _as_python(found: re.Match[str]) -> str:
    if found["quoted"] is not None:
        return re.escape(found["quoted"])
    if found["any"]:
        return r"[\s\S]"
    if found["code"]:
        return re.escape(chr(int(found["code"], 16)))
    if found["name"]:
        return f"(?P<{found['name']}>"
    if found["hex"]:
        return r"[0-9a-fA-F\t ]"  # a digit to Ruby, and a blank to PCRE
    if found["escape"]:
        return r"\x1b"
    if found["end"]:
        return r"\Z"
    return "" if found["ungreedy"] else found[0]
