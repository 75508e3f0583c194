"""Settings of pydantic-settings: as models, and by a source of their own."""

from __future__ import annotations

import doctest
import os
from pathlib import Path
from typing import Any

import pydantic
import pydantic_settings
import pytest
import superconfig
import superconfig.pydantic_settings
from extract_help import config_of, faults_of, origin_of, paths_of
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from superconfig.pydantic_settings import SuperConfigSettingsSource


class Database(pydantic.BaseModel):
    host: str
    port: int = 1


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="OTHER_")
    database: Database
    name: str = "n"
    tags: list[str] = []


@pytest.fixture(autouse=True)
def _other_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("OTHER_"):
            monkeypatch.delenv(name)


def test_settings_are_extracted_like_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_NAME", "from pydantic's own source")
    made = config_of("[database]\nhost = 'h'", {"APP_DATABASE_PORT": "2", "APP_TAGS": "a,b"}).extract(
        Settings
    )
    assert type(made) is Settings
    assert (made.database, made.name, made.tags) == (Database(host="h", port=2), "n", ["a", "b"])
    assert made.model_fields_set == {"database", "tags"}


def test_settings_are_validated_like_models() -> None:
    faults = faults_of(config_of("tags = 5\n[database]\nport = 'x'"), Settings)
    assert set(paths_of(faults)) >= {"tags"}
    faults = faults_of(config_of("[database]\nport = 'x'"), Settings)
    assert paths_of(faults) == ["database.host", "database.port"]
    assert origin_of(faults[1]).line == 2


def with_source(*sources: Any, **options: Any) -> Any:
    class Sourced(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, SuperConfigSettingsSource(settings_cls, *sources, **options)

    return Sourced


def test_a_source_over_a_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of("name = 'file'\n[database]\nhost = 'h'", {"APP_DATABASE_PORT": "2", "APP_TAGS": "a,b"})
    made = with_source(config)()
    assert (made.database, made.name, made.tags) == (Database(host="h", port=2), "file", ["a", "b"])
    monkeypatch.setenv("OTHER_NAME", "env")
    assert with_source(config)().name == "env"
    assert with_source(config)(name="init").name == "init"


def test_a_source_over_a_builder_and_arguments_of_load(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[app.database]\nhost = 'h'")
    builder = superconfig.SuperConfig().with_env_snapshot({}).with_file(file)
    assert with_source(builder, path="app")().database.host == "h"
    assert with_source(str(file), path="app", env={})().database.host == "h"


def test_a_source_that_has_nothing() -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        with_source(config_of(), path="no.where")()
    assert caught.value.errors()[0]["loc"] == ("database",)


def test_errors_there_are_those_of_pydantic() -> None:
    with pytest.raises(pydantic.ValidationError):
        with_source(config_of("[database]\nhost = 'h'\nport = 'x'"))()


def test_a_source_follows_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[database]\nhost = 'one'")
    config = superconfig.load(file, env={})
    sourced = with_source(config)
    assert sourced().database.host == "one"
    file.write_text("[database]\nhost = 'two'")
    config.reload()
    assert sourced().database.host == "two"


def test_the_parts_of_a_source() -> None:
    source = SuperConfigSettingsSource(Settings, config_of("name = 'x'"))
    assert source.get_field_value(Settings.model_fields["name"], "name") == ("x", "name", False)
    assert source() == {"name": "x"}
    assert isinstance(source, pydantic_settings.PydanticBaseSettingsSource)
    assert repr(source) == "SuperConfigSettingsSource(path='')"


def test_the_example() -> None:
    assert doctest.testmod(superconfig.pydantic_settings).failed == 0


class Part(BaseSettings):
    host: str = "default"
    port: int


class Whole(BaseSettings):
    part: Part
    parts: list[Part] = []
    maybe: Part | None = None


class Model(pydantic.BaseModel):
    whole: Whole


def test_settings_within_settings_read_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "leaked")
    monkeypatch.setenv("PORT", "6")
    config = config_of("[whole.part]\nport = 1\n[[whole.parts]]\nport = 2", {"APP_WHOLE_MAYBE_PORT": "3"})
    whole = config.extract(Model).whole
    assert type(whole) is Whole
    assert whole.maybe is not None
    assert [part.host for part in (whole.part, *whole.parts, whole.maybe)] == ["default"] * 3
    assert [part.port for part in (whole.part, *whole.parts, whole.maybe)] == [1, 2, 3]
    faults = faults_of(config_of("[part]\n[[parts]]\nport = 'x'"), Whole)
    assert paths_of(faults) == ["part.port", "parts[0].port"]
