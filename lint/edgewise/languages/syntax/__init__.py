"""Syntax of any language: what its grammar calls things, trees, names, and edits in the layout of a text."""
