"""A check for each key of `expect` that is about a configuration that loaded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import superconfig
from superconfig.types import WritableFormat

from . import strict_json
from .compare import explanation_faults
from .differ import Faults, codes, lacking, unequal, unlike
from .load import Load


def _value(load: Load, wanted: Any) -> Faults:
    config = load.config()
    yield from unequal(config.as_json(), config.export("json")[0], "as_json: ")
    yield from unlike(wanted, strict_json.parse(config.as_json()))


def _get(load: Load, path: str, wanted: Any) -> Faults:
    yield from unlike(wanted, load.config()[path])
    yield from unlike(wanted, load.config().get(path))


def _absent(load: Load, wanted: list[str]) -> Faults:
    for path in wanted:
        config, missing = load.config(), object()
        if config.has_key(path) or config.explain(path) is not None:
            yield f"{path!r} is there"
        # As a mapping, a key at the root is found as it stands, dots and all.
        if path in config.keys():  # noqa: SIM118
            continue
        if path in config or config.get(path, missing) is not missing:
            yield f"{path!r} is in the mapping"
        with suppress(superconfig.KeyNotFoundError):
            yield f"{path!r} is {config[path]!r}"


def _keys(load: Load, path: str, wanted: list[str]) -> Faults:
    yield from unequal(sorted(wanted), sorted(load.config().keys_at(path)))


def _order(load: Load, path: str, wanted: list[str]) -> Faults:
    yield from unequal(wanted, list(strict_json.parse(load.config().export("json", path)[0])))


def _export(load: Load, form: WritableFormat, wanted: str) -> Faults:
    yield from unequal(wanted.rstrip(), load.export(form).rstrip())


def _export_contains(load: Load, form: WritableFormat, wanted: list[str]) -> Faults:
    yield from lacking(wanted, load.export(form))


def _export_parsed(load: Load, form: WritableFormat, wanted: Any) -> Faults:
    yield from unlike(wanted, strict_json.parse(load.again(form).as_json()))


def _export_warnings(load: Load, form: WritableFormat, wanted: list[str]) -> Faults:
    yield from unequal(set(wanted), set(codes(load.config().export(form)[1])))


def _roundtrip(load: Load, wanted: list[WritableFormat]) -> Faults:
    for form in wanted:
        again = load.again(form)
        yield from unequal([], codes(again.warnings()), f"{form}: warnings: ")
        yield from unlike(load.case.expect["value"], strict_json.parse(again.as_json()), f"{form}: ")


def _explain(load: Load, path: str, wanted: dict[str, Any]) -> Faults:
    explanation = load.config().explain(path)
    if explanation is None:
        yield "nothing is there"
    else:
        yield from explanation_faults(wanted, strict_json.parse(explanation.to_json()), load.place)


def _why_not(load: Load, name: str, wanted: dict[str, list[str]]) -> Faults:
    yield from lacking(wanted["contains"], str(load.config().why_not(name)))


def _shown(load: Load, wanted: list[str]) -> Faults:
    yield from lacking(wanted, "".join(map(str, load.config().explain_all())))


def _each(check: Callable[[Load, Any, Any], Faults]) -> Callable[[Load, dict[str, Any]], Faults]:
    """A check of one entry as that of a table of them."""

    def checked(load: Load, table: dict[str, Any]) -> Faults:
        for key, wanted in table.items():
            for fault in check(load, key, wanted):
                yield f"{key!r}: {fault}"

    return checked


RESULTS: dict[str, Callable[[Load, Any], Faults]] = {
    "value": _value,
    "get": _each(_get),
    "absent": _absent,
    "keys": _each(_keys),
    "order": _each(_order),
    "export": _each(_export),
    "export_contains": _each(_export_contains),
    "export_parsed": _each(_export_parsed),
    "export_warnings": _each(_export_warnings),
    "roundtrip": _roundtrip,
    "explain": _each(_explain),
    "why_not": _each(_why_not),
    "shown": _shown,
}
