"""What a statement of SQL, or a call that queries a store, does with a host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import COMMANDS, LINE, SCHEME, SHELLS, STATEMENT
from edgewise.text.kinds import HASH

if TYPE_CHECKING:
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_SQL = on_demand(
    r"(?:^|[\"'`(;=]|\b(?:sql|query|execute|exec)\b\W)\s{0,80}(?P<verb>UPDATE\s+[\w.\"`\[\]]+(?:\s+(?:AS\s+)?\w+)?\s+SET"
    r"|DELETE\s+FROM|SELECT\b(?!-)"
    r"|CREATE\s+(?:UNIQUE\s+|OR\s+REPLACE\s+|MATERIALIZED\s+)*(?:INDEX|POLICY|TRIGGER|RULE|VIEW)"
    r"|INSERT\s+INTO|REPLACE\s+INTO|MERGE\s+INTO|ALTER\s+TABLE|WITH\s+\w+\s+AS)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SQL_VERBS = ("update", "delete", "select", "insert", "replace", "merge", "alter", "with", "create")
_SELECTS = on_demand(
    r"\b(?:where(?!-)|like|ilike|having|join|on\s+conflict|update|delete\s+from|check|case\s+when|merge)\b|\breplace\s*\(",
    re.IGNORECASE,
)
_EXCHANGES = on_demand(r"\bupdate\b.*\bset\b|\breplace\s*\(", re.IGNORECASE | re.DOTALL)
_QUERIES = frozenset(
    "where wherein orwhere find_by findby findone findall findmany findfirst findunique filter_by update_all "
    "updatemany updateone deletemany deleteone delete_all destroy_all replaceone aggregate "
    "firstorcreate updateorcreate createquery countdocuments find_or_create_by find_or_initialize_by exists wherelike "
    "andwhere whereequals bulkdelete bulkupdate deletedata updatedata "
    "wherestartingwith query rawquery".split()
)
"""Methods that query a store or write to it, in lower case."""
_EXECUTE = frozenset(("execute", "exec_params"))
"""Methods that do so in a program that has a statement of SQL; an HTTP client has one as well."""
_FINDS_BY = on_demand(r"(?:find|get|read|query|search|stream|count|exists|delete|remove)\w{0,20}by\w*")
_BINDS = on_demand(r"\w{0,20}where\w{0,20}|(?:set|bind)_?param(?:eter)?s?|bind_?values?|having")
_SETS = on_demand(r"(?:set|bind)\w*")
_NUMBERED = on_demand(r"\(?\s*\d+\s*,")
"""The arguments of what gives a parameter of a statement, by its number, a value."""
_TABLE = on_demand(r"\(?\s*[\"'][A-Za-z_]\w*[\"']\s*,")
"""The arguments of a call that begin with the name of a table."""
_RESOLVES = on_demand(r"get(?:host|all)?byname2?")
"""Calls that ask DNS for a host."""
_MATCHES = on_demand(
    r"find|filter|delete|destroy|count|some|every|reject|find(?:_?where|Index|Last|Key)|remove|distinct|partition"
)
"""Calls that compare all fields of an object, where that is their argument."""
_SHELLS = SHELLS | {HASH}
_STORED = on_demand(
    r"\bdb\.[\w.]{1,80}\.(?:find|delete|update|count|remove|aggregate)\w{0,12}\([^\n]{0,200}\Z", re.IGNORECASE
)
"""A query of Mongo that a command is given, before a value in it."""
_MAKES_RULE = on_demand(r"\s*(?:CREATE|ALTER)\s+(?:OR\s+REPLACE\s+)?(?:\w+\s+){0,2}(?:RULE|POLICY)\b", re.IGNORECASE)
_NAMES_USER = on_demand(
    r"\s*(?:--[^\n]*\n\s*)*(?:GRANT|REVOKE|SET\s+DEFAULT\s+ROLE|(?:CREATE|ALTER|DROP|RENAME)\s+(?:USER(?!\s+MAPPING)|ROLE))\b",
    re.IGNORECASE,
)
"""A statement about a user, who is known by the host that he connects from."""
_OPERATION = on_demand(r"^[ \t]*(query|mutation|subscription|type|extend|input|fragment)\b", re.MULTILINE)
_TIME = on_demand(r"'\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
"""When something was, in a row that tells of it."""
_NOW = on_demand(r"\b(?:now|current_timestamp|sysdate|getdate|getutcdate|sysutcdatetime)\b", re.IGNORECASE)
_COLUMNS = on_demand(r"\s*\(([^()]*)\)")
_OF_TIME = frozenset(("at", "on", "time", "date", "timestamp", "ts"))
_OF_ROW = frozenset(("created", "updated", "modified", "inserted", "added"))
"""Words of a column that says when its row was written; any other time is that of an event."""
_COMMENTS = on_demand(r"\A\s*COMMENT\s+ON\b|\bRAISE\s+\w+\s+'[^';]*\Z", re.IGNORECASE)
_INSERTS = on_demand(
    r"\s*(?:--[^\n]*\n\s*|/\*[^*]{0,2000}\*/\s*)*"
    r"(?:INSERT\s+(?:IGNORE\s+|OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPSERT\s+INTO)\s+(?P<table>[\w.\"`\[\]]+)",
    re.IGNORECASE,
)
_READS = on_demand(r"\b(?:select|where)\b", re.IGNORECASE)
_CONFLICT = on_demand(r"\bon\s+conflict\s*\((?P<columns>[^()]{1,200})\)", re.IGNORECASE)
_OF_HOST = frozenset("host hostname url uri domain address endpoint".split())
_SQL_COMPARED = on_demand(
    r"(?P<sign><>|!=|!?~~?\*?|(?<![:<>=])=|\b(?:i?like|similar\s+to|when|regexp|rlike|strpos\s*\([^()']{0,80},|position\s*\()"
    r"|\bin\s*\((?:\s*N?'[^'\n]{0,200}'\s*,){0,20})\s*(?:\w+\s*\(\s*)?[EN]?'?\Z",
    re.IGNORECASE,
)
"""A comparison, with what is compared before it."""
_CLAUSES = on_demand(
    r"\b(set|default|declare|where|when|if|elsif|having|on|using|check|select|case|then|else|return)\b", re.IGNORECASE
)
_UPDATES = on_demand(r"update\b|.*\bdo\s+update\b", re.IGNORECASE | re.DOTALL)
_CALLED = r"(?:\w+\s*\((?:[^()=<>']|'[^'\n]*')*)?"
_SET = on_demand(
    rf"(?:(?<=[sS][eE][tT])|,)\s*[\w.\"`\[\]]+\s*:?=\s*(?!(?i:replace|regexp_replace)\b){_CALLED}[EN]?['\"]{{1,2}}\Z"
)
"""A column, up to the value that it is given, which a call may make."""
_URL = on_demand(rf"{SCHEME}\Z")
_RESULT = on_demand(rf"\s*{_CALLED}[EN]?'\Z")
_DEFINES = on_demand(
    r"\s*(?:--[^\n]*\n\s*)*CREATE\s+(?:POLICY|OR\s+REPLACE\s+FUNCTION|FUNCTION|PROCEDURE)", re.IGNORECASE
)
_OF_REQUEST = on_demand(r"\b(?:url|uri|path|method|headers|port|auth|data|body|baseURL|hostname)\b")


class Queries:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        folded = places.text.casefold()
        self._may_have_sql = any(verb in folded for verb in _SQL_VERBS)
        self.has_sql = self._may_have_sql and _SQL.search(places.text) is not None

    def role(self, place: HostPlace, product: str) -> Role | None:
        """Return the role of a host in a statement of SQL, or among the arguments of a query.

        :param product: the first label of the host; its replacement has the same.
        """
        if self._places.lexer == "graphql":
            return Role.SELECTOR if self._is_argument(place) else None
        if self._places.lexer != "sql":
            return self._by_statement(place, product)
        role = self._in_sql(place)
        if role is not None:
            return role if role is not Role.ADDRESS else None
        return self._by_statement(place, product) or (Role.COMPARISON if self._is_compared(place) else None)

    def _by_statement(self, place: HostPlace, product: str) -> Role | None:
        """Return the role that a statement of SQL, or a call that queries a store, gives a host."""
        span = self._sql(place) if self.has_sql else None
        if span is None:
            call, _ = self._places.call(place)
            if call is None:
                is_query = self._places.lexer in _SHELLS and _STORED.search(self._text, place.value[0], place.start)
                return Role.SELECTOR if is_query else None
            if place.is_quoted and self._text.startswith(COMMANDS, place.value[0]):
                return None  # a shell executes it, and no database
            *_, owner, called = ("", *re.split(r"\.|->|::", self._places.callee(call)[1]))
            owner, method = owner.lower(), called.lower()
            method = owner if method == "not" else method.rstrip("!?")  # `where.not(...)`
            given = self._text[call.start : min(call.end, call.start + STATEMENT)]
            if self.has_sql and _SQL.search(given) is not None and _SELECTS.search(given):
                span = call.start, call.end
            elif (
                (method in _QUERIES and not (method == "query" and names.addresses(place.key)))
                or (method in _EXECUTE and self.has_sql)
                or self._is_chained(call)
                or _finds_by(called)
                or _BINDS.fullmatch(method)
                or self._is_matched(place, call, method)
                or (self.has_sql and _NUMBERED.match(self._text, call.start) and _SETS.fullmatch(method))
            ):
                low, high = self._places.outline(place.start).statement(place.start)
                both = self._places.valid_within(
                    max(low, place.start - STATEMENT), min(high, place.end + STATEMENT), product
                )
                return Role.MIGRATION if both and "update" in self._text[low:high].lower() else Role.SELECTOR
            else:
                return None
        said = self._text[slice(*span)]
        if not _SELECTS.search(said):
            return None
        if _is_set(_URL.sub("", self._text[span[0] : place.start])):
            return Role.UNSEEN if self._places.valid_within(place.end, span[1], product) else None
        if _EXCHANGES.search(said) and self._places.valid_within(*span, product):
            return Role.MIGRATION
        return Role.SELECTOR

    def _is_chained(self, call: Bracket) -> bool:
        """Say whether a call goes on with a statement of SQL that selects: ``query("DELETE ...").bind(host)``."""
        begin = self._places.callee(call)[0]
        if not self.has_sql or not self._text.startswith((").", ")->", ")::"), max(0, begin - 1)):
            return False
        low = max(self._places.outline(begin).statement(begin)[0], begin - STATEMENT)
        return _SQL.search(self._text, low, begin) is not None and _SELECTS.search(self._text, low, begin) is not None

    def _is_argument(self, place: HostPlace) -> bool:
        """Say whether a field of GraphQL takes a host as an argument, in what changes nothing; or selects by it."""
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        while bracket.parent is not None and bracket.sign != "(":
            bracket = bracket.parent
        operations = _OPERATION.findall(self._text[max(0, place.start - STATEMENT) : place.start])
        changes = operations[-1:] == ["mutation"] and not any(map(names.selects, place.path))
        is_directive = self._places.callee(bracket)[1].startswith("@")
        return bracket.sign == "(" and not is_directive and not changes

    def _in_sql(self, place: HostPlace) -> Role | None:
        """Return the role of a host in a file of SQL; an address where it is a value that is stored, and no more."""
        if self._is_copied(place):
            return Role.DATA
        text = self._text
        low = max(text.rfind(";", 0, place.start), text.rfind("\n\n", 0, place.start), place.start - STATEMENT, -1) + 1
        said = text[low : place.value[0]]
        if _COMMENTS.search(said):
            return Role.TOLD
        if _MAKES_RULE.match(said) or _NAMES_USER.match(said):
            return Role.COMPARISON
        inserted = _INSERTS.match(said)
        if inserted is not None and _READS.search(said) is None:
            if names.denies(inserted["table"]):
                return Role.DENY
            if names.allows(inserted["table"]):
                return Role.ALLOW
            end = text.find(";", place.end, place.end + STATEMENT)
            row = text[max(low, text.rfind("(", low, place.start)) : text.find(")", place.end, place.end + STATEMENT)]
            columns = _COLUMNS.match(said, inserted.end())
            if _TIME.search(row) or (columns is not None and _tells_event(columns[1], text[low:end])):
                return Role.DATA
            conflict = _CONFLICT.search(text, low, end if end >= 0 else place.end + STATEMENT)
            is_by_host = conflict is not None and not _OF_HOST.isdisjoint(names.words(conflict["columns"] or ""))
            return Role.KEY if is_by_host else Role.ADDRESS
        return None

    def _is_compared(self, place: HostPlace) -> bool:
        """Say whether an expression of SQL compares something with a host, and no clause sets it."""
        text = self._text
        low = max(text.rfind(";", 0, place.start), text.rfind("\n\n", 0, place.start), place.start - STATEMENT, -1) + 1
        said = text[low : place.value[0]]
        compared = _SQL_COMPARED.search(said[-LINE:])
        if compared is None:
            return False
        clauses = _CLAUSES.findall(said)
        return compared["sign"] != "=" or not clauses or clauses[-1].lower() not in ("set", "default", "declare")

    def _is_matched(self, place: HostPlace, call: Bracket, method: str) -> bool:
        """Say whether a method selects by the fields of the object around a host: ``find({ host: "..." })``."""
        outline = self._places.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        if _MATCHES.fullmatch(method) is None:
            return False
        if bracket.sign == "[" and len(bracket.commas) == 1 and place.start > bracket.commas[0]:
            return True  # the name of a field and its value
        if (
            method == "delete"
            and place.keys
            and not names.addresses(place.key)
            and _TABLE.match(self._text, call.start)
        ):
            return True
        if not outline.is_object(bracket):
            return False
        # A call that sends a request has other fields of it as well.
        is_request = method == "delete" and _OF_REQUEST.search(self._text, bracket.start, bracket.end)
        return not is_request

    def _is_copied(self, place: HostPlace) -> bool:
        """Say whether a host is in the rows of a dump, after ``COPY ... FROM stdin;``."""
        begin = self._text.rfind(" FROM stdin;", 0, place.start)
        return begin >= 0 and self._text.find("\n\\.", begin, place.start) < 0

    def _sql(self, place: HostPlace) -> tuple[int, int] | None:
        """Return where the statement of SQL around a host begins and ends, None where there is none."""
        low, high = place.whole if place.is_quoted else (max(0, place.start - STATEMENT), place.end + STATEMENT)
        found = list(_SQL.finditer(self._text, low, place.start)) if place.is_quoted else []
        if not found:
            # The statement may begin outside of the quotes around a value.
            first = (
                max(
                    self._text.rfind(";", 0, place.start),
                    self._text.rfind("\n\n", 0, place.start),
                    place.start - STATEMENT,
                    -1,
                )
                + 1
            )
            found = list(_SQL.finditer(self._text, first, place.start))
            high = place.end + STATEMENT
            outline = self._places.outline(place.start)
            strings = ((one, outline.string(one.start("verb"))) for one in found)
            found = [one for one, string in strings if string is None or place.start < string[1]]
        if not found:
            return None
        is_merge = self._places.lexer == "sql" and found[0]["verb"].lower().startswith("merge")
        begin = found[0 if is_merge else -1].start("verb")
        if self._places.lexer != "sql" and not place.is_quoted and self._text.count("\n", begin, place.start) > 30:
            return None
        ends = [
            at for at in (self._text.find(";", place.end, high), self._text.find("\n\n", place.end, high)) if at >= 0
        ]
        return begin, min([*ends, high, len(self._text)])

    def has_statement(self, said: str) -> bool:
        """Say whether a part of the text has a statement of SQL."""
        return self._may_have_sql and _SQL.search(said) is not None


def _tells_event(columns: str, said: str) -> bool:
    """Say whether a row is about something that happens as it is written, by the name of the column of its time."""
    named = [names.words(column) for column in columns.split(",")]
    times = [said for said in named if not _OF_TIME.isdisjoint(said[-1:])]
    return bool(times) and all(map(_OF_ROW.isdisjoint, times)) and _NOW.search(said) is not None


def _is_set(said: str) -> bool:
    """Say whether an update, up to a value, gives it to a column: whatever selects the rows, it is stored anew."""
    clauses = list(_CLAUSES.finditer(said)) if _UPDATES.match(said) is not None else []
    if not clauses:
        return False
    given = {"set": _SET, "then": _RESULT, "else": _RESULT}.get(clauses[-1][0].lower())
    return given is not None and given.search(said, clauses[-1].end()) is not None


def _finds_by(method: str) -> bool:
    """Say whether a method, by its name, finds something by what it is given: ``findByHost``, but for ``getBytes``."""
    said = method.lower().rstrip("!?")
    is_found = _FINDS_BY.fullmatch(said) is not None and _RESOLVES.fullmatch(said) is None
    return is_found and "by" in names.words(method)
