"""A sentence tells people something about a host; a command, a header or a list does not."""

from __future__ import annotations

import re
from itertools import takewhile

from edgewise.patterns import on_demand

_WORD = on_demand(
    r"[(\"“«„>*_]{0,2}(?:[^\W\d_]{1,3}['’])?[^\W\d_]{2,}(?:['’][^\W\d_]{1,3}|-[^\W\d_]{2,})?[^\w\s=/{}'$<|&\\-]{0,3}[\"'”»]?[.,;:!?)]?"
)
_NOTATION = on_demand(
    r"(?:https?|data|blob|wss?):|[a-z-]+-(?:src|ancestors)|-{1,2}[A-Za-z][\w-]*(?:=.*)?|[|&<>]{1,2}|\d?>&?\S*|\$[\w({].*|[\w.-]+=\S*|\\|\S*[{}]\S*|'[a-z-]+'|\S+\(\S*\)?"
    r"|.*\*.*"
)
"""Words of a command, a directive or a program."""
_PLACEHOLDER = on_demand(
    r"\{\{[^{}]*\}\}|[$#%]\{[^{}]*\}|(?<!\S)\{[\w.()\[\]!]*(?::[^{}\s]*)?\}|\\\((?:[^()\s]|\([^()\s]*\))*\)|(?<!\S)[$@]\w+(?:->\w+)?(?=[.,:;!?)]*(?:\s|\Z))|%\(\w+\)s|%[sd]"
)
"""What is put into a sentence when it is shown."""
_ONE = on_demand(r"\s*[^\s\\{}$#%@]{0,300}twilio\.com[^\s\\{}$#%@]{0,600}\s*", re.IGNORECASE)
_ASSIGNED = on_demand(r"[A-Za-z_]\w*=\S*twilio\.com", re.IGNORECASE)
_ESCAPE = on_demand(r"\\[nrt]")
_DIRECTIVE = on_demand(r"edgewise:[ \t]*ignore[^\n]*", re.IGNORECASE)
"""What tells Edgewise to ignore something, with its reason, is said to nobody else."""
ASKING = frozenset("curl wget http https httpie xh ping host dig nslookup openssl nc telnet traceroute ab wrk".split())
"""Programs that ask the host that they are given."""
_ASKS = ASKING | frozenset("get post put patch delete head options".split())
"""How a command or a request line begins."""

_GOES_ON = on_demand(r"twilio\.com[^\s\"'`,;]*[ \t]+(?!and\b|or\b)[a-z]{2,}[.,;:!?]?(?:\s|\Z)", re.IGNORECASE)
"""A word behind a host or a URL."""
_STATES = frozenset("is was has".split())
"""What a sentence says of its subject, where a command cannot have it."""
_GOES_ON_LONG = on_demand(
    r"twilio\.com[^\s\"'`,;]*(?:[ \t]+(?!and\b|or\b|then\b|do\b)[a-z]{2,}){2,}[.,;:!?]?\Z", re.IGNORECASE
)
"""Two words and more behind a host up to the end, as no command has them."""


def is_word(text: str) -> bool:
    """Say whether a text is a host or a URL of Twilio and no more, so that it is no sentence for sure."""
    return _ONE.fullmatch(text) is not None


def is_sentence(text: str, *, shown: bool = False) -> bool:
    """Say whether words stand around a host of Twilio on one line, and no notation does.

    :param shown: whether it is known that people see the text: one word is enough then, and so is a request line.
    """
    if "\n" in text.strip():
        return False
    words = _PLACEHOLDER.sub("", _ESCAPE.sub(" ", _DIRECTIVE.sub("", text))).split()
    asks = words and words[0].lower().rstrip(":") in _ASKS and _STATES.isdisjoint(words)
    if not words or (not shown and asks and _GOES_ON_LONG.search(text.rstrip()) is None):
        return False
    others = [word for word in words if "twilio.com" not in word.lower()]
    said = [word for word in others if _WORD.fullmatch(word)]
    # A text for people may name the options of a command, and it is none if it assigns the host.
    signs = [word for word in others if not (shown and len(said) > 1 and word.startswith("-"))]
    if any(_NOTATION.fullmatch(word) for word in signs) or (shown and any(map(_ASSIGNED.match, words))):
        return False
    return len(said) >= (1 if shown else 2) or any(not word.isascii() and any(map(str.isalpha, word)) for word in said)


def says(text: str) -> bool:
    """Say whether a text has one word beside a host, and neither begins as a command nor names a header or a field."""
    words = text.split()
    before = list(takewhile(lambda word: "twilio.com" not in word.lower(), words))
    is_order = words[:1] and words[0].lower() in _ASKS
    return not is_order and not any(word.endswith((":", ",")) for word in before) and is_sentence(text, shown=True)


def goes_on(text: str) -> bool:
    """Say whether a word follows a host, of which it says something: ``api.ie1.twilio.com failed``."""
    return _GOES_ON.search(text) is not None
