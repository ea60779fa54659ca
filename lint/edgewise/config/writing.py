"""Writing into a configuration file: one key is added, and the rest of its text stays as it is."""

from __future__ import annotations

import json
import os
import re
from typing import cast

from edgewise.config.config import FILE_NAMES
from edgewise.files.atomic import WriteError, replace_content
from edgewise.files.reading import read
from edgewise.files.toml import toml_table

_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*edgewise[ \t]*\][ \t]*(?:#[^\r\n]*)?(?:\r?\n|\Z)", re.MULTILINE)
_OPENING = re.compile(r"(?:[ \t]*#[^\n]*\n)+(?:[ \t]*\r?\n)+|")
"""Comments at the start of a file that are about all of it: there is an empty line behind them."""


def add_key(path: str, key: str, value: str) -> None:
    """Add a key with a string to the configuration file at ``path``, which is made if there is none.

    :raises WriteError: the file cannot be written, or the key has no sure place in it.
    """
    try:
        old: bytes | None = read(path)
    except FileNotFoundError:
        old = None
    except OSError as error:
        raise WriteError(f"cannot be read: {error.strerror or error}") from None
    try:
        text = (old or b"").decode("utf-8")
        new = with_key(text, key, value, in_table=os.path.basename(path) == FILE_NAMES[-1])
    except ValueError as error:
        raise WriteError(f"cannot be completed: {error}") from None
    replace_content(path, old, new.encode())


def with_key(text: str, key: str, value: str, *, in_table: bool) -> str:
    """Return a configuration with a key that it does not have yet.

    :param in_table: whether it is a ``pyproject.toml``, in which only ``[tool.edgewise]`` is ours.
    :raises ValueError: the text is not valid, or nothing that is added makes it say just this besides.
    """
    before = toml_table(text.removeprefix("\ufeff"))
    in_table = in_table or "tool" in before
    line_end = "\r\n" if "\r\n" in text else "\n"
    line = f"{key} = {json.dumps(value)}{line_end}"
    start = len(text) - len(text.removeprefix("\ufeff"))
    ways: list[str] = []
    if in_table:
        for found in _HEADER.finditer(text):
            ended = "" if found[0].endswith("\n") else line_end
            ways.append(text[: found.end()] + ended + line + text[found.end() :])
        parted = text + line_end * (2 - text.endswith("\n") - text.endswith(line_end * 2)) if text else text
        ways.append(f"{parted}[tool.edgewise]{line_end}{line}")
    else:
        opening = _OPENING.match(text, start)
        at = opening.end() if opening else start
        table = line_end if text[at:].lstrip().startswith("[") else ""
        ways.append(text[:at] + line + table + text[at:])
    wanted = _with(before, key, value, in_table=in_table)
    for way in ways:
        try:
            if toml_table(way.removeprefix("\ufeff")) == wanted:
                return way
        except ValueError:
            continue
    raise ValueError(f"it has no sure place for {line.strip()}")


def _with(table: dict[str, object], key: str, value: str, *, in_table: bool) -> dict[str, object]:
    if not in_table:
        return table | {key: value}
    tool = _as_table(table.get("tool", {}))
    own = _as_table(tool.get("edgewise", {}))
    return table | {"tool": tool | {"edgewise": own | {key: value}}}


def _as_table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("its [tool.edgewise] is no table")
    return cast("dict[str, object]", value)
