"""Sinks: what calls of libraries do with a text that they are given, by the names of what is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Callable


def _tried(name: str) -> object:
    """Return what a method of a string makes of one, without arguments or with a string or two."""
    ways: tuple[tuple[object, ...], ...] = ((), ("a",), ("a", "b"), (["a"],), (9,), ({},))
    for arguments in ways:
        try:
            return getattr("a.b", name)(*arguments) if not name.startswith("_") else None
        except (TypeError, ValueError, LookupError):
            continue
    return None


SEARCHES = frozenset(
    "startswith endswith removeprefix removesuffix split rsplit partition rpartition find rfind index rindex count "
    "replace strip lstrip rstrip".split()
)
"""Methods of a string that look for what they are given in it."""
OF_TEXT = frozenset(name for name in dir(str) if isinstance(_tried(name), (str, bytes)))
"""Methods that make another text of a text."""
QUERIES = frozenset(
    "filter exclude filter_by where like ilike contains find_one find_all count_documents delete_many delete_one "
    "update_many update_one replace_one aggregate get_or_create update_or_create get_or_none get_object_or_404 execute "
    "executemany executescript scalar scalars bulk_create insert insert_one insert_many in_".split()
)
"""Methods that ask, or write to, a store of whatever library."""
MANAGERS = frozenset({"objects", "query", "collection", "db"})
"""Attributes through which a model, or a database, is asked."""
MOCKING = on_demand(r"(?:responses|requests_mock|respx|httpretty|aioresponses|pook|vcr|betamax|pytest_httpx)\b")
FIXTURES = frozenset({"requests_mock", "httpx_mock", "respx_mock", "aioresponses", "mocked_responses", "httpserver"})
"""Parameters of tests that pytest binds by their name, to what answers in place of a host."""
SENDING = on_demand(
    r"(?:requests|httpx|urllib3|aiohttp|http\.client|urllib\.request|niquests|treq|httplib2|websockets?|pycurl"
    r"|twilio|subprocess|socket|ssl|asyncio|furl|yarl|oauthlib|requests_oauthlib|xmlrpc|grpc|uplink|tornado)\b"
)
OF_SECTIONS = frozenset({"sections", "has_section"})
"""Methods of what reads settings that answer names, and not what these have."""
TAKES_LISTS = on_demand(r"(?:subprocess|socket|ssl|asyncio)\.")
"""Libraries to which a host goes in a list or a tuple: the words of a command, a host and a port."""
PAYLOADS = frozenset("data json params headers cookies content body files auth message payload".split())
ASKING = on_demand(
    r"(?:get|head|options|post|put|patch|delete|trace|request|send|open|connect|fetch|stream|perform|setopt|urlopen)"
)
"""How methods of an HTTP library begin that ask a host, when nobody looks at their answer; others keep something."""
METHODS = on_demand(r"(?:get|head|options|post|put|patch|delete|request)\Z")
"""Methods of clients that are given a URL, whosever they are."""
PARSING = on_demand(r"urllib\.parse\.|yarl\.URL|httpx\.URL|furl\.furl|requests\.utils\.|tldextract|ipaddress\.|rfc3986")
BESIDE_THE_HOST = frozenset(
    "scheme path port query fragment params username password user explicit_port raw_path query_string is_absolute "
    "args segments pathstr path_qs".split()
)
"""Attributes of a URL that is taken apart which say nothing of its host."""
FIELDS = on_demand(r"""["'](\w+)["']""")
"""Names of fields in the decorator of a validator."""
HOSTS = frozenset({"hostname", "host", "netloc", "authority", "raw_host"})
"""Attributes of a URL that is taken apart which are its host, or that with a user and a port."""
NAMING = on_demand(
    r"(?:pathlib|os\.path|shutil|tempfile|glob|zipfile|tarfile|uuid|hashlib|hmac|zlib|netrc|keyring|shelve|dbm"
    r"|linecache|django\.core\.cache|cachetools|diskcache|redis|pymemcache|memcache)\b|builtins\.(?:open|hash|__import__)\b|io\.open\b|os\.(?:open|stat|listdir|scandir|makedirs|mkdir|remove"
    r"|rename|unlink|chdir|walk)\b|binascii\.|base64\.|importlib\."
)
EXEMPTING = frozenset({"no_proxy"})
"""Names, in lower case, under which libraries are told which hosts to treat in another way."""
JOINING = ("os.path.join", "posixpath.join")
"""What joins names of folders, and URLs by mistake."""
WRITING = frozenset({"write", "writelines", "write_text", "write_bytes", "writestr"})
"""Methods of a file, or of its path, that are given what is to stand in it."""
SHOWING = on_demand(
    r"(?:logging|warnings|rich|loguru|structlog|pprint|traceback|syslog|flask\.flash|django\.contrib\.messages)\b"
    r"|builtins\.print\b|click\.(?:echo|secho)\b|typer\.echo\b|sys\.(?:stdout|stderr)\b"
)
JUDGED_FIELD = on_demand(r"valid|pattern|regex|choice|convert|Annotated|Literal|constr\b", re.IGNORECASE)
"""Words in the declaration of a field that is looked at, or changed, when it is filled."""
OF_KIND = on_demand(r"\bvalidator\s*=\s*(?:[\w.]*\boptional\()?[\w.]*\binstance_of\([^()]*\)\)?")
"""A validator in such a declaration that goes by the kind of a value, and not by what it says."""
LEFT_OUT = on_demand(r"\b(?:compare|eq|order)\s*=\s*False\b")
"""What the declaration of a field says that has no part in comparisons."""
CONSTRAINED = on_demand(r"valid|pattern|regex|constr\b|Literal", re.IGNORECASE)
"""Words in the declaration of a parameter at which a library looks."""
PATTERNS = on_demand(r"(?:re|regex|fnmatch)\.")
PROGRAMS = on_demand(
    r"subprocess\.|asyncio\.(?:subprocess\.)?create_subprocess_|os\.(?:system|popen|exec\w+|spawn\w+|posix_spawnp?)\b"
)
"""What runs another program."""
PARTIALS = ("functools.partial", "functools.partialmethod")
ORDERING = frozenset({"builtins.sorted", "builtins.min", "builtins.max"})
PASSING = frozenset(
    "list tuple set frozenset iter enumerate reversed next isinstance len print any all str repr bool type".split()
)
"""Builtins that look at a container, or hand its elements on, whatever these say."""
JUDGING = on_demand(
    r"(?:jwt|jose)\.|.*\.(?:validat\w*|routing|middleware)\b"
    r"|requests\.utils\.(?:get_netrc|get_environ|should|select|resolve)\w*|urllib\.request\.proxy_bypass\w*|http\.cookiejar\.\w*Policy\b"
)
"""Frameworks, and libraries of tokens, proxies and passwords, that compare what they are given with what comes."""
CALLING = frozenset({
    "builtins.map", "builtins.filter", "concurrent.futures.ThreadPoolExecutor().map",
    "concurrent.futures.ProcessPoolExecutor().map",
})  # fmt: skip
"""What calls a function with each element."""
TAKING = frozenset("__init__ __new__ __call__ __set__ __setattr__ __post_init__ __init_subclass__ __set_name__".split())
"""Special methods that take a value in; any other one looks at it."""
KEEPING = on_demand(
    r"(?:argparse|ast|optparse|configparser|os\.environ|os\.getenv|os\.putenv|contextvars|contextlib|queue|json|types|typing|functools"
    r"|itertools|collections|dataclasses|copy|string|weakref|io|tomllib|csv|xml|plistlib|threading|multiprocessing|concurrent|asyncio|sched"
    r"|socketserver|wsgiref|http|urllib|smtplib|webbrowser|unittest)\b"
)
"""Modules of Python's library that keep a text, or hand it on, whatever it says."""
MEASURING: dict[str, Callable[[str], object]] = {"builtins.len": len, "builtins.bool": bool}
TELLING = on_demand(r"(?:unittest\.)?mock\.|pytest_mock\.|io\.(?:String|Bytes)IO\Z")
"""What is told of calls, or of what is written, and gives it back."""
