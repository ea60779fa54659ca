"""Whether what has a host is refused: a condition is true for it, or for all others, and a refusal follows."""

from __future__ import annotations

from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import UNLIKE

_OPEN = r"(?:[^()\n]|\([^()\n]{0,80}\)){0,200}\Z"
"""What stands in brackets that are still open."""
_RAISES = (
    r"(?:(?:(?:process\.|os\.|sys\.|System\.)?[eE]xit\((?!0)|exit[ \t]+/[bB][ \t]+[1-9]"
    r"|throw|raise|abort|die|panic|croak|log\.(?:Fatal|Panic)\w*|failwith|Throw|(?:(?<!\.)|(?<=Promise\.))reject|deny"
    r"|return\s+(?:false|null|nil|NULL|False|undef|-1|res\w*\.status\(4|errors\.New|fmt\.Errorf"
    r"|(?:(?:nil|false|0|\"\"),\s*)?[eE]rr\w*))\b|(?<![\w.:])(?:stop|error|Left)\(|\breturn\s+Err\(|\{:error\b)"
)
_REFUSES = on_demand(
    r"[^\n;]{0,120}?\)?\s*(?:\{\s*)?"
    r"(?:(?:console|log|logger|print\w*|warn\w*|error|puts|fmt\.\w+|Console|System\.(?:out|err))\b[^\n]*\n\s*){0,3}"
    rf"{_RAISES}"
)
"""A refusal that follows its condition."""
_REFUSES_IF = on_demand(
    r"[ \t]*(?:throw|raise|abort|die|croak|fail|halt|panic|return[ \t]+(?:false|nil|null|undef)"
    r"|(?:http|tcp)-request[ \t]+(?:(?:connection|content)[ \t]+)?(?:deny|reject|tarpit|silent-drop))"
    r"\b[^\n]*\b(?:if|unless)\b[^\n!]*\Z"
)
"""A refusal that comes before its condition."""
_ABORTS = on_demand(rf"\b(?i:abort|throw|fail|refuse|reject|die)_?(?P<turn>if|unless|If|Unless)\w*(?:\({_OPEN}|\Z)")
"""A call that refuses what its argument is true for: ``abort_if``, ``ThrowIfEqual``."""
_DEMANDS = on_demand(
    rf"\b(?:require|check|ensure|precondition|demand|stopifnot|checkArgument|checkState|assert)(?:That|True)?!?\({_OPEN}"
)
"""A call that refuses all for which its argument is not true."""
_MODIFIES = on_demand(r"[ \t]*(?!else\b|elsif\b|elif\b)[\w@$][^\n{};]*[ \t](?:if|unless)[ \t]")
"""A statement with its condition behind it, as in Ruby and Perl: what is on the next line does not depend on that."""
_TURNS = on_demand(r"\b(?:unless|guard|until|when-not|if-not)\b[^\n]*\Z")
_OTHERWISE = on_demand(r"\belse\b|(?:\|\||\bor)[ \t]*(?:die|croak|exit|return|raise|throw|abort|fail)\b")
"""Between a condition and a refusal: this is for what the condition is not true for."""
_NEGATED = on_demand(r"(?:!(?!=)[ \t]*|\bnot[ \t(]+)[\w$@.:>()\[\]-]*\Z")
_ABSENT = on_demand(
    r"\)?\s*(?:={2,3}\s*(?:-1|false|nil|null|undefined|[\w:.]*npos)\b|<\s*0|<=\s*-1|\.is_none\(\)|is\s+(?:None|nil|null)\b)"
)
"""An answer of a search that says that nothing was found."""
_COMPARES = on_demand(r"(?i:\w*str(?:n?case)?n?i?cmp\w*|memcmp|compare(?:to)?(?:ignorecase)?|\w*_compare)")
"""Calls whose answer is zero where both are the same."""
_ZERO = on_demand(r"\)?\s*={2,3}\s*0\b")


def is_refused(before: str, behind: str) -> bool:
    """Say whether what has a host is refused, by the comparison with it.

    :param before: the line up to the host, or to the call that compares.
    :param behind: what follows the host, or the call.
    """
    return _is_refused(before, behind, is_opposite=UNLIKE.search(before) is not None)


def is_refused_by(method: str, before: str, behind: str) -> bool:
    """Say whether what has a host is refused, by the answer of a call that compares; parameters as above."""
    if _ABORTS.search(method):
        return True
    negated = _NEGATED.search(before)
    before = before if negated is None else before[: negated.start()]
    if _COMPARES.fullmatch(method):
        is_opposite = negated is None and _ZERO.match(behind) is None
    else:
        is_opposite = (negated is not None) != (_ABSENT.match(behind) is not None)
    return _is_refused(before, behind, is_opposite=is_opposite)


def _is_refused(before: str, behind: str, *, is_opposite: bool) -> bool:
    demands = _DEMANDS.search(before)
    if demands is not None:
        return is_opposite
    aborts = _ABORTS.search(before)
    if aborts is not None:
        return is_opposite is (aborts["turn"].lower() == "unless")
    if _REFUSES_IF.match(_last_statement(before)) or _REFUSES_IF.match(before):
        return is_opposite is (_TURNS.search(before) is not None)
    if _MODIFIES.match(before):
        behind = behind.partition("\n")[0]
    refuses = _REFUSES.match(behind)
    if refuses is None:
        return False
    turns = _TURNS.search(before)
    is_turned = "guard" in turns[0] if turns is not None else False
    otherwise = not is_turned and _OTHERWISE.search(refuses[0]) is not None
    return not is_opposite ^ (turns is not None) ^ otherwise


def _last_statement(before: str) -> str:
    return before[max(before.rfind("{"), before.rfind(";")) + 1 :]
