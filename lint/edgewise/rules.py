"""The rule catalogue: code, name, summary and documentation of every rule, in one table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of problem. ``documentation`` is Markdown; its examples are tests."""

    code: str
    name: str
    fix: str
    """"safe", "unsafe" or "none": what kind of fix findings of this rule have."""
    documentation: str

    @property
    def summary(self) -> str:
        """The first sentence of the documentation."""
        return self.documentation.strip().split("\n\n", 1)[0].replace("\n", " ")


RULES: tuple[Rule, ...] = (
    Rule("EW101", "retired-hostname", "safe", "A hostname that Twilio switched off on 2026-04-28."),
)

BY_CODE = {rule.code: rule for rule in RULES}
BY_NAME = {rule.name: rule for rule in RULES}
