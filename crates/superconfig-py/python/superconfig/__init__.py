"""Configuration that says where every value came from.

>>> import superconfig
>>> config = superconfig.load(defaults={"server": {"port": 80}}, overrides=["server.port=8080"], env={})
>>> config["server"]["port"], config.server.port, config.get("server.port")
(8080, 8080, 8080)
>>> print(config.explain("server.port").origin)
override
"""

from __future__ import annotations

import _collections_abc as _abc
import atexit as _atexit
import os as _os

from . import _native
from ._config import Config
from ._load import load
from ._native import (
    Change,
    DebugMessage,
    Explanation,
    Handle,
    Rule,
    SourceReport,
    Subscription,
    SuperConfig,
    WhyNot,
    __version__,
    clear_cache,
)
from ._tables import Array, SecretArray, Section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._errors import (
        ConfigError,
        Diagnostic,
        KeyNotFoundError,
        Origin,
        ParseError,
        Related,
        TypeMismatchError,
        ValidationError,
    )
    from ._status import Status, WatchedPath

# What is loaded when somebody asks for it: where nothing is wrong, nobody does.
_LATER = {
    "ConfigError": "_errors",
    "Diagnostic": "_errors",
    "KeyNotFoundError": "_errors",
    "Origin": "_errors",
    "ParseError": "_errors",
    "Related": "_errors",
    "TypeMismatchError": "_errors",
    "ValidationError": "_errors",
    "Status": "_status",
    "WatchedPath": "_status",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    found = globals()[name] = getattr(_module(_LATER[name]), name)
    return found


def __dir__() -> list[str]:
    return [*globals(), *_LATER]


def _module(name: str) -> Any:
    return __import__(f"{__name__}.{name}", fromlist=[name])


class _Classes:
    """What native code needs of the package."""

    config = Config
    section = Section
    array = Array
    secret_array = SecretArray
    os: object = _os

    @staticmethod
    def module(name: str) -> object:
        return _module(name)


_native.install(_Classes)
# What the program registers later comes before: until then, callbacks are called.
_atexit.register(_native.shut)
_abc.Mapping.register(Config)  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]

__all__ = [
    "Array",
    "Change",
    "Config",
    "ConfigError",
    "DebugMessage",
    "Diagnostic",
    "Explanation",
    "Handle",
    "KeyNotFoundError",
    "Origin",
    "ParseError",
    "Related",
    "Rule",
    "Section",
    "SourceReport",
    "Status",
    "Subscription",
    "SuperConfig",
    "TypeMismatchError",
    "ValidationError",
    "WatchedPath",
    "WhyNot",
    "__version__",
    "clear_cache",
    "load",
]
