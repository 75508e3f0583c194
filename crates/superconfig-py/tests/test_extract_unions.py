# ruff: noqa: UP007, UP045 - both spellings are meant
"""Unions: the alternative that fits."""

from __future__ import annotations

import datetime as dt
import enum
import pathlib
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Optional, Union

import pytest
from extract_help import config_of, faults_of, origin_of, paths_of, text_of, value_of
from hypothesis import given
from hypothesis import strategies as st


class Color(enum.Enum):
    RED = "red"


def same(got: object, wanted: object) -> bool:
    return got == wanted and type(got) is type(wanted)


@pytest.mark.parametrize(
    ("target", "value"),
    [
        (int | str, 1), (int | str, "1"), (str | int, 1), (float | int, 1), (int | float, 1.0), (int | float, 1),
        (bool | int, 1), (int | bool, True), (int | None, None), (Optional[Union[int, str]], None),
        (Union[int, str, None], "a"), (list[int] | int, 5), (list[int] | int, [5]), (list[str] | str, "a,b"),
        (list[int] | list[str], ["a"]), (dict[str, int] | list[int], {"a": 1}), (Literal["auto"] | int, "auto"),
        (Literal["auto"] | int, 4), (bool | Literal["auto"], "auto"),
    ],
)  # fmt: skip
def test_values_stay_of_their_kind(target: Any, value: object) -> None:
    assert same(value_of(target, value), value)


@pytest.mark.parametrize(
    ("target", "text", "made"),
    [
        (int | str, "123", 123), (str | int, "123", 123), (int | str, "0123", "0123"), (int | str, "a", "a"),
        (float | int, "1", 1), (float | int, "1.5", 1.5), (bool | str, "true", True),
        (bool | Literal["auto"], "yes", True), (bool | Literal["auto"], "auto", "auto"),
        (list[int] | int, "1,2", [1, 2]), (int | list[int], "1,2", [1, 2]),
        (list[int] | int, "[1, 2]", [1, 2]), (list[str] | str, "a,b", "a,b"), (list[str] | None, "a,b", ["a", "b"]),
        (dict[str, int] | str, '{"a": 1}', {"a": 1}),
        (Literal["1", 2] | list[int], "2", 2), (int | dt.timedelta, "5s", dt.timedelta(seconds=5)),
    ],
)  # fmt: skip
def test_text_is_what_it_looks_like_and_then_what_can_be_made_of_it(
    target: Any, text: str, made: object
) -> None:
    assert same(text_of(target, text), made)


def test_the_order_matters_only_where_several_fit() -> None:
    key = "12345678-1234-5678-1234-567812345678"
    assert value_of(uuid.UUID | str, key) == uuid.UUID(key)
    assert value_of(uuid.UUID | str, "a") == "a"
    assert value_of(str | uuid.UUID, key) == key
    assert value_of(pathlib.Path | int, "a") == pathlib.Path("a")
    assert value_of(Color | int, "red") is Color.RED
    assert value_of(dt.date | int, "2026-01-02") == dt.date(2026, 1, 2)
    assert config_of("x = 2026-01-02").extract(dt.datetime | dt.date, "x") == dt.date(2026, 1, 2)
    assert value_of(Decimal | str, "1.0") == Decimal("1.0")


def test_equal_unions_in_another_order_are_not_the_same() -> None:
    key = "12345678-1234-5678-1234-567812345678"
    assert isinstance(value_of(list[uuid.UUID | str], [key])[0], uuid.UUID)
    assert isinstance(value_of(list[str | uuid.UUID], [key])[0], str)


@dataclass
class Redis:
    host: str
    port: int = 6379


@dataclass
class Sqlite:
    file: str
    mode: int = 0


@dataclass
class Tuned:
    size: int = 1


@dataclass
class Timed:
    wait: int = 2


@dataclass
class App:
    store: Redis | Sqlite
    port: int = 0
    extra: Optional[Union[Tuned, Timed, str]] = None


def test_classes_are_told_apart_by_their_fields() -> None:
    assert value_of(Redis | Sqlite, {"host": "h"}) == Redis("h")
    assert value_of(Redis | Sqlite, {"file": "f"}) == Sqlite("f")
    assert value_of(Tuned | Timed, {"wait": 5}) == Timed(5)
    assert value_of(Timed | Tuned, {}) == Timed()
    assert value_of(list[Redis | Sqlite], [{"file": "f"}, {"host": "h"}]) == [Sqlite("f"), Redis("h")]
    assert value_of(dict[str, Redis | str], {"a": "b", "c": {"host": "h"}}) == {"a": "b", "c": Redis("h")}


def test_variables_find_the_fields_of_alternatives() -> None:
    env = {"APP_STORE_FILE": "f", "APP_STORE_MODE": "6"}
    assert config_of(env=env).extract(App) == App(Sqlite("f", 6))
    env = {"APP_STORE_HOST": "h", "APP_STORE_PORT": "6"}
    assert config_of(env=env).extract(App) == App(Redis("h", 6))
    env = {"APP_STORE": '{"host": "h"}', "APP_EXTRA_WAIT": "7"}
    assert config_of(env=env).extract(App) == App(Redis("h"), 0, Timed(7))


def test_a_variable_completes_what_a_file_has_begun() -> None:
    config = config_of("[store]\nhost = 'h'", {"APP_STORE_PORT": "7"})
    assert config.extract(App) == App(Redis("h", 7))


def test_the_faults_are_those_of_the_alternative_that_was_meant() -> None:
    assert paths_of(faults_of(config_of("[store]\nhost = 'h'\nport = 'x'"), App)) == ["store.port"]
    assert paths_of(faults_of(config_of("[store]\nfile = 5\nmode = 'x'"), App)) == [
        "store.file",
        "store.mode",
    ]
    assert paths_of(faults_of(config_of(x={"size": "a"}), Tuned | int, "x")) == ["x.size"]
    assert paths_of(faults_of(config_of(x=[1, "a"]), list[int] | int, "x")) == ["x[1]"]


def test_a_value_of_no_alternative() -> None:
    fault = faults_of(config_of("x = 'a'"), int | Redis | list[int], "x")[0]
    assert fault.path == "x"
    assert origin_of(fault).line == 1
    assert "int or Redis or list[int]" in fault.message
    config = config_of("store = true\nport = 'x'")
    assert set(paths_of(faults_of(config, App))) == {"store", "port"}


@dataclass
class Cat:
    kind: Literal["cat"]
    lives: int = 9


@dataclass
class Dog:
    kind: Literal["dog"]
    lives: int = 1


def test_tags() -> None:
    assert value_of(Cat | Dog, {"kind": "dog"}) == Dog("dog")
    assert config_of("[x]\nkind = 'dog'", {"APP_X_LIVES": "3"}).extract(Cat | Dog, "x") == Dog("dog", 3)


@dataclass
class Even:
    n: int

    def __post_init__(self) -> None:
        if self.n % 2:
            raise ValueError("odd")


@dataclass
class Other:
    n: int


def test_a_class_that_refuses_leaves_the_value_to_the_next() -> None:
    assert value_of(Even | Other, {"n": 2}) == Even(2)
    assert value_of(Even | Other, {"n": 3}) == Other(3)
    fault = faults_of(config_of(x={"n": 3}), Even | int, "x")[0]
    assert (fault.path, fault.message) == ("x", "odd")


@dataclass
class Tree:
    left: Tree | int
    right: Tree | int | None = None
    marks: list[Tree | str] = field(default_factory=list)


def test_recursive_unions() -> None:
    made = value_of(Tree, {"left": {"left": 1}, "right": 2, "marks": ["a", {"left": 3}]})
    assert made == Tree(Tree(1), 2, ["a", Tree(3)])
    assert paths_of(faults_of(config_of(x={"left": {"left": {"left": "a"}}}), Tree, "x")) == [
        "x.left.left.left"
    ]


def test_deep_unions_take_no_forever() -> None:
    value: object = 1
    for _ in range(40):
        value = {"left": value, "right": 1}
    assert isinstance(value_of(Tree, value), Tree)
    bad: object = "a"
    for _ in range(25):
        bad = {"left": bad, "right": 1}
    assert paths_of(faults_of(config_of(x=bad), Tree, "x")) == ["x" + ".left" * 25]


scalars = st.integers(-9, 9) | st.text(max_size=3) | st.booleans() | st.floats(allow_nan=False)


@given(scalars, st.permutations([int, str, bool, float]))
def test_a_scalar_of_any_order_of_alternatives_is_itself(value: object, order: list[Any]) -> None:
    target = order[0] | order[1] | order[2] | order[3]
    assert same(value_of(target, value), value)
