"""Source that is nested too deeply or too large: libcst brings the process down with it, and says nothing before."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

MAX_DEPTH = 2_000
"""How deeply nodes may be nested: libcst 1.9 crashes between 3,000 and 10,000 on a stack of 8 MiB."""
_STATEMENT_START = on_demand(r"\n(?=[^\s)\]}#'\"])(?!(?:elif|else|except|finally)\b)")
_NESTING = on_demand(r"[-+*/%@&|^~<>=.(\[{:]|\b(?:not|lambda|if|await|or|and|in|is|elif)\b|['\"][ \t\r\n\\]*['\"]")
MAX_LINKS = 1_000
"""How many operators, attributes or calls in a row libcst is given if nobody else could read them: 2,000 take 8 s."""
_LINK = on_demand(
    r"(?P<branch>\belif\b)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)"
    r"|(?P<link>[-+*/%@&|^~<>.]|\b(?:not|lambda|if|await|or|and|in|is)\b|['\"][ \t\r\n\\]*['\"])"
    r"|(?P<statement>\n(?=[^\s)\]}#'\"])(?!(?:elif|else)\b))|(?P<line>\n)"
)
_TOO_DEEP = "it is nested too deeply"
_RECURSION_LIMIT = 10_000
MAX_NODES = 200_000
"""How many nodes of the standard library's tree libcst is given: each takes it 2 to 6 KB and up to 0.1 ms."""
MAX_TOKENS = 1_000_000
"""How many names, values and signs the standard library's parser is given: each takes it about 500 bytes."""
_TOKEN = on_demand(r"(?P<quote>\"\"\"|'''|[\"'])|(?P<comment>#[^\n]*)|\w+|[^\w\s]")
_QUOTE_END = {
    **{quote: re.compile(rf"\\.|{quote}|\n", re.DOTALL) for quote in ("'", '"')},
    **{quote: re.compile(rf"\\.|{quote}", re.DOTALL) for quote in ("'''", '"""')},
}
_TOO_LARGE = "it is too large, with more than {:,} names, values and operators to look at"


def parse(text: str) -> ast.Module | None:
    """Return the tree of the standard library's parser, None where it cannot read the source.

    :raises UnparsableError: the source is nested so deeply that it cannot, and libcst would crash; or it is so large
        that one of the two would take gigabytes of memory.
    """
    _refuse_tokens(text, MAX_TOKENS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):
        if _bracket_depth(text) > MAX_DEPTH // 10 or _has_long_chain(text):
            raise UnparsableError(_TOO_DEEP, 0) from None
        _refuse_tokens(text, MAX_NODES)
        return None
    except (RecursionError, MemoryError):
        # Python 3.12 gives up on chains that libcst still reads.
        if _may_be_too_deep(text):
            raise UnparsableError(_TOO_DEEP, 0) from None
        _refuse_tokens(text, MAX_NODES)
        return None
    return tree


def _refuse_tokens(text: str, most: int) -> None:
    # No token is shorter than a character.
    if len(text) > most and sum(1 for _ in islice(_tokens(text), most + 1)) > most:
        raise UnparsableError(_TOO_LARGE.format(most), 0)


def _tokens(text: str) -> Iterator[int]:
    """Yield where each token starts, comments and blanks left out; a string is one."""
    at = 0
    while (found := _TOKEN.search(text, at)) is not None:
        at = found.end()
        if found.lastgroup != "comment":
            yield found.start()
        if found.lastgroup == "quote":
            ends = (sign.end() for sign in _QUOTE_END[found[0]].finditer(text, at) if not sign[0].startswith("\\"))
            at = next(ends, len(text))


def _bracket_depth(text: str) -> int:
    """Return how many brackets are open at once, at the most; those in strings and comments count as well."""
    depth = deepest = 0
    for bracket in re.finditer(r"[\[({\])}]", text):
        depth = depth + 1 if bracket[0] in "[({" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _may_be_too_deep(text: str) -> bool:
    """Say whether a statement has more signs that nest what they stand between than may be nested."""
    statements = _STATEMENT_START.split(text)
    return any(sum(1 for _ in _NESTING.finditer(statement)) > MAX_DEPTH for statement in statements)


def _has_long_chain(text: str) -> bool:
    """Say whether an expression, or an ``if`` with its ``elif``, has more links than may be nested."""
    links = branches = depth = 0
    for found in _LINK.finditer(text):
        match found.lastgroup:
            case "branch":
                branches += 1
            case "link" | "open":
                links += 1
                depth += found.lastgroup == "open"
            case "close":
                depth = max(depth - 1, 0)
            case "statement":
                links = branches = depth = 0
            case _:
                links = links if found.lastgroup == "line" and depth else 0
        if max(links, branches) > MAX_LINKS:
            return True
    return False


def refuse_excess(nodes: Iterable[ast.AST]) -> None:
    """Refuse syntax trees that are nested too deeply or too large for libcst.

    :raises UnparsableError: one of them is too deep, or all of them together are too large.
    """
    level = list(nodes)
    seen = 0
    for _ in range(MAX_DEPTH):
        seen += len(level)
        if seen > MAX_NODES:
            raise UnparsableError(_TOO_LARGE.format(MAX_NODES), 0)
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise UnparsableError(_TOO_DEEP, 0)


LIBCST_CANNOT = "is valid Python that libcst, the parser, cannot read"


class UnparsableError(Exception):
    """The source is not parsed. ``offset`` is the place, in characters from 0; ``valid`` says that it is Python."""

    def __init__(self, message: str, offset: int, *, valid: bool = False) -> None:
        super().__init__(message)
        self.offset = offset
        self.valid = valid

    @property
    def told(self) -> str:
        """What is wrong with a file, as a sentence without its subject."""
        return str(self) if self.valid else f"cannot be parsed: {self}"


@contextmanager
def deep_recursion() -> Generator[None]:
    """Let libcst, and whoever follows its tree, walk a chain of ``+`` by recursion, at several frames a link.

    :raises UnparsableError: it is longer than that.
    """
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
    try:
        yield
    except RecursionError:
        raise UnparsableError(_TOO_DEEP, 0) from None
    finally:
        sys.setrecursionlimit(limit)
