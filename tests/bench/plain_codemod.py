"""What a codemod by the book is: libcst with QualifiedNameProvider on every file that it is given. It changes nothing.

``python plain_codemod.py FILE...`` prints ``path:line`` of what it would rewrite: hosts in strings, f-strings and sums, and
calls of a Client that have a region and no edge.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider, QualifiedNameProvider

if TYPE_CHECKING:
    from collections.abc import Sequence

HOST = re.compile(r"//[a-z-]+\.(?:[a-z]{2}[0-9]|\{[^}]*\}|%s)\.twilio\.com\b")
CLIENT = "twilio.rest.Client"


class Rewriter(cst.CSTTransformer):
    """Notes the first line of each expression that is to be changed."""

    METADATA_DEPENDENCIES = (PositionProvider, QualifiedNameProvider)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []

    def leave_SimpleString(  # noqa: N802
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.BaseExpression:
        self._look(original_node, original_node.value)
        return updated_node

    def leave_FormattedString(  # noqa: N802
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.BaseExpression:
        parts = [part.value if isinstance(part, cst.FormattedStringText) else "{}" for part in original_node.parts]
        self._look(original_node, "".join(parts))
        return updated_node

    def leave_BinaryOperation(  # noqa: N802
        self, original_node: cst.BinaryOperation, updated_node: cst.BinaryOperation
    ) -> cst.BaseExpression:
        self._look(original_node, _sum(original_node))
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:  # noqa: N802
        names = {name.name for name in self.get_metadata(QualifiedNameProvider, original_node.func, set())}
        given = {argument.keyword.value for argument in original_node.args if argument.keyword}
        if CLIENT in names and "region" in given and "edge" not in given:
            self._note(original_node)
        return updated_node

    def _look(self, node: cst.CSTNode, text: str) -> None:
        if HOST.search(text):
            self._note(node)

    def _note(self, node: cst.CSTNode) -> None:
        self.lines.append(self.get_metadata(PositionProvider, node).start.line)


def _sum(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return _sum(node.left) + _sum(node.right)
    return str(node.raw_value) if isinstance(node, cst.SimpleString) else "{}"


def main(paths: Sequence[str]) -> None:
    """Look at each file in turn."""
    for path in paths:
        with open(path, "rb") as stream:
            data = stream.read()
        try:
            wrapper = MetadataWrapper(cst.parse_module(data))
            rewriter = Rewriter()
            wrapper.visit(rewriter)
        except (cst.ParserSyntaxError, RecursionError) as failure:
            print(f"{path}: {failure}", file=sys.stderr)
            continue
        for line in rewriter.lines:
            print(f"{path}:{line}")


if __name__ == "__main__":
    main(sys.argv[1:])
