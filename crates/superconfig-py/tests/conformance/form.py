"""The form of a case, as the tables of `conformance/README.md` give it."""

from __future__ import annotations

import re
from typing import Any

from .shape import (
    Check,
    anything,
    count,
    demand,
    fields,
    flag,
    list_of,
    one_field,
    optional,
    table_of,
    text,
    true,
)


def _repeated(where: str, value: Any) -> None:
    demand(isinstance(value, list) and len(value) == 2, where, "is no pair of a text and a count")
    text(f"{where}[0]", value[0])
    count(f"{where}[1]", value[1])


_long_or_bytes = one_field({"base64": text, "parts": list_of(_repeated)})


def _content(where: str, value: Any) -> None:
    if not isinstance(value, str):
        _long_or_bytes(where, value)


def _octal(where: str, value: Any) -> None:
    demand(isinstance(value, str) and re.fullmatch("[0-7]+", value) is not None, where, "is no octal number")


_texts = list_of(text)
_origin_fields: dict[str, Check] = {
    "kind": text,
    "file": text,
    "line": count,
    "column": count,
    "variable": text,
}
_origin = fields(_origin_fields)

_source = one_field(
    {
        "defaults": table_of(anything),
        "file": text,
        "file_opt": text,
        "join": text,
        "glob": text,
        "dotenv": text,
        "env": text,
        "set": text,
        "app": text,
    }
)

_diagnostic = fields(
    {
        "code": text,
        "path": text,
        "file": text,
        "line": count,
        "column": count,
        "variable": text,
        "contains": _texts,
        "related": list_of(_origin),
    },
    required=["code"],
)

_explanation = fields(
    {
        "value": anything,
        "origin": _origin,
        "beat": list_of(fields({"value": anything, "origin": _origin, "at": text})),
        "operations": list_of(fields({"op": text, "elements": list_of(anything), "origin": _origin})),
        "elements": list_of(_origin),
    }
)

_expect = fields(
    {
        "value": anything,
        "get": table_of(anything),
        "absent": _texts,
        "keys": table_of(_texts),
        "order": table_of(_texts),
        "export": table_of(text),
        "export_contains": table_of(_texts),
        "export_parsed": table_of(anything),
        "export_warnings": table_of(_texts),
        "roundtrip": _texts,
        "warnings": optional(_texts),
        "errors": _texts,
        "fails": true,
        "any_outcome": true,
        "diagnostics": list_of(_diagnostic),
        "explain": table_of(_explanation),
        "why_not": table_of(fields({"contains": _texts}, required=["contains"])),
        "hidden": _texts,
        "shown": _texts,
    }
)

case: Check = fields(
    {
        "name": text,
        "spec": text,
        "needs": _texts,
        "files": table_of(_content),
        "home": table_of(_content),
        "dirs": _texts,
        "links": table_of(text),
        "modes": table_of(_octal),
        "env": table_of(_content),
        "cwd": text,
        "sources": list_of(_source),
        "profiles": _texts,
        "nested": flag,
        "strict": flag,
        "expect": _expect,
    },
    required=["name", "spec", "sources", "expect"],
)

suite: Check = fields({"capability": text, "cases": list_of(anything)}, required=["capability", "cases"])
