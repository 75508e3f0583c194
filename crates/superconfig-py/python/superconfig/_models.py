"""Classes of pydantic, attrs and msgspec: through their public interfaces, and only if the program uses them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, cast

from ._native import Shape

Of = Callable[[Any], Shape]


def shape_of(target: type, of: Of) -> Shape | None:
    """The shape of a class of one of these packages."""
    if "pydantic" in sys.modules and hasattr(target, "__pydantic_validator__"):
        return _pydantic(target, of)
    if hasattr(target, "__attrs_attrs__"):
        return _attrs(target, of)
    if "msgspec" in sys.modules and hasattr(target, "__struct_fields__"):
        return _msgspec(target, of)
    return None


def _attrs(target: Any, of: Of) -> Shape:
    import attr

    attr.resolve_types(target)
    fields: list[tuple[str, list[str], Shape, bool]] = []
    for attribute in target.__attrs_attrs__:
        if attribute.init:
            # What a converter takes is not what the annotation says.
            known = attribute.type if attribute.converter is None else None
            shape = Shape.simple("any") if known is None else of(known)
            alias = attribute.alias or attribute.name
            fields.append(
                (
                    alias,
                    list(dict.fromkeys([attribute.name, alias])),
                    shape,
                    attribute.default is attr.NOTHING,
                )
            )
    return Shape.structure(target.__name__, fields, make=target)


def _msgspec(target: Any, of: Of) -> Shape:
    import msgspec

    fields = [
        (field.encode_name, [field.encode_name], _open(field.type, of), field.required)
        for field in msgspec.structs.fields(target)
    ]

    def check(values: dict[str, Any]) -> tuple[Any, list[tuple[list[Any], str]]]:
        try:
            return msgspec.convert(values, target, strict=False), []
        except msgspec.ValidationError as error:
            said, _, place = str(error).partition(" - at `")
            return None, [(_steps(place.rstrip("`")), said)]

    return Shape.structure(target.__name__, fields, check=check)


def _steps(place: str) -> list[Any]:
    """The steps of a place such as `$.a[0].b`, in which `[...]` is any element."""
    import re

    return [int(index) if index else key for key, index in re.findall(r"\.([^.\[]+)|\[(\d+)\]", place)]


def _pydantic(target: Any, of: Of) -> Shape:
    if not hasattr(target, "model_fields"):
        return _pydantic_dataclass(target, of)
    fields: list[tuple[str, list[str], Shape, bool]] = []
    early = _checked_early(target)
    for name, field in target.model_fields.items():
        names = _names(name, field, target.model_config)
        shape = Shape.simple("open") if name in early else _open(field.annotation, of, field.metadata)
        fields.append((names[0], names, shape, False))
    is_open = target.model_config.get("extra") in ("allow", "forbid")

    def check(values: dict[str, Any]) -> tuple[Any, list[tuple[list[Any], str]]]:
        return _validated(target.model_validate, values)

    return Shape.structure(target.__name__, fields, open=is_open, check=check)


def _pydantic_dataclass(target: Any, of: Of) -> Shape:
    import dataclasses

    import pydantic

    adapter = pydantic.TypeAdapter(target)
    fields = [(field.name, [field.name], Shape.simple("open"), False) for field in dataclasses.fields(target)]

    def check(values: dict[str, Any]) -> tuple[Any, list[tuple[list[Any], str]]]:
        return _validated(adapter.validate_python, values)

    return Shape.structure(target.__name__, fields, check=check)


def _validated(
    validate: Callable[[Any], Any], values: dict[str, Any]
) -> tuple[Any, list[tuple[list[Any], str]]]:
    """The validated object, or where it is wrong and why. What pydantic was given is not repeated: it may be secret."""
    import pydantic

    try:
        return validate(values), []
    except pydantic.ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return None, [
            _fault(values, fault["loc"], fault["type"] == "missing", fault["msg"]) for fault in faults
        ]


def _fault(values: Any, location: tuple[Any, ...], is_missing: bool, said: str) -> tuple[list[Any], str]:
    """A place, and what is wrong there; nothing is said of what is missing, for which there are words already."""
    return _place(values, location, is_missing), "" if is_missing else said


def _leads_on(values: Any, step: Any) -> bool:
    if isinstance(values, list):
        return isinstance(step, int) and 0 <= step < len(cast(list[object], values))
    return isinstance(values, dict) and step in values


def _place(values: Any, location: tuple[Any, ...], is_missing: bool) -> list[Any]:
    """The steps of a location that lead through the values: pydantic also names the alternatives of unions."""
    steps: list[Any] = []
    for at, step in enumerate(location):
        if _leads_on(values, step):
            values = values[step]
        elif not (is_missing and at == len(location) - 1):
            continue
        steps.append(step)
    return steps


def _names(name: str, field: Any, config: Any) -> list[str]:
    """The names under which pydantic takes a field, the first of them for messages."""
    alias = field.validation_alias
    choices = getattr(alias, "choices", [alias])
    names = [choice for choice in choices if isinstance(choice, str)]
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    return [*names, name] if by_name or not names else names


def _checked_early(target: Any) -> set[str]:
    """The fields that validators see before pydantic looks at their types."""
    found: set[str] = set()
    for decorator in target.__pydantic_decorators__.field_validators.values():
        if decorator.info.mode != "after":
            found.update(decorator.info.fields)
    return set(target.model_fields) if "*" in found else found


def _open(annotation: Any, of: Of, metadata: Any = ()) -> Shape:
    """The shape of a field whose class checks it itself: what is built of others is taken apart, down to scalars, which
    are taken as they are.
    """
    import types
    import typing

    if any(hasattr(constraint, "func") for constraint in metadata):
        return Shape.simple("open")
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _open(arguments[0], of, arguments[1:])
    if origin in (typing.Union, types.UnionType):
        others = [argument for argument in arguments if argument is not type(None)]
        return Shape.optional(_open(others[0], of)) if len(others) == 1 else Shape.simple("open")
    if origin in (list, set, frozenset) or (origin is tuple and arguments[-1:] == (Ellipsis,)):
        return Shape.list(_open(arguments[0], of))
    if origin is dict:
        return Shape.map(Shape.simple("str"), _open(arguments[1], of))
    if annotation in (list, set, frozenset, tuple):
        return Shape.list(Shape.simple("open"))
    if annotation in (dict, typing.Any):
        return Shape.simple("any")
    if isinstance(annotation, type) and origin is None and _is_model(annotation):
        return of(annotation)
    return Shape.simple("open")


def _is_model(target: type) -> bool:
    return hasattr(target, "model_fields") or hasattr(target, "__struct_fields__")
