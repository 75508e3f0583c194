"""Structs of msgspec, by `msgspec.convert`. It stops at the first fault: here all of them are looked for."""

# Annotations, and what others know of theirs, are of any type.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import re
import types
import typing
from typing import TYPE_CHECKING, Any

from ._native import Shape
from ._open import Opening

if TYPE_CHECKING:
    from ._models import Answer, Fault
    from ._shapes import Shaping

_SCALARS = {bool: "bool", int: "int", float: "float", str: "str"}


def shape_of(target: Any, alias: Any, shaping: Shaping) -> Shape:
    """The shape of a struct; `alias` is it with its type arguments."""
    import msgspec

    opening = Opening(shaping, _scalar)
    fields: list[tuple[str | None, list[str], Shape, bool]] = [
        (None, [field.encode_name], opening.field(field.type, field.name), field.required)
        for field in msgspec.structs.fields(alias)
    ]
    config = target.__struct_config__
    # The tag stands beside the fields.
    is_open = config.forbid_unknown_fields or config.tag_field is not None

    def check(values: Any) -> Answer:
        try:
            return msgspec.convert(values, alias, strict=False), []
        except msgspec.ValidationError:
            return None, _faults(values, alias, [])

    if config.array_like:
        return Shape.checked(Shape.simple("any"), check)
    return Shape.checked(Shape.structure(target.__name__, fields, open=is_open, lenient=True), check)


def _scalar(annotation: Any) -> Shape | None:
    name = _SCALARS.get(annotation) if isinstance(annotation, type) else None
    return None if name is None else Shape.simple(name)


def _faults(value: Any, target: Any, place: list[Any]) -> list[Fault]:
    """All faults of a value: those of its parts, each by itself."""
    import msgspec

    origin, arguments = typing.get_origin(target), typing.get_args(target)
    if origin in (typing.Union, types.UnionType):
        others = [argument for argument in arguments if argument is not type(None)]
        if value is not None and len(others) == 1:
            return _faults(value, others[0], place)
    parts = _parts(value, target, origin, arguments)
    faults = [fault for step, part, of in parts for fault in _part(part, of, [*place, step])]
    if faults:
        return faults
    try:
        msgspec.convert(value, target, strict=False)
    except msgspec.ValidationError as error:
        return [_fault(error, place)]
    return []


def _part(value: Any, target: Any, place: list[Any]) -> list[Fault]:
    return [(place, "")] if value is _MISSING else _faults(value, target, place)


_MISSING = object()


def _parts(
    value: Any, target: Any, origin: Any, arguments: tuple[Any, ...]
) -> typing.Iterator[tuple[Any, Any, Any]]:
    """The parts of a value, each with its step and its type."""
    import msgspec

    if isinstance(value, dict) and hasattr(origin or target, "__struct_fields__"):
        for field in msgspec.structs.fields(target):
            if field.encode_name in value:
                yield field.encode_name, value[field.encode_name], field.type
            elif field.required:
                yield field.encode_name, _MISSING, field.type
    elif isinstance(value, list) and origin in (list, set, frozenset):
        for index, element in enumerate(value):
            yield index, element, arguments[0]
    elif isinstance(value, dict) and origin is dict and arguments[0] is str:
        for key, element in value.items():
            yield key, element, arguments[1]


def _fault(error: Exception, place: list[Any]) -> Fault:
    said, _, below = str(error).partition(" - at `")
    return [*place, *_steps(below.rstrip("`"))], said


def _steps(place: str) -> list[Any]:
    """`$.a[0].b` as its steps, up to where msgspec says no more than that it is some element (`[...]`)."""
    steps = place.partition("[...]")[0]
    return [int(index) if index else key for key, index in re.findall(r"\.([^.\[]+)|\[(\d+)\]", steps)]
