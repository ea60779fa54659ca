"""Terminals: a program run on one, and what then stands on its screen."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
from pathlib import Path

_SILENCE = 120.0
"""The seconds without a word after which a program is taken for one that waits: for an answer, or for ever."""
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\].*?(?:\x07|\x1b\\)", re.DOTALL)


def on_terminal(
    arguments: list[str],
    env: dict[str, str],
    *,
    columns: int = 80,
    typed: bytes = b"",
    prompt: bytes = b"",
    only_errors: bool = False,
    cwd: Path | None = None,
) -> tuple[int, str]:
    """Run a program on a pseudo-terminal, and return its exit code and what it writes there.

    :param typed: what is typed once ``prompt`` stands there.
    :param only_errors: the terminal is that of the standard error alone.
    :raises TimeoutError: the program says nothing more and does not end. It is ended, and what it wrote is told.
    """
    import fcntl
    import pty
    import termios

    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    started = subprocess.Popen(
        arguments,
        stdin=terminal,
        stdout=subprocess.DEVNULL if only_errors else terminal,
        stderr=terminal,
        env=env,
        cwd=cwd,
        start_new_session=True,
    )
    os.close(terminal)
    text, waiting = b"", True
    while True:
        if waiting and prompt in text:
            os.write(controller, typed)
            waiting = False
        if not select.select([controller], [], [], _SILENCE)[0]:
            started.kill()
            started.wait()
            os.close(controller)
            raise TimeoutError(f"{arguments} waits after {text.decode('utf-8', 'replace')!r}")
        try:
            part = os.read(controller, 65536)
        except OSError:  # how Linux tells the end
            break
        if not part:
            break
        text += part
    os.close(controller)
    return started.wait(), text.decode("utf-8", "replace")


def screen(written: str) -> list[str]:
    """Return the lines that stand on a terminal, wide enough for each, after something was written to it."""
    lines, column = [""], 0
    for character in _ESCAPE.sub("", written):
        if character == "\r":
            column = 0
        elif character == "\n":
            lines.append("")
        else:
            lines[-1] = lines[-1][:column].ljust(column) + character + lines[-1][column + 1 :]
            column += 1
    return [line.rstrip() for line in lines]
