"""Older versions of the library, each installed into a folder of its own and judging in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

OLDER = ("6.40.0", "7.17.0", "8.13.0", "9.8.7")
"""Releases that behave like the newest one: 6.40.0 brought ``edge``, 9.8.7 is the last before edges were added."""
OTHERS = ("6.39.0", "9.10.0")
"""The last release that knows no edge, and the last one that adds the edge of a region itself."""


class NotInstalledError(Exception):
    """A version cannot be had: without a network, mostly."""


def folder_of(version: str) -> str:
    """Return the folder with a version of the library and what it needs, installed if it is not there yet.

    It stays there: ``EDGEWISE_TWILIO_CACHE``, or a folder in the user's cache.

    :raises NotInstalledError: it cannot be installed.
    """
    cache = os.environ.get("EDGEWISE_TWILIO_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "edgewise-tests"
    )
    major, minor = sys.version_info[:2]
    folder = os.path.join(cache, f"twilio-{version}-py{major}.{minor}")
    if os.path.isdir(folder):
        return folder
    os.makedirs(cache, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as work:
        made = os.path.join(work, "twilio")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", made, f"twilio=={version}"]
        ran = subprocess.run(command, check=False, capture_output=True, text=True)
        if ran.returncode:
            raise NotInstalledError(f"twilio {version} cannot be installed: {ran.stderr.strip()[-300:]}")
        try:
            os.rename(made, folder)
        except OSError:
            # Another process was faster.
            if not os.path.isdir(folder):
                raise
            shutil.rmtree(made)
    return folder
