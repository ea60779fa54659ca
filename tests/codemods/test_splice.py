"""Edits -> new text: tables for what wins and what waits, properties for what always holds."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise_codemods.splice import Change, Left, Why, apply, changes_of, compose, is_same_outside, splice

TEXT = "0123456789abcdef"


def finding(*edits: tuple[int, int, str], code: str = "EW101", safety: Safety = Safety.SAFE, start: int = 0) -> Finding:
    return Finding(code, "message", start, start + 1, Fix("fix", tuple(Edit(*edit) for edit in edits), safety))


ONE_FIX = [
    pytest.param([(0, 0, "X")], "X0123456789abcdef", id="insertion at the start"),
    pytest.param([(16, 16, "X")], "0123456789abcdefX", id="insertion at the end"),
    pytest.param([(0, 16, "")], "", id="everything goes"),
    pytest.param([(3, 5, "")], "01256789abcdef", id="deletion"),
    pytest.param([(3, 5, "XYZ")], "012XYZ56789abcdef", id="replacement that grows"),
    pytest.param([(1, 2, "A"), (3, 3, "BB"), (7, 9, "")], "0A2BB34569abcdef", id="three edits"),
    pytest.param([(3, 5, "A"), (5, 5, "B"), (5, 7, "C")], "012ABC789abcdef", id="its own edits may touch"),
    pytest.param([(3, 3, "A"), (3, 5, "B")], "012AB56789abcdef", id="an insertion before its own replacement"),
]


@pytest.mark.parametrize(("edits", "expected"), ONE_FIX)
def test_one_fix(edits: list[tuple[int, int, str]], expected: str) -> None:
    it = finding(*edits)
    spliced = splice(TEXT, [it], unsafe=False)
    assert spliced.text == expected
    assert spliced.fixed == (it,)
    assert spliced.left == ()
    assert spliced.edits == tuple(Edit(*edit) for edit in edits)


# Of two fixes: what becomes of the text, and whether the second one (by its first edit) has to wait.
TWO_FIXES = [
    pytest.param([(1, 2, "A")], [(3, 4, "B")], "0A2B456789abcdef", False, id="apart"),
    pytest.param([(1, 4, "A")], [(3, 6, "B")], "0A456789abcdef", True, id="overlap"),
    pytest.param([(1, 8, "A")], [(3, 4, "B")], "0A89abcdef", True, id="one in the other"),
    pytest.param([(1, 3, "A")], [(3, 4, "B")], "0A3456789abcdef", True, id="side by side"),
    pytest.param([(1, 3, "A")], [(3, 3, "B")], "0A3456789abcdef", True, id="insertion behind a replacement"),
    pytest.param([(3, 3, "A")], [(3, 5, "B")], "012A3456789abcdef", True, id="insertion before a replacement"),
    pytest.param([(3, 3, "A")], [(3, 3, "B")], "012A3456789abcdef", True, id="two insertions at one place"),
    pytest.param([(3, 3, "A")], [(3, 3, "A")], "012A3456789abcdef", False, id="the same insertion"),
    pytest.param([(3, 5, "A")], [(3, 5, "A")], "012A56789abcdef", False, id="the same replacement"),
    pytest.param(
        [(1, 2, "A"), (6, 7, "B")], [(3, 4, "C")], "0A2C45B789abcdef", False, id="one between the other's edits"
    ),
    pytest.param([(1, 2, "A"), (6, 7, "B")], [(3, 4, "C"), (6, 6, "D")], "0A2345B789abcdef", True, id="all or nothing"),
    pytest.param(
        [(1, 2, "A"), (6, 6, "B")], [(3, 4, "C"), (6, 6, "B")], "0A2C45B6789abcdef", False, id="one edit shared"
    ),
    pytest.param([(5, 5, "B"), (5, 8, "A")], [(5, 8, "A")], "01234BA89abcdef", True, id="shared, behind another"),
    pytest.param([(3, 5, "A"), (5, 5, "B")], [(3, 5, "A")], "012AB56789abcdef", True, id="shared, before another"),
]


@pytest.mark.parametrize(("first", "second", "expected", "waits"), TWO_FIXES)
def test_two_fixes(
    first: list[tuple[int, int, str]], second: list[tuple[int, int, str]], expected: str, waits: bool
) -> None:
    a, b = finding(*first, start=1), finding(*second, code="EW201", start=9)
    spliced = splice(TEXT, [a, b], unsafe=False)
    assert splice(TEXT, [b, a], unsafe=False).text == spliced.text
    assert spliced.text == expected
    assert spliced.fixed == ((a,) if waits else (a, b))
    if waits:
        (left,) = spliced.left
        assert (left.finding, left.why) == (b, Why.OVERLAP)
        assert left.reason == "overlaps the fix of EW101 on line 1"


def test_first_edit_decides_not_first_finding() -> None:
    # The message points behind the place that is edited first.
    early = finding((2, 4, "A"), (9, 9, "B"), start=12)
    late = finding((3, 5, "C"), code="EW201", start=1)
    assert splice(TEXT, [late, early], unsafe=False).fixed == (early,)


def test_the_line_of_the_winner_is_named() -> None:
    text = "a\nb\rc\r\nd\x85\x0c\u2028e\nf"
    winner = finding((14, 14, "X"), start=text.index("e"))
    loser = finding((14, 14, "Y"), code="EW301", start=14)
    (left,) = splice(text, [loser, winner], unsafe=False).left
    assert left.reason == "overlaps the fix of EW101 on line 4"


NO_FIX, UNSAFE = "has no fix that can be applied", "its fix is unsafe and needs --unsafe-fixes"
NOT_APPLIED = [
    pytest.param(Finding("EW106", "m", 0, 1), False, Why.NO_FIX, NO_FIX, id="no fix"),
    pytest.param(finding((0, 1, "X"), safety=Safety.DISPLAY), True, Why.NO_FIX, NO_FIX, id="for display only"),
    pytest.param(finding((0, 1, "X"), safety=Safety.UNSAFE), False, Why.UNSAFE, UNSAFE, id="unsafe, not asked for"),
    pytest.param(finding(), True, Why.NO_FIX, NO_FIX, id="without edits"),
]


@pytest.mark.parametrize(("it", "unsafe", "why", "reason"), NOT_APPLIED)
def test_not_applied(it: Finding, unsafe: bool, why: Why, reason: str) -> None:
    spliced = splice(TEXT, [it], unsafe)
    assert (spliced.text, spliced.fixed, spliced.edits) == (TEXT, (), ())
    assert spliced.left == (Left(it, why, reason),)


def test_unsafe_fixes_on_demand() -> None:
    it = finding((0, 1, "X"), safety=Safety.UNSAFE)
    assert splice(TEXT, [it], unsafe=True).fixed == (it,)


def test_a_fix_that_is_not_applied_is_in_nobodys_way() -> None:
    unsafe, safe = finding((0, 9, "X"), safety=Safety.UNSAFE), finding((3, 4, "Y"))
    spliced = splice(TEXT, [unsafe, safe], unsafe=False)
    assert spliced.text == "012Y456789abcdef"
    assert [left.why for left in spliced.left] == [Why.UNSAFE]


@pytest.mark.parametrize(
    "edits",
    [
        [(5, 4, "")],
        [(-1, 2, "")],
        [(16, 17, "")],
        [(5, 7, ""), (6, 8, "")],
        [(5, 6, ""), (2, 3, "")],
        [(5, 5, "A"), (5, 5, "B")],
        [(5, 5, "A"), (5, 5, "A")],
    ],
)
def test_unsound_edits_are_refused(edits: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="EW101"):
        splice(TEXT, [finding(*edits)], unsafe=False)


def test_many_fixes_take_no_quadratic_time() -> None:
    text = "x" * 400_000
    findings = [finding((at, at + 2, "yy"), start=at) for at in range(0, len(text), 8)]
    random.Random(1).shuffle(findings)
    assert len(splice(text, findings, unsafe=False).edits) == 50_000


# ---------------------------------------------------------------------------------------------------------- properties

TEXTS = st.text(st.sampled_from("ab\r\n\x0c\x85\u2028é😀"), max_size=24)
CONTENTS = st.text(st.sampled_from("XY\n"), max_size=3)


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> tuple[Edit, ...]:
    bounds = sorted(draw(st.lists(st.integers(0, length), min_size=2, max_size=6)))
    edits: list[Edit] = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=False):
        if not any((edit.start, edit.end) == (start, end) for edit in edits):
            edits.append(Edit(start, end, draw(CONTENTS)))
    return tuple(edits)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    text = draw(TEXTS)
    findings: list[Finding] = []
    for number in range(draw(st.integers(0, 6))):
        safety = draw(st.sampled_from(Safety))
        fix = draw(st.none() | edits_of(len(text)).map(lambda edits, safety=safety: Fix("f", edits, safety)))
        findings.append(Finding(f"EW{number}", "m", draw(st.integers(0, len(text))), len(text), fix))
    return text, findings


@given(cases(), st.booleans(), st.randoms())
def test_properties(case: tuple[str, list[Finding]], unsafe: bool, shuffler: random.Random) -> None:
    text, findings = case
    spliced = splice(text, findings, unsafe)

    # Every finding is told about, once, and a fix went in as a whole or not at all.
    assert sorted((*spliced.fixed, *(left.finding for left in spliced.left)), key=findings.index) == findings
    wanted = {edit for it in spliced.fixed if it.fix for edit in it.fix.edits}
    assert set(spliced.edits) == wanted
    assert len(spliced.edits) == len(wanted)

    # The text is the old one outside the edits, and the contents stand between.
    for one, other in itertools.pairwise(spliced.edits):
        assert one.end <= other.start
    assert spliced.text == apply(text, spliced.edits)
    assert is_same_outside(text, spliced.text, changes_of(spliced.edits))
    kept = text
    for edit in reversed(spliced.edits):
        kept = kept[: edit.start] + edit.content + kept[edit.end :]
    assert spliced.text == kept

    # The order of the findings says nothing.
    shuffled = list(findings)
    shuffler.shuffle(shuffled)
    again = splice(text, shuffled, unsafe)
    assert (again.text, again.edits) == (spliced.text, spliced.edits)
    assert sorted(again.fixed, key=findings.index) == list(spliced.fixed)

    # One that waits really is in the way of one that was applied: neither the same edits nor apart from them.
    for left in spliced.left:
        if left.why is Why.OVERLAP:
            assert left.finding.fix is not None
            assert any(
                mine.start <= theirs.end and theirs.start <= mine.end and mine != theirs
                for mine in left.finding.fix.edits
                for theirs in spliced.edits
            )


@st.composite
def two_steps(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...], tuple[Edit, ...]]:
    text = draw(TEXTS)
    first = draw(edits_of(len(text)))
    return text, first, draw(edits_of(len(apply(text, first))))


@given(two_steps())
def test_changes_compose(case: tuple[str, tuple[Edit, ...], tuple[Edit, ...]]) -> None:
    text, first, second = case
    middle = apply(text, first)
    new = apply(middle, second)
    changes = compose(changes_of(first), changes_of(second))
    assert is_same_outside(text, new, changes)
    # Taken from the new text, the changes make it of the old one.
    assert apply(text, [Edit(it.old_start, it.old_end, new[it.new_start : it.new_end]) for it in changes]) == new
    for one, other in itertools.pairwise(changes):
        assert one.old_end < other.old_start
        assert one.new_end < other.new_start
    assert len(changes) <= len(first) + len(second)


def test_changes_are_no_wider_than_needed() -> None:
    first = changes_of([Edit(1, 1, "AA"), Edit(8, 9, "")])
    second = changes_of([Edit(2, 3, "BBB"), Edit(6, 6, "C")])
    assert compose(first, second) == (Change(1, 1, 1, 5), Change(4, 4, 8, 9), Change(8, 9, 13, 13))


def test_a_difference_outside_the_changes_shows() -> None:
    changes = changes_of([Edit(3, 5, "X")])
    assert is_same_outside("0123456", "012X56", changes)
    for wrong in ("912X56", "012X59", "012X567", "012X5", "012XX56"):
        assert not is_same_outside("0123456", wrong, changes)
