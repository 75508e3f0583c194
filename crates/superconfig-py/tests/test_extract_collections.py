# ruff: noqa: UP006 - both spellings are meant
"""Lists, sets, tuples and tables."""

import collections
import collections.abc as abc
import enum
import pathlib
import typing
from dataclasses import dataclass
from types import MappingProxyType

import pytest
from extract_help import config_of, faults_of, origin_of, paths_of, text_of, value_of
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("target", "made"),
    [
        (list[int], [3, 1]), (typing.List[int], [3, 1]), (abc.Sequence[int], [3, 1]), (abc.Iterable[int], [3, 1]),
        (typing.Sequence[int], [3, 1]), (set[int], {1, 3}), (frozenset[int], frozenset({1, 3})),
        (abc.Set[int], frozenset({1, 3})), (abc.MutableSet[int], {1, 3}),
        (collections.deque[int], collections.deque([3, 1])), (tuple[int, ...], (3, 1)),
        (tuple[int, int], (3, 1)), (list, [3, 1]), (tuple, (3, 1)), (set, {1, 3}),
        (abc.Collection[int], [3, 1]), (abc.MutableSequence[int], [3, 1]), (typing.Tuple[int, ...], (3, 1)),
    ],
)  # fmt: skip
def test_arrays(target: typing.Any, made: typing.Any) -> None:
    for got in (value_of(target, [3, 1]), text_of(target, "3,1"), text_of(target, "[3, 1]")):
        assert got == made
        assert type(got) is type(made)


def test_tuples_have_their_length() -> None:
    assert value_of(tuple[str, int], ["a", 1]) == ("a", 1)
    assert value_of(tuple[()], []) == ()
    for wrong in ([], ["a"], ["a", 1, 2]):
        assert faults_of(config_of(x=wrong), tuple[str, int], "x")[0].code == "SC0507"
    assert faults_of(config_of(x=[1]), tuple[()], "x")[0].code == "SC0507"


def test_faults_of_all_elements() -> None:
    faults = faults_of(config_of("x = [1, 'a', 2, 'b']"), set[int], "x")
    assert paths_of(faults) == ["x[1]", "x[3]"]
    assert [origin_of(fault).column for fault in faults] == [9, 17]


def test_elements_that_no_set_can_hold() -> None:
    faults = faults_of(config_of("x = [[1], [2]]"), set[typing.Any], "x")
    assert paths_of(faults) == ["x"]


class Level(enum.IntEnum):
    LOW = 1


class Color(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("target", "table", "made"),
    [
        (dict[str, int], {"a": 1}, {"a": 1}),
        (dict[int, str], {"1": "x", "-2": "y"}, {1: "x", -2: "y"}),
        (dict[Color, int], {"red": 1}, {Color.RED: 1}),
        (dict[Level, int], {"LOW": 1}, {Level.LOW: 1}),
        (dict[Level, int], {"1": 1}, {Level.LOW: 1}),
        (dict[pathlib.Path, int], {"/a": 1}, {pathlib.Path("/a"): 1}),
        (dict[typing.Literal["a"], int], {"a": 1}, {"a": 1}),
        (dict[bool, int], {"true": 1}, {True: 1}),
        (dict[int | typing.Literal["a"], int], {"1": 1, "a": 2}, {1: 1, "a": 2}),
        (abc.Mapping[str, list[int]], {"a": [1]}, {"a": [1]}),
        (typing.Dict[str, typing.Any], {"a": {"b": 1}}, {"a": {"b": 1}}),
        (dict, {"a": 1}, {"a": 1}),
        (collections.OrderedDict[str, int], {"b": 1, "a": 2}, collections.OrderedDict(b=1, a=2)),
        (collections.defaultdict[str, int], {"b": 1}, {"b": 1}),
        (abc.MutableMapping[str, int], {"a": 1}, {"a": 1}),
    ],
)
def test_tables(target: typing.Any, table: dict[str, typing.Any], made: typing.Any) -> None:
    assert value_of(target, table) == made
    assert list(value_of(target, table)) == list(made)


def test_special_tables_are_of_their_class() -> None:
    assert type(value_of(collections.OrderedDict[str, int], {"a": 1})) is collections.OrderedDict
    assert value_of(collections.defaultdict[str, list[int]], {})["new"] == []
    assert value_of(collections.Counter[str], {"a": 2}) == collections.Counter(a=2)
    assert type(value_of(MappingProxyType[str, int], {"a": 1})) is MappingProxyType


def test_keys_that_are_wrong() -> None:
    faults = faults_of(config_of("[x]\na = 1\n2 = 2\nb = 3"), dict[int, int], "x")
    assert paths_of(faults) == ["x.a", "x.b"]
    assert [origin_of(fault).line for fault in faults] == [2, 4]
    faults = faults_of(config_of("[x]\nrad = 1"), dict[Color, int], "x")
    assert paths_of(faults) == ["x.rad"]


@dataclass
class Point:
    x: int
    y: int = 0


@dataclass
class Shape:
    points: list[Point]
    named: dict[str, Point]
    pair: tuple[Point, Point]
    by_number: dict[int, list[Point]]


def test_classes_in_collections() -> None:
    one, two = {"x": 1}, {"x": 2, "y": 3}
    shape = value_of(
        Shape, {"points": [one, two], "named": {"a": one}, "pair": [one, two], "by_number": {"5": [two]}}
    )
    assert shape == Shape(
        [Point(1), Point(2, 3)], {"a": Point(1)}, (Point(1), Point(2, 3)), {5: [Point(2, 3)]}
    )


def test_faults_in_collections() -> None:
    bad = {"x": "no"}
    config = config_of(
        x={"points": [bad, {}], "named": {"a.b": bad}, "pair": [bad, {"x": 1}], "by_number": {"5": [bad]}}
    )
    assert set(paths_of(faults_of(config, Shape, "x"))) == {
        "x.points[0].x", "x.points[1].x", 'x.named."a.b".x', "x.pair[0].x", "x.by_number.5[0].x",
    }  # fmt: skip


def test_a_json_list_of_tables_in_a_variable() -> None:
    assert text_of(list[Point], '[{"x": 1}, {"x": 2, "y": 3}]') == [Point(1), Point(2, 3)]
    assert text_of(dict[str, int], '{"a": 1}') == {"a": 1}


scalars = st.integers(-5, 5) | st.text(max_size=3) | st.booleans() | st.none()


def collections_of(inner: st.SearchStrategy[typing.Any]) -> st.SearchStrategy[typing.Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)


@given(st.recursive(scalars, collections_of, max_leaves=10))
def test_anything_is_what_was_given(value: object) -> None:
    assert value_of(typing.Any, value) == value
