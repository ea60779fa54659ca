"""The keys of a configuration file, and how each value is read."""

from __future__ import annotations

import functools
import keyword
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from edgewise.config.formats import FORMATS
from edgewise.files import gitignore
from edgewise.rules import BY_CODE, BY_NAME
from edgewise.twilio.table import ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


_URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)


class UnfitError(Exception):
    """A value that its key cannot have; the argument says why."""


class Key(NamedTuple):
    """One key: the function that turns its value in TOML into that of the field, or raises :class:`UnfitError`."""

    read: Callable[[object], object]
    schema: Mapping[str, object]
    """What a value may be, as JSON schema."""
    about: str
    """A sentence that says what it decides."""
    of_run: bool = False
    """Whether it is about a run, which goes by the configuration of the working directory, and not about a file."""


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


_FLAG: Mapping[str, object] = {"type": "boolean"}
_COUNT: Mapping[str, object] = {"type": "integer", "minimum": 1}
_STRINGS: Mapping[str, object] = {"type": "array", "items": {"type": "string"}}
_RULES: Mapping[str, object] = {"type": "array", "items": {"$ref": "#/definitions/rule"}}
_PATTERNS: Mapping[str, object] = {"type": "array", "items": {"$ref": "#/definitions/pattern"}}
DEFINITIONS: Mapping[str, object] = {
    "rule": {
        "description": "A rule by its code, a prefix of codes or its name. No prefix selects what is off by default.",
        "type": "string",
        "anyOf": [{"enum": ["EW", *BY_CODE, *BY_NAME]}, {"pattern": "^[Ee][Ww][0-9]{0,3}$"}],
    },
    "pattern": {"description": "In the syntax of .gitignore.", "type": "string", "minLength": 1},
}

KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "processing-region": Key(
            functools.partial(_choice, choices=get_args(ProcessingRegion)),
            {"enum": list(get_args(ProcessingRegion))},
            "Where requests are processed after a fix: where the old name says, or in one region whatever it says.",
        ),
        "select": Key(rules, _RULES, "The rules to look for."),
        "extend-select": Key(
            rules, _RULES, "The same, on top of `select`; also by name or code what is off by default."
        ),
        "ignore": Key(rules, _RULES, "The rules not to look for; of two that name a rule the longer one decides."),
        "per-file-ignores": Key(
            _per_file,
            {"type": "object", "additionalProperties": _RULES},
            "For files that match a pattern, the rules not to look for.",
        ),
        "exclude": Key(_patterns, _PATTERNS, "What to leave out, relative to the folder of the file that says it."),
        "extend-exclude": Key(_patterns, _PATTERNS, "The same, on top of `exclude`."),
        "respect-gitignore": Key(_flag, _FLAG, "Whether to leave out what git ignores."),
        "force-exclude": Key(_flag, _FLAG, "Whether to leave excluded files out even when they are given themselves."),
        "prose": Key(_flag, _FLAG, "Whether to report comments, docstrings and prose files too."),
        "clients": Key(dotted_names, _STRINGS, "Dotted names of classes with the constructor of `twilio.rest.Client`."),
        "unsafe-fixes": Key(_flag, _FLAG, "Whether to apply, and count, fixes that a human should look at."),
        "output-format": Key(
            functools.partial(_choice, choices=tuple(FORMATS)),
            {"enum": list(FORMATS)},
            "The format of the report.",
            of_run=True,
        ),
        "baseline": Key(_path, {"type": "string", "minLength": 1}, "A file of findings to pass over.", of_run=True),
        "rule-url": Key(
            _url,
            {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[!-~]+$"},
            "Where the documentation of a rule is to be read, with `{code}` and `{name}` in it.",
            of_run=True,
        ),
        "jobs": Key(_count, _COUNT, "How many processes may work at once.", of_run=True),
        "max-file-size": Key(_count, _COUNT, "Bytes: a larger file that is not Python is passed over."),
        "twilio-version": Key(
            twilio_version,
            {"type": "string", "minLength": 1},
            "The version of the twilio package, or a specifier, instead of the project's pins.",
        ),
    }
)
"""What may stand in a configuration file besides :data:`EXTEND`, in the order of the documentation."""

EXTEND = "extend"
EXTEND_SCHEMA: Mapping[str, object] = {
    "description": "A file, relative to this one, which says what this one leaves open.",
    "type": "string",
    "minLength": 1,
}


def schema(defaults: Mapping[str, object]) -> dict[str, object]:
    """Return the JSON schema, draft 7, of an ``edgewise.toml``, and of a ``[tool.edgewise]``.

    :param defaults: of each key; None where there is none.
    """

    def described(name: str, key: Key) -> dict[str, object]:
        about = f"{key.about} It goes by the working directory." if key.of_run else key.about
        default = {} if defaults[name] is None else {"default": defaults[name]}
        return {"description": about, **key.schema, **default}

    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Edgewise",
        "description": "The configuration of Edgewise, a linter and codemod for Twilio's domain migration.",
        "type": "object",
        "additionalProperties": False,
        "properties": {EXTEND: EXTEND_SCHEMA, **{name: described(name, key) for name, key in KEYS.items()}},
        "definitions": DEFINITIONS,
    }
