"""What a type looks like, for extraction: the types of the standard library."""

# Annotations, and what others know of theirs, are of any type.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import collections
import collections.abc
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import ipaddress
import operator
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
from ._hints import hints_of, is_qualifier, qualifiers_of
from ._native import Shape

_SIMPLE: dict[Any, str] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    typing.LiteralString: "str",
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

_MAPPINGS: dict[object, Callable[[dict[Any, Any]], object] | None] = {
    dict: None,
    collections.abc.Mapping: None,
    collections.abc.MutableMapping: None,
    collections.OrderedDict: collections.OrderedDict,
    types.MappingProxyType: types.MappingProxyType,
}


def shape_of(target: Any) -> Shape:
    """The shape of a type; the same one each time, so that handles of it share what is extracted."""
    # Unions in another order are equal, and not the same.
    key = target if isinstance(target, type) else (target, repr(target))
    try:
        return _SHAPES[key]
    except (KeyError, TypeError):
        shape = Shaping().of(target)
    try:
        # Of several threads that look at a type, the first one says what its shape is.
        return _SHAPES.setdefault(key, shape)
    except TypeError:
        return shape  # A type that cannot be a key is looked at each time.


_SHAPES: dict[Any, Shape] = {}


class Shaping:
    """One look at a type. Classes that refer to themselves are met again before they are known."""

    def __init__(self) -> None:
        self._begun: dict[Any, Shape] = {}
        self._way: list[str] = []

    def of(self, target: Any) -> Shape:
        """The shape of an annotation."""
        if isinstance(target, str):
            raise self._refused(target, "is text: give the type itself")
        if target is Any or isinstance(target, typing.TypeVar):
            return Shape.simple("any")
        if target is None:
            return Shape.simple("null")
        if isinstance(target, typing.NewType):
            return self.of(target.__supertype__)
        if isinstance(target, dataclasses.InitVar):
            return self.of(target.type)
        if type(target).__name__ == "TypeAliasType":
            return self._alias(target, lambda: target.__value__)
        origin = typing.get_origin(target)
        return (
            self._plain(target) if origin is None else self._generic(target, origin, typing.get_args(target))
        )

    def field(self, hint: Any, name: str) -> Shape:
        """The shape of the annotation of a field."""
        return self.within(name, lambda: self.of(hint))

    def within(self, name: str, make: Callable[[], Shape]) -> Shape:
        """What is made within a field, which an error names."""
        self._way.append(name)
        try:
            return make()
        finally:
            self._way.pop()

    def _refused(self, target: Any, why: str) -> TypeError:
        place = f"`{'.'.join(self._way)}`: " if len(self._way) > 1 else ""
        return TypeError(f"{place}`{_name(target)}` {why}")

    def _plain(self, target: Any) -> Shape:
        if isinstance(target, collections.abc.Hashable) and target in _SIMPLE:
            return Shape.simple(_SIMPLE[target])
        if not isinstance(target, type):
            raise self._refused(target, _NO_TYPE)
        return self._scalar(target) or self._collection(target) or self._class(target, ())

    def _alias(self, key: Any, value: Callable[[], Any]) -> Shape:
        """A name for a type, which may refer to itself."""
        return self.once(key, lambda: self.of(value()))

    def once(self, key: Any, make: Callable[[], Shape]) -> Shape:
        """The shape for a key, made once, which may be met again while it is made."""
        if key in self._begun:
            return self._begun[key]
        later = self._begun[key] = Shape.later()
        shape = make()
        later.settle(shape)
        return shape

    def _scalar(self, target: type) -> Shape | None:
        if issubclass(target, enum.Enum):
            return _forgiving(target, _enum(target))
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
        for base in (str, int, float):
            # A class of texts or numbers of the program's own.
            if issubclass(target, base):
                return Shape.made(Shape.simple(base.__name__), target)
        return None

    def _collection(self, target: type) -> Shape | None:
        if target in _COLLECTIONS:
            return Shape.list(Shape.simple("any"), _COLLECTIONS[target])
        if target is tuple:
            return Shape.list(Shape.simple("any"), tuple)
        if target in _MAPPINGS:
            return Shape.map(Shape.simple("str"), Shape.simple("any"), _MAPPINGS[target])
        return None

    def _generic(self, target: Any, origin: Any, arguments: tuple[Any, ...]) -> Shape:
        if origin is typing.Literal:
            return _literals(arguments)
        if origin in (typing.Union, types.UnionType):
            return self._union(arguments)
        if (
            origin is typing.Annotated
            or is_qualifier(origin)
            or origin is os.PathLike
            or origin is re.Pattern
        ):
            return self.of(origin if origin in (os.PathLike, re.Pattern) else arguments[0])
        if type(origin).__name__ == "TypeAliasType":
            return self._alias(target, lambda: origin.__value__[arguments])
        if origin is tuple:
            if len(arguments) == 2 and arguments[1] is Ellipsis:
                return Shape.list(self.of(arguments[0]), tuple)
            return Shape.tuple([self.of(argument) for argument in arguments if argument != ()])
        if origin in _COLLECTIONS:
            return Shape.list(self.of(arguments[0]), _COLLECTIONS[origin])
        if origin in _MAPPINGS:
            return Shape.map(self.of(arguments[0]), self.of(arguments[1]), _MAPPINGS[origin])
        if origin is collections.defaultdict:
            return Shape.map(self.of(arguments[0]), self.of(arguments[1]), _defaults(arguments[1]))
        if origin is collections.Counter:
            return Shape.map(self.of(arguments[0]), Shape.simple("int"), collections.Counter)
        if origin is type or not isinstance(origin, type):
            raise self._refused(target, _NO_TYPE)
        return self._class(origin, arguments, target)

    def _union(self, arguments: tuple[Any, ...]) -> Shape:
        alternatives = [argument for argument in arguments if argument is not type(None)]
        if len(alternatives) == 1:
            shape = self.of(alternatives[0])
        else:
            expected = " or ".join(_name(alternative) for alternative in alternatives)
            shape = Shape.union([self.of(alternative) for alternative in alternatives], expected)
        return shape if len(alternatives) == len(arguments) else Shape.optional(shape)

    def _class(self, target: type, arguments: tuple[Any, ...], alias: Any = None) -> Shape:
        """A class with fields; `alias` is it with its type arguments."""

        def make() -> Shape:
            if is_root := not self._way:
                self._way.append(target.__name__)
            shape = _models.shape_of(target, arguments, alias or target, self) or self._standard(
                target, arguments
            )
            if shape is None:
                raise self._refused(target, f"{_NO_TYPE}: it has no typed fields")
            if is_root:
                self._way.pop()
            return shape

        return self.once(alias or target, make)

    def _standard(self, target: type, arguments: tuple[Any, ...]) -> Shape | None:
        if dataclasses.is_dataclass(target):
            return self._dataclass(target, arguments)
        if issubclass(target, dict) and hasattr(target, "__required_keys__"):
            return self._typed_dict(target, arguments)
        if issubclass(target, tuple) and hasattr(target, "_fields"):
            named = typing.cast(Any, target)
            hints = dict.fromkeys(named._fields, Any) | hints_of(target, arguments)
            required = {name: name not in named._field_defaults for name in named._fields}
            return self._fields(target, hints, required, target)
        return None

    def _dataclass(self, target: Any, arguments: tuple[Any, ...]) -> Shape:
        hints = hints_of(target, arguments)
        required = {}
        # `dataclasses.fields` leaves out what is only given to `__post_init__`.
        for name, field in target.__dataclass_fields__.items():
            if (
                field.init
                and "ClassVar" not in qualifiers_of(hints[name])
                and hints[name] is not typing.ClassVar
            ):
                defaults = (field.default, field.default_factory)
                required[name] = all(default is dataclasses.MISSING for default in defaults)
        return self._fields(target, hints, required, target)

    def _typed_dict(self, target: Any, arguments: tuple[Any, ...]) -> Shape:
        hints = hints_of(target, arguments)
        required = {}
        for name, hint in hints.items():
            # What the class itself says of its keys it says without looking into annotations that are text.
            qualifiers = qualifiers_of(hint)
            is_required = name in target.__required_keys__ and "NotRequired" not in qualifiers
            required[name] = is_required or "Required" in qualifiers
        return self._fields(target, hints, required)

    def _fields(
        self,
        target: type,
        hints: dict[str, Any],
        required: dict[str, bool],
        make: Callable[..., object] | None = None,
    ) -> Shape:
        fields = [(name, [name], self.field(hints[name], name), needed) for name, needed in required.items()]
        return Shape.structure(target.__name__, fields, make=make)


_NO_TYPE = "is no type that a configuration can be extracted into"


def _name(target: Any) -> str:
    return target.__name__ if isinstance(target, type) else str(target).replace("typing.", "")


def _enum(target: type[enum.Enum]) -> Shape:
    members = list(target)
    if members and all(isinstance(member.value, str) for member in members):
        return Shape.one_of([member.value for member in members], members)
    if issubclass(target, enum.Flag):
        return _flag(target)
    # Nobody writes numbers where there are names.
    values = [member.value for member in members]
    expected = ", ".join([*target.__members__, *map(repr, values)])
    return Shape.union([Shape.made(_literal(values), target), _by_name(target)], expected)


def _forgiving(target: type[enum.Enum], shape: Shape) -> Shape:
    """An enum may know what to do with values that no member has."""
    if issubclass(target, enum.Flag) or "_missing_" not in vars(target):
        return shape
    others = Shape.made(Shape.simple("open"), target)
    return Shape.union([shape, others], ", ".join(target.__members__))


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
    shapes = [_some_of(members) for members in _by_class(enums).values()]
    plain = [value for value in values if not isinstance(value, enum.Enum)]
    if plain:
        shapes.append(_literal(plain))
    expected = ", ".join(value.name if isinstance(value, enum.Enum) else repr(value) for value in values)
    return Shape.union(shapes, expected)


def _literal(values: list[Any]) -> Shape:
    return Shape.literal(values, ", ".join(repr(value) for value in values))


def _by_class(members: list[enum.Enum]) -> dict[type[enum.Enum], list[enum.Enum]]:
    classes: dict[type[enum.Enum], list[enum.Enum]] = {}
    for member in members:
        classes.setdefault(type(member), []).append(member)
    return classes


def _some_of(members: list[enum.Enum]) -> Shape:
    """Some members of one class: by their values, or by their names where not all values are texts."""
    values: list[Any] = [member.value for member in members]
    if all(isinstance(value, str) for value in values):
        return Shape.one_of(values, members)
    by_name = Shape.one_of([member.name for member in members], members)
    by_value = Shape.made(_literal(values), type(members[0]))
    return Shape.union([by_value, by_name], ", ".join(member.name for member in members))


def _by_name(target: type[enum.Enum]) -> Shape:
    return Shape.one_of(list(target.__members__), list(target.__members__.values()))


def _flag(target: type[enum.Flag]) -> Shape:
    """Flags by number, by name, or several of them."""

    def of_number(number: int) -> enum.Flag:
        # A flag may be told to keep the bits that it does not know.
        if number & ~known:
            raise ValueError(f"expected {expected}")
        return target(number)

    def joined(flags: list[enum.Flag]) -> enum.Flag:
        found = target(0)
        for flag in flags:
            found |= flag
        return found

    known = functools.reduce(operator.or_, (member.value for member in target.__members__.values()), 0)
    expected = " or ".join(target.__members__)
    one = Shape.union([Shape.made(Shape.simple("int"), of_number), _by_name(target)], expected)
    return Shape.union([one, Shape.list(one, joined)], expected)


def _defaults(hint: Any) -> Callable[[dict[Any, Any]], object]:
    """Makes a dictionary that has a value for any key, if the type of its values can be made of nothing."""
    factory = typing.get_origin(hint) or hint
    return functools.partial(collections.defaultdict, factory if isinstance(factory, type) else None)


def _number(target: type) -> Callable[[Any], object]:
    def make(value: Any) -> object:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise ValueError(f"expected a number, found {_kind(value)}")
        try:
            # A float as it is written, not as it is stored: 0.1 is one tenth.
            return target(repr(value) if isinstance(value, float) else value)
        except (ArithmeticError, ValueError):
            raise ValueError(f"expected a number, found {value!r}") from None

    return make


def _kind(value: Any) -> str:
    return "null" if value is None else f"a {type(value).__name__}"
