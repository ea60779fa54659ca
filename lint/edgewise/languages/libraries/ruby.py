"""Ruby: how it is read, and the facts of the gem ``twilio-ruby``.

Read in the tagged sources of twilio-ruby 5.0.0 to 7.11.0, whose client and request classes were run with stand-ins. No
client of it reads an environment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.languages.language import Constructor, Language
from edgewise.languages.syntax.grammar import FIRST, LAST, Called, Declares, Grammar
from edgewise.patterns import on_demand
from edgewise.twilio.libraries import RUBY

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.names import Declaration
    from edgewise.languages.syntax.tree import SyntaxTree

_CONFIGURE = "Twilio.configure"


def _load(_suffix: str) -> object:
    import tree_sitter_ruby

    return tree_sitter_ruby.language()


_INCLUDED = on_demand(
    rb"^[ \t]*(?:include|extend|prepend)[ \t(]+(?:::)?Twilio(::REST)?[ \t)]*(?:[#;\r\n]|\Z)", re.MULTILINE
)
"""A module of the library whose names a file uses without it."""
_WITHIN = {"Twilio": "REST", "Twilio.REST": "Client"}


def _root(tree: SyntaxTree, node: Node) -> str | None:
    if node.type not in ("constant", "scope_resolution"):
        return None
    said = tree.source(node)
    if said in ("Twilio", "::Twilio"):
        return "Twilio"
    opened = ("Twilio.REST" if found[1] else "Twilio" for found in _INCLUDED.finditer(tree.data))
    return next((f"{path}.{said}" for path in opened if said == _WITHIN[path]), None)


def _imported(tree: SyntaxTree, declaration: Declaration) -> str | None:
    for holder in tree.above(declaration.node):
        call = tree.call(holder)
        if call is not None:
            owner = tree.source(call.receiver).removeprefix("::") if call.receiver is not None else ""
            return _CONFIGURE if f"{owner}.{call.name}" == _CONFIGURE else None
        if holder.type in ("method", "body_statement"):
            return None
    return None


_NAMES = frozenset({"identifier", "constant", "instance_variable", "class_variable", "global_variable"})

GRAMMAR = Grammar(
    load=_load,
    identifiers=_NAMES,
    names=_NAMES,
    calls={"call": Called("arguments", receiver="receiver", name="method")},
    members={"scope_resolution": ("scope", "name"), "call": ("receiver", "method")},
    methods=frozenset({"call"}),
    assignments={"assignment": ("left", "right"), "operator_assignment": ("left", "right")},
    changes=frozenset(),
    declarations={
        ("assignment", "left"): Declares("function", "right"),
        ("operator_assignment", "left"): Declares("function", "right"),
        ("method_parameters", ""): Declares("body", kind="parameter"),
        ("optional_parameter", "name"): Declares("body", "value", "parameter"),
        ("keyword_parameter", "name"): Declares("body", "value", "parameter"),
        ("block_parameters", ""): Declares("body", kind="parameter"),
        ("lambda_parameters", ""): Declares("body", kind="parameter"),
        ("class", "name"): Declares("block"),
        ("module", "name"): Declares("block"),
    },
    patterns=frozenset({"left_assignment_list"}),
    functions=frozenset({"method", "singleton_method", "do_block", "block", "lambda"}),
    blocks=frozenset("program body_statement block_body then else ensure begin".split()),
    hoisted=frozenset(),
    exported=frozenset(),
    branching=frozenset({"if", "unless", "conditional", "case"}),
    statements=frozenset(),
    arguments=frozenset({"argument_list"}),
    wrappers=frozenset({"parenthesized_statements"}),
    choices={"conditional": ("consequence", "alternative")},
    strings=frozenset({"string", "bare_string", "chained_string"}),
    texts=frozenset({"string_content"}),
    substitutions=frozenset({"interpolation"}),
    symbols=frozenset({"simple_symbol"}),
    empties=frozenset({"nil", "false", "true", "integer"}),
    operators={"||": "or", "or": "or", "&&": "and", "+": "+"},
    wide=frozenset({"constant", "instance_variable", "class_variable", "global_variable"}),
    returns=frozenset({"return"}),
    defaults=frozenset({"||="}),
    lists=frozenset({"left_assignment_list", "right_assignment_list", "array"}),
    arrays=frozenset({"array"}),
    spreads=frozenset({"splat_argument", "hash_splat_argument"}),
    qualified=frozenset({"scope_resolution"}),
    terminator="",
    ends_with_value=True,
    supers=frozenset({"super"}),
    bases={"superclass": FIRST},
    derived=frozenset({"class"}),
    own_constructors=frozenset({"initialize"}),
    maker="new",
    valueless=frozenset({"initialize", "configure", "tap", "each"}),
    objects=frozenset({"hash"}),
    pairs={"pair": ("key", "value")},
    entries={"element_reference": ("object", LAST)},
    loops={"for": ("value", "pattern")},
    cases={
        "pattern": "",
        "in_clause": "pattern",
        "keyword_pattern": "value",
        "alternative_pattern": "",
        "array_pattern": "",
    },
    documents={"heredoc_body": "heredoc_beginning"},
    searching=frozenset({"regex"}),
    branches=frozenset("then else when in_clause begin if unless elsif".split()),
    branched=frozenset({"case", "case_match", "if", "unless"}),
    tuples=frozenset({"string_array", "right_assignment_list"}),
    takes_apart=True,
    equal_by_value=True,
)

LANGUAGE = Language(
    name="Ruby",
    helper_library=RUBY,
    distributions=("tree-sitter-ruby",),
    gate=re.compile(rb"Twilio(?:::|\.configure)"),
    anchors=re.compile(rb"\b(Twilio)\b|(?<![:.])\b(REST(?=::Client)|Client(?=\.new))\b"),
    grammar=GRAMMAR,
    constructors=(Constructor("Twilio.REST.Client.new", "call", region=3, environment=False),),
    root=_root,
    imported=_imported,
    writers=r"\b(?:\w*attr_(?:accessor|writer)|class_attribute|config_accessor)\b(?:[^\n#]|,\s*\n)*:{0}\b"
    r"|\b(?:instance|class)_variable_set\b",
    unset=re.compile(r"ENV\[[^\]]+\]"),
    defaulting=re.compile(r"ENV\.fetch"),
    unchanging=frozenset({"freeze", "itself"}),
    sending=frozenset({"send", "public_send", "__send__"}),
    failing=re.compile(r"raise_error|assert_raises?|raise_exception"),
    yielding=frozenset({"tap", "then", "yield_self"}),
    statics={_CONFIGURE: False},
    static_is_default=True,
    edge_statement="{client}.edge = {edge}",
    nothing="nil",
    settings={"region": "region", "edge": "edge"},
)
