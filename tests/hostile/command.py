"""The command as a process of its own, with what it cost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

HOST, FIXED_HOST = "https://api.ie1.twilio.com", "https://api.dublin.ie1.twilio.com"
BAD, FIXED = f'URL = "{HOST}"\n'.encode(), f'URL = "{FIXED_HOST}"\n'.encode()
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
DECIDED = ["--processing-region", "as-written"]
LAUNCHER = str(Path(__file__).with_name("launcher.py"))
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
    reading, writing = os.pipe()
    launched = [sys.executable, "-I", "-S", LAUNCHER, str(writing), *line]
    with subprocess.Popen(
        launched,
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[writing],
        start_new_session=True,
    ) as process:
        os.close(writing)
        timer = threading.Timer(PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        stdout, stderr = process.communicate()
        timer.cancel()
    with open(reading, encoding="ascii") as pipe:
        said = pipe.read()
    status, seconds, peak = json.loads(said) if said else (signal.SIGKILL, 0.0, 0)
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Run(os.waitstatus_to_exitcode(status), stdout, stderr, seconds, peak / scale)
