"""The real ``twilio`` package as the judge: runs the text of a program and tells which hosts it asks for."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

import twilio  # type: ignore[import-untyped]
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSION = str(twilio.__version__)
_HTTP_CLIENT = "twilio.rest" if int(VERSION.partition(".")[0]) < 8 else "twilio.base.client_base"
"""The module in which a client finds the HTTP client that it uses without being given one."""

USUAL_ENVIRONMENT: Mapping[str, str] = {
    "TWILIO_ACCOUNT_SID": "AC" + "e" * 32,
    "TWILIO_AUTH_TOKEN": "of the environment",
}
"""What every program finds in ``os.environ``: credentials, and neither a region nor an edge."""


@dataclass
class Record:
    """What one program did, in the order in which it did it.

    ``hosts`` are lower-case; ``requests`` are all else about the same requests: method, path and query, credentials.
    ``noted`` is whatever the program gave to ``note``, ``printed`` its standard output, ``raised`` the exception that
    ended it, ``settings`` the TWILIO_ variables that it left behind.
    """

    hosts: list[str] = field(default_factory=list[str])
    requests: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    noted: list[object] = field(default_factory=list[object])
    printed: str = ""
    raised: str | None = None
    settings: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def conduct(self) -> tuple[object, ...]:
        """Everything but the hosts and the settings that make them."""
        return self.requests, self.noted, self.printed, self.raised

    def add_url(self, method: str, url: str, *others: object) -> None:
        parts = urlsplit(url)
        self.hosts.append((parts.hostname or "").rstrip("."))
        self.requests.append((method, parts.scheme, parts.username, parts.port, parts.path, parts.query, *others))


class FakeHttpClient(HttpClient):  # type: ignore[misc]
    """Answers every request with an object that has next to nothing, and records it."""

    def __init__(self, record: Record, name: str = "usual") -> None:
        self._record = record
        self._name = name

    def request(self, method: str, uri: str, *args: object, **kwargs: Any) -> Response:
        headers = kwargs.get("headers") or {}
        self._record.add_url(method, uri, self._name, kwargs.get("auth"), headers.get("User-Agent"))
        return Response(200, '{"sid": "AC0", "meta": {"key": "items"}, "items": [], "accounts": []}')


@contextmanager
def stage(environment: Mapping[str, str] = USUAL_ENVIRONMENT) -> Iterator[tuple[Record, dict[str, object]]]:
    """Set the stage for a program: yields the record and the names that the program finds defined.

    ``fetch(url)`` stands for any other HTTP library, ``note(value)`` tells about the program's own state, and
    ``other_http`` is a second HTTP client, for ``http_client=``.
    """
    record = Record()

    def fetch(url: str | bytes) -> None:
        record.add_url("GET", url.decode("latin-1") if isinstance(url, bytes) else url)

    names: dict[str, object] = {
        "__name__": "__program__",
        "fetch": fetch,
        "note": record.noted.append,
        "other_http": FakeHttpClient(record, "other"),
        "monkeypatch": SimpleNamespace(setenv=os.environ.__setitem__),
    }
    with (
        mock.patch(f"{_HTTP_CLIENT}.TwilioHttpClient", lambda: FakeHttpClient(record)),
        mock.patch.dict(os.environ, dict(environment), clear=True),
    ):
        yield record, names
        record.settings = {key: value for key, value in os.environ.items() if key.startswith("TWILIO_")}


def run(program: str, environment: Mapping[str, str] = USUAL_ENVIRONMENT) -> Record:
    """Run the text of a program and return what it did, with what it raised."""
    code = compile(program, "<program>", "exec", dont_inherit=True)
    printed = io.StringIO()
    with stage(environment) as (record, names), redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # 9.8.8 to 9.10.0 warn that the edge will have to be given
        try:
            exec(code, names)
        except Exception as error:
            record.raised = f"{type(error).__name__}: {error}"
    record.printed = printed.getvalue()
    return record


Judge = Callable[[str], Record]
"""Runs the text of a program with one version of the library."""
