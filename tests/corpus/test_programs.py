"""Invariants of the rewrite over generated programs: what changes, what stays, and that every way of asking agrees."""

from __future__ import annotations

import ast
from collections import Counter

import libcst
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from libcst.codemod import CodemodContext

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.options import Options
from edgewise_codemods import FixTwilioDomains
from edgewise_codemods.rewrite import rewrite_source
from edgewise_codemods.splice import is_same_outside
from oracle.generated.programs import Program, programs
from oracle.judging import facts
from support import EVERYTHING, examples

EXAMPLES = examples(20, 1000 if EVERYTHING else 60)
_OURS = ("region", "edge", "TWILIO_REGION", "TWILIO_EDGE")


class _Shape(ast.NodeTransformer):
    """Takes from a tree what an edit may change: the text of strings, and whatever names a region or an edge."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("") if isinstance(node.value, (str, bytes)) or node.value is None else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        # A name in a hole may be a constant that brings in a region, and go with it.
        holes = [value for value in node.values if isinstance(value, ast.FormattedValue)]
        kept = [self.visit(hole) for hole in holes if not isinstance(hole.value, ast.Name)]
        return ast.JoinedStr(kept) if kept else ast.Constant("")  # which loses its prefix then

    def visit_List(self, node: ast.List) -> ast.AST:
        return ast.List([self.visit(item) for item in node.elts if not isinstance(item, ast.Constant)], node.ctx)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        return ast.Tuple([self.visit(item) for item in node.elts if not isinstance(item, ast.Constant)], node.ctx)

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        pairs = [
            (self.visit(key) if key else None, self.visit(value))
            for key, value in zip(node.keys, node.values, strict=True)
            if not (isinstance(key, ast.Constant) and key.value in _OURS)
        ]
        return ast.Dict([key for key, _ in pairs], [value for _, value in pairs])

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        # A region that a constant brings in may go together with what brings it in.
        return ast.Constant("") if _is_text(node) else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "format" and _is_text(node.func.value):
            return ast.Constant("")
        kept = [item for item in node.args if not isinstance(item, ast.Constant)]
        others = [item for item in node.keywords if item.arg not in _OURS]
        return ast.Call(
            self.visit(node.func), [self.visit(item) for item in kept], [self.visit(item) for item in others]
        )

    def statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [self.visit(item) for item in body if not _is_ours(item)] or [ast.Pass()]

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                setattr(node, name, self.statements(inner) if inner else [])
        return super().generic_visit(node)


def _is_text(node: ast.expr) -> bool:
    """Say whether an expression is a text that is written out in part at least."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Add, ast.Mod)) and (_is_text(node.left) or _is_text(node.right))
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_ours(statement: ast.stmt) -> bool:
    """Say whether a statement does nothing but to set a region or an edge."""
    if isinstance(statement, ast.Pass):
        return True
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if any(isinstance(target, ast.Attribute) and target.attr in _OURS for target in targets):
        return True
    items = [target.slice for target in targets if isinstance(target, ast.Subscript)]
    if any(isinstance(key, ast.Constant) and key.value in _OURS for key in items):
        return True
    said = ast.unparse(statement)
    return not isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.With, ast.If)) and "TWILIO_" in said


def shape(text: str) -> str:
    return ast.dump(_Shape().visit(ast.parse(text)))


LOOKED_AT: Counter[str] = Counter()


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(programs(), st.sampled_from(facts.WAYS), st.booleans())
def check_one_program(program: Program, way: str, unsafe: bool) -> None:
    options, source = Options(way), Source(program.text)
    rewritten = rewrite_source(source, FileKind.PYTHON, options, unsafe)
    assert rewritten.error is None
    assert is_same_outside(source.text, rewritten.text, rewritten.changes)
    assert shape(rewritten.text) == shape(source.text)
    again = rewrite_source(Source(rewritten.text), FileKind.PYTHON, options, unsafe)
    assert again.text == rewritten.text
    # What is left in the new text is what a look at the new text finds, with the gates or without.
    left = [item.finding for item in rewritten.left]
    assert check_source(Source(rewritten.text), FileKind.PYTHON, options)[0] == left
    assert check_source(Source(rewritten.text), FileKind.PYTHON, options, gates=False)[0] == left
    tree = libcst.parse_module(source.text)
    if tree.code == source.text:
        command = FixTwilioDomains(CodemodContext(), processing_region=way, unsafe_fixes=unsafe)
        assert command.transform_module(tree).code == rewritten.text
        LOOKED_AT["by libcst"] += 1
    LOOKED_AT["programs"] += 1
    LOOKED_AT["rewritten"] += rewritten.text != source.text


def test_generated_programs() -> None:
    LOOKED_AT.clear()
    check_one_program()
    print(dict(LOOKED_AT))
    assert LOOKED_AT["programs"] >= EXAMPLES // 2
    assert LOOKED_AT["rewritten"] >= EXAMPLES // 4
    assert LOOKED_AT["by libcst"] >= EXAMPLES // 4
