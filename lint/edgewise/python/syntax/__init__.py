"""Syntax: libcst's tree of a module, with its scopes, parents and positions."""
