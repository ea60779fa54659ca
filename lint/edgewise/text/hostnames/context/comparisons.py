"""What is compared with a host or looked up by it, and whether what matches is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.text.hostnames import commands
from edgewise.text.hostnames.context import refusals
from edgewise.text.hostnames.context.answers import Answers
from edgewise.text.hostnames.context.refusing import RefusingLines
from edgewise.text.hostnames.context.signs import (
    GREP,
    LINE,
    LISPS,
    REQUESTS,
    SCHEME,
    SHOWS,
    STATEMENT,
    UNLIKE,
    WORD_OF_LISP,
)

if TYPE_CHECKING:
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_NEAR = 6
"""How many brackets around a host are looked at."""
ASKING = on_demand(
    r"(?i:includes?\??|(?:starts?|ends?)_?with\??|(?:last|r)?index(?:Of)?|contains?\w*|has(?:prefix|suffix)?|str_?contains"
    r"|str_(?:starts|ends)_with"
    r"|str[ri]{0,2}(?:pos|str)|\w*cmp|i?equals?\w*|occursin|r?split\w*|r?partition|str_remove\w*|equalfold|eql\?|\w*match(?:es|_all)?\??|test|some|in_array|index"
    r"|grepl?|g?regexpr|identical|str_(?:detect|subset|which)|member\?|elem|binary_search"
    r"|\w*compare\w*|split|cut\w*|trim(?:prefix|suffix|start|end)|removeprefix|delete_prefix|hdr\w*|ctx_?match)"
    r"|Host\w*|domain|RegExp|Regexp?|MustCompile|(?:[vV]|[vV]irtual_?|[rR]equire)[hH]ost|(?i:literal|enum|valid|one_?of|is_?in|picklist)"
)
"""Calls that compare a text with others."""
_MEASURES = on_demand(r"(?i:len|length|size\w*|count|strlen|nchar|mb_strlen)")
"""What asks how long a text is."""
_MATCHERS = on_demand(r"\w*(?:Pattern|Matcher|Matching|Predicate|Criteria|Criterion|Specification|Condition)")
"""Calls that make something which compares: with a text, or with the fields of an object."""
_MAPPING = on_demand(r"@\w*(?:Mapping|Route|Conditional\w*|Path|Get|Post|Put|Patch|Delete)\Z")
_CONDITIONAL = on_demand(r"@\w*(?:Conditional|EnabledIf|DisabledIf|Requires|Profile)\w*\Z")
"""An annotation whose condition decides whether something is there at all."""
_PARTS_IN_PHP = on_demand(r"(?:after|before)(?:Last)?|between\w*|start|finish")
"""Methods of texts in Laravel that look for their argument."""
_CASES = on_demand(r"with|when|case|on")
_OF_CASES = on_demand(r"(?<![\w$])(?:match|Match\.\w+|switch\w*)\(")
"""Calls that ask by their first argument, in a chain that begins with what they ask of."""
_NAMED_FOR_OTHERS = on_demand(
    r"@?(?:EnumMember|JsonProperty\w*|SerializedName|JsonStringEnumMember\w*|JsonAlias|JsonValue|XmlEnum\w*|SerialName|serde)"
)
"""Annotations that give a member the name, or the value, by which it is found in what is read."""
_KEPT = on_demand(r"(?i:\w*(?:cachex?|caches|redis|redix|storage|memo|kv))(?:\(\))?(?:\.|->|::?)(?!addAll\Z)\w+\Z")
"""A call that keeps something under a key, or gets it back."""
_MAPPED_TO = on_demand(r"[\w.-]+[ \t]*!?=[ \t]*\*?(?:[a-z]+://)?\Z", re.IGNORECASE)
"""What stands before a host in the condition of a mapping: ``headers = "Host=..."``."""
_PREFIXED = on_demand(
    r"\((?:=|==|not=|string=\??|equal\??|eq[lv]?\??|[\w./-]*(?:starts|ends)-with\?|[\w./-]*includes\?)\s[^()\n]*\Z"
)
"""A comparison in a language that writes what is done before what it is done with."""
_FINDS = on_demand(r"r?find|search")
"""Calls that search a text for their argument, where that is a text: other calls of these names get a function."""
_HASHES = on_demand(
    r"(?i:\b(?:uuid_?v?[35]|(?:md5|sha_?\d{1,3})(?:\.\w+)?|crc32|hash\w*|\w*digest)"
    r"|\w*(?:hash|hmac|digest)\w*\([^()\n]{0,40}\)\.update)\([ \t]*\Z"
)
"""A call that makes a key of its argument."""
_DIGESTS = on_demand(r"(?i:write|update|do_?final|digest|hexdigest|compute_?hash)")
_MAKES_DIGEST = on_demand(
    r"(?i:\b(?:md5|sha_?\d{1,3}|crc32|blake\w*|hash\w*)|hmac|mac\.get|message_?digest|\bcreate_?hash)"
)
"""What gives a name to something that makes a digest."""
_STORED_BY = on_demand(r"(?:get|set|remove|has)_?[iI]tem")
_ANSWERS = on_demand(r"is|(?:is|has)(?:_\w+|[A-Z]\w*)|\w+Is|\w*Match(?:es)?|(?i:n?eq|ne|i?like)")
"""Calls whose names say that they answer yes or no."""
_OPERATOR = r"(?:[!=]==?|[=!]~\*?|~=|<=>|(?<![\w$.-])(?i:eq|ne|is|case|when|equals|like|matches)(?![\w-]))"
_COMPARED = on_demand(
    rf"{_OPERATOR}\s*\(?\s*[$@]?\\?[\"'`/^*]{{0,3}}{SCHEME}\Z|(?:\["
    rf"|\btest)[ \t][^\]\n]{{0,200}}[ \t]=[ \t]*[\"']?\*?{SCHEME}\Z"
    rf"|\bif[ \t]*\([^)\n]{{0,200}}[ \t]!?[=~]\*?[ \t]*[\"']?{SCHEME}\Z"
    r"|(?<![\w$.-])(?i:is[ \t]+not|(?:not[ \t]+)?contains|(?:starts|ends)[_ ]?with|has(?:_any|prefix|suffix)?)"
    rf"[ \t]+\\?[\"']{SCHEME}\Z"
    rf"|\bin[ \t]*\{{[ \t]*(?:\\?[\"'][^\"'{{}}\n]{{0,120}}[\"'][ \t,]*){{0,9}}\\?[\"']{SCHEME}\Z"
    rf"|(?<!\|)\|[=~][ \t]*\\?[\"'`]{SCHEME}\Z|-(?:c|i)?(?:match|like|eq|ne|notmatch|notlike|contains"
    rf"|in)[ \t]+[\"']?{SCHEME}\Z"
)
_OPENS_CONDITION = on_demand(r"\[[ \t]|\btest[ \t]|\bif[ \t]*\(|\bin[ \t]*\{")
"""The beginning of a comparison that may be long: it is within one line."""
_OF_COMPARISON = on_demand(r"[^\d.,;{}\[\])#&%?]*")
"""Characters that a short comparison may consist of, with the scheme behind it."""
_COMPARED_BEHIND = on_demand(
    rf"(?::\d+)?(?:/[^\s\"'`]{{0,120}})?[\"'`]?[ \t]*{_OPERATOR}[ \t]|[^\s\"'()]{{0,120}}[\"']?\)[^;]{{0,160}};;"
    r"|[^\s\"']{0,120}[\"'][ \t]+(?:not[ \t]+)?in[ \t]+[\w\[(@$]"
    r"|[^\s\"']{0,120}[\"'][ \t]+-[ci]?(?:not)?(?:in|eq|ne|like|match)[ \t]"
)
_RULE = on_demand(r"(?:\A|(?<=[\"'|]))(?:not_)?(?:in|starts_with|ends_with|regex):[^|\n]{0,200}\Z")
"""A rule of Laravel, in a text with others."""
_LABELLED = on_demand(rf"\{{[^{{}}]{{0,400}}(?:!?=~?|!~)[ \t]*\\?[\"'`]{SCHEME}\Z")
"""Labels in braces within a value, as queries of Prometheus and Loki have them."""
_FIELD = on_demand(rf"[\w.]+[ \t]*=[ \t]*[\"']?{SCHEME}\Z")
_PIPED_BEHIND = on_demand(
    r"[^\s\"'|]{0,120}[\"']?\s*\|\s*(?:stats|where|summarize|project|timechart|table|extend|eval|search)\b"
)
"""The next step of a query of logs, after a field and its value."""
_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}"
_MAPPED = on_demand(rf"(?<![\w.]){_ADDRESS}[\"']?[ \t/:,=\[\"']+(?:[\w.-]+[ \t]+)*\Z")
_MAPPED_NOWHERE = on_demand(r"(?<![\w.])0\.0\.0\.0[ \t]+(?:[\w.-]+[ \t]+)*\Z")
_MAPPED_BEHIND = on_demand(rf"(?::\d+)?(?:[ \t]+(?:IN[ \t]+)?A)?(?:[ \t]*[:/=,][ \t]*[\"']?|[ \t]+){_ADDRESS}(?![\w.])")
"""An IP address next to a host: requests to the host go to that address."""
_ADDRESSES = on_demand(rf"[\w.-]+[ \t]*,[ \t]*{_ADDRESS}[ \t]*,[ \t]*\Z|{_ADDRESS}[ \t]*,[ \t]*[\w.-]+[ \t]*,[ \t]*\Z")
"""A list that has addresses and hosts, each by itself."""
_SITE_BEHIND = on_demand(r"(?::\d+)?[ \t]*\{[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_ASKED_BEHIND = on_demand(
    r"[ \t]*\)?\??(?:\.|->|::)(?:(?P<name>\w+[?!]?)[ \t]*\(|(?P<measure>[lL]ength|size|[cC]ount)\b)"
    r"|::(?P<reference>equals\w*)\b|[ \t]+in[ \t]+\w"
)
_IN = on_demand(r"(?P<not>!|\bnot[ \t]+|(?<!\w))(?:in|%in%)\s*\Z")
_PARAMETERS = on_demand(r"\{[ \t]*[\w, \t()]*\Z")
_IN_LOOP = on_demand(r"\bfor\b[^\n;]*\Z")
_OPERATOR_BEFORE = on_demand(r"(?:(?<![=!<>])[!=]==?|=~|~=)\s*(?:new[ \t]+)?\Z")
_OPERATOR_BEHIND = on_demand(
    r"[ \t]*(?:[!=]==?|=~)[ \t]*(?!(?:nil|null|None|undefined|true|false|NULL|-?\d+)\b)[A-Za-z_$@\"'(]"
)
_COMPARES_IN_LISP = on_demand(
    r"(?:=|==|not=|eq\w*|equal\w*|string=\w*|case|cond|condp|\.equals\w*|\.startsWith|\.contains|\S+\?)"
)
_SELECTOR = on_demand(r"\b(?P<name>\w+):[ \t]*@?\Z")
_OPERATOR_OF_WORDS = on_demand(
    r"[ \t]+`(?P<name>[\w.']+)`|[ \t]+(?P<infix>is\w+Of|contentEquals|startsWith|endsWith)\b"
)
_CALLED_BARE = on_demand(r"[\w\])](?:&?\.|->)(?P<name>\w+[?!]?)[ \t]+\Z")
_INFIX = on_demand(r"[\w)\]][ \t]+(?P<name>[a-z]\w*)[ \t]+\Z")
_EQUALS = on_demand(
    r"(?i:\b(?:if|elseif|elif|when|while|and|or|not|return|then|andalso|orelse)\b|&&|\|\||\blet\b[^=\n]*=)[^=\n]*[^<>=:!\s]"
    rf"\s*=\s*\"{SCHEME}\Z"
)
"""A comparison in a language that gives no values by its sign."""
_OF_EQUALS = frozenset(("fsharp", "vb.net", "ocaml", "vbscript", "vba", "qbasic", "delphi", "objectpascal"))
_MINUS = on_demand(rf"[\w)\]][ \t]+-[ \t]+[\"']{SCHEME}\Z")
_HEAD_OF_BLOCK = on_demand(r"(?<![\w.])(?P<name>\w+)[ \t]*\Z")
_DEEP = 3
"""How many blocks around a host may be parts of one condition."""
_KEEPS = on_demand(r"put|register|handle|on")
"""Calls that keep what is behind them under their argument."""
_BLOCK_BEHIND = on_demand(r"[ \t]*\{")
_ROUTES = on_demand(r"(?i:routes?|match|when|virtual_?host)")
_IN_PATTERN = on_demand(rf"\bin[ \t]+[\"']{SCHEME}\Z")
_OF_SELECTOR = on_demand(rf"\[[\w:-]+[~|^$*]?=\\?[\"']?{SCHEME}\Z")
"""An attribute in a selector of CSS."""
_ROUTED = on_demand(
    r"[ \t]*(?:scope|match|mount|constraints|resources?|route)[ \t(]"
    r"[^\n]{0,200}\b(?:host|domain|host_name):[ \t]*[\"']\Z"
)
_MADE = on_demand(r"\bnew\b[^;{}()]{0,80}\Z")
_OF_PATTERN = on_demand(r"\bis[ \t]+(?:not[ \t]+)?(?:\w+[ \t]*)?\Z")
_MATCHER = on_demand(r"\b(?:Host\w*|hdr\w*|ClientHello\w*)\([^()\n]{0,200}\Z")
"""A rule of a proxy, in a string."""
_HEAD = on_demand(r"\bdefp?[ \t]+\w+[?!]?\([^()=\n]{0,200}\Z")
"""The head of a function that takes only one value of its argument."""
_CLAUSE = on_demand(r"[a-z]\w*\([^()\n]{0,200}\Z")
_CLAUSE_BEHIND = on_demand(r"[^()\n]{0,200}\)[ \t]*(?:when\b[^\n]{0,200})?->")
"""Around an argument in the head of a clause of Erlang."""
_DIRECTIVE = on_demand(
    r"\A[ \t]*(?:acl|use_backend|map|ServerName|ServerAlias|SetEnvIf\w*|RewriteCond|BrowserMatch\w*|Require"
    r"|valid_referers|@\w+[ \t]+(?:host|header)|host(?=[ \t]+[^=:\s])|pattern|regexp?|match(?:es)?|filter)[ \t]"
)
_TAKES_OUT = on_demand(
    r"[ \t]*(?:subs?_filter|proxy_cookie_domain|ProxyPassReverseCookieDomain|ProxyHTMLURLMap|header_down[ \t]+\S+"
    r"|http-re(?:quest|sponse)[ \t]+replace-[\w-]+(?:[ \t]+[\w-]+)?)[ \t]+"
    rf"[\"']?{SCHEME}\Z"
)
"""A directive of a proxy that replaces a text in answers, before that text."""
_SELECTED = on_demand(
    r"'[^'\n]*\w:\\?\"\Z|\b(?:annotate|label)[ \t][^\n]*[ \t][\w./-]+=[\"']?\Z|--connect-to[ =][\"']?\Z"
    r"|(?<!\S)(?:-l|--(?:[\w-]*selector|filters?))[ =][\"']?[^\s\"']*=[\"']?\Z"
)
"""What stands before a host by which a command selects, or which it gives something that has a name."""
_PROBES = on_demand(r"hdr\w*\(|_sni\b|-m[ \t]+(?:str|beg|end|dom|sub|reg)\b")
_TAKEN_OFF = on_demand(r"\$\{\w+(?:##?|%%?|//?)[^{}\n]{0,120}\Z")
"""What a shell takes off the value of a variable, or replaces in it."""
_GIVES = r"return\s+|[\w$.>\[\]-]{1,80}\s*:?=\s*"
_BECOMES = on_demand(rf"[\"'`]?\)*\s*(?:(?:\?|=>|->|:|\{{|,[ \t]*do:|\bthen\b)\s*(?:{_GIVES})?|{_GIVES})[\"'`]{SCHEME}")
"""What is between a host in a comparison and the replacement that is the answer."""
_IS_REPLACED = on_demand(
    rf"[^\n;{{}}]{{0,80}}\)\s*[{{?]?\s*(?:{_GIVES})?[\w$.>-]{{1,80}}(?:\.|->)(?:replace\w*|g?sub!?)\("
)
"""What is between a host in a comparison and the call that replaces it in a text."""
_CONDITION = on_demand(r"\b(?:[iI]f|unless|guard|when)\b[^\n]*\Z")
_VALIDATED = on_demand(r"[ \t]*condition[ \t]*=")
"""The beginning of a condition that a variable of Terraform has to fulfil."""
_FINGERPRINT = on_demand(r"[\"']sha(?:1|256)[/:-]")
"""A certificate that is pinned: another host may have another one."""
_NOT = on_demand(rf"!\*?{SCHEME}")
"""The sign before a host that a pattern excludes: ``"!api.ie1.twilio.com"``."""
_OPERAND = on_demand(
    r"(?i:,[ \t]*!?(?:is_?equal|equals?|eq|contains|starts_?with|ends_?with|e?regex)[ \t]*,[ \t]*[\"']"
    rf"|\bwhen[ \t][^'\"\n]{{1,120}}(?:[!<>]?=|\bi?like|\bin[ \t]*\()[ \t]*['\"]){SCHEME}\Z"
)
"""An operator between commas, or of a condition in SQL, before what it compares with."""
_OF_SQL_KEY = on_demand(rf"\bsql\w*[ \t]*[:=][^\n]*[\w}}\])\"`][ \t]*=[ \t]*'{SCHEME}\Z")
"""A comparison in an expression of SQL that a name is given."""
_TEST_OF_JINJA = on_demand(rf"\bis[ \t]+(?:not[ \t]+)?\w+\([ \t]*[\"']{SCHEME}\Z")
_OPERATOR_FIRST = on_demand(
    r"!?@?(?i:str_?eq|eq|ne|equals?|is|is[ \t]+not|contains(?:word)?|(?:begins|starts|ends)[_ ]?with|rx|pm|within"
    r"|matches|like)"
    rf"[ \t]+{SCHEME}"
)
"""An operator at the beginning of a value, before what it compares with."""
_GLOB_BEHIND = on_demand(r"(?::\d+)?(?:/[\w.-]{1,40}){0,4}/\*\*(?=[\s\"'`,\])]|\Z)")
"""The end of a pattern for paths of any depth."""
_CALLEE = on_demand(r"!?[\w.:$]{1,80}")
"""The name of what is called, from its end to its beginning."""
_ESCAPED_STARS = ("**", "\\*")
"""Stars before a host that are no wildcard, as the first one in ``*api.ie1.twilio.com*`` is."""


_OF_SELECTORS = frozenset(("objective-c", "objective-c++"))
_OF_SPACES = frozenset(("nix", "haskell", "elm", "ocaml", "fsharp", "dhall"))
"""Lexers of languages that write the arguments of a call behind its name, without brackets."""
_CALLED_BY_SPACE = on_demand(r"(?<![\w'])(?P<name>[A-Za-z_][\w']*)(?:[ \t]+[a-z][\w.']*)?[ \t]+\Z")
_BARE_CALLS = frozenset(("ruby", "crystal", "groovy", "coffeescript", "elixir", "perl"))


class Comparisons:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        self._answers = Answers(places)
        self.refusing = RefusingLines(places)

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host that something is compared with or looked up by, or that a call shows to people."""
        role = self._asked_on_line(place) or self._asked_by_call(place)
        return Role.DENY if role is Role.COMPARISON and self.refusing.is_in_rule_that_refuses(place) else role

    def _asked_on_line(self, place: HostPlace) -> Role | None:
        """Return the role that a host has by the characters before and after it."""
        text = self._text
        low, high = self._places.around(place)
        line, own = text[low:high], text[low : place.start]
        is_denied = place.is_quoted and _NOT.fullmatch(text, place.value[0], place.start) is not None
        before, behind = text[max(0, place.start - LINE) : place.start], text[place.end : place.end + LINE]
        if is_denied or self.refusing.refuses(place, own, behind):
            return Role.DENY
        is_site = not place.is_quoted and not own.strip(" \t") and _SITE_BEHIND.match(behind) is not None
        compared = _compared(before, own)
        if compared is not None and refusals.is_refused(own, behind):
            return Role.DENY
        if (
            is_site
            or "\\" in text[place.start : place.end]
            or "[.]" in text[place.start : place.end]
            or _PROBES.search(own)
            or self._is_compared_in_own_way(place, own)
            or ("${" in own and _TAKEN_OFF.search(own))
            or ("(" in own and self._is_in_rule(place, own))
            or ("(" in own and _PREFIXED.search(own))
            or (self._places.lexer != "ruby" and _HEAD.search(own))
            or (self._places.lexer == "erlang" and _CLAUSE.match(own) and _CLAUSE_BEHIND.match(behind))
            or _RULE.search(text, max(place.value[0], place.start - LINE), place.start)
            or (GREP.search(own) and GREP.search(commands.last_command(own)))
            or (self._places.lexer != "sql" and (_DIRECTIVE.match(line) or _TAKES_OUT.match(own)))
            or compared
            or (before.endswith("*") and not before.endswith(_ESCAPED_STARS) and not self._is_pointer(place))
            or _COMPARED_BEHIND.match(behind)
            or (")" in behind and commands.is_pattern(text, place.start, place.end))
            or _LABELLED.search(text, max(place.value[0], place.start - LINE), place.start)
            or (_GLOB_BEHIND.match(behind) and not names.addresses(place.key))
            or _OPERAND.search(own)
            or _SELECTED.search(own)
            or ("=" in own and _OF_SQL_KEY.search(own))
            or _TEST_OF_JINJA.search(own)
            or _OPERATOR_FIRST.fullmatch(text, max(place.value[0], place.start - LINE), place.start)
            or compares(_method(self._called_in_text(place)))
        ):
            if self._is_replaced_by_branch(place):
                return Role.MIGRATION
            is_refused = (
                self.refusing.refuses_labelled(own)
                or commands.refuses(text, place.start, place.end)
                or ((_CONDITION.search(own) or _PROBES.search(own)) and refusals.is_refused(own, behind))
                or (_VALIDATED.match(own) is not None and UNLIKE.search(own) is not None)
            )
            return Role.DENY if is_refused else Role.COMPARISON
        if _PIPED_BEHIND.match(behind) and _FIELD.search(before):
            return Role.SELECTOR
        is_path = own.endswith("//") and behind.startswith("/")
        if (_MAPPED.search(own) and not _ADDRESSES.search(own)) or (not is_path and _MAPPED_BEHIND.match(behind)):
            return Role.DENY if _MAPPED_NOWHERE.search(own) else Role.KEY
        return None

    def _is_in_rule(self, place: HostPlace, own: str) -> bool:
        """Say whether a host is in a rule of a proxy, which is all in one string where it stands in a program."""
        rule = _MATCHER.search(own)
        is_program = self._places.style == "code" and place.is_quoted
        return rule is not None and not (is_program and place.start - len(own) + rule.start() < place.whole[0])

    def _is_pointer(self, place: HostPlace) -> bool:
        """Say whether a star before a name is no wildcard, but leads to what the name points to."""
        return self._places.style == "code" and not place.is_quoted

    def _is_compared_in_own_way(self, place: HostPlace, own: str) -> bool:
        """Say whether a language compares a host as others do not: by its own operators, or without brackets."""
        lexer = self._places.lexer
        if not place.is_quoted or self._places.style != "code":
            return False
        if lexer in _OF_EQUALS:
            return _EQUALS.search(own) is not None
        if lexer in _OF_SPACES:
            bracket = self._places.outline(place.start).bracket(place.whole[0])
            begin = bracket.start if bracket.sign == "[" else place.whole[0]
            called = _CALLED_BY_SPACE.search(self._text, max(0, begin - 80), begin)
            if called is not None and (compares(called["name"]) or called["name"].lower().startswith("replace")):
                return True
        if lexer == "groovy" and self._is_in_condition(place):
            return True
        if (lexer == "groovy" and _MINUS.search(own)) or (lexer == "ruby" and _IN_PATTERN.search(own)):
            return True
        if ("[" in own and _OF_SELECTOR.search(own)) or (lexer in _BARE_CALLS and _ROUTED.match(own)):
            return True
        if lexer in LISPS:
            bracket = self._places.outline(place.start).bracket(place.whole[0])
            word = WORD_OF_LISP.match(self._text, bracket.start) if bracket.sign == "(" else None
            return word is not None and _COMPARES_IN_LISP.fullmatch(word["word"]) is not None
        start = place.whole[0]
        if lexer in _OF_SELECTORS:
            selector = _SELECTOR.search(self._text, max(0, start - 80), start)
            return selector is not None and names.asks_of_text(selector["name"])
        if lexer in _BARE_CALLS:
            called = _CALLED_BARE.search(self._text, max(0, start - 80), start)
            if called is not None and compares(called["name"]):
                return True
        infix = _INFIX.search(self._text, max(0, start - 80), start) if lexer in ("kotlin", "scala") else None
        if infix is not None and (compares(infix["name"]) or _ANSWERS.fullmatch(infix["name"])):
            return True
        operator = _OPERATOR_OF_WORDS.match(self._text, place.whole[1], place.whole[1] + 80)
        return operator is not None and lexer in ("haskell", "elm", "purescript")

    def _is_in_condition(self, place: HostPlace) -> bool:
        """Say whether a block around a host is the condition of another one, as ``when {`` is in pipelines."""
        block = self._places.outline(place.start).block(place.start)
        for _ in range(_DEEP):
            head = _HEAD_OF_BLOCK.search(self._text, max(0, block.start - 40), max(0, block.start))
            if head is not None and names.conditions(head["name"]):
                return True
            if block.parent is None:
                return False
            block = self._places.outline(block.start).block(block.start)
        return False

    def _asked_by_call(self, place: HostPlace) -> Role | None:
        """Return the role that a host has by the calls and lists around it."""
        text = self._text
        outline = self._places.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        for level in range(_NEAR):
            if bracket.parent is None:
                break
            if bracket.sign == "{":
                if level < 2 and (
                    self._is_compared_by_fields(bracket)
                    or _OF_PATTERN.search(text, max(0, bracket.start - 40), bracket.start)
                ):
                    return Role.COMPARISON
                if not _MADE.search(text, max(0, bracket.start - 80), bracket.start):
                    break
            role = self._asked_by(bracket, place, is_own=level == 0) if bracket.sign == "(" else None
            if role is not None:
                return role
            begin, callee = self._places.callee(bracket)
            if level == 0 and REQUESTS.fullmatch(_method(callee)) and not bracket.index(place.start):
                return None  # what is done with the answer to a request is no matter of the host
            if bracket.sign in "([" and self._is_compared_whole(bracket, begin):
                return self._answered("", place, begin, bracket.end + 1)
            within = _IN.search(text, max(0, begin - 12), begin)
            if within is not None and not self._is_loop(self._places.line_start(begin), within.start()):
                return self._answered("", place, within.end("not"), bracket.end + 1)
            asked = self._asked_behind(bracket.end + 1, has_in=True) if bracket.sign == "[" else None
            if asked is not None:
                return self._answered(asked[0], place, begin, asked[1])
            bracket = bracket.parent
        asked = self._asked_behind(place.whole[1], has_in=False) if place.is_quoted else None
        if asked is None:
            return None
        return (
            Role.TAKEN_APART
            if _MEASURES.fullmatch(asked[0])
            else self._answered(asked[0], place, place.whole[0], asked[1])
        )

    def _is_loop(self, low: int, at: int) -> bool:
        """Say whether `in` at a place is that of a loop, or ends the parameters of a closure of Swift."""
        if self._places.lexer == "swift" and _PARAMETERS.search(self._text, low, at):
            return True
        return _IN_LOOP.search(self._text, low, at) is not None

    def _is_compared_whole(self, bracket: Bracket, begin: int) -> bool:
        """Say whether what a call, or a list, makes of a host is compared: ``url == URL("...")``."""
        before = self._text[max(0, begin - 16) : begin]
        if ("=" in before or "~" in before) and _OPERATOR_BEFORE.search(before):
            return True
        behind = self._text[bracket.end + 1 : bracket.end + 8]
        if "=" not in behind or not self._places.callee(bracket)[1]:
            return False
        return not any(map(names.acts, re.split(r"\.|->|::", self._places.callee(bracket)[1])[-2:])) and (
            _OPERATOR_BEHIND.match(self._text, bracket.end + 1) is not None
        )

    def _answered(self, method: str, place: HostPlace, begin: int, end: int) -> Role:
        """Return the role of a host by what is done with the answer of a comparison between two places."""
        return Role.DENY if self._is_refused_by(method, place, begin, end) else Role.COMPARISON

    def _asked_behind(self, end: int, *, has_in: bool) -> tuple[str, int] | None:
        """Return the method that compares, or takes apart, what ends at a place, with the end of its call.

        :param has_in: whether `in`, with no name, is one as well.
        """
        asked = _ASKED_BEHIND.match(self._text, end, min(len(self._text), end + 80))
        if asked is None:
            return None
        if asked["name"] is None:
            said = asked["measure"] or asked["reference"]
            return (said or "", asked.end()) if said or has_in else None
        if not (compares(asked["name"]) or _MEASURES.fullmatch(asked["name"])):
            return None
        return asked["name"], self._places.outline(end).bracket(asked.end()).end + 1

    def _asked_by(self, call: Bracket, place: HostPlace, *, is_own: bool) -> Role | None:
        """Return the role that a call gives a host among its arguments.

        :param is_own: whether the host is an argument by itself.
        """
        text = self._text
        callee = self._places.callee(call)[1]
        method = _method(callee)
        if method == "split" and self._text.startswith((").join(", ".join("), call.end):
            return Role.MIGRATION
        if is_own and _MEASURES.fullmatch(method):
            return Role.TAKEN_APART
        finds = is_own and _FINDS.fullmatch(method) is not None
        is_static = "::" in callee and names.asks_of_text(callee)
        is_own_class = method in self._places.owners
        if finds or is_static or (compares(method) and not is_own_class) or _ANSWERS.fullmatch(method):
            if self._is_replaced_by_branch(place):
                return Role.MIGRATION
            return Role.DENY if self.is_refused_by_call(call, place) else Role.COMPARISON
        if is_own and place.value[1] > place.end and place.value[0] == place.start and self._is_kept(call, place):
            return Role.NAME
        if (
            _MATCHERS.fullmatch(method)
            or self._is_condition_of_mapping(call, place)
            or _CONDITIONAL.search(callee)
            or self._is_routed_by(call, place, is_own=is_own)
        ):
            return Role.COMPARISON
        if (
            (_STORED_BY.fullmatch(method) and place.value[0] == place.start)
            or (is_own and self._is_kept(call, place))
            or _HASHES.search(text, max(0, call.start - 100), call.start + 1)
            or self._is_hashed(callee)
            or _FINGERPRINT.search(text, call.start, min(call.end, call.start + STATEMENT))
        ):
            return Role.KEY
        if _NAMED_FOR_OTHERS.fullmatch(method):
            return Role.KEY
        if is_own and self._is_case(call, method):
            return Role.COMPARISON
        if is_own and not call.commas and _KEEPS.fullmatch(method) and _BLOCK_BEHIND.match(text, call.end + 1):
            return Role.KEY
        if SHOWS.search(callee):
            return Role.SHOWN
        if is_own and self._answers.compares(call, place):
            return Role.COMPARISON  # that what has it is refused is not known, of a call that is not known
        return None

    def _is_hashed(self, callee: str) -> bool:
        """Say whether a call gives its argument to what makes a digest of it: ``mac := hmac.New(...)``."""
        owner, _, method = re.sub(r"->|::", ".", callee).rpartition(".")
        if _DIGESTS.fullmatch(method) is None or re.fullmatch(r"[$@]?\w+", owner) is None:
            return False
        made = re.search(rf"(?<![\w.]){re.escape(owner)}[ \t]*(?::=|=)(?P<made>[^\n;]{{0,120}})", self._text)
        return made is not None and _MAKES_DIGEST.search(made["made"]) is not None

    def _is_case(self, call: Bracket, method: str) -> bool:
        """Say whether a call is a case of the one that its chain begins with: ``match(host).with("...", ...)``."""
        if self._places.lexer == "php" and _PARTS_IN_PHP.fullmatch(method):
            return True
        if _CASES.fullmatch(method) is None:
            return False
        begin = self._places.callee(call)[0]
        low = max(self._places.outline(begin).statement(begin)[0], call.start - STATEMENT)
        return _OF_CASES.search(self._text, low, call.start) is not None

    def _is_kept(self, call: Bracket, place: HostPlace) -> bool:
        """Say whether something is kept in a cache, or comes out of it, under a name with a host."""
        first = 1 if self._places.lexer == "elixir" else 0
        return call.index(place.start) == first and _KEPT.search(self._places.callee(call)[1]) is not None

    def _is_routed_by(self, call: Bracket, place: HostPlace, *, is_own: bool) -> bool:
        """Say whether requests that come in are routed by the host that they ask for."""
        callee, outer = self._places.callee(call)[1], call.parent
        method = _method(callee)
        if callee == "host" and _BLOCK_BEHIND.match(self._text, call.end + 1):
            return True
        if method == "host" and outer is not None and outer.sign == "(":
            return _ROUTES.fullmatch(_method(self._places.callee(outer)[1])) is not None
        return is_own and _ROUTES.fullmatch(method) is not None and names.words(place.key) in (("host",), ("domain",))

    def _is_compared_by_fields(self, braces: Bracket) -> bool:
        """Say whether braces are an object whose fields a matcher compares: ``new URLPattern({ hostname: "..." })``."""
        call = braces.parent
        if call is None or call.sign != "(" or not self._places.outline(braces.start).is_object(braces):
            return False
        method = _method(self._places.callee(call)[1])
        return method == "match?" or _MATCHERS.fullmatch(method) is not None

    def _is_condition_of_mapping(self, call: Bracket, place: HostPlace) -> bool:
        """Say whether an annotation has a function called for those requests alone whose header, say, is a host."""
        before = self._text[place.value[0] : place.start]
        return bool(_MAPPED_TO.fullmatch(before)) and _MAPPING.search(self._places.callee(call)[1]) is not None

    def _called_in_text(self, place: HostPlace) -> str:
        """Return the name of the call whose argument a host is within a text, a program in data say; "" for none."""
        text, line = self._text, self._places.line(place.start)
        begin = self._places.line_start(place.start) if line is not None and line.is_block else place.value[0]
        low = max(begin, place.start - LINE)
        depth = 0
        for at in range(place.start - 1, low, -1):
            depth += (text[at] == ")") - (text[at] == "(")
            if depth < 0:
                found = _CALLEE.match(text[low:at][::-1])
                return found[0][::-1] if found is not None else ""
        return ""

    def _is_replaced_by_branch(self, place: HostPlace) -> bool:
        """Say whether the answer of a comparison with the old host is its replacement."""
        found = self._places.valid_within(place.end, place.end + LINE)
        if found and _IS_REPLACED.match(self._text, place.end):
            return True
        return bool(found) and _BECOMES.fullmatch(self._text, place.end, found[0][0]) is not None

    def is_refused_by_call(self, bracket: Bracket, place: HostPlace) -> bool:
        """Say whether whatever has the host is refused, by the answer of the call ``bracket`` that compares."""
        begin, callee = self._places.callee(bracket)
        return self._is_refused_by(_method(callee), place, begin, bracket.end + 1)

    def _is_refused_by(self, method: str, place: HostPlace, begin: int, end: int) -> bool:
        """Say whether whatever has the host is refused, by the answer of a call that stands between two places."""
        before = self._text[self._places.line_start(place.start) : begin]
        if _VALIDATED.match(before):
            return re.search(r"(?:!|\bnot[ \t]+)[\w.]*\Z", before) is not None
        return refusals.is_refused_by(method, before, self._text[end : end + LINE])


def compares(method: str) -> bool:
    """Say whether a call, by its name, compares a text with its argument, or takes it off a text."""
    return ASKING.fullmatch(method) is not None or names.asks_of_text(method)


def _method(callee: str) -> str:
    return re.split(r"\.|->|::|(?<=\w):(?=\w)", callee)[-1]


def _compared(before: str, own: str) -> re.Match[str] | None:
    """Return the comparison that the characters before a host end with; ``own`` are those of its line."""
    # Read backwards, and from where a condition opens: a search would try all at each character before the host.
    run = _OF_COMPARISON.match(before[::-1])
    begin = len(before) - (run.end() if run is not None else 0)
    opened = _OPENS_CONDITION.search(before, len(before) - len(own))
    return _COMPARED.search(before, begin if opened is None else min(begin, opened.start()))
