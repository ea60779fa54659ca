"""Python source -> may there be a finding? By the standard library's parser, which is some ten times as fast as libcst.

Lets too much pass, never too little: what it keeps out has no finding.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

from edgewise.python.facts import CLIENT_CLASSES, REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.options import Options

# The domain in a literal, or as much of it as stands before the literal, or its known part, ends.
_DOMAIN = re.compile(
    r"(?:\A|[.\]})>a-z])twilio[\\\[.\]]{0,3}(?:\Z|[{%$<]|c(?:\Z|o(?:\Z|m)))",
    re.IGNORECASE,
)
_SETTING = "TWILIO_REGION"


def may_match(text: str, options: Options) -> bool:
    """Say whether Python source may hold a finding. Source that does not parse may."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    if options.prose and _DOMAIN.search(text):
        return True
    prose: set[int] = set() if options.prose else _prose(tree)
    wanted = CLIENT_CLASSES.union(options.clients)
    client = region = False
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() | bytes() as value):
                if id(node) in prose:
                    continue
                said = value if isinstance(value, str) else value.decode("latin-1")
                if _DOMAIN.search(said) or _SETTING in said:
                    return True
                region = region or said == "region"
                client = client or _leads_to((said,), wanted)
            case ast.keyword(arg=str(name)):
                if name.endswith(_SETTING):
                    return True
                region = region or name == "region"
            case ast.Attribute(attr="region", ctx=ast.Store()):
                region = True
            case ast.Call(args=arguments):
                region = (
                    region or len(arguments) > REGION_POSITION or any(isinstance(a, ast.Starred) for a in arguments)
                )
            case ast.Import(names=names):
                client = client or _leads_to((alias.name for alias in names), wanted)
            case ast.ImportFrom(module=module, names=names, level=0) if module is not None:
                dotted = (module if alias.name == "*" else f"{module}.{alias.name}" for alias in names)
                client = client or _leads_to(dotted, wanted)
            case _:
                pass
        if client and region:
            return True
    return False


def _leads_to(imported: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether one of the imported names is, or contains, one of the classes."""
    return any(name == target or target.startswith(f"{name}.") for name in imported for target in wanted)


def _prose(tree: ast.Module) -> set[int]:
    """Return the literals that are statements by themselves: docstrings, and strings nobody uses."""
    return {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
