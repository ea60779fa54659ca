"""The libcst side: Python source -> findings."""

from edgewise.python.visitor import find

__all__ = ["find"]
