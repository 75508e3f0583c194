"""Everything in one call."""

from __future__ import annotations

from ._native import SuperConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._config import Config
    from .types import Environment, StrPath


def load(
    *files: StrPath,
    defaults: object | None = None,
    app: str | None = None,
    glob: str | Iterable[str] | None = None,
    dotenv: StrPath | Iterable[StrPath] | None = None,
    env_prefix: str | None = None,
    overrides: str | Iterable[str] | Mapping[str, object] | None = None,
    cli: object | None = None,
    profile: str | Iterable[str] | None = None,
    profile_env: str | None = None,
    nested: bool = False,
    required: bool = True,
    strict: bool = False,
    env: Environment | None = None,
    cwd: StrPath | None = None,
    home: StrPath | None = None,
    secrets: str | Iterable[str] = (),
    schema: str | Mapping[str, Any] | None = None,
    watch: bool = False,
) -> Config:
    """Loads a configuration. Later sources win: defaults, the app's hierarchy, files, globs, dotenv,
    environment, the program's arguments, overrides.
    """
    builder = SuperConfig()
    if env is not None:
        builder = builder.with_env_snapshot(env)
    if cwd is not None:
        builder = builder.with_cwd(cwd)
    if home is not None:
        builder = builder.with_home(home)
    if defaults is not None:
        builder = builder.with_defaults(defaults)
    if app is not None:
        builder = builder.with_hierarchical_config(app, nested=nested)
    for file in files:
        builder = builder.with_file(file, nested=nested, required=required)
    for pattern in _each(glob):
        builder = builder.with_glob(pattern, nested=nested)
    for file in _each(dotenv):
        builder = builder.with_dotenv(file)
    if env_prefix is not None:
        builder = builder.with_env(env_prefix)
    if cli is not None:
        builder = builder.with_cli_opt(cli)
    if overrides is not None:
        builder = _overridden(builder, overrides)
    for name in _each(profile):
        builder = builder.select(name)
    if profile_env is not None:
        builder = builder.select_from_env(profile_env)
    for name in _each(secrets):
        builder = builder.with_secret(name)
    if schema is not None:
        builder = builder.with_schema(schema)
    if strict:
        builder = builder.with_strict()
    if watch:
        builder = builder.with_hot_reload()
    return builder.build()


def _each(given: Any) -> Iterable[Any]:
    """One or several, or none."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) or hasattr(given, "__fspath__") else given


def _overridden(builder: SuperConfig, overrides: Any) -> SuperConfig:
    if not hasattr(overrides, "items"):
        return builder.with_overrides(list(_each(overrides)))
    for path, value in overrides.items():
        builder = builder.with_override(path, value)
    return builder
