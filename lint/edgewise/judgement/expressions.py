"""Regular expressions as trees, as far as it takes to know their size and to make up texts that they accept.

Read is what the dialects of Python, JavaScript, Go, Java, Ruby and PCRE have in common, and their own spellings of it.
What a text made up here is worth, the engine has to say: a look around, a back reference or a flag may still refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, combinations, islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_MAX_DEPTH = 60
_MAX_SAMPLE = 2_000
"""Characters of a text that is made up."""
_MANY = 10**9
_PREFERRED = "a0A./:-_ @?=&#%+~,;"
"""Which characters are taken where several fit: letters first, then what URLs have."""
_PRINTABLE = _PREFERRED + "".join(map(chr, range(33, 127)))


class ExpressionText(NamedTuple):
    """Characters that stand for themselves; also those of a look around, which may or may not be in the text."""

    text: str


class OneOf(NamedTuple):
    """Any one of several characters, of which ``sample`` is one."""

    sample: str


class ExpressionRow(NamedTuple):
    """Parts that follow one another."""

    parts: tuple[Node, ...]


class Choice(NamedTuple):
    """Alternatives."""

    options: tuple[Node, ...]


class Repeat(NamedTuple):
    """A part that occurs ``least`` to ``most`` times."""

    part: Node
    least: int
    most: int


class Group(NamedTuple):
    """A part to which ``names``, its number among them, may refer back."""

    part: Node
    names: tuple[str, ...]


class Reference(NamedTuple):
    """What the group called ``name`` holds."""

    name: str


class ExpressionLook(NamedTuple):
    """A condition on what stands before or behind."""

    part: Node
    negative: bool


Node: TypeAlias = "ExpressionText | OneOf | ExpressionRow | Choice | Repeat | Group | Reference | ExpressionLook"


class UnreadableExpressionError(ValueError):
    """An expression is none, or has what is not read here."""


def read(pattern: str, *, verbose: bool = False) -> Node:
    """Return the tree of an expression.

    :param verbose: whether blanks and comments in it mean nothing, from its start on.
    :raises UnreadableExpressionError: it is none, is nested too deeply, or uses what is not read here (recursion,
        conditions).
    """
    reader = _Reader(pattern, verbose)
    node = reader.choice(0)
    if reader.at < len(pattern):
        raise UnreadableExpressionError(f"unbalanced parenthesis at {reader.at}")
    return node


def size(node: Node) -> int:
    """Return how many characters and sets an engine has to deal with that unfolds repeats, at most some 10^9."""
    match node:
        case ExpressionText(text):
            return len(text)
        case ExpressionRow(parts) | Choice(parts):
            return min(_MANY, 1 + sum(map(size, parts)))
        case Repeat(part, least, most):
            return min(_MANY, max(1, least, most if most < _MANY else 1) * size(part))
        case Group(part) | ExpressionLook(part):
            return 1 + size(part)
        case _:
            return 1


# ------------------------------------------------------------------------------------------------------------- samples


def samples(node: Node, wanted: Callable[[str], bool], limit: int) -> Iterator[str]:
    """Yield texts that an expression may accept, the plainest first, at most ``limit``.

    Optional parts are left out and taken, one and two at a time; of alternatives each is taken once.

    :param wanted: says of a text whether an alternative that gives it is preferred.
    """
    plain = _Sampler(wanted, {})
    yield from dict.fromkeys(islice(_all_samples(node, wanted, plain), limit))


def _all_samples(node: Node, wanted: Callable[[str], bool], plain: _Sampler) -> Iterator[str]:
    yield plain.text(node)
    choices = list(plain.choices.items())
    yield _Sampler(wanted, {key: 1 for key, _ in choices}).text(node)
    singles = [{key: number} for key, count in choices for number in range(1, count)]
    pairs = (first | second for first, second in combinations(singles, 2) if first.keys() != second.keys())
    for taken in chain(singles, pairs):
        yield _Sampler(wanted, taken).text(node)


@dataclass(slots=True)
class _Sampler:
    """Makes up one text; ``taken`` says which of its possibilities each part takes, by the way that leads there."""

    wanted: Callable[[str], bool]
    taken: Mapping[tuple[int, ...], int]
    choices: dict[tuple[int, ...], int] = field(default_factory=dict["tuple[int, ...]", int])
    """Where there were several possibilities, and how many."""
    _groups: dict[str, str] = field(default_factory=dict[str, str])

    def text(self, node: Node, way: tuple[int, ...] = ()) -> str:
        """Return the text of a part."""
        match node:
            case ExpressionText(text) | OneOf(text):
                return text
            case ExpressionRow(parts):
                return "".join(self.text(part, (*way, number)) for number, part in enumerate(parts))[:_MAX_SAMPLE]
            case Choice(options):
                return self._one_of(options, way)
            case Repeat(part, least, most):
                more = self._take(way, 2) if most > least else 0
                times = min(least + more, _MAX_SAMPLE)
                return (self.text(part, (*way, 0)) * times)[:_MAX_SAMPLE] if times else ""
            case Group(part, names):
                text = self.text(part, (*way, 0))
                self._groups.update(dict.fromkeys(names, text))
                return text
            case Reference(name):
                return self._groups.get(name, "")
            case ExpressionLook(part, negative):
                return self.text(part, (*way, 0)) if not negative and self._take(way, 2) else ""

    def _one_of(self, options: Sequence[Node], way: tuple[int, ...]) -> str:
        texts = [self.text(option, (*way, number)) for number, option in enumerate(options)]
        order = sorted(range(len(options)), key=lambda number: not self.wanted(texts[number]))
        return texts[order[self._take(way, len(options))]]

    def _take(self, way: tuple[int, ...], count: int) -> int:
        self.choices[way] = count
        return min(self.taken.get(way, 0), count - 1)


# ------------------------------------------------------------------------------------------------------------- reading

_COUNT = on_demand(r"\{(?P<least>\d{0,9})(?P<open>,)?(?P<most>\d{0,9})\}")
_NAME = on_demand(r"P?<(?P<name>[A-Za-z_]\w*)>|'(?P<quoted>[A-Za-z_]\w*)'")
_FLAGS = on_demand(r"(?P<on>[A-Za-z]*)(?:-(?P<off>[A-Za-z]+))?(?P<end>[:)])")
_BACK = on_demand(r"\((?:\?P=|\?P>)(?P<name>\w+)\)")
_NAMED_BACK = on_demand(r"\\[kg](?:<(?P<a>\w+)>|\{(?P<b>\w+)\}|'(?P<c>\w+)'|(?P<d>\d+))")
_CODE_POINT = on_demand(r"\\(?:x(?P<a>[0-9A-Fa-f]{2})|[ux]\{(?P<b>[0-9A-Fa-f]{1,6})\}|u(?P<c>[0-9A-Fa-f]{4}))")
_PROPERTY = on_demand(r"\\[pP](?:\{[^}]*\}|[A-Z])")
_POSIX = on_demand(r"\[:(\^?)(\w+):\]")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b", "0": "\0"}
_SETS: Mapping[str, Callable[[str], bool]] = {
    "d": str.isdigit,
    "w": lambda character: character.isalnum() or character == "_",
    "s": str.isspace,
    "h": str.isalnum,
}
_POSIX_SETS: Mapping[str, Callable[[str], bool]] = {
    "alpha": str.isalpha, "digit": str.isdigit, "alnum": str.isalnum, "lower": str.islower, "upper": str.isupper,
    "space": str.isspace, "word": _SETS["w"], "xdigit": lambda character: character in "0123456789abcdefABCDEF",
    "punct": lambda character: character.isprintable() and not character.isalnum() and not character.isspace(),
}  # fmt: skip
_BOUNDARIES = frozenset("bBAZzG<>yK")


def _pick(fits: Callable[[str], bool]) -> str:
    """Return a character that fits.

    :raises UnreadableExpressionError: none that can be printed does.
    """
    for character in _PRINTABLE:
        if fits(character):
            return character
    raise UnreadableExpressionError("a set without a letter, a digit or a sign")


@dataclass(slots=True)
class _Reader:
    pattern: str
    verbose: bool
    at: int = 0
    _groups: int = 0

    def choice(self, depth: int) -> Node:
        """Read alternatives, up to a closing parenthesis or the end."""
        if depth > _MAX_DEPTH:
            raise UnreadableExpressionError("it is nested too deeply")
        verbose = self.verbose
        options = [self._row(depth)]
        while self._peek() == "|":
            self.at += 1
            options.append(self._row(depth))
        if depth:
            self.verbose = verbose
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _row(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            if self.verbose and self._skipped():
                continue
            part = self._repeated(self._part(depth))
            if isinstance(part, ExpressionText) and parts and isinstance(parts[-1], ExpressionText):
                parts[-1] = ExpressionText(parts[-1].text + part.text)
            else:
                parts.append(part)
        return parts[0] if len(parts) == 1 else ExpressionRow(tuple(parts))

    def _skipped(self) -> bool:
        """Pass over a blank, or a comment up to the end of its line; say whether there was one."""
        sign = self._peek()
        if sign == "#":
            end = self.pattern.find("\n", self.at)
            self.at = len(self.pattern) if end < 0 else end
        elif sign.isspace():
            self.at += 1
        else:
            return False
        return True

    def _repeated(self, part: Node) -> Node:
        while True:
            while self.verbose and self._skipped():
                pass
            sign = self._peek()
            if sign in ("*", "+", "?") and sign:
                self.at += 1
                part = Repeat(part, int(sign == "+"), 1 if sign == "?" else _MANY)
            elif sign == "{" and (found := _COUNT.match(self.pattern, self.at)) and found[0] != "{}":
                self.at = found.end()
                least = int(found["least"] or 0)
                most = least if not found["open"] else int(found["most"] or _MANY)
                part = Repeat(part, least, max(least, most))
            else:
                return part
            if self._peek() in ("?", "+") and self._peek():  # lazy, possessive
                self.at += 1

    def _part(self, depth: int) -> Node:
        sign = self._peek()
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            return OneOf(_pick(self._set()))
        if sign == "\\":
            return self._escape()
        self.at += 1
        if sign in "^$":
            return ExpressionText("")
        return OneOf("a") if sign == "." else ExpressionText(sign)

    def _group(self, depth: int) -> Node:
        back = _BACK.match(self.pattern, self.at)
        if back is not None:
            self.at = back.end()
            return Reference(back["name"])
        self.at += 1
        if not self.pattern.startswith("?", self.at):
            if self.pattern.startswith("*", self.at):
                raise UnreadableExpressionError("a verb of PCRE")
            return self._named(depth, ())
        self.at += 1
        named = _NAME.match(self.pattern, self.at)
        if named is not None:
            self.at = named.end()
            return self._named(depth, (named["name"] or named["quoted"],))
        for opening, negative in (("=", False), ("!", True), ("<=", False), ("<!", True)):
            if self.pattern.startswith(opening, self.at):
                self.at += len(opening)
                return ExpressionLook(self._closed(depth), negative)
        if self._peek() == "#":
            end = self.pattern.find(")", self.at)
            if end < 0:
                raise UnreadableExpressionError("a comment without end")
            self.at = end + 1
            return ExpressionText("")
        if self._peek() in (">", "|") and self._peek():
            self.at += 1
            return self._closed(depth)
        return self._flagged(depth)

    def _flagged(self, depth: int) -> Node:
        flags = _FLAGS.match(self.pattern, self.at)
        if flags is None or "R" in flags["on"]:
            raise UnreadableExpressionError(f"an unknown group at {self.at}")
        self.at = flags.end()
        verbose = self.verbose
        self.verbose = ("x" in flags["on"] or verbose) and "x" not in (flags["off"] or "")
        if flags["end"] == ")":
            return ExpressionText("")
        node = self._closed(depth)
        self.verbose = verbose
        return node

    def _named(self, depth: int, names: tuple[str, ...]) -> Node:
        self._groups += 1
        names = (*names, str(self._groups))
        return Group(self._closed(depth), names)

    def _closed(self, depth: int) -> Node:
        node = self.choice(depth + 1)
        if self._peek() != ")":
            raise UnreadableExpressionError("a group without end")
        self.at += 1
        return node

    def _escape(self) -> Node:
        """Read what a backslash begins, outside of a set."""
        back = _NAMED_BACK.match(self.pattern, self.at)
        if back is not None:
            self.at = back.end()
            return Reference(next(filter(None, back.groups())))
        sign = self.pattern[self.at + 1 : self.at + 2]
        if sign in _BOUNDARIES and sign:
            self.at += 2
            return ExpressionText("")
        if sign == "Q":
            end = self.pattern.find("\\E", self.at)
            end = len(self.pattern) if end < 0 else end
            text, self.at = self.pattern[self.at + 2 : end], min(end + 2, len(self.pattern))
            return ExpressionText(text)
        if sign in "123456789" and sign:
            self.at += 2
            return Reference(sign)
        fits = self._escaped()
        return ExpressionText(fits) if isinstance(fits, str) else OneOf(_pick(fits))

    def _escaped(self) -> str | Callable[[str], bool]:
        """Read what a backslash begins, in a set or outside: a character, or what says which ones fit."""
        code = _CODE_POINT.match(self.pattern, self.at)
        if code is not None:
            self.at = code.end()
            number = int(next(filter(None, code.groups())), 16)
            return chr(number) if number < 0x110000 else "?"
        proper = _PROPERTY.match(self.pattern, self.at)
        if proper is not None:
            self.at = proper.end()
            return str.isalnum if proper[0][1] == "p" else lambda character: not character.isalnum()
        sign = self.pattern[self.at + 1 : self.at + 2]
        if not sign:
            raise UnreadableExpressionError("a backslash at the end")
        self.at += 2
        within = _SETS.get(sign.lower())
        if within is not None:
            return within if sign.islower() else lambda character: not within(character)
        return _CONTROLS.get(sign, sign)

    def _set(self) -> Callable[[str], bool]:
        """Read a set in square brackets, and return what says whether a character is in it."""
        self.at += 1
        negative = self._peek() == "^"
        self.at += negative
        tests: list[Callable[[str], bool]] = []
        first = self.at
        if negative and self._peek() == "]" and "]" not in self.pattern[self.at + 1 :]:
            self.at += 1  # JavaScript's "any character"
            return lambda _: True
        while (sign := self._peek()) != "]" or self.at == first:
            posix = _POSIX.match(self.pattern, self.at)
            if not sign:
                raise UnreadableExpressionError("a set without end")
            if posix is not None:
                self.at = posix.end()
                within = _POSIX_SETS.get(posix[2])
                tests += [] if within is None else [_not(within) if posix[1] else within]
                continue
            tests.append(self._range())
        self.at += 1
        return lambda character: any(test(character) for test in tests) is not negative

    def _range(self) -> Callable[[str], bool]:
        low = self._single()
        after = self.pattern[self.at : self.at + 2]
        if not isinstance(low, str) or len(after) < 2 or after[0] != "-" or after[1] == "]":
            return low if not isinstance(low, str) else low.__eq__
        self.at += 1
        high = self._single()
        if not isinstance(high, str):
            raise UnreadableExpressionError("a range without end")
        return lambda character: low <= character <= high

    def _single(self) -> str | Callable[[str], bool]:
        if self._peek() == "\\":
            return self._escaped()
        self.at += 1
        return self.pattern[self.at - 1]


def _not(test: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda character: not test(character)
