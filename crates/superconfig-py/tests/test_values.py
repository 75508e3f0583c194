"""Values on their way from Python into a configuration, and back."""

from __future__ import annotations

import decimal
import enum
import ipaddress
import math
import pickle
import re
import uuid
from collections import ChainMap, OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

import attrs
import msgspec
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from superconfig import Config, SuperConfig, load


def through(value: object) -> Any:
    """The value as it comes back, as plain objects."""
    return load(defaults={"v": value}, env={}).to_dict()["v"]


SCALARS: list[Any] = [
    None,
    True,
    False,
    0,
    2**63 - 1,
    -(2**63),
    2**63,
    2**64 - 1,
    1.0,
    -0.0,
    5e-324,
    1.7976931348623157e308,
    math.inf,
    -math.inf,
    "",
    "ä\u2028\0",
    "${HOME}",
    "0123",
    "true",
    date(1, 1, 1),
    date(2020, 2, 29),
    time(7, 32),
    time(7, 32, 0, 999_999),
    datetime(1979, 5, 27, 7, 32),
    datetime(9999, 12, 31, 23, 59, 59, 999_999),
    datetime(1979, 5, 27, 7, 32, tzinfo=UTC),
    datetime(1979, 5, 27, 7, 32, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
]


@pytest.mark.parametrize("value", SCALARS)
def test_scalars(value: Any) -> None:
    found = through(value)
    assert (type(found), repr(found)) == (type(value), repr(value))


def test_nan_stays() -> None:
    assert math.isnan(through(math.nan))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1979-05-27T07:32:00Z", datetime(1979, 5, 27, 7, 32, tzinfo=UTC)),
        ("1979-05-27T00:32:00-07:00", datetime(1979, 5, 27, 0, 32, tzinfo=timezone(timedelta(hours=-7)))),
        ("1979-05-27 07:32:00", datetime(1979, 5, 27, 7, 32)),
        ("1979-05-27", date(1979, 5, 27)),
        ("07:32:00.5", time(7, 32, 0, 500_000)),
        ("1979-05-27T23:59:60Z", "1979-05-27T23:59:60Z"),  # Python has no 60th second,
        ("0000-01-01", "0000-01-01"),  # and no year 0.
        ("inf", math.inf),
        ("0xff", 255),
    ],
)
def test_scalars_of_toml(text: str, value: Any) -> None:
    config = SuperConfig().with_env_snapshot({}).with_string(f"v = {text}", "toml").build()
    assert config["v"] == value
    assert type(config["v"]) is type(value)


class Color(enum.Enum):
    RED = "red"
    RGB = (1, 2)
    DATE = date(2020, 1, 2)


class Number(enum.IntEnum):
    ONE = 1


class Word(enum.StrEnum):
    A = "a"


class Bits(enum.Flag):
    A = 1
    B = 2


class Text(str):
    __slots__ = ()


class Table(dict[str, Any]):
    pass


class Named(NamedTuple):
    a: int = 1


@dataclass
class Data:
    a: int = 1
    inner: Data | None = None
    items: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slotted:
    a: int = 1


@attrs.define
class Attrs:
    a: int = 1


class Struct(msgspec.Struct, rename="kebab"):
    a_b: int = 1


class Model(pydantic.BaseModel):
    a: int = 1
    b: Path = pydantic.Field(alias="bee")


class Special(pydantic.BaseModel):
    id: uuid.UUID = uuid.UUID(int=5)
    key: pydantic.SecretStr = pydantic.SecretStr("k")
    wait: timedelta = timedelta(seconds=1)
    price: decimal.Decimal = decimal.Decimal("1.50")
    url: pydantic.AnyUrl = pydantic.AnyUrl("http://a")


def test_a_model_of_special_values_is_what_it_was() -> None:
    assert SuperConfig().with_env_snapshot({}).with_defaults(Special()).build().extract(Special) == Special()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Color.RED, "red"),
        (Color.RGB, [1, 2]),
        (Color.DATE, date(2020, 1, 2)),
        (Number.ONE, 1),
        (Word.A, "a"),
        (Bits.A | Bits.B, 3),
        (Text("t"), "t"),
        (Path("a"), "a"),
        (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (decimal.Decimal("1.50"), "1.50"),
        (ipaddress.ip_address("::1"), "::1"),
        (ipaddress.ip_network("10.0.0.0/8"), "10.0.0.0/8"),
        (timedelta(minutes=1), 60),
        (timedelta(milliseconds=-1500), -1.5),
        (re.compile("a+"), "a+"),
        (pydantic.SecretStr("hidden"), "hidden"),
        (pydantic.HttpUrl("http://a/b"), "http://a/b"),
        (pydantic.PostgresDsn("postgres://u:p@h/d"), "postgres://u:p@h/d"),
        (
            Special(),
            {"id": str(uuid.UUID(int=5)), "key": "k", "wait": 1, "price": "1.50", "url": "http://a/"},
        ),
        (PurePosixPath("/a"), "/a"),
        ((1, "a"), [1, "a"]),
        ({3, 1, 2}, [1, 2, 3]),
        (frozenset("ba"), ["a", "b"]),
        (Table(a=1), {"a": 1}),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (ChainMap({"a": 1}), {"a": 1}),
        (MappingProxyType({"a": [1]}), {"a": [1]}),
        (Named(), {"a": 1}),
        (Data(inner=Data(2)), {"a": 1, "inner": {"a": 2, "inner": None, "items": []}, "items": []}),
        (Slotted(), {"a": 1}),
        (Attrs(), {"a": 1}),
        (Struct(), {"a-b": 1}),
        (Model(bee=Path("x")), {"a": 1, "bee": "x"}),
        ([Slotted(), {"x": Named()}], [{"a": 1}, {"x": {"a": 1}}]),
        (load(defaults={"a": [1]}, env={}), {"a": [1]}),
        (load(defaults={"a": [1]}, env={})["a"], [1]),
        (
            {None: 1, True: 2, 1.5: 2, date(2020, 1, 2): 3, Word.A: 4},
            {"null": 1, "true": 2, "1.5": 2, "2020-01-02": 3, "a": 4},
        ),
    ],
)
def test_objects(value: Any, expected: Any) -> None:
    found = through(value)
    assert found == expected
    if isinstance(expected, dict):
        assert list(found) == list(expected)


@pytest.mark.parametrize(
    "value",
    [b"x", bytearray(b"x"), memoryview(b"x"), 1j, object(), Data, len, iter([]), range(2), ..., {(1,): 1}],
)
def test_what_no_configuration_can_hold(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be"):
        SuperConfig().with_defaults({"v": value})


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, 10**40])
def test_integers_beyond_64_bits(value: int) -> None:
    with pytest.raises(ValueError, match=f"{value} is out of range"):
        SuperConfig().with_override("v", value)


@pytest.mark.parametrize("text", ["\udcff", Path("\udcff")])
def test_texts_that_are_no_text(text: object) -> None:
    with pytest.raises(UnicodeEncodeError):
        SuperConfig().with_defaults({"v": text})


def _cyclic() -> list[Any]:
    items: list[Any] = []
    items.append(items)
    table: dict[str, Any] = {}
    table["t"] = table
    data = Data()
    data.inner = data
    return [items, table, data]


@pytest.mark.parametrize("value", _cyclic(), ids=["list", "dict", "dataclass"])
def test_what_contains_itself(value: object) -> None:
    with pytest.raises(RecursionError, match="contains itself"):
        SuperConfig().with_defaults({"v": value})


def test_depth() -> None:
    value: Any = 1
    for _ in range(127):
        value = [value]
    assert through(value) == value
    with pytest.raises(RecursionError):
        through([value])


def test_what_an_object_raises_is_raised() -> None:
    class Broken:
        @property
        def model_dump(self) -> object:
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        SuperConfig().with_defaults({"v": Broken()})


json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


tables = st.dictionaries(st.text(), json_like)


def literally(values: dict[str, Any]) -> Config:
    return SuperConfig().with_env_snapshot({}).with_operations(False).with_defaults(values).build()


@given(tables)
def test_what_goes_in_comes_out(values: dict[str, Any]) -> None:
    config = literally(values)
    assert config == config.to_dict() == dict(config) == {**config} == values
    assert repr(config.to_dict()) == repr(values)
    assert all(key in config and config[key] == value for key, value in values.items())
    assert pickle.loads(pickle.dumps(config)) == values


@given(tables)
def test_what_is_written_is_read(values: dict[str, Any]) -> None:
    text, _ = literally(values).export("yaml")
    again = SuperConfig().with_env_snapshot({}).with_operations(False).with_string(text, "yaml").build()
    assert repr(again.to_dict()) == repr(values)
