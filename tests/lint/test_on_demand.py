"""Patterns on demand answer as compiled ones do, and are compiled when they are first asked."""

from __future__ import annotations

import re

import pytest

from edgewise.patterns import on_demand


def test_it_answers_as_the_pattern_does() -> None:
    words, pattern = on_demand(r"(?P<first>a)b*", re.IGNORECASE), re.compile(r"(?P<first>a)b*", re.IGNORECASE)
    assert words.findall("xABBab") == pattern.findall("xABBab") == ["A", "a"]
    assert (words.pattern, words.flags, words.groupindex) == (pattern.pattern, pattern.flags, pattern.groupindex)
    found = words.search("xABB")
    assert found is not None
    assert (found.span(), found["first"], found.re) == ((1, 4), "A", pattern)
    assert words.sub("-", "abxAB") == "-x-"


def test_it_reads_bytes() -> None:
    assert on_demand(rb"\w+").findall(b"a bc") == [b"a", b"bc"]


def test_it_is_compiled_when_it_is_asked() -> None:
    broken = on_demand("(")
    for _ in range(2):
        with pytest.raises(re.error):
            broken.search("")


def test_what_a_pattern_has_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        on_demand("a").serach  # type: ignore[attr-defined]  # noqa: B018
