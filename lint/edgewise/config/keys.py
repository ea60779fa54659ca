"""The keys of a configuration file, and how each value is read."""

from __future__ import annotations

import functools
import keyword
import re
from typing import TYPE_CHECKING, cast, get_args

from edgewise.config.formats import FORMATS
from edgewise.files import gitignore
from edgewise.rules import BY_CODE, BY_NAME
from edgewise.twilio.table import ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)


class UnfitError(Exception):
    """A value that its key cannot have; the argument says why."""


def readers() -> dict[str, Callable[[object], object]]:
    """Return for each key the function that turns its value in TOML into that of the field, or raises UnfitError."""
    return {
        "processing-region": functools.partial(_choice, choices=get_args(ProcessingRegion)),
        "select": rules,
        "extend-select": rules,
        "ignore": rules,
        "per-file-ignores": _per_file,
        "exclude": _patterns,
        "extend-exclude": _patterns,
        "respect-gitignore": _flag,
        "force-exclude": _flag,
        "prose": _flag,
        "clients": dotted_names,
        "unsafe-fixes": _flag,
        "output-format": functools.partial(_choice, choices=tuple(FORMATS)),
        "baseline": _path,
        "rule-url": _url,
        "jobs": _count,
        "max-file-size": _count,
        "twilio-version": twilio_version,
    }


def rules(value: object) -> tuple[str, ...]:
    """Return a list of codes, prefixes of codes and names of rules, in any case, as prefixes of codes.

    :raises UnfitError: it is no list of strings, or one of them names no rule.
    """
    return tuple(map(_rule, _strings(value)))


def _rule(text: str) -> str:
    named = BY_NAME.get(text.lower())
    prefix = named.code if named else text.upper()
    if not text or not any(code.startswith(prefix) for code in BY_CODE):
        hint = near(text, (*BY_CODE, *BY_NAME)) or "; `edgewise rule` lists them"
        raise UnfitError(f"{text!r} names no rule{hint}")
    return prefix


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise UnfitError(f"it should be true or false, not {described(value)}")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnfitError(f"it should be a whole number, not {described(value)}")
    if value < 1:
        raise UnfitError(f"it should be at least 1, not {value}")
    return value


def _choice(value: object, choices: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise UnfitError(f"it should be one of {', '.join(choices)}, not {described(value)}")
    if value not in choices:
        raise UnfitError(f"{value!r} is none of {', '.join(choices)}{near(value, choices)}")
    return value


def _path(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise UnfitError(f"it should be the path of a file, not {described(value)}")
    return value


def _url(value: object) -> str:
    if not isinstance(value, str) or not _URL.fullmatch(value):
        raise UnfitError(f'it should be a URL such as "https://wiki.example.org/{{code}}", not {value!r}')
    return value


def twilio_version(value: object) -> str:
    """Return a version or a specifier of twilio-python as it is.

    :raises UnfitError: it is neither, or no release fits it.
    """
    if not isinstance(value, str):
        raise UnfitError(f'it should be a string such as "9.9.0" or ">=6,<7", not {described(value)}')
    from edgewise.pins.versions import specifier_of

    try:
        specifier_of(value)
    except ValueError as error:
        raise UnfitError(str(error)) from None
    return value


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise UnfitError(f"it should be a list of strings, not {described(value)}")
    items = cast("list[object]", value)
    for item in items:
        if not isinstance(item, str):
            raise UnfitError(f"it should be a list of strings, and holds {described(item)}")
    return tuple(cast("list[str]", items))


def _per_file(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise UnfitError(f"it should be a table from patterns to lists of rules, not {described(value)}")
    pairs: list[tuple[str, tuple[str, ...]]] = []
    for pattern, listed in cast("dict[str, object]", value).items():
        _check_pattern(pattern)
        if pattern.startswith("!"):
            raise UnfitError(f"the pattern {pattern!r} is negated, and there is nothing before it to take back")
        try:
            pairs.append((pattern, rules(listed)))
        except UnfitError as error:
            raise UnfitError(f"for the pattern {pattern!r}, {error}") from None
    return tuple(pairs)


def _patterns(value: object) -> tuple[str, ...]:
    patterns = _strings(value)
    for pattern in patterns:
        _check_pattern(pattern)
    return patterns


def _check_pattern(pattern: str) -> None:
    if not gitignore.is_pattern(pattern):
        raise UnfitError(f"{pattern!r} is no pattern in the syntax of .gitignore")


def dotted_names(value: object) -> tuple[str, ...]:
    """Return a list of dotted names of classes.

    :raises UnfitError: it is no list of strings, or one of them is no such name.
    """
    names = _strings(value)
    for name in names:
        parts = name.split(".")
        if len(parts) < 2 or not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
            raise UnfitError(f"{name!r} is no dotted name of a class, such as 'package.module.Client'")
    return names


def described(value: object) -> str:
    """Say what a value is, for the end of a sentence that says what it should be."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the string {value!r}"
    if isinstance(value, (int, float)):
        return f"the number {value!r}"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a table"
    return "a date or time"


def near(word: str, choices: Iterable[str]) -> str:
    """Return "; did you mean ...?" for the choice that ``word`` is nearest to, "" if there is none near."""
    import difflib

    by_shape = {choice.lower(): choice for choice in choices}
    close = difflib.get_close_matches(word.lower().replace("_", "-"), by_shape, n=1)
    return f"; did you mean {by_shape[close[0]]!r}?" if close else ""
