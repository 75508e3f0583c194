"""Many threads at once, and threads of the core that need the interpreter."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import superconfig
from live_help import PATIENCE, Live, Told


@pytest.fixture(autouse=True)
def _switching() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    live = Live(tmp_path, a=1, t={"x": 1, "y": 1, "z": 1})
    yield live
    live.config.close()


@contextmanager
def running(*works: Callable[[], Any]) -> Generator[None]:
    """Threads that do something over and over, at least once, until the block is left."""
    ended, failed = threading.Event(), []

    def over_and_over(work: Callable[[], Any]) -> None:
        try:
            while True:
                work()
                if ended.is_set():
                    return
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=over_and_over, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a deadlock"
    assert failed == []


def test_readers_see_whole_generations(live: Live) -> None:
    section = live.config.section("t")

    def read() -> None:
        table = live.config["t"]
        assert len(set(table.values())) == 1
        assert table["x"] == table["y"]
        whole = live.config.snapshot()
        assert whole["a"] == whole["t"]["x"] == whole["t"]["z"]
        first, second = live.config.get_many("t.x", "t.z")
        assert first == second
        assert live.config.get("t.x") <= live.config["t.y"] <= section["z"]
        assert list(live.config.keys()) == ["a", "t"]
        assert repr(section).startswith("Config({'x': ")
        assert live.config.t.x >= table.x

    with running(*[read] * 6):
        for a in range(2, 150):
            live.write(a=a, t={"x": a, "y": a, "z": a})
            live.config.reload()
    assert live.config.generation == 149


def test_readers_and_watch(live: Live) -> None:
    def read() -> None:
        table = live.config.section("t").snapshot()
        assert len(set(table.values())) == 1

    with live.watch(), running(*[read] * 3):
        for a in range(2, 12):
            live.write(a=a, t={"x": a, "y": a, "z": a})
            live.wait(a)


def test_building_in_threads(live: Live) -> None:
    def build() -> None:
        config = superconfig.SuperConfig().with_file(live.file).validate("a", lambda value: value > 0).build()
        assert config["t"]["x"] == 1

    with running(*[build] * 6):
        for _ in range(20):
            build()


def test_subscribing_and_closing_in_threads(live: Live) -> None:
    def subscribe() -> None:
        with live.config.on_change(lambda changes: live.config["a"]), live.config.changes():
            pass

    with running(*[subscribe] * 4):
        for a in range(2, 60):
            live.write(a=a, t={})
            live.config.reload()


def test_watching_in_threads(live: Live) -> None:
    def watch() -> None:
        with live.config.watch():
            live.config.status()

    for _ in range(20):
        with running(*[watch] * 4):
            watch()
        assert live.config.status().watched == []
    with live.watch(), running(*[watch] * 4):
        for a in range(2, 6):
            live.write(a=a, t={})
            live.wait(a)
    assert live.config.status().watched == []


# --- the core's thread needs the interpreter


def busy(live: Live, told: Told) -> superconfig.Config:
    """A watched configuration with a source and a rule that run Python for a while."""

    def source() -> dict[str, int]:
        told(1)
        return {"sum": sum(range(2000))}

    def rule(config: dict[str, Any]) -> bool:
        return bool(sum(range(2000)) == config["sum"])

    builder = superconfig.SuperConfig().with_file(live.file).with_source(source).validate_with(rule)
    return builder.with_hot_reload(debounce=0.001).build()


def test_python_code_in_a_watched_reload_while_others_reload_and_ask(live: Live) -> None:
    told = Told()
    config = busy(live, told)
    numbers = iter(range(2, 1 << 60))

    def write() -> None:
        live.write(a=next(numbers), t={})

    with running(write, config.reload, config.status, config.timings, lambda: config.explain("a")):
        for _ in range(100):
            told.next()
    config.close()


def read(config: superconfig.Config, changes: Any) -> None:
    assert config["sum"]


def test_closing_in_the_middle_of_a_watched_reload(live: Live) -> None:
    for a in range(2, 30):
        told = Told()
        config = busy(live, told)
        config.on_change(partial(read, config))
        told.next()
        live.write(a=a, t={})
        if a % 2:
            told.next()
        config.close()
        assert config.status().watched == []


def test_dropping_in_the_middle_of_a_watched_reload(live: Live) -> None:
    for a in range(2, 30):
        told = Told()
        config = busy(live, told)
        changes = config.changes()
        subscription = config.on_change(told)
        told.next()
        live.write(a=a, t={})
        told.next()
        del config
        del changes
        del subscription


def test_closing_waits_for_a_callback_that_needs_the_interpreter(live: Live) -> None:
    running_now, ended = threading.Event(), []

    def callback(changes: Any) -> None:
        running_now.set()
        for _ in range(20_000):
            pass
        ended.append(True)

    watch = live.watch(callback)
    live.write(a=2, t={})
    assert running_now.wait(PATIENCE)
    watch.close()
    assert ended == [True]


def test_a_callback_may_wait_for_a_thread_that_reads_and_drops(live: Live) -> None:
    told = Told()

    def callback(changes: Any) -> None:
        def use() -> None:
            live.config.reload()
            with live.config.changes(), live.config.on_change(told):
                pass

        thread = threading.Thread(target=use)
        thread.start()
        thread.join(PATIENCE)
        told(thread.is_alive())

    with live.watch(callback):
        live.write(a=2, t={})
        assert told.next() is False


def test_two_threads_close_while_a_callback_closes(live: Live) -> None:
    running_now = threading.Event()

    def callback(changes: Any) -> None:
        running_now.set()
        live.config.close()

    live.watch(callback)
    live.write(a=2, t={})
    assert running_now.wait(PATIENCE)
    with running(live.config.close, live.config.close):
        pass


def test_changes_are_closed_while_threads_wait_for_them(live: Live) -> None:
    for _ in range(20):
        changes = live.config.changes()
        with running(partial(list, changes), partial(list, changes)):
            changes.close()
