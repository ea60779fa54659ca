r"""Python source -> may there be a finding, by its words alone? Neither parsed nor taken apart; lets too much pass.

Nearly every file that says "twilio" says it in an import, a link or a sentence. What has to be looked at instead is
the word where a domain, a pattern or a setting may begin with it, and a client's name. A string may spell any of these
with escapes or in two pieces: then it has to be looked at as well.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand
from edgewise.twilio.constructors import CLIENT_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable

# Behind the word: a sentence that goes on, a longer word, or a path. A pattern may make a longer word shorter again,
# and blanks in it may count for nothing.
_HARMLESS = (
    r"(?:[a-z0-9][a-z0-9_]*(?![a-z0-9_*?{|(\[\\])"
    r"|_(?!r?e?g?i?o?n?['\"{%\\]|region|_['\"{%\\c])[a-z0-9_]"
    r"|'s\b"
    r"|[,;!/@=-](?![*?{|+\\\"'])"
    r"|:(?![*?{|+\\\"'c])"
    r"|\s+[a-z0-9_,;:!/@=&-]"
    r"|\.(?:[abd-z0-9_]|c(?:[a-np-z]|o[a-ln-z])|\s+[abd-z0-9_]))"
)
_WORD = on_demand(rf"twilio(?!{_HARMLESS})")
# A link to a host of one label, which is valid or none of the REST hosts.
_LINK = on_demand(r"//[a-z0-9-]+\.\Z")
_LINK_END = on_demand(r"\.com(?![a-z0-9_.\\({\[*+?%$-])")
_LONGEST_LABEL = 63
# What a setting's name may begin with whose rest stands in another literal.
_PREFIXES = ("'TWILIO'", '"TWILIO"')
_ESCAPE = on_demand(r"\\[xuUN0-7]")
# The word with what another spelling may make a setting, or a host, of.
_RESPELLED = on_demand(r"twilio(?:[^a-z0-9]{0,3}(?:region|com)|_?r?e?g?i?o?['\"{%\\])")
_RESPELLING = ("replace", "strip", "removeprefix", "removesuffix", "translate", "expandtabs", "upper", "swapcase",
               "split", "partition")  # fmt: skip
_SLICE = on_demand(r"\[(?:-?\d|[^\]\r\n]*:)")
# What may be a region: its code, whose digit `re` looks for fast, or a label of a host that is not known.
_CODE = on_demand(r"[0-9](?<=[a-z]{2}[0-9])(?![a-z0-9])")
_LABEL = on_demand(r"\.(?:\{[^{}'\"]*\}|%s)\.?['\"]")
# The bare word may be joined to a domain only where the rest of that stands, or begins, in another literal.
_REST = on_demand(r"(?<![a-z0-9_])com(?![a-z0-9_])|\.(?:co?)?['\"{}%\\]")
# One of the two words in two literals, or with a backslash and a line break in it. Each begins with plain characters,
# for which `re` looks fast.
_SPLITS = tuple(
    map(
        re.compile,
        (
            r"tw(?:i|il|ili)?(?:['\"]|\\[\r\n])",
            r"cli(?:e|en)?(?:['\"]|\\[\r\n])",
            *(rf"{rest}(?<=['\"\r\n]{rest})" for rest in ("wilio", "lient", "ient")),
        ),
    )
)


def may_match(text: str, clients: Iterable[str]) -> bool:
    """Say whether source text may hold a finding.

    :param clients: dotted names of further classes with a client's constructor.
    """
    if not text.isascii():
        # The parser normalises names.
        text = f"{text}\n{unicodedata.normalize('NFKC', text)}"
    if _ESCAPE.search(text) or any(name.rpartition(".")[2] in text for name in CLIENT_CLASSES.union(clients)):
        return True
    lowered = text.lower()
    if any(prefix in text for prefix in _PREFIXES) or any(split.search(lowered) for split in _SPLITS):
        return True
    if respells_region(lowered):
        return True
    # What is put into a link by `replace` may be a region.
    replaces = ".replace(" in lowered
    risky = [word for word in _WORD.finditer(lowered) if replaces or not _is_link(lowered, word)]
    return not all(_is_bare(lowered, word) for word in risky) or (bool(risky) and _REST.search(lowered) is not None)


def respells_region(lowered: str) -> bool:
    """Say whether source text, in lower case, says a region and makes other texts of texts: any of them may name it."""
    if _RESPELLED.search(lowered) is None:
        return False
    if _SLICE.search(lowered) is None and not any(method in lowered for method in _RESPELLING):
        return False
    return "region" in lowered or _LABEL.search(lowered) is not None or _CODE.search(lowered) is not None


def raises(text: str) -> bool:
    """Say whether source text may make upper case of texts."""
    return "upper" in text or "swapcase" in text


def _is_bare(text: str, word: re.Match[str]) -> bool:
    around = text[max(0, word.start() - 1) : word.end() + 1]
    return around in ("'twilio'", '"twilio"')


def _is_link(text: str, word: re.Match[str]) -> bool:
    if not _LINK_END.match(text, word.end()):
        return False
    return _LINK.search(text, max(0, word.start() - _LONGEST_LABEL - 3), word.start()) is not None
