"""Entries of a program: the key, the value and the edits of one setting, as the program writes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from edgewise.findings import Edit
from edgewise.judgement.names import words
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.program.brackets import Brackets, ProgramBracket, around
from edgewise.text.notations.program.cue import column_of_value, columns_beside, padded
from edgewise.text.notations.program.environments import ASSERTS, NEAR, SETS, Environments, holds_variables
from edgewise.text.settings.insertion import by_indentation, in_braces
from edgewise.text.settings.lines import Mention, line_break, renamed
from edgewise.text.settings.pairs import PairEntry
from edgewise.text.settings.values import Nature, SettingValue, read

_PUTS = on_demand(r"(?:set|put|add|store)(?:_?var)?", re.IGNORECASE)
_VALUE = on_demand(
    r"\s*(?P<sign>:(?!:)|=>|=(?![=>])|,|->|\bto\b)\s*(?P<quote>[\"'])(?P<value>[^\"'\n]{0,120})(?P=quote)"
    r"(?=\s*(?:[,;)\]}]|//|#)|[ \t]*\r?(?:\n|\Z))"
)
_MOST_OF_MAP = 17
"""How many commas the arguments of ``Map.of`` may have so that it takes another pair: ten is its limit."""
_MAP_OF = on_demand(r"\bMap\.of\Z")
_ITEM = on_demand(r"=(?P<value>[^\"'\\\s]{0,120})(?=[\"'])")
_OWNER = on_demand(r"(?P<owner>[\w$.]*(?:(?<![A-Za-z])(?i:env)|(?<=[a-z])Env)\w*(?:\(\))?)(?:\.|\[[\"']?|\{[\"']?)\Z")
_BARE = on_demand(r"\b(?:env|environment)[ \t]+(?:[\"'][^\"'\n]*[\"'][ \t]*=>[ \t]*[^,\n]*,\s*)*\Z")
"""A call without brackets, before one of the entries that are given to it."""
_ASSIGNED = on_demand(
    r"[\"']?[\])}]?[ \t]*(?P<default>\|\||\?\?)?=[ \t]*(?P<quote>[\"'])(?P<value>[^\"'\n]{0,120})(?P=quote)"
)
_CALLEE = on_demand(r"(?P<owner>(?:[\w$.]|->|::|\(\))*?)(?:\.|->|::)?(?P<method>[A-Za-z_]\w*)[!?]?\s*\Z")
_SEMICOLON = on_demand(r"[ \t]*;")
_STATEMENT_END = on_demand(r"[ \t]*;?(?=[ \t]*(?:(?://|#)[^\n]*)?\r?(?:\n|\Z))")
_NAMED = on_demand(r"[\"']?(?i:name|key)[\"']?\s*(?::|=>|=)\s*[\"']?\Z")
_NAMED_VALUE = on_demand(r"\b(?i:value)[\"']?\s*(?::|=>|=)\s*(?P<quote>[\"'])(?P<value>[^\"'\n]{0,120})(?P=quote)")


class EnvironmentEntry(NamedTuple):
    """An entry, the brackets for which it holds, and whether the program sets it for itself."""

    entry: PairEntry
    holder: ProgramBracket
    is_own: bool = False


class ProgramEntries:
    """Answers for the mentions of settings in one program."""

    def __init__(self, text: str, comments: Comments, lexer: str, environments: Environments) -> None:
        self._text = text
        self._lexer = lexer
        self._brackets = Brackets(text, comments)
        self._environments = environments

    def entry(self, mention: Mention) -> EnvironmentEntry | None:
        """Return the setting whose key a mention is; None where it is not one of an environment."""
        text = self._text
        quote = text[mention.start - 1 : mention.start] if mention.start else ""
        item = _ITEM.match(text, mention.end) if quote in ("'", '"') and quote else None
        if item is not None and text[item.end()] == quote:
            return self._item(mention, item)
        is_quoted = quote in ("'", '"') and text[mention.end : mention.end + 1] == quote
        start, end = (mention.start - 1, mention.end + 1) if is_quoted else (mention.start, mention.end)
        holder = self._brackets.at(start)
        if _NAMED.search(text, max(0, mention.start - 40), mention.start):
            return self._named(mention, holder)
        owned = _OWNER.search(text, mention.low, mention.end if "." in mention.key else mention.start)
        dotted = mention.key.rpartition(".")[0]
        if owned is not None or holds_variables(dotted.replace(".", "_")):
            return self._assigned(mention)
        value = _VALUE.match(text, end, end + NEAR)
        if value is None or self._is_asserted(start):
            return None
        if value["sign"] == "," and _MAP_OF.search(text, max(0, holder.start - 40), holder.start):
            is_key = text.count(",", holder.start, start) % 2 == 0
            if not is_key or not self._environments.holds(holder):
                return None
            found = self._beside(mention, (start, value.end()), holder, value, in_braces)
            is_full = text.count(",", holder.start, holder.end) > _MOST_OF_MAP
            return found._replace(entry=replace(found.entry, beside=None)) if is_full else found
        if value["sign"] == "," and self._lexer == "elixir" and holder.sign == "{":
            return self._paired(mention, holder, value)
        if value["sign"] == ",":
            return self._called(mention, (start, value.end()), holder, value)
        if _BARE.search(text, max(0, start - NEAR), start) and holder.sign != "(":
            return self._beside(mention, (start, value.end()), holder, value, _in_line)
        if not self._environments.holds(holder):
            return None
        return self._beside(mention, (start, value.end()), holder, value, self._below_or_behind)

    # -- kinds of settings

    def _beside(
        self,
        mention: Mention,
        span: tuple[int, int],
        holder: ProgramBracket,
        value: re.Match[str],
        add: Callable[[str, int, int, str], tuple[Edit, ...] | None],
    ) -> EnvironmentEntry:
        write = renamed(self._text, *span, (mention.start, mention.end), value.span("value"))

        def beside(key: str, new: str) -> tuple[Edit, ...] | None:
            return add(self._text, *span, write(key, new))

        return EnvironmentEntry(
            PairEntry(mention.key, read(value["value"]), *span, value.span("value"), beside), holder
        )

    def _below_or_behind(self, text: str, start: int, end: int, copy: str) -> tuple[Edit, ...] | None:
        """Return the edits that add an entry, in the way that entries are kept apart there."""
        on_a_line = not text[text.rfind("\n", 0, start) + 1 : start].strip()
        ending = _STATEMENT_END.match(text, end)
        if on_a_line and ending is not None and (self._lexer == "nix" or (self._separated_by_lines(start, end))):
            column = column_of_value(text, start)
            if self._lexer == "cue" and column in columns_beside(text, start, end):
                copy = padded(copy, column - (start - text.rfind("\n", 0, start) - 1))
            return by_indentation(text, start, ending.end(), copy + text[end : ending.end()].strip())
        if self._lexer != "nix":
            return in_braces(text, start, end, copy)
        sign = _SEMICOLON.match(text, end)
        return (Edit(sign.end(), sign.end(), f" {copy};"),) if sign is not None else None

    def _separated_by_lines(self, start: int, end: int) -> bool:
        """Say whether no commas stand between the entries of the brackets around one, as in CUE."""
        holder = self._brackets.at(start)
        around = self._text[holder.start + 1 : holder.end]
        return self._lexer == "cue" and "," not in around and self._text[end : end + 1] != ","

    def _item(self, mention: Mention, item: re.Match[str]) -> EnvironmentEntry | None:
        text, start, end = self._text, mention.start - 1, item.end() + 1
        holder = self._brackets.at(start)
        write = renamed(text, start, end, (mention.start, mention.end), item.span("value"))
        value = read(item["value"])
        if holder.sign == "(" and text[holder.start + 1 : start].strip() == "" and holder.end == end:
            method = _CALLEE.search(text, max(0, holder.start - 80), holder.start)
            if method is None or not SETS.fullmatch(method["method"]):
                return None
            return self._statement(mention, method.start(), holder.end + 1, item.span("value"))
        if not self._environments.holds(holder):
            return None
        stands_alone = text[max(0, start - NEAR) : start].rstrip()[-1:] in ("[", "(", "{", ",")

        def beside(key: str, new: str) -> tuple[Edit, ...]:
            return in_braces(text, start, end, write(key, new))

        entry = PairEntry(mention.key, value, start, end, item.span("value"), beside if stands_alone else None)
        return EnvironmentEntry(entry, holder)

    def _paired(self, mention: Mention, holder: ProgramBracket, value: re.Match[str]) -> EnvironmentEntry | None:
        """Return the setting of a pair, ``{"KEY", "value"}`` of Elixir, in a list that is an environment."""
        outer = holder.parent
        if outer is None or outer.sign != "[" or not self._environments.holds(outer):
            return None
        return self._beside(mention, (holder.start, holder.end + 1), outer, value, in_braces)

    def _named(self, mention: Mention, holder: ProgramBracket) -> EnvironmentEntry | None:
        text = self._text
        value = _NAMED_VALUE.search(text, holder.start + 1, min(holder.end, holder.start + 400))
        outer = holder.parent
        if holder.sign != "{" or value is None or outer is None or not self._environments.holds(outer):
            return None
        start, end = holder.start, holder.end + 1
        write = renamed(text, start, end, (mention.start, mention.end), value.span("value"))
        lead = text[max(outer.start + 1, text.rfind(",", outer.start + 1, start) + 1) : start]

        def beside(key: str, new: str) -> tuple[Edit, ...] | None:
            return None if lead.strip() else in_braces(text, start, end, write(key, new))

        entry = PairEntry(mention.key, read(value["value"]), mention.start, mention.end, value.span("value"), beside)
        return EnvironmentEntry(entry, outer)

    def _assigned(self, mention: Mention) -> EnvironmentEntry | None:
        text = self._text
        value = _ASSIGNED.match(text, mention.end, mention.end + NEAR)
        if value is None:
            return None
        low = text.rfind("\n", 0, mention.start) + 1
        start = low + len(text[low : mention.start]) - len(text[low : mention.start].lstrip())
        found = self._statement(mention, start, value.end(), value.span("value"), around(self._brackets.at(start)))
        if value["default"] is None:
            return found
        fallback = SettingValue(Nature.FALLBACK, found.entry.value.text)
        return found._replace(entry=replace(found.entry, value=fallback))

    def _called(
        self, mention: Mention, span: tuple[int, int], holder: ProgramBracket, value: re.Match[str]
    ) -> EnvironmentEntry | None:
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
        if not (SETS.fullmatch(called["method"]) or (_PUTS.fullmatch(called["method"]) and is_environment)):
            return None
        found = self._statement(mention, called.start(), holder.end + 1, value.span("value"), around(holder))
        is_bare = not called["owner"] and text[called.start() : called.start() + 1].isalpha()
        if is_bare and called["method"] == "env":
            # It reads the variable, and takes the value for its default: `env('KEY', 'value')`.
            fallback = SettingValue(Nature.FALLBACK, found.entry.value.text)
            return found._replace(entry=replace(found.entry, value=fallback, written=None, beside=None))
        return found

    def _statement(
        self, mention: Mention, start: int, end: int, value: tuple[int, int], holder: ProgramBracket | None = None
    ) -> EnvironmentEntry:
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
        return EnvironmentEntry(entry, holder or around(self._brackets.at(start)), is_own=True)

    def _is_asserted(self, start: int) -> bool:
        floor = max(0, start - 400)
        low = max(self._text.rfind(";", floor, start), self._text.rfind("\n\n", floor, start), floor)
        return ASSERTS.search(self._text, low, start) is not None


def _in_line(text: str, start: int, end: int, copy: str) -> tuple[Edit, ...]:
    """Return the edit that adds an argument behind another one."""
    del text, start
    return (Edit(end, end, f", {copy}"),)
