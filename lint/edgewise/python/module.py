"""Everything that the rule families ask about one module, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgewise.python.clients.constructions import Constructions
from edgewise.python.edits import Layout
from edgewise.python.inference.evaluator import Evaluator
from edgewise.python.inference.values import Object
from edgewise.python.syntax.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.options import Options
    from edgewise.pins import Libraries
    from edgewise.python.inference.values import Value


@dataclass(frozen=True)
class Module:
    """A parsed module, what its expressions may be, and what the run was asked for."""

    tree: Tree
    evaluator: Evaluator
    constructions: Constructions
    layout: Layout
    options: Options
    path: str

    @classmethod
    def parse(
        cls, text: str, options: Options, parts: Sequence[tuple[int, int]] | None = None, path: str = ""
    ) -> Module:
        """Parse Python source without a byte-order mark.

        :param parts: see :class:`edgewise.python.syntax.tree.Tree`.
        :param path: see :meth:`libraries`.
        :raises edgewise.python.syntax.limits.UnparsableError: it does not parse.
        """
        tree = Tree(text, parts)
        evaluator = Evaluator(tree)
        return cls(tree, evaluator, Constructions(tree, evaluator, options.clients), Layout(tree), options, path)

    def is_client(self, value: Value) -> bool:
        """Say whether a value of the evaluator is a class of clients, or an object of one."""
        return self.constructions.is_client_class(value.of if isinstance(value, Object) else value)

    def libraries(self) -> Libraries:
        """Return which releases of twilio the module may meet. May read files: ask only where that matters."""
        from edgewise.pins import libraries

        return libraries(self.options, self.path, self.tree.text)
