"""What is raised, and what it tells."""

from __future__ import annotations

import copy
import pickle
import traceback
from pathlib import Path
from typing import Any

import pytest
import superconfig
from superconfig import (
    Config,
    ConfigError,
    Diagnostic,
    KeyNotFoundError,
    Origin,
    ParseError,
    Related,
    Rule,
    SuperConfig,
    TypeMismatchError,
    ValidationError,
    load,
)

TEXT = "port = 80\npassword = 'hunter2'\n[tls]\ncert = 'c'\n"


@pytest.fixture
def builder(tmp_path: Path) -> SuperConfig:
    (tmp_path / "app.toml").write_text(TEXT)
    (tmp_path / "bad.toml").write_text("port = \npassword = hunter2\n")
    return SuperConfig().with_env_snapshot({}).with_cwd(tmp_path).with_home(tmp_path)


@pytest.fixture
def config(builder: SuperConfig) -> Config:
    return builder.with_file("app.toml").build()


@pytest.mark.parametrize(
    ("exception", "also"),
    [
        (KeyNotFoundError, KeyError),
        (TypeMismatchError, TypeError),
        (ParseError, ValueError),
        (ValidationError, ValueError),
    ],
)
def test_exceptions_are_those_of_python_as_well(exception: type[ConfigError], also: type[Exception]) -> None:
    assert issubclass(exception, ConfigError)
    assert issubclass(exception, also)


def test_a_key_that_is_not_there(config: Config) -> None:
    with pytest.raises(KeyNotFoundError) as raised:
        _ = config["tls.crt"]
    error = raised.value
    assert (error.code, error.path, error.origin) == ("SC0508", "tls.crt", None)
    assert str(error).startswith("error[SC0508]: nothing is set at `tls.crt`")
    assert error.__notes__ == ["help: did you mean `tls.cert`?"]
    assert [diagnostic.help for diagnostic in error.diagnostics] == ["did you mean `tls.cert`?"]


def test_a_value_of_another_type(config: Config) -> None:
    for read in (config.to_dict, config.section, config.keys_at):
        with pytest.raises(TypeMismatchError, match="no table") as raised:
            read("port")
        assert (raised.value.code, raised.value.path) == ("SC0502", "port")
        assert str(raised.value.origin) == "app.toml:1:8"
    with pytest.raises(TypeMismatchError, match="expected a string"):
        config.get_string("tls")


def test_a_text_that_cannot_be_read(builder: SuperConfig) -> None:
    with pytest.raises(ParseError) as raised:
        builder.with_file("bad.toml").with_strict().build()
    assert [str(diagnostic.origin) for diagnostic in raised.value.diagnostics] == [
        "bad.toml:1:1",
        "bad.toml:2:12",
    ]
    assert raised.value.origin == Origin("file", "bad.toml", "bad.toml", 1, 1)


def test_a_path_that_is_none(config: Config, builder: SuperConfig) -> None:
    with pytest.raises(KeyNotFoundError, match="no key path"):
        _ = config["a[["]
    for build in (builder.with_override("a[", 1).with_strict().build, builder.with_overrides(["nope"]).build):
        with pytest.raises(ParseError) as raised:
            build()
        assert raised.value.code == "SC0509"
        assert not isinstance(raised.value, KeyError)


def test_a_file_that_is_not_there(builder: SuperConfig) -> None:
    with pytest.raises(ConfigError, match=r"`ap\.toml` does not exist") as raised:
        builder.with_required_file("ap.toml").build()
    assert (type(raised.value), raised.value.code) == (ConfigError, "SC0102")
    assert raised.value.__notes__ == ["help: did you mean `app.toml`?"]


def test_all_that_is_wrong_is_told(builder: SuperConfig) -> None:
    builder = (
        builder.with_file("app.toml").validate("port", Rule.range(100)).validate("host", Rule.required())
    )
    with pytest.raises(ValidationError) as raised:
        builder.build()
    assert sorted(diagnostic.path or "" for diagnostic in raised.value.diagnostics) == ["host", "port"]


def test_advice_on_several_says_on_which() -> None:
    error = _error([_diagnostic("a", "do this"), _diagnostic("b", None), _diagnostic("c", "do that")])
    assert error.__notes__ == ["help (a): do this", "help (c): do that"]
    assert _error([_diagnostic("a", "do this")]).__notes__ == ["help: do this"]


def _diagnostic(path: str, advice: str | None) -> Diagnostic:
    return Diagnostic("SC0601", "error", "message", path, None, [], advice)


def _error(diagnostics: list[Diagnostic]) -> ConfigError:
    import json

    from superconfig._errors import exception_of

    lines = "\n".join(json.dumps(diagnostic.to_dict()) for diagnostic in diagnostics)
    error = exception_of("validation", "text", lines)
    assert error.diagnostics == diagnostics
    return error


def test_python_shows_text_and_advice(config: Config) -> None:
    with pytest.raises(KeyNotFoundError) as raised:
        _ = config["tls.crt"]
    shown = "".join(traceback.format_exception_only(raised.value))
    assert shown.startswith("superconfig.KeyNotFoundError: error[SC0508]: nothing is set")
    assert shown.endswith("help: did you mean `tls.cert`?\n")


def _errors(builder: SuperConfig) -> list[ConfigError]:
    tries: list[Any] = [
        lambda: builder.build()["x"],
        lambda: builder.build().to_dict("port"),
        builder.with_file("bad.toml").with_strict().build,
        builder.with_file("app.toml").validate("password", Rule.regex("^x")).build,
        builder.with_required_file("nope").build,
    ]
    builder = builder.with_file("app.toml")
    errors: list[ConfigError] = []
    for attempt in tries:
        with pytest.raises(ConfigError) as raised:
            attempt()
        errors.append(raised.value)
    return errors


def test_errors_pickle(builder: SuperConfig) -> None:
    for error in _errors(builder):
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert type(again) is type(error)
            assert (str(again), again.diagnostics) == (str(error), error.diagnostics)
            assert getattr(again, "__notes__", []) == getattr(error, "__notes__", [])


def test_secrets_are_hidden(builder: SuperConfig) -> None:
    def deny(value: str) -> str:
        return f"{value} is bad"

    checked = builder.with_file("app.toml").validate("password", Rule.regex("^x")).validate("password", deny)
    with pytest.raises(ValidationError) as raised:
        checked.build()
    with pytest.raises(ParseError) as parsing:
        builder.with_file("bad.toml").with_strict().build()
    for error in (raised.value, parsing.value):
        shown = [str(error), repr(error), *map(str, error.diagnostics), *map(repr, error.diagnostics)]
        shown += [str(diagnostic.to_dict()) for diagnostic in error.diagnostics]
        assert "hunter2" not in "".join(shown)


def test_diagnostics_are_data() -> None:
    origin = Origin("file", "a.toml", "a.toml", 1, 2)
    diagnostic = Diagnostic(
        "SC0301", "warning", "twice", "a", origin, [Related("first here", origin)], "remove one"
    )
    assert str(diagnostic) == "warning[SC0301]: `a`: twice (a.toml:1:2)"
    assert pickle.loads(pickle.dumps(diagnostic)) == copy.deepcopy(diagnostic) == diagnostic
    assert diagnostic.to_dict()["related"] == [{"message": "first here", "origin": origin.to_dict()}]
    assert diagnostic != Diagnostic("SC0301", "warning", "twice")
    with pytest.raises(TypeError):
        hash(diagnostic)


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin("override", "override"), "override"),
        (Origin("file", "a", "a.toml"), "a.toml"),
        (Origin("file", "a", "a.toml", 3, 4), "a.toml:3:4"),
        (Origin("env", "environment", variable="A"), "A"),
        (Origin("env", "a", ".env", 1, 2, "A"), "A (.env:1:2)"),
    ],
)
def test_origins_as_text(origin: Origin, text: str) -> None:
    assert str(origin) == text
    assert repr(origin) == f"<Origin {text}>"
    assert {origin: 1}[pickle.loads(pickle.dumps(origin))] == 1


def test_the_native_module_is_not_for_others() -> None:
    with pytest.raises(TypeError):
        superconfig.Config()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        superconfig.Rule()


def test_warnings_are_printed_when_asked(builder: SuperConfig, capsys: pytest.CaptureFixture[str]) -> None:
    config = builder.with_file("nope.toml").build()
    assert [warning.code for warning in config.warnings()] == ["SC0101"]
    assert config.has_warnings()
    assert capsys.readouterr() == ("", "")
    config.print_warnings()
    assert capsys.readouterr().err == config.render_warnings("plain")
    assert "\x1b[" in config.render_warnings("color")
    with pytest.raises(ValueError, match="no style"):
        config.render_warnings("colour")  # type: ignore[arg-type]


def test_no_warnings_print_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    load(env={}).print_warnings()
    assert capsys.readouterr() == ("", "")
