"""The real ``twilio`` package as the judge: runs the text of a program and tells what it asks for, and does besides."""

from __future__ import annotations

import io
import logging
import os
import pkgutil
import sys
import warnings
from collections.abc import Callable
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

import twilio  # type: ignore[import-untyped]
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

from oracle.judging.web import recorded

with suppress(ImportError):
    # It imports the real aiohttp, which a program does not get to see.
    import twilio.http.async_http_client  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSION = str(twilio.__version__)
_HTTP_CLIENT = "twilio.rest" if int(VERSION.partition(".")[0]) < 8 else "twilio.base.client_base"
"""The module in which a client finds the HTTP client that it uses without being given one."""
_BUILDS_HOSTS = "twilio.rest.Client" if _HTTP_CLIENT == "twilio.rest" else f"{_HTTP_CLIENT}.ClientBase"
"""The class whose ``get_hostname`` puts a client's region and edge into a URL, in releases that have one."""

USUAL_ENVIRONMENT: Mapping[str, str] = {
    "TWILIO_ACCOUNT_SID": "AC" + "e" * 32,
    "TWILIO_AUTH_TOKEN": "of the environment",
}
"""What every program finds in ``os.environ``: credentials, and neither a region nor an edge."""

_ABOUT_REGIONS = "For regional processing, DNS is of format"
"""How 9.8.8 to 9.10.0 warn that the edge will have to be given: a part of what a rewrite is to change."""


@dataclass
class Record:
    """What one program did, in the order in which it did it.

    ``hosts`` are lower-case, ``built`` says of each whether a client has put its region or edge into it; ``requests`` are all else about the same requests: method, scheme, credentials, port, path
    and query of the URL, the library, and whatever it was given (parameters, data, headers, credentials, timeout).
    ``noted`` is whatever the program gave to ``note``, ``printed`` and ``complained`` its standard output and error,
    ``warned`` its warnings and those of the compiler, ``raised`` the exception that ended it, ``settings`` the TWILIO_
    variables that it left behind.
    """

    hosts: list[str] = field(default_factory=list[str])
    built: list[bool] = field(default_factory=list[bool])
    requests: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    noted: list[object] = field(default_factory=list[object])
    printed: str = ""
    complained: str = ""
    warned: list[str] = field(default_factory=list[str])
    raised: str | None = None
    settings: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def conduct(self) -> tuple[object, ...]:
        """Everything but the hosts and the settings that make them."""
        return self.requests, self.noted, self.printed, self.complained, self.warned, self.raised

    def ask(self, method: str, url: str, library: str, *, built: bool = False, **how: object) -> None:
        parts = urlsplit(url)
        self.built.append(built)
        self.hosts.append((parts.hostname or "").rstrip("."))
        given = [f"{name}={value!r}" for name, value in sorted(how.items()) if value is not None]
        place = (parts.scheme, parts.username, parts.password, parts.port, parts.path, parts.query, parts.fragment)
        self.requests.append((library, method, *place, *given))


class FakeHttpClient(HttpClient):  # type: ignore[misc]
    """Answers every request with an object that has next to nothing, and records it."""

    is_async = False

    def __init__(self, record: Record, built: set[str] | None = None, name: str = "usual") -> None:
        self._record = record
        self._built = set[str]() if built is None else built
        self._name = f"twilio, {name} client"

    def request(self, method: str, uri: str, *args: object, **kwargs: Any) -> Response:
        given = dict(zip(("params", "data", "headers", "auth", "timeout", "allow_redirects"), args, strict=False))
        self._record.ask(method, uri, self._name, built=uri in self._built, **given, **kwargs)
        self._built.discard(uri)
        return Response(200, '{"sid": "AC0", "meta": {"key": "items"}, "items": [], "accounts": []}')


class FakeAsyncHttpClient:
    """The same for the asynchronous methods of the library."""

    is_async = True

    def __init__(self, record: Record, built: set[str]) -> None:
        self._client = FakeHttpClient(record, built, "asynchronous")

    async def request(self, *args: Any, **kwargs: Any) -> Response:
        return self._client.request(*args, **kwargs)


def _others() -> dict[str, ModuleType]:
    """Return modules that a program may import and that are none of Twilio's: other clients, and its own settings."""
    boto3, supabase, settings = (ModuleType(name) for name in ("boto3", "supabase", "settings"))
    boto3.__dict__["client"] = SimpleNamespace
    supabase.__dict__.update(Client=SimpleNamespace, create_client=SimpleNamespace)
    for region in ("us1", "ie1", "au1", "br1", "de1", "jp1", "sg1", "us2", "jp2"):
        settings.__dict__[f"REGION_{region.upper()}"] = region
    return {module.__name__: module for module in (boto3, supabase, settings)}


@contextmanager
def _told_what_is_built(built: set[str]) -> Iterator[None]:
    """Collect the URLs into which clients put their region and edge."""
    of = pkgutil.resolve_name(_BUILDS_HOSTS)
    get_hostname = getattr(of, "get_hostname", None)
    if get_hostname is None:
        yield  # before 6.40.0
        return

    def told(client: object, uri: str) -> str:
        url: str = get_hostname(client, uri)
        if url != uri:
            built.add(url)
        return url

    with mock.patch.object(of, "get_hostname", told):
        yield


@contextmanager
def stage(environment: Mapping[str, str] = USUAL_ENVIRONMENT) -> Iterator[tuple[Record, dict[str, object]]]:
    """Set the stage for a program: yields the record and the names that the program finds defined.

    ``fetch(url)`` stands for any other HTTP library, ``note(value)`` tells about the program's own state,
    ``other_http`` is a second HTTP client, for ``http_client=``, and ``async_http`` one for asynchronous methods.
    """
    record = Record()
    built: set[str] = set()  # URLs that a client has changed and not asked for yet

    def fetch(url: str | bytes) -> None:
        record.ask("GET", url.decode("latin-1") if isinstance(url, bytes) else url, "fetch")

    program = ModuleType("__program__")
    program.__dict__.update(
        fetch=fetch,
        note=record.noted.append,
        other_http=FakeHttpClient(record, built, "other"),
        async_http=FakeAsyncHttpClient(record, built),
        monkeypatch=SimpleNamespace(setenv=os.environ.__setitem__),
    )
    modules = {"__program__": program, **_others()}
    with (
        mock.patch(f"{_HTTP_CLIENT}.TwilioHttpClient", lambda: FakeHttpClient(record, built)),
        _told_what_is_built(built),
        mock.patch.dict(os.environ, dict(environment), clear=True),
        recorded(record.ask),
    ):
        # Not mock.patch.dict: what the library imports meanwhile stays imported. Dataclasses look their own module up.
        sys.modules.update(modules)
        try:
            yield record, program.__dict__
        finally:
            for name in modules:
                del sys.modules[name]
        record.settings = {key: value for key, value in os.environ.items() if key.startswith("TWILIO_")}


def run(
    program: str, environment: Mapping[str, str] = USUAL_ENVIRONMENT, more: Mapping[str, object] | None = None
) -> Record:
    """Run the text of a program and return what it did, with what it raised.

    :param more: names that the program finds defined as well.
    """
    printed, complained = io.StringIO(), io.StringIO()
    with (
        stage(environment) as (record, names),
        redirect_stdout(printed),
        redirect_stderr(complained),
        mock.patch.object(logging.root, "handlers", [logging.StreamHandler(complained)]),
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        names.update(more or {})
        code = compile(program, "<program>", "exec", dont_inherit=True)
        try:
            exec(code, names)
        except (Exception, SystemExit) as error:
            record.raised = f"{type(error).__name__}: {error}"
    record.printed, record.complained = printed.getvalue(), complained.getvalue()
    said = [f"{warning.category.__name__}: {warning.message}" for warning in warned]
    record.warned = [text for text in said if _ABOUT_REGIONS not in text]
    return record


Judge = Callable[[str], Record]
"""Runs the text of a program with one version of the library."""
