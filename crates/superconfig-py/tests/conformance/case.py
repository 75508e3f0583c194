"""The cases as they stand in the files."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import form, strict_json
from .shape import demand

SUITE = Path(__file__).resolve().parents[4] / "conformance"


@dataclass(frozen=True)
class Source:
    """One source: `file`, `set`, …, and what belongs to it: a text, or a table for `defaults`."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Case:
    """One case: what goes in, and what must come out. Tables keep the order of the file."""

    title: str
    files: dict[str, bytes]
    home: dict[str, bytes]
    dirs: list[str]
    links: dict[str, str]
    modes: dict[str, int]
    env: dict[str, bytes]
    cwd: str
    sources: list[Source]
    profiles: list[str]
    nested: bool
    strict: bool
    expect: dict[str, Any]


def all_cases(directory: Path = SUITE) -> list[Case]:
    """All cases of the suite, in the order of their files' names. One that is malformed is an error."""
    cases = [case for file in sorted(directory.glob("*.json")) for case in _read(file)]
    titles = [case.title for case in cases]
    demand(len(cases) > 0, str(directory), "has no cases")
    for title in titles:
        demand(titles.count(title) == 1, title, "is there twice")
    return cases


def _read(file: Path) -> Iterator[Case]:
    suite = strict_json.parse(file.read_text(encoding="utf-8"))
    form.suite(file.stem, suite)
    for at, case in enumerate(suite["cases"]):
        form.case(f"{file.stem}[{at}]", case)
        yield parse(file.stem, case)


def parse(file: str, case: dict[str, Any]) -> Case:
    """A case that has the right form."""
    return Case(
        title=f"{file}: {case['name']}",
        files=_contents(case.get("files", {})),
        home=_contents(case.get("home", {})),
        dirs=case.get("dirs", []),
        links=case.get("links", {}),
        modes={path: int(mode, 8) for path, mode in case.get("modes", {}).items()},
        env=_contents(case.get("env", {})),
        cwd=case.get("cwd", "."),
        sources=[Source(kind, value) for source in case["sources"] for kind, value in source.items()],
        profiles=case.get("profiles", []),
        nested=case.get("nested", False),
        strict=case.get("strict", False),
        expect=case["expect"],
    )


def _contents(table: dict[str, Any]) -> dict[str, bytes]:
    return {name: _content(text) for name, text in table.items()}


def _content(text: Any) -> bytes:
    """A text as a string, as base64, or in parts."""
    if isinstance(text, str):
        return text.encode()
    if "base64" in text:
        return base64.b64decode(text["base64"], validate=True)
    return "".join(part * times for part, times in text["parts"]).encode()
