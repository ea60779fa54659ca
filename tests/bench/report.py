"""The result as Markdown: what was found, how long it took, how that grows, and which targets are met."""

from __future__ import annotations

import datetime
import os
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.suite import CHECK, CLICK, FIX, FOR_PYTHON, GROWING, LIBCST, WORD_EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.measure import Measured
    from bench.suite import Outcome

MEMORY_MIB = 80.0
TITLES = {
    "application": "an application as it is published, nothing to find",
    "grafted": "the application, with findings among the lines of its own files",
    "talkative": "Python that says the word in every file, nothing to find",
    "clean": "nothing to find",
    "findings": "files with findings scattered through it",
    "one-clean": "one clean file of 300 lines",
    "one-finding": "one file of 300 lines with a finding",
    "twilio": "the source of twilio-python, `--jobs 1`",
}


@dataclass(frozen=True, slots=True)
class Target:
    """The time of Edgewise is at most ``factor`` times that of something else on the same tree."""

    group: str
    label: str
    factor: float
    other: str
    aim: bool = False


TARGETS = (
    Target("application", CHECK, 3.0, WORD_EVERYWHERE),
    Target("application", CHECK, 2.5, WORD_EVERYWHERE, aim=True),
    Target("grafted", CHECK, 0.45, FOR_PYTHON),  # of the others, 34,000 are JSON
    Target("grafted", CHECK, 5.0, "ripgrep, then ast-grep"),
    Target("clean", CHECK, 2.5, "ripgrep, the word"),
    Target("clean", CHECK, 1.0, "ruff, default rules"),
    Target("findings", CHECK, 0.5, "ast-grep"),
    Target("findings", CHECK, 0.1, "semgrep"),
    Target("findings", CHECK, 3.0, "ripgrep, then ast-grep", aim=True),
    Target("findings", FIX, 1.5, CHECK),
    Target("one-clean", CHECK, 1.3, CLICK),
    Target("one-finding", CHECK, 2.0, LIBCST),
)
SECONDS_PER_10_MB = 1.5
WORK = 3.0
"""Seconds of all processors together for the tree that is full of the word."""


def markdown(outcome: Outcome, repeats: int) -> str:
    """Return the whole report."""
    parts = [_machine(repeats), *_agreements(outcome)]
    for group, measured in outcome.measured.items():
        if group in TITLES:
            parts += [f"### {_files(outcome.files[group])}: {TITLES[group]}", _times(measured)]
    parts += [*_growth(outcome), "### Targets", _targets(outcome)]
    parts += [f"Not here, so not compared: {tool.name} ({tool.install})." for tool in outcome.missing]
    return "\n\n".join(parts) + "\n"


def _machine(repeats: int) -> str:
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            model = next((line.partition(":")[2].strip() for line in stream if line.startswith("model name")), model)
    return (
        f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}, {platform.system()} {platform.release()}, {model}, "
        f"{cpus} processors, Python {platform.python_version()}. Medians of {repeats} runs in turn after a warm-up "
        f"(3 where one takes over 5 s).{_load()}"
    )


def _load() -> str:
    """Return a sentence about what else the machine does, where the system tells."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f" Processes that wanted to run at the end, on average of 15 minutes: {os.getloadavg()[2]:.1f}."


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _files(count: int) -> str:
    return f"{count:,} file" + "s" * (count != 1)


def _agreements(outcome: Outcome) -> list[str]:
    parts: list[str] = []
    for group, agreements in outcome.agreements.items():
        rows = [
            [one.name, f"{one.found} of {one.planted}", str(one.out_of_reach), str(one.traps)] for one in agreements
        ]
        head = ["", "found", "not found: its rules here do not say it", "reported where nothing is wrong"]
        parts += [f"### What they find: {TITLES[group]}", _table(head, rows)]
    return parts


def _times(measured: Sequence[Measured]) -> str:
    first = measured[0]
    rows = [
        [
            one.job.label,
            f"{one.median:.3f}",
            f"{min(one.seconds):.3f} to {max(one.seconds):.3f}",
            f"{one.median_work:.3f}",
            f"{one.median / first.median:.2f}",
            f"{one.largest:.0f}",
            "unknown" if one.together is None else f"{one.together:.0f}",
        ]
        for one in measured
    ]
    head = [
        "",
        "median, s",
        "range, s",
        "work of all processes, s",
        f"times {first.job.label}",
        "MiB, largest process",
        "MiB, all at once",
    ]
    return _table(head, rows)


def _growth(outcome: Outcome) -> list[str]:
    groups = [group for group in outcome.measured if group.startswith("scale ")]
    if not groups:
        return []
    rows: list[list[str]] = []
    for label in (CHECK, *GROWING):
        found = [outcome.find(group, label) for group in groups]
        times = [f"{one.median:.3f} s" for one in found if one is not None]
        if len(times) == len(groups):
            rows.append([label, *times])
    memory = [max(one.largest for one in outcome.measured[group] if one.job.label == CHECK) for group in groups]
    rows.append([f"{CHECK}, largest process", *(f"{size:.0f} MiB" for size in memory)])
    head = ["one file in 200 with findings", *(_files(int(group.split()[1])) for group in groups)]
    return ["### How it grows", _table(head, rows)]


def _targets(outcome: Outcome) -> str:
    rows: list[list[str]] = []
    for target in TARGETS:
        measured, other = outcome.find(target.group, target.label), outcome.find(target.group, target.other)
        what = f"{target.label}, {TITLES[target.group]}: at most {target.factor:g} x {target.other}"
        if measured is None or other is None:
            rows.append([what, "not measured", ""])
            continue
        ratio = measured.median / other.median
        rows.append([what, f"{ratio:.2f} x", _verdict(ratio <= target.factor, aim=target.aim)])
    twilio = outcome.find("twilio", CHECK)
    if twilio is not None and outcome.twilio_bytes:
        pace = twilio.median / (outcome.twilio_bytes / 10_000_000)
        what = f"{CHECK}, {TITLES['twilio']}: at most {SECONDS_PER_10_MB} s for 10 MB"
        rows.append([what, f"{pace:.2f} s", _verdict(pace <= SECONDS_PER_10_MB)])
    talkative = outcome.find("talkative", CHECK)
    if talkative is not None:
        what = f"{CHECK}, {TITLES['talkative']}: at most {WORK:g} s of work"
        rows.append([what, f"{talkative.median_work:.2f} s", _verdict(talkative.median_work <= WORK)])
    own = [one for measured in outcome.measured.values() for one in measured if one.job.label in (CHECK, FIX)]
    if own:
        largest = max(own, key=lambda one: one.largest)
        what = f"a process of Edgewise, the largest of all runs ({largest.job.folder.name}): under {MEMORY_MIB:g} MiB"
        rows.append([what, f"{largest.largest:.0f} MiB", _verdict(largest.largest < MEMORY_MIB)])
    return _table(["target", "measured", ""], rows)


def _verdict(met: bool, *, aim: bool = False) -> str:
    return "met" if met else ("aim missed" if aim else "**missed**")
