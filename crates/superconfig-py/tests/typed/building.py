"""What type checkers see of the builder. It is checked, not run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_type

import superconfig
from superconfig import Config, Diagnostic, Rule, SuperConfig
from superconfig.types import FileOptions, SourceOptions


def chained(path: Path) -> None:
    builder = (
        SuperConfig()
        .with_defaults({"a": 1})
        .with_file(path, profile="test", format="toml", strategy="join", required=True)
        .with_string("a: 1", "yaml", name="text", operations=False)
        .with_env("APP_", separator="__", ignore_empty=True)
        .with_glob("*.toml", search={"recursive": [path]}, merge_order="newest_first")
        .with_hierarchical_config("app", levels=["user", "project"])
        .with_verbosity(3)
        .with_env_snapshot(os.environ)
    )
    assert_type(builder, SuperConfig)
    assert_type(builder.build(), Config)
    assert_type(builder.build_lenient(), tuple[Config, list[Diagnostic]])


def options_of_ones_own(builder: SuperConfig, options: SourceOptions, of_file: FileOptions) -> None:
    builder.with_env("APP_", **options)
    builder.with_file("a", **options)
    builder.with_file("a", **of_file)


def wrong_options(builder: SuperConfig) -> None:
    builder.with_file("a", profil="test")  # type: ignore[call-arg]
    builder.with_file("a", format="tolm")  # type: ignore[arg-type]
    builder.with_file("a", strategy="replace")  # type: ignore[arg-type]
    builder.with_env("APP_", "__")  # type: ignore[call-arg]
    builder.with_env(format="toml")  # type: ignore[call-arg]
    builder.with_string("a", "txt")  # type: ignore[arg-type]
    builder.with_glob("*", search={"max_depth": 1})  # type: ignore[arg-type]
    builder.with_hierarchical_config("app", levels=["root"])  # type: ignore[list-item]
    builder.with_verbosity("loud")  # type: ignore[arg-type]
    builder.with_source(1)  # type: ignore[arg-type]


class Remote:
    """A source of one's own."""

    name = "remote"

    def load(self) -> Mapping[str, Any]:
        """What it is."""
        return {}


def sources(builder: SuperConfig) -> None:
    builder.with_source(Remote())
    builder.with_source(lambda: ("a = 1", "toml"), nested=True)


def rules(builder: SuperConfig) -> None:
    def even(value: Any) -> bool:
        return bool(value % 2 == 0)

    assert_type(Rule.range(1) & even | Rule.required(), Rule)
    assert_type(even & Rule.range(max=2.5), Rule)
    builder.validate("a", even).validate("b", Rule.one_of(["a", 1])).validate_with(
        lambda config: "a" in config
    )


def in_one_call(path: Path) -> None:
    config = superconfig.load(
        "a.toml", path, defaults={}, overrides={"a": 1}, glob=["*.toml"], env={}, home=path
    )
    assert_type(config, Config)
    superconfig.load(1)  # type: ignore[arg-type]
    superconfig.load("a", prefix="APP_")  # type: ignore[call-arg]
