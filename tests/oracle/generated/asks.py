"""Parts of programs: how a URL, a host or a client is asked, with all that HTTP libraries take besides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ask:
    """Statements with ``<url>`` (or ``<host>``, ``<client>``) for an expression and ``@`` for a number.

    ``since``: the release of the library from which on it runs.
    """

    name: str
    text: str
    since: tuple[int, ...] = ()

    def make(self, number: int, asked: str) -> str:
        text = self.text.replace("@", str(number)).replace("<at>", "@")
        return text.replace("<url>", asked).replace("<host>", asked).replace("<client>", asked)


FETCH = Ask("fetch", "fetch(<url>)\n")
URL_ASKS = (
    FETCH,
    Ask("fetch, by name", "url@ = <url>\nfetch(url@)\n"),
    Ask("fetch, more behind", 'url@ = <url>\nfetch(f"{url@}/y?z=1")\n'),
    Ask("urlopen", "from urllib.request import urlopen\nwith urlopen(<url>, timeout=5) as r@:\n    note(r@.status)\n"),
    Ask("urlopen, alias", "from urllib.request import urlopen as open@\nopen@(\n    url=<url>,  # where\n    data=b'a=1',\n)\n"),
    Ask("Request", 'import urllib.request\nq@ = urllib.request.Request(<url>, data=b"a=1", headers={"X-A": "1"}, method="PUT")\n'
        "note(urllib.request.urlopen(q@).read())\n"),
    Ask("Request, headers later", "import urllib.request as ur@\nq@ = ur@.Request(<url>)\n"
        'q@.add_header("Authorization", "Basic eDp5")\nur@.urlopen(q@, timeout=2.5).close()\n'),
    Ask("opener", 'import urllib.request\nurllib.request.OpenerDirector().open(<url>, b"x", 3)\n'),
    Ask("requests.get", 'import requests\nnote(requests.get(<url>, params={"p": 1}, auth=("AC1", "t"), timeout=3).status_code)\n'),
    Ask("requests.post", "from requests import post as post@\n"
        'post@(url=<url>, data={"Body": "b"}, headers={"X-A": "1"}, timeout=(1, 2))\n'),
    Ask("requests.request", 'import requests as rq@\nrq@.request("POST", <url>, json={"to": "+1"}).raise_for_status()\n'),
    Ask("Session", "import requests\nwith requests.Session() as s@:\n    s@.headers['X-A'] = '1'\n    s@.auth = ('AC1', 't')\n"
        "    note(s@.put(<url>, data=b'x', allow_redirects=False).text)\n"),
    Ask("Session, kept", "from requests import Session\nclass Api@:\n    def __init__(self, url):\n        self.url = url\n"
        "        self.session = Session()\n    def get(self, **params):\n        return self.session.get(self.url, params=params)\n"
        "Api@(<url>).get(page=2)\n"),
    Ask("prepared", "import requests\nq@ = requests.Request('DELETE', <url>, headers={'X-A': '1'})\n"
        "note(requests.Session().send(q@.prepare(), timeout=1).ok)\n"),
    Ask("httpx.get", 'import httpx\nnote(httpx.get(<url>, params={"p": "1"}, timeout=2.0).json())\n'),
    Ask("httpx.Client", 'import httpx\nh@ = httpx.Client(base_url=<url>, auth=("AC1", "t"), headers={"X-A": "1"})\n'
        'h@.post("/y", json={"to": "+1"})\nh@.close()\n'),
    Ask("httpx.Client, entered", 'from httpx import Client as H@\nwith H@(\n    base_url=<url>,\n    timeout=3,\n) as h@:\n    h@.get("y")\n'),
    Ask("httpx.AsyncClient", "import asyncio\nimport httpx\nasync def main@():\n    async with httpx.AsyncClient(base_url=<url>) as h:\n"
        '        note((await h.get("/y", params={"p": "1"})).status_code)\nasyncio.run(main@())\n'),
    Ask("aiohttp", "import asyncio\nimport aiohttp\nasync def main@(url):\n    async with aiohttp.ClientSession() as session:\n"
        '        async with session.post(url, data={"a": "b"}) as answer:\n            note(await answer.json())\n'
        "asyncio.run(main@(<url>))\n"),
    Ask("aiohttp, base", "import asyncio\nfrom aiohttp import BasicAuth, ClientSession\nasync def main@():\n"
        '    async with ClientSession(<url>, auth=BasicAuth("AC1", "t")) as session:\n        note((await session.get("/y")).status)\n'
        "asyncio.run(main@())\n"),
    Ask("urljoin", 'from urllib.parse import urljoin\nfetch(urljoin(<url>, "2010-04-01/Calls.json"))\n'),
    Ask("urljoin, requests", "import requests\nfrom urllib.parse import urljoin as join@\n"
        'base@ = <url>\nrequests.get(join@(base@, "/v2/Services"), auth=("AC1", "t"))\n'),
    Ask("urlsplit, replaced", 'from urllib.parse import urlsplit\nfetch(urlsplit(<url>)._replace(path="/y").geturl())\n'),
    Ask("netloc", "import http.client\nfrom urllib.parse import urlsplit\n"
        'n@ = http.client.HTTPSConnection(urlsplit(<url>).netloc)\nn@.request("GET", "/x")\n'),
    Ask("Twilio client", 'from twilio.rest import Client\nClient("AC1", "t").request("GET", <url>, params={"a": "1"}, timeout=7)\n'),
    Ask("handed to a function", "def ask@(url, *, times=1):\n    for _ in range(times):\n        fetch(url)\nask@(<url>, times=2)\n"),
    Ask("handed to a decorated function", "from functools import wraps\ndef told@(f):\n    <at>wraps(f)\n    def inner(*a, **k):\n"
        "        note(f.__name__)\n        return f(*a, **k)\n    return inner\n<at>told@\ndef ask@(url):\n    fetch(url)\n"
        "ask@(url=<url>)\n"),
    Ask("default", "def ask@(path, base=<url>):\n    fetch(base + path)\nask@('/y')\n"),
    Ask("lambda", "ask@ = lambda path='/y', url=<url>: fetch(url + path)\nask@()\n"),
    Ask("partial", "from functools import partial\npartial(fetch, <url>)()\n"),
    Ask("class attribute", "class Api@:\n    BASE = <url>\n    def get(self, path):\n        fetch(self.BASE + path)\nApi@().get('/y')\n"),
    Ask("dataclass", "from dataclasses import dataclass\n<at>dataclass\nclass Api@:\n    base: str = <url>\n    timeout: int = 3\n"
        "note(Api@().timeout)\nfetch(Api@().base)\n"),
    Ask("table", 'HOSTS@ = {"prod": <url>, "test": "https://test.example"}\nfor name@ in ("prod", "test"):\n    fetch(HOSTS@[name@])\n'),
    Ask("comprehension", "urls@ = (<url>,)\n[fetch(url) for url in urls@]\n"),
    Ask("loop", "for url@ in [<url>]:\n    fetch(url@)\n"),
    Ask("map", "note(list(map(fetch, [<url>])))\n"),
    Ask("walrus", "if (url@ := <url>):\n    fetch(url@)\n"),
    Ask("enum", "from enum import Enum\nclass Url@(Enum):\n    BASE = <url>\nfetch(Url@.BASE.value)\n"),
    Ask("context manager", "from contextlib import contextmanager\n<at>contextmanager\ndef asked@(url):\n    fetch(url)\n    yield url\n"
        "with asked@(<url>):\n    pass\n"),
    Ask("starred", "given@ = (<url>,)\nfetch(*given@)\n"),
    Ask("keywords", "def ask@(url, **more):\n    fetch(url)\n    note(more)\nask@(**{'url': <url>, 'x': 1})\n"),
    Ask("match", "match <url>:\n    case str() as url@:\n        fetch(url@)\n"),
)  # fmt: skip
"""Of a URL that is a string with no more than a path."""

HOST_ASKS = (
    Ask("HTTPSConnection", 'import http.client\nh@ = http.client.HTTPSConnection(<host>, timeout=4)\n'
        'h@.request("POST", "/x", body="a=1", headers={"X-A": "1"})\nnote(h@.getresponse().status)\nh@.close()\n'),
    Ask("HTTPSConnection, imported", 'from http.client import HTTPSConnection as H@\nh@ = H@(<host>, 443)\nh@.putrequest("GET", "/x?y=1")\n'
        'h@.putheader("X-A", "1")\nh@.endheaders()\n'),
    Ask("HTTPSConnection, by name", "from http.client import HTTPSConnection\nASKED@ = <host>\n"
        'HTTPSConnection(host=ASKED@).request("GET", "/x")\n'),
    Ask("host in a URL", 'host@ = <host>\nfetch(f"https://{host@}/x")\n'),
    Ask("host added to", 'host@ = <host>\nfetch("https://" + host@ + "/x")\n'),
    Ask("host and requests", 'import requests\nrequests.get("https://%s/x" % (<host>), timeout=3)\n'),
)  # fmt: skip
"""Of a bare host."""

ACCOUNT = Ask("account", '<client>.api.v2010.accounts("AC7").fetch()\n')
CLIENT_ASKS = (
    ACCOUNT,
    Ask("message", '<client>.messages.create(to="+1", from_="+2", body="on its way")\n'),
    Ask("calls", "note(len(<client>.calls.list(limit=2)))\n"),
    Ask("calls, streamed", "for call@ in <client>.calls.stream(status='busy'):\n    note(call@.sid)\n"),
    Ask("deleted", 'note(<client>.messages("SM1").delete())\n'),
    Ask("verification", '<client>.verify.v2.services("VA1").verifications.create(to="+1", channel="sms")\n'),
    Ask("lookup", '<client>.lookups.v1.phone_numbers("+1").fetch()\n'),
    Ask("request", '<client>.request("POST", "https://api.twilio.com/x.json", data={"b": "2"}, timeout=7)\n'),
    Ask("asynchronous", "import asyncio\n<client>.http_client = async_http\n"
        'asyncio.run(<client>.messages("SM1").fetch_async())\n', since=(8,)),
    Ask("two products", '<client>.api.v2010.accounts("AC7").fetch()\n<client>.chat.v2.services("IS1").fetch()\n'),
)  # fmt: skip
"""Of a client: the expression stands for ``<client>``."""
