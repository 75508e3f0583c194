"""Changes, one after the other: in tasks, and in threads."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from pathlib import Path
from typing import Any

import anyio
import pytest
import superconfig
from live_help import PATIENCE, Live, Told, becomes


@pytest.fixture
def live(tmp_path: Path) -> Any:
    live = Live(tmp_path, a=1, b=2)
    yield live
    live.config.close()


async def seen(changes: Any, count: int) -> list[tuple[str, Any]]:
    """The next changes."""
    found = []
    async with asyncio.timeout(PATIENCE):
        async for change in changes:
            found.append((change.path, change.new))
            if len(found) == count:
                break
    return found


async def waits(changes: Any) -> asyncio.Task[Any]:
    """A task that waits for a change."""
    task = asyncio.create_task(anext(changes))
    while task.get_stack() == [] or not await asyncio.sleep(0, True):
        pass
    await asyncio.sleep(0)
    return task


def test_changes_come_to_a_task(live: Live) -> None:
    async def main() -> None:
        changes = live.config.changes()
        with live.watch():
            for a in (2, 3):
                live.write(a=a, b=2)
                assert await seen(changes, 1) == [("a", a)]

    asyncio.run(main())


def test_changes_come_to_anyio(live: Live) -> None:
    async def main() -> None:
        found = []

        async def follow() -> None:
            async for change in live.config.changes():
                found.append(change.new)
                if change.new == 3:
                    group.cancel_scope.cancel()
                else:
                    live.write(a=3, b=2)

        with anyio.fail_after(PATIENCE), live.watch():
            async with anyio.create_task_group() as group:
                group.start_soon(follow)
                await anyio.sleep(0)
                live.write(a=2, b=2)
        assert found == [2, 3]

    anyio.run(main, backend="asyncio")


def test_anyio_may_give_up_waiting(live: Live) -> None:
    async def main() -> None:
        changes = live.config.changes()
        with anyio.move_on_after(0.01) as scope:
            await anext(changes)
        assert scope.cancelled_caught
        live.write(a=2, b=2)
        live.config.reload()
        assert await seen(changes, 1) == [("a", 2)]

    anyio.run(main, backend="asyncio")


def test_a_task_that_waits_may_be_cancelled_and_loses_nothing(live: Live) -> None:
    async def main() -> None:
        changes = live.config.changes()
        task = await waits(changes)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        live.write(a=2, b=2)
        live.config.reload()
        assert await seen(changes, 1) == [("a", 2)]

    asyncio.run(main())


def test_what_happened_before_iteration_is_told(live: Live) -> None:
    changes = live.config.changes()
    live.write(a=2, b=3)
    live.config.reload()
    assert asyncio.run(seen(changes, 2)) == [("a", 2), ("b", 3)]


def test_everyone_with_changes_of_his_own_is_told_everything(live: Live) -> None:
    async def main() -> None:
        tasks = [asyncio.create_task(seen(live.config.changes(), 2)) for _ in range(5)]
        await asyncio.sleep(0)
        live.write(a=2, b=3)
        live.config.reload()
        assert await asyncio.gather(*tasks) == [[("a", 2), ("b", 3)]] * 5

    asyncio.run(main())


def test_those_who_share_changes_divide_them(live: Live) -> None:
    async def main() -> None:
        changes = live.config.changes()
        tasks = [await waits(changes) for _ in range(3)]
        live.write(a=2, b=3, c=4)
        live.config.reload()
        found = await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)
        assert sorted(change.path for change in found) == ["a", "b", "c"]

    # Who comes too late for one change goes on waiting for the next.
    async def one_by_one() -> None:
        changes = live.config.changes()
        tasks = [await waits(changes) for _ in range(3)]
        for a in (10, 11, 12):
            live.write(a=a)
            live.config.reload()
            await asyncio.sleep(0)
        found = await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)
        assert {change.path for change in found} <= {"a", "b", "c"}

    asyncio.run(main())
    asyncio.run(one_by_one())


def test_tasks_and_threads_may_share_changes(live: Live) -> None:
    changes = live.config.changes()
    told = Told()
    threads = [threading.Thread(target=lambda: told([next(changes)])) for _ in range(2)]
    for thread in threads:
        thread.start()

    async def main() -> None:
        task = await waits(changes)
        live.write(a=2, b=3, c=4)
        live.config.reload()
        told([await asyncio.wait_for(task, PATIENCE)])

    asyncio.run(main())
    assert sorted(told.paths()[0] for _ in range(3)) == ["a", "b", "c"]


@pytest.mark.parametrize("of_config", [False, True])
def test_closing_ends_iteration(live: Live, of_config: bool) -> None:
    async def main() -> None:
        changes = live.config.changes()
        tasks = [await waits(changes) for _ in range(2)]
        (live.config if of_config else changes).close()
        for task in tasks:
            with pytest.raises(StopAsyncIteration):
                await asyncio.wait_for(task, PATIENCE)
        assert [change async for change in changes] == []
        assert list(changes) == []

    asyncio.run(main())


def test_what_came_before_a_configuration_is_closed_is_still_told(live: Live) -> None:
    changes = live.config.changes()
    live.write(a=2, b=2)
    live.config.reload()
    live.config.close()
    assert [change.new for change in changes] == [2]


def test_iteration_ends_with_the_configuration(live: Live) -> None:
    async def main() -> None:
        config = superconfig.load(live.file, env={})
        task = await waits(config.changes())
        del config
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(task, PATIENCE)

    asyncio.run(main())


def test_who_is_slow_is_told_the_whole_of_it(live: Live) -> None:
    changes = live.config.changes()
    for a in range(2, 50):
        live.write(a=a, b=2)
        live.config.reload()
    live.config.close()
    assert [(change.old, change.new) for change in changes] == [(1, 49)]


def test_what_was_changed_back_is_no_change(live: Live) -> None:
    async def main() -> None:
        changes = live.config.changes()
        task = await waits(changes)
        for a in (2, 1):
            live.write(a=a, b=2)
            live.config.reload()
        await asyncio.sleep(0.01)
        assert not task.done()
        live.write(a=3, b=2)
        live.config.reload()
        assert (await asyncio.wait_for(task, PATIENCE)).old == 1

    asyncio.run(main())


def test_a_failed_reload_does_not_end_iteration(live: Live) -> None:
    async def main() -> None:
        changes = live.config.changes()
        task = await waits(changes)
        live.write_text("a = ")
        with pytest.raises(superconfig.ParseError):
            live.config.reload()
        await asyncio.sleep(0.01)
        live.write(a=2, b=2)
        live.config.reload()
        assert (await asyncio.wait_for(task, PATIENCE)).new == 2

    asyncio.run(main())


def test_a_callback_may_call_into_the_loop(live: Live) -> None:
    async def main() -> None:
        loop, told = asyncio.get_running_loop(), asyncio.Queue[Any]()
        with live.watch(lambda changes: loop.call_soon_threadsafe(told.put_nowait, changes)):
            live.write(a=2, b=2)
            changes = await asyncio.wait_for(told.get(), PATIENCE)
            assert [change.new for change in changes] == [2]

    asyncio.run(main())


def test_a_section_tells_of_its_own(live: Live) -> None:
    live.write(a=1, server={"port": 80})
    live.config.reload()
    changes = live.config.section("server").changes()
    live.write(a=2, server={"port": 81})
    live.config.reload()
    live.config.close()
    assert [change.path for change in changes] == ["server.port"]


# --- loops that go away


def left_waiting(live: Live) -> tuple[asyncio.AbstractEventLoop, Any]:
    """A loop in which a task waits for changes."""
    loop = asyncio.new_event_loop()
    changes = live.config.changes()
    loop.run_until_complete(waits(changes))
    return loop, changes


def test_a_loop_that_is_closed_is_not_told_and_breaks_nothing(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    unraisable = Told()
    monkeypatch.setattr("sys.unraisablehook", unraisable)
    loop, changes = left_waiting(live)
    loop.close()
    live.write(a=2, b=2)
    live.config.reload()
    assert unraisable.nothing
    assert next(changes).new == 2


@pytest.mark.filterwarnings("ignore")
def test_a_loop_that_is_closed_is_freed(live: Live) -> None:
    loop, changes = left_waiting(live)
    loop.close()
    gone = weakref.ref(loop)
    del loop
    gc.collect()
    assert gone() is None
    assert changes is not None


def test_a_task_that_nobody_holds_goes_on_waiting(live: Live) -> None:
    async def main() -> None:
        told: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        async def follow(told: Any) -> None:
            async for change in live.config.changes():
                told.set_result(change.new)
                return

        asyncio.create_task(follow(told))  # noqa: RUF006
        await asyncio.sleep(0)
        gc.collect()
        live.write(a=2, b=2)
        live.config.reload()
        assert await asyncio.wait_for(told, PATIENCE) == 2

    asyncio.run(main())


def test_cancelled_tasks_leave_nothing(live: Live) -> None:
    async def main() -> None:
        changes = live.config.changes()
        gone = []
        for _ in range(10):
            task = await waits(changes)
            gone.append(weakref.ref(task))
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()
            del task
        gc.collect()
        assert [one() for one in gone] == [None] * 10

    asyncio.run(main())


# --- threads


def test_changes_come_to_a_thread(live: Live) -> None:
    told = Told()
    changes = live.config.changes()
    thread = threading.Thread(target=lambda: list(map(told, (change.new for change in changes))))
    thread.start()
    with live.watch():
        for a in (2, 3):
            live.write(a=a, b=2)
            assert told.next() == a
    changes.close()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_closing_a_configuration_ends_all_threads(live: Live) -> None:
    shared = live.config.changes()
    threads = [
        threading.Thread(target=list, args=(changes,)) for changes in (shared, shared, live.config.changes())
    ]
    for thread in threads:
        thread.start()
    live.config.close()
    assert becomes(lambda: not any(thread.is_alive() for thread in threads))
