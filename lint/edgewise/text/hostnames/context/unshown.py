"""Whether the notation around a host shows that it is an address, where nothing else says what it is there for."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.sentences import ASKING
from edgewise.patterns import on_demand
from edgewise.text.hostnames import commands
from edgewise.text.hostnames.context.signs import LINE, SCHEME, SHELLS, STATEMENT
from edgewise.text.settings.embedded import is_script_key

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_CONNECTS = ASKING | frozenset(
    "mtr tracepath ncat socat ssh hey vegeta k6 siege nmap grpcurl websocat tnc iwr irm connect-mgrequest".split()
)
"""Programs that connect to the host that they are given."""
_CONNECTS_BEFORE = ("invoke-", "test-", "resolve-")
"""Beginnings of commands of PowerShell that do."""
_PREFIXES = frozenset("sudo env time nohup exec command if then else elif while until do ! && || - @".split())
_BEGIN = on_demand(r"(?:\$\(|`|[;|&{(])[ \t]*(?=[^;|&{(`]*\Z)")
_ASSIGNED = rf"(?:\A|[\s\"';&|(])[\w.$:\[\]-]*=[\"']?{SCHEME}\Z|[\w)][ \t]+=[ \t]*[\"'(@]*\Z"
_GIVEN = on_demand(rf"{_ASSIGNED}|:[ \t]*[\"']?\Z")
"""What gives a host to a name."""
_GIVEN_IN_DIRECTIVE = on_demand(rf"{_ASSIGNED}|:[ \t]+[\"']?\Z")
_OPTION = on_demand(r"(?<!\S)--?(?P<name>[A-Za-z][\w-]+)(?:[ \t]+|=)[\"']?\Z")
_MAP_OF = on_demand(r"\bmap[ \t]+\S+[ \t]+\$(?P<name>\w+)\s*\Z")
"""The head of a map of nginx, with the variable that gets one of its values."""
_GLOB_BEHIND = on_demand(r"(?::\d+)?(?:/[\w.*-]*){0,8}/\*{1,2}[\"'`]")
"""What makes a URL a pattern for others."""
_FILE = on_demand(r"[\w-]+\.(?:conf|cfg)")
"""The name of a file of directives that a value of data becomes."""
_RUNS = on_demand(r"[ \t]*(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK)\b")
_LISTED = on_demand(r"\[\s*[\"']")
_NO_SIGNS = str.maketrans("\"',", "   ")
_HOST_OPTION = on_demand(r"(?<!\S)-[hH][ \t]+[\"']?\Z")
_VARIABLE = on_demand(r"[A-Z][A-Z0-9_]{2,}")
_SETS = frozenset("set setx export declare local readonly typeset default let set-variable".split())
_ECHOES = frozenset("echo printf print write-output return".split())
_ELSEWHERE = on_demand(r"[^\n;]{0,200}[>|]")
_PORT_BEHIND = on_demand(r":\d{2,5}(?!\d)")
_DOTS = 2
"""How many dots make a word that is a host, and no name."""
_WHOLE = on_demand(rf"{SCHEME}(?:[^\s/@]{{1,80}}@)?")
"""What may stand before a host in a value that is the host, or a URL, as a whole."""
_WORDS_IN_LIST = on_demand(r"[\"'][^\"'/.:]{1,40}[\"'][ \t]*,")
_NEAR = 3
"""How many names around a URL may say that it is asked."""
_DECLARED = frozenset(("terraform", "puppet", "nix", "xml"))
"""Lexers of what declares settings, as data does."""
_KIND = on_demand(r"^kind:[ \t]*[\"']?(?P<kind>\w+)|^(?P<new>---)", re.MULTILINE)
_TARGETS = (("content",), ("target",), ("cname",))
_LISTS = frozenset(("list", "set", "array"))
_RULES = frozenset(
    "policy policies rule rules constraint certificate certificates zone record recordset acl filter monitor alarm "
    "firewall list collection entry".split()
)
"""With what the types of objects end that say what holds for a host, or what answers to it."""


class Unshown:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        kinds = list(_KIND.finditer(places.text)) if places.style == "yaml" and "kind:" in places.text else []
        self._kinds = [one.start() for one in kinds], [one["kind"] or "" for one in kinds]
        self.has_rules = any(_RULES.intersection(names.words(kind)[-1:]) for kind in self._kinds[1])
        """Whether objects of the text are rules by their kind."""
        self._documents: commands.Documents | None = None

    def is_unshown(self, place: HostPlace) -> bool:
        """Say whether nothing shows that a host is an address: it is a word of a directive, a command or a rule."""
        if place.value[0] != place.start:
            is_pattern = place.is_quoted and _GLOB_BEHIND.match(self._text, place.end) is not None
            return is_pattern or "," in self._text[place.value[0] : place.start] or self._is_named_otherwise(place)
        if self._is_only_member(place):
            return True
        if place.key and names.addresses(place.key):
            return False
        begin = self._places.line_start(place.start)
        own = self._text[begin : place.start][-LINE:]
        if self._is_of_rule(place) or self._is_named_otherwise(place):
            return True
        if self._is_in_map_of_addresses(place):
            return False
        if self._text.endswith("\\", 0, max(0, begin - 1)):
            return False  # its beginning is on the line above
        line = self._places.line(place.start)
        is_directive = (self._places.style == "lines" and line is None) or (
            line is not None and line.is_block and _FILE.fullmatch(line.key) is not None
        )
        given = _GIVEN_IN_DIRECTIVE if is_directive else _GIVEN
        if _PORT_BEHIND.match(self._text, place.end) or given.search(own):
            return False
        is_command = self._places.lexer in SHELLS or any(map(is_script_key, place.keys[:1]))
        if (is_command and not self.is_in_document(place.start)) or (is_directive and _RUNS.match(own)):
            return self.is_word_of_command(self._in_list(place, own), place.end)
        return (is_command or is_directive) and self._is_word_of_directive(own)

    def _is_named_otherwise(self, place: HostPlace) -> bool:
        """Say whether data gives a host to a name, and none around it says that it is asked: ``audience: https://...``."""
        is_data = self._places.is_data or self._places.style == "lines" or self._places.lexer in _DECLARED
        if not is_data or not place.keys or any(map(is_script_key, place.keys[:1])):
            return False
        said = names.words(place.key)
        if all(len(word) == 1 for word in said) or self._is_in_path(place, said[-1]):
            return False  # a name that says nothing, or what the URL itself says
        last = said[-1:]
        product = self._text[place.start : self._text.find(".", place.start)].lower()
        if place.key == "value" and place.value[0] == place.start:
            return True  # of what, nothing says
        if last in _TARGETS or last in ((product,), (product.removesuffix("s"),)):
            return False
        if _WHOLE.fullmatch(self._text, place.value[0], place.start) is None:
            return False
        line = self._places.line(place.start)
        if line is not None and line.is_block:
            return False  # what a text in data does, others say
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        if bracket.sign == "[" and _WORDS_IN_LIST.search(self._text, bracket.start, place.start):
            return False  # a command
        return not names.may_be_asked((*place.keys, *place.path[:_NEAR]))

    def _is_in_path(self, place: HostPlace, word: str) -> bool:
        """Say whether a word is that of a resource in the path of a URL: ``calls: https://.../Calls.json``."""
        return f"/{word}" in self._text[place.end : place.value[1]].lower()

    def _is_in_map_of_addresses(self, place: HostPlace) -> bool:
        """Say whether a variable that is called a host, or an address, gets what is behind a key of a map."""
        block = self._places.outline(place.start).block(place.start)
        head = _MAP_OF.search(self._text, max(0, block.start - LINE), max(0, block.start))
        return head is not None and (names.addresses(head["name"]) or names.words(head["name"])[-1] == "host")

    def _in_list(self, place: HostPlace, own: str) -> str:
        """Return what is before a host in a command; one that is a list of words is written as others are."""
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        opened = bracket.start if bracket.sign == "[" else self._text.rfind("[", place.start - len(own), place.start)
        listed = self._text[opened + 1 : place.whole[0]] if opened >= 0 and _LISTED.match(self._text, opened) else ""
        return listed.translate(_NO_SIGNS) if listed else own

    def is_in_document(self, at: int) -> bool:
        """Say whether a place is in a text that a script has within it."""
        if self._documents is None:
            self._documents = commands.Documents(self._text)
        return self._documents.is_shown(at) is not None

    def is_word_of_command(self, own: str, end: int) -> bool:
        """Say whether a word of a command is not shown to be an address, by what stands before it."""
        option = _OPTION.search(own)
        if not _RULES.isdisjoint(names.words(own.split()[0])[-1:] if own.split() else ()):
            return True  # a command that makes a rule
        if _HOST_OPTION.search(own):
            return False
        if option is not None and names.lists_hosts(option["name"]):
            return True
        if option is not None and (names.addresses(option["name"]) or "host" in names.words(option["name"])[-2:]):
            return False
        begin = _BEGIN.search(own)
        words = own[begin.end() if begin is not None else 0 :].split()
        while words and (words[0].lower() in _PREFIXES or "=" in words[0]):
            del words[0]
        if not words:
            return False
        program = words[0].strip("\"'@-").rpartition("/")[2].lower()
        if program == "for" and len(words) > 1:
            return not self.connects_in_loop(words[1], end)
        connects = _CONNECTS.intersection(words[1:4]) - {"host"}  # behind another program: `timeout 5 curl ...`
        if connects or program in _CONNECTS or program.startswith(_CONNECTS_BEFORE) or program in _SETS:
            return False
        if program in _ECHOES:
            return _ELSEWHERE.match(self._text, end) is not None
        return not any(names.addresses(word) for word in words[:3] if word.count(".") < _DOTS)

    def connects_in_loop(self, name: str, start: int) -> bool:
        """Say whether a loop of a shell, from its head on, has a command that connects to what its variable holds."""
        end = self._text.find("done", start, start + STATEMENT)
        used = re.compile(rf"\$\{{?{re.escape(name)}\b").finditer(self._text, start, end if end >= 0 else start)
        found = [
            self.is_word_of_command(self._text[self._places.line_start(one.start()) : one.start()], one.end())
            for one in used
        ]
        return not found or not all(found)

    def _is_word_of_directive(self, own: str) -> bool:
        words = own.strip(" \t\"'-").split()
        words = [word for word in (*words[:3], *words[3:][-1:]) if word.count(".") < _DOTS]
        if any("domain" in names.words(word) for word in words):
            return True
        if len(words) > 1 and _VARIABLE.fullmatch(words[-1]):
            return False
        if words and self._places.has_sections:
            return len(words) > 1 and not any(map(names.addresses, words))
        return not any(word.lower() in _SETS or names.addresses(word) for word in words)

    def _is_only_member(self, place: HostPlace) -> bool:
        """Say whether a host is in a list of data: names are put together to look for one among them."""
        places = self._places
        if (places.style == "code" and not places.is_data and places.lexer != "terraform") or "matrix" in place.path:
            return False
        if (
            place.is_assigned
            or any(map(is_script_key, place.keys[:1]))
            or (names.addresses(place.key) and place.key.endswith("s"))
        ):
            return False
        if places.style == "xml":
            return bool(_LISTS.intersection(name.lower() for name in place.path[1:3]))
        bracket = places.outline(place.start).bracket(place.whole[0])
        if bracket.sign == "[":
            return places.is_element(place, bracket)
        line = places.line(place.start)
        return line is not None and line.is_item and not line.is_block and line.at == place.whole[0]

    def _is_of_rule(self, place: HostPlace) -> bool:
        """Say whether the type of the object that has a host is that of a rule, a policy or a record."""
        if names.words(place.key)[-1:] in _TARGETS:
            return False  # where a record leads to
        if self._places.lexer == "terraform":
            heads = [name for name in place.path if " " in name or '"' in name]
            return any(
                _RULES.intersection(names.words(head.split()[1])[-1:]) for head in heads if len(head.split()) > 1
            )
        if not self.has_rules:
            return False
        starts, kinds = self._kinds
        number = bisect_right(starts, place.start) - 1
        kind = kinds[number] if number >= 0 else ""
        return not _RULES.isdisjoint(names.words(kind)[-1:])
