"""Templates: what the pieces of a text say together, where it stands in the source, and which edits it takes."""

from __future__ import annotations

import pytest

from edgewise.findings import Edit
from edgewise.templates import HOLE, Origin, Piece, Template, find_hosts, hole, with_placeholders

# The source is `"api.%s\\.twilio.com" % REGION`, with REGION = "ie1" elsewhere.
SOURCE = r'"api.%s\\.twilio.com" % REGION'
PIECES = (
    Piece("api.", 1, 5),
    Piece("ie", 24, 30, Origin.FOREIGN),
    Piece("1", 24, 30, Origin.FOREIGN),
    Piece("\\", 7, 9, Origin.ESCAPED),
    Piece(".twilio.com", 9, 20),
)
TEMPLATE = Template(PIECES)


def test_the_text_and_its_source() -> None:
    assert TEMPLATE.text == "api.ie1\\.twilio.com"
    assert [TEMPLATE.piece_at(index).text for index in (0, 3, 4, 5, 6, 7, 8, 18)] == [
        "api.", "api.", "ie", "ie", "1", "\\", ".twilio.com", ".twilio.com",
    ]  # fmt: skip
    assert TEMPLATE.between(3, 6) == PIECES[:2]
    assert TEMPLATE.between(4, 7) == PIECES[1:3]
    assert TEMPLATE.between(7, 8) == PIECES[3:4]
    assert TEMPLATE.span(0, 4) == (1, 5)
    assert TEMPLATE.span(1, 3) == (2, 4)
    assert TEMPLATE.span(0, 19) == (1, 30)
    assert TEMPLATE.span(7, 9) == (7, 10)
    assert SOURCE[slice(*TEMPLATE.span(9, 19))] == "twilio.com"


def test_a_null_character_is_no_hole() -> None:
    template = Template([Piece("a\0b", 0, 3), Piece("", 3, 5), hole(5, 6)])
    assert template.text == "a\N{REPLACEMENT CHARACTER}b\0"
    assert [piece.origin for piece in template.pieces] == [Origin.VERBATIM, Origin.HOLE]


REPLACED = [
    ((0, 3), "verify", [Edit(1, 4, "verify")]),
    ((3, 3), ".dublin", [Edit(4, 4, ".dublin")]),
    ((0, 0), "x", [Edit(1, 1, "x")]),
    ((4, 4), "dublin.", [Edit(5, 5, "dublin.")]),
    ((7, 8), "", [Edit(7, 9, "")]),
    ((7, 10), "x", [Edit(7, 11, "x")]),
    ((7, 7), "x", [Edit(7, 7, "x")]),
    ((3, 5), "", None),
    ((4, 7), "", None),
    ((8, 8), "x", [Edit(9, 9, "x")]),
    ((19, 19), "/", [Edit(20, 20, "/")]),
]


@pytest.mark.parametrize(("span", "content", "edits"), REPLACED)
def test_replace(span: tuple[int, int], content: str, edits: list[Edit] | None) -> None:
    assert TEMPLATE.replace(*span, content) == (None if edits is None else tuple(edits))


def test_an_edit_of_what_stands_apart() -> None:
    template = Template([Piece("b", 6, 7), Piece("c", 2, 3), Piece("d", 3, 4)])
    assert template.replace(0, 3, "x") == (Edit(2, 4, ""), Edit(6, 7, "x"))
    assert template.span(0, 3) == (2, 7)
    assert Template([hole(0, 1)]).replace(0, 0, "x") is None
    assert Template([hole(0, 1)]).replace(1, 1, "x") is None
    assert Template([hole(0, 1), Piece("a", 1, 2)]).replace(1, 1, "x") == (Edit(1, 1, "x"),)


PLACEHOLDERS = [
    ("a.${{ env.R }}.b", "a.\0.b"), ("a.{{ r }}.b", "a.\0.b"), ("{{ a.com }}", "{{ a.com }}"), ("a.${R}.b", "a.\0.b"),
    ("a.#{r}.b", "a.\0.b"), ("a.$(R).b", "a.\0.b"), ("a.{r}.b", "a.\0.b"), ("[ab]{2}", "[ab]{2}"), ("(a){2}", "(a){2}"),
    ("a.%(r)s.b", "a.\0.b"), ("a.%s.b", "a.\0.b"), ("%2fa", "%2fa"), ("a.%da", "a.%da"), ("a.$R.b", "a.\0.b"),
    ("a.<r>.b", "a.\0.b"), ("<r>.b", "<r>.b"), ("%s%s", "\0\0"), ("", ""), ("plain", "plain"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "filled"), PLACEHOLDERS)
def test_placeholders(text: str, filled: str) -> None:
    pieces = list(with_placeholders([Piece(text, 7, 7 + len(text))]))
    template = Template(pieces)
    assert template.text == filled
    # Each piece knows its place: together they are the text, without a gap.
    assert "".join(text[piece.start - 7 : piece.end - 7] for piece in template.pieces) == text
    assert [piece.end for piece in template.pieces[:-1]] == [piece.start for piece in template.pieces[1:]]
    elsewhere = Piece(text, 1, 3, Origin.FOREIGN)
    assert Template(with_placeholders([elsewhere])).text == filled
    assert {(piece.start, piece.end) for piece in with_placeholders([elsewhere])} == {(1, 3)}
    escaped = Piece(text, 1, 3, Origin.ESCAPED)
    assert list(with_placeholders([escaped, hole(3, 4)])) == [escaped, hole(3, 4)]


FOUND = [
    ("api.ie1.twilio.com", ["api ie1"]),
    ("https://API.TWILIO.COM/ x.y.twilio.com.", ["API", "x y"]),
    ("api.{r}.twilio.com", ["api \0"]),
    ("{a}{b}.twilio.com", ["\0\0"]),
    (r"api\.ie1\.twilio\.com", ["api ie1"]),
    (r"api\\.ie1\\.twilio\\.com", ["api ie1"]),
    (r"api\\\.twilio.com", []),
    ("api[.]ie1[.]twilio[.]com", ["api ie1"]),
    (r"\bapi\.twilio\.com", ["api"]),
    ("%2F%2Fapi.ie1.twilio.com", ["api ie1"]),
    ("%41api.twilio.com", ["41api"]),
    ("-api.twilio.com", ["-api"]),
    ("api.twilio.com:443/a@x", ["api"]),
    ("api.twilio.com{x}", ["api"]),
    ("a" * 290 + ".twilio.com", ["a" * 290]),
    ("twilio.com .twilio.com _api.twilio.com éapi.twilio.com api..twilio.com .api.twilio.com", []),
    ("api.twilio.community api.twilio.com-x api.twilio.com_x api.twilio.com.x api.twilio.com@x", []),
    ("api.twilio.com:a@x", []),
    ("api.twilio.com.{x}", []),
    # Other hosts, as browsers read them.
    ("https://api.twilio.com\u3002example.org https://api.twilio.com\uff0eexample.org", []),
    ("api.twilio.com\uff61example.org api.twilio.com\u3002\u4f8b\u5b50", []),
    ("https://api.twilio.com%2Eexample.org https://api.twilio.com%e3%80%82example.org", []),
    ("https://api.twilio.com\u00ad.example.org https://api.twilio.com\u200b.\u2060example.org", []),
    ("https://api.twilio.com\u200bmunity https://api.twilio.com\ufeff-x.org https://api.twilio.com..example.org", []),
    ("https://api.twilio.com\u200b/x https://api.twilio.com... https://api.twilio.com\u200b", ["api", "api", "api"]),
    ("https://api.twilio.com\t.example.org", []),
    (r"'https://api.twilio.com\u3002example.org' 'api.twilio.com\uFF0Eexample.org' 'api.twilio.com\u{3002}x'", []),
    (r"'https://api.twilio.com\u002eexample.org' 'https://api.twilio.com\x2Eexample.org'", []),
    ("https://api.twilio.com\n.example.org", []),
    ("https://api.twilio.com\r\n\t.example.org", []),
    (r"x = 'https://api.twilio.com\n.example.org'", []),
    (r"x = 'https://api.twilio.com\t.example.org'", []),
    ("x = 'https://api.twilio.com\n.example.org'", []),
    ("get('https://api.twilio.com\\\n.example.org') curl https://api.twilio.com\\\r\n  .example.org", []),
    ("https://api.twilio.com&#x3002;example.org https://api.twilio.com&#65294;example.org", []),
    ("https://api.twilio.com&#46;example.org https://api.twilio.com&period;example.org", []),
    ("https://api.twilio.com&#9;.example.org https://api.twilio.com&NewLine;.example.org", []),
    ("https://api.twilio.com,x@y", []),
    ("https://api.twilio.com;x=1!$&'(@y https://api.twilio.com,x@y/", ["api"]),
    ("https://api.twilio.com,a:b@evil.example/x", []),
    ("https://evil\u3002api.twilio.com https://a.evil\uff0eapi.twilio.com", []),
    ("https://evil.\tapi.twilio.com", []),
    # And these are what they look like.
    ("Ask api.twilio.com\u3002", ["api"]),
    ("Ask https://api.twilio.com\u3002\n", ["api"]),
    ("https://api.twilio.com\thttps://api.ie1.twilio.com", ["api", "api ie1"]),
    ("https://api.twilio.com\nhttps://api.ie1.twilio.com", ["api", "api ie1"]),
    ("HOST = api.twilio.com\n.PHONY: all", ["api"]),
    ("HOST = 'https://api.twilio.com'\n.hidden:", ["api"]),
    (r"'https://api.twilio.com\nnext line'", ["api"]),
    ("curl https://api.twilio.com \\\n  .x api.twilio.com\\\n -H x", ["api", "api"]),
    ("https://api.twilio.com&amp;x=.y https://api.twilio.com&#10;next", ["api", "api"]),
    ("api.twilio.com,me@example.org", ["api"]),
    ("https://api.twilio.com/,x@y", ["api"]),
    ("https://api.twilio.com?to=x@y", ["api"]),
    ("https://api.twilio.com, x@y", ["api"]),
    ('"https://api.twilio.com","x@y"', ["api"]),
    ("https://user@api.twilio.com/", ["api"]),
    ("\u4f7f\u7528\u3002api.twilio.com", ["api"]),
    ("https://api.twilio.com%2Fx", ["api"]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_find_hosts(text: str, expected: list[str]) -> None:
    template = Template(with_placeholders([Piece(text, 0, len(text))]))
    found = list(find_hosts(template))
    assert [" ".join(template.text[start:end] for start, end in match.labels) for match in found] == expected
    for match in found:
        assert (match.start, match.joined) == (match.labels[0][0], 0)
        assert template.text[: match.end].lower().endswith("com")


@pytest.mark.parametrize(
    ("text", "joined"), [("api.{a}twilio.com", 1), ("api.{a}{b}twilio.com", 2), ("api{a}.{b}twilio.com", 1)]
)
def test_prefixes_that_bring_their_dots(text: str, joined: int) -> None:
    template = Template(with_placeholders([Piece(text, 0, len(text))]))
    (match,) = find_hosts(template)
    assert match.joined == joined
    assert template.text[match.start : match.labels[-1][1]].strip(HOLE) == "api"
