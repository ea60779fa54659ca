"""Java: how it is read, and the facts of ``com.twilio.sdk:twilio``.

Read in the tagged sources of twilio-java 7.0 to 12.0.0, whose client and request classes were run with stand-ins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.languages.language import Constructor, Language
from edgewise.languages.syntax.grammar import FIRST, LAST, Called, Declares, Grammar
from edgewise.twilio.libraries import JAVA

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.tree import SyntaxTree

_STATIC = "com.twilio.Twilio"
_CLIENT = "com.twilio.http.TwilioRestClient"
_BUILDER = f"{_CLIENT}.Builder"
_NAMES = frozenset({"identifier", "type_identifier", "scoped_type_identifier", "scoped_identifier", "field_access"})


def _load(_suffix: str) -> object:
    import tree_sitter_java

    return tree_sitter_java.language()


def _root(tree: SyntaxTree, node: Node) -> str | None:
    if node.type not in _NAMES:
        return None
    said = tree.source(node)
    for path in (_STATIC, _CLIENT, _BUILDER):
        package, _, name = path.rpartition(".")
        if said == path or (said == name and _imports(tree, package, name)):
            return path
    return None


def _imports(tree: SyntaxTree, package: str, name: str) -> bool:
    pattern = rf"^[ \t]*import[ \t]+{re.escape(package)}\.(?:{name}|\*)[ \t]*;"
    return re.search(pattern.encode(), tree.data, re.MULTILINE) is not None


def _unqualified(tree: SyntaxTree, name: str) -> str | None:
    pattern = rf"^[ \t]*import[ \t]+static[ \t]+{re.escape(_STATIC)}\.(?:{re.escape(name)}|\*)[ \t]*;"
    return _STATIC if re.search(pattern.encode(), tree.data, re.MULTILINE) is not None else None


GRAMMAR = Grammar(
    load=_load,
    identifiers=frozenset({"identifier", "type_identifier"}),
    names=frozenset({"identifier"}),
    calls={
        "method_invocation": Called("arguments", receiver="object", name="name"),
        "object_creation_expression": Called("arguments", callee="type", new=True),
    },
    members={
        "field_access": ("object", "field"),
        "scoped_identifier": ("scope", "name"),
        "scoped_type_identifier": (FIRST, LAST),
    },
    assignments={"assignment_expression": ("left", "right")},
    changes=frozenset({"update_expression"}),
    declarations={
        ("variable_declarator", "name"): Declares("block", "value"),
        ("formal_parameter", "name"): Declares("body", kind="parameter"),
        ("catch_formal_parameter", "name"): Declares("block", kind="parameter"),
        ("resource", "name"): Declares("block", "value"),
        ("enhanced_for_statement", "name"): Declares("own", "value", "each"),
        ("lambda_expression", "parameters"): Declares("own", kind="parameter"),
        ("inferred_parameters", ""): Declares("body", kind="parameter"),
        ("class_declaration", "name"): Declares("block"),
        ("enum_declaration", "name"): Declares("block"),
        ("interface_declaration", "name"): Declares("block"),
        ("record_declaration", "name"): Declares("block"),
    },
    patterns=frozenset(),
    functions=frozenset({"method_declaration", "constructor_declaration", "lambda_expression"}),
    blocks=frozenset(
        "block constructor_body class_body interface_body enum_body enum_body_declarations program "
        "switch_block_statement_group".split()
    ),
    hoisted=frozenset(),
    exported=frozenset(),
    branching=frozenset({"if_statement", "ternary_expression", "switch_block"}),
    statements=frozenset({"expression_statement"}),
    arguments=frozenset({"argument_list"}),
    wrappers=frozenset({"parenthesized_expression"}),
    last_of=frozenset({"cast_expression"}),
    choices={"ternary_expression": ("consequence", "alternative")},
    strings=frozenset({"string_literal"}),
    texts=frozenset({"string_fragment"}),
    empties=frozenset({"null_literal", "true", "false"}),
    operators={"+": "+"},
    this=frozenset({"this"}),
    open_field=re.compile(r"(?s)\A(?:\s*@|(?!.*\b(?:private|final)\b))"),
    # Lombok writes setters, frameworks set what they are told of a class.
    open_class=re.compile(r"@\w"),
    fixed_field=re.compile(r"\bfinal\b"),
    classes=frozenset({"class_body", "interface_body", "enum_body_declarations"}),
    returns=frozenset({"return_statement"}),
    qualified=frozenset({"scoped_type_identifier"}),
    comments=frozenset({"line_comment", "block_comment"}),
    entries={"array_access": ("array", "index")},
    loops={"enhanced_for_statement": ("value", "name")},
    cases={"switch_label": "", "method_reference": ""},
    branches=frozenset({"switch_rule", "expression_statement", "yield_statement", "array_creation_expression"}),
    branched=frozenset({"switch_block", "switch_expression"}),
    tuples=frozenset({"array_initializer", "element_value_array_initializer"}),
    delegating=frozenset({"explicit_constructor_invocation"}),
    enum_members=frozenset({"enum_constant"}),
)

LANGUAGE = Language(
    name="Java",
    helper_library=JAVA,
    distributions=("tree-sitter-java",),
    gate=re.compile(rb"com\.twilio"),
    anchors=re.compile(rb"\b(TwilioRestClient|Builder)\b"),
    grammar=GRAMMAR,
    constructors=(Constructor(_BUILDER, "new", environment=False),),
    root=_root,
    unqualified=_unqualified,
    client_types=frozenset({_BUILDER}),
    unset=re.compile(r"System\.get(?:env|Property)\([^(),]*\)"),
    defaulting=re.compile(r"System\.getProperty|[\w.()]+\.get(?:Property|OrDefault)"),
    failing=re.compile(r"assertThrows(?:Exactly)?|assertThatThrownBy|assertThatExceptionOfType"),
    statics={_STATIC: True},
    products=re.compile(rb"\bcom\.twilio\.rest\.([a-z]\w*(?:\.\w+)*)"),
    resources=re.compile(rb"\b([A-Z]\w*)\.(?:creator|fetcher|reader|updater|deleter)(?=\()"),
    fluent=True,
    quotes='"',
    getters={"getRegion": "region", "getEdge": "edge"},
    settings={"setRegion": "region", "setEdge": "edge", "region": "region", "edge": "edge"},
)
