"""Scripts that say in a comment what they depend on (PEP 723), and the lock that may stand beside one."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from edgewise.pins.locks import packages
from edgewise.pins.manifests import pyproject_table
from edgewise.pins.requirements import LINK_OUT, is_inside
from edgewise.pins.statements import PACKAGE, Flaw
from edgewise.pins.tables import UnreadablePinsError, at, content, items, toml

if TYPE_CHECKING:
    from edgewise.pins.statements import Said

MARK = "# /// script"
_BLOCK = re.compile(rf"^{MARK}[ \t]*\r?\n(?P<content>(?:#(?: [^\n]*)?\r?\n)+?)# ///[ \t]*\r?$", re.MULTILINE)


def said_by(path: str, text: str) -> list[Said]:
    """Return what a script says of twilio itself: nothing where it says nothing.

    :param path: absolute.
    """
    found = _BLOCK.search(text)
    if found is None or PACKAGE not in found["content"].lower():
        return []
    lock = f"{path}.lock"  # that of uv
    if os.path.isfile(lock):
        if not is_inside(lock, os.path.dirname(path)):
            return [(lock, Flaw(LINK_OUT))]
        try:
            return [(lock, one) for one in packages(content(lock))]
        except UnreadablePinsError as error:
            return [(lock, Flaw(str(error)))]
    try:
        said = toml("\n".join(line[2:].rstrip("\r") for line in found["content"].split("\n")))
    except UnreadablePinsError as error:
        return [(path, Flaw(f"its script metadata {error}"))]
    required = [one for value in at(said, ["dependencies"]) for one in items(value)]
    return [(path, one) for one in pyproject_table({"project": {"dependencies": required}, "tool": said.get("tool")})]
