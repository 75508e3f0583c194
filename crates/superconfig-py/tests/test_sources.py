"""Sources that a program writes itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from superconfig import ConfigError, SuperConfig


class Remote:
    """A source as an object."""

    def __init__(self, loaded: object = None, name: str = "remote") -> None:
        self.loaded = loaded
        self.name = name

    def load(self) -> object:
        return self.loaded


def numbers() -> object:
    return {"a": 1}


@pytest.fixture
def builder() -> SuperConfig:
    return SuperConfig().with_env_snapshot({})


@pytest.mark.parametrize(
    ("loaded", "value"),
    [({"a": 1}, {"a": 1}), (("a = 1", "toml"), {"a": 1}), (("a: [1]", "yaml"), {"a": [1]}), ({}, {})],
)
def test_what_it_returns(builder: SuperConfig, loaded: object, value: object) -> None:
    assert builder.with_source(Remote(loaded)).build() == value
    assert builder.with_source(lambda: loaded).build() == value


@pytest.mark.parametrize(
    ("loaded", "code"),
    [
        (None, "SC0210"),
        (5, "SC0210"),
        ([("a", 1)], "SC0210"),
        (("a = ", "toml"), "SC0201"),
        (("a = 1", "text"), "SC0111"),
        ({"a": b""}, "SC0111"),
    ],
)
def test_what_it_must_not_return(builder: SuperConfig, loaded: object, code: str) -> None:
    config = builder.with_source(Remote(loaded)).build()
    assert [warning.code for warning in config.warnings()] == [code]
    with pytest.raises(ConfigError) as raised:
        builder.with_source(Remote(loaded)).with_strict().build()
    assert raised.value.code == code


def test_what_it_raises(builder: SuperConfig) -> None:
    def failing() -> object:
        raise OSError("no route")

    [warning] = builder.with_source(failing).build().warnings()
    assert (warning.code, warning.message) == ("SC0111", "source `failing` failed: OSError: no route")


@pytest.mark.parametrize("exception", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_is_raised(builder: SuperConfig, exception: type[BaseException]) -> None:
    def interrupted() -> object:
        raise exception

    for build in (builder.with_source(interrupted).build, builder.with_source(interrupted).build_lenient):
        with pytest.raises(exception):
            build()
    assert builder.with_source(numbers).build() == {"a": 1}


class Nameless:
    def load(self) -> object:
        return {"a": 1}


@pytest.mark.parametrize(
    ("source", "name"), [(Remote({"a": 1}), "remote"), (numbers, "numbers"), (Nameless(), "Nameless")]
)
def test_names(builder: SuperConfig, source: Any, name: str) -> None:
    origins = []
    for made in (builder.with_source(source), builder.with_source(source, name="mine")):
        explanation = made.build().explain("a")
        assert explanation is not None
        assert explanation.origin.kind == "custom"
        origins.append(str(explanation.origin))
    assert origins == [name, "mine"]


def test_options(builder: SuperConfig) -> None:
    base = builder.with_defaults({"a": [1]})
    more = Remote({"a": [2]})
    assert base.with_source(more).build()["a"] == [2]
    assert base.with_source(more, strategy="join").build()["a"] == [1]
    assert base.with_source(more, strategy="adjoin").build()["a"] == [1, 2]
    assert base.with_source(more, profile="test").build()["a"] == [1]
    assert base.with_source(Remote({"test": {"a": [3]}}), nested=True).select("test").build()["a"] == [3]
    assert base.with_source(Remote({"a": []}), ignore_empty=True).build()["a"] == [1]
    assert base.with_source(Remote({"a_add": [2]})).build()["a"] == [1, 2]
    assert "a_add" in base.with_source(Remote({"a_add": [2]}), operations=False).build()


def test_it_is_asked_once_per_load(builder: SuperConfig) -> None:
    calls: list[int] = []

    def counted() -> object:
        calls.append(1)
        return {"n": len(calls)}

    config = builder.with_source(counted).build()
    assert config["n"] == config["n"] == 1
    assert [change.path for change in config.reload()] == ["n"]
    assert config["n"] == 2


def _as_attribute(paths: list[str | Path]) -> Any:
    source = Remote({"a": 1})
    source.watch_targets = paths  # type: ignore[attr-defined]
    return source


def _as_method(paths: list[str | Path]) -> Any:
    source = Remote({"a": 1})
    source.watch_targets = lambda: paths  # type: ignore[attr-defined]
    return source


@pytest.mark.parametrize("made", [_as_attribute, _as_method])
def test_what_it_depends_on_is_taken(
    builder: SuperConfig, tmp_path: Path, made: Callable[[list[str | Path]], Any]
) -> None:
    paths: list[str | Path] = [tmp_path / "a", os.fspath(tmp_path / "b")]
    assert builder.with_source(made(paths)).build() == {"a": 1}


def test_what_is_no_source(builder: SuperConfig) -> None:
    bad_targets, bad_name = _as_attribute([]), Remote()
    bad_targets.watch_targets = 5
    bad_name.name = 5  # type: ignore[assignment]
    for source in (5, "text", None, {"a": 1}, bad_targets, bad_name):
        with pytest.raises(TypeError):
            builder.with_source(source)  # type: ignore[arg-type]
