"""Files that a text is read together with: the ``.env`` next to a compose file, the values of a chart.

Only these few are looked at, by name, where something in the text makes it worth while, and only if they are small.
"""

from __future__ import annotations

import os
import stat

_MOST_BYTES = 256 * 1024


def read_nearby(path: str, *steps: str) -> str | None:
    """Return the text of the file that ``steps`` lead to from the folder of ``path``; None where there is none to read.

    A link is not followed, and what is larger than 256 KiB or not utf-8 is not read.
    """
    target = os.path.join(os.path.dirname(path), *steps)
    try:
        status = os.lstat(target)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
            return None
        with open(target, encoding="utf-8-sig") as stream:
            return stream.read(_MOST_BYTES)
    except (OSError, ValueError):  # a missing file is the usual case
        return None
