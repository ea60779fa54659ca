"""The judge: one node process that runs many programs with the real package, each release of it where it differs."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NEWEST, ADDING, BEFORE = "6.3.1", "5.12.0", "3.42.1"
"""The newest release that was looked at, the last that adds edges by itself, and one that knows none."""
_PACKAGES = (*(f"twilio-{release}@npm:twilio@{release}" for release in (NEWEST, ADDING, BEFORE)), "typescript@5.9.3")


class NotInstalledError(Exception):
    """There is no node, or its packages cannot be had: without a network, mostly."""


@functools.cache
def folder() -> Path:
    """Return the folder with the packages, installed if they are not there yet.

    They stay there: ``EDGEWISE_NPM_CACHE``, or a folder in the user's cache.

    :raises NotInstalledError: they cannot be installed.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NotInstalledError("needs node and npm")
    cache = Path(os.environ.get("EDGEWISE_NPM_CACHE") or Path.home() / ".cache" / "edgewise-tests" / "npm")
    made = cache / "-".join((NEWEST, ADDING, BEFORE))
    if made.is_dir():
        return made
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as work:
        (Path(work) / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *_PACKAGES]
        ran = subprocess.run(command, check=False, cwd=work, capture_output=True, text=True, timeout=600)
        if ran.returncode:
            raise NotInstalledError(f"the npm packages cannot be installed: {(ran.stdout + ran.stderr)[-300:]}")
        try:
            os.rename(work, made)
        except OSError:
            if not made.is_dir():  # another process was faster
                raise
    return made


def hosts(programs: Sequence[dict[str, Any]]) -> list[list[str] | str]:
    """Return the hosts that the clients of each program ask for, or the error with which it ends.

    :param programs: of each the ``code`` and the ``release``, and perhaps ``files`` that it imports.
    """
    script = Path(__file__).with_suffix(".js")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}
    ran = subprocess.run(
        ["node", "-e", script.read_text()],
        check=False,
        cwd=folder(),
        env=environment,
        input="".join(f"{json.dumps(program)}\n" for program in programs),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(answers) == len(programs)
    return [answer["hosts"] if "hosts" in answer else answer["error"] for answer in answers]
