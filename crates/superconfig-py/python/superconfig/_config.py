"""The loaded configuration."""

from __future__ import annotations

from ._native import Config as Native
from ._native import SuperConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, Self, overload

    from typing_extensions import TypeVar

    from ._errors import ConfigError
    from ._following import Changes, Watch
    from ._native import Change, Handle
    from ._status import Status

    # What comes of a bare `type` is of any type: without a default, mypy takes it for `Never`.
    _T = TypeVar("_T", default=Any)
else:

    def overload(function: object) -> None:
        """Nothing: importing that of `typing` would cost more than all of this package."""


class Config(Native):
    """A loaded configuration: a read-only mapping that follows reloads.

    `config["server"]["port"]`, `config["server.port"]`, `config.get("server.port", 80)` and `config.server.port` read
    the same value.
    """

    __module__ = "superconfig"
    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return Native.key(self, name)
        except KeyError:
            # Python itself adds the nearest name, when it shows this.
            raise AttributeError(f"there is no key {name!r}", name=name, obj=self) from None

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError("a configuration is read-only")

    def __delattr__(self, name: str) -> NoReturn:
        raise TypeError("a configuration is read-only")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(key for key in self if key.isidentifier())]

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[[dict[str, Any]], Config], tuple[dict[str, Any]]]:
        return _restored, (self.to_dict(),)

    @overload
    def extract(self, target: type[_T], path: str = "") -> _T: ...
    @overload
    def extract(self, target: Any, path: str = "") -> Any: ...
    def extract(self, target: Any, path: str = "") -> Any:
        """What stands at a path as an object of a type. All faults are in one error, each with its place.

        Types are dataclasses, typed dictionaries, models of pydantic, attrs and msgspec, and what these are made of.
        """
        from ._shapes import shape_of

        return self.extract_shape(shape_of(target), path)

    @overload
    def handle(self, target: type[_T], path: str = "") -> Handle[_T]: ...
    @overload
    def handle(self, target: Any, path: str = "") -> Handle[Any]: ...
    def handle(self, target: Any, path: str = "") -> Handle[Any]:
        """An object of a type that follows every reload: `handle.get()` is the one of the generation that is served.

        A reload for which it cannot be made is not published.
        """
        from ._shapes import shape_of

        return self.handle_shape(shape_of(target), path)

    def status(self) -> Status:
        """How the configuration is doing."""
        import datetime

        from ._status import Status, WatchedPath

        generation, seconds, stale, error, watched = self.status_parts()
        loaded_at = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
        return Status(generation, loaded_at, stale, error, [WatchedPath(*one) for one in watched])

    def timings(self) -> dict[str, Any]:
        """What the last load spent on what, as plain data."""
        import json

        timings: dict[str, Any] = json.loads(self.timings_json())
        return timings

    def print_warnings(self) -> None:
        """Prints all warnings to the standard error stream."""
        import sys

        sys.stderr.write(self.render_warnings("color" if sys.stderr.isatty() else "plain"))

    def watch(
        self,
        callback: Callable[[list[Change]], object] | None = None,
        path: str = "",
        *,
        on_error: Callable[[ConfigError], object] | None = None,
        debounce: float | None = None,
        max_wait: float | None = None,
        poll: float | None = None,
    ) -> Watch:
        """Follows changes of files from now on; `callback` is called with a list of changes after each reload.

        Times are in seconds. What is returned is a context manager that ends it.
        """
        from ._following import Watch

        return Watch(self, callback, path, on_error, debounce, max_wait, poll)

    def changes(self) -> Changes:
        """The changes from now on, one after the other: `async for` in a task, `for` in a thread."""
        from ._following import Changes

        return Changes(self)


def _restored(values: dict[str, Any]) -> Config:
    """What a pickled configuration becomes: the same values, without their origins, files and reloads."""
    return SuperConfig().with_env_snapshot({}).with_operations(False).with_defaults(values).build()
