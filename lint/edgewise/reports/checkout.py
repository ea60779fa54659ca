"""Paths from the root of the checkout, as a service reads them, wherever in it the command was called."""

from __future__ import annotations

import os

from edgewise.files.repository import GIT, root_of
from edgewise.reports.page import shown_path


def root() -> str:
    """Return the folder that paths are relative to, a real path.

    It is the root of the repository around the working directory. Where there is none, as in a container that got the
    files without it, it is what GitHub or GitLab say; else it is the working directory.
    """
    here = os.path.realpath(os.curdir)
    found = root_of(here, GIT)
    if found is not None:
        return found
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        named = os.environ.get(variable)
        if named and _below(here, os.path.realpath(named)) is not None:
            return os.path.realpath(named)
    return here


def path_in(folder: str, path: str) -> str | None:
    """Return a path relative to ``folder``, with forward slashes; None for what lies outside.

    Links are followed, since neither GitHub nor GitLab shows anything at the path of a link.
    """
    return _below(os.path.realpath(path), folder)


def readable_path(folder: str, path: str) -> str:
    """Return the path of a file for a report in UTF-8: see :func:`path_in`; what lies outside as people see it."""
    return os.fsencode(path_in(folder, path) or shown_path(path)).decode("utf-8", "replace")


def _below(path: str, folder: str) -> str | None:
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive
        return None
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        return None
    return relative.replace(os.sep, "/")
