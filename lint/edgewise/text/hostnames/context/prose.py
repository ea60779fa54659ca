"""Whether people read a host: in a sentence, in a description, or in a line that a script shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.judgement.sentences import ASKING, goes_on, is_sentence, is_word, says
from edgewise.patterns import on_demand
from edgewise.text.hostnames import commands
from edgewise.text.hostnames.context.signs import COMMANDS, LINE, REQUESTS, SCHEME, SHELLS, SHOWS, STATEMENT
from edgewise.text.settings.embedded import by_name, is_label_key, is_script_key, is_text_key

if TYPE_CHECKING:
    from edgewise.text.hostnames.context.queries import Queries
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_RUNS = on_demand(
    r"(?:\A|[.:>])(?:exec\w*|spawn\w*|system|popen|run(?!time)\w*|shell\w*|sh|[cC]ommand|check_\w+|Start|Process\w*)\Z"
)
"""Calls that run a command or a query."""
_ECHOES = ("echo", "print", "printf", "say", "cat")
_CALLED_BARE = on_demand(r"(?:^|[\s;{(])(?P<callee>[\w.$@>:-]{2,60})[ \t]+\Z")
"""A call without brackets, before its first argument."""
_RUNS_BEFORE = on_demand(r"(?:^|[\s({])(?:sh|bat|pwsh|powershell|run|exec|system|CMD|ENTRYPOINT)[ \t]+\Z", re.MULTILINE)
_ENDS = (".", "!", "?", "\u3002")
_MARKUP = frozenset({"html", "astro", "vue", "jsx", "tsx", "erb", "php", "javascript"})
_ELEMENT = on_demand(
    r"<(?:code|p|span|li|td|th|h[1-6]|b|i|em|strong|a|div|label|pre|kbd|samp|small|dt|dd|figcaption)(?:\s[^<>]{0,300})?>\Z"
)
"""The opening tag of an element that shows its text to people."""
_STATEMENT = on_demand(r"(?:\*|Given|When|Then|And|But)[ \t]+(?:\w+[ \t]*|[^\n]*=[ \t]*|[\w.]+\([^\n]*)[\"']?\Z")
"""A step that is a statement of Karate, before its value: any other one is told to code elsewhere."""
_OUTCOME = on_demand(r"^[ \t]*Then[ \t][^\n]*(?:\n[ \t]*(?:And|But)[ \t][^\n]*)*", re.MULTILINE)
_OUTCOME_STEP = on_demand(r"Then[ \t]")
_GOES_ON = on_demand(r"(?:And|But|\*)[ \t]")
_STEPS = on_demand(r"^[ \t]*(Given|When|Then|Scenario|Background|Rule|Example)\b", re.MULTILINE)
_REFUSAL = on_demand(
    r"\b(?:not[ \t]+(?:allowed|accepted|valid|permitted)|refus\w*|reject\w*|denied|forbidden|invalid|fails?|failed"
    r"|errors?|4[0-2]\d)\b",
    re.IGNORECASE,
)
_SCENARIO = on_demand(r"^[ \t]*(?:Scenario|Example|Rule|Background|Feature)\b", re.MULTILINE)
_ASKED_FOR = on_demand(r"\$\{\w+:?\?[^{}\n]*[ \t][^{}\n]*\Z")
"""What a shell says where a variable is not set."""
_ASIDE = on_demand(rf"[^\W\d_]{{2,}}[ \t]\({SCHEME}\Z")
"""A word, and the bracket before a host that is said beside it."""
_PROSE_LINE = on_demand(r"(?:[A-Z*#>\"“¡¿]|.*[.!?:;,。]\Z)")


class Prose:
    """Answers for the hosts of one text.

    :param queries: what answers for the same text whether a value has a statement of SQL.
    """

    def __init__(self, places: HostPlaces, queries: Queries) -> None:
        self._places = places
        self._text = places.text
        self._queries = queries
        self._documents: commands.Documents | None = None

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host that people read, None where it is not for people, as far as can be seen."""
        start, stop = self._places.around(place)
        echoed = commands.shown_by_echo(self._text[start:stop], place.start - start, place.end - start)
        if (echoed is not None and is_sentence(echoed, shown=True)) or self._is_told_by_program(place):
            return Role.TOLD
        is_told = is_label_key(place.key) and not is_script_key(place.key)
        is_described = is_told or (place.is_quoted and names.describes(place.key))  # whatever is around it
        if not is_described and (any(map(is_script_key, place.keys[:2])) or self._is_run(place) or _asks(place.key)):
            return None
        low, high = place.value
        value = self._text[low:high]
        if self._places.style == "yaml" and not self._is_block(place):
            value = " ".join(value.split())  # its lines are folded into one
        if place.key and is_label_key(place.key) and is_sentence(value, shown=not value.startswith(COMMANDS)):
            return Role.TOLD
        if self._is_block(place) and is_text_key(place.key):
            return Role.TOLD
        if names.describes(place.key):
            return Role.TOLD if is_sentence(value, shown=True) else Role.SHOWN
        if len(value) > 4_000 or "\n" in value or (not place.is_quoted and self._is_block(place)):
            line = self._text[max(start, low) : min(stop, high) if high > place.end else stop].strip()
            return _told_in_block(place.key, line)
        if self._places.lexer in _MARKUP and not place.is_quoted:
            if self._places.is_in_node(place.start, place.end):
                return self._shown_in_node(place)
            if place.value == (place.start, place.end):
                return _told_in_line(self._text[start:stop].strip())
        if self._places.lexer == "gherkin":
            return self._in_step(place, self._text[start:low].lstrip())
        if place.is_quoted or self._places.style in ("yaml", "lines", "xml"):
            if self._places.style == "lines" and not place.keys and not place.is_quoted:
                line = self._text[start:stop].strip()
                first, _, rest = line.partition(" ")
                if names.describes(first) or SHOWS.search(first.lower()):
                    return Role.TOLD if is_sentence(rest, shown=True) else None
                return _told_in_line(line)
            return self._told_in_value(place, value)
        return self._told_in_document(place, self._text[start:stop].strip())

    def _is_told_by_program(self, place: HostPlace) -> bool:
        """Say whether a program in data has a sentence as a string, or a shell says it where a variable is not set."""
        begin = max(self._places.line_start(place.start), place.start - LINE)
        if _ASKED_FOR.search(self._text, begin, place.start):
            return True
        is_string = place.is_quoted and self._is_block(place) and not _asks(place.key)
        return is_string and is_sentence(self._text[slice(*place.value)])

    def _told_in_value(self, place: HostPlace, value: str) -> Role | None:
        """Return the role of a host in a value by itself; in a program, one word beside it may be an order."""
        if is_word(value):
            return Role.SHOWN if self._is_shown_bare(place) else None
        is_aside = self._places.style != "code" and _ASIDE.search(self._text, place.value[0], place.start)
        if is_aside or is_sentence(value, shown=self._is_shown(place)):
            return Role.TOLD
        is_program = self._places.style == "code" and not self._places.is_data and self._places.lexer not in SHELLS
        return None if not (is_program and says(value)) else Role.TOLD if goes_on(value) else Role.UNSEEN

    def is_told_in_node(self, place: HostPlace) -> bool:
        """Say whether a host is in a sentence between tags, whatever its words would mean in a program."""
        if place.is_quoted or self._places.lexer not in _MARKUP:
            return False
        return self._places.is_in_node(place.start, place.end) and is_sentence(self._text[slice(*self._node(place))])

    def _node(self, place: HostPlace) -> tuple[int, int]:
        return self._text.rfind(">", 0, place.start) + 1, self._text.find("<", place.end)

    def _shown_in_node(self, place: HostPlace) -> Role | None:
        """Return the role of a host that is no part of a sentence in text between tags."""
        begin, _ = self._node(place)
        if self._text[begin : place.start].endswith("/"):
            return Role.SHOWN if _ELEMENT.search(self._text, max(0, begin - LINE), begin) else None
        return Role.SHOWN

    def _told_in_document(self, place: HostPlace, line: str) -> Role | None:
        """Return the role of a host in a line of a heredoc that people read."""
        if self._documents is None:
            self._documents = commands.Documents(self._text)
        is_shown = self._documents.is_shown(place.start)
        if is_shown is None or not (is_shown or (line.endswith(_ENDS) and len(line.split()) >= 4)):
            return None
        return Role.TOLD if is_sentence(line) else None

    def _in_step(self, place: HostPlace, before: str) -> Role | None:
        """Return the role of a host in a scenario; ``before`` is the part of its line before the value.

        Where a step says that it asks, and nothing that this fails, it is a request.
        """
        if before.startswith("|"):
            return Role.EXPECTED
        if not place.is_quoted:
            return Role.TOLD
        if _STATEMENT.match(before):
            return None
        high = min(len(self._text), place.end + STATEMENT)
        following = _SCENARIO.search(self._text, place.end, high)
        outcome = _OUTCOME.search(self._text, place.end, following.start() if following else high)
        if outcome is not None and _REFUSAL.search(outcome[0]):
            return Role.REFUSED
        asks = any(map(REQUESTS.fullmatch, before.split())) or not ASKING.isdisjoint(before.lower().split())
        if _OUTCOME_STEP.match(before) or (_GOES_ON.match(before) and self._is_outcome(place)):
            return Role.EXPECTED
        return None if asks or "ask" in before.split() else Role.EXPECTED

    def _is_outcome(self, place: HostPlace) -> bool:
        """Say whether the step before those that go on with it is one that says what is expected."""
        steps = _STEPS.findall(self._text[max(0, place.start - STATEMENT) : place.start])
        return steps[-1:] == ["Then"]

    def _is_shown(self, place: HostPlace) -> bool:
        """Say whether a string is given to a call that shows it to people."""
        call, _ = self._places.call(place)
        if call is not None and SHOWS.search(self._places.callee(call)[1]):
            return True
        return self._is_shown_bare(place)

    def _is_shown_bare(self, place: HostPlace) -> bool:
        bare = _CALLED_BARE.search(self._text, max(0, place.whole[0] - 80), place.whole[0])
        # What `echo` writes may go elsewhere: its line says it.
        return (
            bare is not None
            and (bare["callee"] not in _ECHOES or self._places.lexer == "groovy")
            and SHOWS.search(bare["callee"]) is not None
        )

    def _is_run(self, place: HostPlace) -> bool:
        """Say whether a shell runs a value, or a database does."""
        call, _ = self._places.call(place)
        begin, callee = self._places.callee(call) if call is not None else (0, "")
        if _RUNS.search(callee) and not self._text.startswith("#[", max(0, begin - 2)):
            return True
        before = self._text[max(0, place.whole[0] - 30) : place.whole[0]]
        if _RUNS_BEFORE.search(before):
            return True
        return self._queries.has_statement(self._text[slice(*place.whole)])

    def _is_block(self, place: HostPlace) -> bool:
        line = self._places.line(place.start)
        return line is not None and line.is_block


def _asks(key: str) -> bool:
    """Say whether a name is that of a condition or a query: ``failed_when: "'...' not in answer.content"``."""
    return names.selects(key) or (names.conditions(key) and not key.endswith("if"))


def _told_in_line(line: str) -> Role | None:
    """Return the role of a host in a line of which nothing is known: a whole sentence is told."""
    return Role.TOLD if line.endswith(_ENDS) and len(line.split()) >= 4 and is_sentence(line) else None


def _told_in_block(key: str, line: str) -> Role | None:
    """Return the role of a host in a line of a value of several lines; ``key`` may be the name of a file."""
    kind = by_name(key, "") if "." in key else None
    if kind is not None:
        return Role.TOLD if kind.prose else None
    if not _PROSE_LINE.match(line) or len(line.split()) < 4:
        return None
    return Role.TOLD if is_sentence(line.lstrip("-*> ").rstrip("`\"'")) else None
