# Some of what is ignored here is for mypy alone.
# pyright: reportUnnecessaryTypeIgnoreComment=false
"""Classes of attrs."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import attr
import attrs
from extract_help import config_of, faults_of, origin_of, paths_of, value_of

T = TypeVar("T")


@attrs.define
class Inner:
    a: int
    b: list[str] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class Outer:
    inner: Inner
    many: tuple[Inner, ...] = attrs.field(default=(), converter=tuple)
    _private: int = 0
    renamed: int = attrs.field(default=0, alias="other")
    made: int = attrs.field(init=False, default=7)
    upper: str = attrs.field(default="", converter=str.upper)  # type: ignore[misc]
    number: int = attrs.field(default=0, converter=int)
    size: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    linked: int = attrs.field(default=attrs.Factory(lambda self: self.size + 1, takes_self=True))


# Type checkers do not know what becomes of all its names and converters.
outer: Any = Outer


def test_classes() -> None:
    values = {
        "inner": {"a": 1, "b": ["x"]},
        "many": [{"a": 2}],
        "private": 3,
        "other": 4,
        "upper": "u",
        "number": "5",
        "size": 6,
    }
    assert value_of(Outer, values) == outer(
        inner=Inner(1, ["x"]), many=[Inner(2)], private=3, other=4, upper="u", number="5", size=6
    )
    assert value_of(Outer, {"inner": {"a": 1}}).linked == 2


def test_names_of_attributes_are_taken_too() -> None:
    assert value_of(Outer, {"inner": {"a": 1}, "_private": 3, "renamed": 4}) == outer(
        inner=Inner(1), private=3, other=4
    )


def test_text_of_variables() -> None:
    env = {
        "APP_X_INNER_A": "1", "APP_X_INNER_B": "x,y", "APP_X_PRIVATE": "2", "APP_X_OTHER": "3", "APP_X_NUMBER": "05",
        "APP_X_UPPER": "1", "APP_X_MANY": '[{"a": 1}]',
    }  # fmt: skip
    made = config_of(env=env).extract(Outer, "x")
    assert made == outer(
        inner=Inner(1, ["x", "y"]), private=2, other=3, number=5, upper="1", many=(Inner(1),)
    )


def test_all_faults() -> None:
    config = config_of("[x]\nmany = [{a = 'x'}, {}]\nprivate = 'p'\n[x.inner]\nb = 5")
    assert set(paths_of(faults_of(config, Outer, "x"))) == {
        "x.many[0].a", "x.many[1].a", "x.private", "x.inner.b", "x.inner.a",
    }  # fmt: skip


def test_what_validators_refuse_is_at_the_attribute() -> None:
    fault = faults_of(config_of("[x]\nsize = 0\n[x.inner]\na = 1"), Outer, "x")[0]
    assert (fault.path, origin_of(fault).line) == ("x.size", 2)
    assert "size" in fault.message

    @attrs.define
    class Typed:
        a: object = attrs.field(validator=attrs.validators.instance_of(str))

    fault = faults_of(config_of("[x]\na = 5"), Typed, "x")[0]
    assert (fault.path, origin_of(fault).line) == ("x.a", 2)
    assert "Attribute(" not in fault.message


def test_what_converters_refuse() -> None:
    fault = faults_of(config_of("[x]\nnumber = 'n'\n[x.inner]\na = 1"), Outer, "x")[0]
    assert fault.path == "x"
    assert "invalid literal" in fault.message


def to_list(text: str) -> list[str]:
    return text.split("+")


@attrs.define
class Converted:
    parts: list[str] = attrs.field(converter=to_list)
    flag: bool = attrs.field(default=False, converter=attrs.converters.to_bool)
    maybe: int | None = attrs.field(default=None, converter=attrs.converters.optional(int))


def test_converters_get_what_they_take() -> None:
    env = {"APP_X_PARTS": "1", "APP_X_FLAG": "yes", "APP_X_MAYBE": "5"}
    assert config_of(env=env).extract(Converted, "x") == Converted("1", True, 5)
    assert paths_of(faults_of(config_of(x={"parts": 5}), Converted, "x")) == ["x.parts"]


@attr.s
class Old:  # type: ignore[no-untyped-def]
    a = attr.ib(type=int)  # pyright: ignore[reportGeneralTypeIssues]
    b = attr.ib(default=None)  # type: ignore[var-annotated]


@attrs.define
class Box(Generic[T]):
    content: T
    next: Box[T] | None = None


def test_old_classes_and_generic_ones() -> None:
    assert value_of(Old, {"a": 1, "b": [2]}) == Old(1, [2])  # pyright: ignore[reportCallIssue]
    assert value_of(Box[int], {"content": 1, "next": {"content": 2}}) == Box(1, Box(2))
    assert paths_of(faults_of(config_of(x={"content": 1, "next": {"content": "a"}}), Box[int], "x")) == [
        "x.next.content"
    ]
