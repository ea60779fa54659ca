"""What stands around a host: what it is exchanged for, compared with, told in, and what a test says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.judgement.sentences import is_sentence, is_word
from edgewise.text.hostnames import commands
from edgewise.text.hostnames.expectations import statements
from edgewise.text.kinds import HASH, SEMICOLON
from edgewise.text.settings.embedded import by_name, is_label_key, is_script_key, is_text_key

if TYPE_CHECKING:
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_WORD = re.compile(r"[^\s\"'`<>()\[\],;|]*")
"""What stands between blanks, quotes and brackets."""
_LINE = 400  # characters of a line on either side
_STATEMENT = 2_000  # characters of a statement
_FAR = 8_000  # characters on either side of a request in which its response stands
_NEAR = 6
"""How many brackets around a host are looked at."""
_SCHEME = r"(?:[A-Za-z][A-Za-z+]{0,9}:\\?/\\?/)?"

_SQL = re.compile(
    r"(?:^|[\"'`(;]|\b(?:sql|query|execute|exec)\b\W)\s{0,80}(?P<verb>UPDATE\s+[\w.\"`\[\]]+(?:\s+(?:AS\s+)?\w+)?\s+SET"
    r"|DELETE\s+FROM|SELECT\b"
    r"|INSERT\s+INTO|REPLACE\s+INTO|MERGE\s+INTO|ALTER\s+TABLE|WITH\s+\w+\s+AS)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SQL_VERBS = ("update", "delete", "select", "insert", "replace", "merge", "alter", "with")
_SELECTS = re.compile(
    r"\b(?:where|like|ilike|having|on\s+conflict|update|delete\s+from|check|case\s+when|merge)\b|\breplace\s*\(",
    re.IGNORECASE,
)
_EXCHANGES = re.compile(r"\bupdate\b.*\bset\b|\breplace\s*\(", re.IGNORECASE | re.DOTALL)
_QUERIES = frozenset(
    "where wherein orwhere find_by findby findone findall findmany findfirst findunique filter_by update_all "
    "updatemany updateone deletemany deleteone delete_all destroy_all replaceone aggregate "
    "firstorcreate updateorcreate createquery countdocuments find_or_create_by find_or_initialize_by exists wherelike "
    "andwhere whereequals bulkdelete bulkupdate deletedata updatedata "
    "wherestartingwith query rawquery execute exec_params".split()
)
"""Methods that ask, or write to, a store, in lower case."""
_FINDS_BY = re.compile(r"(?:find|get|read|query|search|stream|count|exists|delete|remove)\w{0,20}by\w+")
_SEARCHING = re.compile(
    r"(?i:replac\w+|str_?replace|gsub!?|sub!?|strtr|tr|rewrite\w*|substitute|preg_replace|regexp_replace|swap\w*"
    r"|migrate\w*|redirect\w*)"
)
"""Calls that exchange one text for another."""
_MOVES = ("redirect", "migrate", "swap")
"""How calls begin that take where to go, where no other host is given to them."""
REQUESTS = re.compile(r"(?i:\w*fetch\w*|\w*request\w*|curl\w*|axios|got|ky|get|post|put|patch|delete|head|open_?uri)")
"""Calls that send a request: those of HTTP's methods, and the usual names without one."""
ASKING = re.compile(
    r"(?i:includes?\??|(?:starts?|ends?)_?with\??|(?:last)?indexOf|contains?\w*|has(?:prefix|suffix)?|str_?contains"
    r"|str_(?:starts|ends)_with"
    r"|i?str(?:pos|str)|str(?:n?case)?n?cmp|equals?\w*|equalfold|eql\?|match(?:es|_all)?\??|test|some|in_array|index"
    r"|member\?|binary_search"
    r"|\w*compare\w*|split|cut\w*|trim(?:prefix|suffix|start|end)|removeprefix|delete_prefix|hdr\w*|ctx_?match)"
    r"|Host\w*|domain|RegExp|Regexp?|MustCompile|(?:[vV]|[vV]irtual_?|[rR]equire)[hH]ost|(?i:literal|valid|one_?of|is_?in|picklist)"
)
"""Calls that compare a text with others."""
_FINDS = re.compile(r"r?find|search")
"""Calls that look for a text in another one, if they are given one: others of these names are given what they do."""
_MATCHES = re.compile(
    r"find|filter|delete|destroy|count|some|every|reject|find(?:_?where|Index|Last|Key)|remove|distinct|partition"
)
"""Calls that compare with all fields of an object, if they are given one."""
_HASHES = re.compile(
    r"(?i:\b(?:uuid_?v?[35]|md5|sha_?\d{1,3}|crc32|hash\w*|\w*digest)"
    r"|\w*(?:hash|hmac|digest)\w*\([^()\n]{0,40}\)\.update)\([ \t]*\Z"
)
"""A call that makes a key of what it is given."""
_STORED_BY = re.compile(r"(?:get|set|remove|has)_?[iI]tem")
_PUTS = re.compile(r"\w(?:\.|->)(?i:put|set|add|store|insert|putIfAbsent|emplace)\Z")
"""A call that gives a key its value: what has no scheme before it is no address of a request."""
_OF_REQUEST = re.compile(r"\b(?:url|uri|path|method|headers|port|auth|data|body|baseURL|hostname)\b")
_MAPS_OF = re.compile(r"(?:\w*(?:Map|Dict|Hash)\w*)(?:\.|::)?(?:[oO]f|builder)?|hash[_-]map|linkedMapOf")
"""Calls that make a look-up of what they are given, a key and a value in turn."""
_ANSWERS = re.compile(r"is|(?:is|has)(?:_\w+|[A-Z]\w*)|\w+Is|\w*Match(?:es)?|(?i:n?eq|ne|i?like)")
"""Calls that say yes or no to what they are given, by their names."""
_OPERATOR = r"(?:[!=]==?|[=!]~\*?|~=|<=>|(?<![\w$.-])(?i:eq|ne|is|case|when|equals|like|matches)(?![\w-]))"
_COMPARED = re.compile(
    rf"{_OPERATOR}\s*\(?\s*[$@]?\\?[\"'`/^]{{0,2}}\*?{_SCHEME}\Z|(?:\["
    rf"|\btest)[ \t][^\]\n]{{0,200}}[ \t]=[ \t]*[\"']?\*?{_SCHEME}\Z"
    rf"|\bif[ \t]*\([^)\n]{{0,200}}[ \t]!?[=~]\*?[ \t]*[\"']?{_SCHEME}\Z"
    r"|(?<![\w$.-])(?i:is[ \t]+not|(?:not[ \t]+)?contains|(?:starts|ends)[_ ]?with|has(?:_any|prefix|suffix)?)"
    rf"[ \t]+\\?[\"']{_SCHEME}\Z"
    rf"|\bin[ \t]*\{{[ \t]*(?:\\?[\"'][^\"'{{}}\n]{{0,120}}[\"'][ \t,]*){{0,9}}\\?[\"']{_SCHEME}\Z"
    rf"|(?<!\|)\|[=~][ \t]*\\?[\"'`]{_SCHEME}\Z|-(?:c|i)?(?:match|like|eq|ne|notmatch|notlike|contains"
    rf"|in)[ \t]+[\"']?{_SCHEME}\Z"
)
_OPENS_CONDITION = re.compile(r"\[[ \t]|\btest[ \t]|\bif[ \t]*\(|\bin[ \t]*\{")
"""With what a comparison begins that may be long: it is within one line."""
_OF_COMPARISON = re.compile(r"[^\d.,;{}\[\])#&%?]*")
"""Characters that a short comparison may consist of, with the scheme behind it."""
_COMPARED_BEHIND = re.compile(
    rf"(?::\d+)?(?:/[^\s\"'`]{{0,120}})?[\"'`]?[ \t]*{_OPERATOR}[ \t]|[^\s\"'()]{{0,120}}[\"']?\)[^;]{{0,160}};;"
    r"|[^\s\"']{0,120}[\"'][ \t]+(?:not[ \t]+)?in[ \t]+[\w\[(@$]"
    r"|[^\s\"']{0,120}[\"'][ \t]+-[ci]?(?:not)?(?:in|eq|ne|like|match)[ \t]"
)
_UNLIKE = re.compile(rf"(?:!==?|!~|<>|\bis[ \t]+not|\bne)[ \t]*\\?[\"']?{_SCHEME}\Z")
_NOT_IN_BEHIND = re.compile(r"[^\s\"']{0,120}\\?[\"'][ \t]+not[ \t]+in\b")
_EQUAL = re.compile(r"(?<![!=])={2,3}(?!=)|\beq\b|(?<![!-])-c?i?eq\b")
_REFUSES_IF = re.compile(
    r"[ \t]*(?:throw|raise|abort|die|croak|fail|halt|panic|return[ \t]+(?:false|nil|null|undef)"
    r"|(?:http|tcp)-request[ \t]+(?:(?:connection|content)[ \t]+)?(?:deny|reject|tarpit|silent-drop))"
    r"\b[^\n]*\bif\b[^\n!]*\Z"
)
"""What stands before a question that comes behind its answer."""
REFUSES = re.compile(
    r"[^\n;]{0,120}\)?\s*(?:\{\s*)?"
    r"(?:(?:console|log|logger|print\w*|warn\w*|error|puts|fmt\.\w+|Console|System\.(?:out|err))\b[^\n]*\n\s*){0,3}"
    r"(?:(?:process\.|os\.|sys\.|System\.)?[eE]xit\((?!0)|exit[ \t]+/[bB][ \t]+[1-9]"
    r"|throw|raise|return\s+(?:false|null|nil|False|res\w*\.status\(4|errors\.New|fmt\.Errorf)"
    r"|abort|die|panic|log\.(?:Fatal|Panic)\w*|reject|deny)\b"
)
"""What follows a question that is answered by refusing what has the host."""
_NEGATED = re.compile(r"(?:!(?!=)[ \t]*|\bnot[ \t(]+)[\w$@.:>()\[\]-]*\Z|\bunless\b[^\n]*\Z")
_RULE = re.compile(r"(?:\A|(?<=[\"'|]))(?:not_)?(?:in|starts_with|ends_with|regex):[^|\n]{0,200}\Z")
"""A rule of Laravel, in a text with others."""
_LABELLED = re.compile(rf"\{{[^{{}}]{{0,400}}(?:!?=~?|!~)[ \t]*\\?[\"'`]{_SCHEME}\Z")
"""Labels in braces within a value, as queries of Prometheus and Loki have them."""
_FIELD = re.compile(rf"[\w.]+[ \t]*=[ \t]*[\"']?{_SCHEME}\Z")
_PIPED_BEHIND = re.compile(
    r"[^\s\"'|]{0,120}[\"']?\s*\|\s*(?:stats|where|summarize|project|timechart|table|extend|eval|search)\b"
)
"""What follows a field and its value in the queries of logs."""
_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}"
_MAPPED = re.compile(rf"(?<![\w.]){_ADDRESS}[ \t/:,=]+(?:[\w.-]+[ \t]+)*\Z")
_MAPPED_BEHIND = re.compile(
    rf"(?::\d+)?(?:[ \t]+(?:IN[ \t]+)?A)?(?:[ \t]*[:/=,][ \t]*[\"']?|[ \t]+){_ADDRESS}(?![\w.])"
)
"""A network address beside a host: who asks for the host gets to that address."""
_SITE_BEHIND = re.compile(r"(?::\d+)?[ \t]*\{[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_RESPONSE = re.compile(r"[\"']?\bresponse[\"']?[ \t]*:[ \t]*(?:\{|\n[ \t]*[\w\"'-])")
_ASKED_BEHIND = re.compile(r"[ \t]*\)?\??(?:\.|->|::)(?P<name>\w+[?!]?)[ \t]*\(|[ \t]+in[ \t]+\w")
_NEVER = re.compile(r"(?!)")
_KEY_WITHOUT_SIGN = {"powershell": re.compile(r".\s*\{"), "clojure": re.compile(r".\s+\S")}
_KEY_BEHIND = re.compile(r"(?:\"|'|`)?\]?[ \t]*(?:=>|:(?![:/=\w])|->|[ \t]to[ \t]+(?=[\"'])|=(?=[ \t]*[\[{\"']))")
_BARE_KEY_BEHIND = re.compile(r"(?::\d+)?(?:/[^\s\"'`,;]{0,200})?(?:[ \t]*=>|:(?=\s|\Z)|[ \t]=[ \t]|=(?=[\"']))")
_OF_PAIRS = re.compile(r"(?:Map|fromEntries|[dD]ict(?:ionary)?|to_h|OrderedDict)\Z")
"""Calls that make a look-up of pairs."""
_CHOOSES = ("?", "case", "default")
_CHOICE = re.compile(rf"(?:\?|\bcase\b|\bdefault\b)\s*[\"'`]?{_SCHEME}\Z")
_SED = re.compile(
    r"(?<![\w-])(?:sed|perl|ruby|awk|gawk|rpl|repren|jq|yq|envsubst)[ \t]|\bg?sub!?[ \t(]|\bs(?P<sign>[/|#,!@])[^\n]*\Z"
    r"|-(?:c|i)?replace[ \t]|\bReplace\w*[ \t]|:%s/"
)
_MATCHER = re.compile(r"\b(?:Host\w*|hdr\w*|ClientHello\w*)\([^()\n]{0,200}\Z")
_HEAD = re.compile(r"\bdefp?[ \t]+\w+[?!]?\([^()=\n]{0,200}\Z")
"""A rule of a proxy, which stands in a string; the head of a function that is only for one argument."""
_GREP = re.compile(r"(?<![\w-])(?:[efz]?grep|rg|ack|ag|findstr|Select-String|tcpdump|tshark|ngrep)[ \t]")
_DIRECTIVE = re.compile(
    r"\A[ \t]*(?:acl|use_backend|map|ServerName|ServerAlias|SetEnvIf\w*|RewriteCond|BrowserMatch\w*|Require"
    r"|http-request[ \t]+(?:deny|redirect)"
    r"|valid_referers|@\w+[ \t]+(?:host|header)|host(?=[ \t]+[^=:\s])|pattern|regexp?|match(?:es)?|filter)[ \t]"
)
_REWRITES = re.compile(
    r"\A[ \t]*(?:rewrite|return(?=[ \t]+\d{3}[ \t])|Redirect\w*|RewriteRule|redir|sub_filter|subs_filter|map"
    r"|http-request|reqrep|replace-header|proxy_redirect|Substitute|rewrite_log)[ \t]"
)
_PROBES = re.compile(r"hdr\w*\(|_sni\b|-m[ \t]+(?:str|beg|end|dom|sub|reg)\b")
_MAP = re.compile(r"(?:\bmap[ \t]+\S+[ \t]+\S+|\bsplit_clients\b[^\n]*)\s*\Z")
_LOADS = re.compile(
    r"(?:^|\.)(?:require|import|open|fopen|read\w*|write\w*|load\w*|exists\w*|File|Path|join|resolve|use_cassette"
    r"|fixture\w*|readFileSync|file_get_contents|include\w*|source|cassette\w*|insert_cassette|matchSnapshot)\Z",
    re.IGNORECASE,
)
_FILE_KEY = frozenset(
    "path paths file files filename dir directory folder cassette snapshot mountpath subpath fixture fixtures".split()
)
_PATH = re.compile(r"(?:\.{0,2}/|~/?|@/|\$[\w{(][\w}):.-]*/|[\w.@-]+/)(?:[^\s\"'`?#]*/)?\Z")
_SLASH = re.compile(r"\\(?:/|u002[fF]|x2[fF])")
"""A slash as JSON and JavaScript may write it."""
_GIVES = r"return\s+|[\w$.>\[\]-]{1,80}\s*:?=\s*"
_BEHIND_KEY = re.compile(r"[\w\"'][ \t]*(?:\bto\b|->|=>)[ \t]*\Z")
_BECOMES = re.compile(
    rf"[\"'`]?\)*\s*(?:(?:\?|=>|->|:|\{{|,[ \t]*do:|\bthen\b)\s*(?:{_GIVES})?|{_GIVES})[\"'`]{_SCHEME}"
)
"""What stands between a host that something is compared with and the one that takes its place then."""
_IS_REPLACED = re.compile(
    rf"[^\n;{{}}]{{0,80}}\)\s*\{{?\s*(?:{_GIVES})?[\w$.>-]{{1,80}}(?:\.|->)(?:replace\w*|g?sub!?)\("
)
"""What stands between such a host and the two that are exchanged in the text then."""
_ASKED_TO_REFUSE = re.compile(r"\bif\b(?:(?!!|\bnot\b|-ne\b|-not\b)[^\n])*\Z")
_VALIDATED = re.compile(r"[ \t]*condition[ \t]*=")
"""Before what has to be true of a variable of Terraform."""
_RULE_THAT_REFUSES = re.compile(r"(?:deny|violation|forbid|reject|block)\w*(?=[\[\s(])")
_FINGERPRINT = re.compile(r"[\"']sha(?:1|256)[/:-]")
"""A certificate that is pinned: another host may have another one."""
_DENIES = re.compile(r"[ \t]*(?:(?:sudo[ \t]+)?ufw[ \t]+)?(?:deny|reject|block)[ \t]+(?:\w+[ \t]+){0,4}\Z")
_DENIED_BEHIND = re.compile(r"[^\n\"'=]{0,120}[ \t](?:-j|--jump)[ \t]+(?:REJECT|DROP)\b")
_NOT = re.compile(rf"!\*?{_SCHEME}")
"""Before a host that something must not have, in a pattern that is a value: ``"!api.ie1.twilio.com"``."""
_ESCAPED_STARS = ("**", "\\*")
"""Stars before a host that do not make it a part of what a pattern takes, as ``*api.ie1.twilio.com*`` is."""
_NO_PORT = re.compile(r":(?![\s/\d\"'`]|\Z)")
"""Behind a host as a part of a name: ``cache:api.ie1.twilio.com:v2``."""
_FILE_BEHIND = re.compile(r"[^\s\"'`?#]*\.[A-Za-z]\w{0,7}(?![\w./])")
_SHOWS = re.compile(
    r"(?:^|\.|::|->)(?:console\.\w+|print\w*|puts|printf|println|echo|say|die|warn\w*|(?:\w+_)?[lL]og(?:ger|f|[A-Z]\w*)?"
    r"|error|info|debug|(?:Info|Warn|Error|Debug|Fatal|Panic|Trace)(?:f|w|ln)?|message|cat|alert|flash|notice"
    r"|trigger_error|Errorf?|Fatalf?|\w*(?:Error|Exception))\Z"
)
_RUNS = re.compile(
    r"(?:\A|[.:>])(?:exec\w*|spawn\w*|system|popen|run\w*|shell\w*|sh|[cC]ommand|check_\w+|Start|Process\w*)\Z"
)
"""Calls that run a command, or a query."""
_ECHOES = ("echo", "print", "printf", "say", "cat")
_CALLED_BARE = re.compile(r"(?:^|[\s;{(])(?P<callee>[\w.$@>:-]{2,60})[ \t]+\Z")
"""A call without brackets, before its first argument."""
_RUNS_BEFORE = re.compile(
    r"(?:^|[\s({])(?:sh|bat|pwsh|powershell|run|exec|system|CMD|ENTRYPOINT)[ \t]+\Z", re.MULTILINE
)
_COMMANDS = ("curl ", "wget ", "http ", "https ")
_ENDS = (".", "!", "?", "\u3002")
_MARKUP = frozenset({"html", "astro", "vue", "jsx", "tsx", "erb", "php"})
_PROSE_LINE = re.compile(r"(?:[A-Z*#>\"“¡¿]|.*[.!?:;,。]\Z)")


class Surroundings:
    """Answers for the places of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        folded = places.text.casefold()
        self._has_maps = "map" in places.text or "split_clients" in places.text
        self._may_have_sql = any(verb in folded for verb in _SQL_VERBS)
        self._has_sql = self._may_have_sql and _SQL.search(places.text) is not None
        self._documents: commands.Documents | None = None
        self._is_msw = statements.MSW.search(places.text) is not None
        self._has_tests = self._is_msw or statements.may_be_test(places.text)

    def role(self, place: HostPlace, product: str) -> Role | None:
        """Return the role that a host has by what stands around it, None where that says nothing.

        :param product: the first label of the host; one that takes its place has the same.
        """
        for look in (self.of_test, self.exchanged, self.of_sql, self._named_file, self._told, self.asked):
            role = look(place, product)
            if role is not None:
                return role
        return None

    def exchanged(self, place: HostPlace, product: str) -> Role | None:
        """Say whether a host is given to something that exchanges it, together with what takes its place."""
        text, outline = self._text, self._places.outline(place.start)
        low, high = self._places.around(place)
        line, before = text[low:high], text[low : place.start]
        new_beside = bool(self._places.valid_within(low, high, product))
        own = outline.bracket(place.whole[0])
        near = (max(low, own.start), min(high, own.end)) if own.sign else (low, high)
        searched = any(map(names.searches, place.keys[:1])) and self._places.valid_within(*near, product)
        if new_beside and (searched or (_GREP.search(before) and _SED.search(line))):
            return Role.MIGRATION
        if _SED.search(before):
            return Role.MIGRATION if new_beside or self._has_new(place, product) else Role.COMPARISON
        if _REWRITES.match(line) and new_beside:
            return Role.MIGRATION
        bracket = outline.bracket(place.whole[0])
        if self._is_key(place):
            indexed = bracket.sign == "[" and bracket.parent is not None and bracket.end == place.whole[1]
            entry = outline.entry(bracket.parent or bracket if indexed else bracket, place.start)
            behind = text.find("\n", place.end, entry[1]) if self._places.style != "code" or bracket.sign != "{" else -1
            value_end = min(entry[1], place.end + _LINE) if behind < 0 else behind
            if self._is_first_of_pair(place, bracket):
                value_end = bracket.end
            elif self._is_given_before_value(place, bracket):
                value_end = outline.entry(bracket, entry[1] + 1)[1]
            if self._places.valid_within(place.end, value_end, product):
                return Role.MIGRATION
            if place.is_quoted and is_sentence(text[slice(*place.value)]):
                return Role.TOLD
            return Role.DENY if self._places.is_refused_beside(place) else Role.KEY
        if self._has_maps and bracket.sign == "{" and _MAP.search(text, max(0, bracket.start - 120), bracket.start):
            return Role.MIGRATION if self._places.valid_within(place.end, high, product) else Role.KEY
        call, index = self._places.call(place)
        if call is not None:
            _, callee = self._places.callee(call)
            method = re.split(r"\.|->|::", callee)[-1]
            if _SEARCHING.fullmatch(method):
                if self._places.valid_within(call.start, call.end, product):
                    return Role.MIGRATION
                is_search = index == 0 or method.lower().startswith(("str", "preg", "regexp"))
                return Role.COMPARISON if is_search and not method.lower().startswith(_MOVES) else None
        if self._is_short_pair(place, bracket, product) or self._is_exchanged_by_name(place, product):
            return Role.MIGRATION
        if self._is_condition_of_update(place, product) or self._is_exchanged_above(place, product):
            return Role.MIGRATION
        return None

    def _is_exchanged_above(self, place: HostPlace, product: str) -> bool:
        """Say whether a host and its replacement have one name, under two that say so: ``from.host``, ``to.host``."""
        if not self._places.is_data or len(place.path) < 2:
            return False
        own, above, *rest = place.path
        for start, end in self._places.valid_within(place.start - _LINE, place.end + _LINE, product):
            other = self._places.at(start, end).path
            if other[:1] == (own,) and list(other[2:]) == rest and names.exchanges(above, other[1]):
                return True
        return False

    def _is_condition_of_update(self, place: HostPlace, product: str) -> bool:
        """Say whether rows that have a host get its replacement: ``<column value="new"/><where>old</where>``."""
        return (
            self._places.style == "xml"
            and any(map(names.selects, place.keys[:1]))
            and any(of == product for _, of in self._places.beside(place))
        )

    def _has_new(self, place: HostPlace, product: str) -> bool:
        low, high = self._places.outline(place.start).statement(place.start)
        return bool(
            self._places.valid_within(max(low, place.start - _STATEMENT), min(high, place.end + _STATEMENT), product)
        )

    def _is_short_pair(self, place: HostPlace, bracket: Bracket, product: str) -> bool:
        """Say whether a list of two or three holds the host and its full replacement, as Python's pairs do."""
        if bracket.sign not in ("[", "(") or not self._places.is_element(place, bracket) or len(bracket.commas) > 2:
            return False
        if self._places.callee(bracket)[1] not in ("", "tuple", "Tuple", "Pair", "Map.entry", "array"):
            return False
        found = self._places.valid_within(bracket.start, bracket.end, product)
        return any(self._text.count(".", low, high) > 3 for low, high in found)

    def _is_exchanged_by_name(self, place: HostPlace, product: str) -> bool:
        own = _given_to(place)
        return bool(own) and any(
            of == product and names.exchanges(own, _given_to(other)) for other, of in self._places.beside(place)
        )

    def of_sql(self, place: HostPlace, product: str) -> Role | None:
        """Say whether a host stands in a statement of SQL, or is given to one, and what that does."""
        if self._places.lexer == "sql" and self._is_copied(place):
            return Role.DATA
        span = self._sql(place) if self._has_sql else None
        if span is None:
            call, _ = self._places.call(place)
            if call is None:
                return None
            if place.is_quoted and self._text.startswith(_COMMANDS, place.value[0]):
                return None  # a shell executes it, and no database
            method = re.split(r"\.|->|::", self._places.callee(call)[1])[-1].lower().rstrip("!?")
            given = self._text[call.start : min(call.end, call.start + _STATEMENT)]
            if self._has_sql and _SQL.search(given) is not None and _SELECTS.search(given):
                span = call.start, call.end
            elif method in _QUERIES or _FINDS_BY.fullmatch(method) or self._is_matched(place, method):
                low, high = self._places.outline(place.start).statement(place.start)
                both = self._places.valid_within(
                    max(low, place.start - _STATEMENT), min(high, place.end + _STATEMENT), product
                )
                return Role.MIGRATION if both and "update" in self._text[low:high].lower() else Role.SELECTOR
            else:
                return None
        said = self._text[slice(*span)]
        if not _SELECTS.search(said):
            return None
        if _EXCHANGES.search(said) and self._places.valid_within(*span, product):
            return Role.MIGRATION
        return Role.SELECTOR

    def _is_matched(self, place: HostPlace, method: str) -> bool:
        """Say whether a method takes what has the fields of an object around a place: ``find({ host: "..." })``."""
        outline = self._places.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        if _MATCHES.fullmatch(method) is None or not outline.is_object(bracket):
            return False
        # What sends a request is given more of it.
        is_request = method == "delete" and _OF_REQUEST.search(self._text, bracket.start, bracket.end)
        return not is_request

    def _is_copied(self, place: HostPlace) -> bool:
        """Say whether a place is in the rows of a dump, from ``COPY ... FROM stdin;`` on."""
        begin = self._text.rfind(" FROM stdin;", 0, place.start)
        return begin >= 0 and self._text.find("\n\\.", begin, place.start) < 0

    def _sql(self, place: HostPlace) -> tuple[int, int] | None:
        low, high = place.whole if place.is_quoted else (max(0, place.start - _STATEMENT), place.end + _STATEMENT)
        found = list(_SQL.finditer(self._text, low, place.start)) if place.is_quoted else []
        if not found:
            # The statement may begin outside of the quotes around a value.
            first = (
                max(
                    self._text.rfind(";", 0, place.start),
                    self._text.rfind("\n\n", 0, place.start),
                    place.start - _STATEMENT,
                    -1,
                )
                + 1
            )
            found = list(_SQL.finditer(self._text, first, place.start))
            high = place.end + _STATEMENT
        if not found:
            return None
        begin = found[-1].start("verb")
        if self._places.lexer != "sql" and not place.is_quoted and self._text.count("\n", begin, place.start) > 30:
            return None
        ends = [
            at for at in (self._text.find(";", place.end, high), self._text.find("\n\n", place.end, high)) if at >= 0
        ]
        return begin, min([*ends, high, len(self._text)])

    def of_test(self, place: HostPlace, product: str) -> Role | None:
        """Return what a test says of a host: expected, mocked, refused, a title."""
        if "request" in place.path and self._places.is_data and self._is_answered(place):
            return Role.MOCKED
        if not self._has_tests or self._places.style == "xml":
            return self._expected_by_name(place)
        outline = self._places.outline(place.start)
        low, high = outline.statement(place.start)
        low, high = max(low, place.start - _STATEMENT), min(high, place.end + _STATEMENT)
        statement, before = self._text[low:high], self._text[low : place.whole[0]]
        role = statements.role_in(statement, before)
        if role is Role.EXPECTED and (
            self._leads_to_new(place, low, high, product)
            or self._is_short_pair(place, outline.bracket(place.whole[0]), product)
        ):
            return Role.MIGRATION
        if role is Role.SHOWN and is_sentence(self._text[slice(*place.value)]):
            return Role.TOLD
        if role is Role.REFUSED or role is Role.SHOWN:
            return role
        if role is Role.EXPECTED and statements.parametrizes(before) and self._is_case_that_fails(high):
            return Role.REFUSED
        if self._fails_around(place, low, high):
            return Role.REFUSED
        if role is not None or self._is_asserted_around(place):
            return role or Role.EXPECTED
        if self._is_msw and re.search(r"(?<!\w)(?:http|rest)\.\w+\(\s*[\"'`]?[^()\s]{0,60}\Z", before):
            return Role.MOCKED
        if self._is_answered_around(place):
            return Role.MOCKED
        return self._expected_by_name(place) or (Role.DATA if self._is_put_in(place, low, high) else None)

    def _expected_by_name(self, place: HostPlace) -> Role | None:
        """Return what a host is under a name that says that it is expected: it may be refused there as well."""
        if not _is_expected_by_name(place):
            return None
        before = self._text[max(place.value[0], place.start - _LINE) : place.start]
        is_refused = _UNLIKE.search(before) or _NOT_IN_BEHIND.match(self._text, place.end, place.end + _LINE)
        return Role.REFUSED if is_refused else Role.EXPECTED

    def _is_case_that_fails(self, at: int) -> bool:
        """Say whether the function behind a place, of which the cases stand before it, asserts only that they fail."""
        opened = self._text.find("{", at, at + _LINE)
        ended = self._text.find(";", at, at + _LINE)
        if ended >= 0 and (opened < 0 or ended < opened):
            return statements.all_fail(self._text[at:ended])
        body = self._places.outline(at).bracket(opened + 1) if opened >= 0 else None
        return body is not None and statements.all_fail(self._text[at : min(body.end, at + _STATEMENT)])

    def _is_put_in(self, place: HostPlace, low: int, high: int) -> bool:
        """Say whether a test gives a host to what it tests, and asserts something of what comes out."""
        call, index = self._places.call(place)
        if call is None:
            return False
        begin, callee = self._places.callee(call)
        method = re.split(r"\.|->|::", callee)[-1]
        makes = method[:1].isupper() or method == "new" or self._text.startswith("new", begin)
        if makes or (REQUESTS.fullmatch(method) and index != 1):
            return False
        block = self._places.outline(place.start).block(place.start)
        host = self._text[place.start : place.end]
        return statements.is_put_in(self._text[low:high], host, self._text[high : min(block.end, high + _STATEMENT)])

    def _is_answered(self, place: HostPlace) -> bool:
        """Say whether what a request gets is written near it: it is recorded, or answered by a stub."""
        return _RESPONSE.search(self._text, max(0, place.start - _FAR), place.end + _FAR) is not None

    def _leads_to_new(self, place: HostPlace, low: int, high: int, product: str) -> bool:
        """Say whether an assertion says that a call with the host gives one with its replacement."""
        outline = self._places.outline(place.start)
        own = outline.bracket(place.whole[0])
        if own.sign != "(" or not statements.asserts(self._text[low:high]):
            return False
        return any(outline.bracket(start) is not own for start, _ in self._places.valid_within(low, high, product))

    def _fails_around(self, place: HostPlace, low: int, high: int) -> bool:
        """Say whether the block in which a host stands is run to see it fail, or is said to have failed behind it."""
        outline = self._places.outline(place.start)
        block = outline.block(place.start)
        if statements.expects_failure(self._text[max(block.start, low - _STATEMENT) : low]):
            return True
        behind = self._text[high : min(block.end, high + _STATEMENT)]
        if statements.fails_later(self._text[low:high], behind):
            return True
        if not block.sign:
            return False
        if statements.is_to_fail(self._text[max(outline.low, block.start - _LINE) : block.start]):
            return True
        head_low, tail_high = outline.statement(block.start)
        head = self._text[max(head_low, block.start - _LINE) : block.start]
        tail = self._text[block.end : min(tail_high, block.end + _LINE)]
        return statements.is_made_to_fail(head, tail)

    def _is_answered_around(self, place: HostPlace) -> bool:
        """Say whether the block in which a host stands is the call for which a test has an answer."""
        outline = self._places.outline(place.start)
        block = outline.block(place.start)
        end = outline.statement(block.start)[1] if block.sign else 0
        return bool(block.sign) and statements.is_answered(self._text[block.end : min(end, block.end + _LINE)])

    def _is_asserted_around(self, place: HostPlace) -> bool:
        """Say whether the braces around a host are what is given to an assertion."""
        outline = self._places.outline(place.start)
        block = outline.block(place.start)
        low = outline.statement(block.start)[0] if block.sign else 0
        return bool(block.sign) and statements.asserts(self._text[max(low, block.start - 80) : block.start])

    def _named_file(self, place: HostPlace, _: str) -> Role | None:
        """Say whether a host is part of the name of something else: a path, a file, a key of a cache."""
        low, high = self._word(place)
        before = _SLASH.sub("/", self._text[low : place.start])
        call = self._places.call(place)[0]
        callee = self._places.callee(call)[1] if call is not None else ""
        if callee and re.search(r"cassette|snapshot", callee, re.IGNORECASE):
            return Role.NAME
        if before.endswith("/") and "//" not in before:
            is_file = (
                _LOADS.search(callee)
                or _FILE_BEHIND.match(self._text, place.end, high)
                or not _FILE_KEY.isdisjoint(names.words(place.key))
            )
            is_relative = before.startswith(("./", "../", "~/", "@/"))
            imported = re.search(
                r"\b(?:import|from|include|require\w*|source|COPY|ADD)\b[ \t(]*[\"'<]?[^\"'\n]{0,120}\Z",
                self._text[max(0, low - 140) : low],
            )
            if is_file or is_relative or imported:
                return Role.NAME
            return Role.KEY if _PATH.fullmatch(before) else None
        if before[-1:] in (":", "#") and re.fullmatch(r"[\w.-]+(?::[\w.-]+)*[:#]", before):
            if _NO_PORT.match(self._text, place.end):
                return Role.NAME
            return Role.KEY if place.is_quoted else None
        return None

    def _told(self, place: HostPlace, _: str) -> Role | None:
        start, stop = self._places.around(place)
        echoed = commands.shown_by_echo(self._text[start:stop], place.start - start, place.end - start)
        if echoed is not None and is_sentence(echoed, shown=True):
            return Role.TOLD
        if any(map(is_script_key, place.keys[:2])) or any(map(names.selects, place.keys[:1])) or self._is_run(place):
            return None
        low, high = place.value
        value = self._text[low:high]
        if place.key and is_label_key(place.key) and is_sentence(value, shown=not value.startswith(_COMMANDS)):
            return Role.TOLD
        if self._is_block(place) and is_text_key(place.key):
            return Role.TOLD
        if names.describes(place.key):
            return Role.TOLD if is_sentence(value, shown=True) else Role.SHOWN
        if len(value) > 4_000 or "\n" in value or (not place.is_quoted and self._is_block(place)):
            line = self._text[max(start, low) : min(stop, high) if high > place.end else stop].strip()
            return _told_in_block(place.key, line)
        if self._places.lexer in _MARKUP and not place.is_quoted and self._places.is_in_node(place.start, place.end):
            begin, stop = self._text.rfind(">", 0, place.start) + 1, self._text.find("<", place.end)
            if self._text[begin : place.start].endswith("/"):
                return None
            return Role.TOLD if is_sentence(self._text[begin:stop]) else Role.SHOWN
        if self._places.lexer == "gherkin" and not place.is_quoted:
            return Role.TOLD
        if place.is_quoted or self._places.style in ("yaml", "lines", "xml"):
            if self._places.style == "lines" and not place.keys and not place.is_quoted:
                line = self._text[start:stop].strip()
                return Role.TOLD if line.endswith(_ENDS) and len(line.split()) >= 4 and is_sentence(line) else None
            is_told = not is_word(value) and is_sentence(value, shown=self._is_shown(place))
            return Role.TOLD if is_told else None
        return self._told_in_document(place, self._text[start:stop].strip())

    def _told_in_document(self, place: HostPlace, line: str) -> Role | None:
        """Say whether a host stands in a line of a heredoc that people read."""
        if self._documents is None:
            self._documents = commands.Documents(self._text)
        is_shown = self._documents.is_shown(place.start)
        if is_shown is None or not (is_shown or (line.endswith(_ENDS) and len(line.split()) >= 4)):
            return None
        return Role.TOLD if is_sentence(line) else None

    def _is_shown(self, place: HostPlace) -> bool:
        """Say whether a string is given to a call that shows it to people."""
        call, _ = self._places.call(place)
        if call is not None and _SHOWS.search(self._places.callee(call)[1]):
            return True
        bare = _CALLED_BARE.search(self._text, max(0, place.whole[0] - 80), place.whole[0])
        # What `echo` writes may go elsewhere: its line says it.
        return bare is not None and bare["callee"] not in _ECHOES and _SHOWS.search(bare["callee"]) is not None

    def _is_run(self, place: HostPlace) -> bool:
        """Say whether a value is run by a shell, or asked of a database."""
        call, _ = self._places.call(place)
        if call is not None and _RUNS.search(self._places.callee(call)[1]):
            return True
        before = self._text[max(0, place.whole[0] - 30) : place.whole[0]]
        if _RUNS_BEFORE.search(before):
            return True
        return self._may_have_sql and _SQL.search(self._text[slice(*place.whole)]) is not None

    def _is_block(self, place: HostPlace) -> bool:
        line = self._places.line(place.start)
        return line is not None and line.is_block

    def asked(self, place: HostPlace, _: str) -> Role | None:
        """Say whether something is compared with a host, looked up by it, or shown to people."""
        return self._asked_on_line(place) or self._asked_by_call(place)

    def _asked_on_line(self, place: HostPlace) -> Role | None:
        """Say what the characters on either side of a host do with it."""
        text = self._text
        low, high = self._places.around(place)
        line, own = text[low:high], text[low : place.start]
        is_denied = place.is_quoted and _NOT.fullmatch(text, place.value[0], place.start) is not None
        before, behind = text[max(0, place.start - _LINE) : place.start], text[place.end : place.end + _LINE]
        if is_denied or self._refuses_as_directive(place, own, behind):
            return Role.DENY
        is_site = not place.is_quoted and not own.strip(" \t") and _SITE_BEHIND.match(behind) is not None
        compared = _compared(before, own)
        if compared is not None and _EQUAL.search(compared[0]) and (REFUSES.match(behind) or _REFUSES_IF.match(own)):
            return Role.DENY
        if (
            is_site
            or "\\" in text[place.start : place.end]
            or "[.]" in text[place.start : place.end]
            or _PROBES.search(own)
            or ("(" in own and _MATCHER.search(own))
            or (self._places.lexer != "ruby" and _HEAD.search(own))
            or _RULE.search(text, place.value[0], place.start)
            or (_GREP.search(own) and _GREP.search(commands.last_command(own)))
            or (self._places.lexer != "sql" and _DIRECTIVE.match(line))
            or compared
            or (before.endswith("*") and not before.endswith(_ESCAPED_STARS))
            or _COMPARED_BEHIND.match(behind)
            or (")" in behind and commands.is_pattern(text, place.start, place.end))
            or _LABELLED.search(text, max(place.value[0], place.start - _LINE), place.start)
        ):
            if self._is_exchanged_by_branch(place):
                return Role.MIGRATION
            is_refused = (
                commands.refuses(text, place.start, place.end)
                or self._places.is_refused_beside(place)
                or (_ASKED_TO_REFUSE.search(own) is not None and REFUSES.match(behind) is not None)
                or (_PROBES.search(own) is not None and _REFUSES_IF.match(own) is not None)
                or (self._is_in_rule_that_refuses(place) and not _UNLIKE.search(own))
                or (_VALIDATED.match(own) is not None and _UNLIKE.search(own) is not None)
            )
            return Role.DENY if is_refused else Role.COMPARISON
        if _PIPED_BEHIND.match(behind) and _FIELD.search(before):
            return Role.SELECTOR
        if _MAPPED.search(own) or _MAPPED_BEHIND.match(behind):
            return Role.DENY if self._places.is_refused_beside(place) else Role.KEY
        return None

    def _asked_by_call(self, place: HostPlace) -> Role | None:
        text = self._text
        outline = self._places.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        for _level in range(_NEAR):
            if bracket.parent is None or bracket.sign == "{":
                break
            if bracket.sign == "(":
                method = re.split(r"\.|->|::", self._places.callee(bracket)[1])[-1]
                finds = _level == 0 and _FINDS.fullmatch(method) is not None
                if finds or ASKING.fullmatch(method) or _ANSWERS.fullmatch(method):
                    if self._is_exchanged_by_branch(place):
                        return Role.MIGRATION
                    return Role.DENY if self.is_refused_by_call(bracket, place) else Role.COMPARISON
                if _STORED_BY.fullmatch(method) and place.value[0] == place.start:
                    return Role.KEY
                if _HASHES.search(text, max(0, bracket.start - 100), bracket.start + 1):
                    return Role.KEY
                if _FINGERPRINT.search(text, bracket.start, min(bracket.end, bracket.start + _STATEMENT)):
                    return Role.KEY
                if _SHOWS.search(self._places.callee(bracket)[1]):
                    return Role.SHOWN
            asked = (
                _ASKED_BEHIND.match(text, bracket.end + 1, min(len(text), bracket.end + 80))
                if bracket.sign == "["
                else None
            )
            if asked is not None and (asked["name"] is None or ASKING.fullmatch(asked["name"])):
                return Role.COMPARISON
            if re.search(r"\bin\s*\Z", text[max(0, bracket.start - 8) : bracket.start]):
                return Role.COMPARISON
            bracket = bracket.parent
        asked = (
            _ASKED_BEHIND.match(text, place.whole[1], min(len(text), place.whole[1] + 80)) if place.is_quoted else None
        )
        if asked is not None and asked["name"] is not None and ASKING.fullmatch(asked["name"]):
            return Role.COMPARISON
        return None

    def _refuses_as_directive(self, place: HostPlace, own: str, behind: str) -> bool:
        """Say whether a rule of a firewall or a proxy, on a line of its own, refuses what goes to a bare host."""
        if place.is_quoted or own.endswith("/") or self._places.lexer not in ("bash", HASH, SEMICOLON, ""):
            return False
        return _DENIES.match(own) is not None or _DENIED_BEHIND.match(behind) is not None

    def _is_exchanged_by_branch(self, place: HostPlace) -> bool:
        """Say whether the answer of a comparison is the host that takes the place of the old one."""
        found = self._places.valid_within(place.end, place.end + _LINE)
        if found and _IS_REPLACED.match(self._text, place.end):
            return True
        return bool(found) and _BECOMES.fullmatch(self._text, place.end, found[0][0]) is not None

    def _is_in_rule_that_refuses(self, place: HostPlace) -> bool:
        """Say whether a host stands in a block whose head says that what holds in it is refused: ``deny[msg] {``."""
        block = self._places.outline(place.start).block(place.start)
        head = self._text[self._places.line_start(max(block.start, 0)) : max(block.start, 0)]
        return bool(block.sign) and _RULE_THAT_REFUSES.match(head) is not None

    def is_refused_by_call(self, bracket: Bracket, place: HostPlace) -> bool:
        """Say whether the answer of a call that compares is to refuse what has the host."""
        begin, _ = self._places.callee(bracket)
        before = self._text[self._places.line_start(place.start) : begin]
        if _NEGATED.search(before):
            return _VALIDATED.match(before) is not None
        behind = self._text[bracket.end + 1 : bracket.end + _LINE]
        return REFUSES.match(behind) is not None or _REFUSES_IF.match(before) is not None

    def _word(self, place: HostPlace) -> tuple[int, int]:
        # Backwards from the host: a search for the end would try each character of the line as the start.
        before = _WORD.match(self._text[max(0, place.start - _LINE) : place.start][::-1])
        behind = _WORD.match(self._text, place.end, place.end + _LINE)
        return place.start - len(before[0] if before else ""), behind.end() if behind else place.end

    def _is_first_of_pair(self, place: HostPlace, bracket: Bracket) -> bool:
        """Say whether a value is the key of an entry that is written as a pair: ``new Map([["key", value]])``."""
        outer = bracket.parent
        if bracket.sign != "[" or len(bracket.commas) != 1 or place.start > bracket.commas[0] or outer is None:
            return False
        call = outer.parent if outer.sign == "[" else None
        return call is not None and _OF_PAIRS.search(self._places.callee(call)[1]) is not None

    def is_value_of_pair(self, place: HostPlace) -> bool:
        """Say whether a value stands behind its key, without a sign for it: ``[["us1", "..."], ...]``, ``Map.of``."""
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        if _BEHIND_KEY.search(self._text, max(0, place.whole[0] - 100), place.whole[0]):
            return True
        is_second = any(comma < place.start for comma in bracket.commas)
        if bracket.sign in ("[", "(") and len(bracket.commas) == 1 and not self._places.callee(bracket)[1]:
            return is_second and bracket.parent is not None and bracket.parent.sign in ("[", "(")
        return is_second and _MAPS_OF.fullmatch(self._places.callee(bracket)[1]) is not None

    def _is_given_before_value(self, place: HostPlace, bracket: Bracket) -> bool:
        """Say whether a value is a key that a call is given before its value: ``Map.of(key, value, key, value)``."""
        if bracket.sign != "(" or not len(bracket.commas) % 2:
            return False
        index = sum(1 for comma in bracket.commas if comma < place.start)
        callee = self._places.callee(bracket)[1]
        puts = _PUTS.search(callee) is not None and len(bracket.commas) == 1 and place.value[0] == place.start
        return not index % 2 and (puts or _MAPS_OF.fullmatch(callee) is not None)

    def _is_key(self, place: HostPlace) -> bool:
        """Say whether a value is the key of an entry."""
        text, outline = self._text, self._places.outline(place.start)
        before = text[max(0, place.start - 60) : place.start]
        if any(word in before for word in _CHOOSES) and _CHOICE.search(before):
            return False
        if place.is_quoted:
            behind = text[place.whole[1] - 1 : place.whole[1] + 60]
            bracket = outline.bracket(place.whole[0])
            if (
                self._is_first_of_pair(place, bracket)
                or self._is_given_before_value(place, bracket)
                or (bracket.sign == "{" and _KEY_WITHOUT_SIGN.get(self._places.lexer, _NEVER).match(behind))
            ):
                return True
            if text[max(0, place.whole[0] - 1) : place.whole[0]] == "[" and behind[1:2] == "]":
                # An index, or the only element of a list.
                if re.match(r"..[ \t]*(?:=(?!=)|=>|:)", behind):
                    return True
                return outline.bracket(place.whole[0]).start > 0 and (
                    text[bracket.start - 1].isalnum() or text[bracket.start - 1] in "_)]"
                )
            if not text[max(0, text.rfind("\n", 0, place.start) + 1) : place.whole[0]].strip() and re.match(
                r".[ \t]*=(?!=)", behind
            ):
                return True
            return _KEY_BEHIND.match(behind) is not None
        if self._places.style == "xml":
            return place.key == "key"  # of a property list
        return _BARE_KEY_BEHIND.match(text, place.end, place.end + 260) is not None


def _is_expected_by_name(place: HostPlace) -> bool:
    return any(map(names.expects, place.keys[:1])) or any(map(names.asserts, place.path))


def _told_in_block(key: str, line: str) -> Role | None:
    """Say whether a line of a value of several lines is for people; ``key`` may be the name of a file that it is."""
    kind = by_name(key, "") if "." in key else None
    if kind is not None:
        return Role.TOLD if kind.prose else None
    if not _PROSE_LINE.match(line) or len(line.split()) < 4:
        return None
    return Role.TOLD if is_sentence(line.lstrip("-*> ").rstrip("`\"'")) else None


def _given_to(place: HostPlace) -> str:
    """Return the name that a value is given to as a whole, also where it is an assignment itself."""
    return place.keys[1] if place.is_assigned and len(place.keys) > 1 else place.key


def _compared(before: str, own: str) -> re.Match[str] | None:
    """Return with what, in the characters before a host, it is compared; ``own`` are those of its line."""
    # Read backwards, and from where a condition opens: a search would try all at each character before the host.
    run = _OF_COMPARISON.match(before[::-1])
    begin = len(before) - (run.end() if run is not None else 0)
    opened = _OPENS_CONDITION.search(before, len(before) - len(own))
    return _COMPARED.search(before, begin if opened is None else min(begin, opened.start()))
