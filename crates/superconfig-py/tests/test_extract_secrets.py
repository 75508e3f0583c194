"""Secrets are in no message, no note, no representation and no traceback."""

from __future__ import annotations

import datetime as dt
import enum
import traceback
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import attrs
import msgspec
import pydantic
import pytest
from extract_help import config_of, path_of
from superconfig import ConfigError

SECRET = "hunter2hunter2"


class Color(enum.Enum):
    RED = "red"


def echo(value: object) -> Any:
    raise ValueError(f"{value!r} is not good")


@dataclass
class Echo:
    password: str

    def __post_init__(self) -> None:
        echo(self.password)


@attrs.define
class EchoAttrs:
    password: str = attrs.field(converter=echo)


@attrs.define
class NumberAttrs:
    # It does not say what it takes, and when it refuses a text, it shows it.
    password: int = attrs.field(converter=int)


@attrs.define
class CheckedAttrs:
    password: str = attrs.field(validator=attrs.validators.max_len(3))


class EchoModel(pydantic.BaseModel):
    password: str

    @pydantic.field_validator("password")
    @classmethod
    def check(cls, value: str) -> None:
        echo(value)


class WholeModel(pydantic.BaseModel):
    password: str

    @pydantic.model_validator(mode="after")
    def check(self) -> Self:
        echo(self.password)
        return self


class BeforeModel(pydantic.BaseModel):
    password: str

    @pydantic.model_validator(mode="before")
    @classmethod
    def check(cls, values: object) -> None:
        echo(values)


class ShortModel(pydantic.BaseModel):
    password: Annotated[str, pydantic.Field(max_length=3)]


class ShortStruct(msgspec.Struct):
    password: Annotated[str, msgspec.Meta(max_length=3)]


class EchoStruct(msgspec.Struct):
    password: str

    def __post_init__(self) -> None:
        echo(self.password)


def of(kind: Any) -> type[Any]:
    return dataclass(type("Of", (), {"__annotations__": {"password": kind}}))


TARGETS = [
    *map(of, [int, float, bool, dt.date, dt.timedelta, Decimal, UUID, Color]),
    *map(of, [Literal["a"], Literal[1], int | bool, list[int]]),
    *map(of, [dict[str, int], tuple[int, int], Echo, dict[int, int], dict[UUID, int], Literal[1] | UUID]),
    Echo, EchoAttrs, NumberAttrs, CheckedAttrs, EchoModel, WholeModel, BeforeModel, ShortModel, ShortStruct,
    EchoStruct,
]  # fmt: skip


def everything_of(error: ConfigError) -> str:
    diagnostics = [f"{fault} {fault!r} {fault.to_dict()}" for fault in error.diagnostics]
    shown = traceback.format_exception(error)
    return "\n".join([str(error), repr(error), *getattr(error, "__notes__", []), *diagnostics, *shown])


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("by_variable", [False, True])
def test_secrets_are_hidden(target: Any, by_variable: bool) -> None:
    config = (
        config_of(env={"APP_X_PASSWORD": SECRET}) if by_variable else config_of(f"[x]\npassword = '{SECRET}'")
    )
    with pytest.raises(ConfigError) as caught:
        config.extract(target, "x")
    assert SECRET not in everything_of(caught.value)
    assert path_of(caught.value.diagnostics[0]).startswith("x")


@pytest.mark.parametrize("target", [of(dict[int, int]), of(list[UUID]), of(list[Color]), of(UUID)])
def test_secrets_within_secrets_are_hidden(target: Any) -> None:
    for value in (f"{{a = '{SECRET}'}}", f"['{SECRET}']", f"[{{a = '{SECRET}'}}]"):
        with pytest.raises(ConfigError) as caught:
            config_of(f"[x]\npassword = {value}").extract(target, "x")
        assert SECRET not in everything_of(caught.value)


def test_what_is_no_secret_is_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        config_of("[x]\nname = 'plain'").extract(
            dataclass(type("Of", (), {"__annotations__": {"name": int}})), "x"
        )
    assert "plain" in str(caught.value)


def test_the_handle_of_a_secret_does_not_show_it() -> None:
    config = config_of(f"[x]\npassword = '{SECRET}'")
    assert SECRET not in repr(config.handle(of(str), "x"))
