"""Three claims about every program, checked by running it: reported if wrong, left alone if right, right when fixed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.options import Options
from edgewise_codemods.rewrite import Rewritten, rewrite_source
from oracle.judging import facts
from oracle.judging.judge import Judge, Record, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.findings import Finding

WITHOUT_FIX = frozenset({"EW106", "EW107", "EW204"})
"""Rules about what is not known: they may speak up about a program that happens to be right."""
SETTINGS = frozenset({"EW301", "EW302", "EW303"})
"""Rules that give no fix, and say why, where the edge of a setting may come from elsewhere in the module."""


@lru_cache(maxsize=5000)
def rewrite(program: str, way: str, unsafe: bool, version: str | None = None) -> Rewritten:
    """Fix a program; the answer is kept for the next judge."""
    options = Options(way, twilio_version=version)  # type: ignore[arg-type]
    return rewrite_source(Source(program), FileKind.PYTHON, options, unsafe)


def only_doubts(findings: Iterable[Finding]) -> bool:
    """Say whether findings say no more than that something is not known."""
    return all(
        finding.code in WITHOUT_FIX
        or (finding.code in SETTINGS and finding.fix is None and "see which requests have one" in finding.message)
        for finding in findings
    )


def hold(
    program: str,
    way: str,
    *,
    unsafe: bool,
    may_doubt: bool = False,
    keeps_edge: bool = False,
    must_fix: bool = False,
    may_raise: bool = False,
    judge: Judge = run,
) -> Record:
    """Run a program before and after its rewrite and compare; return what it did before.

    :param may_doubt: whether a program that is right may be reported without a fix.
    :param keeps_edge: whether an edge may stay where only the region goes: any edge leads to US1 with ``us1``.
    :param must_fix: whether nothing may be left for a human.
    :param may_raise: whether the program may end in an exception, which is then the same one after the rewrite.
    :param judge: runs programs, with the newest version of the library or another.
    """
    before = judge(program)
    assert may_raise or before.raised is None, f"{before.raised}\n{program}"
    wrong = [host for host in before.hosts if not facts.is_valid(host)]
    fixed = rewrite(program, way, unsafe)
    found = [finding.code for finding in fixed.findings]
    if wrong:
        assert found, f"asks for {wrong} and nothing is reported:\n{program}"
    elif before.raised is None and not (may_doubt and only_doubts(fixed.findings)):
        assert not found, f"asks for {before.hosts} and {found} is reported:\n{program}"
    said = f"\n{program}\n  became\n{fixed.text}"
    assert fixed.error is None, fixed.error + said
    assert found or fixed.text == program, said
    after = judge(fixed.text) if fixed.text != program else before
    assert after.conduct == before.conduct, f"{before.conduct}\n  became\n{after.conduct}{said}"
    predicted = _predicted(before, way)
    got = [facts.place(host) for host in after.hosts]
    if keeps_edge:
        got = [
            right if facts.is_us1(host) and facts.is_us1(right) else host
            for host, right in zip(got, predicted, strict=True)
        ]
    assert not (must_fix and fixed.left), fixed.left
    again = rewrite(fixed.text, way, unsafe)
    assert again.text == fixed.text, f"a second rewrite changes it again{said}"
    if fixed.left:
        olds = [facts.place(host) for host in before.hosts]
        for old, new, right in zip(olds, got, predicted, strict=True):
            assert new in (old, right), f"{old} became {new}, not {right}{said}"
    else:
        assert got == predicted, f"asks for {got}, not for {predicted}{said}"
        assert all(map(facts.is_valid, after.hosts)), said
        assert not again.findings, said
    return before


def _predicted(before: Record, way: str) -> list[str]:
    """Return the hosts that have to be asked after a rewrite."""
    return [
        facts.place(facts.host_after(host, way, by_client=built))
        for host, built in zip(before.hosts, before.built, strict=True)
    ]


def hold_as_well(program: str, way: str, version: str, judge: Judge, *, unsafe: bool, may_doubt: bool) -> None:
    """Check a program for a release that behaves otherwise than the newest one, and that the newest goes on with it.

    Reported: what does not get through with this release. Left alone: what is right with both. Rewritten: what ran
    still runs and does the same; what is fixed is right with both. Without unsafe fixes, what was right stays as it is.
    A program with arguments that this release does not know never ran.
    """
    before, newest = judge(program), run(program)
    if (before.raised or "").startswith("TypeError"):
        return
    fixed = rewrite(program, way, unsafe, version)
    said = f"\n{program}\n  became\n{fixed.text}"
    assert fixed.error is None, said
    right = before.raised is None and all(map(facts.is_valid, before.hosts))
    if not right:
        assert fixed.findings, f"asks for {before.hosts}, {before.raised}, and nothing is reported:\n{program}"
    elif all(map(facts.is_valid, newest.hosts)) and not (may_doubt and only_doubts(fixed.findings)):
        assert not fixed.findings, f"{fixed.findings}\n{program}"
    after = judge(fixed.text) if fixed.text != program else before
    if before.raised is None:
        assert after.conduct == before.conduct, f"{before.conduct}\n  became\n{after.conduct}{said}"
    if right and not unsafe:
        assert list(map(facts.place, after.hosts)) == list(map(facts.place, before.hosts)), said
    if fixed.findings and not fixed.left:
        assert after.raised is None, f"{after.raised}{said}"
        got = [facts.place(host) for host in run(fixed.text).hosts]
        assert [facts.place(host) for host in after.hosts] == got, said
        assert got == _predicted(newest, way), said
