# ruff: noqa: UP007, UP045 - both spellings are meant
"""Structs of msgspec."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Generic, Optional, TypeVar, Union

import msgspec
from extract_help import config_of, faults_of, origin_of, path_of, paths_of, value_of

T = TypeVar("T")


class Inner(msgspec.Struct):
    a: int
    b: Annotated[str, msgspec.Meta(min_length=2)] = "bb"


class Outer(msgspec.Struct, rename="camel"):
    inner_part: Inner
    many: list[Inner] = []
    named: dict[str, Inner] = {}
    maybe: Optional[Inner] = None
    size: Annotated[int, msgspec.Meta(gt=0)] = 1
    at: dt.datetime | None = None
    wait: Optional[dt.timedelta] = None


def test_structs() -> None:
    values = {
        "innerPart": {"a": 1},
        "many": [{"a": 2}],
        "named": {"k": {"a": 3}},
        "maybe": {"a": 4},
        "size": 5,
    }
    assert value_of(Outer, values) == msgspec.convert(values, Outer)
    made = config_of("[x]\nat = 2026-01-02T03:04:05Z\n[x.innerPart]\na = 1").extract(Outer, "x")
    assert made.at is not None
    assert made.at.year == 2026


def test_text_of_variables() -> None:
    env = {
        "APP_X_INNER_PART_A": "1",
        "APP_X_INNER_PART_B": "012",
        "APP_X_SIZE": "7",
        "APP_X_MANY": '[{"a": 1}]',
    }
    assert config_of(env=env).extract(Outer, "x") == Outer(Inner(1, "012"), [Inner(1)], size=7)


def test_all_faults() -> None:
    config = config_of(
        "[x]\nsize = 0\nmany = [{a = 1, b = 'b'}, {}]\n[x.innerPart]\na = 1\nb = 'b'\n[x.named.k]\na = 1\nb = 'b'"
    )
    faults = {path_of(fault): fault for fault in faults_of(config, Outer, "x")}
    assert set(faults) == {"x.size", "x.many[0].b", "x.many[1].a", "x.innerPart.b", "x.named.k.b"}
    assert faults["x.many[1].a"].code == "SC0501"
    assert origin_of(faults["x.size"]).line == 2
    assert faults["x.innerPart.b"].message == "Expected `str` of length >= 2"
    assert set(paths_of(faults_of(config_of(x={"innerPart": {"a": "a"}, "size": "b"}), Outer, "x"))) == {
        "x.innerPart.a",
        "x.size",
    }


class Cat(msgspec.Struct, tag=True):
    lives: int


class Dog(msgspec.Struct, tag=True):
    name: str


class Home(msgspec.Struct):
    pet: Union[Cat, Dog]
    pets: list[Union[Cat, Dog]] = []


def test_tagged_unions() -> None:
    assert value_of(Home, {"pet": {"type": "Dog", "name": "d"}}) == Home(Dog("d"))
    assert value_of(
        Home, {"pet": {"type": "Cat", "lives": 9}, "pets": [{"type": "Dog", "name": "d"}]}
    ) == Home(Cat(9), [Dog("d")])
    fault = faults_of(config_of(x={"pet": {"type": "Cow"}}), Home, "x")[0]
    assert path_of(fault).startswith("x.pet")


class Closed(msgspec.Struct, forbid_unknown_fields=True):
    a: int = 0


def test_unknown_fields() -> None:
    fault = faults_of(config_of("[x]\nb = 1"), Closed, "x")[0]
    assert "b" in fault.message


class Box(msgspec.Struct, Generic[T]):
    content: T


class Checks(msgspec.Struct):
    a: int

    def __post_init__(self) -> None:
        if self.a > 5:
            raise ValueError("too much")


class Holds(msgspec.Struct):
    one: Checks
    two: Checks


def test_generic_structs_and_checks() -> None:
    assert value_of(Box[int], {"content": 1}) == Box(1)
    assert paths_of(faults_of(config_of(x={"content": "a"}), Box[int], "x")) == ["x.content"]
    faults = faults_of(config_of(x={"one": {"a": 6}, "two": {"a": 7}}), Holds, "x")
    assert [(fault.path, fault.message) for fault in faults] == [("x.one", "too much"), ("x.two", "too much")]


class Node(msgspec.Struct):
    value: int
    next: Optional[Node] = None


def test_recursive_structs() -> None:
    assert value_of(Node, {"value": 1, "next": {"value": 2}}) == Node(1, Node(2))


class Positional(msgspec.Struct, array_like=True):
    a: int
    b: str = ""


def test_structs_like_arrays() -> None:
    assert value_of(Positional, [1, "x"]) == Positional(1, "x")
