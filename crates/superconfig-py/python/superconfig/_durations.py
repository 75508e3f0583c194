"""Durations: seconds, or as people write them."""

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
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")


def duration(value: Any) -> datetime.timedelta:
    """A duration from a number of seconds, `90s`, `1h 30m`, `01:30:00` or `PT1H30M`."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.timedelta(seconds=value)
    if isinstance(value, str):
        found = _of_text(value.strip())
        if found is not None:
            return found
    raise ValueError(f'expected a duration such as 90, "90s" or "1h 30m", found {value!r}')


def _of_text(text: str) -> datetime.timedelta | None:
    try:
        return datetime.timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        pass
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        return datetime.timedelta(hours=int(hours or 0), minutes=int(minutes), seconds=float(seconds))
    # ISO 8601 without years and months, whose length is not fixed.
    if text[:1] == "P":
        days, _, time = text[1:].partition("T")
        return _of_parts(days + time) if days or time else None
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
