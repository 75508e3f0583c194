"""Everything public says what it is for, and examples are true."""

from __future__ import annotations

import ast
import doctest
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import superconfig

PACKAGE = Path(superconfig.__file__).parent


def _documented() -> Iterator[tuple[str, Any]]:
    for name in superconfig.__all__:
        found = getattr(superconfig, name)
        if isinstance(found, str):
            continue
        yield name, found
        if inspect.isclass(found):
            members = [base for base in found.__mro__ if base.__module__.startswith("superconfig")]
            for base in members:
                for member, value in vars(base).items():
                    if not member.startswith("_") and (callable(value) or inspect.isdatadescriptor(value)):
                        yield f"{name}.{member}", value


def _slots(cls: Any) -> bool:
    return inspect.ismemberdescriptor(cls)


@pytest.mark.parametrize(
    ("name", "found"), [(name, found) for name, found in _documented() if not _slots(found)]
)
def test_it_has_a_docstring(name: str, found: Any) -> None:
    if getattr(found, "__name__", "") != "_refuse":
        assert (inspect.getdoc(found) or "").strip(), name


def _examples() -> Iterator[doctest.DocTest]:
    for file in sorted(PACKAGE.glob("*.py*")):
        if file.suffix not in (".py", ".pyi"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                text = ast.get_docstring(node) or ""
                if ">>>" in text:
                    name = f"{file.name}: {getattr(node, 'name', 'module')}"
                    yield doctest.DocTestParser().get_doctest(
                        text, dict(vars(superconfig)), name, str(file), 0
                    )


@pytest.mark.parametrize("example", list(_examples()), ids=lambda example: example.name)
def test_examples(example: doctest.DocTest) -> None:
    said: list[str] = []
    doctest.DocTestRunner().run(example, out=said.append)
    assert not said, "".join(said)
