"""Everything that displays values, and must hide secrets."""

from __future__ import annotations

import traceback
from collections.abc import Iterable

import superconfig


def displayed(builder: superconfig.SuperConfig) -> dict[str, str]:
    """What is displayed of a load, each with a name."""
    config, diagnostics = builder.build_lenient()
    explanations, sources = config.explain_all(), config.sources()
    return {
        "explain": _shown(explanations),
        "explain as JSON": "\n".join(explanation.to_json() for explanation in explanations),
        "sources": _shown(sources),
        "sources as JSON": "\n".join(source.to_json() for source in sources),
        "warnings": config.render_warnings(),
        "coloured warnings": config.render_warnings("color"),
        "diagnostics as objects": _shown(diagnostics) + repr([found.to_dict() for found in diagnostics]),
        "the error": _error(builder),
        "the trace": _shown(config.debug_messages()),
        "the configuration": _shown([config]),
        "the builder": _shown([builder]),
    }


def _shown(things: Iterable[object]) -> str:
    return "\n".join(f"{thing}\n{thing!r}" for thing in things)


def _error(builder: superconfig.SuperConfig) -> str:
    """The error in every way in which Python shows one: its notes and causes come with the traceback."""
    try:
        builder.build()
    except superconfig.ConfigError as error:
        return "".join(traceback.format_exception(error)) + _shown([error, error.args])
    return ""
