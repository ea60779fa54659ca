r"""One glob of a .gitignore, as git reads it: pathspec translates what it reads alike, and is kept from the rest.

Where pathspec reads otherwise than git's wildmatch.c:

- Sets: ``[[:alpha:]]``, ``[\-_]``, ``[\]]``, a negated set against ``/``; one without an end matches nothing.
- ``?`` and sets match a byte, not a character: patterns and names are compared as bytes, each of them one character.
- White space at an end of a pattern is a part of it, but for blanks that are not escaped.
- ``**`` beside other characters is ``*``. Yet ``foo**/bar`` is ``foo`` and then ``**/bar``: what stands before the
  first special character is compared by itself, and nothing stands before the rest then.
- A line break may stand in the name of a folder, and nothing but the end of a name is its end.

So sets and all but the plainest characters become private characters, which pathspec leaves as they are, and take their
places in the regular expression that it returns.
"""

from __future__ import annotations

import re
import warnings
from itertools import count, groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SPECIAL = re.compile(r"[*?\[\\]")

_PLAIN = re.compile(r"[A-Za-z0-9_./]")
_PRIVATE = 0xF0000
# What pathspec translates `*`, `/**` and a first `**/` to, and what it leaves between them.
_STAR, _ANY_FOLDERS, _FIRST_FOLDERS = r"[^/]*", r"(?:/.+)?", r"^(?:.+/)?"
_BETWEEN_STARS = re.compile(r"(?:\[\^/\]\*)+((?:(?!\[\^/\]\*)(?:\\.|\[\^/\]|[^\\\[\](){}*+?.|^$/]))+)(?=\[\^/\]\*)")
_GAP = "gap"

_UPPER, _LOWER, _DIGIT = range(65, 91), range(97, 123), range(48, 58)
_CLASSES = {
    "alnum": {*_UPPER, *_LOWER, *_DIGIT},
    "alpha": {*_UPPER, *_LOWER},
    "blank": {9, 32},
    "cntrl": {*range(1, 32), 127},
    "digit": {*_DIGIT},
    "graph": {*range(33, 127)},
    "lower": {*_LOWER},
    "print": {*range(32, 127)},
    "punct": {*range(33, 127)} - {*_UPPER, *_LOWER, *_DIGIT},
    "space": {9, 10, 13, 32},
    "upper": {*_UPPER},
    "xdigit": {*_DIGIT, *range(65, 71), *range(97, 103)},
}


class _BrokenError(Exception):
    """A pattern that matches nothing."""


class _Token(NamedTuple):
    """A piece of a glob. ``kind`` is "*", "**", "?", "/", "char", or "set": then ``text`` is its regular expression."""

    kind: str
    text: str = ""
    escaped: bool = False


def matcher(body: str, *, anchored: bool, fold: bool) -> Callable[[str], bool] | None:
    """Return what says whether a name, or a path where the glob is ``anchored``, matches; None if nothing ever does.

    Names and paths are given with each of their bytes as one character, and with ``fold`` in lower case.

    :param body: the pattern without ``!`` and without the slash at its start and at its end.
    :param fold: whether small and capital letters are the same.
    """
    text = body.encode("utf-8", "surrogateescape").decode("latin-1")
    try:
        tokens = list(_tokens(text, fold))
        slashes = [token.kind == "/" for token in (_Token("/"), *tokens, _Token("/"))]
        if any(one and other for one, other in pairwise(slashes)):
            return None
        globs = list(_spread(tokens, len(_head(text)))) if anchored else [tokens]
        regexes = [_regex(glob, anchored) for glob in globs]
    except _BrokenError:
        return None
    return lambda subject: any(_matches(regex, subject) for regex in regexes)


def _head(text: str) -> str:
    """Return what stands before the first special character."""
    return _SPECIAL.split(text, maxsplit=1)[0]


# -------------------------------------------------------------------------------------------------------------- reading


def _tokens(text: str, fold: bool) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == "*":
            stars = re.compile(r"\*+").match(text, at - 1)
            length = len(stars[0]) if stars else 1
            at += length - 1
            yield _Token("*" if length == 1 else "**")
        elif character in "?/":
            yield _Token(character)
        elif character == "[":
            members, at = _set(text, at, fold)
            yield _Token("set", _class(members))
        else:
            escaped = character == "\\"
            if escaped:
                if at == len(text):
                    raise _BrokenError
                character = text[at]
                at += 1
            if character == "/":
                yield _Token("/", escaped=True)
            else:
                # An escaped letter is compared as it is, with names in lower case.
                yield _Token("char", character.lower() if fold and not escaped and character.isascii() else character)


def _set(text: str, at: int, fold: bool) -> tuple[set[int], int]:
    """Return the bytes that the set matches whose ``[`` stands before ``at``, and where the pattern goes on.

    :raises _BrokenError: it does not end, or names no class.
    """
    negated = text[at : at + 1] in ("!", "^")
    at += negated
    single: set[int] = set()
    ranges: set[int] = set()
    before = 0
    first = True
    while first or text[at : at + 1] != "]":
        first = False
        character = text[at : at + 1]
        if text.startswith("[:", at) and (found := re.compile(r"\[:([^\]]*):\]").match(text, at)):
            if found[1] not in _CLASSES:
                raise _BrokenError
            single |= _CLASSES[found[1]]
            if fold and found[1] == "upper":
                single |= _CLASSES["lower"]
            at, before = found.end(), 0
            continue
        if text.startswith("[:", at) and "]" not in text[at + 2 :]:
            raise _BrokenError
        is_range = character == "-" and before and text[at + 1 : at + 2] not in ("", "]")
        at += bool(is_range)
        character, at = _member(text, at)
        if is_range:
            ranges |= set(range(before, ord(character) + 1))
            before = 0
        else:
            single.add(ord(character))
            before = ord(character)
    members = single | ranges
    if fold:
        # Names are in lower case, and only a range is tried in capitals as well.
        members |= {byte + 32 for byte in ranges & _CLASSES["upper"]}
    members = set(range(1, 256)) - members if negated else members
    return members - {ord("/")}, at + 1


def _member(text: str, at: int) -> tuple[str, int]:
    at += text[at : at + 1] == "\\"
    if at >= len(text):
        raise _BrokenError
    return text[at], at + 1


def _class(members: set[int]) -> str:
    if not members:
        raise _BrokenError
    ranges: list[str] = []
    for _, run in groupby(enumerate(sorted(members)), lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        ranges.append(rf"\x{numbers[0]:02x}-\x{numbers[-1]:02x}")
    return f"[{''.join(ranges)}]"


# ---------------------------------------------------------------------------------------------------------- translating


def _spread(tokens: list[_Token], head: int) -> Iterator[list[_Token]]:
    """Yield the globs that an anchored one stands for, ``**`` in them only between slashes and where git knows it.

    :param head: how many tokens stand before the first special character.
    """
    tokens = [
        token._replace(kind="*") if token.kind == "**" and not _is_free(tokens, index, head) else token
        for index, token in enumerate(tokens)
    ]
    index = next((index for index, token in enumerate(tokens) if token.kind == "**" and _touches(tokens, index)), None)
    if index is None:
        yield [part for number in range(len(tokens)) for part in _freed(tokens, number)]
        return
    before, rest = tokens[:index], tokens[index + 1 :]
    if not rest:
        yield from _spread([*before, _Token("*")], len(before))
    elif not rest[0].escaped:
        yield from _spread([*before, *rest[1:]], len(before))
    rest = [_Token("/"), *rest[1:]] if rest else []
    yield from _spread([*before, _Token("*"), _Token("/"), _Token("**"), *rest], len(before))


def _is_free(tokens: list[_Token], index: int, head: int) -> bool:
    """Say whether ``**`` at ``index`` matches slashes too."""
    starts = index in (0, head) or tokens[index - 1].kind == "/"
    return starts and (index + 1 == len(tokens) or tokens[index + 1].kind == "/")


def _touches(tokens: list[_Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].kind != "/"


def _freed(tokens: list[_Token], index: int) -> list[_Token]:
    token = tokens[index]
    # Behind an escaped slash, git does not try without any folder.
    if token.kind == "**" and index + 1 < len(tokens) and tokens[index + 1].escaped:
        return [_Token("*"), _Token("/"), token]
    return [token]


def _regex(tokens: list[_Token], anchored: bool) -> re.Pattern[str]:
    from pathspec import GitIgnoreSpec

    private: dict[str, str] = {}
    # Behind "!" no first character of a body means a comment, a negation or blanks to strip.
    line = ["!/" if anchored else "!"]
    for token in tokens:
        if token.kind in ("*", "?", "/") or (token.kind == "**" and anchored):
            line.append(token.kind)
        elif token.kind == "**":
            line.append("*")
        elif token.kind == "char" and _PLAIN.fullmatch(token.text):
            line.append(token.text)
        else:
            expression = token.text if token.kind == "set" else re.escape(token.text)
            line.append(private.setdefault(expression, chr(_PRIVATE + len(private))))
    try:
        pattern: Any = GitIgnoreSpec.from_lines(["".join(line)]).patterns[0]
    except ValueError:
        raise _BrokenError from None
    found = cast("re.Pattern[str] | None", pattern.regex)
    if found is None:
        raise _BrokenError
    regex = _without_retries(found.pattern).replace("$", r"\Z")
    for expression, character in private.items():
        regex = regex.replace(character, expression)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return re.compile(regex, re.DOTALL)


def _without_retries(regex: str) -> str:
    """Return a regular expression of pathspec's that does not try gap by gap in vain, which would never end.

    What stands between two gaps may be taken where it is found first: the second gap takes whatever there is.
    """
    number = count()

    def once(pattern: str) -> str:
        name = f"{_GAP}{next(number)}"
        return f"(?=(?P<{name}>{pattern}))(?P={name})"

    regex = _BETWEEN_STARS.sub(lambda found: once(f"{_STAR}?{found[1]}"), regex)
    first, *others = regex.split(_ANY_FOLDERS)
    if not others:
        return regex
    if first.startswith(_FIRST_FOLDERS):
        first = "^" + once(f"(?:.+?/)??{first.removeprefix(_FIRST_FOLDERS)}(?=/)")
    middle = (once(f"(?:/.+?)??{part}(?=/)") for part in others[:-1])
    return "".join((first, *middle, _ANY_FOLDERS, others[-1]))


def _matches(regex: re.Pattern[str], subject: str) -> bool:
    found = regex.search(subject)
    if found is None:
        return False
    # pathspec's group is the "/" after a match: it takes part where the pattern matched a folder above, not this.
    return all(text is None for name, text in found.groupdict().items() if not name.startswith(_GAP))
