"""The annotations of a class: references resolved, type parameters filled in, qualifiers told apart."""

from __future__ import annotations

import typing
from typing import Any

# What says something about a field, not about its values. (`typing_extensions` has its own for older Pythons.)
_QUALIFIERS = frozenset({"Required", "NotRequired", "ReadOnly", "Final", "ClassVar"})

_Bound = dict[Any, Any]


def hints_of(target: Any, arguments: tuple[Any, ...] = ()) -> dict[str, Any]:
    """The annotation of each field of a class, the class being generic over `arguments`."""
    try:
        hints = _resolved(target)
    except NameError as error:
        raise TypeError(f"an annotation of `{target.__name__}` cannot be resolved: {error}") from None
    bound: dict[type, _Bound] = {}
    _bind(target, arguments, bound)
    return {name: filled(hint, _bound_where(name, target, bound)) for name, hint in hints.items()}


def _resolved(target: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(target, include_extras=True)
    except NameError:
        # Early versions of Python 3.12 do not know the type parameters of a class where an annotation is a text.
        owners = reversed(getattr(target, "__mro__", ()))
        parameters = [parameter for owner in owners for parameter in getattr(owner, "__type_params__", ())]
        if not parameters:
            raise
        names = {parameter.__name__: parameter for parameter in parameters}
        return typing.get_type_hints(target, localns=names, include_extras=True)


def filled(hint: Any, bound: _Bound) -> Any:
    """An annotation with its type parameters filled in; those that nobody gave may be anything."""
    if isinstance(hint, typing.TypeVar):
        return bound.get(hint, hint)
    parameters = getattr(hint, "__parameters__", ())
    if not parameters or isinstance(hint, type):
        return hint
    return hint[tuple(bound.get(parameter, parameter) for parameter in parameters)]


def qualifiers_of(hint: Any) -> set[str]:
    """Which qualifiers an annotation has."""
    found: set[str] = set()
    while (origin := typing.get_origin(hint)) is not None:
        name = getattr(origin, "_name", None) or getattr(origin, "__name__", "")
        if name not in _QUALIFIERS and origin is not typing.Annotated:
            break
        found.add(str(name))
        hint = typing.get_args(hint)[0]
    return found


def is_qualifier(origin: Any) -> bool:
    """Whether what an annotation begins with is a qualifier."""
    return getattr(origin, "_name", None) in _QUALIFIERS


def _bind(target: Any, arguments: tuple[Any, ...], bound: dict[type, _Bound]) -> None:
    """Notes for a class and its bases what their type parameters are."""
    own = bound[target] = dict(zip(getattr(target, "__parameters__", ()), arguments, strict=False))
    for base in target.__dict__.get("__orig_bases__", ()):
        origin = typing.get_origin(base)
        if isinstance(origin, type) and origin is not typing.Generic:
            _bind(origin, tuple(filled(argument, own) for argument in typing.get_args(base)), bound)


def _bound_where(name: str, target: Any, bound: dict[type, _Bound]) -> _Bound:
    """The type parameters of the class that annotates a field."""
    for owner in target.__mro__:
        if owner is not object and name in getattr(owner, "__annotations__", ()):
            return bound.get(owner, {})
    return {}
