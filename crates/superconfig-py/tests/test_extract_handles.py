"""Handles: an object that follows every reload."""

from __future__ import annotations

import gc
import pathlib
import threading
import weakref
from dataclasses import dataclass

import pydantic
import pytest
from superconfig import Config, ConfigError, Handle, SuperConfig

made: list[int] = []


@dataclass
class Server:
    port: int
    host: str = "h"

    def __post_init__(self) -> None:
        made.append(self.port)
        if self.port == 13:
            raise ValueError("bad luck")


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    made.clear()
    path = tmp_path / "app.toml"
    write(path, 1)
    return path


def write(path: pathlib.Path, port: object, more: str = "") -> None:
    path.write_text(f"[server]\nport = {port}\n{more}")


def load(path: pathlib.Path) -> Config:
    return SuperConfig().with_env_snapshot({}).with_file(path).build()


def test_a_handle_follows_reloads(file: pathlib.Path) -> None:
    config = load(file)
    handle = config.handle(Server, "server")
    assert handle.get() == Server(1)
    write(file, 2)
    assert handle.get().port == 1
    config.reload()
    assert handle.get() == Server(2)


def test_the_object_is_the_same_within_a_generation(file: pathlib.Path) -> None:
    config = load(file)
    handle = config.handle(Server, "server")
    assert handle.get() is handle.get() is config.handle(Server, "server").get()
    before = handle.get()
    write(file, 2)
    config.reload()
    assert handle.get() is not before
    assert before.port == 1


@pytest.mark.parametrize("bad", ["'x'", 13])
def test_a_bad_reload_is_not_published(file: pathlib.Path, bad: object) -> None:
    config = load(file)
    handle = config.handle(Server, "server")
    good = handle.get()
    write(file, bad, "host = 'new'")
    with pytest.raises(ConfigError) as caught:
        config.reload()
    assert str(caught.value.path).startswith("server")
    assert handle.get() is good
    assert config["server"]["port"] == 1
    status = config.status()
    assert status.stale
    assert status.generation == 1
    assert "server" in str(status.last_error)
    write(file, 3)
    config.reload()
    assert handle.get().port == 3
    assert not config.status().stale


def test_a_handle_that_cannot_be_made_is_an_error_at_once(file: pathlib.Path) -> None:
    write(file, 13)
    with pytest.raises(ConfigError, match="bad luck"):
        load(file).handle(Server, "server")


def test_the_same_type_and_path_share_one_extraction(file: pathlib.Path) -> None:
    config = load(file)
    handles = [config.handle(Server, "server") for _ in range(100)]
    assert made == [1]
    write(file, 2)
    config.reload()
    assert {handle.get().port for handle in handles} == {2}
    assert made == [1, 2]


def test_unions_and_lists_of_types_share_too(file: pathlib.Path) -> None:
    config = load(file)
    assert config.handle(Server | int, "server").get() is config.handle(Server | int, "server").get()
    assert config.handle(dict[str, Server]).get() is config.handle(dict[str, Server]).get()


def test_a_dropped_handle_no_longer_stands_in_the_way(file: pathlib.Path) -> None:
    config = load(file)
    handle = config.handle(Server, "server")
    del handle
    gc.collect()
    write(file, 13)
    config.reload()
    assert config["server"]["port"] == 13


def test_ten_thousand_handles_leave_nothing(file: pathlib.Path) -> None:
    config = load(file)
    alive: weakref.WeakSet[Handle[Server]] = weakref.WeakSet()
    handle: Handle[Server] | None = None
    for _ in range(10_000):
        handle = config.handle(Server, "server")
        alive.add(handle)
    handle = None
    gc.collect()
    assert len(alive) == 0
    before = len(made)
    write(file, 2)
    config.reload()
    assert len(made) == before


def test_objects_of_old_generations_are_let_go(file: pathlib.Path) -> None:
    config = load(file)
    handle = config.handle(Server, "server")
    old = weakref.ref(handle.get())
    for port in (2, 3):
        write(file, port)
        config.reload()
    gc.collect()
    assert old() is None


def test_a_handle_outlives_its_configuration(file: pathlib.Path) -> None:
    config = load(file)
    handle = config.handle(Server, "server")
    del config
    gc.collect()
    assert handle.get() == Server(1)
    assert "Server" in repr(handle)


def test_handles_of_sections(file: pathlib.Path) -> None:
    config = load(file)
    section = config.section("server")
    assert section.handle(Server).get() is config.handle(Server, "server").get()
    port = section.handle(int, "port")
    write(file, 4)
    config.reload()
    assert port.get() == 4


def test_handles_of_models(file: pathlib.Path) -> None:
    class Model(pydantic.BaseModel):
        port: int = pydantic.Field(lt=10)

    config = load(file)
    handle = config.handle(Model, "server")
    write(file, 11)
    with pytest.raises(ConfigError, match="less than 10") as caught:
        config.reload()
    assert caught.value.path == "server.port"
    assert handle.get() == Model(port=1)


def test_an_unsupported_type_is_refused_at_once(file: pathlib.Path) -> None:
    @dataclass
    class Bad:
        port: complex

    config = load(file)
    with pytest.raises(TypeError, match=r"Bad\.port.*complex"):
        config.handle(Bad, "server")


def test_many_threads_read_while_it_changes(file: pathlib.Path) -> None:
    config = load(file)
    handle = config.handle(Server, "server")
    seen: list[list[int]] = []
    stop = threading.Event()

    def read() -> None:
        ports = []
        while not stop.is_set():
            ports.append(handle.get().port)
        seen.append(ports)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for port in range(2, 20):
        if port != 13:
            write(file, port)
            config.reload()
    stop.set()
    for thread in threads:
        thread.join()
    assert all(ports == sorted(ports) for ports in seen)
    assert handle.get().port == 19


def test_many_threads_make_handles(file: pathlib.Path) -> None:
    config = load(file)
    found: list[Handle[Server]] = []

    def make() -> None:
        found.extend(config.handle(Server, "server") for _ in range(50))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(handle.get()) for handle in found}) == 1


class Cyclic:
    pass


def test_an_object_that_refers_to_its_handle_is_no_trap(file: pathlib.Path) -> None:
    @dataclass
    class Holds:
        port: int
        other: object = None

    config = load(file)
    handle = config.handle(Holds, "server")
    held = handle.get()
    held.other = handle
    gone = weakref.ref(held)
    del handle, held
    write(file, 2)
    config.reload()
    gc.collect()
    config.reload()
    kept = gone()
    assert kept is None or kept.port == 1
