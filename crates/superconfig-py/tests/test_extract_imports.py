"""Packages that a program does not use are not imported for it."""

import subprocess
import sys

import pytest

OTHERS = ("pydantic", "pydantic_settings", "attr", "attrs", "msgspec", "typing_extensions")


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


SHOW = f"import sys; print(*[name for name in {OTHERS} if name in sys.modules])"
LOAD = "import superconfig; config = superconfig.load(defaults={'x': {'a': 1}}, env={})\n"
DATACLASS = "import dataclasses\n@dataclasses.dataclass\nclass A:\n    a: int\n"


def test_importing_alone_imports_none() -> None:
    assert run(f"import superconfig\n{SHOW}") == []


def test_extracting_a_dataclass_imports_none() -> None:
    use = "config.extract(A, 'x'); config.extract(dict[str, A]); config.handle(A | int, 'x')\n"
    assert run(DATACLASS + LOAD + use + SHOW) == []


def test_importing_alone_does_not_look_at_types() -> None:
    assert run("import superconfig, sys; print('superconfig._shapes' in sys.modules)") == ["False"]


@pytest.mark.parametrize(
    ("package", "declaration", "not_imported"),
    [
        ("pydantic", "class A(pydantic.BaseModel):\n    a: int\n", {"attr", "msgspec", "pydantic_settings"}),
        ("attrs", "@attrs.define\nclass A:\n    a: int\n", {"pydantic", "msgspec"}),
        ("msgspec", "class A(msgspec.Struct):\n    a: int\n", {"pydantic", "attr"}),
    ],
)
def test_a_package_brings_no_other(package: str, declaration: str, not_imported: set[str]) -> None:
    loaded = run(f"import {package}\n{declaration}{LOAD}assert config.extract(A, 'x').a == 1\n{SHOW}")
    assert package in loaded
    assert not not_imported & set(loaded)
