"""The command as a process of its own, with what it cost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

HOST, FIXED_HOST = "https://api.ie1.twilio.com", "https://api.dublin.ie1.twilio.com"
BAD, FIXED = f'URL = "{HOST}"\n'.encode(), f'URL = "{FIXED_HOST}"\n'.encode()
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
DECIDED = ["--processing-region", "as-written"]
PATIENCE = 120
"""Seconds after which a run is a hang, on a busy machine too."""


@dataclass(frozen=True)
class Run:
    """What one run said and took: ``seconds`` of processor time, ``megabytes`` at its peak."""

    code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    megabytes: float


def edgewise(folder: Path, *arguments: str) -> Run:
    """Run the command in a folder, where names say what is meant; a hang ends with exit code -9."""
    decided = [] if "--processing-region" in arguments else DECIDED
    line = [sys.executable, "-m", "edgewise", *arguments, *decided]
    with subprocess.Popen(
        line, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        errors: list[bytes] = []
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))  # type: ignore[union-attr]
        reader.start()
        stdout = process.stdout.read()
        reader.join()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Run(process.returncode, stdout, errors[0], usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)
