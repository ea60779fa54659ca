"""Pins: which twilio a project uses. They are read where a client is judged and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.pins.libraries import Libraries, Reading
from edgewise.twilio.releases import ERAS

if TYPE_CHECKING:
    from edgewise.options import Options

__all__ = ["NEWEST", "Libraries", "Reading", "libraries"]

NEWEST = Libraries((Reading(ERAS[-1].behaviour),))
"""What holds where nothing says a version."""


def libraries(options: Options, path: str, text: str = "") -> Libraries:
    """Return which twilio the code of a file may meet: by ``twilio-version``, by the project's pins, or the newest.

    :param path: that of the file, absolute or relative to the working directory.
    :param text: that of the file, which may have pins of its own (PEP 723).
    """
    if options.twilio_version is not None:
        from edgewise.pins.versions import behaviour, specifier_of

        found = behaviour(specifier_of(options.twilio_version))
        return Libraries((Reading(found or ERAS[-1].behaviour, f"twilio-version {options.twilio_version}"),))
    if not options.pin_roots:
        return NEWEST
    from edgewise.pins.project import pinned

    return pinned(path, options.pin_roots, text) or NEWEST
