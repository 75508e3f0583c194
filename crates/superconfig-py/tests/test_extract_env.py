"""Variables without separators, matched with the fields of types, and their texts."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

import attrs
import msgspec
import pydantic
import pytest
from extract_help import config_of, faults_of, origin_of, path_of, paths_of
from typing_extensions import TypedDict


@dataclass
class Tls:
    cert_path: str
    key: str | None = None


@dataclass
class Server:
    tls: Tls | None = None
    max_connections: int = 1


@dataclass
class App:
    server: Server


class TlsDict(TypedDict):
    cert_path: str


class ServerDict(TypedDict, total=False):
    tls: TlsDict
    max_connections: int


class AppDict(TypedDict):
    server: ServerDict


class TlsTuple(NamedTuple):
    cert_path: str


class ServerTuple(NamedTuple):
    tls: TlsTuple | None = None
    max_connections: int = 1


class AppTuple(NamedTuple):
    server: ServerTuple


@attrs.define
class TlsAttrs:
    cert_path: str


@attrs.define
class ServerAttrs:
    tls: TlsAttrs | None = None
    max_connections: int = 1


@attrs.define
class AppAttrs:
    server: ServerAttrs


class TlsStruct(msgspec.Struct):
    cert_path: str


class ServerStruct(msgspec.Struct):
    tls: TlsStruct | None = None
    max_connections: int = 1


class AppStruct(msgspec.Struct):
    server: ServerStruct


class TlsModel(pydantic.BaseModel):
    cert_path: str


class ServerModel(pydantic.BaseModel):
    tls: TlsModel | None = None
    max_connections: int = 1


class AppModel(pydantic.BaseModel):
    server: ServerModel


@pydantic.dataclasses.dataclass
class AppPydantic:
    server: ServerModel


@dataclass
class AppOfModel:
    server: ServerModel


class ModelOfDataclass(pydantic.BaseModel):
    server: Server


class ModelOfDict(pydantic.BaseModel):
    server: ServerDict


APPS = [
    App, AppDict, AppTuple, AppAttrs, AppStruct, AppModel, AppPydantic, AppOfModel, ModelOfDataclass, ModelOfDict,
]  # fmt: skip


def at(value: Any, *names: str) -> Any:
    for name in names:
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    return value


@pytest.mark.parametrize("target", APPS)
def test_nested_fields_without_a_file(target: Any) -> None:
    env = {"APP_SERVER_TLS_CERT_PATH": "/c", "APP_SERVER_MAX_CONNECTIONS": "7"}
    app = config_of(env=env).extract(target)
    assert at(app, "server", "tls", "cert_path") == "/c"
    assert at(app, "server", "max_connections") == 7


@pytest.mark.parametrize("target", APPS)
def test_nested_fields_beside_a_file(target: Any) -> None:
    app = config_of("[server]\nmax_connections = 3", {"APP_SERVER_TLS_CERT_PATH": "/c"}).extract(target)
    assert at(app, "server", "tls", "cert_path") == "/c"
    assert at(app, "server", "max_connections") == 3


@pytest.mark.parametrize("target", APPS)
def test_the_fault_of_a_variable_names_it(target: Any) -> None:
    env = {"APP_SERVER_TLS_CERT_PATH": "/c", "APP_SERVER_MAX_CONNECTIONS": "many"}
    fault = faults_of(config_of(env=env), target)[0]
    assert fault.path == "server.max_connections"
    assert origin_of(fault).variable == "APP_SERVER_MAX_CONNECTIONS"


@pytest.mark.parametrize("target", APPS)
def test_numbers_never_turn_into_text_nor_lose_zeros(target: Any) -> None:
    app = config_of(env={"APP_SERVER_TLS_CERT_PATH": "0123"}).extract(target)
    assert at(app, "server", "tls", "cert_path") == "0123"
    app = config_of(env={"APP_SERVER_TLS_CERT_PATH": "123"}).extract(target)
    assert at(app, "server", "tls", "cert_path") == "123"


@pytest.mark.parametrize("target", APPS)
def test_what_is_missing_comes_with_advice(target: Any) -> None:
    fault = faults_of(config_of(env={"APP_SERVER_MAX_CONNECTIONS": "7"}, server={"tls": {}}), target)[0]
    assert (fault.path, fault.code) == ("server.tls.cert_path", "SC0501")
    assert "APP_SERVER__TLS__CERT_PATH" in str(fault.help)


class Color(enum.Enum):
    RED = "red"


@dataclass
class Typed:
    zip: str = ""
    name: str = ""
    flag: bool = False
    ports: list[int] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    table: dict[str, int] = field(default_factory=dict)
    servers: list[Tls] = field(default_factory=list)
    wait: timedelta = timedelta(0)
    home: Path = Path()
    color: Color | None = None
    level: Literal[1, 2] = 1
    either: int | str = 0
    ratio: float = 0.0


def test_text_becomes_what_the_target_is() -> None:
    env = {
        "APP_ZIP": "01234", "APP_NAME": "123", "APP_FLAG": "yes", "APP_PORTS": "1, 2", "APP_NAMES": "a,b",
        "APP_TABLE": '{"a": 1}', "APP_SERVERS": '[{"cert_path": "c"}]', "APP_WAIT": "1m", "APP_HOME": "~/x",
        "APP_COLOR": "red", "APP_LEVEL": "2", "APP_EITHER": "x", "APP_RATIO": "1e3",
    }  # fmt: skip
    assert config_of(env=env).extract(Typed) == Typed(
        "01234", "123", True, [1, 2], {"a", "b"}, {"a": 1}, [Tls("c")], timedelta(minutes=1), Path.home() / "x",
        Color.RED, 2, "x", 1000.0,
    )  # fmt: skip


def test_all_texts_that_are_wrong_at_once() -> None:
    env = {
        "APP_FLAG": "maybe", "APP_PORTS": "1,x,y", "APP_TABLE": "[]", "APP_SERVERS": '[{"cert": 1}]',
        "APP_WAIT": "soon", "APP_COLOR": "rad", "APP_LEVEL": "3", "APP_RATIO": "1.2.3",
    }  # fmt: skip
    faults = faults_of(config_of(env=env), Typed)
    assert sorted(paths_of(faults)) == [
        "color", "flag", "level", "ports[1]", "ports[2]", "ratio", "servers[0].cert_path", "table", "wait",
    ]  # fmt: skip
    for fault in faults:
        root = path_of(fault).split(".")[0].split("[")[0]
        assert origin_of(fault).variable == f"APP_{root.upper()}"


def test_a_longer_name_is_no_value_of_a_scalar() -> None:
    assert (
        config_of(env={"APP_WAIT_UNIT": "s", "APP_LEVEL_NAME": "x", "APP_EITHER_OR": "y"}).extract(Typed)
        == Typed()
    )


def test_an_operation_on_a_list() -> None:
    config = config_of("ports = [1, 2]", {"APP_PORTS_ADD": "3"})
    assert config.extract(Typed).ports == [1, 2, 3]


def test_what_is_claimed_is_not_reported() -> None:
    config = config_of("[server]", {"APP_SERVER_MAX_CONNECTIONS": "7"})
    assert "APP_SERVER_MAX_CONNECTIONS" in config.render_warnings("plain")
    config.extract(App)
    assert "APP_SERVER_MAX_CONNECTIONS" not in config.render_warnings("plain")
