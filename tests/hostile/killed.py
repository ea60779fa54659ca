"""A program: kill ``edgewise fix`` at each call to the system in turn, and look at what it leaves (see test_killed)."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from edgewise.cli.main import main

OLD, NEW = b'URL = "https://api.ie1.twilio.com/x"\n', b'URL = "https://api.dublin.ie1.twilio.com/x"\n'
FILES = ("a.py", "b.py", "sub/c.env.py")
CALLS = "open write fsync fchown utime chmod replace unlink access stat listxattr close".split()


def plant(folder: str) -> None:
    """Write the old files."""
    for name in FILES:
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(OLD)


def fix(folder: str, at: int | None, *, before: bool) -> int:
    """Run the command in a process of its own, killed at call number ``at``; return how it ended."""
    pid = os.fork()
    if pid == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if at is not None:
            count = [at]
            for name in CALLS:
                if hasattr(os, name):
                    setattr(os, name, deadly(getattr(os, name), count, before=before))
            fcntl.flock = deadly(fcntl.flock, count, before=before)
        sys.argv[1:] = ["fix", "--isolated", "--jobs", "1", "--processing-region", "as-written"]
        os._exit(main())
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def deadly(real: Callable[..., Any], count: list[int], *, before: bool) -> Callable[..., Any]:
    """Return a function that kills the process before or after the call that ``count`` comes down to."""

    def call(*arguments: Any, **keywords: Any) -> Any:
        count[0] -= 1
        if count[0] < 0 and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **keywords)
        if count[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call


def contents(folder: str) -> dict[str, bytes]:
    """Return what every file holds."""
    found: dict[str, bytes] = {}
    for root, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(root, name), "rb") as stream:
                found[os.path.relpath(os.path.join(root, name), folder)] = stream.read()
    return found


def run(folder: str) -> tuple[int, int, int]:
    """Return how many moments there were, at how many something temporary was left, and some file was new already."""
    moments = left = halfway = 0
    for before in (True, False):
        at = 0
        while True:
            plant(folder)
            ended = fix(folder, at, before=before)
            if ended != -signal.SIGKILL:
                assert ended == 0, ended
                break
            found = contents(folder)
            for name in FILES:
                assert found[name] in (OLD, NEW), (at, before, name, found[name])
            extra = set(found) - set(FILES)
            assert len(extra) <= 1, extra
            left += bool(extra)
            halfway += any(found[name] == NEW for name in FILES)
            assert fix(folder, None, before=before) == 0
            assert contents(folder) == dict.fromkeys(FILES, NEW), (at, before, contents(folder))
            moments += 1
            at += 1
    return moments, left, halfway


if __name__ == "__main__":
    # Loaded once, so that each of the many runs is a fork away.
    import edgewise_codemods.cli.fix
    from edgewise_codemods import fix_source

    assert edgewise_codemods.cli.fix.fix is not None
    fix_source(OLD.decode())
    print(*run(sys.argv[1]))
