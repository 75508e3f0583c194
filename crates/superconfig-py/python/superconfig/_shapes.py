"""What a type looks like, for extraction: the types of the standard library."""

from __future__ import annotations

import collections
import collections.abc
import contextlib
import dataclasses
import datetime
import decimal
import enum
import fractions
import ipaddress
import os
import pathlib
import re
import types
import typing
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

from . import _models
from ._durations import duration
from ._native import Shape

_SIMPLE = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    object: "any",
    datetime.datetime: "datetime",
    datetime.date: "date",
    datetime.time: "time",
}

# What is made of a text by calling the class, or a function.
_OF_TEXT: dict[type, Callable[[str], object]] = {
    pathlib.Path: lambda text: pathlib.Path(text).expanduser(),
    uuid.UUID: uuid.UUID,
    zoneinfo.ZoneInfo: zoneinfo.ZoneInfo,
    re.Pattern: re.compile,
    bytes: lambda text: text.encode(),
    ipaddress.IPv4Address: ipaddress.IPv4Address,
    ipaddress.IPv6Address: ipaddress.IPv6Address,
    ipaddress.IPv4Network: ipaddress.IPv4Network,
    ipaddress.IPv6Network: ipaddress.IPv6Network,
    ipaddress.IPv4Interface: ipaddress.IPv4Interface,
    ipaddress.IPv6Interface: ipaddress.IPv6Interface,
}

_COLLECTIONS: dict[object, Callable[[list[Any]], object] | None] = {
    list: None,
    collections.abc.Sequence: None,
    collections.abc.MutableSequence: None,
    collections.abc.Iterable: None,
    collections.abc.Collection: None,
    set: set,
    collections.abc.MutableSet: set,
    frozenset: frozenset,
    collections.abc.Set: frozenset,
    collections.deque: collections.deque,
}

_MAPPINGS = (dict, collections.abc.Mapping, collections.abc.MutableMapping, collections.OrderedDict)


def shape_of(target: Any) -> Shape:
    """The shape of a type; the same one each time, so that handles of it share what is extracted."""
    try:
        return _SHAPES[target]
    except (KeyError, TypeError):
        shape = _Shaping().of(target)
    # A type that cannot be a key is looked at each time.
    with contextlib.suppress(TypeError):
        _SHAPES[target] = shape
    return shape


_SHAPES: dict[Any, Shape] = {}


class _Shaping:
    """One look at a type. Classes that refer to themselves are met again before they are known."""

    def __init__(self) -> None:
        self._begun: dict[type, Shape] = {}

    def of(self, target: Any) -> Shape:
        """The shape of an annotation."""
        if isinstance(target, str):
            raise TypeError(f"the annotation {target!r} is text: give the type itself")
        if target is Any or isinstance(target, typing.TypeVar):
            return Shape.simple("any")
        if target is None:
            return Shape.simple("null")
        if isinstance(target, typing.NewType):
            return self.of(target.__supertype__)
        if type(target).__name__ == "TypeAliasType":
            return self.of(target.__value__)
        origin = typing.get_origin(target)
        return (
            self._plain(target) if origin is None else self._generic(target, origin, typing.get_args(target))
        )

    def _plain(self, target: Any) -> Shape:
        if target in _SIMPLE:
            return Shape.simple(_SIMPLE[target])
        if not isinstance(target, type):
            raise TypeError(f"{target!r} is no type that a configuration can be extracted into")
        return self._scalar(target) or self._collection(target) or self._class(target)

    def _scalar(self, target: Any) -> Shape | None:
        if issubclass(target, enum.Enum):
            return self._enum(target)
        if target is datetime.timedelta:
            return Shape.made(Shape.simple("open"), duration)
        if target in (decimal.Decimal, fractions.Fraction):
            return Shape.made(Shape.simple("open"), _number(target))
        if issubclass(target, pathlib.PurePath) and target is not pathlib.Path:
            return Shape.made(Shape.simple("str"), target)
        make = _OF_TEXT.get(target)
        if make is not None:
            return Shape.made(Shape.simple("str"), make)
        if target is os.PathLike:
            return Shape.made(Shape.simple("str"), pathlib.Path)
        return None

    def _enum(self, target: type[enum.Enum]) -> Shape:
        if all(isinstance(member.value, str) for member in target):
            members = list(target)
            return Shape.one_of([member.value for member in members], members)
        # Nobody writes numbers where there are names.
        named = Shape.one_of(list(target.__members__), list(target.__members__.values()))
        values = [member.value for member in target if not isinstance(member.value, str)]
        by_value = Shape.made(_literal(values), target)
        return Shape.union([by_value, named], ", ".join([*target.__members__, *map(repr, values)]))

    def _collection(self, target: type) -> Shape | None:
        if target in _COLLECTIONS:
            return Shape.list(Shape.simple("any"), _COLLECTIONS[target])
        if target is tuple:
            return Shape.list(Shape.simple("any"), tuple)
        if target in _MAPPINGS:
            return Shape.map(Shape.simple("str"), Shape.simple("any"))
        return None

    def _generic(self, target: Any, origin: Any, arguments: tuple[Any, ...]) -> Shape:
        if origin is typing.Literal:
            return _literals(arguments)
        if origin in (typing.Union, types.UnionType):
            return self._union(arguments)
        if origin in (typing.Annotated, typing.Required, typing.NotRequired, typing.Final, typing.ClassVar):
            return self.of(arguments[0])
        if type(origin).__name__ == "TypeAliasType":
            return self.of(origin.__value__[arguments])
        if origin is tuple:
            if len(arguments) == 2 and arguments[1] is Ellipsis:
                return Shape.list(self.of(arguments[0]), tuple)
            return Shape.tuple([self.of(argument) for argument in arguments if argument != ()])
        if origin in _COLLECTIONS:
            return Shape.list(self.of(arguments[0]), _COLLECTIONS[origin])
        if origin in _MAPPINGS:
            return Shape.map(self.of(arguments[0]), self.of(arguments[1]))
        if origin is type:
            raise TypeError(f"{target!r} is no type that a configuration can be extracted into")
        return self._plain(origin)

    def _union(self, arguments: tuple[Any, ...]) -> Shape:
        alternatives = [argument for argument in arguments if argument is not type(None)]
        if len(alternatives) == 1:
            shape = self.of(alternatives[0])
        else:
            expected = " or ".join(_name(alternative) for alternative in alternatives)
            shape = Shape.union([self.of(alternative) for alternative in alternatives], expected)
        return shape if len(alternatives) == len(arguments) else Shape.optional(shape)

    def _class(self, target: type) -> Shape:
        if target in self._begun:
            return self._begun[target]
        later = self._begun[target] = Shape.later()
        shape = _models.shape_of(target, self.of) or self._standard(target)
        if shape is None:
            name = _name(target)
            raise TypeError(
                f"`{name}` is no type that a configuration can be extracted into: it has no typed fields"
            )
        later.settle(shape)
        return shape

    def _standard(self, target: Any) -> Shape | None:
        if dataclasses.is_dataclass(target):
            return self._dataclass(target)
        if typing.is_typeddict(target):
            required = target.__required_keys__
            return self._fields(target, typing.get_type_hints(target), required.__contains__)
        if _is_named_tuple(target):
            hints = dict.fromkeys(target._fields, Any) | typing.get_type_hints(target)
            return self._fields(target, hints, lambda name: name not in target._field_defaults, target)
        return None

    def _dataclass(self, target: Any) -> Shape:
        hints = typing.get_type_hints(target, include_extras=True)
        fields = {field.name: field for field in dataclasses.fields(target) if field.init}

        def is_required(name: str) -> bool:
            field = fields[name]
            return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING

        return self._fields(target, {name: hints[name] for name in fields}, is_required, target)

    def _fields(
        self,
        target: type,
        hints: dict[str, Any],
        is_required: Callable[[str], bool],
        make: Callable[..., object] | None = None,
    ) -> Shape:
        fields = [(name, [name], self.of(hint), is_required(name)) for name, hint in hints.items()]
        return Shape.structure(target.__name__, fields, make=make)


def _is_named_tuple(target: Any) -> bool:
    return hasattr(target, "_fields") and issubclass(target, tuple)


def _name(target: Any) -> str:
    return target.__name__ if isinstance(target, type) else str(target).replace("typing.", "")


def _literals(arguments: tuple[Any, ...]) -> Shape:
    values: list[Any] = []
    for argument in arguments:
        # Literals of literals are one.
        values.extend(
            typing.get_args(argument) if typing.get_origin(argument) is typing.Literal else [argument]
        )
    if all(type(value) is str for value in values):
        return Shape.one_of(values, values)
    enums = [value for value in values if isinstance(value, enum.Enum)]
    if not enums:
        return _literal(values)
    by_name = Shape.one_of([str(member.value) for member in enums], enums)
    plain = [value for value in values if not isinstance(value, enum.Enum)]
    expected = ", ".join(repr(value) for value in values)
    return Shape.union([by_name, _literal(plain)], expected) if plain else by_name


def _literal(values: list[Any]) -> Shape:
    return Shape.literal(values, ", ".join(repr(value) for value in values))


def _number(target: type) -> Callable[[Any], object]:
    def make(value: Any) -> object:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise ValueError(f"expected a number, found {value!r}")
        try:
            # A float as it is written, not as it is stored: 0.1 is one tenth.
            return target(repr(value) if isinstance(value, float) else value)
        except (ArithmeticError, ValueError):
            raise ValueError(f"expected a number, found {value!r}") from None

    return make
