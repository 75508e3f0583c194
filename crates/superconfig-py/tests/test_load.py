"""Everything in one call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import superconfig
from superconfig import Config, ConfigError, KeyNotFoundError, ParseError, ValidationError


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    files = {
        "a.toml": "a = 1\nb = 1\n",
        "b.yaml": "a: 2\n",
        ".env": "A=3\n",
        "p.toml": "[default]\na = 1\n[test]\na = 2\n[other]\na = 3\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def load(directory: Path, *files: str | Path, **options: Any) -> Config:
    given: dict[str, Any] = {"env": {}, "cwd": directory, "home": directory}
    return superconfig.load(*files, **{**given, **options})


def test_nothing(directory: Path) -> None:
    assert load(directory) == {}


@pytest.mark.parametrize(
    ("files", "options", "value"),
    [
        (["a.toml"], {}, {"a": 1, "b": 1}),
        (["a.toml", Path("b.yaml")], {}, {"a": 2, "b": 1}),
        (["a"], {}, {"a": 1, "b": 1}),
        ([], {"defaults": {"a": 0}}, {"a": 0}),
        (["b.yaml"], {"defaults": {"a": 0, "c": 0}}, {"a": 2, "c": 0}),
        ([], {"app": "a"}, {"a": 1, "b": 1}),
        ([], {"glob": "[ab].*"}, {"a": 2, "b": 1}),
        ([], {"glob": ["b.*", "a.*"]}, {"a": 1, "b": 1}),
        ([], {"dotenv": ".env"}, {"a": 3}),
        ([], {"dotenv": [Path(".env")]}, {"a": 3}),
        ([], {"env_prefix": "X_", "env": {"X_A": "4", "Y_A": "5"}}, {"a": 4}),
        ([], {"env_prefix": "", "env": {"A": "4"}}, {"a": 4}),
        ([], {"env": {"A": "4"}}, {}),
        ([], {"overrides": ["a=5", "b.c=x"]}, {"a": 5, "b": {"c": "x"}}),
        ([], {"overrides": "a=5"}, {"a": 5}),
        ([], {"overrides": iter(["a=5"])}, {"a": 5}),
        ([], {"overrides": {"a.b": [5]}}, {"a": {"b": [5]}}),
        ([], {"cli": {"a": 6, "b": None, "c": False}}, {"a": 6, "c": False}),
        (["p.toml"], {"nested": True}, {"a": 1}),
        (["p.toml"], {"nested": True, "profile": "test"}, {"a": 2}),
        (["p.toml"], {"nested": True, "profile": ["test", "other"]}, {"a": 3}),
        (["p.toml"], {"nested": True, "profile_env": "P", "env": {"P": "other"}}, {"a": 3}),
        (["nope"], {"required": False}, {}),
    ],
)
def test_sources_and_options(
    directory: Path, files: list[Any], options: dict[str, Any], value: object
) -> None:
    assert load(directory, *files, **options) == value


def test_later_sources_win(directory: Path) -> None:
    (directory / "app.toml").write_text("a = 'app'\n")
    steps: list[dict[str, Any]] = [
        {"defaults": {"a": "defaults"}},
        {"app": "app"},
        {"files": ["a.toml"]},
        {"glob": "b.*"},
        {"dotenv": ".env"},
        {"env_prefix": "X_", "env": {"X_A": "4"}},
        {"cli": {"a": 5}},
        {"overrides": ["a=6"]},
    ]
    given: dict[str, Any] = {}
    found: list[Any] = []
    for step in steps:
        given |= step
        files = given.get("files", [])
        options = {name: value for name, value in given.items() if name != "files"}
        found.append(load(directory, *files, **options)["a"])
    # Text takes the type of what it replaces.
    assert found == ["defaults", "app", 1, 2, 3, 4, 5, 6]


def test_failures(directory: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load(directory, "nope.toml")
    with pytest.raises(ConfigError, match="does not exist"):
        load(directory, "nope.toml", required=False, strict=True)
    with pytest.raises(ParseError, match="no override"):
        load(directory, overrides=["a"])
    with pytest.raises(ValidationError, match="`c` is missing"):
        load(directory, "a.toml", schema={"required": ["c"]})
    with pytest.raises(KeyNotFoundError):
        _ = load(directory)["a"]


def test_secrets(directory: Path) -> None:
    for secrets in ("a", ["a"]):
        assert repr(load(directory, "a.toml", secrets=secrets)) == "Config({'a': '********', 'b': 1})"


@pytest.mark.parametrize(
    "options", [{"prefix": "X"}, {"cwd": 5}, {"defaults": b""}, {"env": 5}, {"profile": 5}]
)
def test_wrong_arguments(directory: Path, options: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        load(directory, **options)
    with pytest.raises(TypeError):
        load(directory, ["a.toml"])  # type: ignore[arg-type]


def test_the_environment_of_the_process_is_the_default(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SC_LOAD_A", "1")
    assert superconfig.load(env_prefix="SC_LOAD_", cwd=directory) == {"a": 1}
