"""What type checkers see of a configuration. It is checked, not run."""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, Mapping, ValuesView
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_type

from superconfig import (
    Array,
    Change,
    Config,
    ConfigError,
    DebugMessage,
    Diagnostic,
    Explanation,
    Handle,
    Origin,
    Section,
    SourceReport,
    Status,
    Subscription,
    WatchedPath,
    WhyNot,
)
from superconfig.types import ChangeKind, Format, OperationKind, OriginKind, Severity


def a_mapping(config: Config) -> None:
    as_mapping: Mapping[str, Any] = config
    assert_type(as_mapping["a"], Any)
    assert_type(config["a"], Any)
    assert_type(config.a.b, Any)
    assert_type(config.get("a"), Any | None)
    assert_type(config.get("a", 1), Any | int)
    assert_type(config.get("a", default="b"), Any | str)
    assert_type("a" in config, bool)
    assert_type(list(config), list[str])
    assert_type(config.keys(), KeysView[str])
    assert_type(config.values(), ValuesView[Any])
    assert_type(config.items(), ItemsView[str, Any])
    assert_type(dict(config), dict[str, Any])
    assert_type(dict(**config), dict[str, Any])


def parts(config: Config) -> None:
    assert_type(config.snapshot(), Section)
    assert_type(config.section("a"), Config)
    assert_type(config.to_dict(), dict[str, Any])
    assert_type(config.get_many("a", "b"), list[Any])
    assert_type(config.get_string("a"), str)
    assert_type(config.keys_at("a"), list[str])
    assert_type(config.export("yaml", "a", redacted=True), tuple[str, list[Diagnostic]])


def read_only(config: Config, section: Section, array: Array) -> None:
    # Mypy takes `__setitem__` for a key of the configuration, as `__getattr__` would at run time.
    config["a"] = 1  # pyright: ignore[reportIndexIssue]
    del config["a"]  # pyright: ignore[reportIndexIssue]
    assert_type(section.copy(), dict[str, Any])
    assert_type(array.copy(), list[Any])
    assert_type(section.a, Any)


def explained(explanation: Explanation, report: SourceReport, message: DebugMessage, why: WhyNot) -> None:
    assert_type(explanation.origin, Origin)
    assert_type(explanation.beat, list[tuple[Any, Origin, str]])
    assert_type(explanation.operations, list[tuple[OperationKind, list[Any], Origin]])
    assert_type(explanation.elements, list[Origin])
    assert_type(report.kind, OriginKind)
    assert_type(report.format, Format | None)
    assert_type(message.success, bool | None)
    assert_type(why.to_json(), str)


def asked(config: Config) -> None:
    assert_type(config.explain("a"), Explanation | None)
    assert_type(config.explain_all(), list[Explanation])
    assert_type(config.why_not("a", reveal=True), WhyNot)
    assert_type(config.sources(), list[SourceReport])
    assert_type(config.warnings(), list[Diagnostic])
    assert_type(config.debug_messages("trace"), list[DebugMessage])
    assert_type(config.timings(), dict[str, Any])
    config.render_warnings("colour")  # type: ignore[arg-type]


def wrong(error: ConfigError, origin: Origin) -> None:
    assert_type(error.diagnostics, list[Diagnostic])
    assert_type(error.code, str | None)
    assert_type(error.origin, Origin | None)
    assert_type(error.diagnostics[0].severity, Severity)
    assert_type(origin.kind, OriginKind)


def followed(config: Config, status: Status) -> None:
    def on_change(changes: list[Change]) -> None:
        assert_type(changes[0].kind, ChangeKind)
        assert_type(changes[0].origin, Origin | None)

    def on_error(error: ConfigError) -> None:
        assert_type(error.path, str | None)

    assert_type(config.on_change(on_change, "a"), Subscription)
    assert_type(config.on_error(on_error), Subscription)
    assert_type(config.reload(), list[Change])
    assert_type(status.loaded_at, datetime)
    assert_type(status.watched, list[WatchedPath])
    with config.watch(on_change, on_error=on_error, debounce=0.1):
        pass


async def awaited(config: Config) -> None:
    async for change in config.changes():
        assert_type(change, Change)
    for change in config.changes():
        assert_type(change.path, str)


@dataclass
class Server:
    """What is extracted."""

    port: int


def typed(config: Config, some_type: type) -> None:
    assert_type(config.extract(Server), Server)
    assert_type(config.extract(list[Server], "servers"), list[Server])
    port: int | None = config.extract(int | None, "port")
    assert port != 1
    assert_type(config.handle(Server), Handle[Server])
    assert_type(config.handle(Server, "a").get(), Server)
    assert_type(config.extract(some_type), Any)
    assert_type(config.handle(some_type), Handle[Any])
