"""PHP: how it is read, and the facts of the Composer package ``twilio/sdk``.

Read in the tagged sources of twilio-php 5.0.0 to 8.12.0, whose client and request classes were run with stand-ins. The
region is given to the constructor and never later, the edge is set later and never there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.languages.language import Constructor, Language
from edgewise.languages.syntax.grammar import FIRST, LAST, SECOND, Called, Declares, Grammar
from edgewise.patterns import on_demand
from edgewise.twilio.libraries import PHP

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.names import Declaration
    from edgewise.languages.syntax.tree import SyntaxTree

_NAME = "Twilio\\Rest\\Client"
_CLIENT = "Twilio.Rest.Client"
_HEAD = on_demand(rb"^[ \t]*use[ \t]+\\?Twilio\\Rest[ \t]*;", re.MULTILINE)


def _load(_suffix: str) -> object:
    import tree_sitter_php

    return tree_sitter_php.language_php()


def _root(tree: SyntaxTree, node: Node) -> str | None:
    if node.type != "qualified_name":
        return None
    said = tree.source(node)
    if said.lstrip("\\") == _NAME:
        return _CLIENT
    return _CLIENT if said == "Rest\\Client" and _HEAD.search(tree.data) else None


def _imported(tree: SyntaxTree, declaration: Declaration) -> str | None:
    clause = next((node for node in tree.above(declaration.node) if node.type == "namespace_use_clause"), None)
    if clause is None:
        return None
    said = tree.source(clause).split(" as ")[0].strip()
    statement = next((node for node in tree.above(clause) if node.type == "namespace_use_declaration"), None)
    group = next((node for node in tree.above(clause) if node.type == "namespace_use_group"), None)
    if group is not None and statement is not None:
        prefix = next((node for node in statement.named_children if node.type == "namespace_name"), None)
        said = f"{tree.source(prefix)}\\{said}" if prefix is not None else said
    return _CLIENT if said.lstrip("\\") == _NAME else None


GRAMMAR = Grammar(
    load=_load,
    identifiers=frozenset({"name", "variable_name"}),
    names=frozenset({"name", "variable_name"}),
    calls={
        "object_creation_expression": Called("arguments", callee=FIRST, new=True),
        "member_call_expression": Called("arguments", receiver="object", name="name"),
        "nullsafe_member_call_expression": Called("arguments", receiver="object", name="name"),
        "scoped_call_expression": Called("arguments", receiver="scope", name="name"),
        "function_call_expression": Called("arguments", callee="function"),
    },
    members={
        "member_access_expression": ("object", "name"),
        "nullsafe_member_access_expression": ("object", "name"),
        "class_constant_access_expression": (FIRST, LAST),
        "scoped_property_access_expression": ("scope", "name"),
    },
    assignments={"assignment_expression": ("left", "right")},
    changes=frozenset({"augmented_assignment_expression", "update_expression"}),
    declarations={
        ("assignment_expression", "left"): Declares("function", "right"),
        ("static_variable_declaration", "name"): Declares("function", "value"),
        ("simple_parameter", "name"): Declares("body", "default_value", "parameter"),
        ("property_promotion_parameter", "name"): Declares("body", "default_value", "parameter"),
        ("const_element", ""): Declares("block", LAST),
        ("namespace_use_clause", "alias"): Declares("block", kind="import"),
        ("namespace_use_clause", ""): Declares("block", kind="import", unless="alias"),
        ("catch_clause", "name"): Declares("own", kind="parameter"),
        ("class_declaration", "name"): Declares("block"),
        ("interface_declaration", "name"): Declares("block"),
    },
    patterns=frozenset({"qualified_name", "list_literal"}),
    functions=frozenset(
        "function_definition method_declaration anonymous_function anonymous_function_creation_expression "
        "arrow_function".split()
    ),
    blocks=frozenset("compound_statement declaration_list program case_statement default_statement".split()),
    hoisted=frozenset(),
    exported=frozenset(),
    branching=frozenset({"if_statement", "conditional_expression", "switch_block"}),
    statements=frozenset({"expression_statement"}),
    arguments=frozenset({"arguments"}),
    wrappers=frozenset({"parenthesized_expression"}),
    last_of=frozenset({"cast_expression"}),
    by_reference=frozenset({"&", "global"}),
    variables=frozenset({"scoped_property_access_expression"}),
    captures=frozenset({"anonymous_function_use_clause"}),
    elements=frozenset({"array_element_initializer"}),
    arrays=frozenset({"array_creation_expression"}),
    choices={"conditional_expression": ("body", "alternative")},
    strings=frozenset({"string", "encapsed_string"}),
    texts=frozenset({"string_content"}),
    empties=frozenset({"null", "boolean", "integer"}),
    operators={"??": "else", ".": "+"},
    field_sign="$",
    fields={"property_element": ("name", "default_value")},
    this_names=frozenset({"$this"}),
    each=frozenset({"foreach_statement"}),
    classes=frozenset({"declaration_list"}),
    selves=frozenset({"self"}),  # `static` may be a class that is made of this one
    returns=frozenset({"return_statement"}),
    spreads=frozenset({"variadic_unpacking"}),
    qualified=frozenset({"qualified_name"}),
    clauses=frozenset({"namespace_use_clause"}),
    supers=frozenset({"relative_scope"}),
    bases={"base_clause": FIRST},
    derived=frozenset({"class_declaration"}),
    own_constructors=frozenset({"__construct"}),
    entries={"subscript_expression": (FIRST, LAST)},
    loops={"foreach_statement": (FIRST, SECOND)},
    cases={"case_statement": "value", "match_condition_list": ""},
    branches=frozenset({"match_conditional_expression", "match_default_expression"}),
    branched=frozenset({"match_block", "match_expression"}),
    enums={"enum_case": ("name", "value")},
    promotes=frozenset({"property_promotion_parameter"}),
    equal_by_value=True,
)

LANGUAGE = Language(
    name="PHP",
    helper_library=PHP,
    distributions=("tree-sitter-php",),
    gate=re.compile(rb"Twilio\\+(?:Rest|\{)"),
    anchors=re.compile(rb"\bRest\\(Client)\b|\bTwilio\\Rest\\\{[^}]*\b(Client)\b"),
    grammar=GRAMMAR,
    constructors=(Constructor(_CLIENT, "new", region=3, named=True, environment_at=5),),
    root=_root,
    imported=_imported,
    environment_setters=re.compile(rb"putenv\(\s*[\"'](TWILIO_EDGE)="),
    writers=r"\b(?:public|protected|var)\b(?![^;()]*\breadonly\b)[^;(){{}}=]*\${0}\b",
    rebinding=re.compile(rb"\b(?:extract|parse_str|mb_parse_str)\s*\(|\$\$|\$\{\$"),
    unset=re.compile(r"(?:getenv|env)\([^(),]*\)|\$_(?:ENV|SERVER)\[[^\]]+\]"),
    defaulting=re.compile(r"env|config"),
    edge_statement="{client}->setEdge({edge})",
    settings={"setEdge": "edge"},
    getters={"getRegion": "region", "getEdge": "edge"},
)
