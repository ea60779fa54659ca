"""What may stand in a configuration file: each key, and how its value is read."""

from __future__ import annotations

import functools
import keyword
from typing import TYPE_CHECKING, cast, get_args

from edgewise import ignores
from edgewise.hosts import ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

OUTPUT_FORMATS = ("full", "concise", "json", "json-lines", "github")
"""The values of ``output-format``."""


class UnfitError(Exception):
    """A value that its key cannot have; the argument says why."""


def readers(codes: tuple[str, ...], names: Mapping[str, str]) -> dict[str, Callable[[object], object]]:
    """Return for each key the function that turns a value as TOML has it into that of the field, or raises UnfitError.

    :param codes: every rule's code, to refuse others; with none, rules are taken as they are.
    :param names: from each rule's name to its code.
    """
    as_rules = functools.partial(rules, codes=codes, names=names)
    return {
        "processing-region": functools.partial(_choice, choices=get_args(ProcessingRegion)),
        "select": as_rules,
        "extend-select": as_rules,
        "ignore": as_rules,
        "per-file-ignores": functools.partial(_per_file, as_rules=as_rules),
        "exclude": _patterns,
        "extend-exclude": _patterns,
        "respect-gitignore": _flag,
        "force-exclude": _flag,
        "prose": _flag,
        "clients": _dotted_names,
        "unsafe-fixes": _flag,
        "output-format": functools.partial(_choice, choices=OUTPUT_FORMATS),
        "jobs": _count,
        "max-file-size": _count,
    }


def rules(value: object, codes: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a list of codes, prefixes of codes and names of rules, in any case, as prefixes of codes.

    :raises UnfitError: it is no list of strings, or one of them names no rule; see :func:`readers` for the rest.
    """
    return tuple(_rule(text, codes, names) for text in _strings(value))


def _rule(text: str, codes: tuple[str, ...], names: Mapping[str, str]) -> str:
    prefix = names.get(text.lower(), text.upper())
    if not text or (codes and not any(code.startswith(prefix) for code in codes)):
        raise UnfitError(f"{text!r} names no rule{near(text, (*codes, *names))}")
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


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise UnfitError(f"it should be a list of strings, not {described(value)}")
    items = cast("list[object]", value)
    for item in items:
        if not isinstance(item, str):
            raise UnfitError(f"it should be a list of strings, and holds {described(item)}")
    return tuple(cast("list[str]", items))


def _per_file(value: object, as_rules: Callable[[object], tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise UnfitError(f"it should be a table from patterns to lists of rules, not {described(value)}")
    pairs: list[tuple[str, tuple[str, ...]]] = []
    for pattern, listed in cast("dict[str, object]", value).items():
        _check_pattern(pattern)
        if pattern.startswith("!"):
            raise UnfitError(f"the pattern {pattern!r} is negated, and there is nothing before it to take back")
        try:
            pairs.append((pattern, as_rules(listed)))
        except UnfitError as error:
            raise UnfitError(f"for the pattern {pattern!r}, {error}") from None
    return tuple(pairs)


def _patterns(value: object) -> tuple[str, ...]:
    patterns = _strings(value)
    for pattern in patterns:
        _check_pattern(pattern)
    return patterns


def _check_pattern(pattern: str) -> None:
    if not ignores.is_pattern(pattern):
        raise UnfitError(f"{pattern!r} is no pattern in the syntax of .gitignore")


def _dotted_names(value: object) -> tuple[str, ...]:
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
