"""The text and the tables of a file that may pin twilio."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from edgewise.files.reading import UnwantedError, read
from edgewise.files.sources import UndecodableError, decode_text
from edgewise.files.toml import toml_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Table = dict[str, object]
_MOST_BYTES = 20_000_000
"""Longer ones would be read for minutes."""


class UnreadablePinsError(Exception):
    """A file that cannot be read; the argument is the end of a sentence that says why."""


def content(path: str) -> str:
    """Return the text of a file.

    :raises UnreadablePinsError: it cannot be read or decoded.
    """
    try:
        data = read(path, _MOST_BYTES)
    except UnwantedError:
        raise UnreadablePinsError(f"is larger than {_MOST_BYTES:,} bytes") from None
    except OSError as error:
        raise UnreadablePinsError(f"cannot be read: {error.strerror or error}") from None
    try:
        return decode_text(data).text
    except UndecodableError as error:
        raise UnreadablePinsError(f"cannot be decoded: {error}") from None


def toml(text: str) -> Table:
    """Return the table that a TOML file is.

    :raises UnreadablePinsError: it is not valid.
    """
    try:
        return toml_table(text)
    except ValueError as error:
        raise UnreadablePinsError(f"is not valid TOML: {error}") from None


def json_object(text: str) -> Table:
    """Return the object that a JSON file is.

    :raises UnreadablePinsError: it is not valid, or something else.
    """
    try:
        return table(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise UnreadablePinsError(f"is not valid JSON: {error}") from None


def table(value: object) -> Table:
    """Return a value as a table, an empty one where it is something else."""
    return cast("Table", value) if isinstance(value, dict) else {}


def at(content: Table, path: Sequence[str]) -> Iterator[object]:
    """Yield the values at a path of keys, of which ``*`` stands for any."""
    if not path:
        yield content
        return
    key, *rest = path
    for value in table(content).values() if key == "*" else [table(content).get(key)]:
        if not rest:
            yield value
        else:
            yield from at(table(value), rest)


def items(value: object) -> list[object]:
    """Return a value as a list, an empty one where it is something else."""
    return cast("list[object]", value) if isinstance(value, list) else []
