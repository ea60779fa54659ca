"""Inference: what an expression may be (``values``), and where a value goes (``uses``).

One abstract evaluator answers both, for every family of rules. The way in is
:class:`edgewise.python.inference.evaluator.Evaluator`: it walks libcst's nodes, one method a
form of expression, and remembers each answer. The map of the room:

- ``values``: the kinds of value (text, constant, sequence, mapping, class, object, function, partial, imported,
  unknown); each with the place that makes it and the doubts why it may be another one. Frames, arguments, simple
  questions to a set of values.
- ``evaluator``: the way in. ``solving``: the guard against recursion and the bounds.
- ``forms``: what each form of expression gives. ``bindings``: what names are bound to. ``strings``: texts from
  literals, ``+``, ``%``, f-strings and methods. ``containers``: what lists, tuples, sets and dictionaries hold, and the
  one analysis of what changes them. ``unpacking``: what targets and patterns take out of a value. ``operators``:
  conditions, comparisons.
- ``objects``: classes, fields, attributes.
- ``calls``: what a call gives, and to which parameter it goes. ``functions``: results, parameters, where functions are
  called. ``known``: what functions give that are built in or imported.
- ``fixtures``: what pytest gives to tests.
- ``effects``: whether an expression does nothing but give its value.
- ``annotations``: what an annotation promises. ``intent``: what tests expect to be refused, and what names say.
  ``contexts``: what a test says of a place, there or where its function is called.
- ``uses``: where a value goes: the same flow, read backwards.
- ``evaluation``: what these parts ask of each other.
"""
