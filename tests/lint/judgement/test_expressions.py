"""Regular expressions as trees: what is read, how large it is, and which texts are made up from it."""

from __future__ import annotations

import random

import pytest
import regex

from edgewise.judgement.expressions import UnreadableExpressionError, read, samples, size

ACCEPTED = [
    r"^https?://api(\.[a-z0-9-]+)?\.twilio\.com(?::\d+)?/2010-04-01/Accounts/(?P<sid>AC[0-9a-f]{32})$",
    r"a|bc|(?:d|e)+f*g?h{2}i{3,}j{2,4}k{,2}",
    r"(?P<a>x|y)-(?P=a)-\1-\g<a>",
    r"(?<=a)b(?!c)d(?=e)e",
    r"[^\W\d_]+[\]\-a-c^]{2}[]a][^]b]",
    r"[[:alpha:]][[:digit:]]+[[:^space:]]",
    r"\x41\u0042\t\n\.\/\-\\",
    r"(?i:ABC)(?#comment)(?>d|e)f++g*?",
    r"(?|a|b)\p{L}\P{L}\w\W\d\D\s\S",
    r"\Aab\b-\bc\B\w\Z",
    "{a}{}b{,}{1,x}",
]


@pytest.mark.parametrize("pattern", ACCEPTED)
def test_the_engine_accepts_what_is_made_up(pattern: str) -> None:
    texts = list(samples(read(pattern), lambda _: False, 40))
    assert len(texts) == len(set(texts))
    assert [text for text in texts if regex.search(pattern, text, timeout=5)]


def test_a_pattern_of_several_lines() -> None:
    pattern = "a b  # c d\\n  \n\\ e [ f]{2} (?-x: g)"
    assert next(samples(read(pattern, verbose=True), lambda _: False, 1)) in ("ab eff g", "ab e   g")
    assert next(samples(read("(?x) a b"), lambda _: False, 1)) == "ab"
    assert next(samples(read("a(?x: b ) c"), lambda _: False, 1)) == "ab c"


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"a?b", ["b", "ab"]),
        (r"(?:a|b|c)", ["a", "b", "c"]),
        (r"a*(?:b|c)", ["b", "ac", "ab", "c"]),
        (r"\Qa.b\E[^]\z", ["a.ba"]),
        (r"(?'n'a)\k'n'", ["aa"]),
    ],
)
def test_optional_parts_are_left_out_and_taken(pattern: str, texts: list[str]) -> None:
    assert sorted(samples(read(pattern), lambda _: False, 40)) == sorted(texts)


def test_a_wanted_alternative_comes_first() -> None:
    assert next(samples(read("(?:a|b|twilio)x"), lambda text: "twilio" in text, 1)) == "twiliox"


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        ("abc", 3, 3),
        ("a{1000}", 1000, 1000),
        ("(?:abc){1000}", 3000, 3001),
        ("(?:(?:a{1000}){1000}){1000}", 10**9, 10**9),
        ("(?:a|b{50})*", 51, 60),
        ("a{0,900}b{5,}", 905, 910),
    ],
)
def test_repeats_count_by_what_is_repeated(pattern: str, least: int, most: int) -> None:
    assert least <= size(read(pattern)) <= most


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a)", "[a", "(?P<n", "(?z", "(?R)", "(?(1)a|b)", "(*FAIL)", "a\\", "(" * 500 + ")" * 500, "[^\\s\\S]"],
)
def test_what_is_not_read(pattern: str) -> None:
    with pytest.raises(UnreadableExpressionError):
        read(pattern)


def test_no_text_breaks_the_reader() -> None:
    signs = [
        "a",
        "(",
        ")",
        "[",
        "]",
        "{2}",
        "{",
        "}",
        "*",
        "+",
        "?",
        "|",
        "^",
        "$",
        "\\",
        "\\d",
        "(?:",
        "(?=",
        "(?P<a>",
        "-",
        ".",
        "#",
        " ",
    ]
    made = random.Random(7)
    read_ones = 0
    for _ in range(3_000):
        pattern = "".join(made.choices(signs, k=made.randint(1, 12)))
        try:
            tree = read(pattern, verbose=made.random() < 0.3)
        except UnreadableExpressionError:
            continue
        assert size(tree) >= 0
        assert all(len(text) <= 5_000 for text in samples(tree, lambda _: False, 10))
        read_ones += 1
    assert read_ones > 500
