"""What a rule consists of."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Rule(NamedTuple):
    """One kind of problem.

    ``fix`` says what kind of fix its findings have as a rule. ``documentation`` is Markdown with a summary, a sentence,
    as its first paragraph and two Python examples: what the rule finds, and what that becomes or should be instead.
    """

    code: str
    name: str
    fix: Literal["safe", "unsafe", "none"]
    documentation: str

    @property
    def summary(self) -> str:
        """The first paragraph of the documentation, as one line."""
        return " ".join(self.documentation.strip().split("\n\n", 1)[0].split())
