"""Comparisons that say in words what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import superconfig

from .compare import same

Faults = Iterator[str]


def codes(diagnostics: Iterable[superconfig.Diagnostic]) -> list[str]:
    """The code of each."""
    return [diagnostic.code for diagnostic in diagnostics]


def unlike(wanted: Any, found: Any, where: str = "") -> Faults:
    """A fault unless the value is the expected one."""
    if not same(wanted, found):
        yield f"{where}{differ(wanted, found)}"


def unequal(wanted: object, found: object, where: str = "") -> Faults:
    """A fault unless both are equal."""
    if wanted != found:
        yield f"{where}{differ(wanted, found)}"


def lacking(wanted: list[str], found: str) -> Faults:
    """A fault for each text that is not in what was found."""
    for text in wanted:
        if text not in found:
            yield f"{text!r} is not in {found!r}"


def differ(wanted: object, found: object) -> str:
    """What was expected and what was found."""
    return f"expected {_short(wanted)}, found {_short(found)}"


def _short(thing: object) -> str:
    """Enough to see what it is."""
    text = repr(thing)
    return text if len(text) <= 600 else f"{text[:600]}…"
