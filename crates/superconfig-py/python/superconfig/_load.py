"""Everything in one call."""

from ._native import SuperConfig


def load(
    *files,
    defaults=None,
    app=None,
    glob=None,
    dotenv=None,
    env_prefix=None,
    overrides=None,
    cli=None,
    profile=None,
    profile_env=None,
    nested=False,
    required=True,
    strict=False,
    env=None,
    cwd=None,
    home=None,
    secrets=(),
    schema=None,
    watch=False,
):
    """Loads a configuration. Later sources win: defaults, the app's hierarchy, files, globs, dotenv, environment, the
    program's arguments, overrides."""
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


def _each(given):
    """One or several, or none."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) or hasattr(given, "__fspath__") else given


def _overridden(builder, overrides):
    if not hasattr(overrides, "items"):
        return builder.with_overrides(list(overrides))
    for path, value in overrides.items():
        builder = builder.with_override(path, value)
    return builder
