"""Texts: literals, f-strings, ``+``, ``%`` and the methods of a string, built from what their operands may be."""

from __future__ import annotations

import itertools
import re
from collections import deque
from typing import TYPE_CHECKING, NamedTuple, cast

import libcst as cst

from edgewise.patterns import on_demand
from edgewise.python.inference.values import (
    Constant,
    Elements,
    Given,
    Mapping,
    Part,
    Reason,
    Sequence,
    Text,
    as_constant,
    unknown,
)
from edgewise.python.syntax.literals import unescape
from edgewise.templates import HOLE, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Sequence as Run

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Arguments, Choice, Doubt, Place, Value, Values

    Operand = tuple[cst.CSTNode, Values]
    """An expression inside a string expression, and what it may be."""

MAX_PARTS = 200
"""A text of more parts from elsewhere is not followed: names that double each other would grow without bound."""
MAX_WAYS = 32
"""In how many ways the operands of a string expression are put together."""

_PRINTF = on_demand(
    r"%(?:\((?P<key>[^()]*)\))?(?P<layout>[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?)[hlL]?"
    r"(?P<conversion>[diouxXeEfFgGcrsab%])"
)
_FIELD = on_demand(r"\{\{|\}\}|\{(?P<name>[^{}!:]*)(?P<layout>(?:![rsa])?(?::(?:[^{}]|\{[^{}]*\})*)?)\}")
_DOLLAR = on_demand(r"\$\$|\$(?P<open>\{)?(?P<name>[A-Za-z_]\w*)(?(open)\})(?P<layout>)")
"""A field of ``string.Template``."""
_CUT = on_demand(r"\.(\d+)s?\Z")
"""A layout that leaves so many characters of a text."""
_NESTED_FIELD = on_demand(r"\{(?:[!:][^{}]*)?\}")
_ESCAPED_SIGNS = frozenset({"{{", "}}", "%%", "$$"})
_COMPUTED = frozenset({
    "lower", "upper", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "title", "capitalize", "casefold",
    "swapcase", "zfill", "ljust", "rjust", "center", "expandtabs", "translate",
})  # fmt: skip
"""Methods whose result is computed where the text and all arguments are known, and a text."""
_NO_DOUBT: frozenset[Doubt] = frozenset()
_SPLITTING = frozenset({"split", "rsplit", "partition", "rpartition", "splitlines"})


class Strings:
    """Reads the string expressions of one module."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    # -- literals

    def literal(self, node: cst.BaseExpression, place: Place) -> list[Value]:
        """Return what a literal, an f-string or several of them in a row may be."""
        return self._product(place, [*self._literal(node, place)])

    def _literal(self, node: cst.BaseExpression, place: Place) -> Iterator[list[Part] | Operand]:
        if isinstance(node, cst.SimpleString):
            prefix = node.prefix.lower()
            found = unescape(node.raw_value, 0, raw="r" in prefix, data="b" in prefix)
            yield [Part(piece.text, node, piece.start, piece.end, piece.origin) for piece in found]
        elif isinstance(node, cst.ConcatenatedString):
            rest: cst.BaseExpression = node
            while isinstance(rest, cst.ConcatenatedString):
                yield from self._literal(rest.left, place)
                rest = rest.right
            yield from self._literal(rest, place)
        else:
            raw = "r" in str(getattr(node, "start")).lower()  # noqa: B009  # f-strings, and t-strings where libcst has them
            for item in getattr(node, "parts"):  # noqa: B009
                yield self._item(item, place, raw=raw)

    def _item(self, item: cst.CSTNode, place: Place, *, raw: bool) -> list[Part] | Operand:
        text = getattr(item, "value", None)
        if isinstance(text, str):
            found = unescape(text, 0, raw=raw, braces=True)
            return [Part(piece.text, item, piece.start, piece.end, piece.origin) for piece in found]
        expression: cst.BaseExpression = getattr(item, "expression")  # noqa: B009
        laid_out = getattr(item, "format_spec", None) or getattr(item, "conversion", None) not in (None, "s")
        if laid_out or getattr(item, "equal", None) is not None:
            return [_hole(item)]
        return expression, self._evaluation.flow(expression, place.scope, place.frame)

    # -- operators

    def operation(self, node: cst.BinaryOperation, place: Place) -> list[Value]:
        """Return the texts that ``+`` and ``%`` make; nothing where they make no text."""
        match node.operator:
            case cst.Add():
                operands: list[cst.BaseExpression] = []
                rest: cst.BaseExpression = node
                while isinstance(rest, cst.BinaryOperation) and isinstance(rest.operator, cst.Add):
                    operands.append(rest.right)
                    rest = rest.left
                operands.append(rest)
                flow = self._evaluation.flow
                return self.added([(item, flow(item, place.scope, place.frame)) for item in reversed(operands)], place)
            case cst.Modulo():
                templates = self._evaluation.flow(node.left, place.scope, place.frame)
                texts = [value for value in templates if isinstance(value, Text)]
                return [value for text in texts for value in self._printf(text, node, place)]
            case cst.Divide():
                return []
            case _:
                return []

    def added(self, operands: list[Operand], place: Place) -> list[Value]:
        """Return the texts that a sum is; nothing where no operand is a text."""
        if not any(isinstance(value, Text) for _, values in operands for value in values):
            return []
        return self._product(place, operands)

    def _printf(self, template: Text, node: cst.BinaryOperation, place: Place) -> list[Value]:
        flow = self._evaluation.flow(node.right, place.scope, place.frame)
        found: list[Value] = []
        for right in flow or (unknown(place, Reason.ITSELF),):
            positions: list[Operand] | None = None
            names: dict[object, Operand] = {}
            if isinstance(right, Sequence) and right.kind == "tuple":
                elements = self._evaluation.elements(right)
                if elements.more is None:
                    positions = [self._operand(choice, node.right, place) for choice in elements.items]
            elif isinstance(right, Mapping):
                entries = self._evaluation.entries(right, node)
                names = {key: self._operand(choice, node.right, place) for key, choice in entries.known.items()}
            elif isinstance(right, (Text, Constant)):
                positions = [(node.right, (right,))]
            found += self._printed(template, positions, names, node, place)
        return found

    def _printed(
        self,
        template: Text,
        positions: list[Operand] | None,
        names: dict[object, Operand],
        node: cst.BinaryOperation,
        place: Place,
    ) -> list[Value]:
        counter = itertools.count()

        def fill(found: re.Match[str]) -> Operand | None:
            for _ in range(found["layout"].count("*")):
                next(counter)
            index = next(counter) if found["key"] is None else None
            if found["layout"] or found["conversion"] not in "sdib":
                return None
            if index is None:
                operand = names.get(found["key"])
            else:
                operand = positions[index] if positions is not None and index < len(positions) else None
            if operand is None or found["conversion"] not in "di":
                return operand
            # No text is written as a number.
            node, values = operand
            return node, tuple(value for value in values if not isinstance(value, Text))

        return self._filled(template, node.left, _PRINTF, fill, place)

    def _operand(self, choice: Choice, bringing: cst.CSTNode, place: Place) -> Operand:
        """Return what is given in one place, as an operand that stands there, or is brought in from elsewhere."""
        given = next((item for item in choice if item is not None), None)
        here = given.place.node if given is not None and given.place is not None else bringing
        # What a comprehension gives in each of its rounds stands there for all of them.
        once = given is None or given.place is None or given.place.frame is place.frame
        inside = here is bringing or (once and bringing in self._evaluation.tree.ancestors(here))
        return (here if inside else bringing), self._evaluation.of(choice)

    # -- methods

    def method(self, name: str, text: Text, arguments: Arguments, place: Place, given: Choice = ()) -> list[Value]:
        """Return what a method of a text gives; nothing where that is not known.

        :param given: what gives the text where it is an argument: ``str.join(".", labels)``.
        """
        call = place.node
        receiver = call.func.value if isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute) else call
        if given:
            receiver = self._operand(given, call, place)[0]
        match name:
            case "format" | "format_map":
                return self._format(text, receiver, arguments, place, spread=name == "format_map")
            case "join":
                return self._join(text, receiver, arguments, place)
            case "substitute" | "safe_substitute":  # of a Template
                return self._format(text, receiver, arguments, place, spread=True, fields=_DOLLAR)
            case "replace":
                return self._replaced(text, receiver, arguments, place)
            case "encode" | "decode":
                return [text]
            case _ if name in _COMPUTED or name in _SPLITTING:
                return self._computed(name, text, arguments, place)
            case _:
                return []

    def _computed(self, name: str, text: Text, arguments: Arguments, place: Place) -> list[Value]:
        given = [self._evaluation.of(choice) for choice in arguments.positions]
        constants = [next(iter(values)) if len(values) == 1 else None for values in given]
        plain = [as_constant(value) if value is not None else () for value in constants]
        if text.constant is None or arguments.names or arguments.more_positions or not all(plain):
            return [unknown(place, Reason.FOREIGN)]
        try:
            result: object = getattr(text.constant, name)(*(item[0] for item in plain if item))
        except (TypeError, ValueError):
            return [unknown(place, Reason.FOREIGN)]
        doubts = text.doubts.union(*(value.doubts for value in constants if value is not None))
        if isinstance(result, str):
            return [Text(place, computed(text, result, place.node), doubts=doubts)]
        items: list[Choice] = []
        for item in cast("Run[str]", result):
            part = Text(place, computed(text, item, place.node), doubts=doubts)
            items.append((Given(place.node, None, known=(part,)),))
        return [self._evaluation.make_sequence(place, Elements(items))]

    def _replaced(self, text: Text, receiver: cst.CSTNode, arguments: Arguments, place: Place) -> list[Value]:
        old, new = (arguments.get(name, at) for at, name in enumerate(("old", "new")))
        known = self._evaluation.of(old)
        wanted = next(iter(known)) if len(known) == 1 else None
        constant = wanted.constant if isinstance(wanted, Text) else None
        seen = sum(part.text.count(constant) for part in text.parts if _is_plain(part)) if constant else -1
        if (
            not constant
            or len(arguments.positions) != 2
            or text.text.count(constant) != seen
            or constant in _ESCAPED_SIGNS
        ):
            return [Text(place, (_hole(place.node),), doubts=text.doubts)]
        operand = self._operand(new, place.node, place)
        return self._filled(text, receiver, re.compile(re.escape(constant)), lambda _: operand, place)

    def _join(self, text: Text, receiver: cst.CSTNode, arguments: Arguments, place: Place) -> list[Value]:
        given = arguments.positions[0] if len(arguments.positions) == 1 else ()
        node, known = self._operand(given, place.node, place)
        found: list[Value] = []
        for items in known:
            elements = self._evaluation.elements(items)
            operands: list[list[Part] | Operand]
            if elements.more is not None and (display := self._display(items, node)):
                operands = display
            elif elements.more is not None or not isinstance(items, Sequence) or items.kind == "set":
                found.append(Text(place, (_hole(node),), doubts=items.doubts))
                continue
            else:
                operands = [self._operand(choice, node, place) for choice in elements.items]
            pieces: list[list[Part] | Operand] = []
            for number, operand in enumerate(operands):
                pieces += [*([(receiver, (text,))] if number else []), operand]
            found += self._product(place, pieces)
        return found

    def _display(self, items: Value, bringing: cst.CSTNode) -> list[list[Part] | Operand]:
        """Return what a display holds that nothing changes, with a hole for each ``*rest``; else nothing.

        :param bringing: what has the display in it, or brings its items in from elsewhere.
        """
        display, scope, frame = items.origin
        is_given = isinstance(self._evaluation.tree.parents.get(display), cst.Arg)
        is_inside = display is bringing or bringing in self._evaluation.tree.ancestors(display)
        if not isinstance(display, (cst.Tuple, cst.List)) or (isinstance(display, cst.List) and not is_given):
            return []
        return [
            [_hole(item.value if is_inside else bringing)]
            if isinstance(item, cst.StarredElement)
            else (item.value if is_inside else bringing, self._evaluation.flow(item.value, scope, frame))
            for item in display.elements
        ]

    def _format(
        self,
        text: Text,
        receiver: cst.CSTNode,
        arguments: Arguments,
        place: Place,
        *,
        spread: bool,
        fields: re.Pattern[str] = _FIELD,
    ) -> list[Value]:
        positions = [] if spread else [self._operand(choice, place.node, place) for choice in arguments.positions]
        names: dict[object, Operand] = {
            name: self._operand(choice, place.node, place) for name, choice in arguments.names.items()
        }
        for mapping in self._evaluation.of(arguments.positions[0]) if spread and arguments.positions else ():
            if isinstance(mapping, Mapping):
                known = self._evaluation.entries(mapping, place.node).known
                names.update({key: self._operand(choice, place.node, place) for key, choice in known.items()})
        counter = itertools.count()

        def fill(found: re.Match[str]) -> Operand | None:
            name = found["name"]
            if name == "":
                name = str(next(counter))
            for _ in _NESTED_FIELD.findall(found["layout"]):
                next(counter)
            if found["layout"] not in ("", "!s", ":s", "!s:s"):
                return None
            if name.isdigit():
                return positions[int(name)] if int(name) < len(positions) else None
            return names.get(name)

        return self._filled(text, receiver, fields, fill, place)

    # -- how parts are put together

    def _filled(
        self,
        template: Text,
        bringing: cst.CSTNode,
        pattern: re.Pattern[str],
        fill: Callable[[re.Match[str]], Operand | None],
        place: Place,
    ) -> list[Value]:
        """Return the texts that a template with fields is, once ``fill`` said of each what stands there."""
        pieces: list[list[Part] | Operand] = []
        for part in _brought(template, bringing):
            if not _is_plain(part):
                pieces.append([part])
                continue
            done = 0
            for found in pattern.finditer(part.text):
                pieces.append([_cut(part, done, found.start())])
                field = _cut(part, *found.span())
                done = found.end()
                if found[0] in _ESCAPED_SIGNS:
                    pieces.append([field._replace(text=found[0][0], origin=_escaped(field))])
                    continue
                operand = fill(found)
                pieces.append([field._replace(text=HOLE, origin=Origin.HOLE)] if operand is None else operand)
            pieces.append([_cut(part, done, len(part.text))])
        return [
            value if not template.doubts else Text(place, value.parts, doubts=value.doubts | template.doubts)
            for value in self._product(place, pieces)
            if isinstance(value, Text)
        ]

    def _product(self, place: Place, pieces: Run[list[Part] | Operand]) -> list[Value]:
        """Return each text that the pieces make: what an operand may be is tried in turn, as far as there are few."""
        options: list[list[tuple[list[Part], frozenset[Doubt]]]] = []
        ways = 1
        same: dict[tuple[str, Values], int] = {}
        keys: list[int | None] = []
        for piece in pieces:
            if isinstance(piece, list):
                options.append([(piece, _NO_DOUBT)])
                keys.append(None)
                continue
            node, values = piece
            choices = [_of_value(value, node) for value in values] or [([_hole(node)], _NO_DOUBT)]
            # A name that stands there twice is the same both times.
            key = (node.value, values) if isinstance(node, cst.Name) else None
            first = same.setdefault(key, len(options)) if key is not None else len(options)
            if first == len(options):
                ways *= len(choices)
                if ways > MAX_WAYS:
                    ways //= len(choices)
                    choices = [([_hole(node)], _NO_DOUBT)]
                    self._evaluation.dropped.update(value.node for value in values)
            keys.append(first if first < len(options) else None)
            options.append(choices if first == len(options) else options[first])
        found: dict[Value, None] = {}
        free = [range(len(choices)) if keys[at] is None else range(1) for at, choices in enumerate(options)]
        for way in itertools.product(*free):
            picked = [choices[way[at if keys[at] is None else keys[at] or 0]] for at, choices in enumerate(options)]
            parts = [part for parts, _ in picked for part in parts if part.text]
            doubts = _NO_DOUBT.union(*(doubt for _, doubt in picked))
            if sum(part.place is not None for part in parts) > MAX_PARTS:
                self._evaluation.dropped.update(part.node for part in parts)
                parts = [_hole(place.node)]
            found[Text(place, tuple(_without_repetition(parts)), doubts=doubts)] = None
        return [*found]


def _of_value(value: Value, node: cst.CSTNode) -> tuple[list[Part], frozenset[Doubt]]:
    """Return the parts of an operand of a text, seen from there, and its doubts."""
    match value:
        case Text():
            return [*_brought(value, node)], value.doubts
        case Constant(value=constant) if constant is not None:
            part = Part(str(constant), value.node, origin=Origin.FOREIGN, place=node, doubts=value.doubts)
            return [part], value.doubts
        case _:
            return [_hole(node)], frozenset()


def _brought(text: Text, node: cst.CSTNode) -> Iterable[Part]:
    """Return the parts of a text as an expression sees them that has it at ``node``."""
    if text.node is node:
        return text.parts
    return (part._replace(place=node, doubts=part.doubts | text.doubts) for part in text.parts)


class TextOutline(NamedTuple):
    """What several texts that one expression may be have in common.

    ``text`` has a hole for each operand that is not the same in all of them for certain. ``ways`` are all that it may
    be, where that is known, and only one operand makes the difference.
    """

    text: Text
    ways: tuple[Text, ...] = ()


def cuts(template: str, form: str) -> list[int]:
    """Return after how many characters a template cuts texts that are put into it.

    :param form: "%" for a template of that sign, "{" for one of ``format``, ":" for the layout of one field alone.
    """
    layouts = [template] if form == ":" else []
    for field in (_PRINTF if form == "%" else _FIELD).finditer(template) if form != ":" else ():
        is_text = form == "{" or field["conversion"] in "srab"
        layouts.append(field["layout"] or "" if is_text and field[0] not in _ESCAPED_SIGNS else "")
    return [int(found[1]) for layout in layouts if (found := _CUT.search(layout))]


def outline(texts: Run[Text]) -> TextOutline:
    """Return what texts that one expression may be have in common."""
    rows = [[(key, tuple(run)) for key, run in itertools.groupby(text.parts, _bringing)] for text in texts]
    keys = [key for key, _ in max(rows, key=lambda row: (len(row), -sum(key.is_field for key, _ in row)))]
    columns: list[list[tuple[Part, ...]]] = [[] for _ in keys]
    for row in rows:
        rest = deque(row)
        for key, column in zip(keys, columns, strict=True):
            column.append(rest.popleft()[1] if rest and rest[0][0].may_be(key) else ())
        if rest:
            return TextOutline(Text(texts[0].origin, (_hole(texts[0].node),)))
    parts: list[Part] = []
    varying: list[list[tuple[Part, ...]]] = []
    for key, column in zip(keys, columns, strict=True):
        first = column[0]
        differ = len({tuple(map(_said, run)) for run in column}) > 1
        if differ:
            varying.append(column)
        unsure = any(part.doubts for run in column for part in run)
        parts += [_hole(key.node)] if differ or unsure else first
    known = not any(part.doubts or part.origin is Origin.HOLE for column in varying for run in column for part in run)
    # Where several operands differ it is not known which of them go together.
    combined = len({tuple(tuple(map(_said, column[at])) for column in varying) for at in range(len(rows))})
    apart = max((len({tuple(map(_said, run)) for run in column}) for column in varying), default=0)
    return TextOutline(Text(texts[0].origin, tuple(parts)), tuple(texts) if known and 1 < combined == apart else ())


class _Slot(NamedTuple):
    """Where a part of a text comes from: an operand, or the character of a literal where it stands or is put in."""

    node: cst.CSTNode
    start: int = -1
    is_field: bool = False

    def may_be(self, other: _Slot) -> bool:
        """Say whether two texts have the same there; what is put into a field may be known in one of them only."""
        return self == other or (self.is_field and other.start == -1) or (other.is_field and self.start == -1)


def _bringing(part: Part) -> _Slot:
    if part.place is not None:
        return _Slot(part.place)
    is_hole = part.origin is Origin.HOLE
    return _Slot(part.node) if is_hole and part.start == part.end else _Slot(part.node, part.start, is_hole)


def _said(part: Part) -> tuple[str, bool]:
    return part.text, part.origin is Origin.HOLE


def _hole(node: cst.CSTNode) -> Part:
    return Part(HOLE, node, origin=Origin.HOLE)


def _is_plain(part: Part) -> bool:
    return part.origin in (Origin.VERBATIM, Origin.FOREIGN)


def _escaped(part: Part) -> Origin:
    return Origin.ESCAPED if part.origin is Origin.VERBATIM else part.origin


def _cut(part: Part, start: int, end: int) -> Part:
    """Return the characters ``start`` to ``end`` of a part."""
    if part.origin is Origin.VERBATIM:
        return part._replace(text=part.text[start:end], start=part.start + start, end=part.start + end)
    return part._replace(text=part.text[start:end])


def _without_repetition(parts: list[Part]) -> list[Part]:
    """Return parts in which characters that occur twice are foreign: an edit would change both places."""
    seen: dict[tuple[cst.CSTNode, int, int], int] = {}
    for part in parts:
        key = part.node, part.start, part.end
        seen[key] = seen.get(key, 0) + 1
    return [
        part._replace(place=part.place or part.node)
        if seen[part.node, part.start, part.end] > 1 and part.origin is not Origin.HOLE
        else part
        for part in parts
    ]


def computed(text: Text, result: str, node: cst.CSTNode) -> tuple[Part, ...]:
    """Return the parts of what is computed from a text: it stands nowhere, but comes from where the text does."""
    first = text.parts[0].node if text.parts else node
    part = Part(result, first, origin=Origin.FOREIGN, place=node, doubts=text.doubts)
    return (part,) if result else ()
