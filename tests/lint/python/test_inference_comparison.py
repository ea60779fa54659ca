"""The evaluator against the readers that it replaces: it knows all that they know, and never says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edgewise.python.inference.evaluator import Evaluator
from edgewise.python.inference.legacy import values as legacy
from edgewise.python.inference.legacy.constants import Constants
from edgewise.python.inference.legacy.infer import Names
from edgewise.python.inference.legacy.strings import Strings
from edgewise.python.inference.uses import EXPRESSIONS, is_only_a_name
from edgewise.python.inference.values import Imported, Object, Unknown, all_texts, only_text
from edgewise.python.syntax.tree import Tree
from oracle.hard_programs import PROGRAMS
from oracle.programs import program


def _lost(source: str) -> Iterator[tuple[str, str]]:
    """Yield what the old readers know for certain and the evaluator does not, with the expression."""
    tree = Tree(source)
    evaluator, strings = Evaluator(tree), Strings(tree)
    names = Names(tree, strings)
    constants = Constants(tree, strings, names)
    for node, scope in tree.nodes(*EXPRESSIONS):
        if is_only_a_name(tree.parents, node):
            continue
        values = evaluator.values(node, scope)
        only = constants.values(node, scope).only
        if only is not None and only_text(values) != only and not any(isinstance(value, Unknown) for value in values):
            yield f"{only!r}, now {all_texts(values)}", tree.source(node)
        for reading in names.readings(node, scope):
            if isinstance(reading, legacy.Dotted):
                known = any(isinstance(value, Imported) and value.name == reading.name for value in values)
            else:
                known = not isinstance(reading, legacy.Instance) or any(isinstance(value, Object) for value in values)
            if not known:
                yield str(type(reading).__name__), tree.source(node)


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_lost_in_hard_programs(name: str) -> None:
    assert not list(_lost(PROGRAMS[name]))


@pytest.mark.parametrize("seed", range(0, 4000, 50))
def test_nothing_is_lost_in_generated_programs(seed: int) -> None:
    assert not list(_lost(program(seed).text))
