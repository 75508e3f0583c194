"""How a configuration is doing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._errors import ConfigError


class WatchedPath:
    """A path that is watched; `polling` says why it is looked at from time to time, where no events tell of changes."""

    __module__ = "superconfig"
    __slots__ = ("path", "polling")

    def __init__(self, path: str, polling: str | None) -> None:
        self.path = path
        self.polling = polling

    def __repr__(self) -> str:
        return f"<WatchedPath {self.path}, {'events' if self.polling is None else self.polling}>"


class Status:
    """How a configuration is doing."""

    __module__ = "superconfig"
    __slots__ = ("generation", "last_error", "loaded_at", "stale", "watched")

    def __init__(
        self,
        generation: int,
        loaded_at: datetime,
        stale: bool,
        last_error: ConfigError | None,
        watched: list[WatchedPath],
    ) -> None:
        self.generation = generation
        self.loaded_at = loaded_at
        self.stale = stale
        self.last_error = last_error
        self.watched = watched

    def __repr__(self) -> str:
        state = "stale" if self.stale else "fresh"
        return f"<Status generation {self.generation}, {state}, {len(self.watched)} paths watched>"
