"""A Python that has loaded the command already, for tests that start it: in the short form a start is a fork of it.

In the long form, and where there is no fork to be had, it is the interpreter itself.
"""

from __future__ import annotations

import atexit
import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from support import REPOSITORY, THOROUGH

_HERE = Path(__file__).parent
_ROOTS = [str(REPOSITORY / root) for root in ("lint", "codemods")]


def python() -> list[str]:
    """Return what stands for ``python`` in a command line, with ``-m`` or ``-c`` and arguments behind it.

    A test that sends signals, limits the process, closes its streams or shadows what it imports starts the interpreter.
    """
    return [sys.executable] if THOROUGH or sys.platform != "linux" else [*_forking()]


@functools.cache
def _forking() -> tuple[str, ...]:
    folder = tempfile.mkdtemp(prefix="edgewise-")  # nobody else may enter it
    address = os.path.join(folder, "warm")
    started = subprocess.Popen(
        [sys.executable, str(_HERE / "interpreter.py"), address],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(_ROOTS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for who runs the tests
    )
    assert started.stdout is not None
    assert started.stdout.readline() == b"ready\n"
    atexit.register(started.communicate)  # its input ends, and so does it
    return (sys.executable, "-I", "-S", str(_HERE / "start.py"), address, sys.executable)
