"""Checks of the shape of a JSON value, made of smaller ones."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

Check = Callable[[str, Any], None]
"""Raises `Malformed` for a value that is not as it should be; the text says where it stands."""


class Malformed(Exception):
    """A case is not written as `conformance/README.md` says."""


def anything(_where: str, _value: Any) -> None:
    """Whatever it is."""


def text(where: str, value: Any) -> None:
    """A string."""
    demand(isinstance(value, str), where, "is no text")


def flag(where: str, value: Any) -> None:
    """True or false."""
    demand(isinstance(value, bool), where, "is neither true nor false")


def true(where: str, value: Any) -> None:
    """True: there is nothing to say with false."""
    demand(value is True, where, "is not true")


def count(where: str, value: Any) -> None:
    """A whole number from 0."""
    demand(isinstance(value, int) and not isinstance(value, bool) and value >= 0, where, "is no count")


def optional(check: Check) -> Check:
    """Null, or what the check takes."""
    return lambda where, value: None if value is None else check(where, value)


def list_of(check: Check) -> Check:
    """An array whose elements are all like this."""

    def checked(where: str, value: Any) -> None:
        demand(isinstance(value, list), where, "is no array")
        for at, element in enumerate(value):
            check(f"{where}[{at}]", element)

    return checked


def table_of(check: Check) -> Check:
    """An object with any keys whose values are all like this."""

    def checked(where: str, value: Any) -> None:
        demand(isinstance(value, dict), where, "is no object")
        for key, element in value.items():
            check(f"{where}.{key}", element)

    return checked


def fields(known: dict[str, Check], required: Collection[str] = ()) -> Check:
    """An object with these keys and no other."""

    def checked(where: str, value: Any) -> None:
        demand(isinstance(value, dict), where, "is no object")
        for key in required:
            demand(key in value, where, f"lacks {key}")
        for key, element in value.items():
            demand(key in known, where, f"has the unknown key {key}")
            known[key](f"{where}.{key}", element)

    return checked


def one_field(known: dict[str, Check]) -> Check:
    """An object with exactly one of these keys."""
    of_known = fields(known)

    def checked(where: str, value: Any) -> None:
        of_known(where, value)
        demand(len(value) == 1, where, "has not exactly one key")

    return checked


def demand(is_met: bool, where: str, fault: str) -> None:
    """Raises `Malformed` unless it is met."""
    if not is_met:
        raise Malformed(f"{where} {fault}")
