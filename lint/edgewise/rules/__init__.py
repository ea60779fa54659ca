"""The rule catalogue: code, name, kind of fix and documentation of every rule, in one table."""

from __future__ import annotations

import difflib
import re

from edgewise.rules import clients, files, hostnames, settings
from edgewise.rules.rule import Rule

RULES: tuple[Rule, ...] = (*files.RULES, *hostnames.RULES, *clients.RULES, *settings.RULES)

BY_CODE = {rule.code: rule for rule in RULES}
BY_NAME = {rule.name: rule for rule in RULES}
OFF_BY_DEFAULT = frozenset(rule.code for rule in RULES if rule.is_off)
"""The codes of rules that only their exact code or name switches on, never a prefix."""
SPELLINGS = {spelling: rule.code for rule in RULES for spelling in (rule.code.lower(), rule.name)}
"""What names a rule in lower case -> its code."""

_CODE = re.compile(r"EW[0-9]{0,3}", re.IGNORECASE)


class UnknownRuleError(ValueError):
    """No rule is called that; the argument is a sentence that names the nearest."""


def find(text: str) -> Rule:
    """Return the rule of a code or name, in any case.

    :raises UnknownRuleError: there is none.
    """
    rule = BY_CODE.get(text.upper()) or BY_NAME.get(text.lower())
    if rule is None:
        raise UnknownRuleError(_unknown(text))
    return rule


def selector(text: str) -> str:
    """Return the code, or the prefix of codes, that a user means by a code, a prefix of codes or a name.

    :raises UnknownRuleError: no rule is meant.
    """
    prefix = text.upper()
    if _CODE.fullmatch(prefix) and any(code.startswith(prefix) for code in BY_CODE):
        return prefix
    return find(text).code


def _unknown(text: str) -> str:
    near = difflib.get_close_matches(text.upper(), BY_CODE, 1, 0.78) or difflib.get_close_matches(
        text.lower(), BY_NAME, 1
    )
    hint = f"did you mean {near[0]!r}?" if near else "`edgewise rule` lists them."
    return f"there is no rule {text!r}; {hint}"


__all__ = ["BY_CODE", "BY_NAME", "OFF_BY_DEFAULT", "RULES", "SPELLINGS", "Rule", "UnknownRuleError", "find", "selector"]
