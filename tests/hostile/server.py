"""A program: the command, loaded once, so that each of many runs is a process of its own and still a fork away.

A line in: {"folder": ..., "arguments": [...], "said": a folder for what it writes, "patience": seconds}. A line out: its
exit status, seconds of processor time and kilobytes at its peak, of which what was loaded is a part.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import NoReturn

import edgewise_codemods.cli.fix
from edgewise.__main__ import run
from edgewise_codemods import fix_source


def become(folder: str, arguments: list[str], said: str, patience: int) -> NoReturn:
    """Be a run of the command, which ends by a signal after so many seconds."""
    os.setsid()
    signal.alarm(patience)
    os.chdir(folder)
    for descriptor, path in enumerate((os.devnull, f"{said}/stdout", f"{said}/stderr")):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.argv[1:] = arguments
    try:
        run()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    del sys.path[0]  # as `python -m edgewise` does: nothing is imported from here
    assert edgewise_codemods.cli.fix is not None
    fix_source('URL = "https://api.ie1.twilio.com"')
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            become(**json.loads(line))
        _, status, usage = os.wait4(pid, 0)
        print(json.dumps([status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]), flush=True)
