"""C#: how it is read, and the facts of the NuGet packages ``Twilio`` and ``Twilio.AspNet.Core``.

Read in the tagged sources of twilio-csharp 5.0.0 to 7.14.9, whose client and request classes were run with stand-ins.
No client of it reads an environment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.languages.language import Constructor, Language
from edgewise.languages.syntax.grammar import FIRST, LAST, TYPE, Called, Declares, Grammar
from edgewise.patterns import on_demand
from edgewise.twilio.libraries import CSHARP

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.names import Declaration
    from edgewise.languages.syntax.tree import SyntaxTree

_STATICS = ("TwilioClient", "TwilioOrgsTokenAuthClient")
_CLIENTS = ("TwilioRestClient", "TwilioOrgsTokenRestClient", "TwilioNoAuthRestClient")
_PATHS = {
    **{f"{prefix}{name}": f"Twilio.{name}" for name in _STATICS for prefix in ("", "Twilio.", "global::Twilio.")},
    **{
        f"{prefix}{name}": f"Twilio.Clients.{name}"
        for name in _CLIENTS
        for prefix in ("", "Clients.", "Twilio.Clients.", "global::Twilio.Clients.")
    },
}
"""Names are written without a ``using`` as well: projects have global ones."""
_OPTIONS = "Twilio.AddTwilioClient"
_SETTERS = {"SetRegion": "region", "SetEdge": "edge"}
_NAMES = frozenset({"identifier", "qualified_name", "member_access_expression", "alias_qualified_name"})


def _load(_suffix: str) -> object:
    import tree_sitter_c_sharp

    return tree_sitter_c_sharp.language()


def _root(tree: SyntaxTree, node: Node) -> str | None:
    return _PATHS.get("".join(tree.source(node).split())) if node.type in _NAMES else None


def _imported(tree: SyntaxTree, declaration: Declaration) -> str | None:
    if declaration.how.kind == "import":
        names = [child for child in tree.items(declaration.holder) if child != declaration.node]
        return _root(tree, names[-1]) if names else None
    for holder in tree.above(declaration.node):
        call = tree.call(holder)
        if call is not None:
            named = tree.source(call.callee) if call.callee is not None else ""
            return _OPTIONS if call.name == "AddTwilioClient" or _CONFIGURES.search(named) else None
        if holder.type in GRAMMAR.blocks:
            return None
    return None


_CONFIGURES = on_demand(r"\.(?:Post)?Configure(?:All)?<\s*(?:[\w.]+\.)?TwilioClientOptions\s*>\Z")
_STATIC_USING = on_demand(rb"\busing[ \t]+static[ \t]+((?:global::)?Twilio\.\w+)[ \t]*;")


def _unqualified(tree: SyntaxTree, name: str) -> str | None:
    """Return the class whose methods a file calls by their names alone; all of them may be."""
    if name not in _SETTERS:
        return None
    named = (_PATHS.get(found[1].decode()) for found in _STATIC_USING.finditer(tree.data))
    return next(filter(None, named), None)


GRAMMAR = Grammar(
    load=_load,
    identifiers=frozenset({"identifier", "implicit_parameter"}),
    names=frozenset({"identifier"}),
    calls={
        "invocation_expression": Called("arguments", callee="function"),
        "object_creation_expression": Called("arguments", callee="type", new=True),
        "implicit_object_creation_expression": Called("arguments", callee=TYPE, new=True),
        "constructor_initializer": Called("arguments", callee=FIRST),
        # class Eu(string sid) : TwilioRestClient(sid, ...)
        "base_list": Called("arguments", callee=FIRST, new=True, with_list=True),
        "primary_constructor_base_type": Called("arguments", callee="type", new=True, with_list=True),
    },
    members={"member_access_expression": ("expression", "name"), "qualified_name": ("qualifier", "name")},
    assignments={"assignment_expression": ("left", "right")},
    changes=frozenset({"prefix_unary_expression", "postfix_unary_expression"}),
    declarations={
        ("variable_declarator", "name"): Declares("block", LAST),
        ("parameter", "name"): Declares("body", LAST, "parameter"),
        ("lambda_expression", "parameters"): Declares("own", kind="parameter"),
        ("property_declaration", "name"): Declares("block", "value"),
        ("foreach_statement", "left"): Declares("own", "right", "each"),
        ("catch_declaration", "name"): Declares("block", kind="parameter"),
        ("using_directive", "name"): Declares("block", kind="import"),
        ("class_declaration", "name"): Declares("block"),
        ("interface_declaration", "name"): Declares("block"),
        ("record_declaration", "name"): Declares("block"),
        ("struct_declaration", "name"): Declares("block"),
        ("enum_declaration", "name"): Declares("block"),
    },
    patterns=frozenset({"argument", "tuple_expression"}),
    functions=frozenset(
        "method_declaration constructor_declaration local_function_statement lambda_expression "
        "anonymous_method_expression accessor_declaration".split()
    ),
    blocks=frozenset("block declaration_list compilation_unit global_statement switch_section".split()),
    hoisted=frozenset(),
    exported=frozenset(),
    branching=frozenset({"if_statement", "conditional_expression", "switch_body"}),
    compiled=frozenset({"preproc_if", "preproc_elif"}),
    statements=frozenset({"expression_statement"}),
    arguments=frozenset({"argument_list"}),
    wrappers=frozenset({"parenthesized_expression", "await_expression"}),
    last_of=frozenset({"cast_expression"}),
    choices={"conditional_expression": ("consequence", "alternative")},
    strings=frozenset({"string_literal", "verbatim_string_literal", "interpolated_string_expression"}),
    texts=frozenset({"string_literal_content", "string_content"}),
    empties=frozenset({"null_literal", "boolean_literal", "default_expression"}),
    operators={"??": "else", "+": "+"},
    this=frozenset({"this"}),
    open_field=re.compile(
        r"(?s)\A(?:\s*\[|(?=.*\b(?:public|internal|protected)\b)(?!.*(?:\b(?:const|readonly)\b|\{\s*get;\s*(?:private\s+set;\s*)?\})))"
    ),
    classes=frozenset({"declaration_list"}),
    returns=frozenset({"return_statement"}),
    supers=frozenset({"base"}),
    bases={"base_list": FIRST},
    derived=frozenset({"class_declaration"}),
    qualified=frozenset({"qualified_name"}),
    clauses=frozenset({"using_directive"}),
    initializers="initializer",
    by_reference=frozenset({"ref", "out"}),
    substitutions=frozenset({"interpolation"}),
    entries={"element_access_expression": ("expression", "subscript")},
    loops={"foreach_statement": ("right", "left")},
    cases={"constant_pattern": ""},
    branches=frozenset(
        "switch_expression_arm implicit_array_creation_expression array_creation_expression object_creation_expression "
        "implicit_object_creation_expression".split()
    ),
    branched=frozenset({"switch_expression"}),
    transparent=frozenset({"arrow_expression_clause", "collection_element", "expression_element"}),
    tuples=frozenset({"initializer_expression", "tuple_expression", "collection_expression"}),
    open_blocks=frozenset({"global_statement"}),
    pairing_names=frozenset({"anonymous_object_creation_expression"}),
    pairing=frozenset({"initializer_expression"}),
    delegating=frozenset({"constructor_initializer"}),
    equal_by_value=True,
)

LANGUAGE = Language(
    name="C#",
    helper_library=CSHARP,
    distributions=("tree-sitter-c-sharp",),
    gate=re.compile(rb"Twilio\w*Client"),
    anchors=re.compile(rb"\b(Twilio(?:OrgsToken|NoAuth)?RestClient)\b"),
    grammar=GRAMMAR,
    constructors=(
        Constructor(
            "Twilio.Clients.TwilioRestClient",
            "new",
            region=3,
            edge=5,
            named=True,
            overloads=((4, 6),),  # with an authentication strategy at position 2, 7.8.0 on
            environment=False,
        ),
        Constructor("Twilio.Clients.TwilioOrgsTokenRestClient", "new", region=1, edge=3, named=True, environment=False),
        Constructor("Twilio.Clients.TwilioNoAuthRestClient", "new", region=0, edge=2, named=True, environment=False),
    ),
    root=_root,
    imported=_imported,
    unqualified=_unqualified,
    unset=re.compile(r"(?:System\.)?Environment\.GetEnvironmentVariable\([^(),]*\)"),
    failing=re.compile(r"Throws?(?:Any|Exactly)?(?:Async)?|ThrowsExceptionAsync|ThrowsException"),
    statics={**{f"Twilio.{name}": False for name in _STATICS}, _OPTIONS: False},
    products=re.compile(rb"\bTwilio\.Rest\.([A-Z]\w*(?:\.\w+)*)"),
    resources=re.compile(rb"\b([A-Z]\w*)Resource\.(?:Create|Fetch|Read|Update|Delete)(?=(?:Async)?\()"),
    edge_argument="edge: {edge}",
    quotes='"',
    settings={**_SETTERS, "Region": "region", "Edge": "edge"},
)
