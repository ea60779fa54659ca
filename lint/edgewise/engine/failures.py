"""Failures of the program itself: a bug that shows at one file is an error of that file and of no other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from edgewise.files.file import File, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R")


class WorkerDiedError(Exception):
    """A process of the pool was killed or crashed; the argument is a sentence for the user.

    ``unsettled`` are the paths of the files that were in its hands or in those of the others.
    """

    def __init__(self, message: str, unsettled: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.unsettled = unsettled


def attempt(function: Callable[[File], R], file: File) -> R | Problem:
    """Return ``function(file)``, or the problem that it is a bug."""
    try:
        return function(file)
    except Exception as error:
        return internal_error(file.path, error)


def internal_error(path: str, error: Exception) -> Problem:
    """Return the problem of a file at which the program itself failed, or its machine."""
    if isinstance(error, MemoryError):
        return Problem(path, "takes more memory to look at than there is")
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return Problem(path, f"internal error: {what}{place}. This is a bug in edgewise: please report it")
