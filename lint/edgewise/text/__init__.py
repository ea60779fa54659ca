"""Every file that is not Python: hosts in any text, settings in configuration files, notebooks.

Where a new kind of file goes is the table in ``kinds.py``; a new notation for settings is one module with a function
``scopes``, and a row in ``search.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.text.prefilter import is_binary, may_match

if TYPE_CHECKING:
    from edgewise.findings import Finding
    from edgewise.options import Options

__all__ = ["find", "is_binary", "is_prose", "may_match"]


def find(text: str, path: str, options: Options) -> list[Finding]:
    """Return the findings of a text, sorted by position; ``path`` decides what kind of text it is."""
    # A tree without a candidate never pays for the matchers.
    from edgewise.text.find import find as find_in_text

    return find_in_text(text, path, options)


def is_prose(text: str, path: str) -> bool:
    """Say whether a text is written for people; see :func:`find` for ``path``."""
    from edgewise.text.kinds import kind_of

    return kind_of(path, text).prose
