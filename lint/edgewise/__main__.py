"""The process: ``edgewise`` and ``python -m edgewise``, and what it costs before the first file is looked at."""

from __future__ import annotations

import gc
import os
import sys


def run() -> int:
    """Run the command line in a process of its own, and leave it.

    :returns: the exit code, where the interpreter has to be taken down in full.
    """
    # What imports make stays: to look for garbage in it takes time, and finds none.
    gc.disable()
    from edgewise.cli import main

    gc.freeze()
    gc.enable()
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return code
    # Nothing is open and no thread is left: the system frees memory faster than the interpreter does piece by piece.
    os._exit(code)


if __name__ == "__main__":
    sys.exit(run())
