"""How processes end, fork and are interrupted while a configuration is watched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from live_help import PATIENCE

POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

# What all scripts begin with: `config` is watched, and `write` changes its file.
BEGIN = """
import os, sys, threading, time
import superconfig

path, number = sys.argv[1], iter(range(2, 1 << 60))

def write(a=None):
    new = f"{path}.new{os.getpid()}.{threading.get_ident()}"
    with open(new, "w") as file:
        file.write(f"a = {next(number) if a is None else a}")
    os.replace(new, path)

def until(is_so):
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end, "this takes too long"
        time.sleep(0.001)

write(1)
config = superconfig.SuperConfig().with_file(path).with_hot_reload(debounce=0.001).build()
"""


def script(directory: Path, code: str, name: str = "script") -> list[str]:
    """The command that runs a script."""
    file = directory / f"{name}.py"
    file.write_text(BEGIN + textwrap.dedent(code))
    # Python 3.12 and later count threads after a fork, when those that rested are back, and warn of them.
    quiet = "ignore:This process:DeprecationWarning"
    command = [sys.executable, "-X", "faulthandler", "-W", quiet]
    return [*command, str(file), str(directory / f"{name}.toml")]


def run(directory: Path, code: str, name: str = "script") -> str:
    """Runs a script, which ends well and says nothing where errors go; what it printed."""
    command = script(directory, code, name)
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


# --- a process ends by itself

ENDINGS = {
    "watch": "",
    "callback": """
        watch = config.watch(lambda changes: None)
        write()
    """,
    "callback that runs": """
        running = threading.Event()

        def callback(changes):
            running.set()
            while time.monotonic() < end:
                config["a"]

        end = time.monotonic() + 0.1
        config.on_change(callback)
        write()
        running.wait()
    """,
    "callback that runs, of a configuration that is gone": """
        running = threading.Event()

        def callback(changes):
            running.set()
            while time.monotonic() < end:
                str(changes)

        end = time.monotonic() + 0.1
        config.on_change(callback)
        write()
        running.wait()
        del config
    """,
    "task that waits": """
        import asyncio

        async def follow():
            async for change in config.changes():
                pass

        async def main():
            task = asyncio.create_task(follow())
            await asyncio.sleep(0)
            write()
            await asyncio.sleep(0.002)

        asyncio.run(main())
    """,
    "loop left open": """
        import asyncio, warnings
        warnings.simplefilter("ignore")
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(lambda loop, context: None)
        changes = config.changes()
        task = loop.create_task(changes.__anext__())
        loop.call_later(0.002, loop.stop)
        loop.run_forever()
        write()
        task._log_destroy_pending = False
    """,
    "thread that waits": """
        changes = config.changes()
        threading.Thread(target=lambda: list(changes), daemon=True).start()
        write()
    """,
    "files in motion": """
        def rewrite():
            while True:
                write()

        threading.Thread(target=rewrite, daemon=True).start()
        config.on_change(lambda changes: [change.origin for change in changes])
        config.wait_for(3, 60)
    """,
    "files in motion, by another process": """
        import subprocess
        other = "import os, sys, time\\n" \\
            "end = time.monotonic() + 1\\n" \\
            "n = 1\\n" \\
            "while time.monotonic() < end and os.getppid() == int(sys.argv[2]):\\n" \\
            "    n += 1\\n" \\
            "    open(sys.argv[1] + '.o', 'w').write(f'a = {n}')\\n" \\
            "    os.replace(sys.argv[1] + '.o', sys.argv[1])"
        subprocess.Popen([sys.executable, "-c", other, path, str(os.getpid())])
        config.on_change(lambda changes: [change.origin for change in changes])
        config.wait_for(3, 60)
    """,
    "source and rule in Python": """
        def source():
            return {"sum": sum(range(1000))}

        builder = superconfig.SuperConfig().with_file(path).with_source(source)
        builder = builder.validate("a", lambda a: sum(range(1000)) > a).with_hot_reload(debounce=0.001)
        config = builder.build()

        def rewrite():
            while True:
                write()

        threading.Thread(target=rewrite, daemon=True).start()
        config.wait_for(3, 60)
    """,
    "threads that read": """
        def read():
            while True:
                config["a"], config.get("a"), repr(config), config.status(), config.reload()

        # Python 3.11 crashes where a daemon thread imports something for the first time while it ends.
        config.status()
        for _ in range(4):
            threading.Thread(target=read, daemon=True).start()
        write()
    """,
    "threads that make tables": """
        def read():
            while True:
                repr(config.section("")), superconfig.load(path, env={})["a"], config.explain("a").origin

        for _ in range(4):
            threading.Thread(target=read, daemon=True).start()
        write()
    """,
    "after the end": """
        import atexit

        def late():
            late = superconfig.load(path, env={})
            late.watch(lambda changes: config["a"])
            late.on_change(print)
            write()
            late.wait_for(2, 0.05)
            late.reload()

        # What was registered before comes after.
        atexit.unregister(superconfig._native.shut)
        atexit.register(late)
        atexit.register(superconfig._native.shut)
    """,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_process_ends_by_itself(tmp_path: Path, ending: str) -> None:
    run(tmp_path, ENDINGS[ending])


def _many(directory: Path, count: int) -> None:
    codes = list(ENDINGS.values())
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(run, directory, codes[turn % len(codes)], f"s{turn}") for turn in range(count)]
        for one in runs:
            one.result()


def test_processes_end_by_themselves(tmp_path: Path) -> None:
    _many(tmp_path, 40)


@pytest.mark.slow
def test_two_hundred_processes_end_by_themselves(tmp_path: Path) -> None:
    _many(tmp_path, 200)


# --- Ctrl-C

INTERRUPTED = {
    "iterating": "list(config.changes())",
    "waiting": "config.wait_for(1000, 1e9)",
    "a task": "import asyncio; asyncio.run(anext(config.changes()))",
}


@POSIX
@pytest.mark.parametrize("what", INTERRUPTED)
def test_waiting_can_be_interrupted(tmp_path: Path, what: str) -> None:
    code = f"""
        import signal
        # What runs in the background of a shell ignores it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            print("ready", flush=True)
            {INTERRUPTED[what]}
        except KeyboardInterrupt:
            print("interrupted")
    """
    command = script(tmp_path, code)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        try:
            out, errors = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    # Where it comes before the wait, it is raised all the same.
    assert (process.returncode, out, errors) == (0, "interrupted\n", "")


# --- fork

# Both go on to follow the file.
BOTH = """
def follows():
    before = config["a"]
    told = threading.Event()
    with config.on_change(lambda changes: told.set()):
        write(before + 1000 + os.getpid())
        until(lambda: config["a"] != before)
        until(told.is_set)

def child_of(fork):
    pid = fork()
    if pid == 0:
        try:
            follows()
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return pid

def ended_well(pid):
    until(lambda: finished(pid))

def finished(pid):
    done, status = os.waitpid(pid, os.WNOHANG)
    assert status == 0, status
    return done == pid
"""

FORKS = {
    "plain": """
        pid = child_of(os.fork)
        follows()
        ended_well(pid)
        follows()
    """,
    "again and again": """
        config.on_change(lambda changes: None)
        for _ in range(10):
            pid = child_of(os.fork)
            write()
            ended_well(pid)
        follows()
    """,
    "two threads at once": """
        pids = []
        threads = [threading.Thread(target=lambda: pids.append(child_of(os.fork))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for pid in pids:
            ended_well(pid)
        follows()
    """,
    "with its options": """
        config = superconfig.SuperConfig().with_file(path).with_hot_reload(poll=0.01).build()

        def polls():
            assert config.status().watched[0].polling == "asked for"
            return 0

        pid = os.fork()
        polls()
        if pid == 0:
            os._exit(0)
        ended_well(pid)
    """,
    "a section, whose object is gone": """
        config = superconfig.load(path, env={})
        config.section("").watch(debounce=0.001)
        pid = child_of(os.fork)
        follows()
        ended_well(pid)
    """,
    "from a thread, while a callback runs": """
        running, may_end = threading.Event(), threading.Event()

        def callback(changes):
            running.set()
            may_end.wait()

        with config.on_change(callback):
            write()
            running.wait()
            threading.Timer(0.05, may_end.set).start()
            pids = []
            thread = threading.Thread(target=lambda: pids.append(child_of(os.fork)))
            thread.start()
            thread.join()
            ended_well(pids[0])
        follows()
    """,
    "while a callback waits for who forks": """
        superconfig._watching._PATIENCE = 0.1
        running, lock = threading.Event(), threading.Lock()

        def callback(changes):
            running.set()
            with lock:
                pass

        subscription = config.on_change(callback)
        with lock:
            write()
            running.wait()
            pid = os.fork()
        if pid == 0:
            subscription.close()
            follows()
            os._exit(0)
        ended_well(pid)
        subscription.close()
        follows()
    """,
    "by a callback": """
        pids = []

        def callback(changes):
            if not pids:
                pid = os.fork()
                if pid == 0:
                    os._exit(0)
                pids.append(pid)

        config.on_change(callback)
        write()
        until(lambda: pids)
        ended_well(pids[0])
        follows()
    """,
    "a child that ends as Python does": """
        config.on_change(lambda changes: None)
        pid = os.fork()
        if pid == 0:
            follows()
            write()
            sys.exit()
        ended_well(pid)
    """,
}


@POSIX
@pytest.mark.parametrize("how", FORKS)
def test_parent_and_child_follow(tmp_path: Path, how: str) -> None:
    run(tmp_path, textwrap.dedent(BOTH) + textwrap.dedent(FORKS[how]))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(tmp_path: Path, method: str) -> None:
    if method == "fork" and not hasattr(os, "fork"):
        pytest.skip("needs fork")
    # A child that is spawned runs the script again, up to here, and has a configuration of its own.
    code = """
        import multiprocessing

        def work(_):
            follows()
            return os.getpid()

        if __name__ == "__main__":
            context = multiprocessing.get_context(%r)
            with context.Pool(2) as pool:
                assert os.getpid() not in pool.map(work, range(4))
                pool.close()
                pool.join()
            child = context.Process(target=work, args=(0,))
            child.start()
            child.join(60)
            assert child.exitcode == 0, child.exitcode
            follows()
    """
    run(tmp_path, textwrap.dedent(BOTH) + textwrap.dedent(code) % method)
