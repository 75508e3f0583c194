"""The builder for a case: the sources and options that it names."""

from __future__ import annotations

from superconfig import SuperConfig

from .case import Case, Source
from .place import Place


def builder(case: Case, place: Place) -> SuperConfig:
    """The builder for a case."""
    made = SuperConfig().with_env_snapshot(place.env).with_cwd(place.cwd).with_home(place.home)
    made = made.strict(case.strict).select_all(case.profiles).with_trace_verbosity()
    for source in place.sources:
        made = _add(made, source, case.nested)
    return made


def _add(to: SuperConfig, source: Source, nested: bool) -> SuperConfig:
    match source.kind:
        case "defaults":
            return to.with_defaults(source.value)
        case "file":
            return to.with_required_file(source.value, nested=nested)
        case "file_opt":
            return to.with_file(source.value, nested=nested)
        case "join":
            return to.join_file(source.value, nested=nested)
        case "glob":
            return to.with_glob(source.value, nested=nested)
        case "dotenv":
            return to.with_dotenv(source.value)
        case "env":
            return to.with_env(source.value)
        case "set":
            return to.with_overrides([source.value])
        case "app":
            return to.with_hierarchical_config(source.value, nested=nested)
        case other:
            raise AssertionError(f"unknown source {other}")
