# ruff: noqa: UP045 - both spellings are meant
"""Scalars of the standard library."""

import datetime as dt
import enum
import ipaddress
import pathlib
import re
import typing
import uuid
import zoneinfo
from decimal import Decimal
from fractions import Fraction

import pytest
from extract_help import config_of, faults_of, origin_of, text_of, value_of
from hypothesis import given
from hypothesis import strategies as st
from superconfig import ConfigError


class Color(enum.Enum):
    RED = "red"
    DARK_BLUE = "dark-blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Mode(enum.StrEnum):
    FAST = enum.auto()
    SLOW = enum.auto()


class Mixed(enum.Enum):
    NAME = "name"
    ONE = 1
    NONE = None
    HALF = 0.5


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


@pytest.mark.parametrize(
    ("target", "value"),
    [(bool, True), (int, -3), (int, 2**64 - 1), (float, 0.5), (str, "a"), (type(None), None), (None, None)],
)
def test_plain_scalars(target: typing.Any, value: object) -> None:
    got = value_of(target, value)
    assert got == value
    assert type(got) is type(value)


def test_an_integer_is_a_float_but_never_the_other_way_round() -> None:
    assert repr(value_of(float, 2)) == "2.0"
    assert faults_of(config_of(x=2.0), int, "x")[0].code == "SC0502"


def test_a_number_in_a_file_is_no_string() -> None:
    assert faults_of(config_of("x = 1"), str, "x")[0].code == "SC0502"


def test_a_boolean_is_no_number() -> None:
    assert faults_of(config_of(x=True), int, "x")[0].code == "SC0502"
    assert faults_of(config_of(x=1), bool, "x")[0].code == "SC0502"


@given(st.integers(min_value=-(2**63), max_value=2**64 - 1))
def test_integers_are_exact(number: int) -> None:
    assert value_of(int, number) == number
    assert text_of(int, str(number)) == number


@given(st.floats(allow_nan=False))
def test_floats_are_exact(number: float) -> None:
    assert value_of(float, number) == number
    assert text_of(float, repr(number)) == number


@given(st.text())
def test_text_is_the_same(text: str) -> None:
    assert value_of(str, text) == text


@pytest.mark.parametrize("word", ["true", "yes", "on", "1", "TRUE", "Yes"])
def test_true_words(word: str) -> None:
    assert text_of(bool, word) is True


@pytest.mark.parametrize("text", ["01234", "123", "true", "null", "1.10", "[1]", "{}", " a "])
def test_text_for_a_string_stays_as_it_is(text: str) -> None:
    assert text_of(str, text) == text


def test_enums_by_value() -> None:
    assert value_of(Color, "dark-blue") is Color.DARK_BLUE
    assert value_of(Mode, "slow") is Mode.SLOW
    assert value_of(Level, 2) is Level.HIGH


def test_enums_with_numbers_also_by_name() -> None:
    assert value_of(Level, "HIGH") is Level.HIGH
    assert text_of(Level, "2") is Level.HIGH
    assert text_of(Level, "LOW") is Level.LOW


@pytest.mark.parametrize(
    ("value", "member"),
    [("name", Mixed.NAME), ("ONE", Mixed.ONE), (1, Mixed.ONE), (None, Mixed.NONE), (0.5, Mixed.HALF)],
)
def test_enums_of_mixed_values(value: object, member: Mixed) -> None:
    assert value_of(Mixed, value) is member


def test_flags() -> None:
    assert value_of(Rights, 1) is Rights.READ
    assert value_of(Rights, 3) == Rights.READ | Rights.WRITE
    assert value_of(Rights, "WRITE") is Rights.WRITE
    assert value_of(Rights, ["READ", "WRITE"]) == Rights.READ | Rights.WRITE
    assert text_of(Rights, "READ,WRITE") == Rights.READ | Rights.WRITE
    assert faults_of(config_of(x=8), Rights, "x")[0].path == "x"


def test_an_unknown_member_comes_with_the_nearest() -> None:
    fault = faults_of(config_of("x = 'reed'"), Color, "x")[0]
    assert fault.code == "SC0505"
    assert "red" in f"{fault.message} {fault.help}"
    fault = faults_of(config_of("x = 'HIG'"), Level, "x")[0]
    assert "HIGH" in f"{fault.message} {fault.help}"


def test_literals() -> None:
    kind = typing.Literal["auto", 1, True, None]
    for value in ("auto", 1, True, None):
        got = value_of(kind, value)
        assert got == value
        assert type(got) is type(value)
    for text, value in (("auto", "auto"), ("1", 1), ("true", True)):
        assert text_of(kind, text) == value
    assert faults_of(config_of(x=2), kind, "x")[0].message == "expected 'auto', 1, True, None"


def test_literals_of_numbers_as_texts() -> None:
    assert text_of(typing.Literal["1", 2], "1") == "1"
    assert text_of(typing.Literal["1", 2], "2") == 2
    assert text_of(typing.Literal[1, 2], "2") == 2


def test_literals_of_enums() -> None:
    kind = typing.Literal[Color.RED, "other"]
    assert value_of(kind, "red") is Color.RED
    assert value_of(kind, "other") == "other"
    assert value_of(typing.Literal[Level.LOW], 1) is Level.LOW
    assert value_of(typing.Literal[Level.LOW], "LOW") is Level.LOW


def test_nested_literals() -> None:
    assert value_of(typing.Literal["a", "b"], "a") == "a"


def test_paths() -> None:
    assert value_of(pathlib.Path, "/a/b") == pathlib.Path("/a/b")
    assert value_of(pathlib.Path, "~/x") == pathlib.Path.home() / "x"
    assert value_of(pathlib.PurePosixPath, "~/x") == pathlib.PurePosixPath("~/x")
    assert value_of(pathlib.PureWindowsPath, "C:\\x") == pathlib.PureWindowsPath("C:\\x")


def test_a_path_of_a_text_that_looks_like_a_number() -> None:
    assert text_of(pathlib.Path, "01") == pathlib.Path("01")


@given(st.uuids())
def test_uuids(value: uuid.UUID) -> None:
    assert value_of(uuid.UUID, str(value)) == value


def test_decimals_keep_their_digits() -> None:
    assert value_of(Decimal, 0.1) == Decimal("0.1")
    assert text_of(Decimal, "0.10") == Decimal("0.10")
    assert str(text_of(Decimal, "0.10")) == "0.10"
    assert str(text_of(Decimal, "1.00000000000000000000000000001")) == "1.00000000000000000000000000001"
    assert value_of(Decimal, "1e400") == Decimal("1e400")
    assert value_of(Fraction, "1/3") == Fraction(1, 3)
    assert value_of(Fraction, 0.1) == Fraction(1, 10)
    assert faults_of(config_of(x=True), Decimal, "x")[0].path == "x"


def test_a_float_of_a_file_as_decimal() -> None:
    assert config_of("x = 0.1").extract(Decimal, "x") == Decimal("0.1")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (90, 90), (1.5, 1.5), ("90", 90), ("90s", 90), ("1h 30m", 5400), ("1h30m", 5400), ("01:30:00", 5400),
        ("1:30", 90), ("PT1H30M", 5400), ("P1D", 86400), ("P1DT1S", 86401), ("P1W", 604800), ("250ms", 0.25),
        ("2d", 172800), ("1.5h", 5400), ("-5s", -5), ("-PT5S", -5), (0, 0), ("10us", 0.00001),
    ],
)  # fmt: skip
def test_durations(value: str | float, seconds: float) -> None:
    assert value_of(dt.timedelta, value) == dt.timedelta(seconds=seconds)
    assert text_of(dt.timedelta, str(value)) == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "s",
        "1 parsec",
        "nan",
        "inf",
        "1h x",
        "PT",
        "P",
        "P1Y",
        True,
        [1],
        {},
        None,
        1e300,
        "1e300",
        "1:99",
    ],
)
def test_no_durations(value: object) -> None:
    fault = faults_of(config_of(x=value), dt.timedelta, "x")[0]
    assert fault.path == "x"
    assert "duration" in fault.message


@given(st.timedeltas(min_value=dt.timedelta(0), max_value=dt.timedelta(days=9999)))
def test_durations_of_clock_times(value: dt.timedelta) -> None:
    seconds = value.days * 86400 + value.seconds
    hours, rest = divmod(seconds, 3600)
    text = f"{hours}:{rest // 60:02}:{rest % 60:02}.{value.microseconds:06}"
    assert value_of(dt.timedelta, text) == value


def test_dates_of_a_file() -> None:
    config = config_of(
        "at = 2026-01-02T03:04:05Z\nlocal = 2026-01-02T03:04:05\nday = 2026-01-02\nclock = 03:04:05"
    )
    assert config.extract(dt.datetime, "at") == dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    local = config.extract(dt.datetime, "local")
    assert local == dt.datetime(2026, 1, 2, 3, 4, 5)
    assert local.tzinfo is None
    assert config.extract(dt.date, "day") == dt.date(2026, 1, 2)
    assert config.extract(dt.time, "clock") == dt.time(3, 4, 5)


@pytest.mark.parametrize(
    ("target", "value"),
    [
        (dt.datetime, dt.datetime(2026, 1, 2, 3, 4, 5)),
        (dt.datetime, dt.datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=dt.UTC)),
        (dt.datetime, dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))),
        (dt.date, dt.date(2026, 1, 2)),
        (dt.time, dt.time(3, 4, 5)),
    ],
)
def test_dates_of_texts(target: type[typing.Any], value: dt.datetime | dt.date | dt.time) -> None:
    got = text_of(target, value.isoformat())
    assert got == value
    assert type(got) is target
    assert value_of(target, value.isoformat()) == value


@pytest.mark.parametrize(
    ("target", "toml"),
    [(dt.date, "2026-01-02T03:04:05"), (dt.datetime, "2026-01-02"), (dt.time, "2026-01-02")],
)
def test_a_date_of_another_kind_is_a_fault(target: type[typing.Any], toml: str) -> None:
    fault = faults_of(config_of(f"x = {toml}"), target, "x")[0]
    assert fault.path == "x"
    assert origin_of(fault).line == 1
    assert target.__name__ in fault.message or "time" in fault.message


def test_a_date_that_is_none() -> None:
    assert faults_of(config_of("x = 'soon'"), dt.date, "x")[0].code == "SC0502"
    assert faults_of(config_of(x=5), dt.datetime, "x")[0].code == "SC0502"


def test_addresses() -> None:
    assert value_of(ipaddress.IPv4Address, "127.0.0.1") == ipaddress.IPv4Address("127.0.0.1")
    assert value_of(ipaddress.IPv6Network, "::/8") == ipaddress.IPv6Network("::/8")
    either = ipaddress.IPv4Address | ipaddress.IPv6Address
    assert value_of(either, "::1") == ipaddress.IPv6Address("::1")


def test_patterns_and_bytes() -> None:
    assert value_of(re.Pattern, "a+").fullmatch("aa")
    assert value_of(re.Pattern[str], "a+").fullmatch("aa")
    fault = faults_of(config_of("x = '('"), re.Pattern, "x")[0]
    assert fault.path == "x"
    assert origin_of(fault).line == 1
    assert value_of(bytes, "ä") == "ä".encode()


def test_time_zones() -> None:
    assert value_of(zoneinfo.ZoneInfo, "UTC") == zoneinfo.ZoneInfo("UTC")
    assert faults_of(config_of("x = 'Nowhere/Land'"), zoneinfo.ZoneInfo, "x")[0].path == "x"


def test_anything() -> None:
    nested = {"a": [1, {"b": None}], "c": 0.5}
    # Mypy takes what comes of `typing.Any` itself for an object of that class.
    anything: typing.Any = typing.Any
    for target in (anything, object):
        assert value_of(target, nested) == nested
    assert config_of("x = 2026-01-02").extract(anything, "x") == dt.date(2026, 1, 2)
    assert text_of(anything, "5") == 5
    assert type(value_of(anything, nested)) is dict


Port = typing.NewType("Port", int)


def test_new_types_and_annotations() -> None:
    assert value_of(Port, 5) == 5
    assert value_of(typing.Annotated[int, "says something"], 5) == 5
    assert value_of(typing.Final[int], 5) == 5


def test_nothing_at_a_path() -> None:
    with pytest.raises(ConfigError) as caught:
        config_of().extract(int, "no.where")
    assert caught.value.code == "SC0508"
    assert isinstance(caught.value, KeyError)


def test_optional() -> None:
    for target in (typing.Optional[int], int | None):
        assert value_of(target, None) is None
        assert value_of(target, 5) == 5
        assert text_of(target, "5") == 5


class Host(str):
    def __new__(cls, text: str) -> typing.Self:
        if " " in text:
            raise ValueError("a host has no spaces")
        return super().__new__(cls, text.lower())


class Celsius(float):
    pass


class Loose(enum.Enum):
    RED = "red"

    @classmethod
    def _missing_(cls, value: object) -> typing.Self | None:
        return next((member for member in cls if member.value == str(value).lower()), None)


def test_classes_of_texts_and_numbers() -> None:
    host = value_of(Host, "EXAMPLE")
    assert (host, type(host)) == ("example", Host)
    assert type(text_of(Celsius, "5")) is Celsius
    assert faults_of(config_of(x="a b"), Host, "x")[0].message == "a host has no spaces"
    assert value_of(typing.LiteralString, "a") == "a"


def test_an_enum_that_takes_other_values() -> None:
    assert value_of(Loose, "RED") is Loose.RED
    assert text_of(Loose, "Red") is Loose.RED
    assert "RED" in faults_of(config_of(x="blue"), Loose, "x")[0].message


def test_a_text_that_is_no_integer() -> None:
    fault = faults_of(config_of(env={"APP_X": "many"}), int, "x")[0]
    assert fault.message == "`many` (text of APP_X) is no integer"
