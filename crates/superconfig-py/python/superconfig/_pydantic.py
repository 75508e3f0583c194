"""Models and dataclasses of pydantic, through its public interface."""

# Annotations, and what others know of theirs, are of any type.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ._native import Shape
from ._open import Opening

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._models import Answer, Fault
    from ._shapes import Shaping

_Fields = list[tuple[str | None, list[str], Shape, bool]]


def shape_of(target: Any, shaping: Shaping) -> Shape:
    """The shape of a model or dataclass."""
    validate = _validator(target)

    def check(values: Any) -> Answer:
        return _validated(validate, values)

    return Shape.checked(plain_shape(target, shaping), check, built=_has_settings(target, set()))


def plain_shape(target: Any, shaping: Shaping) -> Shape:
    """The shape of what pydantic is given for a model or dataclass."""
    fields = _fields_of(target)
    config = getattr(target, "model_config", None) or getattr(target, "__pydantic_config__", None) or {}
    lax, strict = Opening(shaping), Opening(shaping, _scalars(shaping), strict=True)
    if _is_root(target):
        return (strict if _is_strict(fields["root"], config) else lax).of(fields["root"].annotation)
    early = _checked_early(target)
    found: _Fields = []
    for name, field in fields.items():
        is_early = name in early or any(hasattr(constraint, "func") for constraint in field.metadata)
        opening = strict if _is_strict(field, config) else lax
        shape = Shape.simple("open") if is_early else opening.field(field.annotation, name)
        found.append((None, _names(name, field, config), shape, field.is_required()))
    known = {name for _, names, _, _ in found for name in names}
    roots = {root for field in fields.values() for root in _path_roots(field)} - known
    found.extend((None, [root], Shape.simple("any"), False) for root in sorted(roots))
    # Who looks at all values sees those that are no fields, too.
    is_open = config.get("extra") in ("allow", "forbid") or _looks_at_all(target)
    return Shape.structure(target.__name__, found, open=is_open, lenient=True)


def _has_settings(annotation: Any, seen: set[Any]) -> bool:
    """Whether settings are part of a model: pydantic would make them, and they would read variables themselves."""
    import typing

    if "pydantic_settings" not in sys.modules:
        return False
    parts = list(typing.get_args(annotation))
    if isinstance(annotation, type) and annotation not in seen:
        seen.add(annotation)
        parts += [field.annotation for field in _fields_of(annotation).values()]
    settings = [part for part in parts if hasattr(part, "settings_customise_sources")]
    return bool(settings) or any(_has_settings(part, seen) for part in parts)


def _fields_of(target: Any) -> dict[str, Any]:
    return getattr(target, "__pydantic_fields__", None) or {}


def _is_strict(field: Any, config: Any) -> bool:
    said = [getattr(constraint, "strict", None) for constraint in field.metadata]
    return bool(next((strict for strict in said if strict is not None), config.get("strict")))


def _scalars(shaping: Shaping) -> Callable[[Any], Shape | None]:
    """Of what is strict, scalars are of their type before pydantic looks at them: text never is."""

    def scalar(annotation: Any) -> Shape | None:
        try:
            return shaping.of(annotation)
        except TypeError:
            return None  # A type of pydantic's own.

    return scalar


def _is_root(target: Any) -> bool:
    import pydantic

    return issubclass(target, pydantic.RootModel)


def _validator(target: Any) -> Callable[[Any], Any]:
    import pydantic

    if not hasattr(target, "model_fields"):
        return pydantic.TypeAdapter(target).validate_python
    if not target.__pydantic_complete__:
        try:
            target.model_rebuild()
        except NameError as error:
            raise TypeError(f"an annotation of `{target.__name__}` cannot be resolved: {error}") from None
    if not hasattr(target, "settings_customise_sources"):
        return target.model_validate  # type: ignore[no-any-return]

    def settings(values: dict[str, Any]) -> Any:
        # Settings read variables and files themselves when they are made: they have been read already.
        made = target.__new__(target)
        pydantic.BaseModel.__init__(made, **values)
        return made

    return settings


def _validated(validate: Callable[[Any], Any], values: Any) -> Answer:
    """The validated object, or where it is wrong and why. The input is not repeated: it may be secret."""
    import pydantic

    try:
        return validate(values), []
    except pydantic.ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return None, [
            _fault(values, fault["loc"], fault["type"] == "missing", fault["msg"]) for fault in faults
        ]


def _fault(values: Any, location: tuple[Any, ...], is_missing: bool, said: str) -> Fault:
    return _place(values, location, is_missing), "" if is_missing else said


def _place(values: Any, location: tuple[Any, ...], is_missing: bool) -> list[Any]:
    """The steps of a location that lead through the values: pydantic also names alternatives of unions."""
    steps: list[Any] = []
    for at, step in enumerate(location):
        if (isinstance(values, dict) and step in values) or (
            isinstance(values, list) and isinstance(step, int) and step < len(values)
        ):
            values = values[step]
        elif not (is_missing and at == len(location) - 1):
            continue
        steps.append(step)
    return steps


def _choices(field: Any) -> list[Any]:
    alias = field.validation_alias
    return list(getattr(alias, "choices", [alias]))


def _names(name: str, field: Any, config: Any) -> list[str]:
    """The names under which pydantic takes a field, the first of them for messages."""
    choices = [choice for choice in _choices(field) if choice is not None]
    # A path of one step is a name.
    names = [getattr(choice, "path", [choice]) for choice in choices]
    found = [path[0] if isinstance(path, list) and len(path) == 1 else path for path in names]
    known = [choice for choice in found if isinstance(choice, str)]
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    if config.get("validate_by_alias") is False:
        return [name]
    return list(dict.fromkeys([*known, name] if by_name or not choices else known))


def _path_roots(field: Any) -> list[str]:
    """Where the paths begin by which pydantic finds a field within others."""
    paths = [getattr(choice, "path", None) for choice in _choices(field)]
    return [path[0] for path in paths if path is not None and isinstance(path[0], str)]


def _checked_early(target: Any) -> set[str]:
    """The fields that validators see before pydantic looks at their types."""
    found: set[str] = set()
    fields = _fields_of(target)
    for decorator in target.__pydantic_decorators__.field_validators.values():
        if decorator.info.mode != "after":
            found.update(decorator.info.fields)
    return set(fields) if "*" in found else found


def _looks_at_all(target: Any) -> bool:
    validators = target.__pydantic_decorators__.model_validators.values()
    return any(decorator.info.mode != "after" for decorator in validators)
