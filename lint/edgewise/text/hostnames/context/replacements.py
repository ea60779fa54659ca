"""Whether a host is replaced: its replacement is in the same pair, table, command or call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.judgement.sentences import is_sentence
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import CHOOSES, GREP, LINE, LISPS, PUTS, SCHEME, STATEMENT, WORD_OF_LISP
from edgewise.text.settings.embedded import is_label_key

if TYPE_CHECKING:
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_SEARCHING = on_demand(
    r"(?i:(?:\w*_)?replac\w+|newreplacer|str_?replace|gsub!?|sub!?|strtr|tr|rewrite\w*|substitute|preg_replace|regexp_replace|swap\w*"
    r"|migrate\w*|redirect\w*)"
)
"""Calls that replace one text by another."""
_QUOTES = on_demand(r"(?i:fixed|coll|literal|quote\w*|preg_quote|escape\w*|regexp?|re)")
"""Calls that say how a text is read that something is searched for."""
_MOVES = ("redirect", "rewrite", "migrate", "swap")
"""Beginnings of calls whose argument is the target, where they have no other host."""
_MAPS_OF = on_demand(r"(?:\w*(?:Map|Dict|Hash)\w*)(?:\.|::)?(?:[oO]f|builder)?|hash[_-]map|linkedMapOf")
"""Calls that make a table of their arguments, a key and a value in turn."""
_NEVER = on_demand(r"(?!)")
_KEY_WITHOUT_SIGN = {
    "nix": re.compile(r".(?:\.\w|[ \t]*=(?!=))"),
    "powershell": re.compile(r".\s*\{"),
    "clojure": re.compile(r".\s+\S"),
}
_KEY_BEHIND = on_demand(r"(?:\"|'|`)?\]?[ \t]*(?:=>|:(?![:/=\w])|->|[ \t]to[ \t]+(?=[\"'])|=(?=[ \t]*[\[{\"']))")
_FORM = on_demand(r"\"[^\"\n]*\"|[^\s,\"(){}\[\]]+")
_BARE_KEY_BEHIND = on_demand(r"(?::\d+)?(?:/[^\s\"'`,;]{0,200})?(?:[ \t]*=>|:(?=\s|\Z)|[ \t]=[ \t]|=(?=[\"']))")
_OF_PAIRS = on_demand(r"(?:Map(?:\.new)?|fromEntries|[dD]ict(?:ionary)?|to_h|OrderedDict)(?:::from(?:_iter)?)?\Z")
"""Calls that make a table of pairs."""
_OF_PAIRS_BARE = on_demand(r"\bMap\.(?:fromList|ofList|ofSeq)[ \t]+\Z")
_CHOOSES = ("?", "case", "default")
_CHOICE = on_demand(rf"(?:\?|\bcase\b|\bdefault\b)\s*[$@]?[\"'`]?(?:\$?\{{|#\{{)?{SCHEME}\Z")
_SED = on_demand(
    r"(?<![\w-])(?:sed|perl|ruby|awk|gawk|rpl|repren|jq|yq|envsubst)[ \t]"
    r"|\bg?sub!?(?:\(|[ \t](?![ \t]*(?:\w+[ \t]*[({]|\{)))|(?<![\w%])s(?P<sign>[/|#,!@])[^\n]*\Z"
    r"|-(?:c|i)?replace[ \t]|\bReplace\w*[ \t]|:%s/"
)
_OPENS_SED = on_demand(r"(?<![\w-])s(?P<sign>[/|#,!@~])(?P<said>[^\n]*)\Z")
_SET_BY_JQ = on_demand(rf"(?<![\w-])[jy]q[ \t][^\n]*\.[\w.\[\]-]+[ \t]*(?<![=!<>|])=[ \t]*\\?[\"']{SCHEME}\Z")
"""What jq gives a value to, before that."""
_INSTEAD = on_demand(rf"\.(?i:push)?insteadOf[\"']?[ \t=]+[\"']?{SCHEME}\Z", re.IGNORECASE)
"""A setting of git that takes one URL in place of another, before the latter."""
_REPLACES = on_demand(r"\b\w*[rR]eplace\w*!?\((?:[^()\n]*,)?[ \t]*r?[\"'][^\"'\n]*\Z")
"""A call of a template, or of a program in data, before what it replaces in a text."""
_GIVEN_IN_ARGUMENTS = on_demand(rf"[\s\"'](?P<name>\w+)=\\?[\"']?\^?{SCHEME}\Z")
"""A name in the arguments of a module that a command runs: ``-a "path=... regexp='...'"``."""
_DONE = on_demand(r"\$\([^()]*\)")
"""A command whose output is a part of another one."""
_REWRITES = on_demand(
    r"\A[ \t]*(?:rewrite|return(?=[ \t]+\d{3}[ \t])|Redirect\w*|RewriteRule|redir|sub_filter|subs_filter|map"
    r"|http-request|reqrep|replace-header|proxy_redirect|Substitute|rewrite_log)[ \t]"
)
_MAP = on_demand(r"(?:\bmap[ \t]+\S+[ \t]+\S+|\bsplit_clients\b[^\n]*)\s*\Z")
_OF_KEY = " \t\n~*^\"'"
"""Signs before a key in a map of nginx."""
_LOOPS = on_demand(r"[ \t]*(?:for|while)[ \t]|[^\n]*\|[ \t]*(?:while|xargs)\b")
_PAIR = 120
"""How many characters a host and what replaces it are apart, at most, if nothing but signs is between them."""
_LABELS = 5
"""How many labels a host has that names its edge and its region."""
_BETWEEN = on_demand(
    r"(?::\d+)?(?:\\?/[\w.\\/-]{0,60})?(?:</[\w.:-]{1,40}>\s{0,40}<[\w.:-]{1,40}>|[^\w\n]{1,20})"
    r"(?:(?:\n[^\w\n]{0,40})?(?:to|with|by|into|repl\w*|new\w*|value|target|dest\w*|then)\b[^\w\n]{1,20})?"
    r"(?:\n[^\w\n]{0,40})?(?:[a-z]{2,5}:\\?/\\?/)?"
)
_CHOOSES_BETWEEN = on_demand(r"\|\||\?\?|\?:|\s:\s")
"""Between two values of which one is chosen."""
_URL_BEFORE = on_demand(rf"[\^(?:]*{SCHEME}")
"""What is before a host in a value that is a URL as a whole, or a pattern of one."""
_BEHIND_KEY = on_demand(r"[\w\"'][ \t]*(?:\bto\b|->|=>)[ \t]*\Z")


class Replacements:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        self.has_maps = "map" in places.text or "split_clients" in places.text

    def role(self, place: HostPlace, product: str) -> Role | None:
        """Return the role of a host that something replaces, or that is a key.

        :param product: the first label of the host; its replacement has the same.
        """
        role = self._replaced_on_line(place, product) or self._looked_up(place, product)
        if role is not None:
            return role
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        call, index = self._places.call(place)
        if call is not None:
            _, callee = self._places.callee(call)
            method = re.split(r"\.|->|::", callee)[-1]
            if _QUOTES.fullmatch(method) and call.parent is not None:
                call = call.parent
                index = call.index(place.start)
                method = re.split(r"\.|->|::", self._places.callee(call)[1])[-1]
            if _SEARCHING.fullmatch(method):
                if self._is_put_for_new(place, product):
                    return Role.UNSEEN
                if self._places.valid_within(call.start, call.end, product):
                    return Role.MIGRATION
                is_search = index == 0 or method.lower().startswith(("str", "preg", "regexp"))
                return Role.COMPARISON if is_search and not method.lower().startswith(_MOVES) else None
        word = WORD_OF_LISP.match(self._text, bracket.start) if self._places.lexer in LISPS else None
        if word is not None and bracket.sign == "(" and _SEARCHING.fullmatch(word["word"].rpartition("/")[2]):
            found = self._places.valid_within(place.end, bracket.end, product)
            return Role.MIGRATION if found else Role.COMPARISON
        if self.is_short_pair(place, bracket, product) or self._is_replaced_by_name(place, product):
            return Role.MIGRATION
        if self._is_condition_of_update(place, product) or self._is_replaced_above(place, product):
            return Role.MIGRATION
        return None

    def _replaced_on_line(self, place: HostPlace, product: str) -> Role | None:
        """Return the role that a host has by what is before and behind it on its line."""
        text, low = self._text, self._places.around(place)[0]
        outline, high = self._places.outline(place.start), self._places.around(place)[1]
        line, before = text[low:high], text[low : place.start]
        new_beside = bool(self._places.valid_within(low, high, product))
        own = outline.bracket(place.whole[0])
        near = (max(low, own.start), min(high, own.end)) if own.sign else (low, high)
        searched = any(map(names.searches, place.keys[:1])) and self._is_given_beside(place, near, product)
        greps = GREP.search(before) is not None
        if new_beside and (searched or (greps and _SED.search(line))):
            return Role.MIGRATION
        if _INSTEAD.search(before) or (self._places.style != "code" and _REPLACES.search(before)):
            return Role.MIGRATION if new_beside else Role.COMPARISON
        given = _GIVEN_IN_ARGUMENTS.search(before) if new_beside and self._places.lexer == "bash" else None
        if given is not None and names.searches(given["name"]):
            return Role.MIGRATION
        if greps and self._is_replaced_in_loop(place, product):
            return Role.MIGRATION
        if self._is_followed_by_own(place, product):
            return Role.MIGRATION
        is_said = is_label_key(place.key) and is_sentence(text[slice(*place.value)])
        if not is_said and _SED.search(_DONE.sub("", before)):
            if self._is_put_for_new(place, product):
                return Role.UNSEEN
            if not new_beside and (_is_target(before) or _SET_BY_JQ.search(before)):
                return None  # what is written, and not what is searched for
            return Role.MIGRATION if new_beside or self._has_new(place, product) else Role.COMPARISON
        return Role.MIGRATION if new_beside and _REWRITES.match(line) else None

    def _looked_up(self, place: HostPlace, product: str) -> Role | None:
        """Return the role of a host that is the key of an entry."""
        text, outline = self._text, self._places.outline(place.start)
        low, high = self._places.around(place)
        bracket = outline.bracket(place.whole[0])
        if self._is_key(place):
            indexed = bracket.sign == "[" and bracket.parent is not None and bracket.end == place.whole[1]
            entry = outline.entry(bracket.parent or bracket if indexed else bracket, place.start)
            behind = text.find("\n", place.end, entry[1]) if self._places.style != "code" or bracket.sign != "{" else -1
            value_end = min(entry[1], place.end + LINE) if behind < 0 else behind
            if self._is_first_of_pair(place, bracket):
                value_end = bracket.end
            elif self._is_given_before_value(place, bracket):
                value_end = outline.entry(bracket, entry[1] + 1)[1]
            if self._places.valid_within(place.end, value_end, product):
                return Role.MIGRATION
            if place.is_quoted and is_sentence(text[slice(*place.value)]):
                return Role.TOLD
            return Role.KEY
        if (
            not self.has_maps
            or bracket.sign != "{"
            or not _MAP.search(text, max(0, bracket.start - 120), bracket.start)
        ):
            return None
        begin = max(low, outline.entry(bracket, place.start)[0])
        if text[begin : place.start].strip(_OF_KEY):
            return None  # a value behind its key
        return Role.MIGRATION if self._places.valid_within(place.end, high, product) else Role.KEY

    def _is_followed_by_own(self, place: HostPlace, product: str) -> bool:
        """Say whether what replaces a host where it is follows at once: in a call, a pair, a list, elements of XML."""
        for low, high in self._places.valid_within(place.end, place.end + _PAIR, product)[:1]:
            labels = self._text[low:high].lower().split(".")
            own = re.split(r"\W+", self._text[place.start : place.end].lower())
            is_own = len(labels) == _LABELS and own[1:2] == labels[2:3]
            if not is_own or _BETWEEN.fullmatch(self._text, place.end, low) is None:
                return False
            return not self._is_one_of_both(place, low)
        return False

    def _is_put_for_new(self, place: HostPlace, product: str) -> bool:
        """Say whether a host is what a valid one is replaced by: it follows that, and none follows it."""
        before = self._places.valid_within(place.start - _PAIR, place.start, product)[-1:]
        behind = self._places.valid_within(place.end, place.end + _PAIR, product)[:1]
        return any(_BETWEEN.fullmatch(self._text, end, place.start) for _, end in before) and not any(
            _BETWEEN.fullmatch(self._text, place.end, start) for start, _ in behind
        )

    def _is_one_of_both(self, place: HostPlace, new: int) -> bool:
        """Say whether a host or its replacement at ``new`` is chosen: then both are addresses."""
        if _CHOOSES_BETWEEN.search(self._text, place.end, new):
            return True
        begin = place.value[0]
        return CHOOSES.search(self._text, max(self._places.line_start(begin), begin - LINE), begin) is not None

    def _is_replaced_in_loop(self, place: HostPlace, product: str) -> bool:
        """Say whether a loop goes through what a search finds, and replaces the host in it."""
        text, low = self._text, self._places.line_start(place.start)
        if _LOOPS.match(text, low) is None:
            return False
        host = text[place.start : place.end].replace("\\", "")
        body = text[place.end : place.end + LINE].replace("\\", "")
        is_replaced = host in body and _SED.search(body) is not None
        return is_replaced and bool(self._places.valid_within(place.end, place.end + LINE, product))

    def _is_given_beside(self, place: HostPlace, near: tuple[int, int], product: str) -> bool:
        """Say whether the replacement of what is searched for is near, and is not given to another purpose's name."""
        others = (self._places.at(*span) for span in self._places.valid_within(*near, product))
        return any(not other.key or other.key == place.key or names.exchanges(place.key, other.key) for other in others)

    def _is_replaced_above(self, place: HostPlace, product: str) -> bool:
        """Say whether a host and its replacement have one name, in two groups: ``from.host``, ``to.host``."""
        if not self._places.is_data or len(place.path) < 2:
            return False
        own, above, *rest = place.path
        for start, end in self._places.valid_within(place.start - LINE, place.end + LINE, product):
            other = self._places.at(start, end).path
            if other[:1] == (own,) and list(other[2:]) == rest and names.exchanges(above, other[1]):
                return True
        return False

    def _is_condition_of_update(self, place: HostPlace, product: str) -> bool:
        """Say whether an update gives rows with a host its replacement: ``<column value="new"/><where>old</where>``."""
        return (
            self._places.style == "xml"
            and any(map(names.selects, place.keys[:1]))
            and any(of == product for _, of in self._places.beside(place))
        )

    def _has_new(self, place: HostPlace, product: str) -> bool:
        low, high = self._places.outline(place.start).statement(place.start)
        return bool(
            self._places.valid_within(max(low, place.start - STATEMENT), min(high, place.end + STATEMENT), product)
        )

    def is_short_pair(self, place: HostPlace, bracket: Bracket, product: str) -> bool:
        """Say whether a list of two or three values has the host and its whole replacement, as a tuple may."""
        is_entry = bracket.sign == "{" and len(bracket.commas) == 1  # of a table in C#
        if (
            not (bracket.sign in ("[", "(") or is_entry)
            or not self._places.is_element(place, bracket)
            or not _URL_BEFORE.fullmatch(self._text, place.value[0], place.start)
            or len(bracket.commas) > 2
        ):
            return False
        if self._places.callee(bracket)[1] not in ("", "tuple", "Tuple", "Pair", "Map.entry", "array"):
            return False
        found = self._places.valid_within(bracket.start, bracket.end, product)
        return any(self._text.count(".", low, high) > 3 for low, high in found)

    def _is_replaced_by_name(self, place: HostPlace, product: str) -> bool:
        own = _given_to(place)
        return bool(own) and any(
            of == product and names.exchanges(own, _given_to(other)) for other, of in self._places.beside(place)
        )

    def _is_first_of_pair(self, place: HostPlace, bracket: Bracket) -> bool:
        """Say whether a host is the key of an entry that is a pair: ``new Map([["key", value]])``."""
        outer = bracket.parent
        is_bare = place.value == (place.start, place.end)
        if bracket.sign == "{" and outer is not None and outer.sign == "{" and is_bare and self._places.style == "code":
            return (
                len(bracket.commas) == 1 and place.start < bracket.commas[0] and self._places.is_element(place, bracket)
            )
        is_tuple = bracket.sign == "{" and self._places.lexer == "elixir"
        is_pair = is_tuple or bracket.sign == "[" or (bracket.sign == "(" and not self._places.callee(bracket)[1])
        if not is_pair or len(bracket.commas) != 1 or place.start > bracket.commas[0] or outer is None:
            return False
        call = outer.parent if outer.sign == "[" else None
        if call is not None and _OF_PAIRS.search(self._places.callee(call)[1]):
            return True
        return _OF_PAIRS_BARE.search(self._text, max(0, outer.start - 40), outer.start) is not None

    def is_value_of_pair(self, place: HostPlace) -> bool:
        """Say whether a host follows its key in a pair or a call: ``[["us1", "..."], ...]``, ``Map.of``."""
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        if _BEHIND_KEY.search(self._text, max(0, place.whole[0] - 100), place.whole[0]):
            return True
        is_second = bracket.index(place.start) > 0
        if len(bracket.commas) == 1 and not self._places.callee(bracket)[1]:
            return is_second and bracket.parent is not None and bracket.parent.sign in ("[", "(", "{")
        return is_second and _MAPS_OF.fullmatch(self._places.callee(bracket)[1]) is not None

    def _is_given_before_value(self, place: HostPlace, bracket: Bracket) -> bool:
        """Say whether a host is a key among the arguments of a call: ``Map.of(key, value, key, value)``."""
        if bracket.sign != "(" or not len(bracket.commas) % 2:
            return False
        index = bracket.index(place.start)
        callee = self._places.callee(bracket)[1]
        # With a scheme before it, it is the address of a request.
        puts = (
            (PUTS.search(callee) is not None or callee == "put")
            and len(bracket.commas) == 1
            and place.value[0] == place.start
        )
        return not index % 2 and (puts or _MAPS_OF.fullmatch(callee) is not None)

    def _is_behind_key(self, place: HostPlace, bracket: Bracket) -> bool:
        """Say whether a host is the value of a key of Clojure, where a blank is all that is between both."""
        low = max(bracket.start + 1, self._places.line_start(place.start))
        return self._places.lexer == "clojure" and len(_FORM.findall(self._text, low, place.whole[0])) % 2 == 1

    def _is_key(self, place: HostPlace) -> bool:
        """Say whether a host is the key of an entry."""
        text, outline = self._text, self._places.outline(place.start)
        if self._places.is_markup(place.start, place.end):
            return place.key == "key"  # of a property list, or in an attribute of that name
        before = text[max(0, place.start - 60) : place.start]
        if any(word in before for word in _CHOOSES) and _CHOICE.search(before):
            return False
        if place.is_quoted:
            behind = text[place.whole[1] - 1 : place.whole[1] + 60]
            bracket = outline.bracket(place.whole[0])
            if (
                self._is_first_of_pair(place, bracket)
                or self._is_given_before_value(place, bracket)
                or (
                    bracket.sign == "{"
                    and not self._is_behind_key(place, bracket)
                    and _KEY_WITHOUT_SIGN.get(self._places.lexer, _NEVER).match(behind)
                )
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
        return _BARE_KEY_BEHIND.match(text, place.end, place.end + 260) is not None


def _is_target(before: str) -> bool:
    """Say whether a command of sed, up to a place in it, is behind what it searches for: ``s|__HOST__|``."""
    opened = _OPENS_SED.search(before)
    if opened is None:
        return False
    return len(re.findall(rf"(?<!\\){re.escape(opened['sign'])}", opened["said"].replace("://", ""))) == 1


def _given_to(place: HostPlace) -> str:
    """Return the name of a whole value; where the value is an assignment itself, the name before that."""
    return place.keys[1] if place.is_assigned and len(place.keys) > 1 else place.key
