"""What tests of reloads share: a watched file, callbacks that remember, waiting for things to become so."""

from __future__ import annotations

import gc
import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import superconfig

# Long enough for any machine; only a test that fails waits for it.
PATIENCE = 60.0


class Live:
    """A configuration of one file, and the file."""

    def __init__(self, directory: Path, **values: Any) -> None:
        self.file = directory / "app.toml"
        self.write(**(values or {"a": 1}))
        self.config = superconfig.load(self.file, env={})

    def write(self, **values: Any) -> None:
        self.write_text("\n".join(f"{key} = {toml(value)}" for key, value in values.items()))

    def write_text(self, text: str) -> None:
        write_whole(self.file, text)

    def wait(self, generation: int) -> None:
        assert self.config.wait_for(generation, PATIENCE)

    def watch(self, *args: Any, **options: Any) -> Any:
        return self.config.watch(*args, **{"debounce": 0.005, **options})


def write_whole(file: Path, text: str) -> None:
    """Writes a file in one step, as careful programs do."""
    new = file.with_suffix(f".new{threading.get_ident()}")
    new.write_text(text)
    os.replace(new, file)


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
    return repr(value)


class Told:
    """A callback that remembers what it was told."""

    def __init__(self) -> None:
        self.all: queue.Queue[Any] = queue.Queue()

    def __call__(self, news: Any) -> None:
        self.all.put(news)

    def next(self) -> Any:
        return self.all.get(timeout=PATIENCE)

    def paths(self) -> list[str]:
        return [change.path for change in self.next()]

    @property
    def nothing(self) -> bool:
        return self.all.empty()


def becomes(is_so: Callable[[], bool]) -> bool:
    """Waits until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            return False
        gc.collect()
        time.sleep(0.005)
    return True


def watch_threads() -> int:
    """How many threads of watches there are in this process."""
    names = []
    for task in Path("/proc/self/task").iterdir():
        try:
            names.append((task / "comm").read_text())
        except OSError:  # it has just ended
            continue
    return sum(name.startswith("superconfig-wat") for name in names)


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))
