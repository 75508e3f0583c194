"""JSON without what the parser of Python's library adds to it or overlooks."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def parse(text: str) -> Any:
    """The value of a text. Keys keep their order; a key that is there twice and a bare `NaN` are errors."""
    return json.loads(text, object_pairs_hook=_table, parse_constant=_refused)


def parse_lines(text: str) -> list[Any]:
    """The values of a text with one on each line."""
    # Not `splitlines`: that ends lines at characters that may stand within a JSON string.
    return [parse(line) for line in text.split("\n") if line]


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError(f"a key is there twice: {[key for key, _ in pairs]}")
    return table


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
