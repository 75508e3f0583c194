"""Whether a result is what a case expects. What is expected comes first, as everywhere here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any

from .place import Place

Table = dict[str, Any]


def same(expected: Any, actual: Any) -> bool:
    """Equal without the order of keys; `1` equals `1.0`; `{"$int": "…"}` demands exactly these digits.

    The result is parsed JSON, or a value as a program gets it: what JSON lacks is compared with its text.
    """
    if isinstance(actual, (date, time)):
        return isinstance(expected, str) and _same_moment(expected, actual)
    if _is_number(actual):
        return _same_number(expected, actual)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(same, expected, actual))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(same(expected[key], actual[key]) for key in expected)
    return type(expected) is type(actual) and bool(expected == actual)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same_number(expected: Any, actual: int | float) -> bool:
    if isinstance(expected, dict) and expected.keys() == {"$int"}:
        return isinstance(actual, int) and str(actual) == expected["$int"]
    if isinstance(expected, str):
        return expected in ("inf", "-inf", "nan") and str(actual) == expected
    return _is_number(expected) and bool(expected == actual)


def _same_moment(expected: str, actual: date | time) -> bool:
    """By value, as `datetime` forgets how a fraction was spelled; but the offset must be the same."""
    wanted = _moment(expected)
    if wanted is None:
        return expected == _rfc3339(actual)
    return type(wanted) is type(actual) and wanted == actual and _offset(wanted) == _offset(actual)


def _moment(text: str) -> date | time | None:
    # `datetime` comes last because it takes a mere date too.
    for kind in (date, time, datetime):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return None


def _offset(moment: date | time) -> Any:
    return moment.utcoffset() if isinstance(moment, (datetime, time)) else None


def _rfc3339(moment: date | time) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def all_met(expected: Sequence[Any], actual: Sequence[Any], meets: Callable[[Any, Any], bool]) -> bool:
    """Whether each expectation is met by a result of its own, in any order."""
    if not expected:
        return True
    return any(
        meets(expected[0], candidate) and all_met(expected[1:], [*actual[:at], *actual[at + 1 :]], meets)
        for at, candidate in enumerate(actual)
    )


def in_order(expected: Sequence[Any], actual: Sequence[Any], meets: Callable[[Any, Any], bool]) -> bool:
    """Whether each expectation is met by the result in its place, and no result is left."""
    return len(expected) == len(actual) and all(map(meets, expected, actual))


def is_diagnostic(expected: Table, actual: Table, place: Place) -> bool:
    """Whether a diagnostic is the expected one."""

    def is_met(key: str, wanted: Any) -> bool:
        if key in ("code", "path"):
            return bool(actual.get(key) == wanted)
        if key == "contains":
            return all(any(text in found for found in _texts_of(actual)) for text in wanted)
        if key == "related":
            origins = [related["origin"] for related in actual["related"]]
            return all(any(is_origin(origin, found, place) for found in origins) for origin in wanted)
        return _is_part_of_origin(key, wanted, actual["origin"], place)

    return all(is_met(key, wanted) for key, wanted in expected.items())


def _texts_of(diagnostic: Table) -> Iterator[str]:
    """The texts of a diagnostic in which something can be demanded to stand."""
    yield diagnostic["message"]
    yield diagnostic["help"] or ""
    for related in diagnostic["related"]:
        origin = related["origin"] or {}
        line, column = (json.dumps(origin.get(key)) for key in ("line", "column"))
        yield related["message"]
        yield f"{origin.get('file') or ''}:{line}:{column}"
        yield origin.get("variable") or ""


def is_origin(expected: Table, origin: Table | None, place: Place) -> bool:
    """Whether an origin is the expected one. Of defaults only the kind counts."""
    is_default = expected.get("kind") == "default"
    return all(
        (is_default and key != "kind") or _is_part_of_origin(key, wanted, origin, place)
        for key, wanted in expected.items()
    )


def _is_part_of_origin(key: str, wanted: Any, origin: Table | None, place: Place) -> bool:
    found = (origin or {}).get(key)
    if key == "file":
        return isinstance(found, str) and place.is_same_file(wanted, found)
    return bool(found == wanted)


def explanation_faults(expected: Table, actual: Table, place: Place) -> Iterator[str]:
    """What of an explanation is not as expected."""
    for key, wanted in expected.items():
        if not _EXPLAINED[key](wanted, actual[key], place):
            yield f"{key}: expected {json.dumps(wanted)}, found {json.dumps(actual[key])}"


def _is_step(expected: Table, actual: Table, place: Place) -> bool:
    """Whether a value that was beaten, or an operation, is the expected one."""

    def is_met(key: str, wanted: Any) -> bool:
        if key == "origin":
            return is_origin(wanted, actual["origin"], place)
        return same(wanted, actual.get(key))

    return all(is_met(key, wanted) for key, wanted in expected.items())


def _is_beat(expected: list[Table], actual: list[Table], place: Place) -> bool:
    return len(expected) == len(actual) and all_met(expected, actual, partial(_is_step, place=place))


_EXPLAINED: dict[str, Callable[[Any, Any, Place], bool]] = {
    "value": lambda wanted, found, _place: same(wanted, found),
    "origin": is_origin,
    "beat": _is_beat,
    "operations": lambda wanted, found, place: in_order(wanted, found, partial(_is_step, place=place)),
    "elements": lambda wanted, found, place: in_order(wanted, found, partial(is_origin, place=place)),
}
