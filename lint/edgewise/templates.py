"""A string value as a template: runs of known text and holes, each of which knows where in the source it stands.

A plain literal, a concatenation, an f-string or a whole text file all become a :class:`Template`; hosts are looked for
in templates only, and a fix edits only characters that stand in the source themselves.
"""

from __future__ import annotations

import enum
import re
import string
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from edgewise.findings import Edit
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HOLE = "\0"
"""Stands in :attr:`Template.text` for a part of unknown content and length."""


class Origin(enum.Enum):
    """How the text of a piece relates to the source at its place."""

    VERBATIM = "it stands there, character by character"
    ESCAPED = "an escape sequence stands there"
    FOREIGN = "an expression stands there, and the text itself elsewhere"
    HOLE = "an expression of unknown value stands there"


class Piece(NamedTuple):
    """A part of a template. ``start`` and ``end`` are the source characters (from 0) that yield ``text``."""

    text: str
    start: int
    end: int
    origin: Origin = Origin.VERBATIM


def hole(start: int, end: int) -> Piece:
    """Return a piece of unknown content."""
    return Piece(HOLE, start, end, Origin.HOLE)


class Template:
    """A run of pieces as one text, in which every index can be led back to the source."""

    __slots__ = ("_hosts", "_starts", "pieces", "text")

    def __init__(self, pieces: Iterable[Piece]) -> None:
        # A NUL that is really in the text must not pass for a hole; no hostname has either.
        self.pieces = tuple(
            piece if piece.origin is Origin.HOLE or HOLE not in piece.text
            else piece._replace(text=piece.text.replace(HOLE, "\N{REPLACEMENT CHARACTER}"))
            for piece in pieces
            if piece.text
        )  # fmt: skip
        self.text = "".join(piece.text for piece in self.pieces)
        self._starts: list[int] = []
        total = 0
        for piece in self.pieces:
            self._starts.append(total)
            total += len(piece.text)
        self._hosts: tuple[HostMatch, ...] | None = None

    def hosts(self) -> tuple[HostMatch, ...]:
        """Return what :func:`find_hosts` yields, which is looked for once."""
        if self._hosts is None:
            self._hosts = tuple(find_hosts(self))
        return self._hosts

    def piece_at(self, index: int) -> Piece:
        """Return the piece that yields the character at ``index`` of ``text``."""
        return self.pieces[bisect_right(self._starts, index) - 1]

    def between(self, start: int, end: int) -> tuple[Piece, ...]:
        """Return the pieces that yield ``text[start:end]``."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        return self.pieces[first : last + 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source characters from which ``text[start:end]`` comes, from the first to the last of them."""
        if start < end and len(pieces := self.between(start, end)) == 1 and pieces[0].origin is Origin.VERBATIM:
            left = self._cell(start)[0]
            return left, left + end - start
        spans = [self._cell(index) for index in range(start, end)]
        return min(cell[0] for cell in spans), max(cell[1] for cell in spans)

    def replace(self, start: int, end: int, content: str) -> tuple[Edit, ...] | None:
        """Return the edits that make ``text[start:end]`` read ``content``.

        None where they would have to touch anything but characters that stand in the source for nothing else.
        """
        if start == end:
            return self._insert(start, content)
        pieces = self.between(start, end)
        if len(pieces) == 1 and pieces[0].origin is Origin.VERBATIM:  # as nearly always
            left = self._cell(start)[0]
            return (Edit(left, left + end - start, content),)
        edits: list[Edit] = []
        for index in range(start, end):
            piece = self.piece_at(index)
            if not self._editable(piece):
                return None
            left, right = self._cell(index)
            if edits and edits[-1].end == left:
                edits[-1] = edits[-1]._replace(end=right)
            else:
                edits.append(Edit(left, right, "" if edits else content))
        return tuple(sorted(edits, key=lambda edit: edit.start))

    def _insert(self, index: int, content: str) -> tuple[Edit, ...] | None:
        before = self.piece_at(index - 1) if index else None
        if before is not None and self._editable(before):
            at = self._cell(index - 1)[1]
        elif index < len(self.text) and self._editable(self.piece_at(index)):
            at = self._cell(index)[0]
        else:
            return None
        return (Edit(at, at, content),)

    def _editable(self, piece: Piece) -> bool:
        # `\\` is the one escape that regular expressions are full of; it goes as a whole or stays.
        return piece.origin is Origin.VERBATIM or (piece.origin is Origin.ESCAPED and piece.text == "\\")

    def _cell(self, index: int) -> tuple[int, int]:
        number = bisect_right(self._starts, index) - 1
        piece = self.pieces[number]
        if piece.origin is Origin.VERBATIM:
            at = piece.start + index - self._starts[number]
            return at, at + 1
        return piece.start, piece.end


# ---------------------------------------------------------------------------------------------------- placeholders

# Each alternative begins with the sign that it is found by: a search passes over all other characters at once.
_PLACEHOLDER = on_demand(
    r"""
      \$\{\{(?![^{}\n]*\.com)[^{}\n]{0,200}\}\}     # GitHub expressions
    | \{\{(?![^{}\n]*\.com)[^{}\n]{0,200}\}\}       # Jinja, Helm, Mustache; a host in braces is text
    | \$\{(?![^{}\n]*twilio\.com)[^{}\n]*\}         # shell, JavaScript, string.Template
    | \#\{(?![^{}\n]*twilio\.com)[^{}\n]*\}         # Ruby, Elixir
    | \$\([\w.]+\)                                  # Make, Kubernetes
    | \{(?<![\])].)(?<!\\[A-Za-z].)(?![^{}\n]*twilio\.com)[\w.\[\]!:]*\}
      # str.format; behind a class or a group it counts repetitions, and a host in braces is text
    | %\(\w+\)[-\#0\ +]*[\d.]*[srd]                 # printf with names
    | %(?:\d+\$|\[\d+\])?(?:[svrq]|[db](?![0-9A-Fa-f]))  # printf; %da is a percent-encoded byte
    | \$[A-Za-z_]\w*                                # shell, PHP, string.Template
    | <(?<=[./-].)[A-Za-z_][\w\ -]*>(?=[.-])          # <region> as a whole label
    """,
    re.VERBOSE,
)


def with_placeholders(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Turn placeholders of the usual template languages that stand in verbatim text into holes."""
    for piece in pieces:
        if piece.origin not in (Origin.VERBATIM, Origin.FOREIGN):
            yield piece
            continue
        done = 0
        for found in _PLACEHOLDER.finditer(piece.text):
            yield part(piece, done, found.start())
            filled = part(piece, *found.span())
            yield hole(filled.start, filled.end)
            done = found.end()
        yield part(piece, done, len(piece.text))


def part(piece: Piece, start: int, end: int) -> Piece:
    """Return the characters ``start`` to ``end`` of a verbatim or foreign piece."""
    if piece.origin is Origin.VERBATIM:
        return Piece(piece.text[start:end], piece.start + start, piece.start + end)
    return piece._replace(text=piece.text[start:end])


# ------------------------------------------------------------------------------------------------------------ hosts

# A dot between labels, also as regular expressions and their string literals write it.
SEPARATOR = r"(?:\\{0,2}\.|\[\.\])"
# What a browser takes for a dot besides, what it does not see in a hostname, and what it takes out of a URL.
_DOTS = (
    rf"(?:{SEPARATOR}|[\u3002\uff0e\uff61]|%(?ai:2e|e3%80%82|ef%bc%8e|ef%bd%a1)"
    r"|\\(?ai:u\{?0{0,4}(?:2e|3002|ff0e|ff61)\}?|x2e)"
    r"|&(?ai:\#x0{0,4}(?:2e|3002|ff0e|ff61)|\#0{0,4}(?:46|12290|65294|65377)|period);)"
)
_UNSEEN = r"[\u00ad\u034f\u180b-\u180d\u200b\u2060\ufe00-\ufe0f\ufeff]*"
_TAKEN_OUT = (
    r"(?:\t|\\[tnr]|&(?ai:\#x0{0,4}[9ad]|\#0{0,4}(?:9|10|13)|tab|newline);"
    r"|\\\r?\n[ \t]*)+"  # a line that goes on in the next one
)
_DOMAIN = on_demand(
    rf"[tT](?ai:wilio){SEPARATOR}(?ai:com)"  # a first character of its own is searched for fast
    # not twilio.community, twilio.com.example, twilio.com@example or twilio.com:password@example
    rf"(?!{_UNSEEN}[\w-]|{_UNSEEN}{_DOTS}{{1,2}}{_UNSEEN}[\w{HOLE}-]|{_TAKEN_OUT}{_DOTS}[\w{HOLE}-]|(?::[^\s/@\"']{{0,255}})?@)"
)
_BROKEN = on_demand(rf"[\t\r\n]+{_DOTS}[\w{HOLE}-]")
_USERINFO = on_demand(r"[^\s/?#\\\"'`<>@]{1,255}@")
_GOING_ON = (".", "\u3002", "\uff0e", "\uff61")
_HOST_GOES_ON = on_demand(r"//[^\s/?#]{0,255}[.\u3002\uff0e\uff61][\t\r\n]*\Z")
_LABELS = on_demand(rf"(?:[A-Za-z0-9{HOLE}-]+{SEPARATOR})*{HOLE}*\Z")
_LABEL_CHARACTERS = f"{string.ascii_letters}{string.digits}{HOLE}-.\\[]"
"""All of which labels and what separates them consist."""
_LABEL = on_demand(rf"([A-Za-z0-9{HOLE}-]+){SEPARATOR}")
_ENDS_WITH_SEPARATOR = on_demand(rf"{SEPARATOR}\Z")
_WINDOW = 300  # characters; a hostname has at most 253
# %2F %3A %40 %3D %26 %3F %22 %27 %20 %2C %3B: what may stand before a host in percent-encoded text
_ENCODED_DELIMITER = on_demand(r"(?ai:2f|3a|40|3d|26|3f|22|27|20|2c|3b)")


class HostMatch(NamedTuple):
    """A hostname under ``twilio.com`` in a template, by indices into its text.

    ``labels`` are the spans of the labels before ``twilio``. ``joined`` is the number of holes that stand directly
    before ``twilio``, without a dot: prefixes that bring their own.
    """

    start: int
    end: int
    labels: tuple[tuple[int, int], ...]
    joined: int


def find_hosts(template: Template) -> Iterator[HostMatch]:
    """Yield every hostname of at least one label under ``twilio.com``, from left to right."""
    text = template.text
    for domain in _DOMAIN.finditer(text):
        low = max(0, domain.start() - _WINDOW)
        near = text[low : domain.start()]
        low += len(near.rstrip(_LABEL_CHARACTERS))
        found = _LABELS.search(text[low : domain.start()])
        if found is None or not found[0]:
            continue
        start = low + found.start()
        if not _bounded_left(text, start):
            continue
        start += _left_noise(text, start)
        labels = tuple(label.span(1) for label in _LABEL.finditer(text, start, domain.start()))
        if labels and not _is_part(text, labels[0][0], domain.end()):
            tail = text[labels[-1][1] : domain.start()]
            yield HostMatch(labels[0][0], domain.end(), labels, tail.count(HOLE))


def _bounded_left(text: str, start: int) -> bool:
    before = text[start - 1] if start else " "
    return not (before.isalnum() or before in "_-" or _ENDS_WITH_SEPARATOR.search(text[max(0, start - 3) : start]))


def _is_part(text: str, start: int, end: int) -> bool:
    """Say whether a browser sees another host in a URL of which ``text[start:end]`` is a part."""
    before = text[max(0, start - _WINDOW) : start]
    if before.rstrip("\t\r\n").endswith(_GOING_ON) and _HOST_GOES_ON.search(before):
        return True
    if before.endswith("//") and _USERINFO.match(text, end):
        return True
    if _BROKEN.match(text, end) is None:
        return False
    # A line break ends most texts about hosts: in a string it does not.
    token = re.split(r"\s", before)[-1]
    return len(token) == start or any(quote in token for quote in "\"'`")


def _left_noise(text: str, start: int) -> int:
    # The end of an escape (`\b` in a pattern, `%2F` in a percent-encoded URL) is no part of the first label.
    before = text[start - 1] if start else " "
    if before == "\\" and text[start].isalpha():
        return 1
    if before == "%" and _ENCODED_DELIMITER.match(text, start):
        return 2
    return 0
