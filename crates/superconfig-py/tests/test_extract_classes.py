"""Classes of the standard library."""

from __future__ import annotations

import dataclasses
import typing
from dataclasses import InitVar, dataclass, field
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    Literal,
    NamedTuple,
    NotRequired,
    Required,
    TypedDict,
    TypeVar,
)

import pytest
import typing_extensions
from extract_help import config_of, faults_of, paths_of, value_of

T = TypeVar("T")


@dataclass
class Tls:
    cert: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int = 80
    tags: list[str] = field(default_factory=list)
    tls: Tls | None = None


def test_nested_dataclasses() -> None:
    assert value_of(Server, {"host": "h", "tls": {"cert": "c"}}) == Server("h", 80, [], Tls("c"))


def test_defaults_are_those_of_the_class() -> None:
    one, two = value_of(Server, {"host": "h"}), value_of(Server, {"host": "h"})
    assert one.tags == []
    assert one.tags is not two.tags


@dataclass(kw_only=True)
class Keywords:
    a: int = 1
    b: int


@dataclass
class Base:
    a: int


@dataclass
class Derived(Base):
    b: int = 2
    made: int = field(init=False)
    constant: ClassVar[int] = 7

    def __post_init__(self) -> None:
        self.made = self.a + self.b


def test_keywords_inheritance_and_fields_that_are_made() -> None:
    assert value_of(Keywords, {"b": 2}) == Keywords(b=2)
    got = value_of(Derived, {"a": 1, "made": 9, "constant": 8})
    assert (got.a, got.b, got.made, got.constant) == (1, 2, 3, 7)


@dataclass
class WithInit:
    name: str
    scale: InitVar[int]
    unit: InitVar[str] = "m"
    shown: str = field(init=False)

    def __post_init__(self, scale: int, unit: str) -> None:
        self.shown = f"{self.name}{scale}{unit}"


def test_init_variables() -> None:
    assert value_of(WithInit, {"name": "n", "scale": 2}).shown == "n2m"
    assert value_of(WithInit, {"name": "n", "scale": 2, "unit": "k"}).shown == "n2k"
    assert paths_of(faults_of(config_of(x={"name": "n"}), WithInit, "x")) == ["x.scale"]
    assert paths_of(faults_of(config_of(x={"name": "n", "scale": "s"}), WithInit, "x")) == ["x.scale"]


@dataclass
class Node:
    value: int
    children: list[Node] = field(default_factory=list)
    next: Node | None = None


@dataclass
class Ping:
    pong: Pong | None = None


@dataclass
class Pong:
    ping: Ping | None = None


def test_classes_that_refer_to_themselves() -> None:
    tree = {"value": 1, "children": [{"value": 2, "next": {"value": 3}}]}
    assert value_of(Node, tree) == Node(1, [Node(2, [], Node(3))])
    assert value_of(Ping, {"pong": {"ping": {"pong": {}}}}) == Ping(Pong(Ping(Pong())))
    faults = faults_of(config_of(x={"value": 1, "children": [{"value": 2, "next": {}}, {}]}), Node, "x")
    assert paths_of(faults) == ["x.children[0].next.value", "x.children[1].value"]


@dataclass
class Box(Generic[T]):
    content: T
    others: list[T] = field(default_factory=list)


@dataclass
class Boxes:
    number: Box[int]
    text: Box[str]
    nested: Box[Box[int]] | None = None


@dataclass
class IntBox(Box[int]):
    pass


def test_generic_dataclasses() -> None:
    assert value_of(Box[int], {"content": 1, "others": [2]}) == Box(1, [2])
    assert value_of(Box, {"content": "a"}) == Box("a")
    boxes = value_of(
        Boxes, {"number": {"content": 1}, "text": {"content": "a"}, "nested": {"content": {"content": 1}}}
    )
    assert boxes == Boxes(Box(1), Box("a"), Box(Box(1)))
    config = config_of(
        x={"number": {"content": "a"}, "text": {"content": 1}, "nested": {"content": {"content": "a"}}}
    )
    assert paths_of(faults_of(config, Boxes, "x")) == [
        "x.number.content",
        "x.text.content",
        "x.nested.content.content",
    ]
    assert paths_of(faults_of(config_of(x={"content": "a"}), IntBox, "x")) == ["x.content"]


class Limits(NamedTuple):
    low: int
    high: int = 9


class Pair(NamedTuple, Generic[T]):
    one: T
    two: T


def test_named_tuples() -> None:
    assert value_of(Limits, {"low": 1}) == Limits(1)
    assert value_of(Limits, [1, 2]) == Limits(1, 2)
    assert paths_of(faults_of(config_of(x={}), Limits, "x")) == ["x.low"]
    assert value_of(Pair[int], {"one": 1, "two": 2}) == Pair(1, 2)
    assert paths_of(faults_of(config_of(x={"one": 1, "two": "a"}), Pair[int], "x")) == ["x.two"]


class Partial(TypedDict, total=False):
    a: Required[int]
    b: str
    c: Annotated[Tls, "nested"]


class Total(TypedDict):
    a: int
    b: NotRequired[int]


class Wrapped(TypedDict, Generic[T]):
    inner: T


def test_typed_dictionaries() -> None:
    assert value_of(Partial, {"a": 1, "other": 2}) == {"a": 1}
    assert value_of(Partial, {"a": 1, "c": {"cert": "c"}}) == {"a": 1, "c": Tls("c")}
    assert value_of(Total, {"a": 1}) == {"a": 1}
    assert set(paths_of(faults_of(config_of(x={"b": "no"}), Total, "x"))) == {"x.a", "x.b"}
    assert value_of(Wrapped[int], {"inner": 1}) == {"inner": 1}
    assert paths_of(faults_of(config_of(x={"inner": "a"}), Wrapped[int], "x")) == ["x.inner"]


def test_functional_typed_dictionaries() -> None:
    odd = TypedDict("odd", {"a-b": int, "class": str})
    assert value_of(odd, {"a-b": 1, "class": "c"}) == {"a-b": 1, "class": "c"}


class Fixed(typing_extensions.TypedDict):
    a: typing_extensions.ReadOnly[int]
    b: typing_extensions.ReadOnly[NotRequired[int]]


def test_read_only_items() -> None:
    assert value_of(Fixed, {"a": 1}) == Fixed(a=1)
    assert set(paths_of(faults_of(config_of(x={"b": "no"}), Fixed, "x"))) == {"x.a", "x.b"}


def test_dataclass_made_by_a_call() -> None:
    made = dataclasses.make_dataclass("Made", [("a", int), ("b", Literal["x", "y"], "x")])
    assert value_of(made, {"a": 1}) == made(1, "x")


def test_a_local_class() -> None:
    @dataclass
    class Local:
        a: int

    assert value_of(Local, {"a": 1}) == Local(1)


class Strange:
    def __init__(self, a: int) -> None:
        self.a = a


@dataclass
class Holder:
    tls: TlsWith | None = None


@dataclass
class TlsWith:
    cert: list[Strange]


@dataclass
class Outer:
    server: Holder


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (Strange, "Strange"), (Outer, "Outer.server.tls.cert"), (dict[str, Strange], "Strange"),
        (typing.Callable[[], int], "Callable"), (type[int], "type"), ("Server", "Server"), (5, "5"),
        (dict[str, complex], "complex"), (typing.Generator[int, None, None], "Generator"),
    ],
)  # fmt: skip
def test_what_is_no_type_for_a_configuration(target: Any, place: str) -> None:
    config = config_of(x={})
    for ask in (config.extract, config.handle):
        with pytest.raises(TypeError, match=r"no type|is text") as caught:
            ask(target, "x")
        assert place in str(caught.value)


def test_an_annotation_that_cannot_be_resolved_is_named() -> None:
    @dataclass
    class Lost:
        a: Nowhere  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(TypeError, match="Lost") as caught:
        config_of(x={}).extract(Lost, "x")
    assert "Nowhere" in str(caught.value)
