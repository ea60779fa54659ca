"""A rule: its code, its name, what its fix can be, and its documentation."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Rule(NamedTuple):
    """One kind of problem.

    ``fix`` says what kind of fix its findings have as a rule. ``documentation`` is Markdown with a summary, a sentence,
    as its first paragraph and two Python examples: what the rule finds, and what that becomes or should be instead.
    ``level`` is what services are told, in the words of SARIF: "error" where requests fail (or a file could not be
    read), "warning" where they may, "note" for the rest. ``is_off`` says that it is off by default: only its exact code
    or name switches it on, never a prefix.
    """

    code: str
    name: str
    fix: Literal["safe", "unsafe", "none"]
    documentation: str
    level: Literal["error", "warning", "note"] = "error"
    is_off: bool = False

    @property
    def summary(self) -> str:
        """The first paragraph of the documentation, as one line."""
        return " ".join(self.documentation.strip().split("\n\n", 1)[0].split())
