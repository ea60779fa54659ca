"""Decisions -> a program that builds a URL out of strings, as people do, by nothing but constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fuzz.choices import Choices

FILENAME = "program.py"
PARTS = (
    "https://", "api", ".", "ie1", ".twilio.com", "dublin", "de1", "twilio", "verify", "us1", "api.ie1.twilio.com",
    "api.", ".ie1.", "/2010", "twilio.com", ":443", "x", "-", " ", "@", "IE1", "sydney", "studio.dublin", "com", "",
)  # fmt: skip
NAMES = ("A", "B", "C")
DEPTH = 4


def program(choices: Choices) -> str:
    """Return a program that sets ``URL``; it holds ``twilio`` in one piece, without which no file is looked at."""
    lines = ["# twilio"]
    known: list[str] = []
    for name in NAMES[: choices.below(4)]:
        lines.append(f"{name} = {_expression(choices, known, 2)}")
        known.append(name)
    lines.append(f"URL = {_expression(choices, known, DEPTH)}")
    return "\n".join(lines) + "\n"


def _expression(choices: Choices, known: list[str], depth: int) -> str:
    way = choices.below(14) if depth > 0 else 0
    if way <= 1:
        return _literal(choices)
    if way == 2 and known:
        return choices.of(known)
    if way == 3:
        return f"({_literal(choices)}{choices.of((' ', chr(10) + '    ', '  # and' + chr(10)))}{_literal(choices)})"

    def inner() -> str:
        return _expression(choices, known, depth - 1)

    if way == 4:
        return f"({inner()})"
    if way == 5:
        return f"'{_words(choices)}%s{_words(choices)}' % {choices.of(('({},)', '({})')).format(inner())}"
    if way == 6:
        return f"'{_words(choices)}{{}}{_words(choices)}'.format({inner()})"
    if way == 7:
        return f"'{_words(choices)}{{a}}{_words(choices)}{{b}}'.format(b={inner()}, a={inner()})"
    if way == 8:
        return f"{choices.of(('', '.', '/'))!r}.join([{inner()}, {inner()}{choices.of(('', ','))}])"
    if way == 9 and known:
        return f"f'{_words(choices)}{{{choices.of(known)}}}{_words(choices)}'"
    if way == 10 and known:
        return f'f"""{_words(choices)}{{{choices.of(known)}!s}}{_words(choices)}"""'
    if way == 11:
        return f"{inner()}\\\n    + {inner()}"
    return f"{inner()} + {inner()}"


def _words(choices: Choices) -> str:
    return "".join(choices.of(PARTS) for _ in range(choices.below(5)))


def _literal(choices: Choices) -> str:
    words = _words(choices)
    match choices.below(9):
        case 0 | 1:
            return f'"{words}"'
        case 2:
            return f"'{words}'"
        case 3:
            return f'r"{words}"'
        case 4:
            return f'"""{words}"""'
        case 5:
            return '"' + words.replace(".", "\\x2e", 1) + '"'
        case 6:
            return "'" + words.replace("ie1", "i\\\ne1", 1) + "'"
        case 7:
            return f'u"{words}"'
        case _:
            return "f'" + words + "'"
