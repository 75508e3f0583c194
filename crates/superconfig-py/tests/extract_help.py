"""What the tests of extraction share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, overload

import pytest
from superconfig import Config, ConfigError, Diagnostic, Origin, SuperConfig

T = TypeVar("T")


def config_of(
    toml: str = "", env: Mapping[str, str] | None = None, *, deny: bool = False, **values: Any
) -> Config:
    """A configuration of a TOML text, values and the variables of `APP`."""
    builder = SuperConfig().with_env_snapshot(dict(env or {}))
    if values:
        builder = builder.with_defaults(values)
    builder = builder.with_string(toml, "toml").with_env("APP")
    return (builder.deny_unknown() if deny else builder).build()


@overload
def value_of(target: type[T], value: object) -> T: ...
@overload
def value_of(target: Any, value: object) -> Any: ...
def value_of(target: Any, value: object) -> Any:
    """A value as an object of a type."""
    return config_of(x=value).extract(target, "x")


@overload
def text_of(target: type[T], text: str) -> T: ...
@overload
def text_of(target: Any, text: str) -> Any: ...
def text_of(target: Any, text: str) -> Any:
    """The text of a variable as an object of a type."""
    return config_of(env={"APP_X": text}).extract(target, "x")


def faults_of(config: Config, target: Any, path: str = "") -> list[Diagnostic]:
    """The faults of an extraction."""
    with pytest.raises(ConfigError) as caught:
        config.extract(target, path)
    return caught.value.diagnostics


def path_of(fault: Diagnostic) -> str:
    assert fault.path is not None
    return fault.path


def paths_of(faults: list[Diagnostic]) -> list[str]:
    return [path_of(fault) for fault in faults]


def origin_of(fault: Diagnostic) -> Origin:
    assert fault.origin is not None
    return fault.origin
