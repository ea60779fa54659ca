"""What the name of a value says of a host that it is given: words that mean the same in every notation."""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand
from edgewise.twilio.table import KNOWN_REGIONS, REGION_EDGES

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPERATOR = on_demand(
    r"[_$@]?(?i:n?eq|neq?|n?in|not_?in|i?like|n?i?like|regex|iregex|equals?|equal_?to|(?:i|not_?)?contains|case"
    r"|(?:starts|ends|begins)_?with|is|is_?not|isnt|anything[_-]but|equals-ignore-case)|[_$@](?i:is|not|gt|gte|lt|lte)"
)
"""A key that compares the field around it with its value: ``_like``, ``$in``."""
_WORD = on_demand(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_OLD = frozenset("old legacy deprecated retired obsolete former previous".split())
_DENIED = frozenset(
    "deny denied denylist blocked blocklist blacklist blacklisted banned forbidden rejected refused disallowed "
    "dead".split()
)
_ALLOWED = frozenset(
    "allow allowed allowlist whitelist whitelisted permitted trusted csp origins egress acl noproxy".split()
)
_SECOND = frozenset("list proxy hosts policy src override urls uris".split())
"""With what the pairs of words end that allow something."""
_PASSING = frozenset(
    {
        *(("white", "list"), ("no", "proxy"), ("proxy", "override"), ("safe", "hosts"), ("known", "hosts")),
        *(("security", "policy"), ("redirect", "urls"), ("redirect", "uris"), ("callback", "urls")),
        *(("callback", "uris"), ("non", "proxy")),
    }
)
_SEARCHED = frozenset(
    "from find regexp regex pattern patterns match matches matcher matchers where needle exact equals contains "
    "word words keyword keywords".split()
)
_CONDITIONS = frozenset(
    "has missing match matches matcher matchers matching condition conditions predicate predicates when unless if "
    "constraint constraints selector selectors expr expression expressions pattern patterns equals contains "
    "exclude only except".split()
)
_CONDITIONS_OF_DATA = frozenset("detection drop keep trigger activation".split())
"""Words of notations, which are conditions of nothing in a program."""
_QUERIES = frozenset("query queries term terms where filter filters".split())
_GIVEN = frozenset("args arguments params parameters values".split())
_ROUTES = frozenset(
    "rule rules routes listener listeners ingress spec vhost vhosts virtualhost chain domains sni snis "
    "cookie cookies".split()
)
"""What takes in requests, or connections, by the host that they ask for."""
_LISTENED = frozenset(
    "host hosts hostname hostnames domain domains sni snis names values targets fqdn fqdns main".split()
)
_SOURCES = on_demand(r"(?i:(?:connect|default|script|img|frame|style|font|media)[-_]?src)")
"""Directives of a content security policy, which ``script.src``, an attribute, is not."""
_PROPAGATES = frozenset("propagate propagated propagation".split())
"""What traces are handed on to: a tracer compares each URL with it."""
_CERTIFIED = frozenset((("dns", "names"), ("dns", "name"), ("alt", "names"), ("alternative", "names"), ("alt", "name")))
"""With what the names of those end to whom a certificate is given."""
_EXPECTED = frozenset("expected expect expects want wanted wants".split())
_PASSED_OVER = frozenset(
    "ignore ignored ignores exclude excluded excludes exclusion exclusions skip skipped bypass except exempt".split()
)
_REPLACED = _OLD | _SEARCHED | frozenset("before source src original orig current replace search".split())
_REPLACING = frozenset(
    "to new after target dest destination repl replace replacement with line current successor modern update "
    "then rewrite".split()
)
_OF_TEXTS = frozenset(
    "contains contain includes include matches equals equal iequals compare casecmp cmp starts ends identical index "
    "rindex occurrences separated range split partition rpartition startswith endswith eq".split()
)
_TAKES_OFF = frozenset("remove trim strip chop".split())
_OF_PARTS = frozenset("prefix suffix after before leading trailing".split())
"""Parts of a text: a call whose name has a verb, too, looks for them or takes them off."""
_ACTS = frozenset(
    "fetch get post put patch delete head request send call connect dial open ping resolve lookup curl ssl socket set "
    "setopt init start run exec load read download upload listen bind register configure use with create make build "
    "add push write log print assert expect verify mock stub emit publish dispatch navigate visit goto redirect env "
    "getenv config option default client api url uri base".split()
)
"""Verbs of calls that do something, or make or give something, in whose answer there is no judgement of a text."""
_HOSTS = ("hosts", "domains", "hostnames", "fqdns", "servernames")
_BANS = frozenset("block deny ban reject forbid".split())
_ADDRESSES = frozenset(
    "url uri endpoint base server servers upstream upstreams proxy backend backends target forward remote connect peer "
    "header hostname relay relayhost origin webhook api sni rewrite redirect redir destination dest env external vhost "
    "fallback default primary secondary address urls uris endpoints targets nodes brokers seeds".split()
)
_ASKED_LAST = frozenset(
    "api twilio env default external primary secondary header target arg param regions region".split()
)
"""Words of what is asked as the last one of a name: before another one they say whose that is, as in `API_ISSUER`."""
_GONE_TO = (_ADDRESSES - _ASKED_LAST) | frozenset(
    "host hosts gateway dial site link links mirror mirrors backup fqdn http https href src to location environment "
    "service services".split()
)
_TABLES = frozenset(("url", "uri", "origin", "http", *(word for word in _GONE_TO if word.endswith("s"))))
"""Words of what holds such hosts, whatever these are called."""
_PLACES = frozenset(
    {"eu", "emea", "apac", *(region.rstrip("0123456789") for region in KNOWN_REGIONS), *REGION_EDGES.values()}
)
"""Words for where a host is, as a table by region has them."""
_CHECKS = frozenset("check validate assert require required ensure".split())
_ASKED = frozenset("url urls uri uris endpoint base command server".split())
"""Words of names of what is asked to check something."""
_DONE = frozenset("steps then do to actions tasks else otherwise handler uri".split())
"""Names in a condition below which is what it leads to."""
_LIMITED = frozenset("limit limits quota quotas throttle throttles pins".split())
_MOCKS = frozenset("mocks stubs".split())
_MANY = (*_HOSTS, "names")
"""With what the last word of such a name ends."""


_PEOPLE = frozenset("description help comment summary placeholder hint tooltip caption".split())
_ASSERTED = frozenset("assert asserts assertion assertions".split())
_TELLING: frozenset[str] = frozenset[str]().union(
    *(_OLD, _DENIED, _ALLOWED, _SEARCHED, _CONDITIONS, _CONDITIONS_OF_DATA, _QUERIES, _PROPAGATES, _EXPECTED),
    *(_PASSED_OVER, _REPLACED, _PEOPLE, _ASSERTED, _BANS, _CHECKS, _LIMITED, _MOCKS),
    "absent no list const equal searches dns cn name alias aliases origin request prefix suffix zone sans entry "
    "documentation info cache cert is but ignore with instead case eq neq like regex contains in equals "
    "attributes annotations body payload json form example examples add field x "
    "label labels tag tags option options choice choices response responses".split(),
)


@functools.lru_cache(maxsize=2_000)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, whether written ``as_this``, ``as-this`` or ``asThis``."""
    return tuple(map(str.lower, _WORD.findall(name)))


def tells(name: str) -> bool:
    """Say whether a name has a word that any question below asks for, or may be that of several hosts."""
    said = words(name)
    if not said or _OPERATOR.fullmatch(name) is not None:
        return True
    is_pair = len(said) > 1 and not _SECOND.isdisjoint(said)
    return is_pair or not _TELLING.isdisjoint(said) or _last_of(name).endswith(_MANY)


def calls_old(name: str) -> bool:
    """Say whether a name calls what it is given the old one, or one that is refused."""
    said = words(name)
    return not (_OLD | _DENIED - {"dead"}).isdisjoint(said) or (len(said) > 1 and said[-1] in _BANS)


def denies(name: str) -> bool:
    """Say whether what is given to a name is refused: a list of banned hosts."""
    said = words(name)
    if said[-1:] in (("absent",), ("deny",)):
        return True
    if said[:2] == ("no", "restricted"):
        return True  # a rule of a linter
    if "list" in said and _pairs(said) & {("black", "list"), ("block", "list"), ("deny", "list")}:
        return True
    lists = len(said) == 1 or (said != () and (said[-1].endswith("s") or said[-1] in ("list", "set")))
    return lists and (not _DENIED.isdisjoint(said) or (len(said) > 1 and said[0] in _BANS))


def allows(name: str) -> bool:
    """Say whether what is given to a name may pass: a list of allowed hosts, a content security policy."""
    said = words(name)
    if not _ALLOWED.isdisjoint(said):
        return True
    if _SECOND.isdisjoint(said):
        return False
    return bool(_pairs(said) & _PASSING) or _SOURCES.search(name) is not None


def passes(name: str) -> bool:
    """Say whether what is called by a name lets pass what it is given, or passes over it: ``ignore_hosts``."""
    said = words(name)
    return allows(name) or (said != () and not _PASSED_OVER.isdisjoint(said[:1]))


def searches(name: str) -> bool:
    """Say whether something is compared with, or searched for, what is given to a name."""
    said = words(name)
    if said and not _PASSED_OVER.isdisjoint((said[0], said[-1])):
        return True
    if not _PROPAGATES.isdisjoint(said):
        return True
    if said == ("const",):
        return True  # of a schema: the only value that is valid
    if said[-2:] in (("search", "string"), ("url", "filter"), ("equal", "to"), ("string", "prefix")):
        return True
    if said[-1:] == ("with",) and said[-2:-1] in (("starts",), ("ends",), ("begins",)):
        return True
    if said == ("instead", "of"):
        return True
    if said[:1] == ("filter",) and said[-1] in _LISTENED:
        return True
    if said[-1:] in (("prefix",), ("suffix",)) and _ADDRESSES.isdisjoint(said):
        return True  # what begins or ends with it
    return said[-1:] != () and (said[-1] in _SEARCHED or said[0] in ("from", "match", "pattern", "regex", "regexp"))


def asks_of_text(name: str) -> bool:
    """Say whether what has a name compares a text with another, or takes a part off: ``removePrefix``."""
    said = words(name)
    if said[:1] and (said[0] in ("to", "should", "must") or said[-1] == "by"):
        return False  # an assertion, of which tests say more; or a table that is made
    if said[:1] and said[0] in _TAKES_OFF and said[-1] in ("start", "end"):
        return True
    return not _OF_TEXTS.isdisjoint(said) or (len(said) > 1 and not _OF_PARTS.isdisjoint(said[1:]))


def acts(name: str) -> bool:
    """Say whether what has a name does something, or gives something: ``sendRequest``, ``connect``, ``getenv``."""
    said = words(name)
    return not _ACTS.isdisjoint(said) or (said != () and said[0].startswith(("get", "set", "open", "connect", "send")))


def conditions(name: str) -> bool:
    """Say whether what is given below a name decides whether something is done."""
    return conditions_in_program(name) or _last_of(name) in _CONDITIONS_OF_DATA


def conditions_in_program(name: str) -> bool:
    """Say the same of a name in a program, where words of notations are conditions of nothing."""
    if _OPERATOR.fullmatch(name):
        return True
    if name in ("==", "===", "!=", "!=="):
        return True  # a rule in JSON
    said = words(name)
    return (
        _last_of(name) in _CONDITIONS
        or said[-2:] == ("input", "entry")
        or said[:1] in (("condition",), ("assert",))
        or ("match" in words(name) and words(name)[-1] in ("statement", "config"))
    )


def checks(name: str) -> bool:
    """Say whether an answer is compared with what is given to a name: ``checkHost``, ``required``."""
    said = words(name)
    return said != () and said[0] in _CHECKS and _ASKED.isdisjoint(said)


def limits(name: str) -> bool:
    """Say whether what is given below a name says how often a host may be asked, or what its certificate is."""
    return _last_of(name) in _LIMITED


def leads(name: str) -> bool:
    """Say whether what is given below a name is what a condition leads to."""
    return not _DONE.isdisjoint(words(name)[-1:])


def selects(name: str) -> bool:
    """Say whether what is given below a name selects what is stored."""
    said = words(name)
    return "http" not in said and (_last_of(name) in _QUERIES or (said[:1] == ("where",) and said[-1] in _GIVEN))


def asks_for(name: str) -> bool:
    """Say whether a name is that of what is searched for; below it, all the rest of a search may be given."""
    return _last_of(name) in ("search", "searches")


def listens(path: Sequence[str]) -> bool:
    """Say whether a host is one that requests come in for, by its name and the one around it, the own one first."""
    own, above, around = (*path[:3], "", "", "")[:3]
    said = words(above)
    if said and words(around)[-1:] == (f"{said[-1]}s",):
        said = words(around)  # one of several, as elements of markup are
    elif words(own) and said == (f"{words(own)[-1]}s",):
        said = words(around)  # one of several, as the hosts of an ingress are
    if _last_of(own) not in _LISTENED and own != "name":
        return False
    if said[-2:-1] == ("virtual",):
        return True
    # The second is what a group is about: `<domain-config><domain>`.
    return not _ROUTES.isdisjoint(said[:1] + said[-1:]) or (said[:1] == words(own)[-1:] and said[-1] == "config")


def addresses(name: str) -> bool:
    """Say whether a name is that of something that is asked, or sent to: an endpoint, the server behind a proxy."""
    said = words(name)
    return (not _ADDRESSES.isdisjoint(said) or said == ("host", "name")) and "domain" not in said


def may_be_asked(path: Sequence[str]) -> bool:
    """Say whether names, the own one first, may be those of a host that is asked: ``TWILIO_URL``, ``hosts.eu``."""
    own, above = words(path[0]), {word for name in path[1:] for word in words(name)}
    if not _GONE_TO.isdisjoint(own) or not _TABLES.isdisjoint(above):
        return True
    last = next((word for word in reversed(own) if not word.isdigit()), "")
    return own in (("value",), ("default", "value")) or last in _ASKED_LAST or last in _PLACES


def caches(name: str) -> bool:
    """Say whether something is kept under what is given to a name."""
    return words(name)[-2:] == ("cache", "key")


def certifies(name: str) -> bool:
    """Say whether a certificate is given to what has a name: ``dnsNames``, ``subjectAltName``, ``DNS.1``."""
    said = words(name)
    return (
        said[-2:] in _CERTIFIED
        or said in (("common", "name"), ("cn",), ("sans",))
        or ("cert" in said and said[-1] in _LISTENED)
        or (said[:1] == ("dns",) and said[-1].isdigit())
    )


def aliases(name: str) -> bool:
    """Say whether something answers to what is given to a name: an alias in a network, the name of a virtual host."""
    said = words(name)
    if said[-1:] == ("zone",):
        return True
    if "dns" in said and said[-1] in _LISTENED:
        return True
    return said[-1:] in (("alias",), ("aliases",)) or said[-2:] in (("virtual", "host"), ("record", "name"))


def expects(name: str) -> bool:
    """Say whether a test expects what is given to a name."""
    return not _EXPECTED.isdisjoint(words(name))


def describes(name: str) -> bool:
    """Say whether what is given to a name is for people and nobody else: a description, a help text."""
    said = words(name)
    return said[-1:] != () and (
        said[-1] in _PEOPLE or said in (("documentation",), ("info",)) or said[-2:] == ("help", "text")
    )


def mocks(name: str) -> bool:
    """Say whether what is given below a name answers in place of what it names."""
    return _last_of(name) in _MOCKS


def asserts(name: str) -> bool:
    """Say whether what is given below a name is what a test asserts."""
    return _last_of(name) in _ASSERTED


def lists_hosts(name: str) -> bool:
    """Say whether a name is that of several hosts."""
    return "".join(words(name)[-2:]).endswith(_HOSTS)


def exchanges(old: str, new: str) -> bool:
    """Say whether two names beside each other are those of what is replaced, and of what replaces it.

    Besides the words that say so they have to be the same: ``OLD_HOST`` and ``NEW_HOST``, ``from`` and ``to``,
    ``legacy_base_url`` and ``base_url``.
    """
    before, after = words(old), words(new)
    if before == ("value",) and after == ("new", "value"):
        return True
    if before == after or _REPLACED.isdisjoint(before):
        return False
    if _REPLACING.isdisjoint(after) and _OLD.isdisjoint(before):
        return False
    stem = [word for word in before if word not in _REPLACED]
    other = [word for word in after if word not in _REPLACING]
    return stem == other or not stem or (not other and not _REPLACING.isdisjoint(after))


def _last_of(name: str) -> str:
    return words(name)[-1] if words(name) else ""


def _pairs(said: tuple[str, ...]) -> set[tuple[str, str]]:
    return set(pairwise(said))
