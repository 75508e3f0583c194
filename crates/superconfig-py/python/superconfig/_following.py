"""Watching files, and waiting for changes."""


class Watch:
    """A configuration that is watched, until this is closed."""

    __slots__ = ("_config", "_subscriptions")

    def __init__(self, config, callback, path, on_error, debounce, max_wait, poll):
        self._config = config
        self._subscriptions = []
        if callback is not None:
            self._subscriptions.append(config.on_change(callback, path))
        if on_error is not None:
            self._subscriptions.append(config.on_error(on_error))
        config.start_watching(debounce=debounce, max_wait=max_wait, poll=poll)

    def close(self):
        """Ends watching and the callbacks of this watch. Waits for one that runs."""
        self._config.pause_watching()
        for subscription in self._subscriptions:
            subscription.close()
        self._subscriptions.clear()

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()


class Changes:
    """Changes, one after the other. What is not taken in time is merged, so it never grows beyond the configuration."""

    def __init__(self, config):
        self._updates = config.updates()
        self._pending = []

    def _take(self, update):
        self._pending.extend(update.changes)

    def close(self):
        """Ends it: whoever iterates is done."""
        self._updates.close()

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()

    def __iter__(self):
        return self

    def __next__(self):
        while not self._pending:
            update = self._updates.recv()
            if update is None:
                raise StopIteration
            self._take(update)
        return self._pending.pop(0)

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self._pending:
            update = await self._next_update()
            if update is None:
                raise StopAsyncIteration
            self._take(update)
        return self._pending.pop(0)

    async def _next_update(self):
        import asyncio

        loop = asyncio.get_running_loop()
        while True:
            woken = loop.create_future()
            update = self._updates.poll(lambda future=woken: loop.call_soon_threadsafe(_wake, future))
            if update is not None or self._updates.over:
                return update
            await woken


def _wake(future):
    if not future.done():
        future.set_result(None)
