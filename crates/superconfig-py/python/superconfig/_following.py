"""Watching files, and waiting for changes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable
    from typing import Self

    from ._config import Config
    from ._errors import ConfigError
    from ._native import Change, Subscription, Update


class Watch:
    """A configuration that is watched, until this is closed."""

    __slots__ = ("_config", "_subscriptions")

    def __init__(
        self,
        config: Config,
        callback: Callable[[list[Change]], object] | None,
        path: str,
        on_error: Callable[[ConfigError], object] | None,
        debounce: float | None,
        max_wait: float | None,
        poll: float | None,
    ) -> None:
        self._config = config
        self._subscriptions: list[Subscription] = []
        if callback is not None:
            self._subscriptions.append(config.on_change(callback, path))
        if on_error is not None:
            self._subscriptions.append(config.on_error(on_error))
        config.start_watching(debounce=debounce, max_wait=max_wait, poll=poll)

    def close(self) -> None:
        """Ends watching and the callbacks of this watch. Waits for one that runs."""
        self._config.pause_watching()
        for subscription in self._subscriptions:
            subscription.close()
        self._subscriptions.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


class Changes:
    """Changes, one after the other. What is not taken in time is merged, so it never grows beyond the configuration."""

    def __init__(self, config: Config) -> None:
        self._updates = config.updates()
        self._pending: list[Change] = []

    def _take(self, update: Update) -> None:
        self._pending.extend(update.changes)

    def close(self) -> None:
        """Ends it: whoever iterates is done."""
        self._updates.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Change:
        while not self._pending:
            update = self._updates.recv()
            if update is None:
                raise StopIteration
            self._take(update)
        return self._pending.pop(0)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        while not self._pending:
            update = await self._next_update()
            if update is None:
                raise StopAsyncIteration
            self._take(update)
        return self._pending.pop(0)

    async def _next_update(self) -> Update | None:
        import asyncio

        loop = asyncio.get_running_loop()
        while True:
            woken: Future[None] = loop.create_future()

            def wake(future: Future[None] = woken) -> None:
                loop.call_soon_threadsafe(_wake, future)

            update = self._updates.poll(wake)
            if update is not None or self._updates.over:
                return update
            await woken


def _wake(future: Future[None]) -> None:
    if not future.done():
        future.set_result(None)
