"""What counts as a difference between two engines."""

from __future__ import annotations

from typing import Any

import pytest

from oracle.compare import Look, differences

_FIX = ["safe", "Do this", [[0, 3, "new"]]]


def look(fix: list[Any] | None, code: str = "EW101", message: str = "old", error: str | None = None) -> Look:
    return Look("a program", "us1", "old; old", {f"{code} 0-3": (message, fix)}, error)


@pytest.mark.parametrize(("other", "wanted"), [
    (look(_FIX), set()),
    (look(None), {"EW101: safe -> no fix"}),
    (look(["unsafe", *_FIX[1:]]), {"EW101: safe -> unsafe"}),
    (look(["safe", "Do this", [[0, 3, "newer"]]]), {"EW101: safe, other edits"}),
    (look(["safe", "Do that", _FIX[2]]), {"EW101: safe, other words"}),
    (look(_FIX, message="another"), {"EW101: safe, other words"}),
    (look(_FIX, code="EW102"), {"EW101: only old, safe", "EW102: only new, safe"}),
    (look(_FIX, error="no Python"), {"error: None -> no Python"}),
])  # fmt: skip
def test_differences(other: Look, wanted: set[str]) -> None:
    assert set(differences(look(_FIX), other)) == wanted


def test_the_safe_fixes_are_made() -> None:
    second = ("", ["safe", "", [[5, 8, "and"]]])
    in_the_way = ("", ["safe", "", [[2, 6, "x"]]])
    unsafe = ("", ["unsafe", "", [[3, 4, ":"]]])
    findings = {"1": ("", _FIX), "2": second, "3": in_the_way, "4": unsafe}
    assert Look("a program", "us1", "old; old", findings, None).fixed == "new; and"
