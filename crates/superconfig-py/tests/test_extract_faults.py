"""All faults at once, each with its place; nothing is made of what is faulty."""

from __future__ import annotations

import datetime as dt
import pathlib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from extract_help import config_of, faults_of, origin_of, path_of, paths_of
from superconfig import ConfigError, SuperConfig, TypeMismatchError, ValidationError

made: list[str] = []


@dataclass
class Counted:
    def __post_init__(self) -> None:
        made.append(type(self).__name__)


@dataclass
class Inner(Counted):
    a: int
    b: UUID | None = None


@dataclass
class Outer(Counted):
    inner: Inner
    others: list[Inner] = field(default_factory=list)
    wait: dt.timedelta = dt.timedelta(0)
    day: dt.date | None = None
    rate: Decimal = Decimal(0)
    name: str = ""
    size: int = 0


@pytest.fixture(autouse=True)
def _nothing_made() -> None:
    made.clear()


def test_all_faults_over_files_and_variables(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.toml").write_text("wait = 'soon'\nday = 5\n[inner]\na = 'x'\nb = 'no'\n")
    (tmp_path / "b.yaml").write_text("rate: fast\nothers:\n  - a: 1\n  - b: zz\n")
    builder = SuperConfig().with_env_snapshot({"APP_SIZE": "big"}).with_cwd(tmp_path)
    config = (
        builder.with_file(pathlib.Path("a.toml")).with_file(pathlib.Path("b.yaml")).with_env("APP").build()
    )
    faults = {path_of(fault): fault for fault in faults_of(config, Outer)}
    assert sorted(faults) == [
        "day",
        "inner.a",
        "inner.b",
        "others[1].a",
        "others[1].b",
        "rate",
        "size",
        "wait",
    ]

    def places(path: str) -> tuple[str | None, int | None, int | None, str | None]:
        origin = origin_of(faults[path])
        return (origin.file and pathlib.Path(origin.file).name, origin.line, origin.column, origin.variable)

    assert places("wait") == ("a.toml", 1, 8, None)
    assert places("inner.b") == ("a.toml", 5, 5, None)
    assert places("others[1].b") == ("b.yaml", 4, 8, None)
    assert places("size")[3] == "APP_SIZE"
    assert faults["others[1].a"].code == "SC0501"
    assert faults["inner.a"].code == "SC0502"
    assert made == []


def test_nothing_is_made_of_placeholders() -> None:
    wrong_ones: list[dict[str, Any]] = [
        {"inner": {"a": "x"}},
        {"inner": {"a": 1, "b": "x"}},
        {"inner": {}},
        {},
        {"inner": {"a": 1}, "wait": "x"},
    ]
    for wrong in wrong_ones:
        faults_of(config_of(x=wrong), Outer, "x")
        assert made == []
    config_of(x={"inner": {"a": 1}, "others": [{"a": 1}]}).extract(Outer, "x")
    assert made == ["Inner", "Inner", "Outer"]


@dataclass
class Range:
    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("low is above high")


@dataclass
class Ranges:
    one: Range
    many: list[Range]


def test_what_classes_refuse_is_a_fault_at_their_path() -> None:
    bad = {"low": 2, "high": 1}
    faults = faults_of(config_of(one=bad, many=[bad, {"low": 1, "high": 1}, bad]), Ranges)
    assert paths_of(faults) == ["one", "many[0]", "many[2]"]
    assert {fault.message for fault in faults} == {"low is above high"}


@dataclass
class Raises:
    kind: str

    def __post_init__(self) -> None:
        raise {"key": KeyError("k"), "own": RuntimeError("own"), "none": ValueError()}[self.kind]


@pytest.mark.parametrize(
    ("kind", "said"), [("key", "KeyError: 'k'"), ("own", "RuntimeError: own"), ("none", "ValueError")]
)
def test_any_exception_of_a_class_is_a_fault(kind: str, said: str) -> None:
    fault = faults_of(config_of(f"[x]\nkind = '{kind}'"), Raises, "x")[0]
    assert (fault.path, fault.message, origin_of(fault).line) == ("x", said, 1)


@dataclass
class Stops:
    a: int = 1

    def __post_init__(self) -> None:
        raise KeyboardInterrupt


def test_interrupts_are_no_faults() -> None:
    config = config_of(x={})
    for ask in (config.extract, config.handle):
        for target in (Stops, Stops | int, list[int] | Stops):
            with pytest.raises(KeyboardInterrupt):
                ask(target, "x")
    assert config.extract(dict, "x") == {}


def test_kinds_of_exceptions() -> None:
    with pytest.raises(TypeMismatchError):
        config_of(x="a").extract(int, "x")
    with pytest.raises(ValidationError):
        config_of(x={}).extract(Range, "x")
    with pytest.raises(ValueError, match="low is above high"):
        config_of(x={"low": 2, "high": 1}).extract(Range, "x")


def test_the_text_shows_the_snippet_and_the_notes_the_help() -> None:
    with pytest.raises(ConfigError) as caught:
        config_of("[x]\nlow = 'a'", {"APP_Y": "1"}).extract(Range, "x")
    assert "low = 'a'" in str(caught.value)
    assert any("APP_X__HIGH" in note for note in caught.value.__notes__)


def test_unknown_keys() -> None:
    config = config_of("[x]\nlow = 1\nhigh = 2\nhihg = 3", deny=True)
    fault = faults_of(config, Range, "x")[0]
    assert (fault.path, fault.code) == ("x.hihg", "SC0504")
    assert "high" in f"{fault.message} {fault.help}"
    assert origin_of(fault).line == 4


def test_a_misspelt_key_is_told_with_what_is_missing() -> None:
    fault = faults_of(config_of("[x]\nlow = 1\nhihg = 3"), Range, "x")[0]
    assert fault.path == "x.high"
    assert "hihg" in f"{fault.message} {fault.help} {fault.related}"


def test_a_value_that_is_no_table() -> None:
    fault = faults_of(config_of("x = 5"), Range, "x")[0]
    assert (fault.path, fault.code, origin_of(fault).line) == ("x", "SC0502", 1)


def test_a_fault_is_told_once() -> None:
    config = config_of("wait = 'soon'\nrate = 'x'\n[inner]\na = 1")
    assert paths_of(faults_of(config, Outer)) == ["wait", "rate"]


def test_sections_and_elements() -> None:
    config = config_of("[a]\n[[a.list]]\nlow = 1\nhigh = 2\n[[a.list]]\nlow = 'x'")
    assert config.section("a").extract(Range, "list[0]") == Range(1, 2)
    assert set(paths_of(faults_of(config.section("a"), Range, "list[1]"))) == {
        "a.list[1].low",
        "a.list[1].high",
    }


@dataclass
class Many:
    values: list[dt.timedelta]


def test_a_thousand_faults() -> None:
    config = config_of(x={"values": ["soon"] * 1000})
    assert len(faults_of(config, Many, "x")) == 1000
    config = config_of(x=[{"low": "a"}] * 300)
    assert len(faults_of(config, list[Range], "x")) == 600
