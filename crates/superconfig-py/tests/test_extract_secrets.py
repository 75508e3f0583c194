"""Secrets are in no message, no note, no representation and no traceback."""

from __future__ import annotations

import datetime as dt
import enum
import traceback
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import attrs
import msgspec
import pydantic
import pytest
from extract_help import config_of
from superconfig import ConfigError

SECRET = "hunter2hunter2"


class Color(enum.Enum):
    RED = "red"


def echo(value):
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
class CheckedAttrs:
    password: str = attrs.field(validator=attrs.validators.max_len(3))


class EchoModel(pydantic.BaseModel):
    password: str

    @pydantic.field_validator("password")
    @classmethod
    def check(cls, value):
        echo(value)


class WholeModel(pydantic.BaseModel):
    password: str

    @pydantic.model_validator(mode="after")
    def check(self):
        echo(self.password)


class BeforeModel(pydantic.BaseModel):
    password: str

    @pydantic.model_validator(mode="before")
    @classmethod
    def check(cls, values):
        echo(values)


class ShortModel(pydantic.BaseModel):
    password: Annotated[str, pydantic.Field(max_length=3)]


class ShortStruct(msgspec.Struct):
    password: Annotated[str, msgspec.Meta(max_length=3)]


class EchoStruct(msgspec.Struct):
    password: str

    def __post_init__(self):
        echo(self.password)


def of(kind):
    return dataclass(type("Of", (), {"__annotations__": {"password": kind}}))


TARGETS = [
    *map(of, [int, float, bool, dt.date, dt.timedelta, Decimal, UUID, Color, Literal["a"], Literal[1], int | bool, list[int]]),
    *map(of, [dict[str, int], tuple[int, int], Echo, dict[int, int], dict[UUID, int], Literal[1] | UUID]),
    Echo, EchoAttrs, CheckedAttrs, EchoModel, WholeModel, BeforeModel, ShortModel, ShortStruct, EchoStruct,
]  # fmt: skip


def everything_of(error):
    diagnostics = [f"{fault} {fault!r} {fault.to_dict()}" for fault in error.diagnostics]
    shown = traceback.format_exception(error)
    return "\n".join([str(error), repr(error), *getattr(error, "__notes__", []), *diagnostics, *shown])


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("by_variable", [False, True])
def test_secrets_are_hidden(target, by_variable):
    if by_variable:
        config = config_of(env={"APP_X_PASSWORD": SECRET})
    else:
        config = config_of(f"[x]\npassword = '{SECRET}'")
    with pytest.raises(ConfigError) as caught:
        config.extract(target, "x")
    assert SECRET not in everything_of(caught.value)
    assert caught.value.diagnostics[0].path.startswith("x")


@pytest.mark.parametrize("target", [of(dict[int, int]), of(list[UUID]), of(list[Color]), of(UUID)])
def test_secrets_within_secrets_are_hidden(target):
    for value in (f"{{a = '{SECRET}'}}", f"['{SECRET}']", f"[{{a = '{SECRET}'}}]"):
        with pytest.raises(ConfigError) as caught:
            config_of(f"[x]\npassword = {value}").extract(target, "x")
        assert SECRET not in everything_of(caught.value)


def test_what_is_no_secret_is_shown():
    with pytest.raises(ConfigError) as caught:
        config_of("[x]\nname = 'plain'").extract(
            dataclass(type("Of", (), {"__annotations__": {"name": int}})), "x"
        )
    assert "plain" in str(caught.value)


def test_the_handle_of_a_secret_does_not_show_it():
    config = config_of(f"[x]\npassword = '{SECRET}'")
    assert SECRET not in repr(config.handle(of(str), "x"))
