"""The libraries that a program may ask for a URL with, in so far as nothing leaves the machine and all is recorded.

``urllib`` and ``requests`` are the real ones up to where they would connect. ``http.client``, ``httpx`` and ``aiohttp``
are stubs, with the arguments and the joining of base URLs that those libraries document.
"""

from __future__ import annotations

import http.client
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

Ask = Callable[..., None]
"""``ask(method, url, library, **how)``: records one request; ``how`` is whatever else was said about it."""

_METHODS = ("get", "options", "head", "post", "put", "patch", "delete")


class _Answer:
    """What is common to the answers of all libraries: 200 and an empty object."""

    status_code = status = code = 200
    reason, ok, is_success, text, content, headers = "OK", True, True, "{}", b"{}", {"Content-Type": "application/json"}

    def json(self) -> dict[str, object]:
        return {}

    def read(self, *_: int) -> bytes:
        return self.content

    def raise_for_status(self) -> _Answer:
        return self

    def close(self) -> None:
        pass

    def __enter__(self) -> _Answer:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _Response(_Answer):
    """What the handler of ``httpx.MockTransport`` answers."""

    def __init__(self, status_code: int, *, json: Any = None) -> None:
        self.status_code, self._json = status_code, json
        self.is_success = status_code < 400

    def json(self) -> Any:
        return self._json

    def raise_for_status(self) -> _Answer:
        if not self.is_success:
            raise RuntimeError(f"{self.status_code} for a request")
        return self


class _AsyncAnswer:
    """The answer of aiohttp, which is awaited or entered, and whose contents are awaited."""

    status, ok, reason = 200, True, "OK"

    async def json(self) -> dict[str, object]:
        return {}

    async def text(self) -> str:
        return "{}"

    async def read(self) -> bytes:
        return b"{}"

    def raise_for_status(self) -> None:
        pass

    def __await__(self) -> Iterator[Any]:
        yield from ()
        return self

    async def __aenter__(self) -> _AsyncAnswer:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass


def _http_client(ask: Ask, scheme: str) -> type:
    class Connection:
        debuglevel, _http_vsn = 0, 11  # urllib asks for both from Python 3.12 on

        def __init__(
            self, host: str, port: int | None = None, *, timeout: object = None, context: object = None
        ) -> None:
            self.host, self._how = host, {"timeout": timeout}
            self._origin = f"{scheme}://{host}:{port}" if port else f"{scheme}://{host}"

        def request(self, method: str, url: str, body: object = None, headers: object = None) -> None:
            ask(method, self._origin + url, "http.client", body=body, headers=headers, **self._how)

        def putrequest(self, method: str, url: str) -> None:
            self._asked: tuple[str, str, dict[str, str]] = (method, url, {})

        def putheader(self, name: str, value: str) -> None:
            self._asked[2][name] = value

        def endheaders(self, message_body: object = None) -> None:
            method, url, headers = self._asked
            self.request(method, url, message_body, headers)

        def getresponse(self) -> _Answer:
            return _Answer()

        def close(self) -> None:
            pass

    return Connection


def _httpx(ask: Ask) -> ModuleType:
    class _Base:
        def __init__(self, *, base_url: str = "", transport: Any = None, **how: object) -> None:
            self._base, self._transport, self.how = base_url, transport, how

        def _ask(self, method: str, url: str, **how: object) -> Any:
            # httpx appends to the path of its base, whatever the path begins with.
            joined = url if "://" in url or not self._base else f"{self._base.rstrip('/')}/{url.lstrip('/')}"
            ask(method.upper(), joined, "httpx", **{**self.how, **how})
            if self._transport is None:
                return _Answer()
            parts = urlsplit(joined)
            asked = SimpleNamespace(host=parts.hostname, path=parts.path, scheme=parts.scheme)
            return self._transport(SimpleNamespace(method=method.upper(), url=asked))

    class Client(_Base):
        def request(self, method: str, url: str, **how: object) -> Any:
            return self._ask(method, url, **how)

        def close(self) -> None:
            pass

        def __enter__(self) -> Client:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    class AsyncClient(_Base):
        async def request(self, method: str, url: str, **how: object) -> Any:
            return self._ask(method, url, **how)

        async def aclose(self) -> None:
            pass

        async def __aenter__(self) -> AsyncClient:
            return self

        async def __aexit__(self, *_: object) -> None:
            pass

    module = ModuleType("httpx")
    module.__dict__.update(Client=Client, AsyncClient=AsyncClient, BasicAuth=_BasicAuth, Response=_Response,
                           MockTransport=lambda handler: handler)  # fmt: skip
    module.__dict__["request"] = lambda method, url, **how: Client().request(method, url, **how)
    for name in _METHODS:
        _give_method(Client, name)
        _give_method(AsyncClient, name)
        module.__dict__[name] = lambda url, name=name, **how: Client().request(name, url, **how)
    return module


def _aiohttp(ask: Ask) -> ModuleType:
    class ClientSession:
        def __init__(self, base_url: str | None = None, **how: object) -> None:
            self._base, self._how = base_url, how

        def request(self, method: str, url: str, **how: object) -> _AsyncAnswer:
            joined = urljoin(self._base, url) if self._base else url
            ask(method.upper(), joined, "aiohttp", **{**self._how, **how})
            return _AsyncAnswer()

        async def close(self) -> None:
            pass

        async def __aenter__(self) -> ClientSession:
            return self

        async def __aexit__(self, *_: object) -> None:
            pass

    for name in _METHODS:
        _give_method(ClientSession, name)
    module = ModuleType("aiohttp")
    module.__dict__.update(ClientSession=ClientSession, BasicAuth=_BasicAuth, ClientTimeout=_ClientTimeout)
    return module


class _ClientTimeout(SimpleNamespace):
    """``aiohttp.ClientTimeout(total=5)``."""


class _BasicAuth(tuple[str, str]):
    def __new__(cls, login: str, password: str = "") -> _BasicAuth:
        return super().__new__(cls, (login, password))


def _give_method(kind: type, name: str) -> None:
    setattr(kind, name, lambda self, url, **how: self.request(name, url, **how))


@contextmanager
def recorded(ask: Ask) -> Iterator[None]:
    """While this lasts, whatever a program asks for with one of the libraries is recorded and gets an empty answer."""

    def opened(_: object, url: str | urllib.request.Request, data: object = None, timeout: object = None) -> _Answer:
        request = url if isinstance(url, urllib.request.Request) else urllib.request.Request(url)
        request.data = data if data is not None else request.data
        given = timeout if isinstance(timeout, int | float) else None
        how = {"body": request.data, "headers": sorted(request.header_items()), "timeout": given}
        ask(request.get_method(), request.full_url, "urllib", **how)
        return _Answer()

    def sent(_: object, request: requests.PreparedRequest, timeout: object = None, **how: object) -> requests.Response:
        headers = sorted(request.headers.items())
        ask(request.method, request.url, "requests", body=request.body, headers=headers, timeout=timeout, **how)
        response = requests.Response()
        response.status_code, response._content, response.request, response.url = 200, b"{}", request, request.url or ""
        return response

    stubs = {"httpx": _httpx(ask), "aiohttp": _aiohttp(ask)}
    kept = {name: sys.modules.get(name) for name in stubs}
    with (
        mock.patch.object(urllib.request.OpenerDirector, "open", opened),
        mock.patch.object(HTTPAdapter, "send", sent),
        mock.patch.object(http.client, "HTTPSConnection", _http_client(ask, "https")),
        mock.patch.object(http.client, "HTTPConnection", _http_client(ask, "http")),
    ):
        sys.modules.update(stubs)
        try:
            yield
        finally:
            for name, module in kept.items():
                if module is None:
                    del sys.modules[name]
                else:
                    sys.modules[name] = module
