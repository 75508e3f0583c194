"""Names for types, and what newer Pythons have."""

import sys
import types
import typing

import pytest
import typing_extensions
from extract_help import config_of, faults_of, paths_of, value_of

Json = typing_extensions.TypeAliasType(
    "Json", "dict[str, Json] | list[Json] | str | int | float | bool | None"
)
T = typing.TypeVar("T")
Pair = typing_extensions.TypeAliasType("Pair", tuple[T, T], type_params=(T,))
Number = typing_extensions.TypeAliasType("Number", int | float)


def test_aliases() -> None:
    assert value_of(Number, 1) == 1
    assert value_of(list[Number], [1, 0.5]) == [1, 0.5]
    assert value_of(Pair[int], [1, 2]) == (1, 2)
    assert paths_of(faults_of(config_of(x=[1, "a"]), Pair[int], "x")) == ["x[1]"]


NEW = """
from dataclasses import dataclass
type Json = dict[str, Json] | list[Json] | str | int | float | bool | None
type Pair[T] = tuple[T, T]
type Port = int

@dataclass
class Box[T]:
    content: T
    others: Pair[T] | None = None
    next: "Box[T] | None" = None

@dataclass
class Server:
    port: Port
    data: Json = None
    box: Box[int] | None = None
"""


@pytest.fixture(scope="module")
def new() -> types.ModuleType:
    if sys.version_info < (3, 12):
        pytest.skip("a syntax of Python 3.12")
    module = types.ModuleType("new_types")
    sys.modules["new_types"] = module
    exec(NEW, module.__dict__)
    return module


def test_statements(new: types.ModuleType) -> None:
    data = {"a": [1, {"b": None}], "c": True}
    assert value_of(new.Server, {"port": 1, "data": data}).data == data
    assert value_of(new.Json, data) == data
    assert value_of(new.Pair[int], [1, 2]) == (1, 2)


def test_type_parameters(new: types.ModuleType) -> None:
    assert value_of(new.Box[int], {"content": 1, "others": [1, 2], "next": {"content": 3}}).next.content == 3
    bad = {"content": "a", "others": [1, "b"], "next": {"content": "c"}}
    assert paths_of(faults_of(config_of(x=bad), new.Box[int], "x")) == [
        "x.content",
        "x.others[1]",
        "x.next.content",
    ]


def test_read_only_keys_of_python_3_13() -> None:
    if sys.version_info < (3, 13):
        pytest.skip("ReadOnly is of Python 3.13")
    else:

        class Fixed(typing.TypedDict):
            a: typing.ReadOnly[int]

        assert value_of(Fixed, {"a": 1}) == Fixed(a=1)
        assert paths_of(faults_of(config_of(x={}), Fixed, "x")) == ["x.a"]
