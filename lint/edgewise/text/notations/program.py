"""Settings in programs: variables that a program sets for itself, and entries of environments that it hands on.

``process.env.KEY = "value"``, ``os.Setenv("KEY", "value")``, ``env: { KEY: "value" }``, ``Env: []string{"KEY=value"}``,
``environment: [{ name: "KEY", value: "value" }]``. What else has the name of a setting is no environment, and silent.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from edgewise.findings import Edit
from edgewise.judgement.names import words
from edgewise.text.comments import Comments
from edgewise.text.settings.insertion import by_indentation, in_braces
from edgewise.text.settings.lines import Mention, is_within, line_break, line_end, mentions, renamed
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import Nature, SettingValue, read

LEXERS = frozenset(
    "javascript typescript jsx tsx vue astro go ruby php java kotlin scala csharp vb.net fsharp perl lua elixir rust "
    "swift splus julia dart nix jsonnet cue dhall python puppet coffeescript crystal".split()
)
"""Languages whose programs are read so, as Pygments calls them."""
_TYPES = frozenset("typescript tsx vue astro".split())
"""Languages in which an object has the keys of its type and no others."""
WITHOUT_ENVIRONMENT = frozenset("ruby csharp vb.net fsharp puppet".split())
"""Languages whose library of Twilio reads no environment: what a program sets for itself reaches no client."""

_TOKEN = re.compile(
    r"(?P<string>\"(?:[^\"\\\n]|\\.){0,4000}\"|'(?:[^'\\\n]|\\.){0,4000}'|`(?:[^`\\]|\\.){0,8000}`)"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])"
)
_CLOSES = {")": "(", "]": "[", "}": "{"}
_ENVIRONMENTS = frozenset("env envs environ environment".split())
_VARIABLES = frozenset("variables vars".split())
_BUILDS_ATTRIBUTES = frozenset("shell derivation".split())
"""What functions of Nix make of their attributes is an environment: ``mkShell``, ``mkDerivation``."""
_SETS = re.compile(r"(?:with_?|set_?|put_?|add_?|stub_?)?env(?:ironment)?(?:_?var(?:iable)?)?s?", re.IGNORECASE)
_PUTS = re.compile(r"(?:set|put|add|store)(?:_?var)?", re.IGNORECASE)
_TYPE = re.compile(r"\b(?:interface|type|struct|class)\b")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_CONSTRUCTS = re.compile(
    r"(?:[\w.]*(?:mapOf|toMap|Map\.of|HashMap|Dictionary(?:<[\w, ]*>)?|Record)|Map(?:\[[\w, ]*\])?|map\[\w+\]\w+"
    r"|\[\]\*?[\w.]+|new|%|dict|array|c"
    r"|list|append)\s*\(?\s*\Z"
)
"""What makes a map or list of its brackets, and says nothing of what it is for."""
_VALUE = re.compile(
    r"\s*(?P<sign>:(?!:)|=>|=(?![=>])|,|->|\bto\b)\s*(?P<quote>[\"'])(?P<value>[^\"'\n]{0,120})(?P=quote)"
    r"(?=\s*(?:[,;)\]}]|//|#)|[ \t]*\r?(?:\n|\Z))"
)
_MOST_OF_MAP = 17
"""How many commas its arguments may have so that another pair can be given: it takes ten pairs."""
_MAP_OF = re.compile(r"\bMap\.of\Z")
_ITEM = re.compile(r"=(?P<value>[^\"'\\\s]{0,120})(?=[\"'])")
_OWNER = re.compile(r"(?P<owner>[\w$.]*(?:(?<![A-Za-z])(?i:env)|(?<=[a-z])Env)\w*(?:\(\))?)(?:\.|\[[\"']?|\{[\"']?)\Z")
_BARE = re.compile(r"\b(?:env|environment)[ \t]+(?:[\"'][^\"'\n]*[\"'][ \t]*=>[ \t]*[^,\n]*,\s*)*\Z")
"""A call without brackets, before one of the entries that are given to it."""
_ASSIGNED = re.compile(
    r"[\"']?[\])}]?[ \t]*(?P<default>\|\||\?\?)?=[ \t]*(?P<quote>[\"'])(?P<value>[^\"'\n]{0,120})(?P=quote)"
)
_PASSED_ON = re.compile(r"\benv[ \t]*,\s*\Z")
"""What stands before an object that is merged into an environment: ``Object.assign(process.env, {...})``."""
_RUNS = re.compile(r"\b(?:system|spawn|exec|popen|capture[23]e?)[ \t]*\(?\s*\Z")
"""Before the environment of a program that Ruby runs."""
_TYPED = re.compile(r":[ \t]*(?P<type>[A-Za-z_][^=;{}()\n]{0,120}?)[ \t]*=[ \t]*\Z")
_TYPED_BEHIND = re.compile(r"\s*(?:satisfies|as)[ \t]+(?!const\b)(?P<type>[^;,)\n]{1,120})")
_TAKES_ANY_KEY = re.compile(r"Env\b.*\[|ProcessEnv|Record<[ ]*string|Map\b|Dict|Hash|any\b|\bstring\]")
_GIVEN_NAME = re.compile(r"(?P<name>[A-Za-z_$][\w$]*)[ \t]*(?::[^=;{}()\n]{1,120})?:?=[ \t]*[^=;\n{(]{0,60}\(?[ \t]*\Z")
_CALLEE = re.compile(r"(?P<owner>(?:[\w$.]|->|::|\(\))*?)(?:\.|->|::)?(?P<method>[A-Za-z_]\w*)[!?]?\s*\Z")
_STATEMENT_END = re.compile(r"[ \t]*;?(?=[ \t]*(?:(?://|#)[^\n]*)?\r?(?:\n|\Z))")
_ASSERTS = re.compile(r"\b(?:expect|assert\w*|should\w*|toEqual|Equal)\b")
_TESTED = re.compile(r"\b(?:expect\w*|assert\w*|should\w*|toEqual|Equal|wants?|t\.(?:Error|Fatal)f?)\b")
"""What tests say, and their tables."""
_NAMED = re.compile(r"[\"']?(?i:name|key)[\"']?\s*(?::|=>|=)\s*[\"']?\Z")
_NAMED_VALUE = re.compile(r"\b(?i:value)[\"']?\s*(?::|=>|=)\s*(?P<quote>[\"'])(?P<value>[^\"'\n]{0,120})(?P=quote)")
_EDGE_GIVEN = re.compile(r"(?<![\w-])(?:[sS]et)?[eE]dge(?![\w-])[\"']?[ \t]*[(:=,})]")
"""A client that is given an edge in the program: it needs none of its environment."""
_FIELD_OF_CUE = re.compile(r"[ \t]*(?:\w+|\"[^\"\n]*\")[?!]?:[ \t]+(?=\S)")
_NEAR = 200  # characters


@dataclass(eq=False, slots=True)
class _Bracket:
    """A pair of brackets, or the whole text: where it opens and closes."""

    start: int
    sign: str
    parent: _Bracket | None
    end: int


class _Found(NamedTuple):
    """An entry, the brackets in which it holds, and whether the program sets it for itself."""

    entry: PairEntry
    holder: _Bracket
    is_own: bool = False


def scopes(text: str, comments: Comments, lexer: str) -> Iterator[PairScope]:
    """Yield a scope for each environment in a program, and for each block that sets variables."""
    program = _Program(text, comments, lexer)
    found: dict[int, list[_Found]] = defaultdict(list)
    read_otherwise: set[str] = {"edge"} if _EDGE_GIVEN.search(text) else set()
    for mention in mentions(text):
        if comments.cover(mention.start):
            continue
        entry = program.entry(mention)
        if entry is None:
            read_otherwise.add("region" if mention.key.lower().endswith("region") else "edge")
        else:
            found[entry.holder.start].append(entry)
    written = (one.entry.written for entries in found.values() for one in entries)
    own = sorted((span[0] - 1, span[1] + 1) for span in written if span is not None)
    for entries in found.values():
        holder = entries[0].holder
        is_closed, is_asserted = program.is_closed(holder), program.is_asserted(holder)
        allowed = [_allowed(text, one, lexer, read_otherwise, own) for one in entries]
        if is_closed or is_asserted:
            allowed = [replace(one, written=None if is_asserted else one.written, beside=None) for one in allowed]
        yield PairScope(tuple(allowed))


def _allowed(text: str, found: _Found, lexer: str, read_otherwise: set[str], own: list[tuple[int, int]]) -> PairEntry:
    """Return an entry that can be edited only as far as nothing else in the program goes by it.

    :param own: where the values of settings stand, with their quotes, from left to right.
    """
    entry = found.entry
    value = entry.value.text
    if "region" in read_otherwise or _stands_elsewhere(text, own, value):
        entry = replace(entry, written=None)  # something may go by the value
    is_tested = _TESTED.search(text) is not None
    if (found.is_own or is_tested) and value and f".{value}.twilio.com" in text:
        entry = replace(entry, written=None, beside=None)  # a test may expect the host that a client builds of it
    if is_tested and "edge" in read_otherwise:
        entry = replace(entry, written=None)  # or what happens without an edge
    if "edge" in read_otherwise or (found.is_own and (read_otherwise or lexer in WITHOUT_ENVIRONMENT)):
        entry = replace(entry, beside=None)
    return entry


def _stands_elsewhere(text: str, own: list[tuple[int, int]], value: str) -> bool:
    """Say whether a value is written in quotes outside of all settings as well, as where a test expects it."""
    if not value:
        return False
    quoted = re.compile(rf"([\"'`]){re.escape(value)}\1")
    return any(not is_within(own, found.end() - 1) for found in quoted.finditer(text))


class _Program:
    def __init__(self, text: str, comments: Comments, lexer: str) -> None:
        self._text = text
        self._lexer = lexer
        self._top = _Bracket(-1, "", None, len(text))
        self._marks: list[int] = [0]
        self._holders = [self._top]
        holder, at = self._top, 0
        while (token := _TOKEN.search(text, at)) is not None:
            at = token.end()
            if comments.cover(token.start()):
                at = token.start() + 1
            elif token.lastgroup == "open":
                holder = _Bracket(token.start(), token[0], holder, len(text))
                self._mark(at, holder)
            elif token.lastgroup == "close" and holder.parent is not None and holder.sign == _CLOSES[token[0]]:
                holder.end = token.start()
                holder = holder.parent
                self._mark(token.start(), holder)

    def _mark(self, at: int, holder: _Bracket) -> None:
        self._marks.append(at)
        self._holders.append(holder)

    def _bracket(self, at: int) -> _Bracket:
        return self._holders[bisect_right(self._marks, at) - 1]

    def entry(self, mention: Mention) -> _Found | None:
        """Return the setting that a mention is the key of; None where it is none of an environment."""
        text = self._text
        quote = text[mention.start - 1 : mention.start] if mention.start else ""
        item = _ITEM.match(text, mention.end) if quote in ("'", '"') and quote else None
        if item is not None and text[item.end()] == quote:
            return self._item(mention, item)
        is_quoted = quote in ("'", '"') and text[mention.end : mention.end + 1] == quote
        start, end = (mention.start - 1, mention.end + 1) if is_quoted else (mention.start, mention.end)
        holder = self._bracket(start)
        if _NAMED.search(text, max(0, mention.start - 40), mention.start):
            return self._named(mention, holder)
        owned = _OWNER.search(text, mention.low, mention.end if "." in mention.key else mention.start)
        dotted = mention.key.rpartition(".")[0]
        if owned is not None or _holds_variables(dotted.replace(".", "_")):
            return self._assigned(mention)
        value = _VALUE.match(text, end, end + _NEAR)
        if value is None or self._is_asserted(start):
            return None
        if value["sign"] == "," and _MAP_OF.search(text, max(0, holder.start - 40), holder.start):
            is_key = text.count(",", holder.start, start) % 2 == 0
            if not is_key or not self._is_environment(holder):
                return None
            found = self._beside(mention, (start, value.end()), holder, value, in_braces)
            is_full = text.count(",", holder.start, holder.end) > _MOST_OF_MAP
            return found._replace(entry=replace(found.entry, beside=None)) if is_full else found
        if value["sign"] == "," and self._lexer == "elixir" and holder.sign == "{":
            return self._paired(mention, holder, value)
        if value["sign"] == ",":
            return self._called(mention, (start, value.end()), holder, value)
        if _BARE.search(text, max(0, start - _NEAR), start) and holder.sign != "(":
            return self._beside(mention, (start, value.end()), holder, value, _in_line)
        if not self._is_environment(holder):
            return None
        return self._beside(mention, (start, value.end()), holder, value, self._below_or_behind)

    # -- kinds of settings

    def _beside(
        self,
        mention: Mention,
        span: tuple[int, int],
        holder: _Bracket,
        value: re.Match[str],
        add: Callable[[str, int, int, str], tuple[Edit, ...] | None],
    ) -> _Found:
        write = renamed(self._text, *span, (mention.start, mention.end), value.span("value"))

        def beside(key: str, new: str) -> tuple[Edit, ...] | None:
            return add(self._text, *span, write(key, new))

        return _Found(PairEntry(mention.key, read(value["value"]), *span, value.span("value"), beside), holder)

    def _below_or_behind(self, text: str, start: int, end: int, copy: str) -> tuple[Edit, ...] | None:
        """Return the edits that add an entry, in the way that entries are kept apart there."""
        on_a_line = not text[text.rfind("\n", 0, start) + 1 : start].strip()
        ending = _STATEMENT_END.match(text, end)
        if on_a_line and ending is not None and (self._lexer == "nix" or (self._separated_by_lines(start, end))):
            column = _column_of_value(text, start)
            if self._lexer == "cue" and column in _columns_beside(text, start, end):
                copy = _padded(copy, column - (start - text.rfind("\n", 0, start) - 1))
            return by_indentation(text, start, ending.end(), copy + text[end : ending.end()].strip())
        return None if self._lexer == "nix" else in_braces(text, start, end, copy)

    def _separated_by_lines(self, start: int, end: int) -> bool:
        """Say whether no commas stand between the entries of the brackets around one, as in CUE."""
        holder = self._bracket(start)
        around = self._text[holder.start + 1 : holder.end]
        return self._lexer == "cue" and "," not in around and self._text[end : end + 1] != ","

    def _item(self, mention: Mention, item: re.Match[str]) -> _Found | None:
        text, start, end = self._text, mention.start - 1, item.end() + 1
        holder = self._bracket(start)
        write = renamed(text, start, end, (mention.start, mention.end), item.span("value"))
        value = read(item["value"])
        if holder.sign == "(" and text[holder.start + 1 : start].strip() == "" and holder.end == end:
            method = _CALLEE.search(text, max(0, holder.start - 80), holder.start)
            if method is None or not _SETS.fullmatch(method["method"]):
                return None
            return self._statement(mention, method.start(), holder.end + 1, item.span("value"))
        if not self._is_environment(holder):
            return None
        stands_alone = text[max(0, start - _NEAR) : start].rstrip()[-1:] in ("[", "(", "{", ",")

        def beside(key: str, new: str) -> tuple[Edit, ...]:
            return in_braces(text, start, end, write(key, new))

        entry = PairEntry(mention.key, value, start, end, item.span("value"), beside if stands_alone else None)
        return _Found(entry, holder)

    def _paired(self, mention: Mention, holder: _Bracket, value: re.Match[str]) -> _Found | None:
        """Return the setting of a pair, ``{"KEY", "value"}`` of Elixir, in a list that is an environment."""
        outer = holder.parent
        if outer is None or outer.sign != "[" or not self._is_environment(outer):
            return None
        return self._beside(mention, (holder.start, holder.end + 1), outer, value, in_braces)

    def _named(self, mention: Mention, holder: _Bracket) -> _Found | None:
        text = self._text
        value = _NAMED_VALUE.search(text, holder.start + 1, min(holder.end, holder.start + 400))
        outer = holder.parent
        if holder.sign != "{" or value is None or outer is None or not self._is_environment(outer):
            return None
        start, end = holder.start, holder.end + 1
        write = renamed(text, start, end, (mention.start, mention.end), value.span("value"))
        lead = text[max(outer.start + 1, text.rfind(",", outer.start + 1, start) + 1) : start]

        def beside(key: str, new: str) -> tuple[Edit, ...] | None:
            return None if lead.strip() else in_braces(text, start, end, write(key, new))

        entry = PairEntry(mention.key, read(value["value"]), mention.start, mention.end, value.span("value"), beside)
        return _Found(entry, outer)

    def _assigned(self, mention: Mention) -> _Found | None:
        text = self._text
        value = _ASSIGNED.match(text, mention.end, mention.end + _NEAR)
        if value is None:
            return None
        low = text.rfind("\n", 0, mention.start) + 1
        start = low + len(text[low : mention.start]) - len(text[low : mention.start].lstrip())
        found = self._statement(mention, start, value.end(), value.span("value"), self._around(self._bracket(start)))
        if value["default"] is None:
            return found
        fallback = SettingValue(Nature.FALLBACK, found.entry.value.text)
        return found._replace(entry=replace(found.entry, value=fallback))

    def _called(self, mention: Mention, span: tuple[int, int], holder: _Bracket, value: re.Match[str]) -> _Found | None:
        text = self._text
        if holder.sign != "(" or text[holder.start + 1 : span[0]].strip() or holder.end >= len(text):
            return None
        called = _CALLEE.search(text, max(0, holder.start - 120), holder.start)
        if called is None:
            return None
        is_environment = words(called["owner"].replace("()", ""))[-1:] in (
            ("env",),
            ("environ",),
            ("environment",),
            ("variables",),
        )
        if not (_SETS.fullmatch(called["method"]) or (_PUTS.fullmatch(called["method"]) and is_environment)):
            return None
        found = self._statement(mention, called.start(), holder.end + 1, value.span("value"), self._around(holder))
        is_bare = not called["owner"] and text[called.start() : called.start() + 1].isalpha()
        if is_bare and called["method"] == "env":
            # It reads the variable, and takes the value for its default: `env('KEY', 'value')`.
            fallback = SettingValue(Nature.FALLBACK, found.entry.value.text)
            return found._replace(entry=replace(found.entry, value=fallback, written=None, beside=None))
        return found

    def _statement(
        self, mention: Mention, start: int, end: int, value: tuple[int, int], holder: _Bracket | None = None
    ) -> _Found:
        """Return a setting of a statement, or a call in a row of them; another goes below one on lines of its own."""
        text = self._text
        low = text.rfind("\n", 0, start) + 1
        lead = text[low:start]
        is_chained = lead.strip() == "." or text[start : start + 1] == "."
        first = low + len(lead) - len(lead.lstrip())
        ending = _STATEMENT_END.match(text, end)
        last = end if is_chained or ending is None else ending.end()
        write = renamed(text, first, last, (mention.start, mention.end), value)

        def beside(key: str, new: str) -> tuple[Edit, ...] | None:
            if ending is None or lead.strip() not in ("", "."):
                return None
            if is_chained:
                return (Edit(end, end, f"{line_break(text, end)}{text[low:first]}{write(key, new)}"),)
            return by_indentation(text, first, last, write(key, new))

        entry = PairEntry(mention.key, read(text[slice(*value)]), start, end, value, beside)
        return _Found(entry, holder or self._around(self._bracket(start)), is_own=True)

    # -- what stands around

    def _around(self, holder: _Bracket) -> _Bracket:
        """Return the block, or the whole text, in which brackets stand."""
        while holder.parent is not None and holder.sign != "{":
            holder = holder.parent
        return holder

    def _is_asserted(self, start: int) -> bool:
        low = max(self._text.rfind(";", 0, start), self._text.rfind("\n\n", 0, start), start - 400, 0)
        return _ASSERTS.search(self._text, low, start) is not None

    def _is_run_with(self, holder: _Bracket) -> bool:
        """Say whether Ruby runs a program with what brackets hold as its environment."""
        return self._lexer == "ruby" and _RUNS.search(self._text, max(0, holder.start - 40), holder.start) is not None

    def is_closed(self, holder: _Bracket) -> bool:
        """Say whether brackets are given a type, which may have no other entries."""
        if self._lexer not in _TYPES or holder.sign not in ("{", "["):
            return False
        typed = _TYPED.search(self._head(holder)) or _TYPED_BEHIND.match(self._text, holder.end + 1, holder.end + _NEAR)
        return typed is not None and _TAKES_ANY_KEY.search(typed["type"]) is None

    def _head(self, holder: _Bracket) -> str:
        """Return what stands before brackets on their line."""
        return self._text[max(self._text.rfind("\n", 0, max(holder.start, 0)) + 1, holder.start - _NEAR) : holder.start]

    def is_asserted(self, holder: _Bracket) -> bool:
        """Say whether a test says something of the name that brackets are given to."""
        given = _GIVEN_NAME.search(self._head(holder)) if holder.sign in ("{", "[") else None
        if given is None:
            return False
        asserted = re.compile(rf"{_ASSERTS.pattern}[^;\n]{{0,200}}(?<![\w$.]){re.escape(given['name'])}(?![\w$])")
        return asserted.search(self._text) is not None

    def _is_environment(self, holder: _Bracket) -> bool:
        """Say whether brackets hold an environment, by what they are given to, or what is called with them."""
        if self._lexer == "jsonnet" and holder.sign == "{":
            return True  # its objects are those of YAML and JSON
        for _ in range(4):
            if holder.parent is None:
                return False
            low = max(holder.parent.start + 1, holder.start - _NEAR)
            head = self._text[low : holder.start]
            # Brackets may open on the line below.
            head = head.rstrip() if head.rstrip().endswith("=") else head
            head = head[max(head.rfind(sign) for sign in (";", "\n")) + 1 :]
            typed = _TYPED.search(head) if self._lexer in _TYPES else None
            if typed is not None:
                if _holds_variables(_NAME.findall(typed["type"])[0]):
                    return True
                head = head[: typed.start()]
            given = head[head.rfind(",") + 1 :]
            if not given.strip() and (_PASSED_ON.search(head) or self._is_run_with(holder)):
                return True
            named = [found[0] for found in _NAME.finditer(re.sub(_CONSTRUCTS, "", given))]
            if _TYPE.search(head):
                return False
            last = words(named[-1])[-1:] if named else ()
            if named and _holds_variables(named[-1]):
                return True
            if self._lexer == "nix" and last and _BUILDS_ATTRIBUTES.issuperset(last):
                return True
            if named and not _VARIABLES.issuperset(last):
                return False
            holder = holder.parent
        return False


def _column_of_value(text: str, start: int) -> int:
    """Return in which column the value of the field of CUE stands that its line begins with; 0 where there is none."""
    low = text.rfind("\n", 0, start) + 1
    field = _FIELD_OF_CUE.match(text, low)
    return field.end() - low if field is not None else 0


def _columns_beside(text: str, start: int, end: int) -> set[int]:
    """Return the columns of the values on the lines above and below a field."""
    low, high = text.rfind("\n", 0, start) + 1, line_end(text, end)
    below = text.find("\n", high) + 1
    return {_column_of_value(text, at) for at in (max(low - 1, 0), below) if at} - {0}


def _padded(copy: str, width: int) -> str:
    """Return a field with its value so many characters behind its start."""
    key, sign, value = copy.partition(":")
    return f"{key}{sign}".ljust(width) + value.lstrip()


def _holds_variables(name: str) -> bool:
    """Say whether a name is that of an environment: ``env``, ``containerEnv``, ``envVars``, ``env_production``."""
    said = words(name)
    if said[-1:] and said[-1] in _VARIABLES:
        return said[-2:-1] != () and said[-2] in _ENVIRONMENTS
    return bool(said) and (said[-1] in _ENVIRONMENTS or name.startswith("env_") or _SETS.fullmatch(name) is not None)


def _in_line(text: str, start: int, end: int, copy: str) -> tuple[Edit, ...]:
    """Return the edit that adds an argument behind another one."""
    del text, start
    return (Edit(end, end, f", {copy}"),)
