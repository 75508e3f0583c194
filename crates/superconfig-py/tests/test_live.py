"""Reloads, callbacks and watching."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest
import superconfig
from live_help import PATIENCE, Live, Told, becomes, open_files, watch_threads
from superconfig import ConfigError

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def live(tmp_path: Path) -> Any:
    live = Live(tmp_path, a=1, b=2, server={"port": 80, "host": "x"})
    yield live
    live.config.close()


# --- reloading by hand


def test_a_reload_answers_with_what_changed(live: Live) -> None:
    live.write(a=5, c=3, server={"port": 80, "host": "x"})
    changes = {change.path: change for change in live.config.reload()}
    assert {path: change.kind for path, change in changes.items()} == {
        "a": "changed",
        "b": "removed",
        "c": "added",
    }
    assert (changes["a"].old, changes["a"].new, changes["b"].new) == (1, 5, None)
    assert str(changes["a"].origin).startswith(str(live.file))
    assert live.config.generation == 2


def test_a_reload_without_a_change_is_no_generation(live: Live) -> None:
    assert live.config.reload() == []
    assert live.config.generation == 1


def test_files_are_reloaded_alone(live: Live) -> None:
    live.write(a=5, b=2, server={"port": 80, "host": "x"})
    assert [change.path for change in live.config.reload_files(live.file)] == ["a"]
    assert [change.path for change in live.config.reload_files(str(live.file), "elsewhere.toml")] == []


def test_configurations_and_sections_read_what_is_new(live: Live) -> None:
    server = live.config.section("server")
    assert (live.config["server"]["port"], server["port"]) == (80, 80)
    live.write(server={"port": 81})
    live.config.reload()
    assert [live.config["server"]["port"], live.config.server.port, live.config["server.port"]] == [81] * 3
    assert (server["port"], list(server), "a" in live.config) == (81, ["port"], False)


def test_a_table_keeps_its_values(live: Live) -> None:
    before = live.config["server"]
    live.write(server={"port": 81})
    live.config.reload()
    assert before == {"port": 80, "host": "x"}
    assert live.config["server"] == {"port": 81}


def test_a_section_whose_table_goes_is_empty_and_comes_back(live: Live) -> None:
    server = live.config.section("server")
    live.write(a=1)
    live.config.reload()
    assert len(server) == 0
    live.write(server={"port": 82})
    live.config.reload()
    assert server["port"] == 82


def test_a_failed_reload_changes_nothing_and_says_so(live: Live) -> None:
    live.write_text("a = ")
    with pytest.raises(superconfig.ParseError) as raised:
        live.config.reload()
    status = live.config.status()
    assert (status.stale, status.generation, live.config["a"]) == (True, 1, 1)
    assert str(status.last_error) == str(raised.value)
    live.write(a=7)
    live.config.reload()
    status = live.config.status()
    assert (status.stale, status.last_error, status.generation) == (False, None, 2)


def test_a_generation_is_waited_for(live: Live) -> None:
    assert live.config.wait_for(1, 0)
    assert not live.config.wait_for(2, 0)
    assert not live.config.wait_for(2, 0.01)
    # More seconds than can be counted are as good as for ever.
    assert live.config.wait_for(1, 1e19)
    with pytest.raises(ValueError, match="no time"):
        live.config.wait_for(1, -1)


def test_waiting_ends_when_the_generation_comes(live: Live) -> None:
    waiting = threading.Thread(target=live.wait, args=(2,))
    waiting.start()
    live.write(a=2)
    live.config.reload()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()


# --- callbacks


def test_callbacks_are_told_of_their_path(live: Live) -> None:
    everything, server, port = Told(), Told(), Told()
    live.config.on_change(everything)
    live.config.on_change(server, "server")
    live.config.section("server").on_change(port, "port")
    live.write(a=2, b=2, server={"port": 81, "host": "x"})
    live.config.reload()
    assert everything.paths() == ["a", "server.port"]
    assert server.paths() == ["server.port"]
    assert port.paths() == ["server.port"]
    live.write(a=3, b=2, server={"port": 81, "host": "x"})
    live.config.reload()
    assert everything.paths() == ["a"]
    assert server.nothing
    assert port.nothing


def test_a_callback_is_told_of_errors(live: Live) -> None:
    told, errors = Told(), Told()
    live.config.on_change(told)
    live.config.on_error(errors)
    live.write_text("a = ")
    with pytest.raises(superconfig.ParseError):
        live.config.reload()
    assert isinstance(errors.next(), superconfig.ParseError)
    assert told.nothing


@pytest.fixture
def unraisable(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(sys, "unraisablehook", lambda news: told((type(news.exc_value), news.object)))
    return told


def test_a_callback_that_raises_is_reported_and_harms_nobody(live: Live, unraisable: Told) -> None:
    def fails(changes: Any) -> None:
        raise ZeroDivisionError

    told = Told()
    live.config.on_change(fails)
    live.config.on_change(told)
    for a in (2, 3):
        live.write(a=a)
        live.config.reload()
        assert unraisable.next() == (ZeroDivisionError, fails)
        assert told.next()


def test_a_callback_of_a_watch_that_raises_is_reported(live: Live, unraisable: Told) -> None:
    def fails(changes: Any) -> None:
        raise SystemExit(3)

    with live.watch(fails):
        for a in (2, 3):
            live.write(a=a)
            assert unraisable.next() == (SystemExit, fails)


def test_a_callback_may_read_and_subscribe(live: Live) -> None:
    read, later = Told(), Told()

    def callback(changes: Any) -> None:
        read((live.config["a"], live.config.generation, live.config.status().stale))
        live.config.on_change(later)

    with live.watch(callback):
        live.write(a=2)
        assert read.next() == (2, 2, False)
        live.write(a=3)
        assert read.next() == (3, 3, False)
    assert later.next()


def test_a_callback_may_reload(live: Live) -> None:
    told = Told()

    def callback(changes: Any) -> None:
        told([(change.path, change.new) for change in changes])
        if live.config["a"] == 2:
            live.write(a=3)
            live.config.reload()

    live.config.on_change(callback, "a")
    live.write(a=2)
    live.config.reload()
    assert told.next() == [("a", 2)]
    assert told.next() == [("a", 3)]


def test_a_callback_may_close_itself(live: Live) -> None:
    told, other = Told(), Told()

    def callback(changes: Any) -> None:
        told(changes)
        subscription.close()

    subscription = live.config.on_change(callback)
    live.config.on_change(other)
    for a in (2, 3):
        live.write(a=a)
        live.config.reload()
        other.next()
    assert told.next()
    assert told.nothing
    assert not subscription.active


def test_a_callback_may_close_its_watch(live: Live) -> None:
    told = Told()

    def callback(changes: Any) -> None:
        watch.close()
        told(live.config.status().watched)

    watch = live.watch(callback)
    live.write(a=2)
    assert told.next() == []


def test_a_callback_may_close_the_configuration(live: Live) -> None:
    told = Told()

    def callback(changes: Any) -> None:
        live.config.close()
        told(live.config["a"])

    live.watch(callback)
    live.write(a=2)
    assert told.next() == 2
    live.write(a=3)
    live.config.reload()
    assert told.nothing


def test_a_closed_subscription_is_freed_and_never_called(live: Live) -> None:
    told = Told()
    freed = weakref.ref(told)
    with live.config.on_change(told) as subscription:
        assert subscription.active
    assert not subscription.active
    calls = told.all
    del told
    assert freed() is None
    live.write(a=2)
    live.config.reload()
    assert calls.empty()


def test_a_closed_configuration_frees_its_callbacks(live: Live) -> None:
    told, errors = Told(), Told()
    freed = [weakref.ref(told), weakref.ref(errors)]
    live.watch(told, on_error=errors)
    live.config.close()
    del told, errors
    assert [one() for one in freed] == [None, None]
    live.config.close()


# --- watching


def test_a_watch_follows_the_file(live: Live) -> None:
    told, errors = Told(), Told()
    with live.watch(told, path="server", on_error=errors) as watch:
        assert watch is not None
        watched = live.config.status().watched
        assert [(one.path, one.polling) for one in watched] == [(str(live.file), None)]
        live.write(a=9, b=2, server={"port": 80, "host": "x"})
        live.wait(2)
        live.write(server={"port": 81, "host": "x"})
        assert told.paths() == ["server.port"]
        live.write_text("a = ")
        assert isinstance(errors.next(), superconfig.ParseError)
        assert live.config.status().stale
        live.write(server={"port": 82, "host": "x"})
        assert told.paths() == ["server.port"]
        assert not live.config.status().stale
    assert live.config.status().watched == []
    live.write(server={"port": 83})
    live.config.reload()
    assert told.nothing


def test_a_watch_may_poll(live: Live) -> None:
    with live.watch(poll=0.01):
        assert live.config.status().watched[0].polling == "asked for"
        live.write(a=2)
        live.wait(2)


def test_a_watch_with_an_impossible_option_is_none(live: Live) -> None:
    told = Told()
    with pytest.raises(ValueError, match="no time"):
        live.config.watch(told, debounce=-1.0)
    live.write(a=2)
    live.config.reload()
    assert told.nothing
    assert live.config.status().watched == []


def test_two_watches_end_one_after_the_other(live: Live) -> None:
    first, second = Told(), Told()
    one = live.watch(first, poll=0.01)
    with live.config.watch(second):
        one.close()
        one.close()
        # Nobody said otherwise, so it is done as before.
        assert live.config.status().watched[0].polling == "asked for"
        live.write(a=2)
        assert second.next()
        assert first.nothing
    assert live.config.status().watched == []


def test_what_was_built_to_reload_goes_on_after_a_watch(live: Live) -> None:
    config = superconfig.SuperConfig().with_file(live.file).with_hot_reload(poll=0.01).build()
    with config.watch(Told()):
        pass
    assert config.status().watched[0].polling == "asked for"
    live.write(a=2)
    assert config.wait_for(2, PATIENCE)
    config.close()
    assert config.status().watched == []


def test_a_section_may_be_watched(live: Live) -> None:
    told = Told()
    section = live.config.section("server")
    watch = section.watch(told, debounce=0.005)
    del section
    gc.collect()
    live.write(server={"port": 81, "host": "x"})
    assert told.paths() == ["server.port"]
    watch.close()


# --- nothing is left


class Owner:
    """An object that owns a configuration, whose callback it is."""

    def __init__(self, config: Any) -> None:
        self.config = config
        self.subscription = config.on_change(self.changed)
        self.errors = config.on_error(self.changed)

    def changed(self, news: Any) -> None:
        self.config.get("a")


def test_a_callback_that_refers_to_its_configuration_is_collected(live: Live) -> None:
    owner = Owner(superconfig.load(live.file, env={}))
    freed = [weakref.ref(owner), weakref.ref(owner.config)]
    del owner
    gc.collect()
    assert [one() for one in freed] == [None, None]
    assert gc.garbage == []


class Guard:
    """An object that is a source and rules of its own configuration."""

    def __init__(self, live: Live) -> None:
        live.write(a=[1])
        builder = superconfig.SuperConfig().with_env_snapshot({}).with_file(live.file).with_source(self)
        builder = builder.validate("a", self.value).validate(
            "a", superconfig.Rule.custom("a value", self.value)
        )
        builder = builder.validate("a", superconfig.Rule.each(self.value) & superconfig.Rule.length(1))
        self.builder = builder.validate_with(self.whole)
        self.config: Any = self.builder.build()
        self.other: Any = superconfig.SuperConfig().with_env_snapshot({}).with_config(self.config).build()
        self.asked = 0

    asked = 0

    def load(self) -> dict[str, Any]:
        return {"own": 1}

    def value(self, value: Any) -> None:
        self.asked += 1

    def whole(self, config: dict[str, Any]) -> None:
        self.asked += 1


def test_what_takes_part_in_its_own_configuration_is_collected(live: Live) -> None:
    guard = Guard(live)
    live.write(a=[2])
    assert len(guard.config.reload()) == 1
    assert guard.asked == 4
    freed = [weakref.ref(guard), weakref.ref(guard.config), weakref.ref(guard.other)]
    del guard
    gc.collect()
    assert [one() for one in freed] == [None, None, None]
    assert gc.garbage == []


@pytest.mark.parametrize("kept", ["config", "section", "other", "builder"])
def test_what_takes_part_lives_as_long_as_what_needs_it(live: Live, kept: str) -> None:
    def source() -> dict[str, Any]:
        return {"own": {"a": 1}}

    live.write(a=1)
    builder = superconfig.SuperConfig().with_env_snapshot({}).with_file(live.file)
    builder = builder.with_source(source).validate_with(lambda config: config["own"]["a"] == 1)
    config = builder.build()
    other = superconfig.SuperConfig().with_env_snapshot({}).with_config(config).with_file(live.file).build()
    of: dict[str, Any] = {
        "config": config,
        "section": config.section("own"),
        "other": other,
        "builder": builder,
    }
    needs = of[kept]
    del builder, config, other, of, source
    gc.collect()
    live.write(a=2)
    if kept == "builder":
        needs = needs.build()
    needs.reload()
    assert needs.to_dict() == ({"a": 1} if kept == "section" else {"a": 2, "own": {"a": 1}})


def test_what_takes_part_in_a_reload_may_not_ask_for_one(live: Live) -> None:
    def check(_: dict[str, Any]) -> None:
        if config is not None:
            with pytest.raises(ConfigError) as raised:
                config.reload()
            codes.append(str(raised.value.code))

    codes: list[str] = []
    config: superconfig.Config | None = None
    config = superconfig.SuperConfig().with_env_snapshot({}).with_file(live.file).validate_with(check).build()
    live.write(a=2, b=2, server={"port": 80, "host": "x"})
    assert len(config.reload()) == 1
    assert codes == ["SC0117"]


@LINUX
def test_a_watched_configuration_is_collected_and_its_thread_ends(live: Live) -> None:
    assert becomes(lambda: watch_threads() == 0)
    owner = Owner(superconfig.load(live.file, env={}, watch=True))
    assert becomes(lambda: watch_threads() == 1)
    freed = [weakref.ref(owner), weakref.ref(owner.config)]
    live.write(a=2)
    assert owner.config.wait_for(2, PATIENCE)
    del owner
    # A callback that runs holds its objects.
    assert becomes(lambda: [one() for one in freed] == [None, None])
    assert becomes(lambda: watch_threads() == 0)
    assert gc.garbage == []


def test_a_callback_that_refers_to_its_subscription_is_freed_with_the_configuration(live: Live) -> None:
    told = Told()
    told.config = superconfig.load(live.file, env={})  # type: ignore[attr-defined]
    config = told.config  # type: ignore[attr-defined]
    del told.config  # type: ignore[attr-defined]
    told.subscription = config.on_change(told)  # type: ignore[attr-defined]
    freed = weakref.ref(told)
    del config, told
    gc.collect()
    assert freed() is None


def test_a_configuration_may_go_while_its_callback_runs(live: Live) -> None:
    running, go_on = threading.Event(), threading.Event()
    read = Told()

    def callback(changes: Any) -> None:
        running.set()
        assert go_on.wait(PATIENCE)
        read([change.new for change in changes])

    config = superconfig.load(live.file, env={}, watch=True)
    config.on_change(callback)
    gone = weakref.ref(config)
    live.write(a=2, b=2, server={"port": 80, "host": "x"})
    assert running.wait(PATIENCE)
    del config
    assert gone() is None
    go_on.set()
    assert read.next() == [2]


@LINUX
def test_a_thousand_configurations_leave_nothing(live: Live) -> None:
    def one(turn: int) -> None:
        config = superconfig.load(live.file, env={})
        watch = config.watch(lambda changes: config["a"])
        changes = config.changes()
        assert config["server"]["port"] == 80
        if turn % 3 == 0:
            watch.close()
        elif turn % 3 == 1:
            changes.close()
            config.close()

    def some(count: int) -> None:
        for turn in range(count):
            one(turn)
        assert becomes(lambda: watch_threads() == 0)

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    some(300)
    files, before = open_files(), resident()
    some(1000)
    assert becomes(lambda: open_files() <= files)
    assert resident() - before < 16 << 20
