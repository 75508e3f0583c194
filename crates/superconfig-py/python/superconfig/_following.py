"""Watching files, and waiting for changes."""

from __future__ import annotations

import contextlib
import functools
import weakref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable
    from typing import Self

    from ._config import Config
    from ._errors import ConfigError
    from ._native import Change, Subscription


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
        # First, so that no change is missed.
        self._subscriptions: list[Subscription] = []
        if callback is not None:
            self._subscriptions.append(config.on_change(callback, path))
        if on_error is not None:
            self._subscriptions.append(config.on_error(on_error))
        self._config: Config | None = None
        try:
            config.start_watching(debounce=debounce, max_wait=max_wait, poll=poll)
            self._config = config
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Ends the callbacks of this watch, and watching unless somebody else watches. Waits for one that runs."""
        config, self._config = self._config, None
        for subscription in self._subscriptions:
            subscription.close()
        if config is not None:
            config.stop_watching()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


class Changes:
    """Changes, one after the other. What is not taken in time is merged, so it never grows beyond the configuration.

    Several threads and tasks may take them: each change goes to one of them.
    """

    def __init__(self, config: Config) -> None:
        self._updates = config.updates()

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
        change = self._updates.recv()
        if change is None:
            raise StopIteration
        return change

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        import asyncio

        loop = asyncio.get_running_loop()
        while True:
            woken: Future[None] = loop.create_future()
            wake = functools.partial(_wake, weakref.ref(woken))
            # The loop keeps who waits, and nobody else does: once it is closed, all of it may go.
            kept = loop.call_later(_LONG, _finish, woken)
            try:
                change = self._updates.poll(wake)
                if change is not None:
                    return change
                if self._updates.over:
                    raise StopAsyncIteration
                await woken
            finally:
                kept.cancel()
                self._updates.forget(wake)


# Then a task that waits looks again, in vain. In seconds.
_LONG = 24 * 60 * 60.0


def _wake(waiting: weakref.ref[Future[None]]) -> None:
    """Wakes a task, from any thread."""
    future = waiting()
    if future is not None:
        # A loop that is closed has nobody who waits any more.
        with contextlib.suppress(RuntimeError):
            future.get_loop().call_soon_threadsafe(_finish, future)


def _finish(future: Future[None]) -> None:
    if not future.done():
        future.set_result(None)
