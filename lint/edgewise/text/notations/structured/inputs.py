"""Which nodes of structured data hold inputs, by the keys that lead to them."""

from __future__ import annotations

from functools import lru_cache

from edgewise.judgement import names
from edgewise.judgement.names import words
from edgewise.text.notations.structured.inheritance import ENVIRONMENTS, NodePlace
from edgewise.text.notations.structured.nodes import MappingNode, Scalar, SequenceNode
from edgewise.text.settings.inputs import holds_build_arguments, holds_inputs

_CALLERS = frozenset({"jobs", "steps", "plugins"})
"""Lists in which an item with one key may call something by its name, with arguments: ``- deploy: {KEY: value}``."""

_PATTERNS = frozenset((word,) for word in "pattern patterns const enum contains equal equals".split())
"""The last words of keys under which something stands that others are compared with."""
_SHOWN = frozenset({("labels",), ("annotations",), ("tags",)})
"""What describes a thing: no program gets it as its environment."""


def are_build_arguments(place: NodePlace) -> bool:
    """Say whether the entries of a node are arguments of a build."""
    return holds_build_arguments(place.key, place.parent.key if place.parent is not None else "")


def are_expected(place: NodePlace) -> bool:
    """Say whether what a node holds is compared with something, or is what a test is about: ``asserts``, ``const``."""
    outer: NodePlace | None = place
    while outer is not None:
        beside = isinstance(outer.node, MappingNode) and _has_key_of_test(outer.node)
        if beside or _is_of_test(outer.key) or words(outer.key)[-1:] in _PATTERNS:
            return True
        outer = outer.parent
    return False


@lru_cache(maxsize=64)
def _has_key_of_test(node: MappingNode) -> bool:
    # Each setting asks it of all that is around it.
    return any(_is_of_test(key.value) for key, _ in node.items if isinstance(key, Scalar))


def _is_of_test(key: str) -> bool:
    return names.asserts(key) or names.expects(key)


def are_inputs(place: NodePlace) -> bool:
    """Say whether the entries of a node are inputs of a module, a workflow, a template, a job or a command."""
    return (
        holds_inputs(place.key)
        or _are_read_by_name(place)
        or _are_of_plugin(place)
        or _are_secrets_of_workflow(place)
        or (place.key == "args" and isinstance(place.node, MappingNode))
        or words(place.key)[-1:] in _SHOWN
        or _are_of_call(place)
        or _are_of_module(place)
    )


def _are_read_by_name(place: NodePlace) -> bool:
    """Say whether they are variables of templates, as ``vars`` in YAML; in JSON that is an environment."""
    return (
        place.key.rpartition(".")[2] in ("vars", "set_fact")
        and isinstance(place.node, MappingNode)
        and not place.node.is_flow
    )


def _are_of_plugin(place: NodePlace) -> bool:
    """Say whether they are settings of a plugin: of an image that is run for them."""
    return _stands_with(place, "settings", "image") or _stands_with(place, "variables", "pipe")


def _are_secrets_of_workflow(place: NodePlace) -> bool:
    """Say whether they are secrets that a job hands to the workflow that it uses."""
    return _stands_with(place, "secrets", "uses")


def _stands_with(place: NodePlace, key: str, sibling: str) -> bool:
    holder = place.parent.node if place.parent is not None and place.key == key else None
    return isinstance(holder, MappingNode) and holder.get(sibling) is not None


def _are_of_call(place: NodePlace) -> bool:
    call = place.parent
    return (
        place.key not in ENVIRONMENTS
        and call is not None
        and isinstance(call.node, MappingNode)
        and len(call.node.items) == 1
        and call.parent is not None
        and isinstance(call.parent.node, SequenceNode)
        and call.parent.key in _CALLERS
    )


def _are_of_module(place: NodePlace) -> bool:
    """Say whether they are a module's in Terraform as JSON: ``{"module": {"name": {"KEY": "value"}}}``."""
    holder = place.parent.parent if place.parent is not None else None
    return place.parent is not None and holder is not None and place.parent.key == "module" and holder.parent is None
