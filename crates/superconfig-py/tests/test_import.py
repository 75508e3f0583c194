"""Importing the package is cheap: programs that start often import it each time."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap


def modules_after(code: str) -> set[str]:
    """The modules that an interpreter of its own has loaded after it ran something."""
    program = f"import sys\n{code}\nnames = list(sys.modules)\nimport json\nprint(json.dumps(names))"
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return set(json.loads(ran.stdout))


def test_it_loads_nothing_but_itself() -> None:
    loaded = modules_after("import superconfig") - modules_after("pass")
    # `atexit` is a part of the interpreter.
    assert {name for name in loaded if not name.startswith("superconfig")} <= {"__future__", "atexit"}
    assert loaded >= {"superconfig", "superconfig._native"}
    later = {"types", "_errors", "_following", "_status", "_watching"}
    assert not loaded & {f"superconfig.{name}" for name in later}


def test_reading_loads_nothing_more() -> None:
    load = "import superconfig\nconfig = superconfig.load(defaults={'a': [1]}, env={})"
    read = f"{load}\nconfig.get('a[0]'), config['a'], repr(config), hasattr(config, 'b')"
    loaded = modules_after(read) - modules_after("import superconfig")
    assert not loaded & {"typing", "dataclasses", "asyncio", "json", "datetime", "weakref", "pathlib", "re"}


def test_what_is_loaded_later_is_there_all_the_same() -> None:
    code = """
import pickle, superconfig
assert "_errors" not in vars(superconfig)
assert set(superconfig.__all__) <= set(dir(superconfig))
from superconfig import *
for name in superconfig.__all__:
    found = getattr(superconfig, name)
    assert globals()[name] is found
    if isinstance(found, type):
        assert found.__module__ == "superconfig", found
        assert pickle.loads(pickle.dumps(found)) is found
assert not hasattr(superconfig, "nothing")
"""
    assert "superconfig._errors" in modules_after(code)


def test_the_thread_that_imports_first_may_end_before_all_others() -> None:
    program = textwrap.dedent("""
        import threading
        def load():
            import superconfig
            for _ in range(20):
                config = superconfig.load(defaults={"a": {"b": list(range(50))}}, env={})
                assert config["a"]["b"][49] == 49
        def run(count):
            threads = [threading.Thread(target=load) for _ in range(count)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        run(1)
        for _ in range(10):
            run(3)
        load()
        print("ended")
    """)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr, ran.stdout) == (0, "", "ended\n")
