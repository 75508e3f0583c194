"""Classes of pydantic, attrs and msgspec: by their public interfaces, and only if the program uses them."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from ._native import Shape

if TYPE_CHECKING:
    from ._shapes import Shaping

# Where something is wrong, and what; nothing is said of what is missing, for which there are words already.
Fault = tuple[list[Any], str]
Answer = tuple[Any, list[Fault]]


def shape_of(target: Any, arguments: tuple[Any, ...], alias: Any, shaping: Shaping) -> Shape | None:
    """The shape of a class of one of these packages; `alias` is it with its type arguments."""
    if "pydantic" in sys.modules and hasattr(target, "__pydantic_validator__"):
        from . import _pydantic

        return _pydantic.shape_of(target, shaping)
    if hasattr(target, "__attrs_attrs__"):
        return _attrs(target, arguments, shaping)
    if "msgspec" in sys.modules and hasattr(target, "__struct_fields__"):
        from . import _msgspec

        return _msgspec.shape_of(target, alias, shaping)
    return None


def _attrs(target: Any, arguments: tuple[Any, ...], shaping: Shaping) -> Shape:
    import attr

    from ._hints import hints_of

    hints = hints_of(target, arguments)
    fields: list[tuple[str | None, list[str], Shape, bool]] = []
    names: dict[str, str] = {}
    for attribute in target.__attrs_attrs__:
        if attribute.init:
            shape = _attribute(attribute, hints.get(attribute.name, attribute.type), shaping)
            alias = names[attribute.name] = attribute.alias or attribute.name
            keys = list(dict.fromkeys([alias, attribute.name]))
            fields.append((alias, keys, shape, attribute.default is attr.NOTHING))

    def make(values: dict[str, Any]) -> Answer:
        try:
            return target(**values), []
        except Exception as error:
            said = str(error.args[0]) if error.args else ""
            # Validators of attrs begin with the attribute that they are about.
            about = re.match(r"'(\w+)' ", said)
            if about is None or about[1] not in names:
                raise
            return None, [([names[about[1]]], said)]

    return Shape.checked(Shape.structure(target.__name__, fields), make, built=True)


def _attribute(attribute: Any, hint: Any, shaping: Shaping) -> Shape:
    """What a converter takes is not what the annotation says, unless it only collects the elements."""
    if attribute.converter in (None, list, tuple, set, frozenset, dict):
        return Shape.simple("any") if hint is None else shaping.field(hint, attribute.name)
    taken = _taken(attribute.converter)
    return Shape.simple("open") if taken is None else shaping.field(taken, attribute.name)


def _taken(converter: Any) -> Any:
    """What the first parameter of a function is annotated with, if it is one that says so."""
    import inspect
    import typing

    if not inspect.isfunction(converter):
        return None
    first = next(iter(inspect.signature(converter).parameters), None)
    return typing.get_type_hints(converter).get(first) if first is not None else None
