"""What the tests of extraction share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from superconfig import Config, ConfigError, Diagnostic, SuperConfig


def config_of(
    toml: str = "", env: Mapping[str, str] | None = None, *, deny: bool = False, **values: Any
) -> Config:
    """A configuration of a TOML text, values and the variables of `APP`."""
    builder = SuperConfig().with_env_snapshot(dict(env or {}))
    if values:
        builder = builder.with_defaults(values)
    builder = builder.with_string(toml, "toml").with_env("APP")
    return (builder.deny_unknown() if deny else builder).build()


def value_of(target: Any, value: Any) -> Any:
    """A value as an object of a type."""
    return config_of(x=value).extract(target, "x")


def text_of(target: Any, text: str) -> Any:
    """The text of a variable as an object of a type."""
    return config_of(env={"APP_X": text}).extract(target, "x")


def faults_of(config: Config, target: Any, path: str = "") -> list[Diagnostic]:
    """The faults of an extraction."""
    with pytest.raises(ConfigError) as caught:
        config.extract(target, path)
    return caught.value.diagnostics


def paths_of(faults: list[Diagnostic]) -> list[str | None]:
    return [fault.path for fault in faults]
