"""The command as a process of its own, with what it cost."""

from __future__ import annotations

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HOST, FIXED_HOST = "https://api.ie1.twilio.com", "https://api.dublin.ie1.twilio.com"
BAD, FIXED = f'URL = "{HOST}"\n'.encode(), f'URL = "{FIXED_HOST}"\n'.encode()
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
DECIDED = ["--processing-region", "as-written"]
SERVER = str(Path(__file__).with_name("server.py"))
PATIENCE = 120
"""Seconds after which a run is a hang, on a busy machine too."""


@dataclass(frozen=True)
class Run:
    """What one run said and took: ``seconds`` of processor time without its start, ``megabytes`` at its peak."""

    code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    megabytes: float


def edgewise(folder: Path, *arguments: str) -> Run:
    """Run the command in a folder, where names say what is meant; a hang ends by a signal, with a negative code."""
    decided = [] if "--processing-region" in arguments else DECIDED
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.TemporaryDirectory() as said:
        asked = {"folder": str(folder), "arguments": [*arguments, *decided], "said": said, "patience": PATIENCE}
        server.stdin.write(f"{json.dumps(asked)}\n")
        server.stdin.flush()
        status, seconds, peak = json.loads(server.stdout.readline())
        stdout, stderr = (Path(said, name).read_bytes() for name in ("stdout", "stderr"))
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Run(os.waitstatus_to_exitcode(status), stdout, stderr, seconds, peak / scale)


@functools.cache
def _server() -> subprocess.Popen[str]:
    # Of its own, since a process begins with the peak of the one that it is forked from: that of a long run of tests is
    # larger than any bound.
    started = subprocess.Popen(
        [sys.executable, SERVER], env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(started.communicate)
    return started
