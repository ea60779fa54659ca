"""JavaScript and TypeScript: how they are read, and the facts of the npm package ``twilio`` and of what wraps it.

Seen by running twilio 3.42.1 to 6.3.1, @twilio-labs/serverless-api 5.7.0 and nestjs-twilio 4.4.0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.languages.language import Constructor, Language
from edgewise.languages.libraries.reexports import WHOLE, exports_of, file_of
from edgewise.languages.syntax.grammar import Called, Declares, Grammar
from edgewise.patterns import on_demand
from edgewise.twilio.libraries import NODE

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.names import Declaration
    from edgewise.languages.syntax.tree import SyntaxTree

_TYPESCRIPT = (".ts", ".mts", ".cts")
"""The suffixes of TypeScript without JSX, where ``<T>value`` is a cast."""

_MODULES = {
    "twilio": "twilio",
    "twilio/lib": "twilio",
    "twilio/lib/index": "twilio",
    "twilio/lib/index.js": "twilio",
    "twilio/lib/rest/Twilio": "twilio.Twilio",
    "twilio/lib/rest/Twilio.js": "twilio.Twilio",
    "twilio/rest/Twilio": "twilio.Twilio",
    "nestjs-twilio": "nestjs-twilio",
    "@twilio-labs/serverless-api": "@twilio-labs/serverless-api",
}
_FROM = r"(?:npm:/?|https://(?:esm\.sh|esm\.run|unpkg\.com|cdn\.skypack\.dev|cdn\.jsdelivr\.net/npm)/)"
"""Where Deno, Bun and browsers get packages of npm by their names."""
_SPECIFIER = on_demand(rf"{_FROM}?(twilio)(?:@[\w.^~-]+)?(/(?!\+esm)[\w./]+)?(?:/\+esm)?(?:\?[\w=&,.-]*)?")
_NAMESPACE = ":module"
"""Behind the path of a module: an object whose member ``default`` is the module."""
_SCRIPT = on_demand(rb"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_LOCAL = "file:"
"""Before the path of a file of the user's own that hands a module on."""
_METHOD = "getTwilioClient"


def _load(suffix: str) -> object:
    import tree_sitter_typescript

    if suffix in _TYPESCRIPT:
        return tree_sitter_typescript.language_typescript()
    return tree_sitter_typescript.language_tsx()


def _module(tree: SyntaxTree, node: Node | None) -> str | None:
    """Return the path of the module that a string names: what ``require`` gives."""
    name = tree.literal(node) if node is not None else None
    if name is not None and (found := _SPECIFIER.fullmatch(name)) is not None:
        name = found[1] + (found[2] or "")
    if name is None or not name.startswith("."):
        return _MODULES.get(name) if name is not None else None
    file = file_of(tree.path, name) if tree.path else None
    if file is None:
        return None
    exported = exports_of(file, LANGUAGE)
    if WHOLE in exported:
        return exported[WHOLE]
    return f"{_LOCAL}{file}" if exported else None


def _namespace(tree: SyntaxTree, node: Node | None) -> str | None:
    """Return the path of the object whose members are what a module exports."""
    path = _module(tree, node)
    return path if path is None or path.startswith(_LOCAL) else f"{path}{_NAMESPACE}"


def _root(tree: SyntaxTree, node: Node) -> str | None:
    if node.type == "identifier":
        # Twilio Functions have it as a global name.
        return "twilio" if tree.source(node) == "Twilio" else None
    member = tree.member(node)
    if member is not None and member[1] == _METHOD:
        return f"functions.{_METHOD}" if member[0].type in ("identifier", "member_expression") else None
    call = tree.call(node)
    if call is None or call.callee is None:
        return None
    if not call.arguments:
        return None
    if call.callee.type == "import":
        return _namespace(tree, call.arguments[0].value)
    return _module(tree, call.arguments[0].value) if tree.source(call.callee) == "require" else None


def _imported(tree: SyntaxTree, declaration: Declaration) -> str | None:
    if declaration.how.kind == "parameter":
        return _handed_to(tree, declaration)
    statement = next((node for node in tree.above(declaration.node) if node.type == "import_statement"), None)
    if statement is None:
        return None
    holder = declaration.holder
    source = holder.child_by_field_name("source") or statement.child_by_field_name("source")
    path = _namespace(tree, source)
    if path is None or holder.type == "namespace_import":
        return path
    if holder.type == "import_specifier":
        name = holder.child_by_field_name("name")
        return _member_of(path, tree.source(name)) if name is not None else None
    if holder.type == "import_require_clause":
        return _module(tree, source)
    return _member_of(path, "default")


_DEFINING = frozenset({"define", "require", "requirejs"})


def _handed(tree: SyntaxTree, node: Node) -> Node | None:
    """Return the parameters of a function to which an AMD loader hands the modules of an array of names."""
    listed = tree.parent(node)
    arguments = tree.parent(listed) if listed is not None else None
    call = tree.call(tree.parent(arguments) or arguments) if arguments is not None else None
    if call is None or call.callee is None or tree.source(call.callee) not in _DEFINING:
        return None
    values = [argument.value for argument in call.arguments]
    if listed not in values or values[-1].type not in GRAMMAR.functions or values[-2] != listed:
        return None
    return values[-1].child_by_field_name("parameters") or values[-1].child_by_field_name("parameter")


def _handed_to(tree: SyntaxTree, declaration: Declaration) -> str | None:
    """Return the path of the module that an AMD loader hands to a parameter."""
    arguments = tree.parent(declaration.scope)
    values = tree.items(arguments) if arguments is not None and arguments.type in GRAMMAR.arguments else []
    if len(values) < 2 or values[-1] != declaration.scope or values[-2].type not in GRAMMAR.arrays:
        return None
    for module in tree.items(values[-2]):
        listed = _handed(tree, module)
        if listed is None:
            return None
        parameters = tree.items(listed) if listed.type == "formal_parameters" else [listed]
        number = tree.items(values[-2]).index(module)
        if number < len(parameters) and tree.within(declaration.node, parameters[number]):
            return _module(tree, module)
    return None


def _member_of(path: str, name: str) -> str | None:
    if path.startswith(_LOCAL):
        exported = exports_of(path.removeprefix(_LOCAL), LANGUAGE)
        if name in exported:
            return exported[name]
        return _member_of(exported["*"], name) if "*" in exported and name != "default" else None
    if path.endswith(_NAMESPACE):
        module = path.removesuffix(_NAMESPACE)
        return module if name == "default" else f"{module}.{name}"
    return f"{path}.{name}"


GRAMMAR = Grammar(
    load=_load,
    identifiers=frozenset(
        "identifier property_identifier type_identifier shorthand_property_identifier "
        "shorthand_property_identifier_pattern private_property_identifier".split()
    ),
    names=frozenset({"identifier", "shorthand_property_identifier", "type_identifier"}),
    calls={
        "call_expression": Called("arguments", callee="function"),
        "new_expression": Called("arguments", callee="constructor", new=True),
    },
    members={
        "member_expression": ("object", "property"),
        "subscript_expression": ("object", "index"),
        "nested_type_identifier": ("module", "name"),
    },
    assignments={"assignment_expression": ("left", "right")},
    changes=frozenset({"augmented_assignment_expression", "update_expression", "for_in_statement"}),
    declarations={
        ("variable_declarator", "name"): Declares("block", "value"),
        ("import_clause", ""): Declares("block", kind="import"),
        ("namespace_import", ""): Declares("block", kind="import"),
        ("import_specifier", "name"): Declares("block", kind="import", unless="alias"),
        ("import_specifier", "alias"): Declares("block", kind="import"),
        ("import_require_clause", ""): Declares("block", kind="import"),
        ("function_declaration", "name"): Declares("block"),
        ("generator_function_declaration", "name"): Declares("block"),
        ("function_signature", "name"): Declares("block"),
        ("class_declaration", "name"): Declares("block"),
        ("abstract_class_declaration", "name"): Declares("block"),
        ("enum_declaration", "name"): Declares("block"),
        ("internal_module", "name"): Declares("block"),
        ("function_expression", "name"): Declares("own"),
        ("class", "name"): Declares("own"),
        ("required_parameter", "pattern"): Declares("body", "value", "parameter"),
        ("optional_parameter", "pattern"): Declares("body", "value", "parameter"),
        ("arrow_function", "parameter"): Declares("own", kind="parameter"),
        ("catch_clause", "parameter"): Declares("own", kind="parameter"),
        ("for_in_statement", "left"): Declares("own", "right", "each", requires="kind"),
    },
    patterns=frozenset(
        "object_pattern array_pattern pair_pattern object_assignment_pattern assignment_pattern rest_pattern".split()
    ),
    functions=frozenset(
        "function_declaration generator_function_declaration function_expression generator_function arrow_function "
        "method_definition class_static_block".split()
    ),
    blocks=frozenset("statement_block program switch_case switch_default for_statement for_in_statement".split()),
    hoisted=frozenset({"variable_declaration"}),
    exported=frozenset({"export_statement"}),
    branching=frozenset({"if_statement", "ternary_expression", "switch_body"}),
    statements=frozenset({"expression_statement"}),
    arguments=frozenset({"arguments"}),
    wrappers=frozenset(
        "parenthesized_expression as_expression satisfies_expression non_null_expression await_expression".split()
    ),
    last_of=frozenset({"sequence_expression", "type_assertion"}),
    choices={"ternary_expression": ("consequence", "alternative")},
    strings=frozenset({"string", "template_string"}),
    searching=frozenset({"regex"}),
    texts=frozenset({"string_fragment"}),
    substitutions=frozenset({"template_substitution"}),
    empties=frozenset({"null", "undefined", "false", "true", "number"}),
    operators={"||": "or", "??": "else", "&&": "and", "+": "+"},
    lists=frozenset({"array_pattern", "array"}),
    arrays=frozenset({"array"}),
    this=frozenset({"this"}),
    fields={"public_field_definition": ("name", "value")},
    typed=frozenset({"public_field_definition", "property_signature", "required_parameter", "optional_parameter"}),
    promoted=dict.fromkeys(
        ("required_parameter", "optional_parameter"), frozenset({"accessibility_modifier", "readonly"})
    ),
    classes=frozenset({"class_body"}),
    enums={"enum_assignment": ("name", "value")},
    objects=frozenset({"object"}),
    pairs={"pair": ("key", "value")},
    computed=frozenset({"computed_property_name"}),
    shorthands=frozenset({"shorthand_property_identifier"}),
    spreads=frozenset({"spread_element"}),
    optional=frozenset({"optional_parameter"}),
    rests=frozenset({"rest_pattern"}),
    defaulted=frozenset({"object_assignment_pattern"}),
    defaults=frozenset({"??=", "||="}),
    scripts=dict.fromkeys(
        (".vue", ".svelte"), re.compile(rb"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
    ),
    markup={
        ".vue": re.compile(
            rb"\{\{([^{}]+)\}\}|\s(?:v-(?!for|slot)[\w:.-]+|[:@][\w:.-]+)=\"([^\"]+)\""
            rb"|\s(?:v-(?!for|slot)[\w:.-]+|[:@][\w:.-]+)='([^']+)'"
        ),
        ".svelte": re.compile(rb"\{(?:#(?:if|key)\s|:else\s+if\s|@html\s)?(?![#:/@])([^{}]+)\}"),
    },
    stores=frozenset({".svelte"}),
    calls_by_position=True,
    returns=frozenset({"return_statement"}),
    supers=frozenset({"super"}),
    bases={"extends_clause": "value"},
    derived=frozenset({"class_declaration", "abstract_class_declaration", "class"}),
    own_constructors=frozenset({"constructor"}),
    entries={"subscript_expression": ("object", "index")},
    loops={"for_in_statement": ("right", "left")},
    cases={"switch_case": "value"},
    transparent=frozenset({"jsx_expression"}),
)

_NEST_OPTIONS = ((), ("options",), ("useFactory",), ("useFactory", "options"))

LANGUAGE = Language(
    name="JavaScript",
    helper_library=NODE,
    distributions=("tree-sitter-typescript",),
    gate=re.compile(
        rb"[\"'`](?:@twilio-labs/serverless-api|nestjs-twilio|[^\"'`\s]*twilio)|getTwilioClient|Twilio\.Twilio"
        rb"|[Tt]wilio[\w\s,{}]*(?:\bfrom|=\s*require\()\s*[\"'`]\.{1,2}/"
    ),
    anchors=re.compile(
        rb"[\"'`]("
        + _FROM.encode()
        + rb"?twilio(?:[/@?][\w./@^~?=&,+-]*)?|nestjs-twilio|@twilio-labs/serverless-api|\.{1,2}/[^\"'`\s]*)[\"'`]"
        rb"|\b(getTwilioClient|Twilio(?=\.Twilio))\b"
    ),
    grammar=GRAMMAR,
    constructors=(
        Constructor("twilio", options=2),
        Constructor(
            f"twilio{_NAMESPACE}", "call", options=2
        ),  # what TypeScript makes of a namespace, and what it takes
        Constructor("twilio.Twilio", "new", options=2),
        Constructor("twilio.call", "call", options=3),
        Constructor("twilio.apply", "call", options=2, listed=1),
        # What is taken away there would give its place to what the function that it makes is called with.
        Constructor("twilio.bind", "call", options=3, fixable=False),
        Constructor(f"functions.{_METHOD}", "call", options=0),
        Constructor("nestjs-twilio.TwilioModule.forRoot", "call", options=0, inside=_NEST_OPTIONS[:2]),
        Constructor("nestjs-twilio.TwilioModule.forRootAsync", "call", options=0, inside=_NEST_OPTIONS[2:]),
        Constructor("@twilio-labs/serverless-api.TwilioServerlessApiClient", "new", options=0, serverless=True),
    ),
    root=_root,
    imported=_imported,
    member_of=_member_of,
    module=_namespace,
    handed=_handed,
    client_types=frozenset({"twilio.Twilio"}),
    yielding=frozenset({"then"}),
    continuing=frozenset({"then"}),
    helpers=re.compile(r"(?:\A|[._])(?:interop\w*|__import(?:Default|Star)|__toESM|_*esm\w*)\Z", re.IGNORECASE),
    writers=r"\b(?:public|protected|accessor)\s+(?:(?:static|override)\s+)*{0}\b|@\w+\([^()]*\)\s*{0}\b",
    unset=re.compile(r"process\.env(?:\.\w+|\[[^\]]+\])|(?:import\.meta|context|Deno)\.env\.(?:\w+|get\([^(),]*\))"),
    defaulting=re.compile(r"[\w.#]+\.get"),
    same=frozenset({"Object.freeze", "Object.seal", "structuredClone"}),
    merging=frozenset({"Object.assign", "_.assign", "_.extend", "_.merge", "lodash.assign", "lodash.merge"}),
    constructing=frozenset({"Reflect.construct"}),
    defining={"Object.defineProperty": "value", "Reflect.defineProperty": "value", "Reflect.set": ""},
    failing=re.compile(r"(?:to)?throws?(?:Error\w*|Async)?|rejects|doesNotResolve", re.IGNORECASE),
    settings={"region": "region", "edge": "edge", "setOpts": "options"},
)
