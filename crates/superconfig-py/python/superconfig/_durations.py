"""Durations: seconds, or as people write them."""

# Annotations, and what others know of theirs, are of any type.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import datetime
import re
from typing import Any

_UNITS = {
    "w": "weeks",
    "d": "days",
    "h": "hours",
    "m": "minutes",
    "min": "minutes",
    "s": "seconds",
    "sec": "seconds",
    "ms": "milliseconds",
    "us": "microseconds",
    "µs": "microseconds",
}
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zµ]+)", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d+):)?([0-5]?\d):([0-5]?\d(?:\.\d+)?)", re.ASCII)
_SECONDS = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def duration(value: Any) -> datetime.timedelta:
    """A duration from a number of seconds, `90s`, `1h 30m`, `01:30:00` or `PT1H30M`."""
    try:
        found = _found(value)
    except (OverflowError, ValueError):
        found = None
    if found is None:
        shown = (
            repr(value)
            if isinstance(value, (int, float, str, bool))
            else _KINDS.get(type(value), "no duration")
        )
        raise ValueError(f'expected a duration such as 90, "90s" or "1h 30m", found {shown}')
    return found


_KINDS: dict[type, str] = {type(None): "null", list: "an array", dict: "a table"}


def _found(value: Any) -> datetime.timedelta | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.timedelta(seconds=value)
    return _of_text(value.strip()) if isinstance(value, str) else None


def _of_text(text: str) -> datetime.timedelta | None:
    if _SECONDS.fullmatch(text):
        return datetime.timedelta(seconds=float(text))
    if text[:1] in ("-", "+"):
        found = _of_text(text[1:]) if text[1:2] not in ("-", "+") else None
        return -found if found is not None and text[0] == "-" else found
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        return datetime.timedelta(hours=int(hours or 0), minutes=int(minutes), seconds=float(seconds))
    # ISO 8601 without years and months, whose length is not fixed.
    if text[:1] == "P":
        days, _, time = text[1:].partition("T")
        return _of_parts(days + time)
    return _of_parts(text)


def _of_parts(text: str) -> datetime.timedelta | None:
    total, at = datetime.timedelta(), 0
    while at < len(text):
        part = _PART.match(text, at)
        unit = _UNITS.get(part[2].lower()) if part else None
        if part is None or unit is None:
            return None
        total += datetime.timedelta(**{unit: float(part[1])})
        at = part.end()
    return total if text else None
