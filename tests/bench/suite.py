"""The runs: which commands on which tree, first for what they find and then for how long they take."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench import planted
from bench.measure import Job, Measured, measure, run
from bench.tools import Tool, edgewise, edgewise_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.corpus import Corpus, Tree
    from bench.planted import Agreement

CHECK = "edgewise check"
FIX = "edgewise fix"
CLICK = 'python -c "import click"'
LIBCST = 'python -c "import libcst"'
GROUPS = ("application", "grafted", "talkative", "clean", "findings", "one-clean", "one-finding", "twilio", "scale")
GROWING = ("ripgrep, the word", "ruff, default rules", "ripgrep, then ast-grep")
"""Whose time is told on trees of several sizes, beside Edgewise's."""
WORD, WORD_EVERYWHERE = "ripgrep, the word", "ripgrep, the word, no ignore files"
FOR_PYTHON = "ast-grep, rules for Python alone"
BESIDE = (WORD, WORD_EVERYWHERE, "ripgrep, then ast-grep", "ast-grep", FOR_PYTHON)
"""Whose time is told on published trees: the others take minutes there."""


@dataclass(slots=True)
class Outcome:
    """What the runs gave. A group of ``measured`` is a tree; ``files`` counts the files of each."""

    measured: dict[str, list[Measured]] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    agreements: dict[str, list[Agreement]] = field(default_factory=dict)
    missing: list[Tool] = field(default_factory=list)
    twilio_bytes: int = 0

    def find(self, group: str, label: str) -> Measured | None:
        """Return what a command took on a tree, None where that was not measured."""
        return next((one for one in self.measured.get(group, ()) if one.job.label == label), None)


@dataclass(frozen=True, slots=True)
class Suite:
    """What all runs share."""

    corpus: Corpus
    tools: tuple[Tool, ...]
    environment: dict[str, str]
    scratch: Path
    repeats: int
    say: Callable[[str], None]

    def run(self, groups: Sequence[str]) -> Outcome:
        """Build the trees, compare what is found, and measure.

        :raises bench.planted.DisagreementError: before anything is measured.
        :raises bench.measure.CommandFailedError: a command does not work.
        """
        outcome = Outcome(missing=[tool for tool in self.tools if tool.missing(self.environment["PATH"])])
        present = [tool for tool in self.tools if tool not in outcome.missing]
        corpus = self.corpus
        trees: dict[str, Tree] = {}
        for group, build in {
            "application": corpus.application,
            "grafted": corpus.grafted,
            "talkative": corpus.talkative,
            "clean": corpus.clean,
            "findings": corpus.findings,
            "one-clean": corpus.one_clean,
            "one-finding": corpus.one_finding,
            "twilio": corpus.twilio,
        }.items():
            if group in groups:
                trees[group] = build()
        if "scale" in groups:
            trees |= {f"scale {files}": corpus.scale(files) for files in corpus.plan.scale}
        for group, tree in trees.items():
            outcome.files[group] = tree.files
            self._agree(group, tree, present, outcome)
        if "twilio" in trees:
            outcome.twilio_bytes = trees["twilio"].python_bytes
        for group, tree in trees.items():
            outcome.measured[group] = measure(self._jobs(group, tree, present), self.repeats, self.say)
        return outcome

    def _agree(self, group: str, tree: Tree, present: Sequence[Tool], outcome: Outcome) -> None:
        if group.startswith("scale"):
            return
        self.say(f"{group}: comparing what is found")
        tree.restore()
        report = run(self._job(tree, CHECK, self._edgewise("check --quiet --output-format json"))).output
        agreed = [planted.compare_edgewise(edgewise_rows(report), tree.planted)]
        if group in ("clean", "findings", "grafted"):
            for tool in present:
                if tool.rows is not None and (group != "grafted" or tool.name in BESIDE):
                    found = tool.rows(run(self._job(tree, tool.name, tool.command, codes=(0, 1, 123))).output)
                    agreed.append(planted.compare(tool, found, tree.planted))
        if group in ("findings", "grafted"):
            outcome.agreements[group] = agreed

    def _jobs(self, group: str, tree: Tree, present: Sequence[Tool]) -> list[Job]:
        check = self._edgewise("check --quiet" + (" --jobs 1" if group == "twilio" else ""))
        jobs = [self._job(tree, CHECK, check)]
        if group in ("findings", "grafted"):
            jobs[0] = self._job(tree, CHECK, check, prepare=tree.restore)
            jobs.append(self._job(tree, FIX, self._edgewise("fix --quiet"), prepare=tree.restore))
        if group.startswith("one-"):
            library, label = ("click", CLICK) if group == "one-clean" else ("libcst", LIBCST)
            jobs = [self._job(tree, CHECK, f"{check} module.py")]
            jobs.append(self._job(tree, label, shlex.join([sys.executable, "-c", f"import {library}"])))
        wanted: tuple[str, ...] | None = ()
        if group in ("clean", "findings"):
            wanted = None
        elif group in ("application", "grafted", "talkative"):
            wanted = BESIDE
        elif group.startswith("scale"):
            wanted = GROWING
        jobs += [
            self._job(tree, tool.name, tool.command, codes=(0, 1, 123), prepare=jobs[0].prepare)
            for tool in present
            if wanted is None or tool.name in wanted
        ]
        return jobs

    def _edgewise(self, arguments: str) -> str:
        return f"{edgewise(self.scratch)} {arguments}"

    def _job(
        self,
        tree: Tree,
        label: str,
        command: str,
        codes: tuple[int, ...] = (0, 1),
        prepare: Callable[[], None] | None = None,
    ) -> Job:
        """xargs ends with 123 where what it calls ends with 1."""
        return Job(label, command, tree.path, self.environment, prepare, codes)
