"""Go: how it is read, and the facts of the module ``github.com/twilio/twilio-go``.

Read in the tagged sources of twilio-go 0.6.0 to 1.30.9, whose client and request types were run with stand-ins.
"""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING

from edgewise.languages.language import Constructor, Language
from edgewise.languages.syntax.grammar import FIRST, LAST, Called, Declares, Grammar
from edgewise.patterns import on_demand
from edgewise.twilio.libraries import GO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.syntax.names import Declaration
    from edgewise.languages.syntax.tree import SyntaxTree

_MODULE = "github.com/twilio/twilio-go"
_UNNAMED = on_demand(rb"(?:^|\(|import|;)[ \t]*\"" + re.escape(_MODULE.encode()) + rb"\"", re.MULTILINE)
"""The import of the module under the name of its package, ``twilio``."""
_DOT = on_demand(rb"(?:^|\(|import|;)[ \t]*\.[ \t]*\"" + re.escape(_MODULE.encode()) + rb"\"", re.MULTILINE)
"""The import of all that the module exports, without a name before it."""
_EXPORTED = frozenset({"NewRestClient", "NewRestClientWithParams", "RestClient"})


def _load(_suffix: str) -> object:
    import tree_sitter_go

    return tree_sitter_go.language()


def _root(tree: SyntaxTree, node: Node) -> str | None:
    if node.type not in (*GRAMMAR.names, "type_identifier"):
        return None
    said = tree.source(node)
    if said == "twilio" and _UNNAMED.search(tree.data):
        return _MODULE
    return f"{_MODULE}.{said}" if said in _EXPORTED and _DOT.search(tree.data) else None


def _imported(tree: SyntaxTree, declaration: Declaration) -> str | None:
    path = declaration.holder.child_by_field_name("path") if declaration.how.kind == "import" else None
    return _MODULE if path is not None and tree.literal(path) == _MODULE else None


def _others_assign(tree: SyntaxTree, declaration: Declaration) -> bool:
    """Say whether other files may assign to a variable: those that import the package, or those that are in it."""
    if declaration.holder.type != "var_spec" or declaration.scope != tree.root:
        return False
    name = tree.source(declaration.node)
    return name[:1].isupper() or any(_assigns(data, name) for data in _beside(tree.path))


def _assigns(data: bytes, name: str) -> bool:
    word = re.escape(name.encode())
    return re.search(rb"(?<![\w.])" + word + rb"[ \t]*=(?!=)|&" + word + rb"\b", data) is not None


def _beside(path: str) -> Iterator[bytes]:
    """Yield the other files of a package."""
    folder = os.path.dirname(path)
    try:
        names = sorted(os.listdir(folder or ".")) if path else []
    except OSError:
        return  # a text that is not in a folder yet
    for name in names:
        if name.endswith(".go") and name != os.path.basename(path):
            with contextlib.suppress(OSError), open(os.path.join(folder, name), "rb") as stream:
                yield stream.read()


GRAMMAR = Grammar(
    load=_load,
    identifiers=frozenset({"identifier", "field_identifier", "package_identifier", "type_identifier"}),
    names=frozenset({"identifier", "package_identifier"}),
    calls={"call_expression": Called("arguments", callee="function")},
    members={"selector_expression": ("operand", "field"), "qualified_type": ("package", "name")},
    assignments={
        "assignment_statement": ("left", "right"),
        "short_var_declaration": ("left", "right"),
        "var_spec": ("name", "value"),
    },
    changes=frozenset({"inc_statement", "dec_statement", "unary_expression", "range_clause"}),
    declarations={
        ("short_var_declaration", "left"): Declares("block", "right"),
        ("var_spec", "name"): Declares("block", "value"),
        ("const_spec", "name"): Declares("block", "value"),
        ("parameter_declaration", "name"): Declares("body", kind="parameter"),
        ("range_clause", "left"): Declares("block", sign=":="),
        ("import_spec", "name"): Declares("block", kind="import"),
        ("function_declaration", "name"): Declares("block"),
    },
    patterns=frozenset({"expression_list"}),
    functions=frozenset({"function_declaration", "method_declaration", "func_literal"}),
    blocks=frozenset(
        "source_file block statement_list expression_case default_case communication_case type_case for_statement "
        "if_statement".split()
    ),
    hoisted=frozenset(),
    exported=frozenset(),
    branching=frozenset({"if_statement", "expression_switch_statement", "type_switch_statement"}),
    statements=frozenset({"expression_statement"}),
    arguments=frozenset({"argument_list"}),
    wrappers=frozenset({"expression_list", "parenthesized_expression", "unary_expression", "literal_element"}),
    lists=frozenset({"expression_list"}),
    last_of=frozenset({"composite_literal"}),
    objects=frozenset({"literal_value"}),
    pairs={"keyed_element": (FIRST, LAST)},
    typed=frozenset({"field_declaration"}),
    strings=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    texts=frozenset({"interpreted_string_literal_content", "raw_string_literal_content"}),
    empties=frozenset({"nil", "true", "false", "int_literal"}),
    operators={"+": "+"},
    returns=frozenset({"return_statement"}),
    records=frozenset({"type_spec"}),
    embedding=frozenset({"field_declaration"}),
    terminator="",
    entries={"index_expression": ("operand", "index")},
    loops={"range_clause": ("right", "left")},
    cases={"expression_case": "value"},
    equal_by_value=True,
)

LANGUAGE = Language(
    name="Go",
    helper_library=GO,
    distributions=("tree-sitter-go",),
    gate=re.compile(rb"github\.com/twilio/twilio-go[\"`]"),
    anchors=re.compile(rb"\"(github\.com/twilio/twilio-go)\"|\b(twilio)\.New|\b(NewRestClient(?:WithParams)?)\b"),
    grammar=GRAMMAR,
    constructors=(
        Constructor(f"{_MODULE}.NewRestClient", "call"),
        Constructor(f"{_MODULE}.NewRestClientWithParams", "call"),
    ),
    root=_root,
    imported=_imported,
    others_assign=_others_assign,
    unset=re.compile(r"os\.Getenv\([^(),]*\)"),
    client_types=frozenset({f"{_MODULE}.RestClient"}),
    environment_setters=re.compile(rb"(?:os\.|t\.)Setenv\(\s*\"(TWILIO_EDGE)\""),
    parts=frozenset({"RequestHandler"}),
    quotes='"',
    settings={"SetRegion": "region", "SetEdge": "edge", "Region": "region", "Edge": "edge"},
)
