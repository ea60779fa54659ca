"""The process behind ``edgewise`` and ``python -m edgewise``: what happens before the first file is looked at."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

_EXIT_UNWRITTEN = 2
_OBJECTS = 200_000
"""After how many new objects Python looks for garbage."""


def run() -> NoReturn:
    """Run the command line in a process of its own, and leave it."""
    _open_what_is_closed()
    # What imports make stays: to look for garbage in it takes time, and finds none.
    gc.disable()
    from edgewise.cli.main import main

    gc.freeze()
    # A file with a finding makes some hundred thousand objects, which stay until it is looked at.
    gc.set_threshold(_OBJECTS)
    gc.enable()
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        os._exit(_EXIT_UNWRITTEN)
    # Nothing is open and no thread is left: the system frees memory faster than the interpreter does piece by piece.
    os._exit(code)


def _open_what_is_closed() -> None:
    """Put something in the place of closed standard streams, which the next file to be opened would take otherwise."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # Nothing can be read from it, so that `-` is an error and no empty file.
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
            setattr(sys, name, open(descriptor, "r" if descriptor == 0 else "w", closefd=False))  # noqa: SIM115


if __name__ == "__main__":
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        # `python -m` imports from the current folder first, and that is somebody's source with, say, a `base64.py`.
        del sys.path[0]
    run()
