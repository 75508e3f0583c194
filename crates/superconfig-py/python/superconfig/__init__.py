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
from ._config import Config, Status, WatchedPath
from ._errors import (
    ConfigError,
    Diagnostic,
    KeyNotFoundError,
    Origin,
    ParseError,
    Related,
    TypeMismatchError,
    ValidationError,
    diagnostics_of,
    exception_of,
    origin_of,
)
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


class _Classes:
    """What native code needs of the package."""

    config = Config
    section = Section
    array = Array
    secret_array = SecretArray
    origin = origin_of
    diagnostics = diagnostics_of
    exception = exception_of
    os: object = _os

    @staticmethod
    def watched(config: Config) -> None:
        from ._watching import watched

        watched(config)


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

# What users see is where they find it.
for _public in map(globals().__getitem__, __all__):
    if isinstance(_public, type) and _public.__module__.startswith(f"{__name__}._"):
        _public.__module__ = __name__
