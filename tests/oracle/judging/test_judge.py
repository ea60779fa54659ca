"""The judge notices whatever a rewrite must not change, and its stubs ask as the libraries would."""

from __future__ import annotations

import pytest

from oracle.generated.asks import CLIENT_ASKS, HOST_ASKS, URL_ASKS, Ask
from oracle.generated.decoys import DECOYS, decoy
from oracle.generated.forms import FORMS, Form
from oracle.judging import facts
from oracle.judging.judge import run

_CLIENT = 'from twilio.rest import Client\nc = Client("AC1", "t")\n'
_CALL = "https://api.twilio.com/x"

DIFFERENT = {
    "path": ('fetch("https://api.twilio.com/x")', 'fetch("https://api.twilio.com/y")'),
    "query": ('fetch("https://api.twilio.com/x?a=1")', 'fetch("https://api.twilio.com/x?a=2")'),
    "fragment": ('fetch("https://api.twilio.com/x#a")', 'fetch("https://api.twilio.com/x")'),
    "scheme": ('fetch("https://api.twilio.com")', 'fetch("http://api.twilio.com")'),
    "port": ('fetch("https://api.twilio.com")', 'fetch("https://api.twilio.com:444")'),
    "password": ('fetch("https://u:p@api.twilio.com")', 'fetch("https://u:q@api.twilio.com")'),
    "order": ('fetch("https://api.twilio.com/1"); fetch("https://api.twilio.com/2")',
              'fetch("https://api.twilio.com/2"); fetch("https://api.twilio.com/1")'),
    "number": ('fetch("https://api.twilio.com")', 'fetch("https://api.twilio.com"); fetch("https://api.twilio.com")'),
    "printed": ("print(1)", "print(2)"),
    "on standard error": ("import sys; print(1, file=sys.stderr)", "import sys; print(2, file=sys.stderr)"),
    "logged": ("import logging; logging.getLogger('x').warning('a')", "import logging; logging.getLogger('x').warning('b')"),
    "warned": ("import warnings; warnings.warn('a')", "import warnings; warnings.warn('b')"),
    "kind of warning": ("import warnings; warnings.warn('a')", "import warnings; warnings.warn('a', FutureWarning)"),
    "raised": ("raise KeyError(1)", "raise KeyError(2)"),
    "kind of exception": ("raise KeyError(1)", "raise IndexError(1)"),
    "noted": ("note(1)", "note(2)"),
    "account": ('Client("AC1", "t").api.v2010.accounts("AC7").fetch()', 'Client("AC2", "t").api.v2010.accounts("AC7").fetch()'),
    "data": ('c.messages.create(to="+1", body="a")', 'c.messages.create(to="+1", body="b")'),
    "parameters": ('c.calls.list(status="busy")', 'c.calls.list(status="failed")'),
    "method of a client": (f'c.request("GET", "{_CALL}")', f'c.request("POST", "{_CALL}")'),
    "headers of a client": (f'c.request("GET", "{_CALL}", headers={{"X": "1"}})', f'c.request("GET", "{_CALL}", headers={{"X": "2"}})'),
    "timeout of a client": (f'c.request("GET", "{_CALL}", timeout=1)', f'c.request("GET", "{_CALL}", timeout=2)'),
    "credentials of a call": (f'c.request("GET", "{_CALL}", auth=("a", "b"))', f'c.request("GET", "{_CALL}", auth=("a", "c"))'),
    "user agent": ('Client("AC1", "t", user_agent_extensions=["a"]).messages("SM1").fetch()',
                   'Client("AC1", "t", user_agent_extensions=["b"]).messages("SM1").fetch()'),
    "http client": ('Client("AC1", "t").messages("SM1").fetch()', 'Client("AC1", "t", http_client=other_http).messages("SM1").fetch()'),
    "library": (f'requests.get("{_CALL}")', f'httpx.get("{_CALL}")'),
    **{
        f"{name} of {library}": (f'{call}, {one})', f'{call}, {other})')
        for library, call, more in (
            ("requests", f'requests.post("{_CALL}"', "data"), ("a session", f'requests.Session().put("{_CALL}"', "data"),
            ("httpx", f'httpx.post("{_CALL}"', "content"), ("httpx.Client", f'httpx.Client(base_url="{_CALL}").patch("y"', "json"),
        )
        for name, one, other in (
            ("body", f'{more}="a"', f'{more}="b"'), ("headers", 'headers={"X": "1"}', 'headers={"X": "2"}'),
            ("credentials", 'auth=("a", "b")', 'auth=("a", "c")'), ("timeout", "timeout=1", "timeout=2"),
            ("parameters", 'params={"a": "1"}', 'params={"a": "2"}'),
        )
    },
    "body of urllib": (f'urllib.request.urlopen("{_CALL}", b"1")', f'urllib.request.urlopen("{_CALL}", b"2")'),
    "timeout of urllib": (f'urllib.request.urlopen("{_CALL}", timeout=1)', f'urllib.request.urlopen("{_CALL}", timeout=2)'),
    "headers of urllib": (f'urllib.request.urlopen(urllib.request.Request("{_CALL}", headers={{"X": "1"}}))',
                          f'urllib.request.urlopen(urllib.request.Request("{_CALL}", headers={{"X": "2"}}))'),
    "body of http.client": ('http.client.HTTPSConnection("api.twilio.com").request("POST", "/", "1")',
                            'http.client.HTTPSConnection("api.twilio.com").request("POST", "/", "2")'),
    "timeout of http.client": ('http.client.HTTPSConnection("api.twilio.com", timeout=1).request("GET", "/")',
                               'http.client.HTTPSConnection("api.twilio.com", timeout=2).request("GET", "/")'),
}  # fmt: skip
"""What differs -> two programs that differ in it, and ask for the same hosts."""


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_difference_is_noticed(name: str) -> None:
    imports = "import http.client, httpx, requests, urllib.request\n" + _CLIENT
    one, other = (run(imports + text) for text in DIFFERENT[name])
    assert name in ("raised", "kind of exception") or one.raised is None is other.raised, (one.raised, other.raised)
    assert set(one.hosts) == set(other.hosts)
    assert one.conduct != other.conduct
    assert one == run(imports + DIFFERENT[name][0])


def test_who_has_built_a_host() -> None:
    record = run(
        _CLIENT + 'Client("AC1", "t").request("GET", "https://studio.jp2.twilio.com/x")\n'
        'c.region = "ie1"\nc.api.accounts("AC1").fetch()\nc.request("GET", "https://api.ie1.twilio.com/x")\n'
        'fetch("https://api.ie1.twilio.com/x")\n'
    )
    assert [*zip(record.hosts, record.built, strict=True)] == [
        ("studio.jp2.twilio.com", False),
        ("api.ie1.twilio.com", True),
        ("api.ie1.twilio.com", False),
        ("api.ie1.twilio.com", False),
    ]


@pytest.mark.parametrize(("base", "path", "joined"), [
    # What the two libraries themselves make of it.
    ("https://api.twilio.com/v1", "y", {"httpx": "/v1/y", "aiohttp": "/y"}),
    ("https://api.twilio.com/v1", "/y", {"httpx": "/v1/y", "aiohttp": "/y"}),
    ("https://api.twilio.com/v1/", "y?z=1", {"httpx": "/v1/y", "aiohttp": "/v1/y"}),
    ("https://api.twilio.com", "https://verify.twilio.com/y", {"httpx": "/y", "aiohttp": "/y"}),
])  # fmt: skip
def test_base_urls(base: str, path: str, joined: dict[str, str]) -> None:
    record = run(
        f'import aiohttp, asyncio, httpx\nhttpx.Client(base_url="{base}").get("{path}")\n'
        f'async def main():\n    async with aiohttp.ClientSession("{base}") as session:\n        await session.get("{path}")\n'
        "asyncio.run(main())\n"
    )
    assert record.raised is None
    assert {str(request[0]): request[6] for request in record.requests} == joined
    assert set(record.hosts) == {"verify.twilio.com" if "://" in path else "api.twilio.com"}


@pytest.mark.parametrize("ask", [*URL_ASKS, *HOST_ASKS, *CLIENT_ASKS], ids=lambda ask: ask.name)
def test_every_way_to_ask_asks(ask: Ask) -> None:
    asked = "c" if ask in CLIENT_ASKS else '"api.twilio.com"' if ask in HOST_ASKS else '"https://api.twilio.com/x"'
    record = run(_CLIENT + ask.make(1, asked))
    assert record.raised is None
    assert record.hosts
    assert all(map(facts.is_valid, record.hosts))


@pytest.mark.parametrize("form", [form for form in FORMS if form.has_host], ids=lambda form: form.name)
def test_the_host_alone(form: Form) -> None:
    part = form.make(1, "api", "ie1", bare=True)
    assert run(f"{part.setup}note({part.subject})\n").noted == ["api.ie1.twilio.com"]


@pytest.mark.parametrize("name", DECOYS)
def test_a_decoy_runs(name: str) -> None:
    record = run(decoy(name, 1))
    assert record.raised is None
    assert all(map(facts.is_valid, record.hosts))
