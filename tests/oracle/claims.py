"""Three claims about every program, checked by running it: reported if wrong, left alone if right, right when fixed."""

from __future__ import annotations

from edgewise.check import check_source
from edgewise.files import Kind
from edgewise.options import Options
from edgewise.sources import Source
from edgewise_codemods.rewrite import fix_source
from oracle import facts
from oracle.judge import Record, run

WITHOUT_FIX = frozenset({"EW106", "EW107", "EW204"})
"""Rules about what is not known: they may speak up about a program that happens to be right."""


def codes(program: str, way: str, *, gates: bool = True) -> list[str]:
    """Return the rules that a program breaks, in the order of their places."""
    found, error = check_source(Source(program), Kind.PYTHON, _options(way), gates=gates)
    assert error is None
    return [finding.code for finding in found]


def hold(
    program: str,
    way: str,
    *,
    unsafe: bool,
    may_doubt: bool = False,
    keeps_edge: bool = False,
    must_fix: bool = False,
) -> Record:
    """Run a program before and after its rewrite and compare; return what it did before.

    :param may_doubt: whether a program that is right may be reported without a fix.
    :param keeps_edge: whether an edge may stay where only the region goes: any edge leads to US1 with ``us1``.
    :param must_fix: whether nothing may be left for a human.
    """
    before = run(program)
    wrong = [host for host in before.hosts if not facts.is_valid(host)]
    found = codes(program, way)
    if wrong:
        assert found, f"asks for {wrong} and nothing is reported:\n{program}"
    elif not may_doubt or not WITHOUT_FIX.issuperset(found):
        assert not found, f"asks for {before.hosts} and {found} is reported:\n{program}"
    fixed = fix_source(program, processing_region=way, unsafe_fixes=unsafe)  # type: ignore[arg-type]
    said = f"\n{program}\n  became\n{fixed.text}"
    assert fixed.error is None, fixed.error + said
    after = run(fixed.text)
    assert after.conduct == before.conduct, said
    predicted = [facts.place(facts.host_after(host, way)) for host in before.hosts]
    got = [facts.place(host) for host in after.hosts]
    if keeps_edge:
        got = [
            right if facts.is_us1(host) and facts.is_us1(right) else host
            for host, right in zip(got, predicted, strict=True)
        ]
    assert not (must_fix and fixed.left), fixed.left
    if fixed.left:
        olds = [facts.place(host) for host in before.hosts]
        for old, new, right in zip(olds, got, predicted, strict=True):
            assert new in (old, right), f"{old} became {new}, not {right}{said}"
    else:
        assert got == predicted, f"asks for {got}, not for {predicted}{said}"
        assert all(map(facts.is_valid, after.hosts)), said
        assert not codes(fixed.text, way), said
    again = fix_source(fixed.text, processing_region=way, unsafe_fixes=unsafe)  # type: ignore[arg-type]
    assert again.text == fixed.text, f"a second rewrite changes it again{said}"
    return before


def _options(way: str) -> Options:
    return Options(way)  # type: ignore[arg-type]
