"""Another version of the library as the judge: a process of its own, asked over its standard input and output.

``python -m oracle.judging.worker`` with that version first on PYTHONPATH. Each line in is the text of a program, each line out
what it did, both as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oracle.judging.judge import Record

_TESTS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Worker:
    """A running process that judges programs with the version of the library in ``folder``.

    :raises RuntimeError: the process does not answer.
    """

    def __init__(self, folder: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "oracle.judging.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((folder, _TESTS)), "PYTHONWARNINGS": "ignore"},
            encoding="utf-8",
        )
        self.version: str = self._answer()

    def run(self, program: str) -> Record:
        """Run the text of a program and return what it did; what it noted comes as text."""
        from oracle.judging.judge import Record

        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(program) + "\n")
        self._process.stdin.flush()
        return Record(**self._answer())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _answer(self):
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the judge's process ended with exit code {self._process.wait()}")
        return json.loads(line)


def _serve() -> None:
    from oracle.judging.judge import VERSION, run

    answers = sys.stdout
    print(json.dumps(VERSION), file=answers, flush=True)
    for line in sys.stdin:
        record = run(json.loads(line))
        record.noted = [repr(item) for item in record.noted]
        print(json.dumps(asdict(record)), file=answers, flush=True)


if __name__ == "__main__":
    _serve()
