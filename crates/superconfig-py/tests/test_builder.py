"""The builder: every source, every option."""

from __future__ import annotations

import os
import sys
from collections import UserDict
from pathlib import Path
from typing import Any

import pytest
from superconfig import Config, ConfigError, KeyNotFoundError, SuperConfig, clear_cache
from superconfig.types import Strategy, WritableFormat

FILES = {
    "a.toml": "port = 80\nlist = [1]\n[tls]\non = true\n",
    "b.toml": "port = 81\nlist = [2]\n",
    "p.toml": "[default]\na = 1\n[test]\na = 2\n[global]\ng = 1\n",
    "app.toml": "level = 'all'\n",
    "app.test.toml": "level = 'test'\n",
    "odd.txt": "port: 82\n",
    "x.env": "PORT=83\nPRICE=${PORT}5\nEMPTY=\n",
    "conf.d/c.toml": "port = 84\nc = 1\n",
    "conf.d/deep/d.toml": "port = 85\nd = 1\n",
}


@pytest.fixture
def builder(tmp_path: Path) -> SuperConfig:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return SuperConfig().with_env_snapshot({}).with_cwd(tmp_path).with_home(tmp_path / "home")


def codes(config: Config) -> list[str]:
    return [warning.code for warning in config.warnings()]


def test_nothing() -> None:
    assert SuperConfig().with_env_snapshot({}).build() == {}


def test_every_method_answers_with_a_new_builder(builder: SuperConfig) -> None:
    base = builder.with_defaults({"a": 1})
    first, second = base.with_override("a", 2), base.with_override("b", 3)
    assert base.build() == {"a": 1}
    assert first.build() == {"a": 2}
    assert second.build() == {"a": 1, "b": 3}
    for name in ("a", "_x"):
        with pytest.raises(AttributeError):
            setattr(base, name, 1)


def test_defaults(builder: SuperConfig) -> None:
    made = builder.with_fallback({"a": 0, "z": 0}).with_defaults({"a": 1}).with_defaults_string("b = 2")
    assert made.build() == {"a": 1, "b": 2, "z": 0}
    assert builder.with_override("a", 1).with_fallback({"a": 0}).build() == {"a": 1}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('{"a": {"b": 1}}', "json"),
        ("{a: {b: 1}, /* c */}", "json5"),
        ("[a]\nb = 1", "toml"),
        ("a:\n  b: 1", "yaml"),
        ('(a: {"b": 1})', "ron"),
        ("[a]\nb=1", "ini"),
    ],
)
def test_texts(builder: SuperConfig, text: str, form: Any) -> None:
    assert builder.with_string(text, form).build() == {"a": {"b": 1}}


def test_files(builder: SuperConfig, tmp_path: Path) -> None:
    assert builder.with_file("a.toml").build()["port"] == 80
    assert builder.with_file(tmp_path / "a").build()["port"] == 80
    assert builder.with_required_file(Path("a.toml")).build()["port"] == 80
    assert builder.with_file_opt("a.toml").build()["port"] == 80
    assert builder.with_file_opt(None).build() == {}
    assert codes(builder.with_file("nope").build()) == ["SC0101"]
    assert codes(builder.with_file("nope", optional=True).build()) == []
    for missing in (builder.with_required_file("nope"), builder.with_file("nope", required=True)):
        with pytest.raises(ConfigError, match="does not exist"):
            missing.build()


def test_how_files_are_merged(builder: SuperConfig) -> None:
    base = builder.with_file("a.toml")
    assert base.with_file("b.toml").build() == {"port": 81, "list": [2], "tls": {"on": True}}
    assert base.join_file("b.toml").build()["port"] == 80
    strategies: list[Strategy] = ["merge", "join", "adjoin", "admerge"]
    found = [base.with_file("b.toml", strategy=strategy).build() for strategy in strategies]
    assert [config["port"] for config in found] == [81, 80, 80, 81]
    assert [config["list"] for config in found] == [[2], [1], [1, 2], [1, 2]]


def test_profiles(builder: SuperConfig) -> None:
    for nested in (builder.with_nested_file("p.toml"), builder.with_file("p.toml", nested=True)):
        assert nested.build() == {"a": 1, "g": 1}
        assert nested.select("test").build()["a"] == 2
        assert nested.select_all(["nope", "test"]).build()["a"] == 2
        selected = nested.select_from_env("APP_PROFILE").with_env_snapshot({"APP_PROFILE": "test"})
        assert selected.build()["a"] == 2
    of_profile = builder.with_file("a.toml", profile="test")
    assert of_profile.build() == {}
    assert of_profile.select("test").build()["port"] == 80
    files = builder.with_profile_files("app")
    assert files.build()["level"] == "all"
    assert files.select("test").build()["level"] == "test"


def test_a_format_that_is_said_counts(builder: SuperConfig) -> None:
    assert builder.with_file("odd.txt", format="yaml").build() == {"port": 82}


def test_names(builder: SuperConfig) -> None:
    for made in (builder.with_file("a.toml", name="n"), builder.with_string("port = 1", "toml", name="n")):
        assert [source.name for source in made.build().sources()] == ["n"]


def test_dotenv(builder: SuperConfig) -> None:
    assert builder.with_dotenv("x.env").build() == {"port": 83, "price": 835, "empty": ""}
    assert builder.with_dotenv("x.env", interpolation=False).build()["price"] == "${PORT}5"
    assert "empty" not in builder.with_dotenv("x.env", ignore_empty=True).build()


@pytest.mark.parametrize(
    ("patterns", "options", "port"),
    [
        (["[ab].toml"], {}, 81),
        (["b.toml", "a.toml"], {}, 81),
        (["[ab].toml"], {"merge_order": "reverse"}, 80),
        (["[ab].toml"], {"merge_order": ["b.toml", "a.toml"]}, 80),
        (["[ab].toml"], {"ignored": ["b.toml"]}, 80),
        (["[ab].toml"], {"strategy": "join"}, 80),
        (["*.toml"], {"search": ["conf.d"]}, 84),
        (["*.toml"], {"search": [Path("conf.d")]}, 84),
        (["d.toml"], {"search": {"recursive": ["conf.d"]}}, 85),
        (["[cd].toml"], {"search": {"recursive": ["conf.d"], "max_depth": None}, "ignored": ["c.toml"]}, 85),
        (["*.toml"], {"search": {"recursive": ["conf.d"], "max_depth": 0}}, 84),
        (["conf.d/**/*.toml"], {}, 85),
    ],
)
def test_patterns(builder: SuperConfig, patterns: list[str], options: dict[str, Any], port: int) -> None:
    assert builder.with_glob(*patterns, **options).build()["port"] == port


def test_wrong_patterns(builder: SuperConfig) -> None:
    searches: list[Any] = [{}, {"recursive": ["."], "depth": 1}, 5]
    for search in searches:
        with pytest.raises(TypeError):
            builder.with_glob("*", search=search)
    with pytest.raises(TypeError):
        builder.with_glob("*", merge_order=5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="at least one pattern"):
        builder.with_glob()
    with pytest.raises(ValueError, match="no merge order"):
        # A text is a sequence of texts as well: type checkers take it for patterns.
        builder.with_glob("*", merge_order="sorted")


def test_hierarchy(builder: SuperConfig, tmp_path: Path) -> None:
    system, user = tmp_path / "system", tmp_path / "user"
    for directory, text in ((system, "a = 'system'\nb = 1\n"), (user, "a = 'user'\n")):
        directory.mkdir()
        (directory / "tool.toml").write_text(text)
    (tmp_path / "tool.toml").write_text("a = 'project'\n")
    places: dict[str, Any] = {
        "system_directories": [system],
        "user_directories": [user],
        "project_root": tmp_path,
    }
    found = builder.with_hierarchical_config("tool", **places).build()
    assert found == {"a": "project", "b": 1}
    assert builder.with_hierarchical_config("tool", levels=["user"], **places).build() == {"a": "user"}
    assert builder.with_hierarchical_config("tool", strategy="join", **places).build()["a"] == "system"
    assert builder.with_hierarchical("tool").build()["a"] == "project"
    (tmp_path / "top").touch()
    below = builder.with_cwd(tmp_path / "conf.d/deep").with_hierarchical_config("tool", markers=["top"])
    assert below.build()["a"] == "project"
    with pytest.raises(ValueError, match="no level"):
        builder.with_hierarchical_config("tool", levels=["root"])  # type: ignore[list-item]


ENV = {"APP_PORT": "80", "APP_TLS__ON": "yes", "APP_EMPTY": "", "OTHER": "1"}


@pytest.mark.parametrize(
    ("options", "value"),
    [
        ({}, {"port": 80, "tls": {"on": "yes"}, "empty": ""}),
        ({"separator": "__"}, {"port": 80, "tls": {"on": "yes"}, "empty": ""}),
        ({"separator": "__", "preserve_case": True}, {"PORT": 80, "TLS": {"ON": "yes"}, "EMPTY": ""}),
        ({"separator": "__", "ignore_empty": True}, {"port": 80, "tls": {"on": "yes"}}),
        ({"separator": "__", "only": ["port"]}, {"port": 80}),
        ({"separator": "__", "ignore": ["port", "empty"]}, {"tls": {"on": "yes"}}),
        ({"separator": "__", "profile": "test"}, {}),
    ],
)
def test_variables(builder: SuperConfig, options: dict[str, Any], value: object) -> None:
    assert builder.with_env_snapshot(ENV).with_env("APP_", **options).build() == value


def test_more_of_variables(builder: SuperConfig, tmp_path: Path) -> None:
    assert "empty" not in builder.with_env_snapshot(ENV).with_env_ignore_empty("APP_").build()
    (tmp_path / "token").write_text("t\n")
    of_file = builder.with_env_snapshot({"APP_TOKEN_FILE": str(tmp_path / "token")})
    assert of_file.with_env("APP_", file_suffix=True).build() == {"token": "t"}
    nested = builder.with_env_snapshot({"APP_A_B_C": "1"}).with_env("APP_", nesting="first_underscore")
    assert nested.build() == {"a": {"b_c": 1}}
    assert builder.with_env_snapshot({"A": "1"}).with_env().build() == {"a": 1}
    for options in ({"separator": "__", "nesting": "guided"}, {"nesting": "all"}):
        with pytest.raises(TypeError, match="nesting is"):
            builder.with_env("APP_", **options)  # type: ignore[arg-type]


def test_the_command_line(builder: SuperConfig) -> None:
    base = builder.with_defaults({"a": 1, "b": True})
    assert base.with_cli_opt({"a": None, "b": False, "c": "", "d": [], "e": 0}).build() == {
        "a": 1,
        "b": False,
        "e": 0,
    }
    assert base.with_cli_opt(None).build() == base.build()


def test_overrides(builder: SuperConfig) -> None:
    made = builder.with_override("a.b", [1]).with_overrides(["a.c=2", "d=[3]", "e=x=y"])
    assert made.build() == {"a": {"b": [1], "c": 2}, "d": [3], "e": "x=y"}


def test_another_configuration(builder: SuperConfig) -> None:
    other = builder.with_file("a.toml").build()
    config = builder.with_config(other).build()
    explanation = config.explain("port")
    assert config == other
    assert explanation is not None
    assert str(explanation.origin) == "a.toml:1:8"
    with pytest.raises(TypeError):
        builder.with_config({"a": 1})  # type: ignore[arg-type]


WITH_OPTIONS: dict[str, tuple[Any, ...]] = {
    "with_string": ("a = 1", "toml"),
    "with_file": ("a.toml",),
    "with_required_file": ("a.toml",),
    "with_file_opt": ("a.toml",),
    "with_nested_file": ("p.toml",),
    "join_file": ("a.toml",),
    "with_dotenv": ("x.env",),
    "with_glob": ("a.toml",),
    "with_hierarchical_config": ("app",),
    "with_hierarchical": ("app",),
    "with_env": ("APP_",),
    "with_config": (SuperConfig().with_env_snapshot({}).build(),),
    "with_source": (dict,),
}
OPTIONS: dict[str, list[Any]] = {
    "name": ["n", None],
    "profile": ["p", None],
    "nested": [True, False],
    "required": [True, False],
    "optional": [True, False],
    "ignore_empty": [True, False],
    "strategy": ["merge", "join", "adjoin", "admerge", None],
    "operations": [True, False, None],
    "interpolation": [True, False, None],
}


@pytest.mark.parametrize("method", WITH_OPTIONS)
def test_options_of_sources(builder: SuperConfig, method: str) -> None:
    add, arguments = getattr(builder, method), WITH_OPTIONS[method]
    for option, values in OPTIONS.items():
        for value in values:
            assert isinstance(add(*arguments, **{option: value}), SuperConfig)
        with pytest.raises(TypeError) as raised:
            add(*arguments, **{option: 5})
        assert raised.value.__notes__ == [f"while processing '{option}'"]
    with pytest.raises(TypeError, match="no option `nme`"):
        add(*arguments, nme="n")
    with pytest.raises(ValueError, match="no merge strategy"):
        add(*arguments, strategy="replace")
    if method != "with_glob":
        with pytest.raises(TypeError, match="positional"):
            add(*arguments, "n")


def test_formats_of_sources(builder: SuperConfig) -> None:
    with pytest.raises(ValueError, match="no format"):
        builder.with_file("a.toml", format="tolm")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no format"):
        builder.with_string("", "tolm")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="multiple values"):
        builder.with_string("", "toml", format="json")  # type: ignore[misc]
    assert builder.with_file("a.toml", format=None).build()["port"] == 80


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("with_file", (b"a.toml",)),
        ("with_file", (5,)),
        ("with_overrides", ("a=1",)),
        ("with_overrides", ([5],)),
        ("select_all", ("test",)),
        ("select", (None,)),
        ("with_env_snapshot", (5,)),
        ("with_env_snapshot", ({"A": 1},)),
        ("with_cwd", (None,)),
        ("with_verbosity", (None,)),
        ("with_limits", (5,)),
        ("with_hot_reload", (1.0,)),
    ],
)
def test_wrong_arguments(builder: SuperConfig, method: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        getattr(builder, method)(*arguments)


def test_strict(builder: SuperConfig) -> None:
    lenient = builder.with_file("nope").with_file("neither")
    assert codes(lenient.build()) == codes(lenient.strict(False).build()) == ["SC0101"] * 2
    for strict in (lenient.with_strict(), lenient.strict()):
        with pytest.raises(ConfigError) as raised:
            strict.build()
        assert [diagnostic.code for diagnostic in raised.value.diagnostics] == ["SC0101"] * 2


def test_lenient_building(builder: SuperConfig) -> None:
    config, diagnostics = builder.with_file("a.toml").with_required_file("nope").build_lenient()
    assert config["port"] == 80
    assert [diagnostic.code for diagnostic in diagnostics] == ["SC0102"]


def test_operations(builder: SuperConfig) -> None:
    made = builder.with_defaults({"x": [1]}).with_string("x_add = [2]", "toml")
    assert made.build() == {"x": [1, 2]}
    assert made.with_operations(False).build() == {"x": [1], "x_add": [2]}


def test_limits(builder: SuperConfig) -> None:
    limited = builder.with_limits(depth=2, file_size=None)
    with pytest.raises(ConfigError, match="deeper than the limit"):
        limited.with_strict().with_string("a = [[[1]]]", "toml").build()
    assert limited.with_string("a = [1]", "toml").build() == {"a": [1]}
    with pytest.raises(OverflowError):
        builder.with_limits(depth=-1)


def test_traces(builder: SuperConfig) -> None:
    made = builder.with_file("a.toml")
    assert made.build().debug_messages() == []
    levels = (made.with_info_verbosity(), made.with_debug_verbosity(), made.with_trace_verbosity())
    counts = [len(verbose.build().debug_messages()) for verbose in levels]
    assert 0 < counts[0] <= counts[1] <= counts[2]
    assert [len(made.with_verbosity(level).build().debug_messages()) for level in (0, 1, 2, 3)] == [
        0,
        *counts,
    ]
    assert len(made.with_verbosity("trace").build().debug_messages("info")) == counts[0]
    with pytest.raises(ValueError, match="no verbosity"):
        made.with_verbosity("loud")  # type: ignore[arg-type]


def test_what_is_written(builder: SuperConfig, tmp_path: Path) -> None:
    config = builder.with_file("a.toml").with_override("password", "hunter2").build()
    forms: list[WritableFormat] = ["json", "toml", "yaml"]
    for form in forms:
        assert builder.with_string(config.export(form)[0], form).build() == config
        assert config.write(tmp_path / f"out.{form}") == []
        assert builder.with_file(f"out.{form}").build() == config
        assert "hunter2" not in config.export(form, redacted=True)[0]
    assert config.export("json", "tls")[0].split() == ["{", '"on":', "true", "}"]
    assert "hunter2" not in config.as_json_redacted() + config.as_toml_redacted() + config.as_yaml_redacted()
    assert "hunter2" not in config.debug_config() + config.debug_sources() + repr(
        builder.with_defaults(config)
    )
    with pytest.raises(KeyNotFoundError):
        config.export("json", "nope")


def test_hot_reload_options(builder: SuperConfig) -> None:
    for time in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="no time in seconds"):
            builder.with_hot_reload(debounce=time)


def test_the_rest_is_taken(builder: SuperConfig, tmp_path: Path) -> None:
    made = builder.trust(tmp_path).trust_all().deny_unknown().with_secret("pin").with_override("pin", 1)
    assert repr(made.build()) == "Config({'pin': '********'})"


def test_files_are_read_again_after_the_cache_is_cleared(builder: SuperConfig) -> None:
    assert builder.with_file("a.toml").build()["port"] == 80
    clear_cache()
    assert builder.with_file("a.toml").build()["port"] == 80


class TestEnvironment:
    """Without `with_env_snapshot`, variables are those of `os.environ` when the configuration is built."""

    made = SuperConfig().with_env("SC_TEST_")

    def test_as_it_is_when_built(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SC_TEST_A", "1")
        assert self.made.build() == {"a": 1}
        monkeypatch.setenv("SC_TEST_A", "2")
        assert self.made.build() == {"a": 2}
        monkeypatch.delenv("SC_TEST_A")
        assert self.made.build() == {}

    @pytest.mark.parametrize("kind", [dict, UserDict])
    def test_replaced(self, monkeypatch: pytest.MonkeyPatch, kind: Any) -> None:
        monkeypatch.setattr(os, "environ", kind({"SC_TEST_A": "3"}))
        assert self.made.build() == {"a": 3}

    @pytest.mark.skipif(sys.platform == "win32", reason="variables are text there")
    def test_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(os.environb, b"SC_TEST_B", b"\xff")
        monkeypatch.setenv("SC_TEST_A", "ä")
        config = self.made.build()
        assert config == {"a": "ä"}
        assert codes(config) == ["SC0404"]
        assert codes(self.made.with_env_snapshot({b"SC_TEST_B": b"\xff"}).build()) == ["SC0404"]
        assert codes(self.made.with_env_snapshot({"SC_TEST_B": "\udcff"}).build()) == ["SC0404"]

    def test_a_snapshot_counts_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SC_TEST_A", "1")
        assert self.made.with_env_snapshot({}).build() == {}
        assert self.made.with_env_snapshot(os.environ).build() == {"a": 1}
