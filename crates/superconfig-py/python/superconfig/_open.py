"""Shapes of what its class checks itself: taken apart, so that variables find their fields, down to scalars,
which are taken as they are.
"""

# Annotations, and what others know of theirs, are of any type.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import collections
import dataclasses
import enum
import types
import typing
from collections import abc
from typing import TYPE_CHECKING, Any

from ._hints import hints_of, is_qualifier
from ._native import Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._shapes import Shaping

_LISTS: tuple[Any, ...] = (
    list,
    set,
    frozenset,
    tuple,
    collections.deque,
    abc.Sequence,
    abc.MutableSequence,
    abc.Iterable,
    abc.Collection,
    abc.Set,
    abc.MutableSet,
)
_TABLES: tuple[Any, ...] = (
    dict,
    collections.OrderedDict,
    collections.defaultdict,
    abc.Mapping,
    abc.MutableMapping,
)
# What a strict class tells from a list.
_MADE: tuple[Any, ...] = (set, frozenset, tuple, collections.deque)


class Opening:
    """One look at the fields of a class; `scalar` knows the shapes of scalars that are not open. A strict class
    takes collections only as what they are annotated with.
    """

    def __init__(
        self,
        shaping: Shaping,
        scalar: Callable[[Any], Shape | None] = lambda _: None,
        *,
        strict: bool = False,
    ) -> None:
        self._shaping = shaping
        self._scalar = scalar
        self._strict = strict

    def field(self, annotation: Any, name: str) -> Shape:
        """The shape of a field."""
        return self._shaping.within(name, lambda: self.of(annotation))

    def of(self, annotation: Any) -> Shape:
        """The shape of an annotation."""
        if type(annotation).__name__ == "TypeAliasType":
            return self._shaping.once(("open", annotation), lambda: self.of(annotation.__value__))
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated or is_qualifier(origin):
            return self.of(arguments[0])
        if origin in (typing.Union, types.UnionType):
            return self._union([argument for argument in arguments if argument is not type(None)], arguments)
        return self._collection(annotation, origin, arguments) or self._class(annotation, origin, arguments)

    def _collection(self, annotation: Any, origin: Any, arguments: tuple[Any, ...]) -> Shape | None:
        if origin in _LISTS and (origin is not tuple or arguments[-1:] == (Ellipsis,)):
            return self._made(Shape.list(self.of(arguments[0])), origin)
        if origin is tuple:
            return self._made(Shape.tuple([self.of(argument) for argument in arguments]), tuple)
        if origin in _TABLES:
            return Shape.map(Shape.simple("str"), self.of(arguments[1]))
        if annotation in _LISTS:
            return self._made(Shape.list(Shape.simple("open")), annotation)
        return Shape.simple("any") if annotation in (*_TABLES, Any, object) else None

    def _made(self, shape: Shape, collection: Callable[[list[Any]], object]) -> Shape:
        return Shape.made(shape, collection) if self._strict and collection in _MADE else shape

    def _class(self, annotation: Any, origin: Any, arguments: tuple[Any, ...]) -> Shape:
        target = origin or annotation
        if isinstance(target, type):
            if hasattr(target, "__pydantic_validator__") or hasattr(target, "__struct_fields__"):
                return self._shaping.of(annotation)
            if has_fields(target):
                return self._shaping.once(("open", annotation), lambda: self._fields(target, arguments))
            if issubclass(target, enum.Enum):
                return self._shaping.of(annotation)
        if origin is typing.Literal:
            return self._shaping.of(annotation)
        return self._scalar(annotation) or Shape.simple("open")

    def _fields(self, target: Any, arguments: tuple[Any, ...]) -> Shape:
        hints = hints_of(target, arguments)
        fields: list[tuple[str | None, list[str], Shape, bool]] = [
            (None, [name], self.field(hint, name), False) for name, hint in hints.items()
        ]
        return Shape.structure(target.__name__, fields, open=True, lenient=True)

    def _union(self, alternatives: list[Any], arguments: tuple[Any, ...]) -> Shape:
        shapes = [self.of(alternative) for alternative in alternatives]
        if len(alternatives) > 1:
            # The class that checks it chooses. Here it matters which fields are looked for.
            shapes = [Shape.union([*shapes, Shape.simple("open")], "a value", plain=True)]
        return shapes[0] if len(alternatives) == len(arguments) else Shape.optional(shapes[0])


def has_fields(target: type) -> bool:
    """Whether it is a class of the standard library with fields."""
    if dataclasses.is_dataclass(target):
        return True
    return hasattr(target, "__required_keys__") or (issubclass(target, tuple) and hasattr(target, "_fields"))
