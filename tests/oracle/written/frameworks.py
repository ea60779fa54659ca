"""Frameworks that a program may import, in so far as it can see what they do: routes, models, queries, mocks, tests.

Each is a stub of the part of the real one that is named in its documentation; what is stored in one stays in memory.
"""

from __future__ import annotations

import fnmatch
import inspect
import json
import os
import pathlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

Rows = list[tuple[str, list[dict[str, Any]]]]
"""The name of each table and what is in it."""


def frameworks() -> tuple[dict[str, ModuleType], Callable[[], list[str]]]:
    """Return the modules by name, fresh ones, and a function that tells what is stored in them."""
    rows: Rows = []
    made: dict[str, ModuleType] = {}

    def module(name: str, **names: object) -> None:
        made[name] = ModuleType(name)
        made[name].__dict__.update(names)
        package, _, last = name.rpartition(".")
        if package:
            if package not in made:
                module(package)
            setattr(made[package], last, made[name])

    _flask(module)
    _fastapi(module)
    _django(module, rows)
    _sqlalchemy(module, rows)
    module("pymongo", MongoClient=lambda *_, **__: _Mongo(rows))
    module("responses", **_responses())
    module("pytest", **_pytest())
    module("celery", shared_task=_task, Celery=lambda *_, **__: SimpleNamespace(task=_task, conf=SimpleNamespace()))
    module("decouple", config=_config)
    module("environs", Env=lambda: SimpleNamespace(str=_config, read_env=lambda *_: None))
    module("vcr", use_cassette=_cassette)
    executed: list[dict[str, Any]] = []
    rows.append(("executed", executed))
    module("alembic.op", execute=lambda sql: executed.append({"sql": sql}))
    module("redis", Redis=_Redis)
    return made, lambda: [json.dumps([name, stored], default=str, sort_keys=True) for name, stored in rows]


# ------------------------------------------------------------------------------------------------------------- routes


class HTTPError(Exception):
    """What ``abort`` and ``HTTPException`` raise, and a route answers with."""

    def __init__(self, status_code: int, detail: object = None, **_: object) -> None:
        super().__init__(status_code, detail)
        self.status_code, self.detail = status_code, detail


class _Reply(SimpleNamespace):
    def json(self) -> Any:
        return self.content

    get_json = json


class _App:
    """Routes by method and path, asked by a test client."""

    def __init__(self, *_: object, **__: object) -> None:
        self.config: dict[str, Any] = {}
        self.logger = SimpleNamespace(info=lambda *_: None)
        self._routes: dict[tuple[str, str], Callable[..., Any]] = {}
        self._before: list[Callable[[], Any]] = []

    def _method(self, name: str) -> Callable[[str], Callable[..., Any]]:
        return lambda rule, **_: self.route(rule, methods=(name,))

    get = property(lambda self: self._method("GET"))
    post = property(lambda self: self._method("POST"))
    put = property(lambda self: self._method("PUT"))

    def route(self, rule: str, methods: Iterable[str] = ("GET",), **_: object) -> Callable[..., Any]:
        def add(handler: Callable[..., Any]) -> Callable[..., Any]:
            self._routes.update({(method, rule): handler for method in methods})
            return handler

        return add

    def before_request(self, hook: Callable[[], Any]) -> Callable[[], Any]:
        self._before.append(hook)
        return hook

    def errorhandler(self, _: object) -> Callable[..., Any]:
        return lambda handler: handler

    @contextmanager
    def app_context(self) -> Iterator[None]:
        yield

    def ask(self, method: str, url: str, call: Callable[..., Any], **given: Any) -> _Reply:
        path = urlsplit(url).path
        try:
            answer = next((early for hook in self._before if (early := hook()) is not None), None)
            answer = call(self._routes[method, path]) if answer is None else answer
        except HTTPError as error:
            answer = {"detail": error.detail}, error.status_code
        content, status, headers = (*answer, {})[:3] if isinstance(answer, tuple) else (answer, 200, {})
        return _Reply(status_code=status, content=content, headers=headers, text=str(content), data=content)


class _Client:
    """A test client; ``call`` runs a handler with what was posted."""

    def __init__(self, app: _App, call: Callable[..., Any]) -> None:
        self._app, self._call = app, call

    def _ask(self, method: str, url: str, **given: Any) -> _Reply:
        return self._app.ask(method, url, lambda handler: self._call(handler, url, **given))

    def get(self, url: str, **given: Any) -> _Reply:
        return self._ask("GET", url, **given)

    def post(self, url: str, **given: Any) -> _Reply:
        return self._ask("POST", url, **given)


def _flask(module: Callable[..., None]) -> None:
    request = SimpleNamespace(json={}, args={}, form={}, headers={})

    def call(handler: Callable[..., Any], url: str, **given: Any) -> Any:
        request.args = {**dict(parse_qsl(urlsplit(url).query)), **given.get("query_string", {})}
        request.json, request.form = given.get("json", {}), given.get("data", {})
        request.headers = given.get("headers", {})
        return handler()

    class Flask(_App):
        def test_client(self) -> _Client:
            return _Client(self, call)

    def abort(code: int, description: object = None) -> None:
        raise HTTPError(code, description)

    flashed: list[object] = []
    module(
        "flask",
        Flask=Flask, Blueprint=Flask, request=request, abort=abort, flash=lambda text, *_: flashed.append(text),
        get_flashed_messages=lambda: [flashed.pop(0) for _ in flashed[:]],
        jsonify=lambda *given, **more: more or (given[0] if given else {}),
        redirect=lambda url, code=302: ("", code, {"Location": url}),
    )  # fmt: skip


def _fastapi(module: Callable[..., None]) -> None:
    def call(handler: Callable[..., Any], url: str, **given: Any) -> Any:
        return handler(**dict(parse_qsl(urlsplit(url).query)), **given.get("json", {}))

    module("fastapi", FastAPI=_App, APIRouter=_App, HTTPException=HTTPError)
    module("fastapi.testclient", TestClient=lambda app: _Client(app, call))


# ------------------------------------------------------------------------------------------------------------- models

_LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, wanted: value == wanted,
    "iexact": lambda value, wanted: str(value).lower() == str(wanted).lower(),
    "in": lambda value, wanted: value in wanted,
    "contains": lambda value, wanted: wanted in value,
    "icontains": lambda value, wanted: str(wanted).lower() in str(value).lower(),
    "startswith": lambda value, wanted: str(value).startswith(wanted),
    "endswith": lambda value, wanted: str(value).endswith(wanted),
    "regex": lambda value, wanted: re.search(wanted, value) is not None,
}


def _matches(row: Any, wanted: dict[str, Any]) -> bool:
    for key, value in wanted.items():
        name, _, lookup = key.partition("__")
        if not _LOOKUPS[lookup or "exact"](getattr(row, name), value):
            return False
    return True


class _DoesNotExistError(Exception):
    pass


class _Query:
    """Rows of a model that meet conditions: Django's QuerySet."""

    def __init__(self, model: Any, rows: list[Any]) -> None:
        self._model, self._rows = model, rows

    def _found(self, wanted: dict[str, Any], meets: bool = True) -> _Query:
        return _Query(self._model, [row for row in self._rows if _matches(row, wanted) is meets])

    def all(self) -> _Query:
        return self

    def filter(self, *conditions: _Condition, **wanted: Any) -> _Query:
        rows = [row for row in self._found(wanted) if all(each.meets(row) for each in conditions)]
        return _Query(self._model, rows)

    def exclude(self, **wanted: Any) -> _Query:
        return self._found(wanted, meets=False)

    def get(self, **wanted: Any) -> Any:
        found = self._found(wanted)._rows
        if len(found) != 1:
            raise self._model.DoesNotExist(f"{self._model.__name__} matching query does not exist.")
        return found[0]

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def count(self) -> int:
        return len(self._rows)

    def exists(self) -> bool:
        return bool(self._rows)

    def update(self, **values: Any) -> int:
        for row in self._rows:
            row.__dict__.update(values)
        return len(self._rows)

    def delete(self) -> int:
        gone = len(self._rows)
        self._model.stored[:] = [row for row in self._model.stored if row not in self._rows]
        return gone

    def values_list(self, name: str, flat: bool = True) -> list[Any]:
        return [getattr(row, name) for row in self._rows]

    def create(self, **values: Any) -> Any:
        row = self._model(**values)
        row.save()
        return row

    def get_or_create(self, defaults: dict[str, Any] | None = None, **wanted: Any) -> tuple[Any, bool]:
        found = self._found(wanted)._rows
        return (found[0], False) if found else (self.create(**wanted, **(defaults or {})), True)

    def update_or_create(self, defaults: dict[str, Any] | None = None, **wanted: Any) -> tuple[Any, bool]:
        row, is_new = self.get_or_create(defaults, **wanted)
        row.__dict__.update(defaults or {})
        return row, is_new

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._rows))

    def __len__(self) -> int:
        return len(self._rows)


class _Field:
    def __init__(
        self, *_: object, default: Any = None, validators: Iterable[Callable[[Any], None]] = (), **more: Any
    ) -> None:
        self.default, self.validators, self.help_text = default, validators, more.get("help_text", "")
        self.choices = more.get("choices")

    def first(self) -> Any:
        return self.default() if callable(self.default) else self.default


def _django(module: Callable[..., None], rows: Rows) -> None:
    class Manager:
        def __get__(self, _: object, model: Any) -> _Query:
            return _Query(model, model.stored)

    class ValidationError(ValueError):
        pass

    class Model:
        objects = Manager()
        DoesNotExist = _DoesNotExistError
        stored: list[Any]

        def __init_subclass__(cls) -> None:
            cls.stored = []
            rows.append((cls.__name__, _Dumped(cls.stored)))

        def __init__(self, **values: Any) -> None:
            fields = {name: field for name, field in type(self).__dict__.items() if isinstance(field, _Field)}
            self.__dict__.update({name: field.first() for name, field in fields.items()})
            self.__dict__.update(values)

        def save(self, **_: object) -> None:
            if self not in self.stored:
                self.stored.append(self)

        def full_clean(self) -> None:
            for name, field in type(self).__dict__.items():
                for check in getattr(field, "validators", ()):
                    check(getattr(self, name))
                if getattr(field, "choices", None) and getattr(self, name) not in dict(field.choices):
                    raise ValidationError(f"{getattr(self, name)!r} is not a valid choice.")

    class Migration:
        operations: tuple[Callable[..., None], ...] | list[Callable[..., None]] = ()

        @classmethod
        def apply(cls, *models: Any) -> None:
            apps = SimpleNamespace(get_model=lambda _, name: next(one for one in models if one.__name__ == name))
            for operation in cls.operations:
                operation(apps, SimpleNamespace())

    def question(**wanted: Any) -> _Condition:
        return _Condition(lambda row: _matches(row, wanted))

    fields = dict.fromkeys(("CharField", "URLField", "TextField", "IntegerField", "BooleanField"), _Field)
    module("django.db.models", Model=Model, Q=question, **fields)
    module("django.db.migrations", Migration=Migration, RunPython=lambda forward, *_: forward)
    module("django.conf", settings=SimpleNamespace())
    module("django.core.exceptions", ValidationError=ValidationError)
    module("django.core.validators", URLValidator=lambda *_, **__: lambda _: None)
    module("django.http", JsonResponse=lambda data, status=200: _Reply(status_code=status, content=data),
           HttpResponseBadRequest=lambda text="": _Reply(status_code=400, content=text))  # fmt: skip
    module("django.core.cache", cache=_Redis())
    module("django.forms", Form=_Form, URLField=_FormField, CharField=_FormField, ValidationError=ValidationError)


class _FormField:
    def __init__(self, initial: Any = "", **_: object) -> None:
        self.initial = initial


class _Form:
    """A form that is filled with what is initial where nothing is sent, and asks its methods ``clean_NAME``."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        fields = {name: field for name, field in type(self).__dict__.items() if isinstance(field, _FormField)}
        self.cleaned_data = {**{name: field.initial for name, field in fields.items()}, **(data or {})}

    def is_valid(self) -> bool:
        try:
            for name in self.cleaned_data:
                self.cleaned_data[name] = getattr(self, f"clean_{name}", lambda at=name: self.cleaned_data[at])()
        except ValueError:
            return False
        return True


class _Dumped(list[Any]):
    """A list of rows that is read late: what the objects are made of by then."""

    def __init__(self, stored: list[Any]) -> None:
        super().__init__()
        self._stored = stored

    def __iter__(self) -> Iterator[Any]:
        return iter([{name: value for name, value in row.__dict__.items() if name[0] != "_"} for row in self._stored])

    def __len__(self) -> int:
        return len(self._stored)


class _Condition:
    def __init__(self, meets: Callable[[Any], bool]) -> None:
        self.meets = meets

    def __and__(self, other: _Condition) -> _Condition:
        return _Condition(lambda row: self.meets(row) and other.meets(row))

    def __or__(self, other: _Condition) -> _Condition:
        return _Condition(lambda row: self.meets(row) or other.meets(row))

    def __invert__(self) -> _Condition:
        return _Condition(lambda row: not self.meets(row))


class _Column:
    """A column of a model of SQLAlchemy: compared, it is a condition."""

    name = ""

    def __init__(self, *_: object, default: Any = None, **__: object) -> None:
        self.default = default

    def __set_name__(self, _: object, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, _: object = None) -> Any:
        return self if row is None else row.__dict__.get(self.name, self.default)

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.name] = value

    def __hash__(self) -> int:
        return hash(self.name)

    def _is(self, lookup: str, wanted: Any) -> _Condition:
        return _Condition(lambda row: _LOOKUPS[lookup](getattr(row, self.name), wanted))

    def __eq__(self, wanted: Any) -> Any:
        return self._is("exact", wanted)

    def __ne__(self, wanted: Any) -> Any:
        return _Condition(lambda row: getattr(row, self.name) != wanted)

    def in_(self, wanted: Any) -> _Condition:
        return self._is("in", wanted)

    def contains(self, wanted: Any) -> _Condition:
        return self._is("contains", wanted)

    def startswith(self, wanted: Any) -> _Condition:
        return self._is("startswith", wanted)

    def like(self, pattern: str) -> _Condition:
        shell = pattern.replace("%", "*").replace("_", "?")
        return _Condition(lambda row: fnmatch.fnmatchcase(getattr(row, self.name), shell))


def _sqlalchemy(module: Callable[..., None], rows: Rows) -> None:
    class Base:
        stored: list[Any]

        def __init_subclass__(cls) -> None:
            cls.stored = []
            rows.append((cls.__name__, _Dumped(cls.stored)))

        def __init__(self, **values: Any) -> None:
            for name, value in values.items():
                setattr(self, name, value)

    class Found(_Query):
        def filter(self, *wanted: _Condition) -> Any:  # type: ignore[override]
            return Found(self._model, [row for row in self._rows if all(one.meets(row) for one in wanted)])

        def filter_by(self, **wanted: Any) -> Any:
            return Found(self._model, [row for row in self._rows if _matches(row, wanted)])

        def update(self, values: dict[Any, Any], **_: Any) -> int:  # type: ignore[override]
            return super().update(**{getattr(key, "name", key): value for key, value in values.items()})

        def all(self) -> Any:
            return list(self._rows)

        def one(self) -> Any:
            (row,) = self._rows
            return row

    class Session:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def add(self, row: Any) -> None:
            row.stored.append(row)

        def add_all(self, added: Iterable[Any]) -> None:
            for row in added:
                self.add(row)

        def query(self, model: Any) -> Found:
            return Found(model, model.stored)

        def commit(self) -> None:
            pass

        def __enter__(self) -> Session:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    column = dict.fromkeys(("Column", "mapped_column"), _Column)
    types = dict.fromkeys(("String", "Integer", "Text"), object)
    module("sqlalchemy", **column, **types, create_engine=lambda *_, **__: None)
    module("sqlalchemy.orm", **column, Session=Session, declarative_base=lambda: Base, DeclarativeBase=Base,
           sessionmaker=lambda *_, **__: Session)  # fmt: skip


class _Mongo:
    """``client[database][collection]`` with what it is asked for by equality or a pattern."""

    def __init__(self, rows: Rows) -> None:
        self._tables = rows

    def __getitem__(self, name: str) -> Any:
        if not any(known == name for known, _ in self._tables):
            self._tables.append((name, []))
        rows = next(rows for known, rows in self._tables if known == name)
        return _Collection(self, rows)


class _Collection:
    def __init__(self, owner: _Mongo, rows: list[dict[str, Any]]) -> None:
        self._owner, self._rows = owner, rows

    def __getitem__(self, name: str) -> Any:
        return self._owner[name]

    def _found(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        def meets(row: dict[str, Any]) -> bool:
            return all(
                re.search(value["$regex"], row[key])
                if isinstance(value, dict) and "$regex" in value
                else row[key] in value["$in"]
                if isinstance(value, dict)
                else row.get(key) == value
                for key, value in wanted.items()
            )

        return [row for row in self._rows if meets(row)]

    def insert_one(self, row: dict[str, Any]) -> None:
        self._rows.append(dict(row))

    def insert_many(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows += map(dict, rows)

    def find(self, wanted: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        return self._found(wanted or {})

    def find_one(self, wanted: dict[str, Any]) -> dict[str, Any] | None:
        return next(iter(self._found(wanted)), None)

    def count_documents(self, wanted: dict[str, Any]) -> int:
        return len(self._found(wanted))

    def update_many(self, wanted: dict[str, Any], change: dict[str, dict[str, Any]]) -> None:
        for row in self._found(wanted):
            row.update(change["$set"])

    def delete_many(self, wanted: dict[str, Any]) -> None:
        found = self._found(wanted)
        self._rows[:] = [row for row in self._rows if row not in found]


class _Redis:
    """A cache in memory: ``redis.Redis`` and ``django.core.cache.cache``."""

    def __init__(self, *_: object, **__: object) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self._kept.get(key, default)

    def set(self, key: str, value: Any, *_: object, **__: object) -> None:
        self._kept[key] = value

    def delete(self, *keys: str) -> int:
        return sum(self._kept.pop(key, None) is not None for key in keys)


# -------------------------------------------------------------------------------------------------------------- tests


def _responses() -> dict[str, Any]:
    """Return what the library ``responses`` is used for: answers by URL, and a failure for any other URL."""
    known: list[tuple[str, str, dict[str, Any]]] = []
    calls: list[Any] = []

    def add(method: str, url: str, **answer: Any) -> None:
        known.append((method, url, answer))

    @contextmanager
    def active() -> Iterator[Any]:
        real = HTTPAdapter.send

        def send(adapter: Any, request: requests.PreparedRequest, **how: Any) -> requests.Response:
            asked = (request.url or "").partition("?")[0].rstrip("/")
            for method, url, answer in known:
                if method == request.method and url.partition("?")[0].rstrip("/") == asked:
                    response = real(adapter, request, **how)
                    response.status_code = answer.get("status", 200)
                    response._content = json.dumps(answer.get("json", {})).encode()
                    calls.append(SimpleNamespace(request=request, response=response))
                    return response
            raise requests.ConnectionError(
                "Connection refused by Responses - the call doesn't match any registered mock"
            )

        with mock.patch.object(HTTPAdapter, "send", send):
            yield made
        known.clear()

    def activate(test: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(test)
        def inner(*given: Any, **more: Any) -> Any:
            with active():
                return test(*given, **more)

        return inner

    made = SimpleNamespace(add=add, get=lambda url, **how: add("GET", url, **how), post=lambda url, **how: add("POST", url, **how),
                           calls=calls, GET="GET", POST="POST", activate=activate)  # fmt: skip
    return {**made.__dict__, "RequestsMock": active}


class _Fixture:
    def __init__(self, function: Callable[..., Any], autouse: bool = False) -> None:
        self.function, self.autouse = function, autouse


def _pytest() -> dict[str, Any]:
    def fixture(function: Callable[..., Any] | None = None, *, autouse: bool = False, **_: object) -> Any:
        return (lambda function: _Fixture(function, autouse)) if function is None else _Fixture(function)

    def parametrize(names: str | Iterable[str], rows: Iterable[Any], **_: object) -> Callable[..., Any]:
        wanted = re.split(r"\s*,\s*", names) if isinstance(names, str) else [*names]

        def mark(test: Any) -> Any:
            given = [getattr(row, "values", row) for row in rows]
            made = [dict(zip(wanted, row if len(wanted) > 1 else _one(row), strict=True)) for row in given]
            test.rows = [{**before, **row} for before in getattr(test, "rows", [{}]) for row in made]
            return test

        return mark

    return {
        "fixture": fixture,
        "mark": SimpleNamespace(parametrize=parametrize, django_db=lambda test: test, asyncio=lambda test: test),
        "param": lambda *values, **_: SimpleNamespace(values=values),
        **{name: getattr(pytest, name) for name in ("raises", "warns", "fail", "approx")},
    }


def _one(row: Any) -> tuple[Any, ...]:
    return row if isinstance(row, tuple) and len(row) == 1 else (row,)


def run_test(names: dict[str, Any], test: Callable[..., Any], row: dict[str, Any]) -> None:
    """Run a test of pytest's style with the fixtures of a program, ``monkeypatch`` and ``tmp_path``."""
    running: list[Iterator[Any]] = []
    patch = pytest.MonkeyPatch()

    def value(name: str) -> Any:
        if name in row:
            return row[name]
        if name == "monkeypatch":
            return patch
        if name == "tmp_path":
            return pathlib.Path.cwd()
        function = names[name].function
        made = function(*map(value, _parameters(function)))
        if isinstance(made, Iterator):
            running.append(made)
            return next(made)
        return made

    try:
        for name, one in names.items():
            if isinstance(one, _Fixture) and one.autouse:
                value(name)
        test(**{name: value(name) for name in _parameters(test)})
    finally:
        for fixture in reversed(running):
            next(fixture, None)
        patch.undo()


def _parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


# ------------------------------------------------------------------------------------------------------------- others


def _task(function: Any = None, **_: object) -> Any:
    if function is None:
        return _task
    function.delay = function
    return function


_NOTHING = object()


def _config(name: str, default: Any = _NOTHING, cast: Callable[[str], Any] = str) -> Any:
    """``decouple.config``, and ``environs.Env().str``."""
    if name in os.environ:
        return cast(os.environ[name])
    if default is _NOTHING:
        raise KeyError(f"{name} not found")
    return default


def _cassette(path: str, **_: object) -> Any:
    """``vcr.use_cassette``: the file has to be there."""

    @contextmanager
    def opened() -> Iterator[Any]:
        with open(path, encoding="utf-8") as stream:
            yield SimpleNamespace(text=stream.read())

    class Both:
        def __enter__(self) -> Any:
            self._opened = opened()
            return self._opened.__enter__()

        def __exit__(self, *problem: Any) -> None:
            self._opened.__exit__(*problem)

        def __call__(self, test: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(test)
            def inner(*given: Any, **more: Any) -> Any:
                with self:
                    return test(*given, **more)

            return inner

    return Both()


@contextmanager
def databases() -> Iterator[list[str]]:
    """While this lasts, what databases of ``sqlite3`` hold when they are closed, or in the end, is kept."""
    kept: list[str] = []
    opened: list[Any] = []

    class Connection(sqlite3.Connection):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            opened.append(self)

        def close(self) -> None:
            if self in opened:
                opened.remove(self)
                kept.extend(self.iterdump())
            super().close()

    real = sqlite3.connect

    def connect(*given: Any, **more: Any) -> Any:
        return real(*given, factory=Connection, **more)

    with mock.patch.object(sqlite3, "connect", connect):
        yield kept
        for connection in opened[:]:
            connection.row_factory = None
            connection.text_factory = str
            connection.close()
